"""The published editions as the corpus knew them: the rules on the days that its answers were given for.

The corpus holds how the library judges, whatever it is told of the pages. What the pages say, and from
which day on, is held by the golden tables; so the days of the rules may be put right without the corpus.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any, Final

import attrs

from coopclaims import Action, BusinessDays, CalendarDays, Role, partner_center
from coopclaims.activities import ACTIVITIES_2019, ACTIVITIES_2024, AnyOf, Catalogue, Requirement
from coopclaims.periods import MonthEnd, Months
from coopclaims.provenance import Message, cite, inferred
from coopclaims.rules import (
    CHIP_2014,
    PARTNER_CENTER_2018,
    PARTNER_CENTER_2019_04,
    PARTNER_CENTER_2020_09,
    PARTNER_CENTER_2020_11,
    PARTNER_CENTER_2021_09,
    PARTNER_CENTER_2023_10,
    PARTNER_CENTER_2024,
    PIE_2016,
    Edition,
    Precision,
    Rule,
    Rulebook,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from coopclaims.provenance import Source

_PAGE: Final = date(2020, 6, 29), date(2020, 10, 29)
_PAGE_AGAIN: Final = date(2021, 9, 27), date(2022, 8, 4)
_PLANS: Final = date(2020, 9, 11), date(2022, 8, 4)
_ADMIN: Final = frozenset({Role.INCENTIVES_ADMIN})


def _on(rule: Rule[Any] | None, first: date, last: date | None = None, **changed: Any) -> Rule[Any]:
    """Return a rule as it is, on other days."""
    assert rule is not None
    return attrs.evolve(rule, first=first, last=last, **changed)


def _today(name: str, first: date) -> Rule[Any]:
    return partner_center.timelines[name].on(first)


def _spans(document: str, days: tuple[date, date]) -> dict[str, Any]:
    """Return the spans of the page about approval, payment and disputes, in one of its two versions."""
    spans: Mapping[str, tuple[object, Source]] = {
        "review_span": (BusinessDays(2), cite(document, "D-07")),
        "escalation_span": (BusinessDays(2), cite(document, "R-16", "D-07")),
        "dispute_span": (BusinessDays(5), cite(document, "D-09", "X-02")),
        "payment_span": (BusinessDays(45), cite(document, "D-10")),
        "tax_invoice_span": (CalendarDays(30), cite(document, "D-11")),
    }
    return {
        name: _on(_today(name, date(2022, 1, 1)), *days, value=value, source=source)
        for name, (value, source) in spans.items()
    }


_RIGHTS: Final[Mapping[Action, tuple[date, date | None, Source | None]]] = {
    Action.CREATE_CLAIM: (date(2020, 10, 29), date(2022, 9, 14), cite("SD-EN", "R-01")),
    Action.SUBMIT_PLAN_PATH: (date(2020, 9, 11), date(2022, 8, 16), None),
    Action.DISPUTE: (*_PAGE, cite("MG20", "R-02", "R-10")),
    Action.ENROLL: (date(2021, 4, 15), date(2023, 1, 1), None),
    Action.CREATE_PLAN: (*_PLANS, None),
    Action.VIEW_CLAIM_SUMS: (date(2019, 11, 27), None, None),
}
"""The days of the rights that were published, and of one that began earlier than the others."""

_SINCE: Final = date(2020, 6, 29)
"""The day of every right that follows from the pages."""


def _rights() -> Iterator[tuple[Action, Rule[frozenset[Role]]]]:
    for edition in partner_center.editions:
        for action, rule in edition.permissions:
            if action in _RIGHTS:
                first, last, source = _RIGHTS[action]
                year = Precision.YEAR if action is Action.ENROLL else Precision.DAY
                yield action, _on(rule, first, last, source=source or rule.source, last_known_to=year)
            elif rule.last is None and rule.first.year == 2019:
                yield action, _on(rule, _SINCE)
            else:
                yield action, rule


_2018: Final = attrs.evolve(
    PARTNER_CENTER_2018,
    claim_deadline_days=_on(
        PARTNER_CENTER_2018.claim_deadline_days,
        date(2018, 9, 1),
        date(2020, 9, 1),
        withdrawn=date(2020, 11, 3),
    ),
    plan_needed_for=_on(PARTNER_CENTER_2018.plan_needed_for, date(2018, 9, 1), date(2020, 9, 1)),
    retention_span=_on(
        PARTNER_CENTER_2018.retention_span,
        date(2018, 9, 1),
        date(2020, 9, 1),
        source=cite("OV18", "D-25", "Q-02"),
    ),
    catalogue=_on(PARTNER_CENTER_2018.catalogue, date(2018, 9, 1), date(2018, 9, 1)),
)
_2019: Final = attrs.evolve(
    PARTNER_CENTER_2019_04,
    catalogue=_on(PARTNER_CENTER_2019_04.catalogue, date(2019, 4, 1), date(2023, 10, 1)),
)
_2020_06: Final = Edition(
    name="Partner Center, 2020-06",
    **_spans("MG20", _PAGE),
    plan_review_span=_on(
        _today("plan_review_span", date(2022, 1, 1)),
        date(2020, 9, 11),
        date(2022, 8, 16),
        value=MonthEnd(1),
        source=cite("PO22", "D-08"),
        basis=inferred(Message("reading.month_after_submission", "the end of the month after")),
    ),
    plan_submission_deadline=_on(_today("plan_submission_deadline", date(2022, 1, 1)), *_PLANS),
    plan_payment_day=_on(_today("plan_payment_day", date(2022, 1, 1)), *_PLANS),
    plan_resubmission_span=_on(_today("plan_resubmission_span", date(2022, 1, 1)), *_PLANS),
    dispute_window=_on(_today("dispute_window", date(2023, 12, 1)), _SINCE, first_known_to=Precision.DAY),
    permissions=tuple(_rights()),
)
_2020_11: Final = attrs.evolve(
    PARTNER_CENTER_2020_11,
    claiming_windows=_on(PARTNER_CENTER_2020_09.claiming_windows, date(2020, 11, 3), date(2023, 4, 19)),
    retention_span=_on(
        PARTNER_CENTER_2018.retention_span, date(2020, 11, 3), date(2023, 4, 19), value=Months(24)
    ),
    activity_span=Rule(
        value=CalendarDays(45),
        first=date(2020, 12, 22),
        last=date(2020, 12, 22),
        withdrawn=date(2021, 7, 1),
        source=cite("AN20", "D-06", "U-14"),
        basis=_today("activity_latest", date(2020, 12, 22)).basis,
    ),
    thresholds=_on(PARTNER_CENTER_2020_11.thresholds, date(2020, 11, 3), withdrawn=date(2021, 9, 1)),
    final_approval_span=_on(
        _today("final_approval_span", date(2025, 1, 1)), date(2020, 11, 3), first_known_to=Precision.DAY
    ),
)
_2021: Final = attrs.evolve(
    PARTNER_CENTER_2021_09,
    **_spans("MG22", _PAGE_AGAIN),
    thresholds=_on(PARTNER_CENTER_2021_09.thresholds, date(2021, 9, 29), date(2022, 8, 4)),
    permissions=(
        (
            Action.DISPUTE,
            _on(
                _today("may_dispute", date(2022, 1, 1)),
                *_PAGE_AGAIN,
                value=_ADMIN,
                source=cite("MG22", "R-02", "R-10"),
            ),
        ),
    ),
    widened_disputing=_on(PARTNER_CENTER_2021_09.widened_disputing, date(2021, 9, 24), date(2021, 11, 10)),
)
_2023: Final = attrs.evolve(
    PARTNER_CENTER_2023_10,
    hold_span=_on(PARTNER_CENTER_2023_10.hold_span, date(2023, 10, 3), date(2023, 10, 4)),
    minimum_payment=_on(PARTNER_CENTER_2023_10.minimum_payment, date(2023, 10, 3), date(2023, 10, 3)),
    dispute_window=None,
    catalogue=None,
)


def _television() -> Catalogue:
    """Return the catalogue with television and radio before vendor content was asked for."""
    tv = ACTIVITIES_2024.get("tv-radio")
    assert tv is not None
    approval = Requirement("final-approval", "final approval of the piece", source=cite("COL", "C-15"))
    piece = AnyOf((Requirement("final-piece", "copy of the piece"), Requirement("piece-link", "link")))
    before = attrs.evolve(tv, core=approval, communications=piece, metrics=Requirement("reach", "reach"))
    return Catalogue((*ACTIVITIES_2019, before))


CATALOGUE_2024: Final = _television()
_2024: Final = attrs.evolve(
    PARTNER_CENTER_2024, catalogue=attrs.evolve(_today("catalogue", date(2024, 1, 1)), value=CATALOGUE_2024)
)
EDITIONS: Final[Mapping[str, Edition]] = {
    "chip_2014": CHIP_2014,
    "pie_2016": PIE_2016,
    "partner_center_2018": _2018,
    "partner_center_2019_04": _2019,
    "partner_center_2020_06": _2020_06,
    "partner_center_2020_11": _2020_11,
    "partner_center_2021_09": _2021,
    "partner_center_2023_10": _2023,
    "partner_center_2024": _2024,
}
"""The editions by the corpus' own names."""

PUBLISHED: Final = Rulebook("Partner Center", tuple(EDITIONS.values()))
