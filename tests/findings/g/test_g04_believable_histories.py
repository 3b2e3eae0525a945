"""A History that no edition of the rules could have led to is refused by every door that takes it in."""

from __future__ import annotations

import importlib
from functools import cache
from typing import Any

import attrs
import pytest
from tests.support.findings import ALICE, World, at, cc, sek

Entries = tuple[Any, ...]

APPROVALS: tuple[dict[str, Any], ...] = (
    {"by": "bob", "side": cc.Side.PARTNER, "role": cc.Role.INCENTIVES_USER},
    {"role": cc.Role.INCENTIVES_USER},
    {"event": cc.claims.ClaimApproved(sek("300000.00"), "")},
    {"event": cc.claims.ClaimApproved(sek("-1.00"), "")},
    {"event": cc.claims.ClaimApproved(sek("30000.00", "USD"), "")},
    {"at": at("1999-01-01 00:00")},
)
ON_THE_WIRE: tuple[dict[str, Any], ...] = (
    {"by": "bob", "side": "partner", "role": "incentives_user"},
    {"role": "incentives_user"},
    {"amount": "300000.00"},
    {"amount": "-1.00"},
    {"amount": "30000.00", "currency": "USD"},
    {"at": "1999-01-01T00:00:00Z"},
)
KINDS = ("other-side", "other-role", "above-claimed", "below-zero", "other-currency", "backwards")


@cache
def _approved() -> Entries:
    """Return the five entries of a claim that was approved as it should be."""
    return tuple(World().approved().repo.history("C-1"))


@cache
def _drafted() -> Entries:
    """Return the three entries of a draft with an invoice and a comment."""
    world = World().draft()
    world.do(cc.claims.Comment, ALICE, "2022-09-03 09:00", text="the invoice is here")
    return tuple(world.repo.history("C-1"))


def _with_last(changes: dict[str, Any]) -> Entries:
    return (*_approved()[:-1], attrs.evolve(_approved()[-1], **changes))


def _reviewed() -> World:
    return World().reviewed()


def test_what_really_happened_is_believed() -> None:
    assert cc.replay(_approved()).approved == sek("30000.00")


@pytest.mark.parametrize("changes", APPROVALS, ids=KINDS)
def test_replay_refuses_a_forged_approval_and_names_the_entry(changes: dict[str, Any]) -> None:
    with pytest.raises(cc.errors.BrokenHistory) as caught:
        cc.replay(_with_last(changes))
    assert "5" in caught.value.field


@pytest.mark.parametrize("changes", APPROVALS, ids=KINDS)
def test_record_refuses_a_forged_approval(changes: dict[str, Any]) -> None:
    claim = cc.replay(_approved()[:-1])
    with pytest.raises(cc.errors.BrokenHistory):
        cc.record(claim, attrs.evolve(_approved()[-1], **changes))


@pytest.mark.parametrize("changes", ON_THE_WIRE, ids=KINDS)
def test_the_wire_refuses_a_forged_approval(changes: dict[str, Any]) -> None:
    data = cc.wire.to_data(cc.History("C-1", _approved()))
    last = data["entries"][-1]
    for name, value in changes.items():
        (last if name in last else last["event"]["amount"])[name] = value
    with pytest.raises(cc.InvalidValue):
        cc.wire.from_data(data)


@pytest.mark.parametrize("changes", APPROVALS, ids=KINDS)
def test_a_store_refuses_a_forged_approval(changes: dict[str, Any]) -> None:
    store = _reviewed().repo
    with pytest.raises(cc.errors.BrokenHistory):
        store.append(
            cc.repositories.ClaimWrite(
                claim="C-1", expected=4, entries=(attrs.evolve(_approved()[-1], **changes),)
            )
        )


def test_replay_refuses_a_command_that_is_there_twice() -> None:
    with pytest.raises(cc.errors.BrokenHistory):
        cc.replay(_with_last({"command": "k2"}))


def test_a_store_refuses_a_command_that_is_there_twice() -> None:
    store = _reviewed().repo
    forged = attrs.evolve(_approved()[-1], command="k2")
    with pytest.raises(cc.InvalidValue):
        store.append(cc.repositories.ClaimWrite(claim="C-1", expected=4, entries=(forged,)))


