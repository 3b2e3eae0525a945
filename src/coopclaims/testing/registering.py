"""What Hypothesis calls through its entry point: a strategy for each type that tests ask for by name.

Installed, `st.from_type(Claim)` works without an import of this package. Whoever imports Hypothesis where
coopclaims is installed loads these types with it; whoever imports coopclaims never loads Hypothesis.
"""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, Final

import hypothesis.strategies as st

import coopclaims.testing as kit
from coopclaims.calendars.calendar import BusinessCalendar
from coopclaims.claims.claim import Claim, ClaimForm
from coopclaims.claims.events import History
from coopclaims.funds.pool import FundPool
from coopclaims.money.amounts import Money
from coopclaims.parties import Actor
from coopclaims.rules.book import Rulebook, Rules
from coopclaims.rules.readings import Policies

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping


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
