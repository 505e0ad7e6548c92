"""Source columns of days and of flags, which no dataset of the TLC has: the same by both engines, and refused alike."""

from __future__ import annotations

import datetime
import json
import subprocess
from pathlib import Path
from typing import Any, Dict, List

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from tests import miniatures
from tests.conftest import ROOT, node
from tests.transform.both_engines import by_both, require_same, written_as
from tests.transform.outcome import manifest_of
from tlc_elt.contract import Contract, contract_of
from tlc_elt.errors import SourceSchemaError
from tlc_elt.ingest.check_file import check_file
from tlc_elt.ingest.publication_diff import KeptFile, publication_diff

MONTH = "2025-04"
GENERATE = """
import { ferries } from './packages/contracts/src/dataset/made-up.test-data.ts';
import { contractsJson } from './packages/contracts/src/render/python.ts';
const added = [['sold_on', 'DATE'], ['express', 'BOOLEAN']];
const [era] = ferries.eras;
const source = added.map(([name, type]) => ({ name, types: [type], ...EMPTY }));
const [first, second, month] = ferries.columns;
const columns = added.map(([name, type]) => ({ name, type, source: name, description: name }));
const eras = [{ ...era, columns: [...era.columns, ...source] }];
const made = { ...ferries, eras, columns: [first, second, month, ...columns] };
process.stdout.write(contractsJson([made]));
"""
DAYS = [
    datetime.date(1, 1, 1),
    datetime.date(1582, 10, 4),
    datetime.date(1582, 10, 15),
    datetime.date(1900, 2, 28),
    datetime.date(1969, 12, 31),
    datetime.date(2024, 2, 29),
    datetime.date(9999, 12, 31),
    None,
]
FLAGS = [True, False, None]
ROWS = 48


def made(empty: str) -> Contract:
    """The ferries with a day and a flag; `empty`: what says of a column the type of months without values."""
    script = GENERATE.replace("EMPTY", empty)
    done = subprocess.run(
        [node(), "--input-type=module-typescript", "-e", script], cwd=ROOT, check=True, capture_output=True, text=True
    )
    found: Dict[str, Any] = json.loads(done.stdout)["datasets"]["ferries"]
    return contract_of(found)


def file_of(folder: Path, days: pa.Array, flags: pa.Array) -> Path:
    """Crossings of which every fifth has less than nobody aboard."""
    left = [datetime.datetime(2025, 4, 1) + datetime.timedelta(minutes=number) for number in range(ROWS)]
    aboard = [-1 if number % 5 == 0 else number + 1 for number in range(ROWS)]
    table = pa.table(
        {
            "left_at": pa.array(left, pa.timestamp("us")),
            "aboard": pa.array(aboard, pa.int64()),
            "sold_on": days,
            "express": flags,
        }
    )
    return miniatures.write(folder / f"ferries-{MONTH}.parquet", table)


def filled(folder: Path) -> Path:
    days: List[Any] = [DAYS[number % len(DAYS)] for number in range(ROWS)]
    flags = [FLAGS[number % len(FLAGS)] for number in range(ROWS)]
    return file_of(folder, pa.array(days, pa.date32()), pa.array(flags, pa.bool_()))


