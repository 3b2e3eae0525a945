"""The pages that are drawn from the data equal the data, and no page names what is not there.

`python -m tests.docs.test_pages` draws them again, from the coopclaims that this Python imports.
"""

from __future__ import annotations

import ast
import doctest
import json
import re
import sys
import tomllib
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Final

import attrs
import pytest
from tests.support.problem_fields import fields_by_code
from tests.support.public import NAMESPACES, is_public, used_names

import coopclaims
from coopclaims import Action, ClaimStatus, Policies, Role, Source, partner_center
from coopclaims.activities import AllOf, AmountCap, AttendeeCap, Condition, OnlyIf, describe
from coopclaims.claims import TABLE, ClaimRefusal, ClaimRow
from coopclaims.findings import ProblemCode
from coopclaims.findings.messages import WORDINGS
from coopclaims.funds import LEDGER_ACTIONS
from coopclaims.labels import LABELS, PageWord
from coopclaims.payments import GUIDANCE, PAYMENT_TABLE, PaymentRefusal, PaymentRow
from coopclaims.payouts import CREDIT_NOTES
from coopclaims.provenance import DOCUMENTS
from coopclaims.rules import SIGHTINGS, Edition, Precision, Rule
from coopclaims.wire.doors import WIRE

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from datetime import date
    from enum import StrEnum

    from coopclaims.activities import Activity, Cap, Catalogue, RequirementExpr

REPOSITORY = Path(__file__).parents[2]
DOCS = REPOSITORY / "docs"
REFERENCE = DOCS / "reference"
PACKAGE = Path(str(coopclaims.__file__)).parent
REFRESH = "python -m tests.docs.test_pages"

PAGES = [REPOSITORY / "README.md", *sorted(DOCS.rglob("*.md"))]


# Drawing the pages.


def _table(head: tuple[str, ...], rows: Iterator[tuple[str, ...]]) -> str:
    lines = [head, tuple("---" for _ in head), *rows]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in lines)


def _diagram() -> str:
    return f"<!-- picture: claim-statechart -->\n\n```mermaid\n{TABLE.mermaid()}\n```"


def _lifecycle() -> str:
    return TABLE.markdown().strip()


def _payment_diagram() -> str:
    return f"<!-- picture: payment-statechart -->\n\n```mermaid\n{PAYMENT_TABLE.mermaid()}\n```"


def _payment_table() -> str:
    return PAYMENT_TABLE.markdown().strip()


def _guidance() -> str:
    rows = (
        (
            status.caption,
            rule.value.meaning.english,
            "no" if rule.value.action is None else f"yes: {rule.value.action.english}",
            rule.value.contact.caption,
            "" if rule.value.duty is None else rule.value.duty.caption,
            rule.first.isoformat(),
            "" if rule.last is None else rule.last.isoformat(),
            str(rule.source),
        )
        for status, timeline in GUIDANCE.items()
        for rule in timeline.rules
    )
    head = (
        "status",
        "meaning",
        "must the partner act?",
        "contact",
        "at all times",
        "from",
        "last seen",
        "source",
    )
    return _table(head, rows)


def _problems() -> str:
    return "\n\n".join(
        "\n".join(
            (
                f"### `{code}`",
                "",
                f"- What is wrong: {wording.message.english}.",
                f"- What fixes it: {wording.remedy.english}.",
                f"- Parameters: {_typed(wording.message.types)}.",
                f"- Fields: {', '.join(f'`{field}`' for field in fields_by_code().get(code, ())) or 'none'}.",
                f"- Source: {wording.source}.",
            )
        )
        for code, wording in ((code, WORDINGS[code]) for code in ProblemCode)
    )


def _typed(types: Mapping[str, str]) -> str:
    """Return parameters with their types."""
    return ", ".join(f"`{name}` (`{kind}`)" for name, kind in types.items()) or "none"


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


_ELSEWHERE: Final = {Action.CORRECT_INSTANT: "claim, payment and fund: the instant of an entry"}


def _spoken(action: Action) -> str:
    return action.value.replace("_", " ")


