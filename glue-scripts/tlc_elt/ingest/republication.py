"""Whether a republication may replace what is loaded, or is held until somebody has looked at what it changes."""

from __future__ import annotations

import datetime
import os
import tempfile
from typing import Any, Dict, NamedTuple, Optional

from tlc_elt import keys, log
from tlc_elt.artifacts import checked
from tlc_elt.contract import Contract, RepublicationLimits
from tlc_elt.errors import RepublicationHeld
from tlc_elt.ingest.publication_diff import KeptFile, publication_diff
from tlc_elt.objects import Objects

# What the workflow gives where it knows of no loaded publication: no ETag is this.
NONE = "none"


class Republication(NamedTuple):
    """A publication that raw has (its manifest), and the one that is loaded."""

    contract: Contract
    manifest: Dict[str, Any]
    loaded_etag: str
    accepted: bool

    @property
    def month(self) -> str:
        """Its source month."""
        return str(self.manifest["source_month"])


class NotComparable(Exception):
    """There is nothing that the publication could be compared with; the message says why."""


def check_republication(job: Republication, objects: Objects) -> None:
    """RepublicationHeld where the publication changes more than the limits, and nobody has accepted it."""
    if job.loaded_etag in (NONE, job.manifest["source"]["etag"]):
        return
    try:
        before = _loaded(job, objects)
        problem = _problem(job, before, objects)
    except NotComparable as reason:
        log.event("republication not compared", reason=str(reason))
        return
    if problem is None:
        return
    if not job.accepted:
        raise RepublicationHeld(f"{job.contract.dataset} {job.month}: {problem}", month=job.month)
    log.event("republication accepted", problem=problem)


def _loaded(job: Republication, objects: Objects) -> Dict[str, Any]:
    """The manifest of the loaded publication; NotComparable where raw has none, or it is no measure of this one."""
    key = keys.raw_manifest(job.contract, job.month, job.loaded_etag)
    try:
        before = objects.read_json(job.manifest["bucket"], key)
    except ValueError as error:
        raise NotComparable(f"{key} is no JSON: {error}") from None
    if before is None:
        raise NotComparable(f"raw no longer has the loaded publication {job.loaded_etag}")
    if before["generated"]:
        raise NotComparable("what is loaded is generated")
    if _moment(before) > _moment(job.manifest):
        raise NotComparable("what is loaded is newer: the load goes by that")
    return before


def _moment(manifest: Dict[str, Any]) -> datetime.datetime:
    return datetime.datetime.fromisoformat(manifest["source"]["last_modified"].replace("Z", "+00:00"))


def _problem(job: Republication, before: Dict[str, Any], objects: Objects) -> Optional[str]:
    """What the publication changes beyond the limits, or why that cannot be told; None where all is within them."""
    import duckdb

    try:
        return exceeded(job.contract.republication_limits, _diff(job, before, objects))
    except (duckdb.Error, MemoryError) as error:
        return f"what it changes could not be compared ({error})"


def _diff(job: Republication, before: Dict[str, Any], objects: Objects) -> Dict[str, Any]:
    """The diff that an earlier run has left beside the publication, else a new one, which is left there."""
    bucket, etag = job.manifest["bucket"], job.manifest["source"]["etag"]
    key = keys.publication_diff(job.contract, job.month, etag, job.loaded_etag)
    kept = objects.read_json(bucket, key)
    if kept is not None and _is_of(kept, before, job.manifest):
        return kept
    with tempfile.TemporaryDirectory(prefix="republication-") as folder:
        files = [
            _brought(manifest, os.path.join(folder, f"{name}.parquet"), objects)
            for name, manifest in (("before", before), ("after", job.manifest))
        ]
        diff = publication_diff(job.contract, files[0], files[1], folder)
    objects.write_json(bucket, key, checked("publication_diff", diff))
    log.event("republication compared", before=job.loaded_etag, after=etag, **diff["rows"])
    return diff


def _is_of(kept: Dict[str, Any], before: Dict[str, Any], after: Dict[str, Any]) -> bool:
    hashes = (kept.get("before", {}).get("sha256"), kept.get("after", {}).get("sha256"))
    return bool(kept.get("version") == 1 and hashes == (before["sha256"], after["sha256"]))


def _brought(manifest: Dict[str, Any], path: str, objects: Objects) -> KeptFile:
    """The file of a publication, read again; NotComparable where it is not the one that its manifest names."""
    bucket, key = manifest["bucket"], manifest["key"]
    if objects.size(bucket, key) is None:
        raise NotComparable(f"s3://{bucket}/{key} is missing")
    _, sha256 = objects.download(bucket, key, path)
    if sha256 != manifest["sha256"]:
        raise NotComparable(f"s3://{bucket}/{key} has SHA-256 {sha256}, and its manifest says {manifest['sha256']}")
    return KeptFile(path, manifest)


def exceeded(limits: RepublicationLimits, diff: Dict[str, Any]) -> Optional[str]:
    """What a publication changes, in a sentence, where that is over the limits; None where it is within them."""
    rows, before = diff["rows"], diff["before"]["rows"]
    apart = rows["added"] + rows["removed"] + rows["changed"]
    share, gained = apart / max(1, before), _gained(limits, diff)
    if apart <= limits.rows or (share <= limits.share and abs(gained) <= limits.money_share):
        return None
    columns = ", ".join(f"{each['column']} {each['rows']}" for each in diff["by_column"][:3])
    within = f" ({columns}{', …' if len(diff['by_column']) > 3 else ''})" if columns else ""
    money = f", and {limits.total} by {gained:+.2%}" if limits.total else ""
    return (
        f"publication {diff['after']['etag']} changes {apart} of {before} loaded rows ({share:.2%}){money}: "
        f"{rows['added']} added, {rows['removed']} removed, {rows['changed']} changed{within}; at most "
        f"{limits.share:.0%} of the rows and {limits.money_share:.0%} of the money load by themselves"
    )


def _gained(limits: RepublicationLimits, diff: Dict[str, Any]) -> float:
    """The share by which the sum of money rose, or fell below zero; 0 where there is no such sum."""
    sums = next((each for each in diff["money"] if each["column"] == limits.total), None)
    return float(sums["difference"] / abs(sums["before"])) if sums and sums["before"] else 0.0
