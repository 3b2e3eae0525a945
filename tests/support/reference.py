"""The reference pages of the public namespaces, and the list of every public name with its signature.

`python -m tests.support.reference` writes both again, from the coopclaims that this Python imports.
"""

from __future__ import annotations

import re
import sys
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Final

from tests.support.public import DOOR, HOMES
from tests.support.surface import ROOMS, module, public_names

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from tests.support.surface import Member, Public, Signature

REPOSITORY: Final = Path(__file__).parents[2]
PAGES: Final = REPOSITORY / "docs" / "reference" / "api"
SURFACE: Final = REPOSITORY / "tests" / "cases" / "surface.txt"
REFRESH: Final = "python -m tests.support.reference"

_KINDS: Final[Mapping[str, str]] = {
    "class": "Classes",
    "protocol": "Protocols",
    "enumeration": "Enumerations",
    "exception": "Exceptions",
    "function": "Functions",
    "type": "Types",
    "constant": "Constants",
}
_WIDTH: Final = 100
_NOTE: Final = f"<!-- Drawn from signatures and docstrings by `{REFRESH}`. -->"
_EXTRAS: Final[Mapping[str, str]] = {
    "money.people": "Needs `coopclaims[people]`. It is imported by itself: `import coopclaims.money.people`.",
    "testing": "It is imported by itself: `import coopclaims.testing`.",
}


# Signatures in words.


def _call(name: str, signature: Signature, *, is_wide: bool = False) -> str:
    """Return a signature in one line, or with a line for each parameter where that would be too long."""
    text = f"{name}({', '.join(signature.parameters)}){signature.after}"
    if is_wide or len(text) <= _WIDTH:
        return text
    lines = "".join(f"    {each},\n" for each in signature.parameters)
    return f"{name}(\n{lines}){signature.after}"


def _annotated(name: str, text: str) -> str:
    """Return a name with its type, its value, or both."""
    return f"{name}{text if text.startswith(' = ') or not text else f': {text}'}"


# The pages.


def _index() -> str:
    rows = [("coopclaims", "coopclaims.md", _summary("coopclaims"))]
    rows += [(f"coopclaims.{room}", f"{room}.md", _summary(f"coopclaims.{room}")) for room in ROOMS]
    lines = [f"- [`{name}`]({page}): {summary}" for name, page, summary in rows]
    head = (
        "What is public, namespace by namespace: signatures, fields and docstrings. "
        "`import coopclaims as cc` is enough for all of them but two, which say so."
    )
    return _page("Every public name", head, "\n".join(lines))


def _top() -> str:
    """Return the page of the names at the top, each with its signature and where it is described."""
    anchors = {room: _anchors(public_names(room)) for room in ROOMS}
    described = {
        each.name: (room, each) for room in ROOMS for each in public_names(room) if each.name in HOMES
    }
    parts: list[str] = []
    for name in DOOR:
        room, each = described[name]
        parts += [
            f"### {name}",
            *_fenced(_headline(each)),
            _first_sentence(each.doc),
            f"Described in [`coopclaims.{room}`]({room}.md#{anchors[room][name]}).",
        ]
    return _page("coopclaims", _shown(_doc("coopclaims")), "## What stands at the top", *parts)


def _room(room: str) -> str:
    every = public_names(room)
    parts: list[str] = [_EXTRAS[room]] if room in _EXTRAS else []
    for kind, title in _KINDS.items():
        listed = [each for each in every if each.kind == kind]
        parts += [f"## {title}", _contents(listed, _anchors(every))] if listed else []
        parts += [text for each in listed for text in _entry(each)]
    return _page(f"coopclaims.{room}", _shown(_doc(f"coopclaims.{room}")), *parts)


def _page(title: str, *parts: str) -> str:
    return "\n\n".join((f"# {title}", _NOTE, *filter(None, parts))) + "\n"


def _contents(listed: Iterable[Public], anchors: Mapping[str, str]) -> str:
    lines = [f"- [{each.name}](#{anchors[each.name]}): {_first_sentence(each.doc)}" for each in listed]
    return "\n".join(line.removesuffix(": ") for line in lines)


def _entry(each: Public) -> Iterator[str]:
    """Yield what a page says about a public name, heading first."""
    yield f"### {each.name}"
    yield from _fenced(_headline(each))
    if each.bases:
        yield f"Bases: {', '.join(f'`{base}`' for base in each.bases)}."
    yield _shown(each.doc)
    fields = [member for member in each.members if member.kind in {"field", "member"}]
    yield "\n".join(_field(each, member) for member in fields)
    special = [member for member in each.members if member.name.startswith("__")]
    for member in each.members:
        if member.kind in {"property", "method"} and member not in special:
            yield from _described(each, member)
    texts = [
        f"`{_call(member.name, made, is_wide=True)}`" for member in special for made in member.signatures
    ]
    yield f"Special methods: {', '.join(texts)}." if texts else ""


