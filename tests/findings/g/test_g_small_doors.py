"""Small cases of what comes in: numbers, heads of seals, years, mappings, subclasses, messages."""

from __future__ import annotations

from collections import OrderedDict
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import attrs
import pytest
from tests.support.findings import ALICE, BOB, ZONE, World, cc

if TYPE_CHECKING:
    from collections.abc import Callable


class Whole:
    """A whole number of somebody else's."""

    def __init__(self, value: int) -> None:
        self._value = value

    def __index__(self) -> int:
        return self._value


NUMBERS: dict[str, Callable[[Callable[[int], Any]], Any]] = {
    "minor units": lambda number: cc.Money.of_minor_units(number(500), "SEK"),
    "business days": lambda number: cc.BusinessDays(number(5)),
    "calendar days": lambda number: cc.CalendarDays(number(5)),
    "years": lambda number: cc.BusinessCalendar.of_weekdays(years=[number(2022), number(2023)]),
}


@pytest.mark.parametrize("make", NUMBERS.values(), ids=NUMBERS.keys())
def test_whatever_is_a_whole_number_is_taken_for_one(make: Callable[[Callable[[int], Any]], Any]) -> None:
    assert make(Whole) == make(int)


@pytest.mark.parametrize("make", NUMBERS.values(), ids=NUMBERS.keys())
def test_an_integer_of_numpy_is_taken_for_one(make: Callable[[Callable[[int], Any]], Any]) -> None:
    numpy = pytest.importorskip("numpy", reason="one kind of integer is made by numpy")
    assert make(numpy.int64) == make(int)


@pytest.mark.parametrize("make", NUMBERS.values(), ids=NUMBERS.keys())
def test_no_float_is_taken_for_a_whole_number(make: Callable[[Callable[[int], Any]], Any]) -> None:
    with pytest.raises(cc.InvalidValue):
        make(float)


@pytest.mark.parametrize("number", [0, 3.5, -1])
def test_the_head_of_a_seal_has_the_number_of_an_entry(number: Any) -> None:
    with pytest.raises(cc.InvalidValue):
        cc.wire.SealHead(claim="C-1", number=number, seal="x")


def test_the_head_of_a_sealed_history_without_entries_can_be_written() -> None:
    head = cc.wire.SealedHistory("C-1").head
    assert cc.wire.from_text(cc.wire.to_text(head)) == head


def test_the_salt_of_an_erased_entry_is_not_taken_again() -> None:
    history = World().draft().repo.history("C-1")
    first, second = history.entries
    sealed = cc.wire.seal_next(cc.wire.SealedHistory("C-1"), (first,), salts=(b"a" * 16,))
    with pytest.raises(cc.InvalidValue):
        cc.wire.seal_next(cc.wire.erase(sealed, 1), (second,), salts=(b"a" * 16,))


def test_the_last_year_is_counted_in_utc() -> None:
    with pytest.raises(cc.InvalidValue):
        World().ask(cc.claims.Comment, ALICE, datetime(9998, 12, 31, 23, 59, 59, tzinfo=ZONE), text="x")


def test_an_ordered_mapping_is_read_or_told_apart_from_what_is_expected() -> None:
    money = cc.Money("1.00", "SEK")
    said = ("", "what was read")
    try:
        cc.wire.from_data(OrderedDict(cc.wire.to_data(money)))
    except cc.errors.WireMismatch as error:
        said = (error.got, error.fits)
    found, expected = said
    assert not found or not expected.startswith(found)


@pytest.mark.parametrize("number", [True, 1.0])
def test_the_number_of_an_entry_is_a_whole_number(number: Any) -> None:
    (first, *_) = World().draft().repo.history("C-1")
    with pytest.raises(cc.InvalidValue):
        cc.replay([attrs.evolve(first, number=number)])


class Modest(Decimal):
    """A number that says less of itself than it is."""

    def adjusted(self) -> int:
        return 0


def test_a_number_that_says_less_than_it_is_passes_no_bound() -> None:
    with pytest.raises(cc.errors.InvalidMoney):
        cc.Money(Modest("1e30"), "SEK")


class Loud(str):
    """A text with methods of its own."""

    __slots__ = ()

    def __str__(self) -> str:
        return self.upper()


class OwnDay(date):
    """A day with methods of its own."""


class OwnInstant(datetime):
    """An instant with methods of its own."""


@pytest.mark.parametrize(
    ("make", "kind"),
    [
        pytest.param(
            lambda: World().ask(cc.claims.Comment, ALICE, "2022-09-03 09:00", text=Loud("x")).text,
            str,
        ),
        pytest.param(lambda: World().form(name=Loud("x")).name, str),
        pytest.param(lambda: World().form(executed_on=OwnDay(2022, 8, 25)).executed_on, date),
        (
            lambda: World().ask(cc.claims.Comment, ALICE, OwnInstant(2022, 9, 3, tzinfo=UTC), text="x").at,
            datetime,
        ),
    ],
    ids=["text", "name", "day", "instant"],
)
def test_a_value_keeps_no_methods_of_others(make: Callable[[], Any], kind: type) -> None:
    assert type(make()) is kind


def test_an_error_lists_no_other_kind_than_the_one_asked_for() -> None:
    with pytest.raises(cc.errors.WireMismatch) as caught:
        cc.wire.from_data({}, cc.History)
    assert "bank.profiles" not in caught.value.fits


def test_an_identifier_given_to_two_contents_of_one_kind_tells_them_apart() -> None:
    world = World().draft()
    world.do(cc.claims.Comment, BOB, "2022-09-03 09:00", key="twice", text="x")
    with pytest.raises(cc.errors.CommandReused) as caught:
        world.do(cc.claims.Comment, BOB, "2022-09-03 09:10", key="twice", text="y")
    assert not caught.value.fits.startswith(" by ".join(caught.value.got))
