"""References to bank profiles: what looks like an account number is refused, and never repeated.

A bank profile is known here by an opaque reference. References end up in explanations, in tables and
in logs, so one that reads like the account itself is stopped where it would come in.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any
from unicodedata import normalize

from coopclaims.errors import InvalidValue

if TYPE_CHECKING:
    from attrs import Attribute

__all__ = ["looks_like_an_account", "profile_reference"]

_SHORTEST_ACCOUNT = 8
_UUID = re.compile(
    r"(?<![0-9A-Z])[0-9A-F]{8}(?:-[0-9A-F]{4}){3}-[0-9A-F]{12}(?![0-9A-Z])"
    r"|(?<![0-9A-Z])[0-9A-F]{32}(?![0-9A-Z])"
)
"""Unique identifiers, which may read like an international account number by chance."""
_INTERNATIONAL = re.compile(
    r"(?<![0-9A-Z])([A-Z]{2}[0-9]{2})((?:[ ./-]?[0-9A-Z]{4}){2,7}(?:[ ./-]?[0-9A-Z]{1,4})?)(?![0-9A-Z])"
)
_REST = range(11, 31)
_MODULUS = 97


def looks_like_an_account(text: str) -> bool:
    """Return whether a text reads like a bank account number, however it is grouped.

    That is an international account number (IBAN) whose check digits fit, or that is digits behind
    its first four characters; and digits alone, eight or more of them.

    >>> looks_like_an_account("NO9386011117947"), looks_like_an_account("12-34-56 12345678")
    (True, True)
    >>> looks_like_an_account("P-10482213")
    False
    """
    plain = normalize("NFKC", text).upper()
    bare = "".join(character for character in plain if character.isalnum())
    if bare.isdecimal():
        return len(bare) >= _SHORTEST_ACCOUNT
    return any(_is_international(*found.groups()) for found in _INTERNATIONAL.finditer(_UUID.sub("", plain)))


def _is_international(head: str, rest: str) -> bool:
    bare = re.sub(r"[^0-9A-Z]", "", rest)
    if len(bare) not in _REST or bare.isdecimal():
        return len(bare) in _REST
    number = int("".join(str(int(character, 36)) for character in bare + head))
    return number % _MODULUS == 1 and re.search(rf"[0-9]{{{_SHORTEST_ACCOUNT}}}", bare) is not None


def profile_reference(_instance: object, attribute: Attribute[Any], value: Any) -> None:  # noqa: ANN401 - whatever is given
    """Validate an attrs field as the reference of a bank profile: text that is no account number.

    Raises `InvalidValue`, which does not repeat what was given: it may be what nobody should read.
    """
    if not isinstance(value, str):
        given = f"a value of type {type(value).__name__}"
    elif not value.strip():
        given = "blank text"
    elif looks_like_an_account(value):
        given = f"text of {len(value)} characters that looks like an account number (not repeated here)"
    else:
        return
    raise InvalidValue(
        attribute.name,
        given,
        "an opaque reference to a bank profile such as 'P-1', never the account; "
        "a key of digits alone needs a letter before it",
    )
