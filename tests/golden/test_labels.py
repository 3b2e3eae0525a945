"""The words of the pages in eighteen languages, row by row, and which of several is the one to show."""

from __future__ import annotations

from datetime import date
from itertools import groupby
from operator import itemgetter
from typing import TYPE_CHECKING, Any

import pytest
from tests.support.cases import rows_of as rows

from coopclaims import ClaimStatus, Role
from coopclaims.labels import (
    LABELS,
    LabelForm,
    LabelledObject,
    PageWord,
    label,
    parse_label,
    parse_page_word,
    parse_role,
)

if TYPE_CHECKING:
    from collections.abc import Iterable

STATUSES = rows("status_labels")
ROLES = rows("role_labels")
WORDS = rows("page_labels")
LANGUAGES = tuple(dict.fromkeys(row["language_tag"] for row in STATUSES))
CLAIM = LabelledObject.CLAIM


def day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


def published(kind: type) -> set[tuple[Any, ...]]:
    return {
        (language.key, each.names, each.form, each.text, each.pages, each.first_seen, each.last_seen)
        for language in LABELS.languages
        for each in language.labels
        if isinstance(each.names, kind) and each.is_published
    }


def test_every_status_of_the_table_and_no_other() -> None:
    assert published(ClaimStatus) == {
        (
            row["language_tag"],
            ClaimStatus(row["status"]),
            LabelForm(row["form"]),
            row["label"],
            tuple(row["source_id"].split(";")),
            day(row["first_seen"]),
            day(row["last_seen"]),
        )
        for row in STATUSES
    }


def test_every_role_of_the_table_and_no_other() -> None:
    assert published(Role) == {
        (
            row["language_tag"],
            Role(row["role"]),
            None,
            row["label"],
            (row["source_id"],),
            day(row["day"]),
            None,
        )
        for row in ROLES
    }


def test_every_word_of_the_table_and_no_other() -> None:
    assert published(PageWord) == {
        (
            row["language_tag"],
            PageWord(row["concept"]),
            None,
            row["label"],
            (row["source_id"],),
            day(row["day"]),
            None,
        )
        for row in WORDS
    }
    inflected = {(row["language_tag"], row["label"]) for row in WORDS if row["inflected"] == "yes"}
    assert inflected == {
        (language.key, each.text)
        for language in LABELS.languages
        for each in language.labels
        if each.is_inflected
    }


def grouped(table: list[dict[str, str]], *keys: str) -> Iterable[tuple[Any, list[dict[str, str]]]]:
    of = itemgetter(*keys)
    return [(key, list(group)) for key, group in groupby(sorted(table, key=of), key=of)]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_status_that_is_shown(language: str) -> None:
    """The list form of the page on managing claims, or its text form; a word of the language first."""
    english = {(row["status"], row["label"]) for row in STATUSES if row["language_tag"] == "en"}
    for status in (status for status in ClaimStatus if status.is_published):
        known = [row for row in STATUSES if row["language_tag"] == language and row["status"] == status]
        own = [row for row in known if language == "en" or (row["status"], row["label"]) not in english]
        managing = [row for row in own if any(page.startswith("MG") for page in row["source_id"].split(";"))]
        listed = [row for row in managing if row["form"] == "list"] or managing
        latest = max(row["last_seen"] for row in listed)
        assert label(status, language) == next(r["label"] for r in listed if r["last_seen"] == latest)


def test_the_role_and_the_word_that_are_shown() -> None:
    """The label that was first seen latest; one that is not inflected before one that is."""
    for (language, role), known in grouped(ROLES, "language_tag", "role"):
        latest = max(row["day"] for row in known)
        assert label(Role(role), language) == next(r["label"] for r in known if r["day"] == latest)
    for (language, word), known in grouped(WORDS, "language_tag", "concept"):
        plain = [row for row in known if row["inflected"] == "no"] or known
        latest = max(row["day"] for row in plain)
        assert label(PageWord(word), language) == next(r["label"] for r in plain if r["day"] == latest)


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_label_is_read_whatever_its_case_and_blanks(language: str) -> None:
    for row in STATUSES:
        if row["language_tag"] == language:
            for text in (row["label"], row["label"].upper(), row["label"].replace(" ", "")):
                assert parse_label(text, kind=CLAIM) is ClaimStatus(row["status"])
                assert parse_label(text, kind=CLAIM, language=language) is ClaimStatus(row["status"])
    for row in ROLES:
        if row["language_tag"] == language:
            assert parse_role(row["label"].upper(), language=language) is Role(row["role"])
    for row in WORDS:
        if row["language_tag"] == language:
            assert parse_page_word(row["label"].upper(), language=language) is PageWord(row["concept"])


@pytest.mark.parametrize("language", LANGUAGES)
def test_everything_has_a_name_and_what_no_page_prints_is_ours(language: str) -> None:
    for named in (*ClaimStatus, *Role, *PageWord):
        found = LABELS.find(named, language)
        assert found.text.strip()
        table = (*STATUSES, *ROLES, *WORDS)
        keys = {
            row.get("status") or row.get("role") or row.get("concept")
            for row in table
            if row["language_tag"] == language
        }
        assert found.is_published is (str(named) in keys)


def test_no_label_of_one_status_is_that_of_another() -> None:
    for language in LABELS.languages:
        for each in language.labels:
            if isinstance(each.names, ClaimStatus):
                assert parse_label(each.text, kind=CLAIM) is each.names


@pytest.mark.parametrize(
    ("text", "language", "status"),
    [
        ("PRZESLANE", "pl", ClaimStatus.SUBMITTED),
        ("İŞ ORTAĞI EYLEMİ GEREKİYOR", "tr", ClaimStatus.PARTNER_ACTION_REQUIRED),
        ("IS ORTAGI EYLEMI GEREKIYOR", "tr", ClaimStatus.PARTNER_ACTION_REQUIRED),
        ("ış ortağı eylemi gerekiyor", "tr", ClaimStatus.PARTNER_ACTION_REQUIRED),
        ("승인 됨", "ko", ClaimStatus.APPROVED),
    ],
)
def test_letters_that_people_leave_out(text: str, language: str, status: ClaimStatus) -> None:
    assert parse_label(text, kind=CLAIM, language=language) is status


@pytest.mark.parametrize(
    ("tag", "neighbor"),
    [
        ("pt", "pt-BR"),
        ("pt-AO", "pt-BR"),
        ("zh", "zh-CN"),
        ("zh-Hans-SG", "zh-CN"),
        ("zh_Hant_HK", "zh-TW"),
        ("zh-MO", "zh-TW"),
        ("es-MX", "es"),
    ],
)
def test_a_tag_falls_back(tag: str, neighbor: str) -> None:
    for named in (*ClaimStatus, *Role, *PageWord):
        assert label(named, tag) == label(named, neighbor)
