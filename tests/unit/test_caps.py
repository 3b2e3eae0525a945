"""Caps: how much of a claimed amount is reimbursable, by the table in tests/cases."""

from __future__ import annotations

import pickle
from datetime import UTC, date, datetime
from decimal import ROUND_FLOOR, ROUND_HALF_UP, Decimal
from typing import TYPE_CHECKING, Any

import attrs
import pytest
from tests.support.cases import case_name, rows_of

from coopclaims import CoopClaimsError, InvalidValue, Money, Unresolved, errors
from coopclaims.activities import (
    ACTIVITIES_2019,
    SURFACE,
    AmountCap,
    AttendeeCap,
    CostKind,
    CostPart,
    Reimbursable,
    ShareCap,
    reimbursable,
)
from coopclaims.errors import CurrencyMismatch, NoRate
from coopclaims.identifiers import ProgramId
from coopclaims.money import ExchangeRate, RateTable
from coopclaims.provenance import PUBLISHED, BasisKind, Explanation, cite

if TYPE_CHECKING:
    from coopclaims.activities import Cap

ROWS = rows_of("caps")
RIGHT = [row for row in ROWS if " " in row["expected"]]
WRONG = [row for row in ROWS if " " not in row["expected"]]

ON = date(2022, 8, 25)
CSP = ProgramId("CSP Direct Bill Partner")
SOURCE = cite("CO21", "C-05")


def money(text: str) -> Money:
    amount, currency = text.split()
    return Money(amount, currency)


def usd(amount: str) -> Money:
    return Money(amount, "USD")


def caps_of(activity: str) -> tuple[Cap, ...]:
    found = ACTIVITIES_2019.get(activity)
    assert found is not None
    return found.caps


def rates_to(currency: str, rate: str) -> RateTable:
    """Return what a dollar is worth in the month of `ON`."""
    month = ON.replace(day=1)
    return RateTable([ExchangeRate(source="USD", target=currency, rate=rate, month=month, origin="treasury")])


def answer(row: dict[str, str]) -> Reimbursable:
    claimed = money(row["claimed"])
    code = claimed.currency.code
    given = [each.split("+") for each in row["persons"].split("|") if each]
    by_kind = [each for each in given if len(each) > 1]
    return reimbursable(
        caps_of(row["activity"]),
        claimed,
        program=ProgramId(row["program"]),
        earned=money(row["earned"]),
        used=money(row["used"]),
        persons=[Money(each[0], code) for each in given if len(each) == 1],
        parts=[
            CostPart(kind=kind, amount=Money(cost, code), attendee=f"attendee-{number}")
            for number, costs in enumerate(by_kind)
            for kind, cost in zip((CostKind.TRAVEL, CostKind.REGISTRATION), costs, strict=True)
            if cost
        ],
        on=ON,
        rates=rates_to(code, row["rate"]) if row["rate"] else None,
    )


def recomputed(said: Explanation) -> Decimal:
    """Return the reimbursable amount by the figures of an explanation alone."""
    claimed: Decimal = said.figure("claimed").amount
    unit = Decimal(1).scaleb(claimed.as_tuple().exponent)  # type: ignore[arg-type]
    return min([claimed, *(_left(each, unit) for each in said.because)])


def _left(said: Explanation, unit: Decimal) -> Decimal:
    figures: dict[str, Any] = dict(said.figures)
    because = said.because
    if said.code == "cost_of_parts":
        eligible: Decimal = figures["eligible"].amount
        return max(eligible, Decimal(0))
    if said.code in {"no_cap", "no_limit"}:
        return Decimal("Infinity")
    if said.code == "cap_by_person":
        costs = sorted(each.figure("cost").amount for each in because if each.code == "cap_of_person")
        assert len(costs) == figures["persons"]
        most = _converted(because, unit, figures["per_person"])
        people = sum((min(cost, most) for cost in costs[::-1][: figures["most_persons"]]), Decimal(0))
        (period,) = (each for each in because if each.code == "cap")
        within = min(people, _left(attrs.evolve(period, because=because), unit))
        return within + sum(_beside(each) for each in because if each.code == "cost_beside_cap")
    limit: Decimal = figures["limit"].amount
    if "percent" in figures:
        share = (figures["earned"].amount * figures["percent"] / 100).quantize(unit, ROUND_FLOOR)
        least = figures["at_least"]
        assert limit == (share if least is None else max(share, _converted(because, unit, least)))
    else:
        assert limit == _converted(because, unit, figures["stated"])
    used = Decimal(0) if figures["used"] is None else figures["used"].amount
    return max(limit - used, Decimal(0))


