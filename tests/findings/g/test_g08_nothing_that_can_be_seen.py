"""A text in which nothing can be seen is blank, wherever a text may not be blank."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from tests.support.findings import ALICE, RITA, World, cc

if TYPE_CHECKING:
    from collections.abc import Callable

INVISIBLE = ("\u200b", "\u2060\ufeff", "\u180e", "\u115f", "\u3164", "\uffa0", "\u2063 \u2064", "\u00ad")
BLANK = ("", " ", "\u00a0", "\u2003\u3000", "\u2028\u2029")
VISIBLE = ("\u200d\U0001f44d", "\u200b.", "\u05d0\u200f")


def _rejected(reason: str) -> Any:
    return World().reviewed().do(cc.claims.RejectClaim, RITA, "2022-09-16 10:00", reasons=(reason,))


def _commented(text: str) -> Any:
    return World().draft().do(cc.claims.Comment, ALICE, "2022-09-03 10:00", text=text)


def _named(name: str) -> Any:
    world = World()
    return world.do(cc.claims.CreateClaim, ALICE, "2022-09-01 09:00", form=world.form(name=name))


WRITING: tuple[tuple[Callable[[str], Any], str], ...] = (
    (_rejected, "REASON_MISSING"),
    (_commented, "TEXT_MISSING"),
    (_named, "TEXT_MISSING"),
)
IDS = ("reason", "comment", "name")


@pytest.mark.parametrize("text", BLANK, ids=ascii)
@pytest.mark.parametrize(("write", "code"), WRITING, ids=IDS)
def test_a_blank_text_is_missing(write: Callable[[str], Any], code: str, text: str) -> None:
    with pytest.raises(cc.Refused) as caught:
        write(text)
    assert caught.value.codes == {cc.findings.ProblemCode[code]}


@pytest.mark.parametrize("text", INVISIBLE, ids=ascii)
@pytest.mark.parametrize(("write", "code"), WRITING, ids=IDS)
def test_an_invisible_text_is_missing(write: Callable[[str], Any], code: str, text: str) -> None:
    with pytest.raises(cc.Refused) as caught:
        write(text)
    assert caught.value.codes == {cc.findings.ProblemCode[code]}


@pytest.mark.parametrize("text", VISIBLE, ids=ascii)
@pytest.mark.parametrize("write", [_rejected, _commented, _named], ids=IDS)
def test_a_text_with_something_to_see_is_taken(write: Callable[[str], Any], text: str) -> None:
    assert len(write(text).entries) == 1


@pytest.mark.parametrize("text", INVISIBLE, ids=ascii)
@pytest.mark.parametrize(
    "make",
    [
        lambda text: World().invoice(text),
        cc.Actor.partner,
        lambda text: World().ask(cc.claims.SubmitClaim, ALICE, "2022-09-14 10:00", claim=text),
    ],
    ids=["item", "actor", "claim"],
)
def test_an_identifier_can_be_seen(make: Callable[[str], Any], text: str) -> None:
    with pytest.raises(cc.InvalidValue):
        make(text)


@pytest.mark.parametrize("text", ["\u180e", "\u115f", "\u2063 \u2064"], ids=ascii)
def test_the_reason_of_a_dispute_can_be_seen_where_one_is_given(text: str) -> None:
    world = World().reviewed()
    world.do(cc.claims.RejectClaim, RITA, "2022-09-16 10:00", reasons=("not readable",))
    with pytest.raises(cc.CoopClaimsError):
        world.do(cc.claims.DisputeRejection, ALICE, "2022-09-20 10:00", reason=text)
