"""The rulebook: kinds of rule, the readings one can choose, and the published editions as data."""

from __future__ import annotations

from coopclaims.rulebook.book import ClaimingWindow, Edition, Rulebook, Rules, Span
from coopclaims.rulebook.partner_center import (
    PARTNER_CENTER_2020_06,
    PARTNER_CENTER_2020_11,
    partner_center,
)
from coopclaims.rulebook.policies import Disputing, OverClaiming, Policies, Reopening
from coopclaims.rulebook.rules import Rule, Timeline

__all__ = [
    "PARTNER_CENTER_2020_06",
    "PARTNER_CENTER_2020_11",
    "ClaimingWindow",
    "Disputing",
    "Edition",
    "OverClaiming",
    "Policies",
    "Reopening",
    "Rule",
    "Rulebook",
    "Rules",
    "Span",
    "Timeline",
    "partner_center",
]
