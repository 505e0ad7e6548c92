"""What the accepted rows of a month are like: exact counts that a query of either engine gives, and their proof."""

from __future__ import annotations

import datetime
from typing import Any, Dict, Iterable, Iterator, List, Mapping, NamedTuple, Optional, Tuple

from tlc_elt.contract import Contract
from tlc_elt.digests import Digests

Counts = Dict[str, Any]
"""The members of the contract's schema `profile`, without those that say which load it is of."""

HOURS = 24
EPOCH = datetime.datetime(1970, 1, 1)


class Found(NamedTuple):
    """A row of the contract's query: trips of a label in a part, and the least and greatest number among them."""

    part: str
    label: Optional[str]
    trips: int
    least: Optional[int]
    most: Optional[int]


def profile(contract: Contract, month: str, digests: Digests, duplicate_rows: int, found: Iterable[Any]) -> Counts:
    """The counts of the rows that were digested, by the rows of the query over them."""
    parts: Dict[str, List[Found]] = {}
    for row in (Found(*each) for each in found):
        parts.setdefault(row.part, []).append(row)
    rows = int(digests["rows"])
    known = contract.profile
    without_zone = [] if known["has_zones"] else [Found("zones", None, rows, None, None)]
    return {
        "rows": rows,
        "duplicate_rows": duplicate_rows,
        "nulls": {name: int(column["nulls"]) for name, column in digests["columns"].items()},
        "days": _days(parts.get("days", []), *_window(contract, month)),
        "zones": _zones(parts.get("zones", without_zone)),
        "categories": {
            each["name"]: _category(each, parts.get(f"categories.{each['name']}", []), rows)
            for each in known["categories"]
        },
        "measures": {
            each["name"]: _measure(each, parts.get(f"measures.{each['name']}", [])) for each in known["measures"]
        },
    }


def differences(contract: Contract, counts: Counts, accepted_rows: int) -> Iterator[Tuple[str, int]]:
    """What does not come to the accepted rows, by name, with what it comes to instead."""
    totals = {"rows of the profile": counts["rows"]}
    for name in ("days", "zones"):
        totals[f"trips by {name}"] = _total(counts[name], *counts[name]["hours"].values())
    for name, category in counts["categories"].items():
        totals[f"trips by {name}"] = _total(category, list(category["values"].values()))
    for name, measure in counts["measures"].items():
        totals[f"trips by {name}"] = _total(measure, measure["bins"])
    yield from ((name, total) for name, total in totals.items() if total != accepted_rows)
    # What is over is the rest: there is none where the query gave all values.
    for each in contract.profile["categories"]:
        category = counts["categories"][each["name"]]
        if category["other"] < 0 or (category["other"] > 0 and len(category["values"]) < each["most_values"]):
            yield f"trips by {each['name']}", accepted_rows - category["other"]


def _total(counts: Mapping[str, Any], *runs: List[int]) -> int:
    beside: int = sum(counts.get(name, 0) for name in ("none", "elsewhere", "other", "under", "over"))
    return beside + sum(count for each in runs for count in each if count > 0)


def encoded(counts: List[int]) -> List[int]:
    """Counts with zeros in a row as one number below zero: the twin of packages/contracts/src/profile/runs.ts."""
    runs: List[int] = []
    zeros = 0
    for count in counts:
        if count == 0:
            zeros += 1
            continue
        if zeros:
            runs.append(-zeros)
        runs.append(count)
        zeros = 0
    return runs


def _window(contract: Contract, month: str) -> Tuple[datetime.datetime, datetime.datetime]:
    start, end = contract.window(month)
    return datetime.datetime.fromisoformat(start), datetime.datetime.fromisoformat(end)


def _days(found: List[Found], start: datetime.datetime, end: datetime.datetime) -> Counts:
    """Labels are hours since 1970."""
    first, last = (int((time - EPOCH).total_seconds()) // 3600 for time in (start, end))
    hours: Dict[str, List[int]] = {}
    none = elsewhere = 0
    for row in found:
        if row.label is None:
            none += row.trips
        elif first <= int(row.label) < last:
            time = EPOCH + datetime.timedelta(hours=int(row.label))
            hours.setdefault(f"{time:%Y-%m-%d}", [0] * HOURS)[time.hour] += row.trips
        else:
            elsewhere += row.trips
    return {"none": none, "elsewhere": elsewhere, "hours": {day: encoded(hours[day]) for day in sorted(hours)}}


def _zones(found: List[Found]) -> Counts:
    """Labels are the id of the zone, times 24, and the hour of the day added; 0 stands for an id that no zone has."""
    hours: Dict[int, List[int]] = {}
    none = elsewhere = 0
    for row in found:
        zone, hour = (None, 0) if row.label is None else divmod(int(row.label), HOURS)
        if zone is None:
            none += row.trips
        elif zone == 0:
            elsewhere += row.trips
        else:
            hours.setdefault(zone, [0] * HOURS)[hour] += row.trips
    return {"none": none, "elsewhere": elsewhere, "hours": {str(zone): encoded(hours[zone]) for zone in sorted(hours)}}


def _category(known: Mapping[str, Any], found: List[Found], rows: int) -> Counts:
    """The most frequent values, by the bytes of their texts where they are alike; the rest is what is over."""
    none = sum(row.trips for row in found if row.label is None)
    values = [(row.label, row.trips) for row in found if row.label is not None]
    values.sort(key=lambda value: (-value[1], value[0].encode()))
    kept = dict(values[: known["most_values"]])
    return {"none": none, "other": rows - none - sum(kept.values()), "values": kept}


def _measure(known: Mapping[str, Any], found: List[Found]) -> Counts:
    """Labels are places of bins, -1 below and their number above."""
    start, places = known["from"], 0
    for span in known["spans"]:
        places += (span["until"] - start) // span["width"]
        start = span["until"]
    trips = {None if row.label is None else int(row.label): row.trips for row in found}
    ends = [end for row in found for end in (row.least, row.most) if end is not None]
    return {
        "unit": known["unit"],
        "from": known["from"],
        "spans": known["spans"],
        "none": trips.get(None, 0),
        "under": trips.get(-1, 0),
        "over": trips.get(places, 0),
        "range": [min(ends), max(ends)] if ends else [],
        "bins": encoded([trips.get(place, 0) for place in range(places)]),
    }
