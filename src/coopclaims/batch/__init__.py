"""Whole portfolios: due days by the million, the same to the bit as one by one.

Days go in and come out as they are kept: as a sequence of `date`, or as a NumPy array of
`datetime64[D]`. NumPy is imported when an array arrives, and is needed for nothing else.

A row that cannot be answered does not stop the others. It is refused by its position, with the error
that the same question raises when asked alone; and the answers cannot be had without looking at the
refusals or asking for the gaps by name.
"""

from __future__ import annotations

from coopclaims.batch.mixed import MixedDueTable
from coopclaims.batch.portfolios import business_days_between, due_days, due_days_by_rule, mixed_due_days
from coopclaims.batch.results import BatchCounts, BatchDue, BatchRefusal, BatchRefused
from coopclaims.batch.tables import DueTable

__all__ = [
    "BatchCounts",
    "BatchDue",
    "BatchRefusal",
    "BatchRefused",
    "DueTable",
    "MixedDueTable",
    "business_days_between",
    "due_days",
    "due_days_by_rule",
    "mixed_due_days",
]
