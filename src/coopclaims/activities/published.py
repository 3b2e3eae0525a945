"""The activities as the pages had them, by year, as data.

The published tables have cells shifted (C-11); these are the tables put right. Source: CO18, CO20, CO21,
BL23, BL25, COL C-02, C-10, C-15, N7, N9.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Final

import attrs

from coopclaims.activities.caps import AmountCap, AttendeeCap, ShareCap
from coopclaims.activities.catalogue import Activity, Catalogue, Category
from coopclaims.activities.costs import CostKind
from coopclaims.activities.requirements import (
    AllOf,
    AnyOf,
    Circumstance,
    EvidenceKind,
    OnlyIf,
    Requirement,
    RequirementExpr,
)
from coopclaims.identifiers import ProgramId
from coopclaims.money.amounts import Money
from coopclaims.provenance import PUBLISHED, carried_forward, cite, inferred, message

if TYPE_CHECKING:
    from collections.abc import Iterator

# What several activities ask for alike, and the programs that are treated apart.

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
    _R(
        "no-alcohol",
        "the catering claimed is without alcohol",
        also_by=(EvidenceKind.PART,),
        source=cite("CO21", "C-04"),
    ),
)
INVOICED = (EvidenceKind.INVOICE,)
"""What an invoice of the claim is too: nobody has to upload it twice."""


def all_of(*needs: RequirementExpr) -> RequirementExpr:
    """Return that every one of these is asked for."""
    return AllOf(needs)


def any_of(*needs: RequirementExpr) -> RequirementExpr:
    """Return that one of these is enough."""
    return AnyOf(needs)


# fmt: off
DIGITAL_AD = all_of(_R("ad-screenshot", "screenshot of the ad"), _R("landing-page", "landing-page URL"))
MAILING = all_of(
    _R("final-piece", "copy of the final piece"),
    any_of(_R("postmarked-envelope", "postmarked envelope"), _R("mailing-proof", "other proof of mailing"),
        _R("email-header", "dated e-mail header"), _R("phone-photo", "photo of the phone message")),
)
WEBSITE = all_of(
    any_of(_R("url", "URL"), _R("page-screenshots", "page screenshots with the URL")),
    OnlyIf(Circumstance("seo", "search engine optimization is claimed"),
        any_of(_R("statement-of-work", "statement of work"), _R("service-agreement", "service agreement"))),
)
SCRIPT = _R("script", "copy of the script")
OFFER = _R("offer", "offer with its terms and conditions")
RESULTS = _R("results", "result summary")
EVENT_EXPENSES = ("signage, display and print", "giveaways", "agency fees", "registration",
    "external speaker", "facility and equipment rental", "catering without alcohol")
# fmt: on


# The activities as published from 2019-04 to 2023-10.

_USES_AD = Circumstance("uses-digital-advertising", "the campaign uses digital advertising")
_USES_MAIL = Circumstance("uses-email", "the campaign uses direct e-mail")
_USES_WEB = Circumstance("uses-website", "the campaign uses a website or search engine optimization")
_USES_CALLS = Circumstance("uses-telemarketing", "the campaign uses telemarketing")
_BUILT = Circumstance("in-house-build", "the unit was built in-house")
_BOUGHT = Circumstance("third-party-unit", "the unit came from a third party")


def _share_cap(percent: int) -> ShareCap:
    return ShareCap(
        percent=percent,
        exceptions=((SURFACE, 100),),
        source=PAGE,
        basis=inferred(
            message(
                "reading.cap_of_each_activity",
                "each activity by itself, together with what is approved and pending",
            )
        ),
    )


# fmt: off
_DEMAND: Final = (
    Activity(key="print-advertising", name="Print advertising", category=Category.DEMAND_GENERATION,
        core=all_of(BRAND, VENDOR),
        communications=_R("final-print", "copy of the final printed piece that shows the core requirements"),
        metrics=_R("reach", "estimated customer or partner reach"),
        expenses=("third-party media placement", "printed material", "agency marketing and creative fees")),
    Activity(key="digital-advertising", name="Digital advertising", category=Category.DEMAND_GENERATION,
        communications=DIGITAL_AD, metrics=_R("results", "result summary, such as click-through"),
        expenses=("third-party media placement", "agency fees")),
    Activity(key="direct-mail", name="Direct mail, e-mail, SMS", category=Category.DEMAND_GENERATION,
        communications=MAILING, metrics=_R("reach", "estimated reach"),
        expenses=("database acquisition", "printed material", "postage", "agency fees")),
    Activity(key="partner-website", name="Partner website and search engine",
        category=Category.DEMAND_GENERATION, communications=WEBSITE, metrics=RESULTS,
        expenses=("agency fees", "programming or development", "SEO optimization and maintenance")),
    Activity(key="syndicated-content", name="Vendor syndicated content", category=Category.DEMAND_GENERATION,
        communications=any_of(_R("url", "URL"), _R("page-screenshots", "screenshots with the URL")),
        metrics=RESULTS, expenses=("agency fees", "programming or development", "media placement"),
        caps=(AmountCap(limit=Money("18750.00", "USD"), source=PAGE, basis=PUBLISHED),)),
    Activity(key="multi-touch", name="Multi-touch digital campaign", category=Category.DEMAND_GENERATION,
        communications=all_of(OnlyIf(_USES_AD, DIGITAL_AD), OnlyIf(_USES_MAIL, MAILING),
            OnlyIf(_USES_WEB, WEBSITE), OnlyIf(_USES_CALLS, SCRIPT)),
        expenses=("third-party media", "agency fees", "database", "programming", "SEO",
            "third-party call-center charges"),
        one_of=(_USES_AD, _USES_MAIL, _USES_WEB, _USES_CALLS)),
)

_MARKET: Final = (
    Activity(key="telemarketing", name="Telemarketing", category=Category.MARKET_DEVELOPMENT,
        core=all_of(_R("brand-in-script", "company name or brand in the script"), VENDOR),
        communications=SCRIPT,
        metrics=all_of(_R("calls", "result summary: calls"),
            _R("contacts", "result summary: successful contacts")),
        expenses=("agency fees", "third-party call center", "database acquisition")),
    Activity(key="customer-seminar", name="Customer seminars and boot camps",
        category=Category.MARKET_DEVELOPMENT,
        core=all_of(BRAND, VENDOR, SOBER),
        communications=all_of(
            _R("invitation", "invitation"),
            _R("agenda", "agenda"),
            _R("event-photos", "event photos"),
            OnlyIf(
                Circumstance("brand-not-on-invitation",
                    "invitation and agenda do not show the core requirements"),
                _R("presentation", "presentation material"),
            ),
        ),
        metrics=_R("registered-guests", "registered guests"),
        expenses=EVENT_EXPENSES),
    Activity(key="tradeshow", name="Tradeshows and exhibitions", category=Category.MARKET_DEVELOPMENT,
        core=all_of(BRAND, VENDOR, SOBER),
        communications=all_of(_R("invitation", "invitation"), _R("agenda", "agenda"),
            _R("participation-photo", "photo that proves participation")),
        metrics=any_of(_R("attendees", "estimated attendees"),
            _R("booth-visitors", "estimated booth visitors")),
        expenses=EVENT_EXPENSES),
    Activity(key="customer-offer", name="Customer offers", category=Category.MARKET_DEVELOPMENT, core=VENDOR,
        communications=OFFER, metrics=RESULTS,
        expenses=("signage, display and print", "giveaways", "agency fees"), caps=(_share_cap(25),)),
    Activity(key="spiff", name="Internal incentives and SPIFFs", category=Category.MARKET_DEVELOPMENT,
        core=all_of(any_of(BRAND, _R("brand-in-rules", "contest rules on which the brand appears")), VENDOR),
        communications=OFFER, metrics=RESULTS,
        expenses=("signage, display and print", "giveaways", "agency fees"), caps=(_share_cap(25),)),
    Activity(key="on-site-champ", name="On-site champ", category=Category.MARKET_DEVELOPMENT,
        core=_R("all-vendor-service", "service wholly on vendor products"),
        communications=_R("deliverables", "sample of the deliverables named in the on-site champ form"),
        expenses=("service fees",), caps=(_share_cap(50),)),
    Activity(key="proof-of-concept", name="Proof of concept", category=Category.MARKET_DEVELOPMENT,
        core=VENDOR,
        communications=any_of(_R("concept", "copy of the concept material"),
            _R("research", "copy of the research behind the concept")),
        expenses=("research or printed material", "programming or development including API", "agency fees",
            "labor by partner or third party", "demo-center set-up and deployment services")),
    Activity(key="employee-purchase-web", name="Employee purchase web set-up for customers",
        category=Category.MARKET_DEVELOPMENT,
        communications=any_of(_R("landing-page", "landing-page URL"),
            _R("page-screenshots", "screenshot of the landing page")),
        expenses=("agency fees", "programming or development", "labor services"),
        not_for=SURFACE_ADD),
)

_READINESS: Final = (
    Activity(key="partner-network", name="Partner-network participation", category=Category.PARTNER_READINESS,
        core=_R("vendor-invoice", "original vendor invoice", also_by=INVOICED),
        expenses=("annual enrollment fee", "plaque and first DVD set", "additional benefit toolkit")),
    Activity(key="exams-and-tuition", name="Exams and tuition", category=Category.PARTNER_READINESS,
        core=any_of(_R("course-listed", "course code listed by the vendor"),
            _R("exam-listed", "exam code listed by the vendor")),
        communications=all_of(
            _R("third-party-invoice", "third-party invoice", also_by=INVOICED),
            _R("completion-date", "completion date"),
            any_of(_R("course-code", "course code on the invoice"),
                _R("exam-code", "exam code on the invoice")),
        ),
        metrics=OnlyIf(
            Circumstance("trainer-renewal", "the expense is the trainer-renewal fee"),
            all_of(_R("attendee-list", "attendee list", also_by=(EvidenceKind.PROOF,)),
                _R("cost-per-person", "cost per person")),
            holds=False,
        ),
        expenses=("exam fees", "training or tuition including on-demand",
            "third-party ISV training that builds on the vendor's platform", "trainer-renewal fee")),
    Activity(key="internal-training", name="Internal training and floor days",
        category=Category.PARTNER_READINESS,
        core=all_of(_R("all-vendor-content", "wholly vendor content for the day or space claimed"), SOBER),
        communications=all_of(any_of(_R("agenda", "training agenda"), _R("event-program", "event program")),
            _R("presentation", "presentation content")),
        metrics=_R("attendees", "attendees"),
        expenses=("training, tuition, registration or digital platform", "signage and print", "giveaways",
            "agency fees", "external speaker", "facility or equipment rental", "catering without alcohol")),
    Activity(key="vendor-conference", name="Vendor-hosted conferences", category=Category.PARTNER_READINESS,
        core=_R("vendor-hosted", "conference hosted by the vendor"),
        communications=all_of(
            any_of(_R("invitation", "invitation that proves vendor hosting"),
                _R("registration", "registration confirmation that proves vendor hosting")),
            OnlyIf(Circumstance("airfare", "airfare is claimed"), _R("itinerary", "itinerary with dates")),
        ),
        expenses=("registration for up to 3 attendees", "air or train fare and taxes",
            "hotel room rate and taxes"),
        caps=(
            AttendeeCap(
                per_person=Money("5000.00", "USD"),
                persons=3,
                per_period=Money("45000.00", "USD"),
                beside=frozenset({CostKind.REGISTRATION}),
                unknown=frozenset({ProgramId("Hosting")}),
                source=PAGE,
                basis=inferred(message("reading.cap_of_a_usage_period",
                    "the period is the usage period, which no page says")),
            ),
        )),
    Activity(key="product-seeding", name="Product seeding / demo units", category=Category.PARTNER_READINESS,
        communications=all_of(
            OnlyIf(_BUILT, _R("system-specification", "system specification")),
            OnlyIf(
                _BOUGHT,
                all_of(_R("proof-of-delivery", "proof of delivery"),
                    _R("proof-of-unit", "proof of the unit")),
            ),
        ),
        caps=(
            ShareCap(
                percent=10,
                at_least=Money("3000.00", "USD"),
                exceptions=((SURFACE, None),),
                source=PAGE,
                basis=inferred(message("reading.greater_of_the_two",
                    "a garbled sentence: the greater of the two, per program and period")),
            ),
        ),
        one_of=(_BUILT, _BOUGHT)),
)
# fmt: on

ACTIVITIES_2019 = Catalogue((*_DEMAND, *_MARKET, *_READINESS))
"""The nineteen activities as published from 2019-04 to 2023-10."""


# The catalogues before and after: what the page of 2018 had, and what the fiscal year 2024 added.


def _without_catering(need: RequirementExpr | None) -> RequirementExpr | None:
    """Return what is asked for where no expense, and so no catering, is spoken of."""
    if isinstance(need, AllOf):
        return AllOf(tuple(each for each in need.needs if each is not SOBER))
    return need


ACTIVITIES_2018: Final = Catalogue(
    tuple(
        attrs.evolve(
            activity,
            core=_without_catering(activity.core),
            metrics=None,
            expenses=(),
            caps=(),
            not_for=frozenset(),
        )
        for activity in ACTIVITIES_2019
    )
)
"""The nineteen activities as published in 2018-09: no metrics, expenses or caps yet.

