"""The partner's tax invoice, as far as a claim's payment waits for it, and by when it is handed in.

One page said who hands one in, and until when; it was soon taken down. Where it says nothing of a claim, the
answer is a `NotRunning`.
"""

from __future__ import annotations

import re
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, Final, final

import attrs

from coopclaims._checks import door
from coopclaims._values import Keyed, as_instant, frozen, since_instant
from coopclaims.claims.claim import Claim
from coopclaims.deadlines.counting import (
    Clock,
    ClockEvent,
    Deadline,
    NotRunning,
    due_after,
    not_running,
    start_day,
    unanswered,
    why_not,
)
from coopclaims.errors import InvalidValue, NoRuleInForce
from coopclaims.findings.codes import ProblemCode
from coopclaims.findings.problem import Problem, problem, said_besides
from coopclaims.provenance import cite
from coopclaims.rules.by_name import Rules
from coopclaims.rules.keys import (
    TAX_INVOICE_COUNTRIES,
    TAX_INVOICE_NUMBER_LENGTH,
    TAX_INVOICE_SUBMISSION_SPAN,
)

if TYPE_CHECKING:
    from collections.abc import Iterator


@final
class TaxInvoiceState(Keyed):
    """Whether the program needs a tax invoice from the partner, and where it is.

    Source: PS21, TP23 P-23.
    """

    NOT_NEEDED = "not_needed"
    AWAITED = "awaited"
    UNDER_REVIEW = "under_review"
    REJECTED = "rejected"
    APPROVED = "approved"

    @property
    def is_open(self) -> bool:
        """Whether payment waits: an invoice is needed, and none is approved."""
        return self not in (TaxInvoiceState.NOT_NEEDED, TaxInvoiceState.APPROVED)


_CODE: Final = re.compile(r"[A-Z]{2}")


def as_country(field: str, value: object) -> str:
    """Return a country as an ISO 3166 code of two capital letters; raise `InvalidValue` for another value."""
    if not isinstance(value, str) or _CODE.fullmatch(value) is None:
        raise InvalidValue(field, value, "country_of_two_letters")
    return value


def _country(_instance: object, attribute: attrs.Attribute[Any], value: object) -> None:
    if value is not None:
        as_country(attribute.name, value)


@final
@frozen
class TaxInvoice:
    """Whether money waits for the partner's tax invoice.

    `state` says where the invoice is. `approved_at` is the aware instant of its approval, `None` in
    every other state. `since` is the aware instant at which it was requested, received or rejected,
    `None` where that is not known. `country` is the partner's, as an ISO 3166 code of two capital letters,
    by which the rules say until when it is handed in; `None` where nobody says. Raises `InvalidValue` for a
    naive instant, for another code, and where `approved_at` does not fit the state.
    Source: MG20, TP23, TI D-11, P-23, N15.

    >>> TaxInvoice.awaited().state
    <TaxInvoiceState.AWAITED: 'awaited'>
    """

    state: TaxInvoiceState
    approved_at: datetime | None = None
    since: datetime | None = attrs.field(default=None, converter=since_instant)
    country: str | None = attrs.field(default=None, validator=_country)

    def __attrs_post_init__(self) -> None:
        if (self.state is TaxInvoiceState.APPROVED) is not (self.approved_at is not None):
            raise InvalidValue("approved_at", self.approved_at, "instant_if_approved")
        if self.approved_at is not None:
            as_instant("approved_at", self.approved_at)

    @classmethod
    def not_needed(cls) -> TaxInvoice:
        """Return that the program needs no tax invoice."""
        return cls(TaxInvoiceState.NOT_NEEDED)

    @classmethod
    @door
    def awaited(cls, since: datetime | None = None, *, country: str | None = None) -> TaxInvoice:
        """Return that the program needs a tax invoice, requested at this instant, and none has come.

        `since` is the aware instant at which it was requested, `None` where that is not known. `country` is
        the partner's, `None` where nobody says.
        """
        return cls(TaxInvoiceState.AWAITED, since=since, country=country)

    @classmethod
    @door
    def under_review(cls, since: datetime | None = None, *, country: str | None = None) -> TaxInvoice:
        """Return that the tax invoice was received at this instant and is being checked.

        `since` is the aware instant at which it was received, `None` where that is not known. `country` is
        the partner's, `None` where nobody says.
        """
        return cls(TaxInvoiceState.UNDER_REVIEW, since=since, country=country)

    @classmethod
    @door
    def rejected(cls, since: datetime | None = None, *, country: str | None = None) -> TaxInvoice:
        """Return that the tax invoice was rejected at this instant.

        `since` is the aware instant of the rejection, `None` where that is not known. `country` is the
        partner's, `None` where nobody says.
        """
        return cls(TaxInvoiceState.REJECTED, since=since, country=country)

    @classmethod
    @door
    def approved(cls, at: datetime) -> TaxInvoice:
        """Return that the tax invoice was approved at the aware instant `at`."""
        return cls(TaxInvoiceState.APPROVED, at)


