"""The form of a command: its fields on a claim's page, and the command that was filled in."""

from __future__ import annotations

from datetime import date
from functools import cache
from typing import Any, get_args

import attrs
import pytest

import coopclaims as cc
from coopclaims.claims import Command, Envelope
from coopclaims.identifiers import ClaimId, CommandId
from coopclaims.portal import command_fields, read_command
from coopclaims.testing import Scenario, scenarios, simplest

c = cc.claims
KEY = CommandId("k-1")
WITH_THE_FORM_OF_THE_CLAIM = {c.CreateClaim, c.AmendClaim}
OF_A_CLOCK = {c.CorrectInstant}
WITH_A_FORM = [kind for kind in get_args(Command) if kind not in WITH_THE_FORM_OF_THE_CLAIM | OF_A_CLOCK]

FILLED: dict[str, str] = {
    "amount": "1 234,50",
    "actor": "carol",
    "day": "2022-08-31",
    "item": "i-1",
    "lines": "first\n\n second \n",
    "metric": "results",
    "requests": "first\n\n second \n",
    "proof": "ad-screenshot\nlanding-page",
    "request": "4",
    "text": "some words",
}
"""Something for each kind of field."""


@cache
def story() -> Scenario:
    return simplest(scenarios(cc.ClaimStatus.EDITING))


def envelope(told: Scenario) -> Envelope:
    alice = told.world.actor(cc.Role.INCENTIVES_ADMIN)
    return Envelope(claim=told.claim.id, by=alice, at=told.claim.changed_at)


def page(told: Scenario) -> cc.portal.ClaimPage:
    now = envelope(told)
    return cc.portal.claim_page(told.claim, told.history, now.by, at=now.at, rules=told.world.rules)


def read(kind: type[Any], data: dict[str, object], locale: str = "sv") -> Any:
    return read_command(kind, data, claim=story().claim, envelope=envelope(story()), id=KEY, locale=locale)


@pytest.mark.parametrize("kind", WITH_A_FORM, ids=lambda kind: kind.key)
def test_a_command_comes_of_its_own_fields(kind: type[Any]) -> None:
    fields = command_fields(kind, page(story()))
    data: dict[str, object] = {each.name: FILLED[each.kind] for each in fields}
    command = read(kind, data)
    assert type(command) is kind
    assert (command.claim, command.id, command.by) == (story().claim.id, "k-1", envelope(story()).by)
    for each in fields:
        part, _, name = each.name.rpartition(".")
        found = getattr(getattr(command, part) if part else command, name)
        expected: dict[str, object] = {
            "amount": cc.Money("1234.50", "SEK"),
            "day": date(2022, 8, 31),
            "proof": ("ad-screenshot", "landing-page"),
            "request": 4,
        }
        if each.kind in {"lines", "requests"}:
            assert [str(one) for one in found] == ["first", "second"]
        elif name == "reason" and found != FILLED["text"]:
            assert found == c.Reason(FILLED["text"])
        else:
            assert found == expected.get(each.kind, FILLED[each.kind])


def test_an_item_is_named_by_the_command_that_adds_it() -> None:
    assert read(c.AddInformation, {"information.text": "It was moved."}).information.id == "k-1"


@pytest.mark.parametrize("kind", WITH_A_FORM, ids=lambda kind: kind.key)
def test_nothing_filled_in_is_judged_later_or_refused_by_its_field(kind: type[Any]) -> None:
    required = {"amount", "actor", "item", "request"}
    missing = [
        each.name.rpartition(".")[2]
        for each in command_fields(kind, page(story()))
        if each.kind in required and (kind, each.name) != (c.GiveFeedback, "item")
    ]
    if not missing:
        assert type(read(kind, {})) is kind
        return
    with pytest.raises(cc.InvalidValue) as refused:
        read(kind, {"reason": " "} if "reason" in attrs.fields_dict(kind) else {})
    assert refused.value.field == missing[0]


def test_the_wrong_text_is_refused_by_its_field() -> None:
    for kind, name, text in (
        (c.ApproveClaim, "amount", "1,234.50"),
        (c.AddInvoice, "invoice.issued_on", "31 August"),
        (c.WithdrawUploadRequest, "request", "the fourth"),
        (c.WithdrawUploadRequest, "request", "\u00b2"),
    ):
        with pytest.raises(cc.InvalidValue) as refused:
            read(kind, {name: text})
        assert refused.value.field == name


def test_what_is_no_text_is_refused() -> None:
    with pytest.raises(cc.InvalidValue, match="text"):
        read(c.Comment, {"text": 7})


def test_a_name_that_no_field_has_is_refused() -> None:
    with pytest.raises(cc.InvalidValue, match="txt"):
        read(c.Comment, {"txt": "lost"})


def test_the_envelope_is_of_the_claim() -> None:
    other = attrs.evolve(envelope(story()), claim=ClaimId("C-2"))
    with pytest.raises(cc.InvalidValue) as refused:
        read_command(c.Comment, {"text": "here"}, claim=story().claim, envelope=other, id=KEY)
    assert refused.value.field == "envelope"


@pytest.mark.parametrize(
    "kind", sorted(WITH_THE_FORM_OF_THE_CLAIM | OF_A_CLOCK, key=str), ids=lambda kind: kind.key
)
def test_some_commands_have_no_form_of_their_own(kind: type[Any]) -> None:
    with pytest.raises(cc.InvalidValue) as refused:
        command_fields(kind, page(story()))
    assert refused.value.got == kind.key


def test_choices_are_what_the_page_has() -> None:
    told = simplest(scenarios(cc.ClaimStatus.SUBMITTED))
    shown = page(told)
    (item,) = [each.choices for each in command_fields(c.RemoveItem, shown) if each.name == "item"]
    assert [each.value for each in item] == [each.id for each in shown.items]
    asked = c.UploadRequest(cc.identifiers.ActorId("carol"), "the photo", 3)
    gone = attrs.evolve(asked, number=5, is_withdrawn=True)
    (request, _) = command_fields(c.WithdrawUploadRequest, attrs.evolve(shown, upload_requests=(asked, gone)))
    assert [(each.value, each.caption) for each in request.choices] == [("3", "carol: the photo")]


def test_the_keys_that_a_proof_can_show_are_those_of_the_checklist() -> None:
    form = attrs.evolve(story().claim.form, activity="digital-advertising")
    lines = cc.completeness.evidence_checklist(form, rules=story().world.rules, on=form.executed_on)
    shown = attrs.evolve(page(story()), checklist=lines)
    (shows,) = [each for each in command_fields(c.AddProof, shown) if each.kind == "proof"]
    assert [each.value for each in shows.choices] == ["ad-screenshot", "landing-page"]
    (name,) = [each for each in command_fields(c.RecordMetric, shown) if each.kind == "metric"]
    assert [each.value for each in name.choices] == ["results"]


def test_without_a_checklist_there_are_no_keys() -> None:
    shown = attrs.evolve(page(story()), checklist=None)
    assert [each.choices for each in command_fields(c.AddProof, shown)] == [(), (), ()]
