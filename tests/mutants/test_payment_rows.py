"""Every small change to the rows of a payment is seen by the comparison with the golden rows."""

from __future__ import annotations

from typing import TYPE_CHECKING

import attrs
import pytest
from tests.support.cases import rows_of

from coopclaims.payouts import (
    PAYMENT_REFUSALS,
    PAYMENT_ROWS,
    PaymentRefusal,
    PaymentRow,
    PaymentStatus,
    payment_table_of,
)

if TYPE_CHECKING:
    from collections.abc import Iterable

GOLDEN = {(row["given"], row["expected"]) for row in rows_of("payments") if row["subject"] == "step"}


def name(answer: PaymentRow | PaymentRefusal) -> str:
    return f"{answer.at or '-'} > {answer.on.caption}"


def edges(rows: Iterable[PaymentRow]) -> set[tuple[str, str]]:
    return {(name(row), str(row.to)) for row in rows}


def test_the_rows_as_they_are_are_right() -> None:
    assert edges(PAYMENT_ROWS) == GOLDEN


@pytest.mark.parametrize("row", PAYMENT_ROWS, ids=name)
def test_a_row_that_is_dropped_or_leads_elsewhere_is_seen(row: PaymentRow) -> None:
    others = tuple(each for each in PAYMENT_ROWS if each is not row)
    assert edges(others) != GOLDEN
    with pytest.raises(ValueError, match="not answered"):
        payment_table_of(others, PAYMENT_REFUSALS)
    for to in set(PaymentStatus) - {row.to}:
        assert edges((*others, attrs.evolve(row, to=to))) != GOLDEN


@pytest.mark.parametrize("refusal", PAYMENT_REFUSALS, ids=name)
def test_a_refusal_that_becomes_a_row_or_is_dropped_is_seen(refusal: PaymentRefusal) -> None:
    like = PAYMENT_ROWS[0]
    row = attrs.evolve(like, at=refusal.at, on=refusal.on, to=PaymentStatus.SENT)
    assert edges((*PAYMENT_ROWS, row)) != GOLDEN
    with pytest.raises(ValueError, match="answered twice"):
        payment_table_of((*PAYMENT_ROWS, row), PAYMENT_REFUSALS)
    with pytest.raises(ValueError, match="not answered"):
        payment_table_of(PAYMENT_ROWS, tuple(each for each in PAYMENT_REFUSALS if each is not refusal))
