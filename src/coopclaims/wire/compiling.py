"""From the declared kinds to functions that read and write: built once, never changed afterwards."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, final

from coopclaims.errors import CoopClaimsError, InvalidValue, WireMismatch
from coopclaims.wire.codecs import Codec
from coopclaims.wire.mismatches import inside, mismatch, shown
from coopclaims.wire.records import fields_reader, fields_splitter, fields_writer, object_schema

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from coopclaims.wire.codecs import At, Extras
    from coopclaims.wire.kinds import Earlier, Fields, Kind
    from coopclaims.wire.mismatches import Found

__all__ = ["Compiled"]

_MARKS = 2
"""How many fields say what an object is: its type and its version."""


@final
class Compiled:
    """The codecs of all kinds. Raises `InvalidValue` for kinds that do not fit together."""

    def __init__(self, kinds: Iterable[Kind]) -> None:
        self.kinds: dict[str, Kind] = {}
        self.schemas: dict[str, Mapping[str, object]] = {}
        """The JSON Schema of every kind without its tag, and of every version with it."""
        self.parts: dict[str, dict[str, Codec]] = {}
        """The codecs of the fields of every kind."""
        self._readers: dict[tuple[str, int], Callable[[Any], Any]] = {}
        self._bare: dict[str, Codec] = {}
        for kind in kinds:
            if kind.tag in self.kinds:
                raise InvalidValue("kinds", kind.tag, "every tag once")
            self.kinds[kind.tag] = kind
        for tag in self.kinds:
            self._compiled(tag)
        self.any = self.tagged(tuple(self.kinds))

    def bare(self, tag: str) -> Codec:
        """Return the codec of a kind without its tag and version."""
        if self._kind(tag).earlier:
            raise InvalidValue("kinds", tag, "a kind without earlier versions, where no version is written")
        return self._compiled(tag)

    def _kind(self, tag: str) -> Kind:
        if tag not in self.kinds:
            raise InvalidValue("kinds", tag, "the tag of a kind")
        return self.kinds[tag]

    def _compiled(self, tag: str) -> Codec:
        if tag not in self._bare:
            self._bare[tag] = self._standing_in(tag)
            self._compile(self._kind(tag))
        return self._bare[tag]

    def tagged(self, tags: tuple[str, ...]) -> Codec:
        """Return the codec of any of these kinds, each with its tag and version."""
        for tag in tags:
            self._compiled(tag)
        by_class = {self._kind(tag).cls: tag for tag in tags}
        if len(by_class) < len(tags):
            raise InvalidValue("kinds", tags, "one tag for each class")
        references = [
            {"$ref": f"#/$defs/{tag}.v{version}"}
            for tag in tags
            for version in range(1, self.kinds[tag].version + 1)
        ]
        return Codec(
            read=self._reader(frozenset(tags)),
            write=self._writer(by_class),
            schema=references[0] if len(references) == 1 else {"anyOf": references},
            split=self._splitter(frozenset(tags)),
        )

    def _compile(self, kind: Kind) -> None:
        """Build what reads and writes a kind, bare and with its tag, in every version."""
        fields = self.parts[kind.tag] = self._codecs(kind.fields)
        self._bare[kind.tag] = Codec(
            read=fields_reader(fields, kind.make, marks=0),
            write=fields_writer(kind, fields),
            schema={"$ref": f"#/$defs/{kind.tag}"},
            split=fields_splitter(fields),
        )
        self.schemas[kind.tag] = object_schema(fields)
        self._readers[kind.tag, kind.version] = fields_reader(fields, kind.make, marks=_MARKS)
        self._describe(kind.tag, kind.version, fields)
        for version, earlier in enumerate(kind.earlier, start=1):
            before = self._codecs(earlier.fields)
            self._readers[kind.tag, version] = self._upgrader(kind.tag, version, earlier, before)
            self._describe(kind.tag, version, before)

    def _standing_in(self, tag: str) -> Codec:
        """Return what stands in for a kind while it is compiled, should it hold itself."""

        def read(found: Found) -> Found:
            return self._bare[tag].read(found)

        def write(value: Found) -> Found:
            return self._bare[tag].write(value)

        def split(found: Found, at: At, extras: Extras) -> Found:
            return self._bare[tag].split(found, at, extras)

        return Codec(read=read, write=write, schema={"$ref": f"#/$defs/{tag}"}, split=split)

    def _codecs(self, fields: Fields) -> dict[str, Codec]:
        return {name: shape(self) for name, shape in fields.items()}

    def _describe(self, tag: str, version: int, fields: Mapping[str, Codec]) -> None:
        marks = {"type": {"const": tag}, "v": {"const": version}}
        self.schemas[f"{tag}.v{version}"] = object_schema(fields, marks)

    def _upgrader(
        self, tag: str, version: int, earlier: Earlier, fields: Mapping[str, Codec]
    ) -> Callable[[Any], Any]:
        """Return what reads an earlier version: as it was, then one step further."""
        check: Callable[[Found], dict[str, Any]] = fields_reader(fields, dict, marks=_MARKS)

        def read(found: dict[str, Any]) -> Found:
            check(found)
            try:
                upgraded = dict(earlier.upgrade({name: found[name] for name in fields}))
            except CoopClaimsError as refused:
                expected = f"{tag} {version} that can be upgraded"
                raise WireMismatch("$", shown(str(refused)), expected) from None
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
            return mismatch(found, "an object that says its type and version")
        tag = found.get("type")
        if not isinstance(tag, str) or tag not in tags:
            return inside(".type", _absent(found, "type", f"one of {', '.join(sorted(tags))}"))
        newest = self.kinds[tag].version
        known = "version 1" if newest == 1 else f"a version from 1 to {newest}"
        return inside(".v", _absent(found, "v", f"{known} of {tag}; a newer release may know more"))

    def _writer(self, by_class: Mapping[type, str]) -> Callable[[Any], dict[str, Any]]:
        marks = {cls: {"type": tag, "v": self.kinds[tag].version} for cls, tag in by_class.items()}
        names = sorted(cls.__name__ for cls in by_class)

        def write(value: Found) -> dict[str, Any]:
            cls: type[Any] = value.__class__
            if cls not in by_class:
                raise mismatch(value, f"one of {', '.join(names)}")
            written: dict[str, Any] = self._bare[by_class[cls]].write(value)
            return marks[cls] | written

        return write

    def _splitter(self, tags: frozenset[str]) -> Callable[[Any, At, Extras], Any]:
        def split(found: Found, at: At, extras: Extras) -> Found:
            tag = found.get("type") if found.__class__ is dict else None
            if not isinstance(tag, str) or tag not in tags or found.get("v") != self.kinds[tag].version:
                return found  # nobody adds to an earlier version, and of an unknown one nothing is known
            rest = {name: part for name, part in found.items() if name not in {"type", "v"}}
            return {"type": tag, "v": found["v"]} | self._bare[tag].split(rest, at, extras)

        return split


def _absent(found: dict[str, Any], name: str, expected: str) -> WireMismatch:
    if name not in found:
        return WireMismatch("$", "nothing", expected)
    return mismatch(found[name], expected)
