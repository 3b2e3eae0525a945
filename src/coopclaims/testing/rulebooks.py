"""Rules to judge by: calendars, readings, and rulebooks, the published one and evolved ones."""

from __future__ import annotations

from datetime import date
from functools import cache
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final, TypeVar, cast
from zoneinfo import ZoneInfo

import attrs
from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from coopclaims.calendars.calendar import BusinessCalendar
from coopclaims.calendars.conventions import BusinessDays
from coopclaims.identifiers import ProgramId
from coopclaims.parties import Action, Role
from coopclaims.periods import CalendarDays
from coopclaims.provenance import PUBLISHED, Source
from coopclaims.rules.book import Rulebook, Rules
from coopclaims.rules.editions import Edition
from coopclaims.rules.policies import Policies
from coopclaims.rules.published.every_era import partner_center
from coopclaims.rules.rule import Rule

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from hypothesis.strategies import DrawFn

    from coopclaims._values import Keyed


T = TypeVar("T")

YEARS: Final = range(2020, 2032)
"""The years of every calendar that is generated here."""

PROGRAM: Final = ProgramId("CSP Direct Bill Partner")
"""The program that every generated world is about."""

_DOING = (
    "activities_per_claim",
    "after_partner_action",
    "claim_opening",
    "cut_disputing",
    "dispute_window",
    "disputing",
    "final_approval",
    "over_claiming",
    "own_disputes",
    "partial_approval",
    "pre_approval",
    "proof_need",
    "reopening",
    "retracting",
    "self_approval",
    "submitting",
)
"""Readings of what a claim can do, but for those that keep it from some status."""

_ANOTHER = ProgramId("Hosting")
_PUBLISHED: Final[Mapping[str, Any]] = MappingProxyType({})
"""What the published rulebook adds to itself: a strategy prints this, where it would print a rulebook."""

_ZONES = ("America/Los_Angeles", "Europe/Stockholm", "Asia/Kolkata", "Pacific/Auckland", "UTC")
_OWN = Source(document="an adopter's own program")
_SINCE = date(2020, 1, 1)


def calendars() -> SearchStrategy[BusinessCalendar]:
    """Return a strategy for business calendars of the years 2020 to 2031.

    They shrink towards Monday to Friday without a holiday. Others have yearly holidays, another weekend,
    or holidays anywhere; no two months are closed altogether.

    >>> from hypothesis import given
    >>> @given(calendars())
    ... def check(calendar):
    ...     assert calendar.after(date(2022, 9, 16), 2) > date(2022, 9, 17)
    >>> check()
    """
    anywhere = st.frozensets(st.dates(date(2020, 1, 1), date(2031, 12, 31)), max_size=9)
    return st.sampled_from(_calendars()) | anywhere.map(_with_holidays)


def _with_holidays(closed: frozenset[date]) -> BusinessCalendar:
    return BusinessCalendar.of_days(name="holidays anywhere", closed=sorted(closed), years=YEARS)


@cache
def _calendars() -> tuple[BusinessCalendar, ...]:
    yearly = ((1, 1, "New Year"), (7, 4, "Summer holiday"), (12, 25, "Christmas"), (12, 26, "Boxing Day"))
    holidays = {date(year, month, day): why for year in YEARS for month, day, why in yearly}
    return (
        BusinessCalendar.of_weekdays(years=YEARS),
        BusinessCalendar.of_days(name="with holidays", closed=holidays, years=YEARS),
        BusinessCalendar.of_weekdays(years=YEARS, weekend=frozenset({4, 5}), name="Sunday-Thursday"),
    )


def policies(**fixed: object) -> SearchStrategy[Policies]:
    """Return a strategy for readings: any choice of every policy, but for those that are given.

    They shrink towards the defaults.

    >>> from hypothesis import given
    >>> from coopclaims.rules import Cancelling
    >>> @given(policies(cancelling=Cancelling.OFF))
    ... def check(chosen):
    ...     assert chosen.cancelling is Cancelling.OFF
    >>> check()
    """
    chosen = {name: st.sampled_from(list(type(default))) for name, default in _defaults().items()}
    given: dict[str, SearchStrategy[Any]] = {name: st.just(value) for name, value in fixed.items()}
    return st.builds(Policies, **(chosen | given))


