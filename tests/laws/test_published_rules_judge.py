"""A published rule judges: each field of an edition changes a verdict, an amount or a date.

For every field an edition of one's own states something else than the published ones, from 2014 on, and the
question beside it has to get another answer. A field without a case fails, one that is added later too: what
never judges is documentation, and has no place in an edition.
"""

from __future__ import annotations

from datetime import date, time
from typing import TYPE_CHECKING, Any, NamedTuple
from zoneinfo import ZoneInfo

import attrs
import pytest
from tests.support.findings import (
    ALICE,
    BOB,
    CALENDAR,
    LOCATION,
    PROGRAM,
    RITA,
    USAGE,
    World,
    at,
    cc,
    circumstances,
    sek,
)

if TYPE_CHECKING:
    from collections.abc import Callable

FIRST = date(2014, 1, 1)
DAY = date(2022, 9, 14)
CODES = cc.findings.ProblemCode


class Case(NamedTuple):
    """What an edition of one's own states of a field, and a question whose answer follows from it."""

    value: Any
    ask: Callable[[Any], Any]
    policies: Any = cc.Policies()


def stating(value: Any) -> Any:
    """Return a rule of a test, from 2014 on."""
    return cc.rules.Rule(
        value=value, first=FIRST, source=cc.provenance.cite("READING", "D-07"), basis=cc.provenance.PUBLISHED
    )


def edition(field: str, value: Any) -> Any:
    """Return an edition of one's own that states this field alone."""
    content = {
        "zone": value,
        "permissions": tuple((action, stating(roles)) for action, roles in value)
        if field == "permissions"
        else (),
    }
    stated = {field: content[field] if field in content else stating(value)}
    return cc.rules.Edition(name="of a test", **stated)


def bound(policies: Any, *editions: Any) -> Any:
    """Return the published rules with these editions after them, in the zone that the last one names."""
    book = cc.Rulebook("with an edition of a test", (*cc.partner_center.editions, *editions))
    return book.bind(calendar=CALENDAR, zone=ZoneInfo(book.zone_key), policies=policies)


def creating(usage: Any = USAGE, when: str = "2022-09-01 09:00", setups: Any = None) -> Any:
    """Return the question for the codes of what blocks a new claim of this usage period."""

    def ask(rules: Any) -> set[Any]:
        world = World(usage=usage, rules=rules)
        form = world.form(executed_on=usage.first)
        command = world.ask(cc.claims.CreateClaim, ALICE, when, form=form)
        found = cc.problems(command, None, rules=rules, funds=world.pool, setups=setups)
        return {problem.code for problem in found}

    return ask


def answering(kind: Any, **said: Any) -> Any:
    """Return the question for the codes of what blocks this answer to a claim under review."""

    def ask(rules: Any) -> set[Any]:
        world = World(rules=rules).reviewed()
        command = world.ask(kind, RITA, "2022-09-16 10:00", **said)
        found = cc.problems(command, world.claim(), rules=rules, funds=world.pool)
        return {problem.code for problem in found}

    return ask


def disputing(rules: Any) -> bool:
    """Return whether an Incentives user may dispute."""
    of = {"location": LOCATION, "program": PROGRAM, "at": at("2022-09-14 10:00")}
    return not cc.permission(BOB, cc.Action.DISPUTE, rules=rules, **of)


def paid(invoice: Any) -> Any:
    return lambda rules: cc.deadlines.payment_due(approved=DAY, tax_invoice=invoice, rules=rules).on


PLAN = cc.plans.Plan(
    id="P",
    location=LOCATION,
    fund="co-op",
    program=PROGRAM,
    period=USAGE,
    program_year_ends=date(2023, 6, 30),
)
EARNED = cc.periods.EarningPeriod(date(2022, 1, 1), date(2022, 6, 30))
HALF_OF_2016 = cc.periods.EarningPeriod(date(2016, 7, 1), date(2016, 12, 31))
INDIA = {"submitted": date(2020, 10, 20), "country": "IN"}
NEXT = cc.UsagePeriod(date(2023, 1, 1), date(2023, 6, 30))


def balances(rules: Any) -> Any:
    """Return what a balance of 150 dollars pays, and what of it goes on, month by month."""
    accrual = cc.payouts.Accrual(
        key=cc.payouts.BalanceKey(location=LOCATION, program=PROGRAM),
        month=date(2023, 12, 1),
        amount=cc.Money("150.00", "USD"),
    )
    rows = cc.payouts.carry_balances(
        (accrual,), rules=rules, until=date(2024, 1, 1), program_year=cc.periods.MonthDay(1, 1)
    )
    return [(row.paid, row.balance) for row in rows]