def _steps(action: Action) -> str:
    places: dict[str, list[str]] = {}
    for table in (TABLE, PAYMENT_TABLE):
        for row in table.rows:
            if row.requires is action:
                at = row.source.caption if row.source else f"no {table.name} yet"
                places.setdefault(f"{table.name}: {row.trigger.caption}", []).append(at)
    steps = [f"{step} ({', '.join(statuses)})" for step, statuses in places.items()]
    booked = [kind.caption for kind, needed in LEDGER_ACTIONS.items() if needed is action]
    steps += [f"fund: entries {', '.join(booked)}"] if booked else []
    return "; ".join(steps) or _ELSEWHERE.get(action, "no step")


def _last(rule: Rule[frozenset[Role]]) -> str:
    return "" if rule.last is None else rule.last.isoformat()


def _editions() -> str:
    return "\n\n".join(f"### {edition.name}\n\n{_edition(edition)}" for edition in partner_center.editions)


def _edition(edition: Edition) -> str:
    stated = [(field.name, getattr(edition, field.name)) for field in attrs.fields(Edition)]
    rules = [(f"`{name}`", rule) for name, rule in stated if isinstance(rule, Rule)]
    rules += [(f"`may_{action}`", rule) for action, rule in edition.permissions]
    rows = (
        (
            name,
            rule.as_text,
            _day(rule.first, rule.first_known_to),
            _day(rule.last, rule.last_known_to),
            _day(rule.withdrawn),
            str(rule.source),
            str(rule.basis),
            "; ".join(map(str, SIGHTINGS.get((name.strip("`"), rule.first), ()))),
        )
        for name, rule in rules
    )
    head = ("rule", "value", "from", "last seen", "withdrawn", "source", "basis", "sightings")
    return _table(head, rows)


def _day(day: date | None, known_to: Precision = Precision.DAY) -> str:
    known = "" if known_to is Precision.DAY else f" ({known_to})"
    return "" if day is None else f"{day.isoformat()}{known}"


def _catalogues() -> str:
    parts: list[str] = []
    before: tuple[Activity, ...] = ()
    for rule in partner_center.timelines["catalogue"].rules:
        changed = [activity for activity in rule.value if activity not in before]
        same = len(rule.value.activities) - len(changed)
        first, last = _day(rule.first, rule.first_known_to), _day(rule.last, rule.last_known_to)
        known = f"Known from {first}, last seen {last}: {rule.basis}, {rule.source}."
        as_before = f" {same} of its {len(rule.value.activities)} activities are as in the version before."
        parts.append(f"### From {rule.first.isoformat()}\n\n{known}{as_before if same else ''}")
        parts.extend(_known_otherwise(rule.value))
        parts.extend(map(_activity, changed))
        before = rule.value.activities
    return "\n\n".join(parts)


def _known_otherwise(catalogue: Catalogue) -> Iterator[str]:
    """Yield which activities rest on something else than their catalogue, by what that is."""
    names: dict[str, list[str]] = {}
    for activity in catalogue:
        if activity.source is not None:
            known = ": ".join(str(each) for each in (activity.source, activity.basis) if each is not None)
            names.setdefault(known, []).append(activity.name)
    for known, found in names.items():
        several = f"{len(found)} of them" if len(found) > 1 else found[0]
        yield f"What is asked for by {several} rests on {known}."


def _activity(activity: Activity) -> str:
    needs = {
        "The material shows": activity.core,
        "Proof": activity.communications,
        "Figures": activity.metrics,
    }
    besides = {
        "At least one of": "; ".join(each.what for each in activity.one_of),
        "Pays for": "; ".join(activity.expenses),
        "Cap": "; ".join(f"{_cap(cap)} [{cap.source}; {cap.basis}]" for cap in activity.caps),
        "Before the activity": "it is approved" if activity.pre_approval else "",
        "Not published": "what it asks for and what is paid" if activity.listed_only else "",
        "Only for": ", ".join(sorted(activity.only_for)),
        "Not for": ", ".join(sorted(activity.not_for)),
    }
    lines = [f"**{activity.name}** (`{activity.key}`)", "", f"- Category: {activity.category.caption}."]
    for name, need in needs.items():
        lines += [] if need is None else _asked(f"{name}:", need)
    return "\n".join((*lines, *(f"- {name}: {text}." for name, text in besides.items() if text)))


