"""Values for the wire: what pages show, and answers that are made of other answers."""

from __future__ import annotations

from datetime import UTC, date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import attrs
from tests.support.wire_answers import AT, BASIS, CONDITION, DUE, LINE, NOTE, PROBLEM, SEEN, WAITING
from tests.support.wire_asked import COMMANDS, PROMISE
from tests.support.wire_rules import END, SOURCE, a_rule
from tests.support.world import CLAIM, FORM, INVOICE, PROGRAM, PROOF, USAGE, WANTED

from coopclaims import Claim, HistoryEntry, Money, Role
from coopclaims.activities import ConditionalRequirement, CostKind, CostPart, Requirement
from coopclaims.auditing import Fault
from coopclaims.calendars import CalendarDay, CalendarDiff
from coopclaims.claims import AddProof, OriginalAmount, RequestAnswer, RequestState, ResubmissionDiff
from coopclaims.completeness import (
    CostLine,
    EvidenceChecklist,
    LikeItem,
    Likeness,
    LikenessKind,
    SupportedCost,
)
from coopclaims.deadlines import Clock, DeadlineChange, HeldMoney, HeldState, Opening, OpenPeriod
from coopclaims.decisions import Option
from coopclaims.findings import Severity
from coopclaims.funds import (
    AdjustmentMonths,
    CoopOutcome,
    CoopView,
    Earning,
    FundDecision,
    FundEntry,
    FundPool,
    FundsEnd,
    LedgerProposal,
    NotShown,
    PoolKey,
    Split,
)
from coopclaims.funds.expiry import EndOfProgram
from coopclaims.identifiers import ActorId
from coopclaims.money import ExchangeRate
from coopclaims.payments import (
    ExpectedPayment,
    Payment,
    PaymentDecision,
    PaymentEntry,
    PaymentTerms,
    WhyNotPaid,
)
from coopclaims.payouts import (
    CreditNoteStatus,
    EarningType,
    MethodAnswer,
    PaymentMethod,
    PaymentMonth,
    PaymentStatus,
    PaymentTrigger,
    Payout,
    PayoutForecast,
)
from coopclaims.periods import ClaimingPeriod
from coopclaims.plans import PlanPayment
from coopclaims.portal import (
    ClaimPage,
    ForeseenStep,
    NeededCommand,
    PageOption,
    PaymentOption,
    ShareOptions,
    WayTo,
)
from coopclaims.portfolio import (
    ChangeCause,
    ClaimChange,
    LeftOut,
    LeftOutReason,
    PortfolioChange,
    UnansweredClock,
)
from coopclaims.provenance import Message
from coopclaims.rules import EditionFinding, FundsExpiry, OddityKind, RuleDifference

if TYPE_CHECKING:
    from collections.abc import Iterable

ADVICE = attrs.evolve(PROBLEM, severity=Severity.ADVISES)
WINDOW = ClaimingPeriod(date(2022, 8, 16), date(2023, 2, 15))
OLD = CalendarDay(day=date(2022, 9, 19), closed="a day off", estimated=True)
SPLIT = Split(rebate=60, coop=Decimal("40.0"))
PHOTO = Requirement("photo", "a photo")
IN_EUR = OriginalAmount(
    amount=Money("10.00", "EUR"),
    rate=ExchangeRate(source="EUR", target="SEK", rate="10", month=date(2022, 8, 1), origin="the bank"),
    on=date(2022, 8, 26),
)

DIFF = CalendarDiff(
    first=date(2022, 1, 1),
    last=date(2022, 12, 31),
    added=(CalendarDay(day=date(2022, 9, 20), closed="a fair"),),
    removed=(CalendarDay(day=date(2022, 9, 21), closed="no fair"),),
    renamed=((OLD, attrs.evolve(OLD, closed="a day of rest")),),
)


def _sek(amount: str) -> Money:
    return Money(amount, "SEK")


