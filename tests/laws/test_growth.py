"""No public function costs more than n log n in what it is given, and none with a collection is forgotten."""

from __future__ import annotations

import asyncio
import inspect
import types
import typing
from collections.abc import Awaitable, Callable, Iterable
from contextlib import suppress
from datetime import date, timedelta
from functools import cache, partial
from typing import Any, Final

import attrs
import pytest
from hypothesis import Phase, given, settings, strategies as st
from tests.support.findings import ALICE, CALENDAR, RITA, RULES, World, at, cc, sek
from tests.support.growing import Work, commented, lines
from tests.support.public import HOMES, public

from coopclaims.histories import Stream
from coopclaims.wire.seals import Sealed

MOST: Final = 2.4
"""What twice as much may cost, in terms of the half: n log n, and something for what is small."""

START: Final = date(2022, 7, 1)


def days(count: int) -> list[date]:
    return [START + timedelta(days=n % 365) for n in range(count)]


def history(count: int) -> Any:
    return cc.History("C-1", commented(count))


def claimed(count: int) -> Any:
    """Return so many claims under review, as columns."""
    story = World().reviewed().repo.history("C-1")
    entries = cc.wire.entry_columns([story])
    copies = (attrs.evolve(entries, stream=(f"C-{n}",) * len(entries)) for n in range(count))
    return cc.portfolio.claim_columns(cc.portfolio.EntryColumns.joined(copies))


def salts(count: int) -> list[bytes]:
    return [n.to_bytes(16, "big") for n in range(count + 1)]


@cache
def sealed(count: int) -> Any:
    return cc.wire.seal(history(count), salts=salts(count))


@cache
def heads(count: int) -> tuple[Any, ...]:
    """Return the head of a sealed History after each of its entries."""
    whole = sealed(count).entries
    return tuple(cc.wire.SealedHistory("C-1", whole[:n]).head for n in range(1, count + 1))


@cache
def reviewed() -> Any:
    return World().reviewed()


def claims(count: int) -> list[Any]:
    return [attrs.evolve(reviewed().claim(), id=f"C-{n}") for n in range(count)]


@cache
def showing(count: int) -> Any:
    """Return a claim with so many invoices, each of which stands twice."""
    claim, world = reviewed().claim(), World()
    items = tuple(world.invoice(f"i{n}", document=f"d{n // 2}") for n in range(count))
    return attrs.evolve(claim, details=attrs.evolve(claim.details, items=items))


@cache
def earnings(count: int) -> tuple[Any, tuple[Any, ...]]:
    pool, start = cc.FundPool.empty(World().key), at("2022-07-01 00:00")
    return pool, tuple(pool.earned_entry(f"ie-{n}", sek("1.00"), at=start) for n in range(count))


def _adjusted(count: int) -> Work:
    """Return the question in which month an adjustment is paid, that comes last in a ledger of so many."""
    pool, earned = earnings(count)
    adjustment = attrs.evolve(earned[0], kind=cc.funds.FundEntryKind.ADJUSTED)
    ledger = cc.funds.FundLedger(pool.key, (*earned, adjustment))
    return lambda: cc.funds.adjustment_months(adjustment, rules=RULES, ledger=ledger)


@cache
def returned(count: int, *, rejected: bool = False) -> Any:
    """Return the History of a claim that came back with so many requests, each answered by an item."""
    world = World()
    world.do(cc.claims.CreateClaim, ALICE, "2022-09-01 09:00", form=world.form())
    for n in range(count):
        world.do(cc.claims.AddInvoice, ALICE, "2022-09-02 09:00", invoice=world.invoice(f"i{n}", "1.00"))
    world.do(cc.claims.SubmitClaim, ALICE, "2022-09-14 10:00")
    world.do(cc.claims.StartReview, RITA, "2022-09-15 09:00")
    if rejected:
        world.do(cc.claims.RejectClaim, RITA, "2022-09-16 09:00", reasons=("x",))
        return world.repo.history("C-1")
    asked = tuple(cc.claims.InformationRequest("a scan", f"i{n}") for n in range(count))
    world.do(cc.claims.RequestAction, RITA, "2022-09-16 09:00", requests=asked)
    for n in range(count):
        world.do(cc.claims.AddInvoice, ALICE, "2022-09-17 09:00", invoice=world.invoice(f"j{n}", "1.00"))
    return world.repo.history("C-1")


