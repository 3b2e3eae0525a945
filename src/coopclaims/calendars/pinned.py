"""A calendar as plain, JSON-able data, and back. Needs `holidays` for neither."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import attrs

from coopclaims._values import is_list
from coopclaims.calendars.contents import NO_REASON, CalendarProvenance, is_mapping
from coopclaims.errors import InvalidValue

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from coopclaims.calendars.contents import AnyCalendar

_VERSION = 1
_ISO_LENGTH = len("yyyy-mm-dd")
_PAIR = 2

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


def plain_data(calendar: AnyCalendar) -> dict[str, object]:
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
    if not is_mapping(data) or data.get("version") != _VERSION:
        raise InvalidValue("calendar data", data, "mapping_of_version", version=_VERSION)
    if strange := set(data) ^ _KEYS:
        raise InvalidValue("calendar data", sorted(map(str, strange)), "known_keys")
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


def _list(what: str, value: object) -> Sequence[object]:
    if is_list(value):
        return value
    raise InvalidValue(what, value, "list")


def _pair(what: str, value: object) -> Sequence[object]:
    if is_list(value) and len(value) == _PAIR:
        return value
    raise InvalidValue(what, value, "pair")


def _day(what: str, value: object) -> date:
    try:
        if isinstance(value, str) and len(value) == _ISO_LENGTH and value[4] == value[7] == "-":
            return date.fromisoformat(value)
    except ValueError:
        pass
    raise InvalidValue(what, value, "day_as_text")


def _days(what: str, value: object) -> frozenset[date]:
    return frozenset(_day(what, entry) for entry in _list(what, value))


def _holiday(entry: object) -> tuple[date, object]:
    if isinstance(entry, str):
        return _day("holidays", entry), NO_REASON
    day, reason = _pair("holidays", entry)
    return _day("holidays", day), reason


def _plain_provenance(source: CalendarProvenance) -> dict[str, object]:
    lists = {"categories": list(source.categories), "thin_years": list(source.thin_years)}
    return {**attrs.asdict(source), **lists}


def _provenance(value: object) -> CalendarProvenance:
    fields: dict[str, Any] = {str(key): each for key, each in value.items()} if is_mapping(value) else {}
    shapes = {
        "library": str,
        "version": str,
        "country": str,
        "subdivision": str | None,
        "categories": list,
        "language": str,
        "first_year": int,
        "last_year": int,
        "thin_years": list,
    }
    if fields.keys() ^ shapes or not all(isinstance(fields[key], shapes[key]) for key in shapes):
        raise InvalidValue("provenance", value, "fields_of", kind="CalendarProvenance")
    for key in ("categories", "thin_years"):
        fields[key] = tuple(fields[key])
    return CalendarProvenance(**fields)
