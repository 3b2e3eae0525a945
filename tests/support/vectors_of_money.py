"""Vectors of money: who pays how much, what is left of a fund, what becomes rebate, and what is carried."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any, Final

import attrs
from tests.support.cases import rows_of
from tests.support.vectors import Case, Vectors
from tests.support.vectors_of_days import digest
from tests.support.worked_rows import (
    approved_desk,
    entities_of,
    listed,
    money as read_money,
    profiles_of,
    rate_of,
    rates_of,
)
from tests.support.world import (
    FORM,
    LOCATION,
    PROGRAM,
    REVIEWER,
    USER,
    Desk,
    fund,
    instant,
)

from coopclaims import FundPool, Money
from coopclaims.claims import ApproveClaim, RejectClaim, StartReview, SubmitClaim
from coopclaims.funds import FundLedger
from coopclaims.identifiers import ClaimId
from coopclaims.payouts import (
    Accrual,
    BalanceKey,
)
from coopclaims.periods import EarningPeriod, FiscalHalf
from coopclaims.wire import to_data

if TYPE_CHECKING:
    from collections.abc import Iterator

Row = dict[str, str]
BASE: Final = {"rules": "published"}


def _payouts(row: Row, number: int, **more: str) -> Case:
    question = {
        "ask": "payouts",
        "fund": to_data(approved_desk(row).funds),
        "entities": [to_data(each) for each in entities_of(row)],
        "profiles": to_data(profiles_of(row)),
        "rates": to_data(rates_of(row)),
        "ordered_at": "2022-11-10T17:00:00Z",
        "enrollment": "enrolled",
        **more,
    }
    expected = {
        "paid": [[entity, f"{n} {code}", profile] for entity, n, code, profile in listed(row["payments"])],
        "unresolved": [[entity, f"{amount} {code}"] for entity, amount, code in listed(row["unresolved"])],
    }
    facts = tuple(row["rests_on"].split())
    name = f"payouts {number} / {row['case']} / {row['approved']}"
    return Case(name, question, ("world", row["approved"]), expected, facts)


def _balances() -> Iterator[Case]:
    """Yield the balance of a fund after each claim of the worked case, filed, submitted and decided."""
    (row,) = rows_of("funds")
    earned = read_money(row["earned"])
    pool = fund(str(earned.amount), earned.currency.code)
    at = instant("2022-07-01 00:00")
    entries = [pool.earned_entry(entity, amount, at=at) for entity, amount in pool.earned]
    yield _balance("earned", pool, entries)
    for column in ("approved", "submitted", "rejected"):
        desk = Desk(
            form=attrs.evolve(FORM, amount=read_money(row[column])), funds=pool, claim=ClaimId(column)
        )
        desk.draft(at="2022-09-01 09:00")
        desk.do(SubmitClaim, USER, "2022-09-14 10:00")
        if column != "submitted":
            desk.do(StartReview, REVIEWER, "2022-09-15 10:00")
            desk.do(ApproveClaim if column == "approved" else RejectClaim, REVIEWER, "2022-09-16 10:00")
        pool = desk.funds
        entries += desk.ledger
        yield _balance(f"one {column} besides", pool, entries)
    expected = {"remaining": row["remaining"], "available": row["available"], "earned": row["earned"]}
    last = _balance(row["case"], pool, entries)
    yield last._replace(expected=expected, rests_on=tuple(row["rests_on"].split()))


def _balance(name: str, pool: FundPool, entries: list[Any]) -> Case:
    ledger = to_data(FundLedger(pool.key, entries))
    return Case(f"balance / {name}", {"ask": "balance", "ledger": ledger}, rests_on=("U-07", "U-21"))


def _coop(row: Row, number: int) -> Case:
    period = EarningPeriod.of(FiscalHalf.of(date.fromisoformat(row["earning_last"])))
    question = {
        "ask": "coop",
        "earned": to_data(read_money(row["incentive"] + " USD")),
        "rebate": int(row["rebate_percent"]),
        "coop": int(row["coop_percent"]),
        "program": row["program"],
        "earning_period": to_data(period),
    }
    parts = {name: f"{row[name]} USD" for name in ("rebate", "coop")}
    expected = {**parts, "qualifies": row["qualifies"] == "yes"}
    facts = tuple(row["rests_on"].split(";"))
    return Case(f"coop {number} / {row['case']}", question, ("world",), expected, facts)


def _carried(row: Row, number: int) -> Case:
    key = BalanceKey(location=LOCATION, program=PROGRAM)
    accruals = [
        Accrual(key=key, month=date.fromisoformat(f"{month}-01"), amount=Money(amount, "USD"))
        for month, amount in listed(row["given"])
    ]
    months = [
        {"month": f"{month}-01", "paid": f"{paid} USD", "carried": f"{carried} USD"}
        for month, _, paid, _, carried in listed(row["expected"])
    ]
    question = {"ask": "carried", "accruals": [to_data(each) for each in accruals]}
    facts = tuple(row["rests_on"].split())
    return Case(f"carried {number} / {row['case']}", question, ("world",), {"months": months}, facts)


def _conversions() -> Iterator[Case]:
    for money, target, rate in (
        ("1000.00 SEK", "EUR", "0.0912"),
        ("0.05 SEK", "EUR", "0.1"),
        ("0.15 SEK", "EUR", "0.1"),
        ("-0.15 SEK", "EUR", "0.1"),
        ("99.99 USD", "JPY", "152.305"),
        ("1000 JPY", "KWD", "0.002055"),
        ("90000.00 SEK", "USD", "0.0917"),
    ):
        amount = read_money(money)
        asked = {"rate": to_data(rate_of(amount.currency.code, target, rate)), "money": to_data(amount)}
        name, question = f"converted / {money} / {target} {rate}", {"ask": "converted", **asked}
        yield Case(name, question, rests_on=("P-08",), reading="reading.rounded_once")


def money() -> Vectors:
    """Return the vectors of money under the published rules."""
    rows = rows_of("payouts")
    given: dict[str, Any] = {"world": {**BASE, "calendar": digest("weekdays")}}
    given |= {row["approved"]: {"history": to_data(approved_desk(row).history)} for row in rows}
    carried = [row for row in rows_of("payments") if row["subject"] == "carry"]
    cases = [
        *(_payouts(row, number) for number, row in enumerate(rows, start=1)),
        *_balances(),
        *(_coop(row, number) for number, row in enumerate(rows_of("thresholds"), start=1)),
        *(_carried(row, number) for number, row in enumerate(carried, start=1)),
        *_conversions(),
    ]
    about = "who pays how much, what is left of a fund, what becomes a rebate, what is carried, and rounding"
    return Vectors("money.json", "money", about, given, tuple(cases))


def optional() -> Vectors:
    """Return the vectors of other readings: in which currency each entity pays, and what a minimum is."""
    rows = [row for row in rows_of("payouts") if "|" in row["entities"]]
    given: dict[str, Any] = {"world": {"calendar": digest("weekdays")}}
    given |= {row["approved"]: {"history": to_data(approved_desk(row).history)} for row in rows}
    cases = [
        _payouts(row, number, rules=rules)._replace(id=f"{rules} / {number} / {row['case']}", expected=None)
        for rules in ("program profile pays", "local currency pays")
        for number, row in enumerate(rows, start=1)
    ]
    carried = (row for row in rows_of("payments") if row["subject"] == "carry")
    for number, row in enumerate(carried, start=1):
        case = _carried(row, number)
        question = case.question | {"rules": "minimum exceeded"}
        cases.append(case._replace(id=f"minimum exceeded / {number}", question=question, expected=None))
    about = "who pays how much, and what is carried, under other readings than the chosen ones"
    return Vectors("optional/money.json", "money", about, given, tuple(cases))
