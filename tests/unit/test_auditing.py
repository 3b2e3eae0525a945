"""An audit of a claim's History, its fund's ledger and its payments: what agrees, and every fault."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import attrs
import pytest
from tests.support.findings import BOB, RITA, World, at, cc, sek

from coopclaims.auditing import Fault, audit
from coopclaims.funds import FundEntryKind as Kind
from coopclaims.payouts import PaymentStatus as S, PaymentTrigger as T

if TYPE_CHECKING:
    from collections.abc import Sequence

Entries = tuple[Any, ...]
evolve: Any = attrs.evolve
FUND = World().key
SENT = ((T.MAKE, S.UNPROCESSED), (T.ORDER, S.UPCOMING), (T.START_PAYING, S.IN_PROGRESS), (T.SEND, S.SENT))


def streams(world: World) -> tuple[Entries, Entries]:
    """Return the entries of the claim and those of its fund."""
    history = world.repo.history(cc.identifiers.ClaimId("C-1"))
    return tuple(history), tuple(world.repo.ledger(world.key))


def payment(
    steps: Sequence[tuple[T, S]] = SENT,
    name: str = "PAY-1",
    when: str = "2022-11-10 09:00",
    amount: str = "30000.00",
    **changes: Any,
) -> Entries:
    """Return the History of a payment that took these steps, an hour after each other."""
    content = {
        "claim": "C-1",
        "entity": "ie",
        "profile": "P-1",
        "money": sek(amount),
        "settles": sek(amount),
        "fund": FUND,
    }
    terms = cc.payments.PaymentTerms(**content | changes)
    entries: list[Any] = []
    for number, (step, status) in enumerate(steps, start=1):
        entries.append(
            cc.payments.PaymentEntry(
                payment=name,
                number=number,
                at=at(when) + timedelta(hours=number),
                by="portal",
                side=cc.Side.SYSTEM,
                role=cc.Role.SYSTEM,
                command=f"{name}/{number}",
                trigger=step,
                before=entries[-1].after if entries else None,
                after=status,
                terms=terms if number == 1 else None,
            )
        )
    return tuple(entries)


def paid(world: World, when: str = "2022-11-11 09:00") -> Any:
    """Return the entry that says that the whole approval is paid."""
    return cc.funds.FundEntry(
        pool=world.key,
        kind=Kind.PAID,
        amount=sek("30000.00"),
        at=at(when),
        on=at(when).date(),
        claim="C-1",
        entity="ie",
    )


def found(history: Entries, ledger: Entries, payments: Sequence[Entries] = ()) -> list[tuple[str, str, Any]]:
    """Return the code of each fault, the kind of stream, and the number of the entry."""
    faults = audit(history, ledger, payments)
    assert all(str(fault) and fault.remedy for fault in faults)
    return [(fault.code, fault.thing, fault.number) for fault in faults]


def test_streams_that_agree_have_no_fault() -> None:
    world = World().approved()
    history, ledger = streams(world)
    assert found(history, (*ledger, paid(world)), [payment()]) == []


def test_a_claim_that_went_back_and_forth_has_none() -> None:
    world = World().reviewed()
    ask = (cc.claims.InformationRequest("a scan"),)
    world.do(cc.claims.RequestAction, RITA, "2022-09-16 09:00", requests=ask)
    world.do(cc.claims.AmendClaim, BOB, "2022-09-17 09:00", form=world.form("20000.00"))
    world.do(cc.claims.SubmitClaim, BOB, "2022-09-17 10:00")
    world.do(cc.claims.StartReview, RITA, "2022-09-18 09:00")
    world.do(cc.claims.ApproveClaim, RITA, "2022-09-19 09:00", amount=sek("9000.00"), reason="a part")
    assert found(*streams(world)) == []


def test_a_rejection_and_its_dispute_have_none() -> None:
    world = World().reviewed()
    world.do(cc.claims.RejectClaim, RITA, "2022-09-16 09:00", reasons=("no brand",))
    assert found(*streams(world)) == []
    everywhere = cc.parties.EVERYWHERE
    alice = cc.Actor.partner("alice", cc.Role.INCENTIVES_ADMIN, location=everywhere, program=everywhere)
    world.do(cc.claims.DisputeRejection, alice, "2022-09-17 09:00")
    assert found(*streams(world)) == []


def test_a_fault_says_where_it_is_and_what_mends_it() -> None:
    history, ledger = streams(World().approved())
    forged = (*history[:-1], evolve(history[-1], role=cc.Role.INCENTIVES_USER))
    (fault,) = audit(forged, ledger, ())
    assert fault == Fault(
        code="role_of_the_side",
        thing="claim",
        stream="C-1",
        number=5,
        field="role",
        got=cc.Role.INCENTIVES_USER,
        params=(("side", cc.Side.VENDOR),),
    )
    assert "claim C-1, entry 5, role: got Incentives user; expected a role of the vendor side" in str(fault)
    assert fault.remedy == "restore the entry from a copy of the store that is sound"


def test_every_fault_is_listed() -> None:
    history, ledger = streams(World().approved())
    forged = (
        history[0],
        evolve(history[1], at=at("1999-01-01 00:00")),
        evolve(history[2], side=cc.Side.VENDOR, role=cc.Role.REVIEWER),
        evolve(history[3], command=history[0].command),
        evolve(history[4], event=cc.claims.ClaimApproved(sek("-1.00"))),
    )
    assert [code for code, *_ in found(forged, ledger)] == [
        "not_before_the_last",
        "side_of_the_step",
        "amount_above_zero",
        "command_of_one_entry",
        "committed_as_approved",
    ]


def test_a_history_without_its_beginning_is_one_fault() -> None:
    history, ledger = streams(World().approved())
    assert found(history[1:], ledger[:1]) == [("first_entry", "claim", 2)]


@pytest.mark.parametrize(
    ("kinds", "code", "number"),
    [
        ({Kind.COMMITTED}, "committed_as_approved", 5),
        ({Kind.RELEASED}, "reserved_for_the_claim", 5),
        ({Kind.RESERVED, Kind.RELEASED}, "reserved_for_the_claim", 3),
    ],
)
def test_what_the_ledger_lacks_is_found(kinds: set[Any], code: str, number: int) -> None:
    history, ledger = streams(World().approved())
    cut = tuple(entry for entry in ledger if entry.kind not in kinds)
    assert (code, "claim", number) in found(history, cut)


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"number": 99}, "entry_of_the_history"),
        ({"number": 4}, "entry_of_the_history"),
        ({"at": at("1999-01-01 00:00")}, "instant_of_the_entry"),
        ({"amount": sek("1.00")}, "committed_as_approved"),
    ],
)
def test_what_the_history_does_not_bear_out_is_found(changes: dict[str, Any], code: str) -> None:
    history, ledger = streams(World().approved())
    assert ledger[-1].kind is Kind.COMMITTED
    codes = [each for each, *_ in found(history, (*ledger[:-1], evolve(ledger[-1], **changes)))]
    assert code in codes


def test_an_entry_in_the_fund_of_another_place_is_found() -> None:
    history, ledger = streams(World().approved())
    moved = evolve(ledger[-1], pool=evolve(ledger[-1].pool, location="no-9"))
    assert ("entry_of_the_claims_fund", "fund", len(ledger)) in found(history, (*ledger[:-1], moved))


def test_what_is_booked_twice_is_found_and_what_the_fund_cannot_take() -> None:
    history, ledger = streams(World().approved())
    last = len(ledger) + 1
    twice = found(history, (*ledger, ledger[-2]))
    assert ledger[-2].kind is Kind.RELEASED
    assert twice[:2] == [("entry_that_the_fund_can_take", "fund", last), ("booked_once", "fund", last)]


def test_what_a_command_booked_is_there_once() -> None:
    history, ledger = streams(World().approved())
    role = cc.Role.PAYMENT_TEAM
    earned = evolve(ledger[0], by="pia", role=role, command="earn-1", reason="autumn")
    assert earned.kind is Kind.EARNED
    assert found(history, (*ledger, earned)) == []
    another = evolve(earned, command="earn-2")
    assert found(history, (*ledger, earned, another)) == []
    last = len(ledger) + 2
    assert found(history, (*ledger, earned, earned)) == [("booked_once_by_command", "fund", last)]


@pytest.mark.parametrize(
    ("payments", "expected"),
    [
        ([payment(claim="C-2")], [("payment_of_the_claim", "payment", 1)]),
        ([payment(entity="us")], [("entity_of_the_fund", "payment", 1)]),
        ([payment(amount="30000.01")], [("payments_within_the_approval", "payment", 4)]),
        ([payment(settles=cc.Money("30000.01", "EUR"))], []),  # compared at no rate, so not at all
        ([payment(when="2022-09-01 09:00")], [("payment_of_an_approved_claim", "payment", 1)]),
        (
            [payment(amount="1.00"), payment(name="PAY-2", amount="1.00")],
            [("one_payment_an_entity", "payment", 4)],
        ),
        ([payment()[1:]], [("first_entry", "payment", 2), ("terms_when_made", "payment", 2)]),
        ([()], []),
    ],
)
def test_a_payment_that_the_claim_does_not_bear_out_is_found(
    payments: list[Entries], expected: list[tuple[str, str, int]]
) -> None:
    assert found(*streams(World().approved()), payments) == expected


def test_nothing_is_paid_of_what_was_not_approved() -> None:
    history, ledger = streams(World().reviewed())
    assert found(history, ledger, [payment()]) == [("payment_of_an_approved_claim", "payment", 1)]


def test_a_payment_that_was_recouped_makes_room_for_another() -> None:
    recouped = payment((*SENT, (T.RECOUP, S.INCORRECT_PAYMENT)))
    assert found(*streams(World().approved()), [recouped, payment(name="PAY-2")]) == []


@pytest.mark.parametrize(
    ("when", "payments"), [("2022-11-11 09:00", []), ("2022-11-09 09:00", [payment()]), ("2022-11-11", [])]
)
def test_paid_is_what_was_sent_before(when: str, payments: list[Entries]) -> None:
    world = World().approved()
    history, ledger = streams(world)
    wanted = [("sent_before_paid", "fund", len(ledger) + 1)]
    assert found(history, (*ledger, paid(world, when)), payments) == wanted


def test_amounts_in_another_currency_are_not_compared() -> None:
    history, ledger = streams(World().approved())
    key = evolve(ledger[0].pool, currency=cc.Currency("EUR"))
    other = tuple(evolve(each, pool=key, amount=cc.Money(each.amount.amount / 10, "EUR")) for each in ledger)
    assert found(history, other, [payment(money=cc.Money("3000.00", "EUR"))]) == []
    cut = tuple(each for each in other if each.kind is not Kind.COMMITTED)
    assert ("something_committed", "claim", 5) in found(history, cut)


def test_statuses_that_no_table_has_raise_nothing() -> None:
    history, ledger = streams(World().approved())
    assert found((evolve(history[0], after="nowhere"), *history[1:]), ledger)
    assert found((evolve(history[0], role="reviewer"), *history[1:]), ledger)
