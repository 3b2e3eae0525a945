"""Deadlines in JavaScript, written from the page of the wire and the pinned files: they pass their level."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import pytest
from docs.conformance import run
from tests.support.vectors_pinned import FOLDER

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.slow  # each starts Node

NODE: Final = shutil.which("node") or ""
MODULE: Final = FOLDER / "deadlines.mjs"
ADAPTER: Final = FOLDER / "javascript_adapter.mjs"

if not NODE:
    pytest.skip("there is no node on the path", allow_module_level=True)


def play(adapter: Path) -> run.Report:
    return run.play([NODE, str(adapter)], ["deadlines"], optional=True)


def test_every_deadline_is_the_same_in_javascript() -> None:
    report = play(ADAPTER)
    assert report.passed, "\n".join(report.lines(5))
    assert report.asked.total() > 300


def test_what_it_has_no_answer_for_is_passed_over() -> None:
    report = run.play([NODE, str(ADAPTER)], ["money"])
    assert report.skipped == report.asked
    assert not report.wrong


def test_the_module_is_short_and_needs_nothing() -> None:
    """So that a page of a portal can load it as it is."""
    text = MODULE.read_text("utf-8")
    assert len(text.splitlines()) < 200
    assert not re.search(r"\b(import|require|process|globalThis|window|document)\b", text)
    assert not re.search(r"new Date\(\)|Date\.now", text), "the present is for others to say"


def test_a_page_asks_for_a_due_day_with_a_calendar_and_a_rule(tmp_path: Path) -> None:
    pinned = json.loads((FOLDER / "pinned" / "calendars.json").read_text("utf-8"))
    calendar = pinned["calendars"][pinned["names"]["US"]]
    rule = {"span": {"type": "span.business-days", "n": 3}, "zone": "America/Los_Angeles"}
    script = tmp_path / "page.mjs"
    script.write_text(
        f"import {{ dueDay }} from {json.dumps(MODULE.as_uri())};\n"
        f"const said = dueDay({json.dumps(calendar)}, {json.dumps(rule)}, '2022-11-23T23:30:00Z');\n"
        "console.log(JSON.stringify(said));",
        "utf-8",
    )
    done = subprocess.run([NODE, str(script)], check=True, capture_output=True, encoding="utf-8", timeout=60)
    assert json.loads(done.stdout) == {
        "due": "2022-11-29",
        "last_instant": "2022-11-30T07:59:59.999999Z",
        "closed": {"2022-11-24": "Thanksgiving Day"},
    }


class Fault(NamedTuple):
    """A way to count wrongly: what stands in the module, what in its place, and a fact that it breaks."""

    was: str
    now: str
    fact: str


FAULTS: Final = {
    "day zero is counted": Fault(
        "for (let left = n; left > 0; )", "day -= 1;\n  for (let left = n; left > 0; )", "MG22 D-07"
    ),
    "the day is that of UTC": Fault(
        "wall(Date.parse(start), zone) / DAY", "Date.parse(start) / DAY", "MG22 D-10"
    ),
    "holidays are ignored": Fault("if (holidays.has(day))", "if (false)", "MG22 D-10"),
    "a roll is forgotten": Fault(
        'if (convention === "unadjusted") return day;', "return day;", "Terms of an adopter 1"
    ),
    "the weekend is that of today": Fault(
        "since <= day);\n  return !working", "true);\n  return !working", "MG22 D-07"
    ),
    "Sunday is 0": Fault("(dayOf(day) + 3) % 7", "(dayOf(day) + 4) % 7", "MG22 D-07"),
    "a working Saturday is closed": Fault("!working.has(day) &&", "", "MG22 D-10"),
    "months overflow": Fault(
        "Math.min(last, last - partsOf(last)[2] + wanted)",
        "last - partsOf(last)[2] + wanted",
        "OV23 D-25 Q-02",
    ),
    "it ends at midnight of UTC": Fault("wall(ms, zone) - ms));\n", "0));\n", "MG22 D-07"),
    "an evening counts as of that day": Fault(
        "return after(calendar, day, 1)", "return day", "Terms of an adopter 1"
    ),
    "a withdrawn rule still holds": Fault("|| found.value === null", "", "KB-3WD D-07"),
}


@pytest.mark.parametrize("name", FAULTS)
def test_a_fault_is_caught_and_its_fact_is_named(name: str, tmp_path: Path) -> None:
    fault = FAULTS[name]
    text = MODULE.read_text("utf-8")
    assert text.count(fault.was) == 1, fault.was
    for path in (ADAPTER, *(FOLDER / "pinned").glob("*.json")):
        there = tmp_path / path.relative_to(FOLDER)
        there.parent.mkdir(exist_ok=True)
        there.write_bytes(path.read_bytes())
    (tmp_path / MODULE.name).write_text(text.replace(fault.was, fault.now), "utf-8")
    report = play(tmp_path / ADAPTER.name)
    assert report.wrong
    assert fault.fact in report.facts()
    assert fault.fact in "\n".join(report.lines(most=0))
    told: list[Any] = [each.case["id"] for each in report.wrong]
    assert len(told) < report.asked.total(), "some answers are right all the same"
