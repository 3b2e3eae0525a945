"""Values whose fields depend on each other, worked out as a program does: out of stories, by their rules.

Loaded when such a value is drawn: Hypothesis registers types while the kit may still be loading.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from types import MappingProxyType
from typing import Any, Final

import attrs
from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy

from coopclaims.activities.costs import CostKind, CostPart
from coopclaims.calendars.spans import OwnSpan
from coopclaims.claims.claim import ClaimStatus
from coopclaims.claims.events import HistoryEntry
from coopclaims.claims.evidence import Invoice, OriginalAmount
from coopclaims.claims.table import TABLE
from coopclaims.deadlines.after_events import COUNTED, review_due
from coopclaims.deadlines.counting import Deadline
from coopclaims.deadlines.hindsight import Promise
from coopclaims.decisions.deciding import Decision
from coopclaims.findings.fault import Fault
from coopclaims.funds.commands import RollOverFunds
from coopclaims.funds.earning import Split
from coopclaims.funds.entries import FundEntry
from coopclaims.funds.ledger import FundLedger
from coopclaims.identifiers import EntityId, ProfileId
from coopclaims.money.amounts import Money
from coopclaims.money.currencies import Currency
from coopclaims.money.exchange import ExchangeRate, RateTable
from coopclaims.payments.table import PAYMENT_TABLE
from coopclaims.payouts.forecast import PayoutForecast, forecast_payouts
from coopclaims.payouts.minimum import BalanceKey, MonthlyBalance, StatedAmount
from coopclaims.payouts.payout import PayoutResolution, resolve_payouts
from coopclaims.payouts.profiles import BankProfiles, ProfileAssignment
from coopclaims.payouts.statuses import EnrollmentStatus, ProfileStatus
from coopclaims.payouts.tracing import payment_waterfall
from coopclaims.payouts.waterfall import Waterfall, WaterfallBranch
from coopclaims.periods import CalendarDays, UsagePeriod
from coopclaims.portal.promised import promises
from coopclaims.portfolio.answers import CodedColumn
from coopclaims.portfolio.claims_in_columns import ClaimColumns, claim_columns
from coopclaims.portfolio.clocks_in_columns import ClockColumns, clock_columns
from coopclaims.portfolio.due_columns import DueColumns, due_table
from coopclaims.portfolio.entry_columns import EntryColumns
from coopclaims.portfolio.expectations import Expectation, ExpectationState, PaymentLine
from coopclaims.portfolio.matching import reconcile
from coopclaims.portfolio.reconciliation import Reconciliation, ReconciliationAnswer, ReconciliationTotal
from coopclaims.repositories.memory import AsyncInMemoryRepository, InMemoryRepository
from coopclaims.repositories.protocols import (
    AsyncClaimRepository,
    AsyncSnapshotRepository,
    ClaimRepository,
    SnapshotRepository,
)
from coopclaims.rules.readings import MinimumReached
from coopclaims.rules.rule import Timeline
from coopclaims.testing.believable import SIMPLE, TEXTS, fields_of, some_of
from coopclaims.testing.ledgers import ledgers
from coopclaims.testing.rulebooks import bound_rules, rulebooks
from coopclaims.testing.stories import Scenario, commands, histories, scenarios
from coopclaims.testing.world import World
from coopclaims.transitions import Table
from coopclaims.wire.columns import DamagedStream, StreamsRead, entry_columns, read_columns
from coopclaims.wire.seals import SealHead


def _story() -> SearchStrategy[Scenario]:
    return scenarios(ClaimStatus.APPROVED, world=World.typical(), detours=0)


def _paid_into(story: Scenario) -> dict[str, Any]:
    """Return what says who pays for the claim of a story, to which account."""
    form, world, approved = story.claim.form, story.world, story.claim.approved
    profile = ProfileAssignment(
        profile=ProfileId("P-1"),
        currency=world.currency,
        location=form.location,
        program=form.program,
        status=ProfileStatus.APPROVED,
    )
    return {
        "shares": ((world.entities[0].id, form.amount if approved is None else approved),),
        "entities": world.entities,
        "profiles": BankProfiles((profile,)),
        "rates": world.rates or RateTable(()),
        "rules": world.rules,
        "enrollment": EnrollmentStatus.ENROLLED,
    }


def _resolved(story: Scenario) -> PayoutResolution:
    return resolve_payouts(story.claim, ordered_at=story.claim.changed_at, **_paid_into(story))


def _forecast(story: Scenario) -> PayoutForecast:
    return forecast_payouts(story.claim.form, at=story.claim.changed_at, **_paid_into(story))


def _waterfall(story: Scenario) -> Waterfall:
    return payment_waterfall(story.claim, _resolved(story))


def _ledger() -> SearchStrategy[tuple[FundEntry, ...]]:
    return ledgers(world=World.typical(), max_claims=1)


@st.composite
def _decision(draw: DrawFn) -> Decision:
    story = draw(scenarios(ClaimStatus.EDITING, world=World.typical(), detours=0))
    command = draw(commands(story.claim, world=story.world, legal=True))
    return story.world.decide(command, story.claim)


@st.composite
def _balance(draw: DrawFn) -> MonthlyBalance:
    brought, earned = (Money.of_minor_units(draw(st.integers(0, 10_000)), "SEK") for _ in range(2))
    nothing = 0 * brought
    return MonthlyBalance(
        key=draw(st.from_type(BalanceKey)),
        month=date(2022, draw(st.integers(1, 12)), 1),
        brought=brought,
        earned=earned,
        paid=nothing,
        carried=brought + earned,
        forfeited=nothing,
        minimum=draw(st.from_type(StatedAmount)),
        minimum_reached=draw(st.sampled_from(MinimumReached)),
    )


@st.composite
def _expectation(draw: DrawFn) -> Expectation:
    given: dict[str, Any] = {name: draw(field) for name, field in fields_of(Expectation).items()}
    money = Money.of_minor_units(draw(st.integers(1000, 9000)), draw(SIMPLE[Currency]))
    tax = st.none() | st.integers(1, 900).map(lambda units: Money.of_minor_units(units, money.currency))
    share = draw(st.none() | st.integers(1, 900).map(lambda units: Money(units, "NOK")))
    given.update(money=money, share=share, withheld=draw(tax), sales_tax=draw(tax))
    return Expectation(**given)


_ENTITIES = st.sampled_from((EntityId("ireland"), EntityId("sweden")))
_REFERENCES = st.sampled_from(("", "PAY-1", "PAY-2", "PAY-3"))


@st.composite
def _line(draw: DrawFn) -> PaymentLine:
    money = Money.of_minor_units(draw(st.integers(-9000, 9000)), draw(SIMPLE[Currency]))
    return PaymentLine(
        entity=draw(_ENTITIES), money=money, on=draw(SIMPLE[date]), reference=draw(_REFERENCES)
    )


@st.composite
def _reconciliation(draw: DrawFn) -> Reconciliation:
    """Draw a file of lines that pay what is expected, or say something like it."""
    expected = [
        Expectation(
            entity=draw(_ENTITIES),
            money=Money.of_minor_units(draw(st.integers(1000, 9000)), draw(SIMPLE[Currency])),
            reference=draw(_REFERENCES),
            state=draw(st.sampled_from(ExpectationState)),
        )
        for _ in range(draw(st.integers(1, 3)))
    ]
    seen = [
        PaymentLine(entity=each.entity, money=each.payable, on=draw(SIMPLE[date]), reference=each.reference)
        for each in expected
    ]
    lines = draw(st.lists(st.sampled_from(seen) | _line(), max_size=4))
    return reconcile(lines, expected)


@st.composite
def _total(draw: DrawFn) -> ReconciliationTotal:
    currency = draw(SIMPLE[Currency])
    arrived, expected = (Money.of_minor_units(draw(st.integers(0, 9000)), currency) for _ in range(2))
    return ReconciliationTotal(currency=currency, arrived=arrived, expected=expected)


@st.composite
def _rollover(draw: DrawFn) -> RollOverFunds:
    given = {name: draw(field) for name, field in fields_of(RollOverFunds).items()}
    later = UsagePeriod(date(2024, 1, 1), date(2024, 6, 30))
    return RollOverFunds(**given | {"into": attrs.evolve(given["fund"], usage_period=later)})


@st.composite
def _invoice(draw: DrawFn) -> Invoice:
    """Draw an invoice whose parts add up; the receipt of another currency has its own strategy."""
    fields = {name: draw(each) for name, each in fields_of(Invoice).items() if name not in _TOGETHER}
    amount = draw(st.from_type(Money))
    whole = CostPart(kind=draw(st.sampled_from(CostKind)), amount=amount)
    return Invoice(amount=amount, parts=draw(st.sampled_from(((), (whole,)))), **fields)


_TOGETHER: Final = frozenset({"amount", "parts", "original"})


def _original(rate: ExchangeRate, on: date) -> OriginalAmount:
    return OriginalAmount(amount=Money.of_minor_units(12_345, rate.source), rate=rate, on=on)


def _entries() -> SearchStrategy[EntryColumns]:
    return histories().map(lambda history: entry_columns([history]))


def _damaged(columns: EntryColumns) -> DamagedStream:
    cut = attrs.evolve(columns, payload=("",) * len(columns))
    return read_columns(cut).damaged[0]


def _coded() -> CodedColumn:
    import numpy as np  # noqa: PLC0415 - whoever draws arrays has them

    return CodedColumn(np.array([0, -1]), ("calendar_out_of_range",))


WORKED_OUT: Final[Mapping[type, Callable[[], SearchStrategy[Any]]]] = MappingProxyType(
    {
        Currency: lambda: SIMPLE[Currency],
        CodedColumn: lambda: st.builds(_coded),
        DueColumns: lambda: st.builds(
            due_table, bound_rules(), st.sampled_from(list(COUNTED)), st.lists(SIMPLE[date], max_size=3)
        ),
        EntryColumns: _entries,
        ClaimColumns: lambda: _entries().map(claim_columns),
        ClockColumns: lambda: _story().map(
            lambda story: clock_columns(
                claim_columns(entry_columns([story.history])), rules=story.world.rules
            )
        ),
        StreamsRead: lambda: _entries().map(read_columns),
        DamagedStream: lambda: _entries().map(_damaged),
        Expectation: _expectation,
        Reconciliation: _reconciliation,
        ReconciliationAnswer: lambda: some_of(_reconciliation(), lambda whole: whole.answers),
        ReconciliationTotal: _total,
        Deadline: lambda: st.builds(review_due, start=SIMPLE[date], rules=bound_rules()),
        Decision: _decision,
        Fault: lambda: st.builds(Fault),  # by a code that is told to Hypothesis
        AsyncClaimRepository: lambda: st.builds(AsyncInMemoryRepository),
        AsyncSnapshotRepository: lambda: st.builds(AsyncInMemoryRepository),
        ClaimRepository: lambda: st.builds(InMemoryRepository),
        SnapshotRepository: lambda: st.builds(InMemoryRepository),
        Split: lambda: st.integers(0, 100).map(lambda part: Split(rebate=part, coop=100 - part)),
        FundEntry: lambda: some_of(_ledger(), tuple),
        FundLedger: lambda: _ledger().map(lambda entries: FundLedger(entries[0].pool, entries)),
        HistoryEntry: lambda: some_of(histories(), tuple),
        Invoice: _invoice,
        MonthlyBalance: _balance,
        Promise: lambda: some_of(_story(), lambda story: promises(story.claim, rules=story.world.rules)),
        PayoutForecast: lambda: _story().map(_forecast),
        PayoutResolution: lambda: _story().map(_resolved),
        OriginalAmount: lambda: st.builds(_original, st.from_type(ExchangeRate), SIMPLE[date]),
        OwnSpan: lambda: st.builds(CalendarDays, st.integers(1, 60)),
        RollOverFunds: _rollover,
        SealHead: lambda: st.builds(
            SealHead,
            claim=TEXTS,
            number=st.integers(1, 9),
            seal=st.text("0123456789abcdef", min_size=64, max_size=64),
        ),
        Timeline: lambda: some_of(rulebooks(), lambda book: book.timelines.values()),
        Table: lambda: st.sampled_from((TABLE, PAYMENT_TABLE)),
        Waterfall: lambda: _story().map(_waterfall),
        WaterfallBranch: lambda: some_of(_story().map(_waterfall), lambda whole: whole.branches),
    }
)
"""What is not built from its fields alone."""
