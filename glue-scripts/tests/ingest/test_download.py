"""Downloads against a publisher that fails."""

import hashlib
import ssl
import subprocess
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.publisher import Answer, Publisher, published
from tlc_elt.errors import SourceChanged, SourceNotUsable, SourceUnavailable
from tlc_elt.ingest.connection import is_of_same
from tlc_elt.ingest.download import Downloaded, download
from tlc_elt.ingest.download_retries import MOST_IN_A_ROW, Retries
from tlc_elt.ingest.source import Source

CONTENT = bytes(range(256)) * 40


def patient() -> Retries:
    return Retries(sleep=lambda _: None)


def fetch(publisher: Publisher, path: Path) -> Downloaded:
    source = Source(publisher.url, publisher.etag, len(publisher.content))
    return download(source, str(path), patient())


@given(cuts=st.lists(st.integers(0, len(CONTENT) - 1), max_size=MOST_IN_A_ROW))
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_download_that_breaks_anywhere_gives_the_same_bytes(cuts: "list[int]", tmp_path: Path) -> None:
    with published(CONTENT, *(Answer(cut_at=cut) for cut in cuts)) as publisher:
        result = fetch(publisher, tmp_path / "file")
    assert (tmp_path / "file").read_bytes() == CONTENT
    assert result == Downloaded(len(CONTENT), hashlib.sha256(CONTENT).hexdigest())


def test_a_broken_download_goes_on_where_it_broke_and_asks_for_the_same_publication(tmp_path: Path) -> None:
    with published(CONTENT, Answer(cut_at=1000), Answer(cut_at=5000)) as publisher:
        fetch(publisher, tmp_path / "file")
        asked = [(request.get("range"), request["if-match"]) for request in publisher.requests]
    etag = f'"{publisher.etag}"'
    assert asked == [(None, etag), ("bytes=1000-", etag), ("bytes=5000-", etag)]


def test_a_publisher_that_ignores_range_is_read_from_the_start(tmp_path: Path) -> None:
    with published(CONTENT, Answer(cut_at=3000), Answer(ignores_range=True)) as publisher:
        result = fetch(publisher, tmp_path / "file")
    assert (tmp_path / "file").read_bytes() == CONTENT
    assert result.sha256 == hashlib.sha256(CONTENT).hexdigest()


@pytest.mark.parametrize("status", [403, 429, 500, 503])
def test_a_busy_or_blocking_publisher_is_asked_again(status: int, tmp_path: Path) -> None:
    with published(CONTENT, Answer(status=status), Answer(status=status)) as publisher:
        fetch(publisher, tmp_path / "file")
        assert len(publisher.requests) == 3


def test_a_publisher_that_stays_busy_is_unavailable(tmp_path: Path) -> None:
    with published(CONTENT, *[Answer(status=503)] * 20) as publisher:
        with pytest.raises(SourceUnavailable) as raised:
            fetch(publisher, tmp_path / "file")
        assert len(publisher.requests) == MOST_IN_A_ROW + 1
    assert raised.value.what == (
        f"{publisher.url}: HTTP 503, at byte 0 of {len(CONTENT)}, after {MOST_IN_A_ROW + 1} tries"
    )


def test_no_answer_at_all_is_unavailable(tmp_path: Path) -> None:
    with published(CONTENT) as publisher:
        pass
    with pytest.raises(SourceUnavailable, match="refused"):
        fetch(publisher, tmp_path / "file")


def test_a_republication_in_the_middle_of_a_download_is_a_changed_source(tmp_path: Path) -> None:
    script = (Answer(cut_at=100), Answer(etag="another"), Answer(etag="another"))
    with published(CONTENT, *script) as publisher, pytest.raises(SourceChanged, match=r"replaced .* HTTP 412"):
        fetch(publisher, tmp_path / "file")


def test_another_etag_from_a_server_without_if_match_is_a_changed_source(tmp_path: Path) -> None:
    script = Answer(headers={"ETag": '"another"'})
    with published(CONTENT, script) as publisher, pytest.raises(SourceChanged, match="another"):
        fetch(publisher, tmp_path / "file")


def test_a_file_that_s3_no_longer_has_is_a_changed_source(tmp_path: Path) -> None:
    with (
        published(CONTENT, Answer(status=403, headers={"Server": "AmazonS3"})) as publisher,
        pytest.raises(SourceChanged, match="withdrew"),
    ):
        fetch(publisher, tmp_path / "file")


def test_an_absent_address_is_not_usable(tmp_path: Path) -> None:
    with published(CONTENT, Answer(status=404)) as publisher, pytest.raises(SourceNotUsable, match="HTTP 404"):
        fetch(publisher, tmp_path / "file")


def test_an_endless_answer_does_not_fill_the_disk(tmp_path: Path) -> None:
    with published(CONTENT) as publisher:
        source = Source(publisher.url, publisher.etag, 100)
        assert download(source, str(tmp_path / "file"), patient()).bytes == 101
    assert (tmp_path / "file").stat().st_size == 101


