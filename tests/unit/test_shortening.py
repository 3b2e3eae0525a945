"""A failure is made short: shown on a machine that fails by the moves it was given, and by nothing else."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

import attrs
import pytest
from hypothesis import Phase, settings

from coopclaims import ClaimStatus
from coopclaims.claims import CreateClaim, SubmitClaim
from coopclaims.identifiers import ClaimId
from coopclaims.testing import Coverage, Move, MoveKind, World, scenarios, shortening, simplest
from coopclaims.testing.legal import command_told_by
from coopclaims.testing.shortening import Shortening, program

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from coopclaims import ClaimForm

HOME = World.typical()
STORY = simplest(scenarios(ClaimStatus.APPROVED, world=HOME))
MOVES = [Move(command_told_by(entry, STORY.world)) for entry in STORY.history]
CREATION = cast("CreateClaim", MOVES[0].command)
BOTH = (Phase.generate, Phase.shrink)


class Machine:
    """Takes moves, and fails once `fails` says so of those that it has taken."""

    shortening = 50
    coverage = Coverage()
    last: Any = None
    closed = 0

    def __init__(self) -> None:
        self.log: list[Move] = []

    def begin(self, world: World) -> None:
        self.started_in = world

    def somebody_acts(self, move: Move) -> None:
        type(self).last = self
        self.coverage.steps += 1
        self.log.append(move)
        if self.fails(self.log):
            raise RuntimeError("out of paper")

    def teardown(self) -> None:
        type(self).closed += 1

    @staticmethod
    def fails(taken: Sequence[Move]) -> bool:
        return any(isinstance(move.command, SubmitClaim) for move in taken)


def failing(fails: Callable[[Sequence[Move]], bool], budget: int = 50) -> Any:
    names = {"fails": staticmethod(fails), "shortening": budget, "coverage": Coverage(), "last": None}
    return type("Failing", (Machine,), names)


def run(machine: Any, moves: Sequence[Move], monkeypatch: pytest.MonkeyPatch, *phases: Phase) -> None:
    """Run a machine as its test case does, where Hypothesis finds exactly these moves."""

    def played(machine: Any, **_: object) -> None:
        state = machine()
        state.begin(HOME)
        for move in moves:
            state.somebody_acts(move)

    monkeypatch.setattr(shortening, "run_state_machine_as_test", played)
    shortening._run(machine, settings(phases=phases))  # pyright: ignore[reportPrivateUsage] - as unittest does


def test_one_move_is_enough(monkeypatch: pytest.MonkeyPatch) -> None:
    machine = failing(Machine.fails)
    with pytest.raises(RuntimeError, match="out of paper") as failed:
        run(machine, MOVES, monkeypatch, *BOTH)
    lines = failed.value.__notes__
    assert lines[0] == "1 moves are enough. To play them again:"
    assert [line for line in lines if "SubmitClaim(" in line]
    assert lines == list(program(machine, HOME, [attrs.evolve(machine.last.log[-1])]))


def test_what_passes_passes(monkeypatch: pytest.MonkeyPatch) -> None:
    run(failing(lambda _: False), MOVES, monkeypatch, *BOTH)
    run(failing(lambda _: False, budget=0), MOVES, monkeypatch, *BOTH)
    run(failing(lambda _: False), MOVES, monkeypatch, Phase.generate)


def test_what_fails_before_any_move_is_told_as_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    class Closed(Machine):
        def begin(self, world: World) -> None:
            raise OSError(str(world.location))

    with pytest.raises(OSError, match="se-stockholm") as failed:
        run(Closed, MOVES, monkeypatch, *BOTH)
    assert not hasattr(failed.value, "__notes__")


def test_what_never_fails_again_is_told_as_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    times: list[int] = []

    def once(taken: Sequence[Move]) -> bool:
        times.append(len(taken))
        return len(times) == 1

    with pytest.raises(RuntimeError) as failed:
        run(failing(once), MOVES, monkeypatch, *BOTH)
    assert not hasattr(failed.value, "__notes__")


def test_another_failure_is_not_taken_for_it() -> None:
    with pytest.raises(RuntimeError) as raised:
        raise RuntimeError("out of paper")
    found = Shortening(failing(Machine.fails), HOME, raised.value, budget=100).of(MOVES)
    assert found is None  # it was raised by another line


def shortened(fails: Callable[[Sequence[Move]], bool], moves: Sequence[Move], budget: int = 1000) -> Any:
    machine = failing(fails)
    state = machine()
    state.begin(HOME)
    try:
        for move in moves:
            state.somebody_acts(move)
    except RuntimeError as error:
        return Shortening(machine, HOME, error, budget).of(moves)
    raise AssertionError


def test_the_order_and_the_runs_that_matter_stay() -> None:
    def after_the_form(taken: Sequence[Move]) -> bool:
        kinds = [type(move.command) for move in taken]
        return SubmitClaim in kinds and CreateClaim in kinds[: kinds.index(SubmitClaim)]

    found = shortened(after_the_form, MOVES)
    assert [type(move.command) for move in found[1]] == [CreateClaim, SubmitClaim]


def test_the_budget_ends_the_search() -> None:
    found = shortened(Machine.fails, MOVES, budget=len(MOVES))
    assert len(found[1]) > 1
    assert shortened(Machine.fails, MOVES, budget=0) is None


def test_what_a_move_does_besides_is_left_out_unless_it_matters() -> None:
    rival = attrs.evolve(MOVES[-1], rival=MOVES[-1].command, kind=MoveKind.LEGAL, reopens=True)
    plain = shortened(lambda taken: taken[-1].rival is not None or len(taken) == 1, [rival])
    assert plain[1][0].rival is None
    kept = shortened(lambda taken: taken[-1].rival is not None, [rival])
    assert (kept[1][0].rival, kept[1][0].reopens) == (MOVES[-1].command, False)


def created(form: ClaimForm) -> list[Move]:
    """Return the moves of the story with another form at its beginning."""
    return [attrs.evolve(MOVES[0], command=attrs.evolve(CREATION, form=form)), *MOVES[1:]]


def forms(moves: Sequence[Move]) -> list[ClaimForm]:
    return [move.command.form for move in moves if isinstance(move.command, CreateClaim)]


SPECIAL = attrs.evolve(CREATION.form, name="This very one")


def test_a_form_stays_where_it_matters() -> None:
    found = shortened(lambda taken: SPECIAL in forms(taken), created(SPECIAL))
    assert forms(found[1]) == [SPECIAL]


def test_a_form_is_made_simple_where_it_does_not_matter() -> None:
    found = shortened(lambda taken: bool(forms(taken)), created(SPECIAL))
    assert len(found[1]) == len(forms(found[1])) == 1
    assert forms(found[1]) != [SPECIAL]


def test_the_kind_of_a_move_stays_where_it_matters() -> None:
    legal = [attrs.evolve(move, kind=MoveKind.LEGAL) for move in MOVES]
    found = shortened(lambda taken: taken[-1].kind is MoveKind.LEGAL, legal)
    assert [move.kind for move in found[1]] == [MoveKind.LEGAL]


def test_moves_of_other_claims_are_left_out_at_once() -> None:
    elsewhere = attrs.evolve(MOVES[0], command=attrs.evolve(CREATION, claim=ClaimId("C-9")))
    found = shortened(Machine.fails, [elsewhere, *MOVES])
    assert elsewhere not in found[1]
