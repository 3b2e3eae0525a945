"""What Hypothesis calls through its entry point: a strategy for each type that tests ask for by name.

Installed, `st.from_type(Claim)` works without an import of this package. Whoever imports Hypothesis where
coopclaims is installed loads these types with it; whoever imports coopclaims never loads Hypothesis.
"""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final, get_args, get_type_hints

import attrs
import hypothesis.strategies as st

import coopclaims.testing as kit
from coopclaims import identifiers
from coopclaims._expected import EXPECTED
from coopclaims._faces import load_all
from coopclaims._values import Keyed, Term
from coopclaims.calendars.calendar import BusinessCalendar
from coopclaims.calendars.spans import OwnSpan
from coopclaims.claims.claim import Claim, ClaimForm, Clock
from coopclaims.claims.events import History
from coopclaims.deadlines.hindsight import Promise
from coopclaims.findings.codes import ProblemCode
from coopclaims.findings.fault import Fault
from coopclaims.findings.problem import Problem
from coopclaims.funds.pool import FundPool
from coopclaims.money.amounts import Money
from coopclaims.parties import Actor, Delegation
from coopclaims.portfolio.claims_in_columns import ClaimColumns
from coopclaims.portfolio.clocks_in_columns import ClockColumns
from coopclaims.portfolio.columns import column_kinds
from coopclaims.portfolio.counted import DayStatistics
from coopclaims.portfolio.due_columns import DueColumns
from coopclaims.portfolio.entry_columns import EntryColumns
from coopclaims.portfolio.reconciliation import Reconciliation
from coopclaims.provenance import DOCUMENTS, Source
from coopclaims.repositories.protocols import (
    AsyncClaimRepository,
    AsyncSnapshotRepository,
    ClaimRepository,
    SnapshotRepository,
)
from coopclaims.rules.book import Rulebook, Rules
from coopclaims.rules.policies import Policies
from coopclaims.rules.published.every_era import partner_center
from coopclaims.rules.rule import Rule, RulesInForce, Timeline
from coopclaims.testing.believable import of_class, tell_fields

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


PORTS: Final = (
    AsyncClaimRepository,
    AsyncSnapshotRepository,
    ClaimRepository,
    OwnSpan,
    SnapshotRepository,
    Timeline,
)
"""Protocols that something here keeps, and a part of values that has no public name."""


TABLES: Final = (ClaimColumns, ClockColumns, DueColumns, EntryColumns)
"""What is made of columns of one length."""


_WITHOUT_PARAMETERS: Final = tuple(code for code, (_, parameters) in EXPECTED.items() if not parameters)

FITTING: Final[Mapping[type, Mapping[str, st.SearchStrategy[Any]]]] = MappingProxyType(
    {
        Delegation: {
            "absent": st.sampled_from((Actor.vendor("adam"), Actor.partner("adam"))),
            "first": st.just(date(2022, 9, 12)),
            "last": st.dates(date(2022, 9, 12), date(2022, 9, 30)),
        },
        **{each: dict.fromkeys(column_kinds(each), st.just(())) for each in TABLES},
        DayStatistics: {
            "count": st.just(1),
            "median": st.just(Decimal(3)),
            **dict.fromkeys(("total", "least", "ninetieth", "most"), st.just(3)),
        },
        Fault: {"code": st.sampled_from(_WITHOUT_PARAMETERS), "params": st.just(())},
        Promise: {
            "clock": st.just(Clock.REVIEW),
            "first_instant": st.just(datetime(2022, 9, 19, 7, tzinfo=UTC)),
            "last_instant": st.just(datetime(2022, 9, 20, 6, 59, 59, 999999, tzinfo=UTC)),
            **dict.fromkeys(
                ("answered_at", "answered_by", "business_days_late", "calendar_days_late"), st.none()
            ),
        },
        Reconciliation: {"answers": st.just(()), "totals": st.just(())},
    }
)
"""Fields that `builds` draws so that they fit together: days in their order, an open promise, and no rows."""


def register() -> None:
    """Let `from_type` draw these types and parts of others; what it draws is looked up when it is asked."""
    for each in load_all("coopclaims"):
        if isinstance(each, type) and attrs.has(each):
            tell_fields(each, FITTING.get(each, {}))
            st.register_type_strategy(each, _believable(each))
    for port in PORTS:
        st.register_type_strategy(port, _believable(port))
    for kind, strategy in STRATEGIES.items():
        st.register_type_strategy(kind, _making(strategy))
    st.register_type_strategy(Rule, _rules)
    st.register_type_strategy(RulesInForce, _in_force)
    st.register_type_strategy(Keyed, lambda _kind: st.sampled_from(_readings()))
    st.register_type_strategy(
        Source, lambda _kind: st.builds(Source, document=st.sampled_from(sorted(DOCUMENTS)))
    )
    for name in identifiers.__all__:
        st.register_type_strategy(getattr(identifiers, name), _IDENTIFIERS)
    st.register_type_strategy(Problem, _problems)
    st.register_type_strategy(Term, lambda _kind: st.builds(Term, st.from_regex("[a-z]+", fullmatch=True)))


_IDENTIFIERS: Final = st.from_regex("[a-z]{2}-[0-9]{1,3}", fullmatch=True)
"""Identifiers as they are usual; no check of values is tried with them."""


def _problems(_kind: type) -> st.SearchStrategy[Problem]:
    return st.builds(Problem, code=st.sampled_from(ProblemCode), source=st.from_type(Source))


def _making(strategy: str) -> Callable[[type], st.SearchStrategy[object]]:
    def make(_kind: type) -> st.SearchStrategy[object]:
        found: st.SearchStrategy[object] = getattr(kit, strategy)()
        return found

    return make


def _believable(kind: type) -> Callable[[type], st.SearchStrategy[object]]:
    def make(_kind: type) -> st.SearchStrategy[object]:
        from coopclaims.testing.worked_out import WORKED_OUT  # noqa: PLC0415 - the kit may be loading still

        return WORKED_OUT[kind]() if kind in WORKED_OUT else of_class(kind)

    return make


def _rules(kind: type) -> st.SearchStrategy[object]:
    """Return a strategy for rules as they were published, with a value of the type that is asked for."""
    published = st.sampled_from(partner_center.editions).flatmap(_of_edition)
    values = [each for each in get_args(kind) if each is not Any]
    return st.builds(attrs.evolve, published, value=st.from_type(values[0])) if values else published


def _in_force(_kind: type) -> st.SearchStrategy[RulesInForce]:
    days = st.dates(date(2020, 1, 1), date(2031, 12, 31))
    return st.builds(Rules.on, kit.bound_rules(), days)


def _of_edition(edition: Edition) -> st.SearchStrategy[Rule[object]]:
    return st.sampled_from([rule for _, rule in edition.rules])


def _readings() -> list[Keyed]:
    """Return every reading that a policy may choose."""
    return [reading for kind in get_type_hints(Policies).values() for reading in kind]
