"""What payments to expect of a claim that is only being filed. Source: A-06, A-10, P-01, P-02, P-09."""

from __future__ import annotations

from datetime import date, datetime
from fractions import Fraction

import attrs
import pytest
from hypothesis import given, strategies as st
from tests.support.world import FORM, LOCATION, PROGRAM, RULES, bound, desk_at, instant, sek

from coopclaims import (
    ClaimForm,
    ClaimStatus,
    Currency,
    InvalidValue,
    Money,
    Policies,
    Rulebook,
    Rules,
    partner_center,
)
from coopclaims.errors import InvalidMoney
from coopclaims.identifiers import EntityId, ProfileId
from coopclaims.money import ExchangeRate, RateTable
from coopclaims.payouts import (
    BankProfiles,
    EnrollmentStatus,
    PayingEntity,
    PayoutForecast,
    ProfileAssignment,
    ProfileStatus,
    UnresolvedReason,
    forecast_payouts,
    resolve_payouts,
)
from coopclaims.provenance import PUBLISHED, BasisKind, cite
from coopclaims.rules import Edition, EntityCurrency, Rule

IRELAND = PayingEntity(EntityId("ireland"), "EUR")
SWEDEN = PayingEntity(EntityId("sweden"), "SEK")
US = PayingEntity(EntityId("us"), "USD")
FILED = instant("2022-09-01 09:00")


def rate(value: str, *, target: str = "EUR", month: date = date(2022, 9, 1)) -> ExchangeRate:
    return ExchangeRate(source="SEK", target=target, rate=value, month=month, origin="treasury")


def profile(
    name: str,
    currency: str,
    entity: PayingEntity | None = None,
    status: ProfileStatus = ProfileStatus.APPROVED,
) -> ProfileAssignment:
    return ProfileAssignment(
        profile=ProfileId(name),
        currency=currency,
        location=LOCATION,
        program=PROGRAM,
        entity=None if entity is None else entity.id,
        status=status,
    )


def forecast(
    *assignments: ProfileAssignment,
    earned: dict[PayingEntity, int],
    form: ClaimForm = FORM,
    rates: tuple[ExchangeRate, ...] | None = None,
    enrollment: EnrollmentStatus = EnrollmentStatus.ENROLLED,
    at: datetime = FILED,
    reading: EntityCurrency = EntityCurrency.ASSIGNED_ELSE_LOCAL,
    rules: Rules | None = None,
) -> PayoutForecast:
    return forecast_payouts(
        form,
        shares=[(entity.id, sek(f"{amount}.00")) for entity, amount in earned.items()],
        entities=earned,
        profiles=BankProfiles(assignments),
        at=at,
        rules=rules or bound(Policies(entity_currency=reading)),
        rates=None if rates is None else RateTable(rates),
        enrollment=enrollment,
    )


def codes(found: PayoutForecast) -> list[str]:
    return [notice.code for notice in found.notices]


class TestPayments:
    def test_one_in_the_currency_of_the_profile_with_a_notice(self) -> None:
        """W28, before anything is submitted: the claim is in SEK, the program's profile in EUR."""
        found = forecast(profile("P1", "EUR"), earned={US: 1})
        (payment,) = found.payments
        assert (payment.entity, payment.profile, payment.currency) == (US.id, "P1", Currency("EUR"))
        assert (payment.share, payment.estimate, payment.is_converted) == (sek("90000.00"), None, True)
        assert found.unresolved == ()
        assert found.currencies == (Currency("EUR"),)
        (notice,) = found.notices
        assert notice.code == "another_currency"
        assert notice.figure("claim_currency") is Currency("SEK")
        assert notice.figure("currency") is Currency("EUR")
        assert notice.source is not None
        assert {"P-01", "P-09"} <= set(notice.source.facts)

    def test_none_is_given_where_nothing_is_unexpected(self) -> None:
        found = forecast(profile("P1", "SEK"), earned={US: 1})
        assert found.notices == ()
        assert found.payments[0].estimate == sek("90000.00")
        assert not found.payments[0].is_converted

    def test_two_entities_pay_in_two_currencies(self) -> None:
        """W29: sixty to forty by what each earned."""
        found = forecast(
            profile("PA", "EUR", IRELAND), profile("PB", "SEK"), earned={IRELAND: 60, SWEDEN: 40}
        )
        assert [(each.entity, each.share, str(each.currency)) for each in found.payments] == [
            (IRELAND.id, sek("54000.00"), "EUR"),
            (SWEDEN.id, sek("36000.00"), "SEK"),
        ]
        assert [str(currency) for currency in found.currencies] == ["EUR", "SEK"]
        assert found.explain().figure("payments") == 2
        assert "EUR, SEK" in found.explain().text
        assert codes(found) == ["another_currency"]

    def test_the_reading_of_the_two_statements_counts_here_too(self) -> None:
        profiles = (profile("PA", "EUR", IRELAND), profile("PP", "USD"))
        found = forecast(*profiles, earned={IRELAND: 60, SWEDEN: 40}, reading=EntityCurrency.PROGRAM_PROFILE)
        assert [str(each.currency) for each in found.payments] == ["USD", "USD"]
        found = forecast(*profiles, earned={IRELAND: 60, SWEDEN: 40})
        assert [str(each.currency) for each in found.payments] == ["EUR"]
        assert [str(each.currency) for each in found.unresolved] == ["SEK"]


