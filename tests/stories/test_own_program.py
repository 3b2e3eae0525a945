"""A claim in an adopter's own program: other spans, windows, roles, activities, and another zone."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

import attrs
import pytest
from tests.support.world import LOCATION, REVIEWER, VALIDATION_TEAM, WEEKDAYS

from coopclaims import (
    Action,
    Actor,
    BusinessDays,
    CalendarDays,
    Claim,
    ClaimForm,
    ClaimStatus,
    Currency,
    Deadline,
    FundPool,
    Money,
    Refused,
    Role,
    Rulebook,
    Source,
    UsagePeriod,
    decide,
    dispute_deadline,
    partner_center,
    payment_deadline,
    replay,
    review_deadline,
)
from coopclaims.activities import ACTIVITIES_2019, Activity, Catalogue, Category, Requirement
from coopclaims.claims import (
    AddInvoice,
    AddProof,
    ApproveClaim,
    Command,
    CreateClaim,
    DisputeRejection,
    Invoice,
    Metric,
    Proof,
    RecordMetric,
    RejectClaim,
    StartReview,
    SubmitClaim,
)
from coopclaims.deadlines import TaxInvoice
from coopclaims.errors import NoRuleInForce
from coopclaims.findings import ProblemCode
from coopclaims.funds import PoolKey
from coopclaims.identifiers import ClaimId, CommandId, ItemId, ProgramId
from coopclaims.periods import MonthDay
from coopclaims.provenance import PUBLISHED
from coopclaims.rules import RETENTION_SPAN, REVIEW_SPAN, ClaimingWindow, Edition, Rule

TERMS = Source(document="Fjord partner terms", facts=("section 4",), dated=date(2021, 12, 1))
FJORD = ProgramId("Fjord")
SUMMER = UsagePeriod(date(2022, 7, 1), date(2022, 9, 30))
NOK = Currency("NOK")


ValueT = TypeVar("ValueT")


def ours(value: ValueT) -> Rule[ValueT]:
    return Rule(value=value, first=date(2022, 1, 1), source=TERMS, basis=PUBLISHED)


PODCAST = Activity(
    key="podcast",
    name="Podcast",
    category=Category.DEMAND_GENERATION,
    communications=Requirement("episode", "link to the episode"),
    metrics=Requirement("listeners", "listeners of the episode"),
    expenses=("studio", "speaker"),
)
EDITION = Edition(
    name="Fjord, 2022",
    zone="Europe/Oslo",
    review_span=ours(BusinessDays(3)),
    dispute_span=ours(CalendarDays(10)),
    payment_span=ours(CalendarDays(30)),
    claiming_windows=ours(
        (
            ClaimingWindow(
                usage_first=MonthDay(7, 1),
                usage_last=MonthDay(9, 30),
                opens=MonthDay(8, 1),
                closes=MonthDay(10, 31),
            ),
        )
    ),
    catalogue=ours(Catalogue((*ACTIVITIES_2019, PODCAST))),
    permissions=((Action.DISPUTE, ours(frozenset({Role.INCENTIVES_USER}))),),
)
BOOK = Rulebook("Fjord", (*partner_center.editions, EDITION))
OSLO = ZoneInfo(BOOK.zone_key)
RULES = BOOK.bind(calendar=WEEKDAYS, zone=OSLO)

KARI = Actor.partner("kari", Role.INCENTIVES_USER, location=LOCATION, program=FJORD)
LARS = Actor.partner("lars", Role.INCENTIVES_ADMIN, location=LOCATION, program=FJORD)
FORM = ClaimForm(
    name="A series in summer",
    program=FJORD,
    location=LOCATION,
    usage_period=SUMMER,
    activity="podcast",
    executed_on=date(2022, 7, 10),
    amount=Money("40000.00", "NOK"),
)
EVIDENCE: tuple[tuple[type[Command], dict[str, Any]], ...] = (
    (
        AddInvoice,
        {
            "invoice": Invoice(
                id=ItemId("invoice"),
                document="scan",
                amount=Money("40000.00", "NOK"),
                number="17",
                supplier="Studio Nord",
                issued_on=date(2022, 7, 12),
            )
        },
    ),
    (
        AddProof,
        {
            "proof": Proof(
                id=ItemId("proof"), document="episode-1", note="The first episode", shows=("episode",)
            )
        },
    ),
    (RecordMetric, {"metric": Metric(id=ItemId("metric"), name="listeners", value="2100")}),
)
POOL = PoolKey(location=LOCATION, program=FJORD, usage_period=SUMMER, currency=NOK)


class Office:
    """Where one command after the other is given under the rules of the program."""

    def __init__(self) -> None:
        earned = Money("100000.00", "NOK")
        self.funds = FundPool.empty(POOL).earning("oslo", earned, at=at("2022-07-01 00:00"))
        self.current: Claim | None = None

    @property
    def claim(self) -> Claim:
        assert self.current is not None
        return self.current

    def do(self, kind: type[Command], by: Actor, when: str, **content: Any) -> Office:
        make: Any = kind
        command: Command = make(
            claim=ClaimId("F-1"),
            id=CommandId(f"{kind.__name__}/{when}"),
            by=by,
            at=at(when),
            **content,
        )
        decision = decide(command, self.current, rules=RULES, funds=self.funds)
        self.current = replay(decision.entries, start=self.current)
        self.funds = self.funds.record(decision.ledger)
        return self

    def draft(self, when: str, *, without: type[Command] | None = None) -> Office:
        self.do(CreateClaim, KARI, when, form=FORM)
        for kind, content in EVIDENCE:
            if kind is not without:
                self.do(kind, KARI, when, **content)
        return self


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=OSLO)


def refusal(office: Office, kind: type[Command], by: Actor, when: str, **content: Any) -> set[ProblemCode]:
    with pytest.raises(Refused) as caught:
        office.do(kind, by, when, **content)
    return set(caught.value.codes)


def running(due: object) -> Deadline:
    assert isinstance(due, Deadline)
    return due


@pytest.fixture
def rejected() -> Office:
    """Given a claim that was submitted on a Thursday night in Oslo and rejected on the Monday."""
    office = Office().draft("2022-08-11 09:00")
    office.do(SubmitClaim, KARI, "2022-08-11 23:30")
    office.do(StartReview, REVIEWER, "2022-08-12 09:00")
    return office.do(RejectClaim, REVIEWER, "2022-08-15 09:00", reasons=("The link is dead.",))


def test_it_is_reviewed_in_the_programs_own_span_and_zone() -> None:
    """Submitted at 23:30 in Oslo, which is the afternoon of that day in the zone of the published rules."""
    office = Office().draft("2022-08-11 09:00").do(SubmitClaim, KARI, "2022-08-11 23:30")
    due = running(review_deadline(office.claim, rules=RULES))
    assert (due.started_on, due.on) == (date(2022, 8, 11), date(2022, 8, 16))
    assert due.last_instant.astimezone(UTC).hour == 21
    assert due.explain().find("span").source == TERMS


def test_its_windows_are_its_own() -> None:
    office = Office().draft("2022-07-20 09:00")
    assert refusal(office, SubmitClaim, KARI, "2022-07-31 23:59") == {ProblemCode.WINDOW_NOT_OPEN}
    assert refusal(office, SubmitClaim, KARI, "2022-11-01 00:00") == {ProblemCode.WINDOW_CLOSED}
    assert office.do(SubmitClaim, KARI, "2022-10-31 23:59").claim.status is ClaimStatus.SUBMITTED


def test_its_periods_have_no_other_window_than_its_own() -> None:
    """The published windows are superseded, and not mixed in."""
    with pytest.raises(NoRuleInForce, match="known for: from 07-01 to 09-30"):
        RULES.claiming_period(UsagePeriod(date(2022, 7, 1), date(2022, 12, 31)))


@pytest.mark.parametrize(
    ("missing", "code"),
    [(AddProof, ProblemCode.PROOF_MISSING), (RecordMetric, ProblemCode.METRIC_MISSING)],
)
def test_its_activity_asks_for_its_own_evidence(missing: type[Command], code: ProblemCode) -> None:
    office = Office().draft("2022-08-11 09:00", without=missing)
    assert refusal(office, SubmitClaim, KARI, "2022-08-11 10:00") == {code}


def test_a_published_activity_is_still_there() -> None:
    form = attrs.evolve(FORM, activity="digital-advertising")
    assert Office().do(CreateClaim, KARI, "2022-08-11 09:00", form=form).claim.form == form


def test_whom_it_lets_dispute_and_whom_it_does_not(rejected: Office) -> None:
    """Under the published rules it would be the other way round."""
    assert refusal(rejected, DisputeRejection, LARS, "2022-08-16 09:00") == {ProblemCode.ACTION_NOT_GRANTED}
    rejected.do(DisputeRejection, KARI, "2022-08-16 09:00")
    assert rejected.claim.status is ClaimStatus.DISPUTED
    assert running(dispute_deadline(rejected.claim, rules=RULES)).on == date(2022, 8, 26)


def test_it_pays_in_calendar_days_after_the_approval(rejected: Office) -> None:
    rejected.do(DisputeRejection, KARI, "2022-08-16 09:00")
    rejected.do(ApproveClaim, VALIDATION_TEAM, "2022-08-19 09:00", amount=FORM.amount)
    assert rejected.claim.status is ClaimStatus.APPROVED
    due = running(payment_deadline(rejected.claim, tax_invoice=TaxInvoice.not_needed(), rules=RULES))
    assert due.on == date(2022, 9, 18)
    assert rejected.funds.approved == ((ClaimId("F-1"), FORM.amount),)


def test_what_it_does_not_mention_goes_on_as_published() -> None:
    day = date(2022, 9, 14)
    published = partner_center.bind(calendar=WEEKDAYS, zone=OSLO)
    assert RULES.look_up(RETENTION_SPAN, day) == published.look_up(RETENTION_SPAN, day)
    assert RULES.look_up(REVIEW_SPAN, date(2021, 12, 31)) == published.look_up(
        REVIEW_SPAN, date(2021, 12, 31)
    )


def test_by_itself_it_states_only_what_it_says() -> None:
    alone = Rulebook("Fjord alone", (EDITION,)).bind(calendar=WEEKDAYS, zone=OSLO)
    assert alone.look_up(REVIEW_SPAN, date(2022, 9, 14)).value == BusinessDays(3)
    with pytest.raises(NoRuleInForce, match="none at all"):
        alone.look_up(RETENTION_SPAN, date(2022, 9, 14))
