"""The activity catalogue: what each activity belongs to, what it asks for, what it pays for."""

from __future__ import annotations

from collections.abc import Iterator
from typing import final

import attrs

from coopclaims._checks import door
from coopclaims._values import Keyed, Term, frozen
from coopclaims.activities.caps import Cap
from coopclaims.activities.requirements import (
    Circumstance,
    RequirementExpr,
    circumstances_of,
    describe,
    requirements_of,
)
from coopclaims.errors import InvalidValue
from coopclaims.identifiers import ProgramId
from coopclaims.provenance import Basis, Source


@final
class Category(Keyed):
    """The three purposes that an activity may serve. Source: CO20 C-01."""

    DEMAND_GENERATION = "demand_generation"
    MARKET_DEVELOPMENT = "market_development"
    PARTNER_READINESS = "partner_readiness"


@final
@frozen(kw_only=True)
class Activity:
    """One entry of the catalogue.

    `key` is stable, `name` is for people, and `category` is the purpose. `core` is what the material itself
    must show, `communications` which documents prove it, and `metrics` which figures are reported; `None`
    where the published table asks for nothing. A form attests the core requirements, a proof says which
    documents it is, a metric which figure. `one_of` are circumstances of which a claim states at least one.
    `pre_approval` says whether the activity is approved beforehand. `expenses` are the kinds of cost that
    may be reimbursed, `caps` their limits.

    For the programs `not_for` it is not eligible; where `only_for` is not empty, it is eligible for those
    programs alone.

    `listed_only` says that a list has its name and nothing else: what it asks for, what it pays for and up to
    how much is not published. `source` and `basis` say what the entry rests on where that is not what its
    catalogue rests on, `None` where it is; entries that say the same are equal, whatever they rest on.
    """

    key: str
    name: str
    category: Category
    core: RequirementExpr | None = None
    communications: RequirementExpr | None = None
    metrics: RequirementExpr | None = None
    expenses: tuple[str, ...] = ()
    caps: tuple[Cap, ...] = ()
    one_of: tuple[Circumstance, ...] = ()
    pre_approval: bool = False
    not_for: frozenset[ProgramId] = frozenset()
    only_for: frozenset[ProgramId] = frozenset()
    listed_only: bool = False
    source: Source | None = attrs.field(default=None, eq=False)
    basis: Basis | None = attrs.field(default=None, eq=False)

    @door
    def is_for(self, program: ProgramId) -> bool:
        """Return whether the activity is eligible for claims of `program`, an identifier."""
        return program not in self.not_for and (not self.only_for or program in self.only_for)

    @property
    def term(self) -> Term:
        """Its key, with its name."""
        return Term(self.key, self.name)

    @property
    def proof(self) -> str:
        """The documents asked for, in words; empty where none is."""
        return "" if self.communications is None else describe(self.communications)

    @property
    def metric(self) -> str:
        """The figures asked for, in words; empty where none is."""
        return "" if self.metrics is None else describe(self.metrics)

    @property
    def circumstances(self) -> tuple[Circumstance, ...]:
        """Every circumstance that decides what this activity asks for, each once."""
        needs = (need for need in (self.core, self.communications, self.metrics) if need is not None)
        found = (*self.one_of, *(each for need in needs for each in circumstances_of(need)))
        return tuple(dict.fromkeys(found))


@final
@frozen
class Catalogue:
    """Activities by key, in the published order.

    `activities` are all of them. Raises `InvalidValue` for two with one key.

    >>> from coopclaims.activities import ACTIVITIES_2019
    >>> ACTIVITIES_2019.get("digital-advertizing") is None
    True
    """

    activities: tuple[Activity, ...]
    _by_key: dict[str, Activity] = attrs.field(init=False, repr=False, eq=False, hash=False)

    def __attrs_post_init__(self) -> None:
        by_key = {activity.key: activity for activity in self.activities}
        if len(by_key) < len(self.activities):
            keys = tuple(activity.key for activity in self.activities)
            raise InvalidValue("activities", keys, "each_key_once")
        object.__setattr__(self, "_by_key", by_key)

    @door
    def get(self, key: str) -> Activity | None:
        """Return the activity with this `key`, or `None` where the catalogue has none."""
        return self._by_key.get(key)

    @property
    def sources(self) -> tuple[Source, ...]:
        """What entries, caps and requirements rest on, each source once, in the order of the activities."""
        return tuple(dict.fromkeys(source for activity in self for source in _cited(activity)))

    def __str__(self) -> str:
        return f"{len(self.activities)} activities"

    def __iter__(self) -> Iterator[Activity]:
        return iter(self.activities)


def _cited(activity: Activity) -> Iterator[Source]:
    if activity.source is not None:
        yield activity.source
    yield from (cap.source for cap in activity.caps)
    for need in (activity.core, activity.communications, activity.metrics):
        asked = () if need is None else requirements_of(need)
        yield from (each.source for each in asked if each.source is not None)
