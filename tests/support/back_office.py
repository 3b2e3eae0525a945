"""A back office, played at random: claims on two funds, their payments, and the gates between them.

Every rule is one thing that somebody does. After each of them the laws hold, which are written here
from the ledger's entries and from what the office did, and not with the library's own totals. The
hooks `open_repository`, `perform`, `pay`, `shares_of` and `booked` are there to be broken on purpose.
"""

from __future__ import annotations

from collections import Counter
from datetime import date, datetime, timedelta
from random import Random
from typing import TYPE_CHECKING, Any, ClassVar, Final, get_args
from zoneinfo import ZoneInfo

import attrs
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from coopclaims import (
    Actor,
    BusinessCalendar,
    Claim,
    ClaimForm,
    ClaimRepository,
    ClaimStatus,
    Currency,
    InMemoryRepository,
    Money,
    Outcome,
    Refused,
    Role,
    UsagePeriod,
    partner_center,
    perform,
    replay,
)
from coopclaims.claims import (
    TABLE,
    AddInvoice,
    AmendClaim,
    ApproveClaim,
    Command,
    Comment,
    CreateClaim,
    DisputeRejection,
    InformationRequest,
    Invoice,
    RejectClaim,
    RequestAction,
    StartReview,
    SubmitClaim,
)
from coopclaims.deadlines import TaxInvoice, TaxInvoiceState
from coopclaims.funds import (
    BrokenLedger,
    FundEntry,
    FundEntryKind,
    PoolKey,
    assert_conserved,
    conversion_entries,
    expiry_entries,
)
from coopclaims.identifiers import (
    ActorId,
    ClaimId,
    CommandId,
    EntityId,
    ItemId,
    LocationId,
    PaymentId,
    ProfileId,
    ProgramId,
)
from coopclaims.money import ExchangeRate, RateTable
from coopclaims.parties import EVERYWHERE
from coopclaims.payments import (
    PAYMENT_TABLE,
    BlockerCode,
    EnrollmentStanding,
    Payment,
    PaymentCommand,
    PaymentContext,
    PaymentDecision,
    PaymentEntry,
    PaymentHistory,
    PaymentTerms,
    ProfileStanding,
    TaxProfile,
    decide_payment,
    record_payment,
    replay_payment,
    why_not_paid,
)
from coopclaims.payouts import (
    Accrual,
    BalanceKey,
    BankProfiles,
    EnrollmentStatus,
    PayingEntity,
    PaymentFigures,
    PaymentStatus,
    PaymentTrigger,
    PayoutResolution,
    ProfileAssignment,
    ProfileStatus,
    WaterfallLevel,
    carry_balances,
    payment_waterfall,
    resolve_payouts,
)
from coopclaims.periods import EarningPeriod
from coopclaims.repositories import FundWrite, PaymentWrite

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from typing import Self

__all__ = ["BackOffice"]

ZONE = ZoneInfo("America/Los_Angeles")
RULES = partner_center.bind(calendar=BusinessCalendar.of_weekdays(years=range(2023, 2036)), zone=ZONE)
PROGRAM = ProgramId("CSP Direct Bill Partner")
USAGE = UsagePeriod(date(2023, 7, 1), date(2023, 12, 31))
EARNED_IN = EarningPeriod(date(2023, 1, 1), date(2023, 6, 30))
OPENING = datetime(2023, 10, 10, 9, tzinfo=ZONE)
LAST_DAY = date(2024, 2, 15)
"""The last day on which these funds can be claimed."""

STOCKHOLM, OSLO = LocationId("se-stockholm"), LocationId("no-oslo")
POOLS = tuple(
    PoolKey(location=location, program=PROGRAM, usage_period=USAGE, currency=Currency(code))
    for location, code in ((STOCKHOLM, "SEK"), (OSLO, "NOK"))
)
ENTITIES = tuple(
    PayingEntity(EntityId(name), code)
    for name, code in (("ireland", "EUR"), ("japan", "JPY"), ("nordic", "SEK"))
)
CURRENCIES = {each.id: each.currency for each in ENTITIES}
PROFILES = {each.id: ProfileId(f"bank-{each.id}") for each in ENTITIES}


def _rates(*, without: date | None) -> RateTable:
    """Return rates that change from month to month, down to amounts that round to nothing."""
    return RateTable(
        ExchangeRate(
            source=source,
            target=target,
            rate=f"{base}{month:02}",
            month=date(year, month, 1),
            origin="a table",
        )
        for source, target, base in (
            ("SEK", "EUR", "0.08"),
            ("SEK", "JPY", "13."),
            ("NOK", "EUR", "0.09"),
            ("NOK", "JPY", "14."),
            ("NOK", "SEK", "1."),
        )
        for year in range(2023, 2036)
        for month in range(1, 13)
        if date(year, month, 1) != without
    )


RATES, EVERY_RATE = _rates(without=date(2023, 12, 1)), _rates(without=None)

