"""What the search for what escapes found worth keeping is judged, performed and audited without an escape.

See `tests/properties/fuzz.py`, which finds it where atheris is installed.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from tests.properties import fuzz

if TYPE_CHECKING:
    from collections.abc import Callable

SEEDS = fuzz.seeds()
KEPT = [path.read_bytes() for path in sorted((Path(__file__).parents[1] / "cases" / "fuzz").iterdir())]


def test_the_corpus_is_there() -> None:
    assert len(KEPT) >= 50
    assert len(set(SEEDS)) == len(SEEDS) == 30


@pytest.mark.parametrize("target", [fuzz.decide, fuzz.perform, fuzz.audit])
def test_nothing_of_the_corpus_escapes(target: Callable[[bytes], None]) -> None:
    for text in (*SEEDS, *KEPT):
        target(text)


def test_a_search_starts_from_values_of_every_kind() -> None:
    values = [value for text in SEEDS for value in fuzz.read(text)]
    for kind in ("claims.Command", "claims.HistoryEntry", "funds.FundEntry"):
        assert len(fuzz.told(values, kind)) > 20


@pytest.mark.parametrize("text", [b"[", b"{}", b"null", b"[1, {}, null]", b"\xff", b"[" * 100_000])
def test_what_is_none_of_ours_is_left_out(text: bytes) -> None:
    assert fuzz.read(text) == []
    for target in (fuzz.decide, fuzz.perform, fuzz.audit):
        target(text)


COMMANDS = SEEDS[3]


class TestTheSearchSees:
    def test_a_decision_that_problems_did_not_foresee(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("coopclaims.problems", lambda *_, **__: ("a problem",))
        with pytest.raises(RuntimeError, match="do not agree"):
            fuzz.decide(COMMANDS)

    def test_a_refusal_that_problems_did_not_foresee(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("coopclaims.problems", lambda *_, **__: ())
        with pytest.raises(RuntimeError, match="do not agree"):
            fuzz.decide(json.dumps(json.loads(COMMANDS)[1:]).encode())

    def test_a_fault_of_what_was_performed(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("coopclaims.auditing.audit", lambda *_: ("a fault",))
        with pytest.raises(RuntimeError, match="has faults"):
            fuzz.perform(COMMANDS)

    def test_an_audit_that_changes_its_mind(self, monkeypatch: pytest.MonkeyPatch) -> None:
        answers = iter([(), ("a fault",)])
        monkeypatch.setattr("coopclaims.auditing.audit", lambda *_: next(answers))
        with pytest.raises(RuntimeError, match="something else"):
            fuzz.audit(b"[]")

    def test_what_is_no_error_of_ours(self, monkeypatch: pytest.MonkeyPatch) -> None:
        def broken(*_: object, **__: object) -> None:
            raise KeyError

        monkeypatch.setattr("coopclaims.problems", broken)
        with pytest.raises(KeyError):
            fuzz.decide(COMMANDS)
