"""Every text that the search for texts found worth keeping is refused in our words, or comes back.

See `tests/properties/fuzz.py`, which finds them where atheris is installed.
"""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace

import pytest
from tests.properties.fuzz import changed, wire

CORPUS = sorted((Path(__file__).parents[1] / "cases" / "wire" / "corpus").iterdir())


def test_the_corpus_is_there() -> None:
    assert len(CORPUS) >= 100


@pytest.mark.parametrize("path", CORPUS, ids=lambda path: path.name)
def test_a_text_of_the_corpus_is_refused_or_comes_back(path: Path) -> None:
    wire(path.read_bytes())


def test_the_search_sees_what_escapes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("coopclaims.wire.to_text", lambda _value: '{"type":"claim.reopened","v":1}')
    with pytest.raises(RuntimeError, match="not the same"):
        wire(b'{"type":"claim.draft-expired","v":1}')


def test_the_search_changes_a_part_of_what_it_has(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without atheris its own changes of bytes are stood in for."""
    stand_in = SimpleNamespace(Mutate=lambda data, most: data[:most])
    monkeypatch.setattr("tests.properties.fuzz.import_module", lambda _name: stand_in)
    before = b'{"type":"money","v":1,"amount":"1.00","currency":"SEK","more":[1,{"a":null}]}'
    after = {changed(before, 4_000, seed) for seed in range(60)}
    assert len(after) > 20
    assert changed(b"[", 4_000, 1) == b"["
    assert all(len(changed(before, 10, seed)) <= 10 for seed in range(10))
