"""What Hypothesis calls when it is imported: the entry point of the group `hypothesis`.

It lies beside the package, so that whoever imports Hypothesis does not import coopclaims too: the types
are registered once coopclaims is there, at once or when it is first imported. Their strategies, and with
them `coopclaims.testing`, are loaded when one of them is asked for.
"""

from __future__ import annotations

import sys
from importlib import import_module
from importlib.abc import Loader, MetaPathFinder
from importlib.util import find_spec
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from importlib.machinery import ModuleSpec
    from types import ModuleType

    from hypothesis.strategies import SearchStrategy

__all__ = ["STRATEGIES", "setup"]

_PACKAGE = "coopclaims"

STRATEGIES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "Actor": "actors",
        "BusinessCalendar": "calendars",
        "Claim": "claims",
        "ClaimForm": "forms",
        "FundPool": "pools",
        "History": "histories",
        "Money": "money",
        "Policies": "policies",
        "Rulebook": "rulebooks",
        "Rules": "bound_rules",
    }
)
"""Types of the front door, with the strategy of `coopclaims.testing` that makes them."""


def setup() -> None:
    """Register the types where coopclaims was imported; else as soon as it is."""
    module = sys.modules.get(_PACKAGE)
    if module is None:
        sys.meta_path.insert(0, _OnceImported())
    else:
        _register(module)


def _register(module: ModuleType) -> None:
    strategies = import_module("hypothesis.strategies")
    for type_name, strategy in STRATEGIES.items():
        strategies.register_type_strategy(getattr(module, type_name), _making(strategy))


def _making(strategy: str) -> Callable[[type], SearchStrategy[object]]:
    return lambda _type: getattr(import_module(f"{_PACKAGE}.testing"), strategy)()


class _OnceImported(MetaPathFinder):
    """Finds nothing by itself: it registers the types after coopclaims was loaded, and is gone."""

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        """Return the spec that the others find for coopclaims, with the registration after it."""
        del path, target
        if fullname != _PACKAGE or self not in sys.meta_path:
            return None
        sys.meta_path.remove(self)
        spec = find_spec(fullname)
        if spec is not None and spec.loader is not None:
            _registering_after(spec.loader)
        return spec


def _registering_after(loader: Loader) -> None:
    """Let this loader register the types once it has loaded the one module that it is about to load."""
    load = loader.exec_module

    def load_and_register(module: ModuleType) -> None:
        delattr(loader, "exec_module")
        load(module)
        _register(module)

    setattr(loader, "exec_module", load_and_register)  # noqa: B010 - of this one loader, not of its class
