"""Believable values of every public type, built from fields, or worked out where fields depend on others.

A field is drawn by its annotation: an identifier is a short text, a day is of the years that the rules are
about, an instant is aware. What the class refuses together is drawn again, a few times.
"""

from __future__ import annotations

import typing
from collections.abc import Callable, Collection, Iterable, Mapping
from contextlib import suppress
from datetime import UTC, date, datetime, timedelta, tzinfo
from decimal import Decimal
from functools import cache
from types import MappingProxyType, UnionType
from typing import Any, Final, NewType, TypeVar, cast

import attrs
from hypothesis import reject, strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy

from coopclaims.calendars.spans import OwnSpan
from coopclaims.claims.claim import ClaimStatus
from coopclaims.claims.events import HistoryEntry
from coopclaims.claims.table import TABLE
from coopclaims.deadlines.after_events import review_due
from coopclaims.deadlines.counting import Deadline
from coopclaims.decisions.deciding import Decision
from coopclaims.errors import CoopClaimsError
from coopclaims.funds.commands import RollOverFunds
from coopclaims.funds.earning import Split
from coopclaims.funds.entries import FundEntry
from coopclaims.funds.ledger import FundLedger
from coopclaims.identifiers import ProfileId
from coopclaims.money.amounts import Money
from coopclaims.money.currencies import Currency
from coopclaims.money.exchange import RateTable
from coopclaims.payments.table import PAYMENT_TABLE
from coopclaims.payouts.forecast import PayoutForecast, forecast_payouts
from coopclaims.payouts.minimum import BalanceKey, MonthlyBalance, StatedAmount
from coopclaims.payouts.payout import PayoutResolution, resolve_payouts
from coopclaims.payouts.profiles import BankProfiles, ProfileAssignment
from coopclaims.payouts.statuses import EnrollmentStatus, ProfileStatus
from coopclaims.payouts.waterfall import Waterfall, WaterfallBranch, payment_waterfall
from coopclaims.periods import CalendarDays, UsagePeriod
from coopclaims.repositories.memory import AsyncInMemoryRepository, InMemoryRepository
from coopclaims.repositories.protocols import (
    AsyncClaimRepository,
    AsyncSnapshotRepository,
    ClaimRepository,
    SnapshotRepository,
)
from coopclaims.rules.readings import MinimumReached
from coopclaims.rules.rule import Timeline
from coopclaims.testing.ledgers import ledgers
from coopclaims.testing.rulebooks import bound_rules, rulebooks
from coopclaims.testing.stories import Scenario, commands, histories, scenarios
from coopclaims.testing.world import World
from coopclaims.transitions import Table
from coopclaims.wire.seals import SealHead

_TRIES: Final = 30
_FIRST, _LAST = date(2021, 7, 1), date(2023, 12, 31)
_BEGIN: Final = datetime(2021, 7, 1, tzinfo=UTC).replace(tzinfo=None)
_LETTERS: Final = "abcdefghijklmnopqrstuvwxyz"

TEXTS: Final = st.builds("{}-{}".format, st.text(_LETTERS, min_size=1, max_size=8), st.integers(1, 99))
"""Short texts that fit an identifier."""

_CODE: Final = typing.Literal["SEK", "EUR", "USD", "JPY"]
"""Codes of currencies."""

_SIMPLE: Final[Mapping[Any, SearchStrategy[Any]]] = MappingProxyType(
    {
        str: TEXTS,
        int: st.integers(2, 12),
        float: st.floats(0, 100),
        bool: st.booleans(),
        bytes: st.binary(min_size=16, max_size=32),
        Decimal: st.decimals(1, 100, places=2),
        date: st.dates(_FIRST, _LAST),
        datetime: st.datetimes(_BEGIN, _BEGIN + timedelta(days=900), timezones=st.just(UTC)),
        timedelta: st.integers(1, 100).map(lambda hours: timedelta(hours=hours)),
        tzinfo: st.just(UTC),
        Currency: st.sampled_from(typing.get_args(_CODE)).map(Currency),
        Any: TEXTS,
        object: TEXTS,
    }
)


