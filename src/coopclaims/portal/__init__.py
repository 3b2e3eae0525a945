"""A portal: answers for a page, each put together from what the rooms below say."""

from __future__ import annotations

from typing import TYPE_CHECKING

# fmt: off
if TYPE_CHECKING:
    from coopclaims.portal.foreseeing import ForeseenStep as ForeseenStep, scenario as scenario
    from coopclaims.portal.choosing import choices as choices
    from coopclaims.portal.forms import (
        form_problems as form_problems, form_texts as form_texts, read_form as read_form,
    )
    from coopclaims.portal.page import (
        ClaimPage as ClaimPage, PageOption as PageOption, claim_page as claim_page,
    )
    from coopclaims.portal.promised import promises as promises
    from coopclaims.portal.ways import NeededCommand as NeededCommand, WayTo as WayTo, way_to as way_to
else:
    from coopclaims._faces import face

    __getattr__, __dir__, __all__ = face(__name__, {
        "foreseeing": "ForeseenStep scenario",
        "choosing": "choices",
        "forms": "form_problems form_texts read_form",
        "page": "ClaimPage PageOption claim_page",
        "promised": "promises",
        "ways": "NeededCommand WayTo way_to",
    })
# fmt: on
