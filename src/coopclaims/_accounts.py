"""Account numbers: what reads like one is taken by no field for references, and repeated by no error.

Looked for are international account numbers (IBAN) by their check digits, card numbers (PAN) by theirs and
by their issuer, and the code of a bank (BIC, IFSC or BSB) beside a number; with whatever stands between the
groups, and inside longer text.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final, cast
from unicodedata import decimal, normalize

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

_REGISTRY: Final = """
15: NO
16: BE
18: DK FI FK FO GL NL SD
19: MK SI
20: AT BA EE KZ LT LU MN XK
21: CH HR LI LV
22: BG BH CR DE GB GE IE ME RS VA
23: AE GI IL IQ OM SO TL
24: AD CZ ES MD PK RO SA SE SK TN VG
25: LY PT ST
26: IS TR
27: BI DJ FR GR IT MC MR SM
28: AL AZ BY CY DO GT HN HU LB NI PL SV
29: BR EG PS QA UA
30: JO KW MU YE
31: MT SC
32: LC
33: RU
"""
_LENGTHS: Final[Mapping[str, int]] = {
    country: int(length)
    for length, _, countries in (line.partition(": ") for line in _REGISTRY.strip().splitlines())
    for country in countries.split()
}
"""How long an international account number of a country is, by the registry of ISO 13616."""

_ISSUED: Final = re.compile(
    r"4\d{12}(?:\d{3}){0,2}|5[1-5]\d{14}|2(?:22[1-9]|2[3-9]\d|[3-6]\d\d|7[01]\d|720)\d{12}|3[47]\d{13}"
    r"|3(?:0[0-5]|[689]\d)\d{11,16}|6(?:011|5\d\d|4[4-9]\d)\d{12,15}|35(?:2[89]|[3-8]\d)\d{12,15}"
    r"|62\d{14,17}|(?:5018|5020|5038|5893|6304|6759|676[1-3])\d{9,15}"
)
"""Card numbers by the prefixes of their issuers."""

_OF_COUNTRIES: Final = """
AD AE AF AG AI AL AM AO AR AT AU AW AZ BA BB BD BE BF BG BH BI BJ BM BN BO BR BS BT BW BY BZ CA CD CF
CG CH CI CL CM CN CO CR CU CV CW CY CZ DE DJ DK DM DO DZ EC EE EG ES ET FI FJ FO FR GA GB GD GE GG GH
GI GL GM GN GR GT GY HK HN HR HT HU ID IE IL IM IN IQ IR IS IT JE JM JO JP KE KG KH KM KR KW KY KZ LA
LB LC LI LK LR LS LT LU LV LY MA MC MD ME MG MK ML MM MN MO MR MT MU MV MW MX MY MZ NA NE NG NI NL NO
NP NZ OM PA PE PG PH PK PL PR PS PT PY QA RO RS RU RW SA SB SC SD SE SG SI SK SL SM SN SO SR ST SV SY
SZ TD TG TH TJ TL TM TN TO TR TT TW TZ UA UG US UY UZ VA VC VE VG VN VU WS XK YE ZA ZM ZW
"""
_COUNTRIES: Final = frozenset(_OF_COUNTRIES.split())
_EVERYDAY: Final = """
ARRANGED ARTICLES ATTACHMENTS BUSINESS CAMPAIGN CUSTOMER DELIVERY DISPATCH DOCUMENT ENGAGEMENTS
ENGINEERING ESTIMATE EXHIBITIONS FEBRUARY INSTALLMENT LOGISTIC PARTNERS PROVIDER REGISTER REQUESTS
REQUISITION SHIPMENT SPONSORSHIP SUPPLIER TICKETED TRANSACTION
"""
_WORDS: Final = frozenset(_EVERYDAY.split())
"""Words of everyday references that are spelled as a bank's code could be."""

