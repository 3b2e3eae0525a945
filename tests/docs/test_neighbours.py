"""What the pages show of other libraries runs with them."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Final

import pytest
from tests.support.sandboxes import replayed
from tests.support.snippets import blocks_of, program_of

if TYPE_CHECKING:
    from collections.abc import Iterable

HOW_TO: Final = Path(__file__).parents[2] / "docs" / "how-to"
NEIGHBOURS: Final = (HOW_TO / "neighbours.md").read_text("utf-8")
DJANGO: Final = """\
import django
from django.conf import settings

import coopclaims as cc

settings.configure()
django.setup()
"""


def _installed(modules: Iterable[str]) -> None:
    for module in modules:
        pytest.importorskip(module, reason="a neighbour of whom a page speaks")


@pytest.mark.parametrize(
    ("page", "needs"),
    [
        ("neighbours.md", ("sqlalchemy", "polars", "pyarrow")),
        ("answers_in_a_web_service.md", ("pydantic", "fastapi", "msgspec", "cattrs")),
    ],
)
def test_the_python_of_the_page_runs(page: str, needs: tuple[str, ...]) -> None:
    _installed(needs)
    program = program_of((HOW_TO / page).read_text("utf-8"))
    assert all(f"import {module}" in program or module == "pyarrow" for module in needs)
    exec(compile(program, page, "exec", dont_inherit=True), {"__name__": page})  # noqa: S102 - it is ours


def test_what_is_said_of_django_holds_there() -> None:
    _installed(("django",))
    (snippet,) = blocks_of(NEIGHBOURS, "Django")
    done = subprocess.run(
        (sys.executable, "-c", f"{DJANGO}\n{snippet}"), check=False, capture_output=True, encoding="utf-8"
    )
    assert done.returncode == 0, done.stderr


def test_a_list_of_choices_would_be_written_into_a_migration() -> None:
    _installed(("django",))
    (snippet,) = blocks_of(NEIGHBOURS, "Django")
    wrong = snippet.replace("choices=statuses)", "choices=statuses())")
    assert wrong != snippet
    done = subprocess.run(
        (sys.executable, "-c", f"{DJANGO}\n{wrong}"), check=False, capture_output=True, encoding="utf-8"
    )
    assert done.stderr.rstrip().endswith("AssertionError")


@pytest.mark.slow
def test_what_is_said_of_temporal_holds_in_its_sandbox(tmp_path: Path) -> None:
    rules, flow = blocks_of(NEIGHBOURS, "Temporal")
    assert replayed(tmp_path, rules, flow) == "replayed"


def test_an_enum_column_stores_names_where_nobody_says_otherwise() -> None:
    _installed(("sqlalchemy", "polars", "pyarrow"))
    program = program_of(NEIGHBOURS).replace("values_callable=list, ", "")
    with pytest.raises(AssertionError):
        exec(compile(program, "neighbours.md", "exec", dont_inherit=True), {"__name__": "neighbours"})  # noqa: S102 - it is ours


def test_no_snippet_is_left_out() -> None:
    kinds = re.findall(r"^```(\w+)$", NEIGHBOURS, re.MULTILINE)
    assert set(kinds) == {"py", "python"}
    assert kinds.count("py") == len([*blocks_of(NEIGHBOURS, "Django"), *blocks_of(NEIGHBOURS, "Temporal")])
