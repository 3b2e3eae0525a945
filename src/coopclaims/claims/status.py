"""The claim statuses, and the steps that can be taken on a claim."""

from __future__ import annotations

from enum import StrEnum
from typing import final

__all__ = ["ClaimStatus", "Step"]


@final
class ClaimStatus(StrEnum):
    """Where a claim stands. The first eight are published, the last two inferred.

    There is no "Paid": a payment has a small lifecycle of its own. `PARTNER_ACTION_REQUIRED` is not
    `ACTION_REQUIRED`: the one returns to Disputed, the other to Submitted.
    Source: MG20, MG22, RJ21 S-01 to S-03; inferred: S-05, T16, T17.
    """

    EDITING = "editing"
    SUBMITTED = "submitted"
    UNDER_REVIEW = "under_review"
    ACTION_REQUIRED = "action_required"
    APPROVED = "approved"
    REJECTED = "rejected"
    DISPUTED = "disputed"
    PARTNER_ACTION_REQUIRED = "partner_action_required"
    CANCELLED = "cancelled"
    EXPIRED = "expired"

    @property
    def is_published(self) -> bool:
        """Whether a public page names this status. Cancelled and Expired are our inference."""
        return self not in (ClaimStatus.CANCELLED, ClaimStatus.EXPIRED)

    @property
    def caption(self) -> str:
        """The name for people: "Under review". "Partner Action Required" is written as published."""
        if self is ClaimStatus.PARTNER_ACTION_REQUIRED:
            return "Partner Action Required"
        return self.value.replace("_", " ").capitalize()

    @property
    def overview_group(self) -> ClaimStatus:
        """The status under which overviews list this one: both kinds of action required together."""
        if self is ClaimStatus.PARTNER_ACTION_REQUIRED:
            return ClaimStatus.ACTION_REQUIRED
        return self


@final
class Step(StrEnum):
    """What can be done to a claim: the columns of the lifecycle table."""

    CREATE = "create"
    EDIT = "edit"
    ADD_DOCUMENT = "add_document"
    REQUEST_UPLOAD = "request_upload"
    COMMENT = "comment"
    GIVE_FEEDBACK = "give_feedback"
    SUBMIT = "submit"
    START_REVIEW = "start_review"
    REQUEST_ACTION = "request_action"
    APPROVE = "approve"
    REJECT = "reject"
    DISPUTE = "dispute"
    CANCEL = "cancel"
    EXPIRE = "expire"
    REOPEN = "reopen"

    @property
    def caption(self) -> str:
        """The step for people: "request upload"."""
        return self.value.replace("_", " ")
