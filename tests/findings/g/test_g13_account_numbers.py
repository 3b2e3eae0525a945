"""An account number gets in nowhere as a reference, and comes out of no error and no repr."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import attrs
import pytest
from tests.support.findings import World, cc, payouts, sek

if TYPE_CHECKING:
    from collections.abc import Callable

IBAN = "DE89370400440532013000"
GROUPS = ("DE89", "3704", "0044", "0532", "0130", "00")
APPROVED = cc.payouts.ProfileStatus.APPROVED
RESOLVED = payouts(World().approved()).payouts[0]

FIELDS: dict[str, Callable[[str], Any]] = {
    "assignment": lambda text: cc.payouts.ProfileAssignment(profile=text, currency="SEK", status=APPROVED),
    "terms": lambda text: cc.payments.PaymentTerms(
        claim="C-1",
        entity="ie",
        profile=text,
        money=sek("1.00"),
        settles=sek("1.00"),
        fund=World().key,
    ),
}
OPEN_FIELDS: dict[str, Callable[[str], Any]] = {
    "standing": lambda text: cc.payments.ProfileStanding(profile=text, status=APPROVED),
    "payout": lambda text: attrs.evolve(RESOLVED, profile=text),
    "forecast": lambda text: cc.payouts.ForecastPayment(
        entity=RESOLVED.entity,
        share=RESOLVED.share,
        earned=RESOLVED.earned,
        found=RESOLVED.found,
        split=RESOLVED.split,
        currency=RESOLVED.money.currency,
        profile=text,
        estimate=None,
    ),
}


@pytest.mark.parametrize("make", FIELDS.values(), ids=FIELDS.keys())
@pytest.mark.parametrize("mark", ["", " ", "-", ".", "/", "\u2009"], ids=ascii)
def test_an_account_number_is_no_reference(make: Callable[[str], Any], mark: str) -> None:
    with pytest.raises(cc.InvalidValue) as caught:
        make(mark.join(GROUPS))
    assert "3704" not in f"{caught.value} {caught.value.args}"


@pytest.mark.parametrize("make", FIELDS.values(), ids=FIELDS.keys())
@pytest.mark.parametrize("mark", ["_", "\u2014", "\u200b", "\n", "\u00b7"], ids=ascii)
def test_no_mark_between_the_groups_hides_an_account_number(make: Callable[[str], Any], mark: str) -> None:
    with pytest.raises(cc.InvalidValue) as caught:
        make(mark.join(GROUPS))
    assert "3704" not in f"{caught.value} {caught.value.args}"


@pytest.mark.parametrize("make", OPEN_FIELDS.values(), ids=OPEN_FIELDS.keys())
def test_every_field_for_a_reference_is_guarded_alike(make: Callable[[str], Any]) -> None:
    with pytest.raises(cc.InvalidValue) as caught:
        make(IBAN)
    assert IBAN not in f"{caught.value} {caught.value.args}"


@pytest.mark.parametrize("make", {**FIELDS, **OPEN_FIELDS}.values(), ids=[*FIELDS, *OPEN_FIELDS])
def test_an_opaque_reference_is_taken(make: Callable[[str], Any]) -> None:
    assert make("P-1").profile == "P-1"


@pytest.mark.parametrize("make", FIELDS.values(), ids=FIELDS.keys())
def test_an_account_number_behind_a_bank_code_is_refused(make: Callable[[str], Any]) -> None:
    with pytest.raises(cc.InvalidValue):
        make(f"COBADEFFXXX/{IBAN}")


@pytest.mark.parametrize("make", FIELDS.values(), ids=FIELDS.keys())
def test_a_bank_code_beside_a_local_account_number_is_refused(make: Callable[[str], Any]) -> None:
    with pytest.raises(cc.InvalidValue):
        make("COBADEFFXXX 0532013000")


def _read(data: dict[str, Any]) -> str:
    """Return everything that the error says with which this is read."""
    with pytest.raises(cc.InvalidValue) as caught:
        cc.wire.from_data(data)
    return f"{caught.value} {caught.value.args} {caught.value!r}"


ENTITY = {"type": "bank.paying-entity", "v": 1, "id": "x", "currency": "SEK"}


@pytest.mark.parametrize(
    "changes", [{"currency": IBAN}, {IBAN: 1}, {"type": IBAN}], ids=["currency", "unknown field", "type"]
)
def test_an_error_of_the_wire_repeats_no_account_number(changes: dict[str, Any]) -> None:
    assert IBAN not in _read(ENTITY | changes)


def test_an_error_of_the_wire_repeats_no_reference_that_is_an_account_number() -> None:
    data = cc.wire.to_data(cc.payouts.ProfileAssignment(profile="P-1", currency="SEK", status=APPROVED))
    assert IBAN not in _read(data | {"profile": IBAN})


def test_the_wire_guards_the_standing_of_a_profile_too() -> None:
    data = cc.wire.to_data(cc.payments.ProfileStanding(profile="P-1", status=APPROVED))
    assert IBAN not in _read(data | {"profile": IBAN})


@pytest.mark.parametrize(
    ("make", "hidden"),
    [
        (lambda: World().invoice(supplier="Hidden AB"), "Hidden AB"),
        (lambda: World().invoice(note="hidden note"), "hidden note"),
        (lambda: World().invoice(document="hidden-document"), "hidden-document"),
        (lambda: cc.claims.Proof(id="p", document="hidden-document", note="why"), "hidden-document"),
        (lambda: cc.claims.Proof(id="p", document="d", note="hidden note"), "hidden note"),
        (
            lambda: cc.claims.CertificationReport(id="c", document="hidden-document", amount=sek("1")),
            "hidden-document",
        ),
        (
            lambda: cc.claims.CertificationReport(id="c", document="d", amount=sek("1"), note="hidden"),
            "hidden",
        ),
    ],
    ids=[
        "supplier",
        "note",
        "document",
        "document of a proof",
        "note of a proof",
        "report",
        "note of a report",
    ],
)
def test_a_repr_shows_no_supplier_note_or_document(make: Callable[[], Any], hidden: str) -> None:
    assert hidden not in repr(make())
