"""The English of every problem: what is wrong, what would fix it, and the rule that says so.

Wording is not promised; a portal renders code and parameters in any language.
"""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING

from coopclaims.findings.codes import ProblemCode, Wording
from coopclaims.provenance import cite

if TYPE_CHECKING:
    from collections.abc import Mapping


# Problems of payments.

_C = ProblemCode

PAYMENT_WORDINGS: Mapping[ProblemCode, Wording] = MappingProxyType(
    {
        _C.PAYMENT_MISMATCH: Wording(
            message="the command is for {wanted}, but {found} was given",
            remedy="load what the command names",
            source=cite("PS21", "P-31"),
        ),
        _C.PAYMENT_STEP_NOT_POSSIBLE: Wording(
            message="payment {payment} is {status}; {step} is not possible: {reason}",
            remedy="do one of these instead: {possible}",
            source=cite("PS21", "P-31"),
        ),
        _C.PAYMENT_EXISTS: Wording(
            message="what {entity} owes for claim {claim} is paid by {found} already, which is {status}",
            remedy="go on with payment {found}; nothing is paid twice",
            source=cite("MG22", "P-02"),
        ),
        _C.PAYMENT_TERMS_DIFFER: Wording(
            message="{entity} pays {wanted} for claim {claim}, and the payment says {found}",
            remedy="resolve the payouts for the day of the order, and take the terms from there",
            source=cite("PR22", "P-01", "P-08"),
        ),
        _C.PAYMENT_WRONG_SIDE: Wording(
            message="{actor} acts for the {side} side; {step} belongs to: {sides}",
            remedy="have the other side do it",
            source=cite("PS21", "P-25"),
        ),
        _C.PAYMENT_BLOCKED: Wording(
            message="{blocker} ({kind})",
            remedy="{closes}",
            source=cite("PI22", "P-29"),
        ),
        _C.PAYMENT_HOLD_UNCHANGED: Wording(
            message="payment {payment} is {state} by the partner already",
            remedy="leave it as it is",
            source=cite("PS21", "P-25"),
        ),
        _C.PAYMENT_NOT_LAPSED: Wording(
            message="payment {payment} cannot be {step} on {day}: {why}",
            remedy="wait until its time to be fixed is over",
            source=cite("EA23", "D-22", "D-23", "D-24"),
        ),
    }
)
"""The English of every problem code of payments."""


# Every problem.

