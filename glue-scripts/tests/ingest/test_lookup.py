"""The lookup that a run brings along, from the publisher to raw."""

from __future__ import annotations

import hashlib
from contextlib import contextmanager
from typing import Any, Dict, Iterator, List, Tuple

import pytest

from tests.conftest import Cloud
from tests.miniatures import YELLOW, data_file
from tests.publisher import Answer, Publisher, published
from tests.zones import ZONES, csv, zones
from tlc_elt.contract import Contract
from tlc_elt.ingest.lookup import Look, bring_lookup
from tlc_elt.lookup import parse
from tlc_elt.objects import Objects

EARLIER, LATER = "Tue, 14 Nov 2023 22:13:20 GMT", "Mon, 05 Feb 2024 17:24:30 GMT"
GOOD = csv(zones(label="Good")).encode()
DAMAGED: Dict[str, Tuple[bytes, str]] = {
    "an HTML page": (b"<html><body>Not today</body></html>", "its first line names none of the columns LocationID,"),
    "nothing": (b"", "its first line names none of the columns"),
    "truncated": (csv(zones()).encode()[:5000], "rows, and never had fewer than 250"),
    "cut in a text": (csv(zones()).encode()[:-4], "no CSV"),
    "a lost column": (
        csv(zones()).replace(',"service_zone"', "").encode(),
        "it lacks service_zone",
    ),
    "a new column": (csv(zones()).replace('"Zone"', '"Zone","Area"', 1).encode(), "has the unknown column 'Area'"),
    "a column twice": (csv(zones()).replace('"Zone"', '"Zone","Zone"', 1).encode(), "names a column twice"),
    "a lost field": (csv(zones()).replace('"Zone 9",', "").encode(), "row 9 has 3 fields instead of 4"),
    "a doubled id": (csv([*zones(), zones()[4]]).encode(), "rows 5 and 266 are both of LocationID 5"),
    "an id that is none": (csv(zones()).replace("\n17,", "\n1.7,").encode(), "LocationID of row 17 is '1.7'"),
    "an empty borough": (csv(zones()).replace('7,"Queens"', '7,""', 1).encode(), "Borough of row 7 is empty"),
    "a text too long": (csv(zones(label="Z" * 200)).encode(), "longer than 128 bytes"),
    "a text with a backslash": (csv(zones(label="Z\\")).encode(), "no plain text"),
    "other letters": (csv(zones(label="Zürich")).encode("latin-1"), "no CSV in UTF-8"),
    "fewer rows": (csv(zones(264)).encode(), "has 264 rows, and 265 are kept"),
    "too many bytes": (csv(zones(40_000)).encode(), "has more than 1000000 bytes"),
    "generated": (csv(zones(label="Made"), generated=True).encode(), "is generated, and a published one is kept"),
}


@pytest.fixture
def objects(cloud: Cloud) -> Objects:
    """Raw without a lookup."""
    made = Objects()
    for entry in list(made.below("raw", "lookups/")):
        made.client.delete_object(Bucket="raw", Key=entry.key)
    return made


@contextmanager
def publishes(content: bytes, *script: Answer, modified: str = EARLIER) -> Iterator[Publisher]:
    """A publisher of the lookup, of that day."""
    with published(content, *script) as publisher:
        publisher.file, publisher.modified = ZONES.file_name, modified
        yield publisher


def bring(publisher: Publisher, objects: Objects, contract: Contract = YELLOW, **changes: Any) -> Dict[str, Any]:
    """One look at the publisher; gives the manifest that is there then."""
    url = publisher.url.replace("/yellow_", "/trip-data/yellow_")
    look = Look(contract, "2024-09", url, "yellow-2024-09-r1", "raw", "local", False)
    bring_lookup(look._replace(**changes), objects)
    return objects.read_json("raw", ZONES.manifest_key) or {}


@pytest.fixture
def good(objects: Objects) -> Dict[str, Any]:
    """What the manifest says of a sound lookup that raw keeps."""
    with publishes(GOOD) as publisher:
        kept: Dict[str, Any] = bring(publisher, objects)["kept"]
    return kept


def test_the_file_lies_in_raw_byte_for_byte_and_the_manifest_says_where_it_comes_from(objects: Objects) -> None:
    with publishes(GOOD) as publisher:
        manifest = bring(publisher, objects)
    sha256 = hashlib.sha256(GOOD).hexdigest()
    key = f"lookups/taxi_zones/{sha256}/taxi_zone_lookup.csv"
    assert objects.client.get_object(Bucket="raw", Key=key)["Body"].read() == GOOD
    assert manifest["kept"].pop("ingested_at").endswith("Z")
    assert manifest == {
        "version": 1,
        "lookup": "taxi_zones",
        "kept": {
            "url": publisher.url.replace("/yellow_tripdata_2024-09.parquet", "/misc/taxi_zone_lookup.csv"),
            "etag": publisher.etag,
            "last_modified": "2023-11-14T22:13:20Z",
            "bytes": len(GOOD),
            "sha256": sha256,
            "proof": "md5",
            "rows": 265,
            "generated": False,
            "key": key,
            "run_id": "yellow-2024-09-r1",
        },
    }


