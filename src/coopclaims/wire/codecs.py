"""The smallest parts: one codec for each sort of plain value, and saying what was found where.

A codec reads exactly one way of writing a value, so that equal values have equal texts. It writes
what it reads and nothing else.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import MAXYEAR, MINYEAR, date, datetime, time
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final, TypeAlias, cast, final

from coopclaims._accounts import without_accounts
from coopclaims._characters import IDENTIFIER_SCHEMA, PLAIN_IDENTIFIER, PLAIN_TEXT, SEEN_SCHEMA, TEXT_SCHEMA
from coopclaims._fields import Say
from coopclaims._values import (
    as_day,
    as_identifier,
    as_instant,
    as_seen,
    as_text,
    at_instant,
    day,
    frozen,
    happened_instant,
    happened_instant_or_none,
    identifier,
    kind_of,
    since_instant,
    text,
)
from coopclaims.errors import InvalidValue, WireMismatch
from coopclaims.money.currencies import Currency, currency_of

if TYPE_CHECKING:
    from enum import Enum


# Saying what was found where, in words that stay short whatever was sent.

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
    found = without_accounts(found)  # before it is cut: half of a number is one too
    if isinstance(found, str):
        words = repr(found) if len(found) <= _LONGEST else f"{found[:_LONGEST]!r}… of {len(found)} characters"
    elif found is None or isinstance(found, bool):
        words = _WORDS[found]
    elif isinstance(found, int):
        short = found.bit_length() <= _BITS
        words = f"the number {found}" if short else f"a number of {found.bit_length()} bits"
    elif isinstance(found, float):
        words = f"the float {found!r}"
    elif found.__class__ is dict:
        words = "an object"
    elif found.__class__ is list:
        words = f"a list of {len(found)}"
    elif isinstance(found, Unfit):
        words = found.words
    return words


def mismatch(found: Found, expected: str, **figures: object) -> WireMismatch:
    """Return the error that says that this was found where something else was expected, by its code."""
    return WireMismatch("$", shown(found), expected, **figures)


def as_mismatch(found: Found, refused: InvalidValue) -> WireMismatch:
    """Return the error that this was found where a value was refused."""
    return WireMismatch("$", shown(found), refused.expected, **dict(refused.figures))


def step_to(key: Found) -> str:
    """Return the step of a path that leads to this field."""
    plain = isinstance(key, str) and key.isidentifier() and len(key) <= _LONGEST
    return f".{key}" if plain else f"[{shown(key)}]"


def inside(step: str, error: WireMismatch) -> WireMismatch:
    """Return the same error as seen from outside, where one more step leads to it."""
    return WireMismatch(f"${step}{error.field[1:]}", error.got, error.expected, **dict(error.figures))


# The smallest parts: one codec for each sort of plain value, strict in both directions.

At: TypeAlias = tuple[str | int, ...]
"""The way to a part: names of fields, and places in lists."""

Extras: TypeAlias = list[tuple[At, object]]
"""Where each unknown field stands, and what is in it."""

_LARGEST: Final = 2**53 - 1
"""Above it, other languages read a number as its neighbour."""


def _nothing_unknown(found: Found, _at: At, _extras: Extras) -> Found:
    return found


Seen: TypeAlias = list[int]
"""What a quick reader counts: fields of objects, parts of lists; then how deep, and how many, may be."""

Quick: TypeAlias = Callable[[Say, str, str], str]
"""Returns the source that reads what has a name, standing at a depth, and raises whatever does not fit."""


@final
@frozen(kw_only=True, eq=False)
class Codec:
    """How one sort of value is read and written, and the JSON Schema of what is written.

    `split` takes unknown fields out of data that are still to be read, and lists them. `quick` reads the
    same as `read`, or less, without saying what was wrong; where it is `None`, `read` does it. `proves` are
    the validators and converters that have nothing left to do with what was read.
    """

    read: Callable[[Any], Any]
    write: Callable[[Any], Any]
    schema: Mapping[str, object]
    split: Callable[[Any, At, Extras], Any] = _nothing_unknown
    quick: Quick | None = None
    proves: tuple[Any, ...] = ()

    def quickly(self, say: Say, name: str, depth: str) -> str:
        """Return the source that reads quickly what has this name."""
        if self.quick is not None:
            return self.quick(say, name, depth)
        return f"{say(_counted(self.read))}({name}, seen, {depth})"


def listed(found: Found, seen: Seen, depth: int) -> int:
    """Count a list and return how many parts it has; raise whatever where it is none, or more than may be."""
    count = len(found)
    seen[1] += count
    if found.__class__ is not list or depth > seen[2] or seen[0] + seen[1] > seen[3]:
        raise TypeError
    return count


def _counted(read: Callable[[Any], Any]) -> Callable[[Any, Seen, int], Any]:
    """Return what reads a part of any shape, once all that is in it is counted."""

    def count(found: Found, seen: Seen, depth: int) -> None:
        is_object = found.__class__ is dict
        if not is_object and found.__class__ is not list:
            return
        seen[not is_object] += len(found)
        if depth > seen[2] or seen[0] + seen[1] > seen[3]:
            raise TypeError
        for part in found.values() if is_object else found:
            count(part, seen, depth + 1)

    def counted(found: Found, seen: Seen, depth: int) -> Found:
        count(found, seen, depth)
        return read(found)

    return counted


def _called(read: Callable[[Any], Any]) -> Quick:
    """Return the source that calls what reads a plain part."""
    return lambda say, name, _depth: f"{say(read)}({name})"


def _at_once(read: Callable[[Any], Any], kind: str, where: str) -> Quick:
    """Return the source that takes a value of this kind as it is, where this holds, or calls `read`."""
    return lambda say, name, _depth: (
        f"({name} if {name}.__class__ is {kind} and {where.format(name)} else {say(read)}({name}))"
    )


def _plain_text(found: object) -> str:
    if type(found) is str:
        return found
    if isinstance(found, str):
        return str.__str__(found)  # a member of an enumeration, say
    raise mismatch(found, "text")


def _checked_text(what: str, check: Callable[[str, object], str]) -> Callable[[object], str]:
    """Return what reads and writes a text that this check lets pass, `what` it is called there."""

    def read(found: object) -> str:
        plain = _plain_text(found)
        try:
            return check(what, plain)
        except InvalidValue as refused:
            raise as_mismatch(found, refused) from None

    return read


_text = _checked_text("text", as_text)
_seen = _checked_text("text", as_seen)
_identifier = _checked_text("identifier", as_identifier)

TEXT: Final = Codec(
    read=_text,
    write=_text,
    schema=TEXT_SCHEMA,
    quick=_at_once(_text, "str", PLAIN_TEXT),
    proves=(text,),
)
"""Any text without controls, as it is: nothing is normalized."""

SEEN: Final = Codec(
    read=_seen,
    write=_seen,
    schema=SEEN_SCHEMA,
    proves=(text,),
)
"""Text of which something can be seen, of several lines too."""

IDENTIFIER: Final = Codec(
    read=_identifier,
    write=_identifier,
    schema=IDENTIFIER_SCHEMA,
    quick=_at_once(_identifier, "str", PLAIN_IDENTIFIER),
    proves=(identifier, text),
)
"""Text on one line that is not blank."""


def whole_number(least: int, most: int = _LARGEST) -> Codec:
    """Return the codec of whole numbers between two bounds, both included."""

    def read(found: object) -> int:
        if type(found) is int and least <= found <= most:
            return found
        raise mismatch(found, "whole_between", least=least, most=most)

    return Codec(
        read=read,
        write=read,
        schema={"type": "integer", "minimum": least, "maximum": most},
        quick=_at_once(read, "int", f"{least} <= {{0}} <= {most}"),
    )


ANY_WHOLE: Final = whole_number(-_LARGEST)
"""Any whole number that every language reads exactly."""


def _truth(found: object) -> bool:
    if isinstance(found, bool):
        return found
    raise mismatch(found, "truth")


TRUTH: Final = Codec(read=_truth, write=_truth, schema={"type": "boolean"}, quick=_called(_truth))
"""True or false; one and nought are neither."""


_MARKS, _SECONDS, _MICROSECONDS = "--T::Z", 20, 27


def _read_instant(found: Found) -> datetime:
    if found.__class__ is str:
        length = len(found)
        if length == _SECONDS:
            plain = found[4::3] == _MARKS
        else:
            plain = length == _MICROSECONDS and found[4:20:3] == "--T::." and found[26] == "Z"
            plain = plain and found[20:26] != "000000"
        if plain:
            try:
                at = datetime.fromisoformat(found)
            except ValueError:
                pass
            else:
                if MINYEAR < at.year < MAXYEAR and (at.hour or found[11] == "0"):  # midnight is no 24:00
                    return at
    raise mismatch(found, "instant_as_text")


def _write_instant(value: object) -> str:
    try:
        instant = as_instant("instant", value)
    except InvalidValue as refused:
        raise as_mismatch(value, refused) from None
    return f"{instant.isoformat()[:-6]}Z"


INSTANT: Final = Codec(
    read=_read_instant,
    write=_write_instant,
    schema={
        "type": "string",
        "format": "date-time",
        "pattern": r"^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]{6})?Z$",
    },
    quick=_called(_read_instant),
    proves=(at_instant, since_instant, happened_instant, happened_instant_or_none),
)
"""An instant in UTC, its microseconds written where there are any."""


def _read_day(found: object) -> date:
    if type(found) is str and len(found) == len("2022-09-14") and found[4::3] == "--":
        try:
            return date.fromisoformat(found)
        except ValueError:
            pass
    raise mismatch(found, "day_in_data")


def _write_day(value: object) -> str:
    try:
        return as_day("day", value).isoformat()
    except InvalidValue as refused:
        raise as_mismatch(value, refused) from None


DAY: Final = Codec(
    read=_read_day,
    write=_write_day,
    schema={"type": "string", "format": "date", "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}$"},
    quick=_called(_read_day),
    proves=(day,),
)
"""A day of the calendar."""


def _read_wall_time(found: object) -> time:
    try:
        read = time.fromisoformat(cast("str", found))
    except (TypeError, ValueError):
        raise mismatch(found, "wall_time_in_data") from None
    if read.tzinfo is not None or read.isoformat() != found:
        raise mismatch(found, "wall_time_in_data")
    return read


WALL_TIME: Final = Codec(
    read=_read_wall_time,
    write=time.isoformat,
    schema={"type": "string", "pattern": r"^([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9](\.[0-9]{6})?$"},
)
"""A time of day without a zone."""

_CODE_LENGTH = 3


def _read_currency(found: object) -> Currency:
    if type(found) is str and len(found) == _CODE_LENGTH:
        try:
            return Currency(found)
        except InvalidValue as refused:
            raise as_mismatch(found, refused) from None
    raise mismatch(found, "currency_code")


def _write_currency(value: object) -> str:
    if isinstance(value, Currency):
        return value.code
    raise mismatch(value, "a_value_of", kind="Currency")


CURRENCY: Final = Codec(
    read=_read_currency,
    write=_write_currency,
    schema={"type": "string", "pattern": "^[A-Z]{3}$"},
    quick=_called(_read_currency),
    proves=(currency_of,),
)
"""A currency by its ISO 4217 code."""

_RATE = re.compile(r"(?:0|[1-9][0-9]{0,17})(?:\.[0-9]{0,29}[1-9])?")


def _read_rate(found: object) -> Decimal:
    if isinstance(found, str) and _RATE.fullmatch(found):
        return Decimal(found)
    raise mismatch(found, "rate_as_text")


def _write_rate(value: object) -> str:
    if not isinstance(value, Decimal):
        raise mismatch(value, "a_value_of", kind="Decimal")
    plain = f"{value:f}"
    plain = plain.rstrip("0").rstrip(".") if "." in plain else plain
    _read_rate(plain)
    return plain


RATE: Final = Codec(
    read=_read_rate,
    write=_write_rate,
    schema={"type": "string", "pattern": r"^(0|[1-9][0-9]{0,17})(\.[0-9]{0,29}[1-9])?$"},
    quick=_called(_read_rate),
)
"""A rate as decimal text; the zeros at its end are left out, for they make no other rate."""


def hexadecimal(least: int, most: int) -> Codec:
    """Return the codec of so many bytes, as small hexadecimal digits."""
    pattern = re.compile(f"(?:[0-9a-f]{{2}}){{{least},{most}}}")

    def read(found: object) -> str:
        if isinstance(found, str) and pattern.fullmatch(found):
            return found
        raise mismatch(found, "hexadecimal", least=least, most=most)

    return Codec(read=read, write=read, schema={"type": "string", "pattern": f"^{pattern.pattern}$"})


DIGEST: Final = hexadecimal(32, 32)
"""A SHA-256 digest."""


def choice(kind: type[Enum]) -> Codec:
    """Return the codec of an enumeration: the values of its members, or their names if these are numbers."""
    named = issubclass(kind, int)
    members = {member.name if named else member.value: member for member in kind}
    texts = {member: text for text, member in members.items()}

    def read(found: Found) -> Enum:
        try:
            return members[found]
        except (KeyError, TypeError):
            raise mismatch(found, "key_among", known=(*members,)) from None

    def write(value: Found) -> str:
        if type(value) is kind:
            return texts[value]
        raise mismatch(value, "a_value_of", kind=kind.__name__)

    return Codec(
        read=read,
        write=write,
        schema={"type": "string", "enum": list(members)},
        quick=lambda say, name, _depth: f"{say(members)}[{name}]",
        proves=(kind_of(kind),),
    )


def within_lists(name: str, alone: list[Mapping[str, object]]) -> dict[str, Mapping[str, object]]:
    """Return the schemas of what is `alone`, one of these, or stands in lists, and these in a list, by name.

    It ends there: generators of types cannot name a list that holds itself to any depth.
    """
    single, listed = ({"$ref": f"#/$defs/{name}.{each}"} for each in ("alone", "listed"))
    return {
        name: {"anyOf": [single, {"type": "array", "items": listed}]},
        f"{name}.listed": {"anyOf": [single, {"type": "array", "items": single}]},
        f"{name}.alone": {"anyOf": alone},
    }
