"""Exact copies among the accepted rows: counted and reported, never removed."""

from __future__ import annotations

from typing import Any, Sequence

from tlc_elt.contract import Column

# 64 bits of a whole row: equal rows have equal ones, and others are told apart below.
HASH = "hash({names})"


def duplicates(connection: Any, relation: str, columns: Sequence[Column]) -> int:
    """Rows of the relation beyond the first of those that are equal in every column; NULL equals NULL, NaN equals NaN.

    Hashes find the few rows that may be equal: only these are compared in full, so that two rows with one hash are
    no copies.
    """
    names = ", ".join(column.name for column in columns)
    row_hash = HASH.format(names=names)
    if _number(connection, f"SELECT COUNT(*) - COUNT(DISTINCT {row_hash}) FROM {relation}") == 0:
        return 0
    repeated = f"SELECT {row_hash} FROM {relation} GROUP BY {row_hash} HAVING COUNT(*) > 1"
    alike = f"SELECT COUNT(*) AS alike FROM {relation} WHERE {row_hash} IN ({repeated}) GROUP BY {names}"
    return _number(connection, f"SELECT CAST(SUM(alike - 1) AS BIGINT) FROM ({alike}) AS groups_of_equal_rows")


def _number(connection: Any, select: str) -> int:
    return int(connection.execute(select).fetchone()[0])
