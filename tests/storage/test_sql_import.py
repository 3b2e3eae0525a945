"""Old claims in bulk: what one append after the other leaves, by a few statements."""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import attrs
import pytest
from tests.support import sendings
from tests.support.databases import engine as engine_of, example, postgres_url
from tests.support.world import desk_at, instant, pool_key, sek

from coopclaims import ClaimStatus, FundPool, StaleClaim
from coopclaims.errors import AlreadyRecorded, BrokenHistory, UnknownFund, Unsupported
from coopclaims.funds import BrokenLedger, FundEntry, PoolKey
from coopclaims.identifiers import ClaimId, LocationId
from coopclaims.repositories import ClaimWrite, FundWrite, PaymentWrite, Write

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

SQL = example()
LISTS: Any = importlib.import_module("sql_lists")
STATES: Any = importlib.import_module("sql_states")
IMPORT: Any = importlib.import_module("sql_import")
sa: Any = importlib.import_module("sqlalchemy")


class Old:
    """A store with claims, payments and a fund of its own, and all of it as whole streams."""

    def __init__(self, store: Any) -> None:
        site = sendings.place(store)
        for name in ("first", "second"):
            sendings.send(site, name)
        for status in (ClaimStatus.EDITING, ClaimStatus.REJECTED):
            desk = desk_at(status, claim=site.id(status.value))
            store.append(ClaimWrite(claim=desk.id, expected=0, entries=desk.history.entries))
        self.key: PoolKey = site.key
        self.store = store
        self.claims = [claim for claim in store.claims() if claim.id.startswith(site.label)]
        self.approved = site.id("approved")
        self.writes: list[Write] = [
            ClaimWrite(claim=claim.id, expected=0, entries=store.history(claim.id).entries)
            for claim in self.claims
        ]
        self.writes += [
            PaymentWrite(payment=each.id, expected=0, entries=store.payment_history(each.id).entries)
            for each in store.payments(self.approved)
        ]
        with store.engine.begin() as connection:
            stream = SQL.fund_at(site.key.location, site.key.program, site.key.usage_period)
            ledger = SQL.entries_of(connection, stream, FundEntry)
        self.fund = FundWrite(pool=site.key, expected=0, entries=ledger)
        self.writes.append(self.fund)

    def pool(self, store: Any) -> FundPool:
        found: FundPool = store.pool(self.key.location, self.key.program, self.key.usage_period)
        return found


@pytest.fixture
def old(tmp_path: Path) -> Iterator[Old]:
    engine = engine_of(f"sqlite:///{tmp_path / 'old.db'}")
    SQL.METADATA.create_all(engine)
    yield Old(SQL.SqlRepository(engine))
    engine.dispose()


@pytest.fixture(params=["sqlite-file", "postgresql"])
def store(request: pytest.FixtureRequest, tmp_path: Path, old: Old) -> Iterator[Any]:
    """The store that is imported into, in which the fund is open."""
    url = postgres_url() if request.param == "postgresql" else f"sqlite:///{tmp_path / 'claims.db'}"
    engine = engine_of(url)
    SQL.METADATA.create_all(engine)
    made = SQL.SqlRepository(engine)
    made.open_pool(old.key)
    yield made
    engine.dispose()


