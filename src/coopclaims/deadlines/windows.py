"""The days between which a claim is drafted, submitted, disputed and approved.

The claiming period has published days. The other limits come from one year's notice, from third-party
reports or from an analogue. Each is off unless a policy turns it on; then its function returns a `Deadline`
instead of a `NotRunning`.
"""

from __future__ import annotations

from datetime import date, datetime, time
from typing import TYPE_CHECKING, final

import attrs

from coopclaims._templates import weekday
from coopclaims._values import as_instant, frozen
from coopclaims.claims.claim import ClaimStatus
from coopclaims.deadlines.deadline import (
    Clock,
    Deadline,
    NotRunning,
    due_after,
    due_on,
    not_running,
    start_day,
)
from coopclaims.errors import NoRuleInForce
from coopclaims.periods import ClaimingPeriod, UsagePeriod
from coopclaims.provenance import Explanation, cite, explained, inferred, message
from coopclaims.rules.keys import ACTIVITY_LIMIT, DISPUTE_WINDOW, FINAL_APPROVAL_SPAN
from coopclaims.rules.readings import ActivityLimiting, DisputeWindow, FinalApproval

if TYPE_CHECKING:
    from collections.abc import Iterator

    from coopclaims.claims.claim import Claim
    from coopclaims.identifiers import ProgramId
    from coopclaims.rules.book import Rules
    from coopclaims.rules.editions import ClaimingWindow
    from coopclaims.rules.rule import Rule, Timeline

_LAPSES = inferred(message("reading.draft_lapses", "a draft lapses when its claiming period has ended"))


# The days between which a claim is submitted, disputed and approved.


@final
@frozen(kw_only=True)
class Opening:
    """From when on something is possible, and why.

    `on` is the civil day in the program's zone, `first_instant` its first instant there, and `explanation`
    says why that day.
    """

    on: date
    first_instant: datetime
    explanation: Explanation

    def is_open(self, at: datetime) -> bool:
        """Whether the aware instant `at` is not before the opening. A naive one raises `InvalidValue`."""
        return as_instant("at", at) >= as_instant("first_instant", self.first_instant)

    def explain(self) -> Explanation:
        """Return why it opens on this day."""
        return self.explanation


def claiming_opening(usage: UsagePeriod, *, rules: Rules) -> Opening:
    """Return when claims for this usage period may first be submitted.

    `usage` is the usage period. `rules` are bound rules, with their calendar, zone and policies.

    Source: OV20 to OV23 D-03, D-05.
    """
    window = _claiming_window(usage, rules)
    opens = rules.claiming_period(usage).value.first
    return Opening(
        on=opens,
        first_instant=datetime.combine(opens, time.min, tzinfo=rules.zone),
        explanation=explained(
            code="opening",
            text=f"claims open on {weekday(opens)} (start of day, {rules.zone})",
            figures=(("opens", opens.isoformat()), ("zone", str(rules.zone))),
            because=(window,),
        ),
    )


def earnings_start(completed: datetime | date, *, rules: Rules) -> Opening:
    """Return from when on earnings count, once a partner has completed everything that makes it eligible.

    `completed` is an aware instant, whose day is taken in the program's zone, or that civil day itself. It is
    when the last requirement was completed. `rules` are bound rules, for the zone.

    The first day of the month in which the last requirement, payout and tax data included, was
    completed; nothing is earned for earlier months. Source: PI22 D-26.
    """
    day = start_day(completed, rules)
    first = day.replace(day=1)
    return Opening(
        on=first,
        first_instant=datetime.combine(first, time.min, tzinfo=rules.zone),
        explanation=explained(
            code="earnings-start",
            text=f"requirements completed {weekday(day)}: earnings count from {weekday(first)}",
            figures=(("completed", day.isoformat()), ("first", first.isoformat())),
            source=cite("PI22", "D-26"),
        ),
    )


def claiming_due(usage: UsagePeriod, *, rules: Rules, submitted_at: datetime | None = None) -> Deadline:
    """Return the last day on which claims for this usage period may be submitted.

    `usage` is the usage period. `submitted_at` is the aware instant of the first submission, `None` while it
    has not happened. `rules` are bound rules, with their calendar, zone and policies.

    Source: OV20 to OV23 D-03.
    """
    period = rules.claiming_period(usage).value
    last = explained(
        code="closes",
        text=f"the last day counts: {weekday(period.last)}",
        figures=(("closes", period.last.isoformat()),),
    )
    return due_on(
        period.last,
        clock=Clock.CLAIMING,
        started_on=period.first,
        because=(_claiming_window(usage, rules), last),
        rules=rules,
        answered_at=submitted_at,
    )


def claiming_deadline(claim: Claim, *, rules: Rules) -> Deadline:
    """Return the last day on which the claim may be submitted; met by its first submission.

    `claim` is the claim as it is now; `rules` are bound rules, with their calendar, zone and policies.

    Source: OV20 to OV23 D-03.
    """
    first = claim.milestones.first_submitted_at
    return claiming_due(claim.form.usage_period, rules=rules, submitted_at=first)


