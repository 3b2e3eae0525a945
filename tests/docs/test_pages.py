"""The pages that are drawn from the data equal the data, and no page names what is not there.

`python tests/docs/test_pages.py` draws them again, from the coopclaims that this Python imports.
"""

from __future__ import annotations

import ast
import doctest
import re
import string
import sys
import tomllib
from pathlib import Path
from typing import TYPE_CHECKING, Final

import attrs
import pytest

import coopclaims
from coopclaims.lifecycle import REFUSALS, ROWS, Refusal, Row, markdown, mermaid
from coopclaims.parties import Action, Role
from coopclaims.payouts import (
    CREDIT_NOTES,
    GUIDANCE,
    PAYMENT_REFUSALS,
    PAYMENT_ROWS,
    PaymentRefusal,
    PaymentRow,
    payment_markdown,
    payment_mermaid,
)
from coopclaims.problems import WORDINGS, ProblemCode
from coopclaims.provenance import DOCUMENTS, Source
from coopclaims.rulebook import Policies, Rule, partner_center

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from enum import StrEnum

REPOSITORY = Path(__file__).parents[2]
DOCS = REPOSITORY / "docs"
REFERENCE = DOCS / "reference"
PACKAGE = Path(str(coopclaims.__file__)).parent
REFRESH = "python tests/docs/test_pages.py"

PAGES = [REPOSITORY / "README.md", *sorted(DOCS.rglob("*.md"))]


# Drawing the pages.


def _table(head: tuple[str, ...], rows: Iterator[tuple[str, ...]]) -> str:
    lines = [head, tuple("---" for _ in head), *rows]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in lines)


def _diagram() -> str:
    return f"```mermaid\n{mermaid()}\n```"


def _lifecycle() -> str:
    return markdown().strip()


def _payment_diagram() -> str:
    return f"```mermaid\n{payment_mermaid()}\n```"


def _payment_table() -> str:
    return payment_markdown().strip()


def _guidance() -> str:
    rows = (
        (
            status,
            rule.value.meaning,
            f"yes: {rule.value.action}" if rule.value.must_act else rule.value.action or "no",
            rule.value.contact,
            rule.first.isoformat(),
            "" if rule.last is None else rule.last.isoformat(),
            str(rule.source),
        )
        for status, timeline in GUIDANCE.items()
        for rule in timeline.rules
    )
    head = ("status", "meaning", "must the partner act?", "contact", "from", "last seen", "source")
    return _table(head, rows)


def _problems() -> str:
    return "\n\n".join(
        "\n".join(
            (
                f"### `{code}`",
                "",
                f"- What is wrong: {wording.message}.",
                f"- What mends it: {wording.remedy}.",
                f"- Parameters: {_named(wording.message + wording.remedy)}.",
                f"- Source: {wording.source}.",
            )
        )
        for code, wording in ((code, WORDINGS[code]) for code in ProblemCode)
    )


def _named(template: str) -> str:
    names = dict.fromkeys(name for _, name, _, _ in string.Formatter().parse(template) if name)
    return ", ".join(f"`{name}`" for name in names) or "none"


def _permissions() -> Iterator[tuple[str, Action, Rule[frozenset[Role]]]]:
    """Yield every row of every edition's permission matrix, with the edition's name."""
    for edition in partner_center.editions:
        for action, rule in edition.permissions:
            yield edition.name, action, rule


def _matrix() -> str:
    rows = (
        (_spoken(action), *("yes" if role in rule.value else "" for role in Role))
        for _, action, rule in _permissions()
    )
    once = iter(dict.fromkeys(rows))  # a page that was seen again may say the same again
    return _table(("action", *(role.caption for role in Role)), once)


def _permission_sources() -> str:
    rows = (
        (_spoken(action), edition, rule.first.isoformat(), _last(rule), str(rule.basis), str(rule.source))
        for edition, action, rule in _permissions()
    )
    return _table(("action", "edition", "from", "last seen", "basis", "source"), rows)


def _needs() -> str:
    return _table(
        ("action", "needed for"),
        ((_spoken(action), _steps(action)) for action in Action),
    )


def _spoken(action: Action) -> str:
    return action.value.replace("_", " ")


def _steps(action: Action) -> str:
    places: dict[str, list[str]] = {}
    for row in ROWS:
        if row.needs is action:
            places.setdefault(row.on.caption, []).append(row.at.caption if row.at else "no claim yet")
    steps = (f"{step} ({', '.join(statuses)})" for step, statuses in places.items())
    return "; ".join(steps) or "no step of a claim"


def _last(rule: Rule[frozenset[Role]]) -> str:
    return "" if rule.last is None else rule.last.isoformat()


