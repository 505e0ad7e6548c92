"""Each rule, its edges, and rows that no sane taximeter would write; the same on both engines."""

from __future__ import annotations

import datetime
from pathlib import Path
from typing import Any, Dict, List, Tuple

import pyarrow as pa
import pytest

from tests import miniatures
from tests.miniatures import YELLOW
from tests.transform.conftest import Transform
from tests.transform.outcome import ATTEMPT, RUN_ID, Outcome, as_json, parsed
from tlc_elt.contract import Column

MONTH = "2019-03"
ERA = YELLOW.era("yellow-2018-07")
DISTANCE, FARE, TOTAL = "trip_distance_positive", "fare_amount_positive", "total_amount_positive"
PICKUP = "pickup_in_source_month"
NAN, INFINITY = float("nan"), float("inf")


def at(text: str) -> datetime.datetime:
    return datetime.datetime.fromisoformat(text)


FLEX = {
    "payment_type": 0,
    "passenger_count": None,
    "RatecodeID": None,
    "store_and_fwd_flag": None,
    "congestion_surcharge": None,
    "airport_fee": None,
}

# What is unlike a good trip → the rules that the row breaks.
CASES: List[Tuple[str, Dict[str, Any], List[str]]] = [
    ("a good trip", {}, []),
    ("the smallest distance", {"trip_distance": 5e-324}, []),
    ("no distance", {"trip_distance": 0.0}, [DISTANCE]),
    ("minus zero", {"trip_distance": -0.0}, [DISTANCE]),
    ("a negative distance", {"trip_distance": -1.5}, [DISTANCE]),
    ("an unknown distance", {"trip_distance": None}, [DISTANCE]),
    ("no fare", {"fare_amount": 0.0}, [FARE]),
    ("a refund", {"fare_amount": -8.0, "total_amount": -9.3}, [FARE, TOTAL]),
    ("an unknown fare", {"fare_amount": None}, [FARE]),
    ("no total", {"total_amount": 0.0}, [TOTAL]),
    ("an unknown total", {"total_amount": None}, [TOTAL]),
    ("a Flex fare", FLEX, []),
    ("a Flex fare with a negative fare and a positive total", {**FLEX, "fare_amount": -3.2}, [FARE]),
    ("the first moment of the window", {"tpep_pickup_datetime": at("2019-02-28 00:00:00")}, []),
    ("a microsecond before it", {"tpep_pickup_datetime": at("2019-02-27 23:59:59.999999")}, [PICKUP]),
    ("around the first midnight", {"tpep_pickup_datetime": at("2019-02-28 23:59:59.999999")}, []),
    ("around the last midnight", {"tpep_pickup_datetime": at("2019-04-01 00:00:00")}, []),
    ("the last moment of the window", {"tpep_pickup_datetime": at("2019-04-01 23:59:59.999999")}, []),
    ("a microsecond after it", {"tpep_pickup_datetime": at("2019-04-02 00:00:00")}, [PICKUP]),
    ("a clock of 2001", {"tpep_pickup_datetime": at("2001-01-01 00:04:29")}, [PICKUP]),
    ("a clock of 2098", {"tpep_pickup_datetime": at("2098-09-11 02:23:31")}, [PICKUP]),
    ("an unknown pickup", {"tpep_pickup_datetime": None}, [PICKUP]),
    ("a dropoff years later", {"tpep_dropoff_datetime": at("2098-01-01 00:00:00.500000")}, []),
    ("the hour that New York skips", {"tpep_pickup_datetime": at("2019-03-10 02:30:00.123456")}, []),
    (
        "every rule at once",
        {
            "trip_distance": None,
            "fare_amount": -1.0,
            "total_amount": 0.0,
            "tpep_pickup_datetime": at("1900-01-01 00:00:00.000001"),
        },
        [DISTANCE, FARE, TOTAL, PICKUP],
    ),
    ("a NaN, which both engines hold greater than any number", {"fare_amount": NAN}, [FARE]),
    ("an endless distance", {"trip_distance": INFINITY}, [DISTANCE]),
    (
        "an endless total, the fare below any number",
        {"total_amount": INFINITY, "fare_amount": -INFINITY},
        [FARE, TOTAL],
    ),
    ("the largest distance", {"trip_distance": 1.7976931348623157e308}, []),
    ("a distance below any number", {"trip_distance": -INFINITY}, [DISTANCE]),
    ("a rejected row with NaN", {"trip_distance": 0.0, "extra": NAN, "tolls_amount": INFINITY}, [DISTANCE]),
    (
        "a rejected row with text that JSON must escape",
        {"fare_amount": None, "store_and_fwd_flag": 'é"\\\n\t\u0001\u2028🚕'},
        [FARE],
    ),
    ("a rejected row with numbers at their ends", {"total_amount": -1.7976931348623157e308, "extra": 1e-7}, [TOTAL]),
    ("a rejected Flex fare", {**FLEX, "trip_distance": 0.0}, [DISTANCE]),
]
NAMES = [name for name, _, _ in CASES]


