"""Commands to a fund: who may give them, what they book, why they are refused, and that each counts once."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import attrs
import pytest
from tests.support.cases import rows_of
from tests.support.world import ACTORS, ELSEWHERE, OTHER_PROGRAM, RULES, USAGE, bound, fund, instant, sek

from coopclaims import Currency, FundPool, Grant, InvalidValue, Money, Policies, Refused, Role, UsagePeriod
from coopclaims.errors import CommandReused
from coopclaims.findings import Problem, ProblemCode
from coopclaims.funds import (
    LEDGER_ACTIONS,
    AdjustEarnings,
    BrokenLedger,
    ConvertFunds,
    ExpireFunds,
    FundCommand,
    FundEntryKind,
    FundLedger,
    PoolKey,
    RecordEarnings,
    RollOverFunds,
    assert_conserved,
    conversion_entries,
    decide_fund,
    eligibility_loss_entries,
    expiry_entries,
    fund_command_of,
    fund_problems,
    repeated,
    rollover_entries,
)
from coopclaims.identifiers import ActorId, CommandId, EntityId, ProgramId
from coopclaims.parties import EVERYWHERE, Actor, Everywhere
from coopclaims.rules import EligibilityLoss

if TYPE_CHECKING:
    from coopclaims import Rules
    from coopclaims.identifiers import LocationId

CODE = ProblemCode
SYSTEM, TEAM = ACTORS[Role.SYSTEM], ACTORS[Role.PAYMENT_TEAM]
IRELAND = EntityId("ireland")
AT = instant("2022-09-14 10:00")
ON = date(2022, 9, 14)
ENDED = instant("2023-02-16 09:00")
FUND = fund("100000.00")
KINDS: tuple[type[FundCommand], ...] = (
    RecordEarnings,
    AdjustEarnings,
    ConvertFunds,
    RollOverFunds,
    ExpireFunds,
)
SPRING = PoolKey(
    location=FUND.key.location,
    program=ProgramId("CSP Indirect Provider"),
    usage_period=UsagePeriod(date(2020, 7, 1), date(2020, 12, 31)),
    currency=FUND.key.currency,
)
"""One of the funds that may be rolled over, by the one rollover that was announced."""


def following(key: PoolKey) -> PoolKey:
    return attrs.evolve(key, usage_period=UsagePeriod(date(2021, 1, 1), date(2021, 6, 30)))


def ask(kind: type[FundCommand], by: Actor | None = None, **changes: Any) -> FundCommand:
    """Return a command of somebody who may give it, with all that it needs."""
    key = changes.get("fund", FUND.key)
    content: dict[type[FundCommand], dict[str, Any]] = {
        RecordEarnings: {"entity": IRELAND, "amount": sek("500.00")},
        AdjustEarnings: {"entity": IRELAND, "amount": sek("-500.00"), "on": ON, "reason": "counted twice"},
        RollOverFunds: {"into": following(key)},
    }
    given: dict[str, Any] = {"fund": key, "id": CommandId("job-1"), "at": AT}
    given["by"] = by or (TEAM if kind is AdjustEarnings else SYSTEM)
    make: Any = kind
    command: FundCommand = make(**(given | content.get(kind, {}) | changes))
    return command


def refused(
    command: FundCommand, pool: FundPool = FUND, rules: Rules = RULES, other: FundPool | None = None
) -> tuple[Problem, ...]:
    """Give a command that has to be refused, and return every problem."""
    found = fund_problems(command, pool, rules=rules, other=other)
    with pytest.raises(Refused) as caught:
        decide_fund(command, pool, rules=rules, other=other)
    assert caught.value.problems == found
    assert all(each.message and each.remedy for each in found)
    return found


def codes(*args: Any, **options: Any) -> list[ProblemCode]:
    return [each.code for each in refused(*args, **options)]


class TestWho:
    AUTHORITY = frozenset({CODE.WRONG_SIDE, CODE.ACTION_NOT_GRANTED, CODE.OUTSIDE_SCOPE})

    @pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.key)
    @pytest.mark.parametrize("role", [role for role in Role if role is not Role.COLLABORATOR])
    def test_is_for_whom_the_golden_table_names_and_nobody_else(
        self, kind: type[FundCommand], role: Role
    ) -> None:
        command = ask(kind)
        (row,) = (
            row
            for row in rows_of("fund_permissions")
            if (row["action"], row["role"]) == (command.requires, role)
        )
        locations: list[LocationId | Everywhere] = [FUND.key.location, EVERYWHERE]
        programs: list[ProgramId | Everywhere] = [FUND.key.program, EVERYWHERE]
        other = FundPool.empty(command.into) if isinstance(command, RollOverFunds) else None
        for location in (*locations, ELSEWHERE):
            for program in (*programs, OTHER_PROGRAM):
                actor = Actor(TEAM.id, role.side, (Grant(role, location, program),))
                found = fund_problems(attrs.evolve(command, by=actor), FUND, rules=RULES, other=other)
                may = row["allowed"] == "yes" and location in locations and program in programs
                met = {each.code for each in found} & self.AUTHORITY
                assert (not met) is may, (location, program)
                if not may:
                    assert len(found) == 1

    def test_who_may_not_learns_nothing_of_the_fund(self) -> None:
        stranger = Actor.partner("alice", Role.GLOBAL_ADMIN, location="no-9", program=EVERYWHERE)
        for kind in KINDS:
            command = ask(kind, stranger)
            rich, poor = fund("9.00"), fund("0.00")
            assert fund_problems(command, rich, rules=RULES) == fund_problems(command, poor, rules=RULES)

    def test_each_needs_the_action_of_what_it_books(self) -> None:
        assert [ask(kind).requires for kind in KINDS] == [LEDGER_ACTIONS[kind.books] for kind in KINDS]
        others = {FundEntryKind.ROLLED_IN, FundEntryKind.INSTANT_CORRECTED}
        assert {kind.books for kind in KINDS} | others == LEDGER_ACTIONS.keys()


class TestWhat:
    def test_earnings_say_who_booked_them_by_which_command_and_why(self) -> None:
        decision = decide_fund(ask(RecordEarnings, TEAM, reason="report 7"), FUND, rules=RULES)
        (entry,) = decision.entries
        assert (entry.by, entry.role, entry.command, entry.reason) == (
            TEAM.id,
            Role.PAYMENT_TEAM,
            "job-1",
            "report 7",
        )
        assert (entry.kind, entry.amount, entry.on) == (FundEntryKind.EARNED, sek("500.00"), USAGE.first)
        assert decision.pools == (FUND.record(decision.entries),)
        assert decision.of(FUND.key) == decision.entries
        assert "500.00 SEK earned from ireland" in decision.explain().text

    def test_a_correction_may_go_down(self) -> None:
        decision = decide_fund(ask(AdjustEarnings), FUND, rules=RULES)
        assert decision.pools[0].balance().adjusted == sek("-500.00")
        assert decision.explain().code == "earnings_adjusted"

    def test_what_expires_is_what_the_rules_let_expire(self) -> None:
        decision = decide_fund(ask(ExpireFunds, at=ENDED), FUND, rules=RULES)
        proposed = expiry_entries(FUND, on=date(2023, 2, 16), at=ENDED, rules=RULES)
        assert [_plain(each) for each in decision.entries] == list(proposed.entries)
        assert decision.pools[0].balance().available == sek("0.00")

    def test_what_is_forfeited_is_what_the_policy_forfeits(self) -> None:
        rules = bound(Policies(eligibility_loss=EligibilityLoss.FORFEITED))
        decision = decide_fund(ask(ExpireFunds, lost_on=ON), FUND, rules=rules)
        proposed = eligibility_loss_entries(FUND, lost_on=ON, at=AT, rules=rules)
        assert [_plain(each) for each in decision.entries] == list(proposed.entries)
        assert codes(ask(ExpireFunds, lost_on=ON)) == [CODE.NOTHING_MOVES]

    def test_what_is_converted_is_what_is_below_the_threshold(self) -> None:
        compared, ended = Money("9999.99", "USD"), instant("2022-09-14 10:00")
        earned = FUND.key.usage_period.earning_period()
        decision = decide_fund(ask(ConvertFunds, compared=compared), FUND, rules=RULES)
        proposed = conversion_entries(
            FUND, earning_period=earned, on=ON, at=ended, rules=RULES, compared=compared
        )
        assert [_plain(each) for each in decision.entries] == list(proposed.entries)
        assert codes(ask(ConvertFunds, compared=Money("10000.00", "USD"))) == [CODE.NOTHING_MOVES]
        assert codes(ask(ConvertFunds)) == [CODE.RATE_MISSING]

    def test_a_rollover_books_both_ends_and_conserves_both(self) -> None:
        first = RecordEarnings(
            fund=SPRING,
            id=CommandId("job-0"),
            by=SYSTEM,
            at=instant("2020-07-01 09:00"),
            entity=IRELAND,
            amount=sek("700.00"),
        )
        pool, into = FundPool.empty(SPRING), FundPool.empty(following(SPRING))
        earned = decide_fund(first, pool, rules=RULES)
        command = ask(RollOverFunds, fund=SPRING, at=instant("2021-01-05 09:00"))
        decision = decide_fund(command, earned.pools[0], rules=RULES, other=into)
        proposed = rollover_entries(
            earned.pools[0],
            into=into.key,
            on=date(2021, 1, 5),
            at=instant("2021-01-05 09:00"),
            rules=RULES,
        )
        assert [_plain(each) for each in decision.entries] == list(proposed.entries)
        out, came = decision.pools
        assert (out.balance().available, came.balance().available) == (sek("0.00"), sek("700.00"))
        assert_conserved(FundLedger(SPRING, (*earned.entries, *decision.of(SPRING))))
        assert_conserved(FundLedger(into.key, decision.of(into.key)))
        assert repeated(command, decision.entries) == decision.of(SPRING)

    def test_a_ledger_takes_what_one_command_booked_once(self) -> None:
        entries = decide_fund(ask(RecordEarnings), FundPool.empty(FUND.key), rules=RULES).entries
        ledger = FundLedger(FUND.key, entries)
        with pytest.raises(BrokenLedger, match=r"job-1.*each entry once"):
            ledger.extended(entries)


def _plain(entry: Any) -> Any:
    """Return an entry without who booked it."""
    return attrs.evolve(entry, by=None, role=None, command=None, reason="")


class TestWhyNot:
    def test_the_fund_is_the_one_that_is_named(self) -> None:
        other = FundPool.empty(following(FUND.key))
        assert codes(ask(RecordEarnings), other) == [CODE.FUND_MISMATCH]
        assert codes(ask(RecordEarnings), other=other) == [CODE.FUND_MISMATCH]
        assert codes(ask(RollOverFunds)) == [CODE.FUND_MISMATCH]
        assert codes(ask(RollOverFunds), other=FUND) == [CODE.FUND_MISMATCH]

    @pytest.mark.parametrize("kind", [RecordEarnings, AdjustEarnings])
    def test_a_fund_has_one_currency(self, kind: type[FundCommand]) -> None:
        (problem,) = refused(ask(kind, amount=Money("1.00", "USD")))
        assert problem.code is CODE.SECOND_FUND_CURRENCY
        assert problem.param("currency") is Currency("SEK")

    @pytest.mark.parametrize("amount", ["0.00", "-1.00"])
    def test_what_is_earned_is_above_zero(self, amount: str) -> None:
        assert codes(ask(RecordEarnings, amount=sek(amount))) == [CODE.AMOUNT_NOT_POSITIVE]

    def test_nothing_is_earned_in_a_currency_that_has_ended(self) -> None:
        pool = fund("1000.00", "HRK", UsagePeriod(date(2023, 1, 1), date(2023, 6, 30)))
        asked: dict[str, Any] = {
            "fund": pool.key,
            "amount": Money("1.00", "HRK"),
            "at": instant("2023-02-01 09:00"),
        }
        for on in (None, date(2023, 1, 1)):
            (problem,) = refused(ask(RecordEarnings, on=on, **asked), pool)
            assert problem.code is CODE.CURRENCY_WITHDRAWN
            assert problem.param("successor") is Currency("EUR")
        before = ask(RecordEarnings, on=date(2022, 12, 31), **asked)
        assert fund_problems(before, pool, rules=RULES) == ()
        reason: dict[str, Any] = {"on": date(2023, 1, 2), "reason": "counted twice"}
        assert fund_problems(ask(AdjustEarnings, **reason, **asked), pool, rules=RULES) == ()

    def test_a_correction_corrects_something_and_says_why(self) -> None:
        found = codes(ask(AdjustEarnings, amount=sek("0.00"), reason=" "))
        assert found == [CODE.NOTHING_MOVES, CODE.TEXT_MISSING]

    def test_no_day_is_ahead_of_what_anybody_knows(self) -> None:
        tomorrow = ON + timedelta(days=1)
        assert codes(ask(RecordEarnings, on=tomorrow)) == [CODE.DAY_AHEAD]
        assert codes(ask(AdjustEarnings, on=tomorrow)) == [CODE.DAY_AHEAD]
        assert codes(ask(ExpireFunds, lost_on=tomorrow)) == [CODE.DAY_AHEAD]
        early = instant("2022-06-30 09:00")
        assert fund_problems(ask(RecordEarnings, on=USAGE.first, at=early), FUND, rules=RULES) == ()

    def test_where_nothing_moves_it_says_why(self) -> None:
        (problem,) = refused(ask(ExpireFunds))
        assert problem.code is CODE.NOTHING_MOVES
        assert problem.param("why").code == "not_expired"
        into = FundPool.empty(following(FUND.key))
        (problem,) = refused(ask(RollOverFunds), other=into)
        assert problem.param("why").code == "no_rollover"

    def test_where_no_rule_answers_it_says_which(self) -> None:
        far = attrs.evolve(FUND.key, usage_period=UsagePeriod(date(2009, 7, 1), date(2009, 12, 31)))
        found = refused(ask(ExpireFunds, fund=far), FundPool.empty(far))
        assert [each.code for each in found] == [CODE.RULE_MISSING]

    def test_a_rollover_stays_in_its_place(self) -> None:
        for wrong in (
            FUND.key,
            attrs.evolve(following(FUND.key), location=ELSEWHERE),
            attrs.evolve(following(FUND.key), currency=Currency("EUR")),
        ):
            with pytest.raises(InvalidValue, match="into"):
                ask(RollOverFunds, into=wrong)

    @pytest.mark.parametrize("wrong", [{"by": "rita"}, {"fund": "f"}, {"id": " "}, {"reason": None}])
    def test_what_is_never_right_is_no_command(self, wrong: dict[str, Any]) -> None:
        with pytest.raises(InvalidValue):
            attrs.evolve(ask(ExpireFunds), **wrong)

    def test_a_key_leads_back_to_its_kind(self) -> None:
        assert [fund_command_of(kind.key) for kind in KINDS] == list(KINDS)
        with pytest.raises(InvalidValue, match="key"):
            fund_command_of("spend_funds")


class TestOnce:
    DECIDED: tuple[tuple[FundCommand, FundPool, Rules], ...] = (
        (ask(RecordEarnings), FUND, RULES),
        (ask(RecordEarnings, on=ON), FUND, RULES),
        (ask(AdjustEarnings), FUND, RULES),
        (ask(ExpireFunds, at=ENDED), FUND, RULES),
        (ask(ExpireFunds, lost_on=ON), FUND, bound(Policies(eligibility_loss=EligibilityLoss.FORFEITED))),
        (ask(ConvertFunds, compared=Money("9999.99", "USD")), FUND, RULES),
    )

    @pytest.mark.parametrize(("command", "pool", "rules"), DECIDED)
    def test_a_second_delivery_is_a_repeat(self, command: FundCommand, pool: FundPool, rules: Rules) -> None:
        entries = decide_fund(command, pool, rules=rules).entries
        assert repeated(command, ()) == ()
        later = attrs.evolve(command, at=command.at + timedelta(days=3))
        assert repeated(later, entries) == entries
        assert repeated(attrs.evolve(command, id=CommandId("job-2")), entries) == ()

    @pytest.mark.parametrize(("command", "pool", "rules"), DECIDED)
    def test_another_content_under_the_same_id_is_a_mistake(
        self, command: FundCommand, pool: FundPool, rules: Rules
    ) -> None:
        entries = decide_fund(command, pool, rules=rules).entries
        for other in (
            attrs.evolve(command, by=attrs.evolve(command.by, id=ActorId("somebody"))),
            attrs.evolve(command, reason="for another reason"),
            *(each for each in _others() if type(each) is not type(command)),
        ):
            with pytest.raises(CommandReused, match="job-1"):
                repeated(other, entries)

    def test_each_part_of_the_content_counts(self) -> None:
        command = ask(RecordEarnings)
        entries = decide_fund(command, FUND, rules=RULES).entries
        changes: tuple[dict[str, Any], ...] = (
            {"amount": sek("501.00")},
            {"entity": EntityId("sweden")},
            {"on": ON},
        )
        for change in changes:
            with pytest.raises(CommandReused):
                repeated(ask(RecordEarnings, **change), entries)
        lost = decide_fund(ask(ExpireFunds, at=ENDED), FUND, rules=RULES).entries
        with pytest.raises(CommandReused):
            repeated(ask(ExpireFunds, lost_on=ON), lost)


def _others() -> tuple[FundCommand, ...]:
    return tuple(ask(kind) for kind in KINDS)
