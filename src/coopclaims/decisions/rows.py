"""One row a command: what it is judged by, what happens, what the fund records, and what is worth knowing.

This is the one table of commands. The functions that a row names stand together by subject: `drafting`,
`submitting`, `reviewing`, `retracting` and `closing`. In which status a command is possible, where it leads
and which action it needs there, the table of the lifecycle says, `coopclaims.claims.TABLE`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from types import MappingProxyType
from typing import Any, Final, TypeAlias, final

import attrs

from coopclaims._values import frozen
from coopclaims.claims import commands as c, events as e
from coopclaims.claims.claim import Claim, Trigger
from coopclaims.claims.contents import contents_of
from coopclaims.claims.table import ClaimRefusal, ClaimRow, edge_of
from coopclaims.decisions import closing, drafting, retracting, reviewing, submitting
from coopclaims.decisions.context import JudgementContext
from coopclaims.decisions.drawing import Change
from coopclaims.findings.codes import ProblemCode
from coopclaims.findings.problem import Problem, problem
from coopclaims.parties import Action, Role
from coopclaims.rules.policies import Policies
from coopclaims.transitions import Refusal

OfStep: TypeAlias = Callable[[Claim, JudgementContext], Iterable[Problem]]
OfCommand: TypeAlias = Callable[[Any, Any, JudgementContext], Iterable[Problem]]


@final
@frozen
class CommandRow:
    """What stands behind one kind of command; `None` is where nothing does.

    `command` is the kind, and `event` what happens when it is accepted. `precondition` yields what blocks it
    whatever it says, `content` what is wrong with what it says, and `advice` what does not block. `ledger`
    yields what the fund records. `on_plan` is the action that it needs where the claim belongs to a plan,
    instead of that of the lifecycle. `never` says whether policies, or the claim's past, rule it out for
    good.
    """

    command: type[c.Command]
    event: type[e.Event]
    content: OfCommand | None = None
    advice: OfCommand | None = None
    precondition: OfStep | None = None
    ledger: Callable[[Any, Claim, JudgementContext], Iterable[Change]] | None = None
    on_plan: Action | None = None
    never: Callable[[Claim, Policies], bool] | None = None
    says: tuple[str, ...] = attrs.field(init=False)
    """The fields that command and event have in common."""

    def __attrs_post_init__(self) -> None:
        object.__setattr__(self, "says", contents_of(self.command))


# fmt: off
_ROWS: Final = (
    CommandRow(c.CreateClaim, e.ClaimCreated, drafting.creation, drafting.creation_advice),
    CommandRow(c.AmendClaim, e.ClaimAmended, drafting.amendment, drafting.amendment_advice),
    CommandRow(c.AddInvoice, e.InvoiceAdded, drafting.cost, drafting.addition_advice),
    CommandRow(c.AddCertification, e.CertificationAdded, drafting.cost, drafting.addition_advice),
    CommandRow(c.AddProof, e.ProofAdded, drafting.proof, drafting.addition_advice),
    CommandRow(c.RecordMetric, e.MetricRecorded, drafting.metric, drafting.addition_advice),
    CommandRow(c.AddInformation, e.InformationAdded, drafting.information),
    CommandRow(c.RemoveItem, e.ItemRemoved, drafting.removal),
    CommandRow(c.RequestUpload, e.UploadRequested, drafting.upload, drafting.upload_advice),
    CommandRow(c.WithdrawUploadRequest, e.UploadRequestWithdrawn, drafting.withdrawal),
    CommandRow(c.Comment, e.Commented, drafting.remark),
    CommandRow(c.SubmitClaim, e.ClaimSubmitted, precondition=submitting.submission,
        ledger=submitting.reserved, advice=submitting.submission_advice, on_plan=Action.SUBMIT_PLAN_PATH),
    CommandRow(c.StartReview, e.ReviewStarted),
    CommandRow(c.GiveFeedback, e.FeedbackGiven, reviewing.feedback),
    CommandRow(c.RequestAction, e.ActionRequested, reviewing.requests, reviewing.return_advice,
        precondition=reviewing.returnable),
    CommandRow(c.RequestDocuments, e.DocumentsRequested, reviewing.requests,
        precondition=reviewing.asking, never=reviewing.never_asks),
    CommandRow(c.RecommendApproval, e.ApprovalRecommended, precondition=reviewing.recommendable,
        content=reviewing.recommendation, advice=reviewing.recommendation_advice),
    CommandRow(c.ApproveClaim, e.ClaimApproved, precondition=reviewing.approvable, content=reviewing.approval,
        ledger=reviewing.committed, advice=reviewing.approval_advice),
    CommandRow(c.RejectClaim, e.ClaimRejected, precondition=reviewing.rejectable, content=reviewing.rejection,
        ledger=reviewing.released, advice=reviewing.rejection_advice),
    CommandRow(c.DisputeRejection, e.RejectionDisputed, precondition=submitting.dispute,
        content=submitting.dispute_reason, ledger=submitting.reserved, advice=submitting.dispute_advice),
    CommandRow(c.RetractApproval, e.ApprovalRetracted, precondition=retracting.retractable,
        content=retracting.retraction, ledger=retracting.restored, never=retracting.never_retracts),
    CommandRow(c.DisputeCut, e.CutDisputed, precondition=retracting.disputable_cut,
        content=retracting.cut_dispute_reason, ledger=retracting.restored, never=retracting.never_cut),
    CommandRow(c.CancelDraft, e.DraftCancelled, precondition=closing.cancelling, never=closing.never_cancels),
    CommandRow(c.ExpireDraft, e.DraftExpired, precondition=closing.expiry, never=closing.never_expires),
    CommandRow(c.ReopenClaim, e.ClaimReopened, precondition=closing.reopening, never=closing.never_reopens,
        advice=closing.reopening_advice),
    CommandRow(c.CorrectInstant, e.InstantCorrected, closing.correction),
)

COMMAND_ROWS: Final[Mapping[type[c.Command], CommandRow]] = MappingProxyType(
    {row.command: row for row in _ROWS})
# fmt: on
"""The row of every kind of command."""

STEP_ROWS: Final[Mapping[Trigger, CommandRow]] = MappingProxyType({row.command.trigger: row for row in _ROWS})
"""The row of one command of each step: in what depends on the step alone, all commands of a step agree."""


def event_of(command: c.Command) -> e.Event:
    """Return the event that happens when the command is accepted."""
    row = COMMAND_ROWS[type(command)]
    make: Callable[..., e.Event] = row.event
    return make(*[getattr(command, name) for name in row.says])


def precondition_problems(step: Trigger, claim: Claim, context: JudgementContext) -> Iterable[Problem]:
    """Return what blocks every command of this step now, apart from the actor."""
    edge = edge_of(claim, step)
    if isinstance(edge, Refusal):
        return (not_possible(edge, claim, context),)
    judge = STEP_ROWS[step].precondition
    return () if judge is None else judge(claim, context)


def not_possible(refusal: ClaimRefusal, claim: Claim, context: JudgementContext) -> Problem:
    """Return why the table refuses the step, what is possible instead, and who may do that."""
    rules, day = context.rules, context.day
    if refusal.trigger is Trigger.CREATE:
        who = rules.roles(Action.CREATE_CLAIM, day)
        return problem(ProblemCode.CLAIM_EXISTS, field="claim", who=who, claim=claim.id, status=claim.status)
    possible: list[Trigger] = []
    able: set[Role] = set()
    for step, row in STEP_ROWS.items():
        edge = edge_of(claim, step)
        is_over = row.never is not None and row.never(claim, rules.policies)
        is_repair = step is Trigger.CORRECT_INSTANT  # which nobody does instead of another step
        if not isinstance(edge, Refusal) and not is_over and not is_repair:
            able.update(rules.roles(needed(row, edge, claim), day))
            possible.append(step)
    return problem(
        ProblemCode.STEP_NOT_POSSIBLE,
        who=tuple(role for role in Role if role in able),
        source=refusal.citation,
        claim=claim.id,
        status=claim.status,
        step=refusal.trigger,
        reason=refusal.reason,
        possible=tuple(possible),
    )


def needed(row: CommandRow, edge: ClaimRow, claim: Claim) -> Action:
    """Return the action that the step needs on this claim: on the plan path fewer may submit (R-05)."""
    return edge.requires if row.on_plan is None or claim.form.plan is None else row.on_plan


def advice_on(command: c.Command, claim: Claim | None, context: JudgementContext) -> tuple[Problem, ...]:
    """Return what does not block: a later obstacle, a balance, thin evidence, an open request."""
    adviser = COMMAND_ROWS[type(command)].advice
    if adviser is None or (claim is None) is not isinstance(command, c.CreateClaim):
        return ()
    return tuple(adviser(command, claim, context))
