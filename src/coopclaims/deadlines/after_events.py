"""The clock after an event: one table says how each counts, and when it does not run.

`due` takes a clock and an event, and most clocks have a function of their own besides, which says what it
takes. Each answer is a `Deadline`, or a `NotRunning` that says why there is no due date; never `None`.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from types import MappingProxyType
from typing import Final, TypeAlias, final

import attrs

from coopclaims._checks import door
from coopclaims._values import Keyed, as_day, as_instant, frozen, instant_or_none
from coopclaims.calendars.spans import Span
from coopclaims.claims.claim import ClaimStatus
from coopclaims.deadlines.counting import (
    HANDED_IN_EVENTS,
    Clock,
    ClockEvent,
    Deadline,
    NotRunning,
    due_after,
    not_running,
    start_day,
    why_not,
)
from coopclaims.deadlines.tax_invoices import TaxInvoice, TaxInvoiceState
from coopclaims.errors import InvalidValue
from coopclaims.identifiers import ProgramId
from coopclaims.periods import UsagePeriod
from coopclaims.provenance import Explanation, Message, Source, cite, inferred, message
from coopclaims.rules.by_name import Rules
from coopclaims.rules.keys import (
    DISPUTE_SPAN,
    DISPUTE_WINDOW,
    ESCALATION_SPAN,
    FINAL_APPROVAL_SPAN,
    HOLD_SPAN,
    PAYMENT_SPAN,
    PLAN_REVIEW_SPAN,
    POE_SUBMISSION_SPAN,
    RETENTION_SPAN,
    REVIEW_SPAN,
    TAX_INVOICE_SPAN,
    TAX_INVOICE_SUBMISSION_SPAN,
)
from coopclaims.rules.readings import (
    DisputeWindow,
    FinalApproval,
    PaymentHold,
    PoeDeadline,
    RetentionFrom,
    TaxInvoiceClock,
)
from coopclaims.rules.rule import RuleKey

# One table of clocks: what each counts, from what to what, and when it does not run.


# fmt: off
_CLAIM: Final = "status: ClaimStatus"
_NOT_SUBMITTED: Final = why_not("claim_not_submitted", "the claim has not been submitted", _CLAIM)
_NOT_DISPUTED: Final = why_not("claim_not_disputed", "no rejection of this claim was disputed", _CLAIM)
_REVIEW_WAITS: Final = why_not("review_waits_for_partner",
    "the claim waits for the partner; the clock starts anew at the next submission", _CLAIM)
_DISPUTE_WAITS: Final = why_not("dispute_waits_for_partner",
    "the dispute waits for the partner; the clock starts anew when the claim is submitted again", _CLAIM)


@final
@frozen(kw_only=True)
class Counting:
    """How a clock counts: the key of its rule, and what happened on day zero.

    `waits_on` is whose rounds it runs in, where it runs in rounds. `stops` says by status why it does not run
    while the claim has it, and under `None` why before it starts, with the source. `off` has the policy and
    the reading under which it never runs, and that reason.
    """

    key: RuleKey[Span]
    event: ClockEvent
    waits_on: Clock = Clock.REVIEW
    stops: Mapping[ClaimStatus | None, tuple[Message, Source]] = MappingProxyType({})
    off: tuple[str, Keyed, Message, Source] | None = None


PAUSES: Final = why_not("clock_pauses",
    "the claim waits for the partner; the clock runs on with the rest at the next submission", _CLAIM)
_HELD: Final = why_not("payment_on_hold", "the payment is on hold; the clock runs on with the rest after it")
# fmt: on
_WAITS: Final = (_REVIEW_WAITS, cite("READING", "D-07", "T9"))
_REVIEWED: Final = Counting(
    key=REVIEW_SPAN,
    event=ClockEvent.SUBMITTED,
    stops={
        None: (_NOT_SUBMITTED, cite("SD-EN", "S-04")),
        ClaimStatus.ACTION_REQUIRED: _WAITS,
        ClaimStatus.EDITING: _WAITS,
    },
)
COUNTED: Final[Mapping[Clock, Counting]] = {
    Clock.REVIEW: _REVIEWED,
    Clock.PLAN_REVIEW: attrs.evolve(_REVIEWED, key=PLAN_REVIEW_SPAN),
    Clock.ESCALATION: Counting(key=ESCALATION_SPAN, event=ClockEvent.SUBMITTED),
    Clock.DISPUTE: Counting(
        key=DISPUTE_SPAN,
        event=ClockEvent.DISPUTED,
        waits_on=Clock.DISPUTE,
        stops={
            None: (_NOT_DISPUTED, cite("MG22", "X-01")),
            ClaimStatus.PARTNER_ACTION_REQUIRED: (_DISPUTE_WAITS, cite("READING", "T15")),
        },
    ),
    Clock.PAYMENT: Counting(key=PAYMENT_SPAN, event=ClockEvent.APPROVED),
    Clock.DISPUTING: Counting(
        key=DISPUTE_WINDOW,
        event=ClockEvent.REJECTED,
        off=(
            "dispute_window",
            DisputeWindow.NONE,
            why_not("no_dispute_window", "{reading}", "reading: DisputeWindow"),
            cite("READING", "X-07"),
        ),
    ),
    Clock.FINAL_APPROVAL: Counting(
        key=FINAL_APPROVAL_SPAN,
        event=ClockEvent.CLOSED,
        off=(
            "final_approval",
            FinalApproval.NONE,
            why_not("no_final_approval", "{reading}", "reading: FinalApproval"),
            cite("READING", "D-15"),
        ),
    ),
    Clock.POE_SUBMISSION: Counting(
        key=POE_SUBMISSION_SPAN,
        event=ClockEvent.CAMPAIGN_BEGUN,
        off=(
            "poe_deadline",
            PoeDeadline.OFF,
            why_not("no_poe_deadline", "{reading}", "reading: PoeDeadline"),
            cite("READING", "N1"),
        ),
    ),
    Clock.HOLD: Counting(key=HOLD_SPAN, event=ClockEvent.REFUSED_PAYMENT),
    Clock.TAX_INVOICE: Counting(key=TAX_INVOICE_SUBMISSION_SPAN, event=ClockEvent.SUBMITTED),
    Clock.RETENTION: Counting(key=RETENTION_SPAN, event=ClockEvent.CARRIED_OUT),
}
"""Each clock that counts a span, and how."""

HANDED_IN: Final = frozenset(each.key for each in COUNTED.values() if each.event in HANDED_IN_EVENTS)
"""The keys of the spans that count from what the partner hands in, so that an edition's `Intake` is asked."""