def row(number: int, changes: Dict[str, Any]) -> Dict[str, Any]:
    """A trip that `tip_amount` numbers."""
    good = {column.name: miniatures.value(column.name, column.types[0], MONTH, number) for column in ERA.columns}
    return {**good, "tip_amount": float(number), **changes}


SOURCE = [row(number, changes) for number, (_, changes, _) in enumerate(CASES)]


@pytest.fixture(scope="module")
def outcome(transform: Transform, tmp_path_factory: pytest.TempPathFactory) -> Outcome:
    """One file with every case, transformed."""
    types = pa.schema([(column.name, miniatures.TYPES[column.types[0]]) for column in ERA.columns])
    path: Path = tmp_path_factory.mktemp("rules") / f"yellow_tripdata_{MONTH}.parquet"
    return transform(miniatures.write(path, pa.Table.from_pylist(SOURCE, schema=types)), MONTH)


def numbered(table: pa.Table) -> Dict[int, Dict[str, Any]]:
    return {int(found["tip_amount"]): found for found in table.to_pylist()}


@pytest.mark.parametrize("number", range(len(CASES)), ids=NAMES)
def test_a_row_breaks_exactly_its_rules(outcome: Outcome, number: int) -> None:
    rejected, accepted = numbered(outcome.quarantine), numbered(outcome.trips)
    _, _, expected = CASES[number]
    found = rejected[number]["broken_rules"] if number in rejected else ""
    assert (found, number in accepted) == (",".join(expected), not expected)


def converted(kind: str, value: Any) -> Any:
    return int(value) if kind == "INTEGER" and value is not None else value


def test_an_accepted_row_has_the_values_of_the_source(outcome: Outcome) -> None:
    def value(number: int, column: Column) -> Any:
        if column.source is None:
            return datetime.date(2019, 3, 1)
        return converted(column.type, SOURCE[number].get(column.source))

    expected = {
        number: {column.name: value(number, column) for column in YELLOW.columns}
        for number, (_, _, broken) in enumerate(CASES)
        if not broken
    }
    found = {number: repr(found) for number, found in numbered(outcome.trips).items()}
    assert found == {number: repr(row) for number, row in expected.items()}


def test_a_rejected_row_keeps_every_source_column(outcome: Outcome) -> None:
    expected = {
        number: {
            **SOURCE[number],
            "source_month": datetime.date(2019, 3, 1),
            "run_id": RUN_ID,
            "broken_rules": ",".join(broken),
        }
        for number, (_, _, broken) in enumerate(CASES)
        if broken
    }
    found = {number: repr(found) for number, found in numbered(outcome.quarantine).items()}
    assert found == {number: repr(row) for number, row in expected.items()}


def test_the_quarantine_table_gets_the_source_row_as_json(outcome: Outcome) -> None:
    found = {}
    for copied in outcome.quarantine_copy.to_pylist():
        source_row = parsed(copied["source_row"])
        found[int(source_row["tip_amount"])] = (
            copied["source_month"],
            copied["run_id"],
            copied["broken_rules"],
            source_row,
        )
    assert found == {
        number: (datetime.date(2019, 3, 1), RUN_ID, ",".join(broken), as_json(SOURCE[number]))
        for number, (_, _, broken) in enumerate(CASES)
        if broken
    }
    assert outcome.quarantine_copy.column_names == ["source_month", "run_id", "broken_rules", "source_row"]


def test_each_rule_is_counted_by_itself(outcome: Outcome) -> None:
    broken = [rule for _, _, rules in CASES for rule in rules]
    rejected = sum(1 for _, _, rules in CASES if rules)
    assert outcome.written[:4] == (
        len(CASES),
        len(CASES) - rejected,
        rejected,
        {rule.name: broken.count(rule.name) for rule in YELLOW.rules},
    )


def test_files_lie_below_the_attempt(outcome: Outcome) -> None:
    prefix = f"yellow/2019/03/{RUN_ID}/{ATTEMPT}/"
    files = [*outcome.written.trips, *outcome.written.quarantine, *outcome.written.quarantine_copy]
    assert all(file.key.startswith(prefix) and file.key.endswith(".parquet") for file in files)
