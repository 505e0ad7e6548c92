"""Files with nothing in them, nothing right, nothing wrong, or values that the table cannot hold."""

from __future__ import annotations

from pathlib import Path
from typing import Any, List

import pyarrow as pa
import pytest

from tests import miniatures
from tests.miniatures import NONE_BROKEN, YELLOW
from tests.transform.conftest import Transform
from tests.transform.outcome import plan_of
from tests.transform.profiled import counted
from tlc_elt.digests import of_nothing, said
from tlc_elt.errors import ReconciliationError, SourceSchemaError
from tlc_elt.transform.counts import WrittenFile, reconcile

MONTH = "2024-09"
ERA = YELLOW.era("yellow-2023-02")


def published(folder: Path, table: pa.Table) -> Path:
    return miniatures.write(folder / f"yellow_tripdata_{MONTH}.parquet", table)


def test_a_file_without_rows_gives_no_files(transform: Transform, tmp_path: Path) -> None:
    outcome = transform(published(tmp_path, miniatures.table(ERA, MONTH).slice(0, 0)), MONTH)
    nothing = of_nothing(YELLOW.columns), of_nothing(YELLOW.quarantine_columns)
    assert outcome.written == (0, 0, 0, NONE_BROKEN, 0, [], [], [], *nothing, counted(YELLOW, MONTH, []))


def test_a_month_without_an_accepted_row_gives_no_trips(transform: Transform, tmp_path: Path) -> None:
    table = miniatures.table(ERA, MONTH, trip_distance=[0.0] * 20)
    outcome = transform(published(tmp_path, table), MONTH)
    assert outcome.written[:6] == (20, 0, 20, {**NONE_BROKEN, "trip_distance_positive": 20}, 0, [])
    assert (outcome.quarantine.num_rows, outcome.quarantine_copy.num_rows) == (20, 20)


def test_a_month_without_a_rejected_row_gives_no_quarantine(transform: Transform, tmp_path: Path) -> None:
    outcome = transform(published(tmp_path, miniatures.table(ERA, MONTH)), MONTH)
    assert outcome.written[:4] == (20, 20, 0, NONE_BROKEN)
    assert outcome.written[6:8] == ([], [])
    assert outcome.trips.num_rows == 20


@pytest.mark.parametrize(
    ("name", "kind", "values"),
    [
        ("passenger_count", pa.float64(), [1.0, 2.5]),
        ("passenger_count", pa.float64(), [float("nan"), 1.0]),
        ("payment_type", pa.int64(), [1, 2**31]),
        ("payment_type", pa.int64(), [-(2**31) - 1, 1]),
    ],
    ids=["a fraction", "NaN", "above 32 bits", "below 32 bits"],
)
def test_a_value_that_integer_cannot_hold_is_refused(
    transform: Transform, tmp_path: Path, name: str, kind: pa.DataType, values: List[Any]
) -> None:
    table = miniatures.retyped(miniatures.table(ERA, MONTH, rows=2), name, kind, values)
    with pytest.raises(SourceSchemaError, match=f"column {name}: 1 value that INTEGER cannot hold") as refused:
        transform(published(tmp_path, table), MONTH)
    assert refused.value.fields["file"] == f"yellow_tripdata_{MONTH}.parquet"


def test_a_nan_is_judged_alike_beside_values_that_break_the_rule(transform: Transform, tmp_path: Path) -> None:
    table = miniatures.table(ERA, MONTH, rows=3, fare_amount=[-1.0, float("nan"), -2.0])
    outcome = transform(published(tmp_path, table), MONTH)
    assert outcome.written[:4] == (3, 0, 3, {**NONE_BROKEN, "fare_amount_positive": 3})


def test_the_ends_of_integer_are_accepted(transform: Transform, tmp_path: Path) -> None:
    ends = [-(2**31), 2**31 - 1]
    table = miniatures.retyped(
        miniatures.table(ERA, MONTH, rows=2), "passenger_count", pa.float64(), [float(end) for end in ends]
    )
    table = miniatures.retyped(table, "payment_type", pa.int64(), ends)
    outcome = transform(published(tmp_path, table), MONTH)
    assert outcome.trips["passenger_count"].to_pylist() == ends
    assert outcome.trips["payment_type"].to_pylist() == ends


def test_rejected_rows_too_are_searched_for_values_that_integer_cannot_hold(
    transform: Transform, tmp_path: Path
) -> None:
    table = miniatures.retyped(
        miniatures.table(ERA, MONTH, rows=2, trip_distance=[0.0, 0.0]), "payment_type", pa.int64(), [1, 2**40]
    )
    with pytest.raises(SourceSchemaError, match="column payment_type: 1 value"):
        transform(published(tmp_path, table), MONTH)


def test_each_difference_of_two_counts_is_named_with_both_numbers(transform: Transform, tmp_path: Path) -> None:
    path = published(tmp_path, miniatures.table(ERA, MONTH, rows=3, fare_amount=[1.0, 2.0, -1.0]))
    written = transform(path, MONTH).written
    more = [WrittenFile("x/part-9.parquet", 7, 100)]
    faults = {
        "4 rows by the raw file's footer, but 3 rows read": (plan_of(path, MONTH, rows=4), written),
        "2 accepted rows, but 9 rows in the trips files": (
            plan_of(path, MONTH),
            written._replace(trips=[*written.trips, *more]),
        ),
        "1 quarantined rows, but 0 rows in the quarantine files": (
            plan_of(path, MONTH),
            written._replace(quarantine=[]),
        ),
        "1 quarantined rows, but 8 rows in the quarantine files for COPY": (
            plan_of(path, MONTH),
            written._replace(quarantine_copy=[*written.quarantine_copy, *more]),
        ),
        "3 rows by the raw file's footer, but 2 accepted and quarantined rows": (
            plan_of(path, MONTH),
            written._replace(accepted_rows=1),
        ),
    }
    accepted = written.accepted
    fares = {**accepted["columns"]["fare_amount"], "sum": "4"}
    changed = {**accepted, "columns": {**accepted["columns"], "fare_amount": fares}}
    faults.update(
        {
            "1 quarantined rows, but 0 rows digested of them": (
                plan_of(path, MONTH),
                written._replace(rejected=of_nothing(YELLOW.quarantine_columns)),
            ),
            "2 rows of the raw file break fare_amount_positive, but 1 were found here": (
                plan_of(path, MONTH, by_rule={"fare_amount_positive": 2}),
                written,
            ),
            "accepted rows of the raw file against those of the trips files differ in fare_amount: "
            f"{said(accepted, 'fare_amount')} against {said(changed, 'fare_amount')}": (
                plan_of(path, MONTH),
                written._replace(accepted=changed),
            ),
            "accepted rows of the raw file against those of the trips files differ in row_hash: "
            f"{accepted['row_hash']} against 1": (
                plan_of(path, MONTH),
                written._replace(accepted={**accepted, "row_hash": "1"}),
            ),
        }
    )
    for message, (plan, found) in faults.items():
        with pytest.raises(ReconciliationError) as differs:
            reconcile(plan, found)
        assert differs.value.what == f"yellow {MONTH}: {message}"
