"""What may be chosen in the selects of a form as far as it is filled in, with what speaks against it.

A choice is judged as `coopclaims.portal.read_form` judges the form in which it is made.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from contextlib import suppress
from datetime import date, datetime
from types import MappingProxyType
from typing import TYPE_CHECKING, Final, final

import attrs

from coopclaims._checks import door
from coopclaims._values import Term, as_instant, as_tuple, frozen
from coopclaims.activities.requirements import requirements_of
from coopclaims.completeness.catalogues import catalogue_day, catalogue_on, named_activities
from coopclaims.deadlines.windows import open_usage_periods
from coopclaims.decisions.form_answers import Choice
from coopclaims.errors import InvalidValue, NoRuleInForce
from coopclaims.findings.problem import Problem
from coopclaims.funds.entries import PoolKey
from coopclaims.labels.speaking import spoken
from coopclaims.money.amounts import Money
from coopclaims.money.currencies import Currency
from coopclaims.money.withdrawals import currency_withdrawals
from coopclaims.parties import EVERYWHERE, Action, Actor
from coopclaims.periods import FiscalHalf, UsagePeriod
from coopclaims.portal.drafts import Draft, period_text
from coopclaims.portal.forms import form_problems
from coopclaims.rules.authority import entitled
from coopclaims.rules.book import Rules

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from coopclaims.activities.catalogue import Activity
    from coopclaims.activities.requirements import Circumstance, Requirement
    from coopclaims.claims.claim import ClaimForm


@door
def choices(
    field: str,
    *,
    rules: Rules,
    at: datetime,
    data: Mapping[str, object] | None = None,
    actor: Actor | None = None,
    funds: Iterable[PoolKey] = (),
    language: str = "en",
) -> tuple[Choice, ...]:
    """Return what a field of a form may be, in the order in which a select shows it.

    `field` is "program", "location", "usage_period", "activity", "currency", "circumstances", "attested" or
    "further_activities". `rules` are bound rules, and `at` is the aware instant at which the claim
    would be created. `data` is what is filled in so far, as `read_form` takes it, or `None` for nothing: an
    activity is looked at for the program and the day there. `actor` is who would create the claim, `None`
    where that is open, and `funds` are the keys of the funds that there are, in any order. `language` is that
    of the captions of activities, circumstances and attestations: a tag that `labels.render` takes.

    Programs and locations are those of the funds in which the actor may create a claim, and those that
    their grants name; none can be named for a grant that holds everywhere. Usage periods and currencies are
    those of these funds; without any funds, the halves around the day with whatever else is open, and the
    currencies in use. What is not open comes with its problems; without a catalogue of the day there is
    no activity. Raises `InvalidValue` for another field or language, and a naive instant.
    Source: CO21 C-03; PE23 R-11.

    >>> from zoneinfo import ZoneInfo
    >>> from coopclaims import BusinessCalendar, partner_center
    >>> zone = ZoneInfo("America/Los_Angeles")
    >>> weekdays = BusinessCalendar.of_weekdays(years=range(2022, 2023))
    >>> rules = partner_center.bind(calendar=weekdays, zone=zone)
    >>> for each in choices("usage_period", rules=rules, at=datetime(2022, 9, 14, 9, tzinfo=zone)):
    ...     print(each.value, each.caption, *(problem.code for problem in each.problems))
    2022-01-01/2022-06-30 FY22 H2 (usage half) window_closed
    2022-07-01/2022-12-31 FY23 H1 (usage half)
    2023-01-01/2023-06-30 FY23 H2 (usage half) usage_not_begun
    """
    day = rules.day(as_instant("at", at))
    if field not in _OFFERS:
        raise InvalidValue("field", field, "one_of", known=tuple(_OFFERS))
    # In which currency the amount is, and how it is written, decides about no other field.
    given = {name: each for name, each in (data or {}).items() if name not in {"amount", "currency", field}}
    draft = Draft(given, "en")
    if "executed_on" in draft.unknown:
        given["executed_on"] = day
        draft = Draft(given, "en")
    keys = as_tuple("funds", tuple(funds), PoolKey, "PoolKey")
    able = None if actor is None else _able(actor, day)
    form = _Form(given, draft.form, frozenset(draft.unknown), able, keys, day, rules)
    offered, say = dict(_OFFERS[field](form)), spoken(language)
    return tuple(
        Choice(
            value=value, caption=say.caption(Term(value, caption)), problems=_against(field, value, form, at)
        )
        for value, caption in offered.items()
    )


def _able(actor: Actor, day: date) -> Actor:
    """Return the actor by whose rights this one asks; by a delegation that fails they have none."""
    found = entitled(actor, day)
    return found if isinstance(found, Actor) else attrs.evolve(actor, grants=())


def _against(field: str, value: str, form: _Form, at: datetime) -> tuple[Problem, ...]:
    """Return what speaks against a choice: the problems of the form in which it is made, at its field."""
    place = "amount" if field == "currency" else field
    made: object = Money.of_minor_units(1, value) if field == "currency" else value
    found = form_problems({**form.given, place: made}, rules=form.rules, at=at)
    return tuple(each for each in found if each.field == place)


# What there is to choose from: values with their captions.


@final
@frozen
class _Form:
    """What is filled in, as it was given and as it was read; who asks, with which funds, and when."""

    given: dict[str, object]
    read: ClaimForm
    unknown: frozenset[str]
    actor: Actor | None
    funds: tuple[PoolKey, ...]
    day: date
    rules: Rules

    def is_chosen(self, name: str, value: object) -> bool:
        """Return whether a field is this, or not filled in yet."""
        return name in self.unknown or value in (EVERYWHERE, getattr(self.read, name))

    def own_funds(self) -> Iterator[PoolKey]:
        """Yield the keys of the funds in which the actor may create a claim."""
        able = self.rules.roles(Action.CREATE_CLAIM, self.day)
        for key in self.funds:
            if self.actor is None or not self.actor.roles_at(key.location, key.program).isdisjoint(able):
                yield key

    def chosen_funds(self) -> Iterator[PoolKey]:
        """Yield the keys of those that have the location and the program that are filled in."""
        for key in self.own_funds():
            if self.is_chosen("location", key.location) and self.is_chosen("program", key.program):
                yield key

    def activities(self) -> tuple[Activity, ...]:
        """Return the activities of the catalogue that decides, in its order; none without one."""
        try:
            return tuple(catalogue_on(self.rules, catalogue_day(self.read, self.rules, self.day)).value)
        except NoRuleInForce:
            return ()

    def named(self) -> Iterator[Activity]:
        """Yield the activities that are filled in, as far as the catalogue has them."""
        keys = () if "activity" in self.unknown else named_activities(self.read, self.rules)
        return (each for each in self.activities() if each.key in keys)


_Offer = tuple[str, str]


def _scoped(form: _Form, name: str, beside: str) -> Iterator[_Offer]:
    """Yield the locations or programs of the actor's scope, with the other one that is filled in."""
    places = [(getattr(key, name), getattr(key, beside)) for key in form.own_funds()]
    able = form.rules.roles(Action.CREATE_CLAIM, form.day)
    grants = () if form.actor is None else form.actor.grants
    places += [(getattr(each, name), getattr(each, beside)) for each in grants if each.role in able]
    for value, other in places:
        if value is not EVERYWHERE and form.is_chosen(beside, other):
            yield value, value


