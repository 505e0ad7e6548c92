"""Eras by physical schema and month, on miniatures and on real files."""

from pathlib import Path

import pyarrow as pa
import pytest

from tests import miniatures
from tests.miniatures import LOADABLE, YELLOW, month_of, retyped, table, write
from tlc_elt.contract import Era
from tlc_elt.errors import MonthNotSupported, SourceSchemaError
from tlc_elt.ingest.check_file import check_file, main

FILE = "yellow_tripdata.parquet"
NOW = YELLOW.era("yellow-2023-02")
MONTH = "2024-09"


def refused(path: Path, month: str = MONTH) -> SourceSchemaError:
    with pytest.raises(SourceSchemaError) as raised:
        check_file(YELLOW, month, str(path), FILE)
    return raised.value


@pytest.mark.parametrize("era", LOADABLE, ids=lambda era: era.name)
def test_a_file_of_each_era_is_known_by_its_schema(era: Era, tmp_path: Path) -> None:
    path = write(tmp_path / FILE, table(era, month_of(era)))
    footer, found, _ = check_file(YELLOW, month_of(era), str(path), FILE)
    assert (found.name, footer.rows, footer.row_groups, footer.generated) == (era.name, 20, 1, False)
    assert [tuple(column) for column in footer.columns] == [(c.name, c.types[0]) for c in era.columns]


@pytest.mark.parametrize("era", LOADABLE, ids=lambda era: era.name)
def test_columns_that_are_all_null_may_flip_to_int32(era: Era, tmp_path: Path) -> None:
    content = table(era, month_of(era))
    for column in era.columns:
        if column.all_null_type == "INT32":
            content = retyped(content, column.name, pa.int32(), [None] * 20)
    path = write(tmp_path / FILE, content)
    assert check_file(YELLOW, month_of(era), str(path), FILE).era == era


def test_a_type_for_nulls_that_holds_a_value_is_refused(tmp_path: Path) -> None:
    content = retyped(table(NOW, MONTH), "Airport_fee", pa.int32(), [None] * 19 + [3])
    error = refused(write(tmp_path / FILE, content))
    assert error.fields["values"] == [
        "column Airport_fee: expected only NULL of this type, found 1 row(s) with another value, for example 3"
    ]


def test_the_order_of_the_columns_does_not_matter(tmp_path: Path) -> None:
    content = table(NOW, MONTH)
    path = write(tmp_path / FILE, content.select(list(reversed(content.column_names))))
    assert check_file(YELLOW, MONTH, str(path), FILE).era == NOW


def test_a_month_rewritten_in_another_eras_schema_is_of_that_era(tmp_path: Path) -> None:
    path = write(tmp_path / FILE, table(YELLOW.era("yellow-2025"), "2019-03"))
    assert check_file(YELLOW, "2019-03", str(path), FILE).era.name == "yellow-2025"


def test_an_unknown_a_missing_and_a_retyped_column_are_named_at_once(tmp_path: Path) -> None:
    content = retyped(table(NOW, MONTH), "payment_type", pa.string())
    content = content.drop_columns(["tip_amount"]).append_column("request_fee", pa.array([1.0] * 20))
    error = refused(write(tmp_path / FILE, content))
    assert str(error) == (
        f"{FILE} does not fit era yellow-2023-02: column request_fee: expected none, found DOUBLE; "
        "column tip_amount: expected DOUBLE, found none; column payment_type: expected INT64, found STRING. "
        "Next: `ops contract check FILE` on a downloaded copy; "
        "docs/adding-a-column.md shows how the contract learns it."
    )
    assert (error.fields["unexpected"], error.fields["missing"]) == (["request_fee"], ["tip_amount"])


def test_a_column_in_other_letters_is_another_column(tmp_path: Path) -> None:
    content = table(NOW, MONTH).rename_columns(
        ["airport_fee" if name == "Airport_fee" else name for name in table(NOW, MONTH).column_names]
    )
    error = refused(write(tmp_path / FILE, content))
    assert (error.fields["unexpected"], error.fields["missing"]) == (["airport_fee"], ["Airport_fee"])


def test_the_columns_named_are_those_that_keep_a_file_from_the_nearest_era(tmp_path: Path) -> None:
    content = table(YELLOW.era("yellow-2025"), "2022-07")
    names = ["airport_fee" if name == "Airport_fee" else name for name in content.column_names]
    error = refused(write(tmp_path / FILE, content.rename_columns(names)), "2022-07")
    assert error.fields["era"] == "yellow-2025"
    assert (error.fields["unexpected"], error.fields["missing"]) == (["airport_fee"], ["Airport_fee"])
    assert error.fields["retyped"] == []


