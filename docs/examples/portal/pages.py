"""The pages: what a browser asks for, and the forms that it posts."""

from __future__ import annotations

import json
from pathlib import Path
from secrets import token_hex
from typing import TYPE_CHECKING, Annotated, Any, TypeAlias

from fastapi import Depends, FastAPI, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

import coopclaims as cc
from coopclaims.claims import AmendClaim, CreateClaim, Envelope, command_of
from coopclaims.decisions import Relevance
from coopclaims.identifiers import ClaimId, CommandId
from coopclaims.portal import command_fields, explanation_html, form_texts, problem_details, timeline_svg
from portal.office import CHOSEN, Office, Visit, version_seen

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

LANGUAGES = {"en": "English", "sv": "Svenska"}
WORDS = {"en": {}, "sv": json.loads((Path(__file__).parent / "swedish.json").read_text("utf-8"))}
"""The words of the pages themselves, by the English; all else comes from the catalogues of the library."""

NEAR = cc.CalendarDays(14)
"""How long before its last day a draft stands out on the overview: ours, nobody publishes it."""

FORM = {
    name: {"executed_on": "day", "circumstances": "several", "attested": "several"}.get(
        name, "choice" if name in CHOSEN else "text"
    )
    for name in ("name", *CHOSEN[:4], "executed_on", "amount", *CHOSEN[4:], "pre_approval")
}
"""The fields of the form of a claim, with the kind of each."""

HEADERS = {
    "Content-Security-Policy": "default-src 'self'; img-src data:; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
}
QUIET: dict[str, Any] = {"include_in_schema": False}
"""Pages are not described: the interface for programs is."""


def language_of(request: Request) -> str:
    """Return the language that somebody has chosen, English without any."""
    asked = request.cookies.get("language", "")
    return asked if asked in LANGUAGES else "en"


async def posted(request: Request) -> dict[str, str]:
    """Return the fields of a form that was posted, several values each on a line."""
    form = await request.form()
    return {name: "\n".join(each for each in form.getlist(name) if isinstance(each, str)) for name in form}


Posted: TypeAlias = Annotated[dict[str, str], Depends(posted)]
Kind: TypeAlias = type[CreateClaim] | type[AmendClaim]


class Pages:
    """The templates, with the words of the reader's language."""

    def __init__(self, office: Office) -> None:
        self.office = office
        loader = FileSystemLoader(Path(__file__).parent / "templates")
        self.templates = Environment(loader=loader, autoescape=True, undefined=StrictUndefined)

    def document(
        self, error: cc.CoopClaimsError, visit: Visit, *, is_conditional: bool = True
    ) -> dict[str, Any]:
        """Return what is said of an error; of a page or an answer that was old, that its condition failed."""
        failed = {"status": 412} if is_conditional and isinstance(error, cc.StaleClaim) else {}
        return problem_details(error, language=visit.language) | failed

    def show(self, template: str, request: Request, visit: Visit | None, **values: Any) -> Response:  # noqa: ANN401
        """Return a page; of `document`, the problem that it shows where there is one, it has the status."""
        language, zone = language_of(request), self.office.rules.zone
        document = values.setdefault("document", None)
        shown = self.templates.get_template(template).render(
            visit=visit,
            language=language,
            languages=LANGUAGES,
            path=request.url.path,
            token=token_hex(8),
            t=lambda text: WORDS[language].get(text, text),
            label=lambda thing: cc.labels.label(thing, language),
            say=lambda answer: cc.labels.sentence(answer, language),
            tell=lambda answer: cc.labels.render(answer, language),
            explain=lambda answer: Markup(explanation_html(answer, language)),  # noqa: S704 - it escapes
            when=lambda instant: f"{instant.astimezone(zone):%Y-%m-%d %H:%M}",
            **values,
        )
        return HTMLResponse(shown, 200 if document is None else document["status"], headers=HEADERS)

    def form(self, request: Request, visit: Visit, texts: Mapping[str, str], **values: Any) -> Response:  # noqa: ANN401
        """Return the form of a claim, as it is filled in so far."""
        filled = {name: text for name, text in texts.items() if name in FORM}
        judged = self.office.judge(filled, visit)
        return self.show("form.html", request, visit, texts=filled, judged=judged, fields=FORM, **values)

    def claim(self, request: Request, visit: Visit, name: str, **values: Any) -> Response:  # noqa: ANN401
        """Return a claim's page; where a command was refused, with why, and with what was filled in."""
        page, zone = self.office.page(name, visit), self.office.rules.zone
        options = [
            (each, command_fields(each.option.command, page) if each.option.command is not AmendClaim else ())
            for each in page.options or ()
            if each.option.relevance is not Relevance.NEVER
        ]
        people = [each.id for each in self.office.setting.people.values() if each.side is visit.actor.side]
        drawn = timeline_svg(page.history, page.promises, zone=zone, at=visit.at, language=visit.language)
        values = {"failed": "", "given": {}} | values | {"page": page, "options": options, "people": people}
        return self.show("claim.html", request, visit, timeline=Markup(drawn), **values)  # noqa: S704 - it escapes

    def payments(self, request: Request, visit: Visit, **values: Any) -> Response:  # noqa: ANN401
        """Return the payments of what was approved."""
        return self.show("payments.html", request, visit, payments=self.office.payments(visit), **values)


