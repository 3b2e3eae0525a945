"""What a rule says, as one text that is the same in every process, and the digest of it.

Two rules that say the same have one digest, whatever they rest on: sources and bases are left out. So are
fields that have their default value, so that a field which comes later moves no digest. A member of an
enumeration is its key, and what is in no order is sorted.
"""

from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING, cast

import attrs

from coopclaims.provenance import Basis, Source

if TYPE_CHECKING:
    from collections.abc import Iterator


def digest_of(*parts: object) -> str:
    """Return the SHA-256 of what these values say, in hexadecimal: over JSON in ASCII without spaces."""
    import json  # noqa: PLC0415 - only who asks for a digest needs them
    from hashlib import sha256  # noqa: PLC0415

    text = json.dumps(_plain(parts), separators=(",", ":"))
    return sha256(text.encode("ascii")).hexdigest()


def _plain(value: object) -> object:
    if isinstance(value, Enum):
        return {type(value).__name__: value.value}
    if value is None or isinstance(value, str | int):
        return value
    if isinstance(value, frozenset):
        return sorted(map(_plain, cast("frozenset[object]", value)), key=str)
    if isinstance(value, tuple):
        return [_plain(each) for each in cast("tuple[object, ...]", value)]
    if attrs.has(type(value)):
        return {type(value).__name__: dict(_fields(cast("attrs.AttrsInstance", value)))}
    return str(value)  # a day, an exact number


def _fields(value: attrs.AttrsInstance) -> Iterator[tuple[str, object]]:
    for field in attrs.fields(type(value)):
        given = getattr(value, field.name)
        if field.eq and given != field.default and not isinstance(given, Source | Basis):
            yield field.name, _plain(given)
