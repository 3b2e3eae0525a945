"""What `sql_repository.py` stores: its tables, and claims, funds and payments as they stand.

`streams` has a row for each claim, fund and payment: its version, the claim, fund or payment as it stands,
and columns for lists. All but the version is a cache, made by one version of the library. `entries` has what
happened, which is the truth: rows are only ever inserted. `commands` says which fund each command to a fund
was given to. Everything here is a function of a connection.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import UTC, date, datetime
from hashlib import sha256
from importlib.metadata import version as version_of
from typing import TYPE_CHECKING, Any, Final, TypeAlias, TypeVar

import sqlalchemy as sa
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import FunctionElement

import coopclaims as cc
from coopclaims.deadlines import Deadline, dispute_deadline, review_deadline
from coopclaims.wire import RulesReference, from_text, to_text

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

T = TypeVar("T")
State: TypeAlias = cc.Claim | cc.FundPool | cc.payments.Payment

MADE_BY: Final = version_of("coopclaims")
"""The library that makes states of entries here: a state that another version made is not used."""

BATCH: Final = 500
"""How many rows are made anew at a time."""

SEALED_AWAY: Final = "sealed"
"""The kind of a row whose entries `sql_erasure.py` has moved."""

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


class Transaction(FunctionElement[int]):
    """The number of the transaction that inserts a row: PostgreSQL's, and 0 where one writes at a time."""

    type = sa.BigInteger()
    inherit_cache = True


class Place(FunctionElement[int]):
    """The next place in the order in which rows are inserted; SQLite has one of its own, `rowid`."""

    type = sa.BigInteger()
    inherit_cache = True


def or_zero(kind: type[FunctionElement[int]], postgresql: str) -> None:
    """Say what a function is on PostgreSQL; elsewhere it is 0."""
    compiles(kind)(lambda *_, **__: "0")
    compiles(kind, "postgresql")(lambda *_, **__: postgresql)


or_zero(Transaction, "(pg_current_xact_id()::text::bigint)")
or_zero(Place, "nextval('entries_place')")
PLACES: Final = sa.Sequence("entries_place", metadata=METADATA)

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
    sa.Column("wrote", sa.BigInteger, server_default=Transaction(), nullable=False),  # see `sql_feed.py`
    sa.Column("place", sa.BigInteger, server_default=Place(), nullable=False),
    sa.Index("entries_by_command", "stream", "command"),
    sa.Index("entries_in_order", "wrote", "place"),
    sa.Index("entries_last_written", "stream", "wrote"),
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
    row = connection.execute(sa.select(STREAMS).where(STREAMS.c.id == stream)).one_or_none()
    version = 0 if row is None else version_of_row(row)
    found = entries_of(connection, stream, kind, ENTRIES.c.number <= version)
    check_count(stream, len(found), version)
    return found


def version_of_row(row: sa.Row[Any]) -> int:
    """Return how many entries a stream has. Raises `DamagedRow` where they are sealed and elsewhere."""
    if row.kind == SEALED_AWAY:
        raise DamagedRow(row.id, "it was sealed away")
    return int(row.version)


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
    version_of_row(row)
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
