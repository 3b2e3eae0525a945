"""Stories: commands for a claim, claims in a wished status, Histories of a wished ending."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Generic, TypeVar, final

from hypothesis import Phase, currently_in_test_context, find, settings, strategies as st
from hypothesis.strategies import SearchStrategy

from coopclaims._values import frozen
from coopclaims.claims.claim import Claim, ClaimStatus, Trigger
from coopclaims.claims.commands import Command
from coopclaims.claims.events import History
from coopclaims.claims.recording import replay
from coopclaims.findings.codes import ProblemCode
from coopclaims.funds.entries import FundEntry
from coopclaims.identifiers import ClaimId
from coopclaims.testing.legal import draw_correction, draw_taking, supplying
from coopclaims.testing.mistakes import draw_anything, draw_mistake, draw_refused_for
from coopclaims.testing.walking import opening_for, openings, out_of_reach, shortest_path, ways_round
from coopclaims.testing.world import Printer, World, worlds

if TYPE_CHECKING:
    from datetime import datetime

    from coopclaims.claims.table import ClaimRow


ExampleT = TypeVar("ExampleT")

_DETOURS = 3
_SELDOM = (*(False for _ in range(23)), True)


@final
@frozen(repr=False)
class Scenario:
    """A History, and the world in which it happened, with the fund as it stands after it.

    `ledger` is what the fund has recorded because of this History.

    >>> simplest(scenarios(ClaimStatus.CANCELLED))
    Scenario('C-1', cancelled: create, cancel)
    """

    world: World
    history: History
    ledger: tuple[FundEntry, ...] = ()

    @property
    def claim(self) -> Claim:
        """The claim that the History leads to."""
        return replay(self.history)

    def after(self, command: Command) -> Scenario:
        """Return the scenario with one more command carried out. Raises `Refused`."""
        decision = self.world.decide(command, self.claim)
        return Scenario(
            self.world.after(decision),
            self.history.extended(decision.entries),
            (*self.ledger, *decision.ledger),
        )

    def __repr__(self) -> str:
        entries = self.history.entries
        steps = ", ".join(str(entry.event.trigger) for entry in entries)
        status = entries[-1].after if entries else "not created"
        return f"Scenario({self.history.claim!r}, {status}: {steps})"

    def _repr_pretty_(self, printer: Printer, _cycle: object) -> None:  # pyright: ignore[reportUnusedFunction] - a protocol
        printer.text(repr(self))


def commands(
    claim: Claim | None,
    *,
    world: World | None = None,
    legal: bool | None = None,
    refused_for: ProblemCode | None = None,
    claim_id: str = "C-1",
) -> SearchStrategy[Command]:
    """Return a strategy for commands on a claim, or for the one that creates it where there is none.

    With `legal` true, `decide` accepts every one of them in this world, and every row that is open to
    the claim is as likely as another; a closed claim has none, so nothing is generated. With `legal`
    false, `decide` refuses every one of them: five of six are spread evenly over kinds of command
    and roles, whether the status allows the kind or not, the sixth over other reasons. `refused_for` gives
    those that are refused for this one reason and no other; drawing one raises `InvalidValue` where none
    was found. Where neither is given, all of these come and others that nobody has judged. The instant is
    never before the claim's last entry, but for a mistake. The identifier follows from the claim and its
    version: one drawn for the same claim again is the same request, delivered twice or changed.

    >>> from hypothesis import given, strategies as st
    >>> @given(st.data())
    ... def check(data):
    ...     scenario = data.draw(scenarios(ClaimStatus.UNDER_REVIEW))
    ...     command = data.draw(commands(scenario.claim, world=scenario.world, legal=True))
    ...     assert not scenario.world.problems(command, scenario.claim)
    >>> check()
    """
    around = world or World.typical()
    if refused_for is not None:
        return _refused_for(refused_for, claim, around, claim_id)
    if legal and not openings(claim, around):
        return st.nothing()
    return _commands(claim, around, legal, claim_id)


@st.composite
def _commands(
    draw: st.DrawFn,
    claim: Claim | None,
    world: World,
    legal: bool | None,  # noqa: FBT001 - inside only
    claim_id: str,
) -> Command:
    found = openings(claim, world)
    verdict = (
        draw(st.sampled_from((True, False, None) if found else (False, None))) if legal is None else legal
    )
    if verdict is None:
        return draw_anything(draw, claim, world, claim_id)
    if verdict:
        return draw_taking(draw, draw(st.sampled_from(found)), claim, world, claim_id=claim_id)
    return draw_mistake(draw, claim, world, claim_id)


@st.composite
def _refused_for(
    draw: st.DrawFn, code: ProblemCode, claim: Claim | None, world: World, claim_id: str
) -> Command:
    return draw_refused_for(draw, code, claim, world, claim_id)


def draw_towards(
    draw: st.DrawFn,
    row: ClaimRow,
    claim: Claim | None,
    world: World,
    claim_id: str = "C-1",
    since: datetime | None = None,
) -> Command | None:
    """Draw a legal command that takes the row, not before `since`, or supplies what a submission lacks.

    `None` where the claim cannot take the row as it stands.
    """
    opening = opening_for(row, claim, world, since)
    if opening is not None:
        return draw_taking(draw, opening, claim, world, claim_id=claim_id)
    lacking = supplying(claim, world) if claim is not None and row.trigger is Trigger.SUBMIT else ()
    for opening in openings(claim, world):
        if any(kind.trigger is opening.row.trigger for kind in lacking):
            return draw_taking(draw, opening, claim, world, kinds=lacking)
    return None


def scenarios(
    ending: ClaimStatus | None = None,
    *,
    world: World | SearchStrategy[World] | None = None,
    detours: int = _DETOURS,
    claim_id: str = "C-1",
) -> SearchStrategy[Scenario]:
    """Return a strategy for Histories that end in this status (or in any), with their world.

    Each goes a shortest way along the table, by up to `detours` other rows of it: remarks, edits,
    rounds of review, disputes, and now and then the correction of an instant. They shrink to the shortest
    way, in any of `worlds()` unless a world, or a strategy for worlds, is given; give the world of one claim
    and another `claim_id` to have a second claim on the same fund. Raises `InvalidValue` where the world lets
    no claim come to that end, its fund being used up for instance.
    """
    around = worlds() if world is None else st.just(world) if isinstance(world, World) else world
    return _scenarios(ending, around, detours, ClaimId(claim_id))


@st.composite
def _scenarios(
    draw: st.DrawFn,
    ending: ClaimStatus | None,
    around: SearchStrategy[World],
    detours: int,
    claim_id: ClaimId,
) -> Scenario:
    world, status = draw(around), ending or draw(st.sampled_from(ClaimStatus))
    claim: Claim | None = None
    history, ledger = History(claim_id), tuple[FundEntry, ...]()
    detour: tuple[ClaimRow, ...] = ()
    begun: tuple[Claim | None, History, World, tuple[FundEntry, ...]] = claim, history, world, ledger
    left = detours
    while True:
        if left and not detour and (ways := ways_round(claim, status, world.rules)) and draw(st.booleans()):
            left -= 1
            detour = draw(st.sampled_from(ways))
            begun = claim, history, world, ledger
        if left and claim is not None and draw(st.sampled_from(_SELDOM)):
            left -= 1
            corrected = draw_correction(draw, claim, world)
            if corrected is not None:
                repaired = world.decide(corrected, claim, history=history)
                claim, history = repaired.claim, history.extended(repaired.entries)
        path = detour or shortest_path(status, rules=world.rules, start=claim)
        if not path:
            return Scenario(world, history, ledger)
        command = draw_towards(draw, path[0], claim, world, claim_id)
        if command is None:
            if not detour:
                raise out_of_reach(status, claim)
            # From where it stopped there may be no way on: not every approval can go back.
            detour, (claim, history, world, ledger) = (), begun
            continue
        decision = world.decide(command, claim)
        claim, history = decision.claim, history.extended(decision.entries)
        world, ledger = world.after(decision), (*ledger, *decision.ledger)
        if command.trigger is path[0].trigger:
            detour = detour[1:]


def claims(status: ClaimStatus | None = None, *, world: World | None = None) -> SearchStrategy[Claim]:
    """Return a strategy for claims in this status (or in any), reached by a shortest way.

    In `World.typical()` unless another is given. A claim is judged with its fund as its own History has
    left it: where you want to go on from it, ask for `scenarios`.

    >>> from hypothesis import given
    >>> @given(claims(ClaimStatus.PARTNER_ACTION_REQUIRED))
    ... def check(claim):
    ...     assert claim.milestones.requests
    >>> check()
    """
    return scenarios(status, world=world or World.typical(), detours=0).map(lambda each: each.claim)


def histories(
    ending: ClaimStatus | None = None,
    *,
    world: World | SearchStrategy[World] | None = None,
    detours: int = _DETOURS,
) -> SearchStrategy[History]:
    """Return a strategy for Histories that end in this status (or in any): see `scenarios`.

    >>> simplest(histories(ClaimStatus.REJECTED)).entries[-1].summary
    'Claim rejected: As agreed.'
    """
    return scenarios(ending, world=world, detours=detours).map(lambda each: each.history)


def simplest(strategy: SearchStrategy[ExampleT]) -> ExampleT:
    """Return the simplest example of a strategy, the same every time: for fixtures and for pages.

    Within a test of Hypothesis too.

    >>> simplest(claims(ClaimStatus.UNDER_REVIEW)).status.caption
    'Under review'
    """
    if currently_in_test_context():  # a test within a test is refused, but only within one thread
        with ThreadPoolExecutor(max_workers=1) as elsewhere:
            return elsewhere.submit(_first, strategy).result()
    return _first(strategy)


def _first(strategy: SearchStrategy[ExampleT]) -> ExampleT:
    once = settings(max_examples=1, phases=(Phase.generate,), derandomize=True, database=None)
    return find(_found(strategy), lambda _: True, settings=once).example


@final
class _Found(Generic[ExampleT]):
    """An example that is not printed on the way: a rulebook takes pages."""

    def __init__(self, example: ExampleT) -> None:
        self.example = example


@st.composite
def _found(draw: st.DrawFn, strategy: SearchStrategy[ExampleT]) -> _Found[ExampleT]:
    return _Found(draw(strategy))
