"""Every example in a docstring of the installed package does what it says.

`pytest --doctest-modules src` would read the checkout, which is not what users install.
"""

from __future__ import annotations

import doctest
import importlib
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

import coopclaims

if TYPE_CHECKING:
    from collections.abc import Iterator

PACKAGE = Path(str(coopclaims.__file__)).parent
NEEDED = {"coopclaims.money.people": "babel", "coopclaims.portfolio.engine": "numpy"}
"""What the examples of a module need that the package itself does not."""


def _module_names() -> list[str]:
    paths = (path.relative_to(PACKAGE.parent).with_suffix("") for path in sorted(PACKAGE.rglob("*.py")))
    return [".".join(path.parts).removesuffix(".__init__") for path in paths]


def _modules() -> Iterator[Any]:
    """Yield the names of all modules; those of the kit play stories in their examples."""
    for name in _module_names():
        yield pytest.param(name, marks=pytest.mark.slow if name.startswith("coopclaims.testing.") else ())


@pytest.mark.parametrize("name", [*_modules()])
def test_examples(name: str) -> None:
    if name in NEEDED:
        pytest.importorskip(NEEDED[name], reason=f"the extra that {name} needs is not installed")
    report: list[str] = []
    runner = doctest.DocTestRunner(optionflags=doctest.ELLIPSIS)
    for examples in doctest.DocTestFinder(exclude_empty=True).find(importlib.import_module(name)):
        runner.run(examples, out=report.append)
    assert not runner.failures, "".join(report)


def test_there_are_examples() -> None:
    finder = doctest.DocTestFinder()
    modules = map(importlib.import_module, _module_names())
    assert sum(len(found.examples) for module in modules for found in finder.find(module)) > 0
