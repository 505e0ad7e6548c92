"""The lookup that a dataset names, from raw to the warehouse, after the month."""

from __future__ import annotations

import os
import tempfile
from typing import Any, Dict, List, NamedTuple, Optional

from tlc_elt import artifacts, log
from tlc_elt.contract import LOCAL_STAGE, document
from tlc_elt.data_api import Result, StatementFailed, Warehouse
from tlc_elt.load.commit import CAST_FAILED, Overtaken
from tlc_elt.load.evidence import Run
from tlc_elt.load.ledger import timestamp
from tlc_elt.lookup import Lookup, Malformed, View, lookup_of, parse
from tlc_elt.objects import Objects
from tlc_elt.sql_text import abort_unless, text
from tlc_elt.tables import check_columns, check_owners, expected_columns, found_columns, looks, strangers
from tlc_elt.warehouse_retries import with_retries

FENCE = 1


class Newest(NamedTuple):
    """The version that the warehouse has."""

    version: int
    sha256: str
    last_modified: str
    generated: bool


def load_lookup(run: Run, stage: str, force: bool, objects: Objects, warehouse: Warehouse) -> None:
    """Adds the version that raw keeps of the dataset's lookup, where the warehouse has another one.

    Raises nothing: the month is loaded, and its run does not fail for the names of its zones.
    """
    found = lookup_of(run.contract)
    if found is None:
        return
    lookup, view = found
    try:
        with_retries(
            f"the load of {lookup.name}", lambda: _load(run, stage, force, lookup, view, objects, warehouse), run.month
        )
    except Exception as error:
        log.event("lookup not loaded", lookup=lookup.name, reason=f"{type(error).__name__}: {error}")


def _load(
    run: Run, stage: str, force: bool, lookup: Lookup, view: View, objects: Objects, warehouse: Warehouse
) -> None:
    """From a look at the warehouse to the commit; safe to do twice."""
    newest = _look(warehouse, lookup, view)
    kept = _kept(objects, run.raw_bucket, lookup)
    if kept is None:
        return
    stays = _stays(kept, newest, stage, force)
    if stays is not None:
        log.event("lookup stays", lookup=lookup.name, reason=stays)
        return
    rows = _rows(objects, run.raw_bucket, lookup, kept)
    version = 1 if newest is None else newest.version + 1
    statements = _transaction(lookup, version, run.run_id, kept, rows)
    try:
        warehouse.execute(statements)
    except StatementFailed as error:
        if error.index == FENCE and CAST_FAILED.search(error.message):
            raise Overtaken(error.index, error.sql, error.message) from error
        raise
    log.event("lookup loaded", lookup=lookup.name, version=version, rows=len(rows), generated=kept["generated"])


def _look(warehouse: Warehouse, lookup: Lookup, view: View) -> Optional[Newest]:
    """The newest version; makes what is missing, and the dataset's view anew where it lacks columns."""
    tables = [*(table for table in lookup.tables if table.public), lookup.view]
    owned = [*lookup.tables, lookup.view, view.table]
    ledger = document()["lookup_ledger"]["table"]
    newest = f"SELECT * FROM {ledger} WHERE lookup = {text(lookup.name)} ORDER BY version DESC LIMIT 1"
    sqls = [strangers(owned), newest, *(looks(table) for table in [*tables, view.table])]
    try:
        owners, found, *columns = warehouse.run(sqls)
    except StatementFailed as error:
        if not error.is_missing_table:
            raise
        check_owners(warehouse.query(sqls[0]))
        warehouse.run([*lookup.statements, *view.statements])
        owners, found, *columns = warehouse.run(sqls)
    check_owners(owners)
    check_columns(tables, columns)
    if found_columns(columns[-1]) != expected_columns(view.table):
        warehouse.run([f"DROP VIEW {view.table.name}", *view.statements])
    return _newest(found)


def _newest(found: Result) -> Optional[Newest]:
    for row in found.dictionaries():
        return Newest(
            int(row["version"]), row["source_sha256"], timestamp(row["source_last_modified"]), bool(row["generated"])
        )
    return None


