"""The interface for programs: claims as data, commands by the wire, problems as problem documents."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any, get_args

from fastapi import Body, Depends, FastAPI, Header
from fastapi.openapi.utils import get_openapi
from fastapi.responses import JSONResponse

import coopclaims as cc
from coopclaims.claims import Command
from coopclaims.portal import openapi_components
from coopclaims.wire import from_data, to_data
from portal.office import Office, Visit, version_seen

if TYPE_CHECKING:
    from collections.abc import Callable

_SCHEMAS = "#/components/schemas/"
_PROBLEM = {"application/problem+json": {"schema": {"$ref": f"{_SCHEMAS}ProblemDetails"}}}
_REFUSED: dict[int | str, dict[str, Any]] = {
    status: {"description": "Why it is refused", "content": _PROBLEM} for status in (403, 404, 409, 412, 422)
}
_COMMANDS = [{"$ref": f"{_SCHEMAS}command.{kind.key.replace('_', '-')}.v1"} for kind in get_args(Command)]
_BODY = {"requestBody": {"required": True, "content": {"application/json": {"schema": {"oneOf": _COMMANDS}}}}}


def _answer(version: int, **data: object) -> JSONResponse:
    return JSONResponse({**data, "version": version}, headers={"ETag": f'"{version}"'})


def add_api(app: FastAPI, office: Office, visit: Callable[..., Visit]) -> None:
    """Add what programs ask; `by` and `at` of a command are those of the request, whatever it says."""
    here: Any = Depends(visit)

    @app.get("/api/claims/{claim}", responses=_REFUSED)
    def claim(claim: str, visit: Visit = here) -> JSONResponse:
        stands, history = office.claim(claim)
        page = cc.portal.claim_page(stands, history, visit.actor, at=visit.at, rules=office.rules)
        due = {clock.value: to_data(found) for clock, found in page.clocks}
        return _answer(page.version, status=page.status.value, form=to_data(page.form), clocks=due)

    @app.get("/api/claims/{claim}/history", responses=_REFUSED)
    def history(claim: str, visit: Visit = here) -> JSONResponse:
        page = office.page(claim, visit)
        return _answer(page.version, entries=to_data(page.history))

    @app.post("/api/claims/{claim}/commands", responses=_REFUSED, openapi_extra=_BODY)
    def perform(
        claim: str,
        body: Annotated[dict[str, Any], Body()],
        if_match: Annotated[str | None, Header()] = None,
        visit: Visit = here,
    ) -> JSONResponse:
        asked = {"claim": claim, "by": to_data(visit.actor), "at": to_data(visit.at)["value"]}
        command = from_data({**body, **asked})
        if not isinstance(command, get_args(Command)):
            raise cc.InvalidValue("type", body.get("type"), "command")
        seen = None if if_match is None else version_seen(if_match)
        outcome = cc.perform(command, office.store, rules=office.rules, seen=seen)
        stands = outcome.claim
        return _answer(stands.version, status=stands.status.value, is_repeat=outcome.is_repeat)

    @app.post("/api/form-problems")
    def form_problems(body: Annotated[dict[str, str], Body()], visit: Visit = here) -> dict[str, Any]:
        return office.judge(body, visit)

    def openapi() -> dict[str, Any]:
        """Return the description, with a schema for everything that the wire writes."""
        if app.openapi_schema is None:
            app.openapi_schema = get_openapi(title=app.title, version=app.version, routes=app.routes)
            app.openapi_schema["components"]["schemas"] |= openapi_components()["schemas"]
        return app.openapi_schema

    vars(app)["openapi"] = openapi  # where FastAPI looks for it
