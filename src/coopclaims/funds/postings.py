"""Posting entries to running totals, and what a pool knows of each claim.

A pool is a value, and may have seen hundreds of thousands of claims. A dict would be copied at every
entry; this is a trie: a new table shares all but one path with the old one. A claim's place follows
from the hash of its identifier, which no outsider can choose, and claims are never taken out, so equal
contents have one shape in one process, however they came to be; a pickle has the contents alone.

Everything here is in minor units and lives only while a run of entries is recorded; a pool is made
of the result. An entry that would lose money, or make some, raises `BrokenLedger`.
"""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final, NamedTuple, TypeAlias, cast, final

from coopclaims._values import frozen
from coopclaims.errors import InvalidValue
from coopclaims.funds.entries import BrokenLedger, FundEntry, FundEntryKind
from coopclaims.identifiers import ClaimId
from coopclaims.money.amounts import Money

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from coopclaims.identifiers import EntityId


# What a pool knows of each claim, in a table that is never changed and cheap to replace.

_LEAF: Final = 8
"""So many claims lie in one leaf before it is parted."""
_BITS: Final = 5
_WAYS: Final = 1 << _BITS
_LAST: Final = 60
"""The shift that uses a hash's last bits; claims that agree in all of them share a leaf."""

NO_ACTIVITY: Final = ""
"""The key of what claims draw for no activity."""


class ClaimFunds(NamedTuple):
    """What a pool knows of one claim, in minor units: `lapsed` is what expired with the claim.

    `activity` is the one that its reservation counts for.
    """

    reserved: int = 0
    activity: str | None = None
    approved: int = 0
    paid: int = 0
    lapsed: int = 0


UNTOUCHED: Final = ClaimFunds()
"""What is known of a claim that drew on nothing."""


@final
@frozen
class _Leaf:
    """A few claims, in the order of their identifiers."""

    claims: tuple[tuple[ClaimId, ClaimFunds], ...] = ()


@final
@frozen
class _Branch:
    """Claims parted by the next bits of their hashes."""

    ways: tuple[_Node, ...]


_Node: TypeAlias = _Leaf | _Branch
_EMPTY: Final = _Leaf()


@final
@frozen
class ClaimTable:
    """What a pool knows of each claim that drew on it.

    >>> table = ClaimTable().updated({ClaimId("C-1"): ClaimFunds(reserved=500)})
    >>> table.get(ClaimId("C-1")).reserved, table.get(ClaimId("C-2")).reserved
    (500, 0)
    """

    _root: _Node = _EMPTY

    def __reduce__(self) -> tuple[Any, ...]:
        return _table, (self.items(),)

    def get(self, claim: ClaimId) -> ClaimFunds:
        """Return what is known of this claim; nothing but zeros where it is not known."""
        try:
            node, place = self._root, hash(claim)
        except TypeError:
            raise InvalidValue("claim", claim, "identifier") from None
        while isinstance(node, _Branch):
            node, place = node.ways[place % _WAYS], place >> _BITS
        for each, known in node.claims:
            if each == claim:
                return known
        return UNTOUCHED

    def updated(self, changes: Mapping[ClaimId, ClaimFunds]) -> ClaimTable:
        """Return the table with these claims as they are now."""
        if not changes:
            return self
        return ClaimTable(_updated(self._root, dict(changes), 0))

    def items(self) -> tuple[tuple[ClaimId, ClaimFunds], ...]:
        """Return every claim that is known, in the order of their identifiers."""
        return tuple(sorted(_walk(self._root)))


def _table(items: tuple[tuple[ClaimId, ClaimFunds], ...]) -> ClaimTable:
    """Return the table of these claims: what pickle calls, in whatever process."""
    return ClaimTable().updated(dict(items))


def _updated(node: _Node, changes: dict[ClaimId, ClaimFunds], shift: int) -> _Node:
    if isinstance(node, _Branch):
        ways = list(node.ways)
        for way, parted in _parted(changes, shift).items():
            ways[way] = _updated(ways[way], parted, shift + _BITS)
        return _Branch(tuple(ways))
    claims = dict(node.claims) | changes
    if len(claims) <= _LEAF or shift > _LAST:
        return _Leaf(tuple(sorted(claims.items())))
    return _updated(_Branch((_EMPTY,) * _WAYS), claims, shift)


def _parted(claims: dict[ClaimId, ClaimFunds], shift: int) -> dict[int, dict[ClaimId, ClaimFunds]]:
    """Return the claims by the bits of their hashes from `shift` on."""
    parted: dict[int, dict[ClaimId, ClaimFunds]] = {}
    for claim, known in claims.items():
        parted.setdefault((hash(claim) >> shift) % _WAYS, {})[claim] = known
    return parted