def _documents() -> str:
    rows = (
        (f"`{key}`", document.title, "" if document.dated is None else document.dated.isoformat())
        for key, document in DOCUMENTS.items()
    )
    return _table(("key", "document", "dated"), rows)


DRAWN: Final[Mapping[tuple[str, str], Callable[[], str]]] = {
    ("lifecycle.md", "diagram"): _diagram,
    ("lifecycle.md", "table"): _lifecycle,
    ("payments.md", "diagram"): _payment_diagram,
    ("payments.md", "guidance"): _guidance,
    ("payments.md", "table"): _payment_table,
    ("problems.md", "codes"): _problems,
    ("permissions.md", "matrix"): _matrix,
    ("permissions.md", "steps"): _needs,
    ("permissions.md", "sources"): _permission_sources,
    ("sources.md", "documents"): _documents,
}
"""What is drawn between the markers of this name on this page."""


def _redrawn(text: str, part: str, drawing: str) -> str:
    """Return a page with this part drawn anew. Raises `ValueError` where its markers are missing."""
    begin, end = f"<!-- generated: {part} -->\n", "\n<!-- end -->"
    head, found, rest = text.partition(begin)
    _, closed, tail = rest.partition(end)
    if not found or not closed:
        raise ValueError(f"no {begin.strip()} with its {end.strip()}")
    return f"{head}{begin}\n{drawing}\n{end}{tail}"


def refresh() -> None:
    """Draw every generated part anew, in place."""
    for (page, part), draw in DRAWN.items():
        path = REFERENCE / page
        before = path.read_text("utf-8")
        after = _redrawn(before, part, draw())
        path.write_text(after, "utf-8", newline="\n")
        sys.stdout.write(f"{'drawn' if after != before else 'as it was'}: {page}, {part}\n")


# What is drawn equals the data.


@pytest.mark.parametrize("drawn", DRAWN, ids=" ".join)
def test_the_page_shows_the_data(drawn: tuple[str, str]) -> None:
    page, part = drawn
    text = (REFERENCE / page).read_text("utf-8")
    assert text == _redrawn(text, part, DRAWN[drawn]()), f"docs/reference/{page} is old; run: {REFRESH}"


def test_no_other_page_says_that_it_is_drawn() -> None:
    marked = {(path.name, part) for path in PAGES for part in _parts(path)}
    assert marked == set(DRAWN)


def _parts(path: Path) -> list[str]:
    return re.findall(r"^<!-- generated: (.+) -->$", path.read_text("utf-8"), flags=re.MULTILINE)


# Every fact and every document that anything cites is on the page of the sources.

FACT = re.compile(r"\b(?:(?P<letter>[ACDHPQRSUX])-(?P<number>\d\d)|T(?P<step>\d{1,2}))\b")
SPAN = re.compile(r"\b([ACDHPQRSUX])-(\d\d) to \1-(\d\d)\b")
DOCUMENT = re.compile(r"\b(?:[A-Z]{2}\d\d|COL|KB-[A-Z0-9]{2,5}|PIE|SD-EN|T-[A-Z0-9]{2,})\b")


def _listed(pattern: re.Pattern[str]) -> set[str]:
    """Return what the first cells of the tables on the page of the sources name."""
    cells = re.findall(r"^\| `?([^|`]+)`? \|", (REFERENCE / "sources.md").read_text("utf-8"), re.MULTILINE)
    return {cell.strip() for cell in cells if pattern.fullmatch(cell.strip())}


def _facts(text: str) -> set[str]:
    """Return the facts that a text names, those within "D-01 to D-05" too."""
    found = {match.group() for match in FACT.finditer(text)}
    for letter, first, last in SPAN.findall(text):
        found |= {f"{letter}-{number:02}" for number in range(int(first), int(last) + 1)}
    return found


def _sources() -> Iterator[tuple[str, Source]]:
    """Yield every source that the table, the problems and the rulebook carry, and where."""
    answers: tuple[Row | Refusal, ...] = (*ROWS, *REFUSALS)
    for answer in answers:
        yield f"{answer.at} / {answer.on}", answer.source
    payments: tuple[PaymentRow | PaymentRefusal, ...] = (*PAYMENT_ROWS, *PAYMENT_REFUSALS)
    for payment in payments:
        yield f"payment, {payment.at} / {payment.on}", payment.source
    for timeline in (*GUIDANCE.values(), CREDIT_NOTES):
        for rule in timeline.rules:
            yield timeline.name, rule.source
    for code, wording in WORDINGS.items():
        yield str(code), wording.source
    for edition in partner_center.editions:
        for field in attrs.fields(type(edition)):
            value = getattr(edition, field.name)
            if isinstance(value, Rule):
                yield f"{edition.name}, {field.name}", value.source
    for name, action, rule in _permissions():
        yield f"{name}, {action}", rule.source


