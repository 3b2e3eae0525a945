"""Which entity pays what, in which currency, to which bank profile, and why. Source: P-01 to P-10."""

from __future__ import annotations

from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

import attrs
import pytest
from hypothesis import given, strategies as st
from tests.support.world import (
    ELSEWHERE,
    FORM,
    LOCATION,
    OTHER_PROGRAM,
    PROGRAM,
    RULES,
    Desk,
    bound,
    desk_at,
    fund,
    instant,
    sek,
)

from coopclaims import Claim, ClaimStatus, Currency, InvalidValue, Money, Policies, Rules
from coopclaims.errors import InvalidMoney
from coopclaims.identifiers import EntityId, ProfileId
from coopclaims.money import ExchangeRate, RateTable
from coopclaims.payouts import (
    BankProfiles,
    EnrollmentStatus,
    PayingEntity,
    Payout,
    PayoutResolution,
    ProfileAssignment,
    ProfileScope,
    ProfileStatus,
    UnresolvedReason,
    resolve_payouts,
    resolve_profile,
)
from coopclaims.rules import RateMonth

IRELAND = PayingEntity(EntityId("ireland"), "EUR")
SWEDEN = PayingEntity(EntityId("sweden"), "SEK")
US = PayingEntity(EntityId("us"), "USD")
ORDERED = instant("2022-11-10 09:00")


def assigned(
    profile: str, currency: str, scope: ProfileScope, entity: PayingEntity = IRELAND
) -> ProfileAssignment:
    """Return an assignment of this scope, where it has one of the world's location and program."""
    return ProfileAssignment(
        profile=ProfileId(profile),
        currency=currency,
        location=None if scope is ProfileScope.COMPANY else LOCATION,
        program=PROGRAM if scope in {ProfileScope.ENTITY, ProfileScope.PROGRAM} else None,
        entity=entity.id if scope is ProfileScope.ENTITY else None,
        status=ProfileStatus.APPROVED,
    )


def rate(source: str, target: str, value: str, month: date = date(2022, 11, 1)) -> ExchangeRate:
    return ExchangeRate(source=source, target=target, rate=value, month=month, origin="treasury")


def approved_claim(amount: str = "1000.00", currency: str = "SEK") -> Claim:
    money = Money(amount, currency)
    whole = max(Money.rounded(1_000_000, currency), money)
    desk = Desk(form=attrs.evolve(FORM, amount=money), funds=fund(str(whole.amount), currency))
    return desk.walk(ClaimStatus.APPROVED).claim


def resolve(
    claim: Claim,
    *assignments: ProfileAssignment,
    earned: dict[PayingEntity, int],
    rates: tuple[ExchangeRate, ...] = (),
    known: tuple[PayingEntity, ...] = (IRELAND, SWEDEN, US),
    ordered_at: datetime = ORDERED,
    rules: Rules = RULES,
    enrollment: EnrollmentStatus = EnrollmentStatus.ENROLLED,
) -> PayoutResolution:
    return resolve_payouts(
        claim,
        shares=[(entity.id, Money.rounded(amount, claim.currency)) for entity, amount in earned.items()],
        entities=known,
        profiles=BankProfiles(assignments),
        rates=RateTable(rates),
        ordered_at=ordered_at,
        rules=rules,
        enrollment=enrollment,
    )