def _headline(each: Public) -> list[str]:
    if each.kind == "type":
        text = f"{each.name} = {each.text}"
        lines = "".join(f"    {part}\n" for part in each.text.replace(" | ", "\n| ").splitlines())
        return [text if len(text) <= _WIDTH else f"{each.name} = (\n{lines})"]
    if each.kind == "constant":
        return [_annotated(each.name, each.text)]
    return [f"{_before(made)}{_call(each.name, made)}" for made in each.signatures]


def _before(signature: Signature) -> str:
    """Return the word that stands before a signature in its own line: a decorator, or `async`."""
    words = [f"@{word}\n" if word.endswith("method") else f"{word} " for word in signature.before.split()]
    return "".join(words)


def _fenced(lines: list[str]) -> Iterator[str]:
    if lines:
        yield "\n".join(("```python", *lines, "```"))


def _field(owner: Public, member: Member) -> str:
    text = f"- `{_annotated(f'{owner.name}.{member.name}', member.text)}`"
    return f"{text}: {_first_paragraph(member.doc)}" if member.doc else text


def _described(owner: Public, member: Member) -> Iterator[str]:
    yield f"#### {owner.name}.{member.name}"
    if member.kind == "property":
        yield from _fenced([f"@property\n{_annotated(member.name, member.text)}"])
    else:
        yield from _fenced([f"{_before(made)}{_call(member.name, made)}" for made in member.signatures])
    yield _shown(member.doc)


# Docstrings.


def _doc(name: str) -> str:
    found = module(name)
    return found.doc if found is not None else ""


def _summary(name: str) -> str:
    return _first_sentence(_doc(name))


def _first_paragraph(doc: str) -> str:
    return " ".join(doc.partition("\n\n")[0].split())


def _first_sentence(doc: str) -> str:
    return re.split(r"(?<=[.!?])\s(?=[A-Z`])", _first_paragraph(doc), maxsplit=1)[0]


def _shown(doc: str) -> str:
    """Return a docstring as Markdown: its examples are fenced, all else is as it stands."""
    paragraphs = re.split(r"\n{2,}", doc)
    return "\n\n".join(
        f"```python\n{text}\n```" if text.lstrip().startswith(">>>") else text for text in paragraphs
    )


def _anchors(every: Iterable[Public]) -> dict[str, str]:
    """Return the anchors of the names on a page: in small letters, so that a second one gets a number."""
    seen: Counter[str] = Counter()
    anchors: dict[str, str] = {}
    for each in _in_order(every):
        small = each.name.lower()
        anchors[each.name] = f"{small}-{seen[small]}" if seen[small] else small
        seen[small] += 1
    return anchors


def _in_order(every: Iterable[Public]) -> list[Public]:
    """Return names as a page has them: kind by kind, and by name within."""
    kinds = list(_KINDS)
    return sorted(every, key=lambda each: (kinds.index(each.kind), each.name))


def pages() -> dict[str, str]:
    """Return the text of every reference page, by its file name."""
    return {"index.md": _index(), "coopclaims.md": _top(), **{f"{room}.md": _room(room) for room in ROOMS}}


# The list of names.


def surface() -> str:
    """Return every public name with its signature, one a line."""
    lines = [f"coopclaims.{name} is coopclaims.{HOMES[name]}.{name}" for name in DOOR]
    for room in ROOMS:
        for each in public_names(room):
            lines += _lines(f"coopclaims.{room}.{each.name}", each)
    return "\n".join(lines) + "\n"


def _lines(name: str, each: Public) -> Iterator[str]:
    """Yield a public name with its signature, and each member of it with its own."""
    if each.kind in {"type", "constant"}:
        yield f"{name} = {each.text}" if each.kind == "type" else f"{name}: {each.text}"
        return
    kind = "" if each.kind == "function" else f"{each.kind} "
    bases = f" is {', '.join(each.bases)}" if each.bases else ""
    yield from _with_signatures(name, each.signatures, before=kind, after=bases)
    if not each.signatures:
        yield f"{kind}{name}{bases}"
    for member in each.members:
        if member.kind == "method":
            yield from _with_signatures(f"{name}.{member.name}", member.signatures)
        else:
            before = "property " if member.kind == "property" else ""
            yield f"{before}{_annotated(f'{name}.{member.name}', member.text)}"


def _with_signatures(
    name: str, signatures: Iterable[Signature], *, before: str = "", after: str = ""
) -> Iterator[str]:
    for made in signatures:
        words = f"{made.before} " if made.before else ""
        yield f"{before}{words}{_call(name, made, is_wide=True)}{after}"


def main() -> None:
    """Write the pages and the list again, and take away the pages of namespaces that are no more."""
    PAGES.mkdir(exist_ok=True)
    wanted = {PAGES / name: text for name, text in pages().items()} | {SURFACE: surface()}
    for path in set(PAGES.glob("*.md")) - wanted.keys():
        path.unlink()
        sys.stdout.write(f"removed: {path.name}\n")
    for path, text in wanted.items():
        before = path.read_text("utf-8") if path.is_file() else None
        path.write_text(text, "utf-8", newline="\n")
        sys.stdout.write(f"{'as it was' if text == before else 'written'}: {path.name}\n")


if __name__ == "__main__":
    main()
