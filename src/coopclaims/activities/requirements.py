"""What an activity asks for, with its and/or logic: requirements, and what of them is unmet.

A requirement is met when its key was given: a proof says what it shows, a metric what it reports, a
form what it attests. `OnlyIf` asks for something only in a circumstance that the form states, such as
travel by air; a circumstance that is not stated does not apply.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias, final

import attrs

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = [
    "AllOf",
    "AnyOf",
    "Circumstance",
    "Need",
    "OnlyIf",
    "Requirement",
    "circumstances_of",
    "requirements_of",
    "told",
    "unmet",
]


@final
@attrs.frozen
class Requirement:
    """One thing that is asked for: a stable key, and what it is in words."""

    key: str
    what: str


@final
@attrs.frozen
class Circumstance:
    """Something that may be so with a claim, and that decides what is asked for."""

    key: str
    what: str


@final
@attrs.frozen
class AllOf:
    """Every one of these is asked for."""

    needs: tuple[Need, ...]


@final
@attrs.frozen
class AnyOf:
    """One of these is enough."""

    needs: tuple[Need, ...]


@final
@attrs.frozen
class OnlyIf:
    """This is asked for only in a circumstance, or, with `holds` false, only outside it."""

    circumstance: Circumstance
    need: Need
    holds: bool = True


Need: TypeAlias = Requirement | AllOf | AnyOf | OnlyIf
"""What may be asked for."""


def unmet(
    need: Need, given: frozenset[str], circumstances: frozenset[str]
) -> tuple[Requirement | AnyOf, ...]:
    """Return what of `need` is missing: single requirements, and choices of which none was met.

    >>> screenshot, page = Requirement("ad", "screenshot"), Requirement("page", "landing page")
    >>> unmet(AllOf((screenshot, page)), frozenset({"ad"}), frozenset())
    (Requirement(key='page', what='landing page'),)
    """
    if isinstance(need, Requirement):
        return () if need.key in given else (need,)
    if isinstance(need, AllOf):
        return tuple(missing for each in need.needs for missing in unmet(each, given, circumstances))
    if isinstance(need, OnlyIf):
        applies = (need.circumstance.key in circumstances) is need.holds
        return unmet(need.need, given, circumstances) if applies else ()
    return () if any(not unmet(each, given, circumstances) for each in need.needs) else (need,)


def told(need: Need) -> str:
    """Return a need in words: "URL, or page screenshots with the URL"."""
    if isinstance(need, Requirement):
        return need.what
    if isinstance(need, OnlyIf):
        return f"{told(need.need)}, {'if' if need.holds else 'unless'} {need.circumstance.what}"
    between = ", or " if isinstance(need, AnyOf) else "; and "
    return between.join(map(told, need.needs))


def requirements_of(need: Need) -> Iterator[Requirement]:
    """Yield every requirement that may be asked for, in order."""
    if isinstance(need, Requirement):
        yield need
    elif isinstance(need, OnlyIf):
        yield from requirements_of(need.need)
    else:
        for each in need.needs:
            yield from requirements_of(each)


def circumstances_of(need: Need) -> Iterator[Circumstance]:
    """Yield every circumstance that decides what is asked for, in order."""
    if isinstance(need, OnlyIf):
        yield need.circumstance
        yield from circumstances_of(need.need)
    elif not isinstance(need, Requirement):
        for each in need.needs:
            yield from circumstances_of(each)
