"""Both type checkers agree with `surface.py` about the package that is installed."""

from __future__ import annotations

import importlib.util
import json
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Final

import pytest

SURFACE: Final = Path(__file__).with_name("surface.py")

CHECKERS: Final = {
    "mypy": ("--strict", "--no-incremental", "--config-file="),
    "basedpyright": ("--pythonpath", sys.executable, "--level", "error"),
}
SETTINGS: Final = {
    "typeCheckingMode": "strict",
    "enableTypeIgnoreComments": False,
    "reportUnnecessaryTypeIgnoreComment": "error",
    "reportUnknownMemberType": False,
    "reportUnknownVariableType": False,
}
"""For basedpyright, which has its own marks: those of mypy say nothing to it."""


@pytest.mark.slow
@pytest.mark.parametrize("checker", CHECKERS)
def test_the_checker_accepts_what_is_right_and_nothing_else(checker: str, tmp_path: Path) -> None:
    """In a folder without `src`, so that the package is found where it is installed."""
    if importlib.util.find_spec(checker) is None:
        pytest.skip(f"{checker} is not installed")
    shutil.copy(SURFACE, tmp_path)
    (tmp_path / "pyrightconfig.json").write_text(json.dumps(SETTINGS), "utf-8")
    done = subprocess.run(
        (sys.executable, "-m", checker, *CHECKERS[checker], SURFACE.name),
        check=False,
        cwd=tmp_path,
        capture_output=True,
        encoding="utf-8",
    )
    assert done.returncode == 0, done.stdout + done.stderr
