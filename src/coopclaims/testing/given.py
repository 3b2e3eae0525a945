"""Given, when, then: one claim, one command, and what has to come of it.

Works under any test runner: what is wrong is an `AssertionError` that shows the claim as it stands, the
row of the table that was tried, and every problem.
"""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any, TypeAlias, cast, final

import attrs
from hypothesis import strategies as st

from coopclaims._values import frozen
from coopclaims.claims.claim import Claim, ClaimStatus, Trigger
from coopclaims.claims.commands import Command
from coopclaims.claims.events import Event, History, HistoryEntry
from coopclaims.claims.recording import replay
from coopclaims.claims.table import edge_of
from coopclaims.decisions.deciding import Decision
from coopclaims.decisions.rows import event_of
from coopclaims.errors import InvalidValue
from coopclaims.findings.codes import ProblemCode
from coopclaims.findings.problem import Problem, Refused
from coopclaims.funds.entries import FundEntry, FundEntryKind, PoolKey
from coopclaims.funds.pool import FundPool
from coopclaims.parties import Actor, Role
from coopclaims.testing.laws import HOLDING
from coopclaims.testing.legal import command_at, draw_taking, is_about_nothing
from coopclaims.testing.payloads import draw_payload
from coopclaims.testing.stories import Scenario, scenarios, simplest
from coopclaims.testing.walking import moments, openings, standing_on
from coopclaims.testing.world import World
from coopclaims.transitions import Row

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hypothesis.strategies import DrawFn


Start: TypeAlias = ClaimStatus | Claim | History | Scenario | None
"""What a test may start from; `None` is where there is no claim yet."""


@final
@frozen(kw_only=True)
class Given:
    """A claim as it stands, and the world around it; where known, its History too."""

    world: World
    claim: Claim | None
    history: History | None

    def when(
        self,
        command: Command | type[Command],
        *,
        by: Actor | Role | None = None,
        at: datetime | None = None,
        **said: object,
    ) -> When:
        """Return what comes of this command, judged and not recorded anywhere.

        A kind of command is filled in to be legal, where the claim allows one: given by somebody who may,
        as soon as it can be, or when the least blocks it, saying no more than it has to. `by`, `at`
        and what it says, by the names of its fields, replace what was filled in.
        """
        if isinstance(command, type):
            command = simplest(filled_in(command, self.claim, self.world))
        changes: dict[str, object] = dict(said)
        if by is not None:
            changes["by"] = self.world.actor(by) if isinstance(by, Role) else by
        if at is not None:
            changes["at"] = at
        return When(given=self, command=cast("Command", attrs.evolve(cast("Any", command), **changes)))


@final
@frozen(kw_only=True)
class When:
    """A command that is given on a claim. Say what has to come of it."""

    given: Given
    command: Command

    def then(self, *expected: ClaimStatus | type[Event] | Event) -> Given:
        """Check that it is accepted and leads to this status, or is told as this event; go on from there.

        An event is a kind of event, or one with what it has to say.
        """
        outcome = self._judged()
        wanted = ", ".join(_named(each) for each in expected) or "accepted"
        if not isinstance(outcome, Decision):
            raise self._failed(f"then {wanted}", "it was refused", outcome)
        (entry,) = outcome.entries
        for each in expected:
            if not _is_met(each, entry):
                raise self._failed(f"then {_named(each)}", f"{entry.summary}, {entry.after.caption}", ())
        history = self.given.history
        return Given(
            world=self.given.world.after(outcome),
            claim=outcome.claim,
            history=None if history is None else history.extended(outcome.entries),
        )

    def refused(self, *codes: ProblemCode) -> Given:
        """Check that it is refused for exactly these kinds of problem, or for whatever; go on as before."""
        outcome = self._judged()
        wanted = f"refused: {', '.join(codes)}" if codes else "refused"
        if isinstance(outcome, Decision):
            raise self._failed(wanted, f"it was accepted: {outcome.entries[0].summary}", ())
        found = {each.code for each in outcome}
        if codes and found != set(codes):
            raise self._failed(wanted, f"refused: {', '.join(sorted(found))}", outcome)
        return self.given

    def nothing(self) -> Given:
        """Check that nothing happens, because the History has this very command already; go on as before."""
        history = self.given.history
        known = () if history is None else history.entries
        done = [entry for entry in known if entry.command == self.command.id]
        if not done:
            raise self._failed("nothing", "the History has no command of this identifier", ())
        if done[0].event != event_of(self.command) or done[0].by != self.command.by.id:
            raise self._failed("nothing", f"the identifier was given to {done[0].summary}", ())
        return self.given

    def _judged(self) -> Decision | tuple[Problem, ...]:
        try:
            return self.given.world.decide(self.command, self.given.claim)
        except Refused as refused:
            return refused.problems

    def _failed(self, expected: str, found: str, problems: tuple[Problem, ...]) -> AssertionError:
        command, claim = self.command, self.given.claim
        return AssertionError(
            "\n".join(
                (
                    f"expected {expected}",
                    f"but {found}",
                    f"given: {_told(claim)}",
                    f"when: {type(command).__name__} by {_who(command.by)} at {command.at.isoformat()}",
                    f"tried: {_tried(command.trigger, claim)}",
                    *(f"problem: {each}" for each in problems),
                )
            )
        )


