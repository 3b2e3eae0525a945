"""Hostile input: every nonsense is refused by an error of ours that says where, and soon."""

from __future__ import annotations

import json
from typing import Any

import attrs
import pytest
from tests.support.wire import CALENDAR, HISTORY, SECOND, VALUES, WHY

from coopclaims import CoopClaimsError, HistoryEntry, InvalidValue, Money
from coopclaims.errors import WireMismatch
from coopclaims.wire import WireLimits, from_data, from_text, to_data, to_text

MONEY: dict[str, Any] = {"type": "money", "v": 1, "amount": "99.50", "currency": "SEK"}


def entry(**changes: Any) -> dict[str, Any]:
    """Return an entry as plain data, with these fields changed."""
    return {**to_data(SECOND), **changes}


def refused(data: Any) -> WireMismatch:
    with pytest.raises(WireMismatch) as caught:
        from_data(data)
    return caught.value


def refused_text(text: str | bytes, **limits: int) -> WireMismatch:
    with pytest.raises(WireMismatch) as caught:
        from_text(text, limits=WireLimits(**limits))
    return caught.value


def test_the_error_is_one_of_ours_and_a_value_error() -> None:
    error = refused({})
    assert isinstance(error, InvalidValue)
    assert isinstance(error, CoopClaimsError)
    assert isinstance(error, ValueError)


def test_the_error_names_the_path_what_was_found_and_what_was_expected() -> None:
    data = to_data(HISTORY)
    data["entries"][0]["event"]["form"]["amount"]["amount"] = "90000.0"
    error = refused(data)
    assert error.field == "$.entries[0].event.form.amount.amount"
    assert error.got == "'90000.0'"
    assert error.fits == "an amount as decimal text, in SEK with 2 digits after the point"
    assert str(error) == f"{error.field}: found {error.got}; expected {error.fits}"


# What is no data of ours.


@pytest.mark.parametrize("data", [None, True, 7, 1.5, "money", (), object(), b"{}"])
def test_only_an_object_says_what_it_is(data: object) -> None:
    assert refused(data).field == "$"


@pytest.mark.parametrize(
    ("changes", "path"),
    [
        ({"type": "money.2"}, "$.type"),
        ({"type": None}, "$.type"),
        ({"type": ["money"]}, "$.type"),
        ({"type": {}}, "$.type"),
        ({"type": "Money"}, "$.type"),
        ({"v": 2}, "$.v"),
        ({"v": 0}, "$.v"),
        ({"v": -1}, "$.v"),
        ({"v": "1"}, "$.v"),
        ({"v": True}, "$.v"),
        ({"v": 1.0}, "$.v"),
        ({"v": None}, "$.v"),
        pytest.param({"v": 10**5000}, "$.v", id="a huge version"),
        ({"colour": "red"}, "$.colour"),
        ({"with space": 1}, "$['with space']"),
        ({7: 1}, "$[the number 7]"),
    ],
)
def test_unknown_types_versions_and_fields_are_named(changes: dict[Any, Any], path: str) -> None:
    assert refused({**MONEY, **changes}).field == path


@pytest.mark.parametrize("name", ["type", "v", "amount", "currency"])
def test_a_missing_field_is_named(name: str) -> None:
    data = {key: part for key, part in MONEY.items() if key != name}
    error = refused(data)
    assert (error.field, error.got) == (f"$.{name}", "nothing")


@pytest.mark.parametrize("name", [name for name in to_data(SECOND) if name not in {"type", "v"}])
def test_no_field_of_an_entry_may_be_missing(name: str) -> None:
    data = entry()
    del data[name]
    assert refused(data).field == f"$.{name}"


def test_another_type_than_the_one_expected_is_refused() -> None:
    with pytest.raises(WireMismatch, match=r"\$.type: found 'money'; expected what a HistoryEntry is"):
        from_data(MONEY, HistoryEntry)
    assert from_data(MONEY, Money) == Money("99.50", "SEK")


def test_an_event_is_no_entry() -> None:
    assert refused(entry(event=MONEY)).field == "$.event.type"


# Wrong values of the right shape.


