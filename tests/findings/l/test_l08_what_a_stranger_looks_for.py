"""What a stranger looks for in the first minute is in its usual place."""

from __future__ import annotations

from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]
DECISIONS = ROOT / "docs" / "explanation" / "decisions"


def beside(*names: str) -> bool:
    """Return whether the checkout has this file; skip outside a checkout, where none of them is."""
    if not (ROOT / ".ci").is_dir():
        pytest.skip("this is no checkout")
    return ROOT.joinpath(*names).is_file()


@pytest.mark.parametrize("name", ["CONTRIBUTING.md", "SECURITY.md"])
def test_it_is_said_how_to_contribute_and_where_to_report_a_hole(name: str) -> None:
    assert beside(".github", name)


def test_the_checks_run_before_a_commit() -> None:
    assert beside(".pre-commit-config.yaml")


def test_the_checks_run_where_the_repository_is_hosted() -> None:
    assert beside(".ci", "run")
    assert list((ROOT / ".github" / "workflows").glob("*.yml"))


def test_the_first_decisions_are_written_down() -> None:
    assert len(list(DECISIONS.glob("0*.md"))) >= 8


@pytest.mark.parametrize("topic", ["wire", "ledger", "explanation", "seal", "test"])
def test_a_decision_that_readers_ask_about_is_written_down(topic: str) -> None:
    assert [path.name for path in DECISIONS.glob("*.md") if topic in path.name]
