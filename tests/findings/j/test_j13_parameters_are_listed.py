"""The page of problems lists each parameter that a problem has, and the fields that it may name."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from tests.support.findings import ALICE, BOB, CAROL, RITA, RULES, World, cc, sek

if TYPE_CHECKING:
    from collections.abc import Iterator

_PAGE = Path(__file__).parents[3] / "docs" / "reference" / "problems.md"
_CODE = cc.findings.ProblemCode
_CODES = [
    _CODE.WRONG_SIDE,
    _CODE.ACTION_NOT_GRANTED,
    _CODE.NOT_ASKED,
    _CODE.REASON_MISSING,
    _CODE.STEP_NOT_POSSIBLE,
    _CODE.COST_EVIDENCE_MISSING,
    _CODE.CORE_NOT_ATTESTED,
    _CODE.PROOF_MISSING,
    _CODE.METRIC_MISSING,
    _CODE.CLAIM_EXISTS,
    _CODE.APPROVED_ABOVE_CLAIMED,
]


def _found() -> Iterator[Any]:
    """Yield problems of many codes, as judgements report them."""
    draft, reviewed, bare = World().draft(activity="tradeshow"), World().reviewed(), World()
    bare.do(cc.claims.CreateClaim, ALICE, "2022-09-01 09:00", form=bare.form(activity="tradeshow"))
    proof = cc.claims.Proof(id=cc.identifiers.ItemId("p"), document="d", note="")
    reviewer_free = World().submitted()
    for world, command in (
        (bare, bare.ask(cc.claims.SubmitClaim, BOB, "2022-09-14 10:00")),
        (draft, draft.ask(cc.claims.StartReview, BOB, "2022-09-14 10:00")),
        (draft, draft.ask(cc.claims.AddProof, CAROL, "2022-09-14 10:00", proof=proof)),
        (draft, draft.ask(cc.claims.CreateClaim, ALICE, "2022-09-14 10:00", form=draft.form())),
        (reviewer_free, reviewer_free.ask(cc.claims.StartReview, BOB, "2022-09-14 11:00")),
        (reviewer_free, reviewer_free.ask(cc.claims.StartReview, cc.Actor.vendor("x"), "2022-09-14 11:00")),
        (reviewed, reviewed.ask(cc.claims.RejectClaim, RITA, "2022-09-15 10:00", reasons=())),
        (reviewed, reviewed.ask(cc.claims.ApproveClaim, RITA, "2022-09-15 10:00", amount=sek("40000.00"))),
    ):
        yield from cc.problems(command, world.claim(), rules=RULES, funds=world.pool)


@cache
def _produced() -> dict[Any, Any]:
    return {each.code: each for each in _found()}


@cache
def _page() -> str:
    return _PAGE.read_text("utf-8")


def _part_on(code: Any) -> str:
    """Return what the page says of one code."""
    (part,) = re.findall(rf"(?ms)^#+ `{re.escape(code)}`$(.*?)(?=^#|\Z)", _page())
    return str(part)


def _unlisted(code: Any) -> list[str]:
    return [name for name, _ in _produced()[code].params if f"`{name}`" not in _part_on(code)]


@pytest.mark.parametrize("code", _CODES, ids=str)
def test_each_parameter_of_a_problem_stands_on_its_page(code: Any) -> None:
    assert not _unlisted(code)


def test_each_field_that_a_problem_names_stands_on_the_page() -> None:
    fields = {each.field for each in _produced().values() if each.field}
    assert not [field for field in sorted(fields) if f"`{field}`" not in _page()]
