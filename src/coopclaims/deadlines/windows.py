"""The days between which a claim is drafted and submitted, and for which usage periods that may be.

The claiming period has published days. The limit after an activity comes from one year's notice, and is off
unless a policy turns it on; then its function returns a `Deadline` instead of a `NotRunning`. The limit for
the first submission of a plan's proof comes from one page, and is on unless a policy turns it off.
"""

from __future__ import annotations

from datetime import date, datetime, time
from typing import TYPE_CHECKING, Any, Final, TypeAlias, final

import attrs

from coopclaims._checks import door
from coopclaims._values import as_instant, frozen
from coopclaims.claims.claim import Claim, ClaimStatus
from coopclaims.claims.table import LAPSES
from coopclaims.deadlines.after_events import due
from coopclaims.deadlines.counting import (
    Clock,
    ClockEvent,
    Deadline,
    NotRunning,
    due_on,
    not_running,
    rolled,
    start_day,
    started,
    unanswered,
    why_not,
)
from coopclaims.errors import NoRuleInForce
from coopclaims.identifiers import ProgramId
from coopclaims.periods import ClaimingPeriod, UsagePeriod
from coopclaims.provenance import Basis, Explanation, Source, cite, message
from coopclaims.rules.by_name import Rules
from coopclaims.rules.keys import (
    ACTIVITY_LATEST,
    ACTIVITY_SPAN,
    CLAIM_DEADLINE_DAYS,
    CLAIMING_WINDOWS,
    POE_SUBMISSION_SPAN,
    PROGRAM_CALENDARS,
)
from coopclaims.rules.published import listed_as
from coopclaims.rules.readings import ActivityLimiting, ClaimDeadline, ClaimOpening

if TYPE_CHECKING:
    from collections.abc import Iterator

    from coopclaims.calendars.conventions import Roll
    from coopclaims.rules.editions import ClaimingWindow, ProgramCalendar
    from coopclaims.rules.rule import Rule, Timeline

# fmt: off
_OPENING: Final = message("opening", "claims open on {opens:weekday} (start of day, {zone})",
    "opens: date, zone: str")
_EARNINGS: Final = message("earnings_start",
    "requirements completed {completed:weekday}: earnings count from {first:weekday}",
    "completed: date, first: date")
_PERIODS: Final = "usage_first: date, usage_last: date, opens: date, closes: date"
_PERIOD: Final = message("claiming_period",
    "claims for the usage period {usage_first} to {usage_last} are open {opens} to {closes}", _PERIODS)
_DURING_USE: Final = message("claimed_during_use", "claims are made during the usage period")
_CLAIMABLE: Final = message("claimable",
    "on {day:weekday} claims are open for the usage period {usage_first} to {usage_last}",
    f"day: date, {_PERIODS}")
_CLOSES: Final = message("closes", "the last day counts: {closes:weekday}", "closes: date")
_DRAFT_EXPIRES: Final = message("draft_expires", "a draft that was not submitted by then may be expired")
_NO_ACTIVITY_LIMIT: Final = why_not("no_activity_limit", "{reading}", "reading: ActivityLimiting")
_ACTIVITY_SPAN: Final = message("activity_span", "{n} calendar day{n:s} after the activity: {day:weekday}",
    "n: int, day: date")
_LATEST: Final = message("latest", "no later than {latest:weekday}; the earlier date counts", "latest: date")
_CLAIM: Final = "status: ClaimStatus"
_SUBMITTED_BEFORE: Final = why_not("claim_submitted_before", "the claim was submitted before", _CLAIM)
_NOT_ON_PLAN: Final = why_not("proof_not_on_plan_path", "the claim is not on the plan path", _CLAIM)
_NOT_EDITED: Final = why_not("claim_not_edited", "the claim is {status}", _CLAIM)
# fmt: on


# The days between which a claim is submitted.


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

    @door
    def is_open(self, at: datetime) -> bool:
        """Whether the aware instant `at` is not before the opening. A naive one raises `InvalidValue`."""
        return as_instant("at", at) >= as_instant("first_instant", self.first_instant)

    def explain(self) -> Explanation:
        """Return why it opens on this day."""
        return self.explanation


@door
def claiming_opening(usage: UsagePeriod, *, program: ProgramId | None = None, rules: Rules) -> Opening:
    """Return when claims for this usage period may first be submitted.

    `usage` is the usage period. `program` is that of the claims, which may have had a calendar of its own;
    `None` is one that has none. `rules` are bound rules, with their calendar, zone and policies.

    Source: OV20 to OV23, KB-EXEC D-03, D-05, D-14.
    """
    opens = rules.claiming_period(usage, program).value.first
    because = rules.once(_claiming_window, (usage, program))
    return _opening(opens, rules, _OPENING.say(because=because, opens=opens, zone=str(rules.zone)))


