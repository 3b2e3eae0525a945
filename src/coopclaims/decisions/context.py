"""What a command is judged with, and the judgements that several of them share: days, amounts, funds."""

from __future__ import annotations

from itertools import islice
from types import MappingProxyType
from typing import TYPE_CHECKING, Final, final

import attrs

from coopclaims._characters import folded, is_blank
from coopclaims.deadlines.counting import Deadline
from coopclaims.deadlines.windows import poe_submission_due
from coopclaims.errors import CalendarOutOfRange, ImplausibleRate, NoRate, NoRuleInForce
from coopclaims.findings.codes import ProblemCode, Severity
from coopclaims.findings.problem import Problem, in_ended_currency, problem, said_besides
from coopclaims.funds.entries import near_names
from coopclaims.money.exchange import guarded, rate_from
from coopclaims.money.withdrawals import withdrawal_of
from coopclaims.parties import Action
from coopclaims.provenance import statement_of
from coopclaims.rules.authority import rule_missing

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from datetime import datetime

    from coopclaims.claims.claim import Claim, ClaimForm
    from coopclaims.claims.events import History
    from coopclaims.funds.pool import FundPool
    from coopclaims.identifiers import ItemId, PaymentId
    from coopclaims.money.amounts import Money
    from coopclaims.money.currencies import Currency
    from coopclaims.money.exchange import ExchangeRates
    from coopclaims.parties import Actor, Role
    from coopclaims.payouts.setups import PayoutSetups
    from coopclaims.payouts.statuses import PaymentStatus
    from coopclaims.rules.book import Rules


_NO_PAYMENTS: Final[Mapping[PaymentId, PaymentStatus]] = MappingProxyType({})


@final
class JudgementContext:
    """What a judgement is made with, besides the command and the claim.

    `at` is an instant in UTC, and `day` its civil day in the program's zone. `rules` are bound rules, `funds`
    is the pool as it is now. `rates` may be `None`; they are guarded as the rules say. `history` is that of
    the claim, where it was given. `setups` say which bank and tax data are there, `None` where nobody says.
    `actor` is who asks, `None` where that is open, and `payments` are those of the claim by identifier, with
    their statuses. `others` are claims that the claim may share evidence with.
    """

    __slots__ = ("actor", "at", "day", "funds", "history", "others", "payments", "rates", "rules", "setups")

    def __init__(
        self,
        at: datetime,
        rules: Rules,
        funds: FundPool,
        rates: ExchangeRates | None,
        history: History | None = None,
        setups: PayoutSetups | None = None,
        *,
        actor: Actor | None = None,
        payments: Mapping[PaymentId, PaymentStatus] | None = None,
        others: Iterable[Claim] = (),
    ) -> None:
        self.at, self.rules, self.funds = at, rules, funds
        self.rates = guarded(rates, rules.policies.rate_guard.percent)
        self.history, self.setups, self.actor = history, setups, actor
        self.payments = _NO_PAYMENTS if payments is None else payments
        self.others = tuple(others)
        self.day = at.astimezone(rules.zone).date()

    @property
    def editors(self) -> tuple[Role, ...]:
        """Who may edit a claim today, and so fix what its form says."""
        return self.rules.roles(Action.EDIT, self.day)


# What a rule or a rate has to answer.


def unless_missing(field: str, found: Iterator[Problem], rules: Rules) -> Iterator[Problem]:
    """Yield the problems found; a rule or calendar that does not answer is one of them."""
    try:
        yield from found
    except (NoRuleInForce, CalendarOutOfRange) as absent:
        yield rule_missing(absent, rules=rules, field=field)


def in_pool_currency(amount: Money, context: JudgementContext) -> Money:
    """Return the amount in the fund's currency, at the rate of this month.

    Raises `NoRate`, and `WrongAnswer` for a rate that was not asked for.
    """
    currency = context.funds.key.currency
    if amount.currency is currency:
        return amount
    month = context.day.replace(day=1)
    return rate_from(context.rates, amount.currency, currency, month).convert(amount)


def unfunded(amount: Money, form: ClaimForm, context: JudgementContext) -> Iterator[Problem]:
    """Yield why this amount cannot be set against the fund at all."""
    yield from other_pool(form, context.funds)
    try:
        in_pool_currency(amount, context)
    except NoRate as absent:
        is_there = isinstance(absent, ImplausibleRate)
        code = ProblemCode.RATE_IMPLAUSIBLE if is_there else ProblemCode.RATE_MISSING
        yield problem(code, field="amount", why=statement_of(absent))


def is_pool_of(funds: FundPool, form: ClaimForm) -> bool:
    """Return whether the claim with this form draws on this fund."""
    key = funds.key
    return (
        key.location == form.location
        and key.program == form.program
        and key.usage_period == form.usage_period
    )


