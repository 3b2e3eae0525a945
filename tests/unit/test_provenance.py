"""Where an answer comes from: sources, bases, and explanations as data first and text second."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import pytest

from coopclaims import Explanation, InvalidValue, Source
from coopclaims.deadlines import SpanUnit
from coopclaims.provenance import (
    DOCUMENTS,
    PUBLISHED,
    Basis,
    BasisKind,
    Message,
    carried_forward,
    cite,
    inferred,
    message,
    messages,
)
from coopclaims.wire import from_data, to_data

SILENT = Message("silent", "the page is silent")

ONE_OF_TWO = Explanation(message=Message("one_of_two", "one reading of two"))
READ_SO = Explanation(message=Message("read_so", "read so"))
LEAF = Message("leaf", "A leaf").say(n=2, unit=SpanUnit.BUSINESS_DAYS)
OTHER = Message("other", "Another").say(caveats=(ONE_OF_TWO,))
TREE = Message("top", "The answer").say(
    due=date(2022, 9, 16),
    source=cite("MG22", "D-07"),
    basis=carried_forward(SILENT, since=date(2022, 8, 4)),
    because=(Message("branch", "A branch").say(because=(LEAF, OTHER)), LEAF),
    caveats=(READ_SO,),
)
X = Message("x", "X")
UNIT = {"type": "member", "v": 1, "of": "SpanUnit", "key": "business_days"}


def statement(code: str, english: str, **said: Any) -> dict[str, Any]:
    """Return a statement as data, with nothing in it but what is said."""
    nothing: dict[str, Any] = {"figures": [], "source": None, "basis": None, "because": [], "caveats": []}
    return {"message": {"code": code, "english": english}, **nothing, **said}


class TestBasis:
    @pytest.mark.parametrize(
        ("basis", "text"),
        [
            (PUBLISHED, "published"),
            (inferred(SILENT), "inferred (the page is silent)"),
            (carried_forward(since=date(2022, 8, 4)), "carried forward since 2022-08-04"),
            (
                carried_forward(SILENT, since=date(2022, 8, 4)),
                "carried forward since 2022-08-04 (the page is silent)",
            ),
        ],
    )
    def test_says_how_a_rule_is_known(self, basis: Basis, text: str) -> None:
        assert str(basis) == text

    def test_has_a_kind(self) -> None:
        assert PUBLISHED.kind is BasisKind.PUBLISHED
        assert inferred(SILENT).kind is BasisKind.INFERRED
        assert carried_forward(since=date(2022, 8, 4)).kind is BasisKind.CARRIED_FORWARD


class TestSource:
    def test_names_document_facts_and_date(self) -> None:
        assert str(Source(document="MG22", facts=("D-07", "D-09"), dated=date(2022, 8, 4))) == (
            "MG22 D-07 D-09, 2022-08-04"
        )
        assert str(Source(document="KB-STAT")) == "KB-STAT"

    @pytest.mark.parametrize(
        ("document", "dated"),
        [
            ("MG20", date(2020, 10, 29)),
            ("MG22", date(2022, 8, 4)),
            ("RJ21", date(2021, 11, 10)),
            ("OV20", date(2020, 11, 3)),
            ("OV23", date(2023, 4, 19)),
            ("AN20", date(2020, 12, 22)),
            ("TH21", date(2021, 9, 29)),
            ("TP23", date(2023, 10, 3)),
            ("SD-EN", date(2022, 9, 14)),
            ("KB-STAT", None),
        ],
    )
    def test_is_cited_with_the_documents_own_date(self, document: str, dated: date | None) -> None:
        assert cite(document, "X-01") == Source(document=document, facts=("X-01",), dated=dated)

    def test_another_document_cannot_be_cited(self) -> None:
        with pytest.raises(InvalidValue) as caught:
            cite("MG99", "D-07")
        assert (caught.value.field, caught.value.got) == ("document", "MG99")

    def test_every_document_has_a_title(self) -> None:
        assert all(document.title for document in DOCUMENTS.values())


class TestExplanation:
    def test_its_figures_have_names(self) -> None:
        assert LEAF.figure("n") == 2
        with pytest.raises(InvalidValue):
            LEAF.figure("due")

    def test_it_is_walked_from_the_top(self) -> None:
        assert [each.code for each in TREE.walk()] == ["top", "branch", "leaf", "other", "leaf"]

    def test_a_statement_is_found_by_its_code(self) -> None:
        assert TREE.find("other") is OTHER
        assert TREE.find("top") is TREE
        with pytest.raises(InvalidValue):
            TREE.find("nothing")

    def test_as_data_it_is_complete(self) -> None:
        leaf = statement(
            "leaf", "A leaf", figures=[{"name": "n", "value": 2}, {"name": "unit", "value": UNIT}]
        )
        other = statement("other", "Another", caveats=[statement("one_of_two", "one reading of two")])
        assert to_data(TREE) == {
            "type": "explanation",
            "v": 1,
            **statement(
                "top",
                "The answer",
                figures=[{"name": "due", "value": {"type": "day", "v": 1, "value": "2022-09-16"}}],
                source={"document": "MG22", "facts": ["D-07"], "dated": "2022-08-04"},
                basis={
                    "kind": "carried_forward",
                    "readings": [
                        {"type": "message", "v": 1, "code": "silent", "english": "the page is silent"}
                    ],
                    "since": "2022-08-04",
                },
                because=[statement("branch", "A branch", because=[leaf, other]), leaf],
                caveats=[statement("read_so", "read so")],
            ),
        }

    def test_as_data_a_source_without_a_date_has_none(self) -> None:
        data = to_data(X.say(source=cite("KB-STAT", "S-05"), basis=PUBLISHED))
        assert data["source"] == {"document": "KB-STAT", "facts": ["S-05"], "dated": None}
        assert data["basis"] == {"kind": "published", "readings": [], "since": None}

    def test_as_data_it_goes_through_json(self) -> None:
        assert json.loads(json.dumps(to_data(TREE))) == to_data(TREE)
        assert from_data(json.loads(json.dumps(to_data(TREE))), Explanation) == TREE

    def test_as_text_it_is_a_tree(self) -> None:
        expected = """
The answer  [MG22 D-07, 2022-08-04; carried forward since 2022-08-04 (the page is silent)]
├─ A branch
│  ├─ A leaf
│  └─ Another
│     └─ note: one reading of two
├─ A leaf
└─ note: read so
"""
        assert str(TREE) == expected.strip()

    def test_as_text_what_is_published_is_not_said_to_be(self) -> None:
        plain = X.say(source=cite("MG22", "D-07"), basis=PUBLISHED)
        assert str(plain) == "X  [MG22 D-07, 2022-08-04]"
        assert str(X.say(basis=inferred(SILENT))) == "X  [inferred (the page is silent)]"
        assert str(X.say(basis=PUBLISHED)) == "X"


def test_a_code_says_one_thing_only() -> None:
    known = next(iter(messages().values()))
    assert message(known.code, known.english) == known
    with pytest.raises(InvalidValue) as caught:
        message(known.code, f"{known.english}, or not")
    assert (caught.value.field, caught.value.got) == ("code", known.code)