def pages(given: Iterable[object]) -> tuple[object, ...]:
    """Return a page and each smaller answer, made of the values `given`; of a type the last counts."""
    of: dict[type, Any] = {type(each): each for each in given}
    claim: Claim = of[Claim]
    entry: HistoryEntry = of[HistoryEntry]
    booked: FundEntry = of[FundEntry]
    payment: Payment = of[Payment]
    return (
        *_of_the_portal(of, claim, entry, payment),
        *_of_days(),
        *_of_funds(of, booked),
        PaymentDecision(entries=(of[PaymentEntry],), ledger=(booked,), payment=payment),
        ExpectedPayment(payout=of[Payout], due=DUE, status=PaymentStatus.UNPROCESSED),
        PaymentMonth(date(2022, 11, 1), date(2022, 10, 1), EarningType.REBATE),
        MethodAnswer(
            method=PaymentMethod.CREDIT_NOTE,
            is_usable=True,
            country="SE",
            on=date(2022, 9, 15),
            countries=("NO", "SE"),
            source=SOURCE,
            basis=BASIS,
            credit_note=CreditNoteStatus.CONFIRMED,
        ),
        PlanPayment(
            on=date(2022, 11, 15),
            paid=_sek("90.00"),
            waiting=_sek("10.00"),
            earned=_sek("100.00"),
            month=date(2022, 9, 1),
            limit=_sek("190.00"),
            paid_before=_sek("100.00"),
            source=SOURCE,
            basis=BASIS,
        ),
        *_of_evidence(),
        *_of_changes(),
        EditionFinding(kind=OddityKind.GAP, rule="review_span", edition="Ours, 2022", explanation=NOTE),
        RuleDifference(name="minimum", before=a_rule(_sek("1.00")), after=a_rule(_sek("2.00"))),
        Fault(
            code="whole_at_least",
            thing="claim",
            stream=CLAIM,
            number=2,
            field="number",
            got=Role.REVIEWER,
            params=(("least", 1),),
        ),
    )


def _of_the_portal(
    of: dict[type, Any], claim: Claim, entry: HistoryEntry, payment: Payment
) -> tuple[object, ...]:
    option = PageOption(option=of[Option], advice=(ADVICE,))
    command = COMMANDS[-1]
    needed = NeededCommand(
        command=AddProof, keys=(PHOTO.term,), lines=(LINE,), who=(Role.INCENTIVES_USER, Role.INCENTIVES_ADMIN)
    )
    step = PaymentOption(
        trigger=PaymentTrigger.MAKE, terms=of[PaymentTerms], needs_note=True, problems=(PROBLEM,)
    )
    return (
        option,
        step,
        ShareOptions(payout=of[Payout], payment=payment, options=(step,)),
        ClaimPage(
            at=AT,
            actor=ActorId("alice"),
            claim=CLAIM,
            version=9,
            status=claim.status,
            form=FORM,
            items=(INVOICE, PROOF),
            rounds=claim.milestones.rounds,
            options=(option,),
            checklist=of[EvidenceChecklist],
            clocks=((Clock.REVIEW, DUE), (Clock.PAYMENT, WAITING)),
            promises=(PROMISE,),
            forecast=of[PayoutForecast],
            why_not_paid=of[WhyNotPaid],
            history=(entry,),
            upload_requests=claim.details.uploads_asked,
            document_requests=claim.details.documents_asked,
        ),
        ForeseenStep(
            command=command,
            problems=(PROBLEM,),
            claim=claim,
            payments=(payment,),
            deadlines=(DUE,),
            available=_sek("10.00"),
            is_repeat=True,
        ),
        needed,
        WayTo(
            command=command,
            problems=(PROBLEM,),
            opens_on=date(2022, 9, 16),
            needed=(needed,),
            is_minimal=True,
            remaining=(ADVICE,),
        ),
    )


