"""Pictures of money as text: a claim's waterfall as SVG and for Vega-Lite, a fund's balances for Vega-Lite.

What is drawn here is drawn as in `coopclaims.portal.pictures`: escaped, the same every time, and fetching
nothing.
"""

from __future__ import annotations

from itertools import count, groupby
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from coopclaims._characters import escaped
from coopclaims._checks import door
from coopclaims.funds.ledger import FundLedger, balances_over_time
from coopclaims.labels.rendering import sentence
from coopclaims.labels.speaking import spoken
from coopclaims.money.amounts import Money
from coopclaims.money.currencies import Currency
from coopclaims.payouts.waterfall import Waterfall, WaterfallStep
from coopclaims.portal.pictures import (
    GREEN,
    HEAD,
    LEFT,
    NO_CHARACTERS,
    RED,
    RIGHT,
    ROW,
    bar,
    key_of,
    row_of,
    sheet,
)
from coopclaims.provenance import message

if TYPE_CHECKING:
    from collections.abc import Iterator

# fmt: off
_SCALES: Final = message("picture.scales", "each currency is drawn to a scale of its own")
_FUND: Final = message("picture.fund", "Balances of fund {fund}", "fund: PoolKey")
_BALANCES: Final = {
    "earned": message("picture.balance_earned", "earned"),
    "available": message("picture.balance_available", "available"),
    "reserved": message("picture.balance_reserved", "reserved"),
    "approved": message("picture.balance_approved", "approved"),
    "paid": message("picture.balance_paid", "paid"),
    "expired": message("picture.balance_expired", "expired"),
}
# fmt: on
_BLUE: Final = "#0969da"


# Where the money of a claim went: a bar for each level, and one for what it lacks or has more.


class _Amount(NamedTuple):
    """A bar of money: what it says, from where to where it goes in minor units, and what it is."""

    said: str
    amount: Money
    first: int
    last: int
    look: str
    step: WaterfallStep
    reason: str = ""


_KEPT, _LESS, _MORE = "amount", "less", "more"


def _amounts(waterfall: Waterfall, language: str) -> Iterator[_Amount]:
    """Yield a bar for each step of a waterfall, and before it one for what makes it differ."""
    for _, step in waterfall.steps:
        units, found = step.amount.minor_units, step.difference
        if found is not None:
            first, last = sorted((units, units + found.amount.minor_units))
            look = _MORE if found.reason.adds else _LESS
            said = sentence(found, language)
            yield _Amount(
                said,
                -found.amount if found.reason.adds else found.amount,
                first,
                last,
                look,
                step,
                str(found.reason),
            )
        yield _Amount(sentence(step, language), step.amount, 0, units, _KEPT, step)


@door
def waterfall_svg(waterfall: Waterfall, language: str = "en") -> str:
    """Return where the money of a claim went as a picture of SVG: a row for each level and each difference.

    `waterfall` is what `coopclaims.payouts.payment_waterfall` returns. `language` is that of the texts, a tag
    such as "sv" or "sv-SE" of one of `coopclaims.labels.CATALOGUE_LANGUAGES`. A level is a filled bar that
    begins at nothing; what it lacks of the one before is hatched and red, what it has more is green with a
    dashed border, and each row says so in words. Amounts of one currency have one scale, and where there are
    several currencies a line under the title says so. The picture has the
    role of an image, a title, and all of its words as a description; its groups have `data-level`, and
    `data-reason` where they are a difference.

    Every text is escaped, as in `timeline_svg`. Raises `InvalidValue` for a language that no text is in.
    Source: each level cites its own; the picture is ours.

    >>> from coopclaims.payouts import WaterfallBranch, WaterfallLevel, WaterfallStep
    >>> levels, crown = list(WaterfallLevel), Money(1, "SEK")
    >>> trunk = tuple(WaterfallStep(level=each, amount=crown) for each in levels[:4])
    >>> entity = (WaterfallStep(level=each, entity="ie", amount=crown) for each in levels[4:])
    >>> branch = WaterfallBranch(entity="ie", steps=tuple(entity))
    >>> drawn = waterfall_svg(Waterfall(claim="C-1", trunk=trunk, branches=(branch,)), "sv")
    >>> drawn.count("data-level"), drawn.count("data-reason")
    (10, 0)
    """
    tag, most = spoken(language).key, dict[Currency, int]()
    bars = tuple(_amounts(waterfall, tag))
    for each in bars:
        most[each.amount.currency] = max(most.get(each.amount.currency, 1), each.last)
    title = sentence(waterfall, tag)
    scales = [sentence(_SCALES.say(), tag)] if len(most) > 1 else []
    words = [*scales, *(each.said for each in bars)]
    key, rows = key_of(title, *words), list[str]()
    looks = {
        _KEPT: f'fill="{_BLUE}"',
        _LESS: f'fill="url(#{key}-hatch)" stroke="{RED}"',
        _MORE: f'fill="{GREEN}" fill-opacity="0.5" stroke="{GREEN}" stroke-dasharray="4 3"',
    }
    for y, each in zip(count(HEAD, ROW), bars, strict=False):
        first, last = (
            LEFT + units * (RIGHT - LEFT) // most[each.amount.currency] for units in (each.first, each.last)
        )
        given = f'data-level="{each.step.level}"'
        if each.reason:
            given += f' data-reason="{each.reason}"'
        drawn = "" if each.first == each.last else bar(y, first, last, looks[each.look])
        rows.append(row_of(y, each.said, each.said, given, drawn))
    return sheet(key, tag, title, words, rows, HEAD + ROW * len(bars), note="".join(scales))


