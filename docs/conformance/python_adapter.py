"""What coopclaims answers to the questions of the conformance suite: a request a line, an answer a line.

python docs/conformance/run.py -- python docs/conformance/python_adapter.py
"""

from __future__ import annotations

import json
import re
import sys
from base64 import b64decode
from collections.abc import Iterable
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias
from zoneinfo import ZoneInfo

import attrs

import coopclaims as cc
from coopclaims import claims, deadlines, funds, payments, payouts, periods
from coopclaims.wire import SealAnchor, from_data, from_text, seal, to_data, to_text, verify

if TYPE_CHECKING:
    from collections.abc import Callable

Data: TypeAlias = dict[str, Any]
Answer: TypeAlias = tuple[Data, Iterable[object]]
"""An answer as data, and what it rests on: explanations, problems, rules, rows of tables."""


@cache
def pinned(name: str) -> Data:
    """Return what a pinned file holds."""
    found: Data = json.loads((Path(__file__).parent / "pinned" / name).read_text("utf-8"))
    return found


@cache
def bound(name: str, calendar: str) -> cc.Rules:
    """Return the pinned rules of this name, bound to the pinned calendar of this digest."""
    rules = pinned("rules.json")["rules"][name]
    book = from_data(pinned(rules["rulebook"]), cc.Rulebook)
    policies = from_data(to_data(cc.Policies()) | rules["policies"], cc.Policies)
    days = from_data(pinned("calendars.json")["calendars"][calendar], cc.BusinessCalendar)
    return book.bind(calendar=days, zone=ZoneInfo(rules["zone"]), policies=policies)


def _when(text: str | None) -> Any:  # noqa: ANN401 - a day, an instant, or None
    return None if text is None else (datetime if "T" in text else date).fromisoformat(text)


def _value(asked: Data, name: str, kind: type[Any]) -> Any:  # noqa: ANN401 - of that kind, or None
    return None if asked.get(name) is None else from_data(asked[name], kind)


def _codes(problems: Iterable[cc.Problem]) -> list[str]:
    return sorted({each.code.value for each in problems})


def _calendar(data: Data) -> cc.BusinessCalendar:
    return cc.BusinessCalendar(
        name=data["name"],
        first=_when(data["first"]),
        last=_when(data["last"]),
        weekends=tuple((_when(each["since"]), frozenset(each["weekdays"])) for each in data["weekends"]),
        holidays=tuple((_when(each["day"]), each["why"]) for each in data["holidays"]),
        working_days=frozenset(map(_when, data["working_days"])),
        estimated=frozenset(map(_when, data["estimated"])),
    )


def _canonical(asked: Data) -> Answer:
    return {"text": to_text(from_text(b64decode(asked["bytes"]) if "bytes" in asked else asked["text"]))}, ()


def _due_data(found: cc.Deadline | cc.NotRunning) -> Data:
    if isinstance(found, cc.NotRunning):
        return {"not_running": found.reason.code}
    closed = {each.day.isoformat(): each.closed for each in found.closed if each.closed != "weekend"}
    last = found.last_instant.astimezone(UTC).isoformat().replace("+00:00", "Z")
    return {"due": found.on.isoformat(), "last_instant": last, "closed": closed}


def _due(asked: Data, rules: cc.Rules) -> cc.Deadline | cc.NotRunning:
    clock, start = deadlines.Clock(asked["clock"]), _when(asked.get("start"))
    match clock:
        case deadlines.Clock.PAYMENT:
            invoice = _value(asked, "tax_invoice", deadlines.TaxInvoice)
            return deadlines.payment_due(approved=start, tax_invoice=invoice, rules=rules)
        case deadlines.Clock.TAX_INVOICE:
            return deadlines.tax_invoice_due(submitted=start, country=asked["country"], rules=rules)
        case deadlines.Clock.CLAIMING:
            return deadlines.claiming_due(_value(asked, "usage_period", cc.UsagePeriod), rules=rules)
        case deadlines.Clock.PAYMENT_RUN:
            return deadlines.payment_run(approved=start, rules=rules).cutoff
        case deadlines.Clock.REBATE:
            return deadlines.rebate_due(_value(asked, "earning_period", periods.EarningPeriod), rules=rules)
        case _:
            return deadlines.due(clock, start, rules=rules)


def _deadline(asked: Data) -> Answer:
    found = _due(asked, bound(asked["rules"], asked["calendar"]))
    answer = _due_data(found)
    if "at" in asked and isinstance(found, cc.Deadline):
        found = attrs.evolve(found, answered_at=_when(asked["answered_at"]))
        answer["state"] = found.state(_when(asked["at"])).value
    return answer, [found.explain()]


