"""Due days in Spark: a join with a table of due days, or a function that the workers call batch by batch.

Both give the same. The join is the simpler one, and the quicker one: the rules are asked once for each day.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyarrow as pa
from pyspark.sql import functions as f
from pyspark.sql.pandas.types import from_arrow_schema

from coopclaims.deadlines import Clock
from coopclaims.portfolio import due_days_by_rule, due_table
from coopclaims.rules import REVIEW_SPAN

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import date

    from pyspark.sql import DataFrame

    from coopclaims import Rules


def due_by_join(claims: DataFrame, rules: Rules, days: Iterable[date]) -> DataFrame:
    """Return `claims` with the due day of the review of each `day`, and the code of a refusal."""
    table = claims.sparkSession.createDataFrame(due_table(rules, Clock.REVIEW, days).to_arrow())
    return claims.join(f.broadcast(table.select("day", "due", "refusal")), "day", "left")


def due_by_batch(claims: DataFrame, rules: Rules) -> DataFrame:
    """Return the same, of the columns `id` and `day`, by the function for many days."""
    schema = pa.schema(
        [("day", pa.date32()), ("id", pa.int64()), ("due", pa.date32()), ("refusal", pa.string())]
    )

    def counted(batches: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        for batch in batches:
            days = batch.column("day").to_numpy(zero_copy_only=False).astype("datetime64[D]")
            found = due_days_by_rule(days, REVIEW_SPAN, rules=rules)
            codes: list[str | None] = [None] * len(days)
            for each in found.refusals:
                codes[each.position] = each.error.code
            columns = [
                batch.column("day"),
                batch.column("id"),
                pa.array(found.gapped),
                pa.array(codes, pa.string()),
            ]
            yield pa.RecordBatch.from_arrays(columns, schema=schema)

    return claims.select("day", "id").mapInArrow(counted, from_arrow_schema(schema))
