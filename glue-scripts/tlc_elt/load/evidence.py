"""What IngestRaw and TransformTrips left on S3 for this run, checked against each other."""

from __future__ import annotations

import datetime
from typing import Any, Dict, List, NamedTuple, Optional, Sequence

from tlc_elt import keys
from tlc_elt.contract import Contract
from tlc_elt.digests import compared
from tlc_elt.errors import LoadFailed, ReconciliationError
from tlc_elt.objects import Objects, split


class Run(NamedTuple):
    """Which run is loaded, and where its artifacts are."""

    contract: Contract
    month: str
    run_id: str
    etag: str
    raw_bucket: str
    processed_bucket: str


class Evidence(NamedTuple):
    """The raw manifest, the report of the newest attempt, and the sizes of the run's objects by key."""

    manifest: Dict[str, Any]
    report: Dict[str, Any]
    sizes: Dict[str, int]


def read_evidence(run: Run, objects: Objects) -> Evidence:
    """Reads raw manifest and the newest attempt's report; LoadFailed where one of them is not there."""
    manifest_key = keys.raw_manifest(run.contract, run.month, run.etag)
    manifest = objects.read_json(run.raw_bucket, manifest_key)
    if manifest is None:
        raise LoadFailed(
            f"s3://{run.raw_bucket}/{manifest_key} does not exist: IngestRaw has not ended", month=run.month
        )
    prefix = keys.run_prefix(run.contract, run.month, run.run_id)
    sizes = {entry.key: entry.bytes for entry in objects.below(run.processed_bucket, prefix)}
    report = _newest_report(run, objects, [key for key in sizes if key.endswith(keys.REPORT_ENDING)])
    if report is None:
        raise LoadFailed(
            f"no {keys.REPORT_ENDING[1:]} below s3://{run.processed_bucket}/{prefix}: TransformTrips has not ended",
            month=run.month,
        )
    return Evidence(manifest, report, sizes)


def _newest_report(run: Run, objects: Objects, found: Sequence[str]) -> Optional[Dict[str, Any]]:
    read = (objects.read_json(run.processed_bucket, key) for key in found)
    reports = [report for report in read if report is not None]
    return max(reports, key=lambda report: _moment(report["written_at"]), default=None)


def _moment(text: str) -> datetime.datetime:
    """A moment of RFC 3339 in UTC; Python 3.9 reads neither `Z` nor every number of decimals."""
    whole, _, decimals = text.rstrip("Z").partition(".")
    moment = datetime.datetime.fromisoformat(whole)
    return moment.replace(microsecond=int(decimals.ljust(6, "0")[:6] or "0"))


def check_evidence(run: Run, evidence: Evidence, objects: Objects) -> None:
    """Raises ReconciliationError, naming both values, unless everything on S3 tells the same story."""
    manifest, report, sizes = evidence
    prefix = keys.attempt_prefix(run.contract, run.month, run.run_id, report["attempt"])
    _same(run, "the run's ETag", run.etag, "the transform report's", report["source_etag"])
    _same(run, "the raw manifest's ETag", manifest["source"]["etag"], "the run's", run.etag)
    for name, value in (("source_month", run.month), ("dataset", run.contract.dataset)):
        _same(run, f"the run's {name}", value, "the transform report's", report[name])
        _same(run, f"the run's {name}", value, "the raw manifest's", manifest[name])
    _same(run, "the run", run.run_id, "the transform report's", report["run_id"])
    _same(run, "the job's contract version", run.contract.version, "the report's", report["contract_version"])
    _same(run, "the raw manifest's generated", manifest["generated"], "the report's", report["generated"])
    _same(run, "the raw manifest's era", manifest["era"], "the report's", report["era"])
    _check_rows(run, manifest, report)
    _check_digests(run, manifest, report)
    for copied, key in (("trips", "copy_manifest"), ("quarantine_copy", "quarantine_copy_manifest")):
        _check_files(run, report[copied], prefix, sizes)
        _check_copy_manifest(run, report[copied], report[key], objects)
    _check_files(run, report["quarantine"], prefix, sizes)


def _check_rows(run: Run, manifest: Dict[str, Any], report: Dict[str, Any]) -> None:
    accepted, quarantined = report["accepted_rows"], report["quarantined_rows"]
    _same(run, "source rows by the footer", manifest["rows"], "by the transform report", report["source_rows"])
    _same(run, "source rows", report["source_rows"], "accepted + quarantined rows", accepted + quarantined)
    for what, rows, files in (
        ("accepted rows", accepted, report["trips"]),
        ("quarantined rows", quarantined, report["quarantine"]),
        ("quarantined rows", quarantined, report["quarantine_copy"]),
    ):
        _same(run, what, rows, "rows of the written files", sum(file["rows"] for file in files))
    broken = sum(report["quarantine_by_rule"].values())
    if broken < quarantined:  # each of them breaks a rule, some break several
        _same(run, "quarantined rows", quarantined, "rows by broken rule", broken)


def _check_digests(run: Run, manifest: Dict[str, Any], report: Dict[str, Any]) -> None:
    for name, document in (("raw manifest", manifest), ("transform report", report)):
        if "accepted" not in document:
            raise LoadFailed(
                f"{run.run_id}: the {name} is of an older version: it has no digests",
                month=run.month,
                next_step="Run the month again: `ops run MONTH`.",
            )
    _same(run, "rows by broken rule of the raw file", manifest["by_rule"], "quarantined", report["quarantine_by_rule"])
    _same(run, "quarantined rows", str(report["quarantined_rows"]), "of the digests", report["rejected"]["rows"])
    difference = compared(manifest["accepted"], report["accepted"])
    if difference:
        raise ReconciliationError(
            f"{run.run_id}: accepted rows of the raw file against those of the trips files differ in {difference}",
            month=run.month,
        )


def _check_files(run: Run, files: List[Dict[str, Any]], prefix: str, sizes: Dict[str, int]) -> None:
    for file in files:
        if not file["key"].startswith(prefix):
            _same(run, "the attempt's prefix", prefix, "a file of its report", file["key"])
        _same(run, f"bytes of {file['key']} by the report", file["bytes"], "on S3", sizes.get(file["key"]))


def _check_copy_manifest(run: Run, files: List[Dict[str, Any]], key: Optional[str], objects: Objects) -> None:
    if key is None:
        _same(run, "files to copy", len(files), "COPY manifests", 0)
        return
    manifest = objects.read_json(run.processed_bucket, key)
    if manifest is None:
        raise LoadFailed(f"s3://{run.processed_bucket}/{key} does not exist", month=run.month)
    entries = {entry["url"]: entry["meta"]["content_length"] for entry in manifest["entries"]}
    wanted = {f"s3://{run.processed_bucket}/{file['key']}": file["bytes"] for file in files}
    if entries != wanted or len(manifest["entries"]) != len(files):
        named = ", ".join(split(url)[1] for url in entries)
        _same(run, "files and bytes of the report", wanted, f"those of {key} ({named})", entries)


def _same(run: Run, what: str, value: object, other: str, found: object) -> None:
    if value != found:
        raise ReconciliationError(
            f"{run.run_id}: {what}: {value}; {other}: {found}", month=run.month, expected=value, found=found
        )
