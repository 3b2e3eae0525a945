"""What becomes of funds as days pass: the worked cases, and every edge that they leave open."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias

import attrs
import pytest
from tests.support.cases import case_name, rows_of
from tests.support.world import LOCATION, RULES, instant

from coopclaims import Currency, FundPool, Money, UsagePeriod
from coopclaims.funds import (
    CoopView,
    FundEntry,
    FundEntryKind,
    LedgerProposal,
    NotShown,
    PoolKey,
    adjustment_months,
    assert_conserved,
    conversion_entries,
    coop_view,
    expiry_entries,
    rollover_entries,
)
from coopclaims.identifiers import EntityId, ProgramId
from coopclaims.periods import EarningPeriod, FiscalHalf
from coopclaims.rules.published.payments import MONTHS_ESTIMATED_FROM

if TYPE_CHECKING:
    from collections.abc import Callable

Row: TypeAlias = dict[str, str]

AT = instant("2019-09-05 09:00")
ROWS = rows_of("funds_over_time")
PAGE = Path(__file__).parents[2] / "docs" / "how-to" / "keep_the_fund_ledger.md"


def money(text: str) -> Money:
    return Money(*text.split())


def on(row: Row) -> date:
    return date.fromisoformat(row["on"])


def half(row: Row) -> FiscalHalf:
    return FiscalHalf.of(date.fromisoformat(row["usage_first"]))


def pool_of(row: Row) -> FundPool:
    """Return the fund of the row, earned from two entities, a third and two thirds."""
    earned = money(row["earned"])
    key = PoolKey(
        location=LOCATION,
        program=ProgramId(row["program"]),
        usage_period=UsagePeriod.of(half(row)),
        currency=Currency("USD"),
    )
    pool = FundPool.empty(key)
    for entity, amount in earned.allocate({"ireland": 1, "sweden": 2}):
        pool = pool.earning(entity, amount, at=AT)
    return pool


def recorded(pool: FundPool, movement: LedgerProposal) -> FundPool:
    """Return the pool with its own entries of the movement, none of which it refuses."""
    after = pool.record(movement.of(pool.key))
    assert_conserved(after)
    return after


def expiry(row: Row) -> str:
    pool = pool_of(row)
    movement = expiry_entries(pool, on=on(row), at=AT, rules=RULES)
    after = recorded(pool, movement).balance()
    assert after.expired + after.available == money(row["earned"])
    return str(after.expired)


def rollover(row: Row) -> str:
    pool = pool_of(row)
    into = FundPool.empty(attrs.evolve(pool.key, usage_period=UsagePeriod.of(half(row).next())))
    movement = rollover_entries(pool, into=into.key, on=on(row), at=AT, rules=RULES)
    left, gone = recorded(pool, movement).balance(), recorded(into, movement)
    answer = movement.explain().code
    moved = money(row["earned"]) if answer == "rolled_over" else Money(0, "USD")
    assert (left.rolled_out, gone.balance().earned) == (moved, moved)
    assert gone.shares() == (pool.shares() if answer == "rolled_over" else ())
    return answer


def conversion(row: Row) -> str:
    pool = pool_of(row)
    usage = half(row)
    earning = EarningPeriod.of(FiscalHalf(usage.year - (usage.half == 1), 3 - usage.half))
    assert earning.usage_period() == pool.key.usage_period
    movement = conversion_entries(pool, earning_period=earning, on=on(row), at=AT, rules=RULES)
    after = recorded(pool, movement).balance()
    assert after.earned + after.converted == money(row["earned"])
    if row["case"] == "W15" and movement.entries:
        ended = movement.explain().find("program_ended")
        assert (ended.figure("paid_from"), ended.figure("paid_until")) == (
            date(2023, 7, 1),
            date(2023, 9, 30),
        )
    return str(after.converted)


def view(row: Row) -> str:
    seen = coop_view(pool_of(row), on=on(row), rules=RULES)
    if isinstance(seen, NotShown):
        assert seen.shown_from == date(2023, 8, 16)
        assert "transaction history" in str(seen.explain())
    else:
        assert isinstance(seen, CoopView)
        assert (seen.earned, seen.remaining) == (money(row["earned"]), money(row["earned"]))
        assert seen.expires == date(2024, 2, 15)
    return seen.explain().code


def payment_month(row: Row) -> str:
    """Return the label that the page says instead of a month: no function answers, for none ever does."""
    since = MONTHS_ESTIMATED_FROM.value
    paragraph = said("Not applicable")
    assert f"before {since.isoformat()}" in paragraph
    label = "Not available" if on(row) < since else "Not applicable"
    assert f"`{label}`" in paragraph
    assert row["rests_on"] in paragraph
    return label


def trace(row: Row) -> str:
    """Return that the fund is pooled, as the page says; what is known is the share of each entity."""
    assert row["rests_on"] in said("one pool", "cannot be answered")
    assert [entity for entity, _ in pool_of(row).shares()] == ["ireland", "sweden"]
    return "pooled"


def said(*words: str) -> str:
    """Return the paragraph of the page on the ledger in which all of these words stand."""
    paragraphs = PAGE.read_text("utf-8").split("\n\n")
    (found,) = [each for each in paragraphs if all(word in each for word in words)]
    return found


def adjustment(row: Row) -> str:
    entry = FundEntry(
        pool=pool_of(row).key,
        kind=FundEntryKind.ADJUSTED,
        amount=Money("-120.00", "USD"),
        at=AT,
        on=on(row),
        entity=EntityId("ireland"),
    )
    months = adjustment_months(entry, rules=RULES)
    assert months.explain().figure("processed") == date(2019, 9, 5)
    return f"{months.report:%Y-%m} with {months.paid_with:%Y-%m}"


ASK: dict[str, Callable[[Any], str]] = {
    "adjustment": adjustment,
    "conversion": conversion,
    "expiry": expiry,
    "payment-month": payment_month,
    "rollover": rollover,
    "trace": trace,
    "view": view,
}


@pytest.mark.parametrize("row", ROWS, ids=case_name)
def test_the_case_is_answered(row: Row) -> None:
    assert ASK[row["question"]](row) == row["answer"]


def test_every_question_is_asked() -> None:
    assert {row["question"] for row in ROWS} == set(ASK)
