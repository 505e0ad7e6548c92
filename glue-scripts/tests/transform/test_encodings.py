"""Whatever IngestRaw takes, both engines read alike: codecs, encodings and page versions."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, Dict

import pyarrow.parquet as pq
import pytest

from tests.ingest.grid import ENCODINGS, ERA, MONTH, SIZES
from tests.miniatures import YELLOW, table
from tests.transform.conftest import Transform
from tests.transform.outcome import rows
from tlc_elt.ingest.check_file import check_file

ROWS = 600
CODECS = ("none", "snappy", "gzip", "zstd", "lz4")
CASES: Dict[str, Dict[str, Any]] = {
    **{
        codec: {"compression": codec, "data_page_version": "2.0"} for codec in ("none", "snappy", "gzip", "zstd", "lz4")
    },
    **{name: {**ENCODINGS[name], **SIZES["many-pages"]} for name in ("plain", "delta", "delta-of-times")},
    "delta-byte-array": {**ENCODINGS["delta-byte-array"], **SIZES["many-pages"], "data_page_version": "2.0"},
}


@pytest.mark.parametrize("name", CASES)
def test_a_file_that_is_taken_is_read_right_by_either_engine(name: str, transform: Transform, tmp_path: Path) -> None:
    content = table(ERA, MONTH, ROWS, trip_distance=[float(row % 7) for row in range(ROWS)])
    usual, path = tmp_path / "usual.parquet", tmp_path / "other.parquet"
    pq.write_table(content, usual)
    pq.write_table(content.replace_schema_metadata(None), path, **CASES[name])
    assert check_file(YELLOW, MONTH, str(path), path.name).footer.rows == ROWS
    expected, found = transform(usual, MONTH), transform(path, MONTH)
    assert found.written[:4] == expected.written[:4]
    assert expected.written[1:3] == (ROWS - 86, 86)
    assert rows(found.trips) == rows(expected.trips)


@pytest.mark.parametrize("character", ["\x01", "\U0001f695", "x"])
def test_a_text_of_a_rejected_row_is_whole_in_the_files_and_cut_in_the_table(
    character: str, transform: Transform, tmp_path: Path
) -> None:
    texts = [character * length for length in (1, 5_000, 5_001, 70_000)]
    content = table(ERA, MONTH, 4, trip_distance=[0.0] * 4, store_and_fwd_flag=texts)
    path = tmp_path / "text.parquet"
    pq.write_table(content.replace_schema_metadata(None), path)
    check_file(YELLOW, MONTH, str(path), path.name)
    outcome = transform(path, MONTH)
    assert sorted(outcome.quarantine["store_and_fwd_flag"].to_pylist(), key=len) == texts
    rows = outcome.quarantine_copy["source_row"].to_pylist()
    assert max(len(row.encode()) for row in rows) < 65_535
    kept = [json.loads(row)["store_and_fwd_flag"] for row in rows]
    whole, marks = texts[1], [" … (cut: 5001 characters)", " … (cut: 70000 characters)"]
    assert sorted(kept, key=len) == [texts[0], whole, *(whole + mark for mark in marks)]
