"""What does not block a command and is worth knowing before it is given."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final

from coopclaims.claims import (
    AddInvoice,
    AddProof,
    ApproveClaim,
    Claim,
    Command,
    CreateClaim,
    RecordMetric,
    SubmitClaim,
)
from coopclaims.completeness import claim_advice, item_advice
from coopclaims.decisions.capping import above_cap
from coopclaims.decisions.standing import (
    Surroundings,
    outside_usage,
    over_claim,
    over_claim_severity,
    unanswered,
)
from coopclaims.findings import Problem, Severity

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

__all__ = ["advice_on"]


def advice_on(command: Command, claim: Claim | None, around: Surroundings) -> tuple[Problem, ...]:
    """Return what does not block: a later obstacle, a balance, thin evidence, an open request."""
    if claim is None:
        return tuple(_creation(command)) if isinstance(command, CreateClaim) else ()
    adviser = _ADVISERS.get(type(command))
    return () if adviser is None else tuple(adviser(command, claim, around))


def _creation(command: CreateClaim) -> Iterator[Problem]:
    if command.form.executed_on not in command.form.usage_period:
        yield outside_usage(command.form, Severity.ADVISES)


def _submission(_command: SubmitClaim, claim: Claim, around: Surroundings) -> Iterator[Problem]:
    yield from unanswered(claim)
    yield from claim_advice(claim, rules=around.rules, on=around.day)
    if over_claim_severity(claim, around) is Severity.ADVISES:
        yield from over_claim(claim, around, Severity.ADVISES)
    yield from above_cap(claim, claim.form.amount, around)


def _approval(command: ApproveClaim, claim: Claim, around: Surroundings) -> Iterator[Problem]:
    yield from above_cap(claim, command.amount, around)


def _invoice(command: AddInvoice, claim: Claim, around: Surroundings) -> Iterator[Problem]:
    yield from item_advice(command.invoice, claim, rules=around.rules, on=around.day)


def _proof(command: AddProof, claim: Claim, around: Surroundings) -> Iterator[Problem]:
    yield from item_advice(command.proof, claim, rules=around.rules, on=around.day)


def _metric(command: RecordMetric, claim: Claim, around: Surroundings) -> Iterator[Problem]:
    yield from item_advice(command.metric, claim, rules=around.rules, on=around.day)


_ADVISERS: Final[Mapping[type[Command], Callable[[Any, Claim, Surroundings], Iterator[Problem]]]] = (
    MappingProxyType(
        {
            SubmitClaim: _submission,
            ApproveClaim: _approval,
            AddInvoice: _invoice,
            AddProof: _proof,
            RecordMetric: _metric,
        }
    )
)
"""Who advises on which command; nothing is known that would be worth saying of any other."""
