"""Sentences with places in them: how a template is filled, and how a value is shown in one.

Exceptions and messages are both written so. `coopclaims.provenance.Message` says what may stand in a place.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from functools import cache
from typing import TYPE_CHECKING, Any, Final, cast

from coopclaims._characters import escaped

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence
    from string import Formatter


def filled(template: str, values: Mapping[str, object]) -> str:
    """Return a sentence with these values, by name, in their places."""
    return _formatter().vformat(template, (), values)


@cache
def _formatter() -> Formatter:
    from string import Formatter  # noqa: PLC0415 - only whoever reads a text needs it

    class _Plain(Formatter):
        def convert_field(self, value: object, conversion: str | None) -> object:
            return quoted(value) if conversion == "r" else super().convert_field(value, conversion)

        def get_value(self, key: int | str, args: Sequence[Any], kwargs: Mapping[str, Any]) -> object:
            del args
            return kwargs.get(str(key), f"{{{key}}}")  # where no value is given, the place is shown

        def format_field(self, value: object, format_spec: str) -> str:
            return shown(value, format_spec)

    return _Plain()


def shown(value: object, how: str = "") -> str:
    """Return a value as people read it in a sentence, in one of the ways that `Message` lists."""
    way, optional, around = how.partition("?")
    way, unless, known = way.partition("unless ")
    if unless and _plain(value) == known:
        return ""
    if optional:
        return "" if _is_nothing(value) else around.replace("%", shown(value, way))
    way, alternative, otherwise = how.partition("or ")
    if alternative and _is_nothing(value):
        return otherwise
    way = way.strip()
    return escaped(_WAYS[way](value) if way else _plain(value))


_LONGEST_QUOTED = 300


def quoted(value: object) -> str:
    """Return a value as Python writes it, in few words where it would be long or cannot be written."""
    if isinstance(value, int) and value.bit_length() > _LONGEST_QUOTED:
        return f"a whole number of {value.bit_length()} bits"
    try:
        words = repr(value)
    except Exception:  # noqa: BLE001 - of a value of somebody else's
        return f"a value of type {type(value).__name__}"
    return words if len(words) <= _LONGEST_QUOTED else f"{words[:_LONGEST_QUOTED]}…"


def _is_nothing(value: object) -> bool:
    return value is None or value is False or value in ((), "")


def _plain(value: object) -> str:
    if isinstance(value, bool) or value is None:
        return _WORDS[value]
    for kind, words in WORDS_OF.items():
        if isinstance(value, kind):
            return words(value)
    return str(value)


def _listed(values: tuple[Any, ...]) -> str:
    """Return several things with commas between them; sets of which one is enough, joined by *or*."""
    if any(isinstance(each, tuple) for each in values):
        return ", or ".join(" and ".join(map(_plain, each)) for each in values)
    return ", ".join(map(_plain, values))


def _as_several(value: Any) -> tuple[Any, ...]:  # noqa: ANN401 - values of any kind
    return value if isinstance(value, tuple) else (value,)  # pyright: ignore[reportUnknownVariableType]


def _spans(values: tuple[object, ...]) -> str:
    """Return spans of days, each a first day, a last one and that of a withdrawal, as far as there are."""
    return "; ".join(
        _span(*cast("Iterable[object]", each)) if isinstance(each, tuple) else _plain(each) for each in values
    )


def _span(*days: object) -> str:
    said = zip(("from", "to", "withdrawn on"), days, strict=False)
    return " ".join(f"{word} {_plain(day)}" for word, day in said if day is not None)


_WEEKDAYS: Final = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


def weekday(day: date) -> str:
    """Return a day with its weekday, the same in every locale: "Mon 2022-09-19"."""
    return f"{_WEEKDAYS[day.weekday()]} {day.isoformat()}"


_WORDS: Final = {True: "yes", False: "no", None: ""}

WORDS_OF: Final[dict[type, Callable[[Any], str]]] = {
    tuple: _listed,
    date: lambda day: day.isoformat(),
    Decimal: lambda number: f"{number:f}",
}
"""How values of these types are shown. What has words of its own adds them where it is made."""

_WAYS: Final[Mapping[str, Callable[[Any], str]]] = {
    "weekday": weekday,
    "month": lambda day: f"{day:%Y-%m}",
    "capital": lambda value: _plain(value)[:1].upper() + _plain(value)[1:],
    "short": lambda value: str(value)[:8],
    "key": lambda value: ", ".join(map(str, _as_several(value))),
    "s": lambda number: "" if number == 1 else "s",
    "spans": _spans,
    "quoted": lambda values: ", ".join(map(repr, values)),
    "spelled": lambda values: ", ".join(ascii(str(each)) for each in _as_several(values)),
}
