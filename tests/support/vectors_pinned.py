"""What the vectors are counted with, pinned by digest: calendars, rulebooks, and the clocks read off them.

Calendars are made once and kept: another release of `holidays` may have other days.
`python -m tests.support.vectors_pinned` pins them again.
"""

from __future__ import annotations

import json
import sys
import warnings
from datetime import date, time
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, TypeAlias
from zoneinfo import ZoneInfo

import attrs
from tests.support.vectors import VERSION, dumped

from coopclaims import (
    BusinessCalendar,
    BusinessDays,
    CalendarDays,
    Policies,
    Rulebook,
    Source,
    partner_center,
)
from coopclaims.calendars import EstimatedHolidays, Intake, Roll, SpanSum
from coopclaims.deadlines import Clock
from coopclaims.deadlines.after_events import COUNTED, Counting
from coopclaims.errors import NoRuleInForce
from coopclaims.periods import DayOfMonth, MonthDay, MonthEnd, Months
from coopclaims.provenance import PUBLISHED
from coopclaims.rules import (
    ClaimDeadline,
    ClaimingWindow,
    DisputeWindow,
    Disputing,
    Edition,
    EntityCurrency,
    EscalationUnit,
    FinalApproval,
    MinimumReached,
    PaymentCounting,
    PlanReview,
    PoeDeadline,
    Rule,
    Submitting,
    TaxInvoiceClock,
)
from coopclaims.testing import World
from coopclaims.wire import to_data

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from coopclaims import Rules

FOLDER: Final = Path(__file__).parents[2] / "docs" / "conformance"
Data: TypeAlias = dict[str, Any]


# Calendars, kept as they were first made.

SPECIAL: Final = BusinessCalendar(
    name="Sonderfälle",
    first=date(2022, 9, 1),
    last=date(2022, 9, 30),
    weekends=((date(2022, 9, 1), frozenset({5, 6})), (date(2022, 9, 16), frozenset({4, 5}))),
    holidays=((date(2022, 9, 5), "Prüfungstag"), (date(2022, 9, 6), "Mondfest")),
    working_days=frozenset({date(2022, 9, 10)}),
    estimated=frozenset({date(2022, 9, 6)}),
)
"""A weekend that changes, a working Saturday, an estimated day, an umlaut, and one month."""


def _made() -> Iterator[tuple[str, BusinessCalendar]]:
    years = range(2019, 2026)
    yield "weekdays", World.typical().rules.calendar
    yield "US", BusinessCalendar.from_holidays("US", years=range(2014, 2027))
    for country in ("DE", "SE", "HU"):  # one with working Saturdays
        yield country, BusinessCalendar.from_holidays(country, years=range(2021, 2025))
    yield "AE", BusinessCalendar.from_holidays("AE", years=range(2021, 2024))  # whose weekend changed
    yield "IN", BusinessCalendar.from_holidays("IN", years=range(2026, 2028))  # with estimated days
    yield "special", SPECIAL
    for closed in ("2021-12-31", "2022-10-10 2022-11-11"):
        days = [date.fromisoformat(each) for each in closed.split()]
        name = "made for this case"
        yield f"closed {closed}", BusinessCalendar.of_days(name=name, closed=days, years=years)