def test_the_publishers_own_wait_is_kept_within_bounds() -> None:
    waits: "list[float]" = []
    retries = Retries(sleep=waits.append, random_share=lambda: 0.5)
    retries.again(False, asked_seconds=7.0)
    retries.again(False, asked_seconds=3600.0)
    retries.again(False)
    assert waits == [7.0, 30.0, 1.0]


DATE, ISO = "Wed, 20 Nov 2024 16:02:09 GMT", "2024-11-20T16:02:09.000Z"
LATER = "Thu, 21 Nov 2024 16:02:09 GMT"
OTHER = bytes(len(CONTENT))


def of_another_name(publisher: Publisher, etag: str = "v1-10240-20241120T160209Z") -> Source:
    """A publication whose ETag is no MD5, as CheckSource names it."""
    publisher.modified = DATE
    return Source(publisher.url, etag, len(CONTENT), ISO)


def test_bytes_are_asked_for_as_they_are(tmp_path: Path) -> None:
    with published(CONTENT) as publisher:
        fetch(publisher, tmp_path / "file")
        assert publisher.requests[0]["accept-encoding"] == "identity"


def test_a_weak_etag_never_goes_into_if_match(tmp_path: Path) -> None:
    with published(CONTENT, Answer(cut_at=4000), header='W/"5dea0200-bd41"') as publisher:
        source = of_another_name(publisher, "5dea0200-bd41-10240-20241120T160209Z")
        assert download(source, str(tmp_path / "file"), patient()).bytes == len(CONTENT)
        asked = [(each.get("if-match"), each.get("if-unmodified-since")) for each in publisher.requests]
    assert asked == [(None, DATE), (None, DATE)]
    assert (tmp_path / "file").read_bytes() == CONTENT


@pytest.mark.parametrize("change", [{"modified": LATER}, {"body": CONTENT + b"x"}])
def test_the_same_etag_of_another_date_or_length_is_a_changed_source(change: "dict[str, Any]", tmp_path: Path) -> None:
    script = [Answer(cut_at=4000), *[Answer(**change)] * 2]
    with published(CONTENT, *script, header='"v1"') as publisher:
        source = of_another_name(publisher)
        with pytest.raises(SourceChanged, match="replaced"):
            download(source, str(tmp_path / "file"), patient())


@pytest.mark.parametrize("tries", [1, 2])
def test_a_node_with_an_etag_of_its_own_has_the_same_file_by_length_and_date(tries: int, tmp_path: Path) -> None:
    with published(CONTENT, *[Answer(etag="node-2")] * tries) as publisher:
        publisher.modified = DATE
        source = Source(publisher.url, publisher.etag, len(CONTENT), ISO)
        assert download(source, str(tmp_path / "file"), patient()).sha256 == hashlib.sha256(CONTENT).hexdigest()
        assert [each.get("if-match") for each in publisher.requests] == [f'"{publisher.etag}"', None]


@pytest.mark.parametrize(
    "script",
    [
        [Answer(cut_at=6000), Answer(most=1000)],
        [Answer(most=4000)],
        [Answer(most=4000), Answer(most=1), Answer(most=4000)],
        [Answer(cut_at=6001), Answer(aligned=512)],
        [Answer(cut_at=6001), Answer(aligned=512, cut_at=6100), Answer(aligned=4096)],
        [Answer(cut_at=6000), Answer(headers={"Content-Range": "bytes 7000-7999/10240"})],
        [Answer(most=4000, headers={"Content-Range": "parts"})],
        [Answer(chunked=True, cut_at=7000)],
        [Answer(chunked=True, cut_at=0), Answer(chunked=True)],
        [Answer(cut_at=6000), Answer(status=416)],
        [Answer(headers={"Content-Encoding": "gzip"})],
    ],
)
def test_whatever_part_is_sent_is_used_or_asked_for_again(script: "list[Answer]", tmp_path: Path) -> None:
    with published(CONTENT, *script) as publisher:
        result = fetch(publisher, tmp_path / "file")
    assert (tmp_path / "file").read_bytes() == CONTENT
    assert result == Downloaded(len(CONTENT), hashlib.sha256(CONTENT).hexdigest())


def test_many_small_parts_are_no_failures(tmp_path: Path) -> None:
    with published(CONTENT, *[Answer(most=100)] * 200) as publisher:
        fetch(publisher, tmp_path / "file")
        assert len(publisher.requests) == 103
    assert (tmp_path / "file").read_bytes() == CONTENT


def test_a_body_that_always_ends_early_is_a_broken_connection_and_never_the_publishers_to_repair(
    tmp_path: Path,
) -> None:
    broken = pytest.raises(SourceUnavailable, match=r"the connection broke, at byte 7000 of 10240")
    with published(CONTENT, *[Answer(chunked=True, cut_at=7000)] * 20) as publisher, broken as raised:
        fetch(publisher, tmp_path / "file")
    assert "repair" not in str(raised.value)


