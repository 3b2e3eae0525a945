"""What the tests of pictures draw: a claim that was reviewed late, money on its way, and a fund over time."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any, Final

from tests.support.world import ADMIN, REVIEWER, Desk, desk_at, fund, instant, sek

from coopclaims import ClaimStatus, Money
from coopclaims.claims import RequestAction, StartReview, SubmitClaim
from coopclaims.funds import FundEntry, FundEntryKind, FundLedger
from coopclaims.identifiers import ClaimId, EntityId
from coopclaims.money import ExchangeRate
from coopclaims.payouts import (
    Waterfall,
    WaterfallBranch,
    WaterfallDifference,
    WaterfallLevel,
    WaterfallReason,
    WaterfallStep,
)

L, R = WaterfallLevel, WaterfallReason
IRELAND, SWEDEN = EntityId("ireland"), EntityId("sweden")
RATE: Final = ExchangeRate(
    source="SEK", target="EUR", rate=Decimal("0.1"), month=date(2022, 11, 1), origin="treasury"
)


def reviewed_late() -> Desk:
    """Return a claim due on Friday 16 September, asked for more on the 21st, back on the 22nd and open."""
    desk = desk_at(ClaimStatus.SUBMITTED)
    desk.do(StartReview, REVIEWER, "2022-09-20 09:00")
    desk.do(RequestAction, REVIEWER, "2022-09-21 10:00")
    desk.do(SubmitClaim, ADMIN, "2022-09-22 10:00")
    return desk


def euro(amount: str) -> Money:
    return Money(amount, "EUR")


def less(reason: WaterfallReason, amount: Money, note: str = "") -> WaterfallDifference:
    return WaterfallDifference(reason=reason, amount=amount, note=note)


def whole(note: str = "", ireland: EntityId = IRELAND) -> Waterfall:
    """900 claimed, 800 eligible, 850 approved; 600 to Ireland, taxed and paid; 250 to Sweden, not paid."""

    def irish(level: WaterfallLevel, amount: Money, **more: Any) -> WaterfallStep:
        return WaterfallStep(level=level, entity=ireland, amount=amount, **more)

    def swedish(level: WaterfallLevel, amount: str, **more: Any) -> WaterfallStep:
        return WaterfallStep(level=level, entity=SWEDEN, amount=sek(amount), **more)

    return Waterfall(
        claim=ClaimId("C-1"),
        trunk=(
            WaterfallStep(level=L.CLAIMED, amount=sek("900.00")),
            WaterfallStep(
                level=L.ELIGIBLE,
                amount=sek("800.00"),
                difference=less(R.NOT_ELIGIBLE, sek("100.00"), note),
            ),
            WaterfallStep(level=L.CAPPED, amount=sek("800.00")),
            WaterfallStep(
                level=L.APPROVED, amount=sek("850.00"), difference=less(R.APPROVED_FOR_MORE, sek("-50.00"))
            ),
        ),
        branches=(
            WaterfallBranch(
                entity=ireland,
                steps=(
                    irish(L.SPLIT, sek("600.00")),
                    irish(L.CONVERTED, euro("60.00"), rate=RATE),
                    irish(L.WITHHELD, euro("54.00"), difference=less(R.WITHHOLDING_TAX, euro("6.00"))),
                    irish(L.TAXED, euro("56.50"), difference=less(R.SALES_TAX, euro("-2.50"))),
                    irish(L.PAID, euro("56.50")),
                ),
            ),
            WaterfallBranch(
                entity=SWEDEN,
                steps=(
                    swedish(L.SPLIT, "250.00"),
                    swedish(L.CONVERTED, "250.00"),
                    swedish(L.WITHHELD, "250.00"),
                    swedish(L.TAXED, "250.00"),
                    swedish(L.PAID, "0.00", difference=less(R.OUTSTANDING, sek("250.00"))),
                ),
            ),
        ),
    )


def ledger() -> FundLedger:
    """Return a ledger: 1000 earned and 200 more by a second entry then, 300 reserved, approved, 100 paid."""
    pool = fund("0.00")
    claim: dict[str, Any] = {"claim": ClaimId("C-1"), "activity": "x"}

    def entry(kind: FundEntryKind, amount: str, at: str, number: int | None = None, **more: Any) -> FundEntry:
        return FundEntry(
            pool=pool.key,
            kind=kind,
            amount=sek(amount),
            at=instant(at),
            on=date(2022, 9, 1),
            number=number,
            **more,
        )

    k = FundEntryKind
    return FundLedger(
        pool.key,
        (
            entry(k.EARNED, "1000.00", "2022-07-01 09:00", entity=IRELAND),
            entry(k.EARNED, "200.00", "2022-07-01 09:00", entity=SWEDEN),
            entry(k.RESERVED, "300.00", "2022-09-01 09:00", 1, **claim),
            entry(k.RELEASED, "300.00", "2022-09-20 09:00", 2, **claim),
            entry(k.COMMITTED, "250.00", "2022-09-20 09:00", 2, **claim),
            entry(
                k.PAID, "100.00", "2022-11-01 09:00", claim=ClaimId("C-1"), entity=IRELAND, payment="PAY-1"
            ),
            entry(k.EXPIRED, "950.00", "2023-03-01 09:00"),
            entry(
                k.INSTANT_CORRECTED,
                "0.00",
                "2023-03-02 09:00",
                corrects=3,
                instant=instant("2022-08-31 09:00"),
            ),
        ),
    )
