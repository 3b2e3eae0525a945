"""The front door in two tiers: names that load their module when asked for, at the top and in each room."""

from __future__ import annotations

import ast
import importlib
import pickle
import subprocess
import sys
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Final

import pytest
from tests.support.public import DOOR, HOMES, MOST_MODULES, NAMESPACES, listed

import coopclaims

if TYPE_CHECKING:
    from tests.architecture.conftest import Room

PACKAGE: Final = Path(str(coopclaims.__file__)).parent
MOST_AT_THE_TOP: Final = 60
OTHERS: Final = ["attrs", "babel", "dateutil", "holidays", "numpy"]
"""What the package needs and a freezer finds too; what they import themselves is not ours to say."""

ROOMS_LOADED: Final = "import sys; print(*(name for name in sys.modules if name.startswith('coopclaims.')))"


def run(program: str) -> str:
    done = subprocess.run(
        (sys.executable, "-I", "-W", "error", "-c", program),
        check=False,
        capture_output=True,
        encoding="utf-8",
    )
    assert (done.returncode, done.stderr) == (0, ""), done.stderr
    return done.stdout.strip()


def seen_by_checkers(tree: ast.Module) -> dict[str, str]:
    """Return what a face imports for type checkers: the module of each name, in the form `A as A`."""
    return {
        alias.name: str(node.module)
        for block in tree.body
        if isinstance(block, ast.If) and ast.unparse(block.test) == "TYPE_CHECKING"
        for node in block.body
        if isinstance(node, ast.ImportFrom)
        for alias in node.names
        if alias.asname == alias.name
    }


