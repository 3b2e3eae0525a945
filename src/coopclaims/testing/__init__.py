"""For your own tests: strategies for claims and their Histories, and a machine that plays them.

Needs `coopclaims[testing]`. Nothing in the library imports this package.
"""

from __future__ import annotations

import hypothesis  # noqa: F401 # pyright: ignore[reportUnusedImport] - first: it loads strategies from here

from coopclaims.decisions.places import StepAnswer
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
from coopclaims.testing.coverage import Coverage, EDGES
from coopclaims.testing.evidencing import evidence
from coopclaims.testing.exploring import AnswerDifference, Exploration, explore
from coopclaims.testing.faults import (
    FAULTS,
    FAULT_CAPABILITIES,
    FUND_FAULTS,
    PAYMENT_FAULTS,
    PROFILE_FAULTS,
    RATE_FAULTS,
    REPOSITORY_FAULTS,
    SoundStore,
)
from coopclaims.testing.funding import fund_commands
from coopclaims.testing.given import Given, When, starting_from
from coopclaims.testing.ingredients import actors, forms, money
from coopclaims.testing.interleavings import Interleavings, explore_interleavings
from coopclaims.testing.ledgers import ledgers, pools
from coopclaims.testing.machine import LifecycleMachine
from coopclaims.testing.moves import Move, MoveKind
from coopclaims.testing.outcomes import Defect, combined_policies, dead_ends
from coopclaims.testing.paying import PaymentFacts, payment_commands, payment_contexts
from coopclaims.testing.mutants import (
    Mutant,
    claim_table_mutants,
    payment_table_mutants,
    permission_mutants,
    rulebook_mutants,
    survivors,
)
from coopclaims.testing.portals import (
    Portal,
    PortalDifference,
    PortalFault,
    PortalReport,
    check_portal,
    portal_report,
)
from coopclaims.testing.rulebooks import bound_rules, calendars, policies, rulebooks
from coopclaims.testing.shown import ActivityEvidence, evidence_for, lacking_one
from coopclaims.testing.stories import Scenario, claims, commands, histories, scenarios, simplest
from coopclaims.testing.walking import open_rows, shortest_path
from coopclaims.testing.world import World, worlds

__all__ = [
    "EDGES",
    "FAULTS",
    "FAULT_CAPABILITIES",
    "FUND_FAULTS",
    "PAYMENT_FAULTS",
    "PROFILE_FAULTS",
    "RATE_FAULTS",
    "REPOSITORY_FAULTS",
    "ActivityEvidence",
    "AnswerDifference",
    "AsyncCheck",
    "Capabilities",
    "Check",
    "ContractReport",
    "Coverage",
    "Defect",
    "Exploration",
    "Finding",
    "Given",
    "Interleavings",
    "LifecycleMachine",
    "MakeAsyncRepository",
    "MakeRepository",
    "Move",
    "MoveKind",
    "Mutant",
    "PaymentFacts",
    "Portal",
    "PortalDifference",
    "PortalFault",
    "PortalReport",
    "Scenario",
    "SoundStore",
    "StepAnswer",
    "When",
    "World",
    "actors",
    "async_contract_report",
    "async_repository_contract",
    "bound_rules",
    "calendars",
    "check_async_repository",
    "check_portal",
    "check_repository",
    "claim_table_mutants",
    "claims",
    "combined_policies",
    "commands",
    "contract_report",
    "dead_ends",
    "evidence",
    "evidence_for",
    "explore",
    "explore_interleavings",
    "forms",
    "fund_commands",
    "histories",
    "lacking_one",
    "ledgers",
    "money",
    "open_rows",
    "payment_commands",
    "payment_contexts",
    "payment_table_mutants",
    "permission_mutants",
    "policies",
    "pools",
    "portal_report",
    "repository_contract",
    "rulebook_mutants",
    "rulebooks",
    "scenarios",
    "shortest_path",
    "simplest",
    "starting_from",
    "survivors",
    "worlds",
]
