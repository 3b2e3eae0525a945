"""The conformance suite: what the library answers, as JSON for those who build the same in another language.

`python -m tests.support.conformance` draws the files of `docs/conformance` from the coopclaims that this
Python imports; a test holds that they are as it draws them.
"""

from __future__ import annotations

import json
import sys
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import attrs

from coopclaims import Role, allowed
from coopclaims.testing import World, explore
from coopclaims.testing.exploring import conditions
from coopclaims.wire import RulesReference, to_data

if TYPE_CHECKING:
    from collections.abc import Iterator

    from coopclaims.testing import Exploration, Scenario

FOLDER: Final = Path(__file__).parents[2] / "docs" / "conformance"
VERSION: Final = 1
"""Of the suite: of its files and what stands in them, and not of the library."""

LEVELS: Final = {
    "lifecycle": "who may give which command of a claim where, and which problems block the others",
}


def _text() -> dict[str, Any]:
    return {"type": "string", "minLength": 1}


def _object(required: dict[str, Any]) -> dict[str, Any]:
    return {
        "type": "object",
        "properties": required,
        "required": [*required],
        "additionalProperties": False,
    }


def schema() -> dict[str, Any]:
    """Return the JSON Schema of the suite's files; values in their wire form are as `wire.md` has them."""
    wire = {"type": "object", "required": ["type", "v"]}
    codes = {"type": "array", "items": _text(), "uniqueItems": True}
    group = _object(
        {
            "role": _text(),
            "actor": wire,
            "at": {"type": "string", "format": "date-time"},
            "condition": _text(),
            "commands": {"type": "object", "additionalProperties": codes},
        }
    )
    place = _object(
        {
            "status": _text(),
            "submitted": {"type": "boolean"},
            "disputed": {"type": "boolean"},
            "asked": {"type": "boolean"},
            "history": wire,
            "fund": wire,
            "answers": {"type": "array", "items": group},
        }
    )
    suite = _object(
        {
            "version": {"const": VERSION},
            "levels": {"type": "object", "additionalProperties": _text()},
            "files": {"type": "array", "items": _object({"path": _text(), "level": _text()})},
        }
    )
    lifecycle = _object(
        {
            "version": {"const": VERSION},
            "level": {"const": "lifecycle"},
            "rules": wire,
            "calendar": wire,
            "places": {"type": "array", "items": place},
        }
    )
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "The conformance suite of coopclaims",
        "anyOf": [suite, lifecycle],
    }


@cache
def explored() -> Exploration:
    """Return all that can happen to a claim in the typical world, under the published rules."""
    return explore(World.typical().rules)


def lifecycle() -> Iterator[str]:
    """Yield the vectors of the lifecycle under the published rules, a group of answers on each line."""
    world = World.typical()
    head = {
        "version": VERSION,
        "level": "lifecycle",
        "rules": to_data(RulesReference.to(world.rules)),
        "calendar": to_data(world.rules.calendar),
    }
    yield json.dumps(head, ensure_ascii=False)[:-1] + ', "places": ['
    stories = [(place, story) for place, story in explored().stories if story is not None]
    for number, (place, story) in enumerate(stories):
        said = {
            **attrs.asdict(place),
            "history": to_data(story.history),
            "fund": to_data(story.world.funds),
        }
        yield ("," if number else "") + json.dumps(said, ensure_ascii=False)[:-1] + ', "answers": ['
        groups = [group for role in Role for group in _groups(story, role)]
        yield ",\n".join(json.dumps(group, ensure_ascii=False) for group in groups)
        yield "]}"
    yield "]}"


def _groups(story: Scenario, role: Role) -> Iterator[dict[str, Any]]:
    world = story.world
    for claim, actor, at, condition in conditions(story, role):
        options = allowed(claim, actor, at=at, rules=world.rules, funds=world.funds, rates=world.rates)
        yield {
            "role": role.value,
            "actor": to_data(actor),
            "at": at.isoformat().replace("+00:00", "Z"),
            "condition": condition,
            "commands": {
                kind.key: sorted({problem.code.value for problem in option.problems})
                for kind, option in options.items()
            },
        }


def files() -> Iterator[tuple[str, str]]:
    """Yield every file of the suite: its name, and its text."""
    listed = [{"path": f"{level}.json", "level": level} for level in LEVELS]
    suite = {"version": VERSION, "levels": LEVELS, "files": listed}
    yield "suite.json", json.dumps(suite, indent=1) + "\n"
    yield "suite.schema.json", json.dumps(schema(), indent=1) + "\n"
    yield "lifecycle.json", "\n".join(lifecycle()) + "\n"


def main() -> None:
    """Draw the files again."""
    for name, text in files():
        (FOLDER / name).write_text(text, "utf-8", newline="\n")
        sys.stdout.write(f"written: {name}\n")


if __name__ == "__main__":
    main()
