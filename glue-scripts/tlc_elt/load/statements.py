"""The statements of the load's one transaction."""

from __future__ import annotations

import functools
import json
from typing import Any, Dict, List, NamedTuple, Optional, Sequence

from tlc_elt.contract import Contract, document, fill
from tlc_elt.digests import Digests
from tlc_elt.load.evidence import Evidence, Run
from tlc_elt.load.ledger import Claim, timestamp
from tlc_elt.sql_text import abort_unless, date, text

# "The maximum query statement size is 100 KB": considerations when calling the Data API.
LONGEST_STATEMENT = 100_000
# Fewer are digested before a second SELECT is read.
MANY_ROWS = 1_000_000


class Step(NamedTuple):
    """A statement and what it is for: `lock`, `fence`, `delete`, `copy`, `audit`, `digest` or `ledger`.

    An audit counts `what`, of which there must be `expected`; a digest compares the rows of the table `what`.
    """

    kind: str
    sql: str
    what: str = ""
    expected: int = 0


class Load(NamedTuple):
    """All that the transaction is made of; `looked_at` numbers the month's newest load, 0 where there is none."""

    run: Run
    claim: Claim
    evidence: Evidence
    copy_role_arn: str
    quarantine_accepted: bool
    looked_at: int


def transaction(load: Load) -> List[Step]:
    """Lock → fence → delete → COPY → audit → ledger. Readers see the old month or the new one."""
    contract, report = load.run.contract, load.evidence.report
    month = date(load.run.month)
    steps = [Step("lock", f"LOCK {contract.lock_table}"), Step("fence", fence(load))]
    for table in (contract.table, contract.quarantine_table):
        steps.append(Step("delete", f"DELETE FROM {table} WHERE source_month = {month}"))
    steps += _copy(load, contract.table, report["copy_manifest"], report["accepted_rows"])
    steps += _copy(load, contract.quarantine_table, report["quarantine_copy_manifest"], report["quarantined_rows"])
    steps.append(_audit_table(contract.table, month, "TRUE", report["accepted_rows"]))
    own = f"run_id = {text(load.run.run_id)}"
    steps.append(_audit_table(contract.quarantine_table, month, own, report["quarantined_rows"]))
    steps.append(_compare_trips(load, month))
    quarantined = [f"{contract.quarantine_table} WHERE source_month = {month}"]
    steps.append(_compare(contract.quarantine_table, contract.digests.quarantine, quarantined, report["rejected"]))
    steps.append(Step("ledger", _insert(load)))
    return steps


def fence(load: Load) -> str:
    """A SELECT that aborts where the month has another newest load than the one that `ledger.refusal` has judged."""
    month = f"dataset = {text(load.run.contract.dataset)} AND source_month = {date(load.run.month)}"
    newest = "COALESCE(MAX(load_number), 0)"
    said = f"'fence: load ' || CAST({newest} AS VARCHAR) || ' is the newest'"
    aborts = abort_unless(f"{newest} = {load.looked_at}", "1", said)
    return f"SELECT {aborts} FROM {document()['ledger']['table']} WHERE {month}"


def _copy(load: Load, table: str, manifest: Any, rows: int) -> List[Step]:
    if rows == 0:
        return []  # a COPY of no rows has no file to read
    source = text(f"s3://{load.run.processed_bucket}/{manifest}")
    role = text(load.copy_role_arn)
    return [Step("copy", f"COPY {table} FROM {source} IAM_ROLE {role} FORMAT AS PARQUET MANIFEST")]


def _audit_table(table: str, month: str, condition: str, rows: int) -> Step:
    whole = f"COUNT(*) = {rows} AND COUNT(CASE WHEN {condition} THEN 1 END) = {rows}"
    said = f"'audit: {table} has ' || CAST(COUNT(*) AS VARCHAR) || ' rows, expected {rows}'"
    counted = abort_unless(whole, str(rows), said)
    return Step(
        "audit",
        f"SELECT {counted} FROM {table} WHERE source_month = {month}",
        f"rows of the month in {table}",
        rows,
    )


def _compare_trips(load: Load, month: str) -> Step:
    """Compares the month's trips; many of them in two parts, each of which DuckDB digests by a thread of its own.

    It scans what a transaction has loaded into an empty table by one thread for each SELECT. The whole month where two
    digests take more text than a statement may have.
    """
    contract, report = load.run.contract, load.evidence.report
    whole = f"{contract.table} WHERE source_month = {month}"
    compared = _compare(contract.table, contract.digests.table, [whole], report["accepted"])
    if report["accepted_rows"] < MANY_ROWS:
        return compared
    first = f"{contract.time_column} < CAST({text(f'{load.run.month}-16 00:00:00')} AS TIMESTAMP)"
    parts = [f"{whole} AND {first}", f"{whole} AND ({contract.time_column} IS NULL OR NOT {first})"]
    in_parts = _compare(contract.table, contract.digests.table, parts, report["accepted"])
    return in_parts if len(in_parts.sql.encode()) <= LONGEST_STATEMENT else compared


