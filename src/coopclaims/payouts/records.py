"""How a payment reaches the partner, and the published payment record with its total."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Final, final

import attrs

from coopclaims._checks import door
from coopclaims._values import Keyed, as_day, frozen, identifier
from coopclaims.errors import InvalidValue
from coopclaims.identifiers import LocationId, PaymentId, ProgramId
from coopclaims.money.amounts import Money
from coopclaims.payouts.statuses import PaymentStatus
from coopclaims.provenance import Basis, Explanation, Source, cite, message
from coopclaims.rules.published.payments import CREDIT_NOTE_COUNTRIES

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

# fmt: off
_LIMITED = message("credit_notes_limited",
    "the list is for direct-bill partners and indirect providers in some programs; the program decides")
_TRANSFER = message("bank_transfer_usable", "a bank transfer needs no list")
_USABLE = message("credit_note_usable", "a credit note can be used on {day}: {usable}",
    "day: date, usable: bool")
_LISTED = message("credit_note_country", "{country} is among {countries}: {listed}",
    "country: str, countries: tuple[str, ...], listed: bool")
_ACCOUNT = message("credit_note_account", "the account for credit notes stands at {status}",
    "status: CreditNoteStatus")
_TOTAL = message("payment_total",
    "{earned} earned, less {withheld} withheld, plus {sales_tax} sales tax, is {total}",
    "earned: Money, withheld: Money, sales_tax: Money, total: Money")
# fmt: on


@final
@frozen(kw_only=True)
class MethodAnswer:
    """Whether a method can be used on a day, and why.

    `method` is the one asked about, for a location in `country` and the day `on`, and `is_usable` the answer.
    `countries` are those where a credit note is offered, in order, by the rule that `source` and `basis` are
    those of, and `credit_note` says whether the account for it is confirmed; none of it concerns a transfer.
    """

    method: PaymentMethod
    is_usable: bool
    country: str
    on: date
    countries: tuple[str, ...] = attrs.field(default=(), repr=False)
    source: Source | None = attrs.field(default=None, repr=False)
    basis: Basis | None = attrs.field(default=None, repr=False)
    credit_note: CreditNoteStatus | None = None

    def explain(self) -> Explanation:
        """Return why the method can be used, or why not."""
        if self.credit_note is None:
            return _TRANSFER.say(source=cite("PR22", "P-14"))
        because = (
            _LISTED.say(
                country=self.country,
                countries=self.countries,
                listed=self.country in self.countries,
                source=self.source,
                basis=self.basis,
            ),
            _ACCOUNT.say(status=self.credit_note, source=cite("PR22", "P-14")),
        )
        return _USABLE.say(day=self.on, usable=self.is_usable, because=because, caveats=(_LIMITED.say(),))


@door
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
        return MethodAnswer(method=method, is_usable=True, country=country, on=on)
    rule = CREDIT_NOTES.on(on)
    return MethodAnswer(
        method=method,
        is_usable=country in rule.value and credit_note is CreditNoteStatus.CONFIRMED,
        country=country,
        on=on,
        countries=tuple(sorted(rule.value)),
        source=rule.source,
        basis=rule.basis,
        credit_note=credit_note,
    )


# The payment record: what was earned, withheld and added, and the total, in one currency.


@final
@frozen(kw_only=True)
class PaymentTotal:
    """The total of a payment and what it is made of, all in the currency of payment.

    `earned`, `withheld`, `sales_tax` and `total` are amounts, zero where there is nothing: `total` is
    `earned` less `withheld` plus `sales_tax`.
    """

    earned: Money
    withheld: Money
    sales_tax: Money
    total: Money

    def explain(self) -> Explanation:
        """Return how the total came about."""
        return _TOTAL.say(
            earned=self.earned,
            withheld=self.withheld,
            sales_tax=self.sales_tax,
            total=self.total,
            source=cite("PS21", "P-32"),
        )


@door
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
            raise InvalidValue(name, tax, "not_below_zero")
    total = earned - withheld + sales_tax
    if total.is_negative:
        raise InvalidValue("withheld", withheld, "amount_at_most", most=earned + sales_tax)
    return PaymentTotal(earned=earned, withheld=withheld, sales_tax=sales_tax, total=total)


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


@door
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
