"""The library answers as its first edition did: the corpus of `tests/cases/corpus`, played again.

The scripts and the answers are neutral data, so whatever was moved or renamed since, they are the same.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import pytest
from tests.support.corpus import difference, lines_of, played
from tests.support.corpus_answers import EVENTS
from tests.support.corpus_making import (
    CLAIM_STATUSES,
    COMMANDS,
    FUND_STEPS,
    PAYMENT_STATUSES,
    PAYMENT_STEPS,
    PROBLEM_CODES,
)
from tests.support.corpus_questions import ASKED

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.support.corpus_answers import Data

pytestmark = pytest.mark.slow  # twenty thousand commands

FOLDER: Final = Path(__file__).parents[1] / "cases" / "corpus"
SHARDS: Final = sorted(FOLDER.glob("part-*.jsonl.xz"))


def _listed(kind: str) -> list[str]:
    """Return where answers differ by intent in this kind."""
    text = (FOLDER / "README.md").read_text("utf-8")
    return re.findall(rf"^\| [^|]+ \| {kind} \| `([^`]+)` \|", text, re.MULTILINE)


NO_LONGER_ASKED: Final = _listed("no longer asked")
"""Where in an answer something stands that no function is asked for any more, by intent."""
GRANTED_BY_NOBODY: Final = _listed("granted by nobody")
"""Where in an answer roles stand that the rulebook does not name any more, where it names nobody at all."""
GRANTED_LATER: Final = _listed("granted later")
"""Where in an answer roles stand that the rulebook does not name on a day before it says who may."""

(AN_ACTIVITYS_SPAN, DURING_USE) = _listed("another source")
"""A source that another one took the place of, and one that is cited besides, by intent."""
OLDER_PERIODS: Final = _listed("older periods")
"""Where an answer says what a usage period before the first windows has, by intent."""

(OF_TWO_WAYS_ON,) = _listed("two ways on")
"""The source of both ways on, which blockers of a share that waits between two currencies cite besides."""
LOST: Final = "forfeited"
(OF_LOST,) = _listed("nothing left to do")
"""The source of what a forfeited payment asks of the partner, which has a fact more."""

(BANK_PROFILE,) = _listed("a profile's standing")
"""The blocker that says since when a bank profile is not approved, by when it is and who can act."""

(ONE_AUTHORITY,) = _listed("one authority")
"""The kind of command whose refusals say by side, role or place that somebody may not, as on a claim."""
(FOREIGN_FUND,) = _listed("a fund that is not the claim's")
"""The problem of a fund that is not the claim's, which names the field in which they differ."""
BLOCKED: Final = "payment_gate_open"
"""The problem that a payment is blocked, which names the source of the blocker."""
MAY_NOT: Final = {
    (code, "by") for code in ("payment_wrong_side", "wrong_side", "action_not_granted", "outside_scope")
}

EVIDENCE_LOOKED_AT: Final = {*_listed("evidence looked at")}
"""Advice on evidence that nobody looked at when the corpus was written."""

LATER_CODES: Final = EVIDENCE_LOOKED_AT | {
    "currency_withdrawn",
    "delegation_beyond_own",
    "delegation_not_in_force",
    "delegation_unfit",
    "rate_implausible",
    "asked_elsewhere",
    "document_requests_off",
    "documents_awaited",
    "self_approval",
    "own_dispute",
    "own_approval",
    "field_unreadable",
    "evidence_shared",
    "person_unknown",
    "recommendation_missing",
    "reason_code_unknown",
    "requirement_unknown",
    "rule_unknown",
    "line_missing",
    "line_not_open",
    "line_above_cost",
    "lines_differ",
    "retracting_off",
    "retraction_too_late",
    "cut_disputing_off",
    "nothing_cut",
    "approval_has_payment",
    "identifier_taken",
    "asked_in_vain",
    "upload_not_asked",
    "later_than_present",
    "backdated",
    "day_ahead",
    "fund_mismatch",
    "nothing_moves",
    "payment_above_approved",
    "payment_above_paid",
    "entry_not_correctable",
    "history_mismatch",
    "instant_out_of_order",
    "fund_missing",
    "final_approval_near",
    "parts_differ",
    "requirements_unpublished",
    "second_fund_currency",
    "poe_submission_passed",
    "setup_missing",
    "setup_unknown",
    "tax_invoice_late",
    "tax_invoice_number_too_long",
}
"""Problems of asking a colleague or for documents in a dispute, of two people, coded reasons and ways
back, of identifiers, of last days that come near, of commands to funds, of payments that are booked, of
the server's present, of rules that judged nothing, and of activities of which the name alone is known: the
corpus, which is older, has none."""

