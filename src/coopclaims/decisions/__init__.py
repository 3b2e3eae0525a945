"""Decisions: commands judged against the rules, where status, evidence and funds meet."""

from __future__ import annotations

from typing import TYPE_CHECKING

# fmt: off
if TYPE_CHECKING:
    from coopclaims.decisions.capping import reimbursable_claim as reimbursable_claim
    from coopclaims.decisions.authority import permission as permission, visible as visible
    from coopclaims.decisions.deciding import (
        Decision as Decision, Option as Option, Relevance as Relevance, advice as advice,
        allowed as allowed, decide as decide, problems as problems,
    )
    from coopclaims.decisions.form_answers import Choice as Choice, FormReading as FormReading
    from coopclaims.decisions.places import ClaimPlace as ClaimPlace, StepAnswer as StepAnswer
else:
    from coopclaims._faces import face

    __getattr__, __dir__, __all__ = face(__name__, {
        "capping": "reimbursable_claim",
        "authority": "permission visible",
        "deciding": "Decision Option Relevance advice allowed decide problems",
        "form_answers": "Choice FormReading",
        "places": "ClaimPlace StepAnswer",
    })
# fmt: on
