"""What figures are made of: how long things took, and what is left out, counted by its reason."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, Final, TypeVar, final

import attrs

from coopclaims._values import Keyed, frozen, whole
from coopclaims.errors import InvalidValue

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable

PartT = TypeVar("PartT")
_HALF: Final = Decimal("0.5")


@final
class LeftOutReason(Keyed):
    """Why something that was given is not in a figure."""

    GIVEN_TWICE = "given_twice", "given more than once: the latest version counts"
    NEVER_SUBMITTED = "never_submitted", "never submitted"
    NOT_DECIDED = "not_decided", "not decided"
    NOT_APPROVED = "not_approved", "rejected: nothing is paid"
    NOT_PAID = "not_paid", "not paid, or not all of it"
    NOT_OPEN = "not_open", "decided, or closed"
    LATER = "later", "begun after the instant that is asked about"
    OUTSIDE_CALENDAR = "outside_calendar", "on days that the calendar does not answer for"


@final
@frozen(kw_only=True)
class LeftOut:
    """How many of what was given are not in a figure, `count`, and the `reason` why."""

    reason: LeftOutReason
    count: int = attrs.field(validator=whole(1))


def left_out(counts: Counter[LeftOutReason]) -> tuple[LeftOut, ...]:
    """Return what is left out, in the order of the reasons; a reason that nothing has is not named."""
    return tuple(LeftOut(reason=reason, count=counts[reason]) for reason in LeftOutReason if counts[reason])


def latest(
    given: Iterable[PartT], identity: Callable[[PartT], Hashable], version: Callable[[PartT], int]
) -> tuple[tuple[PartT, ...], tuple[LeftOut, ...]]:
    """Return each of what was given once, in its latest version, and what is left out by that.

    They are in the order in which each was given first.
    """
    found: dict[Hashable, PartT] = {}
    count = 0
    for each in given:
        count += 1
        known = found.setdefault(identity(each), each)
        if version(each) > version(known):
            found[identity(each)] = each
    twice = Counter({LeftOutReason.GIVEN_TWICE: count - len(found)})
    return tuple(found.values()), left_out(twice)


@final
@frozen(kw_only=True)
class DayStatistics:
    """How many days things took: the `count` of them and their `total`, both exact.

    `least` and `most` are the quickest and the slowest. `median` is the one in the middle, or half way
    between the two in the middle. `ninetieth` is the 90th percentile: the least number of days within which
    nine of ten were done, which is one of the numbers that were counted. Raises `InvalidValue` where these do
    not fit together.

    >>> DayStatistics(count=3, total=7, least=1, median=Decimal(2), ninetieth=4, most=4).mean
    Fraction(7, 3)
    """

    count: int = attrs.field(validator=whole(1))
    total: int = attrs.field(validator=whole(0))
    least: int = attrs.field(validator=whole(0))
    median: Decimal
    ninetieth: int = attrs.field(validator=whole(0))
    most: int = attrs.field(validator=whole(0))

    def __attrs_post_init__(self) -> None:
        is_ordered = self.median.is_finite() and self.least <= self.median <= self.ninetieth <= self.most
        if not is_ordered or not self.least * self.count <= self.total <= self.most * self.count:
            raise InvalidValue("total", self.total, "parts_that_fit")

    @property
    def mean(self) -> Fraction:
        """The total by the count, exactly."""
        return Fraction(self.total, self.count)


def statistics_of(days: Sequence[int]) -> DayStatistics | None:
    """Return the statistics of numbers of days in any order, `None` without any."""
    if not days:
        return None
    ordered = sorted(days)
    count = len(ordered)
    middle = ordered[(count - 1) // 2] + ordered[count // 2]
    return DayStatistics(
        count=count,
        total=sum(ordered),
        least=ordered[0],
        median=Decimal(middle // 2) + (_HALF if middle % 2 else 0),
        ninetieth=ordered[-(-9 * count // 10) - 1],
        most=ordered[-1],
    )
