"""What the wire reads it writes back as it was: nothing is sorted, collapsed or relabelled on the way."""

from __future__ import annotations

import copy
import json
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, strategies as st
from tests.support.wire import VALUES

from coopclaims.errors import WireMismatch
from coopclaims.testing import pools
from coopclaims.wire import from_data, from_text, to_data, to_text
from coopclaims.wire.of_answers import KINDS as OF_ANSWERS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from coopclaims import FundPool

DATA: dict[str, Any] = {tag: to_data(value) for tag, value in VALUES.items()}
MARKS = {"type", "v"}
"""What may stand where it could be left out, so that the data of a part can be put into those of a whole."""

_Way = tuple[str | int, ...]


def parts(data: Any, way: _Way = ()) -> Iterator[tuple[_Way, Any]]:
    """Yield every part of plain data, with the way to it."""
    yield way, data
    steps: Any = data.items() if isinstance(data, dict) else enumerate(data) if isinstance(data, list) else ()
    for step, part in steps:
        yield from parts(part, (*way, step))


def part_of(data: Any, way: _Way) -> Any:
    for step in way:
        data = data[step]
    return data


def is_same(read: Any, written: Any) -> bool:
    """Return whether two parts are alike, save for a tag that could be left out."""
    if type(read) is not type(written):
        return False
    if isinstance(read, dict):
        left_out = read.keys() - written.keys()
        return left_out <= MARKS and all(
            name in read and is_same(read[name], written[name]) for name in written
        )
    if isinstance(read, list):
        return len(read) == len(written) and all(map(is_same, read, written))
    return bool(read == written)


def refused_or_written_back(data: Any) -> None:
    text = json.dumps(data)
    try:
        value = from_text(text)
    except WireMismatch:
        with pytest.raises(WireMismatch):
            from_data(data)
        return
    assert is_same(data, to_data(value))
    assert from_data(data) == value
    assert to_text(from_text(to_text(value))) == to_text(value)


LARGE = {"edition", "rulebook"}


@pytest.mark.parametrize(
    "tag",
    [pytest.param(tag, marks=pytest.mark.wide) if tag in LARGE else tag for tag in sorted(DATA)],
)
def test_lists_are_refused_or_written_back_in_any_order_and_with_parts_twice(tag: str) -> None:
    for way, part in parts(DATA[tag]):
        if isinstance(part, list) and part:
            for changed in (part[::-1], [part[0], *part], [*part, part[0]], part[1:]):
                data = copy.deepcopy({"whole": DATA[tag]})
                *before, last = ("whole", *way)
                part_of(data, tuple(before))[last] = copy.deepcopy(changed)
                refused_or_written_back(data["whole"])


def _with_amounts() -> Iterator[str]:
    """Yield the tags of what has an amount somewhere."""
    for tag, data in sorted(DATA.items()):
        if any(isinstance(part, dict) and "currency" in part for _, part in parts(data)):
            yield tag


@pytest.mark.parametrize("tag", [*_with_amounts()])
def test_each_amount_keeps_its_currency_or_is_refused(tag: str) -> None:
    for way, part in parts(DATA[tag]):
        if isinstance(part, dict) and "currency" in part:
            for code in ("SEK", "EUR", "KWD", "JPY", "XXX", "eur", ""):
                data = copy.deepcopy(DATA[tag])
                part_of(data, way)["currency"] = code
                refused_or_written_back(data)


CURRENCIES = [
    ("SEK", "1.5"),
    ("SEK", "1"),
    ("JPY", "1.00"),
    ("KWD", "1.00"),
    ("EUR", "1.000"),
    ("CLF", "1.00"),
]


@pytest.mark.parametrize(("currency", "amount"), CURRENCIES)
def test_an_amount_with_the_digits_of_another_currency_is_refused(currency: str, amount: str) -> None:
    with pytest.raises(WireMismatch) as caught:
        from_data({"type": "money", "v": 1, "amount": amount, "currency": currency})
    assert caught.value.field == "$.amount"


