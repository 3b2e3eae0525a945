"""Names are the field's own words, and the dialect of before is gone."""

from __future__ import annotations

import inspect
import re
from typing import Any

import pytest
from tests.support.findings import cc
from tests.support.public import DOOR, NAMESPACES, listed

_RENAMED = {
    "told": "describe",
    "asked": "iter_requirements",
    "unmet": "missing_requirements",
    "ways_to_meet": "ways_to_satisfy",
    "Need": "RequirementExpr",
    "Asked": "ConditionalRequirement",
    "drift": "recompute",
    "Moved": "DeadlineChange",
    "Claimable": "OpenPeriod",
    "claimable_usage": "open_usage_periods",
    "held_in_us": "escheat_status",
    "held_abroad": "hold_status",
    "FundMovement": "LedgerProposal",
    "AnswerState": "RequestState",
    "Changes": "ResubmissionDiff",
    "Step": "Trigger",
    "PaymentCircumstances": "PaymentContext",
    "Gate": "Blocker",
    "GateKeeper": "Responsible",
    "performing": "perform_steps",
    "carry_out": "run_effect",
    "ClaimDrawing": "FundUsage",
}


def _public(name: str) -> list[str]:
    """Return the public places in which a name stands: the top and the rooms that there are."""
    found = ["coopclaims"] if name in DOOR else []
    return found + [room for room, module in NAMESPACES.items() if name in listed(module)]


@pytest.mark.parametrize("name", _RENAMED.values())
def test_the_word_of_the_field_is_the_public_name(name: str) -> None:
    assert _public(name)


@pytest.mark.parametrize("name", [*_RENAMED, "Bearer", "Kept", "Extra", "kept_from_data", "kept_from_text"])
def test_the_word_of_the_dialect_is_gone(name: str) -> None:
    assert not _public(name)


def test_the_kind_of_evidence_that_meets_a_requirement_is_named_so() -> None:
    assert _public("EvidenceKind") == ["activities"]


def _row() -> Any:
    editing = cc.claims.TABLE[cc.ClaimStatus.EDITING]
    return next(row for row in editing.values() if isinstance(row, cc.transitions.Row))


@pytest.mark.parametrize("field", ["trigger", "target", "requires", "target_by_policy"])
def test_a_row_of_the_lifecycle_has_the_fields_of_a_transition(field: str) -> None:
    assert hasattr(_row(), field)


def test_the_source_of_a_row_is_the_status_that_it_leaves() -> None:
    assert _row().source is cc.ClaimStatus.EDITING


@pytest.mark.parametrize(
    ("owner", "name"),
    [(cc.rules.Rule, "as_text"), (cc.Rules, "has_no_rule"), (cc.FundPool, "expired_for")],
    ids=lambda each: str(getattr(each, "__name__", each)),
)
def test_a_method_has_the_word_of_the_field(owner: Any, name: str) -> None:
    assert hasattr(owner, name)


@pytest.mark.parametrize(
    ("owner", "name"),
    [
        (cc.rules.Rule, "words"),
        (cc.Rules, "is_silent"),
        (cc.FundPool, "lapsed_for"),
        (cc.FundPool, "drawn_by"),
    ],
    ids=lambda each: str(getattr(each, "__name__", each)),
)
def test_a_method_of_the_dialect_is_gone(owner: Any, name: str) -> None:
    assert not hasattr(owner, name)


def test_fields_that_nobody_knows_are_kept_by_a_parameter_of_the_reader() -> None:
    data: Any = {**cc.wire.to_data(cc.Money("1.00", "SEK")), "later": 1}
    assert cc.wire.from_data(data, unknown="keep")


@pytest.mark.parametrize(
    "function",
    [cc.decide, cc.allowed, cc.deadlines.review_due],
    ids=lambda each: each.__name__,
)
def test_each_parameter_is_described(function: Any) -> None:
    described = inspect.getdoc(function) or ""
    assert not [
        name
        for name in inspect.signature(function).parameters
        if not re.search(rf"`{name}`|^\s*{name}\b.*:", described, re.MULTILINE)
    ]


def test_each_parameter_of_the_checklist_is_described() -> None:
    test_each_parameter_is_described(cc.completeness.evidence_checklist)
