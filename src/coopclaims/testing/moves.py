"""What somebody does next: the moves of the lifecycle machine."""

from __future__ import annotations

from typing import TYPE_CHECKING, final

import attrs
from hypothesis import strategies as st

from coopclaims._values import Keyed, frozen
from coopclaims.claims.claim import Trigger
from coopclaims.claims.commands import Command, Comment
from coopclaims.claims.table import ClaimRow
from coopclaims.identifiers import ClaimId, CommandId
from coopclaims.testing.legal import draw_correction, draw_taking
from coopclaims.testing.mistakes import draw_anything, draw_mistake, draw_spoiled, draw_submission
from coopclaims.testing.stories import draw_towards
from coopclaims.testing.walking import keeps_open, openings, ways_through

if TYPE_CHECKING:
    from collections.abc import Container, Mapping, Sequence

    from hypothesis.strategies import DrawFn

    from coopclaims.claims.claim import Claim
    from coopclaims.findings.codes import ProblemCode
    from coopclaims.testing.world import Printer, World


@final
class MoveKind(Keyed):
    """What a move is made for."""

    TOWARDS_A_GOAL = "towards_a_goal"
    LEGAL = "legal"
    CONFLICT = "conflict", "two at once"
    SPOILED = "spoiled", "legal, but not to be submitted"
    MISTAKE = "mistake"
    ANYTHING = "anything"
    CORRECTION = "correction", "the instant of an entry is corrected"
    AGAIN = "again"
    REUSED = "reused", "another command under an identifier that was used"

    @property
    def verdict(self) -> bool | None:
        """Whether the command is to be accepted or refused, where that is known."""
        return {MoveKind.ANYTHING: None, MoveKind.MISTAKE: False}.get(self, True)


@final
@frozen(kw_only=True)
class Move:
    """A command, what it is made for, and the edge that its claim is on its way to.

    `then` is given after it, whatever comes of that. `rival` is decided on what was there before
    `command`, and performed after it. `reopens` says that the repository is opened anew beforehand.
    """

    kind: MoveKind
    command: Command
    goal: ClaimRow | None = None
    then: Command | None = None
    rival: Command | None = None
    reopens: bool = False

    def _repr_pretty_(self, printer: Printer, _cycle: object) -> None:  # pyright: ignore[reportUnusedFunction] - a protocol
        opened = "opened anew, " if self.reopens else ""
        then = "" if self.then is None else f", then {_told(self.then)}"
        against = "" if self.rival is None else f", against {_told(self.rival)}"
        printer.text(f"{opened}{self.kind.caption}: {_told(self.command)}{then}{against}")


def _told(command: Command) -> str:
    """Return a command in a line: what, on which claim, by whom, when, and what it says."""
    said = [f"{field.name}={getattr(command, field.name)!r}" for field in attrs.fields(type(command))[4:]]
    what = f"{type(command).__name__} {command.id} by {command.by.id} at {command.at.isoformat()}"
    return f"{what} ({', '.join(said)})" if said else what


_MIX = (
    *(MoveKind.TOWARDS_A_GOAL for _ in range(7)),
    MoveKind.LEGAL,
    MoveKind.CONFLICT,
    *(MoveKind.MISTAKE for _ in range(4)),
    MoveKind.SPOILED,
    MoveKind.ANYTHING,
    MoveKind.CORRECTION,
    MoveKind.AGAIN,
    MoveKind.REUSED,
)
"""How often each kind of move is made: most are legal, so that deep states are reached."""

_SELDOM = (*(False for _ in range(11)), True)
_CLAIMS_AT_ONCE = 2


@st.composite
def moves(
    draw: DrawFn,
    world: World,
    claims: Mapping[ClaimId, Claim],
    *,
    goals: Mapping[ClaimId, ClaimRow],
    entered: Container[ClaimRow],
    met: Container[ProblemCode],
    done: Sequence[Command],
) -> Move:
    """Draw what somebody does next, to one of these claims or to a new one.

    `goals` are the edges that claims are on their way to; new ones are chosen among those that are
    not `entered` yet, and mistakes among those whose problems were not `met` yet. `done` are the commands
    that were accepted, the latest one last.
    """
    kind = draw(st.sampled_from(_MIX))
    repaired = None
    if kind is MoveKind.CORRECTION and claims:
        repaired = draw_correction(draw, draw(st.sampled_from([*claims.values()])), world)
    if repaired is not None:
        move = Move(kind=kind, command=repaired)
    else:
        move = _drawn(draw, kind, world, claims, goals, entered, met, done)
    return attrs.evolve(move, reopens=draw(st.sampled_from(_SELDOM)))


