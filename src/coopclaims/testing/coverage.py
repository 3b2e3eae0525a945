"""What the runs of a machine have entered: statuses, edges of the table, and codes of refusals."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Final, final

from coopclaims.claims import ClaimStatus
from coopclaims.lifecycle import ROWS

if TYPE_CHECKING:
    from collections.abc import Iterable

    from coopclaims.claims import HistoryEntry
    from coopclaims.lifecycle import Row
    from coopclaims.problems import Problem, ProblemCode

__all__ = ["Coverage"]

_EDGES: Final = {(row.at, row.on): row for row in ROWS}


@final
class Coverage:
    """Counts over all runs of one machine. It only looks on: nothing is chosen by it.

    `steps` is how many commands were given, `rows` how often each edge was taken, `codes` how often
    each kind of problem was met.

    >>> print(Coverage())
    0 steps; 0 of 10 statuses; 0 of 34 rows; 0 problem codes
    """

    def __init__(self) -> None:
        self.steps = 0
        self.rows: Counter[Row] = Counter()
        self.codes: Counter[ProblemCode] = Counter()

    def take(self, entry: HistoryEntry) -> Row:
        """Count the edge that this entry took, and return it."""
        row = _EDGES[entry.before, entry.event.step]
        self.rows[row] += 1
        return row

    def meet(self, problems: Iterable[Problem]) -> None:
        """Count the problems of a refusal."""
        self.codes.update({each.code for each in problems})

    @property
    def statuses(self) -> frozenset[ClaimStatus]:
        """Every status that some claim was in."""
        return frozenset(row.to for row in self.rows)

    def missed(self, rows: Iterable[Row] = ROWS) -> tuple[Row, ...]:
        """Return which of these rows were never taken."""
        return tuple(row for row in rows if row not in self.rows)

    def __str__(self) -> str:
        return (
            f"{self.steps} steps; {len(self.statuses)} of {len(ClaimStatus)} statuses; "
            f"{len(self.rows)} of {len(ROWS)} rows; {len(self.codes)} problem codes"
        )
