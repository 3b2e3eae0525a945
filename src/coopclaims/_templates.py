"""Sentences with places in them: how a template is filled, and how a value is shown in one.

Exceptions and messages are both written so. `coopclaims.provenance.Message` says what may stand in a place.
A `Tongue` is the language that this is done in: English here, and another where `coopclaims.labels` has one.
"""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final, TypeAlias, cast

from coopclaims._characters import escaped

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

# The language that is spoken.


class Tongue:
    """The language of a sentence: English, where a language of its own says nothing else."""

    __slots__ = ()

    def template(self, code: str, english: str) -> str:  # noqa: ARG002 - others go by it
        """Return the template of the message with this code, which is `english` in English."""
        return english

    def caption(self, member: Any) -> str:  # noqa: ANN401 - a member of an enumeration, or a term
        """Return what a member of an enumeration, or a term of a catalogue, is called."""
        return str(member.caption)

    def counted(self, member: Any, number: int) -> str:  # noqa: ANN401 - as above
        """Return what a member is called after a number: "business days" after 3."""
        return self.caption(member) if self.is_one(number) else f"{self.caption(member)}s"

    def is_one(self, number: object) -> bool:
        """Return whether a word after this number stands in the singular."""
        return number == 1

    def day(self, day: date) -> str:
        """Return a day as it is written: as ISO 8601 has it."""
        return day.isoformat()

    def amount(self, money: Any) -> str:  # noqa: ANN401 - this module knows no `Money`
        """Return an amount of money as it is written."""
        return str(money)


ENGLISH: Final = Tongue()

WORDS: Final[Mapping[str, tuple[str, str]]] = MappingProxyType(
    {
        "word.yes": ("yes", ""),
        "word.no": ("no", ""),
        "word.both": ("{first} and {second}", "first: str, second: str"),
        "word.either": ("{first}, or {second}", "first: str, second: str"),
        "word.from": ("from {day}", "day: date"),
        "word.to": ("to {day}", "day: date"),
        "word.withdrawn": ("withdrawn on {day}", "day: date"),
        "word.weekdays": ("Mon Tue Wed Thu Fri Sat Sun", ""),
        "word.long_number": ("a whole number of {bits} bits", "bits: int"),
        "word.unwritable": ("a value of type {kind}", "kind: str"),
    }
)
"""What stands around and between values: each with its code, its English and its parameters."""


def _word(code: str, tongue: Tongue, **values: object) -> str:
    template = tongue.template(code, WORDS[code][0])
    return filled(template, values, tongue) if values else template


# How a template is filled.


def filled(template: str, values: Mapping[str, object], tongue: Tongue = ENGLISH) -> str:
    """Return a sentence with these values, by name, in their places; without a value, the place is shown."""
    said: list[str] = []
    for literal, name, way, conversion in _parts(template):
        said.append(literal)
        if name is not None:
            value = values.get(name, f"{{{name}}}")
            how = filled(way, values, tongue) if "{" in way else way
            said.append(shown(quoted(value, tongue) if conversion == "r" else value, how, tongue))
    return "".join(said)


@lru_cache(maxsize=2048)
def _parts(template: str) -> tuple[tuple[str, str | None, str, str], ...]:
    """Return what stands before each place, the name in it, the way that it is shown, and a conversion."""
    from string import Formatter  # noqa: PLC0415 - only whoever reads a text needs it

    return tuple(
        (literal, name, way or "", conversion or "")
        for literal, name, way, conversion in Formatter().parse(template)
    )


def shown(value: object, how: str = "", tongue: Tongue = ENGLISH) -> str:
    """Return a value as people read it in a sentence, in one of the ways that `Message` lists."""
    way, by_number, forms = how.partition("plural ")
    if by_number and not way:
        one, _, several = forms.partition("|")
        return one if tongue.is_one(value) else several
    if how.startswith("number "):
        return escaped(tongue.counted(value, int(how.removeprefix("number "))))
    way, optional, around = how.partition("?")
    way, unless, known = way.partition("unless ")
    if unless and in_words(value, tongue) == known:
        return ""
    if optional:
        return "" if _is_nothing(value) else around.replace("%", shown(value, way, tongue))
    way, alternative, otherwise = how.partition("or ")
    if alternative and _is_nothing(value):
        return otherwise
    way = way.strip()
    return escaped(_WAYS[way](value, tongue) if way else in_words(value, tongue))


