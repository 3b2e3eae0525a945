"""The small world of the findings: one fund, one repository, one claim, and people with plain grants.

`cc` is the package without its types, because a finding may use a name that is not there yet.
"""

from __future__ import annotations

import importlib
import inspect
from datetime import date, datetime
from enum import Enum
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

if TYPE_CHECKING:
    from collections.abc import Iterator

cc: Any = importlib.import_module("coopclaims")

ZONE = ZoneInfo("America/Los_Angeles")
CALENDAR = cc.BusinessCalendar.of_weekdays(years=range(2014, 2032))
RULES = cc.partner_center.bind(calendar=CALENDAR, zone=ZONE)
USAGE = cc.UsagePeriod(date(2022, 7, 1), date(2022, 12, 31))
LOCATION, PROGRAM = cc.identifiers.LocationId("se-1"), cc.identifiers.ProgramId("CSP Direct Bill Partner")
ALICE = cc.Actor.partner(
    "alice", cc.Role.INCENTIVES_ADMIN, location=cc.parties.EVERYWHERE, program=cc.parties.EVERYWHERE
)
BOB = cc.Actor.partner(
    "bob", cc.Role.INCENTIVES_USER, location=cc.parties.EVERYWHERE, program=cc.parties.EVERYWHERE
)
CAROL = cc.Actor.partner("carol")
RITA = cc.Actor.vendor(
    "rita", cc.Role.REVIEWER, location=cc.parties.EVERYWHERE, program=cc.parties.EVERYWHERE
)
VERA = cc.Actor.vendor(
    "vera", cc.Role.VALIDATION_TEAM, location=cc.parties.EVERYWHERE, program=cc.parties.EVERYWHERE
)


def at(text: str, zone: Any = ZONE) -> datetime:
    """Return the instant at which a clock in this zone shows the text."""
    return datetime.fromisoformat(text).replace(tzinfo=zone)


def sek(amount: str, currency: str = "SEK") -> Any:
    """Return this much money, in crowns unless told otherwise."""
    return cc.Money(amount, currency)


def codes(refused: Any) -> list[str]:
    """Return the codes of the problems that a refusal carries, or of a tuple of problems."""
    return [str(problem.code.value) for problem in getattr(refused, "problems", refused)]


def alternatives() -> Iterator[Any]:
    """Yield the rules under each policy that is not the default, one at a time."""
    for name, parameter in inspect.signature(cc.Policies).parameters.items():
        if isinstance(parameter.default, Enum):
            for choice in type(parameter.default):
                policies = cc.Policies(**{name: choice})
                yield cc.partner_center.bind(calendar=CALENDAR, zone=ZONE, policies=policies)


class World:
    """One fund, one repository, one claim; `do` performs a command, `ask` only makes it."""

    def __init__(
        self,
        currency: str = "SEK",
        earned: tuple[tuple[str, str], ...] = (("ie", "120000.00"),),
        usage: Any = USAGE,
        rules: Any = RULES,
        location: Any = LOCATION,
        program: Any = PROGRAM,
    ) -> None:
        self.currency, self.usage, self.rules, self.n = currency, usage, rules, 0
        self.location, self.program, self.repo = location, program, cc.InMemoryRepository()
        self.key = cc.funds.PoolKey(
            location=location, program=program, usage_period=usage, currency=cc.Currency(currency)
        )
        pool, start = self.repo.open_pool(self.key), datetime.combine(usage.first, datetime.min.time(), ZONE)
        entries = tuple(pool.earned_entry(who, cc.Money(a, currency), at=start) for who, a in earned)
        self.repo.append(cc.repositories.FundWrite(pool=self.key, expected=pool.version, entries=entries))

    def ask(
        self,
        kind: Any,
        by: Any,
        when: str | datetime,
        claim: str = "C-1",
        key: str | None = None,
        **content: Any,
    ) -> Any:
        self.n += 1
        instant = at(when) if isinstance(when, str) else when
        return kind(
            claim=cc.identifiers.ClaimId(claim),
            id=cc.identifiers.CommandId(key or f"k{self.n}"),
            by=by,
            at=instant,
            **content,
        )

    def do(self, kind: Any, by: Any, when: str | datetime, **content: Any) -> Any:
        return cc.perform(self.ask(kind, by, when, **content), self.repo, rules=self.rules)

    def form(
        self,
        amount: str = "30000.00",
        activity: str = "partner-network",
        executed_on: Any = date(2022, 8, 25),
        **rest: Any,
    ) -> Any:
        content = {
            "name": "Autumn",
            "program": self.program,
            "location": self.location,
            "usage_period": self.usage,
            "activity": activity,
            "executed_on": executed_on,
            "amount": cc.Money(amount, self.currency),
        }
        return cc.ClaimForm(**content | rest)

    def invoice(self, item: str = "i1", amount: str = "30000.00", **rest: Any) -> Any:
        content = {
            "id": cc.identifiers.ItemId(item),
            "document": f"d-{item}",
            "amount": cc.Money(amount, self.currency),
            "number": "A-1",
            "supplier": "X AB",
            "issued_on": date(2022, 8, 26),
        }
        return cc.claims.Invoice(**content | rest)

    def claim(self, claim: str = "C-1") -> Any:
        return cc.replay(self.repo.history(cc.identifiers.ClaimId(claim)))

    @property
    def pool(self) -> Any:
        return self.repo.pool(self.location, self.program, self.usage)

    def draft(self, amount: str = "30000.00", claim: str = "C-1", **form: Any) -> World:
        self.do(cc.claims.CreateClaim, ALICE, "2022-09-01 09:00", claim=claim, form=self.form(amount, **form))
        self.do(
            cc.claims.AddInvoice, ALICE, "2022-09-02 09:00", claim=claim, invoice=self.invoice(amount=amount)
        )
        return self

    def submitted(self, **draft: Any) -> World:
        self.draft(**draft).do(cc.claims.SubmitClaim, ALICE, "2022-09-14 10:00")
        return self

    def reviewed(self, **draft: Any) -> World:
        self.submitted(**draft).do(cc.claims.StartReview, RITA, "2022-09-15 09:00")
        return self

    def approved(self, **draft: Any) -> World:
        self.reviewed(**draft)
        self.do(cc.claims.ApproveClaim, RITA, "2022-09-15 10:00", amount=self.claim().form.amount)
        return self


