"""The rulebook against the golden table of rules, cell by cell.

Every row of the table is answered by rules of the rulebook (`ANSWERED`), held against something else in
the library (`CHECKED`), or left out for a reason (`LEFT_OUT`); and every rule has a row, or a reason for
having none (`OURS_ALONE`). A row is known by its rule, program, first day and sources. Where a cell is
read otherwise here than it is written, `READ_AS`, `OTHER_DAYS` and `WITHIN` say so, with the reason.

The notes of two rows were reworded in our copy of the table; no other cell was touched.
"""

from __future__ import annotations

from collections import Counter
from datetime import date
from typing import TYPE_CHECKING, Any, TypeAlias

import pytest
from tests.support.cases import rows_of
from tests.support.rule_cells import READERS, Cell
from tests.support.rules_elsewhere import CHECKS
from tests.support.world import RULES

from coopclaims import Action, partner_center
from coopclaims.errors import NoRuleInForce
from coopclaims.payments import PAYMENT_TABLE
from coopclaims.provenance import BasisKind
from coopclaims.rules import CLAIM_DEADLINE_DAYS, REVIEW_SPAN, SIGHTINGS, Precision

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from coopclaims import Rulebook
    from coopclaims.rules import Rule

Row: TypeAlias = "dict[str, str]"
Reader: TypeAlias = "Callable[[Any], set[Cell]]"

ROWS = rows_of("rules")
OV, MG, PL, CO = "OV20;OV21;OV23", "MG20;MG22", "PL20;PL22", "CO19;CO20;CO21"
CSP = ("CSP Direct Bill Partner", "CSP Indirect Provider", "CSP Indirect Reseller")
THRESHOLDS = (
    *CSP,
    "Authorized Distributor - EduWins",
    "Authorized Distributor - Software",
    "Hosting",
    "IoT Channel Incentive",
    "Mixed Reality ADD",
    "Mixed Reality ADR & DMP",
    "OEM Reseller - Software",
    "Surface PC and Surface Hub Authorized Device Distributor (ADD)",
)


def key(row: Row) -> str:
    """Return what a row is known by: its rule, program, first day and sources."""
    return " | ".join((row["rule"], row["program"], row["first_seen"], row["sources"]))


def keys(rule: str, first: str, sources: str, *programs: str) -> tuple[str, ...]:
    """Return the keys of the rows of one rule, one for each program."""
    return tuple(f"{rule} | {program} | {first} | {sources}" for program in programs or ("",))


