"""ETags that are MD5s, compared with bytes."""

import hashlib

import pytest

from tlc_elt.errors import SourceFileInvalid
from tlc_elt.ingest.proof import MIB, prove
from tlc_elt.ingest.source import Source

CONTENT = hashlib.sha512(b"seed").digest() * (37 * MIB // 64) + b"end"


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> str:
    file = tmp_path_factory.mktemp("proof") / "file"
    file.write_bytes(CONTENT)
    return str(file)


def proved(etag: str, path: str, opaque: bool = False) -> str:
    return prove(Source("https://tlc/file", etag, len(CONTENT)), path, opaque)


def etag_of_parts(mebibytes: int, content: bytes = CONTENT) -> str:
    size = mebibytes * MIB
    sums = [hashlib.md5(content[at : at + size]).digest() for at in range(0, len(content), size)]
    return f"{hashlib.md5(b''.join(sums)).hexdigest()}-{len(sums)}"


def test_the_md5_of_the_bytes_proves_them(path: str) -> None:
    assert proved(hashlib.md5(CONTENT).hexdigest(), path) == "md5"


@pytest.mark.parametrize("mebibytes", [5, 7, 8, 10, 11, 15, 16, 19, 20, 25, 32, 37, 64, 512])
def test_the_md5_of_parts_proves_them_by_whatever_size_of_whole_mebibytes(mebibytes: int, path: str) -> None:
    assert proved(etag_of_parts(mebibytes), path) == "multipart_md5"


def test_parts_of_other_bytes_prove_nothing(path: str) -> None:
    other = bytes([CONTENT[0] ^ 1]) + CONTENT[1:]
    for mebibytes in (5, 8, 64):
        assert proved(etag_of_parts(mebibytes, other), path) == "unproved"


@pytest.mark.parametrize("parts", ["-0", "-99999", "-38", "-39"])
def test_parts_that_the_file_cannot_have_prove_nothing(parts: str, path: str) -> None:
    assert proved("0" * 32 + parts, path) == "unproved"


def test_an_etag_that_is_no_md5_proves_nothing(path: str) -> None:
    assert proved("v1-7-20241120T160209Z", path) == "unproved"
    assert proved("0" * 32, path, opaque=True) == "unproved"


def test_the_md5_of_other_bytes_is_refused_with_both_sums(path: str) -> None:
    found = hashlib.md5(CONTENT).hexdigest()
    with pytest.raises(SourceFileInvalid, match=f"arrived with MD5 {found}, and its ETag is {'0' * 32}") as raised:
        proved("0" * 32, path)
    assert "repair" not in str(raised.value)
