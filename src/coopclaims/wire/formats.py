"""The wire format, put together from the declared kinds: values to plain data and text, and back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, Literal, TypeVar, final, overload

from coopclaims._values import frozen
from coopclaims.errors import CoopClaimsError, InvalidValue, WireMismatch
from coopclaims.wire.codecs import At, Codec, inside, mismatch, shown, step_to
from coopclaims.wire.plain import WireLimits, bounded, canonical, checked, parsed

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from coopclaims.wire.codecs import Extras, Found
    from coopclaims.wire.kinds import Earlier, Fields, Kind


# Objects with fields: how the fields of one kind are read, written and described.

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
    if refused.field in values:
        return inside(step_to(refused.field), mismatch(refused.got, refused.expected))
    return WireMismatch("$", f"{refused.field}: {shown(refused.got)}", refused.expected)


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


# The codecs of all kinds: built once, never changed afterwards.

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
        """Return what replaces a kind while it is compiled, should it hold itself."""

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


# The wire format: values to plain data and canonical text, and back.

_USUAL: Final = WireLimits()


@final
@frozen
class UnknownField:
    """A field that nobody here knows: `at` is the path to it, and `text` what is in it, as canonical text."""

    at: At
    text: str


@final
@frozen
class WithUnknown:
    """A value, and the unknown fields that were beside its own, to be written back with it.

    `value` is the value, and `unknown` are the fields, in the order of their paths; empty where there is
    none. Change the value with `attrs.evolve(kept, value=...)`; the fields go back to where they were.
    """

    value: object
    unknown: tuple[UnknownField, ...] = ()


@final
class WireFormat:
    """Kinds put together: what reads and writes them. It never changes, so threads may share it.

    Raises `InvalidValue` for kinds that do not fit together.
    """

    __slots__ = ("_compiled",)

    def __init__(self, kinds: Iterable[Kind]) -> None:
        self._compiled = Compiled(kinds)

    @property
    def kinds(self) -> tuple[Kind, ...]:
        """Every kind, in the order given."""
        return tuple(self._compiled.kinds.values())

    def codecs_of(self, tag: str) -> Mapping[str, Codec]:
        """Return the codec of every field of a kind."""
        return self._compiled.parts[tag]

    def to_data(self, value: object) -> dict[str, Any]:
        """Return `value` as plain data: objects, lists, text, whole numbers, true, false and null.

        Raises `WireMismatch`, with the path, for a value that has no wire form, or a part that no
        reader would take: a naive instant, half a surrogate pair.

        >>> from coopclaims import Money
        >>> from coopclaims.wire import to_data
        >>> to_data(Money("99.50", "SEK"))
        {'type': 'money', 'v': 1, 'amount': '99.50', 'currency': 'SEK'}
        """
        if isinstance(value, WithUnknown):
            data = self.to_data(value.value)
            for extra in value.unknown:
                _put_back(data, extra)
            return data
        written: dict[str, Any] = self._compiled.any.write(value)
        return written

    def to_text(self, value: object) -> str:
        """Return `value` as canonical text: equal values have equal texts, in every process.

        Keys are in order, there is no space between them, and letters are written as they are. Raises
        as `to_data` does.

        >>> from coopclaims import Money
        >>> from coopclaims.wire import to_text
        >>> to_text(Money("99.50", "SEK"))
        '{"amount":"99.50","currency":"SEK","type":"money","v":1}'
        """
        return canonical(self.to_data(value))

    @overload
    def from_data(self, data: object, expected: None = None, *, limits: WireLimits = ...) -> object: ...
    @overload
    def from_data(self, data: object, expected: type[ValueT], *, limits: WireLimits = ...) -> ValueT: ...
    @overload
    def from_data(
        self, data: object, expected: None = None, *, unknown: Literal["keep"], limits: WireLimits = ...
    ) -> WithUnknown: ...

    def from_data(
        self,
        data: object,
        expected: type[ValueT] | None = None,
        *,
        unknown: Literal["refuse", "keep"] = "refuse",
        limits: WireLimits = _USUAL,
    ) -> ValueT | object:
        """Return the value that plain data are the wire form of.

        `data` is plain data as `json.loads` makes it. `expected` is the class that the value must have;
        without it any kind is read. `unknown` says what becomes of fields that nobody here knows:
        "refuse", or "keep" for data that others write too, which returns a `WithUnknown`; `to_data` and
        `to_text` put such fields back to where they stood. Only fields are kept: an unknown type or
        version is refused as always, and so are fields that an earlier version never had. `limits` bound
        how much is read.

        Data of an earlier version are upgraded on the way. Raises `WireMismatch`, with the path, for an
        unknown type, version or field, a missing field, a value that cannot be.

        >>> from coopclaims import Money
        >>> from coopclaims.wire import from_data, to_data
        >>> from_data({"type": "money", "v": 1, "amount": "99.50", "currency": "SEK"}, Money)
        Money('99.50', 'SEK')
        >>> data = {"type": "money", "v": 1, "amount": "1", "currency": "JPY", "ours": "A-7"}
        >>> kept = from_data(data, unknown="keep")
        >>> kept.value, kept.unknown
        (Money('1', 'JPY'), (UnknownField(at=('ours',), text='"A-7"'),))
        >>> to_data(kept) == data
        True
        """
        bounded(data, limits)
        return self._with_unknown(data) if unknown == "keep" else self._value(data, expected)

    @overload
    def from_text(self, text: str | bytes, expected: None = None, *, limits: WireLimits = ...) -> object: ...
    @overload
    def from_text(self, text: str | bytes, expected: type[ValueT], *, limits: WireLimits = ...) -> ValueT: ...
    @overload
    def from_text(
        self, text: str | bytes, expected: None = None, *, unknown: Literal["keep"], limits: WireLimits = ...
    ) -> WithUnknown: ...

    def from_text(
        self,
        text: str | bytes,
        expected: type[ValueT] | None = None,
        *,
        unknown: Literal["refuse", "keep"] = "refuse",
        limits: WireLimits = _USUAL,
    ) -> ValueT | object:
        """Return the value that a JSON text is the wire form of.

        `text` is JSON, as text or as bytes in UTF-8. The door to take for a text: here an object with one
        key twice can be seen, and size and nesting are bounded before anything is parsed. Otherwise as
        `from_data`.

        >>> from coopclaims import Money
        >>> from coopclaims.wire import from_text
        >>> from_text('{"type": "money", "v": 1, "amount": "99.5", "currency": "SEK"}', Money)
        Traceback (most recent call last):
        coopclaims.errors.WireMismatch: $.amount: found '99.5'; expected an amount ..., in SEK with ...
        """
        data = parsed(text, limits)
        return self._with_unknown(data) if unknown == "keep" else self._value(data, expected)

    def schema(self) -> dict[str, object]:
        """Return the JSON Schema (2020-12) of everything that is read, earlier versions included."""
        versions = [name for name in self._compiled.schemas if name not in self._compiled.kinds]
        return {
            "$schema": "https://json-schema.org/draft/2020-12/schema",
            "title": "The wire format of coopclaims",
            "anyOf": [{"$ref": f"#/$defs/{name}"} for name in versions],
            "$defs": dict(self._compiled.schemas),
        }

    def _value(self, data: Found, expected: type[ValueT] | None) -> object:
        value: object = self._compiled.any.read(data)
        if expected is None or isinstance(value, expected):
            return value
        raise inside(".type", mismatch(data["type"], f"what a {expected.__name__} is on the wire"))

    def _with_unknown(self, data: object) -> WithUnknown:
        extras: Extras = []
        known = self._compiled.any.split(data, (), extras)
        extra: list[UnknownField] = []
        for at, part in sorted(extras, key=_place):
            try:
                checked({at[-1]: part})
            except WireMismatch as error:
                raise WireMismatch(f"{_path(at[:-1])}{error.field[1:]}", error.got, error.expected) from None
            extra.append(UnknownField(at, canonical(part)))
        return WithUnknown(self._value(known, None), tuple(extra))


def _place(extra: tuple[At, object]) -> list[tuple[bool, str | int]]:
    return [(isinstance(step, int), step) for step in extra[0]]


def _path(at: At) -> str:
    return "$" + "".join(f"[{step}]" if isinstance(step, int) else step_to(step) for step in at)


def _put_back(data: Found, extra: UnknownField) -> None:
    """Put a field back to where it stood. Raises `WireMismatch` where that place is no longer there."""
    *way, name = extra.at
    place = data
    try:
        for step in way:
            place = place[step]
    except (LookupError, TypeError):
        place = None
    if not isinstance(place, dict) or name in place:
        found = "no object there" if not isinstance(place, dict) else "a field of this name"
        raise WireMismatch(_path(extra.at), found, f"a place for the kept field {shown(extra.text)}")
    place[name] = parsed(extra.text, _USUAL)
