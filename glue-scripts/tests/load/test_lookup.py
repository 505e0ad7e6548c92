"""The lookup of taxi zones beside the months: its versions, and the trips by the names of their zones."""

from __future__ import annotations

import contextlib
import hashlib
import threading
from typing import Any, List, Tuple

import pytest

from tests.load.pipeline import MONTH, Pipeline, run_id
from tests.miniatures import YELLOW, table
from tests.zones import EARLIER, LATER, NAMED, ZONES, Place, csv, zones
from tlc_elt.data_api import Warehouse
from tlc_elt.load import run as load_run

LABELS = "SELECT pickup_zone, pickup_borough, dropoff_zone FROM yellow_trips_named"
LEDGER = "SELECT version, run_id, source_rows, generated FROM lookup_ledger ORDER BY version"


def counts(pipeline: Pipeline) -> Tuple[int, int]:
    """Rows of the trips, and of the trips by names."""
    rows = [pipeline.sql(f"SELECT COUNT(*) FROM {name}")[0][0] for name in (YELLOW.table, NAMED)]
    return rows[0], rows[1]


def refused(capsys: pytest.CaptureFixture[str]) -> str:
    """Lines about lookups in what the jobs have logged."""
    return "\n".join(line for line in capsys.readouterr().out.splitlines() if "lookup" in line)


def test_the_lookup_comes_with_a_month_and_is_not_loaded_again_while_it_is_the_same(
    place: Place, pipeline: Pipeline
) -> None:
    place.lookup(csv(zones()))
    place.run()
    kept = place.manifest()["kept"]
    assert pipeline.sql("SELECT COUNT(*), MIN(location_id), MAX(location_id) FROM taxi_zones") == [(265, 1, 265)]
    assert pipeline.sql(
        "SELECT lookup, version, run_id, source_url, source_etag, source_last_modified, source_bytes, source_sha256,"
        " source_proof, source_rows, generated FROM lookup_ledger"
    ) == [
        (
            "taxi_zones",
            1,
            run_id(1),
            pipeline.cloud.url(f"{place.name}/misc/taxi_zone_lookup.csv"),
            kept["etag"],
            "2023-11-14 22:13:20",
            kept["bytes"],
            kept["sha256"],
            "md5",
            265,
            False,
        )
    ]
    assert counts(pipeline) == (19, 19)
    place.run(2)
    assert place.manifest() == {"version": 1, "lookup": "taxi_zones", "kept": kept}
    place.run(3, force="true")
    assert pipeline.sql(LEDGER) == [(1, run_id(1), 265, False)]


def test_new_labels_are_a_new_version_and_the_old_one_stays_readable(place: Place, pipeline: Pipeline) -> None:
    place.lookup(csv(zones(label="Old")))
    place.run()
    place.lookup(csv(zones(label="New")), LATER)
    place.run(2)
    assert pipeline.sql(LEDGER) == [(1, run_id(1), 265, False), (2, run_id(2), 265, False)]
    assert pipeline.sql("SELECT zone FROM taxi_zones WHERE location_id = 7") == [("New 7",)]
    assert pipeline.sql("SELECT version, zone FROM taxi_zone_versions WHERE location_id = 7 ORDER BY 1") == [
        (1, "Old 7"),
        (2, "New 7"),
    ]
    assert counts(pipeline) == (19, 19)


def test_no_trip_is_lost_or_doubled_whatever_ids_it_has(place: Place, pipeline: Pipeline) -> None:
    ids = [None, 0, 263, 264, 265, 266, *[1] * 14]
    content = table(YELLOW.era("yellow-2023-02"), MONTH, 20, PULocationID=ids, DOLocationID=[*reversed(ids)])
    labels = [*zones(263), (264, "Unknown", "N/A", "N/A"), (265, "N/A", "Outside of NYC", "N/A")]
    place.lookup(csv(labels))
    publication = place.month(content=content)
    pipeline.run(publication)
    assert counts(pipeline) == (20, 20)
    assert pipeline.sql(
        f"SELECT pickup_location_id, pickup_borough, pickup_zone, COUNT(*) FROM {NAMED} GROUP BY 1, 2, 3 ORDER BY 1"
    ) == [
        (0, None, None, 1),
        (1, "Queens", "Zone 1", 14),
        (263, "Queens", "Zone 263", 1),
        (264, "Unknown", "N/A", 1),
        (265, "N/A", "Outside of NYC", 1),
        (266, None, None, 1),
        (None, None, None, 1),
    ]
    assert pipeline.sql(f"SELECT COUNT(*), COUNT(dropoff_zone) FROM {NAMED}") == [(20, 17)]


