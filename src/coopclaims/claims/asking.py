"""What was asked for on a claim and what answered it: uploads of colleagues, documents in a dispute.

These are effects of entries on the content of a claim, for `coopclaims.claims.recording`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import attrs

from coopclaims.claims.answering import claimed_by, details_with
from coopclaims.claims.claim import ClaimStatus, Details
from coopclaims.claims.requests import DocumentRequest, UploadRequest, UploadState
from coopclaims.parties import Side

if TYPE_CHECKING:
    from coopclaims.claims.answering import Parts
    from coopclaims.claims.claim import Milestones
    from coopclaims.claims.contents import Addition
    from coopclaims.claims.events import (
        DocumentsRequested,
        HistoryEntry,
        ItemRemoved,
        UploadRequested,
        UploadRequestWithdrawn,
    )
    from coopclaims.identifiers import ItemId


# Items that come and go.


def added(details: Details, milestones: Milestones, entry: HistoryEntry, event: Addition) -> Parts:
    """Add an item, which in a dispute answers the first open request of the validation team."""
    items = (*details.items, event.item)
    documents = _handed_in(details, entry, event.item.id)
    return details_with(details, items=items, documents=documents), claimed_by(milestones, entry)


def uploaded(details: Details, milestones: Milestones, entry: HistoryEntry, event: Addition) -> Parts:
    """Add a document, which answers the first open request to whoever added it."""
    details, milestones = added(details, milestones, entry, event)
    if entry.side is Side.PARTNER:
        asked_as = entry.by if entry.on_behalf_of is None else entry.on_behalf_of
        for place, asked in enumerate(details.uploads_asked):
            if asked.colleague == asked_as and asked.state is UploadState.OPEN:
                answered = attrs.evolve(asked, answered_by=event.item.id)
                uploads = (*details.uploads_asked[:place], answered, *details.uploads_asked[place + 1 :])
                return details_with(details, uploads=uploads), milestones
    return details, milestones


def removed(details: Details, milestones: Milestones, entry: HistoryEntry, event: ItemRemoved) -> Parts:
    """Take an item off; an upload request that it answered is open again."""
    items = tuple(item for item in details.items if item.id != event.item)
    uploads = tuple(
        attrs.evolve(each, answered_by=None) if each.answered_by == event.item and each.is_in_force else each
        for each in details.uploads_asked
    )
    return details_with(details, items=items, uploads=uploads), claimed_by(milestones, entry)


# Uploads that colleagues are asked for.


def upload_asked(
    details: Details, milestones: Milestones, entry: HistoryEntry, event: UploadRequested
) -> Parts:
    """Add an upload request."""
    asked = (*details.uploads_asked, UploadRequest(event.colleague, event.what, entry.number))
    return details_with(details, uploads=asked), milestones


def upload_withdrawn(
    details: Details, milestones: Milestones, _entry: HistoryEntry, event: UploadRequestWithdrawn
) -> Parts:
    """Mark an upload request as taken back."""
    uploads = tuple(
        attrs.evolve(each, is_withdrawn=True) if each.number == event.request else each
        for each in details.uploads_asked
    )
    return details_with(details, uploads=uploads), milestones


# Documents that the validation team asks for while it reviews a dispute.


def documents_asked(
    details: Details, milestones: Milestones, entry: HistoryEntry, event: DocumentsRequested
) -> Parts:
    """Add what is asked for, one request after the other."""
    asked = (DocumentRequest(request, entry.number) for request in event.requests)
    return details_with(details, documents=(*details.documents_asked, *asked)), milestones


def _handed_in(details: Details, entry: HistoryEntry, item: ItemId) -> tuple[DocumentRequest, ...]:
    """Return the requests of the dispute with the first open one answered by an item that was added."""
    asked = details.documents_asked
    if entry.before is ClaimStatus.DISPUTED:
        for place, each in enumerate(asked):
            if each.is_open:
                return (*asked[:place], attrs.evolve(each, answered_by=item), *asked[place + 1 :])
    return asked
