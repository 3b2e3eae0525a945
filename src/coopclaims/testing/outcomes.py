"""Whether every step that is accepted leaves an outcome: of rules of one's own, policy by policy.

A claim is walked through places and time: what is possible may end with a last day that a policy sets, so
each step is tried before and after each of them.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from itertools import combinations
from typing import TYPE_CHECKING, Any, Final, NamedTuple, final

import attrs
from hypothesis import strategies as st

from coopclaims._values import as_index, frozen
from coopclaims.claims.claim import ClaimStatus, Clock, Trigger
from coopclaims.claims.events import History
from coopclaims.decisions.places import ClaimPlace
from coopclaims.errors import InvalidValue
from coopclaims.identifiers import ClaimId
from coopclaims.rules.book import Rules
from coopclaims.rules.policies import Policies
from coopclaims.testing.stories import Scenario, draw_towards, simplest
from coopclaims.testing.walking import last_days, moments, open_rows, standing_of
from coopclaims.testing.world import World

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from hypothesis.strategies import DrawFn

    from coopclaims._values import Keyed
    from coopclaims.claims.claim import Claim
    from coopclaims.claims.table import ClaimRow

ENDS: Final = (ClaimStatus.APPROVED, ClaimStatus.REJECTED, ClaimStatus.CANCELLED, ClaimStatus.EXPIRED)
"""Where a claim may stay for good."""

_FOR_APPROVAL: Final = frozenset(
    {
        Trigger.CREATE,
        Trigger.SUBMIT,
        Trigger.REQUEST_ACTION,
        Trigger.DISPUTE,
        Trigger.DISPUTE_CUT,
        Trigger.REOPEN,
    }
)
"""Steps whose only use is an approval in the end."""


@final
@frozen
class Defect:
    """Something that rules should not lead to: what, and why it is so."""

    what: str
    why: str

    def __str__(self) -> str:
        return f"{self.what}: {self.why}"


# Each policy, and each pair of policies.


def combined_policies(at_most: int = 2, *, start: Policies | None = None) -> Iterator[Policies]:
    """Return the readings of a rulebook with up to `at_most` of them chosen otherwise, the fewest first.

    `start` are the readings to begin with, the defaults where it is `None`. With 2 these are `start` itself,
    each policy and each pair of policies, in every member of each; they are made one by one. Raises
    `InvalidValue` where `at_most` is no whole number, or below nothing.

    >>> from coopclaims.rules import Reopening
    >>> chosen = list(combined_policies(1))
    >>> chosen[0] == Policies(), Policies(reopening=Reopening.EXPLICIT) in chosen
    (True, True)
    """
    most = as_index(at_most)
    if most is None or most < 0:
        raise InvalidValue("at_most", at_most, "whole_at_least", least=0)
    return _combined(most, start or Policies())


def _combined(at_most: int, base: Policies) -> Iterator[Policies]:
    others: list[tuple[str, Keyed]] = []
    readings: dict[str, Keyed] = attrs.asdict(base)
    for name, taken in readings.items():
        others += ((name, member) for member in type(taken) if member is not taken)
    for size in range(at_most + 1):
        for chosen in combinations(others, size):
            if len({name for name, _ in chosen}) == size:
                changed: dict[str, Any] = dict(chosen)
                yield attrs.evolve(base, **changed)


# What steps lead to.


class _Place(NamedTuple):
    """Where a claim stands, and which last days are over there."""

    standing: ClaimPlace
    over: frozenset[Clock]

    def __str__(self) -> str:
        over = " and of ".join(clock.caption for clock in Clock if clock in self.over)
        return f"{self.standing} after the last day of {over}" if over else str(self.standing)


def dead_ends(rules: Rules, *, world: World | None = None) -> tuple[Defect, ...]:
    """Return every step that is accepted although no outcome is left after it.

    `rules` are bound rules, in the typical world of July to December 2022 unless `world` is given. A claim
    has to come to an end from wherever a step has led it; and where the only use of the step is an approval
    (creating, submitting, returning, disputing or reopening the claim), the claim has to come to that. Each
    step is tried as early as it can be, and again after each last day that is set: of the claiming period, of
    disputes, after the activity, for the approval. What time alone closes is no defect.

    Ask for each policy and pair of policies of your own rulebook; with the policies alone it is

        for chosen in combined_policies():
            assert not dead_ends(rulebook.bind(calendar=calendar, zone=zone, policies=chosen))

    Raises `NoRuleInForce` where the rules have no claiming period or no catalogue for that time.

    >>> from coopclaims.testing import World
    >>> dead_ends(World.typical().rules)
    ()
    """
    return tuple(_Walk(world or World.of(rules)).defects())


@final
class _Walk:
    """Takes every step from every place at every time that makes a difference."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._steps: list[tuple[_Place, ClaimRow, datetime, _Place]] = []
        self._moving = [row for row in open_rows(world.rules) if row.target is not row.source]
        start = _Place(ClaimPlace(), frozenset())
        found: dict[_Place, Scenario] = {start: Scenario(world, History(CLAIM))}
        waiting = deque(found)
        while waiting:
            place = waiting.popleft()
            for there, story in self._after(place, found[place]):
                if there not in found:
                    found[there] = story
                    waiting.append(there)
        self._found = found

    def _after(self, place: _Place, story: Scenario) -> Iterator[tuple[_Place, Scenario]]:
        """Yield where the steps from a place lead, each taken at every time at which it can be."""
        reached: set[tuple[ClaimRow, _Place]] = set()
        rows = [row for row in self._moving if row.source is place.standing.status]
        for row, after in simplest(_taking_each(rows, story)) if rows else ():
            there = _place_of(after.claim, self._world)
            if (row, there) not in reached:
                reached.add((row, there))
                self._steps.append((place, row, after.claim.changed_at, there))
                yield there, after

    def defects(self) -> Iterator[Defect]:
        """Yield the steps after which no end is left, or no approval where it is all that they are for."""
        ending = self._leading(place for place in self._found if place.standing.status in ENDS)
        approved = [place for place in self._found if place.standing.status is ClaimStatus.APPROVED]
        approvable = self._leading(approved)
        for place, row, at, there in self._steps:
            why = ""
            if there not in ending:
                why = f"{there} has no way on"
            elif approved and row.trigger in _FOR_APPROVAL and there not in approvable:
                why = f"{there} has no way to an approval"
            if why:
                when = self._world.rules.day(at).isoformat()
                yield Defect(f"{place} / {row.trigger.caption} on {when} leads nowhere", why)

    def _leading(self, places: Iterable[_Place]) -> set[_Place]:
        """Return these places, and those from which a way leads to one of them."""
        alive = set(places)
        while grown := {place for place, _, _, there in self._steps if there in alive} - alive:
            alive |= grown
        return alive


