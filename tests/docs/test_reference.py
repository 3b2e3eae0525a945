"""The reference pages say what the installed package has, and the list of names shows each change of it."""

from __future__ import annotations

import re
from difflib import unified_diff
from typing import TYPE_CHECKING

import pytest
from tests.support.public import DOOR, NAMESPACES, listed
from tests.support.reference import PAGES, REFRESH, SURFACE, pages, surface
from tests.support.surface import ROOMS, listed as listed_by_source

if TYPE_CHECKING:
    from pathlib import Path


def _difference(path: Path, wanted: str) -> str:
    """Return how a file differs from what would be written now, the empty text where it does not."""
    text = path.read_text("utf-8") if path.is_file() else ""
    lines = unified_diff(text.splitlines(), wanted.splitlines(), path.name, "now", lineterm="", n=0)
    return "\n".join(lines)


def test_the_list_of_names_shows_the_surface() -> None:
    difference = _difference(SURFACE, surface())
    assert not difference, f"the surface has changed; if it is meant, run: {REFRESH}\n{difference}"


def test_each_page_shows_what_its_namespace_has() -> None:
    old = {name: text for name, wanted in pages().items() if (text := _difference(PAGES / name, wanted))}
    assert not old, f"run: {REFRESH}\n" + "\n".join(old.values())


def test_there_is_no_page_of_a_namespace_that_is_no_more() -> None:
    assert {path.name for path in PAGES.iterdir()} == set(pages())


@pytest.mark.parametrize("room", ["coopclaims", *ROOMS])
def test_every_public_name_has_a_heading_on_the_page_of_its_namespace(room: str) -> None:
    text = (PAGES / f"{room}.md").read_text("utf-8")
    headings = re.findall(r"^### (\w+)$", text, flags=re.MULTILINE)
    assert headings
    assert sorted(headings) == sorted(DOOR if room == "coopclaims" else listed_by_source(room))


def test_what_is_read_is_what_is_public() -> None:
    assert {room: sorted(listed(module)) for room, module in NAMESPACES.items()} == {
        room: list(listed_by_source(room)) for room in NAMESPACES
    }
