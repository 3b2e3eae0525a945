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
from typing import TYPE_CHECKING, Final, TypeAlias, final

from coopclaims._checks import door
from coopclaims._values import Keyed, as_instant, frozen, unchecked
from coopclaims.claims.claim import Claim, ClaimStatus, Trigger
from coopclaims.claims.commands import Command, CreateClaim
from coopclaims.claims.events import History, HistoryEntry
from coopclaims.claims.recording import replay
from coopclaims.claims.table import ClaimRow, edge_of
from coopclaims.decisions.authority import roles_on
from coopclaims.decisions.context import JudgementContext
from coopclaims.decisions.drawing import ledger_entries
from coopclaims.decisions.outsiders import (
    ACTIONS,
    creating_role,
    outside,
    outside_of,
    shown_of_funds,
    widest,
)
from coopclaims.decisions.rows import COMMAND_ROWS, STEP_ROWS, advice_on, event_of, needed, not_possible
from coopclaims.findings.codes import ProblemCode
from coopclaims.findings.problem import Problem, Refused, problem
from coopclaims.funds.entries import FundEntry
from coopclaims.funds.pool import FundPool
from coopclaims.identifiers import PaymentId
from coopclaims.money.exchange import ExchangeRates
from coopclaims.parties import Action, Actor, Role
from coopclaims.payouts.setups import PayoutSetups
from coopclaims.payouts.statuses import PaymentStatus
from coopclaims.rules.authority import acting_role, may
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
class Relevance(Keyed):
    """Whether a page shows a step as possible, as not possible yet, or not at all."""

    NOW = "now"
    NOT_NOW = "not_now"
    NEVER = "never"


@final
@frozen(kw_only=True)
class Option:
    """Whether an actor may give a kind of command now, and if not, every reason why not.

    `command` is the kind of command. `problems` are the reasons against it, empty where there is none.
    `relevance` tells apart what is not possible now from what never is for this actor: another side's step,
    one that none of their roles on this claim holds in any status, or one that the policies do not know.
    """

    command: type[Command]
    problems: tuple[Problem, ...]
    relevance: Relevance

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
    setups: PayoutSetups | None = None,
    payments: Mapping[PaymentId, PaymentStatus] | None = None,
    others: Iterable[Claim] = (),
) -> Decision:
    """Return what happens when this command is given now.

    `command` is what the actor asks for, at its own instant `at`. `claim` is the claim as it is now, `None`
    for `CreateClaim`. `rules` are bound rules, whose policies count. `funds` is the pool of the claim's
    location, program and usage period, as it is now. `rates` are needed only where the pool's currency is not
    the claim's; `None` means that there are none. `history` is the claim's, and looked at by `CorrectInstant`
    alone, which is judged by the instants around the one that it corrects; with `None` only by those that
    the claim knows itself. `setups` say which bank and tax data are set up, and are looked at by
    `CreateClaim` alone; `None`, and what they say nothing of, is unknown: it refuses nothing. `payments` are
    those of the claim by identifier, with their statuses, and looked at where an approval is taken back or a
    cut disputed; with `None` the fund alone tells what was paid. `others` are claims that the claim may share
    evidence with, as a store finds them by `coopclaims.completeness.evidence_keys`; they are looked at by
    approvals alone, and only those of them that the actor may see.

    Raises `Refused` with every problem, and changes nothing. See `coopclaims.perform` for the same with
    loading before it and storing after it.
    """
    context = JudgementContext(
        command.at, rules, funds, rates, history, setups, actor=command.by, payments=payments, others=others
    )
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
        on_behalf_of=command.by.absent_id,
        absent_person=None if command.by.on_behalf_of is None else command.by.on_behalf_of.absent.person,
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
    setups: PayoutSetups | None = None,
    payments: Mapping[PaymentId, PaymentStatus] | None = None,
    others: Iterable[Claim] = (),
) -> tuple[Problem, ...]:
    """Return everything that blocks this command now; empty exactly when `decide` accepts it.

    The parameters are those of `decide`. `command` is what the actor asks for, at its own instant `at`.
    `claim` is the claim as it is now, `None` for `CreateClaim`. `rules` are bound rules, whose policies
    count. `funds` is the pool of the claim's location, program and usage period, as it is now. `rates` are
    needed only where the pool's currency is not the claim's; `None` means that there are none. `history` is
    the claim's, by which `CorrectInstant` is judged, or `None`. `setups` say which bank and tax data are set
    up, by which `CreateClaim` is judged, and `payments` are the claim's payments, or `None`. `others` are
    claims that it may share evidence with, by which approvals are judged.

    For a form that shows what is missing before anyone presses the button.
    """
    context = JudgementContext(
        command.at, rules, funds, rates, history, setups, actor=command.by, payments=payments, others=others
    )
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
    setups: PayoutSetups | None = None,
    others: Iterable[Claim] = (),
) -> tuple[Problem, ...]:
    """Return what does not block this command and is worth knowing before it is given.

    The parameters are those of `decide`. `command` is what the actor asks for, at its own instant `at`.
    `claim` is the claim as it is now, `None` for `CreateClaim`. `rules` are bound rules, whose policies
    count. `funds` is the pool of the claim's location, program and usage period, as it is now. `rates` are
    needed only where the pool's currency is not the claim's; `None` means that there are none. `setups` say
    which bank and tax data are set up, and `None` that nobody knows. `others` are claims that the claim may
    share evidence with, which the advice on an approval names.

    A step that is not possible in the claim's status gets none.
    """
    context = JudgementContext(
        command.at, rules, funds, rates, setups=setups, actor=command.by, others=others
    )
    edge = edge_of(claim, command.trigger)
    if isinstance(edge, Refusal):
        return ()
    found = advice_on(command, claim, context)
    if not found or claim is None:
        return found
    row, actor = COMMAND_ROWS[type(command)], command.by
    acts = isinstance(_acting(row, edge, claim, actor, context), Role)
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
    others: Iterable[Claim] = (),
) -> Mapping[type[Command], Option]:
    """Return, for every kind of command, whether this actor may give it now, and why not.

    `claim` is the claim as it is now, `actor` who would give the command, and `at` the aware instant of it.
    `rules` are bound rules, whose policies count. `funds` is the pool of the claim's location, program and
    usage period, as it is now. `rates` are needed only where the pool's currency is not the claim's; `None`
    means that there are none. `payments` are those of the claim by identifier, with their statuses, and
    `others` claims that it may share evidence with, as `decide` takes them.

    *No* means that `decide` refuses every such command now; *yes* means that a refusal could only
    concern its content. Raises `InvalidValue` for a naive `at`.
    """
    context = JudgementContext(
        as_instant("at", at), rules, funds, rates, actor=actor, payments=payments, others=others
    )
    by_step: dict[Trigger, tuple[tuple[Problem, ...], Relevance]] = {}
    for step, row in STEP_ROWS.items():
        found, edge, role = _judge_step(row, claim, actor, context)
        shown = _shown(found, claim, actor, context, acts=role is not None)
        by_step[step] = tuple(shown), _relevance(row, (shown, edge, role), claim, actor, context)
    return MappingProxyType(
        {
            kind: Option(command=kind, problems=by_step[kind.trigger][0], relevance=by_step[kind.trigger][1])
            for kind in COMMAND_ROWS
        }
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
    edge = edge_of(None, command.trigger)
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
    edge = edge_of(claim, step)
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
        never = _never_theirs(row, claim, actor, context)
        found += () if never is None else (never,)
        found.append(not_possible(edge, claim, context))
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
        roles_on(claim, actor, context.day),
        actor,
        needed(row, edge, claim),
        day=context.day,
        rules=context.rules,
        location=form.location,
        program=form.program,
        claim=claim.id,
    )


