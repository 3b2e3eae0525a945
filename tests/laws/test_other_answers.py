"""Answers that are neither a due day nor a payout are complete too: whoever holds their data computes again.

The walkers read figures by name and never a text, and use nothing of the library.
"""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import ROUND_HALF_UP, Decimal
from typing import TYPE_CHECKING

import attrs
import pytest
from hypothesis import given, strategies as st
from tests.laws.test_recomputed import approved_claim, figures, recomputed_money, resolved, statements
from tests.support.told import told_of
from tests.support.world import FORM, PACIFIC, RULES, USER, bound, desk_at, instant

import coopclaims as cc

if TYPE_CHECKING:
    from tests.laws.test_recomputed import Told


def recomputed_levels(told: Told) -> list[tuple[str, str]]:
    """Follow the levels down: each is the one before it, converted where it says so, less the difference."""
    levels: list[tuple[str, str]] = []
    approved = before = Decimal(0)
    for step in told["because"]:
        by = step["figures"]
        amount = Decimal(by["amount"]["amount"])
        if by["level"] == "claimed":
            before = amount
        elif by["level"] == "split":
            before = amount
            approved -= amount
        signs = {"waterfall_less": 1, "waterfall_more": -1}
        differences = [
            signs[each["code"]] * Decimal(each["figures"]["amount"]["amount"])
            for each in step["because"]
            if each["code"] in signs
        ]
        if by["level"] == "converted" and not differences:  # else all of the share is held back
            for conversion in statements(step, "conversion"):
                rate, target = conversion["figures"]["rate"], conversion["figures"]["target"]["amount"]
                before = (before * Decimal(rate)).quantize(Decimal(target), ROUND_HALF_UP)
        before -= sum(differences)
        assert amount == before, by
        if by["level"] == "approved":
            approved = amount
        levels.append((by["level"], by["amount"]["amount"]))
    assert approved == 0
    return levels


class TestWaterfall:
    @given(
        units=st.integers(2, 10**7),
        earned=st.lists(st.integers(1, 10**6), min_size=1, max_size=4),
        codes=st.lists(st.sampled_from(["SEK", "EUR", "JPY", "KWD"]), min_size=4, max_size=4),
        parts=st.tuples(st.integers(0, 9), st.integers(0, 9), st.integers(0, 20)),
    )
    def test_every_level_follows_from_the_one_before(
        self, units: int, earned: list[int], codes: list[str], parts: tuple[int, int, int]
    ) -> None:
        approved = cc.Money.of_minor_units(units, "SEK")
        resolution, _ = resolved(approved, earned, "0.0917", codes[: len(earned)])
        withheld, taxed, paid = parts
        known = [
            cc.payouts.PaymentFigures(
                entity=each.entity,
                withheld=each.money.of_minor_units(
                    each.money.minor_units * withheld // 10, each.money.currency
                ),
                sales_tax=each.money.of_minor_units(
                    each.money.minor_units * taxed // 10, each.money.currency
                ),
                paid=each.money.of_minor_units(each.money.minor_units * paid // 10, each.money.currency),
            )
            for each in resolution.payouts
        ]
        fall = cc.payouts.payment_waterfall(approved_claim(approved), resolution, figures=known)
        assert recomputed_levels(told_of(fall.explain())) == [
            (str(step.level), str(step.amount.amount)) for _, step in fall.steps
        ]


class TestForecast:
    def test_what_is_expected_is_split_and_converted_again(self) -> None:
        entities = (
            cc.payouts.PayingEntity(cc.identifiers.EntityId("ireland"), "EUR"),
            cc.payouts.PayingEntity(cc.identifiers.EntityId("sweden"), "SEK"),
        )
        profiles = cc.payouts.BankProfiles(
            cc.payouts.ProfileAssignment(
                profile=cc.identifiers.ProfileId(f"P-{each.id}"),
                currency=each.currency,
                location=FORM.location,
                program=FORM.program,
                entity=each.id,
                status=cc.payouts.ProfileStatus.APPROVED,
            )
            for each in entities
        )
        month = date(2022, 9, 1)
        rates = cc.money.RateTable(
            [cc.money.ExchangeRate(source="SEK", target="EUR", rate="0.0917", month=month, origin="given")]
        )
        found = cc.payouts.forecast_payouts(
            FORM,
            shares=[(entities[0].id, cc.Money("70.01", "SEK")), (entities[1].id, cc.Money("29.99", "SEK"))],
            entities=entities,
            profiles=profiles,
            at=datetime(2022, 9, 14, tzinfo=UTC),
            rules=RULES,
            rates=rates,
            enrollment=cc.payouts.EnrollmentStatus.ENROLLED,
        )
        assert found.explain().figure("payments") == 2
        for payment in found.payments:
            assert payment.estimate is not None
            amount, currency = recomputed_money(told_of(payment.explain()))
            assert (amount, currency) == (payment.estimate.amount, payment.estimate.currency.code)


class TestUsage:
    @pytest.mark.parametrize("day", ["2021-02-16", "2022-02-10", "2022-08-15", "2023-02-15", "2024-01-01"])
    def test_the_day_lies_in_the_window_that_is_told(self, day: str) -> None:
        (found,) = cc.deadlines.open_usage_periods(date.fromisoformat(day), rules=RULES)
        by = told_of(found.explain())["figures"]
        assert by["opens"] <= by["day"] == day <= by["closes"]
        assert by["usage_first"] < by["opens"] <= by["usage_last"] < by["closes"]


class TestChecklist:
    def test_the_counts_are_those_of_its_lines(self) -> None:
        form = attrs.evolve(FORM, activity="vendor-conference")
        listed = attrs.evolve(FORM, activity="social-media", executed_on=date(2025, 8, 1))
        for claim in (desk_at(cc.ClaimStatus.SUBMITTED).claim, FORM, form, listed):
            told = cc.completeness.evidence_checklist(claim, rules=RULES).explain()
            states = [line.figure("state") for line in told.because]
            assert dict(told.figures) == {
                each: states.count(each) for each in ("met", "missing", "not_asked", "not_published")
            }
            for line in told.because:
                holds = all((each.code == "asked_if") is each.figure("stated") for each in line.because)
                assert holds is not (line.figure("state") == "not_asked")


class TestRounds:
    def test_the_requests_are_answered_by_the_entries_that_are_told(self) -> None:
        desk = desk_at(cc.ClaimStatus.ACTION_REQUIRED)
        (asked,) = desk.claim.milestones.requests
        assert asked.item is not None
        desk.do(cc.claims.RemoveItem, USER, "2022-09-26 09:00", item=asked.item)
        told = cc.claims.since_request(desk.history).explain()
        answered = told.find("request_followed_up").figure("entries")
        assert answered == told.figure("changes") == (desk.history.version,)
        assert answered[0] > told.figure("since")


class TestAttention:
    def test_what_is_overdue_is_after_the_day_that_is_told(self) -> None:
        claim = desk_at(cc.ClaimStatus.SUBMITTED).claim
        at = instant("2022-09-17 00:00")
        (found,) = cc.portfolio.attention([claim], at=at, rules=bound(), within=cc.CalendarDays(7))
        told = told_of(found.explain())
        due, state = figures(told, "deadline"), figures(told, "state")
        asked = datetime.fromisoformat(state["at"]).astimezone(PACIFIC).date()
        assert (asked > date.fromisoformat(due["due"])) is (state["state"] == "overdue") is True
        assert told["figures"]["claim"] == claim.id
