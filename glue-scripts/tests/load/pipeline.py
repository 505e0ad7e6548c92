"""Months brought as far as LoadRedshift by the real jobs before it."""

from __future__ import annotations

import functools
import hashlib
import time
from pathlib import Path
from typing import Any, Dict, List, NamedTuple, Optional

import boto3
import pyarrow as pa

from tests.conftest import COPY_ROLE, Cloud
from tests.miniatures import YELLOW, table, write
from tlc_elt import keys
from tlc_elt.data_api import StatementFailed, Warehouse
from tlc_elt.ingest import run as ingest_run
from tlc_elt.load import run as load_run
from tlc_elt.objects import Objects
from tlc_elt.transform import duckdb_job

MONTH = "2024-09"
TABLES = [table.name for table in YELLOW.tables]


class Publication(NamedTuple):
    """A published month: `bad` of its rows break the rule of the distance."""

    etag: str
    bytes: int
    file: str
    modified: str


class Pipeline:
    """Publishes months and runs the jobs on them, each by its arguments."""

    def __init__(self, cloud: Cloud) -> None:
        self.cloud = cloud
        self.objects = Objects()
        self.warehouse = Warehouse("tlc", "tlc")

    def reset(self) -> None:
        """Drops every table, whoever owns it."""
        tables = [*TABLES, f"{YELLOW.table}_before_source_month"]
        self.administer(*(f"DROP TABLE IF EXISTS {name}" for name in tables))

    def administer(self, *sqls: str) -> None:
        """Statements of the warehouse's administrator, in one transaction."""
        client = self.warehouse.client
        target = {"WorkgroupName": "tlc", "Database": "tlc", "SecretArn": _administrators_secret()}
        statement = client.batch_execute_statement(Sqls=sqls, **target)["Id"]
        while (described := client.describe_statement(Id=statement))["Status"] not in ("FINISHED", "FAILED"):
            time.sleep(0.01)
        assert described["Status"] == "FINISHED", described["Error"]

    def publish(
        self,
        month: str = MONTH,
        rows: int = 20,
        bad: int = 1,
        modified: str = "2024-11-25T17:24:30Z",
        generated: bool = False,
        content: Optional[pa.Table] = None,
    ) -> Publication:
        """Puts a file into the publisher's folder."""
        file = f"{hashlib.md5(f'{month}{rows}{bad}{modified}{generated}'.encode()).hexdigest()}.parquet"
        path = Path(self.cloud.published) / file
        distances = [-1.0] * bad + [1.5] * (rows - bad)
        made = content or table(YELLOW.era("yellow-2023-02"), month, rows, trip_distance=distances)
        write(path, made, {"made": modified, **({"tlc-elt.generated": "true"} if generated else {})})
        data = path.read_bytes()
        return Publication(hashlib.md5(data).hexdigest(), len(data), file, modified)

    def prepare(self, publication: Publication, run: int = 1, month: str = MONTH, **more: str) -> None:
        """IngestRaw and TransformTrips of a run."""
        values = {**self._values(publication, run, month), **more}
        ingest_run.main(_argv(values))
        duckdb_job.run(_argv(values))

    def load(self, publication: Publication, run: int = 1, month: str = MONTH, **more: str) -> None:
        """LoadRedshift of a run."""
        load_run.main(_argv({**self._values(publication, run, month), **more}))

    def run(self, publication: Publication, run: int = 1, month: str = MONTH, **more: str) -> None:
        """All three."""
        self.prepare(publication, run, month)
        self.load(publication, run, month, **more)

    def argv(self, publication: Publication, run: int, month: str = MONTH) -> List[str]:
        """The arguments of a run's jobs."""
        return _argv(self._values(publication, run, month))

    def _values(self, publication: Publication, run: int, month: str) -> Dict[str, str]:
        return {
            "dataset": "yellow",
            "source_month": month,
            "run_id": run_id(run, month),
            "source_etag": publication.etag,
            "source_url": self.cloud.url(publication.file),
            "source_last_modified": publication.modified,
            "source_bytes": str(publication.bytes),
            "raw_bucket": "raw",
            "processed_bucket": "processed",
            "workgroup": "tlc",
            "database": "tlc",
            "copy_role_arn": COPY_ROLE,
            "stage": "local",
        }

    def sql(self, sql: str) -> List[Any]:
        """Rows of a SELECT."""
        return self.warehouse.query(sql).rows

    def sql_write(self, sql: str) -> None:
        """A statement that changes something."""
        self.warehouse.run([sql])

    def standing(self, month: str = MONTH) -> "tuple[int, int, list[str]]":
        """Rows of the month in trips and quarantine, and the runs of its ledger, oldest first."""
        of_month = f"WHERE source_month = DATE '{month}-01'"
        counts = [f"SELECT COUNT(*) FROM {table} {of_month}" for table in (YELLOW.table, YELLOW.quarantine_table)]
        runs = f"SELECT run_id FROM load_ledger {of_month} ORDER BY load_number"
        trips, quarantine, ledger = self.warehouse.run([*counts, runs])
        return trips.rows[0][0], quarantine.rows[0][0], [row[0] for row in ledger.rows]

    def exists(self, table: str) -> bool:
        """Whether a table exists."""
        try:
            self.sql(f"SELECT COUNT(*) FROM {table}")
        except StatementFailed:
            return False
        return True

    def report_key(self, run: int = 1, month: str = MONTH) -> str:
        """Key of the report of the run's only attempt."""
        prefix = keys.run_prefix(YELLOW, month, run_id(run, month))
        (key,) = [e.key for e in self.objects.below("processed", prefix) if e.key.endswith("transform-report.json")]
        return key

    def change_report(self, run: int = 1, **changes: Any) -> Dict[str, Any]:
        """Rewrites fields of a report; gives the report as it was."""
        key = self.report_key(run)
        report = self.objects.read_json("processed", key)
        assert report is not None
        self.objects.write_json("processed", key, {**report, **changes})
        return report


@functools.lru_cache(maxsize=None)
def _administrators_secret() -> str:
    """ARN of the secret that the session's warehouse made for its administrator."""
    namespace = boto3.client("redshift-serverless").get_namespace(namespaceName="tlc")["namespace"]
    arn: str = namespace["adminPasswordSecretArn"]
    return arn


def run_id(run: int, month: str = MONTH) -> str:
    """Name of a run."""
    return f"yellow-{month}-r{run}"


def _argv(values: Dict[str, str]) -> List[str]:
    return [token for name, value in values.items() for token in (f"--{name}", value)]
