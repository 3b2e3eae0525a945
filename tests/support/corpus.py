"""Playing the corpus: neutral commands are given to the library, and its answers told as neutral data.

Neutral is what no renaming changes: the names of an enumeration's members in lower case, keys of the
corpus' own for classes, amounts and figures as text, ISO days and instants, documents and their facts.
No English text, and no name of a class or a function, stands in a script or in an answer. So this file
and the three beside it (`corpus_making`, `corpus_answers`, `corpus_questions`) are all that has to be
spelled anew when the library is.
"""

from __future__ import annotations

import json
import lzma
from contextlib import suppress
from functools import partial
from typing import TYPE_CHECKING, Any

from tests.support import corpus_answers as told
from tests.support.corpus_answers import Data, guarded, key_of, member_of
from tests.support.corpus_making import (
    ENDED_BY,
    command,
    day,
    instant,
    money,
    optional,
    payer,
    paying_rules,
    rates_of,
    rules_of,
    still_asked,
    usage_of,
)
from tests.support.corpus_questions import ASKED

import coopclaims as cc

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
    from datetime import date, datetime
    from pathlib import Path


def _without(policies: Mapping[str, str], policy: str) -> dict[str, str]:
    return {name: reading for name, reading in policies.items() if name != policy}


class World:
    """Everything that one world of the corpus holds at a moment: rules, funds, claims, payments."""

    def __init__(self, data: Data) -> None:
        self.data = data
        self.rules = rules_of(data["rules"])
        self.without_ends = {
            kind: rules_of(data["rules"] | {"policies": _without(data["rules"]["policies"], policy)})
            for kind, policy in ENDED_BY.items()
            if policy in data["rules"]["policies"]
        }
        self.rates = rates_of(data["rates"])
        self.entities = tuple(
            cc.payouts.PayingEntity(cc.identifiers.EntityId(name), code) for name, code in data["entities"]
        )
        key = data["pool"]
        self.ledgers: dict[str, list[cc.funds.FundEntry]] = {"main": [], "next": []}
        self.pools = {
            name: cc.FundPool.empty(
                cc.funds.PoolKey(
                    location=cc.identifiers.LocationId(key["location"]),
                    program=cc.identifiers.ProgramId(key["program"]),
                    usage_period=usage_of(key[usage]),
                    currency=cc.Currency(key["currency"]),
                )
            )
            for name, usage in (("main", "usage"), ("next", "next_usage"))
        }
        self.claims: dict[str, cc.Claim] = {}
        self.histories: dict[str, cc.History] = {}
        self.payments: dict[str, cc.payments.Payment] = {}
        self.paying: dict[cc.Side, cc.Rules] = {}

    def funds_for(self, data: Data) -> cc.FundPool:
        return self.pools[data.get("pool", "main")]

    def rules_for(self, kind: type[cc.claims.Command]) -> cc.Rules:
        """Return the rules by which the first edition judged a kind of command: fewer ends concerned it."""
        return self.without_ends.get(kind, self.rules)

    def play(self, data: Data) -> Data:
        """Give one command, or ask one question, and return the answer as neutral data."""
        players: Mapping[str, Callable[[Data], Data]] = {
            "claim": self.on_claim,
            "fund": self.on_fund,
            "payment": self.on_payment,
            "ask": self.on_question,
        }
        answer: Data = json.loads(json.dumps(guarded(partial(players[data["kind"]], data))))
        return answer

    def on_claim(self, data: Data) -> Data:
        given = command(data)
        claim = self.claims.get(str(data.get("against", data["claim"])))
        funds, rates = self.funds_for(data), None if data.get("no_rates") else self.rates
        rules = self.rules_for(type(given))
        setups = None
        if isinstance(given, cc.claims.CreateClaim):
            funds = fund_of(given.form)  # which nothing but the fit depends on
            setups = set_up_for(given.form)
        try:
            decision = cc.decide(given, claim, rules=rules, funds=funds, rates=rates, setups=setups)
        except cc.Refused as refused:
            hints = guarded(
                lambda: told.problems(
                    cc.advice(given, claim, rules=rules, funds=funds, rates=rates, setups=setups)
                )
            )
            return {"no": told.problems(refused.problems), **({"advice": hints} if hints else {})}
        hints = cc.advice(given, claim, rules=rules, funds=funds, rates=rates, setups=setups)
        claim = self.claims[decision.claim.id] = still_asked(decision.claim)
        history = self.histories.get(claim.id) or cc.History(claim.id)
        self.histories[claim.id] = history.extended(decision.entries)
        self.record(data.get("pool", "main"), decision.ledger)
        answer: Data = {"yes": [told.entry(each) for each in decision.entries]}
        answer["now"] = [key_of(claim.status), claim.version]
        if decision.ledger:
            answer["ledger"] = [told.fund_entry(each) for each in decision.ledger]
        if hints:
            answer["advice"] = told.problems(hints)
        return answer

    def record(self, name: str, entries: Sequence[cc.funds.FundEntry]) -> None:
        self.pools[name] = self.pools[name].record(entries)
        self.ledgers[name].extend(entries)

    def on_fund(self, data: Data) -> Data:
        pool, at, on = self.funds_for(data), instant(data["at"]), day(data["on"])
        if data["do"] == "record":
            entry = cc.funds.FundEntry(
                pool=pool.key,
                kind=member_of(cc.funds.FundEntryKind, data["entry"]),
                amount=money(data["amount"]),
                at=at,
                on=on,
                claim=optional(cc.identifiers.ClaimId, data.get("claim")),
                number=data.get("number"),
                activity=data.get("activity"),
                entity=optional(cc.identifiers.EntityId, data.get("entity")),
                other_usage=None if "other" not in data else usage_of(data["other"]),
            )
            self.record(data.get("pool", "main"), (entry,))
            return {"yes": [told.fund_entry(entry)], "balance": told.balance(self.funds_for(data))}
        moved = self._moved(data, pool, on, at)
        for name, each in self.pools.items():
            self.record(name, moved.of(each.key))
        told_why = told.movement(moved)
        return {**told_why, "balance": told.balance(self.funds_for(data))}

    def _moved(self, data: Data, pool: cc.FundPool, on: date, at: datetime) -> cc.funds.LedgerProposal:
        if data["do"] == "expire":
            return cc.funds.expiry_entries(pool, on=on, at=at, rules=self.rules)
        if data["do"] == "lose_eligibility":
            return cc.funds.eligibility_loss_entries(pool, lost_on=on, at=at, rules=self.rules)
        if data["do"] == "roll_over":
            into = self.pools[data["into"]].key
            return cc.funds.rollover_entries(pool, into=into, on=on, at=at, rules=self.rules)
        return cc.funds.conversion_entries(
            pool,
            earning_period=pool.key.usage_period.earning_period(),
            on=on,
            at=at,
            rules=self.rules,
            compared=optional(money, data.get("compared")),
        )

    def paying_rules(self, by: cc.Actor) -> cc.Rules:
        """Return the rules under which this actor is judged on a payment."""
        if by.side not in self.paying:
            self.paying[by.side] = paying_rules(self.rules, by)
        return self.paying[by.side]

    def on_payment(self, data: Data) -> Data:
        payment = self.payments.get(str(data.get("against", data["payment"])))
        terms = data.get("terms")
        given = cc.payments.PaymentCommand(
            payment=cc.identifiers.PaymentId(data["payment"]),
            id=cc.identifiers.CommandId(data["id"]),
            by=payer(data["by"]),
            at=instant(data["at"]),
            trigger=member_of(cc.payouts.PaymentTrigger, data["do"]),
            terms=None
            if terms is None
            else cc.payments.PaymentTerms(
                claim=cc.identifiers.ClaimId(terms[0]),
                entity=cc.identifiers.EntityId(terms[1]),
                profile=cc.identifiers.ProfileId(terms[2]),
                money=money(terms[3]),
                settles=self.settled(data, terms, payment),
                fund=self.paying_fund(data).key,
            ),
            note=data["note"],
        )
        around, rules = self.circumstances(data), self.paying_rules(given.by)
        try:
            decision = cc.payments.decide_payment(
                given, payment, funds=self.paying_fund(data), context=around, rules=rules
            )
        except cc.Refused as refused:
            return {"no": told.problems(refused.problems)}
        payment, (entry,) = decision.payment, decision.entries
        self.payments[payment.id] = payment
        return {"yes": told.payment_entry(entry), "now": told.payment(payment)}

    def settled(self, data: Data, terms: list[str], payment: cc.payments.Payment | None) -> cc.Money:
        """Return what the terms of a script settle, which did not say: the entity's share at the making."""
        if payment is not None and payment.entity == terms[1]:
            return payment.terms.settles
        shares: tuple[cc.payouts.Payout, ...] = ()
        with suppress(cc.CoopClaimsError):
            resolution = self.circumstances(data).resolution
            shares = () if resolution is None else resolution.payouts
        owed = next((each.share for each in shares if each.entity == terms[1]), None)
        return money(terms[3]) if owed is None else owed

    def paying_fund(self, data: Data) -> cc.FundPool:
        """Return a fund in which the claim's amount is approved, and paid by those of its payments sent.

        The scripts keep the ledger of payments by themselves, as a portal did when they were written.
        """
        claim = self.claims[data["claim"]]
        key = cc.funds.PoolKey(
            location=claim.form.location,
            program=claim.form.program,
            usage_period=claim.form.usage_period,
            currency=claim.currency,
        )
        made: dict[str, Any] = {"pool": key, "at": claim.changed_at, "on": claim.form.usage_period.first}
        kind, pool = cc.funds.FundEntryKind, cc.FundPool.empty(key)
        if claim.approved is None:
            return pool
        pool = pool.earning("anybody", claim.approved, at=claim.changed_at)
        approved = cc.funds.FundEntry(**made, kind=kind.COMMITTED, amount=claim.approved, claim=claim.id)
        return pool.record(
            (
                approved,
                *(
                    cc.funds.FundEntry(
                        **made, kind=kind.PAID, amount=each.terms.settles, claim=claim.id, payment=each.id
                    )
                    for each in self.payments.values()
                    if each.claim == claim.id and each.status is cc.payouts.PaymentStatus.SENT
                ),
            )
        )

    def circumstances(self, data: Data) -> cc.payments.PaymentContext:
        """Return what the payment of a claim depends on, as the script says it."""
        claim, around = self.claims[data["claim"]], data["around"]
        enrolled, since = around["enrollment"]
        balance, invoice, tax = around.get("balance"), around["tax_invoice"], around["tax_profile"]
        resolution = None if claim.approved is None else self.resolution(claim, data)
        return cc.payments.PaymentContext(
            claim=claim,
            resolution=resolution,
            enrollment=cc.payments.EnrollmentStanding(
                member_of(cc.payouts.EnrollmentStatus, enrolled), instant(since)
            ),
            profiles=tuple(
                cc.payments.ProfileStanding(
                    cc.identifiers.ProfileId(name), member_of(cc.payouts.ProfileStatus, status), instant(seen)
                )
                for name, status, seen in around["profiles"]
            ),
            tax_profile=None
            if tax is None
            else cc.payments.TaxProfile(
                member_of(cc.payouts.ProfileStatus, tax[0]), instant(tax[1]), optional(day, tax[2])
            ),
            tax_invoice=self.tax_invoice(invoice),
            balance=None if balance is None else self.balances(claim, balance)[-1],
            payments=tuple(each for each in self.payments.values() if each.claim == claim.id),
            held=self.held(around.get("held")),
        )

    def tax_invoice(self, data: Sequence[str]) -> cc.deadlines.TaxInvoice:
        state, at = member_of(cc.deadlines.TaxInvoiceState, data[0]), instant(data[1])
        if state is cc.deadlines.TaxInvoiceState.APPROVED:
            return cc.deadlines.TaxInvoice.approved(at)
        return cc.deadlines.TaxInvoice(state, since=at)

    def held(self, data: Data | None) -> cc.deadlines.HeldMoney | None:
        if data is None:
            return None
        on = day(data["on"])
        if "failed" in data:
            hold = cc.deadlines.hold_due(failed=day(data["failed"]), rules=self.rules)
            return cc.deadlines.hold_status(hold, on=on, rules=self.rules)
        earned = cc.periods.EarningPeriod(*map(day, data["earned"]))
        return cc.deadlines.escheat_status(earned, idle_since=day(data["idle"]), on=on, rules=self.rules)

    def balances(self, claim: cc.Claim, data: Data) -> tuple[cc.payouts.MonthlyBalance, ...]:
        key = cc.payouts.BalanceKey(
            location=claim.form.location,
            program=claim.form.program,
            earning=member_of(cc.payouts.EarningType, data["earning"]),
        )
        accruals = [
            cc.payouts.Accrual(key=key, month=day(month), amount=money(amount))
            for month, amount in data["accruals"]
        ]
        program_year = cc.periods.MonthDay(*data["program_year"])
        return cc.payouts.carry_balances(
            accruals, rules=self.rules, until=day(data["until"]), program_year=program_year
        )

    def profiles(self, around: Data) -> cc.payouts.BankProfiles:
        status = {name: stands for name, stands, _ in around["profiles"]}
        return cc.payouts.BankProfiles(
            tuple(
                cc.payouts.ProfileAssignment(
                    profile=cc.identifiers.ProfileId(name),
                    currency=cc.Currency(code),
                    location=optional(cc.identifiers.LocationId, place),
                    program=optional(cc.identifiers.ProgramId, program),
                    entity=optional(cc.identifiers.EntityId, entity),
                    status=member_of(cc.payouts.ProfileStatus, status.get(name, "approved")),
                )
                for name, code, place, program, entity in self.data["profiles"]
            )
        )

    def resolution(self, claim: cc.Claim, data: Data) -> cc.payouts.PayoutResolution:
        around = data["around"]
        return cc.payouts.resolve_payouts(
            claim,
            shares=self.pools["main"].shares(),
            entities=self.entities,
            profiles=self.profiles(around),
            rates=cc.money.RateTable(()) if self.rates is None else self.rates,
            ordered_at=instant(data["at"]),
            rules=self.rules,
            enrollment=member_of(cc.payouts.EnrollmentStatus, around["enrollment"][0]),
        )

    def on_question(self, data: Data) -> Data:
        return {what: guarded(partial(ASKED[what], self, data)) for what in data["what"]}


