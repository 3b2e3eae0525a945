"""The ledger of a fund: all its entries, balances as of a day and as known, and the proof of conservation."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from copy import copy
from datetime import date, datetime
from operator import attrgetter
from typing import TYPE_CHECKING, Final, final

import attrs

from coopclaims._checks import door
from coopclaims._values import day_or_none, frozen, instant_or_none
from coopclaims.errors import InvalidValue
from coopclaims.funds.entries import BrokenLedger, FundEntry, FundEntryKind, PoolKey
from coopclaims.funds.pool import FundPool, FundsBalance, balance_of, check_parts
from coopclaims.funds.postings import ClaimTable, Postings, Totals
from coopclaims.histories import Stream
from coopclaims.money.amounts import Money

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from coopclaims.identifiers import PaymentId


@final
@frozen
class FundLedger(Stream[FundEntry]):
    """All entries of one fund pool, in the order in which they were recorded. They are only added.

    `key` says which pool, and `entries` are in the order of recording; empty before the first one. `pool`
    is what follows from them. Raises `InvalidValue` for an entry of another pool, and
    `BrokenLedger` for one that its pool cannot take, or that is written twice: the same kind, claim
    and number of the claim's History entry, or the same kind, entity, claim and payment by one command.

    >>> from datetime import UTC, date, datetime
    >>> from coopclaims import Currency, Money
    >>> from coopclaims import UsagePeriod
    >>> key = PoolKey(location="se-1", program="CSP", currency=Currency("SEK"),
    ...               usage_period=UsagePeriod(date(2019, 7, 1), date(2019, 12, 31)))
    >>> january, september = datetime(2019, 2, 3, tzinfo=UTC), datetime(2019, 9, 5, tzinfo=UTC)
    >>> earned = FundPool.empty(key).earned_entry(
    ...     "ireland", Money("900.00", "SEK"), at=january, on=date(2019, 1, 31))
    >>> corrected = attrs.evolve(
    ...     earned, kind=FundEntryKind.ADJUSTED, amount=Money("-120.00", "SEK"), at=september)
    >>> ledger = FundLedger(key, (earned, corrected))
    >>> print(ledger.balance(on=date(2019, 1, 31), known=january).earned)
    900.00 SEK
    >>> print(ledger.balance(on=date(2019, 1, 31)).earned)
    780.00 SEK
    """

    key: PoolKey
    entries: tuple[FundEntry, ...] = attrs.field(default=(), converter=tuple["FundEntry", ...])
    pool: FundPool = attrs.field(init=False, eq=False, repr=False)
    """The pool after all entries."""

    def __attrs_post_init__(self) -> None:
        _refuse_twins(self.entries)
        object.__setattr__(self, "pool", FundPool.empty(self.key).record(self.entries))

    @door
    def extended(self, entries: Iterable[FundEntry]) -> FundLedger:
        """Return the ledger with these entries added at its end.

        `entries` are in the order of recording; only they are posted. Raises as the constructor does.
        """
        longer, added = copy(self), tuple(entries)
        object.__setattr__(longer, "entries", self.entries + added)
        _refuse_twins(longer.entries)
        object.__setattr__(longer, "pool", self.pool.record(added))
        return longer

    @door
    def balance(self, *, on: date | None = None, known: datetime | None = None) -> FundsBalance:
        """Return the balances as of the end of the day `on`, as they were `known` at an instant.

        `on` is a civil day, and `known` an aware instant; `None` sets no bound.

        Counted is what counts on that day or before and was recorded at that instant or before. What was
        known at an instant does not change when entries are added later, unless one corrects an instant: then
        an entry counts from when it was really recorded. The balance as it is now costs the
        same however many entries there are; any other goes through them once. Raises `InvalidValue` for a
        `datetime` as the day and for a naive instant.
        """
        if on is None and known is None:
            return self.pool.balance()
        sums = dict.fromkeys(FundEntryKind, 0)
        day = day_or_none("on", on)
        instant = instant_or_none("known", known)
        corrected = self._corrected()
        for number, entry in enumerate(self.entries, start=1):
            at = corrected.get(number, entry.at)
            if (day is None or entry.on <= day) and (instant is None or at <= instant):
                sums[entry.kind] += entry.amount.minor_units
        return balance_of(self.key, _totals(sums))

    def instants(self) -> tuple[datetime, ...]:
        """Return when each entry was really recorded, in their order: as corrected last, where it was."""
        corrected = self._corrected()
        return tuple(corrected.get(number, entry.at) for number, entry in enumerate(self.entries, start=1))

    def _corrected(self) -> dict[int, datetime]:
        return {
            entry.corrects: entry.instant
            for entry in self.entries
            if entry.corrects is not None and entry.instant is not None
        }


def balances_over_time(ledger: FundLedger) -> Iterator[tuple[datetime, FundsBalance]]:
    """Yield the balances after each entry of a ledger, with when it was really recorded, in their order."""
    sums = dict.fromkeys(FundEntryKind, 0)
    for entry, at in zip(ledger.entries, ledger.instants(), strict=True):
        sums[entry.kind] += entry.amount.minor_units
        yield at, balance_of(ledger.key, _totals(sums))


_TWINS: Final = (
    ("number", attrgetter("number", "kind", "claim")),
    ("command", attrgetter("command", "kind", "claim", "entity", "payment")),
)
"""What causes an entry, and what two entries of that cause have in common."""


def _refuse_twins(entries: tuple[FundEntry, ...]) -> None:
    for what, booked in _TWINS:
        named: Iterator[FundEntry] = filter(attrgetter(what), entries)
        for (cause, kind, *of), times in Counter(map(booked, named)).most_common(1):
            if times > 1:
                got = (kind, *(each for each in of if each is not None), cause)
                raise BrokenLedger(f"ledger of {entries[0].pool}", got, "each_entry_once")


def entry_by_entry() -> Callable[[FundEntry], Iterator[BrokenLedger]]:
    """Return what takes one entry of a ledger after the other, and yields what is wrong with each.

    That is what its pool could not take, and that it is written twice. It goes on after what is wrong, and
    keeps the entries of several pools apart.
    """
    books: dict[PoolKey, Postings] = {}
    seen: set[tuple[object, ...]] = set()
    taken: Counter[PoolKey] = Counter()

    def faults(entry: FundEntry) -> Iterator[BrokenLedger]:
        if entry.corrects is not None and not 0 < entry.corrects <= taken[entry.pool]:
            yield BrokenLedger(f"ledger of {entry.pool}", entry.corrects, "entry_before")
        taken[entry.pool] += 1
        try:
            books.setdefault(entry.pool, Postings(Totals(), (), (), ClaimTable())).post(entry)
        except BrokenLedger as broken:
            yield broken
        twins = set[str]()
        for what, booked in _TWINS:
            of = (what, entry.pool, *booked(entry))
            if getattr(entry, what) is not None and of in seen:
                twins.add(what)
            seen.add(of)
        kind, number, command = entry.kind, entry.number, entry.command
        if "number" in twins:
            yield BrokenLedger(f"ledger of {entry.pool}", number, "booked_once", kind=kind, number=number)
        if "command" in twins:
            yield BrokenLedger(
                f"ledger of {entry.pool}", command, "booked_once_by_command", kind=kind, command=command
            )

    return faults


def _totals(sums: dict[FundEntryKind, int]) -> Totals:
    """Return the totals that these sums make, each kind in its place."""
    kind = FundEntryKind
    return Totals(
        accrued=sums[kind.EARNED],
        adjusted=sums[kind.ADJUSTED],
        converted=sums[kind.CONVERTED],
        rolled_out=sums[kind.ROLLED_OUT],
        rolled_in=sums[kind.ROLLED_IN],
        reserved=sums[kind.RESERVED] - sums[kind.RELEASED],
        approved=sums[kind.COMMITTED] - sums[kind.COMMITMENT_REVERSED],
        paid=sums[kind.PAID] - sums[kind.PAYMENT_RETURNED] - sums[kind.RECOUPED],
        expired=sums[kind.EXPIRED] - sums[kind.RESTORED],
    )


@door
def assert_conserved(ledger: FundLedger | FundPool, entries: Iterable[FundEntry] | None = None) -> None:
    """Raise `BrokenLedger` unless no money is lost and none is made, after every entry.

    `ledger` is a ledger, or a pool as it was stored; then `entries` are those that led to it, in order,
    and `None` means that they are not at hand. The entries are summed anew, by kind and without the pool's
    running totals, and after each of them these hold: nothing is below zero but what is available; no more is
    paid than is approved; no approval leaves less than nothing remaining, and nothing that goes out leaves
    less than nothing available. In the end the pool has these sums, and its shares, claims and activities add
    up to them. No more comes back of a payment, or is recouped of it, than was paid with it. Given a pool
    alone, only what the pool has is checked.

    >>> from datetime import UTC, datetime
    >>> from coopclaims import Currency, Money
    >>> from coopclaims import UsagePeriod
    >>> from coopclaims.periods import FiscalHalf
    >>> key = PoolKey(location="se-1", program="CSP", currency=Currency("SEK"),
    ...               usage_period=UsagePeriod.of(FiscalHalf(2023, 1)))
    >>> earned = FundPool.empty(key).earned_entry(
    ...     "ireland", Money(100, "SEK"), at=datetime(2022, 7, 1, 12, tzinfo=UTC))
    >>> assert_conserved(FundLedger(key, [earned]))
    >>> assert_conserved(FundPool.empty(key), [earned])
    Traceback (most recent call last):
    coopclaims.funds.entries.BrokenLedger: version of the pool: got 0; expected that of its entries, 1
    """
    pool = ledger.pool if isinstance(ledger, FundLedger) else ledger
    written = ledger.entries if isinstance(ledger, FundLedger) else entries
    if written is not None:
        sums = dict.fromkeys(FundEntryKind, 0)
        paid: Counter[PaymentId] = Counter()
        number = 0
        for number, entry in enumerate(written, start=1):
            if entry.pool != pool.key:
                raise InvalidValue("ledger entry", entry.pool, "entry_of_the_fund", fund=pool.key)
            sums[entry.kind] += entry.amount.minor_units
            _check_after(entry, balance_of(pool.key, _totals(sums)), f"after entry {number}")
            if entry.payment is not None:
                way = 1 if entry.kind is FundEntryKind.PAID else -1
                paid[entry.payment] += way * entry.amount.minor_units
                if paid[entry.payment] < 0:
                    stands = Money.of_minor_units(paid[entry.payment], pool.key.currency)
                    what = f"paid with {entry.payment} after entry {number}"
                    raise BrokenLedger(what, stands, "not_below_zero")
        if pool.version != number:
            raise BrokenLedger("version of the pool", pool.version, "number_of_entries", number=number)
        summed = balance_of(pool.key, _totals(sums))
        if pool.balance() != summed:
            raise BrokenLedger("pool", pool.balance(), "equal_to", value=summed)
    check_parts(pool)


_GOING_OUT: Final = frozenset({FundEntryKind.CONVERTED, FundEntryKind.ROLLED_OUT, FundEntryKind.EXPIRED})


def _check_after(entry: FundEntry, balance: FundsBalance, when: str) -> None:
    for name in (
        "accrued",
        "converted",
        "rolled_out",
        "rolled_in",
        "reserved",
        "approved",
        "paid",
        "expired",
    ):
        amount: Money = getattr(balance, name)
        if amount.is_negative:
            raise BrokenLedger(f"{name} {when}", amount, "not_below_zero")
    if balance.paid > balance.approved:
        raise BrokenLedger(f"paid {when}", balance.paid, "amount_at_most", most=balance.approved)
    if not entry.amount.is_positive:
        return
    if entry.kind is FundEntryKind.COMMITTED and balance.remaining.is_negative:
        raise BrokenLedger(f"remaining {when}", balance.remaining, "not_below_zero")
    if entry.kind in _GOING_OUT and balance.available.is_negative:
        raise BrokenLedger(f"available {when}", balance.available, "not_below_zero")
