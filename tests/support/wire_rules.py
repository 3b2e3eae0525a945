"""Values for the wire: a rulebook, an edition that states every rule, a catalogue, policies, all filled."""

from __future__ import annotations

from datetime import date, time
from typing import Any

import attrs

from coopclaims import Action, Money, Policies, Role, Rulebook, partner_center
from coopclaims.activities import (
    Activity,
    AllOf,
    AmountCap,
    AnyOf,
    AttendeeCap,
    Catalogue,
    Category,
    Circumstance,
    CostKind,
    EvidenceKind,
    OnlyIf,
    Requirement,
    ShareCap,
)
from coopclaims.calendars import Intake, Roll
from coopclaims.identifiers import ProgramId
from coopclaims.periods import EarningPeriod, MonthDay, UsagePeriod
from coopclaims.provenance import carried_forward, cite, inferred
from coopclaims.rules import (
    ActivityLatest,
    ClaimingWindow,
    Disputing,
    Edition,
    Precision,
    ProgramCalendar,
    ProgramEnd,
    ReasonCode,
    Rollover,
    Rule,
)

SOURCE = cite("READING", "D-10")
PROGRAMS = frozenset({ProgramId("ADD"), ProgramId("CSP Direct Bill Partner")})
SPRING = UsagePeriod(date(2021, 1, 1), date(2021, 6, 30))
AUTUMN = UsagePeriod(date(2020, 7, 1), date(2020, 12, 31))


def a_rule(value: Any) -> Rule[Any]:
    return Rule(
        value=value,
        first=date(2022, 1, 1),
        last=date(2022, 9, 14),
        withdrawn=date(2023, 1, 1),
        source=SOURCE,
        basis=carried_forward(Disputing.WIDENED, since=date(2022, 9, 14)),
        first_known_to=Precision.YEAR,
        last_known_to=Precision.MONTH,
    )


WINDOW = ClaimingWindow(
    usage_first=MonthDay(1, 1),
    usage_last=MonthDay(6, 30),
    opens=MonthDay(2, 16),
    closes=MonthDay(8, 15),
    roll=Roll.FOLLOWING,
)
CALENDAR = ProgramCalendar(
    programs=PROGRAMS, executed=SPRING, claims_from=date(2021, 2, 1), claims_until=date(2021, 7, 31)
)
LATEST = ActivityLatest(latest=date(2021, 8, 15), programs=PROGRAMS)
ROLLOVER = Rollover(programs=PROGRAMS, from_usage=AUTUMN, to_usage=SPRING)
END = ProgramEnd(
    programs=PROGRAMS,
    earned=EarningPeriod(date(2023, 1, 1), date(2023, 6, 30)),
    paid_between=(date(2023, 8, 1), date(2023, 10, 31)),
)
AIR = Circumstance("air", "travel by air")
TICKET = Requirement("ticket", "the ticket", also_by=(EvidenceKind.INVOICE,), source=SOURCE)
ANY = AnyOf((TICKET, Requirement("receipt", "the receipt")))
IF = OnlyIf(AIR, ANY, holds=False)
ALL = AllOf((IF, TICKET))
AMOUNT = AmountCap(limit=Money("50.00", "USD"), source=SOURCE, basis=inferred())
SHARE = ShareCap(
    percent=20,
    at_least=Money("1.00", "USD"),
    at_most=Money("500.00", "USD"),
    exceptions=((PROGRAMS, 40), (frozenset({ProgramId("Hosting")}), None)),
    source=SOURCE,
    basis=inferred(),
)
ATTENDEES = AttendeeCap(
    per_person=Money("5000.00", "USD"),
    persons=3,
    per_period=Money("45000.00", "USD"),
    beside=frozenset({CostKind.REGISTRATION}),
    unknown=frozenset({ProgramId("Hosting")}),
    source=SOURCE,
    basis=inferred(),
)
ACTIVITY = Activity(
    key="conference",
    name="Conference",
    category=Category.PARTNER_READINESS,
    core=ALL,
    communications=ANY,
    metrics=TICKET,
    expenses=("fare", "hotel"),
    caps=(AMOUNT, SHARE, ATTENDEES),
    one_of=(AIR,),
    pre_approval=True,
    not_for=PROGRAMS,
    only_for=frozenset({ProgramId("Hosting")}),
    listed_only=True,
    source=SOURCE,
    basis=inferred(),
)
CATALOGUE = Catalogue((ACTIVITY,))


CODE = ReasonCode("above_cap", "more than the cap leaves")


def _values() -> dict[str, Any]:
    """Return a value for each rule: the last published one, or one of ours where it is small or absent."""
    ours: dict[str, Any] = {
        "claiming_windows": (WINDOW,),
        "program_calendars": (CALENDAR,),
        "activity_latest": LATEST,
        "rollovers": (ROLLOVER,),
        "conversions": (END,),
        "catalogue": CATALOGUE,
        "thresholds": ((ProgramId("ADD"), Money("1500.00", "USD")),),
        "plan_programs": PROGRAMS,
        "intake": Intake(cutoff=time(17)),
        "reason_codes": (CODE,),
        "recommendation_limits": (Money("100000.00", "SEK"), Money("10000.00", "USD")),
    }
    named = {each.name for each in attrs.fields(Edition)} - {"name", "zone", "permissions"}
    return {name: ours.get(name) or partner_center.timelines[name].rules[-1].value for name in named}


STATED: dict[str, Any] = {name: a_rule(value) for name, value in _values().items()}
EDITION = Edition(
    name="Ours, 2022",
    zone="Europe/Oslo",
    permissions=((Action.DISPUTE, a_rule(frozenset({Role.INCENTIVES_USER, Role.INCENTIVES_ADMIN}))),),
    **STATED,
)

RULES: tuple[object, ...] = (
    Policies(disputing=Disputing.WIDENED),
    a_rule(Money("200.00", "USD")),
    WINDOW,
    CALENDAR,
    LATEST,
    ROLLOVER,
    END,
    CODE,
    TICKET,
    AIR,
    ANY,
    IF,
    ALL,
    AMOUNT,
    SHARE,
    ATTENDEES,
    ACTIVITY,
    CATALOGUE,
    PROGRAMS,
    EDITION,
    Rulebook("Ours", (EDITION,)),
)
