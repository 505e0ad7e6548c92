"""Arguments that a person gave, or an older workflow."""

import pytest

from tlc_elt import arguments
from tlc_elt.errors import PipelineInputError

LOAD = {
    "dataset": "yellow",
    "source_month": "2024-09",
    "run_id": "yellow-2024-09-r1",
    "source_etag": "abc",
    "raw_bucket": "raw",
    "processed_bucket": "processed",
    "workgroup": "wg",
    "database": "tlc",
    "copy_role_arn": "arn:aws:iam::000000000000:role/copy",
    "stage": "local",
}


def given(**changes: str) -> "list[str]":
    return [token for name, value in {**LOAD, **changes}.items() for token in (f"--{name}", value)]


def test_flags_that_are_not_given_are_false() -> None:
    values = arguments.parse("LoadRedshift", given(force="true"))
    assert (values["force"], values["accept_older"]) == ("true", "false")


def test_what_an_execution_of_an_older_workflow_does_not_give_is_as_it_was_before() -> None:
    known = ["source_etag", "source_url", "source_last_modified", "source_bytes", "raw_bucket", "stage"]
    ingest = {**dict.fromkeys(known, "x"), "dataset": "yellow", "source_month": "2024-09", "run_id": "r"}
    values = arguments.parse("IngestRaw", [token for pair in ingest.items() for token in (f"--{pair[0]}", pair[1])])
    assert (values["loaded_etag"], values["accept_republication"], values["force"]) == ("none", "false", "false")


@pytest.mark.parametrize("value", ["TRUE", "True", "yes", "1", "flase"])
@pytest.mark.parametrize("name", ["force", "accept_quarantine", "accept_older", "accept_shrink"])
def test_a_flag_is_true_or_false_and_nothing_else(name: str, value: str) -> None:
    with pytest.raises(PipelineInputError, match=f"--{name} is '{value}', and neither 'true' nor 'false'"):
        arguments.parse("LoadRedshift", given(**{name: value}))