def deadlines(count: int) -> list[Any]:
    return [cc.deadlines.review_due(start=day, rules=RULES) for day in days(count)]


def held(count: int) -> tuple[Any, ...]:
    first, hour = at("2022-11-12 09:00"), timedelta(hours=1)
    return tuple((first + 2 * n * hour, first + (2 * n + 1) * hour) for n in range(count))


@cache
def approved() -> Any:
    return World().approved().claim()


def paying(count: int) -> dict[str, Any]:
    """Return so many entities that pay an approved claim, each its share."""
    amount = approved().approved
    parts = amount.allocate([(f"ie-{n}", 1) for n in range(count)])
    profile = cc.payouts.ProfileAssignment(
        profile="P-1",
        currency="SEK",
        location=approved().form.location,
        program=approved().form.program,
        status=cc.payouts.ProfileStatus.APPROVED,
    )
    return {
        "shares": tuple(parts.items() if isinstance(parts, dict) else parts),
        "entities": tuple(cc.payouts.PayingEntity(f"ie-{n}", "SEK") for n in range(count)),
        "profiles": cc.payouts.BankProfiles((profile,)),
        "rates": cc.money.RateTable(()),
        "rules": RULES,
        "enrollment": cc.payouts.EnrollmentStatus.ENROLLED,
    }


def owed(count: int) -> Any:
    return cc.portal.promises(approved(), rules=RULES)[:1] * count


def resolved(count: int) -> Callable[[], Any]:
    ordered = at("2022-11-10 09:00")
    return partial(cc.payouts.resolve_payouts, approved(), ordered_at=ordered, **paying(count))


@cache
def _example(kind: Any) -> Any:
    """Return one believable value of a class."""
    found: list[Any] = []

    @settings(max_examples=1, phases=(Phase.generate,), database=None, derandomize=True, deadline=None)
    @given(st.from_type(kind))
    def draw(value: Any) -> None:
        found.append(value)

    draw()
    return found[0]


def _payment_file(count: int) -> tuple[list[Any], list[Any]]:
    """Return lines and expectations: found by reference, by amount, by total, more than once, and not."""
    expected, seen = [], []
    for n in range(count):
        reference, who = f"P-{n}" if n % 3 else "", f"ie-{n % 2}"
        money = sek(f"{n % 7 + 1}.00") if n % 5 else sek(f"{n + 10}.00")
        expected.append(cc.portfolio.Expectation(entity=who, money=money, reference=reference))
        paid = cc.portfolio.PaymentLine(entity=who, money=money, on=START, reference=reference)
        seen += [paid] * (n % 4)
    return seen, expected


def funds_of(count: int) -> list[Any]:
    """Return the keys of so many funds, each of another location."""
    return [
        cc.funds.PoolKey(
            location=f"se-{n}", program="CSP", usage_period=World().usage, currency=cc.Currency("SEK")
        )
        for n in range(count)
    ]


def pools(count: int) -> list[Any]:
    """Return so many funds with something left, each of another location."""
    start = at("2022-07-01 00:00")
    return [cc.FundPool.empty(key).earning("ie", sek("1.00"), at=start) for key in funds_of(count)]


def keys_of_a_form(count: int) -> dict[str, object]:
    """Return a form with so many keys, and so many fields that it does not have."""
    keys = "\n".join(f"key-{n}" for n in range(count))
    return {"circumstances": keys, "attested": keys, **{f"field-{n}": "x" for n in range(count)}}