# Money for Vega-Lite, which draws plain data: nothing of it is read as code.

_VEGA: Final = "https://vega.github.io/schema/vega-lite/v5.json"


def _plain(text: str) -> str:
    """Return a text as data, with no control as itself."""
    return escaped(text).translate(NO_CHARACTERS)


def _axis(currency: Currency) -> dict[str, Any]:
    """Return the axis of amounts in minor units, which are exact; its labels have the point in its place."""
    digits = currency.digits
    return {"title": str(currency), "labelExpr": f"format(datum.value / {10**digits}, ',.{digits}f')"}


@door
def waterfall_vega(waterfall: Waterfall, language: str = "en") -> dict[str, Any]:
    """Return where the money of a claim went as a specification of Vega-Lite 5: plain data, ready for JSON.

    `waterfall` is what `coopclaims.payouts.payment_waterfall` returns, and `language` that of the texts, as
    for `waterfall_svg`. There is a chart for each run of levels of one entity in one currency, each with a
    scale of its own and the values in it. A value has `row`, the words and the place of its bar; `level`;
    `look`: "amount", "less" or "more"; `reason`, `null` where it is no difference; `from` and `to` in whole
    minor units; and `amount`, exact, as a text.

    Texts are data, in which control characters are shown; whoever puts them into a page escapes them there.
    Raises `InvalidValue` for a language that no text is in. Source: Vega-Lite 5 for the form; the rest is
    ours.

    >>> from coopclaims.payouts import WaterfallBranch, WaterfallLevel, WaterfallStep
    >>> levels, crown = list(WaterfallLevel), Money(1, "SEK")
    >>> trunk = tuple(WaterfallStep(level=each, amount=crown) for each in levels[:4])
    >>> entity = (WaterfallStep(level=each, entity="ie", amount=crown) for each in levels[4:])
    >>> branch = WaterfallBranch(entity="ie", steps=tuple(entity))
    >>> spec = waterfall_vega(Waterfall(claim="C-1", trunk=trunk, branches=(branch,)))
    >>> spec["vconcat"][0]["data"]["values"][0]["row"], spec["vconcat"][0]["data"]["values"][0]["to"]
    ('1. claimed: 1.00 SEK', 100)
    """
    tag = spoken(language).key
    runs = groupby(_amounts(waterfall, tag), key=lambda each: (each.step.entity, each.amount.currency))
    return {
        "$schema": _VEGA,
        "title": _plain(sentence(waterfall, tag)),
        "vconcat": [_of_run(entity, currency, tuple(run)) for (entity, currency), run in runs],
    }


