"""Saying what was found where, in words that stay short whatever was sent."""

from __future__ import annotations

from typing import Any, TypeAlias, final

from coopclaims.errors import WireMismatch

__all__ = ["Found", "Unfit", "inside", "mismatch", "shown", "step_to"]

Found: TypeAlias = Any
"""Whatever was sent, or stands in a value: nothing is known of it until it was looked at."""

_LONGEST = 60
_BITS = 200
_WORDS = {None: "null", True: "true", False: "false"}


@final
class Unfit:
    """Stands for a part of a text that no value has, such as an object with one key twice.

    The reader of the part finds it, so that the error can say where it stands.
    """

    __slots__ = ("words",)

    def __init__(self, words: str) -> None:
        self.words = words


def shown(found: Found) -> str:
    """Return in a few words what was found, whatever its size."""
    words = f"a Python {type(found).__name__}"
    if isinstance(found, str):
        words = repr(found) if len(found) <= _LONGEST else f"{found[:_LONGEST]!r}… of {len(found)} characters"
    elif found is None or isinstance(found, bool):
        words = _WORDS[found]
    elif isinstance(found, int):
        short = found.bit_length() <= _BITS
        words = f"the number {found}" if short else f"a number of {found.bit_length()} bits"
    elif isinstance(found, float):
        words = f"the float {found!r}"
    elif isinstance(found, dict):
        words = "an object"
    elif isinstance(found, list):
        words = f"a list of {len(found)}"  # pyright: ignore[reportUnknownArgumentType]
    elif isinstance(found, Unfit):
        words = found.words
    return words


def mismatch(found: Found, expected: str) -> WireMismatch:
    """Return the error that says that this was found where something else was expected."""
    return WireMismatch("$", shown(found), expected)


def step_to(key: Found) -> str:
    """Return the step of a path that leads to this field."""
    plain = isinstance(key, str) and key.isidentifier() and len(key) <= _LONGEST
    return f".{key}" if plain else f"[{shown(key)}]"


def inside(step: str, error: WireMismatch) -> WireMismatch:
    """Return the same error as seen from outside, where one more step leads to it."""
    return WireMismatch(f"${step}{error.what[1:]}", error.got, error.expected)