def _programs(form: _Form) -> Iterator[_Offer]:
    return _scoped(form, "program", "location")


def _locations(form: _Form) -> Iterator[_Offer]:
    return _scoped(form, "location", "program")


def _usage_periods(form: _Form) -> Iterator[_Offer]:
    found = {key.usage_period for key in form.chosen_funds()}
    if not form.funds:
        now = FiscalHalf.of(form.day)
        found = {UsagePeriod.of(half) for half in (now.previous(), now, now.next())}
        program = None if "program" in form.unknown else form.read.program
        with suppress(NoRuleInForce):  # then none is open, which is a problem of each of them
            open_ones = open_usage_periods(form.day, program=program, rules=form.rules)
            found.update(each.usage_period for each in open_ones)
    for period in sorted(found, key=lambda each: (each.first, each.last)):
        is_half = period == UsagePeriod.of(FiscalHalf.of(period.first))
        yield period_text(period), period.label if is_half else str(period)


def _activities(form: _Form) -> Iterator[_Offer]:
    return ((each.key, each.name) for each in form.activities())


def _further(form: _Form) -> Iterator[_Offer]:
    return (offer for offer in _activities(form) if offer[0] != form.read.activity)


def _currencies(form: _Form) -> Iterator[_Offer]:
    codes = {key.currency.code for key in form.chosen_funds()}
    if not form.funds:
        withdrawn = (each.currency for each in currency_withdrawals() if form.day <= each.last_day)
        codes = {each.code for each in (*Currency.active(), *withdrawn)}
    return ((code, code) for code in sorted(codes))


def _captions(found: Iterable[Circumstance | Requirement]) -> Iterator[_Offer]:
    return ((each.key, each.what) for each in found)


def _circumstances(form: _Form) -> Iterator[_Offer]:
    return _captions(each for activity in form.named() for each in activity.circumstances)


def _attested(form: _Form) -> Iterator[_Offer]:
    asked = (activity.core for activity in form.named() if activity.core is not None)
    return _captions(each for core in asked for each in requirements_of(core))


_OFFERS: Final[Mapping[str, Callable[[_Form], Iterator[_Offer]]]] = MappingProxyType(
    {
        "program": _programs,
        "location": _locations,
        "usage_period": _usage_periods,
        "activity": _activities,
        "currency": _currencies,
        "circumstances": _circumstances,
        "attested": _attested,
        "further_activities": _further,
    }
)
"""What offers the values of a field."""
