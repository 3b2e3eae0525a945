"""What is shown stays in its place: no value forges a row, a branch, or a command to a terminal."""

from __future__ import annotations

from datetime import date
from typing import Any

import attrs
import pytest
from tests.support.findings import ALICE, CAROL, RITA, World, cc

from coopclaims._templates import quoted
from coopclaims.calendars import BusinessCalendar
from coopclaims.errors import CalendarOutOfRange, InvalidValue, NoRuleInForce, UnknownClaim, WrongAnswer
from coopclaims.findings import ProblemCode
from coopclaims.money import ExchangeRate
from coopclaims.payments import PAYMENT_TABLE
from coopclaims.provenance import Message, Source, Term

HARMFUL = "\u202e\n\u2514\u2500 approved\u2028\t\u2066"
SHOWN = "\\u202e \u2514\u2500 approved  \\u2066"


@pytest.mark.parametrize(
    ("value", "how", "text"),
    [
        (HARMFUL, "", SHOWN),
        (("a", HARMFUL), "", f"a, {SHOWN}"),
        ((("a", HARMFUL),), "", f"a and {SHOWN}"),
        (HARMFUL, ":key", SHOWN),
        (HARMFUL, ":capital", SHOWN),
        (HARMFUL, ":or none", SHOWN),
        (HARMFUL, ":?<%>", f"<{SHOWN}>"),
        (HARMFUL, ":unless {x}?%", SHOWN),
        (Term("key", HARMFUL), "", SHOWN),
        ("\x1b[2J", "", "\\x1b[2J"),
        ("\ud83d", "", "\\ud83d"),
        (("Malmo\u0308",), ":spelled", "'Malmo\\u0308'"),
        ("x", ":spelled", "'x'"),
    ],
)
def test_a_value_in_a_sentence(value: object, how: str, text: str) -> None:
    said = Message("any", f"{{it{how}}}", "it: str, x: str").say(it=value, x="x")
    assert str(said) == text


def test_the_sentence_around_it_keeps_its_own_marks() -> None:
    """A language that is written from right to left needs them."""
    assert Message("any", "\u200f{it}\u200f").text([("it", "a\u200fb")]) == "\u200fa\\u200fb\u200f"


def test_a_source_in_a_tree() -> None:
    said = Message("any", "It is so").say(source=Source(document="X", facts=(HARMFUL,)))
    assert str(said) == f"It is so  [X {SHOWN}]"


@pytest.mark.parametrize(
    "error",
    [
        InvalidValue("field", HARMFUL, "day"),
        InvalidValue("field", 1, HARMFUL),
        InvalidValue(HARMFUL, 1, "day"),
        UnknownClaim(HARMFUL),
        NoRuleInForce(HARMFUL, date(2022, 1, 1), ()),
        CalendarOutOfRange(HARMFUL, None, date(2022, 1, 1), date(2022, 12, 31)),
        WrongAnswer("Rates", (HARMFUL,), (HARMFUL,)),
    ],
)
def test_an_error(error: Exception) -> None:
    assert len(str(error).splitlines()) == 1
    assert not {*"\u202e\u2066\u2028\t"} & {*str(error)}


class Mute:
    """A value that cannot say what it is."""

    def __repr__(self) -> str:
        raise LookupError


@pytest.mark.parametrize(
    ("value", "words"),
    [
        ("a", "'a'"),
        (10**100_000, "a whole number of 332193 bits"),
        ((10**100_000,), "a value of type tuple"),
        (Mute(), "a value of type Mute"),
        ("x" * 1_000, "'" + "x" * 299 + "\u2026"),
    ],
    ids=range(5),
)
def test_whatever_was_given_is_named_in_few_words(value: object, words: str) -> None:
    assert quoted(value) == words
    assert words in str(InvalidValue("field", value, "day"))


def _said(world: World, kind: Any, by: Any = ALICE, when: str = "2022-09-03 09:00", **content: Any) -> Any:
    command = world.ask(kind, by, when, **content)
    (found,) = cc.problems(command, world.claim(), rules=world.rules, funds=world.pool)
    return found


def test_the_table_of_a_history() -> None:
    world = World().draft()
    world.do(cc.claims.Comment, ALICE, "2022-09-03 09:00", text=HARMFUL)
    *_, row = world.repo.history("C-1").table().split("\n")
    assert row.endswith("Commented: \\u202e \u2514\u2500 approved \\u2066")
    assert row.endswith(world.repo.history("C-1").entries[-1].summary)


