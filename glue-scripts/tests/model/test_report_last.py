"""TransformTrips that dies at any of its requests: a report is only ever there with all that it names."""

from tests.conftest import Cloud
from tests.load.pipeline import Pipeline
from tests.model.crashes import Crash, edge
from tlc_elt.transform import duckdb_job


def test_whatever_request_the_job_dies_at_a_report_names_only_what_is_there(cloud: Cloud) -> None:
    pipeline = Pipeline(cloud)
    month = "2022-05"
    publication = pipeline.publish(month, rows=30, bad=3)
    pipeline.prepare(publication, run=1, month=month)
    argv = pipeline.argv(publication, run=2, month=month)
    died = 0
    with edge() as network:
        for request in range(1, 40):
            try:
                with network.dying(request, after=request % 2 == 0):
                    duckdb_job.run(argv)
            except Crash:
                died += 1
                _check(pipeline, "yellow/2022/05/yellow-2022-05-r2/")
                continue
            break
    assert died >= 6, f"the job made {died} requests: raw manifest, raw file, three files and three documents at least"


def _check(pipeline: Pipeline, prefix: str) -> None:
    there = {entry.key for entry in pipeline.objects.below("processed", prefix)}
    for key in there:
        if not key.endswith("transform-report.json"):
            continue
        report = pipeline.objects.read_json("processed", key)
        assert report is not None
        files = [*report["trips"], *report["quarantine"], *report["quarantine_copy"]]
        named = {file["key"] for file in files} | {report["copy_manifest"], report["quarantine_copy_manifest"]}
        named.add(report["profile"])
        assert named <= there, f"{key} names {named - there}, which are not there"
