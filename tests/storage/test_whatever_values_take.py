"""The example over SQL stores and gives back whatever a value takes, letter by letter."""

from __future__ import annotations

import importlib
from typing import Any

import pytest
from tests.support.databases import example
from tests.support.findings import ALICE, World, cc

SQL = example()
sa: Any = importlib.import_module("sqlalchemy")

NAMES = {
    "the longest": "\U0001f600" * 255,
    "blanks around": "  a \u00a0b  ",
    "quotes": "a'b\"c\\d%_;--{}<b>",
    "decomposed": "Malmo\u0308 \u00e9",
    "joined": "\u200d\U0001f44d\ufe0f",
    "a tab": "a\tb",
}
TEXTS = {
    **NAMES,
    "the longest": "\U0001f600" * 10_000,
    "lines": "a\n\u2028b\u2029c",
    "bidi": "a\u202eb\u2066",
}


def _given_back(world: World, claim: str) -> Any:
    """Return the History of a claim as the example gives it back, once it has it from another store."""
    store = SQL.SqlRepository(sa.create_engine("sqlite://", poolclass=sa.pool.StaticPool))
    SQL.METADATA.create_all(store.engine)
    history = world.repo.history(claim)
    store.open_pool(world.key)
    store.append(cc.repositories.ClaimWrite(claim=claim, expected=0, entries=history.entries))
    assert store.pool(world.location, world.program, world.usage).key == world.key
    return store.history(claim)


@pytest.mark.parametrize("name", NAMES.values(), ids=NAMES)
def test_an_identifier(name: str) -> None:
    world = World(location=name, program=name).draft(claim=name)
    world.do(
        cc.claims.RequestUpload, ALICE, "2022-09-03 09:00", claim=name, key=name, colleague=name, what="x"
    )
    assert _given_back(world, name) == world.repo.history(name)


@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS)
def test_a_text(text: str) -> None:
    world = World().draft(name=text)
    world.do(cc.claims.Comment, ALICE, "2022-09-03 09:00", text=text)
    world.do(cc.claims.AddInvoice, ALICE, "2022-09-03 10:00", invoice=world.invoice("i2", supplier=text))
    assert _given_back(world, "C-1") == world.repo.history("C-1")
