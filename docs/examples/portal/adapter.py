"""The portal as `coopclaims.testing.check_portal` sees it: over HTTP, with differences as curl commands."""

from __future__ import annotations

import json
import shlex
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from sql_repository import METADATA, SqlRepository

import coopclaims as cc
from coopclaims.findings import ProblemCode
from coopclaims.repositories import FundWrite
from coopclaims.testing import PortalDifference, PortalReport, World, portal_report
from coopclaims.wire import from_data, from_text, to_data, to_text
from portal.app import make_app
from portal.setting import Setting

if TYPE_CHECKING:
    from collections.abc import Callable

    import sqlalchemy as sa
    from fastapi import FastAPI, Request

    from coopclaims.claims import Command
    from coopclaims.deadlines import Clock
    from coopclaims.identifiers import ClaimId

Asked = tuple[str, str, dict[str, str], str]
"""A question over HTTP: method, path, headers and body."""


def app_for_tests(engine: sa.Engine, world: World) -> FastAPI:
    """Return a portal in a world, whose requests say themselves who asks, and when: serve it to nobody."""
    METADATA.create_all(engine)
    store = SqlRepository(engine)
    store.open_pool(world.funds.key)
    store.append(FundWrite(pool=world.funds.key, expected=0, entries=world.earnings()))

    def who(request: Request) -> cc.Actor:
        return from_text(request.headers["x-actor"], cc.Actor)

    def clock(request: Request) -> datetime:
        return datetime.fromisoformat(request.headers["x-at"])

    return make_app(engine, Setting(rules=world.rules, people={}), clock=clock, who=who)


class OverHttp:
    """A portal that mirrors every rule; `send` asks it, and returns the status and the body of its answer."""

    codes = frozenset(ProblemCode)

    def __init__(self, send: Callable[[Asked], tuple[int, str]]) -> None:
        self._send, self._at = send, ""
        self._shown: dict[ClaimId, Any] = {}

    def do(self, command: Command) -> bool:
        """Give a command, as its actor and at its instant."""
        self._shown, self._at = {}, command.at.isoformat()
        return self._send(_giving(command))[0] < 400  # noqa: PLR2004 - from there on it is refused

    def status(self, claim: ClaimId) -> cc.ClaimStatus:
        """Return the status that the portal shows."""
        return cc.ClaimStatus(self._show(claim)["status"])

    def history_length(self, claim: ClaimId) -> int:
        """Return how many entries the portal shows."""
        return int(self._show(claim)["version"])

    def due(self, claim: ClaimId, clock: Clock) -> date | None:
        """Return the due day that the portal shows."""
        found = self._show(claim)["clocks"].get(clock.value)
        answer = None if found is None else from_data(found)
        return answer.on if isinstance(answer, cc.Deadline) else None

    def _show(self, claim: ClaimId) -> Any:  # noqa: ANN401 - JSON
        if claim not in self._shown:
            self._shown[claim] = json.loads(self._send(_looking(claim, self._at))[1])
        return self._shown[claim]


def _giving(command: Command) -> Asked:
    body = {name: each for name, each in to_data(command).items() if name not in {"claim", "by", "at"}}
    headers = {
        "X-Actor": to_text(command.by),
        "X-At": command.at.isoformat(),
        "Content-Type": "application/json",
    }
    return "POST", f"/api/claims/{command.claim}/commands", headers, json.dumps(body)


def _looking(claim: ClaimId, at: str) -> Asked:
    return "GET", f"/api/claims/{claim}", {"X-Actor": to_text(cc.Actor.system()), "X-At": at}, ""


def curl(difference: PortalDifference, base: str = "http://127.0.0.1:8000") -> str:
    """Return a difference as commands for a shell: the steps, a look at the claim, and what differs."""
    last, lines = difference.steps[-1], list[str]()
    for asked in (*map(_giving, difference.steps), _looking(last.claim, last.at.isoformat())):
        method, path, headers, body = asked
        parts = ["curl", "--request", method, base + path]
        parts += [part for name, text in headers.items() for part in ("--header", f"{name}: {text}")]
        lines.append(shlex.join([*parts, "--data", body] if body else parts))
    what = f"# {difference.fault.caption}: expected {difference.expected}, found {difference.found}"
    return "\n".join([*lines, what])


def check(portal: OverHttp, *, world: World, stories: int = 25) -> PortalReport:
    """Hold a portal against the rules, as `check_portal` does. Raises `AssertionError` with curl commands."""
    report = portal_report(portal, world=world, stories=stories)
    if not report:
        raise AssertionError("\n\n".join([str(report), *map(curl, report.differences)]))
    return report
