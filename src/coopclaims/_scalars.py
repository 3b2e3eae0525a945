"""Texts, days, instants, zones and numbers: each checked once, by the name of the field that has it.

A check says by the field's name what was wrong: all raise `InvalidValue`. First stand those that are asked
for by name, then those that attrs calls with the value, the field and what it was given.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import MAXYEAR, MINYEAR, UTC, date, datetime, time, tzinfo
from functools import cache
from itertools import product
from operator import index
from typing import TYPE_CHECKING, Any, Final, TypeAlias, TypeGuard, TypeVar, cast

import attrs

from coopclaims._accounts import described, looks_like_an_account
from coopclaims._characters import (
    MOST_OF_A_TEXT,
    MOST_OF_AN_IDENTIFIER,
    has_control,
    has_half,
    has_line_end_or_bidi,
    is_blank,
)
from coopclaims.errors import InvalidValue

if TYPE_CHECKING:
    from typing import SupportsIndex

# Texts: each as it is asked for by name; the fields that are made of it come below.


def as_text(what: str, value: object, most: int = MOST_OF_A_TEXT) -> str:
    """Return `value` if it is a text that every store can keep; raise `InvalidValue` if not.

    It has at most `most` characters, no control but line feed and tab, and no half of a surrogate pair.
    """
    if not isinstance(value, str):
        raise InvalidValue(what, value, "text")
    if len(value) > most:
        raise InvalidValue(what, f"{value[:_SHOWN]}…", "text_no_longer", most=most)
    if not value.isprintable():
        if has_half(value):
            raise InvalidValue(what, value, "text_for_utf8")
        if has_control(value):
            raise InvalidValue(what, value, "text_without_controls")
    return value if type(value) is str else _own(value)


def _own(value: str) -> str:
    """Return a text without the methods of another's class; a key or term of this library is kept."""
    is_ours = type(value).__module__.partition(".")[0] == __name__.partition(".")[0]
    return value if is_ours else str.__str__(value)


_SHOWN = 60
"""So many characters of a long text does its error show."""


def as_seen(what: str, value: object) -> str:
    """Return `value` if it is a text as `as_text` has it of which something can be seen; raise if not."""
    found = as_text(what, value)
    if is_blank(found):
        raise InvalidValue(what, value, "text_to_see")
    return found


def as_identifier(what: str, value: object, expected: str = "identifier") -> str:
    """Return `value` if it is a text of which something can be seen, on one line; raise if not.

    It is a text as `as_text` has it, with at most 255 characters, without line ends and bidi controls.
    `expected` is the code of what fits where it is blank or no text.
    """
    if not isinstance(value, str):
        raise InvalidValue(what, value, expected)
    value = as_text(what, value, MOST_OF_AN_IDENTIFIER)
    if not value.isprintable() and has_line_end_or_bidi(value):
        raise InvalidValue(what, value, "identifier_on_one_line")
    if is_blank(value):
        raise InvalidValue(what, value, expected)
    return value


# Days and instants: each as it is asked for by name, and as a field is made of it.


def as_day(what: str, value: object) -> date:
    """Return `value` if it is a day, a `date` that is not a `datetime`; raise `InvalidValue` if not."""
    if type(value) is date:
        return value
    if isinstance(value, datetime) or not isinstance(value, date):
        raise InvalidValue(what, value, "day")
    return date(value.year, value.month, value.day)  # without the methods of another class


def as_instant(what: str, value: object) -> datetime:
    """Return `value` in UTC if it is an aware instant; raise `InvalidValue` if not.

    Instants are compared in UTC, because two of one zone compare by the clock on the wall, which
    shows some hours twice. The years 1 and 9999, of UTC, are refused: some zone cannot show their ends.
    """
    instant = value if type(value) is datetime and value.tzinfo is UTC else _in_utc(what, value)
    if not MINYEAR < instant.year < MAXYEAR:
        raise _beyond(what, value)
    return instant


def _in_utc(what: str, value: object) -> datetime:
    if not isinstance(value, datetime):
        raise InvalidValue(what, value, "aware_instant")
    try:
        instant = None if value.utcoffset() is None else _plain(value.astimezone(UTC))
    except OverflowError:
        raise _beyond(what, value) from None
    except Exception as error:
        raise InvalidValue(what, _without_zone(value), "aware_instant") from error
    if instant is None:
        raise InvalidValue(what, value, "aware_instant")
    return instant


