"""What the first edition called otherwise: `tests/cases/renames.csv` has the old and the new name of each.

`kind` says of what: a public name (the new one with its namespace, none where it is gone), a module, a
member of a public name, a problem code, the value of an enumeration, a field on the wire.
"""

from __future__ import annotations

import importlib

import pytest
from tests.support.cases import rows_of
from tests.support.public import DOOR, HOMES, public

RENAMES = rows_of("renames")
NEW = {"likenesses", "clocks", "command_of"}
"""Names of the top that stand for nothing of before."""


def of_kind(kind: str) -> list[tuple[str, str]]:
    return [(row["old"], row["new"]) for row in RENAMES if row["kind"] == kind]


@pytest.mark.parametrize(("old", "new"), of_kind("name"))
def test_a_name_of_before_has_one_home_now_or_none(old: str, new: str) -> None:
    namespace, _, name = new.partition("(")[0].partition(".")
    if new:
        assert HOMES[name] == namespace
    if name != old and HOMES.get(old) is not None:  # given to something else
        assert old in {"EvidenceKind", "Round"}


def test_every_public_name_of_now_was_called_something_before_or_is_new() -> None:
    known = {new.partition("(")[0].partition(".")[2] for _, new in of_kind("name") if new}
    assert known <= set(HOMES)
    assert set(DOOR) <= known | NEW


@pytest.mark.parametrize(("old", "new"), of_kind("module"))
def test_a_module_of_before_is_gone_and_its_successor_is_there(old: str, new: str) -> None:
    assert importlib.import_module(f"coopclaims.{new}").__doc__
    if old not in {row_new for _, row_new in of_kind("module")}:
        with pytest.raises(ModuleNotFoundError):
            importlib.import_module(f"coopclaims.{old}")


def test_the_values_of_an_enumeration_are_those_of_the_table() -> None:
    wrong: list[str] = []
    for _, new in of_kind("value"):
        kind, _, key = new.partition(": ")
        if kind in HOMES and key not in {member.value for member in public(kind)}:
            wrong.append(new)
    assert not wrong


def test_the_table_has_every_public_name_of_the_first_edition() -> None:
    assert len({old for old, _ in of_kind("name")}) == len(of_kind("name")) == 452