ALICE = Actor.partner(
    "alice", Role.INCENTIVES_ADMIN, Role.BILLING_ADMIN, location=EVERYWHERE, program=EVERYWHERE
)
RITA = Actor.vendor("rita", Role.REVIEWER, location=EVERYWHERE, program=EVERYWHERE)
VERA = Actor.vendor("vera", Role.VALIDATION_TEAM, location=EVERYWHERE, program=EVERYWHERE)
PAUL = Actor.vendor("paul", Role.PAYMENT_TEAM, location=EVERYWHERE, program=EVERYWHERE)
PEOPLE = (
    ALICE,
    RITA,
    VERA,
    PAUL,
    Actor.system(),
    Actor.partner("ulla", Role.INCENTIVES_USER, location=EVERYWHERE, program=EVERYWHERE),
    Actor.partner("carl"),
)


def _payer(step: PaymentTrigger, *, own: bool) -> Actor:
    """Return who takes this step of a payment, or somebody of another side."""
    if step in {PaymentTrigger.HOLD, PaymentTrigger.RELEASE}:
        return ALICE if own else PAUL
    if step in {PaymentTrigger.FORFEIT, PaymentTrigger.ESCHEAT, PaymentTrigger.CORRECT_INSTANT}:
        return Actor.system() if own else ALICE
    return PAUL if own else ALICE


def correction_by(step: PaymentTrigger, claim: Claim) -> dict[str, Any]:
    """Return which instant a step corrects, if it does: that of the making, to the earliest that can be."""
    if step is not PaymentTrigger.CORRECT_INSTANT:
        return {}
    return {"corrects": 1, "instant": claim.milestones.approved_at}


KINDS: tuple[type[Command], ...] = get_args(Command)
ANSWERS = (SubmitClaim, StartReview, ApproveClaim, RejectClaim, DisputeRejection, RequestAction)
MOVES_MONEY = frozenset(
    {PaymentTrigger.ORDER, PaymentTrigger.START_PAYING, PaymentTrigger.SEND, PaymentTrigger.RETRY},
)
_P = PaymentTrigger
_PAID = (_P.ORDER, _P.START_PAYING, _P.SEND)
_INVOICED = (_P.REQUEST_TAX_INVOICE, _P.RECEIVE_TAX_INVOICE)
WAYS = (
    (_P.MAKE, *_PAID),
    (_P.MAKE, *_INVOICED, _P.APPROVE_TAX_INVOICE, *_PAID[1:]),
    (_P.MAKE, _P.ORDER, *_INVOICED, _P.REJECT_TAX_INVOICE, *_INVOICED, _P.APPROVE_TAX_INVOICE, *_PAID[1:]),
    (_P.MAKE, _P.ORDER, _P.REJECT_IN_REVIEW, *_PAID),
    (_P.MAKE, *_PAID, _P.RETURN, *_PAID),
    (_P.MAKE, *_PAID, _P.REFUSE, *_PAID),
    (_P.MAKE, *_PAID[:2], _P.FAIL, _P.RETRY, *_PAID[1:]),
    (_P.MAKE, *_PAID, _P.RECOUP, _P.MAKE, *_PAID),
    (_P.MAKE, _P.HOLD, _P.ORDER, _P.RELEASE, *_PAID),
)
"""Ways that a payment may go, the usual one first."""
_REVIEWED = (SubmitClaim, StartReview)
CLAIM_WAYS: tuple[tuple[type[Command], ...], ...] = (
    (*_REVIEWED, ApproveClaim),
    (*_REVIEWED, RejectClaim, DisputeRejection, ApproveClaim),
    (*_REVIEWED, RejectClaim, DisputeRejection, RequestAction, AmendClaim, SubmitClaim, ApproveClaim),
    (*_REVIEWED, RequestAction, AmendClaim, *_REVIEWED, ApproveClaim),
    (*_REVIEWED, RejectClaim, DisputeRejection, RejectClaim),
    (*_REVIEWED, RejectClaim),
)
"""Ways that a claim may go, the usual one first."""
UNDECIDED = {
    ClaimStatus.SUBMITTED,
    ClaimStatus.UNDER_REVIEW,
    ClaimStatus.ACTION_REQUIRED,
    ClaimStatus.DISPUTED,
    ClaimStatus.PARTNER_ACTION_REQUIRED,
}
FORMS = {
    key.location: ClaimForm(
        name="Autumn",
        program=PROGRAM,
        location=key.location,
        usage_period=USAGE,
        activity="partner-network",
        executed_on=date(2023, 9, 15),
        amount=Money(1, key.currency),
    )
    for key in POOLS
}

WHO_PAYS = tuple(each.id for each in ENTITIES)
EARNED = (2_000_000, 3_000_001, 1_111_111)
AMOUNTS = (1, 37, *(100_003 * n for n in range(1, 24)))
PARTS = ("all", "all", "half", "half", "what remains", "above what remains", "one minor unit")
CHANGES = ("more", "up", "down")
MOVEMENTS = ("its time is over", "it is enough", "it is too little")
DAYS = (1, 30, 150)
MOSTLY = (True, True, True, False)
GATES: Mapping[str, tuple[Any, ...]] = {
    "enrollment": (*[EnrollmentStatus.ENROLLED] * 12, *EnrollmentStatus),
    "tax_invoice": (*[TaxInvoiceState.APPROVED] * 12, *TaxInvoiceState),
    "has_tax_profile": MOSTLY,
    "reaches_minimum": MOSTLY,
}
BANK = (*[ProfileStatus.APPROVED] * 6, *ProfileStatus)

