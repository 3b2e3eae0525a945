"""Co-op that leaves a pool: what expires and when, and what is rolled over or converted.

Nothing leaves a pool by itself. Each function returns the entries that would be recorded and why, or
none and why not; a portal records them.

Money that is neither approved nor held by a pending claim expires after the last day of the claiming
period, or of the usage period where that policy is chosen (U-06, U-08). Money that a claim lets go after
that day expires with the claim; only a dispute of that claim can use it again.

What is rolled over or converted is taken from the paying entities in proportion to what each earned, to
the minor unit, so that every pool still knows its shares.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Final, final

import attrs

from coopclaims._checks import door
from coopclaims._values import as_day, frozen
from coopclaims.errors import CurrencyMismatch, InvalidValue, NoRuleInForce
from coopclaims.funds.earning import CoopOutcome, coop_outcome
from coopclaims.funds.entries import FundEntry, FundEntryKind, PoolKey
from coopclaims.funds.pool import FundPool
from coopclaims.identifiers import ProgramId
from coopclaims.money.amounts import Money
from coopclaims.periods import ClaimingPeriod, EarningPeriod, UsagePeriod
from coopclaims.provenance import PUBLISHED, Basis, Explanation, Message, Source, cite, inferred, message
from coopclaims.rules.book import Rules
from coopclaims.rules.editions import ProgramEnd
from coopclaims.rules.keys import CONVERSIONS, ROLLOVERS
from coopclaims.rules.published import listed_as
from coopclaims.rules.readings import EligibilityLoss, FundsExpiry
from coopclaims.rules.rule import Rule

if TYPE_CHECKING:
    from coopclaims.rules.editions import Rollover


# Until when funds can be claimed, and what expires then.

# fmt: off
_FUNDS_END: Final = message("funds_end", "funds for the usage period {usage} can be claimed until {last}",
    "usage: UsagePeriod, last: date")
_USAGE_PERIOD: Final = message("usage_period_ends", "the usage period is {usage}", "usage: UsagePeriod")
_CLAIMS_OPEN: Final = message("claims_open",
    "claims for the usage period {usage} are open {opens} to {closes}",
    "usage: UsagePeriod, opens: date, closes: date")
# fmt: on


def claims_open(usage: UsagePeriod, window: Rule[ClaimingPeriod]) -> Explanation:
    """Return when claims for a usage period are open, and which rule says so."""
    return window.says(_CLAIMS_OPEN, usage=usage, opens=window.value.first, closes=window.value.last)


@final
@frozen(kw_only=True)
class FundsEnd:
    """The last day on which funds for a usage period can be claimed, and why that one.

    `usage` is the usage period, and `last` the civil day in the program's zone. `by` is the policy that
    counts. `window` is the claiming period that gives the day, `None` where the usage period itself does.
    """

    usage: UsagePeriod
    last: date
    by: FundsExpiry
    window: Rule[ClaimingPeriod] | None = None

    def explain(self) -> Explanation:
        """Return why it is that day."""
        return _FUNDS_END.say(
            usage=self.usage,
            last=self.last,
            source=cite("VF22", "U-06", "U-08"),
            basis=inferred(self.by),
            because=(self._because(),),
        )

    def _because(self) -> Explanation:
        if self.window is not None:
            return claims_open(self.usage, self.window)
        return _USAGE_PERIOD.say(usage=self.usage, source=cite("OV23", "U-06"), basis=PUBLISHED)


@final
@frozen
class EndOfProgram:
    """That a program ended, and its co-op becomes a rebate.

    `program` is its identifier, `end` what was announced of it, `source` the document that did, and `basis`
    says how that is known.
    """

    program: ProgramId
    end: ProgramEnd
    source: Source
    basis: Basis

    def explain(self) -> Explanation:
        """Return which co-op becomes a rebate, and when that is paid."""
        first, last = self.end.paid_between
        return _PROGRAM_ENDED.say(
            program=self.program,
            earned=self.end.earned,
            paid_from=first,
            paid_until=last,
            source=self.source,
            basis=self.basis,
        )


@final
@frozen(kw_only=True)
class LedgerProposal:
    """What the ledger would record, and why. Nothing is recorded yet.

    `entries` are in the order in which they are to be recorded; empty where nothing moves. `reason` says
    why, with `figures`, its parameters; `source` and `basis` are those of the rule, and `because` are the
    answers that it follows from.
    """

    entries: tuple[FundEntry, ...]
    reason: Message
    figures: tuple[tuple[str, object], ...] = ()
    source: Source
    basis: Basis | None = None
    because: tuple[FundsEnd | CoopOutcome | EndOfProgram, ...] = ()

    def explain(self) -> Explanation:
        """Return why this moves, or why nothing does."""
        parts = (
            _ENTITY_PART.say(amount=entry.amount, entity=entry.entity, source=cite("MG22", "P-02"))
            for entry in self.entries
            if entry.entity is not None and entry.kind is not FundEntryKind.ROLLED_IN
        )
        because = (*(each.explain() for each in self.because), *parts)
        return Explanation(
            message=self.reason, figures=self.figures, source=self.source, basis=self.basis, because=because
        )

    @door
    def of(self, pool: PoolKey) -> tuple[FundEntry, ...]:
        """Return the entries of the pool with the key `pool`: a rollover concerns two."""
        return tuple(entry for entry in self.entries if entry.pool == pool)


@door
def funds_end(usage: UsagePeriod, *, program: ProgramId | None = None, rules: Rules) -> FundsEnd:
    """Return the last day on which funds for this usage period can be claimed.

    `usage` is the usage period, and `rules` are bound rules. `program` is the program of the funds, which may
    have had a calendar of its own; `None` is one that has none.

    The last day of its claiming period. Raises `NoRuleInForce` where none is known for the usage period.
    Source: OV23 D-03, U-06; VF22 U-08; OV18 D-04.

    >>> from coopclaims import BusinessCalendar
    >>> from coopclaims import UsagePeriod
    >>> from coopclaims.periods import FiscalHalf
    >>> from coopclaims import partner_center
    >>> from datetime import UTC
    >>> plain = BusinessCalendar.of_weekdays(years=range(2022, 2024))
    >>> rules = partner_center.bind(calendar=plain, zone=UTC)
    >>> funds_end(UsagePeriod.of(FiscalHalf(2023, 1)), rules=rules).last
    datetime.date(2023, 2, 15)
    """
    return rules.once(_funds_end, (usage, program))


def _funds_end(rules: Rules, of: tuple[UsagePeriod, ProgramId | None]) -> FundsEnd:
    usage, program = of
    by = rules.policies.funds_expiry
    if by is FundsExpiry.USAGE_END:
        return FundsEnd(usage=usage, last=usage.last, by=by)
    window = rules.claiming_period(usage, program)
    return FundsEnd(usage=usage, last=window.value.last, by=by, window=window)


# fmt: off
_AVAILABLE: Final = "on: date, available: Money, last: date"
_NOT_EXPIRED: Final = message("not_expired", "nothing expires up to {last}", _AVAILABLE)
_NOTHING_TO_EXPIRE: Final = message("nothing_to_expire",
    "nothing expires: every amount is approved, held by a claim, or gone already", _AVAILABLE)
_EXPIRED: Final = message("expired",
    "{available} that no claim holds expired after {last}, and is not carried on", _AVAILABLE)
_ELIGIBILITY_LOST: Final = message("eligibility_lost",
    "{forfeited:or nothing} is forfeited with the eligibility lost on {lost_on}",
    "lost_on: date, available: Money, forfeited: Money | None")
# fmt: on


@door
def expiry_entries(pool: FundPool, *, on: date, at: datetime, rules: Rules) -> LedgerProposal:
    """Return the entry by which money that no claim holds expires, where its day has passed on `on`.

    `pool` is the pool as it is now. `on` is a civil day in the program's zone, and `at` the aware instant of
    recording. `rules` are bound rules.

    Nothing expires up to the last day, and nothing that is approved or reserved. The entry counts on the day
    after the last one, whenever it is recorded. Raises `NoRuleInForce` where the last day is not known.
    Source: OV23 U-06; VF22 U-08.
    """
    end = funds_end(pool.key.usage_period, program=pool.key.program, rules=rules)
    free = pool.balance().available
    reason, entries = _EXPIRED, tuple[FundEntry, ...]()
    if as_day("on", on) <= end.last:
        reason = _NOT_EXPIRED
    elif not free.is_positive:
        reason = _NOTHING_TO_EXPIRE
    else:
        entries = (_expired(pool.key, free, end.last + timedelta(days=1), at),)
    return LedgerProposal(
        entries=entries,
        reason=reason,
        figures=(("on", on), ("available", free), ("last", end.last)),
        source=cite("OV23", "U-06"),
        because=(end,),
    )


@door
def eligibility_loss_entries(pool: FundPool, *, lost_on: date, at: datetime, rules: Rules) -> LedgerProposal:
    """Return what becomes of the funds of a partner who lost eligibility on this day.

    `pool` is the pool as it is now. `lost_on` is a civil day in the program's zone, and `at` the aware
    instant of recording. `rules` are bound rules, whose policy `EligibilityLoss` counts.

    No source says (U-17). By default nothing moves: what is there stays claimable until it expires.
    With `EligibilityLoss.FORFEITED` what no claim holds expires on that day; claims that were submitted
    keep what they hold. That no more is earned from then on is for whoever records earnings.
    """
    policy = rules.policies.eligibility_loss
    free = pool.balance().available
    forfeited = free if policy is EligibilityLoss.FORFEITED and free.is_positive else None
    day = as_day("lost_on", lost_on)
    return LedgerProposal(
        entries=() if forfeited is None else (_expired(pool.key, forfeited, day, at),),
        reason=_ELIGIBILITY_LOST,
        figures=(("lost_on", day), ("available", free), ("forfeited", forfeited)),
        source=cite("READING", "U-17"),
        basis=inferred(policy),
    )


def _expired(key: PoolKey, amount: Money, on: date, at: datetime) -> FundEntry:
    return FundEntry(pool=key, kind=FundEntryKind.EXPIRED, amount=amount, at=at, on=on)


# What is rolled over into the next usage period, or converted to a rebate.

_ROLLED: Final = (
    "program: ProgramId, from_usage: UsagePeriod, to_usage: UsagePeriod, on: date, available: Money"
)
# fmt: off
_NO_ROLLOVER: Final = message("no_rollover",
    "no rollover of {program} from {from_usage} into {to_usage} is announced: unused co-op is not carried "
    "into another period", _ROLLED)
_NOT_YET: Final = message("rollover_not_yet",
    "what is unused is known once the usage period {from_usage} has ended", _ROLLED)
_NOTHING_LEFT: Final = message("nothing_to_roll_over", "nothing of {from_usage} is left unused", _ROLLED)
_ROLLED_OVER: Final = message("rolled_over",
    "{available} unused of {from_usage} is rolled over into {to_usage}", _ROLLED)
_ONCE_ANNOUNCED: Final = inferred(message("reading.rollovers_as_announced",
    "rollovers happen only where one was announced"))
_ONCE_ENDED: Final = inferred(message("reading.unused_once_ended",
    "what is unused is known once the usage period has ended"))
_EARNED: Final = "program: ProgramId, earned: EarningPeriod, on: date, available: Money"
_CONVERTED: Final = message("converted", "{available} of co-op becomes a rebate", _EARNED)
_NOT_CONVERTED: Final = message("not_converted", "no co-op becomes a rebate", _EARNED)
_NOTHING_TO_CONVERT: Final = message("nothing_to_convert", "nothing is left to become a rebate", _EARNED)
_CONVERTED_LATER: Final = message("converted_later",
    "no co-op becomes a rebate before the earning period {earned} has ended", _EARNED)
_PROGRAM_ENDED: Final = message("program_ended",
    "{program} ended: the co-op earned {earned} becomes a rebate, paid between {paid_from} and {paid_until}",
    "program: ProgramId, earned: EarningPeriod, paid_from: date, paid_until: date")
_ENTITY_PART: Final = message("entity_part", "{amount} of it was earned from {entity}",
    "amount: Money, entity: EntityId")
# fmt: on


@door
def rollover_entries(
    pool: FundPool, *, into: PoolKey, on: date, at: datetime, rules: Rules
) -> LedgerProposal:
    """Return the entries that roll what is unused of a pool over into another usage period.

    `pool` is the pool as it is now, and `into` the key of the pool at the other end, in the same currency.
    `on` is a civil day in the program's zone, and `at` the aware instant of recording. `rules` are bound
    rules.

    Only what an announced rollover allows, by program and by both usage periods, and only once the
    first period has ended: before, nobody knows what is unused (inferred). There was one, for three
    programs (AN20 U-14); anything else is refused, and the explanation says so. The
    proposal has the entries of both pools; record them in one step.
    Raises `InvalidValue` for a pool of another location or program, and `CurrencyMismatch`.
    """
    key, usage = pool.key, pool.key.usage_period
    for what in ("location", "program"):
        if getattr(into, what) != getattr(key, what):
            raise InvalidValue(what, getattr(into, what), "that_of_the_pool", own=getattr(key, what))
    if into.currency is not key.currency:
        raise CurrencyMismatch("rollover", str(into.currency), str(key.currency))
    free, day = pool.balance().available, as_day("on", on)
    rule = _announced_rollover(key, into, day, rules)
    entries: tuple[FundEntry, ...] = ()
    source, basis = cite("OV23", "U-06", "U-14"), _ONCE_ANNOUNCED
    if rule is None:
        reason = _NO_ROLLOVER
    elif day <= usage.last:
        reason, source, basis = _NOT_YET, rule.source, _ONCE_ENDED
    elif not free.is_positive:
        reason, source, basis = _NOTHING_LEFT, rule.source, rule.basis
    else:
        reason, source, basis = _ROLLED_OVER, rule.source, rule.basis
        out = _taken(pool, free, FundEntryKind.ROLLED_OUT, on=day, at=at, into=into)
        kind, first = FundEntryKind.ROLLED_IN, max(day, into.usage_period.first)
        came = (attrs.evolve(each, pool=into, kind=kind, on=first, other_usage=usage) for each in out)
        entries = (*out, *came)
    program, period = ("program", key.program), ("from_usage", usage)
    figures = (program, period, ("to_usage", into.usage_period), ("on", day), ("available", free))
    return LedgerProposal(entries=entries, reason=reason, figures=figures, source=source, basis=basis)


def _announced_rollover(
    key: PoolKey, into: PoolKey, on: date, rules: Rules
) -> Rule[tuple[Rollover, ...]] | None:
    """Return the rule by which a rollover from one pool into the other was announced."""
    try:
        announced = rules.look_up(ROLLOVERS, on)
    except NoRuleInForce:
        return None
    wanted = (key.usage_period, into.usage_period)
    allows = any(
        listed_as(key.program, each.programs) in each.programs and (each.from_usage, each.to_usage) == wanted
        for each in announced.value
    )
    return announced if allows else None


@door
def conversion_entries(
    pool: FundPool,
    *,
    earning_period: EarningPeriod,
    on: date,
    at: datetime,
    rules: Rules,
    compared: Money | None = None,
) -> LedgerProposal:
    """Return the entries by which the co-op of an earning period becomes a rebate, and why.

    `pool` is the pool as it is now, and `earning_period` when its co-op was earned. `on` is a civil day in
    the program's zone, and `at` the aware instant of recording. `rules` are bound rules.

    All that is available is converted where the program ended with that earning period (U-16, as announced by
    the day `on`), or, from the last day of the earning period on, where what was earned is below the
    program's threshold (U-04). `compared` is what was earned in the threshold's currency, where the pool has
    another: the caller converts; `None` where it has the same. What claims hold or have approved stays co-op.
    Raises `NoRuleInForce` where no threshold is known, and `CurrencyMismatch`. Source: OV20, TH21 U-04, U-05;
    BL23 U-16.
    """
    why: EndOfProgram | CoopOutcome | None
    why = _program_end(pool.key, earning_period, as_day("on", on), rules)
    converts = why is not None
    reason = _NOT_CONVERTED
    if why is None:
        why = coop_outcome(
            pool.balance().earned if compared is None else compared,
            program=pool.key.program,
            earning_period=earning_period,
            rules=rules,
        )
        if not why.qualifies:
            converts = on >= earning_period.last
            reason = _CONVERTED_LATER
    free = pool.balance().available
    if converts:
        reason = _CONVERTED if free.is_positive else _NOTHING_TO_CONVERT
    return LedgerProposal(
        entries=_taken(pool, free, FundEntryKind.CONVERTED, on=on, at=at) if reason is _CONVERTED else (),
        reason=reason,
        figures=(("program", pool.key.program), ("earned", earning_period), ("on", on), ("available", free)),
        source=why.source,
        basis=why.basis,
        because=(why,),
    )


def _program_end(key: PoolKey, earning_period: EarningPeriod, on: date, rules: Rules) -> EndOfProgram | None:
    """Return that the program ended with this earning period, if that was announced by this day."""
    try:
        rule = rules.look_up(CONVERSIONS, on)
    except NoRuleInForce:
        return None
    for end in rule.value:
        if listed_as(key.program, end.programs) in end.programs and end.earned == earning_period:
            return EndOfProgram(key.program, end, rule.source, rule.basis)
    return None


def _taken(
    pool: FundPool, amount: Money, kind: FundEntryKind, *, on: date, at: datetime, into: PoolKey | None = None
) -> tuple[FundEntry, ...]:
    """Return entries that take an amount out of a pool, from its entities by what each earned."""
    parts = amount.allocate(
        {entity: share.minor_units for entity, share in pool.shares() if share.is_positive}
    )
    return tuple(
        FundEntry(
            pool=pool.key,
            kind=kind,
            amount=part,
            at=at,
            on=on,
            entity=entity,
            other_usage=None if into is None else into.usage_period,
        )
        for entity, part in parts
        if part.is_positive
    )
