"""The whole model under rules of one's own: every status, command, role and condition, tried out.

Nothing is generated at random. From no claim at all every row that is open is taken with the simplest
command that takes it, and from there every other, until nothing new is reached.
"""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING, Final, TypeAlias, final

import attrs

from coopclaims._values import frozen
from coopclaims.claims.claim import ClaimStatus
from coopclaims.claims.commands import Command
from coopclaims.claims.events import History
from coopclaims.claims.requests import UploadRequest
from coopclaims.claims.table import ClaimRow
from coopclaims.decisions.places import ClaimPlace, StepAnswer
from coopclaims.parties import Actor, Grant, Role
from coopclaims.rules.book import Rules
from coopclaims.testing.ingredients import ELSEWHERE
from coopclaims.testing.outcomes import CLAIM, ENDS, Defect, dead_ends, named, taking
from coopclaims.testing.stories import Scenario, simplest
from coopclaims.testing.walking import (
    moments,
    needed,
    open_rows,
    roles_for,
    standing_of,
    standing_on,
)
from coopclaims.testing.world import World

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import datetime

    from coopclaims.claims.claim import Claim


@final
@frozen(kw_only=True)
class AnswerDifference:
    """In what the answers of an exploration differ from those of another; false where they do not.

    `gained` are the answers that allow a command which the other one refuses or has no answer for, `lost`
    those of the other one that allow what this one refuses or has no answer for. `reasons` are the pairs
    that refuse alike, for other codes: this one's answer first.
    """

    gained: tuple[StepAnswer, ...]
    lost: tuple[StepAnswer, ...]
    reasons: tuple[tuple[StepAnswer, StepAnswer], ...]

    def __bool__(self) -> bool:
        return bool(self.gained or self.lost or self.reasons)

    def __str__(self) -> str:
        head = (
            f"{len(self.gained)} gained, {len(self.lost)} lost, {len(self.reasons)} refused for other reasons"
        )
        lines = [f"  gained: {each}" for each in self.gained]
        lines += [f"  lost: {each}" for each in self.lost]
        lines += [f"  {one}, there {', '.join(sorted(other.codes))}" for one, other in self.reasons]
        return "\n".join((head, *lines))


@final
@frozen(kw_only=True)
class Exploration:
    """What was found: the shortest story to each place, the rows taken, every answer, and the defects.

    `stories` come in the order in which they were found, the shortest first.
    """

    stories: tuple[tuple[ClaimPlace, Scenario | None], ...]
    taken: tuple[tuple[ClaimPlace, ClaimRow, ClaimPlace], ...]
    answers: tuple[StepAnswer, ...]
    defects: tuple[Defect, ...]

    @property
    def statuses(self) -> frozenset[ClaimStatus]:
        """Every status that a claim can come to."""
        return frozenset(place.status for place, _ in self.stories if place.status is not None)

    @property
    def rows(self) -> frozenset[ClaimRow]:
        """Every row that can be taken."""
        return frozenset(row for _, row, _ in self.taken)

    def story(self, status: ClaimStatus) -> Scenario | None:
        """Return the shortest story to a status, or `None` where no claim can come to it."""
        found = (story for place, story in self.stories if place.status is status)
        return next(found, None)

    def who_may(self, command: type[Command], status: ClaimStatus) -> frozenset[Role]:
        """Return the roles that may give this kind of command in this status, in one condition or another."""
        return frozenset(
            each.role
            for each in self.answers
            if each.command is command and each.place.status is status and not each.codes
        )

    def against(self, other: Exploration) -> AnswerDifference:
        """Return in what these answers differ from those of another exploration, of other rules say.

        >>> from coopclaims import Policies
        >>> from coopclaims.rules import Disputing
        >>> from coopclaims.testing import World
        >>> widened = World.typical(policies=Policies(disputing=Disputing.WIDENED))
        >>> difference = explore(widened.rules).against(explore(World.typical().rules))
        >>> print(difference.gained[0])
        Rejected (submitted before) / DisputeRejection by Incentives user on 2022-08-16: allowed
        """
        here = {each.question: each for each in self.answers}
        there = {each.question: each for each in other.answers}
        both = [(one, there[question]) for question, one in here.items() if question in there]
        return AnswerDifference(
            gained=_allowed_besides(here, there),
            lost=_allowed_besides(there, here),
            reasons=tuple(
                (one, two) for one, two in both if one.codes and two.codes and one.codes != two.codes
            ),
        )

    def report(self) -> str:
        """Return what was found: how each status is reached, and what is wrong."""
        statuses = f"{len(self.statuses)} of {len(ClaimStatus)} statuses"
        found = f"{len(self.rows)} rows, {len(self.answers)} answers, {len(self.defects)} defects"
        lines = [f"{statuses}, {found}"]
        for status in ClaimStatus:
            story = self.story(status)
            steps = ", ".join(entry.event.trigger.caption for entry in story.history) if story else "never"
            lines.append(f"  {status.caption}: {steps}")
        return "\n".join((*lines, *(f"  defect: {each}" for each in self.defects)))

    def check(self) -> None:
        """Raise `AssertionError` with the report where there are defects."""
        if self.defects:
            raise AssertionError(self.report())


