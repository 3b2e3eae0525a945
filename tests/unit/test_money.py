"""Money, by example: currencies, amounts, shares, rates."""

from __future__ import annotations

import copy
import pickle
from datetime import UTC, date, datetime
from decimal import Decimal
from fractions import Fraction
from typing import Any

import attrs
import pytest

from coopclaims import Currency, InvalidValue, Money
from coopclaims.errors import CurrencyMismatch, InvalidMoney, NoRate
from coopclaims.money import ExchangeRate, ExchangeRates, RateTable

NOVEMBER = date(2022, 11, 1)
DECEMBER = date(2022, 12, 1)


def rate(source: str, target: str, value: str, month: date = NOVEMBER) -> ExchangeRate:
    return ExchangeRate(source=source, target=target, rate=value, month=month, origin="treasury")


class TestCurrency:
    @pytest.mark.parametrize(
        ("digits", "codes"),
        [
            (0, "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF"),
            (2, "EUR USD SEK GBP CHF HUF TWD IDR MGA MRU"),
            (3, "BHD IQD JOD KWD LYD OMR TND"),
            (4, "CLF UYW"),
        ],
    )
    def test_digits_follow_iso_and_not_custom(self, digits: int, codes: str) -> None:
        """Hungarian, Taiwanese and Indonesian prices show no decimals; ISO 4217 gives them two."""
        assert {Currency(code).digits for code in codes.split()} == {digits}

    @pytest.mark.parametrize("code", ["CLF", "UYW", "UYI", "BOV", "CHE", "CHW", "COU", "MXV", "USN"])
    def test_funds_codes_are_listed(self, code: str) -> None:
        assert Currency(code) in Currency.active()

    @pytest.mark.parametrize(
        "code", ["XXX", "XTS", "XAU", "XAG", "XPT", "XPD", "XDR", "XSU", "XUA", "XBA", "XBB", "XBC", "XBD"]
    )
    def test_what_has_no_minor_unit_is_no_currency_here(self, code: str) -> None:
        with pytest.raises(InvalidMoney, match="minor unit"):
            Currency(code)

    @pytest.mark.parametrize("code", ["HRK", "BGN", "ANG", "SLL"])
    def test_withdrawn_codes_stay_valid_but_are_not_active(self, code: str) -> None:
        """A History written in kuna in 2022 replays after Croatia took the euro."""
        assert str(Money("12.34", code)) == f"12.34 {code}"
        assert Currency(code) not in Currency.active()

    def test_active_is_the_whole_list_in_order(self) -> None:
        active = Currency.active()
        assert len(active) == len(set(active)) == 165
        assert list(active) == sorted(active, key=str)

    @pytest.mark.parametrize(
        ("code", "hint"),
        [
            ("sek", "in capitals, such as 'SEK'; near it is SEK"),
            (" usd ", "near it is USD"),
            ("US", "near it is UZS, USN, USD"),
            ("EURO", "near it is EUR"),
            ("123", "such as 'SEK'"),
            ("", "such as 'SEK'"),
            (None, "such as 'SEK'"),
            (752, "such as 'SEK'"),
        ],
    )
    def test_unknown_code_is_refused_with_a_hint(self, code: Any, hint: str) -> None:
        with pytest.raises(InvalidMoney, match="ISO 4217") as caught:
            Currency(code)
        assert caught.value.field == "currency"
        assert caught.value.got == code
        assert str(caught.value).endswith(hint)

    def test_one_object_per_code(self) -> None:
        krona = Currency("SEK")
        assert krona is Currency("SEK")
        assert pickle.loads(pickle.dumps(krona)) is krona
        assert copy.deepcopy(krona) is krona

    def test_texts_order_unit(self) -> None:
        krona, yen = Currency("SEK"), Currency("JPY")
        assert (str(krona), repr(krona)) == ("SEK", "Currency('SEK')")
        assert sorted([krona, yen]) == [yen, krona]
        assert (str(krona.unit), str(yen.unit), str(Currency("UYW").unit)) == ("0.01", "1", "0.0001")
        assert len({krona, yen, Currency("SEK")}) == 2

    def test_frozen(self) -> None:
        with pytest.raises(attrs.exceptions.FrozenInstanceError):
            Currency("SEK").digits = 3  # type: ignore[misc]