WORDINGS: Mapping[ProblemCode, Wording] = MappingProxyType(
    {
        _C.CLAIM_EXISTS: Wording(
            message="claim {claim} exists already and is {status}",
            remedy="work on that claim, or create one under another identifier",
            source=cite("READING", "T1"),
        ),
        _C.CLAIM_MISSING: Wording(
            message="there is no claim {claim} yet, so nothing can be done to it",
            remedy="create the claim first",
            source=cite("CC20", "T1"),
        ),
        _C.CLAIM_MISMATCH: Wording(
            message="the command is for claim {claim}, but claim {found} was given",
            remedy="load the claim that the command names",
            source=cite("PIE", "A-26"),
        ),
        _C.EARLIER_THAN_LAST_ENTRY: Wording(
            message="{at} is earlier than the last entry of the History, {last}",
            remedy="give the present instant; a History only grows forward",
            source=cite("READING", "H-06"),
        ),
        _C.STEP_NOT_POSSIBLE: Wording(
            message="claim {claim} is {status}; {step} is not possible: {reason}",
            remedy="do one of these instead: {possible}",
            source=cite("MG22", "S-01"),
        ),
        _C.SUBMITTED_BEFORE: Wording(
            message="claim {claim} was submitted before; {step} needs a claim that never was",
            remedy="submit it again, or leave it as it is",
            source=cite("MC23", "T16", "T17"),
        ),
        _C.REOPENING_OFF: Wording(
            message="claim {claim} stays {status} while it is edited; reopening is not part of these rules",
            remedy="edit the claim as it is and submit it, or bind the rules with reopening on",
            source=cite("READING", "T8"),
        ),
        _C.CANCELLING_OFF: Wording(
            message="claim {claim} cannot be cancelled; under these rules a draft is left to expire",
            remedy="leave the draft as it is, or bind the rules with cancelling on",
            source=cite("MG22", "S-07"),
        ),
        _C.WRONG_SIDE: Wording(
            message="{actor} acts for the {side} side; {step} belongs to {roles}",
            remedy="ask somebody who holds one of these roles: {roles}",
            source=cite("CC20", "R-01", "R-15"),
        ),
        _C.ACTION_NOT_GRANTED: Wording(
            message="{actor} acts {held}; {step} needs {roles}",
            remedy="ask somebody who holds one of these roles: {roles}",
            source=cite("PE23", "R-01", "R-10"),
        ),
        _C.OUTSIDE_SCOPE: Wording(
            message="{actor} acts {held}, but not at location {location} for program {program}",
            remedy="have the role added for this location and program",
            source=cite("PE23", "R-11", "R-12"),
        ),
        _C.NOT_ASKED: Wording(
            message="{actor} holds no role here and was not asked for anything on claim {claim}; "
            "{step} needs {roles}, or an upload request that names {actor}",
            remedy="have the claim's owner ask {actor} for the document",
            source=cite("SD-EN", "R-14"),
        ),
        _C.TEXT_MISSING: Wording(
            message="{field} is empty",
            remedy="write what {field} should say",
            source=cite("PO22", "A-02"),
        ),
        _C.REASON_MISSING: Wording(
            message="{what} needs a reason, and none is given",
            remedy="give at least one reason that is not blank; it will stand in the History",
            source=cite("MG22", "H-04"),
        ),
        _C.NOTE_MISSING: Wording(
            message="proof {item} has no note",
            remedy="write a note that explains what the document shows",
            source=cite("PO22", "A-19"),
        ),
        _C.AMOUNT_NOT_POSITIVE: Wording(
            message="{field} is {amount}; it has to be more than nothing",
            remedy="give an amount above zero",
            source=cite("PO22", "A-09"),
        ),
        _C.SECOND_CURRENCY: Wording(
            message="{what} is in {found}, but the claim is in {currency}; a claim has one currency",
            remedy="state the amount in {currency}, or file a claim of its own for it",
            source=cite("PIE", "A-10", "A-27"),
        ),
        _C.ITEM_EXISTS: Wording(
            message="the claim has an item {item} already",
            remedy="remove that item first, or give the new one an identifier of its own",
            source=cite("READING", "T2"),
        ),
        _C.ITEM_UNKNOWN: Wording(
            message="the claim has no item {item}; it has {items}",
            remedy="name one of the claim's items",
            source=cite("CC20", "S-11"),
        ),
        _C.NOTHING_CHANGES: Wording(
            message="the form says the same already",
            remedy="change something, or leave the claim as it is",
            source=cite("READING", "H-06"),
        ),
        _C.SCOPE_CHANGES: Wording(
            message="{field} cannot change from {found} to {wanted}: roles are held for it, "
            "and it decides the fund",
            remedy="cancel this draft and create a claim for {wanted}",
            source=cite("CC24", "A-03", "A-04", "U-19"),
        ),
        _C.USAGE_NOT_BEGUN: Wording(
            message="the usage period {period} has not begun on {day}",
            remedy="wait until {first}, or choose the usage period that runs now",
            source=cite("READING", "D-05"),
        ),
        _C.WINDOW_NOT_OPEN: Wording(
            message="claims for the usage period {period} open on {opens}; {day} is too early",
            remedy="submit between {opens} and {closes}",
            source=cite("OV23", "D-03", "D-05"),
        ),
        _C.WINDOW_CLOSED: Wording(
            message="claims for the usage period {period} closed after {closes}; {day} is too late",
            remedy="nothing brings these funds back; choose a usage period whose window is open",
            source=cite("OV23", "D-03", "U-06"),
        ),
        _C.WINDOW_STILL_OPEN: Wording(
            message="the draft can be submitted until the end of {closes}, so it does not expire on {day}",
            remedy="wait until the day after {closes}",
            source=cite("READING", "T16"),
        ),
        _C.ACTIVITY_LIMIT_PASSED: Wording(
            message="an activity of {executed} had to be claimed by {due}; {day} is too late",
            remedy="nothing extends this limit; it was set by a notice for one half-year",
            source=cite("AN20", "D-06"),
        ),
        _C.FINAL_APPROVAL_PASSED: Wording(
            message="claims for this usage period had to be approved by {due}; {day} is too late",
            remedy="reject the claim and say so, or bind the rules without this limit",
            source=cite("T-365", "D-15"),
        ),
        _C.DISPUTE_WINDOW_CLOSED: Wording(
            message="the rejection of {rejected} had to be disputed by {due}; {day} is too late",
            remedy="the rejection is final under this policy",
            source=cite("MC23", "D-29"),
        ),
        _C.DISPUTED_BEFORE: Wording(
            message="a rejection of claim {claim} was disputed before; under this policy once is all",
            remedy="the second rejection is final",
            source=cite("MC23", "D-29"),
        ),
        _C.EXECUTED_OUTSIDE_USAGE: Wording(
            message="the activity was carried out on {executed}, outside the usage period {period}",
            remedy="choose the usage period that {executed} falls in, or correct the execution date",
            source=cite("OV23", "D-02"),
        ),
        _C.NOT_YET_EXECUTED: Wording(
            message="the activity is dated {executed}, after {day}; a claim looks back",
            remedy="submit once the activity has been carried out",
            source=cite("T-RES", "A-30"),
        ),
        _C.ACTIVITY_UNKNOWN: Wording(
            message="{activity} is not an activity of the catalogue in force on {executed}",
            remedy="choose one of: {known}",
            source=cite("CO21", "C-03"),
        ),
        _C.SECOND_ACTIVITY: Wording(
            message="the claim names {found} besides {activity}; a claim covers one activity",
            remedy="file a claim of its own for each other activity, or bind the rules with several in one",
            source=cite("PIE", "A-25"),
        ),
        _C.NOT_ELIGIBLE: Wording(
            message="{activity} is not eligible for claims of {program}",
            remedy="claim an activity that the program has",
            source=cite("CO21", "C-02"),
        ),
        _C.SURFACE_PROGRAM: Wording(
            message="{program} is a family of programs and no program that can be claimed in",
            remedy="create the claim for one of its programs: {known}",
            source=cite("CC24", "A-03"),
        ),
        _C.CIRCUMSTANCE_UNKNOWN: Wording(
            message="{circumstance} is no circumstance that {activity} knows",
            remedy="take it out, or state what was meant; known are: {known}",
            source=cite("CO21", "C-02"),
        ),
        _C.CIRCUMSTANCE_MISSING: Wording(
            message="the form does not say which of these holds of {activity}: {requirement}",
            remedy="state at least one of these circumstances on the form: {keys}",
            source=cite("CO21", "C-02"),
        ),
        _C.PRE_APPROVAL_MISSING: Wording(
            message="{activity} has to be approved beforehand, and no pre-approval is named",
            remedy="name the identifier of the pre-approval on the form",
            source=cite("COL", "C-15"),
        ),
        _C.COST_EVIDENCE_MISSING: Wording(
            message="there is neither an invoice nor a certification report (CSR)",
            remedy="add the supplier's invoice, or the CSR for work done in-house",
            source=cite("PO22", "A-16"),
        ),
        _C.CORE_NOT_ATTESTED: Wording(
            message="{activity} has a core requirement that nothing attests: {requirement}",
            remedy="attest it on the form, or add a proof that shows it ({keys})",
            source=cite("CO21", "C-02"),
        ),
        _C.PROOF_MISSING: Wording(
            message="{activity} asks for proof that is not on the claim: {requirement}",
            remedy="add the proof, and say what it shows ({keys})",
            source=cite("CO21", "A-20", "C-02"),
        ),
        _C.METRIC_MISSING: Wording(
            message="{activity} asks for a metric that is not recorded: {requirement}",
            remedy="record the metric under its name ({keys})",
            source=cite("CO21", "A-22", "C-02"),
        ),
        _C.PLAN_MISSING: Wording(
            message="{program} has plans, and the claim names none",
            remedy="name the plan and the campaign that the activity belongs to",
            source=cite("PO22", "A-13", "A-35"),
        ),
        _C.PLAN_EXISTS: Wording(
            message="plan {plan} exists already; there is {one}",
            remedy="work on plan {plan}",
            source=cite("PL22", "A-33", "A-34"),
        ),
        _C.PLAN_TOO_LATE: Wording(
            message="plan {plan} had to be submitted by {due}; {day} is too late",
            remedy="make a plan for the program year that runs now",
            source=cite("PL22", "D-18", "D-20"),
        ),
        _C.PLAN_READ_ONLY: Wording(
            message="plan {plan} is {status}; a submitted plan is read-only",
            remedy="wait until a reviewer returns it",
            source=cite("PL22", "A-36"),
        ),
        _C.OUTSIDE_CAMPAIGN: Wording(
            message="the activity was carried out on {executed}, outside the campaign {campaign}, "
            "{first} to {last}",
            remedy="choose the campaign that {executed} falls in, or correct the execution date",
            source=cite("PO22", "A-08"),
        ),
        _C.IMPRESSIONS_MISSING: Wording(
            message="campaign {campaign} needs the reach that is expected, counted in people",
            remedy="state the estimated impressions",
            source=cite("PO22", "A-11"),
        ),
        _C.REQUEST_UNANSWERED: Wording(
            message="a reviewer asked for something, and nothing has changed since: {what}",
            remedy="answer it before submitting, or say in a comment why it stays as it is",
            source=cite("KB-STAT", "T9", "S-13"),
        ),
        _C.EVIDENCE_UNUSED: Wording(
            message="{found} is nothing that the activity asks for in the circumstances stated",
            remedy="leave it, or name it as the activity does: {known}",
            source=cite("CO21", "C-02"),
        ),
        _C.COST_BELOW_CLAIM: Wording(
            message="{claimed} is claimed, and invoices and certification reports show {shown}",
            remedy="claim {shown} or less, or add what shows the rest of the cost",
            source=cite("CO21", "C-05"),
        ),
        _C.INVOICE_DETAILS_MISSING: Wording(
            message="invoice {item} says nothing of: {missing}",
            remedy="add what the invoice says; a reviewer needs its details, and which is not published",
            source=cite("PO22", "A-17"),
        ),
        _C.APPROVED_ABOVE_CLAIMED: Wording(
            message="{approved} is above the {claimed} claimed",
            remedy="approve {claimed} or less",
            source=cite("READING", "A-31"),
        ),
        _C.APPROVED_IN_PART: Wording(
            message="{approved} is less than the {claimed} claimed; these rules approve a claim whole",
            remedy="approve {claimed}, ask for another amount, or reject the claim",
            source=cite("READING", "A-31", "S-07"),
        ),
        _C.APPROVED_ABOVE_EARNED: Wording(
            message="approving {approved} would lift what is approved above what was earned; "
            "{remaining} remain",
            remedy="approve {remaining} or less",
            source=cite("READING", "U-20"),
        ),
        _C.ABOVE_AVAILABLE: Wording(
            message="{claimed} is claimed, and {available} of the fund are available",
            remedy="claim less, or expect a lower approval",
            source=cite("READING", "U-20"),
        ),
        _C.FUNDS_MISMATCH: Wording(
            message="the fund given is {found}; the claim draws on {wanted}",
            remedy="give the fund pool of the claim's location, program and usage period",
            source=cite("CC24", "U-19"),
        ),
        _C.ABOVE_CAP: Wording(
            message="of {asked} for {activity} {reimbursable} is reimbursable: {why}",
            remedy="ask for {reimbursable}, or expect that more is not approved",
            source=cite("CO21", "C-05"),
        ),
        _C.RULE_MISSING: Wording(
            message="{why}",
            remedy="bind a rulebook that has such a rule, or a program edition of your own",
            source=cite("READING", "D-14"),
        ),
        _C.RATE_MISSING: Wording(
            message="{why}",
            remedy="give the monthly exchange rate",
            source=cite("PR22", "P-08"),
        ),
        **PAYMENT_WORDINGS,
    }
)
"""The English of every problem code, in one place."""
