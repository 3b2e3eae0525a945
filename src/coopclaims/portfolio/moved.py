"""What other rules or another calendar would move: each clock of each claim, and why it moves.

Every clock is counted twice, by the old rules and by the new ones. Where it moves, it is counted once more by
the old rules with the new calendar, so that each cause is named for what it does.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import TYPE_CHECKING, Final, TypeAlias, cast, final

from coopclaims._checks import door
from coopclaims._values import Keyed, frozen
from coopclaims.calendars.closures import CalendarDiff
from coopclaims.claims.claim import Claim, Clock
from coopclaims.deadlines.counting import CALENDAR_ENDS, NO_RULE, Deadline, NotRunning
from coopclaims.deadlines.each_clock import clocks
from coopclaims.deadlines.planning import DeadlineChange, change_of
from coopclaims.deadlines.tax_invoices import TaxInvoice
from coopclaims.errors import InvalidValue
from coopclaims.identifiers import ClaimId
from coopclaims.portfolio.counted import LeftOut, latest
from coopclaims.provenance import Explanation, message
from coopclaims.rules.book import Rules

if TYPE_CHECKING:
    from collections.abc import Iterator

# fmt: off
_MOVES: Final = message("claim_moves", "claim {claim}: {causes}",
    "claim: ClaimId, causes: tuple[ChangeCause, ...]")
_RUNS_NOW: Final = message("clock_runs_now", "{clock} runs now, until {due:weekday}",
    "clock: Clock, due: date")
_STOPS_NOW: Final = message("clock_stops_now", "{clock} was due on {due:weekday}, and runs no more",
    "clock: Clock, due: date")
_RULE_WAS: Final = message("rule_was", "the rule was: {rule}", "rule: str, digest: str")
_RULE_IS: Final = message("rule_is", "the rule is now: {rule}", "rule: str, digest: str")
# fmt: on


@final
class ChangeCause(Keyed):
    """What moves a clock."""

    CALENDAR = "calendar", "days that the calendar closes or opens"
    RULE = "rule", "another rule for this clock"
    READING = "reading", "another policy, zone or rule that it rests on"


@final
@frozen(kw_only=True)
class ClaimChange:
    """A clock of a claim that other rules move.

    `claim` names the claim. `before` is the clock by the old rules and `after` by the new ones; one of them
    may not run. `causes` are why, in the order of `ChangeCause`. `closed` are the days between start and due
    day that the new calendar closes and the old did not, `opened` those that it opens: both in order, and
    empty where the calendar is no cause. Raises `InvalidValue` unless one of them runs.
    """

    claim: ClaimId
    before: Deadline | NotRunning
    after: Deadline | NotRunning
    causes: tuple[ChangeCause, ...]
    closed: tuple[date, ...] = ()
    opened: tuple[date, ...] = ()

    def __attrs_post_init__(self) -> None:
        if isinstance(self.before, NotRunning) and isinstance(self.after, NotRunning):
            raise InvalidValue("after", self.after.clock, "parts_that_fit")

    @property
    def clock(self) -> Clock:
        """The clock that moves."""
        return self.after.clock

    def explain(self) -> Explanation:
        """Return what moves and why: the days, and the rule before and after."""
        return _MOVES.say(claim=self.claim, causes=self.causes, because=tuple(self._because()))

    def _because(self) -> Iterator[Explanation]:
        before, after = self.before, self.after
        if isinstance(before, Deadline) and isinstance(after, Deadline):
            yield DeadlineChange(
                deadline=before, on=after.on, closed=self.closed, opened=self.opened
            ).explain()
        elif isinstance(after, Deadline):
            yield _RUNS_NOW.say(clock=after.clock, due=after.on, because=(before.explain(),))
        else:
            due = cast("Deadline", before).on
            yield _STOPS_NOW.say(clock=before.clock, due=due, because=(after.explain(),))
        if ChangeCause.RULE in self.causes:
            rules = (getattr(before, "rule", None), getattr(after, "rule", None))
            pairs = zip((_RULE_WAS, _RULE_IS), rules, strict=True)
            yield from (
                rule.says(said, rule=rule.as_text, digest=rule.digest) for said, rule in pairs if rule
            )


@final
@frozen(kw_only=True)
class UnansweredClock:
    """A clock that cannot be compared: `claim` names the claim, and `why` says what does not answer."""

    claim: ClaimId
    why: NotRunning


@final
@frozen(kw_only=True)
class PortfolioChange:
    """What other rules move in a portfolio.

    `changes` are the clocks that move, in the order of the claims and then of their clocks. `unmoved` are the
    claims of which no clock moves and none is unanswered. `unanswered` are the clocks that the new rules or
    their calendar do not answer for, and the old ones did, or the other way round. `calendar` is what the new
    calendar says differently, and `left_out` counts the claims that were given more than once.
    """

    changes: tuple[ClaimChange, ...]
    unmoved: tuple[ClaimId, ...]
    unanswered: tuple[UnansweredClock, ...]
    calendar: CalendarDiff
    left_out: tuple[LeftOut, ...]

    @property
    def moved(self) -> tuple[ClaimId, ...]:
        """The claims of which a clock moves, each once, in the order given."""
        return tuple(dict.fromkeys(each.claim for each in self.changes))


_Answer: TypeAlias = Deadline | NotRunning


@door
def recompute_claims(
    claims: Iterable[Claim],
    *,
    old: Rules,
    new: Rules,
    tax_invoices: Mapping[ClaimId, TaxInvoice] | None = None,
) -> PortfolioChange:
    """Return which clocks of these claims move when `new` rules take the place of `old` ones, and why.

    `claims` are as they are now, in any order. `old` and `new` are bound rules: they may differ in the
    calendar, the rulebook, the policies and the zone. `tax_invoices` says by claim where the partner's tax
    invoice is; a claim that is not in it needs none.

    Due days are compared, clock by clock. A clock that was answered is over, and does not move. That a claim
    is paid is not known here: leave out those that are, or pass over their payment clock. Of a claim that is
    given more than once the latest version counts. Raises `InvalidValue` for calendars that have no day in
    common. Source: ours.

    >>> from datetime import UTC
    >>> from coopclaims import BusinessCalendar, partner_center
    >>> plain = BusinessCalendar.of_weekdays(years=range(2022, 2024))
    >>> newer = plain.with_closures({date(2022, 9, 19): "a day off"})
    >>> rules = [partner_center.bind(calendar=each, zone=UTC) for each in (plain, newer)]
    >>> recompute_claims([], old=rules[0], new=rules[1]).calendar.moved
    (datetime.date(2022, 9, 19),)
    """
    difference = old.calendar.diff(new.calendar)
    between = old.rulebook.bind(
        calendar=new.calendar, zone=old.zone, policies=old.policies, strict=old.strict
    )
    once, twice = latest(claims, lambda each: each.id, lambda each: each.version)
    invoices = tax_invoices or {}
    changes, unmoved, unanswered = list[ClaimChange](), list[ClaimId](), list[UnansweredClock]()
    for claim in once:
        before, moves = len(changes) + len(unanswered), list[tuple[_Answer, _Answer]]()
        was, now = (clocks(claim, rules=rules, tax_invoice=invoices.get(claim.id)) for rules in (old, new))
        for clock, first in was.items():
            why = _unanswered(first, now[clock])
            if why is not None:
                unanswered.append(UnansweredClock(claim=claim.id, why=why))
            elif _due(first) != _due(now[clock]):
                moves.append((first, now[clock]))
        if moves:
            middle = clocks(claim, rules=between, tax_invoice=invoices.get(claim.id))
            changes += (_change(claim.id, *move, middle[move[0].clock], old, new) for move in moves)
        if len(changes) + len(unanswered) == before:
            unmoved.append(claim.id)
    return PortfolioChange(
        changes=tuple(changes),
        unmoved=tuple(unmoved),
        unanswered=tuple(unanswered),
        calendar=difference,
        left_out=twice,
    )


def _due(found: _Answer) -> date | None:
    """Return the due day of a clock that still runs, `None` for one that does not or was answered."""
    return found.on if isinstance(found, Deadline) and found.answered_at is None else None


def _unanswered(was: _Answer, now: _Answer) -> NotRunning | None:
    """Return why two answers cannot be compared.

    The one calendar ends too early, or only the one rulebook has a rule for it. Where neither has one, there
    is no such clock.
    """
    found = [each for each in (now, was) if isinstance(each, NotRunning)]
    for each in found:
        if each.reason is CALENDAR_ENDS:
            return each
    absent = [each for each in found if each.reason is NO_RULE]
    return absent[0] if len(absent) == 1 else None


def _change(
    claim: ClaimId, was: _Answer, now: _Answer, middle: _Answer, old: Rules, new: Rules
) -> ClaimChange:
    """Return a clock that moves, with what moves it: the calendar first, then the rules."""
    causes: list[ChangeCause] = []
    days: tuple[tuple[date, ...], tuple[date, ...]] = ((), ())
    if _due(was) != _due(middle):
        causes.append(ChangeCause.CALENDAR)
        if isinstance(was, Deadline) and isinstance(middle, Deadline):
            moved = change_of(was, middle.on, old.calendar, new.calendar)
            days = moved.closed, moved.opened
    if _due(middle) != _due(now):
        rules = [each.rule for each in (was, now) if isinstance(each, Deadline)]
        digests = {None if each is None else each.digest for each in rules}
        causes.append(ChangeCause.RULE if len(digests) > 1 else ChangeCause.READING)
    return ClaimChange(
        claim=claim, before=was, after=now, causes=tuple(causes), closed=days[0], opened=days[1]
    )
