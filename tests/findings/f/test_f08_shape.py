"""The shape of the house: no circle, few and whole modules, little plumbing, one place for checks."""

from __future__ import annotations

import ast
import importlib
from functools import cache
from pathlib import Path

from tests.support.findings import cc
from tests.support.public import MOST_MODULES

_ROOT = Path(cc.__file__).parent


@cache
def _modules() -> dict[str, str]:
    """Return the text of each module outside the testing room, by its dotted name."""
    found: dict[str, str] = {}
    for file in sorted(_ROOT.rglob("*.py")):
        parts = file.relative_to(_ROOT.parent).with_suffix("").parts
        if "testing" not in parts:
            name = ".".join(parts).removesuffix(".__init__")
            found[name] = file.read_text("utf-8")
    return found


@cache
def _imports() -> dict[str, set[str]]:
    """Return which modules each module imports, for good or for its types."""
    modules = _modules()
    graph: dict[str, set[str]] = {name: set() for name in modules}
    for name, text in modules.items():
        for node in ast.walk(ast.parse(text)):
            if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("coopclaims"):
                module = str(node.module)
                inner = {f"{module}.{alias.name}" for alias in node.names}
                graph[name] |= (inner & modules.keys()) or ({module} & modules.keys())
            elif isinstance(node, ast.Import):
                graph[name] |= {alias.name for alias in node.names} & modules.keys()
        graph[name].discard(name)
    return graph


def _in_circles(graph: dict[str, set[str]]) -> set[str]:
    """Return the modules that are left when those that lead nowhere are taken away again and again."""
    left = {name: set(to) for name, to in graph.items()}
    while True:
        leaves = {name for name, to in left.items() if not to & left.keys()}
        roots = left.keys() - set().union(*left.values()) if left else set()
        if not leaves | roots:
            return set(left)
        left = {name: to - leaves for name, to in left.items() if name not in leaves | roots}


def test_no_module_imports_in_a_circle() -> None:
    assert not _in_circles(_imports())


def test_there_are_no_more_modules_than_the_house_has_room_for() -> None:
    assert len(_modules()) <= MOST_MODULES


def test_no_module_has_more_than_five_hundred_lines() -> None:
    long = [name for name, text in _modules().items() if text.count("\n") > 500]
    languages = "coopclaims.labels.catalogues."  # a line a text, which a translator gets whole
    assert not [name for name in long if not name.startswith(languages)]


def test_at_most_nine_of_a_hundred_lines_are_plumbing() -> None:
    plumbing = total = 0
    for text in _modules().values():
        total += text.count("\n")
        for node in ast.walk(ast.parse(text)):
            if isinstance(node, (ast.Import, ast.ImportFrom)) or (
                isinstance(node, ast.Assign)
                and "__all__" in {getattr(target, "id", "") for target in node.targets}
            ):
                plumbing += (node.end_lineno or node.lineno) - node.lineno + 1
    assert plumbing <= 0.09 * total


def test_values_are_checked_in_one_module() -> None:
    assert vars(importlib.import_module("coopclaims._values"))


def test_no_room_writes_its_own_check_of_instants() -> None:
    own = [name for name, text in _modules().items() if "\ndef _instant(" in text]
    assert not own
