"""What `sql_repository.py` stores, and the lists that are read from it: pages, counts and the overview.

`streams` has a row for each claim, fund and payment: its version, the claim, fund or payment as it stands,
and columns for lists. All but the version is a cache, made by one version of the library. `entries` has what
happened, which is the truth: rows are only ever inserted. `commands` says which fund each command to a fund
was given to. Everything here is a function of a connection.
"""

from __future__ import annotations

import json
import logging
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from hashlib import sha256
from importlib.metadata import version as version_of
from typing import TYPE_CHECKING, Any, Final, TypeAlias, TypeVar

import sqlalchemy as sa

import coopclaims as cc
from coopclaims.deadlines import Deadline, dispute_deadline, review_deadline
from coopclaims.portfolio import FundsRow
from coopclaims.wire import RulesReference, from_text, to_text

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

T = TypeVar("T")
State: TypeAlias = cc.Claim | cc.FundPool | cc.payments.Payment

MADE_BY: Final = version_of("coopclaims")
"""The library that makes states of entries here: a state that another version made is not used."""

BATCH: Final = 500
"""How many rows are made anew at a time."""

NEVER: Final = datetime(9000, 1, 1, tzinfo=UTC)
"""When a claim was submitted that was not."""

LOG: Final = logging.getLogger(__name__)


class MinorUnits(sa.TypeDecorator[int]):
    """An amount in minor units. SQLite has 64 bits for it: what is larger is kept roughly, in lists alone."""

    impl = sa.BigInteger
    cache_ok = True

    def load_dialect_impl(self, dialect: sa.Dialect) -> sa.types.TypeEngine[Any]:
        """Return a type of the database that holds any amount, where it has one."""
        return sa.Numeric(24, 0) if dialect.name == "postgresql" else sa.BigInteger()

    def process_bind_param(self, value: int | None, dialect: sa.Dialect) -> float | None:
        """Return what is stored of an amount."""
        is_too_large = dialect.name == "sqlite" and value is not None and abs(value) >> 63
        return float(value or 0) if is_too_large else value


TEXT: Final = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
"""A text that is sorted by code points in every database, as Python sorts it."""

METADATA = sa.MetaData()
STREAMS = sa.Table(
    "streams",
    METADATA,
    sa.Column("id", TEXT, primary_key=True),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("version", sa.Integer, nullable=False),
    sa.Column("key", sa.Text),  # of a fund
    sa.Column("state", sa.Text),  # as it stands at `version`
    sa.Column("made_by", sa.Text, nullable=False, server_default=""),  # of the state and all columns below
    sa.Column("claim", TEXT, index=True),  # of a payment
    sa.Column("location", TEXT, index=True),
    sa.Column("program", TEXT, index=True),
    sa.Column("currency", TEXT),
    sa.Column("status", sa.Text),  # of a claim, as all that follow
    sa.Column("amount", MinorUnits),
    sa.Column("submitted", sa.DateTime(timezone=True)),  # or `NEVER`, so that it has a place in an order
    sa.Column("submitted_by", TEXT, index=True),
    sa.Column("changed", sa.DateTime(timezone=True)),
    sa.Column("due", sa.Date),  # or the last day that there is
    sa.Column("usage_first", sa.Date),  # of a fund, as all that follow
    sa.Column("usage_last", sa.Date),
    sa.Column("earned", MinorUnits),
    sa.Column("approved", MinorUnits),
    sa.Column("reserved", MinorUnits),
    sa.Index("streams_by_maker", "kind", "made_by", "id"),
    sa.Index("streams_in_order", "kind", "id"),
    sa.Index("claims_by_status", "kind", "status", "id"),
    sa.Index("claims_by_amount", "kind", "currency", "amount", "id"),
    sa.Index("claims_by_submission", "kind", "submitted", "id"),
    sa.Index("claims_by_change", "kind", "changed", "id"),
    sa.Index("claims_by_due_day", "kind", "due", "id"),
)
ENTRIES = sa.Table(
    "entries",
    METADATA,
    sa.Column("stream", TEXT, sa.ForeignKey("streams.id"), primary_key=True),
    sa.Column("number", sa.Integer, primary_key=True),
    sa.Column("command", sa.Text),
    sa.Column("cause", sa.Text),  # what a second delivery of a ledger entry would repeat
    sa.Column("body", sa.Text, nullable=False),
    sa.Index("entries_by_command", "stream", "command"),
    sa.UniqueConstraint("stream", "cause"),
)
COMMANDS = sa.Table(
    "commands",
    METADATA,
    sa.Column("id", sa.Text, primary_key=True),
    sa.Column("fund", sa.Text, nullable=False),  # the key of the fund that it was given to
)


