"""Where an answer comes from: sources, how sure we are, messages, and explanations.

An `Explanation` is data first, a text tree second. It holds a message, which is a code with its English,
and under a name every figure used, as a value: a day is a day, a status a status, a list a list. Text is
made when somebody asks for it, so that another language can make its own from the same data.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from types import MappingProxyType
from typing import Any, Final, Protocol, TypeAlias, TypeVar, final, runtime_checkable

import attrs

from coopclaims._characters import escaped
from coopclaims._checks import door
from coopclaims._expected import EXPECTED
from coopclaims._templates import ENGLISH, WORDS, WORDS_OF, Tongue, filled, in_words, shown
from coopclaims._values import Keyed, Term, frozen
from coopclaims.errors import CoopClaimsError, InvalidValue

__all__ = [
    "PUBLISHED",
    "Basis",
    "BasisKind",
    "Explanation",
    "Message",
    "Reading",
    "Source",
    "Term",
    "cite",
    "declared_messages",
    "inferred",
    "message",
    "statement_of",
]


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

    `kind` is which of the three. `readings` are those that were chosen where the sources say nothing or
    disagree: messages, and members of a policy; empty where none had to be. `since` is the last day on
    which a carried-forward rule was seen published, `None` for any other.

    >>> from datetime import date
    >>> str(carried_forward(since=date(2022, 8, 4)))
    'carried forward since 2022-08-04'
    """

    kind: BasisKind
    readings: tuple[Reading, ...] = ()
    since: date | None = None

    def read_as(self, *readings: Reading) -> Basis:
        """Return the basis of an answer that rests on these readings besides what it rests on already.

        `readings` are messages, or members of a policy. What is carried forward stays so; what was published
        is inferred by the readings.

        >>> weeks = Message("weeks", "a week is a month")
        >>> str(carried_forward(since=date(2022, 8, 4)).read_as(weeks))
        'carried forward since 2022-08-04 (a week is a month)'
        """
        kind = self.kind if self.kind is BasisKind.CARRIED_FORWARD else BasisKind.INFERRED
        return attrs.evolve(self, kind=kind, readings=(*self.readings, *readings))

    def __str__(self) -> str:
        return _basis_in_words(self, ENGLISH)


PUBLISHED = Basis(kind=BasisKind.PUBLISHED)
"""The rule stands in a public document as it is given here."""


@door
def inferred(*readings: Reading) -> Basis:
    """Return the basis of a rule that no document states, with `readings`, those that were chosen."""
    return Basis(kind=BasisKind.INFERRED, readings=readings)


def carried_forward(*readings: Reading, since: date) -> Basis:
    """Return the basis of a rule used after `since`, the last day on which it was seen published.

    `readings` are those that it rests on as well.
    """
    return Basis(kind=BasisKind.CARRIED_FORWARD, readings=readings, since=since)


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
        text = escaped(" ".join((self.document, *self.facts)))
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


