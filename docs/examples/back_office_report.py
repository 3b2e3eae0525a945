"""The report of `back_office.py`: the figures of a day as one page of HTML, with plots drawn as SVG.

Every plot has its figures in a table below it, for whoever does not see it, or wants them exactly.
Amounts of two currencies share no plot's bar, and no sum.
"""

from __future__ import annotations

from fractions import Fraction
from html import escape
from itertools import groupby
from typing import TYPE_CHECKING, Final, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime

    from coopclaims.portfolio import (
        Ageing,
        Attention,
        ClaimsOverview,
        CycleTimes,
        DayStatistics,
        Forfeiture,
        FundUse,
        Lateness,
        LeftOut,
        ReasonCounts,
        Reconciliation,
    )

COLOURS: Final = ("#0550ae", "#1a7f37", "#bf8700", "#b3261e", "#6e7781")
ROW, LEFT, WIDTH, RIGHT, LETTER = 24, 250, 520, 80, 7
MOST: Final = 10
"""So many of each currency are listed of what needs attention."""
STYLE: Final = """
:root { color-scheme: light dark; font: 15px/1.5 system-ui, sans-serif }
body { margin: 2rem auto; max-width: 60rem; padding: 0 1rem }
table { border-collapse: collapse; margin: .5rem 0 1.5rem }
caption { text-align: left; font-weight: 600; padding: .25rem 0 }
th, td { padding: .15rem .75rem .15rem 0; text-align: left; vertical-align: top }
th, td { border-bottom: 1px solid #8884 }
td.n, th.n { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap }
svg { max-width: 100%; height: auto }
p.note { opacity: .8 }
"""

Bar: TypeAlias = "tuple[str, Sequence[int]]"


def bars(title: str, parts: Sequence[str], rows: Sequence[Bar], *, with_sums: bool = True) -> str:
    """Return a plot of bars, one a row, each made of the same `parts`, which `rows` give in whole numbers."""
    most = max((sum(values) for _, values in rows), default=0) or 1
    drawn, y = list[str](), 34
    for place, part in enumerate(parts):
        at = LEFT + sum(30 + LETTER * len(each) for each in parts[:place])
        drawn.append(f'<rect x="{at}" y="8" width="12" height="12" fill="{COLOURS[place]}"/>')
        drawn.append(f'<text x="{at + 18}" y="18">{escape(part)}</text>')
    for label, values in rows:
        drawn.append(f'<text x="{LEFT - 8}" y="{y + 14}" text-anchor="end">{escape(label)}</text>')
        x = float(LEFT)
        for place, value in enumerate(values):
            width = WIDTH * value / most
            said = escape(f"{label}, {parts[place]}: {value:,}")
            drawn.append(
                f'<rect x="{x:.1f}" y="{y}" width="{width:.1f}" height="18" fill="{COLOURS[place]}">'
                f"<title>{said}</title></rect>"
            )
            x += width
        if with_sums:
            drawn.append(f'<text x="{x + 6:.1f}" y="{y + 14}">{sum(values):,}</text>')
        y += ROW
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {LEFT + WIDTH + RIGHT} {y + 6}" role="img" '
        f'aria-label="{escape(title)}" font-size="13" fill="currentColor">{"".join(drawn)}</svg>'
    )


def table(title: str, heads: Sequence[str], rows: Iterable[Sequence[object]], words: int = 1) -> str:
    """Return a table; all columns but the first `words` ones are figures."""

    def cells(tag: str, row: Sequence[object]) -> str:
        return "".join(
            f"<{tag}{'' if place < words else ' class=n'}>{escape('' if cell is None else str(cell))}</{tag}>"
            for place, cell in enumerate(row)
        )

    body = "".join(f"<tr>{cells('td', row)}</tr>" for row in rows)
    head = f"<thead><tr>{cells('th', heads)}</tr></thead>"
    return f"<table><caption>{escape(title)}</caption>{head}<tbody>{body}</tbody></table>"


