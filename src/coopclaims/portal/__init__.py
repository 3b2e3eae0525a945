"""A page's answers: forms and choices, a claim's page, what was promised, what would come, and pictures."""

from __future__ import annotations

from typing import TYPE_CHECKING

# fmt: off
if TYPE_CHECKING:
    from coopclaims._pages import (
        ClaimPage as ClaimPage, ForeseenStep as ForeseenStep, NeededCommand as NeededCommand,
        PageOption as PageOption, PaymentOption as PaymentOption, ShareOptions as ShareOptions,
        WayTo as WayTo,
    )
    from coopclaims.portal.choosing import choices as choices
    from coopclaims.portal.command_forms import (
        CommandField as CommandField, command_fields as command_fields, read_command as read_command,
    )
    from coopclaims.portal.foreseeing import scenario as scenario
    from coopclaims.portal.forms import (
        form_problems as form_problems, form_texts as form_texts, read_form as read_form,
    )
    from coopclaims.portal.openapi import openapi_components as openapi_components
    from coopclaims.portal.page import claim_page as claim_page
    from coopclaims.portal.payment_page import payment_options as payment_options
    from coopclaims.portal.pictures import (
        claim_statechart as claim_statechart, explanation_html as explanation_html,
        timeline_svg as timeline_svg,
    )
    from coopclaims.portal.pictures_of_money import (
        fund_vega as fund_vega, waterfall_svg as waterfall_svg, waterfall_vega as waterfall_vega,
    )
    from coopclaims.portal.problem_documents import problem_details as problem_details
    from coopclaims.portal.promised import promises as promises
    from coopclaims.portal.ways import way_to as way_to
else:
    from coopclaims._faces import face

    __getattr__, __dir__, __all__ = face(__name__, {
        "coopclaims._pages": (
            "ClaimPage ForeseenStep NeededCommand PageOption PaymentOption ShareOptions WayTo"
        ),
        "choosing": "choices",
        "command_forms": "CommandField command_fields read_command",
        "foreseeing": "scenario",
        "forms": "form_problems form_texts read_form",
        "openapi": "openapi_components",
        "page": "claim_page",
        "payment_page": "payment_options",
        "pictures": "claim_statechart explanation_html timeline_svg",
        "pictures_of_money": "fund_vega waterfall_svg waterfall_vega",
        "problem_documents": "problem_details",
        "promised": "promises",
        "ways": "way_to",
    })
# fmt: on
