"""Pictures of money: every level, every difference and every balance is there, exact, in any language."""

from __future__ import annotations

import json
import re
from decimal import Decimal
from fractions import Fraction
from typing import Any, Final
from xml.etree import ElementTree as ET

import attrs
import pytest
from tests.support.drawn import IRELAND, ledger, whole
from tests.support.world import fund, sek

from coopclaims import InvalidValue, Money
from coopclaims.funds import FundLedger
from coopclaims.identifiers import ClaimId, EntityId
from coopclaims.labels import CATALOGUE_LANGUAGES, messages, sentence
from coopclaims.payouts import (
    Waterfall,
    WaterfallBranch,
    WaterfallLevel,
    WaterfallReason,
    WaterfallStep,
)
from coopclaims.portal import fund_vega, waterfall_svg, waterfall_vega

L, R = WaterfallLevel, WaterfallReason
SVG: Final = "{http://www.w3.org/2000/svg}"
HOSTILE: Final = "\"'></text><script>alert(1)</script> & \u202egnp.exe \ufffe"
SHOWN: Final = "\"'></text><script>alert(1)</script> & \\u202egnp.exe \ufffd"


BARS: Final = [
    ("claimed", None, "SEK", "0", "900"),
    ("eligible", "not_eligible", "SEK", "800", "900"),
    ("eligible", None, "SEK", "0", "800"),
    ("capped", None, "SEK", "0", "800"),
    ("approved", "approved_for_more", "SEK", "800", "850"),
    ("approved", None, "SEK", "0", "850"),
    ("split", None, "SEK", "0", "600"),
    ("converted", None, "EUR", "0", "60"),
    ("withheld", "withholding_tax", "EUR", "54", "60"),
    ("withheld", None, "EUR", "0", "54"),
    ("taxed", "sales_tax", "EUR", "54", "56.5"),
    ("taxed", None, "EUR", "0", "56.5"),
    ("paid", None, "EUR", "0", "56.5"),
    ("split", None, "SEK", "0", "250"),
    ("converted", None, "SEK", "0", "250"),
    ("withheld", None, "SEK", "0", "250"),
    ("taxed", None, "SEK", "0", "250"),
    ("paid", "outstanding", "SEK", "0", "250"),
    ("paid", None, "SEK", "0", "0"),
]
"""Each bar: its level, the reason where it is a difference, its currency, and from where to where it goes."""
MOST: Final = {"SEK": 900, "EUR": 60}
MORE: Final = {"approved_for_more", "sales_tax"}


def parsed(text: str) -> ET.Element:
    return ET.fromstring(text)  # noqa: S314 - drawn a line before


def groups(drawn: str) -> list[ET.Element]:
    return list(parsed(drawn).iter(f"{SVG}g"))


def said(fall: Waterfall, language: str) -> list[str]:
    """Return what each bar says: a difference before the level that it leads to."""
    texts: list[str] = []
    for _, step in fall.steps:
        texts += [sentence(each, language) for each in (step.difference, step) if each is not None]
    return texts