_Answers: TypeAlias = "Mapping[tuple[ClaimPlace, type[Command], Role, str], StepAnswer]"


def _allowed_besides(here: _Answers, there: _Answers) -> tuple[StepAnswer, ...]:
    """Return the answers here that allow what is not allowed there."""
    allowed = {question for question, each in there.items() if not each.codes}
    return tuple(each for question, each in here.items() if not each.codes and question not in allowed)


def explore(rules: Rules, *, world: World | None = None) -> Exploration:
    """Return everything that can happen to a claim under these rules, and what is wrong with them.

    In the typical world of July to December 2022 under these rules, unless one is given. A defect is a
    status that no claim comes to although the policies leave a row to it open, a row that can never be
    taken, and a dead end: a place from which no claim comes to an end. What a policy closes is none. Where
    there is none of these, a defect is each step that `dead_ends` finds to lead nowhere.
    Raises `NoRuleInForce` where the rules have no claiming period or no catalogue for that time.

    >>> from coopclaims.testing import World
    >>> explore(World.typical().rules).defects
    ()
    """
    return _Explorer(world or World.of(rules)).explored()


@final
class _Explorer:
    """Takes every row from every place, and keeps the first story to each."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._rows = open_rows(world.rules)
        self._stories: dict[ClaimPlace, Scenario | None] = {ClaimPlace(): None}
        self._taken: list[tuple[ClaimPlace, ClaimRow, ClaimPlace]] = []

    def explored(self) -> Exploration:
        """Walk from place to place until nothing new is reached. Raises `NoRuleInForce`."""
        waiting = deque(self._stories)
        while waiting:
            place = waiting.popleft()
            for row in self._rows:
                if row.source is place.status and (story := self._after(place, row)) is not None:
                    there = standing_of(story.claim)
                    self._taken.append((place, row, there))
                    if there not in self._stories:
                        self._stories[there] = story
                        waiting.append(there)
        return Exploration(
            stories=tuple(self._stories.items()),
            taken=tuple(self._taken),
            answers=tuple(self._answers()),
            defects=self._defects(),
        )

    def _after(self, place: ClaimPlace, row: ClaimRow) -> Scenario | None:
        """Return the story with this row taken after it, and what it needs before; `None` where it cannot."""
        story = self._stories[place]
        return simplest(taking(row, Scenario(self._world, History(CLAIM)) if story is None else story))

    def _standing(self, place: ClaimPlace) -> tuple[Claim | None, World]:
        story = self._stories[place]
        return (None, self._world) if story is None else (story.claim, story.world)

    def _answers(self) -> Iterator[StepAnswer]:
        for place, story in self._stories.items():
            if story is not None:
                for role in Role:
                    for claim, actor, at, condition in conditions(story, role):
                        options = story.world.allowed(claim, actor, at=at)
                        for kind, option in options.items():
                            codes = frozenset(each.code for each in option.problems)
                            yield StepAnswer(
                                place=place, command=kind, role=role, condition=condition, codes=codes
                            )

    def _defects(self) -> tuple[Defect, ...]:
        """Return what no time helps against; where nothing is, the steps that lead nowhere at some time."""
        always = (*self._untaken(), *self._dead_ends(), *self._unreached())
        return always or dead_ends(self._world.rules, world=self._world)

    def _unreached(self) -> Iterator[Defect]:
        reached = {place.status for place in self._stories}
        for status in ClaimStatus:
            leading = [row for row in self._rows if status in row.leads_to and row.source is not status]
            if leading and status not in reached:
                why = "; ".join(dict.fromkeys(self._why_not(row) for row in leading))
                yield Defect(f"no claim comes to {status.caption}", why)

    def _untaken(self) -> Iterator[Defect]:
        taken = {row for _, row, _ in self._taken}
        reached = {place.status for place in self._stories}
        for row in self._rows:
            if row not in taken and row.source in reached:
                yield Defect(f"{named(row)} can never be taken", self._hindrance(row))

    def _dead_ends(self) -> Iterator[Defect]:
        alive = {place for place in self._stories if place.status in ENDS}
        while grown := {place for place, _, there in self._taken if there in alive} - alive:
            alive |= grown
        for place in self._stories:
            if place not in alive:
                away = [
                    row for row in self._rows if row.source is place.status and row.target is not row.source
                ]
                why = "; ".join(dict.fromkeys(self._why_not(row) for row in away))
                yield Defect(f"{place} is a dead end", why or "the policies leave no way on")

    def _why_not(self, row: ClaimRow) -> str:
        """Return why a row is not taken from where it begins, or that it leads on to nowhere."""
        if all(place.status is not row.source for place in self._stories):
            return f"{named(row)} begins where no claim comes to"
        if any(taken is row for _, taken, _ in self._taken):
            return f"{named(row)} leads to no end"
        return f"{named(row)}: {self._hindrance(row)}"

    def _hindrance(self, row: ClaimRow) -> str:
        """Return what keeps a row from being taken where a claim comes to it: nobody may, or a problem."""
        reasons: dict[str, None] = {}
        for place in (each for each in self._stories if each.status is row.source):
            claim, world = self._standing(place)
            instants = moments(claim, world)
            if not any(roles_for(row, claim, world, at) for at in instants):
                reasons[f"no role may {needed(row, claim).value.replace('_', ' ')}"] = None
            else:
                least = min((standing_on(row, claim, world, at) for at in instants), key=len)
                reasons[", ".join(each.code for each in least) or "the fund cannot bear it"] = None
        return "; ".join(reasons)


ASKED: Final = "asked to upload"
"""The condition of a colleague whom an upload request names."""


def conditions(story: Scenario, role: Role) -> Iterator[tuple[Claim, Actor, datetime, str]]:
    """Yield claims, actors of a role and instants that differ in what is possible, each with its name."""
    claim, world = story.claim, story.world
    holder = world.actor(role)
    for at in moments(claim, world):
        yield claim, holder, at, f"on {world.rules.day(at).isoformat()}"
    if role is Role.COLLABORATOR:
        asked = attrs.evolve(claim.details, uploads_asked=(UploadRequest(holder.id, "the photo", 1),))
        yield attrs.evolve(claim, details=asked), holder, claim.changed_at, ASKED
    else:
        stranger = Actor(holder.id, role.side, (Grant(role, *ELSEWHERE),))
        yield claim, stranger, claim.changed_at, "elsewhere"
