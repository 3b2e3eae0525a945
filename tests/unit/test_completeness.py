"""What a reviewer would miss. Source: A-15, A-16, A-20, A-22, C-03."""

from __future__ import annotations

from datetime import date

import attrs
import pytest
from tests.support.world import (
    FORM,
    INFORMATION,
    INVOICE,
    METRIC,
    PROOF,
    REPORT,
    RULES,
    bound,
    desk_at,
)

from coopclaims import Claim, ClaimStatus, Item, ProblemCode, Role, Rulebook, partner_center
from coopclaims.completeness import activity_problems, missing_evidence

COST, PROVEN, MEASURED = (
    ProblemCode.COST_EVIDENCE_MISSING,
    ProblemCode.PROOF_MISSING,
    ProblemCode.METRIC_MISSING,
)


def claim(*items: Item, activity: str = FORM.activity, executed_on: date = FORM.executed_on) -> Claim:
    """Return a draft with these items, for this activity of this day."""
    form = attrs.evolve(FORM, activity=activity, executed_on=executed_on)
    draft = desk_at(ClaimStatus.EDITING).claim
    return attrs.evolve(draft, details=attrs.evolve(draft.details, form=form, items=items))


def codes(*items: Item, activity: str = FORM.activity) -> set[ProblemCode]:
    return {problem.code for problem in missing_evidence(claim(*items, activity=activity), rules=RULES)}


@pytest.mark.parametrize(
    ("items", "missing"),
    [
        ((), {COST, PROVEN, MEASURED}),
        ((INVOICE,), {PROVEN, MEASURED}),
        ((REPORT,), {PROVEN, MEASURED}),
        ((PROOF,), {COST, MEASURED}),
        ((METRIC,), {COST, PROVEN}),
        ((INFORMATION,), {COST, PROVEN, MEASURED}),
        ((INVOICE, REPORT), {PROVEN, MEASURED}),
        ((INVOICE, PROOF), {MEASURED}),
        ((REPORT, METRIC), {PROVEN}),
        ((PROOF, METRIC), {COST}),
        ((INVOICE, PROOF, METRIC), set[ProblemCode]()),
        ((REPORT, PROOF, METRIC), set[ProblemCode]()),
        ((INVOICE, REPORT, PROOF, METRIC, INFORMATION), set[ProblemCode]()),
    ],
)
def test_an_activity_that_asks_for_everything(items: tuple[Item, ...], missing: set[ProblemCode]) -> None:
    """Invoice or report, or both; proof; metric (A-16)."""
    assert codes(*items) == missing


def test_an_activity_without_a_metric() -> None:
    assert codes(INVOICE, PROOF, activity="on-site-champ") == set()
    assert codes(INVOICE, activity="on-site-champ") == {PROVEN}


def test_an_activity_without_proof_or_metric() -> None:
    assert codes(INVOICE, activity="partner-network") == set()
    assert codes(PROOF, METRIC, activity="partner-network") == {COST}


def test_in_house_work_needs_a_report_and_no_invoice() -> None:
    """Source: A-15, A-16."""
    assert codes(REPORT, PROOF, METRIC) == set()


def test_what_is_missing_is_said_in_the_words_of_the_catalogue() -> None:
    missing = {problem.code: problem for problem in missing_evidence(claim(), rules=RULES)}
    assert "screenshot of the ad; and landing-page URL" in missing[PROVEN].remedy
    assert "click-through" in missing[MEASURED].remedy
    assert "Digital advertising" in missing[PROVEN].message
    assert "CSR" in missing[COST].remedy


def test_a_colleague_can_upload_documents_but_records_no_metric() -> None:
    """Source: R-14."""
    missing = {problem.code: problem.who for problem in missing_evidence(claim(), rules=RULES)}
    assert Role.COLLABORATOR in missing[COST]
    assert Role.COLLABORATOR in missing[PROVEN]
    assert missing[MEASURED] == (Role.GLOBAL_ADMIN, Role.INCENTIVES_ADMIN, Role.INCENTIVES_USER)


def test_an_unknown_activity_asks_for_nothing_and_is_itself_the_problem() -> None:
    assert codes(INVOICE, activity="skywriting") == {ProblemCode.ACTIVITY_UNKNOWN}
    assert codes(activity="skywriting") == {ProblemCode.ACTIVITY_UNKNOWN, COST}


def test_the_catalogue_is_that_of_the_day_of_execution() -> None:
    """Source: C-03. Before the first one published nothing is known of any activity."""
    early = claim(INVOICE, PROOF, METRIC, executed_on=date(2019, 3, 31))
    (problem,) = missing_evidence(early, rules=RULES)
    assert problem.code is ProblemCode.RULE_MISSING
    assert "from 2019-04-01" in problem.message
    first_day = claim(INVOICE, PROOF, METRIC, executed_on=date(2019, 4, 1))
    assert missing_evidence(first_day, rules=RULES) == ()


def test_without_any_catalogue() -> None:
    without = tuple(attrs.evolve(edition, catalogue=None) for edition in partner_center.editions)
    rules = bound(rulebook=Rulebook("without a catalogue", without))
    (problem,) = activity_problems(FORM, rules=rules)
    assert problem.code is ProblemCode.RULE_MISSING
    assert problem.field == "activity"
    assert "none at all" in problem.message


def test_a_known_activity_is_no_problem() -> None:
    assert activity_problems(FORM, rules=RULES) == ()
