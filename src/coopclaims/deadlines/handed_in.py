"""What the partner hands in besides the claim itself, and by when: a plan's proof, and the tax invoice.

Both spans were published once and stand in few editions. Where none is in force, or it does not concern the
claim, the answer is a `NotRunning` that says so.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, Final

from coopclaims._checks import door
from coopclaims.deadlines.after_events import due
from coopclaims.deadlines.counting import (
    Clock,
    Deadline,
    NotRunning,
    not_running,
    start_day,
    unanswered,
    why_not,
)
from coopclaims.deadlines.tax_invoices import TaxInvoice, TaxInvoiceState, as_country
from coopclaims.errors import NoRuleInForce
from coopclaims.provenance import cite
from coopclaims.rules.by_name import Rules
from coopclaims.rules.keys import POE_SUBMISSION_SPAN, TAX_INVOICE_COUNTRIES

if TYPE_CHECKING:
    from coopclaims.claims.claim import Claim

# fmt: off
_CLAIM: Final = "status: ClaimStatus"
_NOT_ON_PLAN: Final = why_not("proof_not_on_plan_path", "the claim is not on the plan path", _CLAIM)
_NOT_SUBMITTED: Final = why_not("no_claim_to_invoice", "the claim has not been submitted", _CLAIM)
_NO_INVOICE: Final = why_not("tax_invoice_not_open", "no tax invoice is waited for: {state}",
    "state: TaxInvoiceState")
_NO_COUNTRY: Final = why_not("tax_invoice_without_country", "nobody said in which country the partner is")
_OTHER_COUNTRY: Final = why_not("tax_invoice_of_another_country",
    "it is asked of partners in {countries}, and not in {country}",
    "country: str, countries: tuple[str, ...]")
# fmt: on


@door
def poe_submission_due(
    campaign_first: date, *, rules: Rules, submitted_at: datetime | None = None
) -> Deadline | NotRunning:
    """Return by when the plan path's proof is first submitted, counted from the start of its campaign.

    `campaign_first` is the campaign's first civil day, which is day zero. `submitted_at` is the aware instant
    of the *first* submission, `None` while it has not happened; later ones are not bound. `rules` are bound
    rules, with their calendar, zone and policies.

    A hundred and eighty calendar days, by a page of 2020-05-26 to 2021-04-09, carried forward since. It does
    not run where no rule says so, nor under `PoeDeadline.OFF`. Raises `NoRuleInForce` where the rules are
    bound strictly and the page is older than the campaign, and `InvalidValue`. Source: SH-PO, CPP N1.

    >>> from zoneinfo import ZoneInfo
    >>> from coopclaims import BusinessCalendar, partner_center
    >>> rules = partner_center.bind(calendar=BusinessCalendar.of_weekdays(years=range(2022, 2024)),
    ...                             zone=ZoneInfo("America/Los_Angeles"))
    >>> poe_submission_due(date(2022, 1, 3), rules=rules).on
    datetime.date(2022, 7, 2)
    """
    try:
        return due(Clock.POE_SUBMISSION, campaign_first, rules=rules, answered_at=submitted_at)
    except NoRuleInForce as absent:
        if not rules.has_no_rule(POE_SUBMISSION_SPAN, campaign_first):
            raise
        return unanswered(Clock.POE_SUBMISSION, absent, cite("SH-PO", "N1"))


@door
def tax_invoice_due(
    *, submitted: datetime | date, country: str, rules: Rules, sent_at: datetime | None = None
) -> Deadline | NotRunning:
    """Return by when the partner's tax invoice for a claim submitted at `submitted` has to be handed in.

    `submitted` is an aware instant, whose day is taken in the program's zone, or that civil day itself: the
    claim's last submission. `country` is the partner's, as an ISO 3166 code of two capital letters. `sent_at`
    is the aware instant at which the invoice was handed in, `None` while it has not happened. `rules` are
    bound rules, with their calendar, zone and policies.

    A hundred and eighty calendar days, for partners of six countries, by a page of 2020-10-16 that was
    withdrawn on 2020-11-03. It does not run for a claim of another day or a partner of another country: then
    nothing is published. Raises `NoRuleInForce` where the rules are bound strictly and the page was last seen
    before, and `InvalidValue` for what is no code of a country. Source: TI N15.

    >>> from zoneinfo import ZoneInfo
    >>> from coopclaims import BusinessCalendar, partner_center
    >>> rules = partner_center.bind(calendar=BusinessCalendar.of_weekdays(years=range(2020, 2022)),
    ...                             zone=ZoneInfo("America/Los_Angeles"))
    >>> tax_invoice_due(submitted=date(2020, 10, 20), country="IN", rules=rules).on
    datetime.date(2021, 4, 18)
    """
    clock, day = Clock.TAX_INVOICE, start_day(submitted, rules)
    as_country("country", country)
    try:
        countries = rules.look_up(TAX_INVOICE_COUNTRIES, day)
    except NoRuleInForce as absent:
        if not rules.has_no_rule(TAX_INVOICE_COUNTRIES, day):
            raise
        return unanswered(clock, absent, cite("TI", "N15"))
    if country not in countries.value:
        known = tuple(sorted(countries.value))
        return not_running(clock, _OTHER_COUNTRY, countries.source, country=country, countries=known)
    return due(clock, submitted, rules=rules, answered_at=sent_at)


def poe_submission(claim: Claim, rules: Rules) -> Deadline | NotRunning:
    """Return by when the claim has to be submitted first as the proof of its plan."""
    plan = claim.form.plan
    if plan is None:
        return not_running(Clock.POE_SUBMISSION, _NOT_ON_PLAN, cite("SH-PO", "N1"), status=claim.status)
    return poe_submission_due(plan.first, rules=rules, submitted_at=claim.milestones.first_submitted_at)


def tax_invoice_submission(claim: Claim, invoice: TaxInvoice, rules: Rules) -> Deadline | NotRunning:
    """Return by when the partner's tax invoice for the claim is handed in, from its last submission on."""
    clock, source, submitted = Clock.TAX_INVOICE, cite("TI", "N15"), claim.milestones.submitted_at
    if submitted is None:
        return not_running(clock, _NOT_SUBMITTED, source, status=claim.status)
    if not invoice.state.is_open:
        return not_running(clock, _NO_INVOICE, source, state=invoice.state)
    if invoice.country is None:
        return not_running(clock, _NO_COUNTRY, source)
    sent_at = invoice.since if invoice.state is TaxInvoiceState.UNDER_REVIEW else None
    return tax_invoice_due(submitted=submitted, country=invoice.country, rules=rules, sent_at=sent_at)
