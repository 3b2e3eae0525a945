"""The published payment record: what was earned, withheld and added, and the total, in one currency."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, final

import attrs

from coopclaims.errors import InvalidValue
from coopclaims.identifiers import LocationId, PaymentId, ProgramId, identifier
from coopclaims.money import Money
from coopclaims.payouts.methods import PaymentMethod
from coopclaims.payouts.shares import money_figures
from coopclaims.payouts.statuses import PaymentStatus
from coopclaims.periods import as_day
from coopclaims.provenance import Explanation, cite

if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = ["PaymentRecord", "PaymentTotal", "payment_total", "totals_by_currency"]


@final
@attrs.frozen(kw_only=True)
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
@attrs.frozen(kw_only=True)
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
