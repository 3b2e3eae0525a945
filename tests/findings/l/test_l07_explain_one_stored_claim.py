"""Who is asked about one stored claim finds a script for it among the examples."""

from __future__ import annotations

from pathlib import Path

import pytest

EXAMPLES = Path(__file__).parents[3] / "docs" / "examples"


@pytest.mark.parametrize("name", ["explain_a_claim.py", "back_office.py"])
def test_the_example_is_there(name: str) -> None:
    assert (EXAMPLES / name).is_file()
