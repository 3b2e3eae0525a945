"""A claim's page in one call: what somebody who opens a claim sees, and what they may do there.

Nothing here is judged anew: each part is the answer of the function that has it alone. What needs to be asked
elsewhere, such as the fund or the bank profiles, is handed in; what is not handed in is `None` on the page.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import datetime
from types import MappingProxyType
from typing import Any, Final, TypeAlias

from coopclaims._checks import door
from coopclaims._pages import ClaimPage, PageOption
from coopclaims._values import as_instant
from coopclaims.claims import commands as c
from coopclaims.claims.claim import Claim, ClaimStatus
from coopclaims.claims.events import History, without_persons
from coopclaims.completeness.checklist import EvidenceChecklist, evidence_checklist
from coopclaims.deadlines.counting import Clock, Deadline, NotRunning, unanswered
from coopclaims.deadlines.each_clock import clocks, payment_deadline
from coopclaims.deadlines.hindsight import Promise
from coopclaims.deadlines.tax_invoices import TaxInvoice
from coopclaims.decisions.authority import permission, roles_on
from coopclaims.decisions.context import is_pool_of
from coopclaims.decisions.deciding import Option, Relevance, advice, allowed
from coopclaims.errors import CalendarOutOfRange, InvalidValue, NoRuleInForce
from coopclaims.findings.problem import Problem, Refused
from coopclaims.funds.pool import FundPool
from coopclaims.identifiers import CommandId
from coopclaims.money.exchange import ExchangeRates
from coopclaims.parties import Action, Actor
from coopclaims.payments.blockers import PaymentContext
from coopclaims.payments.unpaid import why_not_paid
from coopclaims.payouts.forecast import PayoutForecast, forecast_payouts
from coopclaims.payouts.profiles import BankProfiles, PayingEntity
from coopclaims.payouts.statuses import EnrollmentStatus, PaymentStatus
from coopclaims.portal.promised import promises
from coopclaims.rules.authority import may
from coopclaims.rules.book import Rules

_S: Final = ClaimStatus
_UNDECIDED: Final = frozenset(
    {_S.EDITING, _S.SUBMITTED, _S.UNDER_REVIEW, _S.ACTION_REQUIRED, _S.DISPUTED, _S.PARTNER_ACTION_REQUIRED}
)
"""The statuses in which a claim may still be approved, so that what would be paid is a question."""

_OF_PAYMENTS: Final = frozenset({Clock.PAYMENT, Clock.TAX_INVOICE})
"""The clocks that need to know of the tax invoice."""

_AS_CLAIMED: Final[Mapping[type[c.Command], Callable[[Claim], dict[str, Any]]]] = MappingProxyType(
    {
        c.SubmitClaim: lambda _claim: {},
        c.RequestAction: lambda _claim: {"requests": ()},
        c.RecommendApproval: lambda claim: {"amount": claim.form.amount},
        c.ApproveClaim: lambda claim: {"amount": claim.form.amount},
        c.RejectClaim: lambda _claim: {"reasons": ()},
        c.DisputeRejection: lambda _claim: {},
        c.ReopenClaim: lambda _claim: {},
    }
)
"""The kinds of command about which something is worth knowing before anybody has said more."""


@door
def claim_page(
    claim: Claim,
    history: History,
    actor: Actor,
    *,
    at: datetime,
    rules: Rules,
    funds: FundPool | None = None,
    rates: ExchangeRates | None = None,
    tax_invoice: TaxInvoice | None = None,
    context: PaymentContext | None = None,
    others: Iterable[Claim] = (),
    entities: Iterable[PayingEntity] | None = None,
    profiles: BankProfiles | None = None,
    enrollment: EnrollmentStatus | None = None,
) -> ClaimPage:
    """Return everything that this actor sees on the claim's page, and what they may do there.

    `claim` is the claim as it is now and `history` its whole History; `actor` is who looks, at the aware
    instant `at`. `rules` are bound rules, with their calendar, zone and policies. What nobody gives stays
    `None` on the page, and is never guessed. `funds` is the pool that the claim draws on: without it there
    are no options. `rates` are needed where its currency is not the claim's. `context` has the facts about
    the claim's payments, with the tax invoice: it gives what an approved claim's payment waits for, and what
    was promised of it. `tax_invoice` says where that invoice is for the clocks alone, where there is no
    `context`; with neither, the clocks of the payment and of the invoice are left out. `others` are claims
    that may share evidence, as `advice` takes them. `entities`, `profiles` and `enrollment` are what
    `forecast_payouts` takes; with all of them and `funds` there is a forecast, as long as the claim may still
    be approved.

    Advice stands only beside steps that are possible now, and takes an approval for one of all that is
    claimed. A forecast and why a claim is not paid rest on what the fund earned, so whoever may not see the
    fund is not shown them. Whoever sees the claim sees all of its History (a reading: no page says who reads
    entries).

    Raises `Refused` with what `permission` says of an actor who may not see the claim, and nothing else of
    it; `InvalidValue` for a naive `at` and for parts of another claim; and `CalendarOutOfRange` where a
    payment waits for a day past the calendar. Source: H-01, H-06, R-04, R-14; each part's own function.

    >>> from datetime import UTC, date
    >>> from coopclaims import BusinessCalendar, ClaimForm, Currency, Money, Role, UsagePeriod
    >>> from coopclaims import decide, partner_center
    >>> from coopclaims.claims import CreateClaim
    >>> from coopclaims.funds import PoolKey
    >>> from coopclaims.parties import EVERYWHERE
    >>> rules = partner_center.bind(calendar=BusinessCalendar.of_weekdays(years=range(2022, 2024)), zone=UTC)
    >>> alice = Actor.partner("alice", Role.INCENTIVES_ADMIN, location=EVERYWHERE, program=EVERYWHERE)
    >>> usage = UsagePeriod(date(2022, 7, 1), date(2022, 12, 31))
    >>> key = PoolKey(location="se-1", program="Hosting", usage_period=usage, currency=Currency("SEK"))
    >>> pool = FundPool.empty(key)
    >>> form = ClaimForm(
    ...     name="Autumn ads", program="Hosting", location="se-1", usage_period=usage,
    ...     activity="digital-advertising", executed_on=date(2022, 8, 25), amount=Money("900.00", "SEK"),
    ... )
    >>> morning = datetime(2022, 9, 14, 8, tzinfo=UTC)
    >>> create = CreateClaim(claim="c-1", id="cmd-1", by=alice, at=morning, form=form)
    >>> created = decide(create, None, rules=rules, funds=pool)
    >>> page = claim_page(created.claim, History(create.claim, created.entries), alice,
    ...                   at=morning, rules=rules, funds=pool)
    >>> [each.option.key for each in page.by_relevance[Relevance.NOT_NOW]]
    ['submit_claim', 'dispute_rejection']
    """
    now = as_instant("at", at)
    unseen = permission(actor, Action.VIEW_CLAIM, claim=claim, at=now, rules=rules)
    if unseen:
        raise Refused(unseen)
    if (history.claim, history.version) != (claim.id, claim.version):
        raise InvalidValue("history", (history.claim, history.version), "parts_that_fit")
    if context is not None and context.claim != claim:
        raise InvalidValue("context", context.claim.id, "parts_that_fit")
    if funds is not None and not is_pool_of(funds, claim.form):
        raise InvalidValue("funds", funds.key, "parts_that_fit")
    day = rules.day(now)
    sees_funds = may(roles_on(claim, actor, day), Action.VIEW_FUNDS, day=day, rules=rules)
    forecast, unpaid = None, None
    if sees_funds and claim.status in _UNDECIDED and claim.form.amount.is_positive:
        forecast = _forecast(claim, now, rules, funds, rates, entities, profiles, enrollment)
    if sees_funds and context is not None and claim.status is ClaimStatus.APPROVED:
        unpaid = why_not_paid(context, at=now, rules=rules)
    return ClaimPage(
        at=now,
        actor=actor.id,
        claim=claim.id,
        version=claim.version,
        status=claim.status,
        form=claim.form,
        items=claim.items,
        rounds=claim.rounds,
        options=None
        if funds is None
        else _options(claim, actor, now, rules, funds, rates, context, tuple(others)),
        checklist=_checklist(claim, now, rules),
        clocks=tuple(_clocks(claim, rules, tax_invoice, context)),
        promises=_promises(claim, rules, context),
        forecast=forecast,
        why_not_paid=unpaid,
        history=tuple(map(without_persons, history)),
        upload_requests=claim.details.uploads_asked,
        document_requests=claim.open_requests,
    )


# The parts.


def _options(
    claim: Claim,
    actor: Actor,
    at: datetime,
    rules: Rules,
    funds: FundPool,
    rates: ExchangeRates | None,
    context: PaymentContext | None,
    others: tuple[Claim, ...],
) -> tuple[PageOption, ...]:
    """Return what the actor may do, by its relevance, with what to know before what is possible now."""
    payments = None if context is None else {each.id: each.status for each in context.payments}
    found = allowed(
        claim, actor, at=at, rules=rules, funds=funds, rates=rates, payments=payments, others=others
    )

    def advised(option: Option) -> tuple[Problem, ...]:
        content = _AS_CLAIMED.get(option.command)
        if content is None or not option.is_allowed:
            return ()
        make: Callable[..., c.Command] = option.command
        command = make(claim=claim.id, id=CommandId("page"), by=actor, at=at, **content(claim))
        return advice(command, claim, rules=rules, funds=funds, rates=rates, others=others)

    by_relevance = sorted(found.values(), key=lambda option: _PLACES[option.relevance])
    return tuple(PageOption(option=each, advice=advised(each)) for each in by_relevance)


_PLACES: Final = {each: place for place, each in enumerate(Relevance)}


def _checklist(claim: Claim, at: datetime, rules: Rules) -> EvidenceChecklist | None:
    """Return the checklist, `None` where no catalogue is in force or the one that is lacks the activity."""
    try:
        return evidence_checklist(claim, rules=rules, on=rules.day(at))
    except (NoRuleInForce, InvalidValue):
        return None


def _clocks(
    claim: Claim, rules: Rules, tax_invoice: TaxInvoice | None, context: PaymentContext | None
) -> Iterator[tuple[Clock, Deadline | NotRunning]]:
    """Yield each clock, those of a payment only where somebody says how it stands with the tax invoice."""
    invoice = tax_invoice if context is None else context.tax_invoice
    for clock, found in clocks(claim, rules=rules, tax_invoice=invoice).items():
        if clock is Clock.PAYMENT and context is not None:
            yield clock, _payment(claim, rules, context)
        elif invoice is not None or clock not in _OF_PAYMENTS:
            yield clock, found


def _payment(claim: Claim, rules: Rules, context: PaymentContext) -> Deadline | NotRunning:
    paid_at, holds = _paid(context)
    try:
        return payment_deadline(
            claim, tax_invoice=context.tax_invoice, rules=rules, paid_at=paid_at, holds=holds
        )
    except (NoRuleInForce, CalendarOutOfRange) as absent:
        return unanswered(Clock.PAYMENT, absent)


def _promises(claim: Claim, rules: Rules, context: PaymentContext | None) -> tuple[Promise, ...]:
    """Return what was promised, a payment only where somebody says what became of it."""
    if context is None:
        return tuple(each for each in promises(claim, rules=rules) if each.clock is not Clock.PAYMENT)
    paid_at, holds = _paid(context)
    return promises(claim, rules=rules, tax_invoice=context.tax_invoice, paid_at=paid_at, holds=holds)


_Holds: TypeAlias = tuple[tuple[datetime, datetime | None], ...]


def _paid(context: PaymentContext) -> tuple[datetime | None, _Holds]:
    """Return when the last share was sent, `None` while one is not, and the holds of a single payment."""
    payments = [context.payment_of(each.entity) for each in context.shares]
    sent = [
        each.milestones.sent_at
        for each in payments
        if each is not None and each.status is PaymentStatus.SENT and each.milestones.sent_at is not None
    ]
    holds: _Holds = ()
    if len(payments) == 1 and payments[0] is not None:
        holds = payments[0].milestones.holds
    return (max(sent) if sent and len(sent) == len(payments) else None), holds


def _forecast(
    claim: Claim,
    at: datetime,
    rules: Rules,
    funds: FundPool | None,
    rates: ExchangeRates | None,
    entities: Iterable[PayingEntity] | None,
    profiles: BankProfiles | None,
    enrollment: EnrollmentStatus | None,
) -> PayoutForecast | None:
    """Return how the claim would be paid, `None` where not everything that this needs was given."""
    if funds is None or entities is None or profiles is None or enrollment is None:
        return None
    return forecast_payouts(
        claim.form,
        shares=funds.shares(),
        entities=entities,
        profiles=profiles,
        at=at,
        rules=rules,
        rates=rates,
        enrollment=enrollment,
        answered=claim.reasons,
    )
