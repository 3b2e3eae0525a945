"""What the kit draws where a right, a rule or a rate is missing, and what stands still for one decision."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any, cast

import attrs
import pytest
from hypothesis import Phase, find, settings, strategies as st
from tests.support.wire import VALUES

from coopclaims import Action, ClaimStatus, Policies, Rulebook, partner_center
from coopclaims.claims import Trigger
from coopclaims.errors import UnknownPayment
from coopclaims.money import RateTable
from coopclaims.payouts import PaymentTrigger
from coopclaims.provenance import PUBLISHED, Source
from coopclaims.rules import Edition, Rule
from coopclaims.testing import MoveKind, World, scenarios, simplest
from coopclaims.testing.conflicts import AsItStood
from coopclaims.testing.game import Game
from coopclaims.testing.ingredients import _claimable  # pyright: ignore[reportPrivateUsage] - a draw's own
from coopclaims.testing.legal import draw_correction
from coopclaims.testing.moves import _drawn  # pyright: ignore[reportPrivateUsage] - likewise
from coopclaims.testing.paying import _takers  # pyright: ignore[reportPrivateUsage] - likewise

if TYPE_CHECKING:
    from coopclaims import Rules
    from coopclaims.payments import PaymentHistory
    from coopclaims.testing import Move, Scenario

HOME = World.typical()
_DRAWN = settings(max_examples=300, phases=(Phase.generate,), derandomize=True, database=None, deadline=None)
DRAFT = simplest(scenarios(ClaimStatus.EDITING, world=HOME)).claim


def bound(*editions: Edition) -> Rules:
    return Rulebook("ours", editions).bind(
        calendar=HOME.rules.calendar, zone=HOME.rules.zone, policies=Policies()
    )


def nobody_may(action: Action) -> World:
    """Return the typical world under published rules, but that nobody may do this."""
    none: Rule[Any] = Rule(
        value=frozenset(), first=date(2014, 1, 1), source=Source(document="ours"), basis=PUBLISHED
    )
    ours = Edition(name="ours", permissions=((action, none),))
    return attrs.evolve(HOME, rules=bound(*partner_center.editions, ours))


@st.composite
def corrections(draw: st.DrawFn, world: World) -> object:
    return draw_correction(draw, DRAFT, world)


@st.composite
def moves(draw: st.DrawFn, game: Game) -> Move:
    return _drawn(draw, MoveKind.CORRECTION, game)


def test_where_nobody_corrects_another_move_is_made() -> None:
    world = nobody_may(Action.CORRECT_INSTANT)
    assert simplest(corrections(world)) is None
    assert simplest(corrections(HOME)) is not None
    game = Game(world, None)
    game.claims[DRAFT.id] = DRAFT
    assert simplest(moves(game)).kind is not MoveKind.CORRECTION
    game.world = HOME
    assert simplest(moves(game)).kind is MoveKind.CORRECTION


@st.composite
def to_be_paid(draw: st.DrawFn, game: Game) -> Move:
    return _drawn(draw, MoveKind.PAYMENT, game)


def test_where_nobody_approves_there_is_nothing_to_pay_and_another_move_is_made() -> None:
    world = nobody_may(Action.REVIEW)
    game = Game(world, None)
    claim = simplest(scenarios(ClaimStatus.UNDER_REVIEW, world=HOME)).claim
    game.claims[claim.id] = claim
    move = simplest(to_be_paid(game))
    assert move.goal is None or move.goal.trigger is not Trigger.APPROVE
    game.world = HOME
    towards = simplest(to_be_paid(game)).goal
    assert towards is not None
    assert towards.trigger is Trigger.APPROVE


def _corrected(story: Scenario) -> bool:
    return any(entry.correction is not None for entry in story.history)


def test_a_story_has_a_correction_now_and_then() -> None:
    """Its instants are in order as they really happened."""
    story = find(scenarios(ClaimStatus.SUBMITTED, world=HOME), _corrected, settings=_DRAWN)
    assert [*story.history.instants().values()] == sorted(story.history.instants().values())
    assert story.claim.status is ClaimStatus.SUBMITTED


def test_a_story_has_none_where_nobody_corrects(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("coopclaims.testing.stories._SELDOM", (True,))
    always = [
        simplest(scenarios(ClaimStatus.SUBMITTED, world=world, detours=2))
        for world in (HOME, nobody_may(Action.CORRECT_INSTANT))
    ]
    assert [_corrected(story) for story in always] == [True, False]


def test_who_pays_is_nobody_where_no_rule_says_it() -> None:
    noon = datetime(2022, 9, 14, 12, tzinfo=UTC)
    assert _takers(PaymentTrigger.SEND, noon, HOME)
    assert _takers(PaymentTrigger.SEND, noon, attrs.evolve(HOME, rules=bound(Edition(name="ours")))) == ()


def test_before_the_first_rate_as_little_as_can_be_is_claimed() -> None:
    world = World.of(HOME.rules, currency="EUR", rate="10.9")
    assert _claimable(None, world) > 1
    assert world.rates is not None
    later = RateTable(each for each in world.rates.rates if each.month and each.month > date(2023, 12, 1))
    assert _claimable(None, attrs.evolve(world, rates=later)) == 1


class _OnePayment:
    """A store as far as it is asked here."""

    def payment_history(self, _payment: object) -> object:
        return VALUES["payment.history"]


def test_a_payment_made_since_is_not_there_for_who_decides_on_what_was() -> None:
    made = cast("PaymentHistory", VALUES["payment.history"])
    claim = cast("Any", made.entries[0].terms).claim
    store: Any = _OnePayment()

    def as_it_stood(of: Any, *known: PaymentHistory) -> AsItStood:
        return AsItStood(store, of, None, HOME.funds, payments=known)

    with pytest.raises(UnknownPayment):
        as_it_stood(claim).payment_history(made.payment)
    assert as_it_stood(claim, made).payment_history(made.payment) is made
    assert as_it_stood("C-9").payment_history(made.payment) is made  # of a claim that nobody decides on
    assert AsItStood(store, claim, None, HOME.funds).payment_history(made.payment) is made