@pytest.mark.parametrize(
    ("field", "found"),
    [
        ("number", True),
        ("number", False),
        ("number", 0),
        ("number", -1),
        ("number", 1.0),
        ("number", "2"),
        ("number", None),
        ("number", 2**53),
        pytest.param("number", 10**5000, id="a huge number"),
        ("at", "2022-09-14"),
        ("at", "2022-09-14T17:00:00"),
        ("at", "2022-09-14T17:00:00+00:00"),
        ("at", "2022-09-14T19:00:00+02:00"),
        ("at", "2022-09-14t17:00:00z"),
        ("at", "2022-09-14 17:00:00Z"),
        ("at", "2022-09-14T17:00:00.000000Z"),
        ("at", "2022-09-14T17:00:00.5Z"),
        ("at", "2022-09-14T17:00:00,000001Z"),
        ("at", "2022-09-14T24:00:00Z"),
        ("at", "2022-09-14T23:59:60Z"),
        ("at", "2022-02-30T17:00:00Z"),
        ("at", "2022-13-01T17:00:00Z"),
        ("at", "2022-W37-3T17:00:00Z"),
        ("at", "0000-01-01T00:00:00Z"),
        ("at", "0001-01-01T00:00:00Z"),
        ("at", "9999-12-31T23:59:59Z"),
        ("at", "10000-01-01T00:00:00Z"),
        ("at", "-2022-09-14T17:00:00Z"),
        ("at", "\uff12\uff10\uff12\uff12-09-14T17:00:00Z"),
        ("at", 1663174800),
        ("at", None),
        ("side", "Partner"),
        ("side", None),
        ("side", ["partner"]),
        ("role", "admin"),
        ("role", {"name": "reviewer"}),
        ("after", None),
        ("after", "paid"),
        ("before", "Editing"),
        ("before", False),
        ("claim", ""),
        ("claim", " \n\u00a0"),
        ("claim", 7),
        ("by", None),
        ("by", "\ud800"),
        ("command", b"form-1"),
        ("event", None),
        ("event", []),
        ("event", "claim.commented"),
    ],
)
def test_an_entry_holds_nothing_else(field: str, found: object) -> None:
    assert refused(entry(**{field: found})).field.startswith(f"$.{field}")


@pytest.mark.parametrize(
    "amount",
    [
        "", " ", "1", "1.5", "1.500", "1.50 ", " 1.50", "+1.50", "01.50", "-0.00", "--1.50", "1,50", "1e2",
        "1_000.00", ".50", "1.", "NaN", "Infinity", "-Infinity", "sNaN", "1.50\n", "\uff11.50", "1.5\uff10",
        "1000000000000000000.00", pytest.param("9" * 10_000 + ".00", id="long"), "0x1.80",
        1.5, 150, None, True, ["1.50"], {},
    ],
)  # fmt: skip
def test_money_is_decimal_text_with_the_digits_of_its_currency(amount: object) -> None:
    assert refused({**MONEY, "amount": amount}).field == "$.amount"


@pytest.mark.parametrize(
    "currency",
    [
        "",
        "sek",
        "SEKK",
        "XXX",
        "XAU",
        "S€K",
        "\uff33\uff25\uff2b",
        "SEK ",
        752,
        None,
        ["SEK"],
        pytest.param("S" * 10**6, id="long"),
    ],
)
def test_a_currency_is_a_known_code(currency: object) -> None:
    assert refused({**MONEY, "currency": currency}).field == "$.currency"


@pytest.mark.parametrize(
    "digits", [{"currency": "JPY", "amount": "1.0"}, {"currency": "KWD", "amount": "1.50"}]
)
def test_an_amount_in_the_digits_of_another_currency_is_refused(digits: dict[str, str]) -> None:
    assert refused({**MONEY, **digits}).field == "$.amount"


@pytest.mark.parametrize(
    "day",
    ["2022-9-1", "20220901", "2022-W37-3", "2022-02-29", "0000-01-01", "10000-01-01", "2022-09-01T00:00:00Z",
     "\uff12\uff10\uff12\uff12-09-01", "2022/09/01", "", 20220901, None, True],
)  # fmt: skip
def test_a_day_is_a_day_of_the_calendar(day: object) -> None:
    data = {"type": "period.usage", "v": 1, "first": day, "last": "2022-12-31"}
    assert refused(data).field == "$.first"


