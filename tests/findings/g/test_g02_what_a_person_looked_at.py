"""A command may say which version of the claim the person had seen, and is stale where it is another."""

from __future__ import annotations

import asyncio
from datetime import date
from typing import Any

import attrs
import pytest
from tests.support.findings import ALICE, BOB, RITA, World, cc, sek
from tests.support.public import public


def _seen(world: World, version: int, kind: Any, by: Any, when: str, **content: Any) -> Any:
    """Perform a command of somebody who looked at this version."""
    return cc.perform(world.ask(kind, by, when, **content), world.repo, rules=world.rules, seen=version)


def test_without_a_version_the_newest_state_is_decided_upon() -> None:
    world = World().draft("90000.00")
    old = world.claim().form
    world.do(cc.claims.AmendClaim, ALICE, "2022-09-03 09:00", form=attrs.evolve(old, amount=sek("50000.00")))
    form = attrs.evolve(old, name="Autumn fair")
    assert world.do(cc.claims.AmendClaim, BOB, "2022-09-03 10:00", form=form).claim.form == form


def test_a_form_saved_from_an_old_screen_is_stale() -> None:
    world = World().draft("90000.00")
    seen = world.claim()
    world.do(
        cc.claims.AmendClaim, ALICE, "2022-09-03 09:00", form=attrs.evolve(seen.form, amount=sek("50000.00"))
    )
    form = attrs.evolve(seen.form, name="Autumn fair")
    with pytest.raises(cc.StaleClaim) as caught:
        _seen(world, seen.version, cc.claims.AmendClaim, BOB, "2022-09-03 10:00", form=form)
    assert (caught.value.expected, caught.value.found) == (seen.version, seen.version + 1)
    assert world.claim().form.amount == sek("50000.00")


def test_of_two_people_who_amend_the_first_version_the_second_is_stale() -> None:
    world = World()
    created = world.do(cc.claims.CreateClaim, ALICE, "2022-09-01 09:00", form=world.form()).claim
    first = attrs.evolve(created.form, name="Autumn fair")
    second = attrs.evolve(created.form, executed_on=date(2022, 8, 26))
    _seen(world, 1, cc.claims.AmendClaim, ALICE, "2022-09-03 09:00", form=first)
    with pytest.raises(cc.StaleClaim):
        _seen(world, 1, cc.claims.AmendClaim, BOB, "2022-09-03 10:00", form=second)


def test_whoever_saw_the_newest_version_goes_ahead() -> None:
    world = World().draft()
    seen = world.claim().version
    assert _seen(world, seen, cc.claims.SubmitClaim, ALICE, "2022-09-14 10:00").claim.version == seen + 1


def test_a_second_delivery_is_a_repeat_whatever_was_seen() -> None:
    world = World().draft()
    seen = world.claim().version
    content = {"key": "once", "text": "hello"}
    _seen(world, seen, cc.claims.Comment, ALICE, "2022-09-03 09:00", **content)
    world.do(cc.claims.Comment, BOB, "2022-09-03 10:00", text="in between")
    again = _seen(world, seen, cc.claims.Comment, ALICE, "2022-09-03 11:00", **content)
    assert again.is_repeat


def test_a_version_newer_than_the_store_is_stale() -> None:
    world = World().draft()
    seen = world.claim().version + 3
    with pytest.raises(cc.StaleClaim) as caught:
        _seen(world, seen, cc.claims.SubmitClaim, ALICE, "2022-09-14 10:00")
    assert (caught.value.expected, caught.value.found) == (seen, seen - 3)


@pytest.mark.parametrize(
    ("kind", "content"),
    [
        ("ApproveClaim", {"amount": sek("30000.00")}),
        ("RejectClaim", {"reasons": ("not readable",)}),
        ("RequestAction", {"requests": (cc.claims.InformationRequest("a readable scan"),)}),
        ("GiveFeedback", {"text": "looks fine"}),
    ],
)
def test_a_verdict_on_an_old_version_is_stale(kind: str, content: dict[str, Any]) -> None:
    world = World().reviewed()
    seen = world.claim().version
    world.do(cc.claims.Comment, ALICE, "2022-09-15 09:30", text="the invoice shows another sum")
    with pytest.raises(cc.StaleClaim):
        _seen(world, seen, public(kind), RITA, "2022-09-15 10:00", **content)


@pytest.mark.parametrize(("kind", "content"), [("RemoveItem", {"item": "i1"}), ("SubmitClaim", {})])
def test_a_change_to_an_old_draft_is_stale(kind: str, content: dict[str, Any]) -> None:
    world = World().draft()
    seen = world.claim().version
    world.do(cc.claims.AddInvoice, BOB, "2022-09-03 09:00", invoice=world.invoice("i2"))
    with pytest.raises(cc.StaleClaim):
        _seen(world, seen, public(kind), ALICE, "2022-09-03 10:00", **content)


def test_an_async_store_is_held_to_what_was_seen_as_well() -> None:
    world = World().draft()
    seen = world.claim().version
    world.do(cc.claims.Comment, BOB, "2022-09-03 10:00", text="in between")
    command = world.ask(cc.claims.SubmitClaim, ALICE, "2022-09-14 10:00")
    store = cc.repositories.AsyncInMemoryRepository(world.repo)
    with pytest.raises(cc.StaleClaim):
        asyncio.run(cc.perform_async(command, store, rules=world.rules, seen=seen))