def _walk(node: _Node) -> Iterator[tuple[ClaimId, ClaimFunds]]:
    if isinstance(node, _Branch):
        for way in node.ways:
            yield from _walk(way)
    else:
        yield from node.claims


# Posting entries to running totals: what each kind adds to what, and what no entry may do.


class Totals(NamedTuple):
    """The sums of a pool's entries, in minor units."""

    accrued: int = 0
    adjusted: int = 0
    converted: int = 0
    rolled_out: int = 0
    rolled_in: int = 0
    reserved: int = 0
    approved: int = 0
    paid: int = 0
    expired: int = 0

    @property
    def remaining(self) -> int:
        """What can still be approved."""
        earned = self.accrued + self.adjusted + self.rolled_in - self.rolled_out - self.converted
        return earned - self.approved - self.expired


@final
class Postings:
    """The totals of a pool while entries are posted to them."""

    __slots__ = (*Totals._fields, "activities", "shares", "table", "touched")

    def __init__(
        self,
        totals: Totals,
        shares: tuple[tuple[EntityId, int], ...],
        activities: tuple[tuple[str, int, int], ...],
        table: ClaimTable,
    ) -> None:
        (
            self.accrued,
            self.adjusted,
            self.converted,
            self.rolled_out,
            self.rolled_in,
            self.reserved,
            self.approved,
            self.paid,
            self.expired,
        ) = totals
        self.shares = dict(shares)
        self.activities = {activity: (approved, reserved) for activity, approved, reserved in activities}
        self.table = table
        self.touched: dict[ClaimId, ClaimFunds] = {}

    def post(self, entry: FundEntry) -> None:
        """Post one entry. Raises `BrokenLedger`."""
        units = entry.amount.minor_units
        if entry.claim is None:
            _OF_ENTITIES[entry.kind](self, entry, units)
        else:
            known = self.touched.get(entry.claim) or self.table.get(entry.claim)
            self.touched[entry.claim] = _OF_CLAIMS[entry.kind](self, entry, units, known)

    @property
    def totals(self) -> Totals:
        """The sums so far."""
        return Totals(
            self.accrued,
            self.adjusted,
            self.converted,
            self.rolled_out,
            self.rolled_in,
            self.reserved,
            self.approved,
            self.paid,
            self.expired,
        )

    @property
    def remaining(self) -> int:
        """What can still be approved."""
        earned = self.accrued + self.adjusted + self.rolled_in - self.rolled_out - self.converted
        return earned - self.approved - self.expired

    def of_activity(self, activity: str | None, *, approved: int = 0, reserved: int = 0) -> None:
        """Count what the claims of one activity draw; those without one are counted under an empty key."""
        key = activity or NO_ACTIVITY
        was_approved, was_reserved = self.activities.get(key, (0, 0))
        self.activities[key] = (was_approved + approved, was_reserved + reserved)


def _at_most(entry: FundEntry, units: int, most: int, expected: str, **figures: object) -> None:
    if units > most:
        limit = Money.of_minor_units(most, entry.amount.currency)
        raise BrokenLedger(f"{entry.kind.caption} entry", entry.amount, expected, most=limit, **figures)


def _earned(books: Postings, entry: FundEntry, units: int) -> None:
    books.accrued += units
    _share(books, entry, units)


def _adjusted(books: Postings, entry: FundEntry, units: int) -> None:
    # Not held against what was approved: the correction is a fact, and what was paid is recouped.
    books.adjusted += units
    _share(books, entry, units)


def _rolled_in(books: Postings, entry: FundEntry, units: int) -> None:
    books.rolled_in += units
    _share(books, entry, units)


def _rolled_out(books: Postings, entry: FundEntry, units: int) -> None:
    _leaves(books, entry, units)
    books.rolled_out += units


def _converted(books: Postings, entry: FundEntry, units: int) -> None:
    _leaves(books, entry, units)
    books.converted += units


def _leaves(books: Postings, entry: FundEntry, units: int) -> None:
    _at_most(entry, units, max(0, books.remaining - books.reserved), "at_most_available")
    earned = books.shares.get(_entity(entry), 0)
    _at_most(entry, units, max(0, earned), "at_most_earned", entity=entry.entity)
    _share(books, entry, -units)


def _share(books: Postings, entry: FundEntry, units: int) -> None:
    entity = _entity(entry)
    books.shares[entity] = books.shares.get(entity, 0) + units


def _entity(entry: FundEntry) -> EntityId:
    return cast("EntityId", entry.entity)  # an entry of these kinds names one


def _expired(books: Postings, entry: FundEntry, units: int) -> None:
    _at_most(entry, units, max(0, books.remaining - books.reserved), "at_most_available")
    books.expired += units


