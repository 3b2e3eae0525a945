"""Completeness: what a reviewer would miss in a claim's evidence, requirement by requirement."""

from __future__ import annotations

from coopclaims.completeness.advising import claim_advice, item_advice
from coopclaims.completeness.asking import activity_problems
from coopclaims.completeness.checklist import EvidenceChecklist, evidence_checklist
from coopclaims.completeness.lines import ChecklistLine, EvidenceKind, RequirementState
from coopclaims.completeness.missing import missing_evidence

__all__ = [
    "ChecklistLine",
    "EvidenceChecklist",
    "EvidenceKind",
    "RequirementState",
    "activity_problems",
    "claim_advice",
    "evidence_checklist",
    "item_advice",
    "missing_evidence",
]
