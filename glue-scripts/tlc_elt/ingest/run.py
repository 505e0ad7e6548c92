"""IngestRaw from its arguments to its raw manifest."""

from __future__ import annotations

import base64
import datetime
import os
import tempfile
import time
from typing import Any, Dict, NamedTuple, Optional, Sequence, Tuple

from tlc_elt import arguments, artifacts, keys, log, metrics
from tlc_elt.contract import Contract, dataset
from tlc_elt.errors import SourceChanged, SourceFileInvalid, SourceNotUsable
from tlc_elt.ingest.check_file import Checked, check_file
from tlc_elt.ingest.digest import Digested, digest_file
from tlc_elt.ingest.download import Downloaded, download
from tlc_elt.ingest.era import supported_era
from tlc_elt.ingest.lookup import Look, bring_lookup
from tlc_elt.ingest.narrowing import LocalFile
from tlc_elt.ingest.proof import prove
from tlc_elt.ingest.republication import Republication, check_republication
from tlc_elt.ingest.source import Source
from tlc_elt.ingest.stored import LATER, Stored, read_stored
from tlc_elt.ingest.verify import verify
from tlc_elt.objects import Objects


class Ingest(NamedTuple):
    """One run of the job."""

    contract: Contract
    month: str
    run_id: str
    source: Source
    bucket: str
    stage: str
    force: bool

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
    source = Source(
        given["source_url"], given["source_etag"], int(given["source_bytes"]), given["source_last_modified"]
    )
    job = Ingest(
        contract=dataset(given["dataset"]),
        month=given["source_month"],
        run_id=given["run_id"],
        source=source,
        bucket=given["raw_bucket"],
        stage=given["stage"],
        force=given["force"] == "true",
    )
    objects = Objects()
    manifest = ingest(job, objects)
    bring_lookup(Look(job.contract, job.month, source.url, job.run_id, job.bucket, job.stage, job.force), objects)
    accepted = given["accept_republication"] == "true"
    check_republication(Republication(job.contract, manifest, given["loaded_etag"], accepted), objects)


def ingest(job: Ingest, objects: Objects) -> Dict[str, Any]:
    """Brings one publication to S3 and gives its raw manifest; what S3 has of it is not downloaded twice."""
    started = time.monotonic()
    supported_era(job.contract, job.month)
    with tempfile.TemporaryDirectory(prefix="ingest-") as folder:
        path = os.path.join(folder, "source.parquet")
        stored, damage = (None, None) if job.force else _stored(job, objects, path)
        if stored is not None:
            job = _dated(job, stored.manifest["source"]["last_modified"])
            if _is_current(job, stored.manifest):
                log.event("already ingested", key=job.key, bytes=job.source.bytes, run_id=stored.manifest["run_id"])
                return _renewed(job, objects, stored.manifest)
            downloaded, proof = stored.downloaded, stored.proof
        else:
            downloaded, proof = _fetched(job, path, damage)
        checked, digested = _checked(job, path)
        if stored is None:
            digest = base64.b64encode(bytes.fromhex(downloaded.sha256)).decode()
            objects.upload(job.bucket, job.key, path, sha256=digest)
    manifest = _manifest(job, downloaded, proof, checked, digested)
    objects.write_json(job.bucket, job.manifest_key, artifacts.checked("raw_manifest", manifest))
    _measure(job, manifest, time.monotonic() - started)
    return manifest


def _stored(job: Ingest, objects: Objects, path: str) -> Tuple[Optional[Stored], Optional[str]]:
    stored, damage = read_stored(objects, job.bucket, job.manifest_key, job.source, path)
    if damage is not None:
        log.event("stored file not used", problem=damage)
    return stored, damage


def _fetched(job: Ingest, path: str, damage: Optional[str]) -> Tuple[Downloaded, str]:
    """The publisher's bytes and their proof; `damage`: why those that raw has cannot be used."""
    log.event("downloading", url=job.source.url, etag=job.source.etag, bytes=job.source.bytes)
    try:
        return _proved(job.source, path)
    except SourceFileInvalid as error:
        log.event("downloading again", problem=error.what)
    except (SourceChanged, SourceNotUsable) as error:
        if damage is None:
            raise
        raise SourceFileInvalid(
            f"{damage}, and the publisher no longer has this file: {error.what}",
            month=job.month,
            next_step="`ops run MONTH` loads what the publisher has now.",
        ) from None
    return _proved(job.source, path)


def _proved(source: Source, path: str) -> Tuple[Downloaded, str]:
    downloaded = download(source, path)
    verify(source, downloaded, path)
    return downloaded, prove(source, path, downloaded.opaque_etag)


def _checked(job: Ingest, path: str) -> Tuple[Checked, Digested]:
    file = keys.file_name(job.contract, job.month)
    checked = check_file(job.contract, job.month, path, file)
    log.event("checked", era=checked.era.name, rows=checked.footer.rows, generated=checked.footer.generated)
    return checked, digest_file(job.contract, job.month, LocalFile(path, file, checked.page_bytes), checked.era.name)


def _is_current(job: Ingest, manifest: Dict[str, Any]) -> bool:
    """Whether the manifest says what this version of job and contract say; else the file is checked again."""
    has_all = all(name in manifest for name in LATER)
    return has_all and bool(manifest["contract_version"] == job.contract.version)


def _dated(job: Ingest, last_modified: str) -> Ingest:
    """The job with the later Last-Modified, where the publisher has put this file back after another one.

    The fence goes by it: these bytes are the newest publication again.
    """
    latest = max(
        (job.source.last_modified, last_modified),
        key=lambda text: datetime.datetime.fromisoformat(text.replace("Z", "+00:00")),
    )
    return job._replace(source=job.source._replace(last_modified=latest))


def _renewed(job: Ingest, objects: Objects, existing: Dict[str, Any]) -> Dict[str, Any]:
    """The manifest with the job's Last-Modified."""
    if existing["source"]["last_modified"] == job.source.last_modified:
        return existing
    manifest = {**existing, "source": {**existing["source"], "last_modified": job.source.last_modified}}
    objects.write_json(job.bucket, job.manifest_key, artifacts.checked("raw_manifest", manifest))
    return manifest


def _manifest(job: Ingest, downloaded: Downloaded, proof: str, checked: Checked, digested: Digested) -> Dict[str, Any]:
    footer, era, _ = checked
    now = datetime.datetime.now(datetime.timezone.utc)
    return {
        "version": 1,
        "dataset": job.contract.dataset,
        "source_month": job.month,
        "source": {
            "url": job.source.url,
            "etag": job.source.etag,
            "last_modified": job.source.last_modified,
            "bytes": job.source.bytes,
        },
        "bucket": job.bucket,
        "key": job.key,
        "bytes": downloaded.bytes,
        "sha256": downloaded.sha256,
        "proof": proof,
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
