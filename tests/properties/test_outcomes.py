"""No step is accepted after which no outcome is left: under each policy, and under each pair of policies.

Where a walk leads depends on the readings that it reads, and on those by which its rules are bound. A
reading that no walk reads changes nothing, so it is not walked; and of all pairs those are walked of which
each is read under the other. Where a walk under the first never reads the second, the pair leads where the
first alone does, which is walked by itself. The quick run walks each policy and the pairs of those that end
something; the wide one walks every pair that is left.
"""

from __future__ import annotations

from datetime import date
from functools import cache
from itertools import combinations
from typing import TYPE_CHECKING, Any, Final

import attrs
import pytest

from coopclaims import CalendarDays, InvalidValue, Policies, Rulebook, Source, partner_center
from coopclaims.decisions import last_days, reviewing, submitting
from coopclaims.provenance import PUBLISHED
from coopclaims.rules import DisputeWindow, Edition, FinalApproval, Reopening, Rule
from coopclaims.testing import World, combined_policies, dead_ends, explore

if TYPE_CHECKING:
    from collections.abc import Iterator

    from coopclaims import Claim, Problem, Rules
    from coopclaims._values import Keyed

pytestmark = pytest.mark.slow  # every policy, explored

HOME: Final = World.typical()
BOUND_BY: Final = frozenset(
    {
        "claim_deadline",
        "claim_sums",
        "disputing",
        "escalation_unit",
        "payment_counting",
        "plan_review",
        "submitting",
    }
)
"""Readings that decide which rules answer: they are read when the rules are bound."""
DEFAULTS: Final[dict[str, Keyed]] = attrs.asdict(Policies())
CHOICES: Final = tuple(
    (name, member) for name, default in DEFAULTS.items() for member in type(default) if member is not default
)
"""Every member of every policy that is no default."""
ENDING: Final = ("activity_limiting", "cancelling", "dispute_window", "final_approval", "reopening")
"""Readings by which something ends, or begins again."""


def policies_of(*chosen: tuple[str, Any]) -> Policies:
    given: dict[str, Any] = dict(chosen)
    return Policies(**given)


@cache
def read_under(*chosen: tuple[str, Any]) -> frozenset[str]:
    """Return which readings a walk under these policies reads; it finds nothing wrong."""
    names = {field.name for field in attrs.fields(Policies)}
    read: set[str] = set()

    def noting(policies: Policies, name: str) -> Any:
        if name in names:
            read.add(name)
        return object.__getattribute__(policies, name)

    world = World.typical(policies=policies_of(*chosen))
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(Policies, "__getattribute__", noting)
        found = dead_ends(world.rules)
    assert not found, "\n".join(map(str, found))
    return frozenset(read) | BOUND_BY


def id_of(choice: Any) -> str:
    return f"{choice[0]}={choice[1]}"


def concerns(pair: tuple[tuple[str, Any], tuple[str, Any]]) -> bool:
    """Say whether two choices are of two policies, and each is read under the other."""
    one, two = pair
    return one[0] != two[0] and two[0] in read_under(one) and one[0] in read_under(two)


@pytest.mark.parametrize("choice", CHOICES, ids=id_of)
def test_no_step_leads_nowhere_under_a_policy(choice: tuple[str, Any]) -> None:
    if choice[0] in read_under():
        assert read_under(choice)


def test_what_ends_something_is_read() -> None:
    assert {*ENDING, *BOUND_BY} <= read_under()


@pytest.mark.parametrize(
    "pair",
    list(combinations([each for each in CHOICES if each[0] in ENDING], 2)),
    ids=lambda pair: " ".join(map(id_of, pair)),
)
def test_none_leads_nowhere_under_two_that_end_something(pair: Any) -> None:
    if concerns(pair):
        assert read_under(*pair)


@pytest.mark.slow
@pytest.mark.wide
@pytest.mark.parametrize("choice", CHOICES, ids=id_of)
def test_none_leads_nowhere_under_two_policies(choice: tuple[str, Any]) -> None:
    if choice[0] in read_under():
        later = CHOICES[CHOICES.index(choice) + 1 :]
        for other in later:
            if other[0] in read_under() and concerns((choice, other)):
                assert read_under(choice, other)


