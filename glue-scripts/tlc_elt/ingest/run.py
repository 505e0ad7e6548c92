"""IngestRaw from its arguments to its raw manifest."""

from __future__ import annotations

import base64
import datetime
import os
import tempfile
import time
from typing import Any, Dict, NamedTuple, Optional, Sequence

from tlc_elt import arguments, artifacts, keys, log, metrics
from tlc_elt.contract import Contract, dataset
from tlc_elt.errors import SourceFileInvalid
from tlc_elt.ingest.check_file import Checked, check_file
from tlc_elt.ingest.digest import Digested, digest_file
from tlc_elt.ingest.download import Downloaded, Source, download
from tlc_elt.ingest.era import supported_era
from tlc_elt.ingest.verify import verify
from tlc_elt.objects import Objects


class Ingest(NamedTuple):
    """One run of the job."""

    contract: Contract
    month: str
    run_id: str
    source: Source
    last_modified: str
    bucket: str
    stage: str

    @property
    def key(self) -> str:
        """Key of the raw file."""
        return keys.raw_file(self.contract, self.month, self.source.etag)

    @property
    def manifest_key(self) -> str:
        """Key of the raw manifest."""
        return keys.raw_manifest(self.contract, self.month, self.source.etag)


def main(argv: Sequence[str]) -> None:
    """Runs the job; errors of the contract pass through."""
    given = arguments.parse("IngestRaw", argv)
    source = Source(given["source_url"], given["source_etag"], int(given["source_bytes"]))
    job = Ingest(
        contract=dataset(given["dataset"]),
        month=given["source_month"],
        run_id=given["run_id"],
        source=source,
        last_modified=given["source_last_modified"],
        bucket=given["raw_bucket"],
        stage=given["stage"],
    )
    ingest(job, Objects())


def ingest(job: Ingest, objects: Objects) -> Dict[str, Any]:
    """Brings one publication to S3 and gives its raw manifest; the same ETag is never downloaded twice."""
    started = time.monotonic()
    supported_era(job.contract, job.month)
    existing = _existing(job, objects)
    if existing is not None:
        job = job._replace(last_modified=_later(existing["source"]["last_modified"], job.last_modified))
        # A manifest without digests is of an older version, as one of an older contract is.
        if existing["contract_version"] == job.contract.version and "accepted" in existing:
            log.event("already ingested", key=job.key, bytes=existing["bytes"], run_id=existing["run_id"])
            return _renewed(job, objects, existing)
    with tempfile.TemporaryDirectory(prefix="ingest-") as folder:
        path = os.path.join(folder, "source.parquet")
        downloaded = _fetched(job, objects, path, existing)
        verify(job.source, downloaded, path)
        checked = check_file(job.contract, job.month, path, keys.file_name(job.contract, job.month))
        if checked.footer.rows == 0:
            # An empty month would replace a loaded one: no publication of the TLC ever was empty.
            raise SourceFileInvalid(f"{job.source.url} is a parquet file without rows", month=job.month)
        file = keys.file_name(job.contract, job.month)
        digested = digest_file(job.contract, job.month, path, file, checked.era.name)
        log.event("checked", era=checked.era.name, rows=checked.footer.rows, generated=checked.footer.generated)
        if existing is None:
            digest = base64.b64encode(bytes.fromhex(downloaded.sha256)).decode()
            objects.upload(job.bucket, job.key, path, sha256=digest)
    manifest = _manifest(job, downloaded, checked, digested)
    objects.write_json(job.bucket, job.manifest_key, artifacts.checked("raw_manifest", manifest))
    _measure(job, manifest, time.monotonic() - started)
    return manifest


def _existing(job: Ingest, objects: Objects) -> Optional[Dict[str, Any]]:
    """The raw manifest of this publication, where its object is there with its size."""
    manifest = objects.read_json(job.bucket, job.manifest_key)
    if manifest is None or objects.size(job.bucket, manifest["key"]) != manifest["bytes"]:
        return None
    return manifest


def _later(one: str, other: str) -> str:
    """The later of two moments of RFC 3339 in UTC."""
    return max(one, other, key=lambda text: datetime.datetime.fromisoformat(text.replace("Z", "+00:00")))


def _renewed(job: Ingest, objects: Objects, existing: Dict[str, Any]) -> Dict[str, Any]:
    """The manifest, with the later Last-Modified where the publisher has put this file back after another one.

    The fence goes by it: these bytes are the newest publication again.
    """
    if existing["source"]["last_modified"] == job.last_modified:
        return existing
    manifest = {**existing, "source": {**existing["source"], "last_modified": job.last_modified}}
    objects.write_json(job.bucket, job.manifest_key, artifacts.checked("raw_manifest", manifest))
    return manifest


def _fetched(job: Ingest, objects: Objects, path: str, existing: Optional[Dict[str, Any]]) -> Downloaded:
    """The bytes: from the publisher, or from S3 where a newer contract checks an older download again."""
    if existing is None:
        log.event("downloading", url=job.source.url, etag=job.source.etag, bytes=job.source.bytes)
        return download(job.source, path)
    downloaded = Downloaded(*objects.download(job.bucket, existing["key"], path))
    if downloaded.sha256 != existing["sha256"]:
        raise SourceFileInvalid(
            f"s3://{job.bucket}/{existing['key']} has SHA-256 {downloaded.sha256}, and its raw manifest says "
            f"{existing['sha256']}",
            month=job.month,
            next_step="Remove the object and its raw-manifest.json, then `ops run MONTH` downloads it again.",
        )
    return downloaded


def _manifest(job: Ingest, downloaded: Downloaded, checked: Checked, digested: Digested) -> Dict[str, Any]:
    footer, era = checked
    now = datetime.datetime.now(datetime.timezone.utc)
    return {
        "version": 1,
        "dataset": job.contract.dataset,
        "source_month": job.month,
        "source": {
            "url": job.source.url,
            "etag": job.source.etag,
            "last_modified": job.last_modified,
            "bytes": job.source.bytes,
        },
        "bucket": job.bucket,
        "key": job.key,
        "bytes": downloaded.bytes,
        "sha256": downloaded.sha256,
        "rows": footer.rows,
        "row_groups": footer.row_groups,
        "physical_schema": [column._asdict() for column in footer.columns],
        "era": era.name,
        "contract_version": job.contract.version,
        "generated": footer.generated,
        "accepted": digested.accepted,
        "by_rule": digested.by_rule,
        "run_id": job.run_id,
        "ingested_at": now.strftime("%Y-%m-%dT%H:%M:%S.%fZ"),
    }


def _measure(job: Ingest, manifest: Dict[str, Any], seconds: float) -> None:
    log.event("ingested", key=job.key, bytes=manifest["bytes"], rows=manifest["rows"], seconds=round(seconds, 3))
    # TransformTrips measures the rows: a re-run ingests nothing, but transforms them again.
    values = {"SourceBytes": manifest["bytes"], "IngestSeconds": seconds}
    metrics.emit(job.stage, job.contract.dataset, values)
