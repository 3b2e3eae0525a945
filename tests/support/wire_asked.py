"""Values for the wire: a command of every kind, payments, and what they wait for, each filled."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from typing import TYPE_CHECKING, Any

import attrs
from tests.support.world import ADMIN, CLAIM, INVOICE, KINDS, LOCATION, PROGRAM, USAGE, payload

from coopclaims import (
    Actor,
    BusinessDays,
    CalendarDays,
    ClaimStatus,
    Currency,
    Money,
    Role,
    Side,
    UsagePeriod,
)
from coopclaims.calendars import Intake, Roll, SpanSum
from coopclaims.claims import ApproveClaim, DisputeRejection, LineVerdict, RequestUpload
from coopclaims.deadlines import Clock, Promise, TaxInvoice, TaxInvoiceState
from coopclaims.decisions import ClaimPlace, StepAnswer
from coopclaims.findings import ProblemCode
from coopclaims.funds import (
    AdjustEarnings,
    ConvertFunds,
    CorrectFundInstant,
    ExpireFunds,
    FundCommand,
    PoolKey,
    RecordEarnings,
    RollOverFunds,
)
from coopclaims.identifiers import ActorId, CommandId, EntityId, PaymentId, ProfileId
from coopclaims.payments import (
    EnrollmentStanding,
    Payment,
    PaymentCommand,
    PaymentEntry,
    PaymentHistory,
    PaymentMilestones,
    PaymentTerms,
    ProfileStanding,
    TaxProfile,
)
from coopclaims.payouts import (
    Accrual,
    BalanceKey,
    EarningType,
    EnrollmentStatus,
    PaymentFigures,
    PaymentMethod,
    PaymentRecord,
    PaymentStatus,
    PaymentTrigger,
    PayoutSetup,
    PayoutSetups,
    ProfileStatus,
    SetupState,
    payment_total,
)
from coopclaims.periods import DayOfMonth, FiscalHalf, Half, MonthDay, MonthEnd, Months
from coopclaims.plans import Plan
from coopclaims.portfolio import (
    Expectation,
    ExpectationState,
    MatchedBy,
    PaymentLine,
    Reconciliation,
    ReconciliationAnswer,
    ReconciliationOutcome,
    reconcile,
)

if TYPE_CHECKING:
    from coopclaims.claims import Command

AT = datetime(2022, 9, 20, 8, 30, tzinfo=UTC)
LATER = datetime(2022, 10, 17, 6, 0, 0, 40, tzinfo=UTC)
PAYMENT = PaymentId("PAY-7")

_SAID = {"reason": "It was sent twice.", "comment": "Everything is there."}


def _command(kind: type[Command]) -> Command:
    """Return a command of this kind, with something said in every field that may be left empty."""
    said = {name: text for name, text in _SAID.items() if name in attrs.fields_dict(kind)}
    content: dict[str, Any] = {**payload(kind), **said}
    if "invoice" in content:
        content["invoice"] = attrs.evolve(INVOICE, note="Zoë's campaign")
    if kind is ApproveClaim:
        content["lines"] = (LineVerdict(item=INVOICE.id, approved=content["amount"]),)
    if kind is RequestUpload:
        content["known"] = Actor.partner(content["colleague"])
    make: Any = kind
    command: Command = make(claim=CLAIM, id=CommandId(f"c-{kind.__name__}"), by=ADMIN, at=AT, **content)
    return command


COMMANDS: tuple[Command, ...] = tuple(_command(kind) for kind in KINDS)

FUND = PoolKey(location=LOCATION, program=PROGRAM, usage_period=USAGE, currency=Currency("SEK"))
NEXT = attrs.evolve(FUND, usage_period=UsagePeriod(date(2023, 1, 1), date(2023, 6, 30)))
_BOOKED: dict[str, Any] = {
    "fund": FUND,
    "id": CommandId("job-7"),
    "by": ADMIN,
    "at": AT,
    "reason": "The report of August",
}
FUND_COMMANDS: tuple[FundCommand, ...] = (
    RecordEarnings(
        **_BOOKED, entity=EntityId("ireland"), amount=Money("120000.00", "SEK"), on=date(2022, 8, 31)
    ),
    AdjustEarnings(
        **_BOOKED, entity=EntityId("ireland"), amount=Money("-120.00", "SEK"), on=date(2022, 8, 31)
    ),
    ConvertFunds(**_BOOKED, compared=Money("9999.99", "USD")),
    RollOverFunds(**_BOOKED, into=NEXT),
    ExpireFunds(**_BOOKED, lost_on=date(2022, 9, 1)),
    CorrectFundInstant(**_BOOKED, entry=2, instant=AT),
)

TERMS = PaymentTerms(
    claim=CLAIM,
    entity=EntityId("ireland"),
    profile=ProfileId("P-1"),
    money=Money("60.00", "EUR"),
    settles=Money("657.89", "SEK"),
    fund=FUND,
)
MADE = PaymentEntry(
    payment=PAYMENT,
    number=1,
    at=AT,
    by=ActorId("paying-system"),
    side=Side.SYSTEM,
    role=Role.SYSTEM,
    command=CommandId("make-7"),
    trigger=PaymentTrigger.MAKE,
    before=None,
    after=PaymentStatus.UNPROCESSED,
    terms=TERMS,
)
ORDERED = attrs.evolve(
    MADE,
    number=2,
    at=LATER,
    command=CommandId("order-7"),
    trigger=PaymentTrigger.ORDER,
    before=PaymentStatus.UNPROCESSED,
    after=PaymentStatus.UPCOMING,
    note="To another bank profile",
    amount=Money("657.89", "SEK"),
    corrects=1,
    instant=AT,
)
MILESTONES = PaymentMilestones(
    made_at=AT,
    status_at=LATER,
    ordered_at=LATER,
    sent_at=LATER,
    first_failed_at=LATER,
    held_at=LATER,
    holds=((AT, LATER), (LATER, None)),
    invoice_at=AT,
    status_in=2,
    ordered_in=2,
    sent_in=5,
    first_failed_in=4,
    held_in=6,
    holds_in=((3, 4), (6, None)),
    invoice_in=3,
)
TOTAL = payment_total(Money("60.00", "EUR"), withheld=Money("6.00", "EUR"), sales_tax=Money("11.40", "EUR"))
SETUP = PayoutSetup(
    location=LOCATION,
    program=PROGRAM,
    earning=EarningType.COOP,
    bank=SetupState.COMPLETE,
    tax=SetupState.MISSING,
)
KEY = BalanceKey(location=LOCATION, program=PROGRAM, earning=EarningType.REBATE)

PAYMENTS: tuple[object, ...] = (
    PaymentCommand(
        payment=PAYMENT,
        id=CommandId("make-7"),
        by=ADMIN,
        at=AT,
        trigger=PaymentTrigger.MAKE,
        terms=TERMS,
        note="The first of two",
    ),
    TERMS,
    ORDERED,
    PaymentHistory(PAYMENT, (MADE, attrs.evolve(ORDERED, amount=None, corrects=None, instant=None))),
    MILESTONES,
    Payment(
        id=PAYMENT,
        status=PaymentStatus.SENT,
        version=5,
        changed_at=LATER,
        changed_in=5,
        terms=TERMS,
        milestones=MILESTONES,
    ),
    TOTAL,
    PaymentRecord(
        payment=PAYMENT,
        location=LOCATION,
        program=PROGRAM,
        total=TOTAL,
        method=PaymentMethod.BANK_TRANSFER,
        status=PaymentStatus.SENT,
        status_text="Sent with the run of October",
        paid_on=date(2022, 10, 17),
    ),
    KEY,
    Accrual(key=KEY, month=date(2022, 8, 1), processed=date(2022, 9, 1), amount=Money("12.00", "USD")),
    ProfileStanding(ProfileId("P-1"), ProfileStatus.APPROVED, since=AT),
    EnrollmentStanding(EnrollmentStatus.ENROLLED, since=AT),
    TaxProfile(ProfileStatus.APPROVED, since=AT, expires_on=date(2023, 6, 30)),
    TaxInvoice(TaxInvoiceState.APPROVED, approved_at=LATER, since=AT, country="IN"),
    SETUP,
    PayoutSetups((SETUP,)),
    PaymentFigures(
        entity=EntityId("ireland"),
        withheld=Money("6.00", "EUR"),
        sales_tax=Money("11.40", "EUR"),
        paid=Money("65.40", "EUR"),
    ),
)

LINE = PaymentLine(
    entity=EntityId("ireland"), money=Money("65.40", "EUR"), on=date(2022, 10, 17), reference=PAYMENT
)
EXPECTATION = Expectation(
    entity=EntityId("ireland"),
    money=Money("60.00", "EUR"),
    reference=PAYMENT,
    claim=CLAIM,
    share=Money("650.00", "SEK"),
    withheld=Money("6.00", "EUR"),
    sales_tax=Money("11.40", "EUR"),
    state=ExpectationState.HELD,
)
RECONCILED: Reconciliation = reconcile([LINE, LINE], [EXPECTATION])
RECONCILIATION: tuple[object, ...] = (
    LINE,
    EXPECTATION,
    ReconciliationAnswer(
        outcome=ReconciliationOutcome.PARTLY,
        matched_by=MatchedBy.REFERENCE,
        lines=(attrs.evolve(LINE, money=Money("5.00", "EUR")),),
        line_positions=(3,),
        expected=(EXPECTATION,),
        expected_positions=(0,),
    ),
    RECONCILED.totals[0],
    RECONCILED,
)

PROMISE = Promise(
    clock=Clock.REVIEW,
    started_at=AT,
    started_in=3,
    due=date(2022, 9, 22),
    first_instant=datetime(2022, 9, 22, 7, tzinfo=UTC),
    last_instant=datetime(2022, 9, 23, 6, 59, 59, 999999, tzinfo=UTC),
    answered_at=datetime(2022, 9, 27, 16, 0, tzinfo=UTC),
    answered_by=ActorId("rita"),
    business_days_late=3,
    calendar_days_late=5,
)

PLAN = Plan(
    id="P-7",
    location=LOCATION,
    fund="se-co-op",
    program=PROGRAM,
    period=USAGE,
    program_year_ends=date(2023, 6, 30),
    status=ClaimStatus.ACTION_REQUIRED,
)

SPANS: tuple[object, ...] = (
    BusinessDays(2),
    CalendarDays(45),
    Months(3),
    MonthEnd(1),
    DayOfMonth(15),
    SpanSum((CalendarDays(30), MonthEnd(0), BusinessDays(2), Roll.FOLLOWING)),
    Intake(cutoff=time(17)),
    MonthDay(2, 15),
    FiscalHalf(2023, Half.H1),
    StepAnswer(
        place=ClaimPlace(ClaimStatus.REJECTED, submitted=True, disputed=True),
        command=DisputeRejection,
        role=Role.INCENTIVES_ADMIN,
        condition="on 2022-08-16",
        codes=frozenset({ProblemCode.WINDOW_CLOSED, ProblemCode.TEXT_MISSING}),
    ),
)
