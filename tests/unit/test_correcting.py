"""Instants that a wrong clock stamped, put right: what follows is as if they had never been wrong."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import attrs
import pytest
from hypothesis import given, settings, strategies as st
from tests.support.world import (
    ACTORS,
    ADMIN,
    CLAIM,
    REVIEWER,
    RULES,
    SYSTEM,
    USER,
    Desk,
    desk_at,
    instant,
    stored,
)

from coopclaims import (
    Claim,
    ClaimStatus,
    History,
    HistoryEntry,
    InMemoryRepository,
    InvalidValue,
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
    SubmitClaim,
)
from coopclaims.errors import BrokenHistory, CommandReused
from coopclaims.findings import ProblemCode
from coopclaims.identifiers import CommandId
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
    return attrs.evolve(claim, version=0)


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

    @settings(max_examples=25)
    @given(scenarios(), st.data())
    def test_it_is_as_if_it_had_been_right_from_the_start(self, scenario: Scenario, data: DataObject) -> None:
        right = scenario.history.entries
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
