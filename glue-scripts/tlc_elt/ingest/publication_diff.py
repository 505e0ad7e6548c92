"""What a publication of a month changed beside an earlier one, by the SQL that `ops diff` runs as well."""

from __future__ import annotations

import os
from typing import Any, Dict, List, NamedTuple, Sequence

from tlc_elt.contract import Contract, fill
from tlc_elt.ingest.memory import open_spilling


class KeptFile(NamedTuple):
    """The file of a publication on this machine, and its raw manifest."""

    path: str
    manifest: Dict[str, Any]

    @property
    def columns(self) -> Dict[str, Dict[str, str]]:
        """Its columns by their names in small letters."""
        return {column["name"].lower(): column for column in self.manifest["physical_schema"]}


def publication_diff(contract: Contract, before: KeptFile, after: KeptFile, folder: str) -> Dict[str, Any]:
    """A PublicationDiff of the contracts; `folder` is for what does not fit into memory."""
    values = _values(contract, before, after)
    with open_spilling(os.path.join(folder, "spilled")) as connection:
        for statement in contract.diff["prepare"]:
            connection.execute(fill(statement, **values))
        for number, each in enumerate(contract.diff["passes"]):
            _run_pass(connection, each, values, os.path.join(folder, str(number)))
        queries = contract.diff["queries"]
        found = {name: _rows(connection, fill(query, **values)) for name, query in queries.items()}
    (apart,) = found.pop("rows")
    return {
        "version": 1,
        "dataset": contract.dataset,
        "source_month": after.manifest["source_month"],
        "before": _described(before),
        "after": _described(after),
        "rows": {**apart, "equal": _equal_rows(before, after, apart)},
        **_schema(before, after),
        **found,
    }


def _values(contract: Contract, before: KeptFile, after: KeptFile) -> Dict[str, str]:
    start, end = contract.window(after.manifest["source_month"])
    both = (before, after)
    return {
        "before": _relation(contract, before, both),
        "after": _relation(contract, after, both),
        "whole_before": _relation(contract, before, ()),
        "whole_after": _relation(contract, after, ()),
        "window_start": start,
        "window_end": end,
    }


def _relation(contract: Contract, file: KeptFile, files: Sequence[KeptFile]) -> str:
    """The compared columns of a file; NULL where a column is not in each of `files`."""
    selected = []
    for column in contract.diff["columns"]:
        key = column["name"].lower()
        has = key in file.columns and all(key in each.columns for each in files)
        value = f'"{file.columns[key]["name"]}"' if has else "NULL"
        selected.append(f'CAST({value} AS {column["type"]}) AS "{column["name"]}"')
    path = file.path.replace("'", "''")
    return f"(SELECT {', '.join(selected)} FROM read_parquet('{path}'))"


def _run_pass(connection: Any, each: Dict[str, Any], values: Dict[str, str], folder: str) -> None:
    """Runs a pass in parts that lie in files below the folder."""
    (rows,) = connection.execute(fill(each["rows"], **values)).fetchone()
    parts = str(1 + int(rows) // each["rows_of_a_part"])
    connection.execute(fill(each["spread"], **values, folder=folder, parts=parts))
    for name in os.listdir(folder):
        for statement in each["each"]:
            connection.execute(fill(statement, **values, part=os.path.join(folder, name, "*.parquet")))


def _rows(connection: Any, query: str) -> List[Dict[str, Any]]:
    result = connection.execute(query)
    names = [column[0] for column in result.description]
    return [dict(zip(names, row)) for row in result.fetchall()]


def _described(file: KeptFile) -> Dict[str, Any]:
    source = file.manifest["source"]
    return {
        "etag": source["etag"],
        "last_modified": source["last_modified"],
        **{name: file.manifest[name] for name in ("sha256", "rows", "era")},
    }


def _equal_rows(before: KeptFile, after: KeptFile, apart: Dict[str, int]) -> int:
    """Rows that are in both; ValueError where the counts of the two files do not fit together."""
    equal = before.manifest["rows"] - apart["removed"] - apart["changed"]
    from_after = after.manifest["rows"] - apart["added"] - apart["changed"]
    if equal != from_after:
        raise ValueError(f"the earlier file leaves {equal} equal rows, the later {from_after}: {apart}")
    return int(equal)


def _schema(before: KeptFile, after: KeptFile) -> Dict[str, Any]:
    """Columns that differ whatever the rows hold, and whether they stand in another order."""
    names = list(dict.fromkeys([*before.columns, *after.columns]))
    nothing = {"name": None, "type": None}
    both = [(before.columns.get(name, nothing), after.columns.get(name, nothing)) for name in names]
    order = [[name for name in file.columns if name in other.columns] for file, other in _twice(before, after)]
    return {
        "schema": [
            {
                "column": now["name"] or old["name"],
                "before_name": old["name"],
                "before_type": old["type"],
                "after_name": now["name"],
                "after_type": now["type"],
            }
            for old, now in both
            if old != now
        ],
        "reordered": order[0] != order[1],
    }


def _twice(one: KeptFile, other: KeptFile) -> Sequence[Sequence[KeptFile]]:
    return ((one, other), (other, one))
