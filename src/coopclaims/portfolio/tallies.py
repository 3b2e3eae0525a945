"""What a portfolio adds up to: the reasons that were given, what became of the funds, and what was forfeited.

Nothing is summed across currencies, and nothing that is given twice is counted twice.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from fractions import Fraction
from typing import TYPE_CHECKING, Final, final

import attrs

from coopclaims._checks import door
from coopclaims._values import frozen, whole
from coopclaims.claims.claim import ClaimStatus
from coopclaims.claims.events import (
    ActionRequested,
    ClaimApproved,
    ClaimRejected,
    History,
    HistoryEntry,
)
from coopclaims.funds.entries import PoolKey
from coopclaims.funds.pool import FundPool
from coopclaims.identifiers import ProgramId
from coopclaims.money.amounts import Money
from coopclaims.money.currencies import Currency
from coopclaims.periods import UsagePeriod
from coopclaims.portfolio.counted import LeftOut, latest

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Sequence

    from coopclaims.claims.verdicts import Reason

_count = whole(1)


# Reasons: why claims were rejected, returned or cut.


@final
@frozen(kw_only=True)
class ReasonCount:
    """How often one code was given as the reason of one kind of answer.

    `outcome` is the status that the answer led to: rejected, action required, partner action required where
    it was in a dispute, or approved where it was cut. `code` is the key of the reason. `answers` is how many
    answers gave it, and `claims` on how many claims; an answer that gives a code twice counts once.
    """

    outcome: ClaimStatus
    code: str
    answers: int = attrs.field(validator=_count)
    claims: int = attrs.field(validator=_count)


@final
@frozen(kw_only=True)
class ReasonCounts:
    """The reasons of a portfolio.

    `rows` are by outcome, then the most frequent first. `left_out` counts what was given more than once.
    """

    rows: tuple[ReasonCount, ...]
    left_out: tuple[LeftOut, ...]


@door
def reason_counts(histories: Iterable[History]) -> ReasonCounts:
    """Return why claims were rejected, returned to the partner or cut, counted by code.

    `histories` are whole Histories, in any order. Every answer counts, those of earlier rounds too. A reason
    in words alone has the code `other`. Of a History that is given more than once the longest counts.
    Source: MG20 H-04; the codes are inferred.

    >>> reason_counts([]).rows
    ()
    """
    once, twice = latest(histories, lambda each: each.claim, lambda each: each.version)
    answers = Counter[tuple[ClaimStatus, str]]()
    claims = Counter[tuple[ClaimStatus, str]]()
    for history in once:
        seen = set[tuple[ClaimStatus, str]]()
        for entry in history:
            given = {(entry.after, each.code) for each in _reasons(entry)}
            answers.update(given)
            seen |= given
        claims.update(seen)
    order = {status: place for place, status in enumerate(ClaimStatus)}
    rows = sorted(answers, key=lambda each: (order[each[0]], -answers[each], each[1]))
    return ReasonCounts(
        rows=tuple(
            ReasonCount(outcome=each[0], code=each[1], answers=answers[each], claims=claims[each])
            for each in rows
        ),
        left_out=twice,
    )


def _reasons(entry: HistoryEntry) -> Sequence[Reason]:
    """Return the reasons that an answer gives; any other entry gives none."""
    event = entry.event
    if isinstance(event, ClaimRejected):
        return event.reasons
    if isinstance(event, ActionRequested):
        return [each.reason for each in event.requests]
    if isinstance(event, ClaimApproved):
        found = (event.reason, *(each.reason for each in event.lines))
        return [each for each in found if each is not None]
    return ()


# Funds: what became of what was earned.


@final
@frozen(kw_only=True)
class FundFigures:
    """What became of the money of one or several funds, all in one currency.

    `funds` is how many there are. `earned` is what they were given. `reserved` is held by claims that wait
    for a decision, `committed` is approved for claims, and `paid` is the part of that which is paid.
    `expired` is lost, and `available` is what a new claim can draw on: below zero where claims overdraw it.
    """

    funds: int = attrs.field(validator=_count)
    earned: Money
    reserved: Money
    committed: Money
    paid: Money
    expired: Money
    available: Money

    @property
    def used(self) -> Fraction | None:
        """The part of what was earned that is committed, exactly; `None` where nothing was earned."""
        if not self.earned.is_positive:
            return None
        return Fraction(self.committed.minor_units, self.earned.minor_units)


@final
@frozen(kw_only=True)
class FundRow:
    """The figures of one fund: `fund` says which, and `figures` are its own."""

    fund: PoolKey
    figures: FundFigures


@final
@frozen(kw_only=True)
class ProgramRow:
    """The figures of all funds of one `program` in one currency, which `figures` has."""

    program: ProgramId
    figures: FundFigures


@final
@frozen(kw_only=True)
class FundUse:
    """What became of the funds: `funds` one by one, and `programs` by program and currency.

    Both are in the order of their keys. `left_out` counts what was given more than once.
    """

    funds: tuple[FundRow, ...]
    programs: tuple[ProgramRow, ...]
    left_out: tuple[LeftOut, ...]


_AMOUNTS: Final = ("earned", "reserved", "committed", "paid", "expired", "available")


@door
def fund_use(pools: Iterable[FundPool]) -> FundUse:
    """Return what of each fund, and of all funds of a program in a currency, is reserved, committed and paid.

    `pools` are as they are now, in any order. Of a fund that is given more than once the latest version
    counts. Source: VF22 U-07.

    >>> fund_use([]).programs
    ()
    """
    once, twice = latest(pools, lambda each: each.key, lambda each: each.version)
    ordered = sorted(once, key=lambda pool: _place(pool.key))
    grouped = _grouped(ordered, lambda key: (key.program, key.currency.code))
    return FundUse(
        funds=tuple(FundRow(fund=pool.key, figures=_figures([pool])) for pool in ordered),
        programs=tuple(
            ProgramRow(program=pools[0].key.program, figures=_figures(pools)) for pools in grouped
        ),
        left_out=twice,
    )


def _place(key: PoolKey) -> tuple[str, ...]:
    usage = key.usage_period
    days = (usage.first.isoformat(), usage.last.isoformat())
    return (key.program, key.currency.code, key.location, *days)


def _grouped(pools: Iterable[FundPool], by: Callable[[PoolKey], Hashable]) -> list[list[FundPool]]:
    found: dict[Hashable, list[FundPool]] = {}
    for pool in pools:
        found.setdefault(by(pool.key), []).append(pool)
    return list(found.values())


def _figures(pools: Sequence[FundPool]) -> FundFigures:
    """Return the sums of funds in one currency, of which there is one at least."""
    currency = pools[0].key.currency
    sums = dict.fromkeys(_AMOUNTS, Money(0, currency))
    for pool in pools:
        balance = pool.balance()
        amounts = (
            balance.earned,
            balance.reserved,
            balance.approved,
            balance.paid,
            balance.expired,
            balance.available,
        )
        for name, amount in zip(_AMOUNTS, amounts, strict=True):
            sums[name] += amount
    return FundFigures(funds=len(pools), **sums)


# Forfeiture: what expired unused, by usage period.


@final
@frozen(kw_only=True)
class ForfeitureRow:
    """What expired unused of the funds for one usage period in one currency.

    `usage_period` and `currency` say what it is for, and `funds` how many there are. `earned` is what they
    were given, `expired` what is lost of it, and `unused` what is neither claimed nor expired yet.
    """

    usage_period: UsagePeriod
    currency: Currency
    funds: int = attrs.field(validator=_count)
    earned: Money
    expired: Money
    unused: Money

    @property
    def share(self) -> Fraction | None:
        """The part of what was earned that expired, exactly; `None` where nothing was earned."""
        if not self.earned.is_positive:
            return None
        return Fraction(self.expired.minor_units, self.earned.minor_units)


@final
@frozen(kw_only=True)
class Forfeiture:
    """What a portfolio forfeited.

    `rows` are by usage period and currency. `left_out` counts what was given more than once.
    """

    rows: tuple[ForfeitureRow, ...]
    left_out: tuple[LeftOut, ...]


@door
def forfeiture(pools: Iterable[FundPool]) -> Forfeiture:
    """Return what expired unused, by usage period and currency, the earliest period first.

    `pools` are as they are now, in any order. What was restored to a claim after its expiry is not lost. Of
    a fund that is given more than once the latest version counts. Source: OV23 U-06; VF22 U-08.

    >>> forfeiture([]).rows
    ()
    """
    once, twice = latest(pools, lambda each: each.key, lambda each: each.version)

    def period(key: PoolKey) -> tuple[str, str, str]:
        usage = key.usage_period
        return usage.first.isoformat(), usage.last.isoformat(), key.currency.code

    rows: list[ForfeitureRow] = []
    for same in _grouped(sorted(once, key=lambda pool: period(pool.key)), period):
        key, figures = same[0].key, _figures(same)
        rows.append(
            ForfeitureRow(
                usage_period=key.usage_period,
                currency=key.currency,
                funds=figures.funds,
                earned=figures.earned,
                expired=figures.expired,
                unused=figures.available,
            )
        )
    return Forfeiture(rows=tuple(rows), left_out=twice)
