"""What `check_portal` finds in a service that mirrors the lifecycle, and how it tells it."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, get_args

import attrs
import pytest

from coopclaims import ClaimStatus, Money, Refused, Role, review_deadline
from coopclaims.claims import AddInvoice, Command, Comment, CreateClaim, Invoice, StartReview
from coopclaims.deadlines import Clock
from coopclaims.findings import ProblemCode
from coopclaims.identifiers import ClaimId, CommandId, ItemId
from coopclaims.testing import (
    PortalDifference,
    PortalFault,
    PortalReport,
    World,
    check_portal,
    explore,
    portal_report,
    starting_from,
)
from coopclaims.testing.portals import Referee

if TYPE_CHECKING:
    from datetime import date

    from coopclaims import Claim

HOME = World.typical()
NOON = HOME.start_of(HOME.usage_period.first)
INVOICE = Invoice(id=ItemId("i"), document="d", amount=Money("1.00", "SEK"))


class Sound:
    """A service that follows the rules and shows the day on which a review is due."""

    codes = frozenset(ProblemCode)

    def __init__(self) -> None:
        self.world = HOME
        self.claims: dict[ClaimId, Claim] = {}

    def do(self, command: Command) -> bool:
        try:
            decision = self.world.decide(command, self.claims.get(command.claim))
        except Refused:
            return False
        self.world = self.world.after(decision)
        self.claims[command.claim] = decision.claim
        return True

    def status(self, claim: ClaimId) -> ClaimStatus:
        return self.claims[claim].status

    def history_length(self, claim: ClaimId) -> int:
        return self.claims[claim].version

    def due(self, claim: ClaimId, clock: Clock) -> date | None:
        found = review_deadline(self.claims[claim], rules=HOME.rules) if clock is Clock.REVIEW else None
        return getattr(found, "on", None)


class Careless(Sound):
    """One with many faults, each in a corner of its own."""

    codes = frozenset(ProblemCode) - {ProblemCode.TEXT_MISSING}

    def do(self, command: Command) -> bool:
        if isinstance(command, Comment) and command.by.id == "rita":
            return False
        if isinstance(command, CreateClaim) and command.by.id == "vera":
            return True
        return super().do(command)

    def status(self, claim: ClaimId) -> ClaimStatus:
        found = super().status(claim)
        return ClaimStatus.CANCELLED if found is ClaimStatus.EXPIRED else found

    def history_length(self, claim: ClaimId) -> int:
        return super().history_length(claim) - (self.claims[claim].status is ClaimStatus.DISPUTED)

    def due(self, claim: ClaimId, clock: Clock) -> date | None:
        if clock is Clock.DISPUTE:
            return HOME.usage_period.first
        found = super().due(claim, clock)
        return None if self.claims[claim].status is ClaimStatus.UNDER_REVIEW else found


@cache
def careless() -> PortalReport:
    return portal_report(Careless(), stories=3, prefix="claim-")


def found(fault: PortalFault) -> list[PortalDifference]:
    return [each for each in careless().differences if each.fault is fault]


@pytest.mark.slow
class TestCareless:
    """Slow: it plays thirteen thousand commands."""

    def test_every_fault_is_found(self) -> None:
        assert not careless()
        assert {each.fault for each in careless().differences} == set(PortalFault)
        assert careless().counted > len(careless().differences) > 10

    def test_what_it_does_not_mirror_is_left_out(self) -> None:
        assert careless().left_out > 0
        assert ProblemCode.TEXT_MISSING not in careless().coverage.codes

    def test_a_day_that_is_shown_at_times_is_missed_where_it_is_not(self) -> None:
        (missing,) = (each for each in found(PortalFault.DUE) if each.clock is Clock.REVIEW)
        assert isinstance(missing.steps[-1], StartReview)
        assert (missing.clock, missing.found) == (Clock.REVIEW, None)
        assert dict(careless().due)[Clock.REVIEW] > 100
        assert dict(careless().due)[Clock.PAYMENT] == 0

    def test_another_day_than_the_due_one_is_found(self) -> None:
        (wrong,) = (each for each in found(PortalFault.DUE) if each.clock is Clock.DISPUTE)
        assert wrong.found == HOME.usage_period.first
        assert f"expected of dispute review {wrong.expected}, found 2022-07-01" in str(wrong)

    def test_each_is_told_with_its_steps(self) -> None:
        (refused, *_) = found(PortalFault.REFUSED)
        assert str(refused).startswith("refuses what the rules accept: Comment by rita (Reviewer) on ")
        assert refused.steps[-1].claim.startswith("claim-")
        (status, *_) = found(PortalFault.STATUS)
        assert "  expected Expired, found Cancelled" in str(status)
        created = next(each for each in found(PortalFault.ACCEPTED) if each.claim is None)
        assert "CreateClaim by vera (Validation team) on no claim" in str(created)
        assert "  problem: " in str(created)

    @pytest.mark.parametrize("fault", PortalFault)
    def test_the_steps_can_be_pasted(self, fault: PortalFault) -> None:
        shown = (each for each in found(fault) if each.clock is not Clock.DISPUTE)
        program = next(shown).program()
        with pytest.raises(AssertionError):
            exec(program, {"portal": Careless()})  # noqa: S102 - that is what it is for
        exec(program, {"portal": Sound()})  # noqa: S102

    def test_a_long_report_ends(self) -> None:
        more = len(careless().differences) - 10
        assert str(careless()).splitlines()[-1] == f"and {more} kinds more"
        assert "\n10. " in str(careless())
        assert "\n11. " not in str(careless())

    def test_it_is_raised(self) -> None:
        with pytest.raises(AssertionError, match=" differences of "):
            check_portal(Careless(), stories=0)


@pytest.mark.slow
def test_another_world_is_played_in_too() -> None:
    class Silent(Sound):
        def due(self, claim: ClaimId, clock: Clock) -> date | None:
            super().due(claim, clock)
            return None

    report = check_portal(Silent(), world=attrs.evolve(HOME), seed=7, stories=2)
    assert "due days compared: none; never shown: review, " in str(report)
    assert len(report.coverage.refused) == len(ClaimStatus) * len(get_args(Command)) * len(Role)
    assert len(report.coverage.statuses) == 10


def test_what_turns_out_to_be_legal_is_not_tried_as_a_mistake() -> None:
    referee = Referee(Sound(), HOME, "C-")
    referee.refused(ClaimId("C-1"), starting_from(None).when(CreateClaim).command)
    assert (referee.report().accepted, referee.report().refused) == (0, 0)


def test_an_actor_without_a_role_is_told_so() -> None:
    (step,) = [
        PortalDifference(
            fault=PortalFault.ACCEPTED,
            steps=(command,),
            claim=None,
            problems=(),
            clock=None,
            expected="refused",
            found="accepted",
        )
        for command in [
            AddInvoice(claim=ClaimId("C-1"), id=CommandId("k"), by=HOME.actors[5], at=NOON, invoice=INVOICE)
        ]
    ]
    assert "by carol (no role) on no claim" in str(step)


def test_answers_that_no_other_has_are_gained_or_lost() -> None:
    here = explore(HOME.rules)
    fewer = attrs.evolve(here, answers=tuple(each for each in here.answers if each.codes))
    difference = here.against(fewer)
    assert bool(difference)
    assert len(difference.gained) == len(here.answers) - len(fewer.answers)
    assert fewer.against(here).lost == difference.gained
    assert str(fewer.against(here)).splitlines()[1].startswith("  lost: Editing / ")
    assert not here.against(here)
