"""What every error says: which value, what was given, what fits; and what to do."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pytest
from tests.support.world import CLAIM, RULES, USER, desk_at, sek, stored

from coopclaims import (
    ClaimStatus,
    CoopClaimsError,
    Currency,
    History,
    InvalidValue,
    Money,
    Refused,
    StaleClaim,
    Unresolved,
)
from coopclaims.claims import Comment
from coopclaims.deadlines import review_due
from coopclaims.errors import (
    BrokenHistory,
    CalendarOutOfRange,
    CommandReused,
    CurrencyMismatch,
    InvalidMoney,
    NoRate,
    NoRuleInForce,
    UnknownClaim,
    UnknownFund,
    UnknownLabel,
)
from coopclaims.identifiers import ClaimId
from coopclaims.money import RateTable
from coopclaims.provenance import declared_messages, statement_of

SAMPLES: list[tuple[CoopClaimsError, tuple[str, ...]]] = [
    (InvalidValue("at", 7, "aware_instant"), ("at", "7", "an aware instant")),
    (InvalidMoney("amount", 1.5, "exact_number"), ("amount", "1.5", "no float")),
    (CurrencyMismatch("addition", "EUR", "SEK"), ("addition", "EUR", "SEK", "exchange rate")),
    (BrokenHistory("claim C-1, entry 3", 4, "number", due=3), ("C-1", "got 4", "number 3")),
    (
        CommandReused(
            "claim C-1, command x",
            ("Commented", "bob"),
            "event_recorded",
            event="ClaimSubmitted",
            by="ann",
            number=2,
        ),
        ("x", "Commented", "ClaimSubmitted by ann, recorded as entry 2", "an id of its own"),
    ),
    (
        NoRuleInForce(
            "review_span", date(2019, 1, 1), ((date(2020, 6, 29), date(2022, 8, 4)), (date(2023, 1, 1),))
        ),
        ("review_span", "2019-01-01", "from 2020-06-29 to 2022-08-04; from 2023-01-01"),
    ),
    (NoRuleInForce("review_span", date(2019, 1, 1), ()), ("none at all",)),
    (
        CalendarOutOfRange("US", date(2031, 1, 1), date(2020, 1, 1), date(2030, 12, 31)),
        ("US", "2031-01-01", "2020-01-01", "2030-12-31", "more years"),
    ),
    (
        CalendarOutOfRange("US", None, date(2020, 1, 1), date(2030, 12, 31)),
        ("counting runs past", "2030-12-31"),
    ),
    (NoRate("SEK", "EUR", date(2022, 11, 1)), ("SEK to EUR", "2022-11", "never looked up")),
    (UnknownClaim("C-1"), ("C-1",)),
    (UnknownFund(("here", "CSP")), ("here, CSP", "open it")),
    (UnknownLabel("Paid", "claim", "it is none"), ("'Paid'", "claim", "it is none")),
    (StaleClaim("C-1", 3, 4), ("C-1", "3", "and is at version 4 now; nothing was written")),
    (StaleClaim("C-1", 3, None), ("C-1", "at version 3 when this was decided; nothing was written")),
]


@pytest.mark.parametrize(("error", "parts"), SAMPLES, ids=lambda value: type(value).__name__)
def test_its_message_says_what_it_is_about(error: CoopClaimsError, parts: tuple[str, ...]) -> None:
    for part in parts:
        assert part in str(error)


@pytest.mark.parametrize(("error", "_parts"), SAMPLES, ids=lambda value: type(value).__name__)
def test_as_a_statement_it_says_the_same(error: CoopClaimsError, _parts: tuple[str, ...]) -> None:
    said = statement_of(error)
    assert (said.code, said.text) == (error.code, str(error))
    assert declared_messages()[error.code] == said.message
    for name in said.message.types:
        figure = said.figure(name)
        assert (figure.text if name == "fits" else figure) == getattr(error, name)


@pytest.mark.parametrize("kind", [InvalidMoney, CurrencyMismatch, BrokenHistory, CommandReused])
def test_what_can_never_be_right_is_a_value_error(kind: type[Exception]) -> None:
    assert issubclass(kind, InvalidValue)
    assert issubclass(kind, ValueError)


@pytest.mark.parametrize(
    "kind", [NoRuleInForce, CalendarOutOfRange, NoRate, UnknownClaim, UnknownFund, UnknownLabel]
)
def test_what_nothing_answers_is_a_look_up_error(kind: type[Exception]) -> None:
    assert issubclass(kind, Unresolved)
    assert issubclass(kind, LookupError)


def test_the_four_branches_do_not_overlap() -> None:
    branches: list[type[Exception]] = [Refused, InvalidValue, Unresolved, StaleClaim]
    for branch in branches:
        assert issubclass(branch, CoopClaimsError)
        assert [other for other in branches if issubclass(branch, other)] == [branch]


class TestMoneyThatIsNone:
    """Money is exact: what cannot be is refused where it enters."""

    @pytest.mark.parametrize(
        "amount",
        [
            90000.0,
            0.1,
            float("nan"),
            float("inf"),
            Decimal("NaN"),
            Decimal("sNaN"),
            Decimal("Infinity"),
            Decimal("1E+999999"),
            Decimal("1E-999999"),
            Decimal("1E+18"),
            "1e3",
            "90 000,00",
            "",
            " ",
            "NaN",
            None,
            True,
            b"1",
        ],
    )
    def test_it_says_what_was_given(self, amount: Any) -> None:
        with pytest.raises(InvalidMoney) as caught:
            Money(amount, "SEK")
        assert caught.value.field == "amount"
        assert caught.value.fits

    def test_nothing_is_rounded_unasked(self) -> None:
        with pytest.raises(InvalidMoney, match="digits after the point"):
            Money("90000.001", "SEK")

    @pytest.mark.parametrize("code", ["XXX", "sek", "SEKK", "", " ", "€", None, 752])
    def test_a_currency_is_known_by_its_code(self, code: Any) -> None:
        with pytest.raises(InvalidMoney) as caught:
            Money("1.00", code)
        assert (caught.value.field, caught.value.got) == ("currency", code)
        assert "ISO 4217" in caught.value.fits

    def test_currencies_do_not_meet(self) -> None:
        with pytest.raises(CurrencyMismatch) as caught:
            _ = sek("1.00") + Money("1.00", "EUR")
        assert {caught.value.got, caught.value.fits} == {"SEK", "EUR"}

    def test_a_rate_that_was_not_given_is_missing(self) -> None:
        with pytest.raises(NoRate) as caught:
            RateTable([]).rate(Currency("SEK"), Currency("EUR"), date(2022, 11, 1))
        assert (caught.value.source, caught.value.target) == ("SEK", "EUR")


class TestOneRootAtTheEdge:
    """An application that catches the one root catches whatever these raise."""

    def test_bad_input_of_every_kind(self) -> None:
        naive = datetime(2022, 9, 14, 10)  # noqa: DTZ001 - the point
        desk = desk_at(ClaimStatus.EDITING)
        wrong: list[Any] = [
            lambda: Comment(claim=CLAIM, id=desk.commands[0].id, by=USER, at=naive, text="x"),
            lambda: desk.decide(desk.command(Comment, USER, "2001-01-01 00:00")),
            lambda: desk.decide(desk.command(Comment, USER, desk.later, text="")),
            lambda: Money("x", "SEK"),
            lambda: History(ClaimId("other"), desk.history.entries),
            lambda: review_due(start=date(1999, 1, 1), rules=RULES),
            lambda: stored().history(ClaimId("never-there")),
        ]
        for make in wrong:
            with pytest.raises(CoopClaimsError):
                make()