class DamagedRow(cc.CoopClaimsError):
    """A claim, fund or payment that cannot be read. Fields: `stream`, its row, and `why`."""

    code = "damaged_row"
    english = "{stream} cannot be read: {why}"
    parameters = "stream: str, why: object"

    def __init__(self, stream: str, why: object) -> None:
        super().__init__(stream, why)
        self.stream = stream
        self.why = why


class ListsAreOld(cc.CoopClaimsError):
    """More rows than a batch were made by another version of the library or the rules: `rebuild` them."""

    code = "lists_are_old"
    english = "the lists were made by another version: run `rebuild` until it is done"


# Due days: the one column that rules decide.


@dataclass(frozen=True)
class Due:
    """How the due day of a claim is found, and a `mark` of all that it rests on, so that a change shows."""

    of: Callable[[cc.Claim], date | None]
    mark: str


NO_DUE: Final = Due(of=lambda _claim: None, mark="")
"""For who lists no due days."""


def answer_due(rules: cc.Rules) -> Due:
    """Return how to find by when the vendor has to answer a claim, under rules."""

    def on(claim: cc.Claim) -> date | None:
        clock = dispute_deadline if claim.status is cc.ClaimStatus.DISPUTED else review_deadline
        try:
            found = clock(claim, rules=rules)
        except (cc.errors.NoRuleInForce, cc.errors.CalendarOutOfRange):
            return None
        return found.on if isinstance(found, Deadline) and found.answered_at is None else None

    return Due(of=on, mark=sha256(to_text(RulesReference.to(rules)).encode()).hexdigest()[:16])


def made_by(kind: str, due: Due) -> str:
    """Return what a row of this kind says where it is as it would be made now."""
    return f"{MADE_BY} {due.mark}" if kind == "claim" else MADE_BY


# States: a claim, fund or payment as it stands, from its state or from its entries.


def entries_of(
    connection: sa.Connection, stream: str, kind: type[T], *conditions: sa.ColumnElement[bool]
) -> tuple[T, ...]:
    """Return the entries of a stream, in order. Raises `DamagedRow` for one that cannot be read."""
    asked = sa.select(ENTRIES.c.body).where(ENTRIES.c.stream == stream, *conditions)
    bodies = connection.execute(asked.order_by(ENTRIES.c.number)).scalars()
    try:
        return tuple(from_text(body, kind) for body in bodies)
    except cc.CoopClaimsError as error:
        raise DamagedRow(stream, error) from error


def all_entries(connection: sa.Connection, stream: str, kind: type[T]) -> tuple[T, ...]:
    """Return every entry of a stream up to its version. Raises `DamagedRow` where some are not there."""
    version = connection.execute(sa.select(STREAMS.c.version).where(STREAMS.c.id == stream)).scalar() or 0
    found = entries_of(connection, stream, kind, ENTRIES.c.number <= version)
    check_count(stream, len(found), version)
    return found


def check_count(stream: str, found: int, version: int) -> None:
    """Raise `DamagedRow` where a stream has not as many entries as its version says."""
    if found != version:
        raise DamagedRow(stream, f"{found} of {version} entries are there")


def replayed(row: sa.Row[Any], bodies: Sequence[str]) -> State | None:
    """Return what entries make of a claim, fund or payment, and `None` where there is nothing yet.

    Raises `DamagedRow` where they cannot be read, or make no claim, fund or payment.
    """
    try:
        if row.kind == "fund":
            entries = (from_text(body, cc.funds.FundEntry) for body in bodies)
            return cc.FundPool.empty(from_text(row.key, cc.funds.PoolKey)).record(entries)
        if not bodies:
            return None
        if row.kind == "payment":
            return cc.payments.replay_payment(from_text(body, cc.payments.PaymentEntry) for body in bodies)
        return cc.replay(from_text(body, cc.HistoryEntry) for body in bodies)
    except cc.CoopClaimsError as error:
        raise DamagedRow(row.id, error) from error


