"""Seconds of TransformTrips by DuckDB with and without its profile, of CPU and by the clock: profile_cost.py GLUE_SCRIPTS DATASET FILE RUNS"""

import json
import resource
import sys
import tempfile
import time

sys.path.insert(0, sys.argv[1])
import duckdb
from tlc_elt.contract import dataset
from tlc_elt.transform import duckdb_engine
from tlc_elt.transform.plan import Plan

TYPES = {"INTEGER": "INT32", "BIGINT": "INT64", "DOUBLE": "DOUBLE", "VARCHAR": "STRING", "TIMESTAMP": "TIMESTAMP_MICROS"}
contract, path, runs = dataset(sys.argv[2]), sys.argv[3], int(sys.argv[4])
month = path[-len("2024-09.parquet") : -len(".parquet")]
era = next(era for era in contract.eras if era.covers(month))
found = duckdb.sql(f"DESCRIBE SELECT * FROM '{path}'").fetchall()
schema = [{"name": name, "type": TYPES[kind]} for name, kind, *_ in found]
plan = Plan(contract, month, "r", "a", "local", "raw", "processed", {"era": era.name, "physical_schema": schema})
nothing = {**contract.profile, "select": "SELECT NULL, NULL, NULL, NULL, NULL WHERE FALSE"}


def cpu() -> float:
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


for _ in range(runs):
    of_cpu, by_clock = [], []
    for profiled in (plan, plan._replace(contract=contract._replace(profile=nothing))):
        with tempfile.TemporaryDirectory() as folder, duckdb_engine.connect(folder) as connection:
            before, began = cpu(), time.monotonic()
            written = duckdb_engine.write(profiled, connection, path, folder, lambda *_: None)
            of_cpu.append(cpu() - before)
            by_clock.append(time.monotonic() - began)
        if profiled is plan:
            size = len(json.dumps(written.profile, separators=(",", ":")))
    costs = [{"with": seconds[0], "without": seconds[1]} for seconds in (of_cpu, by_clock)]
    print(json.dumps({"cpu": costs[0], "clock": costs[1], "bytes": size}))
