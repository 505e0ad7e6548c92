"""MigrateWarehouse beside a lookup: its tables, the view of its newest version, and the trips by its names."""

import json
from typing import Any, Dict, List

import pytest

from tests.load.pipeline import Pipeline, run_id
from tests.migrate.test_migrate_warehouse import ARGUMENTS, columns_of
from tests.miniatures import YELLOW
from tests.zones import NAMED, ZONES, Place, csv, zones
from tlc_elt.contract import dataset
from tlc_elt.data_api import StatementFailed, Warehouse
from tlc_elt.errors import LoadFailed, TableSchemaMismatch
from tlc_elt.lookup import lookup_of
from tlc_elt.migrate import run as migrate_run

OF_LOOKUP = ["taxi_zone_versions", "lookup_ledger", "lookup_lock", "taxi_zones", NAMED]
GREEN = dataset("green")
NEWEST = "SELECT zone FROM taxi_zones WHERE location_id = 7"


def migrate(capsys: pytest.CaptureFixture, name: str = "yellow") -> Dict[str, Dict[str, Any]]:
    """What was done, by table and view."""
    migrate_run.main([*ARGUMENTS, "--dataset", name])
    done: List[Dict[str, Any]] = json.loads(capsys.readouterr().out.splitlines()[-1])["migrated"]
    return {each["table"]: each for each in done}


def actions(capsys: pytest.CaptureFixture, name: str = "yellow") -> Dict[str, str]:
    """What was done to those of the lookup, and to what was changed otherwise."""
    done = migrate(capsys, name)
    return {key: each["action"] for key, each in done.items() if key in OF_LOOKUP or each["action"] != "unchanged"}


UNCHANGED = dict.fromkeys(OF_LOOKUP, "unchanged")


@pytest.fixture
def loaded(place: Place) -> Place:
    """A month that is loaded with its zones."""
    place.lookup(csv(zones()))
    place.run()
    return place


@pytest.fixture
def green(pipeline: Pipeline, place: Place) -> Any:
    """Green's tables and its named trips, over the same zones."""
    found = lookup_of(GREEN)
    assert found is not None
    tables = [GREEN.table, GREEN.quarantine_table, GREEN.lock_table, f"{GREEN.table}_before_source_month"]
    gone = [f"DROP VIEW IF EXISTS {found[1].table.name}", *(f"DROP TABLE IF EXISTS {name}" for name in tables)]
    pipeline.administer(*gone)  # what other tests have loaded
    pipeline.warehouse.run([*GREEN.warehouse_statements, *found[0].statements, *found[1].statements])
    yield found[1].table.name
    pipeline.administer(*gone)


def test_an_empty_warehouse_gets_the_lookup_and_both_views(
    place: Place, pipeline: Pipeline, capsys: pytest.CaptureFixture
) -> None:
    created = {name: done["action"] for name, done in migrate(capsys).items() if name in OF_LOOKUP}
    assert created == dict.fromkeys(OF_LOOKUP, "created")
    assert actions(capsys) == UNCHANGED
    place.lookup(csv(zones()))
    place.run()
    assert pipeline.sql(NEWEST) == [("Zone 7",)]
    assert actions(capsys) == UNCHANGED


def test_a_column_of_a_newer_lookup_is_added_and_the_views_are_made_anew(
    loaded: Place, pipeline: Pipeline, capsys: pytest.CaptureFixture
) -> None:
    pipeline.sql_write(f"DROP VIEW {NAMED}")
    pipeline.sql_write("DROP VIEW taxi_zones")
    pipeline.sql_write("ALTER TABLE taxi_zone_versions DROP COLUMN service_zone")
    pipeline.sql_write("ALTER TABLE lookup_ledger DROP COLUMN loaded_at")
    pipeline.sql_write("CREATE VIEW taxi_zones AS SELECT location_id, borough, zone FROM taxi_zone_versions")
    pipeline.sql_write(f"CREATE VIEW {NAMED} AS SELECT * FROM {YELLOW.table}")
    done = migrate(capsys)
    assert {name: done[name].get("columns") for name in OF_LOOKUP[:2]} == {
        "taxi_zone_versions": ["service_zone"],
        "lookup_ledger": ["loaded_at"],
    }
    assert [done[name]["action"] for name in OF_LOOKUP[2:]] == ["unchanged", "made anew", "made anew"]
    assert pipeline.sql("SELECT zone, service_zone FROM taxi_zones WHERE location_id = 7") == [("Zone 7", None)]
    assert pipeline.sql("SELECT version, run_id, loaded_at FROM lookup_ledger") == [(1, run_id(1), None)]
    assert pipeline.sql(f"SELECT COUNT(*), COUNT(pickup_zone) FROM {NAMED}") == [(19, 19)]
    assert actions(capsys) == UNCHANGED


