"""The words of the claims pages in the languages that they were published in, and ours where no page has one.

The pages write some names one way in their list of statuses and another way in running text, and
translators did not always agree with each other. All of them are kept as printed, with the pages and the
days on which they were seen; the one that is shown stands first. A label without a page is ours.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Final

from coopclaims._checks import door
from coopclaims.claims.claim import ClaimStatus
from coopclaims.labels.own_words import OWN
from coopclaims.labels.published_roles import ROLES
from coopclaims.labels.published_statuses import STATUSES
from coopclaims.labels.published_words import WORDS
from coopclaims.labels.vocabulary import (
    Label,
    LabelForm,
    LabelledObject,
    Language,
    Named,
    PageWord,
    Vocabulary,
)
from coopclaims.parties import Role

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping


_NAMES: Final = {
    "en": "English",
    "sv": "Swedish",
    "nl": "Dutch",
    "fr": "French",
    "de": "German",
    "es": "Spanish",
    "it": "Italian",
    "pt-BR": "Portuguese of Brazil",
    "pt-PT": "Portuguese of Portugal",
    "pl": "Polish",
    "cs": "Czech",
    "hu": "Hungarian",
    "tr": "Turkish",
    "ru": "Russian",
    "ja": "Japanese",
    "ko": "Korean",
    "zh-CN": "Chinese in simplified script",
    "zh-TW": "Chinese in traditional script",
}


def _rows(table: str) -> Iterator[list[str]]:
    """Return the cells of each line of a table, those at the end empty where a line leaves them out."""
    head, *lines = table.strip().splitlines()
    for line in lines:
        cells = [cell.strip() for cell in line.split("|")]
        yield cells + [""] * (head.count("|") + 1 - len(cells))


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


_KINDS: Final[Mapping[str, Callable[[str], Named]]] = {
    "status": ClaimStatus,
    "role": Role,
    "word": PageWord,
}


def _labels() -> Iterator[tuple[str, Label]]:
    """Return each label with the key of its language, those of a language in the order of preference."""
    for language, status, form, text, pages, first, last in _rows(STATUSES):
        yield (
            language,
            Label(
                names=ClaimStatus(status),
                text=text,
                form=LabelForm(form),
                pages=tuple(pages.split()),
                first_seen=_day(first),
                last_seen=_day(last),
            ),
        )
    for language, role, text, page, first in _rows(ROLES):
        yield language, Label(names=Role(role), text=text, pages=(page,), first_seen=_day(first))
    for language, word, text, page, first, inflected in _rows(WORDS):
        yield (
            language,
            Label(
                names=PageWord(word),
                text=text,
                pages=(page,),
                first_seen=_day(first),
                is_inflected=bool(inflected),
            ),
        )
    for language, kind, key, text in _rows(OWN):
        yield language, Label(names=_KINDS[kind](key), text=text)


def _vocabulary() -> Vocabulary:
    by_language: dict[str, list[Label]] = {key: [] for key in _NAMES}
    for key, label in _labels():
        by_language[key].append(label)
    return Vocabulary(
        tuple(Language(key=key, name=_NAMES[key], labels=tuple(by_language[key])) for key in _NAMES)
    )


LABELS: Final = _vocabulary()
"""The statuses of a claim, the roles and the words of the claims pages, in eighteen languages."""


@door
def parse_label(text: str, *, kind: LabelledObject, language: str | None = None) -> ClaimStatus:
    """Return the claim status that a label names, in any language or in the one given.

    `text` is the label as it was read. `language` is a tag as for `label`, `None` for any language.
    Accents, case, blanks and punctuation do not matter; all forms and known variants are read.
    `kind` says what the label was read from: "Action required" on a bank profile is no claim status.
    Raises `UnknownLabel`, with a note on what the text may be, for anything that is not the label
    of exactly one claim status. Source: S-01 to S-03, S-16.

    >>> from coopclaims.labels import LabelledObject
    >>> parse_label("UNDER REVIEW", kind=LabelledObject.CLAIM)
    <ClaimStatus.UNDER_REVIEW: 'under_review'>
    """
    return LABELS.parse(text, kind=kind, language=language)


@door
def parse_role(text: str, *, language: str | None = None) -> Role:
    """Return the role that a label names, in any language or in the one given.

    `text` and `language` are as for `parse_label`. Raises `UnknownLabel` for anything that is not the
    label of exactly one role. Source: R-01 to R-15.

    >>> parse_role("incentives-beheerder")
    <Role.INCENTIVES_ADMIN: 'incentives_admin'>
    """
    return LABELS.parse_role(text, language=language)


@door
def parse_page_word(text: str, *, language: str | None = None) -> PageWord:
    """Return the word of the claims pages that a text is, in any language or in the one given.

    `text` and `language` are as for `parse_label`. Raises `UnknownLabel` for anything that is not
    exactly one of these words.

    >>> parse_page_word("Historik")
    <PageWord.HISTORY: 'history'>
    """
    return LABELS.parse_page_word(text, language=language)
