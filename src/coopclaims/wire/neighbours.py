"""How values are read and written by pydantic, which asks their classes: through the wire, and nothing else.

What pydantic takes is a core schema, which is a plain dict, so nothing of it is imported here.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import TYPE_CHECKING, Any, Final, TypeAlias

from coopclaims.errors import InvalidValue
from coopclaims.wire.codecs import Found
from coopclaims.wire.doors import WIRE, schema, to_data

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

_Handler: TypeAlias = Callable[[dict[str, Any]], Any]
_Describe: TypeAlias = Callable[[object, _Handler], Any]

_OURS: Final = "#/$defs/"


def core_schema(cls: type) -> dict[str, Any]:
    """Return the core schema of a class: what reads and writes it, and its JSON Schema.

    A value of the class is taken as it is, and data as the wire has them, with tag and version or without. In
    a dump as JSON it has its wire form; in one as Python it stays the value. A class that has no wire form is
    taken as it is, and neither read nor written.
    """
    name = WIRE.name_of(cls)
    if name is None:
        return {"type": "is-instance", "cls": cls}
    return {
        "type": "function-plain",
        "function": {"type": "no-info", "function": _reading(cls)},
        "serialization": {
            "type": "function-plain",
            "function": to_data,
            "return_schema": {"type": "any"},
            "when_used": "json",
        },
        "ref": _ref(name),
        "metadata": {"pydantic_js_functions": [_describing(name)]},
    }


def _reading(cls: type) -> Callable[[Found], object]:
    def read(found: Found) -> object:
        if isinstance(found, cls):
            return found
        try:
            return WIRE.part_from_data(found, cls)
        except InvalidValue as refused:  # its fields are values, which no error of pydantic carries as JSON
            raise ValueError(str(refused)) from refused

    return read


# The JSON Schema: that of the wire, in definitions of the document that pydantic is writing.


@cache
def _definitions() -> Mapping[str, Any]:
    whole: dict[str, Any] = schema()
    definitions: Mapping[str, Any] = whole["$defs"]
    return definitions


def _referred(part: Any) -> Iterator[str]:  # noqa: ANN401 - any part of a schema
    """Yield the names of the definitions that a part of a schema refers to."""
    if part.__class__ is dict:
        if "$ref" in part:
            yield part["$ref"].removeprefix(_OURS)
        for each in part.values():
            yield from _referred(each)
    elif part.__class__ is list:
        for each in part:
            yield from _referred(each)


@cache
def _needed(name: str) -> tuple[str, ...]:
    """Return the names of a definition and of all that it rests on."""
    found, ahead = {name: None}, [name]
    while ahead:
        for each in _referred(_definitions()[ahead.pop()]):
            if each not in found:
                found[each] = None
                ahead.append(each)
    return (*found,)


def _describing(name: str) -> _Describe:
    """Return what gives the JSON Schema of a definition, once pydantic has defined all that it rests on."""
    define = _defining(name)

    def describe(schema: object, handler: _Handler) -> Any:  # noqa: ANN401 - a schema
        defined = [
            {"type": "any", "ref": _ref(each), "metadata": {"pydantic_js_functions": [_defining(each)]}}
            for each in _needed(name)
        ]
        handler({"type": "definitions", "schema": {"type": "any"}, "definitions": defined})
        return define(schema, handler)

    return describe


def _defining(name: str) -> _Describe:
    """Return what gives the JSON Schema of a definition, its references as pydantic writes them."""

    def define(_schema: object, handler: _Handler) -> Any:  # noqa: ANN401 - a schema
        def referring(part: Any) -> Any:  # noqa: ANN401 - any part of one
            if part.__class__ is dict:
                if "$ref" in part:
                    return {**handler(_reference(part["$ref"].removeprefix(_OURS)))}  # it changes them later
                return {key: referring(each) for key, each in part.items()}
            return [referring(each) for each in part] if part.__class__ is list else part

        return referring(_definitions()[name])

    return define


def _ref(name: str) -> str:
    """Return what pydantic calls a definition; it names it after what stands behind the last point."""
    return f"coopclaims.wire.{name.replace('.', '-')}"


def _reference(name: str) -> dict[str, Any]:
    return {"type": "definition-ref", "schema_ref": _ref(name)}
