"""The pictures of the site, drawn from what the library writes: DOT, SVG, tables, and the contract of floors.

A page asks for one by a comment, `<!-- picture: floors -->`. Where the page is read as it is, the comment is
not seen; in the site the picture stands there. Graphviz has to be on the path.
"""

from __future__ import annotations

import contextlib
import io
import re
import runpy
import subprocess
import sys
import tomllib
from datetime import UTC, date, datetime
from functools import cache
from html import escape
from math import log
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import coopclaims as cc
from coopclaims.claims import TABLE
from coopclaims.funds import FundEntry, FundEntryKind, FundPool, FundsBalance, PoolKey
from coopclaims.parties import Action, Side
from coopclaims.payments import PAYMENT_TABLE

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from coopclaims.transitions import Table

REPOSITORY: Final = Path(__file__).parents[2]
STORY: Final = REPOSITORY / "docs" / "examples" / "first_claim.py"

MARKER: Final = re.compile(
    r"^<!-- picture: (?P<name>[\w-]+) -->\n(?P<after>\n```mermaid\n.*?^```\n|(?:\n\|[^\n]*)+)?",
    re.MULTILINE | re.DOTALL,
)
"""Where a page wants a picture. A diagram in Mermaid that follows is its text for other readers."""


def drawn(page: str) -> str:
    """Return a page with its pictures. Raises `KeyError` for a picture that nobody draws."""
    return MARKER.sub(_placed, page)


def _placed(found: re.Match[str]) -> str:
    name, after = found["name"], found["after"] or ""
    table = "" if "```mermaid" in after else after
    return f'<div class="picture" tabindex="0">\n{PICTURES[name](after)}\n</div>\n{table}'


# Statecharts: the DOT that the library writes, with colors for who acts, laid out by Graphviz.

_ARROW: Final = re.compile(r'^    "(?P<source>\w*)" -> "(?P<target>\w+)" \[label="(?P<label>[^"]*)"')
_LOOK: Final = (
    'graph [bgcolor=transparent, rankdir=TB, nodesep=0.35, ranksep=0.45, fontname="Helvetica,sans-serif"];'
    'node [shape=box, style=rounded, fontname="Helvetica,sans-serif", fontsize=12, height=0.35];'
    'edge [fontname="Helvetica,sans-serif", fontsize=10, arrowsize=0.7];'
)
_ACTING: Final = frozenset({Side.PARTNER, Side.VENDOR})
_LEGEND: Final = {"partner": "the partner acts", "vendor": "the vendor acts", "either": "either may act"}


def _statechart(table: Table[Any, Any, Action], dot: str) -> str:
    """Return a statechart; the portal may act for either side, and is left out of the colors."""
    acting = {
        (str(row.source or ""), str(to), row.trigger.caption): row.requires
        for row in table.rows
        for to in row.leads_to
    }
    lines, shown = list[str](), set[str]()
    for line in dot.splitlines():
        arrow = _ARROW.match(line)
        if arrow is not None:
            caption = re.sub(r"(?:, by policy)?(?: \([\d, ]+\))?$", "", arrow["label"])
            action = acting[arrow["source"], arrow["target"], caption]
            sides = sorted(action.sides & _ACTING)
            who = str(sides[0]) if len(sides) == 1 else "either"
            shown.add(who)
            look = [f'class="{who}"']
            look += ["style=dashed"] if ", by policy" in arrow["label"] else []
            line = line.removesuffix("];") + "".join(f", {each}" for each in look) + "];"  # noqa: PLW2901 - the same line, with its look
        lines.append(line)
    legend = "".join(f'<span class="{who}">{said}</span>' for who, said in _LEGEND.items() if who in shown)
    dashed = '<span class="by-policy">only by a policy</span>' if "by policy" in dot else ""
    picture = _laid_out("\n".join(lines), f"The lifecycle of a {table.name}")
    return f'{picture}\n<p class="legend">{legend}{dashed}</p>'


