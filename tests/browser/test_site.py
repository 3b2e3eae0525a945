"""The built site in a browser: each page opens without an error and without asking anybody else.

`COOPCLAIMS_TEST_SITE` names the folder that `.ci/site` has built.
"""

from __future__ import annotations

import os
import re
from html.parser import HTMLParser
from pathlib import Path
from typing import TYPE_CHECKING, Final
from urllib.parse import unquote, urljoin, urlsplit

import pytest
from tests.support.browsing import serious, serving

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import ConsoleMessage, Page, Request, Response

PHONE: Final = {"width": 390, "height": 844}
LOADED: Final = {
    "script": "src",
    "link": "href",
    "img": "src",
    "iframe": "src",
    "source": "src",
    "video": "src",
    "audio": "src",
}
"""What a browser fetches by itself where an element has this attribute."""


@pytest.fixture(scope="session")
def site() -> Path:
    """Return the folder of the built site."""
    given = os.environ.get("COOPCLAIMS_TEST_SITE")
    if not given:
        reason = "COOPCLAIMS_TEST_SITE names no built site; build one by .ci/site"
        if os.environ.get("COOPCLAIMS_REQUIRE_BROWSER") == "1":
            pytest.fail(reason)
        pytest.skip(reason)
    folder = Path(given)
    assert (folder / "index.html").is_file(), f"{given} holds no site"
    return folder


@pytest.fixture(scope="session")
def address(site: Path) -> Iterator[str]:
    """Return where the site is served, on this machine alone."""
    with serving(site) as address:
        yield address


def pages(site: Path) -> list[str]:
    """Return the pages of the site, but for the playground, which has a test of its own."""
    found = (path.relative_to(site).as_posix() for path in sorted(site.rglob("*.html")))
    return [name.removesuffix("index.html") for name in found if not name.startswith("playground/")]


def file_of(site: Path, name: str) -> Path:
    """Return the file behind an address."""
    return site / name / "index.html" if name.endswith("/") or not name else site / name


# What the files say.


class Elements(HTMLParser):
    """The links, anchors and fetched addresses of a page."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.links: list[str] = []
        self.anchors: set[str] = {"", "__skip"}
        self.fetched: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Keep what an element names."""
        given = {name: value or "" for name, value in attrs}
        self.anchors |= {given[name] for name in ("id", "name") if name in given}
        if tag == "a" and "href" in given:
            self.links.append(given["href"])
        if tag in LOADED and LOADED[tag] in given:
            self.fetched.append(given[LOADED[tag]])


@pytest.fixture(scope="session")
def read(site: Path) -> dict[str, Elements]:
    """Return what each page names."""
    return {name: Elements(file_of(site, name).read_text("utf-8")) for name in pages(site)}


def test_every_link_leads_to_a_file_and_to_a_place_in_it(site: Path, read: dict[str, Elements]) -> None:
    wrong: list[str] = []
    for name, page in read.items():
        if name == "404.html":  # its links are those of the top, wherever it is shown
            continue
        for link in page.links:
            to = urlsplit(urljoin(f"http://here/{name}", link))
            if to.netloc != "here" or to.scheme != "http":
                continue
            path, anchors = unquote(to.path).lstrip("/"), read.get(unquote(to.path).lstrip("/"))
            is_lost = anchors is not None and unquote(to.fragment) not in anchors.anchors
            if is_lost or not file_of(site, path).is_file():
                wrong.append(f"{name}: {link}")
    assert not wrong, "\n".join(wrong)


def test_nothing_is_fetched_from_elsewhere(site: Path, read: dict[str, Elements]) -> None:
    """Neither by a page, nor by a style sheet; a policy in each page keeps the scripts from it."""
    foreign = [
        f"{name}: {each}" for name, page in read.items() for each in page.fetched if urlsplit(each).netloc
    ]
    for sheet in site.rglob("*.css"):
        for found in re.findall(
            r"""url\(\s*['"]?([^'")]+)|@import\s+['"]([^'"]+)""", sheet.read_text("utf-8")
        ):
            foreign += [f"{sheet.name}: {each}" for each in found if each and urlsplit(each).netloc]
    assert not foreign
    policy = "content=\"default-src 'self'"
    assert [name for name in read if policy not in file_of(site, name).read_text("utf-8")] == []


def test_the_list_of_pages_names_what_is_there(site: Path) -> None:
    text = (site / "llms.txt").read_text("utf-8")
    entries = re.findall(r"^- \[(.+)\]\(([^)]+)\): (.+)$", text, re.MULTILINE)
    named = {path for _, path, _ in entries}
    assert named == {path.relative_to(site).as_posix() for path in site.rglob("*.md")}
    assert len(entries) == len(named) > 60


# What a browser makes of them.


