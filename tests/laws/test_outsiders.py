"""Outsiders learn nothing: what differs only where they may not look gives them equal answers.

Two claims that stand in different statuses, with other forms, amounts, funds and Histories, are both out of
an outsider's sight; whatever is asked, of whichever of them, the answer is the same. One bit is left, that an
identifier is taken.
"""

from __future__ import annotations

from datetime import date, timedelta
from functools import cache
from typing import TYPE_CHECKING, Any, TypeAlias

import attrs
import pytest
from hypothesis import given, strategies as st
from tests.support.findings import PIA, World as Small, circumstances, earnings, payment_command
from tests.support.world import (
    ACTORS,
    ADMIN,
    ELSEWHERE,
    FORM,
    KINDS,
    LOCATION,
    OTHER_PROGRAM,
    PROGRAM,
    RULES,
    USER,
    Desk,
    desk_at,
    fund,
    instant,
    payload,
    stored,
)

from coopclaims import (
    Action,
    Actor,
    ClaimStatus,
    CoopClaimsError,
    Grant,
    Money,
    Refused,
    Role,
    UsagePeriod,
    advice,
    allowed,
    decide,
    perform,
    permission,
    problems,
)
from coopclaims.claims import ApproveClaim, Comment, CreateClaim, RequestUpload, WithdrawUploadRequest
from coopclaims.decisions import visible
from coopclaims.errors import CommandReused, StaleClaim
from coopclaims.findings import ProblemCode
from coopclaims.identifiers import ActorId, ClaimId, CommandId, LocationId, ProgramId
from coopclaims.parties import EVERYWHERE, Delegation
from coopclaims.payments import decide_payment, payment_problems
from coopclaims.payouts import PaymentTrigger
from coopclaims.portal import claim_page

if TYPE_CHECKING:
    from collections.abc import Callable

    from coopclaims import FundPool
    from coopclaims.claims import Command

WHEN = "2022-10-20 10:00"

_Scope: TypeAlias = "tuple[Any, Any]"
_ELSEWHERE: tuple[_Scope, ...] = (
    (ELSEWHERE, PROGRAM),
    (LOCATION, OTHER_PROGRAM),
    (ELSEWHERE, EVERYWHERE),
    (EVERYWHERE, OTHER_PROGRAM),
)
_SIGHTLESS = (Role.ACCOUNT_ADMIN, Role.BILLING_ADMIN, Role.PAYMENT_TEAM)
"""Roles that see no claims, wherever they hold: `permissions.csv`."""
_AFTER = date(2022, 12, 31)
_GRANTABLE = [role for role in Role if role is not Role.COLLABORATOR]

OUTSIDERS = {
    **{
        f"{role} elsewhere {number}": Actor(ActorId("mallory"), role.side, (Grant(role, *place),))
        for role in _GRANTABLE
        for number, place in enumerate(_ELSEWHERE)
    },
    **{
        f"{role} here": Actor(ActorId("mallory"), role.side, (Grant(role, LOCATION, PROGRAM),))
        for role in _SIGHTLESS
    },
    "a colleague who is not asked": Actor.partner("mallory"),
    "a vendor's actor": Actor.vendor("mallory"),
    "the user, revoked": Actor.partner(USER.id),
    "the user's namesake": Actor.vendor(USER.id),
    "the namesake of who was asked": Actor.vendor("carol"),
    **{
        f"{who.id}, {case}": who.acting_for(
            Delegation(absent=absent, substitute=names, first=date(2022, 1, 1), last=last)
        )
        for case, who, absent, names, last in (
            ("days over", Actor.partner("mallory"), USER, ActorId("mallory"), date(2022, 10, 19)),
            ("handed over to another", Actor.partner("mallory"), USER, ActorId("pelle"), _AFTER),
            ("on the other side", Actor.vendor("mallory"), USER, ActorId("mallory"), _AFTER),
            ("for an outsider", USER, Actor.partner("mallory"), USER.id, _AFTER),
            ("for themselves", USER, USER, USER.id, _AFTER),
            ("for one of the other side", ADMIN, Actor.vendor("mallory"), ADMIN.id, _AFTER),
        )
    },
}


