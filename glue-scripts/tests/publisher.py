"""A publisher that fails as told: a TCP server that answers one request with each of its scripted answers."""

from __future__ import annotations

import hashlib
import socketserver
import threading
from contextlib import contextmanager
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


class Publisher:
    """Serves one file; after the script has run out every answer is whole."""

    def __init__(self, content: bytes, script: List[Answer]) -> None:
        self.content = content
        self.etag = hashlib.md5(content).hexdigest()
        self.script = list(script)
        self.requests: List[Dict[str, str]] = []
        self.url = ""

    def answer(self, headers: Dict[str, str]) -> bytes:
        """The bytes that are sent before the connection ends."""
        self.requests.append(headers)
        plan = self.script.pop(0) if self.script else Answer()
        etag = plan.etag or self.etag
        if plan.status != 200:
            return _response(plan.status, plan.headers, plan.body or b"", None)
        if headers.get("if-match", f'"{etag}"') != f'"{etag}"':
            return _response(412, {"ETag": f'"{etag}"'}, b"", None)
        content = self.content if plan.body is None else plan.body
        wanted = headers.get("range")
        start = 0 if wanted is None or plan.ignores_range else int(wanted[len("bytes=") : -1])
        status = 200 if start == 0 else 206
        more = {} if start == 0 else {"Content-Range": f"bytes {start}-{len(content) - 1}/{len(content)}"}
        cut = None if plan.cut_at is None else max(0, plan.cut_at - start)
        return _response(status, {"ETag": f'"{etag}"', **more, **plan.headers}, content[start:], cut)


def _response(status: int, headers: Mapping[str, str], body: bytes, cut: Optional[int]) -> bytes:
    lines = [f"HTTP/1.1 {status} Told", f"Content-Length: {len(body)}", "Connection: close"]
    lines += [f"{name}: {value}" for name, value in headers.items()]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + (body if cut is None else body[:cut])


class _Handler(socketserver.StreamRequestHandler):
    def handle(self) -> None:
        self.rfile.readline()
        headers: Dict[str, str] = {}
        for line in iter(lambda: self.rfile.readline().decode().strip(), ""):
            name, _, text = line.partition(": ")
            headers[name.lower()] = text
        self.wfile.write(self.server.publisher.answer(headers))  # type: ignore[attr-defined]


class _Server(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = True

    def handle_error(self, request: object, client_address: object) -> None:
        """A client that goes away is part of the tests."""


@contextmanager
def published(content: bytes, *script: Answer) -> Iterator[Publisher]:
    """Serves the content on a free port while the block runs."""
    publisher = Publisher(content, list(script))
    with _Server(("127.0.0.1", 0), _Handler) as server:
        server.publisher = publisher  # type: ignore[attr-defined]
        publisher.url = f"http://127.0.0.1:{server.server_address[1]}/yellow_tripdata_2024-09.parquet"
        thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
        thread.start()
        try:
            yield publisher
        finally:
            server.shutdown()
