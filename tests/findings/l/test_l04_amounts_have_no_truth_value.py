"""That an amount is neither true nor false is said where one meets it, with what to ask instead."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from tests.support.findings import World, cc, sek

DOCS = Path(__file__).parents[3] / "docs"


def message() -> str:
    with pytest.raises(TypeError) as caught:
        bool(World().approved().claim().approved)
    return str(caught.value)


def test_an_amount_is_neither_true_nor_false() -> None:
    assert message()


@pytest.mark.parametrize("asked", ["is_zero", "is_positive", "is_negative"])
def test_the_message_names_the_questions_that_can_be_asked(asked: str) -> None:
    assert asked in message()
    assert isinstance(getattr(sek("1.00"), asked), bool)


def test_the_message_names_the_test_for_an_amount_that_is_not_there() -> None:
    assert "is not None" in message()


def test_the_property_says_how_it_is_asked_for() -> None:
    assert "is not None" in (cc.Claim.approved.__doc__ or "")


def test_a_page_says_so() -> None:
    text = "\n".join(page.read_text(encoding="utf-8") for page in sorted(DOCS.rglob("*.md")))
    assert re.search(r"\bis_zero\b", text)
