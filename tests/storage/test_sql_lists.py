"""The lists of the example over SQL: pages, figures in SQL as the library has them, and nothing left out."""

from __future__ import annotations

import asyncio
import importlib
import itertools
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from functools import cache
from typing import TYPE_CHECKING, Any, cast
from uuid import uuid4

import attrs
import pytest
from tests.support.databases import example, postgres_url
from tests.support.payments import PAYMENT
from tests.support.world import FORM, RULES, USER, Desk, fund, instant, pool_key

from coopclaims import (
    Actor,
    BusinessCalendar,
    Claim,
    ClaimStatus,
    FundPool,
    InvalidValue,
    Money,
    partner_center,
)
from coopclaims.claims import Command, CreateClaim
from coopclaims.deadlines import Deadline, dispute_deadline, review_deadline
from coopclaims.errors import BrokenHistory
from coopclaims.identifiers import ClaimId, LocationId
from coopclaims.parties import EVERYWHERE
from coopclaims.portfolio import claims_overview
from coopclaims.repositories import ClaimWrite, FundWrite

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterable, Iterator
    from pathlib import Path

    from coopclaims.funds import PoolKey

SQL = example()
LISTS: Any = importlib.import_module("sql_lists")
STATES: Any = importlib.import_module("sql_states")
sa: Any = importlib.import_module("sqlalchemy")
aio: Any = importlib.import_module("sqlalchemy.ext.asyncio")

PLACES = {LocationId("se-1"): "SEK", LocationId("Åhus"): "EUR", LocationId("z"): "SEK"}
KEYS_OF_FUNDS = [attrs.evolve(pool_key(currency), location=place) for place, currency in PLACES.items()]
DUE = STATES.answer_due(RULES)
ALL = LISTS.Listing()


class Traveller(Desk):
    """A desk at which everybody may act everywhere."""

    def command(self, kind: type[Command], by: Actor, at: str, **content: Any) -> Command:
        grants = tuple(attrs.evolve(each, location=EVERYWHERE, program=EVERYWHERE) for each in by.grants)
        return super().command(kind, attrs.evolve(by, grants=grants), at, **content)


def filed(
    pool: FundPool, claim: str, status: ClaimStatus | None, amount: int
) -> tuple[ClaimWrite, FundWrite]:
    """Return what brings a claim to a status, or only creates it, with all that its fund records of it."""
    form = attrs.evolve(
        FORM, location=pool.key.location, amount=Money.of_minor_units(amount, pool.key.currency)
    )
    desk = Traveller(claim=ClaimId(claim), form=form, funds=pool)
    if status is None:
        desk.do(CreateClaim, USER, "2022-09-01 09:00")
    else:
        desk.walk(status)
    return (
        ClaimWrite(claim=desk.id, expected=0, entries=desk.history.entries),
        FundWrite(pool=pool.key, expected=pool.version, entries=desk.ledger),
    )


