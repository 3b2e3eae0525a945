"""What the fund ledger is written in: pools, kinds of entry, and entries. Entries are only added.

Every entry has two times: the civil day `on` which it counts, and the instant `at` which it was
recorded. An adjustment for January that is recorded in September counts in January and was unknown
until September (P-28), so a balance can be asked for as of a day and as known at an instant.
"""

from __future__ import annotations

from datetime import date, datetime
from types import MappingProxyType
from typing import TYPE_CHECKING, Final, NamedTuple, final

import attrs

from coopclaims._characters import twins
from coopclaims._values import (
    Keyed,
    at_instant,
    day,
    frozen,
    happened_instant_or_none,
    identifier,
    kind_of,
    text,
    whole,
)
from coopclaims.errors import CurrencyMismatch, InvalidValue
from coopclaims.identifiers import ActorId, ClaimId, CommandId, EntityId, LocationId, PaymentId, ProgramId
from coopclaims.money.amounts import Money
from coopclaims.money.currencies import Currency, currency_of
from coopclaims.parties import Action, Role
from coopclaims.periods import UsagePeriod
from coopclaims.provenance import message, said_in_english, worded

if TYPE_CHECKING:
    from collections.abc import Mapping


class BrokenLedger(InvalidValue):
    """An entry that the ledger cannot take: money would be lost, or come from nowhere.

    Fields: `field` names the entry, `got` is what it says, `expected` is the code of what would fit there,
    with `figures`.
    """

    code = "broken_ledger"


@final
class FundEntryKind(Keyed):
    """What an entry of the ledger says. Source: VF22 U-07; PS21 U-15; AN20 U-14; MG20 Q-05."""

    EARNED = "earned"
    """Co-op came into the pool."""
    ADJUSTED = "adjusted"
    """What was earned is corrected, up or down; the only amount that may be below zero."""
    CONVERTED = "converted"
    """Co-op became a rebate and left the pool."""
    ROLLED_OUT = "rolled_out", "rolled-out"
    """Co-op left for the pool of another usage period."""
    ROLLED_IN = "rolled_in", "rolled-in"
    """Co-op came from the pool of another usage period."""
    RESERVED = "reserved"
    """A claim that waits for its decision holds the amount."""
    RELEASED = "released"
    """The claim holds it no more."""
    COMMITTED = "committed"
    """The amount is approved for the claim."""
    COMMITMENT_REVERSED = "commitment_reversed"
    """What was approved for the claim is so no more: the approval was taken back, or its cut is disputed."""
    PAID = "paid"
    """Of what is approved, this was paid."""
    PAYMENT_RETURNED = "payment_returned", "payment returned"
    """What was paid came back from the bank; it can be paid again."""
    RECOUPED = "recouped"
    """Of what was paid, this was recovered; what is approved stays approved."""
    EXPIRED = "expired"
    """Money that no claim held is lost; with a claim, money that this claim let go too late."""
    RESTORED = "restored"
    """What expired with a claim came back, for that claim alone."""
    INSTANT_CORRECTED = "instant_corrected"
    """An earlier entry was recorded at another instant than it says; nothing moves."""


LEDGER_ACTIONS: Final[Mapping[FundEntryKind, Action]] = MappingProxyType(
    {
        FundEntryKind.EARNED: Action.RECORD_EARNINGS,
        FundEntryKind.ADJUSTED: Action.ADJUST_EARNINGS,
        FundEntryKind.CONVERTED: Action.CONVERT_TO_REBATE,
        FundEntryKind.ROLLED_OUT: Action.ROLL_OVER,
        FundEntryKind.ROLLED_IN: Action.ROLL_OVER,
        FundEntryKind.EXPIRED: Action.EXPIRE_FUNDS,
        FundEntryKind.INSTANT_CORRECTED: Action.CORRECT_INSTANT,
    }
)
"""The action that whoever books an entry needs, by its kind, where no step causes it.

The other kinds, and what expires with a claim, are booked by a step of a claim or of a payment, which needs
its own action.
"""


