"""What the engine answers: columns, each made when it is asked for, and any row alone."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final, NamedTuple, final

from coopclaims._checks import door
from coopclaims._values import as_instant, frozen, unchecked
from coopclaims.deadlines.counting import Deadline, DeadlineState, NotRunning
from coopclaims.errors import InvalidValue
from coopclaims.portfolio.arrays import NAT, AnyArray, DayArray, Numbers, stretches
from coopclaims.portfolio.columns import ArrowTable, arrow_table
from coopclaims.portfolio.given_columns import Given, number_of, read_instants

if TYPE_CHECKING:
    from collections.abc import Sequence

    from coopclaims.portfolio.due_lines import Cells, DueRow, Grounds, Zones
    from coopclaims.rules.book import Rules

_STATES: Final = tuple(DeadlineState)
_MET: Final = _STATES.index(DeadlineState.MET)
"""Before it are open, due today and overdue, and after it is met late."""


@final
@frozen(eq=False, repr=False)
class CodedColumn:
    """A column of texts, coded: `codes` has for each row the place of its text in `texts`, -1 for none.

    Places are counted from 0. `pandas.Categorical.from_codes(column.codes, column.texts)` and
    `pyarrow.DictionaryArray.from_arrays(column.codes, column.texts, ...)` take it as it is.
    """

    codes: AnyArray
    texts: tuple[str, ...]

    def to_list(self) -> list[str | None]:
        """Return the text of each row, `None` for none."""
        texts = (*self.texts, None)
        return [texts[code] for code in self.codes.tolist()]

    def to_numpy(self) -> AnyArray:
        """Return the texts as an array of objects, `None` for none."""
        import numpy as np  # noqa: PLC0415 - paid for by who asks an engine

        return np.array([*self.texts, None], dtype=object).take(self.codes)

    def __len__(self) -> int:
        return len(self.codes)

    def __repr__(self) -> str:
        return f"CodedColumn({len(self):,} rows, {len(self.texts):,} texts)"


_column: Final = unchecked(CodedColumn)


class Found(NamedTuple):
    """Where the answers of some rows are, and those of the rows that no cell has."""

    cells: Cells
    zones: Zones
    places: Numbers
    due: Numbers
    keys: Numbers | None
    bound: tuple[tuple[str, Rules], ...]
    counts: Callable[[], Numbers]
    rows: Numbers
    answers: tuple[DueRow, ...]


@final
class DueAnswers:
    """By when each row of a portfolio is due, as columns of NumPy arrays, in the order of the rows.

    Each column is made when it is asked for. A row that is null had no such event: it is NaT, or has no text,
    in every column. So has a row that was refused, but for its code in `refusal`; no row has an error of its
    own, and `deadline` raises that of one row. Beware of NaT: it is neither before nor after any day.
    """

    __slots__ = ("_alone", "_found")

    _found: Found
    _alone: Callable[[int], Deadline | NotRunning | None]

    @property
    def due(self) -> DayArray:
        """The due days, `datetime64[D]` in the program's zone of each row."""
        return self._of_days(self._found.due)

    @property
    def last_instant(self) -> DayArray:
        """The last microsecond of each due day, `datetime64[us]` in UTC."""
        return self._numbers("last").view("datetime64[us]")

    @property
    def started_on(self) -> DayArray:
        """Day zero of each row, from which was counted, `datetime64[D]` in the program's zone."""
        return self._of_days(self._numbers("zero"))

    @property
    def refusal(self) -> CodedColumn:
        """The codes of the reasons why there is no due day, such as `no_rule_in_force`."""
        return self._coded("refusal")

    @property
    def span(self) -> CodedColumn:
        """What was counted."""
        return self._coded("span")

    @property
    def rule(self) -> CodedColumn:
        """The keys of the rules that give the spans."""
        return self._coded("rule")

    @property
    def edition(self) -> CodedColumn:
        """The digests of these rules: each is that of what the edition of the day says."""
        return self._coded("rule_digest")

    @property
    def source(self) -> CodedColumn:
        """What the rules rest on."""
        return self._coded("source")

    @property
    def basis(self) -> CodedColumn:
        """How sure that is."""
        return self._coded("basis")

    @property
    def in_force_since(self) -> DayArray:
        """The days from which the rules hold, `datetime64[D]`."""
        import numpy as np  # noqa: PLC0415 - as above

        column = self._coded("rule_since")
        days = np.array([*column.texts, "NaT"], "datetime64[D]")
        return days.take(column.codes)

    @property
    def key(self) -> CodedColumn:
        """The keys of the rows, none for a key that the engine lacks."""
        return self._by_key([key for key, _ in self._found.bound])

    @property
    def calendar(self) -> CodedColumn:
        """The digests of the business calendars."""
        return self._by_key([rules.calendar.digest for _, rules in self._found.bound])

    @door
    def states(self, at: datetime | Given, *, answered: Given | None = None) -> CodedColumn:
        """Return the state of each deadline at an instant: the keys of `DeadlineState`.

        `at` is an aware instant, or a column of one for each row. `answered` are the aware instants at which
        the clocks were met, null while that has not happened; `None` where none was. They are compared as
        instants, as `Deadline.state` compares them. Raises `InvalidValue` for what is no aware instant.
        """
        import numpy as np  # noqa: PLC0415 - as above

        now = self._instants("at", at)
        met = None if answered is None else self._instants("answered", answered)
        found, codes = self._found, np.empty(len(self), np.int8)
        last, first = self._numbers("last"), self._numbers("first")
        for rows in stretches(len(self)):
            here = now[rows] if now.size > 1 or len(self) == 1 else now
            part, end = codes[rows], last[rows]
            np.greater(here, end, out=part.view(np.bool_))
            part += here >= first[rows]
            if met is not None:
                answer = met[rows]
                is_met = (answer != NAT) & (answer <= here)
                np.copyto(part, _MET + (answer > end), where=is_met, casting="unsafe")
            part[found.due[rows] == NAT] = -1
        return _column(codes, tuple(each.value for each in _STATES))

    @door
    def remaining(self, at: datetime | Given) -> Numbers:
        """Return how many days are left after the day of `at`, up to and with the due day; -1 for none.

        `at` is as for `states`. In business days where the span is in business days, else in calendar days,
        as `Deadline.remaining` has it: zero on the due day and after it.
        """
        import numpy as np  # noqa: PLC0415 - as above

        found, left = self._found, np.empty(len(self), np.int64)
        now = np.broadcast_to(self._instants("at", at), found.due.shape)
        today = np.maximum(found.zones.days(now, found.keys), self._numbers("zero"))
        np.subtract(found.due, today, out=left)
        counts, line = found.counts(), np.int64(0) if found.keys is None else found.keys * found.cells.width
        is_business = self._in_business_days() & (left > 0)
        if is_business.any():
            ends, starts = (
                counts.take(each - found.cells.base + line, mode="clip") for each in (found.due, today)
            )
            np.copyto(left, ends - starts, where=is_business)
        np.maximum(left, 0, out=left)
        left[found.due == NAT] = -1
        return left

    @door
    def deadline(self, row: int) -> Deadline | NotRunning | None:
        """Return what the same question answers when this row is asked alone, with its explanation.

        `row` is counted from 0, and is asked about by the columns that were given, as they are now. It is
        `None` for a row that is null, and raises the error of a row that was refused; raises `InvalidValue`
        for a row that is not there.
        """
        if not 0 <= row < len(self):
            raise InvalidValue("row", row, "place_of_a_row", last=len(self) - 1)
        return self._alone(row)

    @property
    def columns(self) -> Mapping[str, AnyArray | CodedColumn]:
        """The columns by their names, in order: arrays, and coded texts."""
        return MappingProxyType({name: getattr(self, name) for name in _NAMES})

    def to_lists(self) -> Mapping[str, list[Any]]:
        """Return the columns as lists: days, aware instants of UTC and texts, `None` for none."""

        def plain(column: Any) -> list[Any]:  # noqa: ANN401 - a column of any kind
            if isinstance(column, CodedColumn):
                return column.to_list()
            rows: list[Any] = column.tolist()
            return [each.replace(tzinfo=UTC) if isinstance(each, datetime) else each for each in rows]

        return MappingProxyType({name: plain(column) for name, column in self.columns.items()})

    def to_arrow(self) -> ArrowTable:
        """Return the columns as a `pyarrow.Table`, the texts coded by dictionaries. It takes `arrow`."""
        plain: dict[str, Any] = {}
        for name, column in self.columns.items():
            plain[name] = (column.codes, column.texts) if isinstance(column, CodedColumn) else column
        return arrow_table(plain)

    def __len__(self) -> int:
        return len(self._found.due)

    def __repr__(self) -> str:
        refused = int((self.refusal.codes >= 0).sum())
        return f"DueAnswers({len(self):,} rows, {refused:,} refused)"

    # How a column is made: taken from the cells, with the rows that no cell has put in.

    def _of_days(self, numbers: Numbers) -> DayArray:
        return numbers.view("datetime64[D]")

    def _numbers(self, name: str) -> Numbers:
        found = self._found
        column: Numbers = getattr(found.cells, name).take(found.places, mode="clip")
        if found.answers:
            column[found.rows] = [getattr(each, name) for each in found.answers]
        return column

    def _coded(self, name: str) -> CodedColumn:
        found = self._found
        by_cell, texts = coded_cells(found.cells, name)
        codes = by_cell.take(found.places, mode="clip")
        if found.answers:
            known = {text: code for code, text in enumerate(texts)}
            for row, each in zip(found.rows.tolist(), found.answers, strict=True):
                text = _text(each.grounds, name)
                codes[row] = -1 if text is None else known.setdefault(text, len(known))
            texts = tuple(known)
        return _column(codes, texts)

    def _in_business_days(self) -> AnyArray:
        import numpy as np  # noqa: PLC0415 - as above

        found = self._found
        by_grounds = np.array(
            [*(each.in_business_days for each in found.cells.known_grounds), False], np.bool_
        )
        column: AnyArray = by_grounds.take(found.cells.places.take(found.places, mode="clip"))
        if found.answers:
            column[found.rows] = [each.grounds.in_business_days for each in found.answers]
        return column

    def _by_key(self, texts: Sequence[str]) -> CodedColumn:
        import numpy as np  # noqa: PLC0415 - as above

        found, known = self._found, tuple(dict.fromkeys(texts))
        by_place = np.array([*map(known.index, texts), -1], np.int32)
        if found.keys is None:
            return _column(np.full(len(self), by_place[0], np.int32), known)
        return _column(by_place.take(found.keys), known)

    def _instants(self, what: str, given: Any) -> Numbers:  # noqa: ANN401 - an instant, or a column of them
        import numpy as np  # noqa: PLC0415 - as above

        if isinstance(given, datetime):
            return np.array([number_of(as_instant(what, given))], np.int64)
        column = read_instants(what, given)
        if column.size != len(self):
            raise InvalidValue(what, column.size, "one_for_each_start", count=len(self))
        return column


