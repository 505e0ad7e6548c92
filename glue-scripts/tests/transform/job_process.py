"""The jobs as Glue starts them: a process of its own, with S3 of a real local cloud."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any, Dict, NamedTuple

import boto3
import pyarrow as pa

from tests.conftest import ROOT, Cloud
from tests.transform.conftest import SPARK_DEFAULTS, ZONE
from tests.transform.java import java_environment
from tests.transform.outcome import ETAG, RUN_ID, manifest_of
from tlc_elt import keys
from tlc_elt.contract import dataset

PROJECT = ROOT / "glue-scripts"
SCRIPTS = {"duckdb": "transform_trips_duckdb.py", "spark": "transform_trips.py"}
S3A = ROOT / "packages/local-cloud/src/services/glue/spark/configuration.ts"
YELLOW = dataset("yellow")


class Ended(NamedTuple):
    """How a job's process ended."""

    code: int
    stdout: str
    stderr: str

    @property
    def last_line(self) -> str:
        """What Glue gives as ErrorMessage."""
        return self.stderr.strip().splitlines()[-1]


def client() -> Any:
    """S3 of the local cloud, by the environment that the fixture has set."""
    return boto3.client("s3")


def publish(path: Path, month: str, etag: str = ETAG, **changes: Any) -> Dict[str, Any]:
    """Puts a file and its raw manifest where IngestRaw would; `changes` makes the manifest lie."""
    manifest = manifest_of(path, month)
    manifest["source"]["etag"] = etag
    manifest["key"] = keys.raw_file(YELLOW, month, etag)
    client().upload_file(str(path), "raw", manifest["key"])
    from tlc_elt.objects import Objects

    Objects().write_json("raw", keys.raw_manifest(YELLOW, month, etag), {**manifest, **changes})
    return manifest


def run(engine: str, cloud: Cloud, folder: Path, month: str, etag: str = ETAG, run_id: str = RUN_ID) -> Ended:
    """Runs the engine's script with the arguments of the workflow and some of Glue's own."""
    given = {
        "dataset": "yellow",
        "source_month": month,
        "run_id": run_id,
        "source_etag": etag,
        "stage": "local",
        "raw_bucket": "raw",
        "processed_bucket": "processed",
        "JOB_NAME": "tlc-local-transform",
    }
    argv = [text for name, value in given.items() for text in (f"--{name}", value)]
    environment = {**os.environ, **cloud.environment, "PYTHONPATH": str(PROJECT), "TZ": ZONE}
    if engine == "spark":
        environment.update(java_environment(), SPARK_CONF_DIR=str(spark_conf(cloud, folder)))
    script = PROJECT / "jobs" / SCRIPTS[engine]
    command = [sys.executable, str(script), *argv]
    done = subprocess.run(command, check=False, env=environment, capture_output=True, text=True)
    return Ended(done.returncode, done.stdout, done.stderr)


def spark_conf(cloud: Cloud, folder: Path) -> Path:
    """Settings by which Spark of PyPI reads `s3://`; the jars are the local cloud's, or fetched once by Ivy."""
    jars = sorted((ROOT / ".local/spark/jars").glob("*.jar"))
    packages = re.findall(r"'([\w.-]+:[\w.-]+:[\w.-]+)'", S3A.read_text())
    settings = {
        **(
            {"spark.driver.extraClassPath": os.pathsep.join(map(str, jars))}
            if jars
            else {"spark.jars.packages": ",".join(packages)}
        ),
        **dict(re.findall(r"'(spark\.hadoop\.[\w.]+)': '([^']+)'", S3A.read_text())),
        "spark.hadoop.fs.s3a.endpoint": cloud.endpoint,
        "spark.hadoop.fs.s3a.endpoint.region": cloud.environment["AWS_REGION"],
        "spark.local.dir": str(folder / "spark"),
    }
    conf = folder / "conf"
    conf.mkdir(exist_ok=True)
    lines = "".join(f"{name} {value}\n" for name, value in settings.items())
    (conf / "spark-defaults.conf").write_text(SPARK_DEFAULTS + lines)
    return conf


def attempts(run_id: str, month: str) -> Dict[str, Any]:
    """Objects of a run, by key."""
    prefix = keys.run_prefix(YELLOW, month, run_id)
    listing = client().list_objects_v2(Bucket="processed", Prefix=prefix)
    return {entry["Key"]: entry["Size"] for entry in listing.get("Contents", ())}


def read_parquet(key: str) -> pa.Table:
    """A parquet object of the processed bucket."""
    import pyarrow.parquet as pq

    body = client().get_object(Bucket="processed", Key=key)["Body"].read()
    return pq.ParquetFile(pa.BufferReader(body)).read()
