"""The very scripts of the two jobs, as processes, on the S3 of a real local cloud; the machine stands in New York."""

from __future__ import annotations

import json
import re
import subprocess
from pathlib import Path
from typing import Any, Dict, List

import pyarrow as pa
import pytest

from tests import miniatures
from tests.conftest import ROOT, Cloud, node
from tests.transform import job_process
from tests.transform.conftest import BY_ENGINE
from tests.transform.job_process import YELLOW, client
from tests.transform.outcome import copied, rows

MONTH = "2024-09"
ERA = YELLOW.era("yellow-2023-02")
PARSE = """
import { CopyManifest, TransformReport } from './src/index.ts';
const { report, manifests } = JSON.parse(process.argv[1]);
console.log(JSON.stringify({
  report: TransformReport.parse(report), manifests: manifests.map((each) => CopyManifest.parse(each)),
}));
"""


def read_json(key: str) -> Dict[str, Any]:
    return json.loads(client().get_object(Bucket="processed", Key=key)["Body"].read())


def by_contract(report: Dict[str, Any], manifests: List[Dict[str, Any]]) -> Dict[str, Any]:
    """The documents as the contract's own schemas read them."""
    given = json.dumps({"report": report, "manifests": manifests})
    command = [node(), "--input-type=module", "-e", PARSE, given]
    folder = ROOT / "packages/contracts"
    done = subprocess.run(command, check=False, cwd=folder, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def table_of(files: List[Dict[str, Any]]) -> pa.Table:
    tables = [job_process.read_parquet(file["key"]) for file in files]
    assert [table.num_rows for table in tables] == [file["rows"] for file in files]
    return pa.concat_tables(tables)


@pytest.fixture(scope="module")
def month(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> pa.Table:
    """A month whose every second trip is rejected, ingested."""
    request.getfixturevalue("cloud")
    fares = [float(number) if number % 2 else -1.5 for number in range(40)]
    table = miniatures.table(ERA, MONTH, rows=40, fare_amount=fares)
    path = tmp_path_factory.mktemp("published") / f"yellow_tripdata_{MONTH}.parquet"
    job_process.publish(miniatures.write(path, table), MONTH)
    return table


@pytest.fixture(scope="module", params=BY_ENGINE)
def report(request: pytest.FixtureRequest, cloud: Cloud, tmp_path_factory: pytest.TempPathFactory) -> Dict[str, Any]:
    """The report of a run of the engine's script."""
    request.getfixturevalue("month")
    run_id = f"yellow-{MONTH}-{request.param}"
    ended = job_process.run(request.param, cloud, tmp_path_factory.mktemp("job"), MONTH, run_id=run_id)
    assert ended.code == 0, ended.stderr
    found = [key for key in job_process.attempts(run_id, MONTH) if key.endswith("transform-report.json")]
    assert len(found) == 1
    return {**read_json(found[0]), "stdout": ended.stdout, "key": found[0]}


def test_the_report_and_the_manifests_are_what_the_contract_says(report: Dict[str, Any]) -> None:
    document = {name: value for name, value in report.items() if name not in ("stdout", "key")}
    keys = [report["copy_manifest"], report["quarantine_copy_manifest"]]
    manifests = [read_json(key) for key in keys]
    assert by_contract(document, manifests) == {"report": document, "manifests": manifests}
    prefix = f"yellow/2024/09/{report['run_id']}/{report['attempt']}/"
    assert keys == [f"{prefix}copy-manifest.json", f"{prefix}quarantine-copy-manifest.json"]
    assert report["key"] == f"{prefix}transform-report.json"
    assert report["profile"] == f"{prefix}profile.json"
    profile = read_json(report["profile"])
    assert (profile["attempt"], profile["rows"]) == (report["attempt"], 20)
    sizes = job_process.attempts(report["run_id"], MONTH)
    for manifest, files in zip(manifests, (report["trips"], report["quarantine_copy"])):
        assert manifest == {
            "entries": [
                {
                    "url": f"s3://processed/{file['key']}",
                    "mandatory": True,
                    "meta": {"content_length": sizes[file["key"]]},
                }
                for file in files
            ]
        }


def test_the_report_says_what_was_read_and_written(report: Dict[str, Any]) -> None:
    expected = {
        "version": 1,
        "dataset": "yellow",
        "source_month": MONTH,
        "engine": report["run_id"].rpartition("-")[2],
        "contract_version": YELLOW.version,
        "era": ERA.name,
        "raw_manifest": {"bucket": "raw", "key": "yellow/2024/09/abc/raw-manifest.json"},
        "source_etag": "abc",
        "source_rows": 40,
        "accepted_rows": 20,
        "quarantined_rows": 20,
        "quarantine_by_rule": {**miniatures.NONE_BROKEN, "fare_amount_positive": 20},
        "duplicate_rows": 0,
        "bucket": "processed",
        "generated": False,
    }
    assert {name: report[name] for name in expected} == expected


def test_the_written_rows_are_the_source_rows_unshifted(report: Dict[str, Any], month: pa.Table) -> None:
    source = month.to_pylist()
    trips = table_of(report["trips"])
    assert sorted(trips["pickup_datetime"].to_pylist()) == [row["tpep_pickup_datetime"] for row in source[1::2]]
    assert sorted(trips["dropoff_datetime"].to_pylist()) == [row["tpep_dropoff_datetime"] for row in source[1::2]]
    rejected = table_of(report["quarantine"]).drop_columns(["source_month", "run_id", "broken_rules"])
    assert rows(rejected) == rows(pa.Table.from_pylist(source[::2], schema=month.schema))
    assert sum(copied(table_of(report["quarantine_copy"])).values()) == 20


def test_the_metrics_are_on_stdout(report: Dict[str, Any]) -> None:
    lines = [json.loads(line) for line in report["stdout"].splitlines() if '"_aws"' in line]
    values = {name: value for line in lines for name, value in line.items() if name in ("SourceRows", "AcceptedRows")}
    assert values == {"SourceRows": 40, "AcceptedRows": 20}
    by_rule = [(line["Rule"], line["QuarantinedByRule"]) for line in lines if "Rule" in line]
    assert by_rule == list({**miniatures.NONE_BROKEN, "fare_amount_positive": 20}.items())


@pytest.mark.usefixtures("month")
def test_a_second_attempt_leaves_the_first_untouched(cloud: Cloud, tmp_path: Path) -> None:
    run_id = f"yellow-{MONTH}-again"
    for count in (1, 2):
        assert job_process.run("duckdb", cloud, tmp_path, MONTH, run_id=run_id).code == 0
        found = job_process.attempts(run_id, MONTH)
        assert len([key for key in found if key.endswith("transform-report.json")]) == count
        if count == 1:
            first = found
    assert {key: found[key] for key in first} == first


@pytest.mark.parametrize("engine", BY_ENGINE)
def test_the_jobs_end_with_the_errors_name_and_the_next_step(engine: str, cloud: Cloud, tmp_path: Path) -> None:
    ended = job_process.run(engine, cloud, tmp_path, "2024-10", etag="never-ingested")
    assert (ended.code, ended.last_line) == (
        1,
        "SourceFileInvalid: s3://raw/yellow/2024/10/never-ingested/raw-manifest.json does not exist: IngestRaw has"
        " not finished. Next: Run the month again: `ops run 2024-10` downloads the file anew.",
    )


LIES = {
    "another month": ({"source_month": "2024-07"}, "describes source_month '2024-07', this run is of '2024-09'"),
    "another length": ({"bytes": 17}, r"has \d+ bytes, its manifest says 17"),
    "another hash": ({"sha256": "0" * 64}, f"has the SHA-256 [0-9a-f]{{64}}, its manifest says {'0' * 64}"),
    "no file": ({"key": "yellow/2024/09/nowhere.parquet"}, r"nowhere.parquet does not exist, its manifest says \d+"),
}


@pytest.mark.parametrize("lie", LIES)
def test_a_file_that_is_not_as_its_manifest_says_is_refused(lie: str, cloud: Cloud, tmp_path: Path) -> None:
    changes, message = LIES[lie]
    etag, run_id = lie.replace(" ", "-"), f"yellow-{MONTH}-{lie.replace(' ', '-')}"
    path = miniatures.write(tmp_path / "raw.parquet", miniatures.table(ERA, MONTH))
    job_process.publish(path, MONTH, etag, **changes)
    ended = job_process.run("duckdb", cloud, tmp_path, MONTH, etag=etag, run_id=run_id)
    assert ended.code == 1
    assert re.match(f"SourceFileInvalid: s3://raw/.*{message}. Next: ", ended.last_line), ended.last_line
    assert job_process.attempts(run_id, MONTH) == {}


def test_counts_that_differ_end_the_job_without_a_report(cloud: Cloud, tmp_path: Path) -> None:
    path = miniatures.write(tmp_path / "raw.parquet", miniatures.table(ERA, MONTH))
    run_id = f"yellow-{MONTH}-differs"
    job_process.publish(path, MONTH, "differs", rows=21)
    ended = job_process.run("duckdb", cloud, tmp_path, MONTH, etag="differs", run_id=run_id)
    assert ended.code == 1
    assert ended.last_line.startswith(
        "ReconciliationError: yellow 2024-09: 21 rows by the raw file's footer, but 20 rows read. Next: "
    )
    assert not [key for key in job_process.attempts(run_id, MONTH) if key.endswith(".json")]
