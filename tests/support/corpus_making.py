"""Making what the library takes of the corpus' neutral data: commands, rules, calendars, rates.

The tables say under which key of the corpus each class of the library goes.
"""

from __future__ import annotations

import json
from datetime import date, datetime
from functools import cache
from typing import TYPE_CHECKING, Any, Final, TypeAlias, TypeVar
from zoneinfo import ZoneInfo

import attrs
from tests.support.corpus_answers import Data, key_of, member_of
from tests.support.corpus_editions import CATALOGUE_2024, EDITIONS, PUBLISHED

import coopclaims as cc
from coopclaims.parties import EVERYWHERE

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from enum import StrEnum

Make: TypeAlias = "Callable[..., Any]"
ValueT = TypeVar("ValueT")

COMMANDS: Final[Mapping[str, type[cc.claims.Command]]] = {
    "create_claim": cc.claims.CreateClaim,
    "amend_claim": cc.claims.AmendClaim,
    "add_invoice": cc.claims.AddInvoice,
    "add_certification": cc.claims.AddCertification,
    "add_proof": cc.claims.AddProof,
    "record_metric": cc.claims.RecordMetric,
    "add_information": cc.claims.AddInformation,
    "remove_item": cc.claims.RemoveItem,
    "request_upload": cc.claims.RequestUpload,
    "comment": cc.claims.Comment,
    "submit_claim": cc.claims.SubmitClaim,
    "start_review": cc.claims.StartReview,
    "give_feedback": cc.claims.GiveFeedback,
    "request_action": cc.claims.RequestAction,
    "approve_claim": cc.claims.ApproveClaim,
    "reject_claim": cc.claims.RejectClaim,
    "dispute_rejection": cc.claims.DisputeRejection,
    "cancel_draft": cc.claims.CancelDraft,
    "expire_draft": cc.claims.ExpireDraft,
    "reopen_claim": cc.claims.ReopenClaim,
}
CATALOGUES: Final[Mapping[str, cc.activities.Catalogue]] = {
    "2018": cc.activities.ACTIVITIES_2018,
    "2019": cc.activities.ACTIVITIES_2019,
    "2024": CATALOGUE_2024,
}
SPANS: Final[Mapping[str, Callable[[int], cc.calendars.Span]]] = {
    "business_days": cc.BusinessDays,
    "calendar_days": cc.CalendarDays,
    "months": cc.periods.Months,
    "month_ends": cc.periods.MonthEnd,
}
POLICIES: Final[tuple[str, ...]] = tuple(each.name for each in attrs.fields(cc.Policies))
CLAIM_STATUSES: Final = tuple(key_of(each) for each in cc.ClaimStatus)
PAYMENT_STATUSES: Final = tuple(key_of(each) for each in cc.payouts.PaymentStatus)
PAYMENT_STEPS: Final = tuple(
    key_of(each)
    for each in cc.payouts.PaymentTrigger
    if each is not cc.payouts.PaymentTrigger.CORRECT_INSTANT  # which the corpus is older than
)
PROBLEM_CODES: Final = tuple(key_of(each) for each in cc.findings.ProblemCode)
FUND_STEPS: Final = ("record", "expire", "lose_eligibility", "roll_over", "convert")


@cache
def money(text: str) -> cc.Money:
    amount, code = text.split()
    return cc.Money(amount, code)


def day(text: str) -> date:
    return date.fromisoformat(text)


def instant(text: str) -> datetime:
    return datetime.fromisoformat(text)


def usage_of(days: Sequence[str]) -> cc.UsagePeriod:
    return cc.UsagePeriod(day(days[0]), day(days[1]))


def optional(make: Callable[[str], ValueT], text: str | None) -> ValueT | None:
    return None if text is None else make(text)


@cache
def _actor(text: str) -> cc.Actor:
    name, side, grants = json.loads(text)
    return cc.Actor(
        cc.identifiers.ActorId(name),
        member_of(cc.Side, side),
        tuple(
            dict.fromkeys(
                cc.Grant(member_of(cc.Role, role), _scope(at), _scope(within)) for role, at, within in grants
            )
        ),  # some were drawn twice
    )


