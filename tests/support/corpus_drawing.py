"""Drawing the lives of claims: commands that are legal, and the same with one deliberate mistake.

Nothing here speaks of the library: what it draws is the corpus' neutral data, and what it has to know of
a claim it asks the world that plays.
"""

from __future__ import annotations

from copy import deepcopy
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Any, Final

from tests.support import corpus_answers as told
from tests.support.corpus_making import COMMANDS
from tests.support.corpus_mistakes import SPOILERS, left
from tests.support.corpus_worlds import ACTIONS, DIGITS, LOCATION, NAMES, ROLES, amount, side_of

if TYPE_CHECKING:
    from collections import Counter
    from collections.abc import Callable, Sequence
    from random import Random

    from tests.support.corpus import World
    from tests.support.corpus_answers import Data

_EDITS: Final = (
    *("amend_claim", "add_invoice", "add_certification", "add_proof", "record_metric"),
    *("add_information", "remove_item", "request_upload", "comment", "submit_claim"),
)
_DECIDES: Final = ("comment", "give_feedback", "request_action", "approve_claim", "reject_claim")
POSSIBLE: Final[dict[str, tuple[str, ...]]] = {
    "editing": (*_EDITS, "cancel_draft", "expire_draft"),
    "submitted": ("comment", "start_review"),
    "under_review": _DECIDES,
    "action_required": (*_EDITS, "reopen_claim"),
    "approved": ("comment",),
    "rejected": ("comment", "dispute_rejection"),
    "disputed": _DECIDES,
    "partner_action_required": _EDITS,
    "cancelled": (),
    "expired": (),
}
_FORMS: Final = ("create_claim", "amend_claim")
_BY_REVIEWERS: Final = ("start_review", "give_feedback", "request_action", "approve_claim", "reject_claim")
COLLEAGUES: Final = ("carol", "cem")
TEXTS: Final = ("As agreed.", "Zoë's note", "注記", "Paid in full.")
_STATED: Final = {"circumstance": "circumstances", "core": "attested", "pre_approval": "pre_approval"}
_SUPPLIES: Final[dict[str, tuple[str, ...]]] = {
    "cost": ("add_invoice", "add_certification"),
    "proof": ("add_proof",),
    "metric": ("record_metric",),
    "circumstance": ("amend_claim",),
    "core": ("amend_claim", "add_proof"),
    "pre_approval": ("amend_claim",),
}
_DEFAULTS: Final[dict[str, Data]] = {
    "add_invoice": {"item": {"id": "cost-0", "document": "scan", "amount": "5 EUR"}},
    "add_certification": {"item": {"id": "cost-0", "document": "scan", "amount": "5 EUR", "work": ""}},
    "add_proof": {"item": {"id": "proof-0", "document": "shot", "note": "why", "shows": []}},
    "record_metric": {"item": {"id": "metric-0"}, "name": "reach", "value": "7"},
    "add_information": {"item": {"id": "information-0"}, "text": "It rained."},
    "remove_item": {"item_id": "invoice-0", "text": ""},
    "request_upload": {"colleague": "carol", "text": "the invitation"},
    "comment": {"text": "A remark."},
    "submit_claim": {"text": ""},
    "give_feedback": {"text": "It cannot be read.", "item_id": None},
    "request_action": {"requests": [["a readable scan", None]]},
    "approve_claim": {"amount": "5 EUR", "text": ""},
    "reject_claim": {"reasons": ["The landing page does not show the brand."]},
    "dispute_rejection": {"text": ""},
    "cancel_draft": {"text": ""},
}
_TRIES: Final = 7
_GAPS: Final = (
    timedelta(0),
    timedelta(minutes=7, microseconds=1),
    timedelta(hours=1),
    timedelta(hours=9),
    timedelta(days=1),
    timedelta(days=3),
)


