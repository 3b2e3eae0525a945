"""Stores that mix up what they keep, list it wrongly, or load something else."""

from __future__ import annotations

from threading import get_ident
from typing import TYPE_CHECKING, cast

import attrs

from coopclaims.claims.events import History, HistoryEntry
from coopclaims.claims.recording import replay
from coopclaims.errors import UnknownClaim, UnknownFund
from coopclaims.funds.pool import FundPool
from coopclaims.identifiers import ClaimId
from coopclaims.repositories.protocols import ClaimWrite, Loaded
from coopclaims.testing.faults.sound import SoundStore

if TYPE_CHECKING:
    from collections.abc import Sequence

    from coopclaims.claims.claim import Claim
    from coopclaims.funds.entries import PoolKey
    from coopclaims.identifiers import CommandId, LocationId, ProgramId
    from coopclaims.payments.payment import Payment
    from coopclaims.periods import UsagePeriod
    from coopclaims.repositories.protocols import Guard, Write
    from coopclaims.testing.faults.sound import Disk


_OFTEN = 5


class HandsOutItsOwnHistory(SoundStore):
    """Hands out the one History that it keeps, and changes it when somebody writes."""

    def __init__(self, *pools: PoolKey) -> None:
        super().__init__(*pools)
        self.kept_histories: dict[ClaimId, History] = {}

    def history(self, claim: ClaimId) -> History:
        """Return the same object each time, brought up to date."""
        history = self.kept_histories.setdefault(claim, super().history(claim))
        object.__setattr__(history, "entries", self.entries(claim))
        return history


class HandsOutItsOwnList(SoundStore):
    """Hands out a list of claims, which is changed when a claim is added."""

    def __init__(self, *pools: PoolKey) -> None:
        super().__init__(*pools)
        self.listing: dict[object, list[Claim]] = {}

    def claims(
        self, *, location: LocationId | None = None, program: ProgramId | None = None
    ) -> tuple[Claim, ...]:
        """Return the same list each time, brought up to date."""
        listing = self.listing.setdefault((location, program), [])
        listing[:] = super().claims(location=location, program=program)
        return cast("tuple[Claim, ...]", listing)


class SortsNumbersAsText(SoundStore):
    """Reads entries in the order of their numbers as text of two digits: 10, 100, 11."""

    def entries(self, claim: ClaimId) -> tuple[HistoryEntry, ...]:
        """Sort as text, and number anew."""
        found = sorted(super().entries(claim), key=lambda each: f"{each.number:02}")
        return tuple(attrs.evolve(each, number=n) for n, each in enumerate(found, start=1))


class ListsByAge(SoundStore):
    """Lists claims in the order in which they were created, not by identifier."""

    def ids(self) -> tuple[ClaimId, ...]:
        """Return the claims as they came."""
        return tuple(ClaimId(key) for key in self.stored if isinstance(key, str))


class ListsTheFirstPage(SoundStore):
    """Lists ten claims, and nothing says that there are more."""

    def claims(
        self, *, location: LocationId | None = None, program: ProgramId | None = None
    ) -> tuple[Claim, ...]:
        """Cut the list off."""
        return super().claims(location=location, program=program)[:10]


class ListsWithoutTheProgram(SoundStore):
    """Lists the claims of a location, whatever program was asked for."""

    def claims(
        self, *, location: LocationId | None = None, program: ProgramId | None = None
    ) -> tuple[Claim, ...]:
        """Ignore the program where there is a location."""
        return super().claims(location=location, program=None if location else program)


class ListsWhatWasOnce(SoundStore):
    """Lists claims from a copy that is made when they are created, and not again."""

    def standing(self, claim: ClaimId) -> Claim:
        """Return the claim as it began."""
        return replay(self.entries(claim)[:1])


class ListsFundsOfEverybody(SoundStore):
    """Lists every fund, whatever program was asked for."""

    def pools(
        self, *, location: LocationId | None = None, program: ProgramId | None = None
    ) -> tuple[FundPool, ...]:
        """Ignore the program."""
        del program
        return super().pools(location=location)


class IgnoresCase(SoundStore):
    """Takes identifiers that differ in case for one claim, as some databases do."""

    def append(self, *writes: Write, guards: Sequence[Guard] = ()) -> None:
        """Write to the claim that has this identifier in any case."""
        names = {claim.lower(): claim for claim in self.ids()}
        for write in writes:
            if isinstance(write, ClaimWrite) and names.get(write.claim.lower(), write.claim) != write.claim:
                self.check_version(write.claim, write.expected, len(self.entries(names[write.claim.lower()])))
        super().append(*writes, guards=guards)


class TrimsIdentifiers(SoundStore):
    """Trims the identifiers that it looks for."""

    def entries(self, claim: ClaimId) -> tuple[HistoryEntry, ...]:
        """Look for the trimmed identifier."""
        return super().entries(ClaimId(claim.strip())) or super().entries(claim)


class FindsByPrefix(SoundStore):
    """Looks for a claim with a pattern, and finds those whose identifier only begins like it."""

    def history(self, claim: ClaimId) -> History:
        """Take the entries of every claim that begins like this one."""
        alike = [each for each in self.ids() if each.startswith(claim)]
        entries = [attrs.evolve(entry, claim=claim) for each in alike for entry in self.entries(each)]
        if not entries:
            raise UnknownClaim(claim)
        return History(claim, [attrs.evolve(each, number=n) for n, each in enumerate(entries, start=1)])


