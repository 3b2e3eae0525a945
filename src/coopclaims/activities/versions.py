"""The catalogue before and after: what the page of 2018 had, and what the fiscal year 2024 added.

Source: CO18, BL23, COL C-02, C-10, C-15.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import attrs

from coopclaims.activities.asked_alike import SOBER, SURFACE, any_of
from coopclaims.activities.catalogue import Activity, Catalogue, Category
from coopclaims.activities.published import ACTIVITIES_2019
from coopclaims.activities.requirements import AllOf, Requirement
from coopclaims.provenance import cite

if TYPE_CHECKING:
    from coopclaims.activities.requirements import Need

__all__ = ["ACTIVITIES_2018", "ACTIVITIES_2024"]


def _without_catering(need: Need | None) -> Need | None:
    """Return what is asked for where no expense, and so no catering, is spoken of."""
    if isinstance(need, AllOf):
        return AllOf(tuple(each for each in need.needs if each is not SOBER))
    return need


ACTIVITIES_2018: Final = Catalogue(
    tuple(
        attrs.evolve(
            activity,
            core=_without_catering(activity.core),
            metrics=None,
            expenses=(),
            caps=(),
            not_for=frozenset(),
        )
        for activity in ACTIVITIES_2019
    )
)
"""The nineteen activities as published in 2018-09: no metrics, expenses or caps yet.

What later stands in those columns is left out with them: that a program is not eligible, and that
catering is without alcohol. Source: CO18 C-02.
"""

_TV_AND_RADIO: Final = Activity(
    key="tv-radio",
    name="TV and radio",
    category=Category.DEMAND_GENERATION,
    core=Requirement(
        "final-approval", "final approval of the piece before it was broadcast", source=cite("COL", "C-15")
    ),
    communications=any_of(
        Requirement("final-piece", "copy of the piece"), Requirement("piece-link", "link to the piece")
    ),
    metrics=Requirement("reach", "reach"),
    expenses=("media placement", "content development", "agency fees"),
    pre_approval=True,
    only_for=SURFACE,
)

ACTIVITIES_2024: Final = Catalogue((*ACTIVITIES_2019, _TV_AND_RADIO))
"""The activities from the fiscal year 2024 on: television and radio added, for Surface.

Its category is not published; broad reach with a figure for it is demand generation elsewhere.
That telemarketing asks for more evidence since then is known, but not for which (C-10).
"""
