"""The questions that the corpus asks besides its commands: dates, options, evidence, money, overviews."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any, Final

import attrs
from tests.support import corpus_answers as told
from tests.support.corpus_answers import Data, guarded, key_of, member_of
from tests.support.corpus_making import (
    COMMANDS,
    ENDED_BY,
    actor,
    day,
    form,
    instant,
    money,
    still_asked,
    usage_of,
)

import coopclaims as cc

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from datetime import date, datetime

    from tests.support.corpus import World

_WITHIN: Final = cc.CalendarDays(14)


def _told(ask: Callable[[], cc.Deadline | cc.NotRunning], at: datetime | None) -> Data:
    return told.deadline(ask(), at)


def _deadlines(world: World, data: Data) -> Data:
    """Ask for every deadline of a claim, and how it stands at the instant."""
    claim, rules, at = world.claims[data["claim"]], world.rules, instant(data["at"])
    usage, seen = claim.form.usage_period, claim.milestones
    asked: dict[str, Callable[[], cc.Deadline | cc.NotRunning]] = {
        "review": lambda: cc.review_deadline(claim, rules=rules),
        "escalation": lambda: cc.deadlines.escalation_deadline(claim, rules=rules),
        "dispute": lambda: cc.dispute_deadline(claim, rules=rules),
        "payment": lambda: cc.payment_deadline(
            claim, tax_invoice=cc.deadlines.TaxInvoice.not_needed(), rules=rules
        ),
        "payment_invoiced": lambda: cc.payment_deadline(
            claim, tax_invoice=cc.deadlines.TaxInvoice.approved(at), rules=rules
        ),
        "payment_awaited": lambda: cc.payment_deadline(
            claim, tax_invoice=cc.deadlines.TaxInvoice.awaited(at), rules=rules
        ),
        "claiming": lambda: cc.deadlines.claiming_deadline(claim, rules=rules),
        "draft": lambda: cc.deadlines.draft_expiry(claim, rules=rules),
        "activity": lambda: cc.deadlines.activity_claim_due(
            claim.form.executed_on, program=claim.form.program, rules=rules
        ),
        "final_approval": lambda: cc.deadlines.final_approval_due(
            usage, rules=rules, approved_at=seen.approved_at
        ),
        "dispute_window": lambda: cc.deadlines.dispute_window_due(
            rejected=seen.review_answered_at or claim.changed_at, rules=rules
        ),
        "retention": lambda: cc.deadlines.retention_due(claim.form.executed_on, rules=rules),
        "hold": lambda: cc.deadlines.hold_deadline(
            first_failed=at, status_changed=claim.changed_at, rules=rules, repaired_at=None
        ),
    }
    return {name: guarded(partial(_told, ask, at)) for name, ask in asked.items()}


def _days(world: World, data: Data) -> Data:
    """Ask for every date that needs no claim, counted from the instant or for the usage period."""
    rules, at, usage = world.rules, instant(data["at"]), usage_of(data["usage"])
    on = rules.day(at)
    no_invoice = cc.deadlines.TaxInvoice.not_needed()
    rounds = (cc.BusinessDays(data["round"]), cc.CalendarDays(data["round"]))
    bound = day(data["bound"])
    asked: dict[str, Callable[[], cc.Deadline | cc.NotRunning]] = {
        "review": lambda: cc.deadlines.review_due(start=at, rules=rules),
        "dispute": lambda: cc.deadlines.dispute_due(start=at, rules=rules, answered_at=at),
        "escalation": lambda: cc.deadlines.escalation_due(start=at, rules=rules),
        "payment": lambda: cc.deadlines.payment_due(approved=at, tax_invoice=no_invoice, rules=rules),
        "plan_review": lambda: cc.deadlines.plan_review_due(start=at, rules=rules),
        "hold": lambda: cc.deadlines.hold_due(failed=at, rules=rules),
        "retention": lambda: cc.deadlines.retention_due(on, began_on=min(on, usage.first), rules=rules),
        "claiming": lambda: cc.deadlines.claiming_due(usage, rules=rules),
        "final_approval": lambda: cc.deadlines.final_approval_due(usage, rules=rules),
        "run": lambda: cc.deadlines.payment_run(approved=at, rules=rules).cutoff,
        "latest_paid": lambda: cc.deadlines.latest_submission(usage, rules=rules, paid_by=bound),
        "latest_decided": lambda: cc.deadlines.latest_submission(
            usage, rules=rules, decided_by=bound, rounds=rounds
        ),
    }
    answers: Data = {name: guarded(partial(_told, ask, None)) for name, ask in asked.items()}
    others: dict[str, Callable[[], Any]] = {
        "opening": lambda: told.utc(cc.deadlines.claiming_opening(usage, rules=rules).first_instant),
        "earnings": lambda: told.utc(cc.deadlines.earnings_start(at, rules=rules).first_instant),
        "funds_end": lambda: told.iso(cc.funds.funds_end(usage, rules=rules).last),
        "run_month": lambda: told.iso(cc.deadlines.payment_run(approved=at, rules=rules).month),
        "claimable": lambda: [
            [told.iso(each.usage_period.first), told.iso(each.claiming_period.last)]
            for each in cc.deadlines.open_usage_periods(at, rules=rules)
        ],
        "held_abroad": lambda: _held(
            cc.deadlines.hold_status(cc.deadlines.hold_due(failed=at, rules=rules), on=bound, rules=rules)
        ),
        "held_in_us": lambda: _held(
            cc.deadlines.escheat_status(usage.earning_period(), idle_since=at, on=bound, rules=rules)
        ),
    }
    return answers | {name: guarded(ask) for name, ask in others.items()}


def _held(money: cc.deadlines.HeldMoney) -> list[str | None]:
    return [key_of(money.state), told.iso(money.until), told.iso(money.changes_on)]


def _options(world: World, data: Data) -> list[Any]:
    """Ask what each of some actors may do, and by which problems everything else is refused."""
    claim, answers = world.claims[data["claim"]], list[Any]()
    names = {kind: name for name, kind in COMMANDS.items()}
    for who in data["actors"]:
        asked = partial(
            cc.allowed,
            claim,
            actor(who),
            at=instant(data["at"]),
            funds=world.funds_for(data),
            rates=world.rates,
        )
        options = asked(rules=world.rules)
        endless = asked(rules=world.rules_for(cc.claims.SubmitClaim))
        listed = {
            names[kind]: (endless if kind in ENDED_BY else options)[kind] for kind in options if kind in names
        }
        may = [name for name, option in listed.items() if option.is_allowed]
        codes = {
            name: sorted({key_of(each.code) for each in option.problems})
            for name, option in listed.items()
            if not option.is_allowed
        }
        answers.append([sorted(may), codes])
    return answers


def _permissions(world: World, data: Data) -> list[Any]:
    key = world.funds_for(data).key
    return [
        [
            [
                key_of(each.code)
                for each in cc.permission(
                    actor(who),
                    member_of(cc.Action, action),
                    location=key.location,
                    program=key.program,
                    at=instant(data["at"]),
                    rules=world.rules,
                )
            ]
            for action in data["actions"]
        ]
        for who in data["actors"]
    ]


def _evidence(world: World, data: Data) -> Data:
    """Ask for the checklist of a claim, and for what is missing from it."""
    claim, on = world.claims[data["claim"]], world.rules.day(instant(data["at"]))
    return {
        "lines": guarded(
            lambda: told.checklist(cc.completeness.evidence_checklist(claim, rules=world.rules, on=on))
        ),
        "missing": told.problems(cc.completeness.missing_evidence(claim, rules=world.rules, on=on)),
    }


def _funds(world: World, data: Data) -> Data:
    """Ask for the balances of the pool, as they stand and as they stood, and for everything drawn on it."""
    pool, at = world.funds_for(data), instant(data["at"])
    ledger = cc.funds.FundLedger(pool.key, world.ledgers[data.get("pool", "main")])
    on = world.rules.day(at)
    cc.funds.assert_conserved(ledger)
    was = ledger.balance(on=on, known=at)
    return {
        "now": told.balance(pool),
        "was": [told.money(each) for each in (was.earned, was.reserved, was.approved, was.paid, was.expired)],
        "shares": [[entity, told.money(share)] for entity, share in pool.shares()],
        "activities": [
            [name, told.money(drawn.approved), told.money(drawn.reserved)]
            for name, drawn in pool.activities()
            if name  # what names no activity was not listed
        ],
        "drawings": [
            [
                each.claim,
                each.activity,
                *map(told.money, (each.reserved, each.approved, each.paid, each.lapsed)),
                told.money(pool.available_to(each.claim)),
                told.money(pool.approvable_for(each.claim)),
            ]
            for each in pool.drawings()
        ],
        "shown": guarded(lambda: _shown(cc.funds.coop_view(pool, on=on, rules=world.rules))),
        "ends": guarded(lambda: told.iso(cc.funds.funds_end(pool.key.usage_period, rules=world.rules).last)),
        "outcome": guarded(lambda: _outcome(world, pool, data)),
    }


def _shown(view: cc.funds.CoopView | cc.funds.NotShown) -> list[str | None]:
    if isinstance(view, cc.funds.NotShown):
        return [told.iso(view.shown_from)]
    return [*map(told.money, (view.earned, view.claimed, view.remaining)), told.iso(view.expires)]


def _outcome(world: World, pool: cc.FundPool, data: Data) -> list[Any]:
    earned = money(data["earned"])
    parts = cc.funds.split_earning(earned, cc.funds.Split(rebate=data["rebate"], coop=100 - data["rebate"]))
    found = cc.funds.coop_outcome(
        parts.coop,
        program=pool.key.program,
        earning_period=pool.key.usage_period.earning_period(),
        rules=world.rules,
    )
    return [told.money(parts.rebate), told.money(parts.coop), found.qualifies, told.sources(found.explain())]


def _claim(world: World, data: Data) -> Data:
    """Ask how a claim stands, and what changed in its rounds."""
    claim, history = world.claims[data["claim"]], world.histories[data["claim"]]
    replayed: cc.Claim | None = None
    for entry in history:  # one by one: a command is given twice here, which no store would record
        replayed = still_asked(cc.record(replayed, entry))
    return {
        "now": told.claim(claim),
        "replayed": replayed == claim,
        "since_request": guarded(lambda: _changes(cc.claims.since_request(history))),
        "since_rejection": guarded(lambda: _changes(cc.claims.since_rejection(history))),
    }


def _changes(found: cc.claims.ResubmissionDiff) -> list[Any]:
    answers = [[each.request.item, key_of(each.state), list(each.entries)] for each in found.answers]
    moved = [list(found.added), list(found.removed), list(found.changes), list(found.remarks)]
    return [found.since, answers, *moved, found.form_amended]


def _forecast(world: World, data: Data) -> Data:
    """Ask how a form would be paid, that of a claim."""
    around = data["around"]
    return told.forecast(
        cc.payouts.forecast_payouts(
            world.claims[data["claim"]].form,
            shares=world.pools["main"].shares(),
            entities=world.entities,
            profiles=world.profiles(around),
            at=instant(data["at"]),
            rules=world.rules,
            rates=world.rates,
            enrollment=member_of(cc.payouts.EnrollmentStatus, around["enrollment"][0]),
        )
    )


def _payouts(world: World, data: Data) -> Data:
    """Ask what each entity pays of an approved claim, by when, and where every minor unit went."""
    claim = world.claims[data["claim"]]
    found = world.resolution(claim, data)
    invoice = world.tax_invoice(data["around"]["tax_invoice"])
    expected = cc.payments.expected_payments(claim, found, tax_invoice=invoice, rules=world.rules)
    return {
        "approved": told.money(found.approved),
        "payouts": [told.payout(each) for each in found.payouts],
        "unresolved": [told.unresolved(each) for each in found.unresolved],
        "expected": [
            [each.payout.entity, key_of(each.status), told.deadline(each.due, instant(data["at"]))]
            for each in expected
        ],
        "waterfall": guarded(lambda: _fallen(world, claim, found, data)),
        "whole": guarded(lambda: told.waterfall(cc.payouts.payment_waterfall(claim, found))),
    }


def _fallen(world: World, claim: cc.Claim, found: cc.payouts.PayoutResolution, data: Data) -> list[Any]:
    capped = None
    if claim.currency is world.pools["main"].key.currency:
        capped = cc.decisions.reimbursable_claim(
            _without_evidence(claim),
            at=instant(data["at"]),
            rules=world.rules,
            funds=world.pools["main"],
            rates=world.rates,
        )
    figures = [
        cc.payouts.PaymentFigures(
            entity=cc.identifiers.EntityId(entity), **{name: money(amount) for name, amount in taxes.items()}
        )
        for entity, taxes in data["figures"]
    ]
    return told.waterfall(cc.payouts.payment_waterfall(claim, found, reimbursable=capped, figures=figures))


def _without_evidence(claim: cc.Claim) -> cc.Claim:
    """Return a claim of which only the form is looked at, as caps did when the corpus was written."""
    return attrs.evolve(claim, details=attrs.evolve(claim.details, items=()))


def _capped(world: World, data: Data) -> list[Any]:
    """Ask what the caps let through of a claim."""
    found = cc.decisions.reimbursable_claim(
        _without_evidence(world.claims[data["claim"]]),
        at=instant(data["at"]),
        rules=world.rules,
        funds=world.funds_for(data),
        rates=world.rates,
    )
    return [told.money(found.claimed), told.money(found.amount), told.sources(found.explain())]


def _why_not_paid(world: World, data: Data) -> list[Data]:
    around = world.circumstances(data)
    found = cc.payments.why_not_paid(around, at=instant(data["at"]), rules=world.rules)
    return [told.gate(each) for each in found.blockers]


def _balances(world: World, data: Data) -> list[Any]:
    rows = world.balances(world.claims[data["claim"]], data["around"]["balance"])
    return [
        [
            told.iso(row.month),
            *map(told.money, (row.brought, row.earned, row.paid, row.carried, row.forfeited)),
        ]
        for row in rows
    ]


def _overview(world: World, data: Data) -> Data:
    """Ask for the overview of all claims, and for what stands out among them."""
    claims = world.claims.values()
    found = cc.portfolio.claims_overview(claims, world.pools.values())
    return {
        "claims": [[key_of(status), list(ids)] for status, ids in found.claims],
        "funds": [
            [told.iso(row.usage_period.first), *map(told.money, (row.approved, row.claimed, row.total))]
            for row in found.funds
        ],
        "attention": [
            [each.claim, key_of(each.reason), None if each.due is None else told.iso(each.due.on)]
            for each in _attention(list(claims), world, data)
        ],
    }


def _attention(claims: list[cc.Claim], world: World, data: Data) -> list[cc.portfolio.Attention]:
    """Ask what needs attention, claim by claim, without the reasons of later editions."""
    reasons = list(cc.portfolio.AttentionReason)
    places: dict[str | None, int] = {claim.id: place for place, claim in enumerate(claims)}
    found = cc.portfolio.attention(
        claims, at=instant(data["at"]), rules=world.rules_for(cc.claims.SubmitClaim), within=_WITHIN
    )
    kept = [each for each in found if not _of_a_dispute(each)]
    return sorted(kept, key=lambda each: (places[each.claim], reasons.index(each.reason)))


def _of_a_dispute(found: cc.portfolio.Attention) -> bool:
    """Say whether it is for the answer to a dispute: that it is overdue, or that no rule says by when."""
    if found.absent is not None:
        return dict(found.absent.figures).get("rule") == "dispute_span"
    return found.reason is cc.portfolio.AttentionReason.DISPUTE_OVERDUE


def _offered(steps: Iterable[Any]) -> list[str]:
    """Return the keys of steps, without those of later editions.

    These are the repair, metrics and information apart from edits, what is asked for in a dispute, and the
    ways of two people and back.
    """
    offered = {key_of(each) for each in steps}
    later = {"correct_instant", "add_information", "request_documents", "recommend", "retract", "dispute_cut"}
    return sorted(offered - later - ({"add_document"} if "request_documents" in offered else set()))


def _steps(_world: World, _data: Data) -> Data:
    """Ask which steps each status of a claim and of a payment offers."""
    claim: dict[str, cc.ClaimStatus | None] = {
        "none": None,
        **{key_of(each): each for each in cc.ClaimStatus},
    }
    paid: dict[str, cc.payouts.PaymentStatus | None] = {
        "none": None,
        **{key_of(each): each for each in cc.payouts.PaymentStatus},
    }
    return {
        "claim": {name: _offered(cc.claims.TABLE.possible(each)) for name, each in claim.items()},
        "payment": {name: _offered(cc.payments.PAYMENT_TABLE.possible(each)) for name, each in paid.items()},
    }


def _plan(data: Data) -> cc.plans.Plan:
    return cc.plans.Plan(
        id=data["id"],
        location=cc.identifiers.LocationId(data["location"]),
        fund=data["fund"],
        program=cc.identifiers.ProgramId(data["program"]),
        period=usage_of(data["period"]),
        program_year_ends=day(data["year_ends"]),
        status=member_of(cc.ClaimStatus, data["status"]),
    )


def _plans(world: World, data: Data) -> Data:
    """Ask what is wrong with a plan, until when it can be resubmitted, and what it pays."""
    plan, others, on = _plan(data["plan"]), [_plan(each) for each in data["others"]], day(data["on"])
    earned, limit, before = map(money, data["pays"])
    return {
        "make": told.problems(cc.plans.plan_problems(plan, others, on=on, rules=world.rules)),
        "edit": told.problems(cc.plans.plan_edit_problems(plan, on=on, rules=world.rules)),
        "last": guarded(lambda: told.iso(cc.plans.plan_resubmission_last(plan, rules=world.rules))),
        "pays": guarded(lambda: _plan_payment(world, earned, on, limit, before)),
    }


def _plan_payment(world: World, earned: cc.Money, on: date, limit: cc.Money, before: cc.Money) -> list[Any]:
    paid = cc.plans.plan_payment(earned, earned_in=on, limit=limit, paid_before=before, rules=world.rules)
    return [told.iso(paid.on), told.money(paid.paid), told.money(paid.waiting)]


def _catalogue(world: World, data: Data) -> list[Any]:
    """Ask for the activities of a day: key, and the programs that they are for."""
    rule = world.rules.look_up(cc.rules.CATALOGUE, day(data["on"]))
    return [
        [each.key, each.pre_approval, each.is_for(world.pools["main"].key.program)] for each in rule.value
    ]


def _form_lines(world: World, data: Data) -> Data:
    """Ask what a form would be asked for, and what is wrong with its place in a plan."""
    filed = form(data["form"])
    on = day(data["on"])
    return {
        "lines": guarded(
            lambda: told.checklist(cc.completeness.evidence_checklist(filed, rules=world.rules, on=on))
        ),
        "plan": told.problems(cc.plans.plan_path_problems(filed, rules=world.rules)),
    }


ASKED: Final[Mapping[str, Callable[[World, Data], Any]]] = {
    "deadlines": _deadlines,
    "days": _days,
    "options": _options,
    "permissions": _permissions,
    "evidence": _evidence,
    "funds": _funds,
    "claim": _claim,
    "forecast": _forecast,
    "payouts": _payouts,
    "capped": _capped,
    "why_not_paid": _why_not_paid,
    "balances": _balances,
    "overview": _overview,
    "steps": _steps,
    "plans": _plans,
    "catalogue": _catalogue,
    "form": _form_lines,
}