@cache
def portfolio() -> tuple[tuple[ClaimWrite | FundWrite, ...], ...]:
    """Return appends of claims at every status and place, of which some claim the same, and bare drafts."""
    pools: dict[PoolKey, FundPool] = {}
    appends: list[tuple[ClaimWrite | FundWrite, ...]] = []
    for key in KEYS_OF_FUNDS:
        pool = FundPool.empty(key)
        earned = fund(currency=key.currency.code).earned
        entries = tuple(
            pool.earned_entry(who, money, at=instant("2022-07-01 00:00")) for who, money in earned
        )
        appends.append((FundWrite(pool=key, expected=0, entries=entries),))
        pools[key] = pool.record(entries)
    keys = itertools.cycle(KEYS_OF_FUNDS)
    for number, status in enumerate([*ClaimStatus, *ClaimStatus, *[None] * 9]):
        key = next(keys)
        writes = filed(pools[key], f"C-{number}", status, 100_00 + number // 4 * 10)
        pools[key] = pools[key].record(writes[1].entries)
        appends.append(writes)
    return tuple(appends)


def fill(engine: Any) -> None:
    """Put the portfolio into an empty database."""
    with engine.begin() as connection:
        for key in KEYS_OF_FUNDS:
            SQL.open_pool(connection, key)
        for writes in portfolio():
            SQL.append(connection, *writes, due=DUE)


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def filled(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """A database with the portfolio, that nobody else uses."""
    if request.param == "sqlite":
        made = sa.create_engine(f"sqlite:///{tmp_path_factory.mktemp('lists') / 'claims.db'}")
        SQL.METADATA.create_all(made)
        fill(made)
        yield made
    else:
        schema = f"lists_{uuid4().hex}"
        with sa.create_engine(postgres_url(), poolclass=sa.NullPool).begin() as connection:
            connection.execute(sa.text(f"CREATE SCHEMA {schema}"))
        path = {"options": f"-c search_path={schema} -c timezone=Pacific/Kiritimati"}
        made = sa.create_engine(postgres_url(), connect_args=path)
        SQL.METADATA.create_all(made)
        fill(made)
        yield made
        with made.begin() as connection:
            connection.execute(sa.text(f"DROP SCHEMA {schema} CASCADE"))
    made.dispose()


class Held:
    """An engine all of whose transactions are parts of one, which is rolled back in the end."""

    def __init__(self, connection: Any) -> None:
        self.connection = connection
        self.dialect = connection.dialect

    def begin(self) -> Any:
        return held(self.connection)


@contextmanager
def held(connection: Any) -> Generator[Any]:
    with connection.begin_nested():
        yield connection


@pytest.fixture
def engine(filled: Any) -> Iterator[Any]:
    """The database, to be changed at will."""
    with filled.connect() as connection:
        if connection.dialect.name == "sqlite":
            connection.exec_driver_sql("BEGIN")
        yield Held(connection)
        connection.rollback()


@pytest.fixture
def store(engine: Any) -> Any:
    """A repository with the portfolio."""
    return SQL.SqlRepository(engine, DUE)


def at(store: Any, location: str) -> FundPool:
    """Return the fund at a place."""
    (found,) = store.pools(location=location)
    return cast("FundPool", found)


def shown(store: Any, listing: Any, limit: int) -> list[Claim]:
    """Return a list as it is shown page by page."""
    found: list[Claim] = []
    after = None
    while True:
        page = store.page(listing, after=after, limit=limit)
        assert len(page.claims) <= limit
        assert page.damaged == ()
        found += page.claims
        after = page.after
        if after is None:
            return found


def due_day(claim: Claim) -> date | None:
    """Return by when an answer of the vendor is due, as the library says it."""
    clock = dispute_deadline if claim.status is ClaimStatus.DISPUTED else review_deadline
    due = clock(claim, rules=RULES)
    return due.on if isinstance(due, Deadline) and due.answered_at is None else None


NOBODY_KNOWS = datetime(9999, 1, 1, tzinfo=UTC)
KEYS: dict[str, Callable[[Claim], Any]] = {
    "id": lambda _: 0,
    "amount": lambda claim: claim.form.amount.minor_units,
    "changed": lambda claim: claim.changed_at,
    "submitted": lambda claim: claim.milestones.submitted_at or NOBODY_KNOWS,
    "due": lambda claim: due_day(claim) or NOBODY_KNOWS.date(),
}


@pytest.mark.parametrize("limit", [1, 4, 29, 50])
def test_pages_together_are_the_list_in_every_order(store: Any, limit: int) -> None:
    assert set(KEYS) == set(LISTS.ORDERS)
    claims = [claim for claim in store.claims() if claim.currency.code == "SEK"]
    assert len(claims) == 19
    for order, key in KEYS.items():
        for descending in (False, True):
            listing = LISTS.Listing(currency="SEK", order=order, descending=descending)
            wanted = sorted(claims, key=lambda claim: (key(claim), claim.id), reverse=descending)
            assert shown(store, listing, limit) == wanted, (order, descending)


def test_each_filter_leaves_what_it_says(store: Any) -> None:
    first, later = instant("2022-09-14 00:00"), instant("2022-09-14 10:00")
    disputes = instant("2022-09-20 00:00")
    claims = store.claims()
    submitted_by = {claim.rounds[0].started_by for claim in claims if claim.rounds}
    (somebody,) = submitted_by
    due_days = sorted({due for claim in claims if (due := due_day(claim))})
    assert len(due_days) == 2
    submitted = [claim for claim in claims if claim.milestones.submitted_at]
    filters: list[tuple[dict[str, Any], Iterable[Claim]]] = [
        ({}, claims),
        ({"location": "Åhus"}, [each for each in claims if each.form.location == "Åhus"]),
        ({"program": FORM.program}, claims),
        ({"program": "another"}, []),
        ({"currency": "EUR"}, [each for each in claims if each.currency.code == "EUR"]),
        ({"submitted_by": somebody}, submitted),
        ({"submitted_by": "nobody"}, []),
        ({"submitted_from": first, "submitted_before": disputes}, submitted),
        ({"submitted_from": first, "submitted_before": later}, []),
        ({"submitted_from": later}, submitted),
        ({"due_by": due_days[0]}, [each for each in claims if due_day(each) == due_days[0]]),
        ({"due_by": due_days[1]}, [each for each in claims if due_day(each)]),
        ({"due_by": due_days[0] - timedelta(days=1)}, []),
        *(({"statuses": (status,)}, [c for c in claims if c.status is status]) for status in ClaimStatus),
        (
            {"statuses": (ClaimStatus.EDITING, ClaimStatus.DISPUTED), "location": "z"},
            [
                each
                for each in claims
                if each.status in (ClaimStatus.EDITING, ClaimStatus.DISPUTED) and each.form.location == "z"
            ],
        ),
    ]
    for asked, wanted in filters:
        assert shown(store, LISTS.Listing(**asked), 50) == list(wanted), asked


def test_amounts_are_put_in_order_within_one_currency_alone(store: Any) -> None:
    with pytest.raises(InvalidValue, match="currency"):
        store.page(LISTS.Listing(order="amount"))


def test_a_page_goes_on_where_the_last_one_ended_whatever_was_written_since(store: Any) -> None:
    """A claim that moves to the end is seen again there; none that stays is left out or shown twice."""
    listing = LISTS.Listing(order="changed", location="z")
    whole = shown(store, listing, 50)
    first = store.page(listing, limit=3)
    store.append(
        *filed(at(store, "z"), "A-new", None, 5)
    )  # before the place where the page ended, by its name
    rest = store.page(listing, after=first.after, limit=50)
    listed = [claim for claim in (*first.claims, *rest.claims) if claim.id != "A-new"]
    assert listed == whole


def test_sums_and_overview_are_those_of_the_library(store: Any) -> None:
    for location in (None, *PLACES):
        claims, pools = store.claims(location=location), store.pools(location=location)
        listing = LISTS.Listing(location=location)
        wanted = claims_overview(claims, pools)
        found = store.overview(listing)
        assert found.claims == tuple((status, len(ids)) for status, ids in wanted.claims)
        assert found.funds == wanted.funds
        is_told_apart = [row.approved.is_positive and row.approved < row.claimed for row in found.funds]
        assert is_told_apart == [True] * len(found.funds) or location == "se-1"
        for each in store.sums(listing):
            ours = [
                claim.form.amount
                for claim in claims
                if claim.status is each.status and claim.currency == each.amount.currency
            ]
            assert each.count == len(ours)
            assert each.amount == Money.total(ours, each.amount.currency)
        assert sum(each.count for each in store.sums(listing)) == len(claims)
    assert store.overview(LISTS.Listing(program="another")).claims == ()
    assert store.overview(LISTS.Listing(program="another")).funds == ()
    order = [each.status for each in store.sums(LISTS.Listing(location="z"))]
    assert order == [status for status in ClaimStatus if status in order]


def test_the_largest_amounts_are_put_in_order_and_added_up(store: Any) -> None:
    """To the unit where the database can; SQLite has 64 bits, and says it roughly."""
    largest = 10**20 - 1
    store.open_pool(attrs.evolve(pool_key("NOK"), location=LocationId("elsewhere")))
    for number in (1, 2):
        store.append(*filed(at(store, "elsewhere"), f"N-{number}", None, largest // number))
    listing = LISTS.Listing(currency="NOK", order="amount")
    assert [claim.id for claim in shown(store, listing, 1)] == ["N-2", "N-1"]
    amount, currency = STATES.STREAMS.c.amount, STATES.STREAMS.c.currency
    with store.engine.begin() as connection:
        total = connection.execute(sa.select(sa.func.sum(amount)).where(currency == "NOK")).scalar()
    wanted = largest + largest // 2
    if store.engine.dialect.name == "postgresql":
        assert total == wanted
    assert int(total) == pytest.approx(wanted, rel=1e-15)


@contextmanager
def statements(engine: Any) -> Generator[list[str]]:
    """Collect the statements that are sent meanwhile."""
    sent: list[str] = []

    def listen(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        sent.extend({statement.partition(" ")[0]} - {"SAVEPOINT", "RELEASE", "ROLLBACK"})

    sa.event.listen(engine.connection, "before_cursor_execute", listen)
    try:
        yield sent
    finally:
        sa.event.remove(engine.connection, "before_cursor_execute", listen)


@pytest.fixture
def decoded(monkeypatch: pytest.MonkeyPatch) -> list[type]:
    """What is read of the wire meanwhile, by its type."""
    read: list[type] = []
    decode = STATES.from_text

    def count(text: str, kind: type) -> Any:
        read.append(kind)
        return decode(text, kind)

    monkeypatch.setattr(STATES, "from_text", count)
    return read


def test_a_page_reads_what_it_shows(store: Any, decoded: list[type]) -> None:
    listing = LISTS.Listing(order="due")
    first = store.page(listing, limit=10)
    decoded.clear()
    with statements(store.engine) as sent:
        store.page(listing, after=first.after, limit=10)
    assert decoded == [Claim] * 10
    assert sent == ["SELECT", "SELECT"]
    decoded.clear()
    with statements(store.engine) as sent:
        store.overview(ALL)
    assert (decoded, sent) == ([], ["SELECT"] * 3)


def test_a_job_goes_through_all_claims_in_parts(store: Any, decoded: list[type]) -> None:
    wanted = [claim.id for claim in store.claims()]
    decoded.clear()
    found: list[str] = []
    while part := store.claims(after=found[-1] if found else None, limit=10):
        found += [claim.id for claim in part]
    assert found == wanted == sorted(wanted)
    assert decoded == [Claim] * len(wanted)
    assert [claim.id for claim in store.claims(location="z", after="C-2", limit=2)] == [
        claim
        for claim in wanted
        if claim > "C-2" and claim in {each.id for each in store.claims(location="z")}
    ][:2]


def upgrade(engine: Any) -> None:
    """Leave all rows as an earlier version of the library has made them, without what it did not know."""
    unknown = dict.fromkeys(("status", "currency", "amount", "submitted", "submitted_by", "changed", "due"))
    funds = dict.fromkeys(("usage_first", "usage_last", "earned", "approved", "reserved"))
    with engine.begin() as connection:
        connection.execute(
            sa.update(STATES.STREAMS).values(made_by="0.0.1", state="nonsense", **unknown, **funds)
        )


def test_after_an_upgrade_each_list_is_the_same(store: Any) -> None:
    listing = LISTS.Listing(order="due", currency="SEK")
    page, sums, overview = store.page(listing), store.sums(listing), store.overview(ALL)
    questions: list[Callable[[], bool]] = [
        lambda: bool(store.page(listing) == page),
        lambda: bool(store.sums(listing) == sums),
        lambda: bool(store.overview(ALL) == overview),
    ]
    for again in questions:
        upgrade(store.engine)
        assert again()
        with statements(store.engine) as sent:
            assert again()
        assert set(sent) == {"SELECT"}
        assert len(sent) <= 3


def test_states_are_made_anew_in_batches_by_a_job_that_may_be_interrupted(
    store: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(STATES, "BATCH", 10)
    monkeypatch.setattr(LISTS, "PATIENCE", 3)
    claims, pools, overview = store.claims(), store.pools(), store.overview(ALL)
    rows = len(claims) + len(pools)
    upgrade(store.engine)
    questions: list[Callable[[], object]] = [
        lambda: store.page(ALL),
        lambda: store.sums(ALL),
        lambda: store.overview(ALL),
    ]
    for ask in questions:
        upgrade(store.engine)
        with pytest.raises(LISTS.ListsAreOld, match="rebuild"):
            ask()
    first = store.rebuild()
    assert (first.rows, first.damaged) == (10, ())
    done = 10
    after: str | None = ""  # begun anew, it goes on with what is still old
    while after is not None:
        with statements(store.engine) as sent:
            batch = store.rebuild(after=after)
        assert len(sent) <= 2 + 2  # whatever the number of rows
        done, after = done + batch.rows, batch.after
    assert done == rows
    assert store.rebuild() == STATES.Rebuilt(0, (), None)
    with statements(store.engine) as sent:
        assert (store.claims(), store.pools()) == (claims, pools)
    assert len(sent) == 2
    assert store.overview(ALL) == overview


def test_a_list_makes_some_batches_anew_by_itself(store: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(STATES, "BATCH", 10)
    page = store.page(ALL)
    assert len(page.claims) + len(PLACES) in range(31, 40)  # the fourth batch is not full
    upgrade(store.engine)
    assert store.page(ALL) == page
    upgrade(store.engine)
    damage(store.engine, "DELETE FROM entries WHERE stream IN ('claim C-5', 'claim C-0', 'claim C-9')")
    damaged = store.page(ALL).damaged
    assert [each.stream for each in damaged] == ["claim C-0", "claim C-5", "claim C-9"]
    assert store.rebuild().rows == 3


def test_another_calendar_makes_due_days_anew_without_reading_entries(
    store: Any, decoded: list[type]
) -> None:
    weekdays = BusinessCalendar.of_weekdays(years=range(2022, 2024))
    closed = weekdays.with_closures({date(2022, 9, 15): "a day off"})
    rules = partner_center.bind(calendar=closed, zone=RULES.zone)
    other = SQL.SqlRepository(store.engine, STATES.answer_due(rules))
    listing = LISTS.Listing(order="due", statuses=(ClaimStatus.SUBMITTED,))
    with store.engine.begin() as connection:
        due = sa.select(STATES.STREAMS.c.due).where(STATES.STREAMS.c.status == "submitted")
        before = set(connection.execute(due).scalars())
        other.page(listing)
        after = set(connection.execute(due).scalars())
    assert len(before) == len(after) == 1
    assert before.pop() < after.pop()
    assert set(decoded) == {Claim}


def test_a_year_without_a_rule_has_no_due_day(store: Any) -> None:
    calendar = BusinessCalendar.of_weekdays(years=range(2014, 2016))
    other = STATES.answer_due(partner_center.bind(calendar=calendar, zone=RULES.zone))
    claim = next(each for each in store.claims() if each.status is ClaimStatus.SUBMITTED)
    assert DUE.of(claim) == due_day(claim)
    assert other.of(claim) is None
    assert other.mark != DUE.mark


def test_what_somebody_has_written_meanwhile_is_not_written_over(store: Any) -> None:
    claim = store.claims()[0]
    with store.engine.begin() as connection:
        name = f"claim {claim.id}"
        connection.execute(
            sa.update(STATES.STREAMS).where(STATES.STREAMS.c.id == name).values(version=99, state="theirs")
        )
        STATES.keep(connection, [(name, claim)], DUE)
        state = sa.select(STATES.STREAMS.c.state).where(STATES.STREAMS.c.id == name)
        assert connection.execute(state).scalar() == "theirs"


def damage(engine: Any, statement: str, **values: object) -> None:
    with engine.begin() as connection:
        connection.execute(sa.text(statement), values)


HARMS = {
    "entries are gone": ("DELETE FROM entries WHERE stream = :id", "0 of"),
    "the last entry is gone": ("DELETE FROM entries WHERE stream = :id AND number = 1", "entries are there"),
    "an entry is no JSON": ("UPDATE entries SET body = 'x' WHERE stream = :id AND number = 1", "JSON"),
    "an entry is another one": (
        """
        UPDATE entries SET body = (SELECT body FROM entries WHERE stream = 'claim C-1' AND number = 2)
        WHERE stream = :id AND number = 1
        """,
        "C-1",
    ),
}


@pytest.mark.parametrize("harm", HARMS)
def test_a_damaged_claim_is_named_and_stops_no_page(store: Any, harm: str) -> None:
    statement, why = HARMS[harm]
    wanted = [claim for claim in store.claims() if claim.id != "C-5"]
    before = store.page(ALL)
    damage(store.engine, statement, id="claim C-5")
    assert store.page(ALL) == before  # a state that is as it was is enough
    upgrade(store.engine)
    for listing in (ALL, LISTS.Listing(location="se-1")):  # nobody knows whether it belongs there
        page = store.page(listing)
        assert [each.stream for each in page.damaged] == ["claim C-5"]
        assert why in str(page.damaged[0])
        assert list(page.claims) == [
            claim for claim in wanted if listing.location in (None, claim.form.location)
        ]
    questions: list[Callable[[], object]] = [
        store.claims,
        lambda: store.sums(ALL),
        lambda: store.overview(ALL),
    ]
    for ask in questions:
        with pytest.raises(STATES.DamagedRow, match="claim C-5"):
            ask()
    assert [each.stream for each in store.rebuild().damaged] == ["claim C-5"]


def test_a_state_that_cannot_be_read_is_made_of_its_entries_with_a_word(
    store: Any, caplog: pytest.LogCaptureFixture
) -> None:
    claims = store.claims()
    damage(store.engine, "UPDATE streams SET state = '{}' WHERE id = 'claim C-5'")
    assert store.claims() == claims
    assert ["C-5" in record.getMessage() for record in caplog.records] == [True]
    assert store.claims() == claims
    assert len(caplog.records) == 1


def test_a_state_of_another_version_of_its_claim_is_not_used(store: Any) -> None:
    """A row that was brought back from a backup without its version, for example."""
    claims = store.claims()
    damage(
        store.engine,
        """
        UPDATE streams SET state = (SELECT state FROM streams WHERE id = 'claim C-20') WHERE id = 'claim C-5'
        """,
    )
    assert store.claims() == claims


def test_a_claim_that_is_damaged_behind_a_good_mark_is_named_too(store: Any) -> None:
    damage(store.engine, "UPDATE streams SET state = '{}' WHERE id = 'claim C-5'")
    damage(store.engine, "DELETE FROM entries WHERE stream = 'claim C-5'")
    assert [each.stream for each in store.page(ALL).damaged] == ["claim C-5"]


@pytest.mark.parametrize("harm", HARMS)
def test_a_history_that_is_damaged_names_its_claim(store: Any, harm: str) -> None:
    statement, _ = HARMS[harm]
    whole = store.history(ClaimId("C-4"))
    damage(store.engine, statement, id="claim C-5")
    if harm == "an entry is another one":  # which any reader of the History is told by the library
        with pytest.raises(BrokenHistory, match="C-5"):
            store.history(ClaimId("C-5"))
    else:
        with pytest.raises(STATES.DamagedRow, match="claim C-5"):
            store.history(ClaimId("C-5"))
    assert store.history(ClaimId("C-4")) == whole


def test_a_claim_that_was_only_asked_about_is_in_no_list(store: Any) -> None:
    """Its row was made to be locked, by an append that was refused or had no entries."""
    claims = store.claims()
    store.append(ClaimWrite(claim=ClaimId("C-none"), expected=0, entries=()))
    assert store.claims() == claims
    assert store.rebuild().rows == 0
    upgrade(store.engine)
    assert shown(store, ALL, 50) == list(claims)
    assert store.payments(ClaimId("C-none")) == ()
    with pytest.raises(STATES.cc.errors.UnknownPayment):
        store.payment_history(PAYMENT)


def test_the_fund_at_every_place_is_there(store: Any) -> None:
    upgrade(store.engine)
    assert {pool.key.location for pool in store.pools()} == set(PLACES)


def test_awaited_the_lists_are_the_same(store: Any, tmp_path: Path) -> None:
    async def ask() -> list[Any]:
        engine = aio.create_async_engine(f"sqlite+aiosqlite:///{tmp_path / 'claims.db'}")
        awaited = SQL.AsyncSqlRepository(engine, DUE)
        async with engine.begin() as connection:
            await connection.run_sync(SQL.METADATA.create_all)
            for key in KEYS_OF_FUNDS:
                await SQL.AsyncSqlRepositoryWithin(connection, DUE).open_pool(key)
            for writes in portfolio():
                await SQL.AsyncSqlRepositoryWithin(connection, DUE).append(*writes)
        listing = LISTS.Listing(order="due")
        page = await awaited.page(listing, limit=4)
        found = [page, await awaited.page(listing, after=page.after, limit=4)]
        found += [
            await awaited.sums(ALL),
            await awaited.overview(ALL),
            await awaited.rebuild(after="claim C-2"),
        ]
        found.append(await awaited.claims(after=ClaimId("C-2"), limit=3))
        await engine.dispose()
        return found

    listing = LISTS.Listing(order="due")
    first = store.page(listing, limit=4)
    assert asyncio.run(ask()) == [
        first,
        store.page(listing, after=first.after, limit=4),
        store.sums(ALL),
        store.overview(ALL),
        STATES.Rebuilt(0, (), None),
        store.claims(after=ClaimId("C-2"), limit=3),
    ]
