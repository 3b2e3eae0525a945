"""A back office's day: what is stored of all claims goes in, and the lists that people work from come out.

    python back_office_day.py day --claims 20000     # a day to try it on, made up
    python back_office.py day report --now 2022-12-05T09:00

The folder `day` has a line of JSON, as the wire writes it, for each History in `histories.jsonl`, for each
payment in `payments.jsonl` and each fund in `funds.jsonl`, and the bank's file in `bank.csv`. Into
the folder `report` go

- `attention.csv`: what needs attention, the most money first, currency by currency;
- `overdue.csv`: every answer that somebody owes and has not given in time;
- `expected.csv`: what is still to be paid, and by when;
- `reconciliation.csv`: where the bank's file and the payments differ;
- `damaged.csv`: each line that cannot be read, with its claim and why;
- `report.html`: the figures of the day with plots, in one file that fetches nothing.

A line that is damaged stops nothing. The rules are the published ones, with the holidays of the United
States.
"""

from __future__ import annotations

import csv
import re
import sys
from argparse import ArgumentParser
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Final, TypeVar
from zoneinfo import ZoneInfo

from back_office_report import html_report

import coopclaims as cc
from coopclaims.deadlines import Clock, DeadlineState, Promise
from coopclaims.payouts import PaymentStatus

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from coopclaims.funds import FundLedger
    from coopclaims.identifiers import ClaimId
    from coopclaims.payments import Payment
    from coopclaims.portfolio import Attention, Reconciliation

StreamT = TypeVar("StreamT", cc.History, cc.payments.PaymentHistory, cc.funds.FundLedger)
Row = tuple[object, ...]
ZONE: Final = ZoneInfo(cc.partner_center.zone_key)
WITHIN: Final = cc.CalendarDays(14)
"""So many days before its last day something needs attention."""
EVERY: Final = 1_000
"""After so many lines the counter moves."""
NAMED: Final = re.compile(r'"(?:claim|payment)":\s*"([^"]*)"')
"""Whose line it is, where the line itself cannot be read."""
NOTHING_OWED: Final = {
    PaymentStatus.SENT,
    PaymentStatus.INCORRECT_PAYMENT,
    PaymentStatus.FORFEITED,
    PaymentStatus.ESCHEATED,
}


