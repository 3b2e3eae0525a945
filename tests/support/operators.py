"""Our own suite, tried: each comparison, sign, figure and condition of the arithmetic turned, one at a time.

    python -m tests.support.operators --seconds 600

Each turned module is imported in a process of its own, in which tests have to go red: those of its area,
and where they do not, the stories and golden tables. The order is fixed, so that the same ones are tried as
far as the time goes. What may live stands in `tests/cases/survivors.csv`, with its reason.
"""

from __future__ import annotations

import argparse
import ast
import csv
import hashlib
import importlib
import importlib.util
import math
import os
import signal
import sys
import time
from importlib.abc import Loader, MetaPathFinder
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from importlib.machinery import ModuleSpec
    from types import ModuleType

REPOSITORY: Final = Path(__file__).parents[2]
_FOUND = importlib.util.find_spec("coopclaims")  # wherever it is installed; this imports nothing of it
SOURCES: Final = Path(str(_FOUND and _FOUND.origin)).parent
ACCEPTED: Final = REPOSITORY / "tests" / "cases" / "survivors.csv"
LONGEST: Final = 120
"""After so many seconds a process is ended: what never ends is noticed.

Where the tests of what is not turned take longer, three times as long as they do.
"""

AREAS: Final[Mapping[str, tuple[str, ...]]] = {
    "completeness": ("test_completeness", "test_checklist", "test_evidence", "test_requirements"),
    "deadlines": ("test_deadlines", "test_windows", "test_clocks", "test_planning"),
    "decisions": ("test_decisions", "test_capping", "test_caps", "test_fund_movements"),
    "funds": ("test_funds", "test_fund_movements", "test_earning", "test_fund_commands"),
    "payouts": ("test_payouts", "test_minimum", "test_forecast", "test_waterfall"),
}
"""The rooms whose arithmetic is turned, and the units that are asked before all others."""

REST: Final = (
    "tests/golden",
    "tests/stories",
    "tests/findings/m/test_m14_boundaries_of_the_arithmetic.py",
    "tests/unit",
)
"""The tests that are asked where the units of the area have noticed nothing."""

TURNED: Final[Mapping[type[ast.AST], type[ast.AST]]] = {
    ast.Lt: ast.LtE,
    ast.LtE: ast.Lt,
    ast.Gt: ast.GtE,
    ast.GtE: ast.Gt,
    ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq,
    ast.Is: ast.IsNot,
    ast.IsNot: ast.Is,
    ast.In: ast.NotIn,
    ast.NotIn: ast.In,
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.And: ast.Or,
    ast.Or: ast.And,
}
"""What becomes of each operator."""


class Turned(NamedTuple):
    """A module below `coopclaims` with one thing turned: where and how, and what became of it."""

    module: str
    name: str
    source: str


def turned(module: str, source: str, *, named: str | None = None) -> Iterator[Turned]:
    """Yield a module with one comparison, sign, condition or figure turned, for each of them.

    Where one is `named`, the source of that one alone is written.
    """
    tree = ast.parse(source)
    met: dict[str, int] = {}
    for where, statement in _bodies(tree):
        for node in ast.walk(statement):
            for change in _changes(node):
                before = _told(node)
                undo = change()
                name = f"{where}: {before} > {_told(node)}"
                met[name] = met.get(name, 0) + 1
                again = f" ({met[name]})" if met[name] > 1 else ""
                name = f"{name}{again}"
                yield Turned(module, name, ast.unparse(tree) if named in (None, name) else "")
                undo()


def _told(node: ast.AST) -> str:
    """Return what is turned, in a line: of a branch its condition."""
    return ast.unparse(node.test if isinstance(node, ast.If | ast.IfExp) else node)


def _bodies(tree: ast.Module) -> Iterator[tuple[str, ast.stmt]]:
    """Yield each statement of each function with the function's name; what is declared is data."""
    for holder in ast.walk(tree):
        if isinstance(holder, ast.FunctionDef):
            docstring = ast.get_docstring(holder) is not None
            for statement in holder.body[docstring:]:
                yield holder.name, statement


def _changes(node: ast.AST) -> Iterator[Any]:
    """Yield what turns a thing of this node; each returns what turns it back."""
    if isinstance(node, ast.Compare):
        for index, operator in enumerate(node.ops):
            if type(operator) in TURNED:
                yield lambda index=index, operator=operator: _put(node.ops, index, operator)
    elif isinstance(node, (ast.BinOp, ast.BoolOp)) and type(node.op) in TURNED:
        yield lambda: _set(node, "op", TURNED[type(node.op)]())
    elif isinstance(node, ast.Constant) and isinstance(node.value, int) and not isinstance(node.value, bool):
        more = node.value + 1
        yield lambda: _set(node, "value", more)
    elif isinstance(node, ast.IfExp | ast.If | ast.comprehension):
        yield from _conditions(node)


def _conditions(node: ast.IfExp | ast.If | ast.comprehension) -> Iterator[Any]:
    """Yield what turns a condition that is no comparison, which is turned by itself."""
    tests = node.ifs if isinstance(node, ast.comprehension) else [node.test]
    for test in tests:
        if not isinstance(test, ast.Compare | ast.BoolOp) and not isinstance(node, ast.comprehension):
            denied = test.operand if isinstance(test, ast.UnaryOp) else ast.UnaryOp(ast.Not(), test)
            yield lambda denied=denied: _set(node, "test", denied)


def _put(listed: list[Any], index: int, operator: ast.AST) -> Any:
    listed[index] = TURNED[type(operator)]()
    return lambda: listed.__setitem__(index, operator)


