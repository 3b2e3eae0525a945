"""The readings: where the sources are silent or disagree, a named choice with its default.

Each policy is an enumeration, each member one reading, and the first member the default.
An adopter switches one by passing other `Policies` to `Rulebook.bind`.
"""

from __future__ import annotations

from enum import StrEnum
from typing import final

import attrs

__all__ = ["Disputing", "OverClaiming", "Policies", "Reopening"]


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
@attrs.frozen(kw_only=True)
class Policies:
    """The chosen reading of every question that the sources leave open.

    >>> Policies(disputing=Disputing.WIDENED).reopening
    <Reopening.STAYS: 'the claim stays in Action required while it is edited'>
    """

    disputing: Disputing = Disputing.INCENTIVES_ADMIN
    over_claiming: OverClaiming = OverClaiming.WARNS
    reopening: Reopening = Reopening.STAYS
