"""The datasets beside yellow through every job, into tables of their own."""

from __future__ import annotations

import pytest

from tests.datasets import OTHERS, broken, miniature
from tests.load.pipeline import Pipeline
from tlc_elt.contract import Contract
from tlc_elt.ingest import run as ingest_run
from tlc_elt.load import run as load_run
from tlc_elt.transform import duckdb_job

MONTH = "2025-01"
# SQL over the table → its rows: what the TLC means arrives as it was published.
KEPT = {
    "green": ("SELECT COUNT(*) FROM green_trips WHERE total_amount = 0 OR trip_distance = 0", [(2,)]),
    "fhv": (
        "SELECT MAX(OCTET_LENGTH(dispatching_base_num)), COUNT(affiliated_base_number), MAX(sr_flag) FROM fhv_trips",
        [(15, 22, 5)],
    ),
    "fhvhv": (
        "SELECT MIN(base_passenger_fare), MIN(OCTET_LENGTH(access_a_ride_flag)), COUNT(on_scene_datetime),"
        " SUM(CASE WHEN access_a_ride_flag = ' ' THEN 1 ELSE 0 END) FROM fhvhv_trips",
        [(-0.18, 1, 23, 1)],
    ),
}


@pytest.mark.parametrize("contract", OTHERS, ids=lambda contract: contract.dataset)
def test_a_month_is_loaded_twice_and_each_row_is_accounted_for(contract: Contract, pipeline: Pipeline) -> None:
    name = contract.dataset
    for table in contract.tables:
        pipeline.sql_write(f"DROP TABLE IF EXISTS {table.name}")
    content = miniature(contract, next(era for era in contract.eras if era.covers(MONTH)), month=MONTH)
    rejected = sum(1 for row in content.to_pylist() if broken(name, row, MONTH))
    publication = pipeline.publish(MONTH, content=content)
    for run in (1, 2):
        named = ["--dataset", name, "--run_id", f"{name}-{MONTH}-r{run}", "--accept_quarantine", "true"]
        for job in (ingest_run.main, duckdb_job.run, load_run.main):
            job([*pipeline.argv(publication, run, MONTH), *named])
    sql, rows = KEPT[name]
    assert pipeline.sql(sql) == rows
    assert pipeline.sql(f"SELECT COUNT(*) FROM {contract.table}") == [(content.num_rows - rejected,)]
    assert pipeline.sql(f"SELECT COUNT(*) FROM {contract.quarantine_table}") == [(rejected,)]
    assert pipeline.sql("SELECT dataset, load_number, source_rows FROM load_ledger ORDER BY load_number") == [
        (name, number, content.num_rows) for number in (1, 2)
    ]