def without(left_out: Iterable[LeftOut], figure: str = "") -> str:
    """Return a sentence about what is not in a figure."""
    said = "; ".join(f"{each.count:,} {each.reason.caption}" for each in left_out)
    where = f" in {figure}" if figure else ""
    return f"<p class=note>Not counted{escape(where)}: {escape(said)}.</p>" if said else ""


def percent(share: Fraction | None) -> str:
    """Return a share as a percentage with one digit, rounded half up; nothing without one."""
    if share is None:
        return ""
    tenths = int(share * 1000 + Fraction(1, 2))
    return f"{tenths // 10}.{tenths % 10} %"


def days_of(found: DayStatistics | None) -> tuple[object, ...]:
    """Return the columns of a number of days: median, 90th percentile, mean, and the longest."""
    if found is None:
        return ("", "", "", "")
    return found.median, found.ninetieth, f"{float(found.mean):.2f}", found.most


def html_report(
    *,
    now: datetime,
    overview: ClaimsOverview,
    ageing: Ageing,
    lateness: Lateness,
    cycle_times: CycleTimes,
    reasons: ReasonCounts,
    fund_use: FundUse,
    forfeiture: Forfeiture,
    attention: Sequence[Attention],
    reconciliation: Reconciliation,
    damaged: int,
) -> str:
    """Return the whole page."""
    sections = (
        _claims(overview, damaged),
        _attention(attention),
        _ageing(ageing),
        _lateness(lateness),
        _cycle_times(cycle_times),
        _reasons(reasons),
        _funds(fund_use),
        _forfeiture(forfeiture),
        _payments(reconciliation),
    )
    title = f"Back office, {now:%A %Y-%m-%d %H:%M}"
    return (
        f'<!DOCTYPE html>\n<html lang="en"><head><meta charset="utf-8">'
        f'<meta name="viewport" content="width=device-width"><title>{title}</title>'
        f"<style>{STYLE}</style></head>\n<body><main><h1>{title}</h1>\n{chr(10).join(sections)}\n"
        f"</main></body></html>\n"
    )


def _claims(overview: ClaimsOverview, damaged: int) -> str:
    rows = [(status.caption, len(ids)) for status, ids in overview.claims]
    total = sum(count for _, count in rows)
    plot = bars("Claims by status", ["claims"], [(name, [count]) for name, count in rows])
    note = f"<p>{total:,} claims. {damaged:,} lines cannot be read: see <code>damaged.csv</code>.</p>"
    return f"<h2>Claims</h2>{note}{plot}{table('Claims by status', ('status', 'claims'), rows)}"


def _attention(found: Sequence[Attention]) -> str:
    parts = ["<h2>What needs attention</h2>"]
    for code, same in groupby(found, key=lambda each: each.at_risk.currency.code):
        listed = list(same)
        rows = [
            (
                each.claim or each.fund,
                each.reason.caption,
                f"{each.at_risk.amount:,}",
                each.due.on if each.due else None,
                each.days_left,
            )
            for each in listed[:MOST]
        ]
        title = f"{code}: the first {len(rows)} of {len(listed):,}, by money at risk"
        heads = ("claim or fund", "reason", "at risk", "due", "days left")
        parts.append(table(title, heads, rows, words=2))
    return "".join(parts)


def _ageing(found: Ageing) -> str:
    grouped = [(status, list(same)) for status, same in groupby(found.buckets, key=lambda each: each.status)]
    first = grouped[0][1] if grouped else []
    ages = [
        f"over {each.least - 1}" if each.most is None else f"{each.least} to {each.most}" for each in first
    ]
    rows = [(status.caption, [each.claims for each in same]) for status, same in grouped]
    heads = ("status", *(f"{each} days" for each in ages))
    return (
        "<h2>How long open claims have waited</h2><p>In business days, for whoever has them now.</p>"
        + bars("Open claims by age in business days", ages, rows)
        + table("Open claims by age", heads, [(name, *values) for name, values in rows])
        + without(found.left_out)
    )


