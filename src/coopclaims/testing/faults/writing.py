"""Stores that write wrongly: versions, atomicity, streams, funds, deliveries."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

import attrs

from coopclaims.claims.events import ApprovalRetracted, History, HistoryEntry
from coopclaims.errors import BrokenHistory, StaleClaim
from coopclaims.funds.entries import BrokenLedger
from coopclaims.identifiers import ClaimId
from coopclaims.repositories.protocols import ClaimGuard, ClaimWrite, FundGuard, FundWrite, PaymentsGuard
from coopclaims.testing.faults.sound import PaymentKey, SoundStore, length, stream_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from coopclaims.funds.entries import FundEntry, PoolKey
    from coopclaims.identifiers import CommandId
    from coopclaims.payments.payment import PaymentEntry
    from coopclaims.repositories.protocols import Guard, PaymentWrite, Write
    from coopclaims.testing.faults.sound import Disk


class ForgetsTheExpectedVersion(SoundStore):
    """Writes at whatever version the writer says, over what is there already."""

    def check_version(self, stream: str, expected: int, found: int) -> None:
        """Check nothing."""

    def stage_claim(self, staged: Disk, write: ClaimWrite) -> None:
        """Cut the stream where the writer thinks that it ends."""
        if write.claim in staged:
            staged[write.claim] = tuple(
                each for each in staged[write.claim][: write.expected] if isinstance(each, HistoryEntry)
            )
        super().stage_claim(staged, write)


class AcceptsVersionsToCome(SoundStore):
    """Refuses a version that has passed, and takes one that is not reached yet for the present one."""

    def check_version(self, stream: str, expected: int, found: int) -> None:
        """Refuse only what is behind."""
        if expected < found:
            raise StaleClaim(stream, expected, found)


class IgnoresTheVersionOfTheFund(SoundStore):
    """Checks the version of claims, and appends to the fund whatever its version."""

    def check_fund_version(self, write: FundWrite, found: int) -> None:
        """Check nothing."""


class IgnoresTheFundWhereAClaimIsWritten(SoundStore):
    """Checks the version of the fund only in appends that write to nothing else."""

    def append(self, *writes: Write, guards: Sequence[Guard] = ()) -> None:
        """Take the fund's version as it is found."""
        if len(writes) > 1:
            with self.lock:
                self.check_guards(guards)
                staged = dict(self.stored)
                for number, write in enumerate(writes):
                    if number == self.breaks_after:
                        raise ConnectionError
                    stale = isinstance(write, FundWrite) and write.pool in staged
                    self.stage(
                        staged, attrs.evolve(write, expected=length(staged, write)) if stale else write
                    )
                self.check_together(writes)
                self.commit(staged)
        else:
            super().append(*writes, guards=guards)


class SwallowsStaleClaims(SoundStore):
    """Stores nothing of a stale write, which is right, and says nothing of it either."""

    def append(self, *writes: Write, guards: Sequence[Guard] = ()) -> None:
        """Ignore a conflict."""
        try:
            super().append(*writes, guards=guards)
        except StaleClaim:
            return


class ConflictsAfterWriting(SoundStore):
    """Stores a stale creation beside the claim that is there, and only then says that it was stale."""

    def check_version(self, stream: str, expected: int, found: int) -> None:
        """Count the conflict as an entry."""
        if expected != found:
            self.stored = {
                **self.stored,
                ClaimId(f"{stream} (conflict)"): self.stored.get(ClaimId(stream), ()),
            }
            raise StaleClaim(stream, expected, found)

    def ids(self) -> tuple[ClaimId, ...]:
        """List what was written by the way."""
        return tuple(each for each in super().ids() if self.stored[each])


class MisreportsVersions(SoundStore):
    """Raises `StaleClaim` with the versions exchanged, so that nobody knows what to load."""

    def check_version(self, stream: str, expected: int, found: int) -> None:
        """Exchange the versions."""
        super().check_version(stream, found, expected)


class MisreportsVersionsOfFunds(SoundStore):
    """Exchanges the versions where a write to a fund is stale, and is right about claims."""

    def check_fund_version(self, write: FundWrite, found: int) -> None:
        """Exchange the versions."""
        self.check_version(str(write.pool), found, write.expected)