class Watch:
    """What goes wrong on a page: errors in its console, failed requests, and requests to other hosts."""

    def __init__(self, page: Page, address: str) -> None:
        self.found: list[str] = []
        self._own = (address, "data:", "blob:")
        page.on("pageerror", lambda error: self.found.append(f"error: {error}"))
        page.on("requestfailed", self._failed)
        page.on("console", self._said)
        page.on("request", self._asked)
        page.on("response", self._answered)

    def _failed(self, request: Request) -> None:
        if request.failure != "net::ERR_ABORTED":  # the page was left before its search was loaded
            self.found.append(f"failed: {request.url} {request.failure}")

    def _said(self, message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"}:
            self.found.append(f"console: {message.text}")

    def _asked(self, request: Request) -> None:
        if not request.url.startswith(self._own):
            self.found.append(f"elsewhere: {request.url}")

    def _answered(self, response: Response) -> None:
        if response.status >= 400:
            self.found.append(f"{response.status}: {response.url}")


PARTS: Final = 4
"""Into how many tests the pages are dealt, so that several workers open them."""


@pytest.mark.parametrize("part", range(PARTS))
def test_each_page_opens_without_an_error_and_fits_a_phone(
    page: Page, site: Path, address: str, part: int
) -> None:
    watch = Watch(page, address)
    for name in pages(site)[part::PARTS]:
        page.set_viewport_size({"width": 1280, "height": 900})
        page.goto(f"{address}{name}", wait_until="load")
        page.set_viewport_size({"width": PHONE["width"], "height": PHONE["height"]})
        wide = page.evaluate("document.scrollingElement.scrollWidth")
        if wide > PHONE["width"]:
            watch.found.append(f"{name}: {wide} pixels wide on a phone")
        if page.locator("h1").count() < 1:
            watch.found.append(f"{name}: no heading")
    assert not watch.found, "\n".join(watch.found)


def test_pictures_are_seen_and_have_a_text(page: Page, address: str) -> None:
    for name, some in {
        "reference/lifecycle/": "Partner Action Required",
        "reference/payments/": "Tax invoice under review",
        "how-to/keep_the_fund_ledger/": "commitment reversed",
        "how-to/draw_pictures/": "Timeline of claim C-1001",
        "explanation/design/": "completeness",
        "explanation/performance/": "faster than workalendar",
    }.items():
        page.goto(f"{address}{name}")
        pictures = page.locator(".picture svg")
        assert pictures.count() > 0, name
        for picture in pictures.all():
            box = picture.bounding_box()
            assert box is not None
            assert min(box["width"], box["height"]) > 100, name
            assert picture.get_attribute("role") == "img"
            assert picture.get_attribute("aria-label") or picture.get_attribute("aria-labelledby")
        assert page.locator(".picture").get_by_text(some).count() > 0, name
        assert page.locator(".mermaid").count() == 0, "diagrams are drawn when the site is built"


def test_the_dark_side_can_be_chosen_and_pictures_follow(page: Page, address: str) -> None:
    page.emulate_media(color_scheme="light")
    page.goto(f"{address}reference/lifecycle/")
    color = "getComputedStyle(document.querySelector('.picture svg')).color"
    ground = "getComputedStyle(document.body).backgroundColor"
    light = page.evaluate(color), page.evaluate(ground)
    page.locator("label[title='Switch to dark mode']").click()
    page.locator("body[data-md-color-scheme=slate]").wait_for()
    dark = page.evaluate(color), page.evaluate(ground)
    assert light[0] != dark[0]
    assert light[1] != dark[1]


@pytest.mark.parametrize("side", ["light", "dark"])
def test_nothing_serious_keeps_people_from_reading(page: Page, address: str, side: str) -> None:
    """Pages of each kind: a front page, one for each of three readers, with pictures, tables and code."""
    page.emulate_media(color_scheme="dark" if side == "dark" else "light")
    found = []
    for name in (
        "",
        "how-to/build_a_portal/",
        "how-to/run_a_back_office/",
        "how-to/test_your_portal/",
        "reference/lifecycle/",
        "reference/api/periods/",
        "explanation/performance/",
    ):
        page.goto(f"{address}{name}")
        found += [f"{name}: {each}" for each in serious(page)]
    assert not found, "\n".join(found)


def test_the_search_finds_a_name(page: Page, address: str) -> None:
    watch = Watch(page, address)
    page.goto(address)
    page.locator("dialog[aria-label=Search]").wait_for(state="attached")
    page.keyboard.press("Control+k")
    page.locator("dialog input[aria-label=Search]").fill("review_due")
    first = page.locator("dialog a").first
    first.wait_for()
    first.click()
    page.wait_for_url("**/reference/api/deadlines/**")
    assert not watch.found
