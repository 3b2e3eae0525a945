"""Pictures as text: read back by parsers that know nothing of them, whatever somebody wrote into the data."""

from __future__ import annotations

from datetime import date
from html.parser import HTMLParser
from typing import TYPE_CHECKING, Any, Final
from xml.etree import ElementTree as ET

import pytest
from tests.support.world import RULES

from coopclaims import InvalidValue
from coopclaims.deadlines import TaxInvoice, payment_due, review_due
from coopclaims.labels import CATALOGUE_LANGUAGES, render
from coopclaims.portal import explanation_html
from coopclaims.provenance import PUBLISHED, Explanation, Message, Source, cite, inferred

if TYPE_CHECKING:
    from coopclaims.deadlines import Deadline, NotRunning

HOSTILE: Final = "\"'><script>alert(1)</script><!-- ]]> & \u202egnp.exe \u2066 \x1b[2J \ufffe\uffff"
"""A text that would end an attribute, a comment and a line, turn what follows, and break XML."""

STORED: Final = HOSTILE.replace("\x1b", "")
"""The same without the control character, which no value of ours takes."""

SHOWN: Final = r""""'><script>alert(1)</script><!-- ]]> & \u202egnp.exe \u2066 \x1b[2J """ + "\ufffd\ufffd"
"""The first as a reader sees it, who cannot be led astray by it."""


def parsed(text: str) -> ET.Element:
    """Return a text as XML, which forgives nothing."""
    return ET.fromstring(text)  # noqa: S314 - drawn a line before


class Tags(HTMLParser):
    """The tags that a browser would see, with their attributes."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.depth = self.deepest = 0
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))
        self.depth += 1
        self.deepest = max(self.deepest, self.depth)

    def handle_endtag(self, tag: str) -> None:  # noqa: ARG002 - all of them are closed
        self.depth -= 1


def text_of(item: ET.Element) -> str:
    """Return what stands in an item of a list before the list within it, sources and all."""
    said = [item.text or ""]
    for child in item:
        if child.tag == "ul":
            break
        said += [*child.itertext(), child.tail or ""]
    return "".join(said).strip()


def outline(item: ET.Element) -> tuple[str, list[Any]]:
    """Return an item of a list with those of the list within it."""
    return text_of(item), [outline(each) for each in item.findall("ul/li")]


def payment() -> Deadline | NotRunning:
    return payment_due(approved=date(2022, 9, 26), tax_invoice=TaxInvoice.not_needed(), rules=RULES)


class TestExplanation:
    def test_it_is_the_tree_of_the_explanation(self) -> None:
        """The indented text of `render`, read line by line, is the same outline."""
        root = parsed(explanation_html(payment()))
        said = [line.lstrip("│├└─ ") for line in render(payment().explain(), "en").splitlines()]
        listed = [text_of(item) for item in root.iter("li")]
        assert [line.replace("  [", " ").rstrip("]") for line in said] == listed
        (top,) = root.findall("li")
        assert len(outline(top)[1]) == len(payment().explain().because)

    @pytest.mark.parametrize("language", CATALOGUE_LANGUAGES)
    def test_it_says_its_language(self, language: str) -> None:
        root = parsed(explanation_html(payment(), f"{language}-XX"))
        assert root.get("lang") == language
        first = render(payment().explain(), language).splitlines()[0]
        assert text_of(next(root.iter("li"))) == first

    def test_it_cites_with_the_title_of_the_document(self) -> None:
        root = parsed(explanation_html(review_due(start=date(2022, 9, 14), rules=RULES)))
        cited = {(each.text, each.get("title")) for each in root.iter("cite")}
        assert ("MG22 D-07, 2022-08-04", "incentives-managing-co-op-claims") in cited

    def test_a_basis_and_a_caveat_are_seen(self) -> None:
        basis = inferred(Message("r", "read <so>"))
        doubt = Message("d", "another page disagrees").say(source=cite("READING"), basis=PUBLISHED)
        below = Message("b", "what it follows from").say()
        stated = Message("s", "stated").say(basis=basis, caveats=(doubt,), because=(below,))
        root = parsed(explanation_html(stated))
        assert outline(root[0]) == (
            "stated inferred (read <so>)",
            [("what it follows from", []), ("note: another page disagrees READING", [])],
        )
        assert [each.text for each in root.iter("small")] == ["inferred (read <so>)"]
        notes = parsed(explanation_html(Message("s", "stated").say(caveats=(doubt,)), "sv"))
        assert outline(notes[0])[1][0][0].endswith(": another page disagrees READING")

    def test_no_text_leaves_its_place(self) -> None:
        source = Source(document=STORED, facts=(STORED,))
        basis = inferred(Message("r", STORED))
        said = Message("x", "{x}").say(x=HOSTILE, source=source, basis=basis)
        drawn = explanation_html(Message("t", STORED).say(because=(said,), caveats=(said,)))
        assert {tag for tag, _ in Tags(drawn).found} == {"ul", "li", "cite", "small"}
        assert {name for _, given in Tags(drawn).found for name in given} == {"lang"}
        (top,) = parsed(drawn)
        stored = SHOWN.replace(r"\x1b", "")
        assert outline(top) == (
            stored,
            [(each + f"{SHOWN} {stored} {stored} inferred ({stored})", []) for each in ("", "note: ")],
        )
        assert not set("\u202e\u2066\x1b\ufffe\uffff") & set(drawn)

    def test_a_long_chain_of_reasons_is_drawn_to_its_end(self) -> None:
        stated: Explanation = Message("end", "the end").say()
        for _ in range(3000):
            stated = Message("so", "so").say(because=(stated,))
        tags = Tags(explanation_html(stated))
        assert (tags.deepest, tags.depth) == (2 * 3001, 0)

    def test_what_does_not_explain_itself_is_refused(self) -> None:
        wrong: Any = "no answer"
        with pytest.raises(InvalidValue, match="answer"):
            explanation_html(wrong)
        with pytest.raises(InvalidValue, match="language"):
            explanation_html(payment(), "xx")
