"""The wire format, put together from the declared kinds: values to plain data and text, and back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, Literal, TypeVar, final, get_args, get_origin, overload

from coopclaims._checks import door
from coopclaims._values import frozen
from coopclaims.errors import WireMismatch
from coopclaims.wire.codecs import At, choice, inside, mismatch, shown, step_to
from coopclaims.wire.compiling import Compiled
from coopclaims.wire.figures import enumerations
from coopclaims.wire.plain import WireLimits, bounded, canonical, checked, parsed, quickly_parsed
from coopclaims.wire.quick import GIVES_UP

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from coopclaims.wire.codecs import Codec, Extras, Found
    from coopclaims.wire.kinds import Kind

ValueT = TypeVar("ValueT")

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

    @overload  # who gives a list gets one, though a list is an object too
    def to_data(self, value: Sequence[object]) -> list[dict[str, Any]]: ...  # type: ignore[overload-overlap]
    @overload
    def to_data(self, value: object) -> dict[str, Any]: ...

    @door
    def to_data(self, value: object) -> dict[str, Any] | list[dict[str, Any]]:
        """Return `value` as plain data: objects, lists, text, whole numbers, true, false and null.

        `value` is one of the library's values, or a list or tuple of them, which is a list then. Raises
        `WireMismatch`, with the path, for a value that has no wire form, or a part that no reader would
        take: a naive instant, half a surrogate pair.

        >>> from coopclaims import Money
        >>> from coopclaims.wire import to_data
        >>> to_data(Money("99.50", "SEK"))
        {'type': 'money', 'v': 1, 'amount': '99.50', 'currency': 'SEK'}
        >>> len(to_data([Money("99.50", "SEK"), Money("1.00", "SEK")]))
        2
        """
        if isinstance(value, WithUnknown):
            data = self.to_data(value.value)
            for extra in value.unknown:
                _put_back(data, extra)
            return data
        written: dict[str, Any] | list[dict[str, Any]] = self._compiled.write(value)
        return written

    def figure_to_data(self, value: object) -> object:
        """Return a parameter of a message as plain data. Raises `WireMismatch` for what has no wire form."""
        written: object = self._compiled.figure.write(value)
        return written

    @door
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

    @door
    def from_data(
        self,
        data: object,
        expected: type[ValueT] | None = None,
        *,
        unknown: Literal["refuse", "keep"] = "refuse",
        limits: WireLimits = _USUAL,
    ) -> ValueT | object:
        """Return the value that plain data are the wire form of.

        `data` is plain data as `json.loads` makes it. `expected` is the class that the value must have, or
        `list[Money]` for a list of such; without it any kind is read, and a list as one. `unknown` says
        what becomes of fields that nobody here knows: "refuse", or "keep" for data that others write too,
        which returns a `WithUnknown`; `to_data` and `to_text` put such fields back to where they stood.
        Only fields are kept: an unknown type or version is refused as always, and so are fields that an
        earlier version never had. `limits` bound how much is read.

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
        if unknown == "keep":
            bounded(data, limits)
            return self._with_unknown(data)
        try:
            value = self._compiled.quickly(data, limits)
        except GIVES_UP:
            bounded(data, limits)
            value = self._compiled.read(data, expected)
        return _as_expected(value, expected, data)

    @overload
    def from_text(self, text: str | bytes, expected: None = None, *, limits: WireLimits = ...) -> object: ...
    @overload
    def from_text(self, text: str | bytes, expected: type[ValueT], *, limits: WireLimits = ...) -> ValueT: ...
    @overload
    def from_text(
        self, text: str | bytes, expected: None = None, *, unknown: Literal["keep"], limits: WireLimits = ...
    ) -> WithUnknown: ...

    @door
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
        if unknown == "keep":
            return self._with_unknown(parsed(text, limits))
        try:
            data, keys = quickly_parsed(text, limits)
            value = self._compiled.quickly(data, limits, keys)
        except GIVES_UP:
            data = parsed(text, limits)
            value = self._compiled.read(data, expected)
        return _as_expected(value, expected, data)

    @door
    def schema(self) -> dict[str, object]:
        """Return the JSON Schema (2020-12) of everything that is read, earlier versions included."""
        kinds = self._compiled.kinds.values()
        versions = [f"{kind.tag}.v{each}" for kind in kinds for each in range(1, kind.version + 1)]
        return {
            "$schema": "https://json-schema.org/draft/2020-12/schema",
            "$id": "urn:coopclaims:wire",
            "title": "The wire format of coopclaims",
            "anyOf": [
                {"$ref": "#/$defs/value"},
                {"type": "array", "items": {"$ref": "#/$defs/value"}},
            ],
            "$defs": {
                **{name: choice(each).schema for name, each in enumerations().items()},
                **self._compiled.schemas,
                "value": {"anyOf": [{"$ref": f"#/$defs/{name}"} for name in versions]},
            },
        }

    def _with_unknown(self, data: object) -> WithUnknown:
        extras: Extras = []
        known = self._compiled.split(data, extras)
        extra: list[UnknownField] = []
        for at, part in sorted(extras, key=_place):
            try:
                checked({at[-1]: part})
            except WireMismatch as error:
                raise WireMismatch(
                    f"{_path(at[:-1])}{error.field[1:]}", error.got, error.expected, **dict(error.figures)
                ) from None
            extra.append(UnknownField(at, canonical(part)))
        return WithUnknown(self._compiled.read(known, None), tuple(extra))


def _as_expected(value: Found, expected: type[ValueT] | None, data: Found) -> ValueT | object:
    """Return a value that was read, if it is what was expected. Raises `WireMismatch` with the path."""
    read: object = value
    if expected is None:
        return read
    if expected is not list and get_origin(expected) is not list:
        if data.__class__ is list:
            raise mismatch(data, "wire_form_of", kind=expected.__name__)
        return _one_expected(value, expected, data)
    if data.__class__ is not list:
        raise mismatch(data, "list")
    for kind in get_args(expected):
        for place, (each, part) in enumerate(zip(value, data, strict=True)):
            try:
                _one_expected(each, kind, part)
            except WireMismatch as error:
                raise inside(f"[{place}]", error) from None
    return read


def _one_expected(value: object, expected: type[ValueT], data: Found) -> ValueT:
    if isinstance(value, expected):
        return value
    raise inside(".type", mismatch(data["type"], "wire_form_of", kind=expected.__name__))


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
        raise WireMismatch(_path(extra.at), found, "place_for_a_field", content=shown(extra.text))
    place[name] = parsed(extra.text, _USUAL)
