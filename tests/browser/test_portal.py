"""The portal of the examples in a real browser: the whole life of a claim, by several people."""

from __future__ import annotations

import importlib
import re
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import pytest
from tests.support.databases import engine as shared_engine, postgres_url
from tests.support.portal_example import DAY, Clock, part, served, sqlite

if TYPE_CHECKING:
    from collections.abc import Generator, Iterator
    from pathlib import Path

    from playwright.sync_api import Browser, Locator, Page

QUIET = re.compile(r"Failed to load resource: the server responded with a status of 4(03|04|12|22)")
"""What Chromium says of a page that says no."""


class Portal:
    """A portal that is served, and those who look at it."""

    def __init__(self, url: str, clock: Clock, browser: Browser) -> None:
        self.url, self.clock, self.said = url, clock, list[str]()
        self._browser = browser

    @contextmanager
    def person(self, name: str) -> Generator[Page]:
        """Let somebody come, in a browser of their own, and log in."""
        context = self._browser.new_context()
        page = context.new_page()
        page.on("console", lambda each: self.said.append(each.text) if each.type == "error" else None)
        page.on("pageerror", lambda error: self.said.append(str(error)))
        page.goto(f"{self.url}/login")
        page.get_by_role("button", name=name, exact=True).click()
        page.wait_for_url(f"{self.url}/")
        yield page
        context.close()

    def open(self, page: Page, path: str = "/claims/C-1") -> None:
        page.goto(self.url + path)


def database(kind: str, folder: Path) -> Any:
    if kind == "sqlite":
        return sqlite(folder)
    engine = shared_engine(postgres_url())
    importlib.import_module("sql_states").METADATA.drop_all(engine)
    return engine


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.wide)])
def portal(request: pytest.FixtureRequest, tmp_path: Path, browser: Browser) -> Iterator[Portal]:
    """Return a portal with the people and the funds for show."""
    clock, setting = Clock(), part("setting").for_show(DAY)
    engine = database(request.param, tmp_path)
    with served(part("app").make_app(engine, setting, clock=clock)) as url:
        found = Portal(url, clock, browser)
        yield found
    engine.dispose()
    assert [said for said in found.said if not QUIET.match(said)] == []


def fill_in(page: Page, **changed: str) -> None:
    """Fill in the form of a new claim."""
    page.get_by_label("Name").fill(changed.get("name", "Autumn ads"))
    for label, value in (
        ("Program", "CSP Direct Bill Partner"),
        ("Location", "se-stockholm"),
        ("Usage period", "2022-07-01/2022-12-31"),
        ("Activity", "digital-advertising"),
        ("Currency", "SEK"),
    ):
        page.get_by_label(label, exact=True).select_option(value)
    page.get_by_label("Executed on").fill("2022-08-25")
    page.get_by_label("Amount").fill(changed.get("amount", "30,000.00"))


def create(page: Page, portal: Portal) -> str:
    """Create a claim, and return its path."""
    portal.open(page, "/claims/new")
    fill_in(page)
    page.get_by_role("button", name="Save").click()
    page.wait_for_url(re.compile("/claims/C-"))
    return str(page.url).removeprefix(portal.url)


def box(page: Page, deed: str) -> Locator:
    """Return where a deed is described and done."""
    exactly = re.compile(f"^{deed}$")
    return page.locator("details", has=page.locator("summary", has_text=exactly))


def do(page: Page, deed: str, *, version: int, **texts: str) -> None:
    """Do something on the claim's page that is open, and wait until the page shows the version after it."""
    form = box(page, deed)
    form.locator("summary").click()
    for label, text in texts.items():
        field = form.get_by_label(label.replace("_", " "), exact=True)
        if field.evaluate("field => field.tagName") == "SELECT":
            field.select_option(text.split("|"))
        else:
            field.fill(text)
    form.get_by_role("button", name=deed, exact=True).click()
    page.get_by_text(f"Version {version} ").wait_for()


def status(page: Page) -> str:
    return str(page.inner_text("#status"))


