"""Texts, days, instants, zones and numbers are checked once, for every value that has them."""

from __future__ import annotations

import sys
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta, timezone, tzinfo
from decimal import Decimal
from typing import TYPE_CHECKING
from unicodedata import category
from zoneinfo import ZoneInfo

import attrs
import pytest
from tests.support.findings import World
from tests.support.zones import Failing, Nowhere

from coopclaims import ClaimForm, InvalidValue, Money, partner_center
from coopclaims._characters import (
    MOST_OF_A_TEXT,
    MOST_OF_AN_IDENTIFIER,
    escaped,
    escaped_lines,
    folded,
    is_blank,
)
from coopclaims._values import as_day, as_identifier, as_instant, as_text, as_zone
from coopclaims.calendars import BusinessCalendar
from coopclaims.claims import Comment, Commented, InformationRequest, Proof, RejectClaim
from coopclaims.errors import InvalidMoney, WireMismatch
from coopclaims.identifiers import ItemId, LocationId
from coopclaims.money import ExchangeRate
from coopclaims.parties import EVERYWHERE, Actor, Grant, Role
from coopclaims.periods import CalendarDays
from coopclaims.wire import from_data, to_data

if TYPE_CHECKING:
    from collections.abc import Generator

EVERY = [chr(code) for code in range(sys.maxunicode + 1)]
"""Every character there is."""

BIDI = "\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
"""What Unicode lists as Bidi_Control."""


@contextmanager
def refused(code: str, field: str = "it") -> Generator[pytest.ExceptionInfo[InvalidValue]]:
    with pytest.raises(InvalidValue) as caught:
        yield caught
    assert (caught.value.expected, caught.value.field) == (code, field)


class TestTexts:
    def test_of_all_characters_only_controls_and_halves_of_pairs_are_refused(self) -> None:
        for each in EVERY:
            is_taken = category(each) not in {"Cc", "Cs"} or each in "\n\t"
            try:
                assert as_text("it", each) == each
            except InvalidValue:
                assert not is_taken, ascii(each)
            else:
                assert is_taken, ascii(each)

    @pytest.mark.parametrize(
        ("text", "code"),
        [
            ("a\x00", "text_without_controls"),
            ("\x7f", "text_without_controls"),
            ("a\ud83d", "text_for_utf8"),
            (b"a", "text"),
            (None, "text"),
            ("x" * (MOST_OF_A_TEXT + 1), "text_no_longer"),
        ],
    )
    def test_the_code_says_why(self, text: object, code: str) -> None:
        with refused(code):
            as_text("it", text)

    def test_the_longest_is_taken_and_a_longer_one_cut_in_its_error(self) -> None:
        assert len(as_text("it", "x" * MOST_OF_A_TEXT)) == 10_000
        with pytest.raises(InvalidValue) as caught:
            as_text("it", "x" * 10_000_000)
        assert len(str(caught.value)) < 200
        assert "10000" in str(caught.value)

    def test_the_field_and_the_place_in_it_are_named(self) -> None:
        world = World()
        with refused("text_without_controls", "text"):
            Commented("\x1b")
        with refused("text_without_controls", "what"):
            InformationRequest("\x1b")
        with refused("text_without_controls", "reasons[1]"):
            world.ask(RejectClaim, Actor.vendor("rita"), "2022-09-16 10:00", reasons=("fine", "\x1b"))