def _lateness(found: Lateness) -> str:
    heads = ("clock", "kept", "late", "awaited", "overdue", "median", "90th percentile", "mean", "longest")
    rows = [
        (each.clock.caption, each.kept, each.late, each.awaited, each.overdue, *days_of(each.business_days))
        for each in found.clocks
    ]
    plotted = [
        (each.clock.caption, [each.kept, each.awaited, each.late, each.overdue]) for each in found.clocks
    ]
    return (
        "<h2>Promises kept and late</h2><p>By how much: in business days, of those that were late.</p>"
        + bars("Promises by clock", ["kept", "awaited", "late", "overdue"], plotted)
        + table("Promises by clock", heads, rows)
    )


def _cycle_times(found: CycleTimes) -> str:
    heads = ("stage", "in", "claims", "median", "90th percentile", "mean", "longest")
    rows = [
        (stage.stage.caption, unit, 0 if days is None else f"{days.count:,}", *days_of(days))
        for stage in found.stages
        for unit, days in (("business days", stage.business), ("calendar days", stage.calendar))
    ]
    notes = (without(stage.left_out, stage.stage.caption) for stage in found.stages)
    return (
        "<h2>Cycle times</h2>"
        + table("From the first submission on", heads, rows, words=2)
        + "".join(notes)
        + without(found.left_out)
    )


def _reasons(found: ReasonCounts) -> str:
    rows = [(f"{each.outcome.caption}: {each.code}", [each.answers]) for each in found.rows]
    listed = [(each.outcome.caption, each.code, each.answers, each.claims) for each in found.rows]
    return (
        "<h2>Reasons</h2>"
        + bars("Reasons given", ["answers"], rows)
        + table("Reasons given", ("answer", "code", "answers", "claims"), listed, words=2)
        + without(found.left_out)
    )


def _funds(found: FundUse) -> str:
    heads = (
        "program",
        "currency",
        "funds",
        "earned",
        "reserved",
        "committed",
        "paid",
        "expired",
        "available",
        "used",
    )
    rows = list[tuple[object, ...]]()
    for row in found.programs:
        each = row.figures
        amounts = (each.earned, each.reserved, each.committed, each.paid, each.expired, each.available)
        shown = (f"{amount.amount:,}" for amount in amounts)
        rows.append((row.program, each.earned.currency, each.funds, *shown, percent(each.used)))
    parts = ("paid", "committed, not paid", "reserved", "expired", "available")
    plots = list[tuple[str, "Sequence[int]"]]()
    for row in found.programs:
        each, whole = row.figures, row.figures.earned.minor_units
        units = (each.paid, each.committed - each.paid, each.reserved, each.expired, each.available)
        shares = [max(1000 * amount.minor_units // whole, 0) for amount in units] if whole > 0 else [0] * 5
        plots.append((f"{row.program}, {each.earned.currency.code}", shares))
    return (
        "<h2>Use of the funds</h2><p>In thousandths of what was earned, each bar in its own currency.</p>"
        + bars("Use of the funds, in thousandths of what was earned", parts, plots, with_sums=False)
        + table("Funds by program and currency", heads, rows, words=2)
        + without(found.left_out)
    )


def _forfeiture(found: Forfeiture) -> str:
    heads = ("usage period", "currency", "funds", "earned", "expired", "unused", "share expired")
    rows = [
        (
            each.usage_period,
            each.currency,
            each.funds,
            *(f"{amount.amount:,}" for amount in (each.earned, each.expired, each.unused)),
            percent(each.share),
        )
        for each in found.rows
    ]
    return f"<h2>Forfeited</h2>{table('By usage period', heads, rows, words=2)}{without(found.left_out)}"


def _payments(found: Reconciliation) -> str:
    totals = [
        (each.currency, *(f"{money.amount:,}" for money in (each.arrived, each.expected, each.difference)))
        for each in found.totals
    ]
    rows = [(outcome.caption, [len(answers)]) for outcome, answers in found.by_outcome.items()]
    return (
        "<h2>The bank's file</h2>"
        + table("By currency", ("currency", "arrived", "expected", "difference"), totals)
        + bars("What became of lines and payments", ["answers"], rows)
        + table("What became of lines and payments", ("outcome", "answers"), [(n, *v) for n, v in rows])
    )