def add_evidence(page: Page) -> None:
    """Add what digital advertising asks for, on the page of a claim of one entry."""
    do(page, "Add invoice", version=2, Document="scan-1", Number="A-1", Supplier="Annonsbolaget",
       Issued_on="2022-08-26", Amount="30,000.00")  # fmt: skip
    do(page, "Add proof", version=3, Document="shot-1", Note="The ad", Shows="ad-screenshot|landing-page")
    do(page, "Record metric", version=4, Name="results", Value="4312 clicks")


def test_a_claim_lives_from_the_draft_to_the_payment(portal: Portal) -> None:
    with portal.person("bob") as page:
        path = create(page, portal)
        assert status(page) == "Editing"
        assert page.get_by_role("button", name="Submit claim").is_disabled()
        add_evidence(page)
        portal.clock.set("2022-09-14 17:00")
        page.reload()  # in the middle
        do(page, "Submit claim", version=5)
        assert status(page) == "Submitted"
    with portal.person("rita") as page:
        portal.open(page, "/desk")
        page.get_by_role("link", name=path.rpartition("/")[2]).click()
        do(page, "Start review", version=6)
        do(page, "Reject claim", version=7, Reasons="The landing page does not show the brand.")
        assert status(page) == "Rejected"
    with portal.person("bob") as page:  # who is not granted it
        portal.open(page, path)
        assert page.get_by_text("Dispute rejection").count() == 0
        answer = page.request.post(f"{portal.url}{path}/dispute_rejection", form={"id": "k", "seen": "7"})
        assert answer.status == 403
        assert "Incentives admin" in answer.text()
    with portal.person("alice") as page:
        portal.open(page, path)
        do(page, "Dispute rejection", version=8, Reason="It is in the header.")
        assert status(page) == "Disputed"
    with portal.person("vera") as page:
        portal.open(page, path)
        do(page, "Approve claim", version=9, Amount="24,000.00", Reason="Two days lie outside.")
        assert status(page) == "Approved"
    with portal.person("pia") as page:
        portal.clock.set("2022-11-20 17:00")
        portal.open(page, "/payments")
        for step, after in (
            ("make", "Unprocessed"), ("order", "Upcoming"), ("start paying", "In progress"), ("send", "Sent"),
        ):  # fmt: skip
            for number in (0, 1):  # of the two entities
                page.get_by_role("button", name=step, exact=True).first.click()
                page.get_by_text(f"Status: {after}").nth(number).wait_for()
    with portal.person("alice") as page:
        portal.open(page, path)
        assert page.locator("#history li").count() == 9
        assert page.locator("svg [data-entry]").count() == 9
        assert "met" in str(page.locator("svg desc").text_content())
        portal.open(page, "/payments")
        assert page.get_by_text("Status: Sent").count() == 2


def test_two_people_at_once_and_no_update_is_lost(portal: Portal) -> None:
    with portal.person("bob") as bob, portal.person("alice") as alice:
        path = create(bob, portal)
        portal.open(alice, path)
        do(bob, "Comment", version=2, Text="The ad is ready.")
        form = box(alice, "Comment")
        form.locator("summary").click()
        form.get_by_label("Text").fill("And the logo?")
        form.get_by_role("button", name="Comment").click()
        alert = alice.get_by_role("alert")
        alert.wait_for()
        assert "Somebody recorded first" in alert.inner_text()
        assert alert.evaluate("alert => alert === document.activeElement")
        assert alice.locator("#history li").count() == 2
        again = box(alice, "Comment")  # what was written is there, on the page as it is now
        assert again.get_by_label("Text").input_value() == "And the logo?"
        again.get_by_role("button", name="Comment").click()
        alice.get_by_text("Version 3 ").wait_for()
        bob.reload()
        assert bob.locator("#history li").count() == 3


def test_a_form_is_judged_while_it_is_filled_in(portal: Portal) -> None:
    with portal.person("bob") as page:
        portal.open(page, "/claims/new")
        fill_in(page, amount="30.000,5")
        page.locator("#e-amount", has_text="30.000,5").wait_for()
        assert page.get_by_label("Amount").get_attribute("aria-invalid") == "true"
        page.locator("#checklist li", has_text="screenshot of the ad").wait_for()
        assert page.inner_text("#period") == "2022-08-16 to 2023-02-15"
        page.get_by_label("Amount").fill("30,000.50")
        page.locator("#e-amount:empty").wait_for(state="attached")
        assert page.locator("#e-name:empty").count() == 1


