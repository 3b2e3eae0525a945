"""Words that were replaced do not come back: not in names, docstrings, comments and messages, nor on pages.

The list is `tests/cases/words.csv`, and `docs/how-to/develop.md` shows it. A *phrase* is looked for in all
text and in the words that names are made of, whatever its case; a *name* is looked for letter for letter
among the names that others meet: of modules, classes, functions, parameters and attributes, but not of
variables inside a function. `package` says whether the package is clean of it. Where it is *not yet*, only
the pages are checked, and the last step of cleaning is to say so in the list.
`python -m tests.docs.test_words` prints where each of them still stands.
"""

from __future__ import annotations

import ast
import io
import re
import sys
import tokenize
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple

import pytest
from tests.support.cases import rows_of

import coopclaims

if TYPE_CHECKING:
    from collections.abc import Iterator

pytestmark = pytest.mark.slow  # every word against every name and line

REPOSITORY = Path(__file__).parents[2]
PACKAGE = Path(str(coopclaims.__file__)).parent
DEVELOP = REPOSITORY / "docs" / "how-to" / "develop.md"
PAGES = [
    page
    for page in (
        REPOSITORY / "README.md",
        *sorted((REPOSITORY / ".github").glob("*.md")),
        *sorted(page for page in (REPOSITORY / "docs").rglob("*.md") if "api" not in page.parts),  # drawn
        *sorted((REPOSITORY / "docs" / "examples").rglob("*.py")),
    )
    if page.is_file() and page.name != "changelog.md"  # which says what things were called before
]
MODULES = sorted(PACKAGE.rglob("*.py"))

_NOT_OURS = re.compile(
    r"<!-- generated: .+? -->.*?<!-- end -->"  # drawn from the package, where it is checked
    r"|<!-- words -->.*?<!-- end of words -->",  # the list itself
    re.DOTALL,
)
_SPAN = re.compile(r"(?<!`)`([^`\n]+)`(?!`)")
_HUMP = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")


class Word(NamedTuple):
    """A row of the list: the forms of a word, what is written instead, and where it may stand."""

    forms: tuple[str, ...]
    is_name: bool
    instead: str
    is_gone: bool
    allowed: frozenset[str]

    def __str__(self) -> str:
        return self.forms[0]

    @property
    def pattern(self) -> re.Pattern[str]:
        """What finds it, in text that `_spoken` returned where it is a phrase."""
        forms = "|".join(map(re.escape, self.forms))
        return re.compile(rf"(?<!\w)_*(?:{forms})(?!\w)", 0 if self.is_name else re.IGNORECASE)


def _words() -> list[Word]:
    return [
        Word(
            tuple(row["word"].split(" | ")),
            row["kind"] == "name",
            row["instead"],
            row["package"] == "clean",
            frozenset(row["allowed"].split()),
        )
        for row in rows_of("words")
    ]


WORDS: Final = _words()
PHRASES: Final = [word for word in WORDS if not word.is_name]


class Said(NamedTuple):
    """A piece of text or a name, and the line where it begins."""

    line: int
    text: str
    is_name: bool = False


@cache
@cache
def _spoken(text: str) -> str:
    """Return the words of a text in one line, those in names parted: `ways_to_meet` has three."""
    return " ".join(_HUMP.sub(" ", text).replace("_", " ").split())


def _said_in_code(code: str) -> Iterator[Said]:
    """Yield what a module says: its names, its texts, docstrings among them, and its comments."""
    for node in ast.walk(ast.parse(code)):
        line = getattr(node, "lineno", 1)
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield Said(line, node.value)
        if isinstance(node, ast.Name):
            yield Said(line, node.id)
        for name in _names(node):
            yield Said(line, name, is_name=True)
    yield from _comments(code)


def _names(node: ast.AST) -> Iterator[str]:
    """Yield the names that a node has itself, and those that a module or class gives to its values."""
    for field in ("attr", "arg", "name", "asname", "module"):
        value = getattr(node, field, None)
        if isinstance(value, str):
            yield from value.split(".")
    if isinstance(node, ast.Module | ast.ClassDef):
        for statement in node.body:
            targets: list[ast.expr] = [statement.target] if isinstance(statement, ast.AnnAssign) else []
            targets += statement.targets if isinstance(statement, ast.Assign) else []
            yield from (target.id for target in targets if isinstance(target, ast.Name))


def _comments(code: str) -> Iterator[Said]:
    """Yield the comments; those on lines that follow each other are one."""
    begin, last, parts = 0, 0, list[str]()
    for token in tokenize.generate_tokens(io.StringIO(code).readline):
        if token.type != tokenize.COMMENT:
            continue
        line = token.start[0]
        if parts and line != last + 1:
            yield Said(begin, " ".join(parts))
            parts = []
        begin = begin if parts else line
        last = line
        parts.append(token.string.lstrip("#:"))
    if parts:
        yield Said(begin, " ".join(parts))


def _said_on_page(page: str) -> Iterator[Said]:
    """Yield the paragraphs of a page, and the names that stand in its code spans."""
    ours = _NOT_OURS.sub(lambda found: "\n" * found[0].count("\n"), page)
    line = 1
    for part in re.split(r"(\n\s*\n)", ours):
        yield Said(line, part)
        for span in _SPAN.findall(part):
            yield from (Said(line, name, is_name=True) for name in re.findall(r"\w+", span))
        line += part.count("\n")


def _found(word: Word, said: Iterator[Said]) -> list[int]:
    """Return the lines where a word stands."""
    if word.is_name:
        return [each.line for each in said if each.is_name and word.pattern.fullmatch(each.text)]
    return [each.line for each in said if word.pattern.search(_spoken(each.text))]