def test_a_view_of_the_zones_is_made_anew_below_the_named_trips_of_every_dataset(
    loaded: Place, green: str, pipeline: Pipeline, capsys: pytest.CaptureFixture
) -> None:
    pipeline.sql_write("DROP VIEW taxi_zones")
    pipeline.sql_write("CREATE VIEW taxi_zones AS SELECT location_id, zone, borough FROM taxi_zone_versions")
    assert actions(capsys) == {**UNCHANGED, "taxi_zones": "made anew", NAMED: "made anew", green: "made anew"}
    assert pipeline.sql(f"SELECT COUNT(pickup_zone) FROM {NAMED}") == [(19,)]
    assert pipeline.sql(f"SELECT COUNT(*) FROM {green}") == [(0,)]
    assert pipeline.sql(f"SELECT COUNT(*) FROM pg_views WHERE viewowner = CURRENT_USER AND viewname = '{green}'") == [
        (1,)
    ]
    assert actions(capsys) == UNCHANGED


def test_named_trips_of_a_dataset_that_is_not_migrated_wait_for_its_own_migration(
    loaded: Place, green: str, pipeline: Pipeline, capsys: pytest.CaptureFixture
) -> None:
    last = GREEN.tables[0].columns[-1].name
    pipeline.sql_write(f"DROP VIEW {green}")
    pipeline.sql_write(f"ALTER TABLE {GREEN.table} DROP COLUMN {last}")
    pipeline.sql_write(f"CREATE VIEW {green} AS SELECT * FROM {GREEN.table}")
    pipeline.sql_write("DROP VIEW taxi_zones")
    pipeline.sql_write("CREATE VIEW taxi_zones AS SELECT location_id FROM taxi_zone_versions")
    dropped = migrate(capsys)[green]
    assert (dropped["action"], dropped["next"]) == (
        "dropped",
        "`ops migrate --dataset green` makes green_trips_named again.",
    )
    assert not pipeline.exists(green)
    assert {name: done for name, done in actions(capsys, "green").items() if name != "taxi_zones"} == {
        **dict.fromkeys(OF_LOOKUP[:3], "unchanged"),
        GREEN.table: "set aside and created anew",
        green: "created",
    }
    assert pipeline.sql(f"SELECT COUNT(*) FROM {green}") == [(0,)]
    assert actions(capsys) == UNCHANGED


def make_trips_of_an_older_version(pipeline: Pipeline) -> None:
    """A table of trips without their source month, and a view that reads it."""
    older = columns_of(YELLOW.table).partition(", source_month")[0]
    pipeline.sql_write(f"DROP VIEW {NAMED}")
    pipeline.sql_write(f"DROP TABLE {YELLOW.table}")
    pipeline.sql_write(f"CREATE TABLE {YELLOW.table} ({older})")
    pipeline.sql_write(f"CREATE VIEW {NAMED} AS SELECT vendor_id FROM {YELLOW.table}")


def test_a_table_that_is_set_aside_takes_its_view_along(
    loaded: Place, pipeline: Pipeline, capsys: pytest.CaptureFixture
) -> None:
    make_trips_of_an_older_version(pipeline)
    done = migrate(capsys)
    assert (done[YELLOW.table]["action"], done[NAMED]["action"]) == ("set aside and created anew", "made anew")
    loaded.run(2, force="true")
    assert pipeline.sql(f"SELECT COUNT(pickup_zone) FROM {NAMED}") == [(19,)]


def test_a_migration_that_fails_at_its_last_view_leaves_tables_and_views_as_they_were(
    loaded: Place, green: str, pipeline: Pipeline, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture
) -> None:
    make_trips_of_an_older_version(pipeline)
    pipeline.sql_write("DROP VIEW taxi_zones")
    pipeline.sql_write("CREATE VIEW taxi_zones AS SELECT location_id, zone, borough FROM taxi_zone_versions")
    run = Warehouse.run

    def fails(self: Warehouse, sqls: Any) -> Any:
        makes = any(sql.startswith("CREATE OR REPLACE VIEW") for sql in sqls)
        return run(self, [*sqls, "SELECT 1 / 0"] if makes else sqls)

    with monkeypatch.context() as patched:
        patched.setattr(Warehouse, "run", fails)
        with pytest.raises(LoadFailed, match="Divide by zero"):
            migrate_run.main(ARGUMENTS)
    assert pipeline.sql(f"SELECT COUNT(*) FROM {green}") == [(0,)]
    assert pipeline.sql(f"SELECT COUNT(*) FROM {NAMED}") == [(0,)]
    assert not pipeline.exists(f"{YELLOW.table}_before_source_month")
    done = actions(capsys)
    assert (done[YELLOW.table], done[NAMED], done[green]) == ("set aside and created anew", "made anew", "made anew")
    assert actions(capsys) == UNCHANGED


