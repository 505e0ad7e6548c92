"""Two loads of one dataset whose transactions overlap wait for one another; those of different datasets do not."""

import contextlib
import threading
import time
from typing import Any, Callable, Iterator, List

import pytest

from tests.datasets import miniature
from tests.load.pipeline import Pipeline, Publication, run_id
from tests.miniatures import YELLOW
from tlc_elt.contract import dataset
from tlc_elt.data_api import Warehouse
from tlc_elt.errors import PipelineError, StaleRun
from tlc_elt.ingest import run as ingest_run
from tlc_elt.load import run as load_run
from tlc_elt.transform import duckdb_job

GREEN = dataset("green")

EARLIER, LATER = "2024-11-25T17:24:30Z", "2025-01-10T08:00:00Z"
MONTHS = ("2019-09", "2021-09", "2023-09")


def test_two_first_loads_that_are_submitted_together_leave_one_whole_month(
    pipeline: Pipeline, monkeypatch: pytest.MonkeyPatch
) -> None:
    pipeline.run(pipeline.publish("2024-08"), month="2024-08")
    together = threading.Barrier(2)
    execute = Warehouse.execute

    def at_once(self: Warehouse, sqls: Any) -> Any:
        if any(sql.startswith("DELETE") for sql in sqls) and not together.broken:
            with contextlib.suppress(threading.BrokenBarrierError):
                together.wait(20)
            together.abort()  # a second try of either waits for nobody
        return execute(self, sqls)

    monkeypatch.setattr(Warehouse, "execute", at_once)
    for month in MONTHS:
        old = pipeline.publish(month, rows=20, modified=EARLIER)
        new = pipeline.publish(month, rows=31, modified=LATER)
        pipeline.prepare(old, run=1, month=month)
        pipeline.prepare(new, run=2, month=month)
        together.reset()
        failures: List[PipelineError] = []
        threads = [
            threading.Thread(target=_load, args=(pipeline, publication, run, month, failures))
            for publication, run in ((old, 1), (new, 2))
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert [type(failure) for failure in failures] in ([], [StaleRun])
        trips, quarantine, runs = pipeline.standing(month)
        assert (trips, quarantine, runs[-1]) == (30, 1, run_id(2, month))


def _load(pipeline: Pipeline, publication: Publication, run: int, month: str, failures: List[PipelineError]) -> None:
    try:
        pipeline.load(publication, run, month)
    except PipelineError as failure:
        failures.append(failure)


def test_loads_of_different_datasets_do_not_wait_for_one_another(pipeline: Pipeline) -> None:
    pipeline.run(pipeline.publish())
    august = pipeline.publish("2024-08")
    pipeline.prepare(august, month="2024-08")
    green = pipeline.publish("2024-07", content=miniature(GREEN, GREEN.era("green-2023-02"), month="2024-07"))
    named = ["--dataset", "green", "--run_id", "green-2024-07-r1", "--accept_quarantine", "true"]
    arguments = [*pipeline.argv(green, 1, "2024-07"), *named]
    for name in (GREEN.table, GREEN.quarantine_table, GREEN.lock_table):
        pipeline.sql_write(f"DROP TABLE IF EXISTS {name}")
    with _held(pipeline, YELLOW.lock_table) as is_held:
        for job in (ingest_run.main, duckdb_job.run, load_run.main):
            job(arguments)
        assert is_held()
        assert pipeline.sql("SELECT dataset, load_number FROM load_ledger ORDER BY dataset") == [
            ("green", 1),
            ("yellow", 1),
        ]
        waiting = threading.Thread(target=pipeline.load, args=(august, 1, "2024-08"))
        waiting.start()
        waiting.join(3)
        assert waiting.is_alive()
        assert pipeline.standing("2024-08")[2] == []
    waiting.join()
    assert pipeline.standing("2024-08") == (19, 1, [run_id(1, "2024-08")])


@contextlib.contextmanager
def _held(pipeline: Pipeline, table: str) -> Iterator[Callable[[], bool]]:
    """A transaction that holds the lock of a table until the end; tells whether it still does."""
    rows = ", ".join(f"{YELLOW.table} t{number}" for number in range(9))
    total = " + ".join(f"t{number}.fare_amount" for number in range(9))
    statements = [f"LOCK {table}", f"SELECT COUNT(*) FROM {rows} WHERE {total} < 0"]
    client = pipeline.warehouse.client
    target = {"WorkgroupName": pipeline.warehouse.workgroup, "Database": pipeline.warehouse.database}
    held = client.batch_execute_statement(Sqls=statements, **target)["Id"]

    def is_held() -> bool:
        described = client.describe_statement(Id=held)
        parts = [part["Status"] for part in described["SubStatements"]]
        return bool(described["Status"] == "STARTED" and parts == ["FINISHED", "STARTED"])

    while not is_held():
        time.sleep(0.05)
    try:
        yield is_held
    finally:
        client.cancel_statement(Id=held)
