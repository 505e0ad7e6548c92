"""The check of a local file by IngestRaw: `python -m tlc_elt.ingest.check_file DATASET 2024-09 FILE`."""

from __future__ import annotations

import sys
from typing import List, NamedTuple

from tlc_elt.contract import Contract, Era, dataset
from tlc_elt.errors import PipelineError, SourceFileInvalid
from tlc_elt.ingest.era import era_of
from tlc_elt.ingest.memory import require_memory
from tlc_elt.ingest.narrowing import LocalFile, check_values
from tlc_elt.parquet.pages import check_pages, mapped
from tlc_elt.parquet.physical_schema import Footer, read_footer


class Checked(NamedTuple):
    """A file that the contract takes; `page_bytes`: the largest page of each column, together."""

    footer: Footer
    era: Era
    page_bytes: int


def check_file(contract: Contract, month: str, path: str, file: str) -> Checked:
    """Footer and era of a parquet file whose pages are whole and whose values the contract takes.

    Raises SourceSchemaError or SourceFileInvalid, which name `file`. `ops contract check` judges in the same order.
    """
    data = mapped(path)
    footer = read_footer(data, file)
    era = era_of(contract, month, file, footer.columns)
    if footer.rows == 0:
        # An empty month would replace a loaded one: no publication of the TLC ever was empty.
        raise SourceFileInvalid(f"{file} is a parquet file without rows", month=month, file=file)
    page_bytes = check_pages(data, footer, file)
    require_memory(page_bytes, file)
    check_values(LocalFile(path, file, page_bytes), month, era, footer)
    return Checked(footer, era, page_bytes)


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