def payouts(
    world: World,
    currency: str = "SEK",
    rates: Any = (),
    ordered: str = "2022-11-10 09:00",
    entities: Any = None,
    shares: Any = None,
) -> Any:
    """Resolve the approved claim of a world to one program profile in this currency."""
    profile = cc.payouts.ProfileAssignment(
        profile=cc.identifiers.ProfileId("P-1"),
        currency=currency,
        location=world.location,
        program=world.program,
        status=cc.payouts.ProfileStatus.APPROVED,
    )
    shares = tuple(shares or world.pool.shares())
    entities = entities or tuple(cc.payouts.PayingEntity(who, world.currency) for who, _ in shares)
    return cc.payouts.resolve_payouts(
        world.claim(),
        shares=shares,
        entities=entities,
        profiles=cc.payouts.BankProfiles((profile,)),
        rates=rates if hasattr(rates, "rate") else cc.money.RateTable(rates),
        ordered_at=at(ordered),
        rules=world.rules,
        enrollment=cc.payouts.EnrollmentStatus.ENROLLED,
    )


PIA = cc.Actor.vendor(
    "pia", cc.Role.PAYMENT_TEAM, location=cc.parties.EVERYWHERE, program=cc.parties.EVERYWHERE
)


def payment_command(
    world: World, step: Any, payment: str = "PAY-1", money: str = "30000.00", **rest: Any
) -> Any:
    """Return a payment command of somebody who may give it; it has terms where the payment is made."""
    terms = cc.payments.PaymentTerms(
        claim=cc.identifiers.ClaimId("C-1"),
        entity=cc.identifiers.EntityId("ie"),
        profile=cc.identifiers.ProfileId("P-1"),
        money=sek(money),
        settles=sek(money),
        fund=world.key,
    )
    content = {
        "payment": cc.identifiers.PaymentId(payment),
        "id": cc.identifiers.CommandId(f"{payment}-{step}"),
        "by": PIA,
        "at": at("2022-11-10 09:00"),
        "trigger": step,
        "terms": terms if step is cc.payouts.PaymentTrigger.MAKE else None,
    }
    if step is cc.payouts.PaymentTrigger.CORRECT_INSTANT:
        content |= {"corrects": 1, "instant": at("2022-11-10 09:00"), "note": "A clock was wrong."}
    return cc.payments.PaymentCommand(**content | rest)


def earnings(world: World, key: str = "earn-1", amount: str = "1000.00") -> Any:
    """Return the command to record what one entity earned into the fund of this world."""
    return cc.funds.RecordEarnings(
        fund=world.key,
        id=cc.identifiers.CommandId(key),
        by=PIA,
        at=at("2022-11-01 09:00"),
        entity=cc.identifiers.EntityId("ie"),
        amount=sek(amount),
        on=date(2022, 10, 1),
    )


def circumstances(world: World, payments: Any = (), **rest: Any) -> Any:
    """Return what `decide_payment` and `why_not_paid` want to know of an approved claim, all in order."""
    approved = cc.payouts.ProfileStatus.APPROVED
    content = {
        "claim": world.claim(),
        "resolution": payouts(world),
        "enrollment": cc.payments.EnrollmentStanding(cc.payouts.EnrollmentStatus.ENROLLED),
        "profiles": (cc.payments.ProfileStanding(cc.identifiers.ProfileId("P-1"), approved),),
        "tax_profile": cc.payments.TaxProfile(approved),
        "tax_invoice": cc.deadlines.TaxInvoice.not_needed(),
        "payments": payments,
    }
    return cc.payments.PaymentContext(**content | rest)
