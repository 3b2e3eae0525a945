"""What the playground answers, asked without a browser."""

from __future__ import annotations

import contextlib
import io
import json
import runpy
from pathlib import Path
from typing import Any

import pytest

from coopclaims import BusinessCalendar
from coopclaims.wire import to_text

SOURCE = Path(__file__).parents[2] / "docs" / "playground" / "playground.py"


@pytest.fixture
def ask() -> Any:
    """Return what asks a playground of its own that has the calendar of the United States."""
    answering = runpy.run_path(str(SOURCE))["ask"]

    def asked(what: str, **given: Any) -> Any:
        return json.loads(answering(json.dumps({"what": what, "country": "US", **given})))

    text = to_text(BusinessCalendar.from_holidays("US", years=range(2022, 2025)))
    asked("calendar", years=[2022, 2024], text=text)
    return asked


def run(lines: str) -> tuple[str, dict[str, Any]]:
    """Return what lines of Python print, and the names that they leave."""
    space: dict[str, Any] = {}
    with contextlib.redirect_stdout(io.StringIO()) as said:
        exec(lines, space)  # noqa: S102 - made a line before
    return said.getvalue(), space


def test_every_clock_answers(ask: Any) -> None:
    """With a due day, a reason why there is none, or what the rules do not know."""
    for clock, _ in ask("choices")["clocks"]:
        answer = ask("due", clock=clock, start="2022-09-02T17:30")
        assert answer.get("text") or answer["problems"]


def test_a_due_day_is_that_of_the_copied_lines(ask: Any) -> None:
    for start in ("2022-09-02", "2022-09-02T17:30"):
        answer = ask("due", clock="review", start=start)
        assert answer["day"] == "2022-09-07"
        assert run(answer["python"])[0].strip() == answer["text"].strip()


def test_a_claim_is_what_the_copied_lines_lead_to(ask: Any) -> None:
    def play(**given: Any) -> Any:
        return ask("play", **{"by": "alice", "at": "", "amount": "9000.00", "words": 'a "b"\n{c}'} | given)

    for step in ("add_invoice", "add_proof", "record_metric", "submit_claim"):
        assert play(step=step)["problems"] == []
    assert play(step="approve_claim")["problems"] != []
    assert play(step="start_review", by="rita")["status"] == "Under review"
    state = play(step="reject_claim", by="rita")
    assert state["status"] == "Rejected"
    said, space = run(state["python"])
    assert to_text(space["repository"].history("C-1")) == state["wire"]
    assert said.splitlines() == state["history"]
    again = play(again=True)
    assert again["status"] == "Editing"
    assert next(each["why"] for each in again["buttons"] if each["key"] == "submit_claim")


def test_every_button_has_content_that_can_be_written(ask: Any) -> None:
    """Whether it is refused or not: no button breaks off in an error of Python's own."""
    first = ask("play", by="alice", at="")
    for button in first["buttons"]:
        for by in ("alice", "rita", "system"):
            given = {"by": by, "at": "", "amount": "10.00", "words": "so", "again": True}
            assert ask("play", step=button["key"], **given)["python"]
