"""Between rounds: what the partner changed since the vendor last answered, read from the History.

After a request for information: which requests were answered and which items are unchanged. After a
rejection: what is new. Nothing here judges whether an answer is good; that is the reviewer's.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, final

import attrs

from coopclaims._checks import door
from coopclaims._values import Keyed, frozen, whole, wholes
from coopclaims.claims.claim import ClaimStatus
from coopclaims.claims.events import (
    ActionRequested,
    CertificationAdded,
    ClaimAmended,
    ClaimRejected,
    Commented,
    DocumentsRequested,
    History,
    HistoryEntry,
    InformationAdded,
    InvoiceAdded,
    ItemRemoved,
    MetricRecorded,
    ProofAdded,
    RejectionDisputed,
)
from coopclaims.claims.requests import InformationRequest
from coopclaims.errors import InvalidValue
from coopclaims.identifiers import ItemId
from coopclaims.parties import Side
from coopclaims.provenance import Explanation, cite, message

if TYPE_CHECKING:
    from collections.abc import Iterator

    from coopclaims.claims.events import Event

_ADDITIONS: Final = (InvoiceAdded, CertificationAdded, ProofAdded, MetricRecorded, InformationAdded)
_CHANGES: Final = (*_ADDITIONS, ItemRemoved, ClaimAmended)
_REQUESTS: Final = (ActionRequested, DocumentsRequested)
_REMARKS: Final = (Commented, RejectionDisputed)

# fmt: off
_REQUEST = message("request_followed_up", "{what}{item:? (%)}: {state}",
    "what: str, item: ItemId | None, state: RequestState, entries: tuple[int, ...]")
_AMENDED = message("form_was_amended", "the form was amended")
_ADDED = message("items_added", "added: {items}", "items: tuple[ItemId, ...]")
_REMOVED = message("items_removed", "removed: {items}", "items: tuple[ItemId, ...]")
_REMARKED = message("remarks_made", "remarks in entries {entries}", "entries: tuple[int, ...]")
_CHANGED = message("changed_since", "since entry {since}", "since: int, changes: tuple[int, ...]")
_NOTHING_NEW = message("nothing_new_since", "since entry {since} nothing is new",
    "since: int, changes: tuple[int, ...]")
# fmt: on


@final
class RequestState(Keyed):
    """What became of one request for information."""

    ANSWERED = "answered"
    UNCHANGED = "unchanged"


@final
@frozen(kw_only=True)
class RequestAnswer:
    """One request, what became of it, and the numbers of the entries that answer it.

    `request` is what was asked for, `state` whether anything answers it, and `entries` the numbers of the
    entries that do, empty where none does.

    A request for an item is answered once the item was removed, or replaced under its own identifier; a
    request for the claim as a whole by any change. What was added beside an item counts for the whole, and
    stands in `ResubmissionDiff.added`. In a dispute nothing is removed: each request is answered by the one
    item that was added for it.
    """

    request: InformationRequest
    state: RequestState
    entries: tuple[int, ...] = attrs.field(validator=wholes)


@final
@frozen(kw_only=True)
class ResubmissionDiff:
    """What changed since an entry of the History.

    `since` is the number of that entry. `added` names the items that came since and stand on the claim,
    `removed` those that stood on it then and are gone or were replaced; one in both was replaced under its
    own identifier. `form_amended` says whether the form was replaced. `changes` and `remarks` number the
    partner's entries: whatever changed the claim, and comments and reasons. `answers` are one for each
    request, and empty after a rejection, which asks for nothing.
    """

    since: int = attrs.field(validator=whole(1))
    answers: tuple[RequestAnswer, ...] = ()
    added: tuple[ItemId, ...] = ()
    removed: tuple[ItemId, ...] = ()
    form_amended: bool = False
    changes: tuple[int, ...] = attrs.field(default=(), validator=wholes)
    remarks: tuple[int, ...] = attrs.field(default=(), validator=wholes)

    @property
    def unchanged(self) -> tuple[InformationRequest, ...]:
        """The requests that nothing answers."""
        return tuple(each.request for each in self.answers if each.state is RequestState.UNCHANGED)

    @property
    def is_empty(self) -> bool:
        """Whether the partner neither changed nor said anything."""
        return not (self.changes or self.remarks)

    def explain(self) -> Explanation:
        """Return what is new, request by request and item by item."""
        parts = [
            _REQUEST.say(
                what=each.request.what, item=each.request.item, state=each.state, entries=each.entries
            )
            for each in self.answers
        ]
        if self.form_amended:
            parts.append(_AMENDED.say())
        if self.added:
            parts.append(_ADDED.say(items=self.added))
        if self.removed:
            parts.append(_REMOVED.say(items=self.removed))
        if self.remarks:
            parts.append(_REMARKED.say(entries=self.remarks))
        return (_NOTHING_NEW if self.is_empty else _CHANGED).say(
            since=self.since,
            changes=self.changes,
            source=cite("CC20", "H-01", "H-02", "S-11"),
            because=tuple(parts),
        )


@door
def since_request(history: History) -> ResubmissionDiff:
    """Return what the partner did since the last request for information, request by request.

    `history` is the whole History of the claim. A request for documents in a dispute counts as one, too.
    Raises `InvalidValue` where the History has no such request. Source: KB-STAT, CC20 T7 to T9, S-13; MG22
    X-03.
    """
    return _changes(history, _last(history, _REQUESTS, "history_with_a_request"))


@door
def since_rejection(history: History) -> ResubmissionDiff:
    """Return what is new since the last rejection: what a dispute brings forward.

    `history` is the whole History of the claim. Raises `InvalidValue` where the History has no rejection.
    Source: MG22 X-01, X-03.
    """
    return _changes(history, _last(history, (ClaimRejected,), "history_with_a_rejection"))


def _last(history: History, kinds: tuple[type[Event], ...], expected: str) -> HistoryEntry:
    for entry in reversed(history.entries):
        if isinstance(entry.event, kinds):
            return entry
    raise InvalidValue(f"History of claim {history.claim}", f"{history.version} entries", expected)


def _changes(history: History, since: HistoryEntry) -> ResubmissionDiff:
    later = [each for each in history.entries[since.number :] if each.side is Side.PARTNER]
    changing = [each for each in later if isinstance(each.event, _CHANGES)]
    added, removed = _moved(changing)
    changes = tuple(each.number for each in changing)
    return ResubmissionDiff(
        since=since.number,
        answers=_answers(history, since, changing, changes),
        added=tuple(added),
        removed=tuple(removed),
        form_amended=any(isinstance(each.event, ClaimAmended) for each in changing),
        changes=changes,
        remarks=tuple(each.number for each in later if isinstance(each.event, _REMARKS)),
    )


def _answers(
    history: History, since: HistoryEntry, changing: list[HistoryEntry], changes: tuple[int, ...]
) -> tuple[RequestAnswer, ...]:
    """Return what became of each request that an entry made."""
    if isinstance(since.event, DocumentsRequested):
        answered = _handed_in(history, since)
        return tuple(_answer(*each) for each in zip(since.event.requests, answered, strict=True))
    if isinstance(since.event, ActionRequested):
        by_item = _by_item(changing)
        return tuple(
            _answer(request, changes if request.item is None else by_item.get(request.item, ()))
            for request in since.event.requests
        )
    return ()


def _handed_in(history: History, since: HistoryEntry) -> Iterator[tuple[int, ...]]:
    """Yield for each request of an entry in a dispute the number of the entry that answers it, if any does.

    What is added in a dispute answers the first request of that dispute which is open.
    """
    asked: list[int] = []
    answered: list[int] = []
    for each in history:
        if each.after is not ClaimStatus.DISPUTED or each.before is not ClaimStatus.DISPUTED:
            if each.number < since.number:
                asked, answered = [], []
        elif isinstance(each.event, DocumentsRequested):
            asked += [each.number] * len(each.event.requests)
        elif isinstance(each.event, _ADDITIONS):
            answered.append(each.number)
    for place, number in enumerate(asked):
        if number == since.number:
            yield tuple(answered[place : place + 1])


def _moved(changing: list[HistoryEntry]) -> tuple[dict[ItemId, None], dict[ItemId, None]]:
    """Return the items that came and stayed, and those of before that are gone or were replaced."""
    added: dict[ItemId, None] = {}
    removed: dict[ItemId, None] = {}
    for each in changing:
        if isinstance(each.event, _ADDITIONS):
            added[each.event.item.id] = None
        elif isinstance(each.event, ItemRemoved):
            item = each.event.item
            if item in added:
                del added[item]
            else:
                removed[item] = None
    return added, removed


def _by_item(changing: list[HistoryEntry]) -> dict[ItemId, tuple[int, ...]]:
    """Return the numbers of the entries that added or removed each item."""
    found: dict[ItemId, list[int]] = {}
    for each in changing:
        item = _touched(each.event)
        if item is not None:
            found.setdefault(item, []).append(each.number)
    return {item: tuple(numbers) for item, numbers in found.items()}


def _answer(request: InformationRequest, by: tuple[int, ...]) -> RequestAnswer:
    state = RequestState.ANSWERED if by else RequestState.UNCHANGED
    return RequestAnswer(request=request, state=state, entries=by)


def _touched(event: Event) -> ItemId | None:
    """Return the item that an entry added or removed."""
    if isinstance(event, _ADDITIONS):
        return event.item.id
    return event.item if isinstance(event, ItemRemoved) else None