def _kept(objects: Objects, bucket: str, lookup: Lookup) -> Optional[Dict[str, Any]]:
    """The newest sound version by IngestRaw's manifest; None where there never was one."""
    manifest = objects.read_json(bucket, lookup.manifest_key)
    if manifest is None:
        return None
    problems = list(artifacts.problems(document()["schemas"]["lookup_manifest"], manifest, "lookup_manifest"))
    if problems:
        raise Malformed(f"s3://{bucket}/{lookup.manifest_key}: {'; '.join(problems)}")
    kept: Optional[Dict[str, Any]] = manifest.get("kept")
    return kept


def _stays(kept: Dict[str, Any], newest: Optional[Newest], stage: str, force: bool) -> Optional[str]:
    """Why the version that raw keeps is not loaded."""
    if kept["generated"] and stage != LOCAL_STAGE:
        return f"raw keeps a generated one, and stage {stage} takes published ones only"
    if newest is None:
        return None
    if kept["generated"] and not newest.generated:
        return f"raw keeps a generated one, and version {newest.version} is published"
    if kept["sha256"] == newest.sha256:
        return f"version {newest.version} is the one that raw keeps"
    if not force and not newest.generated and timestamp(kept["last_modified"]) < newest.last_modified:
        return f"raw keeps one of {kept['last_modified']}, and version {newest.version} is of {newest.last_modified}"
    return None


def _rows(objects: Objects, bucket: str, lookup: Lookup, kept: Dict[str, Any]) -> List[Any]:
    """Rows of the stored file, which is the one of the manifest."""
    with tempfile.TemporaryDirectory(prefix="lookup-") as folder:
        path = os.path.join(folder, lookup.file_name)
        _, sha256 = objects.download(bucket, kept["key"], path)
        if sha256 != kept["sha256"]:
            raise Malformed(
                f"s3://{bucket}/{kept['key']} has SHA-256 {sha256}, and its manifest says {kept['sha256']}: "
                "`ops run MONTH --force` brings it again"
            )
        with open(path, "rb") as file:
            return parse(lookup, file.read()).values


def _transaction(lookup: Lookup, version: int, run_id: str, kept: Dict[str, Any], rows: List[Any]) -> List[str]:
    """Lock → fence → rows → audit → ledger. Readers see the old version or the new one."""
    contract = document()["lookup_ledger"]
    ledger, name, key = contract["table"], text(lookup.name), lookup.columns[0].name
    newest = "COALESCE(MAX(version), 0)"
    said = f"'fence: version ' || CAST({newest} AS VARCHAR) || ' is the newest'"
    fence = abort_unless(f"{newest} = {version - 1}", "1", said)
    values = ", ".join(f"({version}, {', '.join(_values(lookup, row))})" for row in rows)
    count = f"COUNT(*) = {len(rows)} AND COUNT(DISTINCT {key}) = {len(rows)}"
    audit = abort_unless(count, str(len(rows)), "'audit: ' || CAST(COUNT(*) AS VARCHAR) || ' rows'")
    own = f"FROM {lookup.versions_table} WHERE version = {version}"
    ledger_row = {
        "lookup": name,
        "version": str(version),
        "run_id": text(run_id),
        "source_url": text(kept["url"]),
        "source_etag": text(kept["etag"]),
        "source_last_modified": f"CAST({text(timestamp(kept['last_modified']))} AS TIMESTAMP)",
        "source_bytes": str(int(kept["bytes"])),
        "source_sha256": text(kept["sha256"]),
        "source_proof": text(kept["proof"]),
        "source_rows": "COUNT(*)",
        "generated": "TRUE" if kept["generated"] else "FALSE",
        "loaded_at": "GETDATE()",
    }
    names = [column["name"] for column in contract["columns"]]
    return [
        f"LOCK {contract['lock_table']}",
        f"SELECT {fence} FROM {ledger} WHERE lookup = {name}",
        f"INSERT INTO {lookup.versions_table} VALUES {values}",
        f"SELECT {audit} {own}",
        f"INSERT INTO {ledger} ({', '.join(names)}) SELECT {', '.join(ledger_row[name] for name in names)} {own}",
    ]


def _values(lookup: Lookup, row: Any) -> List[str]:
    return [value if column.type == "INTEGER" else text(value) for column, value in zip(lookup.columns, row)]