ANSWERED: Mapping[str, tuple[str, ...]] = {
    "review_span": (
        *keys("review_span", "2014-10-17", "KB-3WD"),
        *keys("review_span", "2020-06-29", MG),
    ),
    "escalation_span": (
        *keys("support_escalation_span", "2020-06-29", MG),
        *keys("support_escalation_span", "", ""),
    ),
    "dispute_span": (
        *keys("dispute_span", "2020-06-29", f"{MG};RJ21"),
        *keys("partner_action_required_clock", "", ""),
    ),
    "payment_span": (
        *keys("payment_span", "2016-08-30", "KB-TL"),
        *keys("payment_span", "2020-06-29", MG),
        *keys("payment_span", "", ""),
    ),
    "tax_invoice_span": (
        *keys("tax_invoice_span", "2020-06-29", MG),
        *keys("tax_invoice_span", "", ""),
    ),
    "retention_span": (
        *keys("retention_span", "2018-09-01", "OV18"),
        *keys("retention_span", "2020-11-03", OV),
        *keys("retention_span", "", ""),
    ),
    "hold_span": keys("hold_span", "2023-10-03", "TP23;EA23"),
    "escheat_idle_span": keys("escheat_idle_span", "2023-10-04", "EA23"),
    "escheat_unprocessed_span": keys("escheat_unprocessed_span", "2023-10-04", "EA23"),
    "claim_deadline_days": (
        *keys("claim_deadline_day_count", "2014-10-17", "KB-DL"),
        *keys("claim_deadline_day_count", "2018-09-01", "OV18"),
    ),
    "plan_resubmission_span": (
        *keys("plan_resubmission_span", "2020-09-11", PL, "plan_path"),
        *keys("plan_resubmission_span", "", "", "plan_path"),
    ),
    "plan_review_span": (
        *keys("plan_review", "2020-09-11", "PO20;PO22", "plan_path"),
        *keys("plan_review", "", "", "plan_path"),
    ),
    "plan_submission_deadline": (
        *keys("plan_submission_deadline", "2014-10-17", "KB-DL"),
        *keys("plan_submission_deadline", "2020-09-11", PL, "plan_path"),
    ),
    "plan_payment_day": keys("plan_payment_day", "2020-09-11", PL, "plan_path"),
    "plan_needed_for": (
        *keys("plan_review_needed_before_claim", "2014-10-17", "KB-DIST", "Commercial Distributor"),
        *keys("plan_review_needed_before_claim", "2018-09-01", "OV18"),
    ),
    "final_approval_span": keys("final_approval_cutoff", "", ""),
    "dispute_window": keys("strict_dispute_window", "", ""),
    "payment_run_day": (
        *keys("payment_run_cutoff", "2016-08-09", "KB-CYC"),
        *keys("payment_run_cutoff", "", ""),
    ),
    "rebate_days": (
        *keys("rebate_payment_day_first", "2016-08-30", "KB-TL"),
        *keys("rebate_payment_day_second", "2016-08-30", "KB-TL"),
    ),
    "program_calendars": tuple(
        each
        for rule in ("execution_window", "claiming_window", "claim_deadline")
        for each in keys(rule, "2016-08-09", "KB-EXEC", "Managed Reseller")
    ),
    "activity_span": keys("activity_claim_span", "2020-12-22", "AN20", *CSP),
    "activity_latest": keys("activity_claim_latest", "2020-12-22", "AN20", *CSP),
    "rollovers": keys("rollover_one_time", "2020-12-22", "AN20", *CSP),
    "conversions": keys("program_end_conversion", "2023-10-24", "BL23", "Mixed Reality"),
    "profile_validation_hours": keys("profile_validation", "2020-11-01", "PI21;UI20;PR21"),
    "minimum_payment": (*keys("minimum_payment", "2023-10-03", "TP23"), *keys("minimum_payment", "", "")),
    "small_balance_limit": keys("small_balance_forfeit_max", "2023-10-04", "EA23"),
    "thresholds": (
        *keys("threshold", "2021-09-29", "TH21", *THRESHOLDS),
        *keys("threshold", "2021-01-01", "T-PAX8", "CSP"),
        *keys("threshold_currency", "", ""),
    ),
    "claiming_windows": (
        *keys("claiming_window_first_half_usage", "2020-11-03", OV),
        *keys("claiming_window_second_half_usage", "2020-11-03", OV),
        *keys("claim_deadline_first_half_usage", "", ""),
        *keys("claim_deadline_second_half_usage", "", ""),
    ),
    "setup_at_creation": keys("bank_tax_setup_at_creation", "", "CC24"),
    "may_create_claim": keys("create_roles", "2020-10-29", "SD-EN;SD-FR;CC20;CC22;CC24"),
    "may_edit": keys("edit_draft_roles", "", ""),
    "may_request_upload": keys("ask_documents_roles", "", ""),
    "may_submit": keys("submit_roles", "", ""),
    "may_submit_plan_path": (
        *keys("submit_roles", "2020-09-11", "PO20;PO22", "plan_path"),
        *keys("submit_roles", "", "", "plan_path"),
    ),
    "may_view_claim": keys("view_claim_roles", "", ""),
    "may_dispute": (
        *keys("dispute_role", "2020-06-29", f"SD-SV2;{MG}"),
        *keys("dispute_role", "", ""),
    ),
    "widened_disputing": keys("dispute_role", "2021-09-24", "RJ21"),
    "may_review": keys("review_roles", "", ""),
    "may_decide_dispute": (
        *keys("dispute_decider", "2020-06-29", "MG20"),
        *keys("decide_dispute_roles", "", ""),
    ),
    "may_enroll": keys("enroll_roles", "2021-04-15", "EN21;EN23"),
    "may_edit_bank_profile": (
        *keys("bank_data_roles", "2020-10-30", "PE20;PE23;FQ21;PR21"),
        *keys("profile_edit_roles", "2021-02-05", "PR21;PR22;PI21"),
    ),
    "may_view_funds": keys("view_funds_roles", "", ""),
    "may_create_plan": (
        *keys("plan_create_roles", "2020-09-11", PL, "plan_path"),
        *keys("plan_submit_roles", "", "", "plan_path"),
    ),
    "may_expire_draft": keys("expire_rollover_convert_roles", "", ""),
    "may_roll_over": keys("expire_rollover_convert_roles", "", ""),
    "may_convert_to_rebate": keys("expire_rollover_convert_roles", "", ""),
}
"""The rows that each rule answers, by the rule's name."""

READ_AS: Mapping[str, tuple[str, str, str]] = {
    keys("support_escalation_span", "2020-06-29", MG)[0]: ("2", "business_days", "the review's unit, R-16"),
    keys("escheat_unprocessed_span", "2023-10-04", "EA23")[0]: (
        "225",
        "calendar_days",
        "45 and 180 together, in the unit of the hold that the 180 are (D-22, W36)",
    ),
    keys("plan_resubmission_span", "", "", "plan_path")[0]: (
        "90",
        "calendar_days",
        "the unit of the page, D-20",
    ),
    keys("view_funds_roles", "", "")[0]: (
        "incentives_admin|incentives_user|payment_team|reviewer|system|validation_team",
        "roles",
        "and the payment team, as tests/cases/fund_permissions.csv has it",
    ),
    keys("strict_dispute_window", "", "")[0]: ("30", "calendar_days", "days without more, as everywhere"),
}
"""Cells whose value or unit is read otherwise than it is written: value, unit, and why."""

INFERRED: Mapping[str, str] = {
    keys("support_escalation_span", "2020-06-29", MG)[0]: "the page gives no unit",
    keys("payment_run_cutoff", "2016-08-09", "KB-CYC")[0]: "the page says before, with a time on the day",
    keys("threshold", "2021-01-01", "T-PAX8", "CSP")[0]: "a third party, who does not say which of CSP",
}
"""Dated rows whose rule rests on a reading, though a page is seen on those days."""

_NEWER = "section 3 of the newer facts: tests/golden/test_sightings.py"
_LAST = "2023-10-23"

