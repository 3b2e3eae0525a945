"""The example over Django's ORM keeps the whole contract, on SQLite and on PostgreSQL."""

from __future__ import annotations

import importlib.util
import os
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, urlsplit
from uuid import uuid4

import pytest
from tests.support.databases import example, missing, postgres_url

if TYPE_CHECKING:
    from collections.abc import Iterator

REPOSITORY = Path(__file__).parents[2]
EXAMPLES = REPOSITORY / "docs" / "examples"

if importlib.util.find_spec("django") is None:
    missing("django is not installed: it comes with coopclaims[dev]")
example()  # what the tests of stored claims need besides, and where the examples are


def held(*database: str) -> str:
    """Return what the store, in a process of its own, says of the contract."""
    paths = (REPOSITORY, REPOSITORY / "src", EXAMPLES)
    done = subprocess.run(
        (sys.executable, "-W", "error", "-m", "tests.support.django_store", *database),
        cwd=REPOSITORY,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(map(str, paths))},
        check=False,
        capture_output=True,
        encoding="utf-8",
        timeout=500,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.fixture
def database_of_its_own() -> Iterator[tuple[str, str]]:
    """An empty database on the server, and where the server is."""
    sa = importlib.import_module("sqlalchemy")
    url, name = postgres_url(), f"django_{uuid4().hex}"
    engine = sa.create_engine(url, isolation_level="AUTOCOMMIT")
    try:
        with engine.connect() as connection:
            connection.exec_driver_sql(f"CREATE DATABASE {name}")
            yield name, parse_qs(urlsplit(url).query)["host"][0]
            connection.exec_driver_sql(f"DROP DATABASE {name}")
    finally:
        engine.dispose()


@pytest.mark.slow
def test_every_promise_is_kept_on_sqlite(tmp_path: Path) -> None:
    assert "promises kept" in held("sqlite3", str(tmp_path / "claims.db"))


@pytest.mark.slow
def test_every_promise_is_kept_on_postgresql(database_of_its_own: tuple[str, str]) -> None:
    assert "promises kept" in held("postgresql", *database_of_its_own)
