"""Miniatures of the datasets beside yellow, as odd as their real files; every real file, and a second judge."""

from __future__ import annotations

import datetime
import os
import random
import sys
from typing import Any, Callable, Dict, List, NamedTuple, Optional, Tuple

import pyarrow as pa

from tests import miniatures
from tlc_elt.contract import Contract, Era, SourceColumn, dataset

Row = Dict[str, Any]
LEAST = -sys.float_info.max
NAN, INFINITY = float("nan"), float("inf")


class Sample(NamedTuple):
    """A real file below the data folder."""

    dataset: str
    month: str
    folder: str
    rows: int

    @property
    def path(self) -> str:
        return f"{self.folder}/{self.dataset}_tripdata_{self.month}.parquet"


SAMPLES = [
    *(
        Sample("yellow", month, "yellow-samples", 5_000 if month == "2025-02" else 10_000)
        for month in ["2018-01", "2018-11", "2019-01", "2019-03", "2019-07", "2020-04", "2020-05", "2020-12", "2025-02"]
    ),
    Sample("green", "2023-01", "green-published", 68_211),
    Sample("green", "2023-12", "green-published", 64_215),
    *(Sample("green", month, "other-samples", 500) for month in ("2020-04", "2023-06", "2025-03")),
    *(Sample("fhv", month, "other-samples", 500) for month in ("2020-04", "2020-07")),
    *(Sample("fhvhv", month, "other-samples", 500) for month in ("2020-04", "2020-06")),
]
SEED = int(os.environ.get("SAMPLES_SEED", "0")) or random.SystemRandom().randrange(1, 1 << 31)


def twice_in_turn() -> List[Sample]:
    """Each sample twice, in two orders that the seed draws."""
    drawn = random.Random(SEED)
    return [*drawn.sample(SAMPLES, len(SAMPLES)), *drawn.sample(SAMPLES, len(SAMPLES))]


OTHERS = [dataset(name) for name in ("green", "fhv", "fhvhv")]
ERAS: List[Tuple[Contract, Era]] = [(contract, era) for contract in OTHERS for era in contract.eras]


def near(days: int) -> Callable[[Row, str, str], bool]:
    """Whether a time lies in the month, or so many days beside it."""

    def inside(row: Row, column: str, month: str) -> bool:
        first = datetime.datetime.fromisoformat(f"{month}-01")
        end = (first + datetime.timedelta(days=31)).replace(day=1)
        tolerance = datetime.timedelta(days=days)
        return row[column] is not None and first - tolerance <= row[column] < end + tolerance

    return inside


def positive(value: Any) -> bool:
    return between(value, 0) and value != 0


def between(value: Any, low: float, high: float = INFINITY) -> bool:
    return value is not None and low <= value < high


def broken(name: str, row: Row, month: str) -> List[str]:
    """The rules that a row breaks, in the contract's order: written beside the contract's SQL, not by it."""
    judged = {
        "yellow": lambda: {
            "trip_distance_positive": positive(row["trip_distance"]),
            "fare_amount_positive": positive(row["fare_amount"]),
            "total_amount_positive": positive(row["total_amount"]),
            "pickup_in_source_month": near(1)(row, "tpep_pickup_datetime", month),
        },
        "green": lambda: {
            "fare_amount_not_negative": between(row["fare_amount"], 0),
            "total_amount_not_negative": between(row["total_amount"], 0),
            "trip_distance_in_range": between(row["trip_distance"], 0, 1000),
            "pickup_in_source_month": near(7)(row, "lpep_pickup_datetime", month),
        },
        "fhv": lambda: {
            "dispatching_base_num_present": row["dispatching_base_num"] is not None,
            "pickup_in_source_month": near(1)(row, "pickup_datetime", month),
        },
        "fhvhv": lambda: {
            "hvfhs_license_num_present": row["hvfhs_license_num"] is not None,
            "trip_miles_in_range": between(row["trip_miles"], 0, 1000),
            "trip_time_not_negative": between(row["trip_time"], 0),
            "base_passenger_fare_finite": between(row["base_passenger_fare"], LEAST),
            "driver_pay_finite": between(row["driver_pay"], LEAST),
            "pickup_in_source_month": near(1)(row, "pickup_datetime", month),
        },
    }
    return [rule for rule, met in judged[name]().items() if not met]