class TestAmount:
    @pytest.mark.parametrize(
        ("amount", "currency", "text"),
        [
            ("99.50", "SEK", "99.50 SEK"),
            ("99.5", "SEK", "99.50 SEK"),
            (99, "SEK", "99.00 SEK"),
            (Decimal("99.5"), "SEK", "99.50 SEK"),
            (Decimal("1E+3"), "SEK", "1000.00 SEK"),
            ("+7", "JPY", "7 JPY"),
            ("-0.05", "EUR", "-0.05 EUR"),
            ("-0.00", "EUR", "0.00 EUR"),
            ("0", "KWD", "0.000 KWD"),
            ("1.2345", "CLF", "1.2345 CLF"),
            ("-12", "JPY", "-12 JPY"),
            ("007", "JPY", "7 JPY"),
            ("999999999999999999.99", "USD", "999999999999999999.99 USD"),
        ],
    )
    def test_prints_with_the_digits_of_its_currency(self, amount: Any, currency: str, text: str) -> None:
        money = Money(amount, currency)
        assert str(money) == text
        assert str(money.amount) == text.split(maxsplit=1)[0]
        assert money == Money(money.amount, money.currency)

    @pytest.mark.parametrize(
        "amount",
        [
            0.1,
            1e300,
            float("nan"),
            True,
            None,
            b"1",
            Fraction(1, 2),
            "",
            " 1",
            "1 ",
            "1,50",
            "1.",
            ".5",
            "1_000",
            "1e2",
            "1e-30",
            "NaN",
            "Infinity",
            "٣",
            "0x10",
            "--1",
            "1\n",
            Decimal("NaN"),
            Decimal("sNaN"),
            Decimal("Infinity"),
            Decimal("-Infinity"),
            Decimal("1E+30"),
            Decimal("1E+999999"),
            Decimal("0E+30"),
            Decimal("1E-30"),
            "1" + "0" * 18,
            10**18,
            -(10**18),
            pytest.param(10**5000, id="an int of 5001 digits"),
            pytest.param("9" * 10_000, id="a text of 10000 digits"),
            "1.234",
            Decimal("0.001"),
            "1.500",
            Decimal("1.500"),
        ],
    )
    def test_refused(self, amount: Any) -> None:
        with pytest.raises(InvalidMoney) as caught:
            Money(amount, "SEK")
        assert caught.value.field == "amount"
        assert len(str(caught.value)) < 400
        assert pickle.loads(pickle.dumps(caught.value)).args[0] == "amount"

    @pytest.mark.parametrize("amount", [0.5, True, "x" * 58, Decimal("1E+30"), 10**18, None])
    def test_the_error_holds_what_was_given(self, amount: Any) -> None:
        with pytest.raises(InvalidMoney) as caught:
            Money(amount, "SEK")
        assert caught.value.got is amount

    @pytest.mark.parametrize(
        ("amount", "shown"),
        [("x" * 59, "'" + "x" * 59 + "…"), (2**240, "an integer of 241 bits"), (2**240 - 1, None)],
        ids=["text", "int", "a smaller int"],
    )
    def test_the_error_cuts_what_is_absurdly_long(self, amount: Any, shown: str | None) -> None:
        with pytest.raises(InvalidMoney) as caught:
            Money(amount, "SEK")
        assert caught.value.got == (shown or f"{amount!r:.60}…")

    def test_a_digit_too_many_names_the_way_out(self) -> None:
        with pytest.raises(InvalidMoney, match=r"at most 0 digits after the point in JPY \(Money\.rounded"):
            Money("1.5", "JPY")

    def test_a_float_is_told_why(self) -> None:
        with pytest.raises(InvalidMoney, match="no float"):
            Money(99.5, "SEK")  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]

    def test_unknown_currency(self) -> None:
        with pytest.raises(InvalidMoney, match="currency"):
            Money("1", "sek")

    @pytest.mark.parametrize(
        ("amount", "currency", "text"),
        [
            ("0.125", "USD", "0.13 USD"),
            ("0.135", "USD", "0.14 USD"),
            ("0.1249999", "USD", "0.12 USD"),
            ("-0.125", "USD", "-0.13 USD"),
            ("0.5", "JPY", "1 JPY"),
            ("1.5", "JPY", "2 JPY"),
            ("2.5", "JPY", "3 JPY"),
            ("1.00049", "KWD", "1.000 KWD"),
            ("1.00005", "UYW", "1.0001 UYW"),
            (3, "USD", "3.00 USD"),
            (Decimal("1E-999999"), "USD", "0.00 USD"),
            (Decimal(1) / 3, "USD", "0.33 USD"),
        ],
    )
    def test_rounded_is_half_up(self, amount: Any, currency: str, text: str) -> None:
        assert str(Money.rounded(amount, currency)) == text

    @pytest.mark.parametrize(
        "amount", [0.125, "1e3", Decimal("NaN"), Decimal("1E+30"), "999999999999999999.995"]
    )
    def test_rounded_still_refuses_what_is_no_amount(self, amount: Any) -> None:
        with pytest.raises(InvalidMoney):
            Money.rounded(amount, "USD")

    def test_minor_units(self) -> None:
        assert Money("99.50", "SEK").minor_units == 9950
        assert Money.of_minor_units(9950, Currency("SEK")) == Money("99.50", "SEK")
        assert Money.of_minor_units(7, "JPY") == Money(7, "JPY")

    @pytest.mark.parametrize("units", [True, 1.0, "1", Decimal(1), 10**20, -(10**20), 10**100])
    def test_minor_units_refused(self, units: Any) -> None:
        with pytest.raises(InvalidMoney):
            Money.of_minor_units(units, "SEK")

    def test_equal_amounts_are_one_value(self) -> None:
        spellings = {Money("99.5", "SEK"), Money("99.50", Currency("SEK")), Money(Decimal("99.5"), "SEK")}
        assert spellings == {Money.of_minor_units(9950, "SEK")}
        assert {repr(money) for money in spellings} == {"Money('99.50', 'SEK')"}
        assert Money(0, "EUR") == Money("-0.00", "EUR")

    def test_equal_only_in_one_currency(self) -> None:
        assert Money(1, "EUR") != Money(1, "SEK")
        assert Money(0, "EUR") != Money(0, "SEK")
        one: object = 1
        assert Money(1, "EUR") != one

    def test_pickle_copy_match_format(self) -> None:
        money = Money("-99.50", "SEK")
        assert pickle.loads(pickle.dumps(money)) == money
        assert copy.deepcopy(money) == money
        match money:
            case Money(amount, Currency(code)):
                assert (amount, code) == (Decimal("-99.50"), "SEK")
        assert f"{money:>12}|{money}" == "  -99.50 SEK|-99.50 SEK"

    def test_frozen_and_slotted(self) -> None:
        money = Money(1, "SEK")
        with pytest.raises(attrs.exceptions.FrozenInstanceError):
            money.minor_units = 5  # type: ignore[misc]
        assert not hasattr(money, "__dict__")


