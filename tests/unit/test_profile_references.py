"""No account number gets in as the reference of a bank profile, and none is repeated by the refusal."""

from __future__ import annotations

import pickle
from typing import TYPE_CHECKING, Any

import attrs
import pytest
from hypothesis import given, strategies as st
from tests.support.public import listed

from coopclaims import InvalidValue, claims
from coopclaims._accounts import reads_like_an_account
from coopclaims.errors import InvalidMoney
from coopclaims.identifiers import ProfileId
from coopclaims.payouts import ProfileAssignment, ProfileStatus

if TYPE_CHECKING:
    from uuid import UUID

ACCOUNTS = (
    "SE4550000000058398257466",
    "SE45 5000 0000 0583 9825 7466",
    "se45-5000-0000-0583-9825-7466",
    "GB82WEST12345698765432",
    "GB82 WEST 1234 5698 7654 32",
    "NO9386011117947",
    "MT84MALT011000012345MTLCAST001S",
    "BR1800360305000010009795493C1",
    "DE89370400440532013001",  # check digits that do not fit: mistyped, and an account all the same
    "bank-SE4550000000058398257466",
    "FR14 2004 1010 0505 0001 3M02 606",
    "ＧＢ８２ WEST 1234 5698 7654 32",  # noqa: RUF001 - full width, as pasted from a form
    "12-34-56 12345678",
    "4111 1111 1111 1111",
    "12345678",
    "٠١٢٣٤٥٦٧٨٩",
)

REFERENCES = (
    "P1",
    "PA",
    "bank-EUR",
    "bank-1",
    "1234567",
    "se-stockholm/eur",
    "profile 7 of 12",
    "P-10482213",
    "prof_20221101123456789",
    "de-10482213",
    "SE12-3456-7890",
    "AB12CDEFGHIJKLMNOPQRST",
    "1f0c4e6a-9d3b-4c1e-8f62-0b7f5b1f2a90",
    "ab12cdef-1234-5678-9abc-def012345678",
    "p-ab12cdef-1234-5678-9abc-def012345678",
    "ab123456-7890-1234-5678-901234567890",  # by chance in groups of four, with digits behind the head
    "p-ab123456-7890-1234-5678-901234567890",
    "ab123456789012345678901234567890",
    "01GJ5Q6Z7Y8X9W0V1T2S3R4Q5P",
)


@pytest.mark.parametrize("account", ACCOUNTS)
def test_an_account_number_is_refused_and_not_repeated(account: str) -> None:
    digits = "".join(filter(str.isdecimal, account))
    with pytest.raises(InvalidValue) as caught:
        ProfileAssignment(profile=ProfileId(account), currency="EUR", status=ProfileStatus.APPROVED)
    for told in (str(caught.value), repr(caught.value), repr(caught.value.args)):
        assert account not in told
        assert digits not in told
        assert "account" in told
    assert caught.value.field == "profile"
    assert str(pickle.loads(pickle.dumps(caught.value))) == str(caught.value)
    assert caught.value.__context__ is None


@pytest.mark.parametrize("account", ACCOUNTS)
def test_nor_does_it_get_in_as_the_currency(account: str) -> None:
    with pytest.raises(InvalidValue) as caught:
        ProfileAssignment(profile=ProfileId("P1"), currency=account, status=ProfileStatus.APPROVED)
    assert account not in str(caught.value)
    assert caught.value.field == "currency"


@pytest.mark.parametrize("account", ["12345678901234", 12345678901234, b"12345678901234", None, ""])
def test_what_is_no_text_is_not_repeated_either(account: Any) -> None:
    with pytest.raises(InvalidValue) as caught:
        ProfileAssignment(profile=account, currency="EUR", status=ProfileStatus.APPROVED)
    assert "12345678901234" not in str(caught.value)


def test_the_refusal_names_the_way_out() -> None:
    with pytest.raises(InvalidValue, match="a key of digits alone needs a letter before it"):
        ProfileAssignment(profile=ProfileId("10482213"), currency="EUR", status=ProfileStatus.APPROVED)
    assert (
        ProfileAssignment(
            profile=ProfileId("P-10482213"), currency="EUR", status=ProfileStatus.APPROVED
        ).profile
        == "P-10482213"
    )


def test_an_unknown_currency_is_told() -> None:
    with pytest.raises(InvalidMoney, match="'EURO'"):
        ProfileAssignment(profile=ProfileId("P1"), currency="EURO", status=ProfileStatus.APPROVED)


@pytest.mark.parametrize("reference", REFERENCES)
def test_an_opaque_reference_is_taken(reference: str) -> None:
    assert (
        ProfileAssignment(profile=ProfileId(reference), currency="EUR", status=ProfileStatus.APPROVED).profile
        == reference
    )


def with_check_digits(country: str, bare: str) -> str:
    """Return the international account number of this country, its check digits by ISO 7064."""
    number = "".join(str(int(each, 36)) for each in f"{bare}{country}00")
    return f"{country}{98 - int(number) % 97:02}{bare}"


@given(
    st.text("ABCDEFGHIJKLMNOPQRSTUVWXYZ", min_size=2, max_size=2),
    st.text("ABCDEFGHIJKLMNOPQRSTUVWXYZ", max_size=4),
    st.text("0123456789", min_size=11, max_size=23),
    st.sampled_from(["", " ", "-", "."]),
    st.booleans(),
)
def test_every_international_number_is_seen(
    country: str, bank: str, number: str, between: str, capitals: bool
) -> None:
    bare = with_check_digits(country, bank + number)
    grouped = between.join(bare[start : start + 4] for start in range(0, len(bare), 4))
    assert reads_like_an_account(grouped if capitals else grouped.lower())


@given(st.uuids(), st.sampled_from(["", "p-", "prof_"]))
def test_no_unique_identifier_is_taken_for_one(unique: UUID, prefix: str) -> None:
    assert not reads_like_an_account(f"{prefix}{unique}")
    assert not reads_like_an_account(unique.hex) or unique.hex.isdecimal()


def test_no_claim_and_no_history_has_a_place_for_one() -> None:
    """Bank profiles are known to payouts alone: no command, event or entry carries even a reference."""
    values = [getattr(claims, name) for name in listed(claims)]
    kinds = [value for value in values if isinstance(value, type) and attrs.has(value)]
    fields = [field for kind in kinds for field in attrs.fields(kind)]
    assert len(fields) > 50
    assert not [field.name for field in fields if "profile" in f"{field.name} {field.type}".lower()]
