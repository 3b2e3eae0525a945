"""The example of a back office: its lists and its report, against sums taken from the files by hand."""

from __future__ import annotations

import csv
import json
import re
import subprocess
import sys
from collections import Counter, defaultdict
from datetime import date
from decimal import Decimal
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest

EXAMPLES = Path(__file__).parents[2] / "docs" / "examples"
NOW = "2022-12-05T09:00"
DAMAGED = 3


def run(name: str, *given: object) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-W", "error", "-X", "utf8", str(EXAMPLES / name), *map(str, given)],
        capture_output=True,
        encoding="utf-8",
        check=True,
        timeout=900,
    )


class Tables(HTMLParser):
    """The tables of a page by their captions, the number of plots, and what would be fetched."""

    def __init__(self) -> None:
        super().__init__()
        self.tables: dict[str, list[list[str]]] = {}
        self.plots: list[str] = []
        self.fetched: list[str] = []
        self.caption = ""
        self.cells: list[str] = []
        self.within = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag == "svg":
            self.plots.append(given.get("aria-label") or "")
        self.fetched += [str(given[name]) for name in ("src", "href") if name in given]
        self.fetched += [tag] if tag in {"script", "link", "iframe"} else []
        if tag == "tr":
            self.cells = []
        if tag in {"caption", "td", "th"}:
            self.within = tag
            self.cells += [""] if tag != "caption" else []

    def handle_data(self, data: str) -> None:
        if self.within == "caption":
            self.caption = data
        elif self.within:
            self.cells[-1] += data

    def handle_endtag(self, tag: str) -> None:
        if tag in {"caption", "td", "th"}:
            self.within = ""
        if tag == "tr":
            self.tables.setdefault(self.caption, []).append(self.cells)


class Made:
    """A day that was made up, and what the example made of it."""

    def __init__(self, folder: Path, claims: int) -> None:
        self.day, self.out = folder / "day", folder / "report"
        run("back_office_day.py", self.day, "--claims", claims, "--damaged", DAMAGED, "--now", NOW)
        self.said = run("back_office.py", self.day, self.out, "--now", NOW).stderr
        page = Tables()
        page.feed((self.out / "report.html").read_text("utf-8"))
        self.page = page

    def rows(self, name: str) -> list[dict[str, str]]:
        with (self.out / name).open(encoding="utf-8", newline="") as found:
            return list(csv.DictReader(found))

    def data(self, name: str) -> list[Any]:
        """Return the lines of a file that are whole."""
        found = []
        for line in (self.day / name).read_text("utf-8").splitlines():
            try:
                found.append(json.loads(line))
            except ValueError:
                continue
        return found


def everything(made: Made, count: int) -> None:
    """Check every list and every sum of a day against its files."""
    histories = made.data("histories.jsonl")
    assert len(histories) == count - DAMAGED
    assert f"{count - DAMAGED:,} claims; {DAMAGED} lines are damaged" in made.said
    damaged(made)
    statuses(made, histories)
    reasons(made, histories)
    money(made, histories)
    bank(made)
    lists(made)
    assert made.page.fetched == []
    assert len(made.page.plots) == len(set(made.page.plots)) == 6


def damaged(made: Made) -> None:
    """Each damaged line is a row with its claim and why; nothing else is."""
    lines = (made.day / "histories.jsonl").read_text("utf-8").splitlines()
    broken = [n for n, line in enumerate(lines, start=1) if not line.endswith("}")]
    rows = made.rows("damaged.csv")
    assert [(row["file"], int(row["line"])) for row in rows] == [("histories.jsonl", n) for n in broken]
    assert [row["claim"] for row in rows] == [f"C-{n:06}" for n in broken]
    assert all(row["error"] and row["why"] for row in rows)


def statuses(made: Made, histories: list[Any]) -> None:
    found = Counter(each["entries"][-1]["after"] for each in histories)
    shown = {name: int(count) for name, count in made.page.tables["Claims by status"][1:]}
    assert shown == {key.replace("_", " ").capitalize(): count for key, count in found.items()}
    is_open = {"editing", "submitted", "under_review", "action_required", "disputed"}
    ages = made.page.tables["Open claims by age"][1:]
    assert {name: sum(map(int, row)) for name, *row in ages} == {
        key.replace("_", " ").capitalize(): count for key, count in found.items() if key in is_open
    }


def reasons(made: Made, histories: list[Any]) -> None:
    """Count the codes of rejections and requests from the data alone."""
    found: Counter[tuple[str, str]] = Counter()
    for history in histories:
        for entry in history["entries"]:
            event = entry["event"]
            given = [each["code"] for each in event.get("reasons", ()) or event.get("requests", ())]
            if event["type"] == "claim.approved" and event["reason"]:
                given = [event["reason"]["code"]]
            found.update({(entry["after"].replace("_", " ").capitalize(), code) for code in given})
    shown = {(outcome, code): int(n) for outcome, code, n, _ in made.page.tables["Reasons given"][1:]}
    assert shown == found


