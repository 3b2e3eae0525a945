"""The sightings of the published rules: which pages say what a rule says, and on which days that was seen.

A line has the rule, its first day, and the pages, each with the language where one is meant ("MG-en") and
the days on which a version of it that says so was first and last seen. A page may date itself some days
before it was seen, and a rule begins on that date. Source: `docs/reference/sources.md`, N1 to N29.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Final, final

from coopclaims._values import frozen

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

_TABLE: Final = """
rule | first | pages
review_span | 2020-05-26 | SH-AP 2020-05-26..2021-01-11; CPP 2020-06-17..2020-07-24; MG 2020-07-01..2021-09-28; MG-en 2023-10-23
dispute_span | 2020-05-26 | SH-RJ 2020-05-26..2021-01-11; CPP 2020-06-17..2020-07-24; MG 2020-07-01..2021-09-28; RJ 2021-09-23..2021-09-24; MG-en 2023-10-23; RJ-en 2023-10-23
payment_span | 2020-05-26 | SH-PY 2020-05-26..2021-01-11; SH-AP 2020-05-26..2021-01-11; CPP 2020-06-17..2020-07-24; MG 2020-07-01..2021-09-28; MG-en 2023-10-23
tax_invoice_span | 2020-05-26 | SH-PY 2020-05-26..2021-01-11; SH-AP 2020-05-26..2021-01-11; CPP 2020-06-17..2020-07-24; MG 2020-07-01..2021-09-28; MG-en 2023-10-23
plan_review_span | 2020-05-26 | SH-PO 2020-05-26..2021-04-09; CPP 2020-06-17..2020-07-24; PO 2020-07-01..2021-09-28; PO-en 2023-10-23
retention_span | 2018-09-04 | OV 2018-09-04..2021-09-14; OV-en 2023-10-23
hold_span | 2023-10-03 | TP-en 2023-10-23; EA-en 2023-10-23
escalation_span | 2020-05-26 | SH-AP 2020-05-26..2021-01-11; CPP 2020-06-17..2020-07-24; MG 2020-07-01..2021-09-28; MG-en 2023-10-23
plan_resubmission_span | 2020-05-26 | SH-PS 2020-05-26..2020-07-24; SH-PT 2020-05-26..2020-07-24; CPP 2020-06-17..2020-07-24; PL 2020-07-01..2021-09-28; PL-en 2023-10-23
activity_span | 2020-07-24 | SH-CS 2020-07-24..2021-04-09
poe_submission_span | 2020-05-26 | SH-PO 2020-05-26..2021-04-09; CPP 2020-06-17..2020-07-24
tax_invoice_submission_span | 2020-10-16 | TI 2020-10-20
tax_invoice_countries | 2020-10-16 | TI 2020-10-20
tax_invoice_number_length | 2020-10-16 | TI 2020-10-20
claim_deadline_days | 2018-09-04 | OV 2018-09-04..2020-09-17
claim_deadline_days | 2020-07-24 | SH-CS 2020-07-24..2021-04-09
plan_needed_for | 2018-09-04 | OV 2018-09-04..2020-09-17
plan_submission_deadline | 2020-05-26 | SH-PS 2020-05-26..2020-07-24; SH-PT 2020-05-26..2020-07-24; CPP 2020-06-17..2020-07-24; PL 2020-07-01..2021-09-28; PL-en 2023-10-23
plan_payment_day | 2020-05-26 | SH-PP 2020-05-26..2020-07-24; CPP 2020-06-17..2020-07-24; PL 2020-07-01..2021-09-28; PL-en 2023-10-23
minimum_payment | 2023-10-03 | TP-en 2023-10-23
thresholds | 2021-09-29 | TH 2021-09-30..2021-10-07; TH-en 2023-10-23
claiming_windows | 2020-09-22 | OV 2020-09-22..2021-09-14; OV-en 2023-10-23
catalogue | 2019-04-03 | CR 2019-04-03..2021-09-14; CR-en 2023-10-23
catalogue | 2023-07-01 | CR-en 2023-10-23
catalogue | 2023-10-24 | BL23 2023-10-24
catalogue | 2025-05-07 | BL25 2025-05-07
widened_disputing | 2021-09-23 | RJ 2021-09-23..2021-09-24; RJ-en 2023-10-23
may_create_claim | 2019-11-27 | CC 2019-12-04..2021-09-28; CC-en 2023-10-23
may_submit_plan_path | 2020-06-29 | PO 2020-07-01..2021-09-28; PO-en 2023-10-23
may_dispute | 2020-06-12 | CPP 2020-06-17..2020-07-24; MG 2020-07-01..2021-09-28; MG-en 2023-10-23
may_enroll | 2021-04-15 | EN-en 2023-10-23
may_create_plan | 2020-06-12 | CPP 2020-06-17..2020-07-24; PL 2020-07-01..2021-09-28; PL-en 2023-10-23
"""


@final
@frozen
class Sighting:
    """The days between which published versions of a page were seen that say what a rule says.

    `page` is the key of the page, with its language where one is meant ("MG-en"); `first` and `last` are the
    first and the last of those days.
    """

    page: str
    first: date
    last: date

    def __str__(self) -> str:
        days = self.first.isoformat()
        return f"{self.page} {days}" if self.last == self.first else f"{self.page} {days}..{self.last}"


def _sighting(text: str) -> Sighting:
    page, _, days = text.partition(" ")
    first, _, last = days.partition("..")
    return Sighting(page, date.fromisoformat(first), date.fromisoformat(last or first))


def _rows() -> Iterator[tuple[tuple[str, date], tuple[Sighting, ...]]]:
    for line in _TABLE.strip().splitlines()[1:]:
        name, first, pages = line.split(" | ")
        yield (name, date.fromisoformat(first)), tuple(map(_sighting, pages.split("; ")))


SIGHTINGS: Final[Mapping[tuple[str, date], tuple[Sighting, ...]]] = dict(_rows())
"""The sightings of each rule of `partner_center` that was followed through its pages, by name and first day."""
