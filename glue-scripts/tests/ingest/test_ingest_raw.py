"""IngestRaw through S3 of the local cloud."""

import hashlib
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any, Dict, List

import pytest

from tests import miniatures
from tests.conftest import Cloud
from tests.miniatures import NONE_BROKEN, YELLOW, table, write
from tests.publisher import Answer, Publisher, published
from tlc_elt import keys
from tlc_elt.errors import PipelineInputError, SourceFileInvalid, SourceSchemaError
from tlc_elt.ingest import run as ingest_run
from tlc_elt.objects import Objects

MONTH = "2024-09"
GLUE_SCRIPTS = Path(__file__).resolve().parents[2]


def content(folder: Path, **changes: List[Any]) -> bytes:
    return write(folder / "made.parquet", table(YELLOW.era("yellow-2023-02"), MONTH, **changes)).read_bytes()


def arguments(url: str, etag: str, length: int, month: str = MONTH) -> List[str]:
    values = {
        "dataset": "yellow",
        "source_month": month,
        "run_id": f"yellow-{month}-r1",
        "source_etag": etag,
        "source_url": url,
        "source_last_modified": "2024-11-25T17:24:30Z",
        "source_bytes": str(length),
        "raw_bucket": "raw",
        "stage": "local",
    }
    return [token for name, value in values.items() for token in (f"--{name}", value)]


def ingest(publisher: Publisher, month: str = MONTH, *more: str) -> None:
    ingest_run.main([*arguments(publisher.url, publisher.etag, len(publisher.content), month), *more])


def listed(publisher: Publisher, month: str = MONTH) -> List[str]:
    prefix = keys.raw_file(YELLOW, month, publisher.etag).rpartition("/")[0]
    return [entry.key[len(prefix) + 1 :] for entry in Objects().below("raw", prefix)]


def manifest(publisher: Publisher) -> Dict[str, Any]:
    found = Objects().read_json("raw", keys.raw_manifest(YELLOW, MONTH, publisher.etag))
    assert found is not None
    return found