def test_what_is_more_than_the_data_api_takes_at_once_comes_in_several_transactions(
    loaded: Place, green: str, pipeline: Pipeline, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture
) -> None:
    make_trips_of_an_older_version(pipeline)
    pipeline.sql_write("DROP VIEW taxi_zones")
    pipeline.sql_write("CREATE VIEW taxi_zones AS SELECT location_id, zone, borough FROM taxi_zone_versions")
    run, sizes = Warehouse.run, []

    def counted(self: Warehouse, sqls: Any) -> Any:
        sizes.append(len(sqls))
        return run(self, sqls)

    monkeypatch.setattr(migrate_run, "MOST_STATEMENTS", 3)
    monkeypatch.setattr(Warehouse, "run", counted)
    done = migrate(capsys)
    assert (done[YELLOW.table]["action"], done[NAMED]["action"], done[green]["action"]) == (
        "set aside and created anew",
        "made anew",
        "made anew",
    )
    assert sizes.count(3) > 1 and max(sizes) == 3
    assert pipeline.sql(f"SELECT COUNT(*) FROM {green}") == [(0,)]
    assert actions(capsys) == UNCHANGED


def test_a_view_that_is_none_of_the_contracts_is_named_and_left_to_a_person(
    loaded: Place, pipeline: Pipeline, monkeypatch: pytest.MonkeyPatch
) -> None:
    pipeline.sql_write("DROP VIEW taxi_zones")
    pipeline.sql_write("CREATE VIEW taxi_zones AS SELECT location_id FROM taxi_zone_versions")
    run = Warehouse.run

    def redshift(self: Warehouse, sqls: Any) -> Any:
        """Redshift's answer, which the local cloud does not give."""
        if any(sql == "DROP VIEW taxi_zones" for sql in sqls):
            raise StatementFailed(0, sqls[0], "ERROR: cannot drop view taxi_zones because other objects depend on it")
        return run(self, sqls)

    monkeypatch.setattr(Warehouse, "run", redshift)
    with pytest.raises(LoadFailed) as raised:
        migrate_run.main(ARGUMENTS)
    assert "cannot drop view taxi_zones" in raised.value.what
    assert raised.value.next.startswith("A view that is none of the contract's reads it: drop that one by hand")


def test_what_cannot_be_migrated_is_refused_by_name_and_nothing_is_touched(place: Place, pipeline: Pipeline) -> None:
    (versions,) = [table for table in ZONES.tables if table.name == ZONES.versions_table]
    columns = ", ".join(f"{column.name} {column.type}" for column in versions.columns)
    pipeline.sql_write(f"CREATE TABLE taxi_zone_versions ({columns.replace('zone VARCHAR(128)', 'zone INTEGER', 1)})")
    with pytest.raises(TableSchemaMismatch) as raised:
        migrate_run.main(ARGUMENTS)
    assert "taxi_zone_versions differs from the contract" in raised.value.what
    assert "rename taxi_zone_versions and lookup_ledger, both" in raised.value.next
    assert not pipeline.exists(YELLOW.table)


@pytest.mark.parametrize(
    ("made", "name", "what", "drop"),
    [
        ("CREATE TABLE taxi_zones (a INTEGER)", "taxi_zones", "is a table, and the contract has a view", "TABLE"),
        ("CREATE VIEW lookup_ledger AS SELECT 1 AS a", "lookup_ledger", "is a view, and the contract has a", "VIEW"),
    ],
)
def test_a_relation_of_another_kind_is_refused_by_name(
    made: str, name: str, what: str, drop: str, place: Place, pipeline: Pipeline, capsys: pytest.CaptureFixture
) -> None:
    pipeline.sql_write(made)
    try:
        with pytest.raises(TableSchemaMismatch) as raised:
            migrate_run.main(ARGUMENTS)
        assert raised.value.what.startswith(f"{name} {what}")
        assert raised.value.next == f"Rename or drop the {drop.lower()} {name} by hand, then `ops migrate`."
        assert not pipeline.exists(YELLOW.table)
    finally:
        pipeline.administer(f"DROP {drop} {name}")
