"""The check of a local file by IngestRaw: `python -m tlc_elt.ingest.check_file DATASET 2024-09 FILE`."""

from __future__ import annotations

import mmap
import os
import sys
from typing import List, NamedTuple

from tlc_elt.contract import Contract, Era, dataset
from tlc_elt.errors import PipelineError, SourceFileInvalid
from tlc_elt.ingest.era import era_of
from tlc_elt.ingest.memory import memory_for
from tlc_elt.ingest.narrowing import LocalFile, check_values
from tlc_elt.ingest.pages import check_pages
from tlc_elt.ingest.physical_schema import Footer, read_footer


class Checked(NamedTuple):
    """A file that the contract takes, and the memory that DuckDB needs to read all its columns at once."""

    footer: Footer
    era: Era
    memory_bytes: int


def check_file(contract: Contract, month: str, path: str, file: str) -> Checked:
    """Footer and era of a parquet file whose pages are whole and whose values the contract takes.

    Raises SourceSchemaError or SourceFileInvalid, which name `file`. `ops contract check` judges in the same order.
    """
    data = _mapped(path)
    footer = read_footer(data, file)
    era = era_of(contract, month, file, footer.columns)
    if footer.rows == 0:
        # An empty month would replace a loaded one: no publication of the TLC ever was empty.
        raise SourceFileInvalid(f"{file} is a parquet file without rows", month=month, file=file)
    memory_bytes = memory_for(check_pages(data, footer, file), file)
    check_values(LocalFile(path, file, memory_bytes), month, era, footer)
    return Checked(footer, era, memory_bytes)


def _mapped(path: str) -> memoryview:
    """The bytes of a file, which the system reads and lets go as they are looked at."""
    if os.path.getsize(path) == 0:
        return memoryview(b"")
    with open(path, "rb") as file:
        return memoryview(mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ))


def main(argv: List[str]) -> int:
    """Prints the era, or what is wrong; exit code 1 where the file is refused."""
    name, month, path = argv
    try:
        footer, era, _ = check_file(dataset(name), month, path, path)
    except PipelineError as error:
        print(f"{type(error).__name__}: {error}")
        return 1
    print(f"{path}: {footer.rows} rows, era {era.name}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
