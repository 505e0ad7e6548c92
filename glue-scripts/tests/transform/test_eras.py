"""Every era's miniature of yellow and every real sample: the same rows, types and counts by both engines."""

from __future__ import annotations

from pathlib import Path
from typing import List

import pyarrow as pa
import pytest

from tests import miniatures
from tests.miniatures import NONE_BROKEN
from tests.transform.both_engines import by_both, require_same, written_as
from tlc_elt.contract import Era

pytestmark = pytest.mark.spark


def with_rejects(era: Era, month: str) -> pa.Table:
    """Twenty good trips but for three: no distance, a refund, both in the wrong year."""
    table = miniatures.table(era, month)
    distance, fare = table["trip_distance"].to_pylist(), table["fare_amount"].to_pylist()
    distance[3], fare[7], distance[11], fare[11] = 0.0, -5.0, None, None
    return miniatures.retyped(
        miniatures.retyped(table, "trip_distance", pa.float64(), distance), "fare_amount", pa.float64(), fare
    )


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