def _place_of(claim: Claim, world: World) -> _Place:
    day = world.rules.day(claim.changed_at)
    over = frozenset(clock for clock, last in last_days(claim, world).items() if day > last)
    return _Place(standing_of(claim), over)


CLAIM: Final = ClaimId("C-1")
"""The claim that is walked."""


@st.composite
def _taking_each(draw: DrawFn, rows: list[ClaimRow], story: Scenario) -> list[tuple[ClaimRow, Scenario]]:
    claim = story.claim if story.history.entries else None
    asked = [(row, since) for row in rows for since in moments(claim, story.world)]
    drawn = [(row, draw(taking(row, story, since))) for row, since in asked]
    return [(row, after) for row, after in drawn if after is not None]


@st.composite
def taking(draw: DrawFn, row: ClaimRow, story: Scenario, since: datetime | None = None) -> Scenario | None:
    """Draw the story with this row taken after it, not before `since`, and what that needs before.

    `None` where the row cannot be taken.
    """
    claim: Claim | None = story.claim if story.history.entries else None
    while (command := draw_towards(draw, row, claim, story.world, CLAIM, since)) is not None:
        decision = story.world.decide(command, claim)
        history = story.history.extended(decision.entries)
        story = Scenario(story.world.after(decision), history, (*story.ledger, *decision.ledger))
        claim = story.claim
        if command.trigger is row.trigger:
            return story
    return None


def named(row: ClaimRow) -> str:
    """Return a row as where it begins and the step that it takes."""
    return f"{'no claim' if row.source is None else row.source.caption} / {row.trigger.caption}"
