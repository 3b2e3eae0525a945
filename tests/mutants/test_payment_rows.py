"""Every small change to the rows of a payment is seen by the comparison with the golden rows.

One test for each kind of change: it makes every mutant of that kind, and names those that were not seen.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import attrs
import pytest
from tests.support.cases import rows_of

from coopclaims import InvalidValue
from coopclaims.payments import PAYMENT_TABLE, PaymentRefusal, PaymentRow
from coopclaims.payouts import PaymentStatus
from coopclaims.testing import payment_table_mutants, survivors

if TYPE_CHECKING:
    from collections.abc import Iterable

GOLDEN = {(row["given"], row["expected"]) for row in rows_of("payments") if row["subject"] == "step"}


def at(answer: PaymentRow | PaymentRefusal) -> str:
    return "-" if answer.source is None else answer.source.caption


def name(answer: PaymentRow | PaymentRefusal) -> str:
    return f"{at(answer)} > {answer.trigger.caption}"


def edges(rows: Iterable[PaymentRow]) -> set[tuple[str, str]]:
    return {(name(row), row.target.caption) for row in rows}


def test_the_rows_as_they_are_are_right() -> None:
    assert edges(PAYMENT_TABLE.rows) == GOLDEN


def complaint(rows: tuple[PaymentRow, ...], refusals: tuple[PaymentRefusal, ...]) -> str:
    with pytest.raises(InvalidValue) as caught:
        attrs.evolve(PAYMENT_TABLE, rows=rows, refusals=refusals)
    return str(caught.value.got)


def pair(answer: PaymentRow | PaymentRefusal) -> str:
    return f"{answer.source or '-'} / {answer.trigger}"


def without(row: PaymentRow) -> tuple[PaymentRow, ...]:
    return tuple(each for each in PAYMENT_TABLE.rows if each is not row)


def a_row(refusal: PaymentRefusal) -> PaymentRow:
    """Return a row that allows what was refused."""
    return attrs.evolve(
        PAYMENT_TABLE.rows[0], source=refusal.source, trigger=refusal.trigger, target=PaymentStatus.SENT
    )


class TestRows:
    def test_altered(self) -> None:
        """Dropped, or leading elsewhere; what it needs stands in another table."""
        mutants = [each for each in payment_table_mutants() if " needs " not in each.name]
        assert len(mutants) > 100
        assert survivors(mutants, lambda table: edges(table.rows) == GOLDEN) == ()

    def test_missing_in_the_table(self) -> None:
        for row in PAYMENT_TABLE.rows:
            found = complaint(without(row), PAYMENT_TABLE.refusals)
            assert found == f"answered twice: []; not answered: {[pair(row)]}"


class TestRefusals:
    def test_with_a_row_beside_it_in_the_table(self) -> None:
        for refusal in PAYMENT_TABLE.refusals:
            found = complaint((*PAYMENT_TABLE.rows, a_row(refusal)), PAYMENT_TABLE.refusals)
            assert found == f"answered twice: {[pair(refusal)]}; not answered: []"

    def test_missing_in_the_table(self) -> None:
        for refusal in PAYMENT_TABLE.refusals:
            found = complaint(
                PAYMENT_TABLE.rows, tuple(each for each in PAYMENT_TABLE.refusals if each is not refusal)
            )
            assert found == f"answered twice: []; not answered: {[pair(refusal)]}"