@cache
def _desk(status: ClaimStatus, other: bool) -> Desk:
    """Return a claim in this status, as it usually is or otherwise in everything that it says."""
    if not other:
        return desk_at(status)
    form = attrs.evolve(FORM, name="Secret", amount=Money("44444.44", "SEK"), executed_on=date(2022, 8, 26))
    return desk_at(status, form=form, funds=fund("55555.55"))


def _worlds(first: ClaimStatus, second: ClaimStatus) -> tuple[Desk, Desk]:
    return _desk(first, False), _desk(second, True)


def _command(kind: type[Command], who: Actor, **content: Any) -> Command:
    """Return a command that is about the claim of both worlds, and the same for both."""
    make: Any = kind
    said = payload(kind) | content
    return make(claim="C-1001", id=CommandId("asked"), by=who, at=instant(WHEN), **said)  # type: ignore[no-any-return]


def _answer(ask: Callable[..., object], *given: object, **named: object) -> Any:
    """Return what is answered, or what is raised, with all that it carries and says."""
    try:
        return ask(*given, **named)
    except CoopClaimsError as error:
        return type(error), error.args, str(error)


def _asked(desk: Desk, command: Command, pool: FundPool) -> list[object]:
    """Return every answer about a command on a claim."""
    claim = desk.claim
    given = {"rules": RULES, "funds": pool}
    return [_answer(ask, command, claim, **given) for ask in (decide, problems, advice)]


_STATUSES = st.sampled_from(ClaimStatus)
_WHO = st.sampled_from([*OUTSIDERS])


@given(_STATUSES, _STATUSES, st.sampled_from(KINDS), _WHO)
def test_a_command_is_answered_alike(
    first: ClaimStatus, second: ClaimStatus, kind: type[Command], who: str
) -> None:
    one, another = _worlds(first, second)
    command = _command(kind, OUTSIDERS[who])
    said = _asked(one, command, one.funds)
    assert said == _asked(another, command, another.funds)
    assert said[2] == ()
    found: Any = said[1]
    (only,) = found
    assert only.field == "by" or only.code is ProblemCode.IDENTIFIER_TAKEN


@given(_STATUSES, _STATUSES, _WHO)
def test_what_is_allowed_is_alike(first: ClaimStatus, second: ClaimStatus, who: str) -> None:
    actor, at = OUTSIDERS[who], instant("2023-03-01 10:00")
    one, another = (
        {kind: option.problems for kind, option in found.items()}
        for found in (
            allowed(desk.claim, actor, at=at, rules=RULES, funds=desk.funds)
            for desk in _worlds(first, second)
        )
    )
    assert one == another
    assert all(len(each) == 1 for each in one.values())


@given(_STATUSES, _STATUSES, _WHO)
def test_what_is_seen_is_nothing(first: ClaimStatus, second: ClaimStatus, who: str) -> None:
    actor, at = OUTSIDERS[who], instant(WHEN)
    claims = [desk.claim for desk in _worlds(first, second)]
    assert not list(visible(claims, actor, at=at, rules=RULES))
    for claim in claims:
        assert permission(actor, Action.VIEW_CLAIM, claim=claim, at=at, rules=RULES)


@given(_STATUSES, _STATUSES, _WHO, st.sampled_from(Action))
def test_what_may_be_done_is_answered_alike(
    first: ClaimStatus, second: ClaimStatus, who: str, action: Action
) -> None:
    """Also where the claim is at another place: where it is belongs to what they may not see."""
    actor, at = OUTSIDERS[who], instant(WHEN)
    one, another = _worlds(first, second)
    elsewhere = attrs.evolve(
        another.claim,
        details=attrs.evolve(
            another.claim.details,
            form=attrs.evolve(another.claim.form, location=LocationId("fi-9"), program=ProgramId("Surface")),
        ),
    )
    seen = visible([elsewhere], actor, at=at, rules=RULES)
    claims = [one.claim, another.claim, *([] if list(seen) else [elsewhere])]
    said = [permission(actor, action, claim=each, at=at, rules=RULES) for each in claims]
    if any(not each for each in said):  # somebody who acts where they do not see it, such as who pays
        assert said[0] == said[1] == ()
    else:
        assert all(each == said[0] for each in said)


