"""What an activity asks for, with its and/or logic: requirements, and what of them is unmet.

A requirement is met when its key was given: a proof says what it shows, a metric what it reports, a
form what it attests. `OnlyIf` asks for something only in a circumstance that the form states, such as
travel by air; a circumstance that is not stated does not apply.
"""

from __future__ import annotations

from enum import StrEnum
from itertools import product
from typing import TYPE_CHECKING, TypeAlias, final

import attrs

from coopclaims._values import frozen
from coopclaims.provenance import Source

if TYPE_CHECKING:
    from collections.abc import Iterator


@final
class EvidenceKind(StrEnum):
    """What can carry a requirement."""

    FORM = "the form attests it"
    PROOF = "a proof shows it"
    METRIC = "a metric reports it"
    INVOICE = "an invoice of the claim is it"
    REPORT = "a certification report (CSR) shows it"


@final
@frozen
class Requirement:
    """One thing that is asked for: a stable key, and what it is in words.

    `also_by` is what can carry it besides the bearer of its column, for example an invoice of the claim
    where a supplier's invoice is asked for. `source` is what asks for it where that is not the page of
    the catalogue.
    """

    key: str
    what: str
    also_by: tuple[EvidenceKind, ...] = attrs.field(default=(), kw_only=True)
    source: Source | None = attrs.field(default=None, kw_only=True)


@final
@frozen
class Circumstance:
    """Something that may be so with a claim, and that decides what is asked for."""

    key: str
    what: str


@final
@frozen
class AllOf:
    """Every one of these is asked for."""

    needs: tuple[RequirementExpr, ...]


@final
@frozen
class AnyOf:
    """One of these is enough."""

    needs: tuple[RequirementExpr, ...]


@final
@frozen
class OnlyIf:
    """This is asked for only in a circumstance, or, with `holds` false, only outside it."""

    circumstance: Circumstance
    need: RequirementExpr
    holds: bool = True


RequirementExpr: TypeAlias = Requirement | AllOf | AnyOf | OnlyIf
"""What may be asked for."""


@final
@frozen
class Condition:
    """A circumstance that decides whether something is asked for, and whether it has to hold."""

    circumstance: Circumstance
    holds: bool = True

    def is_met(self, circumstances: frozenset[str]) -> bool:
        """Return whether the stated circumstances meet it."""
        return (self.circumstance.key in circumstances) is self.holds

    def __str__(self) -> str:
        return f"{'if' if self.holds else 'unless'} {self.circumstance.what}"


@final
@frozen
class ConditionalRequirement:
    """A single requirement or a choice, under the conditions it stands, the outermost first."""

    need: Requirement | AnyOf
    conditions: tuple[Condition, ...] = ()

    def applies(self, circumstances: frozenset[str]) -> bool:
        """Return whether it is asked for in these circumstances."""
        return all(condition.is_met(circumstances) for condition in self.conditions)

    def is_met(self, given: frozenset[str], circumstances: frozenset[str]) -> bool:
        """Return whether these keys meet it: its own, or those of one side of the choice."""
        if isinstance(self.need, Requirement):
            return self.need.key in given
        return any(not missing_requirements(each, given, circumstances) for each in self.need.needs)


def iter_requirements(
    need: RequirementExpr, conditions: tuple[Condition, ...] = ()
) -> Iterator[ConditionalRequirement]:
    """Yield what a need comes down to, one by one: single requirements and choices, in order.

    >>> airfare = Circumstance("airfare", "airfare is claimed")
    >>> (flight,) = iter_requirements(OnlyIf(airfare, Requirement("itinerary", "itinerary with dates")))
    >>> flight.need.key, str(flight.conditions[0])
    ('itinerary', 'if airfare is claimed')
    """
    if isinstance(need, AllOf):
        for each in need.needs:
            yield from iter_requirements(each, conditions)
    elif isinstance(need, OnlyIf):
        yield from iter_requirements(need.need, (*conditions, Condition(need.circumstance, need.holds)))
    else:
        yield ConditionalRequirement(need, conditions)


def missing_requirements(
    need: RequirementExpr, given: frozenset[str], circumstances: frozenset[str]
) -> tuple[Requirement | AnyOf, ...]:
    """Return what of `need` is missing: single requirements, and choices of which none was met.

    >>> screenshot, page = Requirement("ad", "screenshot"), Requirement("page", "landing page")
    >>> [each.key for each in missing_requirements(AllOf((screenshot, page)), frozenset({"ad"}), frozenset())]
    ['page']
    """
    return tuple(
        each.need
        for each in iter_requirements(need)
        if each.applies(circumstances) and not each.is_met(given, circumstances)
    )


def ways_to_satisfy(need: RequirementExpr, circumstances: frozenset[str]) -> tuple[tuple[str, ...], ...]:
    """Return every set of keys that would meet a need in these circumstances, none larger than it must be.

    >>> url, pictures = Requirement("url", "URL"), Requirement("screenshots", "screenshots")
    >>> ways_to_satisfy(AllOf((Requirement("ad", "the ad"), AnyOf((url, pictures)))), frozenset())
    (('ad', 'url'), ('ad', 'screenshots'))
    """
    if isinstance(need, Requirement):
        return ((need.key,),)
    if isinstance(need, OnlyIf):
        applies = Condition(need.circumstance, need.holds).is_met(circumstances)
        return ways_to_satisfy(need.need, circumstances) if applies else ((),)
    ways = [ways_to_satisfy(each, circumstances) for each in need.needs]
    if isinstance(need, AnyOf):
        return tuple(way for side in ways for way in side)
    return tuple(tuple(dict.fromkeys(key for part in parts for key in part)) for parts in product(*ways))


def describe(need: RequirementExpr) -> str:
    """Return a need in words: "URL, or page screenshots with the URL"."""
    if isinstance(need, Requirement):
        return need.what
    if isinstance(need, OnlyIf):
        return f"{describe(need.need)}, {Condition(need.circumstance, need.holds)}"
    between = ", or " if isinstance(need, AnyOf) else "; and "
    return between.join(map(describe, need.needs))


def requirements_of(need: RequirementExpr) -> Iterator[Requirement]:
    """Yield every requirement that may be asked for, in order."""
    if isinstance(need, Requirement):
        yield need
    elif isinstance(need, OnlyIf):
        yield from requirements_of(need.need)
    else:
        for each in need.needs:
            yield from requirements_of(each)


def circumstances_of(need: RequirementExpr) -> Iterator[Circumstance]:
    """Yield every circumstance that decides what is asked for, in order."""
    if isinstance(need, OnlyIf):
        yield need.circumstance
        yield from circumstances_of(need.need)
    elif not isinstance(need, Requirement):
        for each in need.needs:
            yield from circumstances_of(each)