# fmt: off
DOCUMENTS: Mapping[str, SourceDocument] = MappingProxyType(
    {
        "AN20": SourceDocument("December 2020 announcements: co-op rollover", date(2020, 12, 22)),
        "BL23": SourceDocument("Americas partner blog: FY24 co-op", date(2023, 10, 24)),
        "BL25": SourceDocument("Americas partner blog: maximize the impact of co-op funds", date(2025, 5, 7)),
        "CC18": SourceDocument("create-incentives-claims", date(2018, 9, 1)),
        "CC20": SourceDocument("create-incentives-claims", date(2020, 10, 29)),
        "CC22": SourceDocument("create-incentives-claims", date(2022, 9, 14)),
        "CC24": SourceDocument("create-incentives-claims, later captures"),
        "CO18": SourceDocument("core-requirements", date(2018, 9, 4)),
        "CO20": SourceDocument("core-requirements", date(2020, 9, 11)),
        "CO21": SourceDocument("core-requirements", date(2021, 11, 10)),
        "COL": SourceDocument("core-requirements, later capture"),
        "EA23": SourceDocument("earnings", date(2023, 10, 4)),
        "ED23": SourceDocument("earnings-default"),
        "EN21": SourceDocument("incentives-enroll", date(2021, 4, 15)),
        "FQ23": SourceDocument("incentives-faq", date(2023, 4, 14)),
        "EU97": SourceDocument("Council Regulation (EC) No 1103/97, articles 4 and 5: euro conversion",
            date(1997, 6, 17)),
        "IS26": SourceDocument("ISO 4217, codes withdrawn from list one, and the laws that ended them",
            date(2026, 1, 1)),
        "KB-3WD": SourceDocument("KB 2961533 managed-reseller claims not received", date(2014, 10, 17)),
        "KB-CYC": SourceDocument("KB 2969974 when to submit for the current payment cycle", date(2016, 8, 9)),
        "KB-DIST": SourceDocument("KB 2961460 submit a claim, commercial distributors", date(2014, 10, 17)),
        "KB-DL": SourceDocument("KB 2952924 submission deadlines", date(2014, 10, 17)),
        "KB-EXEC": SourceDocument("KB 2969890 when may co-op activities be executed", date(2016, 8, 9)),
        "KB-STAT": SourceDocument("How to check claim status in Partner Center"),
        "KB-TL": SourceDocument("KB 2969985 payment timelines", date(2016, 8, 30)),
        "MC23": SourceDocument("mci-engagements-workshop (another claim type, an analogue)",
            date(2023, 10, 1)),
        "MG20": SourceDocument("incentives-managing-co-op-claims", date(2020, 10, 29)),
        "MG22": SourceDocument("incentives-managing-co-op-claims", date(2022, 8, 4)),
        "OV18": SourceDocument("claims-overview", date(2018, 9, 4)),
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
        "PR21": SourceDocument("incentives-create-and-manage-your-payout-and-tax-profiles",
            date(2021, 4, 15)),
        "PR22": SourceDocument("incentives-create-and-manage-your-payout-and-tax-profiles",
            date(2022, 9, 16)),
        "PS21": SourceDocument("payout-statement", date(2021, 3, 22)),
        "READING": SourceDocument("not published: the reading that this library chose"),
        "RJ21": SourceDocument("reject-claims", date(2021, 11, 10)),
        "SD-EN": SourceDocument("create-incentives-claims (English)", date(2022, 9, 14)),
        "SH-CS": SourceDocument("Support text: claim status and submission deadlines", date(2020, 7, 24)),
        "SH-PO": SourceDocument("Support text: proof of execution on the plan path", date(2020, 5, 26)),
        "T-365": SourceDocument("Third party: guide to using co-op funds (only its year is known)",
            date(2025, 1, 1)),
        "T-PAX8": SourceDocument("Third party: incentives and rebates (only its year is known)",
            date(2021, 1, 1)),
        "T-RES": SourceDocument("Third party: making the most of your co-op"),
        "TH21": SourceDocument("claims-threshold", date(2021, 9, 29)),
        "TI": SourceDocument("incentives-tax-invoice-poe", date(2020, 10, 16)),
        "TP23": SourceDocument("troubleshoot-payments-faq", date(2023, 10, 3)),
        "UI22": SourceDocument("understand-incentive-payouts", date(2022, 9, 16)),
        "VF22": SourceDocument("incentives-view-funds", date(2022, 8, 16)),
    }
)
# fmt: on
"""Every document that a rule of this library cites. A month alone means its first day."""


@door
def cite(document: str, *facts: str) -> Source:
    """Return the source for these facts of one of the documents.

    `document` is a key of `DOCUMENTS`, such as "MG22", and `facts` are identifiers of facts in it, none
    where it is cited as a whole. Raises `InvalidValue` for another document.

    >>> str(cite("MG22", "D-07"))
    'MG22 D-07, 2022-08-04'
    """
    try:
        dated = DOCUMENTS[document].dated
    except (KeyError, TypeError):
        raise InvalidValue("document", document, "document") from None
    return Source(document=document, facts=facts, dated=dated)


# Messages: a code and its English, declared once beside its use.