OTHER_DAYS: Mapping[str, tuple[str, str | None, str]] = {
    **{
        each: (first, last, _NEWER)
        for first, last, rows in (
            ("2020-05-26", _LAST, keys("review_span", "2020-06-29", MG)),
            ("2020-05-26", _LAST, keys("support_escalation_span", "2020-06-29", MG)),
            ("2020-05-26", _LAST, keys("dispute_span", "2020-06-29", f"{MG};RJ21")),
            ("2020-05-26", _LAST, keys("payment_span", "2020-06-29", MG)),
            ("2020-05-26", _LAST, keys("tax_invoice_span", "2020-06-29", MG)),
            ("2020-05-26", _LAST, keys("plan_review", "2020-09-11", "PO20;PO22", "plan_path")),
            ("2020-05-26", _LAST, keys("plan_resubmission_span", "2020-09-11", PL, "plan_path")),
            ("2020-05-26", _LAST, keys("plan_submission_deadline", "2020-09-11", PL, "plan_path")),
            ("2020-05-26", _LAST, keys("plan_payment_day", "2020-09-11", PL, "plan_path")),
            ("2018-09-04", _LAST, keys("retention_span", "2018-09-01", "OV18")),
            ("2018-09-04", "2021-04-09", keys("claim_deadline_day_count", "2018-09-01", "OV18")),
            ("2018-09-04", "2020-09-17", keys("plan_review_needed_before_claim", "2018-09-01", "OV18")),
            ("2023-10-03", _LAST, keys("hold_span", "2023-10-03", "TP23;EA23")),
            ("2023-10-03", _LAST, keys("minimum_payment", "2023-10-03", "TP23")),
            ("2021-09-29", _LAST, keys("threshold", "2021-09-29", "TH21", *THRESHOLDS)),
            ("2020-09-22", _LAST, keys("claiming_window_first_half_usage", "2020-11-03", OV)),
            ("2020-09-22", _LAST, keys("claiming_window_second_half_usage", "2020-11-03", OV)),
            ("2021-09-23", _LAST, keys("dispute_role", "2021-09-24", "RJ21")),
            ("2020-06-12", _LAST, keys("dispute_role", "2020-06-29", f"SD-SV2;{MG}")),
            ("2019-11-27", _LAST, keys("create_roles", "2020-10-29", "SD-EN;SD-FR;CC20;CC22;CC24")),
            ("2020-06-29", _LAST, keys("submit_roles", "2020-09-11", "PO20;PO22", "plan_path")),
            ("2021-04-15", _LAST, keys("enroll_roles", "2021-04-15", "EN21;EN23")),
            ("2020-06-12", _LAST, keys("plan_create_roles", "2020-09-11", PL, "plan_path")),
        )
        for each in rows
    },
    keys("threshold", "2021-01-01", "T-PAX8", "CSP")[0]: (
        "2020-11-03",
        None,
        "the table has the days of the page; the rule has the era of which it tells (U-26), but for a month",
    ),
}
"""Rows whose rule is dated otherwise: its first day, its last, and why."""

OTHER_SOURCES: Mapping[str, str] = {
    keys("retention_span", "2018-09-01", "OV18")[0]: "OV23",  # one rule: the change of word moves no day
    keys("claim_deadline_day_count", "2018-09-01", "OV18")[0]: "SH-CS",  # which goes on with it
}
"""Rows whose rule, or a later one beside it, cites another page."""

WITHIN: Mapping[str, str] = {
    keys("retention_span", "2020-11-03", OV)[
        0
    ]: "one rule with the row of 2018, from which the page never moved",
    **dict.fromkeys(
        keys("activity_claim_span", "2020-12-22", "AN20", *CSP),
        "a support text asks for the same of all programs, over longer",
    ),
    keys("profile_edit_roles", "2021-02-05", "PR21;PR22;PI21")[0]: (
        "one rule with bank_data_roles, which was seen longer: R-08 and R-09 say the same of the roles"
    ),
}
"""Rows seen within the days of a rule that another row dates."""

OURS_ALONE: Mapping[tuple[str, str], str] = {
    ("hold_span", "2021-09-27"): "read back from the page of 2023-10 for payments that failed before (W36)",
    ("reason_codes", "2014-10-17"): "ours: no page has codes of reasons",
    ("catalogue", "2018-09-04"): "a table of its own: tests/cases/catalogue.csv",
    ("catalogue", "2024-01-01"): "a table of its own: tests/cases/catalogue.csv",
    ("catalogue", "2019-04-03"): "a table of its own: tests/cases/catalogue.csv",
    ("catalogue", "2023-07-01"): "a table of its own: tests/cases/catalogue.csv",
    ("catalogue", "2023-10-24"): "a table of its own: tests/cases/catalogue.csv",
    ("catalogue", "2025-05-07"): "a table of its own: tests/cases/catalogue.csv",
    ("may_add_document", "2019-11-27"): "who edits, and a colleague who was asked (R-14)",
    ("may_comment_on_draft", "2019-11-27"): "anyone in the company adds remarks (H-02)",
    ("may_comment", "2019-11-27"): "both sides' remarks are in the History (H-02, H-03)",
    ("may_cancel_draft", "2019-11-27"): "no page; who creates a draft may drop it (T17)",
    ("may_start_review", "2019-11-27"): "the row on review says that it may start by itself (T4)",
    ("may_view_claim_sums", "2019-11-27"): "a table of its own: tests/cases/fund_permissions.csv",
    ("poe_submission_span", "2020-05-26"): _NEWER,
    ("tax_invoice_submission_span", "2020-10-16"): _NEWER,
    ("tax_invoice_countries", "2020-10-16"): _NEWER,
    ("tax_invoice_number_length", "2020-10-16"): _NEWER,
    ("may_correct_instant", "2014-10-17"): "no page; the portal by itself",
    **{
        (f"may_{action}", "2014-10-17"): "a table of its own: tests/cases/payment_permissions.csv"
        for action in {row.requires for row in PAYMENT_TABLE.rows}
    },
    **{
        (f"may_{action}", "2014-10-17"): "a table of its own: tests/cases/fund_permissions.csv"
        for action in (Action.RECORD_EARNINGS, Action.ADJUST_EARNINGS, Action.EXPIRE_FUNDS)
    },
}
"""Rules without a row, by name and first day, and why."""

