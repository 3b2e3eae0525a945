"""What would permit a refused command: evidence, days, and what neither changes."""

from __future__ import annotations

from datetime import date
from typing import Any

import attrs
import pytest
from tests.support.findings import ALICE, BOB, CAROL, RITA, RULES, World, at, cc, codes
from tests.support.world import with_catalogues

from coopclaims.activities import AnyOf, Circumstance, OnlyIf, Requirement

SUBMIT = cc.claims.SubmitClaim


def way(world: World, command: Any, claim: Any, **rest: Any) -> Any:
    return cc.portal.way_to(command, claim, **{"rules": RULES, "funds": world.pool, **rest})


def created(world: World, **form: Any) -> Any:
    world.do(cc.claims.CreateClaim, ALICE, "2022-09-01 09:00", form=world.form(**form))
    return world.claim()


def submission(world: World, when: str = "2022-09-14 10:00", by: Any = ALICE) -> Any:
    return world.ask(SUBMIT, by, when)


def needs(found: Any) -> list[tuple[str, tuple[str, ...]]]:
    return [(each.command.key, each.keys) for each in found.needed]


class TestEvidence:
    def test_one_invoice_is_the_cost_and_what_the_core_asks_for(self) -> None:
        world = World()
        found = way(world, submission(world), created(world))
        assert needs(found) == [("add_invoice", ("vendor-invoice",))]
        assert {line.kind.value for line in found.needed[0].lines} == {"cost", "core"}
        assert (found.is_minimal, found.is_open, found.opens_on) == (True, True, None)
        assert cc.Role.INCENTIVES_USER in found.needed[0].who
        assert cc.Role.REVIEWER not in found.needed[0].who

    def test_what_is_there_is_not_needed_again(self) -> None:
        world = World().draft(activity="digital-advertising")
        before = way(world, submission(world), world.claim())
        world.do(
            cc.claims.AddProof,
            ALICE,
            "2022-09-03 09:00",
            proof=cc.claims.Proof(
                id="p1", document="p1", note="x", shows=next(k for n, k in needs(before) if n == "add_proof")
            ),
        )
        after = way(world, submission(world), world.claim())
        assert [name for name, _ in needs(after)] == [n for n, _ in needs(before) if n != "add_proof"]

    def test_a_circumstance_is_chosen_that_asks_for_little(self) -> None:
        activity = next(each for each in cc.activities.ACTIVITIES_2019.activities if each.one_of)
        world = World()
        claim = created(world, activity=activity.key)
        found = way(world, submission(world), claim)
        amend = found.needed[0]
        assert amend.command is cc.claims.AmendClaim
        stated = next(line for line in amend.lines if line.kind.value == "circumstance")
        assert {(key,) for key in amend.keys} & set(stated.ways)

    def test_a_pre_approval_has_no_key(self) -> None:
        world = World()
        always = cc.partner_center.bind(
            calendar=RULES.calendar,
            zone=RULES.zone,
            policies=cc.Policies(pre_approval=cc.rules.PreApproval.ALWAYS),
        )
        found = way(world, submission(world), created(world), rules=always)
        amend = found.needed[0]
        assert amend.command is cc.claims.AmendClaim
        assert "pre_approval" in {line.kind.value for line in amend.lines}

    def test_nothing_is_needed_where_nothing_is_missing(self) -> None:
        world = World().draft()
        found = way(world, submission(world), world.claim())
        assert (found.problems, found.needed, found.remaining, found.is_open) == ((), (), (), True)

    def test_the_command_itself_is_kept(self) -> None:
        world = World()
        command = submission(world)
        claim = created(world)
        found = way(world, command, claim)
        assert found.command is command
        assert found.problems == cc.problems(command, claim, rules=RULES, funds=world.pool)


def asking(count: int, alternatives: int = 1) -> Any:
    """Return rules by whose catalogue an activity asks for so many metrics, each a choice."""
    rule = RULES.look_up(cc.rules.CATALOGUE, date(2022, 8, 25))
    activity = next(each for each in rule.value.activities if each.key == "partner-network")
    choices = tuple(
        AnyOf(tuple(Requirement(f"m{n + k}", "x") for k in range(alternatives))) for n in range(count)
    )
    changed = attrs.evolve(activity, metrics=cc.activities.AllOf(choices))
    others = tuple(changed if each is activity else each for each in rule.value.activities)
    return with_catalogues(attrs.evolve(rule, value=attrs.evolve(rule.value, activities=others)))


def choosing(*keys: str) -> Any:
    """Return rules by whose catalogue each of these activities asks for one of two circumstances."""
    rule = RULES.look_up(cc.rules.CATALOGUE, date(2022, 8, 25))

    def changed(activity: Any) -> Any:
        if activity.key not in keys:
            return activity
        one_of = tuple(Circumstance(f"{activity.key}-{n}", "x") for n in (1, 2))
        more = OnlyIf(one_of[0], Requirement(f"{activity.key}-m", "x"))
        return attrs.evolve(activity, one_of=one_of, core=None, communications=None, metrics=more)

    activities = tuple(map(changed, rule.value.activities))
    return with_catalogues(
        attrs.evolve(rule, value=attrs.evolve(rule.value, activities=activities)),
        policies=cc.Policies(activities_per_claim=cc.rules.ActivitiesPerClaim.SEVERAL),
    )


