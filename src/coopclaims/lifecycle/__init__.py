"""The lifecycle: the one table that owns the status, recording and replaying, and its pictures."""

from __future__ import annotations

from coopclaims.lifecycle.diagrams import markdown, mermaid
from coopclaims.lifecycle.recording import record, replay
from coopclaims.lifecycle.refusals import REFUSALS, Refusal
from coopclaims.lifecycle.rounds import (
    AnswerState,
    Changes,
    RequestAnswer,
    since_rejection,
    since_request,
)
from coopclaims.lifecycle.rows import ROWS, Row
from coopclaims.lifecycle.table import TABLE, possible_steps, table_of

__all__ = [
    "REFUSALS",
    "ROWS",
    "TABLE",
    "AnswerState",
    "Changes",
    "Refusal",
    "RequestAnswer",
    "Row",
    "markdown",
    "mermaid",
    "possible_steps",
    "record",
    "replay",
    "since_rejection",
    "since_request",
    "table_of",
]
