"""The claims overview: claims by status, the funds approved, claimed and total, and what needs attention.

Both kinds of action required are listed together. *Claimed* counts what is approved and what is
pending, *total* is what was earned (both inferred: the sources name three figures and define none).
Nothing is summed across currencies. Source: SD-EN, CC20 A-31; S-03.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from functools import partial
from types import MappingProxyType
from typing import TYPE_CHECKING, Final, final

import attrs

from coopclaims._checks import door
from coopclaims._values import Keyed, as_instant, frozen
from coopclaims.claims.claim import Claim, ClaimStatus
from coopclaims.claims.requests import InformationRequest
from coopclaims.deadlines.counting import Clock, Deadline, DeadlineState
from coopclaims.deadlines.each_clock import deadline, escalation_deadline
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
    """Why a claim needs attention. Source: KB-STAT S-12; MG22 R-16, X-03; T-365 D-15."""

    DRAFT_ENDS = "draft_ends", "the draft is about to expire"
    DRAFT_ENDED = "draft_ended", "the draft can no longer be submitted"
    PROOF_ENDS = "proof_ends", "the proof of the draft's plan is about to be too late"
    PROOF_ENDED = "proof_ended", "the proof of the draft's plan can no longer be submitted"
    ACTION_REQUIRED = "action_required", "the claim waits for the partner"
    DOCUMENTS_REQUESTED = "documents_requested", "documents were asked for in the dispute"
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
        in_dispute = self.reason is AttentionReason.DOCUMENTS_REQUESTED
        return _WAITS.say(
            status=self.status,
            wanted=tuple(each.what for each in self.requests),
            source=cite("MG22", "X-03") if in_dispute else cite("KB-STAT", "S-12", "S-13"),
            because=tuple(_REQUEST.say(what=each.what, item=each.item) for each in self.requests),
        )


@door
def attention(
    claims: Iterable[Claim], *, at: datetime, rules: Rules, within: CalendarDays
) -> tuple[Attention, ...]:
    """Return the claims that need attention at an instant, in the order given, each with its reason.

    `claims` are as they are now. `at` is an aware instant, whose day is taken in the program's zone. `rules`
    are bound rules. `within` is in calendar days.

    A draft whose last day for submission lies `within` so many calendar days, or is over, or that of the
    proof of its plan; a claim that waits for the partner, reopened or not; a dispute in which documents were
    asked for and are not there yet; a review that is overdue, for which the partner contacts Support; a claim
    that was submitted and not decided, whose last day for an approval lies `within` so many calendar days, or
    is over, where a policy sets one. How long before its end a claim is marked is not published, so the
    caller says it. A claim for which no rule answers needs attention too. Raises `InvalidValue` for a naive
    `at`, and where `within` is no `CalendarDays`. Source: KB-STAT S-05, S-12; MG22 R-16, X-03; T-365 D-15.
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
        if claim.open_requests:
            asked = tuple(each.request for each in claim.open_requests)
            yield needs(reason=AttentionReason.DOCUMENTS_REQUESTED, requests=asked)
        if claim.status in _AWAITING_REVIEW:
            review = escalation_deadline(claim, rules=rules)
            if isinstance(review, Deadline) and review.state(at) is DeadlineState.OVERDUE:
                yield needs(reason=AttentionReason.CONTACT_SUPPORT, due=review)
        last = within.after(rules.day(at))
        for near, due in _last_days(claim, rules):
            if due.state(at) is DeadlineState.OVERDUE:
                yield needs(reason=_OVER[near], due=due)
            elif due.on <= last:
                yield needs(reason=near, due=due)
    except (NoRuleInForce, CalendarOutOfRange) as absent:
        yield needs(reason=AttentionReason.NOTHING_ANSWERS, absent=statement_of(absent))


def _last_days(claim: Claim, rules: Rules) -> Iterator[tuple[AttentionReason, Deadline]]:
    """Yield the last days of this claim, each with what is said while it is near."""
    draft = draft_expiry(claim, rules=rules)
    if isinstance(draft, Deadline):
        yield AttentionReason.DRAFT_ENDS, draft
        proof = deadline(claim, Clock.POE_SUBMISSION, rules=rules)
        if isinstance(proof, Deadline):
            yield AttentionReason.PROOF_ENDS, proof
    if claim.was_submitted and claim.status not in _DECIDED:
        approval = deadline(claim, Clock.FINAL_APPROVAL, rules=rules)
        if isinstance(approval, Deadline):
            yield AttentionReason.APPROVAL_ENDS, approval


_OVER: Final = {
    AttentionReason.DRAFT_ENDS: AttentionReason.DRAFT_ENDED,
    AttentionReason.PROOF_ENDS: AttentionReason.PROOF_ENDED,
    AttentionReason.APPROVAL_ENDS: AttentionReason.APPROVAL_ENDED,
}
"""What is said of a last day that is over, in place of one that is near."""
