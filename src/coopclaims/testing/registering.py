"""What Hypothesis calls through its entry point: a strategy for each type that tests ask for by name.

Installed, `st.from_type(Claim)` works without an import of this package. Whoever imports Hypothesis where
coopclaims is installed loads these types with it; whoever imports coopclaims never loads Hypothesis.
"""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, Final

import hypothesis.strategies as st

import coopclaims.testing as kit
from coopclaims.calendars import BusinessCalendar
from coopclaims.claims import Claim, ClaimForm, History
from coopclaims.funds import FundPool
from coopclaims.money import Money
from coopclaims.parties import Actor
from coopclaims.rulebook import Policies, Rulebook, Rules

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

__all__ = ["STRATEGIES", "register"]

STRATEGIES: Final[Mapping[type, str]] = MappingProxyType(
    {
        Actor: "actors",
        BusinessCalendar: "calendars",
        Claim: "claims",
        ClaimForm: "forms",
        FundPool: "pools",
        History: "histories",
        Money: "money",
        Policies: "policies",
        Rulebook: "rulebooks",
        Rules: "bound_rules",
    }
)
"""Types, and the name of the strategy of `coopclaims.testing` that makes them."""


def register() -> None:
    """Let `from_type` draw these types; a strategy is looked up when it is asked for."""
    for kind, strategy in STRATEGIES.items():
        st.register_type_strategy(kind, _making(strategy))


def _making(strategy: str) -> Callable[[type], st.SearchStrategy[object]]:
    def make(_kind: type) -> st.SearchStrategy[object]:
        found: st.SearchStrategy[object] = getattr(kit, strategy)()
        return found

    return make
