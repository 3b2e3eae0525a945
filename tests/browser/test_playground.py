"""The playground in Chromium: the same wheel as everywhere, the same bytes, and usable by everybody.

`COOPCLAIMS_TEST_PLAYGROUND` names the folder that `.ci/playground` has filled; without it, it is filled here.
"""

from __future__ import annotations

import gzip
import json
import os
import shutil
import subprocess
import sys
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import pytest
from tests.support.browsing import listen, serious, serving
from tests.support.cases import rows_of

from coopclaims import BusinessCalendar, History
from coopclaims.wire import from_text, to_text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, Page, Response

pytestmark = pytest.mark.wide

REPOSITORY: Final = Path(__file__).parents[2]
MOST_BYTES: Final = 9_000_000
"""What may travel, packed by gzip, before the first answer."""
LOADED: Final = "html[data-ready]"
PATIENCE: Final = 180_000
"""Milliseconds. Python starts in five seconds where nobody else is at work."""


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Return where the playground is served."""
    given = os.environ.get("COOPCLAIMS_TEST_PLAYGROUND")
    folder = Path(given) if given else tmp_path_factory.mktemp("playground")
    if not given:
        if shutil.which("npm") is None:
            pytest.skip("there is no npm on the path, and COOPCLAIMS_TEST_PLAYGROUND names no playground")
        subprocess.run(["bash", ".ci/playground", folder, sys.executable], cwd=REPOSITORY, check=True)
    with serving(folder) as found:
        yield f"{found}playground/"


def loaded(page: Page, address: str) -> Page:
    page.goto(address)
    page.wait_for_selector(LOADED, timeout=PATIENCE)
    return page


@pytest.fixture(scope="module")
def opened(browser: Browser, address: str) -> Iterator[Page]:
    """Return the page with Python loaded."""
    context = browser.new_context(permissions=["clipboard-read", "clipboard-write"])
    page = context.new_page()
    said = listen(page)
    yield loaded(page, address)
    context.close()
    assert said == []


@pytest.fixture
def fresh(opened: Page) -> Page:
    """Return the page as it is at first, whatever was done to it."""
    opened.select_option("#clock", "review")
    opened.fill("#day", "2022-09-02")
    opened.fill("#time", "17:30")
    opened.select_option("#language", "en")
    opened.select_option("#country", "US")
    opened.wait_for_selector("#answer[data-day='2022-09-07']")
    opened.select_option("#by", "alice")
    opened.fill("#amount", "9000.00")
    opened.fill("#words", "As agreed.")
    opened.click("#again")
    return opened


# The same bytes as anywhere else.


def elsewhere(source: str, given: Any) -> Any:
    """Return the `result` of lines of Python that were `given` something, in a process of this Python."""
    told = f"import json, sys\ngiven = json.load(sys.stdin)\n{source}\nprint(json.dumps(result))"
    done = subprocess.run(
        [sys.executable, "-c", told],
        input=json.dumps(given),
        capture_output=True,
        check=True,
        encoding="utf-8",
    )
    return json.loads(done.stdout)


def there(page: Page, source: str, given: Any) -> Any:
    """Return the same in the browser."""
    lines = f"import json\ngiven = json.loads(handed)\n{source}\nanswer = json.dumps(result)"
    answer: str = page.evaluate(
        """([lines, handed]) => {
            const space = pyodide.toPy({ handed });
            pyodide.runPython(lines, { globals: space });
            return space.get("answer");
        }""",
        [lines, json.dumps(given)],
    )
    return json.loads(answer)


DUES: Final = """
from datetime import date
from zoneinfo import ZoneInfo
import coopclaims as cc
zone = ZoneInfo("America/Los_Angeles")
rules = {
    name: cc.partner_center.bind(calendar=cc.wire.from_text(text), zone=zone)
    for name, text in given["calendars"].items()
}
def answered(clock, start, name):
    try:
        found = cc.deadlines.due(cc.deadlines.Clock(clock), date.fromisoformat(start), rules=rules[name])
    except cc.CoopClaimsError as error:
        return [None, error.code, cc.labels.render(error, "de")]
    on = found.on.isoformat() if isinstance(found, cc.Deadline) else None
    return [on, cc.labels.render(found, "en"), cc.wire.to_text(found)]
