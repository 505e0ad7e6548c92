"""The lookup that a dataset names, from the publisher to raw, whenever a month is brought."""

from __future__ import annotations

import base64
import datetime
import hashlib
import os
import tempfile
import urllib.parse
from typing import Any, Dict, NamedTuple, Optional

from tlc_elt import artifacts, log
from tlc_elt.contract import LOCAL_STAGE, Contract, document, fill
from tlc_elt.errors import PipelineError
from tlc_elt.ingest.proof import prove
from tlc_elt.ingest.published import NotGot, Published, ask
from tlc_elt.ingest.source import Source
from tlc_elt.lookup import Lookup, Malformed, Rows, lookup_of, parse
from tlc_elt.objects import Objects

CLOCKS_DIFFER = datetime.timedelta(days=1)


class Look(NamedTuple):
    """What a look at the publisher is made with."""

    contract: Contract
    month: str
    month_url: str
    run_id: str
    bucket: str
    stage: str
    force: bool


def bring_lookup(look: Look, objects: Objects) -> None:
    """Keeps in raw what the publisher has now of the dataset's lookup, if that is new and sound.

    Raises nothing: the month is in raw, and its run does not end for the names of its zones.
    """
    found = lookup_of(look.contract)
    if found is None:
        return
    lookup, _ = found
    try:
        _bring(look, lookup, objects)
    except Exception as error:
        log.event("lookup not looked at", lookup=lookup.name, reason=f"{type(error).__name__}: {error}")


def _bring(look: Look, lookup: Lookup, objects: Objects) -> None:
    before = _manifest(look, lookup, objects)
    kept = before.get("kept")
    manifest: Dict[str, Any] = {"version": 1, "lookup": lookup.name, **({"kept": kept} if kept else {})}
    try:
        newer = _newer(look, lookup, kept, objects)
        if newer is not None:
            manifest["kept"] = newer
            log.event("lookup ingested", lookup=lookup.name, key=newer["key"], rows=newer["rows"])
    except (Malformed, NotGot, PipelineError) as error:
        reason = error.what if isinstance(error, PipelineError) else str(error)
        log.event("lookup not taken", lookup=lookup.name, reason=reason)
        manifest["problem"] = _told(before.get("problem"), reason[:1000], look.run_id)
    if manifest != before:
        objects.write_json(look.bucket, lookup.manifest_key, artifacts.checked("lookup_manifest", manifest))


def _told(before: Optional[Dict[str, Any]], reason: str, run_id: str) -> Dict[str, Any]:
    """The problem; where it is the one of the look before, since when it is there."""
    if before is not None and before["reason"] == reason:
        return before
    return {"reason": reason, "run_id": run_id, "at": _now()}


def _manifest(look: Look, lookup: Lookup, objects: Objects) -> Dict[str, Any]:
    """What raw has; empty where it has nothing that can be read, and the file is taken as a first one."""
    try:
        manifest = objects.read_json(look.bucket, lookup.manifest_key) or {}
        problems = list(artifacts.problems(document()["schemas"]["lookup_manifest"], manifest, "lookup_manifest"))
    except ValueError as error:
        manifest, problems = {}, [str(error)]
    if manifest and problems:
        log.event("lookup's manifest not used", lookup=lookup.name, problem="; ".join(problems))
    return {} if problems else manifest


def _newer(look: Look, lookup: Lookup, kept: Optional[Dict[str, Any]], objects: Objects) -> Optional[Dict[str, Any]]:
    """The publisher's version, which is then in raw; None where it is the one that is kept."""
    known = kept["etag"] if kept is not None and not look.force else ""
    published = ask(_url(look, lookup), known, lookup.largest_bytes)
    if published is None:
        return None
    sha256 = hashlib.sha256(published.data)
    if kept is not None and sha256.hexdigest() == kept["sha256"] and not look.force:
        return None
    rows = _judged(look, lookup, kept, published)
    source = Source(published.url, published.etag, len(published.data), published.last_modified)
    key = lookup.file_key(sha256.hexdigest())
    with tempfile.TemporaryDirectory(prefix="lookup-") as folder:
        path = os.path.join(folder, lookup.file_name)
        with open(path, "wb") as file:
            file.write(published.data)
        proof = prove(source, path, published.answer.has_opaque_etag)
        objects.upload(look.bucket, key, path, base64.b64encode(sha256.digest()).decode(), "text/csv")
    return {
        **source._asdict(),
        "sha256": sha256.hexdigest(),
        "proof": proof,
        "rows": len(rows.values),
        "generated": rows.generated,
        "key": key,
        "run_id": look.run_id,
        "ingested_at": _now(),
    }


def _url(look: Look, lookup: Lookup) -> str:
    """The lookup's address: its path from the base address that the month's own path hangs on."""
    path = fill(look.contract.url_path, month=look.month, yyyy=look.month[:4], mm=look.month[5:])
    if not look.month_url.endswith(f"/{path}"):
        raise Malformed(f"{look.month_url} does not end in {path}: where {lookup.file_name} lies is not known")
    return urllib.parse.urljoin(look.month_url[: -len(path)], lookup.url_path)


def _judged(look: Look, lookup: Lookup, kept: Optional[Dict[str, Any]], published: Published) -> Rows:
    """The rows of a file that may take the place of the one that is kept; Malformed says why another may not."""
    try:
        rows = parse(lookup, published.data)
    except Malformed as error:
        raise Malformed(f"{published.url}: {error}") from None
    problem = _problem(look, kept, published, rows)
    if problem is not None:
        raise Malformed(f"{published.url} {problem}")
    return rows


def _problem(look: Look, kept: Optional[Dict[str, Any]], published: Published, rows: Rows) -> Optional[str]:
    if published.answer.modified is not None and published.answer.modified > _clock() + CLOCKS_DIFFER:
        return f"is dated {published.last_modified}, which is later than now"
    if rows.generated and look.stage != LOCAL_STAGE:
        return f"is generated, and stage {look.stage} takes published ones only"
    if kept is None or (kept["generated"] and not rows.generated):
        return None
    if rows.generated and not kept["generated"]:
        return "is generated, and a published one is kept"
    if look.force:
        return None
    if published.last_modified < kept["last_modified"]:
        return f"is of {published.last_modified}, and the one of {kept['last_modified']} is kept"
    if len(rows.values) < kept["rows"]:
        return (
            f"has {len(rows.values)} rows, and {kept['rows']} are kept: `ops run MONTH --force` takes it all the same"
        )
    return None


def _clock() -> datetime.datetime:
    return datetime.datetime.now(datetime.timezone.utc)


def _now() -> str:
    return _clock().strftime("%Y-%m-%dT%H:%M:%S.%fZ")
