"""The rules under which an answer holds can be written down beside it."""

from __future__ import annotations

import importlib
import json
from pathlib import Path
from typing import Any

import pytest
from tests.support.findings import CALENDAR, RULES, cc

testing: Any = importlib.import_module("coopclaims.testing")

CONFORMANCE = Path(__file__).parents[3] / "docs" / "conformance"
POLICIES = cc.Policies(disputing=cc.rules.Disputing.WIDENED)


def written(value: Any) -> Any:
    """Return a value as JSON gives it back."""
    return json.loads(json.dumps(cc.wire.to_data(value)))


def test_a_calendar_has_a_wire_form() -> None:
    assert cc.wire.from_data(written(CALENDAR)) == CALENDAR


@pytest.mark.parametrize("policies", [cc.Policies(), POLICIES], ids=("published", "widened"))
def test_policies_are_written_and_read_back(policies: Any) -> None:
    assert cc.wire.from_data(written(policies)) == policies


def test_policies_are_written_by_their_keys() -> None:
    assert "disputing" in written(POLICIES)


def test_a_rulebook_is_written_by_its_name_and_digest() -> None:
    data = written(cc.partner_center)
    assert data["name"] == cc.partner_center.name
    assert data["digest"]


def test_bound_rules_are_written_by_what_they_are_bound_to() -> None:
    reference = cc.wire.RulesReference.to(RULES)
    assert written(reference)["digest"] == cc.partner_center.digest
    book = cc.wire.from_data(written(cc.partner_center))
    again = cc.wire.from_data(written(reference)).bind(book, calendar=CALENDAR, zone=RULES.zone)
    assert again == RULES


def test_an_answer_of_an_exploration_is_written() -> None:
    place = testing.StepAnswer(
        place=next(iter(testing.explore(testing.World.typical().rules).stories))[0],
        command=cc.claims.SubmitClaim,
        role=cc.Role.INCENTIVES_ADMIN,
        condition="on 2022-08-16",
        codes=frozenset({cc.findings.ProblemCode.CLAIM_MISSING}),
    )
    data = written(place)
    assert (data["role"], data["command"]) == ("incentives_admin", "submit_claim")
    assert cc.wire.from_data(data) == place
    with pytest.raises(cc.errors.WireMismatch, match="command"):
        cc.wire.from_data({**data, "command": "dispute"})


def test_vectors_stand_beside_the_pages_with_their_schema() -> None:
    assert [path.name for path in CONFORMANCE.glob("suite*.json")]
