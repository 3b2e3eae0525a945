"""Checks of `append`: at the expected version only, all of it or nothing, in order, and once."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Final

import attrs

from coopclaims.claims.events import ApprovalRetracted, Commented
from coopclaims.claims.verdicts import Reason
from coopclaims.errors import (
    AlreadyRecorded,
    BrokenHistory,
    CommandReused,
    CoopClaimsError,
    InvalidValue,
    StaleClaim,
    UnknownFund,
    Unsupported,
)
from coopclaims.funds.entries import FundEntryKind
from coopclaims.identifiers import CommandId, LocationId
from coopclaims.money.amounts import Money
from coopclaims.payouts.statuses import PaymentStatus, PaymentTrigger
from coopclaims.periods import UsagePeriod
from coopclaims.repositories.protocols import ClaimWrite, FundWrite, SnapshotRepository
from coopclaims.testing.contract.sites import NOON, PAYING, Site, refused
from coopclaims.testing.contract.terms import EVERYTHING, Capabilities
from coopclaims.testing.laws import broken, law

if TYPE_CHECKING:
    from coopclaims.funds.entries import FundEntry, PoolKey
    from coopclaims.identifiers import ClaimId
    from coopclaims.payments.payment import Payment
    from coopclaims.repositories.protocols import Write
    from coopclaims.testing.contract.terms import MakeRepository


_MANY: Final = 120
"""Entries: enough for numbers of three digits, which sort differently as text."""


def together_or_refused(site: Site, can: Capabilities, *writes: Write) -> bool:
    """Return whether one append may write to several streams; if not, check that it is refused."""
    if can.several_streams:
        return True
    before = site.picture(site.id())
    refused(Unsupported, "what is not declared is refused", site.store.append, *writes)
    law(site.picture(site.id()) == before, "what is refused leaves nothing behind", before=before)
    return False


def appends_at_the_expected_version_only(make: MakeRepository, _can: Capabilities = EVERYTHING) -> None:
    """Raise `StaleClaim` for a write at any version but the present one, say which, and store nothing."""
    site = Site(make)
    claim = site.id()
    for expected in (1, 7):
        write = attrs.evolve(site.begin(claim), expected=expected)
        _stale(site, write, expected, 0)
    site.store.append(site.begin(claim, Commented("A remark.")))
    for expected in (0, 1, 3, 9):
        _stale(site, attrs.evolve(site.remarks(claim, 2, 1), expected=expected), expected, 2)
        _stale(site, attrs.evolve(site.begin(claim), expected=expected), expected, 2)
    for expected in (0, 2, 9):
        _stale(site, site.funding(site.credit(2), expected=expected), expected, 1)
    site.store.append(site.remarks(claim, 2, 1))
    site.store.append(site.funding(site.credit(3)))
    _stale(site, site.remarks(claim, 2, 1), 2, 3)
    _stale(site, site.funding(site.credit(3)), 1, 2)
    site.holds("who comes in time is recorded", entries=3, pool=2)


def _stale(site: Site, write: Write, expected: int, found: int) -> None:
    before = site.picture(site.id())
    error = refused(
        StaleClaim, "a write at another version is told that it is stale", site.store.append, write
    )
    law(
        (error.expected, error.found) == (expected, found),
        "`StaleClaim` says which version was expected and which one was found",
        told=error,
        expected=expected,
        found=found,
    )
    law(site.picture(site.id()) == before, "a stale write leaves nothing behind", before=before)


def appends_all_or_nothing(make: MakeRepository, can: Capabilities = EVERYTHING) -> None:
    """Store everything of an append to claims and funds, or nothing where one part does not fit."""
    site = Site(make)
    claim = site.id()
    site.store.append(site.begin(claim))
    good, fund = site.remarks(claim, 1, 2), site.funding(site.credit(2))
    if not together_or_refused(site, can, good, fund):
        return
    nowhere = attrs.evolve(site.key, location=LocationId(f"{site.label}-nowhere"))
    other = site.begin(site.id("another"))
    spoiled: tuple[tuple[Write, ...], ...] = (
        (good, attrs.evolve(fund, expected=0)),
        (good, attrs.evolve(fund, expected=2)),
        (good, attrs.evolve(fund, pool=nowhere, expected=0, entries=())),
        (good, attrs.evolve(fund, entries=(_released(site),))),
        (good, attrs.evolve(other, expected=1)),
        (other, fund, attrs.evolve(good, expected=0)),
        (fund, attrs.evolve(good, entries=good.entries[::-1])),
    )
    for writes in (each for pair in spoiled for each in (pair, pair[::-1])):
        before = site.picture(claim, other.claim)
        refused(CoopClaimsError, "one part that does not fit refuses all", site.store.append, *writes)
        after = site.picture(claim, other.claim)
        law(
            after == before,
            "of what is refused, no part is stored",
            writes=writes,
            before=before,
            after=after,
        )
    site.store.append(good, other, fund)
    site.holds("every part is stored", entries=3, pool=2)
    site.holds("every part is stored", entries=1, claim=other.claim)


def _released(site: Site) -> FundEntry:
    """Return an entry that releases what was never reserved."""
    return attrs.evolve(site.reserved(site.id(), 1), kind=FundEntryKind.RELEASED)  # no more than it holds


def breaks_off_without_a_trace(make: MakeRepository, can: Capabilities = EVERYTHING) -> None:
    """Leave nothing behind of an append that breaks off between its writes, and store the next one."""
    site = Site(make)
    claim, other = site.id(), site.id("another")
    site.store.append(site.begin(claim))
    writes: tuple[Write, ...] = (site.remarks(claim, 1, 2), site.begin(other))
    if can.several_streams:
        writes = (*writes, site.funding(site.credit(2)))
    for after in range(1, len(writes)):
        before = site.picture(claim, other)
        _break_off(site, can, writes, after)
        found = site.picture(claim, other)
        law(found == before, "what broke off has left nothing", after=after, before=before, found=found)
    for each in (writes,) if can.several_streams else ((write,) for write in writes):
        site.store.append(*each)
    site.holds("after a break the same append succeeds", entries=3)
    site.holds("after a break the same append succeeds", entries=1, claim=other)
    _breaks_off_at_each_version(site, can)


def _breaks_off_at_each_version(site: Site, can: Capabilities) -> None:
    """Check that no snapshot and no command of an append that broke off is left, whatever the version."""
    claim, store = site.id("snapshots"), site.store
    if not isinstance(store, SnapshotRepository):
        return
    site.store.append(site.begin(claim))
    for version in range(1, (can.snapshots or 0) + 4):
        writes = (site.remarks(claim, version, 1), site.remarks(claim, version + 1, 1))
        _break_off(site, can, writes, 1)
        for write in writes:
            loaded = store.load(claim, write.entries[0].command)
            law(loaded.claim().version == version, "what broke off is not loaded", version=version)
            law(loaded.performed == (), "a command that broke off was not performed", version=version)
        site.store.append(writes[0])


def _break_off(site: Site, can: Capabilities, writes: tuple[Write, ...], after: int) -> None:
    if can.breaking is None:
        stale = site.remarks(site.id(), 0, 1)
        refused(
            CoopClaimsError,
            "an append whose last write is stale is refused",
            site.store.append,
            *writes[:after],
            attrs.evolve(stale, expected=77),
        )
        return
    with can.breaking(site.store, after):
        try:
            site.store.append(*writes)
        except Exception:  # noqa: BLE001 - in a crash, anything
            return
    broken("an append that broke off was not acknowledged", after=after)


def appends_to_one_stream_twice(make: MakeRepository, can: Capabilities = EVERYTHING) -> None:
    """Let two writes to one stream in one append follow each other; refuse two at one version."""
    site = Site(make)
    claim = site.id()
    site.store.append(site.begin(claim))
    first, second = site.remarks(claim, 1, 2), site.remarks(claim, 3, 1)
    bookings = (site.funding(site.credit(2)), site.funding(site.credit(4), expected=2))
    if not together_or_refused(site, can, first, bookings[0], second, bookings[1]):
        return
    before = site.picture(claim)
    for pair in ((first, first), (bookings[0], bookings[0])):
        refused(CoopClaimsError, "one version is written once", site.store.append, *pair)
        law(site.picture(claim) == before, "of what is refused, no part is stored", writes=pair)
    site.store.append(first, bookings[0], second, bookings[1])
    entries = (*site.begin(claim).entries, *first.entries, *second.entries)
    stored = site.store.history(claim).entries
    law(stored == entries, "both writes are stored, in their order", stored=stored)
    site.holds("both writes are stored", entries=4, pool=3)


def keeps_the_order(make: MakeRepository, _can: Capabilities = EVERYTHING) -> None:
    """Give entries back in the order of their numbers, past the tenth and the hundredth."""
    site = Site(make)
    claim = site.id()
    site.store.append(site.begin(claim))
    written = list(site.begin(claim).entries)
    while len(written) < _MANY:
        write = site.remarks(claim, len(written), 1 + len(written) % 7)
        site.store.append(write)
        written.extend(write.entries)
    history = site.store.history(claim)
    numbers = [entry.number for entry in history]
    law(numbers == list(range(1, len(written) + 1)), "numbers count up without a gap", numbers=numbers)
    law(history.entries == tuple(written), "every entry is in its place")


def records_a_ledger_entry_once(make: MakeRepository, can: Capabilities = EVERYTHING) -> None:
    """Let no ledger entry that is delivered again do harm, whatever version its sender expects by then."""
    site = Site(make)
    twice, said = site.credit(3), site.earning(site.key, Money("1.00", site.key.currency))
    again = [
        site.funding(site.earned),  # by the fund alone, which nobody asked for by a command
        site.funding(site.credit(4), site.earned),
        site.funding(twice, twice),
        site.funding(said, said),
    ]
    _not_again(site, *again)
    site.store.append(site.funding(said))
    later = attrs.evolve(said, at=said.at + timedelta(microseconds=1))
    site.store.append(site.funding(later, expected=2))
    law(site.pool().version == len((site.earned, said, later)), "what says something else is another entry")
    if can.several_streams:
        _caused_once(site)


def _not_again(site: Site, *writes: FundWrite) -> None:
    for write in writes:
        before = site.picture(site.id())
        refused(AlreadyRecorded, "what is in the ledger is not added again", site.store.append, write)
        law(site.picture(site.id()) == before, "an entry delivered again changes nothing", at=write.expected)


def _caused_once(site: Site) -> None:
    """Check that an entry that a claim has caused is recorded once."""
    claim, entry = site.id(), site.reserved(site.id(), 2, "10.00")
    version = site.pool().version
    site.store.append(site.submitted(claim), site.funding(entry, expected=version))
    _not_again(
        site,
        site.funding(entry, expected=version + 1),
        site.funding(attrs.evolve(entry, amount=2 * entry.amount), expected=version + 1),
        site.funding(site.credit(5), entry, expected=version + 1),
    )
    other = site.id("another")
    more = (site.reserved(other, 2), attrs.evolve(site.reserved(other, 2), kind=FundEntryKind.RELEASED))
    site.store.append(site.submitted(other), site.funding(*more, expected=version + 1))
    site.holds("an entry of another claim or kind is another entry", entries=2, pool=version + 3)


def stores_money_with_what_moved_it(make: MakeRepository, can: Capabilities = EVERYTHING) -> None:
    """Store an approval with what the fund commits, and what a claim or payment books with what it did."""
    site = Site(make)
    if not can.several_streams:
        _refuse_apart(site, site.submitted(site.id()), site.funding(site.reserved(site.id(), 2)))
        return
    claim = site.under_review("approved", "90000.00")
    approval = site.approval(claim)
    (committed,) = site.caused(approval)
    held, ghost = site.reserved(site.id(), 2), site.reserved(site.id("ghost"), 1)
    less = attrs.evolve(committed, amount=committed.amount - Money("0.01", site.key.currency))
    apart: tuple[tuple[Write, ...], ...] = (
        (approval,),
        (approval, site.funding(less, expected=2)),
        (approval, site.funding(attrs.evolve(committed, number=claim.version), expected=2)),
        (site.funding(committed, expected=2),),
        (site.funding(ghost, expected=2),),
        (site.funding(attrs.evolve(ghost, number=None), expected=2),),
        (site.submitted(site.id()), site.funding(attrs.evolve(held, number=1), expected=2)),
        (site.submitted(site.id()), site.funding(attrs.evolve(held, number=99), expected=2)),
        (
            site.submitted(site.id()),
            site.funding(attrs.evolve(held, at=NOON - timedelta(days=9)), expected=2),
        ),
        (site.submitted(site.id()), site.funding(held, ghost, expected=2)),
    )
    for writes in apart:
        _refuse_apart(site, *writes)
    site.store.append(approval, site.funding(committed, expected=2))
    site.holds(
        "an approval is stored with what is committed", entries=claim.version + 1, claim=claim.id, pool=3
    )
    _taken_back(site, claim.id, committed)
    _sent_and_paid(site, claim.id)


def _taken_back(site: Site, claim: ClaimId, committed: FundEntry) -> None:
    """Check that an approval is taken back together with what the fund committed for it, or not at all."""
    (stands,) = (each for each in site.listed() if each.id == claim)
    back = site.next(stands, ApprovalRetracted(Reason(code="not_related")))
    (found,) = site.caused(back)
    reversal = site.funding(attrs.evolve(found, amount=committed.amount), expected=3)
    for writes in ((back,), (reversal,)):
        _refuse_apart(site, *writes)


def _sent_and_paid(site: Site, claim: ClaimId) -> None:
    """Check that what is sent and what stands as paid are stored together or not at all."""
    payment = site.payment()
    due: Payment | None = None
    for step in PAYING:
        site.store.append(site.steps(payment, claim, step, after=due))
        (due,) = site.store.payments(claim)
    sent = site.steps(payment, claim, PaymentTrigger.SEND, after=due)
    paid = site.paid(sent)
    stray = attrs.evolve(paid, payment=site.payment("stray"))
    for writes in (
        (sent,),
        (site.funding(paid, expected=3),),
        (sent, site.funding(stray, expected=3)),
        (sent, site.funding(paid, stray, expected=3)),
    ):
        _refuse_apart(site, *writes)
    site.store.append(sent, site.funding(paid, expected=3))
    (done,) = site.store.payments(claim)
    law(done.status is PaymentStatus.SENT, "a payment is stored as sent", status=done.status)
    law(site.pool().paid_for(claim) == paid.amount, "what was sent stands as paid", paid=paid.amount)


def _refuse_apart(site: Site, *writes: Write) -> None:
    claims = (site.id(), site.id("approved"), site.id("ghost"))
    before = site.picture(*claims)
    refused(CoopClaimsError, "what belongs together is not stored apart", site.store.append, *writes)
    law(site.picture(*claims) == before, "of what is refused, no part is stored", parts=len(writes))


def books_a_command_once(make: MakeRepository, _can: Capabilities = EVERYTHING) -> None:
    """Find what a command to a fund has booked, by its identifier, and book nothing of it a second time."""
    site = Site(make, others=lambda key: (_next_period(key),))
    earned = site.booking(CommandId(f"{site.label}/earned"))
    adjusted = attrs.evolve(earned, kind=FundEntryKind.ADJUSTED)
    paid = attrs.evolve(earned, command=CommandId(f"{site.label}/other"))
    law(
        site.store.booked(site.key, earned.command or CommandId("")) == (), "a new command has booked nothing"
    )
    site.store.append(site.funding(earned, adjusted))
    site.store.append(site.funding(paid, expected=3))
    for entries in ((earned, adjusted), (paid,)):
        found = site.store.booked(site.key, entries[0].command or CommandId(""))
        law(found == entries, "what a command has booked is found, in order", found=len(found))
        before = site.picture()
        write = site.funding(*entries, expected=4)
        refused(AlreadyRecorded, "what a command has booked is not booked again", site.store.append, write)
        law(site.picture() == before, "an entry delivered again changes nothing")
    nowhere = attrs.evolve(site.key, location=LocationId(f"{site.label}-nowhere"))
    refused(UnknownFund, "a fund that nobody opened is unknown", site.store.booked, nowhere, paid.command)
    _for_one_fund(site, paid)


def _for_one_fund(site: Site, booked: FundEntry) -> None:
    """Check that a command that has booked in one fund books in no other, but for what it rolls over."""
    other = _next_period(site.key)
    elsewhere = FundWrite(pool=other, expected=0, entries=(attrs.evolve(booked, pool=other),))
    error = refused(CommandReused, "a command is for one fund", site.store.append, elsewhere)
    told = str(error)
    law(str(site.key) in told and str(other) in told, "`CommandReused` names both funds", told=told)
    law(site.store.booked(other, booked.command or CommandId("")) == (), "nothing is booked in the other one")
    command = CommandId(f"{site.label}/rolled")
    leaving, coming = (
        attrs.evolve(booked, pool=key, kind=kind, command=command, other_usage=end.usage_period)
        for key, kind, end in (
            (site.key, FundEntryKind.ROLLED_OUT, other),
            (other, FundEntryKind.ROLLED_IN, site.key),
        )
    )
    site.store.append(site.funding(leaving, expected=4))
    site.store.append(FundWrite(pool=other, expected=0, entries=(coming,)))
    law(site.store.booked(other, command) == (coming,), "what is rolled over is booked at both ends")


def _next_period(key: PoolKey) -> PoolKey:
    """Return the key of the fund of the half year after this one."""
    return attrs.evolve(key, usage_period=UsagePeriod(date(2023, 1, 1), date(2023, 6, 30)))


def refuses_foreign_entries(make: MakeRepository, _can: Capabilities = EVERYTHING) -> None:
    """Refuse entries that do not belong where they are written: they could never be read again."""
    site = Site(make)
    claim, other = site.id(), site.id("another")
    site.store.append(site.begin(claim))
    good, stray = site.remarks(claim, 1, 2), site.remarks(other, 1, 2)
    wrong: tuple[tuple[Write, type[Exception]], ...] = (
        (ClaimWrite(claim=other, expected=0, entries=site.begin(claim).entries), BrokenHistory),
        (ClaimWrite(claim=claim, expected=1, entries=stray.entries), BrokenHistory),
        (ClaimWrite(claim=claim, expected=1, entries=good.entries[1:]), BrokenHistory),
        (ClaimWrite(claim=claim, expected=1, entries=(good.entries[0], stray.entries[1])), BrokenHistory),
        (ClaimWrite(claim=claim, expected=1, entries=site.begin(claim).entries), BrokenHistory),
        (site.funding(_of_another_place(site)), InvalidValue),
        (site.funding(site.credit(1), _of_another_place(site)), InvalidValue),
        (site.funding(_released(site)), InvalidValue),
    )
    for write, kind in wrong:
        before = site.picture(claim, other)
        refused(kind, "entries that do not belong there are refused", site.store.append, write)
        law(site.picture(claim, other) == before, "what is refused leaves nothing behind", write=write)
    _writes_of_nothing(site)
    empty = ClaimWrite(claim=claim, expected=1, entries=())
    before = site.picture(claim)
    site.store.append(empty)
    site.store.append(site.funding(expected=1))
    law(site.picture(claim) == before, "a write of no entries changes nothing", before=before)


def _writes_of_nothing(site: Site) -> None:
    """Check that no entries at the version of an unknown claim change nothing, and at another are stale."""
    claim, new = site.id(), site.id("new")
    before = site.picture(claim, new)
    site.store.append(ClaimWrite(claim=new, expected=0, entries=()))
    law(site.picture(claim, new) == before, "a write of no entries to an unknown claim leaves it unknown")
    for write in (
        ClaimWrite(claim=new, expected=3, entries=()),
        ClaimWrite(claim=claim, expected=0, entries=()),
    ):
        refused(StaleClaim, "no entries at another version are stale", site.store.append, write)
        law(site.picture(claim, new) == before, "a write of no entries leaves nothing behind")


def _of_another_place(site: Site) -> FundEntry:
    key = attrs.evolve(site.key, location=LocationId(f"{site.label}-nowhere"))
    return attrs.evolve(site.credit(1), pool=key)
