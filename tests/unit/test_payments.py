"""A payment's lifecycle: its table, recording, and the terms that an order may restate."""

from __future__ import annotations

import pickle
from datetime import date, timedelta

import attrs
import pytest
from tests.support.payments import IRELAND, NOW, PATHS, PAYMENT, payment_at, taken, terms
from tests.support.world import RULES, sek

from coopclaims import InvalidValue, Money, Role, Side
from coopclaims.errors import BrokenHistory, NoRuleInForce
from coopclaims.identifiers import ActorId, ClaimId, CommandId, EntityId, PaymentId
from coopclaims.payments import (
    PAYMENT_TABLE,
    Payment,
    PaymentEntry,
    PaymentHistory,
    record_payment,
    replay_payment,
    summary_labels,
)
from coopclaims.payments.table import JUDGED
from coopclaims.payouts import PaymentStatus, PaymentTrigger
from coopclaims.transitions import Refusal, Row

S, STEP = PaymentStatus, PaymentTrigger


def entry(step: PaymentTrigger, after: PaymentStatus, *, number: int = 1, **changes: object) -> PaymentEntry:
    made = {"terms": terms()} if step is STEP.MAKE else {}
    given: dict[str, object] = {"payment": PAYMENT, "before": None, **made} | changes
    return PaymentEntry(
        **given,  # type: ignore[arg-type]
        number=number,
        at=NOW + timedelta(hours=number),
        by=ActorId("rita"),
        side=Side.VENDOR,
        role=Role.REVIEWER,
        command=CommandId(f"c{number}"),
        trigger=step,
        after=after,
    )


MADE = entry(STEP.MAKE, S.UNPROCESSED)
ORDERED = entry(STEP.ORDER, S.UPCOMING, number=2, before=S.UNPROCESSED)


def test_a_recovery_alone_has_an_amount_and_of_no_more_than_was_settled() -> None:
    settles = MADE.terms.settles if MADE.terms else sek("0.00")
    sent = [MADE, ORDERED]
    sent += [entry(STEP.START_PAYING, S.IN_PROGRESS, number=3, before=S.UPCOMING)]
    sent += [entry(STEP.SEND, S.SENT, number=4, before=S.IN_PROGRESS)]
    for amount in (None, settles, sek("0.01")):
        taken_back = entry(STEP.RECOUP, S.INCORRECT_PAYMENT, number=5, before=S.SENT, amount=amount)
        assert replay_payment([*sent, taken_back]).status is S.INCORRECT_PAYMENT
    for amount in (settles + sek("0.01"), sek("0.00"), sek("-1.00"), Money("0.01", "EUR")):
        taken_back = entry(STEP.RECOUP, S.INCORRECT_PAYMENT, number=5, before=S.SENT, amount=amount)
        with pytest.raises(BrokenHistory, match="entry 5, amount"):
            replay_payment([*sent, taken_back])
    with pytest.raises(BrokenHistory, match=r"entry 2, amount: .*only a recovery names its amount"):
        replay_payment([MADE, attrs.evolve(ORDERED, amount=sek("1.00"))])


class TestTable:
    def test_every_pair_is_answered_once(self) -> None:
        assert len(PAYMENT_TABLE.rows) + len(PAYMENT_TABLE.refusals) == (len(S) + 1) * len(STEP)
        for status in (None, *S):
            assert set(PAYMENT_TABLE[status]) == set(STEP)

    def test_a_hole_and_a_double_are_refused(self) -> None:
        with pytest.raises(ValueError, match=r"not answered: .*- / make"):
            attrs.evolve(PAYMENT_TABLE, rows=PAYMENT_TABLE.rows[1:], refusals=PAYMENT_TABLE.refusals)
        with pytest.raises(ValueError, match=r"answered twice: .*- / make"):
            attrs.evolve(
                PAYMENT_TABLE,
                rows=(PAYMENT_TABLE.rows[0], *PAYMENT_TABLE.rows),
                refusals=PAYMENT_TABLE.refusals,
            )

    def test_every_refusal_has_a_reason_and_a_source(self) -> None:
        assert all(each.reason.english and each.citation.facts for each in PAYMENT_TABLE.refusals)

    def test_nothing_leads_out_of_a_final_status(self) -> None:
        final = {status for status in S if PAYMENT_TABLE.possible(status) == (STEP.CORRECT_INSTANT,)}
        assert final == {S.INCORRECT_PAYMENT, S.FORFEITED, S.ESCHEATED}

    @pytest.mark.parametrize("step", [STEP.ORDER, STEP.START_PAYING, STEP.SEND, STEP.RETRY])
    def test_what_was_sent_is_not_sent_again(self, step: PaymentTrigger) -> None:
        answer = PAYMENT_TABLE[S.SENT][step]
        assert isinstance(answer, Refusal)
        assert "never sent twice" in answer.reason.english

    def test_only_the_partner_holds_and_releases(self) -> None:
        for row in PAYMENT_TABLE.rows:
            able = RULES.permission(row.requires, NOW.date()).value
            is_the_partners = {role.side for role in able} == {Side.PARTNER}
            assert is_the_partners is (row.trigger in {STEP.HOLD, STEP.RELEASE})

    def test_what_moves_money_is_judged(self) -> None:
        assert {STEP.ORDER, STEP.START_PAYING, STEP.SEND, STEP.RETRY} == JUDGED

    def test_the_picture_shows_every_edge_that_moves(self) -> None:
        drawn = [line for line in PAYMENT_TABLE.mermaid().splitlines() if ": " in line]
        assert len(drawn) == sum(row.source is not row.target for row in PAYMENT_TABLE.rows)
        assert "    Sent --> Reversed: return" in drawn

    def test_the_page_has_a_line_for_every_pair(self) -> None:
        lines = [line for line in PAYMENT_TABLE.markdown(needs="by").splitlines() if line.startswith("| ")]
        heads = len(S) + 1
        assert len(lines) - heads == heads * len(STEP)