def _never_theirs(row: CommandRow, claim: Claim, actor: Actor, context: JudgementContext) -> Problem | None:
    """Return that none of the actor's roles on this claim takes the step in any status, if that is so."""
    step, form, day, rules = row.command.trigger, claim.form, context.day, context.rules
    if step is Trigger.CREATE:  # which concerns another claim than this one
        return None
    actions = ACTIONS[step] if row.on_plan is None or form.plan is None else (row.on_plan,)
    held = roles_on(claim, actor, day)
    if any(may(held, action, day=day, rules=rules) for action in actions):
        return None
    found = acting_role(
        held,
        actor,
        widest(actions, day=day, rules=rules),
        day=day,
        rules=rules,
        location=form.location,
        program=form.program,
        claim=claim.id,
    )
    return found if isinstance(found, Problem) and found.code is not ProblemCode.RULE_MISSING else None


_WHO_THEY_ARE: Final = frozenset(
    {
        ProblemCode.WRONG_SIDE,
        ProblemCode.ACTION_NOT_GRANTED,
        ProblemCode.OUTSIDE_SCOPE,
        ProblemCode.NOT_ASKED,
        ProblemCode.DELEGATION_UNFIT,
    }
)
"""What a step that is not possible is refused for where it never is the actor's."""


def _relevance(
    row: CommandRow, judged: _Judged, claim: Claim, actor: Actor, context: JudgementContext
) -> Relevance:
    """Return whether the actor may take the step now, later, or never, as it was judged."""
    found, edge, role = judged
    if not found:
        return Relevance.NOW
    is_never = row.never is not None and row.never(claim, context.rules.policies)
    is_never = is_never or row.command.trigger is Trigger.CREATE
    if not is_never and edge is None:
        is_never = any(each.code in _WHO_THEY_ARE for each in found)
    elif not is_never and role is None:
        is_never = _never_theirs(row, claim, actor, context) is not None
    return Relevance.NEVER if is_never else Relevance.NOT_NOW


def _shown(
    found: Iterable[Problem], claim: Claim, actor: Actor, context: JudgementContext, *, acts: bool
) -> list[Problem]:
    return shown_of_funds(found, claim, actor, day=context.day, rules=context.rules, acts=acts)


def _leads_to(edge: ClaimRow, rules: Rules) -> ClaimStatus:
    """Return where the edge leads under these policies."""
    if edge.target_by_policy is None:
        return edge.target
    elsewhere = rules.policies.after_partner_action is AfterPartnerAction.SUBMITTED
    return edge.target_by_policy if elsewhere else edge.target
