"""The publication that a run is of, and whether an answer is of it."""

from __future__ import annotations

import datetime
import email.utils
import re
from typing import Dict, NamedTuple, Optional

from tlc_elt.ingest.answer import Answer

MD5 = re.compile(r"[0-9a-f]{32}(-[0-9]{1,5})?")
# Last-Modified of a file whose publisher gives none.
UNDATED = "1970-01-01T00:00:00Z"


class Source(NamedTuple):
    """A publication: its address, ETag as in keys, length, and Last-Modified in RFC 3339."""

    url: str
    etag: str
    bytes: int
    last_modified: str = UNDATED

    @property
    def has_md5(self) -> bool:
        """Whether the ETag is the publisher's own, an MD5 of the bytes; any other has length and date beside it."""
        return MD5.fullmatch(self.etag) is not None

    @property
    def modified(self) -> Optional[datetime.datetime]:
        """When it was published, in whole seconds as HTTP has them."""
        moment = datetime.datetime.fromisoformat(self.last_modified.replace("Z", "+00:00"))
        return None if moment.timestamp() == 0 else moment.replace(microsecond=0)

    @property
    def condition(self) -> Dict[str, str]:
        """Headers by which a publisher sends this publication or none. A weak ETag never matches If-Match."""
        if self.has_md5:
            return {"If-Match": f'"{self.etag}"'}
        if self.modified is None:
            return {}
        return {"If-Unmodified-Since": email.utils.format_datetime(self.modified, usegmt=True)}

    def difference(self, answer: Answer) -> Optional[str]:
        """How an answer describes another publication than this; None where it does not.

        A node of the publisher may have an ETag of its own: length and date tell whether it is the same file.
        """
        etag, modified, whole = answer.etag, answer.modified, answer.whole_bytes
        if etag == self.etag or (etag is None and modified is None):
            return None
        if whole is not None and whole != self.bytes:
            return f"{whole} bytes instead of {self.bytes}, and ETag {_shown(etag)}"
        if modified is not None and self.modified is not None:
            return None if modified == self.modified else f"Last-Modified {modified} instead of {self.modified}"
        return f"ETag {_shown(etag)} instead of {self.etag}" if etag is not None and self.has_md5 else None


def _shown(etag: Optional[str]) -> str:
    """An ETag in a message, where it may be as long as a header."""
    return "none" if etag is None else etag[:100]
