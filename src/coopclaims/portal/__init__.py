"""A portal: answers for a page, each put together from what the rooms below say."""

from __future__ import annotations

from typing import TYPE_CHECKING

# fmt: off
if TYPE_CHECKING:
    from coopclaims.portal.foreseeing import ForeseenStep as ForeseenStep, scenario as scenario
    from coopclaims.portal.ways import NeededCommand as NeededCommand, WayTo as WayTo, way_to as way_to
else:
    from coopclaims._faces import face

    __getattr__, __dir__, __all__ = face(__name__, {
        "foreseeing": "ForeseenStep scenario",
        "ways": "NeededCommand WayTo way_to",
    })
# fmt: on
