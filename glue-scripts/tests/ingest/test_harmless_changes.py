"""Each harmless change of a footer, once in every era, on a real file: its values arrive where they belong."""

from __future__ import annotations

import datetime
from collections import Counter
from pathlib import Path
from typing import Any, Callable, Dict, List, NamedTuple, Sequence

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from tests.ingest.known_footers import KNOWN, Footer, known_footers
from tests.ingest.mutated_footers import BROUGHT, TYPES, Columns, taken
from tests.ingest.transformed import transformed
from tlc_elt.contract import Contract, dataset
from tlc_elt.errors import SourceSchemaError
from tlc_elt.ingest.check_file import check_file

GOOD = 12
Row = Dict[str, Any]
TAKEN = taken()
# The last footer of each era: the months of an era differ by their NULLs alone.
FOOTERS = {footer.era: footer for footer in known_footers()}
# Columns that are INT32 with values.
WHOLE = ("VendorID", "PULocationID", "DOLocationID")
# What breaks a rule of the dataset in a row.
BREAKING: Dict[str, Row] = {
    "yellow": {"trip_distance": -1.0},
    "green": {"trip_distance": -1.0},
    "fhv": {"dispatching_base_num": None},
    "fhvhv": {"hvfhs_license_num": None},
}


def reordered(footer: Footer) -> Columns:
    return list(reversed(footer.columns))


def all_null(footer: Footer) -> Columns:
    """Every column that may be INT32 without values is."""
    known = dict(footer.columns)
    return [(name, "INT32" if "INT32" in TAKEN[footer.era][name] else kind) for name, kind in known.items()]


def other_types(footer: Footer) -> Columns:
    """Every column that whole numbers and NULLs share has its other type."""
    return [
        (
            name,
            next((other for other in ("INT64", "DOUBLE") if other != kind and other in TAKEN[footer.era][name]), kind),
        )
        for name, kind in footer.columns
    ]


def as_before(footer: Footer) -> Columns:
    """Without the column that the era began with."""
    return [(name, kind) for name, kind in footer.columns if name != newest(footer)]


def newest(footer: Footer) -> str:
    return [name for name, _ in footer.columns if name in BROUGHT][-1]


def as_after(footer: Footer) -> Columns:
    """With the column that the next era begins with."""
    ((name, kind),) = (pair for pair in following(footer).columns if pair[0] not in dict(footer.columns))
    return [(name, kind), *footer.columns]


def following(footer: Footer) -> Footer:
    eras = [era for _, era, _ in KNOWN[footer.dataset] if era is not None]
    return FOOTERS[eras[eras.index(footer.era) + 1]]


class Change(NamedTuple):
    """A harmless change of an era's footer."""

    footer: Footer
    name: str
    columns: Columns


def changes() -> List[Change]:
    """Each that changes something."""
    found = []
    for era, footer in FOOTERS.items():
        kinds: List[Callable[[Footer], Columns]] = [reordered, all_null, other_types]
        if any(name in BROUGHT for name, _ in footer.columns):
            kinds.append(as_before)
        if era.endswith(("-2023-02", "-2025")) and era != "fhvhv-2025":
            kinds.append(as_after)
        made = [Change(footer, kind.__name__, kind(footer)) for kind in kinds]
        found += [change for change in made if change.columns != list(footer.columns)]
    return found


def value(column: str, kind: str, month: str, row: int, place: int) -> Any:
    """A value that no other column has, of a good trip."""
    if kind == "TIMESTAMP_MICROS":
        return datetime.datetime.fromisoformat(f"{month}-10") + datetime.timedelta(hours=place, minutes=row)
    if kind == "STRING":
        return f"{column} {row}"
    return 10 * (place + 1) + row % 5 if kind.startswith("INT") else 10.0 * (place + 1) + row % 5


def empty(change: Change) -> List[str]:
    """Columns of the type that they have in months without values."""
    return [name for name, kind in change.columns if kind == "INT32" and name not in WHOLE]


def source_rows(change: Change, without: Sequence[str]) -> List[Row]:
    """Good trips, then one that breaks a rule; some columns are without a value in all of them."""
    footer, columns = change.footer, dict(change.columns)
    places = {name: place for place, name in enumerate(sorted(columns))}
    rows = []
    for number in range(GOOD + 1):
        row = {name: value(name, kind, footer.month, number, places[name]) for name, kind in columns.items()}
        row.update(dict.fromkeys(without))
        rows.append({**row, **(BREAKING[footer.dataset] if number == GOOD else {})})
    return rows


def expected_trips(contract: Contract, rows: List[Row], month: str) -> "Counter[str]":
    """The accepted rows as the table has them: whole numbers for INTEGER, NULL of columns that the file lacks."""

    def converted(source: Any, kind: str, row: Row) -> Any:
        if source is None:
            return datetime.date.fromisoformat(f"{month}-01")
        found = row.get(source)
        return int(found) if kind == "INTEGER" and found is not None else found

    return Counter(
        repr({column.name: converted(column.source, column.type, row) for column in contract.columns}) for row in rows
    )


def written(path: Path, columns: Columns, rows: List[Row]) -> Path:
    pq.write_table(pa.Table.from_pylist(rows, pa.schema([(name, TYPES[kind]) for name, kind in columns])), path)
    return path


CHANGES = changes()


def test_every_era_is_changed_in_every_way_that_is_harmless() -> None:
    names = Counter(change.name for change in CHANGES)
    assert names["reordered"] == len(FOOTERS) == 13
    assert set(names) == {"reordered", "all_null", "other_types", "as_before", "as_after"}


@pytest.mark.parametrize("change", CHANGES, ids=[f"{change.footer.era}: {change.name}" for change in CHANGES])
def test_a_harmless_change_is_loaded_right(change: Change, tmp_path: Path) -> None:
    footer = change.footer
    contract = dataset(footer.dataset)
    rows = source_rows(change, empty(change))
    path = written(tmp_path / "trips.parquet", change.columns, rows)
    checked = check_file(contract, footer.month, str(path), path.name)
    trips, quarantine = transformed(contract, footer.month, path, checked)
    assert Counter(map(repr, trips.to_pylist())) == expected_trips(contract, rows[:GOOD], footer.month)
    (rejected,) = quarantine.to_pylist()
    assert {name: rejected[name] for name in rows[GOOD]} == rows[GOOD]


@pytest.mark.parametrize("era", FOOTERS)
def test_a_value_in_a_type_of_no_values_is_refused_by_its_column(era: str, tmp_path: Path) -> None:
    change = Change(FOOTERS[era], "all_null", all_null(FOOTERS[era]))
    footer = change.footer
    path = written(tmp_path / "trips.parquet", change.columns, source_rows(change, ()))
    with pytest.raises(SourceSchemaError) as raised:
        check_file(dataset(footer.dataset), footer.month, str(path), path.name)
    named = [value.split(":")[0] for value in raised.value.fields["values"]]
    assert sorted(named) == sorted(f"column {name}" for name in empty(change))
