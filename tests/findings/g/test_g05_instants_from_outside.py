"""A clock that is a little behind does no harm, and one that is far ahead is refused."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from tests.support.findings import ALICE, BOB, CAROL, World, at, cc

LAST = datetime(2022, 9, 20, 9, 0, 0, 2000, tzinfo=UTC)


def _commented() -> World:
    """Return a world whose draft was last commented on at `LAST`."""
    world = World().draft()
    world.do(cc.claims.Comment, BOB, LAST, text="committed first")
    return world


def _late(behind: timedelta, **options: Any) -> Any:
    world = _commented()
    command = world.ask(cc.claims.Comment, ALICE, LAST - behind, text="stamped first")
    return cc.perform(command, world.repo, rules=world.rules, **options)


@pytest.mark.parametrize(
    "behind", [timedelta(microseconds=1), timedelta(milliseconds=1), timedelta(seconds=1)], ids=str
)
def test_a_command_stamped_a_moment_behind_is_recorded_at_the_last_instant(behind: timedelta) -> None:
    assert [entry.at for entry in _late(behind).entries] == [LAST]


def test_the_tolerance_can_be_set() -> None:
    behind, skew = timedelta(seconds=90), timedelta(minutes=2)
    assert [entry.at for entry in _late(behind, skew=skew).entries] == [LAST]


def test_without_any_tolerance_a_moment_behind_is_refused() -> None:
    with pytest.raises(cc.Refused) as caught:
        _late(timedelta(microseconds=1), skew=timedelta(0))
    assert caught.value.codes == {cc.findings.ProblemCode.EARLIER_THAN_LAST_ENTRY}


def test_ten_minutes_behind_is_refused_and_the_last_instant_is_told() -> None:
    with pytest.raises(cc.Refused) as caught:
        _late(timedelta(minutes=10))
    (problem,) = caught.value.problems
    assert problem.code is cc.findings.ProblemCode.EARLIER_THAN_LAST_ENTRY
    assert str(LAST) in {str(value).replace("T", " ") for _, value in problem.params}


def test_what_to_do_about_ten_minutes_names_the_last_instant() -> None:
    with pytest.raises(cc.Refused) as caught:
        _late(timedelta(minutes=10))
    assert "2022-09-20" in caught.value.problems[0].remedy


def _with_the_present(stamped: datetime, now: datetime) -> Any:
    world = World().draft()
    world.do(cc.claims.RequestUpload, ALICE, "2022-09-20 10:00", colleague="carol", what="photo")
    command = world.ask(cc.claims.Comment, CAROL, stamped, text="hello")
    return cc.perform(command, world.repo, rules=world.rules, now=now)


NOW = at("2022-09-21 09:00")


@pytest.mark.parametrize(
    "stamped",
    [datetime(9000, 1, 1, tzinfo=UTC), NOW + timedelta(days=1), NOW + timedelta(seconds=2)],
    ids=str,
)
def test_a_command_from_the_future_is_refused(stamped: datetime) -> None:
    with pytest.raises(cc.Refused):
        _with_the_present(stamped, NOW)


@pytest.mark.parametrize("ahead", [timedelta(0), timedelta(milliseconds=999)], ids=str)
def test_a_command_of_the_present_is_taken(ahead: timedelta) -> None:
    (entry,) = _with_the_present(NOW + ahead, NOW).entries
    assert entry.at == NOW + ahead


def test_a_claim_filed_years_late_under_an_old_stamp_is_noticed() -> None:
    world = World()
    command = world.ask(cc.claims.CreateClaim, ALICE, "2022-09-01 09:00", form=world.form())
    advice = cc.perform(command, world.repo, rules=world.rules, now=at("2025-06-02 09:00")).advice
    assert "backdated" in {str(problem.code.value) for problem in advice}


def test_an_import_of_old_claims_gives_no_present_and_hears_nothing_of_it() -> None:
    world = World()
    advice = world.do(cc.claims.CreateClaim, ALICE, "2022-09-01 09:00", form=world.form()).advice
    assert "backdated" not in {str(problem.code.value) for problem in advice}
