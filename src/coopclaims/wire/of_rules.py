"""What answers rest on, on the wire: calendars, references to rules, and whole rulebooks.

A reference to rules is small and names everything; it names the calendar by its digest.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import tzinfo
from operator import attrgetter, itemgetter
from typing import TYPE_CHECKING, Any, Final, final

import attrs

from coopclaims._checks import door
from coopclaims._values import frozen
from coopclaims.activities.caps import AmountCap, AttendeeCap, ShareCap
from coopclaims.activities.catalogue import Activity, Catalogue
from coopclaims.activities.requirements import AllOf, AnyOf, Circumstance, OnlyIf, Requirement
from coopclaims.calendars.calendar import BusinessCalendar
from coopclaims.calendars.contents import CalendarProvenance
from coopclaims.errors import InvalidValue, WireMismatch
from coopclaims.parties import Action
from coopclaims.provenance import Basis, Source
from coopclaims.rules import editions
from coopclaims.rules.book import Rulebook, Rules
from coopclaims.rules.editions import Edition
from coopclaims.rules.policies import Policies
from coopclaims.rules.rule import Rule
from coopclaims.wire.codecs import DAY, DIGEST, SEEN, TEXT, whole_number
from coopclaims.wire.kinds import (
    IDENTIFIED,
    each_once,
    figure,
    kind,
    leaf,
    many,
    maybe,
    of_type,
    pair,
    sorted_set,
)

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from coopclaims.wire.codecs import Found
    from coopclaims.wire.kinds import Kind


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
    @door
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
    @door
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

    @door
    def bind(self, rulebook: Rulebook, *, calendar: BusinessCalendar, zone: tzinfo) -> Rules:
        """Return the rules that this refers to, bound again.

        `rulebook`, `calendar` and `zone` are the program's, to be compared with the reference. A rule that
        has another source or basis and says the same is the same rule.

        Raises `InvalidValue` where they are not those referred to; where a rule says something else, it
        names the edition and the rule, what the rule says and what it said.
        """
        rules = rulebook.bind(calendar=calendar, zone=zone, policies=self.policies, strict=self.strict)
        for name, got, expected in self._differences(RulesReference.to(rules)):
            raise InvalidValue(name, got, "what_was_referred_to", referred=expected)
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


# Calendars, which are built from their contents.

LONGEST_CALENDAR: Final = 200
"""Years. A calendar is a table with a row for every day, so a longer one is neither read nor written."""


def calendar_of(*, digest: str, first: date, last: date, **contents: Found) -> BusinessCalendar:
    """Return the calendar with these contents, which have this digest. Raises `InvalidValue`."""
    if last.year - first.year >= LONGEST_CALENDAR:
        raise InvalidValue("last", last.isoformat(), "calendar_no_longer", years=LONGEST_CALENDAR)
    calendar = BusinessCalendar(first=first, last=last, **contents)
    for name, given in contents.items():
        if getattr(calendar, name) != given:
            raise InvalidValue(name, given, "as_it_is_kept")
    if calendar.digest != digest:
        raise InvalidValue("digest", digest, "digest_of_contents", digest=calendar.digest)
    return calendar


def calendar_parts(calendar: BusinessCalendar) -> Mapping[str, object]:
    """Return the contents of a calendar, and their digest. Raises `WireMismatch` for a very long one."""
    if calendar.last.year - calendar.first.year >= LONGEST_CALENDAR:
        raise WireMismatch("$", repr(calendar), "calendar_no_longer", years=LONGEST_CALENDAR)
    return {each.name: getattr(calendar, each.name) for each in attrs.fields(BusinessCalendar)}


# Rulebooks, each with the digest of what it says.


def rulebook_of(*, name: str, editions: tuple[Edition, ...], digest: str) -> Rulebook:
    """Return the rulebook of these editions, which has this digest. Raises `InvalidValue`."""
    rulebook = Rulebook(name, editions)
    if rulebook.digest != digest:
        raise InvalidValue("digest", digest, "digest_of_contents", digest=rulebook.digest)
    return rulebook


def rulebook_parts(rulebook: Rulebook) -> Mapping[str, object]:
    """Return the editions of a rulebook, and the digest of what they say."""
    return {"name": rulebook.name, "editions": rulebook.editions, "digest": rulebook.digest}


# Rulebooks: a rule says by its value what it is about, and sets are in order.


def _set_of(of: tuple[Any, ...]) -> frozenset[Any]:
    """Return the set of these, which are in order, each once. Raises `InvalidValue`."""
    if list(of) != sorted(set(of), key=str):
        raise InvalidValue("of", of, "ascending_list")
    return frozenset(of)


def _set_parts(values: frozenset[Any]) -> Mapping[str, object]:
    return {"of": tuple(sorted(values, key=str))}


def _rules_of_an_edition() -> dict[str, Any]:
    """Return the shape of every field that is a rule, and that of the rights."""
    named = (each.name for each in attrs.fields(Edition) if each.name not in {"name", "zone"})
    rights = each_once(pair(action=of_type(Action), rule=of_type(Rule)), by=itemgetter(0))
    return {**{name: maybe(of_type(Rule)) for name in named}, "permissions": rights}


_DAY: Final = leaf(DAY)
_YEAR: Final = leaf(whole_number(1, 9999))
_DIGEST: Final = leaf(DIGEST)

KINDS: Final[tuple[Kind, ...]] = (
    # Whole calendars, with the digest of their contents, and references to rules.
    kind(
        "calendar", BusinessCalendar, make=calendar_of, take=calendar_parts,
        name=IDENTIFIED, first=_DAY, last=_DAY,
        weekends=many(pair(since=_DAY, weekdays=sorted_set(leaf(whole_number(0, 6))))),
        holidays=many(pair(day=_DAY, why=leaf(SEEN))),
        working_days=sorted_set(_DAY), estimated=sorted_set(_DAY),
        provenance=many(of_type(CalendarProvenance)), digest=_DIGEST,
    ),
    kind(
        "calendar.provenance", CalendarProvenance,
        first_year=_YEAR, last_year=_YEAR, thin_years=many(_YEAR),
    ),
    kind(
        "rules.edition", EditionReference,
        contents=each_once(pair(key=leaf(TEXT), text=leaf(TEXT)), by=itemgetter(0)),
    ),
    kind(
        "rules.reference", RulesReference,
        editions=each_once(of_type(EditionReference), by=attrgetter("name")), digest=_DIGEST,
        calendar=_DIGEST,
    ),
    # Whole rulebooks: what may be written by hand, and compared.
    kind("policies", Policies, lenient=True),
    kind("rule", Rule, lenient=True, value=figure),
    kind("rules.claiming-window", editions.ClaimingWindow),
    kind("rules.activity-latest", editions.ActivityLatest),
    kind("rules.program-calendar", editions.ProgramCalendar),
    kind("rules.rollover", editions.Rollover),
    kind(
        "rules.program-end", editions.ProgramEnd, paid_between=pair(first=_DAY, last=_DAY),
    ),
    kind("rules.reason-code", editions.ReasonCode),
    kind("catalogue.requirement", Requirement),
    kind("catalogue.circumstance", Circumstance),
    kind("catalogue.all-of", AllOf),
    kind("catalogue.any-of", AnyOf),
    kind("catalogue.only-if", OnlyIf),
    kind("catalogue.amount-cap", AmountCap),
    kind(
        "catalogue.share-cap", ShareCap, percent=leaf(whole_number(0)),
        exceptions=many(pair(programs=sorted_set(IDENTIFIED), percent=maybe(leaf(whole_number(1))))),
    ),
    kind("catalogue.attendee-cap", AttendeeCap),
    kind("catalogue.activity", Activity, source=maybe(of_type(Source)), basis=maybe(of_type(Basis))),
    kind("catalogue", Catalogue),
    kind("set", frozenset, make=_set_of, take=_set_parts, of=many(figure)),
    kind("edition", Edition, lenient=True, **_rules_of_an_edition()),
    kind(
        "rulebook", Rulebook, make=rulebook_of, take=rulebook_parts,
        name=leaf(TEXT), editions=many(of_type(Edition)), digest=_DIGEST,
    ),
)  # fmt: skip
"""Calendars, references, and whole rulebooks with what they are made of."""
