"""A zone answers for a wall time as it does for an instant, or is refused where rules are bound to it."""

from __future__ import annotations

from datetime import UTC, date, timedelta, timezone, tzinfo
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from dateutil import tz
from tests.support.findings import CALENDAR, at, cc
from tests.support.zones import Failing, OldStyle, Wavering

STARTS, DUE = date(2022, 9, 15), date(2022, 9, 19)
NAMES = ("Asia/Kolkata", "America/Los_Angeles", "Europe/Stockholm")
LAST_MOMENT = "2022-09-19 23:59:59.999999"


def _bound(zone: tzinfo) -> Any:
    """Return the rules in this zone, or nothing where the zone is refused."""
    try:
        return cc.partner_center.bind(calendar=CALENDAR, zone=zone)
    except cc.InvalidValue:
        return None


@pytest.mark.parametrize("name", NAMES)
def test_a_day_ends_at_its_civil_end_or_the_zone_is_refused(name: str) -> None:
    rules = _bound(OldStyle(name))
    last = None if rules is None else cc.deadlines.review_due(start=STARTS, rules=rules).last_instant
    assert last is None or last == at(LAST_MOMENT, ZoneInfo(name))


@pytest.mark.parametrize(
    ("name", "moment", "state"),
    [
        ("Asia/Kolkata", "2022-09-19 23:50", "DUE_TODAY"),
        ("America/Los_Angeles", "2022-09-20 00:30", "OVERDUE"),
        ("Europe/Stockholm", "2022-09-20 00:20", "OVERDUE"),
    ],
)
def test_the_state_of_a_deadline_follows_the_civil_day(name: str, moment: str, state: str) -> None:
    rules = _bound(OldStyle(name))
    instant = at(moment, ZoneInfo(name))
    found = None if rules is None else cc.deadlines.review_due(start=STARTS, rules=rules).state(instant)
    assert found is None or found is cc.deadlines.DeadlineState[state]


@pytest.mark.parametrize("name", NAMES)
def test_the_day_of_an_instant_is_the_civil_one_or_the_zone_is_refused(name: str) -> None:
    rules = _bound(OldStyle(name))
    assert rules is None or rules.day(at(LAST_MOMENT, ZoneInfo(name))) == DUE


def test_a_zone_of_pytz_gives_the_civil_end_of_a_day_or_is_refused() -> None:
    pytz = pytest.importorskip("pytz", reason="one zone here is made by pytz")
    rules = _bound(pytz.timezone("Asia/Kolkata"))
    last = None if rules is None else cc.deadlines.review_due(start=STARTS, rules=rules).last_instant
    assert last is None or last == at(LAST_MOMENT, ZoneInfo("Asia/Kolkata"))


def test_utc_of_pytz_is_a_zone_like_any_other() -> None:
    pytz = pytest.importorskip("pytz", reason="one zone here is made by pytz")
    rules = cc.partner_center.bind(calendar=CALENDAR, zone=pytz.utc)
    assert cc.deadlines.review_due(start=STARTS, rules=rules).last_instant == at(LAST_MOMENT, UTC)


@pytest.mark.parametrize(
    "zone",
    [ZoneInfo("Asia/Kolkata"), tz.gettz("Asia/Kolkata"), timezone(timedelta(hours=5, minutes=30))],
    ids=["zoneinfo", "dateutil", "fixed"],
)
def test_zones_that_agree_with_themselves_are_taken(zone: tzinfo) -> None:
    rules = cc.partner_center.bind(calendar=CALENDAR, zone=zone)
    assert cc.deadlines.review_due(start=STARTS, rules=rules).last_instant == at(
        LAST_MOMENT, ZoneInfo("Asia/Kolkata")
    )


@pytest.mark.parametrize("zone", [Failing(), Wavering()], ids=["failing", "wavering"])
def test_a_zone_that_cannot_be_relied_on_is_refused_at_the_door(zone: tzinfo) -> None:
    with pytest.raises(cc.InvalidValue):
        cc.partner_center.bind(calendar=CALENDAR, zone=zone)