class TestOperations:
    def test_arithmetic(self) -> None:
        one, two = Money("1.10", "EUR"), Money("2.20", "EUR")
        assert one + one == two == one * 2 == 2 * one
        assert two - one == one
        assert -one == Money("-1.10", "EUR") == one * -1
        assert one * 0 == Money(0, "EUR")

    def test_order(self) -> None:
        one, two = Money(1, "EUR"), Money(2, "EUR")
        assert one < two
        assert one <= two
        assert two > one
        assert two >= one
        assert not one < Money(1, "EUR")
        assert one <= Money(1, "EUR")
        assert max(one, two) == two

    def test_signs(self) -> None:
        signs = [
            (money.is_negative, money.is_zero, money.is_positive)
            for money in (Money("-0.01", "EUR"), Money(0, "EUR"), Money("0.01", "EUR"))
        ]
        assert signs == [(True, False, False), (False, True, False), (False, False, True)]

    @pytest.mark.parametrize("operation", ["__add__", "__sub__", "__lt__", "__le__", "__gt__", "__ge__"])
    def test_currencies_never_meet(self, operation: str) -> None:
        what = {"__add__": "addition", "__sub__": "subtraction"}.get(operation, "comparison")
        with pytest.raises(CurrencyMismatch, match=f"^{what}: cannot combine EUR with SEK") as caught:
            getattr(Money(1, "EUR"), operation)(Money(1, "SEK"))
        assert (caught.value.fits, caught.value.got) == ("EUR", "SEK")

    @pytest.mark.parametrize("operation", ["__add__", "__radd__", "__sub__", "__lt__", "__ge__"])
    @pytest.mark.parametrize("other", [0, 1.5, Decimal(1), "1", None])
    def test_only_money_is_added_or_compared(self, operation: str, other: Any) -> None:
        with pytest.raises(InvalidMoney, match="another Money"):
            getattr(Money(1, "EUR"), operation)(other)

    def test_sum_without_a_start_points_to_total(self) -> None:
        with pytest.raises(InvalidMoney, match=r"Money\.total\(monies, currency\)"):
            sum([Money(1, "EUR")])

    def test_sum_with_a_start_works(self) -> None:
        assert sum([Money(1, "EUR"), Money(2, "EUR")], Money(0, "EUR")) == Money(3, "EUR")

    def test_total(self) -> None:
        assert Money.total([], "EUR") == Money(0, "EUR")
        assert Money.total(iter([Money(1, "EUR"), Money("2.50", "EUR")]), "EUR") == Money("3.50", "EUR")
        with pytest.raises(CurrencyMismatch):
            Money.total([Money(1, "EUR"), Money(1, "SEK")], "EUR")
        with pytest.raises(InvalidMoney):
            Money.total([Money(1, "EUR"), 2], "EUR")  # type: ignore[list-item]  # pyright: ignore[reportArgumentType]

    @pytest.mark.parametrize("factor", [1.5, Decimal("1.5"), True, "2", Money(1, "EUR"), None])
    def test_product_by_a_whole_number_only(self, factor: Any) -> None:
        with pytest.raises(InvalidMoney, match=r"Money\.allocate.*Money\.rounded"):
            _ = Money(1, "EUR") * factor

    def test_no_result_outgrows_eighteen_digits(self) -> None:
        most = Money(10**18 - 1, "EUR")
        for operation, other in (("__add__", most), ("__sub__", -most), ("__mul__", 10**30)):
            with pytest.raises(InvalidMoney, match="18 digits"):
                getattr(most, operation)(other)

    def test_no_truth_value(self) -> None:
        with pytest.raises(TypeError, match="is_zero"):
            bool(Money(1, "EUR"))