class TestEstimate:
    def test_by_the_rate_of_the_month_of_the_forecast(self) -> None:
        rates = (rate("0.0917"), rate("0.5", month=date(2022, 10, 1)))
        found = forecast(profile("P1", "EUR"), earned={US: 1}, rates=rates)
        assert found.payments[0].estimate == Money("8253.00", "EUR")
        assert "about 8253.00 EUR" in found.explain().because[0].text
        basis = found.payments[0].explain().find("conversion").basis
        assert basis is not None
        assert "an estimate" in str(basis)

    def test_the_month_is_that_of_the_programs_zone(self) -> None:
        rates = (rate("0.1"), rate("0.2", month=date(2022, 10, 1)))
        for at, estimate in (("2022-09-30 23:59", "9000.00"), ("2022-10-01 00:00", "18000.00")):
            found = forecast(profile("P1", "EUR"), earned={US: 1}, rates=rates, at=instant(at))
            assert found.payments[0].estimate == Money(estimate, "EUR")

    def test_without_the_rate_the_payment_stands_without_an_estimate(self) -> None:
        found = forecast(profile("P1", "EUR"), earned={US: 1}, rates=(rate("0.1", target="USD"),))
        assert found.payments[0].estimate is None
        assert "SEK to EUR for 2022-09" in found.payments[0].explain().find("no_rate").text

    def test_a_share_of_which_nothing_would_be_left(self) -> None:
        form = attrs.evolve(FORM, amount=sek("0.04"))
        found = forecast(profile("P1", "EUR"), earned={US: 1}, form=form, rates=(rate("0.1"),))
        assert [each.reason for each in found.unresolved] == [UnresolvedReason.ROUNDS_TO_NOTHING]
        assert found.payments == ()


class TestSetUpFirst:
    """Source: PR22 P-03; from 2024 on CC24 A-06: bank and tax data are asked for when a claim is created."""

    def test_no_profile(self) -> None:
        found = forecast(earned={US: 1})
        assert found.payments == ()
        assert found.currencies == ()
        assert [each.reason for each in found.unresolved] == [UnresolvedReason.NO_PROFILE]
        (notice,) = found.notices
        assert notice.code == "set_up_first"
        assert "set up bank and tax information" in notice.text
        assert (notice.source, notice.basis) == (cite("PR22", "P-03"), None)
        assert "setup_before_a_claim" not in {each.code for each in found.explain().walk()}
        assert "in no currency: 0" in found.explain().text
        assert found.explain().figure("unresolved") == 1

    def test_from_2024_on_the_rule_is_cited(self) -> None:
        found = forecast(earned={US: 1}, at=instant("2024-02-01 09:00"))
        (notice,) = found.notices
        assert notice.source == cite("CC24", "A-06")
        assert notice.basis is not None
        assert notice.basis.kind is BasisKind.CARRIED_FORWARD
        assert found.explain().find("setup_before_a_claim").source == cite("CC24", "A-06")
        assert forecast(earned={US: 1}, at=instant("2023-12-31 23:59")).setup is None

    def test_a_rule_that_asks_for_nothing_is_not(self) -> None:
        rule = Rule(value=False, first=date(2024, 1, 1), source=cite("CC24", "A-06"), basis=PUBLISHED)
        book = Rulebook("own", (*partner_center.editions, Edition(name="own", setup_at_creation=rule)))
        found = forecast(earned={US: 1}, at=instant("2024-02-01 09:00"), rules=bound(rulebook=book))
        assert found.setup is None

    def test_a_profile_that_is_being_validated_tells_its_currency(self) -> None:
        found = forecast(profile("P1", "EUR", status=ProfileStatus.PENDING_VALIDATION), earned={US: 1})
        (missing,) = found.unresolved
        assert (missing.reason, missing.currency) == (
            UnresolvedReason.PROFILE_NOT_APPROVED,
            Currency("EUR"),
        )
        assert missing.explain().find("validation_time").figure("hours") == 48

    def test_everything_that_is_missing_is_named(self) -> None:
        found = forecast(earned={US: 1}, enrollment=EnrollmentStatus.INVITED)
        (notice,) = found.notices
        for reason in (UnresolvedReason.NO_PROFILE, UnresolvedReason.NOT_ENROLLED):
            assert reason.remedy.english in notice.text

    def test_nothing_earned_so_far(self) -> None:
        found = forecast(profile("P1", "EUR"), earned={})
        (missing,) = found.unresolved
        assert (missing.entity, missing.reason) == (None, UnresolvedReason.NO_SHARES)
        assert "of the claim" in found.notices[0].text


