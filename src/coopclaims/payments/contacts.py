"""What the partner has to do in each payment status, and whom to contact, as the pages said and when.

The pages of 2021 and 2023 agree on most statuses. Where they do not, both are given with their days, and
the day of the question chooses between them.
"""

from __future__ import annotations

from datetime import date
from types import MappingProxyType
from typing import TYPE_CHECKING, Final, final

from coopclaims._checks import door
from coopclaims._values import Keyed, frozen
from coopclaims.errors import InvalidValue
from coopclaims.parties import Action, Role
from coopclaims.payouts.statuses import PaymentStatus
from coopclaims.provenance import Basis, Explanation, Message, Source, cite, inferred, message
from coopclaims.rules.published.payments import EARNINGS_PAGE, STATEMENT_PAGE
from coopclaims.rules.rule import Rule, Timeline, stated

if TYPE_CHECKING:
    from collections.abc import Mapping


@final
class Contact(Keyed):
    """Whom the partner turns to about a payment."""

    NOBODY = "nobody", "nobody: wait"
    NOBODY_ELSE = "nobody_else", "nobody else: act"
    SUPPORT = "support", "Support"
    BANK = "bank", "the bank"
    VENDOR_CALLS = "vendor_calls", "nobody: the vendor reaches out"


@final
class StandingDuty(Keyed):
    """What the partner keeps doing whatever becomes of a payment: it changes nothing for this one."""

    KEEP_INSTRUMENTS_CURRENT = "keep_instruments_current", "keep bank, tax and tax invoice data current"

    @property
    def action(self) -> Action:
        """The action that it needs; ask `Rules.roles` who holds it."""
        return Action.EDIT_BANK_PROFILE


@final
@frozen(kw_only=True)
class Guidance:
    """What a payment status means, whether the partner must act, what to do, and whom to contact.

    `meaning` says what the status means, and `action` what to do, `None` where the partner need not act.
    `contact` is whom the partner turns to. `duty` is what they keep doing for later payments, `None` where
    the page names nothing. Raises `InvalidValue` where the partner has to act and to wait.
    """

    meaning: Message
    action: Message | None = None
    contact: Contact = Contact.NOBODY
    duty: StandingDuty | None = None

    def __attrs_post_init__(self) -> None:
        if self.action is not None and self.contact is Contact.NOBODY:
            raise InvalidValue("contact", self.contact, "contact_of_an_action")

    @property
    def must_act(self) -> bool:
        """Whether the partner must act."""
        return self.action is not None


_S = PaymentStatus


# fmt: off
_CONTACT_SUPPORT: Final = message("partner_contacts_support", "contact Support")
_CONTACT_BANK: Final = message("partner_contacts_bank", "contact the bank")
_SUPPLY_INVOICE: Final = message("partner_supplies_tax_invoice", "supply the tax invoice")
_NOTHING_LEFT: Final = message("partner_has_nothing_left_to_do", "nothing to do: it is final")
_DUTY: Final = message("standing_duty", "for later payments: {duty} ({roles:or nobody may})",
    "duty: StandingDuty, roles: tuple[Role, ...]")
_WAIT: Final = message("partner_waits", "nothing to do: wait")
_WAIT_FOR_VENDOR: Final = message("partner_waits_for_vendor", "nothing to do: the vendor reaches out")
_GUIDANCE: Final = message("guidance", "{meaning}; {action}",
    "status: PaymentStatus, meaning: Message, action: Message, contact: Contact, must_act: bool")
_ADDRESSED: Final = inferred(message("reading.duty_of_editors",
    "the page speaks of keeping data current at all times: a duty of whoever edits them, and no remedy"))
_NO_GUIDANCE: Final = message("no_guidance",
    "no page in force on {day} says what to do about a payment that is {status}",
    "status: PaymentStatus, day: date")
# fmt: on


def _guidance(
    status: PaymentStatus,
    english: str,
    action: Message | None = None,
    contact: Contact = Contact.NOBODY,
    duty: StandingDuty | None = None,
) -> Guidance:
    meaning = message(f"status_means.{status}", english)
    return Guidance(meaning=meaning, action=action, contact=contact, duty=duty)


def _both(
    status: PaymentStatus, english: str, action: Message | None = None, contact: Contact = Contact.NOBODY
) -> tuple[PaymentStatus, tuple[Rule[Guidance], ...]]:
    """Return what the page of 2021 says and that of 2023 repeats."""
    value = _guidance(status, english, action, contact)
    return status, (stated(value, cite("PS21", "P-31"), STATEMENT_PAGE, EARNINGS_PAGE),)


def _later(
    status: PaymentStatus, english: str, *facts: str, duty: StandingDuty | None = None
) -> tuple[PaymentStatus, tuple[Rule[Guidance], ...]]:
    """Return what only the page of 2023 says."""
    value = _guidance(status, english, duty=duty)
    return status, (stated(value, cite("EA23", *facts), EARNINGS_PAGE, EARNINGS_PAGE),)


