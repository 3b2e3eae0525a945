"""What is odd about a rulebook before it goes live, and what is refused when an edition is built."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import attrs
import pytest
from tests.support.wire_rules import EDITION, STATED

from coopclaims import Action, BusinessDays, Money, Policies, Role, Rulebook, partner_center
from coopclaims.activities import Activity, Catalogue, Category, Requirement, ShareCap
from coopclaims.errors import InvalidValue, WireMismatch
from coopclaims.identifiers import ProgramId
from coopclaims.periods import MonthDay
from coopclaims.provenance import PUBLISHED, cite, inferred
from coopclaims.rules import (
    ActivityLimiting,
    ClaimDeadline,
    ClaimingWindow,
    ClaimOpening,
    DisputeWindow,
    Disputing,
    Edition,
    EditionFinding,
    FinalApproval,
    OddityKind,
    ReviewClock,
    Rule,
    SmallBalances,
    edition_findings,
)
from coopclaims.wire import from_data, from_text, to_data, to_text


def ours(value: Any, first: date = date(2022, 1, 1), withdrawn: date | None = None) -> Rule[Any]:
    source = cite("READING", "D-10")
    return Rule(value=value, first=first, withdrawn=withdrawn, source=source, basis=inferred())


def findings(*editions: Edition, policies: Policies | None = None) -> list[EditionFinding]:
    """Return what is odd about these editions, nobody's rights left aside: they state none."""
    found = edition_findings(Rulebook("ours", editions), policies=policies)
    return [each for each in found if each.kind is not OddityKind.ACTION_OF_NOBODY]


def of_catalogue(**what: Any) -> list[EditionFinding]:
    activity = Activity(
        key="podcast", name="Podcast", category=Category.DEMAND_GENERATION, core=Requirement("k", "a key")
    )
    return findings(Edition(name="ours", catalogue=ours(Catalogue((attrs.evolve(activity, **what),)))))


def test_the_published_rulebook_has_the_gaps_that_its_pages_have() -> None:
    # The articles of the two older platforms were withdrawn years before the pages that followed.
    found = edition_findings(partner_center)
    assert {each.kind for each in found} == {OddityKind.GAP}
    assert {(each.rule, each.edition) for each in found} == {
        ("review_span", "CHIP, 2014"),
        ("claim_deadline_days", "CHIP, 2014"),
        ("plan_needed_for", "CHIP, 2014"),
        ("plan_submission_deadline", "CHIP, 2014"),
        ("payment_span", "PIE, 2015-2016"),
    }


def test_a_gap_names_its_days() -> None:
    (gap,) = findings(
        Edition(name="old", review_span=ours(BusinessDays(2), withdrawn=date(2022, 3, 1))),
        Edition(name="new", review_span=ours(BusinessDays(3), date(2022, 4, 1))),
    )
    assert (gap.kind, gap.rule, gap.edition) == (OddityKind.GAP, "review_span", "old")
    assert str(gap) == "review_span of old: review_span has no answer from 2022-03-01 to 2022-03-31"
    assert gap.explain().source == cite("READING", "D-10")


def test_rules_that_adjoin_leave_no_gap() -> None:
    assert not findings(
        Edition(name="old", review_span=ours(BusinessDays(2), withdrawn=date(2022, 4, 1))),
        Edition(name="new", review_span=ours(BusinessDays(3), date(2022, 4, 1))),
    )


def test_a_rule_that_a_later_edition_supersedes_never_holds() -> None:
    (never,) = findings(
        Edition(name="old", review_span=ours(BusinessDays(2), date(2022, 4, 1))),
        Edition(name="between", payment_span=ours(BusinessDays(2))),
        Edition(name="new", review_span=ours(BusinessDays(3), date(2022, 4, 1))),
    )
    assert (never.kind, never.edition) == (OddityKind.NEVER_HOLDS, "old")
    assert never.explain().figure("by") == "new"


def window(closes: MonthDay) -> ClaimingWindow:
    return ClaimingWindow(
        usage_first=MonthDay(1, 1), usage_last=MonthDay(6, 30), opens=MonthDay(2, 16), closes=closes
    )