class WritesOneStreamAfterTheOther(SoundStore):
    """Makes each write its own transaction, so that those before a refused one are stored."""

    def append(self, *writes: Write, guards: Sequence[Guard] = ()) -> None:
        """Append one by one."""
        for write in writes:
            super().append(write, guards=guards)

    def check_together(self, writes: Sequence[Write]) -> None:
        """Check nothing: each write comes alone."""


class DropsTheFund(SoundStore):
    """Writes to claims, and forgets the fund that is written to in the same append."""

    dropped = False

    def append(self, *writes: Write, guards: Sequence[Guard] = ()) -> None:
        """Drop what concerns funds, once a claim is written."""
        claims = [write for write in writes if isinstance(write, ClaimWrite)]
        self.dropped = len(claims) not in {0, len(writes)}
        super().append(*(claims or writes), guards=guards)

    def check_together(self, writes: Sequence[Write]) -> None:
        """Check what nothing was dropped of."""
        if not self.dropped:
            super().check_together(writes)


class TakesBackAnApprovalAlone(SoundStore):
    """Stores that an approval was taken back, and leaves what the fund had committed for it as it is."""

    def check_together(self, writes: Sequence[Write]) -> None:
        """Check all but what takes an approval back."""
        entries = (each for write in writes if isinstance(write, ClaimWrite) for each in write.entries)
        if not any(isinstance(each.event, ApprovalRetracted) for each in entries):
            super().check_together(writes)


class BeginsAClaimWithNothing(SoundStore):
    """Knows a claim from the first write to it, although that had no entries."""

    def stage_claim(self, staged: Disk, write: ClaimWrite) -> None:
        """Keep a place for the claim."""
        super().stage_claim(staged, write)
        staged.setdefault(write.claim, ())

    def history(self, claim: ClaimId) -> History:
        """Answer for every claim that has a place."""
        return History(claim, ()) if self.stored.get(claim) == () else super().history(claim)

    def ids(self) -> tuple[ClaimId, ...]:
        """List those that have begun."""
        return tuple(each for each in super().ids() if self.stored[each])


class RefusesNothing(SoundStore):
    """Takes a write of no entries to an unknown claim for a broken one."""

    def check_entries(self, write: ClaimWrite, before: tuple[HistoryEntry, ...]) -> None:
        """Ask for an entry to begin with."""
        if not write.entries and not before:
            raise BrokenHistory(f"write to claim {write.claim}", (), "some_entry", stream=write.claim)
        super().check_entries(write, before)


class DropsTheLastEntry(SoundStore):
    """Loses the last entry of a write that has several."""

    def stage_claim(self, staged: Disk, write: ClaimWrite) -> None:
        """Cut the write off."""
        kept = write.entries[:-1] if len(write.entries) > 1 else write.entries
        super().stage_claim(staged, attrs.evolve(write, entries=kept))


class KeepsOneWriteToAStream(SoundStore):
    """Collects the writes of an append by their streams, and so keeps one of two to the same."""

    def append(self, *writes: Write, guards: Sequence[Guard] = ()) -> None:
        """Collect, then append."""
        streams = {stream_of(write): write for write in writes}
        super().append(*streams.values(), guards=guards)


def _moved(write: ClaimWrite, version: int) -> ClaimWrite:
    entries = (attrs.evolve(each, number=n) for n, each in enumerate(write.entries, start=version + 1))
    return attrs.evolve(write, expected=version, entries=tuple(entries))


class DoublesOnRetry(SoundStore):
    """Gives entries that are delivered again new numbers, and appends them a second time."""

    def append(self, *writes: Write, guards: Sequence[Guard] = ()) -> None:
        """Move stale entries behind those that are there."""
        moved = [
            _moved(write, len(self.entries(write.claim)))
            if isinstance(write, ClaimWrite)
            and write.entries
            and self.entries(write.claim)[write.expected : write.expected + 1] == write.entries[:1]
            else write
            for write in writes
        ]
        super().append(*moved, guards=guards)


class RecordsLedgerEntriesTwice(SoundStore):
    """Records a ledger entry that a claim has caused as often as it is delivered."""

    def check_causes(self, write: FundWrite, before: tuple[FundEntry, ...]) -> None:
        """Check what commands to the fund have booked."""
        booked = tuple(each for each in write.entries if each.number is None)
        super().check_causes(attrs.evolve(write, entries=booked), before)

    def check_together(self, writes: Sequence[Write]) -> None:
        """Take an entry that is there for one that comes with its cause."""
        stored = {cause for key in self.keys() for cause in self._causes(key)}
        new = [write for write in writes if not (isinstance(write, FundWrite) and stored & {*write.causes()})]
        super().check_together(new)

    def _causes(self, key: PoolKey) -> tuple[tuple[str | int | None, ...], ...]:
        return FundWrite(pool=key, expected=0, entries=self.ledger(key)).causes()


