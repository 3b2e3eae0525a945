"""Time between servers: at which instant a command is judged and recorded, and what its stamp tells.

Clocks differ by a little, and whoever commits second may have stamped first. Within a tolerance, the skew,
that does no harm; beyond it, an instant from the future is refused and one from the past is noticed.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final, ParamSpec, TypeAlias, TypeVar, final

import attrs

from coopclaims._values import as_instant, frozen
from coopclaims.findings.codes import ProblemCode
from coopclaims.findings.problem import Problem, Refused, problem
from coopclaims.rules.readings import Backdating

if TYPE_CHECKING:
    from coopclaims.claims.commands import Command
    from coopclaims.funds.commands import FundCommand
    from coopclaims.payments.deciding import PaymentCommand
    from coopclaims.rules.policies import Policies

SKEW: Final = timedelta(seconds=1)
"""How far the clocks of two servers may differ where nothing else is said. Inferred."""

Present: TypeAlias = datetime | Callable[[], datetime]
"""The server's present: an aware instant, or a clock that is looked at for each attempt."""

_Command = TypeVar("_Command", bound="Command | PaymentCommand | FundCommand")
_Given = ParamSpec("_Given")
_Decision = TypeVar("_Decision")


@final
@frozen(kw_only=True)
class Stamp:
    """At which instant a command is judged and recorded, and what is to be said of it.

    `at` is that instant. `given` is the instant that the command was stamped with. `refused` are problems
    that the stamp has, and `advice` is what does not block.
    """

    at: datetime
    given: datetime
    refused: tuple[Problem, ...] = ()
    advice: tuple[Problem, ...] = ()

    @property
    def moved_from(self) -> datetime | None:
        """The instant that the command was stamped with, where it is recorded at another, else `None`."""
        return None if self.at == self.given else self.given

    def on(self, command: _Command) -> _Command:
        """Return the command as it is judged: at this instant."""
        return command if command.at == self.at else attrs.evolve(command, at=self.at)

    def decided(
        self, decide: Callable[_Given, _Decision], *args: _Given.args, **kwargs: _Given.kwargs
    ) -> _Decision:
        """Return what `decide` decides of `args` and `kwargs`, and refuse for the stamp as well as for it."""
        try:
            decision = decide(*args, **kwargs)
        except Refused as refused:
            raise Refused((*refused.problems, *self.refused)) from None
        if self.refused:
            raise Refused(self.refused)
        return decision


def stamped(
    at: datetime, last: datetime | None, *, now: Present | None, skew: timedelta, policies: Policies
) -> Stamp:
    """Return at which instant a command is judged and recorded.

    `at` is the instant of the command, and `last` that of the last entry of its stream, `None` where there
    is none. `now` is the server's present, `None` where nobody says; a clock stamps the command itself.
    `skew` is the tolerance. `policies` say whether a command that is dated back is refused.

    Raises `InvalidValue` for a present that is no aware instant.
    """
    present = None if now is None else as_instant("now", now() if callable(now) else now)
    given = present if callable(now) and present is not None else at
    is_close = last is not None and given < last and last - given <= skew
    instant = last if is_close and last is not None else given
    if present is None:
        return Stamp(at=instant, given=given)
    if given - present > skew:
        ahead = problem(ProblemCode.LATER_THAN_PRESENT, field="at", at=given, now=present)
        return Stamp(at=instant, given=given, refused=(ahead,))
    if present - given > skew:
        behind = (problem(ProblemCode.BACKDATED, field="at", at=given, now=present),)
        if policies.backdating is Backdating.REFUSED:
            return Stamp(at=instant, given=given, refused=behind)
        return Stamp(at=instant, given=given, advice=behind)
    return Stamp(at=instant, given=given)
