"""What TransformTrips by DuckDB makes of a file that IngestRaw takes."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Tuple

import pyarrow as pa
import pyarrow.parquet as pq

from tlc_elt.contract import Contract
from tlc_elt.ingest.check_file import Checked
from tlc_elt.ingest.digest import digest_file
from tlc_elt.ingest.narrowing import LocalFile
from tlc_elt.transform import duckdb_engine
from tlc_elt.transform.counts import reconcile
from tlc_elt.transform.plan import Plan


def transformed(contract: Contract, month: str, path: Path, checked: Checked) -> Tuple[pa.Table, pa.Table]:
    """Accepted and rejected rows of a file, of which the manifest says what IngestRaw would write."""
    footer, era, page_bytes = checked
    digested = digest_file(contract, month, LocalFile(str(path), path.name, page_bytes), era.name)
    manifest = {
        "source_month": month,
        "era": era.name,
        "rows": footer.rows,
        "physical_schema": [column._asdict() for column in footer.columns],
        "accepted": digested.accepted,
        "by_rule": digested.by_rule,
    }
    plan = Plan(contract, month, "r1", "a1", "local", "raw", "processed", manifest)
    with tempfile.TemporaryDirectory() as folder:
        connection = duckdb_engine.connect(folder)
        written = duckdb_engine.write(plan, connection, str(path), folder, lambda *_: None)
        reconcile(plan, written)
        trips, rejected = (_rows(Path(folder) / kind) for kind in ("trips", "quarantine"))
    assert (trips.num_rows, rejected.num_rows) == (written.accepted_rows, written.quarantined_rows)
    return trips, rejected


def _rows(folder: Path) -> pa.Table:
    """The rows of the parquet files of a folder, each read whole."""
    tables = [pq.ParquetFile(path).read() for path in sorted(folder.glob("*.parquet"))]
    return pa.concat_tables(tables) if tables else pa.table({})