class TestAssignment:
    @pytest.mark.parametrize("field", ["location", "program", "entity"])
    @pytest.mark.parametrize("wrong", ["", " ", 5])
    def test_it_is_assigned_to_something_that_has_a_name(self, field: str, wrong: Any) -> None:
        """A blank name would match nothing, and the profile would silently never be found."""
        named: dict[str, Any] = {"location": "se-1", "program": "CSP", "entity": "vendor-ie"} | {field: wrong}
        with pytest.raises(InvalidValue, match=field):
            ProfileAssignment(profile=ProfileId("P1"), currency="USD", status=ProfileStatus.APPROVED, **named)

    @pytest.mark.parametrize("scope", ProfileScope)
    def test_its_scope_follows_from_what_it_names(self, scope: ProfileScope) -> None:
        assert assigned("P1", "EUR", scope).scope is scope

    def test_an_entity_is_named_within_a_program(self) -> None:
        with pytest.raises(InvalidValue, match="program"):
            ProfileAssignment(
                profile=ProfileId("P1"),
                currency="EUR",
                location=LOCATION,
                entity=IRELAND.id,
                status=ProfileStatus.APPROVED,
            )

    def test_a_program_is_named_at_a_location(self) -> None:
        with pytest.raises(InvalidValue, match="location"):
            ProfileAssignment(
                profile=ProfileId("P1"), currency="EUR", program=PROGRAM, status=ProfileStatus.APPROVED
            )

    @pytest.mark.parametrize("given_", ["eur", "EURO", "", None])
    def test_its_currency_is_known(self, given_: Any) -> None:
        with pytest.raises(InvalidMoney):
            ProfileAssignment(profile=ProfileId("P1"), currency=given_, status=ProfileStatus.APPROVED)

    @pytest.mark.parametrize("given_", ["", " ", None])
    def test_profiles_and_entities_are_identifiers(self, given_: Any) -> None:
        with pytest.raises(InvalidValue, match="profile: got"):
            ProfileAssignment(profile=given_, currency="EUR", status=ProfileStatus.APPROVED)
        with pytest.raises(InvalidValue, match="id: got"):
            PayingEntity(given_, "EUR")

    @pytest.mark.parametrize("scope", ProfileScope)
    def test_a_scope_has_one(self, scope: ProfileScope) -> None:
        """Source: P-06: a location has only one default at a time."""
        with pytest.raises(InvalidValue, match="one bank profile for each scope"):
            BankProfiles((assigned("P1", "EUR", scope), assigned("P2", "USD", scope)))

    @pytest.mark.parametrize("given_", ["Approved", "approved", True, None, EnrollmentStatus.ENROLLED])
    def test_its_status_is_one_of_a_profile(self, given_: Any) -> None:
        with pytest.raises(InvalidValue, match="a ProfileStatus"):
            ProfileAssignment(profile=ProfileId("P1"), currency="EUR", status=given_)

    @pytest.mark.parametrize("other", [ProfileStatus.PENDING_VALIDATION, ProfileStatus.ACTION_REQUIRED])
    def test_a_profile_has_one_status(self, other: ProfileStatus) -> None:
        """Source: P-12: the status is that of the profile, whatever it is assigned to."""
        one, two = assigned("P1", "EUR", ProfileScope.ENTITY), assigned("P1", "EUR", ProfileScope.PROGRAM)
        approved = attrs.evolve(one, status=ProfileStatus.APPROVED)
        alike = BankProfiles((approved, attrs.evolve(two, status=ProfileStatus.APPROVED)))
        assert len(alike.assignments) == 2
        with pytest.raises(InvalidValue, match="got 'P1'; expected one status for each bank profile"):
            BankProfiles((approved, attrs.evolve(two, status=other)))

    def test_one_profile_serves_many_scopes(self) -> None:
        """Source: P-04, P-05."""
        profiles = BankProfiles(tuple(assigned("P1", "EUR", scope) for scope in ProfileScope))
        assert len(profiles.assignments) == 4


