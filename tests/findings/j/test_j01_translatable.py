"""Whatever the library says is a code and values, so that any language can say it."""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING, Any

import pytest
from tests.support.findings import (
    ALICE,
    BOB,
    CAROL,
    LOCATION,
    PROGRAM,
    RITA,
    RULES,
    World,
    at,
    cc,
    circumstances,
    sek,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

_CODE = cc.findings.ProblemCode
_LANGUAGES = ["en", "sv", "nl", "fr", "de"]
_PROSE = re.compile(r"\b[a-z]+,? [a-z]+\b")
"""Two words in small letters."""


def _problem(code: Any) -> Any:
    """Return a problem of this code, as a judgement reports it."""
    draft, submitted = World().draft(activity="tradeshow"), World().submitted()
    asked: dict[Any, Callable[[], Any]] = {
        _CODE.STEP_NOT_POSSIBLE: lambda: _of(
            draft, draft.ask(cc.claims.ApproveClaim, BOB, "2022-09-14 11:00", amount=sek("9.00"))
        ),
        _CODE.WRONG_SIDE: lambda: _of(
            submitted, submitted.ask(cc.claims.StartReview, BOB, "2022-09-14 11:00")
        ),
        _CODE.OUTSIDE_SCOPE: lambda: _of(
            submitted,
            submitted.ask(
                cc.claims.StartReview,
                cc.Actor.vendor("rita", cc.Role.REVIEWER, location="no-9", program=cc.parties.EVERYWHERE),
                "2022-09-14 11:00",
            ),
        ),
        _CODE.NOT_ASKED: lambda: _of(
            draft,
            draft.ask(
                cc.claims.AddProof,
                CAROL,
                "2022-09-14 11:00",
                proof=cc.claims.Proof(id="p", document="d", note="n"),
            ),
        ),
        _CODE.ACTION_NOT_GRANTED: lambda: cc.permission(
            CAROL,
            cc.Action.VIEW_CLAIM,
            location=LOCATION,
            program=PROGRAM,
            at=at("2022-09-03 10:00"),
            rules=RULES,
        ),
        _CODE.CLAIM_EXISTS: lambda: _of(
            draft, draft.ask(cc.claims.CreateClaim, ALICE, "2022-09-14 11:00", form=draft.form())
        ),
        _CODE.REASON_MISSING: _rejection,
    }
    found = asked.get(code, lambda: _of(draft, draft.ask(cc.claims.SubmitClaim, BOB, "2022-09-14 10:00")))()
    return next(each for each in found if each.code is code)


def _of(world: World, command: Any) -> Any:
    return cc.problems(command, world.claim(), rules=RULES, funds=world.pool)


def _rejection() -> Any:
    world = World().reviewed()
    return _of(world, world.ask(cc.claims.RejectClaim, RITA, "2022-09-15 10:00", reasons=()))


def _texts(value: Any) -> Iterator[str]:
    """Yield each text in a value of a parameter."""
    if isinstance(value, (tuple, list, frozenset)):
        for part in value:
            yield from _texts(part)
    else:
        yield str(value)


def _prose(pairs: Any) -> list[tuple[str, str]]:
    return [(name, text) for name, value in dict(pairs).items() for text in _texts(value) if _said(text)]


def _said(text: str) -> bool:
    return _PROSE.search(text) is not None


@pytest.mark.parametrize(
    "code",
    [
        _CODE.CORE_NOT_ATTESTED,
        _CODE.PROOF_MISSING,
        _CODE.METRIC_MISSING,
        _CODE.STEP_NOT_POSSIBLE,
        _CODE.WRONG_SIDE,
        _CODE.ACTION_NOT_GRANTED,
        _CODE.NOT_ASKED,
        _CODE.OUTSIDE_SCOPE,
        _CODE.REASON_MISSING,
    ],
    ids=str,
)
def test_no_parameter_of_a_problem_is_prose(code: Any) -> None:
    assert not _prose(_problem(code).params)


def test_where_a_parameter_is_a_value_already_it_is_no_prose() -> None:
    assert not _prose(_problem(_CODE.CLAIM_EXISTS).params)


@pytest.mark.parametrize(
    ("code", "name", "value"),
    [
        (_CODE.STEP_NOT_POSSIBLE, "status", cc.ClaimStatus.EDITING),
        (_CODE.CLAIM_EXISTS, "status", cc.ClaimStatus.EDITING),
        (_CODE.METRIC_MISSING, "keys", ("attendees", "booth-visitors")),
        (_CODE.PROOF_MISSING, "activity", "tradeshow"),
        (_CODE.WRONG_SIDE, "roles", (cc.Role.REVIEWER, cc.Role.VALIDATION_TEAM, cc.Role.SYSTEM)),
    ],
    ids=str,
)
def test_a_parameter_is_the_value_and_not_its_caption(code: Any, name: str, value: Any) -> None:
    assert dict(_problem(code).params)[name] == value


def test_a_parameter_that_is_a_step_or_a_side_equals_its_key() -> None:
    assert dict(_problem(_CODE.STEP_NOT_POSSIBLE).params)["step"] == cc.claims.Trigger.APPROVE
    assert dict(_problem(_CODE.WRONG_SIDE).params)["side"] == cc.Side.PARTNER


def test_where_there_is_no_claim_none_is_made_up() -> None:
    assert dict(_problem(_CODE.ACTION_NOT_GRANTED).params).get("claim") in {None, ""}


def _deadlines() -> dict[str, Any]:
    draft, submitted = World().draft().claim(), World().submitted().claim()
    return {
        "running": cc.review_deadline(submitted, rules=RULES),
        "not submitted": cc.review_deadline(draft, rules=RULES),
        "not disputed": cc.dispute_deadline(draft, rules=RULES),
        "not approved": cc.payment_deadline(
            draft, tax_invoice=cc.deadlines.TaxInvoice.awaited(), rules=RULES
        ),
        "expiry": cc.deadlines.draft_expiry(draft, rules=RULES),
    }


@pytest.mark.parametrize("which", ["running", "not submitted", "not disputed", "not approved"])
def test_no_figure_of_a_date_is_prose(which: str) -> None:
    explained = _deadlines()[which].explain()
    assert not [found for step in explained.walk() for found in _prose(step.figures)]


def test_each_reason_why_a_clock_does_not_run_has_a_code_of_its_own() -> None:
    found = _deadlines()
    codes = {found[which].explain().code for which in ("not submitted", "not disputed", "not approved")}
    assert len(codes) == 3


def test_no_figure_of_why_a_claim_is_not_paid_is_prose() -> None:
    why = cc.payments.why_not_paid(circumstances(World().approved()), at=at("2022-10-01 09:00"), rules=RULES)
    assert not [found for step in why.explain().walk() for found in _prose(step.figures)]


def test_no_figure_of_a_checklist_is_prose() -> None:
    listed = cc.completeness.evidence_checklist(World().form(activity="tradeshow"), rules=RULES)
    assert not [found for step in listed.explain().walk() for found in _prose(step.figures)]


def _invalid() -> Any:
    with pytest.raises(cc.InvalidValue) as caught:
        cc.UsagePeriod(date(2022, 12, 31), date(2022, 7, 1))
    return caught.value


def test_an_impossible_value_has_a_code() -> None:
    assert _invalid().code


def test_an_impossible_value_names_its_field() -> None:
    assert _invalid().field


def test_what_an_impossible_value_should_be_is_no_prose() -> None:
    assert not any(_said(text) for text in _texts(_invalid().expected))


@pytest.mark.parametrize("language", _LANGUAGES)
def test_every_code_of_a_problem_has_a_template_in_every_language(language: str) -> None:
    messages = cc.labels.messages(language)
    assert {str(code) for code in _CODE} <= {str(code) for code in messages}


@pytest.mark.parametrize("language", _LANGUAGES)
def test_every_language_has_the_same_messages(language: str) -> None:
    assert set(cc.labels.messages(language)) == set(cc.labels.messages("en"))


@pytest.mark.parametrize("language", [each for each in _LANGUAGES if each != "en"])
def test_a_refusal_and_a_date_are_rendered_in_another_language(language: str) -> None:
    for answer in (_problem(_CODE.PROOF_MISSING), _deadlines()["running"].explain()):
        assert cc.labels.render(answer, language) != cc.labels.render(answer, "en")


def test_in_english_an_answer_is_rendered_as_it_is_printed() -> None:
    problem = _problem(_CODE.PROOF_MISSING)
    assert cc.labels.render(problem, "en") == str(problem)
