"""A host that watches imports runs what was imported beforehand."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.support.sandboxes import replayed

if TYPE_CHECKING:
    from pathlib import Path

RULES = """
from datetime import UTC, date

import coopclaims as cc

RULES = cc.partner_center.bind(
    calendar=cc.BusinessCalendar.of_weekdays(years=range(2014, 2032)), zone=UTC
)


def due(day):
    return cc.deadlines.review_due(start=date.fromisoformat(day), rules=RULES)


due("2022-09-15")
"""
FLOW = """
from datetime import date

from temporalio import workflow

with workflow.unsafe.imports_passed_through():
    {imports}


@workflow.defn
class Review:
    @workflow.run
    async def run(self, day: str) -> str:
        return str({call})
"""


def _replayed(folder: Path, imports: str, call: str) -> str:
    """Replay a workflow that makes this call, and say what came of it."""
    return replayed(folder, RULES, FLOW.format(imports=imports, call=call))


def test_rules_made_in_a_module_that_was_passed_through_replay(tmp_path: Path) -> None:
    assert _replayed(tmp_path, "import rules_of_ours", "rules_of_ours.due(day).last_instant") == "replayed"


def test_the_front_door_that_was_passed_through_replays(tmp_path: Path) -> None:
    call = "cc.BusinessCalendar.of_weekdays(years=range(2022, 2024)).name"
    assert _replayed(tmp_path, "import coopclaims as cc; import coopclaims.eager", call) == "replayed"


def test_a_name_that_was_passed_through_replays(tmp_path: Path) -> None:
    imports = "import rules_of_ours; from coopclaims.deadlines import review_due"
    call = "review_due(start=date.fromisoformat(day), rules=rules_of_ours.RULES).last_instant"
    assert _replayed(tmp_path, imports, call) == "replayed"
