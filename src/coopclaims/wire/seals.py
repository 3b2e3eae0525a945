"""Sealed entries and Histories of claims, payments and funds, and what is kept of them elsewhere.

They keep the wire form itself, as canonical text, and not the values: an entry that was sealed in an early
version keeps the seal that it had.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from hashlib import sha256
from itertools import pairwise
from typing import TYPE_CHECKING, ClassVar, Final, TypeAlias, final

import attrs

from coopclaims._values import as_tuple, frozen, identifier, kind_of, whole
from coopclaims.errors import InvalidValue
from coopclaims.funds.entries import PoolKey
from coopclaims.histories import Lengthened, parts_of
from coopclaims.identifiers import ClaimId, PaymentId
from coopclaims.wire.plain import canonical

if TYPE_CHECKING:
    from typing import Any


# Sealed entries, and the head that an adopter keeps elsewhere.


@final
@frozen(kw_only=True)
class SealedEntry:
    """One entry of a sealed History.

    `envelope` says who, when, what was done, and the status before and after, or the sums; `payload` is what
    somebody said with it. `salt` and `payload` are `None` together, once the payload was erased. `mark` is
    the digest of the salt, by which it is known again, `digest` that of the payload with its salt, and
    `seal` covers envelope, mark, digest and the seal before. They and the salt are small hexadecimal digits;
    envelope and payload are canonical text.
    """

    envelope: str
    payload: str | None = attrs.field(repr=False)
    salt: str | None = attrs.field(repr=False)
    mark: str = attrs.field(repr=False)
    digest: str
    seal: str

    @property
    def is_erased(self) -> bool:
        """Whether the payload was erased."""
        return self.payload is None


_SEAL: Final = re.compile(r"[0-9a-f]{64}")
_IDENTIFIED: Final = attrs.validators.optional(identifier)


@final
@frozen(kw_only=True)
class SealHead:
    """The last seal of a History of `number` entries: keep it where nobody can alter it.

    With it one can check later whether these entries are still those that were sealed. It names the one
    `claim`, `payment` or `fund` whose History it is; the others are `None`. `seal` is 64 small hexadecimal
    digits, empty where `number` is zero. Raises `InvalidValue`.
    """

    claim: ClaimId | None = attrs.field(default=None, validator=_IDENTIFIED)
    payment: PaymentId | None = attrs.field(default=None, validator=_IDENTIFIED)
    fund: PoolKey | None = attrs.field(default=None, validator=attrs.validators.optional(kind_of(PoolKey)))
    number: int = attrs.field(validator=whole(0))
    seal: str = attrs.field(validator=kind_of(str))

    def __attrs_post_init__(self) -> None:
        if [self.claim, self.payment, self.fund].count(None) != len(_THINGS) - 1:
            raise InvalidValue("head", (self.claim, self.payment, self.fund), "one_stream")
        if not (_SEAL.fullmatch(self.seal) if self.number else self.seal == ""):
            raise InvalidValue("seal", self.seal, "seal_of_so_many", number=self.number)

    @property
    def thing(self) -> str:
        """Whose History it is, in a word: "claim", "payment" or "fund"."""
        return next(thing for thing in _THINGS if getattr(self, thing) is not None)

    @property
    def of(self) -> ClaimId | PaymentId | PoolKey:
        """The identifier of the claim or payment, or the key of the fund."""
        named: ClaimId | PaymentId | PoolKey = getattr(self, self.thing)
        return named

    def __str__(self) -> str:
        return f"{self.thing} {self.of}, {self.number} entries, seal {self.seal or 'none'}"


_THINGS: Final = ("claim", "payment", "fund")


# Sealed Histories: one class for each kind of stream, alike but for what it is of.


class Sealed(Lengthened[SealedEntry]):
    """What a sealed History of any kind has: its entries, and its head."""

    __slots__ = ()

    thing: ClassVar[str]
    """Whose History it is, in a word: "claim", "payment" or "fund"; so is the field called that names it."""

    entries: tuple[SealedEntry, ...]

    @property
    def of(self) -> ClaimId | PaymentId | PoolKey:
        """The identifier of the claim or payment, or the key of the fund."""
        named: ClaimId | PaymentId | PoolKey = getattr(self, self.thing)
        return named

    @property
    def head(self) -> SealHead:
        """The head as it is now. Of a History without entries its seal is empty."""
        last = next((part[-1] for part in reversed(parts_of(self)) if part), None)
        seal = "" if last is None else last.seal
        named: dict[str, Any] = {self.thing: self.of}
        return SealHead(number=len(self), seal=seal, **named)

    def __iter__(self) -> Iterator[SealedEntry]:
        return iter(self.entries)

    def marks(self) -> Iterator[str]:
        """Yield the digest of each salt, that of an erased entry too, in the order of the entries."""
        return (each.mark for part in parts_of(self) for each in part)


@final
@frozen
class SealedHistory(Sealed):
    """The sealed entries of one claim. `coopclaims.wire.verify` says whether they are intact.

    `claim` names the claim, and `entries` are in the order of the History; empty before the first one.
    """

    thing = "claim"
    claim: ClaimId = attrs.field(validator=identifier)
    entries: tuple[SealedEntry, ...] = attrs.field(default=(), converter=tuple[SealedEntry, ...])


@final
@frozen
class SealedPayment(Sealed):
    """The sealed entries of one payment. `coopclaims.wire.verify` says whether they are intact.

    `payment` names the payment, and `entries` are in the order of its History; empty before the first one.
    """

    thing = "payment"
    payment: PaymentId = attrs.field(validator=identifier)
    entries: tuple[SealedEntry, ...] = attrs.field(default=(), converter=tuple[SealedEntry, ...])


@final
@frozen
class SealedLedger(Sealed):
    """The sealed entries of one fund's ledger. `coopclaims.wire.verify` says whether they are intact.

    `fund` is the key of the fund, and `entries` are in the order of recording; empty before the first one.
    """

    thing = "fund"
    fund: PoolKey = attrs.field(validator=kind_of(PoolKey))
    entries: tuple[SealedEntry, ...] = attrs.field(default=(), converter=tuple[SealedEntry, ...])


SealedStream: TypeAlias = SealedHistory | SealedPayment | SealedLedger
"""A sealed History of a claim, a payment or a fund."""


# One anchor for many: what is kept elsewhere is a single digest.


def _in_order(heads: object) -> tuple[SealHead, ...]:
    return tuple(sorted(as_tuple("heads", heads, SealHead, "seal heads"), key=_place))


def _place(head: SealHead) -> tuple[int, str, int]:
    return _THINGS.index(head.thing), canonical(_named(head)), head.number


def _named(head: SealHead) -> dict[str, object]:
    key = head.fund
    fund = key and {
        "currency": key.currency.code,
        "location": key.location,
        "program": key.program,
        "usage_period": {name: f"{getattr(key.usage_period, name)}" for name in ("first", "last")},
    }
    return {"claim": head.claim, "payment": head.payment, "fund": fund}


@final
@frozen
class SealAnchor:
    """The heads of many sealed Histories, of claims, payments and funds, under one digest.

    `heads` are kept in one order, by what they are of; one for each History. Keep the `digest` where nobody
    can alter it, and the anchor wherever it is convenient: beside the store will do. Raises `InvalidValue`
    for two heads of one History.

    >>> anchor = SealAnchor([SealHead(claim="C-1", number=1, seal="ab" * 32),
    ...                      SealHead(payment="PAY-1", number=0, seal="")])
    >>> anchor.digest[:16]
    '497f352a4cd85690'
    """

    heads: tuple[SealHead, ...] = attrs.field(converter=_in_order)

    def __attrs_post_init__(self) -> None:
        for one, other in pairwise(self.heads):
            if (one.thing, one.of) == (other.thing, other.of):
                raise InvalidValue("heads", f"{one.thing} {one.of} twice", "one_head_a_stream")

    @property
    def digest(self) -> str:
        """The SHA-256 of all heads in their order, as 64 small hexadecimal digits."""
        heads = [{**_named(each), "number": each.number, "seal": each.seal} for each in self.heads]
        return sha256(canonical({"heads": heads, "type": "seal.anchor", "v": 1}).encode()).hexdigest()


LEAST_SALT: Final = 16
"""Bytes. Fewer could be tried out."""

MOST_SALT: Final = 64
"""Bytes. More would hide nothing more."""