# By when it is handed in, and why one is refused: the rules of the days of one page.

# fmt: off
_CLAIM: Final = "status: ClaimStatus"
_NOT_SUBMITTED: Final = why_not("no_claim_to_invoice", "the claim has not been submitted", _CLAIM)
_NO_INVOICE: Final = why_not("tax_invoice_not_open", "no tax invoice is waited for: {state}",
    "state: TaxInvoiceState")
_NO_COUNTRY: Final = why_not("tax_invoice_without_country", "nobody said in which country the partner is")
_OTHER_COUNTRY: Final = why_not("tax_invoice_of_another_country",
    "it is asked of partners in {countries}, and not in {country}",
    "country: str, countries: tuple[str, ...]")
# fmt: on


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
    return due_after(
        submitted,
        TAX_INVOICE_SUBMISSION_SPAN,
        clock=clock,
        event=ClockEvent.SUBMITTED,
        rules=rules,
        answered_at=sent_at,
    )


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


@door
def tax_invoice_problems(
    number: str, *, submitted: datetime | date, country: str, at: datetime, rules: Rules
) -> tuple[Problem, ...]:
    """Return why the vendor refuses a tax invoice handed in at an instant; empty where nothing says so.

    `number` is the partner's own number of the invoice. `submitted` is the last submission of its claim: an
    aware instant, whose day is taken in the program's zone, or that civil day itself. `country` is the
    partner's, as an ISO 3166 code of two capital letters. `at` is the aware instant at which the invoice is
    handed in, and `rules` are bound rules.

    It is late after the last day of `tax_invoice_due`, and its number has at most so many digits as the rule
    of the day of `at` says. Nothing else is judged, and on most days nothing is published: no command is
    refused on this account, and no money withheld. Source: TI N15.

    >>> from datetime import UTC
    >>> from coopclaims import BusinessCalendar, partner_center
    >>> plain = BusinessCalendar.of_weekdays(years=range(2020, 2022))
    >>> rules = partner_center.bind(calendar=plain, zone=UTC)
    >>> found = tax_invoice_problems("1" * 17, submitted=date(2020, 10, 20), country="IN",
    ...                              at=datetime(2020, 10, 21, 12, tzinfo=UTC), rules=rules)
    >>> [each.code.value for each in found]
    ['tax_invoice_number_too_long']
    """
    return tuple(_refused(number, submitted, country, as_instant("at", at), rules))


def _refused(
    number: str, submitted: datetime | date, country: str, at: datetime, rules: Rules
) -> Iterator[Problem]:
    day = rules.day(at)
    try:
        due = tax_invoice_due(submitted=submitted, country=country, rules=rules)
        if isinstance(due, Deadline) and due.rule is not None and day > due.on:
            yield problem(
                ProblemCode.TAX_INVOICE_LATE,
                field="at",
                source=due.rule.source,
                basis=said_besides(due.rule.basis),
                country=country,
                due=due.on,
                day=day,
            )
        if rules.has_no_rule(TAX_INVOICE_NUMBER_LENGTH, day):
            return
        longest = rules.look_up(TAX_INVOICE_NUMBER_LENGTH, day)
    except NoRuleInForce as absent:
        from coopclaims.rules.authority import rule_missing  # noqa: PLC0415 - it loads the editions

        yield rule_missing(absent, rules=rules, field="at")
        return
    if len(number) > longest.value:
        yield problem(
            ProblemCode.TAX_INVOICE_NUMBER_TOO_LONG,
            field="number",
            source=longest.source,
            basis=said_besides(longest.basis),
            found=len(number),
            most=longest.value,
        )
