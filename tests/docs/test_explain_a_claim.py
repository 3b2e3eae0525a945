"""The example that explains one stored claim: everything about it, in each language, from a file."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

import coopclaims as cc
from coopclaims.testing import histories, simplest
from coopclaims.wire import to_text

if TYPE_CHECKING:
    from subprocess import CompletedProcess

pytestmark = pytest.mark.slow  # a process each

EXAMPLE = Path(__file__).parents[2] / "docs" / "examples" / "explain_a_claim.py"
NOW = "2022-09-30T09:00"


def explained(file: Path, language: str) -> CompletedProcess[str]:
    return subprocess.run(
        [
            sys.executable,
            "-W",
            "error",
            "-X",
            "utf8",
            str(EXAMPLE),
            str(file),
            "--language",
            language,
            "--now",
            NOW,
        ],
        capture_output=True,
        encoding="utf-8",
        check=False,
        timeout=120,
    )


@pytest.fixture(scope="module")
def history() -> cc.History:
    return simplest(histories(cc.ClaimStatus.ACTION_REQUIRED))


@pytest.fixture
def file(tmp_path: Path, history: cc.History) -> Path:
    found = tmp_path / "history.json"
    found.write_text(to_text(history), "utf-8")
    return found


@pytest.mark.parametrize("language", cc.labels.CATALOGUE_LANGUAGES)
def test_everything_about_a_claim_is_said(file: Path, history: cc.History, language: str) -> None:
    done = explained(file, language)
    assert (done.returncode, done.stderr) == (0, "")
    assert cc.labels.label(cc.ClaimStatus.ACTION_REQUIRED, language) in done.stdout.splitlines()
    assert cc.labels.render(history, language) in done.stdout
    for clock in cc.deadlines.Clock:
        if clock not in {cc.deadlines.Clock.HOLD, cc.deadlines.Clock.REBATE}:
            assert cc.labels.label(clock, language).lower() in done.stdout.lower()
    for step in cc.claims.TABLE.possible(cc.ClaimStatus.ACTION_REQUIRED):
        assert f"{cc.labels.label(step, language)}: " in done.stdout


@pytest.mark.parametrize(
    ("text", "says"), [("[]", "list"), ('{"type": "claim.history", "v": 1}', "$.claim"), ("{", "JSON")]
)
def test_a_damaged_file_is_an_error_that_says_what_is_wrong(tmp_path: Path, text: str, says: str) -> None:
    damaged = tmp_path / "damaged.json"
    damaged.write_text(text, "utf-8")
    done = explained(damaged, "en")
    assert (done.returncode, done.stderr) == (1, "")
    assert says in done.stdout
