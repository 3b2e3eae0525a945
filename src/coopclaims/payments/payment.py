"""A payment: what one entity pays of one claim, and its History.

A payment is small and never changed: `record_payment` returns the next one. Its entries are kept beside
it and only added to. It knows a bank profile by its reference and has no bank data.
"""

from __future__ import annotations

from datetime import datetime
from typing import Final, final

import attrs

from coopclaims._characters import escaped
from coopclaims._checks import door
from coopclaims._templates import ENGLISH, WORDS_OF, Tongue, in_words, shown
from coopclaims._values import frozen, happened_instant_or_none, identifier, kind_of, whole
from coopclaims.errors import InvalidValue
from coopclaims.funds.entries import PoolKey
from coopclaims.histories import Correction, Entry, NumberedStream
from coopclaims.identifiers import ClaimId, EntityId, PaymentId, ProfileId
from coopclaims.money.amounts import Money
from coopclaims.payouts.profiles import profile_reference
from coopclaims.payouts.statuses import PaymentStatus, PaymentTrigger
from coopclaims.provenance import message, said_in_english, worded

_numbered = attrs.validators.optional(whole(1))


@final
@frozen(kw_only=True)
class PaymentTerms:
    """What is paid, by whom, to which bank profile, and what of the claim that settles.

    `claim` and `entity` are identifiers, and `profile` is the reference of a bank profile. `money` is what is
    paid, in the currency of payment. `settles` is the entity's share of what is approved, in the claim's
    currency, and `fund` the key of the fund in which that stands as paid once the payment is sent: both are
    fixed when the payment is made, and a new order may change the money only. Both amounts are above zero.

    Raises `InvalidValue`. Source: PS21 P-31; MG22 P-01, P-02.
    """

    claim: ClaimId = attrs.field(validator=identifier)
    entity: EntityId = attrs.field(validator=identifier)
    profile: ProfileId = attrs.field(validator=profile_reference)
    money: Money = attrs.field(validator=kind_of(Money))
    settles: Money = attrs.field(validator=kind_of(Money))
    fund: PoolKey = attrs.field(validator=kind_of(PoolKey))

    def __attrs_post_init__(self) -> None:
        for name, amount in (("money", self.money), ("settles", self.settles)):
            if not amount.is_positive:
                raise InvalidValue(name, amount, "amount_above_zero")

    @door
    def is_of(self, other: PaymentTerms) -> bool:
        """Whether these are terms of the payment that has `other`: only money and profile may differ."""
        return attrs.evolve(self, money=other.money, profile=other.profile) == other

    def __str__(self) -> str:
        return said_in_english(self)


_TERMS: Final = message("terms_of_a_payment", "{money} to {profile}", "money: Money, profile: ProfileId")
worded(PaymentTerms, lambda terms: _TERMS.say(money=terms.money, profile=terms.profile))


@final
@frozen(kw_only=True)
class PaymentMilestones:
    """The instants that a payment's clocks run from. All are in UTC, and `None` where they do not apply.

    `made_at` is when the payment was made. `status_at` is the last change of status. `ordered_at` is the last
    order, or where there was none the beginning of paying. `sent_at` is the sending that counts: a payment
    that came back was not sent. `first_failed_at` is the first time since the last sending that the payment
    failed, was refused or came back. `held_at` is the partner's own hold, and `holds` are all
    of them, each from and to an instant, `None` for the end of one that lasts. `invoice_at` is when the tax
    invoice was requested, received, approved or rejected last.

    An instant that an entry of the History corrects is the corrected one here. Each of these has the number
    of the entry that it is of: `status_in`, `ordered_in`, `sent_in`, `first_failed_in`, `held_in`, `holds_in`
    (two numbers for each hold) and `invoice_in`. That of `made_at` is the first.
    """

    made_at: datetime
    status_at: datetime
    ordered_at: datetime | None = None
    sent_at: datetime | None = None
    first_failed_at: datetime | None = None
    held_at: datetime | None = None
    holds: tuple[tuple[datetime, datetime | None], ...] = ()
    invoice_at: datetime | None = None
    status_in: int = attrs.field(default=1, validator=whole(1))
    ordered_in: int | None = attrs.field(default=None, validator=_numbered)
    sent_in: int | None = attrs.field(default=None, validator=_numbered)
    first_failed_in: int | None = attrs.field(default=None, validator=_numbered)
    held_in: int | None = attrs.field(default=None, validator=_numbered)
    holds_in: tuple[tuple[int, int | None], ...] = ()
    invoice_in: int | None = attrs.field(default=None, validator=_numbered)


