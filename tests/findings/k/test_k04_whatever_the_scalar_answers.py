"""What a batch answers is what the same question answers when it is asked alone, refusals included."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from tests.support.findings import RULES, ZONE, at, cc

HOW_TO = Path(__file__).parents[3] / "docs" / "how-to" / "a_whole_portfolio.md"
DAYS = [date(2013, 12, 30) + timedelta(days=9 * number) for number in range(740)]
EVENINGS = [datetime(day.year, day.month, day.day, 21, 30, tzinfo=ZONE) for day in DAYS]


def alone(start: Any) -> Any:
    """Return the due day of a review, or the kind of error that says why there is none."""
    try:
        return cc.deadlines.review_due(start=start, rules=RULES).on
    except cc.CoopClaimsError as error:
        return type(error)


def together(starts: Any) -> list[Any]:
    batch = cc.portfolio.due_days_by_rule(starts, cc.rules.REVIEW_SPAN, rules=RULES)
    found = list(batch.gapped)
    for refusal in batch.refusals:
        found[refusal.position] = type(refusal.error)
    return found


@pytest.mark.parametrize("starts", [DAYS, EVENINGS], ids=("days", "instants"))
def test_each_row_is_answered_as_it_is_alone(starts: Any) -> None:
    assert together(starts) == [alone(start) for start in starts]


def test_a_row_without_an_answer_leaves_the_others_theirs() -> None:
    rows = [date(2022, 9, 15), date(2031, 12, 31), date(1990, 1, 1)]
    assert together(rows) == [date(2022, 9, 19), cc.errors.CalendarOutOfRange, cc.errors.NoRuleInForce]


def test_who_wants_every_row_is_told_which_have_no_answer() -> None:
    batch = cc.portfolio.due_days_by_rule([date(2031, 12, 31)], cc.rules.REVIEW_SPAN, rules=RULES)
    with pytest.raises(cc.portfolio.BatchRefused):
        _ = batch.days


def test_the_gaps_can_be_had_without_an_error() -> None:
    batch = cc.portfolio.due_days_by_rule([date(2031, 12, 31)], cc.rules.REVIEW_SPAN, rules=RULES)
    assert list(batch.gapped) == [None]


def test_a_refused_row_has_the_stable_code_of_its_error() -> None:
    rows = [date(2031, 12, 31), date(1990, 1, 1)]
    first, second = cc.portfolio.due_days_by_rule(rows, cc.rules.REVIEW_SPAN, rules=RULES).refusals
    assert first.error.code != second.error.code


def test_on_the_evening_of_the_due_day_a_review_is_due_and_not_met() -> None:
    due = cc.deadlines.review_due(start=at("2022-09-15 09:00"), rules=RULES)
    assert due.on == date(2022, 9, 19)
    assert due.state(at("2022-09-19 23:59")) != due.state(at("2022-09-20 00:01"))


def test_an_answer_of_later_on_the_day_of_the_question_is_none_yet() -> None:
    answered = at("2022-09-16 17:00")
    due = cc.deadlines.review_due(start=at("2022-09-15 09:00"), rules=RULES, answered_at=answered)
    assert due.state(at("2022-09-16 09:00")) != due.state(at("2022-09-16 18:00"))


def test_the_how_to_shows_the_gaps_to_those_who_have_looked_at_the_refusals() -> None:
    assert "gapped" in HOW_TO.read_text(encoding="utf-8")
