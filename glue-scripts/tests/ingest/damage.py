"""Damages a real file and sees what becomes of it: `python -m tests.ingest.damage [SOURCE] [HOW MANY] [duckdb|spark]`.

HOW MANY is of single bits; of every other damage a quarter. Each damaged file goes through IngestRaw's check, and
what passes through TransformTrips. There is no MD5 of the publisher here, which would find every one of them.
docs/damage.md has the table that this prints.
"""

from __future__ import annotations

import random
import sys
import tempfile
from collections import Counter
from pathlib import Path
from typing import Any, Callable, Dict, Iterator, NamedTuple, Tuple

import duckdb
import pyarrow.parquet as pq

from tests import miniatures
from tests.miniatures import YELLOW
from tlc_elt.errors import PipelineError
from tlc_elt.ingest.check_file import Checked, check_file
from tlc_elt.transform.plan import Plan

MONTH = "2018-01"
CODECS = ("none", "snappy", "gzip", "zstd", "lz4")
ROWS = 3000
BLOCK = 512

Transform = Callable[[Plan, Path, Path], object]
"""Transforms a local file into files below a folder."""


def _bit(content: bytearray, place: random.Random) -> None:
    content[place.randrange(len(content))] ^= 1 << place.randrange(8)


def _zeros(content: bytearray, place: random.Random) -> None:
    at = place.randrange(len(content) - BLOCK)
    content[at : at + BLOCK] = bytes(BLOCK)


def _swap(content: bytearray, place: random.Random) -> None:
    one, other = sorted(place.sample(range(len(content) // BLOCK), 2))
    first, second = slice(one * BLOCK, one * BLOCK + BLOCK), slice(other * BLOCK, other * BLOCK + BLOCK)
    content[first], content[second] = content[second], content[first]


def _cut(content: bytearray, place: random.Random) -> None:
    del content[place.randrange(len(content)) :]


def _hole(content: bytearray, place: random.Random) -> None:
    at = place.randrange(len(content) - BLOCK)
    del content[at : at + BLOCK]


DAMAGES: Dict[str, Callable[[bytearray, random.Random], None]] = {
    "one bit": _bit,
    "zeroed block": _zeros,
    "swapped blocks": _swap,
    "cut off": _cut,
    "missing block": _hole,
}


class Tried(NamedTuple):
    """What became of a damaged file: `refused`, `stopped later`, `no other rows`, `wrong in silence`."""

    damage: str
    outcome: str
    seed: int


def try_file(whole: Path, damage: str, seeds: range, transform: Transform) -> Iterator[Tried]:
    """Damages a whole file in one way, by each seed."""
    content = whole.read_bytes()
    with tempfile.TemporaryDirectory(prefix="damage-") as folder:
        checked = check_file(YELLOW, MONTH, str(whole), whole.name)
        expected = rows_of(transform, checked, whole, Path(folder) / "whole")
        for seed in seeds:
            damaged = bytearray(content)
            DAMAGES[damage](damaged, random.Random(f"{damage} {seed}"))
            path = Path(folder) / "damaged.parquet"
            path.write_bytes(damaged)
            same = bytes(damaged) == content
            outcome = "no other rows" if same else _outcome(path, expected, transform, Path(folder) / str(seed))
            yield Tried(damage, outcome, seed)


def _outcome(path: Path, expected: Any, transform: Transform, folder: Path) -> str:
    try:
        checked = check_file(YELLOW, MONTH, str(path), path.name)
    except PipelineError:
        return "refused"
    try:
        found = rows_of(transform, checked, path, folder)
    except Exception:
        return "stopped later"
    return "no other rows" if found == expected else "wrong in silence"


def rows_of(transform: Transform, checked: Checked, path: Path, folder: Path) -> "Counter[Tuple[str, ...]]":
    """The rows that a transform writes, of each kind, whatever their order."""
    schema = [column._asdict() for column in checked.footer.columns]
    manifest = {
        "source_month": MONTH,
        "era": checked.era.name,
        "rows": checked.footer.rows,
        "physical_schema": schema,
    }
    folder.mkdir()
    transform(Plan(YELLOW, MONTH, "r1", "a1", "local", "raw", "processed", manifest), path, folder)
    files = [str(each) for kind in ("trips", "quarantine_copy") for each in folder.rglob(f"{kind}/*.parquet")]
    # As text: Python has no timestamps after the year 9999, and NaN is not equal to itself.
    texts = (duckdb.sql(f"SELECT CAST(COLUMNS(*) AS VARCHAR) FROM read_parquet('{each}')").fetchall() for each in files)
    return Counter(row for each in texts for row in each)


def by_duckdb(plan: Plan, path: Path, folder: Path) -> None:
    """TransformTrips by DuckDB."""
    from tlc_elt.transform import duckdb_engine

    duckdb_engine.write(plan, duckdb_engine.connect(str(folder)), str(path), str(folder), lambda *_: None)


def by_spark() -> Transform:
    """TransformTrips by Spark, in one session."""
    from tests.transform.conftest import SPARK_DEFAULTS, environment, fetched_from
    from tests.transform.java import java_environment
    from tlc_elt.transform import spark_engine

    folder = Path(tempfile.mkdtemp(prefix="damage-spark-"))
    (folder / "spark-defaults.conf").write_text(f"{SPARK_DEFAULTS}spark.local.dir {folder}/local\n")
    with environment(SPARK_CONF_DIR=str(folder), **java_environment()):
        session = spark_engine.session()
    session.sparkContext.setLogLevel("OFF")
    return lambda plan, path, root: spark_engine.write(
        plan, session, path.as_uri(), root.as_uri(), str(root / "read-back"), fetched_from(root)
    )


def written(source: Path, folder: Path, codec: str, crc: bool) -> Path:
    """The rows of a real file in another codec, with CRCs or without."""
    path = folder / f"{codec}-{'crc' if crc else 'no-crc'}.parquet"
    some = pq.read_table(source).slice(0, ROWS)
    pq.write_table(some, path, compression=codec, write_page_checksum=crc, row_group_size=ROWS // 2)
    return path


def main(source: str = "", many: str = "200", engine: str = "duckdb") -> None:
    """Prints a line of the table for each codec and damage."""
    real = Path(source or miniatures.DATA / f"yellow-samples/yellow_tripdata_{MONTH}.parquet")
    transform = by_duckdb if engine == "duckdb" else by_spark()
    outcomes: Tuple[str, ...] = ("refused", "stopped later", "no other rows", "wrong in silence")
    print("| codec | CRC | damage | " + " | ".join(outcomes) + " |", "| --- " * 7 + "|", sep="\n")
    with tempfile.TemporaryDirectory(prefix="damage-") as folder:
        for codec, crc in ((codec, crc) for codec in CODECS for crc in (True, False)):
            whole = written(real, Path(folder), codec, crc)
            for damage in DAMAGES:
                seeds = range(int(many) if damage == "one bit" else int(many) // 4)
                found = Counter(each.outcome for each in try_file(whole, damage, seeds, transform))
                counts = " | ".join(str(found[outcome]) for outcome in outcomes)
                print(f"| {codec} | {'yes' if crc else 'no'} | {damage} | {counts} |", flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
