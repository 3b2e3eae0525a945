"""A service that mirrors the lifecycle, held against the model: what it accepts, and what it shows then.

The service is seen through an adapter of four questions. It is asked all that an exploration has answers
for, every mistake that a place offers, the days of a week on which a clock may start, and stories.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime, timedelta
from functools import lru_cache
from itertools import product
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final, Protocol, TypeAlias, cast, final

import attrs
from hypothesis import HealthCheck, Phase, given, seed as seeded, settings, strategies as st

from coopclaims._values import Keyed, frozen
from coopclaims.claims.claim import Claim, ClaimStatus, Clock
from coopclaims.claims.commands import Command, RequestUpload
from coopclaims.claims.recording import replay
from coopclaims.deadlines.counting import Deadline
from coopclaims.deadlines.each_clock import clocks
from coopclaims.decisions.places import ClaimPlace, StepAnswer
from coopclaims.findings.codes import ProblemCode
from coopclaims.findings.problem import Problem
from coopclaims.funds.pool import FundPool
from coopclaims.identifiers import ClaimId, CommandId
from coopclaims.money.amounts import Money
from coopclaims.parties import Actor, Role
from coopclaims.testing.coverage import Coverage
from coopclaims.testing.exploring import ASKED, Exploration, conditions, explore
from coopclaims.testing.given import filled_in
from coopclaims.testing.legal import KINDS, command_told_by, kinds_of
from coopclaims.testing.mistakes import mistakes
from coopclaims.testing.programs import IMPORTS, as_code
from coopclaims.testing.stories import Scenario, commands, scenarios, simplest
from coopclaims.testing.world import World

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from hypothesis.strategies import DataObject, DrawFn

    from coopclaims.claims.table import ClaimRow


class Portal(Protocol):
    """What `check_portal` asks of a service, and what an adapter translates: four questions.

    Before the first of them the service knows the world that it is checked in: its fund, with what was
    earned, and its people. Over HTTP it is the same adapter.
    """

    @property
    def codes(self) -> Collection[ProblemCode]:
        """The kinds of problem for which the service refuses; what others alone refuse is left out."""
        ...

    def do(self, command: Command) -> bool:
        """Give a command, and return whether the service has accepted it."""
        ...

    def status(self, claim: ClaimId) -> ClaimStatus:
        """Return the status in which the service shows a claim."""
        ...

    def history_length(self, claim: ClaimId) -> int:
        """Return how many entries the service shows in the History of a claim."""
        ...

    def due(self, claim: ClaimId, clock: Clock) -> date | None:
        """Return the day on which a clock of a claim is due, or `None` where the service shows none.

        It is asked for clocks that run. A clock for which a day is never shown is not compared.
        """
        ...


@final
class PortalFault(Keyed):
    """In what a service differs from the model."""

    ACCEPTED = "accepted", "accepts what the rules refuse"
    REFUSED = "refused", "refuses what the rules accept"
    STATUS = "status", "shows another status"
    HISTORY_LENGTH = "history_length", "shows another number of entries"
    DUE = "due", "shows another due day"


@final
@frozen(kw_only=True)
class PortalDifference:
    """One difference between a service and the model, and the commands that lead to it.

    `claim` is the claim as it was before the last of the `steps`, `None` where there was none, and
    `problems` are what refuses that command by the rules. `clock` is the one whose day differs; `expected`
    is what the model says, and `found` what the service has answered.
    """

    fault: PortalFault
    steps: tuple[Command, ...]
    claim: Claim | None
    problems: tuple[Problem, ...]
    clock: Clock | None
    expected: object
    found: object

    @property
    def kind(self) -> tuple[object, ...]:
        """What differences have in common of which one is enough to read: fault, status, command, reasons.

        Of due days it is the clock alone.
        """
        if self.clock is not None:
            return self.fault, self.clock
        status = None if self.claim is None else self.claim.status
        codes = frozenset(each.code for each in self.problems)
        return self.fault, status, type(self.steps[-1]), codes

    def program(self) -> str:
        """Return the steps as Python that can be pasted; `portal` is your adapter in a new world."""
        *before, last = self.steps
        lines = [IMPORTS, *(f"assert portal.do({as_code(each)})" for each in before)]
        refused = "not " if self.problems else ""
        lines.append(f"assert {refused}portal.do({as_code(last)})")
        claim = repr(str(last.claim))
        if self.fault is PortalFault.STATUS:
            lines.append(f"assert portal.status({claim}) == {as_code(self.expected)}")
        elif self.fault is PortalFault.HISTORY_LENGTH:
            lines.append(f"assert portal.history_length({claim}) == {self.expected}")
        elif self.fault is PortalFault.DUE:
            lines.append(f"assert portal.due({claim}, {as_code(self.clock)}) == {as_code(self.expected)}")
        return "\n".join(lines)

    def __str__(self) -> str:
        last = self.steps[-1]
        status = "no claim" if self.claim is None else self.claim.status.caption
        held = ", ".join(role.caption for role in last.by.roles) or "no role"
        what = f"{self.fault.caption}: {type(last).__name__} by {last.by.id} ({held}) on {status}"
        clock = "" if self.clock is None else f" of {self.clock.caption}"
        said = f"  expected{clock} {_shown(self.expected)}, found {_shown(self.found)}"
        return "\n".join((what, said, *(f"  problem: {each}" for each in self.problems), self.program()))


def _shown(value: object) -> str:
    return value.caption if isinstance(value, ClaimStatus) else str(value)


_MOST_TOLD: Final = 10
"""How many differences a report tells in full."""


@final
@frozen(kw_only=True)
class PortalReport:
    """What came of checking a service: how much was tried, and each kind of difference once.

    `accepted` and `refused` are how many commands the model accepted and refused, `left_out` how many were
    not given because only codes that the service does not mirror refuse them. `due` is how many due days
    were compared for each clock. `counted` is how many differences there were, `differences` the first of
    each kind. `coverage` counts what was entered.
    """

    accepted: int
    refused: int
    left_out: int
    due: tuple[tuple[Clock, int], ...]
    counted: int
    differences: tuple[PortalDifference, ...]
    coverage: Coverage

    def __bool__(self) -> bool:
        return not self.differences

    def __str__(self) -> str:
        shown = ", ".join(f"{clock.caption} {count}" for clock, count in self.due if count)
        never = ", ".join(clock.caption for clock, count in self.due if not count)
        kinds = len(self.differences)
        told = enumerate(self.differences[:_MOST_TOLD], start=1)
        return "\n".join(
            (
                f"given: {self.accepted} commands that the rules accept, {self.refused} that they refuse",
                f"left out: {self.left_out} that only codes refuse which are not mirrored",
                str(self.coverage),
                f"due days compared: {shown or 'none'}; never shown: {never or 'none'}",
                f"{self.counted} differences of {kinds} kinds",
                *(f"\n{number}. {each}" for number, each in told),
                *((f"\nand {kinds - _MOST_TOLD} kinds more",) if kinds > _MOST_TOLD else ()),
            )
        )


def portal_report(
    portal: Portal, *, world: World | None = None, seed: int = 0, stories: int = 25, prefix: str = "C-"
) -> PortalReport:
    """Return how a service that mirrors the lifecycle differs from the rules: see `check_portal`."""
    begun = world or World.typical()
    check = Referee(portal, begun, prefix)
    explored, places = _explored(begun)
    for place in places.values():
        check.mistakes_at(place)
    check.answers(explored.answers, places)
    for start, row, _ in explored.taken:
        check.week(places[start], row)
    check.tell(_plans(begun, seed, stories) if stories else ())
    return check.report()


def check_portal(
    portal: Portal, *, world: World | None = None, seed: int = 0, stories: int = 25, prefix: str = "C-"
) -> PortalReport:
    """Hold a service that mirrors the lifecycle against the rules, and return what was tried.

    `portal` is an adapter to it: see `Portal`. The service stands in `world`, the typical one unless you
    give another, with its fund as earned and no claim. Given are every command that an exploration has an
    answer for (each status, kind, role and condition), every mistake that a status offers, the steps that
    start a clock on the seven days of a week, and so many `stories`, drawn by `seed`, with mistakes between
    their steps. After each of them status, length of the History and due days are compared. Claims are
    named `prefix` and a number. Raises `AssertionError` with the report where anything differs.
    """
    report = portal_report(portal, world=world, seed=seed, stories=stories, prefix=prefix)
    if not report:
        raise AssertionError(str(report))
    return report


_WEEK: Final = tuple(timedelta(days=day) for day in range(7))
_TRIES: Final = 2
"""How many mistakes are tried before each step of a story."""


@final
class Referee:
    """Gives commands to a service and to the model, and keeps where they differ."""

    def __init__(self, portal: Portal, world: World, prefix: str) -> None:
        self.world = world
        self._portal = portal
        self._prefix = prefix
        self._codes = frozenset(portal.codes)
        self._claims: dict[ClaimId, Claim] = {}
        self._steps: dict[ClaimId, tuple[Command, ...]] = {}
        self._begun = 0
        self._coverage = Coverage()
        self._given: Counter[str] = Counter()
        self._due: Counter[Clock] = Counter()
        self._running: Counter[Clock] = Counter()
        self._unshown: dict[Clock, list[PortalDifference]] = {}
        self._spoilt: set[ClaimId] = set()
        self._differences: dict[tuple[object, ...], PortalDifference] = {}
        self._counted = 0

    def new(self) -> ClaimId:
        """Return the identifier of a claim that nobody has heard of."""
        self._begun += 1
        return ClaimId(f"{self._prefix}{self._begun}")

    def give(self, name: ClaimId, command: Command) -> bool:
        """Give a command on the claim of this name. Return whether it is accepted, and nothing differs."""
        number = self._given.total() + 1
        command = attrs.evolve(command, claim=name, id=CommandId(f"{name}/{number}"))
        claim, before = self._claims.get(name), self._steps.get(name, ())
        problems = self.world.problems(command, claim)
        if problems and self._codes.isdisjoint(each.code for each in problems):
            self._given["left out"] += 1
            return False
        self._coverage.steps += 1
        accepted = bool(self._portal.do(command))
        self._given["refused" if problems else "accepted"] += 1
        difference = PortalDifference(
            fault=PortalFault.ACCEPTED,
            steps=(*before, command),
            claim=claim,
            problems=problems,
            clock=None,
            expected="refused",
            found="accepted",
        )
        if problems:
            self._coverage.refuse(command, claim, problems)
            if accepted:
                self._differ(difference)
            elif claim is not None:
                self._compare(difference, claim)
            return False
        if not accepted:
            self._differ(
                attrs.evolve(difference, fault=PortalFault.REFUSED, expected="accepted", found="refused")
            )
            return False
        decision = self.world.decide(command, claim)
        for entry in decision.entries:
            self._coverage.take(entry)
        self.world = self.world.after(decision)
        self._claims[name], self._steps[name] = decision.claim, (*before, command)
        self._compare_days(difference, decision.claim)
        return self._compare(difference, decision.claim)

    def _differ(self, difference: PortalDifference) -> None:
        self._counted += 1
        if difference.fault is not PortalFault.DUE:
            self._spoilt.add(difference.steps[-1].claim)
        self._differences.setdefault(difference.kind, difference)

    def _compare(self, difference: PortalDifference, claim: Claim) -> bool:
        """Compare what the service shows of a claim; return whether it is what the model has."""
        seen = (
            (PortalFault.STATUS, claim.status, self._portal.status(claim.id)),
            (PortalFault.HISTORY_LENGTH, claim.version, self._portal.history_length(claim.id)),
        )
        wrong = [each for each in seen if each[1] != each[2]]
        for fault, expected, found in wrong:
            self._differ(attrs.evolve(difference, fault=fault, expected=expected, found=found))
        return not wrong

    def _compare_days(self, difference: PortalDifference, claim: Claim) -> None:
        """Compare the due days of the clocks that run; the claim is played on whatever is shown."""
        for clock, answer in clocks(claim, rules=self.world.rules).items():
            if not isinstance(answer, Deadline):
                continue
            self._running[clock] += 1
            found = self._portal.due(claim.id, clock)
            wrong = attrs.evolve(
                difference, fault=PortalFault.DUE, clock=clock, expected=answer.on, found=found
            )
            if found is None:
                self._unshown.setdefault(clock, []).append(wrong)
            else:
                self._due[clock] += 1
                if found != answer.on:
                    self._differ(wrong)

    def played(self, commands: Sequence[Command]) -> ClaimId | None:
        """Give these commands on a new claim, and return it; `None` where something differs on the way."""
        name = self.new()
        return name if all(self.give(name, command) for command in commands) else None

    def mistakes_at(self, place: _Place) -> None:
        """Give every mistake that a claim in this place offers."""
        name = self.played(place.told)
        for command in place.mistakes:
            if name in self._spoilt:
                name = self.played(place.told)
            if name is not None:
                self.refused(name, command)

    def refused(self, name: ClaimId, command: Command) -> None:
        """Give a command that the model refuses; one that it accepts is not given."""
        at_hand = attrs.evolve(command, claim=name)
        if self.world.problems(at_hand, self._claims.get(name)):
            self.give(name, command)

    def answers(self, answers: Iterable[StepAnswer], places: Mapping[ClaimPlace, _Place]) -> None:
        """Give what an exploration has answers for: the refused on one claim, each accepted on its own."""
        waiting: dict[tuple[Command, ...], ClaimId | None] = {}
        for answer in answers:
            command, before = places[answer.place].asked(answer), places[answer.place].before(answer)
            if not answer.codes:
                name = self.played(before)
                if name is not None:
                    self.give(name, command)
                continue
            if before not in waiting or waiting[before] in self._spoilt:
                waiting[before] = self.played(before)
            name = waiting[before]
            if name is not None:
                self.refused(name, command)

    def week(self, place: _Place, row: ClaimRow) -> None:
        """Take a row that leads on, and may start a clock, on seven days one after the other."""
        if row.source is None or row.target is row.source:
            return
        for kind, day in product(kinds_of(row.trigger), _WEEK):
            plain = place.plain[kind]
            later = _but(plain, at=plain.at + day)
            if not place.world.problems(later, place.claim):
                name = self.played(place.told)
                if name is not None:
                    self.give(name, later)

    def tell(self, plans: Iterable[_Plan]) -> None:
        """Give stories step by step, and before each step the mistakes that were drawn for it."""
        for plan in plans:
            name = self.new()
            for tries, command in plan:
                for wrong in tries:
                    self.refused(name, wrong)
                if name in self._spoilt or (command is not None and not self.give(name, command)):
                    break

    def report(self) -> PortalReport:
        """Return what was found."""
        for clock in self._due:
            for each in self._unshown.get(clock, ()):
                self._differ(each)
        return PortalReport(
            accepted=self._given["accepted"],
            refused=self._given["refused"],
            left_out=self._given["left out"],
            due=tuple((clock, self._due[clock]) for clock in Clock if clock in self._due | self._running),
            counted=self._counted,
            differences=tuple(self._differences.values()),
            coverage=self._coverage,
        )


@final
class _Place:
    """Where a claim may stand: the commands that lead there, and what is given there."""

    def __init__(self, story: Scenario | None, begun: World) -> None:
        self.claim = None if story is None else story.claim
        self.world = begun if story is None else story.world
        self.told = () if story is None else _commands_of(story)
        self.mistakes = simplest(mistakes(self.claim, self.world, _ANY))
        self.plain: dict[type[Command], Command] = {}
        self._conditions: dict[tuple[Role, str], tuple[Actor, datetime]] = {}
        if story is not None:
            self.plain = simplest(_plain(story.claim, story.world))
            self._conditions = {
                (role, condition): (by, at)
                for role in Role
                for _, by, at, condition in conditions(story, role)
            }

    def asked(self, answer: StepAnswer) -> Command:
        """Return the command that an answer is about."""
        by, at = self._conditions[answer.role, answer.condition]
        return _but(self.plain[answer.command], by=by, at=at)

    def before(self, answer: StepAnswer) -> tuple[Command, ...]:
        """Return the commands that have to be given before it."""
        return (*self.told, self.plain[RequestUpload]) if answer.condition == ASKED else self.told


_ANY: Final = ClaimId("C-1")


@lru_cache(maxsize=4)
def _explored(world: World) -> tuple[Exploration, Mapping[ClaimPlace, _Place]]:
    """Return what can happen in a world; kept, since a suite checks several services in one."""
    explored = explore(world.rules, world=world)
    return explored, MappingProxyType({place: _Place(story, world) for place, story in explored.stories})


@st.composite
def _plain(draw: DrawFn, claim: Claim, world: World) -> dict[type[Command], Command]:
    """Draw a command of every kind, legal where the claim allows one."""
    return {kind: draw(filled_in(kind, claim, world)) for kind in KINDS}


_Plan: TypeAlias = "list[tuple[list[Command], Command | None]]"
"""The steps of a story, each with the mistakes that are tried before it; none at its end."""


def _plans(world: World, seed: int, stories: int) -> list[_Plan]:
    """Draw stories with mistakes between their steps, in which each claim takes a small part of the fund."""
    plans: list[_Plan] = []
    pool = FundPool.empty(world.funds.key)
    for entity, amount in world.funds.earned:
        part = Money.of_minor_units(max(1, amount.minor_units // (4 * stories)), amount.currency)
        pool = pool.earning(entity, part, at=world.start_of(world.usage_period.first))
    modest = attrs.evolve(world, funds=pool)

    @seeded(seed)
    @settings(
        max_examples=stories,
        phases=(Phase.generate,),
        database=None,
        deadline=None,
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
    )
    @given(st.data())
    def draw(data: DataObject) -> None:
        plan: _Plan = []
        story = data.draw(scenarios(world=modest))
        for number, command in enumerate((*_commands_of(story), None)):
            claim = replay(story.history.entries[:number]) if number else None
            wrong = commands(claim, world=modest, legal=False)
            plan.append(([data.draw(wrong) for _ in range(_TRIES)], command))
        plans.append(plan)

    with ThreadPoolExecutor(max_workers=1) as elsewhere:  # a test within a test is refused in one thread
        elsewhere.submit(draw).result()
    return plans


def _commands_of(story: Scenario) -> tuple[Command, ...]:
    """Return the commands that a story was told by."""
    return tuple(command_told_by(entry, story.world) for entry in story.history)


def _but(command: Command, **changes: object) -> Command:
    return cast("Command", attrs.evolve(cast("Any", command), **changes))