@final
@frozen
class Message:
    """A sentence of this library: a stable code, and its English with the parameters in their places.

    `code` is a snake_case key and promised; `english` is a template, and its wording is not promised.
    `parameters` names each parameter and its type, as a signature does: "claim: ClaimId, due: date". The
    text of a message is its code; `english` is for people.

    In a template `{due}` is the value as people read it: the caption of a member, a day as ISO 8601 writes
    it, several things with commas between them. `{due:weekday}` has the day of the week too, `{due:month}`
    the month alone, `{clock:capital}` a capital letter, `{digest:short}` the first eight characters,
    `{role:key}` the key of a member, `{known:spans}` spans of days, `{known:quoted}` texts in quotes,
    `{near:spelled}` names letter by letter. `{n:plural day|days}` is the first word where the number is one
    and the second for any other, as the language counts, `{unit:number {n}}` a member in the form for that
    number, and `{n:s}` an English *s*. `{items:or none}` says what stands there where nothing is given, and
    `{item:? (%)}` what stands there only where something is, around it; `{last:unless {first}? to %}` only
    where it is another than the first.

    Control characters, bidi controls and line ends of a value do not leave their place: they are shown
    escaped, or as blanks.
    """

    code: str
    english: str
    parameters: str = attrs.field(default="", eq=False, repr=False)

    def __str__(self) -> str:
        return escaped(self.code)

    def say(
        self,
        *,
        source: Source | None = None,
        basis: Basis | None = None,
        because: tuple[Explanation, ...] = (),
        caveats: tuple[Explanation, ...] = (),
        **figures: Any,  # noqa: ANN401 - values of any kind
    ) -> Explanation:
        """Return the statement of this message with its values.

        `figures` are the values of its parameters, by name. `source` and `basis` are what the statement rests
        on, `None` where nothing is cited. `because` are the statements that it follows from, in order, and
        `caveats` those of readings chosen between sources that disagree.

        >>> print(Message("due", "Due on {due}", "due: date").say(due=date(2022, 9, 16)))
        Due on 2022-09-16
        """
        return Explanation(
            message=self,
            figures=tuple(figures.items()),
            source=source,
            basis=basis,
            because=because,
            caveats=caveats,
        )

    @property
    def types(self) -> Mapping[str, str]:
        """The name of the type of each parameter, by its name.

        >>> Message("due", "Due on {due}", "due: date, by: tuple[Role, ...]").types
        {'due': 'date', 'by': 'tuple[Role, ...]'}
        """
        pairs = (each.split(": ") for each in self.parameters.replace(", ...", "...").split(", ") if each)
        return {name: kind.replace("...", ", ...") for name, kind in pairs}

    @door
    def text(self, figures: Iterable[tuple[str, Any]] = (), english: str | None = None) -> str:
        """Return the sentence with these `figures`, pairs of a name and a value, in their places.

        `english` is the template that is filled, in any language; `None` is the message's own.
        """
        return filled(self.english if english is None else english, dict(figures))


T = TypeVar("T")

Reading: TypeAlias = Message | Keyed
"""A reading that was chosen: as a message, or the member of a policy."""

_MESSAGES: Final[dict[str, Message]] = {}


@door
def message(code: str, english: str, parameters: str = "") -> Message:
    """Return the message with this `code`, and keep it in the register of all messages.

    `english` is its template, and `parameters` names what it takes, with types: "due: date, n: int". Raises
    `InvalidValue` where another message has the code.
    """
    made = Message(code, english, parameters)
    if _MESSAGES.setdefault(code, made).english != english:
        raise InvalidValue("code", code, "new_code")
    return made


@door
def declared_messages() -> Mapping[str, Message]:
    """Return every message that was declared so far, by its code: those of the modules imported."""
    return MappingProxyType(_MESSAGES)


WORDS_OF.update({Message: lambda said, tongue: tongue.template(said.code, said.english)})

_SINCE = message("basis.since", "{kind} since {since}", "kind: BasisKind, since: date")
_READ_AS = message("basis.read_as", "{basis} ({readings})", "basis: str, readings: str")
_NOTE = message("note", "note: {said}", "said: str")


def said(spoken: Message, tongue: Tongue, **figures: object) -> str:
    """Return the sentence of a message in a language, with these values in its places."""
    return filled(tongue.template(spoken.code, spoken.english), figures, tongue)


def _basis_in_words(basis: Basis, tongue: Tongue) -> str:
    text = shown(basis.kind, tongue=tongue)
    if basis.since is not None:
        text = said(_SINCE, tongue, kind=text, since=basis.since)
    if basis.readings:
        readings = "; ".join(shown(each, tongue=tongue) for each in basis.readings)
        text = said(_READ_AS, tongue, basis=text, readings=readings)
    return text


WORDS_OF.update({Basis: _basis_in_words})


# Explanations: what is said, by which figures, from which source, and what it follows from.


