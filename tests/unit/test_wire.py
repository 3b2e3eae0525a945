"""The wire format: one way to write a value, two doors to read it, and an error that says where."""

from __future__ import annotations

import copy
import json
import os
import pickle
import subprocess
import sys
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from pathlib import Path
from typing import Any

import attrs
import pytest
from tests.support.wire import (
    CALENDAR,
    KEY,
    MILESTONES,
    RATE,
    REASON,
    REFERENCE,
    SEALED,
    SECOND,
    VALUES,
    WHY,
    ZONE,
)

from coopclaims import (
    BusinessCalendar,
    History,
    HistoryEntry,
    InvalidValue,
    Money,
    Policies,
    Side,
    partner_center,
)
from coopclaims.claims import Commented
from coopclaims.errors import WireMismatch
from coopclaims.identifiers import PaymentId
from coopclaims.payments import PaymentHistory
from coopclaims.rules import Reopening
from coopclaims.wire import RulesReference, from_data, from_text, to_data, to_text

NOON: Any = datetime(2022, 9, 1, 12, tzinfo=UTC)
MONEY = {"type": "money", "v": 1, "amount": "99.50", "currency": "SEK"}


def entry(**changes: Any) -> dict[str, Any]:
    """Return an entry as plain data, with these fields changed."""
    return {**to_data(SECOND), **changes}


def _unchecked(value: Any, field: str, found: object) -> Any:
    """Return a copy of a value with a part that its class would not take."""
    wrong = copy.copy(value)
    object.__setattr__(wrong, field, found)
    return wrong


def _with(value: Any, **found: object) -> Any:
    """Return a copy of a value with parts that its class would not take."""
    wrong = copy.copy(value)
    for field, part in found.items():
        object.__setattr__(wrong, field, part)
    return wrong


def refused(data: object) -> WireMismatch:
    with pytest.raises(WireMismatch) as caught:
        from_data(data)
    return caught.value


# How a value is written.


def test_the_envelope_stands_outside_and_the_payload_inside() -> None:
    assert to_data(SECOND) == {
        "type": "claim.entry",
        "v": 1,
        "claim": SECOND.claim,
        "number": 2,
        "at": "2022-09-15T09:30:00Z",
        "by": "alice",
        "side": "partner",
        "role": "incentives_admin",
        "command": "remark-1",
        "event": {"type": "claim.commented", "v": 1, "text": "Is the logo large enough?"},
        "before": "editing",
        "after": "editing",
        "person": "person-7",
    }


def test_the_canonical_text_has_its_keys_in_order_and_no_space() -> None:
    assert to_text(Money("99.50", "SEK")) == '{"amount":"99.50","currency":"SEK","type":"money","v":1}'


def test_letters_are_written_as_they_are() -> None:
    """A letter and its accent stay two characters where they were two: nothing is normalized."""
    text = to_text(Commented("Zoe\u0308 Zo\u00eb 注記 🎪"))
    assert '"Zoe\u0308 Zo\u00eb 注記 🎪"' in text
    assert from_text(text) == Commented("Zoe\u0308 Zo\u00eb 注記 🎪")


def test_line_feeds_tabs_and_quotes_are_escaped() -> None:
    assert '"a\\nb\\tc\\"\\\\"' in to_text(Commented('a\nb\tc"\\'))


@pytest.mark.parametrize(
    ("at", "written"),
    [
        (datetime(2022, 9, 14, 17, tzinfo=UTC), "2022-09-14T17:00:00Z"),
        (datetime(2022, 9, 14, 17, 0, 0, 1, tzinfo=UTC), "2022-09-14T17:00:00.000001Z"),
        (datetime(2022, 9, 14, 17, 0, 0, 120_000, tzinfo=UTC), "2022-09-14T17:00:00.120000Z"),
        (datetime(2022, 9, 14, 10, tzinfo=ZONE), "2022-09-14T17:00:00Z"),
        (datetime(2, 1, 1, tzinfo=timezone(timedelta(hours=-1))), "0002-01-01T01:00:00Z"),
    ],
)
def test_instants_are_in_utc_with_a_z(at: datetime, written: str) -> None:
    data = to_data(attrs.evolve(SECOND, at=at))
    assert data["at"] == written
    assert from_data(data, HistoryEntry).at == at


