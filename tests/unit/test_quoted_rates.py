"""Rates as they are quoted, from a day on, and not believed where they are far from the last one."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import attrs
import pytest
from tests.support.world import (
    FORM,
    LOCATION,
    PROGRAM,
    REVIEWER,
    USER,
    Desk,
    bound,
    desk_at,
    fund,
    instant,
    sek,
)

from coopclaims import ClaimStatus, Currency, InvalidValue, Money, Policies
from coopclaims.activities.caps import converted
from coopclaims.claims import ApproveClaim, SubmitClaim
from coopclaims.errors import CurrencyMismatch, ImplausibleRate, InvalidMoney, NoRate, WrongAnswer
from coopclaims.findings import ProblemCode
from coopclaims.identifiers import EntityId, ProfileId
from coopclaims.money import ExchangeRate, Quotation, RateTable
from coopclaims.money.exchange import guarded, rate_from
from coopclaims.payments import BlockerCode, Responsible
from coopclaims.payments.judging import unresolved_blockers
from coopclaims.payouts import (
    BankProfiles,
    EnrollmentStatus,
    PayingEntity,
    PayoutForecast,
    PayoutResolution,
    ProfileAssignment,
    ProfileStatus,
    UnresolvedReason,
    WaterfallLevel,
    forecast_payouts,
    payment_waterfall,
    resolve_payouts,
)
from coopclaims.provenance import cite
from coopclaims.rules import RateGuard

if TYPE_CHECKING:
    from coopclaims import Rules

SEPTEMBER, OCTOBER, NOVEMBER = date(2022, 9, 1), date(2022, 10, 1), date(2022, 11, 1)
KRONA, EURO = Currency("SEK"), Currency("EUR")
PER_TARGET = Quotation.SOURCE_PER_TARGET


def rate(value: str = "0.0917", month: date | None = NOVEMBER, **how: Any) -> ExchangeRate:
    given: dict[str, Any] = {
        "source": "SEK",
        "target": "EUR",
        "rate": value,
        "month": month,
        "origin": "bank",
    }
    return ExchangeRate(**(given | how))


class TestQuotation:
    @pytest.mark.parametrize(
        ("how", "printed", "converted"),
        [
            ({}, "1 SEK = 0.0917 EUR in 2022-11 (bank)", "9.17"),
            ({"rate": "9.17", "per": 100}, "100 SEK = 9.17 EUR in 2022-11 (bank)", "9.17"),
            ({"rate": "10.90", "quotation": PER_TARGET}, "1 EUR = 10.90 SEK in 2022-11 (bank)", "9.17"),
            (
                {
                    "rate": "1090",
                    "quotation": PER_TARGET,
                    "per": 100,
                    "month": None,
                    "since": date(2022, 1, 7),
                },
                "100 EUR = 1090 SEK from 2022-01-07 on (bank)",
                "9.17",
            ),
        ],
    )
    def test_it_is_printed_as_quoted_and_divided_once(
        self, how: dict[str, Any], printed: str, converted: str
    ) -> None:
        quoted = rate(**how)
        assert str(quoted) == printed
        assert quoted.convert(sek("100.00")) == Money(converted, "EUR")
        assert quoted.is_plain is (how == {})

    @pytest.mark.parametrize("per", [0, -1, 1.5, True, Decimal("NaN"), Decimal("1E-13"), "0.1" + "0" * 30])
    def test_units_are_a_number_above_zero(self, per: Any) -> None:
        with pytest.raises(InvalidMoney) as caught:
            rate("1", per=per)
        assert caught.value.field == "per"

    @pytest.mark.parametrize("when", [{"month": None}, {"month": NOVEMBER, "since": NOVEMBER}])
    def test_it_holds_for_a_month_or_from_a_day_on(self, when: dict[str, Any]) -> None:
        with pytest.raises(InvalidMoney, match="or a day from which on it does"):
            rate("1", **when)

    @pytest.mark.parametrize("field", ["since", "quotation"])
    def test_fields_are_checked_by_type(self, field: str) -> None:
        with pytest.raises(InvalidValue):
            rate("1", month=None, **{"since": NOVEMBER, field: datetime(2022, 11, 1)})  # noqa: DTZ001

    def test_in_which_months_it_holds(self) -> None:
        monthly, lasting = rate("1"), rate("1", None, since=date(2022, 10, 15))
        assert [monthly.holds_in(month) for month in (OCTOBER, NOVEMBER)] == [False, True]
        assert [lasting.holds_in(month) for month in (OCTOBER, NOVEMBER)] == [False, True]
        with pytest.raises(InvalidMoney):
            monthly.holds_in(date(2022, 11, 2))

    @pytest.mark.parametrize(
        ("amount", "step", "paid"),
        [
            ("0.4951", "1.00", "0.00"),
            ("0.5000", "1.00", "1.00"),
            ("-0.5000", "1.00", "-1.00"),
            ("0.0750", "0.05", "0.10"),
        ],
    )
    def test_a_step_rounds_once_and_not_after_the_minor_unit(self, amount: str, step: str, paid: str) -> None:
        """0.4951 is 0.50 to the minor unit, and that would be a whole one: rounding twice is wrong."""
        by_units = rate("0.0001")
        money = Money.of_minor_units(int(Decimal(amount) * 10**6), "SEK")
        assert by_units.convert(money, step=Money(step, "EUR")) == Money(paid, "EUR")

    @pytest.mark.parametrize(
        ("step", "error"),
        [(sek("1.00"), CurrencyMismatch), (Money(0, "EUR"), InvalidMoney), (Money(-1, "EUR"), InvalidMoney)],
    )
    def test_a_step_is_above_zero_in_the_target(self, step: Money, error: type[InvalidValue]) -> None:
        with pytest.raises(error):
            rate("1").convert(sek("1.00"), step=step)

    def test_an_amount_is_cut_to_steps_without_a_rate_too(self) -> None:
        step = Money("0.05", "CHF")
        cut = [str(Money(amount, "CHF").to_step(step)) for amount in ("100.02", "100.03", "-0.08", "0.02")]
        assert cut == ["100.00 CHF", "100.05 CHF", "-0.10 CHF", "0.00 CHF"]


class TestTable:
    LASTING = rate("0.5", None, since=date(2022, 9, 1))
    LATER = rate("0.6", None, since=date(2022, 11, 1))

    def test_the_rate_of_a_month_goes_first_and_then_what_began_last(self) -> None:
        table = RateTable([self.LATER, rate("0.7", OCTOBER), self.LASTING])
        found = [
            table.rate(KRONA, EURO, month).rate for month in (SEPTEMBER, OCTOBER, NOVEMBER, date(2031, 5, 1))
        ]
        assert found == [Decimal(value) for value in ("0.5", "0.7", "0.6", "0.6")]
        with pytest.raises(NoRate):
            table.rate(KRONA, EURO, date(2022, 8, 1))

    def test_one_rate_from_a_day_on(self) -> None:
        with pytest.raises(InvalidMoney, match="SEK to EUR, from 2022-09-01, twice"):
            RateTable([self.LASTING, attrs.evolve(self.LASTING, rate="0.4")])

    @pytest.mark.parametrize(
        "answer",
        [rate("0.5", None, since=date(2022, 11, 2)), rate("0.5", OCTOBER), rate("0.5", target="USD")],
    )
    def test_what_does_not_hold_is_not_believed(self, answer: ExchangeRate) -> None:
        class Service:
            def rate(self, source: Currency, target: Currency, month: date) -> ExchangeRate:
                del source, target, month
                return answer

        with pytest.raises(WrongAnswer):
            rate_from(Service(), KRONA, EURO, NOVEMBER)

    def test_forged_units_are_not_believed(self) -> None:
        class Service:
            def rate(self, source: Currency, target: Currency, month: date) -> ExchangeRate:
                answer = ExchangeRate(source=source, target=target, rate="1", month=month, origin="bank")
                object.__setattr__(answer, "per", Decimal(0))
                return answer

        with pytest.raises(WrongAnswer):
            rate_from(Service(), KRONA, EURO, NOVEMBER)


class TestGuard:
    """A rate further than a stated share from the last known one of its pair is not used."""

    def asked(self, percent: int | None, *rates: ExchangeRate, month: date = NOVEMBER) -> ExchangeRate:
        return rate_from(guarded(RateTable(rates), percent), KRONA, EURO, month)

    @pytest.mark.parametrize("value", ["0.1013", "0.0829", "0.0921"])
    def test_a_rate_within_the_share_is_used(self, value: str) -> None:
        assert self.asked(10, rate("0.0921", OCTOBER), rate(value)).rate == Decimal(value)

    @pytest.mark.parametrize("value", ["0.10132", "0.08288", "9.21", "0.000921"])
    def test_one_further_away_is_not(self, value: str) -> None:
        last, far = rate("0.0921", OCTOBER), rate(value)
        with pytest.raises(ImplausibleRate) as caught:
            self.asked(10, last, far)
        found = caught.value
        assert (found.rate, found.last, found.percent) == (far, last, 10)
        assert (found.source, found.target, found.month) == ("SEK", "EUR", NOVEMBER)
        assert str(found) == (
            f"{far} is more than 10 % away from the last rate known, {last}; nothing is converted by it"
        )

    def test_rates_are_compared_however_they_are_quoted(self) -> None:
        last = rate("10.85", OCTOBER, quotation=PER_TARGET)
        assert self.asked(10, last, rate("9.17", per=100)).per == 100
        with pytest.raises(ImplausibleRate):
            self.asked(10, last, rate("9.17"))

    def test_the_last_known_one_may_be_a_year_old_and_not_more(self) -> None:
        for month, error in ((date(2021, 11, 1), ImplausibleRate), (date(2021, 10, 1), None)):
            rates = rate("0.0921", month), rate("9.17")
            if error is None:
                assert self.asked(10, *rates) == rates[1]
            else:
                with pytest.raises(error):
                    self.asked(10, *rates)

    def test_without_a_guard_or_anything_to_compare_with_it_is_used(self) -> None:
        assert guarded(None, 10) is None
        assert self.asked(None, rate("0.0921", OCTOBER), rate("9.17")).rate == Decimal("9.17")
        assert self.asked(10, rate("9.17")).rate == Decimal("9.17")
        first = ExchangeRate(source="SEK", target="EUR", rate="9.17", month=date.min, origin="bank")
        assert self.asked(10, first, month=date.min) == first

    def test_each_pair_and_month_is_asked_for_once(self) -> None:
        asked: list[date] = []

        class Service:
            def rate(self, source: Currency, target: Currency, month: date) -> ExchangeRate:
                asked.append(month)
                return ExchangeRate(source=source, target=target, rate="1", month=month, origin="bank")

        rates = guarded(Service(), 10)
        for _ in range(3):
            rate_from(rates, KRONA, EURO, NOVEMBER)
        assert asked == [NOVEMBER, OCTOBER]

    @pytest.mark.parametrize("guard", RateGuard)
    def test_each_reading_says_its_share(self, guard: RateGuard) -> None:
        assert guard.percent is None or f"{guard.percent} %" in guard.caption

    @pytest.mark.parametrize(
        ("status", "kind", "by"),
        [(ClaimStatus.EDITING, SubmitClaim, USER), (ClaimStatus.UNDER_REVIEW, ApproveClaim, REVIEWER)],
    )
    def test_a_command_is_refused_by_a_rate_that_is_not_believed(
        self, status: ClaimStatus, kind: Any, by: Any
    ) -> None:
        rates = RateTable([rate("0.1", date(2022, 8, 1)), rate("0.1", SEPTEMBER)])
        desk = desk_at(status, funds=fund("12000.00", "EUR"), rates=rates)
        desk.rules = bound(Policies(rate_guard=RateGuard.WITHIN_HALF))
        desk.rates = RateTable([rate("0.1", date(2022, 8, 1)), rate("10", SEPTEMBER)])
        refused = desk.refused(kind, by, desk.later)
        assert refused.codes == {ProblemCode.RATE_IMPLAUSIBLE}
        assert "1 SEK = 10 EUR in 2022-09 (bank) is more than 50 % away" in str(refused)
        desk.rates = rates
        said = {each.code for each in desk.advised(kind, by, desk.later)}
        assert not said & {ProblemCode.RATE_IMPLAUSIBLE, ProblemCode.RATE_MISSING}


ENTITY = EntityId("ireland")


def bank(currency: str, step: str | None = None) -> ProfileAssignment:
    return ProfileAssignment(
        profile=ProfileId("P-1"),
        currency=currency,
        location=LOCATION,
        program=PROGRAM,
        status=ProfileStatus.APPROVED,
        step=None if step is None else Money(step, currency),
    )


def resolved(
    desk: Desk,
    profile: ProfileAssignment,
    *rates: ExchangeRate,
    entity: PayingEntity = PayingEntity(ENTITY, "EUR"),  # noqa: B008 - a frozen value
    rules: Rules | None = None,
    ordered: str = "2022-11-10 09:00",
) -> PayoutResolution:
    return resolve_payouts(
        desk.claim,
        shares=[(ENTITY, Money(1, desk.claim.currency))],
        entities=[entity],
        profiles=BankProfiles([profile]),
        rates=RateTable(rates),
        ordered_at=instant(ordered),
        rules=rules or desk.rules,
        enrollment=EnrollmentStatus.ENROLLED,
    )


def approved(amount: str, currency: str = "SEK") -> Desk:
    form = attrs.evolve(FORM, amount=Money(amount, currency))
    return desk_at(ClaimStatus.APPROVED, form=form, funds=fund("90000.00", currency))


class TestPayout:
    def test_a_step_cuts_and_the_explanation_says_how_much(self) -> None:
        (payout,) = resolved(approved("100.00"), bank("EUR", "0.50"), rate("0.0917")).payouts
        assert (payout.worth, payout.money, payout.cut) == tuple(
            Money(amount, "EUR") for amount in ("9.17", "9.00", "0.17")
        )
        said = payout.explain().find("payable_steps")
        assert said.text == "EUR is paid in steps of 0.50 EUR: 9.00 EUR, 0.17 EUR less than the share"
        assert payout.explain().find("conversion").text.endswith("is 9.17 EUR")
        assert payout.money_for(sek("50.00")) == Money("4.50", "EUR")

    def test_a_step_may_add_too(self) -> None:
        (payout,) = resolved(approved("100.00"), bank("EUR", "1.00"), rate("0.0951")).payouts
        assert (payout.money, payout.cut) == (Money("10.00", "EUR"), Money("-0.49", "EUR"))
        assert payout.explain().find("payable_steps").text.endswith("0.49 EUR more than the share")

    def test_what_is_a_multiple_is_said_to_be_one(self) -> None:
        (payout,) = resolved(approved("100.00"), bank("SEK", "0.50")).payouts
        assert payout.cut.is_zero
        said = payout.explain().find("payable_steps_exact")
        assert said.text == "100.00 SEK is a multiple of 0.50 SEK, in steps of which it is paid"

    @pytest.mark.parametrize(
        ("currency", "own", "of_profile", "paid"),
        [
            ("EUR", "1.00", None, "9.00 EUR"),
            ("EUR", "1.00", "0.05", "9.15 EUR"),
            ("CHF", "1.00", None, "9.17 EUR"),
        ],
    )
    def test_the_step_of_the_profile_goes_before_that_of_the_entity_in_its_own_currency(
        self, currency: str, own: str, of_profile: str | None, paid: str
    ) -> None:
        entity = PayingEntity(ENTITY, currency, step=Money(own, currency))
        profile = bank("EUR", of_profile)
        (payout,) = resolved(approved("100.00"), profile, rate("0.0917"), entity=entity).payouts
        assert str(payout.money) == paid

    @pytest.mark.parametrize("rates", [(), (rate("0.0001"),)])
    def test_less_than_half_a_step_is_nothing_and_named(self, rates: tuple[ExchangeRate, ...]) -> None:
        profile = bank("EUR", "1.00") if rates else bank("SEK", "500.00")
        resolution = resolved(approved("100.00"), profile, *rates)
        (missing,) = resolution.unresolved
        assert missing.reason is UnresolvedReason.ROUNDS_TO_NOTHING
        assert missing.explain().find("payable_steps").figure("paid").is_zero

    @pytest.mark.parametrize("step", [Money(1, "USD"), Money(0, "EUR"), Money(-1, "EUR"), "1.00", True])
    def test_a_step_is_money_above_zero_in_the_currency_of_payment(self, step: Any) -> None:
        with pytest.raises(InvalidValue, match="step"):
            attrs.evolve(bank("EUR"), step=step)
        with pytest.raises(InvalidValue, match="step"):
            PayingEntity(ENTITY, "EUR", step=step)

    def test_a_rate_as_quoted_stands_in_explanation_and_waterfall(self) -> None:
        desk = approved("100.00")
        resolution = resolved(desk, bank("EUR"), rate("9.17", per=100))
        said = resolution.payouts[0].explain().find("conversion_as_quoted")
        assert said.text == "100.00 SEK at 100 SEK = 9.17 EUR in 2022-11 (bank) is 9.17 EUR"
        assert "at 100 SEK = 9.17 EUR in 2022-11 (bank)" in str(payment_waterfall(desk.claim, resolution))

    @pytest.mark.parametrize(
        ("value", "reason", "cut"),
        [("0.0917", "below_step", "0.17"), ("0.0951", "above_step", "-0.49")],
    )
    def test_the_waterfall_names_what_a_step_cuts_or_adds(self, value: str, reason: str, cut: str) -> None:
        desk = approved("100.00")
        resolution = resolved(desk, bank("EUR", "1.00"), rate(value))
        fall = payment_waterfall(desk.claim, resolution)
        differences = {each.reason.value: each.amount for _, each in fall.differences}
        assert differences[reason] == Money(cut, "EUR")
        assert fall.at(WaterfallLevel.PAYABLE) == (resolution.payouts[0].money,)

    def test_a_rate_that_is_not_believed_pays_nothing_and_both_are_named(self) -> None:
        last, far = rate("0.0921", OCTOBER), rate("9.17")
        guarding = bound(Policies(rate_guard=RateGuard.WITHIN_QUARTER))
        (missing,) = resolved(approved("100.00"), bank("EUR"), last, far, rules=guarding).unresolved
        assert (missing.reason, missing.month) == (UnresolvedReason.RATE_IMPLAUSIBLE, NOVEMBER)
        assert (missing.rate, missing.last) == (far, last)
        said = missing.explain().find("implausible_rate")
        assert (said.figure("rate"), said.figure("last"), said.figure("percent")) == (far, last, 25)
        assert said.source == cite("PR22", "P-08")

    def test_what_pays_nothing_blocks_a_payment_and_a_rate_no_longer_once_it_is_ordered(self) -> None:
        guarding = bound(Policies(rate_guard=RateGuard.WITHIN_QUARTER))
        rates = rate("0.0921", OCTOBER), rate("9.17")
        (far,) = resolved(approved("100.00"), bank("EUR"), *rates, rules=guarding).unresolved
        (ended,) = resolved(approved("100.00", "HRK"), bank("HRK"), ordered="2023-01-02 12:00").unresolved
        for share, code, who, once_ordered in (
            (far, BlockerCode.EXCHANGE_RATE_FAR, Responsible.OPERATOR, 0),
            (ended, BlockerCode.CURRENCY_WITHDRAWN, Responsible.PARTNER, 1),
        ):
            (blocker,) = unresolved_blockers(share, is_ordered=False)
            assert (blocker.code, blocker.who) == (code, (who,))
            assert len(list(unresolved_blockers(share, is_ordered=True))) == once_ordered

    def test_a_share_said_to_be_in_an_ended_currency_that_is_in_use_says_no_more(self) -> None:
        (missing,) = resolved(approved("100.00", "HRK"), bank("HRK"), ordered="2023-01-02 12:00").unresolved
        other = attrs.evolve(missing, currency=KRONA)
        assert "currency_ended" not in {each.code for each in other.explain().walk()}

    def test_a_waterfall_without_steps_has_no_such_level(self) -> None:
        desk = approved("100.00")
        fall = payment_waterfall(desk.claim, resolved(desk, bank("EUR"), rate("0.0917")))
        assert fall.at(WaterfallLevel.PAYABLE) == ()

    def test_a_currency_that_ended_is_not_paid_and_its_successor_named(self) -> None:
        desk, lev = approved("100.00", "HRK"), bank("HRK")
        assert resolved(desk, lev, ordered="2022-12-31 12:00").payouts
        (missing,) = resolved(desk, lev, ordered="2023-01-01 12:00").unresolved
        assert (missing.reason, missing.also) == (UnresolvedReason.CURRENCY_WITHDRAWN, ())
        said = missing.explain().find("currency_ended")
        assert (said.figure("last_day"), said.figure("successor")) == (date(2022, 12, 31), EURO)
        assert "at 1 EUR = 7.53450 HRK from 2023-01-01 on" in said.text

    def test_the_rate_that_a_law_fixes_is_named_where_none_was_given(self) -> None:
        (missing,) = resolved(approved("100.00", "HRK"), bank("EUR"), ordered="2023-01-02 12:00").unresolved
        assert missing.reason is UnresolvedReason.NO_RATE
        assert missing.explain().find("rate_fixed_by_law").source == cite("EU97")

    @pytest.mark.parametrize(
        ("value", "month", "is_told"),
        [("0.13272", "2023-01-01", True), ("0.13272", "2022-12-01", False), ("7.53450", "2023-01-01", False)],
    )
    def test_a_rate_other_than_that_of_the_law_is_told(
        self, value: str, month: str, *, is_told: bool
    ) -> None:
        """No rounded inverse rate: Regulation (EC) No 1103/97, article 4(3)."""
        how = PER_TARGET if value == "7.53450" else Quotation.TARGET_PER_SOURCE
        given = rate(value, date.fromisoformat(month), source="HRK", quotation=how)
        (payout,) = resolved(
            approved("100.00", "HRK"), bank("EUR"), given, ordered=f"{month[:8]}10 12:00"
        ).payouts
        caveats = [each.code for node in payout.explain().walk() for each in node.caveats]
        assert caveats == (["rate_fixed_by_law"] if is_told else [])


class TestForecast:
    def expected(
        self,
        profile: ProfileAssignment,
        *rates: ExchangeRate,
        at: str = "2022-11-10 09:00",
        guard: RateGuard = RateGuard.OFF,
    ) -> PayoutForecast:
        return forecast_payouts(
            FORM,
            shares=[(ENTITY, sek("1.00"))],
            entities=[PayingEntity(ENTITY, "EUR")],
            profiles=BankProfiles([profile]),
            at=instant(at),
            rules=bound(Policies(rate_guard=guard)),
            rates=RateTable(rates),
            enrollment=EnrollmentStatus.ENROLLED,
        )

    def test_an_estimate_is_in_steps(self) -> None:
        (payment,) = self.expected(bank("EUR", "1.00"), rate("0.091723")).payments
        assert payment.estimate is not None
        assert payment.estimate.minor_units % 100 == 0
        said = payment.explain().find("payable_steps")
        assert said.figure("paid") == payment.estimate

    def test_a_rate_that_is_not_believed_leaves_the_estimate_open_and_is_noticed(self) -> None:
        rates = rate("0.0921", OCTOBER), rate("9.17")
        assert self.expected(bank("EUR"), *rates).payments[0].estimate is not None
        forecast = self.expected(bank("EUR"), *rates, guard=RateGuard.WITHIN_TENTH)
        (payment,) = forecast.payments
        assert (payment.estimate, payment.rate, payment.last) == (None, rates[1], rates[0])
        assert [each.code for each in forecast.notices] == ["another_currency", "implausible_rate"]
        assert payment.explain().find("implausible_rate").figure("percent") == 10

    def test_a_currency_that_ended_is_noticed_with_its_successor(self) -> None:
        assert not self.expected(bank("HRK"), at="2022-12-31 09:00").unresolved
        forecast = self.expected(bank("HRK"), at="2023-01-01 09:00")
        (missing,) = forecast.unresolved
        assert missing.reason is UnresolvedReason.CURRENCY_WITHDRAWN
        (notice,) = forecast.notices
        assert notice.find("currency_ended").figure("successor") == EURO


def test_a_cap_is_converted_by_a_rate_as_it_is_quoted() -> None:
    quoted = rate("9.17", per=100)
    said = converted(sek("100.00"), quoted)
    assert said.code == "amount_converted_as_quoted"
    assert said.text == "100.00 SEK at 100 SEK = 9.17 EUR in 2022-11 (bank) is 9.17 EUR"
