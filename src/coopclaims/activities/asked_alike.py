"""What several activities ask for alike, and the programs that are treated apart."""

from __future__ import annotations

from typing import Final

from coopclaims.activities.requirements import (
    AllOf,
    AnyOf,
    Bearer,
    Circumstance,
    Need,
    OnlyIf,
    Requirement,
)
from coopclaims.identifiers import ProgramId
from coopclaims.provenance import cite

__all__ = [
    "BRAND",
    "DIGITAL_AD",
    "EVENT_EXPENSES",
    "INVOICED",
    "MAILING",
    "OFFER",
    "PAGE",
    "RESULTS",
    "SCRIPT",
    "SOBER",
    "SURFACE",
    "SURFACE_ADD",
    "SURFACE_FAMILY",
    "VENDOR",
    "WEBSITE",
    "all_of",
    "any_of",
]

SURFACE: Final = frozenset({ProgramId("ADD-HUB"), ProgramId("ADD-PC"), ProgramId("ADR-HUB")})
"""The programs of Surface partners, by the names that a claim picks from. Source: CC24 A-03."""

SURFACE_FAMILY: Final = ProgramId("Surface")
"""The name of the family, which is no program: a claim picks one of `SURFACE`. Source: CC24 A-03."""

SURFACE_ADD: Final = frozenset({ProgramId("ADD-HUB"), ProgramId("ADD-PC")})
PAGE = cite("CO21", "C-02", "C-05")
_R = Requirement

BRAND = _R("brand", "company brand and contact information")
VENDOR = _R("vendor-content", "vendor content")
SOBER = OnlyIf(
    Circumstance("catering", "catering is claimed"),
    _R("no-alcohol", "the catering claimed is without alcohol", source=cite("CO21", "C-04")),
)
INVOICED = (Bearer.INVOICE,)
"""What an invoice of the claim is too: nobody has to upload it twice."""


def all_of(*needs: Need) -> Need:
    """Return that every one of these is asked for."""
    return AllOf(needs)


def any_of(*needs: Need) -> Need:
    """Return that one of these is enough."""
    return AnyOf(needs)


DIGITAL_AD = all_of(_R("ad-screenshot", "screenshot of the ad"), _R("landing-page", "landing-page URL"))
MAILING = all_of(
    _R("final-piece", "copy of the final piece"),
    any_of(
        _R("postmarked-envelope", "postmarked envelope"),
        _R("mailing-proof", "other proof of mailing"),
        _R("email-header", "dated e-mail header"),
        _R("phone-photo", "photo of the phone message"),
    ),
)
WEBSITE = all_of(
    any_of(_R("url", "URL"), _R("page-screenshots", "page screenshots with the URL")),
    OnlyIf(
        Circumstance("seo", "search engine optimization is claimed"),
        any_of(_R("statement-of-work", "statement of work"), _R("service-agreement", "service agreement")),
    ),
)
SCRIPT = _R("script", "copy of the script")
OFFER = _R("offer", "offer with its terms and conditions")
RESULTS = _R("results", "result summary")
EVENT_EXPENSES = (
    "signage, display and print",
    "giveaways",
    "agency fees",
    "registration",
    "external speaker",
    "facility and equipment rental",
    "catering without alcohol",
)
