"""The conformance suite is what the library answers, and can be played from its files alone."""

from __future__ import annotations

import json
from collections import Counter
from datetime import datetime
from functools import cache
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import attrs
import pytest
from tests.support.conformance import FOLDER, explored, files, schema

from coopclaims import (
    Actor,
    BusinessCalendar,
    ClaimStatus,
    FundPool,
    History,
    allowed,
    partner_center,
    replay,
)
from coopclaims.claims import UploadRequest
from coopclaims.decisions import ClaimPlace, StepAnswer
from coopclaims.testing.exploring import ASKED
from coopclaims.wire import RulesReference, from_data

if TYPE_CHECKING:
    from coopclaims import Claim


@cache
def read(name: str) -> Any:
    return json.loads((FOLDER / name).read_text("utf-8"))


def asked(answer: StepAnswer) -> tuple[Any, ...]:
    return (
        answer.place,
        answer.command.key,
        answer.role.value,
        answer.condition,
        tuple(sorted(answer.codes)),
    )


def test_the_files_are_as_they_are_drawn() -> None:
    for name, text in files():
        stored = (FOLDER / name).read_text("utf-8")
        assert stored == text, f"{name} is old; run: python -m tests.support.conformance"


def test_the_suite_lists_its_files() -> None:
    listed = {each["path"] for each in read("suite.json")["files"]}
    assert listed | {"suite.json", "suite.schema.json"} == {path.name for path in FOLDER.glob("*.json")}


def test_the_files_are_as_their_schema_has_them() -> None:
    jsonschema = pytest.importorskip("jsonschema", reason="a second reader of the schema")
    assert read("suite.schema.json") == schema()
    for name in ("suite.json", "lifecycle.json"):
        jsonschema.Draft202012Validator(schema()).validate(read(name))


def test_the_vectors_are_the_answers_of_the_exploration() -> None:
    found: Counter[Any] = Counter()
    for each in read("lifecycle.json")["places"]:
        place = ClaimPlace(ClaimStatus(each["status"]), each["submitted"], each["disputed"], each["asked"])
        for group in each["answers"]:
            said = (group["role"], group["condition"])
            found.update((place, key, *said, tuple(codes)) for key, codes in group["commands"].items())
    assert found == Counter(map(asked, explored().answers))


def test_the_vectors_can_be_played_from_the_files_alone() -> None:
    """Rules are bound from their reference and the calendar; nothing else of this library's kit is asked."""
    vectors = read("lifecycle.json")
    reference = from_data(vectors["rules"], RulesReference)
    calendar = from_data(vectors["calendar"], BusinessCalendar)
    rules = reference.bind(partner_center, calendar=calendar, zone=ZoneInfo(reference.zone))
    for place in vectors["places"]:
        stands = replay(from_data(place["history"], History))
        assert stands.status.value == place["status"]
        for group in place["answers"]:
            actor = from_data(group["actor"], Actor)
            claim = _asked_to_upload(stands, actor) if group["condition"] == ASKED else stands
            options = allowed(
                claim,
                actor,
                at=datetime.fromisoformat(group["at"]),
                rules=rules,
                funds=from_data(place["fund"], FundPool),
            )
            found = {
                kind.key: sorted({each.code.value for each in option.problems})
                for kind, option in options.items()
            }
            assert found == group["commands"], (place["status"], group["role"], group["condition"])


def _asked_to_upload(claim: Claim, actor: Actor) -> Claim:
    request = UploadRequest(actor.id, "the photo", 1)
    return attrs.evolve(claim, details=attrs.evolve(claim.details, uploads_asked=(request,)))
