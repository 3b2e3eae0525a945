"""The wire format: values to plain data and canonical text, and back through one of two doors."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, TypeVar, final, overload

import attrs

from coopclaims.errors import WireMismatch
from coopclaims.wire.codecs import At
from coopclaims.wire.compiling import Compiled
from coopclaims.wire.limits import WireLimits
from coopclaims.wire.mismatches import inside, mismatch, shown, step_to
from coopclaims.wire.plain import bounded, canonical, checked, parsed

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from coopclaims.wire.codecs import Codec, Extras
    from coopclaims.wire.kinds import Kind
    from coopclaims.wire.mismatches import Found

__all__ = ["Extra", "Kept", "WireFormat"]

ValueT = TypeVar("ValueT")

_USUAL: Final = WireLimits()


@final
@attrs.frozen
class Extra:
    """A field that nobody here knows: the path to it, and what is in it, as canonical text."""

    at: At
    text: str


@final
@attrs.frozen
class Kept:
    """A value, and the unknown fields that stood beside its own, to be written back with it.

    Change the value with `attrs.evolve(kept, value=...)`; the extra fields go back to where they stood.
    """

    value: object
    extra: tuple[Extra, ...] = ()


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
        """Return a value as plain data: objects, lists, text, whole numbers, true, false and null.

        Raises `WireMismatch`, with the path, for a value that has no wire form, or a part that no
        reader would take: a naive instant, half a surrogate pair.

        >>> from coopclaims.money import Money
        >>> from coopclaims.wire import to_data
        >>> to_data(Money("99.50", "SEK"))
        {'type': 'money', 'v': 1, 'amount': '99.50', 'currency': 'SEK'}
        """
        if isinstance(value, Kept):
            data = self.to_data(value.value)
            for extra in value.extra:
                _put_back(data, extra)
            return data
        written: dict[str, Any] = self._compiled.any.write(value)
        return written

    def to_text(self, value: object) -> str:
        """Return a value as canonical text: equal values have equal texts, in every process.

        Keys are in order, there is no space between them, and letters are written as they are. Raises
        as `to_data` does.

        >>> from coopclaims.money import Money
        >>> from coopclaims.wire import to_text
        >>> to_text(Money("99.50", "SEK"))
        '{"amount":"99.50","currency":"SEK","type":"money","v":1}'
        """
        return canonical(self.to_data(value))

    @overload
    def from_data(self, data: object, expected: None = None, *, limits: WireLimits = ...) -> object: ...
    @overload
    def from_data(self, data: object, expected: type[ValueT], *, limits: WireLimits = ...) -> ValueT: ...

    def from_data(
        self, data: object, expected: type[ValueT] | None = None, *, limits: WireLimits = _USUAL
    ) -> ValueT | object:
        """Return the value that plain data are the wire form of; `expected` names its class.

        Data of an earlier version are upgraded on the way. Raises `WireMismatch`, with the path, for
        anything else: an unknown type, version or field, a missing field, a value that cannot be.

        >>> from coopclaims.money import Money
        >>> from coopclaims.wire import from_data
        >>> from_data({"type": "money", "v": 1, "amount": "99.50", "currency": "SEK"}, Money)
        Money('99.50', 'SEK')
        """
        bounded(data, limits)
        return self._value(data, expected)

    @overload
    def from_text(self, text: str | bytes, expected: None = None, *, limits: WireLimits = ...) -> object: ...
    @overload
    def from_text(self, text: str | bytes, expected: type[ValueT], *, limits: WireLimits = ...) -> ValueT: ...

    def from_text(
        self, text: str | bytes, expected: type[ValueT] | None = None, *, limits: WireLimits = _USUAL
    ) -> ValueT | object:
        """Return the value that a JSON text is the wire form of; bytes are UTF-8.

        The door to take for a text: here an object with one key twice can be seen, and size and
        nesting are bounded before anything is parsed. Otherwise as `from_data`.

        >>> from coopclaims.money import Money
        >>> from coopclaims.wire import from_text
        >>> from_text('{"type": "money", "v": 1, "amount": "99.5", "currency": "SEK"}', Money)
        Traceback (most recent call last):
        coopclaims.errors.WireMismatch: $.amount: found '99.5'; expected an amount ..., in SEK with ...
        """
        return self._value(parsed(text, limits), expected)

    def kept_from_data(self, data: object, *, limits: WireLimits = _USUAL) -> Kept:
        """Return the value that plain data hold, and the fields that nobody here knows.

        For data that others write too: `to_data` and `to_text` put the unknown fields back to where
        they stood. Only fields are kept: an unknown type or version is refused as always, and so are
        fields that an earlier version never had.

        >>> from coopclaims.wire import kept_from_data, to_data
        >>> data = {"type": "money", "v": 1, "amount": "1", "currency": "JPY", "ours": "A-7"}
        >>> kept = kept_from_data(data)
        >>> kept.value, kept.extra
        (Money('1', 'JPY'), (Extra(at=('ours',), text='"A-7"'),))
        >>> to_data(kept) == data
        True
        """
        bounded(data, limits)
        return self._kept(data)

    def kept_from_text(self, text: str | bytes, *, limits: WireLimits = _USUAL) -> Kept:
        """Return what `kept_from_data` does, of a JSON text."""
        return self._kept(parsed(text, limits))

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

    def _kept(self, data: object) -> Kept:
        extras: Extras = []
        known = self._compiled.any.split(data, (), extras)
        extra: list[Extra] = []
        for at, part in sorted(extras, key=_place):
            try:
                checked({at[-1]: part})
            except WireMismatch as error:
                raise WireMismatch(f"{_path(at[:-1])}{error.what[1:]}", error.got, error.expected) from None
            extra.append(Extra(at, canonical(part)))
        return Kept(self._value(known, None), tuple(extra))


def _place(extra: tuple[At, object]) -> list[tuple[bool, str | int]]:
    return [(isinstance(step, int), step) for step in extra[0]]


def _path(at: At) -> str:
    return "$" + "".join(f"[{step}]" if isinstance(step, int) else step_to(step) for step in at)


def _put_back(data: Found, extra: Extra) -> None:
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