class TestResolution:
    """The closest assignment wins: entity, then program, then location, then company."""

    EVERY = (
        assigned("PE", "EUR", ProfileScope.ENTITY),
        assigned("PP", "USD", ProfileScope.PROGRAM),
        assigned("PL", "GBP", ProfileScope.LOCATION),
        assigned("PC", "JPY", ProfileScope.COMPANY),
    )

    @pytest.mark.parametrize(
        ("dropped", "profile", "currency"),
        [(0, "PE", "EUR"), (1, "PP", "USD"), (2, "PL", "GBP"), (3, "PC", "JPY")],
    )
    def test_a_single_entity_pays_to_the_closest(self, dropped: int, profile: str, currency: str) -> None:
        """Source: P-01, P-06, P-07: whatever the entity's own currency is."""
        found = resolve_profile(
            IRELAND,
            location=LOCATION,
            program=PROGRAM,
            profiles=BankProfiles(self.EVERY[dropped:]),
            several_entities=False,
        )
        assert (found.profile, found.currency) == (profile, Currency(currency))
        assert profile in str(found.explain())
        # What was looked for and not found stands in the explanation.
        assert sum(each.code == "not_assigned" for each in found.explain().walk()) == dropped

    def test_without_any_nothing_can_be_paid(self) -> None:
        found = resolve_profile(
            IRELAND, location=LOCATION, program=PROGRAM, profiles=BankProfiles(()), several_entities=False
        )
        assert (found.profile, found.currency) == (None, None)
        assert "no bank profile" in str(found.explain())

    @pytest.mark.parametrize(
        "stray",
        [
            {"location": ELSEWHERE, "program": PROGRAM, "entity": IRELAND.id},
            {"location": ELSEWHERE, "program": PROGRAM},
            {"location": ELSEWHERE},
            {"location": LOCATION, "program": OTHER_PROGRAM},
            {"location": LOCATION, "program": PROGRAM, "entity": SWEDEN.id},
        ],
    )
    def test_what_is_assigned_to_something_else_does_not_count(self, stray: dict[str, Any]) -> None:
        other = ProfileAssignment(
            profile=ProfileId("PX"), currency="EUR", **stray, status=ProfileStatus.APPROVED
        )
        found = resolve_profile(
            IRELAND,
            location=LOCATION,
            program=PROGRAM,
            profiles=BankProfiles((other,)),
            several_entities=False,
        )
        assert found.profile is None

    @pytest.mark.parametrize(
        ("scope", "currency", "profile"),
        [
            (ProfileScope.ENTITY, "USD", "P1"),  # its own assignment decides, whatever the currency
            (ProfileScope.PROGRAM, "EUR", "P1"),
            (ProfileScope.LOCATION, "EUR", "P1"),
            (ProfileScope.PROGRAM, "USD", None),
            (ProfileScope.LOCATION, "SEK", None),
        ],
    )
    def test_of_several_entities_each_pays_in_its_own_currency(
        self, scope: ProfileScope, currency: str, profile: str | None
    ) -> None:
        """Source: P-02, P-03: unless one is assigned for it, only a profile in that currency will do."""
        found = resolve_profile(
            IRELAND,
            location=LOCATION,
            program=PROGRAM,
            profiles=BankProfiles((assigned("P1", currency, scope),)),
            several_entities=True,
        )
        assert found.profile == profile
        assert found.currency == Currency(currency if scope is ProfileScope.ENTITY else "EUR")
        flagged = any(each.code == "local_currency" for each in found.explain().walk())
        assert flagged is (scope is not ProfileScope.ENTITY)

    def test_a_profile_in_another_currency_is_passed_over_for_one_in_the_right_one(self) -> None:
        found = resolve_profile(
            IRELAND,
            location=LOCATION,
            program=PROGRAM,
            profiles=BankProfiles(
                (assigned("PP", "USD", ProfileScope.PROGRAM), assigned("PL", "EUR", ProfileScope.LOCATION))
            ),
            several_entities=True,
        )
        assert found.profile == "PL"
        assert "PP is in USD" in str(found.explain())