def test_a_publication_lies_on_s3_byte_for_byte_with_its_manifest(cloud: Cloud, tmp_path: Path) -> None:
    data = content(tmp_path)
    with published(data, Answer(cut_at=len(data) // 2)) as publisher:
        ingest(publisher)
    key = f"yellow/2024/09/{publisher.etag}/yellow_tripdata_2024-09.parquet"
    assert Objects().client.get_object(Bucket="raw", Key=key)["Body"].read() == data
    found = manifest(publisher)
    schema = [{"name": column.name, "type": column.types[0]} for column in YELLOW.era("yellow-2023-02").columns]
    assert found.pop("ingested_at").endswith("Z")
    assert found == {
        "version": 1,
        "dataset": "yellow",
        "source_month": MONTH,
        "source": {
            "url": publisher.url,
            "etag": publisher.etag,
            "last_modified": "2024-11-25T17:24:30Z",
            "bytes": len(data),
        },
        "bucket": "raw",
        "key": key,
        "bytes": len(data),
        "sha256": hashlib.sha256(data).hexdigest(),
        "proof": "md5",
        "rows": 20,
        "row_groups": 1,
        "physical_schema": schema,
        "era": "yellow-2023-02",
        "contract_version": YELLOW.version,
        "generated": False,
        "accepted": found["accepted"],
        "by_rule": NONE_BROKEN,
        "run_id": "yellow-2024-09-r1",
    }


def test_the_same_etag_is_never_downloaded_twice(cloud: Cloud, tmp_path: Path) -> None:
    with published(content(tmp_path, extra=[7.0] * 20)) as publisher:
        ingest(publisher)
        ingest(publisher)
        assert len(publisher.requests) == 1


def test_a_manifest_without_its_file_is_no_download(cloud: Cloud, tmp_path: Path) -> None:
    with published(content(tmp_path, extra=[8.0] * 20)) as publisher:
        ingest(publisher)
        key = manifest(publisher)["key"]
        Objects().client.put_object(Bucket="raw", Key=key, Body=b"half")
        ingest(publisher)
        assert len(publisher.requests) == 2
    assert Objects().size("raw", key) == len(publisher.content)


def flipped(data: bytes, at: int) -> bytes:
    return data[:at] + bytes([data[at] ^ 1]) + data[at + 1 :]


def test_a_bit_that_was_flipped_on_the_way_is_downloaded_again(cloud: Cloud, tmp_path: Path) -> None:
    data = content(tmp_path, extra=[12.0] * 20)
    with published(data, Answer(body=flipped(data, 1000))) as publisher:
        ingest(publisher)
        assert len(publisher.requests) == 2
    assert manifest(publisher)["sha256"] == hashlib.sha256(data).hexdigest()


def test_bits_that_are_always_flipped_on_the_way_never_reach_s3(cloud: Cloud, tmp_path: Path) -> None:
    data = content(tmp_path, extra=[13.0] * 20)
    damaged = flipped(data, 1000)
    with published(data, *[Answer(body=damaged)] * 9) as publisher, pytest.raises(SourceFileInvalid) as raised:
        ingest(publisher)
    assert raised.value.what == (
        f"{publisher.url} arrived with MD5 {hashlib.md5(damaged).hexdigest()}, and its ETag is {publisher.etag}"
    )
    assert len(publisher.requests) == 2
    assert listed(publisher) == []


@pytest.mark.parametrize(
    "headers",
    [
        {"x-amz-server-side-encryption": "aws:kms"},
        {"x-amz-server-side-encryption": "aws:kms:dsse"},
        {"x-amz-server-side-encryption-customer-algorithm": "AES256"},
    ],
)
def test_the_etag_of_a_file_that_s3_encrypts_by_a_key_proves_nothing(
    headers: Dict[str, str], cloud: Cloud, tmp_path: Path
) -> None:
    data = content(tmp_path, extra=[14.0] * 20)
    etag = hashlib.md5(str(headers).encode()).hexdigest()
    with published(data, Answer(headers=headers), header=f'"{etag}"') as publisher:
        publisher.etag = etag
        ingest(publisher)
    assert manifest(publisher)["proof"] == "unproved"


def test_a_stored_file_that_is_damaged_is_downloaded_again_and_replaced(cloud: Cloud, tmp_path: Path) -> None:
    data = content(tmp_path, extra=[15.0] * 20)
    with published(data) as publisher:
        ingest(publisher)
        key = manifest(publisher)["key"]
        Objects().client.put_object(Bucket="raw", Key=key, Body=flipped(data, 1000))
        ingest(publisher)
        assert len(publisher.requests) == 2
    assert Objects().client.get_object(Bucket="raw", Key=key)["Body"].read() == data


@pytest.mark.parametrize("body", [b"{", b"{}", b"[]"])
def test_a_manifest_that_is_none_is_replaced(body: bytes, cloud: Cloud, tmp_path: Path) -> None:
    with published(content(tmp_path, extra=[16.0] * 20)) as publisher:
        ingest(publisher)
        key = keys.raw_manifest(YELLOW, MONTH, publisher.etag)
        Objects().client.put_object(Bucket="raw", Key=key, Body=body)
        ingest(publisher)
    assert manifest(publisher)["proof"] == "md5"


def test_a_stored_file_that_fits_its_manifest_and_not_its_etag_is_downloaded_again(
    cloud: Cloud, tmp_path: Path
) -> None:
    data = content(tmp_path, extra=[23.0] * 20)
    damaged = flipped(data, 1000)
    with published(data) as publisher:
        ingest(publisher)
        found = manifest(publisher)
        Objects().client.put_object(Bucket="raw", Key=found["key"], Body=damaged)
        older = {**found, "sha256": hashlib.sha256(damaged).hexdigest()}
        del older["proof"]
        Objects().write_json("raw", keys.raw_manifest(YELLOW, MONTH, publisher.etag), older)
        ingest(publisher)
    assert manifest(publisher)["sha256"] == hashlib.sha256(data).hexdigest()


def test_a_damaged_file_that_the_publisher_no_longer_has_says_both(cloud: Cloud, tmp_path: Path) -> None:
    data = content(tmp_path, extra=[18.0] * 20)
    with published(data) as publisher:
        ingest(publisher)
        Objects().client.put_object(Bucket="raw", Key=manifest(publisher)["key"], Body=flipped(data, 1000))
        publisher.header, publisher.content = '"another"', data + b"longer"
        with pytest.raises(SourceFileInvalid) as raised:
            ingest_run.main(arguments(publisher.url, publisher.etag, len(data)))
    assert "has SHA-256" in raised.value.what
    assert f"the publisher no longer has this file: the publisher replaced {publisher.url}" in raised.value.what
    assert raised.value.next == "`ops run 2024-09` loads what the publisher has now."


def test_a_kept_publication_is_loaded_without_the_publisher(cloud: Cloud, tmp_path: Path) -> None:
    data = content(tmp_path, extra=[19.0] * 20)
    with published(data) as publisher:
        ingest(publisher)
    ingest_run.main(arguments(publisher.url, publisher.etag, len(data)))
    assert manifest(publisher)["run_id"] == "yellow-2024-09-r1"


def test_force_downloads_again(cloud: Cloud, tmp_path: Path) -> None:
    with published(content(tmp_path, extra=[20.0] * 20)) as publisher:
        ingest(publisher)
        ingest(publisher, MONTH, "--force", "true")
        assert len(publisher.requests) == 2


def test_an_etag_that_is_no_md5_never_lets_one_file_have_the_date_of_another(cloud: Cloud, tmp_path: Path) -> None:
    first, second = content(tmp_path, extra=[21.0] * 20), content(tmp_path, extra=[22.0] * 20)
    assert len(first) == len(second)
    with published(first, header='"v1"') as publisher:
        publisher.etag = "v1"  # as a run of an older workflow names it
        ingest(publisher)
        publisher.content = second
        later = ["--source_last_modified", "2024-12-25T17:24:30Z"]
        ingest(publisher, MONTH, *later)
    found = manifest(publisher)
    assert (found["sha256"], found["source"]["last_modified"], found["proof"]) == (
        hashlib.sha256(second).hexdigest(),
        "2024-12-25T17:24:30Z",
        "unproved",
    )


def test_a_newer_contract_checks_the_stored_file_and_not_the_publishers(cloud: Cloud, tmp_path: Path) -> None:
    with published(content(tmp_path, extra=[9.0] * 20)) as publisher:
        ingest(publisher)
        key = keys.raw_manifest(YELLOW, MONTH, publisher.etag)
        Objects().write_json("raw", key, {**manifest(publisher), "contract_version": 0, "era": "unknown"})
        ingest(publisher)
        assert len(publisher.requests) == 1
    assert (manifest(publisher)["contract_version"], manifest(publisher)["era"]) == (
        YELLOW.version,
        "yellow-2023-02",
    )


def test_a_manifest_of_a_version_without_digests_is_written_anew(cloud: Cloud, tmp_path: Path) -> None:
    with published(content(tmp_path, extra=[10.0] * 20)) as publisher:
        ingest(publisher)
        first = manifest(publisher)
        older = {name: value for name, value in first.items() if name not in ("accepted", "by_rule")}
        Objects().write_json("raw", keys.raw_manifest(YELLOW, MONTH, publisher.etag), older)
        ingest(publisher)
        assert len(publisher.requests) == 1
    assert {**manifest(publisher), "ingested_at": first["ingested_at"]} == first


def test_the_manifest_says_what_the_accepted_rows_come_to_and_which_rules_the_others_break(
    cloud: Cloud, tmp_path: Path
) -> None:
    nan = float("nan")
    data = content(tmp_path, fare_amount=[-1.0, nan, *[2.5] * 18], trip_distance=[0.0, 1.0, *[0.1] * 18])
    with published(data) as publisher:
        ingest(publisher)
    found = manifest(publisher)
    assert found["by_rule"] == {**NONE_BROKEN, "fare_amount_positive": 2, "trip_distance_positive": 1}
    accepted = found["accepted"]
    assert (accepted["rows"], list(accepted["columns"])) == ("18", [column.name for column in YELLOW.columns])
    fare, distance = accepted["columns"]["fare_amount"], accepted["columns"]["trip_distance"]
    assert (fare["nulls"], fare["sum"], fare["fraction"]) == ("0", str(18 * 2), str(18 * 2**61))
    assert (distance["sum"], distance["fraction"]) == ("0", str(18 * int(0.1 * 2**62)))
    assert accepted["columns"]["source_month"]["sum"] == str(18 * 19967)


@pytest.mark.parametrize("inside", [0, 9])
def test_a_file_of_another_month_is_said_to_be_that(inside: int, cloud: Cloud, tmp_path: Path) -> None:
    pickups = [miniatures.value("pickup", "TIMESTAMP_MICROS", "2024-08", row) for row in range(20 - inside)]
    pickups += [miniatures.value("pickup", "TIMESTAMP_MICROS", MONTH, row) for row in range(inside)]
    with published(content(tmp_path, tpep_pickup_datetime=pickups)) as publisher:
        with pytest.raises(SourceFileInvalid) as raised:
            ingest(publisher)
        assert listed(publisher) == []
    assert raised.value.what == (
        f"most rows of yellow_tripdata_2024-09.parquet lie in 2024-08: {20 - inside} of 20, and {inside} in 2024-09"
    )
    assert "another month's file" in raised.value.next


def test_broken_clocks_are_no_other_month(cloud: Cloud, tmp_path: Path) -> None:
    pickups = [miniatures.value("pickup", "TIMESTAMP_MICROS", f"{1990 + row}-01", row) for row in range(14)]
    pickups += [miniatures.value("pickup", "TIMESTAMP_MICROS", MONTH, row) for row in range(6)]
    with published(content(tmp_path, tpep_pickup_datetime=pickups)) as publisher:
        ingest(publisher)
    assert manifest(publisher)["by_rule"] == {**NONE_BROKEN, "pickup_in_source_month": 14}


@pytest.mark.parametrize(
    ("body", "what"),
    [
        (b"", "is empty"),
        (b"<html>busy</html>", "has 17 bytes, and {n} were published: HTML or XML"),
        (b'{"AccessKeyId": "secret"}', "has 25 bytes, and {n} were published: JSON"),
        (b"\x1b]0;root\x07secret" + b"." * 18, "has 33 bytes, and {n} were published: something of an unknown kind"),
    ],
)
def test_an_answer_that_is_no_file_never_reaches_s3(body: bytes, what: str, cloud: Cloud, tmp_path: Path) -> None:
    data = content(tmp_path, extra=[float(len(body))] * 20)
    with published(data, *[Answer(body=body)] * 2) as publisher, pytest.raises(SourceFileInvalid) as raised:
        ingest(publisher)
    assert raised.value.what.endswith(what.format(n=len(data)))
    assert not any(word in repr(raised.value.fields) for word in ("secret", "busy", "root"))
    assert listed(publisher) == []


@pytest.mark.parametrize(
    ("data", "what"),
    [
        (b"<html>" + b"x" * 90, "is HTML or XML and no parquet file: it does not begin with PAR1"),
        (b"PK" + b"x" * 90, "is a ZIP archive and no parquet file"),
        (b"PAR1" + b"x" * 90, "is truncated: it does not end with PAR1"),
        (b"PAR1" + b"\xff" * 20 + b"PAR1", "longer than the file"),
        (b"PAR1" + b"x" * 20 + b"\x08\0\0\0PAR1", "the footer of yellow_tripdata_2024-09.parquet cannot be read"),
    ],
)
def test_bytes_that_are_no_parquet_are_refused(data: bytes, what: str, cloud: Cloud) -> None:
    with published(data) as publisher, pytest.raises(SourceFileInvalid) as raised:
        ingest(publisher)
    assert what in raised.value.what
    assert listed(publisher) == []


def test_a_file_of_an_unknown_schema_is_refused_before_anything_is_written(cloud: Cloud, tmp_path: Path) -> None:
    data = write(tmp_path / "f.parquet", table(YELLOW.era("yellow-2025"), MONTH).drop_columns(["extra"])).read_bytes()
    with published(data) as publisher, pytest.raises(SourceSchemaError):
        ingest(publisher)
    assert listed(publisher) == []


def test_a_run_without_its_arguments_says_which(cloud: Cloud) -> None:
    with pytest.raises(PipelineInputError, match=r"IngestRaw was started without --run_id .*--source_url"):
        ingest_run.main(["--dataset", "yellow", "--source_month", MONTH])


def test_the_real_damaged_download_fails_the_job_and_its_last_line_says_why(cloud: Cloud) -> None:
    path = miniatures.data_file("damaged/yellow_tripdata_2021-01.parquet")
    with published(path.read_bytes()) as publisher:
        given = arguments(publisher.url, publisher.etag, len(publisher.content), "2021-01")
        script = str(GLUE_SCRIPTS / "jobs/ingest_raw.py")
        done = subprocess.run(
            [sys.executable, script, *given],
            check=False,
            capture_output=True,
            text=True,
            env={**os.environ, "PYTHONPATH": "."},
            cwd=GLUE_SCRIPTS,
        )
    assert done.returncode == 1
    last = done.stderr.rstrip().splitlines()[-1]
    assert last.startswith(f"SourceFileInvalid: {publisher.url} is truncated")
    assert last.endswith("run the month again once the publisher has repaired it.")
    assert listed(publisher, "2021-01") == []


def test_the_job_logs_json_and_measures_what_it_did(
    cloud: Cloud, tmp_path: Path, capsys: pytest.CaptureFixture
) -> None:
    with published(content(tmp_path, extra=[11.0] * 20)) as publisher:
        ingest(publisher)
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [line.get("event") for line in lines] == [
        "job starts",
        "downloading",
        "checked",
        "ingested",
        None,
        "lookup not taken",
    ]
    measured = lines[4]
    assert (measured["Stage"], measured["Dataset"]) == ("local", "yellow")
    assert measured["SourceBytes"] == len(publisher.content)
    assert measured["_aws"]["CloudWatchMetrics"][0]["Metrics"] == [
        {"Name": "SourceBytes", "Unit": "Bytes"},
        {"Name": "IngestSeconds", "Unit": "Seconds"},
    ]


def test_a_file_without_rows_never_becomes_a_month(cloud: Cloud, tmp_path: Path) -> None:
    empty = table(YELLOW.era("yellow-2023-02"), MONTH).slice(0, 0)
    with published(write(tmp_path / "empty.parquet", empty).read_bytes()) as publisher:
        with pytest.raises(SourceFileInvalid, match="without rows"):
            ingest(publisher)
        assert listed(publisher, MONTH) == []