STANDS_TWICE: Final = "evidence_repeated"
(_, COST_SHOWN) = _listed("the cost that is shown")
"""What is reimbursable is capped by, and the advice on it, which counts once what stands twice."""

(CREDIT_NOTE,) = _listed("a credit note")
"""The problem of an invoice below nothing, which is a credit note now: it is played as one of nothing."""

QUICK: Final = 4
"""One shard of so many is played in a quick run."""

_PLAIN = re.compile(r"[^\s]*|-?[\d.]+ [A-Z]{3}|[A-Z\d-]+( [A-Z]+\d*-?\d*)+|own")
"""Text without a blank, an amount, or a document with its facts."""


def _still_asked(answer: Data) -> Data:
    """Return an answer of the corpus without what nothing is asked for any more."""
    for place in NO_LONGER_ASKED:
        question, _, part = place.partition("/")
        answered = answer.get(question)
        if isinstance(answered, dict) and part in answered:
            answer = answer | {question: {name: answered[name] for name in answered if name != part}}
    return answer


def _still_granted(answer: Data) -> Data:
    """Return a refusal without the roles that can help, where it says that no rule grants anything."""
    if not any((each["code"], each.get("field")) == ("rule_missing", "by") for each in answer.get("no", [])):
        return answer
    for place in GRANTED_BY_NOBODY:
        part, _, roles = place.partition("/")
        if part in answer:
            left = [{name: each[name] for name in each if name != roles} for each in answer[part]]
            answer = answer | {part: left}
    return answer


def _one_authority(answer: Data) -> Data:
    """Return an answer without how it is said that somebody may not take a step of a payment."""
    if "no" not in answer:
        return answer
    said = [
        {"code": "may_not"} if (each["code"], each.get("field")) in MAY_NOT else each for each in answer["no"]
    ]
    return answer | {"no": said}


def _granted_then(answer: Data, found: Data) -> Data:
    """Return an answer without the roles that the rulebook does not name on the day that was asked about."""
    for place in GRANTED_LATER:
        question, part, roles = place.split("/")
        now = found.get(question)
        if isinstance(now, dict) and not any(roles in each for each in now.get(part, [])):
            then = answer[question]
            left = [{name: each[name] for name in each if name != roles} for each in then.get(part, [])]
            answer = answer | {question: then | {part: left}}
    return answer


def _sourced(answer: Data) -> Data:
    """Return an answer without the sources that are others now, and without the basis of one of them."""
    left = json.loads(
        json.dumps(answer, ensure_ascii=False).replace(f'"{AN_ACTIVITYS_SPAN}"', '"SH-CS D-06"'),
        object_hook=lambda each: (
            each
            | {
                name: [source for source in each[name] if source != DURING_USE]
                for name in ("sources",)
                if isinstance(each.get(name), list)
            }
        ),
    )
    limit = (left.get("deadlines") or {}).get("activity")
    if isinstance(limit, dict):
        limit.pop("basis", None)
    return dict(left)


