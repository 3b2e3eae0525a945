"""What the playground answers: when something is due, and a claim that is played step by step.

Every answer is computed by running lines of Python, and these are the lines that can be copied: what a
button does is what its line says. It runs in the browser and in any other Python.
"""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from typing import Any, Final

import coopclaims as cc

HEAD: Final = """\
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import attrs
import coopclaims as cc

"""
WEEKDAYS: Final = "cc.BusinessCalendar.of_weekdays(years=range({first}, {end}))"
HOLIDAYS: Final = 'cc.BusinessCalendar.from_holidays("{country}", years=range({first}, {end}))'
BOUND: Final = """
zone = ZoneInfo(cc.partner_center.zone_key)
rules = cc.partner_center.bind(calendar=calendar, zone=zone)
"""
WORLD: Final = '''
place = {"location": "se-1", "program": "CSP Direct Bill Partner"}
everywhere = cc.parties.EVERYWHERE
people = {
    "alice": cc.Actor.partner("alice", cc.Role.INCENTIVES_ADMIN, **place),
    "bob": cc.Actor.partner("bob", cc.Role.INCENTIVES_USER, **place),
    "carol": cc.Actor.partner("carol"),  # a colleague without any role
    "rita": cc.Actor.vendor("rita", cc.Role.REVIEWER, location=everywhere, program=everywhere),
    "vera": cc.Actor.vendor("vera", cc.Role.VALIDATION_TEAM, location=everywhere, program=everywhere),
    "system": cc.Actor.system(),
}
form = cc.ClaimForm(
    name="Autumn campaign",
    **place,
    usage_period=cc.UsagePeriod(date(2022, 7, 1), date(2022, 12, 31)),
    activity="digital-advertising",
    executed_on=date(2022, 8, 25),
    amount=cc.Money("9000.00", "SEK"),
)
repository = cc.InMemoryRepository()
key = cc.funds.PoolKey(**place, usage_period=form.usage_period, currency=cc.Currency("SEK"))
pool = repository.open_pool(key)
begun = datetime(2022, 7, 1, tzinfo=zone)
earned = pool.earned_entry("vendor-ireland", cc.Money("120000.00", "SEK"), at=begun)
repository.append(cc.repositories.FundWrite(pool=key, expected=pool.version, entries=(earned,)))
claim = None


def instant(text):
    """Return an instant of the program's zone."""
    return datetime.fromisoformat(text).replace(tzinfo=zone)


def do(command, by, at, **content):
    """Perform a command, and return the claim as it is then."""
    number = 1 if claim is None else claim.version + 1
    asked = {"claim": "C-1", "id": f"command-{number}", "by": people[by], "at": instant(at)}
    return cc.perform(command(**asked, **content), repository, rules=rules).claim


claim = do(cc.claims.CreateClaim, "alice", "2022-09-14 09:00", form=form)
'''
HISTORY: Final = 'repository.history("C-1")'
CONTENT: Final = {
    "amend_claim": "form=attrs.evolve(form, amount={amount})",
    "add_invoice": 'invoice=cc.claims.Invoice(id="item-{next}", document="scan-{next}", '
    'number="2022-{next}", supplier="Annonsbolaget", issued_on=form.executed_on, amount={amount})',
    "add_certification": 'report=cc.claims.CertificationReport(id="item-{next}", document="csr-{next}", '
    "amount={amount}, work={words})",
    "add_proof": 'proof=cc.claims.Proof(id="item-{next}", document="screenshot-{next}", note={words}, '
    'shows=("ad-screenshot", "landing-page"))',
    "record_metric": 'metric=cc.claims.Metric(id="item-{next}", name="results", value="4312 clicks")',
    "add_information": 'information=cc.claims.Information(id="item-{next}", text={words})',
    "remove_item": "item={item}, reason={words}",
    "request_upload": 'colleague="carol", what={words}',
    "withdraw_upload_request": "request={request}",
    "comment": "text={words}",
    "give_feedback": "text={words}",
    "request_action": "requests=(cc.claims.InformationRequest({words}),)",
    "recommend_approval": "amount={amount}",
    "approve_claim": "amount={amount}, reason={words}",
    "reject_claim": "reasons=({words},)",
    "dispute_rejection": "reason={words}",
    "retract_approval": "reason={words}",
    "dispute_cut": "reason={words}",
    "cancel_draft": "reason={words}",
    "correct_instant": "entry={version}, instant=instant({earlier}), reason={words}",
    "request_documents": "requests=(cc.claims.InformationRequest({words}),)",
}
"""What a command says besides who asks and when, by its key; the others say no more."""
NAMES: Final = {"en": "English", "sv": "Svenska", "nl": "Nederlands", "fr": "Français", "de": "Deutsch"}
CLOCKS: Final = [
    each
    for each in cc.deadlines.Clock
    if each.value not in {"claiming", "draft", "activity_claim", "payment_run", "rebate"}
]
"""The clocks that count a span from one day; the others are a claim's or a period's own."""


