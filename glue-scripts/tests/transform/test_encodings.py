"""Whatever IngestRaw takes, both engines read alike: codecs, encodings and page versions."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Dict

import pyarrow as pa
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


def test_a_text_of_the_longest_kind_fits_into_the_quarantine(transform: Transform, tmp_path: Path) -> None:
    longest = "\x01" * 5_333
    content = table(ERA, MONTH, 20, trip_distance=[0.0] * 20, store_and_fwd_flag=[longest] * 20)
    path = tmp_path / "text.parquet"
    pq.write_table(content.replace_schema_metadata(None), path)
    check_file(YELLOW, MONTH, str(path), path.name)
    kept = transform(path, MONTH).quarantine_copy["source_row"].cast(pa.binary())
    assert max(len(each.as_py()) for each in kept) < 65_535
