"""Downloads against a publisher that fails."""

import hashlib
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.publisher import Answer, Publisher, published
from tlc_elt.errors import SourceChanged, SourceNotUsable, SourceUnavailable
from tlc_elt.ingest.download import Downloaded, Source, download
from tlc_elt.ingest.download_retries import MOST_IN_A_ROW, Retries

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
    script = (Answer(cut_at=100), Answer(etag="another"))
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
