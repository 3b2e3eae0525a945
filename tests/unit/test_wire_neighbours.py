"""Values in the models of pydantic: read and written by the wire, with its JSON Schema."""

from __future__ import annotations

import json
import subprocess
import sys
from importlib import import_module
from typing import Any

import pytest
from tests.support.wire import ENTRY, VALUES

import coopclaims as cc
from coopclaims._values import WIRE_HOOKS
from coopclaims.decisions import Option
from coopclaims.wire import to_data
from coopclaims.wire.doors import WIRE
from coopclaims.wire.neighbours import core_schema

SEK = cc.Money("99.50", "SEK")


@pytest.fixture(scope="module")
def pydantic() -> Any:
    import_module("coopclaims.wire")
    return pytest.importorskip("pydantic", reason="a library that asks classes how they are read")


# What is said to whoever asks, without pydantic.


def test_a_class_is_read_and_written_by_the_wire() -> None:
    schema = core_schema(cc.Money)
    assert schema["function"]["function"]({"amount": "99.50", "currency": "SEK"}) == SEK
    assert schema["function"]["function"](to_data(SEK)) == SEK
    assert schema["function"]["function"](SEK) is SEK
    assert schema["serialization"]["function"](SEK) == to_data(SEK)


def test_a_class_that_has_to_say_its_type_says_it() -> None:
    read = core_schema(cc.HistoryEntry)["function"]["function"]
    data = to_data(ENTRY)
    assert read(data) == ENTRY
    del data["type"]
    with pytest.raises(ValueError, match=r"\$\.type"):
        read(data)


def test_a_class_without_a_wire_form_is_taken_as_it_is() -> None:
    assert core_schema(cc.Rules) == {"type": "is-instance", "cls": cc.Rules}


def test_data_are_read_within_the_limits() -> None:
    nested: Any = "x"
    for _ in range(100):
        nested = [nested]
    with pytest.raises(ValueError, match="nest"):
        core_schema(cc.Money)["function"]["function"](nested)


def test_without_the_wire_it_says_what_to_import() -> None:
    program = (
        "from coopclaims import Money, InvalidValue\n"
        "try:\n"
        "    Money.__get_pydantic_core_schema__(Money, None)\n"
        "except InvalidValue as error:\n"
        "    print(error)\n"
        "import coopclaims.wire\n"
        "print(Money.__get_pydantic_core_schema__(Money, None)['type'])\n"
    )
    done = subprocess.run([sys.executable, "-c", program], check=True, capture_output=True, text=True)
    first, second = done.stdout.splitlines()
    assert "import coopclaims.wire" in first
    assert second == "function-plain"


# With pydantic.


@pytest.mark.parametrize("tag", [kind.tag for kind in WIRE.kinds if hasattr(kind.cls, "__attrs_attrs__")])
def test_every_kind_goes_through_pydantic(tag: str, pydantic: Any) -> None:
    value = VALUES[tag]
    adapter = pydantic.TypeAdapter(type(value))
    written = adapter.dump_json(value)
    assert json.loads(written) == to_data(value)
    assert adapter.validate_json(written) == value
    assert adapter.dump_python(value) is value


@pytest.mark.parametrize(
    "tag", ["money", "claim.snapshot", "deadline", "problem", "catalogue", "claim.entry"]
)
@pytest.mark.parametrize("mode", ["validation", "serialization"])
def test_its_schema_is_that_of_the_wire(tag: str, mode: str, pydantic: Any) -> None:
    jsonschema = pytest.importorskip("jsonschema", reason="a second reader of the schema")
    value = VALUES[tag]
    shown = pydantic.TypeAdapter(type(value)).json_schema(mode=mode)
    reader = jsonschema.Draft202012Validator(shown)
    reader.validate(to_data(value))
    assert not reader.is_valid({**to_data(value), "ours": 1})
    assert not reader.is_valid({})


def test_a_model_has_values_in_its_fields(pydantic: Any) -> None:
    model = pydantic.create_model(
        "Page",
        price=(cc.Money, ...),
        due=(cc.Deadline | cc.NotRunning, ...),
        options=(list[Option], ...),
        status=(cc.ClaimStatus, ...),
    )
    page = model(
        price=SEK,
        due=VALUES["deadline.not-running"],
        options=[VALUES["option"]],
        status=cc.ClaimStatus.EDITING,
    )
    data = json.loads(page.model_dump_json())
    assert data == {
        "price": to_data(SEK),
        "due": to_data(page.due),
        "options": [to_data(VALUES["option"])],
        "status": "editing",
    }
    assert model.model_validate_json(page.model_dump_json()) == page
    defined = model.model_json_schema()["$defs"]
    assert {"money", "deadline", "deadline-not-running", "option", "problem"} <= set(defined)


def test_what_does_not_fit_is_an_error_of_pydantic_with_the_path(pydantic: Any) -> None:
    adapter = pydantic.TypeAdapter(list[cc.Money])
    with pytest.raises(pydantic.ValidationError) as caught:
        adapter.validate_python([to_data(SEK), {"amount": "1.5", "currency": "SEK"}])
    (error,) = caught.value.errors()
    assert error["loc"] == (1,)
    assert "$.amount" in error["msg"]


def test_without_the_wire_a_value_says_what_to_import(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(WIRE_HOOKS, "neighbours")
    hook: Any = cc.Money
    with pytest.raises(cc.InvalidValue) as caught:
        hook.__get_pydantic_core_schema__(cc.Money, None)
    assert (caught.value.field, caught.value.expected) == ("Money", "wire_imported")
