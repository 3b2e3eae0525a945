"""Explanations are exact: every figure in them counts, and none of them tells what a document holds.

The checkers below know the figures by name, read no text, and use nothing of the library: they hold
each figure against the others, so that a changed one is noticed.
"""

from __future__ import annotations

import json
from copy import deepcopy
from datetime import date, datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from math import floor
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import attrs
import pytest
from dateutil.relativedelta import relativedelta
from hypothesis import given, settings, strategies as st
from tests.support.told import told_of

import coopclaims as cc
from coopclaims.testing import Scenario, World, claims, commands, scenarios, simplest

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from hypothesis.strategies import DataObject

half = settings(max_examples=settings().max_examples // 2)
"""Whole stories are dear: half as many of them as of other examples."""

Told = dict[str, Any]
ONE_DAY = timedelta(days=1)
MONTHS: dict[str, Callable[[int], relativedelta]] = {
    "months": lambda n: relativedelta(months=n),
    "month_ends": lambda n: relativedelta(months=n, day=31),
}


class Disagreement(Exception):
    """A figure of an explanation is not what follows from the others."""


def agree(*values: object) -> None:
    if any(value != values[0] for value in values):
        raise Disagreement(values)


def statements(told: Told, *codes: str) -> list[Told]:
    """Return the figures of every statement with one of these codes, with the code beside them."""
    below = [each for child in told.get("because", []) for each in statements(child, *codes)]
    own = [told["figures"] | {"code": told["code"]}] if told["code"] in codes else []
    return own + below


def check_day(told: Told) -> date:
    """Count the days again, each in its place, and return the due day that they lead to."""
    (span,), (start,) = statements(told, "span"), statements(told, "start")
    zone = ZoneInfo(told["figures"]["zone"])
    day, count = date.fromisoformat(start["day"]), 0
    if start["instant"] is not None:
        agree(datetime.fromisoformat(start["instant"]).astimezone(zone).date(), day)
    runs = statements(told, "counted", "closed")
    if span["unit"] in MONTHS:
        (reached,) = statements(told, "reached")
        day += MONTHS[span["unit"]](span["n"])
        agree(date.fromisoformat(reached["day"]), day)
        count = span["n"]
    else:
        agree(runs[-1]["code"], "counted")
    for run in runs:
        first, last = date.fromisoformat(run["first"]), date.fromisoformat(run["last"])
        agree(first, day + ONE_DAY)
        agree(last >= first, True)
        if run["code"] == "counted":
            agree((run["from"], run["to"]), (count + 1, count + 1 + (last - first).days))
            count = run["to"]
        elif span["unit"] != "business_days":
            raise Disagreement(run)
        day = last
    agree(count, span["n"])
    end = datetime.fromisoformat(told["figures"]["last_instant"])
    agree(
        end.astimezone(zone).date(), (end + timedelta(microseconds=1)).astimezone(zone).date() - ONE_DAY, day
    )
    agree(date.fromisoformat(told["figures"]["due"]), day)
    return day


def amount(figures: Told, name: str) -> tuple[int, Fraction]:
    """Return an amount in minor units, and what one of them is."""
    exponent = Decimal(figures[name]["amount"]).as_tuple().exponent
    assert isinstance(exponent, int)
    unit = Fraction(1, 10**-exponent)
    return int(Fraction(figures[name]["amount"]) / unit), unit


def check_money(told: Told) -> tuple[Fraction, str]:
    """Split and convert again, and return the amount and the currency that this leads to."""
    top, (share,), (profile,) = told["figures"], statements(told, "share"), statements(told, "profile")
    agree(top["entity"], share["entity"], profile["entity"])
    agree(top["profile"], profile["profile"])
    agree(*(share[name]["currency"] for name in ("share", "whole", "earned", "total")))
    (whole, unit), (earned, _), (total, _) = (amount(share, name) for name in ("whole", "earned", "total"))
    units, currency = whole * earned // total + share["rounded_up"], share["share"]["currency"]
    agree(amount(share, "share"), (units, unit))
    (foreign,) = statements(told, "conversion") or [{}]
    if foreign:
        agree(foreign["source"], share["share"])
        agree(foreign["target"]["currency"] != currency, True)
        own, currency = units * unit, foreign["target"]["currency"]
        _, unit = amount(foreign, "target")
        units = floor(own * Fraction(foreign["rate"]) / unit + Fraction(1, 2))
        agree(amount(foreign, "target"), (units, unit))
    agree(
        (amount(top, "money"), top["money"]["currency"], profile["currency"]),
        ((units, unit), currency, currency),
    )
    return units * unit, currency


def check_split(told: Told) -> None:
    """Split by what all earned: the shares are those that follow from it, each minor unit in its place."""
    shares, weights = statements(told, "share"), statements(told, "weight")
    earned = {each["entity"]: amount(each, "earned")[0] for each in weights}
    whole, _ = amount(shares[0], "whole")
    exact = {entity: Fraction(whole * each, sum(earned.values())) for entity, each in earned.items()}
    in_line = sorted(exact, key=lambda each: (floor(exact[each]) - exact[each], -earned[each], each))
    spare = in_line[: whole - sum(map(floor, exact.values()))]
    for share in shares:
        agree(amount(share, "earned")[0], earned[share["entity"]])
        agree(amount(share, "total")[0], sum(earned.values()))
        agree(share["rounded_up"], share["entity"] in spare)


def figures_of(told: Told) -> Iterator[tuple[Told, str]]:
    """Yield every figure in the tree, as the mapping that it stands in and its name."""
    for name in told.get("figures", {}):
        yield told["figures"], name
    for child in told.get("because", []):
        yield from figures_of(child)


def changed(name: str, value: Any) -> Any:
    """Return another value for this figure, as a careless or dishonest hand would write it."""
    if isinstance(value, int):
        return value + 1
    if name in {"instant", "last_instant"}:
        return (datetime.fromisoformat(value) + ONE_DAY).isoformat()
    if name in {"day", "due", "first", "last"}:
        return (date.fromisoformat(value) + ONE_DAY).isoformat()
    if name.endswith("currency"):
        return "SEK" if value != "SEK" else "EUR"
    if isinstance(value, dict):  # an amount
        return value | {"amount": changed("rate", value["amount"])}
    return f"{Decimal(value) * 10:f}" if name == "rate" else f"{value}-2"


LABELS = {"clock", "event", "unit", "zone", "why", "name", "digest", "month", "origin", "claim_currency"}
"""Figures that say what something is called, and that no day or amount follows from."""


def tampered(data: DataObject, told: Told, *, codes: frozenset[str]) -> Told:
    """Return the explanation with one figure changed that a day or an amount follows from."""
    altered = deepcopy(told)
    kept = prune(altered, codes)
    known = [(where, name) for where, name in figures_of(kept) if where[name] is not None]
    where, name = data.draw(st.sampled_from([each for each in known if each[1] not in LABELS]))
    where[name] = changed(name, where[name])
    return altered


def prune(told: Told, codes: frozenset[str]) -> Told:
    """Return a view of the tree that shows the figures of these statements only."""
    below = [prune(child, codes) for child in told.get("because", [])]
    return {"figures": told.get("figures", {}) if told["code"] in codes else {}, "because": below}


@st.composite
def rules(draw: st.DrawFn) -> cc.Rules:
    """Draw the published rules, bound to a calendar with any days closed and to some zone."""
    days = st.dates(date(2022, 1, 1), date(2024, 12, 31))
    calendar = cc.BusinessCalendar.of_days(
        name="drawn",
        closed=draw(st.dictionaries(days, st.sampled_from(("feast", "strike")), max_size=30)),
        years=range(2021, 2026),
        weekend=draw(st.sampled_from([frozenset({5, 6}), frozenset({4, 5}), frozenset({6})])),
    )
    key = draw(
        st.sampled_from(("America/Los_Angeles", "Europe/Stockholm", "Asia/Tehran", "Pacific/Auckland"))
    )
    return cc.partner_center.bind(calendar=calendar, zone=ZoneInfo(key))


@st.composite
def deadlines(draw: st.DrawFn) -> cc.Deadline:
    """Draw a deadline of each of the clocks that count days."""
    bound = draw(rules())
    zones = st.just(ZoneInfo("UTC"))
    at = draw(st.datetimes(datetime(2022, 1, 3), datetime(2024, 6, 1), timezones=zones))  # noqa: DTZ001 - given apart
    invoice = cc.deadlines.TaxInvoice.approved(at + timedelta(hours=draw(st.integers(-900, 900))))
    found = draw(
        st.sampled_from(
            (
                cc.deadlines.review_due(start=at, rules=bound),
                cc.deadlines.dispute_due(start=at, rules=bound),
                cc.deadlines.payment_due(
                    approved=at, tax_invoice=cc.deadlines.TaxInvoice.not_needed(), rules=bound
                ),
                cc.deadlines.payment_due(approved=at, tax_invoice=invoice, rules=bound),
                cc.deadlines.review_due(start=at.date(), rules=bound),
            )
        )
    )
    assert isinstance(found, cc.Deadline)
    return found


DAY_CODES = frozenset({"deadline", "span", "start", "counted", "closed"})
MONEY_CODES = frozenset({"payout", "share", "profile", "conversion"})


class TestDays:
    """A due day follows from the days told, and a changed figure does not go unnoticed. D-07 to D-11."""

    @given(deadlines())
    def test_it_follows(self, due: cc.Deadline) -> None:
        assert check_day(told_of(due.explain())) == due.on

    @given(deadlines(), st.data())
    def test_a_change_is_noticed(self, due: cc.Deadline, data: DataObject) -> None:
        with pytest.raises(Disagreement):
            check_day(tampered(data, told_of(due.explain()), codes=DAY_CODES))

    @half
    @given(scenarios(cc.ClaimStatus.APPROVED))
    def test_the_deadlines_of_a_claim_follow_too(self, scenario: Scenario) -> None:
        claim, bound = scenario.claim, scenario.world.rules
        no_invoice = cc.deadlines.TaxInvoice.not_needed()
        for due in (
            cc.review_deadline(claim, rules=bound),
            cc.dispute_deadline(claim, rules=bound),
            cc.payment_deadline(claim, tax_invoice=no_invoice, rules=bound),
        ):
            if isinstance(due, cc.Deadline):
                assert check_day(told_of(due.explain())) == due.on


HOME = World.typical()
APPROVED = simplest(claims(cc.ClaimStatus.APPROVED))


@st.composite
def resolutions(draw: st.DrawFn) -> cc.payouts.PayoutResolution:
    """Draw the payouts of an approved amount that several entities share, in some currencies."""
    claimed, *paid = draw(st.lists(st.sampled_from(("SEK", "EUR", "JPY", "KWD")), min_size=3, max_size=4))
    entities = tuple(
        cc.payouts.PayingEntity(cc.identifiers.EntityId(f"vendor-{n}"), code) for n, code in enumerate(paid)
    )
    earned = [draw(st.integers(10**5, 10**6)) for _ in entities]
    approved = cc.Money.of_minor_units(draw(st.integers(10**7, 10**9)), claimed)
    rate = draw(st.decimals("0.01", "100", places=4))
    month = date(2022, 11, 1)
    return cc.payouts.resolve_payouts(
        attrs.evolve(APPROVED, milestones=attrs.evolve(APPROVED.milestones, approved=approved)),
        shares=[
            (entity.id, cc.Money.of_minor_units(units, claimed))
            for entity, units in zip(entities, earned, strict=True)
        ],
        entities=entities,
        profiles=cc.payouts.BankProfiles(
            cc.payouts.ProfileAssignment(
                profile=cc.identifiers.ProfileId(f"bank-{entity.currency}"),
                currency=entity.currency,
                location=HOME.location,
                program=HOME.program,
                entity=entity.id,
                status=cc.payouts.ProfileStatus.APPROVED,
            )
            for entity in entities
        ),
        rates=cc.money.RateTable(
            cc.money.ExchangeRate(source=claimed, target=code, rate=rate, month=month, origin="drawn")
            for code in set(paid) - {claimed}
        ),
        ordered_at=datetime(2022, 11, 10, 12, tzinfo=ZoneInfo("UTC")),
        rules=HOME.rules,
        enrollment=cc.payouts.EnrollmentStatus.ENROLLED,
    )


def payouts() -> st.SearchStrategy[cc.payouts.Payout]:
    """Return a strategy for one of these payouts."""
    return resolutions().flatmap(lambda resolution: st.sampled_from(resolution.payouts))


class TestAmounts:
    """An amount follows from shares and rate, and a changed figure does not go unnoticed. P-02, P-08."""

    @given(payouts())
    def test_it_follows(self, payout: cc.payouts.Payout) -> None:
        assert check_money(told_of(payout.explain())) == (
            Fraction(payout.money.amount),
            payout.money.currency.code,
        )

    @given(payouts(), st.data())
    def test_a_change_is_noticed(self, payout: cc.payouts.Payout, data: DataObject) -> None:
        with pytest.raises(Disagreement):
            check_money(tampered(data, told_of(payout.explain()), codes=MONEY_CODES))

    @given(resolutions())
    def test_the_split_follows_from_what_all_earned(self, resolution: cc.payouts.PayoutResolution) -> None:
        told = told_of(resolution.explain())
        check_split(told)
        weight = statements(told, "weight")[0]
        weight["earned"] |= {"amount": f"{Decimal(weight['earned']['amount']) * 10:f}"}
        with pytest.raises(Disagreement):
            check_split(told)


SECRET = "for your eyes only"  # noqa: S105 - what nobody may read


def with_secrets(claim: cc.Claim) -> cc.Claim:
    """Return the claim with evidence whose documents and notes nobody else may read."""
    secrets = (
        cc.claims.Invoice(
            id=cc.identifiers.ItemId("i"),
            document=SECRET,
            amount=claim.form.amount,
            note=SECRET,
            number=SECRET,
            supplier=SECRET,
        ),
        cc.claims.CertificationReport(
            id=cc.identifiers.ItemId("r"), document=SECRET, amount=claim.form.amount, note=SECRET, work=SECRET
        ),
        cc.claims.Proof(id=cc.identifiers.ItemId("p"), document=SECRET, note=SECRET),
        cc.claims.Metric(id=cc.identifiers.ItemId("m"), name=SECRET, value=SECRET, note=SECRET),
        cc.claims.Information(id=cc.identifiers.ItemId("n"), text=SECRET),
    )
    return attrs.evolve(claim, details=attrs.evolve(claim.details, items=secrets))


class TestDiscretion:
    """No explanation repeats what a document or a note says, whatever it explains. A-19, A-21."""

    @half
    @given(scenarios(), st.data())
    def test_none_tells(self, scenario: Scenario, data: DataObject) -> None:
        claim, world = with_secrets(scenario.claim), scenario.world
        command = data.draw(commands(claim, world=world))
        found = [each.explain() for each in world.problems(command, claim)]
        found += [
            each.explain()
            for option in world.allowed(claim, command.by, at=command.at).values()
            for each in option.problems
        ]
        for clock in (
            cc.review_deadline(claim, rules=world.rules),
            cc.dispute_deadline(claim, rules=world.rules),
            cc.payment_deadline(claim, tax_invoice=cc.deadlines.TaxInvoice.awaited(), rules=world.rules),
            cc.deadlines.claiming_deadline(claim, rules=world.rules),
        ):
            found.append(clock.explain(claim.changed_at))
        for explanation in found:
            assert SECRET not in json.dumps(told_of(explanation))
            assert SECRET not in str(explanation)
