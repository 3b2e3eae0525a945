"""Decisions: requests judged against the rules, where status, evidence and funds meet."""

from __future__ import annotations

from coopclaims.decisions.capping import reimbursable_claim
from coopclaims.decisions.deciding import Decision, Option, advice, allowed, decide, problems
from coopclaims.decisions.outcome import event_of
from coopclaims.decisions.permission import permission

__all__ = [
    "Decision",
    "Option",
    "advice",
    "allowed",
    "decide",
    "event_of",
    "permission",
    "problems",
    "reimbursable_claim",
]