pool_keys, entities, amounts = st.sampled_from(POOLS), st.sampled_from(WHO_PAYS), st.sampled_from(AMOUNTS)
numbers, parts, mostly = st.sampled_from(range(6)), st.sampled_from(PARTS), st.sampled_from(MOSTLY)
seldom = st.sampled_from([*[None] * 9, *PEOPLE])


def law(name: str, kept: object) -> None:
    """Fail under the name of the law unless it is kept."""
    if not kept:
        raise AssertionError(f"broken law: {name}")


def parts_of(claim: Claim, shares: tuple[tuple[EntityId, Money], ...]) -> dict[EntityId, Money]:
    """Return what falls to each entity; nothing where none earned anything."""
    assert claim.approved is not None
    return dict(claim.approved.allocate(shares)) if any(each.is_positive for _, each in shares) else {}


class BackOffice(RuleBasedStateMachine):
    """Files, decides and pays claims on two funds, while earnings, gates and the time change."""

    coverage: ClassVar[Counter[str]] = Counter()
    """What was accepted, and where it led; each subclass counts for itself."""

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        cls.coverage = Counter()

    def __init__(self) -> None:
        super().__init__()
        self.repository = self.open_repository()
        self.now = OPENING
        self.commands = 0
        self.claims: list[ClaimId] = []
        self.reserved: dict[ClaimId, int] = {}
        self.split: dict[ClaimId, tuple[tuple[EntityId, Money], ...]] = {}
        self.statements = 0
        self.payments: dict[PaymentId, Payment] = {}
        self.payment_entries: dict[PaymentId, tuple[PaymentEntry, ...]] = {}
        self.ordered: set[PaymentId] = set()
        self.looked_at: set[str] = set()
        self.outside: Counter[tuple[ClaimId, EntityId]] = Counter()
        self.enrollment = EnrollmentStatus.ENROLLED
        self.bank = dict.fromkeys(PROFILES.values(), ProfileStatus.APPROVED)
        self.has_tax_profile = True
        self.tax_invoice = TaxInvoiceState.NOT_NEEDED
        self.reaches_minimum = True

    # What may be broken on purpose.

    def open_repository(self) -> ClaimRepository:
        """Return a repository with both funds, opened and empty."""
        repository = InMemoryRepository()
        for key in POOLS:
            repository.open_pool(key)
        return repository

    def perform(self, command: Command) -> Outcome:
        """Perform a command on the repository."""
        return perform(command, self.repository, rules=RULES)

    def pay(
        self, command: PaymentCommand, payment: Payment | None, around: PaymentContext
    ) -> PaymentDecision:
        """Decide about a payment."""
        fund = self.fund(self.key(around.claim))
        return decide_payment(command, payment, funds=fund, context=around, rules=RULES)

    def shares_of(self, claim: Claim) -> tuple[tuple[EntityId, Money], ...]:
        """Return what each entity earned, as it was when the claim was approved."""
        return self.split[claim.id]

    def booked(self, decision: PaymentDecision) -> tuple[FundEntry, ...]:
        """Return what the ledger records with a decision about a payment."""
        return decision.ledger

    # The funds.

    @initialize(
        first=st.sampled_from(EARNED),
        second=st.sampled_from(EARNED),
        claimed=st.lists(
            st.tuples(pool_keys, amounts, st.sampled_from(CLAIM_WAYS), parts), min_size=2, max_size=3
        ),
        paid=st.lists(
            st.tuples(numbers, st.sampled_from(WAYS), st.sampled_from(range(13))), min_size=1, max_size=3
        ),
    )
    def a_season_opens(
        self,
        first: int,
        second: int,
        claimed: list[tuple[PoolKey, int, tuple[type[Command], ...], str]],
        paid: list[tuple[int, tuple[PaymentTrigger, ...], int]],
    ) -> None:
        """Earn something from two entities in both funds, decide some claims, and begin to pay them."""
        for key in POOLS:
            self.earn(key, ENTITIES[0].id, first)
            self.earn(key, ENTITIES[1].id, second)
        for number, (key, units, way, part) in enumerate(claimed):
            self.file(key, units, submit=True)
            self.go_a_claims_way(number, way, part, 1)
        for number, paying, upto in paid:
            self.go_a_way(number, None, paying, upto)

    @rule(key=pool_keys, entity=entities, units=amounts, kind=st.sampled_from(CHANGES))
    def earnings_change(self, key: PoolKey, entity: EntityId, units: int, kind: str) -> None:
        """Earn more, or correct what was earned: at most down to nothing."""
        if kind == "more":
            self.earn(key, entity, units)
            return
        earned = dict(self.fund(key).shares()).get(entity, Money(0, key.currency)).minor_units
        entry = FundEntry(
            pool=key,
            kind=FundEntryKind.ADJUSTED,
            amount=Money.of_minor_units(units if kind == "up" else -min(units, earned), key.currency),
            at=self.now,
            on=date(2023, 1, 31),
            entity=entity,
        )
        self.book(key, (self.asked(entry),))

    def earn(self, key: PoolKey, entity: EntityId, units: int) -> None:
        amount = Money.of_minor_units(units, key.currency)
        self.book(key, (self.asked(self.fund(key).earned_entry(entity, amount, at=self.now)),))

    def asked(self, entry: FundEntry) -> FundEntry:
        """Return an entry as booked by a command of its own: two that say the same are two."""
        self.statements += 1
        command = CommandId(f"statement-{self.statements}")
        return attrs.evolve(entry, by=ActorId("pia"), role=Role.PAYMENT_TEAM, command=command)

    @rule(key=pool_keys, why=st.sampled_from(MOVEMENTS))
    def money_leaves(self, key: PoolKey, why: str) -> None:
        """Let what no claim holds expire, or become a rebate, where the rules say so."""
        fund, today = self.fund(key), RULES.day(self.now)
        if why == "its time is over":
            movement = expiry_entries(fund, on=today, at=self.now, rules=RULES)
            law("nothing expires before its day", today > LAST_DAY or not movement.entries)
        else:
            movement = conversion_entries(
                fund,
                earning_period=EARNED_IN,
                on=today,
                at=self.now,
                rules=RULES,
                compared=Money("10000.00" if why == "it is enough" else "9999.99", "USD"),
            )
            law("what is enough is not converted", why != "it is enough" or not movement.entries)
        self.coverage[f"{why}: {len(movement.entries)}"] += 1
        self.book(key, movement.entries)

    @rule(days=st.sampled_from(DAYS))
    def wait(self, days: int) -> None:
        self.now += timedelta(days=days)

    # The claims.

    @precondition(lambda self: len(self.claims) < 5)
    @rule(key=pool_keys, units=amounts, submit=mostly)
    def file(self, key: PoolKey, units: int, submit: bool) -> None:
        claim = ClaimId(f"C-{len(self.claims) + 1}")
        amount = Money.of_minor_units(units, key.currency)
        form = attrs.evolve(FORMS[key.location], amount=amount)
        if not self.give(CreateClaim, claim, ALICE, form=form):
            return
        self.claims.append(claim)
        self.reserved[claim] = 0
        self.give(
            AddInvoice, claim, ALICE, invoice=Invoice(id=ItemId("invoice"), document="scan", amount=amount)
        )
        if submit:
            self.give(SubmitClaim, claim, ALICE)

    @precondition(lambda self: self.claims)
    @rule(number=numbers, kind=st.sampled_from(KINDS), by=seldom, part=parts, units=amounts)
    def go_on(self, number: int, kind: type[Command], by: Actor | None, part: str, units: int) -> None:
        """Give one command: one that the status allows where there is one, by who may give it, mostly."""
        claim = self.claim(self.claims[number % len(self.claims)])
        steps = TABLE.possible(claim.status)
        fitting = [each for each in ANSWERS if each.trigger in steps]
        if by is None and fitting and kind not in _CONTENT:
            kind = fitting[KINDS.index(kind) % len(fitting)]
        if kind not in _CONTENT:
            kind = Comment
        self.give(kind, claim.id, by or self.who(kind, claim), **self.content(kind, claim, part, units))

    @precondition(lambda self: self.claims)
    @rule(number=numbers, way=st.sampled_from(CLAIM_WAYS), part=parts, units=amounts)
    def go_a_claims_way(self, number: int, way: tuple[type[Command], ...], part: str, units: int) -> None:
        """Go a way with a claim, as far as its status lets it."""
        name = self.claims[number % len(self.claims)]
        for kind in way:
            claim = self.claim(name)
            if kind.trigger in TABLE.possible(claim.status):
                self.give(kind, name, self.who(kind, claim), **self.content(kind, claim, part, units))

    def who(self, kind: type[Command], claim: Claim) -> Actor:
        if kind in {ApproveClaim, RejectClaim, RequestAction, StartReview}:
            return VERA if claim.status is ClaimStatus.DISPUTED else RITA
        return ALICE

    def content(self, kind: type[Command], claim: Claim, part: str, units: int) -> dict[str, Any]:
        if kind is AmendClaim:
            amount = Money.of_minor_units(units, claim.currency)
            return {"form": attrs.evolve(claim.form, amount=amount)}
        if kind is not ApproveClaim:
            return dict(_CONTENT.get(kind, {}))
        whole = claim.form.amount.minor_units
        left = self.model(self.key(claim)).remaining
        asked = {
            "all": whole,
            "half": whole // 2,
            "what remains": min(left, whole),
            "above what remains": left + 1,
            "one minor unit": 1,
        }[part]
        return {"amount": Money.of_minor_units(asked, claim.currency), "reason": "So much is shown."}

    def give(self, kind: type[Command], claim: ClaimId, by: Actor, **content: Any) -> bool:
        """Give a command, and say whether it was accepted. What is refused changes nothing."""
        self.commands += 1
        make: Any = kind
        command: Command = make(
            claim=claim, id=CommandId(f"command-{self.commands}"), by=by, at=self.now, **content
        )
        before = None if kind is CreateClaim else self.claim(claim)
        funds = {key: self.model(key) for key in POOLS}
        stood = self.stands()
        try:
            outcome = self.perform(command)
        except Refused as refused:
            law("what is refused changes nothing", self.stands() == stood)
            law("a refusal has its problems", refused.problems)
            return False
        self.coverage[f"{kind.__name__} > {outcome.claim.status}"] += 1
        if before is not None:
            self.foresee(kind, before, outcome.claim, funds[self.key(before)])
        return True

    def foresee(self, kind: type[Command], before: Claim, after: Claim, was: Model) -> None:
        """Keep what the ledger ought to hold for a claim, by what the how-to says of each command."""
        claim, wanted = before.id, before.form.amount.minor_units
        if kind is DisputeRejection or (
            kind is SubmitClaim and before.status is ClaimStatus.PARTNER_ACTION_REQUIRED
        ):
            if wanted <= was.remaining - was.reserved + self.reserved[claim] + was.lapsed[claim]:
                self.reserved[claim] = wanted
        elif kind is SubmitClaim:
            self.reserved[claim] = wanted
        elif after.status in {ClaimStatus.APPROVED, ClaimStatus.REJECTED}:
            self.reserved[claim] = 0
        if kind is ApproveClaim:
            assert after.approved is not None
            law(
                "no more is approved than was earned and is left",
                after.approved.minor_units <= was.remaining + was.lapsed[claim],
            )
            self.split[claim] = self.fund(self.key(before)).shares()

    # The gates.

    @rule(
        bank=st.fixed_dictionaries(dict.fromkeys(PROFILES.values(), st.sampled_from(BANK))),
        enrollment=st.sampled_from(GATES["enrollment"]),
        tax_invoice=st.sampled_from(GATES["tax_invoice"]),
        has_tax_profile=mostly,
        reaches_minimum=mostly,
    )
    def gates_open_and_close(self, **gates: Any) -> None:
        """Leave each gate open or closed; most of them closed."""
        for name, state in gates.items():
            setattr(self, name, state)

    def open_gates(self, claim: Claim, entity: EntityId, payment: Payment) -> set[str]:
        """Return what keeps this payment from going on, told from what the office changed itself."""
        profile = PROFILES[entity]
        asks_for_minimum = payment.id not in self.ordered
        waits = {
            "enrollment": self.enrollment is not EnrollmentStatus.ENROLLED,
            "tax profile": not self.has_tax_profile,
            "tax invoice": self.tax_invoice.is_open,
            "bank profile": self.bank[profile] is not ProfileStatus.APPROVED,
            "minimum": asks_for_minimum and not self.reaches_minimum,
            "hold": payment.is_held,
            "claim": claim.status is not ClaimStatus.APPROVED,
        }
        return {name for name, is_open in waits.items() if is_open}

    # The payments.

    @precondition(lambda self: self.split)
    @rule(
        number=numbers,
        entity=entities,
        step=st.sampled_from([*PaymentTrigger, *PaymentTrigger]),
        fits=mostly,
        own=mostly,
        restated=st.booleans(),
    )
    def go_on_paying(
        self, number: int, entity: EntityId, step: PaymentTrigger, fits: bool, own: bool, restated: bool
    ) -> None:
        if not self.split:
            return
        claim = [*self.split][number % len(self.split)]
        payment = self.last_payment(claim, entity)
        steps = PAYMENT_TABLE.possible(None if payment is None else payment.status)
        if fits and steps and step is not PaymentTrigger.MAKE:
            step = steps[[*PaymentTrigger].index(step) % len(steps)]
        self.ask(claim, entity, step, own=own, restated=restated)

    @precondition(lambda self: self.split)
    @rule(
        number=numbers,
        who=st.one_of(st.none(), entities),
        way=st.sampled_from(WAYS),
        upto=st.sampled_from(range(1, 13)),
    )
    def go_a_way(self, number: int, who: EntityId | None, way: tuple[PaymentTrigger, ...], upto: int) -> None:
        """Go a way with one entity or all, as far as the gates let it, and no further than this."""
        if not self.split:
            return
        claim = [*self.split][number % len(self.split)]
        for entity in CURRENCIES if who is None else [who]:
            for step in way[:upto]:
                self.ask(claim, entity, step, own=True, restated=True)

    def ask(
        self, claim_id: ClaimId, entity: EntityId, step: PaymentTrigger, *, own: bool, restated: bool
    ) -> None:
        """Ask for a step of a payment. Where it moves money, say beforehand whether it may."""
        claim, around = self.claim(claim_id), self.around(claim_id)
        known = [each for each in self.payments.values() if (each.claim, each.entity) == (claim_id, entity)]
        payment = None if step is PaymentTrigger.MAKE else self.last_payment(claim_id, entity)
        owed = around.payout_of(entity)
        self.commands += 1
        terms = None
        if step is PaymentTrigger.MAKE or (step is PaymentTrigger.ORDER and restated):
            money = Money(1, CURRENCIES[entity]) if owed is None else owed.money
            settles = Money(1, claim.currency) if owed is None else owed.share
            if payment is not None:
                settles = payment.terms.settles
            terms = PaymentTerms(
                claim=claim_id,
                entity=entity,
                profile=PROFILES[entity],
                money=money,
                settles=settles,
                fund=self.key(claim),
            )
        number = len(known) + 1
        command = PaymentCommand(
            payment=PaymentId(f"{claim_id}/{entity}/{number}") if payment is None else payment.id,
            id=CommandId(f"command-{self.commands}"),
            by=_payer(step, own=own),
            at=self.now,
            trigger=step,
            terms=terms,
            note="why",
            **correction_by(step, claim),
        )
        answer = why_not_paid(around, at=self.now, rules=RULES)
        faults = {gate.code for gate in answer.faults if gate.entity in {None, entity}}
        try:
            decision = self.pay(command, payment, around)
        except Refused:
            if payment is not None and own and step in MOVES_MONEY:
                self.refused(
                    payment, claim, step, owed_now=None if owed is None else owed.money, restated=restated
                )
            return
        if step in MOVES_MONEY:
            assert payment is not None
            law("no money moves through an open gate", not self.open_gates(claim, entity, payment))
            # The minimum names no entity, and is not asked again of a share that was ordered.
            past = {BlockerCode.MINIMUM} if payment.id in self.ordered else set()
            blocking = {code for code in faults - past if not code.is_payment_status}
            law("no money moves while why_not_paid names a fault", not blocking)
        self.record(payment, decision)

    def refused(
        self, payment: Payment, claim: Claim, step: PaymentTrigger, *, owed_now: Money | None, restated: bool
    ) -> None:
        """Check that a payment with nothing in its way is not refused."""
        owes = step is not PaymentTrigger.ORDER or (
            owed_now is not None and (restated or owed_now == payment.money)
        )
        possible = step in PAYMENT_TABLE.possible(payment.status)
        waits = self.open_gates(claim, payment.entity, payment)
        law("a payment with nothing in its way is not refused", waits or not possible or not owes)

    def record(self, payment: Payment | None, decision: PaymentDecision) -> None:
        """Record what happened to a payment, and book what that means for the fund."""
        (entry,) = decision.entries
        after = record_payment(payment, entry)
        self.payments[after.id] = after
        self.payment_entries[after.id] = (*self.payment_entries.get(after.id, ()), entry)
        self.coverage[f"{entry.trigger} > {after.status}"] += 1
        if entry.trigger in {PaymentTrigger.ORDER, PaymentTrigger.START_PAYING}:
            self.ordered.add(after.id)
        slot = (after.claim, after.entity)
        self.outside[slot] += (after.status is PaymentStatus.SENT) - (entry.before is PaymentStatus.SENT)
        law("what is decided is what is recorded", decision.payment == after)
        step = PaymentWrite(payment=after.id, expected=after.version - 1, entries=decision.entries)
        self.book(self.key(self.claim(after.claim)), self.booked(decision), step)

    # The laws.

    @invariant()
    def money_is_conserved(self) -> None:
        for key in POOLS:
            fund = self.fund(key)
            if self.is_new(key, fund.version):
                assert_conserved(fund, self.ledger(key))

    @invariant()
    def each_fund_holds_what_its_claims_say(self) -> None:
        for key in POOLS:
            fund, model = self.fund(key), self.model(key)
            here = [claim for claim in map(self.claim, self.claims) if self.key(claim) == key]
            for claim in here:
                waiting = claim.status in UNDECIDED
                held = fund.reserved_for(claim.id).minor_units
                law("a claim holds what it asked for, until it is decided", held == self.reserved[claim.id])
                law("only a claim that waits for its decision holds money", waiting or not held)
                approved = 0 if claim.approved is None else claim.approved.minor_units
                law(
                    "what is approved is committed, once",
                    fund.approved_for(claim.id).minor_units == approved == model.approved_for[claim.id],
                )
                law("no claim is paid more than is approved", model.paid_for[claim.id] <= approved)
            balance = fund.balance()
            held_together = sum(self.reserved[claim.id] for claim in here)
            law("what is reserved is what the claims hold", balance.reserved.minor_units == held_together)
            law("what remains is what the entries leave", balance.remaining.minor_units == model.remaining)

    @invariant()
    def nobody_is_paid_twice(self) -> None:
        for (claim_id, entity), times in self.outside.items():
            law("money is outside once at most", times in {0, 1})
            theirs = [
                each for each in self.payments.values() if (each.claim, each.entity) == (claim_id, entity)
            ]
            right = [each for each in theirs if each.status is not PaymentStatus.INCORRECT_PAYMENT]
            law("a share has one payment that stands", len(right) <= 1)
        for claim in map(self.claim, self.split):
            shares = parts_of(claim, self.split[claim.id])
            out = sum(part.minor_units for entity, part in shares.items() if self.outside[claim.id, entity])
            law(
                "the ledger knows what was paid",
                self.fund(self.key(claim)).paid_for(claim.id).minor_units == out,
            )

    @invariant()
    def every_history_gives_back_what_is_stored(self) -> None:
        stored = {each.id: each for each in self.repository.claims()}
        for claim in self.claims:
            law("replaying a History gives the stored claim", self.claim(claim) == stored[claim])
        for payment, entries in self.payment_entries.items():
            history = PaymentHistory(payment, entries)
            law("replaying a payment gives the payment", replay_payment(history) == self.payments[payment])

    @invariant()
    def every_approved_unit_is_somewhere(self) -> None:
        for claim in map(self.claim, self.split):
            approved, paid = (
                claim.approved,
                [each for each in self.payments.values() if each.claim == claim.id],
            )
            assert approved is not None
            gates = (self.enrollment, *self.bank.values())
            if not self.is_new(claim.id, self.now, gates, [each.version for each in paid]):
                continue
            for resolution in (self.resolved(claim), self.resolved(claim, mended=True)):
                shares = [each.share for each in resolution.payouts] + [
                    each.share for each in resolution.unresolved
                ]
                law(
                    "payouts and unresolved shares are what is approved",
                    sum(each.minor_units for each in shares) == approved.minor_units,
                )
            self.waterfall_adds_up(claim, resolution, [each for each in paid if self.is_sent(each)])

    def waterfall_adds_up(self, claim: Claim, resolution: PayoutResolution, sent: Iterable[Payment]) -> None:
        paid = {each.entity: each.money for each in sent}
        payable = {each.entity for each in resolution.payouts}
        figures = [PaymentFigures(entity=each, paid=money) for each, money in paid.items() if each in payable]
        fall = payment_waterfall(claim, resolution, figures=figures)
        law("a waterfall begins with the claim", fall.trunk[0].amount == claim.form.amount)
        law("a waterfall comes to what is approved", fall.at(WaterfallLevel.APPROVED) == (claim.approved,))
        for branch in fall.branches:
            *_, last = branch.steps
            for before, step in zip(branch.steps, branch.steps[1:], strict=False):
                due = before.amount if step.rate is None else step.rate.convert(before.amount)
                less = Money(0, due.currency) if step.difference is None else step.difference.amount
                law("each level follows from the one before", step.amount == due - less)
            if branch.entity in payable:
                assert branch.entity is not None
                out = paid.get(branch.entity, Money(0, last.amount.currency))
                law("a waterfall ends with what was paid", last.amount == out)

    # What there is.

    def book(self, key: PoolKey, entries: tuple[FundEntry, ...], *steps: PaymentWrite) -> None:
        """Book entries, in one append with the step of a payment that they come with."""
        version = self.fund(key).version
        try:
            self.repository.append(FundWrite(pool=key, expected=version, entries=entries), *steps)
        except BrokenLedger as broken:
            raise AssertionError(
                f"broken law: the office books what the ledger can take ({broken})"
            ) from None

    def is_new(self, *found: object) -> bool:
        """Say whether this was not looked at before: a law is checked again only where something changed."""
        told = repr(found)
        is_new = told not in self.looked_at
        self.looked_at.add(told)
        return is_new

    def is_sent(self, payment: Payment) -> bool:
        return payment.status is PaymentStatus.SENT

    def claim(self, claim: ClaimId) -> Claim:
        return replay(self.repository.history(claim))

    def key(self, claim: Claim) -> PoolKey:
        return next(key for key in POOLS if key.location == claim.form.location)

    def fund(self, key: PoolKey) -> Any:
        return self.repository.pool(key.location, key.program, key.usage_period)

    def ledger(self, key: PoolKey) -> tuple[FundEntry, ...]:
        repository: Any = self.repository
        entries: tuple[FundEntry, ...] = repository.ledger(key)
        return entries

    def stands(self) -> tuple[object, ...]:
        return (self.repository.claims(), self.repository.pools())

    def model(self, key: PoolKey) -> Model:
        return Model.of(self.ledger(key))

    def last_payment(self, claim: ClaimId, entity: EntityId) -> Payment | None:
        found = [each for each in self.payments.values() if (each.claim, each.entity) == (claim, entity)]
        return found[-1] if found else None

    def resolved(self, claim: Claim, *, mended: bool = False) -> PayoutResolution:
        """Return what each entity pays now, or would pay if everything were mended."""
        statuses = dict.fromkeys(self.bank, ProfileStatus.APPROVED) if mended else self.bank
        return resolve_payouts(
            claim,
            shares=self.shares_of(claim),
            entities=ENTITIES,
            profiles=BankProfiles(
                ProfileAssignment(
                    profile=PROFILES[each.id],
                    currency=each.currency,
                    location=claim.form.location,
                    program=PROGRAM,
                    entity=each.id,
                    status=statuses[PROFILES[each.id]],
                )
                for each in ENTITIES
            ),
            rates=EVERY_RATE if mended else RATES,
            ordered_at=self.now,
            rules=RULES,
            enrollment=EnrollmentStatus.ENROLLED if mended else self.enrollment,
        )

    def around(self, claim_id: ClaimId) -> PaymentContext:
        claim = self.claim(claim_id)
        is_approved = self.tax_invoice is TaxInvoiceState.APPROVED
        return PaymentContext(
            claim=claim,
            resolution=self.resolved(claim),
            enrollment=EnrollmentStanding(self.enrollment),
            profiles=[ProfileStanding(each, status) for each, status in self.bank.items()],
            tax_profile=TaxProfile(ProfileStatus.APPROVED) if self.has_tax_profile else None,
            tax_invoice=TaxInvoice(self.tax_invoice, OPENING if is_approved else None),
            balance=BALANCES[claim.form.location, self.reaches_minimum],
            payments=[each for each in self.payments.values() if each.claim == claim_id],
        )

    @classmethod
    def played(cls, seed: int, *, steps: int) -> Self:
        """Play without a shrinking machine: every choice is as likely as another, and falls on the seed."""
        dice = Random(seed)  # noqa: S311 - it plays
        one, office = dice.choice, cls()
        office.a_season_opens(
            one(EARNED),
            one(EARNED),
            [(one(POOLS), one(AMOUNTS), one(CLAIM_WAYS), one(PARTS)) for _ in range(3)],
            [(number, one(WAYS), dice.randrange(13)) for number in range(2)],
        )
        moves: tuple[Callable[[], None], ...] = (
            lambda: office.earnings_change(one(POOLS), one(WHO_PAYS), one(AMOUNTS), one(CHANGES)),
            lambda: office.money_leaves(one(POOLS), one(MOVEMENTS)),
            lambda: office.wait(one(DAYS)),
            lambda: office.file(one(POOLS), one(AMOUNTS), submit=one(MOSTLY)),
            lambda: office.go_on(dice.randrange(6), one(KINDS), one(PEOPLE), one(PARTS), one(AMOUNTS)),
            lambda: office.go_a_claims_way(dice.randrange(6), one(CLAIM_WAYS), one(PARTS), one(AMOUNTS)),
            lambda: office.gates_open_and_close(
                bank={each: one(BANK) for each in PROFILES.values()},
                **{gate: one(states) for gate, states in GATES.items()},
            ),
            lambda: office.go_on_paying(
                dice.randrange(6),
                one(WHO_PAYS),
                one([*PaymentTrigger]),
                one(MOSTLY),
                one(MOSTLY),
                one(MOSTLY),
            ),
            lambda: office.go_a_way(dice.randrange(6), one(WHO_PAYS), one(WAYS), dice.randrange(1, 13)),
            lambda: office.go_a_way(dice.randrange(6), None, one(WAYS), dice.randrange(1, 13)),
        )
        office.keep_the_laws()
        for _ in range(steps):
            one(moves)()
            office.keep_the_laws()
        return office

    def keep_the_laws(self) -> None:
        """Check every law now."""
        self.money_is_conserved()
        self.each_fund_holds_what_its_claims_say()
        self.nobody_is_paid_twice()
        self.every_history_gives_back_what_is_stored()
        self.every_approved_unit_is_somewhere()


