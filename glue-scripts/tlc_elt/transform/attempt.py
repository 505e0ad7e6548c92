"""Begin and end of an attempt, the same for both engines."""

from __future__ import annotations

import time
import uuid
from typing import Dict

from tlc_elt import contract, keys, log
from tlc_elt.objects import Objects
from tlc_elt.transform import report
from tlc_elt.transform.counts import Written, reconcile
from tlc_elt.transform.plan import Plan, plan, require_length


def begin(objects: Objects, given: Dict[str, str]) -> Plan:
    """A new attempt by the arguments and the raw manifest; SourceFileInvalid where the file is not as that says."""
    dataset = contract.dataset(given["dataset"])
    key = keys.raw_manifest(dataset, given["source_month"], given["source_etag"])
    attempt = plan(given, dataset, objects.read_json(given["raw_bucket"], key), str(uuid.uuid4()))
    require_length(attempt, objects.size(attempt.raw_bucket, attempt.raw_key))
    log.event(
        "attempt begins",
        attempt=attempt.attempt,
        raw_file=f"s3://{attempt.raw_bucket}/{attempt.raw_key}",
        source_rows=attempt.source_rows,
    )
    return attempt


def end(objects: Objects, attempt: Plan, engine: str, written: Written, started: float) -> None:
    """Checks the counts, then writes the report; `started` is of time.monotonic()."""
    reconcile(attempt, written)
    seconds = time.monotonic() - started
    document = report.write(objects, attempt, engine, written, seconds)
    report.emit_metrics(attempt, written, seconds)
    log.event("transformed", **{name: document[name] for name in report.SUMMARY})
