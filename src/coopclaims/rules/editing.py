"""What is odd about a rulebook before it goes live: gaps, rules that never answer, rights that nobody has.

A value of the wrong type is refused where the edition is built. What is found here may be meant: the
published rulebook has such places too, where pages said nothing for a while.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from itertools import pairwise
from typing import Any, Final, final

import attrs

from coopclaims._checks import door
from coopclaims._values import Keyed, frozen
from coopclaims.activities.caps import ShareCap
from coopclaims.activities.catalogue import Activity, Catalogue
from coopclaims.parties import Action
from coopclaims.periods import UsagePeriod
from coopclaims.provenance import Explanation, message, said_in_english, worded
from coopclaims.rules.book import Rulebook
from coopclaims.rules.editions import ClaimingWindow, permission_key
from coopclaims.rules.policies import Policies
from coopclaims.rules.readings import (
    ActivityLimiting,
    ClaimDeadline,
    ClaimOpening,
    DisputeWindow,
    Disputing,
    FinalApproval,
    Recommending,
    Retracting,
    ReviewClock,
    SmallBalances,
)
from coopclaims.rules.rule import Rule

# fmt: off
_GAP: Final = message("edition_gap", "{rule} has no answer from {first} to {last}",
    "rule: str, first: date, last: date")
_NEVER: Final = message("edition_rule_never_holds",
    "{rule} of {edition} never holds: {by} states it from {first}",
    "rule: str, edition: str, by: str, first: date")
_SAME_WINDOW: Final = message("edition_windows_overlap",
    "two windows are about the same usage, {usage_first} to {usage_last}: only the first of them counts",
    "usage_first: MonthDay, usage_last: MonthDay")
_EARLY: Final = message("edition_window_unreachable",
    "claims for usage {usage_first} to {usage_last} close on {closes}, before the usage period has ended",
    "usage_first: MonthDay, usage_last: MonthDay, closes: MonthDay")
_CAP: Final = message("edition_cap_above_whole",
    "{activity} is reimbursed up to {percent} % of what is earned",
    "activity: Term, percent: int")
_NOBODY: Final = message("edition_action_of_nobody", "no role may {action}", "action: Action")
_ASKS_NOTHING: Final = message("edition_activity_asks_nothing", "{activity} asks for no evidence",
    "activity: Term")
_NO_RULE: Final = message("edition_policy_without_rule",
    "{reading} needs the rule {rule}, which nothing states",
    "reading: Keyed, rule: str")
_CONTRADICT: Final = message("edition_policies_contradict", "{one} contradicts {other}",
    "one: Keyed, other: Keyed")
# fmt: on


@final
class OddityKind(Keyed):
    """What is odd about a rulebook."""

    GAP = "gap", "days without an answer between two rules"
    NEVER_HOLDS = "never_holds", "a rule that a later edition supersedes before it begins"
    WINDOWS_OVERLAP = "windows_overlap", "two windows for one usage period"
    WINDOW_UNREACHABLE = "window_unreachable", "a window that closes before its usage period has ended"
    CAP_ABOVE_WHOLE = "cap_above_whole", "a cap of more than all that was earned"
    ACTION_OF_NOBODY = "action_of_nobody", "an action that no role may do"
    ACTIVITY_ASKS_NOTHING = "activity_asks_nothing", "an activity without requirements"
    POLICY_WITHOUT_RULE = "policy_without_rule", "a policy that needs a rule which is not stated"
    POLICIES_CONTRADICT = "policies_contradict", "two policies that cannot both be meant"


@final
@frozen(kw_only=True)
class EditionFinding:
    """One place of a rulebook that is odd, and may be a mistake.

    `kind` is what is odd, `rule` the key of the rule that it is about, empty where it is about policies
    alone, `edition` the name of the edition that states it, empty where none does. `explanation` says it
    with its figures and the source of the rule.
    """

    kind: OddityKind
    rule: str
    edition: str
    explanation: Explanation

    def explain(self) -> Explanation:
        """Return what is odd, and where."""
        return self.explanation

    def __str__(self) -> str:
        return said_in_english(self)


# fmt: off
_ABOUT_POLICIES: Final = message("odd_policies", "policies: {oddity}", "oddity: Explanation")
_ABOUT_RULE: Final = message("odd_rule", "{rule}: {oddity}", "rule: str, oddity: Explanation")
_ABOUT_EDITION: Final = message("odd_edition", "{rule} of {edition}: {oddity}",
    "rule: str, edition: str, oddity: Explanation")
# fmt: on


def _where_and_what(found: EditionFinding) -> Explanation:
    rule, edition, oddity = found.rule, found.edition, found.explanation
    if rule and edition:
        return _ABOUT_EDITION.say(rule=rule, edition=edition, oddity=oddity)
    place = rule or edition
    return _ABOUT_RULE.say(rule=place, oddity=oddity) if place else _ABOUT_POLICIES.say(oddity=oddity)


worded(EditionFinding, _where_and_what)


@door
def edition_findings(rulebook: Rulebook, *, policies: Policies | None = None) -> tuple[EditionFinding, ...]:
    """Return what is odd about a rulebook: ask before it goes live.

    `rulebook` is the rulebook with all its editions. `policies` are the readings that it is to be bound with,
    `None` for the defaults. Each finding may be meant; an empty answer means that nothing odd was found.

    >>> from coopclaims import partner_center
    >>> [str(each) for each in edition_findings(partner_center) if each.kind is OddityKind.WINDOWS_OVERLAP]
    []
    """
    chosen = policies or Policies()
    return (
        *_of_timelines(rulebook),
        *_superseded(rulebook),
        *_of_values(rulebook),
        *_of_rights(rulebook),
        *_of_policies(rulebook, chosen),
    )


def _found(kind: OddityKind, rule: str, edition: str, said: Explanation) -> EditionFinding:
    return EditionFinding(kind=kind, rule=rule, edition=edition, explanation=said)


def _stating(rulebook: Rulebook, key: str, rule: Rule[Any]) -> str:
    """Return the name of the edition that states a rule."""
    names = (each.name for each in rulebook.editions if any(pair == (key, rule) for pair in each.rules))
    return next(names, "")


def _of_timelines(rulebook: Rulebook) -> Iterator[EditionFinding]:
    """Yield the days between two rules of one name on which neither answers."""
    for key, timeline in rulebook.timelines.items():
        for before, after in pairwise(timeline.rules):
            if before.withdrawn is not None and before.withdrawn < after.first:
                last = date.fromordinal(after.first.toordinal() - 1)
                said = before.says(_GAP, rule=key, first=before.withdrawn, last=last)
                yield _found(OddityKind.GAP, key, _stating(rulebook, key, before), said)


def _superseded(rulebook: Rulebook) -> Iterator[EditionFinding]:
    """Yield the rules of which a later edition takes the place before they begin."""
    for place, edition in enumerate(rulebook.editions):
        for key, rule in edition.rules:
            for later in rulebook.editions[place + 1 :]:
                by = dict(later.rules).get(key)
                if by is not None and by.first <= rule.first:
                    said = rule.says(_NEVER, rule=key, edition=edition.name, by=later.name, first=by.first)
                    yield _found(OddityKind.NEVER_HOLDS, key, edition.name, said)
                    break


def _of_values(rulebook: Rulebook) -> Iterator[EditionFinding]:
    for edition in rulebook.editions:
        if edition.claiming_windows is not None:
            yield from _of_windows(edition.claiming_windows, edition.name)
        if edition.catalogue is not None:
            yield from _of_catalogue(edition.catalogue, edition.name)


def _of_windows(rule: Rule[tuple[ClaimingWindow, ...]], edition: str) -> Iterator[EditionFinding]:
    key, seen = "claiming_windows", set[object]()
    for window in rule.value:
        usage = {"usage_first": window.usage_first, "usage_last": window.usage_last}
        if (window.usage_first, window.usage_last) in seen:
            yield _found(OddityKind.WINDOWS_OVERLAP, key, edition, rule.says(_SAME_WINDOW, **usage))
        seen.add((window.usage_first, window.usage_last))
        first = window.usage_first.on_or_after(date(2021, 1, 1))  # any year but one with a 29 February
        used = UsagePeriod(first, window.usage_last.on_or_after(first))
        period = window.claiming_period(used)
        if period is not None and period.last < used.last:
            said = rule.says(_EARLY, closes=window.closes, **usage)
            yield _found(OddityKind.WINDOW_UNREACHABLE, key, edition, said)


_WHOLE: Final = 100


def _of_catalogue(rule: Rule[Catalogue], edition: str) -> Iterator[EditionFinding]:
    for activity in rule.value:
        for percent in _shares(activity):
            if percent > _WHOLE:
                said = rule.says(_CAP, activity=activity.term, percent=percent)
                yield _found(OddityKind.CAP_ABOVE_WHOLE, "catalogue", edition, said)
        if not activity.listed_only and not (activity.core or activity.communications or activity.metrics):
            said = rule.says(_ASKS_NOTHING, activity=activity.term)
            yield _found(OddityKind.ACTIVITY_ASKS_NOTHING, "catalogue", edition, said)


def _shares(activity: Activity) -> Iterator[int]:
    for cap in activity.caps:
        if isinstance(cap, ShareCap):
            yield cap.percent
            yield from (percent for _, percent in cap.exceptions if percent is not None)


def _of_rights(rulebook: Rulebook) -> Iterator[EditionFinding]:
    """Yield the actions that no rule gives to anybody, and those given to no role."""
    for action in Action:
        key = permission_key(action)
        rules = rulebook.timelines[key].rules
        if not rules:
            yield _found(OddityKind.ACTION_OF_NOBODY, key, "", _NOBODY.say(action=action))
        for rule in rules:
            if not rule.value:
                said = rule.says(_NOBODY, action=action)
                yield _found(OddityKind.ACTION_OF_NOBODY, key, _stating(rulebook, key, rule), said)


_NEEDS: Final[tuple[tuple[Keyed, str], ...]] = (
    (ActivityLimiting.EARLIER_DATE, "activity_span"),
    (ClaimDeadline.DAY_COUNT, "claim_deadline_days"),
    (Disputing.WIDENED, "widened_disputing"),
    (DisputeWindow.STRICT, "dispute_window"),
    (FinalApproval.MONTH_AFTER_WINDOW, "final_approval_span"),
    (SmallBalances.FORFEIT, "small_balance_limit"),
    (Recommending.ABOVE_LIMIT, "recommendation_limits"),
    (Retracting.WITHIN_WINDOW, "dispute_window"),
)
"""The readings that ask for a rule which the default does not ask for."""

_EXCLUDE: Final[tuple[tuple[Keyed, Keyed], ...]] = (
    # An activity early in its usage period would have to be claimed before claims are opened.
    (ActivityLimiting.EARLIER_DATE, ClaimOpening.WINDOW_ONLY),
    # A review that must end by a day, whose clock stands still as long as the partner likes.
    (FinalApproval.MONTH_AFTER_WINDOW, ReviewClock.PAUSES),
)
"""Readings that cannot both be meant."""


def _of_policies(rulebook: Rulebook, policies: Policies) -> Iterator[EditionFinding]:
    chosen = {getattr(policies, question.name) for question in attrs.fields(Policies)}
    for reading, key in _NEEDS:
        if reading in chosen and not rulebook.timelines[key].rules:
            said = _NO_RULE.say(reading=reading, rule=key)
            yield _found(OddityKind.POLICY_WITHOUT_RULE, key, "", said)
    for one, other in _EXCLUDE:
        if {one, other} <= chosen:
            said = _CONTRADICT.say(one=one, other=other)
            yield _found(OddityKind.POLICIES_CONTRADICT, "", "", said)