class TestIdentifiers:
    def test_of_all_characters_line_ends_and_bidi_controls_are_refused_too(self) -> None:
        for each in (each for each in EVERY if category(each) not in {"Cn", "Co", "Lo", "So"}):
            ends = category(each) in {"Cc", "Cs", "Zl", "Zp"} and each != "\t"
            try:
                as_identifier("it", f"a{each}b")
            except InvalidValue:
                assert ends or each in BIDI, ascii(each)
            else:
                assert not ends, ascii(each)
                assert each not in BIDI, ascii(each)

    @pytest.mark.parametrize(
        ("text", "code"),
        [
            ("", "identifier"),
            ("\u3164\u200b", "identifier"),
            ("a\nb", "identifier_on_one_line"),
            ("a\u202eb", "identifier_on_one_line"),
            (7, "identifier"),
            ("x" * (MOST_OF_AN_IDENTIFIER + 1), "text_no_longer"),
        ],
    )
    def test_the_code_says_why(self, text: object, code: str) -> None:
        with refused(code):
            as_identifier("it", text)

    def test_so_many_characters_as_the_subject_of_a_log_in_has(self) -> None:
        assert Actor.partner("x" * 255).id == "x" * 255

    @pytest.mark.parametrize("key", ["a\nb", "a\u202eb", "x" * 256])
    def test_keys_are_identifiers(self, key: str) -> None:
        with pytest.raises(InvalidValue, match=r"^shows: "):
            Proof(id=ItemId("p"), document="d", shows=[key])
        data = to_data(Proof(id=ItemId("p"), document="d", shows=["agenda"]))
        with pytest.raises(WireMismatch, match=r"^\$\.shows"):
            from_data({**data, "shows": [key]})

    @pytest.mark.parametrize("place", ["a\nb", "\u200b", "x" * 256, "everywhere"])
    def test_scopes_are_identifiers(self, place: str) -> None:
        with pytest.raises(InvalidValue, match=r"^location: "):
            Grant(Role.REVIEWER, location=LocationId(place), program=EVERYWHERE)


class TestBlank:
    @pytest.mark.parametrize(
        "text",
        [
            *(
                "",
                " \t\n",
                "\xa0",
                "\u2028",
                "\xad",
                "\u200b\ufeff",
                "\u180e",
                "\u115f\u1160",
                "\u3164",
                "\uffa0",
            ),
            *("\u2800", "\ufe0f", "\u034f", "\u17b4", "\U000e0041", "\U000e0100", "\x00"),
        ],
        ids=ascii,
    )
    def test_nothing_of_it_can_be_seen(self, text: str) -> None:
        assert is_blank(text)

    @pytest.mark.parametrize(
        "text", ["x", "\u200d\U0001f44d", "\u05d0\u200f", "0\x00", "\u0301", "\u00e9"], ids=ascii
    )
    def test_something_can(self, text: str) -> None:
        assert not is_blank(text)

    def test_whatever_python_calls_blank_is_blank(self) -> None:
        assert all(map(is_blank, [each for each in EVERY if each.isspace()]))


class TestShown:
    def test_what_is_shown_is_one_line_without_controls(self) -> None:
        shown = escaped("".join(EVERY))
        assert len(shown.splitlines()) == 1
        assert not {*shown} & {*BIDI, *(each for each in EVERY if category(each) in {"Cc", "Cs", "Zl", "Zp"})}

    def test_what_is_plain_stays(self) -> None:
        text = "Zoë · 注記 \u2013 5\u202f000"
        assert escaped(text) == text

    def test_lines_may_stay_lines(self) -> None:
        assert escaped_lines("a\n\u202eb") == "a\n\\u202eb"
        assert escaped_lines("plain") == "plain"

    @pytest.mark.parametrize("twin", ["malmö ", "Malmo\u0308", "MALMÖ", "\uff2dalm\u00f6"])
    def test_twins_are_alike(self, twin: str) -> None:
        assert folded(twin) == folded("Malmö")
        assert folded("Lund") != folded("Malmö")


class OwnInstant(datetime):
    """An instant of another class."""


class OwnDay(date):
    """A day of another class."""


