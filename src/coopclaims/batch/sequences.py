"""Batches in pure Python: each different row is asked once, and an error is an answer too."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any, TypeAlias, TypeGuard, TypeVar, cast

from coopclaims.batch.results import BatchDue, BatchRefusal
from coopclaims.calendars import BusinessDays
from coopclaims.errors import CoopClaimsError, InvalidValue
from coopclaims.periods import CalendarDays, MonthEnd, Months

if TYPE_CHECKING:
    from coopclaims.calendars import BusinessCalendar
    from coopclaims.rulebook import Span

__all__ = [
    "Answers",
    "Ask",
    "SequenceDue",
    "ask_all",
    "ask_alone",
    "checked_sequence",
    "checked_span",
    "collect",
    "count_from",
    "refusals_among",
    "same_length",
    "whole",
]

AnswerT = TypeVar("AnswerT")

Ask: TypeAlias = Callable[[Any], date]
"""Returns the due day of one row, or raises."""

SequenceDue: TypeAlias = BatchDue[list[date], list[date | None]]
"""Due days in a list."""


def checked_span(span: object) -> Span:
    """Return a span as it is; raise `InvalidValue` for anything else."""
    if isinstance(span, (BusinessDays, CalendarDays, Months, MonthEnd)):
        return span
    raise InvalidValue("span", span, "BusinessDays, CalendarDays, Months or MonthEnd")


def count_from(day: date, span: Span, calendar: BusinessCalendar) -> date:
    """Return the day that this span after `day` leads to, as every deadline counts it."""
    return calendar.after(day, span.n) if isinstance(span, BusinessDays) else span.after(day)


def checked_sequence(what: str, given: object) -> Sequence[Any]:
    """Return what was given if it is a sequence; raise `InvalidValue` if not."""
    if _is_sequence(given):
        return given
    expected = "a sequence of dates or a NumPy array; of pandas and polars take `.to_numpy()`"
    raise InvalidValue(what, type(given), expected)


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
        raise InvalidValue(what, f"{len(other)} rows", f"{len(one)}, one for each start")
