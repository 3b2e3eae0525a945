"""Vectors of the deadlines: every clock, on calendars that differ in what they close."""

from __future__ import annotations

from datetime import UTC
from typing import TYPE_CHECKING, Any, Final

from tests.support.cases import rows_of
from tests.support.vectors import Case, Vectors
from tests.support.vectors_pinned import calendars
from tests.support.world import instant

from coopclaims.deadlines import Clock, TaxInvoice
from coopclaims.wire import to_data

if TYPE_CHECKING:
    from collections.abc import Iterator

STARTS: Final = {
    "US": (
        "2022-09-14 2022-09-15 2022-09-16 2022-09-17 2022-09-18 2021-12-30 2022-11-22 2022-05-27 2022-07-01"
        " 2023-02-17 2020-05-26 2020-02-28 2014-10-17 2014-12-31 2026-12-30"
    ),
    "DE": "2022-04-13 2022-04-14 2022-09-30 2022-12-23 2023-04-28 2024-02-29",
    "SE": "2022-06-22 2022-06-23 2022-12-22 2023-01-04 2023-04-28",
    "HU": "2022-03-11 2022-03-24 2022-10-13 2022-10-28",
    "AE": "2021-12-30 2021-11-30 2022-04-28 2022-07-07",
    "IN": "2027-03-08 2026-08-13 2026-10-01",
    "special": "2022-09-01 2022-09-02 2022-09-05 2022-09-09 2022-09-14 2022-09-16",
}
"""Days of events: at weekends, before holidays, at the turn of a year, of a rule, and of a weekend."""

INSTANTS: Final = (
    "2022-09-15T06:59:59.999999Z 2022-09-15T07:00:00Z 2022-11-05T23:30:00Z 2022-11-06T09:30:00Z"
    " 2022-03-12T07:59:59Z 2022-03-13T08:00:00Z 2022-12-31T23:00:00Z 2023-01-01T08:00:00Z"
)
"""Instants just before and after midnight in the program's zone, some where its clocks are set."""

COUNTED: Final = (Clock.REVIEW, Clock.ESCALATION, Clock.DISPUTE, Clock.PAYMENT)
NO_INVOICE: Final = to_data(TaxInvoice.not_needed())


def digest(calendar: str) -> str:
    """Return the digest of a pinned calendar, by what the cases call it."""
    found: str = calendars()[calendar]["digest"]
    return found


def asked(
    clock: Clock, calendar: str, start: str | None = None, *, rules: str = "published", **more: Any
) -> Case:
    """Return the case of a clock that starts on a day or at an instant."""
    invoice = more.get("tax_invoice")
    said = [rules, clock.value, calendar, start, *(each for each in more.values() if isinstance(each, str))]
    said += [] if invoice is None else [invoice["state"], invoice["approved_at"]]
    for period in (more[name] for name in ("usage_period", "earning_period") if name in more):
        said.append(f"{period['first']} to {period['last']}")
    if clock is Clock.PAYMENT:
        more = {"tax_invoice": NO_INVOICE, **more}
    question = {"clock": clock.value} | ({} if start is None else {"start": start}) | more
    return Case(" / ".join(filter(None, said)), question, (rules, calendar))


def _spans() -> Iterator[Case]:
    for calendar, days in STARTS.items():
        for clock in COUNTED:
            yield from (asked(clock, calendar, day) for day in days.split())
    for clock in (*COUNTED, Clock.PLAN_REVIEW):
        yield from (asked(clock, "US", instant) for instant in INSTANTS.split())
    others = {
        Clock.PLAN_REVIEW: "2022-09-14 2022-01-31 2023-12-31 2024-01-31",
        Clock.HOLD: "2021-09-26 2021-09-27 2022-09-14 2023-10-31 2024-02-29",
        Clock.RETENTION: "2018-09-03 2018-09-04 2022-02-28 2024-02-29 2022-12-31",
        Clock.POE_SUBMISSION: "2020-05-25 2020-05-26 2022-01-03 2023-09-04",
        Clock.PAYMENT_RUN: "2016-08-09 2016-08-14 2016-08-15 2016-12-15 2018-08-31 2018-09-01",
        Clock.DISPUTING: "2022-09-14",
    }
    for clock, days in others.items():
        yield from (asked(clock, "US", day) for day in days.split())


