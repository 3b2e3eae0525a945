"""What Hypothesis calls through its entry point: a strategy for each type that tests ask for by name.

Installed, `st.from_type(Claim)` works without an import of this package. Whoever imports Hypothesis where
coopclaims is installed loads these types with it; whoever imports coopclaims never loads Hypothesis.
"""

from __future__ import annotations

from datetime import date
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final, get_args, get_type_hints

import attrs
import hypothesis.strategies as st

import coopclaims.testing as kit
from coopclaims._faces import load_all
from coopclaims._values import Keyed, Term
from coopclaims.calendars.calendar import BusinessCalendar
from coopclaims.claims.claim import Claim, ClaimForm
from coopclaims.claims.events import History
from coopclaims.funds.pool import FundPool
from coopclaims.money.amounts import Money
from coopclaims.parties import Actor
from coopclaims.rules.book import Rulebook, Rules
from coopclaims.rules.published.every_era import partner_center
from coopclaims.rules.readings import Policies
from coopclaims.rules.rule import Rule, RulesInForce
from coopclaims.testing.believable import WORKED_OUT, of_class, tell_fields
from coopclaims.testing.rulebooks import YEARS

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from coopclaims.rules.editions import Edition


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
    """Let `from_type` draw these types and parts of others; what it draws is looked up when it is asked."""
    for each in load_all("coopclaims"):
        if isinstance(each, type) and attrs.has(each):
            tell_fields(each)
            st.register_type_strategy(each, _believable(each))
    for port in WORKED_OUT:
        st.register_type_strategy(port, _believable(port))
    for kind, strategy in STRATEGIES.items():
        st.register_type_strategy(kind, _making(strategy))
    st.register_type_strategy(Rule, _rules)
    st.register_type_strategy(RulesInForce, _in_force)
    st.register_type_strategy(Keyed, lambda _kind: st.sampled_from(_readings()))
    st.register_type_strategy(Term, lambda _kind: st.builds(Term, st.from_regex("[a-z]+", fullmatch=True)))


def _making(strategy: str) -> Callable[[type], st.SearchStrategy[object]]:
    def make(_kind: type) -> st.SearchStrategy[object]:
        found: st.SearchStrategy[object] = getattr(kit, strategy)()
        return found

    return make


def _believable(kind: type) -> Callable[[type], st.SearchStrategy[object]]:
    return lambda _kind: WORKED_OUT[kind]() if kind in WORKED_OUT else of_class(kind)


def _rules(kind: type) -> st.SearchStrategy[object]:
    """Return a strategy for rules as they were published, with a value of the type that is asked for."""
    published = st.sampled_from(partner_center.editions).flatmap(_of_edition)
    values = [each for each in get_args(kind) if each is not Any]
    return st.builds(attrs.evolve, published, value=st.from_type(values[0])) if values else published


def _in_force(_kind: type) -> st.SearchStrategy[RulesInForce]:
    days = st.dates(date(min(YEARS), 1, 1), date(max(YEARS), 12, 31))
    return st.builds(Rules.on, kit.bound_rules(), days)


def _of_edition(edition: Edition) -> st.SearchStrategy[Rule[object]]:
    return st.sampled_from([rule for _, rule in edition.rules])


def _readings() -> list[Keyed]:
    """Return every reading that a policy may choose."""
    return [reading for kind in get_type_hints(Policies).values() for reading in kind]
