"""Answers on the wire: what a judgement, a clock, a checklist, a forecast or an overview says, for a page.

An answer is asked for again rather than stored, and its form is for whoever shows it. It has the fields that
its class has, so it is read back equal and explains itself in the same words.
"""

from __future__ import annotations

import re
from datetime import datetime, timedelta, timezone
from typing import TYPE_CHECKING, Any, Final, get_args

import attrs

from coopclaims._pages import (
    ClaimPage,
    ForeseenStep,
    NeededCommand,
    PageOption,
    PaymentOption,
    ShareOptions,
    WayTo,
)
from coopclaims.activities.caps import AppliedCap, Reimbursable
from coopclaims.activities.requirements import Condition, ConditionalRequirement
from coopclaims.calendars.closures import CalendarDay, CalendarDiff
from coopclaims.calendars.conventions import BusinessDays
from coopclaims.calendars.spans import SpanSum
from coopclaims.calendars.tables import MARKS, SeenDays
from coopclaims.claims import commands
from coopclaims.claims.claim import ClaimStatus
from coopclaims.claims.rounds import RequestAnswer, ResubmissionDiff
from coopclaims.completeness.checklist import ChecklistLine, EvidenceChecklist
from coopclaims.completeness.likeness import LikeItem, Likeness
from coopclaims.completeness.supporting import CostLine, SupportedCost
from coopclaims.deadlines.counting import Clock, Deadline, NotRunning
from coopclaims.deadlines.holds import HeldMoney
from coopclaims.deadlines.planning import DeadlineChange
from coopclaims.deadlines.runs import PaymentRun
from coopclaims.deadlines.windows import Opening, OpenPeriod
from coopclaims.decisions.deciding import Decision, Option
from coopclaims.decisions.form_answers import Choice, FormReading
from coopclaims.decisions.places import ClaimPlace, StepAnswer
from coopclaims.findings.codes import ProblemCode
from coopclaims.findings.fault import Fault
from coopclaims.findings.problem import Problem
from coopclaims.funds.deciding import FundDecision
from coopclaims.funds.earning import CoopOutcome, Earning, Split
from coopclaims.funds.expiry import EndOfProgram, FundsEnd, LedgerProposal
from coopclaims.funds.viewing import AdjustmentMonths, CoopView, NotShown
from coopclaims.money.amounts import Money
from coopclaims.money.exchange import ExchangeRate
from coopclaims.parties import Role
from coopclaims.payments.blockers import Blocker
from coopclaims.payments.contacts import Guidance, StatusGuidance
from coopclaims.payments.deciding import ExpectedPayment, PaymentDecision
from coopclaims.payments.unpaid import WhyNotPaid
from coopclaims.payouts.forecast import ForecastPayment, PayoutForecast
from coopclaims.payouts.minimum import MonthlyBalance, PaymentMonth, StatedAmount
from coopclaims.payouts.records import MethodAnswer
from coopclaims.payouts.waterfall import Waterfall, WaterfallBranch, WaterfallDifference, WaterfallStep
from coopclaims.periods import CalendarDays, DayOfMonth, MonthEnd, Months
from coopclaims.plans import PlanPayment
from coopclaims.portfolio.at_risk import Attention
from coopclaims.portfolio.counted import DayStatistics, LeftOut
from coopclaims.portfolio.durations import AgeBucket, Ageing, ClockLateness, CycleTime, CycleTimes, Lateness
from coopclaims.portfolio.moved import ClaimChange, PortfolioChange, UnansweredClock
from coopclaims.portfolio.overview import ClaimsOverview, FundsRow
from coopclaims.portfolio.tallies import (
    Forfeiture,
    ForfeitureRow,
    FundFigures,
    FundRow,
    FundUse,
    ProgramRow,
    ReasonCount,
    ReasonCounts,
)
from coopclaims.provenance import Explanation
from coopclaims.rules.editing import EditionFinding
from coopclaims.rules.rule import Rule, RuleDifference
from coopclaims.wire.codecs import DAY, SEEN, TEXT, TRUTH, Codec, mismatch, whole_number
from coopclaims.wire.kinds import (
    IDENTIFIED,
    figure,
    kind,
    leaf,
    many,
    maybe,
    of_type,
    pair,
    sorted_set,
    tagged,
)
from coopclaims.wire.objects import fields_reader, fields_splitter, fields_writer, object_schema

if TYPE_CHECKING:
    from collections.abc import Mapping

    from coopclaims.wire.codecs import Found
    from coopclaims.wire.kinds import Compiler, Kind


# An instant with the clock of its place: the last one of a day in the program's zone.

_LOCAL: Final = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]{6})?[+-][0-9]{2}:[0-9]{2}(:[0-9]{2})?"
)


def _read_local(found: Found) -> datetime:
    if found.__class__ is str and _LOCAL.fullmatch(found):
        try:
            at = datetime.fromisoformat(found)
        except ValueError:
            pass
        else:
            if at.isoformat() == found:
                return at
    raise mismatch(found, "instant_with_offset")


