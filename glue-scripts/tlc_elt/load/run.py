"""LoadRedshift from its arguments to the committed month."""

from __future__ import annotations

import time
from typing import Any, Dict, List, NamedTuple, Optional, Sequence

from tlc_elt import arguments, log, metrics
from tlc_elt.contract import LOCAL_STAGE, Table, dataset, document
from tlc_elt.data_api import Result, StatementFailed, Warehouse
from tlc_elt.errors import (
    GeneratedNotAllowed,
    LoadFailed,
    QuarantineLimitExceeded,
    ReconciliationError,
    SourceShrank,
)
from tlc_elt.load import ledger_copy
from tlc_elt.load.commit import commit
from tlc_elt.load.evidence import Evidence, Run, check_evidence, read_evidence
from tlc_elt.load.ledger import Claim, Loaded, loads_of, newest_of, own_load, refusal
from tlc_elt.load.limits import exceeded, months_before
from tlc_elt.load.lookup import load_lookup
from tlc_elt.load.statements import Load
from tlc_elt.objects import Objects
from tlc_elt.sql_text import date, text
from tlc_elt.tables import check_columns, check_owners, looks, strangers
from tlc_elt.warehouse_retries import with_retries


class Settings(NamedTuple):
    """What a run of the job is told besides the run itself."""

    stage: str
    copy_role_arn: str
    force: bool
    accept_quarantine: bool
    accept_older: bool
    accept_shrink: bool


def main(argv: Sequence[str]) -> None:
    """Runs the job; errors of the contract pass through."""
    given = arguments.parse("LoadRedshift", argv)
    run = Run(
        contract=dataset(given["dataset"]),
        month=given["source_month"],
        run_id=given["run_id"],
        etag=given["source_etag"],
        raw_bucket=given["raw_bucket"],
        processed_bucket=given["processed_bucket"],
    )
    settings = Settings(
        stage=given["stage"],
        copy_role_arn=given["copy_role_arn"],
        force=given["force"] == "true",
        accept_quarantine=given["accept_quarantine"] == "true",
        accept_older=given["accept_older"] == "true",
        accept_shrink=given["accept_shrink"] == "true",
    )
    objects, warehouse = Objects(), Warehouse(given["workgroup"], given["database"])
    try:
        load(run, settings, objects, warehouse)
    except StatementFailed as error:
        raise LoadFailed(
            f"the warehouse refused: {error.message}. Statement: {error.sql[:300]}", month=run.month
        ) from error
    load_lookup(run, settings.stage, settings.force, objects, warehouse)


def load(run: Run, settings: Settings, objects: Objects, warehouse: Warehouse) -> None:
    """Loads the newest attempt of the run; a load that an earlier try committed is not repeated."""
    started = time.monotonic()
    evidence = read_evidence(run, objects)
    check_evidence(run, evidence, objects)
    claim = _claim(run, settings, evidence)
    with_retries(
        f"the load of {run.month}",
        lambda: _replace(run, settings, evidence, claim, objects, warehouse),
        run.month,
    )
    newest = with_retries("counting again", lambda: _confirm(warehouse, run, claim, evidence), run.month)
    ledger_copy.leave(run, newest, objects)
    _measure(run, settings, evidence, time.monotonic() - started)


def _replace(
    run: Run, settings: Settings, evidence: Evidence, claim: Claim, objects: Objects, warehouse: Warehouse
) -> None:
    """Replaces the month, from a look at the ledger to the commit; safe to do twice."""
    loads = look(warehouse, run)
    if own_load(loads, claim) is not None:
        log.event("already loaded by an earlier try", run_id=run.run_id, attempt=claim.attempt)
        return
    newest = newest_of(loads, run.month)
    refused = refusal(newest, claim)
    if refused is not None:
        raise refused
    _check_shrink(run, settings, evidence, newest)
    accepted = _check_limits(run, settings, evidence, loads)
    looked_at = 0 if newest is None else newest.load_number
    ledger_copy.announce(run, claim, objects)
    commit(warehouse, Load(run, claim, evidence, settings.copy_role_arn, accepted, looked_at))


def _claim(run: Run, settings: Settings, evidence: Evidence) -> Claim:
    generated = evidence.manifest["generated"]
    if generated and settings.stage != LOCAL_STAGE:
        raise GeneratedNotAllowed(
            f"{run.month} ({evidence.manifest['source']['url']}) is generated, and stage {settings.stage} "
            "takes published months only",
            month=run.month,
        )
    last_modified = evidence.manifest["source"]["last_modified"]
    attempt = evidence.report["attempt"]
    return Claim(run.month, run.run_id, attempt, last_modified, generated, settings.force, settings.accept_older)