class TestAllocation:
    @pytest.mark.parametrize(
        ("amount", "weights", "shares"),
        [
            ("100.00", {"A": 60, "B": 40}, ["60.00", "40.00"]),
            ("100.00", {"A": 1, "B": 1, "C": 1}, ["33.34", "33.33", "33.33"]),
            ("100.00", {"C": 1, "B": 1, "A": 1}, ["33.33", "33.33", "33.34"]),
            # remainders 0.5 and 0.5: the larger share takes the cent, whatever its key
            ("0.02", {"A": 1, "B": 3}, ["0.00", "0.02"]),
            ("0.10", {"A": 1, "B": 3}, ["0.02", "0.08"]),
            # remainders 1/3 for B, 2/3 for A: the larger remainder wins over the larger share
            ("0.01", {"A": 2, "B": 1}, ["0.01", "0.00"]),
            ("0.05", {"A": 1, "B": 2}, ["0.02", "0.03"]),
            ("0.04", {"A": 2, "B": 1}, ["0.03", "0.01"]),
            ("0.01", {"A": 0, "B": 5}, ["0.00", "0.01"]),
            ("-100.00", {"A": 1, "B": 1, "C": 1}, ["-33.34", "-33.33", "-33.33"]),
            ("0.00", {"A": 1, "B": 2}, ["0.00", "0.00"]),
            ("10.00", {"A": Decimal("0.3"), "B": "0.7"}, ["3.00", "7.00"]),
            ("10.00", {"A": Money(3, "JPY"), "B": Money(1, "JPY")}, ["7.50", "2.50"]),
            ("10.00", {"A": 10**17, "B": Decimal("1E-100")}, ["10.00", "0.00"]),
        ],
    )
    def test_shares(self, amount: str, weights: dict[str, Any], shares: list[str]) -> None:
        allocated = Money(amount, "EUR").allocate(weights)
        assert allocated == tuple(
            (key, Money(share, "EUR")) for key, share in zip(weights, shares, strict=True)
        )
        assert allocated == Money(amount, "EUR").allocate(list(weights.items()))

    @pytest.mark.parametrize(
        ("weights", "expected"),
        [
            ({}, "at least one above zero"),
            ({"A": 0, "B": 0}, "at least one above zero"),
            ({"A": 1, "B": -1}, "none negative"),
            ({"A": Money(1, "EUR"), "B": Money(-1, "EUR")}, "none negative"),
            ([("A", 1), ("A", 2)], "every key once"),
            ({"A": 0.5}, "no float"),
            ({"A": True}, "Decimal"),
            ({"A": Decimal("NaN")}, "finite"),
            ({"A": Decimal("1E+18")}, "18 digits"),
            ({"A": Decimal("1E-101")}, "100 digits"),
            ({"A": 1, "B": Money(1, "EUR")}, "another Money"),
        ],
    )
    def test_weights_refused(self, weights: Any, expected: str) -> None:
        with pytest.raises(InvalidMoney, match=expected):
            Money(1, "EUR").allocate(weights)

    def test_weights_in_two_currencies(self) -> None:
        with pytest.raises(CurrencyMismatch):
            Money(1, "EUR").allocate({"A": Money(1, "EUR"), "B": Money(1, "SEK")})


