"""Pictures in Chromium: each is drawn without an error, all in its box, and readable by everybody.

Mermaid and Vega-Lite, which draw some of them, come from npm and are for `.ci/run --wide`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final
from xml.etree import ElementTree as ET

import attrs
import pytest
from tests.support.browsing import from_npm, listen, serious
from tests.support.drawn import ledger, reviewed_late, whole
from tests.support.world import ADMIN, FORM, RULES, Desk, instant

from coopclaims.claims import CreateClaim
from coopclaims.deadlines import TaxInvoice, payment_due
from coopclaims.labels import CATALOGUE_LANGUAGES
from coopclaims.portal import (
    claim_statechart,
    explanation_html,
    fund_vega,
    promises,
    timeline_svg,
    waterfall_svg,
    waterfall_vega,
)

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Page

LONG: Final = ("W" * 90, "AUTUMN CAMPAIGN OF ALL " * 4, "m" * 90, "字" * 90, "nothing but letters " * 5)
WORDS: Final = "é <b>&amp; ' \" ]]> --> \u202e 字" * 5
FRAME: Final = """<!doctype html><html lang="{language}"><meta charset="utf-8"><title>Pictures</title>
<style>:root {{ color-scheme: light dark }} body {{ background: Canvas; color: CanvasText }}</style>
<main><h1>Pictures</h1>{drawn}</main>"""

OUTSIDE: Final = """() => [...document.querySelectorAll("svg")].flatMap((svg) => {
    const { x, y, width, height } = svg.viewBox.baseVal;
    const parts = [...svg.querySelectorAll("text, rect, circle, path")];
    return parts.filter((each) => !each.closest("defs")).filter((each) => {
        const box = each.getBBox();
        return box.x < x || box.y < y || box.x + box.width > x + width || box.y + box.height > y + height;
    }).map((each) => each.outerHTML);
})"""
"""What of a picture lies outside its box."""

OVERLAPPING: Final = """() => [...document.querySelectorAll("svg")].flatMap((svg) => {
    const boxes = [...svg.querySelectorAll("text")].map((each) => [each.textContent, each.getBBox()]);
    const marks = [...svg.querySelectorAll("g > rect, g > circle, g > path")]
        .map((each) => [each.outerHTML, each.getBBox()]);
    const meet = (a, b) => a.x < b.x + b.width && b.x < a.x + a.width
        && a.y < b.y + b.height && b.y < a.y + a.height;
    return boxes.flatMap(([said, a], place) => [...boxes.slice(place + 1), ...marks]
        .filter(([, b]) => meet(a, b))
        .map(([other]) => `${said} / ${other}`));
})"""
"""Which texts of a picture lie on each other, or on what is drawn."""


def timelines(language: str) -> list[str]:
    """Return the timeline of a claim in the end, while it was overdue, and with nothing promised."""
    desk = reviewed_late()
    owed = promises(desk.claim, rules=RULES)
    at = (None, instant("2022-10-05 00:00"), instant("2022-09-16 12:00"))
    drawn = [timeline_svg(desk.history, owed, zone=RULES.zone, at=each, language=language) for each in at]
    return [*drawn, timeline_svg(desk.history, (), zone=RULES.zone, language=language)]


def named(name: str) -> str:
    """Return the timeline of a claim that is called so, and of nothing else."""
    desk = Desk(form=attrs.evolve(FORM, name=name))
    desk.do(CreateClaim, ADMIN, "2022-09-01 00:00", form=desk.form)
    return timeline_svg(desk.history, (), zone=RULES.zone)


def show(page: Page, drawn: str, language: str = "en", scheme: Any = "light") -> list[str]:
    """Show what is drawn on a page, and return the list of what the page complains of."""
    said = listen(page)
    page.emulate_media(color_scheme=scheme)
    page.set_content(FRAME.format(language=language, drawn=drawn))
    return said


@pytest.mark.parametrize("font", ["sans-serif", "DejaVu Sans"])
@pytest.mark.parametrize("language", CATALOGUE_LANGUAGES)
def test_pictures_are_whole_and_in_their_box(page: Page, language: str, font: str) -> None:
    drawn = [*timelines(language), waterfall_svg(whole(WORDS), language), *map(named, LONG)]
    for each in drawn:
        ET.fromstring(each)  # noqa: S314 - drawn a line before
    said = show(page, "".join(drawn), language)
    page.add_style_tag(content=f"svg {{ font-family: {font}, sans-serif }}")
    assert page.locator("svg").count() == len(drawn)
    assert page.locator("svg text").count() > 60
    assert page.evaluate(OUTSIDE) == []
    assert page.evaluate(OVERLAPPING) == []
    promised = page.locator("[data-clock] > text").all_text_contents()
    assert len(promised) == 12
    assert not [each for each in promised if each.endswith("…")], "what became of it stands at the end"
    assert page.locator("script, b").count() == 0
    assert said == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_everybody_can_read_them(page: Page, scheme: str) -> None:
    """Each picture has a name, each text its contrast, and identifiers of several are no others'."""
    answer = payment_due(
        approved=instant("2022-09-26 11:00"), tax_invoice=TaxInvoice.not_needed(), rules=RULES
    )
    drawn = [*timelines("en"), waterfall_svg(whole(WORDS)), explanation_html(answer)]
    said = show(page, "".join(drawn), scheme=scheme)
    assert serious(page) == []
    names = page.get_by_role("img").evaluate_all(
        "all => all.map((each) => each.getAttribute('aria-labelledby'))"
    )
    assert len(set(names)) == len(drawn) - 1
    assert said == []


