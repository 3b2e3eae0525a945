"""Values for the wire: the figures of a portfolio, each with all that it can hold."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal

from tests.support.world import PROGRAM, USAGE, pool_key, sek

from coopclaims import ClaimStatus, Currency, Side
from coopclaims.deadlines import Clock
from coopclaims.portfolio import (
    AgeBucket,
    Ageing,
    ClockLateness,
    CycleStage,
    CycleTime,
    CycleTimes,
    DayStatistics,
    Forfeiture,
    ForfeitureRow,
    FundFigures,
    FundRow,
    FundUse,
    Lateness,
    LeftOut,
    LeftOutReason,
    ProgramRow,
    ReasonCount,
    ReasonCounts,
)

AT = datetime(2022, 9, 30, 17, 0, 0, 250, tzinfo=UTC)
DAYS = DayStatistics(count=2, total=7, least=3, median=Decimal("3.5"), ninetieth=4, most=4)
WITHOUT = LeftOut(reason=LeftOutReason.NOT_DECIDED, count=5)
STAGE = CycleTime(stage=CycleStage.DECIDED, business=DAYS, calendar=DAYS, left_out=(WITHOUT,))
BUCKET = AgeBucket(status=ClaimStatus.SUBMITTED, least=0, most=2, claims=1, claimed=(sek("9.00"),))
CLOCK = ClockLateness(
    clock=Clock.REVIEW,
    side=Side.VENDOR,
    claims=3,
    kept=1,
    late=2,
    awaited=0,
    overdue=0,
    business_days=DAYS,
    calendar_days=DAYS,
)
REASON = ReasonCount(outcome=ClaimStatus.REJECTED, code="cost_not_shown", answers=3, claims=2)
FIGURES = FundFigures(
    funds=1,
    earned=sek("9.00"),
    reserved=sek("1.00"),
    committed=sek("2.00"),
    paid=sek("1.00"),
    expired=sek("3.00"),
    available=sek("3.00"),
)
FUND = FundRow(fund=pool_key(), figures=FIGURES)
PROGRAMS = ProgramRow(program=PROGRAM, figures=FIGURES)
FORFEITED = ForfeitureRow(
    usage_period=USAGE,
    currency=Currency("SEK"),
    funds=1,
    earned=sek("9.00"),
    expired=sek("3.00"),
    unused=sek("3.00"),
)
REPORTS = (
    DAYS,
    WITHOUT,
    STAGE,
    CycleTimes(stages=(STAGE,), left_out=(WITHOUT,)),
    BUCKET,
    Ageing(at=AT, buckets=(BUCKET,), left_out=(WITHOUT,)),
    CLOCK,
    Lateness(at=AT, clocks=(CLOCK,)),
    REASON,
    ReasonCounts(rows=(REASON,), left_out=(WITHOUT,)),
    FIGURES,
    FUND,
    PROGRAMS,
    FundUse(funds=(FUND,), programs=(PROGRAMS,), left_out=(WITHOUT,)),
    FORFEITED,
    Forfeiture(rows=(FORFEITED,), left_out=(WITHOUT,)),
)
"""One of each."""
