"""Deliberate mistakes in what a command of the corpus says: one at a time, of every kind."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, Final

from tests.support.corpus_worlds import amount

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.support.corpus_answers import Data
    from tests.support.corpus_drawing import Drawer

BLANKS: Final = ("", " ", "\t\n")
_NOBODY_ITEM: Final = "invoice-0"


def left(_given: Data, drawer: Drawer) -> None:
    """Leave what is said, and wait: some steps are refused before, or after, their time."""
    drawer.now += timedelta(days=drawer.rng.choice((0, 31, 200)))


def _other_currency(text: str) -> str:
    return "1.00 NOK" if not text.endswith("NOK") else "1.00 SEK"


def _wrong_amount(text: str, drawer: Drawer) -> str:
    code = text.split()[1]
    return drawer.rng.choice((amount(0, code), amount(-5, code), _other_currency(text)))


def _shifted(day: str, days: int) -> str:
    return (date.fromisoformat(day) + timedelta(days=days)).isoformat()


def _form(given: Data, drawer: Drawer) -> None:
    rng, form = drawer.rng, dict(given["form"])
    first, last = form["usage"]
    path: Data = {"plan": "P-9", "campaign": "Another", "days": [form["executed_on"]] * 2, "impressions": 1}
    before = {**path, "days": [first, _shifted(form["executed_on"], -1)]}
    without = {**path, "impressions": None}
    changes: list[Data] = [
        {"name": rng.choice(BLANKS)},
        {"activity": "lottery"},
        {"further": ["lottery", "telemarketing"]},
        {"circumstances": ["moonlight"]},
        {"circumstances": [], "attested": []},
        {"attested": []},
        {"amount": _wrong_amount(form["amount"], drawer)},
        {"amount": drawer.money(20.0)},
        {"plan": before if first <= before["days"][1] else path},
        {"plan": without},
        {"plan": None},
        {"executed_on": "2001-01-01"},
        {"executed_on": _shifted(first, -1)},
        {"executed_on": _shifted(last, 1)},
        {"executed_on": last},
        *(
            2
            * [
                {
                    "activity": rng.choice(
                        ("employee-purchase-web", "tv-radio", "multi-touch", "product-seeding")
                    )
                }
            ]
        ),
        *(2 * [{"activity": "tv-radio", "circumstances": [], "attested": [], "pre_approval": ""}]),
    ]
    if given["do"] == "amend_claim":
        changes += 2 * [{"location": "no-oslo", "program": "Another program"}, {"program": "Surface"}]
        changes += 2 * [{"amount": _other_currency(form["amount"])}]
        if same := drawer.filed.get(given["claim"]):
            changes += 3 * [same]
    else:
        given["at"] = drawer.rng.choice((given["at"], given["at"], drawer.outside()))
    given["form"] = {**form, **rng.choice(changes)}


def _one_of(given: Data, drawer: Drawer) -> str:
    claim = drawer.world.claims.get(given["claim"])
    known = [str(each.id) for each in claim.items] if claim is not None else []
    return drawer.rng.choice(known or [_NOBODY_ITEM])


def _cost(given: Data, drawer: Drawer) -> None:
    item = given["item"]
    given["item"] = {
        **item,
        **drawer.rng.choice(
            (
                {"document": drawer.rng.choice(BLANKS)},
                {"amount": _wrong_amount(item["amount"], drawer)},
                {"id": _one_of(given, drawer)},
            )
        ),
    }


def _proof(given: Data, drawer: Drawer) -> None:
    blank = drawer.rng.choice(BLANKS)
    wrong = ({"document": blank}, {"note": blank}, {"id": _one_of(given, drawer)})
    given["item"] = {**given["item"], **drawer.rng.choice(wrong)}


def _metric(given: Data, drawer: Drawer) -> None:
    blank = drawer.rng.choice(BLANKS)
    wrong: tuple[Data, ...] = ({"name": blank}, {"value": blank}, {"item": {"id": _one_of(given, drawer)}})
    given |= drawer.rng.choice(wrong)


def _information(given: Data, drawer: Drawer) -> None:
    wrong: tuple[Data, ...] = (
        {"text": drawer.rng.choice(BLANKS)},
        {"item": {"id": _one_of(given, drawer)}},
    )
    given |= drawer.rng.choice(wrong)


def _text(given: Data, drawer: Drawer) -> None:
    given["text"] = drawer.rng.choice(BLANKS)


def _removal(given: Data, _drawer: Drawer) -> None:
    given["item_id"] = _NOBODY_ITEM


def _feedback(given: Data, drawer: Drawer) -> None:
    wrong: tuple[Data, ...] = ({"text": drawer.rng.choice(BLANKS)}, {"item_id": _NOBODY_ITEM})
    given |= drawer.rng.choice(wrong)


def _request(given: Data, drawer: Drawer) -> None:
    wrong: tuple[list[Any], ...] = ([], [[drawer.rng.choice(BLANKS), None]], [["That one.", _NOBODY_ITEM]])
    given["requests"] = drawer.rng.choice(wrong)


def _approval(given: Data, drawer: Drawer) -> None:
    text = given["amount"]
    figure, code = text.split()
    units = int(figure.replace(".", ""))
    wrong: tuple[Data, ...] = (
        {"amount": _wrong_amount(text, drawer)},
        {"amount": amount(units + 1, code)},
        {"amount": amount(units * 1000, code)},
        {"amount": amount(max(1, units - 1), code), "text": drawer.rng.choice(BLANKS)},
    )
    given |= drawer.rng.choice(wrong)


def _rejection(given: Data, drawer: Drawer) -> None:
    given["reasons"] = drawer.rng.choice(([], ["Too late.", drawer.rng.choice(BLANKS)]))


def _submission(given: Data, drawer: Drawer) -> None:
    given["at"] = drawer.rng.choice((given["at"], drawer.outside(), drawer.outside()))


SPOILERS: Final[dict[str, Callable[[Data, Drawer], None]]] = {
    "create_claim": _form,
    "amend_claim": _form,
    "add_invoice": _cost,
    "add_certification": _cost,
    "add_proof": _proof,
    "record_metric": _metric,
    "add_information": _information,
    "request_upload": _text,
    "comment": _text,
    "remove_item": _removal,
    "give_feedback": _feedback,
    "request_action": _request,
    "approve_claim": _approval,
    "reject_claim": _rejection,
    "submit_claim": _submission,
    "expire_draft": _submission,
}
"""Who spoils what a command says, or when it is given."""
