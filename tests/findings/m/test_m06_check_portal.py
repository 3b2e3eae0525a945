"""One check holds a service that mirrors the lifecycle against every answer of the rules."""

from __future__ import annotations

import importlib
from datetime import timedelta
from itertools import product
from typing import TYPE_CHECKING, Any

import pytest
from tests.support.findings import cc

if TYPE_CHECKING:
    from collections.abc import Iterator

testing: Any = importlib.import_module("coopclaims.testing")

STATUS = cc.ClaimStatus


class Portal:
    """A portal with a page for each claim, seen through an adapter of four questions.

    `faults` names what is wrong with it.
    """

    def __init__(self, fault: str = "") -> None:
        self.fault, self.world = fault, testing.World.typical()
        self.codes = frozenset(cc.findings.ProblemCode)
        self.repository = cc.InMemoryRepository()
        self.repository.open_pool(self.world.funds.key)
        earned = self.world.earnings()
        self.repository.append(
            cc.repositories.FundWrite(pool=self.world.funds.key, expected=0, entries=earned)
        )
        self.seen: dict[Any, int] = {}

    def do(self, command: Any) -> bool:
        """Return whether the command was accepted."""
        if self.fault == "edits a submitted claim" and isinstance(command, cc.claims.AmendClaim):
            known = command.claim in {claim.id for claim in self.repository.claims()}
            if known and self._claim(command.claim).status is STATUS.SUBMITTED:
                return True
        rules = self.world.rules
        if self.fault == "lets more people dispute":
            policies = cc.Policies(disputing=cc.rules.Disputing.WIDENED)
            rules = rules.rulebook.bind(calendar=rules.calendar, zone=rules.zone, policies=policies)
        try:
            cc.perform(command, self.repository, rules=rules)
        except cc.Refused as no:
            above = no.codes == {cc.findings.ProblemCode.APPROVED_ABOVE_CLAIMED}
            return above and self.fault == "approves more than is claimed"
        except cc.errors.UnknownClaim:
            return False
        return True

    def status(self, claim: Any) -> Any:
        """Return the status that the page of a claim shows."""
        stands, entries = self._claim(claim).status, self.repository.history(claim).entries
        submitted = sum(isinstance(entry.event, cc.claims.ClaimSubmitted) for entry in entries)
        if self.fault == "a second submission is under review" and submitted > 1:
            return STATUS.UNDER_REVIEW if stands is STATUS.SUBMITTED else stands
        return stands

    def history_length(self, claim: Any) -> int:
        """Return how many entries the page of a claim shows."""
        entries = self.repository.history(claim).entries
        if self.fault == "shows no remarks":
            entries = tuple(entry for entry in entries if not isinstance(entry.event, cc.claims.Commented))
        return len(entries)

    def due(self, claim: Any, kind: Any) -> Any:
        """Return the day on which a clock of a claim is due, `None` where it does not run."""
        stands = self._claim(claim)
        if kind is not cc.deadlines.Clock.REVIEW or stands.milestones.submitted_at is None:
            return None
        start = stands.milestones.submitted_at
        if self.fault == "counts the first day":
            start -= timedelta(days=1)
        return cc.deadlines.review_due(start=start, rules=self.world.rules).on

    def _claim(self, claim: Any) -> Any:
        return cc.replay(self.repository.history(claim))


FAULTS = [
    "a second submission is under review",
    "counts the first day",
    "shows no remarks",
    "approves more than is claimed",
    "lets more people dispute",
    "edits a submitted claim",
]


@pytest.mark.wide  # thirteen thousand commands; the page that explains it plays as many
def test_a_sound_portal_passes() -> None:
    assert testing.check_portal(Portal())


def _portals() -> Iterator[Any]:
    """Yield a fault and a seed; each plays thirteen thousand commands, so all but the first take too long."""
    for number, (fault, seed) in enumerate(product(FAULTS, (0, 1))):
        yield pytest.param(fault, seed, marks=pytest.mark.wide if number else pytest.mark.slow)


@pytest.mark.parametrize(("fault", "seed"), [*_portals()])
def test_a_portal_with_one_fault_is_found(fault: str, seed: int) -> None:
    with pytest.raises(AssertionError):
        testing.check_portal(Portal(fault), seed=seed)