class TestExchange:
    @pytest.mark.parametrize(
        ("amount", "source", "target", "value", "converted"),
        [
            ("100.00", "SEK", "EUR", "0.0912", "9.12"),
            ("0.05", "EUR", "SEK", "10.9", "0.55"),  # 0.545, half up
            ("-0.05", "EUR", "SEK", "10.9", "-0.55"),
            ("1000.00", "USD", "JPY", "148.6255", "148626"),  # 148,625.5
            ("1000", "JPY", "KWD", "0.0021", "2.100"),
            ("1.000", "KWD", "CLF", "0.08765", "0.0877"),
            ("0.01", "USD", "JPY", "0.3", "0"),
        ],
    )
    def test_rounds_once_to_the_target(
        self, amount: str, source: str, target: str, value: str, converted: str
    ) -> None:
        assert rate(source, target, value).convert(Money(amount, source)) == Money(converted, target)

    @pytest.mark.parametrize("value", ["0.000000000001", "999999999999999999", "1." + "0" * 30])
    def test_extreme_rates(self, value: str) -> None:
        assert rate("SEK", "EUR", value).rate == Decimal(value)

    def test_wrong_source(self) -> None:
        with pytest.raises(CurrencyMismatch):
            rate("SEK", "EUR", "0.09").convert(Money(1, "DKK"))

    def test_a_result_that_is_too_large(self) -> None:
        with pytest.raises(InvalidMoney, match="18 digits"):
            rate("SEK", "EUR", "1000").convert(Money(10**17, "SEK"))

    @pytest.mark.parametrize(
        ("field", "value"),
        [
            ("rate", 0),
            ("rate", -1),
            ("rate", 1.5),
            ("rate", Decimal("NaN")),
            ("rate", Decimal("Infinity")),
            ("rate", Decimal("1E-13")),
            ("rate", Decimal("1E+18")),
            ("rate", "0.1" + "0" * 30),
            ("month", date(2022, 11, 2)),
            ("month", datetime(2022, 11, 1, tzinfo=UTC)),
            ("month", "2022-11"),
            ("origin", ""),
            ("origin", "  "),
            ("origin", None),
            ("source", "sek"),
            ("target", "SEK"),
        ],
    )
    def test_refused(self, field: str, value: Any) -> None:
        fields: dict[str, Any] = {
            "source": "SEK",
            "target": "EUR",
            "rate": "0.09",
            "month": NOVEMBER,
            "origin": "treasury",
        }
        ExchangeRate(**fields)
        with pytest.raises(InvalidValue):
            ExchangeRate(**{**fields, field: value})

    def test_value(self) -> None:
        one = rate("SEK", "EUR", "0.09")
        assert one == rate("SEK", "EUR", "0.09")
        assert pickle.loads(pickle.dumps(one)) == one
        assert str(one) == "1 SEK = 0.09 EUR in 2022-11 (treasury)"
        assert "0.000000001 EUR" in str(rate("SEK", "EUR", "0.000000001"))
        assert (one.source, one.target, one.rate) == (Currency("SEK"), Currency("EUR"), Decimal("0.09"))
        assert len({one, rate("SEK", "EUR", "0.10")}) == 2