def _beside(said: Explanation) -> Decimal:
    """Return what is outside the amounts of a cap: the dearest, for so many persons as are counted."""
    costs = sorted((each.figure("cost").amount for each in said.because), reverse=True)
    assert len(costs) == said.figure("persons")
    found: Decimal = sum(costs[: said.figure("counted")], Decimal(0))
    assert said.figure("people").amount == found
    return found


def _converted(because: tuple[Explanation, ...], unit: Decimal, stated: Money) -> Decimal:
    """Return the stated figure, converted again where it was converted."""
    for each in because:
        if each.code == "amount_converted" and each.figure("amount") == stated:
            exact: Decimal = stated.amount * each.figure("rate")
            found = exact.quantize(unit, ROUND_HALF_UP)
            assert found == each.figure("converted").amount
            return found
    return stated.amount


class TestCases:
    @pytest.mark.parametrize("row", RIGHT, ids=case_name)
    def test_reimbursable(self, row: dict[str, str]) -> None:
        found = answer(row)
        assert found.amount == money(row["expected"])
        assert found.claimed == money(row["claimed"])

    @pytest.mark.parametrize("row", RIGHT, ids=case_name)
    def test_whoever_has_the_explanation_can_recompute_it(self, row: dict[str, str]) -> None:
        said, expected = answer(row).explain(), money(row["expected"])
        assert recomputed(said) == expected.amount
        assert dict(said.figures) == {"claimed": money(row["claimed"]), "amount": expected}

    @pytest.mark.parametrize("row", RIGHT, ids=case_name)
    def test_every_cap_that_was_applied_says_where_it_is_written(self, row: dict[str, str]) -> None:
        found = answer(row).explain()
        caps = caps_of(row["activity"])
        steps = [each for each in found.because if each.code not in {"no_cap", "cost_of_parts"}]
        assert [(each.source, each.basis) for each in steps] == [(cap.source, cap.basis) for cap in caps]

    @pytest.mark.parametrize("row", WRONG, ids=case_name)
    def test_refused(self, row: dict[str, str]) -> None:
        with pytest.raises(CoopClaimsError) as caught:
            answer(row)
        assert type(caught.value) is getattr(errors, row["expected"])

    def test_the_worked_cases_are_here(self) -> None:
        assert {row["case"] for row in ROWS} >= {"W39", "W40", "W42", "W44", "X40"}