def _scope(text: str | None) -> Any:
    return EVERYWHERE if text is None else text


def payer(data: Sequence[Any]) -> cc.Actor:
    """Return who acts on a payment: on the vendor's and the system's side no role and no place counted."""
    given = actor(data)
    if given.side is cc.Side.PARTNER:
        return given
    role = cc.Role.PAYMENT_TEAM if given.side is cc.Side.VENDOR else cc.Role.SYSTEM
    return cc.Actor(given.id, given.side, (cc.Grant(role, EVERYWHERE, EVERYWHERE),))


_ON_BOTH_SIDES = cc.Action.RECEIVE_TAX_INVOICE
_OF_THE_PARTNER = {cc.Action.HOLD_PAYMENT, cc.Action.RELEASE_PAYMENT}


def paying_rules(rules: cc.Rules, by: cc.Actor) -> cc.Rules:
    """Return the rules under which the first edition judged this actor on a payment.

    It asked for a side, and of the partner for the right to edit bank profiles.
    """
    return _by_side(rules.rulebook, of_the_partner=by.side is cc.Side.PARTNER).bind(
        calendar=rules.calendar, zone=rules.zone, policies=rules.policies, strict=rules.strict
    )


def _by_side(rulebook: cc.Rulebook, *, of_the_partner: bool) -> cc.Rulebook:
    paying = {row.requires for row in cc.payments.PAYMENT_TABLE.rows}
    bank = cc.rules.permission_key(cc.Action.EDIT_BANK_PROFILE)
    editors = rulebook.timelines[bank].rules
    anybody = cc.rules.Rule(
        value=frozenset({cc.Role.PAYMENT_TEAM, cc.Role.SYSTEM}),
        first=date(1, 1, 2),
        source=cc.provenance.cite("READING", "P-31"),
        basis=cc.provenance.inferred(),
    )
    partners = _OF_THE_PARTNER | ({_ON_BOTH_SIDES} if of_the_partner else set())
    others = tuple(
        attrs.evolve(
            edition,
            permissions=tuple((action, rule) for action, rule in edition.permissions if action not in paying),
        )
        for edition in rulebook.editions
    )
    grants = [(action, anybody) for action in paying - partners]
    bankers = [(action, rule) for action in partners for rule in editors]
    then = cc.rules.Edition(name="payments by side", permissions=(*grants, *bankers))
    return cc.Rulebook(rulebook.name, (*others, then))


def actor(data: Sequence[Any]) -> cc.Actor:
    """Return somebody who acts: name, side, and the roles held with their location and program."""
    return _actor(json.dumps(data))


def form(data: Data) -> cc.ClaimForm:
    plan = data.get("plan")
    return cc.ClaimForm(
        name=data["name"],
        program=cc.identifiers.ProgramId(data["program"]),
        location=cc.identifiers.LocationId(data["location"]),
        usage_period=usage_of(data["usage"]),
        activity=data["activity"],
        executed_on=day(data["executed_on"]),
        amount=money(data["amount"]),
        plan=None
        if plan is None
        else cc.claims.PlanPath(
            plan=plan["plan"],
            campaign=plan["campaign"],
            first=day(plan["days"][0]),
            last=day(plan["days"][1]),
            impressions=plan["impressions"],
        ),
        circumstances=tuple(data.get("circumstances", ())),
        attested=tuple(data.get("attested", ())),
        pre_approval=data.get("pre_approval", ""),
        further_activities=tuple(data.get("further", ())),
    )


def _cost(kind: Make, data: Data) -> Any:
    said = {name: value for name, value in data.items() if name not in ("id", "amount", "issued_on")}
    if "issued_on" in data:
        said["issued_on"] = day(data["issued_on"])
    amount = money(data["amount"])
    if kind is cc.claims.Invoice and amount.is_negative:  # a credit note now, which was refused
        amount = 0 * amount
    return kind(id=cc.identifiers.ItemId(data["id"]), amount=amount, **said)


