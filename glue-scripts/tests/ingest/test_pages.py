"""What IngestRaw refuses of a file whose schema is right: damage, and what one of the engines could not read."""

import base64
import struct
from pathlib import Path
from typing import Any, Dict

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
import pyarrow.parquet.encryption as encryption
import pytest

from tests.miniatures import YELLOW, one_page, retyped, table
from tlc_elt.contract import document
from tlc_elt.errors import SourceFileInvalid, SourceSchemaError
from tlc_elt.ingest.check_file import check_file
from tlc_elt.ingest.memory import open_duckdb, require_memory
from tlc_elt.parquet.pages import check_pages
from tlc_elt.parquet.physical_schema import read_footer

FILE = "yellow_tripdata_2024-09.parquet"
MONTH = "2024-09"
ERA = YELLOW.era("yellow-2023-02")
ROWS = 3000
COLUMN = "fare_amount"


def made(folder: Path, content: Any = None, **options: Any) -> Path:
    """A month of two row groups, with several pages a column."""
    content = table(ERA, MONTH, ROWS) if content is None else content
    path = folder / FILE
    defaults: Dict[str, Any] = {"compression": "zstd", "row_group_size": 2000, "data_page_size": 2000}
    pq.write_table(content.replace_schema_metadata(None), path, **{**defaults, **options})
    return path


def refused(path: Path) -> SourceFileInvalid:
    with pytest.raises(SourceFileInvalid) as raised:
        check_file(YELLOW, MONTH, str(path), FILE)
    return raised.value


def taken(path: Path) -> int:
    return check_file(YELLOW, MONTH, str(path), FILE).footer.rows


def flipped(path: Path, at: int) -> Path:
    content = bytearray(path.read_bytes())
    content[at] ^= 0x10
    path.write_bytes(content)
    return path


def end_of(path: Path, row_group: int, column: str = COLUMN) -> int:
    """Where a column's pages end."""
    chunks = read_footer(memoryview(path.read_bytes()), FILE).chunks
    return next(chunk.end for chunk in chunks if (chunk.column, chunk.row_group) == (column, row_group))


@pytest.mark.parametrize("version", ["1.0", "2.0"])
@pytest.mark.parametrize("codec", ["none", "snappy", "gzip", "zstd", "lz4"])
def test_one_bit_of_a_page_that_has_a_crc_is_found(codec: str, version: str, tmp_path: Path) -> None:
    path = made(tmp_path, compression=codec, data_page_version=version, write_page_checksum=True)
    assert taken(path) == ROWS
    error = refused(flipped(path, end_of(path, 1) - 9))
    assert (error.fields["column"], error.fields["row_group"]) == (COLUMN, 1)
    assert "is damaged: its CRC is not that of its bytes" in error.what


@pytest.mark.parametrize("version", ["1.0", "2.0"])
def test_one_bit_of_a_gzip_page_is_found_without_a_crc(version: str, tmp_path: Path) -> None:
    path = made(tmp_path, compression="gzip", data_page_version=version, use_dictionary=False)
    end = end_of(path, 0)
    assert taken(path) == ROWS
    # The last eight bytes are CRC32 and length of what is packed.
    for at in (end - 1, end - 8, end - 60):
        error = refused(flipped(path, at))
        assert (error.fields["column"], error.fields["row_group"]) == (COLUMN, 0)
        flipped(path, at)
    assert taken(path) == ROWS


def test_what_cannot_be_decoded_is_named_by_column_and_row_group(tmp_path: Path) -> None:
    path = made(tmp_path, compression="snappy", use_dictionary=False)
    content = bytearray(path.read_bytes())
    end = end_of(path, 1)
    content[end - 300 : end - 4] = b"\xff" * 296
    path.write_bytes(content)
    error = refused(path)
    assert (error.fields["column"], error.fields["row_group"]) == (COLUMN, 1)
    assert f"{FILE}: column {COLUMN}, row group 1: cannot be decoded" in error.what


def test_a_text_that_is_no_utf8_is_refused_whether_it_is_loaded_or_not(tmp_path: Path) -> None:
    flags = ["N"] * 2500 + ["odd text"] * 500
    path = made(tmp_path, table(ERA, MONTH, ROWS, store_and_fwd_flag=flags), compression="none")
    path.write_bytes(path.read_bytes().replace(b"odd text", b"odd \xff\xfext"))
    error = refused(path)
    assert (error.fields["column"], error.fields["row_group"]) == ("store_and_fwd_flag", 1)
    assert "is not valid UTF8" in error.what


class _Keys(encryption.KmsClient):
    """Wraps keys by not wrapping them."""

    def __init__(self, _config: Any) -> None:
        super().__init__()

    def wrap_key(self, key_bytes: bytes, _identifier: str) -> bytes:
        return base64.b64encode(key_bytes)

    def unwrap_key(self, wrapped_key: bytes, _identifier: str) -> bytes:
        return base64.b64decode(wrapped_key)


def test_an_encrypted_column_is_refused_where_the_footer_is_in_the_clear(tmp_path: Path) -> None:
    asked = encryption.EncryptionConfiguration("footer", column_keys={"key": [COLUMN]}, plaintext_footer=True)
    keys = encryption.CryptoFactory(_Keys).file_encryption_properties(encryption.KmsConnectionConfig(), asked)
    error = refused(made(tmp_path, encryption_properties=keys))
    assert error.what == f"{FILE}: column {COLUMN}, row group 0: it is encrypted, and nobody gave a key"


