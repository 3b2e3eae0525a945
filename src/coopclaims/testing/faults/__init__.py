"""Faulty stores, each with one fault, which the contract has to catch: what each check is there for.

Beside them stand ports that answer something else than was asked: rates, repositories and bank profiles.
"""

from __future__ import annotations

from typing import Final

from coopclaims.testing.faults.answering import RATE_FAULTS, REPOSITORY_FAULTS
from coopclaims.testing.faults.answering_money import FUND_FAULTS, PAYMENT_FAULTS, PROFILE_FAULTS
from coopclaims.testing.faults.correcting import CORRECTING_FAULTS
from coopclaims.testing.faults.keeping import KEEPING_FAULTS
from coopclaims.testing.faults.racing import RACING_FAULTS
from coopclaims.testing.faults.reading import READING_FAULTS
from coopclaims.testing.faults.remembering import REMEMBERING_FAULTS
from coopclaims.testing.faults.sound import FAULT_CAPABILITIES, SoundStore
from coopclaims.testing.faults.writing import WRITING_FAULTS

__all__ = [
    "FAULTS",
    "FAULT_CAPABILITIES",
    "FUND_FAULTS",
    "PAYMENT_FAULTS",
    "PROFILE_FAULTS",
    "RATE_FAULTS",
    "REPOSITORY_FAULTS",
    "SoundStore",
]

FAULTS: Final[tuple[type[SoundStore], ...]] = (
    *WRITING_FAULTS,
    *CORRECTING_FAULTS,
    *RACING_FAULTS,
    *KEEPING_FAULTS,
    *READING_FAULTS,
    *REMEMBERING_FAULTS,
)
"""Every faulty store; its name and its docstring say what is wrong with it."""