def _of_run(entity: str | None, currency: Currency, run: tuple[_Amount, ...]) -> dict[str, Any]:
    """Return the chart of levels of one entity in one currency."""
    values = [
        {
            "row": f"{number}. {_plain(each.said)}",
            "level": str(each.step.level),
            "look": each.look,
            "reason": each.reason or None,
            "from": each.first,
            "to": each.last,
            "amount": str(each.amount),
        }
        for number, each in enumerate(run, start=1)
    ]
    looks = {"domain": [_KEPT, _LESS, _MORE], "range": [_BLUE, RED, GREEN]}
    return {
        "title": _plain(entity or str(currency)),
        "data": {"values": values},
        "width": 400,
        "mark": "bar",
        "encoding": {
            "y": {
                "field": "row",
                "type": "ordinal",
                "sort": None,
                "title": None,
                "axis": {"labelLimit": 400},
            },
            "x": {"field": "from", "type": "quantitative", "axis": _axis(currency)},
            "x2": {"field": "to"},
            "color": {"field": "look", "type": "nominal", "scale": looks, "legend": None},
            "tooltip": [{"field": "amount", "type": "nominal"}],
        },
    }


@door
def fund_vega(ledger: FundLedger, language: str = "en") -> dict[str, Any]:
    """Return the balances of a fund over time as a specification of Vega-Lite 5: plain data, ready for JSON.

    `ledger` is the whole ledger of the fund. `language` is that of the texts, a tag such as "sv" or "sv-SE"
    of one of `coopclaims.labels.CATALOGUE_LANGUAGES`. There is a line for each of the balances earned,
    available, reserved, approved, paid and expired, with steps at the instants at which entries were
    recorded, as corrected; lines are told apart by dashes too. A value has `at`, an instant in UTC; `key`,
    the name of the balance in `FundsBalance`, and `balance`, what it is called; `units`, in whole minor
    units; and `amount`, exact, as a text.

    Texts are data, as in `waterfall_vega`. Raises `InvalidValue` for a language that no text is in. Source:
    VF22 U-07 for the balances, Vega-Lite 5 for the form.

    >>> from datetime import UTC, date, datetime
    >>> from coopclaims import FundPool, UsagePeriod
    >>> from coopclaims.funds import PoolKey
    >>> key = PoolKey(location="se-1", program="CSP", currency="SEK",
    ...               usage_period=UsagePeriod(date(2019, 7, 1), date(2019, 12, 31)))
    >>> entry = FundPool.empty(key).earned_entry("ie", Money(9, "SEK"), at=datetime(2019, 7, 1, tzinfo=UTC))
    >>> first = fund_vega(FundLedger(key, [entry]), "sv")["data"]["values"][0]
    >>> first["at"], first["key"], first["balance"], first["units"], first["amount"]
    ('2019-07-01T00:00:00+00:00', 'earned', 'intjänat', 900, '9.00 SEK')
    """
    tag = spoken(language).key
    words = {name: sentence(said.say(), tag) for name, said in _BALANCES.items()}
    last = dict(balances_over_time(ledger))
    amounts = [(at, name, getattr(balance, name)) for at, balance in last.items() for name in words]
    values = [
        {
            "at": at.isoformat(),
            "key": name,
            "balance": words[name],
            "units": amount.minor_units,
            "amount": str(amount),
        }
        for at, name, amount in amounts
    ]
    line = {  # the same for color and dashes, so that they share a legend
        "field": "balance",
        "type": "nominal",
        "title": None,
        "scale": {"domain": list(words.values())},
        "legend": {"symbolType": "stroke", "symbolSize": 500, "symbolStrokeWidth": 2},
    }
    return {
        "$schema": _VEGA,
        "title": _plain(sentence(_FUND.say(fund=ledger.key), tag)),
        "data": {"values": values},
        "width": 500,
        "height": 300,
        "mark": {"type": "line", "interpolate": "step-after", "point": True},
        "encoding": {
            "x": {"field": "at", "type": "temporal", "scale": {"type": "utc"}, "title": None},
            "y": {"field": "units", "type": "quantitative", "axis": _axis(ledger.key.currency)},
            "color": line,
            "strokeDash": line,
            "tooltip": [{"field": name, "type": "nominal"} for name in ("at", "balance", "amount")],
        },
    }