class TestTime:
    @pytest.mark.parametrize(
        ("moment", "code"),
        [
            (datetime(9998, 12, 31, 23, tzinfo=ZoneInfo("America/Los_Angeles")), "aware_instant_in_years"),
            (datetime(9999, 12, 31, 23, tzinfo=timezone(timedelta(hours=-1))), "aware_instant_in_years"),
            (datetime(1, 1, 1, tzinfo=timezone(timedelta(hours=1))), "aware_instant_in_years"),
            (datetime(1, 12, 31, 23, tzinfo=UTC), "aware_instant_in_years"),
            (datetime(2022, 9, 1, tzinfo=Failing()), "aware_instant"),
            (datetime(2022, 9, 1, tzinfo=Nowhere()), "aware_instant"),
            ("2022-09-01T00:00:00Z", "aware_instant"),
            (date(2022, 9, 1), "aware_instant"),
        ],
        ids=range(8),
    )
    def test_what_is_no_instant(self, moment: object, code: str) -> None:
        with refused(code) as caught:
            as_instant("it", moment)
        assert str(caught.value)

    def test_the_years_are_those_of_utc(self) -> None:
        first = datetime(1, 12, 31, 17, tzinfo=ZoneInfo("America/Los_Angeles"))
        assert as_instant("it", first).year == 2

    def test_an_instant_and_a_day_keep_no_class_of_others(self) -> None:
        moment = OwnInstant(2022, 9, 1, 7, 30, 0, 5, tzinfo=UTC)
        assert type(as_instant("it", moment)) is datetime
        assert as_instant("it", moment) == moment
        assert type(as_day("it", OwnDay(2022, 9, 1))) is date

    @pytest.mark.parametrize("zone", [Failing(), Nowhere()])
    def test_a_zone_that_cannot_be_relied_on_is_refused_with_the_cure(self, zone: tzinfo) -> None:
        calendar = BusinessCalendar.of_weekdays(years=range(2022, 2024))
        with refused("zone_that_agrees", "zone") as caught:
            partner_center.bind(calendar=calendar, zone=zone)
        key = "Europe/Nowhere" if isinstance(zone, Nowhere) else partner_center.zone_key
        assert f"ZoneInfo({key!r})" in str(caught.value)

    def test_what_is_no_zone(self) -> None:
        with refused("zone"):
            as_zone("it", "UTC", "UTC")


class TestNumbers:
    @pytest.mark.parametrize(
        "amount", [10**18, -(10**18), 10**100_000, "9" * 100_000, Decimal("1e18")], ids=range(5)
    )
    def test_an_amount_of_too_many_digits_is_refused_before_it_costs(
        self, amount: int | str | Decimal
    ) -> None:
        with pytest.raises(InvalidMoney, match="18 digits"):
            Money(amount, "SEK")

    @pytest.mark.parametrize("number", [True, 1.0, "1", None, 2**200])
    def test_what_is_no_whole_number_of_minor_units(self, number: int) -> None:
        with pytest.raises(InvalidMoney, match=r"^minor units: .*a whole number"):
            Money.of_minor_units(number, "SEK")

    def test_a_whole_number_is_one_that_every_language_reads(self) -> None:
        assert CalendarDays(2**53 - 1).n == 2**53 - 1
        with refused("whole_between", "n"):
            CalendarDays(2**53)

    def test_a_code_of_absurd_length_is_compared_with_none(self) -> None:
        with pytest.raises(InvalidMoney) as caught:
            Money(1, "S" * 1_000_000)
        assert dict(caught.value.figures)["near"] == ()

    @pytest.mark.parametrize("amount", ["1.50", 1])
    def test_text_and_whole_numbers_are_exact_as_always(self, amount: str | int) -> None:
        assert Money.exact(amount, "SEK") == Money(amount, "SEK")


class TestOthers:
    @pytest.mark.parametrize("reason", ["", " \u200b", "a\x00"])
    def test_the_reason_of_a_closed_day_can_be_seen_and_stored(self, reason: str) -> None:
        with pytest.raises(InvalidValue):
            BusinessCalendar.of_days(name="x", closed={date(2022, 1, 3): reason}, years=range(2022, 2023))

    def test_the_reason_of_a_closed_day_may_have_lines(self) -> None:
        closed = {date(2022, 1, 3): "first\nsecond"}
        calendar = BusinessCalendar.of_days(name="x", closed=closed, years=range(2022, 2023))
        assert from_data(to_data(calendar)) == calendar
        data = to_data(calendar)
        with pytest.raises(WireMismatch, match="can be seen"):
            from_data({**data, "holidays": [{"day": "2022-01-03", "why": " "}]})

    def test_the_origin_of_a_rate_can_be_stored(self) -> None:
        with pytest.raises(InvalidValue, match=r"^origin: "):
            ExchangeRate(source="SEK", target="EUR", rate="0.1", month=date(2022, 9, 1), origin="a\x00")

    def test_what_is_changed_is_checked_as_well(self) -> None:
        form = World().form()
        assert isinstance(form, ClaimForm)
        with refused("text_without_controls", "name"):
            attrs.evolve(form, name="\x07")
        with refused("text_without_controls", "text"):
            World().ask(Comment, Actor.partner("bob"), "2022-09-03 09:00", text="\x07")
