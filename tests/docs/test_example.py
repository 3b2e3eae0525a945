"""The example tells one claim's whole life, with public names only, and computes what it prints."""

from __future__ import annotations

import ast
import os
import re
import subprocess
import sys
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from tests.support.public import is_public, used_names

from coopclaims.labels import CATALOGUE_LANGUAGES

SCRIPT = Path(__file__).parents[2] / "docs" / "examples" / "first_claim.py"
SPEAKING = frozenset({"heading", "say"})
"""The functions of the script that print."""

MONTHS = (
    "January|February|March|April|May|June|July|August|September|October|November|December"
    "|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept|Sep|Oct|Nov|Dec"
)
OTHER_DATE = re.compile(
    rf"\b\d{{1,2}}(?:st|nd|rd|th|\.)? (?:{MONTHS})\b"
    rf"|\b(?:{MONTHS})\.? \d{{1,4}}\b"
    r"|\b\d{1,4}([./])\d{1,2}\1\d{1,4}\b"
)
"""A day written in any other way than 2022-09-14."""


@pytest.fixture(scope="module")
def tree() -> ast.Module:
    return ast.parse(SCRIPT.read_text("utf-8"))


@pytest.fixture(scope="module")
def printed() -> str:
    return run()


def run(*arguments: str, **environment: str) -> str:
    """Return what the script prints; any warning is an error."""
    done = subprocess.run(
        (sys.executable, "-X", "utf8", "-W", "error", str(SCRIPT), *arguments),
        env={**os.environ, **environment},
        check=False,
        capture_output=True,
        encoding="utf-8",
    )
    assert done.returncode == 0, done.stderr
    assert not done.stderr
    return done.stdout


# What it prints.


def test_it_prints_the_same_everywhere(printed: str) -> None:
    assert run(TZ="Asia/Tokyo", PYTHONHASHSEED="7") == printed


def test_every_date_is_in_iso_form(printed: str) -> None:
    days = re.findall(r"\b\d{4}-\d{2}-\d{2}", printed)
    assert len(days) > 100
    assert all(date.fromisoformat(day) for day in days)
    assert [found.group() for found in OTHER_DATE.finditer(printed)] == []


def test_the_payment_is_due_by_each_calendar(printed: str) -> None:
    due = re.findall(r"^Payment is due on \w{3} (\S+) ", printed, flags=re.MULTILINE)
    assert due == ["2022-11-28", "2022-12-01"]
    for holiday in ("2022-10-10", "2022-11-11", "2022-11-24"):
        assert re.search(rf"^├─ \w{{3}} {holiday}: \w+", printed, flags=re.MULTILINE), holiday


def test_each_day_of_the_story_is_there(printed: str) -> None:
    assert "├─ submitted Wed 2022-09-14, day zero" in printed
    assert "├─ disputed Wed 2022-09-21, day zero" in printed
    assert "├─ approved Mon 2022-09-26, day zero" in printed
    assert "2022-08-16 to 2023-02-15" in printed


def test_the_history_has_a_row_for_each_thing_that_was_done(printed: str) -> None:
    done = re.findall(r"^\d{4}-\d{2}-\d{2}  (\w+) \([^)\n]+\): (.+)  \[.+\]$", printed, flags=re.MULTILINE)
    rows = [
        re.split(r" {2,}", line) for line in printed.splitlines() if re.match(r"\d+ +\d{4}-\d\d-\d\dT", line)
    ]
    assert [(who, what) for _, _, who, _, _, what in rows] == done
    assert [int(row[0]) for row in rows] == list(range(1, len(done) + 1))
    assert len(rows) >= 18


def test_two_entities_pay_in_two_currencies(printed: str) -> None:
    payouts = re.findall(r"^(\S+) pays (\S+) (\w{3}) to bank profile \S+$", printed, flags=re.MULTILINE)
    assert sorted(currency for _, _, currency in payouts) == ["EUR", "SEK"]
    assert len({entity for entity, _, _ in payouts}) == 2
    shares = re.findall(r"^├─ (\S+) SEK of (\S+) SEK falls to", printed, flags=re.MULTILINE)
    assert {whole for _, whole in shares} == {"84000.00"}
    assert sum(Decimal(share) for share, _ in shares) == Decimal("84000.00")


def test_every_refused_attempt_is_explained(printed: str) -> None:
    refused = re.findall(r"^\S+  \w+: [\w ]+ is refused\n((?:    .*\n)+)", printed, flags=re.MULTILINE)
    assert refused
    assert printed.count(" is refused\n") == len(refused)
    for explained in refused:
        problem, *rest = explained.splitlines()
        assert re.search(r"  \[\S+ [A-Z]\S+.*\]$", problem), problem
        assert any("remedy: " in line for line in rest), explained


def test_nothing_is_left_out_of_the_overview(printed: str) -> None:
    overview = printed[printed.index("\nThe overview\n") :]
    assert "Approved: C-1001" in overview
    assert re.search(r"approved 84000\.00 SEK, claimed 84000\.00 SEK, total 120000\.00 SEK", overview)


@pytest.mark.parametrize("language", [each for each in CATALOGUE_LANGUAGES if each != "en"])
def test_in_another_language_the_same_is_said(printed: str, language: str) -> None:
    said = run("--language", language)
    for part in (r"\b\d{4}-\d\d-\d\d\b", r"\b\d+\.\d\d [A-Z]{3}\b", r"\[[A-Z]{2}\S* [A-Z]-?\d+"):
        assert sorted(re.findall(part, said)) == sorted(re.findall(part, printed))
    ours = [line for line in printed.splitlines() if re.search("[a-z] [a-z]", line)]
    assert not set(ours) & set(said.splitlines())


def test_in_english_it_is_said_as_it_is_unless_asked_otherwise(printed: str) -> None:
    assert run("--language", "en") == printed


# How it is written.


def test_it_imports_the_standard_library_and_the_front_door_only(tree: ast.Module) -> None:
    imported: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            imported |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            imported.add(node.module or "")
    assert {name for name in imported if name.partition(".")[0] not in sys.stdlib_module_names} == {
        "coopclaims"
    }


def test_it_uses_public_names_only(tree: ast.Module) -> None:
    used = used_names(tree)
    assert used
    assert not [path for path in used if not is_public(path)]


def test_no_number_that_it_prints_is_written_by_hand(tree: ast.Module) -> None:
    spoken = [
        part.value
        for call in ast.walk(tree)
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id in SPEAKING
        for argument in call.args
        for part in ast.walk(argument)
        if isinstance(part, ast.Constant)
    ]
    assert spoken
    written = [each for each in spoken if not isinstance(each, str) or re.search(r"\d", each)]
    assert written == []
