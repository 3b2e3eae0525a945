"""What blocks a payment: the facts that the caller gathers, and the blockers with who can remove them.

A payment does not go on while it has a blocker; each blocker says what closes it, who can do that, and
by when. Waiting for the due day is a clock and no fault: it has a code of its own.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import TypeAlias, final

import attrs

from coopclaims._checks import door
from coopclaims._values import Keyed, day_or_none, frozen, kind_of, since_instant
from coopclaims.claims.claim import Claim
from coopclaims.deadlines.counting import Deadline, NotRunning
from coopclaims.deadlines.holds import HeldMoney
from coopclaims.deadlines.runs import PaymentRun
from coopclaims.deadlines.tax_invoices import TaxInvoice
from coopclaims.errors import InvalidValue
from coopclaims.identifiers import EntityId, ProfileId
from coopclaims.payments.contacts import StatusGuidance
from coopclaims.payments.payment import Payment
from coopclaims.payouts.minimum import MonthlyBalance
from coopclaims.payouts.payout import Payout, PayoutResolution
from coopclaims.payouts.profiles import profile_reference
from coopclaims.payouts.shares import UnresolvedShare, ValidationTime
from coopclaims.payouts.statuses import EnrollmentStatus, PaymentStatus, ProfileStatus
from coopclaims.provenance import (
    PUBLISHED,
    Basis,
    Explanation,
    Message,
    Source,
    message,
    said_in_english,
    worded,
)

# The facts that decide whether an approved claim is paid, gathered by the caller.


def _expiry(value: object) -> date | None:
    return day_or_none("expires_on", value)


@final
@frozen
class EnrollmentStanding:
    """The enrollment of the claim's location in its program, and since when.

    `status` is that of the enrollment. `since` is the aware instant of the last change, `None` where that is
    not known.

    Source: UI20, UI22 P-13.
    """

    status: EnrollmentStatus
    since: datetime | None = attrs.field(default=None, converter=since_instant)


@final
@frozen
class ProfileStanding:
    """The validation of a bank profile, and since when.

    `profile` is the reference of the bank profile, and `status` that of its validation. `since` is the aware
    instant of the last change, `None` where that is not known. Raises `InvalidValue` for a reference that
    reads like an account number.

    Source: PR21, PR22 P-12.
    """

    profile: ProfileId = attrs.field(validator=profile_reference)
    status: ProfileStatus = attrs.field(validator=kind_of(ProfileStatus, "profile_status"))
    since: datetime | None = attrs.field(default=None, converter=since_instant)


@final
@frozen
class TaxProfile:
    """The location's tax profile, and the last day on which it is valid.

    `status` is that of its validation. `since` is the aware instant of the last change, `None` where that is
    not known. `expires_on` is the last civil day on which it is valid, `None` where it does not expire or
    nobody says.

    That it is validated as a bank profile is, is a reading. Source: PR21 P-17; TP23 P-22.
    """

    status: ProfileStatus = attrs.field(validator=kind_of(ProfileStatus, "profile_status"))
    since: datetime | None = attrs.field(default=None, converter=since_instant)
    expires_on: date | None = attrs.field(default=None, converter=_expiry)


@final
@frozen(kw_only=True)
class PaymentContext:
    """What the payment of a claim depends on.

    `claim` is the claim as it is now. `resolution` is what each entity pays (`resolve_payouts`), `None` only
    where the claim is not approved. `enrollment` is that of the claim's location in its program. A bank
    profile that is not among `profiles` counts as not approved, and `tax_profile` is `None` where there is
    none; `tax_invoice` says whether one is needed, and where it is. `balance` is the month's balance of the
    claim's location and program (`carry_balances`); `None` leaves the minimum unjudged, and the answer says
    so. `payments` are all payments of the claim, empty where none was made; `held` is the state of money that
    could not be paid, `None` where there is none.

    What the payouts were resolved with is given here once more, and both have to agree: the enrollment, and
    the status of each bank profile; a profile that was assigned nowhere and that no payment goes to has no
    standing here. Raises `InvalidValue`, with both, where they do not, and where the parts are not about one
    claim.
    """

    claim: Claim
    resolution: PayoutResolution | None
    enrollment: EnrollmentStanding
    profiles: tuple[ProfileStanding, ...] = attrs.field(converter=tuple[ProfileStanding, ...])
    tax_profile: TaxProfile | None
    tax_invoice: TaxInvoice
    balance: MonthlyBalance | None = None
    payments: tuple[Payment, ...] = attrs.field(default=(), converter=tuple[Payment, ...])
    held: HeldMoney | None = None
    _last_payments: dict[EntityId, Payment] = attrs.field(init=False, eq=False, repr=False, factory=dict)
    _standings: dict[ProfileId, ProfileStanding] = attrs.field(init=False, eq=False, repr=False, factory=dict)

    def __attrs_post_init__(self) -> None:
        claim = self.claim
        resolved = None if self.resolution is None else self.resolution.approved
        if resolved != claim.approved:
            raise InvalidValue("resolution", resolved, "payouts_of_the_approved", approved=claim.approved)
        for payment in self.payments:
            if payment.claim != claim.id:
                raise InvalidValue("payments", payment.claim, "payments_of", claim=claim.id)
            last = self._last_payments.setdefault(payment.entity, payment)
            if _counts(payment) > _counts(last):
                self._last_payments[payment.entity] = payment
        if self.balance is not None:
            place = (self.balance.key.location, self.balance.key.program)
            if place != (claim.form.location, claim.form.program):
                raise InvalidValue(
                    "balance", place, "balance_of", location=claim.form.location, program=claim.form.program
                )
        self._standings.update((each.profile, each) for each in self.profiles)
        if len(self._standings) < len(self.profiles):
            raise InvalidValue(
                "profiles", tuple(each.profile for each in self.profiles), "one_standing_a_profile"
            )
        if self.resolution is not None:
            self._check_twice_given(self.resolution)

    def _check_twice_given(self, resolution: PayoutResolution) -> None:
        """Raise `InvalidValue` where what the payouts were resolved with is not what is given here."""
        here = self.enrollment.status
        for share in self.shares:
            if share.split.enrollment is not here:
                raise InvalidValue("enrollment", here, "enrollment_resolved", status=share.split.enrollment)
        assigned = dict(resolution.assigned)
        paid = {each.terms.profile for each in self.payments}
        for profile, standing in self._standings.items():
            status = assigned.get(profile)
            if status is None and profile not in paid:
                raise InvalidValue("profiles", profile, "assigned_profile", known=tuple(assigned))
            if status is not None and status is not standing.status:
                got = (profile, standing.status)
                raise InvalidValue("profiles", got, "status_resolved", profile=profile, status=status)

    @property
    def shares(self) -> tuple[Payout | UnresolvedShare, ...]:
        """What each entity pays, payable or not; empty where the claim is not approved."""
        return () if self.resolution is None else (*self.resolution.payouts, *self.resolution.unresolved)

    @door
    def payout_of(self, entity: EntityId) -> Payout | None:
        """Return what `entity`, an identifier, pays; `None` where its share is unresolved or absent."""
        payouts = () if self.resolution is None else self.resolution.payouts
        return next((each for each in payouts if each.entity == entity), None)

    @door
    def payment_of(self, entity: EntityId | None) -> Payment | None:
        """Return the last payment of the share of `entity`, `None` where there is none.

        One that is being recouped counts only if it is the only one.
        """
        return None if entity is None else self._last_payments.get(entity)

    @door
    def standing_of(self, profile: ProfileId) -> ProfileStanding | None:
        """Return the validation of the bank profile `profile`, a reference; `None` where nobody gave it."""
        return self._standings.get(profile)


def _counts(payment: Payment) -> tuple[bool, datetime]:
    """Order the payments of one entity: the last one counts, one that is being recouped least."""
    return payment.status is not PaymentStatus.INCORRECT_PAYMENT, payment.milestones.made_at


# Blockers: what keeps an approved claim from being paid, who can remove it, and by when.


@final
class BlockerCode(Keyed):
    """What a payment may wait for, in the order in which it is to be fixed."""

    CLAIM_NOT_APPROVED = "claim_not_approved"
    ENROLLMENT = "enrollment"
    NO_SHARES = "no_shares", "no earnings to split by"
    UNKNOWN_ENTITY = "unknown_entity"
    BANK_PROFILE_MISSING = "bank_profile_missing"
    BANK_PROFILE_NOT_APPROVED = "bank_profile_not_approved"
    TAX_PROFILE = "tax_profile"
    TAX_INVOICE_AWAITED = "tax_invoice_awaited"
    TAX_INVOICE_UNDER_REVIEW = "tax_invoice_under_review"
    TAX_INVOICE_REJECTED = "tax_invoice_rejected"
    EXCHANGE_RATE = "exchange_rate", "exchange rate missing"
    EXCHANGE_RATE_FAR = "exchange_rate_far", "exchange rate far from the last one"
    CURRENCY_WITHDRAWN = "currency_withdrawn", "currency of payment withdrawn"
    NOTHING_LEFT = "nothing_left", "less than the least amount that is paid"
    MINIMUM = "minimum", "minimum not reached"
    PARTNER_HOLD = "partner_hold", "held by the partner"
    REJECTED_DURING_REVIEW = "rejected_during_review"
    REVERSED = "reversed", "returned by the bank"
    REJECTED = "rejected", "refused by the bank"
    FAILED = "failed"
    INCORRECT_PAYMENT = "incorrect_payment", "recouped"
    FORFEITED = "forfeited"
    ESCHEATED = "escheated"
    WAITING = "waiting", "waiting for its day"

    @property
    def is_fault(self) -> bool:
        """Whether somebody has to fix something; waiting for the due day is no fault."""
        return self is not BlockerCode.WAITING

    @property
    def is_payment_status(self) -> bool:
        """Whether the payment's own status says so, which its table judges."""
        return self in _OF_THE_PAYMENT