def bring_in(store: Any, *writes: Write) -> list[str]:
    """Import these streams, and return the statements that it took."""
    sent: list[str] = []

    def listen(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        sent.append(statement)

    sa.event.listen(store.engine, "before_cursor_execute", listen)
    try:
        with store.engine.begin() as connection:
            IMPORT.import_streams(connection, writes)
    finally:
        sa.event.remove(store.engine, "before_cursor_execute", listen)
    return sent


def test_everything_is_there_as_one_append_after_the_other_left_it(store: Any, old: Old) -> None:
    assert len(old.claims) == 3
    bring_in(store, *old.writes)
    for claim in old.claims:
        assert store.history(claim.id) == old.store.history(claim.id)
    assert [claim for claim in store.claims() if claim in old.claims] == old.claims
    assert old.pool(store) == old.pool(old.store)
    payments = store.payments(old.approved)
    assert len(payments) == 2
    assert payments == old.store.payments(old.approved)
    assert [store.payment_history(each.id) for each in payments] == [
        old.store.payment_history(each.id) for each in payments
    ]
    for entry in old.fund.entries:
        if entry.command is not None:
            assert store.booked(old.key, entry.command) == old.store.booked(old.key, entry.command)


def test_columns_are_kept_as_well(store: Any, old: Old) -> None:
    bring_in(store, *old.writes)
    listing = LISTS.Listing(location=old.key.location)
    assert store.sums(listing) == old.store.sums(listing)
    assert store.overview(listing) == old.store.overview(listing)
    with store.engine.begin() as connection:
        made = sa.select(STATES.STREAMS.c.made_by).where(STATES.STREAMS.c.location == old.key.location)
        assert {each.split(" ")[0] for each in connection.execute(made).scalars()} == {STATES.MADE_BY}


def test_it_takes_as_many_statements_for_many_claims_as_for_one(store: Any) -> None:
    def drafts(count: int) -> list[ClaimWrite]:
        desk = desk_at(ClaimStatus.EDITING)
        names = [ClaimId(f"claim-{uuid4().hex[:8]}") for _ in range(count)]
        first = desk.history.entries[0]
        return [
            ClaimWrite(claim=name, expected=0, entries=(attrs.evolve(first, claim=name),)) for name in names
        ]

    assert len(bring_in(store, *drafts(1))) == len(bring_in(store, *drafts(20))) == 5
    assert bring_in(store) == []


def test_it_is_done_once(store: Any, old: Old) -> None:
    """The second time, each stream is there; what was imported can be written to by then."""
    bring_in(store, *old.writes)
    for write in old.writes:
        with pytest.raises(StaleClaim) as raised:
            bring_in(store, write)
        assert (raised.value.expected, raised.value.found) == (0, len(write.entries))
    entry = old.pool(store).earned_entry("ireland", sek("7.50"), at=instant("2022-07-01 00:00"))
    store.append(FundWrite(pool=old.key, expected=len(old.fund.entries), entries=(entry,)))


def test_what_does_not_fit_is_refused_and_leaves_nothing(store: Any, old: Old) -> None:
    claims = [write for write in old.writes if isinstance(write, ClaimWrite)]
    first, second, fund = claims[0], claims[1], old.fund
    elsewhere = attrs.evolve(old.key, location=LocationId(f"place-{uuid4().hex[:8]}"))
    bad: list[tuple[type[Exception], tuple[Write, ...]]] = [
        (Unsupported, (first, first)),
        (Unsupported, (second, attrs.evolve(first, expected=1))),
        (BrokenHistory, (second, attrs.evolve(first, entries=second.entries))),
        (BrokenHistory, (second, attrs.evolve(first, entries=first.entries[1:]))),
        (UnknownFund, (second, FundWrite(pool=elsewhere, expected=0, entries=()))),
        (
            UnknownFund,
            (
                second,
                FundWrite(
                    pool=attrs.evolve(old.key, currency=pool_key("EUR").currency), expected=0, entries=()
                ),
            ),
        ),
        (AlreadyRecorded, (second, attrs.evolve(fund, entries=(fund.entries[0], fund.entries[0])))),
        (BrokenLedger, (*claims,)),  # an approval without what the fund has committed
    ]
    for error, writes in bad:
        with pytest.raises(error):
            bring_in(store, *writes)
        assert second.claim not in {claim.id for claim in store.claims()}
        assert old.pool(store).version == 0
    bring_in(store, *old.writes)


def test_a_payment_of_another_name_is_refused(store: Any, old: Old) -> None:
    payments = [write for write in old.writes if isinstance(write, PaymentWrite)]
    others = [write for write in old.writes if write not in payments]
    swapped = [attrs.evolve(each, entries=payments[0].entries) for each in payments]
    with pytest.raises(BrokenHistory):
        bring_in(store, *others, *swapped)
