"""Account numbers get in nowhere as a reference, whatever stands between their groups; innocent ones do.

The numbers are those that banks, card schemes and the registry of ISO 13616 publish as examples.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import attrs
import pytest
from hypothesis import given, strategies as st
from tests.support.cases import rows_of
from tests.support.findings import World, cc, payment_command, sek
from tests.support.world import FORM

from coopclaims import InvalidValue
from coopclaims._accounts import looks_like_an_account, reads_like_an_account, without_accounts
from coopclaims.errors import BrokenHistory, BrokenSeal, WireMismatch
from coopclaims.payouts import PaymentTrigger, ProfileStatus
from coopclaims.wire import from_data, to_data

if TYPE_CHECKING:
    from collections.abc import Callable

INNOCENT = [(row["kind"], row["reference"]) for row in rows_of("innocent_references")]
INTERNATIONAL = (
    "DE89370400440532013000",
    "GB82WEST12345698765432",
    "NO9386011117947",
    "SE4550000000058398257466",
    "FR1420041010050500013M02606",
    "NL91ABNA0417164300",
    "MT84MALT011000012345MTLCAST001S",
    "CH9300762011623852957",
    "AE070331234567890123456",
    "BR1800360305000010009795493C1",
)
CARDS = (
    "4111111111111111",
    "4222222222222",
    "5555555555554444",
    "2223003122003222",
    "378282246310005",
    "30569309025904",
    "6011111111111117",
    "3530111333300000",
    "6240008631401148",
    "6759649826438453",
    "4000000000000000006",
)
BESIDE_A_BANK = (
    "COBADEFFXXX 0532013000",
    "COBADEFF / 0532013000",
    "cobadeffxxx 0532013000",
    "0532013000 at COBADEFF",
    "HDFC0001234 50100123456789",
    "BSB 062-000 Acc 12345678",
    "062-000 12345678",
)
MARKS = ("", " ", "-", ".", "/", "_", "\u2014", "\u2009", "\u200b", "\u2060", "\u00ad", "\n", "\u00b7", " - ")

REFERENCES: dict[str, Callable[[str], Any]] = {
    "document of an invoice": lambda text: World().invoice(document=text),
    "number of an invoice": lambda text: World().invoice(number=text),
    "document of a report": lambda text: cc.claims.CertificationReport(
        id="c", document=text, amount=sek("1")
    ),
    "document of a proof": lambda text: cc.claims.Proof(id="p", document=text),
    "pre-approval": lambda text: attrs.evolve(FORM, pre_approval=text),
    "profile": lambda text: cc.payments.ProfileStanding(profile=text, status=ProfileStatus.APPROVED),
}


def grouped(number: str, mark: str) -> str:
    return mark.join(number[at : at + 4] for at in range(0, len(number), 4))


@pytest.mark.parametrize("number", [*INTERNATIONAL, *CARDS])
@pytest.mark.parametrize("mark", MARKS, ids=ascii)
def test_a_number_is_seen_whatever_stands_between_its_groups(number: str, mark: str) -> None:
    if number in CARDS and mark and len(number) < 16:
        number = "4111111111111111"  # the shorter ones are written in groups of their own
    for text in (
        grouped(number, mark),
        f"see {grouped(number, mark)}, please",
        grouped(number.lower(), mark),
    ):
        assert looks_like_an_account(text), ascii(text)


@pytest.mark.parametrize("text", ["4222 222 222 222", "3056 930902 5904", "3782 822463 10005"])
def test_the_shorter_cards_are_seen_in_the_groups_that_they_are_written_in(text: str) -> None:
    assert looks_like_an_account(text)


@pytest.mark.parametrize("text", BESIDE_A_BANK)
def test_a_number_beside_the_code_of_a_bank_is_seen(text: str) -> None:
    assert looks_like_an_account(text)


@pytest.mark.parametrize(
    "text", ["COBADEFFXXX", "HDFC0001234", "062-000", "COBADEFF 2022", "COBADEFF 20220914"]
)
def test_the_code_of_a_bank_alone_is_no_account(text: str) -> None:
    assert not looks_like_an_account(text)


@pytest.mark.parametrize(
    "text",
    [
        "DE89370400440532013001",  # the check digits do not fit
        "DE8937040044053201300",  # one digit is missing
        "XX89370400440532013000",
        "GB82WESTABCDEFGHIJKLMN 12345678",  # nearly without digits
        "4111111111111112",
        "9111111111111111",
        "+4111111111111111",  # a telephone
        "00 4111 1111 1111 1111",
        "4006381333931",  # an article
    ],
)
def test_what_does_not_check_out_is_none(text: str) -> None:
    assert not looks_like_an_account(text)


def test_in_a_field_for_bank_profiles_alone_a_mistyped_one_is_seen_too() -> None:
    assert reads_like_an_account("DE89370400440532013001")
    assert reads_like_an_account("12-34-56 12345678")
    assert not reads_like_an_account("P-10482213")


def test_there_are_two_hundred_innocent_references() -> None:
    assert len(set(INNOCENT)) == 200


@pytest.mark.parametrize("reference", [reference for _, reference in INNOCENT])
def test_an_innocent_reference_passes(reference: str) -> None:
    assert not looks_like_an_account(reference)
    assert World().invoice(number=reference).number == reference
    assert cc.claims.Proof(id="p", document=reference).document == reference


@given(st.uuids(version=4))
def test_a_unique_identifier_passes(unique: Any) -> None:
    assert not looks_like_an_account(str(unique))
    assert not looks_like_an_account(unique.hex)


@pytest.mark.parametrize("make", REFERENCES.values(), ids=REFERENCES.keys())
@pytest.mark.parametrize(
    "text", [INTERNATIONAL[0], "GB82 WEST 1234 5698 7654 32", CARDS[0], BESIDE_A_BANK[0]]
)
def test_no_field_for_a_reference_takes_one_or_repeats_it(make: Callable[[str], Any], text: str) -> None:
    with pytest.raises(InvalidValue) as caught:
        make(text)
    error = caught.value
    said = f"{error} {error!r} {error.args} {error.figures} {error.__cause__} {error.__context__}"
    assert text not in said
    assert "account" in str(error)


@pytest.mark.parametrize("text", [INTERNATIONAL[0], CARDS[0]])
def test_no_error_repeats_one_whatever_it_is_about(text: str) -> None:
    long = f"{'x' * 30} {text}"
    for error in (
        InvalidValue("name", text, "text"),
        InvalidValue("name", (text, "b"), "one_of", known=[text]),
        InvalidValue(f"$.{text}", 1, "text"),
        BrokenHistory(f"claim {text}", text, "text", stream="C-1", number=1, part="x"),
        BrokenSeal("claim", text, "text", 1),
        WireMismatch(f"$.{text}", text, "text"),
    ):
        assert text not in f"{error} {error.args} {error.figures} {error.field} {error.got}"
    with pytest.raises(WireMismatch) as caught:
        from_data({"type": "money", "v": 1, "amount": long, "currency": "SEK"})
    assert text[:12] not in f"{caught.value} {caught.value.args}"


@pytest.mark.parametrize("value", [7, None, "P-1", ("a", "b"), ["a"], {"a": 1}, 1.5])
def test_anything_else_is_repeated_as_it_is(value: object) -> None:
    assert without_accounts(value) is value


def test_a_number_in_a_list_is_described() -> None:
    found: Any = without_accounts([CARDS[0], "b"])
    assert found[1] == "b"
    assert "account" in found[0]


HIDDEN = "for nobody's log"


@pytest.mark.parametrize(
    "value",
    [
        cc.claims.Invoice(id="i", document=HIDDEN, amount=sek("1"), supplier=HIDDEN, note=HIDDEN),
        cc.claims.CertificationReport(id="c", document=HIDDEN, amount=sek("1"), note=HIDDEN),
        cc.claims.Proof(id="p", document=HIDDEN, note=HIDDEN),
        cc.claims.Metric(id="m", name="clicks", value="1", note=HIDDEN),
        payment_command(World(), PaymentTrigger.MAKE, note=HIDDEN),
    ],
    ids=lambda value: type(value).__name__,
)
def test_what_only_people_read_is_in_no_repr_and_on_the_wire(value: object) -> None:
    assert HIDDEN not in repr(value)
    assert from_data(to_data(value)) == value
    assert HIDDEN in str(to_data(value))


def test_a_profile_s_assignment_takes_no_number_either() -> None:
    for text in (*INTERNATIONAL, *CARDS, *BESIDE_A_BANK):
        with pytest.raises(InvalidValue):
            cc.payouts.ProfileAssignment(profile=text, currency="EUR", status=ProfileStatus.APPROVED)
