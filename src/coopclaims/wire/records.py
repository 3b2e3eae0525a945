"""Objects with fields: how the fields of one kind are read, written and described."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

from coopclaims.errors import CoopClaimsError, InvalidValue, WireMismatch
from coopclaims.wire.mismatches import inside, mismatch, shown, step_to

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from coopclaims.wire.codecs import At, Codec, Extras
    from coopclaims.wire.kinds import Kind
    from coopclaims.wire.mismatches import Found

__all__ = ["fields_reader", "fields_splitter", "fields_writer", "object_schema"]

ValueT = TypeVar("ValueT")


def fields_reader(
    fields: Mapping[str, Codec], make: Callable[..., ValueT], *, marks: int
) -> Callable[[Any], ValueT]:
    """Return what reads an object: its fields, each by its codec, none missing and none unknown.

    `make` takes them by keyword. `marks` says how many fields besides them belong there: those that
    say what the object is.
    """
    readers = tuple((name, codec.read) for name, codec in fields.items())
    width = len(readers) + marks
    known = frozenset((*fields, *(("type", "v") if marks else ())))

    def read(found: Found) -> ValueT:
        if found.__class__ is not dict:
            raise mismatch(found, "an object")
        values: dict[str, Any] = {}
        name = ""
        try:
            for name, read_field in readers:
                values[name] = read_field(found[name])
        except WireMismatch as error:
            raise inside(step_to(name), error) from None
        except KeyError:
            raise inside(step_to(name), WireMismatch("$", "nothing", "this field")) from None
        if len(found) != width:
            unknown = next(name for name in found if name not in known)
            expected = f"only the fields {', '.join(fields) or 'type and v'}"
            raise inside(step_to(unknown), WireMismatch("$", "an unknown field", expected))
        try:
            return make(**values)
        except CoopClaimsError as refused:
            raise _unfit(refused, values) from None

    return read


def _unfit(refused: CoopClaimsError, values: Mapping[str, Any]) -> WireMismatch:
    """Return the error that says which field a value cannot have."""
    if not isinstance(refused, InvalidValue):
        return WireMismatch("$", shown(str(refused)), "parts that fit together")
    if refused.what in values:
        return inside(step_to(refused.what), mismatch(refused.got, refused.expected))
    return WireMismatch("$", f"{refused.what}: {shown(refused.got)}", refused.expected)


def fields_writer(kind: Kind, fields: Mapping[str, Codec]) -> Callable[[Any], dict[str, Any]]:
    """Return what writes the fields of a value, without its tag and version."""
    writers = tuple((name, codec.write) for name, codec in fields.items())
    cls, take = kind.cls, kind.take

    def write(value: Found) -> dict[str, Any]:
        if type(value) is not cls:
            raise mismatch(value, f"a {cls.__name__}")
        parts = take(value)
        data: dict[str, Any] = {}
        name = ""
        try:
            for name, write_field in writers:
                data[name] = write_field(parts[name])
        except WireMismatch as error:
            raise inside(step_to(name), error) from None
        return data

    return write


def fields_splitter(
    fields: Mapping[str, Codec],
) -> Callable[[Any, At, Extras], Any]:
    """Return what takes the unknown fields out of an object and of the objects in it."""

    def split(found: Found, at: At, extras: Extras) -> Found:
        if found.__class__ is not dict:
            return found
        known: dict[str, Any] = {}
        for name, part in found.items():
            if name in fields:
                known[name] = fields[name].split(part, (*at, name), extras)
            else:
                extras.append(((*at, name), part))
        return known

    return split


def object_schema(
    fields: Mapping[str, Codec], marks: Mapping[str, object] | None = None
) -> dict[str, object]:
    """Return the JSON Schema of an object with these fields, after those that say what it is."""
    properties = {**(marks or {}), **{name: codec.schema for name, codec in fields.items()}}
    return {
        "type": "object",
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
    }