@door
def due(
    clock: Clock, start: datetime | date, *, rules: Rules, answered_at: datetime | None = None
) -> Deadline | NotRunning:
    """Return by when this clock is due that an event at `start` sets going.

    `clock` is one that counts a span from a day. `start` is an aware instant, whose day is taken in the
    program's zone, or that civil day itself; `answered_at` is the aware instant at which the clock was met,
    `None` while it has not happened. `rules` are bound rules, with their calendar, zone and policies.

    It does not run where a policy of the rules leaves it out. Raises `InvalidValue` for a clock that counts
    nothing, and `NoRuleInForce` and `CalendarOutOfRange`. Source: each clock's own function.

    >>> from zoneinfo import ZoneInfo
    >>> from coopclaims import BusinessCalendar, partner_center
    >>> rules = partner_center.bind(calendar=BusinessCalendar.of_weekdays(years=range(2022, 2024)),
    ...                             zone=ZoneInfo("America/Los_Angeles"))
    >>> due(Clock.REVIEW, date(2022, 9, 16), rules=rules).on
    datetime.date(2022, 9, 20)
    """
    if clock not in COUNTED:
        raise InvalidValue("clock", clock, "clock_of_a_span")
    return off_by_policy(clock, rules) or counted(clock, start, rules, answered_at)


def off_by_policy(clock: Clock, rules: Rules) -> NotRunning | None:
    """Return that a clock does not run under the policies of these rules, if it does not."""
    off = COUNTED[clock].off
    if off is None or getattr(rules.policies, off[0]) is not off[1]:
        return None
    _, reading, reason, source = off
    return not_running(clock, reason, source, reading=reading)


def counted(
    clock: Clock,
    start: datetime | date,
    rules: Rules,
    answered_at: datetime | None,
    notes: tuple[Explanation, ...] = (),
    earlier: tuple[tuple[datetime | date, datetime | date], ...] = (),
) -> Deadline:
    """Return the deadline of a clock that counts, whatever the policies say, with these notes.

    `earlier` are the stretches in which it ran before, for a clock that pauses.
    """
    spec = COUNTED[clock]
    return due_after(
        start,
        spec.key,
        clock=clock,
        event=spec.event,
        rules=rules,
        answered_at=answered_at,
        notes=notes,
        earlier=earlier,
    )


# The clock after an event, by its name.


@door
def review_due(*, start: datetime | date, rules: Rules, answered_at: datetime | None = None) -> Deadline:
    """Return by when a claim submitted at `start` has to be reviewed.

    `start` is an aware instant, whose day is taken in the program's zone, or that civil day itself.
    `answered_at` is the aware instant of the reviewer's answer, `None` while it has not happened. `rules` are
    bound rules, with their calendar, zone and policies.

    Two business days by the published rule; the clock restarts at each submission (inferred).
    Raises `NoRuleInForce`, `CalendarOutOfRange`, `InvalidValue`. Source: MG20, MG22 D-07.
    """
    return counted(Clock.REVIEW, start, rules, answered_at)


