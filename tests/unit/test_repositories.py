"""Storing and performing: one atomic append, nothing lost, the same command once."""

from __future__ import annotations

import asyncio
import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from functools import partial
from typing import TYPE_CHECKING, Any

import attrs
import pytest
from tests.support.world import (
    ACTORS,
    ADMIN,
    CLAIM,
    ELSEWHERE,
    FORM,
    LOCATION,
    OTHER_PROGRAM,
    PROGRAM,
    REVIEWER,
    RULES,
    USAGE,
    USER,
    Desk,
    desk_at,
    fund,
    instant,
    pool_key,
    sek,
    stored,
)

from coopclaims import (
    Claim,
    ClaimStatus,
    FundPool,
    History,
    InMemoryRepository,
    InvalidValue,
    Refused,
    Role,
    StaleClaim,
    UsagePeriod,
    perform,
    perform_async,
    replay,
)
from coopclaims.claims import ApproveClaim, Comment, CreateClaim, RejectClaim, StartReview, SubmitClaim
from coopclaims.errors import (
    AlreadyRecorded,
    BrokenHistory,
    CommandReused,
    UnknownClaim,
    UnknownFund,
    Unsupported,
)
from coopclaims.findings import ProblemCode
from coopclaims.funds import BrokenLedger, FundEntry, FundEntryKind, PoolKey
from coopclaims.identifiers import ClaimId, CommandId, EntityId, LocationId, ProgramId
from coopclaims.repositories import (
    Append,
    AsyncInMemoryRepository,
    ClaimWrite,
    FundWrite,
    LoadClaim,
    Loaded,
    Write,
    perform_steps,
    run_effect,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from coopclaims.identifiers import PaymentId
    from coopclaims.payments import Payment, PaymentHistory
    from coopclaims.repositories import Guard

OTHER = ClaimId("C-2002")
KEY = pool_key()


@pytest.fixture
def desk() -> Desk:
    return desk_at(ClaimStatus.UNDER_REVIEW)


@pytest.fixture
def store(desk: Desk) -> InMemoryRepository:
    """Given a claim under review, and its fund."""
    return stored(desk)


def everything(store: InMemoryRepository) -> object:
    claims = store.claims()
    return (
        claims,
        tuple(store.history(claim.id) for claim in claims),
        store.pools(),
        tuple(store.ledger(pool.key) for pool in store.pools()),
    )


def claim_write(desk: Desk, expected: int | None = None) -> ClaimWrite:
    """Return a write of the next remark on this claim."""
    decision = desk.decide(desk.command(Comment, USER, desk.later))
    version = desk.claim.version if expected is None else expected
    return ClaimWrite(claim=desk.id, expected=version, entries=decision.entries)


def fund_write(store: InMemoryRepository, expected: int | None = None, number: int = 1) -> FundWrite:
    """Return a write of a little more that was earned, by a command of this number."""
    entry = FundEntry(
        pool=KEY,
        kind=FundEntryKind.EARNED,
        amount=sek("1.00"),
        at=instant("2022-09-20 10:00"),
        on=date(2022, 9, 20),
        entity=EntityId("ireland"),
        by=ACTORS[Role.PAYMENT_TEAM].id,
        role=Role.PAYMENT_TEAM,
        command=CommandId(f"statement-{number}"),
    )
    version = store.pool(LOCATION, PROGRAM, USAGE).version if expected is None else expected
    return FundWrite(pool=KEY, expected=version, entries=(entry,))


class TestReading:
    def test_gives_back_what_was_stored(self, desk: Desk, store: InMemoryRepository) -> None:
        assert store.history(CLAIM) == desk.history
        assert store.claims() == (desk.claim,)
        assert store.pool(LOCATION, PROGRAM, USAGE) == desk.funds
        earned, *caused = store.ledger(KEY)
        assert earned.kind is FundEntryKind.EARNED
        assert tuple(caused) == desk.ledger

    def test_what_it_gave_is_not_changed_by_later_writes(self, desk: Desk, store: InMemoryRepository) -> None:
        history, claims, pools = store.history(CLAIM), store.claims(), store.pools()
        perform(desk.command(ApproveClaim, REVIEWER, desk.later), store, rules=RULES)
        assert history == desk.history
        assert claims == (desk.claim,)
        assert pools == (desk.funds,)

    def test_an_unknown_claim(self, store: InMemoryRepository) -> None:
        with pytest.raises(UnknownClaim) as caught:
            store.history(OTHER)
        assert caught.value.claim == OTHER

    @pytest.mark.parametrize(
        ("location", "program", "usage"),
        [
            (ELSEWHERE, PROGRAM, USAGE),
            (LOCATION, OTHER_PROGRAM, USAGE),
            (LOCATION, PROGRAM, UsagePeriod(date(2022, 1, 1), date(2022, 6, 30))),
        ],
    )
    def test_an_unknown_fund(
        self, store: InMemoryRepository, location: LocationId, program: ProgramId, usage: UsagePeriod
    ) -> None:
        with pytest.raises(UnknownFund) as caught:
            store.pool(location, program, usage)
        for part in (location, program, str(usage)):
            assert part in str(caught.value)

    def test_an_unknown_ledger(self, store: InMemoryRepository) -> None:
        with pytest.raises(UnknownFund):
            store.ledger(pool_key("EUR"))

    def test_claims_come_by_identifier_and_place(self) -> None:
        there = attrs.evolve(FORM, location=ELSEWHERE, program=OTHER_PROGRAM)
        pool = FundPool.empty(
            PoolKey(location=ELSEWHERE, program=OTHER_PROGRAM, usage_period=USAGE, currency=KEY.currency)
        )
        second, first = Desk(claim=ClaimId("b")), Desk(claim=ClaimId("a"))
        for each in (second, first):
            each.do(CreateClaim, USER, "2022-09-01 09:00")
        store = stored(second, first)
        store.open_pool(pool.key)
        dana = type(USER).partner("dana", *USER.roles, location=ELSEWHERE, program=OTHER_PROGRAM)
        elsewhere = Desk(claim=ClaimId("c"), form=there, funds=pool)
        perform(elsewhere.command(CreateClaim, dana, "2022-09-01 09:00"), store, rules=RULES)
        assert [claim.id for claim in store.claims()] == ["a", "b", "c"]
        assert [claim.id for claim in store.claims(location=LOCATION)] == ["a", "b"]
        assert [claim.id for claim in store.claims(program=OTHER_PROGRAM)] == ["c"]
        assert store.claims(location=LOCATION, program=OTHER_PROGRAM) == ()
        assert {each.key for each in store.pools()} == {KEY, pool.key}
        assert [each.key for each in store.pools(location=ELSEWHERE)] == [pool.key]
        assert [each.key for each in store.pools(program=PROGRAM)] == [KEY]
        assert store.pools(location=LOCATION, program=OTHER_PROGRAM) == ()


class TestFunds:
    def test_a_place_and_period_has_one(self, store: InMemoryRepository) -> None:
        """In one currency, whichever that is."""
        for key in (KEY, pool_key("EUR")):
            with pytest.raises(InvalidValue, match="fund pool"):
                store.open_pool(key)

    def test_it_is_opened_before_claims_draw_on_it(self) -> None:
        filed = Desk().command(CreateClaim, USER, "2022-09-01 09:00")
        with pytest.raises(Refused) as caught:
            perform(filed, InMemoryRepository(), rules=RULES)
        assert [(each.code, each.field) for each in caught.value.problems] == [
            (ProblemCode.FUND_MISSING, "program"),
            (ProblemCode.FUND_MISSING, "usage_period"),
        ]

    def test_who_may_not_create_a_claim_learns_of_no_fund(self) -> None:
        filed = Desk().command(CreateClaim, REVIEWER, "2022-09-01 09:00")
        with pytest.raises(Refused) as caught:
            perform(filed, InMemoryRepository(), rules=RULES)
        assert caught.value.codes == {ProblemCode.WRONG_SIDE}

    def test_one_that_is_gone_is_no_fault_of_a_command(self, desk: Desk) -> None:
        """A claim whose fund nobody finds any more is an error of the store, and not of what was asked."""

        kept, history = InMemoryRepository(), desk.history
        kept.append(ClaimWrite(claim=history.claim, expected=0, entries=history.entries))
        with pytest.raises(UnknownFund):
            perform(desk.command(Comment, USER, "2022-09-20 10:00", text="here"), kept, rules=RULES)

    def test_it_is_opened_empty(self) -> None:
        store = InMemoryRepository()
        assert store.open_pool(KEY) == FundPool.empty(KEY)
        assert store.ledger(KEY) == ()


class TestAppend:
    def test_everything_or_nothing(self, desk: Desk, store: InMemoryRepository) -> None:
        """Whichever part does not fit, nothing of the others is stored either."""
        good_claim, good_fund = claim_write(desk), fund_write(store)
        stale_claim = claim_write(desk, expected=desk.claim.version - 1)
        stale_fund = fund_write(store, expected=0)
        before = everything(store)
        batches: list[tuple[Write, ...]] = [
            (good_claim, stale_fund),
            (stale_fund, good_claim),
            (good_fund, stale_claim),
            (stale_claim, good_fund),
            (stale_claim, stale_fund),
        ]
        for batch in batches:
            with pytest.raises(StaleClaim):
                store.append(*batch)
            assert everything(store) == before
        store.append(good_claim, good_fund)
        assert store.history(CLAIM).version == desk.claim.version + 1
        assert store.ledger(KEY)[-1:] == good_fund.entries

    def test_an_entry_that_breaks_the_ledger_stores_nothing(
        self, desk: Desk, store: InMemoryRepository
    ) -> None:
        converted = attrs.evolve(
            fund_write(store).entries[0], kind=FundEntryKind.CONVERTED, amount=sek("999999.00")
        )
        before = everything(store)
        with pytest.raises(BrokenLedger):
            store.append(claim_write(desk), attrs.evolve(fund_write(store), entries=(converted,)))
        assert everything(store) == before

    def test_an_entry_that_breaks_the_history_stores_nothing(
        self, desk: Desk, store: InMemoryRepository
    ) -> None:
        write = claim_write(desk)
        twice = attrs.evolve(write, entries=(*write.entries, *write.entries))
        before = everything(store)
        with pytest.raises(BrokenHistory):
            store.append(fund_write(store), twice)
        assert everything(store) == before

    def test_a_stale_write_says_what_is_stale(self, desk: Desk, store: InMemoryRepository) -> None:
        with pytest.raises(StaleClaim) as caught:
            store.append(claim_write(desk, expected=2))
        assert (caught.value.stream, caught.value.expected, caught.value.found) == (CLAIM, 2, 8)
        with pytest.raises(StaleClaim) as caught:
            store.append(fund_write(store, expected=1))
        assert (caught.value.stream, caught.value.expected, caught.value.found) == (KEY, 1, 2)

    def test_a_new_claim_is_expected_to_be_new(self, desk: Desk, store: InMemoryRepository) -> None:
        again = ClaimWrite(claim=CLAIM, expected=0, entries=desk.history.entries)
        with pytest.raises(StaleClaim):
            store.append(again)
        empty = InMemoryRepository()
        empty.append(again)
        assert empty.history(CLAIM) == desk.history

    def test_entries_of_another_claim_are_refused(self, desk: Desk) -> None:
        """Whether the stream is new or not: it could never be read again."""
        stray = desk_at(ClaimStatus.EDITING, claim=OTHER)
        empty = InMemoryRepository()
        with pytest.raises(BrokenHistory, match=CLAIM):
            empty.append(ClaimWrite(claim=CLAIM, expected=0, entries=stray.history.entries))
        assert empty.claims() == ()
        store = stored(desk)
        with pytest.raises(BrokenHistory):
            store.append(ClaimWrite(claim=CLAIM, expected=8, entries=stray.history.entries))

    def test_one_stream_twice_in_a_batch_loses_nothing(self, desk: Desk, store: InMemoryRepository) -> None:
        first = claim_write(desk)
        desk.do(Comment, USER, desk.later)
        second = claim_write(desk)
        store.append(first, fund_write(store), second, fund_write(store, expected=3, number=2))
        assert store.history(CLAIM).version == 10
        assert [entry.command for entry in store.ledger(KEY)[2:]] == ["statement-1", "statement-2"]

    def test_one_stream_twice_at_one_version_is_stale(self, desk: Desk, store: InMemoryRepository) -> None:
        write = claim_write(desk)
        before = everything(store)
        with pytest.raises(StaleClaim) as caught:
            store.append(write, write)
        assert (caught.value.expected, caught.value.found) == (8, 9)
        with pytest.raises(StaleClaim):
            store.append(fund_write(store), fund_write(store))
        assert everything(store) == before

    def test_a_ledger_entry_that_is_delivered_again_changes_nothing(
        self, desk: Desk, store: InMemoryRepository
    ) -> None:
        """Its command and kind say that it is there, whatever its sender expects."""
        store.append(fund_write(store))
        before = everything(store)
        for again in (fund_write(store), fund_write(store, expected=3)):
            with pytest.raises(AlreadyRecorded) as caught:
                store.append(claim_write(desk), again)
            assert "statement-1" in str(caught.value.got)
            assert everything(store) == before
        twice = attrs.evolve(fund_write(store, number=2), entries=2 * fund_write(store, number=2).entries)
        with pytest.raises(AlreadyRecorded):
            store.append(twice)
        assert everything(store) == before

    def test_entries_that_name_no_cause_are_known_by_what_they_say(self, store: InMemoryRepository) -> None:
        """The same earnings at the same instant are the same entry, and a microsecond later another one."""
        entry = store.ledger(KEY)[0]
        before = everything(store)
        for entries in ((entry,), 2 * (attrs.evolve(entry, on=date(2022, 7, 2)),)):
            with pytest.raises(AlreadyRecorded):
                store.append(FundWrite(pool=KEY, expected=2, entries=entries))
            assert everything(store) == before
        others = [
            attrs.evolve(entry, **changes)
            for changes in (
                {"at": entry.at + timedelta(microseconds=1)},
                {"on": date(2022, 7, 3)},
                {"entity": EntityId("sweden")},
                {"amount": sek("0.01")},
                {"kind": FundEntryKind.ADJUSTED},
                {"reason": "The statement of July."},
            )
        ]
        store.append(FundWrite(pool=KEY, expected=2, entries=tuple(others)))
        assert len(store.ledger(KEY)) == 2 + len(others)

    def test_a_command_is_for_one_fund(self, store: InMemoryRepository) -> None:
        """What it rolls over it books at both ends; nothing else is booked by it in two funds."""
        other = pool_key(usage=UsagePeriod(date(2023, 1, 1), date(2023, 6, 30)))
        store.open_pool(other)
        write = fund_write(store)
        elsewhere = FundWrite(pool=other, expected=0, entries=(attrs.evolve(write.entries[0], pool=other),))
        before = everything(store)
        with pytest.raises(CommandReused) as together:
            store.append(write, elsewhere)
        assert everything(store) == before
        store.append(write)
        with pytest.raises(CommandReused) as later:
            store.append(elsewhere)
        for caught in (together, later):
            assert all(str(key) in str(caught.value) for key in (KEY, other))
        assert store.ledger(other) == ()

    def test_to_a_fund_that_was_never_opened(self, desk: Desk, store: InMemoryRepository) -> None:
        key = pool_key(usage=UsagePeriod(date(2022, 1, 1), date(2022, 6, 30)))
        stray = FundWrite(pool=key, expected=0, entries=())
        before = everything(store)
        with pytest.raises(UnknownFund):
            store.append(claim_write(desk), stray)
        assert everything(store) == before

    def test_of_nothing_changes_nothing(self, desk: Desk, store: InMemoryRepository) -> None:
        before = everything(store)
        store.append()
        store.append(ClaimWrite(claim=CLAIM, expected=desk.claim.version, entries=()))
        assert everything(store) == before


class TestPerform:
    def test_loads_decides_and_stores(self, desk: Desk, store: InMemoryRepository) -> None:
        command = desk.command(ApproveClaim, REVIEWER, desk.later)
        outcome = perform(command, store, rules=RULES)
        assert outcome.claim.status is ClaimStatus.APPROVED
        assert outcome.claim == replay(store.history(CLAIM))
        assert outcome.entries == store.history(CLAIM).entries[-1:]
        assert [str(entry.kind) for entry in outcome.ledger] == ["released", "committed"]
        assert outcome.ledger == store.ledger(KEY)[-2:]
        assert not outcome.is_repeat

    def test_creates_a_claim(self) -> None:
        store = stored()
        outcome = perform(Desk().command(CreateClaim, USER, "2022-09-01 09:00"), store, rules=RULES)
        assert outcome.claim == replay(store.history(CLAIM))
        assert outcome.claim.version == 1

    def test_creates_no_claim_twice(self, desk: Desk, store: InMemoryRepository) -> None:
        command = attrs.evolve(desk.commands[0], id=CommandId("another"), at=instant("2022-09-20 10:00"))
        with pytest.raises(Refused) as caught:
            perform(command, store, rules=RULES)
        assert caught.value.codes == {ProblemCode.CLAIM_EXISTS}

    def test_knows_only_claims_that_are_there(self, store: InMemoryRepository) -> None:
        command = attrs.evolve(Desk().command(Comment, USER, "2022-09-20 10:00"), claim=OTHER)
        with pytest.raises(UnknownClaim):
            perform(command, store, rules=RULES)

    def test_gives_advice_where_it_is_asked_for(self) -> None:
        desk = desk_at(ClaimStatus.EDITING, funds=fund("1.00"))
        store = stored(desk, funds=fund("1.00"))
        command = desk.command(SubmitClaim, USER, desk.later)
        outcome = perform(command, store, rules=RULES, advise=True)
        assert [problem.code for problem in outcome.advice] == [ProblemCode.ABOVE_AVAILABLE]

    def test_gives_no_advice_unasked(self) -> None:
        desk = desk_at(ClaimStatus.EDITING, funds=fund("1.00"))
        store = stored(desk, funds=fund("1.00"))
        assert perform(desk.command(SubmitClaim, USER, desk.later), store, rules=RULES).advice == ()

    def test_the_same_command_twice_has_one_effect(self, desk: Desk, store: InMemoryRepository) -> None:
        command = desk.command(ApproveClaim, REVIEWER, desk.later)
        first = perform(command, store, rules=RULES)
        after = everything(store)
        second = perform(command, store, rules=RULES)
        assert everything(store) == after
        assert second.is_repeat
        assert (second.claim, second.entries) == (first.claim, first.entries)

    def test_also_after_others_and_at_a_later_instant(self, desk: Desk, store: InMemoryRepository) -> None:
        """A retry may carry the instant of the retry, and find that more has happened since."""
        command = desk.command(Comment, USER, desk.later)
        first = perform(command, store, rules=RULES)
        desk.do(Comment, USER, desk.later)
        perform(desk.command(Comment, ADMIN, desk.later), store, rules=RULES)
        retried = attrs.evolve(command, at=instant("2022-12-24 12:00"))
        second = perform(retried, store, rules=RULES)
        assert second.is_repeat
        assert second.entries == first.entries
        assert store.history(CLAIM).version == 10

    @pytest.mark.parametrize(
        "changes", [{"text": "Another remark."}, {"by": ADMIN}], ids=["content", "actor"]
    )
    def test_one_id_for_two_commands_is_an_error(
        self, desk: Desk, store: InMemoryRepository, changes: dict[str, Any]
    ) -> None:
        command = desk.command(Comment, USER, desk.later)
        perform(command, store, rules=RULES)
        after = everything(store)
        with pytest.raises(CommandReused) as caught:
            perform(attrs.evolve(command, **changes), store, rules=RULES)
        assert command.id in caught.value.field
        assert CLAIM in caught.value.field
        assert everything(store) == after

    def test_of_another_kind_too(self, desk: Desk, store: InMemoryRepository) -> None:
        command = desk.command(Comment, REVIEWER, desk.later)
        perform(command, store, rules=RULES)
        other = attrs.evolve(desk.command(ApproveClaim, REVIEWER, desk.later), id=command.id)
        with pytest.raises(CommandReused) as caught:
            perform(other, store, rules=RULES)
        assert "ClaimApproved" in str(caught.value.got)
        assert "Commented" in caught.value.fits


class Interrupted:
    """A repository in which something else happens before each of the first appends, or after one."""

    def __init__(self, store: InMemoryRepository, *before: Callable[[], object], loses: int = 0) -> None:
        self.history, self.pool = store.history, store.pool
        self.claims, self.pools = store.claims, store.pools
        self.payments, self.payment_history = store.payments, store.payment_history
        self.booked = store.booked
        self.store = store
        self.before = list(before)
        self.loses = loses
        self.appends = 0

    def append(self, *writes: Write, guards: Sequence[Guard] = ()) -> None:
        self.appends += 1
        if self.before:
            self.before.pop(0)()
        self.store.append(*writes, guards=guards)
        if self.loses:
            self.loses -= 1
            self.store.append(*writes, guards=guards)  # sent again by a driver that had lost the reply


class TestConflicts:
    @staticmethod
    def other(desk: Desk, store: InMemoryRepository, text: str = "Meanwhile.") -> Callable[[], object]:
        """Return the act of somebody else who leaves a remark."""
        command = attrs.evolve(desk.command(Comment, ADMIN, desk.later, text=text), id=CommandId(text))
        return partial(perform, command, store, rules=RULES)

    def test_nothing_is_decided_again_unasked(self, desk: Desk, store: InMemoryRepository) -> None:
        busy = Interrupted(store, self.other(desk, store))
        with pytest.raises(StaleClaim) as caught:
            perform(desk.command(Comment, USER, desk.later), busy, rules=RULES)
        assert (caught.value.expected, caught.value.found) == (8, 9)
        assert busy.appends == 1
        assert store.history(CLAIM).version == 9

    def test_asked_to_it_decides_again_on_what_is_there_then(
        self, desk: Desk, store: InMemoryRepository
    ) -> None:
        busy = Interrupted(store, self.other(desk, store, "One"), self.other(desk, store, "Two"))
        outcome = perform(desk.command(Comment, USER, desk.later), busy, rules=RULES, attempts=3)
        assert busy.appends == 3
        assert outcome.entries[0].number == 11
        assert not outcome.is_repeat

    def test_it_gives_up_after_so_many_attempts(self, desk: Desk, store: InMemoryRepository) -> None:
        busy = Interrupted(store, self.other(desk, store, "One"), self.other(desk, store, "Two"))
        with pytest.raises(StaleClaim) as caught:
            perform(desk.command(Comment, USER, desk.later), busy, rules=RULES, attempts=2)
        assert caught.value.found == 10
        assert busy.appends == 2

    def test_what_is_decided_again_may_be_refused(self, desk: Desk, store: InMemoryRepository) -> None:
        rejected = partial(perform, desk.command(RejectClaim, REVIEWER, desk.later), store, rules=RULES)
        busy = Interrupted(store, rejected)
        with pytest.raises(Refused) as caught:
            perform(desk.command(ApproveClaim, REVIEWER, desk.later), busy, rules=RULES, attempts=2)
        assert ProblemCode.STEP_NOT_POSSIBLE in caught.value.codes

    def test_a_lost_reply_is_no_conflict(self, desk: Desk, store: InMemoryRepository) -> None:
        """The append was stored, sent again and found stale: what was first is the command itself."""
        outcome = perform(desk.command(Comment, USER, desk.later), Interrupted(store, loses=1), rules=RULES)
        assert outcome.is_repeat
        assert outcome.entries == store.history(CLAIM).entries[8:]
        assert len(outcome.entries) == 1

    def test_a_claim_that_is_created_twice_at_once_is_created_once(self) -> None:
        store, desk = stored(), Desk()
        command = desk.command(CreateClaim, USER, "2022-09-01 09:00")
        first = partial(perform, command, store, rules=RULES)
        outcome = perform(command, Interrupted(store, first), rules=RULES)
        assert outcome.is_repeat
        assert store.history(CLAIM).version == 1

    def test_an_identifier_that_somebody_else_takes_meanwhile(
        self, desk: Desk, store: InMemoryRepository
    ) -> None:
        busy = Interrupted(store, self.other(desk, store, "the same"))
        command = attrs.evolve(desk.command(Comment, USER, desk.later), id=CommandId("the same"))
        with pytest.raises(CommandReused):
            perform(command, busy, rules=RULES)

    @pytest.mark.parametrize("attempts", [0, -1])
    def test_there_is_one_attempt_at_least(
        self, desk: Desk, store: InMemoryRepository, attempts: int
    ) -> None:
        with pytest.raises(InvalidValue, match="attempts"):
            perform(desk.command(Comment, USER, desk.later), store, rules=RULES, attempts=attempts)

    def test_what_the_store_raises_besides_is_the_callers(
        self, desk: Desk, store: InMemoryRepository
    ) -> None:
        """Nobody knows what became of it; the same command sent again finds out."""

        def cut() -> None:
            raise ConnectionError

        busy = Interrupted(store, cut)
        command = desk.command(Comment, USER, desk.later)
        with pytest.raises(ConnectionError):
            perform(command, busy, rules=RULES)
        assert not perform(command, busy, rules=RULES).is_repeat


class TestSnapshots:
    def test_in_memory_the_claim_is_always_at_hand(self, desk: Desk, store: InMemoryRepository) -> None:
        first = desk.history.entries[0]
        loaded = store.load(CLAIM, first.command)
        assert loaded == Loaded(snapshot=desk.claim, since=(), performed=(first,))
        assert loaded.claim() == desk.claim
        with pytest.raises(UnknownClaim):
            store.load(OTHER, first.command)

    def test_without_one_the_whole_history_says_the_same(self, desk: Desk) -> None:
        first = desk.history.entries[0]
        loaded = Loaded.of(desk.history, first.command)
        assert loaded == Loaded(snapshot=None, since=desk.history.entries, performed=(first,))
        assert loaded.claim() == desk.claim

    def test_a_command_does_not_read_the_history_where_there_is_one(
        self, desk: Desk, store: InMemoryRepository
    ) -> None:
        effects: list[str] = []
        core = perform_steps(desk.command(Comment, USER, desk.later), rules=RULES)
        effect = next(core)
        while not isinstance(effect, Append):
            effects.append(type(effect).__name__)
            answer = run_effect(effect, store)
            if isinstance(effect, LoadClaim):
                assert isinstance(answer, Loaded)
                assert answer.since == ()
            effect = core.send(answer)
        effects.append(type(effect).__name__)
        assert effects == ["LoadClaim", "LoadPool", "Append"]


class TestAwaited:
    def test_it_is_the_same(self, desk: Desk) -> None:
        """Step by step, with the outcome of `perform`, on the async twin of the store."""
        store, twin = stored(), AsyncInMemoryRepository(stored())
        for command in (*desk.commands, desk.command(ApproveClaim, REVIEWER, desk.later)):
            outcome = asyncio.run(perform_async(command, twin, rules=RULES))
            assert outcome == perform(command, store, rules=RULES)
        assert everything(twin.store) == everything(store)
        again = asyncio.run(perform_async(desk.commands[0], twin, rules=RULES))
        assert again.is_repeat

    def test_it_raises_the_same(self, desk: Desk, store: InMemoryRepository) -> None:
        twin = AsyncInMemoryRepository(store)
        unknown = attrs.evolve(desk.command(Comment, USER, desk.later), claim=OTHER)
        with pytest.raises(UnknownClaim):
            asyncio.run(perform_async(unknown, twin, rules=RULES))
        with pytest.raises(Refused):
            asyncio.run(perform_async(desk.command(SubmitClaim, USER, desk.later), twin, rules=RULES))

    def test_without_snapshots_too(self, desk: Desk, store: InMemoryRepository) -> None:
        class Plain:
            """Has every verb but `load`."""

            def __init__(self, twin: AsyncInMemoryRepository) -> None:
                self.history, self.pool, self.append = twin.history, twin.pool, twin.append
                self.claims, self.pools = twin.claims, twin.pools
                self.payments, self.payment_history = twin.payments, twin.payment_history
                self.booked = twin.booked

        plain = Plain(AsyncInMemoryRepository(store))
        outcome = asyncio.run(perform_async(desk.command(Comment, USER, desk.later), plain, rules=RULES))
        assert outcome.claim.version == 9

    def test_a_store_of_its_own_where_none_is_given(self) -> None:
        twin = AsyncInMemoryRepository()
        assert asyncio.run(twin.open_pool(KEY)) == FundPool.empty(KEY)
        assert asyncio.run(twin.pools()) == (FundPool.empty(KEY),)
        assert asyncio.run(twin.claims()) == ()


class Meeting:
    """Puts a meeting point before the append of a repository, so that all have decided by then."""

    def __init__(self, store: InMemoryRepository, parties: int) -> None:
        self.store = store
        self.barrier = threading.Barrier(parties, timeout=30)

    def history(self, claim: ClaimId) -> History:
        return self.store.history(claim)

    def pool(self, location: LocationId, program: ProgramId, usage_period: UsagePeriod) -> FundPool:
        return self.store.pool(location, program, usage_period)

    def booked(self, fund: PoolKey, command: CommandId) -> tuple[FundEntry, ...]:
        return self.store.booked(fund, command)

    def payment_history(self, payment: PaymentId) -> PaymentHistory:
        return self.store.payment_history(payment)

    def payments(self, claim: ClaimId) -> tuple[Payment, ...]:
        return self.store.payments(claim)

    def claims(
        self, *, location: LocationId | None = None, program: ProgramId | None = None
    ) -> tuple[Claim, ...]:
        return self.store.claims(location=location, program=program)

    def pools(
        self, *, location: LocationId | None = None, program: ProgramId | None = None
    ) -> tuple[FundPool, ...]:
        return self.store.pools(location=location, program=program)

    def append(self, *writes: Write, guards: Sequence[Guard] = ()) -> None:
        self.barrier.wait()
        self.store.append(*writes, guards=guards)


def at_once(tasks: list[Callable[[], object]]) -> list[object]:
    """Run the tasks in a thread each, and return what each gave or raised."""

    def outcome(task: Callable[[], object]) -> object:
        try:
            return task()
        except StaleClaim as stale:
            return stale

    with ThreadPoolExecutor(len(tasks)) as threads:
        return list(threads.map(outcome, tasks))


class TestTogether:
    THREADS = 8

    def test_of_many_at_one_version_one_is_recorded(self, desk: Desk, store: InMemoryRepository) -> None:
        """The others are told that they are late, and nothing is lost."""
        meeting = Meeting(store, self.THREADS)
        commands = [
            attrs.evolve(desk.command(Comment, USER, desk.later, text=f"Remark {n}"), id=CommandId(f"c-{n}"))
            for n in range(self.THREADS)
        ]
        told = at_once([partial(perform, each, meeting, rules=RULES) for each in commands])
        stale = [each for each in told if isinstance(each, StaleClaim)]
        assert len(stale) == self.THREADS - 1
        assert all((each.stream, each.expected, each.found) == (CLAIM, 8, 9) for each in stale)
        assert store.history(CLAIM).version == 9

    def test_two_approvals_on_one_fund_never_overdraw_it(self) -> None:
        desks = [desk_at(ClaimStatus.UNDER_REVIEW, claim=ClaimId(name)) for name in ("a", "b")]
        store = stored(*desks)
        meeting = Meeting(store, 2)
        told = at_once(
            [
                partial(perform, each.command(ApproveClaim, REVIEWER, each.later), meeting, rules=RULES)
                for each in desks
            ]
        )
        (stale,) = [each for each in told if isinstance(each, StaleClaim)]
        assert stale.stream == KEY
        assert store.pool(LOCATION, PROGRAM, USAGE).balance().approved == sek("90000.00")
        assert sorted(claim.status for claim in store.claims()) == ["approved", "under_review"]
        (late,) = [each for each in desks if replay(store.history(each.id)).status != "approved"]
        with pytest.raises(Refused) as caught:
            perform(late.command(ApproveClaim, REVIEWER, late.later), store, rules=RULES)
        assert caught.value.codes == {ProblemCode.APPROVED_ABOVE_EARNED}

    def test_who_tries_again_loses_nothing(self, desk: Desk, store: InMemoryRepository) -> None:
        """Many remarks at once, each given again until it is recorded: all are there, each once."""

        def insist(n: int) -> None:
            command = desk.command(Comment, USER, desk.later, text=f"Remark {n}")
            command = attrs.evolve(command, id=CommandId(f"c-{n}"))
            while True:
                try:
                    perform(command, store, rules=RULES)
                except StaleClaim:
                    continue
                return

        at_once([partial(insist, n) for n in range(self.THREADS)])
        history = store.history(CLAIM)
        remarks = sorted(entry.command for entry in history.entries[8:])
        assert remarks == [f"c-{n}" for n in range(self.THREADS)]
        assert replay(history) == store.claims()[0]

    def test_claims_that_share_nothing_do_not_wait_for_each_other(self) -> None:
        desks = [desk_at(ClaimStatus.SUBMITTED, claim=ClaimId(f"C-{n}")) for n in range(self.THREADS)]
        store = stored(*desks, funds=fund("1000000.00"))
        meeting = Meeting(store, self.THREADS)
        told = at_once(
            [
                partial(perform, each.command(StartReview, REVIEWER, each.later), meeting, rules=RULES)
                for each in desks
            ]
        )
        assert not [each for each in told if isinstance(each, StaleClaim)]
        assert {claim.status for claim in store.claims()} == {ClaimStatus.UNDER_REVIEW}


def test_what_a_store_cannot_do_it_says() -> None:
    assert str(Unsupported("an append to two claims")) == (
        "this repository cannot do that: an append to two claims; nothing was written"
    )