@dataclass
class Day:
    """What was read: the claims with their Histories, payments, funds, and the lines that are damaged."""

    histories: list[cc.History] = field(default_factory=list)
    claims: list[cc.Claim] = field(default_factory=list)
    payments: dict[ClaimId, list[Payment]] = field(default_factory=dict)
    ledgers: list[FundLedger] = field(default_factory=list)
    bank: list[cc.portfolio.PaymentLine] = field(default_factory=list)
    damaged: list[Row] = field(default_factory=list)

    @classmethod
    def read(cls, folder: Path) -> Day:
        """Return everything that the files of a day say."""
        day = cls()
        day.histories.extend(day.lines(folder / "histories.jsonl", cc.History))
        day.claims.extend(cc.replay(history) for history in day.histories)
        for history in day.lines(folder / "payments.jsonl", cc.payments.PaymentHistory):
            payment = cc.payments.replay_payment(history)
            day.payments.setdefault(payment.claim, []).append(payment)
        day.ledgers.extend(day.lines(folder / "funds.jsonl", cc.funds.FundLedger))
        day.bank.extend(day.bank_lines(folder / "bank.csv"))
        return day

    def lines(self, file: Path, kind: type[StreamT]) -> Iterator[StreamT]:
        """Yield what each line of a file says; one that cannot be read becomes a row of what is damaged."""
        number = 0
        with file.open(encoding="utf-8") as found:
            for number, line in enumerate(found, start=1):
                if number % EVERY == 0:
                    sys.stderr.write(f"\r{file.name}: {number:,} lines")
                try:
                    yield cc.wire.from_text(line, kind)
                except cc.CoopClaimsError as error:
                    named = NAMED.search(line)
                    self.damage(file, number, named[1] if named else "", error)
        sys.stderr.write(f"\r{file.name}: {number:,} lines\n")

    def bank_lines(self, file: Path) -> Iterator[cc.portfolio.PaymentLine]:
        """Yield the lines of the bank's file."""
        with file.open(encoding="utf-8", newline="") as found:
            for number, row in enumerate(csv.DictReader(found), start=2):
                try:
                    yield cc.portfolio.PaymentLine(
                        entity=cc.identifiers.EntityId(row["payer"]),
                        money=cc.Money(row["amount"], row["currency"]),
                        on=date.fromisoformat(row["day"]),
                        reference=row["reference"],
                    )
                except (cc.CoopClaimsError, ValueError) as error:
                    self.damage(file, number, row["reference"], error)

    def damage(self, file: Path, number: int, whose: str, error: Exception) -> None:
        """Note that a line cannot be read."""
        code = error.code if isinstance(error, cc.CoopClaimsError) else "invalid_value"
        self.damaged.append((file.name, number, whose, code, " ".join(str(error).split())))

    def paid_at(self, claim: cc.Claim) -> datetime | None:
        """Return when the last part of what is approved was sent, `None` while some of it is not."""
        sent = [each for each in self.payments.get(claim.id, ()) if each.status is PaymentStatus.SENT]
        if claim.approved is None or not sent:
            return None
        settled = cc.Money.total((each.terms.settles for each in sent), claim.currency)
        instants = [each.milestones.sent_at for each in sent if each.milestones.sent_at]
        return max(instants) if settled >= claim.approved else None


# The lists.


def attention_rows(found: Iterable[Attention]) -> Iterator[Row]:
    """Yield a row for whatever needs attention, in the order of the ranking."""
    yield "currency", "at_risk", "claim", "fund", "payment", "status", "reason", "due", "days_left"
    for each in found:
        due = None if each.due is None else each.due.on
        money, status = each.at_risk, None if each.status is None else each.status.caption
        yield (
            money.currency, money.amount, each.claim, each.fund, each.payment, status,
            each.reason.caption, due, each.days_left,
        )  # fmt: skip


def overdue_rows(day: Day, promised: Mapping[ClaimId, tuple[Promise, ...]], now: datetime) -> Iterator[Row]:
    """Yield a row for every answer that is overdue, the longest first."""
    yield "claim", "location", "program", "status", "clock", "due", "days_late", "claimed", "currency"
    today = now.date()
    late = [
        ((today - each.due).days, claim, each)
        for claim in day.claims
        for each in promised[claim.id]
        if each.state(now) is DeadlineState.OVERDUE
    ]
    for days, claim, each in sorted(late, key=lambda row: (-row[0], row[1].id, row[2].clock)):
        form = claim.form
        yield (
            claim.id, form.location, form.program, claim.status.caption, each.clock.caption, each.due, days,
            form.amount.amount, form.amount.currency,
        )  # fmt: skip


def expected_rows(day: Day, promised: Mapping[ClaimId, tuple[Promise, ...]]) -> Iterator[Row]:
    """Yield a row for what is still to be paid: each payment, and what of an approval has none."""
    yield "claim", "payment", "status", "entity", "amount", "currency", "due"
    for claim in day.claims:
        if claim.approved is None:
            continue
        due = next((each.due for each in promised[claim.id] if each.clock is Clock.PAYMENT), None)
        made = day.payments.get(claim.id, [])
        counted = [each for each in made if each.status is not PaymentStatus.INCORRECT_PAYMENT]
        rest = claim.approved - cc.Money.total((each.terms.settles for each in counted), claim.currency)
        if rest.is_positive:
            yield claim.id, "", "no payment yet", "", rest.amount, rest.currency, due
        for each in made:
            if each.status not in NOTHING_OWED:
                money = each.money
                yield claim.id, each.id, each.status.caption, each.entity, money.amount, money.currency, due


