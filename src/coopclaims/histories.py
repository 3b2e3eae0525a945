"""Histories: what was recorded of one thing, numbered, in order, and only ever added to.

A claim, a payment and a fund each have one. The entries of claims and payments carry the same envelope
(`Entry`) around what happened, are counted from 1 without a gap, and follow one another along a table of
transitions. Whatever does not fit is a `BrokenHistory`, which names the thing and the entry.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator
from datetime import datetime
from itertools import chain
from typing import (
    TYPE_CHECKING,
    Any,
    ClassVar,
    Final,
    Generic,
    NamedTuple,
    Protocol,
    Self,
    TypeAlias,
    TypeVar,
    cast,
    final,
)

import attrs

from coopclaims._characters import escaped
from coopclaims._checks import door
from coopclaims._templates import ENGLISH, WORDS_OF, Tongue, in_words
from coopclaims._values import Keyed, at_instant, frozen, identifier, whole
from coopclaims.errors import BrokenHistory
from coopclaims.identifiers import ActorId, CommandId
from coopclaims.parties import Action, Role, Side
from coopclaims.provenance import message
from coopclaims.transitions import Row

if TYPE_CHECKING:
    from coopclaims.transitions import Table

__all__ = ["Correction", "Entry", "NumberedStream", "Stream"]


class Correction(NamedTuple):
    """What an entry that corrects another says: the number of that entry, and when it really happened.

    `entry` is the number, and `instant` an instant in UTC.
    """

    entry: int
    instant: datetime


_named = attrs.validators.optional(identifier)

Around: TypeAlias = tuple[datetime | None, datetime | None]
"""The instants closest before and after an entry; `None` where there is none."""


@frozen(kw_only=True)
class Entry:
    """One thing that happened: what every entry of a claim or a payment says besides what it was."""

    thing: ClassVar[str]
    """What the entry is of, in a word: "claim"."""

    number: int = attrs.field(validator=whole(1))
    """Which entry of its History it is, counted from 1 without a gap."""
    at: datetime = attrs.field(converter=at_instant)
    """When it happened: an aware instant, kept in UTC."""
    by: ActorId
    """The identifier of the actor."""
    side: Side
    """The side that they stand on."""
    role: Role
    """The role that they acted in."""
    command: CommandId
    """The identifier of the command that asked for it."""
    before: Keyed | None
    """The status before it, `None` for the first entry only."""
    after: Keyed
    """The status after it."""
    on_behalf_of: ActorId | None = attrs.field(default=None, validator=_named)
    """The identifier of the absent actor for whom they acted, `None` where they acted for themselves."""

    @property
    def stream(self) -> str:
        """The identifier of the thing that this happened to."""
        raise NotImplementedError

    @property
    def trigger(self) -> Keyed:
        """What was done."""
        raise NotImplementedError

    @property
    def correction(self) -> Correction | None:
        """Which entry's instant this corrects, and to which; `None` for every other entry."""
        raise NotImplementedError

    @property
    def summary(self) -> str:
        """What happened, in a line."""
        raise NotImplementedError


_Any = TypeVar("_Any")
_Entry = TypeVar("_Entry", bound=Entry)


class Stream(Generic[_Any]):
    """All that was recorded of one thing, in order. Entries are only ever added."""

    __slots__ = ()

    entries: tuple[_Any, ...]

    @property
    def version(self) -> int:
        """How many entries there are."""
        return len(self.entries)

    def __len__(self) -> int:
        return len(self.entries)

    def __iter__(self) -> Iterator[_Any]:
        return iter(self.entries)


class Lengthened(Generic[_Any]):
    """What keeps the shorter one that it was made of, and what was added, until somebody asks for entries.

    So a run of many versions takes room as its last one does.
    """

    __slots__ = ("_before",)

    if TYPE_CHECKING:
        entries: tuple[_Any, ...]
        _before: tuple[Self, tuple[_Any, ...], int] | None
        """The shorter one, what was added, and how many there are; unset where the entries are there."""

    def __len__(self) -> int:
        before = self._before
        return len(self.entries) if before is None else before[2]

    if TYPE_CHECKING:  # to checkers the entries are always there
        pass
    else:

        def __getattr__(self, name: str) -> object:
            """Return the entries that were not joined yet; nothing else is missing."""
            if name == "_before":
                return None
            if name != "entries":
                return object.__getattribute__(self, name)
            entries = tuple(chain.from_iterable(parts_of(self)))
            object.__setattr__(self, "entries", entries)
            object.__setattr__(self, "_before", None)
            return entries


_Long = TypeVar("_Long", bound=Lengthened[Any])


def lengthened(shorter: _Long, added: tuple[Any, ...]) -> _Long:
    """Return the same with these entries at its end; nothing is checked."""
    longer = object.__new__(type(shorter))
    for field in attrs.fields(cast("Any", type(shorter))):
        if field.name != "entries":
            object.__setattr__(longer, field.name, getattr(shorter, field.name))
    before = (shorter, added, len(shorter) + len(added))
    object.__setattr__(longer, "_before", before)
    return longer