def loaded_at_run_time(tree: ast.Module) -> dict[str, str] | None:
    """Return the table of a face, with the module of each name; `None` where a module is no face."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "face":
            table: dict[str, str] = ast.literal_eval(node.args[1])
            return {name: module for module, names in table.items() for name in names.split()}
    return None


@pytest.fixture(scope="module")
def faces(rooms: list[Room]) -> dict[str, tuple[dict[str, str], dict[str, str]]]:
    """For each lazy package: what checkers see, and what is loaded at run time."""
    return {
        room.name: (seen_by_checkers(room.tree), table)
        for room in rooms
        if (table := loaded_at_run_time(room.tree)) is not None and room.path.name == "__init__.py"
    }


def test_every_room_that_is_a_package_has_a_lazy_face(
    faces: dict[str, tuple[dict[str, str], dict[str, str]]],
) -> None:
    packages = {f"coopclaims.{name}" for name in NAMESPACES if (PACKAGE / name).is_dir()}
    assert set(faces) == {"coopclaims", *packages}


def test_a_face_loads_what_checkers_see(faces: dict[str, tuple[dict[str, str], dict[str, str]]]) -> None:
    for face, (seen, loaded) in faces.items():
        at_run_time = {
            name: module if module.startswith("coopclaims.") else f"{face}.{module}" if module else face
            for name, module in loaded.items()
        }
        assert at_run_time == seen, face


def test_the_top_is_short_and_its_names_have_a_home() -> None:
    assert len(DOOR) <= MOST_AT_THE_TOP
    for name in DOOR:
        assert getattr(coopclaims, name) is getattr(NAMESPACES[HOMES[name]], name)


def test_every_public_name_has_one_home() -> None:
    counted = Counter(name for module in NAMESPACES.values() for name in listed(module))
    assert not [name for name, count in counted.items() if count > 1]


def test_every_namespace_can_be_asked_for_each_of_its_names() -> None:
    for module in NAMESPACES.values():
        assert set(listed(module)) <= set(dir(module))
        for name in listed(module):
            assert getattr(module, name) is not None


def test_no_public_name_is_that_of_a_module_beside_it() -> None:
    """A module that is imported becomes an attribute of its package, and would hide such a name."""
    assert not set(DOOR) & {path.stem for path in PACKAGE.iterdir()}
    for namespace, module in NAMESPACES.items():
        beside = {path.stem for path in (PACKAGE / namespace).glob("*.py")}
        assert not beside & set(listed(module)), namespace


def test_importing_the_package_loads_no_room() -> None:
    assert run("import coopclaims\n" + ROOMS_LOADED) == "coopclaims._faces"


def test_a_name_loads_its_room_and_what_that_needs() -> None:
    loaded = run("from coopclaims import Money\n" + ROOMS_LOADED).split()
    assert "coopclaims.money.amounts" in loaded
    assert not {"coopclaims.calendars", "coopclaims.claims", "coopclaims.money.exchange"} & set(loaded)


def test_a_deadline_loads_no_catalogue() -> None:
    loaded = run("from coopclaims import review_deadline\n" + ROOMS_LOADED).split()
    assert "coopclaims.deadlines.each_clock" in loaded
    assert not {"coopclaims.activities.published", "coopclaims.decisions", "coopclaims.funds"} & set(loaded)


def test_a_room_is_there_without_another_import() -> None:
    assert run("import coopclaims as cc; print(cc.claims.SubmitClaim.__name__)") == "SubmitClaim"


def test_testing_is_imported_by_itself() -> None:
    assert run("import coopclaims; print('testing' in dir(coopclaims))") == "False"


def test_everything_can_be_had_at_once() -> None:
    assert run("from coopclaims import *; print(decide.__name__, problems.__name__)") == "decide problems"
    assert run("from coopclaims.claims import *; print(SubmitClaim.__name__)") == "SubmitClaim"


def test_an_unknown_name_is_refused_as_python_does() -> None:
    with pytest.raises(AttributeError, match="module 'coopclaims' has no attribute 'decides'"):
        _ = vars(coopclaims)["__getattr__"]("decides")
    with pytest.raises(ImportError, match="decides"):
        exec("from coopclaims import decides")  # noqa: S102
    with pytest.raises(ImportError, match="SubmitClaims"):
        exec("from coopclaims.claims import SubmitClaims")  # noqa: S102


def test_who_asks_the_top_for_a_name_of_a_namespace_is_told_which() -> None:
    with pytest.raises(AttributeError, match=r"it is coopclaims\.claims\.SubmitClaim$"):
        _ = vars(coopclaims)["__getattr__"]("SubmitClaim")
    with pytest.raises(AttributeError, match=r"no attribute 'decides'$"):
        _ = vars(coopclaims)["__getattr__"]("decides")


def test_what_is_pickled_names_the_module_that_defines_it() -> None:
    assert b"coopclaims.money.amounts" in pickle.dumps(coopclaims.Money(1, "SEK"))


def test_no_module_imports_in_a_circle(rooms: list[Room]) -> None:
    """Imports for type checkers count too."""
    known = {room.name for room in rooms}
    imports = {
        room.name: {
            str(node.module)
            for node in ast.walk(room.tree)
            if isinstance(node, ast.ImportFrom) and node.module in known
        }
        for room in rooms
        if room.path.name != "__init__.py" or room.is_testing
    }
    ready: set[str] = set()
    while free := {name for name, needed in imports.items() if needed & imports.keys() <= ready} - ready:
        ready |= free
    assert not imports.keys() - ready


def test_the_modules_are_few(rooms: list[Room]) -> None:
    assert len([room for room in rooms if not room.is_testing]) <= MOST_MODULES


def test_static_tools_see_every_module(rooms: list[Room]) -> None:
    """A freezer reads the bytecode of the front door, where imports for checkers stand too."""
    finder = importlib.import_module("modulefinder").ModuleFinder(excludes=OTHERS)
    finder.load_file(str(PACKAGE / "__init__.py"))
    found = {name for name in (*finder.modules, *finder.badmodules) if name.startswith("coopclaims.")}
    by_themselves = {"coopclaims", "coopclaims.eager", "coopclaims.money.people"}
    wanted = {room.name for room in rooms if not room.is_testing} - by_themselves
    assert wanted <= found
    assert not {"hypothesis", "pytest", "coopclaims.testing"} & {*finder.modules, *finder.badmodules}
