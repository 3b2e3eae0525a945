"""What the fund ledger records when a claim draws on its fund, or lets go of what it held."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, TypeAlias

from coopclaims.errors import NoRuleInForce
from coopclaims.funds.entries import FundEntry, FundEntryKind
from coopclaims.funds.expiry import funds_end

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import date

    from coopclaims.claims.claim import Claim
    from coopclaims.claims.events import HistoryEntry
    from coopclaims.decisions.context import JudgementContext
    from coopclaims.identifiers import ProgramId
    from coopclaims.money.amounts import Money
    from coopclaims.periods import UsagePeriod
    from coopclaims.rules.book import Rules

Change: TypeAlias = "tuple[FundEntryKind, Money, str | None]"
"""A kind of entry, its amount, and the activity that it is for."""


_ALWAYS: Final = frozenset(
    {FundEntryKind.RESERVED, FundEntryKind.COMMITTED, FundEntryKind.COMMITMENT_REVERSED}
)


def ledger_entries(
    entry: HistoryEntry, changes: Iterable[Change], context: JudgementContext
) -> tuple[FundEntry, ...]:
    """Return what the fund ledger records with this entry, in the order in which it happens.

    What is released after the last day on which the funds can be claimed expires with the claim, and
    is restored when the claim needs it: no other claim reaches it.
    """
    entries = [
        FundEntry(
            pool=context.funds.key,
            kind=kind,
            amount=amount,
            at=entry.at,
            on=context.day,
            claim=entry.claim,
            number=entry.number,
            activity=activity,
        )
        for kind, amount, activity in changes
        # What a claim asks for or is approved is booked also where it is nothing in the fund's currency.
        if amount.is_positive or kind in _ALWAYS
    ]
    return tuple(entries)


def drawn(kind: FundEntryKind, amount: Money, claim: Claim, context: JudgementContext) -> Iterator[Change]:
    """Yield that what the claim holds is replaced by this amount, reserved or committed."""
    funds, activity = context.funds, claim.form.activity
    held, expired = funds.reserved_for(claim.id), funds.expired_for(claim.id)
    yield FundEntryKind.RELEASED, held, funds.activity_of(claim.id)
    if expired.is_positive:
        more = max(amount - held, 0 * amount)
        if kind is FundEntryKind.COMMITTED:  # others' approvals may have left less than the claim holds
            more = max(more, amount + expired - funds.approvable_for(claim.id))
        yield FundEntryKind.RESTORED, min(more, expired), activity
    yield kind, amount, activity
    if held > amount:
        yield from let_go(held - amount, activity, claim, context)


def let_go(
    released: Money, activity: str | None, claim: Claim, context: JudgementContext
) -> Iterator[Change]:
    """Yield how much of what a claim lets go expires with it: nothing up to the funds' last day.

    Where claims had overdrawn the fund, what is let go first covers what the others hold.
    """
    last = context.rules.once(_funds_end, (claim.form.usage_period, claim.form.program))
    if last is not None and context.day > last:
        lost = min(released, context.funds.balance().available + released)
        yield FundEntryKind.EXPIRED, lost, activity


def _funds_end(rules: Rules, of: tuple[UsagePeriod, ProgramId]) -> date | None:
    usage, program = of
    try:
        return funds_end(usage, program=program, rules=rules).last
    except NoRuleInForce:
        return None