@final
@frozen(kw_only=True)
class Payment:
    """A payment after `version` entries of its History.

    `id` identifies it, and `status` is its status since `milestones.status_at`. `version` is how many
    entries were recorded. `changed_at` is the instant of the last one that corrects none, in UTC and as
    corrected, and `changed_in` its number. `terms` say what is paid, and
    `milestones` are the instants that its clocks run from.

    Source: PS21 P-31.
    """

    id: PaymentId
    status: PaymentStatus
    version: int = attrs.field(validator=whole(1))
    changed_at: datetime
    changed_in: int = attrs.field(validator=whole(1))
    terms: PaymentTerms
    milestones: PaymentMilestones

    @property
    def claim(self) -> ClaimId:
        """The claim that is paid."""
        return self.terms.claim

    @property
    def entity(self) -> EntityId:
        """The vendor entity that pays."""
        return self.terms.entity

    @property
    def money(self) -> Money:
        """What is paid, in the currency of payment."""
        return self.terms.money

    @property
    def is_held(self) -> bool:
        """Whether the partner holds this payment back itself. Source: PS21 P-25."""
        return self.milestones.held_at is not None


@final
@frozen(kw_only=True)
class PaymentEntry(Entry):
    """One thing that happened to a payment, in the envelope that every `Entry` has.

    `payment` identifies the payment, and `trigger` is what was done. `terms` are given in the first entry,
    and where an order restates them: another bank profile, or the rate of another month; else `None`.
    `note` is the status text: why a payment was rejected, refused or recouped. `amount` is what was recouped
    of it, in the claim's currency, `None` for all that it settles and on every other entry.
    `corrects` is the number of the entry whose instant is corrected, and `instant` when that really happened;
    both are `None` on every other entry. `before` and `after` are the statuses around it; `before` is `None`
    for the first entry only. Source: PS21 P-31.
    """

    thing = "payment"
    payment: PaymentId
    trigger: PaymentTrigger  # pyright: ignore[reportIncompatibleMethodOverride] - a field is read as one
    before: PaymentStatus | None
    after: PaymentStatus
    terms: PaymentTerms | None = None
    note: str = attrs.field(default="", repr=False)
    amount: Money | None = None
    corrects: int | None = attrs.field(default=None, validator=_numbered)
    instant: datetime | None = attrs.field(default=None, converter=happened_instant_or_none)

    @property
    def stream(self) -> PaymentId:
        """The identifier of the payment."""
        return self.payment

    @property
    def correction(self) -> Correction | None:
        """Which entry's instant this corrects, and to which; `None` for every other step."""
        if self.corrects is None or self.instant is None:
            return None
        return Correction(self.corrects, self.instant)

    @property
    def summary(self) -> str:
        """What happened, in a line: "Order: 60.00 EUR · a new bank profile"."""
        return in_words(self, ENGLISH)


def _step_in_words(entry: PaymentEntry, tongue: Tongue) -> str:
    corrected = f"{entry.corrects} · {entry.instant}" if entry.corrects else ""
    parts = (in_words(entry.terms.money, tongue) if entry.terms else "", corrected, entry.note)
    details = " · ".join(text for text in parts if text)
    title = shown(entry.trigger, "capital", tongue)
    return escaped(" ".join((f"{title}: {details}" if details else title).split()))


WORDS_OF.update({PaymentEntry: _step_in_words})


@final
@frozen
class PaymentHistory(NumberedStream[PaymentEntry]):
    """All entries of one payment, in order. Entries are only ever added.

    `payment` identifies the payment, and `entries` are in the order of their numbers; empty before it is
    made. Raises `BrokenHistory` for entries of another payment, or numbers with a gap or out of order.
    """

    thing = "payment"
    payment: PaymentId
    entries: tuple[PaymentEntry, ...] = attrs.field(default=(), converter=tuple["PaymentEntry", ...])

    @property
    def stream(self) -> PaymentId:
        """The identifier of the payment."""
        return self.payment
