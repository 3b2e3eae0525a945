"""The quick readers take nothing that the others refuse, and what they take is the same."""

from __future__ import annotations

import json
from random import Random
from typing import Any

import attrs
import pytest
from tests.properties.fuzz import SCALARS, parts
from tests.support.wire import SECOND, VALUES

from coopclaims import HistoryEntry, InvalidValue, Money
from coopclaims.claims import Commented
from coopclaims.errors import WireMismatch
from coopclaims.wire import WireLimits, from_data, from_text, to_data, to_text
from coopclaims.wire.doors import WIRE
from coopclaims.wire.formats import WireFormat
from coopclaims.wire.kinds import kind
from coopclaims.wire.plain import bounded, quickly_parsed
from coopclaims.wire.quick import GIVES_UP

FORMAT: Any = WIRE._compiled
USUAL = WireLimits()


def quickly(data: Any, limits: WireLimits = USUAL) -> tuple[bool, Any]:
    """Return whether the quick reader takes data, and what it makes of them."""
    try:
        return True, FORMAT.quickly(data, limits)
    except GIVES_UP:
        return False, None


def slowly(data: Any, limits: WireLimits = USUAL) -> Any:
    bounded(data, limits)
    return FORMAT.read(data, None)


@pytest.mark.parametrize("tag", VALUES)
def test_every_kind_is_read_quickly(tag: str) -> None:
    taken, value = quickly(to_data(VALUES[tag]))
    assert taken
    assert value == VALUES[tag]
    assert to_text(value) == to_text(VALUES[tag])


def changed(data: Any, random: Random) -> Any:
    """Return data with a part replaced, removed, said twice or put elsewhere."""
    whole = [json.loads(json.dumps(data))]
    holder, key = random.choice(parts(whole))
    deed = random.randrange(5)
    if deed == 0:
        holder[key] = random.choice((*SCALARS, [], {}, [None], "  ", "b", "a"))
    elif deed == 1:
        there, at = random.choice(parts(whole))
        holder[key] = json.loads(json.dumps(there[at]))
    elif deed == 2 and holder is not whole:
        del holder[key]
    elif isinstance(holder, dict):
        name = random.choice(("ours", "v", "type", key))
        holder[name] = random.choice((*SCALARS, "money", "actor", holder[key]))
    else:
        holder.insert(key, holder[key])
    return whole[0]


@pytest.mark.parametrize("tag", VALUES)
def test_what_the_quick_reader_takes_the_other_takes_too(tag: str) -> None:
    random = Random(tag)  # noqa: S311 - nothing is secret here
    sound = to_data(VALUES[tag])
    for _ in range(300):
        data = changed(sound, random)
        taken, value = quickly(data)
        if taken:
            assert slowly(data) == value
            assert to_data(value) == to_data(slowly(data))


@pytest.mark.parametrize("tag", ["claim.history", "explanation", "fund.pool", "seal.history", "calendar"])
@pytest.mark.parametrize("name", ["depth", "values"])
def test_both_count_the_same(tag: str, name: str) -> None:
    data = to_data(VALUES[tag])

    def fits(most: int) -> bool:
        try:
            slowly(data, WireLimits(**{name: most}))
        except WireMismatch:
            return False
        return True

    least = next(most for most in range(1, 2_000) if fits(most))
    assert quickly(data, WireLimits(**{name: least}))[0]
    assert least == 1 or not quickly(data, WireLimits(**{name: least - 1}))[0]


@pytest.mark.parametrize(
    "text",
    [
        '{"type":"claim.commented","v":1,"text":"a","text":"b"}',
        '{"type":"claim.commented","v":1,"text" :"a","text":"b"}',
        '{"type":"claim.commented","v":1,"text"\n:"a","text":"b"}',
        '{"type":"claim.commented","v":1,"text"\t:"a","text":"b"}',
        '{"type":"claim.commented","v":1,"text"\r:"a","text":"b"}',
        '{"type":"claim.commented","v":1,"text" :"\\":","text":"\\":"}',
        '{"type":"claim.commented","v":1,"t\\u0065xt" :":","text":"\\":"}',
        '{"type":"claim.commented","v" :1,"v":1,"text":":b"}',
    ],
)
def test_a_key_that_comes_twice_is_never_missed(text: str) -> None:
    assert json.loads(text)["type"] == "claim.commented"
    with pytest.raises(WireMismatch, match="twice"):
        from_text(text)


