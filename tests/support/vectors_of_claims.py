"""Vectors of claims: what may be done where and by whom, the steps of the tables, missing evidence."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any, Final

import attrs
from tests.support.cases import captioned, golden_rows, rows_of
from tests.support.vectors import Case, Vectors
from tests.support.vectors_of_days import digest
from tests.support.worked_rows import form_of
from tests.support.world import (
    ACTORS,
    INVOICE,
    LOCATION,
    METRIC,
    PROGRAM,
    PROOF,
    REPORT,
    Desk,
)

from coopclaims import ClaimStatus, Role
from coopclaims.claims import CreateClaim, Trigger
from coopclaims.identifiers import ItemId
from coopclaims.parties import EVERYWHERE, Actor
from coopclaims.payments import PAYMENT_TABLE
from coopclaims.payouts import PaymentStatus, PaymentTrigger
from coopclaims.testing import World, explore
from coopclaims.testing.exploring import ASKED, conditions
from coopclaims.wire import to_data

if TYPE_CHECKING:
    from collections.abc import Iterator

    from coopclaims.decisions import ClaimPlace
    from coopclaims.testing import Exploration, Scenario

Row = dict[str, str]
BASE: Final = {"rules": "published"}


# What may be done with a claim, and by whom.


@cache
def explored() -> Exploration:
    """Return all that can happen to a claim in the typical world, under the published rules."""
    return explore(World.typical().rules)


def place_name(place: ClaimPlace) -> str:
    """Return what the vectors call a place: its status, and what happened before."""
    marks = ("submitted", "disputed", "asked")
    status = "none" if place.status is None else place.status.value
    return " ".join((status, *(mark for mark in marks if getattr(place, mark))))


def commands() -> Vectors:
    """Return which command may be given where, by whom and when, and what blocks the others."""
    given: dict[str, dict[str, Any]] = {"world": {**BASE, "calendar": digest("weekdays")}, **_actors()}
    cases: list[Case] = []
    for place, story in explored().stories:
        if story is not None:
            name = place_name(place)
            given[name] = {"history": to_data(story.history), "fund": to_data(story.world.funds)}
            cases += [case for role in Role for case in _answers(story, role, name)]
    about = "which commands may be given, and the codes of what blocks the others"
    return Vectors("commands.json", "claims", about, given, tuple(cases))


def _actors() -> dict[str, dict[str, Any]]:
    return {role.value: {"actor": to_data(World.typical().actor(role))} for role in Role}


def _answers(story: Scenario, role: Role, place: str) -> Iterator[Case]:
    for claim, actor, at, condition in conditions(story, role):
        question: dict[str, Any] = {"ask": "allowed", "at": at.isoformat().replace("+00:00", "Z")}
        if condition == ASKED:
            question["uploads_asked"] = [to_data(each) for each in claim.details.uploads_asked]
        who = role.value
        if actor != story.world.actor(role):
            question["actor"] = to_data(actor)
        yield Case(f"{place} / {who} / {condition}", question, ("world", place, who))


def other_readings() -> Vectors:
    """Return which commands other readings allow, where they differ from the published ones."""
    given: dict[str, dict[str, Any]] = {"world": {"calendar": digest("weekdays")}, **_actors()}
    cases: list[Case] = []
    for rules, status, roles in (
        ("disputing widened", ClaimStatus.REJECTED, (Role.INCENTIVES_ADMIN, Role.INCENTIVES_USER)),
        ("only admins submit", ClaimStatus.EDITING, (Role.INCENTIVES_ADMIN, Role.INCENTIVES_USER)),
        ("strict dispute window", ClaimStatus.REJECTED, (Role.INCENTIVES_ADMIN,)),
    ):
        story = explored().story(status)
        if story is None:
            raise AssertionError(status)
        given[status.value] = {"history": to_data(story.history), "fund": to_data(story.world.funds)}
        for role in roles:
            for case in _answers(story, role, status.value):
                question = case.question | {"rules": rules}
                cases.append(case._replace(id=f"{rules} / {case.id}", question=question))
    about = "which commands may be given under other readings than the published ones"
    return Vectors("optional/commands.json", "claims", about, given, tuple(cases))


# Who may do what, by the published matrix and the readings beside it.


def permissions() -> Vectors:
    """Return who may do what at a place where they hold a role: claims, payments and funds."""
    world = {**BASE, "calendar": digest("weekdays"), "location": LOCATION, "program": PROGRAM}
    given: dict[str, dict[str, Any]] = {"world": world | {"at": "2022-09-14T17:00:00Z"}}
    given |= {role.value: {"actor": to_data(actor)} for role, actor in ACTORS.items()}
    cases = [
        _permitted(row["action"], row) for row in rows_of("permissions") if row["role"] != "collaborator"
    ]
    needs = {each.trigger: each.requires for each in PAYMENT_TABLE.rows}
    paid = rows_of("payment_permissions")
    cases += [_permitted(needs[PaymentTrigger(row["step"])].value, row) for row in paid]
    known = {case.id for case in cases}
    booked = (_permitted(row["action"], row) for row in rows_of("fund_permissions"))
    cases += [case for case in booked if case.id not in known]
    about = "who may do what at a place: the codes of what is against it, none where they may"
    return Vectors("permissions.json", "claims", about, given, tuple(cases))


def _permitted(action: str, row: Row) -> Case:
    facts = tuple(row.get("rests_on", row.get("fact_ids", "")).replace(";", " ").split())
    question = {"ask": "permission", "action": action}
    may: dict[str, Any] = {"codes": []}
    expected, unlike = (may, None) if row["allowed"] == "yes" else (None, may)
    return Case(f"{action} / {row['role']}", question, ("world", row["role"]), expected, facts, unlike)


# The tables of claims and payments, a pair of status and step each.


def steps() -> Vectors:
    """Return where each step of a claim and of a payment leads, and which action it needs."""
    golden = {(row.at, row.on): row.verdict.outcome for row in golden_rows()}
    cases: list[Case] = []
    for status in (None, *ClaimStatus):
        for trigger in Trigger:
            expected = None
            if (status, trigger) in golden:
                target = golden[status, trigger]
                expected = {"to": None if target is None else target.value}
            cases.append(_step("claim", status, trigger, expected))
    paid = {
        tuple(row["given"].split(" > ")): captioned(PaymentStatus, row["expected"]).value
        for row in rows_of("payments")
        if row["subject"] == "step"
    }
    for at in (None, *PaymentStatus):
        for on in PaymentTrigger:
            known = paid.get(("-" if at is None else at.caption, on.value.replace("_", " ")))
            repair = on is PaymentTrigger.CORRECT_INSTANT
            cases.append(_step("payment", at, on, None if repair else {"to": known}))
    about = "where a step leads from a status, and which action it needs; null where it is not possible"
    given = {of: {"ask": "step", "of": of} for of in ("claim", "payment")}
    return Vectors("steps.json", "claims", about, given, tuple(cases))


def _step(of: str, status: Any, step: Any, expected: dict[str, Any] | None) -> Case:
    at = None if status is None else status.value
    question = {"status": at, "step": step.value}
    return Case(f"{of} / {at or '-'} / {step.value}", question, (of,), expected)


# What is missing of the evidence.


def evidence() -> Vectors:
    """Return what is missing of a claim's evidence, by its activity and what is on it."""
    editor = Actor.partner("erik", Role.INCENTIVES_USER, location=EVERYWHERE, program=EVERYWHERE)
    desk = Desk()
    desk.do(CreateClaim, editor, "2022-09-01 09:00")
    given = {"draft": {**BASE, "calendar": digest("weekdays"), "history": to_data(desk.history)}}
    cases = tuple(_lacking(row, number) for number, row in enumerate(_judged(), start=1))
    about = "what is missing of the evidence that a form of this activity asks for"
    return Vectors("evidence.json", "claims", about, given, cases)


