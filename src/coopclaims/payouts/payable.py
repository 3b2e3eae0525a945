"""What of a share can be paid, and how: in a currency that is in use, in steps, at a rate that is believed.

A bank may pay a currency in steps coarser than its minor unit: forint and Taiwan dollars whole, francs in
cash by 0.05. Where a profile or an entity says so, a share is rounded once, to the nearest step, and what is
cut off or added by that is named. A currency that was withdrawn is not paid at all.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import attrs

from coopclaims.errors import ImplausibleRate
from coopclaims.money.currencies import Currency
from coopclaims.money.exchange import exact_ratio
from coopclaims.money.withdrawals import fixed_rate, withdrawal_of
from coopclaims.provenance import PUBLISHED, Explanation, cite, inferred, message, statement_of

if TYPE_CHECKING:
    from datetime import date

    from coopclaims.money.amounts import Money
    from coopclaims.money.exchange import ExchangeRate
    from coopclaims.rules.readings import RateGuard

_EURO = Currency("EUR")
# fmt: off
_NEAREST_STEP = inferred(message("reading.nearest_step", "rounded once, to the nearest step, half up"))
_STEPS = message("payable_steps",
    "{currency} is paid in steps of {step}: {paid}, {cut:?% less}{added:?% more} than the share",
    "currency: Currency, step: Money, paid: Money, cut: Money | None, added: Money | None")
_EXACT_STEPS = message("payable_steps_exact", "{paid} is a multiple of {step}, in steps of which it is paid",
    "paid: Money, step: Money")
_ENDED = message("currency_ended",
    "{currency} was in use until {last_day} ({law}){successor:?; its successor is %}{rate:?, at %}",
    "currency: Currency, last_day: date, law: str, successor: Currency | None, rate: ExchangeRate | None")
_FIXED = message("rate_fixed_by_law", "by law {rate}", "rate: ExchangeRate")
# fmt: on


def payable(share: Money, rate: ExchangeRate | None, step: Money | None) -> Money:
    """Return what a share comes to: converted at the rate, if there is one, and rounded once."""
    if rate is not None:
        return rate.convert(share, step=step)
    return share if step is None else share.to_step(step)


def in_few_words(rate: ExchangeRate) -> str:
    """Return a rate as a table shows it: as it was quoted, in fewer words where it is a plain one."""
    return f"{rate.rate:f} ({rate.month:%Y-%m}, {rate.origin})" if rate.is_plain else str(rate)


def in_steps(due: Money, paid: Money, step: Money) -> Explanation:
    """Return the statement that a sum is paid in steps, and what that cuts off or adds."""
    if due == paid:
        return _EXACT_STEPS.say(paid=paid, step=step, basis=_NEAREST_STEP)
    return _STEPS.say(
        currency=paid.currency,
        step=step,
        paid=paid,
        cut=due - paid if due > paid else None,
        added=paid - due if paid > due else None,
        basis=_NEAREST_STEP,
    )


def ended(currency: Currency) -> tuple[Explanation, ...]:
    """Return the statement of when a currency ended, and of what came after it."""
    found = withdrawal_of(currency)
    if found is None:
        return ()
    said = _ENDED.say(
        currency=currency,
        last_day=found.last_day,
        law=found.law,
        successor=found.successor,
        rate=found.rate,
        source=cite("IS26"),
        basis=PUBLISHED,
    )
    return (said,)


def fixed(source: Currency, target: Currency) -> tuple[Explanation, ...]:
    """Return the statement that a law fixes the rate of this pair, nothing where none does."""
    rate = fixed_rate(source, target)
    if rate is None:
        return ()
    by_euro = any(
        each is not None and each.successor is _EURO for each in map(withdrawal_of, (source, target))
    )
    return (_FIXED.say(rate=rate, source=cite("EU97" if by_euro else "IS26"), basis=PUBLISHED),)


def other_than_fixed(rate: ExchangeRate) -> tuple[Explanation, ...]:
    """Return the rate that a law fixes, where one that is used in its time is worth something else."""
    law = fixed_rate(rate.source, rate.target)
    if law is None or law.since is None or (rate.month or rate.since or law.since) < law.since:
        return ()
    (a, b), (c, d) = exact_ratio(law), exact_ratio(rate)
    return () if a * d == c * b else fixed(rate.source, rate.target)


def far_rate(rate: ExchangeRate, last: ExchangeRate, month: date, guard: RateGuard) -> Explanation:
    """Return the statement that a rate is too far from the last known one, by this reading."""
    percent = guard.percent or 0
    far = ImplausibleRate(rate.source.code, rate.target.code, month, rate, last, percent)
    return attrs.evolve(statement_of(far), source=cite("PR22", "P-08"), basis=inferred(guard))
