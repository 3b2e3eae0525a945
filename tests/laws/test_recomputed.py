"""Explanations are complete: whoever holds only `explain().to_dict()` recomputes the day and the amount.

The walkers below read figures by name and never a text, and use nothing of the library.
"""

from __future__ import annotations

import calendar
from copy import deepcopy
from datetime import UTC, date, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from typing import Any
from zoneinfo import ZoneInfo

from hypothesis import given, strategies as st
from tests.support.told import told_of

import coopclaims as cc

PACIFIC = ZoneInfo("America/Los_Angeles")
USAGE = cc.UsagePeriod(date(2022, 7, 1), date(2022, 12, 31))
Told = dict[str, Any]


def statements(told: Told, *codes: str) -> list[Told]:
    """Return every statement with one of these codes, wherever it stands in the tree."""
    below = [each for child in told.get("because", []) for each in statements(child, *codes)]
    return ([told] if told["code"] in codes else []) + below


def figures(told: Told, code: str) -> Told:
    (statement,) = statements(told, code)
    found: Told = statement["figures"]
    return found


def recomputed_day(told: Told) -> date:
    """Count again: from day zero, over the closed days that are told, in the unit that is told."""
    start = date.fromisoformat(figures(told, "start")["day"])
    span = figures(told, "span")
    if span["unit"] == "calendar_days":
        return start + timedelta(days=span["n"])
    if span["unit"] in ("months", "month_ends"):
        year, month = divmod(start.year * 12 + start.month - 1 + span["n"], 12)
        last = calendar.monthrange(year, month + 1)[1]
        return date(year, month + 1, last if span["unit"] == "month_ends" else min(start.day, last))
    closed: set[date] = set()
    for statement in statements(told, "closed"):
        first, last_day = (date.fromisoformat(statement["figures"][end]) for end in ("first", "last"))
        closed |= {first + timedelta(days=i) for i in range((last_day - first).days + 1)}
    day, counted = start, 0
    while counted < span["n"]:
        day += timedelta(days=1)
        counted += day not in closed
    return day


@st.composite
def calendars(draw: st.DrawFn) -> cc.BusinessCalendar:
    days = st.dates(date(2022, 1, 1), date(2024, 12, 31))
    return cc.BusinessCalendar.of_days(
        name="drawn",
        closed=draw(st.frozensets(days, max_size=40)),
        years=range(2022, 2025),
        weekend=draw(st.sampled_from([{5, 6}, {4, 5}, {6}])),
    )


instants = st.datetimes(datetime(2022, 8, 20), datetime(2023, 12, 31), timezones=st.just(UTC))  # noqa: DTZ001 - the zone is the other argument


class TestDays:
    """A due day follows from the figures of its explanation (D-07, D-09, D-10, D-11)."""

    @given(calendars(), instants)
    def test_review_dispute_payment_and_tax_invoice(self, plain: cc.BusinessCalendar, at: datetime) -> None:
        rules = cc.partner_center.bind(calendar=plain, zone=PACIFIC)
        dues = (
            cc.deadlines.review_due(start=at, rules=rules),
            cc.deadlines.dispute_due(start=at, rules=rules),
            cc.deadlines.payment_due(
                approved=at, tax_invoice=cc.deadlines.TaxInvoice.not_needed(), rules=rules
            ),
            cc.deadlines.payment_due(
                approved=at, tax_invoice=cc.deadlines.TaxInvoice.approved(at), rules=rules
            ),
            cc.deadlines.hold_due(failed=at, rules=rules),
            cc.deadlines.plan_review_due(start=at, rules=rules),
            cc.deadlines.retention_due(at.date(), rules=rules),
        )
        for due in dues:
            assert isinstance(due, cc.Deadline)
            told = told_of(due.explain())
            assert recomputed_day(told) == due.on == date.fromisoformat(told["figures"]["due"])

    def test_the_figures_are_what_decides(self) -> None:
        plain = cc.BusinessCalendar.of_weekdays(years=range(2022, 2024))
        rules = cc.partner_center.bind(calendar=plain, zone=PACIFIC)
        told = told_of(cc.deadlines.review_due(start=date(2022, 9, 16), rules=rules).explain())
        assert recomputed_day(told) == date(2022, 9, 20)

        longer = deepcopy(told)
        figures(longer, "span")["n"] = 3
        assert recomputed_day(longer) == date(2022, 9, 21)

        opened = deepcopy(told)
        opened["because"] = [each for each in opened["because"] if each["code"] != "closed"]
        assert recomputed_day(opened) == date(2022, 9, 18)


