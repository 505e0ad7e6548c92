"""TransformTrips with Spark: a Glue ETL job."""

from __future__ import annotations

import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from typing import Sequence

from tlc_elt import arguments
from tlc_elt.objects import Objects
from tlc_elt.transform import attempt


def run(argv: Sequence[str]) -> None:
    """Transforms the month that the arguments name; errors are those of tlc_elt.errors."""
    started = time.monotonic()
    given = arguments.parse("TransformTrips", argv)
    objects = Objects()
    with tempfile.TemporaryDirectory(prefix="transform-") as folder, ThreadPoolExecutor(1) as pool:
        beginning = pool.submit(attempt.begin, objects, given)
        from tlc_elt.transform import spark_engine  # starts Spark while the manifest is on its way

        spark = spark_engine.session()
        plan = beginning.result()
        raw, root = f"s3://{plan.raw_bucket}/{plan.raw_key}", f"s3://{plan.processed_bucket}"
        written = spark_engine.write(
            plan, spark, raw, root, folder, lambda key, path: objects.download(plan.processed_bucket, key, path)
        )
    attempt.end(objects, plan, "spark", written, started)
    spark.stop()
