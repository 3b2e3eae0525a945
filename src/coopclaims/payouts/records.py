"""How a payment reaches the partner, and the published payment record with its total."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Final, final

import attrs

from coopclaims._values import Keyed, as_day, frozen, identifier
from coopclaims.errors import InvalidValue
from coopclaims.identifiers import LocationId, PaymentId, ProgramId
from coopclaims.money.amounts import Money
from coopclaims.payouts.shares import money_figures
from coopclaims.payouts.statuses import PaymentStatus
from coopclaims.provenance import Explanation, cite, explained
from coopclaims.rules.published.payments import CREDIT_NOTE_COUNTRIES

if TYPE_CHECKING:
    from collections.abc import Iterable


# Methods: a bank transfer, or a credit note where that is offered.


@final
class PaymentMethod(Keyed):
    """How money is paid, as the program allows. Source: PR21, PR22 P-14."""

    BANK_TRANSFER = "bank_transfer", "electronic bank transfer"
    CREDIT_NOTE = "credit_note"


@final
class CreditNoteStatus(Keyed):
    """Whether the account that a credit note goes to is confirmed. Source: PR21, PR22 P-14."""

    VERIFICATION_NEEDED = "verification_needed", "Verification needed"
    CONFIRMED = "confirmed", "Confirmed"


CREDIT_NOTES: Final = CREDIT_NOTE_COUNTRIES
"""The countries (ISO 3166 codes) in which one kind of credit note is offered, by day. Read-only."""

_LIMITED = "the list is for direct-bill partners and indirect providers in some programs; the program decides"


@final
@frozen(kw_only=True)
class MethodAnswer:
    """Whether a method can be used on a day, and why.

    `method` is the one asked about, `is_usable` the answer, and `explanation` says why.
    """

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
    """Return whether a location in this country can be paid by this method.

    `method` is how to pay, and `country` the location's ISO 3166 code of two capital letters. `on` is a civil
    day. `credit_note` is whether the account for credit notes is confirmed; it does not matter for a
    transfer.

    A bank transfer can be used everywhere. A credit note needs a country of the published list of that
    day and a confirmed account. Raises `NoRuleInForce` before the first list.
    Source: PR21, PR22 P-14, P-15.

    >>> method_usable(PaymentMethod.CREDIT_NOTE, country="SE", on=date(2021, 6, 1)).is_usable
    False
    """
    if method is PaymentMethod.BANK_TRANSFER:
        why = explained(code="method", text="a bank transfer needs no list", source=cite("PR22", "P-14"))
        return MethodAnswer(method=method, is_usable=True, explanation=why)
    rule = CREDIT_NOTES.on(on)
    listed, confirmed = country in rule.value, credit_note is CreditNoteStatus.CONFIRMED
    because = (
        explained(
            code="country",
            text=f"{country} is {'' if listed else 'not '}among {', '.join(sorted(rule.value))}",
            figures=(("country", country), ("listed", listed), ("countries", ", ".join(sorted(rule.value)))),
            source=rule.source,
            basis=rule.basis,
        ),
        explained(
            code="confirmation",
            text=f"the account for credit notes stands at {credit_note.caption}",
            figures=(("status", str(credit_note)),),
            source=cite("PR22", "P-14"),
        ),
    )
    usable = listed and confirmed
    return MethodAnswer(
        method=method,
        is_usable=usable,
        explanation=explained(
            code="method",
            text=f"a credit note can{'' if usable else 'not'} be used on {on.isoformat()}",
            figures=(("day", on.isoformat()), ("usable", usable)),
            because=because,
            caveats=(_LIMITED,),
        ),
    )


# The payment record: what was earned, withheld and added, and the total, in one currency.


@final
@frozen(kw_only=True)
class PaymentTotal:
    """The total of a payment and what it is made of, all in the currency of payment.

    `earned`, `withheld`, `sales_tax` and `total` are amounts, zero where there is nothing: `total` is
    `earned` less `withheld` plus `sales_tax`. `explanation` says so in words.
    """

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

    `earned`, `withheld` and `sales_tax` are in one currency; `None` means that there is no such tax. Raises
    `CurrencyMismatch` where the amounts are in several currencies, and `InvalidValue` for a negative tax and
    where more is withheld than there is. Source: PS21 P-32.

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
    explanation = explained(
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
    """A line of the payment report: whom, for what, how much, how, and its status.

    `payment`, `location` and `program` are identifiers; that of the payment is usually on the bank
    statement. `total` is what is paid, by `method`, and `status` is that of the payment.
    `status_text` is what the vendor wrote to the status, empty where nothing. `paid_on` is the civil day
    of payment, `None` until there is one. Source: PS21 P-31, P-33.
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
    """Return the sum of the totals in each currency, by its code; currencies are never summed.

    `records` are in any order; without any the answer is empty.
    """
    sums: dict[str, Money] = {}
    for each in records:
        total = each.total.total
        code = total.currency.code
        sums[code] = sums[code] + total if code in sums else total
    return tuple(sums[code] for code in sorted(sums))