KEYED = [
    ("actor", ("grants",)),
    ("payout", ("found", "assigned")),
    ("bank.profiles", ("assignments",)),
    ("calendar", ("holidays",)),
    ("calendar", ("working_days",)),
    ("calendar", ("estimated",)),
    ("calendar.provenance", ("categories",)),
    ("calendar.provenance", ("thin_years",)),
    ("claim.approved", ("lines",)),
    ("claim.details", ("items",)),
    ("claim.snapshot", ("details", "items")),
    ("claim.history", ("entries",)),
    ("claim.milestones", ("claimants",)),
    ("claim.milestones", ("recommended",)),
    ("reconciliation", ("answers", 1, "concerns")),
    ("claim.form", ("attested",)),
    ("claim.form", ("circumstances",)),
    ("claim.form", ("further_activities",)),
    ("evidence.proof", ("shows",)),
    ("exchange-rate.table", ("rates",)),
    ("explanation", ("figures",)),
    ("fund.pool", ("shares",)),
    ("fund.pool", ("activities",)),
    ("fund.pool", ("drawings",)),
    ("payment.history", ("entries",)),
    ("payout.resolution", ("assigned",)),
    ("payout.resolution", ("payouts",)),
    ("payout.unresolved", ("also",)),
    ("rules.edition", ("contents",)),
    ("rules.reference", ("editions",)),
    ("seal.anchor", ("heads",)),
]
"""Lists in which each part has a key of its own."""

REPEATED = {
    "because": "statements that an answer follows from",
    "caveats": "statements of readings",
    "facts": "facts, as they are cited",
    "holds": "stretches of time",
    "holds_in": "numbers of the entries that such stretches are from and to",
    "parts": "spans, counted one after the other",
    "provenance": "sources, each with the years that were asked for",
    "readings": "readings, as they were chosen",
    "reasons": "what a reviewer wrote",
    "requests": "what a reviewer asks for",
    "documents_asked": "what a validation team asked for",
    "rounds": "rounds, one after the other",
    "uploads_asked": "what somebody was asked for",
    "entries": "a ledger may say one thing twice; sealed entries are told apart by their chain",
    "also_by": "evidence that satisfies a requirement too: once more says nothing new",
    "caps": "limits that hold together",
    "exceptions": "programs with another percentage: the first that names a program holds",
    "expenses": "kinds of cost",
    "lines": "verdicts of a command, which is judged and refused for an item that stands there twice",
    "needs": "requirements that hold together, or of which one does",
    "one_of": "circumstances of which one is stated",
    "value": "a value of a rule or of a figure that is itself a list",
}
"""Lists in which a part may come twice, by their field, with what they are of."""
ANSWERS = {kind.tag for kind in OF_ANSWERS}
"""Answers are counted and not stored: a list in one is as its class holds it, and nobody looks up by it."""
LEDGERS = {"fund.ledger", "seal.history", "seal.ledger", "seal.payment"}


def test_every_list_of_every_kind_has_keys_or_is_known_to_have_none() -> None:
    taken = set[str]()
    for tag, whole in DATA.items():
        for way, part in parts(whole):
            if not isinstance(part, list) or not part or tag in ANSWERS:
                continue
            data: Any = {"whole": copy.deepcopy(whole)}
            *before, last = ("whole", *way)
            part_of(data, tuple(before))[last] = [*copy.deepcopy(part), copy.deepcopy(part[0])]
            name = str([step for step in way if isinstance(step, str)][-1])
            try:
                from_data(data["whole"])
            except WireMismatch:
                continue
            assert name in REPEATED, (tag, way)
            assert name != "entries" or tag in LEDGERS, tag
            assert name != "lines" or tag == "command.approve-claim", tag
            taken.add(name)
    assert taken == REPEATED.keys()


