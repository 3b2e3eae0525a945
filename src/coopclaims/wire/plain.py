"""Plain data and JSON text: the canonical form, what is plain, and how much is read at most.

Plain data are objects with text keys, lists, text, whole numbers, true, false and null. Floats are
not: none of them is exact, and languages print them differently.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Final, TypeAlias, final

import attrs

from coopclaims._values import frozen, whole
from coopclaims.errors import InvalidValue, WireMismatch
from coopclaims.wire.codecs import ANY_WHOLE, TEXT, Codec, Unfit, inside, mismatch, step_to, within_lists

if TYPE_CHECKING:
    from coopclaims.wire.codecs import Found


# Limits: what keeps hostile input from costing too much.

_DEEPEST = 200
"""What nests deeper would have Python run out of its own depth."""


_count = whole(1)


def _depth(_instance: object, attribute: attrs.Attribute[int], value: int) -> None:
    if value > _DEEPEST:
        raise InvalidValue(attribute.name, value, "at_most", most=_DEEPEST)


@final
@frozen(kw_only=True)
class WireLimits:
    """How much a reader takes, checked before or while the data are looked at.

    `length` is the number of characters (or bytes) of a text, `depth` how deeply objects and lists may nest
    (at most 200), and `values` how many values there may be, commas in longer texts included. All are at
    least 1. The defaults are enough for a History of some ten thousand entries. Raises `InvalidValue`.

    >>> WireLimits(length=10_000).depth
    64
    """

    length: int = attrs.field(default=16 * 2**20, validator=_count)
    depth: int = attrs.field(default=64, validator=[_count, _depth])
    values: int = attrs.field(default=1_000_000, validator=_count)


# Writing canonical text, and reading data and text within the limits.

_ENCODER: Final = json.JSONEncoder(ensure_ascii=False, allow_nan=False, sort_keys=True, separators=(",", ":"))


def canonical(data: Found) -> str:
    """Return plain data as canonical text: keys in order, no space, letters as they are.

    >>> canonical({"b": ["Zoë", 1], "a": None})
    '{"a":null,"b":["Zoë",1]}'
    """
    return _ENCODER.encode(data)


def checked(found: Found) -> Found:
    """Return data as they are, if they are plain. Raises `WireMismatch` with the path to what is not."""
    kind = found.__class__
    if kind is dict:
        for key, part in found.items():
            _checked_part(step_to(key), key, part)
    elif kind is list:
        for index, part in enumerate(found):
            _checked_part(f"[{index}]", "", part)
    elif kind is int:
        ANY_WHOLE.read(found)
    elif kind is str:
        TEXT.read(found)
    elif found is not None and kind is not bool:
        raise mismatch(found, "plain_data")
    return found


def _checked_part(step: str, key: Found, part: Found) -> None:
    try:
        TEXT.read(key)
        checked(part)
    except WireMismatch as error:
        raise inside(step, error) from None


def bounded(data: Found, limits: WireLimits) -> None:
    """Raise `WireMismatch` where plain data nest deeper, or are more, than these limits allow."""
    level: list[Found] = [data] if data.__class__ in _CONTAINERS else []
    depth = count = 0
    while level:
        depth += 1
        if depth > limits.depth:
            raise _too_deep(limits)
        inner: list[Found] = []
        for each in level:
            count += len(each)
            if count > limits.values:
                raise WireMismatch("$", "more values", "fewer_values", most=limits.values)
            parts = each.values() if each.__class__ is dict else each
            inner += [part for part in parts if part.__class__ in _CONTAINERS]
        level = inner


_CONTAINERS: Final[frozenset[object]] = frozenset({dict, list})


def _too_deep(limits: WireLimits) -> WireMismatch:
    return WireMismatch("$", "data that nest deeper", "nested_no_deeper", most=limits.depth)


def parsed(text: str | bytes, limits: WireLimits) -> Found:
    """Return the data that a JSON text holds; bytes are UTF-8.

    An object with one key twice and a number that is absurdly long are left for the reader of that
    part to find. Raises `WireMismatch` for a text that is no JSON, or beyond the limits.
    """
    text = _within(text, limits)
    if text.count("[") + text.count("{") > limits.depth:
        _measure(text, limits)
    decoder = _DECODER if len(text) <= _SHORT else _GUARDED
    try:
        if text[:1] == "{" and text[-1:] == "}":  # no space around it to look for
            found, end = decoder.raw_decode(text)
            if end == len(text):
                return found
        return decoder.decode(text)
    except ValueError as error:
        raise WireMismatch("$", f"no JSON ({error})", "json") from None


def quickly_parsed(text: str | bytes, limits: WireLimits) -> tuple[Found, int]:
    """Return the data that a JSON text holds, and how many fields the objects in it should have in all.

    An object with one key twice has one field less than there stand in the text. So who finds as many in the
    data has seen that no key comes twice. Of some texts the number is too large, or -1, though none does.
    Raises one of `GIVES_UP` for no JSON, and for what nests too deep for the parser.
    """
    length = len(text)
    if not isinstance(text, str) or length > limits.length or length > limits.values:
        text = _within(text, limits)
    try:
        found, end = (_QUICK if length <= _SHORT else _QUICK_GUARDED)(text, 0)
    except StopIteration:
        raise ValueError from None
    lines = "\n" in text or "\t" in text or "\r" in text
    spaced = " :" in text or (lines and ("\n:" in text or "\t:" in text or "\r:" in text))
    return found, -1 if spaced or end != len(text) else text.count('":')


def _within(text: str | bytes, limits: WireLimits) -> str:
    """Return a text, decoded, that is no longer than may be and holds no more values."""
    if not isinstance(text, (str, bytes)):
        raise mismatch(text, "text_or_bytes")
    if len(text) > limits.length:
        raise WireMismatch("$", f"a text of length {len(text)}", "text_no_longer", most=limits.length)
    if isinstance(text, bytes):
        try:
            text = text.decode()
        except UnicodeDecodeError as error:
            raise WireMismatch("$", f"no UTF-8 at byte {error.start}", "bytes_of_utf8") from None
    if len(text) > limits.values:
        _measure(text, limits)
    return text


_BRACKETS: Final = {**dict.fromkeys(range(128)), **str.maketrans("[{]}", "(())")}
"""What turns a text in ASCII into its brackets alone, all of one kind."""


def _measure(text: str, limits: WireLimits) -> None:
    """Refuse a text that nests too deep or holds too many values, without parsing it."""
    if "\\" in text:
        text = text.replace("\\\\", "").replace('\\"', "")
    outside = "".join(text.split('"')[::2])
    brackets = outside.translate(_BRACKETS)
    count = outside.count(",") + brackets.count("(") + 1
    if count > limits.values:
        raise WireMismatch("$", f"some {count} values", "fewer_values", most=limits.values)
    for _ in range(limits.depth):
        brackets = brackets.replace("()", "")
    if brackets:
        raise _too_deep(limits)


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any] | Unfit:
    found = dict(pairs)
    if len(found) == len(pairs):
        return found
    (twice, _), *_ = Counter(key for key, _ in pairs).most_common(1)
    return Unfit(f"an object with the field {step_to(twice).removeprefix('.')} twice")


_MOST_DIGITS: Final = 20


def _number(digits: str) -> int | Unfit:
    return int(digits) if len(digits) <= _MOST_DIGITS else Unfit(f"a number of {len(digits)} digits")


_SHORT: Final = 4_000
"""Characters. A shorter text has no number that takes long to read."""

_DECODER: Final = json.JSONDecoder(object_pairs_hook=_object)
_Scan: TypeAlias = Callable[[str, int], tuple[Any, int]]

# What a decoder calls is named in its source alone; `raw_decode` would cost a tenth of the time.
_QUICK: Final[_Scan] = vars(json.JSONDecoder())["scan_once"]
_QUICK_GUARDED: Final[_Scan] = vars(json.JSONDecoder(parse_int=_number))["scan_once"]
_GUARDED: Final = json.JSONDecoder(object_pairs_hook=_object, parse_int=_number)


def _read_object(found: Found) -> str:
    if found.__class__ is not dict:
        raise mismatch(found, "object")
    return canonical(checked(found))


def _write_object(text: str) -> dict[str, Any]:
    data: Found = parsed(text, WireLimits())
    if data.__class__ is not dict or _read_object(data) != text:
        raise mismatch(text, "canonical_object")
    return data


_OBJECT_SCHEMA: Final = {"type": "object", "additionalProperties": {"$ref": "#/$defs/plain"}}

PLAIN_SCHEMAS: Final = within_lists(
    "plain", [{"type": ["string", "boolean", "null"]}, ANY_WHOLE.schema, _OBJECT_SCHEMA]
)
"""The JSON Schemas of plain data as this library writes them, by name: lists within lists, and no deeper."""

JSON_OBJECT: Final = Codec(read=_read_object, write=_write_object, schema=_OBJECT_SCHEMA)
"""Any object, kept as its canonical text."""
