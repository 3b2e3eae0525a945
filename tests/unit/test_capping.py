"""Caps, held against a claim and its fund: W39 to W44, and how claims count together (section 7.2, C-05)."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import attrs
import pytest
from tests.support.world import (
    ELSEWHERE,
    FORM,
    PROOF,
    REVIEWER,
    RULES,
    USER,
    Desk,
    bound,
    fund,
    instant,
    pool_key,
)

from coopclaims import FundPool, InvalidValue, Money, Policies, Problem, advice
from coopclaims.claims import AddProof, ApproveClaim, RejectClaim, StartReview, SubmitClaim
from coopclaims.decisions import reimbursable_claim
from coopclaims.errors import NoRate, NoRuleInForce
from coopclaims.findings import ProblemCode, Severity
from coopclaims.funds import FundEntry, FundEntryKind
from coopclaims.identifiers import ClaimId, ItemId, ProgramId
from coopclaims.money import ExchangeRate, RateTable
from coopclaims.rules import CapCounting, CatalogueBy, DemoUnitCap, OffersAndSpiffs

if TYPE_CHECKING:
    from coopclaims import Claim, Rules

AT = instant("2022-09-14 10:00")
OTHERS = (ClaimId("other-1"), ClaimId("other-2"))


def usd(amount: str) -> Money:
    return Money(amount, "USD")


def pool(earned: str = "40000.00", program: str | None = None) -> FundPool:
    key = pool_key("USD")
    key = key if program is None else attrs.evolve(key, program=ProgramId(program))
    return FundPool.empty(key).earning("ireland", usd(earned), at=AT)


def using(funds: FundPool, activity: str, *, approved: str = "0.00", reserved: str = "0.00") -> FundPool:
    """Return the fund in which two other claims of an activity have this approved and pending."""
    made: dict[str, Any] = {"pool": funds.key, "at": AT, "on": AT.date(), "number": 2, "activity": activity}
    return funds.record(
        [
            FundEntry(kind=FundEntryKind.COMMITTED, amount=usd(approved), claim=OTHERS[0], **made),
            FundEntry(kind=FundEntryKind.RESERVED, amount=usd(reserved), claim=OTHERS[1], **made),
        ]
    )


def claim_for(activity: str, amount: str, *, program: ProgramId = FORM.program, **changes: Any) -> Claim:
    """Return a draft for this activity; it needs no evidence to be held against the caps."""
    form = attrs.evolve(FORM, activity=activity, amount=Money(*amount.split()), program=program, **changes)
    desk = Desk(form=FORM).draft("2022-09-01 09:00")
    return attrs.evolve(desk.claim, details=attrs.evolve(desk.claim.details, form=form, items=()))


def answer(claim: Claim, funds: FundPool, rules: Rules = RULES, **others: Any) -> str:
    return str(reimbursable_claim(claim, at=AT, rules=rules, funds=funds, **others).amount)


def advised(claim: Claim, funds: FundPool, rules: Rules = RULES, **others: Any) -> list[Problem]:
    """Return what is said of caps before the claim is submitted."""
    command = Desk().command(SubmitClaim, USER, "2022-09-14 10:00")
    found = advice(command, claim, rules=rules, funds=funds, **others)
    return [each for each in found if each.code is ProblemCode.ABOVE_CAP]


class TestAsked:
    def test_a_naive_instant_is_refused(self) -> None:
        with pytest.raises(InvalidValue, match="time zone"):
            reimbursable_claim(
                claim_for("spiff", "100.00 USD"), at=AT.replace(tzinfo=None), rules=RULES, funds=pool()
            )

    def test_the_caps_are_those_of_the_catalogue_that_asks_for_the_evidence(self) -> None:
        """C-03: the catalogue of 2018 had no caps yet; that of the submission's day has."""
        old = claim_for("spiff", "12000.00 USD", executed_on=date(2018, 10, 1))
        by_submission = bound(Policies(catalogue_by=CatalogueBy.SUBMISSION))
        assert answer(old, pool()) == "12000.00 USD"
        assert answer(old, pool(), by_submission) == "10000.00 USD"
        assert (advised(old, pool()), len(advised(old, pool(), by_submission))) == ([], 1)


class TestWorkedCases:
    def test_customer_offers(self) -> None:
        """W39: a quarter of 40,000 earned."""
        claim = claim_for("customer-offer", "12000.00 USD")
        assert answer(claim, pool()) == "10000.00 USD"
        surface = claim_for("customer-offer", "12000.00 USD", program=ProgramId("ADD-PC"))
        assert answer(surface, pool(program="ADD-PC")) == "12000.00 USD"

    def test_on_site_champ(self) -> None:
        """W40: half of 40,000 earned."""
        assert answer(claim_for("on-site-champ", "30000.00 USD"), pool()) == "20000.00 USD"

    def test_a_conference_counts_by_person(self) -> None:
        """W42: three of four persons, at most 5,000 each."""
        claim = claim_for("vendor-conference", "24000.00 USD")
        assert answer(claim, pool(), persons=[usd("6000.00")] * 4) == "15000.00 USD"

    @pytest.mark.parametrize(("earned", "cap"), [("20000.00", "3000.00 USD"), ("50000.00", "5000.00 USD")])
    def test_demo_units(self, earned: str, cap: str) -> None:
        """W44: a tenth of what is earned, or 3,000."""
        assert answer(claim_for("product-seeding", "9000.00 USD"), pool(earned)) == cap

    def test_an_activity_without_a_cap(self) -> None:
        assert answer(claim_for("print-advertising", "39000.00 USD"), pool()) == "39000.00 USD"


