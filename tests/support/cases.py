"""The tables in tests/cases: read, and the golden lifecycle compared with whatever claims to follow it."""

from __future__ import annotations

import csv
import re
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, TypeAlias, TypeVar

from tests.support.world import RULES

from coopclaims import ClaimStatus, Role
from coopclaims._values import Keyed
from coopclaims.claims import ClaimRefusal, ClaimRow, Trigger

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from coopclaims import Action

_FOLDER = Path(__file__).parent.parent / "cases"
_FACT = re.compile(r"\b(?:[A-Z]-[0-9]{2}|T[0-9]+)\b")


def rows_of(table: str) -> list[dict[str, str]]:
    """Return the rows of tests/cases/`table`.csv."""
    with (_FOLDER / f"{table}.csv").open(encoding="utf-8", newline="") as opened:
        return list(csv.DictReader(opened))


def case_name(row: Mapping[str, str]) -> str:
    """Return what a test of this row is called: its case, and what tells it from its neighbours."""
    *cells, _rests_on = row.values()
    return " ".join(cell for cell in cells if cell)


KeyedT = TypeVar("KeyedT", bound=Keyed)


def captioned(kind: type[KeyedT], word: str) -> KeyedT:
    """Return the member that a table calls by its published word."""
    (member,) = (each for each in kind if each.caption == word)
    return member


class Verdict(NamedTuple):
    """Where a step leads and who may take it; nowhere and nobody where it is refused."""

    outcome: ClaimStatus | None
    allowed_to: frozenset[Role]


REFUSED = Verdict(None, frozenset())

Pair: TypeAlias = tuple[ClaimStatus | None, Trigger]


class GoldenRow(NamedTuple):
    """One row of the golden table."""

    at: ClaimStatus | None
    on: Trigger
    verdict: Verdict
    basis: str
    facts: frozenset[str]

    def __str__(self) -> str:
        return f"{self.at or 'no claim'}-{self.on}"


def golden_rows() -> list[GoldenRow]:
    """Return the golden table, a star written out as every command that the table knows.

    The rows of the second table replace those of the first one, a star of theirs included.
    """
    replacing = rows_of("lifecycle-2")
    later = {(row["status"], row["command"]) for row in replacing}
    rows = [row for row in rows_of("lifecycle") if (row["status"], row["command"]) not in later]
    rows += replacing
    commands = {row["command"]: None for row in rows if row["command"] != "*"}
    golden: list[GoldenRow] = []
    for row in rows:
        at = None if row["status"] == "-" else ClaimStatus[row["status"]]
        verdict = REFUSED
        if row["outcome"] != "refused":
            allowed_to = frozenset(Role(name) for name in row["allowed_to"].split("|"))
            verdict = Verdict(ClaimStatus[row["outcome"]], allowed_to)
        steps = [each for each in commands if (row["status"], each) not in later]
        steps = steps if row["command"] == "*" else [row["command"]]
        facts = frozenset(_FACT.findall(row["source"]))
        golden += [GoldenRow(at, Trigger(step), verdict, row["basis"], facts) for step in steps]
    return [*golden, *_of_information(golden)]


def _of_information(golden: list[GoldenRow]) -> list[GoldenRow]:
    """Return the rows of metrics and further information: they are edits, but in a dispute what is asked for.

    Where documents may be added on request alone, so may these, and by the same roles (Z4).
    """
    added = {row.at: row for row in golden if row.on is Trigger.ADD_DOCUMENT}
    return [
        (added[row.at] if row.at is ClaimStatus.DISPUTED else row)._replace(on=Trigger.ADD_INFORMATION)
        for row in golden
        if row.on is Trigger.EDIT
    ]


_OWN_STEPS = frozenset(
    {Trigger.REOPEN, Trigger.CORRECT_INSTANT, Trigger.RECOMMEND, Trigger.RETRACT, Trigger.DISPUTE_CUT}
)
GOLDEN_STEPS = tuple(step for step in Trigger if step not in _OWN_STEPS)
"""The fifteen commands of the golden table, and the step of metrics and information.

Reopening, taking back an approval and disputing a cut are policies, a recommendation decides nothing, and
correcting an instant is a repair: they are in no published account.
"""