LEFT_OUT: Mapping[str, tuple[str, ...]] = {
    "another claim type or program, an analogue": (
        *keys("payment_span", "2023-10-01", "MC23", "MCI engagements"),
        *keys("payment_dispute_window", "2017-02-15", "KB-DISP", "Azure Online"),
        *keys("payment_dispute_resolution_span", "2017-02-15", "KB-DISP", "Azure Online"),
        *keys("dispute_window", "2023-10-01", "MC23", "MCI engagements"),
        *keys("dispute_limit", "2023-10-01", "MC23", "MCI engagements"),
        *keys("dispute_review_clock", "2023-10-01", "MC23", "MCI engagements"),
        *keys("bank_arrival_ach_sepa", "2021-05-25", "PD23", "marketplace"),
        *keys("bank_arrival_wire", "2021-05-25", "PD23", "marketplace"),
        *keys("bank_arrival_paypal", "2021-05-25", "PD23", "marketplace"),
        *keys("payout_time_zone", "2021-05-25", "PD23", "marketplace"),
        *keys("cpor_opt_out_span", "2021-01-01", "CP21", "CPOR"),
        *keys("minimum_payment", "2021-05-25", "PM22;PD23", "marketplace"),
        *keys("minimum_payment", "2015-01-01", "KB-AZ", "Azure"),
        *keys("fee_invoice_span", "2015-01-01", "OSI", "Online Services"),
        *keys("below_minimum", "2015-01-01", "KB-AZ", "Azure"),
        *keys("below_minimum", "", "KB-CHD", "channel developer"),
        *keys("us_bank_payment_currency", "2023-01-01", "payout FAQ 2023", "marketplace"),
        *keys("overpayment", "2021-05-25", "PD23", "marketplace"),
    ),
    "a third party's, and used by no rule here": (
        *keys("claim_deadline_day_count", "2020-03-11", "T-BYTES", "CSP"),
        *keys("claim_deadline", "2025-01-01", "T-365"),
        *keys("poe_supply_span", "2024-01-01", "T-RES"),
        *keys("below_threshold_conversion", "2025-01-01", "T-CC"),
        *keys("coop_part_start", "2020-03-11", "T-BYTES", "CSP Indirect Reseller"),
        *keys("eligibility_revenue_min", "2021-01-01", "T-PAX8", "CSP Indirect Reseller"),
        *keys("eligibility_revenue_min", "2025-01-01", "T-BLAC", "CSP Indirect Reseller"),
        *keys("eligibility_revenue_min", "2025-01-01", "T-BLAC", "CSP Direct Bill Partner"),
        *keys("coop_capability_points_min", "2025-01-01", "T-BLAC"),
        *keys("spend_advice_solution_area", "2025-01-01", "T-CC"),
        *keys("spend_advice_category", "2025-01-01", "T-CC"),
        *keys("catalogue_version_by", "2025-01-01", "T-BLAC"),
        *keys("pre_approval", "2025-01-01", "T-BLAC"),
        *keys("claw_back", "2025-01-01", "T-BLAC"),
    ),
    "a third party's, of one year; the reading that rests on it is the undated row of this name": (
        *keys("final_approval_cutoff", "2025-01-01", "T-365"),
        *keys("final_approval_cutoff_second_half_usage", "2025-01-01", "T-365"),
        *keys("final_approval_cutoff_first_half_usage", "2025-01-01", "T-365"),
    ),
    "a review that may take longer than this is not bounded by it, so no rule states it": (
        *keys("review_span", "2016-08-09", "KB-CYC"),
    ),
    "a typical time without a unit on the page of earnings; the claims page's promise stays (D-10)": (
        *keys("payment_span", "2023-10-04", "EA23"),
    ),
    "follows from the day of the run, of which each month has one": (
        *keys("payment_run_frequency", "2016-08-30", "KB-TL"),
    ),
    "follows from the days that are published beside it": keys(
        "rebate_payment_offset", "2016-08-30", "KB-TL"
    ),
    "advice to partners, and no rule": keys("submission_advice_span", "2016-08-09", "KB-CYC"),
    "undated and of a platform that no edition covers": keys("profile_validation", "", "KB-PROF"),
    "contradicts the body of its own page, which another row has": (
        *keys("profile_edit_roles", "2021-04-15", "PR21;PR22"),
        *keys("profile_edit_roles", "", "PR22"),
    ),
    "names two of the three roles of the claims page and excludes none": (
        *keys("initiate_claim_roles", "2020-10-30", "PE20;PE23;FQ21;PR21"),
    ),
    "disputes of payments, which are not disputes of claims (X-09)": (
        *keys("payment_dispute_role", "2020-10-30", "PE20;PE23"),
    ),
    "what the portal shows and to whom, and no rule about a claim": (
        *keys("role_scope", "2021-04-15", "PR21;PE23"),
        *keys("data_visibility_scope", "2021-02-05", "PI21;PI22"),
        *keys("assign_incentives_admin_roles", "2021-02-05", "FQ21;PR21;EN21"),
        *keys("role_change_lag", "2023-01-01", "PE23"),
        *keys("earnings_view_roles", "2023-08-14", "PM22;TX23"),
        *keys("earnings_view_roles", "2023-10-04", "EA23"),
        *keys("fund_view_amounts", "2015-01-23", "KB-FUND", "Managed Reseller"),
        *keys("fund_view_amounts", "2021-01-01", "VF21;VF22"),
        *keys("fund_view_date_meaning", "2021-01-01", "VF21"),
        *keys("fund_view_date_meaning", "2021-09-27", "VF22"),
        *keys("fund_discrepancy_remedy", "2021-01-01", "VF21"),
        *keys("as_of_stamp_time_zone", "2023-10-04", "EA23"),
        *keys("payment_link_lag", "2023-10-03", "TP23"),
        *keys("payment_display_lag", "2023-10-03", "TP23"),
        *keys("payment_data_visible", "2023-10-03", "EA23;TP23"),
        *keys("report_previous_fiscal_years", "2021-03-22", "PS21;TX23"),
        *keys("report_custom_range_max", "2021-03-22", "PS21;TX23"),
        *keys("report_default_range", "2021-03-22", "PS21;TX23"),
        *keys("report_default_range", "2021-03-22", "PS21"),
        *keys("adjustment_code_count", "2021-03-22", "PS21;TX23"),
    ),
    "who looks at a plan, while the library has no step for that": (
        *keys("plan_reviewer_count", "2020-09-11", "PL20", "plan_path"),
        *keys("plan_approver_roles", "2023-10-24", "BL23", "Surface"),
    ),
    "the row names no role, figure or requirement": (
        *keys("helper_upload_roles", "2020-10-29", "SD-SV1;SD-NL;SD-FR;SD-EN"),
        *keys("us_allowances", "2023-10-24", "BL23"),
        *keys("poe_threshold_by_country_class", "2023-10-24", "BL23"),
        *keys("telemarketing_added_poe", "2023-10-24", "BL23"),
    ),
    "how funds run, which tests/cases/funds.csv and the ledger's laws hold": (
        *keys("unused_funds_fate", "2020-11-03", OV),
        *keys("claim_to_earning_trace", "2023-10-03", "TP23"),
        *keys("fund_drawn", "", "CC24"),
        *keys("approved_total_max", "", ""),
        *keys("remaining_formula", "", ""),
        *keys("available_formula", "", ""),
        *keys("funds_expiry", "", ""),
        *keys("cap_scope", "", ""),
        *keys("eligibility_loss", "2015-02-20", "KB-ELIG"),
    ),
    "the label of a half, which the library never prints alone (D-02)": (
        *keys("half_label_refers_to", "2020-12-22", "AN20"),
        *keys("half_label_refers_to", "2021-03-10", "OV21"),
    ),
    "data of the program, which the caller gives": (
        *keys("split_example", "2020-11-03", OV),
        *keys("split_example", "2023-10-24", "BL23", "CSP"),
        *keys("split_source", "2020-11-03", "OV20"),
        *keys("rebate_cadence", "2020-11-03", "OV20"),
        *keys("rebate_cadence", "2025-05-07", "BL25"),
    ),
    "how payments run, which the tests of payments hold": (
        *keys("hold_anchor", "2023-10-04", "EA23"),
        *keys("hold_anchor", "2023-10-03", "TP23"),
        *keys("hold_outcome_non_us", "2023-10-03", "TP23;EA23"),
        *keys("hold_outcome_us", "2023-10-03", "TP23;EA23"),
        *keys("coop_earning_last_status", "2023-10-03", "EA23;TP23"),
        *keys("earnings_totals_include_claims", "2023-10-04", "EA23"),
        *keys("minimum_payment_key", "2023-10-03", "TP23"),
        *keys("below_minimum", "2023-10-03", "TP23"),
        *keys("tax_and_bank_data_complete", "2023-10-03", "TP23"),
        *keys("tax_invoice_hold", "2023-10-03", "TP23"),
        *keys("partner_may_hold_payments", "2021-03-22", "PS21"),
        *keys("monthly_cycle_example", "2023-10-03", "TP23;EA23"),
        *keys("adjustment_payment_month", "2021-02-05", "PI21;PI22"),
        *keys("late_payment_causes", "2021-02-05", "PI21"),
        *keys("pending_reasons", "2023-10-04", "EA23"),
        *keys("plan_payment_cap", "2020-09-11", PL, "plan_path"),
        *keys("overpayment", "2023-10-04", "EA23"),
        *keys("exchange_rate_month", "", ""),
        *keys("rounding", "", ""),
        *keys("small_balance_at_year_end", "", ""),
    ),
    "of the enrollment, and no figure of a claim": (
        *keys("earnings_start", "2021-02-05", "PI21;PI22"),
        *keys("enrollment_expiry", "2021-04-15", "EN21;EN23"),
    ),
    "what a judgement asks for, which tests/cases/evidence.csv and dates.csv hold": (
        *keys("activities_per_claim", "2014-01-01", "PIE"),
        *keys("currencies_per_claim", "2014-01-01", "PIE"),
        *keys("originals_on_request", "2018-09-01", "OV18;OV20;OV21;OV23"),
        *keys("draft_creation_opens", "", ""),
        *keys("claim_submission_opens", "", ""),
        *keys("execution_latest", "", ""),
        *keys("review_clock_on_resubmission", "", ""),
        *keys("approved_amount_range", "", ""),
        *keys("invoice_or_csr_min", "", ""),
        *keys("plan_key", "", "", "plan_path"),
    ),
    "the words of the catalogue, which tests/cases/catalogue.csv holds": (
        *keys("category_third_name", "2025-05-07", "BL25"),
        *keys("activity_core_requirements", "2020-09-11", "CO20"),
        *keys("catalogue_version_by", "2014-10-17", "KB-SURF"),
        *keys("catalogue_version_by", "2020-07-01", "GB21"),
        *keys("cap_cost_basis", "2019-04-01", CO),
        *keys("seminar_travel_reimbursable", "2015-05-25", "BL15"),
        *keys("travel_reimbursable_under", "2019-04-01", "CO19"),
        *keys("training_must_be_in_vendor_catalogue", "2015-05-25", "BL15"),
        *keys("training_must_be_in_vendor_catalogue", "2020-09-11", "CO20"),
        *keys("pre_approval", "2013-07-01", "GB14", "Managed Reseller"),
        *keys("pre_approval", "2020-09-11", "PO20", "plan_path"),
        *keys("pre_approval_tv_radio", "", "COL"),
        *keys("cap_conference", "2019-04-01", CO, "Hosting"),
    ),
}
"""The rows that nothing here answers, by reason."""

