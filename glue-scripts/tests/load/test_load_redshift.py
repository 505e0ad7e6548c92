"""LoadRedshift in the local cloud's warehouse, after the real jobs before it."""

import datetime
import json
import threading
from typing import Any, List

import pytest

from tests.load.pipeline import MONTH, Pipeline, run_id
from tests.miniatures import NONE_BROKEN, YELLOW, data_file
from tlc_elt.data_api import Warehouse
from tlc_elt.errors import (
    GeneratedNotAllowed,
    LoadFailed,
    PipelineError,
    QuarantineLimitExceeded,
    ReconciliationError,
    SourceShrank,
    StaleRun,
    TableSchemaMismatch,
)
from tlc_elt.load import statements

EARLIER, LATER = "2024-11-25T17:24:30Z", "2025-01-10T08:00:00Z"


def test_a_month_is_loaded_with_its_quarantine_and_its_ledger_row(pipeline: Pipeline) -> None:
    publication = pipeline.publish(rows=20, bad=1)
    pipeline.run(publication)
    assert pipeline.standing() == (19, 1, [run_id(1)])
    (row,) = pipeline.warehouse.query("SELECT * FROM load_ledger").dictionaries()
    report = pipeline.objects.read_json("processed", pipeline.report_key())
    manifest = pipeline.objects.read_json("raw", report["raw_manifest"]["key"])
    assert row.pop("loaded_at") > "2024"
    assert row == {
        "dataset": "yellow",
        "source_month": "2024-09-01",
        "load_number": 1,
        "run_id": run_id(1),
        "run_number": 1,
        "attempt": report["attempt"],
        "source_url": pipeline.cloud.url(publication.file),
        "source_etag": publication.etag,
        "source_last_modified": "2024-11-25 17:24:30",
        "source_bytes": publication.bytes,
        "source_sha256": manifest["sha256"],
        "source_rows": 20,
        "accepted_rows": 19,
        "quarantined_rows": 1,
        "quarantine_by_rule": json.dumps({**NONE_BROKEN, "trip_distance_positive": 1}),
        "loaded_rows": 19,
        "era": "yellow-2023-02",
        "contract_version": YELLOW.version,
        "engine": "duckdb",
        "generated": False,
        "forced": False,
        "quarantine_accepted": False,
        "source_proof": manifest.get("proof"),
        "accepted_digests": json.dumps(report["accepted"]),
        "rejected_digests": json.dumps(report["rejected"]),
    }


def test_a_retry_of_the_job_loads_nothing_twice(pipeline: Pipeline) -> None:
    publication = pipeline.publish()
    pipeline.run(publication)
    pipeline.load(publication)
    assert pipeline.standing() == (19, 1, [run_id(1)])


def test_a_republication_replaces_exactly_its_month(pipeline: Pipeline) -> None:
    pipeline.run(pipeline.publish("2024-08", rows=10), month="2024-08")
    pipeline.run(pipeline.publish(rows=20, modified=EARLIER))
    pipeline.run(pipeline.publish(rows=31, modified=LATER), run=2)
    assert pipeline.standing() == (30, 1, [run_id(1), run_id(2)])
    assert pipeline.standing("2024-08") == (9, 1, [run_id(1, "2024-08")])
    assert pipeline.sql("SELECT load_number FROM load_ledger ORDER BY load_number") == [(1,), (2,), (3,)]


def test_a_stale_run_never_replaces_a_newer_publication_unless_forced(pipeline: Pipeline) -> None:
    old, new = pipeline.publish(rows=20, modified=EARLIER), pipeline.publish(rows=31, modified=LATER)
    pipeline.run(new, run=1)
    pipeline.prepare(old, run=2)
    with pytest.raises(StaleRun) as raised:
        pipeline.load(old, run=2)
    assert raised.value.what == (
        f"{run_id(2)} (published 2024-11-25 17:24:30.000000) is older than what is loaded: {run_id(1)} "
        "(published 2025-01-10 08:00:00.000000)"
    )
    assert pipeline.standing() == (30, 1, [run_id(1)])
    pipeline.load(old, run=2, force="true")
    assert pipeline.standing() == (19, 1, [run_id(1), run_id(2)])
    assert pipeline.sql("SELECT forced FROM load_ledger ORDER BY load_number") == [(False,), (True,)]


