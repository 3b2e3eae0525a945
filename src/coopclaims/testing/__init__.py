"""For your own tests: strategies for claims and their Histories, and a machine that plays them.

Needs `coopclaims[testing]`. Nothing in the library imports this package.
"""

from __future__ import annotations

from coopclaims.testing.coverage import Coverage
from coopclaims.testing.evidencing import evidence
from coopclaims.testing.ingredients import actors, forms, money
from coopclaims.testing.machine import LifecycleMachine
from coopclaims.testing.stories import Scenario, claims, commands, histories, scenarios, simplest
from coopclaims.testing.walking import open_rows, shortest_path
from coopclaims.testing.world import World, worlds

__all__ = [
    "Coverage",
    "LifecycleMachine",
    "Scenario",
    "World",
    "actors",
    "claims",
    "commands",
    "evidence",
    "forms",
    "histories",
    "money",
    "open_rows",
    "scenarios",
    "shortest_path",
    "simplest",
    "worlds",
]