class Drawer:
    """Draws commands for one world, and gives them to be written and played."""

    def __init__(
        self, rng: Random, world: World, emit: Callable[[Data], Data], seen: Counter[tuple[str, str]]
    ) -> None:
        self.rng = rng
        self.seen = seen
        self.world = world
        self.emit = emit
        self.pool: Data = world.data["pool"]
        self.currency: str = world.data["currency"]
        self.code: str = self.pool["currency"]
        self.earned = 0
        self.given: list[Data] = []
        self.begins = datetime.fromisoformat(f"{self.pool['usage'][0]}T12:00:00+00:00")
        self.now = self.begins
        self.at: dict[str, datetime] = {}
        self.number = 0
        self.filed: dict[str, Data] = {}
        self.window = self._window()

    # What the world knows.

    def ask(self, what: str, **data: Any) -> Any:
        """Ask the world without writing it down."""
        given = {"kind": "ask", "what": [what], "at": self.now.isoformat(), **data}
        return self.world.play(given)[what]

    def _window(self) -> tuple[date, date]:
        found = self.ask("days", usage=self.pool["usage"], bound=self.pool["usage"][1], round=1)["claiming"]
        first, last = (found["start"], found["due"]) if "due" in found else self.pool["usage"]
        return date.fromisoformat(first), date.fromisoformat(last)

    def claim(self, name: str) -> Data:
        return told.claim(self.world.claims[name])

    def day_of(self, at: datetime) -> str:
        return at.date().isoformat()

    # Who.

    def actor(self, role: str, *, elsewhere: bool = False) -> list[Any]:
        """Return somebody who holds this role here, or somewhere else only."""
        program = self.pool["program"]
        wide = ((LOCATION, program), (LOCATION, program), (None, None), (LOCATION, None), (None, program))
        away = (("no-oslo", program), (LOCATION, "Another program"), ("no-oslo", None))
        place = self.rng.choice(away if elsewhere else wide)
        grants = [[role, *place]]
        if self.rng.random() < 0.08:
            grants.append(
                [self.rng.choice([each for each in ROLES if side_of(each) == side_of(role)]), *place]
            )
        return [NAMES[role], side_of(role), grants]

    def rightful(self, kind: str, status: str | None, *, planned: bool = False) -> list[Any]:
        """Return somebody who may as a rule give such a command."""
        rng = self.rng
        roles: tuple[str, ...]
        if kind in _BY_REVIEWERS:
            roles = (
                ("validation_team",) if status == "disputed" else ("reviewer", "reviewer", "validation_team")
            )
        elif kind == "expire_draft":
            roles = ("system",)
        elif kind == "dispute_rejection" or (kind == "submit_claim" and planned):
            roles = ("incentives_admin",)
        elif kind == "comment" and status not in ("editing", "action_required"):
            roles = ("incentives_user", "reviewer", "validation_team")
        else:
            roles = ("incentives_admin", "incentives_admin", "incentives_user", "global_admin")
        return self.actor(rng.choice(roles))

    # What a command says.

    def money(self, share: float, code: str | None = None) -> str:
        """Return about this share of what the fund has, in the claims' currency."""
        code = code or self.currency
        whole = max(1000, self.earned) * 10 ** DIGITS[code] // 10 ** DIGITS[self.code]
        return amount(max(1, int(whole * share)), code)

    def form(self, *, complete: bool) -> Data:
        rng, (first, last) = self.rng, self.pool["usage"]
        days = (date.fromisoformat(last) - date.fromisoformat(first)).days
        executed = date.fromisoformat(first) + timedelta(days=rng.randint(0, days))
        catalogue = self.ask("catalogue", on=executed.isoformat())
        eligible = (
            ["digital-advertising"]
            if isinstance(catalogue, dict)
            else [key for key, _, is_for in catalogue if is_for]
        )
        form: Data = {
            "name": rng.choice(("Autumn campaign", "Höstmässa")),
            "program": self.pool["program"],
            "location": LOCATION,
            "usage": self.pool["usage"],
            "activity": rng.choice(eligible or ["digital-advertising"]),
            "executed_on": executed.isoformat(),
            "amount": self.money(rng.choice((0.001, 0.05, 0.1, 0.2, 0.35, 0.6, 1.0))),
        }
        own = self.world.data["rules"].get("own") or {}
        if self.pool["program"] in own.get("plan_programs", ()) and rng.random() < 0.9:
            form["plan"] = {
                "plan": "P-1",
                "campaign": "Campaign",
                "days": self.pool["usage"],
                "impressions": rng.choice((5000, 0, None)) if rng.random() < 0.2 else 5000,
            }
        if rng.random() < 0.06 and len(eligible) > 1:
            form["further"] = [rng.choice(eligible)]
        return self.filled(form) if complete else form

    def filled(self, form: Data) -> Data:
        """Return the form with the circumstances, attestations and approval that it is asked for."""
        for _ in range(12):
            found = self.ask("form", form=form, on=self.day_of(max(self.now, self._opens())))
            lines = found["lines"] if isinstance(found, dict) and "lines" in found else None
            missing = [line for line in lines if line[2] == "missing"] if isinstance(lines, list) else []
            wanted = next((line for line in missing if line[0] in _STATED), None)
            if wanted is None:
                return form
            if wanted[0] == "pre_approval":
                form = {**form, "pre_approval": "approval-1"}
                continue
            name = _STATED[wanted[0]]
            form = {**form, name: [*form.get(name, ()), *self.rng.choice(wanted[1])]}
        return form

    def _opens(self) -> datetime:
        return datetime.combine(self.window[0], datetime.min.time(), tzinfo=UTC) + timedelta(hours=20)

    def _closed(self) -> datetime:
        return datetime.combine(self.window[1], datetime.min.time(), tzinfo=UTC) + timedelta(hours=44)

    def missing(self, name: str) -> list[Any]:
        found = self.ask("evidence", claim=name)
        lines = found.get("lines") if isinstance(found, dict) else None
        return [line for line in lines if line[2] == "missing"] if isinstance(lines, list) else []

    def content(self, kind: str, name: str | None) -> Data:
        """Return what such a command says, legal as a rule."""
        if kind == "create_claim" or name is None or name not in self.world.claims:
            made = {"form": self.form(complete=self.rng.random() < 0.85)} if kind in _FORMS else {}
            return {**deepcopy(_DEFAULTS.get(kind, {})), **made}
        say = _CONTENTS.get(kind)
        return deepcopy(_DEFAULTS.get(kind, {})) if say is None else say(self, name, self.claim(name))

    def one_of(self, claim: Data) -> str:
        """Return one of the items of a claim."""
        return str(self.rng.choice([each[0] for each in claim.get("items", [])] or ["invoice-0"]))

    def amended(self, _name: str, _claim: Data) -> Data:
        return {"form": self.form(complete=self.rng.random() < 0.9)}

    def cost(self, claim: Data) -> Data:
        claimed, number = claim["form"]["amount"], claim["version"] + 1
        shown = claimed if self.rng.random() < 0.6 else self.share_of(claimed, self.rng.random())
        return {"id": f"cost-{number}", "document": f"scan-{number}", "amount": shown}

    def invoice(self, _name: str, claim: Data) -> Data:
        item = self.cost(claim)
        if self.rng.random() < 0.5:
            item |= {"number": "2022-7", "supplier": "Annonsbolaget", "issued_on": self.day_of(self.now)}
        return {"item": item}

    def certification(self, _name: str, claim: Data) -> Data:
        return {"item": {**self.cost(claim), "work": "Design"}}

    def proof(self, name: str, claim: Data) -> Data:
        rng, number = self.rng, claim["version"] + 1
        ways = [line[1] for line in self.missing(name) if line[0] in ("proof", "core")]
        shows = [key for way in ways[: rng.randint(1, 4)] for key in rng.choice(way)] if ways else []
        shows = shows or rng.choice(([], ["landing-page"], ["nothing-asked"]))
        item = {"id": f"proof-{number}", "document": f"shot-{number}", "note": rng.choice(TEXTS)}
        return {"item": {**item, "shows": shows}}

    def metric(self, name: str, claim: Data) -> Data:
        rng, lines = self.rng, self.missing(name)
        names = [key for line in lines if line[0] == "metric" for key in rng.choice(line[1])]
        reported = rng.choice(names or ["reach", "results"])
        return {
            "item": {"id": f"metric-{claim['version'] + 1}"},
            "name": reported,
            "value": str(rng.randint(1, 9999)),
        }

    def information(self, _name: str, claim: Data) -> Data:
        return {"item": {"id": f"information-{claim['version'] + 1}"}, "text": self.rng.choice(TEXTS)}

    def removal(self, _name: str, claim: Data) -> Data:
        return {"item_id": self.one_of(claim), "text": self.rng.choice(("", *TEXTS))}

    def feedback(self, _name: str, claim: Data) -> Data:
        about = self.one_of(claim) if "items" in claim and self.rng.random() < 0.5 else None
        return {"text": self.rng.choice(TEXTS), "item_id": about}

    def request(self, _name: str, claim: Data) -> Data:
        rng, known = self.rng, "items" in claim
        asked = [[rng.choice(TEXTS), rng.choice((None, self.one_of(claim))) if known else None] for _ in "ab"]
        return {"requests": asked[: rng.randint(1, 2)]}

    def approval(self, _name: str, claim: Data) -> Data:
        claimed = claim["form"]["amount"]
        part = claimed if self.rng.random() < 0.65 else self.share_of(claimed, self.rng.random())
        return {"amount": part, "text": "" if part == claimed else "Part of it is not covered."}

    def share_of(self, text: str, share: float) -> str:
        figure, code = text.split()
        units = int(figure.replace(".", ""))
        return amount(max(1, int(units * share)), code)

    # Commands.

    def command(self, kind: str, name: str | None, **changes: Any) -> Data:
        """Return a command that is legal as a rule, with these changes."""
        self.number += 1
        known = None if name is None or name not in self.world.claims else self.claim(name)
        status = None if known is None else known["status"]
        at = self.now if known is None else max(self.now, self.at.get(str(name), self.now))
        claim = self.world.claims.get(name or "")
        planned = claim is not None and claim.form.plan is not None
        return {
            "kind": "claim",
            "do": kind,
            "claim": name,
            "id": f"c{self.number}",
            "by": self.rightful(kind, status, planned=planned),
            "at": at.isoformat(),
            **self.content(kind, name),
            **changes,
        }

    def rarest(self, at: str, kinds: Sequence[str]) -> str:
        """Return one of these that was given least often at this status."""
        least = min(self.seen[at, kind] for kind in kinds)
        return self.rng.choice([kind for kind in kinds if self.seen[at, kind] == least])

    def give(self, given: Data) -> bool:
        """Write and play a command, and say whether it was accepted."""
        name = given.get("against", given["claim"])
        self.seen[self.claim(name)["status"] if name in self.world.claims else "none", given["do"]] += 1
        answer = self.emit(given)
        accepted = "yes" in answer
        self.given.append(given)
        if accepted:
            self.at[given["claim"]] = datetime.fromisoformat(given["at"])
            if "form" in given:
                self.filed[given["claim"]] = given["form"]
        return accepted

    def outside(self) -> str:
        """Return an instant before or after the days on which claims are taken."""
        days = self.rng.choice((timedelta(days=1), timedelta(days=100)))
        at = self.rng.choice((self._opens() - days, self._closed() + days, self.begins - days))
        return at.isoformat()

    def pass_time(self) -> None:
        self.now += self.rng.choice(_GAPS)

    def options(self, name: str) -> Data:
        """Return a question about what some actors may do."""
        actors = [self.actor(self.rng.choice(ROLES)) for _ in range(2)]
        actors.append(["carol", "partner", []])
        return {"claim": name, "actors": actors, "actions": self.rng.sample(ACTIONS, 4)}

    # A life.

    def live(self, name: str, turns: int) -> None:
        """Lead a claim through its life: towards an end, with mistakes and detours."""
        for turn in range(turns):
            self.pass_time()
            if name in self.world.claims:
                status = self.claim(name)["status"]
                if not self.give_one(name, status, POSSIBLE[status] or ("comment",)):
                    return
            elif turn > _TRIES:
                return
            else:
                self.begin(name)

    def begin(self, name: str) -> None:
        """Try to make a claim, or to do something to one that is not there."""
        chance = self.rng.random()
        if chance < 0.2:
            self.give(self.mistaken("create_claim", name))
        elif chance < 0.3:
            self.give(self.command(self.rarest("none", list(COMMANDS)), name))
        else:
            self.now = min(self.now, self._closed() - timedelta(days=2))
            self.give(self.command("create_claim", name))

    def give_one(self, name: str, status: str, possible: Sequence[str]) -> bool:
        """Give a command: a mistake, a detour, one again, or the next; say whether the life goes on."""
        rng, chance = self.rng, self.rng.random()
        if chance < 0.2:
            often = [each for each in ("amend_claim", "approve_claim") if each in possible]
            kind = rng.choice((*possible, *(3 * often), self.rarest(status, possible)))
            self.give(self.mistaken(kind, name))
        elif chance < 0.33:
            self.give(self.command(self.rarest(status, list(COMMANDS)), name))
        elif chance < 0.4:
            self.give(self.command(rng.choice(possible), name))
        elif chance < 0.42 and self.given:
            self.give(deepcopy(rng.choice(self.given)))
        else:
            return self.go_on(name, status)
        return True

    def go_on(self, name: str, status: str) -> bool:
        """Give the next command on the way of a claim; say whether its life goes on."""
        rng = self.rng
        if status in ("editing", "action_required", "partner_action_required"):
            self._complete(name, status)
        elif status == "submitted":
            self.give(self.command("start_review", name))
        elif status in ("under_review", "disputed"):
            if rng.random() < 0.12:
                self.now = max(self.now, self._closed() + timedelta(days=rng.choice((-1, -1, 0, 45, 80))))
            kind = rng.choice(("approve_claim", "approve_claim", "reject_claim", "request_action"))
            self.give(self.command(kind, name))
        elif status == "rejected":
            if rng.random() < 0.15:
                return False
            if rng.random() < 0.35:
                self.now += timedelta(days=rng.choice((1, 29, 30, 31, 45)))
            self.give(self.command("dispute_rejection", name))
        elif rng.random() < 0.5:
            return False
        return True

    def _complete(self, name: str, status: str) -> None:
        """Supply what a claim lacks, or submit it, or let it go."""
        rng, submitted = self.rng, self.claim(name)["milestones"][1] is not None
        chance = rng.random()
        if submitted and status == "editing" and chance < 0.2:
            self.give(self.command(rng.choice(("cancel_draft", "expire_draft")), name))
            return
        if not submitted and chance < 0.02:
            self.give(self.command("cancel_draft", name))
            return
        if not submitted and chance < 0.04:
            self.now = max(self.now, self._closed())
            self.give(self.command("expire_draft", name))
            return
        if status == "action_required" and chance < 0.3:
            self.give(self.command("reopen_claim", name))
            return
        if not submitted and rng.random() < 0.8:
            self.now = max(self.now, self._opens() + timedelta(days=rng.choice((0, 0, 1, 40))))
        kinds = {line[0] for line in self.missing(name)}
        wanted = [kind for line, kinds_of in _SUPPLIES.items() if line in kinds for kind in kinds_of]
        executed = self.claim(name)["form"]["executed_on"]
        self.now = max(self.now, datetime.fromisoformat(f"{executed}T20:00:00+00:00"))
        self.give(self.command(rng.choice(wanted) if wanted and rng.random() < 0.9 else "submit_claim", name))

    # Mistakes.

    def mistaken(self, kind: str, name: str) -> Data:
        """Return a command with one deliberate mistake in it."""
        given = self.command(kind, name)
        says = SPOILERS.get(kind, left)
        ways: Sequence[Callable[[Data], None]] = (
            *(2 * (self._somebody_else,)),
            self._too_early,
            *(5 * (lambda spoiled: says(spoiled, self),)),
            self._about_another,
            self._other_fund,
        )
        self.rng.choice(ways)(given)
        return given

    def _somebody_else(self, given: Data) -> None:
        rng = self.rng
        kind = rng.choice(("role", "role", "place", "stranger"))
        if kind == "role":
            given["by"] = self.actor(rng.choice(ROLES))
        elif kind == "place":
            given["by"] = self.actor(given["by"][2][0][0], elsewhere=True)
        else:
            given["by"] = [rng.choice(("nora", *COLLEAGUES)), "partner", []]

    def _too_early(self, given: Data) -> None:
        at = datetime.fromisoformat(given["at"])
        given["at"] = (at - timedelta(days=self.rng.choice((1, 3, 400)))).isoformat()

    def _about_another(self, given: Data) -> None:
        others = [each for each in self.world.claims if each != given["claim"]]
        if others:
            given["against"] = self.rng.choice(others)
        else:
            given["claim"] = "C-nowhere"

    def _other_fund(self, given: Data) -> None:
        if self.rng.random() < 0.5:
            given["pool"] = "next"
        else:
            given["no_rates"] = True


_CONTENTS: Final[dict[str, Callable[[Drawer, str, Data], Data]]] = {
    "amend_claim": Drawer.amended,
    "add_invoice": Drawer.invoice,
    "add_certification": Drawer.certification,
    "add_proof": Drawer.proof,
    "record_metric": Drawer.metric,
    "add_information": Drawer.information,
    "remove_item": Drawer.removal,
    "give_feedback": Drawer.feedback,
    "request_action": Drawer.request,
    "approve_claim": Drawer.approval,
}
"""Who writes what such a command says; what is not here says the same every time."""
