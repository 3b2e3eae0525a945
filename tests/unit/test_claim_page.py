"""A claim's page: each part is the answer of the function that has it alone, and outsiders see none."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import attrs
import pytest
from tests.support.findings import (
    ALICE,
    RULES as SMALL_RULES,
    World,
    at,
    cc,
    circumstances,
    payment_command,
)
from tests.support.world import (
    ACTORS,
    ADMIN,
    CAROL,
    FORM,
    LOCATION,
    OTHER_PROGRAM,
    PROGRAM,
    REVIEWER,
    RULES,
    USER,
    Desk,
    asked_desk_at,
    bound,
    desk_at,
    fund,
    sek,
)

from coopclaims import (
    Action,
    Actor,
    BusinessCalendar,
    ClaimStatus,
    Currency,
    InvalidValue,
    Policies,
    Refused,
    Role,
    advice,
    allowed,
    clocks,
    permission,
)
from coopclaims.claims import ApproveClaim, ReopenClaim, SubmitClaim
from coopclaims.completeness import evidence_checklist
from coopclaims.deadlines import Clock, Deadline, DeadlineState, NotRunning, TaxInvoice
from coopclaims.decisions import Relevance
from coopclaims.identifiers import EntityId, PersonId, ProfileId
from coopclaims.payments import why_not_paid
from coopclaims.payouts import (
    BankProfiles,
    EnrollmentStatus,
    PayingEntity,
    PaymentTrigger,
    ProfileAssignment,
    ProfileStatus,
    forecast_payouts,
)
from coopclaims.portal import ClaimPage, PageOption, claim_page, promises
from coopclaims.rules import PaymentHold, Reopening

S = ClaimStatus
CLOSED = (S.APPROVED, S.REJECTED, S.CANCELLED, S.EXPIRED)
ENTITIES = (PayingEntity(EntityId("ireland"), "EUR"),)
PROFILES = BankProfiles(
    (
        ProfileAssignment(
            profile=ProfileId("P-1"),
            currency=Currency("SEK"),
            location=LOCATION,
            program=PROGRAM,
            status=ProfileStatus.APPROVED,
        ),
    )
)
PAID_BY: dict[str, Any] = {
    "entities": ENTITIES,
    "profiles": PROFILES,
    "enrollment": EnrollmentStatus.ENROLLED,
}


def now(desk: Desk) -> datetime:
    return desk.claim.changed_at + timedelta(hours=1)


def page_of(desk: Desk, actor: Actor = ADMIN, **given: Any) -> ClaimPage:
    content = dict[str, Any](at=now(desk), rules=desk.rules, funds=desk.funds) | given
    return claim_page(desk.claim, desk.history, actor, **content)


def offered(page: ClaimPage) -> tuple[PageOption, ...]:
    assert page.options is not None
    return page.options


@pytest.mark.parametrize(
    "actor", [ADMIN, USER, REVIEWER, ACTORS[Role.GLOBAL_ADMIN]], ids=lambda each: each.id
)
@pytest.mark.parametrize("status", ClaimStatus, ids=str)
class TestEveryStatus:
    def test_shows_the_claim_and_what_runs(self, status: ClaimStatus, actor: Actor) -> None:
        desk = asked_desk_at(status)
        claim, page = desk.claim, page_of(desk, actor)
        assert (page.claim, page.version, page.status) == (claim.id, claim.version, status)
        assert (page.form, page.items, page.rounds) == (claim.form, claim.items, claim.rounds)
        assert (page.at, page.actor) == (now(desk), actor.id)
        assert page.checklist == evidence_checklist(claim, rules=RULES)
        running = clocks(claim, rules=RULES)
        del running[Clock.PAYMENT], running[Clock.TAX_INVOICE]
        assert dict(page.clocks) == running == page.by_clock
        owed = [each for each in promises(claim, rules=RULES) if each.clock is not Clock.PAYMENT]
        assert [*page.promises] == owed
        assert page.history == desk.history.entries
        assert page.upload_requests == claim.details.uploads_asked
        assert page.document_requests == claim.open_requests
        assert (page.forecast, page.why_not_paid) == (None, None)

    def test_offers_what_is_possible_first(self, status: ClaimStatus, actor: Actor) -> None:
        desk = asked_desk_at(status)
        page = page_of(desk, actor)
        found = allowed(desk.claim, actor, at=now(desk), rules=RULES, funds=desk.funds)
        options = [each.option for each in offered(page)]
        assert {each.command: each for each in options} == found
        order = [each.relevance for each in options]
        assert order == sorted(order, key=[Relevance.NOW, Relevance.NOT_NOW, Relevance.NEVER].index)
        assert [*page.by_relevance] == [*Relevance]
        assert [each for some in page.by_relevance.values() for each in some] == [*offered(page)]

    def test_advises_on_what_is_possible_alone(self, status: ClaimStatus, actor: Actor) -> None:
        for each in offered(page_of(asked_desk_at(status), actor)):
            assert each.option.is_allowed or not each.advice


class TestAdvice:
    def test_of_a_submission_is_what_advice_says(self) -> None:
        desk = desk_at(S.EDITING, funds=fund("80000.00"))
        command = desk.command(SubmitClaim, ADMIN, "2022-09-14 10:00")
        (found,) = (
            each for each in offered(page_of(desk, at=command.at)) if each.option.command is SubmitClaim
        )
        said = advice(command, desk.claim, rules=RULES, funds=desk.funds)
        assert [each.code for each in found.advice] == [each.code for each in said] != []

    def test_of_an_approval_takes_all_that_is_claimed(self) -> None:
        desk = desk_at(S.UNDER_REVIEW)
        command = desk.command(ApproveClaim, REVIEWER, desk.later, amount=FORM.amount)
        said = advice(command, desk.claim, rules=RULES, funds=desk.funds)
        (found,) = (each for each in offered(page_of(desk, REVIEWER)) if each.option.command is ApproveClaim)
        assert found.advice == said

    def test_of_a_return_knows_of_the_last_day(self) -> None:
        """Reopening is offered where a policy knows it, and its advice asked for without any content."""
        rules = bound(Policies(reopening=Reopening.EXPLICIT))
        desk = desk_at(S.ACTION_REQUIRED, rules=rules)
        (found,) = (each for each in offered(page_of(desk)) if each.option.command is ReopenClaim)
        assert (found.option.relevance, found.advice) == (Relevance.NOW, ())

    def test_is_never_about_a_claims_own_money(self) -> None:
        desk = desk_at(S.APPROVED)  # 90,000.00 of 120,000.00
        assert [each.advice for each in offered(page_of(desk)) if each.advice] == []

    def test_needs_content_for_what_is_added(self) -> None:
        (found,) = (each for each in offered(page_of(desk_at(S.EDITING))) if each.option.key == "add_invoice")
        assert (found.option.is_allowed, found.advice) == (True, ())


class TestWhatIsNotGiven:
    def test_without_a_fund_nothing_is_offered(self) -> None:
        page = page_of(desk_at(S.EDITING), funds=None, **PAID_BY)
        assert (page.options, page.forecast) == (None, None)
        assert set(page.by_relevance.values()) == {()}

    @pytest.mark.parametrize("missing", [*PAID_BY])
    def test_without_one_part_there_is_no_forecast(self, missing: str) -> None:
        assert page_of(desk_at(S.SUBMITTED), **(PAID_BY | dict[str, Any]({missing: None}))).forecast is None

    def test_the_clocks_of_a_payment_ask_for_the_tax_invoice(self) -> None:
        desk = desk_at(S.APPROVED)
        page = page_of(desk, tax_invoice=TaxInvoice.not_needed())
        assert page.by_clock == clocks(desk.claim, rules=RULES)
        assert [each for each in page.promises if each.clock is Clock.PAYMENT] == []

    def test_without_a_catalogue_there_is_no_checklist(self) -> None:
        desk = desk_at(S.EDITING)
        strict = bound(strict=True)
        later = attrs.evolve(FORM, executed_on=date(2030, 1, 7))
        desk.current = attrs.evolve(desk.claim, details=attrs.evolve(desk.claim.details, form=later))
        assert page_of(desk, rules=strict, funds=None).checklist is None

    def test_an_activity_that_no_catalogue_has_leaves_no_checklist(self) -> None:
        desk = desk_at(S.EDITING)
        unknown = attrs.evolve(FORM, activity="skywriting")
        desk.current = attrs.evolve(desk.claim, details=attrs.evolve(desk.claim.details, form=unknown))
        assert page_of(desk).checklist is None


class TestForecast:
    @pytest.mark.parametrize("status", [each for each in ClaimStatus if each not in CLOSED], ids=str)
    def test_is_that_of_the_form_until_somebody_decided(self, status: ClaimStatus) -> None:
        desk = desk_at(status)
        expected = forecast_payouts(
            FORM,
            shares=desk.funds.shares(),
            at=now(desk),
            rules=RULES,
            answered=desk.claim.reasons,
            **PAID_BY,
        )
        assert page_of(desk, **PAID_BY).forecast == expected

    @pytest.mark.parametrize("status", CLOSED, ids=str)
    def test_is_over_once_somebody_did(self, status: ClaimStatus) -> None:
        assert page_of(desk_at(status), **PAID_BY).forecast is None

    def test_of_nothing_there_is_none(self) -> None:
        desk = desk_at(S.EDITING)
        nothing = attrs.evolve(FORM, amount=sek("0.00"))
        desk.current = attrs.evolve(desk.claim, details=attrs.evolve(desk.claim.details, form=nothing))
        assert page_of(desk, **PAID_BY).forecast is None


# The payment, in the small world that has one.


def small_page(world: World, when: str, context: Any, **given: Any) -> Any:
    content = dict[str, Any](at=at(when), rules=world.rules, funds=world.pool, context=context) | given
    return claim_page(world.claim(), world.repo.history("C-1"), ALICE, **content)


def paid(*steps: tuple[PaymentTrigger, str], rules: Any = SMALL_RULES) -> World:
    """Return a world whose approved claim has a payment that took these steps."""
    world = World(rules=rules).approved()
    for step, when in steps:
        command = payment_command(world, step, at=at(when))
        cc.perform(command, world.repo, rules=world.rules, context=circumstances(world))
    return world


MADE = (PaymentTrigger.MAKE, "2022-11-01 09:00")
ORDERED = (PaymentTrigger.ORDER, "2022-11-02 09:00")
STARTED = (PaymentTrigger.START_PAYING, "2022-11-18 09:00")
SENT = (PaymentTrigger.SEND, "2022-11-21 09:00")


class TestPayment:
    def test_that_is_not_made_waits(self) -> None:
        world = World().approved()
        context = circumstances(world)
        page = small_page(world, "2022-11-01 09:00", context)
        assert page.why_not_paid == why_not_paid(context, at=at("2022-11-01 09:00"), rules=SMALL_RULES)
        (owed,) = (each for each in page.promises if each.clock is Clock.PAYMENT)
        assert (owed.due, owed.outcome) == (date(2022, 11, 17), DeadlineState.OPEN)
        assert page.by_clock[Clock.PAYMENT].on == date(2022, 11, 17)

    def test_that_was_sent_was_kept_or_late(self) -> None:
        world = paid(MADE, ORDERED, STARTED, SENT)
        page = small_page(world, "2022-11-22 09:00", circumstances(world, world.repo.payments("C-1")))
        (owed,) = (each for each in page.promises if each.clock is Clock.PAYMENT)
        assert (owed.answered_at, owed.answered_by) == (at(SENT[1]), None)
        assert (owed.business_days_late, owed.calendar_days_late) == (2, 4)
        found = page.by_clock[Clock.PAYMENT]
        assert isinstance(found, Deadline)
        assert found.answered_at == at(SENT[1])
        assert page.why_not_paid.blockers == ()

    def test_that_is_ordered_is_still_owed(self) -> None:
        world = paid(MADE, ORDERED)
        page = small_page(world, "2022-11-22 09:00", circumstances(world, world.repo.payments("C-1")))
        (owed,) = (each for each in page.promises if each.clock is Clock.PAYMENT)
        assert owed.state(at("2022-11-22 09:00")) is DeadlineState.OVERDUE

    def test_of_which_one_share_is_not_sent_is_still_owed(self) -> None:
        world = World(earned=(("ie", "60000.00"), ("se", "60000.00"))).approved()
        context = circumstances(world)
        assert len(context.shares) == 2
        page = small_page(world, "2022-11-22 09:00", context)
        (owed,) = (each for each in page.promises if each.clock is Clock.PAYMENT)
        assert owed.answered_at is None

    def test_on_hold_pauses_the_promise_where_a_policy_says_so(self) -> None:
        rules = cc.partner_center.bind(
            calendar=SMALL_RULES.calendar,
            zone=SMALL_RULES.zone,
            policies=Policies(payment_hold=PaymentHold.PAUSES),
        )
        hold = (PaymentTrigger.HOLD, "2022-11-02 09:00")
        release = (PaymentTrigger.RELEASE, "2022-11-09 09:00")
        world = World(rules=rules).approved()
        for step, when in (MADE, hold, release):
            by = {} if step is PaymentTrigger.MAKE else {"by": ALICE}
            command = payment_command(world, step, at=at(when), **by)
            cc.perform(command, world.repo, rules=world.rules, context=circumstances(world))
        page = small_page(world, "2022-11-10 09:00", circumstances(world, world.repo.payments("C-1")))
        (owed,) = (each for each in page.promises if each.clock is Clock.PAYMENT)
        assert owed.due == date(2022, 11, 24)
        assert page.by_clock[Clock.PAYMENT].on == owed.due

    def test_past_the_calendar_has_no_day(self) -> None:
        world = World().approved()
        short = BusinessCalendar.of_weekdays(years=range(2022, 2023))
        rules = cc.partner_center.bind(
            calendar=short, zone=SMALL_RULES.zone, policies=Policies(payment_hold=PaymentHold.PAUSES)
        )
        (payment,) = paid(MADE).repo.payments("C-1")
        held = ((at("2022-11-02 09:00"), at("2022-12-28 09:00")),)
        moved = attrs.evolve(payment, milestones=attrs.evolve(payment.milestones, holds=held))
        context = circumstances(world, (moved,))
        page = claim_page(
            world.claim(),
            world.repo.history("C-1"),
            REFUSED_FUNDS,
            at=at("2022-12-28 10:00"),
            rules=rules,
            context=context,
        )
        found = page.by_clock[Clock.PAYMENT]
        assert isinstance(found, NotRunning)
        assert found.explain().code == "clock_past_calendar"
        assert [each for each in page.promises if each.clock is Clock.PAYMENT] == []
        assert page.why_not_paid is None


REFUSED_FUNDS = cc.Actor.partner(
    "gail", cc.Role.GLOBAL_ADMIN, location=cc.parties.EVERYWHERE, program=cc.parties.EVERYWHERE
)
"""Somebody who sees claims, and no fund."""


class TestWhoLooks:
    def test_somebody_without_a_part_hears_what_permission_says(self) -> None:
        desk, stranger = desk_at(S.EDITING), Actor.partner("mallory")
        with pytest.raises(Refused) as caught:
            page_of(desk, stranger)
        assert caught.value.problems == permission(
            stranger, Action.VIEW_CLAIM, claim=desk.claim, at=now(desk), rules=RULES
        )

    def test_it_is_said_before_anything_else_is_looked_at(self) -> None:
        desk = desk_at(S.EDITING)
        other = attrs.evolve(desk.history, entries=())
        with pytest.raises(Refused):
            claim_page(desk.claim, other, Actor.partner("mallory"), at=now(desk), rules=RULES)

    def test_a_colleague_sees_it_as_long_as_they_are_asked(self) -> None:
        asked = page_of(desk_at(S.EDITING), CAROL)
        possible = {each.option.key for each in asked.by_relevance[Relevance.NOW]}
        assert {"add_proof", "comment"} <= possible
        assert "submit_claim" not in possible
        with pytest.raises(Refused):
            page_of(desk_at(S.ACTION_REQUIRED), CAROL)

    @pytest.mark.parametrize("actor", [CAROL, ACTORS[Role.GLOBAL_ADMIN]], ids=lambda each: each.id)
    def test_who_sees_no_fund_is_shown_nothing_of_it(self, actor: Actor) -> None:
        desk = desk_at(S.EDITING)
        short, shorter = (page_of(desk, actor, funds=fund(earned), **PAID_BY) for earned in ("2.00", "1.00"))
        assert short == shorter
        assert short.forecast is None

    def test_who_sees_no_fund_is_not_told_what_the_payment_waits_for(self) -> None:
        world = World().approved()
        content = dict[str, Any](at=at("2022-11-01 09:00"), rules=world.rules, context=circumstances(world))
        seen = claim_page(world.claim(), world.repo.history("C-1"), REFUSED_FUNDS, **content)
        assert seen.why_not_paid is None
        assert seen.by_clock[Clock.PAYMENT] is not None

    def test_the_persons_behind_the_actors_stay_unnamed(self) -> None:
        desk = desk_at(S.EDITING)
        named = tuple(attrs.evolve(each, person=PersonId("person-7")) for each in desk.history)
        desk.history = attrs.evolve(desk.history, entries=named)
        assert {each.person for each in page_of(desk).history} == {None}


class TestWhatDoesNotFit:
    def _refused(self, desk: Desk, **given: Any) -> str:
        with pytest.raises(InvalidValue) as caught:
            page_of(desk, **given)
        return str(caught.value.field)

    def test_a_history_of_another_version(self) -> None:
        desk = desk_at(S.EDITING)
        desk.history = attrs.evolve(desk.history, entries=desk.history.entries[:-1])
        assert self._refused(desk) == "history"

    def test_a_history_of_another_claim(self) -> None:
        desk = desk_at(S.EDITING)
        desk.history = desk_at(S.EDITING, claim="C-2").history
        assert self._refused(desk) == "history"

    def test_a_fund_of_another_program(self) -> None:
        other = fund()
        key = attrs.evolve(other.key, program=OTHER_PROGRAM)
        assert self._refused(desk_at(S.EDITING), funds=type(other).empty(key)) == "funds"

    def test_the_payments_of_another_claim(self) -> None:
        assert self._refused(desk_at(S.APPROVED), context=circumstances(World().approved())) == "context"

    def test_a_naive_instant(self) -> None:
        assert self._refused(desk_at(S.EDITING), at=datetime(2022, 9, 14)) == "at"  # noqa: DTZ001 - the point
