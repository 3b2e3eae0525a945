"""Commands that are refused, each for a reason that is made on purpose, and commands of any kind.

A mistake is a legal command spoiled in one way (who gives it, when, what it says), or a step that the
claim does not allow. Which mistakes a claim offers is found first and one of them is chosen, so that
nothing that is drawn has to be thrown away.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any, Final, cast

import attrs
from hypothesis import strategies as st

from coopclaims.claims.claim import Trigger
from coopclaims.claims.commands import (
    AmendClaim,
    ApproveClaim,
    CancelDraft,
    CorrectInstant,
    CreateClaim,
    DisputeCut,
    DisputeRejection,
    ExpireDraft,
    StartReview,
    SubmitClaim,
)
from coopclaims.claims.table import TABLE, edge_of
from coopclaims.errors import InvalidValue
from coopclaims.findings.codes import ProblemCode
from coopclaims.identifiers import ClaimId, CommandId
from coopclaims.money.amounts import Money
from coopclaims.parties import Actor, Role
from coopclaims.testing.evidencing import catalogue_of
from coopclaims.testing.ingredients import actors
from coopclaims.testing.legal import KINDS, command_at, draw_taking, is_about_nothing, kinds_of
from coopclaims.testing.payloads import draw_payload
from coopclaims.testing.spoiling import SPOILABLE, but, spoiling
from coopclaims.testing.walking import (
    GAPS,
    closed_rows,
    moments,
    opening_for,
    openings,
    roles_for,
)
from coopclaims.transitions import Refusal

if TYPE_CHECKING:
    from collections.abc import Callable, Container, Iterator, Sequence
    from datetime import datetime

    from hypothesis.strategies import DrawFn, SearchStrategy

    from coopclaims.claims.claim import Claim
    from coopclaims.claims.commands import Command
    from coopclaims.claims.table import ClaimRow
    from coopclaims.testing.walking import ClosedRow, OpenEdge
    from coopclaims.testing.world import World


_BLANKS = ("", " ", "\t\n")
_BEYOND_ANY_FUND = 10**11
_STRANGER = Actor.partner("nora")
"""A colleague whom nobody asks for anything."""

_WORDLESS: Final[tuple[type[Command], ...]] = (
    SubmitClaim,
    StartReview,
    DisputeRejection,
    DisputeCut,
    CancelDraft,
    ExpireDraft,
)
"""Commands that need to say nothing: for where there is no claim yet."""

_WRONG_IN_MANY_WAYS = (CreateClaim, AmendClaim, ApproveClaim)


def draw_anything(draw: DrawFn, claim: Claim | None, world: World, claim_id: str) -> Command:
    """Draw a command of any kind, by anyone, at any time from now on: legal or not."""
    kind = CreateClaim if claim is None else draw(st.sampled_from(KINDS))
    at = draw(st.sampled_from(moments(claim, world))) + draw(st.sampled_from(GAPS))
    by = draw(actors(world=world, in_scope=draw(st.booleans())))
    payload = draw_payload(draw, kind, claim, world, at)
    return command_at(kind, claim_id if claim is None else claim, by, at, payload)


def draw_mistake(
    draw: DrawFn,
    claim: Claim | None,
    world: World,
    claim_id: str,
    met: Container[ProblemCode] | None = None,
) -> Command:
    """Draw a command that is refused.

    Five of six are spread evenly over kinds of command and roles, where a fourth at least are of the
    kinds that the status allows, and the sixth over what else blocks a command. Where it is known which
    problems were `met`, half of them are of the latter sort, and one not met yet is preferred among those.
    """
    refused = () if claim is None else _refused_kinds(claim)
    possible = [kind for kind in _kinds_on(claim) if kind not in refused]
    kinds = (*refused, *(max(1, len(refused) // (3 * len(possible))) * possible))
    cells = [(kind, role) for role in Role for kind in kinds]
    others = len(cells) // 5 if met is None else len(cells)
    number = draw(st.integers(0, len(cells) + others - 1))
    if number < len(cells):
        return _draw_in_cell(draw, *cells[number], claim, world, claim_id)
    known: Container[ProblemCode] = frozenset[ProblemCode]() if met is None else met
    found = openings(claim, world)
    sayings = [(each, kind) for each in found for kind in kinds_of(each.row.trigger) if kind in SPOILABLE]
    sayings += 6 * [(each, kind) for each, kind in sayings if kind in _WRONG_IN_MANY_WAYS]
    ways: list[Callable[[], Command]] = []
    if sayings:
        weight = 6 if any(kind in _WRONG_IN_MANY_WAYS for _, kind in sayings) else 1
        said = st.sampled_from(sayings)
        ways += weight * [lambda: _spoiled(draw, *draw(said), claim, world, claim_id, known)]
    if claim is None:
        ways += 2 * [lambda: _on_nothing(draw, draw(st.sampled_from(_WORDLESS)), world, claim_id)]
    else:
        if found:
            ways.append(lambda: _before_the_last(draw, draw(st.sampled_from(found)), claim, world))
        if closed := closed_rows(claim, world):
            ways += 4 * [lambda: _one_closed(draw, closed, claim, world, known)]
        if not ways:
            closed_to = st.sampled_from(refused)
            ways.append(lambda: _never(draw, draw(closed_to), draw(actors(world=world)), claim, world))
    return draw(st.sampled_from(ways))()


def draw_round(draw: DrawFn, claim: Claim, world: World) -> tuple[Command, ...]:
    """Draw commands that are all refused: a round of what a careless service accepts.

    It is one of every kind that the status never allows, by somebody who may give it elsewhere in a claim's
    life, and every step that leads on, and an edit, by each role that may not.
    """
    commands = [
        _never(draw, kind, world.actor(_usual(kind, world)), claim, world) for kind in _refused_kinds(claim)
    ]
    for each in openings(claim, world):
        if each.row.target is not claim.status or each.row.trigger is Trigger.EDIT:
            command = draw_taking(draw, each, claim, world)
            roles = roles_for(each.row, claim, world, command.at)
            commands += [but(command, by=world.actor(role)) for role in Role if role not in roles]
    return tuple(commands)


def _usual(kind: type[Command], world: World) -> Role:
    """Return the first role that may give such a command in some status."""
    row = next(row for row in TABLE.rows if row.trigger is kind.trigger)
    return roles_for(row, None, world, world.start_of(world.claiming_period.first))[0]


def draw_refused_for(
    draw: DrawFn, code: ProblemCode, claim: Claim | None, world: World, claim_id: str
) -> Command:
    """Draw a command that is refused for this reason alone. Raises `InvalidValue` where none was found."""
    kinds = _kinds_on(claim)
    first = draw(st.integers(0, len(kinds) - 1))
    for kind in (*kinds[first:], *kinds[:first]):
        alone = [
            each
            for each in _mistakes(draw, kind, claim, world, claim_id)
            if {problem.code for problem in world.problems(each, claim)} == {code}
        ]
        if alone:
            return draw(st.sampled_from(alone))
    status = None if claim is None else claim.status
    raise InvalidValue("refused_for", code, "reason_to_refuse", status=status)


def mistakes(claim: Claim | None, world: World, claim_id: str) -> SearchStrategy[tuple[Command, ...]]:
    """Return a strategy for commands of every kind, one for each way in which it can be wrong."""
    return _every_mistake(claim, world, claim_id)


@st.composite
def _every_mistake(draw: DrawFn, claim: Claim | None, world: World, claim_id: str) -> tuple[Command, ...]:
    kinds = _kinds_on(claim)
    return tuple(each for kind in kinds for each in _mistakes(draw, kind, claim, world, claim_id))


def _kinds_on(claim: Claim | None) -> tuple[type[Command], ...]:
    """Return the kinds of command that can be given on a claim, or where there is none."""
    return (CreateClaim, *_WORDLESS) if claim is None else KINDS


def _refused_kinds(claim: Claim) -> tuple[type[Command], ...]:
    """Return the kinds of command that the claim does not allow in its status."""
    return tuple(kind for kind in KINDS if isinstance(edge_of(claim, kind.trigger), Refusal))


def _mistakes(
    draw: DrawFn, kind: type[Command], claim: Claim | None, world: World, claim_id: str
) -> Iterator[Command]:
    """Yield commands of this kind that are refused, one for each way of being wrong."""
    answer = edge_of(claim, kind.trigger)
    if isinstance(answer, Refusal):
        command = _draw_in_cell(draw, kind, draw(st.sampled_from(Role)), claim, world, claim_id)
        yield from (but(command, by=actor) for actor in world.actors)
        return
    opening = _opening_for(answer, kind, claim, world)
    if opening is not None:
        command = draw_taking(draw, opening, claim, world, claim_id=claim_id, kinds=(kind,))
        holders = roles_for(answer, claim, world, command.at)
        for role in Role:
            yield but(command, by=draw(actors(role, world=world, in_scope=role not in holders)))
        yield but(command, by=_STRANGER)
        yield from spoiling(command, claim, world, draw(st.sampled_from(_BLANKS)))
        if claim is not None and kind is not CorrectInstant:  # which may come before the last entry
            yield _earlier(draw, command, claim)
    if claim is not None:
        for closed in closed_rows(claim, world):
            if closed.row is answer:
                yield _asking(draw, kind, closed.at, claim, world)


def _draw_in_cell(
    draw: DrawFn, kind: type[Command], role: Role, claim: Claim | None, world: World, claim_id: str
) -> Command:
    """Draw a refused command of this kind, by somebody of this role.

    Who may give it is wrong in another way: elsewhere, too early, or in what the command says.
    """
    answer = edge_of(claim, kind.trigger)
    by = world.actor(role)
    if claim is None and kind is not CreateClaim:
        return attrs.evolve(_on_nothing(draw, kind, world, claim_id), by=by)
    if isinstance(answer, Refusal):
        return _never(draw, kind, by, cast("Claim", claim), world)
    opening = _opening_for(answer, kind, claim, world)
    if opening is None:
        at = moments(claim, world)[0]
        command = command_at(
            kind, claim_id if claim is None else claim, by, at, draw_payload(draw, kind, claim, world, at)
        )
    else:
        command = draw_taking(draw, opening, claim, world, claim_id=claim_id, kinds=(kind,))
    if role not in roles_for(answer, claim, world, command.at):
        return attrs.evolve(command, by=by)
    elsewhere = _STRANGER if role is Role.COLLABORATOR else draw(actors(role, world=world, in_scope=False))
    wrong: list[Command] = [but(command, by=elsewhere)]
    if claim is not None and kind is not CorrectInstant:
        wrong.append(_earlier(draw, but(command, by=by), claim))
    if opening is not None:
        wrong += spoiling(but(command, by=by), claim, world, draw(st.sampled_from(_BLANKS)))
    return draw(st.sampled_from(wrong))


def _opening_for(row: ClaimRow, kind: type[Command], claim: Claim | None, world: World) -> OpenEdge | None:
    """Return from when on the claim can take this row by a command of this kind, or `None`."""
    return None if is_about_nothing(kind, claim) else opening_for(row, claim, world)


def _never(draw: DrawFn, kind: type[Command], by: Actor, claim: Claim, world: World) -> Command:
    """Draw a command that the claim does not allow in its status, whoever gives it."""
    at, form = claim.changed_at, claim.form
    if kind in (CreateClaim, AmendClaim):
        return command_at(kind, claim, by, at, {"form": attrs.evolve(form, name=f"{form.name}, amended")})
    return command_at(kind, claim, by, at, draw_payload(draw, kind, claim, world, at))


def _one_closed(
    draw: DrawFn, closed: Sequence[ClosedRow], claim: Claim, world: World, met: Container[ProblemCode]
) -> Command:
    """Draw a command for a step that something blocks, at one of the instants at which it does."""
    closed = [each for each in closed if any(found.code not in met for found in each.problems)] or closed
    step = draw(st.sampled_from(list(dict.fromkeys(each.row.trigger for each in closed))))
    at = draw(st.sampled_from([each.at for each in closed if each.row.trigger is step]))
    return _asking(draw, draw(st.sampled_from(kinds_of(step))), at, claim, world)


def _asking(draw: DrawFn, kind: type[Command], at: datetime, claim: Claim, world: World) -> Command:
    """Draw a command for a step that is not possible at this instant, by somebody who might take it."""
    by = draw(actors(*_granted(kind.trigger, claim, world, at), world=world))
    return command_at(kind, claim, by, at, draw_payload(draw, kind, claim, world, at))


def _on_nothing(draw: DrawFn, kind: type[Command], world: World, claim_id: str) -> Command:
    """Draw a command on a claim that does not exist."""
    at = draw(st.sampled_from(moments(None, world)))
    return command_at(kind, claim_id, draw(actors(world=world)), at, {})


def draw_submission(draw: DrawFn, claim_id: ClaimId, version: int, world: World, at: datetime) -> Command:
    """Draw a submission of a claim that may lack something, by somebody who may submit it."""
    by = draw(actors(Role.INCENTIVES_ADMIN, world=world))
    ready = max(at, world.start_of(world.claiming_period.first))
    return SubmitClaim(claim=claim_id, id=CommandId(f"{claim_id}/{version}"), by=by, at=ready)


def draw_spoiled(draw: DrawFn, opening: OpenEdge, claim: Claim, world: World) -> Command:
    """Draw a legal amendment after which the claim cannot be submitted, or not before something else."""
    command = cast("AmendClaim", draw_taking(draw, opening, claim, world, kinds=(AmendClaim,)))
    form, usage = command.form, world.usage_period
    changes: list[dict[str, object]] = [
        {"executed_on": usage.first - timedelta(days=1)},
        {"executed_on": usage.last + timedelta(days=1)},
        {"circumstances": ()},
        {"attested": ()},
        {"pre_approval": ""},
        {"amount": Money.of_minor_units(_BEYOND_ANY_FUND, form.amount.currency)},
    ]
    forms = [attrs.evolve(form, **cast("Any", change)) for change in changes]
    forms += [
        attrs.evolve(form, activity=each.key, circumstances=(), attested=())
        for each in catalogue_of(form.executed_on, world)
        if each.one_of and each.is_for(form.program)
    ]
    spoiled = [but(command, form=each) for each in dict.fromkeys(forms) if each != form]
    legal = [each for each in spoiled if not world.problems(each, claim)]
    return draw(st.sampled_from(legal or [command]))


def _granted(step: Trigger, claim: Claim, world: World, at: datetime) -> list[Role]:
    """Return the roles that may take the step from here."""
    answer = cast("ClaimRow", TABLE[claim.status][step])
    granted = world.rules.permission(answer.requires, world.rules.day(at)).value
    return [role for role in Role if role in granted]


def _before_the_last(draw: DrawFn, opening: OpenEdge, claim: Claim, world: World) -> Command:
    """Draw a command given before the last entry of the History."""
    return _earlier(draw, draw_taking(draw, opening, claim, world), claim)


def _earlier(draw: DrawFn, command: Command, claim: Claim) -> Command:
    gap = draw(st.sampled_from([gap for gap in GAPS if gap]))
    return but(command, at=claim.changed_at - gap)


def _spoiled(
    draw: DrawFn,
    opening: OpenEdge,
    kind: type[Command],
    claim: Claim | None,
    world: World,
    claim_id: str,
    met: Container[ProblemCode],
) -> Command:
    """Draw a command of this kind that is legal but for one thing that it says."""
    command = draw_taking(draw, opening, claim, world, claim_id=claim_id, kinds=(kind,))
    blank = draw(st.sampled_from(_BLANKS))
    by_reason: dict[frozenset[ProblemCode], list[Command]] = {}
    for each in spoiling(command, claim, world, blank):
        codes = frozenset(found.code for found in world.problems(each, claim))
        by_reason.setdefault(codes, []).append(each)
    fresh = [each for codes, each in by_reason.items() if any(code not in met for code in codes)]
    return draw(st.sampled_from(draw(st.sampled_from(fresh or list(by_reason.values())))))