def _write_local(value: Found) -> str:
    if isinstance(value, datetime) and value.utcoffset() is not None:
        written = value.isoformat()
        if _LOCAL.fullmatch(written):
            return written
    raise mismatch(value, "instant_with_offset")


def _zoned(at: datetime, zone: str) -> datetime:
    """Return the same instant, in a zone of this name that has no other offset."""
    return at.replace(tzinfo=timezone(at.utcoffset() or timedelta(), zone))


def _zoned_parts(at: datetime) -> Mapping[str, object]:
    return {"at": at, "zone": str(at.tzinfo)}


_ZONED_FIELDS: Final = {
    "at": Codec(
        read=_read_local,
        write=_write_local,
        schema={"type": "string", "format": "date-time", "pattern": f"^{_LOCAL.pattern}$"},
    ),
    "zone": TEXT,
}
ZONED: Final = Codec(
    read=fields_reader(_ZONED_FIELDS, _zoned, {}),
    write=fields_writer(datetime, _ZONED_FIELDS, _zoned_parts),
    schema=object_schema(_ZONED_FIELDS, {}, marked=False),
    split=fields_splitter(_ZONED_FIELDS, {}),
)
"""An aware instant as the clocks of its place show it, with the name of the zone.

What is read has that name and the offset of this one instant: what a zone does on other days is not in data.
"""


# The days that a count met: a mark for each.


def _read_pattern(found: Found) -> bytes:
    if isinstance(found, str) and not found.strip(MARKS):
        return found.encode("ascii")
    raise mismatch(found, "marks_of_days", marks=MARKS)


_PATTERN: Final = Codec(
    read=_read_pattern,
    write=lambda value: _read_pattern(bytes(value).decode("latin-1")).decode("ascii"),
    schema={"type": "string", "pattern": f"^[{re.escape(MARKS)}]*$"},
)


# A kind of command is known by its key.

_COMMANDS: Final[Mapping[str, type[commands.Command]]] = {
    each.key: each for each in get_args(commands.Command)
}


def _read_command(found: object) -> type[commands.Command]:
    if isinstance(found, str) and found in _COMMANDS:
        return _COMMANDS[found]
    raise mismatch(found, "key_among", known=(*_COMMANDS,))


def _write_command(value: Found) -> str:
    for key, command in _COMMANDS.items():
        if command is value:
            return key
    raise mismatch(value, "key_among", known=(*_COMMANDS,))


_COMMAND_CODEC: Final = Codec(
    read=_read_command, write=_write_command, schema={"type": "string", "enum": list(_COMMANDS)}
)


def _command(compiler: Compiler) -> Codec:
    """Return the shape of a kind of command: its key."""
    return compiler.defined("CommandKey", _COMMAND_CODEC)


# Answers of an exploration: the place is part of them.


def _answer_parts(answer: StepAnswer) -> Mapping[str, object]:
    said = ("command", "role", "condition", "codes")
    return attrs.asdict(answer.place) | {name: getattr(answer, name) for name in said}


def _answer(*, status: ClaimStatus | None, submitted: bool, disputed: bool, **said: Any) -> StepAnswer:  # noqa: ANN401 - its other fields
    return StepAnswer(place=ClaimPlace(status, submitted, disputed), **said)


# Shapes of fields that their types do not give.

_FIGURES: Final = many(pair(name=leaf(TEXT), value=figure))
_SPAN: Final = maybe(tagged(BusinessDays, CalendarDays, Months, MonthEnd, DayOfMonth, SpanSum))
_FROM_ZERO: Final = leaf(whole_number(0))
_COUNTED: Final = many(pair(cost=of_type(Money), counts=of_type(Money)))