@door
def earnings_start(completed: datetime | date, *, rules: Rules) -> Opening:
    """Return from when on earnings count, once a partner has completed everything that makes it eligible.

    `completed` is an aware instant, whose day is taken in the program's zone, or that civil day itself. It is
    when the last requirement was completed. `rules` are bound rules, for the zone.

    The first day of the month in which the last requirement, payout and tax data included, was
    completed; nothing is earned for earlier months. Source: PI22 D-26.
    """
    day = start_day(completed, rules)
    first = day.replace(day=1)
    why = _EARNINGS.say(completed=day, first=first, source=cite("PI22", "D-26"))
    return _opening(first, rules, why)


def _opening(day: date, rules: Rules, why: Explanation) -> Opening:
    start = datetime.combine(day, time.min, tzinfo=rules.zone)
    return Opening(on=day, first_instant=start, explanation=why)


@door
def claiming_due(
    usage: UsagePeriod,
    *,
    program: ProgramId | None = None,
    rules: Rules,
    submitted_at: datetime | None = None,
) -> Deadline:
    """Return the last day on which claims for this usage period may be submitted.

    `usage` is the usage period. `program` is that of the claims, which may have had a calendar of its own;
    `None` is one that has none. `submitted_at` is the aware instant of the first submission, `None` while it
    has not happened. `rules` are bound rules, with their calendar, zone and policies.

    Source: OV20 to OV23, KB-EXEC D-03, D-14.
    """
    period = rules.claiming_period(usage, program).value
    return due_on(
        period.last,
        clock=Clock.CLAIMING,
        started_on=period.first,
        notes=rules.once(_claiming_notes, (usage, program)),
        rules=rules,
        answered_at=submitted_at,
    )


@door
def claiming_deadline(claim: Claim, *, rules: Rules) -> Deadline:
    """Return the last day on which the claim may be submitted; met by its first submission.

    `claim` is the claim as it is now; `rules` are bound rules, with their calendar, zone and policies.

    Source: OV20 to OV23 D-03.
    """
    form, first = claim.form, claim.milestones.first_submitted_at
    return claiming_due(form.usage_period, program=form.program, rules=rules, submitted_at=first)


@door
def activity_claim_due(
    executed_on: date, *, program: ProgramId, rules: Rules, submitted_at: datetime | None = None
) -> Deadline | NotRunning:
    """Return by when an activity of this day has to be claimed, where that policy is on.

    `executed_on` is the civil day of the activity, `program` the claim's program, and `rules` are bound
    rules. `submitted_at` is the aware instant of the first submission, `None` while it has not happened.

    A support text of 2020-07 asks for 45 calendar days after the activity, of every program; a notice of
    2020-12-22 set a last day beside them for three programs and one half-year. The earlier counts. Raises
    `NoRuleInForce` where the rules are bound strictly and the text is older than the activity.
    Source: SH-CS, AN20 D-06, U-14.
    """
    clock, reading = Clock.ACTIVITY_CLAIM, rules.policies.activity_limiting
    if reading is not ActivityLimiting.EARLIER_DATE:
        return not_running(clock, _NO_ACTIVITY_LIMIT, cite("SH-CS", "D-06"), reading=reading)
    try:
        rule = rules.look_up(ACTIVITY_SPAN, executed_on)
    except NoRuleInForce as absent:
        if not rules.has_no_rule(ACTIVITY_SPAN, executed_on):
            raise
        return unanswered(clock, absent, cite("SH-CS", "D-06"))
    due = rule.value.after(executed_on)
    notes = [
        started(ClockEvent.CARRIED_OUT, executed_on),
        rule.says(_ACTIVITY_SPAN, n=rule.value.n, day=due),
    ]
    if not rules.has_no_rule(ACTIVITY_LATEST, executed_on):
        limit = rules.look_up(ACTIVITY_LATEST, executed_on)
        if listed_as(program, limit.value.programs) in limit.value.programs:
            due = min(due, limit.value.latest)
            basis = limit.basis.read_as(reading)
            notes.append(_LATEST.say(latest=limit.value.latest, source=limit.source, basis=basis))
    return due_on(
        due,
        clock=clock,
        started_on=executed_on,
        notes=tuple(notes),
        rules=rules,
        answered_at=submitted_at,
        rule=rule,
    )


