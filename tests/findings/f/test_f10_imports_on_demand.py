"""One function of the house is imported without the rest of it."""

from __future__ import annotations

import subprocess
import sys
from functools import cache

import pytest

_LATE = ("dateutil", "difflib", "hashlib", "json")


@cache
def _loaded(name: str) -> frozenset[str]:
    """Return the modules that importing one name, or the package alone, adds to a fresh interpreter."""
    room, _, public = f".{name}".rpartition(".")
    what = f"from coopclaims{room} import {public}" if name else "import coopclaims"
    program = f"import sys\nbefore = set(sys.modules)\n{what}\nprint(*(set(sys.modules) - before))"
    done = subprocess.run((sys.executable, "-c", program), check=True, capture_output=True, encoding="utf-8")
    return frozenset(done.stdout.split())


@pytest.mark.parametrize("name", ["decide", "review_deadline", "Claim", "Money"])
def test_what_few_calls_need_is_loaded_when_it_is_needed(name: str) -> None:
    assert not _loaded(name).intersection(_LATE)


@pytest.mark.parametrize("name", ["review_deadline", "payouts.resolve_payouts"])
def test_what_asks_no_activity_loads_no_catalogue(name: str) -> None:
    parts = {"coopclaims.activities", "coopclaims.activities.costs"}  # of which an invoice consists
    assert not [each for each in _loaded(name) - parts if each.startswith("coopclaims.activities")]


@pytest.mark.parametrize("name", ["decide", "review_deadline", "Claim", "Money", "replay"])
def test_nothing_loads_the_wire_or_the_kit_unasked(name: str) -> None:
    rooms = {each.split(".")[1] for each in _loaded(name) if each.startswith("coopclaims.")}
    assert not rooms.intersection({"wire", "testing", "repositories"})


def test_the_package_alone_loads_no_other_package() -> None:
    assert {each.split(".")[0] for each in _loaded("")} <= {"coopclaims"} | sys.stdlib_module_names
