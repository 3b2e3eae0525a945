"""The engines beside ours give what ours gives, row by row, by the examples' own code."""

from __future__ import annotations

import subprocess
import sys
from contextlib import closing
from datetime import UTC, datetime
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest

from coopclaims.deadlines import Clock
from coopclaims.portfolio import DueAnswers, DueEngine

np: Any = pytest.importorskip("numpy", reason="the engine needs NumPy")
pd: Any = pytest.importorskip("pandas", reason="the rows are drawn in pandas")
pa: Any = pytest.importorskip("pyarrow", reason="Arrow needs pyarrow")

FOLDER = Path(__file__).parents[2] / "docs" / "examples" / "portfolio"
AT = datetime(2023, 3, 1, 12, tzinfo=UTC)
ROWS = 200_000


@pytest.fixture(scope="module", autouse=True)
def folder() -> Any:
    """Let the examples find each other, as they do when they are run."""
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(str(FOLDER))
        yield


@pytest.fixture(scope="module")
def programs() -> Any:
    return import_module("portfolio_programs")


@pytest.fixture(scope="module")
def claims() -> Any:
    """Return claims: a program, an instant in UTC and its day in the program's zone; every fifth is null."""
    chance = np.random.default_rng(2022)
    minutes = chance.integers(0, 6 * 366 * 24 * 60, ROWS).astype("m8[m]")
    submitted = pd.Series(np.datetime64("2020-06-01", "us") + minutes.astype("m8[us]")).dt.tz_localize("UTC")
    submitted[chance.random(ROWS) < 0.2] = pd.NaT
    program = pd.Series(np.array(["us", "de"], object)[chance.integers(0, 2, ROWS)])
    there, here = (
        submitted.dt.tz_convert(zone).dt.tz_localize(None).dt.floor("D")
        for zone in ("America/Los_Angeles", "Europe/Berlin")
    )
    return pd.DataFrame(
        {
            "id": range(ROWS),
            "program": program,
            "submitted": submitted,
            "day": there.where(program == "us", here),
        }
    )


@pytest.fixture(scope="module")
def answers(programs: Any, claims: Any) -> DueAnswers:
    found = DueEngine(programs.RULES).due(Clock.REVIEW, claims["submitted"], claims["program"])
    refused = set(found.refusal.to_list())
    assert refused == {None, "calendar_out_of_range"}
    assert 0.1 < np.isnat(found.due).mean() < 0.5
    return found


def listed(column: Any) -> list[Any]:
    """Return a column as plain days and texts, `None` for null."""
    return [None if pd.isna(each) else getattr(each, "date", lambda each=each: each)() for each in column]


@pytest.mark.slow
def test_in_pandas(programs: Any, claims: Any, answers: DueAnswers) -> None:
    in_pandas = import_module("in_pandas")
    due, refusal = answers.due.tolist(), answers.refusal.to_list()
    found = in_pandas.with_due_days(claims, DueEngine(programs.RULES), AT)
    assert listed(found["due"]) == due
    assert listed(found["refusal"]) == refusal
    assert listed(found["state"]) == answers.states(AT).to_list()
    joined = in_pandas.merged(claims.astype({"day": "datetime64[s]"}), programs.due_tables().to_arrow())
    assert joined["id"].tolist() == list(range(ROWS))
    assert listed(joined["due"]) == due
    assert listed(joined["refusal"]) == refusal


@pytest.mark.slow
def test_in_polars(programs: Any, claims: Any, answers: DueAnswers) -> None:
    polars: Any = pytest.importorskip("polars", reason="this engine is not installed")
    in_polars = import_module("in_polars")
    due, refusal = answers.due.tolist(), answers.refusal.to_list()
    frame = polars.from_pandas(claims).with_columns(polars.col("day").cast(polars.Date))
    found = in_polars.with_due_days(frame, DueEngine(programs.RULES), AT)
    assert found["due"].to_list() == due
    assert found["refusal"].to_list() == refusal
    assert found["state"].to_list() == answers.states(AT).to_list()
    joined = in_polars.joined(frame.lazy(), programs.due_tables().to_arrow()).collect()
    assert joined["id"].to_list() == list(range(ROWS))
    assert joined["due"].to_list() == due
    assert joined["refusal"].to_list() == refusal


@pytest.mark.slow
def test_in_duckdb(programs: Any, claims: Any, answers: DueAnswers) -> None:
    duckdb: Any = pytest.importorskip("duckdb", reason="this engine is not installed")
    in_duckdb = import_module("in_duckdb")
    expected = list(zip(range(ROWS), answers.due.tolist(), answers.refusal.to_list(), strict=True))
    with closing(duckdb.connect()) as connection:
        in_duckdb.register(connection, DueEngine(programs.RULES), programs.due_tables().to_arrow())
        table = pa.table(
            {
                "id": pa.array(claims["id"]),
                "program": pa.array(claims["program"], pa.string()),
                "submitted": pa.array(claims["submitted"], pa.timestamp("us", "UTC")),
                "day": pa.array(claims["day"].dt.date, pa.date32(), from_pandas=True),
            }
        )
        connection.register("claims", table)
        assert connection.execute(in_duckdb.JOIN).fetchall() == expected
        assert connection.execute(in_duckdb.CALL).fetchall() == expected


@pytest.mark.slow
@pytest.mark.parametrize("name", ["in_pandas", "in_polars", "in_duckdb"])
def test_each_example_runs_and_says_that_both_ways_agree(name: str) -> None:
    pytest.importorskip(name.removeprefix("in_"), reason="this engine is not installed")
    run = subprocess.run(
        [sys.executable, str(FOLDER / f"{name}.py")], capture_output=True, text=True, check=True
    )
    assert run.stdout.splitlines()[-1].endswith("True")
