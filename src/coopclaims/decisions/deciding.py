"""Deciding: `decide`, `problems`, `advice` and `allowed`, one judgement with four answers.

`decide` judges a command against the rules and returns what happens, or refuses with every problem.
`problems` returns what `decide` would refuse with: it is empty exactly when `decide` accepts.
`advice` is what does not block. `allowed` judges kinds of command: *no* means that `decide` refuses
every command of that kind now, *yes* that a refusal could only concern what it says.
"""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, Final, final, get_args

from coopclaims._values import frozen
from coopclaims.claims.claim import Claim, ClaimStatus, Trigger
from coopclaims.claims.commands import Command, CreateClaim
from coopclaims.claims.events import HistoryEntry
from coopclaims.claims.table import TABLE, ClaimRefusal, ClaimRow
from coopclaims.decisions.advising import advice_on
from coopclaims.decisions.authority import acting_role, roles_on
from coopclaims.decisions.contents import content_problems, creation_problems
from coopclaims.decisions.outcome import event_of, ledger_entries
from coopclaims.decisions.preconditions import JudgementContext, precondition_problems
from coopclaims.errors import NoRuleInForce
from coopclaims.findings.codes import ProblemCode
from coopclaims.findings.problem import Problem, Refused, problem
from coopclaims.funds.entries import FundEntry
from coopclaims.parties import Action, Actor, Role
from coopclaims.rules.readings import AfterPartnerAction, Cancelling, Reopening
from coopclaims.transitions import Row

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from coopclaims.funds.pool import FundPool
    from coopclaims.money.exchange import ExchangeRates
    from coopclaims.rules.book import Rules

COMMANDS: Final[tuple[type[Command], ...]] = get_args(Command)
"""Every kind of command."""


@final
@frozen(kw_only=True)
class Decision:
    """What happens when a command is accepted: History entries, ledger entries, and advice.

    `entries` are for the claim's History and `ledger` for the fund's ledger, both in the order in which
    they are recorded; `ledger` is empty where no money moves. `advice` does not block; empty where there
    is none. Nothing has happened yet: record the entries (`coopclaims.replay`) and store both, together.
    """

    entries: tuple[HistoryEntry, ...]
    ledger: tuple[FundEntry, ...]
    advice: tuple[Problem, ...]


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


def decide(
    command: Command,
    claim: Claim | None,
    *,
    rules: Rules,
    funds: FundPool,
    rates: ExchangeRates | None = None,
) -> Decision:
    """Return what happens when this command is given now.

    `command` is what the actor asks for, at its own instant `at`. `claim` is the claim as it is now, `None`
    for `CreateClaim`. `rules` are bound rules, whose policies count. `funds` is the pool of the claim's
    location, program and usage period, as it is now. `rates` are needed only where the pool's currency is not
    the claim's; `None` means that there are none.

    Raises `Refused` with every problem, and changes nothing. See `coopclaims.perform` for the same with
    loading before it and storing after it.
    """
    context = JudgementContext(command.at, rules, funds, rates)
    found, row, role = _judge(command, claim, context)
    if found or row is None or role is None:
        raise Refused(tuple(found))
    entry = HistoryEntry(
        claim=command.claim,
        number=1 if claim is None else claim.version + 1,
        at=command.at,
        by=command.by.id,
        side=command.by.side,
        role=role,
        command=command.id,
        event=event_of(command),
        before=row.source,
        after=_leads_to(row, rules),
    )
    return Decision(
        entries=(entry,),
        ledger=ledger_entries(entry, claim, context),
        advice=advice_on(command, claim, context),
    )


def problems(
    command: Command,
    claim: Claim | None,
    *,
    rules: Rules,
    funds: FundPool,
    rates: ExchangeRates | None = None,
) -> tuple[Problem, ...]:
    """Return everything that blocks this command now; empty exactly when `decide` accepts it.

    The parameters are those of `decide`. `command` is what the actor asks for, at its own instant `at`.
    `claim` is the claim as it is now, `None` for `CreateClaim`. `rules` are bound rules, whose policies
    count. `funds` is the pool of the claim's location, program and usage period, as it is now. `rates` are
    needed only where the pool's currency is not the claim's; `None` means that there are none.

    For a form that shows what is missing before anyone presses the button.
    """
    found, _, _ = _judge(command, claim, JudgementContext(command.at, rules, funds, rates))
    return tuple(found)


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
    return advice_on(command, claim, JudgementContext(command.at, rules, funds, rates))


def allowed(
    claim: Claim,
    actor: Actor,
    *,
    at: datetime,
    rules: Rules,
    funds: FundPool,
    rates: ExchangeRates | None = None,
) -> Mapping[type[Command], Option]:
    """Return, for every kind of command, whether this actor may give it now, and why not.

    `claim` is the claim as it is now, `actor` who would give the command, and `at` the aware instant of it.
    `rules` are bound rules, whose policies count. `funds` is the pool of the claim's location, program and
    usage period, as it is now. `rates` are needed only where the pool's currency is not the claim's; `None`
    means that there are none.

    *No* means that `decide` refuses every such command now; *yes* means that a refusal could only
    concern its content. Raises `InvalidValue` for a naive `at`.
    """
    context = JudgementContext(at, rules, funds, rates)
    by_step: dict[Trigger, tuple[Problem, ...]] = {}
    options: dict[type[Command], Option] = {}
    for kind in COMMANDS:
        if kind.trigger not in by_step:
            by_step[kind.trigger] = tuple(_judge_step(kind.trigger, claim, actor, context)[0])
        options[kind] = Option(command=kind, problems=by_step[kind.trigger])
    return MappingProxyType(options)


