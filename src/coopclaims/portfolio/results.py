"""What a batch returns, and batches in pure Python."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime, time
from types import NoneType
from typing import (
    Any,
    Final,
    Generic,
    Protocol,
    TypeAlias,
    TypeGuard,
    TypeVar,
    cast,
    final,
    runtime_checkable,
)

import attrs

from coopclaims._templates import WORDS_OF, Tongue, in_words
from coopclaims._values import frozen
from coopclaims.errors import CoopClaimsError, InvalidValue
from coopclaims.provenance import message, said, said_in_english

# What a batch returns: the answers in the order of the rows, and each refusal by its position.

WholeT = TypeVar("WholeT")
GappedT = TypeVar("GappedT")


def content_of(error: CoopClaimsError) -> tuple[type[CoopClaimsError], tuple[object, ...]]:
    """Return by what two errors are equal: their class and what they say."""
    return type(error), error.args


@final
@frozen
class BatchRefusal:
    """A row without an answer, and the error that the function for one row raises for it.

    `position` is that of the row, counted from 0, and `error` the error. In an array of several dimensions
    the position is that in row-major order, as `ravel` counts.
    """

    position: int
    error: CoopClaimsError = attrs.field(eq=content_of)

    def __str__(self) -> str:
        return said_in_english(self)


_ROW: Final = message("batch_row", "row {position}", "position: int")
_ONE_ROW: Final = message("batch_refused.one", "1 row was refused;")
_ROWS: Final = message("batch_refused.several", "{count} rows were refused; the first is", "count: str")


def _row_in_words(row: BatchRefusal, tongue: Tongue) -> str:
    return f"{said(_ROW, tongue, position=row.position)}: {in_words(row.error, tongue)}"


WORDS_OF.update({BatchRefusal: _row_in_words})


class BatchRefused(CoopClaimsError):
    """Rows of a batch were refused. Field: `refusals`, one or more, in the order of the rows."""

    code = "batch_refused"

    def __init__(self, refusals: tuple[BatchRefusal, ...]) -> None:
        super().__init__(refusals)
        self.refusals = refusals

    def _in_words(self, tongue: Tongue) -> str:
        number = len(self.refusals)
        rows = _ONE_ROW if number == 1 else _ROWS
        return f"{said(rows, tongue, count=f'{number:,}')} {in_words(self.refusals[0], tongue)}"


def _checked(refusals: tuple[BatchRefusal, ...]) -> None:
    if refusals:
        raise BatchRefused(refusals)


def _summary(name: str, gapped: object, refusals: tuple[BatchRefusal, ...]) -> str:
    rows = getattr(gapped, "size", None)
    number = len(cast("list[object]", gapped)) if rows is None else rows
    return f"{name}({number:,} rows, {len(refusals):,} refused)"


@final
@frozen(kw_only=True, eq=False, repr=False)
class BatchDue(Generic[WholeT, GappedT]):
    """The due days of a batch.

    Take `days`, which raises `BatchRefused` where a row was refused. Or look at `refusals` first
    and take `gapped`, where a refused row has `None` in a list and NaT in an array. A row that is null had no
    such event: it is `None` or NaT in both, and is not refused. Beware of NaT: it is neither before nor after
    any day, so that a refused row is never overdue.
    """

    gapped: GappedT
    refusals: tuple[BatchRefusal, ...] = ()

    @property
    def days(self) -> WholeT:
        """The due day of every row that had an event. Raises `BatchRefused`."""
        _checked(self.refusals)
        return cast("WholeT", self.gapped)

    def __repr__(self) -> str:
        return _summary("BatchDue", self.gapped, self.refusals)


@final
@frozen(kw_only=True, eq=False, repr=False)
class BatchCounts(Generic[WholeT, GappedT]):
    """The counts of a batch.

    Take `counts`, which raises `BatchRefused` where a row was refused. Or look at `refusals`
    first and take `gapped`, where a refused row has `None` in a list and, in an array, the smallest
    number that it can hold. So has a row that is null on either side, which is not refused.
    """

    gapped: GappedT
    refusals: tuple[BatchRefusal, ...] = ()

    @property
    def counts(self) -> WholeT:
        """The count of every row that had both events. Raises `BatchRefused`."""
        _checked(self.refusals)
        return cast("WholeT", self.gapped)

    def __repr__(self) -> str:
        return _summary("BatchCounts", self.gapped, self.refusals)


# Batches in pure Python: each different row is asked once, and an error is an answer too.

AnswerT = TypeVar("AnswerT")

Ask: TypeAlias = Callable[[Any], date]
"""Returns the due day of one row, or raises."""

SequenceDue: TypeAlias = BatchDue[list[date], list[date | None]]
"""Due days in a list."""

GappedDue: TypeAlias = BatchDue[list[date | None], list[date | None]]
"""Due days in a list, of rows some of which may be null."""

SomeDay: TypeAlias = date | None
"""The day of an event, or that there was none."""


@runtime_checkable
class ListedColumn(Protocol):
    """A column of a table, as pandas and Polars have it."""

    def to_list(self) -> list[Any]:
        """Return its rows as objects of Python."""
        ...


@runtime_checkable
class ArrowColumn(Protocol):
    """A column of Arrow: an array, in one piece or in chunks."""

    def to_pylist(self) -> list[Any]:
        """Return its rows as objects of Python."""
        ...


Column: TypeAlias = ListedColumn | ArrowColumn
"""A column of a table of pandas, Polars or Arrow."""


def checked_sequence(what: str, given: object) -> Sequence[Any]:
    """Return what was given as a sequence, if it is one or a column; raise `InvalidValue` if not."""
    if _is_sequence(given):
        return given
    if isinstance(given, ArrowColumn):
        return given.to_pylist()
    if isinstance(given, ListedColumn):
        return _plain(given.to_list())
    raise InvalidValue(what, type(given), "sequence_of_dates")


def _is_sequence(value: object) -> TypeGuard[Sequence[Any]]:
    return isinstance(value, Sequence)


def _plain(rows: list[Any]) -> list[Any]:
    """Return the rows of a column; where all are midnights without a zone, as the days that they are.

    So pandas keeps days, which has no type for them. Where one row has another time of day, the column holds
    instants, of which those without a zone have no day, and its midnights are left to be refused too.
    """
    kinds = set(map(type, rows))
    if any(issubclass(kind, datetime) and kind is not datetime for kind in kinds):
        dated = [row for row in rows if isinstance(row, datetime) and not is_null(row)]
        if all(map(_is_midnight, dated)):
            return [row.date() if isinstance(row, datetime) and not is_null(row) else row for row in rows]
    return rows


def _is_midnight(row: datetime) -> bool:
    return row.tzinfo is None and row.time() == time.min and not getattr(row, "nanosecond", 0)


_NULLS: Final = frozenset({"NaTType", "NAType"})
"""The classes of pandas that have nothing but a null, which is no value even to itself."""


def is_null(row: Any) -> bool:  # noqa: ANN401 - a row of any kind
    """Return whether a row says that there was no such event: `None`, or the null of NumPy or pandas."""
    if row is None:
        return True
    name = type(row).__name__
    return name in _NULLS or ((name == "datetime64" or isinstance(row, float)) and row != row)  # noqa: PLR0124


def are_null_where_none(rows: Sequence[object], found: Sequence[object]) -> bool:
    """Return whether each row for which nothing was found says that there was no such event."""
    if all(found):  # a day is never false, and looking for `None` would compare each
        return True
    return {type(row) for row, each in zip(rows, found, strict=True) if each is None} <= {NoneType}


def ask_alone(ask: Callable[..., AnswerT], *row: object) -> AnswerT | CoopClaimsError:
    """Return the answer for one row, or the error that it raises."""
    try:
        return ask(*row)
    except CoopClaimsError as error:
        return type(error)(*error.args)  # another one, that does not hold the rows by its traceback


class Answers(dict[object, "date | CoopClaimsError | None"]):
    """The answers of one batch by row; a row that is met for the first time is asked, and a null is none."""

    def __init__(self, ask: Ask) -> None:
        super().__init__()
        self._ask = ask

    def __missing__(self, row: object) -> date | CoopClaimsError | None:
        answer = self[row] = ask_row(self._ask, row)
        return answer


def ask_row(ask: Callable[..., AnswerT], row: object, *more: object) -> AnswerT | CoopClaimsError | None:
    """Return the answer for one row, or the error that it raises; `None` where there was no event."""
    return None if is_null(row) else ask_alone(ask, row, *more)


def ask_all(rows: Sequence[object], ask: Ask) -> SequenceDue:
    """Return the due day of each row, equal rows being asked once."""
    answers = Answers(ask)
    try:
        found = list(map(answers.__getitem__, rows))
    except TypeError:  # a row that cannot be hashed; it is no day either
        found = [ask_row(ask, row) for row in rows]
        return collect(found, found)
    return collect(found, answers.values())


def whole(found: Sequence[date | None]) -> SequenceDue:
    """Return answers of which none was refused as a result."""
    return BatchDue(gapped=cast("list[date | None]", found))


def collect(
    found: list[date | CoopClaimsError | None], kinds: Iterable[date | CoopClaimsError | None]
) -> SequenceDue:
    """Return answers and errors, in the order of the rows, as a result; `kinds` holds each of them."""
    if not any(isinstance(each, CoopClaimsError) for each in kinds):
        return whole(cast("list[date | None]", found))
    gapped = [None if isinstance(each, CoopClaimsError) else each for each in found]
    return BatchDue(gapped=gapped, refusals=refusals_among(found))


def refusals_among(found: Iterable[object]) -> tuple[BatchRefusal, ...]:
    """Return the errors among the answers, each with its position."""
    return tuple(
        BatchRefusal(position, each)
        for position, each in enumerate(found)
        if isinstance(each, CoopClaimsError)
    )


def same_length(what: str, one: Sequence[object], other: Sequence[object]) -> None:
    """Raise `InvalidValue` unless two columns have a row each for the other."""
    if len(one) != len(other):
        raise InvalidValue(what, len(other), "one_for_each_start", count=len(one))