# fmt: off
_OF_THE_PAYMENT = frozenset({BlockerCode.REJECTED_DURING_REVIEW, BlockerCode.REVERSED, BlockerCode.REJECTED,
    BlockerCode.FAILED, BlockerCode.INCORRECT_PAYMENT, BlockerCode.FORFEITED, BlockerCode.ESCHEATED})
# fmt: on


@final
class Responsible(Keyed):
    """Who can act on a blocker."""

    PARTNER = "partner", "the partner"
    VENDOR = "vendor", "the vendor"
    BANK = "bank", "the bank"
    OPERATOR = "operator", "whoever keeps the data"


# fmt: off
_CLOSES = message("blocker_closes", "what closes it: {closes} ({who:or nobody can})",
    "closes: Message, who: tuple[Responsible, ...]")
Cause: TypeAlias = (Deadline | NotRunning | PaymentRun | MonthlyBalance | StatusGuidance | UnresolvedShare |
    ValidationTime)
# fmt: on
"""What a blocker follows from: a clock, a balance, a share, or what the pages say."""


@final
@frozen(kw_only=True)
class Blocker:
    """One thing that a claim's payment waits for.

    `code` says what is waited for. `entity` is the paying entity concerned, `None` where all are. `since` is
    the aware instant at which it began and `by` the last instant for it; each is `None` where nothing says.
    `who` can act, empty where nobody can. `closes` says what lets the payment go on. `message` says what is
    waited for, with `params`, pairs of a name and a value; `source` and `basis` are the rule, and `causes`
    what it follows from, each of which explains itself.
    """

    code: BlockerCode
    entity: EntityId | None = None
    since: datetime | None = None
    by: datetime | None = None
    who: tuple[Responsible, ...]
    closes: Message
    message: Message = attrs.field(repr=False)
    params: tuple[tuple[str, object], ...] = attrs.field(default=(), repr=False)
    source: Source = attrs.field(repr=False)
    basis: Basis = attrs.field(default=PUBLISHED, repr=False)
    causes: tuple[Cause, ...] = attrs.field(default=(), repr=False)

    def explain(self) -> Explanation:
        """Return what is waited for, since when, who can act, what closes it and by when."""
        closing = _CLOSES.say(closes=self.closes, who=self.who)
        return Explanation(
            message=self.message,
            figures=(
                ("blocker", self.code),
                ("entity", self.entity),
                ("since", self.since),
                ("by", self.by),
                *self.params,
            ),
            source=self.source,
            basis=self.basis,
            because=(*(each.explain() for each in self.causes), closing),
        )

    def __str__(self) -> str:
        return said_in_english(self)


def _without_causes(blocker: Blocker) -> Explanation:
    figures: dict[str, object] = {"entity": blocker.entity, **dict(blocker.params)}
    return Explanation(message=blocker.message, figures=tuple(figures.items()))


worded(Blocker, _without_causes)
