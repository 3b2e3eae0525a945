"""Attempts: how often a command is tried, and what each attempt has to find, for every kind of stream."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, final

from coopclaims.errors import InvalidValue, StaleClaim
from coopclaims.repositories.stamping import stamped

if TYPE_CHECKING:
    from datetime import datetime

    from coopclaims.funds.entries import PoolKey
    from coopclaims.repositories.stamping import Present, Stamp
    from coopclaims.rules.policies import Policies


@final
class Attempts:
    """What is left of the attempts of one command.

    `left` is how often to decide at most. `seen` is the version that whoever decided was looking at, `None`
    where nobody says. `now`, `skew` and `policies` are those of `stamped`. Raises `InvalidValue` for less
    than one attempt, and for a skew below zero.
    """

    def __init__(
        self,
        left: int,
        *,
        seen: int | None,
        now: Present | None,
        skew: timedelta,
        policies: Policies,
    ) -> None:
        if left < 1:
            raise InvalidValue("attempts", left, "one_or_more")
        if skew < timedelta(0):
            raise InvalidValue("skew", skew, "span_of_time")
        self._left = left
        self._seen = seen
        self._now = now
        self._skew = skew
        self._policies = policies
        self._conflict: StaleClaim | None = None

    def begin(self, stream: str | PoolKey, version: int, at: datetime, last: datetime | None) -> Stamp:
        """Return the stamp of the next attempt.

        `stream` and `version` are what was loaded, `at` is the instant of the command, and `last` that of
        the last entry, `None` where there is none. Raises the conflict that the attempt before met, where
        none is left, and `StaleClaim` where another version was seen.
        """
        if self._conflict is not None and not self._left:
            raise self._conflict
        self._left -= 1
        if self._seen is not None and self._seen != version:
            raise StaleClaim(stream, self._seen, version)
        return stamped(at, last, now=self._now, skew=self._skew, policies=self._policies)

    def came_late(self, conflict: StaleClaim) -> None:
        """Keep the conflict of an append: somebody else recorded first, and the next attempt may go on."""
        self._conflict = conflict