def look(warehouse: Warehouse, run: Run) -> List[Loaded]:
    """One look at all tables: makes those that are missing, checks owners and columns, gives the ledger's rows.

    The rows are of the month and of those that the quarantine limits compare with.
    """
    owners = strangers(run.contract.tables)
    try:
        found, *results = warehouse.run([owners, *_looks(run)])
    except StatementFailed as error:
        check_owners(warehouse.query(owners))
        if not error.is_missing_table:
            raise
        log.event("first load of this warehouse: creating its tables")
        warehouse.run(run.contract.warehouse_statements)
        found, *results = warehouse.run([owners, *_looks(run)])
    check_owners(found)
    check_columns(_readable(run), results)
    return loads_of(_ledger_rows(run, results).dictionaries(), run.month)


def _looks(run: Run) -> List[str]:
    """A SELECT for each table; the ledger's gives rows as well."""
    ledger = document()["ledger"]["table"]
    first = months_before(run.month, run.contract.quarantine_limits.within_months)
    rows = (
        f"SELECT * FROM {ledger} WHERE dataset = {text(run.contract.dataset)} "
        f"AND source_month >= {date(first)} AND source_month <= {date(run.month)}"
    )
    return [rows if table.name == ledger else looks(table) for table in _readable(run)]


def _readable(run: Run) -> List[Table]:
    """All tables but the lock's: a look at that one would wait for the load that holds it."""
    return [table for table in run.contract.tables if table.public]


def _ledger_rows(run: Run, results: Sequence[Result]) -> Result:
    names = [table.name for table in _readable(run)]
    return results[names.index(document()["ledger"]["table"])]


def _check_limits(run: Run, settings: Settings, evidence: Evidence, loads: Sequence[Loaded]) -> bool:
    """Whether limits are exceeded and that was accepted; QuarantineLimitExceeded where it was not."""
    report = evidence.report
    problem = exceeded(
        run.contract.quarantine_limits, run.month, report["quarantined_rows"], report["source_rows"], loads
    )
    if problem is None:
        return False
    if not settings.accept_quarantine:
        raise QuarantineLimitExceeded(f"{run.month}: {problem}", month=run.month)
    log.event("quarantine accepted", problem=problem)
    return True


def _check_shrink(run: Run, settings: Settings, evidence: Evidence, newest: Optional[Loaded]) -> None:
    """SourceShrank where far fewer rows would replace those of a real load, and nobody accepted it."""
    if newest is None or newest.generated:
        return
    rows, least = evidence.report["source_rows"], run.contract.least_share * newest.source_rows
    if rows >= least:
        return
    problem = f"a file of {rows} rows would replace the {newest.source_rows} rows of {newest.run_id}"
    if not settings.accept_shrink:
        raise SourceShrank(f"{run.month}: {problem}, fewer than {run.contract.least_share:.0%}", month=run.month)
    log.event("shrink accepted", problem=problem)


def _confirm(warehouse: Warehouse, run: Run, claim: Claim, evidence: Evidence) -> Dict[str, Any]:
    """Counts again after the commit, in one snapshot with the ledger; gives the ledger's newest row of the month."""
    contract = run.contract
    counts = [
        f"SELECT COUNT(*) FROM {table} WHERE source_month = {date(run.month)}"
        for table in (contract.table, contract.quarantine_table)
    ]
    ledger = next(sql for sql in _looks(run) if f"FROM {document()['ledger']['table']} " in sql)
    trips, quarantine, ledger_rows = warehouse.run([*counts, ledger])
    rows = [row for row in ledger_rows.dictionaries() if str(row["source_month"])[:7] == run.month]
    newest = newest_of(loads_of(rows, run.month), run.month)
    accepted = evidence.report["accepted_rows"]
    found = (trips.rows[0][0], quarantine.rows[0][0], None if newest is None else newest.loaded_rows)
    expected = (accepted, evidence.report["quarantined_rows"], accepted)
    if newest is not None and (newest.run_id, newest.attempt) != (claim.run_id, claim.attempt):
        log.event("loaded, and replaced by another run since", run_id=newest.run_id)
    elif newest is None or found != expected:
        raise ReconciliationError(
            f"after the commit of {run.run_id}: expected (trips, quarantine, ledger) {expected}, counted {found}",
            month=run.month,
            next_step="`ops verify MONTH`, then `ops run MONTH --force` loads the month again.",
        )
    return next(row for row in rows if row["load_number"] == newest.load_number)


def _measure(run: Run, settings: Settings, evidence: Evidence, seconds: float) -> None:
    report = evidence.report
    log.event(
        "loaded",
        month=run.month,
        run_id=run.run_id,
        attempt=report["attempt"],
        accepted_rows=report["accepted_rows"],
        quarantined_rows=report["quarantined_rows"],
        seconds=round(seconds, 3),
    )
    # TransformTrips has measured the rows that were accepted and quarantined: a second count would double its sums.
    metrics.emit(settings.stage, run.contract.dataset, {"LoadedRows": report["accepted_rows"], "LoadSeconds": seconds})
