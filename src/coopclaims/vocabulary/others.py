"""The other things that have statuses, some of them with the words that claims use."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, final

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["OTHER_STATUSES", "LabelledObject"]


@final
class LabelledObject(StrEnum):
    """What a label was read from. The same words name statuses of different things. Source: S-16."""

    CLAIM = "claim"
    BANK_PROFILE = "bank profile"
    ENROLLMENT = "enrollment"
    PAYMENT = "payment"


OTHER_STATUSES: Mapping[LabelledObject, tuple[str, ...]] = {
    # P-12: PR21, PR22
    LabelledObject.BANK_PROFILE: ("Pending Microsoft validation", "Approved", "Action required"),
    # P-13: UI20, UI22
    LabelledObject.ENROLLMENT: (
        "Action required",
        "Discontinued",
        "Enrolled",
        "Enrolling",
        "Inactive/Ineligible",
        "Invited",
        "Validating enrollment",
    ),
    # section 8.3: PS21, TX23, EA23; the last two since 2023
    LabelledObject.PAYMENT: (
        "Unprocessed",
        "Upcoming",
        "Pending tax invoice",
        "Tax invoice under review",
        "Tax invoice rejected",
        "Rejected during review",
        "In progress",
        "Sent",
        "Reversed",
        "Rejected",
        "Failed",
        "Reprocessing",
        "Incorrect payment",
        "Forfeited",
        "Escheated",
    ),
}
"""The published statuses of what is not a claim, in English."""
