"""What answers rest on, on the wire: calendars, and references to rules.

A field that is added to a class is added here, as one line; a policy needs none.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import attrs

from coopclaims.calendars import BusinessCalendar, CalendarProvenance
from coopclaims.errors import InvalidValue, WireMismatch
from coopclaims.rulebook import Policies
from coopclaims.wire.codecs import DAY, DIGEST, IDENTIFIER, TEXT, TRUTH, Codec, choice, name_of, whole_number
from coopclaims.wire.kinds import Kind, bare, kind, leaf
from coopclaims.wire.mismatches import inside, mismatch, step_to
from coopclaims.wire.references import RulesReference
from coopclaims.wire.shapes import many, maybe, pair, sorted_set

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date
    from enum import Enum

    from coopclaims.wire.mismatches import Found

__all__ = ["CALENDARS", "LONGEST_CALENDAR", "RULES"]

_TEXT: Final = leaf(TEXT)
_NAME: Final = leaf(IDENTIFIER)
_DAY: Final = leaf(DAY)
_YEAR: Final = leaf(whole_number(1, 9999))

LONGEST_CALENDAR: Final = 200
"""Years. A calendar is a table with a row for every day, so a longer one is neither read nor written."""


def _calendar(*, digest: str, first: date, last: date, **contents: Found) -> BusinessCalendar:
    if last.year - first.year >= LONGEST_CALENDAR:
        raise InvalidValue("last", last.isoformat(), f"a calendar of at most {LONGEST_CALENDAR} years")
    calendar = BusinessCalendar(first=first, last=last, **contents)
    if calendar.digest != digest:
        raise InvalidValue("digest", digest, f"{calendar.digest}, the digest of these contents")
    return calendar


def _calendar_parts(calendar: BusinessCalendar) -> Mapping[str, object]:
    if calendar.last.year - calendar.first.year >= LONGEST_CALENDAR:
        raise WireMismatch("$", repr(calendar), f"a calendar of at most {LONGEST_CALENDAR} years")
    return {name: getattr(calendar, name) for name in _CALENDAR_FIELDS}


_CALENDAR_FIELDS: Final = {
    "name": _NAME,
    "first": _DAY,
    "last": _DAY,
    "weekends": many(pair(_DAY, sorted_set(leaf(whole_number(0, 6))))),
    "holidays": many(pair(_DAY, _NAME)),
    "working_days": sorted_set(_DAY),
    "estimated": sorted_set(_DAY),
    "provenance": many(bare("calendar.provenance")),
    "digest": leaf(DIGEST),
}

CALENDARS: Final[tuple[Kind, ...]] = (
    Kind(
        tag="calendar",
        cls=BusinessCalendar,
        fields=_CALENDAR_FIELDS,
        make=_calendar,
        take=_calendar_parts,
    ),
    kind(
        "calendar.provenance",
        CalendarProvenance,
        library=_TEXT,
        version=_TEXT,
        country=_TEXT,
        subdivision=maybe(_TEXT),
        categories=many(_TEXT),
        language=_TEXT,
        first_year=_YEAR,
        last_year=_YEAR,
        thin_years=many(_YEAR),
    ),
)
"""Whole calendars, with the digest of their contents."""


def _reading(usual: Enum) -> Codec:
    return choice(type(usual), name_of)


_READINGS: Final = {name: _reading(usual) for name, usual in attrs.asdict(Policies()).items()}


def _read_policies(found: Found) -> Policies:
    """Return the policies that are named; the others, which came later, are as they were before."""
    if found.__class__ is not dict:
        raise mismatch(found, "an object of policies")
    chosen: dict[str, Any] = {}
    for name, reading in found.items():
        if name not in _READINGS:
            raise inside(
                step_to(name), WireMismatch("$", "an unknown policy", f"one of {', '.join(_READINGS)}")
            )
        try:
            chosen[name] = _READINGS[name].read(reading)
        except WireMismatch as error:
            raise inside(step_to(name), error) from None
    return Policies(**chosen)


def _write_policies(policies: Policies) -> dict[str, str]:
    return {name: codec.write(getattr(policies, name)) for name, codec in _READINGS.items()}


_POLICIES: Final = Codec(
    read=_read_policies,
    write=_write_policies,
    schema={
        "type": "object",
        "properties": {name: codec.schema for name, codec in _READINGS.items()},
        "additionalProperties": False,
    },
)

RULES: Final[tuple[Kind, ...]] = (
    kind(
        "rules.reference",
        RulesReference,
        rulebook=_TEXT,
        editions=many(_TEXT),
        calendar=leaf(DIGEST),
        zone=_TEXT,
        policies=leaf(_POLICIES),
        strict=leaf(TRUTH),
    ),
)
"""References to rules."""