@given(_STATUSES, _STATUSES, _WHO)
def test_a_page_is_refused_alike(first: ClaimStatus, second: ClaimStatus, who: str) -> None:
    actor, at = OUTSIDERS[who], instant(WHEN)
    said = [
        _answer(claim_page, desk.claim, desk.history, actor, at=at, rules=RULES, funds=desk.funds)
        for desk in _worlds(first, second)
    ]
    assert said[0] == said[1]
    assert said[0][0] is Refused


@given(_STATUSES, _STATUSES, st.sampled_from(KINDS), _WHO, st.integers(0, 20))
def test_performing_is_answered_alike(
    first: ClaimStatus, second: ClaimStatus, kind: type[Command], who: str, seen: int
) -> None:
    """Whatever version they claim to have seen, whatever identifier of a command they guess."""
    command = _command(kind, OUTSIDERS[who])
    worlds = [
        (desk, _stored(*key))
        for desk, key in zip(_worlds(first, second), ((first, False), (second, True)), strict=True)
    ]
    said = [
        [
            _answer(perform, given, store, rules=RULES, seen=seen)
            for given in (command, attrs.evolve(command, id=desk.commands[-1].id))
        ]
        for desk, store in worlds
    ]
    assert said[0] == said[1]
    assert [each[0] for each in said[0]] == [Refused, Refused]


@cache
def _stored(status: ClaimStatus, other: bool) -> Any:
    desk = _desk(status, other)
    return stored(desk, funds=fund("55555.55") if other else None)


@pytest.mark.parametrize("who", [Role.COLLABORATOR, Role.GLOBAL_ADMIN], ids=str)
@pytest.mark.parametrize("status", ClaimStatus, ids=str)
def test_who_sees_the_claim_and_not_its_fund_learns_nothing_of_the_fund(
    status: ClaimStatus, who: Role
) -> None:
    """The fund may be nearly empty or of another size: only that it is in the way is heard by who has to."""
    desk = _desk(status, False)
    actor, at = ACTORS[who], instant("2023-01-20 10:00")
    short, shorter = fund("1.00"), fund("2.00")
    for kind in KINDS:
        command = attrs.evolve(_command(kind, actor), at=at)
        assert _asked(desk, command, short) == _asked(desk, command, shorter), kind
    one, another = (
        {
            kind: each.problems
            for kind, each in allowed(desk.claim, actor, at=at, rules=RULES, funds=pool).items()
        }
        for pool in (short, shorter)
    )
    assert one == another


def test_who_may_see_the_fund_is_told_how_much_is_in_it() -> None:
    desk = _desk(ClaimStatus.UNDER_REVIEW, False)
    command = _command(ApproveClaim, ACTORS[Role.REVIEWER])
    (found,) = problems(command, desk.claim, rules=RULES, funds=fund("1.00"))
    assert found.param("remaining") == Money("1.00", "SEK")


class TestRepeats:
    """A repeat answers the same actor of the same side, and never more than they may see now."""

    def _performed(self) -> tuple[Any, Command]:
        desk = desk_at(ClaimStatus.UNDER_REVIEW)
        command = desk.command(Comment, USER, desk.later)
        store = stored(desk)
        perform(command, store, rules=RULES)
        return store, command

    def test_the_same_actor_hears_it(self) -> None:
        store, command = self._performed()
        assert perform(command, store, rules=RULES).is_repeat

    def test_a_namesake_who_sees_the_claim_used_the_identifier_twice(self) -> None:
        store, command = self._performed()
        twin = Actor.vendor(USER.id, Role.REVIEWER, location=EVERYWHERE, program=EVERYWHERE)
        with pytest.raises(CommandReused):
            perform(attrs.evolve(command, by=twin), store, rules=RULES)

    @pytest.mark.parametrize("who", ["the user, revoked", "the user's namesake"])
    def test_who_may_not_see_it_now_hears_who_they_are(self, who: str) -> None:
        store, command = self._performed()
        with pytest.raises(Refused) as caught:
            perform(attrs.evolve(command, by=OUTSIDERS[who]), store, rules=RULES)
        assert len(caught.value.problems) == 1

    def test_a_colleague_hears_it_while_they_are_asked_and_not_afterwards(self) -> None:
        desk = desk_at(ClaimStatus.EDITING)
        command = desk.command(Comment, ACTORS[Role.COLLABORATOR], desk.later)
        store = stored(desk)
        perform(command, store, rules=RULES)
        assert perform(command, store, rules=RULES).is_repeat
        withdrawing = attrs.evolve(
            desk.command(WithdrawUploadRequest, USER, desk.later), at=command.at + timedelta(hours=1)
        )
        perform(withdrawing, store, rules=RULES)
        with pytest.raises(Refused) as caught:
            perform(command, store, rules=RULES)
        assert caught.value.codes == {ProblemCode.NOT_ASKED}