def _judge(
    command: Command, claim: Claim | None, context: JudgementContext
) -> tuple[list[Problem], ClaimRow | None, Role | None]:
    """Return every problem of the command; the row it takes and the role it is given in, if any."""
    if claim is None:
        return _judge_creation(command, context)
    if command.claim != claim.id:
        mismatch = problem(ProblemCode.CLAIM_MISMATCH, field="claim", claim=command.claim, found=claim.id)
        return [mismatch], None, None
    found, row, role = _judge_step(command.trigger, claim, command.by, context)
    if row is not None:
        found += content_problems(command, claim, context)
    return found, row, role


def _judge_creation(
    command: Command, context: JudgementContext
) -> tuple[list[Problem], ClaimRow | None, Role | None]:
    answer = TABLE[None][command.trigger]
    if not isinstance(command, CreateClaim) or not isinstance(answer, Row):
        who = _granted(Action.CREATE_CLAIM, context)
        return [problem(ProblemCode.CLAIM_MISSING, field="claim", who=who, claim=command.claim)], None, None
    form, actor = command.form, command.by
    role = acting_role(
        actor.roles_at(form.location, form.program),
        actor,
        answer.requires,
        day=context.day,
        rules=context.rules,
        location=form.location,
        program=form.program,
        claim=command.claim,
    )
    found = [] if isinstance(role, Role) else [role]
    found += creation_problems(command, context)
    return found, answer, role if isinstance(role, Role) else None


def _judge_step(
    step: Trigger, claim: Claim, actor: Actor, context: JudgementContext
) -> tuple[list[Problem], ClaimRow | None, Role | None]:
    """Return what blocks a step whatever the command says; its row and role, if any."""
    found: list[Problem] = []
    if context.at < claim.changed_at:
        found.append(
            problem(
                ProblemCode.EARLIER_THAN_LAST_ENTRY,
                field="at",
                at=context.at.isoformat(),
                last=claim.changed_at.isoformat(),
            )
        )
    answer = TABLE[claim.status][step]
    if not isinstance(answer, Row):
        found.append(_not_possible(answer, claim, context))
        return found, None, None
    role = acting_role(
        roles_on(claim, actor),
        actor,
        _needed(answer, claim),
        day=context.day,
        rules=context.rules,
        location=claim.form.location,
        program=claim.form.program,
        claim=claim.id,
    )
    if not isinstance(role, Role):
        found.append(role)
    found += precondition_problems(step, claim, context)
    return found, answer, role if isinstance(role, Role) else None


def _not_possible(refusal: ClaimRefusal, claim: Claim, context: JudgementContext) -> Problem:
    """Return why the table refuses the step, what is possible instead, and who may do that."""
    if refusal.trigger is Trigger.CREATE:
        who = _granted(Action.CREATE_CLAIM, context)
        status = claim.status.caption
        return problem(ProblemCode.CLAIM_EXISTS, field="claim", who=who, claim=claim.id, status=status)
    possible: list[str] = []
    able: set[Role] = set()
    for step in Trigger:
        row = TABLE[claim.status][step]
        if isinstance(row, Row) and not _is_closed(row.trigger, claim, context):
            roles = _granted(_needed(row, claim), context)
            able.update(roles)
            possible.append(f"{row.trigger.caption} ({', '.join(role.caption for role in roles)})")
    return problem(
        ProblemCode.STEP_NOT_POSSIBLE,
        who=tuple(role for role in Role if role in able),
        source=refusal.citation,
        claim=claim.id,
        status=claim.status.caption,
        step=refusal.trigger.caption,
        reason=refusal.reason,
        possible="; ".join(possible) or "nothing, the claim is closed",
    )


def _needed(row: ClaimRow, claim: Claim) -> Action:
    """Return the action that the row needs on this claim: on the plan path fewer may submit (R-05)."""
    planned = row.trigger is Trigger.SUBMIT and claim.form.plan is not None
    return Action.SUBMIT_PLAN_PATH if planned else row.requires


def _is_closed(step: Trigger, claim: Claim, context: JudgementContext) -> bool:
    """Whether the table has a row that today's policies, or the claim's past, close for good."""
    if step is Trigger.REOPEN:
        return context.rules.policies.reopening is not Reopening.EXPLICIT
    if step is Trigger.CANCEL and context.rules.policies.cancelling is Cancelling.OFF:
        return True
    return step in (Trigger.CANCEL, Trigger.EXPIRE) and claim.was_submitted


def _leads_to(row: ClaimRow, rules: Rules) -> ClaimStatus:
    """Return where the row leads under these policies."""
    elsewhere = rules.policies.after_partner_action is AfterPartnerAction.SUBMITTED
    return row.target_by_policy if elsewhere and row.target_by_policy is not None else row.target


def _granted(action: Action, context: JudgementContext) -> tuple[Role, ...]:
    """Return the roles that may do this today, in the order of `Role`; none where no rule says."""
    try:
        granted = context.rules.permission(action, context.day).value
    except NoRuleInForce:
        return ()
    return tuple(role for role in Role if role in granted)