def parts_of(whole: Lengthened[_Any]) -> list[tuple[_Any, ...]]:
    """Return the entries in the parts in which they were added, in order, and join nothing."""
    added, shorter = list[tuple[_Any, ...]](), whole
    while (before := shorter._before) is not None:  # pyright: ignore[reportPrivateUsage]
        added.append(before[1])
        shorter = before[0]
    return [shorter.entries, *reversed(added)]


class NumberedStream(Lengthened[_Entry], Stream[_Entry]):
    """A stream whose entries are of one thing and carry their numbers, from 1 without a gap."""

    __slots__ = ()

    thing: ClassVar[str]
    """What it is the History of, in a word: "claim"."""

    @property
    def stream(self) -> str:
        """The identifier of the thing whose History it is."""
        raise NotImplementedError

    def __attrs_post_init__(self) -> None:
        self._check(self.entries, after=0)

    @door
    def extended(self, entries: Iterable[_Entry]) -> Self:
        """Return the History with `entries` added at its end, in the order given.

        Only what is added is checked. Raises `BrokenHistory` where the first of them does not follow the
        last entry, or one of them another.
        """
        added = tuple(entries)
        self._check(added, after=self.version)
        return lengthened(self, added)

    @property
    def version(self) -> int:
        """How many entries there are."""
        return len(self)

    def _check(self, entries: tuple[_Entry, ...], after: int) -> None:
        for number, entry in enumerate(entries, start=after + 1):
            if entry.stream != self.stream:
                raise self._wrong(number, entry.stream, "entry_of", thing=self.thing, of=self.stream)
            if entry.number != number:
                raise self._wrong(number, entry.number, "number", due=number)

    def _wrong(self, number: int, got: object, expected: str, **figures: Any) -> BrokenHistory:  # noqa: ANN401 - values of any kind
        place = _place(self.thing, self.stream, number)
        return BrokenHistory(place, got, expected, stream=self.stream, number=number, **figures)

    def instants(self) -> dict[int, datetime]:
        """Return when each entry really happened, by its number: as corrected last, where it was.

        Entries that correct an instant are left out: they take no part in the order of the others.
        """
        return Instants(self.entries).of

    def table(self) -> str:
        """Return the History as a text table, one line an entry, instants in UTC."""
        return in_words(self, ENGLISH)


_HEADS: Final = (
    message("table.number", "no."),
    message("table.at", "at"),
    message("table.by", "by"),
    message("table.as", "as"),
    message("table.status", "status"),
    message("table.what", "what happened"),
)


_FOR_ABSENT: Final = message(
    "table.for_absent", "{actor} on behalf of {absent}", "actor: ActorId, absent: ActorId"
)


def _who(entry: Entry, tongue: Tongue) -> str:
    """Return who acted, and for whom where somebody was absent."""
    if entry.on_behalf_of is None:
        return entry.by
    return in_words(_FOR_ABSENT.say(actor=entry.by, absent=entry.on_behalf_of), tongue)


def _table(history: NumberedStream[Any], tongue: Tongue) -> str:
    rows = [tuple(in_words(head, tongue) for head in _HEADS)]
    for entry in history.entries:
        before = "-" if entry.before is None else in_words(entry.before, tongue)
        status = before if entry.before is entry.after else f"{before} > {in_words(entry.after, tongue)}"
        at = entry.at.isoformat(timespec="minutes").replace("+00:00", "Z")
        role, what = in_words(entry.role, tongue), in_words(entry, tongue)
        rows.append(tuple(map(escaped, (str(entry.number), at, _who(entry, tongue), role, status, what))))
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    return "\n".join(
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows
    )


WORDS_OF.update({NumberedStream: _table})


class Standing(Protocol):
    """What a History leads to: a thing as it stands after so many entries."""

    @property
    def id(self) -> str:
        """The identifier of the thing."""
        ...

    @property
    def status(self) -> Keyed:
        """Where it stands."""
        ...

    @property
    def version(self) -> int:
        """How many entries were recorded."""
        ...

    @property
    def changed_at(self) -> datetime:
        """The instant of the last of them that corrects none, as corrected."""
        ...


# What no rules can change: the entry comes next, by somebody who could ever have taken the step, in time.


def envelope_faults(
    entry: Entry,
    known: Standing | None,
    table: Table[Any, Any, Action],
) -> Iterator[BrokenHistory]:
    """Yield why an entry cannot come next: its number, status or step, its actor's side, its instant.

    `known` is the thing before the entry, `None` where it is not there yet. `table` has the steps.
    """
    status = None if known is None else known.status
    if (
        type(entry.number) is not int
        or entry.number != (1 if known is None else known.version + 1)
        or entry.before is not status
        or not any(entry.after is each for each in table.targets.get(status, {}).get(entry.trigger, ()))
        or (known is not None and entry.stream != known.id)
    ):
        yield broken(entry, known, table)
    if getattr(entry.role, "side", None) is not entry.side:
        yield fault(entry, "role", entry.role, "role_of_the_side", side=entry.side)
    row = table[entry.before].get(entry.trigger) if entry.before in table else None
    if isinstance(row, Row) and entry.side not in (able := row.requires.sides):
        listed = tuple(side for side in Side if side in able)
        yield fault(entry, "side", entry.side, "side_of_the_step", sides=listed, step=entry.trigger)
    if known is not None and goes_back(entry, known):
        yield fault(entry, "at", entry.at, "not_before_the_last", last=known.changed_at)


