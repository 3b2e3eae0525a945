"""Databases to test against: SQLite always, PostgreSQL where a server is, and servers to be killed.

`COOPCLAIMS_TEST_POSTGRES` names a server, as a URL of SQLAlchemy; `.ci/postgres` starts one and sets it.
With `COOPCLAIMS_REQUIRE_POSTGRES=1` nothing is skipped for want of a database: it fails instead.
"""

from __future__ import annotations

import importlib.util
import os
import pwd
import shutil
import signal
import subprocess
import sys
from pathlib import Path
from threading import Event
from typing import Any, NoReturn

import pytest
from tests.support.world import USER, instant

from coopclaims.claims import Comment
from coopclaims.identifiers import ClaimId, CommandId

EXAMPLE = Path(__file__).parents[2] / "docs" / "examples" / "sql_repository.py"
SERVER = "COOPCLAIMS_TEST_POSTGRES"
REQUIRED = "COOPCLAIMS_REQUIRE_POSTGRES"


def missing(what: str) -> NoReturn:
    """Skip with this reason; fail where databases are required."""
    if os.environ.get(REQUIRED) == "1":
        pytest.fail(f"{REQUIRED}=1, but {what}")
    pytest.skip(what, allow_module_level=True)


def example() -> Any:
    """Return the module that is documented as an example, with what it needs."""
    for name in ("sqlalchemy", "psycopg", "aiosqlite", "greenlet"):
        if importlib.util.find_spec(name) is None:
            missing(f"{name} is not installed: it comes with coopclaims[sql]")
    if not EXAMPLE.is_file():
        missing(f"{EXAMPLE} is not beside these tests")
    if str(EXAMPLE.parent) not in sys.path:  # where the two files of the example find each other
        sys.path.append(str(EXAMPLE.parent))
    return importlib.import_module(EXAMPLE.stem)


def postgres_url() -> str:
    """Return the URL of the server to test against."""
    url = os.environ.get(SERVER)
    if not url:
        missing(f"{SERVER} names no PostgreSQL server: `.ci/postgres COMMAND` starts one")
    return url


class Server:
    """A PostgreSQL server of one's own, to be killed and started again on the same data."""

    def __init__(self, folder: Path) -> None:
        self.bin = self._programs()
        self.folder = folder
        self.process: subprocess.Popen[Any] | None = None
        self.owner: dict[str, Any] = {}
        if os.getuid() == 0:  # the server refuses to run as root
            try:
                user = pwd.getpwnam("postgres")
            except KeyError:
                missing("root cannot run a PostgreSQL server, and there is no user postgres")
            self.owner = {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}
            os.chown(folder, user.pw_uid, user.pw_gid)
        self._run("initdb", "--pgdata", "data", "--username=coopclaims", "--auth=trust", "--encoding=UTF8")

    @staticmethod
    def _programs() -> Path:
        found = shutil.which("initdb")
        places = [Path(found).resolve().parent] if found else []
        places += sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
        for place in places:
            if (place / "initdb").is_file() and (place / "postgres").is_file():
                return place
        missing("no PostgreSQL server is installed here, so none can be killed")

    @property
    def url(self) -> str:
        return f"postgresql+psycopg://coopclaims@/postgres?host={self.folder}"

    def _run(self, program: str, *arguments: str) -> None:
        subprocess.run(
            (self.bin / program, *arguments), cwd=self.folder, check=True, capture_output=True, **self.owner
        )

    def start(self) -> None:
        """Start the server, as often as the shared memory of one that was killed is still in use."""
        log = (self.folder / "log").open("ab")
        command = (self.bin / "postgres", "-D", "data", "-k", str(self.folder), "-c", "listen_addresses=")
        ready = (self.bin / "pg_isready", "--quiet", f"--host={self.folder}", "--username=coopclaims")
        with log:
            for _ in range(600):
                if self.process is None or self.process.poll() is not None:
                    self.process = subprocess.Popen(
                        command, cwd=self.folder, stdout=log, stderr=log, **self.owner
                    )
                if subprocess.run(ready, check=False).returncode == 0:
                    return
                Event().wait(0.1)
        pytest.fail((self.folder / "log").read_text())

    def kill(self) -> None:
        """Kill the server as a crash would; its own children notice, and end."""
        self._signal(signal.SIGKILL)

    def stop(self) -> None:
        """Stop the server, if it runs."""
        if self.process is not None:
            self._signal(signal.SIGQUIT)

    def _signal(self, number: int) -> None:
        assert self.process is not None
        self.process.send_signal(number)
        self.process.wait(timeout=60)


def engine(url: str) -> Any:
    """Return an engine whose connections wait for others instead of giving up."""
    options = {"connect_args": {"timeout": 60}} if url.startswith("sqlite") else {}
    return importlib.import_module("sqlalchemy").create_engine(url, pool_pre_ping=True, **options)


def remark(claim: str, name: str) -> Comment:
    """Return the command to leave a remark on a draft, under an identifier of this name."""
    return Comment(
        claim=ClaimId(claim),
        id=CommandId(f"{claim}/{name}"),
        by=USER,
        at=instant("2022-09-10 10:00"),
        text=f"Remark {name}",
    )
