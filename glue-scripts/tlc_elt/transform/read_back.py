"""What the files of an attempt hold, read back by DuckDB whichever engine wrote them."""

from __future__ import annotations

from typing import Any, Dict, NamedTuple, Sequence

from tlc_elt.contract import Column, fill
from tlc_elt.digests import Digests, digests_of, of_nothing
from tlc_elt.transform.duplicates import duplicates
from tlc_elt.transform.plan import Plan
from tlc_elt.transform.profile import Counts, profile


class Accepted(NamedTuple):
    """What the accepted rows come to, and what they are like."""

    digests: Digests
    profile: Counts


def accepted(connection: Any, plan: Plan, paths: Sequence[str]) -> Accepted:
    """Digests and counts of the rows of the `trips` files."""
    contract, cursor, relation = plan.contract, connection.cursor(), _relation(paths)
    digests = _digests(cursor, paths, contract.digests.table, contract.columns)
    copies = duplicates(cursor, relation, contract.columns) if paths else 0
    counted = cursor.execute(fill(contract.profile["select"], **{"from": relation})).fetchall() if paths else []
    return Accepted(digests, profile(contract, plan.month, digests, copies, counted))


def rejected(connection: Any, plan: Plan, paths: Sequence[str]) -> Digests:
    """Digests of the rows of the `quarantine_copy` files."""
    return _digests(connection.cursor(), paths, plan.contract.digests.quarantine, plan.contract.quarantine_columns)


def _digests(cursor: Any, paths: Sequence[str], select: Dict[str, str], columns: Sequence[Column]) -> Digests:
    if not paths:
        return of_nothing(columns)
    result = cursor.execute(fill(select["duckdb"], **{"from": f"{_relation(paths)} AS written"}))
    names = [column[0] for column in result.description]
    return digests_of(dict(zip(names, result.fetchone())))


def _relation(paths: Sequence[str]) -> str:
    texts = ", ".join("'" + path.replace("'", "''") + "'" for path in paths)
    return f"read_parquet([{texts}])"
