"""The entries of Histories as columns: an envelope that is read without decoding what it holds.

The columns are published, with their version: whoever stores them in Parquet reads them again with a later
release. `coopclaims.wire` writes them from Histories, and reads Histories from them.
"""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Final, final

from coopclaims._values import frozen
from coopclaims.portfolio.columns import Columns

ENTRY_COLUMNS_VERSION: Final = 1
"""The version of the columns that this release writes and reads."""


@final
@frozen(kw_only=True, repr=False)
class EntryColumns(Columns):
    """Entries of Histories, one row an entry, in any order.

    `v` is the version of these columns. `thing` is what the entry is of, "claim", "payment" or "fund", and
    `stream` the identifier of that; `number` is the place of the entry in its History, counted from 1. `kind`
    is what happened, such as "claim.submitted". `happened_at` is the instant of the entry, in UTC; `actor`,
    `side`, `role` and `command` are who it was and by which command. `status_before` and `status_after` are
    the keys of the statuses around it. An entry that corrects an instant names the entry in `corrects`, and
    the instant in `corrected_to`.

    What an entry says of a form, of payment terms or of a fund stands beside it, `None` where it says
    nothing: `program`, `location`, the usage period (`usage_first`, `usage_last`), the day of the activity
    (`executed_on`), whether the claim is on the plan path (`on_plan`) and the first day of its campaign
    (`campaign_first`), the `amount` and its `currency`.

    `payload` is the rest of the entry as canonical text of the wire: with the envelope it is the whole
    entry. What comes from a store may be `None` anywhere, and is damage then where an entry always says it.
    Raises `InvalidValue` for columns of different lengths.
    """

    v: tuple[int | None, ...]
    thing: tuple[str | None, ...]
    stream: tuple[str | None, ...]
    number: tuple[int | None, ...]
    kind: tuple[str | None, ...]
    happened_at: tuple[datetime | None, ...]
    actor: tuple[str | None, ...]
    side: tuple[str | None, ...]
    role: tuple[str | None, ...]
    command: tuple[str | None, ...]
    status_before: tuple[str | None, ...]
    status_after: tuple[str | None, ...]
    corrects: tuple[int | None, ...]
    corrected_to: tuple[datetime | None, ...]
    program: tuple[str | None, ...]
    location: tuple[str | None, ...]
    usage_first: tuple[date | None, ...]
    usage_last: tuple[date | None, ...]
    executed_on: tuple[date | None, ...]
    on_plan: tuple[bool | None, ...]
    campaign_first: tuple[date | None, ...]
    amount: tuple[Decimal | None, ...]
    currency: tuple[str | None, ...]
    payload: tuple[str | None, ...]
