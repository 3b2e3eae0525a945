"""Checks of payments and guards: payments are kept like claims, and what was read is compared."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Final

import attrs

from coopclaims.errors import (
    BrokenHistory,
    CoopClaimsError,
    StaleClaim,
    UnknownFund,
    UnknownPayment,
    Unsupported,
)
from coopclaims.identifiers import CommandId, LocationId
from coopclaims.payments.recording import replay_payment
from coopclaims.payouts.statuses import PaymentTrigger
from coopclaims.repositories.protocols import ClaimGuard, FundGuard, PaymentsGuard
from coopclaims.testing.contract.appending import together_or_refused
from coopclaims.testing.contract.racing import at_once
from coopclaims.testing.contract.sites import PAYING, Site, refused
from coopclaims.testing.contract.terms import EVERYTHING, Capabilities
from coopclaims.testing.laws import law

if TYPE_CHECKING:
    from coopclaims.identifiers import ClaimId
    from coopclaims.payments.payment import Payment
    from coopclaims.repositories.protocols import Guard, PaymentWrite, Write
    from coopclaims.testing.contract.terms import MakeRepository


_ROUNDS: Final = 5
_STEP = PaymentTrigger


def _stored(site: Site, write: PaymentWrite, claim: ClaimId) -> Payment:
    """Append a write to a payment, and return the payment as it is after it."""
    site.store.append(write)
    (found,) = (each for each in site.store.payments(claim) if each.id == write.payment)
    return found


def keeps_payments(make: MakeRepository, can: Capabilities = EVERYTHING) -> None:
    """Keep payments as they were written: each entry, each payment with its claim, also after reopening."""
    site = Site(make)
    claim, other = site.id(), site.id("other")
    for each in (claim, other):
        site.store.append(site.begin(each))
        law(site.store.payments(each) == (), "a claim has no payment before one is made", claim=each)
    nobody = site.payment("nobody")
    error = refused(
        UnknownPayment, "a payment that nobody stored is unknown", site.store.payment_history, nobody
    )
    law(error.args == (nobody,), "`UnknownPayment` names the payment", error=error)
    names = ("p-1", "P-1", "p-11", "p_1", "p-10", "p-2", "\u00e9", "e\u0301")
    written: dict[str, tuple[PaymentWrite, Payment]] = {}
    for number, name in enumerate(names):
        of = other if name == "p-2" else claim
        write = site.steps(site.payment(name), of, *PAYING[: 1 + number % len(PAYING)])
        written[name] = (write, _stored(site, write, of))
    if can.reopening is not None:
        site.store = can.reopening(site.store)
    for name, (write, payment) in written.items():
        stored = site.store.payment_history(write.payment)
        law(stored.payment == write.payment, "a History is that of the payment asked for", payment=name)
        law(stored.entries == write.entries, "every entry of a payment comes back as stored", payment=name)
        law(
            payment == replay_payment(write.entries), "a payment is what its entries make of it", payment=name
        )
    for of in (claim, other):
        found = [payment.id for payment in site.store.payments(of)]
        wanted = sorted(payment.id for _, payment in written.values() if payment.claim == of)
        law(found == wanted, "exactly the payments of a claim are listed, in order", found=found)
    law(site.store.payments(site.id("nobody")) == (), "an unknown claim has no payments")


def appends_payments_at_the_expected_version_only(
    make: MakeRepository, can: Capabilities = EVERYTHING
) -> None:
    """Write to a payment at its version only, what follows there only, and together with the fund or not."""
    site = Site(make)
    claim, payment, other = site.id(), site.payment(), site.payment("other")
    site.store.append(site.begin(claim))
    made = _stored(site, site.steps(payment, claim, _STEP.MAKE), claim)
    order = site.steps(payment, claim, _STEP.ORDER, after=made)
    again = site.steps(other, claim, _STEP.MAKE)
    for write, expected, found in (
        (attrs.evolve(order, expected=0), 0, 1),
        (attrs.evolve(order, expected=2), 2, 1),
        (site.steps(payment, claim, *PAYING), 0, 1),
        (attrs.evolve(again, expected=1), 1, 0),
    ):
        before = site.picture(claim)
        error = refused(
            StaleClaim, "a write to a payment at another version is stale", site.store.append, write
        )
        law(
            (error.expected, error.found) == (expected, found),
            "`StaleClaim` says which version was expected and which one was found",
            expected=(expected, found),
            told=(error.expected, error.found),
        )
        law(site.picture(claim) == before, "a stale write leaves nothing behind")
    foreign = (
        attrs.evolve(order, entries=again.entries),
        attrs.evolve(order, entries=site.steps(payment, claim, _STEP.MAKE).entries),
        attrs.evolve(order, payment=other, expected=0),
        attrs.evolve(again, payment=site.payment("third")),
    )
    for write in foreign:
        before = site.picture(claim)
        refused(BrokenHistory, "entries that do not belong there are refused", site.store.append, write)
        law(site.picture(claim) == before, "what is refused leaves nothing behind")
    _with_the_fund(site, can, order)


def _with_the_fund(site: Site, can: Capabilities, order: PaymentWrite) -> None:
    """Check that a step of a payment and its ledger entry are stored together or not at all."""
    claim, fund = site.id(), site.funding(site.credit(2))
    remarks = site.remarks(claim, 1, 2)
    if not together_or_refused(site, can, order, fund):
        return
    spoiled: tuple[tuple[Write, ...], ...] = (
        (order, attrs.evolve(fund, expected=0)),
        (fund, attrs.evolve(order, expected=0)),
        (remarks, attrs.evolve(order, expected=3), fund),
    )
    for writes in (each for pair in spoiled for each in (pair, pair[::-1])):
        before = site.picture(claim)
        refused(CoopClaimsError, "one part that does not fit refuses all", site.store.append, *writes)
        law(site.picture(claim) == before, "of what is refused, no part is stored", parts=len(writes))
    site.store.append(remarks, order, fund)
    site.holds("every part is stored", entries=3, pool=2)
    history = site.payment_history(order.payment)
    found = 0 if history is None else len(history)
    law(found == 1 + len(order.entries), "the payment is stored with its fund", entries=found)


def compares_what_was_read(make: MakeRepository, can: Capabilities = EVERYTHING) -> None:
    """Refuse an append as stale where a claim, a fund or the payments that were read have changed."""
    site = Site(make)
    claim, read, payment = site.id(), site.id("read"), site.payment()
    site.store.append(site.begin(claim))
    site.store.append(site.begin(read))
    made = _stored(site, site.steps(payment, read, _STEP.MAKE), read)
    write = site.remarks(claim, 1, 1)
    nothing = PaymentsGuard(claim=read, payments=frozenset())
    present = (ClaimGuard(claim=read, expected=1), FundGuard(pool=site.key, expected=1))
    both = PaymentsGuard.of(read, (made,))
    if not can.several_streams:
        before = site.picture(claim, read)
        guarded = partial(site.store.append, write, guards=present)
        refused(Unsupported, "what is not declared is refused", guarded)
        law(site.picture(claim, read) == before, "what is refused leaves nothing behind")
        return
    stale: tuple[tuple[Guard, int, int], ...] = (
        (ClaimGuard(claim=read, expected=0), 0, 1),
        (ClaimGuard(claim=read, expected=2), 2, 1),
        (ClaimGuard(claim=site.id("nobody"), expected=1), 1, 0),
        (FundGuard(pool=site.key, expected=0), 0, 1),
        (FundGuard(pool=site.key, expected=2), 2, 1),
        (nothing, 0, 1),
        (PaymentsGuard(claim=read, payments=frozenset({(payment, 2)})), 2, 1),
        (PaymentsGuard(claim=read, payments=frozenset({(site.payment("another"), 1)})), 1, 0),
        (PaymentsGuard(claim=claim, payments=both.payments), 1, 0),
    )
    for guard, expected, found in stale:
        _stale(site, write, guard, expected, found)
    nowhere = attrs.evolve(site.key, location=LocationId(f"{site.label}-nowhere"))
    unknown = partial(site.store.append, write, guards=(FundGuard(pool=nowhere, expected=0),))
    refused(UnknownFund, "a fund that nobody opened cannot have been read", unknown)
    site.holds("what was refused is not there", entries=1, pool=1)
    absent = ClaimGuard(claim=site.id("nobody"), expected=0)
    none = PaymentsGuard(claim=claim, payments=frozenset())
    site.store.append(write, guards=(*present, both, absent, none))
    site.holds("what was read is as it was: the write is stored", entries=2, pool=1)
    site.holds("what is guarded is not written", entries=1, claim=read)
    law(site.history(absent.claim) is None, "a guard of an unknown claim leaves it unknown")
    law(site.listed() == site.listed(), "what is listed is listed again")
    site.store.append(guards=(*present, both, absent, none))
    last = site.remarks(claim, 2, 1)
    site.store.append(site.steps(site.payment("second"), read, _STEP.MAKE))
    _stale(site, last, both, 0, 1)
    order = site.steps(payment, read, _STEP.ORDER, after=made)
    guards = PaymentsGuard.of(read, site.store.payments(read))
    site.store.append(order, guards=(guards,))
    _stale(site, last, guards, 1, 2)


def _stale(site: Site, write: Write, guard: Guard, expected: int, found: int) -> None:
    before = site.picture(site.id(), site.id("read"))
    guarded = partial(site.store.append, write, guards=(guard,))
    error = refused(StaleClaim, "what was read and has changed makes a write stale", guarded)
    law(
        (error.expected, error.found) == (expected, found),
        "`StaleClaim` says which version was read and which one was found",
        guard=type(guard).__name__,
        expected=(expected, found),
        told=(error.expected, error.found),
    )
    law(site.picture(site.id(), site.id("read")) == before, "a stale write leaves nothing behind")


def compares_what_was_read_in_a_race(make: MakeRepository, can: Capabilities = EVERYTHING) -> None:
    """Store one of two appends at once that each write what the other has read; the other is stale."""
    if not can.threads:
        return
    site = Site(make)
    for number in range(_ROUNDS):
        one, two = site.id(f"one-{number}"), site.id(f"two-{number}")
        for claim in (one, two):
            site.store.append(site.begin(claim))
        first, second = site.remarks(one, 1, 1), site.remarks(two, 1, 1)
        if not can.several_streams:
            return
        told = at_once(
            [
                partial(site.store.append, first, guards=(ClaimGuard(claim=two, expected=1),)),
                partial(site.store.append, second, guards=(ClaimGuard(claim=one, expected=1),)),
            ],
            can,
        )
        stale = sum(isinstance(each, StaleClaim) for each in told)
        law(stale == 1, "of two that read what the other writes, one is stale", stale=stale, round=number)
        _one_payment(site, number, can)
        _one_step(site, number, can)


def _one_step(site: Site, number: int, can: Capabilities) -> None:
    """Check that of many orders of one payment at once one is recorded, and the others are stale."""
    claim, payment = site.id(f"ordered-{number}"), site.payment(f"ordered-{number}")
    site.store.append(site.begin(claim))
    made = _stored(site, site.steps(payment, claim, _STEP.MAKE), claim)
    order = site.steps(payment, claim, _STEP.ORDER, after=made)
    orders = [
        attrs.evolve(
            order,
            entries=tuple(
                attrs.evolve(each, command=CommandId(f"{each.command}/{n}")) for each in order.entries
            ),
        )
        for n in range(can.threads)
    ]
    told = at_once([partial(site.store.append, each) for each in orders], can)
    done = [n for n, each in enumerate(told) if each is None]
    stored = site.store.payment_history(payment).entries[1:]
    law(
        len(done) == 1 and stored == orders[done[0]].entries,
        "of many steps of a payment at once one is recorded, and everybody else is told that they are late",
        writers=len(orders),
        recorded=done,
        stored=len(stored),
    )


def _one_payment(site: Site, number: int, can: Capabilities) -> None:
    """Check that of two payments made at once for a claim that was read without any, one is made."""
    claim = site.id(f"paid-{number}")
    site.store.append(site.begin(claim))
    none = PaymentsGuard(claim=claim, payments=frozenset())
    told = at_once(
        [
            partial(
                site.store.append,
                site.steps(site.payment(f"{number}-{each}"), claim, _STEP.MAKE),
                guards=(ClaimGuard(claim=claim, expected=1), none),
            )
            for each in range(2)
        ],
        can,
    )
    stale = sum(isinstance(each, StaleClaim) for each in told)
    made = len(site.store.payments(claim))
    law((stale, made) == (1, 1), "of two first payments at once one is made", stale=stale, made=made)