class TestDays:
    def test_a_window_that_opens_later_is_waited_for(self) -> None:
        world = World()
        command = world.ask(SUBMIT, ALICE, "2022-08-10 09:00")
        world.do(cc.claims.CreateClaim, ALICE, "2022-07-20 09:00", form=world.form())
        found = way(world, command, world.claim())
        assert "window_not_open" in codes(found.problems)
        assert found.opens_on == date(2022, 8, 25)  # the activity comes after the window opens
        assert needs(found) == [("add_invoice", ("vendor-invoice",))]
        assert found.is_open
        later = attrs.evolve(command, at=at("2022-08-25 00:00"))
        world.do(cc.claims.AddInvoice, ALICE, "2022-08-20 09:00", invoice=world.invoice())
        assert cc.problems(later, world.claim(), rules=RULES, funds=world.pool) == ()
        eve = attrs.evolve(command, at=at("2022-08-24 23:59"))
        assert cc.problems(eve, world.claim(), rules=RULES, funds=world.pool) != ()

    def test_a_draft_expires_on_the_day_after(self) -> None:
        world = World().draft()
        expire = world.ask(cc.claims.ExpireDraft, cc.Actor.system(), "2022-09-14 10:00")
        found = way(world, expire, world.claim())
        assert codes(found.problems) == ["window_still_open"]
        assert (found.opens_on, found.is_open) == (date(2023, 2, 16), True)

    def test_a_usage_period_that_has_not_begun_is_waited_for(self) -> None:
        world = World()
        create = world.ask(cc.claims.CreateClaim, ALICE, "2022-06-20 09:00", form=world.form())
        found = way(world, create, None)
        assert "usage_not_begun" in codes(found.problems)
        assert found.opens_on == date(2022, 7, 1)

    def test_an_entry_that_is_later_is_waited_for_to_its_instant(self) -> None:
        world = World().draft()
        early = world.ask(cc.claims.Comment, ALICE, "2022-09-01 08:00", text="x")
        found = way(world, early, world.claim())
        assert codes(found.problems) == ["earlier_than_last_entry"]
        assert (found.opens_on, found.is_open) == (date(2022, 9, 2), True)

    def test_what_is_too_late_stays(self) -> None:
        world = World()
        late = submission(world, "2023-06-01 09:00")
        found = way(world, late, created(world))
        assert found.opens_on is None
        assert "window_closed" in codes(found.remaining)
        assert not found.is_open


class TestRemaining:
    def test_who_may_not_give_it_is_said_beside_what_is_missing(self) -> None:
        world = World()
        found = way(world, submission(world, by=RITA), created(world))
        assert codes(found.remaining) == ["wrong_side"]
        assert needs(found) == [("add_invoice", ("vendor-invoice",))]

    def test_an_outsider_learns_nothing(self) -> None:
        world = World()
        claim = created(world)
        found = way(world, submission(world, by=CAROL), claim)
        assert (found.needed, found.opens_on, found.remaining) == ((), None, found.problems)

    def test_a_status_is_no_evidence(self) -> None:
        world = World().submitted()
        found = way(world, submission(world, by=BOB), world.claim())
        assert (found.needed, len(found.remaining)) == ((), 1)


@pytest.mark.parametrize(("count", "is_minimal"), [(3, True), (13, False)])
def test_many_requirements_are_met_step_by_step(count: int, is_minimal: bool) -> None:
    world = World()
    rules = asking(count, 2)
    claim = created(world)
    found = way(world, submission(world), claim, rules=rules)
    reported = {key for name, keys in needs(found) if name == "record_metric" for key in keys}
    assert all({f"m{n}", f"m{n + 1}"} & reported for n in range(count))
    assert found.is_minimal is is_minimal
    if is_minimal:
        assert len(reported) == 2


@pytest.mark.parametrize("count", [1, 2, 3])
def test_circumstances_are_chosen_that_ask_for_less(count: int) -> None:
    first, *others = ("partner-network", "digital-advertising", "print-advertising")[:count]
    world, rules = World(), choosing("partner-network", "digital-advertising", "print-advertising")
    claim = cc.decide(
        world.ask(
            cc.claims.CreateClaim,
            ALICE,
            "2022-09-01 09:00",
            form=world.form(activity=first, further_activities=tuple(others)),
        ),
        None,
        rules=rules,
        funds=world.pool,
    ).claim
    found = way(world, submission(world), claim, rules=rules)
    asks_for_less = {f"{each}-2" for each in (first, *others)[:2]}
    assert asks_for_less <= set(found.needed[0].keys)
    assert len(found.needed[0].keys) == count
    assert found.is_minimal is (count < 3)
    reported = [name for name, _ in needs(found)]
    assert reported == ["amend_claim", "add_invoice", *["record_metric"] * (count == 3)]