def _lapsed(books: Postings, entry: FundEntry, units: int, known: ClaimFunds) -> ClaimFunds:
    _expired(books, entry, units)
    reserved, activity, approved, paid, lapsed = known
    return ClaimFunds(reserved, activity, approved, paid, lapsed + units)


def _restored(books: Postings, entry: FundEntry, units: int, known: ClaimFunds) -> ClaimFunds:
    _at_most(entry, units, known.lapsed, "at_most_expired", claim=entry.claim)
    books.expired -= units
    reserved, activity, approved, paid, lapsed = known
    return ClaimFunds(reserved, activity, approved, paid, lapsed - units)


def _reserved(books: Postings, entry: FundEntry, units: int, known: ClaimFunds) -> ClaimFunds:
    if known.reserved and known.activity != entry.activity:
        raise BrokenLedger(
            "reserved entry",
            entry.activity,
            "activity_with_money",
            activity=known.activity,
            claim=entry.claim,
        )
    books.reserved += units
    books.of_activity(entry.activity, reserved=units)
    reserved, _, approved, paid, lapsed = known
    return ClaimFunds(reserved + units, entry.activity, approved, paid, lapsed)


def _released(books: Postings, entry: FundEntry, units: int, known: ClaimFunds) -> ClaimFunds:
    _at_most(entry, units, known.reserved, "at_most_reserved", claim=entry.claim)
    books.reserved -= units
    books.of_activity(known.activity, reserved=-units)
    reserved, activity, approved, paid, lapsed = known
    left = reserved - units
    return ClaimFunds(left, activity if left else None, approved, paid, lapsed)


def _committed(books: Postings, entry: FundEntry, units: int, known: ClaimFunds) -> ClaimFunds:
    _at_most(entry, units, max(0, books.remaining), "at_most_remaining")
    books.approved += units
    books.of_activity(entry.activity, approved=units)
    reserved, activity, approved, paid, lapsed = known
    return ClaimFunds(reserved, activity, approved + units, paid, lapsed)


def _uncommitted(books: Postings, entry: FundEntry, units: int, known: ClaimFunds) -> ClaimFunds:
    for_activity, _ = books.activities.get(entry.activity or NO_ACTIVITY, (0, 0))
    due = min(known.approved - known.paid, for_activity)
    _at_most(entry, units, due, "at_most_unpaid", claim=entry.claim)
    books.approved -= units
    books.of_activity(entry.activity, approved=-units)
    reserved, activity, approved, paid, lapsed = known
    return ClaimFunds(reserved, activity, approved - units, paid, lapsed)


def _paid(books: Postings, entry: FundEntry, units: int, known: ClaimFunds) -> ClaimFunds:
    due = known.approved - known.paid
    _at_most(entry, units, due, "at_most_unpaid", claim=entry.claim)
    books.paid += units
    reserved, activity, approved, paid, lapsed = known
    return ClaimFunds(reserved, activity, approved, paid + units, lapsed)


def _taken_back(books: Postings, entry: FundEntry, units: int, known: ClaimFunds) -> ClaimFunds:
    _at_most(entry, units, known.paid, "at_most_paid", claim=entry.claim)
    books.paid -= units
    reserved, activity, approved, paid, lapsed = known
    return ClaimFunds(reserved, activity, approved, paid - units, lapsed)


def _corrected(_books: Postings, _entry: FundEntry, _units: int) -> None:
    """Post nothing: an instant is corrected, and no money moves."""


_OF_ENTITIES: Final[Mapping[FundEntryKind, Callable[[Postings, FundEntry, int], None]]] = MappingProxyType(
    {
        FundEntryKind.EARNED: _earned,
        FundEntryKind.ADJUSTED: _adjusted,
        FundEntryKind.CONVERTED: _converted,
        FundEntryKind.ROLLED_OUT: _rolled_out,
        FundEntryKind.ROLLED_IN: _rolled_in,
        FundEntryKind.EXPIRED: _expired,
        FundEntryKind.INSTANT_CORRECTED: _corrected,
    }
)
"""What posts an entry that no claim caused."""

_OF_CLAIMS: Final[Mapping[FundEntryKind, Callable[[Postings, FundEntry, int, ClaimFunds], ClaimFunds]]] = (
    MappingProxyType(
        {
            FundEntryKind.RESERVED: _reserved,
            FundEntryKind.RELEASED: _released,
            FundEntryKind.COMMITTED: _committed,
            FundEntryKind.COMMITMENT_REVERSED: _uncommitted,
            FundEntryKind.PAID: _paid,
            FundEntryKind.PAYMENT_RETURNED: _taken_back,
            FundEntryKind.RECOUPED: _taken_back,
            FundEntryKind.EXPIRED: _lapsed,
            FundEntryKind.RESTORED: _restored,
        }
    )
)
"""What posts an entry that a claim caused, and returns what is known of the claim after it."""
