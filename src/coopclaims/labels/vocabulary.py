"""Vocabularies: the names of statuses, roles and the words of a page in several languages, given and read."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING, Final, TypeAlias, TypeVar, final
from unicodedata import normalize

import attrs

from coopclaims._checks import door
from coopclaims._values import Keyed, frozen
from coopclaims.claims.claim import ClaimStatus
from coopclaims.errors import InvalidValue, UnknownLabel
from coopclaims.parties import Role
from coopclaims.payouts.statuses import EnrollmentStatus, PaymentStatus, ProfileStatus
from coopclaims.provenance import Explanation, message

if TYPE_CHECKING:
    from collections.abc import Iterable


# Why a text is no label, or something has none.

# fmt: off
_UNNAMED = message("label_not_known", "no name for it is known in {language}", "language: str")
_SEVERAL = message("label_ambiguous", "it may mean any of {readings}", "readings: tuple[Explanation, ...]")
_ASK_LANGUAGE = message("label_in_several_languages",
    "it may mean any of {readings}; say which language it is in", "readings: tuple[Explanation, ...]")
_ELSEWHERE = message("label_of_another_language",
    "it is not in the language {language!r}; elsewhere it is {readings}",
    "language: str, readings: tuple[Explanation, ...]")
_NO_LANGUAGE = message("language_not_known",
    "no labels are known in the language {language!r}, only in {known}",
    "language: str, known: tuple[str, ...]")
_NEAR = message("label_near", "nothing is known under that name; near it is {readings}",
    "readings: tuple[Explanation, ...]")
_NOTHING_NEAR = message("label_unknown",
    "nothing is known under that name, nor near it, in {language:or any language}", "language: str | None")
_OTHER_STATUS = message("status_of_another_object",
    "it is the {kind} status {status!r} and not the status of a claim", "kind: LabelledObject, status: str")
_OTHER_OBJECT = message("another_object", "no {kind} status is the status of a claim; known are: {known}",
    "kind: LabelledObject, known: tuple[str, ...]")
_OF_OTHERS = message("status_of_others", "it is a status of: {kinds}", "kinds: tuple[LabelledObject, ...]")
_READING = message("label_reading", "{text!r} ({language}: {names:key})",
    "text: str, language: str, names: Keyed")
# fmt: on


# Other objects that have statuses, some of them with the words that claims use.


@final
class LabelledObject(Keyed):
    """What a label was read from. The same words name statuses of different things. Source: S-16.

    A role and a page have no status: what is read from them is asked by `parse_role` and `parse_page_word`.
    """

    CLAIM = "claim"
    BANK_PROFILE = "bank_profile"
    ENROLLMENT = "enrollment"
    PAYMENT = "payment"
    ROLE = "role"
    PAGE = "page"


OTHER_STATUSES: Mapping[LabelledObject, tuple[str, ...]] = {
    LabelledObject.BANK_PROFILE: tuple(status.caption for status in ProfileStatus),
    LabelledObject.ENROLLMENT: tuple(status.caption for status in EnrollmentStatus),
    LabelledObject.PAYMENT: tuple(status.caption for status in PaymentStatus),
}
"""The published statuses of what is not a claim, in English."""


# Labels: what is named, how, and where it was printed.


@final
class PageWord(Keyed):
    """A word of the claims pages that is neither a status nor a role. Source: `page_labels` of the pages."""

    HISTORY = "history"
    INVOICE = "invoice"
    CSR = "csr"
    PROOF_DOCUMENT = "proof_document"
    PROOF_OF_EXECUTION = "proof_of_execution"
    METRICS = "metrics"
    COMMENT = "comment"
    CLAIMS_OVERVIEW = "claims_overview"
    FUNDS_APPROVED = "funds_approved"
    FUNDS_CLAIMED = "funds_claimed"
    FUNDS_TOTAL = "funds_total"


Named: TypeAlias = ClaimStatus | Role | PageWord
"""What has labels."""

_EnumT = TypeVar("_EnumT", bound=Keyed)
_NamedT = TypeVar("_NamedT", ClaimStatus, Role, PageWord)


@final
class LabelForm(Keyed):
    """Where a label of a status is used: in the list of statuses, or in running text."""

    LIST = "list"
    TEXT = "text"


@final
@frozen(kw_only=True)
class Label:
    """One name of a status, a role or a word of the pages, in one language.

    `names` is what it names, `text` the name, and `form` where the pages use it, `None` where that makes no
    difference. `pages` are the pages that print it, each a key of the sources, a dash and the language
    ("MG-sv"); none says that the name is of our or your own making. `first_seen` and `last_seen` are the
    days on which a version of them was seen, `None` where no day is known; roles and words have the first
    alone. `is_inflected` says that the page has the word in an inflected form only.
    """

    names: Named
    text: str
    form: LabelForm | None = None
    pages: tuple[str, ...] = ()
    first_seen: date | None = None
    last_seen: date | None = None
    is_inflected: bool = False

    @property
    def is_published(self) -> bool:
        """Whether a page prints it."""
        return bool(self.pages)


@final
@frozen(kw_only=True)
class Language:
    """The names in one language.

    `key` is its tag, such as "sv" or "pt-BR", and `name` is its English name. `labels` are in the order of
    preference: of those that name one thing the first is shown, all are read.
    """

    key: str
    name: str
    labels: tuple[Label, ...]


@final
@frozen
class _Reading:
    """One way to read a text: this label, in this language."""

    text: str
    names: Named
    language: str

    def explain(self) -> Explanation:
        return _READING.say(text=self.text, language=self.language, names=self.names)


_NEIGHBOURS: Final = {
    "pt": "pt-br",
    "zh": "zh-cn",
    "zh-hans": "zh-cn",
    "zh-sg": "zh-cn",
    "zh-hant": "zh-tw",
    "zh-hk": "zh-tw",
    "zh-mo": "zh-tw",
}
"""Tags that are no language of the pages, and the one that their readers read."""


@final
@frozen
class Vocabulary:
    """Names in several languages. `LABELS` holds those of the pages.

    `languages` are in any order, each once. If you need another language, make your own vocabulary:
    `Vocabulary((*LABELS.languages, danish))`. Raises `InvalidValue` for a language that is there twice, and
    for a label without a letter or digit.

    >>> from coopclaims.labels import LABELS
    >>> LABELS.label(ClaimStatus.APPROVED, "sv", LabelForm.TEXT)
    'Godkänd'
    >>> LABELS.parse("atgard som kravs", kind=LabelledObject.CLAIM)
    <ClaimStatus.ACTION_REQUIRED: 'action_required'>
    """

    languages: tuple[Language, ...]
    _readings: Mapping[str, tuple[_Reading, ...]] = attrs.field(init=False, repr=False, eq=False)

    def __attrs_post_init__(self) -> None:
        keys = [language.key.lower() for language in self.languages]
        if len(set(keys)) < len(keys):
            raise InvalidValue("languages", keys, "each_language_once")
        readings: dict[str, dict[_Reading, None]] = {}
        for language in self.languages:
            for label in language.labels:
                folded = _folded(label.text)
                if not folded:
                    raise InvalidValue("label", label.text, "text_with_a_letter")
                reading = _Reading(label.text, label.names, language.key)
                readings.setdefault(folded, {})[reading] = None
        object.__setattr__(self, "_readings", {folded: tuple(each) for folded, each in readings.items()})

    @door
    def find(self, names: Named, language: str, form: LabelForm | None = None) -> Label:
        """Return the label that is shown, with its pages and days.

        `names`, `language` and `form` are as for `coopclaims.labels.label`. A form that the
        language does not have is answered by the label that is shown.

        >>> from coopclaims.labels import LABELS
        >>> LABELS.find(ClaimStatus.SUBMITTED, "sv").pages
        ('MG-sv', 'PL-sv', 'PO-sv')
        """
        names = _named(names)
        form = None if form is None else _member("form", LabelForm, form)
        spoken = self._language(language, str(names), _kind_of(names))
        known = [label for label in spoken.labels if label.names is names]
        for label in known:
            if form in (None, label.form):
                return label
        if known:
            return known[0]
        raise UnknownLabel(str(names), _kind_of(names), _UNNAMED.say(language=spoken.name))

    @door
    def label(self, names: Named, language: str, form: LabelForm | None = None) -> str:
        """Return the name of a status, a role or a word in a language.

        `names`, `language` and `form` are as for `coopclaims.labels.label`.
        """
        return self.find(names, language, form).text

    @door
    def parse(self, text: str, *, kind: LabelledObject, language: str | None = None) -> ClaimStatus:
        """Return the claim status that a label names.

        `text`, `kind` and `language` are as for `coopclaims.labels.parse_label`.
        """
        kind = _member("kind", LabelledObject, kind)
        if kind in OTHER_STATUSES and isinstance(text, str):
            raise UnknownLabel(text, kind, _note_on_another_object(text, kind))
        return self._parse(ClaimStatus, text, LabelledObject.CLAIM, language)

    @door
    def parse_role(self, text: str, *, language: str | None = None) -> Role:
        """Return the role that a label names.

        `text` and `language` are as for `coopclaims.labels.parse_role`.
        """
        return self._parse(Role, text, LabelledObject.ROLE, language)

    @door
    def parse_page_word(self, text: str, *, language: str | None = None) -> PageWord:
        """Return the word that a text of a page is.

        `text` and `language` are as for `coopclaims.labels.parse_page_word`.
        """
        return self._parse(PageWord, text, LabelledObject.PAGE, language)

    def _parse(self, named: type[_NamedT], text: str, kind: LabelledObject, language: str | None) -> _NamedT:
        """Return the one thing of this type that a text names."""
        if not isinstance(text, str):
            raise InvalidValue("label", text, "text")
        key = None if language is None else self._language(language, text, kind).key
        folded = _folded(text)
        everywhere = [each for each in self._readings.get(folded, ()) if isinstance(each.names, named)]
        readings = [reading for reading in everywhere if key in (None, reading.language)]
        found = {reading.names for reading in readings if isinstance(reading.names, named)}
        if len(found) == 1:
            return found.pop()
        if readings:
            note = (_ASK_LANGUAGE if key is None else _SEVERAL).say(readings=_each(readings))
        elif everywhere:
            note = _ELSEWHERE.say(language=key, readings=_each(everywhere))
        else:
            note = _note_on_unknown(kind, folded) or self._note_on_near(named, folded, key)
        raise UnknownLabel(text, kind, note)

    def _language(self, tag: str, text: str, kind: LabelledObject) -> Language:
        """Return the language of a tag, or that of what the tag begins with, or of its neighbor."""
        by_key = {language.key.lower(): language for language in self.languages}
        whole = str(tag).replace("_", "-").lower()
        while whole:
            for key in (whole, _NEIGHBOURS.get(whole, "")):
                if key in by_key:
                    return by_key[key]
            whole = whole.rpartition("-")[0]
        known = tuple(language.key for language in self.languages)
        raise UnknownLabel(text, kind, _NO_LANGUAGE.say(language=tag, known=known))

    def _note_on_near(self, named: type[Keyed], folded: str, key: str | None) -> Explanation:
        from difflib import get_close_matches  # noqa: PLC0415 - only what is refused needs it

        spoken = {
            text: [
                each for each in readings if isinstance(each.names, named) and key in (None, each.language)
            ]
            for text, readings in self._readings.items()
        }
        close = get_close_matches(folded, [text for text, readings in spoken.items() if readings])
        near = [reading for text in close for reading in spoken[text]]
        return _NEAR.say(readings=_each(near)) if near else _NOTHING_NEAR.say(language=key)


_STROKES: Final = str.maketrans("łı", "li")
"""Letters that no decomposition takes apart, though people who type leave out what sets them apart."""


def _folded(text: str) -> str:
    """Return the letters and digits of a text, without case, accents and strokes."""
    folded = normalize("NFKD", text).casefold().translate(_STROKES)
    return "".join(sign for sign in folded if sign.isalnum())


def _named(value: Named | str) -> Named:
    """Return what has labels itself, or the status of a claim that has this key."""
    if isinstance(value, (ClaimStatus, Role, PageWord)):
        return value
    return _member("status", ClaimStatus, value)


def _kind_of(names: Named) -> LabelledObject:
    if isinstance(names, ClaimStatus):
        return LabelledObject.CLAIM
    return LabelledObject.ROLE if isinstance(names, Role) else LabelledObject.PAGE


def _each(readings: Iterable[_Reading]) -> tuple[Explanation, ...]:
    return tuple(reading.explain() for reading in readings)


def _member(what: str, enum: type[_EnumT], value: str) -> _EnumT:
    """Return the member itself, or that of this key; members of other enumerations share keys."""
    if isinstance(value, Keyed) and not isinstance(value, enum):
        raise InvalidValue(what, value, "one_of", known=tuple(map(str, enum)))
    try:
        return enum(value)
    except ValueError:
        raise InvalidValue(what, value, "one_of", known=tuple(map(str, enum))) from None


def _note_on_another_object(text: str, kind: LabelledObject) -> Explanation:
    known = {_folded(status): status for status in OTHER_STATUSES[kind]}
    if _folded(text) in known:
        return _OTHER_STATUS.say(kind=kind, status=known[_folded(text)])
    return _OTHER_OBJECT.say(kind=kind, known=tuple(known.values()))


def _note_on_unknown(kind: LabelledObject, folded: str) -> Explanation | None:
    """Return what else a text is that names no status of a claim."""
    if kind is not LabelledObject.CLAIM:
        return None
    owners = tuple(
        other for other, names in OTHER_STATUSES.items() if folded in {_folded(name) for name in names}
    )
    return _OF_OTHERS.say(kinds=owners) if owners else None
