"""What the runs of a machine have entered: statuses, edges of the table, refusals and their codes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import Final, TypeAlias, final, get_args

from coopclaims.claims.claim import Claim, ClaimStatus
from coopclaims.claims.commands import Command
from coopclaims.claims.events import HistoryEntry
from coopclaims.claims.table import TABLE, ClaimRow
from coopclaims.findings.codes import ProblemCode
from coopclaims.findings.problem import Problem
from coopclaims.funds.entries import FundEntry, FundEntryKind
from coopclaims.parties import Role
from coopclaims.payments.payment import PaymentEntry
from coopclaims.payments.table import PAYMENT_TABLE, PaymentRow
from coopclaims.transitions import Refusal

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
    FundEntryKind.INSTANT_CORRECTED,
)
"""What commands to funds book."""

Cell: TypeAlias = tuple[ClaimStatus, type[Command], Role]
"""Where a command can be refused: the status of the claim, the kind of command, and who gives it."""

_KINDS: Final[tuple[type[Command], ...]] = get_args(Command)


@final
class Coverage:
    """Counts over all runs of one machine, or of one session. It only looks on: nothing is chosen by it.

    `steps` is how many commands were given, `edges` how often each edge was taken, `codes` how often
    each kind of problem was met, and `refused` how often a command was refused: for each status of a
    claim, kind of command and role. `payments` is how often each row of the payment table was taken, and
    `bookings` how often a command to a fund has booked each kind of entry.

    >>> print(Coverage())
    0 steps; 0 of 10 statuses; 0 of 55 edges; 0 problem codes; 0 of 2600 refusals
    """

    def __init__(self) -> None:
        self.steps = 0
        self.edges: Counter[Edge] = Counter()
        self.codes: Counter[ProblemCode] = Counter()
        self.payments: Counter[PaymentRow] = Counter()
        self.bookings: Counter[FundEntryKind] = Counter()
        self.refused: Counter[Cell] = Counter()

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

    def refuse(self, command: Command, claim: Claim | None, problems: Iterable[Problem]) -> None:
        """Count a refused command on a claim, or where there is none, and its problems.

        An actor who holds no role counts as a collaborator.
        """
        self.meet(problems)
        if claim is not None:
            roles = command.by.roles or (Role.COLLABORATOR,)
            self.refused.update((claim.status, type(command), role) for role in roles)

    def add(self, other: Coverage) -> None:
        """Count what another one has counted too."""
        self.steps += other.steps
        self.edges.update(other.edges)
        self.codes.update(other.codes)
        self.payments.update(other.payments)
        self.bookings.update(other.bookings)
        self.refused.update(other.refused)

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

    def untried(self, status: ClaimStatus, kind: type[Command]) -> tuple[Role, ...]:
        """Return the roles by which no command of this kind was refused on a claim in this status."""
        return tuple(role for role in Role if (status, kind, role) not in self.refused)

    def report(self) -> str:
        """Return what was entered and what was not: each edge, problem code, and refusal of a command.

        For each status and kind of command it says how often one was refused, whether the status never
        allows it, and the roles by which none was tried.
        """
        never = "never"
        edges = (f"  {self.edges[edge] or never:>7}  {_told(edge)}" for edge in EDGES)
        codes = (f"  {self.codes[code] or never:>7}  {code}" for code in ProblemCode)
        paid = (f"  {self.payments[row] or never:>7}  {_of_payment(row)}" for row in PAYMENT_TABLE.rows)
        booked = (f"  {self.bookings[kind] or never:>7}  {kind}" for kind in BOOKED)
        cells = (self._refusals(status, kind) for status in ClaimStatus for kind in _KINDS)
        parts = (
            *(str(self), "edges", *edges, "payments", *paid, "funds", *booked),
            *("problem codes", *codes, "refused commands", *cells),
        )
        return "\n".join(parts)

    def _refusals(self, status: ClaimStatus, kind: type[Command]) -> str:
        counted = sum(self.refused[status, kind, role] for role in Role)
        closed = " (never allowed)" if isinstance(TABLE[status][kind.trigger], Refusal) else ""
        untried = [role.caption for role in self.untried(status, kind)]
        missing = f"; never by {', '.join(untried)}" if counted and untried else ""
        return f"  {counted or 'never':>7}  {status.caption} / {kind.__name__}{closed}{missing}"

    def __str__(self) -> str:
        return (
            f"{self.steps} steps; {len(self.statuses)} of {len(ClaimStatus)} statuses; "
            f"{len(self.edges)} of {len(EDGES)} edges; {len(self.codes)} problem codes; "
            f"{len(self.refused)} of {len(ClaimStatus) * len(_KINDS) * len(Role)} refusals"
        )


def _of_payment(row: PaymentRow) -> str:
    return (
        f"{'-' if row.source is None else row.source.caption} / {row.trigger.caption} > {row.target.caption}"
    )


def _told(edge: Edge) -> str:
    row, to = edge
    return f"{'-' if row.source is None else row.source.caption} / {row.trigger.caption} > {to.caption}"
