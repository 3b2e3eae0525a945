"""Everything that decides whether an approved claim is paid, gathered by the caller on a day."""

from __future__ import annotations

from datetime import date, datetime
from typing import final

import attrs

from coopclaims.claims import Claim
from coopclaims.deadlines import HeldMoney, TaxInvoice
from coopclaims.errors import InvalidValue
from coopclaims.identifiers import EntityId, ProfileId, identifier
from coopclaims.payouts import (
    EnrollmentStatus,
    MonthlyBalance,
    Payment,
    PaymentStatus,
    Payout,
    PayoutResolution,
    ProfileStatus,
    UnresolvedShare,
)
from coopclaims.periods import as_day, as_instant

__all__ = ["EnrollmentStanding", "PaymentCircumstances", "ProfileStanding", "TaxProfile"]


def _since(value: object) -> datetime | None:
    return None if value is None else as_instant("since", value)


def _day(value: object) -> date | None:
    return None if value is None else as_day("expires_on", value)


@final
@attrs.frozen
class EnrollmentStanding:
    """How the claim's location stands in its program, and since when. Source: UI20, UI22 P-13."""

    status: EnrollmentStatus
    since: datetime | None = attrs.field(default=None, converter=_since)


@final
@attrs.frozen
class ProfileStanding:
    """Where the validation of a bank profile stands, and since when. Source: PR21, PR22 P-12."""

    profile: ProfileId = attrs.field(validator=identifier)
    status: ProfileStatus
    since: datetime | None = attrs.field(default=None, converter=_since)


@final
@attrs.frozen
class TaxProfile:
    """Where the location's tax profile stands, and the last day on which it holds.

    That it is validated as a bank profile is, is a reading. Source: PR21 P-17; TP23 P-22.
    """

    status: ProfileStatus
    since: datetime | None = attrs.field(default=None, converter=_since)
    expires_on: date | None = attrs.field(default=None, converter=_day)


@final
@attrs.frozen(kw_only=True)
class PaymentCircumstances:
    """What the payment of a claim depends on.

    `resolution` is what each entity pays (`resolve_payouts`), `None` only where the claim is not
    approved. A bank profile that is not among `profiles` counts as not approved, and `tax_profile` is
    `None` where there is none. `balance` is the month's balance of the claim's location and program
    (`carry_balances`); `None` leaves the minimum unjudged, and the answer says so. `payments` are all
    payments of the claim, and `held` is where money stands that could not be paid.
    Raises `InvalidValue` where the parts are not about one claim.
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

    def __attrs_post_init__(self) -> None:
        claim = self.claim
        resolved = None if self.resolution is None else self.resolution.approved
        if resolved != claim.approved:
            raise InvalidValue("resolution", str(resolved), f"the payouts of the {claim.approved} approved")
        for payment in self.payments:
            if payment.claim != claim.id:
                raise InvalidValue(
                    "payments", f"a payment of claim {payment.claim}", f"payments of {claim.id}"
                )
        if self.balance is not None:
            place = (self.balance.key.location, self.balance.key.program)
            if place != (claim.form.location, claim.form.program):
                raise InvalidValue(
                    "balance", place, f"a balance of {claim.form.location}, {claim.form.program}"
                )
        if len({each.profile for each in self.profiles}) < len(self.profiles):
            raise InvalidValue("profiles", "one twice", "one standing for each bank profile")

    @property
    def shares(self) -> tuple[Payout | UnresolvedShare, ...]:
        """What falls to each entity, payable or not."""
        return () if self.resolution is None else (*self.resolution.payouts, *self.resolution.unresolved)

    def payout_of(self, entity: EntityId) -> Payout | None:
        """Return what this entity pays, `None` where its share is unresolved or absent."""
        payouts = () if self.resolution is None else self.resolution.payouts
        return next((each for each in payouts if each.entity == entity), None)

    def payment_of(self, entity: EntityId | None) -> Payment | None:
        """Return the last payment of this entity's share; one being recouped counts only if alone."""
        found = [each for each in self.payments if each.entity == entity]
        right = [each for each in found if each.status is not PaymentStatus.INCORRECT_PAYMENT]
        return max(right or found, key=lambda each: each.milestones.made_at, default=None)

    def standing_of(self, profile: ProfileId) -> ProfileStanding | None:
        """Return where this bank profile stands, `None` where nobody said so."""
        return next((each for each in self.profiles if each.profile == profile), None)
