"""An audit of a claim's History, its fund's ledger and its payments: what agrees, and every fault."""

from __future__ import annotations

import copy
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


def paid_by(*payments: Entries, pool: Any = FUND) -> Entries:
    """Return what the fund books of these payments, by their steps."""
    kinds = {T.SEND: Kind.PAID, T.RETURN: Kind.PAYMENT_RETURNED, T.RECOUP: Kind.RECOUPED}
    return tuple(
        cc.funds.FundEntry(
            pool=pool,
            kind=kinds[step.trigger],
            amount=cc.Money(steps[0].terms.settles.amount, pool.currency),
            at=step.at,
            on=step.at.date(),
            claim=steps[0].terms.claim,
            entity=steps[0].terms.entity,
            payment=step.payment,
            by=step.by,
            role=step.role,
            command=step.command,
        )
        for steps in payments
        for step in steps
        if step.trigger in kinds
    )


def found(history: Entries, ledger: Entries, payments: Sequence[Entries] = ()) -> list[tuple[str, str, Any]]:
    """Return the code of each fault, the kind of stream, and the number of the entry."""
    faults = audit(history, ledger, payments)
    assert all(str(fault) and fault.remedy for fault in faults)
    return [(fault.code, fault.thing, fault.number) for fault in faults]


def test_streams_that_agree_have_no_fault() -> None:
    world = World().approved()
    history, ledger = streams(world)
    for booked in (paid_by(payment()), (paid(world),)):
        assert found(history, (*ledger, *booked), [payment()]) == []


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
    assert twice[:2] == [("at_most_reserved", "fund", last), ("booked_once", "fund", last)]


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
        (
            [payment(claim="C-2")],
            [("at_most_unpaid", "fund", 5), ("payment_of_the_claim", "payment", 1)],
        ),
        ([payment(entity="us")], [("entity_of_the_fund", "payment", 1)]),
        ([payment(settles=cc.Money("9.00", "EUR"))], [("currency_of_the_claim", "payment", 1)]),
        ([payment(when="2022-09-01 09:00")], [("payment_of_an_approved_claim", "payment", 1)]),
        (
            [payment(amount="1.00"), payment(name="PAY-2", amount="1.00")],
            [("one_payment_an_entity", "payment", 4)],
        ),
        (
            [payment(amount="20000.00"), payment(name="PAY-2", amount="10000.01", entity="us")],
            [
                ("at_most_unpaid", "fund", 6),
                ("entity_of_the_fund", "payment", 1),
                ("payments_within_the_approval", "payment", 4),
            ],
        ),
        ([payment(amount="1.00")] * 2, [("each_payment_once", "payment", 4)]),
        ([()], []),
    ],
)
def test_a_payment_that_the_claim_does_not_bear_out_is_found(
    payments: list[Entries], expected: list[tuple[str, str, int]]
) -> None:
    history, ledger = streams(World().approved())
    assert len(ledger) == 4
    booked = paid_by(*dict.fromkeys(payments))
    faults = [each for each in found(history, (*ledger, *booked), payments) if each[0] != "as_the_step"]
    assert faults == expected


def test_a_payment_of_another_fund_is_found() -> None:
    history, ledger = streams(World().approved())
    for pool in (evolve(FUND, location="no-9"), evolve(FUND, currency=cc.Currency("EUR"))):
        one = payment(fund=pool)
        faults = found(history, (*ledger, *paid_by(one)), [one])
        assert faults == [("fund_of_the_claim", "payment", 1), ("as_the_step", "fund", 5)]


def test_a_payment_without_its_beginning_is_found_and_what_it_paid() -> None:
    history, ledger = streams(World().approved())
    faults = found(history, (*ledger, *paid_by(payment())), [payment()[1:]])
    assert faults == [
        ("first_entry", "payment", 2),
        ("terms_when_made", "payment", 2),
        ("step_of_a_payment", "fund", 5),
    ]


def test_nothing_is_paid_of_what_was_not_approved() -> None:
    history, ledger = streams(World().reviewed())
    assert found(history, (*ledger, *paid_by(payment())), [payment()]) == [
        ("at_most_unpaid", "fund", 3),
        ("payment_of_an_approved_claim", "payment", 1),
    ]


RECOUPED = (*SENT, (T.RECOUP, S.INCORRECT_PAYMENT))


def test_a_payment_that_was_recouped_makes_room_for_another() -> None:
    history, ledger = streams(World().approved())
    both = [payment(RECOUPED), payment(name="PAY-2", when="2022-11-20 09:00")]
    assert found(history, (*ledger, *paid_by(*both)), both) == []


def test_what_comes_back_can_be_paid_again() -> None:
    history, ledger = streams(World().approved())
    again = ((T.RETURN, S.REVERSED), (T.ORDER, S.UPCOMING), *SENT[2:])
    one = payment((*SENT, *again))
    assert found(history, (*ledger, *paid_by(one)), [one]) == []