def add_pages(app: FastAPI, office: Office, visit: Callable[..., Visit]) -> Pages:
    """Add what people see, and what they post."""
    pages, here = Pages(office), Depends(visit)
    add_login(app, pages)
    add_lists(app, pages, here)
    add_claims(app, pages, here)
    add_commands(app, pages, here)
    return pages


def add_login(app: FastAPI, pages: Pages) -> None:
    """Add the log-in for show, and the choice of a language."""

    @app.get("/login", **QUIET)
    def login(request: Request) -> Response:
        return pages.show("login.html", request, None, people=pages.office.setting.people)

    @app.post("/login", **QUIET)
    def log_in(given: Posted) -> Response:
        return _with_cookie("/", "person", given.get("person", ""))

    @app.post("/language", **QUIET)
    def speak(given: Posted) -> Response:
        back, language = given.get("back", "/"), given.get("language", "")
        is_here = back.startswith("/") and not back.startswith(("//", "/\\"))
        return _with_cookie(back if is_here else "/", "language", language if language in LANGUAGES else "en")


def _with_cookie(to: str, name: str, value: str) -> Response:
    answer = RedirectResponse(to, 303)
    answer.set_cookie(name, value, httponly=True, samesite="lax")
    return answer


def add_lists(app: FastAPI, pages: Pages, here: Any) -> None:  # noqa: ANN401 - what FastAPI depends on
    """Add the overview, the review desk, the rules and the payments."""
    office = pages.office

    @app.get("/", **QUIET)
    def overview(request: Request, visit: Visit = here) -> Response:
        claims = office.claims(visit)
        found = cc.portfolio.claims_overview(claims, office.funds(visit))
        near = cc.portfolio.attention(claims, at=visit.at, rules=office.rules, within=NEAR)
        return pages.show("overview.html", request, visit, claims=claims, overview=found, attention=near)

    @app.get("/desk", **QUIET)
    def desk(request: Request, after: str | None = None, visit: Visit = here) -> Response:
        page, claims = office.desk(visit, after)
        due = {each.id: cc.portal.promises(each, rules=office.rules) for each in claims}
        return pages.show("desk.html", request, visit, claims=claims, after=page.after, due=due)

    @app.get("/rules", **QUIET)
    def rules(request: Request, visit: Visit = here) -> Response:
        return pages.show("rules.html", request, visit, rules=office.rules.on(office.rules.day(visit.at)))

    @app.get("/payments", **QUIET)
    def payments(request: Request, visit: Visit = here) -> Response:
        return pages.payments(request, visit)

    @app.post("/payments/{claim}/{entity}/{step}", **QUIET)
    def pay(
        request: Request, claim: str, entity: str, step: str, given: Posted, visit: Visit = here
    ) -> Response:
        try:
            office.pay(claim, entity, step, given, visit)
        except cc.CoopClaimsError as error:
            return pages.payments(request, visit, document=pages.document(error, visit))
        return RedirectResponse("/payments", 303)