LEFT_OUT_ROWS = tuple(each for rows in LEFT_OUT.values() for each in rows)
ANSWERED_ROWS = {each for rows in ANSWERED.values() for each in rows}

CHECKED: tuple[str, ...] = (
    *keys("estimated_payment_month", "2021-03-22", "PS21;TX23"),
    *keys("estimated_payment_month_available_from", "2021-03-22", "PS21;TX23"),
    *keys("earning_period_length", "2020-11-03", OV),
    *keys("earning_period_h1", "2020-11-03", OV),
    *keys("earning_period_h2", "2020-11-03", OV),
    *keys("usage_period_length", "2020-11-03", OV),
    *keys("period_row", "2021-03-10", "OV21;OV23"),
    *keys("claiming_window_length_first_half_usage", "", OV),
    *keys("claiming_window_length_second_half_usage", "", OV),
    *keys("claiming_window_open_offset", "", f"{OV};VF21"),
    *keys("funds_visible_from_first_half_usage", "2021-01-01", "VF21;VF22"),
    *keys("funds_visible_from_second_half_usage", "2021-01-01", "VF21;VF22"),
    *keys("claimable_usage_periods_at_once", "", OV),
    *keys("threshold", "", "TH21", "Managed Reseller", "Surface ADR"),
    *keys("threshold_comparison", "2021-09-29", "TH21"),
    *keys("below_threshold_conversion", "2020-11-03", "OV20;TH21;VF22"),
    *keys("retention_anchor", "2018-09-01", "OV18;OV20;OV21;OV23"),
    *keys("time_zone", "", ""),
    *keys("payout_time_zone", "2016-08-09", "KB-CYC"),
    *keys("business_week", "", ""),
    *keys("built_in_holidays", "", ""),
    *keys("business_day_count_start", "", ""),
    *keys("reviewer_side", "2020-10-29", "CC20"),
    *keys("collaborator_rights", "", ""),
    *keys("view_funds_roles", "2020-09-11", "OV21;VF21;VF22;CO20"),
    *keys("activity_claim_span", "", ""),
    *keys("action_required_lapse", "", ""),
    *keys("dispute_window", "", ""),
    *keys("strict_dispute_limit", "", ""),
    *keys("category_count", "2019-04-01", "CO19;CO20"),
    *keys("alcohol_in_catering", "2019-04-01", CO),
    *keys("catalogue_version_by", "", ""),
    *keys("cap_vendor_syndicated_content", "2019-04-01", CO),
    *keys("cap_customer_offers", "2019-04-01", CO, "", "Surface"),
    *keys("cap_customer_offers", "", ""),
    *keys("cap_internal_incentives_spiffs", "2019-04-01", CO, "", "Surface"),
    *keys("cap_internal_incentives_spiffs", "", ""),
    *keys("cap_on_site_champ", "2019-04-01", CO, "", "Surface"),
    *keys("cap_employee_purchase_web_setup", "2019-04-01", CO, "Surface ADD"),
    *keys("cap_conference_per_person", "2019-04-01", CO),
    *keys("cap_conference_attendees", "2019-04-01", CO),
    *keys("cap_conference_travel", "2019-04-01", CO),
    *keys("cap_demo_units_share", "2019-04-01", CO),
    *keys("cap_demo_units_floor", "2019-04-01", CO),
    *keys("cap_demo_units", "2019-04-01", CO, "Surface PC", "Surface Hub"),
    *keys("cap_demo_units", "", ""),
)
"""The rows that are held against the library itself; `CHECKS` says how."""


