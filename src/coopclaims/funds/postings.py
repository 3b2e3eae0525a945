"""Posting entries to running totals: what each kind adds to what, and what no entry may do.

Everything here is in minor units and lives only while a run of entries is recorded; a pool is made
of the result. An entry that would lose money, or make some, raises `BrokenLedger`.
"""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, Final, NamedTuple, cast, final

from coopclaims.funds.claim_table import ClaimFunds
from coopclaims.funds.entries import BrokenLedger, FundEntry, FundEntryKind
from coopclaims.money import Money

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from coopclaims.funds.claim_table import ClaimTable
    from coopclaims.identifiers import ClaimId, EntityId

__all__ = ["Postings", "Totals"]


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

    __slots__ = (
        "accrued",
        "activities",
        "adjusted",
        "approved",
        "converted",
        "expired",
        "paid",
        "reserved",
        "rolled_in",
        "rolled_out",
        "shares",
        "table",
        "touched",
    )

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
        """The sums as they stand."""
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
        """Count what the claims of one activity draw; a claim without one counts for none."""
        if activity is not None:
            was_approved, was_reserved = self.activities.get(activity, (0, 0))
            self.activities[activity] = (was_approved + approved, was_reserved + reserved)


def _at_most(entry: FundEntry, units: int, most: int, what: str) -> None:
    if units > most:
        limit = Money.of_minor_units(most, entry.amount.currency)
        raise BrokenLedger(f"{entry.kind} entry", str(entry.amount), f"at most {what}, {limit}")


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
    _at_most(entry, units, max(0, books.remaining - books.reserved), "what is available")
    earned = books.shares.get(_entity(entry), 0)
    _at_most(entry, units, max(0, earned), f"what entity {entry.entity} earned")
    _share(books, entry, -units)


def _share(books: Postings, entry: FundEntry, units: int) -> None:
    entity = _entity(entry)
    books.shares[entity] = books.shares.get(entity, 0) + units


def _entity(entry: FundEntry) -> EntityId:
    return cast("EntityId", entry.entity)  # an entry of these kinds names one


def _expired(books: Postings, entry: FundEntry, units: int) -> None:
    _at_most(entry, units, max(0, books.remaining - books.reserved), "what is available")
    books.expired += units


def _lapsed(books: Postings, entry: FundEntry, units: int, known: ClaimFunds) -> ClaimFunds:
    _expired(books, entry, units)
    reserved, activity, approved, paid, lapsed = known
    return ClaimFunds(reserved, activity, approved, paid, lapsed + units)


def _restored(books: Postings, entry: FundEntry, units: int, known: ClaimFunds) -> ClaimFunds:
    _at_most(entry, units, known.lapsed, f"what expired with claim {entry.claim}")
    books.expired -= units
    reserved, activity, approved, paid, lapsed = known
    return ClaimFunds(reserved, activity, approved, paid, lapsed - units)


def _reserved(books: Postings, entry: FundEntry, units: int, known: ClaimFunds) -> ClaimFunds:
    if known.reserved and known.activity != entry.activity:
        raise BrokenLedger(
            "reserved entry", entry.activity, f"{known.activity}, for which claim {entry.claim} holds money"
        )
    books.reserved += units
    books.of_activity(entry.activity, reserved=units)
    reserved, _, approved, paid, lapsed = known
    return ClaimFunds(reserved + units, entry.activity, approved, paid, lapsed)


def _released(books: Postings, entry: FundEntry, units: int, known: ClaimFunds) -> ClaimFunds:
    _at_most(entry, units, known.reserved, f"what is reserved for claim {entry.claim}")
    books.reserved -= units
    books.of_activity(known.activity, reserved=-units)
    reserved, activity, approved, paid, lapsed = known
    left = reserved - units
    return ClaimFunds(left, activity if left else None, approved, paid, lapsed)


def _committed(books: Postings, entry: FundEntry, units: int, known: ClaimFunds) -> ClaimFunds:
    _at_most(entry, units, max(0, books.remaining), "what remains")
    books.approved += units
    books.of_activity(entry.activity, approved=units)
    reserved, activity, approved, paid, lapsed = known
    return ClaimFunds(reserved, activity, approved + units, paid, lapsed)


def _paid(books: Postings, entry: FundEntry, units: int, known: ClaimFunds) -> ClaimFunds:
    due = known.approved - known.paid
    _at_most(entry, units, due, f"what is approved and not paid for claim {entry.claim}")
    books.paid += units
    reserved, activity, approved, paid, lapsed = known
    return ClaimFunds(reserved, activity, approved, paid + units, lapsed)


def _recouped(books: Postings, entry: FundEntry, units: int, known: ClaimFunds) -> ClaimFunds:
    _at_most(entry, units, known.paid, f"what was paid for claim {entry.claim}")
    books.paid -= units
    reserved, activity, approved, paid, lapsed = known
    return ClaimFunds(reserved, activity, approved, paid - units, lapsed)


_OF_ENTITIES: Final[Mapping[FundEntryKind, Callable[[Postings, FundEntry, int], None]]] = MappingProxyType(
    {
        FundEntryKind.EARNED: _earned,
        FundEntryKind.ADJUSTED: _adjusted,
        FundEntryKind.CONVERTED: _converted,
        FundEntryKind.ROLLED_OUT: _rolled_out,
        FundEntryKind.ROLLED_IN: _rolled_in,
        FundEntryKind.EXPIRED: _expired,
    }
)
"""What posts an entry that no claim caused."""

_OF_CLAIMS: Final[Mapping[FundEntryKind, Callable[[Postings, FundEntry, int, ClaimFunds], ClaimFunds]]] = (
    MappingProxyType(
        {
            FundEntryKind.RESERVED: _reserved,
            FundEntryKind.RELEASED: _released,
            FundEntryKind.COMMITTED: _committed,
            FundEntryKind.PAID: _paid,
            FundEntryKind.RECOUPED: _recouped,
            FundEntryKind.EXPIRED: _lapsed,
            FundEntryKind.RESTORED: _restored,
        }
    )
)
"""What posts an entry that a claim caused, and returns what is known of the claim after it."""
