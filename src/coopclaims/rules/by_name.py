"""`Rules` for annotations of modules that are loaded without them.

Whoever asks whether a review is overdue brings rules, so the module that annotates need not load the
book, its editions and the catalogue of activities. Checkers see the class; `typing.get_type_hints` follows
the reference through the front door, and loads the class then.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, ForwardRef

if TYPE_CHECKING:
    from coopclaims.rules.book import Rules as Rules  # noqa: PLC0414 - exported from here
else:
    Rules = ForwardRef("rules.Rules", module="coopclaims")
