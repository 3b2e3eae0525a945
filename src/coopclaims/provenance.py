"""Where an answer comes from: sources, how sure we are, and explanations.

An `Explanation` is data first, a text tree second. Whoever holds only `to_dict()` can recompute
the day or the amount: every figure used stands in it under a name.
"""

from __future__ import annotations

from datetime import date
from types import MappingProxyType
from typing import TYPE_CHECKING, Protocol, TypeAlias, final, runtime_checkable

import attrs

from coopclaims._values import Keyed, frozen
from coopclaims.errors import InvalidValue

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

__all__ = ["PUBLISHED", "Basis", "BasisKind", "Explanation", "Source", "cite", "inferred"]

Figure: TypeAlias = str | int | bool
"""A figure in an explanation. Days and instants are ISO text, amounts decimal text."""


@final
class BasisKind(Keyed):
    """How a rule is known."""

    PUBLISHED = "published"
    INFERRED = "inferred"
    CARRIED_FORWARD = "carried_forward"


@final
@frozen(kw_only=True)
class Basis:
    """How a rule is known: published, inferred, or carried forward past its last sighting.

    `kind` is which of the three. `reading` says which reading was chosen where the sources say nothing or
    disagree, empty where none had to be; `since` is the last day on which a carried-forward rule was seen
    published, `None` for any other.

    >>> from datetime import date
    >>> str(carried_forward(since=date(2022, 8, 4)))
    'carried forward since 2022-08-04'
    """

    kind: BasisKind
    reading: str = ""
    since: date | None = None

    def read_as(self, reading: str) -> Basis:
        """Return the basis of an answer that rests on a reading too, besides what it rests on already.

        `reading` is text. What is carried forward stays so; what was published is inferred by the reading.

        >>> str(carried_forward(since=date(2022, 8, 4)).read_as("a week is a month"))
        'carried forward since 2022-08-04 (a week is a month)'
        """
        readings = "; ".join(each for each in (self.reading, reading) if each)
        kind = self.kind if self.kind is BasisKind.CARRIED_FORWARD else BasisKind.INFERRED
        return attrs.evolve(self, kind=kind, reading=readings)

    def __str__(self) -> str:
        text = self.kind.caption
        if self.since is not None:
            text += f" since {self.since.isoformat()}"
        if self.reading:
            text += f" ({self.reading})"
        return text


PUBLISHED = Basis(kind=BasisKind.PUBLISHED)
"""The rule stands in a public document as it is given here."""


def inferred(reading: str) -> Basis:
    """Return the basis of a rule that no document states, with `reading`, the reading chosen, as text."""
    return Basis(kind=BasisKind.INFERRED, reading=reading)


def carried_forward(*, since: date, reading: str = "") -> Basis:
    """Return the basis of a rule used after the last day on which it was seen published."""
    return Basis(kind=BasisKind.CARRIED_FORWARD, reading=reading, since=since)


@final
@frozen(kw_only=True)
class Source:
    """The document that a rule rests on, its date, and the facts taken from it.

    `document` is a key of `DOCUMENTS`, `facts` are the identifiers of the facts (both are listed in
    `docs/reference/sources.md`), `dated` is the document's own date where it has one.

    >>> from datetime import date
    >>> str(Source(document="MG22", facts=("D-07",), dated=date(2022, 8, 4)))
    'MG22 D-07, 2022-08-04'
    """

    document: str
    facts: tuple[str, ...] = ()
    dated: date | None = None

    def __str__(self) -> str:
        text = " ".join((self.document, *self.facts))
        return text if self.dated is None else f"{text}, {self.dated.isoformat()}"


@runtime_checkable
class Citing(Protocol):
    """What rests on sources of its own, parts of it each on another."""

    @property
    def sources(self) -> tuple[Source, ...]:
        """The sources, each once."""
        ...


@final
@frozen
class SourceDocument:
    """A document that rules are taken from: its title and its own date, where it has one."""

    title: str
    dated: date | None = None


