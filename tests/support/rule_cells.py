"""What a rule of the rulebook is called in the golden table of rules: its cells, as that table has them.

A rule that says more than one cell of the table gives each of them: the thresholds one for each
program, the claiming windows one for each half-year.
"""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, Any, NamedTuple

from coopclaims import BusinessDays, CalendarDays
from coopclaims.periods import MonthEnd, Months
from coopclaims.rules import PlanDeadline

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from datetime import date

    from coopclaims import Money, Role
    from coopclaims.rules import ActivityLatest, ClaimingWindow, ProgramCalendar, ProgramEnd, Rollover

__all__ = ["READERS", "Cell", "roles_cell"]


class Cell(NamedTuple):
    """One cell of the table: the rule's name there, the program, the value and its unit."""

    rule: str
    program: str
    value: str
    unit: str


UNITS: Mapping[type, str] = MappingProxyType(
    {BusinessDays: "business_days", CalendarDays: "calendar_days", Months: "months", MonthEnd: "month_ends"}
)


def _span(*names: str, program: str = "") -> Callable[[Any], set[Cell]]:
    """Return a reader of a span under these names of the table."""
    return lambda span: {Cell(name, program, str(span.n), UNITS[type(span)]) for name in names}


def _month_end(span: object, words: Mapping[str, Cell]) -> set[Cell]:
    """Return the cells that say in words what one month's end is; of another span, nothing known."""
    return set(words.values()) if span == MonthEnd(1) else {Cell("?", "", str(span), "")}


def _plan_review(span: object) -> set[Cell]:
    name, program, unit = "plan_review", "plan_path", "month_end"
    return _month_end(
        span,
        {
            "published": Cell(name, program, "before last day of the month after PoE submission", unit),
            "read": Cell(name, program, "last day of the month following the submission month", unit),
        },
    )


def _final_approval(span: object) -> set[Cell]:
    text = "last day of the month after the claiming month"
    return _month_end(span, {"read": Cell("final_approval_cutoff", "", text, "month_end")})


def _run_day(day: int) -> set[Cell]:
    unit = "day_of_month"
    return {
        Cell("payment_run_cutoff", "", f"before the {day}th 23:59 PST", unit),
        Cell("payment_run_cutoff", "", f"{day} 23:59:59 Pacific", unit),
    }


def _rebate_days(days: tuple[object, ...]) -> set[Cell]:
    names = ("rebate_payment_day_first", "rebate_payment_day_second", *("?" for _ in days[2:]))
    return {
        Cell(name, "", f"next business day after {day}", "month_day")
        for name, day in zip(names, days, strict=False)
    }


CSP = ("CSP Direct Bill Partner", "CSP Indirect Provider", "CSP Indirect Reseller")


def _activity_latest(limit: ActivityLatest) -> set[Cell]:
    latest = limit.latest.isoformat()
    return {Cell("activity_claim_latest", program, latest, "date") for program in limit.programs}


def _activity_span(span: CalendarDays) -> set[Cell]:
    """The span is for every program; the rows of the table are those of the notice."""
    return {Cell("activity_claim_span", program, str(span.n), UNITS[type(span)]) for program in CSP}


def _calendars(calendars: Iterable[ProgramCalendar]) -> set[Cell]:
    cells: set[Cell] = set()
    for each in calendars:
        until = each.claims_until.isoformat()
        opens = "mid-May 2016" if each.claims_from is None else each.claims_from.isoformat()
        for program in each.programs:
            cells |= {
                Cell(
                    "execution_window", program, _days(each.executed.first, each.executed.last), "date_range"
                ),
                Cell("claiming_window", program, f"{opens}..{until}", "date_range"),
                Cell("claim_deadline", program, until, "date"),
            }
    return cells


def _plan_deadline(deadline: PlanDeadline) -> set[Cell]:
    texts = {
        PlanDeadline.FISCAL_HALF: ("", "end of the fiscal half"),
        PlanDeadline.PROGRAM_YEAR: ("plan_path", "last day of the program year"),
    }
    program, text = texts[deadline]
    return {Cell("plan_submission_deadline", program, text, "rule")}


def _plan_needed(programs: frozenset[str]) -> set[Cell]:
    name = "plan_review_needed_before_claim"
    return {Cell(name, each, "yes", "rule") for each in programs} or {Cell(name, "", "no", "rule")}


def _money(*names: str) -> Callable[[Any], set[Cell]]:
    return lambda money: {Cell(name, "", _plain(money), str(money.currency)) for name in names}


def _thresholds(pairs: Iterable[tuple[str, Money]]) -> set[Cell]:
    cells = {Cell("threshold", program, _plain(money), str(money.currency)) for program, money in pairs}
    cells |= {Cell("threshold_currency", "", str(money.currency), "currency") for _, money in pairs}
    csp = {f"CSP {kind}" for kind in ("Direct Bill Partner", "Indirect Provider", "Indirect Reseller")}
    if {program for program, _ in pairs} == csp:  # one figure for the three is told as one row
        figures = {(cell.value, cell.unit) for cell in cells if cell.program}
        return {Cell("threshold", "CSP", *figure) for figure in figures} | {
            cell for cell in cells if not cell.program
        }
    return cells