def test_an_explanation_is_a_list_within_a_list(page: Page) -> None:
    answer = payment_due(
        approved=instant("2022-09-26 11:00"), tax_invoice=TaxInvoice.not_needed(), rules=RULES
    )
    said = show(page, explanation_html(answer, "sv"), "sv")
    assert page.locator("main > ul[lang=sv] > li > ul > li").count() == len(answer.explain().because)
    assert page.locator("cite[title]").count() > 0
    assert said == []


# What the tools of others draw.


@pytest.fixture(scope="module")
def packages(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder of Mermaid, Vega and Vega-Lite, from npm."""
    folder = tmp_path_factory.mktemp("npm")
    return from_npm(folder, "mermaid@11.12.0", "vega@5.33.1", "vega-lite@5.23.0")


@pytest.mark.wide
def test_mermaid_draws_the_lifecycle(page: Page, packages: Path) -> None:
    said = show(page, "<p id='place'></p>")
    page.add_script_tag(path=packages / "mermaid/dist/mermaid.min.js")
    for language in CATALOGUE_LANGUAGES:
        drawn = claim_statechart(reviewed_late().history, language=language)
        page.evaluate(
            """async (source) => {
                mermaid.initialize({ startOnLoad: false });
                document.getElementById("place").innerHTML = (await mermaid.render("drawn", source)).svg;
            }""",
            drawn,
        )
        shown = page.text_content("#place svg") or ""
        words = [line.split(": ", 1)[1] for line in drawn.splitlines() if "-->" in line and ": " in line]
        assert len(words) > 15
        assert all(each in shown for each in words)
        names = [line.split('"')[1] for line in drawn.splitlines() if line.strip().startswith("state ")]
        assert all(each in shown for each in names)
        assert page.locator("#place .taken").count() == 3
        assert page.locator("#place .reached").count() == 1
    assert said == []


@pytest.mark.wide
def test_vega_lite_draws_the_money(page: Page, packages: Path) -> None:
    said = show(page, "<p id='place'></p>")
    for script in ("vega/build/vega.min.js", "vega-lite/build/vega-lite.min.js"):
        page.add_script_tag(path=packages / script)
    for language in CATALOGUE_LANGUAGES:
        for spec, marks in (
            (waterfall_vega(whole("note"), language), 17),
            (fund_vega(ledger(), language), 36),
        ):
            warned = page.evaluate(
                """async (spec) => {
                    const warned = [];
                    const note = (...said) => { warned.push(said.join(" ")); return logger; };
                    const logger = {
                        level: () => logger, error: note, warn: note, info: () => logger, debug: () => logger,
                    };
                    const compiled = vegaLite.compile(spec, { logger }).spec;
                    const view = new vega.View(vega.parse(compiled), { logger });
                    document.getElementById("place").innerHTML = await view.toSVG();
                    return warned;
                }""",
                spec,
            )
            assert warned == []
            shown = page.text_content("#place svg") or ""
            assert spec["title"] in shown
            found = page.locator("#place .mark-rect path, #place .mark-symbol.layer_1_marks path")
            assert found.count() >= marks
            for each in spec.get("encoding", {}).get("color", {}).get("scale", {}).get("domain", ()):
                assert shown.count(each) == 1, "one legend says by color and by dashes which line is which"
    assert said == []
