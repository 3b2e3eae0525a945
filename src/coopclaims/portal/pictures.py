"""Pictures as text: explanations as HTML, and claims as SVG, Mermaid and DOT.

Whatever is drawn is escaped, so that no text of anybody's leaves its place, and the same is drawn the same
every time. Nothing that is drawn fetches anything, and there are no scripts and no style sheets in it.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, tzinfo
from hashlib import sha256
from html import escape
from itertools import count
from typing import TYPE_CHECKING, Final, Literal, TypeVar
from unicodedata import east_asian_width

from coopclaims._characters import escaped
from coopclaims._checks import door
from coopclaims._values import as_instant, as_zone
from coopclaims.claims.events import History, HistoryEntry
from coopclaims.claims.table import TABLE
from coopclaims.deadlines.counting import DeadlineState
from coopclaims.deadlines.hindsight import Promise
from coopclaims.errors import InvalidValue
from coopclaims.labels.rendering import Explainable, label, render, sentence
from coopclaims.labels.speaking import spoken
from coopclaims.provenance import DOCUMENTS, PUBLISHED, Explanation, declared_messages, message

if TYPE_CHECKING:
    from collections.abc import Iterator

# fmt: off
_TIMELINE: Final = message("picture.timeline", "Timeline of claim {claim}", "claim: ClaimId")
_TIMELINE_PARTS: Final = message("picture.timeline_parts",
    "{entries} {entries:plural entry|entries} and {promises} {promises:plural promise|promises}, "
    "from {first:weekday} to {last:weekday}", "entries: int, promises: int, first: date, last: date")
_BY_POLICY: Final = message("picture.by_policy", "{step}, by policy", "step: Trigger")
# fmt: on

_T = TypeVar("_T")

NO_CHARACTERS: Final = str.maketrans({"\ufffe": "\ufffd", "\uffff": "\ufffd"})
"""What no XML may hold, and nobody reads: each is shown as what cannot be read."""


def _safe(text: str) -> str:
    """Return a text as HTML and XML hold it, in an attribute too, with no control as itself."""
    return escape(escaped(text).translate(NO_CHARACTERS))


# An explanation, as a list within a list.


@door
def explanation_html(answer: Explanation | Explainable, language: str = "en") -> str:
    """Return an explanation as a list of HTML, with what each statement follows from as a list within it.

    `answer` is an explanation, or whatever explains itself: a problem, a deadline. `language` is that of the
    texts, a tag such as "sv" or "sv-SE" of one of `coopclaims.labels.CATALOGUE_LANGUAGES`, and the attribute
    `lang` names it. Each statement is an item `<li>`, its source a `<cite>` whose `title` is that of the
    document, and how the statement is known a `<small>`, unless it is published. Readings chosen between
    sources that disagree come last, each marked as a note. There are no classes, ids and styles in it.

    Every text is escaped, and control characters, those of bidirectional text too, are shown and not obeyed.
    Raises `InvalidValue` for another language. Source: the statements have their own; the form is ours.

    >>> from coopclaims.findings import Problem, ProblemCode
    >>> from coopclaims.provenance import cite
    >>> missing = Problem(code=ProblemCode.TEXT_MISSING, field="<b>", source=cite("MG22", "D-07"))
    >>> print(explanation_html(missing, "de"))
    <ul lang="de">
    <li>&lt;b&gt; ist leer <cite title="incentives-managing-co-op-claims">MG22 D-07, 2022-08-04</cite>
    <ul>
    <li>Abhilfe: schreiben, was &lt;b&gt; sagen soll</li>
    </ul></li>
    </ul>
    """
    stated = answer if isinstance(answer, Explanation) else answer.explain()
    tag = spoken(language).key
    lines = [f'<ul lang="{tag}">']
    waiting: list[Explanation | str] = ["</ul>", stated]
    while waiting:
        each = waiting.pop()
        if isinstance(each, str):
            lines.append(each)
            continue
        notes = [f"<li>{_noted(caveat, tag)}</li>" for caveat in each.caveats]
        text = f"<li>{_stated(each, tag)}"
        if each.because or notes:
            lines += [text, "<ul>"]
            waiting += ["</ul></li>", *reversed(notes), *reversed(each.because)]
        else:
            lines.append(f"{text}</li>")
    return "\n".join(lines)


def _stated(statement: Explanation, language: str) -> str:
    return "".join((_safe(sentence(statement, language)), *_notes(statement, language)))


def _noted(caveat: Explanation, language: str) -> str:
    said = declared_messages()["note"].say(said=sentence(caveat, language))
    return "".join((_safe(sentence(said, language)), *_notes(caveat, language)))


def _notes(statement: Explanation, language: str) -> Iterator[str]:
    """Yield what a statement rests on: its source, and how it is known where it was not published."""
    source, basis = statement.source, statement.basis
    if source is not None:
        document = DOCUMENTS.get(source.document)
        title = "" if document is None else f' title="{_safe(document.title)}"'
        yield f" <cite{title}>{_safe(str(source))}</cite>"
    if basis is not None and basis != PUBLISHED:
        yield f" <small>{_safe(render(basis, language))}</small>"


# The lifecycle of claims, with the way that one took through it.


@door
def claim_statechart(
    history: History,
    *,
    format: Literal["mermaid", "dot"] = "mermaid",  # noqa: A002 - as people call it
    language: str = "en",
) -> str:
    """Return the lifecycle of claims as a state diagram in which the way that this claim took stands out.

    `history` is the whole History of the claim; without entries the diagram is bare. `format` is "mermaid",
    or "dot" for Graphviz. The label of each arrow that the claim took has the numbers of the entries
    that took it. The statuses that it went through have bold borders, and the one that it has now stands out
    of them: in Mermaid by the classes `taken` and `reached`, in DOT filled. An entry that left the status
    as it was is no arrow. `language` is that of the words, a tag such as "sv" or "sv-SE" of one of
    `coopclaims.labels.CATALOGUE_LANGUAGES`; nothing that anybody wrote is among them. Raises `InvalidValue`
    for another format, and for a language that no text is in. Source: the table cites it, row by row.

    >>> from coopclaims import ClaimStatus
    >>> from coopclaims.testing import scenarios, simplest
    >>> drawn = claim_statechart(simplest(scenarios(ClaimStatus.SUBMITTED)).history).splitlines()
    >>> drawn[1:3]
    ['    [*] --> Editing: create (1)', '    Editing --> Submitted: submit (3)']
    >>> drawn[-2:]
    ['    class Editing taken', '    class Submitted reached']
    """
    known = ("mermaid", "dot")
    if format not in known:
        raise InvalidValue("format", format, "one_of", known=known)
    tag, draw = spoken(language).key, TABLE.dot if format == "dot" else TABLE.mermaid
    return draw(
        ((entry.before, entry.trigger, entry.after) for entry in history),
        called=lambda named: label(named, tag),
        by_policy=lambda trigger: sentence(_BY_POLICY.say(step=trigger), tag),
    )


# What all pictures have in common: a sheet with words on the left, and room to draw on the right.

_WIDTH, LEFT, RIGHT, ROW, HEAD = 1040, 468, 970, 24, 56
_ROOM: Final = 126
"""How many halves of a letter there is room for on the left."""
GREEN, RED, _GREY = "#1a7f37", "#d1242f", "#6e7781"
"""Three times as bright, or as dark, as a page in light or in dark colors."""
_WIDEST: Final = frozenset("MWmw@%")


def _short(text: str) -> str:
    """Return as much of a text as there is room for, whatever letters it is of."""
    room = 0
    for place, each in enumerate(text):
        room += _halves(each)
        if room > _ROOM:
            return f"{text[: place - 1].rstrip()}…"
    return text


def _halves(letter: str) -> int:
    """Return how many halves of a letter this one is wide, at most, in the fonts that people have."""
    if letter in _WIDEST or east_asian_width(letter) in {"W", "F"}:
        return 4
    return 3 if letter.isupper() else 2


def row_of(y: int, short: str, whole: str, given: str, drawn: str) -> str:
    """Return a row of a picture: its words, what is drawn beside them, and all that there is to say."""
    return (
        f"<g {given}><title>{_safe(whole)}</title>"
        f'<text x="8" y="{y + 4}" fill="currentColor">{_safe(_short(escaped(short)))}</text>{drawn}</g>'
    )


def bar(y: int, first: int, last: int, given: str) -> str:
    """Return a bar from one place to another; one of nothing can be seen too."""
    return f'<rect x="{first}" y="{y - 7}" width="{max(last - first, 2)}" height="14" {given}/>'


def key_of(*texts: str) -> str:
    """Return what the identifiers within a picture begin with, so that two on a page do not share any."""
    return f"coopclaims-{sha256(_safe(' '.join(texts)).encode()).hexdigest()[:12]}"


def sheet(
    key: str, tag: str, title: str, words: Iterable[str], rows: Iterable[str], height: int, *, note: str = ""
) -> str:
    """Return a whole picture of SVG; who does not see it has its title, and all that it says as a text.

    `note` is a line under the title, for what holds of the whole picture.
    """
    drawn, described = "\n".join(rows), "; ".join(map(_safe, words))
    if note:
        drawn = f'<text x="8" y="38" font-size="11" fill="currentColor">{_safe(note)}</text>\n{drawn}'
    return f"""\
