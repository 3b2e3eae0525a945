"""What rates, repositories and profiles answer is checked against what was asked, at every door."""

from __future__ import annotations

import asyncio
import copy
from datetime import date
from typing import TYPE_CHECKING, Any

import attrs
import pytest
from tests.support.findings import (
    ALICE,
    RITA,
    RULES,
    World,
    at,
    cc,
    circumstances,
    earnings,
    payment_command,
    payouts,
)

from coopclaims import testing
from coopclaims.errors import WrongAnswer
from coopclaims.testing.faults.answering import AnswersNoFund, PassesOn, SoundRates
from coopclaims.testing.faults.answering_money import EmptiesTheFundAfterAConflict, SoundProfiles

if TYPE_CHECKING:
    from collections.abc import Callable


def _judged(rates: Any, judge: Callable[..., Any], command: Any, world: World) -> Any:
    """Judge a command on a claim in crowns by a fund in dollars, so that amounts are converted."""
    funds = World(currency="USD").pool
    return judge(command, world.claim(), rules=RULES, funds=funds, rates=rates)


def _submission(judge: Callable[..., Any]) -> Callable[[Any], Any]:
    world = World().draft()
    command = world.ask(cc.claims.SubmitClaim, ALICE, "2022-09-14 10:00")
    return lambda rates: _judged(rates, judge, command, world)


def _approval(judge: Callable[..., Any]) -> Callable[[Any], Any]:
    world = World().reviewed()
    command = world.ask(cc.claims.ApproveClaim, RITA, "2022-09-15 10:00", amount=world.claim().form.amount)
    return lambda rates: _judged(rates, judge, command, world)


def _allowed(rates: Any) -> Any:
    world = World().reviewed()
    funds = World(currency="USD").pool
    return cc.allowed(world.claim(), RITA, at=at("2022-09-15 10:00"), rules=RULES, funds=funds, rates=rates)


class _OtherCurrency(PassesOn):
    """A sound repository whose fund is in dollars, and which stores nothing."""

    def pool(self, location: Any, program: Any, usage_period: Any) -> Any:
        del location, program, usage_period
        return World(currency="USD").pool

    def append(self, *writes: Any, guards: Any = ()) -> None:
        del writes, guards


class _Awaited:
    """The same repository, awaited."""

    def __init__(self, repository: Any) -> None:
        self._repository = repository

    async def load(self, *asked: Any) -> Any:
        return self._repository.load(*asked)

    async def history(self, claim: Any) -> Any:
        return self._repository.history(claim)

    async def pool(self, *asked: Any) -> Any:
        return self._repository.pool(*asked)

    async def append(self, *writes: Any, guards: Any = ()) -> None:
        self._repository.append(*writes, guards=guards)


def _perform(repository: Any, world: World, **given: Any) -> Any:
    command = world.ask(cc.claims.SubmitClaim, ALICE, "2022-09-14 10:00")
    return cc.perform(command, repository, rules=RULES, **given)


def _perform_async(repository: Any, world: World, **given: Any) -> Any:
    command = world.ask(cc.claims.SubmitClaim, ALICE, "2022-09-14 10:00")
    return asyncio.run(cc.perform_async(command, _Awaited(repository), rules=RULES, **given))


PERFORMING = {"perform": _perform, "perform_async": _perform_async}


def _performing(perform: Callable[..., Any]) -> Callable[[Any], Any]:
    world = World().draft()
    return lambda rates: perform(_OtherCurrency(world.repo), world, rates=rates)


def _forecast(rates: Any) -> Any:
    world = World().draft()
    profile = cc.payouts.ProfileAssignment(
        profile="P-1",
        currency="EUR",
        location=world.location,
        program=world.program,
        status=cc.payouts.ProfileStatus.APPROVED,
    )
    return cc.payouts.forecast_payouts(
        world.claim().form,
        shares=world.pool.shares(),
        entities=(cc.payouts.PayingEntity("ie", "SEK"),),
        profiles=cc.payouts.BankProfiles((profile,)),
        at=at("2022-11-10 09:00"),
        rules=RULES,
        rates=rates,
        enrollment=cc.payouts.EnrollmentStatus.ENROLLED,
    )


def _capped(rates: Any) -> Any:
    limit = cc.activities.AmountCap(
        limit=cc.Money("500.00", "EUR"),
        source=cc.provenance.cite("CO20", "C-05"),
        basis=cc.provenance.PUBLISHED,
    )
    nothing, claimed = cc.Money(0, "SEK"), cc.Money("900.00", "SEK")
    on = date(2022, 8, 25)
    return cc.activities.reimbursable(
        [limit], claimed, program="CSP", earned=nothing, used=nothing, on=on, rates=rates
    )


DOORS: dict[str, Callable[[Any], Any]] = {
    **{f"{judge.__name__} submit": _submission(judge) for judge in (cc.decide, cc.problems, cc.advice)},
    **{f"{judge.__name__} approve": _approval(judge) for judge in (cc.decide, cc.problems)},
    "allowed": _allowed,
    **{name: _performing(perform) for name, perform in PERFORMING.items()},
    "resolve_payouts": lambda rates: payouts(World().approved(), "EUR", rates=rates),
    "forecast_payouts": _forecast,
    "reimbursable": _capped,
}