class TestPayout:
    def test_the_claims_currency_decides_nothing(self) -> None:
        """Source: P-01."""
        paid = resolve(
            approved_claim(),
            assigned("P1", "EUR", ProfileScope.PROGRAM),
            earned={US: 1},
            rates=(rate("SEK", "EUR", "0.0917"),),
        )
        (payout,) = paid.payouts
        assert (payout.entity, payout.profile) == (US.id, "P1")
        assert (payout.share, payout.money) == (sek("1000.00"), Money("91.70", "EUR"))
        assert payout.rate == rate("SEK", "EUR", "0.0917")
        assert paid.unresolved == ()

    def test_the_same_currency_needs_no_rate(self) -> None:
        paid = resolve(approved_claim(), assigned("P1", "SEK", ProfileScope.LOCATION), earned={US: 1})
        assert paid.payouts[0].money == sek("1000.00")
        assert paid.payouts[0].rate is None

    @pytest.mark.parametrize(
        ("amount", "value", "money"),
        [
            ("0.50", "0.01", "0.01"),  # 0.005 up
            ("0.49", "0.01", None),  # 0.0049 down, to nothing
            ("1.50", "0.01", "0.02"),  # 0.015 up, where half to even would be 0.02 too
            ("2.50", "0.01", "0.03"),  # 0.025 up, where half to even would be 0.02
        ],
    )
    def test_it_is_rounded_once_a_half_up(self, amount: str, value: str, money: str | None) -> None:
        paid = resolve(
            approved_claim(amount),
            assigned("P1", "EUR", ProfileScope.LOCATION),
            earned={US: 1},
            rates=(rate("SEK", "EUR", value),),
        )
        if money is None:
            assert paid.payouts == ()
            assert paid.unresolved[0].reason is UnresolvedReason.ROUNDS_TO_NOTHING
            assert paid.unresolved[0].share == sek(amount)
        else:
            assert paid.payouts[0].money == Money(money, "EUR")

    def test_it_is_rounded_to_the_digits_of_the_currency_paid(self) -> None:
        for code, expected in (("JPY", "14123"), ("KWD", "28.247")):
            paid = resolve(
                approved_claim(),
                assigned("P1", code, ProfileScope.LOCATION),
                earned={US: 1},
                rates=(rate("SEK", "JPY", "14.1234"), rate("SEK", "KWD", "0.0282468")),
            )
            assert paid.payouts[0].money == Money(expected, code)

    @pytest.mark.parametrize(
        ("ordered", "money"),
        [("2022-10-31 23:59", "100.00"), ("2022-11-01 00:00", "200.00"), ("2022-11-30 23:59", "200.00")],
    )
    def test_the_rate_is_that_of_the_month_of_the_order(self, ordered: str, money: str) -> None:
        """Source: P-08; the month is that of the program's zone."""
        rates = (rate("SEK", "EUR", "0.1", date(2022, 10, 1)), rate("SEK", "EUR", "0.2"))
        paid = resolve(
            approved_claim(),
            assigned("P1", "EUR", ProfileScope.LOCATION),
            earned={US: 1},
            rates=rates,
            ordered_at=instant(ordered),
        )
        assert paid.payouts[0].money == Money(money, "EUR")

    def test_several_entities_pay_by_what_each_earned(self) -> None:
        """Source: P-02. One without a profile is reported, and its share is not paid."""
        paid = resolve(
            approved_claim("100.01"),
            assigned("P1", "EUR", ProfileScope.ENTITY),
            assigned("P2", "SEK", ProfileScope.PROGRAM),
            earned={IRELAND: 1, SWEDEN: 1, US: 1},
            rates=(rate("SEK", "EUR", "0.1"),),
        )
        # 10001 öre by three are 3333 and two thirds each: two of them get one more, the lower identifiers
        assert [(each.entity, each.share) for each in paid.payouts] == [
            (IRELAND.id, sek("33.34")),
            (SWEDEN.id, sek("33.34")),
        ]
        (missing,) = paid.unresolved
        assert (missing.entity, missing.share) == (US.id, sek("33.33"))
        assert missing.reason is UnresolvedReason.NO_PROFILE
        assert "us" in str(missing.explain())

    def test_an_entity_that_earned_nothing_pays_nothing(self) -> None:
        paid = resolve(
            approved_claim(),
            assigned("P1", "EUR", ProfileScope.PROGRAM),
            earned={IRELAND: 0, US: 1},
            rates=(rate("SEK", "EUR", "0.1"),),
        )
        # And so only one pays: the program's profile decides, not its local currency.
        assert [(each.entity, each.money) for each in paid.payouts] == [(US.id, Money("100.00", "EUR"))]
        assert paid.unresolved == ()