def activity_claim_due(executed_on: date, *, program: ProgramId, rules: Rules) -> Deadline | NotRunning:
    """Return by when an activity of this day has to be claimed, where that policy is on.

    `executed_on` is the civil day of the activity, `program` the claim's program, and `rules` are bound
    rules.

    The notice of 2020-12-22 set 45 calendar days after the activity and a last day, the earlier of
    which counts, for three programs and one half-year. Raises `NoRuleInForce` where the rules are bound
    strictly and the notice is older than the activity. Source: AN20 D-06, U-14.
    """
    if rules.policies.activity_limiting is not ActivityLimiting.EARLIER_DATE:
        return not_running(Clock.ACTIVITY_CLAIM, "these rules set no such limit", cite("AN20", "D-06"))
    try:
        rule = rules.look_up(ACTIVITY_LIMIT, executed_on)
    except NoRuleInForce as absent:
        if not rules.has_no_rule("activity_limit", executed_on):
            raise
        return not_running(Clock.ACTIVITY_CLAIM, str(absent), cite("AN20", "D-06"))
    limit = rule.value
    if program not in limit.programs:
        why = f"the limit concerns {', '.join(sorted(limit.programs))}"
        return not_running(Clock.ACTIVITY_CLAIM, why, rule.source)
    counted = limit.span.after(executed_on)
    because = (
        explained(
            code="start",
            text=f"carried out {weekday(executed_on)}, day zero",
            figures=(("day", executed_on.isoformat()),),
        ),
        explained(
            code="span",
            text=f"{limit.span} after the activity: {weekday(counted)}",
            figures=(("n", limit.span.n), ("unit", "calendar days"), ("day", counted.isoformat())),
            source=rule.source,
            basis=rule.basis,
        ),
        explained(
            code="latest",
            text=f"no later than {weekday(limit.latest)}; the earlier date counts",
            figures=(("latest", limit.latest.isoformat()),),
            source=rule.source,
            basis=rule.basis.read_as(rules.policies.activity_limiting),
        ),
    )
    return due_on(
        min(counted, limit.latest),
        clock=Clock.ACTIVITY_CLAIM,
        started_on=executed_on,
        because=because,
        rules=rules,
    )


def dispute_window_due(
    *, rejected: datetime | date, rules: Rules, disputed_at: datetime | None = None
) -> Deadline | NotRunning:
    """Return by when a rejection has to be disputed, where a strict policy sets that.

    `rejected` is an aware instant, whose day is taken in the program's zone, or that civil day itself. It is
    the rejection. `disputed_at` is the aware instant of the dispute, `None` while it has not happened.
    `rules` are bound rules, with their calendar, zone and policies.

    No source gives a window for co-op claims (X-07); the strict policy takes the thirty calendar days
    of a sibling claim type. Source: MC23 D-29, an analogue.
    """
    if rules.policies.dispute_window is not DisputeWindow.STRICT:
        return not_running(Clock.DISPUTING, rules.policies.dispute_window.caption, cite("READING", "X-07"))
    return due_after(
        rejected,
        rules.look_up(DISPUTE_WINDOW, start_day(rejected, rules)),
        clock=Clock.DISPUTING,
        event="rejected",
        rules=rules,
        answered_at=disputed_at,
    )


def final_approval_due(
    usage: UsagePeriod, *, rules: Rules, approved_at: datetime | None = None
) -> Deadline | NotRunning:
    """Return by when claims for this usage period have to be approved, where that policy is on.

    `usage` is the usage period. `approved_at` is the aware instant of the approval, `None` while it has not
    happened. `rules` are bound rules, with their calendar, zone and policies.

    The end of the month after the claiming period: 31 March or 30 September. Source: T-365 D-15,
    third parties only.
    """
    if rules.policies.final_approval is not FinalApproval.MONTH_AFTER_WINDOW:
        return not_running(
            Clock.FINAL_APPROVAL, rules.policies.final_approval.caption, cite("READING", "D-15")
        )
    closes = rules.claiming_period(usage).value.last
    return due_after(
        closes,
        rules.look_up(FINAL_APPROVAL_SPAN, closes),
        clock=Clock.FINAL_APPROVAL,
        event="closed for claims",
        rules=rules,
        answered_at=approved_at,
    )


def _claiming_window(usage: UsagePeriod, rules: Rules) -> Explanation:
    rule = rules.claiming_period(usage)
    return explained(
        code="claiming-period",
        text=f"claims for the usage period {usage} are open {rule.value}",
        figures=(
            ("usage_first", usage.first.isoformat()),
            ("usage_last", usage.last.isoformat()),
            ("opens", rule.value.first.isoformat()),
            ("closes", rule.value.last.isoformat()),
        ),
        source=rule.source,
        basis=rule.basis,
    )


