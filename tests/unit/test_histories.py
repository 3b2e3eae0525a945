"""Histories of claims, payments and funds: one envelope, one numbering, one located error."""

from __future__ import annotations

import pickle
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import attrs
import pytest
from tests.support.world import CLAIM, desk_at

from coopclaims import ClaimStatus, Currency, FundPool, History, Money, Role, Side, UsagePeriod
from coopclaims.errors import BrokenHistory
from coopclaims.funds import BrokenLedger, FundEntryKind, FundLedger, PoolKey
from coopclaims.histories import Entry, NumberedStream, Stream
from coopclaims.identifiers import ActorId, ClaimId, CommandId, LocationId, PaymentId, ProgramId
from coopclaims.payments import PaymentEntry, PaymentHistory
from coopclaims.payouts import PaymentStatus, PaymentTrigger
from coopclaims.periods import FiscalHalf

if TYPE_CHECKING:
    from collections.abc import Callable

NOON = datetime(2022, 11, 10, 12, tzinfo=UTC)
PAYMENT = PaymentId("PAY-1")


def held(number: int, payment: PaymentId = PAYMENT) -> PaymentEntry:
    """Return one entry of a payment that is held and released again and again."""
    return PaymentEntry(
        payment=payment,
        number=number,
        at=NOON + timedelta(minutes=number),
        by=ActorId("alice"),
        side=Side.PARTNER,
        role=Role.INCENTIVES_ADMIN,
        command=CommandId(f"c-{number}"),
        trigger=PaymentTrigger.HOLD if number % 2 else PaymentTrigger.RELEASE,
        before=PaymentStatus.UNPROCESSED,
        after=PaymentStatus.UNPROCESSED,
        note="Our bank moves" if number == 1 else "",
    )


def of_payment() -> PaymentHistory:
    return PaymentHistory(PAYMENT, map(held, range(1, 6)))


def of_claim() -> History:
    return desk_at(ClaimStatus.PARTNER_ACTION_REQUIRED).history


BOTH: tuple[Callable[[], Any], ...] = (of_claim, of_payment)


@pytest.mark.parametrize("make", BOTH)
class TestNumbered:
    def test_it_is_a_stream_of_entries(self, make: Callable[[], Any]) -> None:
        history = make()
        assert isinstance(history, NumberedStream)
        assert isinstance(history, Stream)
        assert all(isinstance(entry, Entry) for entry in history)
        assert {entry.stream for entry in history} == {history.stream}
        assert [entry.number for entry in history] == list(range(1, history.version + 1))

    def test_it_is_a_value(self, make: Callable[[], Any]) -> None:
        history = make()
        again = pickle.loads(pickle.dumps(history))
        assert again == history
        assert hash(again) == hash(history)
        assert again != type(history)(history.stream, history.entries[:-1])

    def test_what_was_extended_is_what_was_made_at_once(self, make: Callable[[], Any]) -> None:
        history = make()
        for place in range(len(history) + 1):
            short = type(history)(history.stream, history.entries[:place])
            assert short.extended(iter(history.entries[place:])) == history
            assert len(short) == place

    def test_only_what_is_added_is_checked(self, make: Callable[[], Any]) -> None:
        """So that a History grows in linear time: the entries before are never looked at again."""
        history = make()
        short = type(history)(history.stream, history.entries[:-1])
        unread: Any = (object(),) * len(short)
        object.__setattr__(short, "entries", unread)
        assert short.extended(history.entries[-1:]).entries == (*unread, history.entries[-1])

    def test_a_gap_is_located(self, make: Callable[[], Any]) -> None:
        history = make()
        last = attrs.evolve(history.entries[-1], number=99)
        with pytest.raises(BrokenHistory) as caught:
            type(history)(history.stream, history.entries[:-1]).extended([last])
        error = caught.value
        assert error.field == f"History of {history.thing} {history.stream}, entry {len(history)}"
        assert (error.got, error.expected) == (99, "number")
        assert error.fits == f"number {len(history)}"

    def test_a_stranger_is_located(self, make: Callable[[], Any]) -> None:
        history = make()
        changes: dict[str, Any] = {history.thing: "X-9"}
        with pytest.raises(BrokenHistory) as caught:
            type(history)(history.stream, [attrs.evolve(history.entries[0], **changes)])
        thing = history.thing
        assert caught.value.got == "X-9"
        assert caught.value.fits == f"an entry of {thing} {history.stream}"

    def test_its_table_has_a_line_for_every_entry(self, make: Callable[[], Any]) -> None:
        history = make()
        head, *lines = history.table().splitlines()
        assert head.split()[:5] == ["no.", "at", "by", "as", "status"]
        assert [line.split()[0] for line in lines] == [str(entry.number) for entry in history]
        assert all(entry.summary in line for entry, line in zip(history, lines, strict=True))