class TestGates:
    """A profile that is not approved and an enrollment that is not complete hold a share. P-12, P-13."""

    PENDING = attrs.evolve(
        assigned("P1", "EUR", ProfileScope.PROGRAM), status=ProfileStatus.PENDING_VALIDATION
    )
    RATES = (rate("SEK", "EUR", "0.1"),)

    def test_the_currency_is_told_all_the_same(self) -> None:
        paid = resolve(approved_claim(), self.PENDING, earned={US: 1}, rates=self.RATES)
        (missing,) = paid.unresolved
        assert paid.payouts == ()
        assert (missing.entity, missing.share, missing.currency) == (US.id, sek("1000.00"), Currency("EUR"))
        assert (missing.reason, missing.also) == (UnresolvedReason.PROFILE_NOT_APPROVED, ())
        assert missing.explain().figure("currency") is Currency("EUR")
        assert missing.explain().find("profile_status").figure("status") == "pending_validation"
        assert missing.explain().find("to_fix").figure("remedy") == missing.reason.remedy

    def test_how_long_it_takes_at_most_is_told_with_its_source(self) -> None:
        paid = resolve(approved_claim(), self.PENDING, earned={US: 1}, rates=self.RATES)
        how_long = paid.unresolved[0].explain().find("validation_time")
        assert how_long.figure("hours") == 48
        assert how_long.source is not None
        assert "D-21" in how_long.source.facts

    def test_where_no_page_says_how_long_nothing_is_promised(self) -> None:
        """Source: D-21: no page before 2020-11."""
        early = instant("2020-10-10 09:00")
        rates = (rate("SEK", "EUR", "0.1", date(2020, 10, 1)),)
        paid = resolve(approved_claim(), self.PENDING, earned={US: 1}, rates=rates, ordered_at=early)
        (missing,) = paid.unresolved
        assert missing.reason is UnresolvedReason.PROFILE_NOT_APPROVED
        assert missing.explain().find("validation_time_unknown").figure("day") == date(2020, 10, 10)

    def test_a_closer_profile_that_is_not_approved_is_not_passed_over(self) -> None:
        """The partner chose it: paying to another one would be a guess."""
        wider = attrs.evolve(assigned("P2", "EUR", ProfileScope.LOCATION), status=ProfileStatus.APPROVED)
        paid = resolve(approved_claim(), self.PENDING, wider, earned={US: 1}, rates=self.RATES)
        assert [each.reason for each in paid.unresolved] == [UnresolvedReason.PROFILE_NOT_APPROVED]
        assert "P2" not in str(paid.unresolved[0].explain())

    def test_everything_that_stands_in_the_way_is_told(self) -> None:
        paid = resolve(
            approved_claim(), self.PENDING, earned={US: 1}, enrollment=EnrollmentStatus.DISCONTINUED
        )
        (missing,) = paid.unresolved
        assert (missing.reason, *missing.also) == (
            UnresolvedReason.PROFILE_NOT_APPROVED,
            UnresolvedReason.NOT_ENROLLED,
            UnresolvedReason.NO_RATE,
        )
        remedies = [each.figure("remedy") for each in missing.explain().walk() if each.code == "to_fix"]
        assert remedies == [reason.remedy for reason in (missing.reason, *missing.also)]

    def test_what_was_said_stands_in_the_explanation(self) -> None:
        approved = attrs.evolve(self.PENDING, status=ProfileStatus.APPROVED)
        paid = resolve(
            approved_claim(),
            approved,
            earned={US: 1},
            rates=self.RATES,
            enrollment=EnrollmentStatus.ENROLLED,
        )
        why = paid.payouts[0].explain()
        assert why.find("profile_status").figure("status") == "approved"
        assert why.find("enrollment").figure("status") == "enrolled"

    @pytest.mark.parametrize("reason", UnresolvedReason)
    def test_every_reason_has_a_remedy(self, reason: UnresolvedReason) -> None:
        assert reason.remedy.english


class TestRateMonth:
    """Source: P-08 says monthly and not which month; the claim was approved in September."""

    RATES = (rate("SEK", "EUR", "0.1", date(2022, 9, 1)), rate("SEK", "EUR", "0.2"))
    BY_APPROVAL = bound(Policies(rate_month=RateMonth.APPROVAL))

    @pytest.mark.parametrize(("rules", "money"), [(RULES, "200.00"), (BY_APPROVAL, "100.00")])
    def test_each_reading_takes_its_own(self, rules: Rules, money: str) -> None:
        paid = resolve(
            approved_claim(),
            assigned("P1", "EUR", ProfileScope.PROGRAM),
            earned={US: 1},
            rates=self.RATES,
            rules=rules,
        )
        assert paid.payouts[0].money == Money(money, "EUR")
        basis = paid.payouts[0].explain().find("conversion").basis
        assert basis is not None
        assert basis.readings[0] is rules.policies.rate_month

    def test_an_approval_without_its_instant_has_no_month(self) -> None:
        claim = approved_claim()
        undated = attrs.evolve(claim, milestones=attrs.evolve(claim.milestones, approved_at=None))
        with pytest.raises(InvalidValue, match="the instant of its approval"):
            resolve(undated, earned={US: 1}, rules=self.BY_APPROVAL)


class TestProof:
    def test_shares_that_do_not_add_up_are_no_resolution(self) -> None:
        paid = resolve(approved_claim(), assigned("P1", "SEK", ProfileScope.PROGRAM), earned={US: 1})
        for wrong in ({"approved": sek("1000.01")}, {"payouts": ()}, {"payouts": paid.payouts * 2}):
            with pytest.raises(InvalidValue, match="add up to"):
                attrs.evolve(paid, **wrong)

    def test_nor_are_shares_in_another_currency(self) -> None:
        paid = resolve(approved_claim(), assigned("P1", "SEK", ProfileScope.PROGRAM), earned={US: 1})
        with pytest.raises(InvalidValue, match="cannot combine"):
            attrs.evolve(paid, approved=Money("1000.00", "EUR"))


