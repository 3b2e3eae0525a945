"""Batches as NumPy arrays. NumPy is imported inside the functions, when an array has arrived.

A day is a number here: the days since 1970-01-01, as `datetime64[D]` keeps them. NaT, which is no day,
is the smallest number. A table has NaT at either end, and what lies outside finds it there; so a
look-up is checked by what it finds.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final, NamedTuple, Protocol, TypeAlias, TypeGuard, runtime_checkable

from coopclaims.errors import CoopClaimsError, InvalidValue
from coopclaims.portfolio.results import BatchDue, BatchRefusal, SequenceDue, ask_alone

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    import numpy as np
    from numpy.typing import NDArray

    from coopclaims.calendars.calendar import BusinessCalendar
    from coopclaims.portfolio.results import Ask

if TYPE_CHECKING:
    DayArray: TypeAlias = NDArray[np.datetime64]
    Choices: TypeAlias = NDArray[np.integer[Any]]
    Numbers: TypeAlias = NDArray[np.int64]
    AnyArray: TypeAlias = NDArray[Any]
else:

    @runtime_checkable
    class DayArray(Protocol):
        """An array, to whoever resolves annotations while a program runs, with NumPy or without."""

        dtype: object
        shape: tuple[int, ...]

    Choices = Numbers = AnyArray = DayArray

ArrayDue: TypeAlias = BatchDue[DayArray, DayArray]


NAT: Final = -(2**63)
_FAR: Final = 2**60
"""More days than any calendar has."""

_EPOCH: Final = date(1970, 1, 1).toordinal()
_FIRST: Final = date.min.toordinal() - _EPOCH
_LAST: Final = date.max.toordinal() - _EPOCH
_STRETCH: Final = 2**16
"""Rows at a time: as many as stay in the processor's cache meanwhile, which is three times as quick."""


class DayTable(NamedTuple):
    """The due day of each day from `base` + 1 on, between two NaT."""

    base: int
    due: Numbers


class DayStack(NamedTuple):
    """Tables of one width in a row, between two that are all NaT."""

    base: int
    width: int
    height: int
    due: Numbers


# What comes in, and what goes out.


def is_array(value: object) -> TypeGuard[NDArray[Any]]:
    """Return whether a value is a NumPy array, without importing NumPy to find out."""
    kind = type(value)
    if kind.__name__ == "ndarray" and kind.__module__ == "numpy":  # most are, and this is quick
        return True
    return any(cls.__module__ == "numpy" and cls.__name__ == "ndarray" for cls in kind.__mro__)


def are_arrays(what: str, starts: object, other: object) -> bool:
    """Return whether both are NumPy arrays; raise `InvalidValue` where only one of them is."""
    if is_array(starts) is not is_array(other):
        raise InvalidValue(
            what, type(other), "array_as_the_starts" if is_array(starts) else "sequence_as_the_starts"
        )
    return is_array(starts)


def is_plain_row(given: NDArray[Any], kind: str) -> bool:
    """Return whether an array is as numbers are taken: most are, and this is quick to see."""
    return (
        type(given).__name__ == "ndarray"
        and given.dtype.str == kind
        and given.ndim == 1
        and given.flags.c_contiguous
    )


def day_numbers(what: str, given: NDArray[Any]) -> Numbers:
    """Return an array of days as a row of numbers. Raises `InvalidValue` for any other array.

    Days only, of NumPy's or as objects: an instant has a day in a zone only. A masked array is refused,
    because its mask would be lost.
    """
    import numpy as np  # noqa: PLC0415 - paid for by who brings an array

    if is_plain_row(given, "<M8[D]"):
        return given.view(np.int64)
    if isinstance(given, np.ma.MaskedArray):
        raise InvalidValue(what, "a masked array", "unmasked_array")
    if holds_objects(given) and all(each is None or type(each) is date for each in given.flat):
        given = given.astype("datetime64[D]")
    if given.dtype.kind != "M" or np.datetime_data(given.dtype) != ("D", 1):
        raise InvalidValue(what, f"an array of {given.dtype}", "array_of_days")
    native = np.asarray(given).astype("datetime64[D]", copy=False)  # of this machine's byte order
    return np.ascontiguousarray(native).reshape(-1).view(np.int64)


def holds_objects(given: NDArray[Any]) -> bool:
    """Return whether an array holds objects of Python, such as aware instants, and no mask."""
    return given.dtype.kind == "O" and not hasattr(given, "mask")


def as_array(found: SequenceDue, shape: tuple[int, ...]) -> ArrayDue:
    """Return due days as an array of this shape, NaT where a row was refused."""
    import numpy as np  # noqa: PLC0415 - as above

    gapped = np.array(found.gapped, dtype="datetime64[D]").reshape(shape)
    return BatchDue(gapped=gapped, refusals=found.refusals)


