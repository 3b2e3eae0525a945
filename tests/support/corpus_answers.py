"""Telling the library's answers as neutral data: keys, figures, days, instants, sources."""

from __future__ import annotations

import re
from datetime import UTC
from functools import cache
from typing import TYPE_CHECKING, Any, Final, TypeAlias, TypeVar, cast

import coopclaims as cc

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping
    from datetime import date, datetime
    from enum import Enum

Data: TypeAlias = dict[str, Any]
EnumT = TypeVar("EnumT", bound="Enum")

EVENTS: Final[Mapping[type, str]] = {
    cc.claims.ClaimCreated: "claim_created",
    cc.claims.ClaimAmended: "claim_amended",
    cc.claims.InvoiceAdded: "invoice_added",
    cc.claims.CertificationAdded: "certification_added",
    cc.claims.ProofAdded: "proof_added",
    cc.claims.MetricRecorded: "metric_recorded",
    cc.claims.InformationAdded: "information_added",
    cc.claims.ItemRemoved: "item_removed",
    cc.claims.UploadRequested: "upload_requested",
    cc.claims.Commented: "commented",
    cc.claims.ClaimSubmitted: "claim_submitted",
    cc.claims.ReviewStarted: "review_started",
    cc.claims.FeedbackGiven: "feedback_given",
    cc.claims.ActionRequested: "action_requested",
    cc.claims.ClaimApproved: "claim_approved",
    cc.claims.ClaimRejected: "claim_rejected",
    cc.claims.RejectionDisputed: "rejection_disputed",
    cc.claims.DraftCancelled: "draft_cancelled",
    cc.claims.DraftExpired: "draft_expired",
    cc.claims.ClaimReopened: "claim_reopened",
}
ERRORS: Final[Mapping[type, str]] = {
    cc.InvalidValue: "invalid_value",
    cc.errors.InvalidMoney: "invalid_money",
    cc.errors.CurrencyMismatch: "currency_mismatch",
    cc.errors.BrokenHistory: "broken_history",
    cc.funds.BrokenLedger: "broken_ledger",
    cc.Unresolved: "unresolved",
    cc.errors.NoRuleInForce: "no_rule_in_force",
    cc.errors.CalendarOutOfRange: "calendar_out_of_range",
    cc.errors.NoRate: "no_rate",
}
SPAN_UNITS: Final[Mapping[type, str]] = {
    cc.BusinessDays: "business_days",
    cc.CalendarDays: "calendar_days",
    cc.periods.Months: "months",
    cc.periods.MonthEnd: "month_ends",
}
RENAMED: Final[Mapping[tuple[type[Enum], str], str]] = {
    (cc.findings.ProblemCode, "PAYMENT_BLOCKED"): "payment_gate_open",
}
"""Members that are called otherwise now: their class and name, with the key that the corpus knows them by."""
FIELDS: Final[Mapping[str, str]] = {}
"""Fields that are called otherwise now, with the key under which the corpus knows them."""

NEW_PARAMETERS: Final = frozenset(
    {
        ("REASON_MISSING", "claimed"),
        ("FUNDS_MISMATCH", "usage_period"),
        ("ITEM_UNKNOWN", "more"),
        ("RULE_MISSING", "policies"),
        ("RULE_MISSING", "editions"),
    }
)
"""Parameters that were prose, part of it, or not there, when the corpus was recorded."""

_FIGURE: Final = re.compile(r"-?\d+(\.\d+)?( [A-Z]{3})?|\d{4}-\d\d-\d\d(T[\d:.]+(\+00:00|Z)?)?")
"""What is a value and no prose: a figure, an amount, a day, an instant."""
_PERIOD: Final = re.compile(r"(\d{4}-\d\d-\d\d)\W+\w*\W*(\d{4}-\d\d-\d\d)")
"""Two days with whatever joins them."""


def key_of(member: Enum) -> str:
    """Return the key of a member of an enumeration: its name in lower case."""
    return RENAMED.get((type(member), member.name)) or member.name.lower()


