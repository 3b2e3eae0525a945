"""Bank and tax data before a claim: what was said, what is missing, and what nobody knows."""

from __future__ import annotations

from datetime import date

import attrs
import pytest
from tests.support.findings import World, cc, circumstances
from tests.support.world import FORM, RULES, USER, Desk, bound, fund, instant, stored

from coopclaims import (
    Action,
    Problem,
    Refused,
    Role,
    Rulebook,
    Rules,
    UsagePeriod,
    advice,
    partner_center,
    perform,
    problems,
)
from coopclaims.claims import CreateClaim
from coopclaims.errors import InvalidValue
from coopclaims.findings import ProblemCode, Severity
from coopclaims.identifiers import LocationId
from coopclaims.payouts import EarningType, PayoutSetup, PayoutSetups, SetupPart, SetupState
from coopclaims.provenance import PUBLISHED, cite
from coopclaims.rules import Edition, Rule

SPRING_2024 = UsagePeriod(date(2024, 1, 1), date(2024, 6, 30))
IN_2024 = attrs.evolve(FORM, usage_period=SPRING_2024, executed_on=date(2024, 1, 10))
THERE = PayoutSetup(
    location=FORM.location, program=FORM.program, bank=SetupState.COMPLETE, tax=SetupState.COMPLETE
)


def found(
    *stated: PayoutSetup, at: str = "2024-02-01 09:00", rules: Rules = RULES
) -> tuple[tuple[Problem, ...], tuple[Problem, ...]]:
    """Return what blocks a claim of 2024 and what is advised, as far as it is about bank and tax data."""
    desk, setups = Desk(form=IN_2024, rules=rules), PayoutSetups(stated)
    command = desk.command(CreateClaim, USER, at)
    blocks = problems(command, None, rules=rules, funds=desk.funds, setups=setups)
    advised = advice(command, None, rules=rules, funds=desk.funds, setups=setups)
    kinds = (ProblemCode.SETUP_MISSING, ProblemCode.SETUP_UNKNOWN, ProblemCode.RULE_MISSING)

    def about(said: tuple[Problem, ...]) -> tuple[Problem, ...]:
        return tuple(each for each in said if each.code in kinds and each.field == "program")

    return about(blocks), about(advised)


def asked(setups: PayoutSetups | None = None) -> list[ProblemCode]:
    desk = Desk(form=IN_2024)
    command = desk.command(CreateClaim, USER, "2024-02-01 09:00")
    return [
        each.code for each in problems(command, None, rules=RULES, funds=desk.funds, setups=setups or None)
    ]


class TestWhatWasSaid:
    def test_the_closest_statement_counts(self) -> None:
        coop = attrs.evolve(THERE, earning=EarningType.COOP, bank=SetupState.MISSING)
        rebate = attrs.evolve(THERE, earning=EarningType.REBATE, tax=SetupState.MISSING)
        setups = PayoutSetups((THERE, rebate, coop))
        assert setups.of(FORM.location, FORM.program) == coop
        assert setups.of(FORM.location, FORM.program, EarningType.REBATE) == rebate
        assert PayoutSetups((THERE, rebate)).of(FORM.location, FORM.program) == THERE
        unknown = PayoutSetups((rebate,)).of(FORM.location, FORM.program)
        assert unknown.in_state(SetupState.UNKNOWN) == (SetupPart.BANK, SetupPart.TAX)

    def test_two_about_one_scope_are_refused(self) -> None:
        with pytest.raises(InvalidValue, match="one statement for each"):
            PayoutSetups((THERE, attrs.evolve(THERE, bank=SetupState.MISSING)))


