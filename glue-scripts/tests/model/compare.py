"""What a reader finds, beside the model: the tables of the warehouse, and the files that the newest load names."""

from __future__ import annotations

from typing import Any, Dict, List, Mapping, NamedTuple, Optional

from tests.miniatures import YELLOW
from tests.model.world import MonthModel
from tlc_elt import keys
from tlc_elt.data_api import Warehouse
from tlc_elt.objects import Objects


class Newest(NamedTuple):
    """The newest load, as the ledger has it."""

    run_id: str
    attempt: str
    sha256: str
    accepted: int
    quarantined: int


def compare(models: Mapping[str, MonthModel], verified: List[str], warehouse: Warehouse, objects: Objects) -> None:
    """AssertionError where a month is not as its model says, or a `verified` one not as `ops verify` would have it."""
    found = found_in(list(models), warehouse)
    newest = {month: found[month].pop("newest") for month in models}
    expected = {month: model.expected() for month, model in models.items()}
    assert found == expected, f"the table has {found}, the model {expected}"
    for month in verified:
        if newest[month]:
            _verify(month, newest[month], objects)
        copy = objects.read_json("processed", keys.loaded(YELLOW, month))
        if copy is not None and (newest[month] is None or (copy["run_id"], copy["attempt"]) != newest[month][:2]):
            assert believed(month, objects) is None, f"a copy that is believed tells of {copy}"


def believed(month: str, objects: Objects) -> Optional[Dict[str, Any]]:
    """The ledger's copy of a month, where CheckSource would believe it."""
    loading = objects.read_json("processed", keys.loading(YELLOW, month))
    copy = objects.read_json("processed", keys.loaded(YELLOW, month))
    if loading is None or copy is None:
        return None
    return copy if {name: copy[name] for name in loading} == loading else None


def found_in(months: List[str], warehouse: Warehouse) -> Dict[str, Dict[str, Any]]:
    """Counts of the months' tables, and their ledgers: in one statement, for it is asked again and again."""
    days = ", ".join(f"DATE '{month}-01'" for month in months)
    where = f"WHERE source_month IN ({days})"
    rows = warehouse.query(
        f"""SELECT 'trips' AS kind, source_month, COUNT(*) AS counted, CAST(SUM(total_amount) AS BIGINT) AS total,
            '' AS text FROM yellow_trips {where} GROUP BY source_month
        UNION ALL SELECT 'quarantined', source_month, COUNT(*), 0, '' FROM yellow_trips_quarantine {where}
            GROUP BY source_month
        UNION ALL SELECT 'ledger', source_month, COUNT(*), 0,
            LISTAGG(run_number || ' ' || source_etag, ',') WITHIN GROUP (ORDER BY load_number)
            FROM load_ledger {where} GROUP BY source_month
        UNION ALL SELECT 'newest', source_month, accepted_rows, quarantined_rows,
            run_id || ' ' || attempt || ' ' || source_sha256
            FROM (SELECT *, ROW_NUMBER() OVER (PARTITION BY source_month ORDER BY load_number DESC) AS age
                FROM load_ledger {where}) AS loads WHERE age = 1"""
    ).dictionaries()
    empty = {"trips": (0, 0), "quarantined": 0, "ledger": [], "newest": None}
    found: Dict[str, Dict[str, Any]] = {month: dict(empty) for month in months}
    for row in rows:
        of_month, counts, words = found[str(row["source_month"])[:7]], (row["counted"], row["total"]), row["text"]
        if row["kind"] == "trips":
            of_month["trips"] = counts
        elif row["kind"] == "quarantined":
            of_month["quarantined"] = row["counted"]
        elif row["kind"] == "ledger":
            of_month["ledger"] = [(int(run), etag) for run, etag in map(str.split, words.split(","))]
        else:
            of_month["newest"] = Newest(*words.split(), *counts)
    return found


def _verify(month: str, newest: Newest, objects: Objects) -> None:
    """What `ops verify` looks at, recounted from S3."""
    key = keys.transform_report(YELLOW, month, newest.run_id, newest.attempt)
    report = objects.read_json("processed", key)
    assert report is not None, f"{key} of the newest load is gone"
    manifest = objects.read_json(report["raw_manifest"]["bucket"], report["raw_manifest"]["key"])
    assert manifest is not None, "the raw manifest of the newest load is gone"
    told = (report["accepted_rows"], report["quarantined_rows"], manifest["sha256"], manifest["rows"])
    loaded = (newest.accepted, newest.quarantined, newest.sha256, newest.accepted + newest.quarantined)
    assert told == loaded, f"report and manifest tell {told}, the ledger {loaded}"
    prefix = keys.attempt_prefix(YELLOW, month, newest.run_id, newest.attempt)
    sizes = {entry.key: entry.bytes for entry in objects.below("processed", prefix)}
    for file in (*report["trips"], *report["quarantine"], *report["quarantine_copy"]):
        assert sizes.get(file["key"]) == file["bytes"], f"{file['key']} is gone or changed"
    assert objects.size("raw", manifest["key"]) == manifest["bytes"], "the raw file is gone or changed"
