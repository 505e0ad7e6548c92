"""The memory that DuckDB gets in IngestRaw, which has a sixteenth of a DPU (1 GB)."""

from __future__ import annotations

import os
from typing import Any

from tlc_elt.contract import document
from tlc_elt.errors import SourceFileInvalid


def open_duckdb(page_bytes: int = 0) -> Any:
    """A connection in memory, small enough for a sixteenth of a DPU.

    `page_bytes`: the largest page of each column that is read, together. Each thread holds them whole.
    """
    import duckdb

    memory = document()["scan_memory"]
    is_large = page_bytes > memory["largePages"]
    limit = memory["usual"] + (page_bytes if is_large else 0)
    threads = max(1, min(os.cpu_count() or 1, 2 * memory["largePages"] // max(1, page_bytes)))
    connection = duckdb.connect(config={"memory_limit": f"{limit}B", "temp_directory": "", "threads": threads})
    # Statistics of parquet leave out NaN: DuckDB would conclude from them that no value is out of bounds.
    connection.execute("SET disabled_optimizers = 'statistics_propagation'")
    # It would be drawn into the log of a job that takes long.
    connection.execute("SET enable_progress_bar = false")
    return connection


def open_spilling(folder: str) -> Any:
    """A connection for what is larger than memory: it spills into the folder. More threads would need more memory."""
    import duckdb

    limit = document()["scan_memory"]["comparing"]
    settings = {"memory_limit": f"{limit}B", "temp_directory": folder, "threads": 1, "preserve_insertion_order": False}
    connection = duckdb.connect(config=settings)
    connection.execute("SET disabled_optimizers = 'statistics_propagation'")
    connection.execute("SET enable_progress_bar = false")
    return connection


def require_memory(page_bytes: int, file: str) -> None:
    """Raises SourceFileInvalid, with the numbers and what to set, where the pages are too large for the job."""
    usual, most = document()["scan_memory"]["usual"], document()["scan_memory"]["most"]
    if usual + page_bytes > most:
        raise SourceFileInvalid(
            f"{file}: the largest pages of its columns are {page_bytes} bytes together, and IngestRaw has {most} for "
            f"them and {usual} besides: more takes a larger `dpu` of the job, and `scanMemory` of the contracts",
            file=file,
        )
