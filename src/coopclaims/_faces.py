"""Lazy faces: a package lists its public names, and loads the module of one when it is asked for."""

from __future__ import annotations

TYPE_CHECKING = bool()  # noqa: UP018 - true to checkers, open to editors; from `typing` it would cost more

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping


def face(
    package: str, homes: Mapping[str, str]
) -> tuple[Callable[[str], object], Callable[[], list[str]], list[str]]:
    """Return `__getattr__`, `__dir__` and `__all__` of a package.

    `homes` has the public names of each module of the package, as one text; a module that stands elsewhere
    has its whole dotted name. Under the empty name stand the modules that are public themselves: they can be
    asked for, and `__all__` leaves them out.
    """
    home = {name: module for module, names in homes.items() for name in names.split()}

    def load(name: str) -> object:
        module = home.get(name)
        if module is None:
            msg = f"module {package!r} has no attribute {name!r}"
            for room in () if name.startswith("_") else homes.get("", "").split():
                if name in vars(_module(f"{package}.{room}"))["__all__"]:
                    msg += f"; it is {package}.{room}.{name}"
            raise AttributeError(msg)
        is_whole = module.startswith("coopclaims.")
        found: object = _module(module if is_whole else f"{package}.{module or name}")
        if module:
            found = getattr(found, name)
            setattr(_module(package), name, found)  # the next time nobody asks here
        return found

    def names() -> list[str]:
        return sorted({*vars(_module(package)), *home})

    return load, names, [name for name, module in home.items() if module]


def load_all(package: str) -> list[object]:
    """Load every room of a package, and return what is public in each."""
    front = _module(package)
    found: list[object] = []
    for name in dir(front):
        room = getattr(front, name)
        if not name.startswith("_") and hasattr(room, "__all__"):
            found += [getattr(room, each) for each in room.__all__]
    return found


def _module(name: str) -> object:
    """Return a module by its dotted name: `__import__` alone returns the first part of it."""
    return __import__(name, fromlist=("__name__",))
