"""What the English of a problem consists of."""

from __future__ import annotations

from typing import final

import attrs

from coopclaims.provenance import Source

__all__ = ["Wording"]


@final
@attrs.frozen(kw_only=True)
class Wording:
    """The English of a problem: message and remedy with named parameters, and the rule's source."""

    message: str
    remedy: str
    source: Source

    @property
    def names_who(self) -> bool:
        """Whether the remedy itself says who can act."""
        return "{roles}" in self.remedy or "{possible}" in self.remedy
