"""What the engine keeps: for each day of a calendar the due day of one clock, and what that rests on.

A line is of one program's rules and one clock, and is asked for once; lines of several programs are stacked
to be found by key and day at once. A line has the days of its calendar and no others, so that what is kept is
bounded by the years of the calendars; whatever lies outside is asked alone.
"""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from itertools import pairwise
from typing import TYPE_CHECKING, Any, Final, NamedTuple, TypeAlias, cast

from coopclaims.calendars.conventions import BusinessDays
from coopclaims.calendars.spans import as_span
from coopclaims.claims.claim import Clock
from coopclaims.deadlines.after_events import COUNTED, off_by_policy
from coopclaims.deadlines.counting import HANDED_IN_EVENTS, NotRunning, day_zero, start_day
from coopclaims.deadlines.windows import activity_claim_due, usage_period_of
from coopclaims.errors import CoopClaimsError, InvalidValue
from coopclaims.portfolio.arrays import NAT, AnyArray, Numbers
from coopclaims.portfolio.given_columns import DAY, FAR, instant_of, number_of
from coopclaims.portfolio.results import ask_alone
from coopclaims.rules.book import Rules
from coopclaims.rules.keys import ACTIVITY_SPAN, INTAKE, TAX_INVOICE_SPAN

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from coopclaims.calendars.calendar import BusinessCalendar
    from coopclaims.calendars.spans import Span
    from coopclaims.identifiers import ProgramId
    from coopclaims.rules.rule import Rule, RuleKey

_EPOCH: Final = date(1970, 1, 1).toordinal()

INVOICED: Final = "tax_invoice_approved"
"""The clock of a payment that is counted from the approval of its tax invoice."""

BY_PROGRAM: Final = frozenset({Clock.CLAIMING, Clock.ACTIVITY_CLAIM})
"""The clocks that may be others by program, under the same rules."""


class Grounds(NamedTuple):
    """What an answer rests on, or the code of the reason why there is none."""

    refusal: str | None
    span: str | None = None
    rule: str | None = None
    rule_digest: str | None = None
    rule_since: date | None = None
    source: str | None = None
    basis: str | None = None
    in_business_days: bool = False


class Counted(NamedTuple):
    """A due day, the day from which it was counted, and the rule that leads there, with its key."""

    zero: date
    due: date
    rule: Rule[Any]
    key: str | None = None
    has_span: bool = True


class DueRow(NamedTuple):
    """An answer in numbers: the due day, its first and its last instant, day zero, and what it rests on."""

    due: int
    first: int
    last: int
    zero: int
    grounds: Grounds


def refused(code: str) -> DueRow:
    """Return that a row has no answer, for a reason of this code."""
    return DueRow(NAT, NAT, NAT, NAT, Grounds(code))


UNKNOWN_KEY: Final = refused(InvalidValue.code)


# One day, asked alone.

_Of: TypeAlias = "tuple[str, ProgramId | None]"
_Ask: TypeAlias = "Callable[[date], Counted | NotRunning]"


def counted_after(start: date, key: RuleKey[Span], rules: Rules, *, handed_in: bool) -> Counted:
    """Return the due day by the rule in force on day zero of `start`, an aware instant or a day."""
    zero = day_zero(start, rules)[0] if handed_in else start_day(start, rules)
    rule = rules.look_up(key, zero)
    return Counted(zero, rules.after(zero, as_span("span", rule.value)), rule, str(key))


def _resting_on(found: Counted, known: dict[int, tuple[Rule[Any], Grounds]]) -> Grounds:
    """Return what an answer rests on, which is written out once for each rule."""
    rule = found.rule
    if id(rule) not in known:
        known[id(rule)] = (
            rule,
            Grounds(
                refusal=None,
                span=rule.as_text if found.has_span else None,
                rule=found.key,
                rule_digest=rule.digest,
                rule_since=rule.first,
                source=str(rule.source),
                basis=str(rule.basis),
                in_business_days=isinstance(rule.value, BusinessDays),
            ),
        )
    return known[id(rule)][1]