def test_an_entry_says_in_which_role_it_was_done_and_what() -> None:
    first, second, *_ = of_payment()
    assert (first.role, first.summary, second.summary) == (
        Role.INCENTIVES_ADMIN,
        "Hold: Our bank moves",
        "Release",
    )
    assert of_claim().entries[0].stream == CLAIM


def test_what_an_entry_of_nothing_in_particular_says_is_for_its_kind_to_say() -> None:
    bare = Entry(
        number=1,
        at=NOON,
        by=ActorId("alice"),
        side=Side.PARTNER,
        role=Role.INCENTIVES_ADMIN,
        command=CommandId("c-1"),
        before=None,
        after=PaymentStatus.UNPROCESSED,
    )
    for name in ("stream", "trigger", "correction", "summary"):
        with pytest.raises(NotImplementedError):
            getattr(bare, name)
    with pytest.raises(NotImplementedError):
        NumberedStream[Entry]().stream  # noqa: B018 - the point


class TestFund:
    KEY = PoolKey(
        location=LocationId("se-1"),
        program=ProgramId("CSP"),
        currency=Currency("SEK"),
        usage_period=UsagePeriod.of(FiscalHalf(2023, 1)),
    )

    def ledger(self) -> FundLedger:
        pool = FundPool.empty(self.KEY)
        first = pool.earned_entry("ireland", Money("900.00", "SEK"), at=NOON)
        reserved = attrs.evolve(
            first,
            kind=FundEntryKind.RESERVED,
            entity=None,
            claim=ClaimId("C-1"),
            number=3,
            activity="catering",
        )
        return FundLedger(self.KEY, (first, reserved))

    def test_it_is_a_stream(self) -> None:
        ledger = self.ledger()
        assert isinstance(ledger, Stream)
        assert (ledger.version, len(ledger), len(list(ledger))) == (2, 2, 2)

    def test_what_was_extended_is_what_was_made_at_once(self) -> None:
        ledger = self.ledger()
        for place in range(len(ledger) + 1):
            longer = FundLedger(self.KEY, ledger.entries[:place]).extended(iter(ledger.entries[place:]))
            assert (longer, longer.pool) == (ledger, ledger.pool)

    def test_only_what_is_added_is_posted(self) -> None:
        ledger = self.ledger()
        short = FundLedger(self.KEY, ledger.entries[:1])
        object.__setattr__(short, "pool", ledger.pool)
        with pytest.raises(BrokenLedger):  # the same money would be reserved twice
            short.extended(ledger.entries[1:]).extended(ledger.entries[1:])
        assert short.pool is ledger.pool


class TestExtendedStepByStep:
    def history(self, count: int) -> PaymentHistory:
        history = PaymentHistory(PAYMENT)
        for number in range(1, count + 1):
            history = history.extended((held(number),))
        return history

    def test_it_is_the_history_that_was_made_at_once(self) -> None:
        made = PaymentHistory(PAYMENT, tuple(held(number) for number in range(1, 5)))
        assert (len(self.history(4)), self.history(4).version) == (4, 4)
        assert self.history(4) == made
        assert hash(self.history(4)) == hash(made)
        assert repr(self.history(4)) == repr(made)
        assert pickle.loads(pickle.dumps(self.history(4))) == made
        assert attrs.evolve(self.history(4)) == made

    def test_thousands_of_steps_are_joined_at_once(self) -> None:
        history = self.history(3_000)
        assert [entry.number for entry in history] == list(range(1, 3_001))
        assert history.extended((held(3_001),)).entries[-1].number == 3_001

    def test_an_earlier_one_stays_as_it_was(self) -> None:
        first = self.history(1)
        second = first.extended((held(2),))
        assert (len(second.entries), len(first.entries)) == (2, 1)

    def test_only_its_entries_come_late(self) -> None:
        nothing: Any = self.history(2)
        with pytest.raises(AttributeError, match="nothing"):
            _ = nothing.nothing