class TestCounting:
    """Ambiguity 40: approved and pending claims of the activity together, unless a policy says otherwise."""

    @pytest.mark.parametrize(
        ("counting", "left"),
        [
            (CapCounting.APPROVED_AND_RESERVED, "3000.00 USD"),
            (CapCounting.APPROVED_ONLY, "6000.00 USD"),
            (CapCounting.EACH_CLAIM, "10000.00 USD"),
        ],
    )
    def test_what_others_use(self, counting: CapCounting, left: str) -> None:
        funds = using(pool(), "customer-offer", approved="4000.00", reserved="3000.00")
        rules = bound(Policies(cap_counting=counting))
        found = reimbursable_claim(
            claim_for("customer-offer", "12000.00 USD"), at=AT, rules=rules, funds=funds
        )
        assert str(found.amount) == left
        counted = found.explain().find("counted_for_the_cap")
        assert counting.caption in str(counted.basis)
        assert (counted.figure("approved"), counted.figure("reserved")) == (
            usd("4000.00"),
            usd("3000.00"),
        )

    def test_other_activities_do_not_count(self) -> None:
        funds = using(pool(), "spiff", approved="4000.00", reserved="3000.00")
        assert answer(claim_for("customer-offer", "12000.00 USD"), funds) == "10000.00 USD"

    def test_what_the_claim_itself_holds_does_not_count(self) -> None:
        desk = Desk(
            form=attrs.evolve(FORM, activity="digital-advertising", amount=usd("9000.00")), funds=pool()
        )
        desk.draft("2022-09-01 09:00").do(SubmitClaim, USER, "2022-09-14 10:00")
        assert desk.funds.usage_by_activity("digital-advertising").reserved == usd("9000.00")
        assert desk.funds.usage_by_activity("digital-advertising", besides=desk.id).reserved == usd("0.00")

    @pytest.mark.parametrize(
        ("sharing", "left"),
        [(OffersAndSpiffs.EACH, "6000.00 USD"), (OffersAndSpiffs.TOGETHER, "3000.00 USD")],
    )
    @pytest.mark.parametrize(
        ("activity", "sibling"), [("customer-offer", "spiff"), ("spiff", "customer-offer")]
    )
    def test_offers_and_spiffs(
        self, sharing: OffersAndSpiffs, left: str, activity: str, sibling: str
    ) -> None:
        """Ambiguity 42."""
        funds = using(pool(), activity, approved="4000.00")
        more = {"at": AT, "on": AT.date(), "pool": funds.key, "number": 9, "activity": sibling}
        drawn: Any = {"kind": FundEntryKind.RESERVED, "amount": usd("3000.00"), "claim": ClaimId("third")}
        funds = funds.record([FundEntry(**(more | drawn))])
        rules = bound(Policies(offers_and_spiffs=sharing))
        found = reimbursable_claim(claim_for(activity, "12000.00 USD"), at=AT, rules=rules, funds=funds)
        assert str(found.amount) == left
        assert (OffersAndSpiffs.TOGETHER.caption in str(found.explain())) is (left == "3000.00 USD")

    def test_on_site_champs_are_counted_apart_by_both(self) -> None:
        rules = bound(Policies(offers_and_spiffs=OffersAndSpiffs.TOGETHER))
        funds = using(pool(), "customer-offer", approved="4000.00")
        assert answer(claim_for("on-site-champ", "30000.00 USD"), funds, rules) == "20000.00 USD"

    @pytest.mark.parametrize(
        ("earned", "greater", "lesser"),
        [
            ("20000.00", "3000.00 USD", "2000.00 USD"),
            ("30000.00", "3000.00 USD", "3000.00 USD"),
            ("50000.00", "5000.00 USD", "3000.00 USD"),
        ],
    )
    def test_demo_units(self, earned: str, greater: str, lesser: str) -> None:
        """Ambiguity 41."""
        claim = claim_for("product-seeding", "9000.00 USD")
        assert answer(claim, pool(earned)) == greater
        rules = bound(Policies(demo_unit_cap=DemoUnitCap.LESSER))
        found = reimbursable_claim(claim, at=AT, rules=rules, funds=pool(earned))
        assert str(found.amount) == lesser
        assert DemoUnitCap.LESSER.caption in str(found.explain())
        assert ("where that is less" in str(found.explain())) is (earned == "50000.00")