@pytest.mark.parametrize("door", DOORS)
def test_a_rate_that_was_asked_for_is_used(door: str) -> None:
    DOORS[door](SoundRates())


@pytest.mark.parametrize("fault", testing.RATE_FAULTS, ids=lambda fault: fault.__name__)
@pytest.mark.parametrize("door", DOORS)
def test_a_rate_that_was_not_asked_for_is_refused_at_every_door(door: str, fault: Any) -> None:
    with pytest.raises(WrongAnswer) as caught:
        DOORS[door](fault())
    assert caught.value.port == "ExchangeRates"
    assert all(str(part) in str(caught.value) for part in (*caught.value.asked, *caught.value.got))


@pytest.mark.parametrize("fault", testing.RATE_FAULTS, ids=lambda fault: fault.__name__)
def test_an_error_about_a_rate_holds_what_was_asked_and_what_came(fault: Any) -> None:
    with pytest.raises(WrongAnswer) as caught:
        payouts(World().approved(), "EUR", rates=fault())
    error = caught.value
    assert error.asked == (cc.Currency("SEK"), cc.Currency("EUR"), date(2022, 11, 1))
    assert error.got != error.asked


def test_what_a_rate_is_not_asked_for_is_not_asked() -> None:
    """Nothing is converted here, so that whatever the port would answer harms nobody."""
    for fault in testing.RATE_FAULTS:
        assert payouts(World().approved(), "SEK", rates=fault()).payouts


def _of_two() -> World:
    return World().draft()


@pytest.mark.parametrize("perform", PERFORMING.values(), ids=PERFORMING)
def test_what_a_sound_repository_answers_is_used(perform: Callable[..., Any]) -> None:
    world = _of_two()
    assert perform(PassesOn(world.repo), world).claim == world.claim()
    assert world.claim().status is cc.ClaimStatus.SUBMITTED


@pytest.mark.parametrize("attempts", [1, 3])
@pytest.mark.parametrize("perform", PERFORMING.values(), ids=PERFORMING)
@pytest.mark.parametrize("fault", testing.REPOSITORY_FAULTS, ids=lambda fault: fault.__name__)
def test_a_repository_that_answers_wrongly_changes_nothing(
    fault: Any, perform: Callable[..., Any], attempts: int
) -> None:
    world = _of_two()
    claim, pool = world.claim(), world.pool
    late = (cc.errors.BrokenHistory, cc.StaleClaim)  # what only the order of entries, or the store, can tell
    with pytest.raises((WrongAnswer, *late)):
        perform(fault(world.repo), world, attempts=attempts)
    assert (world.claim(), world.pool) == (claim, pool)


NAMED = {
    "AnswersAnotherClaim": "C-1",
    "AnswersAnotherHistory": "not C-1",
    "AnswersNoClaim": "nothing",
    "AnswersAnEmptyHistory": "0",
    "AnswersForAnotherCommand": "k1",
    "GoesBackAfterAConflict": "1",
    "AnswersAnotherFund": "not se-1",
    "AnswersNoFund": "nothing",
}


@pytest.mark.parametrize(
    "fault",
    [fault for fault in testing.REPOSITORY_FAULTS if fault.__name__ in NAMED],
    ids=lambda fault: fault.__name__,
)
def test_an_error_about_a_repository_names_it_and_what_came(fault: Any) -> None:
    world = _of_two()
    with pytest.raises(WrongAnswer) as caught:
        _perform(fault(world.repo), world, attempts=2)
    assert caught.value.port == "ClaimRepository"
    assert NAMED[fault.__name__] in str(caught.value).split("answered")[1]


# What is answered about payments and funds.


def _paid(world: World, repository: Any, step: Any, **given: Any) -> Any:
    context = circumstances(world)
    return cc.perform(payment_command(world, step), repository, rules=RULES, context=context, **given)


def _made() -> World:
    world = World().approved()
    _paid(world, world.repo, cc.payouts.PaymentTrigger.MAKE)
    _paid(world, world.repo, cc.payouts.PaymentTrigger.ORDER)
    return world


def test_what_a_sound_repository_answers_about_payments_is_used() -> None:
    world = _made()
    _paid(world, PassesOn(world.repo), cc.payouts.PaymentTrigger.START_PAYING)
    assert len(world.repo.payment_history("PAY-1")) == 3


@pytest.mark.parametrize("fault", testing.PAYMENT_FAULTS, ids=lambda fault: fault.__name__)
def test_a_wrong_answer_about_payments_changes_nothing(fault: Any) -> None:
    world = _made()
    before = world.repo.payment_history("PAY-1")
    with pytest.raises(WrongAnswer, match="ClaimRepository"):
        _paid(world, fault(world.repo), cc.payouts.PaymentTrigger.START_PAYING, attempts=3)
    assert world.repo.payment_history("PAY-1") == before


