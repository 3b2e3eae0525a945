"""The claims overview: claims by status, the funds approved, claimed and total, and what needs attention.

Both kinds of action required are listed together. *Claimed* counts what is approved and what is
pending, *total* is what was earned (both inferred: the sources name three figures and define none).
Nothing is summed across currencies. Source: SD-EN, CC20 A-31; S-03.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from functools import partial
from types import MappingProxyType
from typing import TYPE_CHECKING, Final, final

import attrs

from coopclaims._checks import door
from coopclaims._values import Keyed, as_instant, frozen
from coopclaims.claims.claim import Claim, ClaimStatus, InformationRequest
from coopclaims.deadlines.after_events import final_approval_due
from coopclaims.deadlines.counting import Deadline, DeadlineState, NotRunning
from coopclaims.deadlines.each_clock import escalation_deadline
from coopclaims.deadlines.windows import draft_expiry
from coopclaims.errors import CalendarOutOfRange, InvalidValue, NoRuleInForce
from coopclaims.funds.pool import FundPool
from coopclaims.identifiers import ClaimId
from coopclaims.money.amounts import Money
from coopclaims.money.currencies import Currency
from coopclaims.periods import CalendarDays, UsagePeriod
from coopclaims.provenance import Explanation, cite, message, statement_of
from coopclaims.rules.book import Rules

if TYPE_CHECKING:
    from collections.abc import Iterator


@final
@frozen(kw_only=True)
class FundsRow:
    """The three figures for one usage period in one currency.

    `usage_period` and `currency` say what it is for. `approved`, `claimed` and `total` are sums over its fund
    pools, in that currency.
    """

    usage_period: UsagePeriod
    currency: Currency
    approved: Money
    claimed: Money
    total: Money


@final
@frozen(kw_only=True)
class ClaimsOverview:
    """Claims by the status that they are listed under, and the funds by usage period and currency.

    `claims` has each status with the identifiers of its claims, in the order given; a status without a claim
    is left out. `funds` has one row for each usage period and currency, in this order.
    """

    claims: tuple[tuple[ClaimStatus, tuple[ClaimId, ...]], ...]
    funds: tuple[FundsRow, ...]

    @property
    def by_status(self) -> Mapping[ClaimStatus, tuple[ClaimId, ...]]:
        """The claims under each status, in the order given; statuses without a claim are left out."""
        return MappingProxyType(dict(self.claims))


@door
def claims_overview(claims: Iterable[Claim], pools: Iterable[FundPool]) -> ClaimsOverview:
    """Return the overview of these claims and fund pools, statuses and funds in a fixed order.

    `claims` and `pools` are as they are now, in any order; either may be empty.
    """
    listed: dict[ClaimStatus, list[ClaimId]] = {status: [] for status in ClaimStatus}
    for claim in claims:
        listed[claim.status.overview_group].append(claim.id)
    rows: dict[tuple[str, str, str], FundsRow] = {}
    for pool in pools:
        balance, key = pool.balance(), pool.key
        usage, currency = key.usage_period, key.currency
        place = (usage.first.isoformat(), usage.last.isoformat(), currency.code)
        zero = Money(0, currency)
        so_far = rows.get(place) or FundsRow(
            usage_period=usage, currency=currency, approved=zero, claimed=zero, total=zero
        )
        rows[place] = FundsRow(
            usage_period=usage,
            currency=currency,
            approved=so_far.approved + balance.approved,
            claimed=so_far.claimed + balance.approved + balance.reserved,
            total=so_far.total + balance.earned,
        )
    return ClaimsOverview(
        claims=tuple((status, tuple(ids)) for status, ids in listed.items() if ids),
        funds=tuple(rows[place] for place in sorted(rows)),
    )


_ATTENTION: Final = message("attention", "claim {claim}: {reason}", "claim: ClaimId, reason: AttentionReason")
_WAITS: Final = message(
    "waits_for_partner", "{status}: {wanted}", "status: ClaimStatus, wanted: tuple[str, ...]"
)
_REQUEST: Final = message("request_made", "{what}{item:? (%)}", "what: str, item: ItemId | None")
_DECIDED: Final = (ClaimStatus.APPROVED, ClaimStatus.REJECTED)
_AWAITING_REVIEW: Final = (ClaimStatus.SUBMITTED, ClaimStatus.UNDER_REVIEW)


@final
class AttentionReason(Keyed):
    """Why a claim needs attention. Source: KB-STAT S-12; MG22 R-16; T-365 D-15."""

    DRAFT_ENDS = "draft_ends", "the draft is about to expire"
    DRAFT_ENDED = "draft_ended", "the draft can no longer be submitted"
    ACTION_REQUIRED = "action_required", "the claim waits for the partner"
    CONTACT_SUPPORT = "contact_support", "the review is overdue"
    APPROVAL_ENDS = "approval_ends", "the last day for its approval is near"
    APPROVAL_ENDED = "approval_ended", "it can no longer be approved"
    NOTHING_ANSWERS = "nothing_answers", "no rule or calendar says until when"


@final
@frozen(kw_only=True)
class Attention:
    """A claim that needs attention, why, and the deadline that it concerns where there is one.

    `claim` names the claim, and `reason` says why. `due` is the deadline, `None` where there is none, and
    `at` the instant asked about. `status` is that of the claim, `requests` are what the partner is asked
    for, and `absent` says which rule or calendar does not answer, `None` where all do.
    """

    claim: ClaimId
    reason: AttentionReason
    due: Deadline | None = None
    at: datetime
    status: ClaimStatus
    requests: tuple[InformationRequest, ...] = ()
    absent: Explanation | None = attrs.field(default=None, repr=False)

    def explain(self) -> Explanation:
        """Return why the claim needs attention."""
        why = self.absent or (self._asked() if self.due is None else self.due.explain(self.at))
        return _ATTENTION.say(claim=self.claim, reason=self.reason, because=(why,))

    def _asked(self) -> Explanation:
        """Return what the claim waits for the partner with."""
        return _WAITS.say(
            status=self.status,
            wanted=tuple(each.what for each in self.requests),
            source=cite("KB-STAT", "S-12", "S-13"),
            because=tuple(_REQUEST.say(what=each.what, item=each.item) for each in self.requests),
        )


@door
def attention(
    claims: Iterable[Claim], *, at: datetime, rules: Rules, within: CalendarDays
) -> tuple[Attention, ...]:
    """Return the claims that need attention at an instant, in the order given, each with its reason.

    `claims` are as they are now. `at` is an aware instant, whose day is taken in the program's zone. `rules`
    are bound rules. `within` is in calendar days.

    A draft whose last day for submission lies `within` so many calendar days, or is over; a claim that
    waits for the partner, reopened or not; a review that is overdue, for which the partner contacts
    Support; a claim that was submitted and not decided, whose last day for an approval lies `within` so many
    calendar days, or is over, where a policy sets one. How long before its end a claim is marked is not
    published, so the caller says it. A claim for which no rule answers needs attention too. Raises
    `InvalidValue` for a naive `at`, and where `within` is no `CalendarDays`.
    Source: KB-STAT S-05, S-12; MG22 R-16; T-365 D-15.
    """
    now = as_instant("at", at)
    if not isinstance(within, CalendarDays):
        raise InvalidValue("within", within, "calendar_days")
    return tuple(found for claim in claims for found in _standing_out(claim, now, rules, within))


def _standing_out(claim: Claim, at: datetime, rules: Rules, within: CalendarDays) -> Iterator[Attention]:
    needs = partial(Attention, claim=claim.id, at=at, status=claim.status)
    try:
        is_reopened = claim.status is ClaimStatus.EDITING and claim.was_submitted
        if is_reopened or claim.status.overview_group is ClaimStatus.ACTION_REQUIRED:
            yield needs(reason=AttentionReason.ACTION_REQUIRED, requests=claim.milestones.requests)
        last = within.after(rules.day(at))
        draft = draft_expiry(claim, rules=rules)
        for reason, due in _ends(draft, at, last, AttentionReason.DRAFT_ENDS):
            yield needs(reason=reason, due=due)
        if claim.status in _AWAITING_REVIEW:
            review = escalation_deadline(claim, rules=rules)
            if isinstance(review, Deadline) and review.state(at) is DeadlineState.OVERDUE:
                yield needs(reason=AttentionReason.CONTACT_SUPPORT, due=review)
        if claim.was_submitted and claim.status not in _DECIDED:
            approval = final_approval_due(claim.form.usage_period, rules=rules)
            for reason, due in _ends(approval, at, last, AttentionReason.APPROVAL_ENDS):
                yield needs(reason=reason, due=due)
    except (NoRuleInForce, CalendarOutOfRange) as absent:
        yield needs(reason=AttentionReason.NOTHING_ANSWERS, absent=statement_of(absent))


def _ends(
    due: Deadline | NotRunning, at: datetime, last: date, near: AttentionReason
) -> Iterator[tuple[AttentionReason, Deadline]]:
    """Yield the reason and the last day, where it is over or lies not after `last`."""
    if isinstance(due, Deadline):
        if due.state(at) is DeadlineState.OVERDUE:
            yield _OVER[near], due
        elif due.on <= last:
            yield near, due


_OVER: Final = {
    AttentionReason.DRAFT_ENDS: AttentionReason.DRAFT_ENDED,
    AttentionReason.APPROVAL_ENDS: AttentionReason.APPROVAL_ENDED,
}
"""What is said of a last day that is over, in place of one that is near."""