def recomputed_money(told: Told) -> tuple[Decimal, str]:
    """Take the part of the whole that was earned, rounded as it says, and convert it, half up."""
    share = next(each["figures"] for each in statements(told, "share"))
    whole = Decimal(share["whole"]["amount"])
    unit = Decimal(1).scaleb(int(whole.as_tuple().exponent))
    earned, total = (Fraction(share[name]["amount"]) for name in ("earned", "total"))
    units = int(Fraction(whole) / Fraction(unit) * earned / total) + share["rounded_up"]
    amount, currency = units * unit, share["share"]["currency"]
    for conversion in statements(told, "conversion"):
        by = conversion["figures"]
        target = Decimal(1).scaleb(int(Decimal(by["target"]["amount"]).as_tuple().exponent))
        amount = (amount * Decimal(by["rate"])).quantize(target, ROUND_HALF_UP)
        currency = by["target"]["currency"]
    return amount, currency


def approved_claim(amount: cc.Money) -> cc.Claim:
    """Return a claim with this amount approved, built from its facts alone."""
    form = cc.ClaimForm(
        name="x",
        program=cc.identifiers.ProgramId("CSP"),
        location=cc.identifiers.LocationId("se-1"),
        usage_period=USAGE,
        activity="spiff",
        executed_on=date(2022, 8, 25),
        amount=amount,
    )
    at = datetime(2022, 9, 26, 12, tzinfo=UTC)
    return cc.Claim(
        id=cc.identifiers.ClaimId("C-1"),
        status=cc.ClaimStatus.APPROVED,
        version=5,
        changed_at=at,
        changed_in=5,
        details=cc.claims.Details(form=form),
        milestones=cc.claims.Milestones(created_at=at, approved_at=at, approved=amount),
    )


def resolved(
    amount: cc.Money, earned: list[int], rate: str, currencies: list[str]
) -> tuple[cc.payouts.PayoutResolution, cc.Money]:
    entities = tuple(
        cc.payouts.PayingEntity(cc.identifiers.EntityId(f"e{i}"), currency)
        for i, currency in enumerate(currencies)
    )
    assignments = tuple(
        cc.payouts.ProfileAssignment(
            profile=cc.identifiers.ProfileId(f"p-{entity.id}"),
            currency=entity.currency,
            location=cc.identifiers.LocationId("se-1"),
            program=cc.identifiers.ProgramId("CSP"),
            entity=entity.id,
            status=cc.payouts.ProfileStatus.APPROVED,
        )
        for entity in entities
    )
    rates = tuple(
        cc.money.ExchangeRate(source="SEK", target=code, rate=rate, month=date(2022, 11, 1), origin="given")
        for code in ("EUR", "JPY", "KWD")
    )
    plain = cc.BusinessCalendar.of_weekdays(years=range(2022, 2024))
    resolution = cc.payouts.resolve_payouts(
        approved_claim(amount),
        shares=[(entity.id, cc.Money(part, "SEK")) for entity, part in zip(entities, earned, strict=True)],
        entities=entities,
        profiles=cc.payouts.BankProfiles(assignments),
        rates=cc.money.RateTable(rates),
        ordered_at=datetime(2022, 11, 10, 12, tzinfo=UTC),
        rules=cc.partner_center.bind(calendar=plain, zone=PACIFIC),
        enrollment=cc.payouts.EnrollmentStatus.ENROLLED,
    )
    return resolution, amount


class TestAmounts:
    """A payout's amount follows from the figures of its explanation (P-01, P-02, P-08)."""

    @given(
        st.integers(1, 10**9),
        st.lists(st.integers(1, 10**6), min_size=1, max_size=5),
        st.decimals(min_value="0.0001", max_value="50", places=4).map(str),
        st.data(),
    )
    def test_every_payout(self, units: int, earned: list[int], rate: str, data: st.DataObject) -> None:
        codes = [data.draw(st.sampled_from(["SEK", "EUR", "JPY", "KWD"])) for _ in earned]
        resolution, amount = resolved(cc.Money.of_minor_units(units, "SEK"), earned, rate, codes)
        for payout in resolution.payouts:
            told = told_of(payout.explain())
            assert recomputed_money(told) == (payout.money.amount, payout.money.currency.code)
        shares = [each.share for each in resolution.payouts]
        shares += [each.share for each in resolution.unresolved]
        assert cc.Money.total(shares, "SEK") == amount

    def test_the_rate_is_what_decides(self) -> None:
        resolution, _ = resolved(cc.Money("84000.00", "SEK"), [72000, 48000], "0.0917", ["EUR", "SEK"])
        told = told_of(resolution.payouts[0].explain())
        assert recomputed_money(told) == (Decimal("4621.68"), "EUR")
        figures(told, "conversion")["rate"] = "0.0918"
        assert recomputed_money(told) != (Decimal("4621.68"), "EUR")
