"""Who may not see a claim or its fund learns nothing of them by asking."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from tests.support.findings import ALICE, BOB, LOCATION, PROGRAM, World, at, cc, sek
from tests.support.public import public

if TYPE_CHECKING:
    from collections.abc import Callable

OUTSIDERS = {
    "another location": cc.Actor.partner("bob", cc.Role.INCENTIVES_ADMIN, location="no-1", program="another"),
    "a reviewer elsewhere": cc.Actor.vendor("zoe", cc.Role.REVIEWER, location="no-1", program="another"),
    "nobody in particular": cc.Actor.partner("mallory"),
}
COMMANDS: dict[str, tuple[str, dict[str, Any]]] = {
    "amend": ("AmendClaim", {"form": World().form("20000.00", name="Other")}),
    "add": ("AddInvoice", {"invoice": World().invoice("i7")}),
    "add what is there": ("AddInvoice", {"invoice": World().invoice("secret-1")}),
    "remove": ("RemoveItem", {"item": "no-such"}),
    "remove what is there": ("RemoveItem", {"item": "secret-1"}),
    "comment": ("Comment", {"text": "hello"}),
    "submit": ("SubmitClaim", {}),
    "start": ("StartReview", {}),
    "approve": ("ApproveClaim", {"amount": sek("30000.00")}),
    "reject": ("RejectClaim", {"reasons": ("no",)}),
    "request": ("RequestAction", {"requests": (cc.claims.InformationRequest("a scan", "no-such"),)}),
    "dispute": ("DisputeRejection", {}),
}


def _small() -> World:
    """Return a draft of 30,000 on a fund that holds less."""
    return World(earned=(("ie", "12345.67"),)).draft()


def _large() -> World:
    """Return a claim under review, of another amount with another item, on a fund that holds more."""
    world = World(earned=(("ie", "99000.00"),))
    world.do(cc.claims.CreateClaim, ALICE, "2022-09-01 09:00", form=world.form("45000.00"))
    world.do(cc.claims.AddInvoice, ALICE, "2022-09-02 09:00", invoice=world.invoice("secret-1", "45000.00"))
    world.do(cc.claims.SubmitClaim, ALICE, "2022-09-14 10:00")
    world.do(
        cc.claims.StartReview,
        cc.Actor.vendor(
            "rita", cc.Role.REVIEWER, location=cc.parties.EVERYWHERE, program=cc.parties.EVERYWHERE
        ),
        "2022-09-15 09:00",
    )
    return world


def _command(world: World, who: Any, what: str) -> Any:
    kind, content = COMMANDS[what]
    return world.ask(public(kind), who, "2022-09-20 09:00", key="k-asked", **content)


def _problems(world: World, who: Any, what: str) -> Any:
    return cc.problems(_command(world, who, what), world.claim(), rules=world.rules, funds=world.pool)


def _advice(world: World, who: Any, what: str) -> Any:
    return cc.advice(_command(world, who, what), world.claim(), rules=world.rules, funds=world.pool)


@pytest.mark.parametrize("who", OUTSIDERS.values(), ids=OUTSIDERS.keys())
@pytest.mark.parametrize("make", [_small, _large])
def test_an_outsider_gets_the_one_problem_of_who_they_are(make: Callable[[], World], who: Any) -> None:
    world = make()
    assert {what: len(_problems(world, who, what)) for what in COMMANDS} == dict.fromkeys(COMMANDS, 1)


@pytest.mark.parametrize("who", OUTSIDERS.values(), ids=OUTSIDERS.keys())
def test_an_outsider_is_told_the_same_of_two_different_claims(who: Any) -> None:
    small, large = _small(), _large()
    different = [what for what in COMMANDS if _problems(small, who, what) != _problems(large, who, what)]
    assert different == []


@pytest.mark.parametrize("who", OUTSIDERS.values(), ids=OUTSIDERS.keys())
def test_an_outsider_is_not_advised(who: Any) -> None:
    worlds = (_small(), _large())
    assert [what for what in COMMANDS for world in worlds if _advice(world, who, what)] == []


@pytest.mark.parametrize("who", OUTSIDERS.values(), ids=OUTSIDERS.keys())
def test_what_an_outsider_may_do_does_not_tell_the_status(who: Any) -> None:
    first, second = (
        {
            kind: option.problems
            for kind, option in cc.allowed(
                world.claim(), who, at=at("2022-09-20 09:00"), rules=world.rules, funds=world.pool
            ).items()
        }
        for world in (_small(), _large())
    )
    assert [kind.__name__ for kind in first if first[kind] != second[kind]] == []


def _created_again(world: World) -> Any:
    """Return why an outsider cannot create a claim of their own under the identifier of another."""
    form = World(location="no-1", program="another").form()
    command = world.ask(
        cc.claims.CreateClaim, OUTSIDERS["another location"], "2022-09-20 09:00", key="k-asked", form=form
    )
    return cc.problems(command, world.claim(), rules=world.rules, funds=world.pool)


def test_a_guessed_identifier_tells_no_more_than_that_it_is_taken() -> None:
    small, large = _created_again(_small()), _created_again(_large())
    assert small == large != ()


def _commented() -> World:
    world = World().reviewed()
    world.do(cc.claims.Comment, BOB, "2022-09-20 10:00", key="dup", text="hi")
    return world


def test_the_same_person_hears_that_it_is_a_repeat() -> None:
    repeated = _commented().do(cc.claims.Comment, BOB, "2022-09-21 09:00", key="dup", text="hi")
    assert repeated.is_repeat


@pytest.mark.parametrize(
    "who",
    [
        cc.Actor.vendor("bob"),
        cc.Actor.vendor("bob", cc.Role.REVIEWER, location=LOCATION, program=PROGRAM),
        cc.Actor.partner("bob"),
        OUTSIDERS["another location"],
    ],
    ids=["vendor", "reviewer", "without a grant", "another location"],
)
def test_a_namesake_or_a_person_without_the_right_gets_no_claim_by_a_repeat(who: Any) -> None:
    world = _commented()
    with pytest.raises(cc.CoopClaimsError):
        world.do(cc.claims.Comment, who, "2022-09-21 09:00", key="dup", text="hi")


@pytest.mark.parametrize("who", OUTSIDERS.values(), ids=OUTSIDERS.keys())
def test_an_identifier_of_a_command_tells_an_outsider_nothing(who: Any) -> None:
    world = _commented()
    used, free = (
        _error(world, world.ask(cc.claims.RemoveItem, who, "2022-09-21 09:00", key=key, item="i1"))
        for key in ("dup", "fresh")
    )
    assert used == free


def _error(world: World, command: Any) -> tuple[str, tuple[Any, ...]]:
    with pytest.raises(cc.CoopClaimsError) as caught:
        cc.perform(command, world.repo, rules=world.rules)
    return type(caught.value).__name__, caught.value.args
