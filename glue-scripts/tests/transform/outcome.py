"""What an engine wrote, read back by pyarrow; and what a source row should have become."""

from __future__ import annotations

import hashlib
import json
import math
from collections import Counter
from pathlib import Path
from typing import Any, Dict, List, NamedTuple, Sequence, Tuple

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from tests.miniatures import TYPES, YELLOW
from tlc_elt import keys
from tlc_elt.contract import Contract
from tlc_elt.digests import of_nothing
from tlc_elt.ingest.digest import Digested, digest_file
from tlc_elt.ingest.narrowing import LocalFile
from tlc_elt.transform.counts import Written, WrittenFile
from tlc_elt.transform.plan import Plan

RUN_ID, ATTEMPT, ETAG = "yellow-test-r1", "11111111-2222-4333-8444-555555555555", "abc"


class Outcome(NamedTuple):
    """Counts, and the rows and the physical columns of each kind of file."""

    written: Written
    trips: pa.Table
    quarantine: pa.Table
    quarantine_copy: pa.Table
    physical: Dict[str, List[Tuple[str, str, str]]]


def manifest_of(path: Path, month: str, contract: Contract = YELLOW, **changes: Any) -> Dict[str, Any]:
    """The raw manifest that IngestRaw writes for a file."""
    footer, schema = pq.read_metadata(path), pq.read_schema(path)
    names = {arrow: name for name, arrow in TYPES.items()}
    era = next(era for era in contract.eras if era.refused is None and era.covers(month))
    content = path.read_bytes()
    digested = _digested(contract, path, month, era.name)
    manifest = {
        "version": 1,
        "dataset": contract.dataset,
        "source_month": month,
        "source": {
            "url": f"https://tlc.example/{path.name}",
            "etag": ETAG,
            "last_modified": "2024-11-20T10:00:00Z",
            "bytes": len(content),
        },
        "bucket": "raw",
        "key": keys.raw_file(contract, month, ETAG),
        "bytes": len(content),
        "sha256": hashlib.sha256(content).hexdigest(),
        "rows": footer.num_rows,
        "row_groups": footer.num_row_groups,
        "physical_schema": [{"name": field.name, "type": _type(names, field.type)} for field in schema],
        "era": era.name,
        "contract_version": contract.version,
        "generated": False,
        "accepted": digested.accepted,
        "by_rule": digested.by_rule,
        "run_id": RUN_ID,
        "ingested_at": "2024-11-21T10:00:00Z",
    }
    return {**manifest, **changes}


def _digested(contract: Contract, path: Path, month: str, era: str) -> Digested:
    """As IngestRaw has them; of a file with a value that INTEGER cannot hold there are none, since it is refused."""
    try:
        return digest_file(contract, month, LocalFile(str(path), path.name, 0), era)
    except duckdb.ConversionException:
        return Digested(of_nothing(contract.columns), {})


def _type(names: Dict[pa.DataType, str], found: pa.DataType) -> str:
    if pa.types.is_null(found):
        return "INT32"  # what the footer has, beside the mark that all values are NULL
    return names[pa.string() if pa.types.is_large_string(found) else found]


def plan_of(path: Path, month: str, contract: Contract = YELLOW, **changes: Any) -> Plan:
    """The plan of an attempt on a local file."""
    manifest = manifest_of(path, month, contract, **changes)
    return Plan(contract, month, RUN_ID, ATTEMPT, "local", "raw", "processed", manifest)


def read_outcome(plan: Plan, written: Written, root: Path) -> Outcome:
    """Reads the files that the outcome names, and no others."""
    tables, physical = {}, {}
    for kind in ("trips", "quarantine", "quarantine_copy"):
        files: Sequence[WrittenFile] = getattr(written, kind)
        paths = [root / file.key for file in files]
        assert [path.stat().st_size for path in paths] == [file.bytes for file in files]
        assert [pq.read_metadata(path).num_rows for path in paths] == [file.rows for file in files]
        assert all(file.key.startswith(f"{plan.prefix}{kind}/") for file in files)
        tables[kind] = pa.concat_tables([pq.ParquetFile(path).read() for path in paths]) if paths else pa.table({})
        shapes = [physical_columns(path) for path in paths]
        assert all(shape == shapes[0] for shape in shapes)
        physical[kind] = shapes[0] if shapes else []
    return Outcome(written, physical=physical, **tables)


def physical_columns(path: Path) -> List[Tuple[str, str, str]]:
    """Name, physical and logical type of each column, by the footer."""
    schema = pq.ParquetFile(path).schema
    columns = [schema.column(index) for index in range(len(schema.names))]
    return [(column.name, column.physical_type, _logical(column.logical_type)) for column in columns]


def _logical(logical: Any) -> str:
    """As short text; a plain 32-bit integer may say so or not."""
    if logical.type == "TIMESTAMP":
        said = json.loads(logical.to_json())
        return f"TIMESTAMP {said['timeUnit']} isAdjustedToUTC={str(said['isAdjustedToUTC']).lower()}"
    return "" if logical.type in ("NONE", "INT") else str(logical.type)


def rows(table: pa.Table) -> "Counter[str]":
    """The rows, whatever their order; NaN equals NaN, which values of Python do not."""
    return Counter(repr(tuple(row.values())) for row in table.to_pylist())


def copies(trips: pa.Table) -> int:
    """Rows beyond the first of equal ones, by a GROUP BY of every column in full."""
    if trips.num_columns == 0:
        return 0
    groups = duckdb.sql("SELECT COALESCE(SUM(n - 1), 0) FROM (SELECT *, COUNT(*) AS n FROM trips GROUP BY ALL)")
    return int(groups.fetchall()[0][0])


def copied(table: pa.Table) -> "Counter[str]":
    """The rows of the quarantine for COPY, source rows parsed: engines may spell a number in two ways."""
    return Counter(
        repr((*(row[name] for name in row if name != "source_row"), parsed(row["source_row"])))
        for row in table.to_pylist()
    )


def parsed(source_row: str) -> Dict[str, Any]:
    """A source row as strict JSON: NaN and Infinity are refused."""

    def refuse(constant: str) -> None:
        raise ValueError(f"{constant} is no JSON: {source_row}")

    loaded: Dict[str, Any] = json.loads(source_row, parse_constant=refuse)
    return loaded


def as_json(row: Dict[str, Any]) -> Dict[str, Any]:
    """What the JSON of a source row should be."""
    return {name: _json_value(value) for name, value in row.items()}


def _json_value(value: Any) -> Any:
    if isinstance(value, float) and not math.isfinite(value):
        return "NaN" if math.isnan(value) else ("Infinity" if value > 0 else "-Infinity")
    if hasattr(value, "isoformat"):
        text = value.isoformat(sep=" ")
        return text.rstrip("0") if "." in text else text
    return value