def _proof(data: Data) -> cc.claims.Proof:
    return cc.claims.Proof(
        id=cc.identifiers.ItemId(data["id"]),
        document=data["document"],
        note=data["note"],
        shows=tuple(data["shows"]),
    )


def _requests(data: Sequence[Sequence[Any]]) -> tuple[cc.claims.InformationRequest, ...]:
    return tuple(
        cc.claims.InformationRequest(what, optional(cc.identifiers.ItemId, item)) for what, item in data
    )


CONTENTS: Final[Mapping[str, Callable[[Data], Data]]] = {
    "create_claim": lambda said: {"form": form(said["form"])},
    "amend_claim": lambda said: {"form": form(said["form"])},
    "add_invoice": lambda said: {"invoice": _cost(cc.claims.Invoice, said["item"])},
    "add_certification": lambda said: {"report": _cost(cc.claims.CertificationReport, said["item"])},
    "add_proof": lambda said: {"proof": _proof(said["item"])},
    "record_metric": lambda said: {
        "metric": cc.claims.Metric(
            id=cc.identifiers.ItemId(said["item"]["id"]), name=said["name"], value=said["value"]
        )
    },
    "add_information": lambda said: {
        "information": cc.claims.Information(id=cc.identifiers.ItemId(said["item"]["id"]), text=said["text"])
    },
    "remove_item": lambda said: {"item": cc.identifiers.ItemId(said["item_id"]), "reason": said["text"]},
    "request_upload": lambda said: {
        "colleague": cc.identifiers.ActorId(said["colleague"]),
        "what": said["text"],
    },
    "comment": lambda said: {"text": said["text"]},
    "submit_claim": lambda said: {"comment": said["text"]},
    "start_review": lambda _: {},
    "give_feedback": lambda said: {
        "text": said["text"],
        "item": optional(cc.identifiers.ItemId, said["item_id"]),
    },
    "request_action": lambda said: {"requests": _requests(said["requests"])},
    "approve_claim": lambda said: {"amount": money(said["amount"]), "reason": said["text"]},
    "reject_claim": lambda said: {"reasons": tuple(said["reasons"])},
    "dispute_rejection": lambda said: {"reason": said["text"]},
    "cancel_draft": lambda said: {"reason": said["text"]},
    "expire_draft": lambda _: {},
    "reopen_claim": lambda _: {},
}
"""How what a command says is made of neutral data."""


def command(data: Data) -> cc.claims.Command:
    make: Make = COMMANDS[data["do"]]
    made: cc.claims.Command = make(
        claim=cc.identifiers.ClaimId(data["claim"]),
        id=cc.identifiers.CommandId(data["id"]),
        by=actor(data["by"]),
        at=instant(data["at"]),
        **CONTENTS[data["do"]](data),
    )
    return made


def _span(data: Sequence[Any]) -> cc.calendars.Span:
    unit, count = data
    return SPANS[unit](count)


def _edition(data: Data) -> cc.rules.Edition:
    """Return an edition of an adopter's own, each rule of which holds from one day on."""
    first, source = day(data["first"]), cc.Source(document="own")

    def rule(value: ValueT) -> cc.rules.Rule[ValueT]:
        return cc.rules.Rule(value=value, first=first, source=source, basis=cc.provenance.PUBLISHED)

    stated: Data = {f"{name}_span": rule(_span(span)) for name, span in data.get("spans", {}).items()}
    if "dispute_window" in data:
        stated["dispute_window"] = rule(_span(data["dispute_window"]))
    if "windows" in data:
        windows = (tuple(cc.periods.MonthDay(*each) for each in window) for window in data["windows"])
        names = ("usage_first", "usage_last", "opens", "closes")
        made: Make = cc.rules.ClaimingWindow
        stated["claiming_windows"] = rule(
            tuple(made(**dict(zip(names, days, strict=True))) for days in windows)
        )
    if "catalogue" in data:
        stated["catalogue"] = rule(CATALOGUES[data["catalogue"]])
    if "plan_programs" in data:
        stated["plan_programs"] = rule(frozenset(map(cc.identifiers.ProgramId, data["plan_programs"])))
    if "minimum" in data:
        stated["minimum_payment"] = rule(money(data["minimum"]))
    if "escheat" in data:
        stated["escheat_idle_span"] = rule(cc.periods.Months(data["escheat"][0]))
        stated["escheat_unprocessed_span"] = rule(cc.CalendarDays(data["escheat"][1]))
    if "activity_limit" in data:
        count, latest, programs = data["activity_limit"]
        stated["activity_span"] = rule(cc.CalendarDays(count))
        limit = cc.rules.ActivityLatest(
            latest=day(latest), programs=frozenset(map(cc.identifiers.ProgramId, programs))
        )
        stated["activity_latest"] = rule(limit)
    grants = tuple(
        (member_of(cc.Action, action), rule(frozenset(member_of(cc.Role, role) for role in roles)))
        for action, roles in data.get("grants", {}).items()
    )
    return cc.rules.Edition(name="own", permissions=grants, **stated)


