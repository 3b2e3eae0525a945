"""An explanation as plain data alone: what a reader gets who has nothing of the library."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from coopclaims.wire import to_data

if TYPE_CHECKING:
    from coopclaims import Explanation


def told_of(explanation: Explanation) -> dict[str, Any]:
    """Return code, figures by name and what is below; a day, an instant or a key is its text alone."""
    return _told(json.loads(json.dumps(to_data(explanation))))


def _told(statement: dict[str, Any]) -> dict[str, Any]:
    return {
        "code": statement["message"]["code"],
        "figures": {each["name"]: _plain(each["value"]) for each in statement["figures"]},
        "because": [_told(each) for each in statement["because"]],
    }


def _plain(value: Any) -> Any:
    if isinstance(value, list):
        return [_plain(each) for each in value]
    if isinstance(value, dict):
        return value.get("value", value.get("key", value))
    return value