def of_annotation(kind: Any) -> SearchStrategy[Any]:  # noqa: ANN401 - an annotation
    """Return a strategy for believable values of a resolved annotation."""
    origin, within = typing.get_origin(kind), typing.get_args(kind)
    if kind in _SIMPLE:
        found = _SIMPLE[kind]
    elif origin in (UnionType, typing.Union):
        found = st.one_of([of_annotation(each) for each in within])
    elif isinstance(kind, NewType):
        found = of_annotation(kind.__supertype__)
    elif isinstance(kind, TypeVar):
        found = of_annotation(kind.__bound__ or str)
    elif origin is type:
        found = st.sampled_from(typing.get_args(within[0]) or within)
    elif origin is typing.Literal:
        found = st.sampled_from(within)
    elif isinstance(origin, type) and origin.__module__ in ("builtins", "collections.abc"):
        found = _container(origin, within)
    else:
        found = st.deferred(lambda: st.from_type(kind))
    return found


def _container(origin: Any, within: tuple[Any, ...]) -> SearchStrategy[Any]:  # noqa: ANN401 - a class
    if issubclass(origin, tuple) and within[-1] is not ...:
        return st.tuples(*map(of_annotation, within))
    if issubclass(origin, Mapping):
        return st.dictionaries(*map(of_annotation, within), min_size=1, max_size=2)
    several = st.lists(of_annotation(within[0]), min_size=1, max_size=2)
    is_set = issubclass(origin, Collection) and not issubclass(tuple, origin)
    return several.map(frozenset[Any]) if is_set else several.map(tuple[Any, ...])


def of_class(kind: type) -> SearchStrategy[Any]:
    """Return a strategy for values of a class that is built from fields: those that it takes."""

    @st.composite
    def built(draw: DrawFn) -> object:
        fields = _fields(kind)
        for _ in range(_TRIES):
            given = {name: draw(field) for name, field in fields.items()}
            with suppress(CoopClaimsError):
                return kind(**given)
        return reject()

    return built()


@cache
def _fields(kind: type) -> Mapping[str, SearchStrategy[Any]]:
    hints = typing.get_type_hints(kind)
    return {
        field.alias or field.name: of_annotation(hints[field.name])
        if field.default is attrs.NOTHING
        else st.just(field.default) | of_annotation(hints[field.name])
        for field in attrs.fields(cast("Any", kind))
        if field.init
    }


def tell_fields(kind: type) -> None:
    """Let `builds` draw each field of a class: it reads the types of attrs, whose annotations are texts."""
    hints = typing.get_type_hints(kind)
    for field in attrs.fields(cast("Any", kind)):
        told = NewType("told", object)  # a type of its own, since the plain one would draw anything
        of = _CODE if kind is Currency else hints[field.name]
        st.register_type_strategy(cast("Any", told), _drawing(of))
        object.__setattr__(field, "type", told)


def _drawing(kind: Any) -> Callable[[Any], SearchStrategy[Any]]:  # noqa: ANN401 - an annotation
    return lambda _told: of_annotation(kind)


def some_of(strategy: SearchStrategy[Any], parts: Callable[[Any], Iterable[Any]]) -> SearchStrategy[Any]:
    """Return a strategy for parts of what another draws."""
    return strategy.map(lambda whole: tuple(parts(whole))).filter(bool).flatmap(st.sampled_from)


# Values whose fields depend on each other, worked out as a program does.


def _story() -> SearchStrategy[Scenario]:
    return scenarios(ClaimStatus.APPROVED, world=World.typical(), detours=0)


def _paid_into(story: Scenario) -> dict[str, Any]:
    """Return what says who pays for the claim of a story, to which account."""
    form, world, approved = story.claim.form, story.world, story.claim.approved
    profile = ProfileAssignment(
        profile=ProfileId("P-1"),
        currency=world.currency,
        location=form.location,
        program=form.program,
        status=ProfileStatus.APPROVED,
    )
    return {
        "shares": ((world.entities[0].id, form.amount if approved is None else approved),),
        "entities": world.entities,
        "profiles": BankProfiles((profile,)),
        "rates": world.rates or RateTable(()),
        "rules": world.rules,
        "enrollment": EnrollmentStatus.ENROLLED,
    }