DOCUMENTS: Mapping[str, SourceDocument] = MappingProxyType(
    {
        "AN20": SourceDocument("December 2020 announcements: co-op rollover", date(2020, 12, 22)),
        "BL23": SourceDocument("Americas partner blog: FY24 co-op", date(2023, 10, 24)),
        "CC18": SourceDocument("create-incentives-claims", date(2018, 9, 1)),
        "CC20": SourceDocument("create-incentives-claims", date(2020, 10, 29)),
        "CC22": SourceDocument("create-incentives-claims", date(2022, 9, 14)),
        "CC24": SourceDocument("create-incentives-claims, later captures"),
        "CO18": SourceDocument("core-requirements", date(2018, 9, 1)),
        "CO20": SourceDocument("core-requirements", date(2020, 9, 11)),
        "CO21": SourceDocument("core-requirements", date(2021, 11, 10)),
        "COL": SourceDocument("core-requirements, later capture"),
        "EA23": SourceDocument("earnings", date(2023, 10, 4)),
        "ED23": SourceDocument("earnings-default"),
        "EN21": SourceDocument("incentives-enroll", date(2021, 4, 15)),
        "FQ23": SourceDocument("incentives-faq", date(2023, 4, 14)),
        "KB-3WD": SourceDocument("KB 2961533 managed-reseller claims not received", date(2014, 10, 17)),
        "KB-CYC": SourceDocument("KB 2969974 when to submit for the current payment cycle", date(2016, 8, 9)),
        "KB-DIST": SourceDocument("KB 2961460 submit a claim, commercial distributors", date(2014, 10, 17)),
        "KB-DL": SourceDocument("KB 2952924 submission deadlines", date(2014, 10, 17)),
        "KB-EXEC": SourceDocument("KB 2969890 when may co-op activities be executed", date(2016, 8, 9)),
        "KB-STAT": SourceDocument("How to check claim status in Partner Center"),
        "KB-TL": SourceDocument("KB 2969985 payment timelines", date(2016, 8, 30)),
        "MC23": SourceDocument(
            "mci-engagements-workshop (another claim type, an analogue)", date(2023, 10, 1)
        ),
        "MG20": SourceDocument("incentives-managing-co-op-claims", date(2020, 10, 29)),
        "MG22": SourceDocument("incentives-managing-co-op-claims", date(2022, 8, 4)),
        "OV18": SourceDocument("claims-overview", date(2018, 9, 1)),
        "OV20": SourceDocument("claims-overview", date(2020, 11, 3)),
        "OV21": SourceDocument("claims-overview", date(2021, 3, 10)),
        "OV23": SourceDocument("claims-overview", date(2023, 4, 19)),
        "PE23": SourceDocument("permissions-overview"),
        "PI21": SourceDocument("incentives-payment-issues", date(2021, 2, 5)),
        "PI22": SourceDocument("incentives-payment-issues", date(2022, 9, 16)),
        "PIE": SourceDocument("Training deck: make a co-op claim on the portal"),
        "PL20": SourceDocument("incentives-create-your-plan", date(2020, 9, 11)),
        "PL22": SourceDocument("incentives-create-your-plan", date(2022, 8, 4)),
        "PO22": SourceDocument("incentives-prepare-your-proof-of-execution", date(2022, 8, 16)),
        "PR21": SourceDocument(
            "incentives-create-and-manage-your-payout-and-tax-profiles", date(2021, 4, 15)
        ),
        "PR22": SourceDocument(
            "incentives-create-and-manage-your-payout-and-tax-profiles", date(2022, 9, 16)
        ),
        "PS21": SourceDocument("payout-statement", date(2021, 3, 22)),
        "READING": SourceDocument("not published: the reading that this library chose"),
        "RJ21": SourceDocument("reject-claims", date(2021, 11, 10)),
        "SD-EN": SourceDocument("create-incentives-claims (English)", date(2022, 9, 14)),
        "T-365": SourceDocument(
            "Third party: guide to using co-op funds (only its year is known)", date(2025, 1, 1)
        ),
        "T-PAX8": SourceDocument(
            "Third party: incentives and rebates (only its year is known)", date(2021, 1, 1)
        ),
        "T-RES": SourceDocument("Third party: making the most of your co-op"),
        "TH21": SourceDocument("claims-threshold", date(2021, 9, 29)),
        "TP23": SourceDocument("troubleshoot-payments-faq", date(2023, 10, 3)),
        "UI22": SourceDocument("understand-incentive-payouts", date(2022, 9, 16)),
        "VF22": SourceDocument("incentives-view-funds", date(2022, 8, 16)),
    }
)
"""Every document that a rule of this library cites. A month alone means its first day."""