@pytest.mark.parametrize("fault", testing.FUND_FAULTS, ids=lambda fault: fault.__name__)
def test_a_wrong_answer_about_a_fund_changes_nothing(fault: Any) -> None:
    world = World()
    cc.perform(earnings(world), world.repo, rules=RULES)
    before = world.pool
    with pytest.raises(WrongAnswer, match="ClaimRepository"):
        cc.perform(earnings(world), fault(world.repo), rules=RULES, attempts=3)
    assert world.pool == before


def test_what_is_no_fund_changes_nothing() -> None:
    world = World()
    before = world.pool
    with pytest.raises(WrongAnswer, match="ClaimRepository"):
        cc.perform(earnings(world), AnswersNoFund(world.repo), rules=RULES)
    assert world.pool == before


@pytest.mark.parametrize("perform", PERFORMING.values(), ids=PERFORMING)
def test_a_fund_is_not_older_than_it_was(perform: Callable[..., Any]) -> None:
    world = _of_two()
    before = (world.claim(), world.pool)
    with pytest.raises(WrongAnswer, match="ClaimRepository") as caught:
        perform(EmptiesTheFundAfterAConflict(world.repo), world, attempts=2)
    assert str(caught.value).split("answered")[1].split(";")[0].endswith(", 0")
    assert (world.claim(), world.pool) == before


def test_a_fund_of_a_payment_is_not_older_than_it_was() -> None:
    world = _made()
    with pytest.raises(WrongAnswer, match="ClaimRepository"):
        _paid(
            world,
            EmptiesTheFundAfterAConflict(world.repo),
            cc.payouts.PaymentTrigger.START_PAYING,
            attempts=2,
        )


def test_the_payments_that_a_claim_has_come_in_order_and_once() -> None:
    world = _made()
    first = world.repo.payments("C-1")[0]
    for ids in (("PAY-2", "PAY-1"), ("PAY-1", "PAY-1")):

        class Lists(PassesOn):
            answered = tuple(attrs.evolve(first, id=each) for each in ids)

            def payments(self, claim: Any) -> Any:
                del claim
                return self.answered

        with pytest.raises(WrongAnswer, match=", ".join(ids)):
            _paid(world, Lists(world.repo), cc.payouts.PaymentTrigger.START_PAYING)


def _with(answer: Any, **found: object) -> Any:
    """Return an answer with parts that its class would not take."""
    wrong = copy.copy(answer)
    for field, part in found.items():
        object.__setattr__(wrong, field, part)
    return wrong


class _SnapshotIsText(PassesOn):
    """A repository whose snapshot was never turned back into a claim."""

    def load(self, claim: Any, command: Any) -> Any:
        return _with(super().load(claim, command), snapshot="claim", since=())


class _EntriesAreText(PassesOn):
    """A repository whose entries were never turned back into entries."""

    def load(self, claim: Any, command: Any) -> Any:
        return _with(super().load(claim, command), since=("entry",))


@pytest.mark.parametrize("perform", PERFORMING.values(), ids=PERFORMING)
@pytest.mark.parametrize("fault", [_SnapshotIsText, _EntriesAreText])
def test_parts_of_an_answer_that_are_none_are_refused(fault: Any, perform: Callable[..., Any]) -> None:
    world = _of_two()
    claim = world.claim()
    with pytest.raises(WrongAnswer) as caught:
        perform(fault(world.repo), world)
    assert caught.value.port == "ClaimRepository"
    assert "str" in str(caught.value).split("answered")[1]
    assert world.claim() == claim


def _resolved(world: World, store: Any) -> Any:
    form = world.claim().form
    return cc.payouts.resolve_payouts(
        world.claim(),
        shares=world.pool.shares(),
        entities=(),
        profiles=store.profiles(form.location, form.program),
        rates=cc.money.RateTable(()),
        ordered_at=at("2022-11-10 09:00"),
        rules=RULES,
        enrollment=cc.payouts.EnrollmentStatus.ENROLLED,
    )


NO_PROFILES = cc.payouts.BankProfiles(())


def test_what_a_sound_store_of_profiles_answers_is_used() -> None:
    (unresolved,) = _resolved(World().approved(), SoundProfiles(NO_PROFILES)).unresolved
    assert unresolved.share == World().approved().claim().approved


@pytest.mark.parametrize("fault", testing.PROFILE_FAULTS, ids=lambda fault: fault.__name__)
def test_profiles_that_are_none_are_refused(fault: Any) -> None:
    with pytest.raises(WrongAnswer, match=r"BankProfileRepository was asked for se-1, .*") as caught:
        _resolved(World().approved(), fault(NO_PROFILES))
    assert str(caught.value).split("answered ")[1].split(";")[0] in {"nothing", "tuple"}


def test_two_records_of_one_profile_that_contradict_are_refused() -> None:
    status = cc.payouts.ProfileStatus

    def assigned(**given: Any) -> Any:
        return cc.payouts.ProfileAssignment(profile="P-1", currency="EUR", **given)

    with pytest.raises(cc.InvalidValue):
        cc.payouts.BankProfiles(
            (assigned(status=status.APPROVED), assigned(location="se-1", status=status.PENDING_VALIDATION))
        )
