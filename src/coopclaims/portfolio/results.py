"""What a batch returns, and batches in pure Python."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import date
from typing import Any, Generic, Protocol, TypeAlias, TypeGuard, TypeVar, cast, final, runtime_checkable

import attrs

from coopclaims._values import frozen
from coopclaims.errors import CoopClaimsError, InvalidValue

# What a batch returns: the answers in the order of the rows, and each refusal by its position.

WholeT = TypeVar("WholeT")
GappedT = TypeVar("GappedT")


def _content(error: CoopClaimsError) -> tuple[type[CoopClaimsError], tuple[object, ...]]:
    return type(error), error.args


@final
@frozen
class BatchRefusal:
    """A row without an answer, and the error that the function for one row raises for it.

    `position` is that of the row, counted from 0, and `error` the error. In an array of several dimensions
    the position is that in row-major order, as `ravel` counts.
    """

    position: int
    error: CoopClaimsError = attrs.field(eq=_content)

    def __str__(self) -> str:
        return f"row {self.position}: {self.error}"


class BatchRefused(CoopClaimsError):
    """Rows of a batch were refused. Field: `refusals`, one or more, in the order of the rows."""

    code = "batch_refused"

    def __init__(self, refusals: tuple[BatchRefusal, ...]) -> None:
        super().__init__(refusals)
        self.refusals = refusals

    def __str__(self) -> str:
        number = len(self.refusals)
        rows = "1 row was refused" if number == 1 else f"{number:,} rows were refused"
        return f"{rows}; {'' if number == 1 else 'the first is '}{self.refusals[0]}"


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

    Take `days`, which raises `BatchRefused` unless every row has its day. Or look at `refusals` first
    and take `gapped`, where a refused row has `None` in a list and NaT in an array. Beware of NaT: it
    is neither before nor after any day, so that a refused row is never overdue.
    """

    gapped: GappedT
    refusals: tuple[BatchRefusal, ...] = ()

    @property
    def days(self) -> WholeT:
        """The due day of every row. Raises `BatchRefused`."""
        _checked(self.refusals)
        return cast("WholeT", self.gapped)

    def __repr__(self) -> str:
        return _summary("BatchDue", self.gapped, self.refusals)


@final
@frozen(kw_only=True, eq=False, repr=False)
class BatchCounts(Generic[WholeT, GappedT]):
    """The counts of a batch.

    Take `counts`, which raises `BatchRefused` unless every row has its count. Or look at `refusals`
    first and take `gapped`, where a refused row has `None` in a list and, in an array, the smallest
    number that it can hold.
    """

    gapped: GappedT
    refusals: tuple[BatchRefusal, ...] = ()

    @property
    def counts(self) -> WholeT:
        """The count of every row. Raises `BatchRefused`."""
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


@runtime_checkable
class Column(Protocol):
    """A column of a table, as pandas and Polars have it."""

    def to_list(self) -> list[Any]:
        """Return its rows as objects of Python."""
        ...


def checked_sequence(what: str, given: object) -> Sequence[Any]:
    """Return what was given as a sequence, if it is one or a column; raise `InvalidValue` if not."""
    if _is_sequence(given):
        return given
    if isinstance(given, Column):
        return given.to_list()
    raise InvalidValue(what, type(given), "sequence_of_dates")


def _is_sequence(value: object) -> TypeGuard[Sequence[Any]]:
    return isinstance(value, Sequence)


def ask_alone(ask: Callable[..., AnswerT], *row: object) -> AnswerT | CoopClaimsError:
    """Return the answer for one row, or the error that it raises."""
    try:
        return ask(*row)
    except CoopClaimsError as error:
        return type(error)(*error.args)  # another one, that does not hold the rows by its traceback


class Answers(dict[object, "date | CoopClaimsError"]):
    """The answers of one batch by row; a row that is met for the first time is asked."""

    def __init__(self, ask: Ask) -> None:
        super().__init__()
        self._ask = ask

    def __missing__(self, row: object) -> date | CoopClaimsError:
        answer = self[row] = ask_alone(self._ask, row)
        return answer


def ask_all(rows: Sequence[object], ask: Ask) -> SequenceDue:
    """Return the due day of each row, equal rows being asked once."""
    answers = Answers(ask)
    try:
        found = list(map(answers.__getitem__, rows))
    except TypeError:  # a row that cannot be hashed; it is no day either
        found = [ask_alone(ask, row) for row in rows]
        return collect(found, found)
    return collect(found, answers.values())


def whole(found: list[date]) -> SequenceDue:
    """Return answers that lack none as a result."""
    return BatchDue(gapped=cast("list[date | None]", found))


def collect(found: list[date | CoopClaimsError], kinds: Iterable[date | CoopClaimsError]) -> SequenceDue:
    """Return answers and errors, in the order of the rows, as a result; `kinds` holds each of them."""
    if not any(isinstance(each, CoopClaimsError) for each in kinds):
        return whole(cast("list[date]", found))
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
