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

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, final

import attrs

from coopclaims._values import as_day, frozen
from coopclaims.errors import CurrencyMismatch, InvalidValue, NoRuleInForce
from coopclaims.funds.earning import coop_outcome
from coopclaims.funds.entries import FundEntry, FundEntryKind, PoolKey
from coopclaims.provenance import PUBLISHED, Explanation, cite, explained, inferred, message
from coopclaims.rules.keys import CLAIM_DEADLINE_DAYS, CONVERSIONS, ROLLOVERS
from coopclaims.rules.readings import EligibilityLoss, FundsExpiry

if TYPE_CHECKING:
    from datetime import datetime

    from coopclaims.funds.pool import FundPool
    from coopclaims.money.amounts import Money
    from coopclaims.periods import EarningPeriod, UsagePeriod
    from coopclaims.rules.book import Rules
    from coopclaims.rules.editions import ProgramEnd, Rollover
    from coopclaims.rules.rule import Rule

_NOT_YET = message("reading.unused_once_ended", "what is unused is known once the usage period has ended")
_NOTHING_LEFT = message("reading.nothing_left", "nothing is left unused")
_AS_ANNOUNCED = inferred(
    message("reading.rollovers_as_announced", "rollovers happen only where one was announced")
)


# Until when funds can be claimed, and what expires then.


@final
@frozen(kw_only=True)
class FundsEnd:
    """The last day on which funds can be claimed, and why that one.

    `last` is a civil day in the program's zone, and `explanation` says why it is that one.
    """

    last: date
    explanation: Explanation = attrs.field(repr=False)

    def explain(self) -> Explanation:
        """Return why it is that day."""
        return self.explanation


@final
@frozen(kw_only=True)
class LedgerProposal:
    """What the ledger would record, and why. Nothing is recorded yet.

    `entries` are in the order in which they are to be recorded; empty where nothing moves. `explanation` says
    why.
    """

    entries: tuple[FundEntry, ...]
    explanation: Explanation = attrs.field(repr=False)

    def explain(self) -> Explanation:
        """Return why this moves, or why nothing does."""
        return self.explanation

    def of(self, pool: PoolKey) -> tuple[FundEntry, ...]:
        """Return the entries of the pool with the key `pool`: a rollover concerns two."""
        return tuple(entry for entry in self.entries if entry.pool == pool)


