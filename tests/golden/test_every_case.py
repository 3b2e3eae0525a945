"""Every worked case stands in a table of tests/cases under its own name, or says why it does not."""

from __future__ import annotations

import csv
import re
from pathlib import Path

CASES = [
    f"W{number:02}"
    for number in (
        *(1, 2, 3, 4, 6, 7, 9, 11, 12, 13, 15, 17, 18, 19, 21, 22, 24, 26, 27, 28),
        *(29, 31, 33, 34, 36, 39, 40, 42, 44, 45, 48, 49, 50, 51, 53, 54, 55, 56, 57, 59),
        *(61, 62, 63, 65, 67, 68, 70, 71, 72, 74, 75, 79, 81, 82, 84, 85, 86, 88, 89, 90),
    )
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


NEWER = [
    f"X{number:02}" for number in (5, 6, 7, 9, 11, 12, 14, 16, 17, 19, 21, 22, 23, 25, 28, 30, 33, 38, 42)
]
"""The worked cases of the second part of the facts that are answered: a row each, or a test beside them."""


def test_every_newer_case_is_a_row_or_a_test() -> None:
    here = Path(__file__)
    paths = [*here.parent.glob("test_*.py"), *here.parents[1].joinpath("cases").glob("*.csv")]
    texts = [path.read_text(encoding="utf-8") for path in paths if path != here]
    found = {name.upper() for text in texts for name in re.findall(r"\b(?:test_)?([xX]\d\d)(?=\b|_)", text)}
    assert not set(NEWER) - found, sorted(set(NEWER) - found)