def _plain(instant: datetime) -> datetime:
    """Return an instant of UTC without the methods of another class."""
    if instant.__class__ is datetime:
        return instant
    return datetime.combine(date(instant.year, instant.month, instant.day), instant.time(), UTC)


def _without_zone(instant: datetime) -> str:
    """Return how an instant is shown whose zone cannot be asked."""
    return f"{instant.replace(tzinfo=None).isoformat()} in a zone that fails"


def _beyond(what: str, value: object) -> InvalidValue:
    return InvalidValue(what, value, "aware_instant_in_years", first=MINYEAR + 1, last=MAXYEAR - 1)


# Zones.

_YEARS_ASKED = range(2000, 2040)
_SOUND = ("zoneinfo", "datetime")
"""The modules of zones that need not be asked."""


def as_zone(what: str, value: object, key: str) -> tzinfo:
    """Return `value` if it is a zone that gives a wall time and an instant one offset; raise if not.

    A zone whose offset depends on the way it is asked, as those of `pytz` do, would end a day minutes off;
    one that fails or wavers would end it anywhere. The ends of many days are sent through UTC and back.
    `key` is that of a zone which would fit.
    """
    if not isinstance(value, tzinfo):
        raise InvalidValue(what, value, "zone", key=key)
    if value.__class__.__module__ in _SOUND:
        return value
    try:
        agrees = all(_is_shown_as_meant(value, *month) for month in product(_YEARS_ASKED, range(1, 13)))
    except Exception as error:
        raise _wavering(what, value, key) from error
    if not agrees:
        raise _wavering(what, value, key)
    return value


def _wavering(what: str, zone: tzinfo, key: str) -> InvalidValue:
    own = getattr(zone, "zone", None)  # the key, where it has one
    named = own if isinstance(own, str) else key
    return InvalidValue(what, type(zone).__name__, "zone_that_agrees", key=named)


def _is_shown_as_meant(zone: tzinfo, year: int, month: int) -> bool:
    """Return whether the end of a day, sent through UTC and back, shows the same wall time.

    On these days no zone leaves it out.
    """
    end = datetime.combine(date(year, month, 16), time.max, tzinfo=zone).replace(fold=1)
    shown = end.astimezone(UTC).astimezone(zone)
    return shown.replace(tzinfo=None) == end.replace(tzinfo=None) and end.utcoffset() == shown.utcoffset()


def day_or_none(what: str, value: object) -> date | None:
    """Return a day as `as_day` does, and nothing where nothing is given."""
    return None if value is None else as_day(what, value)


def instant_or_none(what: str, value: object) -> datetime | None:
    """Return an instant as `as_instant` does, and nothing where nothing is given."""
    return None if value is None else as_instant(what, value)


def at_instant(value: datetime) -> datetime:
    """Convert the field `at`: the instant at which something happens or is asked for."""
    return as_instant("at", value)


def since_instant(value: datetime | None) -> datetime | None:
    """Convert the field `since`: the instant from which something holds, where it is known."""
    return instant_or_none("since", value)


def answered_instant(value: datetime | None) -> datetime | None:
    """Convert the field `answered_at`: the instant of an answer, where there was one."""
    return instant_or_none("answered_at", value)


def happened_instant(value: datetime) -> datetime:
    """Convert the field `instant`: when something really happened that a wrong clock stamped."""
    return as_instant("instant", value)


def happened_instant_or_none(value: datetime | None) -> datetime | None:
    """Convert the field `instant` of an entry or a command that corrects one, or none."""
    return instant_or_none("instant", value)


def not_before(what: str, day: date, first: date) -> None:
    """Raise `InvalidValue` for a day before this first one."""
    if day < first:
        raise InvalidValue(what, day, "day_not_before", first=first)


# Fields: what attrs calls with the value, the field and what it was given.

_Field: TypeAlias = "attrs.Attribute[Any]"
_T = TypeVar("_T")


def day(_value: object, field: _Field, given: object) -> None:
    """Validate a field as a day."""
    as_day(field.name, given)