def test_windows_for_one_usage_overlap() -> None:
    twice = (window(MonthDay(8, 15)), window(MonthDay(9, 15)))
    assert [each.kind for each in findings(Edition(name="ours", claiming_windows=ours(twice)))] == [
        OddityKind.WINDOWS_OVERLAP
    ]


def test_a_window_that_closes_while_money_is_still_used_is_not_reached_by_its_last_activities() -> None:
    early = (window(MonthDay(5, 31)),)
    (found,) = findings(Edition(name="ours", claiming_windows=ours(early)))
    assert (found.kind, found.explain().figure("closes")) == (
        OddityKind.WINDOW_UNREACHABLE,
        MonthDay(5, 31),
    )
    assert not findings(Edition(name="ours", claiming_windows=ours((window(MonthDay(6, 30)),))))


@pytest.mark.parametrize(
    ("percent", "exceptions", "is_odd"),
    [
        (100, (), False),
        (101, (), True),
        (20, ((frozenset({ProgramId("ADD")}), 120),), True),
        (20, ((frozenset({ProgramId("ADD")}), None),), False),
    ],
)
def test_a_cap_of_more_than_all(percent: int, exceptions: Any, is_odd: bool) -> None:
    cap = ShareCap(percent=percent, exceptions=exceptions, source=cite("READING", "Q-01"), basis=PUBLISHED)
    assert [each.kind for each in of_catalogue(caps=(cap,))] == [OddityKind.CAP_ABOVE_WHOLE] * is_odd


def test_an_activity_that_asks_for_nothing() -> None:
    assert [each.kind for each in of_catalogue(core=None)] == [OddityKind.ACTIVITY_ASKS_NOTHING]
    assert not of_catalogue(core=None, listed_only=True)


def test_an_action_that_nobody_holds() -> None:
    rights = tuple((action, ours(frozenset({Role.INCENTIVES_ADMIN}))) for action in Action)
    assert not edition_findings(Rulebook("ours", (Edition(name="ours", permissions=rights),)))
    (missing,) = edition_findings(Rulebook("ours", (Edition(name="ours", permissions=rights[1:]),)))
    assert (missing.kind, missing.edition) == (OddityKind.ACTION_OF_NOBODY, "")
    nobody = ((rights[0][0], ours(frozenset())), *rights[1:])
    (found,) = edition_findings(Rulebook("ours", (Edition(name="ours", permissions=nobody),)))
    assert (found.kind, found.edition) == (OddityKind.ACTION_OF_NOBODY, "ours")


@pytest.mark.parametrize(
    "policies",
    [
        Policies(activity_limiting=ActivityLimiting.EARLIER_DATE),
        Policies(claim_deadline=ClaimDeadline.DAY_COUNT),
        Policies(disputing=Disputing.WIDENED),
        Policies(dispute_window=DisputeWindow.STRICT),
        Policies(final_approval=FinalApproval.MONTH_AFTER_WINDOW),
        Policies(small_balances=SmallBalances.FORFEIT),
    ],
)
def test_a_policy_without_its_rule(policies: Policies) -> None:
    (found,) = findings(Edition(name="ours"), policies=policies)
    assert found.kind is OddityKind.POLICY_WITHOUT_RULE
    assert not [each for each in edition_findings(partner_center, policies=policies) if not each.edition]


@pytest.mark.parametrize(
    "policies",
    [
        Policies(activity_limiting=ActivityLimiting.EARLIER_DATE, claim_opening=ClaimOpening.WINDOW_ONLY),
        Policies(final_approval=FinalApproval.MONTH_AFTER_WINDOW, review_clock=ReviewClock.PAUSES),
    ],
)
def test_policies_that_contradict_each_other(policies: Policies) -> None:
    found = [each for each in edition_findings(partner_center, policies=policies) if not each.edition]
    assert [(each.kind, str(each)[:9]) for each in found] == [(OddityKind.POLICIES_CONTRADICT, "policies:")]


# What is refused when an edition is built.