def test_a_transfer_that_trickles_ends_with_a_reason(tmp_path: Path) -> None:
    seconds = iter(range(0, 10**6, 100))
    with published(CONTENT, *[Answer(most=1000)] * 20) as publisher:
        source = Source(publisher.url, publisher.etag, len(CONTENT))
        with pytest.raises(SourceUnavailable, match=r"slower than 50 kB/s, and given up, at byte \d+ of 10240"):
            download(source, str(tmp_path / "file"), patient(), lambda: float(next(seconds)))


@pytest.mark.parametrize(
    ("location", "what"),
    [
        ("{url}", "HTTP 302 .*infinite loop"),
        ("ftp://127.0.0.1/file", "HTTP 302 .*redirects to ftp://127.0.0.1"),
        ("http://169.254.169.254/latest", "HTTP 302 .*redirects to http://169.254.169.254"),
        ("http://127.0.0.1:1/file", "HTTP 302 .*redirects to http://127.0.0.1:1"),
        ("file:///etc/passwd", "HTTP 302 .*not allowed"),
    ],
)
def test_a_redirect_that_leads_nowhere_ends_at_once(location: str, what: str, tmp_path: Path) -> None:
    with published(CONTENT) as publisher:
        to = Answer(status=302, headers={"Location": location.format(url=publisher.url)})
        publisher.script = [to] * 20
        with pytest.raises(SourceNotUsable, match=what):
            fetch(publisher, tmp_path / "file")


@pytest.mark.parametrize(
    ("url", "other", "is_followed"),
    [
        ("http://tlc.example/a", "http://tlc.example/b", True),
        ("http://tlc.example/a", "https://tlc.example/b", True),
        ("https://tlc.example/a", "http://tlc.example/b", False),
        ("http://tlc.example/a", "https://tlc.example:8443/b", False),
        ("http://tlc.example:8080/a", "https://tlc.example/b", False),
        ("http://tlc.example/a", "https://user@tlc.example/b", False),
        ("https://tlc.example/a", "https://tlc.example.evil.example/b", False),
    ],
)
def test_a_redirect_stays_with_the_publisher(url: str, other: str, is_followed: bool) -> None:
    assert is_of_same(url, other) == is_followed


def test_a_redirect_to_itself_is_followed_with_range_and_condition(tmp_path: Path) -> None:
    with published(CONTENT, Answer(cut_at=1000)) as publisher:
        publisher.script.append(Answer(status=302, headers={"Location": publisher.url}))
        fetch(publisher, tmp_path / "file")
        asked = [(request.get("range"), request["if-match"]) for request in publisher.requests]
    assert (tmp_path / "file").read_bytes() == CONTENT
    assert asked[1:] == [("bytes=1000-", f'"{publisher.etag}"')] * 2


def test_a_trickle_is_given_up_long_before_the_time_that_the_whole_file_may_take(tmp_path: Path) -> None:
    content = CONTENT * 1000
    seconds = iter(range(0, 10**6, 6))  # a chunk of at most 262,144 bytes takes six: 43 kB/s
    with published(content) as publisher:
        source = Source(publisher.url, publisher.etag, len(content))
        with pytest.raises(SourceUnavailable, match="slower than 50 kB/s"):
            download(source, str(tmp_path / "file"), patient(), lambda: float(next(seconds)))
    assert next(seconds) < 120


def test_what_the_disk_cannot_hold_is_not_asked_for(tmp_path: Path) -> None:
    with published(CONTENT) as publisher:
        source = Source(publisher.url, publisher.etag, 10**18)
        with pytest.raises(RuntimeError, match=r"1000000000000000000 bytes are published, and the disk has \d+ left"):
            download(source, str(tmp_path / "file"), patient())
        assert publisher.requests == []


def test_an_unknown_host_ends_at_once(tmp_path: Path) -> None:
    with pytest.raises(SourceNotUsable, match=r"cannot be asked: .*not known"):
        download(Source("http://publisher.invalid/file", "0" * 32, 1), str(tmp_path / "file"), patient())


def test_a_certificate_that_nobody_vouches_for_ends_at_once(tmp_path: Path) -> None:
    key, certificate = tmp_path / "key.pem", tmp_path / "certificate.pem"
    made = ["req", "-x509", "-newkey", "rsa:2048", "-nodes", "-subj", "/CN=127.0.0.1"]
    subprocess.run(["openssl", *made, "-keyout", key, "-out", certificate], check=True, capture_output=True)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    refused = pytest.raises(SourceNotUsable, match=r"cannot be asked: .*certificate verify failed")
    with published(CONTENT, context=context) as publisher, refused:
        fetch(publisher, tmp_path / "file")