def _of_older_periods(given: Data, answer: Data, found: Data) -> tuple[Data, Data]:
    """Return both answers without what they say of a usage period that began before there were windows."""
    for place in OLDER_PERIODS:
        question, _, part = place.partition("/")
        then, now = answer.get(question), found.get(question)
        if isinstance(then, dict) and isinstance(now, dict) and then.get(part) != now.get(part):
            days = re.findall(r"\d{4}-\d\d-\d\d", json.dumps([now[part], given.get("usage")]))
            if days and min(days) < "2021-04-01":
                answer = answer | {question: {name: then[name] for name in then if name != part}}
                found = found | {question: {name: now[name] for name in now if name != part}}
    missing = {"code": "rule_missing", "field": "usage_period", "source": "READING D-14"}
    if missing in answer.get("no", ()) and missing not in found.get("no", (missing,)):
        answer = answer | {"no": [each for each in answer["no"] if each != missing]}
    return answer, found


def _of_evidence(given: Data, answer: Data, found: Data) -> tuple[Data, Data]:
    """Return both answers without advice on evidence that is looked at now, and the sum of a credit note."""
    told = found.get("advice", [])
    twice = {COST_SHOWN} if any(each["code"] == STANDS_TWICE for each in told) else set[str]()
    answer, found = _without_advice(answer, twice), _without_advice(found, EVIDENCE_LOOKED_AT | twice)
    if given.get("do") == "add_invoice" and given["item"]["amount"].startswith("-"):
        answer, found = _without_figures(answer), _without_figures(found)
    return answer, found


def _without_advice(answer: Data, codes: set[str]) -> Data:
    if not answer.get("advice"):
        return answer
    left = [each for each in answer["advice"] if each["code"] not in codes]
    return {name: each for name, each in answer.items() if name != "advice"} | (
        {"advice": left} if left else {}
    )


def _without_figures(answer: Data) -> Data:
    refused = [
        {name: each[name] for name in each if name != "figures"} if each["code"] == CREDIT_NOTE else each
        for each in answer.get("no", ())
    ]
    return answer | {"no": refused} if refused else answer


OF_TWO_PEOPLE = {"self_approval", "own_dispute", "person_unknown"}
"""Advice that the corpus, which is older, does not have."""


def _told_besides(answer: Data) -> Data:
    """Return an answer without what is said besides of bank profiles, other funds, and of two people."""
    blockers, refused = answer.get("why_not_paid"), answer.get("no", ())
    if isinstance(answer.get("advice"), list):
        left = [each for each in answer["advice"] if each["code"] not in OF_TWO_PEOPLE]
        answer = {name: answer[name] for name in answer if name != "advice"} | (
            {"advice": left} if left else {}
        )
    if isinstance(blockers, list):
        told = [
            {name: each[name] for name in ("code", "entity") if name in each}
            if each["code"] == BANK_PROFILE
            else _cited_then(each)
            for each in blockers
        ]
        answer = answer | {"why_not_paid": told}
    unsaid = {BLOCKED: "source", FOREIGN_FUND: "field"}
    if any(each["code"] in unsaid for each in refused):
        told = [{name: each[name] for name in each if name != unsaid.get(each["code"])} for each in refused]
        answer = answer | {"no": told}
    return answer


def _cited_then(blocker: Data) -> Data:
    """Return a blocker with the sources of then: without that of two ways on, and fewer facts of a loss."""
    sources = [each for each in blocker.get("sources", ()) if each != OF_TWO_WAYS_ON]
    if blocker["code"] == LOST:
        fewer = OF_LOST.rpartition(" ")[0]
        sources = [fewer if each == OF_LOST else each for each in sources]
    return blocker | ({"sources": sources} if "sources" in blocker else {})


(OUTSIDERS,) = _listed("outsiders")
"""Where actors are asked about who may not see the claim or its fund: they hear who they are, and no more."""
WHO_THEY_ARE = {*(code for code, _ in MAY_NOT), "not_asked", "rule_missing", "identifier_taken", "may_not"}
"""The codes that say who somebody is, or that an identifier is taken."""


OF_FUNDS = {"above_available", "approved_above_earned", "above_cap", "funds_mismatch", "rate_missing"}
"""Problems that say something of a fund: who may not see it does not hear them, or without figures."""


