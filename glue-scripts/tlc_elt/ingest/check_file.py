"""The schema check of IngestRaw on a local file: `python -m tlc_elt.ingest.check_file DATASET 2024-09 FILE`."""

from __future__ import annotations

import sys
from typing import Any, List, NamedTuple

from tlc_elt.contract import Contract, Era, dataset
from tlc_elt.errors import PipelineError
from tlc_elt.ingest.era import era_of
from tlc_elt.ingest.narrowing import check_values
from tlc_elt.ingest.physical_schema import Footer, read_footer


class Checked(NamedTuple):
    """A file that the contract takes."""

    footer: Footer
    era: Era


def open_duckdb() -> Any:
    """A connection in memory, small enough for a sixteenth of a DPU (1 GB)."""
    import duckdb

    connection = duckdb.connect(config={"memory_limit": "300MB", "temp_directory": ""})
    # Statistics of parquet leave out NaN: DuckDB would conclude from them that no value is out of bounds.
    connection.execute("SET disabled_optimizers = 'statistics_propagation'")
    return connection


def check_file(contract: Contract, month: str, path: str, file: str) -> Checked:
    """Footer and era of a parquet file; raises SourceSchemaError or SourceFileInvalid, which name `file`."""
    with open_duckdb() as connection:
        footer = read_footer(connection, path, file)
        era = era_of(contract, month, file, footer.columns)
        check_values(connection, path, month, file, era, footer.columns)
    return Checked(footer, era)


def main(argv: List[str]) -> int:
    """Prints the era, or what is wrong; exit code 1 where the file is refused."""
    name, month, path = argv
    try:
        footer, era = check_file(dataset(name), month, path, path)
    except PipelineError as error:
        print(f"{type(error).__name__}: {error}")
        return 1
    print(f"{path}: {footer.rows} rows, era {era.name}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
