"""The publisher's file to a local file: streamed, resumed after a broken connection, hashed on the way."""

from __future__ import annotations

import hashlib
import os
import shutil
import time
import urllib.error
from typing import IO, Any, Callable, NamedTuple, Optional, Tuple

from tlc_elt import log
from tlc_elt.errors import SourceChanged, SourceNotUsable, SourceUnavailable
from tlc_elt.ingest.answer import Answer, refusal
from tlc_elt.ingest.connection import BROKEN, answer_of, connect, staying
from tlc_elt.ingest.download_retries import Retries
from tlc_elt.ingest.source import Source

CHUNK_BYTES = 1 << 18
# A transfer that trickles ends before the job's own timeout of an hour, with a reason.
SLOWEST_BYTES_A_SECOND = 50_000
PATIENCE_SECONDS = 300.0
LONGEST_SECONDS = 3000.0
# And one that trickles for so long is given up at once.
WINDOW_SECONDS = 60.0

# What is wrong with an attempt, None where nothing is; and the seconds that the publisher asks for.
Problem = Tuple[Optional[str], Optional[float]]


class Downloaded(NamedTuple):
    """What came over the wire: its length, SHA-256 (hex), and whether the ETag is known to be no MD5."""

    bytes: int
    sha256: str
    opaque_etag: bool = False


def download(
    source: Source, path: str, retries: Optional[Retries] = None, clock: Callable[[], float] = time.monotonic
) -> Downloaded:
    """Downloads into `path`; at most a byte more than the publication's length, so that no answer fills the disk.

    Raises SourceUnavailable after the last try or too long a time, SourceChanged where another publication takes its
    place, SourceNotUsable on an answer that no retry changes. Length and content are the caller's to verify.
    """
    retries = retries or Retries()
    _require_room(path, source)
    allowed = min(PATIENCE_SECONDS + source.bytes / SLOWEST_BYTES_A_SECOND, LONGEST_SECONDS)
    with open(path, "wb") as file:
        transfer = _Transfer(source, file, clock, clock() + allowed)
        while not transfer.ended:
            before = transfer.bytes
            problem, asked_seconds = transfer.attempt()
            if problem is None:
                continue
            log.event("download interrupted", problem=problem, bytes=transfer.bytes, of=source.bytes)
            if not retries.again(transfer.bytes > before, asked_seconds):
                raise _unavailable(transfer, problem, f", after {retries.failures} tries")
    return Downloaded(transfer.bytes, transfer.digest.hexdigest(), transfer.opaque_etag)


def _require_room(path: str, source: Source) -> None:
    free = shutil.disk_usage(os.path.dirname(path) or ".").free
    if free <= source.bytes:
        raise RuntimeError(
            f"{path} cannot be written: {source.bytes} bytes are published, and the disk has {free} left"
        )


class _Transfer:
    """What has arrived so far; each attempt goes on from there."""

    def __init__(self, source: Source, file: IO[bytes], clock: Callable[[], float], until: float) -> None:
        self.source = source
        self.file = file
        self.clock = clock
        self.until = until
        self.condition = source.condition
        self.bytes = 0
        self.digest = hashlib.sha256()
        self.opaque_etag = False
        self.ended = False
        self._window = (clock(), 0)

    def attempt(self) -> Problem:
        """Receives until the end, the end of a part, or a break."""
        self._window = (self.clock(), self.bytes)
        try:
            with connect(self.source.url, self.bytes, self.condition) as response:
                return self._receive(response, answer_of(response)), None
        except urllib.error.HTTPError as error:
            answer = answer_of(error)
            error.close()
            return self._refused(answer, str(error.reason))
        except BROKEN as error:
            reason = str(getattr(error, "reason", None) or error) or type(error).__name__
            if staying(error):
                raise SourceNotUsable(f"{self.source.url} cannot be asked: {reason}", url=self.source.url) from None
            return reason, None

    def _refused(self, answer: Answer, reason: str) -> Problem:
        if answer.status == 412 and self.condition:
            # The file was changed, or a node has an ETag of its own: an answer without condition tells which.
            self.condition = {}
            return "HTTP 412", None
        if answer.status == 416 and self.bytes > 0:
            self._start_again()
            return "HTTP 416", None
        refused = refusal(answer, self.source.url, reason)
        if refused is not None:
            raise refused from None
        return f"HTTP {answer.status}", answer.retry_after

    def _receive(self, response: Any, answer: Answer) -> Optional[str]:
        """Appends the body; gives the problem where it is not what was asked for, or breaks off before its own end."""
        difference = self.source.difference(answer)
        if difference is not None:
            told = "" if self.condition or not self.source.condition else "HTTP 412, and then "
            raise SourceChanged(
                f"the publisher replaced {self.source.url} during the run: {told}{difference}", url=self.source.url
            )
        if answer.encoding != "identity":
            return f"the answer is compressed by {answer.encoding[:100]}, although identity was asked for"
        self.opaque_etag = answer.has_opaque_etag
        first, end = answer.span
        if first is None or first > self.bytes:
            asked = self.bytes
            self._start_again()
            return f"asked for the bytes from {asked} on, got {answer.headers.get('content-range', 'none')[:100]}"
        if answer.status != 206:
            self._start_again()
        return self._append_all(response, first, end, answer.status == 206)

    def _append_all(self, response: Any, position: int, end: Optional[int], is_part: bool) -> Optional[str]:
        before = self.bytes
        while self.bytes <= self.source.bytes and position != end:
            most = self.source.bytes + 1 - position
            chunk = response.read1(min(CHUNK_BYTES, most if end is None else min(most, end - position)))
            if not chunk:
                break
            # A part may begin before the byte that was asked for.
            self._append(chunk[max(0, self.bytes - position) :])
            position += len(chunk)
            self._check_time()
        if self.bytes >= self.source.bytes or (position == end and not is_part):
            self.ended = True
            return None
        return None if position == end and self.bytes > before else "the connection broke"

    def _append(self, chunk: bytes) -> None:
        self.digest.update(chunk)
        self.bytes += len(chunk)
        try:
            self.file.write(chunk)
        except OSError as error:
            # A full disk is no broken connection, and no retry.
            raise RuntimeError(f"{self.file.name} cannot be written: {error}") from error

    def _check_time(self) -> None:
        now, (since, bytes_then) = self.clock(), self._window
        is_window = now - since >= WINDOW_SECONDS
        is_slow = is_window and self.bytes - bytes_then < SLOWEST_BYTES_A_SECOND * (now - since)
        if is_slow or now > self.until:
            raise _unavailable(self, f"slower than {SLOWEST_BYTES_A_SECOND // 1000} kB/s, and given up")
        if is_window:
            self._window = (now, self.bytes)

    def _start_again(self) -> None:
        self.file.seek(0)
        self.file.truncate()
        self.bytes = 0
        self.digest = hashlib.sha256()


def _unavailable(transfer: _Transfer, problem: str, more: str = "") -> SourceUnavailable:
    url, whole = transfer.source.url, transfer.source.bytes
    return SourceUnavailable(f"{url}: {problem}, at byte {transfer.bytes} of {whole}{more}", url=url)
