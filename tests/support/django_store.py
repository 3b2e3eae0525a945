"""Hold the repository over Django against the contract, in a process of its own: it has one configuration.

`python -m tests.support.django_store ENGINE NAME [HOST]` prints a report; it fails where a promise is broken.
"""

from __future__ import annotations

import importlib
import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import pytest
from tests.support.world import instant, pool_key, sek

import coopclaims as cc
from coopclaims.testing.contract import Capabilities, contract_report

if TYPE_CHECKING:
    from collections.abc import Generator

    from coopclaims.funds import PoolKey

OPTIONS: dict[str, dict[str, Any]] = {"sqlite3": {"timeout": 60, "transaction_mode": "IMMEDIATE"}}


class Broken(Exception):
    """The connection is gone."""


def configured(engine: str, name: str, host: str) -> Any:
    """Configure Django with one database, make the tables, and return the module of the example."""
    database = {
        "ENGINE": f"django.db.backends.{engine}",
        "NAME": name,
        "HOST": host,
        "USER": "coopclaims",
        "OPTIONS": OPTIONS.get(engine, {}),
    }
    importlib.import_module("django.conf").settings.configure(
        DATABASES={"default": database}, USE_TZ=True, DEFAULT_AUTO_FIELD="django.db.models.BigAutoField"
    )
    importlib.import_module("django").setup()
    example = importlib.import_module("django_repository")
    with example.transaction.get_connection().schema_editor() as editor:
        for model in (example.Stream, example.Entry, example.Given):
            editor.create_model(model)
    return example


@contextmanager
def breaking(connection: Any, after: int) -> Generator[None]:
    """Break off what is done as soon as so many streams were kept."""
    kept = 0

    def count(execute: Any, sql: str, *given: Any) -> Any:
        nonlocal kept
        kept += sql.startswith('UPDATE "claims_stream" SET "kind"')
        if kept > after:
            raise Broken
        return execute(sql, *given)

    with connection.execute_wrapper(count):
        yield


def check_transactions(example: Any) -> None:
    """Check that an append ends with the transaction around it, and that a refused one does not end it."""
    store, key = example.DjangoRepository(), pool_key()
    place = (key.location, key.program, key.usage_period)
    earned = store.open_pool(key).earned_entry("ireland", sek("1.00"), at=instant("2022-09-14 09:00"))
    write = cc.repositories.FundWrite(pool=key, expected=0, entries=(earned,))

    def break_off() -> None:
        with example.transaction.atomic():
            store.append(write)
            assert store.pool(*place).version == 1
            raise Broken

    with pytest.raises(Broken):
        break_off()
    assert store.pool(*place).version == 0
    with example.transaction.atomic():
        store.append(write)
        with pytest.raises(cc.StaleClaim) as stale:
            store.append(write)
        assert stale.value.found == 1
    example.Stream.objects.update(made_by="another library", state="{}")
    assert store.pool(*place).version == 1, "what another library made is not used"


def main(engine: str, name: str, host: str = "") -> int:
    """Hold the store against the contract, and say what came of it."""
    example = configured(engine, name, host)
    connection = example.transaction.get_connection()

    def make(*pools: PoolKey) -> Any:
        store = example.DjangoRepository()
        for key in pools:
            store.open_pool(key)
        return store

    def reopen(_store: Any) -> Any:
        connection.close()
        return example.DjangoRepository()

    report = contract_report(
        make,
        Capabilities(
            snapshots=0,
            breaking=lambda _store, after: breaking(connection, after),
            reopening=reopen,
            another=lambda _store: example.DjangoRepository(),
            leaving=lambda: example.transaction.get_connection().close(),  # that of the thread
            long_history=2_000,
            threads=4,
        ),
    )
    sys.stdout.write(f"{report}\n")
    check_transactions(example)
    connection.close()
    return 1 if report.broken else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