@final
@frozen(kw_only=True)
class PoolKey:
    """Which fund: location, program, usage period and currency.

    `location` and `program` are identifiers. `usage_period` is when the co-op can be used, and `currency` is
    that of every amount in the pool.

    Source: CC24 U-19.
    """

    location: LocationId = attrs.field(validator=identifier)
    program: ProgramId = attrs.field(validator=identifier)
    usage_period: UsagePeriod = attrs.field(validator=kind_of(UsagePeriod))
    currency: Currency = attrs.field(converter=currency_of)

    def __str__(self) -> str:
        return said_in_english(self)


# fmt: off
_FUND: Final = message("fund", "{program} at {location}, usage {usage}, {currency}",
    "program: ProgramId, location: LocationId, usage: UsagePeriod, currency: Currency")
# fmt: on
worded(
    PoolKey,
    lambda key: _FUND.say(
        program=key.program, location=key.location, usage=key.usage_period, currency=key.currency
    ),
)


def near_names(key: PoolKey, location: str, program: str) -> tuple[str, ...]:
    """Return the names in the key of a fund that are these in another spelling."""
    return (*twins(location, (key.location,)), *twins(program, (key.program,)))


class _Names(NamedTuple):
    """What an entry of a kind names: always (`True`), never (`False`), or where it is known (`None`)."""

    claim: bool | None
    entity: bool | None
    other_usage: bool = False
    payment: bool | None = False


_OF_AN_ENTITY: Final = _Names(claim=False, entity=True)
_OF_A_CLAIM: Final = _Names(claim=True, entity=False)
_MOVED: Final = _Names(claim=False, entity=True, other_usage=True)
_OF_A_PAYMENT: Final = _Names(claim=True, entity=None, payment=None)
_CAME_BACK: Final = _Names(claim=True, entity=None, payment=True)

_NAMES: Final[Mapping[FundEntryKind, _Names]] = MappingProxyType(
    {
        FundEntryKind.EARNED: _OF_AN_ENTITY,
        FundEntryKind.ADJUSTED: _OF_AN_ENTITY,
        FundEntryKind.CONVERTED: _OF_AN_ENTITY,
        FundEntryKind.ROLLED_OUT: _MOVED,
        FundEntryKind.ROLLED_IN: _MOVED,
        FundEntryKind.RESERVED: _OF_A_CLAIM,
        FundEntryKind.RELEASED: _OF_A_CLAIM,
        FundEntryKind.COMMITTED: _OF_A_CLAIM,
        FundEntryKind.COMMITMENT_REVERSED: _OF_A_CLAIM,
        FundEntryKind.PAID: _OF_A_PAYMENT,
        FundEntryKind.PAYMENT_RETURNED: _CAME_BACK,
        FundEntryKind.RECOUPED: _OF_A_PAYMENT,
        FundEntryKind.EXPIRED: _Names(claim=None, entity=False),
        FundEntryKind.RESTORED: _OF_A_CLAIM,
        FundEntryKind.INSTANT_CORRECTED: _Names(claim=False, entity=False),
    }
)