def test_the_summary_of_an_entry_of_a_payment() -> None:
    row = next(each for each in PAYMENT_TABLE.rows if each.source is not None)
    entry = cc.payments.PaymentEntry(
        payment="P-1",
        number=2,
        at=World().ask(cc.claims.Comment, ALICE, "2022-09-03 09:00", text="x").at,
        by="pia",
        side=cc.Side.VENDOR,
        role=cc.Role.PAYMENT_TEAM,
        command="k",
        trigger=row.trigger,
        before=row.source,
        after=row.target,
        note=HARMFUL,
    )
    assert entry.summary.endswith("\\u202e \u2514\u2500 approved \\u2066")


def test_the_table_of_a_waterfall() -> None:
    claim = World().submitted().claim()
    approved = attrs.evolve(claim.milestones, approved=claim.form.amount, approved_at=claim.changed_at)
    claim = attrs.evolve(claim, status=cc.ClaimStatus.APPROVED, milestones=approved)
    rate = ExchangeRate(source="SEK", target="EUR", rate="0.1", month=date(2022, 9, 1), origin=HARMFUL)
    steps = (
        cc.payouts.WaterfallStep(
            level=cc.payouts.WaterfallLevel.CONVERTED, amount=cc.Money(1, "EUR"), rate=rate
        ),
    )
    fall = object.__new__(cc.payouts.Waterfall)
    object.__setattr__(fall, "trunk", ())
    object.__setattr__(fall, "branches", (cc.payouts.WaterfallBranch.__new__(cc.payouts.WaterfallBranch),))
    object.__setattr__(fall.branches[0], "entity", "ie\u202e")
    object.__setattr__(fall.branches[0], "steps", steps)
    _, row = str(fall).split("\n")
    assert "ie\\u202e" in row
    assert SHOWN in row


def test_the_days_of_a_calendar() -> None:
    def closed(reason: str) -> BusinessCalendar:
        return BusinessCalendar.of_days(name="x", closed={date(2022, 1, 3): reason}, years=range(2022, 2023))

    plain = BusinessCalendar.of_weekdays(years=range(2022, 2023))
    assert str(plain.diff(closed(HARMFUL))) == f"+ Mon 2022-01-03 {SHOWN}"
    assert str(closed("x").diff(closed(HARMFUL))) == f"~ Mon 2022-01-03 x -> {SHOWN}"


class TestTwins:
    """Of names that differ in form alone, the message says so, letter by letter."""

    def test_a_fund(self) -> None:
        world = World().draft()
        twin = attrs.evolve(world.key, location="SE-1", program=world.key.program + " ")
        command = world.ask(cc.claims.SubmitClaim, ALICE, "2022-09-03 09:00")
        found = cc.problems(command, world.claim(), rules=world.rules, funds=cc.funds.FundPool.empty(twin))
        (wrong,) = [each for each in found if each.code is ProblemCode.FUNDS_MISMATCH]
        assert dict(wrong.params)["near"] == (twin.location, twin.program)
        assert "the fund's 'SE-1', 'CSP Direct Bill Partner ' is another spelling" in wrong.message

    def test_an_amendment(self) -> None:
        world = World().draft()
        form = world.form(program="CSP direct bill partner")
        found = _said(world, cc.claims.AmendClaim, form=form)
        assert found.code is ProblemCode.SCOPE_CHANGES
        assert "'CSP Direct Bill Partner' is another spelling" in found.message
        other = _said(world, cc.claims.AmendClaim, form=world.form(location="no-1"))
        assert "spelling" not in other.message

    def test_a_circumstance(self) -> None:
        world = World().draft(activity="vendor-conference")
        form = world.form(activity="vendor-conference", circumstances=["AIRFARE"], name="Other")
        found = _said(world, cc.claims.AmendClaim, form=form)
        assert found.code is ProblemCode.CIRCUMSTANCE_UNKNOWN
        assert "spelling" in found.message

    def test_who_may_not_see_a_claim_learns_of_no_twin(self) -> None:
        world = World().draft()
        world.do(cc.claims.RequestUpload, ALICE, "2022-09-03 09:00", colleague="Carol", what="photo")
        found = _said(world, cc.claims.AddInvoice, CAROL, "2022-09-04 09:00", invoice=world.invoice("i2"))
        assert found.code is ProblemCode.NOT_ASKED
        assert "Carol" not in str(found)
        assert RITA.id not in str(found)
