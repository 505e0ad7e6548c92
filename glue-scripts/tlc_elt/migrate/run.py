"""MigrateWarehouse from its arguments to tables that are the contract's."""

from __future__ import annotations

import json
from typing import Any, Dict, List, Sequence

from tlc_elt import arguments, log
from tlc_elt.contract import Contract, Table, dataset
from tlc_elt.data_api import StatementFailed, Warehouse
from tlc_elt.errors import LoadFailed
from tlc_elt.tables import Columns, columns_of, expected_columns, mismatch, statements_for
from tlc_elt.warehouse_retries import with_retries

KEY_COLUMN = "source_month"
BEFORE_SUFFIX = "_before_source_month"
DECIDE = (
    "Decide by hand: rename the table (`ALTER TABLE … RENAME TO …`) to keep its rows, then `ops migrate` makes a "
    "new one and `ops run MONTH --force` loads each month again."
)


def main(argv: Sequence[str]) -> None:
    """Runs the job and prints what it did as JSON; errors of the contract pass through."""
    given = arguments.parse("MigrateWarehouse", argv)
    warehouse = Warehouse(given["workgroup"], given["database"])
    try:
        done = migrate(dataset(given["dataset"]), warehouse)
    except StatementFailed as error:
        raise LoadFailed(
            f"the warehouse refused: {error.message}. Statement: {error.sql[:300]}",
            next_step="Run `ops migrate` as the tables' owner, the role of LoadRedshift.",
        ) from error
    log.event("migrated", tables=done)
    print(json.dumps({"migrated": done}), flush=True)


def migrate(contract: Contract, warehouse: Warehouse) -> List[Dict[str, Any]]:
    """What was done to each table, in the contract's order; nothing to do a second time.

    All tables are judged before the first is touched: TableSchemaMismatch leaves every one as it was.
    """
    found = {table.name: _columns(warehouse, table) for table in contract.tables}
    plans = [_plan(contract, warehouse, table, found[table.name]) for table in contract.tables]
    for plan in plans:
        if plan["statements"]:
            with_retries(f"migrating {plan['table']}", lambda plan=plan: warehouse.run(plan["statements"]))  # type: ignore[misc]
    return plans


def _columns(warehouse: Warehouse, table: Table) -> Any:
    return with_retries(f"looking at {table.name}", lambda: columns_of(warehouse, table))


def _plan(contract: Contract, warehouse: Warehouse, table: Table, found: Any) -> Dict[str, Any]:
    """What the table needs: an action, its statements, and what to do afterwards."""
    expected = expected_columns(table)
    if found is None:
        return _done(table, "created", statements_for(contract, [table.name]))
    if found == expected:
        return _done(table, "unchanged", [])
    if found == expected[: len(found)]:
        added = table.columns[len(found) :]
        if KEY_COLUMN not in [column.name for column in added]:
            alter = [f"ALTER TABLE {table.name} ADD COLUMN {column.name} {column.type}" for column in added]
            return _done(table, "columns added", alter, columns=[column.name for column in added])
        return _set_aside(contract, warehouse, table, found)
    raise mismatch(table.name, expected, found, next_step=DECIDE)


def _set_aside(contract: Contract, warehouse: Warehouse, table: Table, found: Columns) -> Dict[str, Any]:
    """Rows without a source month cannot be told apart by file: they are kept under another name."""
    kept = f"{table.name}{BEFORE_SUFFIX}"
    if columns_of(warehouse, Table(kept, (), False)) is not None:
        raise mismatch(
            table.name,
            expected_columns(table),
            found,
            next_step=f"{kept} exists already: rename or drop it by hand, then `ops migrate`.",
        )
    statements = [f"ALTER TABLE {table.name} RENAME TO {kept}", *statements_for(contract, [table.name])]
    months = warehouse.query(
        f"SELECT DISTINCT TO_CHAR({contract.time_column}, 'YYYY-MM') AS month FROM {table.name} "
        f"WHERE {contract.time_column} IS NOT NULL ORDER BY 1"
    )
    return _done(
        table,
        "set aside and created anew",
        statements,
        kept_as=kept,
        pickup_months=[row[0] for row in months.rows],
        next="Load the months again: `ops run MONTH` for each; a few pickups lie outside their file's month.",
    )


def _done(table: Table, action: str, statements: Sequence[str], **more: Any) -> Dict[str, Any]:
    return {"table": table.name, "action": action, "statements": list(statements), **more}
