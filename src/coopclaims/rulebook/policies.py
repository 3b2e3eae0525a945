"""The readings: where the sources are silent or disagree, a named choice with its default.

Each policy is an enumeration, each member one reading, and the first member the default.
An adopter switches one by passing other `Policies` to `Rulebook.bind`.
"""

from __future__ import annotations

from enum import StrEnum
from typing import final

import attrs

__all__ = [
    "ActivityLimiting",
    "CapCounting",
    "DemoUnitCap",
    "DisputeWindow",
    "Disputing",
    "EligibilityLoss",
    "FinalApproval",
    "FundsExpiry",
    "OffersAndSpiffs",
    "OverClaiming",
    "Policies",
    "Reopening",
]


@final
class Disputing(StrEnum):
    """Who may dispute a rejection. Two pages name one role, a third names two (R-02, R-03, R-10)."""

    INCENTIVES_ADMIN = "only the Incentives admin disputes"
    WIDENED = "Incentives admin and Incentives user dispute"


@final
class OverClaiming(StrEnum):
    """What happens when a claim is submitted above the available balance. No source says (U-20)."""

    WARNS = "a claim above the available balance is warned about"
    BLOCKS = "a claim above the available balance is refused"


@final
class FundsExpiry(StrEnum):
    """When money that no claim holds is lost. Two pages name two days (U-06, U-08)."""

    CLAIMING_END = "funds that no claim holds expire after the claiming period"
    USAGE_END = "funds that no claim holds expire after the usage period"


@final
class EligibilityLoss(StrEnum):
    """What becomes of unclaimed funds when a partner loses eligibility. No source says (U-17)."""

    CLAIMABLE = "funds that are there stay claimable until they expire"
    FORFEITED = "funds that no claim holds are forfeited at once"


@final
class CapCounting(StrEnum):
    """What counts against the cap of an activity. The catalogue gives the caps and no more (C-05)."""

    APPROVED_AND_RESERVED = "claims of the activity that are approved or pending count together"
    APPROVED_ONLY = "only what is approved for the activity counts"
    EACH_CLAIM = "each claim has the whole cap for itself"


@final
class DemoUnitCap(StrEnum):
    """Which of the two limits for demo units holds; the published sentence is garbled."""

    GREATER = "the greater of the percentage and the amount"
    LESSER = "the lesser of the percentage and the amount"


@final
class OffersAndSpiffs(StrEnum):
    """Whether customer offers and SPIFFs share one cap. The catalogue lists it at both."""

    EACH = "customer offers and SPIFFs have a cap each"
    TOGETHER = "customer offers and SPIFFs count together against one cap"


@final
class Reopening(StrEnum):
    """Whether a claim that waits for the partner may show Editing again. No source says (T8)."""

    STAYS = "the claim stays in Action required while it is edited"
    EXPLICIT = "the claim may be reopened to Editing"


@final
class ActivityLimiting(StrEnum):
    """Whether a claim is due a span after its activity too, as one notice said (D-06)."""

    OFF = "only the claiming period limits the submission"
    EARLIER_DATE = "the activity's own limit applies too, and the earlier date wins"


@final
class FinalApproval(StrEnum):
    """Whether a claim has to be approved by a last day. Only third parties say so (D-15)."""

    NONE = "no claim lapses while it waits for an answer"
    MONTH_AFTER_WINDOW = "a claim is approved by the end of the month after its claiming period"


@final
class DisputeWindow(StrEnum):
    """Whether a dispute has a window, and how many there are. No source says (X-07)."""

    NONE = "a rejection can be disputed at any time, and again"
    STRICT = "a rejection can be disputed once, within the window of a sibling claim type"


@final
@attrs.frozen(kw_only=True)
class Policies:
    """The chosen reading of every question that the sources leave open.

    >>> Policies(disputing=Disputing.WIDENED).reopening
    <Reopening.STAYS: 'the claim stays in Action required while it is edited'>
    """

    disputing: Disputing = Disputing.INCENTIVES_ADMIN
    over_claiming: OverClaiming = OverClaiming.WARNS
    reopening: Reopening = Reopening.STAYS
    activity_limiting: ActivityLimiting = ActivityLimiting.OFF
    final_approval: FinalApproval = FinalApproval.NONE
    dispute_window: DisputeWindow = DisputeWindow.NONE
    funds_expiry: FundsExpiry = FundsExpiry.CLAIMING_END
    eligibility_loss: EligibilityLoss = EligibilityLoss.CLAIMABLE
    cap_counting: CapCounting = CapCounting.APPROVED_AND_RESERVED
    demo_unit_cap: DemoUnitCap = DemoUnitCap.GREATER
    offers_and_spiffs: OffersAndSpiffs = OffersAndSpiffs.EACH
