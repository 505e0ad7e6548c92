"""The profile of odd rows and of real ones: both engines count what plain Python does; what differs stops the job."""

from __future__ import annotations

import datetime
import json
import random
import subprocess
from pathlib import Path
from typing import Any, Callable, Dict, List

import pyarrow as pa
import pytest

from tests import miniatures
from tests.conftest import ROOT, node
from tests.datasets import SAMPLES, SEED, Row, Sample
from tests.transform.both_engines import by_both
from tests.transform.conftest import engine_on_files
from tests.transform.outcome import plan_of, read_outcome
from tests.transform.profiled import counted
from tlc_elt.artifacts import checked
from tlc_elt.contract import Contract, Era, dataset
from tlc_elt.errors import ReconciliationError
from tlc_elt.transform.counts import Written, reconcile
from tlc_elt.transform.report import profile_document

NAN, INFINITY = float("nan"), float("inf")
MOST_BYTES = 150_000
AMOUNTS = [
    0.0,
    -0.0,
    0.004,
    0.005,
    1.005,
    9.99,
    19.995,
    19.999,
    20.0,
    49.999,
    70.0,
    99.99,
    100.0,
    249.5,
    250.0,
    999.999,
]
ODD = [*AMOUNTS, -0.005, -3.5, -1e7, 1e7, 9.99e7, 1e8, 1e300, -1e300, NAN, INFINITY, -INFINITY, None, 5e-324]
ZONES = [1, 2, 132, 263, 264, 265, 0, 266, -1, 2**31 - 1, -(2**31), None]
TEXTS = ["Y", "N", " ", "", "N ", None, "é", "e\u0301", "🚕", "constructor", "__proto__", "1", "NULL", "a'b", '"', "\\"]
TIMES = ["-01 00:00:00", "-01 23:59:59.999999", "-10 02:30:00", "-03 01:30:00", "-28 23:00:00.000001"]


def moments(month: str, days: int) -> List[datetime.datetime]:
    """Times of the month, and as far beside it as is taken: two of the months have a day of 23 or of 25 hours."""
    first = datetime.datetime.fromisoformat(f"{month}-01")
    end = (first + datetime.timedelta(days=31)).replace(day=1)
    tolerance, least = datetime.timedelta(days=days), datetime.timedelta(microseconds=1)
    beside = [first - tolerance, first - least, end, end + tolerance - least]
    return [*(datetime.datetime.fromisoformat(f"{month}{time}") for time in TIMES), *beside]


def drawn(contract: Contract, era: Era, month: str, rows: int, seed: int) -> pa.Table:
    """Rows of which every column is odd, in turn or all at once; some of them twice."""
    chance = random.Random(seed)
    times = moments(month, contract.pickup_tolerance_days)
    later = [datetime.timedelta(seconds=s) for s in (0, 1e-6, 0.5, 1, 599.5, 3600, 86399, 90000, -60, 9e8)]

    def odd(name: str, kind: str) -> Any:
        if kind == "TIMESTAMP_MICROS":
            time = chance.choice(times)
            return time if "pickup" in name else chance.choice([None, *(time + taken for taken in later)])
        if kind == "DOUBLE" and contract.dataset != "fhv":
            return chance.choice(ODD)
        if kind == "STRING":
            return chance.choice([*TEXTS, f"B{chance.randrange(400):05}"])
        number = chance.choice(
            [*ZONES, 0, 5, 3599, 3600, 10_800, 90_000] if name != "payment_type" else [0, 1, 2, None]
        )
        return number if kind != "DOUBLE" or number is None else float(number)

    kinds = {column.name: column.types[0] for column in era.columns}
    made: List[Row] = []
    for number in range(rows):
        row = {name: miniatures.value(name, kind, month, number) for name, kind in kinds.items()}
        for name in chance.sample(list(kinds), chance.choice([0, 1, 1, 2, len(kinds)])):
            row[name] = odd(name, kinds[name])
        made.append(made[-1] if made and chance.random() < 0.05 else row)
    return pa.Table.from_pylist(made, pa.schema([(name, miniatures.TYPES[kind]) for name, kind in kinds.items()]))


CASES = [("yellow", "2024-03"), ("green", "2024-11"), ("fhv", "2024-03"), ("fhvhv", "2024-11"), ("fhvhv", "2025-02")]