def test_an_older_publication_replaces_a_newer_one_where_that_is_accepted(pipeline: Pipeline) -> None:
    old, new = pipeline.publish(rows=26, modified=EARLIER), pipeline.publish(rows=33, modified=LATER)
    pipeline.run(new, run=1)
    pipeline.prepare(old, run=2)
    with pytest.raises(StaleRun, match=r"`ops run 2024-09 --accept-older` loads the older one all the same"):
        pipeline.load(old, run=2)
    pipeline.load(old, run=2, accept_older="true")
    assert pipeline.standing() == (25, 1, [run_id(1), run_id(2)])
    assert pipeline.sql("SELECT forced FROM load_ledger ORDER BY load_number") == [(False,), (True,)]


def test_an_older_run_of_the_same_publication_is_stale_and_its_own_rerun_is_not(pipeline: Pipeline) -> None:
    publication = pipeline.publish()
    pipeline.run(publication, run=2)
    pipeline.prepare(publication, run=2)  # another attempt of the same run
    pipeline.load(publication, run=2)
    assert pipeline.standing() == (19, 1, [run_id(2), run_id(2)])
    pipeline.prepare(publication, run=1)
    with pytest.raises(StaleRun):
        pipeline.load(publication, run=1)


def test_two_runs_at_once_that_are_both_the_first_leave_one_whole_month(pipeline: Pipeline) -> None:
    old, new = pipeline.publish(rows=20, modified=EARLIER), pipeline.publish(rows=31, modified=LATER)
    pipeline.prepare(old, run=1)
    pipeline.prepare(new, run=2)
    failures: List[PipelineError] = []

    def load(publication: Any, run: int) -> None:
        try:
            pipeline.load(publication, run)
        except PipelineError as error:
            failures.append(error)

    threads = [threading.Thread(target=load, args=args) for args in ((old, 1), (new, 2))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [type(error) for error in failures] in ([], [StaleRun])
    assert pipeline.standing()[:2] == (30, 1)
    assert pipeline.standing()[2][-1] == run_id(2)


def test_two_tries_of_one_attempt_at_once_load_it_once(pipeline: Pipeline) -> None:
    publication = pipeline.publish()
    pipeline.prepare(publication)
    threads = [threading.Thread(target=pipeline.load, args=(publication,)) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert pipeline.standing() == (19, 1, [run_id(1)])


def test_a_generated_month_is_superseded_by_a_real_one_and_never_replaces_it(pipeline: Pipeline) -> None:
    generated = pipeline.publish(rows=20, modified=LATER, generated=True)
    real = pipeline.publish(rows=31, modified=EARLIER)
    pipeline.run(generated, run=1)
    pipeline.run(real, run=2)
    pipeline.prepare(generated, run=3)
    with pytest.raises(GeneratedNotAllowed, match=f"has the real load {run_id(2)}"):
        pipeline.load(generated, run=3, force="true")
    assert pipeline.standing() == (30, 1, [run_id(1), run_id(2)])


def test_other_stages_refuse_generated_months_before_any_statement(pipeline: Pipeline) -> None:
    generated = pipeline.publish(generated=True)
    pipeline.prepare(generated)
    with pytest.raises(GeneratedNotAllowed, match="stage dev takes published months only"):
        pipeline.load(generated, stage="dev")
    assert not pipeline.exists("yellow_trips")


def test_far_too_many_rejected_rows_stop_the_load_until_somebody_accepts_them(pipeline: Pipeline) -> None:
    publication = pipeline.publish(rows=20, bad=4)
    pipeline.prepare(publication)
    with pytest.raises(QuarantineLimitExceeded) as raised:
        pipeline.load(publication)
    assert raised.value.what == "2024-09: 4 of 20 rows (20.00%) break a rule, more than 15%"
    assert pipeline.standing() == (0, 0, [])
    pipeline.load(publication, accept_quarantine="true")
    assert pipeline.standing() == (16, 4, [run_id(1)])
    assert pipeline.sql("SELECT quarantine_accepted FROM load_ledger") == [(True,)]


def test_a_share_far_from_the_months_before_stops_the_load(pipeline: Pipeline) -> None:
    for month in ("2024-06", "2024-07", "2024-08"):
        pipeline.run(pipeline.publish(month, rows=100, bad=1), month=month)
    publication = pipeline.publish(rows=100, bad=4)
    pipeline.prepare(publication)
    with pytest.raises(QuarantineLimitExceeded, match=r"3 times the median 1.00% of the 3 months loaded before"):
        pipeline.load(publication)


def test_accepting_what_exceeds_nothing_is_not_noted(pipeline: Pipeline) -> None:
    pipeline.run(pipeline.publish(), accept_quarantine="true")
    assert pipeline.sql("SELECT quarantine_accepted FROM load_ledger") == [(False,)]


@pytest.mark.parametrize(("rows", "bad", "standing"), [(20, 0, (20, 0)), (20, 20, (0, 20))])
def test_no_rows_to_copy_are_no_copy(pipeline: Pipeline, rows: int, bad: int, standing: "tuple[int, int]") -> None:
    pipeline.run(pipeline.publish(rows=rows, bad=bad), accept_quarantine="true")
    assert pipeline.standing() == (*standing, [run_id(1)])


def test_files_with_other_rows_than_the_report_says_are_not_committed(pipeline: Pipeline) -> None:
    first = pipeline.publish(rows=20, modified=EARLIER)
    pipeline.run(first)
    second = pipeline.publish(rows=40, modified=LATER)
    pipeline.prepare(second, run=2)
    report = pipeline.change_report(2)
    trips = [{**report["trips"][0], "rows": report["trips"][0]["rows"] - 1}, *report["trips"][1:]]
    manifest_key = report["raw_manifest"]["key"]
    manifest = pipeline.objects.read_json("raw", manifest_key)
    pipeline.objects.write_json("raw", manifest_key, {**manifest, "rows": 39})
    pipeline.change_report(2, trips=trips, accepted_rows=38, source_rows=39)
    with pytest.raises(ReconciliationError) as raised:
        pipeline.load(second, run=2)
    assert raised.value.what == (
        "rows of the month in yellow_trips: counted 39; expected 38; rolled back, yellow_trips keeps its "
        "19 rows of the month"
    )
    assert pipeline.standing() == (19, 1, [run_id(1)])


@pytest.mark.parametrize(
    ("changes", "what"),
    [
        ({"source_rows": 21}, "source rows by the footer: 20; by the transform report: 21"),
        ({"accepted_rows": 18}, "source rows: 20; accepted + quarantined rows: 19"),
        ({"trips": []}, "accepted rows: 19; rows of the written files: 0"),
        ({"source_etag": "other"}, "the transform report's: other"),
        ({"run_id": "yellow-2024-09-r7"}, "the run: yellow-2024-09-r1; the transform report's: yellow-2024-09-r7"),
        ({"source_month": "2024-08"}, "the run's source_month: 2024-09; the transform report's: 2024-08"),
        ({"contract_version": 0}, f"the job's contract version: {YELLOW.version}; the report's: 0"),
    ],
)
def test_a_report_that_does_not_add_up_is_refused(pipeline: Pipeline, changes: Any, what: str) -> None:
    publication = pipeline.publish()
    pipeline.prepare(publication)
    pipeline.change_report(**changes)
    with pytest.raises(ReconciliationError) as raised:
        pipeline.load(publication)
    assert what in raised.value.what
    assert not pipeline.exists("yellow_trips")


def test_a_written_file_of_another_length_is_refused(pipeline: Pipeline) -> None:
    publication = pipeline.publish()
    pipeline.prepare(publication)
    (file, *_) = pipeline.change_report()["trips"]
    pipeline.objects.client.put_object(Bucket="processed", Key=file["key"], Body=b"PAR1")
    with pytest.raises(ReconciliationError, match=f"by the report: {file['bytes']}; on S3: 4"):
        pipeline.load(publication)


def test_a_copy_manifest_of_other_files_is_refused(pipeline: Pipeline) -> None:
    publication = pipeline.publish()
    pipeline.prepare(publication)
    key = pipeline.change_report()["copy_manifest"]
    manifest = pipeline.objects.read_json("processed", key)
    manifest["entries"][0]["url"] = "s3://processed/stranger.parquet"
    pipeline.objects.write_json("processed", key, manifest)
    with pytest.raises(ReconciliationError, match=r"stranger\.parquet"):
        pipeline.load(publication)


def test_of_several_attempts_the_one_that_was_written_last_is_loaded(pipeline: Pipeline) -> None:
    publication = pipeline.publish()
    pipeline.prepare(publication)
    first = pipeline.change_report()
    pipeline.change_report(written_at="2099-01-01T00:00:00Z")
    pipeline.prepare(publication)
    pipeline.load(publication)
    assert pipeline.sql("SELECT attempt FROM load_ledger") == [(first["attempt"],)]


def test_without_a_report_the_load_says_so(pipeline: Pipeline) -> None:
    publication = pipeline.publish()
    with pytest.raises(LoadFailed, match=r"(TransformTrips|IngestRaw) has not ended"):
        pipeline.load(publication)


def test_a_copy_that_the_warehouse_refuses_leaves_the_month_before(pipeline: Pipeline) -> None:
    first = pipeline.publish(modified=EARLIER)
    pipeline.run(first)
    second = pipeline.publish(rows=41, modified=LATER)
    pipeline.prepare(second, run=2)
    with pytest.raises(LoadFailed) as raised:
        pipeline.load(second, run=2, copy_role_arn="arn:aws:iam::000000000000:role/stranger")
    assert "statement 5 (copy) was refused" in raised.value.what
    assert "Statement: COPY yellow_trips FROM" in raised.value.what
    assert pipeline.standing() == (19, 1, [run_id(1)])


def test_a_table_of_other_columns_is_named_with_the_way_to_migrate(pipeline: Pipeline) -> None:
    columns = ", ".join(f"{column.name} {column.type}" for column in YELLOW.columns[:11])
    pipeline.warehouse.run([f"CREATE TABLE yellow_trips ({columns})"])
    publication = pipeline.publish()
    pipeline.prepare(publication)
    with pytest.raises(TableSchemaMismatch) as raised:
        pipeline.load(publication)
    assert raised.value.what.startswith(
        "yellow_trips differs from the contract at column 12: expected source_month DATE, found none. Expected"
    )
    assert "`ops migrate`" in raised.value.next


def rewritten(pipeline: Pipeline, kind: str, name: str, values: List[Any]) -> None:
    """Puts other values into a column of the written file of a kind; report and COPY manifest know its length."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    client, report = pipeline.objects.client, pipeline.change_report()
    (file,) = report[kind]
    body = client.get_object(Bucket="processed", Key=file["key"])["Body"].read()
    table = pq.ParquetFile(pa.BufferReader(body)).read()
    index = table.schema.get_field_index(name)
    sink = pa.BufferOutputStream()
    pq.write_table(
        table.set_column(index, table.schema.field(index), pa.array(values, table.schema.types[index])), sink
    )
    changed = sink.getvalue().to_pybytes()
    client.put_object(Bucket="processed", Key=file["key"], Body=changed)
    pipeline.change_report(**{kind: [{**file, "bytes": len(changed)}]})
    key = report["copy_manifest" if kind == "trips" else "quarantine_copy_manifest"]
    manifest = pipeline.objects.read_json("processed", key)
    manifest["entries"][0]["meta"]["content_length"] = len(changed)
    pipeline.objects.write_json("processed", key, manifest)


@pytest.mark.parametrize(
    ("kind", "name", "values", "said"),
    [
        (
            "trips",
            "tip_amount",
            [1.0, *[0.25] * 18],
            "yellow_trips differ from those of the written files in tip_amount",
        ),
        ("trips", "tip_amount", [None] * 19, "yellow_trips differ from those of the written files in tip_amount"),
        # A large month is digested in two parts: in the second one, and of no time, rows are found as well.
        (
            "trips",
            "pickup_datetime",
            [None, *[datetime.datetime(2024, 9, 16, 0, row) for row in range(18)]],
            "yellow_trips differ from those of the written files in pickup_datetime",
        ),
        (
            "quarantine_copy",
            "source_row",
            ["{}"],
            "yellow_trips_quarantine differ from those of the written files in source_row",
        ),
    ],
)
@pytest.mark.parametrize("many", [0, statements.MANY_ROWS])
def test_other_values_than_the_report_says_are_not_committed(
    pipeline: Pipeline, kind: str, name: str, values: List[Any], said: str, many: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(statements, "MANY_ROWS", many)
    pipeline.run(pipeline.publish("2024-08"), month="2024-08")
    publication = pipeline.publish()
    pipeline.prepare(publication)
    rewritten(pipeline, kind, name, values)
    with pytest.raises(ReconciliationError) as raised:
        pipeline.load(publication)
    assert raised.value.what == (
        f"rows of the month in {said}, row_hash; rolled back, yellow_trips keeps its 0 rows of the month"
    )
    assert pipeline.standing() == (0, 0, [])
    assert pipeline.standing("2024-08") == (19, 1, [run_id(1, "2024-08")])


@pytest.mark.parametrize("longest", [0, statements.LONGEST_STATEMENT])
def test_a_large_month_is_compared_whole_where_two_parts_take_too_much_text(
    pipeline: Pipeline, longest: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(statements, "MANY_ROWS", 0)
    monkeypatch.setattr(statements, "LONGEST_STATEMENT", longest)
    execute, executed = Warehouse.execute, []

    def noting(self: Warehouse, sqls: Any) -> Any:
        executed.extend(sqls)
        return execute(self, sqls)

    monkeypatch.setattr(Warehouse, "execute", noting)
    publication = pipeline.publish()
    pipeline.prepare(publication)
    rewritten(pipeline, "trips", "tip_amount", [0.5] * 19)
    with pytest.raises(ReconciliationError, match="written files in tip_amount, row_hash;"):
        pipeline.load(publication)
    pipeline.run(publication, run=2)
    assert pipeline.standing() == (19, 1, [run_id(2)])
    digests = [sql for sql in executed if "digest: yellow_trips differs" in sql]
    assert ["UNION ALL" in sql for sql in digests] == [longest > 0] * 2


def test_values_that_changed_places_between_rows_are_found(pipeline: Pipeline) -> None:
    publication = pipeline.publish()
    pipeline.prepare(publication)
    good = [float(row % 5 + 1) for row in range(1, 20)]
    rewritten(pipeline, "trips", "tip_amount", [good[1], good[0], *good[2:]])
    with pytest.raises(
        ReconciliationError, match="in yellow_trips differ from those of the written files in row_hash;"
    ):
        pipeline.load(publication)


def test_a_report_whose_digests_are_not_those_of_the_raw_file_is_refused(pipeline: Pipeline) -> None:
    publication = pipeline.publish()
    pipeline.prepare(publication)
    accepted = pipeline.change_report()["accepted"]
    tips = {**accepted["columns"]["tip_amount"], "sum": "7"}
    pipeline.change_report(accepted={**accepted, "columns": {**accepted["columns"], "tip_amount": tips}})
    with pytest.raises(ReconciliationError) as raised:
        pipeline.load(publication)
    assert "differ in tip_amount: nulls 0, sum " in raised.value.what
    assert "against nulls 0, sum 7, fraction 0" in raised.value.what
    assert not pipeline.exists("yellow_trips")


def test_a_report_of_a_version_without_digests_says_what_to_do(pipeline: Pipeline) -> None:
    publication = pipeline.publish()
    pipeline.prepare(publication)
    report = pipeline.change_report()
    older = {name: value for name, value in report.items() if name not in ("accepted", "rejected")}
    pipeline.objects.write_json("processed", pipeline.report_key(), older)
    with pytest.raises(LoadFailed, match="the transform report is of an older version: it has no digests") as raised:
        pipeline.load(publication)
    assert raised.value.next == "Run the month again: `ops run 2024-09`."


def test_a_republication_that_shrank_is_loaded_only_where_somebody_accepts_it(pipeline: Pipeline) -> None:
    pipeline.run(pipeline.publish(rows=41, modified=EARLIER))
    pipeline.run(pipeline.publish(rows=21, modified="2024-12-01T00:00:00Z"), run=2)  # half of them is no shrinking
    shrunk = pipeline.publish(rows=10, bad=1, modified=LATER)
    pipeline.prepare(shrunk, run=3)
    with pytest.raises(SourceShrank) as raised:
        pipeline.load(shrunk, run=3, force="true")
    assert raised.value.what == (
        "2024-09: a file of 10 rows would replace the 21 rows of yellow-2024-09-r2, fewer than 50%"
    )
    assert "--accept-shrink" in raised.value.next
    assert pipeline.standing() == (20, 1, [run_id(1), run_id(2)])
    pipeline.load(shrunk, run=3, accept_shrink="true")
    assert pipeline.standing() == (9, 1, [run_id(1), run_id(2), run_id(3)])


def test_a_generated_month_is_no_measure_of_a_shrinking(pipeline: Pipeline) -> None:
    pipeline.run(pipeline.publish(rows=60, modified=EARLIER, generated=True))
    pipeline.run(pipeline.publish(rows=10, modified=LATER), run=2)
    assert pipeline.standing() == (9, 1, [run_id(1), run_id(2)])


DAMAGES = (
    "source_rows = NULL",
    "load_number = NULL",
    "source_last_modified = NULL",
    "generated = NULL",
    "run_id = NULL",
    "source_month = NULL",
)


def test_a_bad_row_of_another_month_does_not_end_the_load(pipeline: Pipeline, capsys: pytest.CaptureFixture) -> None:
    for month in ("2024-06", "2024-07", "2024-08"):
        pipeline.run(pipeline.publish(month, rows=100, bad=1), month=month)
    ((attempt,),) = pipeline.sql("SELECT attempt FROM load_ledger WHERE source_month = DATE '2024-08-01'")
    for number, damage in enumerate(DAMAGES, start=1):
        column = damage.split()[0]
        ((value,),) = pipeline.sql(f"SELECT {column} FROM load_ledger WHERE attempt = '{attempt}'")
        pipeline.sql_write(f"UPDATE load_ledger SET {damage} WHERE attempt = '{attempt}'")
        capsys.readouterr()
        # Two months are too few for a median.
        pipeline.run(pipeline.publish(rows=100, bad=4, modified=f"2025-01-{number:02d}T00:00:00Z"), run=number)
        assert pipeline.standing()[:2] == (96, 4), damage
        assert len(pipeline.standing()[2]) == number, damage
        left_out = [line for line in capsys.readouterr().out.splitlines() if "left out of the limits" in line]
        assert all(f"has no {column}" in line for line in left_out)
        assert bool(left_out) == (column != "source_month")  # a row of no month is nobody's
        pipeline.sql_write(f"UPDATE load_ledger SET {column} = '{value}' WHERE attempt = '{attempt}'")


def test_a_bad_row_of_the_month_itself_ends_its_load_with_advice(pipeline: Pipeline) -> None:
    pipeline.run(pipeline.publish(modified=EARLIER))
    pipeline.sql_write("UPDATE load_ledger SET source_rows = NULL, loaded_rows = NULL")
    with pytest.raises(LoadFailed) as raised:
        pipeline.run(pipeline.publish(rows=31, modified=LATER), run=2)
    assert raised.value.what == (f"the ledger's row 1 ({run_id(1)}) of 2024-09-01 has no source_rows, loaded_rows")
    assert "`ops verify 2024-09`" in raised.value.next
    assert pipeline.standing() == (19, 1, [run_id(1)])


@pytest.mark.parametrize("month", ["2018-01", "2019-03", "2025-02"])
def test_real_months_add_up(pipeline: Pipeline, month: str) -> None:
    import pyarrow.parquet as pq

    content = pq.read_table(data_file(f"yellow-samples/yellow_tripdata_{month}.parquet"))
    publication = pipeline.publish(month, content=content)
    pipeline.run(publication, month=month, accept_quarantine="true")
    trips, quarantine, runs = pipeline.standing(month)
    assert (trips + quarantine, runs) == (content.num_rows, [run_id(1, month)])
    assert 0 < quarantine < content.num_rows
    assert month != MONTH
