"""The wire's page gives the bytes of every digest, and says what starts, answers and stops each clock."""

from __future__ import annotations

import json
import re
from datetime import date, timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from tests.support.findings import CALENDAR, cc

WIRE = Path(__file__).parents[3] / "docs" / "reference" / "wire.md"

FRIDAY = date(2022, 9, 16)
SPECIAL = cc.BusinessCalendar(
    name="Sonderfälle",
    first=date(2022, 9, 1),
    last=date(2022, 9, 30),
    weekends=((date(2022, 9, 1), frozenset({5, 6})), (FRIDAY, frozenset({4, 5}))),
    holidays=((date(2022, 9, 5), "Prüfungstag"), (date(2022, 9, 6), "Mondfest")),
    working_days=frozenset({date(2022, 9, 10)}),
    estimated=frozenset({date(2022, 9, 6)}),
)
"""A weekend that changes, a working Saturday, an estimated day and an umlaut."""


def digest(data: Any) -> str:
    """Return the digest of a calendar's plain data, made by what is known of its bytes.

    JSON in ASCII without spaces: the format, the first day, a letter for each day, and the reasons of the
    days that are closed for one, in order.
    """
    first, last = date.fromisoformat(data["first"]), date.fromisoformat(data["last"])
    weekends = [(date.fromisoformat(each["since"]), set(each["weekdays"])) for each in data["weekends"]]
    reasons = {each["day"]: each["why"] for each in data["holidays"]}
    letters = ""
    for number in range((last - first).days + 1):
        day = first + timedelta(days=number)
        text = day.isoformat()
        weekend = [days for start, days in weekends if start <= day][-1]
        letter = "-" if day.weekday() in weekend else "."
        letter = "." if text in data["working_days"] else letter
        letter = "#" if text in reasons else letter
        letters += "?" if text in data["estimated"] else letter
    content = [1, data["first"], letters, [reasons[day] for day in sorted(reasons)]]
    return sha256(json.dumps(content, separators=(",", ":")).encode("ascii")).hexdigest()


@pytest.mark.parametrize("calendar", [CALENDAR, SPECIAL], ids=("plain", "special"))
def test_the_digest_of_a_calendar_is_made_of_bytes_that_can_be_told(calendar: Any) -> None:
    assert digest(cc.wire.to_data(calendar)) == calendar.digest


def test_the_name_of_a_calendar_is_no_part_of_its_digest() -> None:
    assert digest(cc.wire.to_data(SPECIAL) | {"name": "Other"}) == SPECIAL.digest


def test_a_weekend_holds_from_its_day_on() -> None:
    days = [FRIDAY - timedelta(days=7), FRIDAY, FRIDAY + timedelta(days=2)]
    assert [SPECIAL.is_business_day(day) for day in days] == [True, False, True]


def sections() -> list[str]:
    return re.split(r"^#+ ", WIRE.read_text(encoding="utf-8"), flags=re.MULTILINE)


def test_the_page_of_the_wire_gives_the_bytes_of_the_digest_of_a_calendar() -> None:
    assert [each for each in sections() if "SHA-256" in each and "calendar" in each and "estimated" in each]


def test_the_page_of_the_wire_says_which_events_start_and_answer_each_clock() -> None:
    events = ("claim.submitted", "claim.review-started", "claim.action-requested", "claim.rejection-disputed")
    table = "| type | v | fields |"
    rows = [each for each in sections() if "clock" in each.lower() and all(event in each for event in events)]
    assert [each for each in rows if table.lower() not in each.lower()]