def difference_rows(found: Reconciliation) -> Iterator[Row]:
    """Yield a row for each answer that somebody has to look at."""
    yield "outcome", "arrived", "expected", "difference", "claims", "references", "lines"
    for each in found.open_items:
        claims = " ".join(one.claim or "" for one in each.expected)
        known = [*(one.reference for one in each.expected), *(one.reference for one in each.lines)]
        references = " ".join(dict.fromkeys(one for one in known if one))
        places = " ".join(str(place + 2) for place in each.line_positions)
        yield (
            each.outcome.caption, each.arrived, each.due, each.difference, claims.strip(), references,
            places,
        )  # fmt: skip


def damaged_rows(day: Day) -> Iterator[Row]:
    """Yield a row for each line that cannot be read."""
    yield "file", "line", "claim", "error", "why"
    yield from day.damaged


def write(file: Path, rows: Iterable[Row]) -> None:
    """Write rows as CSV. What a spreadsheet would take for a formula is written as text."""
    with file.open("w", encoding="utf-8", newline="") as out:
        written = csv.writer(out)
        for row in rows:
            cells = ("" if cell is None else str(cell) for cell in row)
            written.writerow([f"'{cell}" if cell.startswith(("=", "+", "@")) else cell for cell in cells])


def main() -> None:
    """Read a day, and write its lists and its report."""
    asked = ArgumentParser(description="Write the lists and the report of a back office's day.")
    asked.add_argument("day", type=Path, help="the folder with the files of the day")
    asked.add_argument("report", type=Path, help="the folder for what is written")
    asked.add_argument("--now", type=datetime.fromisoformat, required=True, help="in the program's zone")
    given = asked.parse_args()
    now, out = given.now.replace(tzinfo=ZONE), given.report
    out.mkdir(parents=True, exist_ok=True)

    day = Day.read(given.day)
    pools = [ledger.pool for ledger in day.ledgers]
    payments = [each for made in day.payments.values() for each in made]
    calendar = cc.BusinessCalendar.from_holidays("US", years=range(now.year - 2, now.year + 3))
    rules = cc.partner_center.bind(calendar=calendar, zone=ZONE)

    sys.stderr.write("figures\n")
    promised = {
        claim.id: cc.portal.promises(claim, rules=rules, paid_at=day.paid_at(claim)) for claim in day.claims
    }
    attention = cc.portfolio.attention(
        day.claims, at=now, rules=rules, within=WITHIN, pools=pools, payments=payments
    )
    sent = [each for each in payments if each.status is PaymentStatus.SENT]
    reconciled = cc.portfolio.reconcile(day.bank, sent)

    write(out / "attention.csv", attention_rows(attention))
    write(out / "overdue.csv", overdue_rows(day, promised, now))
    write(out / "expected.csv", expected_rows(day, promised))
    write(out / "reconciliation.csv", difference_rows(reconciled))
    write(out / "damaged.csv", damaged_rows(day))
    report = html_report(
        now=now,
        overview=cc.portfolio.claims_overview(day.claims, pools),
        ageing=cc.portfolio.ageing(day.claims, at=now, rules=rules),
        lateness=cc.portfolio.lateness(promised, at=now),
        cycle_times=cc.portfolio.cycle_times(day.claims, payments=payments, rules=rules),
        reasons=cc.portfolio.reason_counts(day.histories),
        fund_use=cc.portfolio.fund_use(pools),
        forfeiture=cc.portfolio.forfeiture(pools),
        attention=attention,
        reconciliation=reconciled,
        damaged=len(day.damaged),
    )
    (out / "report.html").write_text(report, "utf-8")
    sys.stderr.write(f"{len(day.claims):,} claims; {len(day.damaged)} lines are damaged\n")


if __name__ == "__main__":
    main()