class TestExplanation:
    def test_of_a_part(self) -> None:
        (row,) = (row for row in ROWS if row["rests_on"].endswith("25 % together with what is approved"))
        assert str(answer(row).explain()) == (
            "of 12000.00 USD claimed 4000.00 USD is reimbursable\n"
            "└─ at most 25 % of the 40000.00 USD earned, 10000.00 USD; 6000.00 USD of it are approved or "
            "pending already: 4000.00 USD are left  [CO21 C-02 C-05, 2021-11-10; "
            "inferred (each activity by itself, together with what is approved and pending)]"
        )

    def test_of_all(self) -> None:
        found = reimbursable((), usd("5"), program=CSP, earned=usd("0"), used=usd("0"), on=ON)
        assert str(found.explain()) == (
            "of 5.00 USD claimed 5.00 USD is reimbursable\n└─ no cap is published for this activity"
        )

    def test_of_the_greater_of_two(self) -> None:
        texts = {
            earned: _seeding(usd(earned)).explain().because[0].text for earned in ("20000", "30000", "50000")
        }
        assert texts == {
            "20000": (
                "at most 10 % of the 20000.00 USD earned, 2000.00 USD, or 3000.00 USD where that is more: "
                "3000.00 USD are left"
            ),
            "30000": "at most 10 % of the 30000.00 USD earned, 3000.00 USD: 3000.00 USD are left",
            "50000": "at most 10 % of the 50000.00 USD earned, 5000.00 USD: 5000.00 USD are left",
        }

    def test_of_no_limit(self) -> None:
        (step,) = _seeding(usd("20000"), program=ProgramId("ADD-PC")).explain().because
        assert step.text == "no limit for ADD-PC"
        assert step.figures == (("program", "ADD-PC"),)
        assert step.basis is not None
        assert step.basis.kind is BasisKind.INFERRED

    def test_of_persons(self) -> None:
        costs = [usd(cost) for cost in ("1000", "6000", "3000", "4000")]
        found = reimbursable(
            caps_of("vendor-conference"),
            usd("14000"),
            program=CSP,
            earned=usd("0"),
            used=usd("40000"),
            persons=costs,
            on=ON,
        )
        (step,) = found.explain().because
        assert found.amount == usd("5000")
        assert [each.text for each in (step, *step.because)] == [
            "3 of 4 persons, each at most 5000.00 USD: 12000.00 USD",
            "6000.00 USD for one person, of which 5000.00 USD count",
            "4000.00 USD for one person, of which 4000.00 USD count",
            "3000.00 USD for one person, of which 3000.00 USD count",
            "1000.00 USD for one person, of which 0.00 USD count",
            (
                "at most 45000.00 USD in a usage period; 40000.00 USD of it are approved or pending already: "
                "5000.00 USD are left"
            ),
            (
                "14000.00 USD is of no kind that is said and counts as fares and hotel; "
                "to say its kind may pay more"
            ),
        ]

    def test_of_a_converted_cap(self) -> None:
        found = reimbursable(
            caps_of("syndicated-content"),
            Money("200000.00", "SEK"),
            program=CSP,
            earned=Money(0, "SEK"),
            used=Money(0, "SEK"),
            on=ON,
            rates=rates_to("SEK", "10.4321"),
        )
        conversion = found.explain().find("amount_converted")
        assert conversion.text == "18750.00 USD at 10.4321 (2022-08, treasury) is 195601.88 SEK"
        assert conversion.source == cite("PR22", "P-08")
        assert dict(conversion.figures) == {
            "amount": usd("18750.00"),
            "rate": Decimal("10.4321"),
            "month": date(2022, 8, 1),
            "origin": "treasury",
            "converted": Money("195601.88", "SEK"),
        }


def _seeding(earned: Money, *, program: ProgramId = CSP) -> Reimbursable:
    return reimbursable(
        caps_of("product-seeding"), usd("9000"), program=program, earned=earned, used=usd("0"), on=ON
    )