class RecordsWhatNobodyAskedForTwice(SoundStore):
    """Records a ledger entry that names no cause as often as it is delivered."""

    def check_causes(self, write: FundWrite, before: tuple[FundEntry, ...]) -> None:
        """Check what has a cause."""
        caused = tuple(each for each in write.entries if each.number is not None or each.command is not None)
        super().check_causes(attrs.evolve(write, entries=caused), before)


class BooksACommandInTwoFunds(SoundStore):
    """Looks for what a command has booked in the fund that is written to, and in no other."""

    def check_commands(self, staged: Disk, write: FundWrite) -> None:
        """Check nothing."""


class _Accepts(SoundStore):
    """Does not mind one way in which a claim or payment and its fund say different things."""

    codes: ClassVar[frozenset[str]]

    def check_together(self, writes: Sequence[Write]) -> None:
        """Take no notice of these."""
        try:
            super().check_together(writes)
        except BrokenLedger as error:
            if error.expected not in self.codes:
                raise


class AcceptsApprovalsAlone(_Accepts):
    """Stores an approval without what the fund commits for it."""

    codes = frozenset({"something_committed", "committed_as_approved"})


class AcceptsBookingsOfNobody(_Accepts):
    """Stores ledger entries of claims that do not exist, or have no such entry."""

    codes = frozenset({"entry_written_with_it", "instant_of_the_entry"})


class SendsWithoutPaying(_Accepts):
    """Stores a payment as sent without what the fund has paid."""

    codes = frozenset({"booked_with_the_step"})


class PaysWithoutSending(_Accepts):
    """Stores that the fund has paid without the step that sent it."""

    codes = frozenset({"step_written_with_it"})


class AcceptsForeignEntries(SoundStore):
    """Writes entries of any claim and number wherever it is told to."""

    def check_entries(self, write: ClaimWrite, before: tuple[HistoryEntry, ...]) -> None:
        """Check nothing."""


class AcceptsAnyLedger(SoundStore):
    """Writes ledger entries that do not fit the fund, which cannot be read after that."""

    def check_ledger(self, write: FundWrite, before: tuple[FundEntry, ...]) -> None:
        """Check nothing."""


class ChecksNumbersOnly(SoundStore):
    """Checks that the numbers of entries follow, but not whose entries they are."""

    def check_entries(self, write: ClaimWrite, before: tuple[HistoryEntry, ...]) -> None:
        """Take the entries for those of the claim."""
        own = (attrs.evolve(entry, claim=write.claim) for entry in write.entries)
        super().check_entries(attrs.evolve(write, entries=tuple(own)), before)


class OpensFundsByItself(SoundStore):
    """Opens a fund that nobody opened as soon as something is written to it."""

    def stage_fund(self, staged: Disk, write: FundWrite) -> None:
        """Open what is missing."""
        staged.setdefault(write.pool, ())
        super().stage_fund(staged, write)


class IgnoresGuards(SoundStore):
    """Compares what is written with what is stored, and not what was read for it."""

    def check_guard(self, guard: Guard) -> None:
        """Check nothing."""


class IgnoresGuardsOfClaims(SoundStore):
    """Compares the funds and payments that were read, and not the claims."""

    def check_guard(self, guard: Guard) -> None:
        """Check others."""
        if not isinstance(guard, ClaimGuard):
            super().check_guard(guard)


class IgnoresGuardsOfFunds(SoundStore):
    """Compares the claims and payments that were read, and not the funds."""

    def check_guard(self, guard: Guard) -> None:
        """Check others."""
        if not isinstance(guard, FundGuard):
            super().check_guard(guard)


class OverlooksNewPayments(SoundStore):
    """Compares the payments that were read with those of the same identifiers, and misses a new one."""

    def check_guard(self, guard: Guard) -> None:
        """Compare what was read."""
        if isinstance(guard, PaymentsGuard):
            for payment, expected in guard.payments:
                self.check_version(payment, expected, len(self.stored.get(PaymentKey(payment), ())))
        else:
            super().check_guard(guard)


