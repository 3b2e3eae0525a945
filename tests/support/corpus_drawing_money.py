"""Drawing what becomes of money: entries of fund ledgers, and the steps of payments."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any, Final

from tests.support.corpus_answers import key_of
from tests.support.corpus_drawing import Drawer
from tests.support.corpus_making import PAYMENT_STEPS
from tests.support.corpus_worlds import DIGITS, LOCATION, amount

if TYPE_CHECKING:
    from tests.support.corpus_answers import Data

_ENROLLMENTS: Final = (
    *("action_required", "discontinued", "enrolling", "inactive", "invited", "validating"),
)
_INVOICES: Final = ("awaited", "under_review", "rejected", "approved", "not_needed")
_KINDS: Final = (
    *("earned", "adjusted", "converted", "rolled_out", "rolled_in", "reserved", "released"),
    *("committed", "paid", "recouped", "expired", "restored"),
)
_OF_ENTITIES: Final = ("earned", "adjusted", "converted", "rolled_out", "rolled_in")
_OF_CLAIMS: Final = ("reserved", "released", "committed", "restored", "paid", "recouped")
_MOVES: Final = ("expire", "expire", "lose_eligibility", "roll_over", "convert")
_PARTNER_STEPS: Final = ("hold", "release", "receive_tax_invoice")
_TRIES: Final = 3
_LONG_AGO: Final = "2014-01-02T09:00:00+00:00"
_WAY: Final[dict[str, tuple[str, ...]]] = {
    "unprocessed": ("order", "order", "order", "order", "request_tax_invoice", "hold", "forfeit", "escheat"),
    "upcoming": (
        "start_paying",
        "start_paying",
        "start_paying",
        "start_paying",
        "request_tax_invoice",
        "reject_in_review",
        "hold",
    ),
    "pending_tax_invoice": ("receive_tax_invoice", "receive_tax_invoice", "hold", "escheat"),
    "tax_invoice_under_review": ("approve_tax_invoice", "reject_tax_invoice", "request_tax_invoice"),
    "tax_invoice_rejected": ("receive_tax_invoice", "request_tax_invoice", "forfeit"),
    "rejected_during_review": ("order", "order", "hold"),
    "in_progress": ("send", "send", "send", "refuse", "fail"),
    "sent": ("return", "refuse", "recoup"),
    "reversed": ("order", "forfeit", "escheat", "hold"),
    "rejected": ("order", "forfeit", "escheat", "hold"),
    "failed": ("retry", "retry", "forfeit", "escheat", "hold"),
    "reprocessing": ("start_paying", "fail"),
}


class MoneyDrawer(Drawer):
    """Draws the commands of one world's funds and payments besides those of its claims."""

    # Funds.

    def fund_entry(self, **given: Any) -> Data:
        return {
            "kind": "fund",
            "do": "record",
            "at": self.now.isoformat(),
            "on": self.day_of(self.now),
            **given,
        }

    def earn(self, share: float = 1.0) -> None:
        """Record what one of the entities earned the partner."""
        units = int(self.rng.choice((1_000_000, 4_200_000, 12_345_600)) * share)
        units = units * 10 ** DIGITS[self.code] // 100
        entity = self.rng.choice(self.world.data["entities"])[0]
        if self.rng.random() < 0.03:
            entity = "atlantis"
        usage = self.pool["usage"][0]
        self.emit(self.fund_entry(entry="earned", amount=amount(units, self.code), entity=entity, on=usage))
        self.earned += units

    def move_funds(self) -> None:
        """Give one command about the fund: legal, or with a mistake."""
        rng = self.rng
        if rng.random() < 0.45:
            days = rng.choice((0, 0, 100, 400))
            at = self.now + timedelta(days=days)
            given: Data = {"kind": "fund", "do": rng.choice(_MOVES), "at": at.isoformat()}
            given["on"] = rng.choice((self.day_of(at), self.pool["usage"][1], self.day_of(self._closed())))
            if given["do"] == "roll_over":
                given["into"] = rng.choice(("next", "next", "next", "main"))
                given["on"] = rng.choice((given["on"], "2021-01-05"))
            if given["do"] == "convert" and rng.random() < 0.7:
                given["compared"] = rng.choice(("3999.99 USD", "4000.00 USD", "25000.00 USD", "1.00 EUR"))
            self.emit(given)
            return
        kind = rng.choice(("earned", "adjusted", "adjusted", *_KINDS))
        whole = rng.choice((0.0, 0.01, 0.05, 0.05, 0.1, 3.0))
        units = int(self.earned * whole) * (-1 if kind == "adjusted" and rng.random() < 0.6 else 1)
        given = self.fund_entry(entry=kind, amount=amount(units, self.code))
        claim = rng.choice([*self.world.claims, "C-nowhere"])
        if kind in _OF_ENTITIES or rng.random() < 0.06:
            given["entity"] = rng.choice(self.world.data["entities"])[0]
        if kind in _OF_CLAIMS or rng.random() < 0.06:
            given["claim"] = claim
            given["activity"] = rng.choice((None, "digital-advertising"))
        if kind.startswith("rolled"):
            given["other"] = self.pool["next_usage"]
        if rng.random() < 0.07:
            given["amount"] = "5.00 NOK" if self.code != "NOK" else "5.00 SEK"
        if rng.random() < 0.05:
            given["amount"] = amount(-7, self.code)
        self.emit(given)

    # Payments.

    def around(self, *, perturbed: bool = False) -> Data:
        """Return circumstances in which nothing is missing, or with something amiss."""
        rng = self.rng
        names = sorted({each[0] for each in self.world.data["profiles"]})
        around: Data = {
            "enrollment": ["enrolled", _LONG_AGO],
            "profiles": [[name, "approved", _LONG_AGO] for name in names],
            "tax_profile": ["approved", _LONG_AGO, None],
            "tax_invoice": ["not_needed", _LONG_AGO],
        }
        if not perturbed:
            return around
        now = self.now.isoformat()
        amiss = rng.randrange(7)
        if amiss == 0:
            around["enrollment"] = [rng.choice(_ENROLLMENTS), now]
        elif amiss == 1 and names:
            status = rng.choice(("pending_validation", "action_required"))
            around["profiles"] = [[name, status, now] for name in names]
        elif amiss == 2:
            expires = self.day_of(self.now - timedelta(days=rng.choice((-10, 1))))
            around["tax_profile"] = rng.choice(
                (None, ["pending_validation", now, None], ["approved", now, expires])
            )
        elif amiss == 3:
            around["tax_invoice"] = [rng.choice(_INVOICES), now]
        elif amiss == 4 and self._minimum_known():
            around["balance"] = self.balance()
        else:
            around["held"] = self.held()
        return around

    def balance(self) -> Data:
        rng = self.rng
        own = self.world.data["rules"].get("own") or {}
        code = own.get("minimum", "200.00 USD").split()[1]
        month = date.fromisoformat(self.pool["usage"][0])
        units = (1999, 5000, 19_999, 20_000, 20_001, 500_000)
        accruals = [
            [(month + timedelta(days=31 * n)).isoformat(), amount(rng.choice(units), code)] for n in range(3)
        ]
        return {
            "earning": rng.choice(("coop", "rebate")),
            "accruals": accruals[: rng.randint(1, 3)],
            "until": (month + timedelta(days=200)).isoformat(),
            "program_year": [rng.choice((1, 7, 10)), 1],
        }

    def held(self, step: str = "") -> Data:
        rng, on = self.rng, self.day_of(self.now)
        if rng.random() < {"forfeit": 0.85, "escheat": 0.15}.get(step, 0.5):
            return {
                "failed": self.day_of(self.now - timedelta(days=rng.choice((10, 180, 181, 400)))),
                "on": on,
            }
        idle = self.day_of(self.now - timedelta(days=rng.choice((30, 900))))
        return {"earned": ["2019-01-01", "2019-06-30"], "idle": idle, "on": on}

    def money_question(self, name: str, *, perturbed: bool) -> Data:
        """Return a question about the payment of a claim."""
        taxes: list[Any] = []
        for paid in self._payouts(name):
            if self.rng.random() < 0.6:
                part = self.share_of(paid["money"], 0.1)
                taxes.append([paid["entity"], {self.rng.choice(("withheld", "sales_tax", "paid")): part}])
        around = self.around(perturbed=perturbed)
        if self._minimum_known() or self.rng.random() < 0.1:
            around.setdefault("balance", self.balance())
        return {"claim": name, "around": around, "figures": taxes}

    def _minimum_known(self) -> bool:
        own = self.world.data["rules"].get("own") or {}
        return "minimum" in own or self.pool["usage"][0] > "2023-12"

    def _payouts(self, name: str) -> list[Data]:
        found = self.ask("payouts", claim=name, around=self.around(), figures=[])
        payouts: list[Data] = found.get("payouts", [])
        return payouts

    def _terms(self, name: str) -> list[Any]:
        payouts = self._payouts(name)
        paying = {str(each.entity) for each in self.world.payments.values() if each.claim == name}
        unpaid = [each for each in payouts if each["entity"] not in paying]
        if unpaid or payouts:
            paid = self.rng.choice(unpaid or payouts)
            terms = [name, paid["entity"], paid["profile"], paid["money"]]
        else:
            terms = [name, "ireland", "P-program", "5.00 EUR"]
        if self.rng.random() < 0.08:
            wrong = ((0, "C-nowhere"), (1, "atlantis"), (2, "P-other"), (3, "7.00 EUR"), (3, "0.00 EUR"))
            place, value = self.rng.choice(wrong)
            terms[place] = value
        return terms

    def pay(self, name: str, number: int, turns: int) -> None:
        """Lead one payment of a claim through its life."""
        rng, payment = self.rng, f"PAY-{name}-{number}"
        for turn in range(turns):
            self.pass_time()
            known = self.world.payments.get(payment)
            status = "none" if known is None else key_of(known.status)
            ways = ("make",) if known is None else _WAY.get(status, ())
            if known is None and turn > _TRIES:
                return
            rarest = self.rarest(status, PAYMENT_STEPS)
            onwards = 0.78 if self.seen[status, rarest] else 0.1
            step = rng.choice(ways) if ways and rng.random() < onwards else rarest
            if known is not None and known.is_held and rng.random() < 0.6:
                step = "release"
            self.seen[status, step] += 1
            answer = self.emit(self.payment_command(payment, step, name))
            if "yes" in answer and step in ("send", "recoup") and rng.random() < 0.6:
                self._ledger_of(name, step)
            if not ways and rng.random() < 0.3:
                return

    def payment_command(self, payment: str, step: str, name: str) -> Data:
        rng = self.rng
        self.number += 1
        role = rng.choice(("reviewer", "system"))
        if step in _PARTNER_STEPS:
            role = "incentives_admin"
        if rng.random() < 0.07:
            role = rng.choice(("incentives_user", "billing_admin", "reviewer", "incentives_admin"))
        around = self.around(perturbed=rng.random() < 0.25)
        if step in ("forfeit", "escheat") and rng.random() < 0.8:
            around["held"] = self.held(step)
        at = self.now - (timedelta(days=40) if rng.random() < 0.04 else timedelta(0))
        given: Data = {
            "kind": "payment",
            "do": step,
            "payment": payment,
            "claim": name,
            "id": f"p{self.number}",
            "by": self.actor(role, elsewhere=rng.random() < 0.04),
            "at": at.isoformat(),
            "note": rng.choice(("why", "why", "why", "")),
            "around": around,
        }
        if step == "make" or (step == "order" and rng.random() < 0.5) or rng.random() < 0.02:
            given["terms"] = self._terms(name)
        others = [each for each in self.world.payments if each != payment]
        if others and rng.random() < 0.03:
            given["against"] = rng.choice(others)
        return given

    def _ledger_of(self, name: str, step: str) -> None:
        units = int(self.earned * 0.001)
        kind = "paid" if step == "send" else "recouped"
        self.emit(self.fund_entry(entry=kind, amount=amount(units, self.code), claim=name))

    # Questions.

    def questions(self, name: str | None, turn: int) -> Data:
        """Return questions about a claim and its world at this instant."""
        rng = self.rng
        given: Data = {"kind": "ask", "at": self.now.isoformat(), "earned": "25000.00 USD", "rebate": 60}
        given["what"] = [rng.choice(("funds", "overview"))]
        if turn % 3 == 0:
            given["what"].append("days")
            days = timedelta(days=rng.choice((30, 120, 250)))
            bound = (self.now + days).date().isoformat()
            given |= {"usage": rng.choice((self.pool["usage"], self.pool["next_usage"])), "bound": bound}
            given["round"] = rng.choice((1, 5, 10))
        if name is None or name not in self.world.claims:
            return given
        given |= {**self.options(name), **self.money_question(name, perturbed=rng.random() < 0.5)}
        given["what"] += rng.sample(("deadlines", "options", "permissions", "evidence", "claim"), 2)
        if self.world.claims[name].approved is not None:
            given["what"] += ["payouts", "why_not_paid"]
        others = ("forecast", "capped", *(("balances",) if "balance" in given["around"] else ()))
        given["what"].append(rng.choice(others))
        return given

    def plan_question(self) -> Data:
        """Return a question about a plan, next to others."""
        rng, usage = self.rng, self.pool["usage"]
        plan: Data = {
            "id": "P-1",
            "location": LOCATION,
            "fund": "co-op",
            "program": self.pool["program"],
            "period": usage,
            "year_ends": usage[1],
            "status": rng.choice(("editing", "submitted", "action_required", "approved")),
        }
        twin = {**plan, "id": "P-2"}
        moved = {**twin, "id": "P-3", "location": "no-oslo"}
        later = datetime.fromisoformat(f"{usage[1]}T12:00:00+00:00")
        days = timedelta(days=rng.choice((-30, 0, 1, 89, 90, 91)))
        return {
            "kind": "ask",
            "what": ["plans", "form", *(("steps", "catalogue") if rng.random() < 0.1 else ())],
            "form": self.form(complete=False),
            "plan": plan,
            "others": rng.sample([twin, moved, plan], rng.randint(0, 2)),
            "on": self.day_of(later + days),
            "pays": [
                rng.choice(("10.00 USD", "900.00 USD")),
                "1000.00 USD",
                rng.choice(("0.00 USD", "500.00 USD")),
            ],
        }
