"""A value that no store could hold is refused where it is made."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any

import attrs
import pytest
from tests.support.findings import ALICE, RITA, USAGE, World, cc

if TYPE_CHECKING:
    from collections.abc import Callable

HALF_PAIR, NUL = "great \ud83d", "a\x00b"
WORLD = World()


def _command(kind: Any, by: Any = ALICE, claim: str = "C-1", **content: Any) -> Any:
    return WORLD.ask(kind, by, "2022-09-03 09:00", claim=claim, **content)


TEXTS: dict[str, Callable[[str], Any]] = {
    "comment": lambda text: _command(cc.claims.Comment, text=text),
    "name of a claim": lambda text: WORLD.form(name=text),
    "identifier of a claim": lambda text: _command(cc.claims.SubmitClaim, claim=text),
    "identifier of an actor": cc.Actor.partner,
    "supplier": lambda text: WORLD.invoice(supplier=text),
    "number of an invoice": lambda text: WORLD.invoice(number=text),
    "note of a proof": lambda text: cc.claims.Proof(id="p1", document="d-p1", note=text),
    "reason of a rejection": lambda text: _command(cc.claims.RejectClaim, RITA, reasons=(text,)),
    "what is requested": cc.claims.InformationRequest,
}


@pytest.mark.parametrize("make", TEXTS.values(), ids=TEXTS.keys())
def test_emoji_that_are_whole_are_taken_and_written(make: Callable[[str], Any]) -> None:
    value = make("great \U0001f600")
    assert cc.wire.from_text(cc.wire.to_text(value)) == value


@pytest.mark.parametrize("text", [HALF_PAIR, NUL], ids=["half a pair", "nul"])
@pytest.mark.parametrize("make", TEXTS.values(), ids=TEXTS.keys())
def test_a_text_that_cannot_be_stored_is_refused_where_it_is_given(
    make: Callable[[str], Any], text: str
) -> None:
    with pytest.raises(cc.InvalidValue):
        make(text)


@pytest.mark.parametrize(
    "day",
    ["31/08/2022", "2022-08-31", datetime(2022, 8, 31, tzinfo=UTC), 20220831],
    ids=["slashes", "text", "instant", "number"],
)
def test_what_is_no_day_is_refused_where_it_is_given(day: Any) -> None:
    with pytest.raises(cc.InvalidValue):
        WORLD.invoice(issued_on=day)


def test_the_day_of_an_invoice_may_be_left_open() -> None:
    assert WORLD.invoice(issued_on=None).issued_on is None


def test_a_code_is_taken_for_a_currency_in_a_key_of_a_fund() -> None:
    assert attrs.evolve(WORLD.key, currency="SEK") == WORLD.key


def test_a_fund_is_kept_by_usage_period_and_by_no_other() -> None:
    with pytest.raises(cc.InvalidValue):
        attrs.evolve(WORLD.key, usage_period=cc.periods.ClaimingPeriod(USAGE.first, USAGE.last))


@pytest.mark.parametrize("place", [["se-1"], "", 123, b"se-1"], ids=["list", "blank", "number", "bytes"])
def test_a_grant_holds_at_a_location_that_has_an_identifier(place: Any) -> None:
    with pytest.raises(cc.InvalidValue):
        cc.Grant(cc.Role.REVIEWER, location=place, program=cc.parties.EVERYWHERE)


@pytest.mark.parametrize(
    "make",
    [
        lambda status: cc.payments.ProfileStanding(profile="P-1", status=status),
        lambda status: cc.payments.TaxProfile(status=status),
    ],
    ids=["bank profile", "tax profile"],
)
def test_a_text_for_a_status_is_converted_or_refused(make: Callable[[Any], Any]) -> None:
    try:
        found = make(str(cc.payouts.ProfileStatus.APPROVED.value)).status
    except cc.InvalidValue:
        found = cc.payouts.ProfileStatus.APPROVED
    assert isinstance(found, cc.payouts.ProfileStatus)


def test_the_table_of_whatever_was_accepted_can_be_printed() -> None:
    world = World().draft()
    try:
        world.do(cc.claims.Comment, ALICE, "2022-09-03 09:00", text=HALF_PAIR)
    except cc.CoopClaimsError:
        assert world.claim().version == 2
    assert world.repo.history("C-1").table().encode()


def test_whatever_was_performed_can_be_written_and_read_back() -> None:
    world = World().draft()
    contents: tuple[dict[str, Any], ...] = (
        {"supplier": HALF_PAIR},
        {"issued_on": "31/08/2022"},
        {"issued_on": date(2022, 8, 31)},
    )
    for number, content in enumerate(contents):
        try:
            invoice = world.invoice(f"more-{number}", **content)
            world.do(cc.claims.AddInvoice, ALICE, "2022-09-03 09:00", invoice=invoice)
        except cc.CoopClaimsError:
            continue
    history = world.repo.history("C-1")
    assert cc.wire.from_text(cc.wire.to_text(history)) == history
