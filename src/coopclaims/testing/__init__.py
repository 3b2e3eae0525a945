"""For your own tests: strategies for claims and their Histories, and a machine that plays them.

Needs `coopclaims[testing]`. Nothing in the library imports this package.
"""

from __future__ import annotations

from coopclaims.testing.coverage import EDGES, Coverage
from coopclaims.testing.evidencing import evidence
from coopclaims.testing.exploring import Answer, Defect, Exploration, explore
from coopclaims.testing.given import Given, When, starting_from
from coopclaims.testing.ingredients import actors, forms, money
from coopclaims.testing.ledgers import ledgers, pools
from coopclaims.testing.machine import LifecycleMachine
from coopclaims.testing.rulebooks import bound_rules, calendars, policies, rulebooks
from coopclaims.testing.shown import ActivityEvidence, evidence_for, lacking_one
from coopclaims.testing.stories import Scenario, claims, commands, histories, scenarios, simplest
from coopclaims.testing.walking import open_rows, shortest_path
from coopclaims.testing.world import World, worlds

__all__ = [
    "EDGES",
    "ActivityEvidence",
    "Answer",
    "Coverage",
    "Defect",
    "Exploration",
    "Given",
    "LifecycleMachine",
    "Scenario",
    "When",
    "World",
    "actors",
    "bound_rules",
    "calendars",
    "claims",
    "commands",
    "evidence",
    "evidence_for",
    "explore",
    "forms",
    "histories",
    "lacking_one",
    "ledgers",
    "money",
    "open_rows",
    "policies",
    "pools",
    "rulebooks",
    "scenarios",
    "shortest_path",
    "simplest",
    "starting_from",
    "worlds",
]
