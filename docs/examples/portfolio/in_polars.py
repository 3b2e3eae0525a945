"""Due days of a portfolio in Polars: by the engine, eager, and by a lazy join with due tables.

python docs/examples/portfolio/in_polars.py
"""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import polars as pl
from portfolio_programs import RULES, due_tables

from coopclaims.deadlines import Clock
from coopclaims.portfolio import CodedColumn, DueEngine


def with_due_days(claims: pl.DataFrame, engine: DueEngine, at: datetime) -> pl.DataFrame:
    """Return the claims with due day, state and refusal: `submitted` is taken in the zone of each program."""
    answers = engine.due(Clock.REVIEW, claims["submitted"], claims["program"])
    return claims.with_columns(
        pl.Series("due", answers.due),
        as_enum("state", answers.states(at)),
        as_enum("refusal", answers.refusal),
    )


def as_enum(name: str, column: CodedColumn) -> pl.Series:
    """Return a coded column as an enumeration of Polars."""
    return pl.Series(name, column.to_list(), dtype=pl.Enum(column.texts))


def joined(claims: pl.LazyFrame, tables: Any) -> pl.LazyFrame:
    """Return the claims with due day and refusal, joined by program and `day`, a civil day of the program."""
    days = pl.DataFrame(pl.from_arrow(tables)).lazy().select("program", "day", "due", "refusal")
    return claims.join(days, how="left", on=["program", "day"], maintain_order="left")


def main() -> None:
    """Show four claims, one not submitted, one too late for the calendar, and that both ways agree."""
    stamps = [datetime(2022, 9, 16, 3, tzinfo=UTC)] * 2 + [None, datetime(2025, 12, 31, 12, tzinfo=UTC)]
    claims = pl.DataFrame({"program": ["us", "de", "us", "de"], "submitted": stamps})
    found = with_due_days(claims, DueEngine(RULES), datetime(2022, 9, 19, 12, tzinfo=UTC))
    print(found.drop("submitted"))
    days = pl.Series("day", [date(2022, 9, 15), date(2022, 9, 16), None, date(2025, 12, 31)])
    lazy = joined(claims.lazy().with_columns(days), due_tables().to_arrow()).collect()
    print("the join gives the same days:", lazy["due"].equals(found["due"]))


if __name__ == "__main__":
    main()
