"""The page on compatibility lists the names of the top, the namespaces, and the names that are reserved."""

from __future__ import annotations

import re
from importlib.util import find_spec
from pathlib import Path

import pytest
from tests.support.public import DOOR, NAMESPACES

PAGE = (Path(__file__).parents[2] / "docs" / "reference" / "compatibility.md").read_text("utf-8")
RESERVED = {"portal"}
"""Namespaces that are to come."""
BY_THEMSELVES = {"money.people", "testing"}
"""Namespaces that are imported by themselves, because each needs an extra."""


def test_the_page_lists_the_names_of_the_top() -> None:
    found = re.search(r"<!-- top -->\n(.+?)\n<!-- end of top -->", PAGE, flags=re.DOTALL)
    assert found is not None
    assert re.findall(r"`(\w+)`", found[1]) == list(DOOR)


def test_the_page_lists_the_namespaces() -> None:
    listed = re.findall(r"^\| `coopclaims\.([\w.]+)` \|", PAGE, flags=re.MULTILINE)
    assert sorted(listed) == sorted({*NAMESPACES, *BY_THEMSELVES})


@pytest.mark.parametrize("name", sorted(RESERVED))
def test_a_reserved_name_is_said_to_be_empty(name: str) -> None:
    (line,) = (line for line in PAGE.splitlines() if "reserved for namespaces" in line)
    assert f"`coopclaims.{name}`" in line
    assert find_spec(f"coopclaims.{name}") is None, "it is there now: move it into the table of the page"