def _calendar(data: Data) -> cc.BusinessCalendar:
    years = range(data["years"][0], data["years"][1] + 1)
    return cc.BusinessCalendar.of_days(
        name="corpus",
        closed=[day(each) for each in data["closed"]],
        years=years,
        weekend=frozenset(data["weekend"]),
    )


def policies(data: Mapping[str, str]) -> cc.Policies:
    """Return the policies of a world, under which a dispute and the proof of a plan are as they were."""
    default = cc.Policies(
        dispute_requests=cc.rules.DisputeRequests.BY_DECISION, poe_deadline=cc.rules.PoeDeadline.OFF
    )
    chosen: dict[str, Any] = {name: _policy(default, name, reading) for name, reading in data.items()}
    return attrs.evolve(default, **chosen)


def _policy(default: cc.Policies, name: str, chosen: str) -> StrEnum:
    question: StrEnum = getattr(default, name)
    return member_of(type(question), chosen)


def policy_choices(name: str) -> tuple[str, ...]:
    """Return the keys of all readings of a question."""
    question: StrEnum = getattr(cc.Policies(), name)
    return tuple(key_of(each) for each in type(question))


ENDED_BY: Mapping[type[cc.claims.Command], str] = {
    cc.claims.CreateClaim: "activity_limiting",
    cc.claims.SubmitClaim: "final_approval",
    cc.claims.RequestAction: "final_approval",
    cc.claims.DisputeRejection: "final_approval",
    cc.claims.ReopenClaim: "final_approval",
}
"""Policies whose last days concern steps that the first edition did not judge by them."""


def rules_of(data: Data) -> cc.Rules:
    book = PUBLISHED
    if data["book"] != "published" or data.get("own"):
        editions = book.editions if data["book"] == "published" else map(EDITIONS.__getitem__, data["book"])
        own = data.get("own")
        book = cc.Rulebook("corpus", (*editions, *(() if own is None else (_edition(own),))))
    return book.bind(
        calendar=_calendar(data["calendar"]),
        zone=ZoneInfo(data["zone"]),
        policies=policies(data["policies"]),
        strict=data["strict"],
    )


def rates_of(data: Sequence[Data]) -> cc.money.RateTable | None:
    if not data:
        return None
    rates: list[cc.money.ExchangeRate] = []
    for each in data:
        month = day(each["first"])
        for _ in range(each["months"]):
            rates.append(
                cc.money.ExchangeRate(
                    source=cc.Currency(each["from"]),
                    target=cc.Currency(each["to"]),
                    rate=each["rate"],
                    month=month,
                    origin="corpus",
                )
            )
            month = cc.periods.Months(1).after(month)
    return cc.money.RateTable(rates)


def still_asked(claim: cc.Claim) -> cc.Claim:
    """Return a claim on which no upload request has ended with its round, as they never did."""
    asked = tuple(attrs.evolve(each, has_ended=False) for each in claim.details.uploads_asked)
    return attrs.evolve(claim, details=attrs.evolve(claim.details, uploads_asked=asked))