@pytest.mark.parametrize("amount", ["0.00", "-0.01", "999999999999999999.99", "-999999999999999999.99"])
def test_amounts_are_decimal_text(amount: str) -> None:
    assert to_data(Money(amount, "SEK"))["amount"] == amount
    assert from_data({**MONEY, "amount": amount}) == Money(amount, "SEK")


@pytest.mark.parametrize(
    ("code", "amount"), [("JPY", "-7"), ("KWD", "1.125"), ("CLF", "0.0001"), ("HRK", "1.00")]
)
def test_amounts_have_the_digits_of_their_currency(code: str, amount: str) -> None:
    data = to_data(Money(amount, code))
    assert (data["amount"], data["currency"]) == (amount, code)
    assert from_data(data) == Money(amount, code)


def test_rates_that_are_equal_have_equal_texts() -> None:
    longer = attrs.evolve(RATE, rate=Decimal("0.09120"))
    assert longer == RATE
    assert to_text(longer) == to_text(RATE)
    assert to_data(attrs.evolve(RATE, rate=Decimal(1200)))["rate"] == "1200"
    longest = Decimal("123456789012345678.123456789012345678901234567891")
    assert from_data(to_data(attrs.evolve(RATE, rate=longest))) == attrs.evolve(RATE, rate=longest)


def test_a_member_of_an_enumeration_that_serves_as_text_is_written_as_text() -> None:
    written = to_data(_unchecked(SECOND, "by", Side.SYSTEM))["by"]
    assert type(written) is str
    assert written == "system"


def test_a_calendar_carries_its_contents_and_its_digest() -> None:
    read = from_data(to_data(CALENDAR), BusinessCalendar)
    assert read == CALENDAR
    assert to_data(read) == to_data(CALENDAR)


def test_readings_are_named_by_their_members() -> None:
    policies = to_data(REFERENCE)["policies"]
    assert policies["disputing"] == "widened"
    assert set(policies) == {field.name for field in attrs.fields(Policies)}


def test_a_reading_that_came_later_is_as_it_was_before() -> None:
    data = to_data(REFERENCE)
    del data["policies"]["reopening"]
    assert from_data(data, RulesReference).policies.reopening is Reopening.STAYS


def test_a_history_without_entries_is_written_too() -> None:
    for empty in (History(SECOND.claim), PaymentHistory(PaymentId("P-1"))):
        assert from_text(to_text(empty)) == empty


# References to rules.


def test_a_reference_binds_the_same_rules_again() -> None:
    rules = REFERENCE.bind(partner_center, calendar=CALENDAR, zone=ZONE)
    assert RulesReference.to(rules) == REFERENCE


def test_a_reference_refuses_other_rules() -> None:
    other = BusinessCalendar.of_weekdays(years=range(2022, 2023))
    with pytest.raises(InvalidValue, match="calendar"):
        REFERENCE.bind(partner_center, calendar=other, zone=ZONE)
    with pytest.raises(InvalidValue, match="zone"):
        REFERENCE.bind(partner_center, calendar=CALENDAR, zone=UTC)


# What has no wire form.


