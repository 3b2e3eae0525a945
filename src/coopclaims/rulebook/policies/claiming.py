"""Readings about people and steps: who submits and disputes, and where a step leads."""

from __future__ import annotations

from enum import StrEnum
from typing import final

__all__ = [
    "AfterPartnerAction",
    "Cancelling",
    "DisputeWindow",
    "Disputing",
    "PartialApproval",
    "Reopening",
    "Submitting",
]


@final
class Disputing(StrEnum):
    """Who may dispute a rejection. Two pages name one role, a third names two (R-02, R-03, R-10)."""

    INCENTIVES_ADMIN = "only the Incentives admin disputes"
    WIDENED = "Incentives admin and Incentives user dispute"


@final
class Submitting(StrEnum):
    """Who may submit. The claims page names three roles, the plan path's page one (R-01, R-05)."""

    THREE_ROLES = "the three roles of the claims page submit"
    ADMIN_ONLY = "only the Incentives admin submits, as on the plan path"


@final
class DisputeWindow(StrEnum):
    """Whether a dispute has a window, and how many there are. No source says (X-07)."""

    NONE = "a rejection can be disputed at any time, and again"
    STRICT = "a rejection can be disputed once, within the window of a sibling claim type"


@final
class AfterPartnerAction(StrEnum):
    """Where a claim goes once the partner has answered the validation team. No source says (T15)."""

    DISPUTED = "back to the dispute, with a fresh clock"
    SUBMITTED = "to a review of its own, as after any other request"


@final
class Reopening(StrEnum):
    """Whether a claim that waits for the partner may show Editing again. No source says (T8)."""

    STAYS = "the claim stays in Action required while it is edited"
    EXPLICIT = "the claim may be reopened to Editing"


@final
class Cancelling(StrEnum):
    """Whether a draft may be dropped. Only a sibling claim type says so (S-07, S-08)."""

    BEFORE_SUBMISSION = "a draft that was never submitted may be cancelled"
    OFF = "nothing is cancelled; a draft expires"


@final
class PartialApproval(StrEnum):
    """Whether less than the claimed amount may be approved. No source says (A-31, S-07)."""

    ALLOWED = "a lower amount may be approved, for a reason"
    WHOLE_ONLY = "a claim is approved as a whole or not at all"