def _of_outsiders(answer: Data, found: Data) -> tuple[Data, Data]:
    """Return both answers alike where somebody is refused for who they are, and for nothing else."""
    if "no" in answer and [each["code"] in WHO_THEY_ARE for each in found.get("no", ())] == [True]:
        return found, found
    for part in ("no", "advice"):
        if answer.get(part) and answer[part] != found.get(part):
            answer, found = _without_funds(answer, found, part)
    then, now = answer.get(OUTSIDERS), found.get(OUTSIDERS)
    if isinstance(then, list) and isinstance(now, list):
        pairs = zip(then, now, strict=True)
        alike = [
            [may, {kind: _said(codes, left.get(kind, [])) for kind, codes in refused.items()}]
            for (may, refused), (_, left) in pairs
        ]
        answer = answer | {OUTSIDERS: alike}
    return answer, found


def _said(then: list[str], now: list[str]) -> list[str]:
    """Return the codes that were there then, without what an outsider does not hear now."""
    if len(now) == 1 and now[0] in WHO_THEY_ARE:
        return now
    return [code for code in then if code in now or code not in OF_FUNDS]


def _without_funds(answer: Data, found: Data, part: str) -> tuple[Data, Data]:
    """Return both answers without what a part of them says of a fund, where one says more of it."""
    then = [each for each in answer[part] if each["code"] not in OF_FUNDS]
    now = [each for each in found.get(part, ()) if each["code"] not in OF_FUNDS]
    heard = {each["code"] for each in found.get(part, ())} & OF_FUNDS
    assert heard <= {each["code"] for each in answer[part]}
    return answer | {part: then}, found | {part: now}


(NOT_POSSIBLE, NO_ADVICE) = _listed("never theirs")
"""The problem that a step is not possible, before which the actor hears that it never is theirs."""
OF_ANOTHER_CLAIM: Final = "claim_mismatch"
"""The problem of a command to another claim than the one at hand, which may be where no step is possible."""


def _never_theirs(answer: Data, found: Data) -> tuple[Data, Data]:
    """Return both answers without what is said besides of a step that is not possible."""
    refused = {each["code"] for each in found.get("no", ())}
    if NOT_POSSIBLE in refused:
        told = [each for each in found["no"] if each in answer["no"] or each["code"] not in WHO_THEY_ARE]
        found = found | {"no": told}
    if refused & {NOT_POSSIBLE, OF_ANOTHER_CLAIM} and not found.get(NO_ADVICE):
        answer, found = answer | {NO_ADVICE: []}, found | {NO_ADVICE: []}
    then, now = answer.get(OUTSIDERS), found.get(OUTSIDERS)
    if isinstance(then, list) and isinstance(now, list):
        told = [
            [may, {kind: _but_for_whom(refused.get(kind, []), codes) for kind, codes in left.items()}]
            for (_, refused), (may, left) in zip(then, now, strict=True)
        ]
        found = found | {OUTSIDERS: told}
    return answer, found


def _but_for_whom(then: list[str], now: list[str]) -> list[str]:
    """Return the codes of now without that the actor may not, where the step is not possible either."""
    if NOT_POSSIBLE not in now or NOT_POSSIBLE not in then:
        return now
    return [code for code in now if code in then or code not in WHO_THEY_ARE]


def _shards() -> Iterator[Any]:
    for number, shard in enumerate(SHARDS):
        marks = () if number % QUICK == 0 else (pytest.mark.slow,)
        yield pytest.param(shard, id=shard.name.partition(".")[0], marks=marks)


@pytest.mark.parametrize("shard", list(_shards()))
def test_every_answer_is_what_it_was(shard: Path) -> None:
    for number, line, found in played(lines_of(shard)):
        answer = _granted_then(_still_granted(_still_asked(line["answer"])), found)
        given, now = line["do"], _still_granted(found)
        if given["kind"] == ONE_AUTHORITY:
            answer, now = _one_authority(answer), _one_authority(now)
        answer, now = _of_older_periods(given, _told_besides(_sourced(answer)), _told_besides(_sourced(now)))
        answer, now = _never_theirs(*_of_outsiders(*_of_evidence(given, answer, now)))
        where = difference(answer, now)
        told = f"{given['kind']} {given.get('do', given.get('what'))} {given.get('id', '')}"
        assert not where, f"{shard.name}, line {number}, {told}: at {where}\ngiven: {given}"