PREPARED: Final[dict[str, Callable[[int], Work]]] = {
    "attention": lambda n: partial(
        cc.portfolio.attention,
        claims(n),
        at=at("2023-02-10 09:00"),
        rules=RULES,
        within=cc.CalendarDays(7),
        pools=pools(n),
        payments=[],
    ),
    "ageing": lambda n: partial(cc.portfolio.ageing, claims(n), at=at("2022-10-01 09:00"), rules=RULES),
    "cycle_times": lambda n: partial(cc.portfolio.cycle_times, claims(n), rules=RULES),
    "lateness": lambda n: partial(
        cc.portfolio.lateness, {f"C-{k}": owed(2) for k in range(n)}, at=at("2023-03-01 09:00")
    ),
    "reason_counts": lambda n: partial(cc.portfolio.reason_counts, [returned(n)]),
    "fund_use": lambda n: partial(cc.portfolio.fund_use, pools(n)),
    "forfeiture": lambda n: partial(cc.portfolio.forfeiture, pools(n)),
    "recompute_claims": lambda n: partial(
        cc.portfolio.recompute_claims,
        claims(n),
        old=RULES,
        new=cc.partner_center.bind(
            calendar=CALENDAR.with_closures({date(2022, 9, 15): "storm"}), zone=RULES.zone
        ),
    ),
    "allowed": lambda n: partial(
        cc.allowed,
        approved(),
        RITA,
        at=at("2022-10-01 09:00"),
        rules=RULES,
        funds=World().pool,
        payments={f"PAY-{each}": cc.payouts.PaymentStatus.UPCOMING for each in range(n)},
    ),
    "assert_conserved": lambda n: partial(cc.funds.assert_conserved, *_conserved(n)),
    "audit": lambda n: partial(cc.auditing.audit, commented(n), (), ()),
    "business_days_between": lambda n: partial(
        cc.portfolio.business_days_between, days(n), days(n), calendar=CALENDAR
    ),
    "claims_overview": lambda n: partial(cc.portfolio.claims_overview, claims(n), pools=()),
    "due_days": lambda n: partial(cc.portfolio.due_days, days(n), cc.BusinessDays(2), calendar=CALENDAR),
    "due_days_by_rule": lambda n: partial(
        cc.portfolio.due_days_by_rule, days(n), cc.rules.REVIEW_SPAN, rules=RULES
    ),
    "choices": lambda n: partial(
        cc.portal.choices, "usage_period", rules=RULES, at=at("2022-09-14 09:00"), funds=funds_of(n)
    ),
    "form_problems": lambda n: partial(cc.portal.form_problems, keys_of_a_form(n), rules=RULES),
    "read_form": lambda n: partial(cc.portal.read_form, keys_of_a_form(n), rules=RULES),
    "read_command": lambda n: partial(
        cc.portal.read_command,
        cc.claims.RejectClaim,
        {"reasons": "\n".join(f"reason {number}" for number in range(n))},
        claim=reviewed().claim(),
        envelope=cc.claims.Envelope(claim="C-1", by=RITA, at=at("2022-10-01 09:00")),
        id="k-1",
    ),
    "likenesses": lambda n: partial(cc.likenesses, showing(n), [attrs.evolve(showing(n), id="C-2")]),
    "mixed_due_days": lambda n: partial(
        cc.portfolio.mixed_due_days,
        days(n),
        [0] * n,
        tables=(cc.portfolio.DueTable(CALENDAR, cc.BusinessDays(2)),),
    ),
    "payment_due": lambda n: partial(
        cc.deadlines.payment_due,
        approved=at("2022-11-10 09:00"),
        tax_invoice=cc.deadlines.TaxInvoice.not_needed(),
        holds=held(n),
        rules=RULES,
    ),
    "entry_columns": lambda n: partial(cc.wire.entry_columns, [history(n)]),
    "clock_columns": lambda n: partial(cc.portfolio.clock_columns, claimed(n), rules=RULES),
    "due_table": lambda n: partial(
        cc.portfolio.due_table,
        RULES,
        cc.deadlines.Clock.REVIEW,
        [START + timedelta(days=k) for k in range(n)],
    ),
    "perform_many": lambda n: _many(n, None),
    "perform_many_async": lambda n: _many(n, cc.repositories.perform_many_async),
    "reconcile": lambda n: partial(cc.portfolio.reconcile, *_payment_file(n)),
    "recompute": lambda n: partial(cc.deadlines.recompute, CALENDAR, CALENDAR, deadlines(n)),
    "adjustment_months": _adjusted,
    "repeated": lambda n: partial(cc.funds.repeated, _example(cc.funds.RecordEarnings), earnings(n)[1]),
    "carry_balances": lambda n: partial(
        cc.payouts.carry_balances,
        [
            attrs.evolve(
                _example(cc.payouts.Accrual),
                month=date(2023, 11, 1),
                processed=None,
                amount=sek("1.00", "USD"),
            )
        ]
        * n,
        rules=RULES,
        until=date(2023, 12, 1),
    ),
    "check_together": lambda n: partial(
        cc.repositories.check_together,
        [cc.repositories.ClaimWrite(claim=f"C-{k}", expected=0, entries=commented(0)) for k in range(n)],
    ),
    "forecast_payouts": lambda n: partial(
        cc.payouts.forecast_payouts, approved().form, at=at("2022-11-10 09:00"), **paying(n)
    ),
    "latest_submission": lambda n: partial(
        cc.deadlines.latest_submission,
        World().usage,
        rules=RULES,
        decided_by=date(2023, 2, 10),
        rounds=[cc.BusinessDays(1)] * (n // 8),
    ),
    "payment_deadline": lambda n: partial(
        cc.payment_deadline,
        approved(),
        tax_invoice=cc.deadlines.TaxInvoice.not_needed(),
        rules=RULES,
        holds=held(n),
    ),
    "promises": lambda n: partial(cc.portal.promises, approved(), rules=RULES, holds=held(n)),
    "claim_statechart": lambda n: partial(cc.portal.claim_statechart, history(n), format="dot"),
    "fund_vega": lambda n: partial(cc.portal.fund_vega, cc.funds.FundLedger(World().key, earnings(n)[1])),
    "timeline_svg": lambda n: partial(
        cc.portal.timeline_svg, commented(n), owed(n), zone=RULES.zone, at=at("2023-03-01 09:00")
    ),
    "claim_page": lambda n: partial(
        cc.portal.claim_page,
        cc.replay(commented(n)),
        history(n),
        ALICE,
        at=at("2023-03-01 09:00"),
        rules=RULES,
        funds=reviewed().pool,
        **{name: paying(n)[name] for name in ("entities", "profiles", "enrollment")},
    ),
    "payment_waterfall": lambda n: partial(
        cc.payouts.payment_waterfall,
        approved(),
        resolved(n)(),
        figures=[cc.payouts.PaymentFigures(entity=f"ie-{k}", paid=sek("1.00")) for k in range(n)],
    ),
    "plan_problems": lambda n: partial(
        cc.plans.plan_problems,
        _example(cc.plans.Plan),
        [attrs.evolve(_example(cc.plans.Plan), id=f"P-{k}") for k in range(n)],
        on=date(2022, 9, 1),
        rules=RULES,
    ),
    "reimbursable": lambda n: partial(
        cc.activities.reimbursable,
        (
            attrs.evolve(
                _example(cc.activities.AttendeeCap),
                per_person=sek("5.00"),
                per_period=sek("500.00"),
                unknown=frozenset(),
            ),
        ),
        sek(f"{10 * n}.00"),
        program="p",
        earned=sek("9000.00"),
        used=sek("0.00"),
        persons=[sek("10.00")] * n,
        on=date(2022, 9, 1),
    ),
    "reimbursable_claim": lambda n: partial(
        cc.decisions.reimbursable_claim,
        reviewed().claim(),
        at=at("2022-09-20 09:00"),
        rules=RULES,
        funds=reviewed().pool,
        persons=[sek("10.00")] * n,
    ),
    "decide_payment": lambda n: partial(_paid, cc.payments.decide_payment, n),
    "payment_problems": lambda n: partial(_paid, cc.payments.payment_problems, n),
    "repeated_payment": lambda n: partial(
        cc.payments.repeated_payment,
        _example(cc.payments.PaymentCommand),
        [attrs.evolve(_example(cc.payments.PaymentEntry), number=k + 1, command=f"c{k}") for k in range(n)],
    ),
    "resolve_payouts": resolved,
    "totals_by_currency": lambda n: partial(
        cc.payouts.totals_by_currency,
        [attrs.evolve(_example(cc.payouts.PaymentRecord), payment=f"P-{k}") for k in range(n)],
    ),
    "verify_all": lambda n: partial(
        cc.wire.verify_all,
        [cc.wire.SealedHistory(f"C-{k}") for k in range(n)],
        anchor=cc.wire.SealAnchor([cc.wire.SealedHistory(f"C-{k}").head for k in range(n)]),
    ),
    "visible": lambda n: (
        lambda: list(cc.decisions.visible(claims(n), ALICE, at=at("2022-10-01 09:00"), rules=RULES))
    ),
    "replay": lambda n: partial(cc.replay, commented(n)),
    "scenario": lambda n: partial(_foreseen, commented(n), history(n)),
    "seal": lambda n: partial(cc.wire.seal, history(n), salts=salts(n)),
    "seal_next": lambda n: partial(
        cc.wire.seal_next, cc.wire.SealedHistory("C-1"), commented(n), salts=salts(n)
    ),
    "since_rejection": lambda n: partial(cc.claims.since_rejection, returned(n, rejected=True)),
    "since_request": lambda n: partial(cc.claims.since_request, returned(n)),
    "unseal": lambda n: partial(cc.wire.unseal, sealed(n), anchors=heads(n)),
    "verify": lambda n: partial(cc.wire.verify, sealed(n), anchors=heads(n)),
    "problems": lambda n: partial(_judged, cc.problems, n),
    "way_to": lambda n: partial(_judged, cc.portal.way_to, n),
    "decide": lambda n: partial(_judged, cc.decide, n),
    "advice": lambda n: _approving(
        n, lambda asked, world, given: cc.advice(asked, world.claim(), funds=world.pool, **given)
    ),
    "perform": lambda n: _approving(
        n, lambda asked, world, given: cc.perform(asked, world.repo, **given, advise=True)
    ),
    "perform_async": lambda n: _approving(
        n,
        lambda asked, _world, given: asyncio.run(
            _refused(cc.perform_async(asked, cc.repositories.AsyncInMemoryRepository(), **given))
        ),
    ),
    "perform_steps": lambda n: _approving(
        n, lambda asked, _world, given: next(cc.repositories.perform_steps(asked, **given))
    ),
}
"""How much of each function's work is prepared, by its name."""


def _approving(count: int, give: Callable[[Any, World, Any], object]) -> Work:
    """Return how an approval is given where so many claims may share evidence with its claim."""
    world, others = World().reviewed(), claims(count)
    asked = world.ask(cc.claims.ApproveClaim, RITA, "2022-09-16 09:00", amount=world.claim().form.amount)
    return partial(give, asked, world, {"rules": RULES, "others": others})


async def _refused(performed: Awaitable[object]) -> None:
    """Wait for what ends in an error of ours, which is an answer too."""
    with suppress(cc.CoopClaimsError):
        await performed


def _paid(judge: Any, count: int) -> None:
    """Judge a command of a payment that has so many entries; a refusal is an answer too."""
    entry = _example(cc.payments.PaymentEntry)
    numbered = tuple(attrs.evolve(entry, number=n + 1, command=f"c{n}") for n in range(count))
    several = {
        name: numbered
        for name, kind in typing.get_type_hints(judge).items()
        if name != "return" and _is_collection(kind)
    }
    with suppress(cc.CoopClaimsError):
        judge(
            _example(cc.payments.PaymentCommand),
            None,
            context=_example(cc.payments.PaymentContext),
            funds=reviewed().pool,
            rules=RULES,
            **several,
        )


def _many(count: int, perform_many: Any) -> Work:
    """Return that so many remarks on one claim are performed at once."""
    world = World().draft()
    commands = [attrs.evolve(_comment(), id=f"many-{k}") for k in range(count)]
    if perform_many is None:
        return partial(cc.repositories.perform_many, commands, world.repo, rules=RULES, atomic=True)
    store = cc.repositories.AsyncInMemoryRepository(world.repo)
    return lambda: asyncio.run(perform_many(commands, store, rules=RULES))


def _foreseen(entries: Any, known: Any) -> None:
    remarks = [attrs.evolve(_comment(), id=f"foreseen-{k}") for k in range(len(known))]
    cc.portal.scenario(cc.replay(entries), remarks, rules=RULES, funds=reviewed().pool, history=known)


def _conserved(count: int) -> tuple[Any, Any]:
    pool, earned = earnings(count)
    return pool.record(earned), earned


def _judged(judge: Any, count: int) -> object:
    claim = cc.replay(commented(count))
    command = attrs.evolve(_comment(), id="next")
    return judge(command, claim, rules=RULES, funds=reviewed().pool, history=history(count))


@cache
def _comment() -> Any:
    return World().draft().ask(cc.claims.Comment, ALICE, "2022-09-20 09:00", text="x")


def _is_collection(kind: Any) -> bool:
    origin, within = typing.get_origin(kind), typing.get_args(kind)
    if origin in (types.UnionType, typing.Union):
        return any(map(_is_collection, within))
    if isinstance(kind, type) and issubclass(kind, Stream | Sealed):
        return True
    return isinstance(origin, type) and issubclass(origin, Iterable)


def takes_a_collection(function: Any) -> bool:
    hints = typing.get_type_hints(function)
    return any(_is_collection(kind) for name, kind in hints.items() if name != "return")


TAKING: Final = {
    name for name in HOMES if inspect.isroutine(each := public(name)) and takes_a_collection(each)
}

CATALOGUE: Final = "it is given one activity of the catalogue, whose requirements are a dozen at most"
EXEMPT: Final[dict[str, str]] = {
    "iter_requirements": CATALOGUE,
    "missing_requirements": CATALOGUE,
    "ways_to_satisfy": CATALOGUE,
    "replay_payment": "it is `replay` over another table",
}
"""What is not measured, and why: at most five."""


def test_every_function_that_takes_a_collection_is_measured() -> None:
    """Say in `PREPARED` how a function that is named here is given so many elements."""
    assert sorted(TAKING - PREPARED.keys() - EXEMPT.keys()) == []
    assert sorted((PREPARED.keys() | EXEMPT.keys()) - TAKING) == []
    assert len(EXEMPT) <= 5


@pytest.mark.parametrize("name", PREPARED)
def test_twice_as_much_costs_about_twice_as_much(name: str) -> None:
    prepare = PREPARED[name]
    prepare(16)()  # whatever is made once is made by now
    once, twice, four_times = (lines(prepare(count)) for count in (16, 32, 64))
    assert twice <= MOST * once
    assert four_times <= MOST * twice


def test_what_grows_with_the_square_is_seen() -> None:
    def square(count: int) -> None:
        for _ in range(count):
            for _ in range(count):
                pass

    assert lines(partial(square, 64)) > MOST * lines(partial(square, 32))