def days_before(month: str, **delta: float) -> datetime.datetime:
    return datetime.datetime.fromisoformat(f"{month}-01") - datetime.timedelta(**delta)


def odd_rows(name: str, month: str) -> List[Row]:
    """What is unlike a good trip, one row each; the first ones are what the TLC means and no rule may throw away."""
    odd: Dict[str, List[Row]] = {
        "green": [
            {"fare_amount": 0.0, "total_amount": 0.0},
            {"trip_distance": 0.0},
            {"lpep_pickup_datetime": days_before(month, days=6, hours=20)},
            {"fare_amount": -70.0, "total_amount": -71.5},
            {"trip_distance": 120_098.84},
            {"total_amount": NAN},
            {"fare_amount": INFINITY, "trip_distance": None},
            {"lpep_pickup_datetime": days_before(month, days=7, microseconds=1)},
            {"lpep_pickup_datetime": datetime.datetime(2009, 1, 1, 20, 21, 27), "fare_amount": -1.0},
        ],
        "fhv": [
            {"dispatching_base_num": "B01470         ", "Affiliated_base_number": "1UBER"},
            {"Affiliated_base_number": None},
            {"Affiliated_base_number": "b02279"},
            {"dispatching_base_num": None},
            {"pickup_datetime": days_before(month, days=2)},
            {"pickup_datetime": None, "dispatching_base_num": None},
        ],
        "fhvhv": [
            {"base_passenger_fare": -0.18, "driver_pay": 0.0},
            {"base_passenger_fare": 0.0, "shared_match_flag": "Y", "trip_miles": 0.0},
            {"access_a_ride_flag": " ", "on_scene_datetime": None, "originating_base_num": None},
            {"request_datetime": days_before(month, days=9)},
            {"trip_miles": -0.5},
            {"hvfhs_license_num": None},
            {"trip_time": -1},
            {"driver_pay": NAN, "base_passenger_fare": -INFINITY},
            {"pickup_datetime": days_before(month, days=1, microseconds=1), "trip_miles": 1000.0},
        ],
    }
    return odd[name]


MEANT = {"green": 3, "fhv": 3, "fhvhv": 4}
FORMS = ("the usual types", "the other types", "types of no value")
GOOD = 20


def type_in(column: SourceColumn, form: str) -> str:
    """The physical type of a column in one of the forms that its NULLs give it."""
    if form == FORMS[2] and column.all_null_type is not None:
        return column.all_null_type
    return column.types[-1 if form == FORMS[1] else 0]


def has_form(era: Era, form: str) -> bool:
    """Whether the form is the usual one, or another than it."""
    return form == FORMS[0] or any(type_in(column, form) != column.types[0] for column in era.columns)


def miniature(contract: Contract, era: Era, form: str = FORMS[0], month: Optional[str] = None) -> pa.Table:
    """Good trips, then the odd ones, in one of the forms; of the era's last month unless another is given."""
    month = month or miniatures.month_of(era)
    types = {column.name: type_in(column, form) for column in era.columns}
    empty = [column.name for column in era.columns if form == FORMS[2] and column.all_null_type is not None]
    rows = []
    for number, changes in enumerate([*[{}] * GOOD, *odd_rows(contract.dataset, month)]):
        good = {name: miniatures.value(name, kind, month, number) for name, kind in types.items()}
        rows.append({**good, **changes, **dict.fromkeys(empty)})
    return pa.Table.from_pylist(rows, pa.schema([(name, miniatures.TYPES[kind]) for name, kind in types.items()]))
