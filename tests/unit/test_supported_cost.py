"""What cost evidence adds up to: parts, credit notes, receipts of another currency, and what stands twice."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import attrs
import pytest
from hypothesis import given, strategies as st
from tests.support.world import (
    FORM,
    INFORMATION,
    INVOICE,
    PROOF,
    REPORT,
    REVIEWER,
    RULES,
    USER,
    Desk,
    bound,
    desk_at,
    fund,
    instant,
    pool_key,
)

from coopclaims import ClaimStatus, FundPool, InvalidValue, Money, Policies, advice, problems
from coopclaims.activities import CostKind, CostPart, reimbursable
from coopclaims.claims import AddInvoice, ApproveClaim, Invoice, OriginalAmount, SubmitClaim
from coopclaims.completeness import evidence_checklist, missing_evidence, supported_cost
from coopclaims.decisions import reimbursable_claim
from coopclaims.errors import CurrencyMismatch
from coopclaims.findings import ProblemCode, Severity
from coopclaims.identifiers import EntityId, ItemId, ProgramId
from coopclaims.money import ExchangeRate, RateTable
from coopclaims.rules import InvoiceTax

if TYPE_CHECKING:
    from coopclaims import Claim, ClaimForm
    from coopclaims.claims import Item

AT = instant("2022-09-14 10:00")


def sek(amount: str) -> Money:
    return Money(amount, "SEK")


def part(kind: CostKind, amount: str, attendee: str = "", currency: str = "SEK") -> CostPart:
    return CostPart(kind=kind, amount=Money(amount, currency), attendee=attendee)


def bill(item: str, amount: str, *parts: CostPart, currency: str = "SEK", **more: Any) -> Invoice:
    """Return an invoice that is like no other one."""
    said: dict[str, Any] = {"document": f"scan-{item}", "number": item, "supplier": "X AB"}
    said |= {"id": ItemId(item), "amount": Money(amount, currency), "parts": parts}
    return Invoice(**said | more)


def claim(*items: Item, form: ClaimForm = FORM) -> Claim:
    draft = desk_at(ClaimStatus.EDITING).claim
    return attrs.evolve(draft, details=attrs.evolve(draft.details, form=form, items=items))


def supported(*items: Item, **policies: Any) -> str:
    rules = bound(Policies(**policies)) if policies else RULES
    return str(supported_cost(claim(*items), rules=rules).amount)


DINNER = bill("dinner", "1240.00", part(CostKind.ELIGIBLE, "1025.00"), part(CostKind.ALCOHOL, "215.00"))


class TestParts:
    def test_alcohol_is_left_out_and_does_not_void_the_dinner(self) -> None:
        found = supported_cost(claim(DINNER), rules=RULES)
        assert found.amount == sek("1025.00")
        (line,) = found.lines
        assert (line.amount, line.counts, line.left_out) == (
            sek("1240.00"),
            sek("1025.00"),
            (DINNER.parts[1],),
        )
        assert found.parts == (DINNER.parts[0],)

    def test_no_wine_is_no_less(self) -> None:
        dry = bill("d", "1240.00", part(CostKind.ELIGIBLE, "1240.00"), part(CostKind.ALCOHOL, "0.00"))
        assert supported(dry) == "1240.00 SEK"

    def test_whatever_else_is_not_eligible_is_left_out_with_its_reason(self) -> None:
        lunch = CostPart(kind=CostKind.INELIGIBLE, amount=sek("40.00"), reason="a private lunch")
        found = supported_cost(claim(bill("x", "100.00", part(CostKind.TRAVEL, "60.00"), lunch)), rules=RULES)
        assert found.amount == sek("60.00")
        assert "40.00 SEK is cost that is not eligible and is left out: a private lunch" in str(
            found.explain()
        )

    @pytest.mark.parametrize(
        ("reading", "amount"), [(InvoiceTax.COUNTS, "125.00 SEK"), (InvoiceTax.LEFT_OUT, "100.00 SEK")]
    )
    def test_tax_counts_unless_a_policy_leaves_it_out(self, reading: InvoiceTax, amount: str) -> None:
        taxed = bill("t", "125.00", part(CostKind.ELIGIBLE, "100.00"), part(CostKind.TAX, "25.00"))
        assert supported(taxed, invoice_tax=reading) == amount

    def test_a_discount_is_a_part_below_zero(self) -> None:
        less = bill("d", "90.00", part(CostKind.ELIGIBLE, "100.00"), part(CostKind.ELIGIBLE, "-10.00"))
        assert supported(less) == "90.00 SEK"

    def test_only_alcohol_and_ineligible_costs_are_never_eligible(self) -> None:
        left_out = {kind for kind in CostKind if not kind.is_eligible}
        assert left_out == {CostKind.ALCOHOL, CostKind.INELIGIBLE}

    def test_parts_that_do_not_add_up_are_a_problem_of_the_item(self) -> None:
        desk = desk_at(ClaimStatus.EDITING)
        wrong = attrs.evolve(DINNER, parts=DINNER.parts[:1])
        command = desk.command(AddInvoice, USER, desk.later, invoice=wrong)
        (found,) = problems(command, desk.claim, rules=desk.rules, funds=desk.funds)
        assert (found.code, found.item, found.severity) == (
            ProblemCode.PARTS_DIFFER,
            "dinner",
            Severity.BLOCKS,
        )
        assert dict(found.params) == {"amount": sek("1240.00"), "parts": sek("1025.00")}
        right = desk.command(AddInvoice, USER, desk.later, invoice=DINNER)
        assert problems(right, desk.claim, rules=desk.rules, funds=desk.funds) == ()

    def test_parts_are_in_the_currency_of_the_invoice(self) -> None:
        with pytest.raises(InvalidValue, match="parts"):
            bill("x", "100.00", part(CostKind.TAX, "100.00", currency="EUR"))

    def test_parts_are_a_list_of_parts(self) -> None:
        with pytest.raises(InvalidValue, match="parts"):
            bill("x", "100.00", "tax")  # type: ignore[arg-type]

    def test_what_somebody_wrote_is_in_no_repr(self) -> None:
        said = CostPart(kind=CostKind.TAX, amount=sek("1.00"), reason="of Zoe", attendee="zoe")
        assert "oe" not in repr(said)


class TestAlcoholOnAChecklist:
    """A bill that sets its alcohol apart shows that the catering claimed is without."""

    SEMINAR = attrs.evolve(
        FORM,
        activity="customer-seminar",
        circumstances=("catering",),
        attested=("brand", "vendor-content"),
    )

    @pytest.mark.parametrize(
        ("parts", "is_missing"),
        [
            ((), True),
            (("1240.00", "0.00"), False),
            (("1025.00", "215.00"), False),
        ],
    )
    def test_of_a_seminar(self, parts: tuple[str, ...], is_missing: bool) -> None:
        kinds = (CostKind.ELIGIBLE, CostKind.ALCOHOL)
        dinner = bill("d", "1240.00", *(part(kind, each) for kind, each in zip(kinds, parts, strict=False)))
        of = claim(dinner, form=self.SEMINAR)
        codes = [each.code for each in missing_evidence(of, rules=RULES)]
        assert (ProblemCode.CORE_NOT_ATTESTED in codes) is is_missing
        (line,) = [each for each in evidence_checklist(of, rules=RULES).lines if each.keys == ("no-alcohol",)]
        assert line.items == (() if is_missing else ("d",))


class TestCreditNotes:
    def test_a_credit_note_lowers_the_sum(self) -> None:
        note = bill("c", "-500.00")
        assert note.is_credit
        assert not INVOICE.is_credit
        assert supported(INVOICE, note) == "89500.00 SEK"
        assert "c is a credit note of -500.00 SEK, which lowers the cost" in str(
            supported_cost(claim(INVOICE, note), rules=RULES).explain()
        )

    def test_never_below_nothing_and_with_advice(self) -> None:
        note = bill("c", "-90000.01")
        assert supported(INVOICE, note) == "0.00 SEK"
        command = Desk().command(SubmitClaim, USER, "2022-09-14 10:00")
        found = advice(command, claim(INVOICE, note), rules=RULES, funds=fund())
        (below,) = [each for each in found if each.code is ProblemCode.COST_BELOW_CLAIM]
        assert below.param("shown") == sek("0.00")

    def test_a_credit_note_in_parts_lowers_what_counts(self) -> None:
        note = bill("c", "-124.00", part(CostKind.ELIGIBLE, "-102.50"), part(CostKind.ALCOHOL, "-21.50"))
        said = supported_cost(claim(DINNER, note), rules=RULES).explain()
        assert "of -124.00 SEK by c -102.50 SEK count" in str(said)
        assert supported(DINNER, note) == "922.50 SEK"

    def test_a_credit_note_shows_no_cost(self) -> None:
        found = [each.code for each in missing_evidence(claim(bill("c", "-1.00")), rules=RULES)]
        assert ProblemCode.COST_EVIDENCE_MISSING in found
        enrolled = attrs.evolve(FORM, activity="partner-network")
        missing = [each.code for each in missing_evidence(claim(INVOICE, form=enrolled), rules=RULES)]
        credited = missing_evidence(claim(bill("c", "-1.00"), form=enrolled), rules=RULES)
        assert missing == []
        assert ProblemCode.CORE_NOT_ATTESTED in {each.code for each in credited}

    def test_one_that_stands_twice_lowers_once(self) -> None:
        note = bill("c", "-500.00")
        assert supported(INVOICE, note, attrs.evolve(note, id=ItemId("c2"))) == "89500.00 SEK"

    def test_one_on_the_document_of_its_invoice_lowers_it(self) -> None:
        note = bill("c", "-500.00", document=INVOICE.document)
        assert supported(INVOICE, note) == "89500.00 SEK"


class TestStandingTwice:
    @pytest.mark.parametrize(
        "again",
        [
            {"document": INVOICE.document},
            {"document": "another", "number": INVOICE.number, "supplier": " ANNONSBOLAGET "},
            {"document": "another", "digest": "AB12"},
        ],
        ids=["document", "number", "content"],
    )
    def test_it_counts_once_with_the_amount_of_the_first(self, again: dict[str, str]) -> None:
        first = attrs.evolve(INVOICE, digest="ab12")
        copy = bill("copy", "99999.00", **again)
        found = supported_cost(claim(first, copy), rules=RULES)
        assert found.amount == sek("90000.00")
        assert [line.twin for line in found.lines] == [None, first.id]
        assert "copy shows what invoice-1 shows, which counts once" in str(found.explain())

    def test_an_invoice_and_a_report_on_one_file_count_once(self) -> None:
        report = attrs.evolve(REPORT, document=INVOICE.document)
        assert supported(INVOICE, report) == "90000.00 SEK"
        assert supported(INVOICE, REPORT) == "110000.00 SEK"

    def test_what_is_no_cost_adds_nothing(self) -> None:
        found = supported_cost(claim(PROOF, INFORMATION), rules=RULES)
        assert (found.amount, found.lines) == (sek("0.00"), ())

    def test_what_is_in_another_currency_is_not_added(self) -> None:
        found = supported_cost(claim(bill("e", "5.00", currency="EUR"), INVOICE), rules=RULES)
        assert [line.item for line in found.lines] == [INVOICE.id]

    @given(
        st.lists(
            st.tuples(
                st.integers(-5, 9).filter(bool), st.sampled_from("abc"), st.sampled_from(("", "1", "2"))
            ),
            min_size=1,
            max_size=6,
        ),
        st.data(),
    )
    def test_a_copy_never_raises_what_is_supported(
        self, drawn: list[tuple[int, str, str]], data: st.DataObject
    ) -> None:
        items = [
            bill(f"i{place}", str(amount), document=document, number=number)
            for place, (amount, document, number) in enumerate(drawn)
        ]
        copied = data.draw(st.sampled_from(items))
        amount = data.draw(st.integers(1, 99)) * (-1 if copied.is_credit else 1)
        copy = attrs.evolve(copied, id=ItemId("copy"), amount=sek(str(amount)))
        before = supported_cost(claim(*items), rules=RULES)
        after = supported_cost(claim(*items, copy), rules=RULES)
        assert after.amount == before.amount
        assert after.parts == before.parts


class TestOriginalAmounts:
    RATE = ExchangeRate(source="USD", target="SEK", rate="10.5231", month=date(2022, 8, 1), origin="the bank")
    ORIGINAL = OriginalAmount(amount=Money("1000.00", "USD"), rate=RATE, on=date(2022, 8, 26))

    def test_it_is_converted_to_the_minor_unit_half_up(self) -> None:
        assert self.ORIGINAL.converted == sek("10523.10")

    @pytest.mark.parametrize(
        ("amount", "codes"),
        [("10523.10", []), ("10532.10", ["original_differs"]), ("10523.11", ["original_differs"])],
    )
    def test_what_does_not_agree_is_advised_with_both_figures(self, amount: str, codes: list[str]) -> None:
        desk = desk_at(ClaimStatus.EDITING)
        invoice = bill("usd", amount, original=self.ORIGINAL, issued_on=date(2022, 8, 26))
        found = desk.advised(AddInvoice, USER, desk.later, invoice=invoice)
        assert [each.code.value for each in found] == codes
        for each in found:
            assert each.param("original") == Money("1000.00", "USD")
            assert each.param("converted") == sek("10523.10")

    def test_a_rate_that_does_not_hold_on_its_day_is_advised(self) -> None:
        for on, codes in ((date(2022, 8, 1), []), (date(2022, 9, 1), [ProblemCode.ORIGINAL_RATE_DAY])):
            desk = desk_at(ClaimStatus.EDITING)
            original = attrs.evolve(self.ORIGINAL, on=on)
            invoice = bill("usd", "10523.10", original=original, issued_on=date(2022, 8, 26))
            found = desk.advised(AddInvoice, USER, desk.later, invoice=invoice)
            assert [each.code for each in found] == codes
            assert original.is_of_its_day is (codes == [])
            for each in found:
                assert each.param("on") == on
                assert "10.5231" in each.message

    def test_a_rate_from_a_day_on_holds_on_that_day_and_after(self) -> None:
        rate = attrs.evolve(self.ORIGINAL.rate, month=None, since=date(2022, 8, 26))
        for on, holds in ((date(2022, 8, 25), False), (date(2022, 8, 26), True), (date(2023, 1, 1), True)):
            assert attrs.evolve(self.ORIGINAL, rate=rate, on=on).is_of_its_day is holds

    def test_both_are_shown(self) -> None:
        invoice = bill("usd", "10523.10", original=self.ORIGINAL)
        said = str(supported_cost(claim(invoice), rules=RULES).explain())
        assert "the receipt comes to 1000.00 USD, stated at the rate of 2022-08-26" in said
        assert "1000.00 USD at 10.5231 (2022-08, the bank) is 10523.10 SEK" in said

    def test_the_rate_is_between_the_two_currencies(self) -> None:
        with pytest.raises(InvalidValue, match="rate"):
            OriginalAmount(amount=Money("1.00", "EUR"), rate=self.RATE, on=date(2022, 8, 26))
        with pytest.raises(InvalidValue, match="original"):
            bill("eur", "1.00", currency="EUR", original=self.ORIGINAL)


class TestDaysOfInvoices:
    """The form has 2022-08-25 as the day of the activity, and July to December 2022 as its usage period."""

    @pytest.mark.parametrize(
        ("issued_on", "code"),
        [
            (date(2022, 9, 2), None),
            (date(2022, 9, 3), None),
            (date(2022, 9, 4), ProblemCode.INVOICE_DAY_AHEAD),
            (date(2199, 1, 1), ProblemCode.INVOICE_DAY_AHEAD),
            (date(2022, 8, 24), None),
            (date(2022, 8, 23), ProblemCode.INVOICE_BEFORE_ACTIVITY),
            (date(2022, 6, 30), ProblemCode.INVOICE_BEFORE_ACTIVITY),
            (date(2022, 6, 29), ProblemCode.INVOICE_BEFORE_USAGE),
            (date(1922, 8, 26), ProblemCode.INVOICE_BEFORE_USAGE),
            (date.min, ProblemCode.INVOICE_BEFORE_USAGE),
            (date.max, ProblemCode.INVOICE_DAY_AHEAD),
        ],
    )
    def test_one_day_of_grace(self, issued_on: date, code: ProblemCode | None) -> None:
        desk = desk_at(ClaimStatus.EDITING)
        assert FORM.executed_on == date(2022, 8, 25)
        invoice = bill("dated", "1.00", issued_on=issued_on)
        found = desk.advised(AddInvoice, USER, "2022-09-02 23:00", invoice=invoice)
        assert [each.code for each in found] == ([] if code is None else [code])
        for each in found:
            assert each.param("issued") == issued_on

    def test_it_is_said_again_when_the_claim_is_submitted(self) -> None:
        late = attrs.evolve(INVOICE, issued_on=date(2022, 9, 20))
        command = Desk().command(SubmitClaim, USER, "2022-09-14 10:00")
        found = advice(command, claim(late), rules=RULES, funds=fund())
        (ahead,) = [each for each in found if each.code is ProblemCode.INVOICE_DAY_AHEAD]
        assert (ahead.item, ahead.param("day")) == (late.id, date(2022, 9, 14))


def usd(amount: str) -> Money:
    return Money(amount, "USD")


def pool() -> FundPool:
    return FundPool.empty(pool_key("USD")).earning(EntityId("ireland"), usd("100000.00"), at=AT)


def conference(amount: str, *items: Item) -> Claim:
    form = attrs.evolve(FORM, activity="vendor-conference", amount=Money(*amount.split()))
    return claim(*items, form=form)


def visit(person: str, travel: str, registration: str) -> tuple[CostPart, CostPart]:
    return (
        part(CostKind.TRAVEL, travel, person, "USD"),
        part(CostKind.REGISTRATION, registration, person, "USD"),
    )


class TestWhatIsReimbursable:
    def test_is_at_most_what_is_supported(self) -> None:
        form = attrs.evolve(FORM, amount=sek("1240.00"))
        found = reimbursable_claim(claim(DINNER, form=form), at=AT, rules=RULES, funds=fund())
        assert (found.amount, found.eligible) == (sek("1025.00"), sek("1025.00"))
        said = found.explain()
        assert said.find("cost_of_parts").figure("left_out") == (CostKind.ALCOHOL,)
        assert said.find("supported_cost").figure("amount") == sek("1025.00")

    def test_a_document_that_stands_twice_does_not_raise_it(self) -> None:
        form = attrs.evolve(FORM, amount=sek("180000.00"))
        copy = attrs.evolve(INVOICE, id=ItemId("copy"))
        for items in ((INVOICE,), (INVOICE, copy)):
            found = reimbursable_claim(claim(*items, form=form), at=AT, rules=RULES, funds=fund())
            assert found.amount == sek("90000.00")

    def test_tax_that_a_policy_leaves_out_is_left_out_here_too(self) -> None:
        taxed = bill("t", "125.00", part(CostKind.ELIGIBLE, "100.00"), part(CostKind.TAX, "25.00"))
        form = attrs.evolve(FORM, amount=sek("125.00"))
        rules = bound(Policies(invoice_tax=InvoiceTax.LEFT_OUT))
        found = reimbursable_claim(claim(taxed, form=form), at=AT, rules=rules, funds=fund())
        assert found.amount == sek("100.00")
        assert found.explain().find("cost_of_parts").figure("left_out") == (CostKind.INELIGIBLE,)

    def test_it_is_converted_with_the_claim(self) -> None:
        """The parts together are what the sum is, whatever their signs."""
        rates = RateTable(
            [ExchangeRate(source="SEK", target="USD", rate="0.1", month=date(2022, 9, 1), origin="treasury")]
        )
        note = bill("c", "-100.00")
        none = bill("n", "10.00", part(CostKind.ELIGIBLE, "10.00"), part(CostKind.TAX, "0.00"))
        form = attrs.evolve(FORM, activity="print-advertising", amount=sek("1240.00"))
        found = reimbursable_claim(
            claim(DINNER, note, none, form=form), at=AT, rules=RULES, funds=pool(), rates=rates
        )
        assert found.amount == usd("93.50")
        assert Money.total((each.amount for each in found.parts), "USD") == usd("115.00")

    def test_the_waterfall_of_a_conference_by_its_parts(self) -> None:
        """X40: attendees and kinds come from the invoice, and no persons are given."""
        parts = [each for person in "abc" for each in visit(person, "1500.00", "1000.00")]
        invoice = bill("fair", "7500.00", *parts, currency="USD")
        found = reimbursable_claim(conference("7500.00 USD", invoice), at=AT, rules=RULES, funds=pool())
        assert found.amount == usd("7500.00")
        (cap,) = found.caps
        assert (len(cap.persons), len(cap.beside), cap.unnamed) == (3, 3, None)

    def test_a_cost_whose_kind_is_not_said_counts_as_travel_and_says_so(self) -> None:
        plain = bill("fair", "7000.00", part(CostKind.ELIGIBLE, "7000.00", "a", "USD"), currency="USD")
        found = reimbursable_claim(conference("7000.00 USD", plain), at=AT, rules=RULES, funds=pool())
        assert found.amount == usd("5000.00")
        assert "to say its kind may pay more" in str(found.explain())

    def test_registration_without_attendees_is_beside_the_cap_for_the_persons_given(self) -> None:
        fee = bill("fee", "3000.00", part(CostKind.REGISTRATION, "3000.00", currency="USD"), currency="USD")
        found = reimbursable_claim(
            conference("3000.00 USD", fee),
            at=AT,
            rules=RULES,
            funds=pool(),
            persons=[usd("1000.00")] * 3,
        )
        assert found.amount == usd("3000.00")
        mixed = bill(
            "fee",
            "3000.00",
            part(CostKind.REGISTRATION, "1000.00", currency="USD"),
            part(CostKind.TRAVEL, "2000.00", currency="USD"),
            currency="USD",
        )
        with pytest.raises(InvalidValue, match="persons"):
            reimbursable_claim(conference("3000.00 USD", mixed), at=AT, rules=RULES, funds=pool())

    def test_a_refund_of_nobody_lowers_the_whole(self) -> None:
        invoice = bill("fair", "6000.00", *visit("a", "4000.00", "2000.00"), currency="USD")
        note = bill("c", "-500.00", currency="USD")
        found = reimbursable_claim(conference("6000.00 USD", invoice, note), at=AT, rules=RULES, funds=pool())
        assert found.amount == usd("5500.00")

    def test_nobody_costs_less_than_nothing(self) -> None:
        invoice = bill("fair", "3000.00", *visit("a", "1000.00", "2000.00"), currency="USD")
        note = bill("c", "-1500.00", part(CostKind.TRAVEL, "-1500.00", "a", "USD"), currency="USD")
        found = reimbursable_claim(conference("3000.00 USD", invoice, note), at=AT, rules=RULES, funds=pool())
        assert found.amount == usd("1500.00")
        (cap,) = found.caps
        assert cap.persons == ((usd("0.00"), usd("0.00")),)

    @pytest.mark.parametrize(
        ("beside", "left"), [(None, "3000.00"), ("45000.00", "7500.00"), ("2000.00", "5000.00")]
    )
    def test_what_others_use_beside_the_cap_is_not_counted(self, beside: str | None, left: str) -> None:
        from tests.unit.test_capping import using  # noqa: PLC0415 - a fund in which others have drawn

        funds = using(pool(), "vendor-conference", approved="40000.00", reserved="5000.00")
        parts = [each for person in "abc" for each in visit(person, "1500.00", "1000.00")]
        of = conference("7500.00 USD", bill("fair", "7500.00", *parts, currency="USD"))
        found = reimbursable_claim(
            of, at=AT, rules=RULES, funds=funds, beside_cap=None if beside is None else usd(beside)
        )
        assert found.amount == usd(left)

    @pytest.mark.parametrize("beside", ["-0.01", "0.01"])
    def test_no_more_is_beside_the_cap_than_is_used(self, beside: str) -> None:
        of = conference("1.00 USD", bill("a", "1.00", *visit("a", "0.50", "0.50"), currency="USD"))
        with pytest.raises(InvalidValue, match="beside_cap"):
            reimbursable_claim(of, at=AT, rules=RULES, funds=pool(), beside_cap=usd(beside))

    def test_a_conference_above_its_cap_is_advised_of_by_its_parts(self) -> None:
        invoice = bill("fair", "7000.00", *visit("a", "6000.00", "1000.00"), currency="USD")
        command = Desk().command(SubmitClaim, USER, "2022-09-14 10:00")
        found = advice(command, conference("7000.00 USD", invoice), rules=RULES, funds=pool())
        (above,) = [each for each in found if each.code is ProblemCode.ABOVE_CAP]
        assert above.param("reimbursable") == usd("6000.00")

    def test_parts_are_in_the_currency_of_what_is_claimed(self) -> None:
        with pytest.raises(CurrencyMismatch):
            reimbursable(
                (),
                usd("1.00"),
                program=ProgramId("p"),
                earned=usd("0"),
                used=usd("0"),
                parts=[part(CostKind.TAX, "1.00")],
                on=date(2022, 8, 25),
            )


def test_an_approval_above_the_cost_that_is_shown_is_advised_of() -> None:
    desk = desk_at(ClaimStatus.UNDER_REVIEW)
    cheap = attrs.evolve(INVOICE, amount=sek("100.00"))
    now = attrs.evolve(desk.claim, details=attrs.evolve(desk.claim.details, items=(cheap,)))
    for amount, codes in (("100.01", [ProblemCode.APPROVED_ABOVE_COST]), ("100.00", [])):
        command = desk.command(ApproveClaim, REVIEWER, desk.later, amount=sek(amount), reason="A part.")
        found = advice(command, now, rules=desk.rules, funds=desk.funds)
        assert [each.code for each in found] == codes
