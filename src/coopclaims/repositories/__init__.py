"""Repositories: what a store has to do, some in memory, and `perform` around a decision."""

from __future__ import annotations

from coopclaims.repositories.memory import AsyncInMemoryRepository, InMemoryRepository
from coopclaims.repositories.performing import (
    Append,
    Effect,
    LoadClaim,
    LoadPool,
    Outcome,
    carry_out,
    carry_out_async,
    perform,
    perform_async,
    performing,
)
from coopclaims.repositories.protocols import (
    AsyncClaimRepository,
    AsyncSnapshotRepository,
    BankProfileRepository,
    ClaimRepository,
    ClaimWrite,
    FundWrite,
    Loaded,
    SnapshotRepository,
    Write,
)

__all__ = [
    "Append",
    "AsyncClaimRepository",
    "AsyncInMemoryRepository",
    "AsyncSnapshotRepository",
    "BankProfileRepository",
    "ClaimRepository",
    "ClaimWrite",
    "Effect",
    "FundWrite",
    "InMemoryRepository",
    "LoadClaim",
    "LoadPool",
    "Loaded",
    "Outcome",
    "SnapshotRepository",
    "Write",
    "carry_out",
    "carry_out_async",
    "perform",
    "perform_async",
    "performing",
]
