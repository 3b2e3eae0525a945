"""All orders in which writers can meet: the store in memory survives each, and faulty stores do not."""

from __future__ import annotations

from typing import TYPE_CHECKING

import attrs
import pytest
from tests.support.world import REVIEWER, RULES, USER, desk_at, fund, instant

from coopclaims import ClaimStatus, InMemoryRepository
from coopclaims.claims import ApproveClaim, Comment, CreateClaim
from coopclaims.identifiers import ClaimId, CommandId
from coopclaims.repositories import ClaimWrite, FundWrite
from coopclaims.testing.faults import SoundStore
from coopclaims.testing.faults.writing import (
    DoublesOnRetry,
    DropsTheFund,
    ForgetsTheExpectedVersion,
    IgnoresTheFundWhereAClaimIsWritten,
    IgnoresTheVersionOfTheFund,
    SwallowsStaleClaims,
    WritesOneStreamAfterTheOther,
)
from coopclaims.testing.interleavings import Interleavings, explore_interleavings

if TYPE_CHECKING:
    from coopclaims import ClaimRepository
    from coopclaims.claims import Command

DESKS = [desk_at(ClaimStatus.UNDER_REVIEW, claim=ClaimId(name)) for name in ("C-1", "C-2")]
APPROVALS = [desk.command(ApproveClaim, REVIEWER, desk.later) for desk in DESKS]
"""Two approvals of 90000.00 each, of a fund of 120000.00."""
REMARKS = [
    attrs.evolve(
        DESKS[0].command(Comment, USER, DESKS[0].later, text=f"Remark {n}"), id=CommandId(f"remark-{n}")
    )
    for n in range(3)
]


def filled(store: ClaimRepository) -> ClaimRepository:
    """Return the store with the fund and both claims under review."""
    earned = fund()
    entries = tuple(
        earned.earned_entry(entity, amount, at=instant("2022-07-01 00:00"))
        for entity, amount in earned.earned
    )
    caused = tuple(entry for desk in DESKS for entry in desk.ledger)
    store.append(FundWrite(pool=earned.key, expected=0, entries=entries))
    store.append(
        *(ClaimWrite(claim=desk.id, expected=0, entries=desk.history.entries) for desk in DESKS),
        FundWrite(pool=earned.key, expected=1, entries=caused),
    )
    return store


def in_memory() -> ClaimRepository:
    store = InMemoryRepository()
    store.open_pool(fund().key)
    return filled(store)


def tried(commands: list[Command], *, attempts: int = 2, crashes: int = 1) -> Interleavings:
    return explore_interleavings(in_memory, commands, rules=RULES, attempts=attempts, crashes=crashes)


class TestASoundStore:
    @pytest.mark.slow
    def test_three_writers_with_retries_a_repeat_and_a_crash(self) -> None:
        """Two approvals that one fund cannot both pay, a remark, and the first approval once more."""
        found = tried([*APPROVALS, REMARKS[0], APPROVALS[0]])
        assert found.interleavings > 100_000_000
        assert found.situations < 5_000
        assert found.crashes > 0
        assert found.conflicts > 0
        assert found.repeats > 0

    def test_three_remarks_on_one_claim(self) -> None:
        """Each subset of them in each order can be what is left, since any of them may crash or give up."""
        found = tried([*REMARKS], attempts=3)
        assert found.endings == 3 * 2 * 1 + 3 * 2  # all three in six orders; two of them where one crashed
        assert found.conflicts > 0

    def test_who_may_try_often_enough_is_never_left_out(self) -> None:
        assert tried([*REMARKS], attempts=3, crashes=0).endings == 6

    def test_who_tries_once_may_be_left_out(self) -> None:
        assert tried([*REMARKS], attempts=1, crashes=0).endings == 6 + 6 + 3

    def test_two_writers_of_three_steps_meet_in_twenty_orders(self) -> None:
        """Six steps, of which three are the first writer's: twenty ways to choose them."""
        found = tried([*REMARKS[:2]], attempts=1, crashes=0)
        assert found.interleavings == 20
        assert found.endings == 4  # both, in two orders, or one of them, which came first

    def test_a_claim_that_is_created_and_remarked_upon_at_once(self) -> None:
        """The claim alone, or the claim with the remark: never two claims, nor a remark on none."""
        desk = desk_at(None, claim=ClaimId("C-3"))
        create = desk.command(CreateClaim, USER, "2022-09-01 09:00")
        desk.do(CreateClaim, USER, "2022-09-01 09:00")
        remark = desk.command(Comment, USER, desk.later)
        found = tried([create, remark, create])
        assert found.endings == 2
        assert found.repeats > 0

    def test_one_writer_has_one_order(self) -> None:
        found = tried([REMARKS[0]], crashes=0)
        assert (found.interleavings, found.endings, found.situations) == (1, 1, 4)

    def test_what_was_tried_is_told(self) -> None:
        told = str(tried([REMARKS[0]], crashes=0))
        assert told.startswith("1 interleavings of 1 writers in 4 situations; 1 endings")


FAULTY: list[tuple[type[SoundStore], list[Command], str]] = [
    (ForgetsTheExpectedVersion, [*REMARKS[:2]], "what was acknowledged is stored"),
    (SwallowsStaleClaims, [*REMARKS[:2]], "what was acknowledged is stored"),
    (DoublesOnRetry, [REMARKS[0], REMARKS[0]], "expected a command that no other entry has"),
    (IgnoresTheVersionOfTheFund, [*APPROVALS], "who comes too late is told so"),
    (IgnoresTheFundWhereAClaimIsWritten, [*APPROVALS], "who comes too late is told so"),
    (DropsTheFund, [APPROVALS[0]], "every end is that of some order one after the other"),
    (WritesOneStreamAfterTheOther, [*APPROVALS], "every end is that of some order one after the other"),
]


class TestAFaultyStore:
    @pytest.mark.parametrize(("fault", "commands", "law"), FAULTY, ids=[each[0].__name__ for each in FAULTY])
    def test_is_found_out(self, fault: type[SoundStore], commands: list[Command], law: str) -> None:
        def make() -> ClaimRepository:
            return filled(fault(fund().key))

        with pytest.raises(AssertionError, match=law):
            explore_interleavings(make, commands, rules=RULES)

    def test_that_is_sound_otherwise_passes(self) -> None:
        """The scaffolding of the faults is not what is found out."""
        found = explore_interleavings(lambda: filled(SoundStore(fund().key)), [*APPROVALS], rules=RULES)
        assert found.endings == 2
