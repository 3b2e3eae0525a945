"""What a claim or payment does and what its fund records of it are written together, or not at all."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import attrs
import pytest
from tests.support.findings import ALICE, RITA, World
from tests.support.world import (
    ACTORS,
    LOCATION,
    PROGRAM,
    REVIEWER,
    USAGE,
    Desk,
    desk_at,
    instant,
    pool_key,
    sek,
    stored,
)

from coopclaims import ClaimStatus, Money, Role, perform
from coopclaims.auditing import audit
from coopclaims.claims import AddInvoice, ApproveClaim, CreateClaim, StartReview, SubmitClaim
from coopclaims.funds import BrokenLedger, FundEntry, FundEntryKind
from coopclaims.identifiers import ClaimId, CommandId, PaymentId
from coopclaims.money import ExchangeRate, RateTable
from coopclaims.payouts import PaymentTrigger
from coopclaims.repositories import ClaimWrite, FundWrite, PaymentWrite, Write, check_together
from coopclaims.testing.contract.sites import PAYING, Site
from coopclaims.testing.faults import SoundStore

if TYPE_CHECKING:
    from coopclaims import InMemoryRepository

OTHER = ClaimId("C-2002")
KEY = pool_key()


@pytest.fixture
def desk() -> Desk:
    return desk_at(ClaimStatus.UNDER_REVIEW)


@pytest.fixture
def store(desk: Desk) -> InMemoryRepository:
    """Given a claim under review, and its fund."""
    return stored(desk)


def everything(store: InMemoryRepository) -> object:
    return (store.claims(), [store.history(claim.id) for claim in store.claims()], store.ledger(KEY))


def sent(desk: Desk) -> tuple[PaymentWrite, FundEntry]:
    """Return the sending of a payment of the claim, all its steps, and what the fund records of it."""
    site = Site(SoundStore)
    steps = site.steps(PaymentId("P-1"), desk.id, *PAYING, PaymentTrigger.SEND)
    return steps, attrs.evolve(site.paid(steps), claim=desk.id)


class TestTogetherOrNotAtAll:
    """A claim or payment and its fund say the same, or nothing is written."""

    def approval(self, desk: Desk, amount: str = "90000.00") -> tuple[ClaimWrite, tuple[FundEntry, ...]]:
        decision = desk.decide(desk.command(ApproveClaim, REVIEWER, desk.later, amount=sek(amount)))
        write = ClaimWrite(claim=desk.id, expected=desk.claim.version, entries=decision.entries)
        return write, decision.ledger

    def test_what_was_decided_is_written_together(self, desk: Desk) -> None:
        write, ledger = self.approval(desk)
        check_together([write, FundWrite(pool=KEY, expected=2, entries=ledger)])
        check_together([FundWrite(pool=KEY, expected=2, entries=ledger), write])

    def test_an_approval_is_not_written_alone(self, desk: Desk) -> None:
        write, ledger = self.approval(desk)
        rest = tuple(entry for entry in ledger if entry.kind is not FundEntryKind.COMMITTED)
        attempts: tuple[tuple[Write, ...], ...] = (
            (write,),
            (write, FundWrite(pool=KEY, expected=2, entries=rest)),
        )
        for writes in attempts:
            with pytest.raises(BrokenLedger) as caught:
                check_together(writes)
            assert (caught.value.expected, caught.value.got) == ("something_committed", None)
            assert f"approval of claim {desk.id}, entry 9" in str(caught.value)

    def test_an_approval_commits_what_it_says(self, desk: Desk) -> None:
        write, ledger = self.approval(desk)
        less = tuple(
            attrs.evolve(entry, amount=sek("89999.99")) if entry.kind is FundEntryKind.COMMITTED else entry
            for entry in ledger
        )
        with pytest.raises(BrokenLedger) as caught:
            check_together([write, FundWrite(pool=KEY, expected=2, entries=less)])
        assert (caught.value.expected, caught.value.got) == ("committed_as_approved", sek("89999.99"))
        assert "90000.00" in str(caught.value)

    def test_a_fund_in_another_currency_commits_at_a_rate(self, desk: Desk) -> None:
        """What was approved is not compared: that takes the rate of the day."""
        write, ledger = self.approval(desk)
        euros = tuple(
            attrs.evolve(entry, pool=pool_key("EUR"), amount=Money("6000.00", "EUR")) for entry in ledger
        )
        check_together([write, FundWrite(pool=pool_key("EUR"), expected=2, entries=euros)])

    @pytest.mark.parametrize(
        ("changes", "expected"),
        [
            ({"number": 8}, "entry_written_with_it"),
            ({"number": 99}, "entry_written_with_it"),
            ({"number": None}, "entry_written_with_it"),
            ({"claim": OTHER}, "entry_written_with_it"),
            ({"kind": FundEntryKind.RESERVED}, "entry_written_with_it"),
            ({"at": instant("1999-10-10 00:00")}, "instant_of_the_entry"),
        ],
    )
    def test_what_a_claim_books_comes_with_its_entry(
        self, desk: Desk, changes: dict[str, Any], expected: str
    ) -> None:
        write, ledger = self.approval(desk)
        stray = attrs.evolve(ledger[0], **changes)
        with pytest.raises(BrokenLedger) as caught:
            check_together([write, FundWrite(pool=KEY, expected=2, entries=(*ledger, stray))])
        assert caught.value.expected == expected
        with pytest.raises(BrokenLedger):
            check_together([FundWrite(pool=KEY, expected=2, entries=(ledger[0],))])

    def test_what_lapses_with_a_claim_comes_with_its_entry(self, desk: Desk) -> None:
        write, ledger = self.approval(desk)
        lapsed = attrs.evolve(ledger[0], kind=FundEntryKind.EXPIRED)
        check_together([write, FundWrite(pool=KEY, expected=2, entries=(*ledger, lapsed))])
        with pytest.raises(BrokenLedger):
            check_together([FundWrite(pool=KEY, expected=2, entries=(lapsed,))])

    def test_what_no_claim_books_needs_no_entry(self) -> None:
        expired = FundEntry(
            pool=KEY,
            kind=FundEntryKind.EXPIRED,
            amount=sek("1.00"),
            at=instant("2023-02-20 10:00"),
            on=date(2023, 2, 20),
            by=ACTORS[Role.SYSTEM].id,
            role=Role.SYSTEM,
            command=CommandId("expire"),
        )
        paid = attrs.evolve(expired, kind=FundEntryKind.PAID, claim=OTHER, by=None, role=None, command=None)
        check_together([FundWrite(pool=KEY, expected=2, entries=(expired, paid))])

    def test_sent_and_paid_are_written_together(self, desk: Desk) -> None:
        steps, paid = sent(desk)
        booking = FundWrite(pool=paid.pool, expected=2, entries=(paid,))
        check_together([steps, booking])
        with pytest.raises(BrokenLedger) as alone:
            check_together([steps])
        assert alone.value.expected == "booked_with_the_step"
        with pytest.raises(BrokenLedger) as unsent:
            check_together([attrs.evolve(steps, entries=steps.entries[:-1]), booking])
        assert unsent.value.expected == "step_written_with_it"
        nobody = attrs.evolve(paid, by=None, role=None, command=None)
        for stray in (attrs.evolve(paid, payment=PaymentId("P-2")), nobody):
            with pytest.raises(BrokenLedger):
                check_together([steps, attrs.evolve(booking, entries=(paid, stray))])

    def test_the_store_asks_before_it_keeps_anything(self, desk: Desk, store: InMemoryRepository) -> None:
        write, ledger = self.approval(desk)
        before = everything(store)
        for writes in ((write,), (FundWrite(pool=KEY, expected=2, entries=ledger),)):
            with pytest.raises(BrokenLedger):
                store.append(*writes)
            assert everything(store) == before
        store.append(write, FundWrite(pool=KEY, expected=2, entries=ledger))
        assert store.pool(LOCATION, PROGRAM, USAGE).approved_for(desk.id) == sek("90000.00")


def test_an_approval_that_is_nothing_in_the_currency_of_the_fund_is_booked() -> None:
    """It commits 0.00: the entry says that it was looked at, and an audit finds it."""
    rate = ExchangeRate(source="SEK", target="USD", rate="0.1", month=date(2022, 9, 1), origin="a bank")
    world = World(currency="USD")
    form = attrs.evolve(world.form(), amount=sek("0.04"))

    def do(kind: Any, by: Any, when: str, **content: Any) -> Any:
        command = world.ask(kind, by, when, **content)
        return perform(command, world.repo, rules=world.rules, rates=RateTable([rate]))

    do(CreateClaim, ALICE, "2022-09-01 09:00", form=form)
    invoice = world.invoice()
    do(AddInvoice, ALICE, "2022-09-02 09:00", invoice=attrs.evolve(invoice, amount=sek("0.04")))
    do(SubmitClaim, ALICE, "2022-09-14 10:00")
    do(StartReview, RITA, "2022-09-15 09:00")
    outcome = do(ApproveClaim, RITA, "2022-09-15 10:00", amount=sek("0.04"))
    assert [(entry.kind, entry.amount) for entry in outcome.ledger] == [
        (FundEntryKind.COMMITTED, Money("0.00", "USD"))
    ]
    assert audit(world.repo.history(ClaimId("C-1")), world.repo.ledger(world.key), ()) == ()
