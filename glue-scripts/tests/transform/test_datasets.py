"""The datasets beside yellow by both engines: the same rows, and those that a second judge would keep."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Dict, List

import pyarrow.parquet as pq
import pytest

from tests import miniatures
from tests.datasets import (
    FORMS,
    GOOD,
    MEANT,
    OTHERS,
    SEED,
    Row,
    Sample,
    broken,
    has_form,
    miniature,
    twice_in_turn,
    type_in,
)
from tests.transform.both_engines import by_both, require_same, written_as
from tests.transform.outcome import Outcome, manifest_of
from tlc_elt.contract import Contract, Era, dataset

pytestmark = pytest.mark.spark

# What NULLs do to types, and the optional columns of the newest era.
CASES = [
    *((contract, contract.eras[0], form) for contract in OTHERS for form in FORMS if has_form(contract.eras[0], form)),
    *((contract, contract.eras[-1], FORMS[0]) for contract in OTHERS if len(contract.eras) > 1),
]


def judged(name: str, source: List[Row], month: str) -> Dict[str, int]:
    """Rows that break each rule, none left out."""
    counted = Counter(rule for row in source for rule in broken(name, row, month))
    return {rule.name: counted[rule.name] for rule in dataset(name).rules}


def require_accounted(contract: Contract, outcome: Outcome, source: List[Row], month: str) -> None:
    """Each row is accepted or quarantined as the second judge has it."""
    rejected = sum(1 for row in source if broken(contract.dataset, row, month))
    expected = (len(source), len(source) - rejected, rejected, judged(contract.dataset, source, month))
    assert outcome.written[:4] == expected
    assert outcome.trips.num_rows + outcome.quarantine.num_rows == len(source)


def same(column_type: str, value: object) -> object:
    return int(value) if column_type == "INTEGER" and isinstance(value, float) else value


@pytest.mark.parametrize(("contract", "era", "form"), CASES, ids=[f"{era.name}: {form}" for _, era, form in CASES])
def test_a_miniature_is_the_same_by_both_engines(
    contract: Contract, era: Era, form: str, request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    month = miniatures.month_of(era)
    content = miniature(contract, era, form)
    path = miniatures.write(tmp_path / "trips.parquet", content)
    outcomes = by_both(path, month, request, tmp_path, contract)
    require_same(**outcomes)
    written_as(outcomes["spark"], [(column.name, type_in(column, form)) for column in era.columns], contract)
    source = content.to_pylist()
    require_accounted(contract, outcomes["duckdb"], source, month)
    # The rows that the TLC means are accepted, with the values of the source.
    assert not any(broken(contract.dataset, row, month) for row in source[: GOOD + MEANT[contract.dataset]])
    kept = [row for row in source if not broken(contract.dataset, row, month)]
    from_source = [column for column in contract.columns if column.source is not None]
    expected = Counter(repr([same(column.type, row.get(str(column.source))) for column in from_source]) for row in kept)
    found = outcomes["duckdb"].trips.to_pylist()
    assert Counter(repr([row[column.name] for column in from_source]) for row in found) == expected


@pytest.mark.parametrize("sample", twice_in_turn(), ids=lambda sample: f"{sample.path}, seed {SEED}")
def test_a_real_file_is_the_same_by_both_engines(
    sample: Sample, request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    contract = dataset(sample.dataset)
    path = miniatures.data_file(sample.path)
    outcomes = by_both(path, sample.month, request, tmp_path, contract)
    require_same(**outcomes)
    assert outcomes["duckdb"].written.source_rows == sample.rows
    require_accounted(contract, outcomes["duckdb"], pq.read_table(path).to_pylist(), sample.month)
    schema = manifest_of(path, sample.month, contract)["physical_schema"]
    if outcomes["duckdb"].written.quarantined_rows:
        written_as(outcomes["duckdb"], [(column["name"], column["type"]) for column in schema], contract)


# Rows of the whole published months that break each rule: the shares that the contract's comments name.
MEASURED = {
    "2023-01": {"fare": 176, "total": 179, "distance": 34, "pickup": 3, "zero fare": 83, "zero distance": 3350},
    "2023-12": {"fare": 189, "total": 190, "distance": 47, "pickup": 0, "zero fare": 43, "zero distance": 3274},
}


@pytest.mark.parametrize("month", MEASURED)
def test_the_shares_that_greens_rules_are_justified_by(month: str) -> None:
    source = pq.read_table(miniatures.data_file(f"green-published/green_tripdata_{month}.parquet")).to_pylist()
    counted = judged("green", source, month)
    assert {
        "fare": counted["fare_amount_not_negative"],
        "total": counted["total_amount_not_negative"],
        "distance": counted["trip_distance_in_range"],
        "pickup": counted["pickup_in_source_month"],
        "zero fare": sum(row["fare_amount"] == 0 for row in source),
        "zero distance": sum(row["trip_distance"] == 0 for row in source),
    } == MEASURED[month]