def answer_alone(start: date, rules: Rules, of: _Of) -> DueRow:
    """Return the answer for one event of a clock and program, in numbers; a refusal is an answer too."""
    return _answered(start, rules, _asking(rules, of), {})


def _answered(start: date, rules: Rules, ask: _Ask, known: dict[int, tuple[Rule[Any], Grounds]]) -> DueRow:
    found = ask_alone(ask, start)
    if isinstance(found, NotRunning):
        return refused(found.reason.code)
    if isinstance(found, CoopClaimsError):
        return refused(found.code)
    ends = ask_alone(_instants, rules, found.due)
    if isinstance(ends, CoopClaimsError):
        return refused(ends.code)
    return DueRow(_number(found.due), *ends, _number(found.zero), _resting_on(found, known))


def _asking(rules: Rules, of: _Of) -> _Ask:
    clock, program = of
    if clock == INVOICED:
        return lambda start: counted_after(start, TAX_INVOICE_SPAN, rules, handed_in=False)
    if clock in COUNTED:
        spec, off = COUNTED[Clock(clock)], off_by_policy(Clock(clock), rules)
        if off is not None:
            return lambda _: off
        handed_in = spec.event in HANDED_IN_EVENTS
        return lambda start: counted_after(start, spec.key, rules, handed_in=handed_in)
    ask = _claiming if Clock(clock) is Clock.CLAIMING else _limited
    return lambda start: ask(start_day(start, rules), cast("ProgramId", program), rules)


def _claiming(day: date, program: ProgramId, rules: Rules) -> Counted:
    """Return the end of the claiming period of the usage period in which a day lies."""
    rule = rules.claiming_period(usage_period_of(day, program=program, rules=rules), program)
    return Counted(rule.value.first, rule.value.last, rule, has_span=False)


def _limited(day: date, program: ProgramId, rules: Rules) -> Counted | NotRunning:
    """Return by when an activity of a day is claimed, where that policy is on."""
    found = activity_claim_due(day, program=program, rules=rules)
    if isinstance(found, NotRunning):
        return found
    rule = cast("Rule[Span]", found.rule)  # it always has one
    return Counted(found.started_on, found.on, rule, str(ACTIVITY_SPAN))


def _number(day: date) -> int:
    return day.toordinal() - _EPOCH


def _instants(rules: Rules, day: date) -> tuple[int, int]:
    """Return the first and the last instant of a day in the program's zone."""
    last = rules.end_of(day)
    return number_of(datetime.combine(day, time.min, tzinfo=last.tzinfo)), number_of(last)


# A line: one clock of one program, for every day of its calendar.


class Line(NamedTuple):
    """The answers of each day from `base` on; `places` are those of its known_grounds.

    `cutoffs` are the instants after which an event of a day counts as of the day in `later` instead.
    """

    base: int
    columns: tuple[Numbers, Numbers, Numbers, Numbers]
    places: Numbers
    known_grounds: tuple[Grounds, ...]
    cutoffs: Numbers | None
    later: Numbers | None


def line_of(rules: Rules, of: _Of) -> Line:
    """Return the line of a clock and program under these rules, each day being asked once."""
    import numpy as np  # noqa: PLC0415 - paid for by who asks an engine

    calendar, known_grounds = rules.calendar, dict[Grounds, int]()
    days = range(calendar.first.toordinal(), calendar.last.toordinal() + 1)
    ask, known = _asking(rules, of), dict[int, tuple[Any, Grounds]]()
    rows = [_answered(date.fromordinal(day), rules, ask, known) for day in days]
    places = [known_grounds.setdefault(row.grounds, len(known_grounds)) for row in rows]
    columns = np.array([row[:4] for row in rows], np.int64).T
    late = _late(rules, days) if _is_handed_in(of[0]) and rules.states(INTAKE) else None
    return Line(
        base=days.start - _EPOCH,
        columns=cast("Any", tuple(np.ascontiguousarray(each) for each in columns)),
        places=np.array(places, np.int64),
        known_grounds=tuple(known_grounds),
        cutoffs=None if late is None else late[0],
        later=None if late is None else late[1],
    )


