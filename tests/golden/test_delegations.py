"""Acting for somebody absent: every row of `delegations.csv`. The table is ours; no page speaks of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import attrs
import pytest
from tests.support.cases import case_name, rows_of
from tests.support.delegations import PEOPLE, acting, with_limit
from tests.support.world import PROOF, desk_at, instant, sek

from coopclaims import ClaimStatus, command_of, problems
from coopclaims.identifiers import ItemId
from coopclaims.rules import Recommending

if TYPE_CHECKING:
    from collections.abc import Mapping

KEYS = {
    "approve": "approve_claim",
    "recommend": "recommend_approval",
    "reject": "reject_claim",
    "submit": "submit_claim",
    "add_proof": "add_proof",
}
POLICIES = {
    "": Recommending.NOT_NEEDED,
    "above_limit": Recommending.ABOVE_LIMIT,
    "always": Recommending.ALWAYS,
}


@pytest.mark.parametrize("row", rows_of("delegations"), ids=case_name)
def test_what_is_done_for_somebody_absent(row: Mapping[str, str]) -> None:
    desk = desk_at(ClaimStatus[row["status"]], rules=with_limit(recommending=POLICIES[row["policy"]]))
    who = acting(row["who"], row["absent"], names=row["names"]) if row["absent"] else PEOPLE[row["who"]]
    content: dict[str, Any] = {}
    if row["amount"]:
        content = {"amount": sek(row["amount"])}
    if row["deed"] == "approve":
        content |= {"reason": "not all of it"}
    if row["deed"] == "add_proof":
        content = {"proof": attrs.evolve(PROOF, id=ItemId("new"))}
    command = desk.command(command_of(KEYS[row["deed"]]), who, f"{row['day']} 12:00", **content)
    assert instant(f"{row['day']} 12:00") == command.at
    found = problems(command, desk.claim, rules=desk.rules, funds=desk.funds)
    assert " ".join(each.code for each in found) == row["expected"]
