"""What raw has of a publication, read again before it is used."""

from __future__ import annotations

from typing import Any, Dict, NamedTuple, Optional, Tuple

from tlc_elt import artifacts
from tlc_elt.contract import document
from tlc_elt.errors import SourceFileInvalid
from tlc_elt.ingest.download import Downloaded
from tlc_elt.ingest.proof import prove
from tlc_elt.ingest.source import Source
from tlc_elt.objects import Objects

# Members that manifests of earlier versions lack.
LATER = ("proof", "accepted", "by_rule")


class Stored(NamedTuple):
    """A raw file whose bytes are those of its manifest, and of its ETag where that is an MD5."""

    manifest: Dict[str, Any]
    downloaded: Downloaded
    proof: str


def read_stored(
    objects: Objects, bucket: str, manifest_key: str, source: Source, path: str
) -> Tuple[Optional[Stored], Optional[str]]:
    """The stored file, read into `path`, or why what is there cannot be used; neither where nothing is there."""
    try:
        manifest = objects.read_json(bucket, manifest_key)
    except ValueError as error:
        return None, f"s3://{bucket}/{manifest_key} is no JSON: {error}"
    if manifest is None:
        return None, None
    problem = _problem(objects, bucket, manifest, source)
    if problem is not None:
        return None, f"s3://{bucket}/{manifest_key} cannot be used: {problem}"
    where = f"s3://{bucket}/{manifest['key']}"
    downloaded = Downloaded(*objects.download(bucket, manifest["key"], path))
    if downloaded.sha256 != manifest["sha256"]:
        return None, f"{where} has SHA-256 {downloaded.sha256}, and its manifest says {manifest['sha256']}"
    try:
        return Stored(manifest, downloaded, manifest.get("proof") or prove(source, path, False)), None
    except SourceFileInvalid as error:
        return None, f"{where}: {error.what}"


def _problem(objects: Objects, bucket: str, manifest: Dict[str, Any], source: Source) -> Optional[str]:
    schema = document()["schemas"]["raw_manifest"]
    earlier = {**schema, "required": [name for name in schema["required"] if name not in LATER]}
    problems = list(artifacts.problems(earlier, manifest, "raw_manifest"))
    if problems:
        return "; ".join(problems)
    if not _is_of(manifest, source):
        return f"it is of another file: {manifest['source']}"
    size = objects.size(bucket, manifest["key"])
    return None if size == manifest["bytes"] else f"{manifest['key']} has {size} bytes instead of {manifest['bytes']}"


def _is_of(manifest: Dict[str, Any], source: Source) -> bool:
    """Whether the manifest is of the very file: only an ETag that is an MD5 may be dated anew."""
    found = manifest["source"]
    same = (found["etag"], found["bytes"], manifest["bytes"]) == (source.etag, source.bytes, source.bytes)
    return same and (source.has_md5 or found["last_modified"] == source.last_modified)
