"""What a reconciliation is given: the lines of a payment file, and what was expected.

Bookkeeping lines are data: nothing that a file holds is an error.
"""

from __future__ import annotations

from datetime import date
from typing import Final, final

from coopclaims._checks import door
from coopclaims._values import Keyed, frozen
from coopclaims.errors import InvalidValue
from coopclaims.identifiers import ClaimId, EntityId
from coopclaims.money.amounts import Money
from coopclaims.payments.deciding import ExpectedPayment
from coopclaims.payments.payment import Payment
from coopclaims.payouts.records import payment_total
from coopclaims.payouts.statuses import PaymentStatus
from coopclaims.provenance import Explanation, cite, message

# fmt: off
_LINE = message("payment_line", "on {on} {entity} paid {money}{reference:?, reference %}",
    "on: date, entity: EntityId, money: Money, reference: str")
_EXPECTED = message("expectation", "{entity} was to pay {payable}{claim:? for claim %}"
    "{reference:?, reference %}{withheld:?; % tax withheld}{sales_tax:?; % sales tax added}{state:?; %}",
    "entity: EntityId, payable: Money, claim: ClaimId | None, reference: str, withheld: Money | None, "
    "sales_tax: Money | None, state: ExpectationState | None")
# fmt: on


# What goes in: the lines of a file, and what was expected.


@final
@frozen(kw_only=True)
class PaymentLine:
    """One line of a payment file or bank statement, as it is.

    `entity` is who paid, and `money` how much: below zero for what is taken back. `on` is the civil day of
    the booking. `reference` is what identifies the payment on a bank statement, usually its identifier,
    empty where the line has none; it is compared as it is written. Source: PS21 P-31, P-33.
    """

    entity: EntityId
    money: Money
    on: date
    reference: str = ""

    def explain(self) -> Explanation:
        """Return what the line says."""
        return _LINE.say(
            on=self.on,
            entity=self.entity,
            money=self.money,
            reference=self.reference,
            source=cite("PS21", "P-31", "P-33"),
        )


@final
class ExpectationState(Keyed):
    """Whether a payment is to arrive with this file, or waits. Source: TP23 P-21, P-23; PS21 P-25."""

    DUE = "due"
    CARRIED = "carried", "carried to a later month"
    HELD = "held", "held"


_HELD: Final = (
    PaymentStatus.PENDING_TAX_INVOICE,
    PaymentStatus.TAX_INVOICE_UNDER_REVIEW,
    PaymentStatus.TAX_INVOICE_REJECTED,
)
_NOT_EXPECTED: Final = (PaymentStatus.FORFEITED, PaymentStatus.ESCHEATED)


@final
@frozen(kw_only=True)
class Expectation:
    """A payment that was expected of one entity.

    `entity` is to pay. `money` is in the currency of payment, above zero. `reference` identifies the payment,
    empty before it has one, and `claim` names the claim where that is known. `share` is what it settles, in
    the claim's currency, where it is converted: by it another rate is found out. `withheld` and `sales_tax`
    are the taxes, `None` for none. `state` says whether it waits, below the minimum (carried) or held.

    Raises `InvalidValue` for money that is not above zero, for a negative tax and for more withheld than
    there is, and `CurrencyMismatch` for taxes in another currency. Source: PS21 P-31, P-32.

    >>> due = Expectation(entity="ie", money=Money(100, "EUR"), withheld=Money(10, "EUR"))
    >>> print(due.payable)
    90.00 EUR
    """

    entity: EntityId
    money: Money
    reference: str = ""
    claim: ClaimId | None = None
    share: Money | None = None
    withheld: Money | None = None
    sales_tax: Money | None = None
    state: ExpectationState = ExpectationState.DUE

    def __attrs_post_init__(self) -> None:
        if not self.money.is_positive:
            raise InvalidValue("money", self.money, "amount_above_zero")
        if self.share is not None and not self.share.is_positive:
            raise InvalidValue("share", self.share, "amount_above_zero")
        _ = self.payable

    @classmethod
    @door
    def of(cls, expected: Expectation | ExpectedPayment | Payment) -> Expectation:
        """Return what is expected of a payment, or of a payout that has no payment yet.

        `expected` is a `Payment`, whose identifier is the reference, or an `ExpectedPayment`, which has none;
        an expectation is returned as it is. What waits for a tax invoice, or is held by the partner, is held.
        Raises `InvalidValue` for a payment that is forfeited or escheated: nothing arrives for it.
        Source: TP23 P-23; PS21 P-25, P-33; EA23 D-22, D-23.
        """
        if isinstance(expected, Expectation):
            return expected
        if isinstance(expected, Payment):
            terms, is_held = expected.terms, expected.is_held or expected.status in _HELD
            if expected.status in _NOT_EXPECTED:
                known = tuple(each.value for each in PaymentStatus if each not in _NOT_EXPECTED)
                raise InvalidValue(f"payment {expected.id}", expected.status, "one_of", known=known)
            return cls(
                entity=terms.entity,
                money=terms.money,
                reference=expected.id,
                claim=terms.claim,
                share=_converted(terms.settles, terms.money),
                state=ExpectationState.HELD if is_held else ExpectationState.DUE,
            )
        payout = expected.payout
        return cls(
            entity=payout.entity,
            money=payout.money,
            share=_converted(payout.share, payout.money),
            state=ExpectationState.HELD if expected.status in _HELD else ExpectationState.DUE,
        )

    @property
    def payable(self) -> Money:
        """What is to arrive: the money, less the tax withheld, plus sales tax. Source: PS21 P-32."""
        if self.withheld is None and self.sales_tax is None:
            return self.money
        return payment_total(self.money, withheld=self.withheld, sales_tax=self.sales_tax).total

    def explain(self) -> Explanation:
        """Return what was expected."""
        return _EXPECTED.say(
            entity=self.entity,
            payable=self.payable,
            claim=self.claim,
            reference=self.reference,
            withheld=self.withheld,
            sales_tax=self.sales_tax,
            state=None if self.state is ExpectationState.DUE else self.state,
            source=cite("PS21", "P-31", "P-32"),
        )


def _converted(share: Money, money: Money) -> Money | None:
    return None if share.currency is money.currency else share
