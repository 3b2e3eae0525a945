"""Activities: the catalogue, what each activity asks for, and the caps on what it pays."""

from __future__ import annotations

from typing import TYPE_CHECKING

# fmt: off
if TYPE_CHECKING:
    from coopclaims.activities.caps import (
        AmountCap as AmountCap, AppliedCap as AppliedCap, AttendeeCap as AttendeeCap, Cap as Cap,
        Reimbursable as Reimbursable, ShareCap as ShareCap, reimbursable as reimbursable,
    )
    from coopclaims.activities.catalogue import (
        Activity as Activity, Catalogue as Catalogue, Category as Category,
    )
    from coopclaims.activities.costs import CostKind as CostKind, CostPart as CostPart
    from coopclaims.activities.published import (
        ACTIVITIES_2018 as ACTIVITIES_2018, ACTIVITIES_2019 as ACTIVITIES_2019,
        ACTIVITIES_2023 as ACTIVITIES_2023, ACTIVITIES_2023_10 as ACTIVITIES_2023_10,
        ACTIVITIES_2024 as ACTIVITIES_2024, ACTIVITIES_2025 as ACTIVITIES_2025, SURFACE as SURFACE,
        SURFACE_FAMILY as SURFACE_FAMILY,
    )
    from coopclaims.activities.requirements import (
        AllOf as AllOf, AnyOf as AnyOf, Circumstance as Circumstance, Condition as Condition,
        ConditionalRequirement as ConditionalRequirement, EvidenceKind as EvidenceKind, OnlyIf as OnlyIf,
        Requirement as Requirement, RequirementExpr as RequirementExpr, describe as describe,
        iter_requirements as iter_requirements, missing_requirements as missing_requirements,
        ways_to_satisfy as ways_to_satisfy,
    )
else:
    from coopclaims._faces import face

    __getattr__, __dir__, __all__ = face(__name__, {
        "caps": "AmountCap AppliedCap AttendeeCap Cap Reimbursable ShareCap reimbursable",
        "catalogue": "Activity Catalogue Category",
        "costs": "CostKind CostPart",
        "published": """
            ACTIVITIES_2018 ACTIVITIES_2019 ACTIVITIES_2023 ACTIVITIES_2023_10 ACTIVITIES_2024
            ACTIVITIES_2025 SURFACE SURFACE_FAMILY
        """,
        "requirements": """
            AllOf AnyOf Circumstance Condition ConditionalRequirement EvidenceKind OnlyIf Requirement
            RequirementExpr describe iter_requirements missing_requirements ways_to_satisfy
        """,
    })
# fmt: on