def _is_handed_in(clock: str) -> bool:
    return clock in COUNTED and COUNTED[Clock(clock)].event in HANDED_IN_EVENTS


def _late(rules: Rules, days: Iterable[int]) -> tuple[Numbers, Numbers]:
    """Return the closing time of each day, and the day as of which counts what comes after it."""
    import numpy as np  # noqa: PLC0415 - as above

    found = [_late_on(rules, date.fromordinal(day)) for day in days]
    cutoffs, later = np.array(found, np.int64).T
    return cutoffs, later


def _late_on(rules: Rules, day: date) -> tuple[int, int]:
    if rules.has_no_rule(INTAKE, day):
        return FAR, NAT
    rule = ask_alone(rules.look_up, INTAKE, day)
    if isinstance(rule, CoopClaimsError):
        return NAT, NAT
    cutoff = rule.value.cutoff
    if cutoff is None:
        return FAR, NAT
    begin, end = (datetime.combine(day, wall, tzinfo=rules.zone) for wall in (time.min, time.max))
    if begin.utcoffset() != end.utcoffset():  # an hour comes twice, or not at all: each instant is asked
        return NAT, NAT
    later = ask_alone(rules.calendar.after, day, 1)
    closes = number_of(datetime.combine(day, cutoff, tzinfo=rules.zone))
    return closes, NAT if isinstance(later, CoopClaimsError) else _number(later)


# Lines of several programs, found by key and day at once.


class Cells(NamedTuple):
    """Stacked lines: for each key and one that is none of them, each day from `base` on and one that is none.

    `places` are those of the known_grounds, -1 where a cell has no answer and the row is asked alone.
    """

    base: int
    width: int
    height: int
    due: Numbers
    first: Numbers
    last: Numbers
    zero: Numbers
    places: Numbers
    known_grounds: tuple[Grounds, ...]
    cutoffs: Numbers | None
    later: Numbers | None
    coded: dict[str, tuple[AnyArray, tuple[str, ...]]]
    """The texts of the known_grounds by name, coded for each cell, once they were asked for."""


def stacked_lines(lines: Sequence[Line]) -> Cells:
    """Return lines as cells, in this order."""
    import numpy as np  # noqa: PLC0415 - as above

    base = min(line.base for line in lines)
    width = max(line.base + line.places.size for line in lines) - base + 1
    shape = len(lines) + 1, width
    columns = [np.full(shape, NAT, np.int64) for _ in range(4)]
    places = np.full(shape, -1, np.int64)
    cutoffs, later = np.full(shape, FAR, np.int64), np.full(shape, NAT, np.int64)
    known_grounds: dict[Grounds, int] = {}
    for number, line in enumerate(lines):
        part = number, slice(line.base - base, line.base - base + line.places.size)
        for column, values in zip(columns, line.columns, strict=True):
            column[part] = values
        known = [known_grounds.setdefault(each, len(known_grounds)) for each in line.known_grounds]
        places[part] = np.array(known, np.int64).take(line.places)
        if line.cutoffs is not None and line.later is not None:
            cutoffs[part], later[part] = line.cutoffs, line.later
    has_cutoffs = any(line.cutoffs is not None for line in lines)
    due, first, last, zero = (each.reshape(-1) for each in columns)
    return Cells(
        base=base,
        width=width,
        height=len(lines),
        due=due,
        first=first,
        last=last,
        zero=zero,
        places=places.reshape(-1),
        known_grounds=tuple(known_grounds),
        cutoffs=cutoffs.reshape(-1) if has_cutoffs else None,
        later=later.reshape(-1) if has_cutoffs else None,
        coded={},
    )


def counts_of(calendars: Sequence[BusinessCalendar]) -> Numbers:
    """Return how many business days there are up to each cell of such lines, one line for each calendar."""
    import numpy as np  # noqa: PLC0415 - as above

    first = min(each.first for each in calendars)
    width = (max(each.last for each in calendars) - first).days + 2
    counts = np.zeros((len(calendars), width), np.int64)
    for line, calendar in zip(counts, calendars, strict=True):
        days = np.fromiter(map(date.toordinal, calendar.business_days), np.int64, len(calendar.business_days))
        line[days - first.toordinal()] = 1
    return np.cumsum(counts, axis=1).reshape(-1)


