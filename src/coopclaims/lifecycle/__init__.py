"""The lifecycle: the one table that owns the status, recording and replaying, and its pictures."""

from __future__ import annotations

from coopclaims.lifecycle.diagrams import markdown, mermaid
from coopclaims.lifecycle.recording import record, replay
from coopclaims.lifecycle.refusals import REFUSALS, Refusal
from coopclaims.lifecycle.rows import ROWS, Row
from coopclaims.lifecycle.table import TABLE, possible_steps, table_of

__all__ = [
    "REFUSALS",
    "ROWS",
    "TABLE",
    "Refusal",
    "Row",
    "markdown",
    "mermaid",
    "possible_steps",
    "record",
    "replay",
    "table_of",
]