<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {height}" lang="{tag}" role="img"
 aria-labelledby="{key}-title {key}-desc" font-family="sans-serif" font-size="12">
<title id="{key}-title">{_safe(title)}</title>
<desc id="{key}-desc">{described}</desc>
<defs><pattern id="{key}-hatch" width="6" height="6" patternUnits="userSpaceOnUse"
 patternTransform="rotate(45)"><rect width="3" height="6" fill="{RED}"/></pattern></defs>
<text x="8" y="20" font-size="15" fill="currentColor">{_safe(_short(escaped(title)))}</text>
{drawn}
</svg>"""


# The timeline of a claim: a row for each entry, and one for each promise.

_A_DAY: Final = 86_400
_MOST_TICKS: Final = 6


@door
def timeline_svg(
    history: Iterable[HistoryEntry],
    promised: Iterable[Promise],
    *,
    zone: tzinfo,
    at: datetime | None = None,
    language: str = "en",
) -> str:
    """Return the timeline of a claim as a picture of SVG: what happened, and what was promised until when.

    `history` is the whole History of the claim, or its entries in their order: `page.history`. `promised` are
    the promises to show, in the order of their rows: those of `portal.promises`, or `page.promises`. `zone`
    is the program's, in which the days of the axis are civil days. `at` is the aware instant at which it is
    looked at, drawn as a line; `None` says what became of each promise in the end. `language` is that of the
    texts, a tag such as "sv" or "sv-SE" of one of `coopclaims.labels.CATALOGUE_LANGUAGES`.

    Each entry has a row with a mark at its instant, as corrected: filled where the status changed. Each
    promise has a row with a bar from its start to the end of its due day: green and filled where it was kept,
    red and hatched where it was late or is, gray and dashed while it is open; a line goes on to the answer
    that was late. The words of the row say the same. The picture has the role of an image, a title, and all
    of its words as a description; its groups have `data-entry`, or `data-clock` and `data-state`. It has no
    style sheet: text has the color of what is around it.

    Every text is escaped, and control characters, those of bidirectional text too, are shown and not obeyed.
    Raises `BrokenHistory` for entries that are not all of one claim, `InvalidValue` without any, for what is
    no entry or no promise, and for a language that no text is in. Source: ours.

    >>> from coopclaims import ClaimStatus
    >>> from coopclaims.portal import promises
    >>> from coopclaims.testing import scenarios, simplest
    >>> story = simplest(scenarios(ClaimStatus.SUBMITTED))
    >>> promised = promises(story.claim, rules=story.world.rules)
    >>> drawn = timeline_svg(story.history, promised, zone=story.world.rules.zone)
    >>> drawn.count("data-entry"), drawn.count('data-state="open"')
    (3, 2)
    """
    entries, owed = _each("history", history, HistoryEntry), _each("promised", promised, Promise)
    if not entries:
        raise InvalidValue("history", entries, "some_entry")
    tag, whole = spoken(language).key, History(entries[0].claim, entries)
    shown_in = as_zone("zone", zone, "UTC")
    seen = None if at is None else as_instant("at", at)
    corrected = whole.instants()
    happened = [corrected.get(entry.number, entry.at) for entry in entries]
    answered = [each.answered_at for each in owed if each.answered_at is not None]
    placed = [
        _seconds(each, shown_in) for each in (*happened, *answered, *(each.started_at for each in owed))
    ]
    placed += [each.due.toordinal() * _A_DAY for each in owed]
    placed += [] if seen is None else [_seconds(seen, shown_in)]
    scale = _Days(min(placed) // _A_DAY, max(placed) // _A_DAY, shown_in)
    title = sentence(_TIMELINE.say(claim=whole.claim), tag)
    parts = _TIMELINE_PARTS.say(
        entries=len(entries),
        promises=len(owed),
        first=date.fromordinal(scale.first),
        last=date.fromordinal(scale.last),
    )
    recorded = [
        f"{entry.number}. {scale.day(instant)}: {render(entry, tag)}"
        for entry, instant in zip(entries, happened, strict=True)
    ]
    explained = [sentence(each.explain(seen), tag) for each in owed]
    words = [sentence(parts, tag), *recorded, *explained]
    key, rows = key_of(title, *words), list[str]()
    height = HEAD + ROW * (len(entries) + len(owed))
    for y, entry, instant, said in zip(count(HEAD, ROW), entries, happened, recorded, strict=False):
        mark = "none" if entry.before is entry.after else "currentColor"
        drawn = f'<circle cx="{scale.x(instant)}" cy="{y}" r="5" fill="{mark}" stroke="currentColor"/>'
        rows.append(row_of(y, said, said, f'data-entry="{entry.number}"', drawn))
    for y, each, said in zip(count(HEAD + ROW * len(entries), ROW), owed, explained, strict=False):
        state = each.outcome if seen is None else each.state(seen)
        short = f"{label(each.clock, tag)}, {each.due}: {label(state, tag)}"
        given = f'data-clock="{each.clock}" data-state="{state}"'
        rows.append(row_of(y, short, said, given, _promise(each, state, seen, scale, y, key)))
    return sheet(key, tag, title, words, (*scale.axis(height, seen), *rows), height)


def _each(name: str, given: Iterable[_T], kind: type[_T]) -> tuple[_T, ...]:
    """Return all that is given, each of this kind; a History in the place of promises is none."""
    found = tuple(given)
    for each in found:
        if not isinstance(each, kind):
            raise InvalidValue(name, each, "kind", kind=kind.__name__)
    return found


def _seconds(instant: datetime, zone: tzinfo) -> int:
    """Return where an instant is on the clocks of a zone, in seconds since the first day there is."""
    wall = instant.astimezone(zone)
    return wall.toordinal() * _A_DAY + wall.hour * 3600 + wall.minute * 60 + wall.second


class _Days:
    """The axis of days: from the beginning of the first one to the end of the last one."""

    def __init__(self, first: int, last: int, zone: tzinfo) -> None:
        self.first, self.last, self._zone = first, last, zone

    def at(self, seconds: int) -> int:
        """Return where it is drawn."""
        part = seconds - self.first * _A_DAY
        return LEFT + part * (RIGHT - LEFT) // ((self.last + 1 - self.first) * _A_DAY)

    def x(self, instant: datetime) -> int:
        """Return where an instant is drawn."""
        return self.at(_seconds(instant, self._zone))

    def end_of(self, day: date) -> int:
        """Return where a day ends."""
        return self.at((day.toordinal() + 1) * _A_DAY)

    def day(self, instant: datetime) -> date:
        """Return the civil day of an instant."""
        return instant.astimezone(self._zone).date()

    def axis(self, height: int, seen: datetime | None) -> Iterator[str]:
        """Yield a line for each of a few days with its name, and one for the instant of who looks."""
        step = -(-(self.last + 1 - self.first) // _MOST_TICKS)
        for day in range(self.first, self.last + 1, step):
            x, lowest = self.at(day * _A_DAY), height - ROW // 2
            yield f'<path d="M{x} 42V{lowest}" stroke="{_GREY}" stroke-opacity="0.3"/>'
            yield f'<text x="{x}" y="38" font-size="11" fill="currentColor">{date.fromordinal(day)}</text>'
        if seen is not None:
            line = f'd="M{self.x(seen)} 42V{height - ROW // 2}" stroke="currentColor"'
            yield f'<path data-at="{seen.isoformat()}" {line} stroke-dasharray="1 3"/>'


def _promise(
    owed: Promise, state: DeadlineState, seen: datetime | None, scale: _Days, y: int, key: str
) -> str:
    """Return the bar of a promise, and the line from its due day on to the answer that was late."""
    first, last = scale.x(owed.started_at), scale.end_of(owed.due)
    if state is DeadlineState.MET:
        return bar(y, first, last, f'fill="{GREEN}"')
    until = owed.answered_at if state is DeadlineState.MET_LATE else seen
    if state in {DeadlineState.OPEN, DeadlineState.DUE_TODAY} or until is None:
        return bar(y, first, last, f'fill="none" stroke="{_GREY}" stroke-dasharray="4 3"')
    on = f'<path d="M{last} {y}H{scale.x(until)}" stroke="{RED}" stroke-width="4"/>'
    return bar(y, first, last, f'fill="url(#{key}-hatch)" stroke="{RED}"') + on
