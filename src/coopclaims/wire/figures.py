"""A figure on the wire: a parameter of a message, whose value says what it is.

Text, a whole number, true, false and null are written as they are, and several figures as a list. Everything
else is an object that says its type: a day, an instant, an exact number, a term, the key of a member of an
enumeration, or a value that has a form of its own, as it is written anywhere else.
"""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final

from coopclaims._values import Keyed, Term
from coopclaims.errors import WireMismatch
from coopclaims.money.currencies import Currency
from coopclaims.wire.codecs import ANY_WHOLE, CURRENCY, DAY, INSTANT, RATE, TEXT, Codec, inside, mismatch

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from enum import StrEnum

    from coopclaims.wire.codecs import Found
    from coopclaims.wire.kinds import Compiler, Shape

_EXPECTED: Final = "text, a whole number, true, false, null, a list of figures, or an object with a type"


def figure(*tags: str) -> Shape:
    """Return the shape of a figure; `tags` are the kinds that may stand in one besides."""

    def compiled(compiler: Compiler) -> Codec:
        values = compiler.tagged(tags)
        small = {"type": "object", "required": ["type", "value"], "additionalProperties": False}
        schemas = [
            {**small, "properties": {"type": {"const": name}, "value": codec.schema}}
            for name, (_, codec) in _SMALL.items()
        ]
        schema = {
            "anyOf": [
                {"type": ["string", "integer", "boolean", "null"]},
                {"type": "array"},
                *schemas,
                {**small, "required": ["type", "key", "caption"], "properties": _TERM},
                {**small, "required": ["type", "of", "key"], "properties": _MEMBER},
                values.schema,
            ]
        }
        return Codec(read=_reader(values.read), write=_writer(values.write), schema=schema)

    return compiled


_SMALL: Final[Mapping[str, tuple[type, Codec]]] = {
    "instant": (datetime, INSTANT),
    "day": (date, DAY),
    "number": (Decimal, RATE),
    "currency": (Currency, CURRENCY),
}
_NAME: Final = {"type": "string"}
_TERM: Final = {"type": {"const": "term"}, "key": _NAME, "caption": _NAME}
_MEMBER: Final = {"type": {"const": "member"}, "of": _NAME, "key": _NAME}


def _members(kind: type[StrEnum]) -> Iterator[type[StrEnum]]:
    for each in kind.__subclasses__():
        yield each
        yield from _members(each)


def _member(found: Mapping[str, Any]) -> StrEnum:
    name, key = found["of"], found["key"]
    for kind in _members(Keyed):
        if kind.__name__ == name:
            try:
                return kind(key)
            except ValueError:
                break
    raise mismatch(f"{name} {key}", "a member of an enumeration of this library")


def _term(found: Mapping[str, Any]) -> Term:
    return Term(TEXT.read(found["key"]), TEXT.read(found["caption"]))


_BUILT: Final[Mapping[str, tuple[frozenset[str], Callable[[Mapping[str, Any]], object]]]] = {
    "term": (frozenset(_TERM), _term),
    "member": (frozenset(_MEMBER), _member),
}


def _reader(read_value: Callable[[Any], Any]) -> Callable[[Any], Any]:
    def read(found: Found) -> Found:
        kind = found.__class__
        if kind is str:
            return TEXT.read(found)
        if found is None or kind is bool:
            return found
        if kind is int:
            return ANY_WHOLE.read(found)
        if kind is list:
            return tuple(_each(read, found))
        if kind is not dict:
            raise mismatch(found, _EXPECTED)
        tag = found.get("type")
        if isinstance(tag, str) and tag in _SMALL and found.keys() == {"type", "value"}:
            return _SMALL[tag][1].read(found["value"])
        if isinstance(tag, str) and tag in _BUILT and found.keys() == _BUILT[tag][0]:
            return _BUILT[tag][1](found)
        return read_value(found)

    return read


def _writer(write_value: Callable[[Any], Any]) -> Callable[[Any], Any]:
    def write(value: Found) -> Found:
        if value is None or isinstance(value, bool):
            return value
        if isinstance(value, Keyed):
            return {"type": "member", "of": type(value).__name__, "key": value.value}
        if isinstance(value, Term):
            return {"type": "term", "key": TEXT.write(str(value)), "caption": TEXT.write(value.caption)}
        if isinstance(value, str):
            return TEXT.write(value)
        if isinstance(value, int):
            return ANY_WHOLE.write(value)
        if isinstance(value, tuple):
            return _each(write, value)
        for tag, (kind, codec) in _SMALL.items():
            if isinstance(value, kind):
                return {"type": tag, "value": codec.write(value)}
        return write_value(value)

    return write


def _each(convert: Callable[[Any], Any], found: Found) -> list[Any]:
    values: list[Any] = []
    for place, part in enumerate(found):
        try:
            values.append(convert(part))
        except WireMismatch as error:
            raise inside(f"[{place}]", error) from None
    return values