@pytest.mark.parametrize(("tag", "way"), KEYED, ids=str)
def test_what_has_a_key_comes_once(tag: str, way: _Way) -> None:
    listed = part_of(DATA[tag], way)
    for place in (1, len(listed)):
        data = copy.deepcopy(DATA[tag])
        part_of(data, way).insert(place, copy.deepcopy(listed[0]))
        with pytest.raises(WireMismatch):
            from_data(data)
        with pytest.raises(WireMismatch):
            from_text(json.dumps(data))


def test_two_accounts_of_one_key_are_refused_too() -> None:
    """One key with two contents is worse than one thing twice: the last would win."""
    data = copy.deepcopy(DATA["fund.pool"])
    usage = copy.deepcopy(data["drawings"][0])
    usage["lapsed"]["amount"] = "1.00"
    data["drawings"].append(usage)
    with pytest.raises(WireMismatch):
        from_data(data)
    data = copy.deepcopy(DATA["claim.details"])
    item = copy.deepcopy(data["items"][0])
    item["note"] = "another"
    data["items"].append(item)
    with pytest.raises(WireMismatch, match=r"items\[\d+\]: found one that is there already"):
        from_data(data)


@pytest.mark.parametrize("twice", ["earned", "payouts"])
def test_one_entity_that_pays_twice_is_refused(twice: str) -> None:
    data = copy.deepcopy(DATA["payout.resolution"])
    currency = data["approved"]["currency"]
    data["earned"] = [{"entity": "ireland", "earned": {"amount": "1.00", "currency": currency}}]
    assert to_data(from_data(data)) == data
    if twice == "earned":
        data["earned"].append({"entity": "ireland", "earned": {"amount": "2.00", "currency": currency}})
    else:  # they add up, so that nothing else is wrong
        data["unresolved"] = []
        data["payouts"] = [data["payouts"][0], data["payouts"][0]]
        data["approved"]["amount"] = f"{2 * Decimal(data['payouts'][0]['share']['amount'])}"
    with pytest.raises(WireMismatch, match="each once"):
        from_data(data)


@given(pools(), st.data())
def test_one_amount_of_any_fund_in_another_currency_is_refused(pool: FundPool, data: st.DataObject) -> None:
    plain = to_data(pool)
    ways = [way for way, part in parts(plain) if isinstance(part, dict) and "amount" in part]
    way = data.draw(st.sampled_from(ways))
    money, other = part_of(plain, way), {0: "KRW", 2: "NOK", 3: "OMR", 4: "CLF"}
    digits = pool.key.currency.digits
    money["currency"] = other[digits] if money["currency"] != other[digits] else "SEK"
    with pytest.raises(WireMismatch):
        from_data(plain)


@st.composite
def mutated(draw: st.DrawFn) -> Any:
    """Draw the data of a sample in which parts stand twice, elsewhere, in another order, or not at all."""
    data: Any = {"whole": copy.deepcopy(DATA[draw(st.sampled_from(sorted(DATA)))])}
    for _ in range(draw(st.integers(1, 4))):
        place: Any
        last: Any
        ways = [way for way, _ in parts(data) if len(way) > 1]
        if not ways:
            break
        *before, last = draw(st.sampled_from(ways))
        place = part_of(data, tuple(before))
        deed = draw(st.sampled_from(("copy", "twice", "turn", "drop", "scalar")))
        if deed == "copy":
            place[last] = copy.deepcopy(part_of(data, draw(st.sampled_from(ways))))
        elif deed == "twice" and place.__class__ is list:
            place.insert(draw(st.integers(0, len(place))), copy.deepcopy(place[last]))
        elif deed == "turn" and place.__class__ is list:
            place.reverse()
        elif deed == "drop":
            del place[last]
        else:
            place[last] = draw(st.sampled_from((None, True, 0, 1, "", "SEK", "JPY", "0.00", "2022-09-01")))
    return data["whole"]


@given(mutated())
def test_whatever_is_read_is_written_back(data: Any) -> None:
    if isinstance(data, dict) and data.get("type") != "rules.reference":  # which may leave readings out
        refused_or_written_back(data)