def test_a_month_loads_where_there_never_was_a_lookup_and_its_trips_have_no_names(
    place: Place, pipeline: Pipeline
) -> None:
    place.run()
    assert counts(pipeline) == (19, 19)
    assert set(pipeline.sql(LABELS)) == {(None, None, None)}
    assert pipeline.sql(LEDGER) == []
    assert place.manifest()["problem"]["reason"].endswith("/misc/taxi_zone_lookup.csv: HTTP 403")
    place.lookup(csv(zones()))
    place.run(2)
    assert pipeline.sql(f"SELECT COUNT(pickup_zone) FROM {NAMED}") == [(19,)]
    assert "problem" not in place.manifest()


def test_a_damaged_file_stops_no_month_and_takes_no_good_ones_place(
    place: Place, pipeline: Pipeline, capsys: pytest.CaptureFixture[str]
) -> None:
    place.lookup(csv(zones(label="Good")))
    place.run()
    place.lookup("<html>Not today</html>", LATER)
    capsys.readouterr()
    place.run(2)
    assert "its first line names none of the columns" in refused(capsys)
    assert pipeline.sql(LEDGER) == [(1, run_id(1), 265, False)]
    assert pipeline.standing() == (19, 1, [run_id(1), run_id(2)])
    assert pipeline.sql("SELECT zone FROM taxi_zones WHERE location_id = 7") == [("Good 7",)]


def test_a_published_lookup_takes_the_place_of_a_generated_one_and_never_the_other_way(
    place: Place, pipeline: Pipeline
) -> None:
    place.lookup(csv(zones(label="Made"), generated=True), LATER)
    place.run()
    assert pipeline.sql(LEDGER) == [(1, run_id(1), 265, True)]
    place.lookup(csv(zones(label="Real")), EARLIER)
    place.run(2)
    real = place.manifest()
    # IngestRaw keeps no generated one over it; where its manifest says so all the same, the load does not.
    made = csv(zones(label="Made again"), generated=True).encode()
    sha256 = hashlib.sha256(made).hexdigest()
    kept = {**real["kept"], "generated": True, "sha256": sha256, "key": ZONES.file_key(sha256)}
    pipeline.objects.client.put_object(Bucket="raw", Key=kept["key"], Body=made)
    pipeline.objects.write_json("raw", ZONES.manifest_key, {**real, "kept": kept})
    pipeline.load(place.month(), 2, force="true")
    assert pipeline.sql(LEDGER) == [(1, run_id(1), 265, True), (2, run_id(2), 265, False)]


def test_other_stages_take_no_generated_lookup(
    place: Place, pipeline: Pipeline, capsys: pytest.CaptureFixture[str]
) -> None:
    place.lookup(csv(zones(), generated=True))
    place.run(stage="dev")
    assert "is generated, and stage dev takes published ones only" in place.manifest()["problem"]["reason"]
    assert "kept" not in place.manifest()
    place.run(2)
    place.run(3, stage="prod")
    assert "raw keeps a generated one, and stage prod takes published ones only" in refused(capsys)
    assert pipeline.sql(LEDGER) == [(1, run_id(2), 265, True)]


def test_what_raw_lost_or_changed_is_not_loaded_and_is_brought_again_by_force(
    place: Place, pipeline: Pipeline, capsys: pytest.CaptureFixture[str]
) -> None:
    place.lookup(csv(zones()))
    publication = place.month()
    pipeline.prepare(publication)
    key = place.manifest()["kept"]["key"]
    pipeline.objects.client.put_object(Bucket="raw", Key=key, Body=csv(zones(label="Forged")).encode())
    pipeline.load(publication)
    assert "its manifest says" in refused(capsys)
    assert (pipeline.sql(LEDGER), counts(pipeline)) == ([], (19, 19))
    place.run(2, force="true")
    assert pipeline.sql("SELECT zone FROM taxi_zones WHERE location_id = 7") == [("Zone 7",)]


def test_somebody_elses_table_keeps_no_month_from_loading(
    place: Place, pipeline: Pipeline, capsys: pytest.CaptureFixture[str]
) -> None:
    pipeline.administer("CREATE TABLE taxi_zone_versions (version INTEGER)")
    place.lookup(csv(zones()))
    place.run()
    assert "taxi_zone_versions belongs to admin" in refused(capsys)
    assert pipeline.standing() == (19, 1, [run_id(1)])


