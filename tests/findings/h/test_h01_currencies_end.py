"""A currency has a last day: old Histories keep it, new money is not made in it without a word."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from tests.support.findings import ALICE, RITA, RULES, World, at, cc, payouts, sek

AUTUMN_2025 = cc.UsagePeriod(date(2025, 7, 1), date(2025, 12, 31))
SPRING_2026 = cc.UsagePeriod(date(2026, 1, 1), date(2026, 6, 30))


def _drafted(currency: str) -> World:
    """Return a world with one draft of autumn 2025 in this currency."""
    world = World(currency, usage=AUTUMN_2025)
    form = world.form("12345.67", executed_on=date(2025, 8, 15))
    world.do(cc.claims.CreateClaim, ALICE, "2025-09-01 09:00", form=form)
    world.do(cc.claims.AddInvoice, ALICE, "2025-09-02 09:00", invoice=world.invoice(amount="12345.67"))
    return world


def _approved_in_december(currency: str) -> World:
    world = _drafted(currency)
    world.do(cc.claims.SubmitClaim, ALICE, "2025-12-22 10:00")
    world.do(cc.claims.StartReview, RITA, "2025-12-22 10:00")
    world.do(cc.claims.ApproveClaim, RITA, "2025-12-22 10:00", amount=sek("12345.67", currency))
    return world


def _paid_in_2014(currency: str, ordered: str) -> Any:
    """Resolve a claim that was approved in autumn 2014, in the currency of that year."""
    world = World().approved()
    written = cc.wire.to_text(world.repo.history(cc.identifiers.ClaimId("C-1")))
    claim = cc.replay(cc.wire.from_text(written.replace("2022-", "2014-").replace('"SEK"', f'"{currency}"')))
    profile = cc.payouts.ProfileAssignment(
        profile=cc.identifiers.ProfileId("P-1"),
        currency=currency,
        location=world.location,
        program=world.program,
        status=cc.payouts.ProfileStatus.APPROVED,
    )
    return cc.payouts.resolve_payouts(
        claim,
        shares=(("ie", claim.approved),),
        entities=(cc.payouts.PayingEntity("ie", currency),),
        profiles=cc.payouts.BankProfiles((profile,)),
        rates=cc.money.RateTable(()),
        ordered_at=at(ordered),
        rules=RULES,
        enrollment=cc.payouts.EnrollmentStatus.ENROLLED,
    )


def _is_silent(resolution: Any) -> bool:
    """Say whether everything is paid, and nothing remarked."""
    remarks = [node.caveats for payout in resolution.payouts for node in payout.explain().walk()]
    return not resolution.unresolved and not any(remarks)


def _remarks_on_creation(currency: str, when: str) -> tuple[Any, ...]:
    world = World(currency, usage=SPRING_2026)
    form = world.form(executed_on=date(2026, 2, 15))
    create = world.ask(cc.claims.CreateClaim, ALICE, when, form=form)
    return tuple(cc.problems(create, None, rules=RULES, funds=world.pool))


def _advice_on_submission(currency: str, when: str) -> set[str]:
    world = _drafted(currency)
    submit = world.ask(cc.claims.SubmitClaim, ALICE, when)
    assert not cc.problems(submit, world.claim(), rules=RULES, funds=world.pool)
    return {remark.code.value for remark in cc.advice(submit, world.claim(), rules=RULES, funds=world.pool)}


def _notices_of_the_forecast(currency: str, when: str) -> set[str]:
    world = _drafted(currency)
    profile = cc.payouts.ProfileAssignment(
        profile=cc.identifiers.ProfileId("P-1"),
        currency=currency,
        location=world.location,
        program=world.program,
        status=cc.payouts.ProfileStatus.APPROVED,
    )
    forecast = cc.payouts.forecast_payouts(
        world.claim().form,
        shares=world.pool.shares(),
        entities=(cc.payouts.PayingEntity("ie", currency),),
        profiles=cc.payouts.BankProfiles((profile,)),
        at=at(when),
        rules=RULES,
        enrollment=cc.payouts.EnrollmentStatus.ENROLLED,
    )
    return {notice.code for notice in forecast.notices}


def test_a_payment_ordered_after_the_last_day_of_lev_is_not_silent() -> None:
    world = _approved_in_december("BGN")
    assert not _is_silent(payouts(world, "BGN", ordered="2026-02-10 09:00"))


@pytest.mark.parametrize(("currency", "ordered"), [("SLL", "2025-02-10 09:00"), ("HRK", "2023-02-10 09:00")])
def test_a_payment_ordered_in_any_withdrawn_currency_is_not_silent(currency: str, ordered: str) -> None:
    world = World(currency).approved()
    assert not _is_silent(payouts(world, currency, ordered=ordered))


@pytest.mark.parametrize("ordered", ["2025-12-23 09:00", "2025-12-31 12:00"])
def test_a_payment_ordered_while_there_was_lev_is_paid_without_a_remark(ordered: str) -> None:
    world = _approved_in_december("BGN")
    assert _is_silent(payouts(world, "BGN", ordered=ordered))


@pytest.mark.parametrize(
    ("currency", "successor", "ordered"),
    [
        ("SLL", "SLE", "2025-02-10 09:00"),
        ("HRK", "EUR", "2023-02-10 09:00"),
        ("ANG", "XCG", "2025-07-10 09:00"),
        ("ZWL", "ZWG", "2024-09-10 09:00"),
    ],
)
def test_what_cannot_be_paid_any_more_names_the_successor(
    currency: str, successor: str, ordered: str
) -> None:
    world = World(currency).approved()
    unresolved = payouts(world, currency, ordered=ordered).unresolved
    figures = {
        str(figure) for share in unresolved for node in share.explain().walk() for _, figure in node.figures
    }
    assert successor in figures


@pytest.mark.parametrize("when", ["2026-02-16 09:00", "2026-03-01 09:00"])
def test_a_claim_cannot_be_created_in_lev_any_more(when: str) -> None:
    assert _remarks_on_creation("BGN", when)


@pytest.mark.parametrize("when", ["2026-02-16 09:00", "2026-03-01 09:00"])
def test_a_claim_can_be_created_in_the_successor(when: str) -> None:
    assert not _remarks_on_creation("EUR", when)


def test_who_submits_after_the_last_day_is_advised() -> None:
    assert _advice_on_submission("BGN", "2026-01-05 10:00") - _advice_on_submission("EUR", "2026-01-05 10:00")


def test_who_submits_before_the_last_day_is_not_advised() -> None:
    assert _advice_on_submission("BGN", "2025-09-14 10:00") == _advice_on_submission(
        "EUR", "2025-09-14 10:00"
    )


def test_a_forecast_after_the_last_day_has_a_notice() -> None:
    when = "2026-03-10 09:00"
    assert _notices_of_the_forecast("BGN", when) - _notices_of_the_forecast("EUR", when)


@pytest.mark.parametrize("code", ["BGN", "HRK", "SLL", "VEF", "CUC", "ZWL", "ANG"])
def test_a_currency_withdrawn_of_late_is_known_and_not_active(code: str) -> None:
    assert cc.Currency(code).code == code
    assert cc.Currency(code) not in cc.Currency.active()


@pytest.mark.parametrize("code", ["LTL", "BYR", "STD", "MRO"])
def test_a_currency_withdrawn_since_2014_is_known_and_not_active(code: str) -> None:
    currency = cc.Currency(code)
    assert currency.code == code
    assert currency not in cc.Currency.active()


def test_litas_ordered_on_their_last_day_are_paid() -> None:
    resolution = _paid_in_2014("LTL", "2014-12-31 09:00")
    assert [str(payout.money) for payout in resolution.payouts] == ["30000.00 LTL"]
    assert _is_silent(resolution)


def test_litas_ordered_after_their_last_day_are_not_silent() -> None:
    assert not _is_silent(_paid_in_2014("LTL", "2015-01-02 09:00"))


@pytest.mark.parametrize("ordered", ["2014-12-31 09:00", "2015-01-02 09:00"])
def test_what_was_approved_in_2014_in_a_living_currency_is_paid(ordered: str) -> None:
    assert _is_silent(_paid_in_2014("EUR", ordered))


def test_a_history_in_a_withdrawn_currency_replays_as_it_was() -> None:
    history = _approved_in_december("BGN").repo.history(cc.identifiers.ClaimId("C-1"))
    again = cc.wire.from_text(cc.wire.to_text(history))
    assert again == history
    assert cc.replay(again).approved == sek("12345.67", "BGN")
