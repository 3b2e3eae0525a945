"""Columns of Arrow, through pyarrow alone, which is imported where somebody asks for a table."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final, Protocol, runtime_checkable


@runtime_checkable
class ArrowTable(Protocol):
    """A `pyarrow.Table`, to whoever resolves annotations, with pyarrow or without."""

    @property
    def num_rows(self) -> int:
        """How many rows it has."""
        ...

    @property
    def column_names(self) -> list[str]:
        """The names of its columns."""
        ...

    def to_pydict(self) -> dict[str, list[Any]]:
        """Return its columns as lists."""
        ...


DAYS: Final = frozenset({"day", "due"})
INSTANTS: Final = frozenset({"last_instant", "cutoff"})


def arrow_table(columns: Mapping[str, tuple[Any, ...]]) -> ArrowTable:
    """Return columns as a table: days, instants of UTC, and texts, by their names."""
    import pyarrow as pa  # noqa: PLC0415 - paid for by who asks for it

    arrow: Any = pa
    kinds = {name: arrow.string() for name in columns}
    kinds |= {name: arrow.date32() for name in columns.keys() & DAYS}
    kinds |= {name: arrow.timestamp("us", tz="UTC") for name in columns.keys() & INSTANTS}
    table: ArrowTable = arrow.table(dict(columns), schema=arrow.schema(list(kinds.items())))
    return table
