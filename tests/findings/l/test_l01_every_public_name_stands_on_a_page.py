"""What is public stands on a page, and each page can be linked to by code."""

from __future__ import annotations

import inspect
import re
from functools import cache
from pathlib import Path

import pytest
from tests.support.findings import cc
from tests.support.public import HOMES, public

ROOT = Path(__file__).parents[3]
DOCS = ROOT / "docs"
REFERENCE = DOCS / "reference"


def pages() -> list[Path]:
    found = [
        path for path in DOCS.rglob("*") if path.suffix in {".md", ".py"} and path.name != "changelog.md"
    ]
    return [*found, ROOT / "README.md"]


@cache
def words() -> frozenset[str]:
    text = "\n".join(page.read_text(encoding="utf-8") for page in pages())
    return frozenset(re.findall(r"\w+", text))


def test_every_public_name_stands_on_some_page() -> None:
    assert [name for name in HOMES if name not in words()] == []


@pytest.mark.parametrize(
    "name",
    ["AmendClaim", "ClaimRepository", "FundsRow", "Option", "Outcome", "open_usage_periods"],
)
def test_a_name_that_a_portal_needs_stands_on_some_page(name: str) -> None:
    assert name in words()


@pytest.mark.parametrize("spelled", ["Refused.problems", "Actor.system"])
def test_a_member_that_a_portal_needs_is_spelled_on_some_page(spelled: str) -> None:
    assert any(spelled in page.read_text(encoding="utf-8") for page in pages())


def test_every_problem_has_an_anchor() -> None:
    text = (REFERENCE / "problems.md").read_text(encoding="utf-8")
    anchors = set(re.findall(r"^#+ `([^`]+)`$", text, re.MULTILINE))
    assert {code.value for code in cc.findings.ProblemCode} - anchors == set()


def test_every_public_class_and_function_says_what_it_is() -> None:
    every = {name: public(name) for name in HOMES}
    asked = {name: each for name, each in every.items() if inspect.isclass(each) or inspect.isfunction(each)}
    assert [name for name, each in asked.items() if not (each.__doc__ or "").strip()] == []