@pytest.mark.parametrize("said", [":", '":', '" :', 'a":b', '\\":', "\n:", "text", '{"text":"a","text":"b"}'])
def test_a_text_that_looks_like_keys_is_read(said: str) -> None:
    value = attrs.evolve(SECOND, event=Commented(said))
    for separators in ((",", ":"), (", ", ": "), (" , ", " : "), (",\n", "\n:\t")):
        assert from_text(json.dumps(to_data(value), separators=separators)) == value


def test_the_number_of_fields_is_counted_in_a_usual_text() -> None:
    data = to_data(SECOND)
    assert quickly_parsed(to_text(SECOND), USUAL)[1] == len(data) + len(data["event"])
    assert quickly_parsed('{"a" :1}', USUAL)[1] == -1


def _stripped(text: str) -> str:
    return text.strip()


def _even(number: int) -> None:
    if number % 2:
        raise InvalidValue("number", number, "an even number")


def _even_field(_value: object, _field: object, given: int) -> None:
    _even(given)


@attrs.frozen
class _Even:
    """What its class refuses in three ways: by a converter, a validator, and once it is made."""

    text: str = attrs.field(converter=_stripped)
    number: int = attrs.field(validator=_even_field)
    other: int

    def __attrs_post_init__(self) -> None:
        _even(self.number + self.other)


def test_what_a_class_checks_is_checked() -> None:
    wire = WireFormat((kind("even", _Even),))
    data = {"type": "even", "v": 1, "text": "a", "number": 2, "other": 4}
    assert wire.from_data(data) == _Even(" a ", 2, 4)
    with pytest.raises(WireMismatch, match="kept as it is"):
        wire.from_data({**data, "text": " a "})
    for wrong in ({"number": 3, "other": 3}, {"other": 3}):
        with pytest.raises(WireMismatch, match="an even number"):
            wire.from_data({**data, **wrong})


@attrs.define(init=False)
class _Doubled:
    """Writes its own constructor."""

    number: int

    def __init__(self, number: int) -> None:
        self.number = 2 * number


def test_a_constructor_of_its_own_is_called() -> None:
    wire = WireFormat((kind("doubled", _Doubled),))
    assert wire.from_data({"type": "doubled", "v": 1, "number": 2}, _Doubled).number == 4


@attrs.frozen
class _Trimmed:
    """Converts a field, and has more in its constructor than attrs writes there."""

    text: str = attrs.field(converter=_stripped)

    def __attrs_pre_init__(self) -> None:
        pass


def test_what_a_constructor_of_its_own_changes_is_not_read() -> None:
    wire = WireFormat((kind("trimmed", _Trimmed),))
    data = {"type": "trimmed", "v": 1, "text": "a"}
    assert wire.from_data(data) == _Trimmed(" a ")
    with pytest.raises(WireMismatch, match="kept as it is"):
        wire.from_data({**data, "text": " a "})


def test_a_tag_is_taken_where_it_could_be_left_out() -> None:
    bare = {"amount": "1.00", "currency": "SEK"}
    data: dict[str, object] = {"type": "claim.approved", "v": 1, "reason": None, "lines": []}
    for tag in ({}, {"type": "money"}, {"v": 1}, {"type": "money", "v": 1}):
        data["amount"] = {**bare, **tag}
        assert from_data(data).amount == Money("1.00", "SEK")  # type: ignore[attr-defined]
        kept = from_data({**data, "amount": {**bare, **tag, "ours": 1}}, unknown="keep")
        assert [each.at for each in kept.unknown] == [("amount", "ours")]
    for wrong in ({"type": "actor"}, {"v": 2}, {"v": True}, {"v": 1.0}, {"type": "money", "v": "1"}):
        with pytest.raises(WireMismatch) as caught:
            from_data({**data, "amount": {**bare, **wrong}})
        assert caught.value.field == f"$.amount.{next(reversed(wrong))}"


def test_what_the_codecs_prove_is_not_checked_again(monkeypatch: pytest.MonkeyPatch) -> None:
    data = to_data(VALUES["claim.entry"])
    assert from_data(data) == VALUES["claim.entry"]  # its reader is written by now

    def built(*_: object, **__: object) -> None:
        raise AssertionError

    monkeypatch.setattr(HistoryEntry, "__init__", built)
    assert from_data(data) == VALUES["claim.entry"]