def _laid_out(dot: str, title: str) -> str:
    """Return a graph as SVG that takes its colors from the page around it."""
    looked = dot.replace("{", f"{{ {_LOOK}", 1).replace(
        "[shape=point]", "[shape=point, width=0.13, height=0.13]"
    )
    svg = subprocess.run(
        ("dot", "-Tsvg"), input=looked, check=True, capture_output=True, encoding="utf-8"
    ).stdout
    whole = svg[svg.index("<svg") :].strip()
    whole = re.sub(r"<!--.*?-->\n?", "", whole, flags=re.DOTALL)
    whole = re.sub(r"<title>[^<]*</title>\n?", "", whole)
    whole = re.sub(r' (?:id|xlink:href|xmlns:xlink)="[^"]*"', "", whole)
    whole = re.sub(r'(fill|stroke)="black"', r'\1="currentColor"', whole)
    start = re.match(r'<svg width="(\d+)pt" height="\d+pt"', whole)
    assert start is not None, "Graphviz writes the size of a picture first"
    most = int(start[1])
    style = f"min-width:{most * 7 // 10}pt;max-width:{most}pt"
    said = f'<svg role="img" aria-label="{escape(title)}" fill="currentColor" style="{style}"'
    return whole.replace(start[0], said, 1)


# What entries do to a fund: each kind is recorded, and the balances before and after say what moved.

_CLAIM: Final = cc.identifiers.ClaimId("C-1")
_PAYMENT: Final = cc.identifiers.PaymentId("P-1")
_ENTITY: Final = cc.identifiers.EntityId("vendor")
_EARLIER: Final = cc.UsagePeriod(date(2022, 1, 1), date(2022, 6, 30))
_FUND: Final = PoolKey(
    location=cc.identifiers.LocationId("se-1"),
    program=cc.identifiers.ProgramId("Hosting"),
    usage_period=cc.UsagePeriod(date(2022, 7, 1), date(2022, 12, 31)),
    currency=cc.Currency("SEK"),
)
_OF_THE_VENDOR: Final[Mapping[str, object]] = {"entity": _ENTITY}
_OF_A_CLAIM: Final[Mapping[str, object]] = {"claim": _CLAIM}
_OF_A_PAYMENT: Final[Mapping[str, object]] = {"claim": _CLAIM, "payment": _PAYMENT}
_ROLLED: Final[Mapping[str, object]] = {"entity": _ENTITY, "other_usage": _EARLIER}
_BOOKED: Final[tuple[tuple[FundEntryKind, int, Mapping[str, object]], ...]] = (
    (FundEntryKind.EARNED, 100, _OF_THE_VENDOR),
    (FundEntryKind.ADJUSTED, 10, _OF_THE_VENDOR),
    (FundEntryKind.ROLLED_IN, 10, _ROLLED),
    (FundEntryKind.ROLLED_OUT, 10, _ROLLED),
    (FundEntryKind.CONVERTED, 10, _OF_THE_VENDOR),
    (FundEntryKind.RESERVED, 50, _OF_A_CLAIM),
    (FundEntryKind.RELEASED, 50, _OF_A_CLAIM),
    (FundEntryKind.COMMITTED, 40, _OF_A_CLAIM),
    (FundEntryKind.COMMITMENT_REVERSED, 10, _OF_A_CLAIM),
    (FundEntryKind.PAID, 30, _OF_A_PAYMENT),
    (FundEntryKind.PAYMENT_RETURNED, 10, _OF_A_PAYMENT),
    (FundEntryKind.RECOUPED, 10, _OF_A_PAYMENT),
    (FundEntryKind.EXPIRED, 10, _OF_A_CLAIM),
    (FundEntryKind.RESTORED, 10, _OF_A_CLAIM),
)
_PLACES: Final[Mapping[str, Callable[[FundsBalance], cc.Money]]] = {
    "available": lambda balance: balance.available,
    "reserved": lambda balance: balance.reserved,
    "approved and due": lambda balance: balance.due,
    "paid": lambda balance: balance.paid,
    "expired": lambda balance: balance.expired,
    "converted": lambda balance: balance.converted,
    "rolled out": lambda balance: balance.rolled_out,
}


