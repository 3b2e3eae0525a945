"""Tables as columns: what all of them can do, and the one edge to pyarrow.

The type of a column follows from its annotation: days, instants, whole numbers, truths, amounts, texts.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from itertools import chain
from types import MappingProxyType
from typing import Any, Final, Protocol, Self, TypeVar, cast, get_args, get_type_hints, runtime_checkable

import attrs

from coopclaims._checks import door
from coopclaims._values import as_instant, unchecked
from coopclaims.errors import InvalidValue
from coopclaims.portfolio.arrays import AnyArray, column_arrays


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


class Columns:
    """What every table of columns has: each of its fields is a column, a tuple, and all are of one length."""

    __slots__ = ()

    def __attrs_post_init__(self) -> None:
        lengths = {len(column) for column in self.columns.values()}
        if len(lengths) > 1:
            raise InvalidValue("columns", sorted(lengths), "parts_that_fit")

    @classmethod
    @door
    def joined(cls, tables: Iterable[Self]) -> Self:
        """Return the rows of several `tables` of this kind, one after another."""
        parts = [each.columns for each in tables]
        names = column_kinds(cls)
        return built(cls, {name: chain.from_iterable([part[name] for part in parts]) for name in names})

    @classmethod
    @door
    def from_arrow(cls, table: ArrowTable) -> Self:
        """Return the rows of a `pyarrow.Table`.

        `table` is one as `to_arrow` makes it, in whatever order its columns stand. Other columns are left
        out, and types that hold the same are taken: dictionaries, large strings, instants of another zone. An
        instant without a zone is refused, since nobody knows when it was. Raises `InvalidValue` for that, for
        a column that is missing, and for one of another type. It takes the extra `arrow`.
        """
        given: Any = table
        kinds = column_kinds(cls)
        missing = [name for name in kinds if name not in table.column_names]
        naive = [
            name
            for name, kind in kinds.items()
            if kind is datetime
            and name not in missing
            and getattr(given.schema.field(name).type, "tz", "") is None
        ]
        if missing or naive:
            raise InvalidValue((missing or naive)[0], "nothing" if missing else "no zone", "column_of_arrow")
        try:
            fitting = given.select([*kinds]).cast(_schema(kinds))
        except (ValueError, TypeError, NotImplementedError) as error:
            raise InvalidValue("columns", str(error), "column_of_arrow") from None
        rows = fitting.to_pydict()
        instants = {name: map(_plain, rows[name]) for name, kind in kinds.items() if kind is datetime}
        return built(cls, {**rows, **instants})

    @property
    def columns(self) -> Mapping[str, tuple[Any, ...]]:
        """The columns by their names, in order: plain days, instants and texts, `None` for none."""
        return MappingProxyType({name: getattr(self, name) for name in column_kinds(type(self))})

    def rows(self) -> Iterator[tuple[Any, ...]]:
        """Yield the rows, as a database's `executemany` takes them."""
        return zip(*self.columns.values(), strict=True)

    def to_numpy(self) -> Mapping[str, AnyArray]:
        """Return the columns as NumPy arrays: `datetime64` days and microseconds of UTC, else objects.

        What there is not is NaT or `None`. It takes the extra `batch`.
        """
        kinds = column_kinds(type(self))
        return column_arrays(
            self.columns,
            days=[name for name, kind in kinds.items() if kind is date],
            instants=[name for name, kind in kinds.items() if kind is datetime],
        )

    def to_arrow(self) -> ArrowTable:
        """Return the columns as a `pyarrow.Table`: `date32`, timestamps of microseconds in UTC, and strings.

        Whole numbers are `int32`, truths `bool` and amounts `decimal128(22, 4)`. What there is not is null.
        DuckDB, Polars and Spark read it as it is, and `pyarrow.parquet.write_table` keeps it. It takes the
        extra `arrow`.
        """
        schema = _schema(column_kinds(type(self)))
        table: ArrowTable = _pyarrow().table(dict(self.columns), schema=schema)
        return table

    def __len__(self) -> int:
        return len(next(iter(self.columns.values())))

    def __repr__(self) -> str:
        return f"{type(self).__name__}({len(self):,} rows)"


TableT = TypeVar("TableT", bound=Columns)


def of_rows(cls: type[TableT], rows: Iterable[tuple[Any, ...]]) -> TableT:
    """Return the table of these rows, each with a value for every column, in order; nobody looks at them."""
    names = column_kinds(cls)
    return built(cls, dict(zip(names, tuple(zip(*rows, strict=True)) or ((),) * len(names), strict=True)))


def built(cls: type[TableT], columns: Mapping[str, Iterable[Any]]) -> TableT:
    """Return the table of these columns, which fit: nobody looks at them again."""
    table: TableT = _builder(cls)(**{name: tuple(column) for name, column in columns.items()})
    return table


def _kinds(cls: Any) -> Mapping[str, type]:  # noqa: ANN401 - a class that attrs made
    hints = get_type_hints(cls)
    return MappingProxyType(
        {each.name: _kind_of(get_args(hints[each.name])[0]) for each in attrs.fields(cls)}
    )


column_kinds: Final[Callable[[type], Mapping[str, type]]] = cache(_kinds)
"""Return the type of what stands in each column, by name, in order: a text where nothing else is said."""

_builder: Final[Callable[[type], Any]] = cache(unchecked)


def _kind_of(hint: Any) -> type:  # noqa: ANN401 - whatever an annotation is
    known = {hint, *get_args(hint)} & _KINDS
    return next(iter(known), str)


_KINDS: Final = frozenset({date, datetime, int, bool, Decimal})


def _pyarrow() -> Any:  # noqa: ANN401 - it has no types
    import pyarrow as pa  # noqa: PLC0415 # pyright: ignore[reportMissingTypeStubs] - it has none

    return pa


def _schema(kinds: Mapping[str, type]) -> Any:  # noqa: ANN401 - pyarrow has no types
    pa = _pyarrow()
    arrow = {
        date: pa.date32(),
        datetime: pa.timestamp("us", tz="UTC"),
        int: pa.int32(),
        bool: pa.bool_(),
        Decimal: pa.decimal128(22, 4),
        str: pa.string(),
    }
    return pa.schema([(name, arrow[kind]) for name, kind in kinds.items()])


def _plain(instant: datetime | None) -> datetime | None:
    """Return an instant in the UTC of this library; Arrow has its own."""
    return None if instant is None else as_instant("instant", instant)


def arrow_table(columns: Mapping[str, AnyArray | tuple[AnyArray, tuple[str, ...]]]) -> ArrowTable:
    """Return columns as a `pyarrow.Table`: arrays of days and of instants, and texts coded by a dictionary.

    Instants are in UTC. A coded column is its codes, -1 for null, and its texts.
    """
    arrow = _pyarrow()

    def column(given: Any) -> Any:  # noqa: ANN401 - an array of NumPy, and one of Arrow
        if isinstance(given, tuple):
            codes, texts = cast("tuple[Any, tuple[str, ...]]", given)
            places = arrow.array(codes, mask=codes < 0)
            return arrow.DictionaryArray.from_arrays(places, arrow.array(texts, arrow.string()))
        days = given.dtype == "datetime64[D]"
        return arrow.array(given, arrow.date32() if days else arrow.timestamp("us", tz="UTC"))

    table: ArrowTable = arrow.table({name: column(each) for name, each in columns.items()})
    return table