def cite(document: str, *facts: str) -> Source:
    """Return the source for these facts of one of the documents.

    `document` is a key of `DOCUMENTS`, such as "MG22", and `facts` are identifiers of facts in it, none
    where it is cited as a whole. Raises `InvalidValue` for another document.

    >>> str(cite("MG22", "D-07"))
    'MG22 D-07, 2022-08-04'
    """
    if document not in DOCUMENTS:
        raise InvalidValue("document", document, "a key of coopclaims.provenance.DOCUMENTS")
    return Source(document=document, facts=facts, dated=DOCUMENTS[document].dated)


@final
@frozen(kw_only=True)
class Explanation:
    """Why an answer is what it is: a statement, its figures, its source, and what it follows from.

    `code` is stable and says which kind of statement this is; `text` is its English wording, which is not
    promised. `figures` are (name, value) pairs. `source` is the document that the statement rests on and
    `basis` how that is known, `None` where nothing is cited. `because` holds the statements that this one
    follows from, in order. `caveats` name readings chosen between sources that disagree.

    >>> due = Explanation(code="due", text="Due on 2022-09-16", figures=(("due", "2022-09-16"),))
    >>> print(Explanation(code="answer", text="Answer", because=(due,)))
    Answer
    └─ Due on 2022-09-16
    """

    code: str
    text: str
    figures: tuple[tuple[str, Figure], ...] = ()
    source: Source | None = None
    basis: Basis | None = None
    because: tuple[Explanation, ...] = ()
    caveats: tuple[str, ...] = ()

    def figure(self, name: str) -> Figure:
        """Return the figure called `name`. Raises `KeyError` where this statement has none."""
        return dict(self.figures)[name]

    def walk(self) -> Iterator[Explanation]:
        """Yield this statement and all below it, each before those that it follows from."""
        yield self
        for child in self.because:
            yield from child.walk()

    def find(self, code: str) -> Explanation:
        """Return the first statement of `walk` with this `code`. Raises `KeyError` where there is none."""
        for statement in self.walk():
            if statement.code == code:
                return statement
        raise KeyError(code)

    def to_dict(self) -> dict[str, object]:
        """Return the whole tree as plain, JSON-able data; empty parts are left out."""
        data: dict[str, object] = {"code": self.code, "text": self.text}
        if self.figures:
            data["figures"] = dict(self.figures)
        if self.source is not None:
            data["source"] = {
                "document": self.source.document,
                "facts": list(self.source.facts),
                "dated": None if self.source.dated is None else self.source.dated.isoformat(),
            }
        if self.basis is not None:
            data["basis"] = {
                "kind": str(self.basis.kind),
                "reading": self.basis.reading,
                "since": None if self.basis.since is None else self.basis.since.isoformat(),
            }
        if self.because:
            data["because"] = [child.to_dict() for child in self.because]
        if self.caveats:
            data["caveats"] = list(self.caveats)
        return data

    def __str__(self) -> str:
        return "\n".join(_lines(self))


def _label(statement: Explanation) -> str:
    notes = [str(statement.source)] if statement.source else []
    if statement.basis is not None and statement.basis != PUBLISHED:
        notes.append(str(statement.basis))
    return f"{statement.text}  [{'; '.join(notes)}]" if notes else statement.text


def _lines(statement: Explanation) -> Iterator[str]:
    yield _label(statement)
    branches = [list(_lines(child)) for child in statement.because]
    branches += [[f"note: {caveat}"] for caveat in statement.caveats]
    for number, (first, *rest) in enumerate(branches, start=1):
        is_last = number == len(branches)
        yield ("└─ " if is_last else "├─ ") + first
        for line in rest:
            yield ("   " if is_last else "│  ") + line
