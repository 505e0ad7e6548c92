"""What a reader finds, beside the model: the tables of the warehouse, and the files that the newest load names."""

from __future__ import annotations

from typing import Any, Dict

from tests.miniatures import YELLOW
from tests.model.world import MonthModel
from tlc_elt import keys
from tlc_elt.data_api import Warehouse
from tlc_elt.objects import Objects


def compare(month: str, model: MonthModel, warehouse: Warehouse, objects: Objects) -> None:
    """AssertionError where the month is not as the model says, or not as `ops verify` would have it."""
    found = found_in(month, warehouse)
    newest = found.pop("newest")
    assert found == model.expected(), f"the table has {found}, the model {model.expected()}"
    if newest is not None:
        _verify(month, newest, objects)


def found_in(month: str, warehouse: Warehouse) -> Dict[str, Any]:
    """Counts of the month's tables, and its ledger: in one statement, for it is asked after every step."""
    where = f"WHERE source_month = DATE '{month}-01'"
    (row,) = warehouse.query(
        f"""SELECT trips, total, quarantined, ledger, run_id, attempt, accepted_rows, quarantined_rows, source_sha256
        FROM (SELECT COUNT(*) AS trips, CAST(COALESCE(SUM(total_amount), 0) AS BIGINT) AS total
            FROM yellow_trips {where}) AS t
        CROSS JOIN (SELECT COUNT(*) AS quarantined FROM yellow_trips_quarantine {where}) AS q
        CROSS JOIN (SELECT LISTAGG(run_number || ' ' || source_etag, ',') WITHIN GROUP (ORDER BY load_number) AS ledger
            FROM load_ledger {where}) AS c
        LEFT JOIN (SELECT * FROM load_ledger {where} ORDER BY load_number DESC LIMIT 1) AS l
            ON l.dataset IS NOT NULL"""
    ).dictionaries()
    loads = [load.split(" ") for load in (row["ledger"] or "").split(",") if load]
    return {
        "trips": (int(row["trips"]), int(row["total"])),
        "quarantined": row["quarantined"],
        "ledger": [(int(run), etag) for run, etag in loads],
        "newest": row if row["run_id"] is not None else None,
    }


def _verify(month: str, newest: Dict[str, Any], objects: Objects) -> None:
    """What `ops verify` looks at, recounted from S3."""
    key = keys.transform_report(YELLOW, month, newest["run_id"], newest["attempt"])
    report = objects.read_json("processed", key)
    assert report is not None, f"{key} of the newest load is gone"
    manifest = objects.read_json(report["raw_manifest"]["bucket"], report["raw_manifest"]["key"])
    assert manifest is not None, "the raw manifest of the newest load is gone"
    told = (report["accepted_rows"], report["quarantined_rows"], manifest["sha256"], manifest["rows"])
    accepted, quarantined = newest["accepted_rows"], newest["quarantined_rows"]
    assert told == (accepted, quarantined, newest["source_sha256"], accepted + quarantined), told
    prefix = keys.attempt_prefix(YELLOW, month, newest["run_id"], newest["attempt"])
    sizes = {entry.key: entry.bytes for entry in objects.below("processed", prefix)}
    for file in (*report["trips"], *report["quarantine"], *report["quarantine_copy"]):
        assert sizes.get(file["key"]) == file["bytes"], f"{file['key']} is gone or changed"
    assert objects.size("raw", manifest["key"]) == manifest["bytes"], "the raw file is gone or changed"
