"""A fund pool: its balances, what follows from its entries, and the check that its parts add up.

A pool is one (location, program, usage period, currency). Co-op is one pool: a claim cannot be traced
to single earnings (U-10), but each earned entry names the vendor entity that pays, so that a pool
knows its shares. Asking for a balance costs the same after ten entries and after a million.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import TYPE_CHECKING, final

import attrs

from coopclaims._checks import door
from coopclaims._values import frozen
from coopclaims.errors import CurrencyMismatch, InvalidValue
from coopclaims.funds.entries import BrokenLedger, FundEntry, FundEntryKind, PoolKey
from coopclaims.funds.postings import NO_ACTIVITY, ClaimFunds, ClaimTable, Postings, Totals
from coopclaims.identifiers import ClaimId, EntityId
from coopclaims.money.amounts import Money

if TYPE_CHECKING:
    from collections.abc import Iterator


# The balances of a fund: what came in, what became of it, and what is left to claim.


@final
@frozen(kw_only=True)
class ActivityFunds:
    """What the claims of one activity have approved and reserved in a pool: what caps count.

    `approved` and `reserved` are in the pool's currency, zero where there is nothing.
    """

    approved: Money
    reserved: Money


@final
@frozen(kw_only=True)
class FundUsage:
    """What one claim draws on a pool: reserved for an activity, approved, paid, and lapsed with it.

    `claim` names the claim. `reserved` is what it holds for `activity`, which is `None` where it holds
    nothing. `approved` is what is approved for it, `paid` the part of that which is paid, and `lapsed` what
    expired with the claim. All amounts are in the pool's currency, zero where there is nothing.
    """

    claim: ClaimId
    activity: str | None
    reserved: Money
    approved: Money
    paid: Money
    lapsed: Money


@final
@frozen(kw_only=True)
class FundsBalance:
    """The balances of a pool, all in its currency.

    `accrued` is what was earned, and `adjusted` its corrections, up and down. `converted` became a rebate;
    `rolled_out` left for the pool of another usage period, and `rolled_in` came from one. `reserved` is held
    by claims that wait for a decision, `approved` is approved for claims, and `paid` is paid of that.
    `expired` is lost. An amount has no truth value: ask `balance.available.is_zero`, and not
    `if balance.available`.

    Every amount that came in is in exactly one place, so after every entry

        accrued + adjusted + rolled_in
            = converted + rolled_out + expired + approved + reserved + available

    and `paid` is a part of `approved`. Below zero may be `adjusted`; `available`, where claims of more
    than there is were let through; and `remaining`, where an adjustment took back what was approved.

    The pages name earned, claimed and remaining without defining them (VF22 U-07, U-21), so every
    figure is given; which of them counts pending claims is inferred. Source: VF22 U-07.
    """

    accrued: Money
    adjusted: Money
    converted: Money
    rolled_out: Money
    rolled_in: Money
    reserved: Money
    approved: Money
    paid: Money
    expired: Money

    @property
    def earned(self) -> Money:
        """The co-op that this pool is given: accrued, adjusted and rolled in, less what left it as such.

        What was converted is a rebate, and what was rolled out is earned in another pool.
        """
        return self.accrued + self.adjusted + self.rolled_in - self.rolled_out - self.converted

    @property
    def remaining(self) -> Money:
        """Earned less approved, and less what expired: what can still be approved."""
        return self.earned - self.approved - self.expired

    @property
    def available(self) -> Money:
        """Remaining less reserved: what a new claim can draw on; below zero where claims overdraw it."""
        return self.remaining - self.reserved

    @property
    def due(self) -> Money:
        """Approved and not paid: what the next payments owe."""
        return self.approved - self.paid


def balance_of(key: PoolKey, totals: Totals) -> FundsBalance:
    """Return the balances of a pool with these totals, in minor units."""
    amounts = {name: Money.of_minor_units(units, key.currency) for name, units in totals._asdict().items()}
    return FundsBalance(**amounts)


# The check that shares, claims and activities of a pool add up to its totals.


def check_parts(pool: FundPool) -> None:
    """Check that shares and claims add up to the totals of their pool. Raises `BrokenLedger`."""
    balance, currency = pool.balance(), pool.key.currency
    shares = Money.total((share for _, share in pool.shares()), currency)
    if shares != balance.earned:
        raise BrokenLedger("shares", shares, "equal_to", value=balance.earned)
    drawings = pool.drawings()
    for name, whole in (
        ("reserved", balance.reserved),
        ("approved", balance.approved),
        ("paid", balance.paid),
    ):
        parts = Money.total((getattr(each, name) for each in drawings), currency)
        if parts != whole:
            raise BrokenLedger(f"{name} by claim", parts, "equal_to", value=whole)
    lapsed = Money.total((each.lapsed for each in drawings), currency)
    if lapsed > balance.expired:
        raise BrokenLedger("lapsed by claim", lapsed, "amount_at_most", most=balance.expired)
    holding: dict[str, list[Money]] = {}
    for each in drawings:
        holding.setdefault(each.activity or NO_ACTIVITY, []).append(each.reserved)
    for activity, drawn in pool.activities():
        held = Money.total(holding.get(activity, ()), currency)
        if held != drawn.reserved:
            raise BrokenLedger(f"reserved for {activity}", drawn.reserved, "equal_to", value=held)
    for name, whole in (("reserved", balance.reserved), ("approved", balance.approved)):
        parts = Money.total((getattr(each, name) for _, each in pool.activities()), currency)
        if parts != whole:
            raise BrokenLedger(f"{name} by activity", parts, "equal_to", value=whole)


def _shared(
    known: tuple[tuple[EntityId, int], ...], shares: Mapping[EntityId, int]
) -> tuple[tuple[EntityId, int], ...]:
    """Return the shares in the order of their entities: what has not changed is the pair that it was."""
    pairs = {pair[0]: pair for pair in known}
    made = ((entity, units) for entity, units in shares.items())
    return tuple(sorted(same if (same := pairs.get(each[0])) == each else each for each in made))


def _amounts(
    balance: FundsBalance,
    shares: Iterable[tuple[EntityId, Money]],
    activities: Iterable[tuple[str, ActivityFunds]],
    drawings: Iterable[FundUsage],
) -> Iterator[tuple[str, Money]]:
    """Yield every amount of what a pool is restored from, with the place where it stands."""
    yield from _of("balance", balance)
    for place, (_, share) in enumerate(shares):
        yield f"shares[{place}][1]", share
    for place, (_, drawn) in enumerate(activities):
        yield from _of(f"activities[{place}][1]", drawn)
    for place, usage in enumerate(drawings):
        yield from _of(f"drawings[{place}]", usage)


def _of(place: str, value: FundsBalance | ActivityFunds | FundUsage) -> Iterator[tuple[str, Money]]:
    for field in attrs.fields(type(value)):
        if isinstance(money := getattr(value, field.name), Money):
            yield f"{place}.{field.name}", money


# The pool: what follows from its entries, kept as running totals.


@final
@frozen(kw_only=True, repr=False)
class FundPool:
    """A fund pool after `version` entries of its ledger. Begin with `FundPool.empty`.

    `key` says which pool, and `version` is how many entries were recorded. `totals`, `shares`, `activities`
    and `claims` are the running totals in minor units, which only `empty`, `restored` and `record` compute.

    >>> from datetime import UTC, datetime
    >>> from coopclaims import Currency
    >>> from coopclaims import UsagePeriod
    >>> from coopclaims.periods import FiscalHalf
    >>> key = PoolKey(location="se-1", program="CSP", currency=Currency("SEK"),
    ...               usage_period=UsagePeriod.of(FiscalHalf(2023, 1)))
    >>> noon = datetime(2022, 7, 1, 12, tzinfo=UTC)
    >>> pool = FundPool.empty(key).earning("entity-ie", Money(12000, "SEK"), at=noon)
    >>> pool.balance().available
    Money('12000.00', 'SEK')
    """

    key: PoolKey
    version: int
    _totals: Totals = attrs.field(alias="totals")
    _shares: tuple[tuple[EntityId, int], ...] = attrs.field(alias="shares")
    _activities: tuple[tuple[str, int, int], ...] = attrs.field(alias="activities")
    _claims: ClaimTable = attrs.field(alias="claims")

    @classmethod
    @door
    def empty(cls, key: PoolKey) -> FundPool:
        """Return the pool before its first entry.

        `key` says which pool: location, program, usage period and currency.
        """
        return cls(key=key, version=0, totals=Totals(), shares=(), activities=(), claims=ClaimTable())

    @classmethod
    @door
    def restored(
        cls,
        *,
        key: PoolKey,
        version: int,
        balance: FundsBalance,
        shares: tuple[tuple[EntityId, Money], ...],
        activities: tuple[tuple[str, ActivityFunds], ...],
        drawings: tuple[FundUsage, ...],
    ) -> FundPool:
        """Return the pool that gave these, without its entries.

        `key` says which pool, and `version` is how many entries it had. `balance`, `shares`, `activities`
        and `drawings` are what the methods of these names returned, in the pool's currency. Raises
        `CurrencyMismatch` for an amount in another one, `BrokenLedger` unless they add up, and `InvalidValue`
        for what they never return: one key twice, keys that are out of order, money at version 0.
        """
        for place, money in _amounts(balance, shares, activities, drawings):
            if money.currency is not key.currency:
                raise CurrencyMismatch(f"{place}.currency", money.currency.code, key.currency.code)
        claims = {
            each.claim: ClaimFunds(
                each.reserved.minor_units,
                each.activity,
                each.approved.minor_units,
                each.paid.minor_units,
                each.lapsed.minor_units,
            )
            for each in drawings
        }
        drawn = ((each, of.approved.minor_units, of.reserved.minor_units) for each, of in activities)
        pool = cls(
            key=key,
            version=version,
            totals=Totals(*(each.minor_units for each in attrs.astuple(balance, recurse=False))),
            shares=tuple(sorted((entity, share.minor_units) for entity, share in shares)),
            activities=tuple(sorted(drawn)),
            claims=ClaimTable().updated(claims),
        )
        check_parts(pool)
        if (pool.balance(), pool.shares(), pool.activities(), pool.drawings()) != (
            balance,
            shares,
            activities,
            drawings,
        ):
            raise InvalidValue("fund pool", str(key), "each_key_in_order")
        if version == 0 and pool != cls.empty(key):
            raise InvalidValue("version", version, "one_or_more")
        return pool

    def balance(self) -> FundsBalance:
        """Return the balances of the pool, all in its currency."""
        return balance_of(self.key, self._totals)

    def shares(self) -> tuple[tuple[EntityId, Money], ...]:
        """Return what each paying entity earned into the pool, in the order of their identifiers.

        The shares add up to what is earned: adjustments and rollovers count for their entity.
        """
        return tuple((entity, self._money(units)) for entity, units in self._shares)

    @property
    def earned(self) -> tuple[tuple[EntityId, Money], ...]:
        """The shares of the paying entities."""
        return self.shares()

    @property
    def reserved(self) -> tuple[tuple[ClaimId, Money], ...]:
        """What each claim holds, for the claims that hold something, by identifier."""
        return tuple((claim, self._money(known.reserved)) for claim, known in self._known() if known.reserved)

    @property
    def approved(self) -> tuple[tuple[ClaimId, Money], ...]:
        """What is approved for each claim that has something approved, by identifier."""
        return tuple((claim, self._money(known.approved)) for claim, known in self._known() if known.approved)

    def reserved_for(self, claim: ClaimId) -> Money:
        """Return what is reserved for `claim`, in the pool's currency; zero where nothing is."""
        return self._money(self._claims.get(claim).reserved)

    def activity_of(self, claim: ClaimId) -> str | None:
        """Return the activity for which `claim` holds money; `None` where it holds none, or for none."""
        return self._claims.get(claim).activity

    def approved_for(self, claim: ClaimId) -> Money:
        """Return what is approved for `claim`; zero where nothing is."""
        return self._money(self._claims.get(claim).approved)

    def paid_for(self, claim: ClaimId) -> Money:
        """Return what is paid for `claim`, less what came back or was recouped; zero where nothing is."""
        return self._money(self._claims.get(claim).paid)

    def expired_for(self, claim: ClaimId) -> Money:
        """Return what expired with `claim`: this claim can use it again, and no other."""
        return self._money(self._claims.get(claim).lapsed)

    @door
    def available_to(self, claim: ClaimId) -> Money:
        """Return what `claim` can draw on: what is available, what it holds, and what lapsed with it."""
        known = self._claims.get(claim)
        totals = self._totals
        return self._money(totals.remaining - totals.reserved + known.reserved + known.lapsed)

    def approvable_for(self, claim: ClaimId) -> Money:
        """Return the most that can be approved for `claim`: what remains, and what lapsed with it.

        What other claims reserve does not limit it, since they may be refused.
        """
        return self._money(self._totals.remaining + self._claims.get(claim).lapsed)

    @door
    def usage_by_activity(self, activity: str, *, besides: ClaimId | None = None) -> ActivityFunds:
        """Return what the claims of an activity have approved and reserved.

        `activity` is its key. What the claim `besides` holds is left out; `None` leaves out nothing.
        """
        approved, reserved = next(
            ((approved, reserved) for each, approved, reserved in self._activities if each == activity),
            (0, 0),
        )
        if besides is not None and self.activity_of(besides) == activity:
            reserved -= self._claims.get(besides).reserved
        return ActivityFunds(approved=self._money(approved), reserved=self._money(reserved))

    def activities(self) -> tuple[tuple[str, ActivityFunds], ...]:
        """Return what the claims of each activity draw, in the order of the activities' keys.

        What they draw for no activity stands under an empty key, where there is any.
        """
        return tuple(
            (each, ActivityFunds(approved=self._money(approved), reserved=self._money(reserved)))
            for each, approved, reserved in self._activities
        )

    def drawings(self) -> tuple[FundUsage, ...]:
        """Return what each claim draws on the pool, for every claim that ever did, by identifier."""
        return tuple(
            FundUsage(
                claim=claim,
                activity=known.activity,
                reserved=self._money(known.reserved),
                approved=self._money(known.approved),
                paid=self._money(known.paid),
                lapsed=self._money(known.lapsed),
            )
            for claim, known in self._known()
        )

    @door
    def record(self, entries: Iterable[FundEntry]) -> FundPool:
        """Return the pool after these entries.

        `entries` are in the order of recording; none gives an equal pool.

        Raises `InvalidValue` for an entry of another pool, and `BrokenLedger`, which is one, for an entry
        that corrects the instant of none before it, or that would lose money or make some: releasing more
        than is reserved, approving more than remains, paying more than is approved, taking back more than is
        paid, restoring more than lapsed, or taking out (expired, converted, rolled over) what is not
        available.
        """
        postings = Postings(self._totals, self._shares, self._activities, self._claims)
        version = self.version
        for entry in entries:
            if entry.pool is not self.key and entry.pool != self.key:
                raise InvalidValue("ledger entry", entry.pool, "entry_of_the_fund", fund=self.key)
            if entry.corrects is not None and not 0 < entry.corrects <= version:
                raise BrokenLedger(f"ledger of {self.key}", entry.corrects, "entry_before")
            postings.post(entry)
            version += 1
        return FundPool(
            key=self.key,
            version=version,
            totals=postings.totals,
            shares=_shared(self._shares, postings.shares),
            activities=tuple(sorted((each, *drawn) for each, drawn in postings.activities.items())),
            claims=self._claims.updated(postings.touched),
        )

    @door
    def earning(self, entity: str, amount: Money, *, at: datetime, on: date | None = None) -> FundPool:
        """Return the pool after this entity has earned the partner this amount into it.

        `entity` is the identifier of the vendor entity that pays, and `amount` is in the pool's currency.
        `at` is the aware instant of recording; `on` is the civil day on which it counts, `None` for the first
        day of the usage period.
        """
        return self.record((self.earned_entry(entity, amount, at=at, on=on),))

    @door
    def earned_entry(self, entity: str, amount: Money, *, at: datetime, on: date | None = None) -> FundEntry:
        """Return the entry that says that this entity has earned the partner this amount.

        `entity` is the identifier of the vendor entity that pays, and `amount` is in the pool's currency.
        `at` is the aware instant of recording; `on` is the civil day on which it counts, `None` for the first
        day of the usage period.

        The usage period is when it can be used. Source: OV23 D-02.
        """
        return FundEntry(
            pool=self.key,
            kind=FundEntryKind.EARNED,
            amount=amount,
            at=at,
            on=self.key.usage_period.first if on is None else on,
            entity=EntityId(entity),
        )

    def __repr__(self) -> str:
        balance = self.balance()
        figures = f"earned {balance.earned}, approved {balance.approved}, available {balance.available}"
        return f"FundPool({self.key}; {self.version} entries; {figures})"

    def _known(self) -> tuple[tuple[ClaimId, ClaimFunds], ...]:
        return self._claims.items()

    def _money(self, units: int) -> Money:
        return Money.of_minor_units(units, self.key.currency)
