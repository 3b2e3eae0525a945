"""Incentive co-op claims: lifecycle, deadlines, funds and payment, each answer with its reason.

What a portal asks first stands here: `decide`, `problems` and `allowed`; `review_deadline` and
`payment_deadline`; `perform`. Everything else stands in its room: `coopclaims.claims` has commands, events
and evidence, `coopclaims.payouts` who pays how much, and so on, without a further import. Nothing in this
package does I/O, reads a clock or the environment: the instant, the calendar, the zone and the rules are
arguments.

A room is loaded when the first of its names is asked for, so that importing this package costs next to
nothing. `coopclaims.testing` is imported by itself.
"""

from __future__ import annotations

TYPE_CHECKING = bool()  # noqa: UP018 - true to checkers, open to editors; from `typing` it would cost more

# fmt: off
if TYPE_CHECKING:
    from coopclaims import (
        activities as activities, auditing as auditing, calendars as calendars, claims as claims,
        completeness as completeness, deadlines as deadlines, decisions as decisions, errors as errors,
        findings as findings, funds as funds, histories as histories, identifiers as identifiers,
        labels as labels, money as money,
        parties as parties, payments as payments, payouts as payouts, periods as periods, plans as plans,
        portal as portal, portfolio as portfolio, provenance as provenance, repositories as repositories,
        rules as rules, transitions as transitions, wire as wire,
    )
    from coopclaims.calendars.calendar import BusinessCalendar as BusinessCalendar
    from coopclaims.calendars.conventions import BusinessDays as BusinessDays
    from coopclaims.claims.claim import Claim as Claim, ClaimForm as ClaimForm, ClaimStatus as ClaimStatus
    from coopclaims.claims.commands import command_of as command_of
    from coopclaims.claims.events import History as History, HistoryEntry as HistoryEntry
    from coopclaims.claims.recording import record as record, replay as replay
    from coopclaims.completeness.likeness import likenesses as likenesses
    from coopclaims.deadlines.counting import Deadline as Deadline, NotRunning as NotRunning
    from coopclaims.deadlines.each_clock import (
        clocks as clocks, dispute_deadline as dispute_deadline, payment_deadline as payment_deadline,
        review_deadline as review_deadline,
    )
    from coopclaims.decisions.authority import permission as permission
    from coopclaims.decisions.deciding import (
        Decision as Decision, advice as advice, allowed as allowed, decide as decide, problems as problems,
    )
    from coopclaims.errors import (
        CoopClaimsError as CoopClaimsError, InvalidValue as InvalidValue, StaleClaim as StaleClaim,
        Unresolved as Unresolved,
    )
    from coopclaims.findings.problem import Problem as Problem, Refused as Refused
    from coopclaims.funds.pool import FundPool as FundPool
    from coopclaims.money.amounts import Money as Money
    from coopclaims.money.currencies import Currency as Currency
    from coopclaims.parties import (
        Action as Action, Actor as Actor, Grant as Grant, Role as Role, Side as Side,
    )
    from coopclaims.periods import CalendarDays as CalendarDays, UsagePeriod as UsagePeriod
    from coopclaims.provenance import Explanation as Explanation, Source as Source
    from coopclaims.repositories.effects import Outcome as Outcome
    from coopclaims.repositories.memory import InMemoryRepository as InMemoryRepository
    from coopclaims.repositories.steps import perform as perform, perform_async as perform_async
    from coopclaims.repositories.protocols import ClaimRepository as ClaimRepository
    from coopclaims.rules.book import Rulebook as Rulebook, Rules as Rules
    from coopclaims.rules.policies import Policies as Policies
    from coopclaims.rules.published.every_era import partner_center as partner_center
else:
    from coopclaims._faces import face

    __getattr__, __dir__, __all__ = face(__name__, {
        "": """
            activities auditing calendars claims completeness deadlines decisions errors findings funds
            histories identifiers labels money parties payments payouts periods plans portal portfolio
            provenance repositories rules transitions wire
        """,
        "calendars.calendar": "BusinessCalendar",
        "calendars.conventions": "BusinessDays",
        "claims.claim": "Claim ClaimForm ClaimStatus",
        "claims.commands": "command_of",
        "claims.events": "History HistoryEntry",
        "claims.recording": "record replay",
        "completeness.likeness": "likenesses",
        "deadlines.counting": "Deadline NotRunning",
        "deadlines.each_clock": "clocks dispute_deadline payment_deadline review_deadline",
        "decisions.authority": "permission",
        "decisions.deciding": "Decision advice allowed decide problems",
        "errors": "CoopClaimsError InvalidValue StaleClaim Unresolved",
        "findings.problem": "Problem Refused",
        "funds.pool": "FundPool",
        "money.amounts": "Money",
        "money.currencies": "Currency",
        "parties": "Action Actor Grant Role Side",
        "periods": "CalendarDays UsagePeriod",
        "provenance": "Explanation Source",
        "repositories.effects": "Outcome",
        "repositories.memory": "InMemoryRepository",
        "repositories.steps": "perform perform_async",
        "repositories.protocols": "ClaimRepository",
        "rules.book": "Rulebook Rules",
        "rules.policies": "Policies",
        "rules.published.every_era": "partner_center",
    })
# fmt: on
