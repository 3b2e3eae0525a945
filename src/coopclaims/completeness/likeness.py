"""Likeness of evidence: what stands twice on a claim, and what a claim shares with others.

No published rule forbids to show one document twice, so that a likeness is advice; a policy keeps a claim
with one from being approved. Identifiers of items and claims decide nothing: with other ones the answer is
the same. Whoever answers an actor hands in the claims that they may see, `coopclaims.decisions.visible`, so
that no likeness leads to a claim that they may not.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Final, TypeAlias, final

from coopclaims._characters import folded, is_blank
from coopclaims._checks import door
from coopclaims._values import Keyed, frozen
from coopclaims.claims.claim import Claim
from coopclaims.claims.evidence import CertificationReport, Invoice, Item, Proof
from coopclaims.identifiers import ClaimId, ItemId
from coopclaims.provenance import Explanation, cite, inferred, message

if TYPE_CHECKING:
    from collections.abc import Iterator

    from coopclaims.claims.claim import ClaimForm


@final
class LikenessStrength(Keyed):
    """How sure it is that two items show the same. Inferred: no page says."""

    CERTAIN = "certain"
    LIKELY = "likely"
    POSSIBLE = "possible"


@final
class LikenessKind(Keyed):
    """In what items are alike, the surest first. Inferred: no page says."""

    SAME_CONTENT = "same_content", "files with the same content"
    SAME_DOCUMENT = "same_document", "the same document"
    SAME_NUMBER = "same_number", "the same number of the same supplier"
    TWO_ROLES = "two_roles", "one file in several roles"
    SAME_COST = "same_cost", "the same amount for the same activity on the same day"

    @property
    def strength(self) -> LikenessStrength:
        """How sure it is that the items show the same."""
        if self in (LikenessKind.SAME_CONTENT, LikenessKind.SAME_DOCUMENT):
            return LikenessStrength.CERTAIN
        return LikenessStrength.POSSIBLE if self is LikenessKind.SAME_COST else LikenessStrength.LIKELY


# fmt: off
UNFORBIDDEN: Final = inferred(message("reading.likeness_of_evidence",
    "no published rule speaks of evidence that stands twice"))
"""How it is known that a likeness matters."""

_LIKENESS: Final = message("likeness", "{kind}: {items}",
    "kind: LikenessKind, strength: LikenessStrength, items: tuple[Explanation, ...]")
_ITEM: Final = message("item_of_claim", "{item} of claim {claim}", "item: ItemId, claim: ClaimId")
# fmt: on


@final
@frozen
class LikeItem:
    """An item of a claim, by the identifiers of both: `claim` and `item`."""

    claim: ClaimId
    item: ItemId


@final
@frozen(kw_only=True)
class Likeness:
    """Items that are alike, and in what.

    `kind` is in what they are, and `items` are all of them: those of the claim that was asked about in the
    order in which they were added, and then those of the others in the order given.
    """

    kind: LikenessKind
    items: tuple[LikeItem, ...]

    @property
    def strength(self) -> LikenessStrength:
        """How sure it is that the items show the same."""
        return self.kind.strength

    def explain(self) -> Explanation:
        """Return which items are alike, and in what."""
        return _LIKENESS.say(
            kind=self.kind,
            strength=self.strength,
            items=tuple(_ITEM.say(item=each.item, claim=each.claim) for each in self.items),
            source=cite("READING", "A-17"),
            basis=UNFORBIDDEN,
        )


_RANKS: Final = {kind: place for place, kind in enumerate(LikenessKind)}


def rank_of(kind: LikenessKind) -> int:
    """Return the place of a kind among all, of which the surest is the first."""
    return _RANKS[kind]


# What an item is known by, whatever its identifier.

_Key: TypeAlias = tuple[LikenessKind, tuple[str, ...]]

_K: Final = LikenessKind
_OF_ONE_CLAIM: Final = (_K.SAME_CONTENT, _K.SAME_DOCUMENT, _K.SAME_NUMBER)
"""In what items of one claim can be alike: that it names one activity and day for all is no likeness."""


def role_of(item: Item) -> str:
    """Return as what an item stands on its claim: as a credit note, or as what its class is."""
    return "credit" if isinstance(item, Invoice) and item.is_credit else type(item).__name__


def keys_of(item: Item, form: ClaimForm | None = None) -> Iterator[_Key]:
    """Yield everything that an item is known by; with the form of its claim, also by its cost."""
    if not isinstance(item, Invoice | CertificationReport | Proof):
        return
    if not is_blank(item.digest):
        yield _K.SAME_CONTENT, (folded(item.digest),)
    if not is_blank(item.document):
        yield _K.SAME_DOCUMENT, (item.document,)
    if isinstance(item, Invoice) and not is_blank(item.number) and not is_blank(item.supplier):
        yield _K.SAME_NUMBER, (role_of(item), _spelled(item.supplier), _spelled(item.number))
    if form is not None and not isinstance(item, Proof):
        yield _K.SAME_COST, (role_of(item), form.activity, str(form.executed_on), str(item.amount))


def _spelled(text: str) -> str:
    """Return what the spellings of a name have in common: form, capitals and blanks aside."""
    return " ".join(folded(text).split())


@final
class Twins:
    """Items looked at one after the other, each with the first of those before it that it is like."""

    __slots__ = ("_first",)

    def __init__(self, items: Iterable[Item] = ()) -> None:
        self._first: dict[tuple[_Key, str | None], ItemId] = {}
        for item in items:
            self.add(item)

    def of(self, item: Item) -> tuple[LikenessKind, ItemId] | None:
        """Return in what an item is like one before it, and which; `None` where it is not."""
        found: list[tuple[LikenessKind, ItemId]] = []
        for key in keys_of(item):
            same, other = self._first.get((key, role_of(item))), self._first.get((key, None))
            if same is not None:
                found.append((key[0], same))
            elif other is not None:
                found.append((_K.TWO_ROLES, other))
        return min(found, key=lambda each: rank_of(each[0]), default=None)

    def add(self, item: Item) -> None:
        """Look at an item after those before it."""
        for key in keys_of(item):
            for role in (role_of(item), None):
                self._first.setdefault((key, role), item.id)


def stand_twice(items: Iterable[Item]) -> Iterator[tuple[ItemId, LikenessKind, ItemId]]:
    """Yield each item that is like one before it, in what, and the first of those that it is like."""
    seen = Twins()
    for item in items:
        twin = seen.of(item)
        if twin is not None:
            yield item.id, *twin
        seen.add(item)


# What claims share.


@door
def likenesses(claim: Claim, others: Iterable[Claim]) -> tuple[Likeness, ...]:
    """Return what evidence of a claim is like evidence of other claims.

    `claim` is the claim that is asked about, and `others` are claims that it may share evidence with: those
    that a store finds by `evidence_keys`, or any. Where an actor is answered, they are the ones that the
    actor may see, as `coopclaims.decisions.visible` yields them. A claim under the same identifier is passed
    over. The answer is in the order of the claim's items, and the same from the other side: asked about one
    of `others` with the rest, each likeness of the two names the same items.

    Invoices, certification reports and proofs are alike by the digest of their content or by the reference
    to their document, invoices by supplier and number, in whatever spelling, and costs by activity, day of
    the activity and amount.

    Source: inferred; no published rule speaks of evidence that stands twice.

    >>> from coopclaims.testing import claims, simplest
    >>> claim = simplest(claims())
    >>> likenesses(claim, [claim])
    ()
    """
    groups: dict[_Key, list[tuple[str, LikeItem]]] = {}
    for key, role, item in _known(claim):
        groups.setdefault(key, []).append((role, item))
    own = {key: len(found) for key, found in groups.items()}
    for other in others:
        for key, role, item in _known(other) if other.id != claim.id else ():
            if key in groups:
                groups[key].append((role, item))
    found: dict[Likeness, None] = {}
    for (kind, _), group in groups.items():
        if len(group) > own[kind, _]:
            found.update(dict.fromkeys(_alike(kind, group, claim.id)))
    return tuple(found)


def _known(claim: Claim) -> Iterator[tuple[_Key, str, LikeItem]]:
    for item in claim.items:
        for key in keys_of(item, claim.form):
            yield key, role_of(item), LikeItem(claim.id, item.id)


def _alike(kind: LikenessKind, group: list[tuple[str, LikeItem]], claim: ClaimId) -> Iterator[Likeness]:
    """Yield how those that are known by one thing are alike, where the claim and another are among them."""
    by_role: dict[str, list[LikeItem]] = {}
    for role, item in group:
        by_role.setdefault(role, []).append(item)
    for items in by_role.values():
        if _is_shared(items, claim):
            yield Likeness(kind=kind, items=tuple(items))
    if len(by_role) > 1:
        yield Likeness(kind=_K.TWO_ROLES, items=tuple(item for _, item in group))


def _is_shared(items: list[LikeItem], claim: ClaimId) -> bool:
    own = sum(each.claim == claim for each in items)
    return 0 < own < len(items)


@door
def evidence_keys(claim: Claim) -> tuple[str, ...]:
    """Return the keys under which a store finds claims that share evidence with this one.

    `claim` is the claim as it is now. Two claims of which `likenesses` says anything have a key in common,
    so that a store keeps each claim under its keys, and asks of those alone that it finds under one of them.
    Keys are digests: they show nothing of what they are made from, stay the same from one process to another,
    and depend on no identifier of a claim or item. Each stands once, in the order of its letters.

    >>> from coopclaims.testing import claims, simplest
    >>> evidence_keys(simplest(claims()))
    ()
    """
    found = {_digest(key) for item in claim.items for key in keys_of(item, claim.form)}
    return tuple(sorted(found))


def _digest(key: _Key) -> str:
    kind, parts = key
    written = "".join(f"{len(part)}:{part}" for part in (kind.value, *parts))
    from hashlib import sha256  # noqa: PLC0415 - only a store's index needs it

    return sha256(written.encode()).hexdigest()
