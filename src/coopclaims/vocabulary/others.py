"""The other things that have statuses, some of them with the words that claims use."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, final

from coopclaims.payouts import EnrollmentStatus, PaymentStatus, ProfileStatus

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
    LabelledObject.BANK_PROFILE: tuple(str(status) for status in ProfileStatus),
    LabelledObject.ENROLLMENT: tuple(str(status) for status in EnrollmentStatus),
    LabelledObject.PAYMENT: tuple(str(status) for status in PaymentStatus),
}
"""The published statuses of what is not a claim, in English."""
