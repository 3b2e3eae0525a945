"""What was asked for on a claim and what answered it: uploads of colleagues, documents in a dispute.

These are effects of entries on the content of a claim, for `coopclaims.claims.recording`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

import attrs

from coopclaims.claims.claim import ClaimStatus, Details, DocumentRequest, UploadRequest, UploadState
from coopclaims.parties import Side

if TYPE_CHECKING:
    from coopclaims.claims.claim import ClaimForm, Milestones
    from coopclaims.claims.contents import Addition
    from coopclaims.claims.events import (
        DocumentsRequested,
        HistoryEntry,
        ItemRemoved,
        UploadRequested,
        UploadRequestWithdrawn,
    )
    from coopclaims.claims.evidence import Item
    from coopclaims.identifiers import ItemId

    _Parts: TypeAlias = tuple[Details, Milestones]


def details_with(
    before: Details,
    *,
    form: ClaimForm | None = None,
    items: tuple[Item, ...] | None = None,
    uploads: tuple[UploadRequest, ...] | None = None,
    documents: tuple[DocumentRequest, ...] | None = None,
) -> Details:
    """Return the content with these parts in place of its own: `attrs.evolve` looks for the fields anew."""
    return Details(
        form=before.form if form is None else form,
        items=before.items if items is None else items,
        uploads_asked=before.uploads_asked if uploads is None else uploads,
        documents_asked=before.documents_asked if documents is None else documents,
    )


# Items that come and go.


def added(details: Details, milestones: Milestones, entry: HistoryEntry, event: Addition) -> _Parts:
    """Add an item, which in a dispute answers the first open request of the validation team."""
    items = (*details.items, event.item)
    return details_with(details, items=items, documents=_handed_in(details, entry, event.item.id)), milestones


def uploaded(details: Details, milestones: Milestones, entry: HistoryEntry, event: Addition) -> _Parts:
    """Add a document, which answers the first open request to whoever added it."""
    details, milestones = added(details, milestones, entry, event)
    if entry.side is Side.PARTNER:
        for place, asked in enumerate(details.uploads_asked):
            if asked.colleague == entry.by and asked.state is UploadState.OPEN:
                answered = attrs.evolve(asked, answered_by=event.item.id)
                uploads = (*details.uploads_asked[:place], answered, *details.uploads_asked[place + 1 :])
                return details_with(details, uploads=uploads), milestones
    return details, milestones


def removed(details: Details, milestones: Milestones, _entry: HistoryEntry, event: ItemRemoved) -> _Parts:
    """Take an item off; an upload request that it answered is open again."""
    items = tuple(item for item in details.items if item.id != event.item)
    uploads = tuple(
        attrs.evolve(each, answered_by=None) if each.answered_by == event.item and each.is_in_force else each
        for each in details.uploads_asked
    )
    return details_with(details, items=items, uploads=uploads), milestones


# Uploads that colleagues are asked for.


def upload_asked(
    details: Details, milestones: Milestones, entry: HistoryEntry, event: UploadRequested
) -> _Parts:
    """Add an upload request."""
    asked = (*details.uploads_asked, UploadRequest(event.colleague, event.what, entry.number))
    return details_with(details, uploads=asked), milestones


def upload_withdrawn(
    details: Details, milestones: Milestones, _entry: HistoryEntry, event: UploadRequestWithdrawn
) -> _Parts:
    """Mark an upload request as taken back."""
    uploads = tuple(
        attrs.evolve(each, is_withdrawn=True) if each.number == event.request else each
        for each in details.uploads_asked
    )
    return details_with(details, uploads=uploads), milestones


def round_over(details: Details) -> Details:
    """Return the content with every upload request ended: what was asked for has had its time."""
    if not any(each.is_in_force for each in details.uploads_asked):
        return details
    uploads = tuple(
        attrs.evolve(each, has_ended=True) if each.is_in_force else each for each in details.uploads_asked
    )
    return details_with(details, uploads=uploads)


# Documents that the validation team asks for while it reviews a dispute.


def documents_asked(
    details: Details, milestones: Milestones, entry: HistoryEntry, event: DocumentsRequested
) -> _Parts:
    """Add what is asked for, one request after the other."""
    asked = (DocumentRequest(request, entry.number) for request in event.requests)
    return details_with(details, documents=(*details.documents_asked, *asked)), milestones


def round_begun(details: Details) -> Details:
    """Return the content without what was asked for in an earlier dispute."""
    return details_with(details, documents=()) if details.documents_asked else details


def _handed_in(details: Details, entry: HistoryEntry, item: ItemId) -> tuple[DocumentRequest, ...]:
    """Return the requests of the dispute with the first open one answered by an item that was added."""
    asked = details.documents_asked
    if entry.before is ClaimStatus.DISPUTED:
        for place, each in enumerate(asked):
            if each.is_open:
                return (*asked[:place], attrs.evolve(each, answered_by=item), *asked[place + 1 :])
    return asked
