"""Commands that a claim accepts, taken from the openings of the table."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, Final, TypedDict, cast, get_args

import attrs
from hypothesis import strategies as st

from coopclaims.claims.claim import ClaimStatus, Trigger
from coopclaims.claims.commands import (
    AddCertification,
    AddInvoice,
    AddProof,
    AmendClaim,
    ApproveClaim,
    Command,
    CorrectInstant,
    RecordMetric,
    RemoveItem,
    WithdrawUploadRequest,
)
from coopclaims.claims.events import HistoryEntry
from coopclaims.claims.table import TABLE
from coopclaims.claims.verdicts import Participant
from coopclaims.completeness.missing import missing_evidence
from coopclaims.decisions.rows import COMMAND_ROWS
from coopclaims.findings.codes import ProblemCode
from coopclaims.identifiers import ActorId, ClaimId, CommandId
from coopclaims.parties import Actor, Delegation, Role
from coopclaims.rules.readings import Recommending
from coopclaims.testing.evidencing import submission_day
from coopclaims.testing.ingredients import actors
from coopclaims.testing.payloads import draw_payload
from coopclaims.testing.walking import GAPS, instants, roles_for
from coopclaims.transitions import Row

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import datetime

    from coopclaims.claims.claim import Claim
    from coopclaims.testing.payloads import Payload
    from coopclaims.testing.walking import OpenEdge
    from coopclaims.testing.world import World


KINDS: Final[tuple[type[Command], ...]] = get_args(Command)
"""Every kind of command."""

_OF_EVENT: Final = {row.event: (kind, row) for kind, row in COMMAND_ROWS.items()}

_SUPPLIES: Final[Mapping[ProblemCode, tuple[type[Command], ...]]] = MappingProxyType(
    {
        ProblemCode.COST_EVIDENCE_MISSING: (AddInvoice, AddCertification),
        ProblemCode.PROOF_MISSING: (AddProof,),
        ProblemCode.METRIC_MISSING: (RecordMetric,),
    }
)
"""Which kinds of command supply the evidence that is missing; the form is amended for anything else."""


class _Envelope(TypedDict):
    """What every command carries."""

    claim: ClaimId
    id: CommandId
    by: Actor
    at: datetime


def kinds_of(step: Trigger) -> tuple[type[Command], ...]:
    """Return the kinds of command that ask for this step."""
    return tuple(kind for kind in KINDS if kind.trigger is step)


def supplying(claim: Claim, world: World) -> tuple[type[Command], ...]:
    """Return the kinds of command that supply the first thing missing from the claim, if any is."""
    missing = missing_evidence(claim, rules=world.rules, on=submission_day(claim, world))
    if missing:
        return _SUPPLIES.get(missing[0].code, (AmendClaim,))
    return () if claim.form.executed_on in claim.form.usage_period else (AmendClaim,)


def command_at(
    kind: type[Command],
    claim: Claim | str,
    by: Actor,
    at: datetime,
    payload: Payload,
) -> Command:
    """Return the command of this kind on a claim, or on one to be created under this identifier.

    Its own identifier follows from the claim and its version.
    """
    name, version = (claim, 0) if isinstance(claim, str) else (claim.id, claim.version)
    envelope = _Envelope(claim=ClaimId(name), id=CommandId(f"{name}/{version + 1}"), by=by, at=at)
    return cast("Callable[..., Command]", kind)(**envelope, **payload)


def command_told_by(entry: HistoryEntry, world: World) -> Command:
    """Return the command that has led to an entry, given by who plays that role in this world."""
    kind, row = _OF_EVENT[type(entry.event)]
    known = Actor.partner(entry.by) if entry.role is Role.COLLABORATOR else world.actor(entry.role)
    by = attrs.evolve(known, id=entry.by, person=entry.person)
    if entry.on_behalf_of is not None:
        absent = attrs.evolve(known, id=entry.on_behalf_of, person=entry.absent_person)
        day = world.rules.day(entry.at)
        by = by.acting_for(Delegation(absent=absent, substitute=entry.by, first=day, last=day))
    payload = {name: getattr(entry.event, name) for name in row.says}
    return attrs.evolve(command_at(kind, entry.claim, by, entry.at, payload), id=entry.command)


def draw_taking(
    draw: st.DrawFn,
    opening: OpenEdge,
    claim: Claim | None,
    world: World,
    *,
    claim_id: str = "C-1",
    kinds: tuple[type[Command], ...] = (),
) -> Command:
    """Draw a legal command that takes this opening; `kinds` says which ones to choose from."""
    possible = [kind for kind in kinds or kinds_of(opening.row.trigger) if not is_about_nothing(kind, claim)]
    kind = draw(st.sampled_from(possible))
    at = draw(st.sampled_from(instants(opening, claim, world)))
    by = _draw_actor(draw, draw(st.sampled_from(opening.roles)), kind, claim, world)
    payload = draw_payload(draw, kind, claim, world, at)
    return command_at(kind, claim_id if claim is None else claim, by, at, payload)


def draw_correction(draw: st.DrawFn, claim: Claim, world: World) -> Command | None:
    """Draw a legal correction of an instant that the claim knows; `None` where nobody may correct any."""
    at = claim.changed_at + draw(st.sampled_from(GAPS))
    row = TABLE[claim.status][Trigger.CORRECT_INSTANT]
    roles = roles_for(row, claim, world, at) if isinstance(row, Row) else ()
    if not roles:
        return None
    by = _draw_actor(draw, draw(st.sampled_from(roles)), CorrectInstant, claim, world)
    return command_at(CorrectInstant, claim, by, at, draw_payload(draw, CorrectInstant, claim, world, at))


def is_about_nothing(kind: type[Command], claim: Claim | None) -> bool:
    """Say whether such a command needs something on the claim that is not there."""
    if kind is RemoveItem:
        return claim is None or not claim.items
    asked = () if claim is None else claim.details.uploads_asked
    return kind is WithdrawUploadRequest and not any(each.is_in_force for each in asked)


def _draw_actor(draw: st.DrawFn, role: Role, kind: type[Command], claim: Claim | None, world: World) -> Actor:
    if claim is not None and role is Role.COLLABORATOR:
        asked = [each.colleague for each in claim.details.uploads_asked if each.is_in_force]
        return Actor.partner(draw(st.sampled_from(asked)))
    actor = draw(actors(role, world=world))
    return actor if claim is None else _somebody_else(actor, kind, claim, world)


def _somebody_else(actor: Actor, kind: type[Command], claim: Claim, world: World) -> Actor:
    """Return the actor, or a colleague of theirs where somebody else has to give this command.

    That is who decided what is disputed, and who recommended what another person has to approve.
    """
    decided, earlier = claim.milestones.decided_by, list[Participant]()
    if claim.status is ClaimStatus.DISPUTED and decided is not None:
        earlier.append(decided)
    if kind is ApproveClaim and world.rules.policies.recommending is not Recommending.NOT_NEEDED:
        earlier += [each.by for each in claim.milestones.recommended]
    while any(each.is_person(actor) for each in earlier):
        actor = attrs.evolve(actor, id=ActorId(f"{actor.id} too"))
    return actor
