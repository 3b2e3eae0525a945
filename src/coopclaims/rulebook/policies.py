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
    "DisputeWindow",
    "Disputing",
    "EntityCurrency",
    "FinalApproval",
    "OverClaiming",
    "Policies",
    "RateMonth",
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
class EntityCurrency(StrEnum):
    """In which currency each of several paying entities pays.

    Two statements of one page give two answers: the program's profile (P-01), and the entity's own
    local currency (P-02). Where a single entity pays, the first stands alone.
    """

    ASSIGNED_ELSE_LOCAL = "a profile assigned to the entity decides, else the entity's local currency"
    PROGRAM_PROFILE = "the program's profile decides for every entity"
    LOCAL = "each of several entities pays in its local currency, whatever is assigned"


@final
class RateMonth(StrEnum):
    """Which month's exchange rate converts a payment. The page says monthly and no more (P-08)."""

    PAYMENT_ORDER = "the rate of the month in which the payment order is made"
    APPROVAL = "the rate of the month in which the claim was approved"


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
    entity_currency: EntityCurrency = EntityCurrency.ASSIGNED_ELSE_LOCAL
    rate_month: RateMonth = RateMonth.PAYMENT_ORDER