def made_calendars() -> dict[str, Data]:
    """Return the calendars as they would be pinned now, by what the cases call them."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", EstimatedHolidays)
        return {name: to_data(calendar) for name, calendar in _made()}


@cache
def calendars() -> Mapping[str, Data]:
    """Return every pinned calendar as plain data, by what the cases call it."""
    stored: Data = json.loads((FOLDER / "pinned" / "calendars.json").read_text("utf-8"))
    return {name: stored["calendars"][digest] for name, digest in stored["names"].items()}


def calendars_text(made: Mapping[str, Data]) -> str:
    """Return the file of the calendars, a calendar on each line."""
    names = {name: data["digest"] for name, data in made.items()}
    lines = {data["digest"]: data for data in made.values()}
    head = f'{{"version":{VERSION},"names":{dumped(names)},"calendars":{{'
    return f"{head}\n{_lines(lines)}\n}}}}\n"


def _lines(parts: Mapping[str, Any]) -> str:
    return ",\n".join(f"{dumped(key)}:{dumped(parts[key])}" for key in parts)


# Rulebooks, and the readings under which they are asked.

_OWN: Final = Source(document="Terms of an adopter", facts=("1",), dated=date(2022, 1, 1))


def _ours(value: Any) -> Rule[Any]:
    return Rule(value=value, first=date(2022, 1, 1), source=_OWN, basis=PUBLISHED)


def _window(*days: tuple[int, int]) -> ClaimingWindow:
    first, last, opens, closes = (MonthDay(*day) for day in days)
    return ClaimingWindow(usage_first=first, usage_last=last, opens=opens, closes=closes, roll=Roll.FOLLOWING)


OWN_PROGRAM: Final = Rulebook(
    "A program of an adopter",
    (
        Edition(
            name="A program of an adopter, 2022",
            zone="Europe/Stockholm",
            intake=_ours(Intake(cutoff=time(17))),
            review_span=_ours(BusinessDays(3)),
            plan_review_span=_ours(MonthEnd(0)),
            escalation_span=_ours(BusinessDays(0)),
            dispute_span=_ours(SpanSum((CalendarDays(14), Roll.FOLLOWING))),
            payment_span=_ours(SpanSum((CalendarDays(30), MonthEnd(0), DayOfMonth(15), Roll.PRECEDING))),
            tax_invoice_span=_ours(SpanSum((BusinessDays(10), Roll.UNADJUSTED, CalendarDays(3)))),
            hold_span=_ours(SpanSum((Months(1), Roll.MODIFIED_FOLLOWING))),
            retention_span=_ours(Months(120)),
            claiming_windows=_ours(
                (
                    _window((1, 1), (6, 30), (1, 15), (7, 31)),
                    _window((7, 1), (12, 31), (7, 15), (1, 31)),
                )
            ),
        ),
    ),
)
"""Every kind of span and roll, and an office that closes at five."""

BOOKS: Final = {"partner-center.json": partner_center, "own-program.json": OWN_PROGRAM}
READINGS: Final = {
    "published": ("partner-center.json", Policies()),
    "own program": ("own-program.json", Policies()),
    "disputing widened": ("partner-center.json", Policies(disputing=Disputing.WIDENED)),
    "only admins submit": ("partner-center.json", Policies(submitting=Submitting.ADMIN_ONLY)),
    "payment in calendar days": (
        "partner-center.json",
        Policies(payment_counting=PaymentCounting.CALENDAR_DAYS),
    ),
    "later of both": ("partner-center.json", Policies(tax_invoice_clock=TaxInvoiceClock.LATER_OF_BOTH)),
    "escalation in calendar days": (
        "partner-center.json",
        Policies(escalation_unit=EscalationUnit.CALENDAR_DAYS),
    ),
    "plans reviewed in the same month": ("partner-center.json", Policies(plan_review=PlanReview.SAME_MONTH)),
    "strict dispute window": ("partner-center.json", Policies(dispute_window=DisputeWindow.STRICT)),
    "final approval": ("partner-center.json", Policies(final_approval=FinalApproval.MONTH_AFTER_WINDOW)),
    "no proof deadline": ("partner-center.json", Policies(poe_deadline=PoeDeadline.OFF)),
    "program profile pays": ("partner-center.json", Policies(entity_currency=EntityCurrency.PROGRAM_PROFILE)),
    "local currency pays": ("partner-center.json", Policies(entity_currency=EntityCurrency.LOCAL)),
    "minimum exceeded": ("partner-center.json", Policies(minimum_reached=MinimumReached.EXCEEDS)),
    "claims closed by day count": ("partner-center.json", Policies(claim_deadline=ClaimDeadline.DAY_COUNT)),
}
"""The rules of the cases by name: a rulebook, and the readings chosen."""


def policies_data(policies: Policies) -> Data:
    """Return the readings that are not the default ones, by their keys."""
    default = to_data(Policies())
    return {key: value for key, value in to_data(policies).items() if value != default[key]}


def bound(name: str) -> Rules:
    """Return the rules of this name, by a calendar that no clock of theirs is asked about."""
    book, policies = READINGS[name]
    rulebook = BOOKS[book]
    calendar = World.typical().rules.calendar
    return rulebook.bind(calendar=calendar, zone=ZoneInfo(rulebook.zone_key), policies=policies)


def _timeline(rules: Rules, key: str) -> list[Data]:
    """Return what the rule of this key is from which day on; `null` where none is in force."""
    stated = rules.rulebook.timelines[key].rules
    days = sorted({day for rule in stated for day in (rule.first, rule.withdrawn) if day is not None})
    found: list[Data] = []
    for day in days:
        try:
            rule = rules.look_up(key, day)
        except NoRuleInForce:
            value, facts = None, []
        else:
            value, facts = _plain(rule.value), [" ".join((rule.source.document, *rule.source.facts))]
        if not found or found[-1]["value"] != value:
            found.append({"since": day.isoformat(), "value": value, "rests_on": facts})
    return found


def _plain(value: Any) -> Any:
    if isinstance(value, frozenset):
        return sorted(value)
    if isinstance(value, tuple):
        return [_plain(each) for each in value]
    return {"month": value.month, "day": value.day} if isinstance(value, MonthDay) else _wire(value)


def _wire(value: Any) -> Any:
    if isinstance(value, int):
        return value
    if isinstance(value, (ClaimingWindow, Intake)):
        return {
            name: _part(getattr(value, name)) for name in (each.name for each in attrs.fields(type(value)))
        }
    return to_data(value)


def _part(part: Any) -> Any:
    if isinstance(part, MonthDay):
        return _plain(part)
    return part.isoformat() if isinstance(part, time) else None if part is None else part.value


TABLES: Final = ("claiming_windows", "claim_deadline_days", "payment_run_day", "rebate_days")
"""The rules that name days instead of spans."""


def _off(spec: Counting, policies: Policies) -> str | None:
    """Return why a clock does not run under these readings: the code of the answer."""
    if spec.off is None or getattr(policies, spec.off[0]) is not spec.off[1]:
        return None
    return spec.off[2].code


def _clocks(name: str) -> Data:
    """Return how each clock counts that counts a span, under the rules of this name, and what names days."""
    rules = bound(name)
    spans: dict[str, Data] = {
        clock.value: {
            "key": spec.key,
            "event": spec.event.value,
            "off": _off(spec, rules.policies),
            "spans": _timeline(rules, spec.key),
        }
        for clock, spec in COUNTED.items()
    }
    invoiced = {"event": "invoice_approved", "spans": _timeline(rules, "tax_invoice_span")}
    spans[Clock.PAYMENT.value]["after_tax_invoice"] = invoiced
    spans[Clock.TAX_INVOICE.value]["countries"] = _timeline(rules, "tax_invoice_countries")
    return {
        "spans": spans,
        "intake": _timeline(rules, "intake"),
        **{key: _timeline(rules, key) for key in TABLES},
    }


def _rules_line(name: str) -> Data:
    book, policies = READINGS[name]
    rulebook = BOOKS[book]
    stated = {"rulebook": book, "digest": rulebook.digest, "zone": rulebook.zone_key}
    clocks = _clocks(name)
    if name != "published" and clocks == _clocks("published"):  # the readings are about something else
        clocks = {}
    return {**stated, "policies": policies_data(policies), "clocks": clocks}


def _book_text(book: Rulebook) -> str:
    data = to_data(book)
    editions = ",\n".join(dumped(each) for each in data.pop("editions"))
    return f'{dumped(data)[:-1]},"editions":[\n{editions}\n]}}\n'


def files() -> Iterator[tuple[str, str]]:
    """Yield every pinned file: its name, and its text."""
    yield "pinned/calendars.json", calendars_text(calendars())
    for name, book in BOOKS.items():
        yield f"pinned/{name}", _book_text(book)
    lines = {name: _rules_line(name) for name in READINGS}
    yield "pinned/rules.json", f'{{"version":{VERSION},"rules":{{\n{_lines(lines)}\n}}}}\n'


def main() -> None:
    """Pin the calendars again."""
    (FOLDER / "pinned").mkdir(exist_ok=True)
    text = calendars_text(made_calendars())
    (FOLDER / "pinned" / "calendars.json").write_text(text, "utf-8", newline="\n")
    sys.stdout.write("written: pinned/calendars.json\n")


if __name__ == "__main__":
    main()