def _windows(windows: Iterable[ClaimingWindow]) -> set[Cell]:
    halves = {("01-01", "06-30"): "first_half_usage", ("07-01", "12-31"): "second_half_usage"}
    cells: set[Cell] = set()
    for window in windows:
        half = halves.get((str(window.usage_first), str(window.usage_last)), "?")
        days = f"{window.opens}..{window.closes}"
        cells.add(Cell(f"claiming_window_{half}", "", days, "month_day_range"))
        cells.add(Cell(f"claim_deadline_{half}", "", str(window.closes), "month_day"))
    return cells


def _rollovers(rollovers: Iterable[Rollover]) -> set[Cell]:
    return {
        Cell(
            "rollover_one_time",
            program,
            f"from={_days(each.from_usage.first, each.from_usage.last)}"
            f";to={_days(each.to_usage.first, each.to_usage.last)}",
            "date_ranges",
        )
        for each in rollovers
        for program in each.programs
    }


def _conversions(ends: Iterable[ProgramEnd]) -> set[Cell]:
    kinds = {frozenset({"Mixed Reality ADD", "Mixed Reality ADR & DMP"}): "Mixed Reality"}
    return {
        Cell(
            "program_end_conversion",
            kinds.get(frozenset(each.programs), ", ".join(sorted(each.programs))),
            f"earned={_days(each.earned.first, each.earned.last)};rebate_paid={_days(*each.paid_between)}",
            "date_ranges",
        )
        for each in ends
    }


def roles_cell(name: str, roles: Iterable[Role], program: str = "") -> Cell:
    """Return the cell that grants something to these roles, in one order."""
    return Cell(name, program, "|".join(sorted(roles)), "roles")


def _roles(*names: str, program: str = "") -> Callable[[Any], set[Cell]]:
    return lambda roles: {roles_cell(name, roles, program) for name in names}


def _days(first: date, last: date) -> str:
    return f"{first.isoformat()}..{last.isoformat()}"


def _plain(money: Money) -> str:
    """Return the amount as the table writes it, without decimals that are zero."""
    return str(money.amount).removesuffix(".00")


READERS: Mapping[str, Callable[[Any], set[Cell]]] = MappingProxyType(
    {
        "review_span": _span("review_span"),
        "escalation_span": _span("support_escalation_span"),
        "dispute_span": _span("dispute_span", "partner_action_required_clock"),
        "payment_span": _span("payment_span"),
        "tax_invoice_span": _span("tax_invoice_span"),
        "retention_span": _span("retention_span"),
        "hold_span": _span("hold_span"),
        "escheat_idle_span": _span("escheat_idle_span"),
        "escheat_unprocessed_span": _span("escheat_unprocessed_span"),
        "claim_deadline_days": _span("claim_deadline_day_count"),
        "plan_resubmission_span": _span("plan_resubmission_span", program="plan_path"),
        "dispute_window": _span("strict_dispute_window"),
        "plan_review_span": _plan_review,
        "final_approval_span": _final_approval,
        "payment_run_day": _run_day,
        "rebate_days": _rebate_days,
        "plan_payment_day": lambda day: {
            Cell("plan_payment_day", "plan_path", str(day), "day_of_following_month")
        },
        "profile_validation_hours": lambda hours: {Cell("profile_validation", "", str(hours), "hours")},
        "activity_latest": _activity_latest,
        "activity_span": _activity_span,
        "program_calendars": _calendars,
        "plan_submission_deadline": _plan_deadline,
        "plan_needed_for": _plan_needed,
        "minimum_payment": _money("minimum_payment"),
        "small_balance_limit": _money("small_balance_forfeit_max"),
        "thresholds": _thresholds,
        "claiming_windows": _windows,
        "rollovers": _rollovers,
        "conversions": _conversions,
        "setup_at_creation": lambda asked: {
            Cell("bank_tax_setup_at_creation", "", "required" if asked else "not required", "rule")
        },
        "may_create_claim": _roles("create_roles"),
        "may_edit": _roles("edit_draft_roles"),
        "may_request_upload": _roles("ask_documents_roles"),
        "may_submit": _roles("submit_roles"),
        "may_submit_plan_path": _roles("submit_roles", program="plan_path"),
        "may_view_claim": _roles("view_claim_roles"),
        "may_dispute": _roles("dispute_role"),
        "widened_disputing": _roles("dispute_role"),
        "may_review": _roles("review_roles"),
        "may_decide_dispute": _roles("dispute_decider", "decide_dispute_roles"),
        "may_enroll": _roles("enroll_roles"),
        "may_edit_bank_profile": _roles("bank_data_roles", "profile_edit_roles"),
        "may_view_funds": _roles("view_funds_roles"),
        "may_create_plan": lambda roles: {
            roles_cell("plan_create_roles", roles, "plan_path"),
            roles_cell("plan_submit_roles", roles, "plan_path"),
        },
        "may_expire_draft": _roles("expire_rollover_convert_roles"),
        "may_roll_over": _roles("expire_rollover_convert_roles"),
        "may_convert_to_rebate": _roles("expire_rollover_convert_roles"),
    }
)
"""How the value of each rule is written in the table; a rule without a reader has no row there."""
