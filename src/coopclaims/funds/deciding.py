"""Deciding about a fund: the entries that a command books in the ledger, or every reason why not.

Nothing is booked without a grant for the fund's location and program. Who has none gets that one problem, and
learns nothing of the fund. A command by which nothing would move is refused, with the reason: a ledger has no
entry of nothing, so nobody could know later that it was given.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, TypeAlias, final

import attrs

from coopclaims._characters import is_blank
from coopclaims._checks import door
from coopclaims._values import frozen
from coopclaims.errors import CurrencyMismatch, NoRuleInForce
from coopclaims.findings.codes import ProblemCode
from coopclaims.findings.problem import Problem, Refused, in_ended_currency, not_positive, problem
from coopclaims.funds.commands import (
    AdjustEarnings,
    ConvertFunds,
    CorrectFundInstant,
    ExpireFunds,
    FundCommand,
    RecordEarnings,
    RollOverFunds,
)
from coopclaims.funds.entries import FundEntry, PoolKey
from coopclaims.funds.expiry import (
    LedgerProposal,
    conversion_entries,
    eligibility_loss_entries,
    expiry_entries,
    rollover_entries,
)
from coopclaims.funds.pool import FundPool
from coopclaims.histories import NO_SUCH_ENTRY
from coopclaims.money.amounts import Money
from coopclaims.money.withdrawals import withdrawal_of
from coopclaims.parties import Action, Role
from coopclaims.provenance import Explanation, cite, message, statement_of
from coopclaims.rules.authority import acting_role, held_at, may, rule_missing
from coopclaims.rules.book import Rules

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date


_CORRECTED: Final = message(
    "ledger_instant_corrected", "entry {entry} was recorded at {instant}", "entry: int, instant: datetime"
)
_BOOKED: Final = "amount: Money, entity: EntityId, on: date"
_EARNED: Final = message("earnings_recorded", "{amount} earned from {entity} counts on {on}", _BOOKED)
_ADJUSTED: Final = message("earnings_adjusted", "{amount} corrects what {entity} earned on {on}", _BOOKED)


@final
@frozen(kw_only=True)
class FundDecision:
    """What happens when a command to a fund is accepted: ledger entries and why, and the funds after them.

    `proposal` has the entries, in the order in which they are recorded, each with who books it, by which
    command and why. `pools` are the funds once they are: that of the command first, and for a rollover the
    one at the other end. Nothing has happened yet: store the entries of all funds, together.
    """

    proposal: LedgerProposal
    pools: tuple[FundPool, ...]

    @property
    def entries(self) -> tuple[FundEntry, ...]:
        """The entries of all funds, in the order in which they are recorded."""
        return self.proposal.entries

    @door
    def of(self, fund: PoolKey) -> tuple[FundEntry, ...]:
        """Return the entries of the fund with the key `fund`."""
        return self.proposal.of(fund)

    def explain(self) -> Explanation:
        """Return why this is booked."""
        return self.proposal.explain()


@door
def decide_fund(
    command: FundCommand, pool: FundPool, *, rules: Rules, other: FundPool | None = None
) -> FundDecision:
    """Return what happens when this command is given to a fund now.

    `command` is what the actor asks for, at its own instant `at`, and `pool` the fund that it names, as it is
    now. `rules` are bound rules. `other` is the fund at the other end of a rollover, as it is now, `None` for
    every other command.

    A command that was performed before is not looked for: ask `repeated` first. Raises `Refused` with every
    problem, and changes nothing.
    """
    found, proposal, role = _judge(command, pool, other, rules)
    if found or proposal is None or role is None:
        raise Refused(found)
    booked = attrs.evolve(
        proposal,
        entries=tuple(
            attrs.evolve(
                each,
                by=command.by.id,
                role=role,
                command=command.id,
                reason=command.reason,
                on_behalf_of=command.by.absent_id,
            )
            for each in proposal.entries
        ),
    )
    pools = (pool,) if other is None else (pool, other)
    return FundDecision(proposal=booked, pools=tuple(each.record(booked.of(each.key)) for each in pools))


@door
def fund_problems(
    command: FundCommand, pool: FundPool, *, rules: Rules, other: FundPool | None = None
) -> tuple[Problem, ...]:
    """Return everything that blocks this command now; empty exactly when `decide_fund` accepts.

    The parameters are those of `decide_fund`: `command`, the fund `pool`, bound `rules`, and `other`, the
    fund at the other end of a rollover.
    """
    found, _, _ = _judge(command, pool, other, rules)
    return found


_Judged: TypeAlias = tuple[tuple[Problem, ...], LedgerProposal | None, Role | None]
"""Every problem found, what the ledger would record, and the role in which; if any."""


def outsider_of_fund(command: FundCommand, *, rules: Rules) -> Problem | None:
    """Return what is said to whoever may neither give this command nor see the fund, `None` where they may.

    It is said before anything is looked up: also whether there is such a fund is none of theirs.
    """
    day, place = rules.day(command.at), command.fund
    roles = held_at(command.by, place.location, place.program, day=day)
    if may(roles, Action.VIEW_FUNDS, day=day, rules=rules):
        return None
    role = _acting(command, day, rules)
    return role if isinstance(role, Problem) else None


def _acting(command: FundCommand, day: date, rules: Rules) -> Role | Problem:
    place = command.fund
    return acting_role(
        held_at(command.by, place.location, place.program, day=day),
        command.by,
        command.requires,
        day=day,
        rules=rules,
        location=place.location,
        program=place.program,
        claim=None,
    )


def _judge(command: FundCommand, pool: FundPool, other: FundPool | None, rules: Rules) -> _Judged:
    day = rules.day(command.at)
    role = _acting(command, day, rules)
    if isinstance(role, Problem):
        return (role,), None, None
    wrong = tuple(_mismatches(command, pool, other)) or tuple(_content(command, pool, day))
    if wrong:
        return wrong, None, role
    try:
        proposal = _proposal(command, pool, day, rules)
    except NoRuleInForce as absent:
        return (rule_missing(absent, rules=rules),), None, role
    except CurrencyMismatch as wrong_currency:
        why = statement_of(wrong_currency)
        return (problem(ProblemCode.RATE_MISSING, field="compared", why=why),), None, role
    if not proposal.entries:
        return (problem(ProblemCode.NOTHING_MOVES, why=proposal.explain()),), None, role
    return (), proposal, role


def _mismatches(command: FundCommand, pool: FundPool, other: FundPool | None) -> Iterator[Problem]:
    """Yield that a fund is not the one that the command names."""
    into = command.into if isinstance(command, RollOverFunds) else None
    for field, wanted, given in (("fund", command.fund, pool), ("into", into, other)):
        found = None if given is None else given.key
        if found != wanted:
            yield problem(ProblemCode.FUND_MISMATCH, field=field, wanted=wanted, found=found)


def _correction(command: CorrectFundInstant, pool: FundPool) -> Iterator[Problem]:
    """Yield why the instant of an entry cannot be corrected, or not to this one.

    Many streams book in a ledger, each with a clock of its own: its instants have no order to hold.
    """
    number, instant = command.entry, command.instant
    if number > pool.version:
        reason = NO_SUCH_ENTRY
        yield problem(ProblemCode.ENTRY_NOT_CORRECTABLE, field="entry", entry=number, reason=reason)
    if instant > command.at:
        yield problem(
            ProblemCode.INSTANT_OUT_OF_ORDER,
            field="instant",
            instant=instant,
            entry=number,
            first=None,
            last=command.at,
        )


def _content(command: FundCommand, pool: FundPool, day: date) -> Iterator[Problem]:
    """Yield what is wrong with what the command says."""
    currency = command.fund.currency
    if isinstance(command, (RecordEarnings, AdjustEarnings)):
        if command.amount.currency is not currency:
            yield problem(
                ProblemCode.SECOND_FUND_CURRENCY,
                field="amount",
                found=command.amount.currency,
                currency=currency,
            )
        if isinstance(command, RecordEarnings):
            yield from not_positive("amount", command.amount)
            yield from _ended(command)
        if command.amount.is_zero and isinstance(command, AdjustEarnings):
            why = _ADJUSTED.say(amount=command.amount, entity=command.entity, on=command.on)
            yield problem(ProblemCode.NOTHING_MOVES, field="amount", why=why)
        yield from _ahead("on", command.on, max(day, command.fund.usage_period.first))
    if isinstance(command, CorrectFundInstant):
        yield from _correction(command, pool)
    if isinstance(command, (AdjustEarnings, CorrectFundInstant)) and is_blank(command.reason):
        yield problem(ProblemCode.TEXT_MISSING, field="reason", source=cite("READING", "U-01"))
    if isinstance(command, ExpireFunds):
        yield from _ahead("lost_on", command.lost_on, day)


def _ended(command: RecordEarnings) -> Iterator[Problem]:
    """Return that the earnings are in a currency that had ended by the day on which they count."""
    on = command.fund.usage_period.first if command.on is None else command.on
    return in_ended_currency(withdrawal_of(command.amount.currency, on), on)


def _ahead(field: str, on: date | None, last: date) -> Iterator[Problem]:
    """Yield that a day is later than anybody can know of."""
    if on is not None and on > last:
        yield problem(ProblemCode.DAY_AHEAD, field=field, on=on, last=last)


def _proposal(command: FundCommand, pool: FundPool, day: date, rules: Rules) -> LedgerProposal:
    """Return what the ledger records. Raises `NoRuleInForce` and `CurrencyMismatch`."""
    at, key = command.at, pool.key
    if isinstance(command, (RecordEarnings, AdjustEarnings)):
        on = key.usage_period.first if command.on is None else command.on
        entry = FundEntry(
            pool=key, kind=command.books, amount=command.amount, at=at, on=on, entity=command.entity
        )
        return LedgerProposal(
            entries=(entry,),
            reason=_EARNED if isinstance(command, RecordEarnings) else _ADJUSTED,
            figures=(("amount", command.amount), ("entity", command.entity), ("on", on)),
            source=cite("OV20", "U-01"),
        )
    if isinstance(command, CorrectFundInstant):
        correction = FundEntry(
            pool=key,
            kind=command.books,
            amount=Money(0, key.currency),
            at=at,
            on=day,
            corrects=command.entry,
            instant=command.instant,
        )
        return LedgerProposal(
            entries=(correction,),
            reason=_CORRECTED,
            figures=(("entry", command.entry), ("instant", command.instant)),
            source=cite("READING", "H-01"),
        )
    if isinstance(command, ConvertFunds):
        earned = key.usage_period.earning_period()
        return conversion_entries(
            pool, earning_period=earned, on=day, at=at, rules=rules, compared=command.compared
        )
    if isinstance(command, RollOverFunds):
        return rollover_entries(pool, into=command.into, on=day, at=at, rules=rules)
    if command.lost_on is None:
        return expiry_entries(pool, on=day, at=at, rules=rules)
    return eligibility_loss_entries(pool, lost_on=command.lost_on, at=at, rules=rules)
