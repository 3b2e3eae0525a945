"""A failure of a machine made short: the fewest moves that still fail alike, as a program to paste.

Hypothesis shrinks the choices that led to a failure, and each attempt plays a whole game. Here the moves
themselves are known, so those that are not needed are left out, within a stated budget of commands.
"""

from __future__ import annotations

from functools import cache
from types import TracebackType
from typing import TYPE_CHECKING, Any, ClassVar, Final, Protocol, cast

import attrs
from hypothesis import Phase, settings
from hypothesis.stateful import (
    RuleBasedStateMachine,
    run_state_machine_as_test,  # pyright: ignore[reportUnknownVariableType] - it has parameters without a type
)

from coopclaims.claims.commands import CreateClaim
from coopclaims.funds.commands import FundCommand
from coopclaims.payments.deciding import PaymentCommand
from coopclaims.testing.coverage import Coverage
from coopclaims.testing.moves import Move, MoveKind
from coopclaims.testing.programs import IMPORTS, as_code
from coopclaims.testing.stories import commands, simplest

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from coopclaims.testing.world import World

_SHRINKS: Final = (Phase.shrink, Phase.explain)


class Playable(Protocol):
    """What is asked of a machine: to begin in a world, to take moves, and to have kept count of both."""

    coverage: Coverage
    shortening: ClassVar[int]
    last: ClassVar[Any]
    started_in: World
    log: list[Move]

    def begin(self, world: World) -> None:
        """Open what is tested in a world."""
        ...

    def somebody_acts(self, move: Move) -> None:
        """Make a move."""
        ...

    def teardown(self) -> None:
        """Clean up."""
        ...


class CaseOfMachine:
    """What `LifecycleMachine.TestCase` is: the case of Hypothesis, whose failures are made short here."""

    def __get__(self, _: object, machine: type[Playable]) -> Any:  # noqa: ANN401 - a case that Hypothesis makes
        return _case_of(machine)


@cache
def _case_of(machine: type[Playable]) -> Any:  # noqa: ANN401 - a case that Hypothesis makes
    given: Any = vars(RuleBasedStateMachine)["TestCase"].__get__(None, machine)

    class ShorteningCase(given):  # type: ignore[misc]
        def runTest(self) -> None:  # noqa: N802 - the name that unittest asks for
            _run(machine, self.settings)

        runTest.is_hypothesis_test = True  # type: ignore[attr-defined]

    ShorteningCase.__name__, ShorteningCase.__qualname__ = given.__name__, given.__qualname__
    ShorteningCase.__module__ = given.__module__
    return ShorteningCase


def _run(machine: type[Playable], chosen: settings) -> None:
    """Play as Hypothesis does; a failure is played again with fewer and fewer moves."""
    wanted = cast("Sequence[Phase]", chosen.phases)  # pyright: ignore[reportUnknownMemberType] - of Hypothesis
    if Phase.shrink not in wanted or not machine.shortening:
        run_state_machine_as_test(cast("Any", machine), settings=chosen)
        return
    phases = tuple(each for each in wanted if each not in _SHRINKS)
    before = machine.coverage.steps
    machine.last = None
    try:
        once = settings(chosen, phases=phases, report_multiple_bugs=False)
        run_state_machine_as_test(cast("Any", machine), settings=once)
    except Exception as error:
        played = cast("Playable | None", vars(machine).get("last"))
        if played is None:
            raise
        budget = machine.shortening * (machine.coverage.steps - before)
        found = Shortening(machine, played.started_in, error, budget).of(played.log)
        if found is None:
            raise
        short, moves, world = found
    else:
        return
    for line in program(machine, world, moves):
        short.add_note(line)
    raise short from None


def program(machine: type[Playable], world: World, moves: Sequence[Move]) -> Iterator[str]:
    """Yield the lines of a program that plays these moves in a world."""
    yield f"{len(moves)} moves are enough. To play them again:"
    yield IMPORTS
    yield f"state = {machine.__name__}()"
    yield f"state.begin(world={as_code(world)})"
    for move in moves:
        yield f"state.somebody_acts({as_code(move)})"