_UNIQUE: Final = re.compile(
    r"(?<![0-9A-Z])[0-9A-F]{8}(?:-[0-9A-F]{4}){3}-[0-9A-F]{12}(?![0-9A-Z])"
    r"|(?<![0-9A-Z])[0-9A-F]{32}(?![0-9A-Z])"
)
"""Unique identifiers, which may read like an international account number by chance."""
_OF_ANY_COUNTRY: Final = re.compile(
    r"(?<![0-9A-Z])([A-Z]{2}[0-9]{2})((?:[\W_]?[0-9A-Z]{4}){2,7}(?:[\W_]?[0-9A-Z]{1,4})?)(?![0-9A-Z])"
)
"""What is grouped as an international account number is, of whatever country."""
_REST: Final = range(11, 31)
_MANY_DIGITS: Final = re.compile(r"(?:\d[\W_]*[A-Z]{0,4}[\W_]*){8}", re.IGNORECASE)
_RUN: Final = re.compile(r"(?<!\d)\d(?:[\W_]{0,3}\d)*")
_NUMBER: Final = re.compile(r"(?<![0-9A-Za-z])\d(?:[ .\-/]?\d){5,17}(?![0-9A-Za-z])")
_DAY: Final = re.compile(r"(?:19|20)\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{0,6}")
_BIC: Final = re.compile(r"(?<![0-9A-Za-z])[A-Z]{4}([A-Z]{2})[A-Z0-9]{2}(?:[A-Z0-9]{3})?(?![0-9A-Za-z])")
_SMALL_BIC: Final = re.compile(r"(?<![0-9a-z])[a-z]{4}([a-z]{2})[a-z0-9]{2}xxx(?![0-9a-z])")
_IFSC: Final = re.compile(r"(?<![0-9A-Z])[A-Z]{4}0[A-Z0-9]{6}(?![0-9A-Z])")
_BSB: Final = re.compile(r"(?<![\d-])\d{3}-\d{3}[\s/,:;]{1,3}(?:[A-Z]{2,7}\W{1,3})?\d{6,9}(?![\d-])")
_BESIDE: Final = 16
"""How many characters may stand between the code of a bank and the number of an account."""
_LEAST_DIGITS: Final = 8
_MODULUS: Final = 97


def looks_like_an_account(text: str) -> bool:
    """Return whether a text has the number of an account or of a card in it, however it is grouped.

    >>> looks_like_an_account("NO93_8601_1117_947"), looks_like_an_account("card 4111-1111-1111-1111")
    (True, True)
    >>> looks_like_an_account("P-10482213"), looks_like_an_account("4006381333931")
    (False, False)
    """
    plain = _plain(text)
    if _MANY_DIGITS.search(plain) is None or _UNIQUE.fullmatch(plain.upper()) is not None:
        return False
    capitals = _UNIQUE.sub(" ", plain.upper())
    bare = re.sub(r"[\W_]", "", capitals)
    return (
        any(_is_international(bare, at) for at in range(len(bare) - 14))
        or any(_is_card(each) for each in _RUN.finditer(capitals))
        or _is_beside_a_bank(plain, capitals)
    )


def reads_like_an_account(text: str) -> bool:
    """Return the same, and of a text that is for an account alone: digits, or an account that was mistyped.

    >>> reads_like_an_account("12-34-56 12345678"), reads_like_an_account("DE89370400440532013001")
    (True, True)
    """
    capitals = _UNIQUE.sub("", _plain(text).upper())
    bare = re.sub(r"[\W_]", "", capitals)
    if bare.isdecimal():
        return len(bare) >= _LEAST_DIGITS
    return looks_like_an_account(text) or any(
        _is_of_any_country(*found.groups()) for found in _OF_ANY_COUNTRY.finditer(capitals)
    )


def _is_of_any_country(head: str, rest: str) -> bool:
    bare = re.sub(r"[\W_]", "", rest)
    if len(bare) not in _REST or bare.isdecimal():
        return len(bare) in _REST
    return _fits(head, bare) and re.search(rf"\d{{{_LEAST_DIGITS}}}", bare) is not None


def described(text: str) -> str:
    """Return what is said of a text that is not repeated."""
    return f"text of {len(text)} characters that looks like an account number (not repeated here)"