@door
def plan_review_due(*, start: datetime | date, rules: Rules, answered_at: datetime | None = None) -> Deadline:
    """Return by when evidence submitted on the plan path is reviewed.

    `start` is an aware instant, whose day is taken in the program's zone, or that civil day itself. It is the
    submission. `answered_at` is the aware instant of the review, `None` while it has not happened. `rules`
    are bound rules, with their calendar, zone and policies.

    The last day of the month after the month of submission (one reading of a sentence that has two).
    Source: PO22 D-08.
    """
    return counted(Clock.PLAN_REVIEW, start, rules, answered_at)


@door
def escalation_due(*, start: datetime | date, rules: Rules, answered_at: datetime | None = None) -> Deadline:
    """Return until when a claim submitted at `start` is waited for. See `escalation_deadline`.

    `start` is an aware instant, whose day is taken in the program's zone, or that civil day itself.
    `answered_at` is the aware instant of the reviewer's answer, `None` while it has not happened. `rules` are
    bound rules, with their calendar, zone and policies.
    """
    return counted(Clock.ESCALATION, start, rules, answered_at)


@door
def dispute_due(*, start: datetime | date, rules: Rules, answered_at: datetime | None = None) -> Deadline:
    """Return by when a dispute raised at `start` has to be decided.

    `start` is an aware instant, whose day is taken in the program's zone, or that civil day itself.
    `answered_at` is the aware instant of the decision, `None` while it has not happened. `rules` are bound
    rules, with their calendar, zone and policies.

    Five business days by the published rule. Source: MG20, RJ21 D-09.
    """
    return counted(Clock.DISPUTE, start, rules, answered_at)


@door
def hold_due(*, failed: datetime | date, rules: Rules, repaired_at: datetime | None = None) -> Deadline:
    """Return the last day to fix what keeps a payment from being made; the money is forfeited after it.

    `failed` is an aware instant, whose day is taken in the program's zone, or that civil day itself. It is
    when payment was first not possible. `repaired_at` is the aware instant at which the cause was fixed,
    `None` while it has not happened. `rules` are bound rules, with their calendar, zone and policies.

    One hundred and eighty calendar days. Source: TP23, EA23 D-22, P-24.
    """
    return counted(Clock.HOLD, failed, rules, repaired_at)


@door
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
    return due(Clock.DISPUTING, rejected, rules=rules, answered_at=disputed_at)


@door
def final_approval_due(
    usage: UsagePeriod,
    *,
    program: ProgramId | None = None,
    rules: Rules,
    approved_at: datetime | None = None,
) -> Deadline | NotRunning:
    """Return by when claims for this usage period have to be approved, where that policy is on.

    `usage` is the usage period. `program` is that of the claims, which may have had a calendar of its own;
    `None` is one that has none. `approved_at` is the aware instant of the approval, `None` while it has not
    happened. `rules` are bound rules, with their calendar, zone and policies.

    The end of the month after the claiming period: 31 March or 30 September. Source: T-365 D-15,
    third parties only.
    """
    off = off_by_policy(Clock.FINAL_APPROVAL, rules)
    if off is not None:
        return off
    closes = rules.claiming_period(usage, program).value.last
    return counted(Clock.FINAL_APPROVAL, closes, rules, approved_at)


_WHICH_DAY: Final = message(
    "which_day",
    "carried out from {began:weekday} to {ended:weekday}, kept {reading}",
    "began: date, ended: date, reading: RetentionFrom",
)


@door
def retention_due(executed_on: date, *, began_on: date | None = None, rules: Rules) -> Deadline:
    """Return until when the originals of an activity are kept, that day included.

    `executed_on` is the last day of the activity and `began_on` its first, both civil days; `None` where
    only the last is known. `rules` are bound rules.

    Twenty-four months after `executed_on`, clamped to the end of a shorter month; after `began_on` by
    policy. Raises `InvalidValue` where it began after it ended. Source: OV18 to
    OV23 D-25, Q-02, Q-03; which day is inferred.
    """
    as_day("executed_on", executed_on)
    if began_on is None:
        return counted(Clock.RETENTION, executed_on, rules, None)
    if as_day("began_on", began_on) > executed_on:
        raise InvalidValue("began_on", began_on.isoformat(), "day_not_after", last=executed_on)
    reading = rules.policies.retention_from
    day = began_on if reading is RetentionFrom.FIRST_DAY else executed_on
    notes = _WHICH_DAY.say(
        began=began_on,
        ended=executed_on,
        reading=reading,
        source=cite("READING", "Q-04"),
        basis=inferred(reading),
    )
    return counted(Clock.RETENTION, day, rules, None, () if began_on == executed_on else (notes,))


