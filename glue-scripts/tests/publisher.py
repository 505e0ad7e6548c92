"""A publisher that fails as told: a TCP server that answers one request with each of its scripted answers."""

from __future__ import annotations

import hashlib
import socketserver
import ssl
import threading
from contextlib import contextmanager
from email.utils import parsedate_to_datetime
from types import MappingProxyType
from typing import Dict, Iterator, List, Mapping, NamedTuple, Optional


class Answer(NamedTuple):
    """How one request is answered; `cut_at` ends the connection before that byte of the file."""

    status: int = 200
    cut_at: Optional[int] = None
    body: Optional[bytes] = None
    etag: Optional[str] = None
    headers: Mapping[str, str] = MappingProxyType({})
    ignores_range: bool = False
    most: Optional[int] = None  # bytes of the answer, which is a part where that is not all
    aligned: int = 1  # a part begins at a multiple of so many bytes
    chunked: bool = False  # without a length, and with a proper end even where it is cut
    modified: Optional[str] = None


class Publisher:
    """Serves one file; after the script has run out every answer is whole. What else is asked for is not there."""

    def __init__(self, content: bytes, script: List[Answer], header: Optional[str] = None) -> None:
        self.content = content
        self.file = "yellow_tripdata_2024-09.parquet"
        self.etag = hashlib.md5(content).hexdigest()
        self.header = header or f'"{self.etag}"'
        self.modified: Optional[str] = None
        self.script = list(script)
        self.requests: List[Dict[str, str]] = []
        self.url = ""

    def answer(self, headers: Dict[str, str]) -> bytes:
        """The bytes that are sent before the connection ends."""
        self.requests.append(headers)
        plan = self.script.pop(0) if self.script else Answer()
        etag = self.header if plan.etag is None else f'"{plan.etag}"'
        modified = plan.modified or self.modified
        if plan.status != 200:
            return _response(plan.status, plan.headers, plan.body or b"", plan)
        if _refuses(headers, etag, modified):
            return _response(412, {"ETag": etag}, b"", plan)
        content = self.content if plan.body is None else plan.body
        wanted = headers.get("range")
        start = 0 if wanted is None or plan.ignores_range else int(wanted[len("bytes=") : -1])
        if start > len(content):
            return _response(416, {"Content-Range": f"bytes */{len(content)}"}, b"", plan)
        start -= start % plan.aligned
        end = len(content) if plan.most is None else min(len(content), start + plan.most)
        is_part = (wanted is not None and not plan.ignores_range) or end < len(content)
        part = {"Content-Range": f"bytes {start}-{end - 1}/{len(content)}"} if is_part else {}
        dated = {} if modified is None else {"Last-Modified": modified}
        cut = plan if plan.cut_at is None else plan._replace(cut_at=max(0, plan.cut_at - start))
        more = {"ETag": etag, **dated, **part, **plan.headers}
        return _response(206 if is_part else 200, more, content[start:end], cut)


def _refuses(headers: Mapping[str, str], etag: str, modified: Optional[str]) -> bool:
    """Whether a precondition does not hold; a weak ETag never matches (RFC 9110, 13.1.1)."""
    wanted, since = headers.get("if-match"), headers.get("if-unmodified-since")
    if wanted is not None:
        return wanted != etag or etag.startswith("W/")
    if since is None or modified is None:
        return False
    return parsedate_to_datetime(modified) > parsedate_to_datetime(since)


def _response(status: int, headers: Mapping[str, str], body: bytes, plan: Answer) -> bytes:
    sent = body if plan.cut_at is None else body[: plan.cut_at]
    length = "Transfer-Encoding: chunked" if plan.chunked else f"Content-Length: {len(body)}"
    lines = [f"HTTP/1.1 {status} Told", length, "Connection: close"]
    lines += [f"{name}: {value}" for name, value in headers.items()]
    if plan.chunked:
        sent = (b"%x\r\n%s\r\n" % (len(sent), sent) if sent else b"") + b"0\r\n\r\n"
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + sent


class _Handler(socketserver.StreamRequestHandler):
    def handle(self) -> None:
        path = self.rfile.readline().decode().split(" ")[1]
        headers: Dict[str, str] = {}
        for line in iter(lambda: self.rfile.readline().decode().strip(), ""):
            name, _, text = line.partition(": ")
            headers[name.lower()] = text
        publisher: Publisher = self.server.publisher  # type: ignore[attr-defined]
        is_other = path.startswith("/misc/") and not path.endswith(publisher.file)
        absent = _response(403, {"Server": "AmazonS3"}, b"", Answer())
        self.wfile.write(absent if is_other else publisher.answer(headers))


class _Server(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = True

    def handle_error(self, request: object, client_address: object) -> None:
        """A client that goes away is part of the tests."""


@contextmanager
def published(
    content: bytes, *script: Answer, header: Optional[str] = None, context: Optional[ssl.SSLContext] = None
) -> Iterator[Publisher]:
    """Serves the content on a free port while the block runs; `header`: its ETag, where that is not its MD5."""
    publisher = Publisher(content, list(script), header)
    with _Server(("127.0.0.1", 0), _Handler) as server:
        server.publisher = publisher  # type: ignore[attr-defined]
        scheme = "http" if context is None else "https"
        if context is not None:
            server.socket = context.wrap_socket(server.socket, server_side=True)
        publisher.url = f"{scheme}://127.0.0.1:{server.server_address[1]}/{publisher.file}"
        thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
        thread.start()
        try:
            yield publisher
        finally:
            server.shutdown()
