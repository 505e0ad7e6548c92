"""MigrateWarehouse from nothing, from the older table, and from the contract before."""

import json
from typing import Any, Dict, List

import pytest

from tests.load.pipeline import TABLES, Pipeline
from tests.miniatures import YELLOW
from tlc_elt.errors import TableSchemaMismatch
from tlc_elt.migrate import run as migrate_run

ARGUMENTS = ["--workgroup", "tlc", "--database", "tlc", "--stage", "local"]


def migrate(capsys: pytest.CaptureFixture) -> List[Dict[str, Any]]:
    migrate_run.main(ARGUMENTS)
    done: List[Dict[str, Any]] = json.loads(capsys.readouterr().out.splitlines()[-1])["migrated"]
    return done


def actions(capsys: pytest.CaptureFixture) -> List[str]:
    return [table["action"] for table in migrate(capsys)]


def columns_of(table: str) -> str:
    (found,) = [item for item in YELLOW.tables if item.name == table]
    return ", ".join(f"{column.name} {column.type}" for column in found.columns)


def test_an_empty_warehouse_gets_every_table_once(pipeline: Pipeline, capsys: pytest.CaptureFixture) -> None:
    assert actions(capsys) == ["created"] * 9
    assert all(pipeline.exists(table) for table in TABLES)
    assert actions(capsys) == ["unchanged"] * 9


def test_the_older_table_is_kept_under_another_name(pipeline: Pipeline, capsys: pytest.CaptureFixture) -> None:
    older = columns_of("yellow_trips").partition(", source_month")[0]
    pipeline.warehouse.run([f"CREATE TABLE yellow_trips ({older})"])
    pipeline.warehouse.run(
        [
            "INSERT INTO yellow_trips (vendor_id, pickup_datetime) "
            "SELECT 1, CAST('2023-01-05 10:00:00' AS TIMESTAMP) UNION ALL "
            "SELECT 2, CAST('2023-02-05 10:00:00' AS TIMESTAMP)"
        ]
    )
    (done, *_) = migrate(capsys)
    assert (done["action"], done["kept_as"]) == ("set aside and created anew", "yellow_trips_before_source_month")
    assert done["pickup_months"] == ["2023-01", "2023-02"]
    assert pipeline.sql("SELECT vendor_id FROM yellow_trips_before_source_month ORDER BY 1") == [(1,), (2,)]
    assert pipeline.sql("SELECT COUNT(*) FROM yellow_trips WHERE source_month IS NULL") == [(0,)]
    assert actions(capsys) == ["unchanged"] * 9
    pipeline.run(pipeline.publish())
    assert pipeline.standing()[:2] == (19, 1)


def test_columns_of_a_newer_contract_are_added_at_the_end(pipeline: Pipeline, capsys: pytest.CaptureFixture) -> None:
    shorter = columns_of("load_ledger").partition(", source_proof")[0]
    pipeline.warehouse.run([f"CREATE TABLE load_ledger ({shorter})"])
    pipeline.warehouse.run(["INSERT INTO load_ledger (dataset) SELECT 'kept'"])
    (done,) = [table for table in migrate(capsys) if table["table"] == "load_ledger"]
    assert (done["action"], done["columns"]) == (
        "columns added",
        ["source_proof", "accepted_digests", "rejected_digests"],
    )
    assert pipeline.sql("SELECT dataset, loaded_at, source_proof, rejected_digests FROM load_ledger") == [
        ("kept", None, None, None)
    ]
    assert actions(capsys) == ["unchanged"] * 9
    pipeline.run(pipeline.publish())
    assert pipeline.standing()[:2] == (19, 1)


def test_a_table_of_other_types_is_left_to_a_person_and_nothing_is_touched(pipeline: Pipeline) -> None:
    other = columns_of("yellow_trips_quarantine").replace("source_row VARCHAR(65535)", "source_row INTEGER")
    pipeline.warehouse.run([f"CREATE TABLE yellow_trips_quarantine ({other})"])
    with pytest.raises(TableSchemaMismatch) as raised:
        migrate_run.main(ARGUMENTS)
    assert "column 4: expected source_row VARCHAR, found source_row INTEGER" in raised.value.what
    assert raised.value.next.startswith("Decide by hand")
    assert not pipeline.exists("yellow_trips")
