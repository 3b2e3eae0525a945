"""What is wrong in what is stored: one thing, where, and what would fix it."""

from __future__ import annotations

from types import MappingProxyType
from typing import Any, Final, final

import attrs

from coopclaims._expected import EXPECTED
from coopclaims._values import frozen, text, whole
from coopclaims.errors import InvalidValue
from coopclaims.provenance import Explanation, declared_messages, message

# What an audit says: what is expected where a fault is, and what is done about it.

_FAULT = message(
    "fault",
    "{thing} {stream}{number:?, entry %}{field:?, %}: got {got:or nothing}; expected {fits}",
    "thing: str, stream: str, number: int | None, field: str, got: object, fits: Explanation",
)
_RESTORE = message("remedy.restore", "restore the entry from a copy of the store that is sound")
_BOOK = message("remedy.book", "book what is missing, and find out which write was cut in two")
_REVERSE = message("remedy.reverse", "book the reverse of it, and find out who wrote it")
_STOP = message("remedy.stop", "stop the payment, or recoup what was sent of it")

_REMEDIES: Final = MappingProxyType(
    {
        "entry_of_the_history": _REVERSE,
        "entry_of_the_claims_fund": _REVERSE,
        "entry_of_a_known_claim": _REVERSE,
        "booked_once": _REVERSE,
        "booked_once_by_command": _REVERSE,
        "step_of_a_payment": _REVERSE,
        "reserved_for_the_claim": _BOOK,
        "committed_as_approved": _BOOK,
        "something_reserved": _BOOK,
        "something_committed": _BOOK,
        "booked_in_the_fund": _BOOK,
        "payment_of_the_claim": _STOP,
        "payment_of_an_approved_claim": _STOP,
        "entity_of_the_fund": _STOP,
        "fund_of_the_claim": _STOP,
        "payments_within_the_approval": _STOP,
        "one_payment_an_entity": _STOP,
    }
)
"""What is done about a fault between streams, by its code; in all others the entry itself is wrong."""


def _is_expectation(_instance: object, attribute: attrs.Attribute[str], value: str) -> None:
    if value not in EXPECTED:
        raise InvalidValue(attribute.name, value, "kind", kind="the code of what is expected")


@final
@frozen(kw_only=True)
class Fault:
    """One thing that is wrong, where, and what would fix it.

    `code` says what fits there and is stable. `thing` is the kind of stream, "claim", "fund" or "payment",
    and `stream` identifies it. `number` is that of the entry, counted from 1, `None` where the stream as a
    whole is concerned, and `field` the part of it, empty for all of it. `got` is what was found, `None` for
    nothing, and `params` are the parameters of what fits, pairs of a name and a value. Raises `InvalidValue`
    for a code that stands for no expectation.
    """

    code: str = attrs.field(validator=[text, _is_expectation])
    thing: str
    stream: str
    number: int | None = attrs.field(default=None, validator=attrs.validators.optional(whole(1)))
    field: str = ""
    got: object = None
    params: tuple[tuple[str, Any], ...] = ()

    @property
    def remedy(self) -> str:
        """What is done about it, in English."""
        return self._remedy.text

    @property
    def _remedy(self) -> Explanation:
        return _REMEDIES.get(self.code, _RESTORE).say()

    def explain(self) -> Explanation:
        """Return the fault as an explanation: where it is, what was found and what fits, and the remedy."""
        fits = Explanation(message=declared_messages()[f"expected.{self.code}"], figures=self.params)
        return _FAULT.say(
            thing=self.thing,
            stream=self.stream,
            number=self.number,
            field=self.field,
            got=self.got,
            fits=fits,
            because=(self._remedy,),
        )

    def __str__(self) -> str:
        return str(self.explain())
