"""The count of lines counts what it says, and leaves out the testing room."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.benchmarks.bench_lines import Lines, counted, lines_of, main

if TYPE_CHECKING:
    from pathlib import Path

MODULE = '''"""What it is for.

Two lines, and an empty one.
"""

from datetime import (
    date,
)

__all__ = ["X"]

X = date(2022, 9, 1)  # a line of code, whatever is behind it
"""What it is."""

# A comment.


def f() -> str:
    """Say it."""
    import json

    return """
    no docstring
    """
'''


def test_counts_code_and_plumbing() -> None:
    assert lines_of(MODULE) == Lines(code=5, plumbing=5, total=24)


def test_leaves_out_the_testing_room(tmp_path: Path) -> None:
    for name in ("a.py", "room/b.py", "testing/c.py"):
        file = tmp_path / name
        file.parent.mkdir(exist_ok=True)
        file.write_text(MODULE, "utf-8")
    assert counted(tmp_path) == Lines(code=10, plumbing=10, total=48)
    assert main([str(tmp_path)]) == "10 lines of code; plumbing 10 of 48 lines, 20.8 %; at most 13000: met"


def test_counts_the_package() -> None:
    assert "lines of code" in main()