def test_of_eras_that_are_as_near_the_months_own_is_named(tmp_path: Path) -> None:
    content = table(NOW, MONTH).drop_columns(["VendorID"])
    assert refused(write(tmp_path / FILE, content), "2024-09").fields["era"] == "yellow-2023-02"
    # 2011's and 2018's differ only in types that a file without those columns does not show.
    old = table(YELLOW.era("yellow-2011"), "2019-03").drop_columns(["passenger_count", "RatecodeID"])
    for month, era in (("2018-01", "yellow-2011"), ("2019-03", "yellow-2018-07")):
        assert refused(write(tmp_path / FILE, old), month).fields["era"] == era


@pytest.mark.parametrize(
    ("kind", "word"),
    [
        (pa.timestamp("ns"), "TIMESTAMP_NANOS"),
        (pa.timestamp("ms"), "TIMESTAMP_MILLIS"),
        (pa.timestamp("us", "UTC"), "TIMESTAMP_MICROS_UTC"),
    ],
)
def test_other_timestamps_are_refused(kind: pa.DataType, word: str, tmp_path: Path) -> None:
    error = refused(write(tmp_path / FILE, retyped(table(NOW, MONTH), "tpep_pickup_datetime", kind)))
    assert f"column tpep_pickup_datetime: expected TIMESTAMP_MICROS, found {word}" in error.what


@pytest.mark.parametrize(
    ("column", "value", "shown"),
    [("passenger_count", 2.5, "2.5"), ("passenger_count", float("nan"), "nan"), ("RatecodeID", None, None)],
)
def test_a_value_that_integer_cannot_hold_is_refused(column: str, value: float, shown: str, tmp_path: Path) -> None:
    content = retyped(table(NOW, MONTH), column, pa.float64(), [1.0] * 18 + [None, value])
    path = write(tmp_path / FILE, content)
    if shown is None:
        assert check_file(YELLOW, MONTH, str(path), FILE).era == NOW
        return
    assert refused(path).fields["values"] == [
        f"column {column}: expected whole numbers that INTEGER can hold, found 1 row(s) with another value, "
        f"for example {shown}"
    ]


def test_an_id_beyond_integer_is_refused(tmp_path: Path) -> None:
    error = refused(write(tmp_path / FILE, table(NOW, MONTH, payment_type=[1] * 18 + [2**31, 2**40])))
    assert "column payment_type: expected whole numbers that INTEGER can hold, found 2 row(s)" in error.what


@pytest.mark.parametrize("month", ["2009-05", "2010-12"])
def test_the_years_without_zones_are_refused_with_the_reason(month: str, tmp_path: Path) -> None:
    path = write(tmp_path / FILE, table(NOW, month))
    with pytest.raises(MonthNotSupported, match=f"{month[:4]} have pickup and dropoff as longitude and latitude"):
        check_file(YELLOW, month, str(path), FILE)


def test_a_nested_column_is_one_column_of_its_own_type(tmp_path: Path) -> None:
    content = retyped(table(NOW, MONTH), "extra", pa.list_(pa.int64()), [[1]] * 20)
    assert "column extra: expected DOUBLE, found LIST" in refused(write(tmp_path / FILE, content)).what


def test_a_generated_file_says_so(tmp_path: Path) -> None:
    path = write(tmp_path / FILE, table(NOW, MONTH), {"tlc-elt.generated": "true"})
    assert check_file(YELLOW, MONTH, str(path), FILE).footer.generated


def test_the_check_prints_for_a_local_file(tmp_path: Path, capsys: pytest.CaptureFixture) -> None:
    good = write(tmp_path / "good.parquet", table(NOW, MONTH))
    bad = write(tmp_path / "bad.parquet", table(NOW, MONTH).drop_columns(["extra"]))
    assert [main(["yellow", MONTH, str(path)]) for path in (good, bad)] == [0, 1]
    first, second = capsys.readouterr().out.splitlines()
    assert first == f"{good}: 20 rows, era yellow-2023-02"
    assert second.startswith(f"SourceSchemaError: {bad} does not fit era yellow-2023-02: column extra")


@pytest.mark.parametrize(
    ("month", "era"),
    [
        ("2018-01", "yellow-2011"),
        ("2018-11", "yellow-2018-07"),
        ("2019-01", "yellow-2018-07"),
        ("2019-03", "yellow-2018-07"),
        ("2019-07", "yellow-2018-07"),
        ("2020-04", "yellow-2018-07"),
        ("2020-05", "yellow-2018-07"),
        ("2020-12", "yellow-2018-07"),
        ("2025-02", "yellow-2025"),
    ],
)
def test_real_rows_are_of_their_months_era(month: str, era: str) -> None:
    path = miniatures.data_file(f"yellow-samples/yellow_tripdata_{month}.parquet")
    footer, found, _ = check_file(YELLOW, month, str(path), path.name)
    assert (found.name, footer.rows) == (era, 5000 if month == "2025-02" else 10000)


def test_a_real_file_of_another_dataset_is_refused() -> None:
    path = miniatures.data_file("green-published/green_tripdata_2023-12.parquet")
    assert "lpep_pickup_datetime" in refused(path).fields["unexpected"]
