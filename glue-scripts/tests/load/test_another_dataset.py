"""A dataset that only the contract knows of goes through every job (docs/adding-a-dataset.md)."""

from __future__ import annotations

import datetime
import json
import subprocess
from typing import Any, Dict, Iterator

import pyarrow as pa
import pytest

from tests.conftest import ROOT, node
from tests.load.pipeline import Pipeline
from tests.miniatures import YELLOW
from tlc_elt import contract
from tlc_elt.ingest import run as ingest_run
from tlc_elt.load import run as load_run
from tlc_elt.transform import duckdb_job

MONTH = "2025-04"
RUN_ID = f"ferries-{MONTH}-r1"
GENERATE = """
import { ferries } from './packages/contracts/src/dataset/made-up.test-data.ts';
import { contractsJson } from './packages/contracts/src/render/python.ts';
process.stdout.write(contractsJson([ferries]));
"""


@pytest.fixture
def known(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """contracts.json as it is generated with the dataset, beside yellow."""
    generated = subprocess.run(
        [node(), "--input-type=module-typescript", "-e", GENERATE], cwd=ROOT, check=True, capture_output=True, text=True
    )
    made_up = json.loads(generated.stdout)
    document: Dict[str, Any] = json.loads(json.dumps(contract.document()))
    document["datasets"].update(made_up["datasets"])
    for kind in ("raw_manifest", "profile", "transform_report", "loading", "ledger_copy"):
        document["schemas"][kind]["properties"]["dataset"]["enum"].append("ferries")
    contract.document.cache_clear()
    monkeypatch.setattr("pkgutil.get_data", lambda *_: json.dumps(document).encode())
    yield
    contract.document.cache_clear()
    contract.dataset.cache_clear()


def test_a_dataset_of_the_contract_alone_is_loaded_beside_the_others(known: None, pipeline: Pipeline) -> None:
    ferries = contract.dataset("ferries")
    for table in (ferries.table, ferries.quarantine_table):
        pipeline.warehouse.run([f"DROP TABLE IF EXISTS {table}"])
    pipeline.run(pipeline.publish())
    left = [datetime.datetime(2025, 4, 1, hour) for hour in range(20)]
    content = pa.table({"left_at": pa.array(left, pa.timestamp("us")), "aboard": pa.array([0, *range(1, 20)])})
    publication = pipeline.publish(MONTH, content=content)
    arguments = [*pipeline.argv(publication, 1, MONTH), "--dataset", "ferries", "--run_id", RUN_ID]
    for job in (ingest_run.main, duckdb_job.run, load_run.main):
        job(arguments)
    assert pipeline.sql("SELECT MIN(left_at), SUM(passengers), COUNT(*) FROM ferry_trips") == [
        ("2025-04-01 01:00:00", 190, 19)
    ]
    assert pipeline.sql("SELECT broken_rules, source_row FROM ferry_trips_quarantine") == [
        ("aboard_positive", '{"left_at":"2025-04-01 00:00:00","aboard":0}')
    ]
    assert pipeline.sql(f"SELECT COUNT(*) FROM {YELLOW.table}") == [(19,)]
    assert pipeline.sql("SELECT dataset, load_number, loaded_rows FROM load_ledger ORDER BY dataset") == [
        ("ferries", 1, 19),
        ("yellow", 1, 19),
    ]
    (profile_key,) = (
        entry.key for entry in pipeline.objects.below("processed", "ferries/2025/04/") if "profile" in entry.key
    )
    profile = pipeline.objects.read_json("processed", profile_key)
    assert profile is not None
    assert (profile["rows"], profile["zones"]["none"], profile["measures"], profile["categories"]) == (19, 19, {}, {})
    assert profile["days"]["hours"] == {"2025-04-01": [-1, *[1] * 19]}
    keys = [entry.key for entry in pipeline.objects.below("raw", f"ferries/2025/04/{publication.etag}/")]
    assert [key.rpartition("/")[2] for key in keys] == ["ferries-2025-04.parquet", "raw-manifest.json"]
