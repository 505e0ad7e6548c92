"""Files of every codec, encoding, page version, size and type, and IngestRaw's verdict of each:
`python -m tests.ingest.grid FOLDER` writes them and prints JSON, which packages/e2e/test/contract-check.test.ts
compares with the verdicts of `ops contract check`."""

from __future__ import annotations

import itertools
import json
import random
import struct
import sys
from pathlib import Path
from typing import Any, Callable, Dict, Iterator, List, Tuple

import pyarrow as pa
import pyarrow.parquet as pq

from tests.ingest.damage import DAMAGES
from tests.ingest.transformed import transformed
from tests.miniatures import YELLOW, retyped, table
from tlc_elt.errors import PipelineError
from tlc_elt.ingest.check_file import check_file

MONTH = "2024-09"
ERA = YELLOW.era("yellow-2023-02")
ROWS = 600
CODECS = ("none", "snappy", "gzip", "zstd", "brotli", "lz4")
SIZES = {"one-page": {}, "many-pages": {"row_group_size": 250, "data_page_size": 300, "write_batch_size": 50}}

Make = Callable[[Path], None]


def of_type(kind: str, encoding: str) -> Dict[str, Any]:
    """Options that write the columns of a type in an encoding."""
    columns = [column.name for column in ERA.columns if column.types[0].startswith(kind)]
    return {"use_dictionary": False, "column_encoding": dict.fromkeys(columns, encoding)}


ENCODINGS: Dict[str, Dict[str, Any]] = {
    "dictionary": {},
    "plain": {"use_dictionary": False},
    "delta": of_type("INT", "DELTA_BINARY_PACKED"),
    "delta-of-times": of_type("TIMESTAMP", "DELTA_BINARY_PACKED"),
    "delta-byte-array": of_type("STRING", "DELTA_BYTE_ARRAY"),
    "delta-length": of_type("STRING", "DELTA_LENGTH_BYTE_ARRAY"),
    "byte-stream-split": of_type("DOUBLE", "BYTE_STREAM_SPLIT"),
}

TYPES: Dict[str, Tuple[str, pa.DataType]] = {
    **{f"id-{kind}": ("payment_type", kind) for kind in (pa.int8(), pa.int16(), pa.int32(), pa.int64())},
    **{f"id-{kind}": ("payment_type", kind) for kind in (pa.uint8(), pa.uint16(), pa.uint32(), pa.uint64())},
    **{f"id32-{kind}": ("VendorID", kind) for kind in (pa.int8(), pa.int16(), pa.int64(), pa.uint32(), pa.null())},
    **{f"fare-{kind}": ("fare_amount", kind) for kind in (pa.float16(), pa.float32(), pa.decimal128(9, 2))},
    **{f"fare-{kind}": ("fare_amount", kind) for kind in (pa.decimal256(50, 2), pa.int64(), pa.bool_(), pa.null())},
    **{f"fee-{kind}": ("Airport_fee", kind) for kind in (pa.null(), pa.int32(), pa.float32())},
    **{f"time-{kind}": ("tpep_pickup_datetime", kind) for kind in (pa.date32(), pa.time32("ms"), pa.time64("us"))},
    **{
        f"time-{unit}-{zone}": ("tpep_pickup_datetime", pa.timestamp(unit, zone))
        for unit, zone in itertools.product(("s", "ms", "us", "ns"), (None, "UTC", "America/New_York"))
    },
    **{f"flag-{kind}": ("store_and_fwd_flag", kind) for kind in (pa.large_string(), pa.string_view(), pa.binary())},
    **{f"flag-{kind}": ("store_and_fwd_flag", kind) for kind in (pa.binary(1), pa.null(), pa.bool_())},
    "flag-dictionary": ("store_and_fwd_flag", pa.dictionary(pa.int8(), pa.string())),
    "extra-list": ("extra", pa.list_(pa.float64())),
    "extra-struct": ("extra", pa.struct([("a", pa.float64())])),
    "extra-map": ("extra", pa.map_(pa.string(), pa.float64())),
}


def written(content: Any, **options: Any) -> Make:
    """Writes a table; by zstd where nothing else is asked for."""
    plain = content.replace_schema_metadata(None)
    return lambda path: pq.write_table(plain, path, **{"compression": "zstd", **options})


def rewritten(make: Make, *changes: Tuple[bytes, bytes]) -> Make:
    """The file with other bytes in its footer."""

    def write(path: Path) -> None:
        make(path)
        content = path.read_bytes()
        start = len(content) - 8 - struct.unpack("<I", content[-8:-4])[0]
        footer = content[start:-8]
        for old, new in changes:
            assert old in footer
            footer = footer.replace(old, new)
        path.write_bytes(content[:start] + footer + struct.pack("<I", len(footer)) + b"PAR1")

    return write


def flipped(make: Make, column: str) -> Make:
    """The file with one bit otherwise in the first page of a column."""

    def write(path: Path) -> None:
        make(path)
        content = bytearray(path.read_bytes())
        chunk = pq.read_metadata(path).row_group(0).column(ERA_NAMES.index(column))
        content[(chunk.dictionary_page_offset or chunk.data_page_offset) + chunk.total_compressed_size - 12] ^= 4
        path.write_bytes(content)

    return write


ERA_NAMES = [column.name for column in ERA.columns]