@door
def poe_submission_due(
    campaign_first: date, *, rules: Rules, submitted_at: datetime | None = None
) -> Deadline | NotRunning:
    """Return by when the plan path's proof is first submitted, counted from the start of its campaign.

    `campaign_first` is the campaign's first civil day, which is day zero. `submitted_at` is the aware instant
    of the *first* submission, `None` while it has not happened; later ones are not bound. `rules` are bound
    rules, with their calendar, zone and policies.

    A hundred and eighty calendar days, by a page of 2020-05-26 to 2021-04-09, carried forward since. It does
    not run where no rule says so, nor under `PoeDeadline.OFF`. Raises `NoRuleInForce` where the rules are
    bound strictly and the page is older than the campaign, and `InvalidValue`. Source: SH-PO, CPP N1.

    >>> from zoneinfo import ZoneInfo
    >>> from coopclaims import BusinessCalendar, partner_center
    >>> rules = partner_center.bind(calendar=BusinessCalendar.of_weekdays(years=range(2022, 2024)),
    ...                             zone=ZoneInfo("America/Los_Angeles"))
    >>> poe_submission_due(date(2022, 1, 3), rules=rules).on
    datetime.date(2022, 7, 2)
    """
    try:
        return due(Clock.POE_SUBMISSION, campaign_first, rules=rules, answered_at=submitted_at)
    except NoRuleInForce as absent:
        if not rules.has_no_rule(POE_SUBMISSION_SPAN, campaign_first):
            raise
        return unanswered(Clock.POE_SUBMISSION, absent, cite("SH-PO", "N1"))


def poe_submission(claim: Claim, rules: Rules) -> Deadline | NotRunning:
    """Return by when the claim has to be submitted first as the proof of its plan."""
    plan = claim.form.plan
    if plan is None:
        return not_running(Clock.POE_SUBMISSION, _NOT_ON_PLAN, cite("SH-PO", "N1"), status=claim.status)
    return poe_submission_due(plan.first, rules=rules, submitted_at=claim.milestones.first_submitted_at)


def _has_own_calendar(usage: UsagePeriod, program: ProgramId, rules: Rules) -> bool:
    from coopclaims.rules.book import program_calendar  # noqa: PLC0415 - whoever brings rules has loaded it

    return program_calendar(usage, program, rules) is not None


_Of: TypeAlias = "tuple[UsagePeriod, ProgramId | None]"


def _claiming_window(rules: Rules, of: _Of) -> tuple[Explanation, ...]:
    usage, program = of
    rule = rules.claiming_period(usage, program)
    window = rule.says(_PERIOD, **_days(usage, rule.value))
    if program is not None and _has_own_calendar(usage, program, rules):
        return (window,)
    is_older = rules.has_no_rule(CLAIMING_WINDOWS, usage.first)
    if is_older or rules.policies.claim_opening is ClaimOpening.USAGE_PERIOD:
        return window, _DURING_USE.say(source=cite("SH-CS", "N4", "N16"))
    return (window,)


def _claiming_notes(rules: Rules, of: _Of) -> tuple[Explanation, ...]:
    last = rules.claiming_period(*of).value.last
    moved = rules.rolled_window(*of)
    notes = () if moved is None else (_rolled_off(moved, last, rules),)
    return (*_claiming_window(rules, of), *notes, _CLOSES.say(closes=last))


def _rolled_off(moved: tuple[date, Roll], last: date, rules: Rules) -> Explanation:
    stated, roll = moved
    return rolled(stated, rules.calendar.why_closed(stated), roll, last)


def _days(usage: UsagePeriod, period: ClaimingPeriod) -> dict[str, Any]:
    days = usage.first, usage.last, period.first, period.last
    return dict(zip(("usage_first", "usage_last", "opens", "closes"), days, strict=True))


# Which usage period can be claimed for on a day, and when a draft for it runs out.


@final
@frozen(kw_only=True)
class OpenPeriod:
    """A usage period for which claims may be submitted on a day, with its claiming period and why.

    `on` is the civil day in the program's zone. `usage_period` is what the claims are for, and
    `claiming_period` the days on which they may be submitted, both ends included. `source` and `basis` are
    those of the rule that says so.
    """

    on: date
    usage_period: UsagePeriod
    claiming_period: ClaimingPeriod
    source: Source = attrs.field(repr=False)
    basis: Basis = attrs.field(repr=False)

    def explain(self) -> Explanation:
        """Return why claims for this period may be submitted on the day."""
        days = _days(self.usage_period, self.claiming_period)
        return _CLAIMABLE.say(day=self.on, source=self.source, basis=self.basis, **days)