def answers_of(found: Found, alone: Callable[[int], Deadline | NotRunning | None]) -> DueAnswers:
    """Return the answers that were found, with what answers one row alone."""
    answers = object.__new__(DueAnswers)
    for name, value in (("_found", found), ("_alone", alone)):
        object.__setattr__(answers, name, value)
    return answers


_NAMES: Final = (
    "key",
    "calendar",
    "started_on",
    "due",
    "last_instant",
    "span",
    "rule",
    "edition",
    "in_force_since",
    "source",
    "basis",
    "refusal",
)


def _text(grounds: Grounds, name: str) -> str | None:
    value = getattr(grounds, name)
    return value.isoformat() if isinstance(value, date) else value


def coded_cells(cells: Cells, name: str) -> tuple[AnyArray, tuple[str, ...]]:
    """Return for each cell the place of its text of this name, -1 for none, and the texts."""
    import numpy as np  # noqa: PLC0415 - as above

    if name not in cells.coded:
        known: dict[str, int] = {}
        texts = [_text(each, name) for each in cells.known_grounds]
        codes = [-1 if text is None else known.setdefault(text, len(known)) for text in texts]
        by_grounds = np.array([*codes, -1], np.int32)
        cells.coded[name] = by_grounds.take(cells.places), tuple(known)
    return cells.coded[name]
