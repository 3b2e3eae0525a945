"""The published payment record, and how a payment reaches the partner."""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING, Final, final

import attrs

from coopclaims._values import as_day, frozen, identifier
from coopclaims.errors import InvalidValue
from coopclaims.identifiers import LocationId, PaymentId, ProgramId
from coopclaims.money.amounts import Money
from coopclaims.payouts.shares import money_figures
from coopclaims.payouts.statuses import PaymentStatus
from coopclaims.provenance import PUBLISHED, Explanation, cite
from coopclaims.rules.rule import Rule, Timeline

if TYPE_CHECKING:
    from collections.abc import Iterable


# How a payment reaches the partner: a bank transfer, or a credit note where that is offered.


@final
class PaymentMethod(StrEnum):
    """How money is paid, as the program allows. Source: PR21, PR22 P-14."""

    BANK_TRANSFER = "electronic bank transfer"
    CREDIT_NOTE = "credit note"


@final
class CreditNoteStatus(StrEnum):
    """Whether the account that a credit note goes to is confirmed. Source: PR21, PR22 P-14."""

    VERIFICATION_NEEDED = "Verification needed"
    CONFIRMED = "Confirmed"


_2021 = frozenset({"AU", "CA", "NZ"})

CREDIT_NOTES: Final = Timeline(
    "credit note countries",
    (
        Rule(
            value=_2021,
            first=date(2021, 4, 15),
            last=date(2021, 4, 15),
            source=cite("PR21", "P-15"),
            basis=PUBLISHED,
        ),
        Rule(
            value=_2021 | frozenset({"AT", "BE", "CH", "DE", "DK", "FI", "FR", "GB", "NL", "NO", "SE"}),
            first=date(2022, 9, 16),
            last=date(2022, 9, 16),
            source=cite("PR22", "P-15"),
            basis=PUBLISHED,
        ),
    ),
)
"""The countries (ISO 3166 codes) in which one kind of credit note is offered, by day. Read-only."""

_LIMITED = "the list is for direct-bill partners and indirect providers in some programs; the program decides"


@final
@frozen(kw_only=True)
class MethodAnswer:
    """Whether a method can be used on a day, and why."""

    method: PaymentMethod
    is_usable: bool
    explanation: Explanation = attrs.field(repr=False)

    def explain(self) -> Explanation:
        """Return why the method can be used, or why not."""
        return self.explanation


def method_usable(
    method: PaymentMethod,
    *,
    country: str,
    on: date,
    credit_note: CreditNoteStatus = CreditNoteStatus.VERIFICATION_NEEDED,
) -> MethodAnswer:
    """Return whether a location in this country (an ISO 3166 code) can be paid by this method.

    A bank transfer can be used everywhere. A credit note needs a country of the published list of that
    day and a confirmed account. Raises `NoRuleInForce` before the first list.
    Source: PR21, PR22 P-14, P-15.

    >>> method_usable(PaymentMethod.CREDIT_NOTE, country="SE", on=date(2021, 6, 1)).is_usable
    False
    """
    if method is PaymentMethod.BANK_TRANSFER:
        why = Explanation(code="method", text="a bank transfer needs no list", source=cite("PR22", "P-14"))
        return MethodAnswer(method=method, is_usable=True, explanation=why)
    rule = CREDIT_NOTES.on(on)
    listed, confirmed = country in rule.value, credit_note is CreditNoteStatus.CONFIRMED
    because = (
        Explanation(
            code="country",
            text=f"{country} is {'' if listed else 'not '}among {', '.join(sorted(rule.value))}",
            figures=(("country", country), ("listed", listed), ("countries", ", ".join(sorted(rule.value)))),
            source=rule.source,
            basis=rule.basis,
        ),
        Explanation(
            code="confirmation",
            text=f"the account for credit notes stands at {credit_note}",
            figures=(("status", str(credit_note)),),
            source=cite("PR22", "P-14"),
        ),
    )
    usable = listed and confirmed
    return MethodAnswer(
        method=method,
        is_usable=usable,
        explanation=Explanation(
            code="method",
            text=f"a credit note can{'' if usable else 'not'} be used on {on.isoformat()}",
            figures=(("day", on.isoformat()), ("usable", usable)),
            because=because,
            caveats=(_LIMITED,),
        ),
    )


# The published payment record: what was earned, withheld and added, and the total, in one currency.


@final
@frozen(kw_only=True)
class PaymentTotal:
    """The total of a payment and what it is made of, all in the currency of payment."""

    earned: Money
    withheld: Money
    sales_tax: Money
    total: Money
    explanation: Explanation = attrs.field(repr=False)

    def explain(self) -> Explanation:
        """Return how the total came about."""
        return self.explanation


def payment_total(
    earned: Money, *, withheld: Money | None = None, sales_tax: Money | None = None
) -> PaymentTotal:
    """Return the total payment: earned in the currency of payment, less what is withheld, plus sales tax.

    Absent taxes are nothing. Raises `CurrencyMismatch` where the amounts are in several currencies, and
    `InvalidValue` for a negative tax and where more is withheld than there is.
    Source: PS21 P-32.

    >>> payment_total(Money("100.00", "EUR"), withheld=Money(5, "EUR"), sales_tax=Money(20, "EUR")).total
    Money('115.00', 'EUR')
    """
    nothing = Money(0, earned.currency)
    withheld = nothing if withheld is None else withheld
    sales_tax = nothing if sales_tax is None else sales_tax
    for name, tax in (("withheld", withheld), ("sales_tax", sales_tax)):
        if tax.is_negative:
            raise InvalidValue(name, str(tax), "an amount that is not below zero")
    total = earned - withheld + sales_tax
    if total.is_negative:
        raise InvalidValue("withheld", str(withheld), f"no more than {earned + sales_tax}")
    explanation = Explanation(
        code="total",
        text=f"{earned} earned, less {withheld} withheld, plus {sales_tax} sales tax, is {total}",
        figures=(
            *money_figures("earned", earned),
            *money_figures("withheld", withheld),
            *money_figures("sales_tax", sales_tax),
            *money_figures("total", total),
        ),
        source=cite("PS21", "P-32"),
    )
    return PaymentTotal(
        earned=earned, withheld=withheld, sales_tax=sales_tax, total=total, explanation=explanation
    )


@final
@frozen(kw_only=True)
class PaymentRecord:
    """A line of the payment report: whom, for what, how much, how, and where it stands.

    `status_text` is what the vendor wrote to the status, `paid_on` the day of payment, `None` until
    there is one. The identifier usually stands on the bank statement. Source: PS21 P-31, P-33.
    """

    payment: PaymentId = attrs.field(validator=identifier)
    location: LocationId = attrs.field(validator=identifier)
    program: ProgramId = attrs.field(validator=identifier)
    total: PaymentTotal
    method: PaymentMethod
    status: PaymentStatus
    status_text: str = ""
    paid_on: date | None = None

    def __attrs_post_init__(self) -> None:
        if self.paid_on is not None:
            as_day("paid_on", self.paid_on)


def totals_by_currency(records: Iterable[PaymentRecord]) -> tuple[Money, ...]:
    """Return the sum of the totals in each currency, by its code; currencies are never summed."""
    sums: dict[str, Money] = {}
    for each in records:
        total = each.total.total
        code = total.currency.code
        sums[code] = sums[code] + total if code in sums else total
    return tuple(sums[code] for code in sorted(sums))