def _invoices() -> Iterator[Case]:
    for start in ("2022-09-19", "2022-10-05"):
        for at in ("2022-10-03T19:00:00Z", "2022-10-04T06:30:00Z", "2022-10-04T07:00:00Z"):
            invoice = {"type": "tax.invoice", "v": 1, "state": "approved", "approved_at": at}
            invoice |= {"since": None, "country": None}
            yield asked(Clock.PAYMENT, "US", start, tax_invoice=invoice)
    for state in (TaxInvoice.awaited(), TaxInvoice.under_review(), TaxInvoice.rejected()):
        yield asked(Clock.PAYMENT, "US", "2022-09-19", tax_invoice=to_data(state))
    for start, country in (
        ("2020-10-16", "IN"),
        ("2020-11-02", "IT"),
        ("2020-11-03", "IN"),
        ("2020-10-20", "SE"),
    ):
        yield asked(Clock.TAX_INVOICE, "US", start, country=country)


def _periods() -> Iterator[Case]:
    for row in rows_of("windows"):
        usage = {"type": "period.usage", "v": 1, "first": row["usage_first"], "last": row["usage_last"]}
        case = asked(Clock.CLAIMING, "US", usage_period=usage)
        yield case._replace(expected={"due": row["closes"]}, rests_on=tuple(row["rests_on"].split()))
    for first, last in (
        ("2022-07-01", "2022-12-31"),
        ("2023-01-01", "2023-06-30"),
        ("2021-07-01", "2021-12-31"),
    ):
        usage = {"type": "period.usage", "v": 1, "first": first, "last": last}
        yield asked(Clock.CLAIMING, "DE", usage_period=usage, rules="own program")
        yield asked(Clock.CLAIMING, "weekdays", usage_period=usage, rules="own program")
    for first, last in (
        ("2016-01-01", "2016-06-30"),
        ("2016-07-01", "2016-12-31"),
        ("2022-07-01", "2022-12-31"),
    ):
        earned = {"type": "period.earning", "v": 1, "first": first, "last": last}
        yield asked(Clock.REBATE, "US", earning_period=earned)


def _own() -> Iterator[Case]:
    counted = (Clock.REVIEW, Clock.PLAN_REVIEW, Clock.ESCALATION, Clock.DISPUTE, Clock.PAYMENT, Clock.HOLD)
    days = "2022-04-13 2022-04-30 2022-06-24 2022-12-30 2023-01-31"
    for clock in counted:
        yield from (asked(clock, "SE", day, rules="own program") for day in days.split())
    evenings = "2022-06-23T14:59:00Z 2022-06-23T15:00:00Z 2022-06-23T15:00:01Z 2022-06-25T12:00:00Z"
    for clock in (Clock.REVIEW, Clock.DISPUTE, Clock.PAYMENT):
        yield from (asked(clock, "SE", at, rules="own program") for at in evenings.split())
    yield asked(Clock.RETENTION, "SE", "2024-02-29", rules="own program")
    at = {"type": "tax.invoice", "v": 1, "state": "approved", "approved_at": "2022-12-22T12:00:00Z"}
    invoice = at | {"since": None, "country": None}
    yield asked(Clock.PAYMENT, "SE", "2022-12-01", rules="own program", tax_invoice=invoice)


def _golden() -> Iterator[Case]:
    """Yield the worked cases; that of another rulebook is among the other readings."""
    for row in rows_of("deadlines"):
        if not row["rule"]:
            yield _worked(row)


def _worked(row: dict[str, str], rules: str = "published") -> Case:
    more: dict[str, Any] = {}
    if row["clock"] == "payment":
        invoice = row["tax_invoice"]
        more["tax_invoice"] = to_data(TaxInvoice.awaited()) if invoice == "awaited" else NO_INVOICE
        if invoice not in ("awaited", "not needed"):
            more["tax_invoice"] = NO_INVOICE | {"state": "approved", "approved_at": f"{invoice}T19:00:00Z"}
    case = asked(Clock(row["clock"]), row["calendar"], row["start"], rules=rules, **more)
    expected = {"not_running": "tax_invoice_awaited"} if row["due"] == "none" else {"due": row["due"]}
    facts = tuple(row["rests_on"].split())
    return case._replace(id=f"{row['case']} / {case.id}", expected=expected, rests_on=facts)


