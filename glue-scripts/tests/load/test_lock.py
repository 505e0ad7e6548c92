"""Two first loads of one month whose transactions overlap: the lock lets one wait for the other."""

import contextlib
import threading
from typing import Any, List

import pytest

from tests.load.pipeline import Pipeline, Publication, run_id
from tlc_elt.data_api import Warehouse
from tlc_elt.errors import PipelineError, StaleRun

EARLIER, LATER = "2024-11-25T17:24:30Z", "2025-01-10T08:00:00Z"
MONTHS = ("2019-09", "2021-09", "2023-09")


def test_two_first_loads_that_are_submitted_together_leave_one_whole_month(
    pipeline: Pipeline, monkeypatch: pytest.MonkeyPatch
) -> None:
    pipeline.run(pipeline.publish("2024-08"), month="2024-08")
    together = threading.Barrier(2)
    run = Warehouse.run

    def at_once(self: Warehouse, sqls: Any) -> Any:
        if any(sql.startswith("DELETE") for sql in sqls) and not together.broken:
            with contextlib.suppress(threading.BrokenBarrierError):
                together.wait(20)
            together.abort()  # a second try of either waits for nobody
        return run(self, sqls)

    monkeypatch.setattr(Warehouse, "run", at_once)
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
