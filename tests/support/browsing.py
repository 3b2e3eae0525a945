"""What tests in a browser have in common: a server of files, what axe finds, and packages of npm."""

from __future__ import annotations

import shutil
import subprocess
import threading
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from importlib import import_module
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Generator
    from pathlib import Path

    from playwright.sync_api import Page


class _Quiet(SimpleHTTPRequestHandler):
    """A server of files that says nothing."""

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - as the base class calls it
        """Say nothing."""


@contextmanager
def serving(folder: Path) -> Generator[str]:
    """Serve a folder on this machine alone, and give the address."""
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(_Quiet, directory=str(folder))) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}/"
        finally:
            server.shutdown()
            thread.join()


def listen(page: Page) -> list[str]:
    """Return a list that grows by whatever the page says into the console or fails at, from now on."""
    found: list[str] = []
    page.on("console", lambda message: found.append(message.text))
    page.on("pageerror", lambda error: found.append(str(error)))
    page.on("requestfailed", lambda request: found.append(request.url))
    return found


def serious(page: Page) -> list[str]:
    """Return what axe finds on a page that keeps people from using it: the rule, and where."""
    axe: Any = import_module("axe_playwright_python.sync_playwright").Axe()  # untyped, and of an extra
    found: list[dict[str, Any]] = axe.run(page).response["violations"]
    return [
        f"{each['id']}: {node['html']}"
        for each in found
        if each["impact"] in {"serious", "critical"}
        for node in each["nodes"]
    ]


def from_npm(folder: Path, *packages: str) -> Path:
    """Return the folder of these packages, each with its version; skip the test where there is no npm."""
    if shutil.which("npm") is None:
        pytest.skip("there is no npm on the path")
    (folder / "package.json").write_text('{"private": true}', "utf-8")
    subprocess.run(
        ["npm", "install", "--silent", "--no-audit", "--no-fund", "--ignore-scripts", *packages],
        cwd=folder,
        check=True,
        timeout=300,
    )
    return folder / "node_modules"
