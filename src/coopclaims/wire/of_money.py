"""Money and whatever it stands in, on the wire: funds, bank assignments, payouts, and why.

A field that is added to a class is added here, as one line.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

import attrs

from coopclaims.errors import InvalidValue
from coopclaims.funds import (
    ActivityFunds,
    ClaimDrawing,
    FundEntry,
    FundEntryKind,
    FundLedger,
    FundPool,
    FundsBalance,
    PoolKey,
)
from coopclaims.money import Currency, ExchangeRate, Money, RateTable
from coopclaims.payouts import (
    BankProfiles,
    PayingEntity,
    Payout,
    PayoutResolution,
    ProfileAssignment,
    ProfileStatus,
    UnresolvedReason,
    UnresolvedShare,
)
from coopclaims.provenance import Basis, BasisKind, Explanation, Source
from coopclaims.wire.codecs import (
    CURRENCY,
    DAY,
    FIGURE,
    IDENTIFIER,
    INSTANT,
    RATE,
    TEXT,
    choice,
    whole_number,
)
from coopclaims.wire.kinds import Kind, bare, kind, leaf, tagged
from coopclaims.wire.shapes import many, maybe, pair

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["FUNDS", "MONEY", "PAYOUTS", "PROVENANCE"]

_ID: Final = leaf(IDENTIFIER)
_TEXT: Final = leaf(TEXT)
_DAY: Final = leaf(DAY)
_MONEY: Final = bare("money")
_CURRENCY: Final = leaf(CURRENCY)
_WHY: Final = bare("explanation")
_SHARES: Final = many(pair(_ID, _MONEY))

_AMOUNTS: Final = {
    digits: re.compile(r"(?!-0*\.?0*$)-?(?:0|[1-9][0-9]{0,17})" + (rf"\.[0-9]{{{digits}}}" if digits else ""))
    for digits in range(5)
}
"""How an amount is written, by the digits of its currency's minor unit; nothing is never negative."""


def _money(amount: str, currency: Currency) -> Money:
    if not _AMOUNTS[currency.digits].fullmatch(amount):
        after = f"{currency.digits} digits after the point" if currency.digits else "no point"
        raise InvalidValue("amount", amount, f"an amount as decimal text, in {currency} with {after}")
    return Money.of_minor_units(int(amount.replace(".", "")), currency)


def _money_parts(money: Money) -> Mapping[str, object]:
    return {"amount": str(money.amount), "currency": money.currency}


def _pool_parts(pool: FundPool) -> Mapping[str, object]:
    return {
        "key": pool.key,
        "version": pool.version,
        "balance": pool.balance(),
        "shares": pool.shares(),
        "activities": pool.activities(),
        "drawings": pool.drawings(),
    }


MONEY: Final[tuple[Kind, ...]] = (
    Kind(
        tag="money",
        cls=Money,
        fields={
            "amount": leaf(
                attrs.evolve(
                    TEXT, schema={"type": "string", "pattern": r"^-?(0|[1-9][0-9]{0,17})(\.[0-9]{1,4})?$"}
                )
            ),
            "currency": _CURRENCY,
        },
        make=_money,
        take=_money_parts,
    ),
    kind(
        "exchange-rate",
        ExchangeRate,
        source=_CURRENCY,
        target=_CURRENCY,
        rate=leaf(RATE),
        month=_DAY,
        origin=_TEXT,
    ),
    kind("exchange-rate.table", RateTable, rates=many(bare("exchange-rate"))),
)
"""Amounts, and the rates by which they meet."""

FUNDS: Final[tuple[Kind, ...]] = (
    kind(
        "fund.pool-key",
        PoolKey,
        location=_ID,
        program=_ID,
        usage_period=bare("period.usage"),
        currency=_CURRENCY,
    ),
    kind(
        "fund.entry",
        FundEntry,
        pool=bare("fund.pool-key"),
        kind=leaf(choice(FundEntryKind)),
        amount=_MONEY,
        at=leaf(INSTANT),
        on=_DAY,
        claim=maybe(_ID),
        number=maybe(leaf(whole_number(1))),
        activity=maybe(_TEXT),
        entity=maybe(_ID),
        other_usage=maybe(bare("period.usage")),
    ),
    kind("fund.ledger", FundLedger, key=bare("fund.pool-key"), entries=many(tagged("fund.entry"))),
    kind("fund.activity", ActivityFunds, approved=_MONEY, reserved=_MONEY),
    kind(
        "fund.balance",
        FundsBalance,
        accrued=_MONEY,
        adjusted=_MONEY,
        converted=_MONEY,
        rolled_out=_MONEY,
        rolled_in=_MONEY,
        reserved=_MONEY,
        approved=_MONEY,
        paid=_MONEY,
        expired=_MONEY,
    ),
    kind(
        "fund.drawing",
        ClaimDrawing,
        claim=_ID,
        activity=maybe(_TEXT),
        reserved=_MONEY,
        approved=_MONEY,
        paid=_MONEY,
        lapsed=_MONEY,
    ),
    Kind(
        tag="fund.pool",
        cls=FundPool,
        fields={
            "key": bare("fund.pool-key"),
            "version": leaf(whole_number(0)),
            "balance": bare("fund.balance"),
            "shares": _SHARES,
            "activities": many(pair(_TEXT, bare("fund.activity"))),
            "drawings": many(bare("fund.drawing")),
        },
        make=FundPool.restored,
        take=_pool_parts,
    ),
)
"""The fund ledger with its entries, and the pool as it stands."""

PROVENANCE: Final[tuple[Kind, ...]] = (
    kind("explanation.source", Source, document=_TEXT, facts=many(_TEXT), dated=maybe(_DAY)),
    kind("explanation.basis", Basis, kind=leaf(choice(BasisKind)), reading=_TEXT, since=maybe(_DAY)),
    kind(
        "explanation",
        Explanation,
        code=_TEXT,
        text=_TEXT,
        figures=many(pair(_TEXT, leaf(FIGURE))),
        source=maybe(bare("explanation.source")),
        basis=maybe(bare("explanation.basis")),
        because=many(_WHY),
        caveats=many(_TEXT),
    ),
)
"""Why an answer is what it is."""

PAYOUTS: Final[tuple[Kind, ...]] = (
    kind("bank.paying-entity", PayingEntity, id=_ID, currency=_CURRENCY),
    kind(
        "bank.profile-assignment",
        ProfileAssignment,
        profile=_ID,
        currency=_CURRENCY,
        location=maybe(_ID),
        program=maybe(_ID),
        entity=maybe(_ID),
        status=leaf(choice(ProfileStatus)),
    ),
    kind("bank.profiles", BankProfiles, assignments=many(tagged("bank.profile-assignment"))),
    kind(
        "payout",
        Payout,
        entity=_ID,
        share=_MONEY,
        money=_MONEY,
        profile=_ID,
        rate=maybe(bare("exchange-rate")),
        explanation=_WHY,
    ),
    kind(
        "payout.unresolved",
        UnresolvedShare,
        entity=maybe(_ID),
        share=_MONEY,
        reason=leaf(choice(UnresolvedReason)),
        also=many(leaf(choice(UnresolvedReason))),
        currency=maybe(_CURRENCY),
        explanation=_WHY,
    ),
    kind(
        "payout.resolution",
        PayoutResolution,
        approved=_MONEY,
        payouts=many(tagged("payout")),
        unresolved=many(tagged("payout.unresolved")),
    ),
)
"""Bank assignments by reference, and what each entity pays."""
