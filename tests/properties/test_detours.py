"""A story that finds a detour closed goes on along its way."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hypothesis import Phase, find, settings

from coopclaims import ClaimStatus
from coopclaims.testing import scenarios, stories

if TYPE_CHECKING:
    import pytest
    from hypothesis.strategies import DrawFn

    from coopclaims import Claim, Command, Row
    from coopclaims.testing import World

SEARCHED = settings(derandomize=True, database=None, phases=(Phase.generate,), max_examples=200)


def test_a_detour_that_cannot_be_taken_is_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    towards, closed = stories.draw_towards, list[str]()

    def without_remarks(
        draw: DrawFn, row: Row, claim: Claim | None, world: World, claim_id: str = "C-1"
    ) -> Command | None:
        if row.at is row.to:  # only a detour leads back to where it began
            closed.append(row.on)
            return None
        return towards(draw, row, claim, world, claim_id)

    monkeypatch.setattr(stories, "draw_towards", without_remarks)
    scenario = find(scenarios(ClaimStatus.APPROVED), lambda _: bool(closed), settings=SEARCHED)

    assert closed
    assert scenario.claim.status is ClaimStatus.APPROVED
