"""Closed claims out of the store: sealed, provable, and without the words of people."""

from __future__ import annotations

import importlib
import json
from typing import TYPE_CHECKING, Any

import pytest
from tests.support import sendings
from tests.support.databases import engine as engine_of, example, postgres_url
from tests.support.world import desk_at

from coopclaims import ClaimStatus
from coopclaims.errors import InvalidValue, StaleClaim, UnknownClaim, UnknownPayment
from coopclaims.repositories import ClaimWrite
from coopclaims.wire import seal, to_text, unseal, verify

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from coopclaims.testing.contract.sites import Site

SQL = example()
STATES: Any = importlib.import_module("sql_states")
ERASURE: Any = importlib.import_module("sql_erasure")
sa: Any = importlib.import_module("sqlalchemy")


SALTS = [bytes([number]) * 32 for number in range(20)]


@pytest.fixture(params=["sqlite-file", "postgresql"])
def site(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Site]:
    """A place in a store, with an approved claim that two payments were sent of."""
    url = postgres_url() if request.param == "postgresql" else f"sqlite:///{tmp_path / 'claims.db'}"
    engine = engine_of(url)
    SQL.METADATA.create_all(engine)
    made = sendings.place(SQL.SqlRepository(engine))
    sendings.send(made, "first")
    sendings.send(made, "second")
    yield made
    engine.dispose()


def test_a_claim_that_is_sealed_away_is_provable_and_in_no_list(site: Site) -> None:
    store: Any = site.store
    claim = site.id("approved")
    history, fund = store.history(claim), store.pools()
    with store.engine.begin() as connection:
        head = ERASURE.seal_away(connection, f"claim {claim}")
        kept = ERASURE.sealed_away(connection, f"claim {claim}")
    assert verify(kept, anchors=[head]) == head
    assert unseal(kept) == history
    assert claim not in {each.id for each in store.claims()}
    assert store.pools() == fund
    for ask in (store.history, lambda of: store.load(of, "k-1")):
        with pytest.raises(STATES.DamagedRow, match="sealed away"):
            ask(claim)


def test_its_identifier_is_not_given_to_another_claim(site: Site) -> None:
    store: Any = site.store
    claim = site.id("approved")
    entries = store.history(claim).entries
    with store.engine.begin() as connection:
        ERASURE.seal_away(connection, f"claim {claim}")
    with pytest.raises(StaleClaim):
        store.append(ClaimWrite(claim=claim, expected=0, entries=entries))
    with store.engine.begin() as connection, pytest.raises(STATES.DamagedRow):
        ERASURE.seal_away(connection, f"claim {claim}")


def test_words_are_erased_and_the_chain_holds(site: Site) -> None:
    """What a person wrote is nowhere in the store once it is erased, and who did what stays provable."""
    store: Any = site.store
    desk = desk_at(ClaimStatus.REJECTED, claim=site.id("closed"))
    store.append(ClaimWrite(claim=desk.id, expected=0, entries=desk.history.entries))
    stream, last = f"claim {desk.id}", len(desk.history)
    words = to_text(desk.history.entries[-1].event)
    with store.engine.begin() as connection:
        head = ERASURE.seal_away(connection, stream)
        asked = sa.select(ERASURE.SEALED.c.body).where(ERASURE.SEALED.c.stream == stream)
        before = connection.execute(asked).scalars().all()
        ERASURE.erase_words(connection, stream, last)
        after = connection.execute(asked).scalars().all()
        kept = ERASURE.sealed_away(connection, stream)
    reason = json.loads(words)["reasons"][0]["text"]
    assert [reason in body for body in before].count(True) == 1
    assert not [body for body in after if reason in body]
    assert [each.is_erased for each in kept] == [False] * (last - 1) + [True]
    assert verify(kept, anchors=[head]) == head
    with pytest.raises(InvalidValue, match="erased payload"):
        unseal(kept)


def test_a_payment_is_sealed_away_likewise(site: Site) -> None:
    store: Any = site.store
    claim = site.id("approved")
    first, second = store.payments(claim)
    history = store.payment_history(first.id)
    with store.engine.begin() as connection:
        head = ERASURE.seal_away(connection, f"payment {first.id}", salt=iter(SALTS).__next__)
        kept = ERASURE.sealed_away(connection, f"payment {first.id}")
    assert kept == seal(history, salts=SALTS[: len(history)])
    assert kept.head == head
    assert store.payments(claim) == (second,)


def test_what_is_not_there_is_unknown(site: Site) -> None:
    store: Any = site.store
    for stream, error in (("claim nobody", UnknownClaim), ("payment nobody", UnknownPayment)):
        for act in (ERASURE.seal_away, ERASURE.sealed_away):
            with store.engine.begin() as connection, pytest.raises(error):
                act(connection, stream)
