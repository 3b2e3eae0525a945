"""What comes into the engine: columns of events and of keys, from wherever they are, as rows of numbers.

A day is the days since 1970-01-01 and an instant the microseconds since then, in UTC; no event is the
smallest number, as NumPy's NaT is. What is neither is `FAR`, which no table has, and is kept as it was given.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from itertools import repeat
from operator import itemgetter
from typing import TYPE_CHECKING, Any, Final, NamedTuple, TypeAlias

from coopclaims._values import as_instant
from coopclaims.errors import CoopClaimsError, InvalidValue
from coopclaims.portfolio.arrays import (
    NAT,
    DayArray,
    Numbers,
    choice_numbers,
    day_numbers,
    holds_objects,
    is_array,
)
from coopclaims.portfolio.results import Column, checked_sequence, is_null

if TYPE_CHECKING:
    from numpy.typing import NDArray

Given: TypeAlias = Sequence[Any] | Column | DayArray
"""A column as somebody has it: a sequence, an array, or a column of pandas, Polars or Arrow."""

FAR: Final = 2**60
"""A day, and an instant, that no table has."""

DAY: Final = 86_400_000_000
"""A day in microseconds."""

MOST_OF_A_BYTE: Final = 255
"""How many places a byte tells apart, besides one for none."""

_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_EPOCH_DAY: Final = date(1970, 1, 1).toordinal()
_MICROSECOND: Final = timedelta(microseconds=1)


class Events(NamedTuple):
    """A column of days or of instants, each a number, and the rows that are neither, as they were given."""

    numbers: Numbers
    are_instants: bool
    strangers: Mapping[int, object]

    def alone(self, row: int) -> Any:  # noqa: ANN401 - whatever was given
        """Return the event of one row as it is asked alone: a day, an instant, or what is neither."""
        if row in self.strangers:
            return self.strangers[row]
        number = int(self.numbers[row])
        if number == NAT:
            return None
        try:
            return instant_of(number) if self.are_instants else date.fromordinal(number + _EPOCH_DAY)
        except (OverflowError, ValueError):
            return str(self.numbers[row].astype("datetime64[us]" if self.are_instants else "datetime64[D]"))


class Keys(NamedTuple):
    """A column of keys by their places in the engine, one more for those that it lacks, and as given."""

    places: Numbers
    given: Any
    codes: Numbers | None = None

    def alone(self, row: int) -> Any:  # noqa: ANN401 - whatever was given
        """Return the key of one row as it was given."""
        if self.codes is None:
            return self.given[row]
        code = int(self.codes[row])
        return None if code < 0 else self.given[code]


def instant_of(number: int) -> datetime:
    """Return the instant that a number of microseconds is, in UTC."""
    return _EPOCH + timedelta(microseconds=number)


def number_of(instant: datetime) -> int:
    """Return an aware instant in microseconds since 1970-01-01 in UTC."""
    return (instant.astimezone(UTC) - _EPOCH) // _MICROSECOND


# Events.


def read_events(what: str, given: Any) -> Events:  # noqa: ANN401 - whatever was given
    """Return a column of days or instants. Raises `InvalidValue` for what is no such column.

    An array or a typed column is read as a whole. What is in a sequence, or an array of objects, is read row
    by row: where there is an instant, the rows that are days are strangers, and asked alone.
    """
    if is_array(given):
        if not holds_objects(given):
            return Events(day_numbers(what, given), are_instants=False, strangers={})
        return _of_rows(given.reshape(-1).tolist())
    return _of_column(given) or _of_rows(checked_sequence(what, given))


def read_instants(what: str, given: Any) -> Numbers:  # noqa: ANN401
    """Return a column of instants, null where there was none. Raises `InvalidValue` for any other row."""
    events = read_events(what, given)
    wrong = min(events.strangers, default=None)
    if wrong is not None:
        raise InvalidValue(f"{what}[{wrong}]", events.strangers[wrong], "aware_instant")
    if not events.are_instants and (events.numbers != NAT).any():
        raise InvalidValue(what, "a column of days", "aware_instant")
    return events.numbers


def _of_column(given: Any) -> Events | None:  # noqa: ANN401
    """Return a typed column of pandas, Polars or Arrow; `None` where it has to be read row by row."""
    kind = getattr(given, "dtype", None) or getattr(given, "type", None)
    name = str(kind)
    if getattr(kind, "tz", None) is not None or getattr(kind, "time_zone", None) is not None:
        return Events(_microseconds(_plain_array(given)), are_instants=True, strangers={})
    if name in ("Date", "date32[day]"):
        return Events(day_numbers("starts", _plain_array(given)), are_instants=False, strangers={})
    if not name.startswith("datetime64["):
        return None
    instants = _microseconds(_plain_array(given))  # of pandas, which has no other type for days
    if ((instants % DAY != 0) & (instants != NAT)).any():
        return None
    days = instants // DAY
    days[instants == NAT] = NAT
    return Events(days, are_instants=False, strangers={})


def _plain_array(given: Any) -> NDArray[Any]:  # noqa: ANN401
    """Return a typed column as NumPy has it: what is aware in UTC, and NaT for null."""
    if hasattr(given, "to_pylist"):  # of Arrow
        array: NDArray[Any] = given.to_numpy(zero_copy_only=False)
    elif str(given.dtype).startswith("datetime64["):  # of pandas
        array = given.to_numpy(dtype="datetime64[us]")
    else:
        array = given.to_numpy()
    return array


def _microseconds(array: NDArray[Any]) -> Numbers:
    import numpy as np  # noqa: PLC0415 - paid for by who asks an engine

    return np.ascontiguousarray(array.astype("datetime64[us]", copy=False)).reshape(-1).view(np.int64)


def _of_rows(rows: Sequence[Any]) -> Events:
    import numpy as np  # noqa: PLC0415 - as above

    kinds = set(map(type, rows))
    if kinds <= {date, type(None)}:
        days = np.array(list(rows), "datetime64[D]").view(np.int64)
        return Events(days, are_instants=False, strangers={})
    kinds = {kind for kind in kinds if issubclass(kind, datetime) and kind.__name__ != "NaTType"}
    strangers: dict[int, object] = {}

    def number(position: int, row: Any) -> int:  # noqa: ANN401
        if is_null(row):
            return NAT
        try:
            if kinds:
                return number_of(as_instant("start", row))
            if isinstance(row, date):
                return row.toordinal() - _EPOCH_DAY
        except CoopClaimsError:
            pass
        strangers[position] = row
        return FAR

    numbers = np.fromiter(map(number, range(len(rows)), rows), np.int64, len(rows))
    return Events(numbers, are_instants=bool(kinds), strangers=strangers)


# Keys.


def read_keys(given: Any, known: Mapping[Any, int], count: int, memo: dict[str, Any]) -> Keys:  # noqa: ANN401
    """Return a column of keys: texts, their places counted from 0, or coded by a dictionary.

    `known` has the place of each text, and of each place itself, `count` in all. `memo` keeps the last
    dictionary, which the parts of one column have in common. Raises `InvalidValue` for what is no column.
    """
    import numpy as np  # noqa: PLC0415 - as above

    if is_array(given) and given.dtype.kind in "iu":
        numbers = choice_numbers(given)
        return Keys(np.minimum(numbers.view(np.uint64), count).view(np.int64), numbers)
    coded = _coded(given)
    if coded is not None:
        codes, dictionary = coded
        last = memo.get("dictionary")
        if last is None or not _is_same(dictionary, last[0]):
            texts = dictionary.to_pylist() if hasattr(dictionary, "to_pylist") else dictionary.tolist()
            places = [*_places(texts, known, count).tolist(), count]  # the last one is that of null
            last = memo["dictionary"] = dictionary, texts, np.array(places, np.int64)
        return Keys(last[2].take(codes), last[1], codes)
    rows = given.reshape(-1).tolist() if is_array(given) else checked_sequence("keys", given)
    return Keys(_places(rows, known, count), rows)


def _is_same(one: Any, other: Any) -> bool:  # noqa: ANN401 - dictionaries of Arrow or pandas
    return one is other or (type(one) is type(other) and bool(one.equals(other)))


def _places(rows: Sequence[Any], known: Mapping[Any, int], count: int) -> Numbers:
    import numpy as np  # noqa: PLC0415 - as above

    if len(rows) > 1 and count <= MOST_OF_A_BYTE:
        try:  # the quickest way where there is nothing else among them
            return np.frombuffer(bytes(itemgetter(*rows)(known)), np.uint8).astype(np.int64)
        except (KeyError, TypeError):
            pass
    try:
        return np.fromiter(map(known.get, rows, repeat(count)), np.int64, len(rows))
    except TypeError:  # a row that cannot be hashed
        places = [known.get(row, count) if isinstance(row, (str, int)) else count for row in rows]
        return np.array(places, np.int64)


def _coded(given: Any) -> tuple[Numbers, Any] | None:  # noqa: ANN401
    """Return a column as codes and the dictionary of what they stand for, where it has them or Arrow can."""
    import numpy as np  # noqa: PLC0415 - as above

    held = getattr(given, "array", given)  # of pandas
    if hasattr(held, "codes"):
        return np.asarray(held.codes, np.int64), held.categories
    held = _as_arrow(held)
    if not hasattr(held, "dictionary_encode"):
        return None
    coded = held if hasattr(held, "indices") else held.dictionary_encode()
    coded = coded.combine_chunks() if hasattr(coded, "combine_chunks") else coded
    codes = coded.indices
    codes = codes.cast("int64").fill_null(-1) if codes.null_count else codes
    return np.asarray(codes.to_numpy(), np.int64), coded.dictionary


def _as_arrow(held: Any) -> Any:  # noqa: ANN401
    """Return a column of Polars or pandas as Arrow has it, where it is kept so and Arrow is at hand."""
    if hasattr(held, "dictionary_encode"):
        return held
    if hasattr(held, "__arrow_array__"):
        return held.__arrow_array__()
    try:
        return held.to_arrow() if hasattr(held, "to_arrow") else held
    except ImportError:
        return held