def without_accounts(value: object) -> object:
    """Return a value as an error may repeat it: a text that has an account number in it is only described."""
    if isinstance(value, str):
        return described(value) if looks_like_an_account(value) else value
    if type(value) in {tuple, list}:
        parts = cast("tuple[object, ...]", value)
        shown = [without_accounts(each) for each in parts]
        return value if shown == list(parts) else type(parts)(shown)
    return value


def _plain(text: str) -> str:
    """Return a text in plain letters and digits, whatever script the digits are of."""
    if text.isascii():
        return text
    return "".join(str(decimal(each)) if each.isdecimal() else each for each in normalize("NFKC", text))


def _is_in_form(bare: str, at: int) -> bool:
    """Return whether there is the head of an international account number here, and its length."""
    length = _LENGTHS.get(bare[at : at + 2])
    return length is not None and at + length <= len(bare) and bare[at + 2 : at + 4].isdecimal()


def _is_international(bare: str, at: int) -> bool:
    if not _is_in_form(bare, at):
        return False
    head, rest = bare[at : at + 4], bare[at + 4 : at + _LENGTHS[bare[at : at + 2]]]
    if not (rest.isascii() and sum(map(str.isdecimal, rest)) >= _LEAST_DIGITS - 2):
        return False
    return _fits(head, rest)


def _fits(head: str, rest: str) -> bool:
    """Return whether the check digits of an international account number are right."""
    return int("".join(str(int(each, 36)) for each in rest + head)) % _MODULUS == 1


def _is_card(run: re.Match[str]) -> bool:
    groups = re.findall(r"\d+", run.group())
    is_phone = run.string[: run.start()].rstrip().endswith("+") or groups[0].startswith("00")
    return not is_phone and any(map(_is_card_number, _windows(groups)))


def _windows(groups: list[str]) -> Iterator[tuple[str, ...]]:
    """Yield the neighbouring groups that have as many digits as a card number."""
    for first in range(len(groups)):
        digits = 0
        for last in range(first, min(len(groups), first + 19)):
            digits += len(groups[last])
            if 13 <= digits <= 19:  # noqa: PLR2004 - of a card number
                yield tuple(groups[first : last + 1])


def _is_card_number(groups: tuple[str, ...]) -> bool:
    number = "".join(groups)
    if _ISSUED.fullmatch(number) is None or not _luhn(number):
        return False
    if len(number) < 16:  # noqa: PLR2004 - the older lengths, which telephones and goods have too
        sizes = tuple(map(len, groups))
        return sizes in {(len(number),), (4, 3, 3, 3), (4, 6, 4), (4, 6, 5)} and not _is_article(number)
    return True


def _luhn(number: str) -> bool:
    digits = [int(each) for each in reversed(number)]
    return sum(sum(divmod(2 * each, 10)) if odd % 2 else each for odd, each in enumerate(digits)) % 10 == 0


def _is_article(number: str) -> bool:
    """Return whether the check digit is that of an article number (GTIN) of 13 digits."""
    digits = [int(each) for each in reversed(number)]
    checked = sum(3 * each if odd % 2 else each for odd, each in enumerate(digits)) % 10 == 0
    return len(number) == 13 and checked  # noqa: PLR2004 - of an article number


def _is_beside_a_bank(plain: str, capitals: str) -> bool:
    if _BSB.search(capitals) is not None:
        return True
    numbers = [
        each for each in _NUMBER.finditer(plain) if _DAY.fullmatch(re.sub(r"\D", "", each.group())) is None
    ]
    codes = [
        each
        for pattern, text in ((_BIC, plain), (_SMALL_BIC, plain), (_IFSC, plain.upper()))
        for each in pattern.finditer(text)
        if each.group().upper() not in _WORDS and (pattern is _IFSC or each.group(1).upper() in _COUNTRIES)
    ]
    return any(
        -_BESIDE <= number.start() - code.end() <= _BESIDE
        or -_BESIDE <= code.start() - number.end() <= _BESIDE
        for number in numbers
        for code in codes
    )
