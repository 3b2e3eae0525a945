"""Claims from the columns of their entries: status and milestones, and no payload is decoded.

What `coopclaims.replay` says of a claim follows from the statuses around each entry, its instant, and the
instants that later entries correct; tests hold the two equal.
"""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final, final

from coopclaims._checks import door
from coopclaims._values import frozen
from coopclaims.claims.claim import ClaimStatus, Clock
from coopclaims.claims.table import TABLE
from coopclaims.errors import BrokenHistory
from coopclaims.portfolio.columns import Columns, column_kinds, of_rows
from coopclaims.portfolio.entry_columns import EntryColumns

if TYPE_CHECKING:
    from collections.abc import Mapping


@final
@frozen(kw_only=True, repr=False)
class ClaimColumns(Columns):
    """Claims as they stand, one row a claim: their status, their form in short, and their milestones.

    `claim` is the identifier. `program`, `location`, the usage period (`usage_first`, `usage_last`), the day
    of the activity (`executed_on`), whether it is on the plan path (`on_plan`), the first day of its campaign
    (`campaign_first`), the `amount` claimed and its `currency` are those of the form as last amended.
    `status`, `version`, `changed_at` and `changed_in` are those of `Claim`, and `rounds` is how many reviews
    and disputes it had.

    `created_at`, `first_submitted_at`, `submitted_at`, `review_answered_at`, `disputed_at`,
    `dispute_answered_at` and `approved_at` are the instants of its `Milestones`, in UTC and as corrected, and
    `approved` is the amount approved; `None` means that it has not happened. `refusal` is the code of the
    reason where the entries are no History: then nothing else is said of the claim. It is `None` elsewhere.
    Raises `InvalidValue` for columns of different lengths.
    """

    claim: tuple[str | None, ...]
    program: tuple[str | None, ...]
    location: tuple[str | None, ...]
    usage_first: tuple[date | None, ...]
    usage_last: tuple[date | None, ...]
    executed_on: tuple[date | None, ...]
    on_plan: tuple[bool | None, ...]
    campaign_first: tuple[date | None, ...]
    amount: tuple[Decimal | None, ...]
    currency: tuple[str | None, ...]
    status: tuple[str | None, ...]
    version: tuple[int | None, ...]
    changed_at: tuple[datetime | None, ...]
    changed_in: tuple[int | None, ...]
    rounds: tuple[int | None, ...]
    created_at: tuple[datetime | None, ...]
    first_submitted_at: tuple[datetime | None, ...]
    submitted_at: tuple[datetime | None, ...]
    review_answered_at: tuple[datetime | None, ...]
    disputed_at: tuple[datetime | None, ...]
    dispute_answered_at: tuple[datetime | None, ...]
    approved_at: tuple[datetime | None, ...]
    approved: tuple[Decimal | None, ...]
    refusal: tuple[str | None, ...]


_S: Final = ClaimStatus
_WAITS: Final[Mapping[str | None, Clock]] = {
    _S.SUBMITTED.value: Clock.REVIEW,
    _S.UNDER_REVIEW.value: Clock.REVIEW,
    _S.DISPUTED.value: Clock.DISPUTE,
}
"""The statuses in which a claim waits for the vendor, and the clock of that round."""

_MOVES: Final = frozenset(
    (None if row.source is None else row.source.value, to.value) for row in TABLE.rows for to in row.leads_to
)
"""From which status an entry may lead to which: the published table, whatever the trigger."""

_FORM: Final = (
    *("program", "location", "usage_first", "usage_last", "executed_on"),
    *("on_plan", "campaign_first", "amount", "currency"),
)
"""What stands in both tables under one name."""

_BROKEN: Final = (*(None,) * (len(column_kinds(ClaimColumns)) - 2), BrokenHistory.code)


@door
def claim_columns(entries: EntryColumns) -> ClaimColumns:
    """Return the claims that these entries lead to, in the order in which each comes first.

    `entries` are whole Histories, their rows in any order; those of payments and funds are passed over. No
    payload is looked at. Where the entries of a claim are not numbered from 1 without a gap, or do not follow
    one another along the table of statuses, its row says `broken_history`; what else could be wrong with
    them, `coopclaims.wire.read_columns` says.

    >>> from coopclaims import ClaimStatus
    >>> from coopclaims.testing import histories, simplest
    >>> from coopclaims.wire import entry_columns
    >>> found = claim_columns(entry_columns([simplest(histories(ClaimStatus.REJECTED))]))
    >>> found.status, found.rounds, found.submitted_at[0] == found.first_submitted_at[0]
    (('rejected',), (1,), True)
    """
    places: dict[str | None, list[int]] = {}
    for place, (thing, stream) in enumerate(zip(entries.thing, entries.stream, strict=True)):
        if thing == "claim":
            places.setdefault(stream, []).append(place)
    return of_rows(ClaimColumns, ((claim, *_claim(entries, rows)) for claim, rows in places.items()))


def _claim(entries: EntryColumns, rows: list[int]) -> tuple[Any, ...]:
    """Return what is said of one claim, whose entries stand in these rows."""
    rows.sort(key=lambda row: entries.number[row] or 0)
    happened: dict[int, datetime] = {}
    started: dict[Clock, int] = {}
    answered: dict[Clock, int] = {}
    status: str | None = None
    changed_in = rounds = first = moved_in = 0
    form = moved = rows[0]
    for number, row in enumerate(rows, start=1):
        before, after = entries.status_before[row], entries.status_after[row]
        at = entries.happened_at[row]
        if entries.number[row] != number or before != status or (before, after) not in _MOVES or at is None:
            return _BROKEN
        corrected = entries.corrects[row]
        if corrected is not None:
            if corrected in happened:
                happened[corrected] = entries.corrected_to[row] or happened[corrected]
            continue
        happened[number], changed_in = at, number
        form = row if entries.on_plan[row] is not None else form
        if after == before:
            continue
        was, now = _WAITS.get(before), _WAITS.get(after)
        if was is not now and was is not None:
            answered[was] = number
        if was is not now and now is not None:
            started[now], rounds, first = number, rounds + 1, first or number
            answered.pop(now, None)
        status, moved, moved_in = after, row, number
    when = happened.get
    is_approved = status == _S.APPROVED.value
    return (
        *(getattr(entries, name)[form] for name in _FORM),
        status,
        len(rows),
        when(changed_in),
        changed_in,
        rounds,
        when(1),
        when(first),
        *(when(each.get(Clock.REVIEW, 0)) for each in (started, answered)),
        *(when(each.get(Clock.DISPUTE, 0)) for each in (started, answered)),
        when(moved_in) if is_approved else None,
        entries.amount[moved] if is_approved else None,
        None,
    )
