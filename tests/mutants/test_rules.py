"""The golden checks of the rulebook notice a rule that is changed in one place.

Each mutant is the published rulebook with one figure shifted by one, one unit swapped, one day moved,
one program or role dropped or added, or one rule missing. The tables of rules and of their days have
to notice every one of them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from tests.golden import test_rule_days, test_rules

from coopclaims import Rulebook, partner_center
from coopclaims.testing import survivors
from coopclaims.testing.mutants import mutants_of, rule_mutants, stated

if TYPE_CHECKING:
    from collections.abc import Callable

    from coopclaims.rules import Rule

pytestmark = pytest.mark.slow  # every rule, changed one by one

STATED = tuple(stated(partner_center))


def noticed(book: Rulebook) -> bool:
    """Return whether one of the golden checks notices."""
    checks: tuple[Callable[[Rulebook], object], ...] = (
        test_rules.disagreements,
        test_rule_days.disagreements,
    )
    return any([bool(check(book)) for check in checks])  # noqa: C419 - both have to cope with every mutant


def test_the_rulebook_as_it_is_is_right() -> None:
    """Without this, every mutant would be noticed, whatever the checks are worth."""
    assert test_rule_days.disagreements(partner_center) == {}
    assert test_rules.disagreements(partner_center) == {}


@pytest.mark.parametrize(
    ("place", "name", "rule"),
    STATED,
    ids=[f"{name} {rule.first}".replace(" ", "-") for _, name, rule in STATED],
)
def test_every_change_of_a_rule_is_noticed(place: int, name: str, rule: Rule[Any]) -> None:
    made = list(mutants_of(partner_center, place, name, rule))
    lived = survivors(made, lambda book: not noticed(book))
    assert lived == (), "\n".join(lived)
    assert len(made) >= 5


def test_there_is_a_mutant_of_every_kind() -> None:
    done = [mutant.name for _, _, rule in STATED for mutant in rule_mutants(rule)]
    for kind in (
        "a figure shifted",
        "the unit swapped",
        "a day moved",
        "its first day moved",
        "its last day moved",
        "its withdrawal moved",
        "its last day dropped",
        "its withdrawal dropped",
        "its basis exchanged",
        "a part dropped",
        "a program exchanged",
        "incentives_admin dropped",
        "global_admin added",
    ):
        assert sum(kind in what for what in done) > 0, kind
    assert (
        done.count("the rule dropped")
        == len(STATED)
        == sum(len(timeline.rules) for timeline in partner_center.timelines.values())
    )


def test_the_table_of_rules_alone_notices_every_change_of_a_value_that_it_has() -> None:
    """The tables were written apart: the days do not cover up for a row that says nothing."""
    lived = [
        mutant.name
        for place, name, rule in STATED
        if name in test_rules.ANSWERED and (name, rule.first.isoformat()) not in test_rules.OURS_ALONE
        for mutant in mutants_of(partner_center, place, name, rule)
        if not mutant.name.partition(": ")[2].startswith(("its ", "the rule dropped"))
        if not test_rules.disagreements(mutant.value)
    ]
    assert lived == []
