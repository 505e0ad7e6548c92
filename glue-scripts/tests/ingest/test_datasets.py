"""Files of the datasets beside yellow: every form that a month's NULLs give them is taken, its values are judged."""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa
import pytest

from tests import miniatures
from tests.datasets import ERAS, FORMS, SAMPLES, Sample, miniature
from tests.miniatures import month_of, retyped, write
from tlc_elt.contract import Contract, Era, dataset
from tlc_elt.errors import MonthNotSupported, SourceSchemaError
from tlc_elt.ingest.check_file import check_file

NAMES = [f"{era.name}" for _, era in ERAS]


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize(("contract", "era"), ERAS, ids=NAMES)
def test_a_file_of_each_era_is_taken_in_each_form(contract: Contract, era: Era, form: str, tmp_path: Path) -> None:
    month = month_of(era)
    path = write(tmp_path / "trips.parquet", miniature(contract, era, form))
    assert check_file(contract, month, str(path), path.name).era == era


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda sample: sample.path)
def test_a_real_file_is_of_its_months_era(sample: Sample) -> None:
    contract = dataset(sample.dataset)
    path = miniatures.data_file(sample.path)
    footer, era, _ = check_file(contract, sample.month, str(path), path.name)
    assert era.covers(sample.month)
    assert footer.rows == sample.rows


@pytest.mark.parametrize(
    ("name", "column", "kind", "value", "expected", "shown"),
    [
        ("fhv", "PUlocationID", pa.float64(), 12.5, "whole numbers that INTEGER can hold", "12.5"),
        ("fhv", "SR_Flag", pa.int64(), 2**31, "whole numbers that INTEGER can hold", "2147483648"),
        ("fhv", "SR_Flag", pa.int32(), 1, "only NULL of this type", "1"),
        ("fhvhv", "trip_time", pa.int64(), -(2**31) - 1, "whole numbers that INTEGER can hold", "-2147483649"),
        ("fhvhv", "airport_fee", pa.int32(), 0, "only NULL of this type", "0"),
        ("fhv", "Affiliated_base_number", pa.string(), "é" * 128, "texts of at most 255 bytes", "é" * 40 + " …"),
        ("green", "trip_type", pa.float64(), float("nan"), "whole numbers that INTEGER can hold", "nan"),
    ],
)
def test_a_value_that_the_table_cannot_hold_is_refused(
    name: str, column: str, kind: pa.DataType, value: object, expected: str, shown: str, tmp_path: Path
) -> None:
    contract = dataset(name)
    era = contract.eras[0]
    content = miniatures.table(era, month_of(era))
    path = write(tmp_path / "trips.parquet", retyped(content, column, kind, [None] * 19 + [value]))
    with pytest.raises(SourceSchemaError) as raised:
        check_file(contract, month_of(era), str(path), path.name)
    assert raised.value.fields["values"] == [
        f"column {column}: expected {expected}, found 1 row(s) with another value, for example {shown}"
    ]


def test_the_longest_text_of_the_table_is_taken(tmp_path: Path) -> None:
    contract = dataset("fhv")
    (era,) = contract.eras
    longest = ["é" * 127 + "x", *["B00013"] * 19]
    path = write(tmp_path / "trips.parquet", miniatures.table(era, "2024-05", dispatching_base_num=longest))
    assert check_file(contract, "2024-05", str(path), path.name).era == era


@pytest.mark.parametrize(("name", "month"), [("green", "2013-12"), ("fhv", "2014-12"), ("fhvhv", "2019-01")])
def test_a_month_before_the_first_is_refused(name: str, month: str, tmp_path: Path) -> None:
    contract = dataset(name)
    path = write(tmp_path / "trips.parquet", miniatures.table(contract.eras[0], month))
    with pytest.raises(MonthNotSupported, match=f"its first is {contract.first_month}"):
        check_file(contract, month, str(path), path.name)
