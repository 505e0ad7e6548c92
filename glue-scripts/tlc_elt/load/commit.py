"""Submits the transaction, and says why where it fails."""

from __future__ import annotations

import re

from tlc_elt.data_api import StatementFailed, Unreachable, Warehouse
from tlc_elt.errors import LoadFailed, PipelineError, ReconciliationError
from tlc_elt.load.statements import Load, Step, transaction

SHOWN_SQL = 300
AUDITED = re.compile(r"audit: .*?(\d+) rows")
# The cast that ends an audit, in the words of the leader node and of a compute node.
DIGESTED = re.compile(r"digest: (\S+) differs in([\w ]+)")
CAST_FAILED = re.compile(r"audit:|digest:|fence:|invalid input syntax|invalid digit", re.IGNORECASE)


class Overtaken(StatementFailed):
    """Another load of the month was committed after this one had looked: a look at what it left decides anew."""

    @property
    def is_conflict(self) -> bool:
        """It was in the way."""
        return True


def commit(warehouse: Warehouse, load: Load) -> None:
    """Loads the month in one transaction.

    Raises ReconciliationError or LoadFailed; nothing is committed then. Conflicts, another load that came before, and
    an unreachable warehouse are left to `with_retries`.
    """
    steps = transaction(load)
    try:
        warehouse.execute([step.sql for step in steps])
    except StatementFailed as error:
        if error.is_conflict or error.is_passing:
            raise
        step = steps[error.index]
        if step.kind == "fence" and CAST_FAILED.search(error.message):
            raise Overtaken(error.index, error.sql, error.message) from error
        raise _explained(warehouse, load, step, error) from error


def _explained(warehouse: Warehouse, load: Load, step: Step, error: StatementFailed) -> PipelineError:
    month = load.run.month
    if step.kind == "audit" and CAST_FAILED.search(error.message):
        return ReconciliationError(
            f"{step.what}: {_counted(error)}; expected {step.expected}; {_kept(warehouse, load)}",
            month=month,
            expected=step.expected,
        )
    if step.kind == "digest" and CAST_FAILED.search(error.message):
        match = DIGESTED.search(error.message)
        columns = ", ".join(match.group(2).split()) if match else f"something ({error.message})"
        return ReconciliationError(
            f"rows of the month in {step.what} differ from those of the written files in {columns}; "
            f"{_kept(warehouse, load)}",
            month=month,
            table=step.what,
        )
    detail = _copy_detail(warehouse, error) if step.kind == "copy" else ""
    return LoadFailed(
        f"statement {error.index + 1} ({step.kind}) was refused: {error.message}{detail}. "
        f"Statement: {step.sql[:SHOWN_SQL]}",
        month=month,
        statement=error.index + 1,
    )


def _counted(error: StatementFailed) -> str:
    match = AUDITED.search(error.message)
    return f"counted {match.group(1)}" if match else f"counted another number ({error.message})"


def _kept(warehouse: Warehouse, load: Load) -> str:
    """What the table has after the rollback."""
    table = load.run.contract.table
    try:
        counted = warehouse.query(f"SELECT COUNT(*) FROM {table} WHERE source_month = DATE '{load.run.month}-01'")
    except (StatementFailed, Unreachable) as error:
        return f"the table could not be counted again: {error}"
    return f"rolled back, {table} keeps its {counted.rows[0][0]} rows of the month"


def _copy_detail(warehouse: Warehouse, error: StatementFailed) -> str:
    """What SYS_LOAD_ERROR_DETAIL says of the session, where the warehouse has that view."""
    if error.pid is None:
        return ""
    try:
        found = warehouse.query(
            "SELECT file_name, column_name, error_message FROM sys_load_error_detail "
            f"WHERE session_id = {int(error.pid)} ORDER BY start_time DESC LIMIT 1"
        )
    except (StatementFailed, Unreachable):
        return ""
    return "".join(f" ({' '.join(str(value).strip() for value in row)})" for row in found.rows)