KINDS: Final[tuple[Kind, ...]] = (
    # Judgements.
    kind("problem", Problem, params=_FIGURES),
    kind("option", Option, command=_command),
    kind("decision", Decision),
    kind(
        "step.answer", StepAnswer, take=_answer_parts, make=_answer,
        status=maybe(of_type(ClaimStatus)), submitted=leaf(TRUTH), disputed=leaf(TRUTH),
        command=_command, role=of_type(Role), condition=leaf(TEXT),
        codes=sorted_set(of_type(ProblemCode)),
    ),
    # Dates.
    kind(
        "calendar.seen-days", SeenDays,
        pattern=leaf(_PATTERN), names=many(pair(day=leaf(DAY), why=leaf(SEEN))),
    ),
    kind("deadline", Deadline, span=_SPAN, last_instant=leaf(ZONED), rule=maybe(of_type(Rule))),
    kind("deadline.not-running", NotRunning, figures=_FIGURES),
    kind("payment.run", PaymentRun),
    # What is missing.
    kind("checklist", EvidenceChecklist),
    kind(
        "checklist.line", ChecklistLine,
        conditions=many(pair(condition=of_type(Condition), is_met=leaf(TRUTH))),
    ),
    kind("checklist.condition", Condition),
    # Forms that are filled in.
    kind("form.reading", FormReading),
    kind("form.choice", Choice),
    # Lists and overviews.
    kind("overview", ClaimsOverview, claims=many(pair(status=of_type(ClaimStatus), claims=many(IDENTIFIED)))),
    kind("overview.funds", FundsRow),
    kind("attention", Attention, absent=maybe(of_type(Explanation))),
    # A claim's page, what a sequence of commands would lead to, and what would permit a command.
    kind(
        "page", ClaimPage,
        clocks=many(pair(clock=of_type(Clock), answer=tagged(Deadline, NotRunning))),
    ),
    kind("page.option", PageOption),
    kind("page.payment-option", PaymentOption),
    kind("page.share", ShareOptions),
    kind("scenario.step", ForeseenStep),
    kind("way-to", WayTo),
    kind("way-to.command", NeededCommand, command=_command),
    # Dates: what opens, what is held, and what a new calendar moves.
    kind("opening", Opening, first_instant=leaf(ZONED)),
    kind("open-period", OpenPeriod),
    kind("held-money", HeldMoney),
    kind("calendar.day", CalendarDay),
    kind(
        "calendar.difference", CalendarDiff,
        renamed=many(pair(old=of_type(CalendarDay), new=of_type(CalendarDay))),
    ),
    kind("deadline.change", DeadlineChange),
    # Decisions about payments and funds, and what is expected.
    kind("payment.decision", PaymentDecision),
    kind("payment.expected", ExpectedPayment),
    kind("payment.month", PaymentMonth),
    kind("payment.method", MethodAnswer),
    kind("plan.payment", PlanPayment),
    kind("fund.decision", FundDecision),
    kind("fund.proposal", LedgerProposal, figures=_FIGURES),
    kind("fund.end", FundsEnd, window=maybe(of_type(Rule))),
    kind("fund.end-of-program", EndOfProgram),
    kind("fund.view", CoopView, window=of_type(Rule)),
    kind("fund.not-shown", NotShown, window=of_type(Rule)),
    kind("fund.adjustment", AdjustmentMonths),
    kind("earning", Earning),
    kind("earning.split", Split),
    kind("earning.coop", CoopOutcome),
    # What the evidence adds up to, what stands twice, and what changed since a review.
    kind("evidence.supported-cost", SupportedCost),
    kind("evidence.cost-line", CostLine),
    kind("evidence.likeness", Likeness),
    kind("evidence.like-item", LikeItem),
    kind("claim.resubmission", ResubmissionDiff),
    kind("claim.request-answer", RequestAnswer),
    kind("conditional-requirement", ConditionalRequirement),
    # Rulebooks that were looked at, and faults of what is stored.
    kind("rules.finding", EditionFinding),
    kind("rules.difference", RuleDifference, before=maybe(of_type(Rule)), after=maybe(of_type(Rule))),
    kind("fault", Fault, got=figure, params=_FIGURES),
    # What other rules move in a portfolio.
    kind("change", ClaimChange),
    kind("change.unanswered", UnansweredClock),
    kind("change.portfolio", PortfolioChange),
    # Figures of a portfolio.
    kind(
        "report.days", DayStatistics,
        total=_FROM_ZERO, least=_FROM_ZERO, ninetieth=_FROM_ZERO, most=_FROM_ZERO,
    ),
    kind("report.left-out", LeftOut),
    kind("report.cycle-times", CycleTimes),
    kind("report.cycle-time", CycleTime),
    kind("report.ageing", Ageing),
    kind("report.age-bucket", AgeBucket, least=_FROM_ZERO, most=maybe(_FROM_ZERO), claims=_FROM_ZERO),
    kind("report.lateness", Lateness),
    kind(
        "report.clock-lateness", ClockLateness,
        claims=_FROM_ZERO, kept=_FROM_ZERO, late=_FROM_ZERO, awaited=_FROM_ZERO, overdue=_FROM_ZERO,
    ),
    kind("report.reasons", ReasonCounts),
    kind("report.reason", ReasonCount),
    kind("report.fund-use", FundUse),
    kind("report.fund", FundRow),
    kind("report.program", ProgramRow),
    kind("report.funds", FundFigures),
    kind("report.forfeiture", Forfeiture),
    kind("report.forfeited", ForfeitureRow),
    # Money: forecasts, and what became of an amount.
    kind("forecast", PayoutForecast, setup=maybe(of_type(Rule))),
    kind("forecast.payment", ForecastPayment),
    kind("reimbursable", Reimbursable),
    kind(
        "reimbursable.cap", AppliedCap, persons=_COUNTED, beside=_COUNTED,
        rates=many(pair(amount=of_type(Money), rate=of_type(ExchangeRate))),
    ),
    kind("waterfall", Waterfall),
    kind("waterfall.branch", WaterfallBranch),
    kind("waterfall.step", WaterfallStep),
    kind("waterfall.difference", WaterfallDifference),
    # Why a payment waits.
    kind("why-not-paid", WhyNotPaid),
    kind("payment.blocker", Blocker, params=_FIGURES),
    kind("payment.guidance", Guidance),
    kind("payment.status-guidance", StatusGuidance),
    kind("balance.monthly", MonthlyBalance),
    kind("balance.stated-amount", StatedAmount),
)  # fmt: skip
"""Every kind of answer."""