What later stands in those columns is left out with them: that a program is not eligible, and that
catering is without alcohol. Source: CO18 C-02.
"""

# fmt: off
_TV_AND_RADIO: Final = Activity(key="tv-radio", name="TV and radio", category=Category.DEMAND_GENERATION,
    core=all_of(
        _R("final-approval", "final approval of the piece before it was broadcast",
            source=cite("COL", "C-15")),
        VENDOR,
    ),
    communications=any_of(_R("final-piece", "copy of the final piece"),
        _R("piece-link", "link to the piece")),
    metrics=_R("reach", "estimated reach"),
    expenses=("third-party media placement", "content development", "agency fees"),
    pre_approval=True,
    only_for=SURFACE)

ACTIVITIES_2024: Final = Catalogue((*ACTIVITIES_2019, _TV_AND_RADIO))
"""The activities as later captures of the page have them: television and radio added, for Surface.

That a link does where a copy is asked for is read from the row that names both (N7). That telemarketing asks
for more evidence since then is known, but not for which (C-10).
"""

CAPTURED: Final = date(2024, 1, 1)
UNDATED: Final = inferred(message("reading.capture_without_a_date",
    "a capture without a date, read as of 2024"))
"""The day of the captures that show none, and how what they say is known."""

_CAPTURE: Final = cite("COL", "N7", "C-15")
_PAGE_OF_2021: Final = cite("CO21", "C-02", "C-03")
_PAGE_LAST_SEEN: Final = date(2023, 10, 23)

_NEWS_OF_2023: Final = attrs.evolve(_TV_AND_RADIO, source=_CAPTURE,
    basis=inferred(message("reading.requirements_read_back",
        "a later capture has what it asks for, read back to the fiscal year that a notice of 2023-10 names")))

ACTIVITIES_2023: Final = Catalogue(
    (*(attrs.evolve(activity, source=_PAGE_OF_2021) for activity in ACTIVITIES_2019), _NEWS_OF_2023))
"""The activities of the fiscal year 2024, from 2023-07 on: those of the page, and television and radio."""


def _last_known(activity: Activity) -> Activity:
    """Return an activity as it is known after the last copy of the page."""
    return attrs.evolve(activity, source=_PAGE_OF_2021, basis=carried_forward(since=_PAGE_LAST_SEEN))


ACTIVITIES_2023_10: Final = Catalogue((*map(_last_known, ACTIVITIES_2019), _NEWS_OF_2023))
"""The same on the day of the notice that names television and radio: what the page said is last known."""

# The list of 2025, which has names alone.


def _listed(category: Category, key: str, name: str) -> Activity:
    return Activity(key=key, name=name, category=category, listed_only=True)


def _of_2025() -> Iterator[Activity]:
    """Yield what was known before, trade shows where the list has them, and what is new on it."""
    for activity in map(_last_known, ACTIVITIES_2019):
        moved = activity.key == "tradeshow"
        yield attrs.evolve(activity, category=Category.DEMAND_GENERATION) if moved else activity
    yield attrs.evolve(_TV_AND_RADIO, source=_CAPTURE,
        basis=carried_forward(*UNDATED.readings, since=CAPTURED))
    yield _listed(Category.DEMAND_GENERATION, "social-media", "Social media")
    yield _listed(Category.DEMAND_GENERATION, "best-practice-development", "Best-practice development")
    yield _listed(Category.MARKET_DEVELOPMENT, "solution-building", "Solution building with third parties")
    yield _listed(Category.MARKET_DEVELOPMENT, "migration-services", "Migration services")
    yield _listed(Category.PARTNER_READINESS, "partner-skilling", "Partner skilling")
# fmt: on


ACTIVITIES_2025: Final = Catalogue(
    tuple(sorted(_of_2025(), key=lambda activity: list(Category).index(activity.category)))
)
"""The activities of a list of 2025, which has names and no requirements: five of them are new.

What was known of the others is kept as last known. Trade shows stand under demand generation. What the list
has under the third category is not known in full, so nothing that stood there is left out. Source: BL25 N9.
"""
