"""What the partner has to do in each payment status, and whom to contact, as the pages said and when.

The pages of 2021 and 2023 agree on most statuses. Where they do not, both are given with their days, and
the day of the question chooses between them.
"""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, Final, final

from coopclaims._values import Keyed, frozen
from coopclaims.payouts.statuses import PaymentStatus
from coopclaims.provenance import cite, inferred, message
from coopclaims.rules.published.payments import EARNINGS_PAGE, STATEMENT_PAGE
from coopclaims.rules.rule import Rule, Timeline, stated

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date


@final
class Contact(Keyed):
    """Whom the partner turns to about a payment."""

    NOBODY = "nobody", "nobody: wait"
    SUPPORT = "support", "Support"
    BANK = "bank", "the bank"
    VENDOR_CALLS = "vendor_calls", "nobody: the vendor reaches out"


@final
@frozen(kw_only=True)
class Guidance:
    """What a payment status means, whether the partner must act, what to do, and whom to contact.

    `meaning` and `action` are English; `action` is empty where the partner need not act, which `must_act`
    says. `contact` is whom the partner turns to.
    """

    meaning: str
    must_act: bool
    action: str = ""
    contact: Contact = Contact.NOBODY


_S = PaymentStatus


def _both(status: PaymentStatus, value: Guidance) -> tuple[PaymentStatus, tuple[Rule[Guidance], ...]]:
    """Return what the page of 2021 says and that of 2023 repeats."""
    source = cite("PS21", "P-31")
    return status, (stated(value, source, STATEMENT_PAGE, EARNINGS_PAGE),)


def _later(
    status: PaymentStatus, value: Guidance, *facts: str
) -> tuple[PaymentStatus, tuple[Rule[Guidance], ...]]:
    """Return what only the page of 2023 says."""
    rule = stated(value, cite("EA23", *facts), EARNINGS_PAGE, EARNINGS_PAGE)
    return status, (rule,)


_FAILED: Final[tuple[PaymentStatus, tuple[Rule[Guidance], ...]]] = (
    _S.FAILED,
    (
        stated(
            Guidance(
                meaning="a system error on the vendor's side",
                must_act=True,
                action="contact Support",
                contact=Contact.SUPPORT,
            ),
            cite("PS21", "P-31"),
            STATEMENT_PAGE,
            STATEMENT_PAGE,
        ),
        stated(
            Guidance(
                meaning="a system error on the vendor's side", must_act=False, contact=Contact.VENDOR_CALLS
            ),
            cite("EA23", "P-31"),
            EARNINGS_PAGE,
            EARNINGS_PAGE,
        ),
    ),
)

GUIDANCE: Final[Mapping[PaymentStatus, Timeline[Guidance]]] = MappingProxyType(
    {
        status: Timeline(f"guidance_for_{status}", rules)
        for status, rules in (
            _both(_S.UNPROCESSED, Guidance(meaning="eligible, in the cooling period", must_act=False)),
            _both(_S.UPCOMING, Guidance(meaning="ordered, under internal review", must_act=False)),
            _both(
                _S.PENDING_TAX_INVOICE,
                Guidance(
                    meaning="the tax invoice is missing, incomplete or invalid",
                    must_act=True,
                    action="supply the tax invoice",
                ),
            ),
            _both(
                _S.TAX_INVOICE_UNDER_REVIEW,
                Guidance(meaning="the tax invoice is checked, and payment follows", must_act=False),
            ),
            _both(
                _S.TAX_INVOICE_REJECTED,
                Guidance(
                    meaning="every pending payment is held until the review ends",
                    must_act=True,
                    action="contact Support",
                    contact=Contact.SUPPORT,
                ),
            ),
            _both(
                _S.REJECTED_DURING_REVIEW,
                Guidance(
                    meaning="rejected in the vendor's own review",
                    must_act=True,
                    action="contact Support",
                    contact=Contact.SUPPORT,
                ),
            ),
            _both(_S.IN_PROGRESS, Guidance(meaning="being paid", must_act=False)),
            _both(_S.SENT, Guidance(meaning="handed to the bank", must_act=False)),
            _both(
                _S.REVERSED,
                Guidance(meaning="the bank returned it; it goes again in the next cycle", must_act=False),
            ),
            _both(
                _S.REJECTED,
                Guidance(
                    meaning="the bank refused it",
                    must_act=True,
                    action="contact the bank",
                    contact=Contact.BANK,
                ),
            ),
            _FAILED,
            _both(_S.REPROCESSING, Guidance(meaning="tried again after a system error", must_act=False)),
            _both(_S.INCORRECT_PAYMENT, Guidance(meaning="being recouped", must_act=False)),
            _later(
                _S.FORFEITED,
                Guidance(
                    meaning="lapsed, because nothing was fixed in time",
                    must_act=True,
                    action="keep bank and tax data current",
                ),
                "D-22",
                "D-24",
            ),
            _later(
                _S.ESCHEATED,
                Guidance(meaning="turned over as unclaimed property in the US", must_act=False),
                "D-23",
            ),
        )
    }
)
"""What the partner has to do in each payment status, on one timeline each."""


def guidance(status: PaymentStatus, day: date) -> Rule[Guidance]:
    """Return what this status asked of the partner on `day`, with its source.

    `status` is that of the payment, and `day` a civil day.

    Raises `NoRuleInForce` before the day of the first page that says so. Source: PS21, EA23 P-31.

    >>> from datetime import date
    >>> guidance(PaymentStatus.FAILED, date(2022, 1, 1)).value.contact
    <Contact.SUPPORT: 'support'>
    >>> guidance(PaymentStatus.FAILED, date(2023, 10, 4)).value.must_act
    False
    """
    return GUIDANCE[status].on(day)


@final
@frozen(kw_only=True)
class SummaryLabel:
    """A label of the short list of payment statuses, and the status of the long list that it covers.

    `label` is as the page has it. `status` is `None` where the page does not say which one it is.
    """

    label: str
    status: PaymentStatus | None


_SUMMARY: Final = Timeline(
    "summary_labels",
    (
        stated(
            (
                SummaryLabel(label="Upcoming", status=_S.UNPROCESSED),
                SummaryLabel(label="Processed", status=None),
                SummaryLabel(label="Sent", status=_S.SENT),
            ),
            cite("PS21", "P-37"),
            STATEMENT_PAGE,
            STATEMENT_PAGE,
            basis=inferred(
                message(
                    "reading.long_list_of_statuses",
                    "the short list calls the cooling period Upcoming; the long list is followed",
                )
            ),
        ),
    ),
)


def summary_labels(day: date) -> Rule[tuple[SummaryLabel, ...]]:
    """Return the short list of payment statuses as published on `day`, which contradicts the long one.

    Its Upcoming is the cooling period, which the long list calls Unprocessed. Source: PS21 P-37.
    """
    return _SUMMARY.on(day)