def joined_cells(one: Cells, other: Cells) -> Cells:
    """Return the cells of one clock with those of another behind them, of the same keys."""
    import numpy as np  # noqa: PLC0415 - as above

    both: dict[str, Any] = {
        name: np.concatenate([getattr(one, name), getattr(other, name)]) for name in DueRow._fields[:4]
    }
    moved = np.where(other.places < 0, -1, other.places + len(one.known_grounds))
    places = np.concatenate([one.places, moved])
    return one._replace(
        **both, places=places, known_grounds=(*one.known_grounds, *other.known_grounds), coded={}
    )


# Zones: which civil day an instant has.


class Zones(NamedTuple):
    """For each key and each day of UTC from `base` on: the offset, and another one from an instant on.

    `lines` is the line of each key, `None` where all keys have one zone. All in microseconds.
    """

    base: int
    width: int
    lines: Numbers | None
    before: Numbers
    switch: Numbers
    change: Numbers

    def days(self, instants: Numbers, places: Numbers | None) -> Numbers:
        """Return the civil day of each instant in the zone of the key in this place, NaT for NaT."""
        import numpy as np  # noqa: PLC0415 - as above

        cell = instants // DAY
        cell -= self.base
        unsigned = cell.view(np.uint64)  # what lies before is far behind then
        np.minimum(unsigned, self.width - 1, out=unsigned)
        if self.lines is not None and places is not None:
            cell += self.lines.take(places, mode="clip")
        shifted = self.before.take(cell, mode="clip")
        is_later = self.switch.take(cell, mode="clip") <= instants
        if is_later.any():
            np.add(shifted, self.change.take(cell, mode="clip"), out=shifted, where=is_later)
        shifted += instants
        shifted //= DAY
        shifted[instants == NAT] = NAT
        return shifted


def zones_of(every: Sequence[Rules]) -> Zones:
    """Return the zones of these rules, over the days of all their calendars."""
    import numpy as np  # noqa: PLC0415 - as above

    kinds = list({id(rules.zone): rules for rules in every}.values())
    calendars = [rules.calendar for rules in every]
    first, last = min(each.first for each in calendars), max(each.last for each in calendars)
    days = range(_number(first) - 3, _number(last) + 4)  # an instant of another day is far enough outside
    found = np.array([_offsets(rules, days) for rules in kinds], np.int64)
    width = len(days) + 1
    number = {id(rules.zone): line for line, rules in enumerate(kinds)}
    lines = [number[id(rules.zone)] * width for rules in every]
    before, switch, change = (found[:, part, :].reshape(-1) for part in range(3))
    is_one = len(kinds) == 1
    return Zones(days.start, width, None if is_one else np.array(lines, np.int64), before, switch, change)


def _offsets(rules: Rules, days: range) -> list[list[int]]:
    """Return the offset at the start of each day of UTC, when it changes on the day, and by how much."""
    at = [_offset(rules, day * DAY) for day in (*days, days.stop)]
    switch = [
        FAR if before == after else _switch(rules, day * DAY, before)
        for day, (before, after) in zip(days, pairwise(at), strict=True)
    ]
    change = [after - before for before, after in pairwise(at)]
    return [[*at[:-1], 0], [*switch, FAR], [*change, 0]]


def _offset(rules: Rules, number: int) -> int:
    try:
        offset = instant_of(number).astimezone(rules.zone).utcoffset()
    except OverflowError:  # before the year 1, or after 9999
        return 0
    return 0 if offset is None else offset // timedelta(microseconds=1)


def _switch(rules: Rules, start: int, before: int) -> int:
    """Return the first instant of a day of UTC with another offset; a zone changes it once a day at most."""
    first, last = start, start + DAY
    while first < last:
        middle = (first + last) // 2
        first, last = (middle + 1, last) if _offset(rules, middle) == before else (first, middle)
    return first