def _asked(name: str, need: RequirementExpr, indent: str = "") -> list[str]:
    """Return a need as a list: what is asked for together stands one below the other."""
    if isinstance(need, AllOf):
        below = (_asked("", each, f"{indent}  ") for each in need.needs)
        return [f"{indent}- {name}", *(line for lines in below for line in lines)]
    if isinstance(need, OnlyIf) and isinstance(need.need, AllOf):
        condition = Condition(need.circumstance, need.holds)
        return _asked(f"{name} {condition}:".strip(), need.need, indent)
    return [f"{indent}- {f'{name} {describe(need)}'.strip()}."]


def _cap(cap: Cap) -> str:
    if isinstance(cap, AmountCap):
        return f"at most {cap.limit} in a usage period"
    if isinstance(cap, AttendeeCap):
        text = f"at most {cap.per_person} for a person and event, for {cap.persons} persons, and "
        text += f"{cap.per_period} in a usage period"
        if cap.beside:
            text += f"; {', '.join(sorted(cap.beside))} beside both amounts, for {cap.persons} persons"
        return f"{text}; not known for {', '.join(sorted(cap.unknown))}" if cap.unknown else text
    least = "" if cap.at_least is None else f", or {cap.at_least} where that is more"
    others = (
        f"; {'no limit' if percent is None else f'{percent} %'} for {', '.join(sorted(programs))}"
        for programs, percent in cap.exceptions
    )
    return f"at most {cap.percent} % of what was earned for the usage period{least}{''.join(others)}"


def _documents() -> str:
    rows = (
        (f"`{key}`", document.title, "" if document.dated is None else document.dated.isoformat())
        for key, document in DOCUMENTS.items()
    )
    return _table(("key", "document", "dated"), rows)


def _wire_types() -> str:
    rows = (
        (f"`{kind.tag}`", str(kind.version), ", ".join(f"`{name}`" for name in kind.fields))
        for kind in sorted(WIRE.kinds, key=lambda kind: kind.tag)
    )
    return _table(("type", "v", "fields"), rows)


def _labels(kind: type[ClaimStatus | Role | PageWord]) -> Callable[[], str]:
    """Return what draws the labels that are shown, a row a language; an asterisk marks ours."""

    def drawn() -> str:
        rows = (
            (
                f"{language.name}, `{language.key}`",
                *(
                    found.text if found.is_published else f"{found.text}*"
                    for found in (LABELS.find(named, language.key) for named in kind)
                ),
            )
            for language in LABELS.languages
        )
        return _table(("language", *(f"`{named}`" for named in kind)), rows)

    return drawn


def _wire_schema() -> str:
    return json.dumps(WIRE.schema(), ensure_ascii=False, indent=1) + "\n"


WIRE_SCHEMA = REFERENCE / "wire.schema.json"

DRAWN: Final[Mapping[tuple[str, str], Callable[[], str]]] = {
    ("README.md", "diagram"): _diagram,
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
    ("rulebook.md", "editions"): _editions,
    ("catalogue.md", "versions"): _catalogues,
    ("labels.md", "statuses"): _labels(ClaimStatus),
    ("labels.md", "roles"): _labels(Role),
    ("labels.md", "words"): _labels(PageWord),
    ("wire.md", "types"): _wire_types,
}
"""What is drawn between the markers of this name on this page."""


def _page(name: str) -> Path:
    """Return where a drawn page stands: the README at the top, all others in the reference."""
    return REPOSITORY / name if name == "README.md" else REFERENCE / name


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
        path = _page(page)
        before = path.read_text("utf-8")
        after = _redrawn(before, part, draw())
        path.write_text(after, "utf-8", newline="\n")
        sys.stdout.write(f"{'drawn' if after != before else 'as it was'}: {page}, {part}\n")
    WIRE_SCHEMA.write_text(_wire_schema(), "utf-8", newline="\n")
    sys.stdout.write(f"drawn: {WIRE_SCHEMA.name}\n")