@pytest.mark.spark
@pytest.mark.parametrize("empty", ["{}", "{ allNullType: 'INT32' }"], ids=["never empty", "may be empty"])
def test_days_and_flags_are_the_same_by_both_engines(
    empty: str, request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    contract = made(empty)
    outcomes = by_both(filled(tmp_path), MONTH, request, tmp_path, contract)
    require_same(**outcomes)
    source = [("left_at", "TIMESTAMP_MICROS"), ("aboard", "INT64"), ("sold_on", "DATE"), ("express", "BOOLEAN")]
    written_as(outcomes["spark"], source, contract)
    accepted = [number for number in range(ROWS) if number % 5]
    assert sorted(map(str, outcomes["spark"].trips["sold_on"].to_pylist())) == sorted(
        str(DAYS[number % len(DAYS)]) for number in accepted
    )
    expected = manifest_of(tmp_path / f"ferries-{MONTH}.parquet", MONTH, contract)["accepted"]
    assert [outcomes[engine].written.accepted for engine in ("duckdb", "spark")] == [expected, expected]
    kept = [json.loads(row) for row in outcomes["spark"].quarantine_copy["source_row"].to_pylist()]
    assert {(row["sold_on"], row["express"]) for row in kept} >= {("0001-01-01", True), ("9999-12-31", True)}


@pytest.mark.spark
@pytest.mark.parametrize(
    ("sold_on", "express"), [("PLAIN", "PLAIN"), ("DELTA_BINARY_PACKED", "RLE")], ids=["plain", "as version 2 has them"]
)
def test_days_and_flags_are_read_in_every_encoding_that_they_may_have(
    sold_on: str, express: str, request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    contract = made("{}")
    path = filled(tmp_path)
    pq.write_table(
        pq.read_table(path),
        path,
        data_page_version="2.0",
        use_dictionary=False,
        column_encoding={"sold_on": sold_on, "express": express},
    )
    check_file(contract, MONTH, str(path), path.name)
    outcomes = by_both(path, MONTH, request, tmp_path, contract)
    require_same(**outcomes)
    assert set(outcomes["spark"].trips["express"].to_pylist()) == set(FLAGS)


@pytest.mark.spark
def test_a_month_without_days_and_flags_is_null_in_the_table(request: pytest.FixtureRequest, tmp_path: Path) -> None:
    contract = made("{ allNullType: 'INT32' }")
    nothing = pa.array([None] * ROWS, pa.int32())
    outcomes = by_both(file_of(tmp_path, nothing, nothing), MONTH, request, tmp_path, contract)
    require_same(**outcomes)
    trips = outcomes["duckdb"].trips
    assert {trips[name].null_count for name in ("sold_on", "express")} == {trips.num_rows}
    assert [trips.schema.field(name).type for name in ("sold_on", "express")] == [pa.date32(), pa.bool_()]


@pytest.mark.parametrize("day", [-719_529, 2_932_897, 2**31 - 1], ids=["year 0", "year 10000", "infinity"])
def test_a_day_of_no_year_that_all_have_is_refused_with_its_column(day: int, tmp_path: Path) -> None:
    days = pa.array([day, *[0] * (ROWS - 1)], pa.int32()).cast(pa.date32())
    path = file_of(tmp_path, days, pa.array([True] * ROWS))
    with pytest.raises(SourceSchemaError, match=r"column sold_on: expected dates of the years 1 to 9999, found"):
        check_file(made("{}"), MONTH, str(path), path.name)


def test_a_day_and_a_flag_that_a_publication_changed_are_told(tmp_path: Path) -> None:
    contract = made("{}")
    before = filled(tmp_path)
    table = pq.read_table(before)
    other = tmp_path / "after" / before.name
    other.parent.mkdir()
    days = [*table["sold_on"].to_pylist()[:-1], datetime.date(2025, 4, 2)]
    flags = [not table["express"][0].as_py(), *table["express"].to_pylist()[1:]]
    miniatures.write(
        other, miniatures.retyped(miniatures.retyped(table, "sold_on", pa.date32(), days), "express", pa.bool_(), flags)
    )
    files = [KeptFile(str(path), manifest_of(path, MONTH, contract)) for path in (before, other)]
    folder = tmp_path / "compared"
    folder.mkdir()
    found = publication_diff(contract, files[0], files[1], str(folder))
    assert {name: found["rows"][name] for name in ("added", "removed", "changed", "equal")} == {
        "added": 0,
        "removed": 0,
        "changed": 2,
        "equal": ROWS - 2,
    }


def test_days_and_flags_are_taken_by_the_check(tmp_path: Path) -> None:
    assert check_file(made("{}"), MONTH, str(filled(tmp_path)), "f").footer.rows == ROWS
