"""Pictures as text: an explanation as a list of HTML.

Whatever is drawn is escaped, so that no text of anybody's leaves its place, and the same is drawn the same
every time. Nothing that is drawn fetches anything, and there are no scripts and no style sheets in it.
"""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, Final

from coopclaims._characters import escaped
from coopclaims._checks import door
from coopclaims.labels.rendering import Explainable, render, sentence
from coopclaims.labels.speaking import spoken
from coopclaims.provenance import DOCUMENTS, PUBLISHED, Explanation, declared_messages

if TYPE_CHECKING:
    from collections.abc import Iterator

_NO_CHARACTERS: Final = str.maketrans({"\ufffe": "\ufffd", "\uffff": "\ufffd"})
"""What no XML may hold, and nobody reads: each is shown as what cannot be read."""


def _safe(text: str) -> str:
    """Return a text as HTML and XML hold it, in an attribute too, with no control as itself."""
    return escape(escaped(text).translate(_NO_CHARACTERS))


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
