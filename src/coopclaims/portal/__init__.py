"""What a page of a portal asks and shows: forms that are filled in, problem documents, types for the web."""

from __future__ import annotations

from typing import TYPE_CHECKING

# fmt: off
if TYPE_CHECKING:
    from coopclaims.portal.choosing import choices as choices
    from coopclaims.portal.forms import (
        form_problems as form_problems, form_texts as form_texts, read_form as read_form,
    )
    from coopclaims.portal.openapi import openapi_components as openapi_components
    from coopclaims.portal.problem_documents import problem_details as problem_details
else:
    from coopclaims._faces import face

    __getattr__, __dir__, __all__ = face(__name__, {
        "choosing": "choices",
        "forms": "form_problems form_texts read_form",
        "openapi": "openapi_components",
        "problem_documents": "problem_details",
    })
# fmt: on