def stored_state(row: sa.Row[Any], version: int) -> State | None:
    """Return the state of a row; `None` where another library made it, or it cannot be used."""
    if row.made_by.partition(" ")[0] != MADE_BY:
        return None
    kinds: dict[str, type[State]] = {"claim": cc.Claim, "fund": cc.FundPool, "payment": cc.payments.Payment}
    try:
        state = from_text(row.state, kinds[row.kind])
    except cc.CoopClaimsError as error:
        LOG.warning("the state of %s cannot be read and is made of its entries: %s", row.id, error)
        return None
    return state if state.version == version else None


def state_at(connection: sa.Connection, row: sa.Row[Any], version: int) -> State | None:
    """Return a claim, fund or payment as it stood at a version, `None` before its first entry."""
    state = stored_state(row, version)
    if state is not None:
        return state
    asked = sa.select(ENTRIES.c.body).where(ENTRIES.c.stream == row.id, ENTRIES.c.number <= version)
    return complete(row, connection.execute(asked.order_by(ENTRIES.c.number)).scalars().all(), version)


def complete(row: sa.Row[Any], bodies: Sequence[str], version: int) -> State | None:
    """Return what all entries up to a version make. Raises `DamagedRow` where some are not there."""
    check_count(row.id, len(bodies), version)
    return replayed(row, bodies)


def states(connection: sa.Connection, rows: Sequence[sa.Row[Any]], due: Due) -> Iterator[State | DamagedRow]:
    """Yield each claim, fund and payment as it stands, in order, and the error of each that cannot be read.

    What another version has made is made anew, a batch at a time, and kept.
    """
    for begin in range(0, len(rows), BATCH):
        batch = rows[begin : begin + BATCH]
        found: dict[str, State | DamagedRow | None] = {
            row.id: stored_state(row, row.version) for row in batch
        }
        lost = {row.id: list[str]() for row in batch if found[row.id] is None}
        if lost:
            asked = sa.select(ENTRIES.c.stream, ENTRIES.c.body).where(ENTRIES.c.stream.in_(lost))
            for stream, body in connection.execute(asked.order_by(ENTRIES.c.stream, ENTRIES.c.number)):
                lost[stream].append(body)
        for row in batch:
            if row.id in lost:
                try:
                    found[row.id] = complete(row, lost[row.id], row.version)
                except DamagedRow as damaged:
                    found[row.id] = damaged
        old = [row for row in batch if row.id in lost or row.made_by != made_by(row.kind, due)]
        keep(connection, [(row.id, found[row.id]) for row in old], due)
        yield from (state for state in found.values() if state is not None)


def whole(found: Iterator[State | DamagedRow], kind: type[T]) -> tuple[T, ...]:
    """Return what was found, which is all of one kind. Raises the first `DamagedRow`."""
    listed: list[T] = []
    for each in found:
        if isinstance(each, DamagedRow):
            raise each
        assert isinstance(each, kind)  # noqa: S101 - rows of one kind were asked for
        listed.append(each)
    return tuple(listed)


def keep(
    connection: sa.Connection, made: Sequence[tuple[str, State | DamagedRow | None]], due: Due = NO_DUE
) -> None:
    """Keep claims, funds and payments as they stand, unless somebody else has written since."""
    rows = [columns(stream, state, due) for stream, state in made if isinstance(state, State)]
    for kind in {row["kind"] for row in rows}:
        ours = [row for row in rows if row["kind"] == kind]
        same = (STREAMS.c.id == sa.bindparam("stream"), STREAMS.c.version == sa.bindparam("at"))
        connection.execute(sa.update(STREAMS).where(*same), ours)


def columns(stream: str, state: State, due: Due) -> dict[str, object]:
    """Return what the row of a claim, fund or payment says beside its version."""
    kind = stream.partition(" ")[0]
    row: dict[str, object] = {"stream": stream, "at": state.version, "kind": kind}
    row |= {"state": to_text(state), "made_by": made_by(kind, due)}
    if isinstance(state, cc.payments.Payment):
        return row | {"claim": state.claim}
    if isinstance(state, cc.FundPool):
        balance, key = state.balance(), state.key
        row |= {"usage_first": key.usage_period.first, "usage_last": key.usage_period.last}
        row |= {"earned": balance.earned.minor_units, "approved": balance.approved.minor_units}
        row |= {"reserved": balance.reserved.minor_units, "currency": key.currency.code}
        return row | {"location": key.location, "program": key.program}
    form, review = state.form, state.milestones.last(cc.deadlines.Clock.REVIEW)
    row |= {"location": form.location, "program": form.program, "status": state.status.value}
    row |= {"currency": state.currency.code, "amount": form.amount.minor_units, "changed": state.changed_at}
    row |= {"submitted": NEVER, "submitted_by": None, "due": due.of(state) or date.max}
    return row | ({"submitted": review.started_at, "submitted_by": review.started_by} if review else {})


