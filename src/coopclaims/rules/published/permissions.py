"""The permission matrix: which roles may do what, each row with its source.

Rows that a page states are published; rows that follow from the pages are inferred and say so.
"""

from __future__ import annotations

from datetime import date
from typing import Final

from coopclaims.parties import Action, Role
from coopclaims.provenance import cite, inferred, message
from coopclaims.rules.rule import Precision, Rule, stated

# The permission matrix: which roles may do what, each row with its source.

_PARTNER = frozenset({Role.GLOBAL_ADMIN, Role.INCENTIVES_ADMIN, Role.INCENTIVES_USER})
_REVIEW = frozenset({Role.REVIEWER, Role.VALIDATION_TEAM})
_SYSTEM = frozenset({Role.SYSTEM})
_ADMIN = frozenset({Role.INCENTIVES_ADMIN})
_PAYMENT_TEAM = frozenset({Role.PAYMENT_TEAM})
_PAYERS = _PAYMENT_TEAM | _SYSTEM
_FIRST_PAGE = date(2020, 6, 29)
"""The day of the page about approval, payment and dispute."""

_CLAIMS_PAGE = date(2019, 11, 27)
"""The day of the first version of the claims page that names roles."""

LAST_SEEN: Final = date(2023, 10, 23)
"""The day of the last copy of the English pages."""

_FIRST_RULE = date(2014, 10, 17)
"""The first day on which any rule of any era is known.

The table of payments and the ledger have no day from which they hold, so the rights to their steps hold as
long as there are rules at all. Rollovers and rebates are announced, and have days of their own.
"""


def _implied(
    action: Action, roles: frozenset[Role], facts: str, code: str, reading: str, first: date = _CLAIMS_PAGE
) -> tuple[Action, Rule[frozenset[Role]]]:
    """Return a row of the permission matrix that is implied and not stated."""
    basis = inferred(message(f"reading.{code}", reading))
    return action, stated(roles, cite("READING", *facts.split()), first, basis=basis)


# fmt: off
PERMISSIONS_2019: tuple[tuple[Action, Rule[frozenset[Role]]], ...] = (
    (Action.CREATE_CLAIM, stated(_PARTNER, cite("SD-EN", "R-01", "N2"), _CLAIMS_PAGE, LAST_SEEN)),
    _implied(Action.EDIT, _PARTNER, "R-01 T2", "creators_edit", "the roles that create a claim edit it"),
    _implied(Action.ADD_DOCUMENT, _PARTNER | {Role.COLLABORATOR}, "R-01 R-14", "creators_and_who_was_asked",
        "the roles that create a claim, and a colleague who was asked"),
    _implied(Action.REQUEST_UPLOAD, _PARTNER, "R-14", "owner_asks", "the claim's owner asks"),
    _implied(Action.COMMENT_ON_DRAFT, _PARTNER | {Role.COLLABORATOR}, "H-02 R-14", "anyone_on_the_draft",
        "anyone in the company who works on the draft"),
    _implied(Action.COMMENT, _PARTNER | _REVIEW | {Role.COLLABORATOR}, "H-02 H-03", "both_sides_comment",
        "once submitted, both sides comment"),
    _implied(Action.SUBMIT, _PARTNER, "R-01 R-05 R-09", "three_roles_submit",
        "the three roles of the claims page (R-01)"),
    _implied(Action.VIEW_CLAIM, _PARTNER | _REVIEW | _SYSTEM, "H-01", "both_sides_see",
        "both sides see the claim"),
    _implied(Action.CANCEL_DRAFT, _PARTNER, "T17", "creators_may_drop",
        "the roles that create a claim may drop it"),
    _implied(Action.START_REVIEW, _REVIEW | _SYSTEM, "T4", "reviewer_or_portal",
        "the reviewer, or the portal by itself"),
    _implied(Action.REVIEW, _REVIEW, "R-15", "reviewer_and_validation",
        "the reviewer, and the validation team"),
    _implied(Action.VIEW_FUNDS, frozenset({Role.INCENTIVES_ADMIN, Role.INCENTIVES_USER}) | _REVIEW | _PAYERS,
        "R-04 R-19", "roles_that_see_funds",
        "the two incentive roles and the vendor; the other admins are contested", date(2019, 11, 25)),
    _implied(Action.VIEW_CLAIM_SUMS, _PARTNER | _REVIEW | _PAYERS, "R-01 R-04",
        "roles_of_the_claims_page_see_its_sums",
        "the three roles of the claims page, which shows the sums, and the vendor"),
    _implied(Action.EXPIRE_DRAFT, _SYSTEM, "T16 S-05", "portal_by_itself", "the portal by itself"),
)
"""What the claims page says of roles from 2019-11 on, and what follows from it. Source: R-01 to R-15."""

