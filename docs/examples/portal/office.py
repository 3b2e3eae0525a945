"""What every page asks of the store and of the library: for one person, at one instant."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

from sql_lists import Listing, Page
from sql_repository import METADATA, SqlRepository
from sql_states import answer_due

import coopclaims as cc
from coopclaims.claims import ClaimStatus
from coopclaims.identifiers import ClaimId, CommandId, EntityId, PaymentId
from coopclaims.payments import EnrollmentStanding, PaymentContext, ProfileStanding, TaxProfile
from coopclaims.payouts import PaymentTrigger

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    import sqlalchemy as sa

    from portal.setting import Setting

WAITING = (ClaimStatus.SUBMITTED, ClaimStatus.UNDER_REVIEW, ClaimStatus.DISPUTED)
"""What lies on the review desk."""

CHOSEN = ("program", "location", "usage_period", "activity", "currency", "circumstances", "attested")
"""The fields of the form of a claim that are selects."""


@dataclass(frozen=True, kw_only=True)
class Visit:
    """Who looks, and when; in which language: everything on a page is asked with it."""

    actor: cc.Actor
    at: datetime
    language: str = "en"


class Office:
    """The store with what the portal knows beside it."""

    def __init__(self, engine: sa.Engine, setting: Setting) -> None:
        METADATA.create_all(engine)
        self.setting, self.rules = setting, setting.rules
        self.store = SqlRepository(engine, answer_due(setting.rules))
        self.profiles = cc.payouts.BankProfiles(setting.profiles)
        setting.prepare(self.store)

    def claims(self, visit: Visit) -> tuple[cc.Claim, ...]:
        """Return the claims that this person may see."""
        return tuple(cc.decisions.visible(self.store.claims(), visit.actor, at=visit.at, rules=self.rules))

    def desk(self, visit: Visit, after: str | None) -> tuple[Page, tuple[cc.Claim, ...]]:
        """Return a page of the claims that wait for the vendor, and those of them that this person sees."""
        page = self.store.page(Listing(statuses=WAITING, order="due"), after=after)
        return page, tuple(cc.decisions.visible(page.claims, visit.actor, at=visit.at, rules=self.rules))

    def funds(self, visit: Visit) -> list[cc.FundPool]:
        """Return the funds that this person may see."""
        return [pool for pool in self.store.pools() if not self.unseen(pool.key, visit)]

    def unseen(self, of: cc.funds.PoolKey | cc.ClaimForm, visit: Visit) -> tuple[cc.Problem, ...]:
        """Return why this person may not see a fund, and what is paid of it; empty where they may."""
        asked: dict[str, Any] = {"location": of.location, "program": of.program, "at": visit.at}
        return cc.permission(visit.actor, cc.Action.VIEW_FUNDS, **asked, rules=self.rules)

    def payments(self, visit: Visit) -> list[tuple[cc.Claim, tuple[cc.portal.ShareOptions, ...]]]:
        """Return the approved claims of funds that this person sees, with what each entity pays."""
        approved = (claim for claim in self.store.claims() if claim.approved is not None)
        return [(one, self.shares(one, visit)) for one in approved if not self.unseen(one.form, visit)]

    def claim(self, name: str) -> tuple[cc.Claim, cc.History]:
        """Return a claim with its History. Raises `UnknownClaim`."""
        history = self.store.history(ClaimId(name))
        return cc.replay(history), history

    def pool(self, form: cc.ClaimForm) -> cc.FundPool:
        """Return the fund on which a claim draws. Raises `UnknownFund`."""
        return self.store.pool(form.location, form.program, form.usage_period)

    def page(self, name: str, visit: Visit) -> cc.portal.ClaimPage:
        """Return all that this person sees on a claim's page. Raises `Refused` where that is nothing."""
        claim, history = self.claim(name)
        return cc.portal.claim_page(
            claim,
            history,
            visit.actor,
            at=visit.at,
            rules=self.rules,
            funds=self.pool(claim.form),
            context=None if claim.approved is None else self.context(claim, visit),
            entities=self.setting.entities,
            profiles=self.profiles,
            enrollment=self.setting.enrollment,
        )

    def judge(self, texts: Mapping[str, str], visit: Visit) -> dict[str, Any]:
        """Return what a form of a claim shows as far as it is filled in, in the language of the reader."""
        say = partial(cc.labels.sentence, language=visit.language)
        asked: dict[str, Any] = {"rules": self.rules, "at": visit.at}
        reading = cc.portal.read_form(texts, **asked, locale=visit.language)
        keys = [pool.key for pool in self.funds(visit)]
        asked |= {"data": texts, "actor": visit.actor, "funds": keys, "language": visit.language}
        choices: dict[str, list[list[object]]] = {}
        for name in CHOSEN:
            choices[name] = [
                [each.value, ": ".join((each.caption, *map(say, each.problems))), each.is_open]
                for each in cc.portal.choices(name, **asked)
            ]
        missing = () if reading.checklist is None else reading.checklist.missing
        return {
            "problems": [[each.field, say(each)] for each in reading.problems],
            "choices": choices,
            "checklist": [say(line.explain()) for line in missing],
            "period": cc.labels.render(reading.claiming_period or (), visit.language),
        }

    def context(self, claim: cc.Claim, visit: Visit) -> PaymentContext:
        """Return what the payments of an approved claim depend on."""
        resolution = cc.payouts.resolve_payouts(
            claim,
            shares=self.pool(claim.form).shares(),
            entities=self.setting.entities,
            profiles=self.profiles,
            rates=cc.money.RateTable(()),
            ordered_at=visit.at,
            rules=self.rules,
            enrollment=self.setting.enrollment,
        )
        return PaymentContext(
            claim=claim,
            resolution=resolution,
            enrollment=EnrollmentStanding(self.setting.enrollment),
            profiles=tuple(ProfileStanding(profile, status) for profile, status in resolution.assigned),
            tax_profile=TaxProfile(cc.payouts.ProfileStatus.APPROVED),
            tax_invoice=cc.deadlines.TaxInvoice.not_needed(),
            payments=self.store.payments(claim.id),
        )

    def shares(self, claim: cc.Claim, visit: Visit) -> tuple[cc.portal.ShareOptions, ...]:
        """Return what each entity pays of an approved claim, with the steps that this person may take."""
        context, funds = self.context(claim, visit), self.pool(claim.form)
        return cc.portal.payment_options(context, visit.actor, at=visit.at, rules=self.rules, funds=funds)

    def pay(self, name: str, entity: str, step: str, given: Mapping[str, str], visit: Visit) -> None:
        """Take a step of the payment of one entity. Raises `Refused` with every problem."""
        claim, _ = self.claim(name)
        if unseen := self.unseen(claim.form, visit):
            raise cc.Refused(unseen)
        shares = {each.payout.entity: each for each in self.shares(claim, visit)}
        if entity not in shares or step not in {*PaymentTrigger}:
            raise cc.errors.UnknownPayment(PaymentId(f"{name}-{entity}"))
        terms = {each.trigger: each.terms for each in shares[EntityId(entity)].options}
        asked = cc.payments.PaymentCommand(
            payment=PaymentId(f"{name}-{entity}"),
            id=CommandId(given.get("id", "")),
            by=visit.actor,
            at=visit.at,
            trigger=PaymentTrigger(step),
            terms=terms.get(PaymentTrigger(step)),
            note=given.get("note", ""),
        )
        context, seen = self.context(claim, visit), version_seen(given.get("seen", ""))
        cc.perform(asked, self.store, rules=self.rules, context=context, seen=seen)


def version_seen(text: str) -> int:
    """Return the version that a page or an ETag names. Raises `InvalidValue` for what is none."""
    plain = text.strip().strip('"')
    if not (plain.isascii() and plain.isdigit()):
        raise cc.InvalidValue("version", text, "whole_at_least", least=0)
    return int(plain)