class TestRefused:
    def test_a_naive_instant(self) -> None:
        naive = datetime(2022, 9, 1, 9)  # noqa: DTZ001 - the point
        with pytest.raises(InvalidValue, match="at: got"):
            forecast(earned={US: 1}, at=naive)

    @pytest.mark.parametrize("amount", ["0.00", "-1.00"])
    def test_an_amount_that_nobody_pays(self, amount: str) -> None:
        with pytest.raises(InvalidValue, match="above zero"):
            forecast(earned={US: 1}, form=attrs.evolve(FORM, amount=sek(amount)))

    def test_shares_that_do_not_add_up_are_no_forecast(self) -> None:
        found = forecast(profile("P1", "SEK"), earned={US: 1})
        for wrong in ({"claimed": sek("90000.01")}, {"payments": ()}):
            with pytest.raises(InvalidValue, match="add up to"):
                attrs.evolve(found, **wrong)
        with pytest.raises(InvalidMoney):
            forecast_payouts(
                FORM,
                shares=[(US.id, sek("1.00")), (US.id, sek("1.00"))],
                entities=(US,),
                profiles=BankProfiles(()),
                at=FILED,
                rules=RULES,
                enrollment=EnrollmentStatus.ENROLLED,
            )


class TestAgreement:
    """What is forecast is what is paid, if all is approved and nothing changes meanwhile."""

    CLAIM = desk_at(ClaimStatus.APPROVED).claim

    @given(
        earned=st.dictionaries(st.sampled_from([IRELAND, SWEDEN, US]), st.integers(0, 10**6), max_size=3),
        assigned=st.dictionaries(
            st.sampled_from([None, IRELAND, SWEDEN, US]),
            st.tuples(st.sampled_from(["EUR", "SEK", "USD"]), st.sampled_from(ProfileStatus)),
            max_size=4,
        ),
        enrollment=st.sampled_from(EnrollmentStatus),
        reading=st.sampled_from(EntityCurrency),
        value=st.decimals("0.0001", "100", places=4),
    )
    def test_the_payouts_are_those_forecast(
        self,
        earned: dict[PayingEntity, int],
        assigned: dict[PayingEntity | None, tuple[str, ProfileStatus]],
        enrollment: EnrollmentStatus,
        reading: EntityCurrency,
        value: object,
    ) -> None:
        profiles = tuple(
            profile(f"P-{entity and entity.id}", code, entity, status)
            for entity, (code, status) in assigned.items()
        )
        rates = tuple(rate(str(value), target=code) for code in ("EUR", "USD"))
        found = forecast(
            *profiles, earned=earned, rates=rates, enrollment=enrollment, reading=reading, at=FILED
        )
        paid = resolve_payouts(
            self.CLAIM,
            shares=[(entity.id, sek(f"{amount}.00")) for entity, amount in earned.items()],
            entities=earned,
            profiles=BankProfiles(profiles),
            rates=RateTable(rates),
            ordered_at=FILED,
            rules=bound(Policies(entity_currency=reading)),
            enrollment=enrollment,
        )
        assert [(each.entity, each.profile, each.estimate) for each in found.payments] == [
            (each.entity, each.profile, each.money) for each in paid.payouts
        ]
        assert [(each.entity, each.share, each.reason, each.currency) for each in found.unresolved] == [
            (each.entity, each.share, each.reason, each.currency) for each in paid.unresolved
        ]
        shares = [each.share for each in found.payments] + [each.share for each in found.unresolved]
        assert sum(Fraction(share.amount) for share in shares) == 90000
