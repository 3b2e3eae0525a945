"""What the pages show can be copied under a strict checker: identifiers are passed as what they are."""

from __future__ import annotations

import ast
import inspect
import re
import textwrap
import typing
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tests.support.findings import cc

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).parents[3]
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]
FENCE = re.compile(r"^```python\n(.*?)^```", re.MULTILINE | re.DOTALL)


def snippets(page: Path) -> Iterator[ast.Module]:
    """Yield the Python of a page, as far as it is Python."""
    for block in FENCE.findall(page.read_text(encoding="utf-8")):
        lines = block.splitlines()
        if any(line.startswith(">>> ") for line in lines):
            lines = [line[4:] for line in lines if line.startswith((">>> ", "... "))]
        try:
            yield ast.parse(textwrap.dedent("\n".join(lines)))
        except SyntaxError:
            continue


def called(node: ast.expr) -> Any:
    """Return the public function or class that is called by this name, `None` where it is none."""
    if isinstance(node, ast.Attribute):
        if isinstance(node.value, ast.Name) and node.value.id == "cc":
            return getattr(cc, node.attr, None)
        return getattr(called(node.value), node.attr, None)
    return getattr(cc, node.id, None) if isinstance(node, ast.Name) and node.id in cc.__all__ else None


def identifiers(function: Any) -> list[tuple[str, bool]]:
    """Return the parameters in order, each with whether a checker takes no plain text for it."""
    try:
        parameters = inspect.signature(function).parameters
        hints = typing.get_type_hints(function.__init__ if inspect.isclass(function) else function)
    except (NameError, TypeError, ValueError):
        return []
    return [(name, isinstance(hints.get(name), typing.NewType)) for name in parameters]


def refused(call: ast.Call) -> bool:
    """Return whether a call passes plain text where the parameter is of an identifier's own type."""
    parameters = identifiers(called(call.func)) if called(call.func) is not None else []
    positional = zip(call.args, [name for name, _ in parameters], strict=False)
    passed = [(name, value) for value, name in positional]
    passed += [(word.arg, word.value) for word in call.keywords if word.arg is not None]
    strict = {name for name, is_identifier in parameters if is_identifier}
    return any(
        name in strict and isinstance(value, ast.Constant) and isinstance(value.value, str)
        for name, value in passed
    )


def plain_texts(page: Path) -> list[str]:
    return [
        ast.unparse(node)
        for snippet in snippets(page)
        for node in ast.walk(snippet)
        if isinstance(node, ast.Call) and refused(node)
    ]


def call(text: str) -> ast.Call:
    node = ast.parse(text, mode="eval").body
    assert isinstance(node, ast.Call)
    return node


def test_a_plain_text_is_noticed_where_an_identifier_is_expected() -> None:
    texts = [
        'cc.payouts.PayingEntity("ireland", "EUR")',
        'cc.payouts.PayingEntity(cc.identifiers.EntityId("ireland"), "EUR")',
    ]
    assert [refused(call(text)) for text in texts] == [True, False]


def test_the_pages_pass_identifiers_as_what_they_are() -> None:
    assert [text for page in PAGES for text in plain_texts(page)] == []
