"""Thousands of random steps against a model: the jobs in process, S3 and the warehouse of a real local cloud."""

import multiprocessing
import os
import random
import time
from concurrent.futures import ProcessPoolExecutor
from typing import Dict, List

import pytest

from tests.conftest import Cloud
from tests.load.pipeline import Pipeline
from tests.model.walk import Walked, walk
from tlc_elt.contract import dataset
from tlc_elt.data_api import Warehouse

STEPS = int(os.environ.get("MODEL_STEPS", "5000"))
SEED = int(os.environ.get("MODEL_SEED", "0")) or random.SystemRandom().randrange(1, 1 << 31)
# More than cores: a worker waits for the warehouse half of its time.
WORKERS = 4
# Far apart: the limits of the quarantined share look twelve months back.
MONTHS = [f"{2011 + n * 13 // 12}-{n * 13 % 12 + 1:02d}" for n in range(14)]
KINDS = {"publish", "restore", "run", "force", "crash", "retry", "lay aside", "collect"}


def test_after_every_step_the_table_equals_the_model(cloud: Cloud, capsys: pytest.CaptureFixture[str]) -> None:
    Pipeline(cloud).reset()  # tables that the tests before left
    Warehouse("tlc", "tlc").run(dataset("yellow").warehouse_statements)
    with capsys.disabled():
        print(f"\nmodel: {STEPS} steps, seed {SEED} (MODEL_STEPS, MODEL_SEED)", flush=True)
    started = time.monotonic()
    with ProcessPoolExecutor(WORKERS, mp_context=multiprocessing.get_context("spawn")) as pool:
        walks = [
            pool.submit(walk, cloud.endpoint, str(cloud.published), MONTHS[n::WORKERS], SEED + n, STEPS // WORKERS)
            for n in range(WORKERS)
        ]
        walked: List[Walked] = [each.result() for each in walks]
    taken: Dict[str, int] = {}
    for steps, _ in walked:
        for kind, count in steps.items():
            taken[kind] = taken.get(kind, 0) + count
    with capsys.disabled():
        print(f"model: {taken} in {time.monotonic() - started:.0f} s", flush=True)
    assert [problem for _, problem in walked if problem is not None] == []
    assert sum(taken.values()) == STEPS // WORKERS * WORKERS
    assert STEPS < 200 or set(taken) == KINDS
