"""Every rule on the days around it: the day before it starts, its first, its last, and the day after.

The table says of each day what holds, whether it is published, inferred or carried forward and since
when, and what holds strictly. A rule that is carried forward is nothing when it is asked for strictly.
"""

from __future__ import annotations

from contextlib import suppress
from datetime import date, timedelta
from typing import TYPE_CHECKING

import attrs
import pytest
from tests.support.cases import rows_of
from tests.support.world import PACIFIC, WEEKDAYS

from coopclaims import partner_center
from coopclaims.errors import NoRuleInForce
from coopclaims.rules import Edition, RuleKey, keys as keys_module

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from coopclaims import Rulebook
    from coopclaims.rules import Rule
    from coopclaims.rules.rule import Timeline

ROWS = rows_of("rule_days")
COLUMNS = ("value", "basis", "strictly")

COVERED: Mapping[tuple[str, str], tuple[str, str | None, str | None]] = {
    ("Partner Center, 2018-09", "claim_deadline_days"): ("2018-09-04", "2020-09-17", None),
    ("Partner Center, 2019-04", "catalogue"): ("2019-04-03", "2023-10-23", None),
    ("Partner Center, 2020-07", "claim_deadline_days"): ("2020-07-24", "2021-04-09", None),
    ("Partner Center, 2020-11", "thresholds"): ("2020-11-03", None, "2021-09-29"),
    ("Partner Center, 2023-07", "catalogue"): ("2023-07-01", "2023-10-23", None),
    ("Partner Center, 2023-10", "dispute_window"): ("2023-10-01", None, None),
    ("Partner Center, 2025", "final_approval_span"): ("2025-01-01", None, None),
}
"""Days that no look-up shows, since another rule says the same or answers by then: first, last, withdrawn.

They are those of the newer facts: N23, N25, N4, U-26 with N12, N7, D-29 and D-15.
"""


def said(timeline: Timeline[object], day: date) -> dict[str, str]:
    """Return what this timeline says on a day, in the words of the table."""
    found = dict.fromkeys(COLUMNS, "none") | {"value": ""}
    with suppress(NoRuleInForce):
        rule = timeline.on(day)
        found |= {"value": rule.as_text, "basis": _basis(rule)}
        found["strictly"] = _basis(timeline.on(day, strict=True))
    return found


def _basis(rule: Rule[object]) -> str:
    since = "" if rule.basis.since is None else f" since {rule.basis.since.isoformat()}"
    return f"{rule.basis.kind.caption}{since}"


def disagreements(rulebook: Rulebook) -> dict[tuple[str, str], str]:
    """Return each rule and day on which this rulebook says something else than the table."""
    wrong: dict[tuple[str, str], str] = {}
    for row in ROWS:
        found = said(rulebook.timelines[row["rule"]], date.fromisoformat(row["day"]))
        expected = {column: row[column] for column in COLUMNS}
        if found != expected:
            wrong[row["rule"], row["day"]] = f"{found} instead of {expected}"
    for (edition, name), days in COVERED.items():
        stated = covered(rulebook, edition, name)
        if stated != days:
            wrong[name, days[0]] = f"{stated} instead of {days}"
    return wrong


def covered(rulebook: Rulebook, edition: str, name: str) -> tuple[str, str | None, str | None] | None:
    """Return the days of a rule as its edition states it."""
    (stated,) = (each for each in rulebook.editions if each.name == edition)
    rule: Rule[object] | None = getattr(stated, name)
    if rule is None:
        return None
    last, withdrawn = (None if day is None else day.isoformat() for day in (rule.last, rule.withdrawn))
    return rule.first.isoformat(), last, withdrawn


def turning_points(rule: Rule[object]) -> Iterator[date]:
    """Yield the days on which, and before which, something changes because of this rule."""
    one = timedelta(days=1)
    yield from (rule.first - one, rule.first)
    if rule.last is not None:
        yield from (rule.last, rule.last + one)
    if rule.withdrawn is not None:
        yield from (rule.withdrawn - one, rule.withdrawn)


@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row['rule']} {row['day']}".replace(" ", "-"))
def test_the_rulebook_says_what_the_table_says(row: Mapping[str, str]) -> None:
    found = said(partner_center.timelines[row["rule"]], date.fromisoformat(row["day"]))
    assert found == {column: row[column] for column in COLUMNS}


def test_every_rule_has_all_its_days_in_the_table() -> None:
    days = {(row["rule"], row["day"]) for row in ROWS}
    missing = [
        (name, day.isoformat())
        for name, timeline in partner_center.timelines.items()
        for rule in timeline.rules
        for day in turning_points(rule)
        if (name, day.isoformat()) not in days
    ]
    assert missing == []
    silent = {name for name, timeline in partner_center.timelines.items() if not timeline.rules}
    assert silent == {
        "intake",  # no page has a closing time
        "plan_programs",  # no page names the programs that have plans
        "recommendation_limits",  # no page has a limit for one person
    }


@pytest.mark.parametrize(("edition", "name"), COVERED)
def test_a_day_that_no_look_up_shows_is_the_stated_one(edition: str, name: str) -> None:
    assert covered(partner_center, edition, name) == COVERED[edition, name]


def test_no_day_is_told_twice() -> None:
    assert len({(row["rule"], row["day"]) for row in ROWS}) == len(ROWS)


@pytest.mark.parametrize("strict", [False, True])
def test_bound_rules_answer_as_their_timelines(strict: bool) -> None:
    """Under the default readings; the wider reading of disputing answers under another name."""
    rules = partner_center.bind(calendar=WEEKDAYS, zone=PACIFIC, strict=strict)
    for row in ROWS:
        if row["rule"] == "widened_disputing":
            continue
        day = date.fromisoformat(row["day"])
        expected = row["strictly" if strict else "basis"]
        try:
            found = _basis(rules.look_up(row["rule"], day))
        except NoRuleInForce:
            found = "none"
        assert found == expected, row


def test_each_rule_has_a_key_of_its_name() -> None:
    keys = {name.lower(): value for name, value in vars(keys_module).items() if isinstance(value, RuleKey)}
    assert all(name == key for name, key in keys.items())
    names = {row["rule"] for row in ROWS if not row["rule"].startswith("may_")}
    fields = {each.name for each in attrs.fields(Edition)} - {"name", "zone", "permissions"}
    assert names - {"widened_disputing"} <= keys.keys()  # it answers as the may_dispute
    assert fields - {"widened_disputing"} == keys.keys()
