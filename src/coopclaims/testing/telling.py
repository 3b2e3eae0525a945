"""Findings in words of the law: what was broken, with counts and names in place of printed values."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from functools import singledispatch
from itertools import islice
from typing import Final, final

from coopclaims.claims.claim import Claim
from coopclaims.claims.events import History, HistoryEntry
from coopclaims.funds.entries import FundEntry
from coopclaims.payments.payment import Payment, PaymentHistory
from coopclaims.repositories.effects import Outcome
from coopclaims.repositories.protocols import ClaimWrite, FundWrite, Loaded, PaymentWrite

_FEW: Final = 12
"""So many things are named; of more, the first ones and the count."""

_LONGEST: Final = 200
"""Characters of one value, at most."""


@final
class BrokenLaw(AssertionError):
    """A law that was found broken.

    `what` is the law, and `shown` what was found, values by their names; the text is made of both.
    """

    def __init__(self, what: str, shown: Mapping[str, object]) -> None:
        found = (f"{name}: {in_words(value)}" for name, value in shown.items())
        super().__init__("\n  ".join((f"broken law: {what}", *found)))
        self.what = what
        self.shown = dict(shown)


def in_words(value: object) -> str:
    """Return a value in a few words: never more than a line can hold."""
    words = " ".join(_words(value).split())
    return words if len(words) <= _LONGEST else f"{words[:_LONGEST]} …"


@singledispatch
def _words(value: object) -> str:
    return (
        value
        if isinstance(value, str)
        else repr(value)
        if type(value).__str__ is object.__str__
        else str(value)
    )


@_words.register(list)
@_words.register(tuple)
@_words.register(set)
@_words.register(frozenset)
def _(value: Collection[object]) -> str:
    return _several(len(value), map(in_words, value))


@_words.register(dict)
def _(value: dict[object, object]) -> str:
    return _several(len(value), (f"{in_words(key)}: {in_words(each)}" for key, each in value.items()))


def _several(count: int, parts: Iterable[str]) -> str:
    named = ", ".join(islice(parts, _FEW)) or "none"
    return named if count <= _FEW and len(named) <= _LONGEST else f"{count} of them: {named}"


@_words.register(History)
@_words.register(PaymentHistory)
def _(value: History | PaymentHistory) -> str:
    of = value.claim if isinstance(value, History) else value.payment
    return f"History of {of} with {len(value)} entries"


@_words.register(Claim)
def _(value: Claim) -> str:
    return f"claim {value.id}, {value.status}, version {value.version}"


@_words.register(Payment)
def _(value: Payment) -> str:
    return f"payment {value.id}, {value.status}, version {value.version}"


@_words.register(HistoryEntry)
def _(value: HistoryEntry) -> str:
    what = type(value.event).__name__
    return f"{what} as entry {value.number} of {value.claim}, by {value.by} at {value.at.isoformat()}"


@_words.register(FundEntry)
def _(value: FundEntry) -> str:
    of = value.claim or value.entity or "nobody"
    return f"{value.kind} {value.amount} of {of} at {value.at.isoformat()}"


@_words.register(Outcome)
def _(value: Outcome) -> str:
    how = "a repeat" if value.is_repeat else "done"
    return f"{how}: {len(value.entries)} entries, version {value.claim.version} of {value.claim.id}"


@_words.register(Loaded)
def _(value: Loaded) -> str:
    at = 0 if value.snapshot is None else value.snapshot.version
    return f"a snapshot at version {at}, {len(value.since)} entries since, {len(value.performed)} performed"


@_words.register(ClaimWrite)
@_words.register(FundWrite)
@_words.register(PaymentWrite)
def _(value: ClaimWrite | FundWrite | PaymentWrite) -> str:
    of = (
        f"claim {value.claim}"
        if isinstance(value, ClaimWrite)
        else f"fund {value.pool}"
        if isinstance(value, FundWrite)
        else f"payment {value.payment}"
    )
    return f"{len(value.entries)} entries to {of} at version {value.expected}"


@_words.register(BaseException)
def _(value: BaseException) -> str:
    return f"{type(value).__name__}: {value}"
