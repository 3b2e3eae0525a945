"""Every language says everything that the package says: the same codes and places, no hole, no English.

The register is asked for what is there, with every module loaded. `python -m tests.support.catalogues` draws
the English module again and prints what the other languages lack.
"""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from decimal import Decimal
from itertools import combinations
from string import Formatter
from typing import TYPE_CHECKING, Any, Final

import pytest
from tests.support import catalogues
from tests.support.catalogues import LANGUAGES, REFRESH, captions, registered, stored, terms

import coopclaims as cc
from coopclaims._templates import filled
from coopclaims.labels.speaking import spoken
from coopclaims.provenance import declared_messages

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

LETTERS: Final = re.compile(r"[^\W\d_]")
ALL: Final = ("en", *LANGUAGES)


def texts(language: str) -> Mapping[str, str]:
    """Return the templates of a language as its module has them, by code."""
    found = stored(language).MESSAGES
    return {code: each[0] for code, each in found.items()} if language == "en" else found


# The same things are said everywhere.


def test_the_english_module_is_what_the_package_declares() -> None:
    drawn = (catalogues.FOLDER / "en.py").read_text("utf-8")
    assert drawn == catalogues.english(), f"the English is old; run: {REFRESH}"


def test_something_is_said() -> None:
    assert len(registered()) > 1000
    assert len(captions()) > 500
    assert len(terms()) > 100
    assert set(registered()) <= set(declared_messages())


@pytest.mark.parametrize("language", ALL)
def test_a_language_says_everything_and_nothing_else(language: str) -> None:
    module = stored(language)
    assert list(module.MESSAGES) == list(registered())
    assert list(module.CAPTIONS) == list(captions())
    assert tuple(module.TERMS) == terms()


@pytest.mark.parametrize("language", ALL)
def test_no_text_is_empty_or_ends_in_a_blank_or_a_full_stop(language: str) -> None:
    module = stored(language)
    wrong = [
        key
        for entries in (texts(language), module.CAPTIONS, module.TERMS)
        for key, text in entries.items()
        if not text or text != text.strip() or (text.endswith(".") and key not in SENTENCES)
    ]
    assert not wrong


SENTENCES: Final = frozenset(code for code, each in registered().items() if each.english.endswith("."))
"""Codes of messages that are whole sentences in English, with a full stop."""


# What stands in the places.


def places(template: str) -> Iterator[tuple[str, str, str]]:
    """Yield the name, the conversion and the way of each place, those within another one too."""
    for _, name, way, conversion in Formatter().parse(template):
        if name is not None:
            yield name, conversion or "", way or ""
            yield from places(way or "")


def names(template: str) -> set[tuple[str, str]]:
    return {(name, conversion) for name, conversion, _ in places(template)}


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_template_has_the_places_of_the_english_one(language: str) -> None:
    english = texts("en")
    wrong = {code for code, text in texts(language).items() if names(text) != names(english[code])}
    assert not wrong


WAYS: Final = re.compile(
    r"(weekday|month|capital|short|key|spans|quoted|spelled)? ?"
    r"(unless [^?]*)?(or .+|\?.*%?.*)?|plural [^|]*\|[^|]+|number \{\w+\}",
    re.DOTALL,
)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_place_is_shown_in_a_way_that_there_is(language: str) -> None:
    wrong = [
        (code, way)
        for code, text in texts(language).items()
        for _, _, way in places(text)
        if not WAYS.fullmatch(way)
    ]
    assert not wrong


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_day_has_its_weekday_where_it_has_it_in_english(language: str) -> None:
    english = texts("en")
    for way in ("weekday", "month", "short", "key", "spans", "quoted", "spelled"):
        wrong = {
            code
            for code, text in texts(language).items()
            if _shown_as(way, text) != _shown_as(way, english[code])
        }
        assert not wrong, way


def _shown_as(way: str, template: str) -> set[str]:
    return {name for name, _, shown in places(template) if re.match(rf"{way}\b", shown)}


# Every template is filled.

NOON: Final = datetime(2022, 9, 14, 12, tzinfo=UTC)
SAMPLES: Final[Mapping[str, Any]] = {
    "date": date(2022, 9, 14),
    "datetime": NOON,
    "int": 3,
    "Decimal": Decimal("1.5"),
    "bool": True,
    "Money": cc.Money("9.00", "SEK"),
    "Explanation": cc.provenance.Message("due", "Due on {due}").say(due=date(2022, 9, 16)),
    "Message": cc.provenance.Message("weeks", "weeks"),
    "SpanUnit": cc.deadlines.SpanUnit.MONTHS,
}


def sample(kind: str) -> Any:
    """Return a value of the first of the types that a signature names, several where it names a tuple."""
    first = kind.split(" | ", maxsplit=1)[0]
    if kind.startswith("tuple["):
        return (sample(kind.removeprefix("tuple[").partition(",")[0].removesuffix("]")),)
    return SAMPLES.get(first, "x")


@pytest.mark.parametrize("language", ALL)
@pytest.mark.parametrize("is_given", [True, False])
def test_a_template_is_filled_with_whatever_is_given(language: str, is_given: bool) -> None:
    for code, message in registered().items():
        figures = {
            name: None if kind.endswith(" | None") and not is_given else sample(kind)
            for name, kind in message.types.items()
        }
        said = filled(texts(language)[code], {"item": "i", "field": "f", **figures}, spoken(language))
        assert said.strip(), code
        assert not {"{", "}"} & set(said), code


# No language is English.


def words_of(template: str) -> str:
    """Return the words of a template, without its places."""
    return "".join(literal for literal, *_ in Formatter().parse(template))


@pytest.mark.parametrize(("one", "other"), list(combinations(ALL, 2)))
def test_no_two_languages_have_one_text_but_by_the_list(one: str, other: str) -> None:
    first, second = stored(one), stored(other)
    pairs = [(texts(one), texts(other))]
    if one == "en":  # a word is often the same in two languages that are neighbors, but not in English
        pairs += [(first.CAPTIONS, second.CAPTIONS), (first.TERMS, second.TERMS)]
    same = {
        key
        for mine, theirs in pairs
        for key, text in mine.items()
        if text == theirs[key] and LETTERS.search(words_of(text))
    }
    assert same == ALIKE.get((one, other), set())


ALIKE: Final[Mapping[tuple[str, str], set[str]]] = {
    ("en", "sv"): {"Contact.support", "table.status"},
    ("en", "nl"): {
        "claim_moves",
        "Contact.support",
        "LabelledObject.claim",
        "UploadState.open",
        "table.status",
    },
    ("en", "fr"): {"EarningType.coop", "LabelledObject.page"},
    ("en", "de"): {"Contact.support"},
    ("sv", "nl"): {"expected.number", "table.status", "word.yes"},
    ("sv", "de"): {"word.yes"},
    ("nl", "de"): {"table.as", "word.yes"},
}
"""What is the same in two languages, since both have the word."""
