"""What a batch returns: the answers in the order of the rows, and each refusal by its position."""

from __future__ import annotations

from typing import Generic, TypeVar, cast, final

import attrs

from coopclaims.errors import CoopClaimsError

__all__ = ["BatchCounts", "BatchDue", "BatchRefusal", "BatchRefused"]

WholeT = TypeVar("WholeT")
GappedT = TypeVar("GappedT")


def _content(error: CoopClaimsError) -> tuple[type[CoopClaimsError], tuple[object, ...]]:
    return type(error), error.args


@final
@attrs.frozen
class BatchRefusal:
    """A row without an answer: its position, counted from 0, and the error it raises when asked alone.

    In an array of several dimensions the position is that in row-major order, as `ravel` counts.
    """

    position: int
    error: CoopClaimsError = attrs.field(eq=_content)

    def __str__(self) -> str:
        return f"row {self.position}: {self.error}"


class BatchRefused(CoopClaimsError):
    """Rows of a batch were refused. Field: `refusals`, in the order of the rows."""

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
@attrs.frozen(kw_only=True, eq=False, repr=False)
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
@attrs.frozen(kw_only=True, eq=False, repr=False)
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
