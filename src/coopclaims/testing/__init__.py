"""For your own tests: strategies for claims and their Histories, and a machine that plays them.

For your own repository: the contract that every store has to keep, stores with a fault that it catches,
and every order in which writers can meet.

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
from coopclaims.testing.faults import FAULT_CAPABILITIES, FAULTS, SoundStore
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
