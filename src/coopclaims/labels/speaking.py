"""A language spoken: its templates, what things are called in it, and how it counts."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from functools import cache
from types import MappingProxyType
from typing import Any, Final, TypeAlias, final

from coopclaims._templates import Tongue
from coopclaims._values import Keyed, frozen
from coopclaims.claims.claim import ClaimStatus
from coopclaims.errors import InvalidValue
from coopclaims.labels.published import LABELS
from coopclaims.labels.vocabulary import LabelForm, PageWord
from coopclaims.money.amounts import Money
from coopclaims.parties import Role

Words: TypeAlias = Mapping[str, str]


def _one(number: object) -> bool:
    return number == 1


def _none_or_one(number: object) -> bool:
    return isinstance(number, int | Decimal) and 0 <= number < 2  # noqa: PLR2004 - what French counts as one


@final
@frozen(eq=False)
class Spoken(Tongue):
    """A language of the catalogues.

    `key` is its tag, `templates` are by code, `captions` by "Role.system", `terms` by their English, and
    `counts_one` says whether a number is followed by the singular. `days` and `amounts` write a day and an
    amount, `None` as they are written anywhere. What is not known is said in English.
    """

    key: str
    templates: Words
    captions: Words
    terms: Words
    counts_one: Callable[[object], bool]
    days: Callable[[date], str] | None = None
    amounts: Callable[[Money], str] | None = None

    def template(self, code: str, english: str) -> str:
        """Return the template of the message with this code."""
        return self.templates.get(code, english)

    def caption(self, member: Any) -> str:  # noqa: ANN401 - a member of an enumeration, or a term
        """Return what a member is called: by the pages, where they name it in another language than ours."""
        if isinstance(member, (ClaimStatus, Role, PageWord)) and self.key != "en":
            return LABELS.label(member, self.key, LabelForm.TEXT)
        return self._forms(member)[0]

    def counted(self, member: Any, number: int) -> str:  # noqa: ANN401 - as above
        """Return what a member is called after a number."""
        if self.key == "en":
            return Tongue.counted(self, member, number)
        return self._forms(member)[0 if self.is_one(number) else -1]

    def day(self, day: date) -> str:
        """Return a day as it is written."""
        return Tongue.day(self, day) if self.days is None else self.days(day)

    def amount(self, money: Money) -> str:
        """Return an amount of money as it is written."""
        return Tongue.amount(self, money) if self.amounts is None else self.amounts(money)

    def is_one(self, number: object) -> bool:
        """Return whether a word after this number stands in the singular."""
        return self.counts_one(number)

    def _forms(self, member: Any) -> list[str]:  # noqa: ANN401 - as above
        english: str = member.caption
        if isinstance(member, Keyed):
            return self.captions.get(key_of(member), english).split("|")
        return [self.terms.get(english, english)]


def key_of(member: Keyed) -> str:
    """Return the key of a caption: "Role.system"."""
    return f"{type(member).__name__}.{member}"


def _swedish() -> Spoken:
    from coopclaims.labels.catalogues.sv import CAPTIONS, MESSAGES, TERMS  # noqa: PLC0415 - when asked for

    return Spoken("sv", MESSAGES, CAPTIONS, TERMS, _one)


def _dutch() -> Spoken:
    from coopclaims.labels.catalogues.nl import CAPTIONS, MESSAGES, TERMS  # noqa: PLC0415 - as above

    return Spoken("nl", MESSAGES, CAPTIONS, TERMS, _one)


def _french() -> Spoken:
    from coopclaims.labels.catalogues.fr import CAPTIONS, MESSAGES, TERMS  # noqa: PLC0415 - as above

    return Spoken("fr", MESSAGES, CAPTIONS, TERMS, _none_or_one)


def _german() -> Spoken:
    from coopclaims.labels.catalogues.de import CAPTIONS, MESSAGES, TERMS  # noqa: PLC0415 - as above

    return Spoken("de", MESSAGES, CAPTIONS, TERMS, _one)


def _english() -> Spoken:
    from coopclaims.labels.catalogues.en import CAPTIONS, MESSAGES, TERMS  # noqa: PLC0415 - as above

    templates = {code: template for code, (template, _) in MESSAGES.items()}
    return Spoken("en", MappingProxyType(templates), CAPTIONS, TERMS, _one)


_SPOKEN: Final[Mapping[str, Callable[[], Spoken]]] = MappingProxyType(
    {
        "en": cache(_english),
        "sv": cache(_swedish),
        "nl": cache(_dutch),
        "fr": cache(_french),
        "de": cache(_german),
    }
)
CATALOGUE_LANGUAGES: Final = tuple(_SPOKEN)
"""The tags of the languages in which the library says everything that it says."""


def spoken(language: str) -> Spoken:
    """Return the language of a tag, or of what the tag begins with: "sv" for "sv-SE".

    Raises `InvalidValue` for another.
    """
    key = str(language).replace("_", "-").partition("-")[0].lower()
    if key not in _SPOKEN:
        raise InvalidValue("language", language, "one_of", known=CATALOGUE_LANGUAGES)
    return _SPOKEN[key]()
