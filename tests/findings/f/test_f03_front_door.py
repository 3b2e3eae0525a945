"""The front door: few names at the top, the rest in public rooms that need no import of their own."""

from __future__ import annotations

import importlib
import inspect
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from tests.support.findings import cc
from tests.support.public import public

_DOCS = Path(__file__).parents[3] / "docs"
_TOP = [
    "decide",
    "problems",
    "advice",
    "allowed",
    "permission",
    "perform",
    "perform_async",
    "record",
    "replay",
    "Claim",
    "ClaimForm",
    "ClaimStatus",
    "History",
    "HistoryEntry",
    "Decision",
    "Outcome",
    "Actor",
    "Grant",
    "Role",
    "Side",
    "Action",
    "Money",
    "Currency",
    "UsagePeriod",
    "BusinessCalendar",
    "BusinessDays",
    "CalendarDays",
    "partner_center",
    "Rulebook",
    "Rules",
    "Policies",
    "clocks",
    "review_deadline",
    "dispute_deadline",
    "payment_deadline",
    "Deadline",
    "NotRunning",
    "FundPool",
    "ClaimRepository",
    "InMemoryRepository",
    "Problem",
    "Explanation",
    "Source",
    "CoopClaimsError",
    "Refused",
    "InvalidValue",
    "Unresolved",
    "StaleClaim",
]
_ROOMS_TO_COME = ["auditing", "portal"]
_ROOMS = [
    "activities",
    "auditing",
    "calendars",
    "claims",
    "completeness",
    "deadlines",
    "decisions",
    "errors",
    "findings",
    "funds",
    "histories",
    "identifiers",
    "labels",
    "money",
    "parties",
    "payments",
    "payouts",
    "periods",
    "plans",
    "portal",
    "portfolio",
    "provenance",
    "repositories",
    "rules",
    "transitions",
    "wire",
]
_ROOMS_OF_TODAY = sorted(set(_ROOMS) - set(_ROOMS_TO_COME))


def _run(program: str) -> str:
    """Return what a fresh interpreter prints."""
    done = subprocess.run(
        (sys.executable, "-W", "error", "-c", program), check=True, capture_output=True, encoding="utf-8"
    )
    return done.stdout.strip()


def _names(room: str) -> list[str]:
    """Return the public names of a room."""
    return list(importlib.import_module(f"coopclaims.{room}").__all__)


def test_the_top_has_at_most_sixty_names() -> None:
    assert len(cc.__all__) <= 60


@pytest.mark.parametrize("name", _TOP)
def test_what_a_portal_types_first_stays_at_the_top(name: str) -> None:
    assert name in cc.__all__


@pytest.mark.parametrize("name", ["told", "asked", "Row", "Half", "Moved", "Kept", "ClaimDrawing", "Extra"])
def test_a_name_that_means_nothing_without_its_room_is_not_at_the_top(name: str) -> None:
    assert name not in cc.__all__


def test_few_names_of_the_top_begin_alike() -> None:
    assert sum(name.startswith("P") for name in cc.__all__) <= 10


@pytest.mark.parametrize("room", _ROOMS_OF_TODAY)
def test_a_room_is_imported_by_its_name(room: str) -> None:
    assert _names(room)


@pytest.mark.parametrize("room", ["portal"])
def test_a_subject_that_has_no_room_yet_gets_one(room: str) -> None:
    assert _names(room)


def test_each_public_name_has_one_home() -> None:
    homes: dict[str, list[str]] = {}
    for room in _ROOMS_OF_TODAY:
        for name in _names(room):
            homes.setdefault(name, []).append(room)
    again = {name for name in cc.__all__ if len(homes.get(name, ())) > 1}
    assert not again
    assert not [name for name in cc.__all__ if name not in homes]


def test_no_name_of_the_top_is_a_room() -> None:
    assert not set(cc.__all__).intersection(_ROOMS)


def test_a_room_is_reached_through_the_top_without_another_import() -> None:
    program = "import coopclaims as cc; print(getattr(getattr(cc, 'claims', None), 'SubmitClaim', None))"
    assert _run(program).startswith("<class ")


def test_a_function_of_a_room_is_imported_plainly() -> None:
    assert _run("from coopclaims.deadlines import review_due; print(review_due.__name__)") == "review_due"


@pytest.mark.parametrize("name", ["decide", "replay", "review_deadline", "perform", "Actor", "Money"])
def test_every_name_of_the_top_has_a_signature(name: str) -> None:
    assert inspect.signature(public(name)).parameters


def test_the_page_on_compatibility_promises_the_rooms() -> None:
    promised = (_DOCS / "reference" / "compatibility.md").read_text("utf-8")
    assert not [room for room in _ROOMS if not re.search(rf"coopclaims\.{room}\b|`\.?{room}`", promised)]


def _completed(line: str) -> list[Any]:
    jedi = pytest.importorskip("jedi", reason="the completion of three editors")
    return list(jedi.Script(f"import coopclaims as cc\n{line}").complete())


@pytest.mark.parametrize(
    ("line", "name"),
    [
        ("cc.deci", "decide"),
        ("cc.review_d", "review_deadline"),
        ("cc.InMem", "InMemoryRepository"),
    ],
)
def test_an_editor_without_types_completes_names(line: str, name: str) -> None:
    assert name in [each.name for each in _completed(line)]


def test_an_editor_without_types_completes_the_names_of_a_room() -> None:
    assert "SubmitClaim" in [each.name for each in _completed("cc.claims.Subm")]


def test_an_editor_without_types_shows_signatures() -> None:
    jedi = pytest.importorskip("jedi", reason="the completion of three editors")
    shown = jedi.Script("import coopclaims as cc\ncc.replay(").get_signatures()
    assert [each.name for each in shown] == ["replay"]
