"""LoadRedshift in the local cloud's warehouse, after the real jobs before it."""

import json
import threading
from typing import Any, List

import pytest

from tests.load.pipeline import MONTH, Pipeline, run_id
from tests.miniatures import NONE_BROKEN, YELLOW, data_file
from tlc_elt.errors import (
    GeneratedNotAllowed,
    LoadFailed,
    PipelineError,
    QuarantineLimitExceeded,
    ReconciliationError,
    StaleRun,
    TableSchemaMismatch,
)

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
        "accepted_digests": None,
        "rejected_digests": None,
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
        "rows that COPY loaded into yellow_trips: counted 39; expected 38; rolled back, yellow_trips keeps its "
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