def choice_numbers(given: NDArray[Any]) -> Numbers:
    """Return an array of indices as a row of numbers. Raises `InvalidValue` for any other array."""
    import numpy as np  # noqa: PLC0415 - as above

    if is_plain_row(given, "<i8"):
        return given
    if isinstance(given, np.ma.MaskedArray) or given.dtype.kind not in "iu":
        raise InvalidValue("choices", f"an array of {given.dtype}", "whole_numbers")
    return np.ascontiguousarray(np.asarray(given).astype(np.int64, copy=False)).reshape(-1)


def same_shape(what: str, one: NDArray[Any], other: NDArray[Any]) -> None:
    """Raise `InvalidValue` unless two arrays have a row each for the other."""
    if one.shape != other.shape:
        raise InvalidValue(what, other.shape, "shape_of_the_starts", shape=one.shape)


def days_of(numbers: Numbers, shape: tuple[int, ...]) -> DayArray:
    """Return numbers as the days that they are, in the shape that was given."""
    return numbers.view("datetime64[D]").reshape(shape)


def due_of_array(starts: NDArray[Any], ask: Ask, table: DayTable | None = None) -> ArrayDue:
    """Return the due day of each start: from a table where there is one, else by asking."""
    days = day_numbers("starts", starts)
    found, is_whole = (ask_each_day(days, ask), False) if table is None else look_up(table, days)
    refusals = () if is_whole else ask_rows(found, numbered(ask), days)
    return BatchDue(gapped=days_of(found, starts.shape), refusals=refusals)


def _number(day: date) -> int:
    return day.toordinal() - _EPOCH


def numbered(ask: Callable[..., Any]) -> Callable[..., Any]:
    """Return a question about days as one about their numbers; an error is an answer too.

    What is no `date` is asked about as a text, "NaT" or "10000-01-01", and refused as such.
    """
    import numpy as np  # noqa: PLC0415 - as above

    def asked(*numbers: int) -> object:
        days = [
            date.fromordinal(number + _EPOCH)
            if _FIRST <= number <= _LAST
            else str(np.datetime64(number, "D"))
            for number in numbers
        ]
        answer = ask_alone(ask, *days)
        return _number(answer) if isinstance(answer, date) else answer

    return asked


# Tables.


def _ended(numbers: Numbers, end: int = NAT) -> Numbers:
    """Return numbers with an end on either side, for what lies outside."""
    import numpy as np  # noqa: PLC0415 - as above

    return np.concatenate(([end], numbers, [end]), dtype=np.int64)


def _business_days(calendar: BusinessCalendar) -> tuple[Numbers, int, Numbers]:
    """Return the business days, a base, and how many there are up to each day from the base on."""
    import numpy as np  # noqa: PLC0415 - as above

    first, size = _number(calendar.first), len(calendar.business_days)
    business = np.fromiter(map(date.toordinal, calendar.business_days), np.int64, size) - _EPOCH
    is_business = np.zeros(_number(calendar.last) - first + 1, np.int64)
    is_business[business - first] = 1
    return business, first - 1, np.cumsum(is_business)


def business_days_ahead(calendar: BusinessCalendar, n: int) -> DayTable:
    """Return the n-th business day after each day of a calendar, NaT where that lies outside."""
    import numpy as np  # noqa: PLC0415 - as above

    business, base, up_to = _business_days(calendar)
    reachable = np.append(business[n - 1 :], NAT)
    return DayTable(base, _ended(reachable[np.minimum(up_to, reachable.size - 1)]))


def table_by_asking(first: date, last: date, ask: Ask) -> DayTable:
    """Return the due day of each day between two, NaT where it is refused."""
    import numpy as np  # noqa: PLC0415 - as above

    days = np.arange(_number(first), _number(last) + 1, dtype=np.int64)
    return DayTable(_number(first) - 1, _ended(ask_each_day(days, ask)))


def stacked(tables: Sequence[DayTable]) -> DayStack:
    """Return tables as one, over all the days that any of them has."""
    import numpy as np  # noqa: PLC0415 - as above

    base = min(table.base for table in tables)
    width = max(table.base + table.due.size for table in tables) - base
    lines = np.full((len(tables) + 2, width), NAT, np.int64)
    for line, table in enumerate(tables, start=1):
        place = table.base - base
        lines[line, place : place + table.due.size] = table.due
    return DayStack(base, width, len(tables), lines.reshape(-1))


# Looking up, a stretch of rows at a time. Each index is overwritten by what is found there.


def stretches(size: int) -> Iterator[slice]:
    """Yield stretches of rows, short enough to stay in the processor's cache."""
    for start in range(0, size, _STRETCH):
        yield slice(start, min(start + _STRETCH, size))


