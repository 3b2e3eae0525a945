"""Vocabularies: the names of the claim statuses in several languages, given and read back."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, TypeVar, final
from unicodedata import normalize

import attrs

from coopclaims._values import Keyed, frozen
from coopclaims.claims.claim import ClaimStatus
from coopclaims.errors import InvalidValue, UnknownLabel
from coopclaims.payouts.statuses import EnrollmentStatus, PaymentStatus, ProfileStatus
from coopclaims.provenance import Explanation, Source, message

if TYPE_CHECKING:
    from collections.abc import Iterable


# Why a text is no label of a claim's status, or a status has no label.

# fmt: off
_UNNAMED = message("label_not_known", "no name for it is known in {language}", "language: str")
_NEVER_NAMED = message("label_not_published",
    "the status is inferred, and no page has published a name for it in any language")
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
_READING = message("label_reading", "{text!r} ({language}: {status:key})",
    "text: str, language: str, status: ClaimStatus")
# fmt: on


# Other objects that have statuses, some of them with the words that claims use.


@final
class LabelledObject(Keyed):
    """What a label was read from. The same words name statuses of different things. Source: S-16."""

    CLAIM = "claim"
    BANK_PROFILE = "bank_profile"
    ENROLLMENT = "enrollment"
    PAYMENT = "payment"


OTHER_STATUSES: Mapping[LabelledObject, tuple[str, ...]] = {
    LabelledObject.BANK_PROFILE: tuple(status.caption for status in ProfileStatus),
    LabelledObject.ENROLLMENT: tuple(status.caption for status in EnrollmentStatus),
    LabelledObject.PAYMENT: tuple(status.caption for status in PaymentStatus),
}
"""The published statuses of what is not a claim, in English."""


# Vocabularies: names of the claim statuses by language.

_EnumT = TypeVar("_EnumT", bound=Keyed)


@final
class LabelForm(Keyed):
    """Where a label is used: in the list of statuses, or in running text."""

    LIST = "list"
    TEXT = "text"


@final
@frozen
class StatusNames:
    """The names of one status in one language.

    `status` is what is named. `in_list` is its name in a list, `in_text` in running text; `also` are others
    that are read and never given, empty where there is none.
    """

    status: ClaimStatus
    in_list: str
    in_text: str
    also: tuple[str, ...] = ()


@final
@frozen(kw_only=True)
class Language:
    """The names of the statuses in one language.

    `key` is its ISO 639 code, such as "sv", and `name` is its English name. `source` says where the names
    come from, and `names` has one item for each status that it names.
    """

    key: str
    name: str
    source: Source
    names: tuple[StatusNames, ...]


@final
@frozen
class _Reading:
    """One way to read a text: this label, of this status, in this language."""

    text: str
    status: ClaimStatus
    language: str

    def explain(self) -> Explanation:
        return _READING.say(text=self.text, language=self.language, status=self.status)


@final
@frozen
class Vocabulary:
    """Names of the statuses in several languages. `PUBLISHED_LABELS` holds the published ones.

    `languages` are in any order, each once. If you need another language, make your own vocabulary:
    `Vocabulary((*PUBLISHED_LABELS.languages, spanish))`. Raises `InvalidValue` for a language that is
    there twice, and for a name without a letter or digit.

    >>> from coopclaims.labels import PUBLISHED_LABELS
    >>> PUBLISHED_LABELS.label(ClaimStatus.APPROVED, "sv", LabelForm.TEXT)
    'Godkänd'
    >>> PUBLISHED_LABELS.parse("atgard som kravs", kind=LabelledObject.CLAIM)
    <ClaimStatus.ACTION_REQUIRED: 'action_required'>
    """

    languages: tuple[Language, ...]
    _readings: Mapping[str, tuple[_Reading, ...]] = attrs.field(init=False, repr=False, eq=False)

    def __attrs_post_init__(self) -> None:
        keys = [language.key.lower() for language in self.languages]
        if len(set(keys)) < len(keys):
            raise InvalidValue("languages", keys, "each_language_once")
        readings: dict[str, tuple[_Reading, ...]] = {}
        for language in self.languages:
            for names in language.names:
                for text in dict.fromkeys((names.in_list, names.in_text, *names.also)):
                    folded = _folded(text)
                    if not folded:
                        raise InvalidValue("label", text, "text_with_a_letter")
                    reading = _Reading(text, names.status, language.key)
                    readings[folded] = (*readings.get(folded, ()), reading)
        object.__setattr__(self, "_readings", readings)

    def label(self, status: ClaimStatus, language: str, form: LabelForm = LabelForm.LIST) -> str:
        """Return the name of `status` in `language`, as `form` asks. See `coopclaims.labels.label`."""
        status, form = _member("status", ClaimStatus, status), _member("form", LabelForm, form)
        spoken = self._language(language, str(status), LabelledObject.CLAIM)
        for names in spoken.names:
            if names.status is status:
                return names.in_list if form is LabelForm.LIST else names.in_text
        note = _UNNAMED.say(language=spoken.name) if status.is_published else _NEVER_NAMED.say()
        raise UnknownLabel(str(status), LabelledObject.CLAIM, note)

    def parse(self, text: str, *, kind: LabelledObject, language: str | None = None) -> ClaimStatus:
        """Return the claim status that a label names.

        `text`, `kind` and `language` are as for `coopclaims.labels.parse_label`.
        """
        if not isinstance(text, str):
            raise InvalidValue("label", text, "text")
        kind = _member("kind", LabelledObject, kind)
        if kind is not LabelledObject.CLAIM:
            raise UnknownLabel(text, kind, _note_on_another_object(text, kind))
        key = None if language is None else self._language(language, text, kind).key
        folded = _folded(text)
        everywhere = self._readings.get(folded, ())
        readings = [reading for reading in everywhere if key in (None, reading.language)]
        statuses = {reading.status for reading in readings}
        if len(statuses) == 1:
            return statuses.pop()
        if readings:
            note = (_ASK_LANGUAGE if key is None else _SEVERAL).say(readings=_each(readings))
        elif everywhere:
            note = _ELSEWHERE.say(language=key, readings=_each(everywhere))
        else:
            note = _note_on_unknown(folded) or self._note_on_near(folded, key)
        raise UnknownLabel(text, kind, note)

    def _language(self, tag: str, text: str, kind: LabelledObject) -> Language:
        """Return the language of a key or of a tag that begins with one: "sv", "sv-SE", "SV_se"."""
        by_key = {language.key.lower(): language for language in self.languages}
        whole = str(tag).replace("_", "-").lower()
        for key in (whole, whole.partition("-")[0]):
            if key in by_key:
                return by_key[key]
        known = tuple(language.key for language in self.languages)
        raise UnknownLabel(text, kind, _NO_LANGUAGE.say(language=tag, known=known))

    def _note_on_near(self, folded: str, key: str | None) -> Explanation:
        from difflib import get_close_matches  # noqa: PLC0415 - only what is refused needs it

        spoken = {
            text: [reading for reading in readings if key in (None, reading.language)]
            for text, readings in self._readings.items()
        }
        close = get_close_matches(folded, [text for text, readings in spoken.items() if readings])
        near = [reading for text in close for reading in spoken[text]]
        return _NEAR.say(readings=_each(near)) if near else _NOTHING_NEAR.say(language=key)


def _folded(text: str) -> str:
    """Return the letters and digits of a text, without case and accents."""
    return "".join(sign for sign in normalize("NFKD", text).casefold() if sign.isalnum())


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


def _note_on_unknown(folded: str) -> Explanation | None:
    """Return what a text is that names no claim status but something else that we know."""
    for status in ClaimStatus:
        if not status.is_published and folded == _folded(status):
            return _NEVER_NAMED.say()
    owners = tuple(
        kind for kind, names in OTHER_STATUSES.items() if folded in {_folded(name) for name in names}
    )
    return _OF_OTHERS.say(kinds=owners) if owners else None
