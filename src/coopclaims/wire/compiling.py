"""Kinds put together: how the objects of each are read, written and described."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, final, get_args

import attrs

from coopclaims._values import Keyed, kind_of
from coopclaims.errors import CoopClaimsError, InvalidValue, WireMismatch
from coopclaims.wire.codecs import Codec, choice, inside, listed, mismatch, shown
from coopclaims.wire.figures import FIGURE_SCHEMAS, figure_codec
from coopclaims.wire.kinds import each_of
from coopclaims.wire.objects import fields_reader, fields_splitter, fields_writer, object_schema
from coopclaims.wire.plain import PLAIN_SCHEMAS
from coopclaims.wire.quick import QuickReaders, converted, quick_reader

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from enum import Enum

    from coopclaims.wire.codecs import At, Extras, Found
    from coopclaims.wire.kinds import Earlier, Fields, Kind
    from coopclaims.wire.plain import WireLimits
    from coopclaims.wire.quick import QuickReader


# The codecs of all kinds: built once, never changed afterwards.


@final
class Compiled:
    """The codecs of all kinds. Raises `InvalidValue` for kinds that do not fit together."""

    def __init__(self, kinds: Iterable[Kind]) -> None:
        self.kinds: dict[str, Kind] = {}
        self.schemas: dict[str, Mapping[str, object]] = {**FIGURE_SCHEMAS, **PLAIN_SCHEMAS}
        """The JSON Schema of every kind without its tag, and of every version with it."""
        self.parts: dict[str, dict[str, Codec]] = {}
        """The codecs of the fields of every kind."""
        self._tags: dict[type, str] = {}
        self._readers: dict[tuple[str, int], Callable[[Any], Any]] = {}
        self._bare: dict[str, Codec] = {}
        for kind in kinds:
            if kind.tag in self.kinds or kind.cls in self._tags:
                raise InvalidValue("kinds", kind.tag, "each_kind_once")
            self.kinds[kind.tag], self._tags[kind.cls] = kind, kind.tag
        self._quick = QuickReaders(lambda tag: quick_reader(self.kinds[tag], self.parts[tag]))
        self.figure = figure_codec(self._read_any, self._write_any)
        """The codec of what may be anything that a message has as a parameter."""
        for kind in self.kinds.values():
            self._compile(kind)
        self.any = self.tagged(tuple(self._tags))

    def quickly(self, data: Found, limits: WireLimits, fields: int | None = None) -> object:
        """Return the value of what says its type and has so many fields in all, in every object together.

        `None` is any number of fields. Raises one of `GIVES_UP`, and no more than that it does not fit.
        """
        seen = [0, 0, limits.depth, limits.values]
        value: object
        if data.__class__ is list:
            listed(data, seen, 1)
            value = [self._quick[each["type"]](each, seen, 2) for each in data]
        else:
            value = self._quick[data["type"]](data, seen, 1)
        if seen[0] + seen[1] > limits.values or seen[0] != (seen[0] if fields is None else fields):
            raise ValueError
        return value

    def _read_any(self, found: Found) -> Found:
        return self.any.read(found)

    def _write_any(self, value: Found) -> Found:
        return self.any.write(value)

    def alone(self, cls: type) -> Codec:
        """Return the codec of a class where no other can stand: its tag and version may be left out."""
        kind = self._kind(cls)
        if kind.says:
            return self.tagged((cls,))
        if kind.earlier:
            raise InvalidValue("kinds", kind.tag, "kind_without_versions")
        tag = kind.tag

        def read(found: Found) -> Found:
            return self._bare[tag].read(found)

        def write(value: Found) -> Found:
            return self._bare[tag].write(value)

        def split(found: Found, at: At, extras: Extras) -> Found:
            return self._bare[tag].split(found, at, extras)

        return Codec(
            read=read,
            write=write,
            schema={"$ref": f"#/$defs/{tag}"},
            split=split,
            quick=lambda say, name, depth: f"{say(self._quick)}[{tag!r}]({name}, seen, {depth})",
            proves=(kind_of(cls),),
        )

    def read(self, found: Found, asked: type | None) -> Found:
        """Return the value of what says its type, or a list of such.

        What says no type, or an unknown one, is not the one asked.
        """
        if found.__class__ is list:
            parts = get_args(asked)
            inner = parts[0] if parts else None
            return each_of(lambda each: self.read_one(each, inner), list, "list")(found)
        return self.read_one(found, asked)

    def read_one(self, found: Found, asked: type | None) -> Found:
        """Return the value of what says its type; what says none, or an unknown one, is not the one asked."""
        tag = None if asked is None else self._tags.get(asked)
        if tag is not None and found.__class__ is dict:
            said = found.get("type")
            if said.__class__ is not str or said not in self.kinds:
                raise self._unknown(found, frozenset({tag}))
        return self.any.read(found)

    def write(self, value: Found) -> Found:
        """Return a value, or a list or tuple of values, as plain data."""
        if value.__class__ is list or value.__class__ is tuple:
            return each_of(self.any.write, value.__class__, "list")(value)
        return self.any.write(value)

    def split(self, found: Found, extras: Extras) -> Found:
        """Return the data of a value or of several, without the unknown fields, which are listed."""
        if found.__class__ is list:
            return [self.any.split(each, (place,), extras) for place, each in enumerate(found)]
        return self.any.split(found, (), extras)

    def name_of(self, cls: type) -> str | None:
        """Return the name of the definition of what `part` reads, `None` for a class that is of no kind."""
        if cls not in self._tags:
            return None
        kind = self._kind(cls)
        return f"{kind.tag}.v{kind.version}" if kind.says or kind.earlier else kind.tag

    def part(self, cls: type) -> Codec:
        """Return the codec of a class that stands by itself: tagged where it has to be, else as it may be."""
        kind = self._kind(cls)
        return self.tagged((cls,)) if kind.says or kind.earlier else self._bare[kind.tag]

    def choice(self, kind: type[Enum]) -> Codec:
        """Return the codec of an enumeration, whose keys the schema lists once, by its name."""
        return self.defined(kind.__name__, choice(kind))

    def defined(self, name: str, codec: Codec) -> Codec:
        """Return a codec whose schema is a definition of this name. Raises `InvalidValue` for another one."""
        if self.schemas.setdefault(name, codec.schema) != codec.schema:
            raise InvalidValue("kinds", name, "each_kind_once")
        return attrs.evolve(codec, schema={"$ref": f"#/$defs/{name}"})

    def _kind(self, cls: type) -> Kind:
        if cls not in self._tags:
            raise InvalidValue("kinds", cls, "class_of_a_kind")
        return self.kinds[self._tags[cls]]

    def tagged(self, classes: tuple[type, ...]) -> Codec:
        """Return the codec of any of these classes, each with the tag and version of its kind."""
        kinds = {kind.tag: kind for kind in map(self._kind, classes)}
        tags = frozenset(kinds)
        references = [
            {"$ref": f"#/$defs/{tag}.v{version}"}
            for tag, kind in kinds.items()
            for version in range(1, kind.version + 1)
        ]

        def among(tag: str) -> QuickReader:
            if tag in tags:
                return self._quick[tag]
            raise KeyError(tag)

        quick = QuickReaders(among)
        return Codec(
            read=self._reader(tags),
            write=self._writer({kind.cls: tag for tag, kind in kinds.items()}),
            schema=references[0] if len(references) == 1 else {"anyOf": references},
            split=self._splitter(tags),
            quick=lambda say, name, depth: f"{say(quick)}[{name}['type']]({name}, seen, {depth})",
            proves=tuple(kind_of(cls) for cls in classes if len(classes) == 1),
        )

    def _compile(self, kind: Kind) -> None:
        """Build what reads and writes a kind, bare and with its tag, in every version."""
        fields = self.parts[kind.tag] = self._codecs(kind.fields)
        marks: dict[str, str | int] = {"type": kind.tag, "v": kind.version}
        optional = kind.optional
        read = self._readers[kind.tag, kind.version] = fields_reader(
            fields, kind.make, marks, converted(kind, fields), optional
        )
        self._bare[kind.tag] = Codec(
            read=read,
            write=fields_writer(kind.cls, fields, kind.take, optional),
            schema={},
            split=fields_splitter(fields, marks),
        )
        self.schemas[kind.tag] = object_schema(fields, marks, marked=False, optional=optional)
        self.schemas[f"{kind.tag}.v{kind.version}"] = object_schema(
            fields, marks, marked=True, optional=optional
        )
        for version, earlier in enumerate(kind.earlier, start=1):
            before = self._codecs(earlier.fields)
            self._readers[kind.tag, version] = self._upgrader(kind.tag, version, earlier, before)
            marks = {"type": kind.tag, "v": version}
            self.schemas[f"{kind.tag}.v{version}"] = object_schema(before, marks, marked=True)

    def _codecs(self, fields: Fields) -> dict[str, Codec]:
        return {name: shape(self) for name, shape in fields.items()}

    def _upgrader(
        self, tag: str, version: int, earlier: Earlier, fields: Mapping[str, Codec]
    ) -> Callable[[Any], Any]:
        """Return what reads an earlier version: as it was, then one step further."""
        check = fields_reader(fields, dict, {"type": tag, "v": version})

        def read(found: dict[str, Any]) -> Found:
            check(found)
            try:
                upgraded = dict(earlier.upgrade({name: found[name] for name in fields}))
            except CoopClaimsError as refused:
                raise WireMismatch("$", shown(str(refused)), "upgradable", tag=tag, version=version) from None
            return self._readers[tag, version + 1]({"type": tag, "v": version + 1, **upgraded})

        return read

    def _reader(self, tags: frozenset[str]) -> Callable[[Any], Any]:
        readers = self._readers

        def read(found: Found) -> Found:
            reader = None
            if found.__class__ is dict:
                tag, version = found.get("type"), found.get("v")
                if type(tag) is str and type(version) is int and tag in tags:
                    reader = readers.get((tag, version))
            if reader is None:
                raise self._unknown(found, tags)
            return reader(found)

        return read

    def _unknown(self, found: Found, tags: frozenset[str]) -> WireMismatch:
        """Return the error that says why no kind reads this."""
        if found.__class__ is not dict:
            return mismatch(found, "typed_object")
        tag = found.get("type")
        if not isinstance(tag, str) or tag not in tags:
            return inside(".type", _absent(found, "type", "among", known=(*sorted(tags),)))
        newest = self.kinds[tag].version
        if newest == 1:
            return inside(".v", _absent(found, "v", "only_version", tag=tag))
        return inside(".v", _absent(found, "v", "known_version", tag=tag, newest=newest))

    def _writer(self, by_class: Mapping[type, str]) -> Callable[[Any], dict[str, Any]]:
        marks = {cls: {"type": tag, "v": self.kinds[tag].version} for cls, tag in by_class.items()}
        names = (*sorted(cls.__name__ for cls in by_class),)

        def write(value: Found) -> dict[str, Any]:
            cls: type[Any] = Keyed if isinstance(value, Keyed) else value.__class__
            if cls not in by_class:
                raise mismatch(value, "among", known=names)
            written: dict[str, Any] = self._bare[by_class[cls]].write(value)
            return marks[cls] | written

        return write

    def _splitter(self, tags: frozenset[str]) -> Callable[[Any, At, Extras], Any]:
        def split(found: Found, at: At, extras: Extras) -> Found:
            tag = found.get("type") if found.__class__ is dict else None
            if not isinstance(tag, str) or tag not in tags or found.get("v") != self.kinds[tag].version:
                return found  # nobody adds to an earlier version, and of an unknown one nothing is known
            return self._bare[tag].split(found, at, extras)

        return split


def _absent(found: dict[str, Any], name: str, expected: str, **figures: object) -> WireMismatch:
    if name not in found:
        return WireMismatch("$", "nothing", expected, **figures)
    return mismatch(found[name], expected, **figures)
