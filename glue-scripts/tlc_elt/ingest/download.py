"""The publisher's file to a local file: streamed, resumed after a broken connection, hashed on the way."""

from __future__ import annotations

import hashlib
import http.client
import urllib.error
import urllib.request
from typing import IO, Any, Dict, NamedTuple, Optional

from tlc_elt import log
from tlc_elt.errors import SourceChanged, SourceUnavailable
from tlc_elt.ingest.answer import Answer, refusal
from tlc_elt.ingest.download_retries import Retries

CHUNK_BYTES = 1 << 20
# A publisher that is silent for longer has lost the connection.
TIMEOUT_SECONDS = 30.0
# Everything that a broken or slow connection raises: names, sockets, TLS, proxies. The local disk has its own error.
BROKEN = (OSError, http.client.HTTPException)


class Source(NamedTuple):
    """A publication: its address, ETag without quotes, and length."""

    url: str
    etag: str
    bytes: int


class Downloaded(NamedTuple):
    """What came over the wire: its length and SHA-256 (hex)."""

    bytes: int
    sha256: str


def download(source: Source, path: str, retries: Optional[Retries] = None) -> Downloaded:
    """Downloads into `path`; at most a byte more than the publication's length, so that no answer fills the disk.

    Raises SourceUnavailable after the last try, SourceChanged where another publication takes its place,
    SourceNotUsable on an answer that no retry changes. Length and content are the caller's to verify.
    """
    retries = retries or Retries()
    with open(path, "wb") as file:
        transfer = _Transfer(source, file)
        while True:
            before = transfer.bytes
            problem, asked_seconds = transfer.attempt()
            if problem is None:
                return Downloaded(transfer.bytes, transfer.digest.hexdigest())
            log.event("download interrupted", problem=problem, bytes=transfer.bytes, of=source.bytes)
            if not retries.again(transfer.bytes > before, asked_seconds):
                raise SourceUnavailable(
                    f"{source.url}: {problem}, at byte {transfer.bytes} of {source.bytes}, "
                    f"after {retries.failures} tries",
                    url=source.url,
                )


class _Transfer:
    """What has arrived so far; each attempt goes on from there."""

    def __init__(self, source: Source, file: IO[bytes]) -> None:
        self.source = source
        self.file = file
        self.bytes = 0
        self.digest = hashlib.sha256()

    def attempt(self) -> "tuple[Optional[str], Optional[float]]":
        """Receives until the end or a break: the problem, and the seconds that the publisher asks for."""
        try:
            with _open(self.source, self.bytes) as response:
                return self._receive(response, _answer(response)), None
        except urllib.error.HTTPError as error:
            answer = _answer(error)
            error.close()
            refused = refusal(answer, self.source.url)
            if refused is not None:
                raise refused from None
            return f"HTTP {answer.status}", answer.retry_after
        except BROKEN as error:
            return str(getattr(error, "reason", None) or error) or type(error).__name__, None

    def _receive(self, response: Any, answer: Answer) -> Optional[str]:
        """Appends the body; gives the problem where it breaks off before its own end."""
        if answer.has_another_etag(self.source.etag):
            raise SourceChanged(
                f"{self.source.url} has ETag {answer.headers['etag']}, and the run is of {self.source.etag}",
                url=self.source.url,
            )
        if answer.is_whole:
            self._start_again()
        elif not answer.starts_at(self.bytes):
            return f"asked for the bytes from {self.bytes} on, got {answer.headers.get('content-range')}"
        promised = answer.headers.get("content-length")
        end = None if promised is None else self.bytes + int(promised)
        while self.bytes <= self.source.bytes:
            chunk = response.read(min(CHUNK_BYTES, self.source.bytes + 1 - self.bytes))
            if not chunk:
                break
            self._append(chunk)
        if end is not None and self.bytes < min(end, self.source.bytes + 1):
            return "the connection broke"
        return None

    def _append(self, chunk: bytes) -> None:
        self.digest.update(chunk)
        self.bytes += len(chunk)
        try:
            self.file.write(chunk)
        except OSError as error:
            # A full disk is no broken connection, and no retry.
            raise RuntimeError(f"{self.file.name} cannot be written: {error}") from error

    def _start_again(self) -> None:
        self.file.seek(0)
        self.file.truncate()
        self.bytes = 0
        self.digest = hashlib.sha256()


def _open(source: Source, offset: int) -> Any:
    headers = {"If-Match": f'"{source.etag}"', "User-Agent": "tlc-elt"}
    if offset > 0:
        headers["Range"] = f"bytes={offset}-"
    request = urllib.request.Request(source.url, headers=headers)
    return urllib.request.urlopen(request, timeout=TIMEOUT_SECONDS)


def _answer(response: Any) -> Answer:
    headers: Dict[str, str] = {name.lower(): value for name, value in response.headers.items()}
    return Answer(response.status, headers)
