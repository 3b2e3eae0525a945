"""The rules and the wire can be proven in another language by vectors that are shipped."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

CONFORMANCE = Path(__file__).parents[3] / "docs" / "conformance"
SUITE = CONFORMANCE / "suite.json"


def test_the_suite_names_its_version_levels_and_files() -> None:
    suite = json.loads(SUITE.read_text(encoding="utf-8"))
    assert {"version", "levels", "files"} <= set(suite)


@pytest.mark.parametrize("folder", ["optional", "invalid"])
def test_other_readings_and_hostile_wire_have_a_folder_of_their_own(folder: str) -> None:
    assert list((CONFORMANCE / folder).glob("*.json"))
