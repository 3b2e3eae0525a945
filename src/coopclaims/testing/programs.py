"""Values as Python that can be pasted: what a failure of a machine is printed as.

Names are written behind `coopclaims` and `coopclaims.testing`, so three imports are all that a program needs.
"""

from __future__ import annotations

import enum
from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime
from decimal import Decimal
from importlib import import_module
from typing import TYPE_CHECKING, Any, Final, Protocol, cast, runtime_checkable
from zoneinfo import ZoneInfo

import attrs

from coopclaims.calendars.calendar import BusinessCalendar
from coopclaims.money.amounts import Money
from coopclaims.money.currencies import Currency
from coopclaims.rules.book import Rulebook, Rules
from coopclaims.rules.published.every_era import partner_center

if TYPE_CHECKING:
    from collections.abc import Callable

IMPORTS: Final = "import datetime, decimal, zoneinfo, coopclaims, coopclaims.testing"
"""What a printed program needs before its first line."""


def _name(kind: type[object]) -> str:
    """Return a class as it is written: behind the front door, its room, or its module."""
    top, *inside = kind.__module__.split(".")
    for home in (top, ".".join((top, *inside[:1]))):
        if getattr(import_module(home), kind.__name__, None) is kind:
            return f"{home}.{kind.__name__}"
    return f"{kind.__module__}.{kind.__qualname__}"


def _call(made_by: str, given: Mapping[str, object]) -> str:
    return f"{made_by}({', '.join(f'{name}={as_code(value)}' for name, value in given.items())})"


def _money(value: Money) -> str:
    return f"coopclaims.Money({str(value.amount)!r}, {value.currency.code!r})"


def _calendar(value: BusinessCalendar) -> str:
    years = f"range({value.first.year}, {value.last.year + 1})"
    plain = BusinessCalendar.of_weekdays(years=range(value.first.year, value.last.year + 1))
    if value == plain:
        return f"coopclaims.BusinessCalendar.of_weekdays(years={years})"
    said: dict[str, object] = {
        "name": value.name,
        "closed": dict(value.holidays),
        "weekend": dict(value.weekends),
        "working_days": sorted(value.working_days),
    }
    return f"{_call('coopclaims.BusinessCalendar.of_days', said)[:-1]}, years={years})"


def _rulebook(value: Rulebook) -> str:
    """Return the published rulebook by its name; one of your own as a variable that you have to set."""
    return "coopclaims.partner_center" if value == partner_center else "my_rulebook"


def _rules(value: Rules) -> str:
    given: dict[str, object] = {"calendar": value.calendar, "zone": value.zone, "policies": value.policies}
    if value.strict:
        given["strict"] = True
    return _call(f"{_rulebook(value.rulebook)}.bind", given)


_WRITTEN: Final[Mapping[type, Callable[[Any], str]]] = {
    Money: _money,
    Currency: lambda value: f"coopclaims.Currency({value.code!r})",
    BusinessCalendar: _calendar,
    Rulebook: _rulebook,
    Rules: _rules,
    ZoneInfo: lambda value: f"zoneinfo.ZoneInfo({value.key!r})",
    Decimal: lambda value: f"decimal.Decimal({str(value)!r})",
    datetime: lambda value: repr(value.astimezone(UTC)).replace("datetime.timezone.utc", "datetime.UTC"),
    date: repr,
}


@runtime_checkable
class HasCode(Protocol):
    """A value that says itself how it is written."""

    def as_code(self) -> str:
        """Return an expression that makes this value again."""
        ...


def as_code(value: object) -> str:
    """Return an expression for `value`, on one line; fields that have their default are left out.

    A class that says itself how it is written has a method `as_code`.

    >>> from coopclaims import UsagePeriod
    >>> as_code((Money("9.00", "SEK"), UsagePeriod(date(2022, 7, 1), date(2022, 12, 31)).first))
    "(coopclaims.Money('9.00', 'SEK'), datetime.date(2022, 7, 1))"
    """
    kind: type[object] = type(value)
    for each, write in _WRITTEN.items():
        if kind is each:
            return write(cast("Any", value))
    if isinstance(value, enum.Enum):
        return f"{_name(kind)}.{value.name}"
    if isinstance(value, HasCode):
        return value.as_code()
    if attrs.has(kind):
        return _call(_name(kind), _stated(value))
    return _plain(value)


def _plain(value: object) -> str:
    if isinstance(value, Mapping):
        pairs = cast("Mapping[object, object]", value).items()
        return f"{{{', '.join(f'{as_code(key)}: {as_code(each)}' for key, each in pairs)}}}"
    if not isinstance(value, (tuple, list, frozenset)):
        return repr(value)
    several = cast("Iterable[object]", value)
    found = [as_code(each) for each in several]
    if isinstance(value, tuple):
        return f"({found[0]},)" if len(found) == 1 else f"({', '.join(found)})"
    return f"[{', '.join(found)}]" if isinstance(value, list) else f"frozenset([{', '.join(sorted(found))}])"


def _stated(value: object) -> dict[str, object]:
    """Return the fields that a value was made with, but for those that have their default."""
    fields = [field for field in attrs.fields(cast("type[attrs.AttrsInstance]", type(value))) if field.init]
    stated = {field: getattr(value, field.name) for field in fields}
    return {
        field.alias or field.name: each
        for field, each in stated.items()
        if field.default is attrs.NOTHING or each != field.default
    }
