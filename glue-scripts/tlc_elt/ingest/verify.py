"""Whether what was downloaded is the publication, and a whole parquet file."""

from __future__ import annotations

import struct
from typing import NoReturn

from tlc_elt.errors import SourceFileInvalid
from tlc_elt.ingest.download import Downloaded
from tlc_elt.ingest.source import Source

MAGIC = b"PAR1"
# Magic at both ends, the footer's length, and a footer.
SMALLEST_BYTES = 12
PARQUET = "parquet"
# How an answer begins that is no parquet file, and what it may be.
KINDS = (
    (b"<", "HTML or XML"),
    (b"{", "JSON"),
    (b"[", "JSON"),
    (b"PK", "a ZIP archive"),
    (b"\x1f\x8b", "GZIP"),
)
LONGEST_START = 16


def verify(source: Source, downloaded: Downloaded, path: str) -> None:
    """Raises SourceFileInvalid unless the file has the publication's length and a footer.

    It says of what kind the bytes are and repeats none of them: they may be what an inner server told the publisher.
    """
    with open(path, "rb") as file:
        kind = kind_of(file.read(LONGEST_START))
        if downloaded.bytes == 0:
            _refuse(source, "is empty")
        if downloaded.bytes != source.bytes:
            found = "more" if downloaded.bytes > source.bytes else str(downloaded.bytes)
            _refuse(source, f"has {found} bytes, and {source.bytes} were published: {kind}")
        if kind != PARQUET:
            _refuse(source, f"is {kind} and no parquet file: it does not begin with PAR1")
        file.seek(max(0, downloaded.bytes - 8))
        tail = file.read(8)
    if tail[-4:] != MAGIC or downloaded.bytes < SMALLEST_BYTES:
        _refuse(source, "is truncated: it does not end with PAR1")
    (footer_bytes,) = struct.unpack("<I", tail[:4])
    if footer_bytes + SMALLEST_BYTES > downloaded.bytes:
        _refuse(source, f"is damaged: its footer of {footer_bytes} bytes is longer than the file")


def kind_of(start: bytes) -> str:
    """What a file is by its first bytes, in words of ours."""
    if start.startswith(MAGIC):
        return PARQUET
    known = (kind for signature, kind in KINDS if start.lstrip().startswith(signature))
    return next(known, "something of an unknown kind")


def _refuse(source: Source, what: str) -> NoReturn:
    raise SourceFileInvalid(f"{source.url} {what}", url=source.url, etag=source.etag)