def cell_of(row: Row) -> Cell:
    """Return the row's cell, read as `READ_AS` says, its roles in one order."""
    value, unit = row["value"], row["unit"]
    if key(row) in READ_AS:
        value, unit, _why = READ_AS[key(row)]
    if unit == "roles":
        value = "|".join(sorted(value.split("|")))
    return Cell(row["rule"], row["program"], value, unit)


def facts_of(rows: list[Row]) -> set[str]:
    return {fact for row in rows for fact in row["fact_ids"].split(";")}


def days_of(row: Row) -> tuple[str, str | None]:
    """Return the first and the last day of a row, or those of its rule where it is dated otherwise."""
    if key(row) in OTHER_DAYS:
        first, last, _why = OTHER_DAYS[key(row)]
        return first, last
    return row["first_seen"], row["last_seen"]


ROWS_FOR: Mapping[str, list[Row]] = {
    name: [row for row in ROWS if key(row) in answered] for name, answered in ANSWERED.items()
}
"""The rows that each rule answers."""


def within(rule: Rule[object], row: Row) -> bool:
    """Return whether a rule starts within the days of a row; without days, any rule does."""
    first, last = days_of(row)
    return not first or first <= rule.first.isoformat() <= (last or first)


def disagreements(rulebook: Rulebook) -> dict[tuple[str, str], str]:
    """Return each row or rule of which this rulebook says something else than the table."""
    wrong: dict[tuple[str, str], str] = {}
    for name, timeline in rulebook.timelines.items():
        rows, read = ROWS_FOR.get(name, []), READERS.get(name, _unread)
        for row in rows:
            for what in _wrong_with_row(row, timeline.rules, read):
                wrong[name, key(row)] = what
        for rule in timeline.rules:
            if (name, rule.first.isoformat()) not in OURS_ALONE:
                for what in _wrong_with_rule(name, rule, rows, read):
                    wrong[name, rule.first.isoformat()] = what
    return wrong