# States that another version has made.


@dataclass(frozen=True)
class Rebuilt:
    """What a batch has done: how many rows were old, which cannot be read, and where the next one begins.

    `after` is `None` at the end. Whoever is interrupted begins anew: what was kept is no longer old.
    """

    rows: int
    damaged: tuple[DamagedRow, ...]
    after: str | None


def rebuild(connection: sa.Connection, *, after: str = "", due: Due = NO_DUE) -> Rebuilt:
    """Make a batch of rows anew that another version of the library, or of the rules, has made."""
    kind, maker = STREAMS.c.kind, STREAMS.c.made_by
    now = {each: made_by(each, due) for each in ("claim", "fund", "payment")}
    smaller = (sa.and_(kind == each, maker < current) for each, current in now.items())
    larger = (sa.and_(kind == each, maker > current) for each, current in now.items())
    old = sa.or_(*smaller, *larger)  # each of which an index finds, as it would not find what is not equal
    begun = sa.or_(kind == "fund", STREAMS.c.version > 0)  # the others have a row before their first entry
    behind = STREAMS.c.id > after if after else sa.true()
    asked = sa.select(STREAMS).where(old, begun, behind).order_by(STREAMS.c.id).limit(BATCH)
    rows = connection.execute(asked).all()
    damaged = [each for each in states(connection, rows, due) if isinstance(each, DamagedRow)]
    return Rebuilt(len(rows), tuple(damaged), rows[-1].id if len(rows) == BATCH else None)


def freshen(connection: sa.Connection, due: Due) -> tuple[DamagedRow, ...]:
    """Make old rows anew before columns are asked, and return those that cannot be read.

    Raises `ListsAreOld` where there are more than a batch: nothing is left out of a list without a word.
    """
    done = rebuild(connection, due=due)
    if done.after is not None:
        raise ListsAreOld
    return done.damaged


@dataclass(frozen=True, kw_only=True)
class Listing:
    """Which claims a list shows, and in which order; what is `None` or empty is no condition.

    Instants are from one on and before another, `due_by` is a day, included. `order` is a key of `ORDERS`;
    amounts are put in order within one currency alone. What has no instant or day comes last, or first where
    the order is `descending`.
    """

    location: str | None = None
    program: str | None = None
    statuses: tuple[cc.ClaimStatus, ...] = ()
    currency: str | None = None
    submitted_by: str | None = None
    submitted_from: datetime | None = None
    submitted_before: datetime | None = None
    due_by: date | None = None
    order: str = "id"
    descending: bool = False

    def conditions(self) -> list[sa.ColumnElement[bool]]:
        """Return what a row of the list has to be."""
        column = STREAMS.c
        asked = [
            *(column[name] == getattr(self, name) for name in EQUAL if getattr(self, name) is not None),
            self.submitted_from
            and sa.and_(column.submitted >= self.submitted_from, column.submitted < NEVER),
            self.submitted_before and column.submitted < self.submitted_before,
            self.due_by and column.due <= self.due_by,
        ]
        if self.statuses:
            asked.append(column.status.in_([status.value for status in self.statuses]))
        return [column.kind == "claim", column.version > 0, *(each for each in asked if each is not None)]


EQUAL: Final = ("location", "program", "currency", "submitted_by")
ORDERS: Final[dict[str, tuple[sa.Column[Any], Callable[[str], object]]]] = {
    "id": (STREAMS.c.id, str),
    "amount": (STREAMS.c.amount, lambda text: int(Decimal(text))),
    "changed": (STREAMS.c.changed, datetime.fromisoformat),
    "submitted": (STREAMS.c.submitted, datetime.fromisoformat),
    "due": (STREAMS.c.due, date.fromisoformat),
}
"""By what a list can be put in order, and how that is read from the text that says where a page ends."""


