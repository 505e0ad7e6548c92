"""A small damage campaign: docs/damage.md has the large one."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.ingest.damage import CODECS, DAMAGES, MONTH, by_duckdb, try_file, written
from tests.miniatures import YELLOW, table, write

SEEDS = range(3)


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> Path:
    era = YELLOW.era("yellow-2011")
    return write(tmp_path_factory.mktemp("damage") / "source.parquet", table(era, MONTH, 1000))


@pytest.mark.parametrize("damage", DAMAGES)
@pytest.mark.parametrize(("codec", "crc"), [*((codec, True) for codec in CODECS), ("gzip", False)])
def test_no_damage_is_loaded_wrong_where_a_checksum_can_tell(
    codec: str, crc: bool, damage: str, source: Path, tmp_path: Path
) -> None:
    whole = written(source, tmp_path, codec, crc)
    tried = list(try_file(whole, damage, SEEDS, by_duckdb))
    assert [each for each in tried if each.outcome not in ("refused", "no other rows")] == []
    assert "refused" in {each.outcome for each in tried}