@attrs.frozen
class Model:
    """The sums of a ledger's entries, in minor units, taken anew."""

    remaining: int
    reserved: int
    lapsed: Counter[ClaimId | None]
    approved_for: Counter[ClaimId | None]
    paid_for: Counter[ClaimId | None]

    @classmethod
    def of(cls, entries: Iterable[FundEntry]) -> Model:
        kind = FundEntryKind
        sums: Counter[tuple[FundEntryKind, ClaimId | None]] = Counter()
        for entry in entries:
            sums[entry.kind, entry.claim] += entry.amount.minor_units
        claims = {claim for _, claim in sums}

        def of_claims(plus: FundEntryKind, *minus: FundEntryKind) -> Counter[ClaimId | None]:
            return Counter(
                {each: sums[plus, each] - sum(sums[kind, each] for kind in minus) for each in claims}
            )

        came = (kind.EARNED, kind.ADJUSTED, kind.ROLLED_IN, kind.RESTORED)
        went = (kind.CONVERTED, kind.ROLLED_OUT, kind.EXPIRED, kind.COMMITTED)
        return cls(
            sum(units * ((each in came) - (each in went)) for (each, _), units in sums.items()),
            of_claims(kind.RESERVED, kind.RELEASED).total(),
            of_claims(kind.EXPIRED, kind.RESTORED),
            of_claims(kind.COMMITTED),
            of_claims(kind.PAID, kind.PAYMENT_RETURNED, kind.RECOUPED),
        )


def _balance(location: LocationId, amount: str) -> Any:
    key = BalanceKey(location=location, program=PROGRAM)
    accrual = Accrual(key=key, month=date(2023, 10, 1), amount=Money(amount, "USD"))
    return carry_balances([accrual], rules=RULES)[0]


BALANCES: Final = {
    (key.location, reached): _balance(key.location, "200.00" if reached else "199.99")
    for key in POOLS
    for reached in (True, False)
}
_CONTENT: Final[Mapping[type[Command], dict[str, Any]]] = {
    AmendClaim: {},
    ApproveClaim: {},
    Comment: {"text": "A remark."},
    DisputeRejection: {"reason": "It was shown."},
    RejectClaim: {"reasons": ("The landing page does not show the brand.",)},
    RequestAction: {"requests": (InformationRequest("a readable scan"),)},
    StartReview: {},
    SubmitClaim: {},
}