def _place(error: BaseException) -> tuple[type, str, int]:
    """Return what tells failures apart: the kind of error, and the line that raised it."""
    last = cast("TracebackType", error.__traceback__)
    while last.tb_next is not None:
        last = last.tb_next
    return type(error), last.tb_frame.f_code.co_filename, last.tb_lineno


class Shortening:
    """Looks for fewer moves that fail as `error` did, and gives at most `budget` commands for it."""

    def __init__(self, machine: type[Playable], world: World, error: Exception, budget: int) -> None:
        self.machine, self.world, self.budget = machine, world, budget
        self.wanted = self._alike(error)
        self.spent = 0
        self.error = error

    def _alike(self, error: Exception) -> tuple[object, ...]:
        said = str(error).partition("\n")[0] if str(error).startswith("broken law") else ""
        return (*_place(error), said)

    def of(self, moves: Sequence[Move]) -> tuple[Exception, tuple[Move, ...], World] | None:
        """Return the error, the moves that are left and their world; `None` where they do not fail again."""
        kept = [attrs.evolve(move, kind=MoveKind.ANYTHING) for move in moves]
        if not self._fails(kept):
            kept = list(moves)
            if not self._fails(kept):
                return None
        last = _of(kept[-1])
        kept = self._kept(kept, [move for move in kept if _of(move) == last or _of(move) is None])
        kept = self._fewer(kept)
        simpler = self._simpler(kept)
        if simpler != kept:
            kept = self._fewer(simpler)
        kept = [self._plainer(kept, number) for number in range(len(kept))]
        return self.error, tuple(kept), self.world

    def _fails(self, moves: Sequence[Move]) -> bool:
        """Play these moves, and say whether they fail alike."""
        if self.spent >= self.budget:
            return False
        state = self.machine()
        state.coverage = Coverage()
        try:
            state.begin(self.world)
            for move in moves:
                state.somebody_acts(move)
        except Exception as error:  # noqa: BLE001 - whatever the adopter's service raises
            if self._alike(error) == self.wanted:
                self.error = error
                return True
            return False
        finally:
            self.spent += max(1, state.coverage.steps)
            state.teardown()
        return False

    def _kept(self, moves: list[Move], fewer: list[Move]) -> list[Move]:
        return fewer if len(fewer) < len(moves) and fewer and self._fails(fewer) else moves

    def _fewer(self, moves: list[Move]) -> list[Move]:
        """Leave out runs of moves, long ones first, until no move can be left out."""
        size = len(moves) // 2
        while size:
            before, start = len(moves), len(moves) - size
            while start >= 0:
                moves = self._kept(moves, [*moves[:start], *moves[start + size :]])
                start = min(start, len(moves)) - size
            if size > 1 or len(moves) == before:
                size //= 2
        return moves

    def _simpler(self, moves: list[Move]) -> list[Move]:
        """Let claims be created with the simplest form, if it fails as well."""
        for number, move in enumerate(moves):
            if not isinstance(move.command, CreateClaim):
                continue
            form = cast("CreateClaim", simplest(commands(None, world=self.world, legal=True))).form
            simple = attrs.evolve(move, command=attrs.evolve(move.command, form=form))
            tried = [*moves[:number], simple, *moves[number + 1 :]]
            if simple != move and self._fails(tried):
                moves = tried
        return moves

    def _plainer(self, moves: list[Move], number: int) -> Move:
        """Return a move without what does not matter of it: a second command, or opening anew."""
        for change in ({"rival": None}, {"then": None}, {"reopens": False}, {"goal": None}):
            plain = attrs.evolve(moves[number], **cast("Any", change))
            if plain != moves[number] and self._fails([*moves[:number], plain, *moves[number + 1 :]]):
                moves[number] = plain
        return moves[number]


def _of(move: Move) -> object:
    """Return the claim that a move is about; nothing for a fund."""
    if isinstance(move.command, FundCommand):
        return None
    return move.of if isinstance(move.command, PaymentCommand) else move.command.claim
