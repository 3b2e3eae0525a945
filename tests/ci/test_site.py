"""What the site is put together from, without building it."""

from __future__ import annotations

import re
import shutil
from pathlib import PurePosixPath
from xml.etree import ElementTree as ET

import pytest
from tests.support import pictures, site

from coopclaims.claims import TABLE
from coopclaims.funds import FundEntryKind
from coopclaims.payments import PAYMENT_TABLE

PAGES = site.sources()
TABLE_OF_FIGURES = """
| what | measured | aimed at | reached |
|---|---|---|---|
| quick & good | 3.1 times | at most 3.6 | yes |
| slow | 63 times | 65 | no |
| two at once | 45 / 817 times | 30 / 450 | yes |
| free | 2 times (5 µs) | none | |
"""


def test_every_page_and_every_example_has_a_place_of_its_own() -> None:
    assert len(set(PAGES.values())) == len(PAGES)
    places = set(PAGES.values())
    assert {
        PurePosixPath("about.md"),
        PurePosixPath("index.md"),
        PurePosixPath("examples/first_claim.py.md"),
        PurePosixPath("reference/api/claims.md"),
    } <= places


def test_the_navigation_has_every_page_once() -> None:
    found: list[str] = []

    def walk(branch: object) -> None:
        if isinstance(branch, dict):
            for below in branch.values():
                walk(below)
        elif isinstance(branch, list):
            for below in branch:
                walk(below)
        else:
            found.append(str(branch))

    walk(site.navigation())
    assert sorted(found) == sorted(map(str, PAGES.values()))


def test_a_page_that_the_entrance_does_not_name_is_lost(monkeypatch: pytest.MonkeyPatch) -> None:
    known = {**PAGES, site.DOCS / "how-to" / "lost.md": PurePosixPath("how-to/lost.md")}
    monkeypatch.setattr(site, "sources", lambda: known)
    with pytest.raises(LookupError, match=re.escape("how-to/lost.md")):
        site.navigation()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("[a](../examples/first_claim.py)", "[a](../examples/first_claim.py.md)"),
        ("[a](../../README.md#install-it)", "[a](../about.md#install-it)"),
        ("[a](../reference/wire.schema.json)", "[a](../reference/wire.schema.json)"),
        ("[a](../reference/api/payments.md#guidance-2)", "[a](../reference/api/payments.md#guidance_2)"),
        ("[a](#release)", "[a](#release)"),
        ("[a](https://example.org/x)", "[a](https://example.org/x)"),
        ("```text\n[a](no_page.md)\n```", "```text\n[a](no_page.md)\n```"),
    ],
)
def test_links_are_those_of_the_site(text: str, expected: str) -> None:
    assert site.linked(text, site.DOCS / "how-to" / "develop.md") == expected


@pytest.mark.parametrize("link", ["no_page.md", "../../LICENSE", "../../src/coopclaims/errors.py"])
def test_a_link_out_of_the_site_is_an_error(link: str) -> None:
    with pytest.raises(LookupError, match=re.escape(link)):
        site.linked(f"[a]({link})", site.DOCS / "how-to" / "develop.md")


def test_the_list_of_pages_has_a_line_for_each() -> None:
    texts = {place: site.text_of(path) for path, place in PAGES.items()}
    lines = site.overview(texts, "what it is").splitlines()
    entries = [line for line in lines if line.startswith("- [")]
    assert lines[:3] == ["# coopclaims", "", "> what it is"]
    assert len(entries) == len(PAGES)
    assert [line for line in entries if line.endswith(": ")] == [], "each page says in a line what it is"


def test_pages_ask_for_pictures_that_are_drawn() -> None:
    asked = [
        name
        for path in PAGES
        for name in re.findall(r"^<!-- picture: (\S+) -->$", site.text_of(path), re.MULTILINE)
    ]
    assert set(asked) == set(pictures.PICTURES)
    for path in PAGES:
        text = site.text_of(path)
        assert "```mermaid" not in pictures.MARKER.sub("", text), f"{path.name}: a diagram without a picture"


def test_a_picture_that_nobody_draws_is_an_error() -> None:
    with pytest.raises(KeyError):
        pictures.drawn("<!-- picture: no-such-thing -->\n")


def test_every_kind_of_entry_that_moves_money_is_drawn_once() -> None:
    moves = list(pictures.moves_of_money())
    still = FundEntryKind.INSTANT_CORRECTED
    assert [kind for kind, _, _ in moves] != []
    assert {kind for kind, _, _ in moves} == set(FundEntryKind) - {still}
    assert len(moves) == len(FundEntryKind) - 1
    assert all(target for _, _, target in moves)
    assert {kind for kind, source, _ in moves if not source} == {
        FundEntryKind.EARNED,
        FundEntryKind.ADJUSTED,
        FundEntryKind.ROLLED_IN,
    }


def test_figures_are_those_of_the_table() -> None:
    found = pictures.figures(TABLE_OF_FIGURES)
    assert [(each.said, each.measured, each.aim, each.is_at_most, each.reached) for each in found] == [
        ("quick & good", 3.1, 3.6, True, "yes"),
        ("slow", 63.0, 65.0, False, "no"),
        ("free", 2.0, None, False, ""),
    ]


@pytest.mark.skipif(shutil.which("dot") is None, reason="Graphviz lays out the statecharts")
@pytest.mark.parametrize("name", pictures.PICTURES)
def test_a_picture_is_one_image_and_drawn_the_same_again(name: str) -> None:
    drawn = pictures.PICTURES[name](TABLE_OF_FIGURES)
    assert drawn == pictures.PICTURES[name](TABLE_OF_FIGURES)
    assert "<script" not in drawn
    assert "http" not in drawn.replace("http://www.w3.org/2000/svg", "")
    root = ET.fromstring(drawn.partition("\n<p ")[0])  # noqa: S314 - drawn a line above
    assert root.get("role") == "img"
    assert not re.search(r'(?:fill|stroke)="(?:black|white)"', drawn), (
        "a picture takes its colors from the page"
    )


@pytest.mark.skipif(shutil.which("dot") is None, reason="Graphviz lays out the statecharts")
@pytest.mark.parametrize(
    ("name", "table"), [("claim-statechart", TABLE), ("payment-statechart", PAYMENT_TABLE)]
)
def test_a_statechart_has_every_status_and_says_who_acts(name: str, table: object) -> None:
    drawn = pictures.PICTURES[name]("")
    statuses = [status.caption for status in getattr(table, "statuses")]  # noqa: B009 - two tables, one name
    assert [caption for caption in statuses if f">{caption}</text>" not in drawn] == []
    assert 'class="edge vendor"' in drawn
    assert ('class="edge partner"' in drawn) is (name == "claim-statechart")
    assert ('class="edge either"' in drawn) is (name == "payment-statechart")
    said = re.findall(r'<span class="[\w-]+">([^<]+)</span>', drawn)
    assert said == (
        ["the partner acts", "the vendor acts", "only by a policy"]
        if name == "claim-statechart"
        else ["the vendor acts", "either may act"]
    )
    assert ("stroke-dasharray" in drawn) is (name == "claim-statechart"), (
        "only a policy makes an arrow dashed"
    )
