"""A portal's answers: what was promised and kept, and a claim's page in one call."""

from __future__ import annotations

from typing import TYPE_CHECKING

# fmt: off
if TYPE_CHECKING:
    from coopclaims.portal.page import (
        ClaimPage as ClaimPage, PageOption as PageOption, claim_page as claim_page,
    )
    from coopclaims.portal.promised import promises as promises
else:
    from coopclaims._faces import face

    __getattr__, __dir__, __all__ = face(__name__, {
        "page": "ClaimPage PageOption claim_page",
        "promised": "promises",
    })
# fmt: on
