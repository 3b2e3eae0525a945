"""Money from end to end: earned, split, claimed, approved as far as it goes, and paid by two entities."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import attrs
import pytest

import coopclaims as cc

ZONE = ZoneInfo("America/Los_Angeles")
RULES = cc.partner_center.bind(calendar=cc.BusinessCalendar.of_weekdays(years=range(2022, 2024)), zone=ZONE)
LOCATION, PROGRAM = (
    cc.identifiers.LocationId("se-stockholm"),
    cc.identifiers.ProgramId("CSP Direct Bill Partner"),
)
USAGE = cc.UsagePeriod(date(2022, 7, 1), date(2022, 12, 31))
EARNED_IN = cc.periods.EarningPeriod(date(2022, 1, 1), date(2022, 6, 30))
KEY = cc.funds.PoolKey(location=LOCATION, program=PROGRAM, usage_period=USAGE, currency=cc.Currency("USD"))
IRELAND, SWEDEN = cc.identifiers.EntityId("ireland"), cc.identifiers.EntityId("sweden")
ENTITIES = (cc.payouts.PayingEntity(IRELAND, "EUR"), cc.payouts.PayingEntity(SWEDEN, "SEK"))
PROFILES = {IRELAND: cc.identifiers.ProfileId("bank-eur"), SWEDEN: cc.identifiers.ProfileId("bank-kr")}
RATES = cc.money.RateTable(
    cc.money.ExchangeRate(source="USD", target=code, rate=rate, month=date(2022, 10, 1), origin="treasury")
    for code, rate in (("EUR", "1.02"), ("SEK", "11.1"))
)
CLAIM = cc.identifiers.ClaimId("C-1")
ALICE = cc.Actor.partner("alice", cc.Role.INCENTIVES_ADMIN, location=LOCATION, program=cc.parties.EVERYWHERE)
RITA = cc.Actor.vendor(
    "rita", cc.Role.REVIEWER, location=cc.parties.EVERYWHERE, program=cc.parties.EVERYWHERE
)
PAUL = cc.Actor.vendor("paul", cc.Role.PAYMENT_TEAM, location=LOCATION, program=PROGRAM)
FORM = cc.ClaimForm(
    name="Autumn",
    program=PROGRAM,
    location=LOCATION,
    usage_period=USAGE,
    activity="digital-advertising",
    executed_on=date(2022, 8, 25),
    amount=cc.Money("12000.00", "USD"),
)
APPROVED = cc.payouts.ProfileStatus.APPROVED


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZONE)


def usd(amount: str) -> cc.Money:
    return cc.Money(amount, "USD")


class Books:
    """The repository, and the payments beside it."""

    def __init__(self) -> None:
        self.repository = cc.InMemoryRepository()
        self.repository.open_pool(KEY)
        self.payments: dict[cc.identifiers.EntityId, cc.payments.Payment] = {}

    @property
    def fund(self) -> cc.FundPool:
        return self.repository.pool(LOCATION, PROGRAM, USAGE)

    @property
    def claim(self) -> cc.Claim:
        return cc.replay(self.repository.history(CLAIM))

    def book(self, *entries: cc.funds.FundEntry) -> None:
        self.repository.append(
            cc.repositories.FundWrite(pool=KEY, expected=self.fund.version, entries=entries)
        )

    def do(self, kind: type[cc.claims.Command], by: cc.Actor, when: str, **content: Any) -> cc.Outcome:
        make: Any = kind
        command = make(
            claim=CLAIM, id=cc.identifiers.CommandId(f"{kind.__name__} {when}"), by=by, at=at(when), **content
        )
        return cc.perform(command, self.repository, rules=RULES, advise=True)

    def resolved(self) -> cc.payouts.PayoutResolution:
        return cc.payouts.resolve_payouts(
            self.claim,
            shares=self.fund.shares(),
            entities=ENTITIES,
            profiles=cc.payouts.BankProfiles(
                cc.payouts.ProfileAssignment(
                    profile=PROFILES[each.id],
                    currency=each.currency,
                    location=LOCATION,
                    program=PROGRAM,
                    entity=each.id,
                    status=APPROVED,
                )
                for each in ENTITIES
            ),
            rates=RATES,
            ordered_at=at("2022-10-10 09:00"),
            rules=RULES,
            enrollment=cc.payouts.EnrollmentStatus.ENROLLED,
        )

    def around(self, tax_invoice: cc.deadlines.TaxInvoice) -> cc.payments.PaymentContext:
        return cc.payments.PaymentContext(
            claim=self.claim,
            resolution=self.resolved(),
            enrollment=cc.payments.EnrollmentStanding(cc.payouts.EnrollmentStatus.ENROLLED),
            profiles=[cc.payments.ProfileStanding(each, APPROVED) for each in PROFILES.values()],
            tax_profile=cc.payments.TaxProfile(APPROVED),
            tax_invoice=tax_invoice,
            payments=tuple(self.payments.values()),
        )

    def pay(
        self,
        payout: cc.payouts.Payout,
        step: cc.payouts.PaymentTrigger,
        when: str,
        tax_invoice: cc.deadlines.TaxInvoice,
    ) -> None:
        payment = self.payments.get(payout.entity)
        terms = cc.payments.PaymentTerms(
            claim=CLAIM,
            entity=payout.entity,
            profile=payout.profile,
            money=payout.money,
            settles=payout.share,
            fund=KEY,
        )
        command = cc.payments.PaymentCommand(
            payment=cc.identifiers.PaymentId(f"P-{payout.entity}"),
            id=cc.identifiers.CommandId(f"{payout.entity} {step}"),
            by=PAUL,
            at=at(when),
            trigger=step,
            terms=terms if payment is None else None,
        )
        decision = cc.payments.decide_payment(
            command, payment, funds=self.fund, context=self.around(tax_invoice), rules=RULES
        )
        self.payments[payout.entity] = decision.payment
        version = 0 if payment is None else payment.version
        self.repository.append(
            cc.repositories.PaymentWrite(payment=command.payment, expected=version, entries=decision.entries),
            cc.repositories.FundWrite(pool=KEY, expected=self.fund.version, entries=decision.ledger),
        )


@pytest.fixture
def approved() -> Books:
    """Given 25,000 USD earned, 10,000 of it co-op, and a claim of 12,000, approved as far as that goes."""
    earning = cc.funds.split_earning(usd("25000.00"), cc.funds.Split(rebate=60, coop=40))
    assert (earning.rebate, earning.coop) == (usd("15000.00"), usd("10000.00"))
    assert cc.funds.coop_outcome(
        earning.coop, program=PROGRAM, earning_period=EARNED_IN, rules=RULES
    ).qualifies
    books = Books()
    shares = earning.coop.allocate({IRELAND: 60, SWEDEN: 40})
    start = at("2022-07-01 00:00")
    books.book(*(books.fund.earned_entry(entity, amount, at=start) for entity, amount in shares))
    books.do(cc.claims.CreateClaim, ALICE, "2022-09-01 09:00", form=FORM)
    invoice = cc.claims.Invoice(id=cc.identifiers.ItemId("i"), document="scan", amount=FORM.amount)
    shows = ("ad-screenshot", "landing-page")
    proof = cc.claims.Proof(
        id=cc.identifiers.ItemId("p"), document="ad", note="The ad, and its landing page", shows=shows
    )
    metric = cc.claims.Metric(id=cc.identifiers.ItemId("m"), name="results", value="4312 clicks")
    books.do(cc.claims.AddInvoice, ALICE, "2022-09-02 09:00", invoice=invoice)
    books.do(cc.claims.AddProof, ALICE, "2022-09-02 09:10", proof=proof)
    books.do(cc.claims.RecordMetric, ALICE, "2022-09-02 09:20", metric=metric)
    assert list(cc.completeness.missing_evidence(books.claim, rules=RULES, on=date(2022, 9, 14))) == []
    told = books.do(cc.claims.SubmitClaim, ALICE, "2022-09-14 10:00").advice
    assert cc.findings.ProblemCode.ABOVE_AVAILABLE in {each.code for each in told}
    books.do(cc.claims.StartReview, RITA, "2022-09-15 09:00")
    with pytest.raises(cc.Refused) as caught:
        books.do(cc.claims.ApproveClaim, RITA, "2022-09-19 09:00", amount=FORM.amount)
    assert caught.value.codes == {cc.findings.ProblemCode.APPROVED_ABOVE_EARNED}
    part = {"amount": usd("10000.00"), "reason": "No more was earned."}
    books.do(cc.claims.ApproveClaim, RITA, "2022-09-19 10:00", **part)
    return books


def test_what_is_approved_leaves_nothing_in_the_fund(approved: Books) -> None:
    balance = approved.fund.balance()
    assert (balance.earned, balance.approved) == (usd("10000.00"), usd("10000.00"))
    assert (balance.reserved, balance.available) == (usd("0.00"), usd("0.00"))


def test_two_entities_pay_in_two_currencies(approved: Books) -> None:
    resolution = approved.resolved()
    told = [(each.entity, str(each.share), str(each.money)) for each in resolution.payouts]
    assert told == [
        (IRELAND, "6000.00 USD", "6120.00 EUR"),
        (SWEDEN, "4000.00 USD", "44400.00 SEK"),
    ]
    assert resolution.unresolved == ()


def test_it_is_paid_within_thirty_days_of_the_tax_invoice(approved: Books) -> None:
    step, payouts = cc.payouts.PaymentTrigger, approved.resolved().payouts
    awaited = cc.deadlines.TaxInvoice.awaited()
    due = cc.payment_deadline(approved.claim, tax_invoice=awaited, rules=RULES)
    assert isinstance(due, cc.NotRunning)
    for payout in payouts:
        approved.pay(payout, step.MAKE, "2022-09-20 09:00", awaited)
        with pytest.raises(cc.Refused) as caught:
            approved.pay(payout, step.ORDER, "2022-09-21 09:00", awaited)
        assert caught.value.codes == {cc.findings.ProblemCode.PAYMENT_BLOCKED}
    # When the tax invoice is approved on 2022-10-03
    there = cc.deadlines.TaxInvoice(cc.deadlines.TaxInvoiceState.APPROVED, at("2022-10-03 09:00"))
    due = cc.payment_deadline(approved.claim, tax_invoice=there, rules=RULES)
    assert isinstance(due, cc.Deadline)
    assert due.on == date(2022, 11, 2)
    for payout in payouts:
        for what in (step.ORDER, step.START_PAYING, step.SEND):
            approved.pay(payout, what, "2022-10-24 09:00", there)
        sent = approved.payments[payout.entity].milestones.sent_at
        assert sent is not None
        assert RULES.day(sent) <= due.on
    # Then nothing is left to wait for, and nothing to pay
    now = at("2022-10-25 09:00")
    assert cc.payments.why_not_paid(approved.around(there), at=now, rules=RULES).blockers == ()
    assert approved.fund.paid_for(CLAIM) == usd("10000.00")
    assert approved.fund.balance().due == usd("0.00")
    cc.funds.assert_conserved(approved.fund, approved.repository.ledger(KEY))
    last: Any = approved.repository.ledger(KEY)[-1]
    with pytest.raises(cc.funds.BrokenLedger):
        approved.book(attrs.evolve(last, amount=usd("0.01"), command="one more"))
    # And the waterfall tells where each amount went
    paid = [cc.payouts.PaymentFigures(entity=each.entity, paid=each.money) for each in payouts]
    fall = cc.payouts.payment_waterfall(approved.claim, approved.resolved(), figures=paid)
    level = cc.payouts.WaterfallLevel
    assert fall.at(level.CLAIMED) == (usd("12000.00"),)
    assert fall.at(level.APPROVED) == (usd("10000.00"),)
    assert fall.at(level.SPLIT) == (usd("6000.00"), usd("4000.00"))
    assert fall.at(level.PAID) == (cc.Money("6120.00", "EUR"), cc.Money("44400.00", "SEK"))
    assert [(each.reason.caption, each.amount) for _, each in fall.differences] == [
        ("approved for less", usd("2000.00"))
    ]
