"""How a payment reaches the partner: a bank transfer, or a credit note where that is offered."""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import Final, final

import attrs

from coopclaims.provenance import PUBLISHED, Explanation, cite
from coopclaims.rulebook import Rule, Timeline

__all__ = ["CREDIT_NOTES", "CreditNoteStatus", "MethodAnswer", "PaymentMethod", "method_usable"]


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
@attrs.frozen(kw_only=True)
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
