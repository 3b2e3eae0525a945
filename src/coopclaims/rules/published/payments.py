"""What the pages say about how and when payments are made, as far as no edition of the rules holds it.

No reading and no adopter's program changes these statements, so they stand beside the editions, dated
and cited as every rule is.
"""

from __future__ import annotations

from datetime import date
from typing import Final

from coopclaims.provenance import cite
from coopclaims.rules.rule import Timeline, stated

STATEMENT_PAGE: Final = date(2021, 3, 22)
EARNINGS_PAGE: Final = date(2023, 10, 4)
"""The days of the two pages that explain the status of a payment. Source: PS21, EA23 P-31."""

# fmt: off
MONTHS_ESTIMATED_FROM: Final = stated(date(2020, 7, 1), cite("PS21", "U-13"), STATEMENT_PAGE,
    date(2023, 8, 14))
"""From which day on the statement estimates the month in which an earning is paid."""

_COUNTRIES_2021 = frozenset({"AU", "CA", "NZ"})

CREDIT_NOTE_COUNTRIES: Final = Timeline(
    "credit_note_countries",
    (
        stated(_COUNTRIES_2021, cite("PR21", "P-15"), date(2021, 4, 15), date(2021, 4, 15)),
        stated(
            _COUNTRIES_2021 | frozenset({"AT", "BE", "CH", "DE", "DK", "FI", "FR", "GB", "NL", "NO", "SE"}),
            cite("PR22", "P-15"), date(2022, 9, 16), date(2022, 9, 16)),
    ),
)
# fmt: on
"""The countries (ISO 3166 codes) in which one kind of credit note is offered, by day."""
