"""Every worked case stands in a table of tests/cases under its own name, or says why it does not."""

from __future__ import annotations

import csv
import re
from pathlib import Path

CASES = [
    "W01",
    "W02",
    "W03",
    "W04",
    "W06",
    "W07",
    "W09",
    "W11",
    "W12",
    "W13",
    "W15",
    "W17",
    "W18",
    "W19",
    "W21",
    "W22",
    "W24",
    "W26",
    "W27",
    "W28",
    "W29",
    "W31",
    "W33",
    "W34",
    "W36",
    "W39",
    "W40",
    "W42",
    "W44",
    "W45",
    "W48",
    "W49",
    "W50",
    "W51",
    "W53",
    "W54",
    "W55",
    "W56",
    "W57",
    "W59",
    "W61",
    "W62",
    "W63",
    "W65",
    "W67",
    "W68",
    "W70",
    "W71",
    "W72",
    "W74",
    "W75",
    "W79",
    "W81",
    "W82",
    "W84",
    "W85",
    "W86",
    "W88",
    "W89",
    "W90",
]
"""The worked cases that the rules come with."""

LEFT_OUT: dict[str, str] = {
    # "W00": "why the library does not answer it"
}


def names_in_the_tables() -> set[str]:
    found: set[str] = set()
    for path in Path(__file__).parents[1].joinpath("cases").glob("*.csv"):
        with path.open(encoding="utf-8", newline="") as table:
            for row in csv.DictReader(table):
                found.update(re.findall(r"\bW\d\d", row.get("case") or ""))
    return found


def test_every_worked_case_is_a_row() -> None:
    missing = set(CASES) - names_in_the_tables() - set(LEFT_OUT)
    assert not missing, sorted(missing)


def test_no_row_has_a_name_that_no_case_has() -> None:
    assert names_in_the_tables() <= set(CASES)


def test_what_is_left_out_has_no_row() -> None:
    assert not set(LEFT_OUT) & names_in_the_tables()