def moves_of_money() -> Iterator[tuple[FundEntryKind, str, str]]:
    """Yield between which places of a fund each kind of entry moves money; from `""` it comes in."""
    pool, at = FundPool.empty(_FUND), datetime(2022, 7, 1, tzinfo=UTC)
    for kind, amount, names in _BOOKED:
        entry = FundEntry(
            pool=_FUND,
            kind=kind,
            amount=cc.Money(amount, "SEK"),
            at=at,
            on=at.date(),
            **names,  # type: ignore[arg-type]
        )
        before, pool = pool.balance(), pool.record([entry])
        after = pool.balance()
        grown = [name for name, of in _PLACES.items() if of(after) > of(before)]
        less = [name for name, of in _PLACES.items() if of(after) < of(before)]
        yield kind, "".join(less), "".join(grown)


def _fund() -> str:
    arrows: dict[tuple[str, str], list[str]] = {}
    for kind, source, target in moves_of_money():
        arrows.setdefault((source, target), []).append(kind.caption)
    lines = ['digraph "fund" {', '    "" [shape=point];', *(f'    "{name}";' for name in _PLACES)]
    for (source, target), kinds in arrows.items():
        lines.append(f'    "{source}" -> "{target}" [label="{", ".join(kinds)}"];')
    return _laid_out("\n".join((*lines, "}")), "What each kind of entry moves in a fund")


# The story of the example: what its script leaves behind.


@cache
def _story() -> Mapping[str, Any]:
    """Return the names of the example after it has run."""
    arguments = sys.argv
    sys.argv = [str(STORY)]
    try:
        with contextlib.redirect_stdout(io.StringIO()):
            return runpy.run_path(str(STORY))
    finally:
        sys.argv = arguments


def _history() -> cc.History:
    story = _story()
    history: cc.History = story["repository"].history(story["CLAIM"])
    return history


def _timeline() -> str:
    story = _story()
    promised = cc.portal.promises(story["claim"], rules=story["us_rules"])
    return cc.portal.timeline_svg(_history(), promised, zone=story["rules"].zone)


def _waterfall() -> str:
    story = _story()
    return cc.portal.waterfall_svg(cc.payouts.payment_waterfall(story["claim"], story["resolution"]))


# The floors of the house, as the contract of imports has them.

_WIDTH: Final = 760
_HIGH, _GAP = 30, 6


def _sheet(title: str, height: int, rows: Iterable[str]) -> str:
    inside = "\n".join(rows)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {height}" role="img"'
        f' aria-label="{escape(title)}" font-family="sans-serif" font-size="12" fill="currentColor"'
        f' style="max-width:{_WIDTH}px">\n{inside}\n</svg>'
    )


def _floors() -> str:
    project = tomllib.loads((REPOSITORY / "pyproject.toml").read_text("utf-8"))
    contracts = project["tool"]["importlinter"]["contracts"]
    (layers,) = (each["layers"] for each in contracts if each["id"] == "floors")
    rows: list[str] = []
    for place, layer in enumerate(layers):
        y = place * (_HIGH + _GAP)
        rooms = [room.strip(" ()") for room in layer.split("|")]
        rows.append(f'<text x="24" y="{y + 20}" text-anchor="end" opacity="0.7">{len(layers) - place}</text>')
        wide = (_WIDTH - 36 - _GAP * (len(rooms) - 1)) / len(rooms)
        for number, room in enumerate(rooms):
            x = 36 + number * (wide + _GAP)
            private = ' class="private"' if room.startswith("_") else ' class="room"'
            rows.append(
                f'<rect{private} x="{x:.1f}" y="{y}" width="{wide:.1f}" height="{_HIGH}" rx="4"/>'
                f'<text x="{x + wide / 2:.1f}" y="{y + 20}" text-anchor="middle">{escape(room)}</text>'
            )
    return _sheet("The floors of the house: imports go down only", len(layers) * (_HIGH + _GAP), rows)


