"""The pages of a parquet file: checksums, and as many values as the footer says, without decoding any.

DuckDB reads neither the CRCs of pages nor the trailer of GZIP (docs/decisions/0016-pages-by-hand.md).
"""

from __future__ import annotations

import mmap
import os
import zlib
from concurrent.futures import ThreadPoolExecutor
from typing import Dict, Iterator, NamedTuple

from tlc_elt.contract import document
from tlc_elt.errors import SourceFileInvalid
from tlc_elt.parquet.physical_schema import Chunk, Footer, parquet_name
from tlc_elt.parquet.thrift import Malformed, Reader, Struct

DATA, DICTIONARY, DATA_V2 = 0, 2, 3
GZIP = 2
PIECE_BYTES = 1 << 14


class Page(NamedTuple):
    """A page: where its bytes lie after its header, and how many they are once decompressed."""

    header: Struct
    start: int
    end: int
    bytes: int


def check_pages(data: memoryview, footer: Footer, file: str) -> int:
    """Bytes that a reader of all columns holds at once: the largest page of each, decompressed.

    Raises SourceFileInvalid, which names file, column and row group.
    """
    groups = sum(footer.rows_by_group)
    if groups != footer.rows:
        raise SourceFileInvalid(f"{file}: the footer says {footer.rows} rows, its row groups {groups}", file=file)
    largest: Dict[str, int] = {}
    with ThreadPoolExecutor(2) as pool:
        # zlib works outside of Python's lock.
        for chunk, page_bytes in zip(footer.chunks, pool.map(lambda one: _check(data, one, file), footer.chunks)):
            largest[chunk.column] = max(page_bytes, largest.get(chunk.column, 0))
    return sum(largest.values())


def page_bytes(data: memoryview, footer: Footer) -> int:
    """As `check_pages`, of a file that was checked."""
    largest: Dict[str, int] = {}
    for chunk in footer.chunks:
        for page in _pages(data, chunk):
            largest[chunk.column] = max(page.bytes, largest.get(chunk.column, 0))
    return sum(largest.values())


def mapped(path: str) -> memoryview:
    """The bytes of a file, which the system reads and lets go as they are looked at."""
    if os.path.getsize(path) == 0:
        return memoryview(b"")
    with open(path, "rb") as file:
        return memoryview(mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ))


def _check(data: memoryview, chunk: Chunk, file: str) -> int:
    """Bytes of the largest page of a chunk."""
    try:
        _require_readable(chunk)
        return max((_checked(data, chunk, page) for page in _pages(data, chunk)), default=0)
    except (Malformed, KeyError, TypeError, AttributeError) as error:
        what = f"the header of a page lacks field {error}" if isinstance(error, KeyError) else error
        raise SourceFileInvalid(
            f"{file}: column {chunk.column}, row group {chunk.row_group}: {what}",
            file=file,
            column=chunk.column,
            row_group=chunk.row_group,
        ) from None


def _require_readable(chunk: Chunk) -> None:
    """Refuses what DuckDB or Spark lacks: a month must not depend on the engine."""
    if chunk.encrypted:
        raise Malformed("it is encrypted, and nobody gave a key")
    _require_known("codec", chunk.codec)
    for encoding in chunk.encodings:
        _require_known("encoding", encoding)
    if chunk.values != chunk.rows:
        raise Malformed(f"the footer says {chunk.values} values, and {chunk.rows} rows of its row group")


def _require_known(kind: str, number: int) -> None:
    name = parquet_name(kind, number)
    read = document()["parquet"]["read"][kind]
    if name not in read:
        raise Malformed(f"{kind} {name or number} is not read by both engines; they read {', '.join(read)}")


def _pages(data: memoryview, chunk: Chunk) -> Iterator[Page]:
    """The pages until all values were seen, as readers go; raises Malformed where there are more or fewer."""
    end = min(chunk.end, len(data))
    reader = Reader(data[:end], chunk.start)
    values = 0
    while values < chunk.values:
        if not 4 <= reader.at < end:
            raise Malformed(f"its pages end after {values} of {chunk.values} values")
        header = reader.struct()
        start = reader.at
        size = header[3]
        if size < 0 or header[2] < 0 or start + size > end:
            raise Malformed(f"the page before byte {start} says {size} bytes, and {end - start} follow")
        yield Page(header, start, start + size, header[2])
        reader.at = start + size
        values += _values(header)
    if values != chunk.values:
        raise Malformed(f"its pages hold {values} values, and the footer says {chunk.values}")


def _values(header: Struct) -> int:
    """Values of a data page, NULL included; 0 of any other page."""
    if header[1] not in (DATA, DATA_V2):
        return 0
    said = header[5 if header[1] == DATA else 8]
    _require_known("encoding", said[4 if header[1] == DATA_V2 else 2])
    if said[1] < 0:
        raise Malformed(f"a page says {said[1]} values")
    values: int = said[1]
    return values


def _checked(data: memoryview, chunk: Chunk, page: Page) -> int:
    """Its bytes once decompressed; raises Malformed where its checksum, or GZIP's, is another one."""
    crc = page.header.get(4)
    body = data[page.start : page.end]
    if crc is not None and zlib.crc32(body) != crc & 0xFFFFFFFF:
        raise Malformed(f"the page at byte {page.start} is damaged: its CRC is not that of its bytes")
    if chunk.codec == GZIP:
        second = page.header.get(8, {})
        levels = second.get(5, 0) + second.get(6, 0)
        if second.get(7, True) and len(body) > levels:
            _require_gzip(body[levels:], page.bytes - levels, page.start)
    return page.bytes


def _require_gzip(body: memoryview, size: int, at: int) -> None:
    """Inflates a piece at a time; zlib compares the trailer."""
    try:
        found = _inflated(body)
    except zlib.error as error:
        reason = str(error).rpartition(": ")[2]
        raise Malformed(f"the page at byte {at} is damaged: {reason}") from None
    if found != size:
        raise Malformed(f"the page at byte {at} is damaged: its GZIP gives {found} of {size} bytes")


def _inflated(body: memoryview) -> int:
    """Bytes of what is packed, which may be several members after each other."""
    found = 0
    member = zlib.decompressobj(wbits=zlib.MAX_WBITS | 16)
    for begin in range(0, len(body), PIECE_BYTES):
        piece: bytes = bytes(body[begin : begin + PIECE_BYTES])
        while piece:
            if member.eof:
                member = zlib.decompressobj(wbits=zlib.MAX_WBITS | 16)
            found += len(member.decompress(piece))
            piece = member.unused_data
    if not member.eof:
        raise zlib.error("unexpected end of file")
    return found
