"""The types of the wire as the components of an OpenAPI document."""

from __future__ import annotations

from typing import Any, Final

from coopclaims._checks import door
from coopclaims.wire.doors import schema

_OURS: Final = "#/$defs/"
_THEIRS: Final = "#/components/schemas/"

_TEXT: Final = {"type": "string"}
_PROBLEM_DETAILS: Final = {
    "type": "object",
    "properties": {
        "type": {"type": "string", "format": "uri"},
        "title": _TEXT,
        "status": {"type": "integer", "minimum": 400, "maximum": 599},
        "detail": _TEXT,
        "code": _TEXT,
        "errors": {
            "type": "array",
            "items": {
                "type": "object",
                "properties": {
                    "field": _TEXT,
                    "item": {"type": ["string", "null"]},
                    "code": _TEXT,
                    "severity": {"$ref": f"{_OURS}Severity"},
                    "who": {"type": "array", "items": {"$ref": f"{_OURS}Role"}},
                    "params": {"type": "object", "additionalProperties": {"$ref": f"{_OURS}figure"}},
                    "message": _TEXT,
                    "remedy": _TEXT,
                    "source": {"anyOf": [{"$ref": f"{_OURS}explanation.source"}, {"type": "null"}]},
                },
                "required": ["field", "code", "params", "message", "remedy", "source"],
            },
        },
    },
    "required": ["type", "title", "status", "detail", "code", "errors"],
}
"""What `problem_details` returns."""


@door
def openapi_components() -> dict[str, Any]:
    """Return the components of an OpenAPI 3.1 document: a schema for everything that the wire writes.

    It is the object to put under `components`, with `schemas` by name: the tag of a kind for data that may
    leave their type out (`money`), the tag and version for data that say it (`money.v1`), the name of each
    enumeration (`ClaimStatus`), `value` for any of them, and `ProblemDetails` for what `problem_details`
    returns. References are those of OpenAPI. Each call returns data of its own.

    Source: OpenAPI Specification 3.1.0, which takes schemas of JSON Schema 2020-12 as they are.

    >>> schemas = openapi_components()["schemas"]
    >>> schemas["claim.form.v1"]["properties"]["amount"]
    {'$ref': '#/components/schemas/money'}
    """
    definitions: Any = schema()["$defs"]
    return {"schemas": _referring({**definitions, "ProblemDetails": _PROBLEM_DETAILS})}


def _referring(part: Any) -> Any:  # noqa: ANN401 - any part of a schema
    """Return a part of a schema as OpenAPI has it: its references lead to components."""
    if isinstance(part, dict):
        return {
            name: _THEIRS + each.removeprefix(_OURS) if name == "$ref" else _referring(each)
            for name, each in part.items()
        }
    if isinstance(part, (list, tuple)):
        return [_referring(each) for each in part]
    return part