@pytest.fixture(scope="module")
def corpus() -> list[Data]:
    """Every line of every shard."""
    return [line for shard in SHARDS for line in lines_of(shard)]


def _given(corpus: list[Data], kind: str) -> Iterator[tuple[Data, Data, str]]:
    """Yield each command of a kind with its answer and the status in which it found what it is about."""
    status: dict[str, str] = {}
    for line in corpus:
        if "world" in line:
            status = {}
            continue
        given, answer = line["do"], line["answer"]
        if given["kind"] == kind:
            name = given.get(kind)
            yield given, answer, status.get(given.get("against", name), "none")
            if "now" in answer:
                status[name] = answer["now"][0]


def _texts(part: Any) -> Iterator[str]:
    if isinstance(part, dict):
        for each in part.values():
            yield from _texts(each)
    elif isinstance(part, list):
        for each in part:
            yield from _texts(each)
    elif isinstance(part, str):
        yield part


def _codes(part: Any) -> Iterator[str]:
    if isinstance(part, dict):
        if "source" in part:
            yield part["code"]
        for each in part.values():
            yield from _codes(each)
    elif isinstance(part, list):
        for each in part:
            yield from _codes(each)


def test_there_are_twenty_thousand_commands(corpus: list[Data]) -> None:
    kinds = Counter(line["do"]["kind"] for line in corpus if "do" in line)
    assert kinds["claim"] + kinds["payment"] + kinds["fund"] == 20_000
    assert kinds["ask"] > 2_000
    assert sum("world" in line for line in corpus) > 200


def test_every_command_meets_every_status_of_a_claim(corpus: list[Data]) -> None:
    met = {(status, given["do"]) for given, _, status in _given(corpus, "claim")}
    assert met == {(status, kind) for status in ("none", *CLAIM_STATUSES) for kind in COMMANDS}
    accepted = {given["do"] for given, answer, _ in _given(corpus, "claim") if "yes" in answer}
    assert accepted == COMMANDS.keys()


def test_every_step_meets_every_status_of_a_payment(corpus: list[Data]) -> None:
    met = {(status, given["do"]) for given, _, status in _given(corpus, "payment")}
    assert met == {(status, step) for status in ("none", *PAYMENT_STATUSES) for step in PAYMENT_STEPS}
    accepted = {given["do"] for given, answer, _ in _given(corpus, "payment") if "yes" in answer}
    assert accepted == set(PAYMENT_STEPS)


def test_every_event_every_fund_command_and_every_question_is_there(corpus: list[Data]) -> None:
    answers = [answer for _, answer, _ in _given(corpus, "claim")]
    assert {entry[2] for answer in answers for entry in answer.get("yes", ())} == set(EVENTS.values())
    assert {given["do"] for given, answer, _ in _given(corpus, "fund") if answer.get("yes")} == set(
        FUND_STEPS
    )
    asked = {what for line in corpus if "do" in line for what in line["do"].get("what", ())}
    assert asked == ASKED.keys()


def test_what_is_no_longer_asked_was_asked_once(corpus: list[Data]) -> None:
    answers = [line["answer"] for line in corpus if "do" in line]
    assert NO_LONGER_ASKED
    assert sum(_still_asked(answer) != answer for answer in answers) > 1_000


def test_every_problem_is_met(corpus: list[Data]) -> None:
    met = {code for line in corpus if "do" in line for code in _codes(line["answer"])}
    assert met - {"payment_wrong_side"} == {*PROBLEM_CODES} - LATER_CODES  # wrong_side now, as on a claim


def test_no_answer_is_prose(corpus: list[Data]) -> None:
    found = {text for line in corpus if "do" in line for text in _texts(line["answer"])}
    assert not {text for text in found if not _PLAIN.fullmatch(text)}
