"""Entries as CloudEvents: the attributes of the standard, and nothing that the wire does not say."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import attrs
import pytest
from hypothesis import given
from tests.support.payments import payment_at
from tests.support.world import desk_at

import coopclaims as cc
from coopclaims.identifiers import ActorId, CommandId, PersonId
from coopclaims.testing import histories, ledgers
from coopclaims.wire import cloud_event, from_data, to_data

if TYPE_CHECKING:
    from coopclaims.funds import FundEntry

SOURCE = "https://portal.example/claims"
REQUIRED = {"specversion", "id", "source", "type"}
OPTIONAL = {"subject", "time", "datacontenttype", "dataschema", "data"}


def payment_entry() -> Any:
    payment = payment_at(cc.payouts.PaymentStatus.UNPROCESSED)
    return cc.payments.PaymentEntry(
        payment=payment.id,
        number=1,
        at=payment.changed_at,
        by=ActorId("paula"),
        side=cc.Side.VENDOR,
        role=cc.Role.PAYMENT_TEAM,
        command=CommandId("make-1"),
        trigger=cc.payouts.PaymentTrigger.MAKE,
        before=None,
        after=cc.payouts.PaymentStatus.UNPROCESSED,
        terms=payment.terms,
    )


@given(histories())
def test_each_entry_of_a_history_is_an_event_of_its_own(history: cc.History) -> None:
    events = [cloud_event(each, source=SOURCE) for each in history]
    assert len({each["id"] for each in events}) == len(events)
    for event, entry in zip(events, history, strict=True):
        assert event.keys() == REQUIRED | OPTIONAL
        assert json.loads(json.dumps(event)) == event
        assert event["type"] == f"coopclaims.{to_data(entry.event)['type']}"
        assert (event["subject"], event["source"], event["specversion"]) == (history.claim, SOURCE, "1.0")
        assert event["time"] == to_data(entry)["at"]
        assert from_data(event["data"]) == attrs.evolve(entry, person=None)


@given(ledgers())
def test_an_entry_of_a_ledger_is_told_by_its_place(ledger: tuple[FundEntry, ...]) -> None:
    for number, entry in enumerate(ledger, start=1):
        event = cloud_event(entry, source=SOURCE, number=number)
        assert event["type"] == f"coopclaims.fund.{entry.kind.value}"
        assert event["id"] == f"fund/{entry.pool}/{number}"
        assert from_data(event["data"]) == entry


def test_a_step_of_a_payment() -> None:
    entry = payment_entry()
    event = cloud_event(entry, source=SOURCE)
    assert (event["id"], event["type"]) == (f"payment/{entry.payment}/1", "coopclaims.payment.make")
    assert event["dataschema"] == "urn:coopclaims:wire#/$defs/payment.entry"
    assert from_data(event["data"]) == entry


def test_the_schema_that_is_named_is_there() -> None:
    name = cloud_event(payment_entry(), source=SOURCE)["dataschema"].removeprefix(
        "urn:coopclaims:wire#/$defs/"
    )
    schema: Any = cc.wire.schema()
    assert (schema["$id"], name in schema["$defs"]) == ("urn:coopclaims:wire", True)


def test_the_person_behind_an_actor_stays_here() -> None:
    entry = attrs.evolve(desk_at(cc.ClaimStatus.EDITING).last, person=PersonId("SSN 1"))
    assert "SSN 1" not in json.dumps(cloud_event(entry, source=SOURCE))


@pytest.mark.parametrize("source", ["", " "])
def test_a_source_says_something(source: str) -> None:
    with pytest.raises(cc.InvalidValue) as caught:
        cloud_event(payment_entry(), source=source)
    assert (caught.value.field, caught.value.expected) == ("source", "text_to_see")


@pytest.mark.parametrize("number", [None, 0])
def test_an_entry_of_a_ledger_needs_its_place(number: int | None) -> None:
    entry = desk_at(cc.ClaimStatus.APPROVED).ledger[-1]
    with pytest.raises(cc.InvalidValue) as caught:
        cloud_event(entry, source=SOURCE, number=number)
    assert (caught.value.field, caught.value.expected) == ("number", "whole_at_least")


def test_any_other_entry_knows_its_place() -> None:
    with pytest.raises(cc.InvalidValue) as caught:
        cloud_event(payment_entry(), source=SOURCE, number=1)
    assert caught.value.field == "number"
