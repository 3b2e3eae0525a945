"""Answers as data: read back equal, and explained in the same words."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any

import attrs
import pytest
from tests.support.wire import VALUES
from tests.support.wire_answers import DUE, SEEN

from coopclaims.errors import WireMismatch
from coopclaims.wire import UnknownField, from_data, from_text, to_data, to_text
from coopclaims.wire.of_answers import KINDS

EXPLAINED = [kind.tag for kind in KINDS if hasattr(kind.cls, "explain")]


@pytest.mark.parametrize("tag", EXPLAINED)
def test_what_is_read_back_is_explained_in_the_same_words(tag: str) -> None:
    value: Any = VALUES[tag]
    back: Any = from_text(to_text(value))
    assert back == value
    assert back.explain() == value.explain()
    assert str(back.explain()) == str(value.explain())


def test_the_last_instant_of_a_deadline_keeps_its_zone_by_name() -> None:
    data = to_data(DUE)
    assert data["last_instant"] == {
        "at": "2022-09-21T23:59:59.999999-07:00",
        "zone": "America/Los_Angeles",
    }
    back = from_data(data, type(DUE))
    assert str(back.last_instant.tzinfo) == "America/Los_Angeles"
    assert back.last_instant.utcoffset() == timedelta(hours=-7)
    before, after = datetime(2022, 9, 22, 6, 59, tzinfo=UTC), datetime(2022, 9, 22, 7, tzinfo=UTC)
    open_one = attrs.evolve(back, answered_at=None)
    assert [open_one.state(at).value for at in (before, after)] == ["due_today", "overdue"]


def test_the_days_that_a_count_met_are_marks_and_reasons() -> None:
    assert to_data(SEEN) == {
        "type": "calendar.seen-days",
        "v": 1,
        "start": "2022-09-15",
        "pattern": ".--#?.",
        "names": [{"day": "2022-09-19", "why": "a day off"}],
    }


def test_an_option_names_its_command_by_its_key() -> None:
    assert to_data(VALUES["option"])["command"] == "submit_claim"


@pytest.mark.parametrize(
    ("tag", "changes", "field"),
    [
        ("option", {"command": "pay_claim"}, "$.command"),
        ("option", {"command": 7}, "$.command"),
        ("calendar.seen-days", {"pattern": ".x."}, "$.pattern"),
        ("calendar.seen-days", {"pattern": None}, "$.pattern"),
        ("deadline", {"last_instant": "2022-09-21T23:59:59-07:00"}, "$.last_instant"),
        ("deadline", {"last_instant": {"at": "2022-09-21T23:59:59-07:00"}}, "$.last_instant.zone"),
        *(
            ("deadline", {"last_instant": {"at": at, "zone": "UTC"}}, "$.last_instant.at")
            for at in (
                7,
                "2022-09-21T23:59:59Z",
                "2022-09-21T23:59:59",
                "2022-02-30T23:59:59-07:00",
                "2022-09-21T24:00:00-07:00",
                "2022-09-21T23:59:59.000000-07:00",
                "2022-09-21T23:59:59-07:00:00",
                "2022-09-21 23:59:59-07:00",
            )
        ),
    ],
)
def test_an_answer_is_read_strictly(tag: str, changes: dict[str, object], field: str) -> None:
    with pytest.raises(WireMismatch) as caught:
        from_data({**to_data(VALUES[tag]), **changes})
    assert caught.value.field == field


def test_an_offset_may_have_seconds_and_no_parts_of_them() -> None:
    whole = timezone(timedelta(hours=2, minutes=1, seconds=7), "Mean time")
    due = attrs.evolve(DUE, last_instant=datetime(2022, 9, 21, 12, tzinfo=whole))
    assert to_data(due)["last_instant"] == {"at": "2022-09-21T12:00:00+02:01:07", "zone": "Mean time"}
    assert from_data(to_data(due)) == due
    parts = timezone(timedelta(hours=2, microseconds=7), "Mean time")
    with pytest.raises(WireMismatch, match="an instant with its offset"):
        to_data(attrs.evolve(DUE, last_instant=datetime(2022, 9, 21, 12, tzinfo=parts)))


def test_what_is_no_answer_of_ours_is_not_written() -> None:
    def without_checks(value: Any, **parts: object) -> Any:
        made = object.__new__(type(value))
        for field in attrs.fields(type(value)):
            object.__setattr__(made, field.name, parts.get(field.name, getattr(value, field.name)))
        return made

    wrong = {
        "last_instant": datetime(2022, 9, 21, 12),  # noqa: DTZ001
        "started_on": datetime(2022, 9, 21, 12, tzinfo=UTC),
    }
    for name, part in wrong.items():
        with pytest.raises(WireMismatch) as caught:
            to_data(without_checks(DUE, **{name: part}))
        assert caught.value.field.startswith(f"$.{name}")
    for marks in (b"x", b"\xff"):
        with pytest.raises(WireMismatch, match="a mark for each day"):
            to_data(without_checks(SEEN, pattern=marks))


def test_an_own_span_is_not_written() -> None:
    @attrs.frozen
    class Fortnights:
        n: int

        def after(self, day: date, /) -> date:
            return day + timedelta(days=14 * self.n)

    with pytest.raises(WireMismatch) as caught:
        to_data(attrs.evolve(DUE, span=Fortnights(2), rule=None))
    assert caught.value.field == "$.span"


def test_an_unknown_field_beside_a_zone_is_kept() -> None:
    data = to_data(DUE)
    data["last_instant"]["ours"] = True
    kept = from_data(data, unknown="keep")
    assert kept.value == DUE
    assert kept.unknown == (UnknownField(("last_instant", "ours"), "true"),)
    assert to_data(kept) == data
