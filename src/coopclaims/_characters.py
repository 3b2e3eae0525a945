"""Which characters a text may hold, which of them can be seen, and how the others are shown.

What is stored has to be read back by every store, and what is shown has to stay in its place: a control
character moves the cursor of a terminal, a line end begins a row, and a bidi control turns what follows.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable

MOST_OF_A_TEXT: Final = 10_000
"""The most characters that a text may have."""

MOST_OF_AN_IDENTIFIER: Final = 255
"""The most characters that an identifier may have; so many the subject of a log-in may have."""

_CONTROLS = r"\x00-\x08\x0b-\x1f\x7f-\x9f"
_HALVES = r"\ud800-\udfff"
_LINE_ENDS = r"\n\u2028\u2029"
_BIDI = r"\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069"

PLAIN_TEXT: Final = f"len({{0}}) <= {MOST_OF_A_TEXT} and {{0}}.isprintable()"
"""Source that is true of a text which need not be looked at further."""

PLAIN_IDENTIFIER: Final = (
    f"len({{0}}) <= {MOST_OF_AN_IDENTIFIER} and {{0}}.isascii() and {{0}}.isprintable() and {{0}}.strip()"
)
"""Source that is true of an identifier which need not be looked at further."""

TEXT_SCHEMA: Final = {"type": "string", "maxLength": MOST_OF_A_TEXT, "pattern": f"^[^{_CONTROLS}]*$"}
"""The texts without controls, as JSON Schema."""

SEEN_SCHEMA: Final = {**TEXT_SCHEMA, "pattern": rf"^(?=[\s\S]*\S)[^{_CONTROLS}]*$"}
"""The same that are more than blanks."""

IDENTIFIER_SCHEMA: Final = {
    "type": "string",
    "maxLength": MOST_OF_AN_IDENTIFIER,
    "pattern": rf"^(?=.*\S)[^{_CONTROLS}{_LINE_ENDS}{_BIDI}]*$",
}
"""The identifiers, as JSON Schema, which says nothing of characters that nobody sees."""

_HALF: Final = re.compile(f"[{_HALVES}]")
_CONTROL: Final = re.compile(f"[{_CONTROLS}]")
_NOT_IN_IDENTIFIERS: Final = re.compile(f"[{_LINE_ENDS}{_BIDI}]")
_HARMFUL: Final = re.compile(f"[{_CONTROLS}{_HALVES}{_LINE_ENDS}{_BIDI}\t]")
_LINE: Final = re.compile(f"[{_LINE_ENDS}\t]")

_UNSEEN: Final = frozenset({"Cc", "Cf", "Zl", "Zp", "Zs"})
_FILLERS: Final = re.compile(
    r"[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u2065\u2800\u3164\ufe00-\ufe0f\uffa0\ufff0-\ufff8"
    r"\U000e0000-\U000e0fff]"
)
"""What is drawn as nothing although its category says otherwise: fillers, selectors, the empty pattern."""


def has_half(text: str) -> bool:
    """Return whether half of a surrogate pair is in a text, which UTF-8 cannot write."""
    return _HALF.search(text) is not None


def has_control(text: str) -> bool:
    """Return whether a control character is in a text that is neither a line feed nor a tab."""
    return _CONTROL.search(text) is not None


def has_line_end_or_bidi(text: str) -> bool:
    """Return whether a line end or a bidi control is in a text."""
    return _NOT_IN_IDENTIFIERS.search(text) is not None


def is_blank(text: str) -> bool:
    r"""Return whether nothing of a text can be seen: it is empty, or blanks, formats and fillers alone.

    >>> is_blank(" \u200b\u3164"), is_blank("\u200d.")
    (True, False)
    """
    if text.isascii():
        return not text.strip() or (not text.isprintable() and not _CONTROL.sub("", text).strip())
    from unicodedata import category  # noqa: PLC0415 - few texts need it

    return all(category(each) in _UNSEEN or _FILLERS.match(each) for each in text)


def escaped(text: str) -> str:
    r"""Return a text as it is shown on one line: line ends and tabs as blanks, and no control as itself.

    >>> escaped("a\n\u202eb\x1b[2J")
    'a \\u202eb\\x1b[2J'
    """
    return text if text.isprintable() else _HARMFUL.sub(_shown, text)


def escaped_lines(text: str) -> str:
    """Return a text as `escaped` does, with its line feeds as they are."""
    return text if text.isprintable() else "\n".join(map(escaped, text.split("\n")))


def _shown(found: re.Match[str]) -> str:
    each = found[0]
    return " " if _LINE.match(each) else each.encode("unicode_escape").decode()


def twins(name: str, known: Iterable[str]) -> tuple[str, ...]:
    """Return those of the known names that are this one in another spelling, in their order."""
    wanted = folded(name)
    return tuple(each for each in known if each != name and folded(each) == wanted)


def folded(text: str) -> str:
    r"""Return what two spellings of one name have in common: form, capitals and outer blanks aside.

    >>> folded(" Malmo\u0308 ") == folded("MALM\u00d6")
    True
    """
    from unicodedata import normalize  # noqa: PLC0415 - few texts need it

    return normalize("NFKC", normalize("NFKC", text).casefold()).strip()