def test_a_deed_that_is_forbidden_is_refused_by_the_server_too(portal: Portal) -> None:
    with portal.person("bob") as bob, portal.person("nils") as nils:
        path = create(bob, portal)
        portal.open(nils, path)
        assert "se-stockholm" not in nils.inner_text("main")
        assert nils.get_by_role("alert").count() == 1
        # A button that is disabled is pressed all the same.
        answer = bob.request.post(f"{portal.url}{path}/submit_claim", form={"id": "k-1", "seen": "1"})
        assert answer.status == 422
        assert "there is neither an invoice nor a certification report" in answer.text()
        bob.reload()
        assert status(bob) == "Editing"


def test_a_deed_is_done_by_keys_alone(portal: Portal) -> None:
    with portal.person("bob") as page:
        create(page, portal)

        def go_to(name: str) -> None:
            for _ in range(80):
                page.keyboard.press("Tab")
                if page.evaluate("document.activeElement.textContent.trim()") == name:
                    return
            pytest.fail(f"no Tab leads to {name}")

        go_to("To the content")
        go_to("Comment")  # the summary
        page.keyboard.press("Enter")
        page.keyboard.press("Tab")
        page.keyboard.type("By keys alone.")
        page.keyboard.press("Tab")
        page.keyboard.press("Enter")
        page.get_by_text("Version 2 ").wait_for()
        assert "By keys alone." in page.inner_text("#history")


def test_a_colleague_sees_what_she_is_asked_for(portal: Portal) -> None:
    with portal.person("bob") as bob, portal.person("carol") as carol:
        path = create(bob, portal)
        portal.open(carol, path)
        assert carol.get_by_role("alert").count() == 1
        do(bob, "Request upload", version=2, Colleague="carol", What="the screenshot")
        portal.open(carol, path)
        do(carol, "Add proof", version=3, Document="shot-1", Note="The ad", Shows="ad-screenshot")
        assert "carol: the screenshot (answered)" in carol.inner_text("main")


def test_everything_is_said_in_swedish(portal: Portal) -> None:
    with portal.person("bob") as page:
        path = create(page, portal)
        page.get_by_label("Language").select_option("sv")
        page.get_by_role("button", name="Choose").click()
        page.get_by_role("heading", name="Vad du kan göra").wait_for()
        assert page.url == portal.url + path
        assert page.get_attribute("html", "lang") == "sv"
        assert status(page) == "Redigering"
        form = box(page, "Lägg till faktura")
        form.locator("summary").click()
        form.get_by_label("Dokument").fill("scan-1")
        form.get_by_label("Belopp").fill("30 000,50")
        form.get_by_role("button", name="Lägg till faktura").click()
        page.get_by_text("Version 2 ").wait_for()
        assert "Faktura tillagd" in page.inner_text("#history")
        assert page.locator("svg").get_attribute("lang") == "sv"


@pytest.mark.parametrize("language", ["en", "sv"])
def test_no_page_has_a_serious_fault_for_those_who_do_not_see_it(portal: Portal, language: str) -> None:
    axe = importlib.import_module("axe_playwright_python.sync_playwright").Axe()
    with portal.person("alice") as page:
        path = create(page, portal)
        if language == "sv":
            page.get_by_label("Language").select_option("sv")
            page.get_by_role("button", name="Choose").click()
            page.get_by_role("heading", name="Översikt").or_(page.locator("html[lang=sv]")).first.wait_for()
        others = ("/", "/claims/new", "/desk", "/payments", "/rules", "/login", "/claims/C-0")
        for each in (path, f"{path}/edit", *others):
            portal.open(page, each)
            for summary in page.locator("main details > summary").all():
                summary.click()
            found = axe.run(page).response["violations"]
            grave = [one for one in found if one["impact"] in {"serious", "critical"}]
            assert [(each, one["id"], [node["html"] for node in one["nodes"]][:2]) for one in grave] == []