class TestWaterfallAsSvg:
    def test_every_level_and_every_difference_has_a_bar(self) -> None:
        found = groups(waterfall_svg(whole()))
        assert [(each.get("data-level"), each.get("data-reason")) for each in found] == [
            (level, reason) for level, reason, *_ in BARS
        ]
        for group, (_, _, currency, first, last) in zip(found, BARS, strict=True):
            bar = group.find(f"{SVG}rect")
            if first == last:
                assert bar is None
                continue
            assert bar is not None
            begins, ends = (468 + int(Fraction(each) * 502 / MOST[currency]) for each in (first, last))
            assert (bar.get("x"), bar.get("width")) == (str(begins), str(ends - begins))

    def test_what_is_lacking_and_what_is_more_are_told_by_words_and_by_pattern(self) -> None:
        for group, (_, reason, *_) in zip(groups(waterfall_svg(whole())), BARS[:-1], strict=False):
            bar, text = group.find(f"{SVG}rect"), group.findtext(f"{SVG}text") or ""
            assert bar is not None
            assert (bar.get("fill") or "").startswith("url(#") is (reason is not None and reason not in MORE)
            assert (bar.get("stroke-dasharray") is not None) is (reason in MORE)
            assert (" less, " in text, " more, " in text) == (
                reason is not None and reason not in MORE,
                reason in MORE,
            )

    @pytest.mark.parametrize("language", CATALOGUE_LANGUAGES)
    def test_it_says_all_of_it_in_a_language(self, language: str) -> None:
        fall = whole()
        root = parsed(waterfall_svg(fall, f"{language}-XX"))
        assert (root.get("lang"), root.get("role")) == (language, "img")
        assert root.findtext(f"{SVG}title") == sentence(fall, language)
        described = root.findtext(f"{SVG}desc")
        assert described == "; ".join([messages(language)["picture.scales"], *said(fall, language)])
        written = [each.text for each in root.iter(f"{SVG}text")]
        assert messages(language)["picture.scales"] in written, "two scales can be seen"
        assert [each.findtext(f"{SVG}title") for each in root.iter(f"{SVG}g")] == said(fall, language)

    def test_one_currency_has_one_scale_of_which_nothing_is_said(self) -> None:
        fall = whole()
        plain = attrs.evolve(
            fall,
            trunk=tuple(attrs.evolve(each, amount=sek("250.00"), difference=None) for each in fall.trunk),
            branches=fall.branches[1:],
        )
        assert messages("en")["picture.scales"] not in waterfall_svg(plain)
        assert messages("en")["picture.scales"] in waterfall_svg(fall)

    def test_of_nothing_there_is_a_picture_too(self) -> None:
        nothing = sek("0.00")
        trunk = tuple(WaterfallStep(level=each, amount=nothing) for each in list(L)[:4])
        fall = Waterfall(claim=ClaimId("C-1"), trunk=trunk, branches=())
        found = groups(waterfall_svg(fall))
        assert [each.get("data-level") for each in found] == ["claimed", "eligible", "capped", "approved"]
        assert all(each.find(f"{SVG}rect") is None for each in found)

    def test_no_text_leaves_its_place(self) -> None:
        drawn = waterfall_svg(whole(HOSTILE, EntityId('"><script>x</script>')))
        assert {each.tag for each in parsed(drawn).iter()} == {
            each.tag for each in parsed(waterfall_svg(whole())).iter()
        }
        assert groups(drawn)[1].findtext(f"{SVG}title") == f"100.00 SEK less, not eligible: {SHOWN}"
        assert not set("\u202e\ufffe") & set(drawn)

    def test_it_is_the_same_every_time_and_names_what_is_its_own(self) -> None:
        drawn = waterfall_svg(whole())
        assert drawn == waterfall_svg(whole())
        own, other = (set(re.findall(r' id="([^"]+)"', each)) for each in (drawn, waterfall_svg(whole("x"))))
        assert {*re.findall(r"url\(#([^)]+)\)", drawn)} <= own
        assert not own & other

    def test_what_cannot_be_drawn_is_refused(self) -> None:
        wrong: Any = "no waterfall"
        for draw in (waterfall_svg, waterfall_vega):
            with pytest.raises(InvalidValue, match="waterfall"):
                draw(wrong)
            with pytest.raises(InvalidValue, match="language"):
                draw(whole(), "xx")


class TestWaterfallForVega:
    def test_every_level_and_every_difference_is_a_value(self) -> None:
        spec = json.loads(json.dumps(waterfall_vega(whole())))
        found = [
            (chart["encoding"]["x"]["axis"]["title"], value)
            for chart in spec["vconcat"]
            for value in chart["data"]["values"]
        ]
        assert [
            (value["level"], value["reason"], currency, value["from"], value["to"])
            for currency, value in found
        ] == [
            (level, reason, currency, int(100 * Decimal(first)), int(100 * Decimal(last)))
            for level, reason, currency, first, last in BARS
        ]
        assert [value["look"] for _, value in found] == [
            "amount" if reason is None else "more" if reason in MORE else "less" for _, reason, *_ in BARS
        ]
        for currency, value in found:
            length = Decimal(value["to"] - value["from"]).scaleb(-2)
            assert value["amount"] == f"{length:.2f} {currency}"

    def test_each_currency_of_each_entity_has_a_chart(self) -> None:
        charts = waterfall_vega(whole())["vconcat"]
        assert [(each["title"], each["encoding"]["x"]["axis"]["title"]) for each in charts] == [
            ("SEK", "SEK"),
            ("ireland", "SEK"),
            ("ireland", "EUR"),
            ("sweden", "SEK"),
        ]
        used = {
            part["field"] for each in charts for part in each["encoding"].values() if isinstance(part, dict)
        }
        assert used <= set(charts[0]["data"]["values"][0])

    def test_the_axis_has_the_digits_of_its_currency(self) -> None:
        trunk = tuple(WaterfallStep(level=each, amount=Money(900, "JPY")) for each in list(L)[:4])
        (chart, *_) = waterfall_vega(whole())["vconcat"]
        assert chart["encoding"]["x"]["axis"]["labelExpr"] == "format(datum.value / 100, ',.2f')"
        steps = tuple(
            WaterfallStep(level=each, entity=IRELAND, amount=Money(900, "JPY")) for each in list(L)[4:]
        )
        fall = Waterfall(
            claim=ClaimId("C-1"), trunk=trunk, branches=(WaterfallBranch(entity=IRELAND, steps=steps),)
        )
        (chart, *_) = waterfall_vega(fall)["vconcat"]
        assert chart["encoding"]["x"]["axis"]["labelExpr"] == "format(datum.value / 1, ',.0f')"

    @pytest.mark.parametrize("language", CATALOGUE_LANGUAGES)
    def test_it_says_all_of_it_in_a_language(self, language: str) -> None:
        fall = whole()
        spec = waterfall_vega(fall, language)
        assert spec["title"] == sentence(fall, language)
        rows = [value["row"] for chart in spec["vconcat"] for value in chart["data"]["values"]]
        assert [row.partition(". ")[2] for row in rows] == said(fall, language)
        for chart in spec["vconcat"]:
            values = chart["data"]["values"]
            assert [value["row"].partition(".")[0] for value in values] == [
                str(n + 1) for n in range(len(values))
            ]

    def test_controls_are_shown(self) -> None:
        text = json.dumps(waterfall_vega(whole(HOSTILE), "sv"), ensure_ascii=False)
        assert not set("\u202e\ufffe") & set(text)
        values = waterfall_vega(whole(HOSTILE))["vconcat"][0]["data"]["values"]
        assert values[1]["row"] == f"2. 100.00 SEK less, not eligible: {SHOWN}"