@cache
def _members(kind: type[Enum]) -> Mapping[str, Enum]:
    return {key_of(each): each for each in kind}


def member_of(kind: type[EnumT], key: str) -> EnumT:
    """Return the member that has this key."""
    return cast("EnumT", _members(kind)[key])


def guarded(ask: Callable[[], Any]) -> Any:
    """Return what is answered, or which error there is instead."""
    try:
        return ask()
    except cc.Refused as refused:
        return {"no": problems(refused.problems)}
    except cc.CoopClaimsError as error:
        return {"error": ERRORS[type(error)], **_error_figures(error)}


def _error_figures(error: cc.CoopClaimsError) -> Data:
    if isinstance(error, cc.errors.NoRuleInForce):
        return {"day": error.day.isoformat()}
    if isinstance(error, cc.errors.CalendarOutOfRange):
        return {"day": iso(error.day), "bounds": [error.first.isoformat(), error.last.isoformat()]}
    if isinstance(error, cc.errors.NoRate):
        return {"from": error.source, "to": error.target, "month": error.month.isoformat()}
    return {}


def iso(day: date | None) -> str | None:
    return None if day is None else day.isoformat()


def utc(at: datetime | None) -> str | None:
    return None if at is None else at.astimezone(UTC).isoformat()


def money(amount: cc.Money | None) -> str | None:
    return None if amount is None else f"{amount.amount} {amount.currency.code}"


def source(cited: cc.Source) -> str:
    return " ".join((cited.document, *cited.facts))


def sources(explained: cc.Explanation) -> list[str]:
    """Return all sources of an explanation, each once, in the order of their documents."""
    return sorted({source(each.source) for each in explained.walk() if each.source is not None})


def basis(known: cc.provenance.Basis) -> list[str | None]:
    return [key_of(known.kind), iso(known.since)]


def _filled(data: Data) -> Data:
    """Return the data without what is empty."""
    return {name: value for name, value in data.items() if value not in (None, "", [], {})}


def _gates(params: Iterable[str]) -> list[str]:
    kinds = {each.caption: key_of(each) for each in cc.payments.BlockerCode}
    return [kinds[each] for each in params if each in kinds]


def _neutral(value: Any) -> str:
    """Return a parameter as the corpus knows it: several things and statements are no figures."""
    if isinstance(value, cc.Money):
        return str(money(value))
    if isinstance(value, tuple):
        return ", ".join(map(_neutral, value))
    if isinstance(value, cc.Explanation):
        return ""
    return value.isoformat() if hasattr(value, "isoformat") else getattr(value, "caption", str(value))


def _figures(params: Iterable[str]) -> Iterator[str]:
    for value in params:
        if _FIGURE.fullmatch(value):
            yield value
        elif period := _PERIOD.fullmatch(value):
            yield from period.groups()


def problem(found: cc.Problem) -> Data:
    """Return a problem: its code, what it concerns, who mends it, its source, and its figures."""
    said = [_neutral(value) for name, value in found.params if (found.code.name, name) not in NEW_PARAMETERS]
    return _filled(
        {
            "code": key_of(found.code),
            "field": FIELDS.get(found.field, found.field),
            "item": found.item,
            "advises": found.severity is cc.findings.Severity.ADVISES or None,
            "who": sorted(key_of(role) for role in found.who),
            "source": source(found.source),
            "basis": None if found.basis is None else basis(found.basis),
            "figures": sorted(_figures(said)),
            "gates": _gates(said) if found.code is cc.findings.ProblemCode.PAYMENT_BLOCKED else None,
        }
    )


def problems(found: Iterable[cc.Problem]) -> list[Data]:
    return [problem(each) for each in found]


def _item(item: cc.claims.Item) -> list[Any]:
    if isinstance(item, cc.claims.Invoice | cc.claims.CertificationReport):
        return [item.id, money(item.amount)]
    if isinstance(item, cc.claims.Proof):
        return [item.id, *item.shows]
    return [item.id]


