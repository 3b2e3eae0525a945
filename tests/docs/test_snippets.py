"""What the pages show can be copied under a strict type checker: it is code of users."""

from __future__ import annotations

import importlib.util
import re
import subprocess
import sys
from pathlib import Path
from typing import Final

import pytest
from tests.support.reference import PAGES as DRAWN
from tests.support.snippets import program_of

REPOSITORY: Final = Path(__file__).parents[2]
PAGES: Final = [
    REPOSITORY / "README.md",
    *(page for page in sorted((REPOSITORY / "docs").rglob("*.md")) if page.parent != DRAWN),
]
"""The pages of the docstrings are left out: their examples lean on the module that they stand in."""

SESSION: Final = ("--strict", "--allow-redefinition", "--no-incremental", "--config-file=")
"""A page is one session, in which a name may be used for something else later."""


def _name(page: Path) -> str:
    return re.sub(r"\W", "_", page.relative_to(REPOSITORY).with_suffix("").as_posix())


@pytest.mark.slow
def test_every_snippet_passes_a_strict_checker(tmp_path: Path) -> None:
    if importlib.util.find_spec("mypy") is None:
        pytest.skip("mypy is not installed")
    programs = {f"{_name(page)}.py": program_of(page.read_text("utf-8")) for page in PAGES}
    written = [name for name, program in programs.items() if program]
    for name in written:
        (tmp_path / name).write_text(programs[name], "utf-8")
    done = subprocess.run(
        (sys.executable, "-m", "mypy", *SESSION, *written),
        check=False,
        cwd=tmp_path,
        capture_output=True,
        encoding="utf-8",
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_a_page_becomes_a_module_line_by_line() -> None:
    session = ">>> for each in (1, 2):\n...     print(each)\n1\n2\n\n"
    page = f"# A page\n\n```python\n{session}```\n\n```python\nlast = 3\n```\n"
    lines = program_of(page).splitlines()
    assert lines == ["", "", "", "for each in (1, 2):", "    print(each)", "", "", "", "", "", "", "last = 3"]