result = [answered(*each) for each in given["cases"]]
"""


def test_golden_due_days_are_the_same_to_the_byte(opened: Page) -> None:
    years = range(2020, 2025)
    calendars = {
        "weekdays": BusinessCalendar.of_weekdays(years=years),
        **{name: BusinessCalendar.from_holidays(name, years=years) for name in ("US", "SE", "JP")},
    }
    golden = [
        row
        for row in rows_of("deadlines")
        if row["calendar"] in calendars and not row["rule"] + row["tax_invoice"]
    ]
    assert len(golden) > 5
    cases = [(row["clock"], row["start"], row["calendar"]) for row in golden]
    clocks = ("review", "dispute", "payment", "plan_review", "hold", "retention", "tax_invoice", "disputing")
    cases += [
        (clock, (date(2022, 8, 25) + timedelta(days)).isoformat(), name)
        for clock in clocks
        for name in calendars
        for days in range(0, 130, 13)
    ]
    given = {"calendars": {name: to_text(each) for name, each in calendars.items()}, "cases": cases}
    found = there(opened, DUES, given)
    assert found == elsewhere(DUES, given)
    assert [day for day, *_ in found[: len(golden)]] == [row["due"] for row in golden]


LIFE: Final = """
import io, sys
from contextlib import redirect_stdout
sys.argv = ["first_claim.py"]
space = {"__name__": "__main__", "given": given}
with redirect_stdout(io.StringIO()) as said:
    exec(given["source"], space)
to_text = space["cc"].wire.to_text
result = [said.getvalue(), to_text(space["repository"].history(space["CLAIM"]))]
"""


def test_a_whole_life_is_the_same_to_the_byte(opened: Page) -> None:
    """The story of the README, with its calendar pinned: what it says, and the History on the wire."""
    source = (REPOSITORY / "docs/examples/first_claim.py").read_text("utf-8")
    line = 'us_holidays = cc.BusinessCalendar.from_holidays("US", years=range(2022, 2024))'
    assert line in source
    pinned = to_text(BusinessCalendar.from_holidays("US", years=range(2022, 2024)))
    given = {
        "source": source.replace(line, 'us_holidays = cc.wire.from_text(given["pinned"])'),
        "pinned": pinned,
    }
    told, history = there(opened, LIFE, given)
    assert [told, history] == elsewhere(LIFE, given)
    assert from_text(history, History).version > 15
    assert told.count("\n") > 100


# What travels.


def test_little_travels_and_from_nowhere_else(page: Page, address: str) -> None:
    """No more than 9 MB by gzip before the first answer, of this one server, and no `holidays` among it."""
    sizes: dict[str, int] = {}

    def arrived(response: Response | None) -> None:
        assert response is not None
        sizes[response.url] = len(gzip.compress(response.body(), 9, mtime=0))

    page.on("requestfinished", lambda request: arrived(request.response()))
    said = listen(page)
    loaded(page, address)
    assert page.locator("#answer").get_attribute("data-day") == "2022-09-07"
    assert said == []
    others = [url for url in sizes if not url.startswith((address, "data:"))]
    assert others == []
    assert not any("holidays" in url for url in sizes)
    assert any("pyodide.asm.wasm" in url for url in sizes)
    total = sum(sizes.values())
    print(f"{total:,} bytes by gzip in {len(sizes)} responses")  # noqa: T201 - the figure of the page
    assert total <= MOST_BYTES


# A due day, and a claim.


def test_a_due_day_is_explained(fresh: Page) -> None:
    """Over Sweden's national day, by keyboard, in Swedish, in words of the library."""
    fresh.select_option("#country", "SE")
    fresh.select_option("#language", "sv")
    fresh.select_option("#clock", "review")
    fresh.fill("#day", "2022-06-03")
    fresh.fill("#time", "")
    fresh.locator("#time").press("Enter")
    fresh.wait_for_selector("#answer[data-day='2022-06-08']")
    assert fresh.locator("#answer > ul").get_attribute("lang") == "sv"
    assert "mån 2022-06-06: " in fresh.inner_text("#answer")
    copied = fresh.text_content("#due-python") or ""
    result = subprocess.run(
        [sys.executable, "-c", copied], capture_output=True, check=True, encoding="utf-8", cwd=REPOSITORY
    )
    assert "due on Wed 2022-06-08" in result.stdout