class TestTaken:
    """The one bit: an identifier that somebody chose is taken."""

    FORM = attrs.evolve(FORM, location=ELSEWHERE)
    CREATOR = Actor.partner("mallory", Role.INCENTIVES_USER, location=ELSEWHERE, program=EVERYWHERE)

    @pytest.mark.parametrize("status", ClaimStatus, ids=str)
    def test_who_creates_a_claim_hears_that_and_no_more(self, status: ClaimStatus) -> None:
        command = _command(CreateClaim, self.CREATOR, form=self.FORM)
        (found,) = problems(command, _desk(status, False).claim, rules=RULES, funds=fund())
        assert (found.code, dict(found.params)) == (
            ProblemCode.IDENTIFIER_TAKEN,
            {"identifier": "C-1001"},
        )

    def test_who_may_not_create_one_does_not_even_hear_that(self) -> None:
        command = _command(CreateClaim, self.CREATOR)  # a form of a place that is not theirs
        taken = problems(command, _desk(ClaimStatus.EDITING, False).claim, rules=RULES, funds=fund())
        free = problems(command, None, rules=RULES, funds=fund())
        assert taken == free
        assert [each.code for each in taken] == [ProblemCode.OUTSIDE_SCOPE]

    def test_whether_their_place_has_a_fund_is_not_said_either(self) -> None:
        command = attrs.evolve(
            _command(CreateClaim, OUTSIDERS["a colleague who is not asked"]), claim=ClaimId("C-9")
        )
        with_fund, without = (
            stored(),
            stored(funds=fund(usage=UsagePeriod(date(2023, 1, 1), date(2023, 6, 30)))),
        )
        assert _answer(perform, command, with_fund, rules=RULES) == _answer(
            perform, command, without, rules=RULES
        )

    def test_a_claim_that_is_given_in_place_of_another_is_not_named(self) -> None:
        desk = _desk(ClaimStatus.EDITING, False)
        command = attrs.evolve(_command(Comment, OUTSIDERS["a vendor's actor"]), claim=ClaimId("C-another"))
        (found,) = problems(command, desk.claim, rules=RULES, funds=desk.funds)
        assert "C-1001" not in f"{found} {found!r}"
        mine = attrs.evolve(command, by=ADMIN)
        assert [each.code for each in problems(mine, desk.claim, rules=RULES, funds=desk.funds)] == [
            ProblemCode.CLAIM_MISMATCH
        ]


_STRANGERS: dict[str, Actor] = {
    "elsewhere": Actor.vendor("pia", Role.PAYMENT_TEAM, location="no-1", program=EVERYWHERE),
    "revoked": Actor.vendor("pia"),
    "namesake": Actor.partner("pia"),
    "admin": Actor.partner("pia", Role.BILLING_ADMIN, location=EVERYWHERE, program=EVERYWHERE),
}


def _paid(*steps: PaymentTrigger, amount: str = "30000.00") -> Small:
    """Return a world with an approved claim and a payment that took these steps."""
    world = Small(earned=(("ie", "99000.00"),)).approved(amount=amount)
    made = payment_command(world, PaymentTrigger.MAKE, money=amount)
    for command in (made, *(payment_command(world, step) for step in steps)):
        perform(command, world.repo, rules=world.rules, context=circumstances(world))
    return world


