"""The contract of repositories: what every store of claims has to keep, as plain functions."""

from __future__ import annotations

from coopclaims.testing.contract.bridging import (
    async_contract_report,
    async_repository_contract,
    check_async_repository,
)
from coopclaims.testing.contract.suite import (
    ContractReport,
    Finding,
    check_repository,
    contract_report,
    repository_contract,
)
from coopclaims.testing.contract.terms import (
    AsyncCheck,
    Capabilities,
    Check,
    EVERYTHING,
    MakeAsyncRepository,
    MakeRepository,
)

__all__ = [
    "EVERYTHING",
    "AsyncCheck",
    "Capabilities",
    "Check",
    "ContractReport",
    "Finding",
    "MakeAsyncRepository",
    "MakeRepository",
    "async_contract_report",
    "async_repository_contract",
    "check_async_repository",
    "check_repository",
    "contract_report",
    "repository_contract",
]