PERMISSIONS_2020: tuple[tuple[Action, Rule[frozenset[Role]]], ...] = (
    (Action.SUBMIT_PLAN_PATH, stated(_ADMIN, cite("PO22", "R-05"), _FIRST_PAGE, LAST_SEEN)),
    (Action.DISPUTE, stated(_ADMIN, cite("MG22", "R-02", "R-10", "N17"), date(2020, 6, 12), LAST_SEEN)),
    (Action.DECIDE_DISPUTE, stated(frozenset({Role.VALIDATION_TEAM}), cite("MG20", "R-15"), _FIRST_PAGE,
        date(2020, 10, 29))),
    (Action.ENROLL, stated(_ADMIN, cite("EN21", "R-07"), date(2021, 4, 15), LAST_SEEN)),
    (
        Action.EDIT_BANK_PROFILE,
        stated(_ADMIN, cite("PR21", "R-08", "R-09"), date(2020, 10, 30), date(2023, 1, 1),
            last_known_to=Precision.YEAR),
    ),
    (
        Action.CREATE_PLAN,
        stated(frozenset({Role.GLOBAL_ADMIN, Role.BILLING_ADMIN, Role.INCENTIVES_ADMIN}),
            cite("PL22", "R-06"), date(2020, 6, 12), LAST_SEEN),
    ),
    _implied(Action.ROLL_OVER, _SYSTEM, "U-14", "portal_by_itself", "the portal by itself", _FIRST_PAGE),
    _implied(Action.CONVERT_TO_REBATE, _SYSTEM, "U-04", "portal_by_itself", "the portal by itself",
        _FIRST_PAGE),
)
# fmt: on
"""Who may do what by the pages about approval, disputes, plans and profiles. Source: R-01 to R-15."""


def _of_payers(action: Action, facts: str) -> tuple[Action, Rule[frozenset[Role]]]:
    reading = "no page names who handles payments: a team of the vendor, or the portal by itself"
    return _implied(action, _PAYERS, facts, "payment_team_or_portal", reading, _FIRST_RULE)


def _of_the_payment_team(action: Action, facts: str) -> tuple[Action, Rule[frozenset[Role]]]:
    reading = "no page names who handles payments: a team of the vendor, and no portal judges by itself"
    return _implied(action, _PAYMENT_TEAM, facts, "payment_team_judges", reading, _FIRST_RULE)


def _of_the_portal(action: Action, facts: str) -> tuple[Action, Rule[frozenset[Role]]]:
    return _implied(action, _SYSTEM, facts, "portal_by_itself", "the portal by itself", _FIRST_RULE)


def _of_the_holder(action: Action) -> tuple[Action, Rule[frozenset[Role]]]:
    reading = "the role that edits bank profiles holds its own payments"
    return _implied(action, _ADMIN, "P-25", "bank_editors_hold", reading, _FIRST_RULE)


PERMISSIONS_OF_MONEY: tuple[tuple[Action, Rule[frozenset[Role]]], ...] = (
    _of_payers(Action.MAKE_PAYMENT, "P-31"),
    _of_payers(Action.ORDER_PAYMENT, "P-31"),
    _of_payers(Action.REQUEST_TAX_INVOICE, "P-31"),
    _implied(
        Action.RECEIVE_TAX_INVOICE,
        _ADMIN | _PAYERS,
        "P-23",
        "tax_invoice_handed_in",
        "the role that edits bank profiles hands it in, or who handles payments takes it in",
        _FIRST_RULE,
    ),
    _of_the_payment_team(Action.APPROVE_TAX_INVOICE, "P-23 P-31"),
    _of_the_payment_team(Action.REJECT_TAX_INVOICE, "P-23 P-31"),
    _of_the_payment_team(Action.REJECT_PAYMENT_IN_REVIEW, "P-31"),
    _of_payers(Action.START_PAYING, "P-31"),
    _of_payers(Action.SEND_PAYMENT, "P-31"),
    _of_payers(Action.RETURN_PAYMENT, "P-31"),
    _of_payers(Action.REFUSE_PAYMENT, "P-31"),
    _of_payers(Action.FAIL_PAYMENT, "P-31"),
    _of_payers(Action.RETRY_PAYMENT, "P-31"),
    _implied(
        Action.RECOUP_PAYMENT,
        _PAYMENT_TEAM | {Role.VALIDATION_TEAM},
        "Q-05 P-31",
        "people_recoup",
        "the validation team, or who handles payments, and no portal by itself",
        _FIRST_RULE,
    ),
    _of_the_holder(Action.HOLD_PAYMENT),
    _of_the_holder(Action.RELEASE_PAYMENT),
    _of_the_portal(Action.FORFEIT_PAYMENT, "D-22 D-24"),
    _of_the_portal(Action.ESCHEAT_PAYMENT, "D-23"),
    _of_payers(Action.RECORD_EARNINGS, "U-01"),
    _of_the_payment_team(Action.ADJUST_EARNINGS, "U-01"),
    _of_the_portal(Action.EXPIRE_FUNDS, "U-15"),
    _of_the_portal(Action.CORRECT_INSTANT, "H-01"),
)
"""Who may take the steps of a payment, book in the ledger, and correct an instant. No page says any of it."""
