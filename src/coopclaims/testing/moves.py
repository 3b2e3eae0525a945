"""What somebody does next: the moves of the lifecycle machine."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, final

import attrs
from hypothesis import strategies as st

from coopclaims.claims import Command
from coopclaims.identifiers import ClaimId
from coopclaims.lifecycle import Row
from coopclaims.testing.legal import draw_taking
from coopclaims.testing.mistakes import draw_anything, draw_mistake
from coopclaims.testing.stories import draw_towards
from coopclaims.testing.walking import keeps_open, openings, ways_through

if TYPE_CHECKING:
    from collections.abc import Container, Mapping

    from hypothesis.strategies import DrawFn

    from coopclaims.claims import Claim
    from coopclaims.testing.world import Printer, World

__all__ = ["Move", "MoveKind", "moves"]


@final
class MoveKind(StrEnum):
    """What a move is made for."""

    TOWARDS_A_GOAL = "towards a goal"
    LEGAL = "legal"
    MISTAKE = "mistake"
    ANYTHING = "anything"
    AGAIN = "again"

    @property
    def verdict(self) -> bool | None:
        """Whether the command is to be accepted or refused, where that is known."""
        return {MoveKind.ANYTHING: None, MoveKind.MISTAKE: False}.get(self, True)


@final
@attrs.frozen
class Move:
    """A command, what it is made for, and the edge that its claim is on its way to."""

    kind: MoveKind
    command: Command
    goal: Row | None = None

    def _repr_pretty_(self, printer: Printer, _cycle: object) -> None:  # pyright: ignore[reportUnusedFunction] - a protocol
        printer.text(f"{self.kind}: {self.command}")


_MIX = (
    *(MoveKind.TOWARDS_A_GOAL for _ in range(7)),
    *(MoveKind.LEGAL for _ in range(2)),
    *(MoveKind.MISTAKE for _ in range(3)),
    MoveKind.ANYTHING,
    MoveKind.AGAIN,
)
"""How often each kind of move is made: most are legal, so that deep states are reached."""

_CLAIMS_AT_ONCE = 2


@st.composite
def moves(
    draw: DrawFn,
    world: World,
    claims: Mapping[ClaimId, Claim],
    *,
    goals: Mapping[ClaimId, Row],
    entered: Container[Row],
    latest: Command | None,
) -> Move:
    """Draw what somebody does next, to one of these claims or to a new one.

    `goals` are the edges that claims are on their way to; new ones are chosen among those that are
    not `entered` yet. `latest` is the command that was accepted last.
    """
    kind = draw(st.sampled_from(_MIX))
    if kind is MoveKind.AGAIN and latest is not None:
        return Move(kind, latest)
    new_id = ClaimId(f"C-{len(claims) + 1}")
    if kind in (MoveKind.MISTAKE, MoveKind.ANYTHING):
        claim = draw(st.sampled_from([*claims.values(), None]))
        wrong = draw_mistake if kind is MoveKind.MISTAKE else draw_anything
        return Move(kind, wrong(draw, claim, world, new_id))
    ways = {claim.id: _ways_on(claim, world, goals, entered) for claim in claims.values()}
    playable: list[Claim | None] = [claim for claim in claims.values() if ways[claim.id]]
    new: list[Claim | None] = [] if len(playable) > _CLAIMS_AT_ONCE else [None]
    chosen = draw(st.sampled_from([*playable, *playable, *new]))
    onwards = _ways_on(None, world, goals, entered) if chosen is None else ways[chosen.id]
    way = draw(st.sampled_from(onwards))
    if kind is not MoveKind.LEGAL:
        command = draw_towards(draw, way[0], chosen, world, new_id)
        if command is not None:
            return Move(MoveKind.TOWARDS_A_GOAL, command, way[-1])
    found = openings(chosen, world)
    detours = [each for each in found if chosen and keeps_open(each.row, chosen, way[-1].at, world.rules)]
    opening = draw(st.sampled_from(detours or found))
    return Move(MoveKind.LEGAL, draw_taking(draw, opening, chosen, world, claim_id=new_id), way[-1])


def _ways_on(
    claim: Claim | None, world: World, goals: Mapping[ClaimId, Row], entered: Container[Row]
) -> list[tuple[Row, ...]]:
    """Return the way to the edge that the claim is on its way to, or the ways to others; none at its end."""
    ways = ways_through(claim, world.rules)
    goal = None if claim is None else goals.get(claim.id)
    if goal is not None and goal in ways:
        return [ways[goal]]
    fresh = [way for row, way in ways.items() if row not in entered]
    return fresh or [way for row, way in ways.items() if row.to is not row.at]
