"""For your own tests: strategies for claims and their Histories, and a machine that plays them.

Needs `coopclaims[testing]`. Nothing in the library imports this package.
"""

from __future__ import annotations

from coopclaims.testing.contract import (
    AsyncCheck,
    Capabilities,
    Check,
    ContractReport,
    Finding,
    MakeAsyncRepository,
    MakeRepository,
    async_contract_report,
    async_repository_contract,
    check_async_repository,
    check_repository,
    contract_report,
    repository_contract,
)
from coopclaims.testing.coverage import Coverage
from coopclaims.testing.evidencing import evidence
from coopclaims.testing.faults import FAULTS, FAULT_CAPABILITIES, SoundStore
from coopclaims.testing.ingredients import actors, forms, money
from coopclaims.testing.interleavings import Exploration, explore
from coopclaims.testing.machine import LifecycleMachine
from coopclaims.testing.stories import Scenario, claims, commands, histories, scenarios, simplest
from coopclaims.testing.walking import open_rows, shortest_path
from coopclaims.testing.world import World, worlds

__all__ = [
    "FAULTS",
    "FAULT_CAPABILITIES",
    "AsyncCheck",
    "Capabilities",
    "Check",
    "ContractReport",
    "Coverage",
    "Exploration",
    "Finding",
    "LifecycleMachine",
    "MakeAsyncRepository",
    "MakeRepository",
    "Scenario",
    "SoundStore",
    "World",
    "actors",
    "async_contract_report",
    "async_repository_contract",
    "check_async_repository",
    "check_repository",
    "claims",
    "commands",
    "contract_report",
    "evidence",
    "explore",
    "forms",
    "histories",
    "money",
    "open_rows",
    "repository_contract",
    "scenarios",
    "shortest_path",
    "simplest",
    "worlds",
]
