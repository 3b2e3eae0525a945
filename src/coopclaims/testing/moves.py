"""What somebody does next: the moves of the lifecycle machine."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, TypeVar, cast, final, get_args

import attrs
from hypothesis import strategies as st

from coopclaims._values import Keyed, frozen
from coopclaims.claims.claim import Trigger
from coopclaims.claims.commands import Command, Comment
from coopclaims.claims.table import ClaimRow
from coopclaims.deadlines.holds import HeldState
from coopclaims.funds.commands import FundCommand
from coopclaims.identifiers import ClaimId, CommandId, PaymentId
from coopclaims.money.amounts import Money
from coopclaims.payments.deciding import PaymentCommand
from coopclaims.payments.table import JUDGED, PAYMENT_TABLE, PaymentRow
from coopclaims.payouts.statuses import PaymentStatus, PaymentTrigger
from coopclaims.testing.funding import draw_booking, draw_wrong_booking
from coopclaims.testing.legal import draw_correction, draw_taking
from coopclaims.testing.mistakes import draw_anything, draw_mistake, draw_round, draw_spoiled, draw_submission
from coopclaims.testing.paying import (
    PaymentFacts,
    draw_facts,
    draw_later,
    draw_wrong_payment,
    fitting,
    judged,
    ways_of,
)
from coopclaims.testing.programs import as_code
from coopclaims.testing.stories import draw_towards
from coopclaims.testing.walking import keeps_open, openings, ways_through

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hypothesis.strategies import DrawFn

    from coopclaims.claims.claim import Claim
    from coopclaims.payments.blockers import PaymentContext
    from coopclaims.payments.payment import Payment
    from coopclaims.testing.game import AnyCommand, Game
    from coopclaims.testing.world import Printer


@final
class MoveKind(Keyed):
    """What a move is made for."""

    TOWARDS_A_GOAL = "towards_a_goal"
    LEGAL = "legal"
    CONFLICT = "conflict", "two at once"
    SPOILED = "spoiled", "legal, but not to be submitted"
    MISTAKE = "mistake"
    ANYTHING = "anything"
    CORRECTION = "correction", "the instant of an entry is corrected"
    AGAIN = "again"
    REUSED = "reused", "another command under an identifier that was used"
    ROUND = "round", "all that a careless service accepts"
    PAYMENT = "payment", "a step of a payment"
    BOOKING = "booking", "a command to a fund"

    @property
    def verdict(self) -> bool | None:
        """Whether the command is to be accepted or refused, where that is known."""
        refused = dict.fromkeys((MoveKind.MISTAKE, MoveKind.ROUND), False)
        return {MoveKind.ANYTHING: None, **refused}.get(self, True)


@final
@frozen
class Move:
    """A command, what it is made for, and the edge that its claim or payment is on its way to.

    `command` is of a claim, of a payment or to a fund. One of a payment is given on the claim `of`, under
    these `facts`. `then` is given after it, whatever comes of that, and so are `tries`, each of which is
    refused. `rival` is decided on what was there before `command`, and performed after it. `reopens` says
    that the repository is opened anew beforehand.
    """

    command: Command | PaymentCommand | FundCommand
    kind: MoveKind = attrs.field(default=MoveKind.ANYTHING, kw_only=True)
    goal: ClaimRow | PaymentRow | None = attrs.field(default=None, kw_only=True)
    of: ClaimId | None = attrs.field(default=None, kw_only=True)
    facts: PaymentFacts = attrs.field(default=PaymentFacts(), kw_only=True)
    then: Command | None = attrs.field(default=None, kw_only=True)
    tries: tuple[Command, ...] = attrs.field(default=(), kw_only=True)
    rival: Command | PaymentCommand | FundCommand | None = attrs.field(default=None, kw_only=True)
    reopens: bool = attrs.field(default=False, kw_only=True)

    def as_code(self) -> str:
        """Return an expression that makes this move again; on its way to no edge."""
        said = {
            field.name: each
            for field in attrs.fields(Move)[1:]
            if (each := getattr(self, field.name)) != field.default and field.name != "goal"
        }
        stated = "".join(f", {name}={as_code(each)}" for name, each in said.items())
        return f"coopclaims.testing.Move({as_code(self.command)}{stated})"

    def _repr_pretty_(self, printer: Printer, _cycle: object) -> None:  # pyright: ignore[reportUnusedFunction] - a protocol
        printer.text(self.as_code())


_CLAIMS = (
    *(MoveKind.TOWARDS_A_GOAL for _ in range(7)),
    MoveKind.LEGAL,
    MoveKind.CONFLICT,
    *(MoveKind.MISTAKE for _ in range(4)),
    MoveKind.SPOILED,
    MoveKind.ANYTHING,
    MoveKind.CORRECTION,
    MoveKind.AGAIN,
    MoveKind.REUSED,
)
_WITH_MONEY = (*_CLAIMS, *(MoveKind.BOOKING for _ in range(2)), *(MoveKind.PAYMENT for _ in range(14)))
"""How often each kind of move is made: most are legal, so that deep states are reached."""

_SELDOM = (*(False for _ in range(11)), True)
_NOW_AND_THEN = (False, False, True)
_MOSTLY = (True, True, True, False)
_AT_TIMES = (False, False, True)
_CLAIMS_AT_ONCE = 2

CommandT = TypeVar("CommandT", bound="PaymentCommand | FundCommand | Command")


@st.composite
def moves(draw: DrawFn, game: Game, *, money: bool = True) -> Move:
    """Draw what somebody does next in a game: to one of its claims or a new one, to a payment or a fund.

    Without `money`, to claims only. Goals are chosen among the edges that were not entered yet, and mistakes
    among those whose problems were not met yet.
    """
    fresh = [each for each in game.claims.values() if each.status not in game.rounds]
    if fresh and draw(st.sampled_from(_NOW_AND_THEN)):
        first, *others = draw_round(draw, fresh[-1], game.world)
        return Move(first, kind=MoveKind.ROUND, tries=tuple(others))
    move = _drawn(draw, draw(st.sampled_from(_WITH_MONEY if money else _CLAIMS)), game)
    return attrs.evolve(move, reopens=draw(st.sampled_from(_SELDOM)))


def _drawn(draw: DrawFn, kind: MoveKind, game: Game) -> Move:
    if kind in (MoveKind.AGAIN, MoveKind.REUSED) and game.done:
        return _delivered_again(draw, kind, _one_done(draw, game), game)
    if kind is MoveKind.BOOKING:
        return _booking(draw, game)
    if kind is MoveKind.CORRECTION and game.claims:
        wrong = draw(st.sampled_from([*game.claims.values()]))
        corrected = draw_correction(draw, wrong, game.world)
        if corrected is not None:
            return Move(corrected, kind=kind)
    if kind is MoveKind.PAYMENT and not game.splits:
        nearest = _towards_approval(draw, game)
        if nearest is not None:
            return nearest
        kind = MoveKind.TOWARDS_A_GOAL
    if kind is MoveKind.PAYMENT:
        recouped = [
            each.claim for each in game.payments.values() if each.status is PaymentStatus.INCORRECT_PAYMENT
        ]
        chosen = draw(st.sampled_from([*game.splits, *recouped, *recouped]))
        return _payment(draw, game.claims[chosen], game)
    return _of_a_claim(draw, kind, game)


def _of_a_claim(draw: DrawFn, kind: MoveKind, game: Game) -> Move:
    world, claims = game.world, game.claims
    new_id = ClaimId(f"C-{len(claims) + 1}")
    ways = {claim.id: _ways_on(claim, game) for claim in claims.values()}
    playable: list[Claim | None] = [claim for claim in claims.values() if ways[claim.id]]
    if kind in (MoveKind.MISTAKE, MoveKind.ANYTHING):
        claim = draw(st.sampled_from([*claims.values(), *claims.values(), None]))
        if kind is MoveKind.ANYTHING:
            return Move(draw_anything(draw, claim, world, new_id), kind=kind)
        return Move(draw_mistake(draw, claim, world, new_id, game.met), kind=kind)
    new: list[Claim | None] = [] if len(playable) > _CLAIMS_AT_ONCE else [None]
    chosen = draw(st.sampled_from([*playable, *playable, *new]))
    found = openings(chosen, world)
    editable = [each for each in found if each.row.trigger is Trigger.EDIT]
    if kind is MoveKind.SPOILED and chosen is not None and editable:
        spoiled = draw_spoiled(draw, editable[0], chosen, world)
        sent = draw_submission(draw, chosen.id, chosen.version + 2, world, spoiled.at)
        return Move(spoiled, kind=kind, then=sent)
    onwards = _ways_on(None, game) if chosen is None else ways[chosen.id]
    way = draw(st.sampled_from(onwards))
    rival = None
    if kind is MoveKind.CONFLICT:
        rival = _rival(draw, draw(st.sampled_from([chosen, *playable])), game, new_id)
    if kind is not MoveKind.LEGAL:
        command = draw_towards(draw, way[0], chosen, world, new_id)
        if command is not None:
            return Move(command, kind=MoveKind.TOWARDS_A_GOAL, goal=way[-1], rival=rival)
    detours = [each for each in found if chosen and keeps_open(each.row, chosen, way[-1].source, world.rules)]
    opening = draw(st.sampled_from(detours or found))
    command = draw_taking(draw, opening, chosen, world, claim_id=new_id)
    return Move(command, kind=MoveKind.LEGAL, goal=way[-1], rival=rival)


def _rival(draw: DrawFn, claim: Claim | None, game: Game, new_id: ClaimId) -> Command:
    """Draw a legal command that somebody else gives at the same time, under an identifier of its own."""
    found = openings(claim, game.world)
    return _at_once(draw_taking(draw, draw(st.sampled_from(found)), claim, game.world, claim_id=new_id))


def _at_once(command: CommandT) -> CommandT:
    return attrs.evolve(command, id=CommandId(f"{command.id} at the same time"))


def _one_done(draw: DrawFn, game: Game) -> AnyCommand:
    """Draw a command that was accepted: of claims, payments and funds one as likely as another."""
    done = [*game.done.values()][::-1]
    kinds = ((PaymentCommand,), get_args(FundCommand), get_args(Command))
    found = [[each for each in done if isinstance(each, kind)] for kind in kinds]
    chosen: list[AnyCommand] = draw(st.sampled_from([each for each in found if each]))
    return draw(st.sampled_from(chosen))


def _delivered_again(draw: DrawFn, kind: MoveKind, command: AnyCommand, game: Game) -> Move:
    """Deliver a command a second time, or another one under its identifier."""
    of = game.payments[command.payment].claim if isinstance(command, PaymentCommand) else None
    if kind is MoveKind.REUSED:
        text = draw(st.just("Something else."))
        if isinstance(command, PaymentCommand):
            command = attrs.evolve(command, note=text)
        elif isinstance(command, FundCommand):
            command = attrs.evolve(command, reason=text)
        else:
            command = Comment(claim=command.claim, id=command.id, by=command.by, at=command.at, text=text)
    return Move(command, kind=kind, of=of)


def _ways_on(claim: Claim | None, game: Game) -> list[tuple[ClaimRow, ...]]:
    """Return the way to the edge that the claim is on its way to, or the ways to others; none at its end."""
    ways = ways_through(claim, game.world.rules)
    goal = None if claim is None else cast("ClaimRow | None", game.goals.get(claim.id))
    if goal is not None and goal in ways:
        return [ways[goal]]
    fresh = [way for row, way in ways.items() if row not in game.entered]
    return fresh or [way for row, way in ways.items() if row.target is not row.source]


# Payments and funds.


def _towards_approval(draw: DrawFn, game: Game) -> Move | None:
    """Draw a step of the claim that is nearest to its approval, so that there is something to pay."""
    found = [
        (len(way), claim, way)
        for claim in (*game.claims.values(), None)
        for row, way in ways_through(claim, game.world.rules).items()
        if row.trigger is Trigger.APPROVE
    ]
    _, claim, way = min(found, key=lambda each: each[0])
    command = draw_towards(draw, way[0], claim, game.world, ClaimId(f"C-{len(game.claims) + 1}"))
    return None if command is None else Move(command, kind=MoveKind.TOWARDS_A_GOAL, goal=way[-1])


def _payment(draw: DrawFn, claim: Claim, game: Game) -> Move:
    """Draw a step of some payment of this claim: one towards a goal, or a mistake."""
    payments, world, shares = game.payments_of(claim.id), game.world, game.splits[claim.id]
    at = max((claim.changed_at, *(each.changed_at for each in payments)))

    def around(facts: PaymentFacts) -> PaymentContext:
        return facts.context(claim, world=world, at=at, payments=payments, shares=shares)

    facts = PaymentFacts()
    found = fitting(around(facts), world)
    if not found or not draw(st.sampled_from(_MOSTLY)):
        facts = draw_facts(draw, complete=not draw(st.sampled_from(_MOSTLY)))
        blocked = [each for each in found if each.trigger in JUDGED and judged(each, around(facts), world)]
        if blocked:
            command = draw(st.sampled_from(blocked))
        else:
            command = draw_wrong_payment(draw, around(facts), world, game.met)
        return Move(command, kind=MoveKind.MISTAKE, of=claim.id, facts=facts)
    name = draw(st.sampled_from(list(dict.fromkeys(each.payment for each in found))))
    payment = game.payments.get(name)
    ways = ways_of(None if payment is None else payment.status)
    known = game.goals.get(name)
    goals = [row for row in ways if row not in game.entered] or [*ways]
    if _SENT in goals:  # most of what the ledger knows of payments comes after it
        goals += len(goals) * [_SENT]
    elif draw(st.booleans()):  # what can be done now, as often as all that may come
        goals = [row for row in goals if ways[row] is row] or goals
    goal = cast("PaymentRow", known if known in ways else draw(st.sampled_from(goals)))
    step = _next_step(payment, ways[goal].trigger)
    if step in _LAPSES:
        facts = PaymentFacts(lapsed=_LAPSES[step])
    own = [each for each in fitting(around(facts), world) if each.payment == name]
    command = draw(st.sampled_from([each for each in own if each.trigger is step] or own))
    if command.trigger is PaymentTrigger.RECOUP and payment is not None and draw(st.booleans()):
        command = attrs.evolve(command, amount=_part(payment))
    command = draw_later(draw, command, around(facts), world)
    rival = _paying_at_once(draw, found) if draw(st.sampled_from(_AT_TIMES)) else None
    return Move(command, kind=MoveKind.PAYMENT, of=claim.id, facts=facts, rival=rival, goal=goal)


_SENT: Final = next(row for row in PAYMENT_TABLE.rows if row.trigger is PaymentTrigger.SEND)
_LAPSES: Final = {PaymentTrigger.FORFEIT: HeldState.FORFEITED, PaymentTrigger.ESCHEAT: HeldState.ESCHEATED}


def _next_step(payment: Payment | None, step: PaymentTrigger) -> PaymentTrigger:
    """Return what has to be done first: a payment that is held is released, and no other can be."""
    if step is PaymentTrigger.CORRECT_INSTANT:
        return step
    held = payment is not None and payment.is_held
    if step is PaymentTrigger.RELEASE:
        return step if held else PaymentTrigger.HOLD
    return PaymentTrigger.RELEASE if held and step not in _LAPSES else step


def _part(payment: Payment) -> Money:
    """Return about half of what a payment settles."""
    settles = payment.terms.settles
    return Money.of_minor_units((settles.minor_units + 1) // 2, settles.currency)


def _paying_at_once(draw: DrawFn, found: Sequence[PaymentCommand]) -> PaymentCommand:
    """Draw a step that somebody else asks for at the same time; what is made, is made as another payment."""
    rival = _at_once(draw(st.sampled_from(found)))
    if rival.trigger is PaymentTrigger.MAKE:
        return attrs.evolve(rival, payment=PaymentId(f"{rival.payment} at the same time"))
    return rival


def _booking(draw: DrawFn, game: Game) -> Move:
    """Draw a command to one of the funds: mostly to the earlier one, whose money no claim needs."""
    world, number, (pool, *rest) = game.world, len(game.done) + 1, game.pools
    other = None
    if rest and draw(st.sampled_from(_MOSTLY)):
        pool, other = rest[0], pool
    if not draw(st.sampled_from(_MOSTLY)):
        command = draw_wrong_booking(draw, pool, world, other, number, game.met)
        return Move(command, kind=MoveKind.MISTAKE)
    taking = other is not None or draw(st.sampled_from(_SELDOM))
    command = draw_booking(draw, pool, world, other, number, taking=taking)
    rival = None
    if draw(st.sampled_from(_AT_TIMES)):
        rival = _at_once(draw_booking(draw, pool, world, other, number, taking=False))
    return Move(command, kind=MoveKind.BOOKING, rival=rival)