def text(_value: object, field: _Field, given: object) -> None:
    """Validate a field as text, which may be empty."""
    if type(given) is not str or len(given) > MOST_OF_A_TEXT or not given.isprintable():
        as_text(field.name, given)


def reference(value: object, field: _Field, given: object) -> None:
    """Validate a field as a reference to something kept elsewhere: text in which no account number is."""
    text(value, field, given)
    if isinstance(given, str) and looks_like_an_account(given):
        raise InvalidValue(field.name, described(given), "reference_without_account")


def identifier(_value: object, field: _Field, given: object) -> None:
    """Validate a field as an identifier: text that is not blank, on one line."""
    as_identifier(field.name, given)


Validator: TypeAlias = Callable[[object, _Field, object], None]
"""Raises `InvalidValue` where a field cannot have what it was given."""


@cache
def kind_of(kind: type, expected: str = "") -> Validator:
    """Return what validates a field as a value of this kind: the same for the same kind."""

    def check(_value: object, field: _Field, given: object) -> None:
        if not isinstance(given, kind):
            raise InvalidValue(field.name, given, expected or "kind", kind=kind.__name__)

    vars(check).update(kind=kind, expected=expected)
    return check


MOST_WHOLE: Final = 2**53 - 1
"""Above it, other languages read a number as its neighbour."""


def as_index(value: object) -> int | None:
    """Return a whole number as a plain `int`, whoever made it; nothing for true, false and a float."""
    if type(value) is int:
        return value
    try:
        return None if isinstance(value, bool) else int(index(cast("SupportsIndex", value)))
    except TypeError:
        return None


def whole(least: int, expected: str = "") -> Validator:
    """Return what validates a field as a whole number that is not below the least."""

    def check(_value: object, field: _Field, given: object) -> None:
        if isinstance(given, bool) or not isinstance(given, int) or given < least:
            raise InvalidValue(field.name, given, expected or "whole_at_least", least=least)
        if given > MOST_WHOLE:
            raise InvalidValue(field.name, given, "whole_between", least=least, most=MOST_WHOLE)

    vars(check).update(least=least)
    return check


def wholes(value: object, field: _Field, given: object) -> None:
    """Validate a field as a tuple of whole numbers from 1 on, such as the numbers of entries."""
    if not isinstance(given, tuple):
        raise InvalidValue(field.name, given, "tuple_or_list", kind="whole numbers")
    for each in cast("tuple[object, ...]", given):
        _FROM_ONE(value, field, each)


_FROM_ONE: Final = whole(1)


# Several of one kind.


def is_list(value: object) -> TypeGuard[Sequence[object]]:
    """Return whether a value is a list or a tuple."""
    return isinstance(value, (list, tuple))


def as_tuple(what: str, value: object, kind: type[_T], named: str) -> tuple[_T, ...]:
    """Return a tuple or list of this kind, named in the plural, as a tuple; raise `InvalidValue` if not."""
    if is_list(value) and not [each for each in value if not isinstance(each, kind)]:
        return tuple(cast("Sequence[_T]", value))
    raise InvalidValue(what, value, "tuple_or_list", kind=named)


def sorted_keys(given: Iterable[str]) -> tuple[str, ...]:
    """Convert a field to keys: each once, in the order of their letters.

    What are no keys is left as it is, for `keys` to refuse.

    >>> sorted_keys(["script", "agenda", "script"])
    ('agenda', 'script')
    """
    found: object = given
    if not isinstance(found, (tuple, list, set, frozenset)):
        return cast("tuple[str, ...]", given)
    if not found:
        return ()
    listed = cast("Iterable[object]", found)
    texts = [str(each) for each in listed if isinstance(each, str) and not is_blank(each)]
    return tuple(sorted(set(texts))) if len(texts) == len(found) else cast("tuple[str, ...]", [*found])


def keys(_value: object, field: _Field, given: object) -> None:
    """Validate a field as keys: a tuple, as `sorted_keys` makes it."""
    if not isinstance(given, tuple):
        raise InvalidValue(field.name, given, "keys")
    for each in cast("tuple[object, ...]", given):
        as_identifier(field.name, each, "keys")