def add_claims(app: FastAPI, pages: Pages, here: Any) -> None:  # noqa: ANN401 - what FastAPI depends on
    """Add the form of a claim, to create one and to amend one."""
    office = pages.office

    def file(
        request: Request, name: str, given: Mapping[str, str], visit: Visit, kind: Kind = AmendClaim
    ) -> Response:
        """Create or amend a claim by its form, which comes back with why where that is refused."""
        texts = {field: given.get(field, "") for field in FORM}
        try:
            reading = cc.portal.read_form(texts, rules=office.rules, locale=visit.language, at=visit.at)
            if reading.form is None:
                raise cc.Refused(reading.problems)
            asked = Envelope(claim=ClaimId(name), by=visit.actor, at=visit.at).fields(given.get("id", ""))
            seen = version_seen(given.get("seen", ""))
            cc.perform(kind(**asked, form=reading.form), office.store, rules=office.rules, seen=seen)
        except cc.CoopClaimsError as error:
            values = {"claim": name, "seen": given.get("seen", ""), "document": pages.document(error, visit)}
            return pages.form(request, visit, texts, action=request.url.path, **values)
        return RedirectResponse(f"/claims/{name}", 303)

    @app.get("/claims/new", **QUIET)
    def new(request: Request, visit: Visit = here) -> Response:
        return pages.form(request, visit, {}, action="/claims", claim=f"C-{token_hex(4)}", seen=0)

    @app.post("/claims", **QUIET)
    def create(request: Request, given: Posted, visit: Visit = here) -> Response:
        return file(request, given.get("claim", ""), given, visit, CreateClaim)

    @app.get("/claims/{name}/edit", **QUIET)
    def edit(request: Request, name: str, visit: Visit = here) -> Response:
        page, action = office.page(name, visit), f"/claims/{name}/amend_claim"
        texts = form_texts(page.form, locale=visit.language)
        return pages.form(request, visit, texts, action=action, claim=name, seen=page.version)

    @app.post("/claims/{name}/amend_claim", **QUIET)
    def amend(request: Request, name: str, given: Posted, visit: Visit = here) -> Response:
        office.page(name, visit)  # whoever may not see the claim is refused
        return file(request, name, given, visit)


def add_commands(app: FastAPI, pages: Pages, here: Any) -> None:  # noqa: ANN401 - what FastAPI depends on
    """Add the page of a claim, and what is posted there: every kind of command, by its key."""
    office = pages.office

    @app.get("/claims/{name}", **QUIET)
    def show(request: Request, name: str, visit: Visit = here) -> Response:
        return pages.claim(request, visit, name)

    @app.post("/claims/{name}/{key}", **QUIET)
    def command(request: Request, name: str, key: str, given: Posted, visit: Visit = here) -> Response:
        page, (stands, _) = office.page(name, visit), office.claim(name)
        try:
            asked = cc.portal.read_command(
                command_of(key),
                {field: text for field, text in given.items() if field not in {"id", "seen"}},
                claim=stands,
                envelope=Envelope(claim=page.claim, by=visit.actor, at=visit.at),
                id=CommandId(given.get("id", "")),
                locale=visit.language,
            )
            cc.perform(asked, office.store, rules=office.rules, seen=version_seen(given.get("seen", "")))
        except cc.CoopClaimsError as error:
            document = pages.document(error, visit)
            return pages.claim(request, visit, name, failed=key, given=given, document=document)
        return RedirectResponse(f"/claims/{name}", 303)
