"""Readings about evidence: what is asked for, and by which catalogue."""

from __future__ import annotations

from enum import StrEnum
from typing import final

__all__ = [
    "ActivitiesPerClaim",
    "CatalogueBy",
    "PreApproval",
    "ProofNeed",
]


@final
class ActivitiesPerClaim(StrEnum):
    """How many activities one claim may cover. Only a deck of about 2015 says: one (A-25)."""

    ONE = "a claim covers one activity"
    SEVERAL = "a claim may cover several activities, and shows what each of them asks for"


@final
class CatalogueBy(StrEnum):
    """Which day decides what an activity asks for. The pages name the year of execution (C-03)."""

    EXECUTION = "the catalogue in force on the day of execution decides"
    SUBMISSION = "the catalogue in force on the day of the first submission decides"


@final
class PreApproval(StrEnum):
    """Which activities are approved beforehand. Pages and third parties differ (A-12, C-12 to C-16)."""

    CATALOGUE = "a pre-approval is needed for the activities that the catalogue marks"
    ALWAYS = "a pre-approval is needed for every activity"


@final
class ProofNeed(StrEnum):
    """Whether proof documents are needed. One page makes them optional, others do not (A-19, A-20)."""

    CATALOGUE = "the proof that the catalogue lists is needed, whatever else shows the cost"
    OPTIONAL = "proof documents are optional, as on the plan path"
