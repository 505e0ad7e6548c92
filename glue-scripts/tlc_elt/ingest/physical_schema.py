"""What a parquet file's footer says: columns and their types, rows, row groups, whether it was generated."""

from __future__ import annotations

from typing import Any, NamedTuple, Optional, Tuple

from tlc_elt.contract import document
from tlc_elt.errors import SourceFileInvalid

PLAIN_INTEGERS = {"INT32": ("INT_32", None), "INT64": ("INT_64", None)}


class PhysicalColumn(NamedTuple):
    """A column of a file; `type` is the contract's word where it has one, else parquet's."""

    name: str
    type: str


class Footer(NamedTuple):
    """What a footer says; `generated` where its metadata calls the file a demonstration."""

    rows: int
    row_groups: int
    columns: Tuple[PhysicalColumn, ...]
    generated: bool


def read_footer(connection: Any, path: str, file: str) -> Footer:
    """Reads the footer with DuckDB; SourceFileInvalid, naming `file`, where it cannot be read."""
    import duckdb

    try:
        rows, row_groups = _one(connection, "SELECT num_rows, num_row_groups FROM parquet_file_metadata(?)", path)
        schema = connection.execute(
            "SELECT name, type, num_children, converted_type, logical_type FROM parquet_schema(?)", [path]
        ).fetchall()
        metadata = connection.execute("SELECT key, value FROM parquet_kv_metadata(?)", [path]).fetchall()
    except duckdb.Error as error:
        raise SourceFileInvalid(f"the footer of {file} cannot be read: {error}", file=file) from None
    key = document()["generated_metadata_key"].encode()
    return Footer(rows, row_groups, _columns(schema), (key, b"true") in metadata)


def _one(connection: Any, sql: str, path: str) -> Any:
    return connection.execute(sql, [path]).fetchone()


def _columns(schema: Any) -> Tuple[PhysicalColumn, ...]:
    """The root's children; a nested one counts as one column."""
    columns = []
    inside = 0
    for name, physical, children, converted, logical in schema[1:]:
        if inside == 0:
            columns.append(PhysicalColumn(name, type_name(physical, children or 0, converted, logical)))
        else:
            inside -= 1
        inside += children or 0
    return tuple(columns)


def type_name(physical: Optional[str], children: int, converted: Optional[str], logical: Optional[str]) -> str:
    """The contract's word for a parquet type: INT32, INT64, DOUBLE, STRING, TIMESTAMP_MICROS; else parquet's own."""
    logical = logical or ""
    if children or physical is None:
        return converted or "GROUP"
    if logical.startswith("TimestampType") or (converted or "").startswith("TIMESTAMP_"):
        return _timestamp(converted or "", logical)
    if physical in PLAIN_INTEGERS and (converted in PLAIN_INTEGERS[physical] and logical in ("", "NullType()")):
        return physical
    if converted == "UTF8" or logical == "StringType()":
        return "STRING"
    return converted or physical


def _timestamp(converted: str, logical: str) -> str:
    """`TIMESTAMP_MICROS` is wall clock; `_UTC` an instant.

    A file without the logical type means an instant: "Deprecated timestamp ConvertedType", parquet-format.
    """
    unit = converted[len("TIMESTAMP_") :]
    for name, mark in (("MILLIS", "MILLIS=Milli"), ("MICROS", "MICROS=Micro"), ("NANOS", "NANOS=Nano")):
        if mark in logical:
            unit = name
    return f"TIMESTAMP_{unit}" + ("" if "isAdjustedToUTC=0" in logical else "_UTC")