def form(filed: cc.ClaimForm) -> Data:
    return _filled(
        {
            "activity": list(filed.activities),
            "executed_on": filed.executed_on.isoformat(),
            "amount": money(filed.amount),
            "circumstances": list(filed.circumstances),
            "attested": list(filed.attested),
        }
    )


_SAID: Final[Mapping[type, Callable[[Any], Any]]] = {
    cc.claims.ClaimCreated: lambda event: form(event.form),
    cc.claims.ClaimAmended: lambda event: form(event.form),
    cc.claims.InvoiceAdded: lambda event: _item(event.item),
    cc.claims.CertificationAdded: lambda event: _item(event.item),
    cc.claims.ProofAdded: lambda event: _item(event.item),
    cc.claims.MetricRecorded: lambda event: _item(event.item),
    cc.claims.InformationAdded: lambda event: _item(event.item),
    cc.claims.ItemRemoved: lambda event: event.item,
    cc.claims.UploadRequested: lambda event: event.colleague,
    cc.claims.FeedbackGiven: lambda event: event.item,
    cc.claims.ActionRequested: lambda event: [each.item for each in event.requests],
    cc.claims.ClaimApproved: lambda event: money(event.amount),
    cc.claims.ClaimRejected: lambda event: len(event.reasons),
}
"""What an event says, as far as it is no prose."""


def _said(event: cc.claims.Event) -> Any:
    say = _SAID.get(type(event))
    return None if say is None else say(event)


def entry(recorded: cc.HistoryEntry) -> list[Any]:
    """Return an entry: number, event, what it says, who in which role, status before and after."""
    before = None if recorded.before is None else key_of(recorded.before)
    who = [recorded.by, key_of(recorded.side), key_of(recorded.role)]
    event = recorded.event
    return [
        recorded.number,
        utc(recorded.at),
        EVENTS[type(event)],
        _said(event),
        *who,
        before,
        key_of(recorded.after),
    ]


def fund_entry(recorded: cc.funds.FundEntry) -> list[Any]:
    """Return a ledger entry: kind, amount, day, instant, and what it names."""
    other = recorded.other_usage
    names = [recorded.claim, recorded.number, recorded.activity, recorded.entity]
    usage = None if other is None else iso(other.first)
    return [
        key_of(recorded.kind),
        money(recorded.amount),
        iso(recorded.on),
        utc(recorded.at),
        *names,
        iso(recorded.pool.usage_period.first),
        usage,
    ]


def balance(pool: cc.FundPool) -> list[str | None]:
    """Return the balances of a pool, each in its place."""
    now = pool.balance()
    came = (now.accrued, now.adjusted, now.converted, now.rolled_out, now.rolled_in)
    drawn = (now.reserved, now.approved, now.paid, now.expired)
    return [money(each) for each in (*came, *drawn, now.earned, now.remaining, now.available)]


_WHY: Final[Mapping[str, str]] = {"nothing_to_convert": "not_converted", "converted_later": "not_converted"}
"""Reasons that the corpus does not tell apart."""


def movement(moved: cc.funds.LedgerProposal) -> Data:
    why = moved.explain()
    return {
        "yes": [fund_entry(each) for each in moved.entries],
        "why": _WHY.get(why.code, why.code),
        "sources": sources(why),
    }


def span(counted: cc.calendars.Span | None) -> list[Any] | None:
    if counted is None:
        return None
    assert isinstance(counted, (cc.BusinessDays, cc.CalendarDays, cc.periods.Months, cc.periods.MonthEnd))
    return [SPAN_UNITS[type(counted)], counted.n]


def deadline(due: cc.Deadline | cc.NotRunning, at: datetime | None = None) -> Data:
    """Return a deadline: what it is for, from when on, until when, counted how, and how it stands."""
    if isinstance(due, cc.NotRunning):
        return {"clock": key_of(due.clock), "runs": False, "sources": sources(due.explain())}
    return _filled(
        {
            "clock": key_of(due.clock),
            "start": iso(due.started_on),
            "due": iso(due.on),
            "last": utc(due.last_instant),
            "span": span(due.span),
            "closed": len(due.closed),
            "met": utc(due.answered_at),
            "state": None if at is None else key_of(due.state(at)),
            "left": None if at is None else due.remaining(at),
            "basis": None if due.rule is None else basis(due.rule.basis),
            "sources": sources(due.explain()),
        }
    )


