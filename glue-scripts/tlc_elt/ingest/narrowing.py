"""Values that the columns of the table, or the era, cannot hold."""

from __future__ import annotations

from typing import Any, Dict, Sequence

from tlc_elt.contract import Contract, Era
from tlc_elt.errors import SourceFileInvalid, SourceSchemaError
from tlc_elt.ingest.physical_schema import PhysicalColumn

WIDER_THAN_INTEGER = ("INT64", "DOUBLE")


def check_values(
    connection: Any,
    path: str,
    contract: Contract,
    month: str,
    file: str,
    era: Era,
    columns: Sequence[PhysicalColumn],
) -> None:
    """Raises SourceSchemaError with column, example and rows; one scan over the columns that can be wrong.

    Both engines would round or wrap some of the values silently.
    """
    conditions = _conditions(contract, era, columns)
    if not conditions:
        return
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
        f"column {name}: expected {_expected(contract, name)}, found {row[2 * index]} row(s) with another value, "
        f"for example {_shown(row[2 * index + 1])}"
        for index, name in enumerate(conditions)
        if row[2 * index]
    ]
    if found:
        raise SourceSchemaError(file, era.name, values=found, month=month)


def _shown(value: Any) -> str:
    """A value in words that `ops contract check` uses as well: whole numbers without a fraction or an exponent."""
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)


def _conditions(contract: Contract, era: Era, columns: Sequence[PhysicalColumn]) -> Dict[str, str]:
    """Column → SQL that is true for a wrong value."""
    types = {column.name: column for column in era.columns}
    conditions: Dict[str, str] = {}
    for name, found in columns:
        if found in WIDER_THAN_INTEGER and name in contract.sql.narrowing:
            conditions[name] = contract.sql.narrowing[name]
        elif found not in types[name].types:
            conditions[name] = f"{name} IS NOT NULL"  # the type of months where all values are NULL
    return conditions


def _expected(contract: Contract, name: str) -> str:
    return "whole numbers that INTEGER can hold" if name in contract.sql.narrowing else "only NULL of this type"
