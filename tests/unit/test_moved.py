"""What other rules, or another calendar, would move in a portfolio: which clocks, and why."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import attrs
import pytest
from tests.support.world import PACIFIC, RULES, USER, WEEKDAYS, Desk, bound, desk_at

from coopclaims import (
    BusinessCalendar,
    BusinessDays,
    Claim,
    ClaimStatus,
    InvalidValue,
    NotRunning,
    Policies,
    Rulebook,
    clocks,
    partner_center,
)
from coopclaims.claims import SubmitClaim
from coopclaims.deadlines import Clock, TaxInvoice, TaxInvoiceState
from coopclaims.identifiers import ClaimId
from coopclaims.portfolio import ChangeCause, ClaimChange, LeftOut, LeftOutReason, recompute_claims
from coopclaims.provenance import PUBLISHED, cite
from coopclaims.rules import (
    PARTNER_CENTER_2020_05,
    DisputeWindow,
    Edition,
    FinalApproval,
    Rule,
)

if TYPE_CHECKING:
    from coopclaims import Rules

S, C = ClaimStatus, ChangeCause
STORM = {date(2022, 9, 15): "storm"}


def calendar(rules: Rules, **changes: Any) -> Rules:
    """Return the rules with days closed that were open."""
    return bound(rules.policies, calendar=rules.calendar.with_closures(STORM), **changes)


def longer() -> Rulebook:
    """Return the rules with a review of three business days and not of two."""
    review = Rule(
        value=BusinessDays(3), first=date(2020, 5, 26), source=cite("MG22", "D-07"), basis=PUBLISHED
    )
    edition = attrs.evolve(PARTNER_CENTER_2020_05, review_span=review)
    return Rulebook(
        partner_center.name,
        tuple(edition if each is PARTNER_CENTER_2020_05 else each for each in partner_center.editions),
    )


def said(found: Any) -> list[tuple[Any, ...]]:
    """Return claim, clock, due day before and after, and the causes of each change."""
    return [
        (
            each.claim,
            each.clock,
            *(getattr(one, "on", None) for one in (each.before, each.after)),
            each.causes,
        )
        for each in found
    ]


def test_a_day_that_is_closed_moves_what_counts_over_it() -> None:
    """Submitted on Wed 14 September: two business days ended on Fri the 16th, and end on Mon the 19th."""
    waits, draft = desk_at(S.SUBMITTED).claim, desk_at(S.EDITING, claim=ClaimId("D")).claim
    found = recompute_claims([draft, waits], old=RULES, new=calendar(RULES))
    moved = date(2022, 9, 16), date(2022, 9, 19), (C.CALENDAR,)
    assert said(found.changes) == [
        (waits.id, Clock.REVIEW, *moved),
        (waits.id, Clock.ESCALATION, *moved),
    ]
    assert (found.moved, found.unmoved, found.unanswered) == ((waits.id,), ("D",), ())
    assert found.calendar.moved == (date(2022, 9, 15),)
    assert (found.changes[0].closed, found.changes[0].opened) == ((date(2022, 9, 15),), ())
    tree = str(found.changes[0].explain())
    assert "review moves from Fri 2022-09-16 to Mon 2022-09-19" in tree
    assert "Thu 2022-09-15 is closed now" in tree


def test_a_day_that_is_opened_moves_it_back() -> None:
    waits = desk_at(S.SUBMITTED).claim
    found = recompute_claims([waits], old=calendar(RULES), new=RULES)
    assert (found.changes[0].closed, found.changes[0].opened) == ((), (date(2022, 9, 15),))


def test_another_rule_is_named_with_what_it_says() -> None:
    waits = desk_at(S.SUBMITTED).claim
    new = longer().bind(calendar=WEEKDAYS, zone=PACIFIC)
    found = recompute_claims([waits], old=RULES, new=new)
    assert said(found.changes) == [(waits.id, Clock.REVIEW, date(2022, 9, 16), date(2022, 9, 19), (C.RULE,))]
    assert found.changes[0].closed == found.changes[0].opened == ()
    tree = str(found.changes[0].explain())
    assert "the rule was: 2 business days" in tree
    assert "the rule is now: 3 business days" in tree


def test_both_causes_are_named() -> None:
    waits = desk_at(S.SUBMITTED).claim
    new = longer().bind(calendar=WEEKDAYS.with_closures(STORM), zone=PACIFIC)
    found = recompute_claims([waits], old=RULES, new=new)
    assert said(found.changes)[0] == (
        waits.id,
        Clock.REVIEW,
        date(2022, 9, 16),
        date(2022, 9, 20),
        (C.CALENDAR, C.RULE),
    )


def test_a_calendar_that_ends_before_the_old_rule_is_counted_is_a_cause_too() -> None:
    """Submitted on Wed 28 December: three days ended on Mon 2 January, and two end on Fri the 30th."""
    desk = Desk().draft("2022-12-20 09:00")
    desk.do(SubmitClaim, USER, "2022-12-28 10:00")
    short = BusinessCalendar.of_days(name="short", closed={}, years=range(2018, 2023))
    old = longer().bind(calendar=WEEKDAYS, zone=PACIFIC)
    (found,) = recompute_claims([desk.claim], old=old, new=bound(calendar=short)).changes
    assert (found.clock, found.causes) == (Clock.REVIEW, (C.CALENDAR, C.RULE))
    assert said([found])[0][2:4] == (date(2023, 1, 2), date(2022, 12, 30))
    assert (found.closed, found.opened) == ((), ())


def test_a_policy_that_starts_a_clock_or_stops_it_is_a_change() -> None:
    rejected = desk_at(S.REJECTED).claim
    strict = bound(Policies(dispute_window=DisputeWindow.STRICT))
    (begun,) = recompute_claims([rejected], old=RULES, new=strict).changes
    (ended,) = recompute_claims([rejected], old=strict, new=RULES).changes
    assert (begun.clock, begun.causes, ended.causes) == (Clock.DISPUTING, (C.READING,), (C.READING,))
    assert begun.explain().find("clock_runs_now").figure("due") == ended.before.on  # type: ignore[union-attr]
    assert isinstance(ended.after, NotRunning)
    assert ended.explain().find("clock_stops_now").because == (ended.after.explain(),)


def test_a_zone_moves_what_fell_on_another_day() -> None:
    """Submitted at 10 in the morning in Los Angeles, the night of the next day in Kiritimati."""
    waits = desk_at(S.SUBMITTED).claim
    new = partner_center.bind(calendar=WEEKDAYS, zone=ZoneInfo("Pacific/Kiritimati"))
    found = recompute_claims([waits], old=RULES, new=new)
    assert {each.causes for each in found.changes} == {(C.READING,)}
    assert "rule_is" not in {each.code for each in found.changes[0].explain().walk()}


def test_what_was_answered_does_not_move() -> None:
    approved, rejected = desk_at(S.APPROVED).claim, desk_at(S.REJECTED, claim=ClaimId("R")).claim
    found = recompute_claims([approved, rejected], old=RULES, new=calendar(RULES))
    assert said(found.changes) == []
    assert found.unmoved == (approved.id, rejected.id)


def test_a_tax_invoice_that_is_awaited_stops_the_payment_clock() -> None:
    approved = desk_at(S.APPROVED).claim
    closed = WEEKDAYS.with_closures({date(2022, 10, 3): "storm"})
    new = bound(calendar=closed)
    assert [each.clock for each in recompute_claims([approved], old=RULES, new=new).changes] == [
        Clock.PAYMENT
    ]
    waits = {approved.id: TaxInvoice(TaxInvoiceState.AWAITED)}
    assert recompute_claims([approved], old=RULES, new=new, tax_invoices=waits).changes == ()


def test_what_the_new_calendar_does_not_answer_is_named() -> None:
    """A calendar that ends with 2022 has no day for a payment of 45 business days after November."""
    waits = desk_at(S.SUBMITTED).claim
    short = BusinessCalendar.of_days(name="short", closed={}, years=range(2018, 2022))
    for old, new in ((RULES, bound(calendar=short)), (bound(calendar=short), RULES)):
        found = recompute_claims([waits], old=old, new=new)
        review = {each.why.clock: each.why.reason.code for each in found.unanswered}[Clock.REVIEW]
        assert review == "clock_past_calendar"
        assert (found.moved, found.unmoved) == ((), ())


def test_a_rule_that_only_one_of_them_has_cannot_be_compared() -> None:
    """Bound strictly, nothing says how long a review took after the last sighting of the page."""
    book = Rulebook("short", (attrs.evolve(PARTNER_CENTER_2020_05, name="short"), Edition(name="nothing")))
    waits = desk_at(S.SUBMITTED).claim
    new = book.bind(calendar=WEEKDAYS, zone=PACIFIC)
    found = recompute_claims([waits], old=RULES, new=new)
    known = {clock for clock, each in clocks(waits, rules=RULES).items() if not isinstance(each, NotRunning)}
    missing = {
        clock
        for clock, each in clocks(waits, rules=new).items()
        if isinstance(each, NotRunning) and each.reason.code == "clock_without_rule"
    }
    assert {each.why.clock for each in found.unanswered} == known & missing != set()
    same = recompute_claims([waits], old=new, new=new)
    assert (same.unanswered, same.unmoved) == ((), (waits.id,))


def test_every_claim_is_named_once_in_its_latest_version() -> None:
    waits, decided = desk_at(S.SUBMITTED).claim, desk_at(S.REJECTED).claim
    for given in ([waits, decided], [decided, waits]):
        found = recompute_claims(given, old=RULES, new=calendar(RULES))
        assert (found.moved, found.unmoved) == ((), (waits.id,))
        assert found.left_out == (LeftOut(reason=LeftOutReason.GIVEN_TWICE, count=1),)


@pytest.mark.parametrize(
    "policies",
    [
        Policies(),
        Policies(final_approval=FinalApproval.MONTH_AFTER_WINDOW),
        Policies(dispute_window=DisputeWindow.STRICT),
    ],
)
def test_it_says_what_the_clocks_say(policies: Policies) -> None:
    """Whatever is named as moved is due on another day by the new rules, and nothing else is."""
    old, new = RULES, bound(policies, calendar=WEEKDAYS.with_closures(STORM))
    claims: list[Claim] = [desk_at(status, claim=ClaimId(status)).claim for status in ClaimStatus]
    expected = set()
    for claim in claims:
        before, after = clocks(claim, rules=old), clocks(claim, rules=new)
        for clock in before:
            days = [
                None if isinstance(each, NotRunning) or each.answered_at else each.on
                for each in (before[clock], after[clock])
            ]
            if days[0] != days[1]:
                expected.add((claim.id, clock))
    found = recompute_claims(claims, old=old, new=new)
    assert {(each.claim, each.clock) for each in found.changes} == expected
    assert {*found.moved, *found.unmoved} == {claim.id for claim in claims}


def test_calendars_without_a_common_day_are_refused() -> None:
    early = BusinessCalendar.of_days(name="early", closed={}, years=range(1990, 1992))
    with pytest.raises(InvalidValue):
        recompute_claims([], old=RULES, new=bound(calendar=early))


def test_a_change_has_one_clock_that_runs() -> None:
    stopped = clocks(desk_at(S.EDITING).claim, rules=RULES)[Clock.REVIEW]
    with pytest.raises(InvalidValue, match="fit"):
        ClaimChange(claim=ClaimId("C"), before=stopped, after=stopped, causes=())
