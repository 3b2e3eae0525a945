"""Money, by property: one class per clause."""

from __future__ import annotations

import pickle
from datetime import date
from decimal import (
    ROUND_CEILING,
    ROUND_DOWN,
    ROUND_FLOOR,
    ROUND_HALF_EVEN,
    ROUND_UP,
    Context,
    Decimal,
    DefaultContext,
    localcontext,
)
from fractions import Fraction
from math import floor
from random import Random
from typing import Any

import pytest
from hypothesis import assume, example, given, strategies as st

from coopclaims import Currency, Money
from coopclaims.errors import CurrencyMismatch, InvalidMoney
from coopclaims.money import ExchangeRate, Quotation

LIMIT = 10**18
MONTH = date(2022, 11, 1)

currencies = st.sampled_from(Currency.active())


@st.composite
def monies(draw: st.DrawFn, currency: Currency | None = None, limit: int = LIMIT) -> Money:
    chosen = draw(currencies) if currency is None else currency
    bound = limit * 10**chosen.digits - 1
    return Money.of_minor_units(draw(st.integers(-bound, bound)), chosen)


@st.composite
def pairs(draw: st.DrawFn) -> tuple[Money, Money]:
    currency = draw(currencies)
    small = monies(currency, LIMIT // 2)
    return draw(small), draw(small)


weights = st.dictionaries(
    st.text("abcdef", min_size=1, max_size=3),
    st.integers(0, 10**6) | st.decimals(0, 1000, places=4),
    min_size=1,
    max_size=8,
).filter(lambda drawn: any(drawn.values()))


@st.composite
def rates(draw: st.DrawFn) -> Decimal:
    return Decimal(draw(st.integers(1, 10**9))).scaleb(-draw(st.integers(0, 9)))


@st.composite
def hostile_contexts(draw: st.DrawFn) -> Context:
    return Context(
        prec=draw(st.integers(1, 5)),
        rounding=draw(st.sampled_from([ROUND_UP, ROUND_DOWN, ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_EVEN])),
        Emin=-1,
        Emax=1,
        capitals=draw(st.integers(0, 1)),
        clamp=draw(st.integers(0, 1)),
        traps=draw(st.sampled_from([[], list(DefaultContext.flags)])),
    )


class TestOneValueOneSpelling:
    """Equal amounts are equal, hash alike, print alike, and their repr gives them back."""

    @given(monies())
    def test_repr_round_trips(self, money: Money) -> None:
        code = repr(money)
        assert code == f"Money({str(money.amount)!r}, {money.currency.code!r})"
        assert Money(str(money.amount), money.currency.code) == money

    @given(monies())
    def test_every_way_to_build_it(self, money: Money) -> None:
        same = {
            money,
            Money(money.amount, money.currency),
            Money.rounded(money.amount, money.currency),
            Money.of_minor_units(money.minor_units, money.currency.code),
            pickle.loads(pickle.dumps(money)),
        }
        assert len(same) == len({str(each) for each in same}) == 1

    @given(monies())
    def test_the_amount_has_the_digits_of_the_currency(self, money: Money) -> None:
        assert money.amount.as_tuple().exponent == -money.currency.digits
        assert Fraction(money.amount) == Fraction(money.minor_units, 10**money.currency.digits)

    @given(monies(), monies())
    def test_equal_when_amount_and_currency_are(self, one: Money, other: Money) -> None:
        assert (one == other) == ((one.amount, one.currency) == (other.amount, other.currency))


class TestStrictConstruction:
    """Whatever is not an exact amount of the currency is refused; nothing is rounded unasked."""

    @given(st.decimals(allow_nan=True, allow_infinity=True), currencies)
    @example(Decimal("0E-30"), Currency("USD"))
    @example(Decimal("0E+30"), Currency("USD"))
    @example(Decimal("-0E+17"), Currency("USD"))
    def test_accepted_exactly_when_it_fits(self, amount: Decimal, currency: Currency) -> None:
        exponent = amount.as_tuple().exponent
        fits = isinstance(exponent, int) and -exponent <= currency.digits and amount.adjusted() < 18
        if fits:
            assert Money(amount, currency).amount == amount
        else:
            with pytest.raises(InvalidMoney):
                Money(amount, currency)

    @given(st.floats() | st.booleans() | st.none() | st.binary() | st.fractions(), currencies)
    def test_other_types_are_refused(self, amount: Any, currency: Currency) -> None:
        with pytest.raises(InvalidMoney):
            Money(amount, currency)

    @given(st.text(), currencies)
    @example("1_0", Currency("USD"))
    @example("１", Currency("USD"))  # noqa: RUF001  (full width)
    def test_text_is_plain(self, text: str, currency: Currency) -> None:
        try:
            money = Money(text, currency)
        except InvalidMoney:
            return
        assert text.isascii()
        assert set(text) <= set("+-.0123456789")
        assert Fraction(text) == Fraction(money.amount)

    @given(st.decimals(-(10**15), 10**15), currencies)
    def test_rounded_is_the_nearest_half_away_from_zero(self, amount: Decimal, currency: Currency) -> None:
        exact = Fraction(amount) * 10**currency.digits
        units = Money.rounded(amount, currency).minor_units
        assert abs(units - exact) <= Fraction(1, 2)
        assert abs(units - exact) < Fraction(1, 2) or abs(units) > abs(exact)


class TestArithmetic:
    """Addition and multiplication are those of whole numbers, within one currency."""

    @given(pairs(), st.integers(-1000, 1000))
    def test_exact(self, pair: tuple[Money, Money], factor: int) -> None:
        one, other = pair
        assert (one + other).minor_units == one.minor_units + other.minor_units
        assert (one - other) + other == one
        assert one - other == -(other - one)
        assert Money.total([one, other], one.currency) == one + other == other + one
        small = Money.of_minor_units(one.minor_units // 10**4, one.currency)
        assert (small * factor).minor_units == (factor * small).minor_units == small.minor_units * factor

    @given(pairs())
    def test_order_is_that_of_the_amounts(self, pair: tuple[Money, Money]) -> None:
        one, other = pair
        assert (one < other) == (one.amount < other.amount)
        assert (one <= other) == (one.amount <= other.amount)
        assert (one > other) == (one.amount > other.amount)
        assert (one >= other) == (one.amount >= other.amount)
        assert [one.is_negative, one.is_zero, one.is_positive].count(True) == 1

    @given(monies(), monies())
    def test_currencies_never_meet(self, one: Money, other: Money) -> None:
        """No operation yields a currency that it was not given."""
        assume(one.currency != other.currency)
        assert one != other
        for operation in ("__add__", "__sub__", "__lt__", "__le__", "__gt__", "__ge__"):
            with pytest.raises(CurrencyMismatch):
                getattr(one, operation)(other)


class TestAllocation:
    """Shares add up to the amount, each within one minor unit of its exact proportion."""

    @given(monies(), weights)
    def test_nothing_is_lost(self, money: Money, weights: dict[str, int | Decimal]) -> None:
        shares = money.allocate(weights)
        assert [key for key, _ in shares] == list(weights)
        assert Money.total((share for _, share in shares), money.currency) == money

    @given(monies(), weights)
    def test_fair(self, money: Money, weights: dict[str, int | Decimal]) -> None:
        total = sum(Fraction(weight) for weight in weights.values())
        for key, share in money.allocate(weights):
            exact = money.minor_units * Fraction(weights[key]) / total
            assert abs(share.minor_units - exact) < 1

    @given(monies(), weights, st.randoms(use_true_random=False))
    def test_the_order_of_the_weights_decides_nothing(
        self, money: Money, weights: dict[str, int | Decimal], random: Any
    ) -> None:
        shuffled = list(weights.items())
        random.shuffle(shuffled)
        assert dict(money.allocate(shuffled)) == dict(money.allocate(weights))

    @given(monies(), weights)
    def test_a_larger_weight_never_gets_less(self, money: Money, weights: dict[str, int | Decimal]) -> None:
        shares = dict(money.allocate(weights))
        by_weight = sorted(weights, key=lambda key: (weights[key], abs(shares[key].minor_units)))
        sizes = [abs(shares[key].minor_units) for key in by_weight]
        assert sizes == sorted(sizes)

    @given(monies(), weights)
    def test_a_negative_amount_is_split_as_its_opposite(
        self, money: Money, weights: dict[str, int | Decimal]
    ) -> None:
        assert (-money).allocate(weights) == tuple((key, -share) for key, share in money.allocate(weights))

    @given(monies(), weights, st.integers(1, 1000))
    def test_only_the_proportion_counts(
        self, money: Money, weights: dict[str, int | Decimal], factor: int
    ) -> None:
        scaled = {key: Money.rounded(weight * factor, "UYW") for key, weight in weights.items()}
        assert money.allocate(scaled) == money.allocate(weights)

    @given(monies(), weights)
    def test_largest_remainder(self, money: Money, weights: dict[str, int | Decimal]) -> None:
        """Against a plain reading of the rule, in fractions."""
        whole = abs(money.minor_units)
        total = sum(Fraction(weight) for weight in weights.values())
        exact = {key: whole * Fraction(weight) / total for key, weight in weights.items()}
        units = {key: share.numerator // share.denominator for key, share in exact.items()}
        for key in sorted(exact, key=lambda key: (units[key] - exact[key], -exact[key], key)):
            units[key] += sum(units.values()) < whole
        assert {key: abs(share.minor_units) for key, share in money.allocate(weights)} == units


class TestExchange:
    """A conversion is one product, rounded once; there and back stays within the stated bound."""

    @given(monies(limit=10**6), currencies, rates())
    def test_nearest_minor_unit(self, money: Money, target: Currency, value: Decimal) -> None:
        assume(money.currency != target)
        rate = ExchangeRate(source=money.currency, target=target, rate=value, month=MONTH, origin="test")
        converted = rate.convert(money)
        exact = Fraction(money.amount) * Fraction(value) * 10**target.digits
        assert converted.currency is target
        assert abs(converted.minor_units - exact) <= Fraction(1, 2)
        assert abs(converted.minor_units - exact) < Fraction(1, 2) or abs(converted.minor_units) > abs(exact)

    @given(monies(limit=10**6), currencies, st.integers(-6, 6), st.integers(-6, 6))
    def test_there_and_back(self, money: Money, target: Currency, twos: int, fives: int) -> None:
        """Off by at most half a minor unit of the target, taken back, and half a unit of the source.

        Rates made of twos and fives are those whose inverse can be written out too.
        """
        assume(money.currency != target)
        source, value = money.currency, Fraction(2) ** twos * Fraction(5) ** fives

        def rate(source: Currency, target: Currency, value: Fraction) -> ExchangeRate:
            written = Decimal(value.numerator) / Decimal(value.denominator)
            assert Fraction(written) == value
            return ExchangeRate(source=source, target=target, rate=written, month=MONTH, origin="test")

        there, back = rate(source, target, value), rate(target, source, 1 / value)
        bound = Fraction(target.unit) / 2 / value + Fraction(source.unit) / 2
        assert abs(Fraction(back.convert(there.convert(money)).amount) - Fraction(money.amount)) <= bound

    @given(monies(limit=10**6), currencies, st.integers(-6, 6), st.integers(-6, 6))
    def test_the_opposite_amount_is_the_opposite(
        self, money: Money, target: Currency, twos: int, fives: int
    ) -> None:
        assume(money.currency != target)
        value = Decimal(2) ** twos * Decimal(5) ** fives
        rate = ExchangeRate(source=money.currency, target=target, rate=value, month=MONTH, origin="test")
        assert rate.convert(-money) == -rate.convert(money)


class TestTenThousandConversions:
    """Ten thousand conversions, however quoted, are exact arithmetic rounded once, a half away from zero."""

    def test_they_equal_rational_arithmetic_rounded_once(self) -> None:
        chosen = Random("ten thousand conversions")  # noqa: S311 - the same every time, and no secret
        codes, wrong = ("SEK", "EUR", "BGN", "LTL", "HUF", "JPY", "KWD", "CLF"), []
        for _ in range(10_000):
            source, target = chosen.sample(codes, 2)
            places = chosen.randrange(7)
            rate = ExchangeRate(
                source=source,
                target=target,
                rate=Decimal(chosen.randrange(1, 10**6)).scaleb(-places),
                per=chosen.choice((1, 10, 100, 1000, Decimal("1.95583"))),
                quotation=chosen.choice(tuple(Quotation)),
                since=MONTH,
                origin="test",
            )
            money = Money.of_minor_units(chosen.randrange(-(10**9), 10**9), source)
            step = chosen.choice((None, Money.of_minor_units(chosen.randrange(1, 500), target)))
            number = Fraction(rate.rate) / Fraction(rate.per)
            worth = number if rate.quotation is Quotation.TARGET_PER_SOURCE else 1 / number
            least = Fraction(1 if step is None else step.minor_units)
            exact = abs(Fraction(money.amount)) * worth * 10 ** Currency(target).digits / least
            units = least * floor(exact + Fraction(1, 2)) * (-1 if money.is_negative else 1)
            if rate.convert(money, step=step) != Money.of_minor_units(int(units), target):
                wrong.append((rate, money, step))
        assert wrong == []


class TestNoOtherCurrency:
    """No operation yields a currency that it was not given."""

    @given(pairs(), weights, st.integers(-1000, 1000))
    def test_within_one(
        self, pair: tuple[Money, Money], weights: dict[str, int | Decimal], factor: int
    ) -> None:
        one, other = pair
        currency = one.currency
        small = Money.of_minor_units(one.minor_units // 10**4, currency)
        results = [
            one + other,
            one - other,
            -one,
            small * factor,
            factor * small,
            Money.total([one, other], currency),
            Money.rounded(one.amount, currency),
            *(share for _, share in one.allocate(weights)),
            *(share for _, share in one.allocate({"a": Money(1, "CLF"), "b": Money(2, "CLF")})),
        ]
        assert {result.currency for result in results} == {currency}

    @given(monies(limit=10**6), currencies, rates())
    def test_a_conversion_yields_the_target_of_its_rate(
        self, money: Money, target: Currency, value: Decimal
    ) -> None:
        assume(money.currency != target)
        rate = ExchangeRate(source=money.currency, target=target, rate=value, month=MONTH, origin="test")
        assert rate.convert(money).currency is target
        with pytest.raises(CurrencyMismatch):
            rate.convert(rate.convert(money))


class TestDecimalContext:
    """No result depends on the caller's decimal context, and none changes it."""

    @given(monies(limit=10**9), weights, rates(), hostile_contexts())
    def test_same_answers_under_any_context(
        self, money: Money, weights: dict[str, int | Decimal], value: Decimal, context: Context
    ) -> None:
        target = Currency("KWD") if money.currency.code != "KWD" else Currency("JPY")
        text, long_text = (
            str(money.amount),
            str(money.amount) + ("" if money.currency.digits else ".") + "55555",
        )

        def answers() -> list[object]:
            rate = ExchangeRate(source=money.currency, target=target, rate=value, month=MONTH, origin="test")
            return [
                Money(text, money.currency),
                Money(money.amount, money.currency),
                Money.rounded(long_text, money.currency),
                str(money.amount),
                repr(money),
                money.currency.unit,
                money + money,
                money - money * 3,
                -money,
                money < money + money,
                money.allocate(weights),
                rate.convert(money),
                hash(money),
            ]

        expected = answers()
        with localcontext(context) as current:
            before = (repr(current), dict(current.flags))
            assert answers() == expected
            assert (repr(current), dict(current.flags)) == before

    @given(st.text(max_size=5) | st.decimals(), hostile_contexts())
    def test_same_refusals_under_any_context(self, amount: str | Decimal, context: Context) -> None:
        def verdict() -> object:
            try:
                return Money(amount, "USD")
            except InvalidMoney as refusal:
                return (refusal.field, refusal.got is amount, refusal.expected)

        expected = verdict()
        with localcontext(context):
            assert verdict() == expected
