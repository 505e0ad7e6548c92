"""What the rows of a table come to: the twin of packages/contracts/src/artifacts/digests.ts."""

from __future__ import annotations

import re
from typing import Any, Dict, List, Mapping, Sequence

from tlc_elt.contract import Column

Digests = Dict[str, Any]
"""`rows`, `row_hash` and, by column, `nulls`, `sum`, `fraction` of a DOUBLE, and `hash`: whole numbers as text."""

PART = re.compile(r"^(.+)__(nulls|sum|fraction|hash)$")
FRACTION = {"DOUBLE PRECISION": ("fraction",)}


def digests_of(row: Mapping[str, Any]) -> Digests:
    """Digests of the one row that a digest SELECT gives, by the names of its columns."""
    columns: Dict[str, Dict[str, str]] = {}
    for name, value in row.items():
        match = PART.match(name)
        if match:
            columns.setdefault(match.group(1), {})[match.group(2)] = str(value)
    return {"rows": str(row["digest_rows"]), "row_hash": str(row["digest_row_hash"]), "columns": columns}


def differing(one: Digests, other: Digests) -> List[str]:
    """What differs, in the order of the columns: `rows`, a column, or `row_hash` where only whole rows do."""
    names = [] if one["rows"] == other["rows"] else ["rows"]
    columns = {**one["columns"], **other["columns"]}
    names += [name for name in columns if one["columns"].get(name) != other["columns"].get(name)]
    if not names and one["row_hash"] != other["row_hash"]:
        return ["row_hash"]
    return names


def of_nothing(columns: Sequence[Column]) -> Digests:
    """Digests of no rows, in these columns."""
    parts = {column.name: ("nulls", "sum", *FRACTION.get(column.type, ()), "hash") for column in columns}
    zeros = {name: dict.fromkeys(names, "0") for name, names in parts.items()}
    return {"rows": "0", "row_hash": "0", "columns": zeros}


def said(digests: Digests, name: str) -> str:
    """What the digests say of a name that `differing` gave."""
    if name in ("rows", "row_hash"):
        return str(digests[name])
    return ", ".join(f"{part} {value}" for part, value in digests["columns"].get(name, {}).items()) or "nothing"


def compared(one: Digests, other: Digests) -> str:
    """Each difference with both values; empty where there is none."""
    return "; ".join(f"{name}: {said(one, name)} against {said(other, name)}" for name in differing(one, other))
