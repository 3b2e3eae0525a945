"""Where an identifier is not found and one that looks the same is known, the message says so."""

from __future__ import annotations

from typing import Any

import pytest
from tests.support.findings import ALICE, PROGRAM, World, cc

GRANTS = (
    ("location", "Malm\u00f6", "Malmo\u0308", "Lund"),
    ("location", "Malm\u00f6", "malm\u00f6", "Lund"),
    ("location", "se-1", "\uff53\uff45\uff0d\uff11", "no-1"),
    ("location", "se-1", " se-1", "no-1"),
    ("program", PROGRAM, "csp direct bill partner", "another"),
)


def _without_names(problem: Any, *names: str) -> str:
    """Return what a problem says without its blanks, and with the same sign for each of these names."""
    said = str(problem)
    for name in names:
        said = said.replace(name.strip(), "*")
    return "".join(said.split())


def _refused_grant(field: str, known: str, granted: str) -> Any:
    """Return why somebody with a grant of this spelling may not file a claim at the known one."""
    names: dict[str, Any] = {field: known}
    world = World(**names)
    scope = {"location": world.location, "program": world.program} | {field: granted}
    bob = cc.Actor.partner("bob", cc.Role.INCENTIVES_USER, **scope)
    command = world.ask(cc.claims.CreateClaim, bob, "2022-09-01 09:00", form=world.form())
    (problem,) = cc.problems(command, None, rules=world.rules, funds=world.pool)
    return problem


@pytest.mark.parametrize(("field", "known", "twin", "_other"), GRANTS)
def test_a_grant_of_another_spelling_is_still_no_grant(
    field: str, known: str, twin: str, _other: str
) -> None:
    assert _refused_grant(field, known, twin).code is cc.findings.ProblemCode.OUTSIDE_SCOPE


@pytest.mark.parametrize(("field", "known", "twin", "other"), GRANTS)
def test_a_grant_of_another_spelling_is_named_as_such(field: str, known: str, twin: str, other: str) -> None:
    near, far = (_without_names(_refused_grant(field, known, name), known, name) for name in (twin, other))
    assert near != far


def test_of_truly_different_names_nothing_more_is_said() -> None:
    first, second = (
        _without_names(_refused_grant("location", "Malm\u00f6", name), "Malm\u00f6", name)
        for name in ("Lund", "Gothenburg")
    )
    assert first == second


def _unknown_item(item: str) -> str:
    world = World().draft()
    command = world.ask(cc.claims.RemoveItem, ALICE, "2022-09-03 09:00", item=item)
    (problem,) = cc.problems(command, world.claim(), rules=world.rules, funds=world.pool)
    assert problem.code is cc.findings.ProblemCode.ITEM_UNKNOWN
    return _without_names(problem, item, "i1")


def _unknown_activity(activity: str) -> str:
    world = World()
    command = world.ask(cc.claims.CreateClaim, ALICE, "2022-09-01 09:00", form=world.form(activity=activity))
    (problem,) = cc.problems(command, None, rules=world.rules, funds=world.pool)
    assert problem.code is cc.findings.ProblemCode.ACTIVITY_UNKNOWN
    return _without_names(problem, activity, "partner-network")


@pytest.mark.parametrize("twin", ["I1", "\uff491", "i1 "], ids=ascii)
def test_an_item_of_another_spelling_is_named_as_such(twin: str) -> None:
    assert _unknown_item(twin) != _unknown_item("zz")


@pytest.mark.parametrize("twin", ["Partner-Network", " partner-network"], ids=ascii)
def test_an_activity_of_another_spelling_is_named_as_such(twin: str) -> None:
    assert _unknown_activity(twin) != _unknown_activity("zz")