def look_up(table: DayTable, days: Numbers) -> tuple[Numbers, bool]:
    """Return the due days, NaT where a table has none, and whether it has them all."""
    import numpy as np  # noqa: PLC0415 - as above

    due, least = np.empty(days.size, np.int64), 0
    for rows in stretches(days.size):
        found = due[rows]
        np.subtract(days[rows], table.base, out=found)
        table.due.take(found, out=found, mode="clip")
        least = min(least, int(np.minimum.reduce(found)))
    return due, least > NAT


def look_up_mixed(stack: DayStack, days: Numbers, choices: Numbers) -> tuple[Numbers, bool]:
    """Return the due day of each day in the table chosen for it, otherwise as `look_up`."""
    import numpy as np  # noqa: PLC0415 - as above

    due, least = np.empty(days.size, np.int64), 0
    room = np.empty(min(days.size, _STRETCH), np.int64)
    for rows in stretches(days.size):
        found, line = due[rows], room[: rows.stop - rows.start]
        np.clip(choices[rows], -1, stack.height, out=line)
        line += 1  # the first line is all NaT
        line *= stack.width
        np.subtract(days[rows], stack.base, out=found)
        np.clip(found, 0, stack.width - 1, out=found)
        found += line
        stack.due.take(found, out=found, mode="clip")
        least = min(least, int(np.minimum.reduce(found)))
    return due, least > NAT


def look_up_between(calendar: BusinessCalendar, starts: Numbers, ends: Numbers) -> tuple[Numbers, bool]:
    """Return how many business days lie after each start and up to its end, otherwise as `look_up`."""
    import numpy as np  # noqa: PLC0415 - as above

    counts, least = np.empty(starts.size, np.int64), 0
    room = np.empty(min(starts.size, _STRETCH), np.int64)
    _, base, up_to = _business_days(calendar)
    at_start, at_end = _ended(up_to, _FAR), _ended(up_to, -_FAR)
    for rows in stretches(starts.size):
        found, before = counts[rows], room[: rows.stop - rows.start]
        np.subtract(ends[rows], base, out=found)
        at_end.take(found, out=found, mode="clip")
        np.subtract(starts[rows], base, out=before)
        at_start.take(before, out=before, mode="clip")
        found -= before
        least = min(least, int(np.minimum.reduce(found)))
    is_whole = least > -_FAR // 2
    if not is_whole:
        counts[counts < -_FAR // 2] = NAT
    return counts, is_whole


# A table of columns, whose names say what they are.


def column_arrays(
    columns: Mapping[str, Sequence[Any]], *, days: Collection[str], instants: Collection[str]
) -> Mapping[str, AnyArray]:
    """Return columns as arrays: those of days and of instants as NumPy has them, all others as objects."""
    import numpy as np  # noqa: PLC0415 - as above

    def array(name: str, column: Sequence[Any]) -> AnyArray:
        if name in days:
            return np.array(column, dtype="datetime64[D]")
        if name in instants:
            naive = [None if each is None else each.replace(tzinfo=None) for each in column]
            return np.array(naive, dtype="datetime64[us]")
        return np.array(column, dtype=object)

    return MappingProxyType({name: array(name, column) for name, column in columns.items()})


# Asking, where there is no table or it has no answer.


def ask_each_day(days: Numbers, ask: Ask) -> Numbers:
    """Return the due day of each day, each different day being asked once; NaT where it is refused."""
    import numpy as np  # noqa: PLC0415 - as above

    dates = days[(days >= _FIRST) & (days <= _LAST)]
    low, high = int(dates.min(initial=_LAST)), int(dates.max(initial=_FIRST))
    is_asked = np.zeros(max(high - low + 1, 0), np.bool_)
    is_asked[dates - low] = True
    due, asked = np.full(is_asked.size, NAT, np.int64), numbered(ask)
    for place in np.flatnonzero(is_asked).tolist():
        answer = asked(low + place)
        due[place] = NAT if isinstance(answer, CoopClaimsError) else answer
    return look_up(DayTable(low - 1, _ended(due)), days)[0]


def ask_rows(
    found: Numbers, ask: Callable[..., Any], *columns: Numbers, dates: int = 1
) -> tuple[BatchRefusal, ...]:
    """Fill in what is still NaT, asking each different row once, and return the refusals.

    The first columns are `dates`; a row that is null in one of them stays so, and is not refused.
    """
    import numpy as np  # noqa: PLC0415 - as above

    is_open = found == NAT
    for each in columns[:dates]:
        is_open &= each != NAT
    rows = np.flatnonzero(is_open)
    answers: dict[tuple[int, ...], Any] = {}
    refusals: list[BatchRefusal] = []
    asked = zip(*(each[rows].tolist() for each in columns), strict=True)
    for position, row in zip(rows.tolist(), asked, strict=True):
        if row not in answers:
            answers[row] = ask(*row)
        answer = answers[row]
        if isinstance(answer, CoopClaimsError):
            refusals.append(BatchRefusal(position, answer))
        else:
            found[position] = answer
    return tuple(refusals)
