"""What a republication changes, and when it is held before the load."""

from __future__ import annotations

import json
import math
from pathlib import Path
from typing import Any, Dict, List, Optional
from unittest import mock

import duckdb
import pytest

from tests.conftest import Cloud
from tests.miniatures import YELLOW, table, write
from tests.publisher import Publisher, published
from tlc_elt import keys
from tlc_elt.contract import RepublicationLimits
from tlc_elt.errors import RepublicationHeld
from tlc_elt.ingest import republication
from tlc_elt.ingest import run as ingest_run
from tlc_elt.ingest.republication import exceeded
from tlc_elt.objects import Objects

MONTH = "2024-09"
ROWS = 4000
# More rows than are always let pass, and more than a twentieth of them.
MANY, FEW = 1200, 900
EARLIER, LATER = "2024-11-25T17:24:30Z", "2025-01-10T00:00:00Z"


def month_of(folder: Path, tip: float = 1.0, changed: int = 0, generated: bool = False) -> bytes:
    """A month of its own `tip` in the last row; in the first rows the total is 100 more."""
    totals = [row % 5 + 1.0 + (100.0 if row < changed else 0.0) for row in range(ROWS)]
    tips = [1.0] * (ROWS - 1) + [tip]
    metadata = {"tlc-elt.generated": "true"} if generated else None
    content = table(YELLOW.era("yellow-2023-02"), MONTH, ROWS, total_amount=totals, tip_amount=tips)
    return write(folder / "made.parquet", content, metadata).read_bytes()


def ingest(publisher: Publisher, modified: str, loaded: str = "none", *more: str) -> None:
    values = {
        "dataset": "yellow",
        "source_month": MONTH,
        "run_id": "yellow-2024-09-r1",
        "source_etag": publisher.etag,
        "source_url": publisher.url,
        "source_last_modified": modified,
        "source_bytes": str(len(publisher.content)),
        "raw_bucket": "raw",
        "stage": "local",
        "loaded_etag": loaded,
    }
    ingest_run.main([*[token for name, value in values.items() for token in (f"--{name}", value)], *more])


def first(content: bytes, modified: str = EARLIER) -> str:
    """Brings a first publication to raw; gives its ETag."""
    with published(content) as publisher:
        ingest(publisher, modified)
        return publisher.etag


def kept_diff(etag: str, before: str) -> Optional[Dict[str, Any]]:
    return Objects().read_json("raw", keys.publication_diff(YELLOW, MONTH, etag, before))


def events(text: str) -> List[Dict[str, Any]]:
    return [json.loads(line) for line in text.splitlines() if line.startswith('{"event"')]


