"""The profile of rows, counted one by one in plain Python: written beside the contract's SQL, not by it."""

from __future__ import annotations

import bisect
import datetime
import itertools
import math
from collections import Counter
from typing import Any, Callable, Dict, Iterable, List, Optional, Tuple

from tlc_elt.contract import Contract

Row = Dict[str, Any]
Number = Callable[[Row], Optional[int]]
EPOCH = datetime.datetime(1970, 1, 1)
MICROSECOND = datetime.timedelta(microseconds=1)


def hundredths(name: str) -> Number:
    def number(row: Row) -> Optional[int]:
        value = row[name]
        return None if value is None or not abs(value) < 1e8 else math.floor(value * 100 + 0.5)

    return number


def micros(row: Row, start: str, end: str) -> Optional[float]:
    if row[start] is None or row[end] is None:
        return None
    first, last = (float((row[name] - EPOCH) // MICROSECOND) for name in (start, end))
    return last - first


def duration(row: Row) -> Optional[int]:
    taken = micros(row, "pickup_datetime", "dropoff_datetime")
    return None if taken is None else math.floor(taken / 1e6)


def speed(miles: str, taken: Callable[[Row], Optional[float]]) -> Number:
    def number(row: Row) -> Optional[int]:
        value, time = row[miles], taken(row)
        if value is None or not abs(value) < 1e8 or time is None or time < 1:
            return None
        return math.floor(value * 36000000000 / time + 0.5)

    return number


def by_times(row: Row) -> Optional[float]:
    return micros(row, "pickup_datetime", "dropoff_datetime")


def by_trip_time(row: Row) -> Optional[float]:
    return None if row["trip_time"] is None else row["trip_time"] * 1e6


METERED: Dict[str, Number] = {
    "trip_distance": hundredths("trip_distance"),
    "duration": duration,
    "speed": speed("trip_distance", by_times),
    "fare_amount": hundredths("fare_amount"),
    "tip_amount": hundredths("tip_amount"),
    "total_amount": hundredths("total_amount"),
}
NUMBERS: Dict[str, Dict[str, Number]] = {
    "yellow": METERED,
    "green": METERED,
    "fhv": {"duration": duration},
    "fhvhv": {
        "trip_miles": hundredths("trip_miles"),
        "trip_time": lambda row: row["trip_time"],
        "speed": speed("trip_miles", by_trip_time),
        "base_passenger_fare": hundredths("base_passenger_fare"),
        "tips": hundredths("tips"),
        "driver_pay": hundredths("driver_pay"),
    },
}


def tipped(row: Row) -> Any:
    """NaN is greater than any number, as engines have it."""
    tip = row["tip_amount"]
    return row["payment_type"] if tip is not None and not tip <= 0 else None


def counted(contract: Contract, month: str, rows: List[Row]) -> Dict[str, Any]:
    """The counts that both engines should give."""
    known = contract.profile
    copies = Counter(repr(sorted((name, canonical(value)) for name, value in row.items())) for row in rows)
    times = [row[contract.time_column] for row in rows]
    zones = [row["pickup_location_id"] for row in rows]
    return {
        "rows": len(rows),
        "duplicate_rows": len(rows) - len(copies),
        "nulls": {column.name: sum(row[column.name] is None for row in rows) for column in contract.columns},
        "days": by_hour(zip([None if time is None else f"{time:%Y-%m-%d}" for time in times], times)),
        "zones": by_hour(zip([None if zone is None else zone if 1 <= zone <= 265 else 0 for zone in zones], times)),
        "categories": {
            each["name"]: category(
                [tipped(row) if each["name"] == "tipped_payment_type" else row[each["name"]] for row in rows],
                each["most_values"],
            )
            for each in known["categories"]
        },
        "measures": {
            each["name"]: measure([NUMBERS[contract.dataset][each["name"]](row) for row in rows], each)
            for each in known["measures"]
        },
    }


def canonical(value: Any) -> Any:
    return 0.0 if value == 0 and isinstance(value, float) else value


def by_hour(found: Iterable[Tuple[Any, Optional[datetime.datetime]]]) -> Dict[str, Any]:
    none = elsewhere = 0
    hours: Dict[Any, List[int]] = {}
    for key, time in found:
        if key is None or time is None:
            none += 1
        elif key == 0:
            elsewhere += 1
        else:
            hours.setdefault(key, [0] * 24)[time.hour] += 1
    return {"none": none, "elsewhere": elsewhere, "hours": {str(key): runs(hours[key]) for key in sorted(hours)}}


def category(values: List[Any], most: int) -> Dict[str, Any]:
    counts = Counter(str(value) for value in values if value is not None)
    frequent = sorted(counts.items(), key=lambda each: (-each[1], each[0].encode()))
    return {
        "none": sum(value is None for value in values),
        "other": sum(count for _, count in frequent[most:]),
        "values": dict(frequent[:most]),
    }


def measure(numbers: List[Optional[int]], known: Dict[str, Any]) -> Dict[str, Any]:
    found = [number for number in numbers if number is not None]
    edges = [known["from"]]
    for span in known["spans"]:
        while edges[-1] < span["until"]:
            edges.append(edges[-1] + span["width"])
    counts = [0] * (len(edges) - 1)
    for number in found:
        if edges[0] <= number < edges[-1]:
            counts[bisect.bisect_right(edges, number) - 1] += 1
    return {
        "unit": known["unit"],
        "from": known["from"],
        "spans": known["spans"],
        "none": len(numbers) - len(found),
        "under": sum(number < edges[0] for number in found),
        "over": sum(number >= edges[-1] for number in found),
        "range": [min(found), max(found)] if found else [],
        "bins": runs(counts),
    }


def runs(counts: List[int]) -> List[int]:
    """Each count, and the length of each stretch of zeros, negative; none behind the last count."""
    told: List[int] = []
    for none, stretch in itertools.groupby(counts, lambda count: count == 0):
        found = list(stretch)
        told += [-len(found)] if none else found
    return told[:-1] if told and told[-1] < 0 else told
