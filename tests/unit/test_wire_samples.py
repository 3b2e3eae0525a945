"""Stored samples: every version of every type that was ever written is read, for good.

A file of `tests/cases/wire` holds one value in one version, as canonical text. It never changes.
`PYTHONPATH=.:src python tests/unit/test_wire_samples.py` writes those that are missing, and no other.
"""

from __future__ import annotations

import inspect
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast, get_args

import attrs
import pytest
from tests.support.wire import FOR_ABSENT, VALUES

from coopclaims import BusinessCalendar, FundPool
from coopclaims.claims import Event, Item
from coopclaims.errors import WireMismatch
from coopclaims.provenance import Message
from coopclaims.wire import from_data, from_text, schema, to_data, to_text
from coopclaims.wire.doors import WIRE

if TYPE_CHECKING:
    from coopclaims.wire.kinds import Kind

SAMPLES = Path(__file__).parents[1] / "cases" / "wire"
STORED = sorted(SAMPLES.glob("*.json"))
SELDOM = SAMPLES / "seldom"
KINDS = {kind.tag: kind for kind in WIRE.kinds}


def sample(tag: str, version: int) -> Path:
    """Return the file of a type in a version: `claim.entry.1.json`."""
    return SAMPLES / f"{tag}.{version}.json"


def text_of(path: Path) -> str:
    return path.read_text("utf-8").removesuffix("\n")


def test_every_version_of_every_type_has_a_sample() -> None:
    wanted = {sample(kind.tag, version) for kind in WIRE.kinds for version in range(1, kind.version + 1)}
    assert wanted == set(STORED)


@pytest.mark.parametrize("path", STORED, ids=lambda path: path.stem)
def test_a_stored_sample_is_read_for_good(path: Path) -> None:
    tag, _, version = path.stem.rpartition(".")
    stored = text_of(path)
    value = from_text(stored)
    assert isinstance(value, KINDS[tag].cls)
    assert from_text(stored.encode()) == value
    assert from_data(to_data(value)) == value
    if int(version) == KINDS[tag].version:
        assert to_text(value) == stored
        assert value == VALUES[tag]


@pytest.mark.parametrize(
    "kind", [kind for kind in WIRE.kinds if kind.take is None], ids=lambda kind: kind.tag
)
def test_every_field_is_on_the_wire(kind: Kind) -> None:
    """Only the parameters of a message, which are its declaration, are left out."""
    left_out = {"parameters"} if kind.cls is Message else set()
    assert set(kind.fields) == {each.alias for each in attrs.fields(kind.cls) if each.init} - left_out


def test_every_field_is_declared_where_the_class_keeps_something_else() -> None:
    calendar = {each.name for each in attrs.fields(BusinessCalendar) if each.init}
    assert set(KINDS["calendar"].fields) == calendar | {"digest"}
    assert set(KINDS["fund.pool"].fields) == set(inspect.signature(FundPool.restored).parameters)


@pytest.mark.parametrize("tag", KINDS)
def test_the_sample_fills_every_field(tag: str) -> None:
    """An empty field would hide that it is lost on the way."""
    empty = [name for name, part in to_data(VALUES[tag]).items() if part in (None, [], {})]
    allowed = {
        "attention": ["fund"],  # it is about a claim
        "exchange-rate": ["since"],  # it is of a month
        "fund.entry": ["other_usage", "corrects", "instant"],
        "payment.command": ["amount", "corrects", "instant"],
        "reconciliation.answer": ["concerns"],  # it is of expectations with an answer
        "seal.head": ["claim", "payment"],  # it is of a fund
    }
    assert empty == allowed.get(tag, [])


@pytest.mark.parametrize("tag", [tag for tag, kind in KINDS.items() if kind.seldom])
def test_what_few_values_have_is_left_out_of_all_others(tag: str) -> None:
    """A form of its own would move every seal and every digest of what was stored before."""
    stored, value = text_of(SELDOM / f"{tag}.1.json"), FOR_ABSENT[tag]
    assert from_text(stored) == value
    assert to_text(value) == stored
    seldom = KINDS[tag].seldom
    data = to_data(value)
    assert seldom <= data.keys()
    usual, definitions = to_data(VALUES[tag]), cast("dict[str, Any]", schema()["$defs"])
    assert not seldom & usual.keys()
    for name in seldom:
        with pytest.raises(WireMismatch):
            from_data({**data, name: None})  # what is not there is left out
        form = definitions[f"{tag}.v1"]
        assert name in form["properties"]
        assert name not in form["required"]


def test_whatever_can_happen_or_be_added_has_a_wire_form() -> None:
    classes = {kind.cls for kind in WIRE.kinds}
    assert set(get_args(Event)) | set(get_args(Item)) <= classes


def write_missing() -> None:
    """Write the samples of current versions that are not stored yet."""
    for kind in WIRE.kinds:
        path = sample(kind.tag, kind.version)
        if not path.exists():
            path.write_text(to_text(VALUES[kind.tag]) + "\n", "utf-8", newline="\n")
            sys.stdout.write(f"written: {path.name}\n")
    SELDOM.mkdir(exist_ok=True)
    for tag, value in FOR_ABSENT.items():
        path = SELDOM / f"{tag}.1.json"
        if not path.exists():
            path.write_text(to_text(value) + "\n", "utf-8", newline="\n")
            sys.stdout.write(f"written: {path.name}\n")


if __name__ == "__main__":
    write_missing()