def test_a_republication_that_changes_much_is_held_until_somebody_accepts_it(
    cloud: Cloud, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    loaded = first(month_of(tmp_path, 1.25))
    with published(month_of(tmp_path, 1.25, MANY)) as publisher:
        with pytest.raises(RepublicationHeld) as raised:
            ingest(publisher, LATER, loaded)
        share = 100 * MANY / sum(row % 5 + 1 for row in range(ROWS))
        assert raised.value.what == (
            f"yellow 2024-09: publication {publisher.etag} changes 1200 of 4000 loaded rows (30.00%), and total_amount "
            f"by {share:+.2%}: 0 added, 0 removed, 1200 changed (total_amount 1200); at most 5% of the rows and 2% of "
            "the money load by themselves"
        )
        assert raised.value.next == (
            "`ops diff 2024-09` shows what it changes; `ops run 2024-09 --accept-republication` loads it."
        )
        diff = kept_diff(publisher.etag, loaded)
        assert diff is not None
        assert diff["rows"] == {"added": 0, "removed": 0, "changed": MANY, "equal": ROWS - MANY}
        assert diff["by_column"] == [{"column": "total_amount", "rows": MANY, "money": 100.0 * MANY}]
        # A second look takes what the first one has left.
        with mock.patch.object(republication, "publication_diff", side_effect=AssertionError):
            with pytest.raises(RepublicationHeld):
                ingest(publisher, LATER, loaded)
            ingest(publisher, LATER, loaded, "--accept_republication", "true")
    assert "republication accepted" in [event["event"] for event in events(capsys.readouterr().out)]


def test_a_republication_that_changes_little_passes_and_what_it_changes_is_kept(cloud: Cloud, tmp_path: Path) -> None:
    loaded = first(month_of(tmp_path, 2.25))
    with published(month_of(tmp_path, 2.25, FEW)) as publisher:
        ingest(publisher, LATER, loaded)
    diff = kept_diff(publisher.etag, loaded)
    assert diff is not None and diff["rows"]["changed"] == FEW


def test_a_kept_diff_of_other_files_is_made_anew(cloud: Cloud, tmp_path: Path) -> None:
    loaded = first(month_of(tmp_path, 3.25))
    with published(month_of(tmp_path, 3.25, MANY)) as publisher:
        key = keys.publication_diff(YELLOW, MONTH, publisher.etag, loaded)
        Objects().write_json("raw", key, {"version": 1, "before": {"sha256": "other"}, "after": {}})
        with pytest.raises(RepublicationHeld):
            ingest(publisher, LATER, loaded)


@pytest.mark.parametrize(
    ("loaded", "modified", "reason"),
    [
        ("gone", LATER, "raw no longer has the loaded publication gone"),
        ("generated", LATER, "what is loaded is generated"),
        ("newer", EARLIER, "what is loaded is newer: the load goes by that"),
        ("lost", LATER, "is missing"),
        ("damaged", LATER, "has SHA-256"),
    ],
)
def test_without_a_measure_nothing_is_held_and_the_log_says_why(
    cloud: Cloud, tmp_path: Path, capsys: pytest.CaptureFixture[str], loaded: str, modified: str, reason: str
) -> None:
    tip = 4.0 + len(loaded) / 8
    etag = loaded
    if loaded != "gone":
        etag = first(month_of(tmp_path, tip, generated=loaded == "generated"), EARLIER if modified == LATER else LATER)
    file = {"Bucket": "raw", "Key": keys.raw_file(YELLOW, MONTH, etag)}
    if loaded == "lost":
        Objects().client.delete_object(**file)
    if loaded == "damaged":
        Objects().client.put_object(**file, Body=b"half")
    with published(month_of(tmp_path, tip + 0.01, MANY)) as publisher:
        ingest(publisher, modified, etag)
    (event,) = [each for each in events(capsys.readouterr().out) if each["event"] == "republication not compared"]
    assert reason in event["reason"]


def test_the_loaded_publication_itself_is_not_compared(cloud: Cloud, tmp_path: Path) -> None:
    with published(month_of(tmp_path, 8.25)) as publisher:
        ingest(publisher, EARLIER, publisher.etag)
    assert kept_diff(publisher.etag, publisher.etag) is None


def test_what_cannot_be_compared_is_held(cloud: Cloud, tmp_path: Path) -> None:
    loaded = first(month_of(tmp_path, 9.25))
    full = duckdb.OutOfMemoryException("no memory")
    with (
        published(month_of(tmp_path, 9.5)) as publisher,
        mock.patch.object(republication, "publication_diff", side_effect=full),
    ):
        with pytest.raises(RepublicationHeld, match=r"what it changes could not be compared \(no memory\)"):
            ingest(publisher, LATER, loaded)
        ingest(publisher, LATER, loaded, "--accept_republication", "true")


LIMITS = RepublicationLimits(rows=1000, share=0.05, total="total", money_share=0.02)


def changes(
    before: int, changed: int, sums: Optional[float] = 100.0, difference: float = 0.0, column: str = "total"
) -> Dict[str, Any]:
    return {
        "before": {"rows": before},
        "after": {"etag": "e", "rows": before},
        "rows": {"added": 0, "removed": 0, "changed": changed, "equal": before - changed},
        "by_column": [{"column": name, "rows": changed, "money": None} for name in "abcd"],
        "money": [{"column": column, "before": sums, "after": None, "difference": difference}],
    }


@pytest.mark.parametrize(
    ("diff", "held"),
    [
        (changes(100_000, 5000), False),
        (changes(100_000, 5001), True),
        (changes(100_000, 1001, difference=2.0), False),
        (changes(100_000, 1001, difference=2.01), True),
        (changes(100_000, 1001, difference=-2.01), True),
        (changes(100_000, 1001, sums=-100.0, difference=2.01), True),
        (changes(100_000, 1000, difference=50.0), False),
        (changes(1000, 1000), False),
        (changes(0, 1001), True),
        (changes(100_000, 1001, sums=0.0, difference=50.0), False),
        (changes(100_000, 1001, sums=None, difference=50.0), False),
        (changes(100_000, 1001, difference=50.0, column="other"), False),
        (changes(100_000, 1001, difference=math.inf), True),
    ],
)
def test_limits_are_included_and_few_rows_are_never_held(diff: Dict[str, Any], held: bool) -> None:
    assert (exceeded(LIMITS, diff) is not None) == held


def test_a_dataset_without_money_is_judged_by_its_rows_alone() -> None:
    assert exceeded(LIMITS._replace(total=None), changes(100_000, 5001)) == (
        "publication e changes 5001 of 100000 loaded rows (5.00%): 0 added, 0 removed, 5001 changed "
        "(a 5001, b 5001, c 5001, …); at most 5% of the rows and 2% of the money load by themselves"
    )