@pytest.mark.parametrize("number", range(1, 4))
def test_each_step_that_moves_money_has_its_entry_in_the_ledger(number: int) -> None:
    """Sent and paid never apart, in either direction."""
    history, ledger = streams(World().approved())
    one = payment((*SENT, (T.RETURN, S.REVERSED), (T.ORDER, S.UPCOMING), *SENT[2:]))
    booked = paid_by(one)
    cut = tuple(each for place, each in enumerate(booked, start=1) if place != number)
    step = {1: 4, 2: 5, 3: 8}[number]
    assert ("booked_in_the_fund", "payment", step) in found(history, (*ledger, *cut), [one])
    unsent = (*one[: step - 1], *one[step:])
    assert ("step_of_a_payment", "fund", 4 + number) in found(history, (*ledger, *booked), [unsent])


@pytest.mark.parametrize(
    ("when", "payments"), [("2022-11-11 09:00", []), ("2022-11-09 09:00", [payment()]), ("2022-11-11", [])]
)
def test_paid_is_what_was_sent_before_though_it_names_no_payment(when: str, payments: list[Entries]) -> None:
    world = World().approved()
    history, ledger = streams(world)
    wanted = [("step_of_a_payment", "fund", len(ledger) + 1)]
    wanted += [("booked_in_the_fund", "payment", 4)] * len(payments)
    assert found(history, (*ledger, paid(world, when)), payments) == wanted


def test_an_entry_that_names_its_payment_and_no_step_is_of_that_payment() -> None:
    history, ledger = streams(World().approved())
    both = [payment(RECOUPED), payment(name="PAY-2", when="2022-11-20 09:00")]
    bare = tuple(evolve(each, by=None, role=None, command=None) for each in paid_by(*both))
    assert found(history, (*ledger, *bare), both) == []
    moved = (*bare[:2], evolve(bare[2], payment="PAY-3"))
    assert found(history, (*ledger, *moved), both) == [
        ("step_of_a_payment", "fund", 7),
        ("booked_in_the_fund", "payment", 4),
    ]


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("amount", sek("29999.99")),
        ("at", at("2022-11-10 13:01")),
        ("by", "mallory"),
        ("on_behalf_of", "mallory"),
        ("role", cc.Role.PAYMENT_TEAM),
        ("entity", "us"),
        ("entity", None),
        ("number", 5),
        ("activity", "events"),
    ],
)
def test_the_ledger_says_what_the_step_of_the_payment_says(field: str, value: Any) -> None:
    history, ledger = streams(World().approved())
    (booked,) = paid_by(payment())
    faults = audit(history, (*ledger, evolve(booked, **{field: value})), [payment()])
    assert [(each.code, each.field, each.number) for each in faults] == [("as_the_step", field, 5)]
    assert dict(faults[0].params)["wanted"] == getattr(booked, field)


@pytest.mark.parametrize("kind", ["claim", "payment"])
def test_a_ledger_entry_counts_on_the_day_of_its_instant_in_some_zone(kind: str) -> None:
    history, ledger = streams(World().approved())
    entries = [*ledger, *paid_by(payment())]
    place = 4 if kind == "claim" else 5
    for days, is_fault in ((-1, False), (1, False), (-2, True), (2, True), (-8000, True)):
        moved = list(entries)
        moved[place - 1] = evolve(moved[place - 1], on=moved[place - 1].at.date() + timedelta(days=days))
        wanted = [("day_of_the_entry", "fund", place)] if is_fault else []
        assert found(history, tuple(moved), [payment()]) == wanted


def test_no_more_comes_back_of_a_payment_than_was_paid_with_it() -> None:
    """What another payment of the claim left as paid covers it in the sum, and is not taken back twice."""
    history, ledger = streams(World().approved())
    both = [payment(amount="10.00"), payment(RECOUPED, name="PAY-2", amount="10.00", when="2022-11-20 09:00")]
    sent, again, recouped = paid_by(*both)
    faults = audit(
        history, (*ledger, sent, again, evolve(recouped, payment="PAY-1", amount=sek("10.01"))), both
    )
    assert ("at_most_paid_with", 7) in [(each.code, each.number) for each in faults]
    assert "at most what was paid with payment PAY-1, 10.00 SEK" in "\n".join(map(str, faults))


def test_a_command_leads_to_entries_of_one_stream() -> None:
    history, ledger = streams(World().approved())
    one = payment()
    twin = (evolve(one[0], command=history[0].command), *one[1:])
    assert found(history, (*ledger, *paid_by(twin)), [twin]) == [("command_of_one_stream", "payment", 1)]
    earned = evolve(ledger[0], by="pia", role=cc.Role.PAYMENT_TEAM, command="PAY-1/1")
    faults = found(history, (*ledger, *paid_by(one), earned), [one])
    assert faults == [("command_of_one_stream", "fund", 6)]


def test_a_command_leads_to_one_entry_of_a_payment() -> None:
    history, ledger = streams(World().approved())
    one = payment()
    twice = (*one[:2], evolve(one[2], command=one[1].command), one[3])
    assert found(history, (*ledger, *paid_by(one)), [twice]) == [("command_of_one_entry", "payment", 3)]


