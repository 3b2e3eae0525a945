"""Where a check plays: a location that nobody else knows, its fund, and claims made of plain facts.

Entries are written as facts, not decided, so that no rule of any edition stands between a check and
the repository that it tests.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from functools import cache
from typing import TYPE_CHECKING, TypeVar, final
from uuid import uuid4

import attrs

from coopclaims.claims.claim import ClaimForm
from coopclaims.claims.commands import Comment as CommentCommand
from coopclaims.claims.events import (
    ApprovalRetracted,
    ClaimApproved,
    ClaimCreated,
    ClaimSubmitted,
    Commented,
    CutDisputed,
    HistoryEntry,
    ReviewStarted,
)
from coopclaims.claims.table import TABLE
from coopclaims.errors import UnknownClaim, UnknownPayment
from coopclaims.funds.entries import FundEntry, FundEntryKind, PoolKey
from coopclaims.identifiers import ClaimId, CommandId, EntityId, LocationId, PaymentId, ProfileId, ProgramId
from coopclaims.money.amounts import Money
from coopclaims.parties import Role
from coopclaims.payments.payment import PaymentEntry, PaymentTerms
from coopclaims.payments.table import PAYMENT_TABLE
from coopclaims.payouts.statuses import PaymentTrigger
from coopclaims.repositories.protocols import ClaimWrite, FundWrite, PaymentWrite
from coopclaims.testing.laws import broken, law
from coopclaims.testing.world import World
from coopclaims.transitions import Row

if TYPE_CHECKING:
    from collections.abc import Callable

    from coopclaims.claims.claim import Claim, ClaimStatus
    from coopclaims.claims.events import Event, History
    from coopclaims.funds.pool import FundPool
    from coopclaims.payments.payment import Payment, PaymentHistory
    from coopclaims.repositories.protocols import ClaimRepository
    from coopclaims.testing.contract.terms import MakeRepository


NOON = datetime(2022, 9, 1, 12, 0, 0, 123457, tzinfo=UTC)
"""When the first entry of every History happens: an instant that microseconds are part of."""

_Error = TypeVar("_Error", bound=Exception)
_ACTOR = Role.INCENTIVES_USER
_PAYER = Role.PAYMENT_TEAM
PAYING = (PaymentTrigger.MAKE, PaymentTrigger.ORDER, PaymentTrigger.START_PAYING)
"""The steps of a payment from its making until it is on its way, of which the fund records nothing."""


@cache
def _world() -> World:
    return World.typical()


@final
class Site:
    """A location of its own, with a fund from which 120000.00 SEK can be claimed, in a new repository."""

    def __init__(
        self, make: MakeRepository, *, others: Callable[[PoolKey], tuple[PoolKey, ...]] | None = None
    ) -> None:
        self.label = uuid4().hex[:10]  # no counter: a store may hold what other processes and runs have left
        self.key = attrs.evolve(_world().funds.key, location=LocationId(f"{self.label}-place"))
        self.store: ClaimRepository = make(self.key, *(others(self.key) if others else ()))
        self.earned = self.earning(self.key, Money("120000.00", self.key.currency))
        self.store.append(FundWrite(pool=self.key, expected=0, entries=(self.earned,)))

    @property
    def world(self) -> World:
        """The rules and the people of the place, for what is decided and not only recorded."""
        funds = _world().funds
        return attrs.evolve(_world(), funds=attrs.evolve(funds, key=self.key))

    def earning(self, key: PoolKey, amount: Money) -> FundEntry:
        """Return the entry that says that this was earned into a fund."""
        return FundEntry(
            pool=key,
            kind=FundEntryKind.EARNED,
            amount=amount,
            at=NOON - timedelta(days=60),
            on=key.usage_period.first,
            entity=EntityId("vendor-ireland"),
        )

    def booking(self, command: CommandId, amount: str = "7.50") -> FundEntry:
        """Return the entry that a command to the fund of this place books."""
        return attrs.evolve(
            self.earning(self.key, Money(amount, self.key.currency)),
            by=_world().actor(_PAYER).id,
            role=_PAYER,
            command=command,
            reason="The statement of the quarter.",
        )

    def id(self, name: str = "claim") -> ClaimId:
        """Return the identifier of a claim of this place."""
        return ClaimId(f"{self.label}-{name}")

    def form(self, *, location: LocationId | None = None, program: ProgramId | None = None) -> ClaimForm:
        """Return the form of a claim on the fund of this place, or of another one."""
        return ClaimForm(
            name="Autumn campaign",
            program=program or self.key.program,
            location=location or self.key.location,
            usage_period=self.key.usage_period,
            activity="digital-advertising",
            executed_on=NOON.date(),
            amount=Money("90000.00", self.key.currency),
        )

    def entries(
        self, claim: ClaimId, *events: Event, number: int = 0, status: ClaimStatus | None = None
    ) -> tuple[HistoryEntry, ...]:
        """Return the entries in which this happened to a claim that had so many and that status."""
        made: list[HistoryEntry] = []
        for event in events:
            row = TABLE[status][event.trigger]
            if not isinstance(row, Row):
                broken("the contract tells only of what the table allows", status=status, event=event)
            number += 1
            able = _world().rules.roles(row.requires, NOON.date())
            role = _ACTOR if _ACTOR in able else able[0]
            made.append(
                HistoryEntry(
                    claim=claim,
                    number=number,
                    at=NOON + timedelta(minutes=number, microseconds=number),
                    by=_world().actor(role).id,
                    side=role.side,
                    role=role,
                    command=CommandId(f"{claim}/{number}"),
                    event=event,
                    before=status,
                    after=row.target,
                )
            )
            status = row.target
        return tuple(made)

    def begin(self, claim: ClaimId, *events: Event, form: ClaimForm | None = None) -> ClaimWrite:
        """Return the write that creates a claim, and records these events after that."""
        entries = self.entries(claim, ClaimCreated(form or self.form()), *events)
        return ClaimWrite(claim=claim, expected=0, entries=entries)

    def next(self, claim: Claim, *events: Event) -> ClaimWrite:
        """Return the write that records these events on a claim as it stands."""
        entries = self.entries(claim.id, *events, number=claim.version, status=claim.status)
        return ClaimWrite(claim=claim.id, expected=claim.version, entries=entries)

    def remarks(self, claim: ClaimId, number: int, count: int) -> ClaimWrite:
        """Return the write of so many remarks on a draft that has so many entries."""
        status = self.entries(claim, ClaimCreated(self.form()))[0].after
        events = (Commented(f"Remark {each}") for each in range(number + 1, number + count + 1))
        entries = self.entries(claim, *events, number=number, status=status)
        return ClaimWrite(claim=claim, expected=number, entries=entries)

    def submitted(self, claim: ClaimId, *events: Event) -> ClaimWrite:
        """Return the write that creates a claim and hands it in, and records these events after that."""
        return self.begin(claim, ClaimSubmitted(), *events)

    def under_review(self, name: str, amount: str = "90000.00") -> Claim:
        """Store a claim that waits for its approval, with this amount reserved, and return it."""
        claim = self.id(name)
        held = self.funding(self.reserved(claim, 2, amount), expected=self.pool().version)
        self.store.append(self.submitted(claim, ReviewStarted()), held)
        (found,) = (each for each in self.listed() if each.id == claim)
        return found

    def approval(self, claim: Claim) -> ClaimWrite:
        """Return the write that approves what a claim under review asks for."""
        return self.next(claim, ClaimApproved(claim.form.amount))

    def reserved(self, claim: ClaimId, number: int, amount: str = "1.00") -> FundEntry:
        """Return the entry that reserves this for a claim, caused by its entry of this number."""
        return FundEntry(
            pool=self.key,
            kind=FundEntryKind.RESERVED,
            amount=Money(amount, self.key.currency),
            at=NOON + timedelta(minutes=number, microseconds=number),
            on=NOON.date(),
            claim=claim,
            number=number,
        )

    def caused(self, write: ClaimWrite) -> tuple[FundEntry, ...]:
        """Return what the fund records with this write: a little held for each submission, each approval."""
        found: list[FundEntry] = []
        approved = 0 * self.earned.amount
        for entry in write.entries:
            booked = self.reserved(write.claim, entry.number, f"0.{entry.number:02}")
            if isinstance(entry.event, ClaimApproved):
                approved = entry.event.amount
                found.append(attrs.evolve(booked, kind=FundEntryKind.COMMITTED, amount=approved))
            elif isinstance(entry.event, ApprovalRetracted | CutDisputed):
                found.append(attrs.evolve(booked, kind=FundEntryKind.COMMITMENT_REVERSED, amount=approved))
            elif isinstance(entry.event, ClaimSubmitted):
                found.append(booked)
        return tuple(found)

    def credit(self, number: int) -> FundEntry:
        """Return the entry of this number that a command to the fund books, which no claim causes."""
        return self.booking(CommandId(f"{self.label}/credit-{number}"), "1.00")

    def payment(self, name: str = "payment") -> PaymentId:
        """Return the identifier of a payment of this place."""
        return PaymentId(f"{self.label}-{name}")

    def terms(self, claim: ClaimId, amount: str = "60.25") -> PaymentTerms:
        """Return what is paid of a claim."""
        return PaymentTerms(
            claim=claim,
            entity=EntityId("vendor-ireland"),
            profile=ProfileId("profile-1"),
            money=Money(amount, self.key.currency),
            settles=Money(amount, self.key.currency),
            fund=self.key,
        )

    def steps(
        self, payment: PaymentId, claim: ClaimId, *triggers: PaymentTrigger, after: Payment | None = None
    ) -> PaymentWrite:
        """Return the write in which these steps are taken on a payment that stands so, or is not there."""
        number, status = (0, None) if after is None else (after.version, after.status)
        made: list[PaymentEntry] = []
        for trigger in triggers:
            row = PAYMENT_TABLE[status][trigger]
            if not isinstance(row, Row):
                broken("the contract tells only of what the table allows", status=status, step=trigger)
            number += 1
            made.append(
                PaymentEntry(
                    payment=payment,
                    number=number,
                    at=NOON + timedelta(days=30, minutes=number, microseconds=number),
                    by=_world().actor(_PAYER).id,
                    side=_PAYER.side,
                    role=_PAYER,
                    command=CommandId(f"{payment}/{number}"),
                    trigger=trigger,
                    before=status,
                    after=row.target,
                    terms=self.terms(claim) if trigger is PaymentTrigger.MAKE else None,
                    note=f"{trigger.caption}: \u00e5\u00e4\u00f6, 'quoted' ",
                )
            )
            status = row.target
        expected = 0 if after is None else after.version
        return PaymentWrite(payment=payment, expected=expected, entries=tuple(made))

    def paid(self, sent: PaymentWrite) -> FundEntry:
        """Return what the fund records with the last step of a payment, which sends it."""
        step = sent.entries[-1]
        return FundEntry(
            pool=self.key,
            kind=FundEntryKind.PAID,
            amount=Money("60.25", self.key.currency),
            at=step.at,
            on=step.at.date(),
            claim=self.id("approved"),
            entity=EntityId("vendor-ireland"),
            payment=sent.payment,
            by=step.by,
            role=step.role,
            command=step.command,
        )

    def funding(self, *entries: FundEntry, expected: int = 1) -> FundWrite:
        """Return the write of these entries to the fund of this place."""
        return FundWrite(pool=self.key, expected=expected, entries=entries)

    def remark(self, claim: ClaimId, name: str, text: str = "A remark.") -> CommentCommand:
        """Return the command to leave a remark on a claim, under an identifier of this name."""
        return CommentCommand(
            claim=claim,
            id=CommandId(f"{self.label}/{name}"),
            by=self.world.actor(_ACTOR),
            at=NOON + timedelta(days=1),
            text=text,
        )

    def pool(self) -> FundPool:
        """Return the fund of this place as the repository has it."""
        return self.store.pool(self.key.location, self.key.program, self.key.usage_period)

    def listed(self) -> tuple[Claim, ...]:
        """Return the claims of this place as the repository lists them."""
        return self.store.claims(location=self.key.location)

    def history(self, claim: ClaimId) -> History | None:
        """Return the History of a claim, or `None` where there is none."""
        try:
            return self.store.history(claim)
        except UnknownClaim:
            return None

    def payment_history(self, payment: PaymentId) -> PaymentHistory | None:
        """Return the History of a payment, or `None` where there is none."""
        try:
            return self.store.payment_history(payment)
        except UnknownPayment:
            return None

    def holds(
        self, what: str, *, entries: int, pool: int | None = None, claim: ClaimId | None = None
    ) -> None:
        """Raise `AssertionError` unless a claim has so many entries, and the fund is at this version."""
        found = len(self.store.history(claim or self.id()))
        law(found == entries, what, entries=found, expected=entries)
        if pool is not None:
            version = self.pool().version
            law(version == pool, what, pool=version, expected=pool)

    def picture(self, *claims: ClaimId) -> tuple[object, ...]:
        """Return all that can be seen of this place and of these claims, to be compared later."""
        pools = self.store.pools(location=self.key.location)
        payments = [each for claim in claims for each in self.store.payments(claim)]
        return (
            self.listed(),
            self.pool(),
            pools,
            *(self.history(claim) for claim in claims),
            *payments,
            *(self.payment_history(payment.id) for payment in payments),
        )


def refused(kind: type[_Error], what: str, act: Callable[..., object], *given: object) -> _Error:
    """Return the exception of this kind that the act raises; raise `AssertionError` where it does not."""
    try:
        done = act(*given)
    except kind as error:
        return error
    except Exception as error:  # noqa: BLE001 - whatever else it raised is what the check found
        return broken(what, expected=kind.__name__, raised=repr(error))
    return broken(what, expected=kind.__name__, returned=done)
