"""There is a page for each reader's own task, and a page of the neighbours that are used beside it."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import pytest

DOCS = Path(__file__).parents[3] / "docs"


@cache
def text() -> str:
    return "\n".join(page.read_text(encoding="utf-8") for page in sorted(DOCS.rglob("*.md"))).lower()


NEIGHBOURS = [
    "cattrs",
    "django",
    "duckdb",
    "fastapi",
    "msgspec",
    "openapi",
    "pydantic",
    "pyinstaller",
    "spark",
    "sqlalchemy",
    "temporal",
]


@pytest.mark.parametrize("neighbour", NEIGHBOURS)
def test_the_pages_name_the_neighbour(neighbour: str) -> None:
    assert re.search(rf"\b{neighbour}\b", text())


@pytest.mark.parametrize("status", ["404", "409", "412"])
def test_the_pages_say_which_status_a_portal_answers_with(status: str) -> None:
    assert re.search(rf"\b{status}\b", text())


@pytest.mark.parametrize("title", ["build a portal", "run a back office"])
def test_a_page_has_the_readers_task_for_its_title(title: str) -> None:
    assert f"# {title}" in text()


def test_a_portal_stands_among_the_examples() -> None:
    assert (DOCS / "examples" / "portal" / "README.md").is_file()
