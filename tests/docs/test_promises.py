"""The page on compatibility lists the names of the top and the namespaces."""

from __future__ import annotations

import re
from pathlib import Path

from tests.support.public import DOOR, NAMESPACES

PAGE = (Path(__file__).parents[2] / "docs" / "reference" / "compatibility.md").read_text("utf-8")
BY_THEMSELVES = {"money.people", "testing"}
"""Namespaces that are imported by themselves, because each needs an extra."""


def test_the_page_lists_the_names_of_the_top() -> None:
    found = re.search(r"<!-- top -->\n(.+?)\n<!-- end of top -->", PAGE, flags=re.DOTALL)
    assert found is not None
    assert re.findall(r"`(\w+)`", found[1]) == list(DOOR)


def test_the_page_lists_the_namespaces() -> None:
    listed = re.findall(r"^\| `coopclaims\.([\w.]+)` \|", PAGE, flags=re.MULTILINE)
    assert sorted(listed) == sorted({*NAMESPACES, *BY_THEMSELVES})
