"""The catalogue for translators: as a gettext file, and as JSON. Text is returned, and nothing is written."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Final

from coopclaims._checks import door
from coopclaims.labels.speaking import Spoken, spoken

_HEAD: Final = """msgid ""
msgstr ""
"Content-Type: text/plain; charset=UTF-8\\n"
"Content-Transfer-Encoding: 8bit\\n"
"Language: {language}\\n"
"""


@door
def catalogue_as_pot(language: str | None = None) -> str:
    """Return everything that the library says as the text of a gettext file.

    Each entry has the code as its context and the English as its source; a comment names the parameters of
    a message. The context of a caption is "caption Role.system", that of a term of the published catalogue
    "term". `language` is as for `render`, for its translations (a PO file); with `None` they are empty (the
    template, a POT file). Raises `InvalidValue` for another language.

    >>> [line for line in catalogue_as_pot("sv").splitlines() if "arbetsdag|arbetsdagar" in line][0]
    'msgstr "{n} {n:plural arbetsdag|arbetsdagar}"'
    """
    from coopclaims.labels.catalogues.en import MESSAGES  # noqa: PLC0415 - only whoever translates needs it

    entries = [_HEAD.format(language="" if language is None else spoken(language).key)]
    for context, english, text in _each(None if language is None else spoken(language)):
        parameters = MESSAGES[context][1] if context in MESSAGES else ""
        comment = f"#. {parameters}\n" if parameters else ""
        entries.append(
            f"{comment}msgctxt {_quoted(context)}\nmsgid {_quoted(english)}\nmsgstr {_quoted(text)}\n"
        )
    return "\n".join(entries)


@door
def catalogue_as_json(language: str) -> str:
    """Return everything that the library says in a language as JSON, beside its English.

    An object with `language`, and `messages`, `captions` and `terms`: under each code, key or term its
    `english` and its `text`, and for a message its `parameters` with their types. `language` is as for
    `render`. Raises `InvalidValue` for another language.

    >>> json.loads(catalogue_as_json("de"))["captions"]["Side.partner"]
    {'english': 'partner', 'text': 'Partner'}
    """
    from coopclaims.labels.catalogues.en import CAPTIONS, MESSAGES, TERMS  # noqa: PLC0415 - as above

    tongue = spoken(language)
    found = {
        "language": tongue.key,
        "messages": {
            code: {"english": english, "parameters": parameters, "text": tongue.templates[code]}
            for code, (english, parameters) in MESSAGES.items()
        },
        "captions": {
            key: {"english": english, "text": tongue.captions[key]} for key, english in CAPTIONS.items()
        },
        "terms": {english: {"english": english, "text": tongue.terms[english]} for english in TERMS},
    }
    return json.dumps(found, ensure_ascii=False, indent=2) + "\n"


def _each(tongue: Spoken | None) -> Iterator[tuple[str, str, str]]:
    """Yield the context, the English and the translation of each text."""
    from coopclaims.labels.catalogues.en import CAPTIONS, MESSAGES, TERMS  # noqa: PLC0415 - as above

    for code, (english, _) in MESSAGES.items():
        yield code, english, tongue.templates[code] if tongue else ""
    for key, english in CAPTIONS.items():
        yield f"caption {key}", english, tongue.captions[key] if tongue else ""
    for english in TERMS:
        yield "term", english, tongue.terms[english] if tongue else ""


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)
