"""Answers on the wire: what a judgement, a clock, a checklist, a forecast or an overview says, for a page.

An answer is asked for again rather than stored, and its form is for whoever shows it. It has the fields that
its class has, so it is read back equal and explains itself in the same words.
"""

from __future__ import annotations

import re
from datetime import datetime, timedelta, timezone
from typing import TYPE_CHECKING, Any, Final, get_args

import attrs

from coopclaims.activities.caps import AppliedCap, Reimbursable
from coopclaims.activities.requirements import Condition
from coopclaims.calendars.conventions import BusinessDays
from coopclaims.calendars.spans import SpanSum
from coopclaims.calendars.tables import MARKS, SeenDays
from coopclaims.claims import commands
from coopclaims.claims.claim import ClaimStatus
from coopclaims.completeness.checklist import ChecklistLine, EvidenceChecklist
from coopclaims.deadlines.counting import Deadline, NotRunning
from coopclaims.deadlines.runs import PaymentRun
from coopclaims.decisions.deciding import Decision, Option
from coopclaims.decisions.form_answers import Choice, FormReading
from coopclaims.decisions.places import ClaimPlace, StepAnswer
from coopclaims.findings.codes import ProblemCode
from coopclaims.findings.problem import Problem
from coopclaims.money.amounts import Money
from coopclaims.money.exchange import ExchangeRate
from coopclaims.parties import Role
from coopclaims.payments.blockers import Blocker
from coopclaims.payments.contacts import Guidance, StatusGuidance
from coopclaims.payments.unpaid import WhyNotPaid
from coopclaims.payouts.forecast import ForecastPayment, PayoutForecast
from coopclaims.payouts.minimum import MonthlyBalance, StatedAmount
from coopclaims.payouts.waterfall import Waterfall, WaterfallBranch, WaterfallDifference, WaterfallStep
from coopclaims.periods import CalendarDays, DayOfMonth, MonthEnd, Months
from coopclaims.portfolio.overview import Attention, ClaimsOverview, FundsRow
from coopclaims.provenance import Explanation
from coopclaims.rules.rule import Rule
from coopclaims.wire.codecs import DAY, SEEN, TEXT, TRUTH, Codec, mismatch
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
