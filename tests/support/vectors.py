"""One vector: a question, the answer of the library, and what that rests on."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Final, NamedTuple, TypeAlias

import attrs
from docs.conformance.python_adapter import answered

from coopclaims import Explanation, Policies, Problem
from coopclaims.provenance import PUBLISHED, Basis, BasisKind, Message, Source
from coopclaims.rules import Rule
from coopclaims.transitions import Refusal, Row

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from coopclaims.provenance import Reading

Data: TypeAlias = dict[str, Any]

VERSION: Final = 1
"""Of the suite: of its files and what stands in them, and not of the library."""

FORMAT: Final = "format"
"""The basis of what is a matter of the wire alone: no document of a program says it."""

NOTHING: Final = "nothing"
"""The basis of an answer that there is none: the calendar ends, or no rule was ever known."""


class Case(NamedTuple):
    """A question by its own name, and what it is asked with.

    `given` names parts of the file that belong to the question. `expected` is what a golden table says of
    the answer, which has to agree, and `unlike` what the answer is not. `rests_on` are facts that the table
    names, or a page, and `reading` is ours where the answer itself does not say so.
    """

    id: str
    question: Data
    given: tuple[str, ...] = ()
    expected: Data | None = None
    rests_on: tuple[str, ...] = ()
    unlike: Data | None = None
    reading: str = ""


class Vectors(NamedTuple):
    """A file of cases: its name, its level, what it is about, what several cases share, and the cases."""

    path: str
    level: str
    about: str
    given: Mapping[str, Data]
    cases: tuple[Case, ...]

    def lines(self) -> Iterator[str]:
        """Yield the file, a shared part or a case on each line."""
        head = {"version": VERSION, "level": self.level, "about": self.about}
        named = {name for case in self.cases for name in case.given}
        parts = (f"{dumped(name)}:{dumped(part)}" for name, part in self.given.items() if name in named)
        yield dumped(head)[:-1] + ',"given":{'
        yield ",\n".join(parts) + "},"
        yield '"cases":['
        yield ",\n".join(dumped(_drawn(case, self.given)) for case in self.cases)
        yield "]}"


def dumped(data: object) -> str:
    """Return data as JSON on one line: in ASCII, and without the spaces that would be a tenth of it."""
    return json.dumps(data, separators=(",", ":"))


def _drawn(case: Case, given: Mapping[str, Data]) -> Data:
    question = {key: part for name in case.given for key, part in given[name].items()} | case.question
    answer, things = answered(json.loads(json.dumps(question)))
    agrees = case.expected is None or case.expected.items() <= answer.items()
    if not agrees or answer == case.unlike:
        raise AssertionError(f"{case.id}: the table has {case.expected}, the library {answer}")
    cited = [each for thing in things for each in _cited(thing)]
    facts = dict.fromkeys((*case.rests_on, *(_fact(source) for source, _ in cited if source is not None)))
    readings = {_reading(each) for _, basis in cited if basis for each in basis.readings}
    return {
        "id": case.id,
        "given": list(case.given),
        "question": case.question,
        "answer": answer,
        "rests_on": sorted(facts),
        "basis": _basis(cited) if cited else _uncited(case),
        "reading": sorted(readings | ({case.reading} - {""})),
    }


WIRE_PAGE: Final = "wire.md"


def _cited(thing: object) -> Iterator[tuple[Source | None, Basis | None]]:
    """Yield each source with how it is known."""
    match thing:
        case Explanation():
            for each in thing.walk():
                if each.source is not None or each.basis is not None:
                    yield each.source, each.basis
        case Problem() | Rule():
            yield thing.source, thing.basis
        case Row() | Refusal():
            yield thing.citation, thing.basis
        case _:
            raise TypeError(type(thing).__name__)


def _uncited(case: Case) -> str:
    """Return how an answer is known that cites nothing itself: as its facts and its reading have it."""
    if not case.rests_on:
        return NOTHING
    if case.rests_on == (WIRE_PAGE,):
        return FORMAT
    return (BasisKind.INFERRED if case.reading else BasisKind.PUBLISHED).value


def _fact(source: Source) -> str:
    return " ".join((source.document, *source.facts))


_WEAKEST: Final = (BasisKind.INFERRED, BasisKind.CARRIED_FORWARD, BasisKind.PUBLISHED)


def _basis(cited: Iterable[tuple[Source | None, Basis | None]]) -> str:
    """Return how the answer is known: as the weakest of what it rests on."""
    kinds = {(basis or PUBLISHED).kind for _, basis in cited}
    return next(kind.value for kind in _WEAKEST if kind in kinds)


_POLICIES: Final = {type(getattr(Policies(), field.name)): field.name for field in attrs.fields(Policies)}


def _reading(reading: Reading) -> str:
    """Return a reading as `policy=key`, or the code of its message."""
    return reading.code if isinstance(reading, Message) else f"{_POLICIES[type(reading)]}={reading.value}"
