"""Stores that fail when several write at once, when somebody reads meanwhile, or when they break off."""

from __future__ import annotations

from contextlib import nullcontext
from threading import get_ident
from typing import TYPE_CHECKING

import attrs

from coopclaims.claims.events import HistoryEntry
from coopclaims.errors import StaleClaim
from coopclaims.repositories.protocols import FundWrite
from coopclaims.testing.faults.sound import SoundStore, length

if TYPE_CHECKING:
    from collections.abc import Sequence
    from contextlib import AbstractContextManager

    from coopclaims.funds.entries import PoolKey
    from coopclaims.identifiers import ClaimId, CommandId
    from coopclaims.repositories.protocols import Guard, Loaded, Write
    from coopclaims.testing.faults.sound import Disk, PaymentKey


class ChecksThenWrites(SoundStore):
    """Checks the version and writes in two steps, without keeping anybody out between them."""

    def guard(self) -> AbstractContextManager[object]:
        """Let everybody in."""
        return nullcontext()

    def commit(self, staged: Disk) -> None:
        """Write what was staged on what was read a moment ago."""
        self.wait_for_a_race()
        super().commit(staged)


class IgnoresTheVersionInARace(SoundStore):
    """Checks the version under the lock, but on what was read before it was taken."""

    def append(self, *writes: Write, guards: Sequence[Guard] = ()) -> None:
        """Read first, lock then."""
        staged = dict(self.stored)
        for number, write in enumerate(writes):
            if number == self.breaks_after:
                raise ConnectionError
            self.stage(staged, write)
        self.check_together(writes)
        self.wait_for_a_race()
        with self.lock:
            self.check_guards(guards)
            changed = {key: value for key, value in staged.items() if self.stored.get(key) is not value}
            self.commit({**self.stored, **changed})


class ReadsTheFundBeforeTheLock(SoundStore):
    """Checks the version of the fund before it takes the lock, and not again after that."""

    def append(self, *writes: Write, guards: Sequence[Guard] = ()) -> None:
        """Look at the funds, lock then."""
        funds = [write for write in writes if isinstance(write, FundWrite) and write.pool in self.stored]
        seen = [write for write in funds if write.expected == length(self.stored, write)]
        self.wait_for_a_race()
        with self.lock:
            self.check_guards(guards)
            staged = dict(self.stored)
            for number, write in enumerate(writes):
                if number == self.breaks_after:
                    raise ConnectionError
                late = write in seen and len(seen) == 1
                self.stage(staged, attrs.evolve(write, expected=length(staged, write)) if late else write)
            self.check_together(writes)
            self.commit(staged)


class ComparesGuardsBeforeTheLock(SoundStore):
    """Compares what was read before it takes the lock, and not again after that."""

    def append(self, *writes: Write, guards: Sequence[Guard] = ()) -> None:
        """Compare first, lock then."""
        self.check_guards(guards)
        if guards:
            self.wait_for_a_race()
        super().append(*writes)


class BreaksOffHalf(SoundStore):
    """Checks everything first and then writes stream by stream, so that a crash leaves half of it."""

    def append(self, *writes: Write, guards: Sequence[Guard] = ()) -> None:
        """Check all, then write each."""
        with self.lock:
            self.check_guards(guards)
            staged = dict(self.stored)
            for number, write in enumerate(writes):
                self.stage(staged, write)
                if self.breaks_after is not None and number + 1 >= self.breaks_after:
                    self.commit(staged)
                    raise ConnectionError
            self.check_together(writes)
            self.commit(staged)


class StaysLockedAfterABreak(SoundStore):
    """Does not release its lock when an append breaks off, so that nobody can write any more."""

    locked = False

    def append(self, *writes: Write, guards: Sequence[Guard] = ()) -> None:
        """Refuse once something broke."""
        if self.locked:
            raise ConnectionError
        try:
            super().append(*writes, guards=guards)
        except ConnectionError:
            self.locked = True
            raise


class ConflictsInsteadOfWaiting(SoundStore):
    """Raises `StaleClaim` while somebody else writes, to whatever stream."""

    def append(self, *writes: Write, guards: Sequence[Guard] = ()) -> None:
        """Conflict where the lock is taken."""
        if not self.lock.acquire(blocking=False):
            raise StaleClaim("the store", 0, 0)
        try:
            self.check_guards(guards)
            staged = dict(self.stored)
            for number, write in enumerate(writes):
                if number == self.breaks_after:
                    raise ConnectionError
                self.stage(staged, write)
            self.check_together(writes)
            self.wait_for_a_race()
            self.commit(staged)
        finally:
            self.lock.release()


class HasOneVersionForAll(SoundStore):
    """Has one version for the whole store: who writes to a claim makes all others late."""

    def __init__(self, *pools: PoolKey) -> None:
        super().__init__(*pools)
        self.version = 0
        self.loaded: dict[int, int] = {}

    def load(self, claim: ClaimId, command: CommandId) -> Loaded:
        """Note the version of the store."""
        self.loaded[get_ident()] = self.version
        return super().load(claim, command)

    def commit(self, staged: Disk) -> None:
        """Conflict where anybody has written since."""
        loaded = self.loaded.pop(get_ident(), self.version)
        self.check_version("the store", loaded, self.version)
        self.version += 1
        super().commit(staged)


class ShowsTheClaimFirst(SoundStore):
    """Stores claims first and funds a moment later, so that readers see one without the other."""

    def commit(self, staged: Disk) -> None:
        """Store in two steps."""
        if len(_changed(self.stored, staged)) > 1:
            self.stored = {k: v if isinstance(k, str) else self.stored.get(k, ()) for k, v in staged.items()}
            self.wait_for_a_race()
        super().commit(staged)


class ShowsHalfAnAppend(SoundStore):
    """Stores the entries of one write one by one, so that readers see the first without the others."""

    def commit(self, staged: Disk) -> None:
        """Store the first entry before the others."""
        for key in _changed(self.stored, staged):
            before = self.stored.get(key, ())
            if isinstance(key, str) and len(staged[key]) > len(before) + 1:
                first = (
                    *self.entries(key),
                    *(e for e in staged[key][len(before) :][:1] if isinstance(e, HistoryEntry)),
                )
                self.stored = {**self.stored, key: first}
                self.wait_for_a_race()
        super().commit(staged)


def _changed(stored: Disk, staged: Disk) -> list[ClaimId | PoolKey | PaymentKey]:
    return [key for key, entries in staged.items() if stored.get(key) is not entries]


class ForgetsWhatWasWrittenLast(SoundStore):
    """Acknowledges an append before it is on disk: what was written last is lost with the process."""

    def reopened(self) -> SoundStore:
        """Lose the last claim that was written."""
        opened = super().reopened()
        opened.stored.pop(opened.ids()[-1])
        return opened


RACING_FAULTS: tuple[type[SoundStore], ...] = (
    ChecksThenWrites,
    IgnoresTheVersionInARace,
    ReadsTheFundBeforeTheLock,
    ComparesGuardsBeforeTheLock,
    BreaksOffHalf,
    StaysLockedAfterABreak,
    ConflictsInsteadOfWaiting,
    HasOneVersionForAll,
    ShowsTheClaimFirst,
    ShowsHalfAnAppend,
    ForgetsWhatWasWrittenLast,
)
"""Stores that fail under several writers, or in a crash."""