def _clocks(asked: Data) -> Answer:
    claim, rules = cc.replay(_value(asked, "history", cc.History)), bound(asked["rules"], asked["calendar"])
    found = cc.clocks(claim, rules=rules, tax_invoice=_value(asked, "tax_invoice", deadlines.TaxInvoice))
    answer = {
        clock.value: each.on.isoformat()
        if isinstance(each, cc.Deadline)
        else {"not_running": each.reason.code}
        for clock, each in found.items()
    }
    return answer, [each.explain() for each in found.values()]


def _allowed(asked: Data) -> Answer:
    claim = cc.replay(_value(asked, "history", cc.History))
    if "uploads_asked" in asked:
        uploads = tuple(from_data(each, claims.UploadRequest) for each in asked["uploads_asked"])
        claim = attrs.evolve(claim, details=attrs.evolve(claim.details, uploads_asked=uploads))
    options = cc.allowed(
        claim,
        _value(asked, "actor", cc.Actor),
        at=_when(asked["at"]),
        rules=bound(asked["rules"], asked["calendar"]),
        funds=_value(asked, "fund", cc.FundPool),
    )
    rows = [claims.TABLE[claim.status][each.trigger] for each in options.values() if each.is_allowed]
    problems = [found for each in options.values() for found in each.problems]
    by_codes: dict[tuple[str, ...], list[str]] = {}
    for option in options.values():
        by_codes.setdefault(tuple(_codes(option.problems)), []).append(option.key)
    blocked = [{"by": [*codes], "commands": by_codes[codes]} for codes in sorted(by_codes) if codes]
    return {"may": by_codes.get((), []), "blocked": blocked}, [*rows, *problems]


def _permission(asked: Data) -> Answer:
    rules, at = bound(asked["rules"], asked["calendar"]), _when(asked["at"])
    action, actor = cc.Action(asked["action"]), _value(asked, "actor", cc.Actor)
    place: Data = {"location": asked["location"], "program": asked["program"]}
    found = cc.permission(actor, action, at=at, rules=rules, **place)
    return {"codes": _codes(found)}, [rules.permission(action, rules.day(at)), *found]


def _step(asked: Data) -> Answer:
    table: Any = {"claim": claims.TABLE, "payment": payments.PAYMENT_TABLE}[asked["of"]]
    status = next((each for each in table.statuses if each.value == asked["status"]), None)
    row = table[status][next(each for each in table.triggers if each.value == asked["step"])]
    leads = {"to": None} if hasattr(row, "reason") else {"to": row.target.value, "needs": row.requires.value}
    return leads, [row]


def _missing(asked: Data) -> Answer:
    claim = cc.replay(_value(asked, "history", cc.History))
    items: Any = tuple(from_data(each) for each in asked["items"])
    details = claims.Details(form=_value(asked, "form", cc.ClaimForm), items=items)
    found = cc.completeness.missing_evidence(
        attrs.evolve(claim, details=details), rules=bound(asked["rules"], asked["calendar"])
    )
    missing = sorted((each.code.value, sorted(_keys(each))) for each in found)
    return {"missing": [{"code": code, "keys": keys} for code, keys in missing]}, found


def _keys(problem: cc.Problem) -> list[str]:
    keys: Any = dict(problem.params).get("keys", ())
    return [*keys]


def _payouts(asked: Data) -> Answer:
    found = payouts.resolve_payouts(
        cc.replay(_value(asked, "history", cc.History)),
        shares=_value(asked, "fund", cc.FundPool).shares(),
        entities=[from_data(each, payouts.PayingEntity) for each in asked["entities"]],
        profiles=_value(asked, "profiles", payouts.BankProfiles),
        rates=_value(asked, "rates", cc.money.RateTable),
        ordered_at=_when(asked["ordered_at"]),
        rules=bound(asked["rules"], asked["calendar"]),
        enrollment=payouts.EnrollmentStatus(asked["enrollment"]),
    )
    shares = [[each.entity, _money(each.share)] for each in found.payouts]
    paid = [[each.entity, _money(each.money), each.profile] for each in found.payouts]
    unresolved = [[each.entity, _money(each.share)] for each in found.unresolved]
    reasons = [each.reason.value for each in found.unresolved]
    answer = {"paid": paid, "shares": shares, "unresolved": unresolved, "reasons": reasons}
    return answer, [found.explain()]


def _money(amount: cc.Money) -> str:
    return f"{amount.amount} {amount.currency}"


