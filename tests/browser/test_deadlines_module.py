"""The module that counts deadlines counts them in a page as well, and there as in Node."""

from __future__ import annotations

import json
from base64 import b64encode
from typing import TYPE_CHECKING, Any

from tests.support.vectors_pinned import FOLDER

if TYPE_CHECKING:
    from playwright.sync_api import Page

ASK = """async ([source, calendars, asked]) => {
    const { dueDay, Unanswered } = await import(source);
    return asked.map(([calendar, rule, start]) => {
        try {
            return dueDay(calendars[calendar], rule, start);
        } catch (error) {
            if (!(error instanceof Unanswered)) throw error;
            return { error: error.code };
        }
    });
}"""
SPANS = {"review": 2, "dispute": 5}


def read(name: str) -> Any:
    return json.loads((FOLDER / name).read_text("utf-8"))


def test_a_page_counts_the_deadlines_of_the_vectors(page: Page) -> None:
    vectors = read("deadlines.json")
    asked, answers = [], []
    for case in vectors["cases"]:
        rules, calendar = case["given"]
        question, answer = case["question"], case["answer"]
        clock = question["clock"]
        if rules == "published" and clock in SPANS and "start" in question and "state" not in answer:
            span = {"type": "span.business-days", "n": SPANS[clock]}
            if question["start"] >= "2020-05-26":  # since when two days are published
                digest = vectors["given"][calendar]["calendar"]
                asked.append([digest, {"span": span, "zone": "America/Los_Angeles"}, question["start"]])
                answers.append(answer)
    assert len(asked) > 80
    module = b64encode((FOLDER / "deadlines.mjs").read_bytes()).decode("ascii")
    calendars = read("pinned/calendars.json")["calendars"]
    source = f"data:text/javascript;base64,{module}"
    assert page.evaluate(ASK, [source, calendars, asked]) == answers