def _judged() -> Iterator[Row]:
    for row in rows_of("completeness"):
        if row["expected"].partition(":")[0] in ("complete", "incomplete"):
            yield row


def _lacking(row: Row, number: int) -> Case:
    costs = {"invoice": INVOICE, "report": REPORT}
    items: list[Any] = [costs[each] for each in costs if each in row["cost"]]
    items += [attrs.evolve(PROOF, id=ItemId(key), shows=(key,)) for key in row["shows"].split()]
    items += [attrs.evolve(METRIC, id=ItemId(f"m-{key}"), name=key) for key in row["metrics"].split()]
    verdict, _, problems = row["expected"].partition(": ")
    code, *keys = problems.split() or [""]
    missing = [] if verdict == "complete" else [{"code": code, "keys": sorted(keys)}]
    question = {"ask": "missing", "form": to_data(form_of(row)), "items": [to_data(each) for each in items]}
    name = f"{number} / {row['activity']}" + (f" / {row['circumstances']}" if row["circumstances"] else "")
    fact = row["rests_on"].partition(":")[0]
    return Case(name, question, ("draft",), {"missing": missing}, (f"catalogue {fact}",))


def files() -> Iterator[Vectors]:
    """Yield the vectors of claims."""
    yield commands()
    yield permissions()
    yield steps()
    yield evidence()
    yield other_readings()