@cache
def _said(path: Path) -> tuple[Said, ...]:
    text = path.read_text("utf-8")
    return tuple(_said_in_code(text) if path.suffix == ".py" else _said_on_page(text))


def _place(path: Path) -> str:
    base = PACKAGE.parent if path.is_relative_to(PACKAGE) else REPOSITORY
    return path.relative_to(base).as_posix()


def _places(word: Word, paths: list[Path]) -> dict[str, list[int]]:
    """Return the files that have a word, each with its lines."""
    every = {_place(path): _found(word, iter(_said(path))) for path in paths}
    return {place: sorted(set(lines)) for place, lines in every.items() if lines}


def _wrong(word: Word, paths: list[Path]) -> str:
    """Return one line for each place where a word stands and may not."""
    return "\n".join(
        f"{place}:{','.join(map(str, lines))} has {word}; write: {word.instead}"
        for place, lines in _places(word, paths).items()
        if place not in word.allowed
    )


@pytest.mark.parametrize("word", PHRASES, ids=str)
def test_no_page_has_the_word(word: Word) -> None:
    assert not (wrong := _wrong(word, PAGES)), wrong


@pytest.mark.parametrize("word", [word for word in WORDS if word.is_gone], ids=str)
def test_the_package_does_not_have_the_word(word: Word) -> None:
    assert not (wrong := _wrong(word, MODULES)), wrong


@pytest.mark.parametrize("word", [word for word in WORDS if word.is_name and word.is_gone], ids=str)
def test_no_page_names_what_has_another_name(word: Word) -> None:
    assert not (wrong := _wrong(word, [page for page in PAGES if page.suffix == ".md"])), wrong


def test_words_that_are_not_gone_yet_are_still_there() -> None:
    gone = [str(word) for word in WORDS if not word.is_gone and not _places(word, MODULES)]
    assert not gone, "the package is clean of them: say so in tests/cases/words.csv"


def test_each_exception_is_needed() -> None:
    needed = {word: {*_places(word, PAGES), *_places(word, MODULES)} for word in WORDS if word.allowed}
    unused = {str(word): word.allowed - places for word, places in needed.items() if word.allowed - places}
    assert not unused, "take them out of `allowed` in tests/cases/words.csv"


def test_each_word_stands_in_the_list_once() -> None:
    forms = [form for word in WORDS for form in word.forms]
    assert sorted(forms) == sorted(set(forms))
    assert {row["kind"] for row in rows_of("words")} <= {"name", "phrase"}
    assert {row["package"] for row in rows_of("words")} <= {"clean", "not yet"}
    assert all(word.instead for word in WORDS)


def _table() -> str:
    rows = (
        f"| {', '.join(f'`{form}`' if word.is_name else form for form in word.forms)} | {word.instead} |"
        for word in WORDS
    )
    return "\n".join(("| instead of | write |", "|---|---|", *rows))


def test_the_page_for_developers_shows_the_list() -> None:
    found = re.search(
        r"<!-- words -->\n\n(.+?)\n\n<!-- end of words -->", DEVELOP.read_text("utf-8"), re.DOTALL
    )
    assert found is not None
    assert found[1] == _table(), "the page is old; run: python -m tests.docs.test_words"


# The check sees.

_MEND = Word(("mend", "way out"), is_name=False, instead="fix", is_gone=True, allowed=frozenset())
_ASKED = Word(("asked",), is_name=True, instead="iter_requirements", is_gone=True, allowed=frozenset())


@pytest.mark.parametrize(
    "code",
    [
        "def mend(): ...",
        "def first_to_mend(): ...",
        "class FirstToMend: ...",
        "import a.mend",
        "x.mend = 1",
        "f(mend=1)",
        '"""How to\n\nmend it."""',
        "x = f'nothing to mend, {y}'",
        "x = 1  # to mend",
        "# The way\n# out.",
        '"""The way\nout."""',
    ],
)
def test_the_check_sees_a_phrase(code: str) -> None:
    assert _found(_MEND, _said_in_code(code))


@pytest.mark.parametrize("code", ["def amend(): ...", "# amended", "'mending'", "x = 1  # way\n\n# out"])
def test_the_check_passes_other_words(code: str) -> None:
    assert not _found(_MEND, _said_in_code(code))


def test_a_name_is_looked_for_as_it_is() -> None:
    seen = ["def _asked(): ...", "from a import asked", "x.asked", "f(asked=1)", "class A:\n    asked: int"]
    passed = [
        "def f():\n    asked = 1",
        "def asked_for(): ...",
        "class Asked: ...",
        "'it is asked for'",
        "# asked",
    ]
    assert [bool(_found(_ASKED, _said_in_code(code))) for code in seen] == [True] * len(seen)
    assert [bool(_found(_ASKED, _said_in_code(code))) for code in passed] == [False] * len(passed)


def test_a_page_is_read_but_for_what_is_drawn_from_the_package() -> None:
    page = "Mend\n\n<!-- generated: codes -->\n\nto mend\n\n<!-- end -->\n\nIt is `asked`: the\nway out.\n"
    assert _found(_MEND, _said_on_page(page)) == [1, 9]
    assert _found(_ASKED, _said_on_page(page)) == [9]


def refresh() -> None:
    """Draw the list into the page for developers, and print where each word still stands."""
    text = DEVELOP.read_text("utf-8")
    head, _, rest = text.partition("<!-- words -->\n")
    _, _, tail = rest.partition("<!-- end of words -->")
    DEVELOP.write_text(
        f"{head}<!-- words -->\n\n{_table()}\n\n<!-- end of words -->{tail}", "utf-8", newline="\n"
    )
    for word in WORDS:
        for place, lines in _places(word, [*MODULES, *PAGES]).items():
            sys.stdout.write(f"{word}: {place}:{','.join(map(str, lines))}\n")


if __name__ == "__main__":
    refresh()
