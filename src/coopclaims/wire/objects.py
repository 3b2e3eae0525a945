"""Objects with fields: how the fields of a kind, or of a small part without one, are read and described."""

from __future__ import annotations

import re
from operator import attrgetter
from typing import TYPE_CHECKING, Any, Final

from coopclaims._values import Keyed
from coopclaims.errors import BrokenHistory, CoopClaimsError, InvalidValue, WireMismatch
from coopclaims.wire.codecs import inside, mismatch, shown, step_to

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from coopclaims.wire.codecs import At, Codec, Extras, Found


def fields_reader(
    fields: Mapping[str, Codec],
    make: Callable[..., Any],
    marks: Mapping[str, str | int],
    compared: tuple[str, ...] = (),
    optional: frozenset[str] = frozenset(),
) -> Callable[[Any], Any]:
    """Return what reads an object: its fields, each by its codec, none missing and none unknown.

    `make` takes them by keyword. `marks` say what the object is: those that it has are these. The value has
    to keep the fields that are `compared` as they were read, and may have none that is `optional`.
    """
    readers = tuple((name, codec.read) for name, codec in fields.items())

    def read(found: Found) -> Found:
        if found.__class__ is not dict:
            raise mismatch(found, "object")
        is_odd = bool(optional) or len(found) != len(readers)
        if is_odd:
            _check_marks(found, marks)
        values: dict[str, Any] = {}
        name = ""
        try:
            for name, read_field in readers:
                if name in found or name not in optional:
                    values[name] = read_field(found[name])
        except WireMismatch as error:
            raise inside(step_to(name), error) from None
        except KeyError:
            raise inside(step_to(name), WireMismatch("$", "nothing", "this_field")) from None
        for name in found if is_odd else ():
            if name not in fields and name not in marks:
                unknown = WireMismatch("$", "an unknown field", "only_the_fields", known=(*fields,))
                raise inside(step_to(name), unknown)
        return _made(make, values, compared, found)

    return read


def _made(
    make: Callable[..., Any], values: dict[str, Any], compared: tuple[str, ...], found: dict[str, Any]
) -> Found:
    """Return the value of these fields; what was found is named where it is not kept as it is."""
    try:
        value = make(**values)
    except CoopClaimsError as refused:
        raise _unfit(refused, values) from None
    for name in compared:
        if name in values and getattr(value, name) != values[name]:
            raise inside(step_to(name), mismatch(found[name], "as_it_is_kept"))
    return value


def _check_marks(found: dict[str, Any], marks: Mapping[str, str | int]) -> None:
    for name, mark in marks.items():
        if name in found and (found[name].__class__ is not mark.__class__ or found[name] != mark):
            raise inside(step_to(name), mismatch(found[name], "mark_or_nothing", mark=mark))


_FIRST: Final = re.compile(r"[.\[]")
"""What stands after the first step of a path."""


def _unfit(refused: CoopClaimsError, values: Mapping[str, Any]) -> WireMismatch:
    """Return the error that says which field a value cannot have."""
    if not isinstance(refused, InvalidValue):
        return WireMismatch("$", shown(str(refused)), "parts_that_fit")
    expected, figures = refused.expected, dict(refused.figures)
    if _FIRST.split(refused.field, maxsplit=1)[0] in values:
        return inside(f".{refused.field}", mismatch(refused.got, expected, **figures))
    if isinstance(refused, BrokenHistory) and refused.number is not None:
        path = f"$.entries[{refused.number - 1}]{refused.part and '.'}{refused.part}"
        return WireMismatch(path, shown(refused.got), expected, **figures)
    return WireMismatch("$", f"{refused.field}: {shown(refused.got)}", expected, **figures)


def fields_writer(
    cls: type,
    fields: Mapping[str, Codec],
    take: Callable[[Any], Mapping[str, Any]] | None = None,
    optional: frozenset[str] = frozenset(),
) -> Callable[[Any], dict[str, Any]]:
    """Return what writes the fields of a value of a class, without its tag and version.

    `take` gives the fields of a value where they are not its attributes. What is `optional` is left out
    where there is nothing.
    """
    writers = tuple((name, attrgetter(name), codec.write) for name, codec in fields.items())

    def write(value: Found) -> dict[str, Any]:
        if type(value) is not cls and cls is not Keyed:
            raise mismatch(value, "a_value_of", kind=cls.__name__)
        parts = None if take is None else take(value)
        data: dict[str, Any] = {}
        name = ""
        try:
            for name, part_of, write_field in writers:
                part = part_of(value) if parts is None else parts[name]
                if part is not None or name not in optional:
                    data[name] = write_field(part)
        except WireMismatch as error:
            raise inside(step_to(name), error) from None
        return data

    return write


def fields_splitter(
    fields: Mapping[str, Codec], marks: Mapping[str, object]
) -> Callable[[Any, At, Extras], Any]:
    """Return what takes the unknown fields out of an object and of the objects in it."""

    def split(found: Found, at: At, extras: Extras) -> Found:
        if found.__class__ is not dict:
            return found
        known: dict[str, Any] = {}
        for name, part in found.items():
            if name in fields:
                known[name] = fields[name].split(part, (*at, name), extras)
            elif name in marks:
                known[name] = part
            else:
                extras.append(((*at, name), part))
        return known

    return split


def object_schema(
    fields: Mapping[str, Codec],
    marks: Mapping[str, str | int],
    *,
    marked: bool,
    optional: frozenset[str] = frozenset(),
) -> dict[str, object]:
    """Return the JSON Schema of an object with these fields, after those that say what it is."""
    said = {name: {"const": mark} for name, mark in marks.items()}
    return {
        "type": "object",
        "properties": {**said, **{name: codec.schema for name, codec in fields.items()}},
        "required": [*(said if marked else ()), *(name for name in fields if name not in optional)],
        "additionalProperties": False,
    }