def test_values_that_cannot_be_are_refused_where_they_stand() -> None:
    period = {"type": "period.usage", "v": 1, "first": "2022-12-31", "last": "2022-07-01"}
    assert refused(period).field == "$.last"
    history = to_data(HISTORY)
    history["entries"].reverse()
    error = refused(history)
    assert (error.field, error.fits) == ("$.entries[0]", "number 1")
    day = to_data(CALENDAR)
    day["holidays"][0]["day"] = "2031-06-06"
    assert "answers from 2022-01-01" in str(refused({**day, "estimated": []}))


@pytest.mark.parametrize(
    ("field", "found", "path"),
    [
        ("provenance", None, "$.provenance"),
        ("digest", "0" * 64, "$.digest"),
        ("digest", "0" * 63, "$.digest"),
        ("digest", "G" * 64, "$.digest"),
        ("weekends", [{"since": "2022-01-01", "weekdays": [6, 5]}], "$.weekends[0].weekdays"),
        ("weekends", [{"since": "2022-01-01", "weekdays": [5, 5]}], "$.weekends[0].weekdays"),
        ("weekends", [{"since": "2022-01-01", "weekdays": [7]}], "$.weekends[0].weekdays[0]"),
        ("weekends", [{"since": "2022-01-01"}], "$.weekends[0].weekdays"),
        ("weekends", [{"since": "2022-01-01", "weekdays": [5], "why": 1}], "$.weekends[0].why"),
        ("weekends", ["2022-01-01"], "$.weekends[0]"),
        ("weekends", [{"since": "tomorrow", "weekdays": [5]}], "$.weekends[0].since"),
        ("weekends", [["2022-01-01", [5]]], "$.weekends[0]"),
        ("weekends", {}, "$.weekends"),
        ("working_days", ["2022-01-08", "2022-01-01"], "$.working_days"),
        ("working_days", "2022-01-08", "$.working_days"),
        ("provenance", [None], "$.provenance[0]"),
    ],
)
def test_a_calendar_that_was_tampered_with_is_refused(field: str, found: object, path: str) -> None:
    assert refused({**to_data(CALENDAR), field: found}).field == path


@pytest.mark.parametrize(
    ("policies", "path"),
    [
        (None, "$.policies"),
        ([], "$.policies"),
        ({"disputing": "WIDENED"}, "$.policies.disputing"),
        ({"disputing": None}, "$.policies.disputing"),
        ({"surprises": "none"}, "$.policies.surprises"),
    ],
)
def test_a_reading_is_one_that_is_known(policies: object, path: str) -> None:
    assert refused({**to_data(VALUES["rules.reference"]), "policies": policies}).field == path


@pytest.mark.parametrize("rate", ["0", "0.0", "1.10", "1e3", "-1", "", ".5", "1.", "NaN", 1.5, 2, "1" * 19])
def test_a_rate_is_decimal_text_above_nothing(rate: object) -> None:
    assert refused({**to_data(VALUES["exchange-rate"]), "rate": rate}).field == "$.rate"


@pytest.mark.parametrize(
    ("figure", "path"),
    [
        (1.5, ""),
        (2**53, ""),
        ("\ud800", ""),
        (["a", ["b", 1.5]], "[1][1]"),
        (["a", ["b", ["c"]]], "[1][1]"),
        ({}, ".type"),
        ({"type": "day", "value": "2022-09-14"}, ".v"),
        ({"type": "day", "v": 1, "value": "2022-02-30"}, ".value"),
        ({"type": "day", "v": 1, "value": "2022-09-14", "at": 1}, ".at"),
        ({"type": "instant", "v": 1, "value": "2022-09-14T17:00:00"}, ".value"),
        ({"type": "number", "v": 1, "value": "1.10"}, ".value"),
        ({"type": "term", "v": 1, "key": "photo"}, ".caption"),
        ({"type": "term", "v": 1, "key": 7, "caption": "a photo"}, ".key"),
        ({"type": "member", "v": 1, "of": "ClaimStatus", "key": "paid"}, ".key"),
        ({"type": "member", "v": 1, "of": "Money", "key": "approved"}, ".of"),
        ({"type": "member", "v": 1, "of": "__name__", "key": "approved"}, ".of"),
        ({"type": "member", "v": 1, "of": "", "key": "approved"}, ".of"),
        ({"type": "money", "v": 1, "amount": "1", "currency": "SEK"}, ".amount"),
    ],
)
def test_a_figure_says_what_it_is(figure: object, path: str) -> None:
    assert (
        refused({**to_data(WHY), "figures": [{"name": "x", "value": figure}]}).field
        == f"$.figures[0].value{path}"
    )


