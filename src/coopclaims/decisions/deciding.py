"""Deciding: `decide`, `problems`, `advice` and `allowed`.

`decide` judges a command against the rules and returns what happens, or refuses with every problem.
`problems` returns what `decide` would refuse with: it is empty exactly when `decide` accepts.
`advice` is what does not block, and no part of a decision. `allowed` judges kinds of command: *no* means
that `decide` refuses every command of that kind now, *yes* that a refusal could only concern what it says.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from types import MappingProxyType
from typing import TYPE_CHECKING, TypeAlias, final

from coopclaims._checks import door
from coopclaims._values import as_instant, frozen, unchecked
from coopclaims.claims.claim import Claim, ClaimStatus, Trigger
from coopclaims.claims.commands import Command, CreateClaim
from coopclaims.claims.events import History, HistoryEntry
from coopclaims.claims.recording import replay
from coopclaims.claims.table import TABLE, ClaimRefusal, ClaimRow
from coopclaims.decisions.authority import roles_on
from coopclaims.decisions.context import JudgementContext
from coopclaims.decisions.drawing import ledger_entries
from coopclaims.decisions.outsiders import (
    creating_role,
    outside,
    outside_of,
    shown_of_funds,
)
from coopclaims.decisions.rows import COMMAND_ROWS, STEP_ROWS, advice_on, event_of
from coopclaims.findings.codes import ProblemCode
from coopclaims.findings.problem import Problem, Refused, problem
from coopclaims.funds.entries import FundEntry
from coopclaims.funds.pool import FundPool
from coopclaims.identifiers import PaymentId
from coopclaims.money.exchange import ExchangeRates
from coopclaims.parties import Action, Actor, Role
from coopclaims.payouts.statuses import PaymentStatus
from coopclaims.rules.authority import acting_role
from coopclaims.rules.book import Rules
from coopclaims.rules.readings import AfterPartnerAction
from coopclaims.transitions import Refusal

if TYPE_CHECKING:
    from coopclaims.decisions.rows import CommandRow


@final
@frozen(kw_only=True)
class Decision:
    """What happens when a command is accepted: History entries, ledger entries, and the claim after them.

    `entries` are for the claim's History and `ledger` for the fund's ledger, both in the order in which
    they are recorded; `ledger` is empty where no money moves. `claim` is the claim as it is once they are.
    Nothing has happened yet: store entries and ledger, together.
    """

    entries: tuple[HistoryEntry, ...]
    ledger: tuple[FundEntry, ...]
    claim: Claim


@final
@frozen(kw_only=True)
class Option:
    """Whether an actor may give a kind of command now, and if not, every reason why not.

    `command` is the kind of command. `problems` are the reasons against it, empty where there is none.
    """

    command: type[Command]
    problems: tuple[Problem, ...]

    @property
    def is_allowed(self) -> bool:
        """Whether only the content of such a command could still be refused."""
        return not self.problems

    @property
    def key(self) -> str:
        """The key of the kind of command, for forms and addresses; `coopclaims.command_of` leads back."""
        return self.command.key

    @property
    def trigger(self) -> Trigger:
        """The step that such a command takes."""
        return self.command.trigger

    @property
    def caption(self) -> str:
        """The name of the kind of command, in English."""
        return self.command.caption.english


_ENTRY, _DECISION = unchecked(HistoryEntry), unchecked(Decision)


@door
def decide(
    command: Command,
    claim: Claim | None,
    *,
    rules: Rules,
    funds: FundPool,
    rates: ExchangeRates | None = None,
    history: History | None = None,
    payments: Mapping[PaymentId, PaymentStatus] | None = None,
) -> Decision:
    """Return what happens when this command is given now.

    `command` is what the actor asks for, at its own instant `at`. `claim` is the claim as it is now, `None`
    for `CreateClaim`. `rules` are bound rules, whose policies count. `funds` is the pool of the claim's
    location, program and usage period, as it is now. `rates` are needed only where the pool's currency is not
    the claim's; `None` means that there are none. `history` is the claim's, and looked at by `CorrectInstant`
    alone, which is judged by the instants around the one that it corrects; with `None` only by those that
    the claim knows itself. `payments` are those of the claim by identifier, with their statuses, and looked
    at where an approval is taken back or a cut disputed; with `None` the fund alone tells what was paid.

    Raises `Refused` with every problem, and changes nothing. See `coopclaims.perform` for the same with
    loading before it and storing after it.
    """
    context = JudgementContext(command.at, rules, funds, rates, history, actor=command.by, payments=payments)
    row = COMMAND_ROWS[type(command)]
    found, edge, role = _judge(row, command, claim, context)
    if found or edge is None or role is None:
        raise Refused(tuple(found))
    entry = _ENTRY(
        claim=command.claim,
        number=1 if claim is None else claim.version + 1,
        at=command.at,
        by=command.by.id,
        side=command.by.side,
        role=role,
        command=command.id,
        event=event_of(command),
        before=edge.source,
        after=_leads_to(edge, rules),
        person=command.by.person,
    )
    changes = () if row.ledger is None or claim is None else row.ledger(command, claim, context)
    return _DECISION(
        entries=(entry,),
        ledger=ledger_entries(entry, changes, context) if changes else (),
        claim=replay((entry,), start=claim),
    )


@door
def problems(
    command: Command,
    claim: Claim | None,
    *,
    rules: Rules,
    funds: FundPool,
    rates: ExchangeRates | None = None,
    history: History | None = None,
    payments: Mapping[PaymentId, PaymentStatus] | None = None,
) -> tuple[Problem, ...]:
    """Return everything that blocks this command now; empty exactly when `decide` accepts it.

    The parameters are those of `decide`. `command` is what the actor asks for, at its own instant `at`.
    `claim` is the claim as it is now, `None` for `CreateClaim`. `rules` are bound rules, whose policies
    count. `funds` is the pool of the claim's location, program and usage period, as it is now. `rates` are
    needed only where the pool's currency is not the claim's; `None` means that there are none. `history` is
    the claim's, by which `CorrectInstant` is judged, and `payments` are its payments, or `None`.

    For a form that shows what is missing before anyone presses the button.
    """
    context = JudgementContext(command.at, rules, funds, rates, history, actor=command.by, payments=payments)
    found, _, _ = _judge(COMMAND_ROWS[type(command)], command, claim, context)
    return tuple(found)


@door
def advice(
    command: Command,
    claim: Claim | None,
    *,
    rules: Rules,
    funds: FundPool,
    rates: ExchangeRates | None = None,
) -> tuple[Problem, ...]:
    """Return what does not block this command and is worth knowing before it is given.

    The parameters are those of `decide`. `command` is what the actor asks for, at its own instant `at`.
    `claim` is the claim as it is now, `None` for `CreateClaim`. `rules` are bound rules, whose policies
    count. `funds` is the pool of the claim's location, program and usage period, as it is now. `rates` are
    needed only where the pool's currency is not the claim's; `None` means that there are none.
    """
    context = JudgementContext(command.at, rules, funds, rates, actor=command.by)
    found = advice_on(command, claim, context)
    if not found or claim is None:
        return found
    row, actor = COMMAND_ROWS[type(command)], command.by
    edge = TABLE[claim.status][command.trigger]
    acts = not isinstance(edge, Refusal) and isinstance(_acting(row, edge, claim, actor, context), Role)
    if not acts and outside_of(command, claim, rules=rules) is not None:
        return ()
    return tuple(_shown(found, claim, actor, context, acts=acts))


@door
def allowed(
    claim: Claim,
    actor: Actor,
    *,
    at: datetime,
    rules: Rules,
    funds: FundPool,
    rates: ExchangeRates | None = None,
    payments: Mapping[PaymentId, PaymentStatus] | None = None,
) -> Mapping[type[Command], Option]:
    """Return, for every kind of command, whether this actor may give it now, and why not.

    `claim` is the claim as it is now, `actor` who would give the command, and `at` the aware instant of it.
    `rules` are bound rules, whose policies count. `funds` is the pool of the claim's location, program and
    usage period, as it is now. `rates` are needed only where the pool's currency is not the claim's; `None`
    means that there are none. `payments` are those of the claim by identifier, with their statuses, as
    `decide` takes them.

    *No* means that `decide` refuses every such command now; *yes* means that a refusal could only
    concern its content. Raises `InvalidValue` for a naive `at`.
    """
    context = JudgementContext(as_instant("at", at), rules, funds, rates, actor=actor, payments=payments)
    by_step: dict[Trigger, tuple[Problem, ...]] = {}
    for step, row in STEP_ROWS.items():
        found, _, role = _judge_step(row, claim, actor, context)
        by_step[step] = tuple(_shown(found, claim, actor, context, acts=role is not None))
    return MappingProxyType(
        {kind: Option(command=kind, problems=by_step[kind.trigger]) for kind in COMMAND_ROWS}
    )


_Judged: TypeAlias = "tuple[list[Problem], ClaimRow | None, Role | None]"
"""Every problem found, the edge of the lifecycle that is taken, and the role in which; if any."""


def _judge(row: CommandRow, command: Command, claim: Claim | None, context: JudgementContext) -> _Judged:
    if claim is None:
        return _judge_creation(row, command, context)
    if command.claim != claim.id or command.trigger is Trigger.CREATE:
        outsider = outside_of(command, claim, rules=context.rules)
        if outsider is not None:
            return [outsider], None, None
    if command.claim != claim.id:
        mismatch = problem(ProblemCode.CLAIM_MISMATCH, field="claim", claim=command.claim, found=claim.id)
        return [mismatch], None, None
    found, edge, role = _judge_step(row, claim, command.by, context)
    if edge is not None and row.content is not None:
        found += row.content(command, claim, context)
    return _shown(found, claim, command.by, context, acts=role is not None), edge, role


def _judge_creation(row: CommandRow, command: Command, context: JudgementContext) -> _Judged:
    edge = TABLE[None][command.trigger]
    if not isinstance(command, CreateClaim) or isinstance(edge, Refusal):
        who = context.rules.roles(Action.CREATE_CLAIM, context.day)
        return [problem(ProblemCode.CLAIM_MISSING, field="claim", who=who, claim=command.claim)], None, None
    role = creating_role(command, context.rules)
    if not isinstance(role, Role):  # who may not create it learns nothing of its fund either
        return [role], edge, None
    return list(row.content(command, None, context)) if row.content else [], edge, role


def _judge_step(row: CommandRow, claim: Claim, actor: Actor, context: JudgementContext) -> _Judged:
    """Judge a step whatever the command says; an outsider hears who they are, and nothing of the claim."""
    step = row.command.trigger
    edge = TABLE[claim.status][step]
    role = None if isinstance(edge, Refusal) else _acting(row, edge, claim, actor, context)
    if not isinstance(role, Role):
        outsider = outside(step, claim, actor, day=context.day, rules=context.rules, named=claim.id)
        if outsider is not None:
            return [outsider], None, None
    found: list[Problem] = []
    if context.at < claim.changed_at and step is not Trigger.CORRECT_INSTANT:
        found.append(
            problem(ProblemCode.EARLIER_THAN_LAST_ENTRY, field="at", at=context.at, last=claim.changed_at)
        )
    if isinstance(edge, Refusal):
        found.append(_not_possible(edge, claim, context))
        return found, None, None
    if isinstance(role, Problem):
        found.append(role)
    if row.precondition is not None:
        found += row.precondition(claim, context)
    return found, edge, role if isinstance(role, Role) else None


def _acting(
    row: CommandRow, edge: ClaimRow, claim: Claim, actor: Actor, context: JudgementContext
) -> Role | Problem:
    """Return the role in which the actor takes this edge, or the problem that they may not."""
    form = claim.details.form
    return acting_role(
        roles_on(claim, actor),
        actor,
        _needed(row, edge, claim),
        day=context.day,
        rules=context.rules,
        location=form.location,
        program=form.program,
        claim=claim.id,
    )


def _shown(
    found: Iterable[Problem], claim: Claim, actor: Actor, context: JudgementContext, *, acts: bool
) -> list[Problem]:
    return shown_of_funds(found, claim, actor, day=context.day, rules=context.rules, acts=acts)


def _not_possible(refusal: ClaimRefusal, claim: Claim, context: JudgementContext) -> Problem:
    """Return why the table refuses the step, what is possible instead, and who may do that."""
    rules, day = context.rules, context.day
    if refusal.trigger is Trigger.CREATE:
        who = rules.roles(Action.CREATE_CLAIM, day)
        return problem(ProblemCode.CLAIM_EXISTS, field="claim", who=who, claim=claim.id, status=claim.status)
    possible: list[Trigger] = []
    able: set[Role] = set()
    for step, edge in TABLE[claim.status].items():
        row = STEP_ROWS[step]
        is_over = row.never is not None and row.never(claim, rules.policies)
        is_repair = step is Trigger.CORRECT_INSTANT  # which nobody does instead of another step
        if not isinstance(edge, Refusal) and not is_over and not is_repair:
            able.update(rules.roles(_needed(row, edge, claim), day))
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


def _needed(row: CommandRow, edge: ClaimRow, claim: Claim) -> Action:
    """Return the action that the step needs on this claim: on the plan path fewer may submit (R-05)."""
    return edge.requires if row.on_plan is None or claim.form.plan is None else row.on_plan


def _leads_to(edge: ClaimRow, rules: Rules) -> ClaimStatus:
    """Return where the edge leads under these policies."""
    if edge.target_by_policy is None:
        return edge.target
    elsewhere = rules.policies.after_partner_action is AfterPartnerAction.SUBMITTED
    return edge.target_by_policy if elsewhere else edge.target
