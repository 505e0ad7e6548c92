"""The memory that DuckDB gets in IngestRaw, which has a sixteenth of a DPU (1 GB)."""

from __future__ import annotations

from typing import Any, Optional

from tlc_elt.contract import document
from tlc_elt.errors import SourceFileInvalid


def open_duckdb(memory_bytes: Optional[int] = None) -> Any:
    """A connection in memory that is as small as its work allows; without a number for pages of the usual size."""
    import duckdb

    limit = memory_bytes or document()["scan_memory"]["usual"]
    connection = duckdb.connect(config={"memory_limit": f"{limit}B", "temp_directory": ""})
    # Statistics of parquet leave out NaN: DuckDB would conclude from them that no value is out of bounds.
    connection.execute("SET disabled_optimizers = 'statistics_propagation'")
    return connection


def memory_for(page_bytes: int, file: str) -> int:
    """Memory for a scan of columns whose largest pages are `page_bytes` together: DuckDB holds pages whole."""
    usual, large, most = (document()["scan_memory"][name] for name in ("usual", "largePages", "most"))
    if page_bytes <= large:
        return int(usual)
    if usual + page_bytes > most:
        raise SourceFileInvalid(
            f"the largest pages of the columns of {file} are {page_bytes} bytes together, and IngestRaw has {most} for"
            f" them and {usual} besides; `most` in packages/contracts/src/dataset/parquet.ts and the job's DPU set it",
            file=file,
        )
    return int(usual + page_bytes)
