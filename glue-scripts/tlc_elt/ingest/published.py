"""A small file of the publisher, in one answer."""

from __future__ import annotations

import datetime
import re
import time
import urllib.error
from typing import Any, NamedTuple, Optional

from tlc_elt import log
from tlc_elt.ingest.answer import Answer, refusal
from tlc_elt.ingest.connection import BROKEN, answer_of, connect, staying
from tlc_elt.ingest.download_retries import Retries
from tlc_elt.ingest.source import UNDATED

# The month is the run's purpose: a publisher that does not give its small file is asked again at the next one.
MOST_TRIES = 3
LONGEST_SECONDS = 60.0
CHUNK_BYTES = 1 << 16
# What can go back to the publisher in a header, and into SQL.
USABLE_ETAG = re.compile(r"[\x21\x23-\x26\x28-\x5b\x5d-\x7e]{1,200}")


class Published(NamedTuple):
    """A file as the publisher gave it."""

    url: str
    answer: Answer
    data: bytes

    @property
    def etag(self) -> str:
        """Its ETag; empty where it has none that can be asked for."""
        etag = self.answer.etag or ""
        return etag if USABLE_ETAG.fullmatch(etag) else ""

    @property
    def last_modified(self) -> str:
        """Its date in RFC 3339, UTC."""
        modified = self.answer.modified
        return (
            UNDATED if modified is None else modified.astimezone(datetime.timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")
        )


class NotGot(Exception):
    """The publisher gives no file; the message says what it did."""


def ask(url: str, known_etag: str, most: int) -> Optional[Published]:
    """What the publisher has; None where that has the ETag which is known."""
    condition = {"If-None-Match": f'"{known_etag}"'} if known_etag else {}
    retries = Retries()
    while True:
        try:
            with connect(url, 0, condition) as response:
                answer = answer_of(response)
                return Published(url, answer, _body(url, response, answer, most))
        except urllib.error.HTTPError as error:
            answer = answer_of(error)
            error.close()
            if answer.status == 304:
                return None
            problem, stays = f"HTTP {answer.status}", refusal(answer, url) is not None
        except BROKEN as error:
            problem, stays = str(getattr(error, "reason", None) or error) or type(error).__name__, staying(error)
        if stays or retries.failures + 1 == MOST_TRIES:
            raise NotGot(f"{url}: {problem}")
        log.event("asking again", url=url, problem=problem)
        retries.again(progressed=False)


def _body(url: str, response: Any, answer: Answer, most: int) -> bytes:
    if answer.encoding != "identity":
        raise NotGot(f"{url} is compressed by {answer.encoding[:100]}, although identity was asked for")
    until = time.monotonic() + LONGEST_SECONDS
    data = b""
    while chunk := response.read1(CHUNK_BYTES):
        data += chunk
        if len(data) > most:
            raise NotGot(f"{url} has more than {most} bytes")
        if time.monotonic() > until:
            raise TimeoutError(f"{len(data)} bytes in {LONGEST_SECONDS:.0f} seconds")
    if answer.whole_bytes is not None and len(data) != answer.whole_bytes:
        raise ConnectionError(f"it ended after {len(data)} of {answer.whole_bytes} bytes")
    return data
