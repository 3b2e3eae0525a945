"""The codes of reasons. No page has any: they are ours, and say what the pages give as grounds.

Each says in a word what the checklist, the caps and the days of a claim are about. What none of them says
stands in words under the code `other`, which needs no rule.
"""

from __future__ import annotations

from datetime import date
from typing import Final

from coopclaims.provenance import cite, inferred, message
from coopclaims.rules.editions import ReasonCode
from coopclaims.rules.rule import stated

_FIRST_RULE: Final = date(2014, 10, 17)
"""The first day on which any rule of any era is known: reasons have stood in Histories as long."""

# fmt: off
CODES_OF_REASONS: Final = stated(
    (
        ReasonCode("above_cap", "more than the cap leaves"),
        ReasonCode("already_claimed", "claimed already"),
        ReasonCode("cost_not_shown", "no document shows the cost"),
        ReasonCode("details_missing", "details of a document are missing"),
        ReasonCode("not_claimed", "more than was claimed"),
        ReasonCode("not_eligible", "not eligible"),
        ReasonCode("not_related", "does not belong to the activity"),
        ReasonCode("outside_usage", "outside the usage period"),
        ReasonCode("pre_approval_missing", "not approved beforehand"),
        ReasonCode("proof_missing", "proof is missing"),
        ReasonCode("unreadable", "cannot be read"),
    ),
    cite("READING", "H-04", "C-02"),
    _FIRST_RULE,
    basis=inferred(message("reading.reasons_have_codes",
        "no page has codes of reasons: one for each ground that the pages name")),
)
# fmt: on
"""The codes of reasons, in the order of their keys."""
