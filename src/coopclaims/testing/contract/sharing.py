"""The check with two objects on one store: each tells what the other one has written."""

from __future__ import annotations

from typing import TYPE_CHECKING

from coopclaims.claims.recording import replay
from coopclaims.errors import StaleClaim
from coopclaims.identifiers import CommandId
from coopclaims.payouts.statuses import PaymentTrigger
from coopclaims.repositories.protocols import ClaimGuard, SnapshotRepository
from coopclaims.repositories.steps import perform
from coopclaims.testing.contract.sites import Site, refused
from coopclaims.testing.contract.terms import EVERYTHING, Capabilities
from coopclaims.testing.laws import law

if TYPE_CHECKING:
    from coopclaims.claims.claim import Claim
    from coopclaims.repositories.protocols import ClaimRepository
    from coopclaims.testing.contract.terms import MakeRepository


def tells_what_another_object_wrote(make: MakeRepository, can: Capabilities = EVERYTHING) -> None:
    """Tell in every verb what another object on the same store wrote, and recognise what it performed."""
    site = Site(make)
    one = site.store
    two = one if can.another is None else can.another(one)
    for claim in (site.id(), site.id("shared")):
        site.store.append(site.begin(claim))
    for number, (reader, writer) in enumerate(((one, two), (two, one), (one, two))):
        _heard(site, reader, writer, number)
        _recognised(site, reader, writer, number)
        if can.several_streams:
            _compared(site, reader, writer)


def _heard(site: Site, reader: ClaimRepository, writer: ClaimRepository, number: int) -> None:
    """Check that each verb of the reader tells what the writer writes, although it was asked before."""
    claim, new, payment = site.id(), site.id(f"new-{number}"), site.payment(f"{number}")
    wanted = number + 2
    command = CommandId(f"{site.label}/booked-{number}")
    for each in (reader, writer):
        site.store = each
        site.picture(claim, new)
        law(each.booked(site.key, command) == (), "a new command has booked nothing")
        _loaded(each, site)
    made = site.steps(payment, claim, PaymentTrigger.MAKE)
    booking = site.booking(command)
    writer.append(site.remarks(claim, writer.history(claim).version, 2))
    writer.append(site.begin(new))
    writer.append(site.funding(booking, expected=number + 1))
    writer.append(made)
    order = site.steps(payment, claim, PaymentTrigger.ORDER, after=writer.payments(claim)[-1])
    site.store = reader
    site.picture(claim, new)  # the payment is asked for here; its next step is new after it
    writer.append(order)
    versions = {each: len(writer.history(each)) for each in (claim, new)}
    found = {each: len(reader.history(each)) for each in (claim, new)}
    law(found == versions, "a History holds what another object wrote", found=found, written=versions)
    listed = {each.id: each.version for each in site.listed() if each.id in versions}
    law(listed == versions, "a list holds what another object wrote", listed=listed, written=versions)
    steps = len(reader.payment_history(payment))
    law(steps == order.expected + 1, "the History of a payment holds what another object wrote", steps=steps)
    paid = {each.id: each.version for each in reader.payments(claim)}.get(payment)
    law(paid == order.expected + 1, "a payment is as another object left it", version=paid)
    law(reader.booked(site.key, command) == (booking,), "what another object booked is found")
    funds = [site.pool().version, *(each.version for each in reader.pools(location=site.key.location))]
    law(funds == [wanted, wanted], "a fund holds what another object booked", found=funds, expected=wanted)
    state = _loaded(reader, site)
    law(state == replay(reader.history(claim)), "`load` leads to where the History leads, whoever wrote it")


def _loaded(store: ClaimRepository, site: Site) -> Claim:
    """Return the claim as `load` gives it, or as its History does where there is no `load`."""
    if isinstance(store, SnapshotRepository):
        return store.load(site.id(), CommandId(f"{site.label}/unknown")).claim()
    return replay(store.history(site.id()))


def _recognised(site: Site, reader: ClaimRepository, writer: ClaimRepository, number: int) -> None:
    """Check that a command that one object has performed is a repeat for the other, and that both go on."""
    claim = site.id("shared")
    command = site.remark(claim, f"shared-{number}")
    rules = site.world.rules
    first = perform(command, writer, rules=rules)
    again = perform(command, reader, rules=rules)
    law(again.is_repeat, "a command that another object performed is recognised", version=again.claim.version)
    law(again.entries == first.entries, "the answer is that of the first time", entries=len(again.entries))
    for turn, store in enumerate((reader, writer)):
        done = perform(site.remark(claim, f"shared-{number}-{turn}"), store, rules=rules)
        law(not done.is_repeat, "who comes after another object is not late", version=done.claim.version)


def _compared(site: Site, reader: ClaimRepository, writer: ClaimRepository) -> None:
    """Check that what was read is compared with what another object has written since."""
    claim = site.id()
    version = len(reader.history(claim))
    writer.append(site.remarks(claim, version, 1))
    guard = ClaimGuard(claim=claim, expected=version)

    def append() -> None:
        reader.append(guards=(guard,))

    stale = refused(StaleClaim, "what was read and another object has changed is stale", append)
    law(
        (stale.expected, stale.found) == (version, version + 1),
        "`StaleClaim` says what another object made of it",
        expected=stale.expected,
        found=stale.found,
    )
