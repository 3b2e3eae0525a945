"""A day of a back office to try `back_office.py` on: claims, payments, funds and a bank's file, made up.

    python back_office_day.py folder --claims 20000 --seed 1

Into the folder go `histories.jsonl`, `payments.jsonl` and `funds.jsonl`, each line as the wire writes it, and
`bank.csv`. The same seed gives the same files. Each life is drawn to its end, and what would happen after
`--now` is left out, so that a day has claims at every stage. Some lines are damaged on purpose (`--damaged`).
"""

from __future__ import annotations

import csv
import sys
from argparse import ArgumentParser
from datetime import date, datetime, timedelta
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING, Final
from zoneinfo import ZoneInfo

import coopclaims as cc
from coopclaims.claims import (
    ActionRequested,
    ClaimApproved,
    ClaimCreated,
    ClaimRejected,
    ClaimSubmitted,
    InformationRequest,
    Invoice,
    InvoiceAdded,
    Reason,
    RejectionDisputed,
    ReviewStarted,
)
from coopclaims.funds import FundEntry, FundEntryKind, FundLedger, PoolKey
from coopclaims.identifiers import (
    ActorId,
    ClaimId,
    CommandId,
    EntityId,
    ItemId,
    LocationId,
    PaymentId,
    ProfileId,
    ProgramId,
)
from coopclaims.payments import PaymentEntry, PaymentHistory, PaymentTerms
from coopclaims.payouts import PaymentStatus, PaymentTrigger

if TYPE_CHECKING:
    from collections.abc import Iterator

S, K, P = cc.ClaimStatus, FundEntryKind, PaymentStatus
ZONE: Final = ZoneInfo("America/Los_Angeles")
USAGE: Final = cc.UsagePeriod(date(2022, 7, 1), date(2022, 12, 31))
BEFORE: Final = cc.UsagePeriod(date(2022, 1, 1), date(2022, 6, 30))
PROGRAMS: Final = ("CSP Direct Bill Partner", "CSP Indirect Reseller", "Hosting")
PLACES: Final = (("se", "SEK"), ("no", "NOK"), ("de", "EUR"), ("fr", "EUR"), ("us", "USD"))
ENTITY: Final = EntityId("vendor-ireland")
CODES: Final = ("cost_not_shown", "not_eligible", "unreadable", "proof_missing", "outside_usage")
PEOPLE: Final = {
    "ulla": (cc.Side.PARTNER, cc.Role.INCENTIVES_USER),
    "alice": (cc.Side.PARTNER, cc.Role.INCENTIVES_ADMIN),
    "rita": (cc.Side.VENDOR, cc.Role.REVIEWER),
    "vera": (cc.Side.VENDOR, cc.Role.VALIDATION_TEAM),
    "paul": (cc.Side.VENDOR, cc.Role.PAYMENT_TEAM),
}
SHARE_OF_CLAIMS: Final = 1.15
"""How much more was earned into a fund than is claimed of it."""