class Calendar:
    """A pinned calendar, and the line that makes the same one elsewhere."""

    def __init__(self, country: str, years: tuple[int, int], text: str | None) -> None:
        given = {"country": country, "first": years[0], "end": years[1] + 1}
        self.line = "calendar = " + (HOLIDAYS if text else WEEKDAYS).format(**given)
        space: dict[str, Any] = {"cc": cc}
        if text is None:
            exec(self.line, space)  # noqa: S102 - the line is a template of this module
        self.pinned = space["calendar"] if text is None else cc.wire.from_text(text)


def shown(answer: cc.Deadline | cc.NotRunning, language: str) -> dict[str, str]:
    """Return an answer in words, and as HTML."""
    return {
        "text": cc.labels.render(answer, language),
        "html": cc.portal.explanation_html(answer, language),
    }


def refused(error: cc.CoopClaimsError, language: str) -> list[str]:
    """Return what an error of the library says: each problem, or the error itself."""
    found = error.problems if isinstance(error, cc.Refused) else (error,)
    return [cc.labels.render(each, language) for each in found]


def due(calendar: Calendar, clock: str, start: str, language: str) -> dict[str, Any]:
    """Return when a clock is due that starts on a day, or at an instant of the program's zone, and why."""
    begun = datetime.fromisoformat(start)
    written = ", ".join(map(str, begun.timetuple()[: 5 if "T" in start else 3]))
    when = f"datetime({written}, tzinfo=zone)" if "T" in start else f"date({written})"
    named = cc.deadlines.Clock(clock).name
    lines = f"answer = cc.deadlines.due(cc.deadlines.Clock.{named}, {when}, rules=rules)\n"
    python = f"{HEAD}{calendar.line}{BOUND}{lines}print(answer.explain())\n"
    space: dict[str, Any] = {"calendar": calendar.pinned}
    try:
        exec(HEAD + BOUND + lines, space)  # noqa: S102 - the lines are made here, of numbers and names
    except cc.CoopClaimsError as error:
        return {"problems": refused(error, language), "python": python}
    day = space["answer"].on if isinstance(space["answer"], cc.Deadline) else None
    return {"day": day and day.isoformat(), "python": python, **shown(space["answer"], language)}