class TestPayments:
    @pytest.mark.parametrize("who", [*_STRANGERS])
    @pytest.mark.parametrize("step", PaymentTrigger, ids=str)
    def test_a_step_is_answered_alike(self, step: PaymentTrigger, who: str) -> None:
        said = []
        for world in (_made(), _ordered()):
            payment = world.repo.payments("C-1")[0]
            given = {"context": circumstances(world, (payment,)), "rules": world.rules}
            command = payment_command(_made(), step, by=_STRANGERS[who], id=CommandId("asked"))
            used = attrs.evolve(command, id=CommandId(f"PAY-1-{PaymentTrigger.MAKE}"))
            said.append(
                [
                    *(
                        _answer(ask, command, payment, funds=world.pool, **given)
                        for ask in (decide_payment, payment_problems)
                    ),
                    *(
                        _answer(perform, asked, world.repo, seen=seen, **given)
                        for asked in (command, used)
                        for seen in (None, 1)
                    ),
                ]
            )
        assert said[0] == said[1]
        assert len(said[0][1]) == 1

    def test_the_same_actor_hears_of_a_repeat_and_no_namesake_does(self) -> None:
        world = _made()
        command = payment_command(world, PaymentTrigger.MAKE)
        given = {"context": circumstances(world), "rules": world.rules}
        assert perform(command, world.repo, **given).is_repeat
        twin = Actor.partner("pia", Role.INCENTIVES_ADMIN, location=EVERYWHERE, program=EVERYWHERE)
        with pytest.raises(CommandReused):
            perform(attrs.evolve(command, by=twin), world.repo, **given)

    def test_an_identifier_that_is_taken_elsewhere_is_only_that(self) -> None:
        """Somebody who pays at another place chooses the identifier of a payment that is not theirs."""
        world = _made()
        payment = world.repo.payments("C-1")[0]
        theirs = attrs.evolve(
            circumstances(world),
            claim=attrs.evolve(
                world.claim(),
                id="C-2",
                details=attrs.evolve(
                    world.claim().details, form=attrs.evolve(world.claim().form, location="no-1")
                ),
            ),
        )
        command = payment_command(world, PaymentTrigger.MAKE, by=_STRANGERS["elsewhere"])
        (found,) = payment_problems(command, payment, context=theirs, funds=world.pool, rules=world.rules)
        assert (found.code, dict(found.params)) == (ProblemCode.IDENTIFIER_TAKEN, {"identifier": "PAY-1"})
        sent = payment_command(world, PaymentTrigger.SEND, by=_STRANGERS["elsewhere"])
        (found,) = payment_problems(sent, payment, context=theirs, funds=world.pool, rules=world.rules)
        assert found.code is ProblemCode.OUTSIDE_SCOPE


@cache
def _made() -> Small:
    return _paid()


@cache
def _ordered() -> Small:
    return _paid(PaymentTrigger.ORDER, amount="45000.00")


class TestFunds:
    @pytest.mark.parametrize("who", [*_STRANGERS])
    def test_a_command_is_answered_alike_with_a_fund_and_without(self, who: str) -> None:
        """Booked before or not, there or not: an outsider hears who they are."""
        world, empty = Small(), Small(location="se-7")
        command = earnings(world)
        perform(command, world.repo, rules=world.rules)
        stranger = attrs.evolve(command, by=_STRANGERS[who])
        answers = {
            str(_answer(perform, stranger, each.repo, rules=each.rules, seen=seen))
            for each in (world, empty)
            for seen in (None, 7)
        }
        assert len(answers) == 1
        assert "Refused" in next(iter(answers))

    def test_a_namesake_on_the_other_side_used_the_identifier_twice(self) -> None:
        world = Small()
        command = earnings(world)
        perform(command, world.repo, rules=world.rules)
        assert perform(command, world.repo, rules=world.rules).is_repeat
        twin = Actor.partner(PIA.id, Role.INCENTIVES_ADMIN, location=EVERYWHERE, program=EVERYWHERE)
        with pytest.raises(CommandReused):
            perform(attrs.evolve(command, by=twin), world.repo, rules=world.rules)


def test_who_sees_the_claim_still_hears_everything() -> None:
    """The other way round: the worlds do differ, for whoever may look."""
    one, another = _worlds(ClaimStatus.EDITING, ClaimStatus.APPROVED)
    command = _command(RequestUpload, USER)
    assert _asked(one, command, one.funds) != _asked(another, command, another.funds)
    with pytest.raises(StaleClaim):
        perform(command, _stored(ClaimStatus.EDITING, False), rules=RULES, seen=1)
