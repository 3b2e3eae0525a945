"""Three programs of others, as the examples state them: each plays a claim's life, and answers otherwise."""

from __future__ import annotations

import os
import runpy
import subprocess
import sys
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import pytest
from hypothesis import Phase, settings, strategies as st
from hypothesis.stateful import run_state_machine_as_test

from coopclaims import Action, ClaimStatus, Deadline, Role, Rules, UsagePeriod
from coopclaims.claims import Trigger
from coopclaims.deadlines import (
    TaxInvoice,
    claiming_due,
    dispute_due,
    escalation_due,
    payment_due,
    plan_review_due,
    retention_due,
    review_due,
)
from coopclaims.rules import edition_findings
from coopclaims.testing import LifecycleMachine, World, explore

if TYPE_CHECKING:
    from collections.abc import Mapping

    from coopclaims.testing import Coverage

EXAMPLES = Path(__file__).parents[2] / "docs" / "examples"
PROGRAMS: Final[Mapping[str, Mapping[str, Any]]] = {
    name: runpy.run_path(str(EXAMPLES / f"{name}_program.py")) for name in ("mdf", "distributor", "european")
}
each = pytest.mark.parametrize("program", PROGRAMS.values(), ids=list(PROGRAMS))


def answers(rules: Rules, usage: UsagePeriod) -> dict[str, object]:
    """Return what rules say to the questions that a portal asks, on one evening before a holiday."""
    evening = datetime(2022, 4, 14, 18, 30, tzinfo=rules.zone)
    paid = payment_due(approved=evening, tax_invoice=TaxInvoice.not_needed(), rules=rules)
    assert isinstance(paid, Deadline)
    day = date(2022, 9, 14)
    return {
        "reviewed by": review_due(start=evening, rules=rules).on,
        "Support after": escalation_due(start=evening, rules=rules).on,
        "plan reviewed by": plan_review_due(start=evening, rules=rules).on,
        "dispute decided by": dispute_due(start=evening, rules=rules).on,
        "paid by": paid.on,
        "claims close on": rules.claiming_period(usage).value.last,
        "kept until": retention_due(date(2022, 9, 14), rules=rules).on,
        "who disputes": rules.roles(Action.DISPUTE, day),
        "who submits": rules.roles(Action.SUBMIT, day),
        "last second": claiming_due(usage, rules=rules).last_instant,
    }


EXPECTED: Final[Mapping[str, Mapping[str, object]]] = {
    "mdf": {
        "reviewed by": date(2022, 4, 21),
        "dispute decided by": date(2022, 4, 28),
        "paid by": date(2022, 5, 14),
        "claims close on": date(2022, 11, 30),
        "kept until": date(2025, 9, 14),
        "who disputes": (Role.INCENTIVES_ADMIN, Role.INCENTIVES_USER),
    },
    "distributor": {
        "reviewed by": date(2022, 4, 20),
        "plan reviewed by": date(2022, 5, 5),
        "dispute decided by": date(2022, 5, 4),
        "paid by": date(2022, 6, 25),
        "claims close on": date(2023, 3, 31),
        "who submits": (Role.INCENTIVES_ADMIN,),
    },
    "european": {
        "reviewed by": date(2022, 4, 22),
        "dispute decided by": date(2022, 5, 3),
        "paid by": date(2022, 5, 16),
        "claims close on": date(2023, 1, 31),
        "kept until": date(2032, 9, 14),
        "who disputes": (Role.INCENTIVES_ADMIN, Role.INCENTIVES_USER),
    },
}


@pytest.mark.parametrize("name", PROGRAMS)
def test_it_answers_as_its_terms_say_and_not_as_the_published_program(name: str) -> None:
    program = PROGRAMS[name]
    found = answers(program["RULES"], program["USAGE"])
    assert {question: found[question] for question in EXPECTED[name]} == EXPECTED[name]
    half = UsagePeriod(date(2022, 7, 1), date(2022, 12, 31))
    published = answers(program["PUBLISHED"], half)
    assert len([question for question in EXPECTED[name] if found[question] != published[question]]) > 4


@each
def test_nothing_is_odd_about_its_edition(program: Mapping[str, Any]) -> None:
    found = edition_findings(program["BOOK"], policies=program["POLICIES"])
    assert not [str(odd) for odd in found if odd.edition == program["EDITION"].name]
    assert not [str(odd) for odd in found if not odd.edition]


@each
def test_no_claim_of_it_comes_to_a_dead_end(program: Mapping[str, Any]) -> None:
    world = World.of(program["RULES"], usage_period=program["USAGE"])
    assert explore(program["RULES"], world=world).defects == ()


LIFE = frozenset(
    {
        (Trigger.SUBMIT, ClaimStatus.SUBMITTED),
        (Trigger.REQUEST_ACTION, ClaimStatus.ACTION_REQUIRED),
        (Trigger.REJECT, ClaimStatus.REJECTED),
        (Trigger.DISPUTE, ClaimStatus.DISPUTED),
        (Trigger.APPROVE, ClaimStatus.APPROVED),
    }
)


@pytest.mark.slow  # a whole life each
@each
def test_the_guided_machine_plays_a_claims_life_in_it(program: Mapping[str, Any]) -> None:
    world = World.of(program["RULES"], usage_period=program["USAGE"])

    class InThisProgram(LifecycleMachine):
        starting_worlds = st.just(world)

    once = settings(
        max_examples=12,
        stateful_step_count=40,
        derandomize=True,
        database=None,
        deadline=None,
        phases=(Phase.generate,),
    )
    run_state_machine_as_test(InThisProgram, settings=once)
    coverage: Coverage = InThisProgram.coverage
    taken = {(row.trigger, to) for row, to in coverage.edges}
    assert taken >= LIFE
    resubmitted = {row.source for row, _ in coverage.edges if row.trigger is Trigger.SUBMIT}
    assert resubmitted >= {ClaimStatus.EDITING, ClaimStatus.ACTION_REQUIRED}


@pytest.mark.parametrize("name", PROGRAMS)
def test_it_runs_by_itself(name: str) -> None:
    done = subprocess.run(
        (sys.executable, "-X", "utf8", "-W", "error", str(EXAMPLES / f"{name}_program.py")),
        env=dict(os.environ),
        check=False,
        capture_output=True,
        encoding="utf-8",
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout
