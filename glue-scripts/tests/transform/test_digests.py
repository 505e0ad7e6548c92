"""The digests of one table by DuckDB, and by the SQL of Redshift: whatever its values, they are equal."""

from __future__ import annotations

import datetime
import json
import subprocess
from pathlib import Path
from typing import Any, Dict, List

import boto3
import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from tests.conftest import COPY_ROLE, ROOT, Cloud, node
from tests.miniatures import YELLOW
from tlc_elt.data_api import Warehouse
from tlc_elt.digests import Digests, differing, digests_of, of_nothing

COLUMNS = {
    "i": ("INTEGER", pa.int32()),
    "b": ("BIGINT", pa.int64()),
    "d": ("DOUBLE PRECISION", pa.float64()),
    "t": ("TIMESTAMP", pa.timestamp("us")),
    "day": ("DATE", pa.date32()),
    "yes": ("BOOLEAN", pa.bool_()),
    "s": ("VARCHAR(200)", pa.string()),
}
MAKE = """
import { digestSelect } from './src/index.ts';
const columns = JSON.parse(process.argv[1]);
const made = ['duckdb', 'redshift'].map((dialect) => [dialect, digestSelect(columns, dialect)]);
console.log(JSON.stringify(Object.fromEntries(made)));
"""
INTEGERS = [0, 1, -1, 2**31 - 1, -(2**31)]
LONGS = [*INTEGERS, 2**53 + 1, -(2**53) - 1, 2**63 - 1, -(2**63)]
DOUBLES = [
    *(0.0, 0.1, -0.1, 1.0, 12.345, 5e-324, -5e-324, 2.0**-62, 2.0**53 + 2, 2.0**62, -(2.0**62), 2.0**62 - 512),
    *(1e19, -1e19, 2.0**124, 1e300, -1e300, 1.7976931348623157e308, -1.7976931348623157e308),
    *(float("inf"), float("-inf"), float("nan")),
]
TIMES = [
    datetime.datetime(1970, 1, 1),
    datetime.datetime(1969, 12, 31, 23, 59, 59, 999999),
    datetime.datetime(1900, 1, 1, 0, 0, 0, 1),
    datetime.datetime(2024, 3, 10, 2, 30, 0, 123456),
    datetime.datetime(2098, 9, 11, 2, 23, 31),
]
TEXTS = ["", " ", "N", "é", "e\u0301", "🚕 taxi", "a'b", '{"a": "\\n"}', "x" * 200]


def rows() -> List[Dict[str, Any]]:
    """A row for each value, the others NULL or their first; and one without any."""
    values = {"i": INTEGERS, "b": LONGS, "d": DOUBLES, "t": TIMES, "day": [time.date() for time in TIMES]}
    values.update(yes=[True, False], s=TEXTS)
    none: Dict[str, Any] = dict.fromkeys(COLUMNS)
    first = {name: found[0] for name, found in values.items()}
    single = [{**base, name: value} for base in (none, first) for name, found in values.items() for value in found]
    return [none, *single]


@pytest.fixture(scope="module")
def selects() -> Dict[str, str]:
    columns = [{"name": name, "type": sql, "description": ""} for name, (sql, _) in COLUMNS.items()]
    command = [node(), "--input-type=module", "-e", MAKE, json.dumps(columns)]
    done = subprocess.run(command, check=True, cwd=ROOT / "packages/contracts", capture_output=True, text=True)
    made: Dict[str, str] = json.loads(done.stdout)
    return made


def written(folder: Path, content: List[Dict[str, Any]], name: str = "values.parquet") -> Path:
    schema = pa.schema([(column, arrow) for column, (_, arrow) in COLUMNS.items()])
    pq.write_table(pa.Table.from_pylist(content, schema), folder / name)
    return folder / name


def by_duckdb(select: str, path: Path) -> Digests:
    result = duckdb.execute(select.replace("{from}", f"read_parquet('{path}') AS f"))
    return digests_of(dict(zip((column[0] for column in result.description), result.fetchone())))


def by_redshift(select: str, path: Path) -> Digests:
    boto3.client("s3").upload_file(str(path), "processed", "digested/values.parquet")
    columns = ", ".join(f"{name} {sql}" for name, (sql, _) in COLUMNS.items())
    source = f"'s3://processed/digested/' IAM_ROLE '{COPY_ROLE}' FORMAT AS PARQUET"
    create = [f"CREATE TABLE digested ({columns})", f"COPY digested FROM {source}"]
    found, *_ = Warehouse("tlc", "tlc").run([*create, select.replace("{from}", "digested"), "DROP TABLE digested"])
    return digests_of(found.dictionaries()[0])


def test_both_dialects_give_the_same(selects: Dict[str, str], tmp_path: Path, cloud: Cloud) -> None:
    path = written(tmp_path, rows())
    expected = by_duckdb(selects["duckdb"], path)
    assert expected["rows"] == str(len(rows()))
    found = by_redshift(selects["redshift"], path)
    assert {**found, "by": differing(expected, found)} == {**expected, "by": []}


def test_no_rows_are_zeros_in_both_dialects(selects: Dict[str, str], tmp_path: Path, cloud: Cloud) -> None:
    path = written(tmp_path, [])
    nothing = by_duckdb(selects["duckdb"], path)
    assert by_redshift(selects["redshift"], path) == nothing
    zeros = of_nothing(YELLOW.columns)
    assert (nothing["rows"], nothing["row_hash"], nothing["columns"]["d"], nothing["columns"]["i"]) == (
        zeros["rows"],
        zeros["row_hash"],
        zeros["columns"]["trip_distance"],
        zeros["columns"]["vendor_id"],
    )


@pytest.mark.parametrize(
    ("name", "one", "other"),
    [
        ("b", 2**53 + 1, 2**53),
        ("d", 0.1, 0.1 + 2**-56),
        ("d", float("nan"), float("inf")),
        ("t", TIMES[1], TIMES[1] + datetime.timedelta(microseconds=1)),
        ("s", "é", "e\u0301"),
        ("s", "", None),
        ("yes", False, None),
    ],
)
def test_values_that_differ_are_told_apart(
    selects: Dict[str, str], tmp_path: Path, name: str, one: Any, other: Any
) -> None:
    left, right = ([{**dict.fromkeys(COLUMNS), name: value}] for value in (one, other))
    found = by_duckdb(selects["duckdb"], written(tmp_path, left, "left.parquet"))
    assert differing(found, by_duckdb(selects["duckdb"], written(tmp_path, right, "right.parquet"))) == [name]


def test_minus_zero_is_zero(selects: Dict[str, str], tmp_path: Path) -> None:
    minus, zero = ([{**dict.fromkeys(COLUMNS), "d": value}] for value in (-0.0, 0.0))
    found = by_duckdb(selects["duckdb"], written(tmp_path, minus, "minus.parquet"))
    assert found == by_duckdb(selects["duckdb"], written(tmp_path, zero, "zero.parquet"))
