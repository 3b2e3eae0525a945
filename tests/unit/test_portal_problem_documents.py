"""Problem documents: the members of RFC 9457, a status for each error, a member for each problem."""

from __future__ import annotations

import json
import re
from datetime import date
from typing import TYPE_CHECKING, Any

import pytest
from tests.support.wire_answers import PROBLEM

import coopclaims as cc
from coopclaims.errors import (
    CommandReused,
    CoopClaimsError,
    InvalidValue,
    NoRate,
    StaleClaim,
    UnknownClaim,
    Unsupported,
    WireMismatch,
    WrongAnswer,
)
from coopclaims.findings import ProblemCode, Refused, Severity
from coopclaims.findings.messages import WORDINGS
from coopclaims.portal import openapi_components, problem_details
from coopclaims.portal.problem_documents import ERRORS, PROBLEM_STATUSES
from coopclaims.provenance import cite
from coopclaims.wire import from_data, to_data

if TYPE_CHECKING:
    from collections.abc import Iterator

SOURCE = cite("READING", "D-10")


def a_problem(code: ProblemCode, severity: Severity = Severity.BLOCKS) -> cc.Problem:
    """Return a problem with something for every parameter that its sentences name."""
    params = tuple((name, ("x",)) for name in WORDINGS[code].message.types)
    return cc.Problem(code=code, params=params, severity=severity, source=SOURCE)


def every_error(cls: type[CoopClaimsError] = CoopClaimsError) -> Iterator[type[CoopClaimsError]]:
    yield cls
    for each in cls.__subclasses__():
        if each.__module__.startswith("coopclaims."):
            yield from every_error(each)


def test_every_error_of_the_library_has_a_status_and_a_title() -> None:
    loaded = {cc.portfolio.BatchRefused.code, cc.funds.BrokenLedger.code, Refused.code}
    codes = {cls.code for cls in every_error()}
    assert loaded <= codes
    assert codes == set(ERRORS)


@pytest.mark.parametrize(
    ("error", "status"),
    [
        (InvalidValue("amount", "x", "positive"), 422),
        (WireMismatch("$.amount", "'x'", "truth"), 422),
        (NoRate("SEK", "EUR", date(2022, 9, 1)), 422),
        (StaleClaim("C-1", 3, 4), 409),
        (CommandReused("C-1", "c-1", "another", of="x"), 409),
        (UnknownClaim("C-1"), 404),
        (WrongAnswer("ClaimRepository", ("C-1",), ("C-2",)), 500),
        (Unsupported("payments"), 501),
        (CoopClaimsError("whatever"), 500),
    ],
)
def test_the_status_says_whose_turn_it_is(error: CoopClaimsError, status: int) -> None:
    document = problem_details(error)
    assert document["status"] == status
    assert document["type"] == f"urn:coopclaims:problem:{error.code}"
    assert document["code"] == error.code
    assert document["title"]
    assert json.loads(json.dumps(document)) == document


@pytest.mark.parametrize(
    ("codes", "status"),
    [
        ((ProblemCode.TEXT_MISSING,), 422),
        ((ProblemCode.WRONG_SIDE, ProblemCode.TEXT_MISSING), 403),
        ((ProblemCode.CLAIM_MISSING, ProblemCode.TEXT_MISSING), 404),
        ((ProblemCode.TEXT_MISSING, ProblemCode.STEP_NOT_POSSIBLE), 409),
        ((ProblemCode.STEP_NOT_POSSIBLE, ProblemCode.OUTSIDE_SCOPE), 403),
        ((ProblemCode.RECOMMENDATION_MISSING, ProblemCode.DELEGATION_BEYOND_OWN), 403),
        ((ProblemCode.DELEGATION_NOT_IN_FORCE,), 403),
        ((ProblemCode.DELEGATION_UNFIT,), 403),
        ((ProblemCode.CLAIM_MISSING, ProblemCode.IDENTIFIER_TAKEN), 404),
    ],
)
def test_the_status_of_several_problems_is_the_first_that_matters(
    codes: tuple[ProblemCode, ...], status: int
) -> None:
    assert problem_details(Refused(tuple(map(a_problem, codes))))["status"] == status


def test_advice_decides_no_status() -> None:
    advice = a_problem(ProblemCode.WRONG_SIDE, Severity.ADVISES)
    assert PROBLEM_STATUSES[advice.code] == 403
    for problems in ((advice, a_problem(ProblemCode.TEXT_MISSING)), (advice,)):
        assert problem_details(Refused(problems))["status"] == 422


def test_a_problem_is_a_member_with_its_parts_in_the_form_of_the_wire() -> None:
    document = problem_details(Refused((PROBLEM,)))
    (member,) = document["errors"]
    assert member == {
        "field": "proofs",
        "item": PROBLEM.item,
        "code": "proof_missing",
        "severity": "advises",
        "who": ["incentives_user", "reviewer"],
        "source": {"document": "READING", "facts": ["D-10"], "dated": None},
        "params": {
            "activity": {"type": "term", "v": 1, "key": "tradeshow", "caption": "Tradeshows"},
            "on": {"type": "day", "v": 1, "value": "2022-11-01"},
            "ways": [[{"type": "term", "v": 1, "key": "photo", "caption": "a photo"}]],
            "keys": [{"type": "term", "v": 1, "key": "photo", "caption": "a photo"}],
        },
        "message": PROBLEM.message,
        "remedy": PROBLEM.remedy,
    }
    assert document["detail"] == PROBLEM.message
    assert from_data(member["params"]["on"]) == PROBLEM.param("on")
    assert document["title"] == "The rules refuse what was asked"


