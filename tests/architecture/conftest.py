"""What the house is made of, as read from the installed package and from the checkout."""

from __future__ import annotations

import ast
import importlib
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import pytest

import coopclaims

if TYPE_CHECKING:
    from types import ModuleType

PACKAGE = Path(str(coopclaims.__file__)).parent
REPOSITORY = Path(__file__).parents[2]


class Room(NamedTuple):
    """One module of the package: its dotted name, its file, and its text as a tree."""

    name: str
    path: Path
    tree: ast.Module

    @property
    def is_testing(self) -> bool:
        return self.name.split(".")[1:2] == ["testing"]

    def load(self) -> ModuleType:
        return importlib.import_module(self.name)


def _rooms() -> list[Room]:
    rooms: list[Room] = []
    for path in sorted(PACKAGE.rglob("*.py")):
        parts = ("coopclaims", *path.relative_to(PACKAGE).with_suffix("").parts)
        name = ".".join(parts[:-1] if parts[-1] == "__init__" else parts)
        rooms.append(Room(name, path, ast.parse(path.read_text("utf-8"))))
    return rooms


ROOMS = _rooms()


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Give a test that asks for `room` every module, one after the other."""
    if "room" in metafunc.fixturenames:
        metafunc.parametrize("room", ROOMS, ids=[room.name for room in ROOMS])


@pytest.fixture(scope="session")
def rooms() -> list[Room]:
    return ROOMS


@pytest.fixture(scope="session")
def repository() -> Path:
    """The folder that holds the tests: a checkout, or a copy of parts of one."""
    return REPOSITORY


@pytest.fixture(scope="session")
def tracked(repository: Path) -> list[Path]:
    """The files that git tracks, relative to the repository."""
    try:
        top = _git("rev-parse", "--show-toplevel", at=repository).strip()
        listed = _git("ls-files", "-z", at=repository)
    except (OSError, subprocess.CalledProcessError):
        pytest.skip("this is no git checkout, or git is not here")
    if Path(top).resolve() != repository.resolve():
        pytest.skip("these tests lie inside another git checkout")
    if not listed:
        pytest.skip("git tracks nothing here yet")
    return [Path(name) for name in listed.split("\0") if name]


def _git(*arguments: str, at: Path) -> str:
    done = subprocess.run(("git", *arguments), cwd=at, check=True, capture_output=True, encoding="utf-8")
    return done.stdout
