"""Lookups: reference files of the publisher that name what trips hold ids of."""

from __future__ import annotations

import csv
import functools
import io
from typing import Dict, List, NamedTuple, Tuple

from tlc_elt.contract import Column, Contract, Table, columns_of, document, fill, table_of


class View(NamedTuple):
    """A view of the warehouse, and the statements that make it."""

    table: Table
    statements: Tuple[str, ...]


class Lookup(NamedTuple):
    """All that the jobs know of a lookup."""

    name: str
    versions_table: str
    file_name: str
    url_path: str
    largest_bytes: int
    columns: Tuple[Column, ...]
    """The columns of the file; the first is the key."""
    least_rows: int
    tables: Tuple[Table, ...]
    view: Table
    statements: Tuple[str, ...]

    @property
    def manifest_key(self) -> str:
        """Key of the manifest in the raw bucket."""
        return fill(document()["keys"]["lookup_manifest"], lookup=self.name)

    def file_key(self, sha256: str) -> str:
        """Key of a version of the file in the raw bucket."""
        return fill(document()["keys"]["lookup_file"], lookup=self.name, hash=sha256, file_name=self.file_name)


class Rows(NamedTuple):
    """What a file says: values of each row in the order of the columns."""

    values: List[Tuple[str, ...]]
    generated: bool


class Malformed(Exception):
    """The file is not what the contract says; the message says where."""


def lookup_of(contract: Contract) -> "Tuple[Lookup, View] | None":
    """The lookup that a dataset names, and the view of its trips; None where it names none."""
    if contract.named is None:
        return None
    named = contract.named
    return _lookup(named["lookup"]), View(table_of(named["view"]), tuple(named["statements"]))


@functools.lru_cache(maxsize=None)
def _lookup(name: str) -> Lookup:
    raw = document()["lookups"][name]
    return Lookup(
        name=name,
        versions_table=raw["versionsTable"],
        file_name=raw["fileName"],
        url_path=raw["urlPath"],
        largest_bytes=raw["largestBytes"],
        columns=columns_of(raw["columns"]),
        least_rows=raw["leastRows"],
        tables=tuple(table_of(table) for table in raw["tables"]),
        view=table_of(raw["view"]),
        statements=tuple(raw["statements"]),
    )


def parse(lookup: Lookup, data: bytes) -> Rows:
    """The rows of a file that the contract takes; Malformed says what is wrong with any other."""
    try:
        text = data.decode("utf-8-sig")
        lines = [line for line in csv.reader(io.StringIO(text, newline=""), strict=True) if line]
    except (UnicodeDecodeError, csv.Error) as error:
        raise Malformed(f"it is no CSV in UTF-8: {error}") from None
    generated = bool(lines) and lines[0] == [document()["generated_line"]]
    header, *rows = (lines[1:] if generated else lines) or [[]]
    names = [str(column.source) for column in lookup.columns]
    _check_header(header, names)
    if len(rows) < lookup.least_rows:
        raise Malformed(f"it has {len(rows)} rows, and never had fewer than {lookup.least_rows}")
    places = [header.index(name) for name in names]
    seen: Dict[str, int] = {}
    values = []
    for number, row in enumerate(rows, start=1):
        if len(row) != len(header):
            raise Malformed(f"row {number} has {len(row)} fields instead of {len(header)}")
        values.append(tuple(row[place] for place in places))
        _check_row(lookup, number, values[-1])
        if values[-1][0] in seen:
            raise Malformed(f"rows {seen[values[-1][0]]} and {number} are both of {names[0]} {values[-1][0]}")
        seen[values[-1][0]] = number
    return Rows(values, generated)


def _check_header(header: List[str], names: List[str]) -> None:
    if sorted(header) == sorted(names):
        return
    if not set(header) & set(names):
        # Whatever answered here, its words are nothing for a log.
        raise Malformed(f"its first line names none of the columns {', '.join(names)}")
    lacks = [f"lacks {name}" for name in names if name not in header]
    others = [f"has the unknown column {name[:100]!r}" for name in header if name not in names]
    raise Malformed(f"it {', '.join(lacks + others) or 'names a column twice'}")


def _check_row(lookup: Lookup, number: int, values: Tuple[str, ...]) -> None:
    for column, value in zip(lookup.columns, values):
        where = f"{column.source} of row {number}"
        if column.type == "INTEGER":
            # Without leading zeros, so that equal numbers are equal texts.
            if not (value.isascii() and value.isdigit() and value[0] != "0" and int(value) < 2**31):
                raise Malformed(f"{where} is {value[:100]!r}, and no number from 1 on")
            continue
        most = int(column.type[len("VARCHAR(") : -1])
        if not value.strip():
            raise Malformed(f"{where} is empty")
        if len(value.encode()) > most or not value.isprintable() or "\\" in value:
            raise Malformed(f"{where} is {value[:100]!r}: longer than {most} bytes, or no plain text")