def rolled(rules: Any) -> Any:
    world = World(rules=rules)
    into = attrs.evolve(world.key, usage_period=NEXT)
    moved = cc.funds.rollover_entries(
        world.pool, into=into, on=date(2023, 1, 2), at=at("2023-01-02 09:00"), rules=rules
    )
    return sum(1 for _ in moved.entries)


def converted(rules: Any) -> Any:
    world = World(currency="USD", rules=rules)
    moved = cc.funds.conversion_entries(
        world.pool, earning_period=EARNED, on=date(2022, 7, 1), at=at("2022-07-01 09:00"), rules=rules
    )
    return sum(1 for _ in moved.entries)


def validated(rules: Any) -> Any:
    """Return by when a tax profile that is being validated blocks a payment."""
    pending = cc.payouts.ProfileStatus.PENDING_VALIDATION
    world = World(rules=rules).approved()
    since = at("2022-11-01 09:00")
    context = circumstances(world, tax_profile=cc.payments.TaxProfile(pending, since=since))
    (blocker,) = cc.payments.why_not_paid(context, at=at("2022-11-02 09:00"), rules=rules).blockers
    return blocker.by


def escheated(idle_since: date) -> Any:
    return lambda rules: (
        cc.deadlines.escheat_status(EARNED, idle_since=idle_since, on=date(2023, 10, 10), rules=rules).until
    )


MISSING = cc.payouts.PayoutSetups(
    (cc.payouts.PayoutSetup(location=LOCATION, program=PROGRAM, bank=cc.payouts.SetupState.MISSING),)
)
d, days = cc.deadlines, cc.CalendarDays
window = cc.rules.ClaimingWindow(
    usage_first=cc.periods.MonthDay(7, 1),
    usage_last=cc.periods.MonthDay(12, 31),
    opens=cc.periods.MonthDay(7, 1),
    closes=cc.periods.MonthDay(1, 31),
)
calendar = cc.rules.ProgramCalendar(
    programs=frozenset({PROGRAM}), executed=USAGE, claims_from=None, claims_until=date(2023, 1, 10)
)
rollover = cc.rules.Rollover(programs=frozenset({PROGRAM}), from_usage=USAGE, to_usage=NEXT)
program_end = cc.rules.ProgramEnd(
    programs=frozenset({PROGRAM}), earned=EARNED, paid_between=(date(2022, 7, 1), date(2022, 9, 30))
)
INVOICED = d.TaxInvoice.approved(at("2022-09-20 12:00"))
LIMITED = cc.Policies(activity_limiting=cc.rules.ActivityLimiting.EARLIER_DATE)

