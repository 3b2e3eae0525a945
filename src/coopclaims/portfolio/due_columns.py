"""Due tables as data: by when a clock is due that starts on each of many days, as columns to be joined.

What knows the rules counts each day once, here; a million claims are then one join by day in whichever engine
has them, at the speed of that engine.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, date, datetime
from itertools import chain
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final, Protocol, cast, final, runtime_checkable

import attrs

from coopclaims._checks import door
from coopclaims._values import as_day, frozen
from coopclaims.deadlines.after_events import COUNTED, due
from coopclaims.deadlines.counting import HANDED_IN_EVENTS, Clock, NotRunning
from coopclaims.errors import CoopClaimsError, InvalidValue
from coopclaims.identifiers import ProgramId
from coopclaims.portfolio.arrays import AnyArray, column_arrays
from coopclaims.portfolio.results import ask_alone
from coopclaims.rules.book import Rules
from coopclaims.rules.keys import INTAKE

if TYPE_CHECKING:
    from coopclaims.calendars.spans import Span
    from coopclaims.deadlines.counting import Deadline
    from coopclaims.rules.rule import Rule


@runtime_checkable
class ArrowTable(Protocol):
    """A `pyarrow.Table`, to whoever resolves annotations, with pyarrow or without."""

    @property
    def num_rows(self) -> int:
        """How many rows it has."""
        ...

    @property
    def column_names(self) -> list[str]:
        """The names of its columns."""
        ...

    def to_pydict(self) -> dict[str, list[Any]]:
        """Return its columns as lists."""
        ...


_DAYS: Final = frozenset({"day", "due"})
_INSTANTS: Final = frozenset({"last_instant", "cutoff"})
"""The names of the columns that are no texts."""


@final
@frozen(kw_only=True, repr=False)
class DueColumns:
    """By when a clock is due that starts on each of these days: one row a day, as columns of one length.

    `program` is the program's identifier, or the name of the rulebook, `clock` the key of the clock,
    `calendar` the digest of the business calendar, and `day` the civil day of the event in the program's
    zone: together the key of a row. `due` is the due day and `last_instant` its last microsecond, in UTC.
    `span` is what was counted, `rule` the key of the rule that gives it and `rule_digest` its digest,
    `source` and `basis` what it rests on. `cutoff` is the last instant, in UTC, at which an event of the day
    counts by this row, `None` where the whole day does: what comes later counts from a later day, and
    `due_days_by_rule` is to be asked with its instant.

    Where there is no due day, `refusal` is the code of the reason (`no_rule_in_force`,
    `calendar_out_of_range`, why a policy leaves the clock out) and the answer is `None`; elsewhere `refusal`
    is `None`. Raises `InvalidValue` for columns of different lengths.
    """

    program: tuple[str, ...]
    clock: tuple[str, ...]
    calendar: tuple[str, ...]
    day: tuple[date, ...]
    due: tuple[date | None, ...]
    last_instant: tuple[datetime | None, ...]
    cutoff: tuple[datetime | None, ...]
    span: tuple[str | None, ...]
    rule: tuple[str | None, ...]
    rule_digest: tuple[str | None, ...]
    source: tuple[str | None, ...]
    basis: tuple[str | None, ...]
    refusal: tuple[str | None, ...]

    def __attrs_post_init__(self) -> None:
        lengths = {len(column) for column in self.columns.values()}
        if len(lengths) > 1:
            raise InvalidValue("columns", sorted(lengths), "parts_that_fit")

    @classmethod
    @door
    def joined(cls, tables: Iterable[DueColumns]) -> DueColumns:
        """Return the rows of several `tables`, of other programs, clocks or calendars, one after another."""
        parts = [each.columns for each in tables]
        return cls(**{name: tuple(chain.from_iterable(part[name] for part in parts)) for name in NAMES})

    @property
    def columns(self) -> Mapping[str, tuple[Any, ...]]:
        """The columns by their names, in order: plain days, instants and texts, `None` for none."""
        return MappingProxyType({name: getattr(self, name) for name in NAMES})

    def rows(self) -> Iterator[tuple[Any, ...]]:
        """Yield the rows, as a database's `executemany` takes them."""
        return zip(*self.columns.values(), strict=True)

    def to_numpy(self) -> Mapping[str, AnyArray]:
        """Return the columns as NumPy arrays: `datetime64` days and microseconds of UTC, objects for texts.

        What there is not is NaT or `None`. It takes the extra `batch`.
        """
        return column_arrays(self.columns, days=_DAYS, instants=_INSTANTS)

    def to_arrow(self) -> ArrowTable:
        """Return the columns as a `pyarrow.Table`: `date32`, timestamps of microseconds in UTC, and strings.

        What there is not is null. DuckDB, Polars and Spark read it as it is, and
        `pyarrow.parquet.write_table` keeps it. It takes the extra `arrow`.
        """
        arrow = _arrow()
        kinds = {name: arrow.string() for name in NAMES}
        kinds |= dict.fromkeys(_DAYS, arrow.date32())
        kinds |= dict.fromkeys(_INSTANTS, arrow.timestamp("us", tz="UTC"))
        table: ArrowTable = arrow.table(dict(self.columns), schema=arrow.schema(list(kinds.items())))
        return table

    def __len__(self) -> int:
        return len(self.day)

    def __repr__(self) -> str:
        refused = sum(each is not None for each in self.refusal)
        return f"DueColumns({len(self):,} rows, {refused:,} refused)"


