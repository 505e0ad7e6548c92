"""Every era's miniature and every real sample: the same rows, types and counts by both engines."""

from __future__ import annotations

from pathlib import Path
from typing import Dict, List, Tuple

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from tests import miniatures
from tests.miniatures import NONE_BROKEN, YELLOW
from tests.transform.conftest import ENGINES, engine_on_files
from tests.transform.outcome import Outcome, copied, manifest_of, plan_of, read_outcome, rows
from tlc_elt.contract import Era
from tlc_elt.transform.counts import reconcile, rows_of

pytestmark = pytest.mark.spark

PARQUET = {"INTEGER": ("INT32", ""), "DOUBLE PRECISION": ("DOUBLE", ""), "DATE": ("INT32", "DATE")}
WALL_CLOCK = ("INT64", "TIMESTAMP microseconds isAdjustedToUTC=false")
PARQUET["TIMESTAMP"] = WALL_CLOCK
SOURCE_TYPES = {
    "INT32": ("INT32", ""),
    "INT64": ("INT64", ""),
    "DOUBLE": ("DOUBLE", ""),
    "STRING": ("BYTE_ARRAY", "STRING"),
    "TIMESTAMP_MICROS": WALL_CLOCK,
}
MARKS: List[Tuple[str, str, str]] = [
    ("source_month", "INT32", "DATE"),
    ("run_id", "BYTE_ARRAY", "STRING"),
    ("broken_rules", "BYTE_ARRAY", "STRING"),
]
TRIPS = [(column.name, *PARQUET[column.type]) for column in YELLOW.columns]
SAMPLES = ["2018-01", "2018-11", "2019-01", "2019-03", "2019-07", "2020-04", "2020-05", "2020-12", "2025-02"]


def by_both(path: Path, month: str, request: pytest.FixtureRequest, folder: Path) -> Dict[str, Outcome]:
    """The outcome of each engine on one file."""
    outcomes = {}
    for engine in ENGINES:
        root = folder / engine
        root.mkdir()
        plan = plan_of(path, month)
        written = engine_on_files(engine, request)(plan, path, root)
        reconcile(plan, written)
        outcomes[engine] = read_outcome(plan, written, root)
    return outcomes


def require_same(duckdb: Outcome, spark: Outcome) -> None:
    assert duckdb.written[:4] == spark.written[:4]
    assert duckdb.physical == spark.physical
    assert rows(duckdb.trips) == rows(spark.trips)
    assert rows(duckdb.quarantine) == rows(spark.quarantine)
    assert copied(duckdb.quarantine_copy) == copied(spark.quarantine_copy)


def with_rejects(era: Era, month: str) -> pa.Table:
    """Twenty good trips but for three: no distance, a refund, both in the wrong year."""
    table = miniatures.table(era, month)
    distance, fare = table["trip_distance"].to_pylist(), table["fare_amount"].to_pylist()
    distance[3], fare[7], distance[11], fare[11] = 0.0, -5.0, None, None
    return miniatures.retyped(
        miniatures.retyped(table, "trip_distance", pa.float64(), distance), "fare_amount", pa.float64(), fare
    )


def written_as(outcome: Outcome, source: List[Tuple[str, str]]) -> None:
    assert outcome.physical == {
        "trips": TRIPS,
        "quarantine": [*((name, *SOURCE_TYPES[type_]) for name, type_ in source), *MARKS],
        "quarantine_copy": [*MARKS, ("source_row", "BYTE_ARRAY", "STRING")],
    }


@pytest.mark.parametrize("era", miniatures.LOADABLE, ids=lambda era: era.name)
def test_a_month_of_each_era_keeps_its_physical_types(era: Era, request: pytest.FixtureRequest, tmp_path: Path) -> None:
    month = miniatures.month_of(era)
    path = miniatures.write(tmp_path / f"yellow_tripdata_{month}.parquet", with_rejects(era, month))
    outcomes = by_both(path, month, request, tmp_path)
    require_same(**outcomes)
    written_as(outcomes["spark"], [(column.name, column.types[0]) for column in era.columns])
    assert outcomes["spark"].written[:4] == (
        20,
        17,
        3,
        {**NONE_BROKEN, "trip_distance_positive": 2, "fare_amount_positive": 2},
    )


@pytest.mark.parametrize(
    ("month", "empty"),
    [("2015-03", ["congestion_surcharge", "airport_fee"]), ("2019-03", ["airport_fee"])],
)
def test_columns_that_are_all_null_stay_the_int32_that_they_are(
    month: str, empty: List[str], request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    era = next(era for era in miniatures.LOADABLE if era.covers(month))
    table = with_rejects(era, month)
    for name in empty:
        table = miniatures.retyped(table, name, pa.int32(), [None] * table.num_rows)
    path = miniatures.write(tmp_path / f"yellow_tripdata_{month}.parquet", table)
    outcomes = by_both(path, month, request, tmp_path)
    require_same(**outcomes)
    types = {column.name: column.types[0] for column in era.columns}
    written_as(outcomes["duckdb"], list({**types, **dict.fromkeys(empty, "INT32")}.items()))


@pytest.mark.parametrize("month", SAMPLES)
def test_a_real_sample_is_the_same_by_both_engines(month: str, request: pytest.FixtureRequest, tmp_path: Path) -> None:
    path = miniatures.data_file(f"yellow-samples/yellow_tripdata_{month}.parquet")
    outcomes = by_both(path, month, request, tmp_path)
    require_same(**outcomes)
    written = outcomes["duckdb"].written
    total = 5_000 if month == "2025-02" else 10_000
    assert (written.source_rows, written.accepted_rows + written.quarantined_rows) == (total, total)
    assert rows_of(written.trips) + rows_of(written.quarantine) == pq.read_metadata(path).num_rows
    schema = manifest_of(path, month)["physical_schema"]
    written_as(outcomes["duckdb"], [(column["name"], column["type"]) for column in schema])
