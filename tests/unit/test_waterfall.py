"""Where a claim's money went, from what was claimed to what was paid. Source: P-32; P-01, P-02, A-31."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from fractions import Fraction
from math import floor
from typing import TYPE_CHECKING, Any

import attrs
import pytest
from hypothesis import given, strategies as st
from tests.support.told import told_of
from tests.support.world import FORM, LOCATION, PROGRAM, RULES, desk_at, instant, sek

from coopclaims import Claim, ClaimStatus, InvalidValue, Money
from coopclaims.activities import AmountCap, CostKind, CostPart, Reimbursable, reimbursable
from coopclaims.errors import CurrencyMismatch
from coopclaims.identifiers import EntityId, ProfileId
from coopclaims.money import ExchangeRate, RateTable
from coopclaims.payouts import (
    BankProfiles,
    EnrollmentStatus,
    PayingEntity,
    PaymentFigures,
    PayoutResolution,
    ProfileAssignment,
    ProfileStatus,
    UnresolvedReason,
    Waterfall,
    WaterfallBranch,
    WaterfallDifference,
    WaterfallLevel,
    WaterfallReason,
    payment_waterfall,
    resolve_payouts,
)
from coopclaims.provenance import PUBLISHED, cite

if TYPE_CHECKING:
    from coopclaims.payouts import WaterfallStep

IRELAND = PayingEntity(EntityId("ireland"), "EUR")
SWEDEN = PayingEntity(EntityId("sweden"), "SEK")
JAPAN = PayingEntity(EntityId("japan"), "JPY")
EVERYBODY = (IRELAND, SWEDEN, JAPAN)
APPROVED = desk_at(ClaimStatus.APPROVED).claim
RATES = {"EUR": "0.0917", "JPY": "14.1234"}


def claim(claimed: str = "90000.00", approved: str = "80000.00") -> Claim:
    """Return an approved claim with these two amounts, in SEK."""
    form = attrs.evolve(FORM, amount=sek(claimed))
    return attrs.evolve(
        APPROVED,
        details=attrs.evolve(APPROVED.details, form=form),
        milestones=attrs.evolve(APPROVED.milestones, approved=sek(approved)),
    )


def resolution(
    of: Claim,
    earned: dict[PayingEntity, int],
    *,
    unassigned: tuple[PayingEntity, ...] = (),
) -> PayoutResolution:
    """Return what each entity pays in its own currency, those aside that have no profile."""
    assignments = tuple(
        ProfileAssignment(
            profile=ProfileId(f"P-{entity.id}"),
            currency=entity.currency,
            location=LOCATION,
            program=PROGRAM,
            entity=entity.id,
            status=ProfileStatus.APPROVED,
        )
        for entity in EVERYBODY
        if entity not in unassigned
    )
    rates = (
        ExchangeRate(source="SEK", target=code, rate=value, month=date(2022, 11, 1), origin="treasury")
        for code, value in RATES.items()
    )
    return resolve_payouts(
        of,
        shares=[(entity.id, sek(f"{amount}.00")) for entity, amount in earned.items()],
        entities=EVERYBODY,
        profiles=BankProfiles(assignments),
        rates=RateTable(rates),
        ordered_at=instant("2022-11-10 09:00"),
        rules=RULES,
        enrollment=EnrollmentStatus.ENROLLED,
    )


def capped(claimed: Money, limit: str) -> Reimbursable:
    cap = AmountCap(limit=sek(limit), source=cite("CO21", "C-05"), basis=PUBLISHED)
    return reimbursable(
        (cap,),
        claimed,
        program=PROGRAM,
        earned=sek("120000.00"),
        used=sek("0.00"),
        on=date(2022, 8, 25),
    )


def euro(amount: str) -> Money:
    return Money(amount, "EUR")


SIXTY_FORTY = {IRELAND: 60, SWEDEN: 40}


def whole_story() -> Waterfall:
    """90000 claimed, 88000 eligible, 85000 by the cap, 80000 approved; 60 to 40; taxed; half paid."""
    of = claim()
    return payment_waterfall(
        of,
        resolution(of, SIXTY_FORTY),
        eligible=sek("88000.00"),
        ineligible_because="the dinner is no marketing",
        reimbursable=capped(sek("88000.00"), "85000.00"),
        figures=(
            PaymentFigures(
                entity=IRELAND.id, withheld=euro("440.16"), sales_tax=euro("100.00"), paid=euro("4061.44")
            ),
        ),
    )


def amounts(fall: Waterfall) -> list[tuple[str, str, str]]:
    return [(step.level, entity or "", str(step.amount)) for entity, step in fall.steps]


TABLE = """
step             entity         amount         change  why
claimed                   90000.00 SEK
eligible                  88000.00 SEK   -2000.00 SEK  not eligible: the dinner is no marketing
capped                    85000.00 SEK   -3000.00 SEK  above the cap
approved                  80000.00 SEK   -5000.00 SEK  approved for less
split by entity  ireland  48000.00 SEK
converted        ireland   4401.60 EUR                 at 0.0917 (2022-11, treasury)
withheld         ireland   3961.44 EUR    -440.16 EUR  tax withheld
taxed            ireland   4061.44 EUR    +100.00 EUR  sales tax added
paid             ireland   4061.44 EUR
split by entity  sweden   32000.00 SEK
converted        sweden   32000.00 SEK
withheld         sweden   32000.00 SEK
taxed            sweden   32000.00 SEK
paid             sweden       0.00 SEK  -32000.00 SEK  not paid yet
"""


class TestWholeStory:
    def test_every_level_and_every_difference(self) -> None:
        """48000 SEK at 0.0917 are 4401.60 EUR; less 440.16, plus 100.00: 4061.44 (P-32)."""
        fall = whole_story()
        assert amounts(fall) == [
            ("claimed", "", "90000.00 SEK"),
            ("eligible", "", "88000.00 SEK"),
            ("capped", "", "85000.00 SEK"),
            ("approved", "", "80000.00 SEK"),
            ("split", "ireland", "48000.00 SEK"),
            ("converted", "ireland", "4401.60 EUR"),
            ("withheld", "ireland", "3961.44 EUR"),
            ("taxed", "ireland", "4061.44 EUR"),
            ("paid", "ireland", "4061.44 EUR"),
            ("split", "sweden", "32000.00 SEK"),
            ("converted", "sweden", "32000.00 SEK"),
            ("withheld", "sweden", "32000.00 SEK"),
            ("taxed", "sweden", "32000.00 SEK"),
            ("paid", "sweden", "0.00 SEK"),
        ]
        assert [(entity or "", each.reason.name, str(each.amount)) for entity, each in fall.differences] == [
            ("", "NOT_ELIGIBLE", "2000.00 SEK"),
            ("", "ABOVE_CAP", "3000.00 SEK"),
            ("", "APPROVED_FOR_LESS", "5000.00 SEK"),
            ("ireland", "WITHHOLDING_TAX", "440.16 EUR"),
            ("ireland", "SALES_TAX", "-100.00 EUR"),
            ("sweden", "OUTSTANDING", "32000.00 SEK"),
        ]
        assert fall.at(WaterfallLevel.PAID) == (euro("4061.44"), sek("0.00"))
        assert fall.claim == APPROVED.id

    def test_it_reads_as_a_table(self) -> None:
        assert str(whole_story()).splitlines() == TABLE.splitlines()[1:]

    def test_every_difference_says_why_and_the_library_s_own_say_it_in_full(self) -> None:
        fall = whole_story()
        for entity, each in fall.differences:
            assert each.explain() in set(fall.explain().walk()), entity
            assert each.reason.caption in each.explain().text
        by_reason = {each.reason: each.explain() for _, each in fall.differences}
        assert by_reason[WaterfallReason.ABOVE_CAP].find("cap").figure("limit") == sek("85000.00")
        assert "no marketing" in by_reason[WaterfallReason.NOT_ELIGIBLE].text
        assert fall.explain().find("conversion").figure("rate") == Decimal("0.0917")
        steps = [each for each in fall.explain().walk() if each.code == "waterfall_step"]
        assert steps == [step.explain() for _, step in fall.steps]

    def test_a_share_that_cannot_be_paid_ends_at_nothing(self) -> None:
        of = claim()
        fall = payment_waterfall(of, resolution(of, SIXTY_FORTY, unassigned=(IRELAND,)))
        assert amounts(fall)[-2:] == [
            ("split", "ireland", "48000.00 SEK"),
            ("converted", "ireland", "0.00 SEK"),
        ]
        entity, missing = fall.differences[-1]
        assert (entity, missing.reason) == (IRELAND.id, WaterfallReason.UNRESOLVED)
        assert missing.reasons == (UnresolvedReason.NO_PROFILE,)
        assert missing.explain().find("unresolved_share").figure("reasons") == missing.reasons
        assert "cannot be paid yet: no bank profile" in str(fall)

    def test_an_amount_that_nothing_was_earned_for_belongs_to_nobody(self) -> None:
        of = claim()
        fall = payment_waterfall(of, resolution(of, {}))
        assert [branch.entity for branch in fall.branches] == [None]
        assert fall.differences[-1][1].reasons == (UnresolvedReason.NO_SHARES,)

    def test_by_default_all_is_eligible_and_nothing_is_capped_or_paid(self) -> None:
        of = claim("90000.00", "90000.00")
        fall = payment_waterfall(of, resolution(of, {SWEDEN: 1}))
        assert [each.reason for _, each in fall.differences] == [WaterfallReason.OUTSTANDING]
        levels = [each for each in WaterfallLevel if each is not WaterfallLevel.PAYABLE]
        assert fall.at(WaterfallLevel.PAYABLE) == ()
        assert all(fall.at(level) == (sek("90000.00"),) for level in levels[:-1])

    def test_what_is_eligible_by_the_parts_of_an_invoice_is_taken_from_what_is_reimbursable(self) -> None:
        of = claim()
        parts = (
            CostPart(kind=CostKind.ELIGIBLE, amount=sek("88000.00")),
            CostPart(kind=CostKind.ALCOHOL, amount=sek("2000.00")),
        )
        found = attrs.evolve(capped(sek("90000.00"), "85000.00"), parts=parts)
        fall = payment_waterfall(of, resolution(of, {SWEDEN: 1}), reimbursable=found)
        told = {each.reason: each.amount for _, each in fall.differences}
        assert told[WaterfallReason.NOT_ELIGIBLE] == sek("2000.00")
        assert told[WaterfallReason.ABOVE_CAP] == sek("3000.00")
        assert "left out: alcohol" in str(fall.explain())

    def test_an_approval_above_the_cap_is_told_and_not_hidden(self) -> None:
        of = claim()
        fall = payment_waterfall(
            of, resolution(of, {SWEDEN: 1}), reimbursable=capped(sek("90000.00"), "70000.00")
        )
        told = {each.reason: each.amount for _, each in fall.differences}
        assert told[WaterfallReason.ABOVE_CAP] == sek("20000.00")
        assert told[WaterfallReason.APPROVED_FOR_MORE] == sek("-10000.00")
        assert "10000.00 SEK more, approved for more" in str(fall.explain())
        assert "+10000.00 SEK" in str(fall)

    def test_so_is_a_payment_above_what_was_due(self) -> None:
        of = claim()
        paid = PaymentFigures(entity=SWEDEN.id, paid=sek("80000.01"))
        fall = payment_waterfall(of, resolution(of, {SWEDEN: 1}), figures=(paid,))
        assert fall.differences[-1][1].reason is WaterfallReason.OVERPAID
        assert fall.differences[-1][1].amount == sek("-0.01")

    def test_a_cap_that_leaves_everything_is_told_too(self) -> None:
        of = claim()
        fall = payment_waterfall(
            of, resolution(of, {SWEDEN: 1}), reimbursable=capped(sek("90000.00"), "95000.00")
        )
        assert fall.at(WaterfallLevel.CAPPED) == (sek("90000.00"),)
        assert fall.trunk[2].explain().find("cap").figure("limit") == sek("95000.00")

    def test_a_cap_on_the_claimed_amount_never_lifts_the_eligible_one(self) -> None:
        of = claim("90000.00", "60000.00")
        fall = payment_waterfall(
            of,
            resolution(of, {SWEDEN: 1}),
            eligible=sek("60000.00"),
            ineligible_because="only one of the two events took place",
            reimbursable=capped(sek("90000.00"), "85000.00"),
        )
        assert fall.at(WaterfallLevel.CAPPED) == (sek("60000.00"),)


class TestRefused:
    OF = claim()
    PAID = resolution(OF, SIXTY_FORTY)

    @pytest.mark.parametrize("status", sorted(set(ClaimStatus) - {ClaimStatus.APPROVED}))
    def test_only_an_approved_claim_is_paid(self, status: ClaimStatus) -> None:
        with pytest.raises(InvalidValue, match="an Approved claim"):
            payment_waterfall(desk_at(status).claim, self.PAID)

    def test_the_resolution_is_that_of_the_claim(self) -> None:
        with pytest.raises(InvalidValue, match="resolution"):
            payment_waterfall(claim(approved="70000.00"), self.PAID)

    @pytest.mark.parametrize(
        ("arguments", "what"),
        [
            ({"eligible": sek("90000.01")}, "eligible"),
            ({"eligible": sek("-0.01"), "ineligible_because": "x"}, "eligible"),
            ({"eligible": sek("1.00")}, "ineligible_because"),
            ({"eligible": sek("1.00"), "ineligible_because": " "}, "ineligible_because"),
            ({"eligible": euro("1.00"), "ineligible_because": "x"}, "comparison"),
            ({"reimbursable": capped(sek("89999.99"), "1.00")}, "reimbursable"),
            ({"figures": (PaymentFigures(entity=JAPAN.id),)}, "figures"),
            ({"figures": (PaymentFigures(entity=SWEDEN.id),) * 2}, "figures"),
            ({"figures": (PaymentFigures(entity=SWEDEN.id, withheld=sek("32000.01")),)}, "withheld"),
            ({"figures": (PaymentFigures(entity=IRELAND.id, withheld=sek("1.00")),)}, "subtraction"),
            ({"figures": (PaymentFigures(entity=IRELAND.id, sales_tax=sek("1.00")),)}, "addition"),
            ({"figures": (PaymentFigures(entity=IRELAND.id, paid=sek("1.00")),)}, "comparison"),
        ],
    )
    def test_what_does_not_fit(self, arguments: dict[str, Any], what: str) -> None:
        with pytest.raises(InvalidValue) as caught:
            payment_waterfall(self.OF, self.PAID, **arguments)
        assert caught.value.field == what

    @pytest.mark.parametrize("field", ["withheld", "sales_tax", "paid"])
    @pytest.mark.parametrize("given_", [sek("-0.01"), 1, "1.00", 0.5])
    def test_figures_are_amounts_that_are_not_below_zero(self, field: str, given_: Any) -> None:
        with pytest.raises(InvalidValue, match=f"{field}: got"):
            PaymentFigures(entity=SWEDEN.id, **{field: given_})

    def test_everything_that_is_due_may_be_withheld(self) -> None:
        figures = (PaymentFigures(entity=SWEDEN.id, withheld=sek("32000.00")),)
        fall = payment_waterfall(self.OF, self.PAID, figures=figures)
        assert fall.at(WaterfallLevel.PAID)[-1] == sek("0.00")


def with_step(branch: WaterfallBranch, number: int, **changed: Any) -> WaterfallBranch:
    steps = list(branch.steps)
    steps[number] = attrs.evolve(steps[number], **changed)
    return attrs.evolve(branch, steps=tuple(steps))


def lacking(reason: WaterfallReason, amount: Money) -> WaterfallDifference:
    return WaterfallDifference(reason=reason, amount=amount)


class TestProof:
    """A waterfall that does not add up cannot be made."""

    FALL = whole_story()
    IRISH, SWEDISH = FALL.branches

    @pytest.mark.parametrize("number", range(4))
    def test_no_level_of_the_trunk_can_be_altered(self, number: int) -> None:
        trunk = list(self.FALL.trunk)
        trunk[number] = attrs.evolve(trunk[number], amount=trunk[number].amount + sek("0.01"))
        with pytest.raises(InvalidValue, match="waterfall"):
            attrs.evolve(self.FALL, trunk=tuple(trunk))

    @pytest.mark.parametrize("number", range(5))
    def test_nor_one_of_a_branch(self, number: int) -> None:
        amount = self.IRISH.steps[number].amount
        cent = Money.of_minor_units(1, amount.currency)
        if number:
            with pytest.raises(InvalidValue, match="which follows from"):
                with_step(self.IRISH, number, amount=amount + cent)
        else:  # a cent more at the split makes no cent in the other currency: the sum of the shares sees it
            branch = with_step(self.IRISH, 0, amount=amount + cent)
            with pytest.raises(InvalidValue, match="shares that add up to"):
                attrs.evolve(self.FALL, branches=(branch, self.SWEDISH))

    @pytest.mark.parametrize("number", [2, 3])
    def test_no_difference_can_be_left_out(self, number: int) -> None:
        with pytest.raises(InvalidValue, match="which follows from"):
            with_step(self.IRISH, number, difference=None)

    def test_no_rate_can_be_another(self) -> None:
        rate = self.IRISH.steps[1].rate
        assert rate is not None
        for other in (None, attrs.evolve(rate, rate="0.0918")):
            with pytest.raises(InvalidValue):
                with_step(self.IRISH, 1, rate=other)

    def test_a_rate_stands_at_the_conversion_only(self) -> None:
        with pytest.raises(InvalidValue, match="no rate but at the conversion"):
            with_step(self.IRISH, 2, rate=self.IRISH.steps[1].rate)
        with pytest.raises(InvalidValue, match="nothing precedes"):
            with_step(self.IRISH, 0, rate=self.IRISH.steps[1].rate)

    def test_a_reason_stands_at_its_level_only(self) -> None:
        with pytest.raises(InvalidValue, match="a reason of this level"):
            with_step(self.IRISH, 2, difference=lacking(WaterfallReason.OUTSTANDING, euro("440.16")))
        with pytest.raises(InvalidValue, match="nothing precedes"):
            with_step(self.IRISH, 0, difference=lacking(WaterfallReason.OUTSTANDING, sek("1.00")))

    def test_no_branch_can_be_left_out_or_come_twice(self) -> None:
        with pytest.raises(InvalidValue, match="shares that add up to"):
            attrs.evolve(self.FALL, branches=(self.IRISH,))
        half = (
            attrs.evolve(self.SWEDISH, steps=self.steps_of(self.SWEDISH, "16000.00")),
            attrs.evolve(self.SWEDISH, steps=self.steps_of(self.SWEDISH, "16000.00")),
        )
        with pytest.raises(InvalidValue, match="one branch for each entity"):
            attrs.evolve(self.FALL, branches=(self.IRISH, *half))

    @staticmethod
    def steps_of(branch: WaterfallBranch, amount: str) -> tuple[WaterfallStep, ...]:
        """Return the steps of a branch of this share that is paid in full."""
        return tuple(attrs.evolve(step, amount=sek(amount), difference=None) for step in branch.steps)

    @pytest.mark.parametrize("count", [0, 1, 3, 4])
    def test_no_level_can_be_left_out(self, count: int) -> None:
        with pytest.raises(
            InvalidValue,
            match="expected split by entity and converted, or split by entity and converted and ",
        ):
            attrs.evolve(self.SWEDISH, steps=self.SWEDISH.steps[:count])
        with pytest.raises(InvalidValue, match="expected claimed and eligible and capped and approved"):
            attrs.evolve(self.FALL, trunk=self.FALL.trunk[: min(count, 3)])

    def test_what_cannot_be_paid_ends_at_nothing_and_what_can_does_not_end_there(self) -> None:
        split, converted, *rest = self.SWEDISH.steps
        with pytest.raises(InvalidValue, match="all of the share, or none of it"):
            attrs.evolve(self.SWEDISH, steps=(split, converted))
        gone = attrs.evolve(
            converted, amount=sek("0.00"), difference=lacking(WaterfallReason.UNRESOLVED, sek("32000.00"))
        )
        assert attrs.evolve(self.SWEDISH, steps=(split, gone)).share == sek("32000.00")
        nothing = tuple(attrs.evolve(step, amount=sek("0.00"), difference=None) for step in rest)
        with pytest.raises(InvalidValue, match="all of the share, or none of it"):
            attrs.evolve(self.SWEDISH, steps=(split, gone, *nothing))
        partly = attrs.evolve(
            converted, amount=sek("1.00"), difference=lacking(WaterfallReason.UNRESOLVED, sek("31999.00"))
        )
        with pytest.raises(InvalidValue, match="all of the share, or none of it"):
            attrs.evolve(self.SWEDISH, steps=(split, partly))

    def test_somebody_pays_what_is_paid(self) -> None:
        with pytest.raises(InvalidValue, match="somebody pays"):
            attrs.evolve(self.SWEDISH, entity=None)

    def test_no_level_is_below_zero(self) -> None:
        below = lacking(WaterfallReason.OUTSTANDING, sek("32000.01"))
        with pytest.raises(InvalidValue, match="not below zero"):
            with_step(self.SWEDISH, 4, amount=sek("-0.01"), difference=below)

    @pytest.mark.parametrize("reason", WaterfallReason)
    def test_a_difference_is_one_and_has_the_sign_of_its_reason(self, reason: WaterfallReason) -> None:
        fitting = sek("-1.00") if reason.adds else sek("1.00")
        assert lacking(reason, fitting).amount == fitting
        for wrong in (-fitting, sek("0.00")):
            with pytest.raises(InvalidValue, match="zero"):
                lacking(reason, wrong)

    def test_currencies_never_meet(self) -> None:
        with pytest.raises(CurrencyMismatch):
            with_step(self.SWEDISH, 4, difference=lacking(WaterfallReason.OUTSTANDING, euro("32000.00")))


def recomputed(told: dict[str, Any]) -> list[tuple[str, str, Fraction]]:
    """Fall again, from the figures told alone: what is claimed, each difference, each share and rate."""
    found: list[tuple[str, str, Fraction]] = []
    for step in told["because"]:
        figures, children = step["figures"], step.get("because", [])
        own = Fraction(figures["amount"]["amount"])
        amount = found[-1][2] if found and figures["level"] != "split" else own
        for child in children:
            if child["code"] in {"waterfall_less", "waterfall_more"}:
                change = Fraction(child["figures"]["amount"]["amount"])
                amount += change if child["code"] == "waterfall_more" else -change
            for grandchild in child.get("because", []) if child["code"] == "payout" else []:
                if grandchild["code"] == "conversion":
                    by = grandchild["figures"]
                    exponent = Decimal(by["target"]["amount"]).as_tuple().exponent
                    unit = Fraction(1, 10 ** -int(exponent))
                    amount = floor(amount * Fraction(by["rate"]) / unit + Fraction(1, 2)) * unit
        found.append((figures["level"], figures["entity"] or "", amount))
    return found


class TestFalling:
    """Whatever is claimed, capped, approved, split, taxed and paid, each level follows from the last."""

    @given(st.data())
    def test_each_level_is_the_one_before_less_the_difference(self, data: st.DataObject) -> None:
        units = st.integers(1, 10**7)
        claimed = Money.of_minor_units(data.draw(units), "SEK")
        approved = Money.of_minor_units(data.draw(st.integers(1, claimed.minor_units)), "SEK")
        eligible = Money.of_minor_units(data.draw(st.integers(0, claimed.minor_units)), "SEK")
        limit = data.draw(st.none() | st.integers(0, 10**7))
        of = claim(str(claimed.amount), str(approved.amount))
        earned = data.draw(st.dictionaries(st.sampled_from(EVERYBODY), st.integers(0, 10**5), max_size=3))
        unassigned = data.draw(st.sets(st.sampled_from(EVERYBODY)))
        paid = resolution(of, earned, unassigned=tuple(unassigned))
        figures: list[PaymentFigures] = []
        for payout in paid.payouts:
            currency, whole = payout.money.currency, payout.money.minor_units
            drawn = [
                data.draw(st.none() | st.integers(0, most)) for most in (whole, whole, 3 * whole)
            ]  # withheld, sales tax, paid
            amounts_ = [None if each is None else Money.of_minor_units(each, currency) for each in drawn]
            withheld, sales_tax, sent = amounts_
            if data.draw(st.booleans()):
                figures.append(
                    PaymentFigures(entity=payout.entity, withheld=withheld, sales_tax=sales_tax, paid=sent)
                )
        fall = payment_waterfall(
            of,
            paid,
            eligible=eligible,
            ineligible_because="drawn",
            reimbursable=None
            if limit is None
            else capped(eligible, str(Money.of_minor_units(limit, "SEK").amount)),
            figures=figures,
        )
        before: dict[str, Fraction] = {}
        trunk = Fraction(claimed.amount)
        for entity, step in fall.steps:
            lost = Fraction(0) if step.difference is None else Fraction(step.difference.amount.amount)
            key = entity or ("" if step.level in {each.level for each in fall.trunk} else "nobody")
            if step.level is WaterfallLevel.SPLIT:
                expected = Fraction(dict(self.shares(paid))[entity].amount)
            elif step.rate is not None:
                unit = Fraction(step.amount.currency.unit)
                expected = floor(before[key] * Fraction(step.rate.rate) / unit + Fraction(1, 2)) * unit
            else:
                expected = before.get(key, trunk)
            assert Fraction(step.amount.amount) == expected - lost
            before[key] = Fraction(step.amount.amount)
        split = fall.at(WaterfallLevel.SPLIT)
        assert Money.total(split, "SEK") == approved == fall.at(WaterfallLevel.APPROVED)[0]
        assert recomputed(told_of(fall.explain())) == [
            (step.level, entity or "", Fraction(step.amount.amount)) for entity, step in fall.steps
        ]
        assert len(str(fall).splitlines()) == len(fall.steps) + 1

    @staticmethod
    def shares(paid: PayoutResolution) -> list[tuple[EntityId | None, Money]]:
        own: list[tuple[EntityId | None, Money]] = [(each.entity, each.share) for each in paid.payouts]
        return own + [(each.entity, each.share) for each in paid.unresolved]