def set_up_for(form: cc.ClaimForm) -> cc.payouts.PayoutSetups:
    """Return bank and tax data that are there, which the first edition did not ask for."""
    there = cc.payouts.SetupState.COMPLETE
    of = cc.payouts.PayoutSetup(location=form.location, program=form.program, bank=there, tax=there)
    return cc.payouts.PayoutSetups((of,))


def fund_of(form: cc.ClaimForm) -> cc.FundPool:
    """Return the fund of a form, in which nothing is."""
    return cc.FundPool.empty(
        cc.funds.PoolKey(
            location=form.location,
            program=form.program,
            usage_period=form.usage_period,
            currency=form.amount.currency,
        )
    )


def lines_of(path: Path) -> Iterator[Data]:
    """Yield the lines of a shard: worlds, and what was given or asked there with its answer."""
    with lzma.open(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            data: Data = json.loads(line)
            yield data


def played(lines: Iterable[Data]) -> Iterator[tuple[int, Data, Data]]:
    """Play a shard, and yield each line with its number and the answer that the library gives now."""
    world: World | None = None
    for number, line in enumerate(lines, start=1):
        if "world" in line:
            world = World(line["world"])
            continue
        assert world is not None, "a shard begins with a world"
        yield number, line, world.play(line["do"])


def difference(expected: object, found: object, path: str = "") -> str:
    """Return where two answers differ first, and what stands there in each; empty where they are equal."""
    if isinstance(expected, dict) and isinstance(found, dict):
        return _first(sorted(expected.keys() | found.keys()), expected, found, path)
    if isinstance(expected, list) and isinstance(found, list):
        numbered = dict(enumerate(expected)), dict(enumerate(found))
        return _first(range(max(map(len, numbered))), *numbered, path)
    return "" if expected == found else f"{path}: {expected!r} expected, {found!r} found"


def _first(keys: Iterable[Any], expected: Mapping[Any, Any], found: Mapping[Any, Any], path: str) -> str:
    """Return the first difference under these keys."""
    for key in keys:
        where = f"{path}/{key}"
        if key not in found:
            return f"{where}: {expected[key]!r} expected, nothing found"
        if key not in expected:
            return f"{where}: nothing expected, {found[key]!r} found"
        if told_where := difference(expected[key], found[key], where):
            return told_where
    return ""
