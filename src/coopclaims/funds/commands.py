"""Commands to a fund: what is booked in its ledger by itself, and not by a step of a claim or a payment.

Every command carries `fund`, `id` (the caller's idempotency key), `by` (an actor), `at` (an aware instant,
kept in UTC) and `reason`. What expires, is rolled over or converted follows from the fund and the rules, and
the day of the command is that of `at` in the program's zone: nobody states either.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from types import MappingProxyType
from typing import TYPE_CHECKING, ClassVar, Final, TypeAlias, final, get_args

import attrs

from coopclaims._checks import door
from coopclaims._values import (
    at_instant,
    day,
    day_or_none,
    frozen,
    happened_instant,
    identifier,
    kind_of,
    text,
    whole,
)
from coopclaims.errors import CommandReused, InvalidValue
from coopclaims.funds.entries import LEDGER_ACTIONS, FundEntry, FundEntryKind, PoolKey
from coopclaims.identifiers import CommandId, EntityId
from coopclaims.money.amounts import Money
from coopclaims.parties import Action, Actor
from coopclaims.provenance import Message, message

if TYPE_CHECKING:
    from collections.abc import Mapping


@frozen(kw_only=True)
class _Request:
    """What every command to a fund carries."""

    key: ClassVar[str]
    caption: ClassVar[Message]
    books: ClassVar[FundEntryKind]
    """The kind of entry that it books first."""

    fund: PoolKey = attrs.field(validator=kind_of(PoolKey))
    """The key of the fund."""
    id: CommandId = attrs.field(validator=identifier)
    """The caller's idempotency key, one for each request."""
    by: Actor = attrs.field(validator=kind_of(Actor))
    """Who asks, with the roles that they hold."""
    at: datetime = attrs.field(converter=at_instant)
    """When they ask: an aware instant, kept in UTC."""
    reason: str = attrs.field(default="", validator=text)
    """Why, in words; empty where nobody has to say."""

    @property
    def requires(self) -> Action:
        """The action that whoever gives it needs, at the fund's location and for its program."""
        return LEDGER_ACTIONS[self.books]


def _optional_on(value: object) -> date | None:
    return day_or_none("on", value)


def _optional_loss(value: object) -> date | None:
    return day_or_none("lost_on", value)


@final
@frozen(kw_only=True)
class RecordEarnings(_Request):
    """Record co-op that was earned into the fund.

    `entity` is the identifier of the vendor entity that pays, and `amount` is in the fund's currency. `on` is
    the civil day on which it counts, `None` for the first day of the usage period. Source: OV23 D-02, U-01.
    """

    key = "record_earnings"
    caption = message(key, "Record earnings")
    books = FundEntryKind.EARNED

    entity: EntityId = attrs.field(validator=identifier)
    amount: Money = attrs.field(validator=kind_of(Money))
    on: date | None = attrs.field(default=None, converter=_optional_on)


@final
@frozen(kw_only=True)
class AdjustEarnings(_Request):
    """Correct what was earned, up or down; it needs a reason.

    `entity` is the identifier of the vendor entity that pays, and `amount`, in the fund's currency, is below
    zero where less was earned. `on` is the civil day for which it is corrected. Source: PI22 P-28.
    """

    key = "adjust_earnings"
    caption = message(key, "Adjust earnings")
    books = FundEntryKind.ADJUSTED

    entity: EntityId = attrs.field(validator=identifier)
    amount: Money = attrs.field(validator=kind_of(Money))
    on: date = attrs.field(validator=day)


@final
@frozen(kw_only=True)
class ConvertFunds(_Request):
    """Let the co-op of the fund become a rebate, where the rules say so.

    `compared` is what was earned in the currency of the program's threshold, where the fund has another;
    `None` where it has the same. Source: OV20, TH21 U-04, U-05; BL23 U-16.
    """

    key = "convert_funds"
    caption = message(key, "Convert funds")
    books = FundEntryKind.CONVERTED

    compared: Money | None = attrs.field(default=None)