# Figures: the ratios of the table that follows, as bars.

_TIMES: Final = re.compile(r"^(\d+(?:\.\d+)?) times")
_AIM: Final = re.compile(r"^(?P<most>at most )?(?P<figure>\d+(?:\.\d+)?)$")


class Figure(NamedTuple):
    """A ratio that was measured, what it is of, and what was aimed at."""

    said: str
    measured: float
    aim: float | None
    is_at_most: bool
    reached: str


def figures(table: str) -> tuple[Figure, ...]:
    """Return the rows of a table that have one ratio under *measured*."""
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in table.split("\n") if line]
    head, found = rows[0], list[Figure]()
    for cells in rows[2:]:
        row = dict(zip(head, cells, strict=True))
        times, aim = _TIMES.match(row["measured"]), _AIM.match(row.get("aimed at", ""))
        if times is not None:
            found.append(
                Figure(
                    said=row["what"].replace("`", ""),
                    measured=float(times[1]),
                    aim=None if aim is None else float(aim["figure"]),
                    is_at_most=aim is not None and aim["most"] is not None,
                    reached=row.get("reached", ""),
                )
            )
    return tuple(found)


def _bars(table: str) -> str:
    """Return bars on a scale of powers, each with its text above it and a line where the aim is."""
    shown = figures(table)
    values = [value for each in shown for value in (each.measured, each.aim) if value is not None]
    low, high = min(0.5, *values) / 1.1, max(2.0, *values) * 1.1
    first, last = 8, _WIDTH - 150

    def x(value: float) -> float:
        return first + (last - first) * (log(value) - log(low)) / (log(high) - log(low))

    rows: list[str] = []
    for place, each in enumerate(shown):
        y = place * 46
        look = "missed" if each.reached == "no" else "reached"
        rows.append(
            f'<text x="{first}" y="{y + 13}">{escape(each.said)}</text>'
            f'<rect class="{look}" x="{first}" y="{y + 19}" rx="2"'
            f' width="{x(each.measured) - first:.1f}" height="14"/>'
            f'<text x="{last + 12}" y="{y + 31}"><tspan font-weight="bold">{each.measured:g}</tspan>'
        )
        if each.aim is None:
            rows.append("</text>")
            continue
        said = f"aim: {'at most ' if each.is_at_most else ''}{each.aim:g}"
        rows.append(
            f' ({said})</text><path d="M{x(each.aim):.1f} {y + 16}v20"'
            ' stroke="currentColor" stroke-width="2"/>'
        )
    text = "; ".join(f"{each.said}: {each.measured:g} times" for each in shown)
    legend = (
        '<p class="legend"><span class="reached">reached</span><span class="missed">missed</span>'
        '<span class="aim">what was aimed at</span> The scale is logarithmic; figures are ratios.</p>'
    )
    return f"{_sheet(text, len(shown) * 46, rows)}\n{legend}"


PICTURES: Final[Mapping[str, Callable[[str], str]]] = {
    "claim-statechart": lambda _: _statechart(TABLE, TABLE.dot()),
    "payment-statechart": lambda _: _statechart(PAYMENT_TABLE, PAYMENT_TABLE.dot()),
    "story-statechart": lambda _: _statechart(TABLE, cc.portal.claim_statechart(_history(), format="dot")),
    "story-timeline": lambda _: _timeline(),
    "story-waterfall": lambda _: _waterfall(),
    "fund": lambda _: _fund(),
    "floors": lambda _: _floors(),
    "figures": _bars,
}
"""What draws a picture, by its name; it is given what follows the comment: a table, or nothing."""
