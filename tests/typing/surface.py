"""What a user writes, as type checkers see it: right uses are accepted, and marked ones are refused.

`test_surface.py` has it judged against the installed package. A mark on a line without an error is an error
itself, so that each of these mistakes goes on being found.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import assert_type

import attrs

import coopclaims as cc
from coopclaims.claims import SubmitClaim
from coopclaims.identifiers import ClaimId, CommandId, EntityId, LocationId, PaymentId, ProgramId

# The names at the top, and what they answer.


def answers(
    command: cc.claims.Command, claim: cc.Claim, history: cc.History, rules: cc.Rules, funds: cc.FundPool
) -> None:
    assert_type(cc.decide(command, claim, rules=rules, funds=funds), cc.Decision)
    assert_type(cc.problems(command, claim, rules=rules, funds=funds), tuple[cc.Problem, ...])
    assert_type(cc.replay(history), cc.Claim)
    assert_type(cc.perform(command, cc.InMemoryRepository(), rules=rules), cc.Outcome)
    assert_type(cc.review_deadline(claim, rules=rules), cc.Deadline | cc.NotRunning)
    assert_type(claim.approved, cc.Money | None)
    assert_type(cc.partner_center, cc.Rulebook)


def options(claim: cc.Claim, actor: cc.Actor, at: datetime, rules: cc.Rules, funds: cc.FundPool) -> None:
    found = cc.allowed(claim, actor, at=at, rules=rules, funds=funds)
    assert_type(found, Mapping[type[cc.claims.Command], cc.decisions.Option])
    assert_type(found[cc.claims.SubmitClaim].is_allowed, bool)


def narrowed(due: cc.Deadline | cc.NotRunning) -> date | None:
    if isinstance(due, cc.NotRunning):
        assert_type(due.explain(), cc.Explanation)
        return None
    return due.on


async def awaited(
    command: cc.claims.Command, store: cc.repositories.AsyncClaimRepository, rules: cc.Rules
) -> cc.Outcome:
    return await cc.perform_async(command, store, rules=rules)


# Rooms, as attributes and as modules, without another import: one thing by two names.


def rooms(claim: ClaimId, command: CommandId, by: cc.Actor, at: datetime) -> None:
    submit = cc.claims.SubmitClaim(claim=claim, id=command, by=by, at=at)
    assert_type(submit, SubmitClaim)
    assert_type(cc.claims.Claim, type[cc.Claim])
    assert_type(cc.identifiers.ClaimId("C-1"), ClaimId)


# What a converter takes is wider than what the field has.


def converted(form: cc.ClaimForm, entries: list[cc.HistoryEntry], grant: cc.Grant) -> None:
    assert_type(cc.Money("99.50", "SEK").currency, cc.Currency)
    assert_type(cc.Money(Decimal(99), cc.Currency("SEK")).amount, Decimal)
    rate = cc.money.ExchangeRate(
        source="SEK", target=cc.Currency("EUR"), rate="0.0912", month=date(2022, 11, 1), origin="treasury"
    )
    assert_type(rate.source, cc.Currency)
    assert_type(cc.money.RateTable([rate]).rates, tuple[cc.money.ExchangeRate, ...])
    assert_type(cc.payouts.PayingEntity(EntityId("ireland"), "EUR").currency, cc.Currency)
    assert_type(cc.History(ClaimId("C-1"), entries).entries, tuple[cc.HistoryEntry, ...])
    assert_type(cc.Actor(cc.identifiers.ActorId("a"), cc.Side.PARTNER, [grant]).grants, tuple[cc.Grant, ...])
    assert_type(attrs.evolve(form, circumstances=["airfare"]).circumstances, tuple[str, ...])


def evolved(form: cc.ClaimForm, edition: cc.rules.Edition) -> None:
    assert_type(attrs.evolve(form, name="Autumn ads"), cc.ClaimForm)
    assert_type(attrs.evolve(edition, name="Ours"), cc.rules.Edition)


# A repository of the user's own needs no base class.


class Store:
    def history(self, claim: ClaimId) -> cc.History:
        raise cc.errors.UnknownClaim(claim)

    def pool(self, location: LocationId, program: ProgramId, usage_period: cc.UsagePeriod) -> cc.FundPool:
        raise cc.errors.UnknownFund(f"{program} at {location}, usage {usage_period}")

    def booked(self, fund: cc.funds.PoolKey, command: CommandId) -> tuple[cc.funds.FundEntry, ...]:
        raise cc.errors.UnknownFund(f"{fund} {command}")

    def payment_history(self, payment: PaymentId) -> cc.payments.PaymentHistory:
        raise cc.errors.UnknownPayment(payment)

    def payments(self, claim: ClaimId) -> tuple[cc.payments.Payment, ...]:
        raise cc.errors.UnknownClaim(claim)

    def append(self, *writes: cc.repositories.Write, guards: Sequence[cc.repositories.Guard] = ()) -> None:
        raise cc.StaleClaim(str((writes, guards)), 0, 1)

    def claims(
        self, *, location: LocationId | None = None, program: ProgramId | None = None
    ) -> tuple[cc.Claim, ...]:
        return (cc.replay(self.history(ClaimId(f"{location} {program}"))),)

    def pools(
        self, *, location: LocationId | None = None, program: ProgramId | None = None
    ) -> tuple[cc.FundPool, ...]:
        raise cc.errors.UnknownFund(f"{program} at {location}")


def stored(command: cc.claims.Command, rules: cc.Rules) -> cc.ClaimRepository:
    cc.perform(command, Store(), rules=rules)
    return Store()


def handled(error: cc.CoopClaimsError) -> str | None:
    if isinstance(error, cc.Refused):
        assert_type(error.problems, tuple[cc.Problem, ...])
    return error.field if isinstance(error, cc.InvalidValue) else None


# Mistakes that have to be found.


def misspelled() -> None:
    _ = cc.decides  # type: ignore[attr-defined]  # pyright: ignore[reportAttributeAccessIssue]
    _ = cc.claims.SubmitClaims  # type: ignore[attr-defined]  # pyright: ignore[reportAttributeAccessIssue]


def sought_in_the_wrong_room() -> None:
    _ = cc.SubmitClaim  # type: ignore[attr-defined]  # pyright: ignore[reportAttributeAccessIssue]
    _ = cc.payouts.SubmitClaim  # type: ignore[attr-defined]  # pyright: ignore[reportAttributeAccessIssue]
    _ = cc.testing  # type: ignore[attr-defined]  # pyright: ignore[reportAttributeAccessIssue]


def of_the_wrong_type(
    command: cc.claims.Command, claim: cc.Claim, rules: cc.Rules, funds: cc.FundPool
) -> None:
    cc.Money(1.5, "SEK")  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    cc.payouts.PayingEntity("ireland", "EUR")  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    cc.replay(claim)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    cc.decide(claim, claim, rules=rules, funds=funds)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    cc.decide(command, claim, rules, funds)  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]
    cc.Actor("a", cc.Side.PARTNER, [cc.Role.REVIEWER])  # type: ignore[arg-type, list-item]  # pyright: ignore[reportArgumentType]


def changed(form: cc.ClaimForm, claim: cc.Claim) -> None:
    form.name = "Autumn"  # type: ignore[misc]  # pyright: ignore[reportAttributeAccessIssue]
    attrs.evolve(form, amount=3)  # type: ignore[arg-type]
    _ = claim.approved.amount  # type: ignore[union-attr]  # pyright: ignore[reportOptionalMemberAccess]