CASES: dict[str, Case] = {
    "zone": Case("Asia/Tokyo", lambda r: d.review_due(start=at("2022-09-14 20:00"), rules=r).on),
    "review_span": Case(days(9), lambda r: d.review_due(start=DAY, rules=r).on),
    "dispute_span": Case(days(9), lambda r: d.dispute_due(start=DAY, rules=r).on),
    "payment_span": Case(days(9), paid(d.TaxInvoice.not_needed())),
    "tax_invoice_span": Case(days(9), paid(INVOICED)),
    "plan_review_span": Case(days(9), lambda r: d.plan_review_due(start=DAY, rules=r).on),
    "retention_span": Case(days(9), lambda r: d.retention_due(DAY, rules=r).on),
    "hold_span": Case(days(9), lambda r: d.hold_due(failed=DAY, rules=r).on),
    "escheat_idle_span": Case(cc.periods.Months(36), escheated(date(2022, 6, 1))),
    "escheat_unprocessed_span": Case(days(999), escheated(date(2021, 6, 1))),
    "intake": Case(
        cc.calendars.Intake(cutoff=time(17)), lambda r: d.review_due(start=at("2022-09-14 17:01"), rules=r).on
    ),
    "escalation_span": Case(days(9), lambda r: d.escalation_due(start=DAY, rules=r).on),
    "plan_resubmission_span": Case(days(9), lambda r: cc.plans.plan_resubmission_last(PLAN, rules=r)),
    "final_approval_span": Case(
        days(9),
        lambda r: d.final_approval_due(USAGE, rules=r).on,
        cc.Policies(final_approval=cc.rules.FinalApproval.MONTH_AFTER_WINDOW),
    ),
    "dispute_window": Case(
        days(9),
        lambda r: d.dispute_window_due(rejected=DAY, rules=r).on,
        cc.Policies(dispute_window=cc.rules.DisputeWindow.STRICT),
    ),
    "activity_span": Case(days(9), lambda r: d.activity_claim_due(DAY, program=PROGRAM, rules=r).on, LIMITED),
    "activity_latest": Case(
        cc.rules.ActivityLatest(latest=date(2022, 9, 20), programs=frozenset({PROGRAM})),
        lambda r: d.activity_claim_due(DAY, program=PROGRAM, rules=r).on,
        LIMITED,
    ),
    "poe_submission_span": Case(days(9), lambda r: d.poe_submission_due(DAY, rules=r).on),
    "tax_invoice_submission_span": Case(days(9), lambda r: d.tax_invoice_due(**INDIA, rules=r).on),
    "tax_invoice_countries": Case(
        frozenset({"DE"}), lambda r: isinstance(d.tax_invoice_due(**INDIA, rules=r), d.NotRunning)
    ),
    "tax_invoice_number_length": Case(
        9,
        lambda r: d.tax_invoice_problems("1" * 12, **INDIA, at=at("2020-10-21 12:00"), rules=r),
    ),
    "claim_deadline_days": Case(
        days(9), lambda r: d.claiming_due(cc.UsagePeriod(date(2019, 1, 1), date(2019, 6, 30)), rules=r).on
    ),
    "program_calendars": Case((calendar,), creating(when="2023-02-01 09:00")),
    "payment_run_day": Case(20, lambda r: d.payment_run(approved=date(2016, 9, 16), rules=r).month),
    "rebate_days": Case((cc.periods.MonthDay(3, 1),), lambda r: d.rebate_due(HALF_OF_2016, rules=r).on),
    "plan_needed_for": Case(frozenset({PROGRAM}), creating()),
    "plan_submission_deadline": Case(
        cc.rules.PlanDeadline.FISCAL_HALF,
        lambda r: cc.plans.plan_problems(PLAN, (), on=date(2023, 3, 1), rules=r),
    ),
    "plan_payment_day": Case(
        9,
        lambda r: (
            cc.plans.plan_payment(
                sek("5.00"), earned_in=DAY, limit=sek("9.00"), paid_before=sek("0.00"), rules=r
            ).on
        ),
    ),
    "profile_validation_hours": Case(9, validated),
    "minimum_payment": Case(cc.Money("100.00", "USD"), balances),
    "small_balance_limit": Case(
        cc.Money("1.00", "USD"), balances, cc.Policies(small_balances=cc.rules.SmallBalances.FORFEIT)
    ),
    "plan_programs": Case(frozenset({PROGRAM}), creating()),
    "rollovers": Case((rollover,), rolled),
    "conversions": Case((program_end,), converted),
    "thresholds": Case(
        ((PROGRAM, cc.Money("1.00", "USD")),),
        lambda r: (
            cc.funds.coop_outcome(
                cc.Money("5.00", "USD"), program=PROGRAM, earning_period=EARNED, rules=r
            ).qualifies
        ),
    ),
    "claiming_windows": Case((window,), lambda r: d.claiming_due(USAGE, rules=r).on),
    "catalogue": Case(cc.activities.Catalogue(()), creating()),
    "setup_at_creation": Case(value=True, ask=creating(setups=MISSING)),
    "permissions": Case(((cc.Action.DISPUTE, frozenset({cc.Role.INCENTIVES_USER})),), disputing),
    "reason_codes": Case(
        (cc.rules.ReasonCode("too_late", "came too late"),),
        answering(cc.claims.RejectClaim, reasons=(cc.claims.Reason(code="above_cap"),)),
    ),
    "recommendation_limits": Case(
        (sek("90000.00"),),
        answering(cc.claims.ApproveClaim, amount=sek("30000.00")),
        cc.Policies(recommending=cc.rules.Recommending.ABOVE_LIMIT),
    ),
    "widened_disputing": Case(
        frozenset({cc.Role.BILLING_ADMIN}),
        disputing,
        cc.Policies(disputing=cc.rules.Disputing.WIDENED),
    ),
}

DOES_NOT_JUDGE = {"name": "what people and references call the edition by"}


def test_each_field_of_an_edition_has_a_case() -> None:
    fields = {field.name for field in attrs.fields(cc.rules.Edition)}
    assert set(CASES) | set(DOES_NOT_JUDGE) == fields
    assert not set(CASES) & set(DOES_NOT_JUDGE)


@pytest.mark.parametrize("field", CASES)
def test_another_value_of_it_gives_another_answer(field: str) -> None:
    case = CASES[field]
    published, own = bound(case.policies), bound(case.policies, edition(field, case.value))
    assert case.ask(published) != case.ask(own)


@pytest.mark.parametrize("field", CASES)
def test_the_same_edition_twice_gives_the_same_answer(field: str) -> None:
    case = CASES[field]
    stated = edition(field, case.value)
    assert case.ask(bound(case.policies, stated)) == case.ask(bound(case.policies, stated, stated))
