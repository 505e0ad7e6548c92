"""What jobs write is what the contract's JSON Schemas say."""

from __future__ import annotations

import re
from typing import Any, Dict

import pytest

from tlc_elt.artifacts import checked, problems
from tlc_elt.contract import dataset, document
from tlc_elt.digests import of_nothing

FILE = {"key": "yellow/2024/09/r/a/trips/0.parquet", "rows": 3, "bytes": 9}
REPORT: Dict[str, Any] = {
    "version": 1,
    "dataset": "yellow",
    "source_month": "2024-09",
    "run_id": "yellow-2024-09-r1",
    "attempt": "a",
    "engine": "duckdb",
    "contract_version": 1,
    "era": "yellow-2023-02",
    "raw_manifest": {"bucket": "raw", "key": "k"},
    "source_etag": "e",
    "source_rows": 3,
    "accepted_rows": 3,
    "quarantined_rows": 0,
    "quarantine_by_rule": {"trip_distance_positive": 0},
    "duplicate_rows": 0,
    "bucket": "processed",
    "trips": [FILE],
    "quarantine": [],
    "quarantine_copy": [],
    "copy_manifest": "m",
    "quarantine_copy_manifest": None,
    "profile": "p",
    "generated": False,
    "accepted": of_nothing(dataset("yellow").columns),
    "rejected": of_nothing(dataset("yellow").quarantine_columns),
    "seconds": 0.25,
    "written_at": "2024-11-25T17:24:30.123456Z",
}


def test_a_whole_report_is_written_as_it_is() -> None:
    assert checked("transform_report", REPORT) is REPORT


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"version": 2}, "transform_report.version is 2, against its const 1"),
        ({"dataset": "violet"}, "transform_report.dataset is 'violet', against its enum"),
        ({"source_month": "2024-13"}, "source_month is '2024-13', against its pattern"),
        ({"source_month": "2024-09\n"}, "source_month is '2024-09\\n', against its pattern"),
        ({"written_at": "2024-11-25 17:24:30"}, "written_at is '2024-11-25 17:24:30', against its pattern"),
        ({"source_rows": -1}, "source_rows is -1, against its minimum 0"),
        ({"source_rows": 2**53}, "source_rows is 9007199254740992, against its maximum"),
        ({"source_rows": 3.0}, "source_rows is 3.0 and no integer"),
        ({"source_rows": True}, "source_rows is True and no integer"),
        ({"generated": 0}, "generated is 0 and no boolean"),
        ({"accepted": {}}, "accepted.rows is missing"),
        ({"accepted": {"rows": 3, "row_hash": "0", "columns": {}}}, "accepted.rows is 3 and no string"),
        ({"copy_manifest": None}, "copy_manifest is None and no string"),
        ({"quarantine_copy_manifest": 1}, "quarantine_copy_manifest is 1 and no string or null"),
        ({"quarantine_by_rule": {"a": "1"}}, "quarantine_by_rule.a is '1' and no integer"),
        ({"trips": [FILE, {**FILE, "bytes": 0}]}, "trips[1].bytes is 0, against its exclusiveMinimum 0"),
        ({"trips": [{"key": "k", "rows": 1}]}, "trips[0].bytes is missing"),
        ({"raw_manifest": {"bucket": "raw", "key": "k", "etag": "e"}}, "raw_manifest.etag is unknown"),
        ({"trips": {}}, "trips is {} and no array"),
    ],
)
def test_a_report_that_the_contract_does_not_know_is_not_written(change: Dict[str, Any], said: str) -> None:
    with pytest.raises(ValueError, match=re.escape(said)):
        checked("transform_report", {**REPORT, **change})


def test_every_place_that_is_wrong_is_named() -> None:
    report = {**REPORT, "version": 2}
    del report["seconds"]
    with pytest.raises(ValueError, match=r"seconds is missing; transform_report\.version is 2"):
        checked("transform_report", report)


def test_a_keyword_that_is_not_checked_is_refused() -> None:
    with pytest.raises(NotImplementedError, match="minLength"):
        list(problems({"type": "string", "minLength": 2}, "a", "name"))


def test_every_schema_of_the_contract_has_only_keywords_that_are_checked() -> None:
    """A value of the right shape for every part, so that each part is looked at."""

    def example(schema: Dict[str, Any]) -> Any:
        if "const" in schema or "enum" in schema:
            return schema.get("const", schema.get("enum", [None])[0])
        kind = schema["type"][0] if isinstance(schema["type"], list) else schema["type"]
        if kind == "object":
            more = schema.get("additionalProperties")
            extra = {"more": example(more)} if isinstance(more, dict) else {}
            return {**{name: example(part) for name, part in schema.get("properties", {}).items()}, **extra}
        return {"array": lambda: [example(schema["items"])], "string": str, "boolean": bool}.get(kind, int)()

    for kind, schema in document()["schemas"].items():
        assert all(" against its " in problem for problem in problems(schema, example(schema), kind))
