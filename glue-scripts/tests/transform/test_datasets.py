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


def accepted(outcome: Outcome, contract: Contract) -> "Counter[str]":
    """The accepted rows, by the columns of the table that the source fills."""
    names = [column.name for column in contract.columns if column.source is not None]
    return Counter(repr([row[name] for name in names]) for row in outcome.trips.to_pylist())


def kept(source: List[Row], contract: Contract, month: str) -> "Counter[str]":
    """The same of the source rows that the second judge keeps."""
    columns = [column for column in contract.columns if column.source is not None]
    rows = [row for row in source if not broken(contract.dataset, row, month)]
    return Counter(repr([same(column.type, row.get(str(column.source))) for column in columns]) for row in rows)


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
    assert accepted(outcomes["duckdb"], contract) == kept(source, contract, month)


@pytest.mark.parametrize("contract", [dataset("green"), dataset("fhvhv")], ids=lambda contract: contract.dataset)
def test_the_order_of_a_files_columns_changes_nothing(
    contract: Contract, request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    era = contract.eras[-1]
    content = miniature(contract, era)
    reordered = content.select(list(reversed(content.column_names)))
    path = miniatures.write(tmp_path / "trips.parquet", reordered)
    outcomes = by_both(path, miniatures.month_of(era), request, tmp_path, contract)
    require_same(**outcomes)
    source = content.to_pylist()
    require_accounted(contract, outcomes["spark"], source, miniatures.month_of(era))
    assert accepted(outcomes["spark"], contract) == kept(source, contract, miniatures.month_of(era))


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