# What is drawn equals the data.


@pytest.mark.parametrize("drawn", DRAWN, ids=" ".join)
def test_the_page_shows_the_data(drawn: tuple[str, str]) -> None:
    page, part = drawn
    text = _page(page).read_text("utf-8")
    assert text == _redrawn(text, part, DRAWN[drawn]()), f"{page} is old; run: {REFRESH}"


def test_the_schema_shows_the_wire() -> None:
    assert WIRE_SCHEMA.read_text("utf-8") == _wire_schema(), f"{WIRE_SCHEMA.name} is old; run: {REFRESH}"


def test_no_other_page_says_that_it_is_drawn() -> None:
    marked = {(path.name, part) for path in PAGES for part in _parts(path)}
    assert marked == set(DRAWN)


def _parts(path: Path) -> list[str]:
    return re.findall(r"^<!-- generated: (.+) -->$", path.read_text("utf-8"), flags=re.MULTILINE)


# Every fact and every document that anything cites is on the page of the sources.

FACT = re.compile(r"\b(?:(?P<letter>[ACDHPQRSUX])-(?P<number>\d\d)|[NT]\d{1,2})\b")
SPAN = re.compile(r"\b([ACDHPQRSUX])-(\d\d) to \1-(\d\d)\b")
DOCUMENT = re.compile(
    r"\b(?:[A-Z]{2}\d\d|COL|CPP|MCI22|SH-[A-Z]{2}|TI|KB-[A-Z0-9]{2,5}|PIE|SD-EN|T-[A-Z0-9]{2,})\b"
)


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
    answers: tuple[ClaimRow | ClaimRefusal, ...] = (*TABLE.rows, *TABLE.refusals)
    for answer in answers:
        yield f"{answer.source} / {answer.trigger}", answer.citation
    payments: tuple[PaymentRow | PaymentRefusal, ...] = (
        *PAYMENT_TABLE.rows,
        *PAYMENT_TABLE.refusals,
    )
    for payment in payments:
        yield f"payment, {payment.source} / {payment.trigger}", payment.citation
    for timeline in (*GUIDANCE.values(), CREDIT_NOTES):
        for rule in timeline.rules:
            yield timeline.name, rule.source
    for code, wording in WORDINGS.items():
        yield str(code), wording.source
    for edition in partner_center.editions:
        for field in attrs.fields(type(edition)):
            value = getattr(edition, field.name)
            if isinstance(value, Rule):
                yield from ((f"{edition.name}, {field.name}", source) for source in value.sources)
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
    facts = re.findall(r"^\| ([A-Z]-\d\d|[NT]\d+) \|", text, flags=re.MULTILINE)
    assert facts == sorted(set(facts), key=lambda fact: (fact[0], int(fact.strip("ACDHNPQRSTUX-"))))


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
    anchors = [re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings]
    before = (Counter(anchors[:place])[anchor] for place, anchor in enumerate(anchors))
    return {
        f"{anchor}-{number}" if number else anchor for anchor, number in zip(anchors, before, strict=True)
    }


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.name)
def test_examples_use_public_names(path: Path) -> None:
    examples = doctest.DocTestParser().get_examples(path.read_text("utf-8"))
    tree = ast.parse("".join(example.source for example in examples))
    used = used_names(tree)
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and (node.module or "").partition(".")[0] == "coopclaims":
            _, _, namespace = (node.module or "").partition(".")
            used |= {
                f"{namespace}.{alias.name}".lstrip(".") for alias in node.names if namespace != "testing"
            }
    assert not [path for path in used if not is_public(path)]


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
    assert ours <= {"coopclaims", "coopclaims.testing", *(f"coopclaims.{name}" for name in NAMESPACES)}


if __name__ == "__main__":
    refresh()
