"""A real browser for the tests of this folder: Chromium without a screen, driven by Playwright.

Where one of the two is missing the tests are skipped, and fail if COOPCLAIMS_REQUIRE_BROWSER is set.
"""

from __future__ import annotations

import os
import shutil
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, Page

# No look-ups of its own: what a page asks for is all that the browser asks for.
QUIETLY = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark every test of this folder as one that drives a browser."""
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker("browser")
            item.add_marker("slow")


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Return one Chromium for all tests of a worker."""
    required = os.environ.get("COOPCLAIMS_REQUIRE_BROWSER") == "1"
    if not required:
        pytest.importorskip("playwright", reason="a browser is driven by Playwright")
    found = shutil.which("chromium") or shutil.which("google-chrome")
    if found is None:
        if required:
            pytest.fail("there is no Chromium on the path")
        pytest.skip("there is no Chromium on the path")
    from playwright.sync_api import sync_playwright  # noqa: PLC0415 - an extra that may be missing

    with sync_playwright() as driver:
        chromium = driver.chromium.launch(executable_path=found, args=list(QUIETLY))
        yield chromium
        chromium.close()


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """Return a page in a browser context of its own: no cookie and no store of another test."""
    context = browser.new_context()
    yield context.new_page()
    context.close()
