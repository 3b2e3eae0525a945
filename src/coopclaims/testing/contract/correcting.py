"""Check of corrected instants: what says when an entry really happened is kept like any other entry."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Final

import attrs

from coopclaims.claims.commands import CorrectInstant
from coopclaims.claims.events import Commented, InstantCorrected
from coopclaims.claims.recording import replay
from coopclaims.errors import AlreadyRecorded, StaleClaim
from coopclaims.funds.entries import FundEntryKind
from coopclaims.identifiers import CommandId
from coopclaims.money.amounts import Money
from coopclaims.parties import Role
from coopclaims.payments.recording import replay_payment
from coopclaims.payouts.statuses import PaymentTrigger
from coopclaims.repositories.effects import LoadClaim
from coopclaims.repositories.protocols import ClaimWrite, Loaded
from coopclaims.repositories.steps import perform
from coopclaims.testing.contract.sites import NOON, Site, refused
from coopclaims.testing.contract.terms import EVERYTHING, Capabilities
from coopclaims.testing.laws import law

if TYPE_CHECKING:
    from coopclaims.claims.events import HistoryEntry
    from coopclaims.funds.entries import FundEntry
    from coopclaims.identifiers import ClaimId, PaymentId
    from coopclaims.payments.payment import PaymentEntry
    from coopclaims.repositories.protocols import FundWrite, PaymentWrite
    from coopclaims.testing.contract.terms import MakeRepository


_AHEAD: Final = timedelta(days=400)
"""How far a wrong clock ran ahead."""


def keeps_corrections(make: MakeRepository, _can: Capabilities = EVERYTHING) -> None:
    """Keep what corrects an instant beside the entry that it corrects, once, whatever instants they have."""
    site = Site(make)
    remarked = {site.id(): 1, site.id("long"): 12}
    claims = {claim: _correct_a_claim(site, claim, remarks) for claim, remarks in remarked.items()}
    payment = site.payment()
    steps = _correct_a_payment(site, payment)
    booked = _correct_the_fund(site)
    for claim, entries in claims.items():
        law(site.store.history(claim).entries == entries, "a corrected entry stays as it was", claim=claim)
        wanted, answer = replay(entries), LoadClaim(claim, entries[-1].command).ask(site.store)
        loaded = answer.claim() if isinstance(answer, Loaded) else replay(answer)
        law(loaded == wanted, "a claim is loaded as its History corrects it", loaded=loaded, wanted=wanted)
        law(wanted in site.listed(), "a claim is listed as its History corrects it", listed=site.listed())
    stored = site.store.payment_history(payment)
    law(stored.entries == steps, "a corrected step stays as it was", payment=payment)
    found = site.store.payments(site.id())
    law(found == (replay_payment(steps),), "a payment is as its History corrects it", payments=found)
    for each in booked:
        answer = site.store.booked(site.key, each.command or CommandId(""))
        law(answer == (each,), "what corrects a ledger entry is found by its command", found=len(answer))
    _corrects_a_claim_once(site, site.id(), claims[site.id()])


def _correct_a_claim(site: Site, claim: ClaimId, remarks: int) -> tuple[HistoryEntry, ...]:
    """Store a claim of which an entry lies ahead, its correction, so many remarks, and one of the beginning.

    Return all of its entries. Where there are many, a snapshot lies between both corrections.
    """
    created, remark = site.begin(claim, Commented("A remark.")).entries
    entries: tuple[HistoryEntry, ...] = (created, attrs.evolve(remark, at=remark.at + _AHEAD))
    site.store.append(ClaimWrite(claim=claim, expected=0, entries=entries))
    first = InstantCorrected(entry=1, instant=NOON - timedelta(days=1), reason="The form.")
    second = InstantCorrected(entry=2, instant=created.at + timedelta(seconds=1), reason="The log.")
    correct = site.next(replay(entries), second)
    _taken_at_its_version(site, correct)
    entries = (*entries, *correct.entries)
    for events in ([Commented("Another remark.")] * remarks, [first]):
        write = site.next(replay(entries), *events)
        site.store.append(write)
        entries = (*entries, *write.entries)
    return entries


def _correct_a_payment(site: Site, payment: PaymentId) -> tuple[PaymentEntry, ...]:
    """Store a payment of which a step lies ahead, its correction, and the next step; return its entries."""
    claim = site.id()
    make = site.steps(payment, claim, PaymentTrigger.MAKE, PaymentTrigger.ORDER)
    made, order = make.entries
    order = attrs.evolve(order, at=order.at + _AHEAD)
    site.store.append(attrs.evolve(make, entries=(made,)))
    site.store.append(attrs.evolve(make, expected=1, entries=(order,)))
    after = replay_payment((made, order))
    correct = site.steps(payment, claim, PaymentTrigger.CORRECT_INSTANT, after=after)
    system = site.world.actor(Role.SYSTEM)
    correction = attrs.evolve(
        correct.entries[0],
        by=system.id,
        side=system.side,
        role=Role.SYSTEM,
        corrects=2,
        instant=made.at + timedelta(seconds=1),
    )
    correct = attrs.evolve(correct, entries=(correction,))
    _taken_at_its_version(site, correct)
    entries = (made, order, correction)
    paying = site.steps(payment, claim, PaymentTrigger.START_PAYING, after=replay_payment(entries))
    site.store.append(paying)
    return (*entries, *paying.entries)


def _correct_the_fund(site: Site) -> tuple[FundEntry, ...]:
    """Store two corrections of one ledger entry, which move nothing, and return them."""
    booked: list[FundEntry] = []
    before = site.pool().balance()
    for days in (1, 2):
        entry = attrs.evolve(
            site.booking(CommandId(f"{site.label}/correction-{days}")),
            kind=FundEntryKind.INSTANT_CORRECTED,
            amount=Money(0, site.key.currency),
            entity=None,
            at=NOON,
            corrects=1,
            instant=site.earned.at - timedelta(days=days),
        )
        write = site.funding(entry, expected=days)
        _taken_at_its_version(site, write)
        again = attrs.evolve(write, expected=days + 1)
        refused(AlreadyRecorded, "a correction is booked once", site.store.append, again)
        law(site.pool().version == days + 1, "a correction is an entry of the ledger", pool=site.pool())
        booked.append(entry)
    after = site.pool().balance()
    law(after == before, "a correction moves no money", before=before, after=after)
    return tuple(booked)


def _taken_at_its_version(site: Site, write: ClaimWrite | FundWrite | PaymentWrite) -> None:
    """Append a correction, which is stale at another version, and makes stale who did not know of it."""
    claims = (site.id(), site.id("long"))
    before = site.picture(*claims)
    early = attrs.evolve(write, expected=write.expected - 1)
    refused(StaleClaim, "a correction at another version is stale", site.store.append, early)
    law(site.picture(*claims) == before, "a stale correction leaves nothing behind")
    site.store.append(write)
    refused(StaleClaim, "who read before a correction is told", site.store.append, write)


def _corrects_a_claim_once(site: Site, claim: ClaimId, entries: tuple[HistoryEntry, ...]) -> None:
    """Check that a correction that is asked for twice is recorded once."""
    command = CorrectInstant(
        claim=claim,
        id=CommandId(f"{site.label}/correct"),
        by=site.world.actor(Role.SYSTEM),
        at=NOON + timedelta(days=1),
        entry=entries[-2].number,
        instant=entries[-2].at + timedelta(seconds=1),
        reason="The log says so.",
    )
    first, second = (perform(command, site.store, rules=site.world.rules) for _ in range(2))
    law((first.is_repeat, second.is_repeat) == (False, True), "a correction that comes twice is a repeat")
    law(second.entries == first.entries, "a repeat answers with the correction", repeat=second.entries)
    site.holds("a correction is recorded once", entries=len(entries) + 1, claim=claim)
