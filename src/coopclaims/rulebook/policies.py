"""The readings: where the sources are silent or disagree, a named choice with its default.

Each policy is an enumeration, each member one reading, and the first member the default.
An adopter switches one by passing other `Policies` to `Rulebook.bind`.
"""

from __future__ import annotations

from enum import StrEnum
from typing import final

import attrs

__all__ = [
    "ActivitiesPerClaim",
    "ActivityLimiting",
    "CatalogueBy",
    "DisputeWindow",
    "Disputing",
    "FinalApproval",
    "OverClaiming",
    "Policies",
    "PreApproval",
    "ProofNeed",
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
class CatalogueBy(StrEnum):
    """Which day decides what an activity asks for. The pages name the year of execution (C-03)."""

    EXECUTION = "the catalogue in force on the day of execution decides"
    SUBMISSION = "the catalogue in force on the day of the first submission decides"


@final
class ProofNeed(StrEnum):
    """Whether proof documents are needed. One page makes them optional, others do not (A-19, A-20)."""

    CATALOGUE = "the proof that the catalogue lists is needed, whatever else shows the cost"
    OPTIONAL = "proof documents are optional, as on the plan path"


@final
class PreApproval(StrEnum):
    """Which activities are approved beforehand. Pages and third parties differ (A-12, C-12 to C-16)."""

    CATALOGUE = "a pre-approval is needed for the activities that the catalogue marks"
    ALWAYS = "a pre-approval is needed for every activity"


@final
class ActivitiesPerClaim(StrEnum):
    """How many activities one claim may cover. Only a deck of about 2015 says: one (A-25)."""

    ONE = "a claim covers one activity"
    SEVERAL = "a claim may cover several activities, and shows what each of them asks for"


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
    catalogue_by: CatalogueBy = CatalogueBy.EXECUTION
    proof_need: ProofNeed = ProofNeed.CATALOGUE
    pre_approval: PreApproval = PreApproval.CATALOGUE
    activities_per_claim: ActivitiesPerClaim = ActivitiesPerClaim.ONE