def _resolved(story: Scenario) -> PayoutResolution:
    return resolve_payouts(story.claim, ordered_at=story.claim.changed_at, **_paid_into(story))


def _forecast(story: Scenario) -> PayoutForecast:
    return forecast_payouts(story.claim.form, at=story.claim.changed_at, **_paid_into(story))


def _waterfall(story: Scenario) -> Waterfall:
    return payment_waterfall(story.claim, _resolved(story))


def _ledger() -> SearchStrategy[tuple[FundEntry, ...]]:
    return ledgers(world=World.typical(), max_claims=1)


@st.composite
def _decision(draw: DrawFn) -> Decision:
    story = draw(scenarios(ClaimStatus.EDITING, world=World.typical(), detours=0))
    command = draw(commands(story.claim, world=story.world, legal=True))
    return story.world.decide(command, story.claim)


@st.composite
def _balance(draw: DrawFn) -> MonthlyBalance:
    brought, earned = (Money.of_minor_units(draw(st.integers(0, 10_000)), "SEK") for _ in range(2))
    nothing = 0 * brought
    return MonthlyBalance(
        key=draw(st.from_type(BalanceKey)),
        month=date(2022, draw(st.integers(1, 12)), 1),
        brought=brought,
        earned=earned,
        paid=nothing,
        carried=brought + earned,
        forfeited=nothing,
        minimum=draw(st.from_type(StatedAmount)),
        minimum_reached=draw(st.sampled_from(MinimumReached)),
    )


@st.composite
def _rollover(draw: DrawFn) -> RollOverFunds:
    given = {name: draw(field) for name, field in _fields(RollOverFunds).items()}
    later = UsagePeriod(date(2024, 1, 1), date(2024, 6, 30))
    return RollOverFunds(**given | {"into": attrs.evolve(given["fund"], usage_period=later)})


WORKED_OUT: Final[Mapping[type, Callable[[], SearchStrategy[Any]]]] = MappingProxyType(
    {
        Currency: lambda: _SIMPLE[Currency],
        Deadline: lambda: st.builds(review_due, start=_SIMPLE[date], rules=bound_rules()),
        Decision: _decision,
        AsyncClaimRepository: lambda: st.builds(AsyncInMemoryRepository),
        AsyncSnapshotRepository: lambda: st.builds(AsyncInMemoryRepository),
        ClaimRepository: lambda: st.builds(InMemoryRepository),
        SnapshotRepository: lambda: st.builds(InMemoryRepository),
        Split: lambda: st.integers(0, 100).map(lambda part: Split(rebate=part, coop=100 - part)),
        FundEntry: lambda: some_of(_ledger(), tuple),
        FundLedger: lambda: _ledger().map(lambda entries: FundLedger(entries[0].pool, entries)),
        HistoryEntry: lambda: some_of(histories(), tuple),
        MonthlyBalance: _balance,
        PayoutForecast: lambda: _story().map(_forecast),
        PayoutResolution: lambda: _story().map(_resolved),
        OwnSpan: lambda: st.builds(CalendarDays, st.integers(1, 60)),
        RollOverFunds: _rollover,
        SealHead: lambda: st.builds(
            SealHead,
            claim=TEXTS,
            number=st.integers(1, 9),
            seal=st.text("0123456789abcdef", min_size=64, max_size=64),
        ),
        Timeline: lambda: some_of(rulebooks(), lambda book: book.timelines.values()),
        Table: lambda: st.sampled_from((TABLE, PAYMENT_TABLE)),
        Waterfall: lambda: _story().map(_waterfall),
        WaterfallBranch: lambda: some_of(_story().map(_waterfall), lambda whole: whole.branches),
    }
)
"""What is not built from its fields alone."""
