"""S3 as the jobs use it. Endpoint, region and credentials come from the environment."""

from __future__ import annotations

import hashlib
import json
from typing import Any, Dict, Iterator, NamedTuple, Optional, Tuple

from tlc_elt import aws

PARQUET = "application/vnd.apache.parquet"
ABSENT = ("404", "NoSuchKey", "NotFound")


class Object(NamedTuple):
    """An object of a listing; `bytes` is its size."""

    key: str
    bytes: int


class Objects:
    """Objects of S3; the client is made at the first use, since that takes a while."""

    def __init__(self) -> None:
        self._client: Any = None

    @property
    def client(self) -> Any:
        """The S3 client; call it early in a thread to overlap its making with other work."""
        if self._client is None:
            # Over HTTPS botocore leaves the body to TLS and the checksum; this says the same everywhere.
            self._client = aws.client("s3", s3={"payload_signing_enabled": False})
        return self._client

    def size(self, bucket: str, key: str) -> Optional[int]:
        """Bytes of an object; None where it does not exist."""
        try:
            size: int = self.client.head_object(Bucket=bucket, Key=key)["ContentLength"]
        except self.client.exceptions.ClientError as error:
            if error.response["Error"]["Code"] in ABSENT:
                return None
            raise
        return size

    def read_json(self, bucket: str, key: str) -> Optional[Dict[str, Any]]:
        """A JSON object; None where there is no such object."""
        try:
            body = self.client.get_object(Bucket=bucket, Key=key)["Body"]
        except self.client.exceptions.ClientError as error:
            if error.response["Error"]["Code"] in ABSENT:
                return None
            raise
        loaded: Dict[str, Any] = json.loads(body.read())
        return loaded

    def write_json(self, bucket: str, key: str, document: Dict[str, Any], compact: bool = False) -> None:
        """Writes a JSON object; a compact one on one line."""
        layout: Dict[str, Any] = {"separators": (",", ":")} if compact else {"indent": 2}
        body = json.dumps(document, **layout).encode() + b"\n"
        self.client.put_object(Bucket=bucket, Key=key, Body=body, ContentType="application/json")

    def upload(self, bucket: str, key: str, path: str, sha256: Optional[str] = None, kind: str = PARQUET) -> int:
        """Uploads a file in one PutObject: the object is there whole or not at all. Gives its bytes.

        With `sha256` (base64) S3 itself refuses other bytes than those.
        """
        checksum = {} if sha256 is None else {"ChecksumSHA256": sha256}
        with open(path, "rb") as file:
            self.client.put_object(Bucket=bucket, Key=key, Body=file, ContentType=kind, **checksum)
            return file.seek(0, 2)

    def download(self, bucket: str, key: str, path: str) -> Tuple[int, str]:
        """Streams an object into a file; gives its bytes and their SHA-256 (hex)."""
        body = self.client.get_object(Bucket=bucket, Key=key)["Body"]
        digest = hashlib.sha256()
        with open(path, "wb") as file:
            for chunk in body.iter_chunks(1 << 20):
                digest.update(chunk)
                file.write(chunk)
            return file.tell(), digest.hexdigest()

    def below(self, bucket: str, prefix: str) -> Iterator[Object]:
        """Every object whose key starts with the prefix, in the order of the keys."""
        pages = self.client.get_paginator("list_objects_v2").paginate(Bucket=bucket, Prefix=prefix)
        for page in pages:
            for entry in page.get("Contents", ()):
                yield Object(entry["Key"], entry["Size"])


def split(url: str) -> Tuple[str, str]:
    """Bucket and key of an `s3://` address."""
    bucket, _, key = url[len("s3://") :].partition("/")
    return bucket, key