@final
@frozen(kw_only=True)
class RollOverFunds(_Request):
    """Roll what is unused over into another usage period, where that was announced.

    `into` is the key of the fund at the other end: the same location, program and currency, and another usage
    period. Source: AN20 U-14.
    """

    key = "roll_over_funds"
    caption = message(key, "Roll over funds")
    books = FundEntryKind.ROLLED_OUT

    into: PoolKey = attrs.field(validator=kind_of(PoolKey))

    def __attrs_post_init__(self) -> None:
        elsewhere = attrs.evolve(self.into, usage_period=self.fund.usage_period) != self.fund
        if elsewhere or self.into == self.fund:
            raise InvalidValue("into", self.into, "next_fund")


@final
@frozen(kw_only=True)
class ExpireFunds(_Request):
    """Let what no claim holds expire: its last day has passed, or the partner lost eligibility.

    `lost_on` is the civil day on which eligibility was lost, `None` where the funds' last day counts. Source:
    OV23 U-06; U-15, U-17.
    """

    key = "expire_funds"
    caption = message(key, "Expire funds")
    books = FundEntryKind.EXPIRED

    lost_on: date | None = attrs.field(default=None, converter=_optional_loss)


@final
@frozen(kw_only=True)
class CorrectFundInstant(_Request):
    """Correct the instant of an entry that a wrong clock stamped; the entry itself stays as it is.

    `entry` is the number of the entry in the fund's ledger, counted from 1, and `instant` the aware instant
    at which it was really recorded; `reason` says how that is known. The day on which it counts stays.
    Source: inferred, H-01.
    """

    key = "correct_fund_instant"
    caption = message(key, "Correct instant of an entry of a fund")
    books = FundEntryKind.INSTANT_CORRECTED

    entry: int = attrs.field(validator=whole(1))
    instant: datetime = attrs.field(converter=happened_instant)


FundCommand: TypeAlias = (
    RecordEarnings | AdjustEarnings | ConvertFunds | RollOverFunds | ExpireFunds | CorrectFundInstant
)
"""Everything that somebody can ask for of a fund."""

_BY_KEY: Final[Mapping[str, type[FundCommand]]] = MappingProxyType(
    {kind.key: kind for kind in get_args(FundCommand)}
)


@door
def fund_command_of(key: str) -> type[FundCommand]:
    """Return the kind of command that has this `key`, as a form or an address gives it back.

    Raises `InvalidValue` for another key.

    >>> fund_command_of("expire_funds").caption.english
    'Expire funds'
    """
    if key not in _BY_KEY:
        raise InvalidValue("key", key, "one_of", known=tuple(_BY_KEY))
    return _BY_KEY[key]


# A command that is delivered twice has one effect.


@door
def repeated(command: FundCommand, entries: Iterable[FundEntry]) -> tuple[FundEntry, ...]:
    """Return the entries of its fund that this command has led to already; empty where it is new.

    `command` is what was delivered, and `entries` are those of the fund's ledger, or only those with its id.
    The instant `at` takes no part, nor does what the fund and the rules decide: a job that runs again
    later with the same id is answered with what the first delivery booked. Raises `CommandReused` where the
    id was given to another command.
    """
    known = tuple(each for each in entries if each.command == command.id and each.pool == command.fund)
    if known and not _says_the_same(command, known[0]):
        where, asked = f"fund {command.fund}, command {command.id}", (command.key, command.by.id)
        kind, by = known[0].kind, known[0].by
        if (kind, by) == (command.books, command.by.id):
            raise CommandReused(where, asked, "twin_recorded", what=command.key, by=by)
        raise CommandReused(where, asked, "booking_recorded", kind=kind, by=by)
    return known


def _says_the_same(command: FundCommand, entry: FundEntry) -> bool:
    """Whether an entry is one that this command books."""
    is_of_side = entry.role is None or entry.role.side is command.by.side
    if not is_of_side or (entry.kind, entry.by, entry.on_behalf_of, entry.reason) != (
        command.books,
        command.by.id,
        command.by.absent_id,
        command.reason,
    ):
        return False
    if isinstance(command, (RecordEarnings, AdjustEarnings)):
        on = command.fund.usage_period.first if command.on is None else command.on
        return (entry.entity, entry.amount, entry.on) == (command.entity, command.amount, on)
    if isinstance(command, RollOverFunds):
        return entry.other_usage == command.into.usage_period
    if isinstance(command, ExpireFunds):
        return command.lost_on in {None, entry.on}
    if isinstance(command, ConvertFunds):
        return True
    return (entry.corrects, entry.instant) == (command.entry, command.instant)