@dataclass(frozen=True)
class Page:
    """A part of a list; `after` is where the next one begins, `None` at the end.

    `damaged` are rows that cannot be read, so that nobody knows in which lists they belong.
    """

    claims: tuple[cc.Claim, ...]
    damaged: tuple[DamagedRow, ...]
    after: str | None


def page(
    connection: sa.Connection,
    listing: Listing,
    *,
    after: str | None = None,
    limit: int = 50,
    due: Due = NO_DUE,
) -> Page:
    """Return so many claims of a list, from its beginning or `after` a page that was shown.

    It goes on behind the last claim that was shown, whatever was written since, and reads no more rows.
    """
    if listing.order == "amount" and listing.currency is None:
        raise cc.InvalidValue("currency", None, "currency")
    damaged = {each.stream: each for each in freshen(connection, due)}
    by, read = ORDERS[listing.order]
    asked, place = sa.select(STREAMS, by.label("by")), sa.tuple_(by, STREAMS.c.id)
    asked = asked.where(*listing.conditions(), by.is_not(None))
    if after is not None:
        value, stream = json.loads(after)
        last = sa.tuple_(sa.literal(read(value), by.type), sa.literal(stream, TEXT))
        asked = asked.where(place < last if listing.descending else place > last)
    order = (by.desc(), STREAMS.c.id.desc()) if listing.descending else (by, STREAMS.c.id)
    rows = connection.execute(asked.order_by(*order).limit(limit)).all()
    found = list(states(connection, rows, due))
    damaged |= {each.stream: each for each in found if isinstance(each, DamagedRow)}
    claims = tuple(each for each in found if isinstance(each, cc.Claim))
    more = json.dumps([str(rows[-1].by), rows[-1].id]) if len(rows) == limit else None
    return Page(claims, tuple(damaged.values()), more)


@dataclass(frozen=True)
class Sum:
    """How many claims of a list stand at a status in a currency, and how much they claim together."""

    status: cc.ClaimStatus
    count: int
    amount: cc.Money


def sums(connection: sa.Connection, listing: Listing, *, due: Due = NO_DUE) -> tuple[Sum, ...]:
    """Return the figures of a list by status and currency. Raises the first `DamagedRow`."""
    for damaged in freshen(connection, due):
        raise damaged
    by = (STREAMS.c.status, STREAMS.c.currency)
    asked = sa.select(*by, sa.func.count(), sa.func.sum(STREAMS.c.amount)).where(*listing.conditions())
    found = [
        Sum(cc.ClaimStatus(status), count, cc.Money.of_minor_units(int(units), currency))
        for status, currency, count, units in connection.execute(asked.group_by(*by))
    ]
    order = list(cc.ClaimStatus)
    return tuple(sorted(found, key=lambda each: (order.index(each.status), each.amount.currency.code)))


@dataclass(frozen=True)
class Overview:
    """What `portfolio.claims_overview` says, with the number of claims in place of their identifiers."""

    claims: tuple[tuple[cc.ClaimStatus, int], ...]
    funds: tuple[FundsRow, ...]


def overview(connection: sa.Connection, listing: Listing, *, due: Due = NO_DUE) -> Overview:
    """Return claims by status, and funds by usage period and currency, of one location or program or all."""
    counts: dict[cc.ClaimStatus, int] = {}
    for each in sums(connection, listing, due=due):
        group = each.status.overview_group
        counts[group] = counts.get(group, 0) + each.count
    column = STREAMS.c
    by = (column.usage_first, column.usage_last, column.currency)
    money = (column.approved, column.approved + column.reserved, column.earned)
    asked = sa.select(*by, *map(sa.func.sum, money)).where(column.kind == "fund")
    for name in ("location", "program"):
        if getattr(listing, name) is not None:
            asked = asked.where(column[name] == getattr(listing, name))
    funds = [
        FundsRow(
            usage_period=cc.UsagePeriod(first, last),
            currency=cc.Currency(currency),
            approved=cc.Money.of_minor_units(int(approved), currency),
            claimed=cc.Money.of_minor_units(int(claimed), currency),
            total=cc.Money.of_minor_units(int(total), currency),
        )
        for first, last, currency, approved, claimed, total in connection.execute(
            asked.group_by(*by).order_by(*by)
        )
    ]
    return Overview(tuple((each, counts[each]) for each in cc.ClaimStatus if each in counts), tuple(funds))