class TestErrors:
    def test_no_rate_names_the_pair_and_the_month(self) -> None:
        sek = Money(0, "SEK")
        for rates in (None, rates_to("EUR", "0.9")):
            with pytest.raises(NoRate) as caught:
                reimbursable(
                    caps_of("syndicated-content"),
                    Money(1, "SEK"),
                    program=CSP,
                    earned=sek,
                    used=sek,
                    on=ON,
                    rates=rates,
                )
            assert caught.value.args == ("USD", "SEK", date(2022, 8, 1))

    def test_unknown_figures_name_the_program_and_the_page(self) -> None:
        with pytest.raises(Unresolved) as caught:
            reimbursable(
                caps_of("vendor-conference"),
                usd("1"),
                program=ProgramId("Hosting"),
                earned=usd("0"),
                used=usd("0"),
                persons=[usd("1")],
                on=ON,
            )
        assert str(caught.value) == (
            "for Hosting other figures may hold (CO21 C-02 C-05, 2021-11-10), and no page gives them"
        )

    @pytest.mark.parametrize("costs", [(), ("2.00", "3.01"), ("-1", "6")])
    def test_persons_that_do_not_fit_are_listed(self, costs: tuple[str, ...]) -> None:
        with pytest.raises(InvalidValue) as caught:
            reimbursable(
                caps_of("vendor-conference"),
                usd("5"),
                program=CSP,
                earned=usd("0"),
                used=usd("0"),
                persons=[usd(cost) for cost in costs],
                on=ON,
            )
        assert caught.value.field == "persons"
        assert caught.value.got == tuple(usd(cost) for cost in costs)
        assert caught.value.fits == "the cost of each person, 5.00 USD together"

    def test_persons_in_another_currency_are_refused(self) -> None:
        with pytest.raises(CurrencyMismatch):
            reimbursable(
                caps_of("vendor-conference"),
                usd("5"),
                program=CSP,
                earned=usd("0"),
                used=usd("0"),
                persons=[Money(5, "EUR")],
                on=ON,
            )

    @pytest.mark.parametrize("what", ["earned", "used"])
    def test_a_mismatch_names_what_is_in_another_currency(self, what: str) -> None:
        amounts: dict[str, Any] = {"earned": usd("1"), "used": usd("1"), what: Money(1, "EUR")}
        with pytest.raises(CurrencyMismatch) as caught:
            reimbursable((), usd("1"), program=CSP, on=ON, **amounts)
        assert caught.value.args == (what, "EUR", "USD")

    def test_an_instant_is_no_day(self) -> None:
        with pytest.raises(InvalidValue, match="on"):
            reimbursable(
                (),
                usd("1"),
                program=CSP,
                earned=usd("0"),
                used=usd("0"),
                on=datetime(2022, 8, 25, tzinfo=UTC),
            )


class TestOwnCaps:
    """Caps that an adopter may write, and the catalogue does not have."""

    def test_the_lowest_of_several_caps_decides_and_all_are_explained(self) -> None:
        caps = (
            AmountCap(limit=usd("700"), source=SOURCE, basis=PUBLISHED),
            ShareCap(percent=50, source=SOURCE, basis=PUBLISHED),
            AmountCap(limit=usd("900"), source=SOURCE, basis=PUBLISHED),
        )
        found = reimbursable(caps, usd("1000"), program=CSP, earned=usd("1000"), used=usd("100"), on=ON)
        assert found.amount == usd("400")
        assert [step.figure("left") for step in found.explain().because] == [
            usd("600"),
            usd("400"),
            usd("800"),
        ]

    def test_the_first_exception_that_names_the_program_holds(self) -> None:
        cap = ShareCap(
            percent=10,
            exceptions=((SURFACE, 20), (frozenset({CSP}), None), (frozenset({CSP}), 30)),
            source=SOURCE,
            basis=PUBLISHED,
        )
        programs = (ProgramId("ADD-PC"), CSP, ProgramId("Hosting"))
        assert [cap.percent_for(program) for program in programs] == [20, None, 10]

    def test_what_is_above_the_share_is_cut_and_never_rounded_up(self) -> None:
        cap = ShareCap(percent=33, source=SOURCE, basis=PUBLISHED)
        found = reimbursable([cap], usd("9"), program=CSP, earned=usd("0.05"), used=usd("0"), on=ON)
        assert found.amount == usd("0.01")  # 0.0165

    def test_they_are_values(self) -> None:
        amount = AmountCap(limit=usd("1"), source=SOURCE, basis=PUBLISHED)
        share = ShareCap(percent=1, source=SOURCE, basis=PUBLISHED)
        person = AttendeeCap(
            per_person=usd("1"), persons=1, per_period=usd("1"), source=SOURCE, basis=PUBLISHED
        )
        caps: tuple[Cap, ...] = (amount, share, person)
        for cap in caps:
            assert pickle.loads(pickle.dumps(cap)) == cap
            assert hash(cap) == hash(attrs.evolve(cap))
            with pytest.raises(attrs.exceptions.FrozenInstanceError):
                cap.source = cite("CO20")  # type: ignore[misc]
        found = reimbursable(caps[:2], usd("1"), program=CSP, earned=usd("1"), used=usd("0"), on=ON)
        assert pickle.loads(pickle.dumps(found)) == found
        assert repr(found) == "Reimbursable(claimed=Money('1.00', 'USD'), amount=Money('0.01', 'USD'))"
