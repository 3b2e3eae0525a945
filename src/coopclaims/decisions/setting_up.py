"""Bank and tax data as a step of creating a claim: refused where they are missing, advised where unknown."""

from __future__ import annotations

from typing import TYPE_CHECKING

from coopclaims.decisions.context import unless_missing
from coopclaims.errors import NoRuleInForce
from coopclaims.findings.codes import ProblemCode, Severity
from coopclaims.findings.problem import problem
from coopclaims.parties import Action
from coopclaims.payouts.setups import PayoutSetups, SetupState
from coopclaims.provenance import PUBLISHED
from coopclaims.rules.keys import SETUP_AT_CREATION

if TYPE_CHECKING:
    from collections.abc import Iterator

    from coopclaims.claims.claim import ClaimForm
    from coopclaims.decisions.context import JudgementContext
    from coopclaims.findings.problem import Problem


def missing_setup(form: ClaimForm, context: JudgementContext) -> Iterator[Problem]:
    """Yield that bank or tax data of the claim's location are missing for its program, where a rule asks.

    Only what was said to be missing is: what nobody said is no reason to refuse. Source: CC24 A-06, N21.
    """
    yield from unless_missing("program", _setup(form, context, SetupState.MISSING), context.rules)


def unknown_setup(form: ClaimForm, context: JudgementContext) -> Iterator[Problem]:
    """Yield that nobody said whether bank and tax data are there, where a rule asks for them."""
    try:
        yield from _setup(form, context, SetupState.UNKNOWN)
    except NoRuleInForce:  # bound strictly; what is missing is judged without this advice
        return


def _setup(form: ClaimForm, context: JudgementContext, state: SetupState) -> Iterator[Problem]:
    rules, day = context.rules, context.day
    found = (context.setups or PayoutSetups()).of(form.location, form.program).in_state(state)
    if not found or rules.has_no_rule(SETUP_AT_CREATION, day):
        return
    rule = rules.look_up(SETUP_AT_CREATION, day)
    if not rule.value:
        return
    is_missing = state is SetupState.MISSING
    yield problem(
        ProblemCode.SETUP_MISSING if is_missing else ProblemCode.SETUP_UNKNOWN,
        field="program",
        severity=Severity.BLOCKS if is_missing else Severity.ADVISES,
        who=rules.roles(Action.EDIT_BANK_PROFILE, day),
        source=rule.source,
        basis=None if rule.basis == PUBLISHED else rule.basis,
        location=form.location,
        program=form.program,
        parts=found,
    )
