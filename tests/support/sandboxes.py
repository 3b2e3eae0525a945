"""A workflow of Temporal, replayed in its sandbox without a server."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING, Final

import pytest

if TYPE_CHECKING:
    from pathlib import Path

_PLAY: Final = """
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


def replayed(folder: Path, rules: str, flow: str) -> str:
    """Replay the workflow `Review` of the module `flow`, beside `rules_of_ours`, and say what came of it."""
    pytest.importorskip("temporalio", reason="a workflow is replayed in its sandbox")
    (folder / "rules_of_ours.py").write_text(rules)
    (folder / "flow.py").write_text(flow)
    (folder / "play.py").write_text(_PLAY)
    play = [sys.executable, "play.py"]
    said = subprocess.run(play, cwd=folder, capture_output=True, text=True, check=False).stdout
    return said.rpartition("\n")[2]