def typed(column: str, kind: pa.DataType) -> Make:
    content = table(ERA, MONTH, ROWS)
    try:
        return written(retyped(content, column, kind), store_schema=False)
    except (pa.ArrowInvalid, pa.ArrowNotImplementedError):
        return written(retyped(content, column, kind, [None] * ROWS), store_schema=False)


def odd() -> Iterator[Tuple[str, Make]]:
    """Files that are wrong, or right in an odd way, by themselves."""
    good = table(ERA, MONTH, ROWS)
    no_text = pa.array([b"\xff\xfe"] * ROWS, pa.binary()).view(pa.string())
    name = b"\x18\x0cpayment_type"
    integer = b"\xac\x13\x40\x11\x00\x00"
    yield "integer-64", rewritten(written(good), (name + b"\x00", name + b"\x6c" + integer + b"\x00"))
    yield "integer-64-int-64", rewritten(written(good), (name + b"\x00", name + b"\x25\x24\x4c" + integer + b"\x00"))
    yield "only-int-64", rewritten(written(good), (name + b"\x00", name + b"\x25\x24\x00"))
    unsigned = b"\x6c\xac\x13\x40\x12\x00\x00\x00"
    yield "integer-64-unsigned", rewritten(written(good), (name + b"\x00", name + unsigned))
    old_codec = [(each.encode() + b"\x15\x0e", each.encode() + b"\x15\x0a") for each in ERA_NAMES]
    yield "lz4-of-the-older-kind", rewritten(written(good, compression="lz4"), *old_codec)
    yield "rows-that-are-not-there", rewritten(written(good), (b"\x16\xb0\x09\x19\x1c", b"\x16\xb2\x09\x19\x1c"))
    yield "int96", written(good, use_deprecated_int96_timestamps=True)
    yield "no-rows", written(good.slice(0, 0))
    yield "empty-text", written(table(ERA, MONTH, ROWS, store_and_fwd_flag=[""] * ROWS))
    yield "long-text", written(table(ERA, MONTH, 3, store_and_fwd_flag=["N", "Y", "x" * 70_000]))
    yield "escapes", written(table(ERA, MONTH, 3, store_and_fwd_flag=["N", "Y", "\x01" * 5_334]))
    yield "not-utf8", written(good.set_column(ERA_NAMES.index("store_and_fwd_flag"), "store_and_fwd_flag", no_text))
    yield "half-passengers", written(retyped(good, "passenger_count", pa.float64(), [1.5] * ROWS))
    yield "a-column-less", written(good.drop_columns(["extra"]))
    yield "a-column-more", written(good.append_column("more", good["extra"]))
    yield "todays-columns", written(table(YELLOW.era("yellow-2025"), MONTH))
    names = [each.replace("Airport", "airport") for each in table(YELLOW.era("yellow-2025"), MONTH).column_names]
    yield "todays-columns-but-one", written(table(YELLOW.era("yellow-2025"), MONTH).rename_columns(names))
    for codec in ("none", "snappy", "zstd", "gzip", "lz4"):
        yield f"flipped-{codec}", flipped(written(good, compression=codec, write_page_checksum=True), "fare_amount")
    yield "flipped-without-crc", flipped(written(good, compression="gzip"), "fare_amount")


def damaged(make: Make, damage: str, seed: int) -> Make:
    """The file, damaged anywhere."""

    def write(path: Path) -> None:
        make(path)
        content = bytearray(path.read_bytes())
        DAMAGES[damage](content, random.Random(f"{damage} {seed}"))
        path.write_bytes(content)

    return write


def grid() -> Iterator[Tuple[str, Make]]:
    """Name → how the file is made."""
    good = table(ERA, MONTH, ROWS)
    for codec, encoding, version, size in itertools.product(CODECS, ENCODINGS, ("1.0", "2.0"), SIZES):
        options = {**ENCODINGS[encoding], **SIZES[size], "compression": codec, "data_page_version": version}
        yield f"{codec}-{encoding}-{version}-{size}", written(good, **options)
    for name, (column, kind) in TYPES.items():
        yield name.replace(" ", "").replace("/", "-"), typed(column, kind)
    yield from odd()
    for codec, damage, seed in itertools.product(("none", "snappy", "gzip", "zstd"), DAMAGES, range(4)):
        name = f"damage-{codec}-{damage.replace(' ', '-')}-{seed}"
        yield name, damaged(written(good, compression=codec), damage, seed)


def verdict(path: Path) -> Dict[str, Any]:
    """What IngestRaw says of a file, and the rows that TransformTrips by DuckDB makes of one that is taken."""
    try:
        checked = check_file(YELLOW, MONTH, str(path), str(path))
    except PipelineError as error:
        return {"file": str(path), "error": type(error).__name__, "what": error.what}
    taken = {"file": str(path), "rows": checked.footer.rows, "era": checked.era.name}
    # A damage that nothing can tell may still be a value that no transform takes.
    if path.name.startswith("damage-"):
        return taken
    trips, quarantine = transformed(YELLOW, MONTH, path, checked)
    return {**taken, "transformed": trips.num_rows + quarantine.num_rows}


def main(folder: Path) -> None:
    """Writes every file of the grid, and prints the verdicts."""
    verdicts: List[Dict[str, Any]] = []
    for name, make in grid():
        path = folder / f"{name}.parquet"
        make(path)
        verdicts.append(verdict(path))
    print(json.dumps(verdicts))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
