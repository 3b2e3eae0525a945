"""Web and data libraries meet the wire's form, or are told no; never another form in silence."""

from __future__ import annotations

import importlib
import json
from pathlib import Path
from typing import Annotated, Any

import pytest
from tests.support.findings import World, cc, sek

_DOCS = Path(__file__).parents[3] / "docs"
_MONEY = sek("1196.00")


def _pydantic() -> Any:
    """Return pydantic, with the wire imported, which the hook of each value needs."""
    found = pytest.importorskip("pydantic", reason="a value as a field, a body and a response")
    importlib.import_module("coopclaims.wire")
    return found


@pytest.mark.parametrize(
    "kind", [cc.Money, cc.Claim, cc.Deadline, cc.Problem], ids=lambda each: each.__name__
)
def test_a_value_has_the_hook_that_needs_no_dependency(kind: Any) -> None:
    assert hasattr(kind, "__get_pydantic_core_schema__")


def test_pydantic_writes_the_form_of_the_wire() -> None:
    adapter = _pydantic().TypeAdapter(cc.Money)
    assert json.loads(adapter.dump_json(_MONEY)) == cc.wire.to_data(_MONEY)


def test_pydantic_reads_the_form_of_the_wire() -> None:
    adapter, claim = _pydantic().TypeAdapter(cc.Claim), World().draft().claim()
    assert adapter.validate_json(cc.wire.to_text(claim)) == claim


def test_pydantic_refuses_another_form_with_an_error_of_its_own() -> None:
    pydantic = _pydantic()
    adapter = pydantic.TypeAdapter(cc.Money)
    with pytest.raises(pydantic.ValidationError):
        adapter.validate_python({"minor_units": 119600, "currency": {"code": "SEK", "digits": 2}})


def test_pydantic_shows_the_schema_of_the_wire() -> None:
    shown = _pydantic().TypeAdapter(cc.Money).json_schema()
    assert {"amount", "currency"} <= set(json.dumps(shown).replace('"', " ").split())


def _service() -> Any:
    """Return a client of a service that takes money and gives it back."""
    fastapi = pytest.importorskip("fastapi", reason="a value as a body and a response")
    pytest.importorskip("httpx2", reason="the client of the service")
    importlib.import_module("coopclaims.wire")
    service = fastapi.FastAPI()

    async def echo(body: Any) -> Any:
        return body

    # Only models are bodies by themselves to FastAPI; of any other class it wants to be given the word.
    echo.__annotations__ = {"body": Annotated[cc.Money, fastapi.Body()], "return": cc.Money}
    service.post("/echo")(echo)
    return importlib.import_module("fastapi.testclient").TestClient(service)


def test_a_service_takes_and_gives_the_form_of_the_wire() -> None:
    answer = _service().post("/echo", json=cc.wire.to_data(_MONEY))
    assert (answer.status_code, answer.json()) == (200, cc.wire.to_data(_MONEY))


def test_a_service_answers_a_bad_body_with_the_path() -> None:
    answer = _service().post("/echo", json={**cc.wire.to_data(_MONEY), "amount": "much"})
    assert answer.status_code == 422
    assert "amount" in json.dumps(answer.json()["detail"])


def test_a_service_documents_the_schema_of_the_wire() -> None:
    shown = json.dumps(_service().get("/openapi.json").json())
    assert "amount" in shown
    assert "minor_units" not in shown


def _hooks_are_shown() -> bool:
    pages = [page.read_text("utf-8") for page in _DOCS.rglob("*.md")]
    return any("enc_hook" in page and "dec_hook" in page for page in pages)


def test_msgspec_writes_our_form_or_fails_or_a_page_shows_how() -> None:
    msgspec = pytest.importorskip("msgspec", reason="an encoder that looks into attrs classes")
    try:
        written = json.loads(msgspec.json.encode(_MONEY))
    except TypeError:
        return
    assert written == cc.wire.to_data(_MONEY) or _hooks_are_shown()


def test_cattrs_goes_through_the_wire_by_two_hooks() -> None:
    cattrs = pytest.importorskip("cattrs", reason="a converter of attrs classes")
    converter = cattrs.Converter()
    converter.register_unstructure_hook(cc.Money, cc.wire.to_data)
    converter.register_structure_hook(cc.Money, lambda data, _kind: cc.wire.from_data(data, cc.Money))
    assert converter.structure(converter.unstructure(_MONEY), cc.Money) == _MONEY