def claim(now: cc.Claim) -> Data:
    """Return a claim as it stands: status, version, milestones, what it holds."""
    known = now.milestones
    instants = (
        known.created_at,
        known.first_submitted_at,
        known.submitted_at,
        known.review_answered_at,
        known.disputed_at,
        known.dispute_answered_at,
        known.approved_at,
        now.changed_at,
    )
    return _filled(
        {
            "status": key_of(now.status),
            "version": now.version,
            "milestones": [utc(each) for each in instants],
            "approved": money(known.approved),
            "form": form(now.form),
            "items": [_item(each) for each in now.items],
            "asked": [each.item for each in known.requests],
            "uploads": [each.colleague for each in now.details.uploads_asked],
            "reasons": len(known.reasons),
        }
    )


def payment_entry(recorded: cc.payments.PaymentEntry) -> list[Any]:
    before = None if recorded.before is None else key_of(recorded.before)
    who = [recorded.by, key_of(recorded.side)]
    step = key_of(recorded.trigger)
    return [recorded.number, utc(recorded.at), step, *who, before, key_of(recorded.after)]


def payment(now: cc.payments.Payment) -> list[Any]:
    """Return a payment as it stands: status, version, what is paid by whom, and its milestones."""
    known = now.milestones
    instants = (
        known.made_at,
        known.status_at,
        known.ordered_at,
        known.sent_at,
        known.first_failed_at,
        known.held_at,
        known.invoice_at,
    )
    paid = [now.entity, now.terms.profile, money(now.money)]
    return [key_of(now.status), now.version, *paid, [utc(each) for each in instants]]


def _rate(used: cc.money.ExchangeRate | None) -> list[str] | None:
    if used is None:
        return None
    assert used.month is not None  # the worlds of the corpus have rates of months alone
    return [used.source.code, used.target.code, f"{used.rate:f}", used.month.isoformat()]


def payout(paid: cc.payouts.Payout) -> Data:
    return {
        "entity": paid.entity,
        "share": money(paid.share),
        "money": money(paid.money),
        "profile": paid.profile,
        "rate": _rate(paid.rate),
        "sources": sources(paid.explain()),
    }


def unresolved(share: cc.payouts.UnresolvedShare) -> Data:
    return {
        "entity": share.entity,
        "share": money(share.share),
        "reasons": [key_of(each) for each in (share.reason, *share.also)],
        "currency": None if share.currency is None else share.currency.code,
    }


def forecast(expected: cc.payouts.PayoutForecast) -> Data:
    return {
        "claimed": money(expected.claimed),
        "payments": [
            [each.entity, money(each.share), each.currency.code, each.profile, money(each.estimate)]
            for each in expected.payments
        ],
        "unresolved": [unresolved(each) for each in expected.unresolved],
        "notices": len(expected.notices),
    }


def waterfall(fall: cc.payouts.Waterfall) -> list[Any]:
    return [
        [
            entity,
            key_of(step.level),
            money(step.amount),
            None if step.difference is None else key_of(step.difference.reason),
            None if step.difference is None else money(step.difference.amount),
            _rate(step.rate),
        ]
        for entity, step in fall.steps
    ]


def gate(opened: cc.payments.Blocker) -> Data:
    return _filled(
        {
            "code": key_of(opened.code),
            "entity": opened.entity,
            "since": utc(opened.since),
            "by": utc(opened.by),
            "who": [key_of(each) for each in opened.who],
            "sources": sources(opened.explain()),
        }
    )


def checklist(listed: cc.completeness.EvidenceChecklist) -> list[Any]:
    """Return the lines of a checklist: kind, ways to meet it, how it stands, by which items."""
    return [
        [key_of(line.kind), [list(way) for way in line.ways], key_of(line.state), list(line.items)]
        for line in listed.lines
    ]
