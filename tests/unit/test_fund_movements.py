"""Expiry, rollover, conversion and loss of eligibility: which entries, which not, and why."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import attrs
import pytest
from tests.support.world import CLAIM, ELSEWHERE, RULES, USAGE, bound, fund, instant, pool_key, sek

from coopclaims import Currency, FundPool, InvalidValue, Money, Policies, UsagePeriod
from coopclaims.errors import CurrencyMismatch, NoRuleInForce
from coopclaims.funds import (
    FundEntry,
    FundEntryKind,
    FundLedger,
    adjustment_months,
    conversion_entries,
    coop_view,
    eligibility_loss_entries,
    expiry_entries,
    funds_end,
    rollover_entries,
)
from coopclaims.identifiers import ClaimId, EntityId, ProgramId
from coopclaims.periods import EarningPeriod, FiscalHalf, Half
from coopclaims.provenance import BasisKind
from coopclaims.rules import EligibilityLoss, FundsExpiry

AT = instant("2023-02-17 09:00")
SECOND_HALF_2020 = UsagePeriod(date(2020, 7, 1), date(2020, 12, 31))
FIRST_HALF_2021 = UsagePeriod(date(2021, 1, 1), date(2021, 6, 30))
EARNED_IN = EarningPeriod.of(FiscalHalf(2022, Half.H2))


def drawn(pool: FundPool) -> FundPool:
    """Return the fund with 30 SEK held by one claim and 20 SEK approved for another."""
    on = pool.key.usage_period.first
    made: dict[str, Any] = {"pool": pool.key, "at": AT, "on": on, "number": 2}
    return pool.record(
        [
            FundEntry(kind=FundEntryKind.RESERVED, amount=sek("30.00"), claim=CLAIM, **made),
            FundEntry(kind=FundEntryKind.COMMITTED, amount=sek("20.00"), claim=ClaimId(f"{CLAIM}-2"), **made),
        ]
    )


class TestEnd:
    def test_is_the_last_day_of_the_claiming_period(self) -> None:
        end = funds_end(USAGE, rules=RULES)
        assert end.last == date(2023, 2, 15)
        basis = end.explain().basis
        assert basis is not None
        assert basis.kind is BasisKind.INFERRED
        assert end.explain().find("claims_open").figure("closes") == date(2023, 2, 15)

    def test_or_of_the_usage_period_by_policy(self) -> None:
        """U-06 against U-08."""
        rules = bound(Policies(funds_expiry=FundsExpiry.USAGE_END))
        end = funds_end(USAGE, rules=rules)
        assert end.last == date(2022, 12, 31)
        assert FundsExpiry.USAGE_END.caption in str(end.explain().basis)

    def test_before_there_were_windows_it_is_counted_in_days(self) -> None:
        """D-04, Z1: 45 days from the day after 30 June 2020, as its claims are."""
        end = funds_end(UsagePeriod(date(2020, 1, 1), date(2020, 6, 30)), rules=RULES)
        assert end.last == date(2020, 8, 15)
        assert end.explain().find("claims_open").figure("closes") == date(2020, 8, 15)

    def test_a_period_that_no_rule_knows_has_none(self) -> None:
        with pytest.raises(NoRuleInForce, match="claiming_windows"):
            funds_end(UsagePeriod(date(2022, 3, 1), date(2022, 5, 31)), rules=RULES)


class TestExpiry:
    def test_what_claims_hold_and_have_approved_stays(self) -> None:
        pool = drawn(fund("100.00"))
        movement = expiry_entries(pool, on=date(2023, 2, 16), at=AT, rules=RULES)
        (entry,) = movement.entries
        assert (entry.kind, entry.amount, entry.claim) == (FundEntryKind.EXPIRED, sek("50.00"), None)
        assert movement.explain().figure("available") == sek("50.00")

    def test_it_counts_from_the_day_after_whenever_it_is_recorded(self) -> None:
        movement = expiry_entries(fund(), on=date(2023, 5, 1), at=AT, rules=RULES)
        assert [entry.on for entry in movement.entries] == [date(2023, 2, 16)]

    def test_recorded_once_nothing_is_left_to_expire(self) -> None:
        pool = fund()
        pool = pool.record(expiry_entries(pool, on=date(2023, 2, 16), at=AT, rules=RULES).entries)
        again = expiry_entries(pool, on=date(2023, 2, 16), at=AT, rules=RULES)
        assert again.entries == ()
        assert again.explain().code == "nothing_to_expire"

    def test_by_the_other_policy_it_expires_after_the_usage_period(self) -> None:
        rules = bound(Policies(funds_expiry=FundsExpiry.USAGE_END))
        day = date(2023, 1, 1)
        assert expiry_entries(fund(), on=day, at=AT, rules=RULES).explain().code == "not_expired"
        assert expiry_entries(fund(), on=day, at=AT, rules=rules).explain().code == "expired"

    def test_takes_a_day(self) -> None:
        wrong: Any = AT
        with pytest.raises(InvalidValue, match="on: got"):
            expiry_entries(fund(), on=wrong, at=AT, rules=RULES)


class TestEligibility:
    """Ambiguity 48, U-17."""

    LOST = date(2022, 10, 1)

    def test_by_default_what_is_there_stays_claimable(self) -> None:
        movement = eligibility_loss_entries(fund("100.00"), lost_on=self.LOST, at=AT, rules=RULES)
        assert movement.entries == ()
        assert EligibilityLoss.CLAIMABLE.caption in str(movement.explain().basis)

    def test_by_policy_what_no_claim_holds_is_forfeited(self) -> None:
        rules = bound(Policies(eligibility_loss=EligibilityLoss.FORFEITED))
        pool = drawn(fund("100.00"))
        movement = eligibility_loss_entries(pool, lost_on=self.LOST, at=AT, rules=rules)
        assert [(entry.amount, entry.on) for entry in movement.entries] == [(sek("50.00"), self.LOST)]
        gone = pool.record(movement.entries)
        assert eligibility_loss_entries(gone, lost_on=self.LOST, at=AT, rules=rules).entries == ()


class TestRollover:
    POOL = FundPool.empty(pool_key(usage=SECOND_HALF_2020)).earning("ireland", sek("100.00"), at=AT)

    def test_what_claims_hold_stays_behind_and_each_entity_keeps_its_part(self) -> None:
        pool = drawn(self.POOL.earning("sweden", sek("200.00"), at=AT))
        into = FundPool.empty(pool_key(usage=FIRST_HALF_2021))
        movement = rollover_entries(pool, into=into.key, on=date(2021, 1, 5), at=AT, rules=RULES)
        after = into.record(movement.of(into.key))
        assert after.shares() == (("ireland", sek("83.33")), ("sweden", sek("166.67")))
        left = pool.record(movement.of(pool.key)).balance()
        assert (left.available, left.reserved, left.approved) == (sek("0"), sek("30"), sek("20"))
        assert {entry.other_usage for entry in movement.entries} == {SECOND_HALF_2020, FIRST_HALF_2021}
        assert {entry.on for entry in movement.entries} == {date(2021, 1, 5)}

    def test_a_program_of_csp_may_have_its_long_name(self) -> None:
        """Source: N12."""
        named = ProgramId("Cloud Solution Provider (CSP) Direct Bill Partner")
        first, second = (
            attrs.evolve(pool_key(usage=usage), program=named)
            for usage in (SECOND_HALF_2020, FIRST_HALF_2021)
        )
        pool = FundPool.empty(first).earning("ireland", sek("100.00"), at=AT)
        movement = rollover_entries(pool, into=second, on=date(2021, 1, 5), at=AT, rules=RULES)
        assert FundPool.empty(second).record(movement.of(second)).balance().available == sek("100.00")

    @pytest.mark.parametrize("changes", [{"location": ELSEWHERE}, {"program": "Hosting"}])
    def test_stays_within_location_and_program(self, changes: dict[str, Any]) -> None:
        into = attrs.evolve(pool_key(usage=FIRST_HALF_2021), **changes)
        with pytest.raises(InvalidValue, match="that of the pool"):
            rollover_entries(self.POOL, into=into, on=date(2021, 1, 5), at=AT, rules=RULES)

    def test_and_within_the_currency(self) -> None:
        into = pool_key("EUR", usage=FIRST_HALF_2021)
        with pytest.raises(CurrencyMismatch, match="rollover"):
            rollover_entries(self.POOL, into=into, on=date(2021, 1, 5), at=AT, rules=RULES)


class TestConversion:
    def test_the_threshold_is_in_dollars_and_the_caller_converts(self) -> None:
        """Ambiguity 26."""
        asked: dict[str, Any] = {
            "earning_period": EARNED_IN,
            "on": date(2022, 6, 30),
            "at": AT,
            "rules": RULES,
        }
        with pytest.raises(CurrencyMismatch):
            conversion_entries(fund("100.00"), **asked)
        below = conversion_entries(drawn(fund("100.00")), compared=Money("9999.99", "USD"), **asked)
        assert [str(entry.amount) for entry in below.entries] == ["50.00 SEK"]
        assert below.explain().find("below_threshold").figure("coop") == Money("9999.99", "USD")
        enough = conversion_entries(fund("100.00"), compared=Money("10000.00", "USD"), **asked)
        assert enough.entries == ()
        assert enough.explain().code == "not_converted"

    def test_where_claims_hold_everything_nothing_is_left_to_convert(self) -> None:
        pool = drawn(fund("50.00"))
        movement = conversion_entries(
            pool,
            earning_period=EARNED_IN,
            on=date(2022, 6, 30),
            at=AT,
            rules=RULES,
            compared=Money("1.00", "USD"),
        )
        assert movement.entries == ()
        assert "nothing is left" in str(movement.explain())

    def test_a_program_without_a_threshold_is_unknown(self) -> None:
        """U-27."""
        pool = FundPool.empty(attrs.evolve(pool_key("USD"), program=ProgramId("Managed Reseller")))
        with pytest.raises(NoRuleInForce, match="Managed Reseller"):
            conversion_entries(pool, earning_period=EARNED_IN, on=date(2022, 6, 30), at=AT, rules=RULES)


class TestViews:
    def test_pending_claims_count_as_claimed(self) -> None:
        seen = coop_view(drawn(fund("100.00")), on=date(2022, 9, 14), rules=RULES)
        figures = seen.explain()
        assert [figures.figure(name) for name in ("earned", "approved", "reserved", "remaining")] == [
            *map(sek, ("100.00", "20.00", "30.00", "50.00"))
        ]

    def test_a_period_without_a_known_window_is_not_guessed(self) -> None:
        key = attrs.evolve(pool_key(), usage_period=UsagePeriod(date(2022, 3, 1), date(2022, 5, 31)))
        with pytest.raises(NoRuleInForce):
            coop_view(FundPool.empty(key), on=date(2022, 4, 1), rules=RULES)

    def test_only_an_adjustment_has_two_months(self) -> None:
        earned = fund().earned_entry("ireland", sek("1.00"), at=AT)
        with pytest.raises(InvalidValue, match="an adjustment"):
            adjustment_months(earned, rules=RULES)

    def test_the_month_of_processing_is_that_of_the_programs_zone(self) -> None:
        """An hour before October in the program's zone it is October in UTC already."""
        entry = FundEntry(
            pool=pool_key(),
            kind=FundEntryKind.ADJUSTED,
            amount=sek("1.00"),
            at=datetime.fromisoformat("2019-10-01T06:00:00+00:00"),
            on=date(2019, 1, 31),
            entity=EntityId("ireland"),
        )
        assert adjustment_months(entry, rules=RULES).paid_with == date(2019, 9, 1)

    def test_the_month_of_processing_is_that_of_the_corrected_instant(self) -> None:
        """A clock that ran ahead stamped it in October; it was corrected twice, and the last one counts."""
        key = pool_key()
        at = datetime.fromisoformat("2019-10-03T06:00:00+00:00")
        entry = FundEntry(
            pool=key,
            kind=FundEntryKind.ADJUSTED,
            amount=sek("1.00"),
            at=at,
            on=date(2019, 1, 31),
            entity=EntityId("ireland"),
        )
        corrections = [
            FundEntry(
                pool=key,
                kind=FundEntryKind.INSTANT_CORRECTED,
                amount=sek("0.00"),
                at=at,
                on=at.date(),
                corrects=2,
                instant=instant(day),
            )
            for day in ("2019-08-30 09:00", "2019-09-05 09:00")
        ]
        earned = FundPool.empty(key).earned_entry("ireland", sek("5.00"), at=AT)
        ledger = FundLedger(key, (earned, entry, *corrections))
        months = adjustment_months(entry, rules=RULES, ledger=ledger)
        assert (months.report, months.paid_with) == (date(2019, 1, 1), date(2019, 9, 1))
        assert months.processed == date(2019, 9, 5)
        assert adjustment_months(entry, rules=RULES).paid_with == date(2019, 10, 1)
        with pytest.raises(InvalidValue, match="an entry of"):
            adjustment_months(entry, rules=RULES, ledger=FundLedger(key))

    def test_is_in_the_currency_of_the_fund(self) -> None:
        seen = coop_view(fund("5.00", "EUR"), on=date(2022, 9, 14), rules=RULES)
        assert seen.pool.currency is Currency("EUR")
