"""A lifecycle table that answers a pair of status and step twice, or not at all, is refused by name."""

from __future__ import annotations

import attrs
import pytest

from coopclaims import Action, ClaimStatus
from coopclaims.claims import Refusal, Row
from coopclaims.claims.table import REFUSALS, ROWS, table_of
from coopclaims.provenance import PUBLISHED


def pair(answer: Row | Refusal) -> str:
    return f"{answer.source or '-'} / {answer.trigger}"


def complaint(rows: tuple[Row, ...], refusals: tuple[Refusal, ...]) -> str:
    with pytest.raises(ValueError, match="lifecycle table: ") as caught:
        table_of(rows, refusals)
    return str(caught.value).removeprefix("lifecycle table: ")


def test_a_pair_answered_twice_by_a_row_is_named() -> None:
    for row in ROWS:
        for to in ClaimStatus:
            found = complaint((*ROWS, attrs.evolve(row, target=to)), REFUSALS)
            assert found == f"answered twice: {[pair(row)]}; not answered: []", (row, to)


def test_a_pair_answered_twice_by_a_refusal_is_named() -> None:
    for refusal in REFUSALS:
        assert complaint(ROWS, (*REFUSALS, refusal)) == f"answered twice: {[pair(refusal)]}; not answered: []"
        for to in ClaimStatus:
            row = Row(
                source=refusal.source,
                trigger=refusal.trigger,
                target=to,
                requires=Action.COMMENT,
                citation=refusal.citation,
                basis=PUBLISHED,
            )
            found = complaint((*ROWS, row), REFUSALS)
            assert found == f"answered twice: {[pair(refusal)]}; not answered: []", (refusal, to)


def test_a_row_that_is_missing_is_named() -> None:
    for row in ROWS:
        found = complaint(tuple(each for each in ROWS if each is not row), REFUSALS)
        assert found == f"answered twice: []; not answered: {[pair(row)]}"


def test_a_refusal_that_is_missing_is_named() -> None:
    for refusal in REFUSALS:
        found = complaint(ROWS, tuple(each for each in REFUSALS if each is not refusal))
        assert found == f"answered twice: []; not answered: {[pair(refusal)]}"
