"""Miniatures of published files, in the exact physical schema of an era; and where the real samples are."""

from __future__ import annotations

import datetime
import os
from pathlib import Path
from typing import Any, Dict, List, Mapping, Optional

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from tlc_elt.contract import Era, dataset

YELLOW = dataset("yellow")
# Rejected rows by rule, where none was rejected.
NONE_BROKEN = {rule.name: 0 for rule in YELLOW.rules}
LOADABLE = [era for era in YELLOW.eras if era.refused is None]
TYPES: Mapping[str, pa.DataType] = {
    "INT32": pa.int32(),
    "INT64": pa.int64(),
    "DOUBLE": pa.float64(),
    "TIMESTAMP_MICROS": pa.timestamp("us"),
    "STRING": pa.string(),
    "DATE": pa.date32(),
    "BOOLEAN": pa.bool_(),
}
DATA = Path(os.environ.get("TLC_DATA_DIR") or Path(__file__).resolve().parents[3] / "shared/data/tlc")


def one_page() -> Dict[str, int]:
    """Options by which a row group has one page a column: before pyarrow 22 rows did not bound a page."""
    bound = {} if int(pa.__version__.split(".")[0]) < 22 else {"max_rows_per_page": 1 << 30}
    return {"data_page_size": 1 << 30, **bound}


def data_file(name: str) -> Path:
    """A real TLC file; skips the test, saying so, where the data are not on this machine."""
    path = DATA / name
    if not path.exists():
        pytest.skip(f"no real TLC rows on this machine: {path} (TLC_DATA_DIR)")
    return path


def value(name: str, kind: str, month: str, row: int) -> Any:
    """A value of a good trip."""
    start = datetime.datetime.fromisoformat(f"{month}-10") + datetime.timedelta(minutes=row)
    if kind == "TIMESTAMP_MICROS":
        return start + datetime.timedelta(minutes=9 if "dropoff" in name else 0)
    if kind == "STRING":
        return "N"
    return row % 5 + 1 if kind.startswith("INT") else row % 5 + 1.0


def table(era: Era, month: str, rows: int = 20, **changes: List[Any]) -> pa.Table:
    """Good trips of an era; `changes` replaces whole columns."""
    columns: Dict[str, pa.Array] = {}
    for column in era.columns:
        kind = column.types[0]
        values = changes.get(column.name) or [value(column.name, kind, month, row) for row in range(rows)]
        columns[column.name] = pa.array(values, TYPES[kind])
    return pa.table(columns)


def write(path: Path, content: pa.Table, metadata: Optional[Dict[str, str]] = None) -> Path:
    """Writes a table as TLC's writer would."""
    pq.write_table(content.replace_schema_metadata(metadata), path, compression="zstd")
    return path


def month_of(era: Era) -> str:
    """A month of the era, outside its edges where it has any."""
    return era.last or era.first


def retyped(content: pa.Table, name: str, kind: pa.DataType, values: Optional[List[Any]] = None) -> pa.Table:
    """The table with one column of another type."""
    index = content.schema.get_field_index(name)
    new = pa.array(values, kind) if values is not None else content[name].cast(kind)
    return content.set_column(index, name, new)