class TestRateTable:
    table = RateTable([rate("SEK", "EUR", "0.10", DECEMBER), rate("SEK", "EUR", "0.09")])

    def test_answers_by_pair_and_month(self) -> None:
        rates: ExchangeRates = self.table
        assert rates.rate(Currency("SEK"), Currency("EUR"), NOVEMBER).rate == Decimal("0.09")
        assert rates.rate(Currency("SEK"), Currency("EUR"), DECEMBER).rate == Decimal("0.10")

    @pytest.mark.parametrize(
        ("source", "target", "month"),
        [("EUR", "SEK", NOVEMBER), ("SEK", "EUR", date(2023, 1, 1)), ("SEK", "SEK", NOVEMBER)],
    )
    def test_never_falls_back(self, source: str, target: str, month: date) -> None:
        with pytest.raises(NoRate) as caught:
            self.table.rate(Currency(source), Currency(target), month)
        assert caught.value.args == (source, target, month)

    def test_a_month_is_its_first_day(self) -> None:
        with pytest.raises(InvalidMoney, match="first day of a month"):
            self.table.rate(Currency("SEK"), Currency("EUR"), date(2022, 11, 15))

    @pytest.mark.parametrize("value", ["0.09", "0.10"])
    def test_one_rate_a_pair_and_month(self, value: str) -> None:
        with pytest.raises(InvalidMoney, match="SEK to EUR, 2022-11, twice"):
            RateTable([rate("DKK", "EUR", "0.13"), rate("SEK", "EUR", "0.09"), rate("SEK", "EUR", value)])

    def test_value(self) -> None:
        again = RateTable(reversed(self.table.rates))
        assert again == self.table
        assert hash(again) == hash(self.table)
        assert pickle.loads(pickle.dumps(again)).rate(Currency("SEK"), Currency("EUR"), NOVEMBER)
        assert repr(RateTable([])) == "RateTable(rates=())"
