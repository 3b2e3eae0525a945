"""What the runs of a machine have entered: statuses, edges of the table, and codes of refusals."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import Final, TypeAlias, final

from coopclaims.claims.claim import ClaimStatus
from coopclaims.claims.events import HistoryEntry
from coopclaims.claims.table import TABLE, ClaimRow
from coopclaims.findings.codes import ProblemCode
from coopclaims.findings.problem import Problem
from coopclaims.funds.entries import FundEntry, FundEntryKind
from coopclaims.payments.payment import PaymentEntry
from coopclaims.payments.table import PAYMENT_TABLE, PaymentRow

Edge: TypeAlias = tuple[ClaimRow, ClaimStatus]
"""A row of the table, and the status that it leads to."""

_ROWS: Final = {(row.source, row.trigger): row for row in TABLE.rows}
_PAYMENT_ROWS: Final = {(row.source, row.trigger): row for row in PAYMENT_TABLE.rows}

EDGES: Final[tuple[Edge, ...]] = tuple((row, to) for row in TABLE.rows for to in row.leads_to)
"""Every edge: a row with a status that it leads to, under one policy or another."""

BOOKED: Final = (
    FundEntryKind.EARNED,
    FundEntryKind.ADJUSTED,
    FundEntryKind.CONVERTED,
    FundEntryKind.ROLLED_OUT,
    FundEntryKind.ROLLED_IN,
    FundEntryKind.EXPIRED,
)
"""What commands to funds book."""


@final
class Coverage:
    """Counts over all runs of one machine, or of one session. It only looks on: nothing is chosen by it.

    `steps` is how many commands were given, `edges` how often each edge was taken, `codes` how often
    each kind of problem was met. `payments` is how often each row of the payment table was taken, and
    `bookings` how often a command to a fund has booked each kind of entry.

    >>> print(Coverage())
    0 steps; 0 of 10 statuses; 0 of 35 edges; 0 problem codes
    """

    def __init__(self) -> None:
        self.steps = 0
        self.edges: Counter[Edge] = Counter()
        self.codes: Counter[ProblemCode] = Counter()
        self.payments: Counter[PaymentRow] = Counter()
        self.bookings: Counter[FundEntryKind] = Counter()

    def take(self, entry: HistoryEntry) -> ClaimRow:
        """Count the edge that this entry took, and return its row."""
        row = _ROWS[entry.before, entry.event.trigger]
        self.edges[row, entry.after] += 1
        return row

    def pay(self, entry: PaymentEntry) -> PaymentRow:
        """Count the edge that this step of a payment took, and return its row."""
        row = _PAYMENT_ROWS[entry.before, entry.trigger]
        self.payments[row] += 1
        return row

    def book(self, entries: Iterable[FundEntry]) -> None:
        """Count the kinds of entry that a command to a fund has booked."""
        self.bookings.update({each.kind for each in entries})

    def meet(self, problems: Iterable[Problem]) -> None:
        """Count the problems of a refusal."""
        self.codes.update({each.code for each in problems})

    def add(self, other: Coverage) -> None:
        """Count what another one has counted too."""
        self.steps += other.steps
        self.edges.update(other.edges)
        self.codes.update(other.codes)
        self.payments.update(other.payments)
        self.bookings.update(other.bookings)

    @property
    def rows(self) -> frozenset[ClaimRow]:
        """Every row of the table that was taken."""
        return frozenset(row for row, _ in self.edges)

    @property
    def statuses(self) -> frozenset[ClaimStatus]:
        """Every status that some claim was in."""
        return frozenset(to for _, to in self.edges)

    def missed(self, edges: Iterable[Edge] = EDGES) -> tuple[Edge, ...]:
        """Return which of these edges were never taken."""
        return tuple(edge for edge in edges if edge not in self.edges)

    def unmet(self, codes: Iterable[ProblemCode] = ProblemCode) -> tuple[ProblemCode, ...]:
        """Return which of these kinds of problem were never met."""
        return tuple(code for code in codes if code not in self.codes)

    def report(self) -> str:
        """Return what was entered and what was not, edge by edge and code by code."""
        never = "never"
        edges = (f"  {self.edges[edge] or never:>7}  {_told(edge)}" for edge in EDGES)
        codes = (f"  {self.codes[code] or never:>7}  {code}" for code in ProblemCode)
        paid = (f"  {self.payments[row] or never:>7}  {_of_payment(row)}" for row in PAYMENT_TABLE.rows)
        booked = (f"  {self.bookings[kind] or never:>7}  {kind}" for kind in BOOKED)
        parts = (str(self), "edges", *edges, "payments", *paid, "funds", *booked, "problem codes", *codes)
        return "\n".join(parts)

    def __str__(self) -> str:
        return (
            f"{self.steps} steps; {len(self.statuses)} of {len(ClaimStatus)} statuses; "
            f"{len(self.edges)} of {len(EDGES)} edges; {len(self.codes)} problem codes"
        )


def _of_payment(row: PaymentRow) -> str:
    return f"{'-' if row.source is None else row.source.caption} / {row.trigger.caption} > {row.target.caption}"


def _told(edge: Edge) -> str:
    row, to = edge
    return f"{'-' if row.source is None else row.source.caption} / {row.trigger.caption} > {to.caption}"
