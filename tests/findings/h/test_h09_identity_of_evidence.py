"""Evidence that stands twice is noticed, within a claim and across claims, and never counted twice."""

from __future__ import annotations

from typing import Any

import pytest
from tests.support.findings import ALICE, RITA, RULES, World, alternatives, cc, codes, sek


def _claimed(amount: str = "30000.00") -> World:
    """Return a draft with one invoice of 20000.00 on scan-77."""
    world = World()
    world.do(cc.claims.CreateClaim, ALICE, "2022-09-01 09:00", form=world.form(amount))
    invoice = world.invoice(amount="20000.00", document="scan-77")
    world.do(cc.claims.AddInvoice, ALICE, "2022-09-02 09:00", invoice=invoice)
    return world


def _advice(world: World, kind: Any, when: str, **content: Any) -> Any:
    command = world.ask(kind, ALICE, when, **content)
    return cc.advice(command, world.claim(), rules=world.rules, funds=world.pool)


def _naming(remarks: Any, item: str) -> list[Any]:
    """Return the remarks that name this item."""
    return [
        remark
        for remark in remarks
        if item in {str(remark.item), *(str(value) for _, value in remark.params)}
    ]


def _supported(world: World) -> set[str]:
    """Return every figure of the advice that the evidence shows less than is claimed."""
    remarks = _advice(world, cc.claims.SubmitClaim, "2022-09-14 10:00")
    return {
        str(value)
        for remark in remarks
        if remark.code is cc.findings.ProblemCode.COST_BELOW_CLAIM
        for _, value in remark.params
    }


@pytest.mark.parametrize(
    "details",
    [
        {"document": "scan-77"},
        {"document": "scan-78"},
        {"document": "scan-78", "supplier": "x ab ", "number": "a-1"},
        {"document": "scan-77", "number": "B-7", "supplier": "Another AB"},
    ],
    ids=["the same", "another scan", "written otherwise", "only the same scan"],
)
def test_a_second_invoice_like_the_first_is_remarked_and_names_it(details: dict[str, str]) -> None:
    world = _claimed()
    second = world.invoice("i2", "20000.00", **details)
    assert _naming(_advice(world, cc.claims.AddInvoice, "2022-09-03 09:00", invoice=second), "i1")


def test_the_same_number_from_another_supplier_is_not_remarked() -> None:
    world = _claimed()
    second = world.invoice("i2", "20000.00", supplier="Another AB")
    assert not _advice(world, cc.claims.AddInvoice, "2022-09-03 09:00", invoice=second)


def test_one_invoice_below_the_claim_is_advised_with_its_sum() -> None:
    assert {"30000.00 SEK", "20000.00 SEK"} <= _supported(_claimed())


def test_a_copy_of_an_invoice_does_not_raise_what_the_evidence_shows() -> None:
    world = _claimed()
    copy = world.invoice("i2", "20000.00", document="scan-77")
    world.do(cc.claims.AddInvoice, ALICE, "2022-09-03 09:00", invoice=copy)
    assert {"30000.00 SEK", "20000.00 SEK"} <= _supported(world)


def test_a_report_of_costs_under_two_identifiers_is_remarked() -> None:
    world = World()
    world.do(cc.claims.CreateClaim, ALICE, "2022-09-01 09:00", form=world.form())
    first, second = (
        cc.claims.CertificationReport(
            id=cc.identifiers.ItemId(item), document="report-5", amount=sek("20000.00"), work="leads"
        )
        for item in ("r1", "r2")
    )
    world.do(cc.claims.AddCertification, ALICE, "2022-09-02 09:00", report=first)
    assert _naming(_advice(world, cc.claims.AddCertification, "2022-09-03 09:00", report=second), "r1")


def _refused_to_the_reviewer(rules: Any, *, twice: bool) -> list[str] | None:
    """Return why the approval is refused, or None where the claim does not get that far."""
    world = World(rules=rules)
    try:
        world.draft()
        if twice:
            world.do(
                cc.claims.AddInvoice, ALICE, "2022-09-03 09:00", invoice=world.invoice("i2", document="d-i1")
            )
        world.do(cc.claims.SubmitClaim, ALICE, "2022-09-14 10:00")
        world.do(cc.claims.StartReview, RITA, "2022-09-15 09:00")
    except cc.Refused:
        return None
    approve = world.ask(cc.claims.ApproveClaim, RITA, "2022-09-16 09:00", amount=sek("30000.00"))
    return codes(cc.problems(approve, world.claim(), rules=rules, funds=world.pool))


def test_some_policy_refuses_the_approval_and_not_the_submission() -> None:
    assert any(
        _refused_to_the_reviewer(rules, twice=False) == [] and _refused_to_the_reviewer(rules, twice=True)
        for rules in alternatives()
    )


def test_by_default_an_invoice_that_stands_twice_can_be_approved() -> None:
    assert _refused_to_the_reviewer(RULES, twice=True) == []


def _two_claims(
    amount: str = "20000.00", activity: str = "partner-network", **invoice: Any
) -> tuple[Any, Any]:
    """Return two claims of one fund, the second with these details."""
    world = _claimed()
    form = world.form(amount, activity)
    world.do(cc.claims.CreateClaim, ALICE, "2022-09-03 09:00", claim="C-2", form=form)
    item = world.invoice("j1", amount, **invoice)
    world.do(cc.claims.AddInvoice, ALICE, "2022-09-03 09:01", claim="C-2", invoice=item)
    return world.claim(), world.claim("C-2")


@pytest.mark.parametrize("document", ["scan-77", "scan-78"])
def test_evidence_that_two_claims_share_is_reported_from_both_sides(document: str) -> None:
    first, second = _two_claims(document=document)
    assert len(cc.likenesses(first, (second,))) == len(cc.likenesses(second, (first,))) > 0


def test_invoices_of_two_suppliers_and_activities_are_not_alike() -> None:
    details = {"document": "scan-78", "supplier": "Another AB", "number": "B-7"}
    first, second = _two_claims("19000.00", "vendor-conference", **details)
    assert not cc.likenesses(first, (second,))
