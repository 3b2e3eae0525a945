"""The activity catalogue as published from 2019 to 2023. Source: C-01, C-02, section 7.2 of CO19 to CO21."""

from __future__ import annotations

import pickle
from collections import Counter

import pytest

from coopclaims.activities import ACTIVITIES_2019, Activity, Category

NAMES = {
    Category.DEMAND_GENERATION: [
        "Print advertising",
        "Digital advertising",
        "Direct mail, e-mail, SMS",
        "Partner website and search engine",
        "Vendor syndicated content",
        "Multi-touch digital campaign",
    ],
    Category.MARKET_DEVELOPMENT: [
        "Telemarketing",
        "Customer seminars and boot camps",
        "Tradeshows and exhibitions",
        "Customer offers",
        "Internal incentives and SPIFFs",
        "On-site champ",
        "Proof of concept",
        "Employee purchase web set-up for customers",
    ],
    Category.PARTNER_READINESS: [
        "Partner-network participation",
        "Exams and tuition",
        "Internal training and floor days",
        "Vendor-hosted conferences",
        "Product seeding / demo units",
    ],
}
NO_METRIC = {
    "Multi-touch digital campaign",
    "On-site champ",
    "Proof of concept",
    "Employee purchase web set-up for customers",
    "Partner-network participation",
    "Vendor-hosted conferences",
    "Product seeding / demo units",
}


def test_there_are_nineteen_in_three_categories() -> None:
    assert Counter(activity.category for activity in ACTIVITIES_2019) == {
        Category.DEMAND_GENERATION: 6,
        Category.MARKET_DEVELOPMENT: 8,
        Category.PARTNER_READINESS: 5,
    }


@pytest.mark.parametrize("category", Category)
def test_they_are_those_of_the_published_tables(category: Category) -> None:
    named = [activity.name for activity in ACTIVITIES_2019 if activity.category is category]
    assert named == NAMES[category]


@pytest.mark.parametrize("activity", ACTIVITIES_2019.activities, ids=lambda activity: activity.key)
def test_a_metric_is_asked_for_where_the_table_has_one(activity: Activity) -> None:
    assert bool(activity.metric) is (activity.name not in NO_METRIC)


@pytest.mark.parametrize("activity", ACTIVITIES_2019.activities, ids=lambda activity: activity.key)
def test_a_proof_is_asked_for_by_all_but_one(activity: Activity) -> None:
    """Partner-network participation has no communications requirement."""
    assert bool(activity.proof) is (activity.name != "Partner-network participation")


def test_digital_advertising_needs_screenshot_and_landing_page() -> None:
    """Source: CO20: both, and not either."""
    activity = ACTIVITIES_2019.get("digital-advertising")
    assert activity is not None
    assert "screenshot" in activity.proof
    assert "landing-page URL" in activity.proof


def test_keys_are_unique_and_lead_back() -> None:
    for activity in ACTIVITIES_2019:
        assert ACTIVITIES_2019.get(activity.key) is activity
    assert len({activity.key for activity in ACTIVITIES_2019}) == 19


def test_what_is_not_there_is_not_found() -> None:
    """Television and radio came later, and for one program."""
    assert ACTIVITIES_2019.get("tv-radio") is None
    assert ACTIVITIES_2019.get("") is None


def test_it_survives_pickling() -> None:
    again = pickle.loads(pickle.dumps(ACTIVITIES_2019))
    assert again == ACTIVITIES_2019
    assert again.get("telemarketing") == ACTIVITIES_2019.get("telemarketing")
