"""Why a tax invoice is refused: the rules of the days on which a page said who sends one, and how."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING

from coopclaims._checks import door
from coopclaims._values import as_instant
from coopclaims.deadlines.counting import Deadline
from coopclaims.deadlines.handed_in import tax_invoice_due
from coopclaims.errors import NoRuleInForce
from coopclaims.findings.codes import ProblemCode
from coopclaims.findings.problem import Problem, problem
from coopclaims.provenance import PUBLISHED
from coopclaims.rules.authority import rule_missing
from coopclaims.rules.book import Rules
from coopclaims.rules.keys import TAX_INVOICE_NUMBER_LENGTH

if TYPE_CHECKING:
    from collections.abc import Iterator

    from coopclaims.provenance import Basis
    from coopclaims.rules.rule import Rule


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
                basis=_read(due.rule),
                country=country,
                due=due.on,
                day=day,
            )
        if rules.has_no_rule(TAX_INVOICE_NUMBER_LENGTH, day):
            return
        longest = rules.look_up(TAX_INVOICE_NUMBER_LENGTH, day)
    except NoRuleInForce as absent:
        yield rule_missing(absent, rules=rules, field="at")
        return
    if len(number) > longest.value:
        yield problem(
            ProblemCode.TAX_INVOICE_NUMBER_TOO_LONG,
            field="number",
            source=longest.source,
            basis=_read(longest),
            found=len(number),
            most=longest.value,
        )


def _read(rule: Rule[object]) -> Basis | None:
    return None if rule.basis == PUBLISHED else rule.basis