@pytest.mark.parametrize("key", sorted(STATED))
@pytest.mark.parametrize("wrong", [timedelta(hours=48), "2 days", 4.5, [], Edition(name="x")], ids=repr)
def test_each_value_is_checked_by_the_type_of_its_field(key: str, wrong: Any) -> None:
    changed: dict[str, Any] = {key: ours(wrong)}
    with pytest.raises(InvalidValue) as refused:
        attrs.evolve(EDITION, **changed)
    assert refused.value.field == f"{key} of Ours, 2022"
    assert refused.value.got == wrong


@pytest.mark.parametrize("key", ["review_span", "setup_at_creation", "catalogue"])
def test_a_rule_is_a_rule(key: str) -> None:
    bare: Any = {key: BusinessDays(2)}
    with pytest.raises(InvalidValue, match=f"{key}: .* Rule"):
        Edition(name="ours", **bare)


@pytest.mark.parametrize(
    "rights",
    [
        (Action.DISPUTE,),
        ((Action.DISPUTE, frozenset({Role.INCENTIVES_ADMIN})),),
        (("dispute", ours(frozenset({Role.INCENTIVES_ADMIN}))),),
        "all",
    ],
)
def test_rights_are_pairs_of_an_action_and_a_rule(rights: Any) -> None:
    with pytest.raises(InvalidValue, match="permissions"):
        Edition(name="ours", permissions=rights)


def test_a_right_is_of_roles() -> None:
    with pytest.raises(InvalidValue, match=r"may_dispute of ours: .* frozenset of Role"):
        Edition(name="ours", permissions=((Action.DISPUTE, ours(frozenset({"reviewer"}))),))


# A rulebook as data.


def test_an_edition_may_be_written_by_hand() -> None:
    data = {
        "type": "edition",
        "v": 1,
        "name": "Ours",
        "review_span": {
            "value": {"type": "span.business-days", "v": 1, "n": 3},
            "first": "2022-01-01",
            "source": {"document": "our terms", "facts": ["4"], "dated": "2021-12-01"},
            "basis": {"kind": "published", "readings": [], "since": None},
        },
    }
    edition = from_data(data, Edition)
    assert (edition.zone, edition.permissions) == ("America/Los_Angeles", ())
    assert edition.review_span is not None
    assert edition.review_span.value == BusinessDays(3)
    assert from_data(to_data(edition)) == edition
    assert set(to_data(edition)) == {"type", "v", "name", "zone", "review_span", "permissions"}


@pytest.mark.parametrize(
    ("change", "place"),
    [
        ({"name": None}, r"\$\.name"),
        ({"review_spam": None}, r"\$\.review_spam"),
        ({"review_span": {"value": 3}}, r"\$\.review_span\.first"),
        ({"v": 2}, r"\$\.v"),
    ],
)
def test_what_is_no_edition_is_refused_with_its_place(change: dict[str, object], place: str) -> None:
    with pytest.raises(WireMismatch, match=place):
        from_data({"type": "edition", "v": 1, "name": "Ours"} | change)


def test_a_value_of_another_type_is_refused_on_the_wire_too() -> None:
    data = to_data(Edition(name="ours", minimum_payment=ours(Money("200.00", "USD"))))
    data["minimum_payment"]["value"] = 200
    with pytest.raises(WireMismatch, match=r"minimum_payment of ours: .*200.* Money"):
        from_data(data)


def test_a_rulebook_that_was_changed_is_noticed() -> None:
    data = to_data(partner_center)
    data["editions"][-1]["name"] = "another"
    with pytest.raises(WireMismatch, match="digest"):
        from_data(data)


def test_a_rulebook_answers_as_before() -> None:
    again = from_text(to_text(partner_center), Rulebook)
    assert again.digest == partner_center.digest
    assert again.citations() == partner_center.citations()
    assert [str(each) for each in edition_findings(again)] == [
        str(each) for each in edition_findings(partner_center)
    ]


@pytest.mark.parametrize("of", [["b", "a"], ["a", "a"]])
def test_a_set_is_in_order_each_once(of: list[str]) -> None:
    with pytest.raises(WireMismatch, match="ascending"):
        from_data({"type": "set", "v": 1, "of": of})