def other_pool(form: ClaimForm, funds: FundPool) -> Iterator[Problem]:
    """Yield that the fund given is not that of the claim, with the first field in which they differ."""
    for field in ("location", "program", "usage_period"):
        if getattr(funds.key, field) != getattr(form, field):
            yield problem(
                ProblemCode.FUNDS_MISMATCH,
                field=field,
                found=funds.key,
                location=form.location,
                program=form.program,
                usage_period=form.usage_period,
                near=near_names(funds.key, form.location, form.program),
            )
            break


# When a form may be filed, and what it may say.


def window_problems(form: ClaimForm, context: JudgementContext, *, opens: bool) -> Iterator[Problem]:
    """Yield why the claiming window is closed; with `opens`, also that it is not open yet."""
    yield from unless_missing("usage_period", _outside_window(form, context, opens=opens), context.rules)


def _outside_window(form: ClaimForm, context: JudgementContext, *, opens: bool) -> Iterator[Problem]:
    day = context.day
    rule = context.rules.claiming_period(form.usage_period, form.program)
    window = rule.value
    if day in window or (day < window.first and not opens):
        return
    yield problem(
        ProblemCode.WINDOW_NOT_OPEN if day < window.first else ProblemCode.WINDOW_CLOSED,
        field="usage_period",
        source=rule.source,
        period=form.usage_period,
        opens=window.first,
        closes=window.last,
        day=day,
    )


def outside_usage(form: ClaimForm, context: JudgementContext, severity: Severity) -> Iterator[Problem]:
    """Yield that the activity was carried out outside the usage period."""
    if form.executed_on not in form.usage_period:
        yield problem(
            ProblemCode.EXECUTED_OUTSIDE_USAGE,
            field="executed_on",
            severity=severity,
            who=context.editors,
            executed=form.executed_on,
            period=form.usage_period,
        )


def proof_limit(form: ClaimForm, context: JudgementContext, severity: Severity) -> Iterator[Problem]:
    """Yield that it is too late to submit the proof of the form's campaign for the first time."""
    for each in unless_missing("plan", _proof_limit(form, context), context.rules):
        yield attrs.evolve(each, severity=severity)


def _proof_limit(form: ClaimForm, context: JudgementContext) -> Iterator[Problem]:
    path = form.plan
    due = None if path is None else poe_submission_due(path.first, rules=context.rules)
    if path is None or not isinstance(due, Deadline) or due.rule is None or context.day <= due.on:
        return
    yield problem(
        ProblemCode.POE_SUBMISSION_PASSED,
        field="plan",
        who=context.editors,
        source=due.rule.source,
        basis=said_besides(due.rule.basis),
        campaign=path.campaign,
        first=path.first,
        due=due.on,
        day=context.day,
    )


def blank(field: str, text: str, item: ItemId | None = None) -> Iterator[Problem]:
    """Yield that a text says nothing."""
    if is_blank(text):
        yield problem(ProblemCode.TEXT_MISSING, field=field, item=item)


def second_currency(
    amount: Money, currency: Currency, context: JudgementContext, item: ItemId | None = None
) -> Iterator[Problem]:
    """Yield that an amount is in another currency than the claim."""
    if amount.currency is not currency:
        yield problem(
            ProblemCode.SECOND_CURRENCY,
            field="amount",
            item=item,
            who=context.editors,
            found=amount.currency,
            currency=currency,
        )


def ended_currency(
    currency: Currency, context: JudgementContext, severity: Severity = Severity.BLOCKS
) -> Iterator[Problem]:
    """Return that an amount is in a currency that was withdrawn before the day of the command."""
    ended = withdrawal_of(currency, context.day)
    return in_ended_currency(ended, context.day, severity=severity, who=context.editors)


_MOST_NAMED: Final = 8
"""So many of a claim's items are named in a problem, however many there are."""


def unknown_items(named: Iterable[ItemId | None], claim: Claim) -> Iterator[Problem]:
    """Yield that the claim has no such item, for each of these; nothing where none is named."""
    items = dict.fromkeys(each.id for each in claim.items)
    unknown = [item for item in named if item is not None and item not in items]
    spellings: dict[str, list[ItemId]] = {}
    for each in items if unknown else ():
        spellings.setdefault(folded(each), []).append(each)
    for item in unknown:
        yield problem(
            ProblemCode.ITEM_UNKNOWN,
            field="item",
            item=item,
            items=tuple(islice(items, _MOST_NAMED)),
            more=max(0, len(items) - _MOST_NAMED),
            near=tuple(spellings.get(folded(item), ())),
        )