NAMES: Final = tuple(each.name for each in attrs.fields(DueColumns))
"""The names of the columns, in order."""


def _arrow() -> Any:  # noqa: ANN401 - it has no types
    import pyarrow as pa  # noqa: PLC0415 # pyright: ignore[reportMissingTypeStubs] - it has none

    return pa


def arrow_table(columns: Mapping[str, AnyArray | tuple[AnyArray, tuple[str, ...]]]) -> ArrowTable:
    """Return columns as a `pyarrow.Table`: arrays of days and of instants, and texts coded by a dictionary.

    Instants are in UTC. A coded column is its codes, -1 for null, and its texts.
    """
    arrow = _arrow()

    def column(given: Any) -> Any:  # noqa: ANN401 - an array of NumPy, and one of Arrow
        if isinstance(given, tuple):
            codes, texts = cast("tuple[Any, tuple[str, ...]]", given)
            places = arrow.array(codes, mask=codes < 0)
            return arrow.DictionaryArray.from_arrays(places, arrow.array(texts, arrow.string()))
        days = given.dtype == "datetime64[D]"
        return arrow.array(given, arrow.date32() if days else arrow.timestamp("us", tz="UTC"))

    table: ArrowTable = arrow.table({name: column(each) for name, each in columns.items()})
    return table


@door
def due_table(
    rules: Rules, clock: Clock, days: Iterable[date], *, program: ProgramId | None = None
) -> DueColumns:
    """Return by when `clock` is due that starts on each of these days, as columns to be joined by day.

    `rules` are bound rules, with their calendar, zone and policies. `clock` is one that counts a span from a
    day; that of the payment counts from the approval, where no tax invoice is needed. `days` are civil days
    in the program's zone, in any order: each has one row, in the order of the calendar, so that a join finds
    it once. `program` is what the rows say in the column `program`, by default the name of the rulebook.

    Each row is what `coopclaims.deadlines.due` says of its day; what has no due day has a row with the code
    of the reason. Raises `InvalidValue` for a clock that counts nothing, and for what is no day.

    >>> from zoneinfo import ZoneInfo
    >>> from coopclaims import BusinessCalendar, partner_center
    >>> rules = partner_center.bind(calendar=BusinessCalendar.of_weekdays(years=range(2022, 2024)),
    ...                             zone=ZoneInfo("America/Los_Angeles"))
    >>> table = due_table(rules, Clock.REVIEW, [date(2022, 9, 16), date(2023, 12, 29)])
    >>> for day, due_day, refusal in zip(table.day, table.due, table.refusal, strict=True):
    ...     print(day, due_day, refusal)
    2022-09-16 2022-09-20 None
    2023-12-29 None calendar_out_of_range
    """
    if clock not in COUNTED:
        raise InvalidValue("clock", clock, "clock_of_a_span")
    named = rules.rulebook.name if program is None else program
    every = sorted({as_day(f"days[{place}]", each) for place, each in enumerate(days)})
    rows = [(named, clock.value, rules.calendar.digest, day, *_answered(rules, clock, day)) for day in every]
    found = zip(*rows, strict=True) if rows else ((),) * len(NAMES)
    return DueColumns(**dict(zip(NAMES, map(tuple, found), strict=True)))


def _answered(rules: Rules, clock: Clock, day: date) -> tuple[Any, ...]:
    """Return the rest of a row: from the due day on."""
    found: Deadline | NotRunning | CoopClaimsError = ask_alone(_due, clock, day, rules)
    if isinstance(found, CoopClaimsError):
        return (*_NOTHING, found.code)
    if isinstance(found, NotRunning):
        return (*_NOTHING, found.reason.code)
    rule = cast("Rule[Span]", found.rule)  # which every clock has that counts a span
    return (
        found.on,
        found.last_instant.astimezone(UTC),
        _cutoff(rules, clock, day),
        rule.as_text,
        str(COUNTED[clock].key),
        rule.digest,
        str(rule.source),
        str(rule.basis),
        None,
    )


_NOTHING: Final = (None,) * 8


def _due(clock: Clock, day: date, rules: Rules) -> Deadline | NotRunning:
    return due(clock, day, rules=rules)


def _cutoff(rules: Rules, clock: Clock, day: date) -> datetime | None:
    """Return until when what is handed in on a day counts as of it, `None` where nothing says so."""
    is_handed_in = COUNTED[clock].event in HANDED_IN_EVENTS and rules.states(INTAKE)
    if not is_handed_in or rules.has_no_rule(INTAKE, day):
        return None
    cutoff = rules.look_up(INTAKE, day).value.cutoff
    return None if cutoff is None else datetime.combine(day, cutoff, tzinfo=rules.zone).astimezone(UTC)
