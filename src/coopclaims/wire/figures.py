"""A figure on the wire: a parameter of a message, whose value says what it is.

Text, a whole number, true, false and null are written as they are, and several figures as a list, in which
there may be lists, but none within these. Everything else says its type: a day, an instant, an exact number,
a term, a member of an enumeration, or any other value that has a form of its own.
"""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from functools import cache
from typing import TYPE_CHECKING, Any, Final

from coopclaims import (
    activities,
    calendars,
    claims,
    completeness,
    deadlines,
    decisions,
    findings,
    funds,
    labels,
    money,
    parties,
    payments,
    payouts,
    portfolio,
    provenance,
    rules,
)
from coopclaims._values import Keyed, Term
from coopclaims.errors import InvalidValue
from coopclaims.money.currencies import Currency
from coopclaims.wire.codecs import (
    ANY_WHOLE,
    CURRENCY,
    DAY,
    INSTANT,
    RATE,
    TEXT,
    TRUTH,
    Codec,
    mismatch,
    within_lists,
)
from coopclaims.wire.kinds import Kind, each_of, kind, leaf

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from coopclaims.wire.codecs import Found


def figure_codec(read: Callable[[Any], Any], write: Callable[[Any], Any]) -> Codec:
    """Return the codec of a figure; `read` and `write` are those of whatever says its type."""

    def read_alone(found: Found) -> Found:
        plain = _PLAIN.get(found.__class__)
        if plain is not None:
            return plain.read(found)
        if found.__class__ is dict:
            return read(found)
        raise mismatch(found, "figure")

    def write_alone(value: Found) -> Found:
        plain = _PLAIN.get(value.__class__)
        return write(value) if plain is None else plain.write(value)

    def read_listed(found: Found) -> Found:
        return tuple(each_read_alone(found)) if found.__class__ is list else read_alone(found)

    def write_listed(value: Found) -> Found:
        return each_written_alone(value) if value.__class__ is tuple else write_alone(value)

    def read_figure(found: Found) -> Found:
        return tuple(each_read(found)) if found.__class__ is list else read_alone(found)

    def write_figure(value: Found) -> Found:
        return each_written(value) if value.__class__ is tuple else write_alone(value)

    each_read_alone, each_read = (each_of(part, list, "list") for part in (read_alone, read_listed))
    each_written_alone, each_written = (each_of(part, tuple, "tuple") for part in (write_alone, write_listed))
    return Codec(read=read_figure, write=write_figure, schema={"$ref": "#/$defs/figure"})


FIGURE_SCHEMAS: Final = within_lists(
    "figure", [{"type": ["string", "boolean", "null"]}, ANY_WHOLE.schema, {"$ref": "#/$defs/value"}]
)
"""The JSON Schemas of a figure and its parts, by name."""


_NOTHING: Final = Codec(read=lambda found: found, write=lambda value: value, schema={"type": "null"})
_PLAIN: Final = {str: TEXT, int: ANY_WHOLE, bool: TRUTH, type(None): _NOTHING}


_ROOMS: Final = (
    activities, calendars, claims, completeness, deadlines, decisions, findings, funds, labels, money,
    parties, payments, payouts, portfolio, provenance, rules,
)  # fmt: skip


def _enumeration(name: str) -> type[Keyed] | None:
    for room in _ROOMS:
        found = getattr(room, name) if name in room.__all__ else None
        if isinstance(found, type) and issubclass(found, Keyed):
            return found
    return None


@cache
def enumerations() -> Mapping[str, type[Keyed]]:
    """Return every enumeration that a figure may be a member of, by its name."""
    names = sorted({name for room in _ROOMS for name in room.__all__})
    found = ((name, _enumeration(name)) for name in names)
    return {name: each for name, each in found if each is not None}


def _member(of: str, key: str) -> Keyed:
    enumeration = _enumeration(of)
    if enumeration is None:
        raise InvalidValue("of", of, "enumeration")
    try:
        return enumeration(key)
    except ValueError:
        raise InvalidValue("key", key, "key_of", kind=of) from None


def _member_parts(member: Keyed) -> Mapping[str, object]:
    if not _is_known(type(member)):
        raise mismatch(member, "enumeration")
    return {"of": type(member).__name__, "key": member.value}


@cache
def _is_known(kind: type[Keyed]) -> bool:
    return _enumeration(kind.__name__) is kind


def _itself(value: Any) -> Any:  # noqa: ANN401 - what has no parts
    return value


FIGURES: Final[tuple[Kind, ...]] = (
    kind("day", date, make=_itself, take=lambda day: {"value": day}, value=leaf(DAY)),
    kind("instant", datetime, make=_itself, take=lambda at: {"value": at}, value=leaf(INSTANT)),
    kind("currency", Currency, make=_itself, take=lambda each: {"value": each}, value=leaf(CURRENCY)),
    kind("number", Decimal, make=_itself, take=lambda each: {"value": each}, value=leaf(RATE)),
    kind(
        "member", Keyed, make=_member, take=_member_parts, of=leaf(TEXT), key=leaf(TEXT),
    ),
    kind(
        "term", Term, make=Term, take=lambda term: {"key": str(term), "caption": term.caption},
        key=leaf(TEXT), caption=leaf(TEXT),
    ),
)  # fmt: skip
"""What figures are made of besides: it says its type, as everything else does."""