# fmt: off
_SYSTEM_ERROR: Final = "a system error on the vendor's side"
_FAILED: Final[tuple[PaymentStatus, tuple[Rule[Guidance], ...]]] = (
    _S.FAILED,
    (
        stated(_guidance(_S.FAILED, _SYSTEM_ERROR, _CONTACT_SUPPORT, Contact.SUPPORT), cite("PS21", "P-31"),
            STATEMENT_PAGE, STATEMENT_PAGE),
        stated(_guidance(_S.FAILED, _SYSTEM_ERROR, contact=Contact.VENDOR_CALLS), cite("EA23", "P-31"),
            EARNINGS_PAGE, EARNINGS_PAGE),
    ),
)
# fmt: on

# fmt: off
GUIDANCE: Final[Mapping[PaymentStatus, Timeline[Guidance]]] = MappingProxyType(
    {
        status: Timeline(f"guidance_for_{status}", rules)
        for status, rules in (
            _both(_S.UNPROCESSED, "eligible, in the cooling period"),
            _both(_S.UPCOMING, "ordered, under internal review"),
            _both(_S.PENDING_TAX_INVOICE, "the tax invoice is missing, incomplete or invalid",
                _SUPPLY_INVOICE, Contact.NOBODY_ELSE),
            _both(_S.TAX_INVOICE_UNDER_REVIEW, "the tax invoice is checked, and payment follows"),
            _both(_S.TAX_INVOICE_REJECTED, "every pending payment is held until the review ends",
                _CONTACT_SUPPORT, Contact.SUPPORT),
            _both(_S.REJECTED_DURING_REVIEW, "rejected in the vendor's own review", _CONTACT_SUPPORT,
                Contact.SUPPORT),
            _both(_S.IN_PROGRESS, "being paid"),
            _both(_S.SENT, "handed to the bank"),
            _both(_S.REVERSED, "the bank returned it; it goes again in the next cycle"),
            _both(_S.REJECTED, "the bank refused it", _CONTACT_BANK, Contact.BANK),
            _FAILED,
            _both(_S.REPROCESSING, "tried again after a system error"),
            _both(_S.INCORRECT_PAYMENT, "being recouped"),
            _later(_S.FORFEITED, "lapsed, because nothing was fixed in time", "D-22", "D-24", "N28",
                duty=StandingDuty.KEEP_INSTRUMENTS_CURRENT),
            _later(_S.ESCHEATED, "turned over as unclaimed property in the US", "D-23"),
        )
    }
)
# fmt: on
"""What the partner has to do in each payment status, on one timeline each."""


@door
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
class StatusGuidance:
    """What the pages in force on a day ask of the partner about a payment in this status.

    `status` is that of the payment, and `day` the civil day. `said` is the guidance, and `source` and `basis`
    are those of the rule; each is `None` where no page was in force. `who` are the roles that the standing
    duty is addressed to, those that the rulebook lets keep the data; empty where there is none.
    """

    status: PaymentStatus
    day: date
    said: Guidance | None = None
    source: Source | None = None
    basis: Basis | None = None
    who: tuple[Role, ...] = ()

    def explain(self) -> Explanation:
        """Return what the pages say, or that there is none."""
        said = self.said
        if said is None:
            return _NO_GUIDANCE.say(status=self.status, day=self.day)
        wait = _WAIT_FOR_VENDOR if said.contact is Contact.VENDOR_CALLS else _WAIT
        duty: tuple[Explanation, ...] = ()
        if said.duty is not None:
            wait = _NOTHING_LEFT
            duty = (_DUTY.say(duty=said.duty, roles=self.who, source=self.source, basis=_ADDRESSED),)
        return _GUIDANCE.say(
            status=self.status,
            meaning=said.meaning,
            action=said.action or wait,
            contact=said.contact,
            must_act=said.must_act,
            source=self.source,
            basis=self.basis,
            because=duty,
        )


@final
@frozen(kw_only=True)
class SummaryLabel:
    """A label of the short list of payment statuses, and the status of the long list that it covers.

    `label` is as the page has it. `status` is `None` where the page does not say which one it is.
    """

    label: str
    status: PaymentStatus | None


# fmt: off
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
            basis=inferred(message("reading.long_list_of_statuses",
                "the short list calls the cooling period Upcoming; the long list is followed")),
        ),
    ),
)
# fmt: on


@door
def summary_labels(day: date) -> Rule[tuple[SummaryLabel, ...]]:
    """Return the short list of payment statuses as published on `day`, which contradicts the long one.

    Its Upcoming is the cooling period, which the long list calls Unprocessed. Source: PS21 P-37.
    """
    return _SUMMARY.on(day)
