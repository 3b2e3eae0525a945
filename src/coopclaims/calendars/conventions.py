"""The words for counting business days: a span, and what happens on a closed day."""

from __future__ import annotations

from typing import final

import attrs

from coopclaims._values import Keyed, frozen, whole
from coopclaims.provenance import message, said_in_english, worded


@final
@frozen(repr=False)
class BusinessDays:
    """A span of `n` business days, 0 or more. Which days are business days is a calendar's to say.

    No business day after an open day is that day, and after a closed one the next that is open.

    >>> BusinessDays(2)
    BusinessDays(2)
    """

    n: int = attrs.field(validator=whole(0, "business_days"))

    def __repr__(self) -> str:
        return f"BusinessDays({self.n})"

    def __str__(self) -> str:
        return said_in_english(self)


_BUSINESS_DAYS = message("business_days", "{n} {n:plural business day|business days}", "n: int")
worded(BusinessDays, lambda span: _BUSINESS_DAYS.say(n=span.n))


@final
class Roll(Keyed):
    """Which day stands for a day that may be closed. The words are those of the trade.

    An open day always stands for itself.
    """

    FOLLOWING = "following"
    """The next business day."""

    PRECEDING = "preceding"
    """The business day before."""

    MODIFIED_FOLLOWING = "modified_following"
    """The next business day of the same month, else the business day before."""

    UNADJUSTED = "unadjusted"
    """The day itself, closed or not."""


@final
class StartConvention(Keyed):
    """Which day is day zero where the event fell on a closed day.

    Two business days after a Saturday is Tuesday by the first and Wednesday by the second.
    Known libraries disagree; `AS_IT_FELL` is what this library does unless it is asked for the other.
    """

    AS_IT_FELL = "as_it_fell"
    """The day of the event is day zero, open or closed."""

    NEXT_BUSINESS_DAY = "next_business_day"
    """An event on a closed day is deemed to happen on the next business day."""
