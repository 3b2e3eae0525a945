"""A form as far as it could be read: its fields from texts or values, and what cannot be one of them.

A field that is missing or cannot be read has a stand-in, so that what does not rest on it can be judged by
the rules of finished forms.
"""

from __future__ import annotations

from contextlib import suppress
from datetime import date
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final, TypeVar, cast, final

import attrs

from coopclaims._characters import escaped, is_blank
from coopclaims._scalars import MOST_WHOLE
from coopclaims._values import as_day, frozen
from coopclaims.claims.claim import ClaimForm, PlanPath
from coopclaims.errors import InvalidValue, WireMismatch
from coopclaims.findings.codes import ProblemCode
from coopclaims.findings.problem import Problem, problem
from coopclaims.identifiers import LocationId, ProgramId
from coopclaims.money.amounts import Money
from coopclaims.money.currencies import Currency, currency_of
from coopclaims.money.notations import Notation, shipped_notation
from coopclaims.periods import UsagePeriod
from coopclaims.provenance import statement_of
from coopclaims.wire.codecs import DAY

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from decimal import Decimal

_ValueT = TypeVar("_ValueT", ClaimForm, PlanPath)

# The fields of a form, and what they are as text.

PLAN_FIELDS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "plan": "plan",
        "campaign": "campaign",
        "campaign_first": "first",
        "campaign_last": "last",
        "impressions": "impressions",
    }
)
"""The fields that make up the place in a plan, each with the part that it is."""

KEY_FIELDS: Final = ("circumstances", "attested", "further_activities")
"""The fields of several keys."""

REQUIRED: Final = ("name", "program", "location", "usage_period", "activity", "executed_on", "amount")

_OPTIONAL: Final = ("circumstances", "attested", "pre_approval", "further_activities")

_IN_FORM: Final = (*REQUIRED, *_OPTIONAL)
"""The fields that are read one by one."""

FIELDS: Final = (*REQUIRED, "currency", *PLAN_FIELDS, *_OPTIONAL)
"""The names of all fields, in the order of the form."""

_YEARS: Final = range(1900, 3000)
"""The years that a day of a form may lie in; another one was typed wrongly."""

_LONGEST_SHOWN: Final = 61
_MOST_DIGITS: Final = 16


def period_text(period: UsagePeriod) -> str:
    """Return a usage period as a field has it."""
    return f"{period.first.isoformat()}/{period.last.isoformat()}"


# Reading: text by text, each field by what it has to be.


_STAND_IN: Final = ClaimForm(
    name="-",
    program=ProgramId("-"),
    location=LocationId("-"),
    usage_period=UsagePeriod(date(2022, 7, 1), date(2022, 12, 31)),
    activity="-",
    executed_on=date(2022, 7, 1),
    amount=Money(1, "SEK"),
)
"""What takes the place of fields that are not known; nothing that rests on it is said."""

_STAND_IN_PATH: Final = PlanPath(
    plan="-", campaign="-", first=date(_YEARS[0], 1, 1), last=date(_YEARS[-1], 12, 31)
)


@final
class Draft:
    """A form as far as it could be read, and why the rest of it could not.

    `form` has a stand-in for every field in `unknown`, which is missing or could not be read.
    """

    def __init__(self, data: Mapping[str, object], locale: str) -> None:
        self._data, self._locale = data, locale
        self.form, self.unknown, self.problems = _STAND_IN, set[str](), list[Problem]()
        for name in data:
            if not isinstance(name, str):
                raise InvalidValue("data", name, "text")
            if name not in FIELDS:
                self._refuse("", InvalidValue("data", name, "one_of", known=FIELDS))
        shipped_notation(locale, _STAND_IN.amount.currency)  # one that is not known is refused at once
        currency = self._currency()
        for name in _IN_FORM:
            if name != "amount":
                self._take(name, self._given(name))
            elif currency is not None or self._given(name) is None:
                self._take(name, self._amount(currency))
            else:
                self.unknown.add(name)  # nobody knows how many digits it may have
        self._take_plan()

    def _given(self, name: str) -> object:
        """Return what is filled in, `None` where nothing is."""
        found = self._data.get(name)
        return None if isinstance(found, str) and is_blank(found) else found

    def _take(self, name: str, given: object) -> None:
        """Read one field into the form, which says whether it can have that."""
        if given is None:
            if name in REQUIRED:
                self._miss(name)
            return
        try:
            value = _READ[name](given) if name in _READ else given
            self.form = _changed(self.form, name, value)
        except InvalidValue as wrong:
            self._refuse(name, wrong)

    def _miss(self, name: str) -> None:
        self.unknown.add(name)
        self.problems.append(problem(ProblemCode.TEXT_MISSING, field=name))

    def _refuse(self, name: str, wrong: InvalidValue) -> None:
        """Note that a field cannot be read, and what was expected there."""
        self.unknown.add(name)
        wrong.field, wrong.got = name or wrong.field, _shown(wrong.got)
        self.problems.append(problem(ProblemCode.FIELD_UNREADABLE, field=name, why=statement_of(wrong)))

    def _currency(self) -> Currency | None:
        """Read the currency, which may be left out beside an amount that has one."""
        given, amount = self._given("currency"), self._data.get("amount")
        own = amount.currency if isinstance(amount, Money) else None
        if given is None:
            if own is None:
                self._miss("currency")
            return own
        try:
            currency = currency_of(cast("str", given.strip() if isinstance(given, str) else given))
        except InvalidValue as wrong:
            self._refuse("currency", wrong)
            return None
        if own is None or own is currency:
            return currency
        self._refuse("currency", InvalidValue("currency", currency.code, "one_of", known=(own.code,)))
        return None

    def _amount(self, currency: Currency | None) -> object:
        """Return what was filled in as the amount, a number with its currency."""
        given = self._given("amount")
        if given is None or currency is None or isinstance(given, Money):
            return given
        return _Number(given, shipped_notation(self._locale, currency), currency)

    def _take_plan(self) -> None:
        """Read the place in a plan: a value, or as many texts as it has parts."""
        parts = {name: self._given(name) for name in PLAN_FIELDS}
        if not any(each is not None for each in parts.values()):
            return
        if not isinstance(parts["plan"], str | None):
            self._take("plan", parts.pop("plan"))
            for name, given in parts.items():
                if given is not None:  # the place in a plan is filled in twice
                    self._refuse(name, InvalidValue(name, given, "kind", kind="None"))
            return
        path, before = _STAND_IN_PATH, len(self.problems)
        for name, given in parts.items():
            if given is None:
                if name != "impressions":
                    self._miss(name)
                continue
            try:
                value = _READ[name](given) if name in _READ else given
                path = _changed(path, PLAN_FIELDS[name], value)
            except InvalidValue as wrong:
                self._refuse(name, wrong)
        if len(self.problems) == before:
            self.form = attrs.evolve(self.form, plan=path)
        else:
            self.unknown.add("plan")


