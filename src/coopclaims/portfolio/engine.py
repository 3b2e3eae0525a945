"""One engine for a whole portfolio: several programs, calendars, zones and editions, and every clock.

It is built once from the rules of each program. What is due by a clock is counted for every day of the
calendars when the clock is first asked about, and kept; a million rows are then look-ups. It takes the extra
`batch`, and each answer is the one that the clock's own function gives for the row alone.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, time
from functools import partial
from typing import TYPE_CHECKING, Any, Final, NamedTuple, cast, final

import attrs

from coopclaims._checks import door
from coopclaims._values import frozen
from coopclaims.claims.claim import Clock
from coopclaims.deadlines.after_events import COUNTED, due, payment_due
from coopclaims.deadlines.counting import Deadline, NotRunning, start_day
from coopclaims.deadlines.tax_invoices import TaxInvoice
from coopclaims.deadlines.windows import activity_claim_due, claiming_due, usage_period_of
from coopclaims.errors import CoopClaimsError, InvalidValue
from coopclaims.identifiers import ProgramId
from coopclaims.portfolio.answers import DueAnswers, Found, answers_of
from coopclaims.portfolio.arrays import NAT, Numbers, stretches
from coopclaims.portfolio.due_lines import (
    BY_PROGRAM,
    INVOICED,
    UNKNOWN_KEY,
    Cells,
    DueRow,
    Zones,
    answer_alone,
    counts_of,
    joined_cells,
    line_of,
    refused,
    stacked_lines,
    zones_of,
)
from coopclaims.portfolio.given_columns import Events, Given, Keys, read_events, read_keys
from coopclaims.portfolio.results import ask_alone
from coopclaims.rules.book import Rules
from coopclaims.rules.keys import INTAKE
from coopclaims.rules.readings import TaxInvoiceClock

if TYPE_CHECKING:
    from collections.abc import Callable

_CLOCKS: Final = frozenset(COUNTED) | BY_PROGRAM


def _bound(given: Any) -> tuple[tuple[str, Rules], ...]:  # noqa: ANN401 - whatever was given
    pairs = _pairs("rules", given)
    if not pairs or not all(isinstance(rules, Rules) for _, rules in pairs):
        raise InvalidValue("rules", given, "kind", kind="Mapping of str and Rules")
    return pairs


def _pairs(what: str, given: Any) -> tuple[tuple[str, Any], ...]:  # noqa: ANN401
    pairs = tuple(dict(given).items())
    if not all(isinstance(key, str) and key for key, _ in pairs):
        raise InvalidValue(what, given, "kind", kind="Mapping of str and Rules")
    return pairs


def _programs(given: Any) -> tuple[tuple[str, ProgramId], ...]:  # noqa: ANN401
    return _pairs("programs", given)


@final
@frozen
class DueEngine:
    """The due days of a whole portfolio: rows of several programs, calendars and zones, by any clock.

    `rules` are the bound rules of each key, which is a text of yours: a program, a place, a calendar; one or
    more. `programs` are the programs of those keys whose claims have a program, which the clocks
    `Clock.CLAIMING` and `Clock.ACTIVITY_CLAIM` ask for. Given as mappings, they are kept as pairs.

    What is due by a clock is counted for each day of each key's calendar when that clock is first asked
    about, and kept: so many cells as keys times days, for each clock, and no more; what lies outside is asked
    alone, and not kept. Engines are equal when their rules are, and a pickled one is its rules, so that it is
    small to send; each process counts for itself. Threads may share one.

    It takes the extra `batch`. Raises `InvalidValue` for no key, and for what are no bound rules.

    >>> from zoneinfo import ZoneInfo
    >>> from coopclaims import BusinessCalendar, partner_center
    >>> calendar = BusinessCalendar.of_weekdays(years=range(2022, 2024))
    >>> rules = partner_center.bind(calendar=calendar, zone=ZoneInfo("America/Los_Angeles"))
    >>> engine = DueEngine({"CSP": rules})
    >>> answers = engine.due(Clock.REVIEW, [date(2022, 9, 16), None, date(2023, 12, 29)], ["CSP"] * 3)
    >>> answers.due.tolist(), answers.refusal.to_list()
    ([datetime.date(2022, 9, 20), None, None], [None, None, 'calendar_out_of_range'])
    """

    rules: tuple[tuple[str, Rules], ...] = attrs.field(converter=_bound)
    programs: tuple[tuple[str, ProgramId], ...] = attrs.field(default=(), converter=_programs)
    _kept: dict[str, Any] = attrs.field(init=False, factory=dict, eq=False, repr=False)

    def __reduce__(self) -> tuple[Any, ...]:
        return DueEngine, (self.rules, self.programs)

    @door
    def due(self, clock: Clock, starts: Given, keys: Given | None = None) -> DueAnswers:
        """Return by when this clock is due for each row, from the event that sets it going.

        `clock` is one that counts a span, or `Clock.CLAIMING` or `Clock.ACTIVITY_CLAIM`, which count from the
        day on which the activity was carried out: the one by the usage period in which it lies. `starts` are
        the events: days, which are civil days of the program's zone, or aware instants, whose day is taken in
        the zone of the row's key; a sequence, a NumPy array of `datetime64[D]` or of objects, or a column of
        pandas, Polars or Arrow. Null is no such event. `keys` are the keys of the rows, of one length: texts,
        whole numbers that are places in `rules`, counted from 0, or texts coded by a dictionary, as pandas,
        Polars and Arrow have them; `None` where the engine has one key only.

        Each row is answered as `deadlines.due` answers it alone, a payment as one that needs no tax invoice.
        A row that it refuses has the code of the error, and one whose clock does not run that of the reason.
        Raises `InvalidValue` for another clock, and for columns that are none or do not fit.
        """
        if clock not in _CLOCKS:
            raise InvalidValue("clock", clock, "clock_of_a_span")
        if clock in BY_PROGRAM and len(dict(self.programs).keys() & dict(self.rules).keys()) < len(
            self.rules
        ):
            raise InvalidValue("programs", dict(self.programs), "kind", kind="ProgramId for each key")
        events = read_events("starts", starts)
        named = self._keys(keys, events)
        cells = self._cells(clock.value)
        places, found, outside = _located(cells, self._zones(), events, named.places if named else None)
        of = partial(_answer, self, clock.value)
        return self._answers(cells, places, found, outside, _Question(self, clock, events, None, named), of)

    @door
    def payments(self, approved: Given, keys: Given | None = None, *, invoiced: Given) -> DueAnswers:
        """Return by when each row has to be paid, where partners hand in tax invoices.

        `approved` are the approvals of the claims and `invoiced` those of their tax invoices, null where the
        program needs none; both are as `starts` of `due`, and so are `keys`. From the later one of both,
        `TAX_INVOICE_SPAN` is counted, and what the policy `TaxInvoiceClock` says besides, as `payment_due`
        answers it. While a tax invoice is waited for there is no due day: leave that approval null.
        """
        events, invoices = read_events("approved", approved), read_events("invoiced", invoiced)
        if len(invoices.numbers) != len(events.numbers):
            raise InvalidValue(
                "invoiced", len(invoices.numbers), "one_for_each_start", count=len(events.numbers)
            )
        named = self._keys(keys, events)
        cells = self._cells(INVOICED, beside=Clock.PAYMENT.value)
        places, found, outside = self._invoiced(cells, events, invoices, named.places if named else None)
        asked = _Question(self, Clock.PAYMENT, events, invoices, named)
        return self._answers(cells, places, found, outside, asked, partial(_paid, self))

    # Rows to cells.

    def _keys(self, keys: Any, events: Events) -> Keys | None:  # noqa: ANN401 - whatever was given
        size = len(events.numbers)
        if keys is None:
            if len(self.rules) > 1:
                raise InvalidValue("keys", None, "one_for_each_start", count=size)
            return None
        named = read_keys(keys, self._known(), len(self.rules), self._kept)
        if len(named.places) != size:
            raise InvalidValue("keys", len(named.places), "one_for_each_start", count=size)
        return named

    def _invoiced(
        self, cells: Cells, events: Events, invoices: Events, keys: Numbers | None
    ) -> tuple[Numbers, Numbers, Numbers]:
        """Return the cell of each row, its due day, and the rows that no cell has."""
        import numpy as np  # noqa: PLC0415 - paid for by who asks an engine

        zones, half = self._zones(), cells.due.size // 2
        approvals, others = (
            zones.days(each.numbers, keys) if each.are_instants else each.numbers
            for each in (events, invoices)
        )
        has_invoice = invoices.numbers != NAT
        starts = np.where(has_invoice, np.maximum(approvals, others), approvals)
        plain, after = np.empty_like(starts), np.empty_like(starts)
        _cell_of(cells, approvals, keys, plain)
        _cell_of(cells, starts, keys, after)
        after += half
        places, beside = np.where(has_invoice, after, plain), cells.due.take(plain)
        due = cells.due.take(places)
        outside = cells.places.take(places) < 0
        is_later = np.array([_takes_the_later(rules) for _, rules in self.rules], np.bool_)
        both = has_invoice & (is_later[0] if keys is None else is_later.take(keys, mode="clip"))
        outside |= both & (cells.places.take(plain) < 0)
        instead = both & (due != NAT) & ((beside == NAT) | (beside > due))
        places[instead], due[instead] = plain[instead], beside[instead]
        outside &= events.numbers != NAT
        due[outside | (events.numbers == NAT)] = NAT
        places[outside | (events.numbers == NAT)] = cells.width - 1
        return places, due, np.flatnonzero(outside)

    def _answers(
        self,
        cells: Cells,
        places: Numbers,
        due: Numbers,
        outside: Numbers,
        asked: _Question,
        ask: Callable[..., DueRow],
    ) -> DueAnswers:
        """Return the answers, after asking about the rows that no cell has: each different one once."""
        memo: dict[Any, DueRow] = {}
        rows: list[DueRow] = []
        for row in outside.tolist():
            place, *events = asked.row_by_day(row)
            try:
                if (place, *events) not in memo:
                    memo[place, *events] = ask(place, *events)
                rows.append(memo[place, *events])
            except TypeError:  # what cannot be hashed
                rows.append(ask(place, *events))
        if rows:
            due[outside] = [each.due for each in rows]
        found = Found(
            cells=cells,
            zones=self._zones(),
            places=places,
            due=due,
            keys=None if asked.keys is None else asked.keys.places,
            bound=self.rules,
            counts=self._counts,
            rows=outside,
            answers=tuple(rows),
        )
        return answers_of(found, asked.alone)

    # What is kept.

    def _known(self) -> Mapping[Any, int]:
        known = self._kept.get("known")
        if known is None:
            texts = {key: place for place, (key, _) in enumerate(self.rules)}
            known = self._kept["known"] = texts | {place: place for place in range(len(texts))}
        return cast("Mapping[Any, int]", known)

    def _cells(self, clock: str, *, beside: str | None = None) -> Cells:
        name = f"{clock}, {beside}"
        if name not in self._kept:
            programs = dict(self.programs)
            lines = [
                rules.once(line_of, (clock, programs.get(key) if clock in BY_PROGRAM else None))
                for key, rules in self.rules
            ]
            cells = stacked_lines(lines)
            self._kept[name] = cells if beside is None else joined_cells(self._cells(beside), cells)
        return cast("Cells", self._kept[name])

    def _zones(self) -> Zones:
        if "zones" not in self._kept:
            self._kept["zones"] = zones_of([rules for _, rules in self.rules])
        return cast("Zones", self._kept["zones"])

    def _counts(self) -> Numbers:
        if "counts" not in self._kept:
            self._kept["counts"] = counts_of([rules.calendar for _, rules in self.rules])
        return cast("Numbers", self._kept["counts"])


def _takes_the_later(rules: Rules) -> bool:
    return rules.policies.tax_invoice_clock is TaxInvoiceClock.LATER_OF_BOTH


def _cell_of(cells: Cells, days: Numbers, keys: Numbers | None, place: Numbers) -> None:
    """Put in the cell of each day and key: the last one of a line for a day that it has not."""
    import numpy as np  # noqa: PLC0415 - as above

    np.subtract(days, cells.base, out=place)
    unsigned = place.view(np.uint64)  # what lies before is far behind then
    np.minimum(unsigned, cells.width - 1, out=unsigned)
    if keys is not None:
        place += keys * cells.width


def _located(
    cells: Cells, zones: Zones, events: Events, keys: Numbers | None
) -> tuple[Numbers, Numbers, Numbers]:
    """Return the cell of each row, its due day, and the rows that no cell has."""
    import numpy as np  # noqa: PLC0415 - as above

    size = events.numbers.size
    places, due, outside = np.empty(size, np.int64), np.empty(size, np.int64), list[Numbers]()
    for rows in stretches(size):
        given, key = events.numbers[rows], None if keys is None else keys[rows]
        place, found = places[rows], due[rows]
        days = zones.days(given, key) if events.are_instants else given
        _cell_of(cells, days, key, place)
        if events.are_instants and cells.cutoffs is not None:
            _move_late(cells, given, days, place)
        cells.due.take(place, out=found, mode="clip")
        if np.minimum.reduce(found) > NAT:
            continue
        at = np.flatnonzero((found == NAT) & (given != NAT))
        if at.size:
            outside.append(at[cells.places.take(place[at]) < 0] + rows.start)
    return places, due, np.concatenate(outside) if outside else np.empty(0, np.int64)


def _move_late(cells: Cells, instants: Numbers, days: Numbers, place: Numbers) -> None:
    """Move what came after the closing time of its day to the cell of the day as of which it counts."""
    cutoffs, later = cast("Numbers", cells.cutoffs), cast("Numbers", cells.later)
    is_late = (cutoffs.take(place) < instants) & (instants != NAT)
    if is_late.any():
        moved, day = place[is_late], later.take(place[is_late])
        moved += day - days[is_late]
        moved[day == NAT] = cells.width - 1  # which no line has: it is asked alone
        place[is_late] = moved


# Rows that are asked alone.


class _Question(NamedTuple):
    """What was asked: by which clock, from which events, and for which keys."""

    engine: DueEngine
    clock: Clock
    events: Events
    invoices: Events | None
    keys: Keys | None

    def row(self, row: int) -> tuple[Any, ...]:
        """Return the place of the key of a row, and its events as they are asked alone."""
        place = 0 if self.keys is None else int(self.keys.places[row])
        columns = (self.events,) if self.invoices is None else (self.events, self.invoices)
        return place, *(each.alone(row) for each in columns)

    def row_by_day(self, row: int) -> tuple[Any, ...]:
        """Return the same with the days of instants, where nothing asks for the time of day."""
        place, *events = self.row(row)
        if not 0 <= place < len(self.engine.rules):
            return place, None
        rules = self.engine.rules[int(place)][1]
        if rules.states(INTAKE):
            return place, *events
        days = [ask_alone(start_day, each, rules) for each in events]
        return place, *(
            each if isinstance(day, CoopClaimsError) else day for each, day in zip(events, days, strict=True)
        )

    def alone(self, row: int) -> Deadline | NotRunning | None:
        """Return what is answered when one row is asked alone, or raise its error."""
        place, start, *invoice = self.row(row)
        if start is None:
            return None
        rules = _rules(self.engine, place, None if self.keys is None else self.keys.alone(row))
        if invoice:
            return payment_due(approved=start, tax_invoice=_tax_invoice(invoice[0], rules), rules=rules)
        if self.clock in COUNTED:
            return due(self.clock, start, rules=rules)
        day, program = start_day(start, rules), dict(self.engine.programs)[self.engine.rules[int(place)][0]]
        if self.clock is Clock.ACTIVITY_CLAIM:
            return activity_claim_due(day, program=program, rules=rules)
        usage = usage_period_of(day, program=program, rules=rules)
        return claiming_due(usage, program=program, rules=rules)


def _rules(engine: DueEngine, place: int, given: object) -> Rules:
    if not 0 <= place < len(engine.rules):
        names = ", ".join(key for key, _ in engine.rules)
        raise InvalidValue("keys", given, "member_of", kind="DueEngine", members=names)
    return engine.rules[place][1]


def _tax_invoice(approved: Any, rules: Rules) -> TaxInvoice:  # noqa: ANN401 - an instant, a day, or neither
    """Return that there is none, or one that was approved at an instant, or at noon of a day."""
    if approved is None:
        return TaxInvoice.not_needed()
    if isinstance(approved, date) and not isinstance(approved, datetime):
        return TaxInvoice.approved(datetime.combine(approved, time(12), tzinfo=rules.zone))
    return TaxInvoice.approved(approved)


def _answer(engine: DueEngine, clock: str, place: int, start: Any) -> DueRow:  # noqa: ANN401
    if not 0 <= place < len(engine.rules):
        return UNKNOWN_KEY
    key, rules = engine.rules[place]
    program = dict(engine.programs).get(key) if clock in BY_PROGRAM else None
    return answer_alone(start, rules, (clock, program))


def _paid(engine: DueEngine, place: int, approved: Any, invoiced: Any = None) -> DueRow:  # noqa: ANN401
    """Return by when a row is paid, counted from the later one of two approvals."""
    if not 0 <= place < len(engine.rules):
        return UNKNOWN_KEY
    _, rules = engine.rules[place]
    beside = answer_alone(approved, rules, (Clock.PAYMENT.value, None))
    if invoiced is None:
        return beside
    days = [ask_alone(start_day, each, rules) for each in (approved, invoiced)]
    wrong = next((each for each in days if isinstance(each, CoopClaimsError)), None)
    if wrong is not None:
        return refused(wrong.code)
    later = max(cast("list[date]", days))
    after = answer_alone(later, rules, (INVOICED, None))
    if not _takes_the_later(rules) or after.grounds.refusal is not None:
        return after
    return beside if beside.grounds.refusal is not None or beside.due > after.due else after