@pytest.mark.parametrize(
    ("value", "path", "expected"),
    [
        (7, "$", "one of"),
        (object(), "$", "one of"),
        (_with(SECOND, event=_unchecked(Commented("x"), "text", "\ud800")), "$.event.text", "UTF-8"),
        (_with(SECOND, event=_unchecked(Commented("x"), "text", 7)), "$.event.text", "text"),
        (_with(SECOND, event=Money(1, "SEK")), "$.event", "ClaimCreated"),
        (_with(SECOND, side="partner"), "$.side", "a Side"),
        (_with(SECOND, claim=" "), "$.claim", "not blank"),
        (_with(SECOND, number=0), "$.number", "a whole number from 1"),
        (_with(MILESTONES, approved_at=datetime(2022, 9, 1)), "$.approved_at", "aware"),  # noqa: DTZ001
        (_with(MILESTONES, approved=7), "$.approved", "a Money"),
        (_with(MILESTONES, reasons=["one"]), "$.reasons", "a tuple"),
        (_with(MILESTONES, reasons=(REASON, "two")), "$.reasons[1]", "a Reason"),
        (
            _with(MILESTONES, reasons=(_unchecked(REASON, "text", "\udfff"),)),
            "$.reasons[0].text",
            "UTF-8",
        ),
        (_with(WHY, figures=(("x",),)), "$.figures[0]", "a pair"),
        (_with(WHY, figures=((7, "x"),)), "$.figures[0].name", "text"),
        (_with(WHY, figures=(("x", 2**53),)), "$.figures[0].value", "a whole number"),
        (_with(WHY, figures=(("x", ("a", ("b", ("c",)))),)), "$.figures[0].value[1][1]", "one of Accrual"),
        (_with(WHY, basis=_unchecked(WHY.basis, "since", NOON)), "$.basis.since", "a day"),
        (_unchecked(KEY, "currency", "SEK"), "$.currency", "a Currency"),
        (_with(REFERENCE, strict=1), "$.strict", "true or false"),
        (_unchecked(RATE, "rate", "0.0912"), "$.rate", "a Decimal"),
        (_unchecked(CALENDAR, "working_days", (date(2022, 1, 8),)), "$.working_days", "a frozenset"),
        (_with(SEALED.entries[0], envelope="[]"), "$.envelope", "canonical text"),
        (_with(SEALED.entries[0], payload='{"b":1,"a":2}'), "$.payload", "canonical text"),
        (_with(SEALED.entries[0], salt="00"), "$.salt", "16 to 64 bytes"),
    ],
)
def test_what_cannot_be_written_is_refused_with_its_path(value: object, path: str, expected: str) -> None:
    with pytest.raises(WireMismatch) as caught:
        to_text(value)
    assert caught.value.field == path
    assert expected in caught.value.fits


def test_a_calendar_of_centuries_is_neither_written_nor_read() -> None:
    longest = BusinessCalendar.of_weekdays(years=range(2000, 2200))
    assert from_data(to_data(longest)) == longest
    with pytest.raises(WireMismatch, match="at most 200 years"):
        to_data(BusinessCalendar.of_weekdays(years=range(2000, 2201)))
    data = {**to_data(longest), "first": "0002-01-01", "last": "9998-12-31"}
    assert refused(data).field == "$.last"


# What else a value goes through.


@pytest.mark.parametrize("tag", VALUES)
def test_a_value_survives_pickling_and_copying(tag: str) -> None:
    value = VALUES[tag]
    for again in (pickle.loads(pickle.dumps(value)), copy.copy(value), copy.deepcopy(value)):
        assert again == value
        assert to_text(again) == to_text(value)
        assert hash(again) == hash(value)


TEXTS_OF_ALL = """
import hashlib, sys
sys.path.insert(0, sys.argv[1])
from tests.support.wire import VALUES
from coopclaims.wire import schema, to_text
text = "\\n".join((*map(to_text, VALUES.values()), repr(schema())))
print(hashlib.sha256(text.encode()).hexdigest())
"""


def test_the_text_is_the_same_in_every_process() -> None:
    """Sets and dicts are gone through in another order under another hash seed."""
    repository = str(Path(__file__).parents[2])
    digests = {
        subprocess.run(
            [sys.executable, "-c", TEXTS_OF_ALL, repository],
            check=True,
            capture_output=True,
            encoding="utf-8",
            env={**os.environ, "PYTHONHASHSEED": seed},
        ).stdout
        for seed in ("0", "1", "4711")
    }
    assert len(digests) == 1


def test_json_reads_what_is_written() -> None:
    for value in VALUES.values():
        assert json.loads(to_text(value)) == to_data(value)
