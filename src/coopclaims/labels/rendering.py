"""Answers in a language: rendered, captioned, and the catalogue of all that the library says."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from types import MappingProxyType
from typing import Any, Final, Protocol, TypeAlias, cast, runtime_checkable

import attrs

from coopclaims._checks import door
from coopclaims._templates import WORDS_OF, Tongue, in_words
from coopclaims._values import Keyed
from coopclaims.claims.claim import ClaimStatus
from coopclaims.claims.commands import Command
from coopclaims.claims.events import Event
from coopclaims.funds.commands import FundCommand
from coopclaims.labels.published import LABELS
from coopclaims.labels.speaking import Spoken, key_of, spoken
from coopclaims.labels.vocabulary import LabelForm, Named, PageWord
from coopclaims.money.amounts import Money
from coopclaims.parties import Role
from coopclaims.provenance import Explanation, tree_of


@runtime_checkable
class Explainable(Protocol):
    """What explains itself: a problem, a deadline, why a claim is not paid, and many more answers."""

    def explain(self) -> Explanation:
        """Return what it states, with what that follows from."""
        ...


@door
def render(
    answer: Any,  # noqa: ANN401 - what has words of its own registers them
    language: str,
    *,
    days: Callable[[date], str] | None = None,
    amounts: Callable[[Money], str] | None = None,
) -> str:
    """Return the text of an answer in a language.

    `answer` is whatever the library answers or says: an explanation, a problem, an exception, a command or an
    event, a message, a member of an enumeration, a span of days. What has words of its own is rendered as
    its sentence, whatever else explains itself as the tree of its explanation, a message as its template, a
    member as its caption, and several in a tuple or list each from a line of its own on. `language` is a tag
    such as "sv" or "sv-SE", of one of `CATALOGUE_LANGUAGES`. In English it is what `str` renders.

    `days` writes a day and `amounts` an amount: `coopclaims.money.people.format_money`, say. With `None`,
    days are written as ISO 8601 has them, and amounts as `str` does. Instants, and what people wrote, stay
    as they are. Raises `InvalidValue` for another language.

    >>> from coopclaims import BusinessDays
    >>> render(BusinessDays(2), "sv")
    '2 arbetsdagar'
    >>> render(Money("9.50", "SEK"), "sv", amounts=lambda money: f"{money.amount} kr")
    '9.50 kr'
    """
    return _rendered(answer, _spoken(language, days, amounts))


def _spoken(
    language: str, days: Callable[[date], str] | None, amounts: Callable[[Money], str] | None
) -> Spoken:
    plain = spoken(language)
    if days is None and amounts is None:
        return plain
    return attrs.evolve(plain, days=days, amounts=amounts)


def _rendered(answer: Any, tongue: Tongue) -> str:  # noqa: ANN401 - as above
    if isinstance(answer, tuple | list):
        several = cast("Iterable[object]", answer)
        return "\n".join(_rendered(each, tongue) for each in several)
    if isinstance(answer, Explanation):
        return tree_of(answer, tongue)
    if isinstance(answer, Explainable) and WORDS_OF.keys().isdisjoint(type(answer).__mro__):
        return tree_of(answer.explain(), tongue)
    return in_words(answer, tongue)


@door
def sentence(
    answer: Explanation | Explainable,
    language: str,
    *,
    days: Callable[[date], str] | None = None,
    amounts: Callable[[Money], str] | None = None,
) -> str:
    """Return what an answer states in a language, without what that follows from and without its source.

    `answer` is an explanation, or whatever explains itself: a problem, a deadline. `language`, `days` and
    `amounts` are as for `render`. Raises `InvalidValue` for another language.

    >>> from coopclaims.findings import Problem, ProblemCode
    >>> from coopclaims.provenance import cite
    >>> sentence(Problem(code=ProblemCode.TEXT_MISSING, field="name", source=cite("READING")), "de")
    'name ist leer'
    """
    stated = answer if isinstance(answer, Explanation) else answer.explain()
    return in_words(stated, _spoken(language, days, amounts))


Captioned: TypeAlias = Named | Keyed | type[Command] | type[Event] | type[FundCommand]
"""What has a name for people: a member of an enumeration, and the class of a command or an event."""


@door
def label(names: Captioned, language: str, form: LabelForm | None = None) -> str:
    """Return what a member of an enumeration, or the class of a command or an event, is called in a language.

    `names` is what to name: a claim status, a role, a word of the claims pages, any other member, or a class.
    `language` is a tag such as "sv", "sv-SE" or "pt-BR"; one that is not known falls back on its neighbor:
    "pt" on "pt-BR", "zh-HK" on "zh-TW". `form` is for statuses of a claim: the form of the pages' lists or of
    their running text, the one to show where it is `None`.

    Statuses, roles and words are named in eighteen languages, everything else in those of `messages`. A name
    that no page prints is ours: `LABELS.find(...).is_published` says which; those of everything else are
    ours. Raises `UnknownLabel` for a status, role or word in another language, and `InvalidValue` for
    everything else.

    >>> label(ClaimStatus.ACTION_REQUIRED, "nl")
    'Vereiste actie'
    >>> label(Role.INCENTIVES_ADMIN, "sv-SE")
    'Incitamentsadministratör'
    >>> from coopclaims.claims import AddInvoice
    >>> label(AddInvoice, "sv")
    'Lägg till faktura'
    """
    if isinstance(names, type):
        return in_words(names.caption, spoken(language))
    if isinstance(names, (ClaimStatus, Role, PageWord)) or not isinstance(names, Keyed):
        return LABELS.label(names, language, form)
    return spoken(language).caption(names)


@door
def messages(language: str) -> Mapping[str, str]:
    """Return the template of every message of this library in a language, by its code.

    `language` is as for `render`. `coopclaims.provenance.Message` says what may stand in a template. Raises
    `InvalidValue` for another language.

    >>> messages("fr")["business_days"]
    '{n} {n:plural jour ouvré|jours ouvrés}'
    """
    return spoken(language).templates


@door
def captions(language: str) -> Mapping[str, str]:
    """Return what every member of an enumeration is called in sentences of a language.

    The keys are the name of the enumeration and the key of the member: "Role.system". `language` is as for
    `render`. Raises `InvalidValue` for another language.

    >>> captions("sv")["Role.reviewer"]
    'granskare'
    """
    tongue = spoken(language)
    published = {key_of(each): tongue.caption(each) for kind in _OF_PAGES for each in kind}
    own = {key: text.partition("|")[0] for key, text in tongue.captions.items()}
    return MappingProxyType({**published, **own})


_OF_PAGES: Final = (ClaimStatus, Role, PageWord)
