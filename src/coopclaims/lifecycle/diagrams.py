"""Pictures and pages drawn from the table, as text."""

from __future__ import annotations

from coopclaims.claims import ClaimStatus, Step
from coopclaims.lifecycle.rows import ROWS, Row
from coopclaims.lifecycle.table import TABLE

__all__ = ["markdown", "mermaid"]


def mermaid() -> str:
    """Return the lifecycle as a Mermaid state diagram; steps that change no status are left out.

    >>> mermaid().splitlines()[1]
    '    [*] --> Editing: create'
    """
    lines = ["stateDiagram-v2"]
    for row in ROWS:
        if row.at is row.to:
            continue
        start = "[*]" if row.at is None else _name(row.at)
        lines.append(f"    {start} --> {_name(row.to)}: {row.on.caption}")
        if row.otherwise is not None:
            lines.append(f"    {start} --> {_name(row.otherwise)}: {row.on.caption}, by policy")
    lines += [f"    {_name(status)} --> [*]" for status in ClaimStatus if _is_final(status)]
    return "\n".join(lines)


def markdown() -> str:
    """Return the whole table as Markdown: each status with what is possible and what is refused."""
    lines: list[str] = []
    for status, answers in TABLE.items():
        lines += [f"## {'No claim yet' if status is None else status.caption}", ""]
        lines += ["| step | outcome | needs | basis | source |", "|---|---|---|---|---|"]
        for step in Step:
            answer = answers[step]
            if isinstance(answer, Row):
                outcome = "stays" if answer.to is answer.at else f"**{answer.to.caption}**"
                if answer.otherwise is not None:
                    outcome += f", or by policy {answer.otherwise.caption}"
                needs = answer.needs.value.replace("_", " ")
            else:
                outcome, needs = f"refused: {answer.reason}", ""
            lines.append(f"| {step.caption} | {outcome} | {needs} | {answer.basis.kind} | {answer.source} |")
        lines.append("")
    return "\n".join(lines)


def _name(status: ClaimStatus) -> str:
    return status.caption.replace(" ", "_")


def _is_final(status: ClaimStatus) -> bool:
    return all(row.to is status for row in ROWS if row.at is status)
