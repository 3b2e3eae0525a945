"""Lists of the claims that `sql_repository.py` stores: pages, sums and the overview, by the columns of rows.

Nothing is left out of a list without a word: what another version of the library has made is made anew
before columns are asked, and what cannot be read is named.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final

import sqlalchemy as sa
from sql_states import NEVER, NO_DUE, STREAMS, TEXT, DamagedRow, Due, rebuild, states, whole

import coopclaims as cc
from coopclaims.portfolio import FundsRow

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence


def rows(
    connection: sa.Connection,
    kind: str,
    location: str | None,
    program: str | None,
    after: str | None = None,
    limit: int | None = None,
) -> Sequence[sa.Row[Any]]:
    """Return the rows of the claims or funds of one location or program where asked, in order."""
    asked = sa.select(STREAMS).where(STREAMS.c.kind == kind)
    if kind == "claim":  # which has a row before it has an entry
        asked = asked.where(STREAMS.c.version > 0)
    if location is not None:
        asked = asked.where(STREAMS.c.location == location)
    if program is not None:
        asked = asked.where(STREAMS.c.program == program)
    if after is not None:
        asked = asked.where(STREAMS.c.id > f"{kind} {after}")
    return connection.execute(asked.order_by(STREAMS.c.id).limit(limit)).all()


def claims(
    connection: sa.Connection,
    location: str | None,
    program: str | None,
    after: str | None = None,
    limit: int | None = None,
    due: Due = NO_DUE,
) -> tuple[cc.Claim, ...]:
    """Return the claims as they stand. Raises `DamagedRow` for one that cannot be read."""
    found = rows(connection, "claim", location, program, after, limit)
    return whole(states(connection, found, due), cc.Claim)


def pools(connection: sa.Connection, location: str | None, program: str | None) -> tuple[cc.FundPool, ...]:
    """Return the fund pools as they stand. Raises `DamagedRow` for one that cannot be read."""
    return whole(states(connection, rows(connection, "fund", location, program), NO_DUE), cc.FundPool)


class ListsAreOld(cc.CoopClaimsError):
    """Very many rows were made by another version of the library or of the rules: `rebuild` them."""

    code = "lists_are_old"
    english = "the lists were made by another version: run `rebuild` until it is done"


PATIENCE: Final = 4
"""How many batches of old rows are made anew before a list: as long as somebody waits for a page."""


def freshen(connection: sa.Connection, due: Due) -> tuple[DamagedRow, ...]:
    """Make old rows anew before columns are asked, and return those that cannot be read.

    Raises `ListsAreOld` where there are too many: nothing is left out of a list without a word.
    """
    damaged: list[DamagedRow] = []
    after = ""
    for _ in range(PATIENCE):
        done = rebuild(connection, after=after, due=due)
        damaged += done.damaged
        if done.after is None:
            return tuple(damaged)
        after = done.after
    raise ListsAreOld


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