@final
@frozen(kw_only=True)
class FundEntry:
    """One entry of the ledger, in the pool's currency. The amount is below zero in adjustments only.

    `pool` and `kind` say where it belongs and what it says; `amount` is in the pool's currency. `at` is the
    aware instant of recording, kept in UTC; `on` the civil day on which it counts, which the caller gives,
    since a pool has no zone.

    An entry that a claim caused names the `claim`; `number`, that of the History entry that caused it, so
    that writing it twice can be seen; and the claim's `activity`, for the caps. What was earned, adjusted,
    converted or rolled over names the `entity` that pays; a payment may. What is rolled over names the
    usage period at the other end, `other_usage`. What is paid, comes back or is recouped names the
    `payment`; what came back always does. Each is `None` on other entries.

    What corrects an instant moves nothing: `corrects` is the number of the entry concerned, counted from 1,
    and `instant` when that was really recorded, both `None` on every other entry.

    `by` is the identifier of the actor who booked it, `role` the one that they acted in, and `command` the
    identifier of the command that asked for it: all three, or none. An entry that a claim caused has none:
    the entry of that number in the claim's History says who. `on_behalf_of` is the identifier of the absent
    actor for whom they booked it, `None` where they did so for themselves. `reason` says why it was booked,
    empty where nobody said.

    Raises `InvalidValue` for a name that is missing or does not belong, and `CurrencyMismatch`.

    >>> from datetime import UTC
    >>> key = PoolKey(location="se-1", program="CSP", currency=Currency("SEK"),
    ...               usage_period=UsagePeriod(date(2019, 7, 1), date(2019, 12, 31)))
    >>> FundEntry(pool=key, kind=FundEntryKind.ADJUSTED, amount=Money("-120.00", "SEK"),
    ...           on=date(2019, 1, 31), at=datetime(2019, 9, 5, 12, tzinfo=UTC), entity="ireland").amount
    Money('-120.00', 'SEK')
    """

    pool: PoolKey
    kind: FundEntryKind
    amount: Money
    at: datetime = attrs.field(converter=at_instant)
    on: date = attrs.field(validator=day)
    claim: ClaimId | None = None
    number: int | None = attrs.field(default=None, validator=attrs.validators.optional(whole(1)))
    activity: str | None = None
    entity: EntityId | None = None
    other_usage: UsagePeriod | None = None
    payment: PaymentId | None = None
    by: ActorId | None = None
    role: Role | None = None
    command: CommandId | None = None
    reason: str = attrs.field(default="", validator=text)
    corrects: int | None = None
    instant: datetime | None = attrs.field(default=None, converter=happened_instant_or_none)
    on_behalf_of: ActorId | None = None

    def __attrs_post_init__(self) -> None:
        if self.amount.currency is not self.pool.currency:
            raise CurrencyMismatch("ledger entry", str(self.amount.currency), str(self.pool.currency))
        if self.amount.is_negative and self.kind is not FundEntryKind.ADJUSTED:
            raise InvalidValue("amount", self.amount, "not_below_zero")
        names = _NAMES[self.kind]
        if (self.claim is None) is names.claim:
            raise self._unfit("claim", self.claim)
        if (self.entity is None) is names.entity:
            raise self._unfit("entity", self.entity)
        if (self.other_usage is None) is names.other_usage:
            raise self._unfit("other_usage", self.other_usage)
        if (self.payment is None) is names.payment:
            raise self._unfit("payment", self.payment)
        is_for_nobody = self.by is None and self.on_behalf_of is not None
        if is_for_nobody or len({self.by is None, self.role is None, self.command is None}) > 1:
            raise InvalidValue("command", self.command, "whole_booking")
        if self.claim is None and (self.number is not None or self.activity is not None):
            raise InvalidValue("claim", None, "claim_of_the_entry")
        if (
            self.kind is FundEntryKind.INSTANT_CORRECTED
            or self.corrects is not None
            or self.instant is not None
        ):
            self._check_correction()

    def _check_correction(self) -> None:
        """Raise `InvalidValue` unless this corrects an instant, and does nothing else."""
        is_one = self.kind is FundEntryKind.INSTANT_CORRECTED
        for name, given in (("corrects", self.corrects), ("instant", self.instant)):
            if (given is None) is is_one:
                raise self._unfit(name, given)
        if not self.amount.is_zero:
            raise InvalidValue("amount", self.amount, "amount_of_nothing")
        if self.instant is not None and self.instant > self.at:
            raise InvalidValue("instant", self.instant, "not_after_the_correction", at=self.at)

    def _unfit(self, what: str, given: object) -> InvalidValue:
        """Return the error that an entry of this kind has to name something, or must not."""
        return InvalidValue(
            what,
            given,
            "named_on_the_entry" if given is None else "not_named_on_the_entry",
            kind=self.kind,
        )
