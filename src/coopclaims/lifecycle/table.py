"""The one table that owns the status of a claim.

Two house rules. Everything that changes a status stands in `ROWS`: no other module decides what the
next status is. And the table does not know whose side we are on: a row names the action that the
step needs there, and the rulebook says which roles may do it.

The table answers every pair of status and step: with a `Row` where the claim moves (or stays, and
something is recorded), with a `Refusal` and its reason where it does not. It holds the union of what
all policies allow, and no row ever leaves it, so that a History written under last year's rules
always replays; which rows are open today is for `coopclaims.decisions` to say.
"""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from coopclaims.claims import ClaimStatus, Step
from coopclaims.lifecycle.refusals import REFUSALS, Refusal
from coopclaims.lifecycle.rows import ROWS, Row

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

__all__ = ["TABLE", "possible_steps", "table_of"]


def table_of(
    rows: Iterable[Row], refusals: Iterable[Refusal]
) -> Mapping[ClaimStatus | None, Mapping[Step, Row | Refusal]]:
    """Return rows and refusals by status and step.

    Every status appears, and every step in each of them, exactly once. Raises `ValueError` naming
    the pairs that are answered twice or not at all: a table with a hole must not be importable.
    """
    table: dict[ClaimStatus | None, dict[Step, Row | Refusal]] = {
        None: {},
        **{each: {} for each in ClaimStatus},
    }
    twice: list[str] = []
    answers: tuple[Row | Refusal, ...] = (*rows, *refusals)
    for answer in answers:
        if answer.on in table[answer.at]:
            twice.append(f"{answer.at or '-'} / {answer.on}")
        table[answer.at][answer.on] = answer
    missing = [f"{at or '-'} / {on}" for at, steps in table.items() for on in Step if on not in steps]
    if twice or missing:
        msg = f"lifecycle table: answered twice: {twice}; not answered: {missing}"
        raise ValueError(msg)
    return MappingProxyType({at: MappingProxyType(steps) for at, steps in table.items()})


TABLE: Final = table_of(ROWS, REFUSALS)
"""The answer to every pair of status and step. Read-only."""


def possible_steps(status: ClaimStatus | None) -> tuple[Step, ...]:
    """Return the steps for which the table has a row in this status, in the order of `Step`.

    >>> [str(step) for step in possible_steps(ClaimStatus.REJECTED)]
    ['comment', 'dispute']
    """
    return tuple(step for step in Step if isinstance(TABLE[status][step], Row))