DAYS_KNOWN = {"day_only:first_seen", "day_only:last_seen"}
"""What the notes of the table do not say, because it is so of most days."""


def _unread(value: object) -> set[Cell]:
    """Return the cell of a rule that the table has no row for: one that no row says."""
    return {Cell("?", "", str(value), "")}


def _wrong_with_row(row: Row, rules: tuple[Rule[Any], ...], read: Reader) -> Iterator[str]:
    """Yield what is wrong with the rules that a row has to be answered by."""
    cell = cell_of(row)
    if not row["first_seen"]:
        if not any(cell in read(rule.value) for rule in rules):
            yield f"no rule says {cell}"
    elif key(row) in WITHIN:
        over = [rule for rule in rules if rule.first.isoformat() <= row["first_seen"]][-1:]
        if not any(rule.last and rule.last.isoformat() >= row["last_seen"] for rule in over):
            yield f"no rule holds over {days_of(row)}"
        elif cell not in read(over[-1].value):
            yield f"{over[-1]} does not say {cell}"
    else:
        answering = [rule for rule in rules if within(rule, row)]
        last = answering[-1].last if answering else None
        found = (
            [rule.first.isoformat() for rule in answering[:1]],
            None if last is None else last.isoformat(),
        )
        expected = ([days_of(row)[0]], days_of(row)[1])
        if found != expected:
            yield f"seen {found} instead of {expected}"
        known = {f"{rule.first_known_to}_only:first_seen" for rule in answering[:1]}
        known |= {f"{rule.last_known_to}_only:last_seen" for rule in answering[-1:]}
        if key(row) not in OTHER_DAYS and known - DAYS_KNOWN != {
            mark for mark in row["note"].split("; ") if "_only:" in mark
        }:
            yield f"{sorted(known)} instead of {row['note']}"
        for rule in answering:
            yield from _wrong_answer(row, rule, read)


def _wrong_answer(row: Row, rule: Rule[Any], read: Reader) -> Iterator[str]:
    """Yield what is wrong with one of the rules that answer a row on its days."""
    cell, kind = cell_of(row), BasisKind.INFERRED if key(row) in INFERRED else BasisKind.PUBLISHED
    if cell not in read(rule.value):
        yield f"{rule} does not say {cell}"
    if rule.basis.kind is not kind:
        yield f"{rule.basis} instead of {kind}"
    if rule.source.document not in {*row["sources"].split(";"), OTHER_SOURCES.get(key(row))}:
        yield f"{rule.source} instead of {row['sources']}"
    if not set(rule.source.facts) & set(row["fact_ids"].split(";")):
        yield f"{rule.source} instead of {row['fact_ids']}"


def _wrong_with_rule(name: str, rule: Rule[Any], rows: list[Row], read: Reader) -> Iterator[str]:
    """Yield what is wrong with a rule: something that no row says of it."""
    dated = [row for row in rows if row["first_seen"] and key(row) not in WITHIN and within(rule, row)]
    silent = [row for row in rows if not row["first_seen"]]
    around = [row for row in rows if key(row) in WITHIN]
    cells = read(rule.value)
    about = [*dated, *around, *(row for row in silent if cell_of(row) in cells)]
    named = {row["rule"] for row in rows}
    extra = {cell for cell in cells if cell.rule in {*named, "?"}} - {cell_of(row) for row in about}
    if extra:
        yield f"no row says {sorted(extra)}"
    if not dated and (name, rule.first) not in SIGHTINGS and rule.basis.kind is not BasisKind.INFERRED:
        yield f"no row says that it was published on {rule.first}"
    beyond = {fact for fact in rule.source.facts if not fact.startswith("N")} - facts_of(about)
    if dated and beyond:
        yield f"no row cites {sorted(beyond)}"


def test_the_rulebook_says_what_the_table_says() -> None:
    assert disagreements(partner_center) == {}


@pytest.mark.parametrize("row", [row for row in ROWS if key(row) in CHECKED], ids=key)
def test_the_library_says_what_the_row_says(row: Row) -> None:
    assert CHECKS[row["rule"]](row) == cell_of(row).value


USES = Counter((*ANSWERED_ROWS, *CHECKED, *LEFT_OUT_ROWS))


