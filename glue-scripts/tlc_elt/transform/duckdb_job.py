"""TransformTrips with DuckDB: a Python Shell job."""

from __future__ import annotations

import os
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from typing import Dict, Sequence

from tlc_elt import arguments
from tlc_elt.objects import Objects
from tlc_elt.transform import attempt
from tlc_elt.transform.plan import Plan, require_length, require_sha256


def run(argv: Sequence[str]) -> None:
    """Transforms the month that the arguments name; errors are those of tlc_elt.errors."""
    started = time.monotonic()
    given = arguments.parse("TransformTrips", argv)
    objects = Objects()
    with tempfile.TemporaryDirectory(prefix="transform-") as folder, ThreadPoolExecutor(1) as pool:
        raw = os.path.join(folder, "raw.parquet")
        fetching = pool.submit(_fetch, objects, given, raw)
        from tlc_elt.transform import duckdb_engine  # loads DuckDB while the file is on its way

        connection = duckdb_engine.connect(folder)
        plan = fetching.result()
        written = duckdb_engine.write(
            plan, connection, raw, folder, lambda key, path: objects.upload(plan.processed_bucket, key, path)
        )
        attempt.end(objects, plan, "duckdb", written, started)


def _fetch(objects: Objects, given: Dict[str, str], raw: str) -> Plan:
    """Begins the attempt, and downloads the file that the raw manifest describes."""
    plan = attempt.begin(objects, given)
    length, digest = objects.download(plan.raw_bucket, plan.raw_key, raw)
    require_length(plan, length)
    require_sha256(plan, digest)
    return plan