_LONGEST_QUOTED = 300


def quoted(value: object, tongue: Tongue = ENGLISH) -> str:
    """Return a value as Python writes it, in few words where it would be long or cannot be written."""
    if isinstance(value, int) and value.bit_length() > _LONGEST_QUOTED:
        return _word("word.long_number", tongue, bits=value.bit_length())
    try:
        words = repr(value)
    except Exception:  # noqa: BLE001 - of a value of somebody else's
        return _word("word.unwritable", tongue, kind=type(value).__name__)
    return words if len(words) <= _LONGEST_QUOTED else f"{words[:_LONGEST_QUOTED]}…"


def _is_nothing(value: object) -> bool:
    return value is None or value is False or value in ((), "")


# How a value is shown.


def in_words(value: object, tongue: Tongue) -> str:
    """Return a value as people read it, in a language, whatever signs its texts may have."""
    if isinstance(value, bool):
        return _word("word.yes" if value else "word.no", tongue)
    if value is None:
        return ""
    for kind in type(value).__mro__:
        if kind in WORDS_OF:
            return WORDS_OF[kind](value, tongue)
    return str(value)


def _listed(values: tuple[Any, ...], tongue: Tongue) -> str:
    """Return several things with commas between them; sets of which one is enough, joined by *or*."""
    if any(isinstance(each, tuple) for each in values):
        sets = [_joined("word.both", [in_words(part, tongue) for part in each], tongue) for each in values]
        return _joined("word.either", sets, tongue)
    return ", ".join(in_words(each, tongue) for each in values)


def _joined(code: str, words: Sequence[str], tongue: Tongue) -> str:
    """Return words joined two by two, in the order given."""
    first, *others = words or [""]
    for other in others:
        first = _word(code, tongue, first=first, second=other)
    return first


def _as_several(value: Any) -> tuple[Any, ...]:  # noqa: ANN401 - values of any kind
    return value if isinstance(value, tuple) else (value,)  # pyright: ignore[reportUnknownVariableType]


def _spans(values: tuple[object, ...], tongue: Tongue) -> str:
    """Return spans of days, each a first day, a last one and that of a withdrawal, as far as there are."""
    return "; ".join(
        _span(tongue, *cast("Iterable[object]", each)) if isinstance(each, tuple) else in_words(each, tongue)
        for each in values
    )


def _span(tongue: Tongue, *days: object) -> str:
    said = zip(("word.from", "word.to", "word.withdrawn"), days, strict=False)
    return " ".join(_word(code, tongue, day=day) for code, day in said if day is not None)


def weekday(day: date, tongue: Tongue = ENGLISH) -> str:
    """Return a day with its weekday, the same in every locale: "Mon 2022-09-19"."""
    names = _word("word.weekdays", tongue).split()
    return f"{names[day.weekday()]} {in_words(day, tongue)}"


Words: TypeAlias = "Callable[[Any, Tongue], str]"
"""What says a value in a language."""

WORDS_OF: Final[dict[type, Words]] = {
    tuple: _listed,
    date: lambda day, tongue: day.isoformat() if isinstance(day, datetime) else tongue.day(day),
    Decimal: lambda number, _: f"{number:f}",
}
"""How values of these types are shown. What has words of its own adds them where it is made."""


def _capital(value: object, tongue: Tongue) -> str:
    words = in_words(value, tongue)
    return words[:1].upper() + words[1:]


_WAYS: Final[Mapping[str, Words]] = {
    "weekday": weekday,
    "month": lambda day, _: f"{day:%Y-%m}",
    "capital": _capital,
    "short": lambda value, _: str(value)[:8],
    "key": lambda value, _: ", ".join(map(str, _as_several(value))),
    "s": lambda number, tongue: "" if tongue.is_one(number) else "s",
    "spans": _spans,
    "quoted": lambda values, _: ", ".join(map(repr, values)),
    "spelled": lambda values, _: ", ".join(ascii(str(each)) for each in _as_several(values)),
}