class TestCurrencies:
    SEPTEMBER = date(2022, 9, 1)

    def rates(self) -> RateTable:
        def rate(source: str, target: str, rate: str) -> ExchangeRate:
            return ExchangeRate(
                source=source, target=target, rate=rate, month=self.SEPTEMBER, origin="treasury"
            )

        return RateTable([rate("SEK", "USD", "0.1"), rate("USD", "SEK", "10")])

    def test_a_claim_is_converted_to_the_fund(self) -> None:
        claim = claim_for("customer-offer", "120000.00 SEK")
        found = reimbursable_claim(claim, at=AT, rules=RULES, funds=pool(), rates=self.rates())
        assert (str(found.claimed), str(found.amount)) == ("12000.00 USD", "10000.00 USD")
        conversion = found.explain().find("amount_converted")
        assert conversion.figure("amount") == claim.form.amount
        assert conversion.figure("rate") == Decimal("0.1")

    def test_so_are_its_persons_losing_nothing(self) -> None:
        persons = [Money("60000.00", "SEK"), Money("60000.01", "SEK"), Money("0.00", "SEK")]
        claim = claim_for("vendor-conference", "120000.01 SEK")
        assert answer(claim, pool(), rates=self.rates(), persons=persons) == "10000.00 USD"
        with pytest.raises(InvalidValue, match="persons"):
            answer(claim, pool(), rates=self.rates(), persons=persons[:1])

    def test_nothing_is_converted_without_a_rate(self) -> None:
        with pytest.raises(NoRate):
            answer(claim_for("customer-offer", "120000.00 SEK"), pool())
        with pytest.raises(NoRate):
            answer(claim_for("syndicated-content", "120000.00 SEK"), fund())


class TestRefusals:
    def test_of_an_activity_that_the_catalogue_does_not_have(self) -> None:
        with pytest.raises(InvalidValue, match="activity"):
            answer(claim_for("skywriting", "1.00 USD"), pool())

    def test_of_a_day_without_a_catalogue(self) -> None:
        claim = claim_for("customer-offer", "1.00 USD", executed_on=date(2005, 1, 1))
        with pytest.raises(NoRuleInForce):
            answer(claim, pool())

    def test_of_the_fund_of_another_place(self) -> None:
        funds = FundPool.empty(attrs.evolve(pool().key, location=ELSEWHERE))
        with pytest.raises(InvalidValue, match="funds"):
            answer(claim_for("customer-offer", "1.00 USD"), funds)


class TestAdvice:
    def test_says_how_much_of_what_is_claimed_is_reimbursable_and_why(self) -> None:
        (found,) = advised(claim_for("customer-offer", "12000.00 USD"), pool())
        assert (found.severity, found.field) == (Severity.ADVISES, "amount")
        assert "of 12000.00 USD" in found.message
        assert "10000.00 USD is reimbursable" in found.message
        assert "at most 25 % of the 40000.00 USD earned" in found.message

    def test_says_nothing_up_to_the_cap(self) -> None:
        assert advised(claim_for("customer-offer", "10000.00 USD"), pool()) == []

    @pytest.mark.parametrize(
        ("activity", "amount", "why"),
        [
            ("customer-offer", "120000.00 SEK", "no rate"),
            ("vendor-conference", "24000.00 USD", "no persons"),
            ("skywriting", "1.00 USD", "no such activity"),
        ],
    )
    def test_says_nothing_where_it_cannot_be_computed(self, activity: str, amount: str, why: str) -> None:
        assert advised(claim_for(activity, amount), pool()) == [], why

    def test_does_not_block_the_submission_and_comes_with_the_approval_too(self) -> None:
        rules, funds = bound(), pool("10000.00")
        desk = Desk(
            form=attrs.evolve(FORM, activity="syndicated-content", amount=usd("18750.01")),
            funds=funds.earning("ireland", usd("10000.00"), at=AT),
            rules=rules,
        ).draft("2022-09-01 09:00")
        proof = attrs.evolve(
            PROOF, id=ItemId("proof-2"), document="page-1", shows=("url", "page-screenshots")
        )
        desk.do(AddProof, USER, desk.later, proof=proof)
        advised = desk.advised(SubmitClaim, USER, "2022-09-14 10:00")
        assert ProblemCode.ABOVE_CAP in {each.code for each in advised}
        desk.do(StartReview, REVIEWER, "2022-09-15 10:00")
        above = desk.command(ApproveClaim, REVIEWER, desk.later)
        codes = [each.code for each in advice(above, desk.claim, rules=rules, funds=desk.funds)]
        assert codes == [ProblemCode.ABOVE_CAP, ProblemCode.APPROVED_ABOVE_COST]
        within = desk.command(ApproveClaim, REVIEWER, desk.later, amount=usd("18750.00"), reason="The cap.")
        codes = [each.code for each in advice(within, desk.claim, rules=rules, funds=desk.funds)]
        assert codes == [ProblemCode.APPROVED_ABOVE_COST]
        assert (
            advice(desk.command(RejectClaim, REVIEWER, desk.later), desk.claim, rules=rules, funds=funds)
            == ()
        )