class TestTheTableIsUsedUp:
    """No row without an answer or a reason, none with two, and nothing here that no row has."""

    def test_its_size(self) -> None:
        assert (len(ROWS), len({key(row) for row in ROWS})) == (279, 272)

    def test_only_the_rows_of_the_period_table_share_an_identity(self) -> None:
        several = {each for each, count in Counter(map(key, ROWS)).items() if count > 1}
        assert several == set(keys("period_row", "2021-03-10", "OV21;OV23"))

    def test_every_row_is_answered_or_left_out(self) -> None:
        assert {key(row) for row in ROWS} - USES.keys() == set()

    def test_nothing_is_listed_that_the_table_does_not_have(self) -> None:
        assert USES.keys() - {key(row) for row in ROWS} == set()

    def test_nothing_is_listed_twice(self) -> None:
        assert [each for each, count in USES.items() if count > 1] == []

    def test_a_row_that_a_rule_would_answer_is_not_left_out(self) -> None:
        """Unless a rule would say it in other days than it was seen, or of another program."""
        named = {row["rule"] for row in ROWS if key(row) in ANSWERED_ROWS}
        bases = {key(row): row["basis"] for row in ROWS if row["rule"] in named and key(row) in LEFT_OUT_ROWS}
        assert {each for each, basis in bases.items() if basis in {"published", "inferred"}} == {
            *keys("payment_span", "2023-10-04", "EA23"),
            *keys("profile_edit_roles", "2021-04-15", "PR21;PR22"),
            *keys("profile_edit_roles", "", "PR22"),
        }

    def test_what_is_said_about_a_row_is_about_a_row_that_is_answered(self) -> None:
        assert (READ_AS.keys() | INFERRED.keys() | OTHER_DAYS.keys() | WITHIN.keys()) <= ANSWERED_ROWS
        dated = {key(row) for row in ROWS if row["first_seen"]}
        assert (INFERRED.keys() | OTHER_DAYS.keys() | WITHIN.keys()) <= dated

    def test_a_cell_that_is_read_otherwise_is_really_written_otherwise(self) -> None:
        for row in ROWS:
            if key(row) in READ_AS:
                assert READ_AS[key(row)][:2] != (row["value"], row["unit"])
            if key(row) in OTHER_DAYS:
                assert OTHER_DAYS[key(row)][:2] != (row["first_seen"], row["last_seen"])

    def test_every_rule_without_a_row_exists_and_has_none(self) -> None:
        stated = {
            (name, rule.first.isoformat())
            for name, timeline in partner_center.timelines.items()
            for rule in timeline.rules
        }
        assert OURS_ALONE.keys() <= stated
        assert ANSWERED.keys() <= {name for name, _ in stated}
        assert {name for name, _ in OURS_ALONE} - {"hold_span"} == (
            {name for name, _ in stated} - ANSWERED.keys()
        )

    def test_every_check_has_its_row(self) -> None:
        assert {each.split(" | ")[0] for each in CHECKED} == CHECKS.keys()


class TestGaps:
    """Between what was seen and what was seen next there may be nothing, or only what went on."""

    def test_the_threshold_of_before_answers_to_the_day_before_the_table(self) -> None:
        """Source: U-26 of the time before, TH21 from 2021-09-29 on."""
        for day in (date(2021, 8, 31), date(2021, 9, 1), date(2021, 9, 28)):
            assert RULES.look_up("thresholds", day).basis.kind is BasisKind.INFERRED
        assert RULES.look_up("thresholds", date(2021, 9, 29)).basis.kind is BasisKind.PUBLISHED

    @pytest.mark.parametrize("name", ["review_span", "dispute_span", "payment_span", "tax_invoice_span"])
    def test_while_its_page_stood_unchanged_a_span_is_published(self, name: str) -> None:
        """Source: N8."""
        for day in (date(2020, 11, 3), date(2021, 8, 31), date(2021, 9, 26), date(2023, 6, 30)):
            assert RULES.look_up(name, day).basis.kind is BasisKind.PUBLISHED

    def test_a_review_of_2016_has_no_bound(self) -> None:
        """KB-CYC: it may take more than three days, which no span says."""
        with pytest.raises(NoRuleInForce):
            RULES.look_up(REVIEW_SPAN, date(2016, 8, 9))

    @pytest.mark.parametrize("name", ["review_span", "claim_deadline_days", "plan_submission_deadline"])
    def test_what_was_said_of_a_platform_ends_with_it(self, name: str) -> None:
        assert RULES.look_up(name, date(2014, 12, 31)).basis.kind is BasisKind.CARRIED_FORWARD
        with pytest.raises(NoRuleInForce):
            RULES.look_up(name, date(2015, 1, 1))

    @pytest.mark.parametrize("name", ["payment_span", "payment_run_day", "rebate_days", "program_calendars"])
    def test_nor_does_it_reach_into_partner_center(self, name: str) -> None:
        assert RULES.look_up(name, date(2018, 8, 31)).basis.kind is BasisKind.CARRIED_FORWARD
        with pytest.raises(NoRuleInForce):
            RULES.look_up(name, date(2018, 9, 1))

    @pytest.mark.parametrize("day", [date(2018, 9, 4), date(2020, 9, 21), date(2022, 9, 14)])
    def test_the_days_after_usage_go_on_beside_the_windows(self, day: date) -> None:
        """Source: N23, N4: the support text goes on with what the overview said, and was not withdrawn."""
        assert RULES.look_up(CLAIM_DEADLINE_DAYS, day).value.n == 45


def test_what_is_known_to_the_month_or_the_year_is_marked() -> None:
    """Of every other rule the days are known: the notes of the table have no more marks than these."""
    coarse = {
        (name, rule.first.isoformat()): (str(rule.first_known_to), str(rule.last_known_to))
        for name, timeline in partner_center.timelines.items()
        for rule in timeline.rules
        if {rule.first_known_to, rule.last_known_to} != {Precision.DAY}
    }
    months, years = ("month", "month"), ("year", "year")
    assert coarse == {
        ("dispute_window", "2023-10-01"): months,
        ("final_approval_span", "2025-01-01"): years,
        ("catalogue", "2024-01-01"): years,
        ("setup_at_creation", "2024-01-01"): years,
        ("may_edit_bank_profile", "2020-10-30"): ("day", "year"),
    }
