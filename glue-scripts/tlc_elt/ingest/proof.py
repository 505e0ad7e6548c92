"""Whether bytes are the publisher's, by an ETag that is their MD5, or the MD5 of the MD5s of their parts."""

from __future__ import annotations

import hashlib
import os
from typing import Iterator, List

from tlc_elt.errors import SourceFileInvalid
from tlc_elt.ingest.source import Source

MIB = 1 << 20
# Part sizes of the tools that people upload with, in MiB, the commonest first.
COMMON_PARTS = (8, 16, 5, 10, 15, 20, 25, 32, 50, 64, 100, 128, 256, 512, 1024)
# Each size reads the file once more.
MOST_SIZES = 32


def prove(source: Source, path: str, opaque_etag: bool) -> str:
    """`md5`, `multipart_md5`, or `unproved` where the ETag proves nothing.

    Raises SourceFileInvalid with both sums where the ETag is the MD5 of other bytes.
    """
    if not source.has_md5 or opaque_etag:
        return "unproved"
    md5, _, parts = source.etag.partition("-")
    if parts:
        sizes = _part_sizes(os.path.getsize(path), int(parts))
        return "multipart_md5" if any(_sum_of_parts(path, size) == md5 for size in sizes) else "unproved"
    (found,) = (digest.hexdigest() for digest in _digests(path, os.path.getsize(path) or 1))
    if found == md5:
        return "md5"
    raise SourceFileInvalid(
        f"{source.url} arrived with MD5 {found}, and its ETag is {md5}",
        next_step="Something between the publisher and here changes the bytes: run the month again later, "
        "or from another network.",
        url=source.url,
        etag=source.etag,
    )


def _part_sizes(length: int, parts: int) -> List[int]:
    """Sizes of whole MiB by which the file has so many parts; those of the common tools first."""
    most = length // MIB + 1 if parts == 1 else (length - 1) // (parts - 1) // MIB if parts else 0
    least = -(-length // (max(parts, 1) * MIB))
    fitting = range(max(1, least), most + 1)
    common = [size for size in COMMON_PARTS if size in fitting]
    others = (size for size in fitting if size not in common)
    return [size * MIB for size in [*common, *others][: 1 if parts == 1 else MOST_SIZES]]


def _sum_of_parts(path: str, size: int) -> str:
    return _md5(b"".join(digest.digest() for digest in _digests(path, size))).hexdigest()


def _md5(data: bytes = b"") -> "hashlib._Hash":
    return hashlib.md5(data, usedforsecurity=False)


def _digests(path: str, size: int) -> Iterator["hashlib._Hash"]:
    """The MD5 of each part of the file."""
    with open(path, "rb") as file:
        left, digest = size, _md5()
        while True:
            chunk = file.read(min(MIB, left))
            if not chunk:
                break
            digest.update(chunk)
            left -= len(chunk)
            if left == 0:
                yield digest
                left, digest = size, _md5()
        if left < size:
            yield digest