class Play:
    """A claim that is played: the lines so far, and what they led to."""

    def __init__(self, calendar: Calendar) -> None:
        self.space: dict[str, Any] = {"calendar": calendar.pinned}
        self.lines = [f"{HEAD}{calendar.line}{BOUND}{WORLD}"]
        exec(HEAD + BOUND + WORLD, self.space)  # noqa: S102 - constants of this module

    @property
    def claim(self) -> cc.Claim:
        """The claim as it is now."""
        claim: cc.Claim = self.space["claim"]
        return claim

    def step(self, key: str, by: str, at: str, amount: str, words: str) -> None:
        """Take a step, and keep its line. Raises what the library raises, and keeps nothing then."""
        asked = [each.number for each in self.claim.details.uploads_asked if each.is_in_force]
        at = at.replace("T", " ")
        content = CONTENT.get(key, "").format(
            amount=f'cc.Money({amount!r}, "SEK")',
            words=repr(words),
            next=self.claim.version + 1,
            version=self.claim.version,
            item=repr(self.claim.items[-1].id if self.claim.items else "item-1"),
            request=asked[-1] if asked else 1,
            earlier=repr(self.at(timedelta(hours=-1))),
        )
        given = (f"cc.claims.{cc.command_of(key).__name__}", repr(by), repr(at), content)
        line = f"claim = do({', '.join(filter(None, given))})\n"
        exec(line, self.space)  # noqa: S102 - what people wrote stands in it as literals
        self.lines.append(line)

    def at(self, later: timedelta) -> str:
        """Return an instant so much after the last entry, as a clock in the program's zone shows it."""
        changed = self.claim.changed_at.astimezone(self.space["zone"]) + later
        return changed.replace(tzinfo=None, second=0, microsecond=0).isoformat(sep=" ", timespec="minutes")

    def state(self, by: str, at: str, language: str) -> dict[str, Any]:
        """Return all that is to be seen: status, what this person may do, deadlines, History and lines."""
        space, claim = self.space, self.claim
        now, rules = space["instant"](at), space["rules"]
        pool = space["repository"].pool(claim.form.location, claim.form.program, claim.form.usage_period)
        options = cc.allowed(claim, space["people"][by], at=now, rules=rules, funds=pool)
        history = space["repository"].history("C-1")
        running = cc.deadlines.clocks(claim, rules=rules)
        return {
            "status": cc.labels.label(claim.status, language),
            "later": self.at(timedelta(hours=1)).replace(" ", "T"),
            "buttons": [
                {
                    "key": option.key,
                    "caption": cc.labels.label(kind, language),
                    "relevance": option.relevance.value,
                    "why": [cc.labels.sentence(each, language) for each in option.problems],
                }
                for kind, option in options.items()
                if kind is not cc.claims.CreateClaim
            ],
            "deadlines": [
                {
                    "clock": cc.labels.label(clock, language),
                    "day": found.on.isoformat(),
                    "state": cc.labels.label(found.state(now), language),
                    **shown(found, language),
                }
                for clock, found in running.items()
                if isinstance(found, cc.Deadline)
            ],
            "history": cc.labels.render(history, language).splitlines(),
            "timeline": cc.portal.timeline_svg(
                history,
                cc.portal.promises(claim, rules=rules),
                zone=space["zone"],
                at=max(now, claim.changed_at),
                language=language,
            ),
            "python": "".join(self.lines) + f'print(cc.labels.render({HISTORY}, "{language}"))\n',
            "wire": cc.wire.to_text(history),
        }


calendars: dict[str, Calendar] = {}
games: dict[str, Play] = {}


def ask(question: str) -> str:
    """Return the answer to a question of the page; both are JSON."""
    asked = json.loads(question)
    what, country, language = asked["what"], asked.get("country", ""), asked.get("language", "en")
    if what == "choices":
        return json.dumps(
            {
                "clocks": [[each.value, cc.labels.label(each, language)] for each in CLOCKS],
                "languages": [[each, NAMES[each]] for each in cc.labels.CATALOGUE_LANGUAGES],
            }
        )
    if what == "calendar":
        calendars[country] = Calendar(country, tuple(asked["years"]), asked["text"])
        return "null"
    if what == "due":
        return json.dumps(due(calendars[country], asked["clock"], asked["start"], language))
    if asked.get("again") or country not in games:
        games[country] = Play(calendars[country])
    game, problems = games[country], []
    at = asked["at"] or game.at(timedelta(hours=1))
    try:
        if "step" in asked:
            game.step(asked["step"], asked["by"], at, asked["amount"], asked["words"])
            at = game.at(timedelta(hours=1))
    except cc.CoopClaimsError as error:
        problems = refused(error, language)
    return json.dumps({"problems": problems, **game.state(asked["by"], at.replace("T", " "), language)})
