"""Values for the wire: answers, each with all that it can hold."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import attrs
from tests.support.wire_reports import REPORTS
from tests.support.wire_rules import SOURCE, a_rule
from tests.support.world import CLAIM, FORM, INVOICE, LOCATION, PROGRAM, USAGE, WANTED

from coopclaims import (
    BusinessDays,
    ClaimStatus,
    Currency,
    Deadline,
    Money,
    NotRunning,
    Problem,
    Role,
)
from coopclaims.activities import (
    AppliedCap,
    AttendeeCap,
    Circumstance,
    Condition,
    CostKind,
    CostPart,
    EvidenceKind,
    Reimbursable,
)
from coopclaims.calendars.tables import SeenDays
from coopclaims.claims import Reason, SubmitClaim
from coopclaims.completeness import ChecklistLine, EvidenceChecklist, RequirementKind, RequirementState
from coopclaims.deadlines import Clock, ClockEvent, PaymentRun
from coopclaims.decisions import Choice, Decision, FormReading, Option, Relevance
from coopclaims.findings import ProblemCode, Severity
from coopclaims.identifiers import EntityId, PaymentId, ProfileId
from coopclaims.money import ExchangeRate
from coopclaims.payments import (
    Blocker,
    BlockerCode,
    Contact,
    Guidance,
    Responsible,
    StandingDuty,
    StatusGuidance,
    WhyNotPaid,
)
from coopclaims.payouts import (
    BalanceKey,
    EarningType,
    ForecastPayment,
    MonthlyBalance,
    PaymentStatus,
    PayoutForecast,
    StatedAmount,
    Waterfall,
    WaterfallBranch,
    WaterfallDifference,
    WaterfallLevel,
    WaterfallReason,
    WaterfallStep,
)
from coopclaims.periods import ClaimingPeriod
from coopclaims.portfolio import Attention, AttentionReason, ClaimsOverview, FundsRow
from coopclaims.provenance import PUBLISHED, Explanation, Message, Term, carried_forward
from coopclaims.rules import MinimumReached

if TYPE_CHECKING:
    from coopclaims import Claim, HistoryEntry
    from coopclaims.funds import FundEntry
    from coopclaims.payouts import Payout, UnresolvedShare, ValidationTime

ZONE = ZoneInfo("America/Los_Angeles")
AT = datetime(2022, 9, 15, 17, 0, 0, 250, tzinfo=UTC)
BASIS = carried_forward(Message("answered_so", "answered so"), since=date(2022, 9, 16))
NOTE = Explanation(message=Message("noted", "a note"))
ENTITY = EntityId("ireland")
END = date(2022, 11, 1)

CONDITION = Condition(Circumstance("events", "an event was held"), holds=True)
PROBLEM = Problem(
    code=ProblemCode.PROOF_MISSING,
    params=(
        ("activity", Term("tradeshow", "Tradeshows")),
        ("on", END),
        ("ways", ((Term("photo", "a photo"),),)),
        ("keys", (Term("photo", "a photo"),)),
    ),
    field="proofs",
    item=INVOICE.id,
    severity=Severity.ADVISES,
    who=(Role.INCENTIVES_USER, Role.REVIEWER),
    source=SOURCE,
    basis=BASIS,
)
SEEN = SeenDays(date(2022, 9, 15), b".--#?.", ((date(2022, 9, 19), "a day off"),))
DUE = Deadline(
    clock=Clock.REVIEW,
    started_on=date(2022, 9, 15),
    started_at=AT,
    event=ClockEvent.SUBMITTED,
    span=BusinessDays(2),
    on=date(2022, 9, 21),
    last_instant=datetime(2022, 9, 21, 23, 59, 59, 999999, tzinfo=ZONE),
    calendar="Offices",
    digest="0123456789abcdef" * 4,
    rule=a_rule(BusinessDays(2)),
    seen=SEEN,
    answered_at=AT,
    notes=(NOTE,),
)
WAITING = NotRunning(
    clock=Clock.PAYMENT,
    reason=Message("waits", "the claim is {status}"),
    figures=(("status", ClaimStatus.EDITING),),
    source=SOURCE,
)
RUN = PaymentRun(month=date(2022, 10, 1), cutoff=DUE)

LINE = ChecklistLine(
    kind=RequirementKind.PROOF,
    activity=Term("tradeshow", "Tradeshows"),
    ways=((Term("photo", "a photo"),), (Term("agenda", "the agenda"), Term("list", "a list"))),
    by=(EvidenceKind.PROOF,),
    state=RequirementState.MISSING,
    items=(INVOICE.id,),
    conditions=((CONDITION, True),),
    source=SOURCE,
    basis=BASIS,
)


def _sek(amount: str) -> Money:
    return Money(amount, "SEK")


RATE = ExchangeRate(source=Currency("SEK"), target=Currency("EUR"), rate="0.0912", month=END, origin="bank")
LAST = ExchangeRate(
    source=Currency("SEK"), target=Currency("EUR"), rate="9.12", month=date(2022, 10, 1), origin="bank"
)
EUR_RATE = ExchangeRate(
    source=Currency("EUR"), target=Currency("SEK"), rate="10.96", month=END, origin="bank"
)
CAP = AppliedCap(
    cap=AttendeeCap(
        per_person=Money("50.00", "EUR"),
        persons=30,
        per_period=Money("5000.00", "EUR"),
        beside=frozenset({CostKind.TRAVEL}),
        unknown=frozenset({PROGRAM}),
        source=SOURCE,
        basis=PUBLISHED,
    ),
    left=_sek("90.00"),
    limit=_sek("100.00"),
    used=_sek("10.00"),
    earned=_sek("1000.00"),
    program=PROGRAM,
    persons=((_sek("60.00"), _sek("50.00")),),
    beside=((_sek("5.00"), _sek("5.00")),),
    unnamed=_sek("1.00"),
    rates=((Money("50.00", "EUR"), EUR_RATE),),
)
REIMBURSABLE = Reimbursable(
    claimed=_sek("100.00"),
    amount=_sek("90.00"),
    caps=(CAP,),
    parts=(CostPart(kind=CostKind.ELIGIBLE, amount=_sek("100.00"), reason="Lunch", attendee="Zoë"),),
    notes=(NOTE,),
)

_VERDICT = Reason("The limit of the period is reached.", item=INVOICE.id)


def _money(payout: Payout, unresolved: UnresolvedShare) -> tuple[object, ...]:
    """Return a forecast and a waterfall of one payout and a share that cannot be paid yet."""
    forecast = ForecastPayment(
        share=_sek("100.00"),
        earned=payout.earned,
        found=payout.found,
        split=payout.split,
        entity=ENTITY,
        currency=Currency("EUR"),
        profile=ProfileId("P-1"),
        estimate=Money("9.12", "EUR"),
        rate=RATE,
        month=END,
        last=LAST,
    )
    cut = WaterfallDifference(
        reason=WaterfallReason.ABOVE_CAP,
        amount=_sek("10.00"),
        note="As in the letter of May",
        cause=REIMBURSABLE,
        verdict=(_VERDICT,),
    )
    step = WaterfallStep(
        level=WaterfallLevel.CONVERTED,
        entity=ENTITY,
        amount=Money("9.12", "EUR"),
        difference=attrs.evolve(cut, amount=Money("1.00", "EUR"), cause=unresolved),
        rate=RATE,
        cause=payout,
    )
    steps = [
        (WaterfallLevel.SPLIT, None),
        (
            WaterfallLevel.CONVERTED,
            WaterfallDifference(reason=WaterfallReason.UNRESOLVED, amount=_sek("90.00"), cause=unresolved),
        ),
    ]
    branch = WaterfallBranch(
        entity=ENTITY,
        steps=tuple(
            WaterfallStep(
                level=level,
                entity=ENTITY,
                amount=_sek("0.00" if difference else "90.00"),
                difference=difference,
            )
            for level, difference in steps
        ),
    )
    trunk = tuple(
        WaterfallStep(
            level=level,
            amount=_sek(amount),
            difference=cut if level is WaterfallLevel.CAPPED else None,
        )
        for level, amount in (
            (WaterfallLevel.CLAIMED, "100.00"),
            (WaterfallLevel.ELIGIBLE, "100.00"),
            (WaterfallLevel.CAPPED, "90.00"),
            (WaterfallLevel.APPROVED, "90.00"),
        )
    )
    return (
        forecast,
        PayoutForecast(
            claimed=_sek("101.00"),
            payments=(forecast,),
            unresolved=(unresolved,),
            setup=a_rule(value=True),
            answered=(_VERDICT,),
        ),
        cut,
        step,
        branch,
        Waterfall(claim=CLAIM, trunk=trunk, branches=(branch,)),
    )


def answers(
    *,
    decided: tuple[HistoryEntry, FundEntry, Claim],
    payout: Payout,
    unresolved: UnresolvedShare,
    validation: ValidationTime,
) -> tuple[object, ...]:
    """Return one answer of every kind; `decided` are an entry, one of the fund, and the claim after both."""
    entry, booked, claim = decided
    balance = MonthlyBalance(
        key=BalanceKey(location=LOCATION, program=PROGRAM, earning=EarningType.REBATE),
        month=END,
        brought=Money("5.00", "USD"),
        earned=Money("6.00", "USD"),
        paid=Money("0.00", "USD"),
        carried=Money("11.00", "USD"),
        forfeited=Money("0.00", "USD"),
        minimum=StatedAmount(Money("200.00", "USD"), SOURCE, BASIS),
        minimum_reached=MinimumReached.MEETS,
        limit=StatedAmount(Money("25.00", "USD"), SOURCE, BASIS),
    )
    said = Guidance(
        meaning=Message("paid_back", "the bank sent it back"),
        action=Message("correct_it", "correct the bank profile"),
        contact=Contact.BANK,
        duty=StandingDuty.KEEP_INSTRUMENTS_CURRENT,
    )
    asked = StatusGuidance(
        status=PaymentStatus.FAILED,
        day=END,
        said=said,
        source=SOURCE,
        basis=BASIS,
        who=(Role.INCENTIVES_ADMIN,),
    )
    blocker = Blocker(
        code=BlockerCode.ENROLLMENT,
        entity=ENTITY,
        since=AT,
        by=AT,
        who=(Responsible.PARTNER, Responsible.BANK),
        closes=Message("enrolled", "the location is enrolled"),
        message=Message("not_enrolled", "the location is not enrolled"),
        params=(("location", LOCATION),),
        source=SOURCE,
        basis=BASIS,
        causes=(DUE, WAITING, RUN, balance, asked, unresolved, validation),
    )
    listed = EvidenceChecklist(lines=(LINE, attrs.evolve(LINE, activity=None)), source=SOURCE, basis=BASIS)
    row = FundsRow(
        usage_period=USAGE,
        currency=Currency("SEK"),
        approved=_sek("1.00"),
        claimed=_sek("2.00"),
        total=_sek("3.00"),
    )
    return (
        PROBLEM,
        Option(command=SubmitClaim, problems=(PROBLEM,), relevance=Relevance.NOT_NOW),
        Decision(entries=(entry,), ledger=(booked,), claim=claim),
        CONDITION,
        LINE,
        listed,
        FormReading(
            form=FORM,
            problems=(PROBLEM,),
            advice=(attrs.evolve(PROBLEM, severity=Severity.ADVISES),),
            claiming_period=ClaimingPeriod(date(2022, 8, 16), date(2023, 2, 15)),
            checklist=listed,
        ),
        Choice(value="tradeshow", caption="Trade show", problems=(PROBLEM,)),
        SEEN,
        DUE,
        WAITING,
        RUN,
        ClaimsOverview(claims=((ClaimStatus.EDITING, (CLAIM,)),), funds=(row,)),
        row,
        Attention(
            claim=CLAIM,
            reason=AttentionReason.PAYMENT_OVERDUE,
            at_risk=_sek("7.00"),
            converted=Money("0.70", "EUR"),
            payment=PaymentId("PAY-1"),
            due=DUE,
            at=AT,
            status=ClaimStatus.UNDER_REVIEW,
            requests=(WANTED,),
            absent=NOTE,
        ),
        *REPORTS,
        *_money(payout, unresolved),
        CAP,
        REIMBURSABLE,
        balance,
        balance.minimum,
        said,
        asked,
        blocker,
        WhyNotPaid(at=AT, claim=CLAIM, blockers=(blocker,), is_minimum_judged=True),
    )