@door
def open_usage_periods(
    on: datetime | date, *, program: ProgramId | None = None, rules: Rules
) -> tuple[OpenPeriod, ...]:
    """Return the usage periods for which claims may be submitted on a day, the earlier first.

    They are those for which a submission is inside its window. By the published windows it is exactly one on
    every day, since they never overlap; where days were counted, before 2021, and by an adopter's windows it
    may be two. `on` is a day, or an aware instant whose day is taken in the program's zone; `rules` are bound
    rules. `program` is the program of the claims: a calendar of its own is among them too; `None` is one that
    has none. Raises `NoRuleInForce` where no window is open.
    Source: OV20 to OV23, KB-EXEC D-03, D-14, D-36.

    >>> from zoneinfo import ZoneInfo
    >>> from coopclaims import BusinessCalendar
    >>> from coopclaims import partner_center
    >>> rules = partner_center.bind(calendar=BusinessCalendar.of_weekdays(years=range(2022, 2024)),
    ...                             zone=ZoneInfo("America/Los_Angeles"))
    >>> [each.usage_period.label for each in open_usage_periods(date(2022, 2, 10), rules=rules)]
    ['FY22 H1 (usage half)']
    """
    day = start_day(on, rules)
    known = tuple(_known_by(day, program, rules))
    found = tuple(
        OpenPeriod(
            on=day, usage_period=usage, claiming_period=rule.value, source=rule.source, basis=rule.basis
        )
        for usage, rule in known
        if day in rule.value
    )
    if not found:
        if not known:  # the rule itself is missing, and says for when it is known
            rules.look_up(CLAIMING_WINDOWS, day)
        windows = tuple(rule.value for _, rule in known)
        by_days = rules.policies.claim_deadline is ClaimDeadline.DAY_COUNT
        raise NoRuleInForce(CLAIM_DEADLINE_DAYS if by_days else CLAIMING_WINDOWS, day, windows)
    return found


def _known_by(
    day: date, program: ProgramId | None, rules: Rules
) -> Iterator[tuple[UsagePeriod, Rule[ClaimingPeriod]]]:
    """Yield the usage periods begun by a day of which claims may still be taken then, the earlier first.

    A claiming period belongs to the first day of its usage period, so the windows of every edition are
    tried: those that held then may be others than those of the day, or none, where days were counted.
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
    if program is not None:
        calendars: Timeline[tuple[ProgramCalendar, ...]] = rules.rulebook.timelines[PROGRAM_CALENDARS]
        own = (each.executed for rule in calendars.rules for each in rule.value)
        begun_ones = (usage for usage in own if usage.first <= day)
        usages.update(usage for usage in begun_ones if _has_own_calendar(usage, program, rules))
    for usage in sorted(usages, key=lambda each: (each.first, each.last)):
        try:
            yield usage, rules.claiming_period(usage, program)
        except NoRuleInForce:  # a period that the windows then in force do not have
            continue


def usage_period_of(day: date, *, program: ProgramId, rules: Rules) -> UsagePeriod:
    """Return the usage period of a program in which a day lies: where it lies in several, the last begun.

    Raises `NoRuleInForce` where the claiming period of none is known.
    """
    known = dict(_known_by(day, program, rules))
    found = [usage for usage in known if day in usage]
    if not found:
        raise NoRuleInForce(CLAIMING_WINDOWS, day, tuple(rule.value for rule in known.values()))
    return found[-1]


@door
def draft_expiry(claim: Claim, *, rules: Rules) -> Deadline | NotRunning:
    """Return the last day on which a draft can be submitted before it expires.

    `claim` is the claim as it is now; `rules` are bound rules, with their calendar, zone and policies.

    The clock of the portal's warning: open, due today, and overdue once the draft may be expired
    (`ExpireDraft`). It does not run for a claim that was submitted before, or that is closed.
    Source: KB-STAT S-05, S-12; the day is inferred.
    """
    if claim.was_submitted:
        return not_running(Clock.DRAFT, _SUBMITTED_BEFORE, cite("KB-STAT", "S-05"), status=claim.status)
    if claim.status is not ClaimStatus.EDITING:
        return not_running(Clock.DRAFT, _NOT_EDITED, cite("READING", "T16", "T17"), status=claim.status)
    due = claiming_due(claim.form.usage_period, program=claim.form.program, rules=rules)
    return attrs.evolve(due, clock=Clock.DRAFT, notes=(*due.notes, _EXPIRES))


_EXPIRES: Final = _DRAFT_EXPIRES.say(source=cite("KB-STAT", "S-05", "T16"), basis=LAPSES)
