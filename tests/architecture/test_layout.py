"""Where things lie: the repository's top, the size and names of modules, the README's first steps."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from pathlib import Path

    from tests.architecture.conftest import Room

LONGEST = 500
"""Lines. A module that passes this is split by concept, into a package of the same name."""

WHOLE = re.compile(r"coopclaims\.labels\.catalogues\.[a-z]{2}")
"""Modules of any length: a language, a line a text, which a translator gets whole."""

NAMELESS = frozenset({"base", "common", "core", "handler", "helpers", "manager", "misc", "service", "utils"})
"""Words that say nothing about what is inside."""

TOP = frozenset({"LICENSE", "README.md", "docs", "pyproject.toml", "src", "tests"})

MACHINE_PATHS = tuple(f"/{folder}/" for folder in ("work", "root", "home"))


def test_the_top_of_the_repository_is_short(tracked: list[Path]) -> None:
    found = {path.parts[0] for path in tracked}
    assert not {name for name in found if not name.startswith(".")} - TOP


def test_no_file_names_a_place_on_some_machine(repository: Path, tracked: list[Path]) -> None:
    wrong: list[str] = []
    for path in tracked:
        try:
            text = (repository / path).read_text("utf-8")
        except (FileNotFoundError, IsADirectoryError, UnicodeDecodeError):
            continue  # deleted and not yet committed, a submodule, or no text
        wrong += [
            f"{path}:{number}: {place}"
            for number, line in enumerate(text.splitlines(), start=1)
            for place in MACHINE_PATHS
            if place in line
        ]
    assert not wrong, "\n".join(wrong)


def test_the_module_can_be_held_in_the_head(room: Room) -> None:
    if WHOLE.fullmatch(room.name):
        return
    lines = len(room.path.read_text("utf-8").splitlines())
    assert lines <= LONGEST, f"{room.name} has {lines} lines; split it by concept"


def test_the_module_has_a_name_that_says_something(room: Room) -> None:
    assert not NAMELESS.intersection(part.strip("_") for part in room.name.split("."))


def test_the_package_says_that_it_is_typed(rooms: list[Room]) -> None:
    (door,) = (room.path for room in rooms if room.name == "coopclaims")
    assert (door.parent / "py.typed").is_file()


def test_the_readme_begins_with_two_commands(repository: Path) -> None:
    readme = repository / "README.md"
    if not readme.is_file():
        pytest.skip("there is no README.md beside these tests")
    blocks = re.findall(r"^```(\w*)\n(.*?)^```$", readme.read_text("utf-8"), flags=re.MULTILINE | re.DOTALL)
    assert [language for language, _ in blocks[:2]] == ["sh", "sh"]
    assert [len(text.splitlines()) for _, text in blocks[:2]] == [1, 1]