def _set(node: ast.AST, field: str, value: object) -> Any:
    before = getattr(node, field)
    setattr(node, field, value)
    return lambda: setattr(node, field, before)


UNALTERED: Final = Turned("", "", "")
"""Where nothing is turned: where tests notice that, they are no judges."""

BROKEN: Final = Turned("funds/pool.py", "", "raise ImportError\n")
"""What cannot be imported: where tests do not notice that, they are given something else."""


class Finder(MetaPathFinder, Loader):
    """Gives one module of the package another source."""

    def __init__(self, one: Turned) -> None:
        self._one = one
        self._name = "coopclaims." + one.module.removesuffix(".py").replace("/", ".")

    def find_spec(self, fullname: str, path: object = None, target: object = None) -> ModuleSpec | None:
        del path, target
        if fullname != self._name:
            return None
        return importlib.util.spec_from_file_location(fullname, SOURCES / self._one.module, loader=self)

    def exec_module(self, module: ModuleType) -> None:
        exec(compile(self._one.source, str(SOURCES / self._one.module), "exec"), vars(module))  # noqa: S102


def lives(one: Turned, longest: float = LONGEST) -> bool:
    """Return whether no test notices a turned module, in so many seconds."""
    if not one.source:
        source = (SOURCES / one.module).read_text("utf-8")
        one = next(each for each in turned(one.module, source, named=one.name) if each.source)
    own = units(one.module.partition("/")[0])
    return _passes(one, own, longest) and _passes(one, REST, longest)


def units(area: str) -> list[str]:
    """Return the files of the units of an area."""
    return [f"tests/unit/{name}.py" for name in AREAS[area]]


def _passes(one: Turned, tests: Sequence[str], longest: float) -> bool:
    """Run tests on a turned module in a process of its own; return whether all pass in so many seconds."""
    child = os.fork()
    if child == 0:
        os.setsid()
        quiet = os.open(os.devnull, os.O_WRONLY)
        os.dup2(quiet, 1)
        os.dup2(quiet, 2)
        sys.meta_path.insert(0, Finder(one))
        import pytest  # noqa: PLC0415 - it is loaded already, before the library

        options = ["-q", "-x", "-p", "no:cacheprovider", "-p", "no:xdist", "-m", "not slow", "-W", "ignore"]
        os._exit(int(pytest.main([*options, *tests])))
    ends = time.monotonic() + longest
    while time.monotonic() < ends:
        done, status = os.waitpid(child, os.WNOHANG)
        if done:
            return os.waitstatus_to_exitcode(status) == 0
        time.sleep(0.05)
    os.killpg(child, signal.SIGKILL)
    os.waitpid(child, 0)
    return False


def every(only: str = "") -> list[Turned]:
    """Return every turned module, in an order that mixes them and is always the same."""
    paths = [path for area in AREAS for path in sorted((SOURCES / area).rglob("*.py"))]
    found = [
        each
        for path in paths
        if path.name != "__init__.py" and path.relative_to(SOURCES).as_posix().startswith(only)
        for each in turned(path.relative_to(SOURCES).as_posix(), path.read_text("utf-8"), named="")
    ]
    return sorted(found, key=lambda each: hashlib.sha256(f"{each.module} {each.name}".encode()).digest())


def accepted() -> dict[tuple[str, str], str]:
    """Return the turned modules that may live, each with its reason."""
    with ACCEPTED.open(encoding="utf-8", newline="") as file:
        return {(row["module"], row["turned"]): row["reason"] for row in csv.DictReader(file)}


def main(arguments: Sequence[str] | None = None) -> int:
    """Try as many as the time allows; return 1 where one lives that may not."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=600)
    parser.add_argument("--processes", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--only", default="", help="the beginning of a module's path, as funds/pool.py")
    chosen = parser.parse_args(arguments)
    for library in (
        "pytest",
        "holidays",
        "dateutil.relativedelta",
    ):  # not Hypothesis, which loads the library
        importlib.import_module(library)  # once, for every process that is forked

    began = time.monotonic()
    if not _passes(UNALTERED, [*{path for area in AREAS for path in units(area)}, *REST], math.inf):
        print("the tests do not pass where nothing is turned")  # noqa: T201
        return 2
    ends = time.monotonic() + chosen.seconds
    longest = max(LONGEST, 3 * (time.monotonic() - began))
    if _passes(BROKEN, units("funds"), longest):
        print("what is turned is not what the tests import")  # noqa: T201
        return 2
    found = every(chosen.only)
    shares = [found[number :: chosen.processes] for number in range(chosen.processes)]
    workers: list[int] = []
    for share in shares:
        worker = os.fork()
        if worker == 0:
            os._exit(attempt(share, ends, longest))
        workers.append(worker)
    codes = [os.waitstatus_to_exitcode(os.waitpid(worker, 0)[1]) for worker in workers]
    return max(codes)


def attempt(share: Sequence[Turned], ends: float, longest: float = LONGEST) -> int:
    """Try one after the other until the time is up; return 1 where one lives that may not.

    `longest` is how many seconds the tests may take.
    """
    may_live, tried, alive = accepted(), 0, 0
    for one in share:
        if time.monotonic() > ends:
            break
        tried += 1
        if (one.module, one.name) not in may_live and lives(one, longest):
            alive += 1
            print(f"lives: {one.module}, {one.name}", flush=True)  # noqa: T201
    print(f"{tried} of {len(share)} tried, {alive} live that may not", flush=True)  # noqa: T201
    return 1 if alive else 0


if __name__ == "__main__":
    sys.exit(main())