def _compare(table: str, selects: Dict[str, str], parts: Sequence[str], digests: Digests) -> Step:
    """Digests the rows of the parts together, and aborts naming what differs from the written files."""
    columns = {
        name: {f"{name}__{part}": value for part, value in found.items()} for name, found in digests["columns"].items()
    }
    rows, row_hash = {"digest_rows": digests["rows"]}, {"digest_row_hash": digests["row_hash"]}
    compared = {"rows": rows, **columns, "row_hash": row_hash}
    select = " UNION ALL ".join(fill(selects["redshift"], **{"from": part}) for part in parts)
    added = ", ".join(f"SUM({name}) AS {name}" for values in compared.values() for name in values)
    differing = functools.reduce(
        lambda said, one: f"CONCAT({said}, {one})", (_name_of(name, values) for name, values in compared.items())
    )
    aborts = abort_unless("differing = ''", "1", f"'digest: {table} differs in' || differing")
    found = f"SELECT {added} FROM ({select}) AS parts"
    return Step(
        "digest", f"SELECT {aborts} FROM (SELECT {differing} AS differing FROM ({found}) AS found) AS named", table
    )


def _name_of(name: str, expected: Dict[str, str]) -> str:
    """SQL of the name, after a space, where the digests are not those expected; else of an empty text."""
    same = " AND ".join(f"{digest} = {int(value)}" for digest, value in expected.items())
    return f"CASE WHEN {same} THEN '' ELSE ' {name}' END"


def _insert(load: Load) -> str:
    """The ledger's row: numbered after the dataset's others, with the rows counted in this transaction."""
    ledger = document()["ledger"]
    values = _values(load)
    names = [column["name"] for column in ledger["columns"]]
    selected = ", ".join(values[name] for name in names)
    # Of the dataset alone: a load of another one, which this does not wait for, may be adding its row.
    own = f"dataset = {text(load.run.contract.dataset)}"
    return f"INSERT INTO {ledger['table']} ({', '.join(names)}) SELECT {selected} FROM {ledger['table']} WHERE {own}"


def _values(load: Load) -> Dict[str, str]:
    """Column of the ledger → SQL."""
    contract: Contract = load.run.contract
    manifest, report, _ = load.evidence
    source = manifest["source"]
    month = date(load.run.month)
    return {
        "dataset": text(contract.dataset),
        "source_month": month,
        "load_number": "COALESCE(MAX(load_number), 0) + 1",
        "run_id": text(load.claim.run_id),
        "run_number": str(load.claim.run_number),
        "attempt": text(load.claim.attempt),
        "source_url": text(source["url"]),
        "source_etag": text(source["etag"]),
        "source_last_modified": f"CAST({text(timestamp(source['last_modified']))} AS TIMESTAMP)",
        "source_bytes": str(int(manifest["bytes"])),
        "source_sha256": text(manifest["sha256"]),
        "source_rows": str(int(manifest["rows"])),
        "accepted_rows": str(int(report["accepted_rows"])),
        "quarantined_rows": str(int(report["quarantined_rows"])),
        "quarantine_by_rule": text(json.dumps(report["quarantine_by_rule"])),
        "loaded_rows": f"(SELECT COUNT(*) FROM {contract.table} WHERE source_month = {month})",
        "era": text(report["era"]),
        "contract_version": str(int(report["contract_version"])),
        "engine": text(report["engine"]),
        "generated": _boolean(manifest["generated"]),
        "forced": _boolean(load.claim.any_order),
        "quarantine_accepted": _boolean(load.quarantine_accepted),
        "loaded_at": "GETDATE()",
        "source_proof": _or_null(manifest.get("proof")),
        "accepted_digests": _json_or_null(report.get("accepted")),
        "rejected_digests": _json_or_null(report.get("rejected")),
    }


def _or_null(value: Optional[str]) -> str:
    return "NULL" if value is None else text(value)


def _json_or_null(value: Any) -> str:
    return _or_null(None if value is None else json.dumps(value))


def _boolean(value: bool) -> str:
    return "TRUE" if value else "FALSE"
