"""What an answer rests on: coded reasons, verdicts on single items, recommendations, and who took part."""

from __future__ import annotations

from bisect import bisect_left
from typing import TYPE_CHECKING, Final, final

import attrs

from coopclaims._characters import escaped, is_blank
from coopclaims._checks import door
from coopclaims._values import as_text, frozen, identifier, is_list, kind_of, reference, text, whole
from coopclaims.errors import InvalidValue
from coopclaims.identifiers import ActorId, ItemId, PersonId
from coopclaims.money.amounts import Money
from coopclaims.parties import Actor, Side, people_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

OTHER: Final = "other"
"""The code of a reason that says in words what no other code says."""

_named = attrs.validators.optional(identifier)


@final
@frozen
class Reason:
    """Why something is rejected or cut: a code, words, and what it is about.

    `text` says it in words and may be empty beside a code. `code` is the key of a `ReasonCode` of the
    rulebook; a text alone has the code `other`, which needs one. `item` is the identifier of the item that it
    is about, `None` for the claim as a whole; `requirement` is the key of what the activity asks for, and
    `rule` that of a rule of the rulebook, both empty where nothing is named. Raises `InvalidValue`. Source:
    MG20 H-04; the codes are inferred.

    >>> Reason("The scan is dark.").code, Reason(code="cost_not_shown", item=ItemId("inv-1")).text
    ('other', '')
    """

    text: str = attrs.field(default="", validator=text)
    code: str = attrs.field(default=OTHER, kw_only=True, validator=identifier)
    item: ItemId | None = attrs.field(default=None, kw_only=True, validator=_named)
    requirement: str = attrs.field(default="", kw_only=True, validator=reference)
    rule: str = attrs.field(default="", kw_only=True, validator=reference)

    @property
    def says_nothing(self) -> bool:
        """Whether nobody can read why: the code `other` without a text that can be seen."""
        return self.code == OTHER and is_blank(self.text)

    def __str__(self) -> str:
        named = "" if self.code == OTHER and self.text else self.code
        said = (named, self.text, self.item, self.requirement, self.rule)
        return escaped(" · ".join(each for each in said if each))


def reasons_of(value: Sequence[str | Reason]) -> tuple[Reason, ...]:
    """Return reasons, and texts as reasons without a code of their own; raise `InvalidValue` if not."""
    if not is_list(value) or not all(isinstance(each, (str, Reason)) for each in value):
        raise InvalidValue("reasons", value, "tuple_or_list", kind="texts")
    return tuple(_reason(f"reasons[{place}]", each) for place, each in enumerate(value))


def reason_of(value: str | Reason) -> Reason:
    """Return a reason, and a text as one without a code of its own; raise `InvalidValue` if not."""
    return _reason("reason", value)


def reason_or_none(value: str | Reason | None) -> Reason | None:
    """Return a reason, a text as one, and `None` where nothing was said; raise `InvalidValue` if not."""
    return None if value is None or value == "" else reason_of(value)


def _reason(what: str, value: object) -> Reason:
    return value if isinstance(value, Reason) else Reason(as_text(what, value))


@final
@frozen(kw_only=True)
class LineVerdict:
    """What is approved of one invoice or certification report, and why that is less where it is.

    `item` is the identifier of the item. `approved` is how much of it is approved, in the claim's currency,
    and may be nothing. `reason` is a `Reason` or a text, `None` where all of it is approved. Raises
    `InvalidValue`. Source: inferred, A-31.

    >>> LineVerdict(item="inv-1", approved=Money("0.00", "SEK"), reason=Reason(code="not_eligible")).approved
    Money('0.00', 'SEK')
    """

    item: ItemId = attrs.field(validator=identifier)
    approved: Money = attrs.field(validator=kind_of(Money))
    reason: Reason | None = attrs.field(default=None, converter=reason_or_none)

    def __attrs_post_init__(self) -> None:
        if self.approved.is_negative:
            raise InvalidValue("approved", self.approved, "not_below_zero")


# Who took part in a claim, by an entry of its History.


@final
@frozen(kw_only=True)
class Participant:
    """Who did something on a claim: the actor, and the person where that is known.

    `actor` is the identifier, and `side` where they stand. `person` is the human being, `None` where nothing
    is known; it is never printed. `number` is that of the entry of the History by which they took part.
    `on_behalf_of` is the identifier of the absent actor for whom they did it, and `absent_person` that human
    being: both `None` where they did it for themselves.
    """

    actor: ActorId = attrs.field(validator=identifier)
    side: Side
    person: PersonId | None = attrs.field(default=None, repr=False, validator=_named)
    number: int = attrs.field(validator=whole(1))
    on_behalf_of: ActorId | None = attrs.field(default=None, validator=_named)
    absent_person: PersonId | None = attrs.field(default=None, repr=False, validator=_named)

    @door
    def is_person(self, actor: Actor) -> bool | None:
        """Return whether `actor` is the same human being; `None` where nobody can tell.

        Where both persons are known, they tell. Otherwise two actors of one side are the same person where
        they have the same identifier, and of two sides nothing is known. Where one acted for another, both
        count: one match is enough, and nobody can tell as long as one of them is open.
        """
        if self.on_behalf_of is None and actor.on_behalf_of is None:
            return _is_one(self.actor, self.person, self.side, actor)
        verdicts = {verdict for *_, verdict in compared(self, actor)}
        return True if True in verdicts else None if None in verdicts else False


def compared(earlier: Participant, actor: Actor) -> Iterator[tuple[ActorId, ActorId, bool | None]]:
    """Yield who took part and who acts now, as identifiers, and whether the two are one human being.

    Each has two where they act for somebody absent; who acts comes first. `None` where nobody can tell.
    """
    for each in people_of(actor):
        yield earlier.actor, each.id, _is_one(earlier.actor, earlier.person, earlier.side, each)
        if earlier.on_behalf_of is not None:
            absent = earlier.on_behalf_of
            yield absent, each.id, _is_one(absent, earlier.absent_person, earlier.side, each)


def _is_one(name: ActorId, person: PersonId | None, side: Side, actor: Actor) -> bool | None:
    if person is not None and actor.person is not None:
        return person == actor.person
    return name == actor.id if side is actor.side else None


@final
@frozen(kw_only=True)
class Recommendation:
    """That somebody recommends to approve an amount, which decides nothing yet.

    `amount` is in the claim's currency. `by` is who recommends it, with the number of their entry. Source:
    inferred, H-03.
    """

    amount: Money = attrs.field(validator=kind_of(Money))
    by: Participant


def joined(known: tuple[Participant, ...], new: Participant) -> tuple[Participant, ...]:
    """Return the participants on the partner's side with this new one among them, each of them once.

    They are in the order of their identifiers, so that one is found in a few steps, however many there are.
    """
    wanted = key_of(new)
    place = bisect_left(known, wanted, key=key_of)
    if place < len(known) and key_of(known[place]) == wanted:
        return known
    return (*known[:place], new, *known[place:])


def key_of(each: Participant) -> tuple[str, str, str, str]:
    """Return by what participants of one side are told apart and put in order."""
    return str(each.actor), each.person or "", each.on_behalf_of or "", each.absent_person or ""
