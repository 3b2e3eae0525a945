"""No text forges a row of a table, a branch of an explanation, or a command to a terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from tests.support.findings import ALICE, RITA, World, at, cc

if TYPE_CHECKING:
    from collections.abc import Callable

WORLD = World()
LINE_END, BRANCH = "alice\n7  2022-09-30T17:00Z  vera", "a\n\u2514\u2500 remedy: pay"


def _command(kind: Any, by: Any = ALICE, claim: str = "C-1", **content: Any) -> Any:
    return WORLD.ask(kind, by, "2022-09-03 09:00", claim=claim, **content)


TEXTS: dict[str, Callable[[str], Any]] = {
    "comment": lambda text: _command(cc.claims.Comment, text=text),
    "name of a claim": lambda text: WORLD.form(name=text),
    "supplier": lambda text: WORLD.invoice(supplier=text),
    "reason": lambda text: _command(cc.claims.RejectClaim, RITA, reasons=(text,)),
    "request": cc.claims.InformationRequest,
}
IDENTIFIERS: dict[str, Callable[[str], Any]] = {
    "actor": cc.Actor.partner,
    "claim": lambda text: _command(cc.claims.SubmitClaim, claim=text),
    "item": lambda text: _command(cc.claims.RemoveItem, item=text),
    "colleague": lambda text: _command(cc.claims.RequestUpload, colleague=text, what="photo"),
    "location": lambda text: cc.funds.PoolKey(
        location=text, program="CSP", usage_period=WORLD.usage, currency=cc.Currency("SEK")
    ),
    "entity": lambda text: cc.payouts.PayingEntity(text, "SEK"),
}


@pytest.mark.parametrize("control", ["\x1b[2J", "\x00", "\x07", "\r", "\x85", "\x9b"], ids=ascii)
@pytest.mark.parametrize("make", TEXTS.values(), ids=TEXTS.keys())
def test_control_characters_are_refused_in_every_text(make: Callable[[str], Any], control: str) -> None:
    with pytest.raises(cc.InvalidValue):
        make(f"cleared{control}away")


@pytest.mark.parametrize("make", TEXTS.values(), ids=TEXTS.keys())
def test_line_feeds_and_tabs_are_taken_in_a_text(make: Callable[[str], Any]) -> None:
    value = make("first line\n\tsecond line")
    assert cc.wire.from_text(cc.wire.to_text(value)) == value


@pytest.mark.parametrize(
    "text", [LINE_END, BRANCH, "a\u2028b", "a\u202eb", "a\u2066b", "a\x1b[2Jb"], ids=ascii
)
@pytest.mark.parametrize("make", IDENTIFIERS.values(), ids=IDENTIFIERS.keys())
def test_an_identifier_holds_no_line_end_control_or_direction(make: Callable[[str], Any], text: str) -> None:
    with pytest.raises(cc.InvalidValue):
        make(text)


@pytest.mark.parametrize("mark", ["\u202e", "\u2066", "\u200f"], ids=ascii)
@pytest.mark.parametrize("field", ["supplier", "note"])
def test_direction_marks_are_taken_in_a_text(field: str, mark: str) -> None:
    assert getattr(WORLD.invoice(**{field: f"ab{mark}cd"}), field) == f"ab{mark}cd"


@pytest.mark.parametrize("mark", ["\u202e", "\u2066", "\u2069"], ids=ascii)
def test_a_table_shows_direction_marks_escaped(mark: str) -> None:
    world = World().draft()
    world.do(cc.claims.Comment, ALICE, "2022-09-03 09:00", text=f"ab{mark}cd")
    assert mark not in world.repo.history("C-1").table()


def _attention(request: str) -> str:
    world = World().reviewed()
    requests = (cc.claims.InformationRequest(request),)
    world.do(cc.claims.RequestAction, RITA, "2022-09-16 09:00", requests=requests)
    found = cc.portfolio.attention(
        [world.claim()], at=at("2022-09-20 09:00"), rules=world.rules, within=cc.CalendarDays(10)
    )
    return str(found[0].explain())


def test_an_explanation_shows_direction_marks_escaped() -> None:
    assert "\u202e" not in _attention("a sc\u202ean")


def test_what_was_asked_for_makes_no_branch_of_an_explanation() -> None:
    forged = _attention("scan\n\u2514\u2500 approved; pay now")
    assert len(forged.splitlines()) == len(_attention("scan").splitlines())


def test_an_item_makes_no_branch_of_a_problem() -> None:
    world = World().draft()

    def lines(item: str) -> int:
        try:
            command = world.ask(cc.claims.RemoveItem, ALICE, "2022-09-03 09:00", item=item)
        except cc.InvalidValue:
            return 0
        found = cc.problems(command, world.claim(), rules=world.rules, funds=world.pool)
        return len(str(found[0]).splitlines())

    assert lines(BRANCH) in {0, lines("another")}


def test_a_line_end_in_a_text_makes_no_row_of_a_table() -> None:
    world = World().draft()
    world.do(cc.claims.Comment, ALICE, "2022-09-03 09:00", text="x\n4  2022-09-30T17:00Z  vera")
    assert len(world.repo.history("C-1").table().splitlines()) == 1 + 3


def test_a_text_has_a_length_that_is_refused() -> None:
    with pytest.raises(cc.InvalidValue) as caught:
        WORLD.form(name="x" * 100_000)
    assert caught.value.field == "name"
    assert any(letter.isdigit() for letter in caught.value.fits)


def test_a_long_text_is_taken_all_the_same() -> None:
    assert len(WORLD.form(name="x" * 200).name) == 200
