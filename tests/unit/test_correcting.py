"""Instants that a wrong clock stamped, put right: what follows is as if they had never been wrong."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import attrs
import pytest
from hypothesis import assume, given, settings, strategies as st
from tests.support.payments import PARTNER, PAYMENT, VENDOR, circumstances, command, paying_fund, terms
from tests.support.world import (
    ACTORS,
    ADMIN,
    CLAIM,
    REVIEWER,
    RULES,
    SYSTEM,
    USER,
    Desk,
    bound,
    desk_at,
    instant,
    pool_key,
    stored,
)

from coopclaims import (
    Claim,
    ClaimStatus,
    FundPool,
    History,
    HistoryEntry,
    InMemoryRepository,
    InvalidValue,
    Money,
    Policies,
    Refused,
    Role,
    clocks,
    decide,
    perform,
    problems,
    record,
    replay,
)
from coopclaims.auditing import audit
from coopclaims.claims import (
    ApproveClaim,
    Comment,
    CorrectInstant,
    InstantCorrected,
    RequestAction,
    RetractApproval,
    SubmitClaim,
)
from coopclaims.errors import BrokenHistory, CommandReused
from coopclaims.findings import ProblemCode
from coopclaims.funds import (
    BrokenLedger,
    CorrectFundInstant,
    FundEntryKind,
    FundLedger,
    assert_conserved,
    decide_fund,
    fund_problems,
)
from coopclaims.identifiers import CommandId, EntityId
from coopclaims.payments import (
    PaymentCommand,
    PaymentEntry,
    PaymentHistory,
    decide_payment,
    payment_problems,
    repeated_payment,
    replay_payment,
)
from coopclaims.payouts import PaymentStatus, PaymentTrigger
from coopclaims.repositories import FundWrite
from coopclaims.rules import Retracting
from coopclaims.testing import scenarios
from coopclaims.wire import from_data, seal, to_data, verify

if TYPE_CHECKING:
    from hypothesis.strategies import DataObject

    from coopclaims.testing import Scenario

CODE = ProblemCode
FAR = datetime(9000, 1, 1, tzinfo=UTC)
NOW = instant("2022-09-20 09:00")


def asked(claim: Claim, entry: int, to: datetime, at: datetime = NOW, **changes: Any) -> CorrectInstant:
    given: dict[str, Any] = {
        "claim": claim.id,
        "id": CommandId(f"correct-{claim.version}"),
        "by": SYSTEM,
        "at": at,
        "entry": entry,
        "instant": to,
        "reason": "One server's clock was wrong.",
    }
    return CorrectInstant(**(given | changes))


def codes(command: CorrectInstant, claim: Claim, desk: Desk, history: History | None) -> list[CODE]:
    found = problems(command, claim, rules=RULES, funds=desk.funds, history=history)
    if not found:
        decide(command, claim, rules=RULES, funds=desk.funds, history=history)
    return [each.code for each in found]


def locked() -> tuple[InMemoryRepository, Claim]:
    """Return a store whose one claim nobody can go on with: a comment is stamped in the year 9000."""
    desk = desk_at(ClaimStatus.UNDER_REVIEW)
    store = stored(desk)
    late = desk.command(Comment, USER, "2022-09-16 10:00")
    perform(attrs.evolve(late, at=FAR), store, rules=RULES)
    return store, replay(store.history(CLAIM))


def corrected(entries: tuple[HistoryEntry, ...], *changes: tuple[int, datetime]) -> tuple[HistoryEntry, ...]:
    """Return the entries, each change as another one that corrects it at the end."""
    found, last = list(entries), entries[-1]
    for number, to in changes:
        found.append(
            attrs.evolve(
                last,
                number=len(found) + 1,
                at=max(to, last.at),
                by=SYSTEM.id,
                side=SYSTEM.side,
                role=Role.SYSTEM,
                command=CommandId(f"correction-{len(found)}"),
                event=InstantCorrected(number, to, "A wrong clock."),
                before=last.after,
                after=last.after,
            )
        )
    return tuple(found)


def unnumbered(claim: Claim) -> Claim:
    return attrs.evolve(claim, version=1)


def _sent(entries: tuple[HistoryEntry, ...]) -> object:
    """Return what comes of entries that are sent on the wire."""
    return from_data(to_data(History(CLAIM, entries)))


class TestAWayOut:
    def test_a_claim_whose_last_instant_lies_in_the_future_goes_on(self) -> None:
        store, claim = locked()
        review = ApproveClaim(
            claim=CLAIM, id=CommandId("approve"), by=REVIEWER, at=NOW, amount=claim.form.amount
        )
        with pytest.raises(Refused) as caught:
            perform(review, store, rules=RULES)
        assert caught.value.codes == {CODE.EARLIER_THAN_LAST_ENTRY}
        right = instant("2022-09-16 10:00")
        outcome = perform(asked(claim, claim.version, right), store, rules=RULES)
        assert (outcome.claim.changed_at, outcome.claim.changed_in) == (right, claim.version)
        assert outcome.moved_from is None
        assert perform(review, store, rules=RULES).claim.status is ClaimStatus.APPROVED

    def test_both_instants_stand_in_the_history(self) -> None:
        store, claim = locked()
        right = instant("2022-09-16 10:00")
        perform(asked(claim, claim.version, right), store, rules=RULES)
        history = store.history(CLAIM)
        assert history.entries[claim.version - 1].at == FAR
        assert history.instants()[claim.version] == right
        assert len(history.instants()) == claim.version
        assert "Instant corrected" in history.table()
        assert str(right.astimezone(UTC)) in history.table()

    def test_several_entries_from_the_future_are_put_right_from_the_first_on(self) -> None:
        store, claim = locked()
        again = attrs.evolve(desk_at(ClaimStatus.UNDER_REVIEW).command(Comment, USER, "2022-09-16 11:00"))
        perform(attrs.evolve(again, id=CommandId("second"), at=FAR), store, rules=RULES)
        first, second = instant("2022-09-16 10:00"), instant("2022-09-16 11:00")
        outcome = perform(asked(claim, claim.version, first), store, rules=RULES)
        assert outcome.claim.changed_at == FAR
        later = asked(claim, claim.version + 1, second, id=CommandId("the other"))
        assert perform(later, store, rules=RULES).claim.changed_at == second

    def test_the_clock_of_the_server_bounds_it_too(self) -> None:
        store, claim = locked()
        ahead = asked(claim, claim.version, instant("2022-09-16 10:00"), at=NOW + timedelta(minutes=1))
        with pytest.raises(Refused) as caught:
            perform(ahead, store, rules=RULES, now=NOW)
        assert caught.value.codes == {CODE.LATER_THAN_PRESENT}


class TestJudgement:
    @pytest.fixture(scope="class")
    @staticmethod
    def desk() -> Desk:
        return desk_at(ClaimStatus.UNDER_REVIEW)

    @pytest.mark.parametrize("status", ClaimStatus)
    def test_the_portal_may_in_every_status_and_nobody_else(self, status: ClaimStatus) -> None:
        desk = desk_at(status)
        entry = len(desk.history)
        to = desk.history.entries[-1].at
        for role, actor in ACTORS.items():
            command = asked(desk.claim, entry, to, at=instant("2024-01-01 00:00"), by=actor)
            found = codes(command, desk.claim, desk, desk.history)
            assert (found == []) is (role is Role.SYSTEM), role

    def test_it_has_to_be_in_between_its_neighbours(self, desk: Desk) -> None:
        entries = desk.history.entries
        number = len(entries) - 1
        first, last = entries[number - 2].at, entries[number].at
        tick = timedelta(microseconds=1)
        for to, found in (
            (first, []),
            (last, []),
            (first - tick, [CODE.INSTANT_OUT_OF_ORDER]),
            (last + tick, [CODE.INSTANT_OUT_OF_ORDER]),
        ):
            assert codes(asked(desk.claim, number, to), desk.claim, desk, desk.history) == found

    def test_the_first_has_nothing_before_it_and_the_last_the_correction_after_it(self, desk: Desk) -> None:
        long_ago, version = instant("2001-01-01 00:00"), desk.claim.version
        assert codes(asked(desk.claim, 1, long_ago), desk.claim, desk, desk.history) == []
        assert codes(asked(desk.claim, version, NOW), desk.claim, desk, desk.history) == []
        late = asked(desk.claim, version, NOW + timedelta(seconds=1))
        (found,) = problems(late, desk.claim, rules=RULES, funds=desk.funds, history=desk.history)
        assert (found.code, found.field, found.param("last")) == (
            CODE.INSTANT_OUT_OF_ORDER,
            "instant",
            NOW,
        )

    def test_there_has_to_be_such_an_entry(self, desk: Desk) -> None:
        missing = asked(desk.claim, desk.claim.version + 1, NOW)
        for history in (desk.history, None):
            assert codes(missing, desk.claim, desk, history) == [CODE.ENTRY_NOT_CORRECTABLE]

    def test_a_correction_is_corrected_by_another_of_the_same_entry(self, desk: Desk) -> None:
        entry = desk.claim.version
        twice = Desk()
        twice.history, twice.current, twice.funds = desk.history, desk.claim, desk.funds
        twice.do(CorrectInstant, SYSTEM, "2022-09-20 09:00", entry=entry, instant=NOW)
        of_it = asked(twice.claim, entry + 1, NOW)
        assert codes(of_it, twice.claim, twice, twice.history) == [CODE.ENTRY_NOT_CORRECTABLE]
        to = NOW - timedelta(hours=1)
        twice.do(CorrectInstant, SYSTEM, "2022-09-20 10:00", entry=entry, instant=to)
        assert twice.claim.changed_at == to

    def test_a_reason_can_be_seen(self, desk: Desk) -> None:
        blank = asked(desk.claim, 1, instant("2022-09-01 00:00"), reason=" ")
        assert CODE.TEXT_MISSING in codes(blank, desk.claim, desk, desk.history)

    def test_another_history_is_refused(self, desk: Desk) -> None:
        command = asked(desk.claim, 1, instant("2022-08-01 00:00"))
        shorter = History(desk.id, desk.history.entries[:-1])
        for history in (shorter, desk_at(ClaimStatus.EDITING).history):
            assert codes(command, desk.claim, desk, history) == [CODE.HISTORY_MISMATCH]

    def test_without_the_history_the_instants_that_clocks_run_from_stay_in_order(self, desk: Desk) -> None:
        submitted = desk.claim.rounds[0]
        assert codes(asked(desk.claim, submitted.started_in, NOW), desk.claim, desk, None) == [
            CODE.INSTANT_OUT_OF_ORDER
        ]
        earlier = asked(desk.claim, submitted.started_in, desk.claim.milestones.created_at)
        assert codes(earlier, desk.claim, desk, None) == []

    def test_it_is_never_what_is_possible_instead(self) -> None:
        desk = desk_at(ClaimStatus.EXPIRED)
        (found,) = desk.refused(SubmitClaim, ADMIN, desk.later).problems
        assert found.param("possible") == ()

    def test_the_same_again_is_a_repeat_and_another_is_refused(self) -> None:
        store, claim = locked()
        command = asked(claim, claim.version, instant("2022-09-16 10:00"))
        first = perform(command, store, rules=RULES)
        later = attrs.evolve(command, at=NOW + timedelta(days=1))
        assert perform(later, store, rules=RULES) == attrs.evolve(first, is_repeat=True)
        with pytest.raises(CommandReused):
            perform(attrs.evolve(command, instant=NOW), store, rules=RULES)


class TestWhatFollows:
    def test_the_clocks_run_from_the_corrected_instant(self) -> None:
        desk = desk_at(ClaimStatus.SUBMITTED)
        number, right = desk.claim.rounds[0].started_in, instant("2022-09-12 10:00")
        entries = desk.history.entries
        assert entries[number - 2].at <= right < entries[number - 1].at
        before = clocks(desk.claim, rules=RULES)
        desk.do(CorrectInstant, SYSTEM, "2022-09-20 09:00", entry=number, instant=right)
        assert desk.claim.milestones.submitted_at == right
        after = clocks(desk.claim, rules=RULES)
        right_away = replay(
            (*entries[: number - 1], attrs.evolve(entries[number - 1], at=right), *entries[number:])
        )
        assert after == clocks(right_away, rules=RULES) != before

    def test_an_approval_and_its_round_have_one_instant(self) -> None:
        desk = desk_at(ClaimStatus.APPROVED)
        answered = desk.claim.rounds[-1].answered_in
        assert answered is not None
        right = desk.history.entries[answered - 1].at + timedelta(hours=1)
        desk.do(CorrectInstant, SYSTEM, "2022-12-20 09:00", entry=answered, instant=right)
        assert desk.claim.milestones.approved_at == desk.claim.rounds[-1].answered_at == right

    def test_of_two_approvals_at_one_instant_the_one_that_holds_is_corrected(self) -> None:
        policies = Policies(retracting=Retracting.WITHIN_WINDOW)
        desk = desk_at(ClaimStatus.APPROVED, rules=bound(policies))
        first = desk.claim.changed_in
        desk.do(RetractApproval, REVIEWER, desk.later, reason="It was a mistake.")
        desk.do(ApproveClaim, REVIEWER, desk.later)
        entries = desk.history.entries
        second, at = desk.claim.changed_in, entries[first - 1].at
        at_once = (*entries[:first], *(attrs.evolve(each, at=at) for each in entries[first:]))
        earlier = at - timedelta(minutes=1)
        assert replay(corrected(at_once, (first, earlier))).milestones.approved_at == at
        later = at + timedelta(minutes=1)
        assert replay(corrected(at_once, (second, later))).milestones.approved_at == later
        retracted = replay(corrected(at_once[: second - 1], (first, earlier)))
        assert retracted.milestones.approved_at is None

    @settings(max_examples=25)
    @given(scenarios(), st.data())
    def test_it_is_as_if_it_had_been_right_from_the_start(self, scenario: Scenario, data: DataObject) -> None:
        right = scenario.history.entries
        assume(not any(isinstance(each.event, InstantCorrected) for each in right))  # none is corrected yet
        number = data.draw(st.integers(1, len(right)))
        late = right[-1].at if number == len(right) else right[number].at
        early = right[number - 2].at if number > 1 else late - timedelta(days=1)
        wrong = early + (late - early) / data.draw(st.integers(1, 9))
        stamped = (*right[: number - 1], attrs.evolve(right[number - 1], at=wrong), *right[number:])
        put_right = corrected(stamped, (number, right[number - 1].at))
        claim = replay(put_right)
        assert unnumbered(claim) == unnumbered(replay(right))
        one_by_one: Claim | None = None
        for entry in put_right:
            one_by_one = record(one_by_one, entry)
        assert one_by_one == claim == replay(put_right[-1:], start=replay(stamped))
        history = History(claim.id, put_right)
        assert audit(history, (), ()) == audit(History(claim.id, right), (), ())
        assert from_data(to_data(history)) == history
        assert from_data(to_data(claim)) == claim

    def test_a_sealed_correction_is_verified(self) -> None:
        entries = corrected(desk_at(ClaimStatus.SUBMITTED).history.entries, (1, instant("2022-08-01 00:00")))
        sealed = seal(History(CLAIM, entries), salts=[bytes([each]) * 32 for each in range(len(entries))])
        assert verify(sealed) == sealed.head


class TestWhatCannotBe:
    @pytest.fixture(scope="class")
    @staticmethod
    def entries() -> tuple[HistoryEntry, ...]:
        return desk_at(ClaimStatus.UNDER_REVIEW).history.entries

    @pytest.mark.parametrize(
        ("number", "to", "code"),
        [
            (9, instant("2022-09-14 10:00"), "entry_before"),
            (1, NOW, "between_the_entries"),
            (3, instant("2001-01-01 00:00"), "between_the_entries"),
        ],
    )
    def test_no_history_has_it(
        self, entries: tuple[HistoryEntry, ...], number: int, to: datetime, code: str
    ) -> None:
        submitted = next(each.number for each in entries if each.after is ClaimStatus.SUBMITTED)
        number = submitted if number == 3 else number
        forged = corrected(entries, (number, to))
        for takes in (replay, lambda each: record(replay(entries), each[-1]), _sent):
            with pytest.raises(InvalidValue) as caught:
                takes(forged)
            assert caught.value.expected == code
        assert code in {each.code for each in audit(forged, (), ())}

    def test_nothing_is_corrected_to_what_lies_ahead(self, entries: tuple[HistoryEntry, ...]) -> None:
        (*before, last) = corrected(entries, (len(entries), entries[-1].at))
        ahead = attrs.evolve(
            last, event=InstantCorrected(len(entries), last.at + timedelta(days=1), "A guess.")
        )
        with pytest.raises(BrokenHistory) as caught:
            replay((*before, ahead))
        assert caught.value.expected == "not_after_the_correction"

    def test_an_audit_finds_what_only_the_whole_history_tells(
        self, entries: tuple[HistoryEntry, ...]
    ) -> None:
        """A claim does not know when an invoice was added; its History does."""
        created, added, other, *_ = entries
        assert created.at < added.at < other.at
        forged = corrected(entries, (other.number, created.at))
        replay(forged)
        found = [each for each in audit(forged, (), ()) if each.code == "between_the_entries"]
        assert [(each.number, each.field) for each in found] == [(len(forged), "event.instant")]

    def test_only_a_correction_may_be_earlier(self, entries: tuple[HistoryEntry, ...]) -> None:
        last = entries[-1]
        remark = desk_at(ClaimStatus.UNDER_REVIEW)
        remark.do(Comment, USER, "2022-09-16 10:00")
        early = attrs.evolve(remark.last, at=last.at - timedelta(seconds=1))
        with pytest.raises(BrokenHistory):
            replay((*entries, early))


def test_the_rounds_say_in_which_entries_they_began_and_ended() -> None:
    desk = desk_at(ClaimStatus.UNDER_REVIEW)
    desk.do(RequestAction, REVIEWER, "2022-09-16 10:00")
    (first,) = desk.claim.rounds
    entries = desk.history.entries
    assert entries[first.started_in - 1].after is ClaimStatus.SUBMITTED
    assert first.answered_in == len(entries)


# Payments.

S, STEP = PaymentStatus, PaymentTrigger
PAID_AT = instant("2022-10-10 09:00")
WALK = (
    (STEP.MAKE, None, S.UNPROCESSED),
    (STEP.HOLD, S.UNPROCESSED, S.UNPROCESSED),
    (STEP.RELEASE, S.UNPROCESSED, S.UNPROCESSED),
    (STEP.REQUEST_TAX_INVOICE, S.UNPROCESSED, S.PENDING_TAX_INVOICE),
    (STEP.RECEIVE_TAX_INVOICE, S.PENDING_TAX_INVOICE, S.TAX_INVOICE_UNDER_REVIEW),
    (STEP.APPROVE_TAX_INVOICE, S.TAX_INVOICE_UNDER_REVIEW, S.UPCOMING),
    (STEP.HOLD, S.UPCOMING, S.UPCOMING),
    (STEP.RELEASE, S.UPCOMING, S.UPCOMING),
    (STEP.START_PAYING, S.UPCOMING, S.IN_PROGRESS),
    (STEP.FAIL, S.IN_PROGRESS, S.FAILED),
    (STEP.RETRY, S.FAILED, S.REPROCESSING),
    (STEP.FAIL, S.REPROCESSING, S.FAILED),
    (STEP.RETRY, S.FAILED, S.REPROCESSING),
    (STEP.START_PAYING, S.REPROCESSING, S.IN_PROGRESS),
    (STEP.SEND, S.IN_PROGRESS, S.SENT),
    (STEP.RETURN, S.SENT, S.REVERSED),
    (STEP.HOLD, S.REVERSED, S.REVERSED),
)
"""The life of a payment in which each of its milestones is reached, and most of them twice."""


def paid(steps: int = len(WALK)) -> tuple[PaymentEntry, ...]:
    """Return the entries of so many steps, one an hour."""
    return tuple(
        PaymentEntry(
            payment=PAYMENT,
            number=number,
            at=PAID_AT + timedelta(hours=number),
            by=PARTNER.id if step in {STEP.HOLD, STEP.RELEASE} else VENDOR.id,
            side=PARTNER.side if step in {STEP.HOLD, STEP.RELEASE} else VENDOR.side,
            role=Role.INCENTIVES_ADMIN if step in {STEP.HOLD, STEP.RELEASE} else Role.PAYMENT_TEAM,
            command=CommandId(f"step-{number}"),
            trigger=step,
            before=before,
            after=after,
            terms=terms() if step is STEP.MAKE else None,
        )
        for number, (step, before, after) in enumerate(WALK[:steps], start=1)
    )


def repaired(entries: tuple[PaymentEntry, ...], number: int, to: datetime) -> tuple[PaymentEntry, ...]:
    last = entries[-1]
    return (
        *entries,
        attrs.evolve(
            last,
            number=len(entries) + 1,
            at=max(to, last.at),
            by=SYSTEM.id,
            side=SYSTEM.side,
            role=Role.SYSTEM,
            command=CommandId("repair"),
            trigger=STEP.CORRECT_INSTANT,
            before=last.after,
            terms=None,
            corrects=number,
            instant=to,
        ),
    )


class TestPayments:
    @settings(max_examples=60)
    @given(st.integers(1, len(WALK)), st.data())
    def test_it_is_as_if_it_had_been_right_from_the_start(self, steps: int, data: DataObject) -> None:
        right = paid(steps)
        number = data.draw(st.integers(1, steps))
        early = right[number - 2].at if number > 1 else right[0].at - timedelta(days=1)
        stamped = (*right[: number - 1], attrs.evolve(right[number - 1], at=early), *right[number:])
        put_right = repaired(stamped, number, right[number - 1].at)
        payment = replay_payment(put_right)
        assert attrs.evolve(payment, version=1) == attrs.evolve(replay_payment(right), version=1)
        assert replay_payment(put_right[-1:], start=replay_payment(stamped)) == payment
        history = PaymentHistory(PAYMENT, put_right)
        assert from_data(to_data(history)) == history
        assert from_data(to_data(payment)) == payment
        assert history.instants()[number] == right[number - 1].at
        assert audit((), (), (put_right,)) == audit((), (), (right,))

    @pytest.mark.parametrize("steps", range(1, len(WALK) + 1))
    def test_the_portal_may_in_every_status_and_says_why(self, steps: int) -> None:
        payment, history = replay_payment(paid(steps)), PaymentHistory(PAYMENT, paid(steps))
        asked_for: dict[str, Any] = {
            "context": circumstances(payments=(payment,)),
            "funds": paying_fund(payment),
            "rules": RULES,
            "history": history,
        }
        at = PAID_AT + timedelta(days=1)
        asked = command(STEP.CORRECT_INSTANT, at=at, corrects=steps, instant=payment.changed_at)
        assert payment_problems(asked, payment, **asked_for) == ()
        decision = decide_payment(asked, payment, **asked_for)
        assert (decision.payment.status, decision.ledger) == (payment.status, ())
        assert decision.payment.changed_at == payment.changed_at
        by_a_team = payment_problems(attrs.evolve(asked, by=VENDOR), payment, **asked_for)
        assert [each.code for each in by_a_team] == [CODE.WRONG_SIDE]
        silent = payment_problems(attrs.evolve(asked, note=" "), payment, **asked_for)
        assert [each.code for each in silent] == [CODE.REASON_MISSING]

    @pytest.mark.parametrize(
        ("number", "to", "code"),
        [
            (99, PAID_AT, CODE.ENTRY_NOT_CORRECTABLE),
            (3, PAID_AT, CODE.INSTANT_OUT_OF_ORDER),
            (5, PAID_AT + timedelta(days=300), CODE.INSTANT_OUT_OF_ORDER),
        ],
    )
    def test_it_has_to_be_in_between(self, number: int, to: datetime, code: ProblemCode) -> None:
        payment, history = replay_payment(paid(5)), PaymentHistory(PAYMENT, paid(5))
        around, fund = circumstances(payments=(payment,)), paying_fund(payment)
        asked = command(STEP.CORRECT_INSTANT, at=PAID_AT + timedelta(days=1), corrects=number, instant=to)
        for known in (history, None):
            found = payment_problems(asked, payment, context=around, funds=fund, rules=RULES, history=known)
            assert [each.code for each in found] == [code]

    def test_a_payment_stamped_far_ahead_goes_on(self) -> None:
        (*before, last) = paid(2)
        ahead = replay_payment((*before, attrs.evolve(last, at=FAR)))
        around, fund = circumstances(payments=(ahead,)), paying_fund(ahead)
        release = command(STEP.RELEASE, at=PAID_AT + timedelta(days=1))
        found = payment_problems(release, ahead, context=around, funds=fund, rules=RULES)
        assert [each.code for each in found] == [CODE.EARLIER_THAN_LAST_ENTRY]
        asked = command(STEP.CORRECT_INSTANT, at=PAID_AT + timedelta(days=1), corrects=2, instant=last.at)
        put_right = decide_payment(asked, ahead, context=around, funds=fund, rules=RULES).payment
        around = circumstances(payments=(put_right,))
        assert payment_problems(release, put_right, context=around, funds=fund, rules=RULES) == ()

    @pytest.mark.parametrize(
        "content",
        [
            {"trigger": STEP.HOLD, "corrects": 1},
            {"trigger": STEP.HOLD, "instant": PAID_AT},
            {"trigger": STEP.CORRECT_INSTANT, "corrects": 1},
            {"trigger": STEP.CORRECT_INSTANT, "instant": PAID_AT},
        ],
    )
    def test_a_correction_is_whole_or_not_there(self, content: dict[str, Any]) -> None:
        with pytest.raises(InvalidValue, match="corrects"):
            PaymentCommand(payment=PAYMENT, id=CommandId("x"), by=SYSTEM, at=PAID_AT, **content)
        whole = repaired(paid(2), 1, PAID_AT)
        given: dict[str, Any] = {"corrects": None, "instant": None} | content
        forged = (*whole[:-1], attrs.evolve(whole[-1], **given))
        with pytest.raises(BrokenHistory):
            replay_payment(forged)
        assert "whole_correction" in {each.code for each in audit((), (), (forged,))}

    def test_a_step_that_is_refused_names_no_repair_instead(self) -> None:
        payment = replay_payment(paid(5))
        around, fund = circumstances(payments=(payment,)), paying_fund(payment)
        (found,) = payment_problems(command(STEP.SEND), payment, context=around, funds=fund, rules=RULES)
        assert STEP.CORRECT_INSTANT not in found.param("possible")

    def test_what_it_corrects_is_part_of_the_command(self) -> None:
        entries = repaired(paid(2), 2, PAID_AT + timedelta(hours=1))
        same = PaymentCommand(
            payment=PAYMENT,
            id=CommandId("repair"),
            by=SYSTEM,
            at=PAID_AT,
            trigger=STEP.CORRECT_INSTANT,
            corrects=2,
            instant=PAID_AT + timedelta(hours=1),
        )
        assert repeated_payment(same, entries) == entries[-1:]
        assert "2 · " in entries[-1].summary
        with pytest.raises(CommandReused):
            repeated_payment(attrs.evolve(same, instant=PAID_AT), entries)


# Funds.

KEY = pool_key("SEK")
BOOKED_AT = datetime(2022, 7, 1, 9, tzinfo=UTC)
IRELAND, SWEDEN = EntityId("ireland"), EntityId("sweden")


def ledger() -> FundLedger:
    """Return a ledger of two earnings, the second of which a wrong clock has stamped."""
    pool = FundPool.empty(KEY)
    return FundLedger(
        KEY,
        (
            pool.earned_entry(IRELAND, Money("900.00", "SEK"), at=BOOKED_AT),
            pool.earned_entry(SWEDEN, Money("60.00", "SEK"), at=FAR),
        ),
    )


def asked_of_fund(entry: int = 2, to: datetime = BOOKED_AT, **changes: Any) -> CorrectFundInstant:
    given: dict[str, Any] = {
        "fund": KEY,
        "id": CommandId("clock"),
        "by": SYSTEM,
        "at": NOW,
        "entry": entry,
        "instant": to,
        "reason": "The clock was wrong.",
    }
    return CorrectFundInstant(**(given | changes))


class TestFunds:
    def test_the_balance_as_known_goes_by_the_corrected_instant(self) -> None:
        before, later = ledger(), BOOKED_AT + timedelta(hours=1)
        decision = decide_fund(asked_of_fund(), before.pool, rules=RULES)
        after = before.extended(decision.entries)
        assert after.pool == decision.pools[0]
        assert before.balance(known=later).earned == Money("900.00", "SEK")
        assert after.balance(known=later).earned == Money("960.00", "SEK")
        assert after.balance(known=BOOKED_AT - timedelta(hours=1)).earned.is_zero
        assert after.balance() == before.balance()
        assert after.entries[:2] == before.entries
        assert after.instants() == (BOOKED_AT, BOOKED_AT, NOW)
        assert_conserved(after)
        assert audit((), after, ()) == ()
        assert from_data(to_data(after)) == after

    @settings(max_examples=25)
    @given(st.integers(1, 2), st.datetimes(datetime(2022, 7, 1), datetime(2022, 8, 31)))  # noqa: DTZ001
    def test_it_is_as_if_it_had_been_right_from_the_start(self, number: int, moment: datetime) -> None:
        right, to = ledger(), moment.replace(tzinfo=UTC)
        entries = list(right.entries)
        entries[number - 1] = attrs.evolve(entries[number - 1], at=to)
        never_wrong = FundLedger(KEY, tuple(entries))
        decision = decide_fund(asked_of_fund(number, to), right.pool, rules=RULES)
        put_right = right.extended(decision.entries)
        for known in (to, to - timedelta(seconds=1), to + timedelta(seconds=1), BOOKED_AT, NOW, FAR):
            for on in (None, KEY.usage_period.first):
                assert put_right.balance(on=on, known=known) == never_wrong.balance(on=on, known=known)

    def test_the_portal_may_and_says_why(self) -> None:
        pool = ledger().pool
        for role, actor in ACTORS.items():
            found = fund_problems(asked_of_fund(by=actor), pool, rules=RULES)
            assert (found == ()) is (role is Role.SYSTEM), role
        (silent,) = fund_problems(asked_of_fund(reason="\t"), pool, rules=RULES)
        assert (silent.code, silent.field) == (CODE.TEXT_MISSING, "reason")

    @pytest.mark.parametrize(
        ("entry", "to", "code", "field"),
        [
            (3, BOOKED_AT, CODE.ENTRY_NOT_CORRECTABLE, "entry"),
            (2, NOW + timedelta(seconds=1), CODE.INSTANT_OUT_OF_ORDER, "instant"),
        ],
    )
    def test_there_is_such_an_entry_and_nothing_lies_ahead(
        self, entry: int, to: datetime, code: ProblemCode, field: str
    ) -> None:
        (found,) = fund_problems(asked_of_fund(entry, to), ledger().pool, rules=RULES)
        assert (found.code, found.field) == (code, field)

    def test_it_is_performed_once(self) -> None:
        store = InMemoryRepository()
        store.open_pool(KEY)
        store.append(FundWrite(pool=KEY, expected=0, entries=ledger().entries))
        first = perform(asked_of_fund(), store, rules=RULES)
        again = perform(attrs.evolve(asked_of_fund(), at=NOW + timedelta(days=1)), store, rules=RULES)
        assert (first.is_repeat, again.is_repeat, again.entries) == (False, True, first.entries)
        with pytest.raises(CommandReused):
            perform(asked_of_fund(to=NOW), store, rules=RULES)

    @pytest.mark.parametrize(
        "changes",
        [
            {"corrects": None},
            {"instant": None},
            {"amount": Money("1.00", "SEK")},
            {"instant": NOW + timedelta(seconds=1)},
            {"kind": FundEntryKind.EXPIRED},
        ],
    )
    def test_a_correction_is_whole_and_moves_nothing(self, changes: dict[str, Any]) -> None:
        (entry,) = decide_fund(asked_of_fund(), ledger().pool, rules=RULES).entries
        with pytest.raises(InvalidValue):
            attrs.evolve(entry, **changes)

    @pytest.mark.parametrize("number", [0, 3])
    def test_no_ledger_takes_one_of_no_entry_before_it(self, number: int) -> None:
        (entry,) = decide_fund(asked_of_fund(), ledger().pool, rules=RULES).entries
        with pytest.raises(BrokenLedger, match="before it"):
            ledger().extended((attrs.evolve(entry, corrects=number),))
