"""A month that is one row group with one page a column, which engines hold whole."""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from tests import miniatures
from tests.miniatures import YELLOW
from tests.transform.conftest import Transform
from tlc_elt.ingest.check_file import check_file

MONTH = "2024-09"
ROWS = 2_000_000


def test_one_page_a_column_is_taken_and_transformed(transform: Transform, tmp_path: Path) -> None:
    some = miniatures.table(YELLOW.era("yellow-2023-02"), MONTH, 1000).replace_schema_metadata(None)
    path = tmp_path / f"yellow_tripdata_{MONTH}.parquet"
    whole = pa.concat_tables([some] * (ROWS // 1000)).combine_chunks()
    pq.write_table(
        whole, path, use_dictionary=False, compression="zstd", row_group_size=ROWS, write_batch_size=ROWS,
        **miniatures.one_page(),
    )  # fmt: skip
    del whole
    assert check_file(YELLOW, MONTH, str(path), path.name).page_bytes > 250_000_000
    assert transform(path, MONTH).written[:3] == (ROWS, ROWS, 0)
