"""The front door: a table of names that loads a room when it is asked for one, and a stub with the types."""

from __future__ import annotations

import ast
import pickle
import subprocess
import sys
from importlib import import_module
from pathlib import Path
from typing import Final

import pytest

import coopclaims

DOOR: Final = Path(coopclaims.__file__)
STUB: Final = ast.parse(DOOR.with_suffix(".pyi").read_text("utf-8"))

ROOMS_LOADED: Final = "import sys; print(*(name for name in sys.modules if name.startswith('coopclaims.')))"


def homes() -> dict[str, str]:
    """Return the room of each name that the stub imports."""
    return {
        alias.name: node.module
        for node in STUB.body
        if isinstance(node, ast.ImportFrom) and node.module is not None
        for alias in node.names
        if alias.asname is None
    }


def listed() -> list[str]:
    """Return what the stub lists in `__all__`."""
    (names,) = (node.value for node in STUB.body if isinstance(node, ast.Assign))
    return list(ast.literal_eval(names))


def run(program: str) -> str:
    done = subprocess.run(
        (sys.executable, "-I", "-W", "error", "-c", program),
        check=False,
        capture_output=True,
        encoding="utf-8",
    )
    assert (done.returncode, done.stderr) == (0, ""), done.stderr
    return done.stdout.strip()


def test_the_stub_imports_what_it_lists_and_defines_nothing() -> None:
    assert sorted(listed()) == sorted(homes())
    assert {type(node) for node in STUB.body} == {ast.ImportFrom, ast.Assign}


def test_the_table_has_the_names_of_the_stub() -> None:
    assert sorted(coopclaims.__all__) == sorted(listed())
    assert set(coopclaims.__all__) <= set(dir(coopclaims))


@pytest.mark.parametrize("name", sorted(homes()))
def test_a_name_is_what_its_room_has(name: str) -> None:
    room = import_module(homes()[name])
    assert name in room.__all__
    assert getattr(coopclaims, name) is getattr(room, name)


def test_no_public_name_is_that_of_a_room() -> None:
    """A room that is imported becomes an attribute of the package, and would hide such a name."""
    rooms = {path.stem for path in DOOR.parent.iterdir() if path.suffix == ".py" or path.is_dir()}
    assert not rooms & set(coopclaims.__all__)


def test_importing_the_package_loads_no_room() -> None:
    assert run("import coopclaims\n" + ROOMS_LOADED) == ""


def test_a_name_loads_its_room_and_what_that_needs() -> None:
    loaded = run("from coopclaims import Money\n" + ROOMS_LOADED).split()
    assert "coopclaims.money" in loaded
    assert not {"coopclaims.calendars", "coopclaims.claims", "coopclaims.decisions"} & set(loaded)


def test_everything_can_be_had_at_once() -> None:
    assert run("from coopclaims import *; print(decide.__name__, problems.__name__)") == "decide problems"


def test_an_unknown_name_is_refused_as_python_does() -> None:
    with pytest.raises(AttributeError, match="module 'coopclaims' has no attribute 'decides'"):
        _ = coopclaims.decides  # type: ignore[attr-defined]  # pyright: ignore[reportAttributeAccessIssue]
    with pytest.raises(ImportError, match="decides"):
        exec("from coopclaims import decides")  # noqa: S102


def test_what_is_pickled_names_its_room() -> None:
    assert b"coopclaims.money" in pickle.dumps(coopclaims.Money(1, "SEK"))
