"""Claims, funds and payments together: the laws hold in a back office, and see what is broken in one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import attrs
import pytest
from hypothesis import settings
from tests.support.back_office import CLAIM_WAYS, OPENING, RULES, BackOffice

from coopclaims import History, Money, Outcome, Refused, StaleClaim, decide, replay
from coopclaims.auditing import audit
from coopclaims.deadlines import TaxInvoice
from coopclaims.findings import ProblemCode
from coopclaims.funds import FundEntry, FundEntryKind
from coopclaims.payments import EnrollmentStanding, ProfileStanding, TaxProfile
from coopclaims.payouts import EnrollmentStatus, PaymentTrigger, ProfileStatus
from coopclaims.repositories import ClaimWrite, FundWrite

if TYPE_CHECKING:
    from collections.abc import Sequence

    from coopclaims import Claim
    from coopclaims.claims import Command
    from coopclaims.identifiers import ClaimId, EntityId
    from coopclaims.payments import Payment, PaymentCommand, PaymentContext, PaymentDecision
    from coopclaims.repositories import Guard, Write

TestBackOffice = BackOffice.TestCase
TestBackOffice.settings = settings(max_examples=15, stateful_step_count=25)
"""Hypothesis plays it as well, because it shrinks what it finds."""


def play(office: type[BackOffice]) -> None:
    """Play a dozen seasons: few enough to be quick, enough for everything to happen."""
    for seed in range(12):
        office.played(seed, steps=30)


def test_everything_happens_in_it() -> None:
    """Every step of a payment but those that take years, every answer to a claim, every move of funds."""

    class Played(BackOffice):
        pass

    play(Played)
    happened = {*Played.coverage}
    steps = {each.split(" > ")[0] for each in happened}
    assert {*PaymentTrigger} - steps == {PaymentTrigger.FORFEIT, PaymentTrigger.ESCHEAT}
    assert {kind.__name__ for way in CLAIM_WAYS for kind in way} <= steps
    assert {"its time is over: 1", "it is too little: 2", "it is enough: 0"} <= happened


def test_an_audit_of_its_books_finds_nothing() -> None:
    for seed in range(8):
        office = BackOffice.played(seed, steps=30)
        for claim in map(office.claim, office.claims):
            paid = [each.id for each in office.payments.values() if each.claim == claim.id]
            payments = [office.payment_entries[payment] for payment in paid]
            history, ledger = office.repository.history(claim.id), office.ledger(office.key(claim))
            assert not audit(history, ledger, payments, claims=office.claims)


class Wrapped:
    """A repository that does as the one inside does."""

    def __init__(self, inner: Any) -> None:
        self.inner = inner

    def __getattr__(self, name: str) -> Any:
        return getattr(self.inner, name)


class ForgetsTheFund(Wrapped):
    """Stores the History of a claim and not what it does to the fund."""

    def append(self, *writes: Write, guards: Sequence[Guard] = ()) -> None:
        first, *others = writes
        self.inner.append(
            first, *(write for write in others if not isinstance(write, FundWrite)), guards=guards
        )


class DropsAnEntry(Wrapped):
    """Gives a History back without its last entry, once there are five."""

    def history(self, claim: ClaimId) -> History:
        history: History = self.inner.history(claim)
        return history if len(history) < 5 else History(claim, history.entries[:-1])


class OverAnotherRepository(BackOffice):
    """Works on a repository that is broken."""

    fault: type[Wrapped]

    def open_repository(self) -> Any:
        return self.fault(super().open_repository())


class WithoutTheFund(OverAnotherRepository):
    fault = ForgetsTheFund


class WithoutAnEntry(OverAnotherRepository):
    fault = DropsAnEntry


class PaysThroughOpenGates(BackOffice):
    """Takes every gate for closed, and looks at nothing but the payment."""

    def pay(
        self, command: PaymentCommand, payment: Payment | None, around: PaymentContext
    ) -> PaymentDecision:
        mended = attrs.evolve(
            around,
            resolution=self.resolved(around.claim, mended=True),
            enrollment=EnrollmentStanding(EnrollmentStatus.ENROLLED),
            profiles=[ProfileStanding(each, ProfileStatus.APPROVED) for each in self.bank],
            tax_profile=TaxProfile(ProfileStatus.APPROVED),
            tax_invoice=TaxInvoice.not_needed(),
            balance=None,
        )
        return super().pay(command, payment, mended)


class AsksForNoMinimum(BackOffice):
    """Pays whatever little there is."""

    def pay(
        self, command: PaymentCommand, payment: Payment | None, around: PaymentContext
    ) -> PaymentDecision:
        return super().pay(command, payment, attrs.evolve(around, balance=None))


class ForgetsItsPayments(BackOffice):
    """Does not look for another payment of the same share."""

    def pay(
        self, command: PaymentCommand, payment: Payment | None, around: PaymentContext
    ) -> PaymentDecision:
        return super().pay(command, payment, attrs.evolve(around, payments=()))


class ApprovesWithoutLooking(BackOffice):
    """Approves above what remains; the fund is told of it only where it can take it."""

    def perform(self, command: Command) -> Outcome:
        try:
            return super().perform(command)
        except Refused as refused:
            if refused.codes != frozenset({ProblemCode.APPROVED_ABOVE_EARNED}):
                raise
        claim = self.claim(command.claim)
        fund = self.fund(self.key(claim))
        rich = fund.earning("ireland", Money(10**9, claim.currency), at=OPENING)
        decision = decide(command, claim, rules=RULES, funds=rich)
        kept = [each for each in decision.ledger if each.kind is FundEntryKind.RELEASED]
        self.repository.append(
            ClaimWrite(claim=claim.id, expected=claim.version, entries=decision.entries),
            FundWrite(pool=fund.key, expected=fund.version, entries=tuple(kept)),
        )
        return Outcome(claim=replay(decision.entries, start=claim), entries=decision.entries)


class ApprovesTwiceAsMuch(BackOffice):
    """Commits a second time what it has approved."""

    def perform(self, command: Command) -> Outcome:
        outcome = super().perform(command)
        again = [each for each in outcome.ledger if each.kind is FundEntryKind.COMMITTED]
        self.book_if_it_fits([attrs.evolve(each, number=None) for each in again])
        return outcome

    def book_if_it_fits(self, entries: list[Any]) -> None:
        for entry in entries:
            fund = self.fund(entry.pool)
            if fund.balance().remaining >= entry.amount:
                self.book(entry.pool, (entry,))


class NeverBooksWhatCameBack(BackOffice):
    """Leaves paid in the ledger what the bank returned."""

    def booked(self, decision: PaymentDecision) -> tuple[FundEntry, ...]:
        return tuple(each for each in decision.ledger if each.kind is FundEntryKind.PAID)


class BooksWhatIsOnlyBegun(BackOffice):
    """Takes for paid what is being paid, and once more what was sent."""

    def booked(self, decision: PaymentDecision) -> tuple[FundEntry, ...]:
        (entry,), payment = decision.entries, decision.payment
        if entry.trigger is not PaymentTrigger.START_PAYING:
            return super().booked(decision)
        begun = FundEntry(
            pool=payment.terms.fund,
            kind=FundEntryKind.PAID,
            amount=payment.terms.settles,
            at=entry.at,
            on=RULES.day(entry.at),
            claim=payment.claim,
            payment=payment.id,
        )
        return (begun,)


class SplitsByTheLatestShares(BackOffice):
    """Splits an approved amount by what was earned until now, and not until the approval."""

    def shares_of(self, claim: Claim) -> tuple[tuple[EntityId, Money], ...]:
        shares: tuple[tuple[EntityId, Money], ...] = self.fund(self.key(claim)).shares()
        return shares


REFUSED = "a payment with nothing in its way is not refused"


@pytest.mark.parametrize(
    ("office", "law"),
    [
        (
            WithoutTheFund,
            "a claim holds what it asked for|what is approved is committed|books what the ledger can take",
        ),
        (WithoutAnEntry, "replaying a History gives the stored claim|what is approved is committed"),
        (PaysThroughOpenGates, "no money moves through an open gate"),
        (AsksForNoMinimum, "no money moves through an open gate"),
        (ForgetsItsPayments, "a share has one payment that stands|books what the ledger can take"),
        (ApprovesWithoutLooking, "no more is approved than was earned and is left"),
        (ApprovesTwiceAsMuch, "what is approved is committed, once"),
        (NeverBooksWhatCameBack, "the ledger knows what was paid|books what the ledger can take"),
        (BooksWhatIsOnlyBegun, "the ledger knows what was paid|books what the ledger can take"),
        (SplitsByTheLatestShares, "the ledger knows what was paid|books what the ledger can take"),
    ],
)
def test_what_is_broken_is_found_out(
    office: type[BackOffice], law: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    # On a store that takes what a sound one refuses at once: that a fund and its claims say different things.
    monkeypatch.setattr("coopclaims.repositories.memory.check_together", tuple)
    # A repository that lost an entry may also be found out by the next append; and what the ledger has wrong,
    # by a payment that is refused for it.
    law = f"{law}|{REFUSED}" if "ledger" in law else law
    with pytest.raises((AssertionError, StaleClaim), match=f"broken law: .*({law})|was at version"):
        play(office)
