"""Whether the parts of a pool are those of its whole: shares, claims and activities against the totals."""

from __future__ import annotations

from typing import TYPE_CHECKING

from coopclaims.funds.entries import BrokenLedger
from coopclaims.money import Money

if TYPE_CHECKING:
    from coopclaims.funds.pool import FundPool

__all__ = ["check_parts", "held_to"]


def held_to(holds: bool, what: str, got: object, expected: object) -> None:  # noqa: FBT001 - the law itself
    """Raise `BrokenLedger` unless this holds."""
    if not holds:
        raise BrokenLedger(what, str(got), str(expected))


def check_parts(pool: FundPool) -> None:
    """Check that shares and claims add up to the totals of their pool. Raises `BrokenLedger`."""
    balance, currency = pool.balance(), pool.key.currency
    shares = Money.total((share for _, share in pool.shares()), currency)
    held_to(shares == balance.earned, "shares", shares, balance.earned)
    drawings = pool.drawings()
    for name, whole in (
        ("reserved", balance.reserved),
        ("approved", balance.approved),
        ("paid", balance.paid),
    ):
        parts = Money.total((getattr(each, name) for each in drawings), currency)
        held_to(parts == whole, f"{name} by claim", parts, whole)
    lapsed = Money.total((each.lapsed for each in drawings), currency)
    held_to(lapsed <= balance.expired, "lapsed by claim", lapsed, f"at most {balance.expired}")
    for activity, drawn in pool.activities():
        holding = (each.reserved for each in drawings if each.activity == activity)
        held = Money.total(holding, currency)
        held_to(held == drawn.reserved, f"reserved for {activity}", drawn.reserved, held)
