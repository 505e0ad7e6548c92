"""One file by both engines, and what must be the same of their outcomes."""

from __future__ import annotations

from pathlib import Path
from typing import Dict, List, Tuple

import pytest

from tests.miniatures import YELLOW
from tests.transform.conftest import ENGINES, engine_on_files
from tests.transform.outcome import Outcome, copied, copies, plan_of, read_outcome, rows
from tlc_elt.contract import Contract
from tlc_elt.transform.counts import reconcile

WALL_CLOCK = ("INT64", "TIMESTAMP microseconds isAdjustedToUTC=false")
TEXT = ("BYTE_ARRAY", "STRING")
PARQUET = {
    "INTEGER": ("INT32", ""),
    "DOUBLE PRECISION": ("DOUBLE", ""),
    "DATE": ("INT32", "DATE"),
    "BOOLEAN": ("BOOLEAN", ""),
    "TIMESTAMP": WALL_CLOCK,
    "VARCHAR(255)": TEXT,
}
SOURCE_TYPES = {
    "INT32": ("INT32", ""),
    "INT64": ("INT64", ""),
    "DOUBLE": ("DOUBLE", ""),
    "STRING": TEXT,
    "TIMESTAMP_MICROS": WALL_CLOCK,
    "DATE": ("INT32", "DATE"),
    "BOOLEAN": ("BOOLEAN", ""),
}
MARKS: List[Tuple[str, str, str]] = [
    ("source_month", "INT32", "DATE"),
    ("run_id", *TEXT),
    ("broken_rules", *TEXT),
]


def by_both(
    path: Path, month: str, request: pytest.FixtureRequest, folder: Path, contract: Contract = YELLOW
) -> Dict[str, Outcome]:
    """The outcome of each engine on one file."""
    outcomes = {}
    for engine in ENGINES:
        root = folder / engine
        root.mkdir()
        plan = plan_of(path, month, contract)
        written = engine_on_files(engine, request)(plan, path, root)
        reconcile(plan, written)
        outcomes[engine] = read_outcome(plan, written, root)
    return outcomes


def require_same(duckdb: Outcome, spark: Outcome) -> None:
    """The same counts, physical types and rows."""
    assert duckdb.written[:5] == spark.written[:5]
    assert duckdb.written.duplicate_rows == copies(duckdb.trips)
    assert duckdb.written.profile == spark.written.profile
    assert duckdb.physical == spark.physical
    assert rows(duckdb.trips) == rows(spark.trips)
    assert rows(duckdb.quarantine) == rows(spark.quarantine)
    assert copied(duckdb.quarantine_copy) == copied(spark.quarantine_copy)


def written_as(outcome: Outcome, source: List[Tuple[str, str]], contract: Contract = YELLOW) -> None:
    """The files have the physical types of the table, and of the source columns (name, type)."""
    assert outcome.physical == {
        "trips": [(column.name, *PARQUET[column.type]) for column in contract.columns],
        "quarantine": [*((name, *SOURCE_TYPES[type_]) for name, type_ in source), *MARKS],
        "quarantine_copy": [*MARKS, ("source_row", *TEXT)],
    }