def _defaults() -> dict[str, Keyed]:
    return attrs.asdict(Policies())


def living_policies() -> SearchStrategy[Policies]:
    """Return a strategy for readings of what a claim can do, under which it can come to every status.

    How spans are counted is not among them: that changes dates, and not what happens.
    """
    kept = {name: default for name, default in _defaults().items() if name not in _DOING}
    return policies(**kept)


def rulebooks() -> SearchStrategy[Rulebook]:
    """Return a strategy for rulebooks: the published one, and others with an edition of an adopter's own.

    An edition of one's own changes spans, in business or in calendar days, and who may dispute, limits
    activities, or puts the program on the plan path, from 2020 on. A claim can come to every status under
    each of them. They shrink towards the published one.

    >>> from hypothesis import given
    >>> @given(rulebooks())
    ... def check(rulebook):
    ...     assert rulebook.editions[: len(partner_center.editions)] == partner_center.editions
    >>> check()
    """
    spans = st.integers(1, 60).flatmap(lambda n: st.sampled_from((BusinessDays(n), CalendarDays(n))))
    who = st.sampled_from((Role.INCENTIVES_ADMIN, Role.GLOBAL_ADMIN, Role.INCENTIVES_USER))
    own = st.fixed_dictionaries(
        {},
        optional={
            **dict.fromkeys(("review_span", "dispute_span", "payment_span"), spans),
            "disputing": st.frozensets(who, min_size=1),
            "activity_span": st.integers(200, 300).map(CalendarDays),
            **dict.fromkeys(
                ("plan_programs", "plan_needed_for"),
                st.sampled_from((frozenset({PROGRAM}), frozenset({_ANOTHER}))),
            ),
        },
    )
    return st.just(_PUBLISHED).map(_evolved) | own.map(_evolved)


def _evolved(stated: Mapping[str, Any]) -> Rulebook:
    if not stated:
        return partner_center

    def rule(value: object) -> Rule[Any]:
        return Rule(value=value, first=_SINCE, source=_OWN, basis=PUBLISHED)

    spans = {name: rule(value) for name, value in stated.items() if name != "disputing"}
    granted = ((Action.DISPUTE, rule(stated["disputing"])),) if "disputing" in stated else ()
    edition = cast("Callable[..., Edition]", Edition)(name="an adopter's own", permissions=granted, **spans)
    return Rulebook("evolved", (*partner_center.editions, edition))


def bound_rules(
    *,
    rulebook: Rulebook | SearchStrategy[Rulebook] | None = None,
    policies: Policies | SearchStrategy[Policies] | None = None,
) -> SearchStrategy[Rules]:
    """Return a strategy for rules bound to a calendar and a zone: what every judgement takes.

    The published rulebook unless another one, or a strategy such as `rulebooks()`, is given. Likewise the
    readings: unless given, those of what a claim can do vary, every status remains within reach, and how
    spans are counted is by default. They shrink towards Monday to Friday, Pacific time, and the default
    readings.

    >>> from hypothesis import given
    >>> @given(bound_rules(policies=Policies()))
    ... def check(rules):
    ...     assert rules.policies == Policies()
    >>> check()
    """
    books = _strategy(rulebook, st.just(_PUBLISHED).map(_evolved))
    return _bound(books, _strategy(policies, living_policies()))


@st.composite
def _bound(draw: DrawFn, books: SearchStrategy[Rulebook], readings: SearchStrategy[Policies]) -> Rules:
    return draw(books).bind(
        calendar=draw(st.sampled_from(_calendars())),
        zone=ZoneInfo(draw(st.sampled_from(_ZONES))),
        policies=draw(readings),
    )


def _strategy(given: T | SearchStrategy[T] | None, otherwise: SearchStrategy[T]) -> SearchStrategy[T]:
    """Return a strategy for what is given: a value, a strategy for some, or nothing in particular."""
    if given is None:
        return otherwise
    if isinstance(given, st.SearchStrategy):
        return cast("SearchStrategy[T]", given)
    return st.just(given)