class TestDefects:
    """A step that leads nowhere is found, with when and why."""

    FINAL = World.typical(policies=Policies(final_approval=FinalApproval.MONTH_AFTER_WINDOW)).rules

    def test_a_step_whose_only_use_would_be_an_approval(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(submitting, "no_approval", lambda *_: ())
        told = [str(each) for each in dead_ends(self.FINAL)]
        dispute = next(each for each in told if "/ dispute" in each)
        assert dispute == (
            "Rejected (submitted before) / dispute on 2023-04-01 leads nowhere: "
            "Disputed (submitted, disputed before) after the last day of submission and of final approval "
            "has no way to an approval"
        )
        assert any(each.startswith("Action required (submitted before)") for each in told)
        found = explore(self.FINAL)
        assert [str(each) for each in found.defects] == told
        with pytest.raises(AssertionError, match="leads nowhere"):
            found.check()

    def test_a_step_to_where_nothing_is_possible(self, monkeypatch: pytest.MonkeyPatch) -> None:
        approving = last_days.no_approval

        def only_when_approving(claim: Claim, context: Any, *basis: None) -> Iterator[Problem]:
            return approving(claim, context, None) if basis else iter(())

        monkeypatch.setattr(reviewing, "no_approval", only_when_approving)
        told = [str(each) for each in dead_ends(self.FINAL)]
        assert told[0] == (
            "Under review (submitted before) / request action on 2023-04-01 leads nowhere: Action required "
            "(submitted before) after the last day of submission and of final approval has no way on"
        )

    def test_in_another_world(self) -> None:
        spring = attrs.evolve(
            World.of(HOME.rules).usage_period, first=date(2022, 1, 1), last=date(2022, 6, 30)
        )
        assert dead_ends(self.FINAL, world=World.of(self.FINAL, usage_period=spring)) == ()

    @pytest.mark.parametrize("days", [0, 1])
    def test_a_rulebook_whose_last_days_are_early(self, days: int) -> None:
        """The last day for an approval is that of the claiming period, or the day after it."""

        def ended(n: int) -> Rule[Any]:
            return Rule(
                value=CalendarDays(n), first=date(2020, 1, 1), source=Source(document="own"), basis=PUBLISHED
            )

        own = Edition(name="own", final_approval_span=ended(days), dispute_window=ended(days))
        chosen = Policies(
            final_approval=FinalApproval.MONTH_AFTER_WINDOW,
            dispute_window=DisputeWindow.STRICT,
            reopening=Reopening.EXPLICIT,
        )
        book = Rulebook("own", (*partner_center.editions, own))
        rules: Rules = book.bind(calendar=HOME.rules.calendar, zone=HOME.rules.zone, policies=chosen)
        assert dead_ends(rules) == ()

    def test_a_last_day_that_no_rule_sets_blocks_what_it_would_end(self) -> None:
        editions = tuple(attrs.evolve(each, final_approval_span=None) for each in partner_center.editions)
        book = Rulebook("without a last day", editions)
        rules = book.bind(calendar=HOME.rules.calendar, zone=HOME.rules.zone, policies=self.FINAL.policies)
        assert dead_ends(rules) == ()
        told = [str(each) for each in explore(rules).defects]
        assert told[0].startswith("Editing / submit can never be taken: rule_missing")


class TestPolicies:
    def test_each_and_each_pair(self) -> None:
        assert list(combined_policies(0)) == [Policies()]
        assert list(combined_policies(1)) == [Policies(), *(policies_of(each) for each in CHOICES)]
        pairs = [pair for pair in combinations(CHOICES, 2) if pair[0][0] != pair[1][0]]
        found = list(combined_policies())
        assert found[1 + len(CHOICES) :] == [policies_of(*pair) for pair in pairs]
        assert len(set(found)) == len(found)

    def test_from_other_readings(self) -> None:
        start = Policies(reopening=Reopening.EXPLICIT)
        found = list(combined_policies(1, start=start))
        assert found[0] == start
        assert Policies() in found
        assert len(found) == 1 + len(CHOICES)

    @pytest.mark.parametrize("wrong", [-1, "two", 1.5, True])
    def test_how_many_is_a_whole_number(self, wrong: Any) -> None:
        with pytest.raises(InvalidValue, match="at_most"):
            combined_policies(wrong)
