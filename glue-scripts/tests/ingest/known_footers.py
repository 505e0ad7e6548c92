"""What the footers of the TLC's files are known to have, by the first month of each change; months run to 2026-08."""

from __future__ import annotations

from typing import Dict, Iterator, List, NamedTuple, Optional, Tuple

LAST = "2026-08"
# Column → type; `INT32` of a column without values; None takes a column away.
Changes = Dict[str, Optional[str]]


class Footer(NamedTuple):
    """The columns of a month's file, and the era that they are of."""

    dataset: str
    month: str
    era: str
    columns: Tuple[Tuple[str, str], ...]


def many(names: str, kind: str) -> Changes:
    return dict.fromkeys(names.split(), kind)


MONEY = "trip_distance fare_amount extra mta_tax tip_amount tolls_amount improvement_surcharge total_amount"
KNOWN: Dict[str, List[Tuple[str, Optional[str], Changes]]] = {
    # (first month, the era that begins with it, what changes)
    "yellow": [
        (
            "2011-01",
            "yellow-2011",
            {
                **many("VendorID PULocationID DOLocationID passenger_count RatecodeID payment_type", "INT64"),
                **many("tpep_pickup_datetime tpep_dropoff_datetime", "TIMESTAMP_MICROS"),
                **many(MONEY, "DOUBLE"),
                **many("congestion_surcharge airport_fee", "INT32"),
                "store_and_fwd_flag": "STRING",
            },
        ),
        ("2018-07", "yellow-2018-07", many("passenger_count RatecodeID", "DOUBLE")),
        ("2019-01", None, {"congestion_surcharge": "DOUBLE"}),
        ("2020-08", None, {"airport_fee": "DOUBLE"}),
        ("2020-10", None, {"airport_fee": "INT32"}),
        ("2020-11", None, {"airport_fee": "DOUBLE"}),
        (
            "2023-02",
            "yellow-2023-02",
            {
                **many("VendorID PULocationID DOLocationID", "INT32"),
                **many("passenger_count RatecodeID", "INT64"),
                "airport_fee": None,
                "Airport_fee": "DOUBLE",
            },
        ),
        ("2025-01", "yellow-2025", {"cbd_congestion_fee": "DOUBLE"}),
        ("2026-06", "yellow-2026-06", {"request_source": "STRING"}),
    ],
    "green": [
        (
            "2019-01",
            "green-2014",
            {
                **many("VendorID PULocationID DOLocationID", "INT64"),
                **many("lpep_pickup_datetime lpep_dropoff_datetime", "TIMESTAMP_MICROS"),
                **many("RatecodeID passenger_count payment_type trip_type", "DOUBLE"),
                **many(f"{MONEY} ehail_fee congestion_surcharge", "DOUBLE"),
                "store_and_fwd_flag": "STRING",
            },
        ),
        ("2019-09", None, {"ehail_fee": "INT32"}),
        (
            "2023-02",
            "green-2023-02",
            {
                **many("VendorID PULocationID DOLocationID", "INT32"),
                **many("RatecodeID passenger_count payment_type trip_type", "INT64"),
                "ehail_fee": "DOUBLE",
            },
        ),
        ("2025-01", "green-2025", {"cbd_congestion_fee": "DOUBLE"}),
        ("2026-06", "green-2026-06", {"request_source": "STRING"}),
    ],
    "fhv": [
        (
            "2019-01",
            "fhv-2015",
            {
                **many("dispatching_base_num Affiliated_base_number", "STRING"),
                **many("pickup_datetime dropOff_datetime", "TIMESTAMP_MICROS"),
                **many("PUlocationID DOlocationID SR_Flag", "DOUBLE"),
            },
        ),
        ("2019-03", None, {"SR_Flag": "INT32"}),
        ("2019-05", None, many("PUlocationID DOlocationID", "INT64")),
        ("2019-07", None, many("PUlocationID DOlocationID", "DOUBLE")),
        ("2020-07", None, {"DOlocationID": "INT64"}),
        ("2020-08", None, {"DOlocationID": "DOUBLE"}),
        ("2023-02", None, many("PUlocationID DOlocationID SR_Flag", "INT64")),
    ],
    "fhvhv": [
        (
            "2019-02",
            "fhvhv-2019-02",
            {
                **many("hvfhs_license_num dispatching_base_num originating_base_num", "STRING"),
                **many("request_datetime on_scene_datetime pickup_datetime dropoff_datetime", "TIMESTAMP_MICROS"),
                **many("PULocationID DOLocationID trip_time", "INT64"),
                **many("trip_miles base_passenger_fare tolls bcf sales_tax congestion_surcharge tips", "DOUBLE"),
                "driver_pay": "DOUBLE",
                "airport_fee": "INT32",
                **many("shared_request_flag shared_match_flag access_a_ride_flag wav_request_flag", "STRING"),
                "wav_match_flag": "INT32",
            },
        ),
        ("2019-04", None, {"wav_match_flag": "STRING"}),
        ("2019-07", None, {"airport_fee": "DOUBLE"}),
        ("2020-04", None, {"airport_fee": "INT32"}),
        ("2020-05", None, {"airport_fee": "DOUBLE"}),
        ("2020-10", None, {"airport_fee": "INT32"}),
        ("2020-11", None, {"airport_fee": "DOUBLE"}),
        ("2023-02", "fhvhv-2023-02", many("PULocationID DOLocationID", "INT32")),
        ("2025-01", "fhvhv-2025", {"cbd_congestion_fee": "DOUBLE"}),
    ],
}


def months(first: str, last: str) -> Iterator[str]:
    """Every month from one to another."""
    year, number = int(first[:4]), int(first[5:])
    while f"{year}-{number:02}" <= last:
        yield f"{year}-{number:02}"
        year, number = (year, number + 1) if number < 12 else (year + 1, 1)


def known_footers() -> Iterator[Footer]:
    """The footer of every month that is known."""
    for dataset, changes in KNOWN.items():
        columns: Dict[str, str] = {}
        era = ""
        by_month = {first: (name, changed) for first, name, changed in changes}
        for month in months(changes[0][0], LAST):
            name, changed = by_month.get(month, (None, {}))
            era = name or era
            columns = {column: kind for column, kind in {**columns, **changed}.items() if kind is not None}
            yield Footer(dataset, month, era, tuple(columns.items()))