class TakesOnePeriodForAnother(SoundStore):
    """Looks for a fund by location and program, and takes the first of its usage periods."""

    def pool(self, location: LocationId, program: ProgramId, usage_period: UsagePeriod) -> FundPool:
        """Ignore the period."""
        for key in self.keys():
            if (key.location, key.program) == (location, program):
                return super().pool(location, program, key.usage_period)
        return super().pool(location, program, usage_period)


class IgnoresTheCaseOfPlaces(SoundStore):
    """Takes locations that differ in case for one, and their funds for one fund."""

    def pool(self, location: LocationId, program: ProgramId, usage_period: UsagePeriod) -> FundPool:
        """Look for the location in any case."""
        alike = [key.location for key in self.keys() if key.location.lower() == location.lower()]
        return super().pool(alike[0] if alike else location, program, usage_period)


class UnknownIsEmpty(SoundStore):
    """Answers with an empty History where there is no claim."""

    def history(self, claim: ClaimId) -> History:
        """Return whatever there is."""
        return History(claim, self.entries(claim))


class UnknownFundIsEmpty(SoundStore):
    """Answers with an empty fund where none was opened."""

    def pool(self, location: LocationId, program: ProgramId, usage_period: UsagePeriod) -> FundPool:
        """Make up a fund."""
        try:
            return super().pool(location, program, usage_period)
        except UnknownFund:
            key = attrs.evolve(self.keys()[0], location=location, program=program, usage_period=usage_period)
            return FundPool.empty(key)


class ListsPaymentsTwice(SoundStore):
    """Lists a payment once for each of its entries, as a join does that nobody grouped."""

    def payments(self, claim: ClaimId) -> tuple[Payment, ...]:
        """Join."""
        return tuple(each for each in super().payments(claim) for _ in range(each.version))


class LoadsAnOldSnapshot(SoundStore):
    """Loads the last snapshot and forgets what came since."""

    def load(self, claim: ClaimId, command: CommandId) -> Loaded:
        """Drop the entries since."""
        loaded = super().load(claim, command)
        return loaded if loaded.snapshot is None else attrs.evolve(loaded, since=())


class NeverMakesASnapshot(SoundStore):
    """Promises snapshots, and loads the whole History each time."""

    def make_snapshots(self) -> None:
        """Make none."""


class LooksForCommandsSinceTheSnapshot(SoundStore):
    """Looks for what a command has led to since the snapshot only, and forgets what is older."""

    def load(self, claim: ClaimId, command: CommandId) -> Loaded:
        """Look at the newest entries."""
        loaded = super().load(claim, command)
        return attrs.evolve(loaded, performed=tuple(e for e in loaded.since if e.command == command))


class LooksForCommandsEverywhere(SoundStore):
    """Finds what a command has led to on any claim, although its identifier counts for one."""

    def load(self, claim: ClaimId, command: CommandId) -> Loaded:
        """Look at every claim."""
        loaded = super().load(claim, command)
        found = (entry for each in self.ids() for entry in self.entries(each) if entry.command == command)
        return attrs.evolve(loaded, performed=tuple(found))


class RemembersThatACommandIsNew(SoundStore):
    """Remembers for each reader that a command has led to nothing, until that reader writes."""

    def __init__(self, *pools: PoolKey) -> None:
        super().__init__(*pools)
        self.new: dict[int, set[CommandId]] = {}

    def load(self, claim: ClaimId, command: CommandId) -> Loaded:
        """Answer from memory."""
        loaded, new = super().load(claim, command), self.new.setdefault(get_ident(), set())
        if not loaded.performed:
            new.add(command)
        return attrs.evolve(loaded, performed=()) if command in new else loaded

    def append(self, *writes: Write, guards: Sequence[Guard] = ()) -> None:
        """Forget what is remembered."""
        super().append(*writes, guards=guards)
        self.new.pop(get_ident(), None)


class KeepsSnapshotsTooSoon(SoundStore):
    """Puts a snapshot aside before the transaction ends, and leaves it there when that breaks off."""

    def stage_claim(self, staged: Disk, write: ClaimWrite) -> None:
        """Keep the state of every fifth version at once."""
        super().stage_claim(staged, write)
        entries = tuple(each for each in staged.get(write.claim, ()) if isinstance(each, HistoryEntry))
        if entries and len(entries) % _OFTEN == 0:
            self.snapshots[write.claim] = replay(entries)


READING_FAULTS: tuple[type[SoundStore], ...] = (
    HandsOutItsOwnHistory,
    HandsOutItsOwnList,
    SortsNumbersAsText,
    ListsByAge,
    ListsTheFirstPage,
    ListsWithoutTheProgram,
    ListsWhatWasOnce,
    ListsFundsOfEverybody,
    IgnoresCase,
    TrimsIdentifiers,
    FindsByPrefix,
    TakesOnePeriodForAnother,
    IgnoresTheCaseOfPlaces,
    UnknownIsEmpty,
    UnknownFundIsEmpty,
    ListsPaymentsTwice,
    LoadsAnOldSnapshot,
    NeverMakesASnapshot,
    LooksForCommandsSinceTheSnapshot,
    LooksForCommandsEverywhere,
    RemembersThatACommandIsNew,
    KeepsSnapshotsTooSoon,
)
"""Stores that change what they keep, or give back something else."""