class CountsPayments(SoundStore):
    """Compares how many payments a claim has, and not which they are and how far they have come."""

    def check_guard(self, guard: Guard) -> None:
        """Count."""
        if isinstance(guard, PaymentsGuard):
            self.check_version(guard.claim, len(guard.payments), len(self.payments(guard.claim)))
        else:
            super().check_guard(guard)


class ForgetsPayments(SoundStore):
    """Writes to claims and funds, and forgets the payment that is written to in the same append."""

    dropped = False

    def append(self, *writes: Write, guards: Sequence[Guard] = ()) -> None:
        """Drop what concerns payments, where there is more."""
        others = [write for write in writes if isinstance(write, ClaimWrite | FundWrite)]
        self.dropped = len(others) not in {0, len(writes)}
        super().append(*(others or writes), guards=guards)

    def check_together(self, writes: Sequence[Write]) -> None:
        """Check what nothing was dropped of."""
        if not self.dropped:
            super().check_together(writes)


class IgnoresTheVersionOfPayments(SoundStore):
    """Checks the versions of claims and funds, and cuts a payment off where the writer thinks it ends."""

    def stage_payment(self, staged: Disk, write: PaymentWrite) -> None:
        """Cut, then write."""
        key = PaymentKey(write.payment)
        if key in staged:
            staged[key] = self.steps(staged, write.payment)[: write.expected]
        super().stage_payment(staged, attrs.evolve(write, expected=len(self.steps(staged, write.payment))))


class BooksACommandTwice(SoundStore):
    """Records what a claim has caused once, and what a command to the fund books as often as delivered."""

    def check_causes(self, write: FundWrite, before: tuple[FundEntry, ...]) -> None:
        """Check what claims have caused."""
        caused = tuple(each for each in write.entries if each.number is not None)
        super().check_causes(attrs.evolve(write, entries=caused), before)


class ForgetsWhatWasBooked(SoundStore):
    """Never finds what a command to a fund has booked."""

    def booked(self, fund: PoolKey, command: CommandId) -> tuple[FundEntry, ...]:
        """Find nothing."""
        return super().booked(fund, command)[:0]


class AcceptsForeignPayments(SoundStore):
    """Writes entries of any payment and number wherever it is told to."""

    def check_steps(self, write: PaymentWrite, before: tuple[PaymentEntry, ...]) -> None:
        """Check nothing."""


class KeepsStateOfPaymentsOnly(SoundStore):
    """Keeps the newest entry of a write to a payment, and none of those before it."""

    def stage_payment(self, staged: Disk, write: PaymentWrite) -> None:
        """Lose the entries before the last one."""
        super().stage_payment(staged, write)
        before, now = self.steps(self.stored, write.payment), self.steps(staged, write.payment)
        staged[PaymentKey(write.payment)] = (*before, *now[len(before) :][-1:])


WRITING_FAULTS: tuple[type[SoundStore], ...] = (
    ForgetsTheExpectedVersion,
    AcceptsVersionsToCome,
    IgnoresTheVersionOfTheFund,
    IgnoresTheFundWhereAClaimIsWritten,
    SwallowsStaleClaims,
    ConflictsAfterWriting,
    MisreportsVersions,
    MisreportsVersionsOfFunds,
    WritesOneStreamAfterTheOther,
    DropsTheFund,
    TakesBackAnApprovalAlone,
    BeginsAClaimWithNothing,
    RefusesNothing,
    DropsTheLastEntry,
    KeepsOneWriteToAStream,
    DoublesOnRetry,
    RecordsLedgerEntriesTwice,
    RecordsWhatNobodyAskedForTwice,
    BooksACommandInTwoFunds,
    AcceptsApprovalsAlone,
    AcceptsBookingsOfNobody,
    SendsWithoutPaying,
    PaysWithoutSending,
    AcceptsForeignEntries,
    AcceptsAnyLedger,
    ChecksNumbersOnly,
    OpensFundsByItself,
    IgnoresGuards,
    IgnoresGuardsOfClaims,
    IgnoresGuardsOfFunds,
    OverlooksNewPayments,
    CountsPayments,
    ForgetsPayments,
    IgnoresTheVersionOfPayments,
    BooksACommandTwice,
    ForgetsWhatWasBooked,
    AcceptsForeignPayments,
    KeepsStateOfPaymentsOnly,
)
"""Stores that write wrongly."""
