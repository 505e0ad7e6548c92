"""The profile, the COPY manifests and the report of an attempt: it comes last, and the load uses only what it names."""

from __future__ import annotations

import datetime
from typing import Any, Dict, List, Sequence

from tlc_elt import artifacts, keys, metrics
from tlc_elt.objects import Objects
from tlc_elt.transform.counts import Written, WrittenFile
from tlc_elt.transform.plan import Plan

SUMMARY = (
    "run_id",
    "attempt",
    "engine",
    "source_rows",
    "accepted_rows",
    "quarantined_rows",
    "duplicate_rows",
    "seconds",
)


def write(objects: Objects, plan: Plan, engine: str, written: Written, seconds: float) -> Dict[str, Any]:
    """Writes the COPY manifests, then the report, which it gives."""
    place = (plan.contract, plan.month, plan.run_id, plan.attempt)
    bucket = plan.processed_bucket
    copy_key = keys.copy_manifest(*place)
    objects.write_json(bucket, copy_key, copy_manifest(bucket, written.trips))
    quarantine_key = keys.quarantine_copy_manifest(*place) if written.quarantine_copy else None
    if quarantine_key is not None:
        objects.write_json(bucket, quarantine_key, copy_manifest(bucket, written.quarantine_copy))
    profile_key = keys.profile(*place)
    objects.write_json(bucket, profile_key, profile_document(plan, written), compact=True)
    manifest = plan.manifest
    report = {
        "version": 1,
        "dataset": plan.contract.dataset,
        "source_month": plan.month,
        "run_id": plan.run_id,
        "attempt": plan.attempt,
        "engine": engine,
        "contract_version": plan.contract.version,
        "era": manifest["era"],
        "raw_manifest": {
            "bucket": plan.raw_bucket,
            "key": keys.raw_manifest(plan.contract, plan.month, manifest["source"]["etag"]),
        },
        "source_etag": manifest["source"]["etag"],
        "source_rows": written.source_rows,
        "accepted_rows": written.accepted_rows,
        "quarantined_rows": written.quarantined_rows,
        "quarantine_by_rule": written.by_rule,
        "duplicate_rows": written.duplicate_rows,
        "bucket": bucket,
        "trips": _files(written.trips),
        "quarantine": _files(written.quarantine),
        "quarantine_copy": _files(written.quarantine_copy),
        "copy_manifest": copy_key,
        "quarantine_copy_manifest": quarantine_key,
        "profile": profile_key,
        "generated": manifest["generated"],
        "accepted": written.accepted,
        "rejected": written.rejected,
        "seconds": round(seconds, 3),
        "written_at": f"{datetime.datetime.now(datetime.timezone.utc):%Y-%m-%dT%H:%M:%S.%fZ}",
    }
    objects.write_json(bucket, keys.transform_report(*place), artifacts.checked("transform_report", report))
    return report


def copy_manifest(bucket: str, files: Sequence[WrittenFile]) -> Dict[str, Any]:
    """Manifest of a COPY of parquet, which needs each file's length (Redshift guide, "Using a manifest")."""
    entries = [
        {"url": f"s3://{bucket}/{file.key}", "mandatory": True, "meta": {"content_length": file.bytes}}
        for file in files
    ]
    return artifacts.checked("copy_manifest", {"entries": entries})


def profile_document(plan: Plan, written: Written) -> Dict[str, Any]:
    """The profile, and which load it is of."""
    load = {
        "version": 1,
        "dataset": plan.contract.dataset,
        "source_month": plan.month,
        "run_id": plan.run_id,
        "attempt": plan.attempt,
        "contract_version": plan.contract.version,
    }
    return artifacts.checked("profile", {**load, **written.profile})


def emit_metrics(plan: Plan, written: Written, seconds: float) -> None:
    """Rows, share of the quarantine, seconds, and the rows that break each rule."""
    dataset, rows = plan.contract.dataset, written.source_rows
    metrics.emit(
        plan.stage,
        dataset,
        {
            "SourceRows": rows,
            "AcceptedRows": written.accepted_rows,
            "QuarantinedRows": written.quarantined_rows,
            "DuplicateRows": written.duplicate_rows,
            "QuarantineShare": 100 * written.quarantined_rows / rows if rows else 0,
            "TransformSeconds": round(seconds, 3),
        },
    )
    for rule, count in written.by_rule.items():
        metrics.emit(plan.stage, dataset, {"QuarantinedByRule": count}, Rule=rule)


def _files(files: Sequence[WrittenFile]) -> List[Dict[str, Any]]:
    return [{"key": file.key, "rows": file.rows, "bytes": file.bytes} for file in files]
