"""A process of its own that sends payments of a claim: `sendings.py URL LABEL NAME COUNT`.

It prints the identifier of each payment as soon as its sending is acknowledged, so that whoever reads it
knows what must never be lost.
"""

from __future__ import annotations

import importlib
import sys
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any

sys.path.insert(0, str(Path(__file__).parents[2]))

from coopclaims import StaleClaim
from coopclaims.errors import UnknownPayment
from coopclaims.funds import FundEntryKind
from coopclaims.payouts import PaymentStatus, PaymentTrigger
from coopclaims.testing.contract.sites import PAYING, Site

if TYPE_CHECKING:
    from coopclaims.funds import PoolKey


def place(store: Any) -> Site:
    """Return a place of its own in a store, with an approved claim to be paid."""

    def make(*keys: PoolKey) -> Any:
        for key in keys:
            store.open_pool(key)
        return store

    site = Site(make)
    approval = site.approval(site.under_review("approved"))
    store.append(approval, site.funding(*site.caused(approval), expected=site.pool().version))
    return site


def place_at(store: Any, label: str) -> Site:
    """Return a place that another process has begun."""

    class _Begun:
        def append(self, *writes: object) -> None:
            """Write nothing: what was earned there is written."""

    site = Site(lambda *_: _Begun())  # type: ignore[arg-type]
    site.label, site.store = label, store
    (site.key,) = (pool.key for pool in store.pools() if pool.key.location == f"{label}-place")
    return site


def send(site: Site, name: str) -> str:
    """Send a payment under this name, unless it was sent, and return its identifier."""
    payment = site.payment(name)
    sent = site.steps(payment, site.id("approved"), *PAYING, PaymentTrigger.SEND)
    while True:
        try:
            site.store.payment_history(payment)
        except UnknownPayment:
            try:
                site.store.append(sent, site.funding(site.paid(sent), expected=site.pool().version))
            except StaleClaim:
                continue
        return payment


def check_sent(site: Site, ledger: Any) -> set[str]:
    """Return the payments that were sent, each of which the fund has paid once, and no other."""
    payments = site.store.payments(site.id("approved"))
    assert all(each.status is PaymentStatus.SENT for each in payments)
    paid = Counter(entry.payment for entry in ledger if entry.kind is FundEntryKind.PAID)
    assert paid == Counter(each.id for each in payments)
    return {each.id for each in payments}


def main(url: str, label: str, name: str, count: int) -> None:
    databases = importlib.import_module("tests.support.databases")
    site = place_at(databases.example().SqlRepository(databases.engine(url)), label)
    for number in range(count):
        sys.stdout.write(f"{send(site, f'{name}-{number}')}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], sys.argv[3], int(sys.argv[4]))