def test_what_the_rules_do_not_know_is_said(fresh: Page) -> None:
    fresh.select_option("#clock", "tax_invoice")
    fresh.fill("#day", "2022-09-02")
    fresh.click("text=Explain >> nth=0")
    fresh.wait_for_selector("#answer .problem")
    assert "tax_invoice_submission_span" in fresh.inner_text("#answer")


def press(page: Page, key: str) -> None:
    """Press a button of the claim by keyboard."""
    page.locator(f"#do-{key}").press("Enter")


def test_a_claim_is_played_to_submitted(fresh: Page) -> None:
    assert fresh.inner_text("#status") == "Editing"
    submit = fresh.locator("#do-submit_claim")
    assert submit.get_attribute("aria-disabled") == "true"
    assert fresh.inner_text("#do-submit_claim-why") != ""
    press(fresh, "submit_claim")
    assert fresh.inner_text("#status") == "Editing"
    for key in ("add_invoice", "add_proof", "record_metric"):
        press(fresh, key)
    assert submit.get_attribute("aria-disabled") == "false"
    assert fresh.inner_text("#do-submit_claim-why") == ""
    press(fresh, "submit_claim")
    assert fresh.inner_text("#status") == "Submitted"
    assert "Claim submitted" in fresh.inner_text("#history")
    assert fresh.inner_text("#deadlines tr >> nth=0").startswith("review")
    assert fresh.locator("#timeline [data-entry]").count() == 5
    assert submit.evaluate("each => each === document.activeElement"), "who uses a keyboard keeps their place"


def test_what_is_refused_is_said_and_not_kept(fresh: Page) -> None:
    fresh.fill("#amount", "a lot")
    press(fresh, "add_invoice")
    assert "amount" in fresh.inner_text("#refused")
    assert "AddInvoice" not in (fresh.text_content("#play-python") or "")
    fresh.fill("#amount", "9000.00")
    press(fresh, "add_invoice")
    assert fresh.inner_text("#refused") == ""
    assert "AddInvoice" in (fresh.text_content("#play-python") or "")


def test_the_copied_lines_are_the_calls(fresh: Page) -> None:
    """Elsewhere, with `holidays` in place of the pinned calendar, they lead to the same History."""
    fresh.fill("#words", 'It\'s "so":\n{words} \\ <b>Zoë</b>')
    for key in ("add_invoice", "add_proof", "record_metric", "submit_claim"):
        press(fresh, key)
    fresh.select_option("#by", "rita")
    press(fresh, "start_review")
    press(fresh, "reject_claim")
    assert fresh.inner_text("#status") == "Rejected"
    fresh.evaluate("document.querySelectorAll('details').forEach((each) => { each.open = true; })")
    fresh.click("[data-copy=play-python]")
    fresh.wait_for_selector("[data-copy=play-python]:text('Copied')")
    copied: str = fresh.evaluate("navigator.clipboard.readText()")
    result = 'result = cc.wire.to_text(repository.history("C-1"))'
    quiet = (
        f"import contextlib, io\nwith contextlib.redirect_stdout(io.StringIO()):\n    exec(given)\n{result}"
    )
    assert elsewhere(quiet, copied) == fresh.locator("#play").get_attribute("data-wire")
    assert fresh.locator("#history b").count() == 0


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_everybody_can_use_it(fresh: Page, scheme: Any) -> None:
    fresh.emulate_media(color_scheme=scheme)
    for key in ("add_invoice", "add_proof", "record_metric", "submit_claim"):
        press(fresh, key)
    fresh.fill("#words", "")
    press(fresh, "comment")
    assert fresh.inner_text("#refused") != ""
    fresh.evaluate("document.querySelectorAll('details').forEach((each) => { each.open = true; })")
    assert serious(fresh) == []


def test_it_fits_a_phone(fresh: Page) -> None:
    fresh.set_viewport_size({"width": 390, "height": 844})
    assert fresh.evaluate("document.documentElement.scrollWidth") <= 390
    fresh.set_viewport_size({"width": 1280, "height": 720})
