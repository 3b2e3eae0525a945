"""Stores that take what corrects an instant for something else."""

from __future__ import annotations

import attrs

from coopclaims.claims.events import HistoryEntry
from coopclaims.errors import AlreadyRecorded, BrokenHistory
from coopclaims.funds.entries import FundEntry, FundEntryKind
from coopclaims.payments.payment import PaymentEntry
from coopclaims.repositories.protocols import ClaimWrite, FundWrite, PaymentWrite
from coopclaims.testing.faults.sound import Disk, SoundStore


class KeepsInstantsInOrder(SoundStore):
    """Has a check that no entry of a claim is before the last one, which a correction may well be."""

    def check_entries(self, write: ClaimWrite, before: tuple[HistoryEntry, ...]) -> None:
        """Refuse what is earlier."""
        super().check_entries(write, before)
        _in_order((*before, *write.entries), write.claim)


class KeepsStepsInOrder(SoundStore):
    """Has a check that no step of a payment is before the last one, which a correction may well be."""

    def check_steps(self, write: PaymentWrite, before: tuple[PaymentEntry, ...]) -> None:
        """Refuse what is earlier."""
        super().check_steps(write, before)
        _in_order((*before, *write.entries), write.payment)


def _in_order(entries: tuple[HistoryEntry, ...] | tuple[PaymentEntry, ...], stream: str) -> None:
    last = None
    for entry in entries:
        if last is not None and entry.at < last:
            raise BrokenHistory(
                f"write to {stream}", entry.at, "not_before_the_last", stream=stream, last=last
            )
        last = entry.at


class RewritesWhatIsCorrected(SoundStore):
    """Keeps the correction of a claim, and changes the entry that it corrects as well."""

    def stage_claim(self, staged: Disk, write: ClaimWrite) -> None:
        """Change the entries that were stored before."""
        super().stage_claim(staged, write)
        entries = [each for each in staged.get(write.claim, ()) if isinstance(each, HistoryEntry)]
        for entry in write.entries:
            if entry.correction is not None:
                number, instant = entry.correction
                entries[number - 1] = attrs.evolve(entries[number - 1], at=instant)
        if entries:
            staged[write.claim] = tuple(entries)


class ForgetsWhatMovesNothing(SoundStore):
    """Leaves out of a ledger what has an amount of zero."""

    def stage_fund(self, staged: Disk, write: FundWrite) -> None:
        """Drop what moves no money."""
        moving = tuple(each for each in write.entries if not each.amount.is_zero)
        super().stage_fund(staged, attrs.evolve(write, entries=moving))


class CorrectsALedgerEntryOnce(SoundStore):
    """Has a unique key on what a ledger entry corrects, so that a wrong correction stays."""

    def check_causes(self, write: FundWrite, before: tuple[FundEntry, ...]) -> None:
        """Refuse a second correction."""
        super().check_causes(write, before)
        corrected = {each.corrects for each in before if each.kind is FundEntryKind.INSTANT_CORRECTED}
        for entry in write.entries:
            if entry.corrects in corrected:
                raise AlreadyRecorded(f"ledger of {write.pool}", entry, "new_entry")


CORRECTING_FAULTS: tuple[type[SoundStore], ...] = (
    KeepsInstantsInOrder,
    KeepsStepsInOrder,
    RewritesWhatIsCorrected,
    ForgetsWhatMovesNothing,
    CorrectsALedgerEntryOnce,
)
"""Stores that take corrections wrongly."""
