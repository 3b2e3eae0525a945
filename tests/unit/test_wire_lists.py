"""Several values at once: a plain list of their data, read back as a list."""

from __future__ import annotations

import json
from typing import Any

import pytest
from tests.support.wire import HISTORY, PROOF_OF_ALL, SECOND

from coopclaims import HistoryEntry, Money
from coopclaims.claims import Proof
from coopclaims.errors import WireMismatch
from coopclaims.wire import (
    UnknownField,
    WireLimits,
    WithUnknown,
    from_data,
    from_text,
    schema,
    to_data,
    to_text,
)

SEK, EUR = Money("1.00", "SEK"), Money("2.00", "EUR")
AMOUNTS = [SEK, EUR]
DATA = [to_data(SEK), to_data(EUR)]


@pytest.mark.parametrize("several", [AMOUNTS, tuple(AMOUNTS)], ids=["list", "tuple"])
def test_several_values_are_a_list_of_their_data(several: Any) -> None:
    assert to_data(several) == DATA
    assert to_text(several) == f"[{to_text(SEK)},{to_text(EUR)}]"


def test_no_values_are_an_empty_list() -> None:
    assert (to_data([]), from_data([]), from_text("[]"), from_data([], list[Money])) == ([], [], [], [])


@pytest.mark.parametrize("expected", [None, list, list[Money]])
def test_a_list_is_read_back(expected: Any) -> None:
    assert from_data(DATA, expected) == AMOUNTS
    assert from_text(json.dumps(DATA), expected) == AMOUNTS


def test_a_list_holds_values_of_several_kinds() -> None:
    several = [SEK, SECOND, PROOF_OF_ALL]
    assert from_text(to_text(several)) == several


@pytest.mark.parametrize(
    ("data", "expected", "field"),
    [
        (DATA, Money, "$"),
        (DATA[0], list[Money], "$"),
        (DATA[0], list, "$"),
        (DATA, list[Proof], "$[0].type"),
        ([DATA[0], to_data(SECOND)], list[Money], "$[1].type"),
        ([DATA[0], {"type": "payment.sent"}], list[Money], "$[1].type"),
        ([DATA[0], {**DATA[1], "amount": "2"}], list[Money], "$[1].amount"),
        ([DATA[0], DATA], None, "$[1]"),
        ([DATA[0], 7], None, "$[1]"),
    ],
)
def test_what_is_wrong_with_a_list_is_said_with_its_place(data: Any, expected: Any, field: str) -> None:
    with pytest.raises(WireMismatch) as caught:
        from_data(data, expected)
    assert caught.value.field == field
    with pytest.raises(WireMismatch) as caught:
        from_text(json.dumps(data), expected)
    assert caught.value.field == field


def test_what_cannot_be_written_is_said_with_its_place() -> None:
    with pytest.raises(WireMismatch) as caught:
        to_data([SEK, [EUR]])
    assert caught.value.field == "$[1]"


def test_unknown_fields_of_a_list_are_kept_where_they_were() -> None:
    data: list[dict[str, Any]] = [dict(DATA[0]), {**DATA[1], "ours": ["A-7"]}]
    kept = from_data(data, unknown="keep")
    assert kept == WithUnknown([SEK, EUR], (UnknownField((1, "ours"), '["A-7"]'),))
    written: Any = to_data(kept)
    assert written == data


def test_the_limits_are_those_of_the_whole() -> None:
    data = to_data([HISTORY, HISTORY])
    reads: tuple[Any, ...] = (from_data, lambda found, **given: from_text(json.dumps(found), **given))
    for read in reads:
        with pytest.raises(WireMismatch, match="values"):
            read(data, limits=WireLimits(values=100))
        with pytest.raises(WireMismatch, match="nest"):
            read(data, limits=WireLimits(depth=3))


def test_the_schema_knows_a_list() -> None:
    jsonschema = pytest.importorskip("jsonschema", reason="a second reader of the schema")

    reader = jsonschema.Draft202012Validator(schema())
    assert reader.is_valid(DATA)
    assert reader.is_valid(to_data([SECOND]))
    assert not reader.is_valid([DATA])
    assert not reader.is_valid([{**DATA[0], "amount": 1}])


def test_the_class_of_the_parts_is_that_of_a_list() -> None:
    entries: list[HistoryEntry] = from_data(to_data(HISTORY.entries), list[HistoryEntry])
    assert entries == [*HISTORY.entries]