def _balance(asked: Data) -> Answer:
    ledger = _value(asked, "ledger", funds.FundLedger)
    pool = cc.FundPool.empty(ledger.key).record(ledger)
    balance = pool.balance()
    left = {"earned": balance.earned, "remaining": balance.remaining, "available": balance.available}
    shares = [[entity, _money(share)] for entity, share in pool.shares()]
    return {"balance": to_data(balance), "shares": shares} | {each: _money(left[each]) for each in left}, ()


def _coop(asked: Data) -> Answer:
    rules = bound(asked["rules"], asked["calendar"])
    split = funds.Split(rebate=asked["rebate"], coop=asked["coop"])
    earned = funds.split_earning(_value(asked, "earned", cc.Money), split)
    period = _value(asked, "earning_period", periods.EarningPeriod)
    found = funds.coop_outcome(earned.coop, program=asked["program"], earning_period=period, rules=rules)
    parts = {"rebate": _money(earned.rebate), "coop": _money(earned.coop)}
    return parts | {"qualifies": found.qualifies}, [earned.explain(), found.explain()]


def _carried(asked: Data) -> Answer:
    accruals = [from_data(each, payouts.Accrual) for each in asked["accruals"]]
    found = payouts.carry_balances(accruals, rules=bound(asked["rules"], asked["calendar"]))
    months = [
        {"month": each.month.isoformat(), "paid": _money(each.paid), "carried": _money(each.carried)}
        for each in found
    ]
    return {"months": months}, [each.explain() for each in found]


def _converted(asked: Data) -> Answer:
    rate = _value(asked, "rate", cc.money.ExchangeRate)
    return {"money": _money(rate.convert(_value(asked, "money", cc.Money)))}, ()


def _replayed(asked: Data) -> Answer:
    try:
        history: Any = from_data(asked["history"])
    except cc.errors.WireMismatch as error:  # it names the entry by its place, from zero on
        place = re.match(r"\$\.entries\[(\d+)\]", error.field)
        return {"error": "broken_history", "entry": int(place[1]) + 1 if place else None}, ()
    is_claim = isinstance(history, cc.History)
    found: Any = cc.replay(history) if is_claim else payments.replay_payment(history)
    return {"status": found.status.value, "milestones": to_data(found.milestones)}, ()


def _sealed(asked: Data) -> Answer:
    history: Any = from_data(asked["history"])
    return {"sealed": to_data(seal(history, salts=map(bytes.fromhex, asked["salts"])))}, ()


def _verified(asked: Data) -> Answer:
    sealed: Any = from_data(asked["sealed"])
    head = verify(sealed)
    return {"number": head.number, "seal": head.seal}, ()


ANSWERS: dict[str, Callable[[Data], Answer]] = {
    "allowed": _allowed,
    "anchor_digest": lambda asked: ({"digest": _value(asked, "anchor", SealAnchor).digest}, ()),
    "balance": _balance,
    "calendar_digest": lambda asked: ({"digest": _calendar(asked["data"]).digest}, ()),
    "canonical": _canonical,
    "carried": _carried,
    "clocks": _clocks,
    "converted": _converted,
    "coop": _coop,
    "due": _deadline,
    "missing": _missing,
    "payouts": _payouts,
    "permission": _permission,
    "replayed": _replayed,
    "sealed": _sealed,
    "step": _step,
    "verified": _verified,
}
_MISMATCHES = {
    "json": "not_json",
    "bytes_of_utf8": "not_json",
    "fewer_values": "too_large",
    "nested_no_deeper": "too_large",
    "only_the_fields": "unknown_field",
}


def _refused(error: cc.CoopClaimsError) -> Data:
    if not isinstance(error, cc.errors.WireMismatch):
        broken = {"entry": error.number} if isinstance(error, cc.errors.BrokenSeal) else {}
        return {"error": error.code, **broken}
    if error.got == "nothing":
        return {"error": "missing_field"}
    ends = {"$.type": "unknown_type", "$.v": "unknown_version"}
    return {"error": _MISMATCHES.get(error.expected, ends.get(error.field, "wrong_value"))}


def answered(asked: Data) -> Answer:
    """Return the answer to a question, the class of an error among them, with what it rests on."""
    try:
        return ANSWERS[asked["ask"]](asked)
    except cc.errors.NoRuleInForce as error:  # it rests on what is known of other days
        return _refused(error), bound(asked["rules"], asked["calendar"]).rulebook.timelines[error.rule].rules
    except cc.CoopClaimsError as error:
        return _refused(error), ()


def main() -> None:
    """Answer each line."""
    for line in sys.stdin:
        request = json.loads(line)
        answer = {"case": request["case"], "answer": answered(request["question"])[0]}
        sys.stdout.write(f"{json.dumps(answer)}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
