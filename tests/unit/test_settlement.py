"""What an approved claim will be paid, by when, and where each payment stands. Source: D-10, D-11, P-23."""

from __future__ import annotations

from datetime import date

import pytest
from tests.support.world import LOCATION, PROGRAM, RULES, Desk, desk_at, fund, instant

from coopclaims import ClaimStatus, Deadline, Money, NotRunning
from coopclaims.deadlines import TaxInvoice
from coopclaims.identifiers import EntityId, ProfileId
from coopclaims.money import RateTable
from coopclaims.payments import expected_payments
from coopclaims.payouts import (
    BankProfiles,
    EnrollmentStatus,
    PayingEntity,
    PaymentStatus,
    PayoutResolution,
    ProfileAssignment,
    ProfileStatus,
    resolve_payouts,
)


@pytest.fixture
def approved() -> Desk:
    """Given a claim approved on Fri 16 September 2022, on a fund earned from two entities in SEK."""
    pool = fund("60000.00").earning("sweden", Money("60000.00", "SEK"), at=instant("2022-07-01 00:00"))
    return desk_at(ClaimStatus.APPROVED, funds=pool)


def resolution(desk: Desk, *profiles: ProfileAssignment) -> PayoutResolution:
    return resolve_payouts(
        desk.claim,
        shares=desk.funds.shares(),
        entities=[PayingEntity(EntityId(entity), "SEK") for entity in ("ireland", "sweden")],
        profiles=BankProfiles(profiles),
        rates=RateTable([]),
        ordered_at=instant("2022-11-10 09:00"),
        rules=RULES,
        enrollment=EnrollmentStatus.ENROLLED,
    )


KRONOR = ProfileAssignment(
    profile=ProfileId("P1"), currency="SEK", location=LOCATION, program=PROGRAM, status=ProfileStatus.APPROVED
)


def test_there_is_one_payment_for_each_entity(approved: Desk) -> None:
    payments = expected_payments(
        approved.claim, resolution(approved, KRONOR), tax_invoice=TaxInvoice.not_needed(), rules=RULES
    )
    assert [payment.payout.entity for payment in payments] == ["ireland", "sweden"]
    assert [str(payment.payout.money) for payment in payments] == ["45000.00 SEK", "45000.00 SEK"]
    for payment in payments:
        assert isinstance(payment.due, Deadline)
        assert payment.due.on == date(2022, 11, 18)  # 45 business days
        assert payment.status is PaymentStatus.UNPROCESSED


def test_while_the_tax_invoice_is_missing_they_wait(approved: Desk) -> None:
    payments = expected_payments(
        approved.claim, resolution(approved, KRONOR), tax_invoice=TaxInvoice.awaited(), rules=RULES
    )
    for payment in payments:
        assert isinstance(payment.due, NotRunning)
        assert payment.status is PaymentStatus.PENDING_TAX_INVOICE


def test_once_it_is_approved_they_are_due_in_thirty_days(approved: Desk) -> None:
    invoice = TaxInvoice.approved(instant("2022-10-03 12:00"))
    payments = expected_payments(
        approved.claim, resolution(approved, KRONOR), tax_invoice=invoice, rules=RULES
    )
    for payment in payments:
        assert isinstance(payment.due, Deadline)
        assert payment.due.on == date(2022, 11, 2)
        assert payment.status is PaymentStatus.UNPROCESSED


def test_what_cannot_be_paid_is_no_payment(approved: Desk) -> None:
    unpayable = resolution(approved)
    assert len(unpayable.unresolved) == 2
    assert (
        expected_payments(approved.claim, unpayable, tax_invoice=TaxInvoice.not_needed(), rules=RULES) == ()
    )


def test_the_statuses_are_those_published() -> None:
    """Source: PS21, EA23."""
    assert [status.caption for status in PaymentStatus] == [
        "Unprocessed",
        "Upcoming",
        "Pending tax invoice",
        "Tax invoice under review",
        "Tax invoice rejected",
        "Rejected during review",
        "In progress",
        "Sent",
        "Reversed",
        "Rejected",
        "Failed",
        "Reprocessing",
        "Incorrect payment",
        "Forfeited",
        "Escheated",
    ]
