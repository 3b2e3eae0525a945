"""Acting for somebody absent, whoever that is: never more than they may, and nothing else than they may."""

from __future__ import annotations

from datetime import date, timedelta
from functools import cache
from typing import TYPE_CHECKING

import attrs
from hypothesis import given, strategies as st
from tests.support.world import (
    ACTORS,
    ELSEWHERE,
    KINDS,
    LOCATION,
    OTHER_PROGRAM,
    PACIFIC,
    PROGRAM,
    RULES,
    Desk,
    asked_desk_at,
)

from coopclaims import Actor, ClaimStatus, Grant, Role, allowed, problems
from coopclaims.decisions import visible
from coopclaims.findings import ProblemCode
from coopclaims.identifiers import ActorId
from coopclaims.parties import EVERYWHERE, Delegation, Side
from coopclaims.wire import from_text, to_text

if TYPE_CHECKING:
    from hypothesis.strategies import DrawFn, SearchStrategy

    from coopclaims.identifiers import LocationId, ProgramId
    from coopclaims.parties import Everywhere

_LOCATIONS: tuple[LocationId | Everywhere, ...] = (LOCATION, ELSEWHERE, EVERYWHERE)
_PROGRAMS: tuple[ProgramId | Everywhere, ...] = (PROGRAM, OTHER_PROGRAM, EVERYWHERE)
_FAILS = {ProblemCode.DELEGATION_UNFIT, ProblemCode.DELEGATION_NOT_IN_FORCE}
NAMES = ("carol", "mallory", "eva", str(ACTORS[Role.INCENTIVES_USER].id))
DAYS = st.dates(date(2022, 9, 1), date(2022, 12, 31))


@cache
def _desk(status: ClaimStatus) -> Desk:
    return asked_desk_at(status)


def grants(side: Side) -> SearchStrategy[tuple[Grant, ...]]:
    roles = [role for role in Role if role.side is side and role is not Role.COLLABORATOR]
    one = st.builds(Grant, st.sampled_from(roles), st.sampled_from(_LOCATIONS), st.sampled_from(_PROGRAMS))
    return st.lists(one, max_size=2, unique=True).map(tuple)


@st.composite
def actors(draw: DrawFn, sides: tuple[Side, ...] = (Side.PARTNER, Side.VENDOR)) -> Actor:
    side = draw(st.sampled_from(sides))
    return Actor(ActorId(draw(st.sampled_from(NAMES))), side, draw(grants(side)))


@st.composite
def substitutes(draw: DrawFn) -> Actor:
    """Draw somebody who acts for somebody absent, most by a delegation that fits."""
    absent, actor = draw(actors()), draw(actors())
    first = draw(DAYS)
    last = first + timedelta(days=draw(st.integers(0, 60)))
    substitute = draw(st.sampled_from([actor.id, actor.id, actor.id, ActorId("else")]))
    return actor.acting_for(Delegation(absent=absent, substitute=substitute, first=first, last=last))


def absent_of(actor: Actor) -> Actor:
    assert actor.on_behalf_of is not None
    return actor.on_behalf_of.absent


def holds(actor: Actor, on: date) -> bool:
    """Say once more when a delegation holds, as the reading has it."""
    delegation = actor.on_behalf_of
    assert delegation is not None
    absent = delegation.absent
    is_fit = delegation.substitute == actor.id != absent.id and actor.side is absent.side
    return is_fit and delegation.first <= on <= delegation.last


@given(status=st.sampled_from(ClaimStatus), actor=substitutes(), later=st.integers(0, 40))
def test_whatever_is_permitted_is_what_the_absent_one_may(
    status: ClaimStatus, actor: Actor, later: int
) -> None:
    desk, absent = _desk(status), absent_of(actor)
    at = desk.claim.changed_at + timedelta(days=later)
    found = allowed(desk.claim, actor, at=at, rules=RULES, funds=desk.funds)
    if holds(actor, at.astimezone(PACIFIC).date()):
        assert found == allowed(desk.claim, absent, at=at, rules=RULES, funds=desk.funds)
    else:
        assert {each.code for option in found.values() for each in option.problems} <= _FAILS
        assert not any(option.is_allowed for option in found.values())


@given(
    status=st.sampled_from(ClaimStatus),
    kind=st.sampled_from(KINDS),
    actor=substitutes(),
    later=st.integers(0, 40),
)
def test_a_command_is_refused_as_the_absent_one_would_be(
    status: ClaimStatus, kind: type, actor: Actor, later: int
) -> None:
    desk, absent = _desk(status), absent_of(actor)
    local = (desk.claim.changed_at + timedelta(days=later)).astimezone(PACIFIC)
    command = desk.command(kind, actor, local.replace(tzinfo=None).isoformat())
    found = problems(command, desk.claim, rules=RULES, funds=desk.funds)
    if holds(actor, local.date()):
        theirs = attrs.evolve(command, by=absent)
        assert found == problems(theirs, desk.claim, rules=RULES, funds=desk.funds)
    else:
        assert len(found) == 1
        assert found[0].code in _FAILS


@given(actor=substitutes(), later=st.integers(0, 40))
def test_whatever_is_seen_the_absent_one_sees(actor: Actor, later: int) -> None:
    claims = [_desk(status).claim for status in ClaimStatus]
    at = max(claim.changed_at for claim in claims) - timedelta(days=100 - later)
    seen = list(visible(claims, actor, at=at, rules=RULES))
    theirs = list(visible(claims, absent_of(actor), at=at, rules=RULES))
    assert seen == (theirs if holds(actor, at.astimezone(PACIFIC).date()) else [])


@given(actor=substitutes())
def test_every_substitute_goes_over_the_wire(actor: Actor) -> None:
    assert from_text(to_text(actor)) == actor
    assert from_text(to_text(attrs.evolve(actor, on_behalf_of=None))) != actor