def funds_end(usage: UsagePeriod, *, rules: Rules) -> FundsEnd:
    """Return the last day on which funds for this usage period can be claimed.

    `usage` is the usage period, and `rules` are bound rules.

    The last day of its claiming period; before there were claiming periods, so many days after the
    usage period. Raises `NoRuleInForce` where neither is known for the usage period.
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
    policy = rules.policies.funds_expiry
    if policy is FundsExpiry.USAGE_END:
        last = usage.last
        because = explained(
            code="usage-period",
            text=f"the usage period is {usage}",
            figures=(("usage_first", usage.first.isoformat()), ("usage_last", last.isoformat())),
            source=cite("OV23", "U-06"),
            basis=PUBLISHED,
        )
    else:
        last, because = _claiming_end(usage, rules)
    return FundsEnd(
        last=last,
        explanation=explained(
            code="funds-end",
            text=f"funds for the usage period {usage} can be claimed until {last.isoformat()}",
            figures=(("last", last.isoformat()),),
            source=cite("VF22", "U-06", "U-08"),
            basis=inferred(policy),
            because=(because,),
        ),
    )


def _claiming_end(usage: UsagePeriod, rules: Rules) -> tuple[date, Explanation]:
    try:
        window = rules.claiming_period(usage)
    except NoRuleInForce as absent:
        try:
            days = rules.look_up(CLAIM_DEADLINE_DAYS, usage.first)
        except NoRuleInForce:
            raise absent from None
        last = days.value.after(usage.last)
        return last, explained(
            code="claim-deadline",
            text=f"claims are submitted within {days.value} of the usage period's end, {usage.last}",
            figures=(("usage_last", usage.last.isoformat()), ("n", days.value.n), ("day", last.isoformat())),
            source=days.source,
            basis=days.basis,
        )
    return window.value.last, explained(
        code="claiming-period",
        text=f"claims for it are open {window.value}",
        figures=(("opens", window.value.first.isoformat()), ("closes", window.value.last.isoformat())),
        source=window.source,
        basis=window.basis,
    )


def expiry_entries(pool: FundPool, *, on: date, at: datetime, rules: Rules) -> LedgerProposal:
    """Return the entry by which money that no claim holds expires, where its day has passed on `on`.

    `pool` is the pool as it is now. `on` is a civil day in the program's zone, and `at` the aware instant of
    recording. `rules` are bound rules.

    Nothing expires up to the last day, and nothing that is approved or reserved. The entry counts on the day
    after the last one, whenever it is recorded. Raises `NoRuleInForce` where the last day is not known.
    Source: OV23 U-06; VF22 U-08.
    """
    end = funds_end(pool.key.usage_period, rules=rules)
    free = pool.balance().available
    figures: tuple[tuple[str, Any], ...] = (
        ("on", as_day("on", on).isoformat()),
        ("available", str(free.amount)),
        ("currency", free.currency.code),
    )
    if on <= end.last:
        return _nothing("not-expired", f"nothing expires up to {end.last.isoformat()}", figures, end)
    if not free.is_positive:
        text = "nothing expires: every amount is approved, held by a claim, or gone already"
        return _nothing("nothing-to-expire", text, figures, end)
    entry = _expired(pool.key, free, end.last + timedelta(days=1), at)
    text = f"{free} that no claim holds expired after {end.last.isoformat()}, and is not carried on"
    return LedgerProposal(
        entries=(entry,),
        explanation=explained(
            code="expired",
            text=text,
            figures=figures,
            source=cite("OV23", "U-06"),
            because=(end.explanation,),
        ),
    )


def _nothing(code: str, text: str, figures: tuple[tuple[str, Any], ...], end: FundsEnd) -> LedgerProposal:
    explanation = explained(
        code=code, text=text, figures=figures, source=cite("OV23", "U-06"), because=(end.explanation,)
    )
    return LedgerProposal(entries=(), explanation=explanation)


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
    figures: tuple[tuple[str, Any], ...] = (
        ("lost_on", as_day("lost_on", lost_on).isoformat()),
        ("available", str(free.amount)),
        ("currency", free.currency.code),
    )
    forfeited = policy is EligibilityLoss.FORFEITED and free.is_positive
    lost = str(free) if forfeited else "nothing"
    explanation = explained(
        code="eligibility-lost",
        text=f"{lost} is forfeited with the eligibility lost on {lost_on.isoformat()}",
        figures=figures,
        source=cite("READING", "U-17"),
        basis=inferred(policy),
    )
    if not forfeited:
        return LedgerProposal(entries=(), explanation=explanation)
    return LedgerProposal(entries=(_expired(pool.key, free, lost_on, at),), explanation=explanation)


def _expired(key: PoolKey, amount: Money, on: date, at: datetime) -> FundEntry:
    return FundEntry(pool=key, kind=FundEntryKind.EXPIRED, amount=amount, at=at, on=on)


# What is rolled over into the next usage period, or converted to a rebate.


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
    key = pool.key
    for what in ("location", "program"):
        if getattr(into, what) != getattr(key, what):
            raise InvalidValue(what, getattr(into, what), f"that of the pool, {getattr(key, what)}")
    if into.currency is not key.currency:
        raise CurrencyMismatch("rollover", str(into.currency), str(key.currency))
    free = pool.balance().available
    figures: tuple[tuple[str, Any], ...] = (
        ("program", key.program),
        ("from_usage", str(key.usage_period)),
        ("to_usage", str(into.usage_period)),
        ("on", as_day("on", on).isoformat()),
        ("available", str(free.amount)),
        ("currency", free.currency.code),
    )
    announced: Rule[tuple[Rollover, ...]] | None
    try:
        announced = rules.look_up(ROLLOVERS, on)
    except NoRuleInForce:
        announced = None
    wanted = (key.usage_period, into.usage_period)
    allows = announced is not None and any(
        key.program in each.programs and (each.from_usage, each.to_usage) == wanted
        for each in announced.value
    )
    if announced is None or not allows:
        return LedgerProposal(
            entries=(),
            explanation=explained(
                code="no-rollover",
                text=f"no rollover of {key.program} from {wanted[0]} into {wanted[1]} is announced: "
                "unused co-op is not carried into another period",
                figures=figures,
                source=cite("OV23", "U-06", "U-14"),
                basis=_AS_ANNOUNCED,
            ),
        )
    if on <= key.usage_period.last or not free.is_positive:
        early = on <= key.usage_period.last
        why = _NOT_YET if early else _NOTHING_LEFT
        return LedgerProposal(
            entries=(),
            explanation=explained(
                code="rollover-not-yet" if early else "nothing-to-roll-over",
                text=why.english,
                figures=figures,
                source=announced.source,
                basis=inferred(why),
            ),
        )
    out = _taken(pool, free, FundEntryKind.ROLLED_OUT, on=on, at=at, into=into)
    taken = tuple(
        FundEntry(
            pool=into,
            kind=FundEntryKind.ROLLED_IN,
            amount=each.amount,
            at=at,
            on=max(on, into.usage_period.first),
            entity=each.entity,
            other_usage=key.usage_period,
        )
        for each in out
    )
    return LedgerProposal(
        entries=(*out, *taken),
        explanation=explained(
            code="rolled-over",
            text=f"{free} unused of {wanted[0]} is rolled over into {wanted[1]}",
            figures=figures,
            source=announced.source,
            basis=announced.basis,
            because=_by_entity(out),
        ),
    )


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
    ended = _program_end(pool.key, earning_period, as_day("on", on), rules)
    text = "no co-op becomes a rebate"
    if ended is not None:
        why, converts = ended, True
    else:
        outcome = coop_outcome(
            pool.balance().earned if compared is None else compared,
            program=pool.key.program,
            earning_period=earning_period,
            rules=rules,
        )
        why, below = outcome.explain(), not outcome.qualifies
        converts = below and on >= earning_period.last
        text = "no co-op becomes a rebate before the earning period has ended" if below else text
    free = pool.balance().available
    moves = converts and free.is_positive
    if converts:
        text = f"{free} of co-op becomes a rebate" if moves else "nothing is left to become a rebate"
    entries = _taken(pool, free, FundEntryKind.CONVERTED, on=on, at=at) if moves else ()
    return LedgerProposal(
        entries=entries,
        explanation=explained(
            code="converted" if moves else "not-converted",
            text=text,
            figures=(
                ("program", pool.key.program),
                ("earning_last", earning_period.last.isoformat()),
                ("on", on.isoformat()),
                ("available", str(free.amount)),
                ("currency", free.currency.code),
            ),
            source=why.source,
            basis=why.basis,
            because=(why, *_by_entity(entries)),
        ),
    )


def _program_end(key: PoolKey, earning_period: EarningPeriod, on: date, rules: Rules) -> Explanation | None:
    """Return that the program ended with this earning period, if that was announced by this day."""
    try:
        rule: Rule[tuple[ProgramEnd, ...]] = rules.look_up(CONVERSIONS, on)
    except NoRuleInForce:
        return None
    for end in rule.value:
        if key.program in end.programs and end.earned == earning_period:
            first, last = end.paid_between
            return explained(
                code="program-ended",
                text=f"{key.program} ended: the co-op earned {earning_period} becomes a rebate, "
                f"paid between {first.isoformat()} and {last.isoformat()}",
                figures=(
                    ("program", key.program),
                    ("earning_first", earning_period.first.isoformat()),
                    ("earning_last", earning_period.last.isoformat()),
                    ("paid_from", first.isoformat()),
                    ("paid_until", last.isoformat()),
                ),
                source=rule.source,
                basis=rule.basis,
            )
    return None


def _taken(
    pool: FundPool,
    amount: Money,
    kind: FundEntryKind,
    *,
    on: date,
    at: datetime,
    into: PoolKey | None = None,
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


def _by_entity(entries: tuple[FundEntry, ...]) -> tuple[Explanation, ...]:
    return tuple(
        explained(
            code="entity-part",
            text=f"{entry.amount} of it was earned from {entry.entity}",
            figures=(("entity", str(entry.entity)), ("amount", str(entry.amount.amount))),
            source=cite("MG22", "P-02"),
        )
        for entry in entries
    )