def goes_back(entry: Entry, known: Standing) -> bool:
    """Return whether an entry happened before the one that it follows, which none can.

    The one exception is an entry that corrects an instant: that before it may lie in the future.
    """
    return entry.at < known.changed_at and entry.correction is None


NO_SUCH_ENTRY: Final = message("no_such_entry", "there is no entry of this number")
CORRECTS_ITSELF: Final = message(
    "entry_is_a_correction", "it corrects an instant itself; correct the entry that it corrects once more"
)
"""Why an entry has no instant that could be corrected."""


# When entries really happened: an entry may correct the instant of one before it.


@final
class Instants:
    """When the entries of a stream happened, as corrected; entries that correct one are not among them."""

    __slots__ = ("_numbers", "of")

    def __init__(self, entries: Iterable[Entry] = ()) -> None:
        self._numbers: list[int] = []
        self.of: dict[int, datetime] = {}
        for entry in entries:
            self.take(entry)

    def take(self, entry: Entry) -> None:
        """Take in one more entry, in the order of their numbers."""
        correction = entry.correction
        if correction is None:
            self._numbers.append(entry.number)
            self.of[entry.number] = entry.at
        elif correction.entry in self.of:
            self.of[correction.entry] = correction.instant

    @property
    def last(self) -> datetime | None:
        """The instant of the last of them, `None` where there is none."""
        return self.of[self._numbers[-1]] if self._numbers else None

    def when(self, entry: Entry) -> datetime:
        """Return when an entry really happened, which need not be one of them."""
        return self.of.get(entry.number, entry.at)

    def around(self, number: int) -> Around:
        """Return the instants of the closest entries before and after one; `None` where there is none."""
        place = bisect_left(self._numbers, number)
        after = place + (number in self.of)
        before = self.of[self._numbers[place - 1]] if place else None
        return before, self.of[self._numbers[after]] if after < len(self._numbers) else None


def correction_faults(entry: Entry, correction: Correction, between: Around) -> Iterator[BrokenHistory]:
    """Yield why an entry cannot correct an instant like this: there is no such entry, or not in that order.

    `between` are the instants that are known closest before and after the entry that is corrected.
    """
    number, instant = correction
    first, last = between
    if number >= entry.number:
        yield fault(entry, "event.entry", number, "entry_before")
    if instant > entry.at:
        yield fault(entry, "event.instant", instant, "not_after_the_correction", at=entry.at)
    if (first is not None and instant < first) or (last is not None and instant > last):
        yield fault(entry, "event.instant", instant, "between_the_entries", first=first, last=last)


def repeated_commands(entries: Iterable[Entry]) -> Iterator[BrokenHistory]:
    """Yield each entry whose command an earlier one of these has already."""
    first: dict[CommandId, int] = {}
    for entry in entries:
        number = first.setdefault(entry.command, entry.number)
        if number != entry.number:
            yield fault(entry, "command", entry.command, "command_of_one_entry", other=number)


def refuse(faults: Iterable[BrokenHistory]) -> None:
    """Raise the first of these faults, where there is one."""
    for found in faults:
        raise found


def fault(entry: Entry, part: str, got: object, expected: str, **figures: object) -> BrokenHistory:
    """Return the error that a part of an entry cannot be as it is; `expected` is the code of what fits."""
    place = f"{_place(entry.thing, entry.stream, entry.number)}, {part}"
    return BrokenHistory(place, got, expected, stream=entry.stream, number=entry.number, part=part, **figures)


def broken(entry: Entry, known: Standing | None, table: Table[Any, Any, Any]) -> BrokenHistory:
    """Return the error that says what an entry is, and what would come next."""
    thing, stream, number = entry.thing, entry.stream, entry.number
    status = None if known is None else known.status
    edges = tuple(
        f"{trigger} > {' or '.join(targets)}" for trigger, targets in table.targets.get(status, {}).items()
    )
    got = (stream, number, f"{entry.before or '-'} / {entry.trigger} > {entry.after}")
    if known is None:
        place = _place(thing, stream, number)
        return BrokenHistory(
            place, got, "first_entry", stream=stream, number=number, thing=thing, edges=edges
        )
    return BrokenHistory(
        _place(thing, known.id, number),
        got,
        "following_entry",
        stream=known.id,
        number=number,
        thing=thing,
        of=known.id,
        status=known.status,
        version=known.version,
        edges=edges,
    )


def no_entry(thing: str) -> BrokenHistory:
    """Return the error for a History that begins with nothing."""
    return BrokenHistory(f"History of a {thing}", (), "some_entry")


def _place(thing: str, stream: str, number: int) -> str:
    return f"History of {thing} {stream}, entry {number}"