_WAITING: Final = {
    state: why_not(f"tax_invoice_{state.value}", why)
    for state, why in {
        TaxInvoiceState.AWAITED: "the program needs the partner's tax invoice, and none is approved yet",
        TaxInvoiceState.UNDER_REVIEW: "the partner's tax invoice is under review, and not approved yet",
        TaxInvoiceState.REJECTED: "the partner's tax invoice was rejected, and no other is approved yet",
    }.items()
}
_WHICH_CLOCK: Final = message("which_clock", "{reading}", "reading: TaxInvoiceClock")
_OTHER_CLOCK: Final = message("other_clock", "by the other it would be due on {due:weekday}", "due: date")


_Holds: TypeAlias = tuple[tuple[datetime, datetime | None], ...]


@door
def payment_due(
    *,
    approved: datetime | date,
    tax_invoice: TaxInvoice,
    rules: Rules,
    paid_at: datetime | None = None,
    holds: tuple[tuple[datetime, datetime | None], ...] = (),
) -> Deadline | NotRunning:
    """Return by when a claim approved at `approved` has to be paid.

    `approved` is an aware instant, whose day is taken in the program's zone, or that civil day itself.
    `tax_invoice` says whether the program needs one, and where it is. `paid_at` is the aware instant of the
    payment, `None` while it has not happened. `rules` are bound rules, with their calendar, zone and
    policies. `holds` are the instants from and to which the payment was on hold, in order, `None` for the end
    of one that lasts; they count under the policy `PaymentHold.PAUSES` alone.

    Forty-five business days after the approval. Where the program needs a tax invoice, thirty
    calendar days after *its* approval instead (inferred: instead of, not besides), never counted
    from before the claim's approval; with no due date while that invoice is missing.
    Source: MG20, MG22 D-10, D-11.
    """
    if tax_invoice.state.is_open:
        source = cite("MG22", "D-11", "P-23")
        return not_running(Clock.PAYMENT, _WAITING[tax_invoice.state], source)
    holds = tuple((as_instant("holds", held), instant_or_none("holds", until)) for held, until in holds)
    if rules.policies.payment_hold is PaymentHold.RUNS:
        holds = ()
    if holds and holds[-1][1] is None:
        return not_running(Clock.PAYMENT, _HELD, cite("READING", "D-10"))
    if tax_invoice.approved_at is None:
        return _paid_after(approved, COUNTED[Clock.PAYMENT], rules, paid_at, holds)
    invoiced = _after_invoice(approved, tax_invoice.approved_at, rules, paid_at, holds)
    policy = rules.policies.tax_invoice_clock
    because: tuple[Explanation, ...] = ()
    if policy is TaxInvoiceClock.LATER_OF_BOTH:
        beside = _paid_after(approved, COUNTED[Clock.PAYMENT], rules, paid_at, holds)
        other, invoiced = sorted((beside, invoiced), key=lambda each: each.on)
        because = () if other.rule is None else (other.rule.says(_OTHER_CLOCK, due=other.on),)
    note = read_as_policy(_WHICH_CLOCK, policy, cite("READING", "D-11"), because)
    return attrs.evolve(invoiced, notes=(*invoiced.notes, note))


def _after_invoice(
    approved: datetime | date, invoiced_at: datetime, rules: Rules, paid_at: datetime | None, holds: _Holds
) -> Deadline:
    start: datetime | date = invoiced_at
    event = ClockEvent.INVOICE_APPROVED
    if start_day(approved, rules) > start_day(invoiced_at, rules):
        start, event = approved, ClockEvent.APPROVED_AFTER_INVOICE
    return _paid_after(start, Counting(key=TAX_INVOICE_SPAN, event=event), rules, paid_at, holds)


def _paid_after(
    start: datetime | date, spec: Counting, rules: Rules, paid_at: datetime | None, holds: _Holds
) -> Deadline:
    """Return by when it is paid after `start`, less what ran before each hold; earlier holds are none."""
    earlier: list[tuple[datetime | date, datetime | date]] = []
    for held, released in holds:
        if released is not None and start_day(released, rules) > start_day(start, rules):
            earlier.append((start, held))
            start = released
    return due_after(
        start,
        spec.key,
        clock=Clock.PAYMENT,
        event=spec.event,
        rules=rules,
        answered_at=paid_at,
        earlier=tuple(earlier),
    )


def read_as_policy(
    said: Message, reading: Keyed, source: Source, because: tuple[Explanation, ...] = ()
) -> Explanation:
    """Return by which reading a deadline is this one."""
    return said.say(because=because, reading=reading, source=source, basis=inferred(reading))
