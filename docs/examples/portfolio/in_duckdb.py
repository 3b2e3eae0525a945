"""Due days of a portfolio in DuckDB: by a join with due tables, and by the engine as an Arrow function.

python docs/examples/portfolio/in_duckdb.py
"""

from __future__ import annotations

from typing import Any

import duckdb
import pyarrow as pa
from portfolio_programs import RULES, due_tables

from coopclaims.deadlines import Clock
from coopclaims.portfolio import DueEngine

CLAIMS = """
CREATE TABLE claims AS FROM (VALUES
    (1, 'us', TIMESTAMPTZ '2022-09-16 03:00Z', DATE '2022-09-15'),
    (2, 'de', TIMESTAMPTZ '2022-09-16 03:00Z', DATE '2022-09-16'),
    (3, 'us', NULL, NULL),
    (4, 'de', TIMESTAMPTZ '2025-12-31 12:00Z', DATE '2025-12-31')
) AS claims(id, program, submitted, day)
"""
JOIN = """
SELECT id, due, refusal FROM claims LEFT JOIN due_tables USING (program, day) ORDER BY id
"""
CALL = """
SELECT id, answer.due, answer.refusal
FROM (SELECT id, review_due(program, submitted) AS answer FROM claims) ORDER BY id
"""


def register(connection: duckdb.DuckDBPyConnection, engine: DueEngine, tables: Any) -> None:
    """Give a connection the due tables, and a function `review_due` of program and instant.

    The function gives a structure, so that a row that is refused has the reason; null is no such event.
    """

    def review_due(program: Any, submitted: Any) -> Any:
        found: Any = engine.due(Clock.REVIEW, submitted, program).to_arrow()
        refusal = found.column("refusal").combine_chunks().cast(pa.string())
        return pa.StructArray.from_arrays(
            [found.column("due").combine_chunks(), refusal], names=["due", "refusal"]
        )

    connection.execute("SET TimeZone = 'UTC'")
    connection.register("due_tables", tables)
    answer = duckdb.struct_type({"due": "DATE", "refusal": "VARCHAR"})
    connection.create_function(
        "review_due", review_due, ["VARCHAR", "TIMESTAMPTZ"], answer, type="arrow", null_handling="special"
    )


def main() -> None:
    """Show four claims, one not submitted, one too late for the calendar, and that both ways agree."""
    with duckdb.connect() as connection:
        register(connection, DueEngine(RULES), due_tables().to_arrow())
        connection.execute(CLAIMS)
        rows = connection.execute(JOIN).fetchall()
        for row in rows:
            print(*row)
        print("the function gives the same rows:", connection.execute(CALL).fetchall() == rows)


if __name__ == "__main__":
    main()
