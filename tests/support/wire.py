"""One value of every kind that has a wire form, each with all that it can hold."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from types import MappingProxyType
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import attrs
from tests.support.wire_answers import answers
from tests.support.wire_asked import COMMANDS, FUND_COMMANDS, PAYMENTS, PLAN, PROMISE, RECONCILIATION, SPANS
from tests.support.wire_pages import pages
from tests.support.wire_rules import RULES
from tests.support.world import (
    ACTORS,
    CLAIM,
    FORM,
    INFORMATION,
    INVOICE,
    METRIC,
    PROOF,
    REPORT,
    USAGE,
    WANTED,
)

from coopclaims import (
    Actor,
    BusinessCalendar,
    Claim,
    ClaimStatus,
    Currency,
    Explanation,
    FundPool,
    Grant,
    History,
    HistoryEntry,
    Money,
    Policies,
    Role,
    Side,
    UsagePeriod,
    partner_center,
)
from coopclaims.activities import CostKind, CostPart
from coopclaims.calendars import CalendarProvenance
from coopclaims.claims import (
    ActionRequested,
    ApprovalRecommended,
    ApprovalRetracted,
    CertificationAdded,
    ClaimAmended,
    ClaimApproved,
    ClaimCreated,
    ClaimRejected,
    ClaimReopened,
    ClaimSubmitted,
    Commented,
    CutDisputed,
    Details,
    DocumentRequest,
    DocumentsRequested,
    DraftCancelled,
    DraftExpired,
    FeedbackGiven,
    InformationAdded,
    InstantCorrected,
    InvoiceAdded,
    ItemRemoved,
    LineVerdict,
    MetricRecorded,
    Milestones,
    OriginalAmount,
    Participant,
    PlanPath,
    ProofAdded,
    Reason,
    Recommendation,
    RejectionDisputed,
    ReviewStarted,
    Round,
    UploadRequest,
    UploadRequested,
    UploadRequestWithdrawn,
)
from coopclaims.deadlines import Clock
from coopclaims.funds import FundEntry, FundEntryKind, FundLedger, PoolKey
from coopclaims.identifiers import (
    ActorId,
    CommandId,
    CompanyId,
    EntityId,
    LocationId,
    PaymentId,
    PersonId,
    ProfileId,
)
from coopclaims.money import ExchangeRate, RateTable, currency_withdrawals, fixed_rates
from coopclaims.parties import Delegation
from coopclaims.payments import PaymentHistory
from coopclaims.payouts import (
    BankProfiles,
    EarningType,
    EnrollmentStatus,
    PayingEntity,
    Payout,
    PayoutResolution,
    ProfileAssignment,
    ProfileResolution,
    ProfileStatus,
    SplitAmount,
    UnresolvedReason,
    UnresolvedShare,
    ValidationTime,
)
from coopclaims.periods import ClaimingPeriod, EarningPeriod
from coopclaims.provenance import PUBLISHED, Message, Term, carried_forward, cite
from coopclaims.rules import Disputing, EntityCurrency, RateMonth
from coopclaims.wire import RulesReference, SealAnchor, seal
from coopclaims.wire.doors import WIRE

if TYPE_CHECKING:
    from collections.abc import Mapping

    from coopclaims.claims import Event

ZONE = ZoneInfo("America/Los_Angeles")
AT = datetime(2022, 9, 14, 17, 0, 0, 250, tzinfo=UTC)
LATER = datetime(2022, 9, 15, 9, 30, tzinfo=UTC)
NOVEMBER = date(2022, 11, 1)

PART = CostPart(
    kind=CostKind.TRAVEL, amount=Money("90000.00", "SEK"), reason="The fare to the fair.", attendee="a-1"
)
ORIGINAL = OriginalAmount(
    amount=Money("9000.00", "EUR"),
    rate=ExchangeRate(source="EUR", target="SEK", rate="10", month=date(2022, 8, 1), origin="the bank"),
    on=date(2022, 8, 26),
)
INVOICE_OF_ALL = attrs.evolve(
    INVOICE,
    number="F-7",
    supplier="Annonsbolaget",
    issued_on=date(2022, 8, 26),
    note="Zoë's campaign",
    parts=(PART,),
    original=ORIGINAL,
    digest="9f86d081",
)
REPORT_OF_ALL = attrs.evolve(REPORT, note="Two days of work", digest="60303ae2")
PROOF_OF_ALL = attrs.evolve(PROOF, digest="fd61a03a")

REASON = Reason(
    "The note says nothing.", code="cost_not_shown", item=INVOICE.id, requirement="note", rule="review_span"
)
LINE = LineVerdict(item=INVOICE.id, approved=Money("80000.00", "SEK"), reason=REASON)
WHO = Participant(actor=ActorId("bob"), side=Side.PARTNER, person=PersonId("person-7"), number=2)

EVENTS: tuple[Event, ...] = (
    ClaimCreated(FORM),
    ClaimAmended(attrs.evolve(FORM, name="Hösten 注記 🎪")),
    InvoiceAdded(INVOICE_OF_ALL),
    CertificationAdded(REPORT_OF_ALL),
    ProofAdded(PROOF_OF_ALL),
    MetricRecorded(attrs.evolve(METRIC, note="As counted by the publisher")),
    InformationAdded(INFORMATION),
    ItemRemoved(INVOICE.id, "Sent twice"),
    UploadRequested(ActorId("carol"), "the photograph of the stand"),
    UploadRequestWithdrawn(2, "She is away."),
    Commented('A "remark",\nin two lines \\ with a \u202e and a \u2028'),
    ClaimSubmitted("Everything is there."),
    ReviewStarted(),
    FeedbackGiven("The supplier's name cannot be read.", INVOICE.id),
    ActionRequested((WANTED, attrs.evolve(WANTED, item=None))),
    ApprovalRecommended(Money("80000.00", "SEK")),
    ClaimApproved(Money("80000.00", "SEK"), "One item falls out.", (LINE,)),
    ClaimRejected((REASON, "The note is missing.")),
    ApprovalRetracted("Approved by mistake."),
    CutDisputed("The rest is on page two."),
    RejectionDisputed("The brand is on page two."),
    DraftCancelled("Another claim holds it."),
    DraftExpired(),
    ClaimReopened(),
    InstantCorrected(2, AT, "The clock of one server was a day ahead."),
    DocumentsRequested((WANTED, attrs.evolve(WANTED, item=None))),
)

ENTRY = HistoryEntry(
    claim=CLAIM,
    number=1,
    at=AT,
    by=ActorId("alice"),
    side=Side.PARTNER,
    role=Role.INCENTIVES_ADMIN,
    command=CommandId("form-1"),
    event=EVENTS[0],
    before=None,
    after=ClaimStatus.EDITING,
    person=PersonId("person-7"),
)
SECOND = attrs.evolve(
    ENTRY,
    number=2,
    at=LATER,
    command=CommandId("remark-1"),
    event=Commented("Is the logo large enough?"),
    before=ClaimStatus.EDITING,
)
HISTORY = History(CLAIM, (ENTRY, SECOND))

FORM_OF_ALL = attrs.evolve(
    FORM,
    plan=PlanPath(
        plan="P-7", campaign="Autumn", first=date(2022, 8, 1), last=date(2022, 8, 31), impressions=5000
    ),
    circumstances=("catering",),
    attested=("brand", "vendor-content"),
    pre_approval="PA-9",
    further_activities=("print-advertising",),
)
ASKED_IN_DISPUTE = DocumentRequest(WANTED, 7, answered_by=PROOF.id)
DETAILS = Details(
    form=FORM,
    items=(INVOICE_OF_ALL, REPORT, PROOF, METRIC, INFORMATION),
    uploads_asked=(UploadRequest(ActorId("carol"), "the photograph", 2, answered_by=PROOF.id),),
    documents_asked=(ASKED_IN_DISPUTE,),
)
MILESTONES = Milestones(
    created_at=AT,
    rounds=(
        Round(
            clock=Clock.REVIEW,
            started_at=AT,
            started_by=ActorId("bob"),
            started_in=3,
            answered_at=LATER,
            answered_by=ActorId("rita"),
            answered_in=5,
            outcome=ClaimStatus.REJECTED,
        ),
        Round(clock=Clock.DISPUTE, started_at=LATER, started_by=ActorId("bob"), started_in=6),
    ),
    approved_at=LATER,
    approved=Money("80000.00", "SEK"),
    requests=(WANTED,),
    returned=DETAILS,
    reasons=(Reason("No brand is shown."),),
    claimants=(WHO,),
    decided_by=attrs.evolve(WHO, actor=ActorId("rita"), side=Side.VENDOR, person=None, number=5),
    recommended=(Recommendation(amount=Money("80000.00", "SEK"), by=WHO),),
    cut=REASON,
    lines=(LINE,),
)

KEY = PoolKey(location=FORM.location, program=FORM.program, usage_period=USAGE, currency=Currency("SEK"))
LEDGER = FundLedger(
    KEY,
    (
        FundPool.empty(KEY).earned_entry("ireland", Money("120000.00", "SEK"), at=AT),
        *(
            FundEntry(
                pool=KEY,
                kind=kind,
                amount=Money(amount, "SEK"),
                at=AT,
                on=AT.date(),
                claim=CLAIM,
                number=number,
                activity="digital-advertising",
            )
            for kind, amount, number in (
                (FundEntryKind.RESERVED, "90000.00", 3),
                (FundEntryKind.COMMITTED, "80000.00", 5),
                (FundEntryKind.RESERVED, "100.00", 6),
            )
        ),
    ),
)
POOL = LEDGER.pool
RATE = ExchangeRate(source="SEK", target="EUR", rate="0.0912", month=NOVEMBER, origin="treasury")
ENDED = next(each for each in currency_withdrawals() if each.currency.code == "BGN")
FIXED = next(rate for rate in fixed_rates() if rate.source == ENDED.currency)
PAID = Message("entity_pays", "{entity} pays {converted} at {rate}", "entity: EntityId")
ALL_OF_IT = Message("all_of_it", "all of it")
SILENT = Explanation(message=Message("sources_silent", "The sources are silent on rounding."))
FIGURES = (
    ("entity", "ireland"),
    ("digits", 2),
    ("rounded", True),
    ("rate", RATE),
    ("exact", Decimal("9.1175")),
    ("day", NOVEMBER),
    ("at", AT),
    ("status", ClaimStatus.UNDER_REVIEW),
    ("proof", Term("ad-screenshot", "screenshot of the ad")),
    ("sets", (("agenda", Term("photo")), (Money("1.00", "SEK"),), ())),
    ("why", SILENT),
    ("reason", ALL_OF_IT),
    ("nothing", None),
)
WHY = Explanation(
    message=PAID,
    figures=FIGURES,
    source=cite("PR22", "P-08"),
    basis=carried_forward(Message("reading.rounded_once", "rounded once, half up"), since=date(2022, 9, 16)),
    because=(Explanation(message=ALL_OF_IT, source=cite("MG22"), basis=PUBLISHED),),
    caveats=(SILENT,),
)
SPLIT = SplitAmount(
    whole=Money("101.00", "SEK"),
    total=Money("202.00", "SEK"),
    location=FORM.location,
    program=FORM.program,
    enrollment=EnrollmentStatus.ENROLLED,
    rate_month=RateMonth.PAYMENT_ORDER,
    is_forecast=False,
)
ASSIGNMENT = ProfileAssignment(
    profile=ProfileId("P-1"),
    currency=Currency("EUR"),
    location=FORM.location,
    program=FORM.program,
    entity=EntityId("ireland"),
    status=ProfileStatus.APPROVED,
    step=Money("0.05", "EUR"),
    earning=EarningType.COOP,
)
FOUND = ProfileResolution(
    entity=PayingEntity(EntityId("ireland"), "EUR", step=Money("1.00", "EUR")),
    profile=ASSIGNMENT.profile,
    currency=ASSIGNMENT.currency,
    status=ASSIGNMENT.status,
    assigned=(ASSIGNMENT,),
    scope=ASSIGNMENT.scope,
    several_entities=True,
    policy=EntityCurrency.ASSIGNED_ELSE_LOCAL,
)
PAYOUT = Payout(
    entity=EntityId("ireland"),
    share=Money("100.00", "SEK"),
    earned=Money("200.00", "SEK"),
    found=FOUND,
    split=SPLIT,
    money=Money("9.12", "EUR"),
    profile=ProfileId("P-1"),
    rate=RATE,
)
VALIDATION = ValidationTime(on=NOVEMBER, hours=48, source=cite("PR22", "D-21"), basis=PUBLISHED)
UNRESOLVED = UnresolvedShare(
    entity=EntityId("sweden"),
    share=Money("1.00", "SEK"),
    earned=Money("2.00", "SEK"),
    found=FOUND,
    split=SPLIT,
    reason=UnresolvedReason.NO_PROFILE,
    also=(UnresolvedReason.NOT_ENROLLED,),
    currency=Currency("EUR"),
    month=NOVEMBER,
    rate=RATE,
    last=attrs.evolve(RATE, rate="9.12", month=date(2022, 10, 1)),
    validation=VALIDATION,
)
PROVENANCE = CalendarProvenance(
    library="holidays",
    version="0.108",
    country="SE",
    subdivision="AB",
    categories=("bank", "public"),
    first_year=2022,
    last_year=2022,
    thin_years=(2022,),
)
CALENDAR = attrs.evolve(
    BusinessCalendar.of_days(
        name="Sweden 2022",
        closed={date(2022, 6, 6): "Nationaldagen", date(2022, 12, 26): "Annandag jul"},
        years=range(2022, 2023),
        working_days=(date(2022, 1, 8),),
        weekend={date(2022, 1, 1): {4, 5}, date(2022, 3, 1): {5, 6}},
    ),
    estimated=frozenset({date(2022, 6, 6)}),
    provenance=(PROVENANCE,),
)
REFERENCE = RulesReference.to(
    partner_center.bind(calendar=CALENDAR, zone=ZONE, policies=Policies(disputing=Disputing.WIDENED))
)
SALTS = (bytes(range(32)), bytes(range(32, 64)))
SEALED = seal(HISTORY, salts=SALTS)
SEALED_LEDGER = seal(LEDGER, salts=(bytes([number]) * 16 for number in range(len(LEDGER))))
(PAYMENT_HISTORY,) = (each for each in PAYMENTS if isinstance(each, PaymentHistory))
SEALED_PAYMENT = seal(PAYMENT_HISTORY, salts=SALTS)

SNAPSHOT = Claim(
    id=CLAIM,
    status=ClaimStatus.APPROVED,
    version=9,
    changed_at=LATER,
    changed_in=8,
    details=DETAILS,
    milestones=MILESTONES,
)
BOOKED = FundEntry(
    pool=KEY,
    kind=FundEntryKind.PAYMENT_RETURNED,
    amount=Money("90000.00", "SEK"),
    at=AT,
    on=AT.date(),
    claim=CLAIM,
    number=3,
    activity="digital-advertising",
    entity=EntityId("ireland"),
    payment=PaymentId("PAY-7"),
    by=ActorId("paula"),
    role=Role.PAYMENT_TEAM,
    command=CommandId("return-7"),
    reason="The account is closed.",
)

ABSENT = Actor.vendor(
    "adam",
    Role.REVIEWER,
    location=FORM.location,
    program=FORM.program,
    person="person-8",
    company="vendor",
)
DELEGATION = Delegation(
    absent=ABSENT, substitute=ActorId("eva"), first=date(2022, 9, 12), last=date(2022, 9, 16)
)

_GIVEN: tuple[object, ...] = (
    *EVENTS,
    DELEGATION,
    REASON,
    LINE,
    WHO,
    Recommendation(amount=Money("80000.00", "SEK"), by=WHO),
    *COMMANDS,
    *FUND_COMMANDS,
    *PAYMENTS,
    *RECONCILIATION,
    *SPANS,
    PLAN,
    PROMISE,
    attrs.evolve(ACTORS[Role.INCENTIVES_USER], person=PersonId("p-1"), company=CompanyId("c-1")),
    Grant(Role.REVIEWER, LocationId("se-1"), FORM.program),
    FOUND.entity,
    ASSIGNMENT,
    FOUND,
    SPLIT,
    VALIDATION,
    BankProfiles((ASSIGNMENT, attrs.evolve(ASSIGNMENT, entity=None))),
    CALENDAR,
    PROVENANCE,
    DETAILS,
    SECOND,
    FORM_OF_ALL,
    FORM_OF_ALL.plan,
    HISTORY,
    WANTED,
    ASKED_IN_DISPUTE,
    MILESTONES,
    MILESTONES.rounds[0],
    SNAPSHOT,
    DETAILS.uploads_asked[0],
    REPORT_OF_ALL,
    INFORMATION,
    INVOICE_OF_ALL,
    METRIC,
    PROOF_OF_ALL,
    PART,
    ORIGINAL,
    RATE,
    RateTable((RATE, FIXED)),
    ENDED,
    WHY,
    WHY.basis,
    WHY.source,
    PAID,
    NOVEMBER,
    AT,
    Currency("SEK"),
    Decimal("0.0912"),
    Term("ad-screenshot", "screenshot of the ad"),
    BOOKED,
    LEDGER,
    POOL,
    POOL.balance(),
    POOL.drawings()[0],
    POOL.usage_by_activity("digital-advertising"),
    KEY,
    Money("-1234.50", "SEK"),
    PAYOUT,
    PayoutResolution(
        approved=Money("101.00", "SEK"),
        payouts=(PAYOUT,),
        unresolved=(UNRESOLVED,),
        earned=((PAYOUT.entity, Money("200.00", "SEK")), (EntityId("sweden"), Money("2.00", "SEK"))),
        assigned=((ProfileId("P-1"), ProfileStatus.APPROVED),),
    ),
    UNRESOLVED,
    ClaimingPeriod(date(2022, 8, 16), date(2023, 2, 15)),
    EarningPeriod(date(2022, 1, 1), date(2022, 6, 30)),
    UsagePeriod(date(2022, 7, 1), date(2022, 12, 31)),
    REFERENCE,
    REFERENCE.editions[-1],
    *RULES,
    *answers(decided=(SECOND, BOOKED, SNAPSHOT), payout=PAYOUT, unresolved=UNRESOLVED, validation=VALIDATION),
    SEALED.entries[1],
    SEALED_LEDGER.head,
    SEALED,
    SEALED_LEDGER,
    SEALED_PAYMENT,
    SealAnchor((SEALED.head, SEALED_PAYMENT.head, SEALED_LEDGER.head)),
)
_ALL = (*_GIVEN, *pages(_GIVEN))
_TAGS = {kind.cls: kind.tag for kind in WIRE.kinds}

VALUES: Mapping[str, object] = MappingProxyType(
    {_TAGS[type(value)]: value for value in _ALL} | {"member": ClaimStatus.UNDER_REVIEW}
)
"""The value of each type, by its tag."""

FOR_ABSENT: Mapping[str, object] = MappingProxyType(
    {
        "actor": Actor.vendor("eva", person="person-9").acting_for(DELEGATION),
        "claim.entry": attrs.evolve(ENTRY, on_behalf_of=ABSENT.id, absent_person=ABSENT.person),
        "claim.participant": attrs.evolve(WHO, on_behalf_of=ABSENT.id, absent_person=ABSENT.person),
        "payment.entry": attrs.evolve(PAYMENT_HISTORY.entries[0], on_behalf_of=ABSENT.id),
        "fund.entry": attrs.evolve(BOOKED, on_behalf_of=ABSENT.id),
    }
)
"""A value of each type that has fields which are left out where nobody acts for somebody absent."""