class Life:
    """One claim from its creation on, as far as it has come by now."""

    def __init__(self, number: int, dice: Random, now: datetime) -> None:
        self.dice, self.now, self.id = dice, now, ClaimId(f"C-{number:06}")
        country, currency = dice.choice(PLACES)
        self.key = PoolKey(
            location=LocationId(f"{country}-{dice.randrange(8)}"),
            program=ProgramId(dice.choice(PROGRAMS)),
            usage_period=USAGE,
            currency=cc.Currency(currency),
        )
        self.amount = cc.Money.of_minor_units(dice.randrange(20_000, 2_000_000), currency)
        self.at = datetime(2022, 8, 16, 9, tzinfo=ZONE) + timedelta(hours=dice.randrange(2400))
        self.entries: list[cc.HistoryEntry] = []
        self.booked: list[FundEntry] = []
        self.payment: list[PaymentEntry] = []
        self.paid = cc.Money(0, currency)
        self.status: cc.ClaimStatus | None = None
        self.live()

    def after(self, least: float, most: float) -> None:
        """Let so many days go by: at least and at most."""
        self.at += timedelta(days=self.dice.uniform(least, most))

    def by_chance(self, percent: int) -> bool:
        """Return whether something happens that happens so often in a hundred times."""
        return self.dice.randrange(100) < percent

    def happens(self, who: str, event: cc.claims.Event, after: cc.ClaimStatus) -> None:
        """Write an entry, unless it lies after now."""
        if self.at > self.now:
            raise StopIteration
        side, role = PEOPLE[who]
        number = len(self.entries) + 1
        self.entries.append(
            cc.HistoryEntry(
                claim=self.id, number=number, at=self.at, by=ActorId(who), side=side, role=role,
                command=CommandId(f"{self.id}/{number}"), event=event, before=self.status, after=after,
            )
        )  # fmt: skip
        self.status = after

    def book(self, kind: FundEntryKind, amount: cc.Money) -> None:
        """Write an entry of the fund, caused by the last entry of the claim."""
        self.booked.append(
            FundEntry(
                pool=self.key, kind=kind, amount=amount, at=self.at, on=self.at.date(), claim=self.id,
                number=len(self.entries), activity="digital-advertising",
            )
        )  # fmt: skip

    def live(self) -> None:
        """Live until now."""
        try:
            self.file()
            self.review()
            if self.status is S.REJECTED and self.by_chance(40):
                self.dispute()
            if self.status is S.APPROVED:
                self.pay()
        except StopIteration:
            pass

    def file(self) -> None:
        """Fill the form, add an invoice, submit."""
        form = cc.ClaimForm(
            name="Autumn ads", program=self.key.program, location=self.key.location, usage_period=USAGE,
            activity="digital-advertising", executed_on=date(2022, 7, 15), amount=self.amount,
        )  # fmt: skip
        invoice = Invoice(
            id=ItemId("inv-1"), document=f"d-{self.id}", amount=self.amount, number=f"A-{self.id}",
            supplier="Studio", issued_on=date(2022, 7, 20),
        )  # fmt: skip
        self.happens("ulla", ClaimCreated(form), S.EDITING)
        self.after(0, 1)
        self.happens("ulla", InvoiceAdded(invoice), S.EDITING)
        self.after(0, 12)
        self.happens("ulla", ClaimSubmitted(), S.SUBMITTED)
        self.book(K.RESERVED, self.amount)

    def review(self) -> None:
        """Look at it, perhaps more than once, and decide."""
        while True:
            self.after(0.2, 2)
            self.happens("rita", ReviewStarted(), S.UNDER_REVIEW)
            self.after(0.1, 30 if self.by_chance(6) else 2.5)
            if self.by_chance(75):
                break
            request = InformationRequest("a readable scan", code=self.dice.choice(CODES))
            self.happens("rita", ActionRequested((request,)), S.ACTION_REQUIRED)
            self.after(1, 9)
            self.happens("ulla", ClaimSubmitted(), S.SUBMITTED)
        self.decide("rita")

    def decide(self, who: str) -> None:
        """Reject it, or approve all or half of it."""
        if self.by_chance(20):
            self.happens(who, ClaimRejected((Reason(code=self.dice.choice(CODES)),)), S.REJECTED)
            self.book(K.RELEASED, self.amount)
            return
        approved, reason = self.amount, None
        if self.by_chance(10):
            half = self.amount.minor_units // 2
            approved, reason = cc.Money.of_minor_units(half, self.amount.currency), Reason("Half of it.")
        self.happens(who, ClaimApproved(approved, reason), S.APPROVED)
        self.book(K.RELEASED, self.amount)
        self.book(K.COMMITTED, approved)
        self.paid = approved

    def dispute(self) -> None:
        """Dispute the rejection."""
        self.after(1, 8)
        self.happens("alice", RejectionDisputed("It was shown."), S.DISPUTED)
        self.book(K.RESERVED, self.amount)
        self.after(1, 40 if self.by_chance(20) else 10)
        self.decide("vera")

    def pay(self) -> None:
        """Make a payment of what is approved, order it, and send it."""
        id_ = PaymentId(f"PAY-{self.id}")
        terms = PaymentTerms(
            claim=self.id, entity=ENTITY, profile=ProfileId("bank-1"), money=self.paid, settles=self.paid,
            fund=self.key,
        )  # fmt: skip
        steps = (
            (PaymentTrigger.MAKE, P.UNPROCESSED, 60),
            (PaymentTrigger.ORDER, P.UPCOMING, 20),
            (PaymentTrigger.START_PAYING, P.IN_PROGRESS, 10),
            (PaymentTrigger.SEND, P.SENT, 5),
        )
        before: PaymentStatus | None = None
        for number, (trigger, after, days) in enumerate(steps, start=1):
            self.after(0, days)
            if self.at > self.now:
                raise StopIteration
            side, role = PEOPLE["paul"]
            self.payment.append(
                PaymentEntry(
                    payment=id_, number=number, at=self.at, by=ActorId("paul"), side=side, role=role,
                    command=CommandId(f"{id_}/{number}"), trigger=trigger, before=before, after=after,
                    terms=terms if before is None else None,
                )
            )  # fmt: skip
            before = after
        self.booked.append(
            FundEntry(
                pool=self.key, kind=K.PAID, amount=self.paid, at=self.at, on=self.at.date(), claim=self.id,
                entity=ENTITY, payment=id_,
            )
        )  # fmt: skip

    def bank_lines(self) -> Iterator[tuple[str, str, str, str, str]]:
        """Yield the lines of the bank's file for a payment that was sent, right or wrong."""
        if not self.payment or self.payment[-1].after is not P.SENT or self.by_chance(2):
            return
        paid, reference = self.paid, self.payment[0].payment
        if self.by_chance(3):  # rounded by the bank
            paid = cc.Money.of_minor_units(paid.minor_units - 1, paid.currency)
        elif self.by_chance(2):  # paid in part
            paid = cc.Money.of_minor_units(paid.minor_units // 3, paid.currency)
        line = (
            self.at.date().isoformat(),
            ENTITY,
            str(paid.amount),
            paid.currency.code,
            "" if self.by_chance(1) else reference,
        )
        yield from (line,) * (2 if self.by_chance(1) else 1)


def funds_of(lives: list[Life]) -> Iterator[FundLedger]:
    """Yield the ledger of each fund, and one of the period before, of which something expired unused."""
    start, gone = datetime(2022, 7, 1, tzinfo=ZONE), datetime(2022, 8, 16, 1, tzinfo=ZONE)
    by_key: dict[PoolKey, list[Life]] = {}
    for life in lives:
        by_key.setdefault(life.key, []).append(life)
    for key in sorted(by_key, key=str):
        claimed = sum(life.amount.minor_units for life in by_key[key])
        earned = cc.Money.of_minor_units(int(claimed * SHARE_OF_CLAIMS), key.currency)
        opened = cc.FundPool.empty(key).earned_entry(ENTITY, earned, at=start)
        booked = sorted((each for life in by_key[key] for each in life.booked), key=lambda each: each.at)
        yield FundLedger(key, (opened, *booked))
        old = PoolKey(location=key.location, program=key.program, usage_period=BEFORE, currency=key.currency)
        used = cc.Money.of_minor_units(claimed // 10, key.currency)
        left = cc.Money.of_minor_units(claimed // 100, key.currency)
        opened = cc.FundPool.empty(old).earned_entry(ENTITY, used + left, at=start - timedelta(days=180))
        claim = ClaimId(f"C-{key.location}-before")
        booked = [
            FundEntry(pool=old, kind=kind, amount=used, at=start, on=start.date(), claim=claim)
            for kind in (K.COMMITTED, K.PAID)
        ]
        expired = FundEntry(pool=old, kind=K.EXPIRED, amount=left, at=gone, on=gone.date())
        yield FundLedger(old, (opened, *booked, expired))


def main() -> None:
    """Write the files."""
    asked = ArgumentParser(description=__doc__)
    asked.add_argument("folder", type=Path)
    asked.add_argument("--claims", type=int, default=20_000)
    asked.add_argument("--damaged", type=int, default=3, help="how many lines are damaged")
    asked.add_argument("--seed", type=int, default=1)
    asked.add_argument("--now", type=datetime.fromisoformat, default=datetime(2022, 12, 5, 9))  # noqa: DTZ001
    given = asked.parse_args()
    dice, now = Random(given.seed), given.now.replace(tzinfo=ZONE)  # noqa: S311 - it is made up
    folder: Path = given.folder
    folder.mkdir(parents=True, exist_ok=True)
    lives = [life for number in range(given.claims) if (life := Life(number + 1, dice, now)).entries]
    damaged = set(dice.sample(range(len(lives)), min(given.damaged, len(lives))))
    with (folder / "histories.jsonl").open("w", encoding="utf-8", newline="\n") as out:
        for place, life in enumerate(lives):
            text = cc.wire.to_text(cc.History(life.id, tuple(life.entries)))
            out.write((text[: len(text) // 2] if place in damaged else text) + "\n")
    with (folder / "payments.jsonl").open("w", encoding="utf-8", newline="\n") as out:
        for life in lives:
            if life.payment:
                history = PaymentHistory(life.payment[0].payment, tuple(life.payment))
                out.write(cc.wire.to_text(history) + "\n")
    with (folder / "funds.jsonl").open("w", encoding="utf-8", newline="\n") as out:
        out.writelines(cc.wire.to_text(ledger) + "\n" for ledger in funds_of(lives))
    with (folder / "bank.csv").open("w", encoding="utf-8", newline="") as out:
        rows = csv.writer(out)
        rows.writerow(("day", "payer", "amount", "currency", "reference"))
        rows.writerows(line for life in lives for line in life.bank_lines())
        rows.writerow((now.date().isoformat(), ENTITY, "77.10", "EUR", "BANK-42"))
    sys.stdout.write(f"{len(lives)} claims in {folder}\n")


if __name__ == "__main__":
    main()
