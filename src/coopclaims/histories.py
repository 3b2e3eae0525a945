"""Histories: what was recorded of one thing, numbered, in order, and only ever added to.

A claim, a payment and a fund each have one. The entries of claims and payments carry the same envelope
(`Entry`) around what happened, are counted from 1 without a gap, and follow one another along a table of
transitions. Whatever does not fit is a `BrokenHistory`, which names the thing and the entry.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from copy import copy
from datetime import datetime
from typing import TYPE_CHECKING, Any, ClassVar, Generic, Protocol, Self, TypeVar

import attrs

from coopclaims._characters import escaped
from coopclaims._checks import door
from coopclaims._values import Keyed, at_instant, frozen
from coopclaims.errors import BrokenHistory
from coopclaims.identifiers import ActorId, CommandId
from coopclaims.parties import Action, Role, Side
from coopclaims.transitions import Row

if TYPE_CHECKING:
    from coopclaims.transitions import Table

__all__ = ["Entry", "NumberedStream", "Stream"]


@frozen(kw_only=True)
class Entry:
    """One thing that happened: what every entry of a claim or a payment says besides what it was."""

    thing: ClassVar[str]
    """What the entry is of, in a word: "claim"."""

    number: int
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

    @property
    def stream(self) -> str:
        """The identifier of the thing that this happened to."""
        raise NotImplementedError

    @property
    def trigger(self) -> Keyed:
        """What was done."""
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


class NumberedStream(Stream[_Entry]):
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
        self._check(added, after=len(self.entries))
        longer = copy(self)
        object.__setattr__(longer, "entries", self.entries + added)
        return longer

    def _check(self, entries: tuple[_Entry, ...], after: int) -> None:
        for number, entry in enumerate(entries, start=after + 1):
            if entry.stream != self.stream:
                raise self._wrong(number, entry.stream, "entry_of", thing=self.thing, of=self.stream)
            if entry.number != number:
                raise self._wrong(number, entry.number, "number", due=number)

    def _wrong(self, number: int, got: object, expected: str, **figures: Any) -> BrokenHistory:  # noqa: ANN401 - values of any kind
        place = _place(self.thing, self.stream, number)
        return BrokenHistory(place, got, expected, stream=self.stream, number=number, **figures)

    def table(self) -> str:
        """Return the History as a text table, one line an entry, instants in UTC."""
        rows: list[tuple[str, ...]] = [("no.", "at", "by", "as", "status", "what happened")]
        for entry in self.entries:
            before = "-" if entry.before is None else entry.before.caption
            status = before if entry.before is entry.after else f"{before} > {entry.after.caption}"
            at = entry.at.isoformat(timespec="minutes").replace("+00:00", "Z")
            told = (str(entry.number), at, entry.by, entry.role.caption, status, entry.summary)
            rows.append(tuple(map(escaped, told)))
        widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
        return "\n".join(
            "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
            for row in rows
        )


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
        """The instant of the last of them."""
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

    An entry that corrects an instant would be the one exception, and this its place.
    """
    return entry.at < known.changed_at


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