def _changed(value: _ValueT, name: str, part: object) -> _ValueT:
    """Return a value with another part, which its class checks."""
    changes: dict[str, Any] = {name: part}
    return attrs.evolve(value, **changes)


def _shown(got: object) -> object:
    """Return what was found in a field as a message shows it: cut, without controls, never a stranger."""
    if isinstance(got, str):
        return escaped(got if len(got) <= _LONGEST_SHOWN else f"{got[:_LONGEST_SHOWN]}…")
    if type(got) is date or (type(got) is int and abs(got) <= MOST_WHOLE):
        return got
    return type(got).__name__


@final
@frozen
class _Number:
    """An amount that was filled in without its currency."""

    given: object
    notation: Notation
    currency: Currency

    def read(self) -> Money:
        if isinstance(self.given, str):
            return self.notation.read(self.given, self.currency)
        return Money(cast("Decimal", self.given), self.currency)


def _amount(given: object) -> object:
    return given.read() if isinstance(given, _Number) else given


def _day(given: object) -> date:
    day = day_of_text(given.strip()) if isinstance(given, str) else as_day("day", given)
    if day is None:
        raise InvalidValue("day", given, "day_in_data")
    if day.year not in _YEARS:
        raise InvalidValue("day", day, "years_between", first=_YEARS[0], last=_YEARS[-1])
    return day


def day_of_text(text: str) -> date | None:
    """Return the day that a text is, as the wire writes one, and nothing where it is none."""
    with suppress(WireMismatch):
        day: date = DAY.read(text)
        return day
    return None


def _period(given: object) -> object:
    period = given
    if isinstance(given, str):
        first, _, last = map(day_of_text, given.strip().partition("/"))
        if first is None or last is None:
            raise InvalidValue("usage_period", given, "period_in_form")
        period = UsagePeriod(first, last)
    if isinstance(period, UsagePeriod):
        _day(period.first)
        _day(period.last)
    return period


def _path(given: object) -> object:
    if isinstance(given, PlanPath):
        _day(given.first)
        _day(given.last)
    return given


def _keys(given: object) -> object:
    """Return the keys that stand one on a line; a list of them loses what is blank."""
    listed = given.splitlines() if isinstance(given, str) else given
    if not isinstance(listed, list | tuple):
        return listed
    found = cast("Iterable[object]", listed)
    return [each for each in found if not (isinstance(each, str) and is_blank(each))]


def _people(given: object) -> object:
    if not isinstance(given, str):
        return given
    plain = given.strip()
    if not (plain.isascii() and plain.isdecimal() and len(plain) <= _MOST_DIGITS):
        raise InvalidValue("impressions", given, "people_or_none", least=0)
    return int(plain)


_READ: Final[Mapping[str, Callable[[Any], object]]] = MappingProxyType(
    {
        "usage_period": _period,
        "executed_on": _day,
        "amount": _amount,
        "plan": _path,
        "campaign_first": _day,
        "campaign_last": _day,
        "impressions": _people,
        **dict.fromkeys(KEY_FIELDS, _keys),
    }
)
"""What makes the value of a field out of a text; a field that is not here is its text."""