def _drawn(
    draw: DrawFn,
    kind: MoveKind,
    world: World,
    claims: Mapping[ClaimId, Claim],
    goals: Mapping[ClaimId, ClaimRow],
    entered: Container[ClaimRow],
    met: Container[ProblemCode],
    done: Sequence[Command],
) -> Move:
    if kind in (MoveKind.AGAIN, MoveKind.REUSED) and done:
        return _delivered_again(draw, kind, draw(st.sampled_from(done[::-1])))
    new_id = ClaimId(f"C-{len(claims) + 1}")
    ways = {claim.id: _ways_on(claim, world, goals, entered) for claim in claims.values()}
    playable: list[Claim | None] = [claim for claim in claims.values() if ways[claim.id]]
    if kind in (MoveKind.MISTAKE, MoveKind.ANYTHING):
        claim = draw(st.sampled_from([*claims.values(), *claims.values(), None]))
        if kind is MoveKind.ANYTHING:
            return Move(kind=kind, command=draw_anything(draw, claim, world, new_id))
        return Move(kind=kind, command=draw_mistake(draw, claim, world, new_id, met))
    new: list[Claim | None] = [] if len(playable) > _CLAIMS_AT_ONCE else [None]
    chosen = draw(st.sampled_from([*playable, *playable, *new]))
    found = openings(chosen, world)
    editable = [each for each in found if each.row.trigger is Trigger.EDIT]
    if kind is MoveKind.SPOILED and chosen is not None and editable:
        spoiled = draw_spoiled(draw, editable[0], chosen, world)
        sent = draw_submission(draw, chosen.id, chosen.version + 2, world, spoiled.at)
        return Move(kind=kind, command=spoiled, then=sent)
    onwards = _ways_on(None, world, goals, entered) if chosen is None else ways[chosen.id]
    way = draw(st.sampled_from(onwards))
    rival = None
    if kind is MoveKind.CONFLICT:
        rival = _rival(draw, draw(st.sampled_from([chosen, *playable])), world, new_id)
    if kind is not MoveKind.LEGAL:
        command = draw_towards(draw, way[0], chosen, world, new_id)
        if command is not None:
            return Move(kind=MoveKind.TOWARDS_A_GOAL, command=command, goal=way[-1], rival=rival)
    detours = [each for each in found if chosen and keeps_open(each.row, chosen, way[-1].source, world.rules)]
    opening = draw(st.sampled_from(detours or found))
    command = draw_taking(draw, opening, chosen, world, claim_id=new_id)
    return Move(kind=MoveKind.LEGAL, command=command, goal=way[-1], rival=rival)


def _rival(draw: DrawFn, claim: Claim | None, world: World, new_id: ClaimId) -> Command:
    """Draw a legal command that somebody else gives at the same time, under an identifier of its own."""
    found = openings(claim, world)
    command = draw_taking(draw, draw(st.sampled_from(found)), claim, world, claim_id=new_id)
    return attrs.evolve(command, id=CommandId(f"{command.id} at the same time"))


def _delivered_again(draw: DrawFn, kind: MoveKind, command: Command) -> Move:
    """Deliver a command a second time, or another one under its identifier."""
    if kind is MoveKind.REUSED:
        text = draw(st.just("Something else."))
        command = Comment(claim=command.claim, id=command.id, by=command.by, at=command.at, text=text)
    return Move(kind=kind, command=command)


def _ways_on(
    claim: Claim | None, world: World, goals: Mapping[ClaimId, ClaimRow], entered: Container[ClaimRow]
) -> list[tuple[ClaimRow, ...]]:
    """Return the way to the edge that the claim is on its way to, or the ways to others; none at its end."""
    ways = ways_through(claim, world.rules)
    goal = None if claim is None else goals.get(claim.id)
    if goal is not None and goal in ways:
        return [ways[goal]]
    fresh = [way for row, way in ways.items() if row not in entered]
    return fresh or [way for row, way in ways.items() if row.target is not row.source]
