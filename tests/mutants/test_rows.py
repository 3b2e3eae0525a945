"""Every small change to the lifecycle's rows is seen by the comparison with the golden table."""

from __future__ import annotations

import attrs
import pytest
from tests.support.cases import disagreements, golden_verdicts, granted, table_verdicts

from coopclaims import PUBLISHED, Action, ClaimStatus, Refusal, Row
from coopclaims.lifecycle import REFUSALS, ROWS, table_of

GOLDEN = golden_verdicts()


def name(edge: Row | Refusal) -> str:
    return f"{edge.at or 'no claim'}-{edge.on}"


def others(row: Row) -> tuple[Row, ...]:
    return tuple(each for each in ROWS if each is not row)


def row_for(refusal: Refusal, to: ClaimStatus) -> Row:
    """Return a row that allows what was refused."""
    return Row(
        at=refusal.at, on=refusal.on, to=to, needs=Action.COMMENT, source=refusal.source, basis=PUBLISHED
    )


def test_the_rows_as_they_are_are_right() -> None:
    """Without this, every mutant would be detected, whatever the comparison is worth."""
    assert disagreements(table_verdicts(ROWS, REFUSALS), GOLDEN) == {}


@pytest.mark.parametrize("row", ROWS, ids=name)
class TestRow:
    def test_dropped(self, row: Row) -> None:
        assert set(disagreements(table_verdicts(others(row), REFUSALS), GOLDEN)) == {(row.at, row.on)}
        with pytest.raises(ValueError, match="not answered") as caught:
            table_of(others(row), REFUSALS)
        assert f"{row.at or '-'} / {row.on}" in str(caught.value)

    def test_refused_instead(self, row: Row) -> None:
        refusal = Refusal(at=row.at, on=row.on, reason="why not", source=row.source, basis=row.basis)
        mutant = table_verdicts(others(row), (*REFUSALS, refusal))
        assert set(disagreements(mutant, GOLDEN)) == {(row.at, row.on)}

    def test_leading_elsewhere(self, row: Row) -> None:
        for to in set(ClaimStatus) - {row.to}:
            mutant = table_verdicts((*others(row), attrs.evolve(row, to=to)), REFUSALS)
            assert set(disagreements(mutant, GOLDEN)) == {(row.at, row.on)}, to

    def test_needing_what_other_roles_are_granted(self, row: Row) -> None:
        for needs in Action:
            if granted(needs) != granted(row.needs):
                mutant = table_verdicts((*others(row), attrs.evolve(row, needs=needs)), REFUSALS)
                assert set(disagreements(mutant, GOLDEN)) == {(row.at, row.on)}, needs

    def test_doubled(self, row: Row) -> None:
        for to in ClaimStatus:
            rows = (*ROWS, attrs.evolve(row, to=to))
            assert set(disagreements(table_verdicts(rows, REFUSALS), GOLDEN)) == {(row.at, row.on)}, to
            with pytest.raises(ValueError, match="answered twice") as caught:
                table_of(rows, REFUSALS)
            assert f"{row.at or '-'} / {row.on}" in str(caught.value)


@pytest.mark.parametrize("refusal", REFUSALS, ids=name)
class TestRefusal:
    def test_turned_into_a_row(self, refusal: Refusal) -> None:
        kept = tuple(each for each in REFUSALS if each is not refusal)
        for to in ClaimStatus:
            mutant = table_verdicts((*ROWS, row_for(refusal, to)), kept)
            assert set(disagreements(mutant, GOLDEN)) == {(refusal.at, refusal.on)}, to

    def test_with_a_row_beside_it(self, refusal: Refusal) -> None:
        for to in ClaimStatus:
            rows = (*ROWS, row_for(refusal, to))
            seen = disagreements(table_verdicts(rows, REFUSALS), GOLDEN)
            assert set(seen) == {(refusal.at, refusal.on)}, to
            with pytest.raises(ValueError, match="answered twice"):
                table_of(rows, REFUSALS)

    def test_dropped(self, refusal: Refusal) -> None:
        kept = tuple(each for each in REFUSALS if each is not refusal)
        assert set(disagreements(table_verdicts(ROWS, kept), GOLDEN)) == {(refusal.at, refusal.on)}
        with pytest.raises(ValueError, match="not answered"):
            table_of(ROWS, kept)