class TestRecording:
    @pytest.mark.parametrize("status", PATHS)
    def test_a_payment_gets_everywhere_its_table_leads(self, status: PaymentStatus) -> None:
        assert payment_at(status).version == len(PATHS[status])

    def test_replaying_gives_the_payment_back(self) -> None:
        history = PaymentHistory(PAYMENT, (MADE,)).extended([ORDERED])
        payment = replay_payment(history)
        assert (payment.status, payment.version, len(history), history.version) == (S.UPCOMING, 2, 2, 2)
        assert payment.milestones.ordered_at == ORDERED.at
        assert (payment.entity, payment.money) == (IRELAND, sek("90000.00"))
        assert pickle.loads(pickle.dumps(payment)) == payment
        assert replay_payment((ORDERED,), start=record_payment(None, MADE)) == payment

    @pytest.mark.parametrize(
        ("before", "wrong"),
        [
            ((), attrs.evolve(MADE, number=2)),
            ((), attrs.evolve(MADE, after=S.UPCOMING)),
            ((), attrs.evolve(MADE, terms=None)),
            ((), ORDERED),
            ((MADE,), attrs.evolve(ORDERED, payment=PaymentId("other"))),
            ((MADE,), attrs.evolve(ORDERED, before=S.SENT)),
            ((MADE,), attrs.evolve(ORDERED, trigger=STEP.SEND, after=S.SENT)),
            ((MADE,), attrs.evolve(ORDERED, terms=attrs.evolve(terms(), claim=ClaimId("other")))),
            ((MADE,), attrs.evolve(ORDERED, terms=attrs.evolve(terms(), entity=EntityId("other")))),
            (
                (MADE,),
                attrs.evolve(
                    ORDERED, trigger=STEP.REQUEST_TAX_INVOICE, after=S.PENDING_TAX_INVOICE, terms=terms()
                ),
            ),
        ],
    )
    def test_what_does_not_fit_is_refused(
        self, before: tuple[PaymentEntry, ...], wrong: PaymentEntry
    ) -> None:
        payment = replay_payment(before) if before else None
        with pytest.raises(BrokenHistory) as caught:
            record_payment(payment, wrong)
        assert caught.value.number == wrong.number

    def test_an_order_may_restate_what_is_paid(self) -> None:
        restated = attrs.evolve(ORDERED, terms=terms(sek("1.00")))
        assert replay_payment((MADE, restated)).money == sek("1.00")

    def test_no_entry_is_no_payment(self) -> None:
        with pytest.raises(BrokenHistory):
            replay_payment(())

    def test_a_history_is_of_one_payment_and_has_no_gap(self) -> None:
        with pytest.raises(BrokenHistory, match="payment other"):
            PaymentHistory(PaymentId("other"), (MADE,))
        with pytest.raises(BrokenHistory, match="got 2; expected number 1"):
            PaymentHistory(PAYMENT, (ORDERED,))

    def test_a_payment_that_came_back_was_not_sent(self) -> None:
        sent = payment_at(S.SENT)
        assert (sent.milestones.sent_at, sent.milestones.first_failed_at) == (sent.changed_at, None)
        returned = taken(sent, STEP.RETURN, at=NOW + timedelta(days=1))
        assert returned.milestones.sent_at is None
        assert returned.milestones.first_failed_at == returned.changed_at

    def test_the_first_failure_counts_until_it_is_sent(self) -> None:
        failed = payment_at(S.FAILED)
        retried = taken(failed, STEP.RETRY, at=NOW + timedelta(days=1))
        again = taken(retried, STEP.FAIL, at=NOW + timedelta(days=2))
        assert again.milestones.first_failed_at == failed.milestones.first_failed_at
        assert again.milestones.status_at == again.changed_at

    def test_a_hold_changes_no_status(self) -> None:
        upcoming = payment_at(S.UPCOMING)
        held = taken(upcoming, STEP.HOLD, at=NOW + timedelta(days=1))
        assert (held.status, held.is_held) == (S.UPCOMING, True)
        assert held.milestones.status_at == upcoming.milestones.status_at
        assert held.milestones.ordered_at == upcoming.milestones.ordered_at
        assert not taken(held, STEP.RELEASE, at=NOW + timedelta(days=2)).is_held


class TestTerms:
    @pytest.mark.parametrize("amount", ["0", "-1"])
    def test_nothing_is_no_payment(self, amount: str) -> None:
        with pytest.raises(InvalidValue):
            attrs.evolve(terms(), money=sek(amount))
        with pytest.raises(InvalidValue):
            attrs.evolve(terms(), settles=sek(amount))

    def test_a_payment_knows_its_claim(self) -> None:
        payment: Payment = payment_at(S.UNPROCESSED)
        assert payment.claim == payment.terms.claim


class TestSummaryList:
    """Source: P-37. The short list calls the cooling period Upcoming."""

    def test_it_contradicts_the_long_list(self) -> None:
        rule = summary_labels(date(2021, 3, 22))
        assert {each.label: each.status for each in rule.value} == {
            "Upcoming": S.UNPROCESSED,
            "Processed": None,
            "Sent": S.SENT,
        }
        assert rule.basis.readings

    def test_it_is_dated(self) -> None:
        with pytest.raises(NoRuleInForce):
            summary_labels(date(2021, 3, 21))


def test_only_a_row_says_who_may() -> None:
    assert all(isinstance(PAYMENT_TABLE[row.source][row.trigger], Row) for row in PAYMENT_TABLE.rows)
