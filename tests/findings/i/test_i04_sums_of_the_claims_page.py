"""The sums on the claims page are a right of their own, apart from the fund page."""

from __future__ import annotations

from typing import Any

import pytest
from tests.support.findings import LOCATION, PROGRAM, RULES, at, cc

GLOBAL = cc.Actor.partner(
    "gloria", cc.Role.GLOBAL_ADMIN, location=cc.parties.EVERYWHERE, program=cc.parties.EVERYWHERE
)
BILLING = cc.Actor.partner(
    "bill", cc.Role.BILLING_ADMIN, location=cc.parties.EVERYWHERE, program=cc.parties.EVERYWHERE
)
ACCOUNT = cc.Actor.partner(
    "ada", cc.Role.ACCOUNT_ADMIN, location=cc.parties.EVERYWHERE, program=cc.parties.EVERYWHERE
)
WHO_SEES_THE_PAGE = (
    GLOBAL,
    cc.Actor.partner(
        "ines", cc.Role.INCENTIVES_ADMIN, location=cc.parties.EVERYWHERE, program=cc.parties.EVERYWHERE
    ),
    cc.Actor.partner(
        "ulf", cc.Role.INCENTIVES_USER, location=cc.parties.EVERYWHERE, program=cc.parties.EVERYWHERE
    ),
)
REFUSED = [cc.findings.ProblemCode.ACTION_NOT_GRANTED]


def problems(actor: Any, action: Any, when: str = "2022-09-14 10:00") -> list[Any]:
    found = cc.permission(actor, action, location=LOCATION, program=PROGRAM, at=at(when), rules=RULES)
    return [problem.code for problem in found]


@pytest.mark.parametrize("actor", WHO_SEES_THE_PAGE, ids=lambda actor: actor.id)
@pytest.mark.parametrize("when", ["2019-11-27 10:00", "2022-09-14 10:00"])
def test_the_three_roles_of_the_claims_page_see_its_sums(actor: Any, when: str) -> None:
    assert problems(actor, cc.Action.VIEW_CLAIM_SUMS, when) == []


@pytest.mark.parametrize("actor", [BILLING, ACCOUNT], ids=lambda actor: actor.id)
def test_who_does_not_see_the_claims_page_does_not_see_its_sums(actor: Any) -> None:
    assert problems(actor, cc.Action.VIEW_CLAIM_SUMS) == REFUSED


@pytest.mark.parametrize("actor", [GLOBAL, BILLING, ACCOUNT], ids=lambda actor: actor.id)
def test_the_fund_page_stays_with_the_roles_of_the_incentives(actor: Any) -> None:
    assert problems(actor, cc.Action.VIEW_FUNDS) == REFUSED


def test_a_global_admin_creates_and_views_claims() -> None:
    assert problems(GLOBAL, cc.Action.CREATE_CLAIM) == []
    assert problems(GLOBAL, cc.Action.VIEW_CLAIM) == []