@pytest.mark.spark
@pytest.mark.parametrize(("name", "month"), CASES)
def test_rows_of_any_kind_are_counted_alike(
    name: str, month: str, request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    contract = dataset(name)
    era = next(era for era in contract.eras if era.covers(month))
    path = miniatures.write(tmp_path / "trips.parquet", drawn(contract, era, month, 3_000, SEED))
    outcomes = by_both(path, month, request, tmp_path, contract)
    written = outcomes["duckdb"].written
    expected = counted(contract, month, outcomes["duckdb"].trips.to_pylist())
    assert [written.profile, outcomes["spark"].written.profile] == [expected, expected], f"seed {SEED}"
    assert 500 < written.accepted_rows < 3_000
    measures = list(written.profile["measures"].values())
    assert any(measure["over"] for measure in measures)
    assert any(measure["none"] for measure in measures)
    assert any(measure["under"] for measure in measures)
    assert written.profile["zones"]["elsewhere"] > 0
    assert written.profile["zones"]["none"] > 0


def of_duckdb(sample: Sample, request: pytest.FixtureRequest, folder: Path) -> Any:
    contract = dataset(sample.dataset)
    path = miniatures.data_file(sample.path)
    plan = plan_of(path, sample.month, contract)
    return plan, engine_on_files("duckdb", request)(plan, path, folder)


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda sample: sample.path)
def test_a_real_months_profile_is_what_the_contract_says(
    sample: Sample, request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    plan, written = of_duckdb(sample, request, tmp_path)
    reconcile(plan, written)
    document = profile_document(plan, written)
    rows = read_outcome(plan, written, tmp_path).trips.to_pylist()
    assert written.profile == counted(plan.contract, sample.month, rows)
    parsed = by_contract(document)
    assert parsed == document
    assert len(json.dumps(document, separators=(",", ":"))) < MOST_BYTES


PARSE = """
import { Profile } from './src/index.ts';
console.log(JSON.stringify(Profile.parse(JSON.parse(process.argv[1]))));
"""


def by_contract(document: Dict[str, Any]) -> Dict[str, Any]:
    """The profile as the contract's own schema reads it."""
    command = [node(), "--input-type=module", "-e", PARSE, json.dumps(document)]
    done = subprocess.run(command, check=False, cwd=ROOT / "packages/contracts", capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    read: Dict[str, Any] = json.loads(done.stdout)
    return read


YELLOW = dataset("yellow")
FAULTS: Dict[str, Callable[[Dict[str, Any]], Any]] = {
    "4 rows of the profile": lambda counts: counts.update(rows=4),
    "2 trips by days": lambda counts: counts["days"].update(elsewhere=-1),
    "6 trips by zones": lambda counts: counts["zones"].update(none=3),
    "4 trips by vendor_id": lambda counts: counts["categories"]["vendor_id"]["values"].update(more=1),
    "2 trips by payment_type": lambda counts: counts["categories"]["payment_type"].update(other=1, values={"1": 2}),
    "5 trips by fare_amount": lambda counts: counts["measures"]["fare_amount"].update(under=2),
    "4 trips by duration": lambda counts: counts["measures"]["duration"]["bins"].append(1),
}


@pytest.mark.parametrize("said", FAULTS)
def test_a_table_that_does_not_come_to_the_accepted_rows_stops_the_job(
    said: str, request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    month = "2024-09"
    path = miniatures.write(tmp_path / "trips.parquet", miniatures.table(YELLOW.era("yellow-2023-02"), month, rows=3))
    written = engine_on_files("duckdb", request)(plan_of(path, month), path, tmp_path)
    assert isinstance(written, Written)
    counts = json.loads(json.dumps(written.profile))
    FAULTS[said](counts)
    with pytest.raises(ReconciliationError) as differs:
        reconcile(plan_of(path, month), written._replace(profile=counts))
    assert differs.value.what == f"yellow {month}: 3 accepted rows, but {said}"


def test_values_beyond_the_most_frequent_ones_are_one_count(request: pytest.FixtureRequest, tmp_path: Path) -> None:
    contract, month = dataset("fhv"), "2024-05"
    bases = [f"B{base:05}" for base in range(130) for _ in range(1 if base < 120 else 3)]
    content = miniatures.table(contract.eras[-1], month, rows=len(bases), dispatching_base_num=bases[::-1])
    path = miniatures.write(tmp_path / "trips.parquet", content)
    plan = plan_of(path, month, contract)
    written = engine_on_files("duckdb", request)(plan, path, tmp_path)
    assert isinstance(written, Written)
    reconcile(plan, written)
    found = written.profile["categories"]["dispatching_base_num"]
    frequent = [*(f"B{base:05}" for base in range(120, 130)), *(f"B{base:05}" for base in range(90))]
    assert (found["none"], found["other"], list(found["values"])) == (0, 30, frequent)
    assert checked("profile", profile_document(plan, written))["rows"] == len(bases)
