"""Due days of a portfolio in a data frame of pandas: by the engine, and by a merge with due tables.

python docs/examples/portfolio/in_pandas.py
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pandas as pd
from portfolio_programs import RULES, due_tables

from coopclaims.deadlines import Clock
from coopclaims.portfolio import DueEngine


def with_due_days(claims: pd.DataFrame, engine: DueEngine, at: datetime) -> pd.DataFrame:
    """Return the claims with due day, state and refusal: `submitted` is taken in the zone of each program."""
    answers = engine.due(Clock.REVIEW, claims["submitted"], claims["program"])
    states, refusal = answers.states(at), answers.refusal
    return claims.assign(
        due=answers.due,
        state=pd.Categorical.from_codes(states.codes, list(states.texts)),
        refusal=pd.Categorical.from_codes(refusal.codes, list(refusal.texts)),
    )


def merged(claims: pd.DataFrame, tables: Any) -> pd.DataFrame:
    """Return the claims with due day and refusal, merged by program and `day`, a civil day of the program."""
    columns = tables.to_pydict()
    days = pd.DataFrame({name: columns[name] for name in ("program", "day", "due", "refusal")})
    for name in ("day", "due"):
        days[name] = days[name].astype("datetime64[s]")
    return claims.merge(days, how="left", on=["program", "day"])


def main() -> None:
    """Show four claims, one not submitted, one too late for the calendar, and that both ways agree."""
    stamps = ["2022-09-16T03:00Z", "2022-09-16T03:00Z", None, "2025-12-31T12:00Z"]
    claims = pd.DataFrame({"program": ["us", "de", "us", "de"], "submitted": pd.to_datetime(stamps)})
    found = with_due_days(claims, DueEngine(RULES), datetime(2022, 9, 19, 12, tzinfo=UTC))
    print(found.drop(columns="submitted").to_string())
    days = pd.to_datetime(["2022-09-15", "2022-09-16", None, "2025-12-31"]).astype("datetime64[s]")
    joined = merged(claims.assign(day=days), due_tables().to_arrow())
    print("the merge gives the same days:", joined["due"].equals(found["due"].astype("datetime64[s]")))


if __name__ == "__main__":
    main()
