"""The values of a file: each is decoded, and what the columns of the table, or the era, cannot hold is found."""

from __future__ import annotations

from typing import Any, Dict, NamedTuple, Optional, Sequence, Tuple

from tlc_elt.contract import Era, document, fill
from tlc_elt.errors import PipelineError, SourceFileInvalid
from tlc_elt.ingest.memory import open_duckdb
from tlc_elt.parquet.physical_schema import Footer, PhysicalColumn
from tlc_elt.schema_error import schema_error


class LocalFile(NamedTuple):
    """A file on this machine: its path, its name for messages, and the bytes of its columns' largest pages."""

    path: str
    name: str
    page_bytes: int


class Undecodable(Exception):
    """DuckDB's reason why it cannot decode what it was asked for."""


def check_values(file: LocalFile, month: str, era: Era, footer: Footer) -> None:
    """One scan that decodes every column. Raises SourceSchemaError with column, example and rows, or
    SourceFileInvalid with column and row group where a value cannot be decoded."""
    checks = _checks(era, footer.columns)
    sql = document()["scan"]
    parts = [fill(sql["decoded"], column=_quoted(name)) for name, _ in footer.columns]
    for name, check in checks.items():
        wrong = fill(check["wrong"], column=_quoted(name))
        shown = fill(check["shown"], column=_quoted(name))
        parts += [fill(sql["wrong"], wrong=wrong), fill(sql["example"], wrong=wrong, shown=shown)]
    try:
        row = _selected(file, f"SELECT {', '.join(parts)} FROM read_parquet(?)", [file.path])
    except Undecodable as error:
        raise _undecodable(file, footer, error) from None
    found = _found(checks, row[len(footer.columns) :])
    if found:
        raise schema_error(file.name, era.name, values=found, month=month)


def _selected(file: LocalFile, sql: str, parameters: Sequence[Any]) -> Tuple[Any, ...]:
    """The only row; a connection each, since DuckDB closes one after some of its errors."""
    import duckdb

    try:
        with open_duckdb(file.page_bytes) as connection:
            row: Tuple[Any, ...] = connection.execute(sql, parameters).fetchone()
            return row
    except duckdb.Error as error:
        raise Undecodable(str(error)) from None


def _undecodable(file: LocalFile, footer: Footer, error: Exception) -> PipelineError:
    """The error of the first chunk that cannot be decoded by itself."""
    first = 0
    for group, rows in enumerate(footer.rows_by_group):
        for name, _ in footer.columns:
            reason = _reason(file, name, first, first + rows)
            if reason is not None:
                return SourceFileInvalid(
                    f"{file.name}: column {name}, row group {group}: cannot be decoded: {reason}",
                    file=file.name,
                    column=name,
                    row_group=group,
                )
        first += rows
    return SourceFileInvalid(f"{file.name} cannot be decoded: {error}", file=file.name)


def _reason(file: LocalFile, name: str, first: int, end: int) -> Optional[str]:
    """Why the rows from `first` to before `end` of a column cannot be decoded; None where they can."""
    decoded = fill(document()["scan"]["decoded"], column=_quoted(name))
    sql = (
        f"SELECT {decoded} FROM read_parquet(?, file_row_number = TRUE)"
        " WHERE file_row_number >= ? AND file_row_number < ?"
    )
    try:
        _selected(file, sql, [file.path, first, end])
    except Undecodable as error:
        return str(error)
    return None


def _found(checks: Dict[str, Dict[str, str]], row: Sequence[Any]) -> "list[str]":
    return [
        f"column {name}: expected {check['expected']}, found {row[2 * index]} row(s) with another value, "
        f"for example {_shown(row[2 * index + 1])}"
        for index, (name, check) in enumerate(checks.items())
        if row[2 * index]
    ]


def _shown(value: Any) -> str:
    """A value in words that `ops contract check` uses as well: whole numbers without a fraction or an exponent."""
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)


def _checks(era: Era, columns: Sequence[PhysicalColumn]) -> Dict[str, Dict[str, str]]:
    """Column → how its values are judged; columns in which every value is right are left out."""
    accepted = {column.name: column.accepts for column in era.columns}
    kinds = {name: accepted[name][found] for name, found in columns}
    return {name: document()["value_checks"][kind] for name, kind in kinds.items() if kind != "any"}


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'
