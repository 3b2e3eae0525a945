"""What every value is made with: `frozen`, enumerations with stable keys, and the checks of their fields.

A key goes into data and never changes; the caption is the English for it and may. So `str(key)` is the
key, and whoever writes a sentence takes the caption.
"""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import Self


class Keyed(StrEnum):
    """An enumeration of stable snake_case keys, each with an English caption.

    A member is written `KEY = "key", "caption"`; without a caption it is the key, with blanks.
    """

    _value_: str
    _caption: str

    def __new__(cls, key: str, caption: str = "") -> Self:
        member = str.__new__(cls, key)
        member._value_ = key
        member._caption = caption or key.replace("_", " ")
        return member

    @property
    def caption(self) -> str:
        """The English for it."""
        return self._caption