def _of_days() -> tuple[object, ...]:
    return (
        Opening(
            on=date(2022, 8, 16),
            first_instant=DUE.last_instant.replace(hour=0, minute=0, second=0, microsecond=0),
            explanation=NOTE,
        ),
        OpenPeriod(
            on=date(2022, 9, 15), usage_period=USAGE, claiming_period=WINDOW, source=SOURCE, basis=BASIS
        ),
        HeldMoney(
            on=date(2022, 9, 15), state=HeldState.HELD, until=date(2022, 9, 21), hold=DUE, notes=(NOTE,)
        ),
        OLD,
        DIFF,
        DeadlineChange(
            deadline=attrs.evolve(DUE, seen=SEEN),
            on=date(2022, 9, 22),
            closed=(date(2022, 9, 20),),
            opened=(date(2022, 9, 19),),
        ),
    )


def _of_funds(of: dict[type, Any], booked: FundEntry) -> tuple[object, ...]:
    key: PoolKey = of[PoolKey]
    pool: FundPool = of[FundPool]
    window = a_rule(WINDOW)
    end = FundsEnd(usage=USAGE, last=WINDOW.last, by=FundsExpiry.CLAIMING_END, window=window)
    ended = EndOfProgram(PROGRAM, END, SOURCE, BASIS)
    kept = CoopOutcome(
        coop=_sek("40.00"), program=PROGRAM, threshold=_sek("30.00"), source=SOURCE, basis=BASIS
    )
    proposal = LedgerProposal(
        entries=(booked,),
        reason=Message("rolled_over", "{amount} is rolled over"),
        figures=(("amount", _sek("40.00")),),
        source=SOURCE,
        basis=BASIS,
        because=(end, kept, ended),
    )
    return (
        end,
        ended,
        kept,
        SPLIT,
        Earning(earned=_sek("100.00"), rebate=_sek("60.00"), coop=_sek("40.00"), split=SPLIT),
        proposal,
        FundDecision(proposal=proposal, pools=(pool,)),
        CoopView(pool=key, balance=pool.balance(), end=end, window=window),
        NotShown(pool=key, window=window),
        AdjustmentMonths(
            report=date(2022, 8, 1), paid_with=date(2022, 10, 1), processed=AT.astimezone(UTC).date()
        ),
    )


def _of_changes() -> tuple[object, ...]:
    moved = ClaimChange(
        claim=CLAIM,
        before=DUE,
        after=attrs.evolve(DUE, on=date(2022, 9, 22)),
        causes=(ChangeCause.CALENDAR, ChangeCause.RULE),
        closed=(date(2022, 9, 20),),
        opened=(date(2022, 9, 19),),
    )
    unanswered = UnansweredClock(claim=CLAIM, why=WAITING)
    return (
        moved,
        unanswered,
        PortfolioChange(
            changes=(moved,),
            unmoved=(CLAIM,),
            unanswered=(unanswered,),
            calendar=DIFF,
            left_out=(LeftOut(reason=LeftOutReason.GIVEN_TWICE, count=2),),
        ),
    )


def _of_evidence() -> tuple[object, ...]:
    alcohol = CostPart(kind=CostKind.ALCOHOL, amount=_sek("10.00"), reason="Wine", attendee="a-1")
    line = CostLine(
        item=INVOICE.id,
        amount=_sek("100.00"),
        counts=_sek("90.00"),
        left_out=(alcohol,),
        twin=PROOF.id,
        original=IN_EUR,
    )
    like = LikeItem(CLAIM, INVOICE.id)
    answered = RequestAnswer(request=WANTED, state=RequestState.ANSWERED, entries=(7, 8))
    return (
        line,
        SupportedCost(amount=_sek("90.00"), lines=(line,), parts=(alcohol,)),
        like,
        Likeness(kind=LikenessKind.SAME_CONTENT, items=(like, LikeItem(CLAIM, PROOF.id))),
        answered,
        ResubmissionDiff(
            since=6,
            answers=(answered,),
            added=(PROOF.id,),
            removed=(INVOICE.id,),
            form_amended=True,
            changes=(7, 8),
            remarks=(9,),
        ),
        ConditionalRequirement(PHOTO, (CONDITION,)),
    )