DATED: Final = {
    "hold": Clock.HOLD,
    "plan review": Clock.PLAN_REVIEW,
    "retention": Clock.RETENTION,
    "payment run": Clock.PAYMENT_RUN,
    "dispute window": Clock.DISPUTING,
}
"""The questions of the table of dates that are about a clock from a day on."""


def _dated(*, strict: bool) -> Iterator[Case]:
    """Yield the rows of the table of dates, those of the strict window or all others."""
    for row in rows_of("dates"):
        if row["question"] in DATED and bool(row["policy"]) is strict:
            rules = "strict dispute window" if strict else "published"
            case = asked(DATED[row["question"]], "weekdays", row["day"], rules=rules)
            stated = {"none": {"not_running": "no_dispute_window"}, "no rule": {"error": "no_rule_in_force"}}
            expected = stated.get(row["answer"], {"due": row["answer"].split()[-1]})
            facts = tuple(row["rests_on"].split())
            yield case._replace(id=f"{row['case']} / {case.id}", expected=expected, rests_on=facts)


def _states() -> Iterator[Case]:
    for row in rows_of("deadline_states"):
        start = _utc(f"{row['start']} 10:00")
        case = asked(Clock.REVIEW, "weekdays", start)
        question = case.question | {"at": _utc(row["asked_at"]), "answered_at": None}
        name, facts = f"state / {start} / {question['at']}", tuple(row["rests_on"].split())
        yield Case(name, question, case.given, {"state": row["state"]}, facts)
    case = asked(Clock.REVIEW, "weekdays", "2022-09-14")
    ends = {"2022-09-17T06:59:59.999999Z": "met", "2022-09-17T07:00:00Z": "met_late"}
    for at, state in ends.items():
        answered = {"at": "2022-09-20T00:00:00Z", "answered_at": at}
        yield Case(f"state / answered {at}", case.question | answered, case.given, {"state": state})


def _utc(text: str) -> str:
    """Return the instant at which a clock in the program's zone shows this."""
    return instant(text).astimezone(UTC).isoformat().replace("+00:00", "Z")


def deadlines() -> Vectors:
    """Return the vectors of the published rules, and of a program that counts in every kind of span."""
    cases = (*_golden(), *_dated(strict=False), *_spans(), *_invoices(), *_periods(), *_own(), *_states())
    about = "by when a clock is due that starts on a day or at an instant"
    return _vectors("deadlines.json", about, cases)


def optional() -> Vectors:
    """Return the vectors of other readings."""
    days = ("2022-09-14", "2022-09-16", "2022-11-22", "2023-01-31")
    clocks = {
        "payment in calendar days": Clock.PAYMENT,
        "escalation in calendar days": Clock.ESCALATION,
        "plans reviewed in the same month": Clock.PLAN_REVIEW,
        "strict dispute window": Clock.DISPUTING,
        "no proof deadline": Clock.POE_SUBMISSION,
        "final approval": Clock.FINAL_APPROVAL,
    }
    cases = [asked(clock, "US", day, rules=rules) for rules, clock in clocks.items() for day in days]
    cases += _dated(strict=True)
    worked = (row for row in rows_of("deadlines") if row["rule"])
    cases += [_worked(row, "payment in calendar days") for row in worked]
    for at in ("2022-10-03T19:00:00Z", "2022-12-30T19:00:00Z"):
        invoice = NO_INVOICE | {"state": "approved", "approved_at": at}
        cases.append(asked(Clock.PAYMENT, "US", "2022-09-19", rules="later of both", tax_invoice=invoice))
    for first, last in (("2022-07-01", "2022-12-31"), ("2023-01-01", "2023-06-30")):
        usage = {"type": "period.usage", "v": 1, "first": first, "last": last}
        cases.append(asked(Clock.CLAIMING, "US", rules="claims closed by day count", usage_period=usage))
    about = "by when a clock is due under other readings than the published ones"
    return _vectors("optional/deadlines.json", about, tuple(cases))


def _vectors(path: str, about: str, cases: tuple[Case, ...]) -> Vectors:
    """Return the file of these cases, with the rules and the calendars that they are asked with."""
    names = dict.fromkeys(case.given[0] for case in cases)
    given: dict[str, dict[str, Any]] = {name: {"ask": "due", "rules": name} for name in names}
    given |= {name: {"calendar": digest(name)} for name in dict.fromkeys(case.given[1] for case in cases)}
    return Vectors(path, "deadlines", about, given, cases)