def test_neighbours_that_changed_places_are_found_though_renumbered() -> None:
    first, second, third = _drafted()
    with pytest.raises(cc.errors.BrokenHistory):
        cc.replay((first, attrs.evolve(third, number=2), attrs.evolve(second, number=3)))


def _added_again() -> Any:
    return _drafted()[1].event


def _removed() -> Any:
    return cc.claims.ItemRemoved(cc.identifiers.ItemId("never-added"))


def _moved() -> Any:
    return cc.claims.ClaimAmended(
        attrs.evolve(_drafted()[0].event.form, location=cc.identifiers.LocationId("no-9"))
    )


@pytest.mark.parametrize("event", [_added_again, _removed, _moved])
def test_replay_refuses_what_no_draft_can_hold(event: Any) -> None:
    forged = attrs.evolve(_drafted()[-1], number=4, command="k9", event=event())
    with pytest.raises(cc.errors.BrokenHistory):
        cc.replay((*_drafted(), forged))


def test_a_status_is_no_text() -> None:
    with pytest.raises(cc.InvalidValue):
        cc.replay(_with_last({"after": "approved"}))


def _payment(*steps: tuple[str, str, str], side: Any = cc.Side.VENDOR) -> Entries:
    """Return the entries of a payment that took these steps to these statuses at these instants."""
    terms = cc.payments.PaymentTerms(
        claim="C-1",
        entity="ie",
        profile="P-1",
        money=sek("30000.00"),
        settles=sek("30000.00"),
        fund=World().key,
    )
    before, entries = None, []
    for number, (step, status, when) in enumerate(steps, start=1):
        entries.append(
            cc.payments.PaymentEntry(
                payment="PAY-1",
                number=number,
                at=at(when),
                by="someone",
                side=side,
                role=cc.Role.REVIEWER if side is cc.Side.VENDOR else cc.Role.INCENTIVES_ADMIN,
                command=f"p{number}",
                trigger=cc.payouts.PaymentTrigger[step],
                before=before,
                after=cc.payouts.PaymentStatus[status],
                terms=terms if number == 1 else None,
            )
        )
        before = cc.payouts.PaymentStatus[status]
    return tuple(entries)


SENT = (
    ("MAKE", "UNPROCESSED", "2022-11-10 09:00"),
    ("ORDER", "UPCOMING", "2022-11-10 10:00"),
    ("START_PAYING", "IN_PROGRESS", "2022-11-10 11:00"),
    ("SEND", "SENT", "2022-11-10 12:00"),
)


def test_a_payment_that_the_vendor_sent_is_believed() -> None:
    assert cc.payments.replay_payment(_payment(*SENT)).status is cc.payouts.PaymentStatus.SENT


@pytest.mark.parametrize("taken", [1, 2, 3, 4])
def test_a_payment_that_the_partner_makes_orders_and_sends_is_refused(taken: int) -> None:
    with pytest.raises(cc.errors.BrokenHistory):
        cc.payments.replay_payment(_payment(*SENT[:taken], side=cc.Side.PARTNER))


def test_a_payment_whose_instants_go_back_is_refused() -> None:
    back = (SENT[0], ("ORDER", "UPCOMING", "2022-11-09 09:00"))
    with pytest.raises(cc.errors.BrokenHistory):
        cc.payments.replay_payment(_payment(*back))


def _audited(history: Any, ledger: Any) -> list[Any]:
    return list(importlib.import_module("coopclaims.auditing").audit(history, ledger, ()))


def test_an_audit_of_sound_streams_finds_nothing() -> None:
    world = World().approved()
    assert _audited(world.repo.history("C-1"), world.repo.ledger(world.key)) == []


def test_an_audit_lists_every_fault_and_not_the_first_alone() -> None:
    world = World().approved()
    forged = [{"role": cc.Role.INCENTIVES_USER}, {"at": at("1999-01-01 00:00")}]
    entries = [
        attrs.evolve(entry, **forged[entry.number - 4]) if entry.number >= 4 else entry
        for entry in _approved()
    ]
    assert len(_audited(entries, world.repo.ledger(world.key))) >= 2
