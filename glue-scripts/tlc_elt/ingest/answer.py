"""What an answer of the publisher means for a download."""

from __future__ import annotations

from typing import Mapping, NamedTuple, Optional

from tlc_elt.errors import PipelineError, SourceChanged, SourceNotUsable

PASSING = (408, 425, 429)


class Answer(NamedTuple):
    """Status and headers of a response; header names in lower case."""

    status: int
    headers: Mapping[str, str]

    @property
    def is_whole(self) -> bool:
        """Whether the body is the file from its first byte on."""
        return self.status == 200

    def has_another_etag(self, etag: str) -> bool:
        """Whether the answer names a publication, and another one. `etag`: without quotes and `W/`."""
        given = self.headers.get("etag")
        return given is not None and given.replace("W/", "").strip('"') != etag

    def starts_at(self, offset: int) -> bool:
        """Whether a partial answer is the part that was asked for."""
        return self.headers.get("content-range", "").startswith(f"bytes {offset}-")

    @property
    def retry_after(self) -> Optional[float]:
        """Seconds that the publisher asks for; None where it does not, or names a date."""
        value = self.headers.get("retry-after", "")
        return float(value) if value.isdigit() else None


def refusal(answer: Answer, url: str) -> Optional[PipelineError]:
    """The error of an answer that no retry changes; None for one that passes."""
    status, headers = answer
    from_s3 = headers.get("server") == "AmazonS3"
    if status in (412, 416) or (status == 403 and from_s3):
        # S3 answers 403 to a stranger for what is not there. CheckSource has seen the file.
        how = "withdrew" if status == 403 else "replaced"
        return SourceChanged(f"the publisher {how} {url} during the run: HTTP {status}", url=url, status=status)
    if status in PASSING or status >= 500 or status == 403:
        return None
    return SourceNotUsable(f"{url} answered HTTP {status}, which cannot become a load", url=url, status=status)
