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
SHOWN_BYTES = 48


def verify(source: Source, downloaded: Downloaded, path: str) -> None:
    """Raises SourceFileInvalid, with the first bytes, unless the file has the publication's length and a footer."""
    with open(path, "rb") as file:
        head = file.read(SHOWN_BYTES)
        if downloaded.bytes == 0:
            _refuse(source, head, "is empty")
        if downloaded.bytes != source.bytes:
            found = "more" if downloaded.bytes > source.bytes else str(downloaded.bytes)
            _refuse(source, head, f"has {found} bytes, and {source.bytes} were published")
        if head[:4] != MAGIC:
            kind = "is HTML" if head.lstrip()[:1] == b"<" else "is no parquet file"
            _refuse(source, head, f"{kind}: it does not begin with PAR1")
        file.seek(max(0, downloaded.bytes - 8))
        tail = file.read(8)
    if tail[-4:] != MAGIC or downloaded.bytes < SMALLEST_BYTES:
        _refuse(source, head, f"is truncated: it ends with {tail[-4:]!r} instead of PAR1")
    (footer_bytes,) = struct.unpack("<I", tail[:4])
    if footer_bytes + SMALLEST_BYTES > downloaded.bytes:
        _refuse(source, head, f"is damaged: its footer of {footer_bytes} bytes is longer than the file")


def _refuse(source: Source, head: bytes, what: str) -> NoReturn:
    raise SourceFileInvalid(f"{source.url} {what}. First bytes: {head!r}", url=source.url, etag=source.etag, head=head)
