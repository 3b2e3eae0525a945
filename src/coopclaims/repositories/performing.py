"""`perform`: load, decide, append, and return the outcome."""

from __future__ import annotations

from typing import TYPE_CHECKING, final

import attrs

from coopclaims.claims import Claim, CreateClaim, HistoryEntry
from coopclaims.decisions import decide, event_of
from coopclaims.errors import CommandReused, UnknownClaim
from coopclaims.funds import FundEntry
from coopclaims.lifecycle import replay
from coopclaims.problems import Problem
from coopclaims.repositories.protocols import ClaimWrite, FundWrite

if TYPE_CHECKING:
    from coopclaims.claims import Command
    from coopclaims.money import ExchangeRates
    from coopclaims.repositories.protocols import ClaimRepository, Write
    from coopclaims.rulebook import Rules

__all__ = ["Outcome", "perform"]


@final
@attrs.frozen(kw_only=True)
class Outcome:
    """What a performed command led to: the claim after it, and the entries that were stored.

    `is_repeat` says that this command had been performed before; nothing was stored again, and
    `entries` are those of the first time.
    """

    claim: Claim
    entries: tuple[HistoryEntry, ...]
    ledger: tuple[FundEntry, ...] = ()
    advice: tuple[Problem, ...] = ()
    is_repeat: bool = False


def perform(
    command: Command,
    repository: ClaimRepository,
    *,
    rules: Rules,
    rates: ExchangeRates | None = None,
) -> Outcome:
    """Load the claim and its fund, decide, append the entries of both in one step, and say what came of it.

    The same command id twice has one effect. Raises `Refused` with every problem, `StaleClaim` where
    somebody recorded first (nothing is stored; look at the claim again before deciding again),
    `UnknownClaim`, `UnknownFund`, and `CommandReused` where the id was given to another command.
    """
    try:
        history = repository.history(command.claim)
    except UnknownClaim:
        if not isinstance(command, CreateClaim):
            raise
        claim, form, version = None, command.form, 0
    else:
        claim = replay(history)
        form, version = claim.form, history.version
        done = tuple(entry for entry in history if entry.command == command.id)
        if done:
            return _repeated(command, claim, done)
    pool = repository.pool(form.location, form.program, form.usage_period)
    decision = decide(command, claim, rules=rules, funds=pool, rates=rates)
    writes: list[Write] = [ClaimWrite(claim=command.claim, expected=version, entries=decision.entries)]
    if decision.ledger:
        writes.append(FundWrite(pool=pool.key, expected=pool.version, entries=decision.ledger))
    repository.append(*writes)
    return Outcome(
        claim=replay(decision.entries, start=claim),
        entries=decision.entries,
        ledger=decision.ledger,
        advice=decision.advice,
    )


def _repeated(command: Command, claim: Claim, done: tuple[HistoryEntry, ...]) -> Outcome:
    """Return the outcome of a command that was performed before, if it is the same command."""
    first, event = done[0], event_of(command)
    if first.event != event or first.by != command.by.id:
        raise CommandReused(
            f"claim {claim.id}, command {command.id}",
            f"{type(event).__name__} by {command.by.id}",
            f"{type(first.event).__name__} by {first.by}, recorded as entry {first.number}",
        )
    return Outcome(claim=claim, entries=done, is_repeat=True)
