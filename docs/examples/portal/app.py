"""The application: who asks, when, in which language; and what is answered where something is refused."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, RedirectResponse, Response
from fastapi.staticfiles import StaticFiles

import coopclaims as cc
from portal.api import add_api
from portal.office import Office, Visit
from portal.pages import add_pages, language_of

if TYPE_CHECKING:
    from collections.abc import Callable

    import sqlalchemy as sa

    from portal.setting import Setting

PROBLEM = "application/problem+json"


class NobodyIsLoggedIn(Exception):
    """Somebody asks for a page without having chosen a person."""


def problem(status: int, title: str) -> Response:
    """Return a problem document of which there is no more to say."""
    said = {"type": "about:blank", "title": title, "status": status}
    return JSONResponse(said, status, media_type=PROBLEM)


def now(_request: Request) -> datetime:
    """Return the present: a service has a clock, which the library does not."""
    return datetime.now(UTC)  # noqa: TID251 - see above


def make_app(
    engine: sa.Engine,
    setting: Setting,
    *,
    clock: Callable[[Request], datetime] = now,
    who: Callable[[Request], cc.Actor | None] | None = None,
) -> FastAPI:
    """Return the portal over a database.

    `clock` says when a request is made, and `who` by whom, `None` by nobody: out of the box by the person
    whom a cookie names, which is a log-in for show.
    """
    app = FastAPI(title="Co-op claims", docs_url=None, redoc_url=None)
    office = Office(engine, setting)

    def visit(request: Request) -> Visit:
        actor = who(request) if who else setting.people.get(request.cookies.get("person", ""))
        if actor is None:
            raise NobodyIsLoggedIn
        return Visit(actor=actor, at=clock(request), language=language_of(request))

    add_api(app, office, visit)
    pages = add_pages(app, office, visit)
    app.mount("/static", StaticFiles(directory=Path(__file__).parent / "static"), name="static")

    @app.exception_handler(NobodyIsLoggedIn)
    def send_to_login(request: Request, _error: Exception) -> Response:
        if request.url.path.startswith("/api/"):
            return problem(401, "Nobody is logged in")
        return RedirectResponse("/login", 303)

    @app.exception_handler(RequestValidationError)
    def misread(_request: Request, _error: Exception) -> Response:
        return problem(422, "The request has another form than is read here")

    @app.exception_handler(cc.CoopClaimsError)
    def refuse(request: Request, error: cc.CoopClaimsError) -> Response:
        document = pages.document(error, visit(request), is_conditional="if-match" in request.headers)
        if request.url.path.startswith("/api/"):
            return JSONResponse(document, document["status"], media_type=PROBLEM)
        return pages.show("error.html", request, visit(request), document=document)

    return app