# Which usage period can be claimed for on a day, and when a draft for it runs out.


@final
@frozen(kw_only=True)
class OpenPeriod:
    """A usage period for which claims may be submitted on a day, with its claiming period and why.

    `on` is the civil day in the program's zone. `usage_period` is what the claims are for, and
    `claiming_period` the days on which they may be submitted, both ends included. `explanation` says why.
    """

    on: date
    usage_period: UsagePeriod
    claiming_period: ClaimingPeriod
    explanation: Explanation = attrs.field(repr=False)

    def explain(self) -> Explanation:
        """Return why claims for this period may be submitted on the day."""
        return self.explanation


def open_usage_periods(on: datetime | date, *, rules: Rules) -> tuple[OpenPeriod, ...]:
    """Return the usage periods for which claims may be submitted on a day, the earlier first.

    They are those for which a submission is inside its window. By the published windows it is exactly one on
    every day, since they never overlap; an adopter's windows may overlap. `on` is a day, or an aware
    instant whose day is taken in the program's zone; `rules` are bound rules. Raises `NoRuleInForce` where
    no window is open.
    Source: OV20 to OV23 D-03, D-36.

    >>> from zoneinfo import ZoneInfo
    >>> from coopclaims import BusinessCalendar
    >>> from coopclaims import partner_center
    >>> rules = partner_center.bind(calendar=BusinessCalendar.of_weekdays(years=range(2022, 2024)),
    ...                             zone=ZoneInfo("America/Los_Angeles"))
    >>> [each.usage_period.label for each in open_usage_periods(date(2022, 2, 10), rules=rules)]
    ['FY22 H1 (usage half)']
    """
    day = start_day(on, rules)
    known = tuple(_known_by(day, rules))
    found = tuple(_open(usage, rule, day) for usage, rule in known if day in rule.value)
    if not found:
        if not known:  # the rule itself is missing, and says for when it is known
            rules.look_up("claiming_windows", day)
        raise NoRuleInForce("claiming_windows", day, tuple(rule.value for _, rule in known))
    return found


def _known_by(day: date, rules: Rules) -> Iterator[tuple[UsagePeriod, Rule[ClaimingPeriod]]]:
    """Yield the usage periods begun by a day of which claims may still be taken then, the earlier first.

    A claiming period belongs to the first day of its usage period, so the windows of every edition are
    tried: those that held then may be others than those of the day.
    """
    stated: Timeline[tuple[ClaimingWindow, ...]] = rules.rulebook.timelines["claiming_windows"]
    windows = dict.fromkeys(window for rule in stated.rules for window in rule.value)
    # A window closes within two years of the day on which its usage period begins.
    years = range(max(day.year - 2, date.min.year), day.year + 1)
    begun = (
        (window.usage_first.on_or_after(date(year, 1, 1)), window) for year in years for window in windows
    )
    usages = {
        UsagePeriod(first, window.usage_last.on_or_after(first)) for first, window in begun if first <= day
    }
    for usage in sorted(usages, key=lambda each: (each.first, each.last)):
        try:
            yield usage, rules.claiming_period(usage)
        except NoRuleInForce:  # a period that the windows then in force do not have
            continue


def _open(usage: UsagePeriod, rule: Rule[ClaimingPeriod], day: date) -> OpenPeriod:
    return OpenPeriod(
        on=day,
        usage_period=usage,
        claiming_period=rule.value,
        explanation=explained(
            code="claimable",
            text=f"on {weekday(day)} claims are open for the usage period {usage}",
            figures=(
                ("day", day.isoformat()),
                ("usage_first", usage.first.isoformat()),
                ("usage_last", usage.last.isoformat()),
                ("opens", rule.value.first.isoformat()),
                ("closes", rule.value.last.isoformat()),
            ),
            source=rule.source,
            basis=rule.basis,
        ),
    )


def draft_expiry(claim: Claim, *, rules: Rules) -> Deadline | NotRunning:
    """Return the last day on which a draft can be submitted before it expires.

    `claim` is the claim as it is now; `rules` are bound rules, with their calendar, zone and policies.

    The clock of the portal's warning: open, due today, and overdue once the draft may be expired
    (`ExpireDraft`). It does not run for a claim that was submitted before, or that is closed.
    Source: KB-STAT S-05, S-12; the day is inferred.
    """
    if claim.was_submitted:
        return not_running(Clock.DRAFT, "the claim was submitted before", cite("KB-STAT", "S-05"))
    if claim.status is not ClaimStatus.EDITING:
        return not_running(Clock.DRAFT, f"the claim is {claim.status.caption}", cite("READING", "T16", "T17"))
    due = claiming_due(claim.form.usage_period, rules=rules)
    reading = explained(
        code="draft-expires",
        text="a draft that was not submitted by then may be expired",
        source=cite("KB-STAT", "S-05", "T16"),
        basis=_LAPSES,
    )
    return attrs.evolve(due, clock=Clock.DRAFT, because=(*due.because, reading))
