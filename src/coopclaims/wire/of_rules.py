"""What answers rest on, on the wire: periods, calendars, and references to rules.

A reference to rules is small and names everything; it names the calendar by its digest.

A field that is added to a class is added here, as one line; a policy needs none.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, final

import attrs

from coopclaims._values import frozen
from coopclaims.calendars.calendar import BusinessCalendar
from coopclaims.calendars.contents import CalendarProvenance
from coopclaims.calendars.conventions import BusinessDays
from coopclaims.errors import InvalidValue, WireMismatch
from coopclaims.periods import (
    CalendarDays,
    ClaimingPeriod,
    EarningPeriod,
    FiscalHalf,
    Half,
    MonthDay,
    MonthEnd,
    Months,
    UsagePeriod,
)
from coopclaims.rules.readings import Policies
from coopclaims.wire.codecs import (
    DAY,
    DIGEST,
    IDENTIFIER,
    TEXT,
    TRUTH,
    Codec,
    choice,
    inside,
    mismatch,
    step_to,
    whole_number,
)
from coopclaims.wire.kinds import Kind, bare, kind, leaf, many, maybe, pair, sorted_set

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import date, tzinfo
    from enum import Enum

    from coopclaims.rules.book import Rulebook, Rules
    from coopclaims.rules.editions import Edition
    from coopclaims.wire.codecs import Found


# References to rules: the rulebook, its editions, the calendar, the zone and the readings.


_LONGEST: Final = 60
"""How many signs of what a rule says a reference keeps: it stays small, and says which rule changed."""


@final
@frozen(kw_only=True)
class EditionReference:
    """What an edition said when it was referred to.

    `name` is its name. `contents` are pairs: "zone" and the key of each rule, and what it said, as text that
    is cut where it is long, with the beginning of its digest. That covers the days of the rule as well.
    """

    name: str
    contents: tuple[tuple[str, str], ...] = attrs.field(repr=False)

    @classmethod
    def to(cls, edition: Edition) -> EditionReference:
        """Return the reference to `edition`."""
        said = ((key, f"{text[:_LONGEST]} ({digest[:8]})") for key, digest, text in edition.contents)
        return cls(name=edition.name, contents=tuple(said))


@final
@frozen(kw_only=True)
class RulesReference:
    """What rules were bound to when they gave an answer, to be kept beside it and bound again.

    `rulebook` is the name of the rulebook, and `digest` that of all that it says, whatever that rests on.
    `editions` are the editions, in order. `calendar` is the digest of the business calendar, `zone` the
    name of the zone. `policies` and `strict` are those that the rules were bound with.
    """

    rulebook: str
    editions: tuple[EditionReference, ...]
    digest: str
    calendar: str
    zone: str
    policies: Policies
    strict: bool

    @classmethod
    def to(cls, rules: Rules) -> RulesReference:
        """Return the reference to these rules.

        `rules` are bound rules.

        >>> from datetime import UTC
        >>> from coopclaims import BusinessCalendar
        >>> from coopclaims import partner_center
        >>> plain = BusinessCalendar.of_weekdays(years=range(2022, 2024))
        >>> reference = RulesReference.to(partner_center.bind(calendar=plain, zone=UTC))
        >>> reference.calendar == plain.digest, reference.digest == partner_center.digest
        (True, True)
        """
        return cls(
            rulebook=rules.rulebook.name,
            editions=tuple(map(EditionReference.to, rules.rulebook.editions)),
            digest=rules.rulebook.digest,
            calendar=rules.calendar.digest,
            zone=str(rules.zone),
            policies=rules.policies,
            strict=rules.strict,
        )

    def bind(self, rulebook: Rulebook, *, calendar: BusinessCalendar, zone: tzinfo) -> Rules:
        """Return the rules that this refers to, bound again.

        `rulebook`, `calendar` and `zone` are the program's, to be compared with the reference. A rule that
        has another source or basis and says the same is the same rule.

        Raises `InvalidValue` where they are not those referred to; where a rule says something else, it
        names the edition and the rule, what the rule says and what it said.
        """
        rules = rulebook.bind(calendar=calendar, zone=zone, policies=self.policies, strict=self.strict)
        for name, got, expected in self._differences(RulesReference.to(rules)):
            raise InvalidValue(name, got, f"{expected!r}, which was referred to")
        return rules

    def _differences(self, other: RulesReference) -> Iterator[tuple[str, object, object]]:
        names, expected_names = ([each.name for each in one.editions] for one in (other, self))
        if names != expected_names:
            yield "editions", names, expected_names
        for old, new in zip(self.editions, other.editions, strict=False):
            before, after = dict(old.contents), dict(new.contents)
            for key in dict.fromkeys((*before, *after)):
                if before.get(key) != after.get(key):
                    yield f"{key} of {old.name}", after.get(key, "nothing"), before.get(key, "nothing")
        for field in attrs.fields(RulesReference):
            got, expected = getattr(other, field.name), getattr(self, field.name)
            if got != expected:
                yield field.name, got, expected


# Periods and spans on the wire: what an edition of one's own is configured with.

_DAY: Final = leaf(DAY)
_COUNT: Final = leaf(whole_number(1))

PERIODS: Final[tuple[Kind, ...]] = (
    kind("period.earning", EarningPeriod, first=_DAY, last=_DAY),
    kind("period.usage", UsagePeriod, first=_DAY, last=_DAY),
    kind("period.claiming", ClaimingPeriod, first=_DAY, last=_DAY),
    kind(
        "period.fiscal-half",
        FiscalHalf,
        year=leaf(whole_number(1, 9999)),
        half=leaf(choice(Half, lambda half: half.name)),
    ),
)
"""The periods of co-op money."""

SPANS: Final[tuple[Kind, ...]] = (
    kind("span.business-days", BusinessDays, n=_COUNT),
    kind("span.calendar-days", CalendarDays, n=_COUNT),
    kind("span.months", Months, n=_COUNT),
    kind("span.month-end", MonthEnd, n=leaf(whole_number(0))),
    kind("month-day", MonthDay, month=leaf(whole_number(1, 12)), day=leaf(whole_number(1, 31))),
)
"""How long something lasts, and a day of every year."""


# Calendars and references to rules on the wire.

_TEXT: Final = leaf(TEXT)
_NAME: Final = leaf(IDENTIFIER)
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
    return choice(type(usual))


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
    kind("rules.edition", EditionReference, name=_TEXT, contents=many(pair(_TEXT, _TEXT))),
    kind(
        "rules.reference",
        RulesReference,
        rulebook=_TEXT,
        editions=many(bare("rules.edition")),
        digest=leaf(DIGEST),
        calendar=leaf(DIGEST),
        zone=_TEXT,
        policies=leaf(_POLICIES),
        strict=leaf(TRUTH),
    ),
)
"""References to rules."""