class TestCreation:
    def test_what_is_missing_is_refused(self) -> None:
        (one,), advised = found(attrs.evolve(THERE, bank=SetupState.MISSING))
        assert (one.code, one.severity) == (ProblemCode.SETUP_MISSING, Severity.BLOCKS)
        assert one.param("parts") == (SetupPart.BANK,)
        assert one.source == cite("CC24", "A-06")
        assert one.message == (
            "the bank data of se-stockholm are not set up for CSP Direct Bill Partner, and a claim is "
            "created after that"
        )
        assert advised == ()
        (both,), _ = found(attrs.evolve(THERE, bank=SetupState.MISSING, tax=SetupState.MISSING))
        assert both.param("parts") == (SetupPart.BANK, SetupPart.TAX)

    def test_what_is_there_is_not(self) -> None:
        assert found(THERE) == ((), ())

    def test_what_nobody_said_is_advised(self) -> None:
        blocks, (one,) = found()
        assert blocks == ()
        assert (one.code, one.severity) == (ProblemCode.SETUP_UNKNOWN, Severity.ADVISES)
        blocks, (one,) = found(attrs.evolve(THERE, tax=SetupState.UNKNOWN))
        assert (blocks, one.param("parts")) == ((), (SetupPart.TAX,))
        assert asked() == []

    def test_another_place_program_or_type_does_not_matter(self) -> None:
        missing = attrs.evolve(THERE, bank=SetupState.MISSING)
        others = (
            attrs.evolve(missing, location=LocationId("elsewhere")),
            attrs.evolve(missing, program=cc.identifiers.ProgramId("Hosting")),
            attrs.evolve(missing, earning=EarningType.REBATE),
        )
        assert found(THERE, *others) == ((), ())

    def test_before_the_rule_nothing_is_asked(self) -> None:
        missing = attrs.evolve(THERE, bank=SetupState.MISSING)
        assert found(missing, at="2023-12-31 09:00") == ((), ())
        assert found(at="2023-12-31 09:00") == ((), ())

    def test_an_edition_of_ones_own_may_ask_for_nothing(self) -> None:
        rule = Rule(value=False, first=date(2024, 1, 1), source=cite("READING", "A-06"), basis=PUBLISHED)
        own = Edition(name="asks for nothing", setup_at_creation=rule)
        rules = bound(rulebook=Rulebook("own", (*partner_center.editions, own)))
        assert found(attrs.evolve(THERE, bank=SetupState.MISSING), rules=rules) == ((), ())
        assert found(rules=rules) == ((), ())

    def test_bound_strictly_the_rule_has_to_answer_for_what_is_missing(self) -> None:
        users = Rule(
            value=frozenset({Role.INCENTIVES_USER}),
            first=date(2024, 1, 1),
            source=cite("READING", "R-01"),
            basis=PUBLISHED,
        )
        own = Edition(name="who creates", permissions=((Action.CREATE_CLAIM, users),))
        strict = bound(rulebook=Rulebook("own", (*partner_center.editions, own)), strict=True)
        (one,), advised = found(attrs.evolve(THERE, bank=SetupState.MISSING), rules=strict)
        assert (one.code, advised) == (ProblemCode.RULE_MISSING, ())
        assert found(rules=strict) == ((), ())

    def test_perform_hands_it_on(self) -> None:
        desk = Desk(form=IN_2024)
        command = desk.command(CreateClaim, USER, "2024-02-01 09:00")
        repository = stored(funds=fund(usage=SPRING_2024))
        missing = PayoutSetups((attrs.evolve(THERE, bank=SetupState.MISSING),))
        with pytest.raises(Refused) as caught:
            perform(command, repository, rules=RULES, setups=missing)
        assert caught.value.codes == {ProblemCode.SETUP_MISSING}
        outcome = perform(command, repository, rules=RULES, advise=True)
        assert ProblemCode.SETUP_UNKNOWN in {each.code for each in outcome.advice}

    def test_it_is_said_where_there_is_no_fund_too(self) -> None:
        desk = Desk(form=attrs.evolve(IN_2024, usage_period=SPRING_2024))
        command = desk.command(CreateClaim, USER, "2024-02-01 09:00")
        missing = PayoutSetups((attrs.evolve(THERE, bank=SetupState.MISSING),))
        with pytest.raises(Refused) as caught:
            perform(command, stored(), rules=RULES, setups=missing)
        assert caught.value.codes >= {ProblemCode.SETUP_MISSING, ProblemCode.FUND_MISSING}


def test_a_payment_that_waits_for_a_tax_invoice_says_by_when_it_is_handed_in() -> None:
    """Source: TI N15; by an edition of one's own where the page was withdrawn."""

    def stating(value: object) -> Rule[object]:
        return Rule(value=value, first=date(2020, 1, 1), source=cite("TI", "N15"), basis=PUBLISHED)

    own = cc.rules.Edition(
        name="of a test",
        tax_invoice_countries=stating(frozenset({"IN"})),
        tax_invoice_submission_span=stating(cc.CalendarDays(180)),
    )
    world = World(rules=RULES).approved()

    def by(invoice: object, *editions: Edition, strict: bool = False) -> object:
        rules = bound(rulebook=Rulebook("of a test", (*partner_center.editions, *editions)), strict=strict)
        context = circumstances(world, tax_invoice=invoice)
        (only,) = cc.payments.why_not_paid(context, at=instant("2022-11-01 09:00"), rules=rules).blockers
        return only.by

    awaited = cc.deadlines.TaxInvoice.awaited(country="IN")
    assert by(awaited, own) == instant("2023-03-13 23:59:59.999999")
    assert by(cc.deadlines.TaxInvoice.awaited(), own) is None
    assert by(awaited) is None
    seen = attrs.evolve(stating(frozenset({"IN"})), last=date(2020, 1, 1))
    assert by(awaited, attrs.evolve(own, tax_invoice_countries=seen), strict=True) is None
    received = cc.deadlines.TaxInvoice.under_review(instant("2022-10-01 09:00"), country="IN")
    assert by(received, own) is None
