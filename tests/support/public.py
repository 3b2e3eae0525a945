"""What is public: the names of the front door, and those of each namespace behind it."""

from __future__ import annotations

import ast
from importlib import import_module
from types import ModuleType
from typing import TYPE_CHECKING, Any, Final

import coopclaims

if TYPE_CHECKING:
    from collections.abc import Mapping


def listed(module: ModuleType) -> tuple[str, ...]:
    """Return what a module lists as public."""
    names: list[str] = vars(module)["__all__"]
    return tuple(names)


NAMESPACES: Final[Mapping[str, ModuleType]] = {
    name: found
    for name in sorted(dir(coopclaims))
    if not name.startswith("_")
    and name != "testing"
    and isinstance(found := getattr(coopclaims, name), ModuleType)
}
"""Every public namespace that the front door leads to, by its name."""

DOOR: Final = tuple(sorted(listed(coopclaims)))
"""The names of the front door."""

HOMES: Final[Mapping[str, str]] = {
    name: namespace for namespace, module in NAMESPACES.items() for name in listed(module)
}
"""The namespace of every public name, `coopclaims.testing` left out."""


def public(name: str) -> Any:
    """Return what has this public name in its namespace. Raises `AttributeError` where nothing has."""
    if name not in HOMES:
        msg = f"no public namespace has the name {name!r}"
        raise AttributeError(msg)
    return getattr(import_module(f"coopclaims.{HOMES[name]}"), name)


def is_public(path: str) -> bool:
    """Return whether `decide`, `Role.SYSTEM`, `claims` or `claims.SubmitClaim` is public."""
    first, _, rest = path.partition(".")
    if first not in NAMESPACES:
        return first in DOOR
    return not rest or HOMES.get(rest.partition(".")[0]) == first


def used_names(tree: ast.AST, alias: str = "cc") -> set[str]:
    """Return the dotted paths that code takes behind this alias: `decide`, `claims.SubmitClaim`."""
    paths: set[str] = set()
    inner: set[ast.AST] = set()
    for node in ast.walk(tree):
        if not isinstance(node, ast.Attribute) or node in inner:
            continue
        names, part = [node.attr], node.value
        while isinstance(part, ast.Attribute):
            inner.add(part)
            names.append(part.attr)
            part = part.value
        if isinstance(part, ast.Name) and part.id == alias:
            paths.add(".".join(reversed(names)))
    return paths


MOST_MODULES: Final = 239
"""How many modules the package may have, `coopclaims.testing` left out."""
