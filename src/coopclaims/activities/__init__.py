"""Activities: the catalogue, what each activity asks for, and the caps on what it pays."""

from __future__ import annotations

from coopclaims.activities.asked_alike import SURFACE, SURFACE_FAMILY
from coopclaims.activities.caps import AmountCap, AttendeeCap, Cap, Reimbursable, ShareCap, reimbursable
from coopclaims.activities.catalogue import Activity, Catalogue, Category
from coopclaims.activities.published import ACTIVITIES_2019
from coopclaims.activities.requirements import (
    AllOf,
    AnyOf,
    Asked,
    Bearer,
    Circumstance,
    Condition,
    Need,
    OnlyIf,
    Requirement,
    asked,
    circumstances_of,
    requirements_of,
    told,
    unmet,
    ways_to_meet,
)
from coopclaims.activities.versions import ACTIVITIES_2018, ACTIVITIES_2024

__all__ = [
    "ACTIVITIES_2018",
    "ACTIVITIES_2019",
    "ACTIVITIES_2024",
    "SURFACE",
    "SURFACE_FAMILY",
    "Activity",
    "AllOf",
    "AmountCap",
    "AnyOf",
    "Asked",
    "AttendeeCap",
    "Bearer",
    "Cap",
    "Catalogue",
    "Category",
    "Circumstance",
    "Condition",
    "Need",
    "OnlyIf",
    "Reimbursable",
    "Requirement",
    "ShareCap",
    "asked",
    "circumstances_of",
    "reimbursable",
    "requirements_of",
    "told",
    "unmet",
    "ways_to_meet",
]