def test_a_file_that_is_known_is_neither_sent_nor_written_again(objects: Objects, good: Dict[str, Any]) -> None:
    with publishes(GOOD, Answer(status=304)) as publisher:
        assert bring(publisher, objects) == {"version": 1, "lookup": "taxi_zones", "kept": good}
        assert publisher.requests[0]["if-none-match"] == f'"{publisher.etag}"'
    with published(GOOD, header='"another-node"') as publisher:
        publisher.file = ZONES.file_name
        assert bring(publisher, objects) == {"version": 1, "lookup": "taxi_zones", "kept": good}


@pytest.mark.parametrize("damage", DAMAGED)
def test_a_damaged_file_takes_no_good_ones_place(damage: str, objects: Objects, good: Dict[str, Any]) -> None:
    content, reason = DAMAGED[damage]
    with publishes(content, modified=LATER) as publisher:
        manifest = bring(publisher, objects)
    assert manifest["kept"] == good
    assert reason in manifest["problem"]["reason"]


ANSWERS: Dict[str, Tuple[List[Answer], str]] = {
    "not there": ([Answer(status=403, headers={"Server": "AmazonS3"})], "HTTP 403"),
    "busy for long": ([Answer(status=503)] * 3, "HTTP 503"),
    "another file than its ETag says": ([Answer(body=csv(zones(label="Else")).encode())], "arrived with MD5"),
    "broken off each time": ([Answer(cut_at=900)] * 3, "it ended after 900 of"),
    "compressed": ([Answer(headers={"Content-Encoding": "gzip"})], "compressed by gzip"),
    "of the future": ([Answer(modified="Tue, 05 Feb 2999 17:24:30 GMT")], "later than now"),
    "older": ([Answer(modified="Sun, 05 Feb 2017 17:24:30 GMT")], "is of 2017-02-05T17:24:30Z"),
    "somewhere else": ([Answer(status=302, headers={"Location": "http://elsewhere.example/zones"})], "HTTP 302"),
}


@pytest.mark.parametrize("answer", ANSWERS)
def test_an_answer_that_is_no_file_takes_no_good_ones_place(
    answer: str, objects: Objects, good: Dict[str, Any]
) -> None:
    script, reason = ANSWERS[answer]
    with publishes(csv(zones(label="New")).encode(), *script, modified=LATER) as publisher:
        manifest = bring(publisher, objects)
        assert manifest["kept"] == good
        assert reason in manifest["problem"]["reason"]
        assert publisher.script == []
        publisher.script = list(script)
        assert bring(publisher, objects, run_id="yellow-2024-09-r2") == manifest
        healed = bring(publisher, objects)
    assert (healed["kept"]["last_modified"], "problem" in healed) == ("2024-02-05T17:24:30Z", False)


def test_a_passing_failure_is_tried_again(objects: Objects) -> None:
    with publishes(GOOD, Answer(status=503), Answer(cut_at=900)) as publisher:
        assert bring(publisher, objects)["kept"]["rows"] == 265


def test_fewer_rows_or_an_older_file_are_taken_where_somebody_says_so(objects: Objects, good: Dict[str, Any]) -> None:
    with publishes(csv(zones(260)).encode(), modified="Sun, 05 Feb 2017 17:24:30 GMT") as publisher:
        assert bring(publisher, objects, force=True)["kept"]["rows"] == 260


def test_columns_in_another_order_and_a_mark_of_the_encoding_change_nothing(objects: Objects) -> None:
    text = '\ufeff"Zone","LocationID","service_zone","Borough"\r\n' + "".join(
        f'"{zone}",{number},"{service}","{borough}"\r\n' for number, borough, zone, service in zones()
    )
    with publishes(text.encode()) as publisher:
        assert bring(publisher, objects)["kept"]["rows"] == 265
    assert parse(ZONES, text.encode()) == parse(ZONES, csv(zones()).encode())


def test_a_manifest_that_says_nothing_is_written_anew(objects: Objects, good: Dict[str, Any]) -> None:
    for body in (b"{", b"[1]", b'{"version": 1, "lookup": "taxi_zones", "kept": {}}'):
        objects.client.put_object(Bucket="raw", Key=ZONES.manifest_key, Body=body)
        with publishes(GOOD) as publisher:
            assert bring(publisher, objects)["kept"]["sha256"] == good["sha256"]


def test_where_the_lookup_lies_is_not_guessed_and_a_dataset_without_one_asks_for_none(objects: Objects) -> None:
    with publishes(GOOD) as publisher:
        manifest = bring(publisher, objects, month_url=f"{publisher.url}?version=3")
        assert "does not end in yellow_tripdata_2024-09.parquet" in manifest["problem"]["reason"]
        assert bring(publisher, objects, YELLOW._replace(named=None)) == manifest
        assert publisher.requests == []


def test_s3_that_does_not_answer_ends_no_run(objects: Objects, capsys: pytest.CaptureFixture[str]) -> None:
    with publishes(GOOD) as publisher:
        bring(publisher, objects, bucket="nobodys")
    assert "lookup not looked at" in capsys.readouterr().out


def test_the_file_of_the_tlc_is_taken(objects: Objects) -> None:
    content = data_file("zones/taxi_zone_lookup.csv").read_bytes()
    with publishes(content) as publisher:
        kept = bring(publisher, objects)["kept"]
    assert (kept["rows"], kept["generated"], kept["proof"]) == (265, False, "md5")
    rows = {values[0]: values[1:] for values in parse(ZONES, content).values}
    assert (rows["1"], rows["264"], rows["265"]) == (
        ("EWR", "Newark Airport", "EWR"),
        ("Unknown", "N/A", "N/A"),
        ("N/A", "Outside of NYC", "N/A"),
    )
