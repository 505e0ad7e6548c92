"""Values that the columns of the table, or the era, cannot hold."""

from __future__ import annotations

from typing import Any, Dict, Sequence

from tlc_elt.contract import Era, document, fill
from tlc_elt.errors import SourceFileInvalid
from tlc_elt.ingest.physical_schema import PhysicalColumn
from tlc_elt.schema_error import schema_error


def check_values(
    connection: Any, path: str, month: str, file: str, era: Era, columns: Sequence[PhysicalColumn]
) -> None:
    """Raises SourceSchemaError with column, example and rows; one scan over the columns that can be wrong."""
    checks = _checks(era, columns)
    if not checks:
        return
    conditions = {name: fill(check["wrong"], column=name) for name, check in checks.items()}
    parts = ", ".join(
        f"COUNT(CASE WHEN {sql} THEN 1 END), ANY_VALUE(CASE WHEN {sql} THEN {name} END)"
        for name, sql in conditions.items()
    )
    import duckdb

    try:
        row = connection.execute(f"SELECT {parts} FROM read_parquet(?)", [path]).fetchone()
    except duckdb.Error as error:
        raise SourceFileInvalid(f"the pages of {file} cannot be read: {error}", file=file) from None
    found = [
        f"column {name}: expected {checks[name]['expected']}, found {row[2 * index]} row(s) with another value, "
        f"for example {_shown(row[2 * index + 1])}"
        for index, name in enumerate(conditions)
        if row[2 * index]
    ]
    if found:
        raise schema_error(file, era.name, values=found, month=month)


def _shown(value: Any) -> str:
    """A value in words that `ops contract check` uses as well: whole numbers without a fraction or an exponent."""
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)


def _checks(era: Era, columns: Sequence[PhysicalColumn]) -> Dict[str, Dict[str, str]]:
    """Column → how its values are judged; columns in which every value is right are left out."""
    accepted = {column.name: column.accepts for column in era.columns}
    kinds = {name: accepted[name][found] for name, found in columns}
    return {name: document()["value_checks"][kind] for name, kind in kinds.items() if kind != "any"}
