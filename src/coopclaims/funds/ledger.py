"""The fund ledger: what was earned, what claims reserve and commit, and what remains.

A pool is one (location, program, usage period, currency). Entries are only added; a pool is what
follows from them. Co-op is one pool: a claim cannot be traced to single earnings (U-10), but each
earned entry names the vendor entity that pays, so that a pool knows its shares.

Reserved are claims that were submitted and are not decided; *remaining* is earned less approved,
*available* is remaining less reserved (inferred: the sources do not say whether pending claims
count). A claim may be submitted above the available balance, so *available* may be below zero.
"""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING, final

import attrs

from coopclaims.errors import CurrencyMismatch, InvalidValue
from coopclaims.identifiers import ClaimId, EntityId, LocationId, ProgramId, identifier
from coopclaims.money import Currency, Money
from coopclaims.periods import UsagePeriod, as_instant

if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = ["FundEntry", "FundEntryKind", "FundPool", "FundsBalance", "PoolKey"]


def _instant(value: object) -> datetime:
    return as_instant("at", value)


@final
class FundEntryKind(StrEnum):
    """What an entry of the ledger says."""

    EARNED = "earned"
    RESERVED = "reserved"
    RELEASED = "released"
    COMMITTED = "committed"


@final
@attrs.frozen(kw_only=True)
class PoolKey:
    """Which fund: location, program, usage period and currency. Source: CC24 U-19."""

    location: LocationId = attrs.field(validator=identifier)
    program: ProgramId = attrs.field(validator=identifier)
    usage_period: UsagePeriod
    currency: Currency

    def __str__(self) -> str:
        return f"{self.program} at {self.location}, usage {self.usage_period}, {self.currency}"


@final
@attrs.frozen(kw_only=True)
class FundEntry:
    """One entry of the ledger, in the pool's currency. The amount is never negative.

    An entry caused by a claim names the claim and the number of the History entry that caused it,
    so that writing it twice can be seen; an earned entry names the entity that pays.
    """

    pool: PoolKey
    kind: FundEntryKind
    amount: Money
    at: datetime = attrs.field(converter=_instant)
    claim: ClaimId | None = None
    number: int | None = None
    entity: EntityId | None = None

    def __attrs_post_init__(self) -> None:
        if self.amount.currency is not self.pool.currency:
            raise CurrencyMismatch("ledger entry", str(self.amount.currency), str(self.pool.currency))
        if self.amount.is_negative:
            raise InvalidValue("amount", str(self.amount), "an amount that is not below zero")
        if (self.kind is FundEntryKind.EARNED) is not (self.entity is not None):
            raise InvalidValue("entity", self.entity, "an entity on earned entries, and on no others")
        if (self.kind is FundEntryKind.EARNED) is not (self.claim is None):
            raise InvalidValue("claim", self.claim, "a claim on every entry but an earned one")


@final
@attrs.frozen(kw_only=True)
class FundsBalance:
    """The balances of a pool, all in its currency.

    `remaining` is earned less approved, `available` is remaining less reserved. Source: VF22 U-07;
    which claims count is inferred, so both figures are given.
    """

    earned: Money
    reserved: Money
    approved: Money

    @property
    def remaining(self) -> Money:
        """Earned less approved."""
        return self.earned - self.approved

    @property
    def available(self) -> Money:
        """Remaining less reserved: what a new claim can draw on; below zero where claims overdraw it."""
        return self.remaining - self.reserved


@final
@attrs.frozen(kw_only=True)
class FundPool:
    """A fund pool as it stands after `version` entries of its ledger.

    >>> from datetime import UTC
    >>> from coopclaims.periods import FiscalHalf, UsagePeriod
    >>> key = PoolKey(location="se-1", program="CSP", currency=Currency("SEK"),
    ...               usage_period=UsagePeriod.of(FiscalHalf(2023, 1)))
    >>> noon = datetime(2022, 7, 1, 12, tzinfo=UTC)
    >>> pool = FundPool.empty(key).earning("entity-ie", Money(12000, "SEK"), at=noon)
    >>> pool.balance().available
    Money('12000.00', 'SEK')
    """

    key: PoolKey
    version: int
    earned: tuple[tuple[EntityId, Money], ...]
    reserved: tuple[tuple[ClaimId, Money], ...]
    approved: tuple[tuple[ClaimId, Money], ...]

    @classmethod
    def empty(cls, key: PoolKey) -> FundPool:
        """Return the pool before its first entry."""
        return cls(key=key, version=0, earned=(), reserved=(), approved=())

    def balance(self) -> FundsBalance:
        """Return the balances of the pool."""
        currency = self.key.currency
        return FundsBalance(
            earned=Money.total((amount for _, amount in self.earned), currency),
            reserved=Money.total((amount for _, amount in self.reserved), currency),
            approved=Money.total((amount for _, amount in self.approved), currency),
        )

    def shares(self) -> tuple[tuple[EntityId, Money], ...]:
        """Return what each paying entity earned into the pool, in the order of their identifiers."""
        return self.earned

    def reserved_for(self, claim: ClaimId) -> Money:
        """Return what is reserved for this claim, which may be nothing."""
        return dict(self.reserved).get(claim, Money(0, self.key.currency))

    def record(self, entries: Iterable[FundEntry]) -> FundPool:
        """Return the pool after these entries.

        Raises `InvalidValue` for an entry of another pool, or one that releases more than is reserved.
        """
        pool = self
        for entry in entries:
            pool = pool._after(entry)
        return pool

    def earning(self, entity: str, amount: Money, *, at: datetime) -> FundPool:
        """Return the pool after this entity has earned the partner this amount into it."""
        return self.record((self.earned_entry(entity, amount, at=at),))

    def earned_entry(self, entity: str, amount: Money, *, at: datetime) -> FundEntry:
        """Return the entry that says that this entity has earned the partner this amount."""
        return FundEntry(
            pool=self.key, kind=FundEntryKind.EARNED, amount=amount, at=at, entity=EntityId(entity)
        )

    def _after(self, entry: FundEntry) -> FundPool:
        if entry.pool != self.key:
            raise InvalidValue("ledger entry", str(entry.pool), f"an entry of {self.key}")
        earned, reserved, approved = dict(self.earned), dict(self.reserved), dict(self.approved)
        zero = Money(0, self.key.currency)
        if entry.entity is not None:
            earned[entry.entity] = earned.get(entry.entity, zero) + entry.amount
        if entry.claim is not None:
            held = reserved.pop(entry.claim, zero)
            if entry.kind is FundEntryKind.RESERVED:
                held += entry.amount
            elif entry.kind is FundEntryKind.RELEASED:
                held -= entry.amount
            else:
                approved[entry.claim] = approved.get(entry.claim, zero) + entry.amount
            if held.is_negative:
                raise InvalidValue(
                    "released", str(entry.amount), f"at most what is reserved for claim {entry.claim}"
                )
            if held.is_positive:
                reserved[entry.claim] = held
        return FundPool(
            key=self.key,
            version=self.version + 1,
            earned=tuple(sorted(earned.items())),
            reserved=tuple(sorted(reserved.items())),
            approved=tuple(sorted(approved.items())),
        )