def test_an_entry_of_a_claim_that_is_not_there_is_found_where_the_claims_are_known() -> None:
    history, ledger = streams(World().approved())
    ghost = evolve(ledger[1], claim="GHOST", amount=sek("1.00"))
    entries = (*ledger, ghost)
    assert audit(history, entries, ()) == ()
    assert audit(history, entries, (), claims=map(cc.identifiers.ClaimId, ("C-1", "GHOST"))) == ()
    (fault,) = audit(history, entries, (), claims=[cc.identifiers.ClaimId("C-1")])
    assert (fault.code, fault.number, fault.got) == ("entry_of_a_known_claim", 5, "GHOST")


def test_what_a_claim_books_is_booked_by_its_history_alone_and_in_its_order() -> None:
    history, ledger = streams(World().approved())
    signed = evolve(ledger[3], by="rita", role=cc.Role.REVIEWER, command="k9")
    assert found(history, (*ledger[:3], signed)) == [("booked_by_its_claim", "fund", 4)]
    turned = (ledger[0], ledger[2], ledger[1], ledger[3])
    assert ("after_the_entry_before", "fund", 3) in found(history, turned)


@pytest.mark.parametrize("place", [2, 3, 4])
def test_what_a_claim_draws_is_for_its_activity(place: int) -> None:
    history, ledger = streams(World().approved())
    other = [*ledger]
    other[place - 1] = evolve(other[place - 1], activity="events")
    assert ("activity_of_the_claim", "fund", place) in found(history, tuple(other))


def test_what_was_held_for_another_activity_is_let_go_for_that() -> None:
    world = World().reviewed()
    ask = (cc.claims.InformationRequest("a scan"),)
    world.do(cc.claims.RequestAction, RITA, "2022-09-16 09:00", requests=ask)
    world.do(cc.claims.AmendClaim, BOB, "2022-09-17 09:00", form=world.form(activity="digital-advertising"))
    entries = tuple(world.repo.history(cc.identifiers.ClaimId("C-1")))
    resubmitted = evolve(
        entries[2], number=len(entries) + 1, command="again", at=entries[-1].at, before=entries[-1].after
    )
    history = (*entries, evolve(resubmitted, after=cc.ClaimStatus.SUBMITTED))
    moved = {"number": len(history), "at": resubmitted.at, "on": resubmitted.at.date()}
    held = world.repo.ledger(world.key)[1]
    released = evolve(held, kind=Kind.RELEASED, **moved)
    again = evolve(held, activity="digital-advertising", **moved)
    ledger = (*world.repo.ledger(world.key), released, again)
    assert found(history, ledger) == []
    assert found(history, (*ledger[:-1], evolve(again, activity="partner-network"))) == [
        ("activity_of_the_claim", "fund", 4)
    ]


def test_an_entry_of_another_fund_in_the_ledger_is_found() -> None:
    history, ledger = streams(World().approved())
    stray = evolve(ledger[0], pool=evolve(FUND, program="another"))
    assert found(history, (stray, *ledger)) == [("entry_of_the_fund", "fund", 1)]


def test_amounts_reserved_in_another_currency_are_not_compared_but_those_paid_are() -> None:
    """What is paid is the part of what is committed that the payment settles of what is approved."""
    history, ledger = streams(World().approved())
    key = evolve(ledger[0].pool, currency=cc.Currency("EUR"))
    other = tuple(evolve(each, pool=key, amount=cc.Money(each.amount.amount / 10, "EUR")) for each in ledger)
    one = payment(money=cc.Money("3000.00", "EUR"), fund=key)
    (booked,) = paid_by(one, pool=key)
    tenth = evolve(booked, amount=cc.Money("3000.00", "EUR"))
    assert found(history, (*other, tenth), [one]) == []
    less = evolve(booked, amount=cc.Money("2999.99", "EUR"))
    assert found(history, (*other, less), [one]) == [("as_the_step", "fund", 5)]
    cut = tuple(each for each in other if each.kind is not Kind.COMMITTED)
    faults = found(history, (*cut, tenth), [one])
    assert ("something_committed", "claim", 5) in faults
    assert "as_the_step" not in {code for code, *_ in faults}, "there is nothing to compare it with"


def test_what_is_not_at_hand_is_held_against_nothing() -> None:
    _, ledger = streams(World().approved())
    booked = paid_by(payment())
    assert found((), (), [payment()]) == []
    assert found((), (*ledger, *booked), [payment()]) == []
    assert found((), ledger, [payment()]) == [("booked_in_the_fund", "payment", 4)]
    assert found((), ledger) == []


def test_statuses_that_no_table_has_raise_nothing() -> None:
    history, ledger = streams(World().approved())
    for field, part in (("after", "nowhere"), ("role", "reviewer")):
        entry = copy.copy(history[0])
        object.__setattr__(entry, field, part)
        assert found((entry, *history[1:]), ledger)
