"""Crashes at the network's edge: the n-th request of a job is not sent, or its answer does not arrive."""

from __future__ import annotations

import contextlib
import threading
import urllib.request
from typing import Any, Iterator, Optional
from unittest import mock

from botocore.httpsession import URLLib3Session


class Crash(BaseException):
    """The process has died: no handler of errors sees it."""


class Edge:
    """Counts the requests of a job and lets it die at one of them."""

    def __init__(self) -> None:
        self.requests = 0
        self.ever = 0
        self.dies_at: Optional[int] = None
        self.after = False
        self._lock = threading.Lock()
        self._dead = False

    def __call__(self, send: Any, *args: Any, **more: Any) -> Any:
        with self._lock:
            if self._dead:
                raise Crash("the process is dead")
            self.ever += 1
            # How often a job looks whether a statement has ended is chance; a seed is to give the same walk again.
            self.requests += 0 if _is_look(args) else 1
            dies = self.dies_at is not None and self.requests == self.dies_at and not _is_look(args)
            self._dead = dies
        if not dies:
            return send(*args, **more)
        if self.after:
            send(*args, **more)
        raise Crash(f"at request {self.requests}")

    @contextlib.contextmanager
    def dying(self, at: Optional[int], after: bool) -> Iterator[None]:
        """Within it the job dies at its request `at`, counted from 1, before or after it was served."""
        self.requests, self.dies_at, self.after, self._dead = 0, at, after, False
        try:
            yield
        finally:
            self.dies_at, self._dead = None, False


def _is_look(args: Any) -> bool:
    headers = getattr(args[-1], "headers", None) or {}
    target = headers.get("X-Amz-Target", b"") if hasattr(headers, "get") else b""
    return str(target if isinstance(target, str) else target.decode()).endswith(".DescribeStatement")


@contextlib.contextmanager
def edge() -> Iterator[Edge]:
    """Stands between every client of this process and the network."""
    made = Edge()
    send, urlopen = URLLib3Session.send, urllib.request.urlopen
    with (
        mock.patch.object(URLLib3Session, "send", lambda self, request: made(send, self, request)),
        mock.patch.object(urllib.request, "urlopen", lambda *args, **more: made(urlopen, *args, **more)),
    ):
        yield made
