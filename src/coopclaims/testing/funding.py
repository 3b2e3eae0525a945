"""Commands to funds that are booked, and commands to funds that are refused."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, cast

import attrs
from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from coopclaims.errors import NoRuleInForce
from coopclaims.funds.commands import (
    AdjustEarnings,
    ConvertFunds,
    CorrectFundInstant,
    ExpireFunds,
    FundCommand,
    RecordEarnings,
    RollOverFunds,
)
from coopclaims.funds.deciding import fund_problems
from coopclaims.funds.entries import LEDGER_ACTIONS
from coopclaims.funds.expiry import funds_end
from coopclaims.funds.pool import FundPool
from coopclaims.identifiers import CommandId
from coopclaims.money.amounts import Money
from coopclaims.parties import Role
from coopclaims.testing.ingredients import actors
from coopclaims.testing.world import World

if TYPE_CHECKING:
    from collections.abc import Callable, Container, Iterator

    from hypothesis.strategies import DrawFn

    from coopclaims.findings.problem import Problem

_KINDS: tuple[type[FundCommand], ...] = (
    RecordEarnings,
    AdjustEarnings,
    RollOverFunds,
    ConvertFunds,
    ExpireFunds,
    CorrectFundInstant,
)
_MOST_UNITS = 1_000_000
_BELOW, _ABOVE = Money("0.01", "USD"), Money("1000000.00", "USD")
"""Earnings that reach no threshold, and earnings that reach any."""


def fund_commands(
    pool: FundPool,
    *,
    world: World | None = None,
    other: FundPool | None = None,
    legal: bool | None = None,
    number: int = 1,
) -> SearchStrategy[FundCommand]:
    """Return a strategy for commands to a fund: earnings and corrections, rollovers, rebates and expiries.

    `pool` is the fund as it is now, and `other` the fund that it may be rolled over into, `None` where there
    is none. The rules and the paying entities are those of `world`, of the typical one where it is `None`.
    With `legal` true, `decide_fund` accepts every one of them; with `legal` false, it refuses every one of
    them; `None` gives both. `number` tells commands apart: it is part of their identifiers.

    They shrink towards a small sum that was earned.

    >>> from hypothesis import given
    >>> world = World.typical()
    >>> @given(fund_commands(world.funds, world=world, legal=True))
    ... def check(command):
    ...     assert not fund_problems(command, world.funds, rules=world.rules)
    >>> check()
    """
    return _fund_commands(pool, world or World.typical(), other, legal, number)


@st.composite
def _fund_commands(
    draw: DrawFn,
    pool: FundPool,
    world: World,
    other: FundPool | None,
    legal: bool | None,  # noqa: FBT001 - inside only
    number: int,
) -> FundCommand:
    verdict = draw(st.booleans()) if legal is None else legal
    if verdict:
        return draw_booking(draw, pool, world, other, number)
    return draw_wrong_booking(draw, pool, world, other, number)


def booking_problems(
    command: FundCommand, pool: FundPool, world: World, other: FundPool | None
) -> tuple[Problem, ...]:
    """Return what blocks a command to this fund; `other` counts for rollovers only."""
    into = other if isinstance(command, RollOverFunds) else None
    return fund_problems(command, pool, rules=world.rules, other=into)


def draw_booking(
    draw: DrawFn,
    pool: FundPool,
    world: World,
    other: FundPool | None,
    number: int,
    *,
    taking: bool = True,
) -> FundCommand:
    """Draw a command that the fund accepts now; unless `taking`, one that takes no funds away as a whole."""
    kinds = _KINDS if taking else (RecordEarnings, AdjustEarnings)
    found = [
        each
        for each in _all(draw, pool, world, other, number)
        if isinstance(each, kinds) and not booking_problems(each, pool, world, other)
    ]
    return draw(st.sampled_from(found))


def draw_wrong_booking(
    draw: DrawFn,
    pool: FundPool,
    world: World,
    other: FundPool | None,
    number: int,
    met: Container[object] = frozenset(),
) -> FundCommand:
    """Draw a command that the fund refuses; one whose problems were not `met` yet, where there is one."""
    found = [
        (each, booking_problems(each, pool, world, other))
        for each in _refusable(draw, pool, world, other, number)
    ]
    refused = [(each, problems) for each, problems in found if problems]
    fresh = [each for each, problems in refused if any(one.code not in met for one in problems)]
    return draw(st.sampled_from(fresh or [each for each, _ in refused]))


def _all(
    draw: DrawFn, pool: FundPool, world: World, other: FundPool | None, number: int
) -> Iterator[FundCommand]:
    """Yield a command of each kind, mostly ones that the fund accepts; earnings in any case."""
    usage = pool.key.usage_period
    begun, ended = (world.start_of(day) for day in (usage.first, usage.last + timedelta(days=1)))
    currency = pool.key.currency
    entity = draw(st.sampled_from(world.entities)).id
    amount = Money.of_minor_units(draw(st.integers(1, _MOST_UNITS)), currency)
    earned = dict(pool.shares()).get(entity, 0 * amount)
    yield _asked(RecordEarnings, pool, world, begun, number, entity=entity, amount=amount)
    change = draw(st.sampled_from([amount, -1 * amount] if earned >= amount else [amount]))
    yield _asked(
        AdjustEarnings,
        pool,
        world,
        begun,
        number,
        entity=entity,
        amount=change,
        on=usage.first,
        reason="a corrected report",
    )
    if other is not None:
        yield _asked(RollOverFunds, pool, world, ended, number, into=other.key)
    yield _asked(ConvertFunds, pool, world, begun, number, compared=_BELOW)
    if pool.version:
        said = {"entry": pool.version, "instant": begun, "reason": "a clock was wrong"}
        yield _asked(CorrectFundInstant, pool, world, begun, number, **said)
    yield _asked(ExpireFunds, pool, world, _expired_at(pool, world) or ended, number)
    yield _asked(ExpireFunds, pool, world, ended, number, lost_on=usage.last)


def _expired_at(pool: FundPool, world: World) -> datetime | None:
    """Return the first instant after the last day on which the fund can be claimed, if any rule says."""
    try:
        return world.start_of(
            funds_end(pool.key.usage_period, program=pool.key.program, rules=world.rules).last
            + timedelta(days=1)
        )
    except NoRuleInForce:
        return None


def _refusable(
    draw: DrawFn, pool: FundPool, world: World, other: FundPool | None, number: int
) -> Iterator[FundCommand]:
    """Yield commands most of which are refused."""
    found = tuple(_all(draw, pool, world, other, number))
    yield from found[2:]
    usage = pool.key.usage_period
    begun = world.start_of(usage.first)
    entity = world.entities[0].id
    amount = Money.of_minor_units(1, pool.key.currency)
    elsewhere = Money("1.00", "EUR" if pool.key.currency.code != "EUR" else "USD")
    ahead = usage.first + timedelta(days=400)
    said: dict[str, object] = {"entity": entity, "amount": amount}
    wrong: tuple[dict[str, object], ...] = ({"amount": elsewhere}, {"amount": 0 * amount}, {"on": ahead})
    below: dict[str, object] = {"amount": -1 * amount}
    unsaid: dict[str, object] = {"reason": ""}
    for changes in (*wrong, below):
        yield _asked(RecordEarnings, pool, world, begun, number, **said | changes)
    for changes in (*wrong, unsaid):
        given = said | {"on": usage.first, "reason": "why"} | changes
        yield _asked(AdjustEarnings, pool, world, begun, number, **given)
    yield _asked(ConvertFunds, pool, world, begun, number, compared=_ABOVE)
    yield _asked(ExpireFunds, pool, world, begun, number)
    yield _asked(ExpireFunds, pool, world, begun, number, lost_on=ahead)
    right = draw(st.sampled_from(found))
    holders = _holders(type(right), begun, world)
    others = [role for role in Role if role not in holders]
    yield attrs.evolve(right, by=draw(actors(*others, world=world)))
    yield attrs.evolve(right, by=draw(actors(*holders, world=world, in_scope=False)))


def _holders(kind: type[FundCommand], at: datetime, world: World) -> tuple[Role, ...]:
    try:
        granted = world.rules.permission(LEDGER_ACTIONS[kind.books], world.rules.day(at)).value
    except NoRuleInForce:
        return (Role.SYSTEM,)
    return tuple(role for role in Role if role in granted)


def _asked(
    kind: type[FundCommand], pool: FundPool, world: World, at: datetime, number: int, **said: object
) -> FundCommand:
    """Return a command of this kind to the fund, by somebody who may give it."""
    by = world.actor((*_holders(kind, at, world), Role.SYSTEM)[0])
    name = CommandId(f"{kind.key}/{pool.key.usage_period.first}/{number}")
    return cast("Callable[..., FundCommand]", kind)(fund=pool.key, id=name, by=by, at=at, **said)