@pytest.mark.parametrize("name", ["taxi_zones", NAMED])
def test_somebody_elses_view_gets_no_lookup_and_is_named_with_its_owner(
    name: str, place: Place, pipeline: Pipeline, capsys: pytest.CaptureFixture[str]
) -> None:
    place.lookup(csv(zones(label="Old")))
    place.run()
    ((me,),) = pipeline.sql("SELECT CURRENT_USER")
    pipeline.administer(f'ALTER TABLE {name} OWNER TO "IAM:somebody"')
    place.lookup(csv(zones(label="New")), LATER)
    capsys.readouterr()
    place.run(2)
    assert f"TableNotOwned: {name} belongs to IAM:somebody, who may change its rows at any time" in refused(capsys)
    assert pipeline.sql(LEDGER) == [(1, run_id(1), 265, False)]
    assert pipeline.standing() == (19, 1, [run_id(1), run_id(2)])
    pipeline.administer(f'ALTER TABLE {name} OWNER TO "{me}"')
    place.run(3)
    assert pipeline.sql("SELECT version, run_id FROM lookup_ledger ORDER BY 1") == [(1, run_id(1)), (2, run_id(3))]


def test_somebody_elses_view_of_a_tables_name_is_found_before_any_row_is_asked(
    place: Place, pipeline: Pipeline, capsys: pytest.CaptureFixture[str]
) -> None:
    columns = ", ".join(f"CAST(NULL AS {column.type}) AS {column.name}" for column in ZONES.tables[1].columns)
    pipeline.administer(f"CREATE VIEW lookup_ledger AS SELECT {columns}", "GRANT SELECT ON lookup_ledger TO PUBLIC")
    place.lookup(csv(zones()))
    place.run()
    pipeline.administer("DROP VIEW lookup_ledger")
    assert "lookup_ledger belongs to admin" in refused(capsys)
    assert pipeline.standing() == (19, 1, [run_id(1)])


def test_a_view_of_older_columns_is_made_anew(place: Place, pipeline: Pipeline) -> None:
    place.lookup(csv(zones()))
    place.run()
    pipeline.sql_write(f"DROP VIEW {NAMED}")
    pipeline.sql_write(f"CREATE VIEW {NAMED} AS SELECT vendor_id FROM {YELLOW.table}")
    place.run(2)
    assert set(pipeline.sql(f"SELECT SUBSTRING(pickup_zone, 1, 4) FROM {NAMED}")) == {("Zone",)}


def test_two_loads_that_bring_the_lookup_at_once_leave_one_version(
    place: Place, pipeline: Pipeline, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    place.run()
    place.lookup(csv(zones()))
    publications = {month: place.month(month) for month in ("2024-08", "2024-10")}
    for month, publication in publications.items():
        pipeline.prepare(publication, month=month)
    together, execute = threading.Barrier(2), Warehouse.execute
    arrived: List[int] = []

    def at_once(self: Warehouse, sqls: Any) -> Any:
        if sqls[0] == "LOCK lookup_lock" and not together.broken:
            with contextlib.suppress(threading.BrokenBarrierError):
                arrived.append(together.wait(60))
            together.abort()  # a second try waits for nobody
        return execute(self, sqls)

    monkeypatch.setattr(Warehouse, "execute", at_once)
    # The months are loaded one after the other; their lookups are not held by that lock.
    threads = [
        threading.Thread(target=load_run.main, args=(pipeline.argv(publication, 1, month),))
        for month, publication in publications.items()
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    said = refused(capsys)
    assert (arrived != [], "lookup not loaded" in said, said.count('"lookup loaded"')) == (True, False, 1), said
    assert pipeline.sql("SELECT COUNT(*) FROM lookup_ledger") == [(1,)]
    assert pipeline.sql("SELECT COUNT(*) FROM taxi_zone_versions") == [(265,)]
    assert counts(pipeline) == (57, 57)


def test_a_version_that_was_taken_out_is_added_anew(place: Place, pipeline: Pipeline) -> None:
    place.lookup(csv(zones()))
    place.run()
    pipeline.sql_write("UPDATE taxi_zone_versions SET zone = 'Forged' WHERE location_id = 7")
    for name in ("taxi_zone_versions", "lookup_ledger"):
        pipeline.sql_write(f"DELETE FROM {name} WHERE version = 1")
    place.run(2, force="true")
    assert pipeline.sql(LEDGER) == [(1, run_id(2), 265, False)]
    assert pipeline.sql("SELECT zone FROM taxi_zones WHERE location_id = 7") == [("Zone 7",)]