# Texts.


@pytest.mark.parametrize(
    "text",
    [
        "", " ", "{", "}", "{}}", "nul", "'", '{"a"}', '{"a":1,}', "[1,]", '{"type":"money"',
        "\ufeff{}", "\0",
        "NaN", "Infinity", "-Infinity", "{} {}", '"\n"', "01", "+1", "0x1", "{'type':'money'}", "// {}",
        '"\\ud800"', '"\\x41"', '"\ud800"',
    ],
)  # fmt: skip
def test_what_is_no_json_or_no_object_is_refused(text: str) -> None:
    assert refused_text(text).field == "$"


def test_a_key_that_comes_twice_is_seen_at_its_place() -> None:
    text = to_text(HISTORY).replace('"text":', '"text":"Nothing.","text":')
    error = refused_text(text)
    assert error.field == "$.entries[1].event"
    assert error.got == "an object with the field text twice"
    assert refused_text('{"type":"money","type":"money"}').got == "an object with the field type twice"
    assert refused_text('{"type":1,"\\u0074ype":2}').got == "an object with the field type twice"


@pytest.mark.parametrize("literal", ["NaN", "Infinity", "-Infinity", "1e400", "1.0", "1.5"])
def test_a_float_is_no_number_of_ours(literal: str) -> None:
    text = to_text(SECOND).replace('"number":2', f'"number":{literal}')
    assert refused_text(text).field == "$.number"


@pytest.mark.parametrize("digits", [20, 21, 4_000, 5_000, 100_000, 1_000_000])
def test_a_number_of_many_digits_is_refused_soon(digits: int) -> None:
    text = to_text(SECOND).replace('"number":2', f'"number":{"9" * digits}')
    assert refused_text(text).field in {"$.number", "$"}


def test_bytes_are_utf_8() -> None:
    assert from_text(to_text(SECOND).encode()) == SECOND
    assert refused_text(b'{"type":"\xff"}').got == "no UTF-8 at byte 9"
    assert refused_text(b"\xed\xa0\x80").got == "no UTF-8 at byte 0"
    assert refused_text(json.dumps(MONEY).encode("utf-16")).field == "$"


def test_a_text_is_text() -> None:
    assert refused_text(bytearray(b"{}")).got == "a Python bytearray"  # type: ignore[arg-type]
    assert refused_text(None).got == "null"  # type: ignore[arg-type]


# Bounds.


def nested(depth: int, inner: str = "1") -> str:
    return "[" * depth + inner + "]" * depth


@pytest.mark.parametrize(
    "text", [nested(65), nested(100_000), "[" * 900_000, '{"a":' * 100_000, nested(65, '"\\""')], ids=range(5)
)
def test_what_nests_too_deep_is_refused_unparsed(text: str) -> None:
    assert refused_text(text).got == "data that nest deeper"


@pytest.mark.parametrize("text", [nested(64), nested(63, "[],[],{},{}"), '"' + "[" * 500 + '"'], ids=range(3))
def test_brackets_are_counted_by_how_they_nest(text: str) -> None:
    """What nests as deep as allowed, or holds brackets in a string, is no object, and that is all."""
    assert "says its type" in refused_text(text).fits


@pytest.mark.parametrize("inner", ['"\\\\"', '"\\\\\\""', '"]]]]\\"["', '"\\u005b["'])
def test_brackets_in_strings_do_not_count(inner: str) -> None:
    text = f'{{"type":"money","v":1,"amount":[{",".join([inner, "[]"] * 80)}],"currency":"SEK"}}'
    json.loads(text)
    assert refused_text(text).field == "$.amount"


def test_a_text_that_is_too_long_is_refused_unread() -> None:
    text = to_text(SECOND)
    assert from_text(text, limits=WireLimits(length=len(text))) == SECOND
    assert refused_text(text, length=len(text) - 1).fits == f"a text of at most {len(text) - 1} characters"
    assert refused_text(text.encode(), length=10).field == "$"


