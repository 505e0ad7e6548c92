"""What an answer of the publisher means for a download."""

from __future__ import annotations

import datetime
import email.utils
import re
from typing import Mapping, NamedTuple, Optional, Tuple

from tlc_elt.errors import PipelineError, SourceChanged, SourceNotUsable

PASSING = (408, 425, 429)
# `bytes 0-99/1000`, or `bytes 0-99/*` of a publisher that does not know the whole length.
PART = re.compile(r"bytes (\d+)-(\d+)/(\d+|\*)")


class Answer(NamedTuple):
    """Status and headers of a response; header names in lower case."""

    status: int
    headers: Mapping[str, str]

    @property
    def etag(self) -> Optional[str]:
        """The ETag without quotes and `W/`."""
        given = self.headers.get("etag")
        return None if given is None else re.sub(r'^W/|"', "", given)

    @property
    def modified(self) -> Optional[datetime.datetime]:
        """Last-Modified; None where there is none, or none that can be read."""
        try:
            moment = email.utils.parsedate_to_datetime(self.headers["last-modified"])
        except (KeyError, TypeError, ValueError):
            return None
        return moment if moment.tzinfo else moment.replace(tzinfo=datetime.timezone.utc)

    @property
    def encoding(self) -> str:
        """How the body is encoded; `identity` is what was asked for."""
        return self.headers.get("content-encoding", "identity")

    @property
    def span(self) -> Tuple[Optional[int], Optional[int]]:
        """First byte of the file in the body, and the one after its last; None where the answer does not tell."""
        if self.status != 206:
            return 0, self._number("content-length")
        part = PART.fullmatch(self.headers.get("content-range", ""))
        return (None, None) if part is None else (int(part[1]), int(part[2]) + 1)

    @property
    def whole_bytes(self) -> Optional[int]:
        """Length of the whole file; None where the answer does not tell."""
        if self.status != 206:
            return None if self.encoding != "identity" else self._number("content-length")
        part = PART.fullmatch(self.headers.get("content-range", ""))
        return None if part is None or part[3] == "*" else int(part[3])

    @property
    def has_opaque_etag(self) -> bool:
        """Whether S3 says that the file is encrypted so that its ETag is no MD5 ("Object", S3's API reference)."""
        encryption = self.headers.get("x-amz-server-side-encryption", "")
        return encryption.startswith("aws:kms") or "x-amz-server-side-encryption-customer-algorithm" in self.headers

    @property
    def retry_after(self) -> Optional[float]:
        """Seconds that the publisher asks for; None where it does not, or names a date."""
        return self._number("retry-after")

    def _number(self, header: str) -> Optional[int]:
        value = self.headers.get(header, "")
        return int(value) if re.fullmatch("[0-9]{1,18}", value) else None


def refusal(answer: Answer, url: str, reason: str = "") -> Optional[PipelineError]:
    """The error of an answer that no retry changes; None for one that passes."""
    status, headers = answer
    if status == 403 and headers.get("server") == "AmazonS3":
        # S3 answers 403 to a stranger for what is not there. CheckSource has seen the file.
        return SourceChanged(f"the publisher withdrew {url} during the run: HTTP 403", url=url, status=status)
    if status in PASSING or status >= 500 or status == 403:
        return None
    # The reason of a redirect is urllib's own: a loop, or a scheme that it does not follow.
    told = f" ({reason.splitlines()[0]})" if 300 <= status < 400 and reason else ""
    return SourceNotUsable(f"{url} answered HTTP {status}{told}, which cannot become a load", url=url, status=status)
