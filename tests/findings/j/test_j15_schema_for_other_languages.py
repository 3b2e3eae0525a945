"""The schema of the wire is read by generators of types too: no bare pairs, each enumeration once."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from tests.support.findings import cc

if TYPE_CHECKING:
    from collections.abc import Iterator

_ENUMERATIONS = [
    cc.ClaimStatus,
    cc.payouts.PaymentStatus,
    cc.Role,
    cc.Side,
    cc.findings.Severity,
    cc.funds.FundEntryKind,
]


def _nodes(node: Any) -> Iterator[dict[str, Any]]:
    """Yield every object of a schema."""
    if isinstance(node, dict):
        yield node
    for part in node.values() if isinstance(node, dict) else node if isinstance(node, list) else ():
        yield from _nodes(part)


def _listing(values: set[str]) -> list[dict[str, Any]]:
    """Return the objects of the schema that list exactly these values."""
    return [node for node in _nodes(cc.wire.schema()) if _values(node) == values]


def _values(node: dict[str, Any]) -> set[str]:
    listed = node.get("enum")
    return {str(each) for each in listed} if isinstance(listed, list) else set()


def test_no_pair_is_left_to_its_positions() -> None:
    assert not [node for node in _nodes(cc.wire.schema()) if "prefixItems" in node]


def test_each_list_says_what_it_holds() -> None:
    lists = [node for node in _nodes(cc.wire.schema()) if node.get("type") == "array"]
    assert all(isinstance(node.get("items"), dict) for node in lists)


def test_each_object_says_what_is_in_its_fields() -> None:
    """One that does not is `unknown`, or an object without fields, in the types of other languages."""
    objects = [node for node in _nodes(cc.wire.schema()) if node.get("type") == "object"]
    assert all("properties" in node or isinstance(node.get("additionalProperties"), dict) for node in objects)


def test_nothing_is_made_of_itself_but_through_an_object() -> None:
    """TypeScript finds no type for a field that is a union or a list of itself."""
    definitions = cc.wire.schema()["$defs"]

    def at_once(node: dict[str, Any]) -> set[str]:
        parts = [*node.get("anyOf", ()), *(node[name] for name in ("items",) if name in node)]
        named = {node["$ref"].removeprefix("#/$defs/")} if "$ref" in node else set[str]()
        return named.union(*map(at_once, parts))

    direct = {name: at_once(node) for name, node in definitions.items()}
    reached = {name: {*found} for name, found in direct.items()}
    for _ in range(5):
        reached = {name: found.union(*(direct[each] for each in found)) for name, found in reached.items()}
    assert "figure.alone" in reached["figure"]
    assert not [name for name, found in reached.items() if name in found]


def test_each_enumeration_says_that_it_is_of_texts() -> None:
    assert {node.get("type") for node in _nodes(cc.wire.schema()) if isinstance(node.get("enum"), list)} == {
        "string"
    }


def test_the_schema_has_an_identity() -> None:
    assert cc.wire.schema().get("$id")


@pytest.mark.parametrize("kind", _ENUMERATIONS, ids=lambda each: each.__name__)
def test_each_enumeration_is_one_definition(kind: Any) -> None:
    values = {str(member.value) for member in kind}
    named = [name for name, node in cc.wire.schema()["$defs"].items() if _values(node) == values]
    assert (len(named), len(_listing(values))) == (1, 1)


def test_the_definitions_fit_an_interface_of_the_web_by_one_replacement() -> None:
    text = json.dumps(cc.wire.schema()["$defs"]).replace("#/$defs/", "#/components/schemas/")
    references = [node["$ref"] for node in _nodes(json.loads(text)) if "$ref" in node]
    assert all(each.startswith("#/components/schemas/") for each in references)
