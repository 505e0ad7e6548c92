"""The warehouse's tables as they are, beside the contract's."""

from __future__ import annotations

from typing import Dict, List, Optional, Sequence, Tuple

from tlc_elt.contract import Contract, Table
from tlc_elt.data_api import Result, StatementFailed, Warehouse
from tlc_elt.errors import TableNotOwned, TableSchemaMismatch
from tlc_elt.sql_text import text

# Type names of the Data API's column metadata, in the contract's words.
TYPES: Dict[str, str] = {
    "int4": "INTEGER",
    "int8": "BIGINT",
    "float8": "DOUBLE PRECISION",
    "timestamp": "TIMESTAMP",
    "date": "DATE",
    "bool": "BOOLEAN",
    "varchar": "VARCHAR",
}
Columns = Tuple[Tuple[str, str], ...]


def looks(table: Table) -> str:
    """A SELECT without rows: its metadata are the table's columns, wherever the search path finds it."""
    return f"SELECT * FROM {table.name} LIMIT 0"


def found_columns(result: Result) -> Columns:
    """Columns of a result; VARCHAR without its length, which the Data API does not tell reliably."""
    return tuple((name, TYPES.get(short, short.upper())) for name, short in result.columns)


def expected_columns(table: Table) -> Columns:
    """Columns of the contract, in the form of `found_columns`."""
    return tuple((column.name, column.type.split("(")[0]) for column in table.columns)


def columns_of(warehouse: Warehouse, table: Table) -> Optional[Columns]:
    """Columns of one table; None where it does not exist."""
    try:
        return found_columns(warehouse.query(looks(table)))
    except StatementFailed as error:
        if error.is_missing_table:
            return None
        raise


def check_columns(tables: Sequence[Table], results: Sequence[Result]) -> None:
    """Raises TableSchemaMismatch, naming table, expected and found, at the first table that differs."""
    for table, result in zip(tables, results):
        expected, found = expected_columns(table), found_columns(result)
        if expected != found:
            raise mismatch(table.name, expected, found)


def mismatch(table: str, expected: Columns, found: Columns, next_step: Optional[str] = None) -> TableSchemaMismatch:
    """The error of a table that differs; says the first difference and both lists."""
    at = next(
        (i for i, pair in enumerate(zip(expected, found)) if pair[0] != pair[1]),
        min(len(expected), len(found)),
    )
    differs = f"column {at + 1}: expected {_name(expected, at)}, found {_name(found, at)}"
    return TableSchemaMismatch(
        f"{table} differs from the contract at {differs}. Expected {_list(expected)}; found {_list(found)}",
        next_step=next_step,
        table=table,
        expected=expected,
        found=found,
    )


def _name(columns: Columns, index: int) -> str:
    return " ".join(columns[index]) if index < len(columns) else "none"


def _list(columns: Columns) -> str:
    return ", ".join(f"{name} {type_name}" for name, type_name in columns)


def strangers(tables: Sequence[Table]) -> str:
    """A SELECT of those, tables or views, that are not this user's: whoever makes one in schema public owns it."""
    names = ", ".join(text(table.name) for table in tables)
    return (
        f"SELECT tablename, tableowner FROM pg_tables WHERE schemaname = 'public' AND tablename IN ({names}) "
        "AND tableowner <> CURRENT_USER UNION ALL "
        f"SELECT viewname, viewowner FROM pg_views WHERE schemaname = 'public' AND viewname IN ({names}) "
        "AND viewowner <> CURRENT_USER ORDER BY 1"
    )


def check_owners(found: Result) -> None:
    """Raises TableNotOwned, naming tables and views with their owners, where `strangers` found any."""
    if found.rows:
        owners = ", ".join(f"{table} belongs to {owner}" for table, owner in found.rows)
        raise TableNotOwned(f"{owners}, who may change its rows at any time; nothing was loaded", tables=owners)


def statements_for(contract: Contract, names: Sequence[str]) -> List[str]:
    """The contract's CREATE and GRANT statements of these tables."""
    return statements_of(contract.warehouse_statements, names)


def statements_of(statements: Sequence[str], names: Sequence[str]) -> List[str]:
    """Those of the CREATE and GRANT statements that are of these tables and views, which a first line names."""
    wanted = set(names)
    return [sql for sql in statements if wanted & set(sql.split("\n", 1)[0].split(" "))]


def kinds(warehouse: Warehouse, names: Sequence[str]) -> Dict[str, str]:
    """Which of the names there are, each as `table` or `view`."""
    listed = ", ".join(text(name) for name in names)
    found = warehouse.query(
        "SELECT tablename, CAST('table' AS VARCHAR) AS kind FROM pg_tables "
        f"WHERE schemaname = 'public' AND tablename IN ({listed}) UNION ALL "
        "SELECT viewname, CAST('view' AS VARCHAR) AS kind FROM pg_views "
        f"WHERE schemaname = 'public' AND viewname IN ({listed})"
    )
    return dict(found.rows)