def test_every_source_of_the_data_is_listed() -> None:
    facts, documents = _listed(FACT), _listed(DOCUMENT) | {"READING"}
    wrong = [
        f"{where} cites {source}"
        for where, source in _sources()
        if source.document not in documents or not facts.issuperset(source.facts)
    ]
    assert not wrong, "\n".join(wrong)


CITING = [*sorted(PACKAGE.rglob("*.py")), *PAGES]


@pytest.mark.parametrize("path", CITING, ids=lambda path: "/".join(path.parts[-2:]))
def test_whatever_is_cited_is_listed(path: Path) -> None:
    text = path.read_text("utf-8")
    assert not _facts(text) - _listed(FACT), "add the fact to docs/reference/sources.md"
    found = set(DOCUMENT.findall(text)) - {f"FY{year:02}" for year in range(100)}
    assert not found - _listed(DOCUMENT), "add the document to coopclaims.provenance.DOCUMENTS"


def test_facts_are_stated_once_and_in_order() -> None:
    text = (REFERENCE / "sources.md").read_text("utf-8")
    facts = re.findall(r"^\| ([A-Z]-\d\d|T\d+) \|", text, flags=re.MULTILINE)
    assert facts == sorted(set(facts), key=lambda fact: (fact[0], int(fact.strip("ACDHPQRSTUX-"))))


# What the pages say is there.


def test_every_reading_that_can_be_switched_is_explained() -> None:
    text = (DOCS / "explanation" / "readings.md").read_text("utf-8")
    policies = Policies()
    for field in attrs.fields(Policies):
        assert f"`{field.name}`" in text, field.name
        kind: type[StrEnum] = type(getattr(policies, field.name))
        for reading in kind:
            assert f"`{kind.__name__}.{reading.name}`" in text, reading


def test_the_design_page_shows_the_floors() -> None:
    project = tomllib.loads((REPOSITORY / "pyproject.toml").read_text("utf-8"))
    (layers,) = (
        contract["layers"]
        for contract in project["tool"]["importlinter"]["contracts"]
        if contract["id"] == "floors"
    )
    rooms = [{room.strip() for room in layer.split("|")} for layer in layers]
    text = (DOCS / "explanation" / "design.md").read_text("utf-8")
    floors = re.findall(r"^\| (\d+) \| (.+?) \|", text, flags=re.MULTILINE)
    assert [int(number) for number, _ in floors] == list(range(len(rooms), 0, -1))
    shown = [set(re.findall(r"`(\w+)`", named)) for _, named in floors]
    assert shown == [{room for room in floor if not room.startswith("(")} for floor in rooms]


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.name)
def test_links_lead_somewhere(path: Path) -> None:
    text = path.read_text("utf-8")
    wrong: list[str] = []
    for link in re.findall(r"\]\(([^)\s]+)\)", text):
        if "://" in link:
            continue
        name, _, anchor = link.partition("#")
        target = (path.parent / name).resolve() if name else path
        if not target.is_file() or (anchor and anchor not in _anchors(target)):
            wrong.append(link)
    assert not wrong


def _anchors(path: Path) -> set[str]:
    """Return the anchors of a page's headings, as forges make them."""
    headings = re.findall(r"^#+ (.+)$", path.read_text("utf-8"), flags=re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.name)
def test_examples_use_public_names(path: Path) -> None:
    examples = doctest.DocTestParser().get_examples(path.read_text("utf-8"))
    wrong: set[str] = set()
    for node in ast.walk(ast.parse("".join(example.source for example in examples))):
        if isinstance(node, ast.ImportFrom) and node.module == "coopclaims":
            wrong |= {alias.name for alias in node.names} - set(coopclaims.__all__)
        elif isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == "cc":
            wrong |= {node.attr} - set(coopclaims.__all__)
    assert not wrong


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.name)
def test_no_private_module_is_imported(path: Path) -> None:
    examples = doctest.DocTestParser().get_examples(path.read_text("utf-8"))
    modules: list[str] = []
    for node in ast.walk(ast.parse("".join(example.source for example in examples))):
        if isinstance(node, ast.ImportFrom):
            modules.append(node.module or "")
        elif isinstance(node, ast.Import):
            modules += [alias.name for alias in node.names]
    ours = {module for module in modules if module.partition(".")[0] == "coopclaims"}
    assert ours <= {"coopclaims", "coopclaims.testing"}


if __name__ == "__main__":
    refresh()