def test_several_problems_are_said_one_after_the_other() -> None:
    document = problem_details(Refused((PROBLEM, PROBLEM)))
    assert document["detail"] == f"{PROBLEM.message}; {PROBLEM.message}"
    assert len(document["errors"]) == 2


def test_a_wrong_value_names_its_field_and_what_fits() -> None:
    with pytest.raises(WireMismatch) as caught:
        from_data({**to_data(cc.Money("1.00", "SEK")), "amount": "much"})
    document = problem_details(caught.value)
    assert document["errors"] == [
        {
            "field": "$.amount",
            "code": "amount_as_text",
            "params": {"currency": {"type": "currency", "v": 1, "value": "SEK"}, "digits": 2},
            "message": str(caught.value),
            "remedy": "an amount as decimal text, in SEK with 2 digits after the point",
            "source": None,
        }
    ]
    assert document["detail"] == str(caught.value)


def test_a_figure_without_a_form_is_its_text() -> None:
    document = problem_details(InvalidValue("on", 7, "kind", kind=date))
    assert document["errors"][0]["params"] == {"kind": str(date)}


def test_what_went_wrong_on_the_side_of_the_service_says_nothing_of_it() -> None:
    error = WrongAnswer("ClaimRepository", ("C-1",), ("C-2",))
    document = problem_details(error)
    assert "C-2" not in json.dumps(document)
    assert document["detail"] == document["title"]
    assert document["errors"] == []


def test_an_error_of_an_adopter_has_the_status_of_what_it_is() -> None:
    class Ours(StaleClaim):
        code = "ours"

    document = problem_details(Ours("C-1", 3, 4))
    assert (document["type"], document["status"]) == ("urn:coopclaims:problem:ours", 409)


def test_a_language_that_no_text_is_in_is_refused() -> None:
    with pytest.raises(InvalidValue) as caught:
        problem_details(UnknownClaim("C-1"), language="fi")
    assert caught.value.field == "language"


def test_all_texts_are_in_the_language_that_is_asked_for() -> None:
    document = problem_details(Refused((PROBLEM,)), language="sv-SE")
    assert document["title"] == "Reglerna avslår det som begärdes"
    (member,) = document["errors"]
    assert member["message"] == document["detail"] == cc.labels.sentence(PROBLEM, "sv")
    assert PROBLEM.remedy not in json.dumps(document, ensure_ascii=False)


def test_what_fits_is_said_in_the_language_too() -> None:
    document = problem_details(InvalidValue("on", 7, "day"), language="de")
    assert document["detail"] == cc.labels.render(InvalidValue("on", 7, "day"), "de")
    assert document["errors"][0]["remedy"] in document["detail"]
    assert InvalidValue("on", 7, "day").fits not in document["detail"]


def test_what_an_adopter_expects_is_said_in_their_words() -> None:
    document = problem_details(InvalidValue("on", 7, "our_own_day"), language="de")
    assert document["errors"][0]["remedy"] == "our_own_day"


# The components of an OpenAPI document.


def nodes(part: Any) -> Iterator[dict[str, Any]]:
    if isinstance(part, dict):
        yield part
    for each in part.values() if isinstance(part, dict) else part if isinstance(part, list) else ():
        yield from nodes(each)


def test_every_reference_leads_to_a_component() -> None:
    schemas = openapi_components()["schemas"]
    prefix = "#/components/schemas/"
    names = {node["$ref"] for node in nodes(schemas) if "$ref" in node}
    assert names
    assert all(name.startswith(prefix) and name.removeprefix(prefix) in schemas for name in names)


def test_the_names_of_components_are_those_that_openapi_takes() -> None:
    names = openapi_components()["schemas"]
    assert all(re.fullmatch(r"[a-zA-Z0-9._-]+", name) for name in names)
    assert set(names) == {*cc.wire.schema()["$defs"], "ProblemDetails"}  # type: ignore[misc]


def test_components_are_data_of_their_own() -> None:
    openapi_components()["schemas"].clear()
    components = openapi_components()
    assert components["schemas"]
    assert json.loads(json.dumps(components)) == components


def test_a_problem_document_fits_its_component() -> None:
    jsonschema = pytest.importorskip("jsonschema", reason="a second reader of the schema")
    root = {"$ref": "#/components/schemas/ProblemDetails", "components": openapi_components()}
    reader = jsonschema.Draft202012Validator(root)
    for error in (Refused((PROBLEM,)), InvalidValue("on", 7, "positive"), UnknownClaim("C-1")):
        reader.validate(problem_details(error))
    assert not reader.is_valid({"type": "urn:x"})
