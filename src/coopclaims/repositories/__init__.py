"""Repositories: what a store has to do, one in memory, and `perform` around a decision."""

from __future__ import annotations

from coopclaims.repositories.memory import InMemoryRepository
from coopclaims.repositories.performing import Outcome, perform
from coopclaims.repositories.protocols import (
    BankProfileRepository,
    ClaimRepository,
    ClaimWrite,
    FundWrite,
    Write,
)

__all__ = [
    "BankProfileRepository",
    "ClaimRepository",
    "ClaimWrite",
    "FundWrite",
    "InMemoryRepository",
    "Outcome",
    "Write",
    "perform",
]
