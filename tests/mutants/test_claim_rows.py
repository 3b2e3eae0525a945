"""Every small change to the rows of a claim is seen by the comparison with the golden table."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

import pytest
from tests.support.cases import disagreements, golden_verdicts, granted, table_verdicts

from coopclaims import ClaimStatus, partner_center
from coopclaims.claims import TABLE, Trigger
from coopclaims.parties import Action
from coopclaims.testing import (
    Mutant,
    claim_table_mutants,
    payment_table_mutants,
    permission_mutants,
    rulebook_mutants,
    survivors,
)
from coopclaims.transitions import Row

if TYPE_CHECKING:
    from coopclaims.transitions import Table

    ClaimTable = Table[ClaimStatus, Trigger, Action]

pytestmark = pytest.mark.slow  # every row, changed one by one

GOLDEN = golden_verdicts()
roles_of = cache(granted)


def is_golden(table: ClaimTable) -> bool:
    return not disagreements(table_verdicts(table.rows, table.refusals), GOLDEN)


def is_alike(table: ClaimTable) -> bool:
    """Return whether only an action differs that the same roles hold, or where a policy leads."""
    if len(table.rows) != len(TABLE.rows):
        return False
    (changed,) = set(table.rows) - set(TABLE.rows)
    before = TABLE[changed.source][changed.trigger]
    assert isinstance(before, Row)
    return changed.target is before.target and roles_of(changed.requires) == roles_of(before.requires)


def test_the_table_as_it_is_is_right() -> None:
    assert is_golden(TABLE)


def test_every_change_is_noticed() -> None:
    mutants = [each for each in claim_table_mutants() if not is_alike(each.value)]
    assert len(mutants) > 700
    assert survivors(mutants, is_golden) == ()


def test_a_change_of_every_kind_is_made() -> None:
    names = [mutant.name for mutant in claim_table_mutants()]
    assert len(set(names)) == len(names)
    for name in (
        "- / create refused",
        "editing / submit leads to approved",
        "rejected / dispute needs view_claim",
        "partner_action_required / submit leads nowhere else by policy",
        "submitted / edit allowed",
        "- / submit allowed",
    ):
        assert name in names


def test_a_mutant_is_printed_as_its_name() -> None:
    assert str(next(payment_table_mutants())) == "- / make refused"


class TestRulebooks:
    def test_each_differs_and_has_a_name_of_its_own(self) -> None:
        mutants = list(rulebook_mutants())
        assert len({mutant.name for mutant in mutants}) == len(mutants) > 1_000
        assert all(mutant.value.editions != partner_center.editions for mutant in mutants)

    def test_of_permissions_are_some_of_them(self) -> None:
        names = {mutant.name for mutant in permission_mutants()}
        assert names < {mutant.name for mutant in rulebook_mutants()}
        assert "may_dispute 2020-06-12: incentives_admin dropped" in names
        assert "may_dispute 2020-06-12: incentives_user added" in names
        assert not any(name.startswith("review_span") for name in names)

    def test_a_permission_that_is_dropped_is_not_there(self) -> None:
        (without, *_) = (
            mutant.value
            for mutant in permission_mutants()
            if mutant.name.endswith("dispute 2020-06-12: the rule dropped")
        )
        assert Action.DISPUTE not in dict(without.editions[-1].permissions)


class TestSurvivors:
    MUTANTS = (Mutant("one", 1), Mutant("two", 2), Mutant("three", 3))

    def test_what_passes_lives(self) -> None:
        assert survivors(self.MUTANTS, lambda value: value != 2) == ("one", "three")

    def test_an_assertion_that_fails_notices(self) -> None:
        def check(value: int) -> bool:
            assert value < 3
            return True

        assert survivors(self.MUTANTS, check) == ("one", "two")

    def test_another_error_is_none_of_its(self) -> None:
        with pytest.raises(ZeroDivisionError):
            survivors(self.MUTANTS, lambda value: 1 / (value - 1))