def starting_from(start: Start = None, *, world: World | None = None) -> Given:
    """Return what a test goes on from: a status, a claim, a History, a scenario, or no claim yet.

    For a status the shortest story is told, in this world or the typical one, and the world of the answer
    has the fund that the story leads to. A claim or a History keeps its place and currency; unless you give
    its world, it stands in the typical one with a fund that can bear four times its amount, and in which it
    holds what it asked for or was approved. A world that you give with a claim, a History or a scenario is
    taken as it is: its fund has to have what the claim holds. Raises `InvalidValue` for a status that cannot
    be reached.

    >>> from coopclaims.claims import DisputeRejection, RejectionDisputed
    >>> from coopclaims.findings import ProblemCode
    >>> rejected = starting_from(ClaimStatus.REJECTED)
    >>> disputed = rejected.when(DisputeRejection, reason="Here it is.").then(ClaimStatus.DISPUTED)
    >>> disputed.claim.status.caption
    'Disputed'
    >>> _ = rejected.when(DisputeRejection, by=Role.INCENTIVES_USER).refused(ProblemCode.ACTION_NOT_GRANTED)
    """
    if start is None:
        return Given(world=world or World.typical(), claim=None, history=None)
    if isinstance(start, ClaimStatus):
        start, world = simplest(scenarios(start, world=world or World.typical())), None
    if isinstance(start, Scenario):
        return Given(world=world or start.world, claim=start.claim, history=start.history)
    claim = replay(start) if isinstance(start, History) else start
    history = start if isinstance(start, History) else None
    return Given(world=world or _around(claim), claim=claim, history=history)


def _around(claim: Claim) -> World:
    """Return a world in which the claim can be judged."""
    form, home = claim.form, World.typical()
    key = PoolKey(
        location=form.location,
        program=form.program,
        usage_period=form.usage_period,
        currency=form.amount.currency,
    )
    begun = home.start_of(form.usage_period.first)
    pool = FundPool.empty(key).earning(home.entities[0].id, 4 * form.amount, at=begun)
    return attrs.evolve(home, funds=pool.record(_held(claim, pool, home)), currency=key.currency)


def _held(claim: Claim, pool: FundPool, home: World) -> Iterator[FundEntry]:
    """Yield the entry by which the claim has what it holds: what it asked for, or what was approved."""
    amount, kind = claim.approved, FundEntryKind.COMMITTED
    if amount is None and claim.was_submitted and claim.status in HOLDING:
        amount, kind = claim.form.amount, FundEntryKind.RESERVED
    if amount is not None:
        yield FundEntry(
            pool=pool.key,
            kind=kind,
            amount=amount,
            at=claim.changed_at,
            on=home.rules.day(claim.changed_at),
            claim=claim.id,
            number=claim.version,
            activity=claim.form.activity,
        )


@st.composite
def filled_in(draw: DrawFn, kind: type[Command], claim: Claim | None, world: World) -> Command:
    """Draw a command of this kind: legal where the claim allows one, else when least blocks it."""
    for opening in openings(claim, world):
        if opening.row.trigger is kind.trigger and not is_about_nothing(kind, claim):
            return draw_taking(draw, opening, claim, world, kinds=(kind,))
    if claim is None:
        raise InvalidValue("command", kind.__name__, "claim_for_the_command")
    answer = edge_of(claim, kind.trigger)
    at, roles = claim.changed_at, frozenset(Role)
    if isinstance(answer, Row):
        at = min(moments(claim, world), key=lambda each: len(standing_on(answer, claim, world, each)))
        roles = world.rules.permission(answer.requires, world.rules.day(at)).value
    by = world.actor(next(role for role in Role if role in roles))
    return command_at(kind, claim, by, at, draw_payload(draw, kind, claim, world, at))


def _named(expected: ClaimStatus | type[Event] | Event) -> str:
    if isinstance(expected, ClaimStatus):
        return expected.caption
    return expected.__name__ if isinstance(expected, type) else str(expected)


def _is_met(expected: ClaimStatus | type[Event] | Event, entry: HistoryEntry) -> bool:
    if isinstance(expected, ClaimStatus):
        return entry.after is expected
    return isinstance(entry.event, expected) if isinstance(expected, type) else entry.event == expected


def _told(claim: Claim | None) -> str:
    if claim is None:
        return "no claim"
    entries = f"{claim.version} entries, the last at {claim.changed_at.isoformat()}"
    return f"claim {claim.id}, {claim.status.caption}, {claim.form.amount}; {entries}"


def _who(actor: Actor) -> str:
    held = ", ".join(role.caption for role in Role if role in actor.roles)
    return f"{actor.id} ({held or 'no role'})"


def _tried(step: Trigger, claim: Claim | None) -> str:
    answer = edge_of(claim, step)
    at = "no claim" if answer.source is None else answer.source.caption
    if isinstance(answer, Row):
        to = " or ".join(each.caption for each in answer.leads_to)
        return f"{at} / {step.caption} > {to}, which needs {answer.requires} ({answer.citation})"
    return f"{at} / {step.caption}: not possible, {answer.reason.english} ({answer.citation})"