NAMES: Final = ("earned", "available", "reserved", "approved", "paid", "expired")
BALANCES: Final = {
    "2022-07-01": ("1200", "1200", "0", "0", "0", "0"),
    "2022-08-31": ("1200", "900", "300", "0", "0", "0"),
    "2022-09-20": ("1200", "950", "0", "250", "0", "0"),
    "2022-11-01": ("1200", "950", "0", "250", "100", "0"),
    "2023-03-01": ("1200", "0", "0", "250", "100", "950"),
    "2023-03-02": ("1200", "0", "0", "250", "100", "950"),
}
"""The balances after each day on which something was recorded: the reservation as it was corrected."""


class TestFundForVega:
    def test_each_balance_is_there_after_each_instant(self) -> None:
        spec = json.loads(json.dumps(fund_vega(ledger())))
        values = spec["data"]["values"]
        assert [(each["at"][:10], each["key"], each["units"]) for each in values] == [
            (day, name, 100 * int(amount))
            for day, amounts in BALANCES.items()
            for name, amount in zip(NAMES, amounts, strict=True)
        ]
        assert all(each["amount"] == f"{each['units'] // 100}.00 SEK" for each in values)
        assert all(each["at"].endswith("+00:00") for each in values)
        fields = (
            each
            for part in spec["encoding"].values()
            for each in (part if isinstance(part, list) else [part])
        )
        assert {each["field"] for each in fields} <= set(values[0])

    def test_the_last_ones_are_those_of_the_pool(self) -> None:
        balance = ledger().balance()
        last = fund_vega(ledger())["data"]["values"][-len(NAMES) :]
        assert {each["key"]: each["units"] for each in last} == {
            name: getattr(balance, name).minor_units for name in NAMES
        }

    @pytest.mark.parametrize("language", CATALOGUE_LANGUAGES)
    def test_it_says_what_they_are_called(self, language: str) -> None:
        spec = fund_vega(ledger(), language)
        words = [messages(language)[f"picture.balance_{name}"] for name in NAMES]
        assert [each["balance"] for each in spec["data"]["values"][: len(NAMES)]] == words
        assert len({*words}) == len(words)
        for look in ("color", "strokeDash"):
            assert spec["encoding"][look]["scale"]["domain"] == words
        begins, ends = messages(language)["picture.fund"].split("{fund}")
        assert spec["title"].startswith(begins)
        assert spec["title"].endswith(ends)

    def test_an_empty_ledger_is_an_empty_picture(self) -> None:
        assert fund_vega(FundLedger(fund().key))["data"]["values"] == []

    def test_what_cannot_be_drawn_is_refused(self) -> None:
        wrong: Any = "no ledger"
        with pytest.raises(InvalidValue, match="ledger"):
            fund_vega(wrong)
        with pytest.raises(InvalidValue, match="language"):
            fund_vega(ledger(), "xx")