@final
@frozen(kw_only=True)
class Explanation:
    """Why an answer is what it is: a statement, its figures, its source, and what it follows from.

    `message` says which kind of statement this is. `figures` are pairs of a name and a value, such as a day,
    an amount, a member of an enumeration, or a tuple of them. `source` is the document that the statement
    rests on and `basis` how that is known, `None` where nothing is cited. `because` holds the statements
    that this one follows from, in order. `caveats` are statements of readings chosen between sources that
    disagree. Raises `InvalidValue` for two figures of one name.

    >>> due = Explanation(message=Message("due", "Due on {due}"), figures=(("due", date(2022, 9, 16)),))
    >>> print(Explanation(message=Message("answer", "Answer"), because=(due,)))
    Answer
    └─ Due on 2022-09-16
    """

    message: Message
    figures: tuple[tuple[str, object], ...] = ()
    source: Source | None = None
    basis: Basis | None = None
    because: tuple[Explanation, ...] = ()
    caveats: tuple[Explanation, ...] = ()

    def __attrs_post_init__(self) -> None:
        figures = self.figures
        if len(figures) > 1 and len({figure[0] for figure in figures}) < len(figures):
            raise InvalidValue("figures", tuple(figure[0] for figure in figures), "each_once")

    @property
    def code(self) -> str:
        """The stable code of the message."""
        return self.message.code

    @property
    def text(self) -> str:
        """What is stated, in English."""
        return self.message.text(self.figures)

    @door
    def figure(self, name: str) -> Any:  # noqa: ANN401 - a value of any kind
        """Return the figure called `name`. Raises `InvalidValue` where this statement has none."""
        figures = dict(self.figures)
        if name not in figures:
            raise InvalidValue("name", name, "one_of", known=tuple(figures))
        return figures[name]

    def walk(self) -> Iterator[Explanation]:
        """Yield this statement and all below it, each before those that it follows from."""
        yield self
        for child in self.because:
            yield from child.walk()

    @door
    def find(self, code: str) -> Explanation:
        """Return the first statement of `walk` with this `code`. Raises `InvalidValue` without one."""
        for statement in self.walk():
            if statement.code == code:
                return statement
        raise InvalidValue("code", code, "one_of", known=tuple({each.code: None for each in self.walk()}))

    def __str__(self) -> str:
        return tree_of(self, ENGLISH)


def _in_one_sentence(statement: Explanation, tongue: Tongue) -> str:
    return said(statement.message, tongue, **dict(statement.figures))


WORDS_OF.update({Explanation: _in_one_sentence})


def worded(kind: type[T], say: Callable[[T], Explanation]) -> None:
    """Show values of this type by a statement, which any language can make a sentence of."""
    WORDS_OF[kind] = lambda value, tongue: _in_one_sentence(say(value), tongue)


def said_in_english(value: object) -> str:
    """Return how a value that is `worded` is shown in English: the text of it."""
    return in_words(value, ENGLISH)


def _take_in(kind: type[CoopClaimsError]) -> None:
    for each in kind.__subclasses__():
        if "code" in vars(each) and each.english:
            message(each.code, each.english, each.parameters)
        _take_in(each)


_take_in(CoopClaimsError)
for _code, _fits in (*((f"expected.{_code}", _fits) for _code, _fits in EXPECTED.items()), *WORDS.items()):
    message(_code, *_fits)


@door
def statement_of(error: CoopClaimsError) -> Explanation:
    """Return what an exception says, as a statement that may stand among others.

    `error` is an exception of this library with a sentence of its own, so any but `Refused`, whose problems
    explain themselves.

    >>> from coopclaims.errors import NoRate
    >>> missing = statement_of(NoRate("SEK", "EUR", date(2022, 9, 1)))
    >>> missing.code, missing.figure("month")
    ('no_rate', datetime.date(2022, 9, 1))
    """
    said = Message(error.code, error.english, error.parameters)
    figures = {name: getattr(error, name) for name in said.types}
    if isinstance(error, InvalidValue) and "fits" in figures:
        fits = Message(f"expected.{error.expected}", *EXPECTED.get(error.expected, (error.expected,)))
        figures["fits"] = Explanation(message=fits, figures=error.figures)
    return Explanation(message=said, figures=tuple(figures.items()))


def tree_of(statement: Explanation, tongue: Tongue) -> str:
    """Return a statement with all that it follows from, a line each, in a language."""
    return "\n".join(_lines(statement, tongue))


def _label(statement: Explanation, tongue: Tongue) -> str:
    notes = [str(statement.source)] if statement.source else []
    if statement.basis is not None and statement.basis != PUBLISHED:
        notes.append(in_words(statement.basis, tongue))
    text = in_words(statement, tongue)
    return f"{text}  [{'; '.join(notes)}]" if notes else text


def _lines(statement: Explanation, tongue: Tongue) -> Iterator[str]:
    yield _label(statement, tongue)
    branches = [list(_lines(child, tongue)) for child in statement.because]
    branches += [[said(_NOTE, tongue, said=_label(caveat, tongue))] for caveat in statement.caveats]
    for number, (first, *rest) in enumerate(branches, start=1):
        is_last = number == len(branches)
        yield ("└─ " if is_last else "├─ ") + first
        for line in rest:
            yield ("   " if is_last else "│  ") + line
