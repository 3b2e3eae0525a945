"""What a page of a portal shows: problem documents, and the types of an interface of the web."""

from __future__ import annotations

from typing import TYPE_CHECKING

# fmt: off
if TYPE_CHECKING:
    from coopclaims.portal.openapi import openapi_components as openapi_components
    from coopclaims.portal.problem_documents import problem_details as problem_details
else:
    from coopclaims._faces import face

    __getattr__, __dir__, __all__ = face(__name__, {
        "openapi": "openapi_components",
        "problem_documents": "problem_details",
    })
# fmt: on