def money(made: Made, histories: list[Any]) -> None:
    """Sum what was earned, committed and paid from the entries of the ledgers alone."""
    sums: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    for ledger in made.data("funds.jsonl"):
        for entry in ledger["entries"]:
            place = ledger["key"]["program"], ledger["key"]["currency"]
            sums[place][entry["kind"]] += int(entry["amount"]["amount"].replace(".", ""))
    rows = made.page.tables["Funds by program and currency"][1:]
    assert len(rows) == len(sums)
    for program, currency, _, earned, reserved, committed, paid, expired, available, _ in rows:
        of = sums[program, currency]
        shown = [int(each.replace(",", "").replace(".", "")) for each in (earned, reserved, committed, paid)]
        assert shown == [
            of["earned"],
            of["reserved"] - of["released"],
            of["committed"],
            of["paid"],
        ]
        rest = [int(each.replace(",", "").replace(".", "")) for each in (expired, available)]
        assert rest == [of["expired"], shown[0] - shown[1] - shown[2] - of["expired"]]
    decided = {
        each["claim"] for each in histories if each["entries"][-1]["after"] in {"approved", "rejected"}
    }
    (cycle, *_) = made.page.tables["From the first submission on"][1:]
    assert int(cycle[2].replace(",", "")) == len(decided)


def bank(made: Made) -> None:
    """The totals of the bank's file are those of its lines, and of the payments that were sent."""
    arrived: Counter[str] = Counter()
    with (made.day / "bank.csv").open(encoding="utf-8", newline="") as found:
        for line in csv.DictReader(found):
            arrived[line["currency"]] += int(Decimal(line["amount"]) * 100)
    expected: Counter[str] = Counter()
    for payment in made.data("payments.jsonl"):
        if payment["entries"][-1]["after"] == "sent":
            paid = payment["entries"][0]["terms"]["money"]
            expected[paid["currency"]] += int(Decimal(paid["amount"]) * 100)
    shown = {
        row[0]: [int(Decimal(each.replace(",", "")) * 100) for each in row[1:]]
        for row in made.page.tables["By currency"][1:]
    }
    assert shown == {
        code: [arrived[code], expected[code], arrived[code] - expected[code]]
        for code in sorted(arrived.keys() | expected.keys())
    }


def lists(made: Made) -> None:
    """The lists are in their order, and what is expected is approved and not sent."""
    ranked = [(row["currency"], -Decimal(row["at_risk"])) for row in made.rows("attention.csv")]
    assert ranked == sorted(ranked) != []
    overdue = made.rows("overdue.csv")
    late = [(date.fromisoformat(NOW[:10]) - date.fromisoformat(row["due"])).days for row in overdue]
    assert [int(row["days_late"]) for row in overdue] == late == sorted(late, reverse=True) != []
    approved: Counter[str] = Counter()
    for history in made.data("histories.jsonl"):
        if history["entries"][-1]["after"] == "approved":
            paid = history["entries"][-1]["event"]["amount"]
            approved[paid["currency"]] += int(Decimal(paid["amount"]) * 100)
    sent: Counter[str] = Counter()
    known = {history["claim"] for history in made.data("histories.jsonl")}
    for payment in made.data("payments.jsonl"):
        settles = payment["entries"][0]["terms"]
        if payment["entries"][-1]["after"] == "sent" and settles["claim"] in known:
            sent[settles["settles"]["currency"]] += int(Decimal(settles["settles"]["amount"]) * 100)
    due: Counter[str] = Counter()
    for row in made.rows("expected.csv"):
        due[row["currency"]] += int(Decimal(row["amount"]) * 100)
    assert +due == +(approved - sent)
    outcomes = {row["outcome"] for row in made.rows("reconciliation.csv")}
    assert "nothing like it was expected" in outcomes
    assert "paid" not in outcomes


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Made:
    return Made(tmp_path_factory.mktemp("office"), 300)


def test_a_small_day(small: Made) -> None:
    everything(small, 300)


@pytest.mark.slow
def test_the_same_seed_makes_the_same_day(small: Made, tmp_path: Path) -> None:
    run("back_office_day.py", tmp_path, "--claims", 300, "--damaged", DAMAGED, "--now", NOW)
    for file in small.day.iterdir():
        assert (tmp_path / file.name).read_bytes() == file.read_bytes()


@pytest.mark.slow
def test_the_same_day_gives_the_same_report(small: Made, tmp_path: Path) -> None:
    run("back_office.py", small.day, tmp_path, "--now", NOW)
    for file in small.out.iterdir():
        assert (tmp_path / file.name).read_bytes() == file.read_bytes()


@pytest.mark.slow
def test_what_a_file_says_is_escaped_and_no_formula(small: Made, tmp_path: Path) -> None:
    """A bank's line with a tag, a formula and an amount that is none."""
    for file in small.day.iterdir():
        (tmp_path / file.name).write_bytes(file.read_bytes())
    with (tmp_path / "bank.csv").open("a", encoding="utf-8") as out:
        out.write("2022-12-01,vendor-ireland,1.00,EUR,=HYPERLINK(1)\n")
        out.write("2022-12-01,vendor-ireland,<b>1</b>,EUR,PAY-X\n")
    run("back_office.py", tmp_path, tmp_path / "out", "--now", NOW)
    written = (tmp_path / "out" / "reconciliation.csv").read_text("utf-8")
    assert ",'=HYPERLINK(1)," in written
    assert re.search(
        r"^bank.csv,\d+,PAY-X,invalid_money,", (tmp_path / "out" / "damaged.csv").read_text(), re.MULTILINE
    )
    assert "<b>1</b>" not in (tmp_path / "out" / "report.html").read_text("utf-8")


@pytest.mark.wide
def test_twenty_thousand(tmp_path: Path) -> None:
    everything(Made(tmp_path, 20_000), 20_000)
