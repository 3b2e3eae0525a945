"""Activities: the catalogue, what each activity asks for, and the caps on what it pays."""

from __future__ import annotations

from coopclaims.activities.asked_alike import SURFACE
from coopclaims.activities.caps import AmountCap, AttendeeCap, Cap, Reimbursable, ShareCap, reimbursable
from coopclaims.activities.catalogue import Activity, Catalogue, Category
from coopclaims.activities.published import ACTIVITIES_2019
from coopclaims.activities.requirements import (
    AllOf,
    AnyOf,
    Circumstance,
    Need,
    OnlyIf,
    Requirement,
    circumstances_of,
    requirements_of,
    told,
    unmet,
)

__all__ = [
    "ACTIVITIES_2019",
    "SURFACE",
    "Activity",
    "AllOf",
    "AmountCap",
    "AnyOf",
    "AttendeeCap",
    "Cap",
    "Catalogue",
    "Category",
    "Circumstance",
    "Need",
    "OnlyIf",
    "Reimbursable",
    "Requirement",
    "ShareCap",
    "circumstances_of",
    "reimbursable",
    "requirements_of",
    "told",
    "unmet",
]
