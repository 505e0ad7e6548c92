"""What the files of an attempt hold, read back by DuckDB whichever engine wrote them."""

from __future__ import annotations

from typing import Any, Dict, Sequence

from tlc_elt.contract import Column, fill
from tlc_elt.digests import Digests, digests_of, of_nothing
from tlc_elt.transform.duplicates import duplicates


def digests(connection: Any, paths: Sequence[str], select: Dict[str, str], columns: Sequence[Column]) -> Digests:
    """Digests of the rows of parquet files in these columns; `select` is a digest SELECT by dialect."""
    if not paths:
        return of_nothing(columns)
    result = connection.cursor().execute(fill(select["duckdb"], **{"from": f"{_relation(paths)} AS written"}))
    names = [column[0] for column in result.description]
    return digests_of(dict(zip(names, result.fetchone())))


def copies(connection: Any, paths: Sequence[str], columns: Sequence[Column]) -> int:
    """Rows of parquet files beyond the first of those that are equal in every column."""
    return duplicates(connection.cursor(), _relation(paths), columns) if paths else 0


def _relation(paths: Sequence[str]) -> str:
    texts = ", ".join("'" + path.replace("'", "''") + "'" for path in paths)
    return f"read_parquet([{texts}])"
