"""The activity catalogue: what each activity belongs to, and what a claim for it has to show.

This is the catalogue as published from 2019 to 2023. For each activity it says in one line which
proof of execution (communications requirement) and which metric are asked for; an empty text means
that the published table asks for none. Source: CO20, CO21 C-01, C-02.
"""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, final

import attrs

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["ACTIVITIES_2019", "Activity", "Catalogue", "Category"]


@final
class Category(StrEnum):
    """The three purposes that an activity may serve. Source: CO20 C-01."""

    DEMAND_GENERATION = "demand generation"
    MARKET_DEVELOPMENT = "market development"
    PARTNER_READINESS = "partner readiness"


@final
@attrs.frozen(kw_only=True)
class Activity:
    """One entry of the catalogue: what it is called, and what a claim for it has to show.

    `proof` and `metric` say what is asked for, and are empty where nothing is.

    >>> ACTIVITIES_2019.get("digital-advertising").metric
    'result summary, such as click-through'
    """

    key: str
    name: str
    category: Category
    proof: str = ""
    metric: str = ""


@final
@attrs.frozen
class Catalogue:
    """Activities by key, in the published order.

    >>> ACTIVITIES_2019.get("digital-advertizing") is None
    True
    """

    activities: tuple[Activity, ...]
    _by_key: dict[str, Activity] = attrs.field(init=False, repr=False, eq=False, hash=False)

    def __attrs_post_init__(self) -> None:
        object.__setattr__(self, "_by_key", {activity.key: activity for activity in self.activities})

    def get(self, key: str) -> Activity | None:
        """Return the activity with this key, or `None` where the catalogue has none."""
        return self._by_key.get(key)

    def __iter__(self) -> Iterator[Activity]:
        return iter(self.activities)


def _activities(category: Category, *rows: tuple[str, str, str, str]) -> tuple[Activity, ...]:
    return tuple(
        Activity(key=key, name=name, category=category, proof=proof, metric=metric)
        for key, name, proof, metric in rows
    )


ACTIVITIES_2019 = Catalogue(
    _activities(
        Category.DEMAND_GENERATION,
        (
            "print-advertising",
            "Print advertising",
            "copy of the final printed piece that shows the core requirements",
            "estimated customer or partner reach",
        ),
        (
            "digital-advertising",
            "Digital advertising",
            "screenshot of the ad, and the landing-page URL",
            "result summary, such as click-through",
        ),
        (
            "direct-mail",
            "Direct mail, e-mail, SMS",
            "copy of the final piece, and proof of its distribution",
            "estimated reach",
        ),
        (
            "partner-website",
            "Partner website and search engine",
            "URL or page screenshots with the URL; for search engine optimization also the agreement",
            "result summary",
        ),
        (
            "syndicated-content",
            "Vendor syndicated content",
            "URL or screenshots with the URL",
            "result summary",
        ),
        (
            "multi-touch",
            "Multi-touch digital campaign",
            "the proof of each component that was used",
            "",
        ),
    )
    + _activities(
        Category.MARKET_DEVELOPMENT,
        (
            "telemarketing",
            "Telemarketing",
            "copy of the script",
            "result summary: calls and successful contacts",
        ),
        (
            "customer-seminar",
            "Customer seminars and boot camps",
            "invitation, agenda and event photos",
            "registered guests",
        ),
        (
            "tradeshow",
            "Tradeshows and exhibitions",
            "invitation, agenda and a photo that proves participation",
            "estimated attendees or booth visitors",
        ),
        ("customer-offer", "Customer offers", "the offer with its terms and conditions", "result summary"),
        (
            "spiff",
            "Internal incentives and SPIFFs",
            "the offer with its terms and conditions",
            "result summary",
        ),
        (
            "on-site-champ",
            "On-site champ",
            "sample of the deliverables named in the on-site champ form",
            "",
        ),
        ("proof-of-concept", "Proof of concept", "copy of the concept material or of its research", ""),
        (
            "employee-purchase-web",
            "Employee purchase web set-up for customers",
            "landing-page URL or a screenshot of it",
            "",
        ),
    )
    + _activities(
        Category.PARTNER_READINESS,
        ("partner-network", "Partner-network participation", "", ""),
        (
            "exams-and-tuition",
            "Exams and tuition",
            "third-party invoice with the course or exam code, and the completion date",
            "attendee list and cost per person",
        ),
        (
            "internal-training",
            "Internal training and floor days",
            "training agenda or event program, and the presentation",
            "attendees",
        ),
        (
            "vendor-conference",
            "Vendor-hosted conferences",
            "invitation or registration confirmation; for airfare also the itinerary",
            "",
        ),
        (
            "product-seeding",
            "Product seeding / demo units",
            "system specification, or proof of delivery and of the unit",
            "",
        ),
    )
)
"""The nineteen activities as published from 2019-04 to 2023-10."""
