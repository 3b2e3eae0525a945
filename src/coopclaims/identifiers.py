"""Identifiers: one type for each thing that has one, so that they cannot be mixed up.

They are opaque strings, given by the caller; the library makes none and reads nothing into them.
At run time they are plain `str`, so they cost nothing and store anywhere.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NewType, cast

from coopclaims.errors import InvalidValue

if TYPE_CHECKING:
    from collections.abc import Iterable

    from attrs import Attribute

__all__ = [
    "ActorId",
    "ClaimId",
    "CommandId",
    "EntityId",
    "ItemId",
    "LocationId",
    "PaymentId",
    "ProfileId",
    "ProgramId",
]

ActorId = NewType("ActorId", str)
"""Who acts: an opaque reference to a person or system, not a name."""

ClaimId = NewType("ClaimId", str)
"""One claim. Source: ED23 A-01."""

CommandId = NewType("CommandId", str)
"""The caller's idempotency key for one request."""

EntityId = NewType("EntityId", str)
"""A vendor legal entity that pays. Source: MG20 P-02."""

ItemId = NewType("ItemId", str)
"""One item on a claim (an invoice, a proof ...), unique within its claim."""

LocationId = NewType("LocationId", str)
"""A partner location: MPN ID until 2022, PartnerID later. Source: PR21, PR22."""

PaymentId = NewType("PaymentId", str)
"""One payment of a paying entity. Source: PS21 P-31, P-33."""

ProfileId = NewType("ProfileId", str)
"""A bank profile, by reference. Never an account number."""

ProgramId = NewType("ProgramId", str)
"""An incentive program. Source: OV21, TH21."""


def identifier(_instance: object, attribute: Attribute[Any], value: Any) -> None:  # noqa: ANN401 - any identifier
    """Validate an attrs field as an identifier: text that is not blank.

    Raises `InvalidValue`.
    """
    if not isinstance(value, str) or not value.strip():
        raise InvalidValue(attribute.name, value, "an identifier: text that is not blank")


def sorted_keys(given: Iterable[str]) -> tuple[str, ...]:
    """Convert an attrs field to keys: each once, in the order of their letters.

    What are no keys is left as it is, for `keys` to refuse.

    >>> sorted_keys(["script", "agenda", "script"])
    ('agenda', 'script')
    """
    found: object = given
    if not isinstance(found, tuple | list | set | frozenset):
        return cast("tuple[str, ...]", given)
    listed = cast("Iterable[object]", found)
    texts = [each for each in listed if isinstance(each, str) and each.strip()]
    return tuple(sorted(set(texts))) if len(texts) == len(found) else cast("tuple[str, ...]", [*found])


def keys(_instance: object, attribute: Attribute[Any], value: Any) -> None:  # noqa: ANN401 - any keys
    """Validate an attrs field as keys: a tuple, as `sorted_keys` makes it. Raises `InvalidValue`."""
    if not isinstance(value, tuple):
        raise InvalidValue(attribute.name, value, "a tuple, list or set of texts that are not blank")
