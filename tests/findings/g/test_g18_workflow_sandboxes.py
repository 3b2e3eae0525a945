"""A host that watches imports runs what was imported beforehand."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

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
PLAY = """
import asyncio
import base64
import json
import sys

from flow import Review
from temporalio.client import WorkflowHistory
from temporalio.worker import Replayer

AT = "2022-09-15T09:00:00Z"
DAY = {
    "metadata": {"encoding": base64.b64encode(b"json/plain").decode()},
    "data": base64.b64encode(b'"2022-09-15"').decode(),
}
QUEUE = {"taskQueue": {"name": "reviews"}, "attempt": 1}
STARTED = {
    **QUEUE,
    "workflowType": {"name": "Review"},
    "input": {"payloads": [DAY]},
    "originalExecutionRunId": "run",
    "firstExecutionRunId": "run",
}
EVENTS = [
    ("WorkflowExecutionStarted", STARTED),
    ("WorkflowTaskScheduled", QUEUE),
    ("WorkflowTaskStarted", {"scheduledEventId": "2"}),
    ("WorkflowTaskCompleted", {"scheduledEventId": "2", "startedEventId": "3"}),
    ("WorkflowExecutionCompleted", {"workflowTaskCompletedEventId": "4"}),
]


def event(number, name, content):
    words = "".join("_" + letter if letter.isupper() else letter for letter in name).upper()
    key = name[0].lower() + name[1:] + "EventAttributes"
    return {"eventId": str(number), "eventTime": AT, "eventType": "EVENT_TYPE" + words, key: content}


async def main():
    events = [event(number, *each) for number, each in enumerate(EVENTS, start=1)]
    history = WorkflowHistory.from_json("review", json.dumps({"events": events}))
    replayer = Replayer(workflows=[Review])
    result = await replayer.replay_workflow(history, raise_on_replay_failure=False)
    return result.replay_failure


sys.stdout.write("failed" if asyncio.run(main()) else "replayed")
"""


def _replayed(folder: Path, imports: str, call: str) -> str:
    """Replay a workflow that makes this call, and say what came of it."""
    pytest.importorskip("temporalio", reason="a workflow is replayed in its sandbox")
    (folder / "rules_of_ours.py").write_text(RULES)
    (folder / "flow.py").write_text(FLOW.format(imports=imports, call=call))
    (folder / "play.py").write_text(PLAY)
    play = [sys.executable, "play.py"]
    said = subprocess.run(play, cwd=folder, capture_output=True, text=True, check=False).stdout
    return said.rpartition("\n")[2]


def test_rules_made_in_a_module_that_was_passed_through_replay(tmp_path: Path) -> None:
    assert _replayed(tmp_path, "import rules_of_ours", "rules_of_ours.due(day).last_instant") == "replayed"


def test_the_front_door_that_was_passed_through_replays(tmp_path: Path) -> None:
    call = "cc.BusinessCalendar.of_weekdays(years=range(2022, 2024)).name"
    assert _replayed(tmp_path, "import coopclaims as cc; import coopclaims.eager", call) == "replayed"


def test_a_name_that_was_passed_through_replays(tmp_path: Path) -> None:
    imports = "import rules_of_ours; from coopclaims.deadlines import review_due"
    call = "review_due(start=date.fromisoformat(day), rules=rules_of_ours.RULES).last_instant"
    assert _replayed(tmp_path, imports, call) == "replayed"
