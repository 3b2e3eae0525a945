"""What is earned: split, and held against the threshold. Source: U-01 to U-05, U-26, U-27."""

from __future__ import annotations

import csv
from datetime import date
from decimal import Decimal, localcontext
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, strategies as st

from coopclaims import BusinessCalendar, InvalidValue, Money, partner_center
from coopclaims.errors import CurrencyMismatch, NoRuleInForce
from coopclaims.funds import Split, coop_outcome, split_earning
from coopclaims.identifiers import ProgramId
from coopclaims.periods import EarningPeriod, FiscalHalf, Half
from coopclaims.rules import THRESHOLDS
from coopclaims.rules.published import CSP, LONG_NAMES, listed_as

RULES = partner_center.bind(
    calendar=BusinessCalendar.of_weekdays(years=range(2020, 2025)), zone=ZoneInfo("America/Los_Angeles")
)
FY22_H1 = EarningPeriod.of(FiscalHalf(2022, Half.H1))
CASES = Path(__file__).parents[1] / "cases" / "thresholds.csv"
ROWS = list(csv.DictReader(CASES.read_text("utf-8").splitlines()))
DIRECT_BILL = ProgramId("CSP Direct Bill Partner")


@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row['case']} {row['coop']}")
def test_worked_cases(row: dict[str, str]) -> None:
    split = Split(rebate=int(row["rebate_percent"]), coop=int(row["coop_percent"]))
    last = date.fromisoformat(row["earning_last"])
    earning = split_earning(Money(row["incentive"], "USD"), split)
    outcome = coop_outcome(
        earning.coop,
        program=ProgramId(row["program"]),
        earning_period=EarningPeriod.of(FiscalHalf.of(last)),
        rules=RULES,
    )

    assert str(earning.rebate.amount) == row["rebate"]
    assert str(earning.coop.amount) == row["coop"]
    assert outcome.qualifies is (row["qualifies"] == "yes")
    assert outcome.explain().figure("coop") == earning.coop
    assert ("becomes a rebate" in str(outcome.explain())) is (row["qualifies"] == "no")


@given(st.integers(-(10**9), 10**9), st.integers(0, 100))
def test_the_parts_add_up(units: int, rebate: int) -> None:
    earned = Money.of_minor_units(units, "USD")
    parts = split_earning(earned, Split(rebate=rebate, coop=100 - rebate))

    assert parts.rebate + parts.coop == parts.earned == earned
    assert parts.explain().figure("rebate_percent") == rebate


@pytest.mark.parametrize(("rebate", "coop"), [(60, 39), (60, 41), (-10, 110), (110, -10)])
def test_a_split_makes_a_hundred(rebate: int, coop: int) -> None:
    with pytest.raises(InvalidValue, match="make a hundred"):
        Split(rebate=rebate, coop=coop)


def test_a_percentage_has_no_more_than_a_hundred_places() -> None:
    least = Decimal(1).scaleb(-100)
    with localcontext(prec=103):
        assert Split(rebate=Decimal(100) - least, coop=least).coop == least
        with pytest.raises(InvalidValue, match=r"coop: .*at most 100 digits after the point"):
            Split(rebate=Decimal(100) - least, coop=least / 10)


@pytest.mark.parametrize("program", ["Managed Reseller", "Surface ADR"])
def test_a_program_without_a_threshold_is_unknown_and_not_zero(program: str) -> None:
    """Source: U-27."""
    with pytest.raises(NoRuleInForce, match=program):
        coop_outcome(Money(0, "USD"), program=ProgramId(program), earning_period=FY22_H1, rules=RULES)


def test_thresholds_are_in_dollars_and_nothing_is_converted_in_passing() -> None:
    with pytest.raises(CurrencyMismatch, match="EUR"):
        coop_outcome(Money(10000, "EUR"), program=DIRECT_BILL, earning_period=FY22_H1, rules=RULES)


@pytest.mark.parametrize(
    ("day", "amount"),
    [
        (date(2020, 11, 3), "4000.00"),
        (date(2021, 8, 31), "4000.00"),
        (date(2021, 9, 29), "10000.00"),
        (date(2022, 8, 4), "10000.00"),
        (date(2022, 8, 5), "10000.00"),
    ],
)
def test_the_threshold_of_a_day(day: date, amount: str) -> None:
    """The day before a change, its day, and the days around the last sighting."""
    assert dict(RULES.look_up(THRESHOLDS, day).value)[DIRECT_BILL] == Money(amount, "USD")


def test_no_source_gives_a_threshold_before_the_third_party_does() -> None:
    with pytest.raises(NoRuleInForce, match="thresholds"):
        RULES.look_up(THRESHOLDS, date(2020, 11, 2))


@pytest.mark.parametrize("day", [date(2021, 9, 1), date(2021, 9, 28)])
def test_the_older_threshold_goes_on_to_the_day_before_the_table(day: date) -> None:
    """Source: T-PAX8 has it to October 2021; the vendor's table, of 2021-09-29, ends it (N12)."""
    assert dict(RULES.look_up(THRESHOLDS, day).value)[DIRECT_BILL] == Money("4000.00", "USD")


class TestNamesOfPrograms:
    """The table prints the programs of CSP with their long names. Source: N12."""

    LONG = ProgramId("Cloud Solution Provider (CSP) Indirect Reseller")
    PERIOD = EarningPeriod(date(2021, 7, 1), date(2021, 12, 31))

    def test_x25_the_long_name_has_the_threshold_of_the_short_one(self) -> None:
        found = coop_outcome(Money(10000, "USD"), program=self.LONG, earning_period=self.PERIOD, rules=RULES)
        assert (found.threshold, found.qualifies) == (Money(10000, "USD"), True)
        assert found.program == self.LONG

    def test_x25_that_of_commerce_incentives_is_unknown_and_not_zero(self) -> None:
        with pytest.raises(NoRuleInForce, match="Microsoft Commerce Incentives"):
            coop_outcome(
                Money(0, "USD"),
                program=ProgramId("Microsoft Commerce Incentives"),
                earning_period=EarningPeriod(date(2023, 1, 1), date(2023, 6, 30)),
                rules=RULES,
            )

    def test_each_of_the_three_has_both_names(self) -> None:
        assert {*LONG_NAMES.values()} == {*CSP}
        assert all(long.endswith(short.removeprefix("CSP")) for long, short in LONG_NAMES.items())

    def test_a_rule_of_ones_own_by_the_long_name_wins(self) -> None:
        assert listed_as(self.LONG, {self.LONG}) == self.LONG
        assert listed_as(self.LONG, {ProgramId("CSP Indirect Reseller")}) == "CSP Indirect Reseller"
        assert listed_as(ProgramId("Hosting"), CSP) == "Hosting"
