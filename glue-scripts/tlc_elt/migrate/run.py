"""MigrateWarehouse from its arguments to tables that are the contract's."""

from __future__ import annotations

import json
import re
from typing import Any, Dict, List, NamedTuple, Sequence, Tuple

from tlc_elt import arguments, log
from tlc_elt.contract import Contract, Table, dataset, document
from tlc_elt.data_api import StatementFailed, Warehouse
from tlc_elt.errors import LoadFailed, TableSchemaMismatch
from tlc_elt.lookup import lookup_of
from tlc_elt.migrate.views import Plan as ViewPlan
from tlc_elt.migrate.views import View, plan_views, views_of
from tlc_elt.tables import Columns, columns_of, expected_columns, kinds, mismatch, statements_for, statements_of
from tlc_elt.warehouse_retries import with_retries

KEY_COLUMN = "source_month"
BEFORE_SUFFIX = "_before_source_month"
CREATED, SET_ASIDE = "created", "set aside and created anew"
MADE = (CREATED, SET_ASIDE)
# "BatchExecuteStatement", Data API reference: Sqls.
MOST_STATEMENTS = 40
DECIDE = (
    "Decide by hand: rename the table (`ALTER TABLE … RENAME TO …`) to keep its rows, then `ops migrate` makes a "
    "new one and `ops run MONTH --force` loads each month again."
)
DECIDE_LOOKUP = (
    "Decide by hand: rename {versions} and {ledger}, both (`ALTER TABLE … RENAME TO …`), to keep their rows; then "
    "`ops migrate` makes new ones, and the next load of a month brings the version that raw keeps."
)
DEPENDING = re.compile(r"depend on it", re.IGNORECASE)
OWNER = "Run `ops migrate` as the tables' owner, the role of LoadRedshift."
DEPENDENT = (
    "A view that is none of the contract's reads it: drop that one by hand, then `ops migrate`, and make it again."
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
            next_step=DEPENDENT if DEPENDING.search(error.message) else OWNER,
        ) from error
    log.event("migrated", tables=done)
    print(json.dumps({"migrated": done}), flush=True)


def migrate(contract: Contract, warehouse: Warehouse) -> List[Dict[str, Any]]:
    """What was done to each table and view, in the order of the contract; nothing to do a second time.

    All of them are judged before the first is touched: TableSchemaMismatch leaves every one as it was.
    """
    needed = _needed(contract)
    views = views_of(contract)
    there = with_retries("looking at what there is", lambda: kinds(warehouse, _names(needed, views)))
    _check_kinds(there, needed, views)
    found = {need.table.name: _columns(warehouse, need.table) for need in needed}
    plans = [_plan(contract, warehouse, need, found[need.table.name]) for need in needed]
    renewed = {plan["table"] for plan in plans if plan["action"] in MADE}
    planned = with_retries("looking at the views", lambda: plan_views(warehouse, contract, renewed, there))
    for what, statements in _transactions(plans, planned):
        with_retries(f"migrating {what}", lambda statements=statements: warehouse.run(statements))  # type: ignore[misc]
    return [*plans, *planned.done]


class Need(NamedTuple):
    """A table of the contract, what makes it, and what a person does where it is another one."""

    table: Table
    statements: Sequence[str]
    decide: str


def _needed(contract: Contract) -> List[Need]:
    own = [Need(table, statements_for(contract, [table.name]), DECIDE) for table in contract.tables]
    named = lookup_of(contract)
    if named is None:
        return own
    lookup = named[0]
    decide = DECIDE_LOOKUP.format(versions=lookup.versions_table, ledger=document()["lookup_ledger"]["table"])
    return [*own, *(Need(table, statements_of(lookup.statements, [table.name]), decide) for table in lookup.tables)]


def _names(needed: Sequence[Need], views: Sequence[View]) -> List[str]:
    return [*(need.table.name for need in needed), *(view.name for view in views)]


def _check_kinds(there: Dict[str, str], needed: Sequence[Need], views: Sequence[View]) -> None:
    """TableSchemaMismatch where a view has the name of a table of the contract, or a table that of a view."""
    expected = {**{need.table.name: "table" for need in needed}, **{view.name: "view" for view in views}}
    for name, kind in there.items():
        if kind != expected[name]:
            raise TableSchemaMismatch(
                f"{name} is a {kind}, and the contract has a {expected[name]} of that name",
                next_step=f"Rename or drop the {kind} {name} by hand, then `ops migrate`.",
                table=name,
            )


def _transactions(plans: Sequence[Dict[str, Any]], views: ViewPlan) -> List[Tuple[str, List[str]]]:
    """Statements that run together. What dies between two of them is done by the next `ops migrate`.

    What is made anew is so in one transaction with the views that read it: nobody sees them gone. Only where that takes
    more statements than the Data API has of one transaction, the last views come in transactions of their own.
    """
    made = [plan for plan in plans if plan["action"] in MADE]
    alone = [(plan["table"], plan["statements"]) for plan in plans if plan["action"] not in MADE]
    anew = [*views.drops, *(statement for plan in made for statement in plan["statements"]), *views.creates]
    named = ", ".join(plan["table"] for plan in made)
    what = f"{named} and the views" if named else "the views"
    parts = [(what, anew[first : first + MOST_STATEMENTS]) for first in range(0, len(anew), MOST_STATEMENTS)]
    return [(what, statements) for what, statements in [*alone, *parts] if statements]


def _columns(warehouse: Warehouse, table: Table) -> Any:
    return with_retries(f"looking at {table.name}", lambda: columns_of(warehouse, table))


def _plan(contract: Contract, warehouse: Warehouse, need: Need, found: Any) -> Dict[str, Any]:
    """What the table needs: an action, its statements, and what to do afterwards."""
    table, statements, decide = need
    expected = expected_columns(table)
    if found is None:
        return _done(table, CREATED, statements)
    if found == expected:
        return _done(table, "unchanged", [])
    if found == expected[: len(found)]:
        added = table.columns[len(found) :]
        if KEY_COLUMN not in [column.name for column in added]:
            alter = [f"ALTER TABLE {table.name} ADD COLUMN {column.name} {column.type}" for column in added]
            return _done(table, "columns added", alter, columns=[column.name for column in added])
        return _set_aside(contract, warehouse, table, found)
    raise mismatch(table.name, expected, found, next_step=decide)


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
        SET_ASIDE,
        statements,
        kept_as=kept,
        pickup_months=[row[0] for row in months.rows],
        next="Load the months again: `ops run MONTH` for each; a few pickups lie outside their file's month.",
    )


def _done(table: Table, action: str, statements: Sequence[str], **more: Any) -> Dict[str, Any]:
    return {"table": table.name, "action": action, "statements": list(statements), **more}