@pytest.mark.parametrize(
    ("options", "what"),
    [
        ({"compression": "brotli"}, "codec BROTLI is not read by both engines"),
        (
            {"use_dictionary": False, "column_encoding": {COLUMN: "BYTE_STREAM_SPLIT"}},
            "encoding BYTE_STREAM_SPLIT is not read by both engines",
        ),
        (
            {"use_dictionary": False, "column_encoding": {"store_and_fwd_flag": "DELTA_LENGTH_BYTE_ARRAY"}},
            "encoding DELTA_LENGTH_BYTE_ARRAY is not read by both engines",
        ),
    ],
)
def test_what_an_engine_lacks_is_refused(options: Dict[str, Any], what: str, tmp_path: Path) -> None:
    assert what in refused(made(tmp_path, **options)).what


def rewritten_footer(path: Path, old: bytes, new: bytes) -> Path:
    """The file with one place of its footer otherwise."""
    content = path.read_bytes()
    (length,) = struct.unpack("<I", content[-8:-4])
    footer = content[-8 - length : -8]
    assert footer.count(old) == 1
    footer = footer.replace(old, new)
    path.write_bytes(content[: -8 - length] + footer + struct.pack("<I", len(footer)) + b"PAR1")
    return path


def test_a_footer_whose_rows_are_not_those_of_its_row_groups_is_refused(tmp_path: Path) -> None:
    path = made(tmp_path, table(ERA, MONTH, 20))
    # Field 3 of FileMetaData: 20 and 25 rows, zigzag; a list of one row group follows.
    error = refused(rewritten_footer(path, b"\x16\x28\x19\x1c", b"\x16\x32\x19\x1c"))
    assert error.what == f"{FILE}: the footer says 25 rows, its row groups 20"


@pytest.mark.parametrize("old_annotation", [b"", b"\x25\x24"], ids=["without-INT_64", "with-INT_64"])
def test_a_plain_integer_is_one_however_it_is_annotated(old_annotation: bytes, tmp_path: Path) -> None:
    path = made(tmp_path, table(ERA, MONTH, 20))
    name = b"\x18\x0cpayment_type"
    # LogicalType INTEGER(64, true) is field 10 of SchemaElement; ConvertedType, field 6, may stand before it.
    logical = (b"\x4c" if old_annotation else b"\x6c") + b"\xac\x13\x40\x11\x00\x00"
    assert taken(rewritten_footer(path, name + b"\x00", name + old_annotation + logical + b"\x00")) == 20


@pytest.mark.parametrize("kind", [pa.uint64(), pa.uint32(), pa.decimal128(9, 0), pa.time64("us"), pa.duration("us")])
def test_what_only_lies_in_an_integer_is_none(kind: pa.DataType, tmp_path: Path) -> None:
    path = made(tmp_path, retyped(table(ERA, MONTH, 20), "payment_type", kind, [None] * 20))
    if kind == pa.duration("us"):
        assert taken(path) == 20  # parquet has no word for it: it is an INT64
        return
    with pytest.raises(SourceSchemaError, match="column payment_type: expected INT64, found"):
        check_file(YELLOW, MONTH, str(path), FILE)


def test_large_pages_raise_the_memory_and_leave_one_thread() -> None:
    size = document()["scan_memory"]
    asked = "SELECT current_setting('memory_limit'), current_setting('threads')"
    usual, some, large = (open_duckdb(pages).execute(asked).fetchone() for pages in (0, 10, 500_000_000))
    assert usual == some
    assert (usual[0], large) == ("286.1 MiB", (f"{(size['usual'] + 500_000_000) / (1 << 20):.1f} MiB", 1))


def test_pages_that_the_job_has_no_memory_for_are_refused_with_the_number() -> None:
    require_memory(600_000_000, FILE)
    with pytest.raises(SourceFileInvalid, match=r"are 600000001 bytes together, and IngestRaw has 900000000"):
        require_memory(600_000_001, FILE)


def test_the_pages_of_a_month_that_is_one_row_group_and_one_page_a_column_are_measured(tmp_path: Path) -> None:
    path = made(tmp_path, use_dictionary=False, row_group_size=ROWS, **one_page())
    data = memoryview(path.read_bytes())
    held = check_pages(data, read_footer(data, FILE), FILE)
    numbers = sum(4 if column.types[0] == "INT32" else 8 for column in ERA.columns if column.types != ("STRING",))
    assert numbers * ROWS < held < numbers * ROWS * 1.05


def test_the_page_walk_agrees_with_duckdb_on_where_the_pages_lie(tmp_path: Path) -> None:
    path = made(tmp_path, write_page_checksum=True)
    chunks = read_footer(memoryview(path.read_bytes()), FILE).chunks
    said = duckdb.execute(
        "SELECT path_in_schema, row_group_id, num_values, total_compressed_size FROM parquet_metadata(?)", [str(path)]
    ).fetchall()
    assert [(c.column, c.row_group, c.values, c.end - c.start) for c in chunks] == said