class TestUnresolved:
    def test_no_rate(self) -> None:
        paid = resolve(approved_claim(), assigned("P1", "EUR", ProfileScope.PROGRAM), earned={US: 1})
        (missing,) = paid.unresolved
        assert missing.reason is UnresolvedReason.NO_RATE
        assert "SEK to EUR for 2022-11" in str(missing.explain())

    def test_an_entity_of_which_nothing_is_known(self) -> None:
        paid = resolve(
            approved_claim(), assigned("P1", "SEK", ProfileScope.PROGRAM), earned={US: 1}, known=(IRELAND,)
        )
        assert paid.unresolved[0].reason is UnresolvedReason.UNKNOWN_ENTITY
        assert paid.unresolved[0].entity == US.id

    @pytest.mark.parametrize("earned", [{}, {IRELAND: 0}, {IRELAND: 0, SWEDEN: 0}])
    def test_nothing_to_split_by(self, earned: dict[PayingEntity, int]) -> None:
        paid = resolve(approved_claim(), assigned("P1", "SEK", ProfileScope.PROGRAM), earned=earned)
        (missing,) = paid.unresolved
        assert missing.reason is UnresolvedReason.NO_SHARES
        assert (missing.entity, missing.share) == (None, sek("1000.00"))

    @pytest.mark.parametrize("status", sorted(set(ClaimStatus) - {ClaimStatus.APPROVED}))
    def test_only_an_approved_claim_is_paid(self, status: ClaimStatus) -> None:
        with pytest.raises(InvalidValue) as caught:
            resolve(desk_at(status).claim, earned={US: 1})
        assert caught.value.got is status
        assert "Approved" in caught.value.fits

    def test_ordered_at_an_aware_instant(self) -> None:
        naive = datetime(2022, 11, 10, 9)  # noqa: DTZ001 - the point
        with pytest.raises(InvalidValue) as caught:
            resolve(approved_claim(), earned={US: 1}, ordered_at=naive)
        assert (caught.value.field, caught.value.got) == ("ordered_at", naive)

    def test_an_entity_twice_is_refused(self) -> None:
        shares = [(US.id, sek("1.00")), (US.id, sek("2.00"))]
        with pytest.raises(InvalidMoney):
            resolve_payouts(
                approved_claim(),
                shares=shares,
                entities=(US,),
                profiles=BankProfiles(()),
                rates=RateTable([]),
                ordered_at=ORDERED,
                rules=RULES,
                enrollment=EnrollmentStatus.ENROLLED,
            )


def recomputed(payout: Payout) -> Money:
    """Return the money of a payout from its explanation alone."""
    top = payout.explain()
    try:
        conversion = top.find("conversion")
    except InvalidValue:
        share: Money = top.find("share").figure("share")
        return share
    exact = conversion.figure("source").amount * conversion.figure("rate")
    currency = conversion.figure("target").currency
    return Money(str(exact.quantize(currency.unit, ROUND_HALF_UP)), currency)


class TestWhole:
    CLAIMS = tuple(approved_claim(amount) for amount in ("0.01", "0.07", "99.99", "1000.00", "123456.78"))

    @given(
        claim=st.sampled_from(CLAIMS),
        earned=st.dictionaries(st.sampled_from([IRELAND, SWEDEN, US]), st.integers(0, 1_000_000), max_size=3),
        scopes=st.lists(
            st.tuples(st.sampled_from(ProfileScope), st.sampled_from(["EUR", "SEK", "USD", "JPY"])),
            unique_by=lambda pair: pair[0],
        ),
        sek_in_euro=st.decimals(Decimal("0.0001"), Decimal(1000), places=6),
    )
    def test_payouts_and_unresolved_shares_always_add_up(
        self,
        claim: Claim,
        earned: dict[PayingEntity, int],
        scopes: list[tuple[ProfileScope, str]],
        sek_in_euro: Decimal,
    ) -> None:
        paid = resolve(
            claim,
            *(assigned(f"P-{currency}", currency, scope) for scope, currency in scopes),
            earned=earned,
            rates=(rate("SEK", "EUR", str(sek_in_euro)),),
        )
        shares = [each.share for each in paid.payouts] + [each.share for each in paid.unresolved]
        assert paid.approved == claim.approved
        assert Money.total(shares, "SEK") == claim.approved
        assert all(share.is_positive for share in shares)
        assert len({each.entity for each in paid.payouts}) == len(paid.payouts)
        for payout in paid.payouts:
            assert recomputed(payout) == payout.money
            assert (payout.rate is None) is (payout.money.currency is payout.share.currency)
