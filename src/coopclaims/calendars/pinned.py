"""A calendar as plain, JSON-able data, and back. Needs `holidays` for neither."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any, TypeGuard

import attrs

from coopclaims.calendars.sources import CalendarProvenance
from coopclaims.calendars.tables import NO_REASON
from coopclaims.errors import InvalidValue

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from coopclaims.calendars.calendar import BusinessCalendar

__all__ = ["contents_from", "plain_data"]

_VERSION = 1
_ISO_LENGTH = len("yyyy-mm-dd")

_KEYS = frozenset(
    {
        "version",
        "name",
        "first",
        "last",
        "weekends",
        "holidays",
        "working_days",
        "estimated",
        "provenance",
        "digest",
    }
)


def plain_data(calendar: BusinessCalendar) -> dict[str, object]:
    """Return the whole calendar as JSON-able data."""
    return {
        "version": _VERSION,
        "name": calendar.name,
        "first": calendar.first.isoformat(),
        "last": calendar.last.isoformat(),
        "weekends": [[start.isoformat(), sorted(weekend)] for start, weekend in calendar.weekends],
        "holidays": [
            day.isoformat() if reason == NO_REASON else [day.isoformat(), reason]
            for day, reason in calendar.holidays
        ],
        "working_days": [day.isoformat() for day in sorted(calendar.working_days)],
        "estimated": [day.isoformat() for day in sorted(calendar.estimated)],
        "provenance": [_plain_provenance(source) for source in calendar.provenance],
        "digest": calendar.digest,
    }


def contents_from(data: Mapping[str, object]) -> dict[str, Any]:
    """Return the arguments that build the calendar again, digest excepted. Raises `InvalidValue`."""
    if not _is_mapping(data) or data.get("version") != _VERSION:
        raise InvalidValue("calendar data", data, f"a mapping of version {_VERSION}")
    if data.keys() != _KEYS:
        raise InvalidValue(
            "calendar data", sorted(map(str, data.keys() ^ _KEYS)), "no key missing or unknown"
        )
    return {
        "name": data["name"],
        "first": _day("first", data["first"]),
        "last": _day("last", data["last"]),
        "weekends": tuple(
            (_day("weekends", start), weekend)
            for start, weekend in (_pair("weekends", pair) for pair in _list("weekends", data["weekends"]))
        ),
        "holidays": tuple(_holiday(entry) for entry in _list("holidays", data["holidays"])),
        "working_days": _days("working_days", data["working_days"]),
        "estimated": _days("estimated", data["estimated"]),
        "provenance": tuple(_provenance(source) for source in _list("provenance", data["provenance"])),
    }


def _is_mapping(value: object) -> TypeGuard[Mapping[str, object]]:
    return isinstance(value, dict)


def _list(what: str, value: object) -> Sequence[object]:
    if not isinstance(value, (list, tuple)):
        raise InvalidValue(what, value, "a list")
    return value


def _pair(what: str, value: object) -> Sequence[object]:
    pair = _list(what, value)
    if len(pair) != 2:  # noqa: PLR2004 - a pair
        raise InvalidValue(what, value, "a pair")
    return pair


def _day(what: str, value: object) -> date:
    try:
        if isinstance(value, str) and len(value) == _ISO_LENGTH and value[4] == value[7] == "-":
            return date.fromisoformat(value)
    except ValueError:
        pass
    raise InvalidValue(what, value, "a day as ISO text, like '2022-09-16'")


def _days(what: str, value: object) -> frozenset[date]:
    return frozenset(_day(what, entry) for entry in _list(what, value))


def _holiday(entry: object) -> tuple[date, Any]:
    if isinstance(entry, (list, tuple)) and len(entry) == 2:  # noqa: PLR2004 - a pair
        return _day("holidays", entry[0]), entry[1]
    return _day("holidays", entry), NO_REASON


def _plain_provenance(source: CalendarProvenance) -> dict[str, object]:
    fields: dict[str, object] = attrs.asdict(source)
    return {key: list(value) if isinstance(value, tuple) else value for key, value in fields.items()}


def _provenance(value: object) -> CalendarProvenance:
    if not _is_mapping(value) or value.keys() != {field.name for field in attrs.fields(CalendarProvenance)}:
        raise InvalidValue("provenance", value, "the fields of a CalendarProvenance")
    fields: dict[str, Any] = dict(value)
    for key in ("categories", "thin_years"):
        fields[key] = tuple(_list(key, fields[key]))
    return CalendarProvenance(**fields)