OPEN_VERDICTS: Mapping[Pair, Verdict] = {
    (ClaimStatus.UNDER_REVIEW, Trigger.RECOMMEND): Verdict(
        ClaimStatus.UNDER_REVIEW, frozenset({Role.REVIEWER, Role.VALIDATION_TEAM})
    ),
    (ClaimStatus.DISPUTED, Trigger.RECOMMEND): Verdict(
        ClaimStatus.DISPUTED, frozenset({Role.VALIDATION_TEAM})
    ),
}
"""The edges of our own that no policy closes."""

POLICY_VERDICTS: Mapping[Pair, Verdict] = {
    **OPEN_VERDICTS,
    (ClaimStatus.APPROVED, Trigger.RETRACT): Verdict(
        ClaimStatus.UNDER_REVIEW, frozenset({Role.REVIEWER, Role.VALIDATION_TEAM})
    ),
    (ClaimStatus.APPROVED, Trigger.DISPUTE_CUT): Verdict(
        ClaimStatus.DISPUTED, frozenset({Role.INCENTIVES_ADMIN})
    ),
    (ClaimStatus.ACTION_REQUIRED, Trigger.REOPEN): Verdict(
        ClaimStatus.EDITING,
        frozenset({Role.GLOBAL_ADMIN, Role.INCENTIVES_ADMIN, Role.INCENTIVES_USER}),
    ),
    **{
        (status, Trigger.CORRECT_INSTANT): Verdict(status, frozenset({Role.SYSTEM})) for status in ClaimStatus
    },
}
"""The edges that are not in the golden table: ours, those that only a policy opens, and those of a repair."""


def golden_verdicts() -> dict[Pair, Verdict]:
    """Return what the golden table says of every pair of status and step.

    Without a claim nothing but creating one is possible; reopening is only what the policy says.
    """
    statuses: tuple[ClaimStatus | None, ...] = (None, *ClaimStatus)
    verdicts = {(at, on): REFUSED for at in statuses for on in Trigger if at is None or on in _OWN_STEPS}
    listed = [((row.at, row.on), row.verdict) for row in golden_rows()]
    pairs = [pair for pair, _ in listed]
    assert len(set(pairs)) == len(pairs), "the golden table answers a pair twice"
    verdicts |= POLICY_VERDICTS
    verdicts |= dict(listed)
    return verdicts


def granted(action: Action) -> frozenset[Role]:
    """Return the roles that the rulebook grants this action on the day on which the claim is submitted."""
    return RULES.permission(action, date(2022, 9, 14)).value


def table_verdicts(
    rows: Iterable[ClaimRow], refusals: Iterable[ClaimRefusal]
) -> dict[Pair, tuple[Verdict, ...]]:
    """Return every answer that these rows and refusals give to each pair: one, where all is well.

    Roles are those that the rulebook grants on the day of the world's claim.
    """
    verdicts: dict[Pair, tuple[Verdict, ...]] = {}
    for row in rows:
        pair = (row.source, row.trigger)
        verdicts[pair] = (*verdicts.get(pair, ()), Verdict(row.target, granted(row.requires)))
    for refusal in refusals:
        pair = (refusal.source, refusal.trigger)
        verdicts[pair] = (*verdicts.get(pair, ()), REFUSED)
    return verdicts


def disagreements(
    verdicts: Mapping[Pair, tuple[Verdict, ...]], golden: Mapping[Pair, Verdict]
) -> dict[Pair, str]:
    """Return each pair that is answered otherwise than once and as the golden table has it."""
    return {
        pair: f"{verdicts.get(pair, ())} instead of {golden.get(pair)}"
        for pair in golden.keys() | verdicts.keys()
        if pair not in golden or verdicts.get(pair, ()) != (golden[pair],)
    }
