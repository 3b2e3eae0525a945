"""Stores that change what they keep: text, instants, amounts, identifiers."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING, Any, cast

import attrs

from coopclaims.claims.events import Commented, History, HistoryEntry, InvoiceAdded
from coopclaims.money.amounts import Money
from coopclaims.testing.faults.sound import SoundStore

if TYPE_CHECKING:
    from collections.abc import Callable

    from coopclaims.funds.entries import FundEntry, PoolKey
    from coopclaims.identifiers import ClaimId, CommandId


def _retold(entry: HistoryEntry, told: Callable[[str], str]) -> HistoryEntry:
    """Return the entry with the text of a remark told so."""
    if isinstance(entry.event, Commented):
        return attrs.evolve(entry, event=Commented(told(entry.event.text)))
    return entry


class TruncatesText(SoundStore):
    """Cuts text off at 4,000 characters, as a column may."""

    def kept(self, entry: HistoryEntry) -> HistoryEntry:
        """Cut."""
        return _retold(entry, lambda text: text[:4_000])


class NormalisesText(SoundStore):
    """Composes accents, so that text comes back in other characters."""

    def kept(self, entry: HistoryEntry) -> HistoryEntry:
        """Compose."""
        return _retold(entry, lambda text: unicodedata.normalize("NFC", text))


class TrimsText(SoundStore):
    """Drops blanks at the end of text."""

    def kept(self, entry: HistoryEntry) -> HistoryEntry:
        """Trim."""
        return _retold(entry, lambda text: text.rstrip(" "))


class TranslatesLineEnds(SoundStore):
    """Turns the line ends that Unicode has besides into its own."""

    def kept(self, entry: HistoryEntry) -> HistoryEntry:
        """Translate."""
        return _retold(entry, lambda text: text.replace("\u2028", "\n"))


class LosesMicroseconds(SoundStore):
    """Keeps instants to the second."""

    def kept(self, entry: HistoryEntry) -> HistoryEntry:
        """Cut the instant."""
        return attrs.evolve(entry, at=entry.at.replace(microsecond=0))


class RoundsAmounts(SoundStore):
    """Keeps amounts in whole units."""

    def kept(self, entry: HistoryEntry) -> HistoryEntry:
        """Round the amount of an invoice."""
        if isinstance(entry.event, InvoiceAdded):
            amount = entry.event.invoice.amount
            item = attrs.evolve(entry.event.invoice, amount=Money(int(amount.amount), amount.currency))
            return attrs.evolve(entry, event=InvoiceAdded(item))
        return entry


class KeepsTheFirstOfSeveral(SoundStore):
    """Keeps the first of several reasons, or requests, and loses the others."""

    def kept(self, entry: HistoryEntry) -> HistoryEntry:
        """Keep the first of a tuple."""
        event: Any = entry.event
        for name in attrs.fields_dict(type(entry.event)):
            value = getattr(event, name)
            if isinstance(value, tuple):
                event = attrs.evolve(event, **{name: value[:1]})
        return attrs.evolve(entry, event=event)


class LosesLedgerCents(SoundStore):
    """Adds up the ledger in whole units."""

    def ledger(self, key: PoolKey) -> tuple[FundEntry, ...]:
        """Round each entry down."""
        return tuple(
            attrs.evolve(each, amount=Money(int(each.amount.amount), each.amount.currency))
            for each in super().ledger(key)
        )


class ForgetsWhoWasAbsent(SoundStore):
    """Stores who acted, and loses for whom they did."""

    def kept(self, entry: HistoryEntry) -> HistoryEntry:
        """Leave the absent actor out."""
        return attrs.evolve(entry, on_behalf_of=None, absent_person=None)


class ForgetsCommands(SoundStore):
    """Stores entries without the identifier of their command, and makes up one instead."""

    def kept(self, entry: HistoryEntry) -> HistoryEntry:
        """Make up an identifier."""
        return attrs.evolve(entry, command=cast("CommandId", f"{entry.claim}/{entry.number}"))


class HasRoomForThreeHundred(SoundStore):
    """Keeps the newest three hundred entries of a claim and numbers them anew."""

    def history(self, claim: ClaimId) -> History:
        """Forget the oldest entries."""
        entries = super().history(claim).entries[-300:]
        return History(claim, [attrs.evolve(each, number=n) for n, each in enumerate(entries, start=1)])


KEEPING_FAULTS: tuple[type[SoundStore], ...] = (
    TruncatesText,
    NormalisesText,
    TrimsText,
    TranslatesLineEnds,
    LosesMicroseconds,
    RoundsAmounts,
    KeepsTheFirstOfSeveral,
    LosesLedgerCents,
    ForgetsCommands,
    ForgetsWhoWasAbsent,
    HasRoomForThreeHundred,
)
"""Stores that change what they keep."""
