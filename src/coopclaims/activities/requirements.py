"""What an activity asks for, with its and/or logic: requirements, and which of them are missing.

A requirement is met when its key was given: a proof says what it shows, a metric what it reports, a form
what it attests. `OnlyIf` asks for something only in a circumstance that the form states, such as travel by
air; a circumstance that is not stated does not apply.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product
from typing import TypeAlias, final

import attrs

from coopclaims._checks import door
from coopclaims._values import Keyed, Term, frozen
from coopclaims.provenance import Source


@final
class EvidenceKind(Keyed):
    """What can show that a requirement is met."""

    FORM = "form", "the form attests it"
    PROOF = "proof", "a proof shows it"
    METRIC = "metric", "a metric reports it"
    INVOICE = "invoice", "an invoice of the claim is it"
    REPORT = "report", "a certification report (CSR) shows it"
    PART = "part", "a part of an invoice sets it apart"


@final
@frozen
class Requirement:
    """One thing that is asked for: a stable key, and what it is in words.

    `key` is what evidence names, `what` is for people. `also_by` are the kinds of evidence that can show it
    besides that of its column, for example an invoice of the claim where a supplier's invoice is asked for.
    `source` is what asks for it where that is not the page of the catalogue, `None` where it is.
    """

    key: str
    what: str
    also_by: tuple[EvidenceKind, ...] = attrs.field(default=(), kw_only=True)
    source: Source | None = attrs.field(default=None, kw_only=True)

    @property
    def term(self) -> Term:
        """Its key, with the English for it."""
        return Term(self.key, self.what)


@final
@frozen
class Circumstance:
    """Something that may be so with a claim, and that decides what is asked for.

    `key` is what a form states, `what` is for people.
    """

    key: str
    what: str

    @property
    def term(self) -> Term:
        """Its key, with the English for it."""
        return Term(self.key, self.what)


@final
@frozen
class AllOf:
    """Every one of these is asked for.

    `needs` are requirements, or what combines them.
    """

    needs: tuple[RequirementExpr, ...]


@final
@frozen
class AnyOf:
    """One of these is enough.

    `needs` are requirements, or what combines them.
    """

    needs: tuple[RequirementExpr, ...]


@final
@frozen
class OnlyIf:
    """Something that is asked for only in a circumstance, or, with `holds` false, only outside it.

    `circumstance` is what decides, `need` what is asked for then.
    """

    circumstance: Circumstance
    need: RequirementExpr
    holds: bool = True


RequirementExpr: TypeAlias = Requirement | AllOf | AnyOf | OnlyIf
"""What may be asked for."""


@final
@frozen
class Condition:
    """A circumstance that decides whether something is asked for, and whether it has to hold.

    `circumstance` is what decides. `holds` is true where it has to be stated, false where it must not be.
    """

    circumstance: Circumstance
    holds: bool = True

    @door
    def is_met(self, circumstances: frozenset[str]) -> bool:
        """Return whether `circumstances`, the keys of those stated, meet it."""
        return (self.circumstance.key in circumstances) is self.holds

    def __str__(self) -> str:
        return f"{'if' if self.holds else 'unless'} {self.circumstance.what}"


@final
@frozen
class ConditionalRequirement:
    """A single requirement or a choice, under the conditions on which it is asked for.

    `need` is the requirement or the choice. `conditions` all have to be met, the outermost first; without
    any it is always asked for.
    """

    need: Requirement | AnyOf
    conditions: tuple[Condition, ...] = ()

    @door
    def applies(self, circumstances: frozenset[str]) -> bool:
        """Return whether it is asked for where `circumstances`, their keys, are stated."""
        return all(condition.is_met(circumstances) for condition in self.conditions)

    @door
    def is_met(self, given: frozenset[str], circumstances: frozenset[str]) -> bool:
        """Return whether the keys `given` meet it: its own, or those of one side of the choice.

        `circumstances` are the keys of those stated, which decide what a side of the choice asks for.
        """
        if isinstance(self.need, Requirement):
            return self.need.key in given
        return any(not missing_requirements(each, given, circumstances) for each in self.need.needs)


@door
def iter_requirements(
    need: RequirementExpr, conditions: tuple[Condition, ...] = ()
) -> Iterator[ConditionalRequirement]:
    """Yield what `need` comes down to, one by one: single requirements and choices, in order.

    `conditions` are those under which the whole is asked for, the outermost first; usually none.

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


@door
def missing_requirements(
    need: RequirementExpr, given: frozenset[str], circumstances: frozenset[str]
) -> tuple[Requirement | AnyOf, ...]:
    """Return what of `need` is missing: single requirements, and choices of which none was met.

    `given` are the keys of the requirements that evidence shows, `circumstances` those of the circumstances
    stated. Empty where nothing is missing.

    >>> screenshot, page = Requirement("ad", "screenshot"), Requirement("page", "landing page")
    >>> [each.key for each in missing_requirements(AllOf((screenshot, page)), frozenset({"ad"}), frozenset())]
    ['page']
    """
    return tuple(
        each.need
        for each in iter_requirements(need)
        if each.applies(circumstances) and not each.is_met(given, circumstances)
    )


@door
def ways_to_satisfy(need: RequirementExpr, circumstances: frozenset[str]) -> tuple[tuple[Term, ...], ...]:
    """Return every set of keys that would meet `need`, none larger than it must be.

    `circumstances` are the keys of the circumstances stated, which decide what is asked for.

    >>> url, pictures = Requirement("url", "URL"), Requirement("screenshots", "screenshots")
    >>> ways_to_satisfy(AllOf((Requirement("ad", "the ad"), AnyOf((url, pictures)))), frozenset())
    (('ad', 'url'), ('ad', 'screenshots'))
    """
    if isinstance(need, Requirement):
        return ((need.term,),)
    if isinstance(need, OnlyIf):
        applies = Condition(need.circumstance, need.holds).is_met(circumstances)
        return ways_to_satisfy(need.need, circumstances) if applies else ((),)
    ways = [ways_to_satisfy(each, circumstances) for each in need.needs]
    if isinstance(need, AnyOf):
        return tuple(way for side in ways for way in side)
    return tuple(tuple(dict.fromkeys(key for part in parts for key in part)) for parts in product(*ways))


@door
def describe(need: RequirementExpr) -> str:
    """Return `need` in words.

    >>> url, pictures = Requirement("url", "URL"), Requirement("screenshots", "page screenshots with the URL")
    >>> describe(AnyOf((url, pictures)))
    'URL, or page screenshots with the URL'
    """
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
