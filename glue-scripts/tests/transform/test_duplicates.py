"""Exact copies among the accepted rows, by both engines and by a GROUP BY of every column."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Dict, List

import pyarrow as pa
import pytest

from tests import miniatures
from tests.miniatures import YELLOW
from tests.transform.conftest import Transform
from tests.transform.outcome import copies

MONTH = "2024-09"
ERA = next(era for era in YELLOW.eras if era.covers(MONTH))
TYPES = pa.schema([(column.name, miniatures.TYPES[column.types[0]]) for column in ERA.columns])


def row(number: int, **changes: Any) -> Dict[str, Any]:
    """A good trip, with other values in some columns."""
    return {
        **{column.name: miniatures.value(column.name, column.types[0], MONTH, number) for column in ERA.columns},
        **changes,
    }


CASES: List[Any] = [
    ("none", [row(1), row(2)], 0),
    ("the second and the third of three", [row(1), row(2), row(1), row(1)], 2),
    ("pairs", [row(1), row(1), row(2), row(2)], 2),
    ("NULL is NULL", [row(1, passenger_count=None), row(1, passenger_count=None)], 1),
    ("NULL of one column is not that of another", [row(1, passenger_count=None), row(1, payment_type=None)], 0),
    ("NaN is NaN", [row(1, tip_amount=float("nan")), row(1, tip_amount=float("nan"))], 1),
    ("-0.0 is 0.0", [row(1, tip_amount=0.0), row(1, tip_amount=-0.0)], 1),
    ("by the last bit", [row(1, tip_amount=0.1 + 0.2), row(1, tip_amount=0.3)], 0),
    ("what the table has not", [row(1, extra=1.0), row(1, extra=2.0)], 1),
    ("rejected rows are not counted", [row(1, fare_amount=-1.0), row(1, fare_amount=-1.0)], 0),
]


@pytest.mark.parametrize(("rows", "expected"), [case[1:] for case in CASES], ids=[case[0] for case in CASES])
def test_rows_beyond_the_first_of_equal_ones(
    transform: Transform, tmp_path: Path, rows: List[Dict[str, Any]], expected: int
) -> None:
    path = miniatures.write(tmp_path / "trips.parquet", pa.Table.from_pylist(rows, schema=TYPES))
    outcome = transform(path, MONTH)
    assert outcome.written.duplicate_rows == expected == copies(outcome.trips)


def test_rows_that_only_have_the_same_hash_are_compared_in_full(monkeypatch: pytest.MonkeyPatch) -> None:
    import duckdb

    from tlc_elt.contract import Column
    from tlc_elt.transform import duplicates

    monkeypatch.setattr(duplicates, "HASH", "hash(strlen(CAST(({names}) AS VARCHAR)))")
    connection = duckdb.connect()
    connection.execute("CREATE TABLE t AS SELECT * FROM (VALUES (1, 2), (3, 4), (3, 4), (5, 6)) AS v (a, b)")
    columns = [Column("a", "INTEGER", None), Column("b", "INTEGER", None)]
    assert duplicates.duplicates(connection, "t", columns) == 1
