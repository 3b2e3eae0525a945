"""A lifecycle table that answers a pair of status and step twice, or not at all, is refused by name."""

from __future__ import annotations

import attrs
import pytest

from coopclaims import Action, ClaimStatus, InvalidValue
from coopclaims.claims import TABLE, ClaimRefusal, ClaimRow
from coopclaims.provenance import PUBLISHED
from coopclaims.transitions import Row


def pair(answer: ClaimRow | ClaimRefusal) -> str:
    return f"{answer.source or '-'} / {answer.trigger}"


def complaint(rows: tuple[ClaimRow, ...], refusals: tuple[ClaimRefusal, ...]) -> str:
    with pytest.raises(InvalidValue) as caught:
        attrs.evolve(TABLE, rows=rows, refusals=refusals)
    return str(caught.value.got)


def test_a_pair_answered_twice_by_a_row_is_named() -> None:
    for row in TABLE.rows:
        for to in ClaimStatus:
            found = complaint((*TABLE.rows, attrs.evolve(row, target=to)), TABLE.refusals)
            assert found == f"answered twice: {[pair(row)]}; not answered: []", (row, to)


def test_a_pair_answered_twice_by_a_refusal_is_named() -> None:
    for refusal in TABLE.refusals:
        assert (
            complaint(TABLE.rows, (*TABLE.refusals, refusal))
            == f"answered twice: {[pair(refusal)]}; not answered: []"
        )
        for to in ClaimStatus:
            row = Row(
                source=refusal.source,
                trigger=refusal.trigger,
                target=to,
                requires=Action.COMMENT,
                citation=refusal.citation,
                basis=PUBLISHED,
            )
            found = complaint((*TABLE.rows, row), TABLE.refusals)
            assert found == f"answered twice: {[pair(refusal)]}; not answered: []", (refusal, to)


def test_a_row_that_is_missing_is_named() -> None:
    for row in TABLE.rows:
        found = complaint(tuple(each for each in TABLE.rows if each is not row), TABLE.refusals)
        assert found == f"answered twice: []; not answered: {[pair(row)]}"


def test_a_refusal_that_is_missing_is_named() -> None:
    for refusal in TABLE.refusals:
        found = complaint(TABLE.rows, tuple(each for each in TABLE.refusals if each is not refusal))
        assert found == f"answered twice: []; not answered: {[pair(refusal)]}"