def test_there_may_be_only_so_many_values() -> None:
    text = to_text(HISTORY)
    values = text.count(",") + text.count("{") + text.count("[") + 1
    assert from_text(text, limits=WireLimits(values=values)) == HISTORY
    assert "at most 20 values" in refused_text(text, values=20).fits
    assert "at most 1000000 values" in refused_text("[" + "0," * 1_000_001 + "0]").fits


def test_plain_data_are_bounded_too() -> None:
    data = to_data(HISTORY)
    assert from_data(data, limits=WireLimits(values=60)) == HISTORY
    for limits, expected in (
        (WireLimits(values=20), "at most 20 values"),
        (WireLimits(depth=3), "at most 3 deep"),
    ):
        with pytest.raises(WireMismatch, match=expected):
            from_data(data, limits=limits)


def test_an_explanation_may_be_as_deep_as_the_limit_allows() -> None:
    """Each statement is an object in a list, so two levels; the last one holds a note with its message."""
    why = attrs.evolve(WHY, because=(), figures=())
    for _ in range(31):
        why = attrs.evolve(WHY, because=(why,))
    assert from_text(to_text(why), limits=WireLimits(depth=66)) == why
    with pytest.raises(WireMismatch, match="nest at most 64 deep"):
        from_text(to_text(why))


def test_data_that_hold_themselves_are_refused() -> None:
    data = to_data(WHY)
    data["because"][0]["because"] = data["because"]
    assert refused(data).got == "data that nest deeper"
    laughs: list[object] = []
    for _ in range(40):
        laughs = [laughs, laughs, laughs]
    assert refused({**to_data(WHY), "because": laughs}).field == "$"


@pytest.mark.parametrize("limit", ["length", "depth", "values"])
@pytest.mark.parametrize("value", [0, -1, True, 1.5, None])
def test_a_limit_is_a_whole_number(limit: str, value: Any) -> None:
    with pytest.raises(InvalidValue, match=limit):
        WireLimits(**{limit: value})


def test_a_limit_lets_nothing_nest_so_deep_that_python_gives_up() -> None:
    deepest = WireLimits(depth=200)
    why = attrs.evolve(WHY, because=(), figures=())
    for _ in range(98):
        why = attrs.evolve(WHY, because=(why,))
    assert from_text(to_text(why), limits=deepest) == why
    with pytest.raises(InvalidValue, match="depth"):
        WireLimits(depth=201)


def test_the_error_stays_short_whatever_was_sent() -> None:
    for long in ("x" * 10**6, list(range(10**5)), dict.fromkeys(range(10**5)), 10**10_000, 1.5, {1, 2}):
        for data in ({**MONEY, "amount": long}, {**MONEY, "type": long}, {**MONEY, "x" * 10**6: long}):
            error = refused(data)
            assert len(str(error).replace(error.fits, "")) < 300
    assert len(str(refused({**MONEY, "amount": "x" * 10**6}))) < 300


@pytest.mark.parametrize(
    ("field", "found"),
    [
        ("envelope", []),
        ("envelope", None),
        ("envelope", {"a": 1.5}),
        ("payload", "{}"),
        ("salt", "00"),
        ("seal", ""),
    ],
)
def test_a_sealed_entry_holds_objects_and_digests(field: str, found: object) -> None:
    data = {**to_data(VALUES["seal.entry"]), field: found}
    assert refused(data).field.startswith(f"$.{field}")


def test_kept_fields_are_plain_data() -> None:
    for text, path in (
        ('"ours":1.5', "$.ours"),
        ('"ours":{"a":[NaN]}', "$.ours.a[0]"),
        ('"ours":{"a":1,"a":2}', "$.ours"),
        ('"ours":"\\ud800"', "$.ours"),
        ('"\\ud800":1', "$['\\ud800']"),
        (f'"ours":{"9" * 100}', "$.ours"),
    ):
        with pytest.raises(WireMismatch) as caught:
            from_text(f'{{{text},"type":"money","v":1,"amount":"99.50","currency":"SEK"}}', unknown="keep")
        assert caught.value.field == path


def test_a_text_of_another_kind_than_expected_is_refused() -> None:
    with pytest.raises(WireMismatch) as caught:
        from_text(json.dumps(MONEY), HistoryEntry)
    assert caught.value.field == "$.type"
