"""The answers of an exploration tell two sets of rules apart, and the pages say so."""

from __future__ import annotations

import importlib
from functools import cache
from pathlib import Path
from typing import Any, get_args

import pytest
from tests.support.findings import cc

testing: Any = importlib.import_module("coopclaims.testing")

HOW_TO = Path(__file__).parents[3] / "docs" / "how-to"


@cache
def explored(disputing: Any) -> Any:
    return testing.explore(testing.World.typical(policies=cc.Policies(disputing=disputing)).rules)


def published() -> Any:
    return explored(cc.Policies().disputing)


def widened() -> Any:
    return explored(cc.rules.Disputing.WIDENED)


def yes(found: Any) -> set[Any]:
    """Return who may do what, where and when."""
    return {
        (answer.place.status, answer.command, answer.role, answer.condition)
        for answer in found.answers
        if not answer.codes
    }


def test_the_answers_show_who_may_dispute_besides() -> None:
    status, kind, role = cc.ClaimStatus.REJECTED, cc.claims.DisputeRejection, cc.Role.INCENTIVES_USER
    days = ("on 2022-08-16", "on 2023-02-16")
    assert yes(widened()) - yes(published()) == {(status, kind, role, day) for day in days}
    assert not yes(published()) - yes(widened())


def test_an_exploration_answers_for_every_command_and_role() -> None:
    roles = {answer.role for answer in published().answers}
    kinds = {answer.command for answer in published().answers}
    assert (kinds, roles) == (set(get_args(cc.claims.Command)), set(cc.Role))


def test_an_exploration_can_be_held_against_another() -> None:
    said = str(widened().against(published()))
    assert "DisputeRejection" in said


def test_an_exploration_does_not_differ_from_itself() -> None:
    assert not published().against(published())


KNOWN = ["several_streams=", "snapshots=", "breaking=", "reopening=", "long_history="]
UNKNOWN = [".answers", ".stories", ".against(", "starting_worlds", "phases=", "closing=", "threads="]


def pages() -> str:
    return "\n".join(page.read_text(encoding="utf-8") for page in sorted(HOW_TO.glob("*.md")))


@pytest.mark.parametrize("word", KNOWN)
def test_the_how_tos_show_what_a_repository_can_declare(word: str) -> None:
    assert word in pages()


@pytest.mark.parametrize("word", UNKNOWN)
def test_the_how_tos_show_what_only_docstrings_tell(word: str) -> None:
    assert word in pages()
