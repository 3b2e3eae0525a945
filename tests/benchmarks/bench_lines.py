"""How many lines of code the package has, and how many of all lines are plumbing.

    python -m tests.benchmarks.bench_lines [folder of the package]

A line of code is one that is not empty and no comment, and stands in no docstring, no import and no
`__all__`, as the syntax tree has them. Plumbing are the lines of imports and `__all__`. The testing room is
not counted: it is a kit of its own.
"""

from __future__ import annotations

import ast
import sys
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from tests.benchmarks.bench_calendars import verdict

import coopclaims

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

AT_MOST = 13_000
"""How many lines of code there are to be at most."""

PACKAGE = Path(str(coopclaims.__file__)).parent


class Lines(NamedTuple):
    """Lines of code, of plumbing, and all of them."""

    code: int
    plumbing: int
    total: int

    def __str__(self) -> str:
        share = 100 * self.plumbing / self.total
        return (
            f"{self.code:,} lines of code; plumbing {self.plumbing:,} of {self.total:,} lines, {share:.1f} %"
        )


def _is_plumbing(node: ast.AST) -> bool:
    if isinstance(node, ast.Assign):
        return any("__all__" in ast.unparse(target) for target in node.targets)
    return isinstance(node, ast.Import | ast.ImportFrom)


def _statements(tree: ast.Module) -> Iterator[tuple[bool, range]]:
    """Yield the lines of each import and `__all__`, and those of each text that stands by itself."""
    for node in ast.walk(tree):
        is_plumbing = _is_plumbing(node)
        is_text = (
            isinstance(node, ast.Expr)
            and isinstance(node.value, ast.Constant)
            and isinstance(node.value.value, str)
        )
        if isinstance(node, ast.stmt) and (is_plumbing or is_text):
            yield is_plumbing, range(node.lineno, (node.end_lineno or node.lineno) + 1)


def lines_of(text: str) -> Lines:
    """Return how many lines of each kind a module has."""
    plumbing, texts = set[int](), set[int]()
    for is_plumbing, spanned in _statements(ast.parse(text)):
        (plumbing if is_plumbing else texts).update(spanned)
    lines = [line.strip() for line in text.splitlines()]
    code = {number for number, line in enumerate(lines, start=1) if line and not line.startswith("#")}
    return Lines(len(code - plumbing - texts), len(plumbing), len(lines))


def counted(package: Path) -> Lines:
    """Return how many lines of each kind a package has, its testing room left out."""
    files = (file for file in package.rglob("*.py") if file.relative_to(package).parts[0] != "testing")
    each = [lines_of(file.read_text("utf-8")) for file in files]
    return Lines(*map(sum, zip(*each, strict=True)))


def main(arguments: Sequence[str] = ()) -> str:
    """Count and return the report."""
    found = counted(Path(arguments[0]) if arguments else PACKAGE)
    return f"{found}; {verdict(found.code, at_most=AT_MOST)}"


if __name__ == "__main__":
    sys.stdout.write(main(sys.argv[1:]) + "\n")
