"""Doors and streams cost as much as what they are given, and not its square."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from zlib import crc32

import attrs
import pytest
from tests.support.findings import ALICE, RITA, USAGE, World, at, cc, sek
from tests.support.growing import Work, commented, growth, kept, lines, memory

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

pytestmark = pytest.mark.slow  # each is measured more than once

MOST = 6
"""What four times as much may cost, in terms of the first: a little more than n log n does."""
START = at("2022-07-01 00:00")


def _versions(start: Any, steps: Sequence[Any], follow: Callable[[Any, Any], Any]) -> Iterator[Any]:
    """Yield each version of a value to which one step after the other is added."""
    yield start
    for step in steps:
        start = follow(start, step)
        yield start


def _histories(count: int) -> Work:
    entries = commented(count)
    return lambda: list(_versions(cc.History("C-1"), entries, lambda each, entry: each.extended((entry,))))


def _earned(pool: Any, count: int, entity: str) -> list[Any]:
    return [pool.earned_entry(entity.format(n), sek("1.00"), at=START) for n in range(count)]


def _ledgers(count: int) -> Work:
    key = World().key
    entries = _earned(cc.FundPool.empty(key), count, "ie")
    return lambda: list(
        _versions(cc.funds.FundLedger(key), entries, lambda each, entry: each.extended((entry,)))
    )


def _pools_of_entities(count: int) -> Work:
    pool = cc.FundPool.empty(World().key)
    entries = _earned(pool, count, "ie-{}")
    return lambda: list(_versions(pool, entries, lambda each, entry: each.record((entry,))))


def _sealed(entries: Sequence[Any]) -> list[Any]:
    steps = [(entry, n.to_bytes(16, "big")) for n, entry in enumerate(entries)]
    return list(
        _versions(
            cc.wire.SealedHistory("C-1"),
            steps,
            lambda each, step: cc.wire.seal_next(each, (step[0],), salts=(step[1],)),
        )
    )


def _seals(count: int) -> Work:
    entries = commented(count)
    return lambda: _sealed(entries)


def _verified(count: int) -> Work:
    versions = _sealed(commented(count))
    heads = [each.head for each in versions[1:]]
    return lambda: cc.wire.verify(versions[-1], anchors=heads)


def _opened(count: int) -> Work:
    keys = [attrs.evolve(World().key, location=f"se-{n}") for n in range(count)]

    def work() -> None:
        store = cc.InMemoryRepository()
        for key in keys:
            store.open_pool(key)

    return work


def _reviewed(count: int) -> World:
    """Return a world whose claim is under review with so many invoices."""
    world = World()
    world.do(cc.claims.CreateClaim, ALICE, "2022-09-01 09:00", form=world.form())
    for n in range(count):
        world.do(cc.claims.AddInvoice, ALICE, "2022-09-02 09:00", invoice=world.invoice(f"i{n}", "1.00"))
    world.do(cc.claims.SubmitClaim, ALICE, "2022-09-14 10:00")
    world.do(cc.claims.StartReview, RITA, "2022-09-15 09:00")
    return world


def _requests(count: int, items: str) -> tuple[Any, ...]:
    return tuple(cc.claims.InformationRequest("a scan", items.format(n)) for n in range(count))


def _returned(count: int) -> World:
    world = _reviewed(count)
    world.do(cc.claims.RequestAction, RITA, "2022-09-16 09:00", requests=_requests(count, "i{}"))
    return world


def _answered(count: int) -> Work:
    world = _returned(count)
    for n in range(count):
        world.do(cc.claims.AddInvoice, ALICE, "2022-09-17 09:00", invoice=world.invoice(f"j{n}", "1.00"))
    history = world.repo.history("C-1")
    return lambda: cc.claims.since_request(history)


def _advised(count: int) -> Work:
    world = _returned(count)
    command = world.ask(cc.claims.SubmitClaim, ALICE, "2022-09-18 09:00")
    claim, pool = world.claim(), world.pool
    return lambda: cc.advice(command, claim, rules=world.rules, funds=pool)


def _reserved(claims: list[str], activity: str) -> tuple[Any, list[Any]]:
    """Return a fund, and the reservation of each claim."""
    empty = cc.FundPool.empty(World().key)
    pool = empty.record((empty.earned_entry("ie", sek("9000.00"), at=START),))
    entries = [
        cc.funds.FundEntry(
            pool=pool.key,
            kind=cc.funds.FundEntryKind.RESERVED,
            amount=sek("1.00"),
            at=START,
            on=USAGE.first,
            claim=claim,
            number=3,
            activity=activity.format(n),
        )
        for n, claim in enumerate(claims)
    ]
    return pool, entries


def _read(count: int) -> Work:
    pool, entries = _reserved([f"C-{n}" for n in range(count)], "activity-{}")
    text = cc.wire.to_text(pool.record(tuple(entries)))
    return lambda: cc.wire.from_text(text)


def _of_one_checksum(count: int) -> list[str]:
    """Return so many texts of one CRC-32.

    A checksum is linear: where the changes of some letters cancel out, the text may have them or not.
    """
    length = 60
    plain = b"a" * length
    basis: dict[int, tuple[int, int]] = {}
    free: list[int] = []
    for place in range(length):
        changed = plain[:place] + b"c" + plain[place + 1 :]
        value, mask = crc32(changed) ^ crc32(plain), 1 << place
        while value and value.bit_length() in basis:
            other, letters = basis[value.bit_length()]
            value, mask = value ^ other, mask ^ letters
        if value:
            basis[value.bit_length()] = (value, mask)
        else:
            free.append(mask)
    found: list[str] = []
    for n in range(count):
        mask = 0
        for bit, letters in enumerate(free):
            mask ^= letters if n >> bit & 1 else 0
        found.append("".join("c" if mask >> place & 1 else "a" for place in range(length)))
    return found


def _pools_of_claims(claims: list[str]) -> Work:
    pool, entries = _reserved(claims, "activity")
    return lambda: list(_versions(pool, entries, lambda each, entry: each.record((entry,))))


@pytest.mark.parametrize(
    ("measure", "prepare", "size"),
    [
        pytest.param(lines, _opened, 25, id="funds opened"),
        pytest.param(lines, _answered, 10, id="changes since a request"),
        pytest.param(lines, _advised, 80, id="advice on requests"),
        pytest.param(lines, _verified, 100, id="anchors verified"),
        pytest.param(lines, _read, 160, id="fund read"),
        pytest.param(kept, _histories, 50, id="Histories kept"),
        pytest.param(kept, _seals, 100, id="sealed Histories kept"),
        pytest.param(kept, _pools_of_entities, 25, id="funds of many entities kept"),
        pytest.param(
            kept,
            lambda count: _pools_of_claims(_of_one_checksum(count)),
            40,
            id="funds of claims of one checksum kept",
        ),
    ],
)
def test_four_times_as_much_costs_about_four_times_as_much(
    measure: Callable[[Work], int], prepare: Callable[[int], Work], size: int
) -> None:
    assert growth(measure, prepare, size) < MOST


@pytest.mark.parametrize("prepare", [_histories, _ledgers])
def test_what_is_recorded_grows_in_linear_time(prepare: Callable[[int], Work]) -> None:
    assert growth(lines, prepare, 25) < MOST


def test_claims_of_many_checksums_cost_about_four_times_as_much() -> None:
    def prepare(count: int) -> Work:
        return _pools_of_claims([f"C-{n}" for n in range(count)])

    assert growth(kept, prepare, 40) < MOST


def test_the_texts_of_one_checksum_are_what_they_are_meant_to_be() -> None:
    texts = _of_one_checksum(160)
    assert (len(set(texts)), len({crc32(text.encode()) for text in texts})) == (160, 1)


def _refused_amount(digits: int) -> Work:
    amount = 10**digits

    def work() -> None:
        with pytest.raises(cc.errors.InvalidMoney):
            cc.Money(amount, "SEK")

    return work


def test_a_huge_number_is_refused_before_it_costs_anything() -> None:
    _refused_amount(5_000)()
    small, large = (memory(_refused_amount(digits))[1] for digits in (5_000, 40_000))
    assert large < small + 2_000


def test_the_message_of_an_unknown_item_does_not_grow_with_the_claim() -> None:
    lengths: list[int] = []
    for count in (40, 160):
        world = _reviewed(count)
        command = world.ask(
            cc.claims.RequestAction, RITA, "2022-09-16 09:00", requests=_requests(1, "unknown")
        )
        (problem,) = cc.problems(command, world.claim(), rules=world.rules, funds=world.pool)
        lengths.append(len(str(problem)))
    assert lengths[1] <= lengths[0] + 10
