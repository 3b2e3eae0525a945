"""A claim: its status, its form, what stands on its detail page, and the instants that clocks start from.

A claim is small and does not contain its History. It is never changed: `coopclaims.record`
returns the next one. What an ordinary step does not touch (`details`) is kept apart from what it does.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import final

import attrs

from coopclaims._values import (
    Keyed,
    answered_instant,
    as_instant,
    day,
    frozen,
    identifier,
    keys,
    kind_of,
    not_before,
    reference,
    sorted_keys,
    text,
    whole,
)
from coopclaims.claims.evidence import Item
from coopclaims.claims.requests import DocumentRequest, InformationRequest, UploadRequest
from coopclaims.claims.verdicts import LineVerdict, Participant, Reason, Recommendation
from coopclaims.errors import InvalidValue
from coopclaims.identifiers import ActorId, ClaimId, LocationId, ProgramId
from coopclaims.money.amounts import Money
from coopclaims.money.currencies import Currency
from coopclaims.periods import UsagePeriod

# The claim statuses, and the steps that can be taken on a claim.


@final
class ClaimStatus(Keyed):
    """Where a claim stands. The first eight are published, the last two inferred.

    There is no "Paid": a payment has a small lifecycle of its own. `PARTNER_ACTION_REQUIRED` is not
    `ACTION_REQUIRED`: the one returns to Disputed, the other to Submitted.
    Source: MG20, MG22, RJ21 S-01 to S-03; inferred: S-05, T16, T17.
    """

    EDITING = "editing"
    SUBMITTED = "submitted"
    UNDER_REVIEW = "under_review"
    ACTION_REQUIRED = "action_required"
    APPROVED = "approved"
    REJECTED = "rejected"
    DISPUTED = "disputed"
    PARTNER_ACTION_REQUIRED = "partner_action_required"
    CANCELLED = "cancelled"
    EXPIRED = "expired"

    @property
    def is_published(self) -> bool:
        """Whether a public page names this status. Cancelled and Expired are our inference."""
        return self not in (ClaimStatus.CANCELLED, ClaimStatus.EXPIRED)

    @property
    def caption(self) -> str:
        """The name for people: "Under review". "Partner Action Required" is written as published."""
        if self is ClaimStatus.PARTNER_ACTION_REQUIRED:
            return "Partner Action Required"
        return self.value.replace("_", " ").capitalize()

    @property
    def overview_group(self) -> ClaimStatus:
        """The status under which overviews list this one: both kinds of action required together."""
        if self is ClaimStatus.PARTNER_ACTION_REQUIRED:
            return ClaimStatus.ACTION_REQUIRED
        return self


@final
class Trigger(Keyed):
    """What can be done to a claim: the columns of the lifecycle table."""

    CREATE = "create"
    EDIT = "edit"
    ADD_DOCUMENT = "add_document"
    ADD_INFORMATION = "add_information"
    REQUEST_UPLOAD = "request_upload"
    COMMENT = "comment"
    GIVE_FEEDBACK = "give_feedback"
    SUBMIT = "submit"
    START_REVIEW = "start_review"
    REQUEST_ACTION = "request_action"
    REQUEST_DOCUMENTS = "request_documents"
    RECOMMEND = "recommend"
    APPROVE = "approve"
    REJECT = "reject"
    DISPUTE = "dispute"
    RETRACT = "retract"
    DISPUTE_CUT = "dispute_cut"
    CANCEL = "cancel"
    EXPIRE = "expire"
    REOPEN = "reopen"
    CORRECT_INSTANT = "correct_instant"


# A claim: its form, what stands on its detail page, and the instants that clocks start from.


_impressions = attrs.validators.optional(whole(0, "people_or_none"))


@final
@frozen(kw_only=True)
class PlanPath:
    """Where in a plan a claim belongs: the plan, the campaign with its days, and the reach expected.

    `plan` and `campaign` are identifiers of the two. `first` and `last` are the campaign's days, both
    included; `impressions` counts people, `None` where none is stated. Only some programs have plans.
    Raises `InvalidValue`. Source: PO20, PO22 A-08, A-11; PL22 A-35.

    >>> path = PlanPath(plan="P-7", campaign="Autumn", first=date(2022, 8, 1), last=date(2022, 10, 31),
    ...                 impressions=5000)
    >>> path.campaign
    'Autumn'
    """

    plan: str = attrs.field(validator=identifier)
    campaign: str = attrs.field(validator=identifier)
    first: date = attrs.field(validator=day)
    last: date = attrs.field(validator=day)
    impressions: int | None = attrs.field(default=None, validator=_impressions)

    def __attrs_post_init__(self) -> None:
        not_before("last", self.last, self.first)


@final
@frozen(kw_only=True)
class ClaimForm:
    """The initial form of a claim. Its currency is that of `amount`; a claim has exactly one.

    `name` is a title for people. `program` and `location` are the identifiers of the incentive program and
    of the partner location, and `usage_period` the days whose co-op the claim uses, both ends included.
    `activity` is a key of the activity catalogue; `executed_on` is the day of the activity, the last one
    where it took several days. `amount` is what is claimed. Text may be empty here: what is missing is a
    problem of the command that files the form, and all problems are reported together.

    `plan` is the place in a plan, `None` for a claim without one. `circumstances` are keys of what decides
    which evidence is asked for, such as airfare; `attested` are keys of the core requirements that the
    partner attests; `pre_approval` is the identifier of a pre-approval, empty where there is none.
    `further_activities` are the keys of activities that the claim covers besides, which the rules refuse
    unless a policy lets them. Keys are kept once each, in the order of their letters. An amount has no
    truth value: ask `form.amount.is_zero`. Raises `InvalidValue`. Source: CC24, PO20 A-02 to A-10, A-12,
    A-27; CO20 C-02; PIE A-25.

    >>> from coopclaims import Money
    >>> form = ClaimForm(
    ...     name="Autumn ads", program="CSP Direct Bill Partner", location="se-1",
    ...     usage_period=UsagePeriod(date(2022, 7, 1), date(2022, 12, 31)),
    ...     activity="digital-advertising", executed_on=date(2022, 8, 25),
    ...     amount=Money("90000.00", "SEK"),
    ... )
    >>> form.amount.currency
    Currency('SEK')
    """

    name: str = attrs.field(validator=text)
    program: ProgramId = attrs.field(validator=identifier)
    location: LocationId = attrs.field(validator=identifier)
    usage_period: UsagePeriod = attrs.field(validator=kind_of(UsagePeriod))
    activity: str = attrs.field(validator=text)
    executed_on: date = attrs.field(validator=day)
    amount: Money = attrs.field(validator=kind_of(Money))
    plan: PlanPath | None = attrs.field(default=None, validator=attrs.validators.optional(kind_of(PlanPath)))
    circumstances: tuple[str, ...] = attrs.field(default=(), converter=sorted_keys, validator=keys)
    attested: tuple[str, ...] = attrs.field(default=(), converter=sorted_keys, validator=keys)
    pre_approval: str = attrs.field(default="", validator=reference)
    further_activities: tuple[str, ...] = attrs.field(default=(), converter=sorted_keys, validator=keys)

    @property
    def activities(self) -> tuple[str, ...]:
        """The keys of all activities that the claim covers, `activity` first."""
        return (self.activity, *(each for each in self.further_activities if each != self.activity))


@final
@frozen(kw_only=True)
class Details:
    """The content of a claim: what only the partner's edits and additions change.

    `form` is the form as last amended. `items` are those on the detail page and `uploads_asked` what
    colleagues were asked to upload, each in the order in which they were added; the vendor's return of the
    claim ends what was asked. `documents_asked` is what the validation team asked for in the last dispute,
    until another round of one begins.
    """

    form: ClaimForm
    items: tuple[Item, ...] = ()
    uploads_asked: tuple[UploadRequest, ...] = ()
    documents_asked: tuple[DocumentRequest, ...] = ()


@final
class Clock(Keyed):
    """Which clock a deadline or a round belongs to, with what it waits for."""

    REVIEW = "review"
    ESCALATION = "escalation", "escalation to Support"
    DISPUTE = "dispute", "dispute review"
    PAYMENT = "payment"
    CLAIMING = "claiming", "submission"
    DRAFT = "draft", "submission before the draft expires"
    ACTIVITY_CLAIM = "activity_claim", "submission after the activity"
    POE_SUBMISSION = "poe_submission", "first submission of the plan path's proof"
    FINAL_APPROVAL = "final_approval"
    DISPUTING = "disputing", "dispute"
    PLAN_REVIEW = "plan_review", "plan-path review"
    PAYMENT_RUN = "payment_run", "approval for the month's payment run"
    HOLD = "hold", "repair of a payment on hold"
    RETENTION = "retention", "keeping of the originals"
    TAX_INVOICE = "tax_invoice", "submission of the tax invoice"
    REBATE = "rebate", "payment of the rebate"


def _started(value: object) -> datetime:
    return as_instant("started_at", value)


@final
@frozen(kw_only=True)
class Round:
    """One time that a claim waited for an answer: from when and by whom, and what the answer was.

    `clock` is the clock that ran: of a review or of a dispute. `started_at` and `started_by` are the instant
    and the actor of the submission or of the dispute, `answered_at` and `answered_by` those of the answer,
    and `outcome` is the status that it led to. `started_in` and `answered_in` are the numbers of the two
    entries of the History. All of the answer is `None` while it is awaited. Instants are in UTC, and those
    that an entry corrects are the corrected ones. Raises `InvalidValue`. Source: MG22 D-07, D-09.

    >>> from datetime import UTC
    >>> submitted = datetime(2022, 9, 14, 17, tzinfo=UTC)
    >>> bob = ActorId("bob")
    >>> Round(clock=Clock.REVIEW, started_at=submitted, started_by=bob, started_in=3).outcome is None
    True
    """

    clock: Clock
    started_at: datetime = attrs.field(converter=_started)
    started_by: ActorId
    started_in: int = attrs.field(validator=whole(1))
    answered_at: datetime | None = attrs.field(default=None, converter=answered_instant)
    answered_by: ActorId | None = None
    answered_in: int | None = attrs.field(default=None, validator=attrs.validators.optional(whole(1)))
    outcome: ClaimStatus | None = None

    def __attrs_post_init__(self) -> None:
        answer = (self.answered_at, self.answered_by, self.answered_in, self.outcome)
        if any(answer) and None in answer:
            raise InvalidValue("outcome", self.outcome, "answer_together")


@final
@frozen(kw_only=True)
class Milestones:
    """The rounds of a claim, the instants that clocks run from and to, and the last answers; all in UTC.

    An instant that an entry of the History corrects is the corrected one here.

    `created_at` is the first entry of the History. `rounds` are all reviews and disputes, in the order in
    which they started. `approved_at` and `approved` are the instant and the amount of the approval, in the
    claim's currency. `None` means that it has not happened.

    `requests` is what was asked for last and `returned` the content as it then stood, until the claim is
    submitted again; `reasons` are those of the last rejection.

    `claimants` is everybody on the partner's side who wrote to the claim, submitted or disputed it, in the
    order of their identifiers, each with their first entry. `decided_by` is who gave the last approval or
    rejection. `recommended` are the recommendations since the last submission, dispute or retraction. `cut`
    is why the approval is below what was claimed, `None` where nobody said, and `lines` are the verdicts on
    single items, empty where there is none or nothing is approved.
    """

    created_at: datetime
    rounds: tuple[Round, ...] = ()
    approved_at: datetime | None = None
    approved: Money | None = None
    requests: tuple[InformationRequest, ...] = ()
    returned: Details | None = None
    reasons: tuple[Reason, ...] = ()
    claimants: tuple[Participant, ...] = ()
    decided_by: Participant | None = None
    recommended: tuple[Recommendation, ...] = ()
    cut: Reason | None = None
    lines: tuple[LineVerdict, ...] = ()

    def last(self, clock: Clock) -> Round | None:
        """Return the last round of `clock`, `None` where there was none."""
        return next((each for each in reversed(self.rounds) if each.clock is clock), None)

    @property
    def first_submitted_at(self) -> datetime | None:
        """The first submission, with which the first round starts."""
        return self.rounds[0].started_at if self.rounds else None

    @property
    def submitted_at(self) -> datetime | None:
        """The latest submission for review."""
        review = self.last(Clock.REVIEW)
        return None if review is None else review.started_at

    @property
    def review_answered_at(self) -> datetime | None:
        """The answer to the latest submission for review."""
        review = self.last(Clock.REVIEW)
        return None if review is None else review.answered_at

    @property
    def disputed_at(self) -> datetime | None:
        """When the latest dispute, or round of one, started."""
        dispute = self.last(Clock.DISPUTE)
        return None if dispute is None else dispute.started_at

    @property
    def dispute_answered_at(self) -> datetime | None:
        """The answer to the latest dispute, or round of one."""
        dispute = self.last(Clock.DISPUTE)
        return None if dispute is None else dispute.answered_at


@final
@frozen(kw_only=True)
class Claim:
    """A co-op claim as it stands after `version` entries of its History.

    `id` is the caller's identifier and `status` where the claim stands. `changed_at` is the instant of the
    last entry that corrects none, in UTC and as corrected, and `changed_in` its number. `details` is the
    claim's content, `milestones` its rounds and the instants that clocks run from.
    """

    id: ClaimId
    status: ClaimStatus
    version: int = attrs.field(validator=whole(1))
    changed_at: datetime
    changed_in: int = attrs.field(validator=whole(1))
    details: Details
    milestones: Milestones

    @property
    def form(self) -> ClaimForm:
        """The form as last amended."""
        return self.details.form

    @property
    def items(self) -> tuple[Item, ...]:
        """The items on the claim's detail page, in the order in which they were added."""
        return self.details.items

    @property
    def open_requests(self) -> tuple[DocumentRequest, ...]:
        """What the validation team asked for while the claim is Disputed, and nothing was added for yet."""
        if self.status is not ClaimStatus.DISPUTED:
            return ()
        return tuple(each for each in self.details.documents_asked if each.is_open)

    @property
    def currency(self) -> Currency:
        """The claim's one currency, which need not be the currency of payment. Source: PIE A-27."""
        return self.details.form.amount.currency

    @property
    def approved(self) -> Money | None:
        """The approved amount, in the claim's currency; `None` unless the claim is Approved.

        An amount has no truth value: ask `claim.approved is not None`, and `claim.approved.is_zero`.
        """
        return self.milestones.approved

    @property
    def reasons(self) -> tuple[Reason, ...]:
        """Why the last answer is as it is: a request, a rejection, or an approval for less than was claimed.

        Of an approval the reason of the claim comes first, and then those of single items; where nobody
        answered, or all is approved, there are none.
        """
        known = self.milestones
        if self.status is ClaimStatus.REJECTED:
            return known.reasons
        if known.returned is not None:
            return tuple(each.reason for each in known.requests)
        found = (known.cut, *(line.reason for line in known.lines))
        return tuple(each for each in found if each is not None)

    @property
    def rounds(self) -> tuple[Round, ...]:
        """Every review and dispute of the claim once, in order, with its answer where there was one."""
        return self.milestones.rounds

    @property
    def was_submitted(self) -> bool:
        """Whether the claim was ever submitted."""
        return bool(self.milestones.rounds)
